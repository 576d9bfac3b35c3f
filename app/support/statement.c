/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Statements: make → look → finalise, or void.
 *
 * A draft shows every line of its period, approved or not; made final it holds approved ones only.
 * A draft is a period, a kind and a source; what it holds is computed each time it is looked at. Making it final
 * gives the next number of the place and year, without gaps because drafts have none and numbered ones are never
 * deleted; copies everything that is printed into the record; and claims its lines, which from then on no one can
 * change. A line stands in at most one final statement of each kind: a summary may sum up what details have
 * claimed, a second detail may not. Voiding keeps number and copy, and lets the lines go for a replacement.
 *
 * Numbers run by the year in which the paper is made final, as in any office's register of outgoing papers: one row for all
 * kinds, so that none can be missing unseen. */

#include "support/support.h"

#include <glib/gi18n-lib.h>

#include "record/lists.h"
#include "record/text.h"
#include "store/journal.h"
#include "support/control-code.h"
#include "support/guard.h"
#include "support/line.h"
#include "support/statement-private.h"

typedef struct
{
  const char *id;
  const char *kind;
  TlDate from;
  TlDate to;
  const char *source;
  const char *reason;
  JsonObject *request;
  gboolean approve;
  TlRecord *made;
} Args;

/* --- helpers --- */

static gboolean
refuse (GError **error, TlSupportError code, const char *message)
{
  g_set_error_literal (error, TL_SUPPORT_ERROR, code, message);
  return FALSE;
}

static TlRecord *
find (TlStore *store, const char *id_or_number, GError **error)
{
  g_autofree char *id = NULL;
  g_autoptr (GError) local = NULL;

  if (tl_uuid_is_valid (id_or_number))
    return tl_store_load (store, TL_TYPE_STATEMENT, id_or_number, error);
  id = tl_query_statement_by_number (store, id_or_number, &local);
  if (local)
    g_propagate_error (error, g_steal_pointer (&local));
  else if (id == NULL)
    g_set_error (error, TL_STORE_ERROR, TL_STORE_ERROR_NOT_FOUND,
                 /* Translators: a statement's number */
                 _ ("There is no statement “%s” here."), id_or_number);
  else
    return tl_store_load (store, TL_TYPE_STATEMENT, id, error);
  return NULL;
}

static gboolean
make_in_transaction (TlStore *store, gpointer data, GError **error)
{
  Args *args = data;
  g_autofree char *from = tl_date_to_iso (args->from);
  g_autofree char *to = tl_date_to_iso (args->to);
  g_autofree char *replaces = NULL;
  g_autoptr (TlRecord) record = tl_record_new (TL_TYPE_STATEMENT);
  g_autoptr (JsonObject) computed = NULL;
  g_autoptr (GError) local = NULL;

  if (args->to < args->from)
    return refuse (error, TL_SUPPORT_ERROR_INVALID, _ ("date_to: the period ends before it begins."));
  if (tl_statement_title (args->kind, FALSE) == NULL)
    return refuse (error, TL_SUPPORT_ERROR_INVALID, _ ("kind: choose “detail”, “summary”, “receipts”, “request” or “treasury”."));
  replaces = tl_query_void_to_replace (store, args->kind, from, to, args->source, &local);
  if (local)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  tl_record_set_text (record, TL_STATEMENT_KIND, args->kind);
  tl_record_set_text (record, TL_STATEMENT_DATE_FROM, from);
  tl_record_set_text (record, TL_STATEMENT_DATE_TO, to);
  tl_record_set_text (record, TL_STATEMENT_FUNDING_SOURCE, args->source);
  tl_record_set_text (record, TL_STATEMENT_STATE, "draft");
  tl_record_set_text (record, TL_STATEMENT_REPLACES, replaces);
  computed = tl_statement_compute (store, record, NULL, error);
  if (computed == NULL)
    return FALSE;
  tl_record_set_int (record, TL_STATEMENT_TOTAL, json_object_get_int_member (json_object_get_object_member (computed, "totals"), "amount"));
  if (!tl_guarded_save (store, record, error))
    return FALSE;
  args->made = g_steal_pointer (&record);
  return TRUE;
}

