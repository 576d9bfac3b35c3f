/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Trips: meals on the way for each person and day, up to the days that a trip may have, never on a day that the
 * shelter's meals already cover; a day's pay for each escort; petrol by kilometres and the price of the day. All are
 * offered: the officer may hold a voucher, or the host may have fed them. Once taken, a line follows its trip like every
 * generated line, also into another month; and a trip of which something was taken is looked at as a whole. */

#include <glib/gi18n-lib.h>

#include "record/text.h"
#include "support/propose.h"
#include "support/rates.h"

/* Days of one person or escort on one trip, month by month. */
typedef struct
{
  TlProposing *p;
  TlTripRow *trip;
  GPtrArray *taken; /* generated lines it has (element-type TlTakenRow) */
  const char *category;
  const char *person; /* or */
  const char *staff;
  gboolean covered; /* the text pays for this destination */
  gint64 left;      /* days a trip may have; negative: no limit */
  guint beyond;
} Traveller;

/* --- helpers --- */

static gboolean
is_covered (const char *purpose)
{
  static const char *const covered[] = {"facility", "home", "legal_aid", NULL};

  return purpose && g_strv_contains (covered, purpose);
}

/* Whether a line of the category was taken for @who (NULL: whomever). */
static gboolean
was_taken (GPtrArray *taken, const char *category, const char *who)
{
  for (guint i = 0; i < taken->len; i++)
    {
      const TlTakenRow *row = g_ptr_array_index (taken, i);

      if (g_str_equal (row->category, category) && (who == NULL || g_strcmp0 (row->who, who) == 0))
        return TRUE;
    }
  return FALSE;
}

/* The days of the month that this run is about. */
static TlDaySet
days_of_run (TlProposing *p, GPtrArray *taken, TlDate month)
{
  gboolean whole = p->trip_id || taken->len > 0;

  return whole ? tl_day_set_range (month, month, tl_date_month_end (month)) : tl_day_set_range (month, p->from, p->to);
}

/* Days of the month on which the traveller is on the way and not fed by the shelter. Whatever the period asked for: days
 * behind it may have a line already, which must not lose them. */
static gboolean
days_on_the_way (Traveller *t, TlDate month, TlDaySet *days, guint *fed, GError **error)
{
  TlDate last = MIN (t->trip->to, tl_date_today ());
  TlDaySet meals = 0;

  *days = tl_day_set_range (month, t->trip->from, last);
  *fed = 0;
  if (t->person == NULL)
    return TRUE;
  if (!tl_propose_fed_days (t->p, month, t->person, &meals, error))
    return FALSE;
  *fed = tl_day_set_size (*days & meals);
  *days &= ~meals;
  return TRUE;
}

/* The first days, as many as the trip may still have. */
static TlDaySet
take_days (Traveller *t, TlDaySet days)
{
  TlDaySet taken = 0;

  for (guint bit = 0; bit < 32; bit++)
    {
      TlDaySet day = (TlDaySet)1 << bit;

      if (!(days & day))
        continue;
      if (t->left == 0)
        t->beyond++;
      else
        taken |= day;
      if (t->left > 0)
        t->left--;
    }
  return taken;
}

static char *
reason_of (Traveller *t, const TlTarget *target, guint fed)
{
  g_autofree char *text = tl_day_set_text (target->month, target->days);
  g_autofree char *days
      = g_strdup_printf (ngettext ("%u day on the way: %s", "%u days on the way: %s", target->count), target->count, text);

  if (!t->covered)
    return g_strdup (
        _ ("the text pays for going to a social assistance facility, home, or to legal aid; this destination needs another basis"));
  if (fed > 0)
    return g_strdup_printf (
        ngettext ("%s; %u day is left out: the shelter's meals cover it", "%s; %u days are left out: the shelter's meals cover them", fed),
        days, fed);
  return g_steal_pointer (&days);
}

