/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <locale.h>

#include "record/identifiers.h"
#include "record/record.h"

#define ID_A "11111111-1111-4111-8111-111111111111"

typedef enum
{
  GOOD,
  WARNED,
  REFUSED
} Verdict;

/* The worst that is said of one field. */
static Verdict
verdict (TlRecord *record, guint field, TlCheckFlags flags)
{
  g_autoptr (GPtrArray) problems = tl_record_check (record, flags);
  Verdict worst = GOOD;
  gboolean warnings = FALSE;

  for (guint i = 0; i < problems->len; i++)
    {
      TlProblem *problem = problems->pdata[i];

      g_assert_true (problem->message != NULL && *problem->message != '\0');
      /* Errors first. */
      g_assert_false (warnings && !problem->warning);
      warnings |= problem->warning;
      if (problem->field == field)
        worst = MAX (worst, problem->warning ? WARNED : REFUSED);
    }
  return worst;
}

static TlRecord *
new_person (void)
{
  TlRecord *person = tl_record_new (TL_TYPE_PERSON);

  tl_record_set_text (person, TL_PERSON_ALIAS, "Lan");
  tl_record_set_text (person, TL_PERSON_SEX, "female");
  return person;
}

static TlRecord *
new_case (void)
{
  TlRecord *record = tl_record_new (TL_TYPE_CASE);

  tl_record_set_text (record, TL_CASE_VICTIM, ID_A);
  tl_record_set_int (record, TL_CASE_OPENED_AT, tl_date_start (tl_date_from_ymd (2026, 3, 5)) + 21 * 3600);
  tl_record_fill_defaults (record);
  return record;
}

static void
test_needed (void)
{
  g_autoptr (TlRecord) person = tl_record_new (TL_TYPE_PERSON);
  g_autoptr (TlRecord) whole = new_person ();
  g_autoptr (GError) error = NULL;

  g_assert_false (tl_record_validate (person, &error));
  g_assert_error (error, TL_RECORD_ERROR, TL_RECORD_ERROR_INVALID);
  g_assert_true (g_str_has_prefix (error->message, "alias: "));
  g_assert_true (tl_record_validate (whole, NULL));
}

static void
test_given (void)
{
  /* A case code is given by the store: the form is not told that it is missing. */
  g_autoptr (TlRecord) record = new_case ();

  g_assert_false (tl_record_has (record, TL_CASE_CODE));
  g_assert_true (tl_record_validate (record, NULL));
}

static void
test_closing (void)
{
  g_autoptr (TlRecord) record = new_case ();
  static const guint fields[]
      = {TL_CASE_CLOSED_ON, TL_CASE_CLOSURE_REASON, TL_CASE_DESTINATION, TL_CASE_SAFETY_PLAN_REVIEWED, TL_CASE_TOLD_CAN_RETURN};

  for (guint i = 0; i < G_N_ELEMENTS (fields); i++)
    {
      g_assert_cmpint (verdict (record, fields[i], TL_CHECK_SAVE), ==, GOOD);
      g_assert_cmpint (verdict (record, fields[i], TL_CHECK_CLOSE), ==, REFUSED);
    }
  tl_record_set_text (record, TL_CASE_STATUS, "closed");
  g_assert_false (tl_record_validate (record, NULL));
  tl_record_set_text (record, TL_CASE_CLOSED_ON, "2026-03-12");
  tl_record_set_text (record, TL_CASE_CLOSURE_REASON, "safe");
  tl_record_set_text (record, TL_CASE_DESTINATION, "relatives");
  tl_record_set_int (record, TL_CASE_SAFETY_PLAN_REVIEWED, 1);
  tl_record_set_int (record, TL_CASE_TOLD_CAN_RETURN, 0);
  g_assert_true (tl_record_validate (record, NULL));
  tl_record_set_text (record, TL_CASE_CLOSED_ON, "2026-03-04");
  g_assert_cmpint (verdict (record, TL_CASE_CLOSED_ON, TL_CHECK_SAVE), ==, REFUSED);
}

