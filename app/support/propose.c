/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Lines that stays, care and trips call for. propose-meals.c, -counselling.c, -files.c and -trips.c count what is
 * called for; propose-target.c compares it with the lines that were made before; propose-gone.c finds lines whose
 * source is gone. This file holds the run and the saving. Rules (DOMAIN.md §5):
 *
 *   (1) generating again adds nothing, on whatever PC of the place;
 *   (2) a draft follows its source, a line of a final statement never changes: a correcting line takes the difference;
 *   (3) what a person must decide is offered and added only when chosen;
 *   (4) what is above a ceiling is shown and never added. */

#include "support/propose.h"

#include <glib/gi18n-lib.h>

#include "support/guard.h"
#include "support/line.h"

typedef struct
{
  TlGenerate choice;
  guint done;
} Args;

/* --- helpers --- */

static void
month_rate_free (TlMonthRate *span)
{
  g_object_unref (span->rate);
  g_free (span);
}

static gboolean
propose_months (TlProposing *p, GError **error)
{
  for (TlDate month = tl_date_month_start (p->from); month <= p->to; month = tl_date_add_months (month, 1))
    if (!tl_propose_meals (p, month, error) || !tl_propose_counselling (p, month, error))
      return FALSE;
  return TRUE;
}

static gpointer
propose_job (TlStore *store, gpointer data, GCancellable *cancellable, GError **error)
{
  TlGenerate *choice = &((Args *)data)->choice;
  g_autoptr (GPtrArray) proposals = g_ptr_array_new_with_free_func ((GDestroyNotify)tl_proposal_free);
  g_autoptr (GHashTable) weighed = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autofree char *source = tl_store_get_setting (store, "support.default_source");
  TlProposing p = {
      .store = store,
      .from = choice->from,
      .to = MIN (choice->to, tl_date_today ()),
      .case_id = choice->case_id,
      .source = source ? source : (char *)"province",
      .proposals = proposals,
      .weighed = weighed,
  };

  tl_propose_rules (&p);
  if (!tl_propose_case_files (&p, error) || !propose_months (&p, error) || !tl_propose_trips (&p, error)
      || !tl_propose_child_files (&p, error) || !tl_propose_withdrawn (&p, error))
    return NULL;
  return g_steal_pointer (&proposals);
}

/* --- saving --- */

static gboolean
names (const char *const *ids, const char *id)
{
  return ids && g_strv_contains (ids, id);
}

static gboolean
is_chosen (const TlGenerate *choice, const TlProposal *proposal)
{
  const char *id = tl_record_id (proposal->line);

  switch (proposal->kind)
    {
    case TL_PROPOSAL_EXISTS:
    case TL_PROPOSAL_BEYOND:
      return FALSE;
    case TL_PROPOSAL_OFFER:
      return names (choice->with, id) || names (choice->with, tl_record_text (proposal->line, TL_SUPPORT_CATEGORY));
    case TL_PROPOSAL_NEW:
    case TL_PROPOSAL_CHANGE:
    case TL_PROPOSAL_CORRECT:
    case TL_PROPOSAL_WITHDRAW:
    default:
      return !names (choice->without, id);
    }
}

/* A draft that is called for no more. One that another line corrects must stay to be named: it is voided. */
static gboolean
withdraw (TlStore *store, TlProposal *proposal, GPtrArray *released, GError **error)
{
  const char *id = tl_record_id (proposal->line);
  TlWhere names_it = {TL_SUPPORT_CORRECTS, "=", id, 0};
  gint64 n = tl_store_count (store, TL_TYPE_SUPPORT, &names_it, 1, error);
  g_autoptr (TlRecord) line = n < 0 ? NULL : tl_store_load (store, TL_TYPE_SUPPORT, id, error);

  if (line == NULL)
    return FALSE;
  g_ptr_array_add (released, tl_record_copy (line));
  return n > 0 ? tl_line_void (store, line, proposal->reason, error)
               : tl_guarded_delete (store, TL_TYPE_SUPPORT, id, proposal->reason, error);
}

