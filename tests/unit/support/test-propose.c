/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "fixture.h"

static guint
generate (Fixture *f, const char *from, const char *to)
{
  g_autoptr (GError) error = NULL;
  guint added = 0;

  tl_support_generate (f->store, day (from), day (to), NULL, &added, &error);
  g_assert_no_error (error);
  return added;
}

/* Kept for checking: a mother and two children, 05/03/2026 21:00 – 12/03/2026 09:00. */
static char *
one_family (Fixture *f, char *people[3])
{
  char *file = put_case (f, "2026-03-05T21:00:00+07:00", &people[0]);

  for (int i = 1; i < 3; i++)
    {
      people[i] = put (f, TL_TYPE_PERSON, "{'alias':'Cháu %d','sex':'male'}", i);
      g_free (put (f, TL_TYPE_COMPANION, "{'case':'%s','person':'%s','relation':'child'}", file, people[i]));
    }
  for (int i = 0; i < 3; i++)
    put_stay (f, file, people[i], "2026-03-05T21:00:00+07:00", "2026-03-12T09:00:00+07:00");
  return file;
}

static void
free_people (char *people[3])
{
  for (int i = 0; i < 3; i++)
    g_free (people[i]);
}

static void
mother_and_two_children (Fixture *f, gconstpointer data)
{
  char *people[3];
  g_autofree char *file = one_family (f, people);

  g_assert_cmpuint (generate (f, "2026-03-01", "2026-03-31"), ==, 4);
  g_assert_cmpint (sum_of_category (f, "meals"), ==, 1470000);
  g_assert_cmpint (sum_of_category (f, "case_file"), ==, 45000);
  g_assert_cmpuint (generate (f, "2026-03-01", "2026-03-31"), ==, 0);
  g_assert_cmpuint (generate (f, "2026-03-01", "2026-03-31"), ==, 0);
  g_assert_cmpint (sum_of_category (f, "meals"), ==, 1470000);
  free_people (people);
}

static void
companions_are_a_setting (Fixture *f, gconstpointer data)
{
  char *people[3];
  g_autofree char *file = one_family (f, people);

  set_setting (f, "support.companions_meals", "0");
  generate (f, "2026-03-01", "2026-03-31");
  g_assert_cmpint (sum_of_category (f, "meals"), ==, 490000);
  free_people (people);
}

static void
leaving_day_is_a_setting (Fixture *f, gconstpointer data)
{
  char *people[3];
  g_autofree char *file = one_family (f, people);

  set_setting (f, "support.leaving_day_counts", "1");
  generate (f, "2026-03-01", "2026-03-31");
  g_assert_cmpint (sum_of_category (f, "meals"), ==, 8 * 3 * 70000);
  free_people (people);
}

/* Two windows of one period, overlapping stays, a move between rooms: a person-day counts once. */
static void
person_day_counts_once (Fixture *f, gconstpointer data)
{
  g_autofree char *person = NULL;
  g_autofree char *file = put_case (f, "2026-02-25T08:00:00+07:00", &person);
  g_autofree char *second = put (
      f, TL_TYPE_CASE, "{'victim':'%s','opened_at':'2026-03-08T08:00:00+07:00','status':'open','legal_basis':'urgent_protection'}", person);

  put_stay (f, file, person, "2026-02-27T08:00:00+07:00", "2026-03-05T10:00:00+07:00");
  put_stay (f, file, person, "2026-03-05T10:00:00+07:00", "2026-03-10T10:00:00+07:00");
  put_overlapping_stay (f, file, person, "2026-03-04T10:00:00+07:00", "2026-03-06T10:00:00+07:00");
  put_overlapping_stay (f, second, person, "2026-03-08T10:00:00+07:00", "2026-03-12T10:00:00+07:00");
  generate (f, "2026-02-01", "2026-03-31");
  /* 27/02–11/03: 13 days, whatever overlaps; month by month and case by case: 2 + 9 + 2. */
  g_assert_cmpint (sum_of_category (f, "meals"), ==, 13 * 70000);
  g_assert_cmpuint (count_category (f, "meals"), ==, 3);
}

static void
period_in_two_halves (Fixture *f, gconstpointer data)
{
  char *people[3];
  g_autofree char *file = one_family (f, people);

  generate (f, "2026-03-01", "2026-03-07");
  g_assert_cmpint (sum_of_category (f, "meals"), ==, 3 * 3 * 70000);
  generate (f, "2026-03-08", "2026-03-31");
  g_assert_cmpint (sum_of_category (f, "meals"), ==, 1470000);
  g_assert_cmpuint (count_category (f, "meals"), ==, 3);
  /* The first half once more takes nothing back. */
  g_assert_cmpuint (generate (f, "2026-03-01", "2026-03-07"), ==, 0);
  free_people (people);
}

