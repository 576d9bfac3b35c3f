/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "../seed.h"
#include "fixture.h"

#include <string.h>

static gboolean
try_save (Fixture *f, TlRecord *line, TlSupportError expected)
{
  g_autoptr (GError) error = NULL;

  if (tl_support_save (f->store, line, &error))
    return TRUE;
  g_assert_error (error, TL_SUPPORT_ERROR, (int)expected);
  return FALSE;
}

static TlRecord *
bought (const char *category, const char *case_id, const char *person, const char *date, gint64 amount)
{
  return record_from (TL_TYPE_SUPPORT,
                      "{'category':'%s','case':'%s','person':'%s','date':'%s','amount':%" G_GINT64_FORMAT ",'funding_source':'province'}",
                      category, case_id, person, date, amount);
}

static TlRecord *
sessions (Fixture *f, const char *case_id, const char *person, const char *date, int n)
{
  return record_from (
      TL_TYPE_SUPPORT,
      "{'category':'counselling','case':'%s','person':'%s','staff':'%s','date':'%s','quantity':%d,'funding_source':'province'}", case_id,
      person, f->counsellor, date, n);
}

static void
refused_line_says_all (Fixture *f, gconstpointer data)
{
  g_autofree char *person = NULL;
  g_autofree char *file = put_case (f, "2026-03-05T21:00:00+07:00", &person);
  g_autoptr (TlRecord) first = bought ("personal_items", file, person, "2026-03-06", 500000);
  g_autoptr (TlRecord) second = bought ("personal_items", file, person, "2026-03-07", 300000);
  g_autoptr (GError) error = NULL;

  g_assert_true (try_save (f, first, 0));
  g_assert_false (tl_support_save (f->store, second, &error));
  g_assert_error (error, TL_SUPPORT_ERROR, TL_SUPPORT_ERROR_CEILING);
  g_assert_nonnull (strstr (error->message, "điểm c khoản 5 Điều 3 Thông tư 03/2022/TT-BTC"));
  g_assert_nonnull (strstr (error->message, "700.000"));
  g_assert_nonnull (strstr (error->message, "500.000"));
  g_assert_nonnull (strstr (error->message, "200.000"));
  g_assert_nonnull (strstr (error->message, "300.000"));
  g_assert_cmpint (sum_of_category (f, "personal_items"), ==, 500000);
  /* A reason alone is not enough, nor a number alone. */
  tl_record_set_text (second, TL_SUPPORT_OVER_LIMIT_REASON, "Trẻ sơ sinh");
  g_assert_false (try_save (f, second, TL_SUPPORT_ERROR_CEILING));
  tl_record_unset (second, TL_SUPPORT_OVER_LIMIT_REASON);
  tl_record_set_text (second, TL_SUPPORT_DECISION_NO, "12/QĐ-UBND");
  g_assert_false (try_save (f, second, TL_SUPPORT_ERROR_CEILING));
  tl_record_set_text (second, TL_SUPPORT_OVER_LIMIT_REASON, "Trẻ sơ sinh");
  g_assert_true (try_save (f, second, 0));
  g_assert_cmpint (sum_of_category (f, "personal_items"), ==, 800000);
}

static void
preview_writes_nothing (Fixture *f, gconstpointer data)
{
  g_autofree char *person = NULL;
  g_autofree char *file = put_case (f, "2026-03-05T21:00:00+07:00", &person);
  g_autoptr (TlRecord) line = bought ("medicine", file, person, "2026-03-06", 85000);
  g_autoptr (GError) error = NULL;
  g_autoptr (TlSupportPreview) preview = tl_support_preview (f->store, line, &error);
  TlCeiling *ceiling;

  g_assert_no_error (error);
  g_assert_cmpint (preview->amount, ==, 85000);
  g_assert_cmpuint (preview->ceilings->len, ==, 1);
  ceiling = g_ptr_array_index (preview->ceilings, 0);
  g_assert_cmpint (ceiling->level, ==, 100000);
  g_assert_cmpint (ceiling->used, ==, 0);
  g_assert_cmpint (ceiling->this_line, ==, 85000);
  g_assert_false (ceiling->exceeded);
  g_assert_cmpuint (preview->warnings->len, ==, 1); /* no stay on that day */
  g_assert_false (tl_record_has (line, TL_SUPPORT_RATE));
  g_assert_cmpuint (count_category (f, "medicine"), ==, 0);
}

