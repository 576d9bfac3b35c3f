/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What is wrong with one record, looked at alone; what needs other records is the store's. An intake at night
 * must never be blocked by a form: only what would make a wrong count, a wrong payment or an unreadable row is an
 * error; what merely looks odd (a telephone number, a paper that disagrees with an age) is a warning. */

#include <glib/gi18n-lib.h>
#include <string.h>

#include "record/identifiers.h"
#include "record/lists.h"
#include "record/record.h"
#include "record/text.h"
#include "record/time.h"

typedef struct
{
  TlRecord *record;
  GPtrArray *problems;
} Check;

G_GNUC_PRINTF (4, 5)
static void
report (Check *check, guint field, gboolean warning, const char *format, ...)
{
  TlProblem *problem = g_new0 (TlProblem, 1);
  va_list arguments;

  problem->field = field;
  problem->warning = warning;
  va_start (arguments, format);
  problem->message = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  g_ptr_array_add (check->problems, problem);
}

/* Takes the message of an oddity. */
static void
warn_of (Check *check, guint field, char *message)
{
  if (message != NULL)
    report (check, field, TRUE, "%s", message);
  g_free (message);
}

/* --- Fields of a record as days and numbers --- */

static gboolean
has (Check *check, guint field)
{
  return tl_record_has (check->record, field);
}

static gboolean
is (Check *check, guint field, const char *code)
{
  return g_strcmp0 (tl_record_text (check->record, field), code) == 0;
}

/* The day of a DATE or TIME field, TL_DATE_NONE if unset or no day. */
static TlDate
day_of (Check *check, guint field)
{
  TlDate date = TL_DATE_NONE;

  if (!has (check, field))
    return TL_DATE_NONE;
  if (tl_type_field (tl_record_type (check->record), field)->kind == TL_KIND_TIME)
    return tl_date_from_time (tl_record_int (check->record, field));
  return tl_date_parse_iso (tl_record_text (check->record, field), &date) ? date : TL_DATE_NONE;
}

static const char *
label_of (Check *check, guint field)
{
  return tl_field_label (tl_type_field (tl_record_type (check->record), field));
}

/* --- One field --- */

/* Days that lie ahead by their nature; all others have happened when they are written down. */
static gboolean
may_lie_ahead (TlType type, guint field)
{
  static const struct
  {
    TlType type;
    guint field;
  } ahead[] = {
      {TL_TYPE_CASE, TL_CASE_RETENTION_UNTIL},
      {TL_TYPE_STAY, TL_STAY_EXPECTED_OUT_ON},
      {TL_TYPE_CONSENT, TL_CONSENT_EXPIRES_ON},
      {TL_TYPE_PLAN_ITEM, TL_PLAN_ITEM_DUE_ON},
      {TL_TYPE_FOLLOWUP, TL_FOLLOWUP_DUE_ON},
      {TL_TYPE_TRIP, TL_TRIP_FROM_AT},
      {TL_TYPE_TRIP, TL_TRIP_TO_AT},
      {TL_TYPE_SUPPORT, TL_SUPPORT_DATE},
      {TL_TYPE_SUPPORT, TL_SUPPORT_DATE_TO},
      {TL_TYPE_RATE, TL_RATE_VALID_FROM},
      {TL_TYPE_RATE, TL_RATE_VALID_TO},
      {TL_TYPE_STATEMENT, TL_STATEMENT_DATE_FROM},
      {TL_TYPE_STATEMENT, TL_STATEMENT_DATE_TO},
  };

  for (guint i = 0; i < G_N_ELEMENTS (ahead); i++)
    if (ahead[i].type == type && ahead[i].field == field)
      return TRUE;
  return FALSE;
}

static void
check_day (Check *check, guint field, TlDate date)
{
  TlDate today = tl_date_today ();

  if (date < tl_date_from_ymd (1900, 1, 1) || date > tl_date_from_ymd (2200, 12, 31))
    {
      report (check, field, FALSE, _ ("This year cannot be right."));
    }
  else if (date > today && !may_lie_ahead (tl_record_type (check->record), field))
    {
      g_autofree char *shown = tl_date_format (today);

      report (check, field, FALSE, _ ("This day has not come yet (this computer says today is %s)."), shown);
    }
}

static void
check_codes (Check *check, guint field, const TlField *def)
{
  const TlList *list = tl_list_get (def->list);
  g_auto (GStrv) codes = g_strsplit (tl_record_text (check->record, field), " ", -1);

  for (guint i = 0; codes[i] != NULL; i++)
    if (tl_list_find (list, codes[i]) == NULL)
      report (check, field, FALSE, _ ("“%s” is not in the list."), codes[i]);
}