static void
still_here_grows_from_day_to_day (Fixture *f, gconstpointer data)
{
  g_autofree char *person = NULL;
  g_autofree char *file = put_case (f, "2026-04-01T08:00:00+07:00", &person);

  put_stay (f, file, person, "2026-04-01T08:00:00+07:00", NULL);
  generate (f, "2026-04-01", "2026-04-30"); /* today is the 5th */
  g_assert_cmpint (sum_of_category (f, "meals"), ==, 5 * 70000);
  set_today ("2026-04-10T23:30:00+07:00");
  generate (f, "2026-04-01", "2026-04-30");
  g_assert_cmpint (sum_of_category (f, "meals"), ==, 10 * 70000);
  g_assert_cmpuint (count_category (f, "meals"), ==, 1);
}

static void
corrected_stay_changes_only_drafts (Fixture *f, gconstpointer data)
{
  g_autofree char *person = NULL;
  g_autofree char *file = put_case (f, "2026-03-05T08:00:00+07:00", &person);
  g_autofree char *stay = put (
      f, TL_TYPE_STAY,
      "{'case':'%s','person':'%s','checked_in_at':'2026-03-05T08:00:00+07:00','checked_out_at':'2026-03-12T08:00:00+07:00'}", file, person);
  g_autoptr (GError) error = NULL;
  g_autoptr (TlRecord) statement = NULL;
  g_autoptr (TlRecord) record = load (f, TL_TYPE_STAY, stay);
  gint64 at;

  generate (f, "2026-03-01", "2026-03-31");
  statement = tl_statement_make (f->store, "detail", day ("2026-03-01"), day ("2026-03-31"), NULL, &error);
  g_assert_no_error (error);
  tl_statement_approve_and_finalise (f->store, tl_record_id (statement), &error);
  g_assert_no_error (error);
  /* She left two days earlier than was written. */
  g_assert_true (tl_time_parse_iso ("2026-03-10T08:00:00+07:00", &at));
  tl_record_set_int (record, TL_STAY_CHECKED_OUT_AT, at);
  tl_store_save (f->store, record, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (generate (f, "2026-03-01", "2026-03-31"), ==, 1);
  g_assert_cmpuint (count_category (f, "meals"), ==, 2);
  g_assert_cmpint (sum_of_category (f, "meals"), ==, 5 * 70000);
  g_assert_cmpuint (generate (f, "2026-03-01", "2026-03-31"), ==, 0);
}

static void
counselling_up_to_the_ceiling (Fixture *f, gconstpointer data)
{
  g_autofree char *a = NULL;
  g_autofree char *b = NULL;
  g_autofree char *file_a = put_case (f, "2026-03-01T08:00:00+07:00", &a);
  g_autofree char *file_b = put_case (f, "2026-03-01T09:00:00+07:00", &b);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) proposals = NULL;
  gint64 beyond = 0;

  put_sessions (f, file_a, a, f->counsellor, "2026-03", 20);
  put_sessions (f, file_b, b, f->counsellor, "2026-03", 11);
  proposals = tl_support_propose (f->store, day ("2026-03-01"), day ("2026-03-31"), NULL, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < proposals->len; i++)
    {
      TlProposal *proposal = g_ptr_array_index (proposals, i);

      if (proposal->beyond)
        beyond += tl_record_int (proposal->line, TL_SUPPORT_AMOUNT);
    }
  g_assert_cmpint (beyond, ==, 20000);
  generate (f, "2026-03-01", "2026-03-31");
  g_assert_cmpint (sum_of_category (f, "counselling"), ==, 600000);
  g_assert_cmpuint (generate (f, "2026-03-01", "2026-03-31"), ==, 0);
  /* A session written later with an earlier hour pushes another beyond, never over. */
  g_free (put (f, TL_TYPE_CARE, "{'case':'%s','person':'%s','staff':'%s','kind':'counselling','at':'2026-03-01T06:00:00+07:00'}", file_b, b,
               f->counsellor));
  generate (f, "2026-03-01", "2026-03-31");
  g_assert_cmpint (sum_of_category (f, "counselling"), ==, 600000);
}

static void
typed_counselling_uses_the_ceiling_too (Fixture *f, gconstpointer data)
{
  g_autofree char *person = NULL;
  g_autofree char *file = put_case (f, "2026-03-01T08:00:00+07:00", &person);

  g_free (put (
      f, TL_TYPE_SUPPORT,
      "{'category':'counselling','case':'%s','person':'%s','staff':'%s','date':'2026-03-02','quantity':25,'funding_source':'province'}",
      file, person, f->counsellor));
  put_sessions (f, file, person, f->counsellor, "2026-03", 10);
  generate (f, "2026-03-01", "2026-03-31");
  g_assert_cmpint (sum_of_category (f, "counselling"), ==, 600000);
}