static void
test_values (void)
{
  g_autoptr (TlRecord) person = new_person ();
  g_autoptr (TlRecord) incident = tl_record_new (TL_TYPE_INCIDENT);

  tl_record_set_text (person, TL_PERSON_SEX, "lady");
  g_assert_cmpint (verdict (person, TL_PERSON_SEX, TL_CHECK_SAVE), ==, REFUSED);
  tl_record_set_text (person, TL_PERSON_BIRTH_DATE, "1990-02-30");
  g_assert_cmpint (verdict (person, TL_PERSON_BIRTH_DATE, TL_CHECK_SAVE), ==, REFUSED);
  tl_record_set_int (person, TL_PERSON_BIRTH_YEAR, 1890);
  g_assert_cmpint (verdict (person, TL_PERSON_BIRTH_YEAR, TL_CHECK_SAVE), ==, REFUSED);
  tl_record_set_int (person, TL_PERSON_PREGNANT, 2);
  g_assert_cmpint (verdict (person, TL_PERSON_PREGNANT, TL_CHECK_SAVE), ==, REFUSED);
  tl_record_set_text (incident, TL_INCIDENT_VIOLENCE_ACTS, "a j");
  g_assert_cmpint (verdict (incident, TL_INCIDENT_VIOLENCE_ACTS, TL_CHECK_SAVE), ==, REFUSED);
  tl_record_set_text (incident, TL_INCIDENT_CASE, "DC-2026-0001");
  g_assert_cmpint (verdict (incident, TL_INCIDENT_CASE, TL_CHECK_SAVE), ==, REFUSED);
}

static void
test_future (void)
{
  g_autoptr (TlRecord) person = new_person ();
  g_autoptr (TlRecord) followup = tl_record_new (TL_TYPE_FOLLOWUP);
  g_autofree char *tomorrow = tl_date_to_iso (tl_date_today () + 1);
  g_autofree char *today = tl_date_to_iso (tl_date_today ());

  tl_record_set_text (person, TL_PERSON_BIRTH_DATE, tomorrow);
  g_assert_cmpint (verdict (person, TL_PERSON_BIRTH_DATE, TL_CHECK_SAVE), ==, REFUSED);
  tl_record_set_text (person, TL_PERSON_BIRTH_DATE, today);
  g_assert_cmpint (verdict (person, TL_PERSON_BIRTH_DATE, TL_CHECK_SAVE), ==, GOOD);
  tl_record_set_text (followup, TL_FOLLOWUP_DUE_ON, tomorrow);
  g_assert_cmpint (verdict (followup, TL_FOLLOWUP_DUE_ON, TL_CHECK_SAVE), ==, GOOD);
  tl_record_set_text (followup, TL_FOLLOWUP_DONE_ON, tomorrow);
  g_assert_cmpint (verdict (followup, TL_FOLLOWUP_DONE_ON, TL_CHECK_SAVE), ==, REFUSED);
}

static void
test_order (void)
{
  g_autoptr (TlRecord) stay = tl_record_new (TL_TYPE_STAY);
  g_autoptr (TlRecord) line = tl_record_new (TL_TYPE_SUPPORT);
  gint64 in = tl_date_start (tl_date_from_ymd (2026, 3, 5)) + 21 * 3600;

  tl_record_set_int (stay, TL_STAY_CHECKED_IN_AT, in);
  tl_record_set_int (stay, TL_STAY_CHECKED_OUT_AT, in - 60);
  g_assert_cmpint (verdict (stay, TL_STAY_CHECKED_OUT_AT, TL_CHECK_SAVE), ==, REFUSED);
  tl_record_set_int (stay, TL_STAY_CHECKED_OUT_AT, in + 60);
  g_assert_cmpint (verdict (stay, TL_STAY_CHECKED_OUT_AT, TL_CHECK_SAVE), ==, GOOD);
  tl_record_set_text (stay, TL_STAY_EXPECTED_OUT_ON, "2026-03-05");
  g_assert_cmpint (verdict (stay, TL_STAY_EXPECTED_OUT_ON, TL_CHECK_SAVE), ==, GOOD);
  tl_record_set_text (stay, TL_STAY_EXPECTED_OUT_ON, "2026-03-04");
  g_assert_cmpint (verdict (stay, TL_STAY_EXPECTED_OUT_ON, TL_CHECK_SAVE), ==, REFUSED);

  tl_record_set_text (line, TL_SUPPORT_DATE, "2026-03-05");
  tl_record_set_text (line, TL_SUPPORT_DATE_TO, "2026-03-04");
  g_assert_cmpint (verdict (line, TL_SUPPORT_DATE_TO, TL_CHECK_SAVE), ==, REFUSED);
}

