/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Limits of the text (DOMAIN.md §2): what a clause does not cover, or what two lines together should not pay
 * twice. They are shown with the clause before saving and forbid nothing: the officer may hold another basis. */

#include <glib/gi18n-lib.h>

#include <string.h>

#include "record/lists.h"
#include "record/text.h"
#include "support/line.h"

typedef struct
{
  TlStore *store;
  TlLine *line;
  const char *category;
  GPtrArray *warnings;
} Check;

/* --- helpers --- */

static void
warn_with_clause (Check *check, const char *message)
{
  g_ptr_array_add (check->warnings, g_strdup_printf ("%s (%s)", message, tl_record_text (check->line->rate, TL_RATE_LEGAL_BASIS)));
}

static gboolean
is_one_of (const char *category, const char *const *set)
{
  return g_strv_contains (set, category);
}

/* Travel and escort are paid only to a facility, home, or to legal aid. */
static gboolean
check_destination (Check *check, GError **error)
{
  static const char *const travel[] = {"travel_meals", "travel_fare", "travel_fuel", "travel_hire", "escort", NULL};
  static const char *const covered[] = {"facility", "home", "legal_aid", NULL};
  const char *purpose;

  if (!is_one_of (check->category, travel))
    return TRUE;
  purpose = check->line->trip ? tl_record_text (check->line->trip, TL_TRIP_PURPOSE) : NULL;
  if (check->line->trip == NULL)
    warn_with_clause (check, _ ("No trip is named: its destination cannot be checked"));
  else if (purpose == NULL || !is_one_of (purpose, covered))
    warn_with_clause (
        check, _ ("The text pays for going to a social assistance facility, home, or to legal aid; this destination needs another basis"));
  return TRUE;
}

static gint64
days_of_trip (TlRecord *trip)
{
  TlDate from, to;

  if (!tl_record_has (trip, TL_TRIP_FROM_AT))
    return 0;
  from = tl_date_from_time (tl_record_int (trip, TL_TRIP_FROM_AT));
  to = tl_record_has (trip, TL_TRIP_TO_AT) ? tl_date_from_time (tl_record_int (trip, TL_TRIP_TO_AT)) : from;
  return to - from + 1;
}

static guint
count_words (const char *set)
{
  g_auto (GStrv) words = set ? g_strsplit (set, " ", -1) : NULL;

  return words ? g_strv_length (words) : 0;
}

/* Who is paid for was on the trip, and escorts for no more days than it had. */
static gboolean
check_travellers (Check *check, GError **error)
{
  TlRecord *trip = check->line->trip;
  TlRecord *record = check->line->line;
  const char *person = tl_record_text (record, TL_SUPPORT_PERSON);
  const char *staff = tl_record_text (record, TL_SUPPORT_STAFF);
  const char *file = tl_record_text (record, TL_SUPPORT_CASE);
  gint64 days;

  if (trip == NULL)
    return TRUE;
  if (g_strcmp0 (file, tl_record_text (trip, TL_TRIP_CASE)) != 0)
    warn_with_clause (check, _ ("The trip was made for another case"));
  if (g_str_equal (check->category, "travel_meals") && person && tl_record_has (trip, TL_TRIP_PEOPLE)
      && !tl_record_set_contains (trip, TL_TRIP_PEOPLE, person))
    warn_with_clause (check, _ ("This person is not among those who travelled on this trip"));
  if (!g_str_equal (check->category, "escort"))
    return TRUE;
  if (staff && tl_record_has (trip, TL_TRIP_ESCORTS) && !tl_record_set_contains (trip, TL_TRIP_ESCORTS, staff))
    warn_with_clause (check, _ ("This officer is not among the escorts of this trip"));
  days = days_of_trip (trip);
  if (days > 0 && tl_record_int (record, TL_SUPPORT_QUANTITY) > 1000 * days * (staff ? 1 : MAX (1, count_words (tl_record_text (trip, TL_TRIP_ESCORTS)))))
    warn_with_clause (check, _ ("These are more days of escort than the trip and its escorts have"));
  return TRUE;
}