/* A person-day is paid once, whether its line was typed or made from the stay; one that was taken back is free again. */
static void
typed_meals_are_not_paid_twice (Fixture *f, gconstpointer data)
{
  g_autofree char *person = NULL;
  g_autofree char *file = put_case (f, "2026-03-05T08:00:00+07:00", &person);
  g_autofree char *typed = put (f, TL_TYPE_SUPPORT,
                                "{'category':'meals','case':'%s','person':'%s','date':'2026-03-05','date_to':'2026-03-06','quantity':2,"
                                "'funding_source':'province'}",
                                file, person);
  g_autoptr (GError) error = NULL;
  g_autoptr (TlRecord) more = NULL;
  g_autoptr (TlSupportPreview) preview = NULL;

  put_stay (f, file, person, "2026-03-05T08:00:00+07:00", "2026-03-12T08:00:00+07:00");
  generate (f, "2026-03-01", "2026-03-31");
  g_assert_cmpint (sum_of_category (f, "meals"), ==, 7 * 70000);
  g_assert_cmpuint (generate (f, "2026-03-01", "2026-03-31"), ==, 0);
  /* One more on top of them is warned of. */
  more = record_from (TL_TYPE_SUPPORT, "{'category':'meals','case':'%s','person':'%s','date':'2026-03-11','quantity':1,'funding_source':'province'}",
                      file, person);
  preview = tl_support_preview (f->store, more, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (preview->warnings->len, ==, 1);
  tl_support_void (f->store, (const char *const[]){typed, NULL}, "nhập nhầm", &error);
  g_assert_no_error (error);
  generate (f, "2026-03-01", "2026-03-31");
  g_assert_cmpint (sum_of_category (f, "meals"), ==, 7 * 70000);
}

static void
voided_line_stays_away (Fixture *f, gconstpointer data)
{
  g_autofree char *person = NULL;
  g_autofree char *file = put_case (f, "2026-03-05T08:00:00+07:00", &person);
  TlWhere where = {TL_SUPPORT_CATEGORY, "=", "meals", 0};
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) lines = NULL;

  put_stay (f, file, person, "2026-03-05T08:00:00+07:00", "2026-03-06T08:00:00+07:00");
  generate (f, "2026-03-01", "2026-03-31");
  lines = tl_store_list (f->store, TL_TYPE_SUPPORT, &where, 1, TL_QUERY_ID, FALSE, 0, 0, &error);
  g_assert_no_error (error);
  tl_support_void (f->store, (const char *const[]){tl_record_id (g_ptr_array_index (lines, 0)), NULL}, "nhập nhầm", &error);
  g_assert_no_error (error);
  g_assert_cmpuint (generate (f, "2026-03-01", "2026-03-31"), ==, 0);
  g_assert_cmpuint (count_category (f, "meals"), ==, 0);
}

static void
one_case_only (Fixture *f, gconstpointer data)
{
  g_autofree char *a = NULL;
  g_autofree char *b = NULL;
  g_autofree char *file_a = put_case (f, "2026-03-01T08:00:00+07:00", &a);
  g_autofree char *file_b = put_case (f, "2026-03-01T09:00:00+07:00", &b);
  g_autoptr (GError) error = NULL;
  guint added = 0;

  put_stay (f, file_a, a, "2026-03-05T08:00:00+07:00", "2026-03-06T08:00:00+07:00");
  put_stay (f, file_b, b, "2026-03-05T08:00:00+07:00", "2026-03-06T08:00:00+07:00");
  put_sessions (f, file_a, a, f->counsellor, "2026-03", 30);
  put_sessions (f, file_b, b, f->counsellor, "2026-03", 5);
  tl_support_generate (f->store, day ("2026-03-01"), day ("2026-03-31"), file_b, &added, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (count_category (f, "meals"), ==, 1);
  /* The officer's queue runs over both cases: of b's five sessions on days 1–5 all come before the 30 are reached. */
  g_assert_cmpint (sum_of_category (f, "counselling"), <=, 100000);
  generate (f, "2026-03-01", "2026-03-31");
  g_assert_cmpint (sum_of_category (f, "counselling"), ==, 600000);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  TEST ("/support/generate/mother-and-two-children", mother_and_two_children);
  TEST ("/support/generate/companions-are-a-setting", companions_are_a_setting);
  TEST ("/support/generate/leaving-day-is-a-setting", leaving_day_is_a_setting);
  TEST ("/support/generate/person-day-counts-once", person_day_counts_once);
  TEST ("/support/generate/period-in-two-halves", period_in_two_halves);
  TEST ("/support/generate/still-here-grows-from-day-to-day", still_here_grows_from_day_to_day);
  TEST ("/support/generate/corrected-stay-changes-only-drafts", corrected_stay_changes_only_drafts);
  TEST ("/support/generate/counselling-up-to-the-ceiling", counselling_up_to_the_ceiling);
  TEST ("/support/generate/typed-counselling-uses-the-ceiling-too", typed_counselling_uses_the_ceiling_too);
  TEST ("/support/generate/typed-meals-are-not-paid-twice", typed_meals_are_not_paid_twice);
  TEST ("/support/generate/voided-line-stays-away", voided_line_stays_away);
  TEST ("/support/generate/one-case-only", one_case_only);
  return g_test_run ();
}
