/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "demo/demo-private.h"
#include "record/time.h"

/* The people, the stay and the care of one invented case. */

static gint64
at (TlDate day, int hour, int minute)
{
  return tl_date_start (day) + hour * 3600 + minute * 60;
}

static char *
make_name (TlDemo *demo, const char *family, gboolean female)
{
  const char *middle = tl_demo_word (demo, "names", female ? "female_middle" : "male_middle");

  return g_strdup_printf ("%s %s %s", family, middle, tl_demo_word (demo, "names", female ? "female" : "male"));
}

/* A citizen number that agrees with sex and year (DOMAIN.md §4); 033 is Hưng Yên. */
static char *
make_id_number (TlDemo *demo, gboolean female, int year)
{
  int century = year >= 2000 ? 2 : 0;

  return g_strdup_printf ("033%d%02d%06u", century + (female ? 1 : 0), year % 100, tl_demo_random_below (&demo->random, 1000000));
}

static char *
make_phone (TlDemo *demo)
{
  static const char *const starts[] = {"03", "05", "07", "08", "09"};

  return g_strdup_printf ("%s%08u", starts[tl_demo_random_below (&demo->random, 5)], tl_demo_random_below (&demo->random, 100000000));
}

static gboolean
save_person (TlDemo *demo, TlDemoCase *made, gboolean child, const char *family, GError **error)
{
  g_autoptr (TlRecord) person = tl_demo_record (demo, TL_TYPE_PERSON);
  gboolean female = !child || tl_demo_random_chance (&demo->random, 50);
  int year, month, day, age;
  g_autofree char *name = make_name (demo, family, female);
  g_autofree char *birth = NULL;
  const char *given = strrchr (name, ' ') + 1;

  tl_date_to_ymd (made->opened, &year, &month, &day);
  age = child ? tl_demo_random_between (&demo->random, 1, 15) : tl_demo_random_between (&demo->random, 19, 62);
  birth = g_strdup_printf ("%04d-%02d-%02d", year - age, tl_demo_random_between (&demo->random, 1, 12),
                           tl_demo_random_between (&demo->random, 1, 28));
  if (child)
    {
      tl_record_set_text (person, TL_PERSON_ALIAS, tl_demo_word (demo, "names", "other_name"));
    }
  else
    {
      g_autofree char *alias = g_strdup_printf ("%s %s", age > 50 ? "Bác" : "Chị", given);

      tl_record_set_text (person, TL_PERSON_ALIAS, alias);
    }
  tl_record_set_text (person, TL_PERSON_FULL_NAME, name);
  tl_record_set_text (person, TL_PERSON_SEX, female ? "female" : "male");
  if (tl_demo_random_chance (&demo->random, 70))
    tl_record_set_text (person, TL_PERSON_BIRTH_DATE, birth);
  tl_record_set_int (person, TL_PERSON_BIRTH_YEAR, year - age);
  tl_record_set_text (person, TL_PERSON_ETHNICITY, tl_demo_random_chance (&demo->random, 93) ? "01" : "06");
  if (!child)
    {
      g_autofree char *phone = make_phone (demo);
      g_autofree char *address
          = g_strdup_printf ("%s, %s", tl_demo_word (demo, "places", "village"), tl_demo_word (demo, "places", "commune"));

      tl_record_set_text (person, TL_PERSON_PHONE, phone);
      tl_record_set_text (person, TL_PERSON_PERMANENT_ADDRESS, address);
      tl_demo_choose (demo, person, TL_PERSON_OCCUPATION);
      tl_demo_choose (demo, person, TL_PERSON_MARITAL_STATUS);
      tl_demo_choose (demo, person, TL_PERSON_EDUCATION);
      if (tl_demo_random_chance (&demo->random, 75))
        {
          g_autofree char *number = make_id_number (demo, female, year - age);

          tl_record_set_text (person, TL_PERSON_ID_KIND, "cccd");
          tl_record_set_text (person, TL_PERSON_ID_NUMBER, number);
        }
    }
  if (!tl_store_save (demo->store, person, error))
    return FALSE;
  made->child[made->n_people] = child;
  made->people[made->n_people++] = g_strdup (tl_record_id (person));
  return TRUE;
}

