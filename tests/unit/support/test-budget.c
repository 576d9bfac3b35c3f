/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Budgets of a year: used, committed, left, forecast, and the warning before the overrun. */

#include <string.h>

#include "fixture.h"
#include "store/nights.h"
#include "store/overview.h"

static void
put_meals (Fixture *f, const char *file, const char *date, int days, const char *source)
{
  g_free (put (f, TL_TYPE_SUPPORT, "{'category':'meals','case':'%s','date':'%s','quantity':%d,'funding_source':'%s'}", file, date, days,
               source));
}

static JsonObject *
budgets (Fixture *f, int year)
{
  g_autoptr (GError) error = NULL;
  JsonObject *data = tl_budget_data (f->store, year, TL_DATE_NONE, &error);

  g_assert_no_error (error);
  return data;
}

/* @category NULL: the whole source. */
static JsonObject *
row_of (JsonObject *data, const char *source, const char *category)
{
  JsonArray *rows = json_object_get_array_member (data, "rows");

  for (guint i = 0; i < json_array_get_length (rows); i++)
    {
      JsonObject *row = json_array_get_object_element (rows, i);

      if (g_str_equal (json_object_get_string_member (row, "source"), source)
          && g_strcmp0 (json_object_get_string_member_with_default (row, "category", NULL), category) == 0)
        return row;
    }
  return NULL;
}

#define assert_member(row, member, value) g_assert_cmpint (json_object_get_int_member (row, member), ==, value)

