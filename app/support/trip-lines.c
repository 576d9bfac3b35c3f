/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The lines a trip calls for, from what is recorded of it: meals on the way for each who travelled (as many days as the
 * trip had and the shelter did not feed her, at most as many as the text allows), petrol by its kilometres, escorts by their days. Tickets and hire have
 * their sum on a voucher: the line is begun and the officer types the sum. What the trip has already is not offered
 * again; nothing is saved here but by tl_trip_generate(). */

#include <glib/gi18n-lib.h>

#include "record/text.h"
#include "support/line.h"
#include "support/propose.h"
#include "support/rates.h"

typedef struct
{
  TlStore *store;
  TlRecord *trip;
  GPtrArray *rows;  /* lines there are (element-type TlUsedRow) */
  GPtrArray *lines; /* (element-type TlTripLine) */
  char *source;
  TlProposing *fed; /* how days of meals are counted */
  TlDate from, to;
  GError *problem;
} Calling;

/* --- helpers --- */

static gboolean
is_there (Calling *c, const char *category, const char *person, const char *staff)
{
  for (guint i = 0; i < c->rows->len; i++)
    {
      const TlUsedRow *row = g_ptr_array_index (c->rows, i);

      /* A line that names nobody stands for everybody. */
      if (g_str_equal (row->category, category) && (person == NULL || row->person == NULL || g_str_equal (row->person, person))
          && (staff == NULL || row->staff == NULL || g_str_equal (row->staff, staff)))
        return TRUE;
    }
  return FALSE;
}

/* NULL where no text pays the category on that day. */
static TlTripLine *
add_line (Calling *c, const char *category, const char *payee_kind)
{
  g_autoptr (TlRecord) rate = tl_rate_find (c->store, category, c->from, NULL);
  g_autofree char *day = tl_date_to_iso (c->from);
  TlTripLine *line;

  if (rate == NULL)
    return NULL;
  line = g_new0 (TlTripLine, 1);
  line->line = tl_record_new (TL_TYPE_SUPPORT);
  tl_record_set_text (line->line, TL_SUPPORT_CATEGORY, category);
  tl_record_set_text (line->line, TL_SUPPORT_TRIP, tl_record_id (c->trip));
  tl_record_set_text (line->line, TL_SUPPORT_CASE, tl_record_text (c->trip, TL_TRIP_CASE));
  tl_record_set_text (line->line, TL_SUPPORT_DATE, day);
  tl_record_set_text (line->line, TL_SUPPORT_STATE, "draft");
  tl_record_set_text (line->line, TL_SUPPORT_FUNDING_SOURCE, c->source);
  tl_record_set_text (line->line, TL_SUPPORT_PAYEE_KIND, payee_kind);
  g_ptr_array_add (c->lines, line);
  return line;
}

/* "Chị Hoa: 2 days on the way". Takes @what. */
static char *
for_whom (Calling *c, TlType type, const char *id, guint field, char *what)
{
  g_autoptr (TlRecord) record = tl_store_load (c->store, type, id, NULL);
  const char *name = record ? tl_record_text (record, field) : NULL;
  char *text = name ? g_strdup_printf ("%s: %s", name, what) : g_strdup (what);

  g_free (what);
  return text;
}

static void
set_days (TlTripLine *line, TlDate first, TlDate last, gint64 days)
{
  g_autofree char *from = tl_date_to_iso (first);
  g_autofree char *to = tl_date_to_iso (last);

  tl_record_set_int (line->line, TL_SUPPORT_QUANTITY, days * 1000);
  tl_record_set_text (line->line, TL_SUPPORT_DATE, from);
  tl_record_set_text (line->line, TL_SUPPORT_DATE_TO, last > first ? to : NULL);
}

/* The days of the trip on which the shelter does not feed her: the same that cost generate offers (propose-trips.c). */
typedef struct
{
  gint64 days;  /* not fed */
  gint64 taken; /* of those, at most as many as the text pays */
  TlDate first, last;
} Hungry;

