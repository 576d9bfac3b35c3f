/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Lines that stays and care call for. Each target (a person's days in a case, a person's sessions with an officer)
 * is counted month by month and rate by rate and compared with the lines that came from it before:
 *
 *   to add = counted − what final statements already hold − nothing else.
 *
 * The one open line of a target takes the difference; if there is none, a new line does, below zero if a final
 * statement holds too much. So generating again adds nothing, a person still here grows her line, and a stay
 * corrected after the statement leads to a correcting line and never to a changed one. */

#include "support/propose.h"

#include <glib/gi18n-lib.h>

#include "record/text.h"
#include "support/control-code.h"
#include "support/formula.h"
#include "support/line.h"

/* --- helpers --- */

static void
month_rate_free (TlMonthRate *span)
{
  g_object_unref (span->rate);
  g_free (span);
}

/* NULL without error: no text sets a level on that day. */
static TlRecord *
rate_or_none (TlProposing *p, const char *category, TlDate day, GError **error)
{
  g_autoptr (GError) local = NULL;
  TlRecord *rate = tl_rate_find (p->store, category, day, &local);

  if (rate == NULL && !g_error_matches (local, TL_SUPPORT_ERROR, TL_SUPPORT_ERROR_NO_RATE))
    g_propagate_error (error, g_steal_pointer (&local));
  return rate;
}

static gboolean
is_frozen_state (const char *state)
{
  return g_strcmp0 (state, "claimed") == 0 || g_strcmp0 (state, "paid") == 0;
}

static TlOriginRow *
open_row (const TlTarget *target)
{
  for (guint i = 0; i < target->existing->len; i++)
    {
      TlOriginRow *row = g_ptr_array_index (target->existing, i);

      if (!is_frozen_state (row->state) && g_strcmp0 (row->state, "void") != 0)
        return row;
    }
  return NULL;
}

static TlOriginRow *
last_frozen_row (const TlTarget *target)
{
  for (guint i = target->existing->len; i > 0; i--)
    {
      TlOriginRow *row = g_ptr_array_index (target->existing, i - 1);

      if (is_frozen_state (row->state))
        return row;
    }
  return NULL;
}

static TlProposal *
add_proposal (TlProposing *p, TlRecord *line, char *reason)
{
  TlProposal *proposal = g_new0 (TlProposal, 1);

  proposal->line = line;
  proposal->reason = reason;
  g_ptr_array_add (p->proposals, proposal);
  return proposal;
}

static void
fill_line (TlRecord *line, const TlTarget *target, TlDate from, TlDate to, gint64 count)
{
  g_autofree char *first = tl_date_to_iso (from);
  g_autofree char *last = tl_date_to_iso (to);
  gint64 price = tl_record_int (target->rate, TL_RATE_LEVEL);
  gint64 amount = 0;

  tl_formula_product (count * 1000, price, &amount);
  tl_record_set_text (line, TL_SUPPORT_DATE, first);
  tl_record_set_text (line, TL_SUPPORT_DATE_TO, from == to ? NULL : last);
  tl_record_set_text (line, TL_SUPPORT_RATE, tl_record_id (target->rate));
  tl_record_set_int (line, TL_SUPPORT_QUANTITY, count * 1000);
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
  tl_record_set_text (line, TL_SUPPORT_PAYEE_KIND, target->payee_kind);
  tl_record_set_text (line, TL_SUPPORT_FUNDING_SOURCE, p->source);
  tl_record_set_text (line, TL_SUPPORT_STATE, "draft");
  tl_record_set_text (line, TL_SUPPORT_ORIGIN_ID, target->origin);
  tl_record_set_text (line, TL_SUPPORT_ORIGIN_PERIOD, target->period);
  return line;
}

/* --- meals --- */

static gboolean
propose_meals_of (TlProposing *p, TlDate month, GPtrArray *rates, const char *case_id, const char *person, TlDaySet days, GError **error)
{
  for (guint i = 0; i < rates->len; i++)
    {
      TlMonthRate *span = g_ptr_array_index (rates, i);
      TlTarget target
          = {.category = "meals", .case_id = case_id, .person = person, .payee_kind = "victim", .month = month, .rate = span->rate};
      gboolean good = tl_target_look_up (p, &target, error);

      if (good)
        {
          target.days = days & span->days & (tl_day_set_range (month, p->from, p->to) | tl_target_span (&target, FALSE));
          target.count = tl_day_set_size (target.days);
          if (target.count > 0 || target.existing->len > 0)
            {
              g_autofree char *text = tl_day_set_text (month, target.days);

              good = tl_target_propose (p, &target,
                                        g_strdup_printf (ngettext ("%u day: %s", "%u days: %s", target.count), target.count, text), error);
            }
        }
      tl_target_clear (&target);
      if (!good)
        return FALSE;
    }
  return TRUE;
}