static gboolean
check_fuel (Check *check, GError **error)
{
  TlRecord *trip = check->line->trip;

  if (!g_str_equal (check->category, "travel_fuel") || trip == NULL)
    return TRUE;
  if ((tl_record_has (trip, TL_TRIP_KM) && tl_record_int (trip, TL_TRIP_KM) != tl_record_int (check->line->line, TL_SUPPORT_QUANTITY))
      || (tl_record_has (trip, TL_TRIP_FUEL_PRICE)
          && tl_record_int (trip, TL_TRIP_FUEL_PRICE) != tl_record_int (check->line->line, TL_SUPPORT_UNIT_PRICE)))
    warn_with_clause (check, _ ("Kilometres or petrol price differ from those of the trip"));
  return TRUE;
}

static gboolean
check_counsellor (Check *check, GError **error)
{
  g_autoptr (TlRecord) staff = NULL;

  if (!g_str_equal (check->category, "counselling"))
    return TRUE;
  staff = tl_store_load (check->store, TL_TYPE_STAFF, tl_record_text (check->line->line, TL_SUPPORT_STAFF), error);
  if (staff == NULL)
    return FALSE;
  if (!tl_record_int (staff, TL_STAFF_COUNSELLOR))
    warn_with_clause (check, _ ("The text pays officers who are assigned to counsel; this one is not marked as assigned"));
  else if (!tl_record_has (staff, TL_STAFF_DECISION_NO))
    warn_with_clause (check, _ ("The officer is marked as assigned to counsel, but the number of the decision is missing"));
  return TRUE;
}

static gboolean
check_medicine (Check *check, GError **error)
{
  const char *person = tl_record_text (check->line->line, TL_SUPPORT_PERSON);
  gint64 stays;

  if (!g_str_equal (check->category, "medicine") || person == NULL)
    return TRUE;
  stays = tl_query_stays_holding (check->store, person, check->line->date, check->line->date_to, error);
  if (stays == 0)
    warn_with_clause (check, _ ("Medicine is paid only within a stay; there is none of this person on that day"));
  return stays >= 0;
}

/* A typed line of meals; those that stays call for come from them. */
static gboolean
check_meals (Check *check, GError **error)
{
  const char *person = tl_record_text (check->line->line, TL_SUPPORT_PERSON);
  gint64 stays;

  if (!g_str_equal (check->category, "meals") || person == NULL || tl_record_has (check->line->line, TL_SUPPORT_ORIGIN_ID))
    return TRUE;
  stays = tl_query_stays_holding (check->store, person, check->line->date, check->line->date_to, error);
  if (stays == 0)
    warn_with_clause (check, _ ("Meals are paid during a stay; no stay of this person holds all of these days"));
  return stays >= 0;
}

/* A day that lies ahead; a rate that was ended under the line since. */
static gboolean
check_day (Check *check, GError **error)
{
  g_autofree char *to = NULL;

  if (check->line->date_to > tl_date_today ())
    g_ptr_array_add (check->warnings, g_strdup (_ ("The day has not come yet: the line is a plan, not something paid")));
  to = tl_date_to_iso (check->line->date);
  if (tl_record_has (check->line->rate, TL_RATE_VALID_TO) && strcmp (tl_record_text (check->line->rate, TL_RATE_VALID_TO), to) < 0)
    warn_with_clause (check, _ ("The rate of this line has since been ended before its day; it stands as it is, but a statement needs the rate of the "
                                "day"));
  return TRUE;
}

static gboolean
check_facility (Check *check, GError **error)
{
  if (g_str_equal (check->category, "facility"))
    {
      if (g_strcmp0 (tl_record_text (check->line->line, TL_SUPPORT_FUNDING_SOURCE), "province") == 0
          && !tl_record_has (check->line->line, TL_SUPPORT_DECISION_NO))
        warn_with_clause (check, _ ("The province's support covers point b; repairs and equipment need a decision to be paid from it"));
      else if (!tl_record_has (check->line->line, TL_SUPPORT_DECISION_NO))
        warn_with_clause (check, _ ("Repairs and equipment are paid by decision; no decision number is given"));
    }
  return TRUE;
}