static gboolean
count_hungry (Calling *c, const char *person, gint64 most, Hungry *hungry)
{
  *hungry = (Hungry){0, 0, c->from, c->from};
  for (TlDate month = tl_date_month_start (c->from); month <= c->to; month = tl_date_add_months (month, 1))
    {
      TlDaySet fed;

      if (!tl_propose_fed_days (c->fed, month, person, &fed, &c->problem))
        return FALSE;
      for (TlDate day = MAX (month, c->from); day <= MIN (c->to, tl_date_month_end (month)); day++)
        {
          if (fed & tl_day_set_range (month, day, day))
            continue;
          hungry->days++;
          if (hungry->taken == most)
            continue;
          hungry->first = hungry->taken++ == 0 ? day : hungry->first;
          hungry->last = day;
        }
    }
  return TRUE;
}

static char *
meals_reason (const Hungry *hungry, gint64 fed)
{
  g_autofree char *days
      = hungry->taken < hungry->days
            ? g_strdup_printf (_ ("%d days on the way; the text pays %d"), (int)hungry->days, (int)hungry->taken)
            : g_strdup_printf (ngettext ("%d day on the way", "%d days on the way", (gulong)hungry->days), (int)hungry->days);

  if (fed == 0)
    return g_steal_pointer (&days);
  return g_strdup_printf (ngettext ("%s; %u day is left out: the shelter's meals cover it",
                                    "%s; %u days are left out: the shelter's meals cover them", (gulong)fed),
                          days, (guint)fed);
}

static void
call_for_meals (Calling *c, const char *person)
{
  g_autoptr (TlRecord) rate = tl_rate_find (c->store, "travel_meals", c->from, NULL);
  gint64 days = c->to - c->from + 1, most = days;
  gboolean exists = is_there (c, "travel_meals", person, NULL);
  Hungry hungry;
  TlTripLine *line;

  if (rate == NULL || c->problem)
    return;
  if (tl_record_has (rate, TL_RATE_CAP_QUANTITY))
    most = MIN (days, tl_rate_quantity (rate, TL_RATE_CAP_QUANTITY) / 1000);
  if (!count_hungry (c, person, most, &hungry) || (hungry.taken == 0 && !exists))
    return;
  line = add_line (c, "travel_meals", "victim");
  tl_record_set_text (line->line, TL_SUPPORT_PERSON, person);
  set_days (line, hungry.first, hungry.last, hungry.taken);
  line->exists = exists;
  line->reason = for_whom (c, TL_TYPE_PERSON, person, TL_PERSON_ALIAS, meals_reason (&hungry, days - hungry.days));
}

static void
call_for_escort (Calling *c, const char *staff)
{
  gint64 days = c->to - c->from + 1;
  TlTripLine *line = add_line (c, "escort", "staff");

  if (line == NULL)
    return;
  tl_record_set_text (line->line, TL_SUPPORT_STAFF, staff);
  set_days (line, c->from, c->to, days);
  line->exists = is_there (c, "escort", NULL, staff);
  line->reason = for_whom (c, TL_TYPE_STAFF, staff, TL_STAFF_FULL_NAME,
                           g_strdup_printf (ngettext ("%d day of escort", "%d days of escort", (gulong)days), (int)days));
}

static void
call_for_transport (Calling *c)
{
  const char *mode = tl_record_text (c->trip, TL_TRIP_MODE);
  const char *category = g_strcmp0 (mode, "agency_car") == 0 ? "travel_fuel"
                         : g_strcmp0 (mode, "public") == 0   ? "travel_fare"
                         : g_strcmp0 (mode, "hired") == 0    ? "travel_hire"
                                                             : NULL;
  TlTripLine *line = category ? add_line (c, category, g_str_equal (category, "travel_fuel") ? "staff" : "vendor") : NULL;

  if (line == NULL)
    return;
  line->exists = is_there (c, category, NULL, NULL);
  if (!g_str_equal (category, "travel_fuel"))
    {
      line->needs_sum = TRUE;
      line->reason = g_strdup (g_str_equal (category, "travel_fare") ? _ ("tickets: the sum stands on them")
                                                                     : _ ("hired car: the sum stands in the contract"));
      tl_record_set_int (line->line, TL_SUPPORT_QUANTITY, 1000);
      tl_record_set_text (line->line, TL_SUPPORT_NOTE, tl_record_text (c->trip, TL_TRIP_CONTRACT_NO));
    }
  else if (!tl_record_has (c->trip, TL_TRIP_KM) || !tl_record_has (c->trip, TL_TRIP_FUEL_PRICE))
    {
      line->needs_sum = TRUE;
      line->reason = g_strdup (_ ("petrol: the trip needs its kilometres and the price of the day"));
    }
  else
    {
      g_autofree char *km = tl_decimal_format (tl_record_int (c->trip, TL_TRIP_KM));
      g_autofree char *price = tl_money_format (tl_record_int (c->trip, TL_TRIP_FUEL_PRICE));

      tl_record_set_int (line->line, TL_SUPPORT_QUANTITY, tl_record_int (c->trip, TL_TRIP_KM));
      tl_record_set_int (line->line, TL_SUPPORT_UNIT_PRICE, tl_record_int (c->trip, TL_TRIP_FUEL_PRICE));
      line->reason = g_strdup_printf (_ ("petrol: %s km, %s đ a litre"), km, price);
    }
}