/* A person-day counts once: in the case of the stay that began first. */
static gboolean
propose_meals (TlProposing *p, TlDate month, GError **error)
{
  g_autoptr (GPtrArray) rates = tl_propose_rates (p, "meals", month, error);
  g_autoptr (GPtrArray) stays = rates ? tl_query_stays (p->store, month, tl_date_month_end (month), p->case_id, error) : NULL;

  if (stays == NULL)
    return FALSE;
  for (guint i = 0; i < stays->len;)
    {
      TlStayRow *first = g_ptr_array_index (stays, i);
      g_autoptr (GHashTable) by_case = g_hash_table_new (g_str_hash, g_str_equal);
      g_autoptr (GPtrArray) cases = g_ptr_array_new ();
      TlDaySet taken = 0;

      for (; i < stays->len; i++)
        {
          TlStayRow *stay = g_ptr_array_index (stays, i);
          TlDaySet days;

          if (!g_str_equal (stay->person, first->person))
            break;
          if (!p->companions && !stay->is_victim)
            continue;
          days = tl_day_set_stay (month, stay->in, stay->out, p->leaving_counts, tl_date_today ()) & ~taken;
          taken |= days;
          if (!g_hash_table_contains (by_case, stay->case_id))
            g_ptr_array_add (cases, stay->case_id);
          days |= GPOINTER_TO_UINT (g_hash_table_lookup (by_case, stay->case_id));
          g_hash_table_insert (by_case, stay->case_id, GUINT_TO_POINTER (days));
        }
      for (guint j = 0; j < cases->len; j++)
        {
          const char *case_id = g_ptr_array_index (cases, j);

          if (p->case_id && !g_str_equal (case_id, p->case_id))
            continue;
          if (!propose_meals_of (p, month, rates, case_id, first->person, GPOINTER_TO_UINT (g_hash_table_lookup (by_case, case_id)), error))
            return FALSE;
        }
    }
  return TRUE;
}

/* --- case files --- */

static gboolean
propose_case_files (TlProposing *p, GError **error)
{
  g_autoptr (GPtrArray) opened = tl_query_opened (p->store, p->from, p->to, p->case_id, error);

  if (opened == NULL)
    return FALSE;
  for (guint i = 0; i < opened->len; i++)
    {
      TlOpenedRow *row = g_ptr_array_index (opened, i);
      g_autoptr (GError) local = NULL;
      g_autoptr (TlRecord) rate = rate_or_none (p, "case_file", row->opened, &local);
      gint64 lines;
      TlTarget target = {.category = "case_file",
                         .case_id = row->case_id,
                         .person = row->victim,
                         .payee_kind = "staff",
                         .month = tl_date_month_start (row->opened),
                         .rate = rate,
                         .days = tl_day_set_range (tl_date_month_start (row->opened), row->opened, row->opened),
                         .count = 1};
      gboolean good;

      if (local)
        {
          g_propagate_error (error, g_steal_pointer (&local));
          return FALSE;
        }
      if (rate == NULL)
        continue;
      lines = tl_query_lines_of_case (p->store, "case_file", row->case_id, error);
      if (lines < 0)
        return FALSE;
      good = tl_target_look_up (p, &target, error);
      if (good && lines > 0)
        {
          /* Once a case, wherever its line came from and whatever became of it. */
          g_autofree char *id = tl_generated_id (target.category, target.origin, target.period, tl_record_id (rate), 0);
          TlRecord *line = new_line (p, &target, id);

          fill_line (line, &target, row->opened, row->opened, 1);
          add_proposal (p, line, g_strdup (_ ("the case has its file line already")))->exists = TRUE;
        }
      else if (good)
        {
          g_autofree char *day = tl_date_format (row->opened);

          /* Translators: a date */
          good = tl_target_propose (p, &target, g_strdup_printf (_ ("case opened on %s"), day), error);
        }
      tl_target_clear (&target);
      if (!good)
        return FALSE;
    }
  return TRUE;
}

