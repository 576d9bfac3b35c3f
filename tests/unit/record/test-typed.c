/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <locale.h>

#include "record/lists.h"
#include "record/record.h"

static void
assert_text (TlType type, guint field, const char *typed, const char *expected)
{
  g_autoptr (TlRecord) record = tl_record_new (type);
  g_autoptr (GError) error = NULL;

  g_test_message ("%s", typed);
  g_assert_true (tl_record_parse_field (record, field, typed, &error));
  g_assert_no_error (error);
  g_assert_cmpstr (tl_record_text (record, field), ==, expected);
}

static void
assert_number (TlType type, guint field, const char *typed, gint64 expected)
{
  g_autoptr (TlRecord) record = tl_record_new (type);

  g_test_message ("%s", typed);
  g_assert_true (tl_record_parse_field (record, field, typed, NULL));
  g_assert_true (tl_record_has (record, field));
  g_assert_cmpint (tl_record_int (record, field), ==, expected);
}

static void
assert_refused (TlType type, guint field, const char *typed)
{
  g_autoptr (TlRecord) record = tl_record_new (type);
  g_autoptr (GError) error = NULL;
  g_autofree char *prefix = g_strdup_printf ("%s: ", tl_type_field (type, field)->name);

  g_test_message ("%s", typed);
  g_assert_false (tl_record_parse_field (record, field, typed, &error));
  g_assert_error (error, TL_RECORD_ERROR, TL_RECORD_ERROR_INVALID);
  g_assert_true (g_str_has_prefix (error->message, prefix));
  g_assert_false (tl_record_has (record, field));
}

static void
test_choices (void)
{
  assert_text (TL_TYPE_PERSON, TL_PERSON_SEX, "female", "female");
  assert_text (TL_TYPE_PERSON, TL_PERSON_SEX, "Nữ", "female");
  assert_text (TL_TYPE_PERSON, TL_PERSON_SEX, "nu", "female");
  assert_text (TL_TYPE_PERSON, TL_PERSON_SEX, "Female", "female");
  assert_text (TL_TYPE_PERSON, TL_PERSON_ETHNICITY, "hmong", "08");
  assert_refused (TL_TYPE_PERSON, TL_PERSON_SEX, "bà");
}

static void
test_sets (void)
{
  assert_text (TL_TYPE_INCIDENT, TL_INCIDENT_VIOLENCE_GROUPS, "mental physical", "physical mental");
  assert_text (TL_TYPE_INCIDENT, TL_INCIDENT_VIOLENCE_GROUPS, "mental, physical;", "physical mental");
  assert_text (TL_TYPE_INCIDENT, TL_INCIDENT_VIOLENCE_GROUPS, "Bạo lực tinh thần; Bạo lực thể chất", "physical mental");
  assert_refused (TL_TYPE_INCIDENT, TL_INCIDENT_VIOLENCE_GROUPS, "mental nonsense");
}

static void
test_numbers (void)
{
  assert_number (TL_TYPE_VOUCHER, TL_VOUCHER_AMOUNT, "1.200.000 đ", 1200000);
  assert_number (TL_TYPE_TRIP, TL_TRIP_KM, "46,5", 46500);
  assert_number (TL_TYPE_CARE, TL_CARE_MINUTES, "45", 45);
  assert_number (TL_TYPE_PERSON, TL_PERSON_PREGNANT, "có", 1);
  assert_number (TL_TYPE_PERSON, TL_PERSON_PREGNANT, "Không", 0);
  assert_number (TL_TYPE_STAY, TL_STAY_CHECKED_IN_AT, "05/03/2026 21:00", 1772719200);
  assert_refused (TL_TYPE_VOUCHER, TL_VOUCHER_AMOUNT, "1.47");
  assert_refused (TL_TYPE_VOUCHER, TL_VOUCHER_AMOUNT, "một triệu");
  assert_refused (TL_TYPE_TRIP, TL_TRIP_KM, "46,1234");
  assert_refused (TL_TYPE_PERSON, TL_PERSON_PREGNANT, "maybe");
  assert_refused (TL_TYPE_STAY, TL_STAY_CHECKED_IN_AT, "05/03/2026");
}

static void
test_dates (void)
{
  assert_text (TL_TYPE_PERSON, TL_PERSON_BIRTH_DATE, "5/3/1990", "1990-03-05");
  assert_text (TL_TYPE_PERSON, TL_PERSON_BIRTH_DATE, "1990-03-05", "1990-03-05");
  assert_refused (TL_TYPE_PERSON, TL_PERSON_BIRTH_DATE, "30/2/1990");
#if TL_TEST_HOOKS
  {
    gint64 now;

    g_assert_true (tl_time_parse_iso ("2026-11-23T20:00:00+07:00", &now));
    tl_clock_set_for_test (now);
    /* What is done lies behind, what is due lies ahead. */
    assert_text (TL_TYPE_FOLLOWUP, TL_FOLLOWUP_DONE_ON, "25/12", "2025-12-25");
    assert_text (TL_TYPE_FOLLOWUP, TL_FOLLOWUP_DUE_ON, "25/12", "2026-12-25");
    tl_clock_set_for_test (G_MININT64);
  }
#endif
}

