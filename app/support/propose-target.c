/* SPDX-License-Identifier: GPL-3.0-or-later */

/* One target: what stays, care or a trip call for in one month at one rate, compared with the lines that were made
 * from it before:
 *
 *   to add = counted − what final statements already hold.
 *
 * One open line takes the difference; if there is none, a new one does, below zero if final statements hold too much.
 * More open lines than one (a statement was voided after its correction) are withdrawn. So generating again adds
 * nothing, a person still here grows her line, and a stay corrected after the statement leads to a correcting line,
 * never to a changed one. A correcting line takes back at the price that was paid. */

#include <glib/gi18n-lib.h>

#include "record/text.h"
#include "support/control-code.h"
#include "support/formula.h"
#include "support/line.h"
#include "support/propose.h"

/* --- helpers --- */

static gboolean
is_frozen_state (const char *state)
{
  return g_strcmp0 (state, "claimed") == 0 || g_strcmp0 (state, "paid") == 0;
}

static gboolean
is_open_state (const char *state)
{
  return g_strcmp0 (state, "draft") == 0 || g_strcmp0 (state, "approved") == 0;
}

static TlOriginRow *
last_frozen_row (const TlTarget *target)
{
  for (guint i = target->existing->len; i > 0; i--)
    {
      TlOriginRow *row = g_ptr_array_index (target->existing, i - 1);

      if (is_frozen_state (row->state) && row->quantity > 0)
        return row;
    }
  return NULL;
}

/* What is called for, in thousandths of the unit. */
static gint64
wanted (const TlTarget *target)
{
  return target->kilometres > 0 ? (target->count > 0 ? target->kilometres : 0) : (gint64)target->count * 1000;
}

static gint64
price_now (const TlTarget *target)
{
  return target->kilometres > 0 ? target->price : tl_record_int (target->rate, TL_RATE_LEVEL);
}

static gint64
frozen_quantity (const TlTarget *target)
{
  gint64 sum = 0;

  for (guint i = 0; i < target->existing->len; i++)
    {
      TlOriginRow *row = g_ptr_array_index (target->existing, i);

      if (is_frozen_state (row->state))
        sum += row->quantity;
    }
  return sum;
}

/* @quantity in thousandths. */
static void
fill_line (TlRecord *line, const TlTarget *target, TlDate from, TlDate to, gint64 quantity, gint64 price)
{
  g_autofree char *first = tl_date_to_iso (from);
  g_autofree char *last = tl_date_to_iso (to);
  gint64 litres = tl_record_int (target->rate, TL_RATE_LEVEL);
  gint64 amount = 0;

  if (g_strcmp0 (tl_record_text (target->rate, TL_RATE_FORMULA), "fuel") == 0)
    tl_formula_fuel (quantity, litres > 0 ? litres : 200, price, &amount);
  else
    tl_formula_product (quantity, price, &amount);
  tl_record_set_text (line, TL_SUPPORT_DATE, first);
  tl_record_set_text (line, TL_SUPPORT_DATE_TO, from == to ? NULL : last);
  tl_record_set_text (line, TL_SUPPORT_RATE, tl_record_id (target->rate));
  tl_record_set_int (line, TL_SUPPORT_QUANTITY, quantity);
  tl_record_set_int (line, TL_SUPPORT_UNIT_PRICE, price);
  tl_record_set_int (line, TL_SUPPORT_AMOUNT, amount);
}

