/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A paper from another place against what that place sent. The code covers just the columns that leave, in any order, so
 * what is held here gives the same code, or one of four things is otherwise: the paper, what was sent, what has arrived
 * of it, or both. With the QR of a page the lines are compared one by one. */

#include "sync/sync.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "record/lists.h"
#include "record/text.h"
#include "store/sql.h"
#include "support/control-code.h"
#include "support/statement-data.h"

typedef struct
{
  char *category;
  char *date;
  char *source;
  gint64 amount;
  guint8 digest[TL_DIGEST_BYTES];
  gboolean found; /* on the page that was scanned */
} Held;

typedef struct
{
  char *device;
  char *kind;
  char *from;
  char *to;
  char *source;
  char *state;
  char *code;
  gint64 total;
  GStrv lines;     /* ids; NULL: the sender's version named none */
  GPtrArray *held; /* Held */
  guint missing;   /* lines that have not arrived */
} Received;

typedef struct
{
  const char *number;
  const char *code;
  const TlQr *qr;
} Wish;

/* --- helpers --- */

static void
held_free (gpointer data)
{
  Held *held = data;

  g_free (held->category);
  g_free (held->date);
  g_free (held->source);
  g_free (held);
}

static void
received_clear (Received *received)
{
  g_free (received->device);
  g_free (received->kind);
  g_free (received->from);
  g_free (received->to);
  g_free (received->source);
  g_free (received->state);
  g_free (received->code);
  g_strfreev (received->lines);
  g_clear_pointer (&received->held, g_ptr_array_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Received, received_clear)

static void
add (TlStatementCheck *check, char *sentence)
{
  g_ptr_array_add (check->differences, sentence);
}

/* Of the place whose mark the number bears: nobody speaks for another. */
static gboolean
read_statement (TlStore *store, const char *number, Received *received, GError **error)
{
  sqlite3_stmt *stmt
      = tl_sql_prepare (store, error,
                        "SELECT device, kind, date_from, date_to, funding_source, state, control_code, total, lines"
                        " FROM sync_statement WHERE number = ? AND substr (number, -length ((SELECT '/BK-' || site FROM sync_peer p"
                        " WHERE p.device = sync_statement.device))) = (SELECT '/BK-' || site FROM sync_peer p"
                        " WHERE p.device = sync_statement.device) ORDER BY lines IS NULL, device LIMIT 1",
                        "s", number);
  gboolean found;
  g_autofree char *lines = NULL;
  g_autoptr (GError) local = NULL;

  if (stmt == NULL)
    return FALSE;
  found = tl_sql_step (store, stmt, &local);
  if (found)
    {
      received->device = tl_sql_column_text (stmt, 0);
      received->kind = tl_sql_column_text (stmt, 1);
      received->from = tl_sql_column_text (stmt, 2);
      received->to = tl_sql_column_text (stmt, 3);
      received->source = tl_sql_column_text (stmt, 4);
      received->state = tl_sql_column_text (stmt, 5);
      received->code = tl_sql_column_text (stmt, 6);
      received->total = sqlite3_column_int64 (stmt, 7);
      lines = tl_sql_column_text (stmt, 8);
      received->lines = lines ? g_strsplit (lines, " ", -1) : NULL;
    }
  tl_sql_done (stmt);
  if (found)
    return TRUE;
  if (local)
    g_propagate_error (error, g_steal_pointer (&local));
  else
    g_set_error (error, TL_STORE_ERROR, TL_STORE_ERROR_NOT_FOUND,
                 /* Translators: a statement's number */
                 _ ("No statement “%s” was made here or has come in a bundle."), number);
  return FALSE;
}

static gboolean
read_line (TlStore *store, Received *received, const char *id, GError **error)
{
  sqlite3_stmt *stmt = tl_sql_prepare (store, error,
                                       "SELECT category, date, date_to, quantity, unit, unit_price, amount, funding_source FROM sync_money"
                                       " WHERE device = ? AND export = ?",
                                       "ss", received->device, id);
  g_autoptr (GError) local = NULL;

  if (stmt == NULL)
    return FALSE;
  if (tl_sql_step (store, stmt, &local))
    {
      TlMoneyLine line = {.category = (const char *)sqlite3_column_text (stmt, 0),
                          .date = (const char *)sqlite3_column_text (stmt, 1),
                          .date_to = (const char *)sqlite3_column_text (stmt, 2),
                          .quantity = sqlite3_column_int64 (stmt, 3),
                          .unit = (const char *)sqlite3_column_text (stmt, 4),
                          .unit_price = sqlite3_column_int64 (stmt, 5),
                          .amount = sqlite3_column_int64 (stmt, 6),
                          .source = (const char *)sqlite3_column_text (stmt, 7)};
      Held *held = g_new0 (Held, 1);

      tl_money_line_digest (&line, FALSE, tl_control_by_month (received->kind), held->digest);
      held->category = g_strdup (line.category);
      held->date = g_strdup (line.date);
      held->source = g_strdup (line.source);
      held->amount = line.amount;
      g_ptr_array_add (received->held, held);
    }
  else if (local == NULL)
    received->missing++;
  tl_sql_done (stmt);
  if (local == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

/* The code and the sum of what is held. (transfer full) */
static char *
code_of_held (const Received *received, const char *number, gint64 *sum)
{
  g_autofree guint8 *digests = g_malloc ((gsize)MAX (received->held->len, 1) * TL_DIGEST_BYTES);

  *sum = 0;
  for (guint i = 0; i < received->held->len; i++)
    {
      const Held *held = g_ptr_array_index (received->held, i);

      memcpy (digests + (gsize)i * TL_DIGEST_BYTES, held->digest, TL_DIGEST_BYTES);
      *sum += held->amount;
    }
  return tl_control_code_of_digests (number, received->kind, received->from, received->to, received->source, received->total, digests,
                                     received->held->len);
}

/* Lines as the groups of a summary: by category and source. (transfer full) */
static GPtrArray *
groups_of (const Received *received)
{
  g_autoptr (GHashTable) by_key = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  GPtrArray *groups = g_ptr_array_new_with_free_func (held_free);

  for (guint i = 0; i < received->held->len; i++)
    {
      const Held *held = g_ptr_array_index (received->held, i);
      char *key = g_strdup_printf ("%s/%s", held->category, held->source);
      Held *group = g_hash_table_lookup (by_key, key);

      if (group == NULL)
        {
          group = g_new0 (Held, 1);
          group->category = g_strdup (held->category);
          group->source = g_strdup (held->source);
          g_ptr_array_add (groups, group);
          g_hash_table_insert (by_key, key, group);
        }
      else
        g_free (key);
      group->amount += held->amount;
    }
  for (guint i = 0; i < groups->len; i++)
    {
      Held *group = g_ptr_array_index (groups, i);
      TlMoneyLine sum = {.category = group->category, .amount = group->amount, .source = group->source};

      tl_money_line_digest (&sum, FALSE, FALSE, group->digest);
    }
  return groups;
}

static char *
describe (const Held *held)
{
  g_autofree char *amount = tl_money_format (held->amount);
  TlDate day;
  g_autofree char *shown = held->date && tl_date_parse_iso (held->date, &day) ? tl_date_format (day) : NULL;

  return g_strdup_printf ("“%s”%s%s, %s đ", tl_list_label ("cost_category", held->category), shown ? ", " : "", shown ? shown : "", amount);
}

/* Every line of the page must be among those held; on a page with all lines, every one held must be on it. */
static void
compare_page (TlStatementCheck *check, const TlQr *qr, GPtrArray *held)
{
  guint n = (guint)strlen (qr->letters) / TL_CHECK_LETTERS;

  for (guint i = 0; i < n; i++)
    {
      gboolean found = FALSE;

      for (guint j = 0; !found && j < held->len; j++)
        {
          Held *one = g_ptr_array_index (held, j);
          char letters[TL_CHECK_LETTERS + 1];

          tl_control_check_letters (one->digest, letters);
          found = !one->found && strncmp (letters, qr->letters + (gsize)i * TL_CHECK_LETTERS, TL_CHECK_LETTERS) == 0;
          one->found |= found;
        }
      if (!found)
        /* Translators: number of a line of a statement */
        add (check, g_strdup_printf (_ ("Line %u of the paper differs from what the place sent."), qr->first + i + 1));
    }
  for (guint j = 0; n >= held->len && j < held->len; j++)
    {
      const Held *one = g_ptr_array_index (held, j);
      g_autofree char *what = describe (one);

      if (!one->found)
        /* Translators: a line: what for, day, sum */
        add (check, g_strdup_printf (_ ("The place sent a line that is not so on the paper: %s."), what));
    }
}

static void
compare_sums (TlStatementCheck *check, const Received *received, const char *number)
{
  gint64 sum;
  g_autofree char *computed = code_of_held (received, number, &sum);
  g_autofree char *shown = tl_money_format (sum);
  g_autofree char *total = tl_money_format (received->total);

  if (received->missing > 0)
    add (check,
         g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u line of this statement has not arrived; apply the newest bundle first.",
                                       "%u lines of this statement have not arrived; apply the newest bundle first.", received->missing),
                          received->missing));
  else if (sum != received->total)
    add (check, g_strdup_printf (_ ("The lines that the place sent come to %s đ, the total that it sent is %s đ."), shown, total));
  else if (g_strcmp0 (computed, received->code) != 0)
    add (check, g_strdup (_ ("The lines that the place sent do not give the code that it sent: a line was changed after the statement was "
                             "made final.")));
}

static gpointer
check_job (TlStore *store, gpointer data, GCancellable *cancellable, GError **error)
{
  Wish *wish = data;
  g_auto (Received) received = {0};
  g_autoptr (TlStatementCheck) check = NULL;

  if (!read_statement (store, wish->number, &received, error))
    return NULL;
  received.held = g_ptr_array_new_with_free_func (held_free);
  for (guint i = 0; received.lines && received.lines[i]; i++)
    if (!read_line (store, &received, received.lines[i], error))
      return NULL;

  check = tl_statement_check_new (wish->number);
  check->from_received = TRUE;
  check->is_void = g_strcmp0 (received.state, "void") == 0;
  if (g_strcmp0 (wish->code, received.code) != 0)
    add (check,
         g_strdup_printf (/* Translators: a control code */
                          _ ("The code on the paper is not the one that the place sent (%s)."), received.code ? received.code : "–"));
  if (wish->qr && received.lines && wish->qr->of_groups)
    {
      g_autoptr (GPtrArray) groups = groups_of (&received);

      compare_page (check, wish->qr, groups);
    }
  else if (wish->qr && received.lines)
    compare_page (check, wish->qr, received.held);
  if (received.lines)
    compare_sums (check, &received, wish->number);
  check->agrees = check->differences->len == 0;
  return g_steal_pointer (&check);
}

/* --- public --- */

TlStatementCheck *
tl_sync_check_statement (TlStore *store, const char *number, const char *code, const char *qr_text, GError **error)
{
  g_autofree char *typed = NULL;
  g_auto (TlQr) qr = {0};
  g_autoptr (GError) local = NULL;
  TlStatementCheck *check;
  Wish wish;

  g_return_val_if_fail (TL_IS_STORE (store), NULL);

  check = tl_statement_check_paper (store, number, code, qr_text, &local);
  if (check || !g_error_matches (local, TL_STORE_ERROR, TL_STORE_ERROR_NOT_FOUND))
    {
      if (local)
        g_propagate_error (error, g_steal_pointer (&local));
      return check;
    }
  if (!tl_check_read (number, code, qr_text, &qr, &typed, error))
    return NULL;
  wish = (Wish){number ? number : qr.number, typed ? typed : qr.code, qr_text ? &qr : NULL};
  return tl_store_call (store, check_job, &wish, error);
}