/* Lines are judged once more together: after a merge of two PCs, or a changed trip, a ceiling may have been passed
 * that no single save could see; and a rate that was edited since must not leave a sum that its formula no longer
 * gives. */
static gboolean
judge_line (TlStore *store, TlLineRow *row, guint no, GError **error)
{
  g_autoptr (TlRecord) record = tl_store_load (store, TL_TYPE_SUPPORT, row->id, error);
  g_autoptr (GPtrArray) ceilings = NULL;
  g_auto (TlLine) line = {0};
  g_autoptr (GError) local = NULL;

  if (record == NULL)
    return FALSE;
  if (tl_line_is_frozen (record))
    return TRUE;
  line.unmarked_only = TRUE;
  if (tl_line_prepare (store, record, &line, &local))
    {
      if (tl_record_int (record, TL_SUPPORT_AMOUNT) != row->amount || g_strcmp0 (tl_record_text (record, TL_SUPPORT_RATE), row->rate) != 0)
        refuse (&local, TL_SUPPORT_ERROR_INVALID, _ ("its rate was changed since it was entered; open it and save it again."));
      else if ((ceilings = tl_line_ceilings (store, &line, &local)) != NULL)
        tl_line_within (&line, ceilings, &local);
    }
  if (local)
    {
      /* Translators: number of a line, then what is wrong with it */
      g_propagate_prefixed_error (error, g_steal_pointer (&local), _ ("The statement stays a draft. Line %u: "), no);
      return FALSE;
    }
  return TRUE;
}

#define NAMED_DRAFTS 5

/* Lines that nobody has approved: approved now where that was asked for, or where there is nobody to wait for; else named. */
static gboolean
settle_drafts (TlStore *store, GPtrArray *rows, gboolean asked, GError **error)
{
  GError *local = NULL;
  gboolean approve = asked || tl_support_stands_alone (store, &local);
  g_autoptr (GPtrArray) ids = g_ptr_array_new ();
  g_autoptr (GString) words = g_string_new (NULL);

  if (local != NULL)
    {
      g_propagate_error (error, local);
      return FALSE;
    }
  for (guint i = 0; i < rows->len; i++)
    {
      TlLineRow *row = g_ptr_array_index (rows, i);
      g_autoptr (TlRecord) line = NULL;
      g_autofree char *which = NULL;

      if (g_strcmp0 (row->state, "draft") != 0)
        continue;
      g_ptr_array_add (ids, row->id);
      if (approve || ids->len > NAMED_DRAFTS)
        continue;
      line = tl_store_load (store, TL_TYPE_SUPPORT, row->id, error);
      if (line == NULL)
        return FALSE;
      which = tl_line_words (line);
      /* Translators: number of a line in the statement, then its date, category and sum */
      g_string_append_printf (words, _ ("\nline %u: %s"), i + 1, which);
    }
  if (ids->len == 0)
    return TRUE;
  if (!approve)
    {
      if (ids->len > NAMED_DRAFTS)
        g_string_append_printf (words, ngettext ("\nand %u more", "\nand %u more", ids->len - NAMED_DRAFTS), ids->len - NAMED_DRAFTS);
      g_set_error (error, TL_SUPPORT_ERROR, TL_SUPPORT_ERROR_DRAFTS,
                   ngettext ("%u line of this statement is not approved yet. No number was used.%s",
                             "%u lines of this statement are not approved yet. No number was used.%s", ids->len),
                   ids->len, words->str);
      return FALSE;
    }
  g_ptr_array_add (ids, NULL);
  return tl_support_approve (store, (const char *const *)ids->pdata, error);
}

static gboolean
claim_line (TlStore *store, TlLineRow *row, const char *statement, GError **error)
{
  g_autoptr (TlRecord) record = tl_store_load (store, TL_TYPE_SUPPORT, row->id, error);

  if (record == NULL)
    return FALSE;
  if (tl_line_is_frozen (record))
    return TRUE;
  tl_record_set_text (record, TL_SUPPORT_STATE, "claimed");
  tl_record_set_text (record, TL_SUPPORT_STATEMENT, statement);
  return tl_guarded_save (store, record, error);
}

