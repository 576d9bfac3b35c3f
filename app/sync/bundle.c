/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Bundles: a file that one place writes for one other place and that can be lost, copied, delayed, reordered or tampered
 * with without harm.
 *
 * Making (bundle-make.c) runs the projections and the journal's chain into a container, signs it, packs it, seals it to
 * every trusted device of the place, and keeps the sealed bytes in the vault until they are confirmed. Opening
 * (bundle-open.c) goes the same way back and trusts nothing before the signature of a device that a person has trusted.
 * Applying (bundle-apply.c) is one transaction: place in the stream, the sender's chain (chain-check.c), the rows
 * (received.c); a bundle out of order waits in the vault. Receipts (receipt-apply.c) go back. Here: what they share, and
 * the list. Formats: FORMAT.md. */

#include "sync/bundle.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "store/journal.h"
#include "store/sql.h"
#include "sync/age.h"
#include "sync/file.h"
#include "sync/pack.h"

void
tl_bundle_free (TlBundle *bundle)
{
  if (bundle == NULL)
    return;
  g_free (bundle->id);
  g_free (bundle->direction);
  g_free (bundle->peer);
  g_free (bundle->file);
  g_free (bundle->state);
  g_free (bundle->reason);
  g_free (bundle->receipt_code);
  g_free (bundle);
}

char *
tl_bundle_reason (int code)
{
  switch (code)
    {
    case 0:
      return NULL;
    case TL_SYNC_ERROR_TAMPERED:
      return g_strdup (_ ("another bundle with the same number was received before, or its content is not sound"));
    case TL_SYNC_ERROR_FORKED:
      return g_strdup (_ ("the sender's file was set back to an older copy, or two copies of it are in use"));
    case TL_SYNC_ERROR_NEWER:
      return g_strdup (_ ("it was made by a newer version of the program"));
    default:
      return g_strdup (_ ("it was refused there"));
    }
}

TlBundle *
tl_bundle_from_row (sqlite3_stmt *stmt)
{
  TlBundle *bundle = g_new0 (TlBundle, 1);

  bundle->id = g_strdup ((const char *)sqlite3_column_text (stmt, 0));
  bundle->direction = g_strdup ((const char *)sqlite3_column_text (stmt, 1));
  bundle->peer = g_strdup ((const char *)sqlite3_column_text (stmt, 2));
  bundle->number = (guint64)sqlite3_column_int64 (stmt, 3);
  bundle->file = g_strdup ((const char *)sqlite3_column_text (stmt, 4));
  bundle->state = g_strdup ((const char *)sqlite3_column_text (stmt, 5));
  bundle->at = sqlite3_column_int64 (stmt, 6);
  bundle->reason = tl_bundle_reason (sqlite3_column_int (stmt, 7));
  bundle->receipt_code = g_strdup ((const char *)sqlite3_column_text (stmt, 8));
  bundle->entries = (guint)sqlite3_column_int (stmt, 9);
  return bundle;
}

TlBundle *
tl_bundle_find (TlStore *store, const char *direction, const char *hash, GError **error)
{
  g_autoptr (GError) local = NULL;
  sqlite3_stmt *stmt;
  TlBundle *bundle = NULL;

  stmt = tl_sql_prepare (store, error, "SELECT " TL_BUNDLE_COLUMNS TL_BUNDLE_FROM " WHERE b.direction = ? AND b.hash = ?", "ss", direction,
                         hash);
  if (stmt == NULL)
    return NULL;
  if (tl_sql_step (store, stmt, &local))
    bundle = tl_bundle_from_row (stmt);
  tl_sql_done (stmt);
  if (local != NULL)
    g_propagate_error (error, g_steal_pointer (&local));
  else if (bundle == NULL)
    g_set_error_literal (error, TL_SYNC_ERROR, TL_SYNC_ERROR_NO_PEER, _ ("No such bundle is known here."));
  return bundle;
}

GBytes *
tl_bundle_seal (GBytes *container, const guint8 *recipients, guint n_recipients, GError **error)
{
  g_autoptr (GBytes) packed = tl_pack (container, error);

  return packed == NULL ? NULL : tl_age_seal (packed, recipients, n_recipients, error);
}