/* --- the run --- */

typedef struct
{
  TlDate from;
  TlDate to;
  const char *case_id;
  guint added;
} Args;

static gpointer
propose_job (TlStore *store, gpointer data, GCancellable *cancellable, GError **error)
{
  Args *args = data;
  g_autoptr (GPtrArray) proposals = g_ptr_array_new_with_free_func ((GDestroyNotify)tl_proposal_free);
  g_autofree char *companions = tl_store_get_setting (store, "support.companions_meals");
  g_autofree char *leaving = tl_store_get_setting (store, "support.leaving_day_counts");
  g_autofree char *source = tl_store_get_setting (store, "support.default_source");
  TlProposing p = {
      .store = store,
      .from = args->from,
      .to = MIN (args->to, tl_date_today ()),
      .case_id = args->case_id,
      .companions = g_strcmp0 (companions, "0") != 0,
      .leaving_counts = g_strcmp0 (leaving, "1") == 0,
      .source = source ? source : (char *)"province",
      .proposals = proposals,
  };

  if (!propose_case_files (&p, error))
    return NULL;
  for (TlDate month = tl_date_month_start (p.from); month <= p.to; month = tl_date_add_months (month, 1))
    if (!propose_meals (&p, month, error) || !tl_propose_counselling (&p, month, error))
      return NULL;
  return g_steal_pointer (&proposals);
}

/* How a line would change what is stored: what lowers a sum goes first, so that the ceiling has room for the rest. */
static gboolean
lowers (TlStore *store, TlRecord *line)
{
  g_autoptr (TlRecord) stored = tl_store_load (store, TL_TYPE_SUPPORT, tl_record_id (line), NULL);
  gint64 before = stored ? tl_record_int (stored, TL_SUPPORT_QUANTITY) : 0;

  return tl_record_int (line, TL_SUPPORT_QUANTITY) < before;
}

static gboolean
generate_in_transaction (TlStore *store, gpointer data, GError **error)
{
  Args *args = data;
  g_autoptr (GPtrArray) proposals = propose_job (store, args, NULL, error);

  if (proposals == NULL)
    return FALSE;
  for (int pass = 0; pass < 2; pass++)
    for (guint i = 0; i < proposals->len; i++)
      {
        TlProposal *proposal = g_ptr_array_index (proposals, i);

        if (proposal->exists || proposal->beyond || lowers (store, proposal->line) != (pass == 0))
          continue;
        if (tl_record_int (proposal->line, TL_SUPPORT_QUANTITY) == 0)
          {
            if (!tl_store_delete (store, TL_TYPE_SUPPORT, tl_record_id (proposal->line), proposal->reason, error))
              return FALSE;
          }
        else if (!tl_support_save (store, proposal->line, error))
          return FALSE;
        /* Saved in the first pass: not to be looked at again. */
        proposal->exists = TRUE;
        args->added++;
      }
  return TRUE;
}

/* --- inside this room --- */

GPtrArray *
tl_propose_rates (TlProposing *p, const char *category, TlDate month, GError **error)
{
  g_autoptr (GPtrArray) spans = g_ptr_array_new_with_free_func ((GDestroyNotify)month_rate_free);
  TlDate end = tl_date_month_end (month);
  TlMonthRate *span = NULL;

  for (TlDate day = month; day <= end; day++)
    {
      g_autoptr (GError) local = NULL;
      g_autoptr (TlRecord) rate = rate_or_none (p, category, day, &local);

      if (local)
        {
          g_propagate_error (error, g_steal_pointer (&local));
          return NULL;
        }
      if (rate == NULL)
        {
          span = NULL;
          continue;
        }
      if (span == NULL || g_strcmp0 (tl_record_id (span->rate), tl_record_id (rate)) != 0)
        {
          span = g_new0 (TlMonthRate, 1);
          span->rate = g_object_ref (rate);
          g_ptr_array_add (spans, span);
        }
      span->days |= tl_day_set_range (month, day, day);
    }
  return g_steal_pointer (&spans);
}