static gboolean
save_case (TlDemo *demo, TlDemoCase *made, gint64 opened_at, GError **error)
{
  g_autoptr (TlRecord) record = tl_demo_record (demo, TL_TYPE_CASE);

  tl_record_set_text (record, TL_CASE_VICTIM, made->people[0]);
  tl_record_set_int (record, TL_CASE_OPENED_AT, opened_at);
  tl_record_set_text (record, TL_CASE_STATUS, "open");
  tl_demo_choose (demo, record, TL_CASE_SOURCE_KIND);
  tl_demo_choose (demo, record, TL_CASE_SOURCE_CHANNEL);
  tl_demo_choose (demo, record, TL_CASE_RISK_LEVEL);
  tl_demo_choose_set (demo, record, TL_CASE_NEEDS, 3);
  tl_record_set_text (record, TL_CASE_RECEIVED_BY, demo->staff[tl_demo_random_below (&demo->random, 3)]);
  tl_record_set_text (record, TL_CASE_LEGAL_BASIS, "urgent_protection");
  tl_record_set_text (record, TL_CASE_CONDITION_ON_ARRIVAL, tl_demo_word (demo, "texts", "condition"));
  tl_record_set_text (record, TL_CASE_BELONGINGS, tl_demo_word (demo, "texts", "belongings"));
  tl_record_set_text (record, TL_CASE_MINUTES_PLACE, tl_demo_word (demo, "places", "minutes_place"));
  tl_record_set_text (record, TL_CASE_PERPETRATOR_RELATION, tl_demo_random_chance (&demo->random, 80) ? "husband" : "partner");
  tl_record_set_text (record, TL_CASE_PERPETRATOR_SEX, "male");
  tl_demo_choose (demo, record, TL_CASE_PERPETRATOR_SUBSTANCE_USE);
  if (!tl_store_save (demo->store, record, error))
    return FALSE;
  made->case_id = g_strdup (tl_record_id (record));
  return TRUE;
}