static gboolean
finalise_in_transaction (TlStore *store, gpointer data, GError **error)
{
  Args *args = data;
  g_autoptr (TlRecord) record = find (store, args->id, error);
  g_autoptr (JsonObject) computed = NULL;
  g_autoptr (GPtrArray) rows = NULL;
  g_autofree char *number = NULL;
  g_autofree char *code = NULL;
  gint64 last;
  int year, month, day;

  if (record == NULL)
    return FALSE;
  if (g_strcmp0 (tl_record_text (record, TL_STATEMENT_STATE), "draft") != 0)
    return refuse (error, TL_SUPPORT_ERROR_FROZEN, _ ("This statement is final already. Nothing was changed."));
  if (!tl_statement_may_number (store, error))
    return FALSE;
  computed = tl_statement_compute (store, record, &rows, error);
  if (computed == NULL)
    return FALSE;
  if (rows->len == 0)
    return refuse (error, TL_SUPPORT_ERROR_INVALID,
                   _ ("The statement has no lines, so it was not made final and no number was used. Check period and source."));
  if (!settle_drafts (store, rows, args->approve, error))
    return FALSE;
  for (guint i = 0; i < rows->len; i++)
    if (!judge_line (store, g_ptr_array_index (rows, i), i + 1, error))
      return FALSE;

  tl_date_to_ymd (tl_date_today (), &year, &month, &day);
  last = tl_statement_last_number (store, year, error);
  if (last < 0)
    return FALSE;
  number = tl_statement_number_format (last + 1, year, tl_store_site (store));
  tl_statement_freeze (record, computed, rows);
  tl_record_set_text (record, TL_STATEMENT_NUMBER, number);
  tl_record_set_text (record, TL_STATEMENT_STATE, "final");
  tl_record_set_int (record, TL_STATEMENT_FINALISED_AT, tl_clock_now ());
  code = tl_statement_code (record, json_object_get_array_member (computed, "lines"), TL_CONTROL_VERSION_NOW);
  tl_record_set_text (record, TL_STATEMENT_CONTROL_CODE, code);
  if (!tl_guarded_save (store, record, error))
    return FALSE;
  for (guint i = 0; i < rows->len; i++)
    if (!claim_line (store, g_ptr_array_index (rows, i), tl_record_id (record), error))
      return FALSE;
  return tl_journal_note (store, "statement-finalised", TL_TYPE_STATEMENT, tl_record_id (record), NULL, error);
}

/* A line of a void statement goes back to where it was, or over to the other final statement that holds it. */
static gboolean
release_line (TlStore *store, const char *id, const char *statement, GError **error)
{
  g_autoptr (TlRecord) record = tl_store_load (store, TL_TYPE_SUPPORT, id, error);
  g_autofree char *other = NULL;
  g_autoptr (GError) local = NULL;

  if (record == NULL)
    return FALSE;
  other = tl_query_other_statement (store, id, statement, &local);
  if (local)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  tl_record_set_text (record, TL_SUPPORT_STATEMENT, other);
  if (other == NULL)
    tl_record_set_text (record, TL_SUPPORT_STATE, tl_record_has (record, TL_SUPPORT_APPROVED_BY) ? "approved" : "draft");
  return tl_guarded_save (store, record, error);
}