static TlRecord *
new_line (TlProposing *p, const TlTarget *target, const char *id)
{
  TlRecord *line = tl_record_new_with_id (TL_TYPE_SUPPORT, id);

  tl_record_set_text (line, TL_SUPPORT_CATEGORY, target->category);
  tl_record_set_text (line, TL_SUPPORT_CASE, target->case_id);
  tl_record_set_text (line, TL_SUPPORT_PERSON, target->person);
  tl_record_set_text (line, TL_SUPPORT_STAFF, target->staff);
  tl_record_set_text (line, TL_SUPPORT_TRIP, target->trip);
  tl_record_set_text (line, TL_SUPPORT_PAYEE_KIND, target->payee_kind);
  tl_record_set_text (line, TL_SUPPORT_FUNDING_SOURCE, tl_propose_source (p, target->rate));
  tl_record_set_text (line, TL_SUPPORT_STATE, "draft");
  tl_record_set_text (line, TL_SUPPORT_ORIGIN_ID, target->origin);
  tl_record_set_text (line, TL_SUPPORT_ORIGIN_PERIOD, target->period);
  return line;
}

/* What takes back goes to the budget that paid, under the decision that allowed it. */
static gboolean
take_over_payment (TlProposing *p, TlRecord *line, TlOriginRow *frozen, GError **error)
{
  static const guint fields[] = {TL_SUPPORT_FUNDING_SOURCE, TL_SUPPORT_DECISION_NO, TL_SUPPORT_PAYEE_KIND, TL_SUPPORT_PAYEE_NAME};
  g_autoptr (TlRecord) paid = tl_store_load (p->store, TL_TYPE_SUPPORT, frozen->id, error);

  if (paid == NULL)
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (fields); i++)
    tl_record_set_text (line, fields[i], tl_record_text (paid, fields[i]));
  tl_record_set_text (line, TL_SUPPORT_CORRECTS, frozen->id);
  return TRUE;
}

/* The days that the line to be written stands for. */
static void
find_days (const TlTarget *target, TlOriginRow *open, TlOriginRow *frozen, gint64 missing, TlDate *from, TlDate *to)
{
  /* What takes back is about the days that were paid, whatever came instead of them. */
  TlDaySet fresh = missing < 0 ? 0 : target->days & ~tl_target_span (target, TRUE);
  TlOriginRow *about = frozen ? frozen : open;

  *from = tl_day_set_first (target->month, fresh);
  *to = tl_day_set_last (target->month, fresh);
  if (fresh == 0)
    {
      /* Only days that a line stands for already: the difference is about those. */
      *from = about ? about->from : tl_day_set_first (target->month, target->days);
      *to = about ? about->to : tl_day_set_last (target->month, target->days);
    }
  if (*from == TL_DATE_NONE)
    *from = *to = target->month;
}

static char *
with_before (char *reason, TlOriginRow *open)
{
  g_autofree char *old = reason;
  g_autofree char *before = tl_decimal_format (open->quantity);

  if (g_str_equal (open->state, "approved"))
    /* Translators: a reason ("7 days: …"), then the quantity of the stored line */
    return g_strdup_printf (_ ("%s (the approved line has %s; it will be a draft again)"), old, before);
  return g_strdup_printf (_ ("%s (the draft line has %s)"), old, before);
}

/* A line beside those of final statements says what they hold. */
static char *
with_frozen (char *reason, const TlTarget *target)
{
  g_autofree char *old = reason;
  g_autofree char *held = tl_decimal_format (frozen_quantity (target));

  return g_strdup_printf (_ ("%s (final statements hold %s)"), old, held);
}

static gboolean
propose_withdrawal (TlProposing *p, const TlTarget *target, TlOriginRow *open, char *reason, GError **error)
{
  TlRecord *line = tl_store_load (p->store, TL_TYPE_SUPPORT, open->id, error);
  TlProposal *proposal;

  if (line == NULL)
    {
      g_free (reason);
      return FALSE;
    }
  tl_record_set_int (line, TL_SUPPORT_QUANTITY, 0);
  tl_record_set_int (line, TL_SUPPORT_AMOUNT, 0);
  proposal = tl_propose_add (p, TL_PROPOSAL_WITHDRAW, line, with_before (reason, open), target->source_type, target->source_id);
  proposal->quantity_before = open->quantity;
  proposal->amount_before = open->amount;
  return TRUE;
}

