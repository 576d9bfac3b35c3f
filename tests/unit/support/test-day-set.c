/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "support/day-set.h"

#include "../seed.h"

static TlDate
d (int month, int number)
{
  return tl_date_from_ymd (2026, month, number);
}

static guint
days_of (TlDate in, TlDate out, gboolean leaving)
{
  return tl_day_set_size (tl_day_set_stay (d (3, 1), in, out, leaving, d (12, 31)));
}

static void
entry_counts_leaving_does_not (void)
{
  g_assert_cmpuint (days_of (d (3, 5), d (3, 12), FALSE), ==, 7);
  g_assert_cmpuint (days_of (d (3, 5), d (3, 12), TRUE), ==, 8);
  g_assert_cmpuint (days_of (d (3, 5), d (3, 6), FALSE), ==, 1);
}

static void
one_day_counts_one (void)
{
  g_assert_cmpuint (days_of (d (3, 5), d (3, 5), FALSE), ==, 1);
  g_assert_cmpuint (days_of (d (3, 5), d (3, 5), TRUE), ==, 1);
}

static void
months_are_apart (void)
{
  /* 25/02 – 03/04: the whole of March, 4 days of February, 2 of April. */
  g_assert_cmpuint (days_of (d (2, 25), d (4, 3), FALSE), ==, 31);
  g_assert_cmpuint (tl_day_set_size (tl_day_set_stay (d (2, 1), d (2, 25), d (4, 3), FALSE, d (12, 31))), ==, 4);
  g_assert_cmpuint (tl_day_set_size (tl_day_set_stay (d (4, 1), d (2, 25), d (4, 3), FALSE, d (12, 31))), ==, 2);
  g_assert_cmpuint (tl_day_set_size (tl_day_set_stay (d (5, 1), d (2, 25), d (4, 3), FALSE, d (12, 31))), ==, 0);
}

static void
still_here_counts_to_the_last_day (void)
{
  g_assert_cmpuint (tl_day_set_size (tl_day_set_stay (d (3, 1), d (3, 20), TL_DATE_NONE, FALSE, d (3, 25))), ==, 6);
  g_assert_cmpuint (tl_day_set_size (tl_day_set_stay (d (3, 1), d (3, 20), TL_DATE_NONE, FALSE, d (3, 19))), ==, 0);
}

static void
overlaps_count_once (void)
{
  TlDaySet one = tl_day_set_stay (d (3, 1), d (3, 5), d (3, 12), FALSE, d (12, 31));
  TlDaySet two = tl_day_set_stay (d (3, 1), d (3, 10), d (3, 15), FALSE, d (12, 31));

  g_assert_cmpuint (tl_day_set_size (one | two), ==, 10);
}

static void
text_shows_runs (void)
{
  TlDaySet days = tl_day_set_range (d (3, 1), d (3, 5), d (3, 11)) | tl_day_set_range (d (3, 1), d (3, 20), d (3, 20))
                  | tl_day_set_range (d (3, 1), d (3, 30), d (4, 9));
  g_autofree char *text = tl_day_set_text (d (3, 1), days);
  g_autofree char *none = tl_day_set_text (d (3, 1), 0);

  g_assert_cmpstr (text, ==, "05/03–11/03, 20/03, 30/03–31/03/2026");
  g_assert_cmpstr (none, ==, "");
  g_assert_cmpint (tl_day_set_first (d (3, 1), days), ==, d (3, 5));
  g_assert_cmpint (tl_day_set_last (d (3, 1), days), ==, d (3, 31));
}

/* Against a second, plain formulation: an array of days. */
static void
random_stays_agree_with_counting (void)
{
  for (int round = 0; round < 500; round++)
    {
      gboolean marked[400] = {FALSE};
      TlDate start = d (1, 1), month = tl_date_add_months (start, g_test_rand_int_range (0, 12));
      TlDaySet days = 0;
      guint expected = 0;

      for (int stay = 0; stay < 4; stay++)
        {
          TlDate in = start + g_test_rand_int_range (0, 365);
          TlDate out = in + g_test_rand_int_range (0, 60);

          days |= tl_day_set_stay (month, in, out, FALSE, start + 399);
          marked[MIN (in - start, 399)] = TRUE;
          for (TlDate at = in; at < out && at - start < 400; at++)
            marked[at - start] = TRUE;
        }
      for (TlDate at = month; at <= tl_date_month_end (month); at++)
        expected += marked[at - start];
      g_assert_cmpuint (tl_day_set_size (days), ==, expected);
    }
}

int
main (int argc, char **argv)
{
  seeded_test_init (&argc, &argv);
  g_test_add_func ("/support/days/entry-counts-leaving-does-not", entry_counts_leaving_does_not);
  g_test_add_func ("/support/days/one-day-counts-one", one_day_counts_one);
  g_test_add_func ("/support/days/months-are-apart", months_are_apart);
  g_test_add_func ("/support/days/still-here-counts-to-the-last-day", still_here_counts_to_the_last_day);
  g_test_add_func ("/support/days/overlaps-count-once", overlaps_count_once);
  g_test_add_func ("/support/days/text-shows-runs", text_shows_runs);
  g_test_add_func ("/support/days/random-stays-agree-with-counting", random_stays_agree_with_counting);
  return g_test_run ();
}