/* Three lines of 300.000 under 700.000: whatever the order, just two fit. */
static void
any_order_of_entry (Fixture *f, gconstpointer data)
{
  static const int orders[6][3] = {{0, 1, 2}, {0, 2, 1}, {1, 0, 2}, {1, 2, 0}, {2, 0, 1}, {2, 1, 0}};
  static const char *const dates[3] = {"2026-03-06", "2026-03-20", "2026-02-01"};

  for (int o = 0; o < 6; o++)
    {
      g_autofree char *person = NULL;
      g_autofree char *file = put_case (f, "2026-02-01T08:00:00+07:00", &person);
      int saved = 0;

      for (int i = 0; i < 3; i++)
        {
          g_autoptr (TlRecord) line = bought ("personal_items", file, person, dates[orders[o][i]], 300000);

          saved += try_save (f, line, TL_SUPPORT_ERROR_CEILING);
        }
      g_assert_cmpint (saved, ==, 2);
    }
}

static void
edits_are_weighed_again (Fixture *f, gconstpointer data)
{
  g_autofree char *person = NULL;
  g_autofree char *file = put_case (f, "2026-03-05T21:00:00+07:00", &person);
  g_autoptr (TlRecord) one = bought ("personal_items", file, person, "2026-03-06", 400000);
  g_autoptr (TlRecord) two = bought ("personal_items", file, person, "2026-03-06", 300000);
  g_autoptr (TlRecord) stored = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (try_save (f, one, 0));
  g_assert_true (try_save (f, two, 0));
  tl_record_set_int (two, TL_SUPPORT_AMOUNT, 300001);
  g_assert_false (try_save (f, two, TL_SUPPORT_ERROR_CEILING));
  stored = load (f, TL_TYPE_SUPPORT, tl_record_id (two));
  g_assert_cmpint (tl_record_int (stored, TL_SUPPORT_AMOUNT), ==, 300000);
  tl_record_set_int (one, TL_SUPPORT_AMOUNT, 100000);
  g_assert_true (try_save (f, one, 0));
  g_assert_true (try_save (f, two, 0));
  g_assert_cmpint (tl_record_int (two, TL_SUPPORT_UNIT_PRICE), ==, 300001);
  /* What is deleted frees its share. */
  tl_store_delete (f->store, TL_TYPE_SUPPORT, tl_record_id (one), "nhập nhầm", &error);
  g_assert_no_error (error);
  tl_record_set_int (two, TL_SUPPORT_AMOUNT, 700000);
  g_assert_true (try_save (f, two, 0));
}

static void
moving_a_line_is_weighed_there (Fixture *f, gconstpointer data)
{
  g_autofree char *person = NULL;
  g_autofree char *file = put_case (f, "2026-03-05T21:00:00+07:00", &person);
  g_autoptr (TlRecord) march = bought ("medicine", file, person, "2026-03-06", 60000);
  g_autoptr (TlRecord) april = bought ("medicine", file, person, "2026-04-02", 60000);

  g_assert_true (try_save (f, march, 0));
  g_assert_true (try_save (f, april, 0));
  tl_record_set_text (april, TL_SUPPORT_DATE, "2026-03-31");
  g_assert_false (try_save (f, april, TL_SUPPORT_ERROR_CEILING));
}

/* A sum that goes down holds room open wherever it stands in its month; in another one it holds none here. */
static void
what_lowers_a_sum_moves_within_its_month (Fixture *f, gconstpointer data)
{
  g_autofree char *person = NULL;
  g_autofree char *file = put_case (f, "2026-03-05T21:00:00+07:00", &person);
  g_autoptr (TlRecord) first = bought ("medicine", file, person, "2026-03-06", 60000);
  g_autoptr (TlRecord) back = bought ("medicine", file, person, "2026-03-06", -20000);
  g_autoptr (TlRecord) second = bought ("medicine", file, person, "2026-03-20", 60000);

  tl_record_set_text (back, TL_SUPPORT_CORRECTS, tl_record_id (first));
  g_assert_true (try_save (f, first, 0));
  g_assert_true (try_save (f, back, 0));
  g_assert_true (try_save (f, second, 0));
  tl_record_set_text (back, TL_SUPPORT_DATE, "2026-03-31");
  g_assert_true (try_save (f, back, 0));
  tl_record_set_int (back, TL_SUPPORT_AMOUNT, -19999);
  tl_record_set_text (back, TL_SUPPORT_DATE, "2026-03-30");
  g_assert_false (try_save (f, back, TL_SUPPORT_ERROR_CEILING));
  tl_record_set_int (back, TL_SUPPORT_AMOUNT, -20000);
  tl_record_set_text (back, TL_SUPPORT_DATE, "2026-04-02");
  g_assert_false (try_save (f, back, TL_SUPPORT_ERROR_CEILING));
}

