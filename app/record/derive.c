/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Values that follow from others of the same record, and the usual first values. Coarse ones (band, month,
 * Kinh or other) are what may leave this place in counts; they are fields of their own, never cut from the
 * exact value on the way out. */

#include "record/record.h"
#include "record/time.h"

int
tl_person_age (TlRecord *person, TlDate on)
{
  const char *text = tl_record_text (person, TL_PERSON_BIRTH_DATE);
  TlDate birth;
  int year, month, day, birth_year, birth_month, birth_day, age;

  tl_date_to_ymd (on, &year, &month, &day);
  if (text != NULL && tl_date_parse_iso (text, &birth))
    {
      tl_date_to_ymd (birth, &birth_year, &birth_month, &birth_day);
      age = year - birth_year - (month < birth_month || (month == birth_month && day < birth_day));
    }
  else if (tl_record_has (person, TL_PERSON_BIRTH_YEAR))
    {
      age = year - (int)CLAMP (tl_record_int (person, TL_PERSON_BIRTH_YEAR), 0, 9999);
    }
  else
    {
      return -1;
    }
  return MAX (age, -1);
}

const char *
tl_age_band (int age)
{
  static const struct
  {
    int last;
    const char *code;
  } bands[] = {{5, "0-5"}, {11, "6-11"}, {15, "12-15"}, {17, "16-17"}, {24, "18-24"}, {39, "25-39"}, {59, "40-59"}};

  if (age < 0)
    return NULL;
  for (guint i = 0; i < G_N_ELEMENTS (bands); i++)
    if (age <= bands[i].last)
      return bands[i].code;
  return "60+";
}

static void
derive_month (TlRecord *record, guint time, guint month)
{
  g_autofree char *iso = NULL;

  if (!tl_record_has (record, time))
    {
      tl_record_unset (record, month);
      return;
    }
  iso = tl_date_to_iso (tl_date_from_time (tl_record_int (record, time)));
  iso[7] = '\0';
  tl_record_set_text (record, month, iso);
}

static void
derive_person (TlRecord *person)
{
  const char *ethnicity = tl_record_text (person, TL_PERSON_ETHNICITY);
  const char *birth = tl_record_text (person, TL_PERSON_BIRTH_DATE);
  TlDate date;

  if (ethnicity == NULL || g_str_equal (ethnicity, "unknown"))
    tl_record_unset (person, TL_PERSON_ETHNIC_GROUP2);
  else
    tl_record_set_text (person, TL_PERSON_ETHNIC_GROUP2, g_str_equal (ethnicity, "01") ? "kinh" : "other");

  if (birth != NULL && !tl_record_has (person, TL_PERSON_BIRTH_YEAR) && tl_date_parse_iso (birth, &date))
    {
      int year, month, day;

      tl_date_to_ymd (date, &year, &month, &day);
      tl_record_set_int (person, TL_PERSON_BIRTH_YEAR, year);
    }
}

void
tl_record_derive (TlRecord *record, TlDate opened)
{
  switch ((int)tl_record_type (record))
    {
    case TL_TYPE_PERSON:
      derive_person (record);
      if (opened != TL_DATE_NONE)
        tl_record_set_text (record, TL_PERSON_AGE_BAND, tl_age_band (tl_person_age (record, opened)));
      break;
    case TL_TYPE_CASE:
      derive_month (record, TL_CASE_OPENED_AT, TL_CASE_OPENED_MONTH);
      break;
    case TL_TYPE_INCIDENT:
      derive_month (record, TL_INCIDENT_AT, TL_INCIDENT_INCIDENT_MONTH);
      break;
    default:
      break;
    }
}

static void
default_text (TlRecord *record, guint field, const char *value)
{
  if (!tl_record_has (record, field))
    tl_record_set_text (record, field, value);
}

void
tl_record_fill_defaults (TlRecord *record)
{
  switch ((int)tl_record_type (record))
    {
    case TL_TYPE_STAFF:
      if (!tl_record_has (record, TL_STAFF_ACTIVE))
        tl_record_set_int (record, TL_STAFF_ACTIVE, 1);
      break;
    case TL_TYPE_CASE:
      default_text (record, TL_CASE_STATUS, "open");
      default_text (record, TL_CASE_LEGAL_BASIS, "urgent_protection");
      if (!tl_record_has (record, TL_CASE_OPENED_AT))
        tl_record_set_int (record, TL_CASE_OPENED_AT, tl_clock_now ());
      break;
    case TL_TYPE_PLAN_ITEM:
      default_text (record, TL_PLAN_ITEM_STATUS, "planned");
      break;
    case TL_TYPE_SUPPORT:
      default_text (record, TL_SUPPORT_STATE, "draft");
      break;
    case TL_TYPE_STATEMENT:
      default_text (record, TL_STATEMENT_STATE, "draft");
      break;
    default:
      break;
    }
}

TlPrivacy
tl_record_privacy (TlRecord *record, guint field)
{
  /* Who told us never leaves, not even with what was paid for it. */
  if (tl_record_type (record) == TL_TYPE_SUPPORT && field == TL_SUPPORT_PAYEE_NAME
      && g_strcmp0 (tl_record_text (record, TL_SUPPORT_PAYEE_KIND), "informant") == 0)
    return TL_PRIVACY_S;
  return tl_type_field (tl_record_type (record), field)->privacy;
}
