/* SPDX-License-Identifier: GPL-3.0-or-later */

/* One trip's lines, for who looks at that trip: what propose-trips.c calls for, what was typed for it, and what only a
 * voucher can say (tickets, hire: the line is begun and the officer types the sum). Nothing is worked out here. */

#include <glib/gi18n-lib.h>

#include "support/line.h"
#include "support/propose.h"
#include "support/rates.h"

typedef struct
{
  TlStore *store;
  TlRecord *trip;
  GPtrArray *lines; /* (element-type TlTripLine) */
  TlDate from;
} Calling;

/* --- helpers --- */

static gboolean
is_to_do (const TlProposal *proposal)
{
  switch (proposal->kind)
    {
    case TL_PROPOSAL_EXISTS:
    case TL_PROPOSAL_BEYOND:
      return FALSE;
    case TL_PROPOSAL_OFFER:
      return !proposal->refused;
    case TL_PROPOSAL_NEW:
    case TL_PROPOSAL_CHANGE:
    case TL_PROPOSAL_CORRECT:
    case TL_PROPOSAL_WITHDRAW:
    default:
      return TRUE;
    }
}

static const char *
state_of (const TlProposal *proposal)
{
  switch (proposal->kind)
    {
    case TL_PROPOSAL_EXISTS:
      return _ ("already there");
    case TL_PROPOSAL_BEYOND:
      return _ ("not covered");
    case TL_PROPOSAL_CHANGE:
      return _ ("to change");
    case TL_PROPOSAL_CORRECT:
      return _ ("to correct");
    case TL_PROPOSAL_WITHDRAW:
      return _ ("to withdraw");
    case TL_PROPOSAL_OFFER:
      return proposal->refused ? _ ("voided before") : _ ("to add");
    case TL_PROPOSAL_NEW:
    default:
      return _ ("to add");
    }
}

/* "Chị Hoa: 2 days on the way". (transfer full) */
static char *
for_whom (Calling *c, TlRecord *line, const char *what)
{
  const char *staff = tl_record_text (line, TL_SUPPORT_STAFF);
  const char *person = tl_record_text (line, TL_SUPPORT_PERSON);
  g_autoptr (TlRecord) record = staff    ? tl_store_load (c->store, TL_TYPE_STAFF, staff, NULL)
                                : person ? tl_store_load (c->store, TL_TYPE_PERSON, person, NULL)
                                         : NULL;
  const char *name = record ? tl_record_text (record, staff ? TL_STAFF_FULL_NAME : TL_PERSON_ALIAS) : NULL;

  return name ? g_strdup_printf ("%s: %s", name, what) : g_strdup (what);
}

static TlTripLine *
add (Calling *c, TlRecord *line, const char *reason, const char *state)
{
  TlTripLine *shown = g_new0 (TlTripLine, 1);

  shown->line = g_object_ref (line);
  shown->reason = for_whom (c, line, reason);
  shown->state = state;
  g_ptr_array_add (c->lines, shown);
  return shown;
}

static void
add_proposed (Calling *c, GPtrArray *proposals)
{
  for (guint i = 0; i < proposals->len; i++)
    {
      const TlProposal *proposal = g_ptr_array_index (proposals, i);
      TlTripLine *shown = add (c, proposal->line, proposal->reason, state_of (proposal));

      shown->exists = proposal->exists;
      shown->to_do = is_to_do (proposal);
    }
}

/* Lines that somebody typed. @has: (out): of @category, whoever made it. */
static gboolean
add_typed (Calling *c, const char *category, gboolean *has, GError **error)
{
  g_autoptr (GPtrArray) rows = tl_query_on_trip (c->store, tl_record_id (c->trip), error);

  for (guint i = 0; rows && i < rows->len; i++)
    {
      const TlUsedRow *row = g_ptr_array_index (rows, i);
      g_autoptr (TlRecord) line = tl_store_load (c->store, TL_TYPE_SUPPORT, row->id, error);

      if (line == NULL)
        return FALSE;
      *has = *has || g_strcmp0 (row->category, category) == 0;
      if (!tl_record_has (line, TL_SUPPORT_ORIGIN_ID))
        add (c, line, _ ("typed in"), _ ("already there"))->exists = TRUE;
    }
  return rows != NULL;
}

static const char *
transport (TlRecord *trip)
{
  const char *mode = tl_record_text (trip, TL_TRIP_MODE);

  return g_strcmp0 (mode, "agency_car") == 0 ? "travel_fuel"
         : g_strcmp0 (mode, "public") == 0   ? "travel_fare"
         : g_strcmp0 (mode, "hired") == 0    ? "travel_hire"
                                             : NULL;
}