static gboolean
void_in_transaction (TlStore *store, gpointer data, GError **error)
{
  Args *args = data;
  g_autoptr (TlRecord) record = find (store, args->id, error);
  g_autoptr (GPtrArray) claimed = NULL;
  TlWhere paid[] = {{TL_SUPPORT_STATEMENT, "=", NULL, 0}, {TL_SUPPORT_STATE, "=", "paid", 0}};
  g_autofree char *reason = tl_text_normalise (args->reason ? args->reason : "");
  const char *state;
  gint64 n_paid;

  if (record == NULL)
    return FALSE;
  state = tl_record_text (record, TL_STATEMENT_STATE);
  if (reason == NULL)
    return refuse (error, TL_SUPPORT_ERROR_INVALID,
                   _ ("reason: say why the statement is voided; the number stays and the reason is kept with it."));
  if (g_strcmp0 (state, "void") == 0)
    return refuse (error, TL_SUPPORT_ERROR_FROZEN, _ ("This statement is void already."));
  if (g_strcmp0 (state, "draft") == 0)
    return refuse (error, TL_SUPPORT_ERROR_INVALID,
                   _ ("This statement is a draft without a number: change it or delete it; there is nothing to void."));
  paid[0].text = tl_record_id (record);
  n_paid = tl_store_count (store, TL_TYPE_SUPPORT, paid, G_N_ELEMENTS (paid), error);
  if (n_paid < 0)
    return FALSE;
  if (n_paid > 0)
    return refuse (error, TL_SUPPORT_ERROR_FROZEN,
                   _ ("Lines of this statement are paid already, so it cannot be voided. Enter correcting lines in a later statement."));
  claimed = tl_query_claimed_by (store, tl_record_id (record), error);
  if (claimed == NULL)
    return FALSE;
  tl_record_set_text (record, TL_STATEMENT_STATE, "void");
  tl_record_set_text (record, TL_STATEMENT_VOID_REASON, reason);
  if (!tl_guarded_save (store, record, error))
    return FALSE;
  for (guint i = 0; i < claimed->len; i++)
    if (!release_line (store, g_ptr_array_index (claimed, i), tl_record_id (record), error))
      return FALSE;
  return tl_journal_note (store, "statement-voided", TL_TYPE_STATEMENT, tl_record_id (record), NULL, error);
}

static gpointer
find_job (TlStore *store, gpointer data, GCancellable *cancellable, GError **error)
{
  return find (store, data, error);
}

/* What a draft comes to now, in the record at hand; nothing is saved. */
static gboolean
set_total_of_now (TlStore *store, TlRecord *draft, GError **error)
{
  const char *kind = tl_record_text (draft, TL_STATEMENT_KIND);
  g_autoptr (GPtrArray) rows
      = tl_query_lines (store, tl_store_site (store), kind, tl_record_text (draft, TL_STATEMENT_DATE_FROM),
                        tl_record_text (draft, TL_STATEMENT_DATE_TO), tl_record_text (draft, TL_STATEMENT_FUNDING_SOURCE), FALSE, error);
  gint64 total = 0;

  if (rows == NULL)
    return FALSE;
  if (g_strcmp0 (kind, "receipts") == 0)
    tl_statement_keep_signed (rows);
  for (guint i = 0; i < rows->len; i++)
    total += ((TlLineRow *)g_ptr_array_index (rows, i))->amount;
  tl_record_set_int (draft, TL_STATEMENT_TOTAL, total);
  return TRUE;
}

static gpointer
list_job (TlStore *store, gpointer data, GCancellable *cancellable, GError **error)
{
  g_autoptr (GPtrArray) all
      = tl_store_list (store, TL_TYPE_STATEMENT, NULL, 0, TL_STATEMENT_DATE_FROM, TRUE, 0, GPOINTER_TO_UINT (data), error);

  for (guint i = 0; all && i < all->len; i++)
    if (g_strcmp0 (tl_record_text (all->pdata[i], TL_STATEMENT_STATE), "draft") == 0 && !set_total_of_now (store, all->pdata[i], error))
      return NULL;
  return g_steal_pointer (&all);
}

static gpointer
data_job (TlStore *store, gpointer data, GCancellable *cancellable, GError **error)
{
  g_autoptr (TlRecord) record = find (store, data, error);
  JsonObject *shown;

  if (record == NULL)
    return NULL;
  if (g_strcmp0 (tl_record_text (record, TL_STATEMENT_STATE), "draft") == 0)
    shown = tl_statement_compute (store, record, NULL, error);
  else
    shown = tl_statement_thaw (record, error);
  return shown ? tl_statement_show (shown) : NULL;
}