static void
counselling_is_per_officer_and_month (Fixture *f, gconstpointer data)
{
  g_autofree char *a = NULL;
  g_autofree char *b = NULL;
  g_autofree char *file_a = put_case (f, "2026-03-01T08:00:00+07:00", &a);
  g_autofree char *file_b = put_case (f, "2026-03-02T08:00:00+07:00", &b);
  g_autoptr (TlRecord) twenty = sessions (f, file_a, a, "2026-03-10", 20);
  g_autoptr (TlRecord) eleven = sessions (f, file_b, b, "2026-03-11", 11);
  g_autoptr (TlRecord) ten = sessions (f, file_b, b, "2026-03-11", 10);
  g_autoptr (TlRecord) next_month = sessions (f, file_b, b, "2026-04-01", 1);
  g_autoptr (TlRecord) other_officer = sessions (f, file_b, b, "2026-03-12", 5);

  g_assert_true (try_save (f, twenty, 0));
  g_assert_false (try_save (f, eleven, TL_SUPPORT_ERROR_CEILING)); /* 31 sessions: 620.000 over 600.000 */
  g_assert_true (try_save (f, ten, 0));
  g_assert_cmpint (sum_of_category (f, "counselling"), ==, 600000);
  g_assert_true (try_save (f, next_month, 0));
  tl_record_set_text (other_officer, TL_SUPPORT_STAFF, f->officer);
  g_assert_true (try_save (f, other_officer, 0));
}

static void
counselling_needs_an_officer (Fixture *f, gconstpointer data)
{
  g_autofree char *person = NULL;
  g_autofree char *file = put_case (f, "2026-03-01T08:00:00+07:00", &person);
  g_autoptr (TlRecord) line = sessions (f, file, person, "2026-03-10", 1);
  g_autoptr (TlRecord) long_line = sessions (f, file, person, "2026-03-30", 2);

  tl_record_unset (line, TL_SUPPORT_STAFF);
  g_assert_false (try_save (f, line, TL_SUPPORT_ERROR_INVALID));
  tl_record_set_text (long_line, TL_SUPPORT_DATE_TO, "2026-04-02");
  g_assert_false (try_save (f, long_line, TL_SUPPORT_ERROR_INVALID));
}

static void
case_file_once_a_case (Fixture *f, gconstpointer data)
{
  g_autofree char *person = NULL;
  g_autofree char *file = put_case (f, "2026-03-05T21:00:00+07:00", &person);
  g_autoptr (TlRecord) one
      = record_from (TL_TYPE_SUPPORT, "{'category':'case_file','case':'%s','date':'2026-03-05','funding_source':'province'}", file);
  g_autoptr (TlRecord) two
      = record_from (TL_TYPE_SUPPORT, "{'category':'case_file','case':'%s','date':'2026-03-06','funding_source':'commune'}", file);

  g_assert_true (try_save (f, one, 0));
  g_assert_cmpint (tl_record_int (one, TL_SUPPORT_AMOUNT), ==, 45000);
  g_assert_false (try_save (f, two, TL_SUPPORT_ERROR_CEILING));
}

static void
personal_items_per_admission_or_life (Fixture *f, gconstpointer data)
{
  g_autofree char *person = NULL;
  g_autofree char *file = put_case (f, "2026-01-05T21:00:00+07:00", &person);
  g_autofree char *again = put (
      f, TL_TYPE_CASE, "{'victim':'%s','opened_at':'2026-03-05T08:00:00+07:00','status':'open','legal_basis':'urgent_protection'}", person);
  g_autoptr (TlRecord) first = bought ("personal_items", file, person, "2026-01-06", 700000);
  g_autoptr (TlRecord) second = bought ("personal_items", again, person, "2026-03-06", 700000);

  g_assert_true (try_save (f, first, 0));
  set_setting (f, "support.personal_items_per", "life");
  g_assert_false (try_save (f, second, TL_SUPPORT_ERROR_CEILING));
  set_setting (f, "support.personal_items_per", "admission");
  g_assert_true (try_save (f, second, 0));
}