static gboolean
save_stays (TlDemo *demo, TlDemoCase *made, gint64 in_at, GError **error)
{
  for (guint i = 0; i < made->n_people; i++)
    {
      g_autoptr (TlRecord) stay = tl_demo_record (demo, TL_TYPE_STAY);

      tl_record_set_text (stay, TL_STAY_CASE, made->case_id);
      tl_record_set_text (stay, TL_STAY_PERSON, made->people[i]);
      tl_record_set_int (stay, TL_STAY_CHECKED_IN_AT, in_at);
      for (guint bed = 0; bed < demo->n_beds; bed++)
        if (demo->beds[bed].free_from <= made->opened)
          {
            tl_record_set_text (stay, TL_STAY_ROOM, demo->beds[bed].room_id);
            tl_record_set_text (stay, TL_STAY_BED, demo->beds[bed].label);
            demo->beds[bed].free_from = made->left == TL_DATE_NONE ? demo->today + 3650 : made->left + 1;
            break;
          }
      if (made->left != TL_DATE_NONE)
        {
          tl_record_set_int (stay, TL_STAY_CHECKED_OUT_AT, at (made->left, 9, 0));
          tl_demo_choose (demo, stay, TL_STAY_OUT_REASON);
        }
      else
        {
          tl_demo_set_date (stay, TL_STAY_EXPECTED_OUT_ON, made->opened + 10);
        }
      if (!tl_store_save (demo->store, stay, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
save_incident (TlDemo *demo, TlDemoCase *made, gint64 when, GError **error)
{
  g_autoptr (TlRecord) incident = tl_demo_record (demo, TL_TYPE_INCIDENT);

  tl_record_set_text (incident, TL_INCIDENT_CASE, made->case_id);
  tl_record_set_int (incident, TL_INCIDENT_AT, when);
  tl_demo_choose (demo, incident, TL_INCIDENT_TIME_OF_DAY);
  tl_demo_choose (demo, incident, TL_INCIDENT_PLACE_KIND);
  tl_demo_choose_set (demo, incident, TL_INCIDENT_VIOLENCE_GROUPS, 2);
  tl_demo_choose_set (demo, incident, TL_INCIDENT_VIOLENCE_ACTS, 3);
  tl_demo_choose (demo, incident, TL_INCIDENT_GBV_TYPE);
  tl_demo_choose (demo, incident, TL_INCIDENT_INJURY_KIND);
  tl_record_set_text (incident, TL_INCIDENT_DESCRIPTION, tl_demo_word (demo, "texts", "incident"));
  return tl_store_save (demo->store, incident, error);
}

static gboolean
save_companions (TlDemo *demo, TlDemoCase *made, GError **error)
{
  for (guint i = 1; i < made->n_people; i++)
    {
      g_autoptr (TlRecord) companion = tl_demo_record (demo, TL_TYPE_COMPANION);

      tl_record_set_text (companion, TL_COMPANION_CASE, made->case_id);
      tl_record_set_text (companion, TL_COMPANION_PERSON, made->people[i]);
      tl_record_set_text (companion, TL_COMPANION_RELATION, "child");
      if (!tl_store_save (demo->store, companion, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
save_care (TlDemo *demo, TlDemoCase *made, TlDate last, GError **error)
{
  guint sessions = (guint)tl_demo_random_between (&demo->random, 1, 4);

  for (guint i = 0; i < sessions; i++)
    {
      g_autoptr (TlRecord) care = tl_demo_record (demo, TL_TYPE_CARE);
      TlDate day = made->opened + 1 + (TlDate)i * 2;

      if (day > last)
        break;
      tl_record_set_text (care, TL_CARE_CASE, made->case_id);
      tl_record_set_text (care, TL_CARE_PERSON, made->people[0]);
      tl_record_set_int (care, TL_CARE_AT, at (day, tl_demo_random_between (&demo->random, 8, 16), 30));
      tl_record_set_text (care, TL_CARE_KIND, i == 0 || tl_demo_random_chance (&demo->random, 70) ? "counselling" : "legal");
      tl_record_set_int (care, TL_CARE_MINUTES, 15 * tl_demo_random_between (&demo->random, 2, 6));
      tl_record_set_text (care, TL_CARE_STAFF, demo->staff[tl_demo_random_below (&demo->random, 3)]);
      tl_record_set_text (care, TL_CARE_NOTE, tl_demo_word (demo, "texts", "care"));
      if (!tl_store_save (demo->store, care, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
save_safety (TlDemo *demo, TlDemoCase *made, GError **error)
{
  g_autoptr (TlRecord) plan = tl_demo_record (demo, TL_TYPE_SAFETY_PLAN);
  g_autoptr (TlRecord) item = tl_demo_record (demo, TL_TYPE_PLAN_ITEM);
  g_autoptr (TlRecord) consent = tl_demo_record (demo, TL_TYPE_CONSENT);

  tl_record_set_text (plan, TL_SAFETY_PLAN_CASE, made->case_id);
  tl_demo_set_date (plan, TL_SAFETY_PLAN_MADE_ON, made->opened + 1);
  tl_record_set_text (plan, TL_SAFETY_PLAN_WARNING_SIGNS, tl_demo_word (demo, "texts", "warning"));
  tl_record_set_text (plan, TL_SAFETY_PLAN_SAFE_PEOPLE, tl_demo_word (demo, "texts", "safe_people"));
  tl_record_set_text (plan, TL_SAFETY_PLAN_CODE_WORD, tl_demo_word (demo, "texts", "code_word"));
  tl_record_set_text (plan, TL_SAFETY_PLAN_STRATEGIES, tl_demo_word (demo, "texts", "strategies"));
  tl_record_set_text (plan, TL_SAFETY_PLAN_STEPS_AFTER_LEAVING, tl_demo_word (demo, "texts", "after"));

  tl_record_set_text (item, TL_PLAN_ITEM_CASE, made->case_id);
  tl_demo_choose (demo, item, TL_PLAN_ITEM_NEED);
  tl_record_set_text (item, TL_PLAN_ITEM_GOAL, tl_demo_word (demo, "texts", "goal"));
  tl_record_set_text (item, TL_PLAN_ITEM_ACTION, tl_demo_word (demo, "texts", "action"));
  tl_record_set_text (item, TL_PLAN_ITEM_PROVIDER, tl_demo_word (demo, "places", "agency"));
  tl_demo_set_date (item, TL_PLAN_ITEM_DUE_ON, made->opened + 7);
  tl_record_set_text (item, TL_PLAN_ITEM_STATUS, made->closed ? "done" : "doing");
  if (made->closed)
    {
      tl_demo_set_date (item, TL_PLAN_ITEM_DONE_ON, made->left);
      tl_record_set_text (item, TL_PLAN_ITEM_OUTCOME, tl_demo_word (demo, "texts", "outcome"));
    }

  tl_record_set_text (consent, TL_CONSENT_CASE, made->case_id);
  tl_record_set_text (consent, TL_CONSENT_PERSON, made->people[0]);
  tl_record_set_text (consent, TL_CONSENT_PURPOSE, tl_demo_random_chance (&demo->random, 60) ? "province_report" : "keep");
  tl_demo_set_date (consent, TL_CONSENT_GIVEN_ON, made->opened);
  tl_record_set_text (consent, TL_CONSENT_GIVEN_BY, "self");
  return tl_store_save (demo->store, plan, error) && tl_store_save (demo->store, item, error)
         && tl_store_save (demo->store, consent, error);
}

static gboolean
save_aftercare (TlDemo *demo, TlDemoCase *made, GError **error)
{
  g_autoptr (TlRecord) followup = tl_demo_record (demo, TL_TYPE_FOLLOWUP);
  TlDate due = (made->left == TL_DATE_NONE ? made->opened : made->left) + 30;

  if (tl_demo_random_chance (&demo->random, 45))
    {
      g_autoptr (TlRecord) referral = tl_demo_record (demo, TL_TYPE_REFERRAL);

      tl_record_set_text (referral, TL_REFERRAL_CASE, made->case_id);
      tl_record_set_text (referral, TL_REFERRAL_AGENCY, tl_demo_word (demo, "places", "agency"));
      tl_demo_choose (demo, referral, TL_REFERRAL_SERVICE);
      tl_record_set_int (referral, TL_REFERRAL_SENT_AT, at (made->opened + 1, 10, 0));
      tl_record_set_int (referral, TL_REFERRAL_WITH_CONSENT, TRUE);
      tl_demo_choose (demo, referral, TL_REFERRAL_RESULT);
      if (!tl_store_save (demo->store, referral, error))
        return FALSE;
    }
  if (made->closed && tl_demo_random_chance (&demo->random, 40))
    {
      g_autoptr (TlRecord) feedback = tl_demo_record (demo, TL_TYPE_FEEDBACK);

      tl_record_set_text (feedback, TL_FEEDBACK_CASE, made->case_id);
      tl_demo_set_date (feedback, TL_FEEDBACK_GIVEN_ON, made->left);
      tl_record_set_text (feedback, TL_FEEDBACK_COMMENT, tl_demo_word (demo, "texts", "feedback"));
      if (!tl_store_save (demo->store, feedback, error))
        return FALSE;
    }
  tl_record_set_text (followup, TL_FOLLOWUP_CASE, made->case_id);
  tl_demo_set_date (followup, TL_FOLLOWUP_DUE_ON, due);
  if (due < demo->today && (due < demo->today - 30 || tl_demo_random_chance (&demo->random, 60)))
    {
      tl_demo_set_date (followup, TL_FOLLOWUP_DONE_ON, MIN (due + 2, demo->today));
      tl_demo_choose (demo, followup, TL_FOLLOWUP_CHANNEL);
      tl_record_set_text (followup, TL_FOLLOWUP_NOTE, tl_demo_word (demo, "texts", "followup"));
    }
  return tl_store_save (demo->store, followup, error);
}

static gboolean
close_case (TlDemo *demo, TlDemoCase *made, GError **error)
{
  g_autoptr (TlRecord) record = tl_store_load (demo->store, TL_TYPE_CASE, made->case_id, error);

  if (record == NULL)
    return FALSE;
  tl_record_set_text (record, TL_CASE_STATUS, "closed");
  tl_demo_set_date (record, TL_CASE_CLOSED_ON, made->left);
  tl_demo_choose (demo, record, TL_CASE_CLOSURE_REASON);
  tl_demo_choose (demo, record, TL_CASE_DESTINATION);
  tl_record_set_int (record, TL_CASE_SAFETY_PLAN_REVIEWED, TRUE);
  tl_record_set_int (record, TL_CASE_TOLD_CAN_RETURN, TRUE);
  tl_record_set_text (record, TL_CASE_CLOSURE_NOTE, tl_demo_word (demo, "texts", "closing"));
  return tl_store_save (demo->store, record, error);
}

gboolean
tl_demo_add_case (TlDemo *demo, TlDate opened, gboolean here, TlDemoCase *made, GError **error)
{
  const char *family;
  gint64 in_at;
  guint children = tl_demo_random_below (&demo->random, TL_DEMO_MAX_PEOPLE);
  TlDate left = opened + tl_demo_random_between (&demo->random, 2, 16);

  made->opened = opened;
  made->left = here || left > demo->today ? TL_DATE_NONE : left;
  made->closed = made->left != TL_DATE_NONE && (made->left < demo->today - 60 || tl_demo_random_chance (&demo->random, 50));
  in_at = at (opened, tl_demo_random_between (&demo->random, 6, 23), 5 * tl_demo_random_between (&demo->random, 0, 11));
  if (!save_person (demo, made, FALSE, tl_demo_word (demo, "names", "family"), error))
    return FALSE;
  family = tl_demo_word (demo, "names", "family");
  for (guint i = 0; i < children; i++)
    if (!save_person (demo, made, TRUE, family, error))
      return FALSE;
  return save_case (demo, made, in_at, error) && save_companions (demo, made, error) && save_incident (demo, made, in_at - 7200, error)
         && save_stays (demo, made, in_at, error) && save_safety (demo, made, error)
         && save_care (demo, made, made->left == TL_DATE_NONE ? demo->today - 1 : made->left, error) && save_aftercare (demo, made, error)
         && (!made->closed || close_case (demo, made, error));
}

void
tl_demo_case_clear (TlDemoCase *made)
{
  g_clear_pointer (&made->case_id, g_free);
  for (guint i = 0; i < made->n_people; i++)
    g_free (made->people[i]);
  made->n_people = 0;
}