/* The open line of the target takes what is missing. */
static gboolean
propose_open (TlProposing *p, const TlTarget *target, TlOriginRow *open, gint64 missing, char *reason, GError **error)
{
  TlOriginRow *frozen = missing < 0 ? last_frozen_row (target) : NULL;
  gint64 price = frozen ? frozen->unit_price : price_now (target);
  g_autoptr (TlRecord) line = NULL;
  TlProposal *proposal;
  TlDate from, to;
  gboolean same;

  find_days (target, open, last_frozen_row (target), missing, &from, &to);
  same = open->quantity == missing && open->from == from && open->to == to && open->unit_price == price;
  line = tl_store_load (p->store, TL_TYPE_SUPPORT, open->id, error);
  if (line == NULL)
    {
      g_free (reason);
      return FALSE;
    }
  if (!same)
    {
      fill_line (line, target, from, to, missing, price);
      if (frozen && !take_over_payment (p, line, frozen, error))
        {
          g_free (reason);
          return FALSE;
        }
      if (!frozen)
        tl_record_unset (line, TL_SUPPORT_CORRECTS);
      reason = with_before (reason, open);
    }
  proposal = tl_propose_add (p,
                             same     ? TL_PROPOSAL_EXISTS
                             : frozen ? TL_PROPOSAL_CORRECT
                                      : TL_PROPOSAL_CHANGE,
                             g_steal_pointer (&line), reason, target->source_type, target->source_id);
  proposal->quantity_before = open->quantity;
  proposal->amount_before = open->amount;
  return TRUE;
}

/* Two devices must find the same id for the same line; one that is taken (an earlier line was withdrawn since, or was voided
 * by the program and says no more what it came from) is passed over. NULL: reading failed. */
static char *
free_id (TlProposing *p, const TlTarget *target, GError **error)
{
  for (guint n = target->existing->len;; n++)
    {
      g_autofree char *id = tl_generated_id (target->category, target->origin, target->period, tl_record_id (target->rate), n);
      TlWhere it_is = {TL_QUERY_ID, "=", id, 0};
      gint64 taken = tl_store_count (p->store, TL_TYPE_SUPPORT, &it_is, 1, error);

      if (taken < 0)
        return NULL;
      if (taken == 0)
        return g_steal_pointer (&id);
    }
}

static gboolean
propose_new (TlProposing *p, const TlTarget *target, gint64 missing, char *reason, GError **error)
{
  TlOriginRow *last = last_frozen_row (target);
  TlOriginRow *frozen = missing < 0 ? last : NULL;
  gboolean refused = tl_target_is_refused (target);
  gint64 price = frozen ? frozen->unit_price : price_now (target);
  g_autofree char *id = free_id (p, target, error);
  g_autoptr (TlRecord) line = id ? new_line (p, target, id) : NULL;
  TlProposalKind kind = TL_PROPOSAL_NEW;
  TlDate from, to;

  if (line == NULL)
    {
      g_free (reason);
      return FALSE;
    }
  find_days (target, NULL, last, missing, &from, &to);
  if (missing == 0)
    kind = TL_PROPOSAL_EXISTS;
  else if (refused || (target->offer && target->existing->len == 0))
    kind = TL_PROPOSAL_OFFER;
  else if (frozen)
    kind = TL_PROPOSAL_CORRECT;
  fill_line (line, target, from, to, missing == 0 ? wanted (target) : missing, price);
  if (frozen && !take_over_payment (p, line, frozen, error))
    {
      g_free (reason);
      return FALSE;
    }
  if (last && missing != 0)
    reason = with_frozen (reason, target);
  if (refused)
    {
      char *longer = g_strdup_printf (_ ("%s (a line for it was voided; it comes back only if you choose it)"), reason);

      g_free (reason);
      reason = longer;
    }
  tl_propose_add (p, kind, g_steal_pointer (&line), reason, target->source_type, target->source_id)->refused = refused;
  return TRUE;
}

/* --- inside this room --- */