/* What only a voucher or a field of the trip that is missing can say. */
static void
begin_transport (Calling *c, const char *category)
{
  g_autoptr (TlRecord) rate = tl_rate_find (c->store, category, c->from, NULL);
  g_autofree char *day = tl_date_to_iso (c->from);
  g_autofree char *source = tl_store_get_setting (c->store, "support.default_source");
  g_autoptr (TlRecord) line = NULL;
  gboolean fuel = g_str_equal (category, "travel_fuel");

  if (rate == NULL || (fuel && tl_record_has (c->trip, TL_TRIP_KM) && tl_record_has (c->trip, TL_TRIP_FUEL_PRICE)))
    return;
  line = tl_record_new (TL_TYPE_SUPPORT);
  tl_record_set_text (line, TL_SUPPORT_CATEGORY, category);
  tl_record_set_text (line, TL_SUPPORT_TRIP, tl_record_id (c->trip));
  tl_record_set_text (line, TL_SUPPORT_CASE, tl_record_text (c->trip, TL_TRIP_CASE));
  tl_record_set_text (line, TL_SUPPORT_DATE, day);
  tl_record_set_text (line, TL_SUPPORT_STATE, "draft");
  tl_record_set_text (line, TL_SUPPORT_FUNDING_SOURCE, source ? source : "province");
  tl_record_set_text (line, TL_SUPPORT_PAYEE_KIND, fuel ? "staff" : "vendor");
  if (!fuel)
    {
      tl_record_set_int (line, TL_SUPPORT_QUANTITY, 1000);
      tl_record_set_text (line, TL_SUPPORT_NOTE, tl_record_text (c->trip, TL_TRIP_CONTRACT_NO));
    }
  add (c, line,
       fuel                                    ? _ ("petrol: the trip needs its kilometres and the price of the day")
       : g_str_equal (category, "travel_fare") ? _ ("tickets: the sum stands on them")
                                               : _ ("hired car: the sum stands in the contract"),
       _ ("sum missing"))
      ->needs_sum
      = TRUE;
}

static gpointer
lines_job (TlStore *store, gpointer data, GCancellable *cancellable, GError **error)
{
  g_autoptr (TlRecord) trip = tl_store_load (store, TL_TYPE_TRIP, data, error);
  g_autoptr (GPtrArray) lines = g_ptr_array_new_with_free_func ((GDestroyNotify)tl_trip_line_free);
  g_autoptr (GPtrArray) proposals = NULL;
  Calling c = {.store = store, .trip = trip, .lines = lines};
  const char *category;
  gboolean has = FALSE;

  if (trip == NULL)
    return NULL;
  if (!tl_record_has (trip, TL_TRIP_FROM_AT))
    {
      g_set_error_literal (error, TL_SUPPORT_ERROR, TL_SUPPORT_ERROR_INVALID,
                           _ ("from_at: give the day of departure first; rates and days depend on it."));
      return NULL;
    }
  c.from = tl_date_from_time (tl_record_int (trip, TL_TRIP_FROM_AT));
  category = transport (trip);
  proposals = tl_propose_of_trip (store, data, error);
  if (proposals == NULL)
    return NULL;
  add_proposed (&c, proposals);
  if (!add_typed (&c, category, &has, error))
    return NULL;
  if (category && !has)
    begin_transport (&c, category);
  if (lines->len == 0 && c.from > tl_date_today ())
    {
      g_set_error_literal (error, TL_SUPPORT_ERROR, TL_SUPPORT_ERROR_INVALID,
                           _ ("from_at: this trip lies ahead; its lines are called for from that day on."));
      return NULL;
    }
  return g_steal_pointer (&lines);
}

typedef struct
{
  const char *trip;
  guint done;
} Args;

static gboolean
generate_in_transaction (TlStore *store, gpointer data, GError **error)
{
  Args *args = data;
  g_autoptr (GPtrArray) lines = lines_job (store, (gpointer)args->trip, NULL, error); /* which says what is missing */
  g_autoptr (GPtrArray) proposals = lines ? tl_propose_of_trip (store, args->trip, error) : NULL;
  g_autoptr (GPtrArray) offers = g_ptr_array_new ();

  if (proposals == NULL)
    return FALSE;
  for (guint i = 0; i < proposals->len; i++)
    {
      const TlProposal *proposal = g_ptr_array_index (proposals, i);

      if (proposal->kind == TL_PROPOSAL_OFFER && is_to_do (proposal))
        g_ptr_array_add (offers, (gpointer)tl_record_id (proposal->line));
    }
  g_ptr_array_add (offers, NULL);
  return tl_propose_save (store, proposals, &(TlGenerate){.with = (const char *const *)offers->pdata}, &args->done, error);
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
tl_trip_generate (TlStore *store, const char *trip, guint *done, GError **error)
{
  Args args = {trip, 0};
  gboolean good;

  g_return_val_if_fail (TL_IS_STORE (store), FALSE);
  g_return_val_if_fail (trip != NULL, FALSE);

  good = tl_store_transaction (store, generate_in_transaction, &args, error);
  if (done)
    *done = good ? args.done : 0;
  return good;
}