static void
test_empty (void)
{
  g_autoptr (TlRecord) person = tl_record_new (TL_TYPE_PERSON);

  tl_record_set_text (person, TL_PERSON_BIRTH_DATE, "1990-03-05");
  g_assert_false (tl_record_parse_field (person, TL_PERSON_BIRTH_DATE, "99/99", NULL));
  g_assert_cmpstr (tl_record_text (person, TL_PERSON_BIRTH_DATE), ==, "1990-03-05");
  g_assert_true (tl_record_parse_field (person, TL_PERSON_BIRTH_DATE, "  ", NULL));
  g_assert_false (tl_record_has (person, TL_PERSON_BIRTH_DATE));
  g_assert_true (tl_record_parse_field (person, TL_PERSON_BIRTH_DATE, NULL, NULL));
}

/* What is shown of a field reads back as the same value, for every field of every type. */
static void
test_shown_reads_back (void)
{
  for (guint t = 0; t < TL_N_TYPES; t++)
    {
      const TlTypeInfo *info = tl_type_info ((TlType)t);

      for (guint f = 0; f < info->n_fields; f++)
        {
          const TlField *field = &info->fields[f];
          const TlList *list = field->list != NULL ? tl_list_get (field->list) : NULL;
          static const gint64 numbers[] = {0, 1, 1500, 1470000, 1772719200};
          guint n = list != NULL ? tl_list_size (list) : G_N_ELEMENTS (numbers);

          for (guint i = 0; i < n; i++)
            {
              g_autoptr (TlRecord) record = tl_record_new ((TlType)t);
              g_autoptr (TlRecord) back = tl_record_new ((TlType)t);
              g_autofree char *shown = NULL;

              if (list != NULL)
                tl_record_set_text (record, f, tl_list_item (list, i)->code);
              else if (field->kind == TL_KIND_DATE)
                tl_record_set_text (record, f, "2026-03-05");
              else if (field->kind == TL_KIND_TEXT)
                tl_record_set_text (record, f, "Chữ");
              else if (field->kind == TL_KIND_BOOL)
                tl_record_set_int (record, f, i % 2);
              else if (field->kind == TL_KIND_TIME)
                tl_record_set_int (record, f, numbers[i] / 60 * 60);
              else if (field->kind == TL_KIND_MONEY || field->kind == TL_KIND_DECIMAL || field->kind == TL_KIND_INT)
                tl_record_set_int (record, f, numbers[i]);
              else
                break;
              shown = tl_record_format_field (record, f);
              g_test_message ("%s.%s: %s", info->name, field->name, shown);
              g_assert_true (tl_record_parse_field (back, f, shown, NULL));
              g_assert_true (tl_record_equal_field (record, back, f));
            }
        }
    }
}

static void
test_shown (void)
{
  g_autoptr (TlRecord) stay = tl_record_new (TL_TYPE_STAY);
  g_autoptr (TlRecord) incident = tl_record_new (TL_TYPE_INCIDENT);
  g_autofree char *empty = tl_record_format_field (stay, TL_STAY_CHECKED_IN_AT);
  g_autofree char *time = NULL;
  g_autofree char *set = NULL;

  g_assert_cmpstr (empty, ==, "");
  tl_record_set_int (stay, TL_STAY_CHECKED_IN_AT, 1772719200);
  time = tl_record_format_field (stay, TL_STAY_CHECKED_IN_AT);
  g_assert_cmpstr (time, ==, "05/03/2026 21:00");
  tl_record_set_text (incident, TL_INCIDENT_VIOLENCE_GROUPS, "mental physical");
  set = tl_record_format_field (incident, TL_INCIDENT_VIOLENCE_GROUPS);
  g_assert_cmpstr (set, ==, "Physical violence; Mental violence");
}

int
main (int argc, char **argv)
{
  setlocale (LC_ALL, "");
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/record/typed/choices-by-code-or-label", test_choices);
  g_test_add_func ("/record/typed/sets-by-codes-or-labels", test_sets);
  g_test_add_func ("/record/typed/numbers", test_numbers);
  g_test_add_func ("/record/typed/dates", test_dates);
  g_test_add_func ("/record/typed/empty-unsets-wrong-leaves", test_empty);
  g_test_add_func ("/record/typed/what-is-shown-reads-back", test_shown_reads_back);
  g_test_add_func ("/record/typed/shown-as-people-read", test_shown);
  return g_test_run ();
}