static void
check_ids (Check *check, guint field)
{
  g_auto (GStrv) ids = g_strsplit (tl_record_text (check->record, field), " ", -1);

  for (guint i = 0; ids[i] != NULL; i++)
    if (!tl_uuid_is_valid (ids[i]))
      report (check, field, FALSE, _ ("“%s” is not an id."), ids[i]);
}

/* A line that corrects another may take back, and so may the total of its statement. */
static gboolean
may_be_negative (Check *check, guint field)
{
  switch ((int)tl_record_type (check->record))
    {
    case TL_TYPE_SUPPORT:
      return has (check, TL_SUPPORT_CORRECTS) && (field == TL_SUPPORT_QUANTITY || field == TL_SUPPORT_AMOUNT);
    case TL_TYPE_STATEMENT:
      return field == TL_STATEMENT_TOTAL;
    case TL_TYPE_ASSESSMENT:
      return field == TL_ASSESSMENT_SCORE;
    default:
      return FALSE;
    }
}

static void
check_value (Check *check, guint field, const TlField *def)
{
  gint64 number;

  switch (def->kind)
    {
    case TL_KIND_DATE:
      {
        TlDate date;

        if (!tl_date_parse_iso (tl_record_text (check->record, field), &date))
          report (check, field, FALSE, _ ("There is no such day."));
        else
          check_day (check, field, date);
        break;
      }
    case TL_KIND_TIME:
      check_day (check, field, tl_date_from_time (tl_record_int (check->record, field)));
      break;
    case TL_KIND_CHOICE:
    case TL_KIND_SET:
      check_codes (check, field, def);
      break;
    case TL_KIND_REF:
    case TL_KIND_REF_SET:
      check_ids (check, field);
      break;
    case TL_KIND_INT:
    case TL_KIND_MONEY:
    case TL_KIND_DECIMAL:
      number = tl_record_int (check->record, field);
      if (number < 0 && !may_be_negative (check, field))
        report (check, field, FALSE, _ ("This cannot be less than nothing."));
      break;
    case TL_KIND_BOOL:
      number = tl_record_int (check->record, field);
      if (number != 0 && number != 1)
        report (check, field, FALSE, _ ("This is yes or no."));
      break;
    case TL_KIND_JSON:
      {
        g_autoptr (JsonNode) node = json_from_string (tl_record_text (check->record, field), NULL);

        if (node == NULL)
          report (check, field, FALSE, _ ("This is not JSON."));
        break;
      }
    case TL_KIND_TEXT:
      if (def->flags & TL_FIELD_PHONE)
        warn_of (check, field, tl_phone_oddity (tl_record_text (check->record, field), tl_record_type (check->record) == TL_TYPE_SITE));
      break;
    case TL_KIND_LONG_TEXT:
    case TL_KIND_BLOB:
    default:
      break;
    }
}

static void
check_needed (Check *check, guint field, const TlField *def, gboolean closing)
{
  /* What the program gives or computes is not asked of a person. */
  if (has (check, field) || (def->flags & (TL_FIELD_GIVEN | TL_FIELD_COMPUTED | TL_FIELD_FILLED)) != 0)
    return;
  if (def->flags & TL_FIELD_REQUIRED)
    report (check, field, FALSE, _ ("This is needed."));
  else if (closing && (def->flags & TL_FIELD_CLOSING))
    report (check, field, FALSE, _ ("This is needed before the case can be closed."));
}

/* --- Fields together --- */

/* @later is not before @earlier; times to the second, else by day. */
static void
check_order (Check *check, guint earlier, guint later)
{
  TlType type = tl_record_type (check->record);
  gboolean times = tl_type_field (type, earlier)->kind == TL_KIND_TIME && tl_type_field (type, later)->kind == TL_KIND_TIME;
  gboolean wrong;

  if (!has (check, earlier) || !has (check, later))
    return;
  if (times)
    {
      wrong = tl_record_int (check->record, later) < tl_record_int (check->record, earlier);
    }
  else
    {
      TlDate first = day_of (check, earlier);
      TlDate second = day_of (check, later);

      wrong = first != TL_DATE_NONE && second != TL_DATE_NONE && second < first;
    }
  if (wrong)
    /* Translators: %s is the label of a date field. */
    report (check, later, FALSE, _ ("This is before “%s”."), label_of (check, earlier));
}