/* Two categories that may pay the same thing twice. */
static gboolean
check_pair (Check *check, const char *one, const char *other, gboolean by_day, const char *message, GError **error)
{
  TlRecord *record = check->line->line;
  const char *person = tl_record_text (record, TL_SUPPORT_PERSON);
  const char *to = tl_record_text (record, TL_SUPPORT_DATE_TO);
  const char *from = tl_record_text (record, TL_SUPPORT_DATE);
  const char *against = g_str_equal (check->category, one) ? other : g_str_equal (check->category, other) ? one : NULL;
  gint64 lines;

  if (against == NULL || (person == NULL && by_day))
    return TRUE;
  if (by_day)
    lines = tl_query_lines_on_days (check->store, tl_record_id (record), against, person, from, to ? to : from, error);
  else
    lines = tl_query_files_of (check->store, tl_record_id (record), against, person, tl_record_text (record, TL_SUPPORT_CASE), error);
  if (lines > 0)
    warn_with_clause (check, message);
  return lines >= 0;
}

/* A typed line on days that another of its kind pays already. */
static gboolean
check_same (Check *check, const char *category, GError **error)
{
  if (tl_record_has (check->line->line, TL_SUPPORT_ORIGIN_ID) || tl_record_int (check->line->line, TL_SUPPORT_AMOUNT) < 0)
    return TRUE;
  return check_pair (check, category, category, TRUE, _ ("Another line pays this person's meals on some of these days already"), error);
}

static gboolean
check_voucher (Check *check, GError **error)
{
  const char *voucher = tl_record_text (check->line->line, TL_SUPPORT_VOUCHER);
  g_autoptr (TlRecord) paper = NULL;
  gint64 used, sum;

  if (voucher == NULL)
    return TRUE;
  paper = tl_store_load (check->store, TL_TYPE_VOUCHER, voucher, error);
  if (paper == NULL)
    return FALSE;
  used = tl_query_voucher_used (check->store, tl_record_id (check->line->line), voucher, error);
  if (used < 0)
    return FALSE;
  sum = used + tl_record_int (check->line->line, TL_SUPPORT_AMOUNT);
  if (sum > tl_record_int (paper, TL_VOUCHER_AMOUNT))
    {
      g_autofree char *shown = tl_money_format (sum);
      g_autofree char *level = tl_money_format (tl_record_int (paper, TL_VOUCHER_AMOUNT));

      /* Translators: two sums of money */
      g_ptr_array_add (check->warnings,
                       g_strdup_printf (_ ("The lines on this voucher come to %s đ; the voucher is for %s đ"), shown, level));
    }
  return TRUE;
}

/* --- inside this room --- */

GPtrArray *
tl_line_limits (TlStore *store, TlLine *line, GError **error)
{
  g_autoptr (GPtrArray) warnings = g_ptr_array_new_with_free_func (g_free);
  Check check = {store, line, tl_record_text (line->line, TL_SUPPORT_CATEGORY), warnings};

  if (!check_day (&check, error) || !check_destination (&check, error) || !check_travellers (&check, error)
      || !check_meals (&check, error) || !check_fuel (&check, error) || !check_counsellor (&check, error)
      || !check_medicine (&check, error) || !check_facility (&check, error)
      || !check_pair (&check, "case_file", "child_file", FALSE,
                      _ ("This person already has the other kind of file paid: one file is enough"), error)
      || !check_pair (&check, "meals", "travel_meals", TRUE, _ ("Meals in the shelter and on the way fall on one day of this person"),
                      error)
      || !check_same (&check, "meals", error) || !check_same (&check, "travel_meals", error) || !check_voucher (&check, error))
    return NULL;
  return g_steal_pointer (&warnings);
}