/* Of many lines: which one it is about. */
static gboolean
refuse_line (TlRecord *line, GError *why, GError **error)
{
  g_autofree char *words = tl_line_words (line);

  g_propagate_prefixed_error (error, why, "%s: ", words);
  return FALSE;
}

/* What lowered a sum held room open that other lines may have taken since: then it cannot go, nor can the run. Looked at
 * when all that this run lowers is lower. */
static gboolean
check_released (TlStore *store, GPtrArray *released, GError **error)
{
  for (guint i = 0; i < released->len; i++)
    {
      TlRecord *line = g_ptr_array_index (released, i);
      GError *local = NULL;

      if (!tl_line_release (store, line, NULL, &local))
        return refuse_line (line, local, error);
    }
  g_ptr_array_set_size (released, 0);
  return TRUE;
}

/* When a proposal is saved: what holds room open goes first, then what lowers a sum, then what raises one, which finds
 * the room that the others left. */
static int
pass_of (const TlProposal *proposal)
{
  gint64 before = proposal->quantity_before;

  if (proposal->kind == TL_PROPOSAL_WITHDRAW && before < 0)
    return 0;
  return tl_record_int (proposal->line, TL_SUPPORT_QUANTITY) < before ? 1 : 2;
}

static gboolean
save_proposal (TlStore *store, const TlGenerate *choice, TlProposal *proposal, GPtrArray *released, GError **error)
{
  if (proposal->kind == TL_PROPOSAL_WITHDRAW)
    return withdraw (store, proposal, released, error);
  if (proposal->needs_decision && !tl_record_has (proposal->line, TL_SUPPORT_DECISION_NO))
    tl_record_set_text (proposal->line, TL_SUPPORT_DECISION_NO, choice->decision_no);
  return tl_support_save (store, proposal->line, error);
}

static gboolean
generate_in_transaction (TlStore *store, gpointer data, GError **error)
{
  Args *args = data;
  g_autoptr (GPtrArray) proposals = propose_job (store, args, NULL, error);

  return proposals && tl_propose_save (store, proposals, &args->choice, &args->done, error);
}

/* --- inside this room --- */

GPtrArray *
tl_propose_of_trip (TlStore *store, const char *trip, GError **error)
{
  g_autoptr (GPtrArray) proposals = g_ptr_array_new_with_free_func ((GDestroyNotify)tl_proposal_free);
  g_autoptr (GHashTable) weighed = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autofree char *source = tl_store_get_setting (store, "support.default_source");
  TlProposing p = {
      .store = store,
      .from = tl_date_today (),
      .to = tl_date_today (),
      .trip_id = trip,
      .source = source ? source : (char *)"province",
      .proposals = proposals,
      .weighed = weighed,
  };

  tl_propose_rules (&p);
  return tl_propose_trips (&p, error) ? g_steal_pointer (&proposals) : NULL;
}

gboolean
tl_propose_save (TlStore *store, GPtrArray *proposals, const TlGenerate *choice, guint *done, GError **error)
{
  g_autoptr (GPtrArray) released = g_ptr_array_new_with_free_func (g_object_unref);

  for (int pass = 0; pass < 3; pass++)
    {
      if (pass == 2 && !check_released (store, released, error))
        return FALSE;
      for (guint i = 0; i < proposals->len; i++)
        {
          TlProposal *proposal = g_ptr_array_index (proposals, i);
          GError *local = NULL;

          if (pass_of (proposal) != pass || !is_chosen (choice, proposal))
            continue;
          if (!save_proposal (store, choice, proposal, released, &local))
            return refuse_line (proposal->line, local, error);
          (*done)++;
        }
    }
  return TRUE;
}

void
tl_propose_rules (TlProposing *p)
{
  g_autofree char *companions = tl_store_get_setting (p->store, "support.companions_meals");
  g_autofree char *leaving = tl_store_get_setting (p->store, "support.leaving_day_counts");

  p->companions = g_strcmp0 (companions, "0") != 0;
  p->leaving_counts = g_strcmp0 (leaving, "1") == 0;
}

