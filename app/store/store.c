/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The database in the vault and its one thread.
 *
 * Why: a window must never wait for a disk, and an encrypted file has one connection. So the connection lives
 * on one thread (queue.c); every public function of this room is a small body that runs there, inside one
 * transaction if it writes (transaction.c), and answers the caller. A save is one line through the room:
 * save.c asks the rules (rules.c, computed.c, guards of other rooms), row.c writes the row, journal.c appends
 * the entry, search.c notes what can be found; the commit makes all of it true at once or none of it.
 *
 * Invariants:
 * 1. No record table is written but through save.c, delete.c and journal-erase.c (and the merge, later).
 * 2. A row and its journal entry are one transaction; a failure between them dooms the transaction.
 * 3. Fields of TlStore are touched on the store thread only, but for queue, context and the strings of the
 *    desk, which never change once handed out. */

#include "store/store-private.h"

#include "vault/backup.h"

#include <glib/gi18n-lib.h>

G_DEFINE_FINAL_TYPE (TlStore, tl_store, G_TYPE_OBJECT)
G_DEFINE_QUARK (tl - store - error - quark, tl_store_error)

enum
{
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

/* --- Closing --- */

static void
close_database (TlStore *store)
{
  if (store->db != NULL)
    {
      g_autoptr (GError) error = NULL;

      if (store->journal.ready)
        tl_mark_write (store);
      tl_sql_clear (store);
      if (sqlite3_close (g_steal_pointer (&store->db)) != SQLITE_OK)
        g_critical ("A statement was left open when the register was closed");
    }
  tl_mark_close (store);
  if (!store->keep_vault)
    g_clear_pointer (&store->vault, tl_vault_lock);
}

static void
close_cb (gpointer data)
{
  close_database (data);
}

void
tl_store_close (TlStore *store)
{
  g_return_if_fail (TL_IS_STORE (store));

  if (store->queue != NULL)
    tl_queue_finish (store->queue, close_cb, store);
  else
    close_database (store);
}

TlVault *
tl_store_close_keeping_vault (TlStore *store)
{
  store->keep_vault = TRUE;
  tl_store_close (store);

  return g_steal_pointer (&store->vault);
}

static void
tl_store_dispose (GObject *object)
{
  tl_store_close (TL_STORE (object));
  G_OBJECT_CLASS (tl_store_parent_class)->dispose (object);
}

static void
tl_store_finalize (GObject *object)
{
  TlStore *store = TL_STORE (object);

  tl_queue_free (store->queue);
  tl_type_sql_clear (store);
  g_array_unref (store->changes);
  g_ptr_array_unref (store->finds);
  g_array_unref (store->guards);
  g_string_chunk_free (store->strings);
  g_main_context_unref (store->context);
  G_OBJECT_CLASS (tl_store_parent_class)->finalize (object);
}

static void
tl_store_class_init (TlStoreClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = tl_store_dispose;
  object_class->finalize = tl_store_finalize;

  signals[CHANGED]
      = g_signal_new ("changed", TL_TYPE_STORE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 2, G_TYPE_UINT, G_TYPE_STRING);
}

static void
tl_store_init (TlStore *store)
{
  store->context = g_main_context_ref_thread_default ();
  store->changes = g_array_new (FALSE, FALSE, sizeof (TlChange));
  g_array_set_clear_func (store->changes, (GDestroyNotify)tl_change_clear);
  store->finds = g_ptr_array_new_with_free_func ((GDestroyNotify)tl_find_free);
  store->guards = g_array_new (FALSE, FALSE, sizeof (TlGuard));
  store->strings = g_string_chunk_new (256);
  store->mark = -1;
  tl_type_sql_build (store);
}

/* --- Opening --- */

static gboolean
prepare_connection (TlStore *store, GError **error)
{
  sqlite3_extended_result_codes (store->db, 1);
  sqlite3_db_config (store->db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
  sqlite3_db_config (store->db, SQLITE_DBCONFIG_DQS_DML, 0, NULL);
  sqlite3_db_config (store->db, SQLITE_DBCONFIG_DQS_DDL, 0, NULL);
  if (sqlite3_exec (store->db, "PRAGMA foreign_keys = ON", NULL, NULL, NULL) != SQLITE_OK)
    return tl_sql_fail (store, error);

  tl_tidy_connect (store);

  return tl_tokenizer_register (store, error);
}

gboolean
tl_store_connect (TlStore *store, GError **error)
{
  store->db = tl_vault_open_database (store->vault, error);
  if (store->db == NULL)
    return FALSE;
  if (prepare_connection (store, error))
    return TRUE;
  tl_sql_clear (store);
  sqlite3_close (g_steal_pointer (&store->db));
  return FALSE;
}

/* What was confirmed lies on the drive; what failed may lie there or not: the journal's state is read again, and whoever
 * saves once more saves the same record. */
gboolean
tl_store_mend_connection (TlStore *store, GError **error)
{
  for (sqlite3_stmt *stmt = sqlite3_next_stmt (store->db, NULL); stmt != NULL; stmt = sqlite3_next_stmt (store->db, stmt))
    if (sqlite3_stmt_busy (stmt))
      return TRUE;
  tl_vault_propagate_io_error (store->vault, NULL);
  if (!tl_vault_is_back (store->vault, error))
    return FALSE;
  tl_sql_clear (store);
  sqlite3_close (store->db);
  store->db = tl_vault_reopen (store->vault, error) ? tl_vault_open_database (store->vault, error) : NULL;
  if (store->db == NULL)
    {
      /* It went again at this very moment. No connection would mean "locked": an empty one keeps the store alive until it is back. */
      sqlite3_open (":memory:", &store->db);
      return FALSE;
    }
  if (!prepare_connection (store, error) || !tl_journal_load_state (store, error))
    return FALSE;
  tl_mark_close (store);
  tl_mark_open (store);
  store->broken = FALSE;

  return TRUE;
}

TlStore *
tl_store_open (TlVault *vault, GError **error)
{
  g_autoptr (TlStore) store = NULL;

  g_return_val_if_fail (vault != NULL, NULL);

  store = g_object_new (TL_TYPE_STORE, NULL);
  store->vault = vault;
  if (!tl_store_connect (store, error) || !tl_migrate (store, error) || !tl_journal_load_state (store, error)
      || !tl_desk_load (store, error))
    return NULL;
  store->read_only = tl_vault_is_read_only (vault);
  if (!store->read_only)
    {
      /* Set up it is, whoever was interrupted before saying so. */
      if (store->journal.ready)
        tl_vault_finish (vault, NULL);
      tl_mark_open (store);
      tl_tries_open (store);
      tl_erase_sweep (store);
    }
  else if (sqlite3_exec (store->db, "PRAGMA query_only = ON", NULL, NULL, NULL) != SQLITE_OK)
    {
      tl_sql_fail (store, error);
      return NULL;
    }
  /* From here the connection belongs to the thread. */
  store->queue = tl_queue_new ("store");

  return g_steal_pointer (&store);
}

TlVault *
tl_store_vault (TlStore *store)
{
  g_return_val_if_fail (TL_IS_STORE (store), NULL);

  return store->vault;
}

gboolean
tl_store_is_read_only (TlStore *store)
{
  g_return_val_if_fail (TL_IS_STORE (store), FALSE);

  return store->read_only;
}

/* --- Jobs --- */

typedef struct
{
  TlStore *store;
  TlStoreFunc func;
  gpointer data;
  GError **error;
  gpointer result;
  GMutex mutex;
  GCond cond;
  gboolean done;
} Call;

static gboolean
set_closed (GError **error)
{
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_CLOSED, _ ("The register is locked. Nothing was changed."));
  return FALSE;
}

static gboolean
runs_at_once (TlStore *store)
{
  return store->queue == NULL || tl_queue_is_own_thread (store->queue);
}

static gpointer
run_func (TlStore *store, TlStoreFunc func, gpointer data, GCancellable *cancellable, GError **error)
{
  if (store->db == NULL)
    {
      set_closed (error);
      return NULL;
    }

  return func (store, data, cancellable, error);
}

/* Nobody sees, or saves into, what an earlier job had to give up. */
static gpointer
run_job (TlStore *store, TlStoreFunc func, gpointer data, GCancellable *cancellable, GError **error)
{
  if (store->db != NULL && !tl_transaction_undo (store))
    {
      tl_sql_fail (store, error);
      return NULL;
    }

  return run_func (store, func, data, cancellable, error);
}

static void
call_cb (gpointer data)
{
  Call *call = data;
  gpointer result = run_job (call->store, call->func, call->data, NULL, call->error);

  g_mutex_lock (&call->mutex);
  call->result = result;
  call->done = TRUE;
  g_cond_signal (&call->cond);
  g_mutex_unlock (&call->mutex);
}

gpointer
tl_store_call (TlStore *store, TlStoreFunc func, gpointer data, GError **error)
{
  Call call = {.store = store, .func = func, .data = data, .error = error};

  g_return_val_if_fail (TL_IS_STORE (store), NULL);
  g_return_val_if_fail (func != NULL, NULL);

  if (runs_at_once (store))
    return run_func (store, func, data, NULL, error);

  g_mutex_init (&call.mutex);
  g_cond_init (&call.cond);
  if (tl_queue_push (store->queue, TL_JOB_NORMAL, call_cb, &call))
    {
      g_mutex_lock (&call.mutex);
      while (!call.done)
        g_cond_wait (&call.cond, &call.mutex);
      g_mutex_unlock (&call.mutex);
    }
  else
    set_closed (error);
  g_mutex_clear (&call.mutex);
  g_cond_clear (&call.cond);

  return call.result;
}

typedef struct
{
  TlStoreFunc func;
  gpointer data;
  GDestroyNotify data_destroy;
  GDestroyNotify result_destroy;
} AsyncCall;

static void
async_call_free (gpointer data)
{
  AsyncCall *call = data;

  if (call->data_destroy != NULL)
    call->data_destroy (call->data);
  g_free (call);
}

static void
async_call_cb (gpointer data)
{
  g_autoptr (GTask) task = data;
  TlStore *store = g_task_get_source_object (task);
  AsyncCall *call = g_task_get_task_data (task);
  GError *error = NULL;
  gpointer result;

  if (g_task_return_error_if_cancelled (task))
    return;
  result = run_job (store, call->func, call->data, g_task_get_cancellable (task), &error);
  if (error != NULL)
    {
      if (result != NULL && call->result_destroy != NULL)
        call->result_destroy (result);
      g_task_return_error (task, error);
    }
  else
    g_task_return_pointer (task, result, call->result_destroy);
}

void
tl_store_call_async (TlStore *store, TlJobPriority priority, TlStoreFunc func, gpointer data, GDestroyNotify data_destroy,
                     GDestroyNotify result_destroy, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task;
  AsyncCall *call;

  g_return_if_fail (TL_IS_STORE (store));
  g_return_if_fail (func != NULL);

  task = g_task_new (store, cancellable, callback, user_data);
  g_task_set_source_tag (task, tl_store_call_async);
  call = g_new (AsyncCall, 1);
  *call = (AsyncCall){func, data, data_destroy, result_destroy};
  g_task_set_task_data (task, call, async_call_free);
  if (!tl_queue_push (store->queue, priority, async_call_cb, task))
    {
      GError *error = NULL;

      set_closed (&error);
      g_task_return_error (task, error);
      g_object_unref (task);
    }
}

gpointer
tl_store_call_finish (TlStore *store, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, store), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/* --- Bodies that answer TRUE or FALSE --- */

typedef struct
{
  TlInside func;
  gpointer args;
} Inside;

static gpointer
inside_cb (TlStore *store, gpointer data, GCancellable *cancellable, GError **error)
{
  Inside *inside = data;

  return GINT_TO_POINTER (inside->func (store, inside->args, error));
}

gboolean
tl_store_run (TlStore *store, TlInside func, gpointer args, GError **error)
{
  Inside inside = {func, args};

  return GPOINTER_TO_INT (tl_store_call (store, inside_cb, &inside, error));
}

static gboolean
writing_cb (TlStore *store, gpointer data, GError **error)
{
  Inside *inside = data;

  /* Inside an open transaction a body joins it: it changes nothing before its checks have passed. */
  if (store->depth > 0)
    return inside->func (store, inside->args, error);

  return tl_store_transaction (store, inside->func, inside->args, error);
}

gboolean
tl_store_run_writing (TlStore *store, TlInside func, gpointer args, GError **error)
{
  Inside inside = {func, args};

  return tl_store_run (store, writing_cb, &inside, error);
}

/* --- Guards --- */

static gboolean
add_guard (TlStore *store, gpointer args, GError **error)
{
  g_array_append_vals (store->guards, args, 1);
  return TRUE;
}

void
tl_store_add_guard (TlStore *store, TlType type, TlStoreGuard func, gpointer data)
{
  TlGuard guard = {type, func, data};

  g_return_if_fail (TL_IS_STORE (store));
  g_return_if_fail (func != NULL);

  tl_store_run (store, add_guard, &guard, NULL);
}

gboolean
tl_guards_check (TlStore *store, TlRecord *before, TlRecord *after, TlType type, GError **error)
{
  for (guint i = 0; i < store->guards->len; i++)
    {
      TlGuard *guard = &g_array_index (store->guards, TlGuard, i);

      if (guard->type == type && !guard->func (store, before, after, guard->data, error))
        return FALSE;
    }

  return TRUE;
}

void
tl_store_set_erase_watch (TlStore *store, TlStoreEraseWatch func, gpointer data)
{
  g_return_if_fail (TL_IS_STORE (store));

  store->erase_watch = func;
  store->erase_watch_data = data;
}
