/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <glib/gstdio.h>
#include <unistd.h>

#include <locale.h>
#include <time.h>

#include "record/time.h"

static TlDate
day (int year, int month, int d)
{
  TlDate date = tl_date_from_ymd (year, month, d);

  g_assert_cmpint (date, !=, TL_DATE_NONE);
  return date;
}

/* 2026-11-23 20:00 in Hưng Yên. */
static void
set_now (void)
{
  gint64 now;

  g_assert_true (tl_time_parse_iso ("2026-11-23T20:00:00+07:00", &now));
  tl_clock_set_for_test (now);
}

static void
test_calendar (void)
{
  /* Every day of three centuries against GLib's own calendar. */
  GDate date;
  static const int epoch = 719163; /* Julian day of GDate at 1970-01-01 */

  g_date_clear (&date, 1);
  for (int julian = epoch - 62091; julian < epoch + 47482; julian++)
    {
      int year, month, d;

      g_date_set_julian (&date, (guint32)julian);
      tl_date_to_ymd (julian - epoch, &year, &month, &d);
      g_assert_cmpint (year, ==, g_date_get_year (&date));
      g_assert_cmpint (month, ==, g_date_get_month (&date));
      g_assert_cmpint (d, ==, g_date_get_day (&date));
      g_assert_cmpint (tl_date_from_ymd (year, month, d), ==, julian - epoch);
    }
  g_assert_cmpint (tl_date_from_ymd (2026, 2, 29), ==, TL_DATE_NONE);
  g_assert_cmpint (tl_date_from_ymd (2024, 2, 29), !=, TL_DATE_NONE);
  g_assert_cmpint (tl_date_from_ymd (2026, 13, 1), ==, TL_DATE_NONE);
  g_assert_cmpint (tl_date_from_ymd (2026, 0, 1), ==, TL_DATE_NONE);
  g_assert_cmpint (tl_date_from_ymd (2026, 1, 0), ==, TL_DATE_NONE);
}

static void
test_months (void)
{
  g_assert_cmpint (tl_date_month_start (day (2026, 3, 5)), ==, day (2026, 3, 1));
  g_assert_cmpint (tl_date_month_end (day (2024, 2, 5)), ==, day (2024, 2, 29));
  g_assert_cmpint (tl_date_add_months (day (2026, 1, 31), 1), ==, day (2026, 2, 28));
  g_assert_cmpint (tl_date_add_months (day (2026, 3, 31), -1), ==, day (2026, 2, 28));
  g_assert_cmpint (tl_date_add_months (day (2026, 1, 15), -1), ==, day (2025, 12, 15));
  g_assert_cmpint (tl_date_add_months (day (2026, 11, 30), 3), ==, day (2027, 2, 28));
}

static void
test_zone (void)
{
  static const char *const zones[] = {"UTC", "America/Los_Angeles", "Asia/Ho_Chi_Minh", "Pacific/Kiritimati"};
  gint64 time = 0;

  for (guint i = 0; i < G_N_ELEMENTS (zones); i++)
    {
      g_autofree char *iso = NULL;
      g_autofree char *shown = NULL;

      g_setenv ("TZ", zones[i], TRUE);
      tzset ();
      /* 17:30 UTC is already the next day in Hưng Yên. */
      g_assert_true (tl_time_parse_iso ("2026-03-05T17:30:00Z", &time));
      g_assert_cmpint (tl_date_from_time (time), ==, day (2026, 3, 6));
      iso = tl_time_to_iso (time);
      g_assert_cmpstr (iso, ==, "2026-03-06T00:30:00+07:00");
      shown = tl_time_format (time);
      g_assert_cmpstr (shown, ==, "06/03/2026 00:30");
      g_assert_cmpint (tl_date_start (day (2026, 3, 6)), ==, time - 1800);
      g_assert_cmpint (tl_date_from_time (tl_date_start (day (2026, 3, 6)) - 1), ==, day (2026, 3, 5));
    }
  g_unsetenv ("TZ");
  tzset ();
  g_assert_cmpint (tl_date_from_time (-TL_TZ_SECONDS - 1), ==, -1);
}

static void
assert_typed (const char *text, TlDate expected)
{
  TlDate found = TL_DATE_NONE;

  g_test_message ("%s", text);
  g_assert_true (tl_date_parse_typed (text, &found));
  g_assert_cmpint (found, ==, expected);
}

static void
test_typed_dates (void)
{
  static const char *const wrong[]
      = {"", " ", "5", "32/1", "29/2/2026", "5/13/2026", "5/3/6", "5/3/026", "05/03/2026x", "2026-3-5", "553", "a/b", "5//3"};
  TlDate found;

  set_now ();
  assert_typed ("5/3", day (2026, 3, 5));
  assert_typed (" 5/3 ", day (2026, 3, 5));
  assert_typed ("23/11", day (2026, 11, 23));
  assert_typed ("24/11", day (2025, 11, 24));
  assert_typed ("29/2", day (2024, 2, 29));
  assert_typed ("5/3/26", day (2026, 3, 5));
  assert_typed ("5/3/85", day (1985, 3, 5));
  assert_typed ("5/3/36", day (2036, 3, 5));
  assert_typed ("5/3/37", day (1937, 3, 5));
  assert_typed ("05/03/2026", day (2026, 3, 5));
  assert_typed ("05032026", day (2026, 3, 5));
  assert_typed ("5-3-2026", day (2026, 3, 5));
  assert_typed ("5.3.2026", day (2026, 3, 5));
  assert_typed ("2026-03-05", day (2026, 3, 5));
  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_test_message ("%s", wrong[i]);
      g_assert_false (tl_date_parse_typed (wrong[i], &found));
    }
  g_assert_true (tl_date_parse_typed_ahead ("23/11", &found));
  g_assert_cmpint (found, ==, day (2026, 11, 23));
  g_assert_true (tl_date_parse_typed_ahead ("24/11", &found));
  g_assert_cmpint (found, ==, day (2026, 11, 24));
  g_assert_true (tl_date_parse_typed_ahead ("5/3", &found));
  g_assert_cmpint (found, ==, day (2027, 3, 5));
  g_assert_true (tl_date_parse_typed_ahead ("29/2", &found));
  g_assert_cmpint (found, ==, day (2028, 2, 29));
  tl_clock_set_for_test (G_MININT64);
}