static void
test_amounts (void)
{
  g_autoptr (TlRecord) line = tl_record_new (TL_TYPE_SUPPORT);
  g_autoptr (TlRecord) care = tl_record_new (TL_TYPE_CARE);
  g_autoptr (TlRecord) room = tl_record_new (TL_TYPE_ROOM);

  tl_record_set_int (line, TL_SUPPORT_AMOUNT, -1);
  g_assert_cmpint (verdict (line, TL_SUPPORT_AMOUNT, TL_CHECK_SAVE), ==, REFUSED);
  tl_record_set_text (line, TL_SUPPORT_CORRECTS, ID_A);
  g_assert_cmpint (verdict (line, TL_SUPPORT_AMOUNT, TL_CHECK_SAVE), ==, GOOD);
  tl_record_set_int (line, TL_SUPPORT_UNIT_PRICE, -1);
  g_assert_cmpint (verdict (line, TL_SUPPORT_UNIT_PRICE, TL_CHECK_SAVE), ==, REFUSED);

  tl_record_set_int (care, TL_CARE_MINUTES, -5);
  g_assert_cmpint (verdict (care, TL_CARE_MINUTES, TL_CHECK_SAVE), ==, REFUSED);
  tl_record_set_int (care, TL_CARE_MINUTES, 1441);
  g_assert_cmpint (verdict (care, TL_CARE_MINUTES, TL_CHECK_SAVE), ==, WARNED);

  tl_record_set_int (room, TL_ROOM_BEDS, 4);
  tl_record_set_int (room, TL_ROOM_BLOCKED_BEDS, 5);
  g_assert_cmpint (verdict (room, TL_ROOM_BLOCKED_BEDS, TL_CHECK_SAVE), ==, REFUSED);
}

static void
test_counselling (void)
{
  g_autoptr (TlRecord) care = tl_record_new (TL_TYPE_CARE);

  tl_record_set_text (care, TL_CARE_KIND, "meal");
  g_assert_cmpint (verdict (care, TL_CARE_PERSON, TL_CHECK_SAVE), ==, GOOD);
  tl_record_set_text (care, TL_CARE_KIND, "counselling");
  g_assert_cmpint (verdict (care, TL_CARE_PERSON, TL_CHECK_SAVE), ==, REFUSED);
  tl_record_set_text (care, TL_CARE_PERSON, ID_A);
  g_assert_cmpint (verdict (care, TL_CARE_PERSON, TL_CHECK_SAVE), ==, GOOD);
}

static void
assert_id (const char *kind, const char *number, const char *sex, int year, gboolean odd)
{
  g_autofree char *message = tl_id_number_oddity (kind, number, sex, year);

  g_test_message ("%s %s %s %d: %s", kind, number, sex, year, message);
  g_assert_cmpint (message != NULL, ==, odd);
}

static void
test_id_numbers (void)
{
  assert_id ("cccd", "033190123456", "female", 1990, FALSE);
  assert_id ("cccd", "033190123456", "female", 0, FALSE);
  assert_id ("cccd", "033190123456", NULL, 0, FALSE);
  assert_id ("cccd", "033190123456", "male", 1990, TRUE);
  assert_id ("cccd", "033190123456", "female", 1991, TRUE);
  assert_id ("cccd", "033090123456", "male", 1990, FALSE);
  assert_id ("cccd", "033315123456", "female", 2015, FALSE);
  assert_id ("cccd", "033215123456", "male", 2015, FALSE);
  assert_id ("cccd", "003190123456", "female", 1990, TRUE);
  assert_id ("cccd", "03319012345", "female", 1990, TRUE);
  assert_id ("cccd", "03319012345X", "female", 1990, TRUE);
  assert_id ("cmnd", "145123456", "female", 1990, FALSE);
  assert_id ("cmnd", "033190123456", "female", 1990, TRUE);
  assert_id ("none", "145123456", "female", 1990, TRUE);
  assert_id ("left_behind", "145123456", "female", 1990, FALSE);
  assert_id ("passport", "C1234567", "female", 1990, FALSE);
  assert_id (NULL, "033190123456", "male", 0, TRUE);
}

static void
test_other_numbers (void)
{
  static const struct
  {
    const char *number;
    gboolean odd;
  } cards[]
      = {{"DN4010123456789", FALSE}, {"0123456789", FALSE}, {"033190123456", FALSE}, {"DN401012345678", TRUE}, {"D14010123456789", TRUE}},
      phones[] = {{"0912345678", FALSE}, {"0312345678", FALSE}, {"02213865432", FALSE},  {"0212345678", FALSE}, {"0412345678", TRUE},
                  {"091234567", TRUE},   {"912345678", TRUE},   {"0912345678 mẹ", TRUE}, {"111", TRUE}};

  for (guint i = 0; i < G_N_ELEMENTS (cards); i++)
    {
      g_autofree char *message = tl_health_card_oddity (cards[i].number);

      g_test_message ("%s", cards[i].number);
      g_assert_cmpint (message != NULL, ==, cards[i].odd);
    }
  for (guint i = 0; i < G_N_ELEMENTS (phones); i++)
    {
      g_autofree char *message = tl_phone_oddity (phones[i].number, FALSE);

      g_test_message ("%s", phones[i].number);
      g_assert_cmpint (message != NULL, ==, phones[i].odd);
    }
  g_assert_null (tl_phone_oddity ("111", TRUE));
  g_assert_null (tl_phone_oddity ("18001567", TRUE));
}