static void
used_committed_left (Fixture *f, gconstpointer data)
{
  g_autofree char *file = put_case (f, "2026-03-05T21:00:00+07:00", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (TlRecord) statement = NULL;
  g_autoptr (JsonObject) shown = NULL;
  JsonObject *row;

  g_free (put (f, TL_TYPE_BUDGET, "{'year':2026,'funding_source':'province','amount':1000000}"));
  g_free (put (f, TL_TYPE_BUDGET, "{'year':2026,'funding_source':'province','category':'meals','amount':300000}"));
  put_meals (f, file, "2026-03-06", 2, "province");
  statement = tl_statement_make (f->store, "detail", day ("2026-03-01"), day ("2026-03-31"), NULL, &error);
  tl_statement_approve_and_finalise (f->store, tl_record_id (statement), &error);
  g_assert_no_error (error);
  put_meals (f, file, "2026-03-20", 1, "province");
  put_meals (f, file, "2026-03-21", 3, "donation");
  shown = budgets (f, 2026);
  row = row_of (shown, "province", NULL);
  assert_member (row, "budget", 1000000);
  assert_member (row, "used", 140000);
  assert_member (row, "committed", 70000);
  assert_member (row, "left", 790000);
  row = row_of (shown, "province", "meals");
  assert_member (row, "budget", 300000);
  assert_member (row, "left", 90000);
  /* No budget is set for what was given: nothing is left or passed. */
  row = row_of (shown, "donation", NULL);
  g_assert_true (json_object_get_null_member (row, "budget"));
  g_assert_cmpstr (json_object_get_string_member (row, "state"), ==, "none");
  row = json_object_get_object_member (shown, "totals");
  assert_member (row, "used", 140000);
  assert_member (row, "committed", 280000);
  assert_member (row, "left", 790000);
}

/* What another shelter was granted is not ours to spend; a budget that names none, as all of an older register, is. */
static void
of_this_place_only (Fixture *f, gconstpointer data)
{
  g_autofree char *file = put_case (f, "2026-03-05T21:00:00+07:00", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (TlRecord) line = tl_record_new (TL_TYPE_SUPPORT);
  g_autoptr (JsonObject) shown = NULL;
  g_autoptr (GPtrArray) warnings = NULL;
  TlToday *today;

  g_free (put (f, TL_TYPE_BUDGET, "{'year':2026,'funding_source':'province','amount':100000}"));
  g_free (put (f, TL_TYPE_BUDGET, "{'year':2026,'funding_source':'province','amount':20000,'for_site':'DC'}"));
  g_free (put (f, TL_TYPE_BUDGET, "{'year':2026,'funding_source':'province','amount':5000000,'for_site':'DT'}"));
  put_meals (f, file, "2026-03-06", 1, "province");
  put_meals (f, file, "2026-03-06", 1, "donation");
  shown = budgets (f, 2026);
  assert_member (row_of (shown, "province", NULL), "budget", 120000);
  assert_member (row_of (shown, "province", NULL), "left", 50000);
  g_assert_cmpuint (json_array_get_length (json_object_get_array_member (shown, "places")), ==, 0);
  today = tl_overview_today (f->store, 7, &error);
  g_assert_no_error (error);
  g_assert_cmpint (today->year_budget, ==, 120000);
  g_assert_cmpint (today->year_amount, ==, 70000);
  tl_today_free (today);
  tl_record_set_text (line, TL_SUPPORT_CATEGORY, "meals");
  tl_record_set_text (line, TL_SUPPORT_CASE, file);
  tl_record_set_text (line, TL_SUPPORT_DATE, "2026-03-07");
  tl_record_set_text (line, TL_SUPPORT_FUNDING_SOURCE, "province");
  tl_record_set_int (line, TL_SUPPORT_AMOUNT, 70000);
  warnings = tl_budget_check (f->store, line, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (warnings->len, ==, 1);
  g_assert_nonnull (strstr (warnings->pdata[0], "20.000"));
}

/* Today is 05/04/2026; the newest line is of March: the pace counts 90 days. 90 × 7.000 = 630.000 so far. */
static void
forecast_at_the_present_pace (Fixture *f, gconstpointer data)
{
  g_autofree char *file = put_case (f, "2026-01-05T21:00:00+07:00", NULL);
  g_autoptr (JsonObject) shown = NULL;
  g_autoptr (JsonObject) more = NULL;
  JsonObject *row;

  g_free (put (f, TL_TYPE_BUDGET, "{'year':2026,'funding_source':'province','amount':2500000}"));
  put_meals (f, file, "2026-01-10", 4, "province");
  put_meals (f, file, "2026-03-11", 5, "province");
  shown = budgets (f, 2026);
  g_assert_cmpstr (json_object_get_string_member (shown, "paced_to"), ==, "2026-03-31");
  assert_member (shown, "days", 90);
  row = row_of (shown, "province", NULL);
  /* 630.000 + 630.000 × 275 ÷ 90 */
  assert_member (row, "forecast", 630000 + 1925000);
  assert_member (row, "over", 55000);
  g_assert_cmpstr (json_object_get_string_member (row, "state"), ==, "ahead");
  /* A line of today: the pace counts to today. */
  put_meals (f, file, "2026-04-05", 1, "province");
  more = budgets (f, 2026);
  assert_member (more, "days", 95);
  /* 700.000 + 700.000 × 270 ÷ 95 = 700.000 + 1.989.473,68 */
  assert_member (row_of (more, "province", NULL), "forecast", 700000 + 1989474);
}

static void
january_says_little (Fixture *f, gconstpointer data)
{
  g_autofree char *file = put_case (f, "2025-06-05T21:00:00+07:00", NULL);
  g_autoptr (JsonObject) before = NULL;
  g_autoptr (JsonObject) alone = NULL;
  g_autoptr (JsonObject) blended = NULL;
  JsonObject *row;

  set_today ("2026-01-10T10:00:00+07:00");
  put_meals (f, file, "2026-01-05", 10, "province");
  alone = budgets (f, 2026);
  /* Five days, and no year before: nothing is said. */
  assert_member (alone, "days", 5);
  g_assert_true (json_object_get_null_member (row_of (alone, "province", NULL), "forecast"));
  /* Last year 7.300.000, 20.000 a day: five days of our own, 55 of last year's. */
  for (int i = 1; i <= 10; i++)
    {
      g_autofree char *date = g_strdup_printf ("2025-%02d-10", i + 1);

      g_free (put (f, TL_TYPE_SUPPORT,
                   "{'category':'facility','date':'%s','quantity':1,'amount':730000,'funding_source':'province','decision_no':'1/QĐ'}",
                   date));
    }
  blended = budgets (f, 2026);
  row = row_of (blended, "province", NULL);
  /* (700.000 + 55 × 20.000) ÷ 60 = 30.000 a day for 360 days, and what is spent. */
  assert_member (row, "forecast", 700000 + 30000 * 360);
  /* A year that is over is what it was; one that has not begun has no pace. */
  before = budgets (f, 2025);
  assert_member (row_of (before, "province", NULL), "forecast", 7300000);
  {
    g_autoptr (JsonObject) next = budgets (f, 2027);

    g_assert_null (row_of (next, "province", NULL));
    assert_member (next, "days", 0);
  }
}

static void
never_below_what_is_entered (Fixture *f, gconstpointer data)
{
  g_autofree char *file = put_case (f, "2026-01-05T21:00:00+07:00", NULL);
  g_autoptr (JsonObject) shown = NULL;

  put_meals (f, file, "2026-01-10", 1, "province");
  put_meals (f, file, "2026-06-01", 30, "province");
  shown = budgets (f, 2026);
  /* The pace alone would say 70.000 × 365 ÷ 90. */
  assert_member (row_of (shown, "province", NULL), "forecast", 70000 + 2100000);
}

static void
warned_before_the_overrun (Fixture *f, gconstpointer data)
{
  g_autofree char *file = put_case (f, "2026-03-05T21:00:00+07:00", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (TlRecord) line = NULL;
  g_autoptr (TlRecord) stored = NULL;
  g_autoptr (TlSupportPreview) preview = NULL;
  g_autoptr (TlSupportPreview) near = NULL;
  g_autoptr (TlSupportPreview) same = NULL;
  g_autofree char *id = NULL;
  guint found = 0;

  g_free (put (f, TL_TYPE_BUDGET, "{'year':2026,'funding_source':'province','amount':1000000}"));
  g_free (put (f, TL_TYPE_BUDGET, "{'year':2026,'funding_source':'province','category':'meals','amount':700000}"));
  put_meals (f, file, "2026-03-06", 8, "province");
  line = record_from (TL_TYPE_SUPPORT, "{'category':'meals','case':'%s','date':'2026-03-16','quantity':1,'funding_source':'province'}",
                      file);
  near = tl_support_preview (f->store, line, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < near->warnings->len; i++)
    found += strstr (g_ptr_array_index (near->warnings, i), "70.000 đ of 700.000 đ are left") != NULL;
  g_assert_cmpuint (found, ==, 1);
  tl_record_set_int (line, TL_SUPPORT_QUANTITY, 3000);
  preview = tl_support_preview (f->store, line, &error);
  g_assert_no_error (error);
  found = 0;
  for (guint i = 0; i < preview->warnings->len; i++)
    found += strstr (g_ptr_array_index (preview->warnings, i), "770.000 đ of 700.000 đ, 70.000 đ too much") != NULL;
  g_assert_cmpuint (found, ==, 1);
  /* It is a warning: the province settles it. And what stands is not warned of again. */
  tl_support_save (f->store, line, &error);
  g_assert_no_error (error);
  stored = load (f, TL_TYPE_SUPPORT, tl_record_id (line));
  same = tl_support_preview (f->store, stored, &error);
  for (guint i = 0; i < same->warnings->len; i++)
    g_assert_null (strstr (g_ptr_array_index (same->warnings, i), "Budget"));
}

/* 05/03 21:00 to 12/03 09:00: seven nights each; one more came and went within a day. */
/* On her first evening she moves to another room; a stay that a merge left overlaps. She sleeps here three nights, not five. Another
 * leaves on the first morning of the year: her nights were last year's. One came today and sleeps here tonight. */
static void
a_night_is_slept_once (Fixture *f, gconstpointer data)
{
  g_autofree char *mother = NULL;
  g_autofree char *file = put_case (f, "2026-03-05T18:00:00+07:00", &mother);
  g_autofree char *before = put (f, TL_TYPE_PERSON, "{'alias':'Chị','sex':'female'}");
  g_autofree char *today = put (f, TL_TYPE_PERSON, "{'alias':'Em','sex':'female'}");
  g_autoptr (JsonObject) shown = NULL;
  g_autoptr (JsonObject) older = NULL;
  g_autoptr (GError) error = NULL;
  TlNights nights;

  put_stay (f, file, mother, "2026-03-05T18:00:00+07:00", "2026-03-05T21:00:00+07:00");
  put_stay (f, file, mother, "2026-03-05T21:00:00+07:00", "2026-03-08T09:00:00+07:00");
  put_overlapping_stay (f, file, mother, "2026-03-06T08:00:00+07:00", "2026-03-07T09:00:00+07:00");
  put_stay (f, file, before, "2025-12-30T21:00:00+07:00", "2026-01-01T07:00:00+07:00");
  g_free (put (f, TL_TYPE_STAY, "{'case':'%s','person':'%s','checked_in_at':'2026-04-05T08:00:00+07:00'}", file, today));
  shown = budgets (f, 2026);
  assert_member (shown, "nights", 4);
  assert_member (shown, "people", 2);
  older = budgets (f, 2025);
  assert_member (older, "nights", 2);
  assert_member (older, "people", 1);
  g_assert_true (tl_store_nights (f->store, day ("2026-03-01"), day ("2026-12-31"), &nights, &error));
  g_assert_cmpint (nights.nights, ==, 4);
  g_assert_cmpint (nights.longest, ==, 3);
}

static void
cost_of_a_night_and_a_person (Fixture *f, gconstpointer data)
{
  g_autofree char *mother = NULL;
  g_autofree char *file = put_case (f, "2026-03-05T21:00:00+07:00", &mother);
  g_autofree char *child = put (f, TL_TYPE_PERSON, "{'alias':'Cháu','sex':'female'}");
  g_autofree char *guest = put (f, TL_TYPE_PERSON, "{'alias':'Cô','sex':'female'}");
  g_autoptr (JsonObject) shown = NULL;
  g_autoptr (JsonObject) none = NULL;

  put_stay (f, file, mother, "2026-03-05T21:00:00+07:00", "2026-03-12T09:00:00+07:00");
  put_stay (f, file, child, "2026-03-05T21:00:00+07:00", "2026-03-12T09:00:00+07:00");
  put_stay (f, file, guest, "2026-03-06T08:00:00+07:00", "2026-03-06T20:00:00+07:00");
  put_meals (f, file, "2026-03-05", 15, "province");
  shown = budgets (f, 2026);
  assert_member (shown, "nights", 15);
  assert_member (shown, "people", 3);
  assert_member (shown, "cost_per_night", 70000);
  assert_member (shown, "cost_per_person", 350000);
  none = budgets (f, 2025);
  assert_member (none, "nights", 0);
  g_assert_true (json_object_get_null_member (none, "cost_per_night"));
}

static void
sums_hold_for_any_lines (Fixture *f, gconstpointer data)
{
  static const char *const sources[] = {"province", "commune", "donation"};
  g_autofree char *file = put_case (f, "2026-01-05T21:00:00+07:00", NULL);
  g_autoptr (GRand) rand = g_rand_new_with_seed (7);
  g_autoptr (JsonObject) shown = NULL;
  gint64 sums[3] = {0}, all = 0;
  JsonArray *rows;

  for (int i = 0; i < 40; i++)
    {
      int source = g_rand_int_range (rand, 0, 3);
      int days = g_rand_int_range (rand, 1, 20);
      g_autofree char *date = g_strdup_printf ("2026-%02d-%02d", g_rand_int_range (rand, 1, 13), g_rand_int_range (rand, 1, 28));

      put_meals (f, file, date, days, sources[source]);
      sums[source] += (gint64)days * 70000;
      all += (gint64)days * 70000;
    }
  shown = budgets (f, 2026);
  rows = json_object_get_array_member (shown, "rows");
  for (guint i = 0; i < 3; i++)
    {
      JsonObject *whole = row_of (shown, sources[i], NULL);
      JsonObject *meals = row_of (shown, sources[i], "meals");

      assert_member (whole, "committed", sums[i]);
      assert_member (meals, "committed", sums[i]);
      g_assert_cmpint (json_object_get_int_member (whole, "forecast"), >=, sums[i]);
    }
  g_assert_cmpuint (json_array_get_length (rows), ==, 6);
  assert_member (json_object_get_object_member (shown, "totals"), "committed", all);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  TEST ("/support/budget/used-committed-left", used_committed_left);
  TEST ("/support/budget/a-night-is-slept-once", a_night_is_slept_once);
  TEST ("/support/budget/of-this-place-only", of_this_place_only);
  TEST ("/support/budget/forecast-at-the-present-pace", forecast_at_the_present_pace);
  TEST ("/support/budget/january-says-little", january_says_little);
  TEST ("/support/budget/never-below-what-is-entered", never_below_what_is_entered);
  TEST ("/support/budget/warned-before-the-overrun", warned_before_the_overrun);
  TEST ("/support/budget/cost-of-a-night-and-a-person", cost_of_a_night_and_a_person);
  TEST ("/support/budget/sums-hold-for-any-lines", sums_hold_for_any_lines);
  return g_test_run ();
}