TlContainer *
tl_bundle_unseal (TlIdentity *identity, GBytes *file, TlContainerKind kind, GError **error)
{
  g_autoptr (GBytes) packed = tl_age_open (file, identity->box_secret, error);
  g_autoptr (GBytes) plain = NULL;
  g_autoptr (TlContainer) container = NULL;

  if (packed == NULL)
    return NULL;
  plain = tl_unpack (packed, TL_PACK_MAX_BYTES, error);
  if (plain == NULL)
    return NULL;
  container = tl_container_parse (plain, error);
  if (container == NULL)
    return NULL;
  if (container->kind != kind)
    {
      g_set_error_literal (error, TL_SYNC_ERROR, TL_SYNC_ERROR_TAMPERED,
                           kind == TL_CONTAINER_BUNDLE ? _ ("This file is a receipt, not a bundle. Nothing was changed.")
                                                       : _ ("This file is a bundle, not a receipt. Nothing was changed."));
      return NULL;
    }
  if (!tl_container_is_for (container, identity->card.box_public))
    {
      g_set_error_literal (error, TL_SYNC_ERROR, TL_SYNC_ERROR_NOT_FOR_US,
                           _ ("Its sender signed this file for another place: somebody has passed it on. Nothing was changed."));
      return NULL;
    }
  return g_steal_pointer (&container);
}

/* --- The list --- */

static gboolean
list_bundles (TlStore *store, gpointer data, GError **error)
{
  GPtrArray *list = data;
  g_autoptr (GError) local = NULL;
  sqlite3_stmt *stmt
      = tl_sql_prepare (store, error, "SELECT " TL_BUNDLE_COLUMNS TL_BUNDLE_FROM " ORDER BY b.at DESC, b.stream DESC, b.number DESC", "");

  if (stmt == NULL)
    return FALSE;
  while (tl_sql_step (store, stmt, &local))
    g_ptr_array_add (list, tl_bundle_from_row (stmt));
  tl_sql_done (stmt);
  if (local == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

GPtrArray *
tl_bundle_list (TlStore *store, GError **error)
{
  g_autoptr (GPtrArray) list = g_ptr_array_new_with_free_func ((GDestroyNotify)tl_bundle_free);

  return tl_store_transaction (store, list_bundles, list, error) ? g_steal_pointer (&list) : NULL;
}

static gboolean
mark_carried (TlStore *store, gpointer data, GError **error)
{
  const char *id = data;
  g_autoptr (GError) local = NULL;
  TlBundle *bundle = tl_bundle_find (store, "out", id, error);
  gboolean made;

  if (bundle == NULL)
    return FALSE;
  made = strcmp (bundle->state, "made") == 0;
  tl_bundle_free (bundle);
  /* Only the first step: a later state says more than this. */
  return !made
         || (tl_sql_run (store, error, "UPDATE sync_bundle SET state = 'carried' WHERE direction = 'out' AND hash = ?", "s", id)
             && tl_journal_note (store, "bundle-carried", TL_N_TYPES, NULL, NULL, error));
}

gboolean
tl_bundle_mark_carried (TlStore *store, const char *id, GError **error)
{
  return tl_store_transaction (store, mark_carried, (gpointer)id, error);
}

typedef struct
{
  const char *id;
  GBytes *content;
} AgainJob;

static gboolean
read_content (TlStore *store, gpointer data, GError **error)
{
  AgainJob *job = data;
  g_autoptr (GError) local = NULL;
  sqlite3_stmt *stmt = tl_sql_prepare (
      store, error, "SELECT content FROM sync_bundle WHERE direction = 'out' AND hash = ? AND content IS NOT NULL", "s", job->id);

  if (stmt == NULL)
    return FALSE;
  if (tl_sql_step (store, stmt, &local))
    job->content = g_bytes_new (sqlite3_column_blob (stmt, 0), sqlite3_column_bytes (stmt, 0));
  tl_sql_done (stmt);
  if (local != NULL)
    g_propagate_error (error, g_steal_pointer (&local));
  else if (job->content == NULL)
    g_set_error_literal (error, TL_SYNC_ERROR, TL_SYNC_ERROR_NO_PEER,
                         _ ("No bundle of that name waits to be confirmed: it is not kept any more."));
  return job->content != NULL && tl_journal_note (store, "bundle-written-again", TL_N_TYPES, NULL, NULL, error);
}

char *
tl_bundle_write_again (TlStore *store, const char *id, const char *dir, GError **error)
{
  AgainJob job = {id, NULL};
  g_autofree char *name = tl_file_random_name (TL_BUNDLE_ENDING);
  g_autofree char *path = g_build_filename (dir, name, NULL);
  gboolean done = tl_store_transaction (store, read_content, &job, error) && tl_file_write (path, job.content, FALSE, error);

  g_clear_pointer (&job.content, g_bytes_unref);
  return done ? g_steal_pointer (&path) : NULL;
}