static void
trip_days_count_by_person_and_together (Fixture *f, gconstpointer data)
{
  g_autofree char *mother = NULL;
  g_autofree char *file = put_case (f, "2026-03-05T21:00:00+07:00", &mother);
  g_autofree char *child = put (f, TL_TYPE_PERSON, "{'alias':'Bé Na','sex':'female'}");
  g_autofree char *trip = put (f, TL_TYPE_TRIP, "{'case':'%s','purpose':'facility','people':['%s','%s']}", file, mother, child);
  g_autoptr (TlRecord) line = record_from (
      TL_TYPE_SUPPORT, "{'category':'travel_meals','case':'%s','trip':'%s','date':'2026-03-12','funding_source':'province'}", file, trip);
  g_autoptr (TlRecord) both = record_from (
      TL_TYPE_SUPPORT, "{'category':'travel_meals','case':'%s','trip':'%s','date':'2026-03-12','quantity':4,'funding_source':'province'}",
      file, trip);

  tl_record_set_text (line, TL_SUPPORT_PERSON, mother);
  tl_record_set_int (line, TL_SUPPORT_QUANTITY, 4000);
  g_assert_false (try_save (f, line, TL_SUPPORT_ERROR_CEILING));
  tl_record_set_int (line, TL_SUPPORT_QUANTITY, 3000);
  g_assert_true (try_save (f, line, 0));
  /* The trip has two people: 6 days together, 3 are used. */
  g_assert_false (try_save (f, both, TL_SUPPORT_ERROR_CEILING));
  tl_record_set_int (both, TL_SUPPORT_QUANTITY, 3000);
  g_assert_true (try_save (f, both, 0));
}

static void
urgent_escort_is_for_two (Fixture *f, gconstpointer data)
{
  g_autofree char *person = NULL;
  g_autofree char *file = put_case (f, "2026-03-05T21:00:00+07:00", &person);
  g_autofree char *trip = put (f, TL_TYPE_TRIP, "{'case':'%s','purpose':'facility'}", file);
  static const char *const names[] = {"Ông Bình", "Bà Tám", "Anh Hải"};
  int saved = 0;

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autoptr (TlRecord) line = record_from (TL_TYPE_SUPPORT,
                                               "{'category':'urgent_escort_travel','case':'%s','trip':'%s','date':'2026-03-05','amount':"
                                               "50000,'payee_name':'%s','funding_source':'programme'}",
                                               file, trip, names[i]);

      saved += try_save (f, line, TL_SUPPORT_ERROR_CEILING);
    }
  g_assert_cmpint (saved, ==, 2);
}

static void
collaborator_phone_once_a_month (Fixture *f, gconstpointer data)
{
  static const struct
  {
    const char *name;
    const char *date;
    gboolean good;
  } lines[]
      = {{"Chị Tư", "2026-03-05", TRUE}, {"Chị Tư", "2026-03-25", FALSE}, {"Chị Tư", "2026-04-01", TRUE}, {"Chị Năm", "2026-03-25", TRUE}};

  for (guint i = 0; i < G_N_ELEMENTS (lines); i++)
    {
      g_autoptr (TlRecord) line
          = record_from (TL_TYPE_SUPPORT, "{'category':'collaborator_phone','date':'%s','payee_name':'%s','funding_source':'programme'}",
                         lines[i].date, lines[i].name);

      g_assert_cmpint (try_save (f, line, TL_SUPPORT_ERROR_CEILING), ==, lines[i].good);
    }
}