static gboolean
request_in_transaction (TlStore *store, gpointer data, GError **error)
{
  Args *args = data;
  g_autoptr (TlRecord) record = find (store, args->id, error);
  g_autoptr (JsonObject) kept = json_object_new ();
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_OBJECT);
  g_autofree char *text = NULL;
  const char *method;

  if (record == NULL)
    return FALSE;
  if (g_strcmp0 (tl_record_text (record, TL_STATEMENT_KIND), "request") != 0)
    return refuse (error, TL_SUPPORT_ERROR_INVALID, _ ("This statement is not a request for payment."));
  if (g_strcmp0 (tl_record_text (record, TL_STATEMENT_STATE), "draft") != 0)
    return refuse (error, TL_SUPPORT_ERROR_FROZEN, _ ("This statement is final already. Nothing was changed."));
  for (guint i = 0; tl_request_members[i]; i++)
    {
      const char *value = json_object_get_string_member_with_default (args->request, tl_request_members[i], NULL);
      g_autofree char *clean = value ? tl_text_normalise (value) : NULL;

      if (clean)
        json_object_set_string_member (kept, tl_request_members[i], clean);
    }
  method = json_object_get_string_member_with_default (kept, "method", NULL);
  if (method && tl_list_find (tl_list_get ("pay_method"), method) == NULL)
    return refuse (error, TL_SUPPORT_ERROR_INVALID, _ ("method: choose how it is to be paid, “cash” or “transfer”."));
  json_node_set_object (node, kept);
  text = json_to_string (node, FALSE);
  tl_record_set_text (record, TL_STATEMENT_REQUEST, text);
  if (!tl_guarded_save (store, record, error))
    return FALSE;
  /* The reason is this period's; the rest is this place's usual. */
  json_object_remove_member (kept, "reason");
  g_free (text);
  text = json_to_string (node, FALSE);
  return tl_store_set_setting (store, "statement.request", text, error);
}

/* --- public --- */

TlRecord *
tl_statement_make (TlStore *store, const char *kind, TlDate from, TlDate to, const char *source, GError **error)
{
  Args args = {.kind = kind, .from = from, .to = to, .source = source};

  g_return_val_if_fail (TL_IS_STORE (store), NULL);

  if (!tl_store_transaction (store, make_in_transaction, &args, error))
    g_clear_object (&args.made);
  return args.made;
}

gboolean
tl_statement_finalise (TlStore *store, const char *id, GError **error)
{
  Args args = {.id = id};

  g_return_val_if_fail (TL_IS_STORE (store) && id != NULL, FALSE);

  return tl_store_transaction (store, finalise_in_transaction, &args, error);
}

gboolean
tl_statement_approve_and_finalise (TlStore *store, const char *id, GError **error)
{
  Args args = {.id = id, .approve = TRUE};

  g_return_val_if_fail (TL_IS_STORE (store) && id != NULL, FALSE);

  return tl_store_transaction (store, finalise_in_transaction, &args, error);
}

gboolean
tl_statement_set_request (TlStore *store, const char *id, JsonObject *request, GError **error)
{
  Args args = {.id = id, .request = request};

  g_return_val_if_fail (TL_IS_STORE (store) && id != NULL && request != NULL, FALSE);

  return tl_store_transaction (store, request_in_transaction, &args, error);
}

gboolean
tl_statement_void (TlStore *store, const char *id, const char *reason, GError **error)
{
  Args args = {.id = id, .reason = reason};

  g_return_val_if_fail (TL_IS_STORE (store) && id != NULL, FALSE);

  return tl_store_transaction (store, void_in_transaction, &args, error);
}

GPtrArray *
tl_statement_list (TlStore *store, guint limit, GError **error)
{
  g_return_val_if_fail (TL_IS_STORE (store), NULL);

  return tl_store_call (store, list_job, GUINT_TO_POINTER (limit), error);
}

TlRecord *
tl_statement_find (TlStore *store, const char *id_or_number, GError **error)
{
  g_return_val_if_fail (TL_IS_STORE (store) && id_or_number != NULL, NULL);

  return tl_store_call (store, find_job, (gpointer)id_or_number, error);
}

JsonObject *
tl_statement_data (TlStore *store, const char *id, GError **error)
{
  g_return_val_if_fail (TL_IS_STORE (store) && id != NULL, NULL);

  return tl_store_call (store, data_job, (gpointer)id, error);
}