gboolean
tl_target_look_up (TlProposing *p, TlTarget *target, GError **error)
{
  g_autofree char *price = target->price > 0 ? g_strdup_printf ("/%" G_GINT64_FORMAT, target->price) : g_strdup ("");
  g_autofree char *source
      = g_strdup_printf ("%s/%s/%s%s%s%s", target->case_id, target->person ? target->person : "", target->staff ? target->staff : "",
                         target->trip ? "/" : "", target->trip ? target->trip : "", price);

  target->period = tl_propose_period (target->month);
  target->origin = tl_generated_id (target->category, source, "", "", 0);
  return tl_target_look_up_origin (p, target, error);
}

gboolean
tl_target_look_up_origin (TlProposing *p, TlTarget *target, GError **error)
{
  target->existing = tl_query_origin (p->store, target->category, target->origin, target->period, tl_record_id (target->rate), error);
  if (target->existing == NULL)
    return FALSE;
  for (guint i = 0; i < target->existing->len; i++)
    g_hash_table_add (p->weighed, g_strdup (((TlOriginRow *)g_ptr_array_index (target->existing, i))->id));
  return TRUE;
}

TlDaySet
tl_target_span (const TlTarget *target, gboolean frozen_only)
{
  TlDaySet days = 0;

  for (guint i = 0; i < target->existing->len; i++)
    {
      TlOriginRow *row = g_ptr_array_index (target->existing, i);

      if (g_strcmp0 (row->state, "void") != 0 && (!frozen_only || is_frozen_state (row->state)))
        days |= tl_day_set_range (target->month, row->from, row->to);
    }
  return days;
}

gint64
tl_target_frozen (const TlTarget *target)
{
  return frozen_quantity (target) / 1000;
}

gboolean
tl_target_is_refused (const TlTarget *target)
{
  for (guint i = 0; i < target->existing->len; i++)
    if (g_strcmp0 (((TlOriginRow *)g_ptr_array_index (target->existing, i))->state, "void") != 0)
      return FALSE;
  return target->existing->len > 0;
}

gboolean
tl_target_propose (TlProposing *p, const TlTarget *target, char *reason, GError **error)
{
  gint64 missing = wanted (target) - frozen_quantity (target);
  TlOriginRow *open = NULL;

  for (guint i = 0; i < target->existing->len; i++)
    {
      TlOriginRow *row = g_ptr_array_index (target->existing, i);

      if (!is_open_state (row->state))
        continue;
      if (open == NULL && missing != 0)
        open = row;
      else if (!propose_withdrawal (p, target, row, g_strdup (reason), error))
        {
          g_free (reason);
          return FALSE;
        }
      else if (missing == 0)
        open = row;
    }
  if (open && missing == 0)
    {
      g_free (reason);
      return TRUE;
    }
  if (open)
    return propose_open (p, target, open, missing, reason, error);
  if (target->count == 0 && missing == 0)
    {
      g_free (reason); /* nothing was, nothing is */
      return TRUE;
    }
  return propose_new (p, target, missing, reason, error);
}

void
tl_target_show_beyond (TlProposing *p, const TlTarget *target, guint count, char *reason)
{
  g_autofree char *source = g_strconcat (target->origin, "/beyond", NULL);
  g_autofree char *id = tl_generated_id (target->category, source, target->period, tl_record_id (target->rate), 0);
  TlRecord *line = new_line (p, target, id);

  fill_line (line, target, tl_day_set_first (target->month, target->days), tl_day_set_last (target->month, target->days),
             target->kilometres > 0 ? target->kilometres : (gint64)count * 1000, price_now (target));
  tl_propose_add (p, TL_PROPOSAL_BEYOND, line, reason, target->source_type, target->source_id);
}

void
tl_target_clear (TlTarget *target)
{
  g_clear_pointer (&target->origin, g_free);
  g_clear_pointer (&target->period, g_free);
  g_clear_pointer (&target->existing, g_ptr_array_unref);
}