TlRecord *
tl_propose_rate (TlProposing *p, const char *category, TlDate day, GError **error)
{
  g_autoptr (GError) local = NULL;
  TlRecord *rate = tl_rate_find (p->store, category, day, &local);

  if (rate == NULL && !g_error_matches (local, TL_SUPPORT_ERROR, TL_SUPPORT_ERROR_NO_RATE))
    g_propagate_error (error, g_steal_pointer (&local));
  return rate;
}

GPtrArray *
tl_propose_rates (TlProposing *p, const char *category, TlDate month, GError **error)
{
  g_autoptr (GPtrArray) spans = g_ptr_array_new_with_free_func ((GDestroyNotify)month_rate_free);
  TlDate end = tl_date_month_end (month);
  TlMonthRate *span = NULL;

  for (TlDate day = month; day <= end; day++)
    {
      g_autoptr (GError) local = NULL;
      g_autoptr (TlRecord) rate = tl_propose_rate (p, category, day, &local);

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

char *
tl_propose_period (TlDate month)
{
  int y, m, d;

  tl_date_to_ymd (month, &y, &m, &d);
  return g_strdup_printf ("%04d-%02d", y, m);
}

const char *
tl_propose_source (TlProposing *p, TlRecord *rate)
{
  const char *allowed = tl_record_text (rate, TL_RATE_FUNDING_SOURCES);
  g_auto (GStrv) codes = NULL;

  if (allowed == NULL || tl_record_set_contains (rate, TL_RATE_FUNDING_SOURCES, p->source))
    return p->source;
  codes = g_strsplit (allowed, " ", 2);
  return g_intern_string (codes[0]);
}

TlProposal *
tl_propose_add (TlProposing *p, TlProposalKind kind, TlRecord *line, char *reason, TlType source_type, const char *source_id)
{
  TlProposal *proposal = g_new0 (TlProposal, 1);
  g_autoptr (TlRecord) rate = tl_store_load (p->store, TL_TYPE_RATE, tl_record_text (line, TL_SUPPORT_RATE), NULL);

  proposal->kind = kind;
  proposal->line = line;
  proposal->reason = reason;
  proposal->exists = kind == TL_PROPOSAL_EXISTS;
  proposal->beyond = kind == TL_PROPOSAL_BEYOND;
  proposal->source_type = source_type;
  proposal->source_id = g_strdup (source_id);
  proposal->needs_decision = rate && tl_record_int (rate, TL_RATE_NEEDS_DECISION);
  g_ptr_array_add (p->proposals, proposal);
  return proposal;
}

/* --- public --- */

void
tl_proposal_free (TlProposal *proposal)
{
  g_clear_object (&proposal->line);
  g_free (proposal->reason);
  g_free (proposal->source_id);
  g_free (proposal);
}

GPtrArray *
tl_support_propose (TlStore *store, TlDate from, TlDate to, const char *case_id, GError **error)
{
  Args args = {.choice = {.from = from, .to = to, .case_id = case_id}};

  g_return_val_if_fail (TL_IS_STORE (store), NULL);

  return tl_store_call (store, propose_job, &args, error);
}

gboolean
tl_support_generate_chosen (TlStore *store, const TlGenerate *choice, guint *done, GError **error)
{
  Args args = {.choice = *choice};
  gboolean good;

  g_return_val_if_fail (TL_IS_STORE (store), FALSE);

  good = tl_store_transaction (store, generate_in_transaction, &args, error);
  if (done)
    *done = good ? args.done : 0;
  return good;
}

gboolean
tl_support_generate (TlStore *store, TlDate from, TlDate to, const char *case_id, guint *added, GError **error)
{
  TlGenerate choice = {.from = from, .to = to, .case_id = case_id};

  return tl_support_generate_chosen (store, &choice, added, error);
}