static void
assert_time (const char *text, const char *expected)
{
  gint64 time = 0;
  g_autofree char *iso = NULL;

  g_test_message ("%s", text);
  g_assert_true (tl_time_parse_typed (text, &time));
  iso = tl_time_to_iso (time);
  g_assert_cmpstr (iso, ==, expected);
}

static void
test_typed_times (void)
{
  static const char *const wrong[] = {"", "25:00", "21:60", "05/03/2026", "05/03/2026 25:00", "21:00 hôm qua", "5.3", "21"};
  gint64 time;

  set_now ();
  assert_time ("05/03/2026 21:00", "2026-03-05T21:00:00+07:00");
  assert_time ("5/3 21h", "2026-03-05T21:00:00+07:00");
  assert_time ("5/3 9g30", "2026-03-05T09:30:00+07:00");
  assert_time ("5/3, 21h05", "2026-03-05T21:05:00+07:00");
  assert_time ("21:00", "2026-11-23T21:00:00+07:00");
  assert_time ("2026-03-05T21:00:00+07:00", "2026-03-05T21:00:00+07:00");
  assert_time ("2026-03-05T14:00:00Z", "2026-03-05T21:00:00+07:00");
  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_test_message ("%s", wrong[i]);
      g_assert_false (tl_time_parse_typed (wrong[i], &time));
    }
  tl_clock_set_for_test (G_MININT64);
}

static void
test_iso (void)
{
  static const char *const wrong[]
      = {"2026-03-05T21:00:00",        "2026-03-05", "2026-03-05T21:00:00+7", "2026-02-30T21:00:00Z", "2026-03-05T24:00:00Z",
         "2026-03-05T21:00:00+07:00 ", NULL};
  TlDate date;
  gint64 time;

  g_assert_true (tl_date_parse_iso ("2026-03-05", &date));
  g_assert_cmpint (date, ==, day (2026, 3, 5));
  g_assert_false (tl_date_parse_iso ("2026-03-05T", &date));
  g_assert_false (tl_date_parse_iso ("2026-02-30", &date));
  g_assert_false (tl_date_parse_iso (NULL, &date));
  for (guint i = 0; wrong[i] != NULL; i++)
    {
      g_test_message ("%s", wrong[i]);
      g_assert_false (tl_time_parse_iso (wrong[i], &time));
    }
  g_assert_true (tl_time_parse_iso ("1970-01-01T07:00:00+07:00", &time));
  g_assert_cmpint (time, ==, 0);
}

static void
test_clock (void)
{
#if TL_TEST_HOOKS
  g_autofree char *file = NULL;
  int fd = g_file_open_tmp ("tl-clock-XXXXXX", &file, NULL);

  g_setenv ("TAMLANH_NOW", "2026-03-05T21:00:00+07:00", TRUE);
  g_assert_cmpint (tl_date_today (), ==, day (2026, 3, 5));
  g_setenv ("TAMLANH_NOW", file, TRUE);
  g_assert_true (g_file_set_contents (file, "2026-03-06T07:00:00+07:00\n", -1, NULL));
  g_assert_cmpint (tl_date_today (), ==, day (2026, 3, 6));
  g_assert_true (g_file_set_contents (file, "2026-03-07T07:00:00+07:00", -1, NULL));
  g_assert_cmpint (tl_date_today (), ==, day (2026, 3, 7));
  close (fd);
  g_unlink (file);
  g_setenv ("TAMLANH_NOW", "nonsense", TRUE);
#else
  g_setenv ("TAMLANH_NOW", "2001-03-05T21:00:00+07:00", TRUE);
#endif
  g_assert_cmpint (ABS (tl_clock_now () - g_get_real_time () / G_USEC_PER_SEC), <=, 2);
  g_unsetenv ("TAMLANH_NOW");
}

int
main (int argc, char **argv)
{
  setlocale (LC_ALL, "");
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/record/date/calendar-agrees-with-glib", test_calendar);
  g_test_add_func ("/record/date/months-clamp-to-their-last-day", test_months);
  g_test_add_func ("/record/time/a-day-is-of-utc-plus-7-whatever-the-pc-says", test_zone);
  g_test_add_func ("/record/time/iso-needs-its-offset", test_iso);
  g_test_add_func ("/record/time/clock-moves-only-in-a-test-build", test_clock);
#if TL_TEST_HOOKS
  g_test_add_func ("/record/date/reads-what-people-type", test_typed_dates);
  g_test_add_func ("/record/time/reads-what-people-type", test_typed_times);
#else
  (void)test_typed_dates;
  (void)test_typed_times;
#endif
  return g_test_run ();
}