static void
test_phone_forms (void)
{
  static const char *const forms[][2] = {
      {"+84912345678", "0912345678"},
      {"+84 (0)912 345 678", "0912345678"},
      {"84912345678", "0912345678"},
      {"0912.345.678", "0912345678"},
      {"0221-386-5432", "02213865432"},
      {"mẹ: 0912345678", "mẹ: 0912345678"},
      {"0912345678/0987654321", "0912345678/0987654321"},
  };

  for (guint i = 0; i < G_N_ELEMENTS (forms); i++)
    {
      g_autofree char *number = tl_phone_normalise (forms[i][0]);

      g_assert_cmpstr (number, ==, forms[i][1]);
    }
}

static void
test_never_blocks (void)
{
  /* Odd numbers and ages are said, and the record is saved all the same. */
  g_autoptr (TlRecord) person = new_person ();

  tl_record_set_text (person, TL_PERSON_ID_KIND, "cccd");
  tl_record_set_text (person, TL_PERSON_ID_NUMBER, "12");
  tl_record_set_text (person, TL_PERSON_HEALTH_INSURANCE, "12");
  tl_record_set_text (person, TL_PERSON_PHONE, "12");
  tl_record_set_text (person, TL_PERSON_GUARDIAN_PHONE, "12");
  tl_record_set_text (person, TL_PERSON_BIRTH_DATE, "1990-05-01");
  tl_record_set_int (person, TL_PERSON_BIRTH_YEAR, 1991);
  tl_record_set_int (person, TL_PERSON_UNACCOMPANIED_CHILD, 1);
  tl_record_set_text (person, TL_PERSON_SEX, "male");
  tl_record_set_int (person, TL_PERSON_PREGNANT, 1);
  g_assert_cmpint (verdict (person, TL_PERSON_ID_NUMBER, TL_CHECK_SAVE), ==, WARNED);
  g_assert_cmpint (verdict (person, TL_PERSON_HEALTH_INSURANCE, TL_CHECK_SAVE), ==, WARNED);
  g_assert_cmpint (verdict (person, TL_PERSON_PHONE, TL_CHECK_SAVE), ==, WARNED);
  g_assert_cmpint (verdict (person, TL_PERSON_GUARDIAN_PHONE, TL_CHECK_SAVE), ==, WARNED);
  g_assert_cmpint (verdict (person, TL_PERSON_BIRTH_YEAR, TL_CHECK_SAVE), ==, WARNED);
  g_assert_cmpint (verdict (person, TL_PERSON_UNACCOMPANIED_CHILD, TL_CHECK_SAVE), ==, WARNED);
  g_assert_cmpint (verdict (person, TL_PERSON_PREGNANT, TL_CHECK_SAVE), ==, WARNED);
  g_assert_true (tl_record_validate (person, NULL));
}

static void
test_estimated_age (void)
{
  /* A year that is a guess accuses no paper. */
  g_autoptr (TlRecord) person = new_person ();

  tl_record_set_text (person, TL_PERSON_ID_KIND, "cccd");
  tl_record_set_text (person, TL_PERSON_ID_NUMBER, "033190123456");
  tl_record_set_int (person, TL_PERSON_BIRTH_YEAR, 1988);
  g_assert_cmpint (verdict (person, TL_PERSON_ID_NUMBER, TL_CHECK_SAVE), ==, WARNED);
  tl_record_set_int (person, TL_PERSON_AGE_ESTIMATED, 1);
  g_assert_cmpint (verdict (person, TL_PERSON_ID_NUMBER, TL_CHECK_SAVE), ==, GOOD);
}

int
main (int argc, char **argv)
{
  setlocale (LC_ALL, "");
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/record/check/needed-to-save", test_needed);
  g_test_add_func ("/record/check/what-the-program-gives-is-not-asked", test_given);
  g_test_add_func ("/record/check/needed-to-close", test_closing);
  g_test_add_func ("/record/check/values-fit-their-kind", test_values);
  g_test_add_func ("/record/check/what-happened-is-not-in-the-future", test_future);
  g_test_add_func ("/record/check/days-are-in-order", test_order);
  g_test_add_func ("/record/check/amounts-are-not-negative", test_amounts);
  g_test_add_func ("/record/check/counselling-names-the-person", test_counselling);
  g_test_add_func ("/record/check/odd-numbers-never-block", test_never_blocks);
  g_test_add_func ("/record/check/a-guessed-year-accuses-no-paper", test_estimated_age);
  g_test_add_func ("/record/identifiers/identity-papers", test_id_numbers);
  g_test_add_func ("/record/identifiers/health-cards-and-phones", test_other_numbers);
  g_test_add_func ("/record/identifiers/phones-have-one-form", test_phone_forms);
  return g_test_run ();
}