static void
check_site (Check *check)
{
  const char *code = tl_record_text (check->record, TL_SITE_CODE);

  if (code != NULL && (strlen (code) > 6 || strspn (code, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") != strlen (code)))
    report (check, TL_SITE_CODE, FALSE, _ ("A code of a place is one to six capital letters without accents."));
}

static void
check_room (Check *check)
{
  if (tl_record_int (check->record, TL_ROOM_BLOCKED_BEDS) > tl_record_int (check->record, TL_ROOM_BEDS) && has (check, TL_ROOM_BEDS))
    report (check, TL_ROOM_BLOCKED_BEDS, FALSE, _ ("More beds are blocked than there are."));
}

static int
birth_year_of (Check *check)
{
  TlDate date = day_of (check, TL_PERSON_BIRTH_DATE);
  int year = 0, month, day;

  if (date != TL_DATE_NONE)
    tl_date_to_ymd (date, &year, &month, &day);
  else if (has (check, TL_PERSON_BIRTH_YEAR) && !tl_record_int (check->record, TL_PERSON_AGE_ESTIMATED))
    year = (int)CLAMP (tl_record_int (check->record, TL_PERSON_BIRTH_YEAR), 0, 9999);
  return year;
}

static void
check_ages (Check *check)
{
  TlRecord *person = check->record;
  int age = tl_person_age (person, tl_date_today ());

  if (tl_record_int (person, TL_PERSON_PREGNANT) && is (check, TL_PERSON_SEX, "male"))
    report (check, TL_PERSON_PREGNANT, TRUE, _ ("This does not agree with the sex."));
  if (age < 0)
    return;
  if (age > 110)
    report (check, has (check, TL_PERSON_BIRTH_DATE) ? TL_PERSON_BIRTH_DATE : TL_PERSON_BIRTH_YEAR, TRUE,
            _ ("She would be %d years old: please look again."), age);
  if (tl_record_int (person, TL_PERSON_PREGNANT) && (age < 10 || age > 60))
    report (check, TL_PERSON_PREGNANT, TRUE, _ ("She would be %d years old: please look again."), age);
  if (tl_record_int (person, TL_PERSON_UNACCOMPANIED_CHILD) && age >= 18)
    report (check, TL_PERSON_UNACCOMPANIED_CHILD, TRUE, _ ("At %d years one is not a child any more."), age);
  if (age < 13 && has (check, TL_PERSON_MARITAL_STATUS) && !is (check, TL_PERSON_MARITAL_STATUS, "single")
      && !is (check, TL_PERSON_MARITAL_STATUS, "unknown"))
    report (check, TL_PERSON_MARITAL_STATUS, TRUE, _ ("She would be %d years old: please look again."), age);
}

static void
check_person (Check *check)
{
  TlRecord *person = check->record;
  const char *number = tl_record_text (person, TL_PERSON_ID_NUMBER);
  const char *card = tl_record_text (person, TL_PERSON_HEALTH_INSURANCE);
  TlDate birth = day_of (check, TL_PERSON_BIRTH_DATE);
  int this_year, month, day, year;

  tl_date_to_ymd (tl_date_today (), &this_year, &month, &day);
  if (has (check, TL_PERSON_BIRTH_YEAR)
      && (tl_record_int (person, TL_PERSON_BIRTH_YEAR) < 1900 || tl_record_int (person, TL_PERSON_BIRTH_YEAR) > this_year))
    report (check, TL_PERSON_BIRTH_YEAR, FALSE, _ ("This year cannot be right."));
  if (birth != TL_DATE_NONE && has (check, TL_PERSON_BIRTH_YEAR))
    {
      tl_date_to_ymd (birth, &year, &month, &day);
      if (year != tl_record_int (person, TL_PERSON_BIRTH_YEAR))
        report (check, TL_PERSON_BIRTH_YEAR, TRUE, _ ("This does not agree with the date of birth."));
    }
  check_ages (check);
  if (number != NULL)
    warn_of (check, TL_PERSON_ID_NUMBER,
             tl_id_number_oddity (tl_record_text (person, TL_PERSON_ID_KIND), number, tl_record_text (person, TL_PERSON_SEX),
                                  birth_year_of (check)));
  if (card != NULL)
    warn_of (check, TL_PERSON_HEALTH_INSURANCE, tl_health_card_oddity (card));
}

static void
check_case (Check *check)
{
  check_order (check, TL_CASE_OPENED_AT, TL_CASE_CLOSED_ON);
  if (has (check, TL_CASE_CLOSED_ON) && is (check, TL_CASE_STATUS, "open"))
    report (check, TL_CASE_STATUS, TRUE, _ ("The case has a day of closing but is open."));
}

static void
check_consent (Check *check)
{
  check_order (check, TL_CONSENT_GIVEN_ON, TL_CONSENT_WITHDRAWN_ON);
  check_order (check, TL_CONSENT_GIVEN_ON, TL_CONSENT_EXPIRES_ON);
}

static void
check_care (Check *check)
{
  /* Counselling is paid by the person and the session. */
  if (is (check, TL_CARE_KIND, "counselling") && !has (check, TL_CARE_PERSON))
    report (check, TL_CARE_PERSON, FALSE, _ ("Counselling is recorded for each person: who was it?"));
  if (tl_record_int (check->record, TL_CARE_MINUTES) > 24 * 60)
    report (check, TL_CARE_MINUTES, TRUE, _ ("This is longer than a day."));
}

static void
check_support (Check *check)
{
  check_order (check, TL_SUPPORT_DATE, TL_SUPPORT_DATE_TO);
  if (is (check, TL_SUPPORT_CATEGORY, "counselling") && !has (check, TL_SUPPORT_STAFF))
    report (check, TL_SUPPORT_STAFF, TRUE, _ ("The ceiling for counselling counts by staff member: who was it?"));
}

static void
check_budget (Check *check)
{
  gint64 year = tl_record_int (check->record, TL_BUDGET_YEAR);

  if (has (check, TL_BUDGET_YEAR) && (year < 2000 || year > 2200))
    report (check, TL_BUDGET_YEAR, FALSE, _ ("This year cannot be right."));
}

static void
check_together (Check *check)
{
  switch ((int)tl_record_type (check->record))
    {
    case TL_TYPE_SITE:
      check_site (check);
      break;
    case TL_TYPE_ROOM:
      check_room (check);
      break;
    case TL_TYPE_PERSON:
      check_person (check);
      break;
    case TL_TYPE_CASE:
      check_case (check);
      break;
    case TL_TYPE_STAY:
      check_order (check, TL_STAY_CHECKED_IN_AT, TL_STAY_CHECKED_OUT_AT);
      check_order (check, TL_STAY_CHECKED_IN_AT, TL_STAY_EXPECTED_OUT_ON);
      break;
    case TL_TYPE_CONSENT:
      check_consent (check);
      break;
    case TL_TYPE_SAFETY_PLAN:
      check_order (check, TL_SAFETY_PLAN_MADE_ON, TL_SAFETY_PLAN_REVIEWED_ON);
      break;
    case TL_TYPE_CARE:
      check_care (check);
      break;
    case TL_TYPE_TRIP:
      check_order (check, TL_TRIP_FROM_AT, TL_TRIP_TO_AT);
      break;
    case TL_TYPE_SUPPORT:
      check_support (check);
      break;
    case TL_TYPE_RATE:
      check_order (check, TL_RATE_VALID_FROM, TL_RATE_VALID_TO);
      break;
    case TL_TYPE_BUDGET:
      check_budget (check);
      break;
    case TL_TYPE_STATEMENT:
      check_order (check, TL_STATEMENT_DATE_FROM, TL_STATEMENT_DATE_TO);
      break;
    case TL_TYPE_REFERRAL:
      check_order (check, TL_REFERRAL_SENT_AT, TL_REFERRAL_RESULT_ON);
      break;
    default:
      break;
    }
}

/* --- The whole --- */

void
tl_problem_free (TlProblem *problem)
{
  if (problem == NULL)
    return;
  g_free (problem->message);
  g_free (problem);
}

GPtrArray *
tl_record_check (TlRecord *record, TlCheckFlags flags)
{
  const TlTypeInfo *info = tl_type_info (tl_record_type (record));
  Check check = {record, g_ptr_array_new_with_free_func ((GDestroyNotify)tl_problem_free)};
  GPtrArray *sorted;
  gboolean closing = (flags & TL_CHECK_CLOSE) != 0;

  /* A case that is closed has what closing needs, however it came to be closed. */
  if (info->type == TL_TYPE_CASE && is (&check, TL_CASE_STATUS, "closed"))
    closing = TRUE;

  for (guint i = 0; i < info->n_fields; i++)
    {
      check_needed (&check, i, &info->fields[i], closing);
      if (tl_record_has (record, i))
        check_value (&check, i, &info->fields[i]);
    }
  check_together (&check);

  sorted = g_ptr_array_new_with_free_func ((GDestroyNotify)tl_problem_free);
  for (guint warnings = 0; warnings <= 1; warnings++)
    for (guint i = 0; i < check.problems->len; i++)
      {
        TlProblem *problem = check.problems->pdata[i];

        if (problem != NULL && problem->warning == (gboolean)warnings)
          {
            g_ptr_array_add (sorted, problem);
            check.problems->pdata[i] = NULL;
          }
      }
  g_ptr_array_unref (check.problems);
  return sorted;
}

gboolean
tl_record_validate (TlRecord *record, GError **error)
{
  g_autoptr (GPtrArray) problems = tl_record_check (record, TL_CHECK_SAVE);
  TlProblem *first = problems->len > 0 ? problems->pdata[0] : NULL;

  if (first == NULL || first->warning)
    return TRUE;
  if (first->field == G_MAXUINT)
    g_set_error_literal (error, TL_RECORD_ERROR, TL_RECORD_ERROR_INVALID, first->message);
  else
    g_set_error (error, TL_RECORD_ERROR, TL_RECORD_ERROR_INVALID, "%s: %s", tl_type_field (tl_record_type (record), first->field)->name,
                 first->message);
  return FALSE;
}
