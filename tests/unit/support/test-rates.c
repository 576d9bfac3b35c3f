/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include "fixture.h"

static const char *const added_by_55[] = {"informant", "collaborator_phone", "child_file", "urgent_escort_meals", "urgent_escort_travel"};

static void
seventeen_categories (Fixture *f, gconstpointer data)
{
  static const char *const categories[]
      = {"case_file",   "counselling",         "personal_items",      "medicine", "meals",    "materials", "travel_meals",
         "travel_fare", "travel_fuel",         "travel_hire",         "escort",   "facility", "informant", "collaborator_phone",
         "child_file",  "urgent_escort_meals", "urgent_escort_travel"};

  for (guint i = 0; i < G_N_ELEMENTS (categories); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (TlRecord) rate = tl_rate_find (f->store, categories[i], day ("2026-03-05"), &error);

      g_assert_no_error (error);
      g_assert_cmpstr (tl_record_text (rate, TL_RATE_CATEGORY), ==, categories[i]);
      g_assert_nonnull (strstr (tl_record_text (rate, TL_RATE_LEGAL_BASIS), "Điều"));
    }
}

static void
no_rate_outside_its_days (Fixture *f, gconstpointer data)
{
  static const struct
  {
    const char *category;
    const char *date;
    gboolean found;
  } days[] = {{"meals", "2022-02-28", FALSE},     {"meals", "2022-03-01", TRUE},      {"meals", "2030-01-01", TRUE},
              {"informant", "2023-08-14", FALSE}, {"informant", "2023-08-15", TRUE},  {"informant", "2026-05-31", TRUE},
              {"informant", "2026-12-31", TRUE},  {"informant", "2027-01-01", FALSE}, {"no_such_thing", "2026-03-05", FALSE}};

  for (guint i = 0; i < G_N_ELEMENTS (days); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (TlRecord) rate = tl_rate_find (f->store, days[i].category, day (days[i].date), &error);

      if (days[i].found)
        g_assert_no_error (error);
      else
        g_assert_error (error, TL_SUPPORT_ERROR, TL_SUPPORT_ERROR_NO_RATE);
      g_assert_true ((rate != NULL) == days[i].found);
    }
}

static void
installing_again_keeps_edits (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TlRecord) rate = tl_rate_find (f->store, "meals", day ("2026-03-05"), &error);
  g_autoptr (TlRecord) again = NULL;
  gint64 before = tl_store_count (f->store, TL_TYPE_RATE, NULL, 0, NULL);

  g_assert_cmpint (before, ==, 22);
  tl_record_set_int (rate, TL_RATE_LEVEL, 80000);
  put_rate (f, rate);
  tl_rates_install (f->store, &error);
  g_assert_no_error (error);
  again = tl_rate_find (f->store, "meals", day ("2026-03-05"), &error);
  g_assert_cmpint (tl_record_int (again, TL_RATE_LEVEL), ==, 80000);
  g_assert_cmpint (tl_store_count (f->store, TL_TYPE_RATE, NULL, 0, NULL), ==, before);
}

/* After 31/05/2026 the lines of Thông tư 55 are paid only by the programme, with a decision. */
static void
repealed_text_needs_programme_and_decision (Fixture *f, gconstpointer data)
{
  g_autofree char *file = put_case (f, "2026-03-05T21:00:00+07:00", NULL);

  set_today ("2027-01-05T08:00:00+07:00");
  for (guint i = 0; i < G_N_ELEMENTS (added_by_55); i++)
    {
      g_autoptr (TlRecord) line = record_from (
          TL_TYPE_SUPPORT,
          "{'category':'%s','case':'%s','date':'2026-06-01','amount':60000,'payee_name':'Chị Tư','funding_source':'province'}",
          added_by_55[i], file);
      g_autoptr (GError) source = NULL;
      g_autoptr (GError) decision = NULL;
      g_autoptr (GError) good = NULL;

      g_assert_false (tl_support_save (f->store, line, &source));
      g_assert_error (source, TL_SUPPORT_ERROR, TL_SUPPORT_ERROR_NO_RATE);
      tl_record_set_text (line, TL_SUPPORT_FUNDING_SOURCE, "programme");
      g_assert_false (tl_support_save (f->store, line, &decision));
      g_assert_error (decision, TL_SUPPORT_ERROR, TL_SUPPORT_ERROR_INVALID);
      tl_record_set_text (line, TL_SUPPORT_DECISION_NO, "77/QĐ-UBND");
      tl_support_save (f->store, line, &good);
      g_assert_no_error (good);
    }
}

static void
raised_level_splits_the_line (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TlRecord) old = tl_rate_find (f->store, "meals", day ("2026-03-05"), &error);
  g_autofree char *person = NULL;
  g_autofree char *file = put_case (f, "2026-03-05T21:00:00+07:00", &person);
  g_autoptr (TlRecord) line = record_from (
      TL_TYPE_SUPPORT,
      "{'category':'meals','case':'%s','person':'%s','date':'2026-03-05','date_to':'2026-03-11','quantity':7,'funding_source':'province'}",
      file, person);
  guint added = 0;

  tl_record_set_text (old, TL_RATE_VALID_TO, "2026-03-08");
  put_rate (f, old);
  g_free (put (f, TL_TYPE_RATE,
               "{'category':'meals','title':'Tiền ăn','valid_from':'2026-03-09','unit':'người/ngày','formula':'fixed','level':90000,"
               "'legal_basis':'Điều 5 Thông tư 99/2026/TT-BTC'}"));
  g_assert_false (tl_support_save (f->store, line, &error));
  g_assert_error (error, TL_SUPPORT_ERROR, TL_SUPPORT_ERROR_INVALID);
  g_assert_nonnull (strstr (error->message, "09/03/2026"));
  g_clear_error (&error);
  /* Generated lines are split by themselves: 4 days at 70.000 and 3 at 90.000. */
  put_stay (f, file, person, "2026-03-05T21:00:00+07:00", "2026-03-12T09:00:00+07:00");
  tl_support_generate (f->store, day ("2026-03-01"), day ("2026-03-31"), NULL, &added, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (count_category (f, "meals"), ==, 2);
  g_assert_cmpint (sum_of_category (f, "meals"), ==, 4 * 70000 + 3 * 90000);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  TEST ("/support/rate/seventeen-categories", seventeen_categories);
  TEST ("/support/rate/none-outside-its-days", no_rate_outside_its_days);
  TEST ("/support/rate/installing-again-keeps-edits", installing_again_keeps_edits);
  TEST ("/support/rate/repealed-text-needs-programme-and-decision", repealed_text_needs_programme_and_decision);
  TEST ("/support/rate/raised-level-splits-the-line", raised_level_splits_the_line);
  return g_test_run ();
}