static gboolean
propose_target (Traveller *t, TlTarget *target, TlDaySet days, guint fed, gint64 typed, GError **error)
{
  TlProposing *p = t->p;

  if (!tl_target_look_up (p, target, error))
    return FALSE;
  target->days = days & (days_of_run (p, t->taken, target->month) | tl_target_span (target, FALSE));
  target->count = tl_day_set_size (target->days);
  if (target->existing->len == 0 && (target->count == 0 || typed > 0))
    return TRUE;
  if (!t->covered)
    {
      if (target->existing->len == 0)
        {
          tl_target_show_beyond (p, target, target->count, reason_of (t, target, fed));
          return TRUE;
        }
      target->days = 0;
      target->count = 0;
    }
  return tl_target_propose (p, target, reason_of (t, target, fed), error);
}

static gboolean
propose_month (Traveller *t, TlDate month, gint64 typed, GError **error)
{
  g_autoptr (GPtrArray) rates = tl_propose_rates (t->p, t->category, month, error);
  TlDaySet days = 0;
  guint fed = 0;

  if (rates == NULL || !days_on_the_way (t, month, &days, &fed, error))
    return FALSE;
  for (guint i = 0; i < rates->len; i++)
    {
      TlMonthRate *span = g_ptr_array_index (rates, i);
      TlTarget target = {.category = t->category,
                         .case_id = t->trip->case_id,
                         .person = t->person,
                         .staff = t->staff,
                         .trip = t->trip->id,
                         .payee_kind = t->staff ? "staff" : "victim",
                         .offer = !was_taken (t->taken, t->category, t->staff ? t->staff : t->person),
                         .source_type = TL_TYPE_TRIP,
                         .source_id = t->trip->id,
                         .month = month,
                         .rate = span->rate};
      TlDaySet taken, beyond;
      gboolean good;

      if (t->left < 0 && tl_record_has (span->rate, TL_RATE_CAP_QUANTITY) && t->beyond == 0)
        t->left = tl_rate_quantity (span->rate, TL_RATE_CAP_QUANTITY) / 1000;
      taken = take_days (t, days & span->days);
      beyond = days & span->days & ~taken & days_of_run (t->p, t->taken, month);
      good = propose_target (t, &target, taken, fed, typed, error);
      if (good && beyond != 0 && t->covered && typed == 0)
        {
          guint n = tl_day_set_size (beyond);

          target.days = beyond;
          tl_target_show_beyond (
              t->p, &target, n,
              g_strdup_printf (ngettext ("%u day beyond those that a trip may have", "%u days beyond those that a trip may have", n), n));
        }
      tl_target_clear (&target);
      if (!good)
        return FALSE;
    }
  return TRUE;
}

static gboolean
propose_traveller (Traveller *t, GError **error)
{
  gint64 typed = tl_query_typed_of_trip (t->p->store, t->category, t->trip->id, t->person ? t->person : t->staff, error);
  TlDate last = t->taken->len > 0 ? tl_date_today () : t->p->to;

  if (typed < 0)
    return FALSE;
  /* From the trip's first month on: the days it may have are counted from its beginning. */
  for (TlDate month = tl_date_month_start (t->trip->from); month <= MIN (t->trip->to, last); month = tl_date_add_months (month, 1))
    if (!propose_month (t, month, typed, error))
      return FALSE;
  return TRUE;
}

static gboolean
propose_all (TlProposing *p, TlTripRow *trip, GPtrArray *taken, const char *category, const char *set, gboolean staff, GError **error)
{
  g_auto (GStrv) ids = set ? g_strsplit (set, " ", -1) : NULL;

  for (guint i = 0; ids && ids[i]; i++)
    {
      Traveller traveller = {.p = p,
                             .trip = trip,
                             .taken = taken,
                             .category = category,
                             .person = staff ? NULL : ids[i],
                             .staff = staff ? ids[i] : NULL,
                             .covered = is_covered (trip->purpose),
                             .left = -1};

      if (*ids[i] != '\0' && !propose_traveller (&traveller, error))
        return FALSE;
    }
  return TRUE;
}