static void
each_of (Calling *c, const char *set, void (*call) (Calling *c, const char *id))
{
  g_auto (GStrv) ids = set ? g_strsplit (set, " ", -1) : NULL;

  for (guint i = 0; ids && ids[i]; i++)
    call (c, ids[i]);
}

static gpointer
lines_job (TlStore *store, gpointer data, GCancellable *cancellable, GError **error)
{
  g_autoptr (TlRecord) trip = tl_store_load (store, TL_TYPE_TRIP, data, error);
  g_autoptr (GPtrArray) rows = trip ? tl_query_on_trip (store, data, error) : NULL;
  g_autoptr (GPtrArray) lines = g_ptr_array_new_with_free_func ((GDestroyNotify)tl_trip_line_free);
  g_autofree char *source = tl_store_get_setting (store, "support.default_source");
  TlProposing fed = {.store = store};
  Calling c = {.store = store, .trip = trip, .rows = rows, .lines = lines, .source = source ? source : (char *)"province", .fed = &fed};

  if (rows == NULL)
    return NULL;
  if (!tl_record_has (trip, TL_TRIP_FROM_AT))
    {
      g_set_error_literal (error, TL_SUPPORT_ERROR, TL_SUPPORT_ERROR_INVALID,
                           _ ("from_at: give the day of departure first; rates and days depend on it."));
      return NULL;
    }
  c.from = tl_date_from_time (tl_record_int (trip, TL_TRIP_FROM_AT));
  c.to = tl_record_has (trip, TL_TRIP_TO_AT) ? tl_date_from_time (tl_record_int (trip, TL_TRIP_TO_AT)) : c.from;
  tl_propose_rules (&fed);
  each_of (&c, tl_record_text (trip, TL_TRIP_PEOPLE), call_for_meals);
  call_for_transport (&c);
  each_of (&c, tl_record_text (trip, TL_TRIP_ESCORTS), call_for_escort);
  if (c.problem)
    {
      g_propagate_error (error, c.problem);
      return NULL;
    }
  return g_steal_pointer (&lines);
}

typedef struct
{
  const char *trip;
  guint added;
} Args;

static gboolean
generate_in_transaction (TlStore *store, gpointer data, GError **error)
{
  Args *args = data;
  g_autoptr (GPtrArray) lines = lines_job (store, (gpointer)args->trip, NULL, error);

  for (guint i = 0; lines && i < lines->len; i++)
    {
      TlTripLine *line = g_ptr_array_index (lines, i);

      if (line->exists || line->needs_sum)
        continue;
      if (!tl_support_save (store, line->line, error))
        return FALSE;
      args->added++;
    }
  return lines != NULL;
}

/* --- public --- */

void
tl_trip_line_free (TlTripLine *line)
{
  g_clear_object (&line->line);
  g_free (line->reason);
  g_free (line);
}

GPtrArray *
tl_trip_lines (TlStore *store, const char *trip, GError **error)
{
  g_return_val_if_fail (TL_IS_STORE (store), NULL);
  g_return_val_if_fail (trip != NULL, NULL);

  return tl_store_call (store, lines_job, (gpointer)trip, error);
}

gboolean
tl_trip_generate (TlStore *store, const char *trip, guint *added, GError **error)
{
  Args args = {trip, 0};
  gboolean good;

  g_return_val_if_fail (TL_IS_STORE (store), FALSE);
  g_return_val_if_fail (trip != NULL, FALSE);

  good = tl_store_transaction (store, generate_in_transaction, &args, error);
  if (added)
    *added = good ? args.added : 0;
  return good;
}
