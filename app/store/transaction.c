/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Transactions: the outer one is the database's, inner ones are savepoints. What the store holds in memory
 * beside the database (where the journal stands, what has changed, what waits for the search index) goes back
 * together with it. */

#include "store/store-private.h"

#include <glib/gi18n-lib.h>

/* The store's memory at the beginning of a transaction. */
typedef struct
{
  TlJournalState journal;
  guint changes;
  guint finds;
  gboolean doomed;
  gboolean sweep;
} Before;

typedef struct
{
  GWeakRef store;
  GArray *changes;
} Emission;

void
tl_change_clear (TlChange *change)
{
  g_free (change->id);
}

void
tl_changes_add (TlStore *store, TlType type, const char *id)
{
  TlChange change = {type, g_strdup (id)};

  g_array_append_val (store->changes, change);
}

static gboolean
emit_cb (gpointer data)
{
  Emission *emission = data;
  g_autoptr (TlStore) store = g_weak_ref_get (&emission->store);
  gboolean many = emission->changes->len > TL_STORE_CHANGES;
  gboolean seen[TL_N_TYPES] = {FALSE};

  for (guint i = 0; store != NULL && i < emission->changes->len; i++)
    {
      TlChange *change = &g_array_index (emission->changes, TlChange, i);

      if (!many || !seen[change->type])
        g_signal_emit_by_name (store, "changed", (guint)change->type, many ? NULL : change->id);
      seen[change->type] = TRUE;
    }

  return G_SOURCE_REMOVE;
}

static void
emission_free (gpointer data)
{
  Emission *emission = data;

  g_weak_ref_clear (&emission->store);
  g_array_unref (emission->changes);
  g_free (emission);
}

/* Always through the main loop, never at once: the listener must not run on the store thread. */
static void
tell_changes (TlStore *store)
{
  Emission *emission;
  GSource *source;

  if (store->changes->len == 0)
    return;
  emission = g_new0 (Emission, 1);
  g_weak_ref_init (&emission->store, store);
  emission->changes = store->changes;
  store->changes = g_array_new (FALSE, FALSE, sizeof (TlChange));
  g_array_set_clear_func (store->changes, (GDestroyNotify)tl_change_clear);

  source = g_idle_source_new ();
  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, emit_cb, emission, emission_free);
  g_source_attach (source, store->context);
  g_source_unref (source);
}

static void
remember (TlStore *store, Before *before)
{
  before->journal = store->journal;
  before->changes = store->changes->len;
  before->finds = store->finds->len;
  before->doomed = store->doomed;
  before->sweep = store->sweep;
}

gboolean
tl_transaction_undo (TlStore *store)
{
  if (!sqlite3_get_autocommit (store->db))
    sqlite3_exec (store->db, "ROLLBACK", NULL, NULL, NULL);

  return sqlite3_get_autocommit (store->db);
}

static void
go_back (TlStore *store, const Before *before, gboolean outer)
{
  gboolean undone = outer ? tl_transaction_undo (store)
                          : sqlite3_exec (store->db, "ROLLBACK TO inner; RELEASE inner", NULL, NULL, NULL) == SQLITE_OK;

  store->journal = before->journal;
  g_array_set_size (store->changes, before->changes);
  g_ptr_array_set_size (store->finds, MIN (before->finds, store->finds->len));
  /* What could not be taken back (no memory) must not be committed with the rest; an outer one goes before the next job. */
  store->doomed = before->doomed || (!outer && !undone);
  store->sweep = before->sweep;
}

static gboolean
complete (TlStore *store, GError **error)
{
  if (store->doomed)
    {
      g_set_error_literal (error, TL_STORE_ERROR, TL_STORE_ERROR_REFUSED, _ ("A step before this one failed, so nothing of it was saved."));
      return FALSE;
    }

  return store->depth > 1 || (tl_search_flush (store, error) && tl_journal_store_state (store, error));
}

typedef struct
{
  TlStoreTransactionFunc func;
  gpointer data;
} Work;

static gboolean
run_transaction (TlStore *store, gpointer args, GError **error)
{
  Work *work = args;
  gboolean outer = store->depth == 0;
  Before before;
  gboolean good;

  if (store->read_only)
    {
      g_set_error_literal (error, TL_STORE_ERROR, TL_STORE_ERROR_REFUSED,
                           _ ("The register is open for reading only. Nothing was saved. Copy its file to a disk that can be written, and open "
                              "it there."));
      return FALSE;
    }
  if (outer && store->broken && !tl_store_mend_connection (store, error))
    return FALSE;
  if (outer && !tl_transaction_undo (store))
    return tl_sql_fail (store, error);
  remember (store, &before);
  if (!tl_sql_run (store, error, outer ? "BEGIN IMMEDIATE" : "SAVEPOINT inner", ""))
    return FALSE;
  store->depth++;
  good = work->func (store, work->data, error) && complete (store, error);
  store->depth--;
  good = good && tl_sql_run (store, error, outer ? "COMMIT" : "RELEASE inner", "");
  if (!good)
    {
      go_back (store, &before, outer);
      /* SQLite gave up the whole transaction on its own (disk full, IO error). */
      if (!outer && sqlite3_get_autocommit (store->db))
        store->doomed = TRUE;
      return FALSE;
    }
  if (outer)
    {
      tl_mark_write (store);
      if (store->sweep)
        tl_erase_sweep (store);
      tl_tidy_after_commit (store);
      tell_changes (store);
    }

  return TRUE;
}

gboolean
tl_store_transaction (TlStore *store, TlStoreTransactionFunc func, gpointer data, GError **error)
{
  Work work = {func, data};

  g_return_val_if_fail (TL_IS_STORE (store), FALSE);
  g_return_val_if_fail (func != NULL, FALSE);

  return tl_store_run (store, run_transaction, &work, error);
}