static void
materials_per_person_or_group (Fixture *f, gconstpointer data)
{
  g_autofree char *person = NULL;
  g_autofree char *file = put_case (f, "2026-03-05T21:00:00+07:00", &person);
  g_autoptr (TlRecord) hers = bought ("materials", file, person, "2026-03-06", 500000);
  g_autoptr (TlRecord) more = bought ("materials", file, person, "2026-03-09", 1);
  g_autoptr (TlRecord) group = bought ("materials", file, person, "2026-03-06", 500000);

  g_assert_true (try_save (f, hers, 0));
  g_assert_false (try_save (f, more, TL_SUPPORT_ERROR_CEILING));
  tl_record_unset (group, TL_SUPPORT_PERSON);
  g_assert_true (try_save (f, group, 0));
}

/* Property: after any number of saves in random order, every scope is within its ceiling. */
static void
random_entry_never_slips_over (Fixture *f, gconstpointer data)
{
  char *files[3], *people[3];
  g_autoptr (GPtrArray) kept = g_ptr_array_new_with_free_func (g_object_unref);
  gint64 sums[3] = {0};

  for (int i = 0; i < 3; i++)
    files[i] = put_case (f, "2026-03-01T08:00:00+07:00", &people[i]);
  for (int i = 0; i < 120; i++)
    {
      int who = g_test_rand_int_range (0, 3);
      gint64 amount = g_test_rand_int_range (1, 400) * 1000;

      if (kept->len > 0 && g_test_rand_bit ())
        {
          TlRecord *line = g_ptr_array_index (kept, g_test_rand_int_range (0, (int)kept->len));

          tl_record_set_int (line, TL_SUPPORT_AMOUNT, amount);
          tl_record_set_text (line, TL_SUPPORT_PERSON, people[who]);
          tl_record_set_text (line, TL_SUPPORT_CASE, files[who]);
          try_save (f, line, TL_SUPPORT_ERROR_CEILING);
        }
      else
        {
          g_autoptr (TlRecord) line = bought ("personal_items", files[who], people[who], "2026-03-10", amount);

          if (try_save (f, line, TL_SUPPORT_ERROR_CEILING))
            g_ptr_array_add (kept, g_steal_pointer (&line));
        }
    }
  g_assert_cmpuint (kept->len, >, 3);
  for (guint i = 0; i < kept->len; i++)
    {
      g_autoptr (TlRecord) line = load (f, TL_TYPE_SUPPORT, tl_record_id (g_ptr_array_index (kept, i)));

      for (int who = 0; who < 3; who++)
        if (g_strcmp0 (tl_record_text (line, TL_SUPPORT_PERSON), people[who]) == 0)
          sums[who] += tl_record_int (line, TL_SUPPORT_AMOUNT);
    }
  for (int i = 0; i < 3; i++)
    {
      g_assert_cmpint (sums[i], <=, 700000);
      g_free (files[i]);
      g_free (people[i]);
    }
}

int
main (int argc, char **argv)
{
  seeded_test_init (&argc, &argv);
  TEST ("/support/ceiling/refused-line-says-all", refused_line_says_all);
  TEST ("/support/ceiling/preview-writes-nothing", preview_writes_nothing);
  TEST ("/support/ceiling/any-order-of-entry", any_order_of_entry);
  TEST ("/support/ceiling/edits-are-weighed-again", edits_are_weighed_again);
  TEST ("/support/ceiling/moving-a-line-is-weighed-there", moving_a_line_is_weighed_there);
  TEST ("/support/ceiling/counselling-is-per-officer-and-month", counselling_is_per_officer_and_month);
  TEST ("/support/ceiling/counselling-needs-an-officer-and-one-month", counselling_needs_an_officer);
  TEST ("/support/ceiling/case-file-once-a-case", case_file_once_a_case);
  TEST ("/support/ceiling/personal-items-per-admission-or-life", personal_items_per_admission_or_life);
  TEST ("/support/ceiling/what-lowers-a-sum-moves-within-its-month", what_lowers_a_sum_moves_within_its_month);
  TEST ("/support/ceiling/trip-days-by-person-and-together", trip_days_count_by_person_and_together);
  TEST ("/support/ceiling/urgent-escort-is-for-two", urgent_escort_is_for_two);
  TEST ("/support/ceiling/collaborator-phone-once-a-month", collaborator_phone_once_a_month);
  TEST ("/support/ceiling/materials-per-person-or-group", materials_per_person_or_group);
  TEST ("/support/ceiling/random-entry-never-slips-over", random_entry_never_slips_over);
  return g_test_run ();
}