/* An agency's car whose kilometres and price are known. */
static gboolean
propose_fuel (TlProposing *p, TlTripRow *trip, GPtrArray *taken, GError **error)
{
  Traveller t = {.p = p, .trip = trip, .taken = taken, .category = "travel_fuel", .covered = is_covered (trip->purpose)};
  TlDate month = tl_date_month_start (trip->from);
  TlDaySet day = tl_day_set_range (month, trip->from, trip->from);
  g_autoptr (GError) local = NULL;
  g_autoptr (TlRecord) rate = NULL;
  g_autofree char *km = NULL;
  g_autofree char *price = NULL;
  TlTarget target;
  gint64 typed;
  gboolean good;

  if (g_strcmp0 (trip->mode, "agency_car") != 0 || trip->km <= 0 || trip->fuel_price <= 0 || trip->from > tl_date_today ())
    return TRUE;
  typed = tl_query_typed_of_trip (p->store, t.category, trip->id, NULL, error);
  if (typed < 0)
    return FALSE;
  rate = tl_propose_rate (p, t.category, trip->from, &local);
  if (local)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  if (rate == NULL)
    return TRUE;
  target = (TlTarget){.category = t.category,
                      .case_id = trip->case_id,
                      .trip = trip->id,
                      .payee_kind = "staff",
                      .offer = !was_taken (taken, t.category, NULL),
                      .source_type = TL_TYPE_TRIP,
                      .source_id = trip->id,
                      .month = month,
                      .rate = rate,
                      .kilometres = trip->km,
                      .price = trip->fuel_price};
  km = tl_decimal_format (trip->km);
  price = tl_money_format (trip->fuel_price);
  good = tl_target_look_up (p, &target, error);
  if (good)
    {
      target.days = day & (days_of_run (p, taken, month) | tl_target_span (&target, FALSE));
      target.count = tl_day_set_size (target.days);
      if (!t.covered && target.existing->len == 0 && target.count > 0 && typed == 0)
        tl_target_show_beyond (p, &target, 1, reason_of (&t, &target, 0));
      else if (target.existing->len > 0 || (t.covered && target.count > 0 && typed == 0))
        {
          target.count = t.covered ? target.count : 0;
          good = tl_target_propose (
              p, &target, t.covered ? g_strdup_printf (_ ("petrol: %s km, %s đ a litre"), km, price) : reason_of (&t, &target, 0), error);
        }
    }
  tl_target_clear (&target);
  return good;
}

/* What was taken and is called for no more: other people, another month, another price. */
static gboolean
propose_rest (TlProposing *p, GPtrArray *taken, GError **error)
{
  for (guint i = 0; i < taken->len; i++)
    {
      TlTakenRow *row = g_ptr_array_index (taken, i);

      if (!g_hash_table_contains (p->weighed, row->id) && !tl_propose_gone (p, row->id, _ ("its trip has changed"), error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
propose_trip (TlProposing *p, TlTripRow *trip, GError **error)
{
  g_autoptr (GPtrArray) taken = tl_query_taken (p->store, trip->id, error);

  return taken && propose_all (p, trip, taken, "travel_meals", trip->people, FALSE, error) && propose_fuel (p, trip, taken, error)
         && propose_all (p, trip, taken, "escort", trip->escorts, TRUE, error) && propose_rest (p, taken, error);
}

/* --- inside this room --- */

gboolean
tl_propose_trips (TlProposing *p, GError **error)
{
  g_autoptr (GPtrArray) trips
      = p->trip_id ? tl_query_trip (p->store, p->trip_id, error) : tl_query_trips (p->store, p->from, p->to, p->case_id, error);

  for (guint i = 0; trips && i < trips->len; i++)
    if (!propose_trip (p, g_ptr_array_index (trips, i), error))
      return FALSE;
  return trips != NULL;
}