gboolean
tl_target_look_up (TlProposing *p, TlTarget *target, GError **error)
{
  g_autofree char *source = g_strdup_printf ("%s/%s/%s", target->case_id, target->person, target->staff ? target->staff : "");
  int year, month, day;

  tl_date_to_ymd (target->month, &year, &month, &day);
  target->period = g_strdup_printf ("%04d-%02d", year, month);
  target->origin = tl_generated_id (target->category, source, "", "", 0);
  target->existing = tl_query_origin (p->store, target->category, target->origin, target->period, tl_record_id (target->rate), error);
  return target->existing != NULL;
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
  gint64 sum = 0;

  for (guint i = 0; i < target->existing->len; i++)
    {
      TlOriginRow *row = g_ptr_array_index (target->existing, i);

      if (is_frozen_state (row->state))
        sum += row->quantity;
    }
  return sum / 1000;
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
  TlOriginRow *open = open_row (target);
  TlOriginRow *frozen = last_frozen_row (target);
  gint64 missing = (gint64)target->count - tl_target_frozen (target);
  TlDaySet fresh = target->days & ~tl_target_span (target, TRUE);
  TlDate from = tl_day_set_first (target->month, fresh);
  TlDate to = tl_day_set_last (target->month, fresh);
  g_autoptr (TlRecord) line = NULL;
  gboolean exists = FALSE;

  if (fresh == 0)
    {
      /* Only days that a line stands for already: the difference is about those. */
      TlOriginRow *about = frozen ? frozen : open;

      from = about ? about->from : tl_day_set_first (target->month, target->days);
      to = about ? about->to : tl_day_set_last (target->month, target->days);
    }

  if (open)
    {
      line = tl_store_load (p->store, TL_TYPE_SUPPORT, open->id, error);
      if (line == NULL)
        {
          g_free (reason);
          return FALSE;
        }
      exists = open->quantity == missing * 1000 && open->from == from && open->to == to;
      if (!exists)
        {
          g_autofree char *before = tl_decimal_format (open->quantity);
          char *longer = g_strdup_printf (_ ("%s (the draft line has %s)"), reason, before);

          g_free (reason);
          reason = longer;
          fill_line (line, target, from, to, missing);
          if (missing < 0 && frozen)
            tl_record_set_text (line, TL_SUPPORT_CORRECTS, frozen->id);
        }
    }
  else
    {
      g_autofree char *id
          = tl_generated_id (target->category, target->origin, target->period, tl_record_id (target->rate), target->existing->len);

      exists = tl_target_is_refused (target) || missing == 0;
      line = new_line (p, target, id);
      fill_line (line, target, from == TL_DATE_NONE ? target->month : from, to == TL_DATE_NONE ? target->month : to,
                 exists ? (gint64)target->count : missing);
      if (missing < 0 && frozen)
        tl_record_set_text (line, TL_SUPPORT_CORRECTS, frozen->id);
    }
  add_proposal (p, g_steal_pointer (&line), reason)->exists = exists;
  return TRUE;
}

void
tl_target_show_beyond (TlProposing *p, const TlTarget *target, guint count, char *reason)
{
  g_autofree char *source = g_strconcat (target->origin, "/beyond", NULL);
  g_autofree char *id = tl_generated_id (target->category, source, target->period, tl_record_id (target->rate), 0);
  TlRecord *line = new_line (p, target, id);

  fill_line (line, target, tl_day_set_first (target->month, target->days), tl_day_set_last (target->month, target->days), count);
  add_proposal (p, line, reason)->beyond = TRUE;
}

void
tl_target_clear (TlTarget *target)
{
  g_clear_pointer (&target->origin, g_free);
  g_clear_pointer (&target->period, g_free);
  g_clear_pointer (&target->existing, g_ptr_array_unref);
}

/* --- public --- */

void
tl_proposal_free (TlProposal *proposal)
{
  g_clear_object (&proposal->line);
  g_free (proposal->reason);
  g_free (proposal);
}

GPtrArray *
tl_support_propose (TlStore *store, TlDate from, TlDate to, const char *case_id, GError **error)
{
  Args args = {from, to, case_id, 0};

  g_return_val_if_fail (TL_IS_STORE (store), NULL);

  return tl_store_call (store, propose_job, &args, error);
}

gboolean
tl_support_generate (TlStore *store, TlDate from, TlDate to, const char *case_id, guint *added, GError **error)
{
  Args args = {from, to, case_id, 0};
  gboolean good;

  g_return_val_if_fail (TL_IS_STORE (store), FALSE);

  good = tl_store_transaction (store, generate_in_transaction, &args, error);
  if (added)
    *added = good ? args.added : 0;
  return good;
}
