/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Erasing for good. In every entry of the record the leaf's value and salt go and its commitment stays, so
 * that roots and chain still verify; the row's value, the search text and any draft go with it; the search
 * index is rewritten whole (FTS5 leaves tokens of what was deleted behind until then). The vault's connection zeroes
 * what it frees (secure_delete), but a row that once moved between pages may have left a copy of itself in a page's
 * gap: so after the commit every page is written anew (VACUUM, in memory) and the write-ahead log emptied. The mark
 * that this is due (user_version) is part of the erasing transaction: an interruption leaves it for the next opening. */

#include "store/store-private.h"

#include <glib/gi18n-lib.h>
#include <sodium.h>

typedef struct
{
  TlType type;
  const char *id;
  const guint *fields;
  guint n_fields;
  const char *reason;
} Erasure;

/* What "all" leaves: which records belong together, the code on paper, and the values that counts and
 * accounts already sent out were made of (A, M and the times that nights are counted from). */
static gboolean
outlives (const TlField *field)
{
  return field->kind == TL_KIND_REF || field->kind == TL_KIND_REF_SET || (field->flags & TL_FIELD_GIVEN) || field->privacy == TL_PRIVACY_A
         || field->privacy == TL_PRIVACY_M
         || ((field->kind == TL_KIND_TIME || field->kind == TL_KIND_DATE) && (field->flags & TL_FIELD_REQUIRED))
         || g_str_equal (field->name, "checked_out_at");
}

static GArray *
fields_to_erase (const Erasure *erasure)
{
  const TlTypeInfo *info = tl_type_info (erasure->type);
  GArray *fields = g_array_new (FALSE, FALSE, sizeof (guint));

  if (erasure->fields != NULL)
    g_array_append_vals (fields, erasure->fields, erasure->n_fields);
  else
    for (guint i = 0; i < info->n_fields; i++)
      if (!outlives (&info->fields[i]))
        g_array_append_val (fields, i);

  return fields;
}

static gboolean
is_erased_field (const TlTypeInfo *info, GArray *fields, const TlLeaf *leaf)
{
  for (guint i = 0; i < fields->len; i++)
    if (tl_leaf_is (leaf, info->fields[g_array_index (fields, guint, i)].name))
      return TRUE;

  return FALSE;
}

/* NULL if nothing of this entry is to go. */
static GBytes *
erase_leaves (const TlTypeInfo *info, GArray *fields, const guint8 *bytes, gsize len)
{
  g_autoptr (GByteArray) kept = g_byte_array_sized_new (len);
  gboolean touched = FALSE;
  gsize offset = 0;
  gboolean damaged;
  TlLeaf leaf;

  while (tl_leaf_read (bytes, len, &offset, &leaf, &damaged))
    if (!leaf.erased && is_erased_field (info, fields, &leaf))
      {
        tl_leaf_write_erased (kept, &leaf);
        touched = TRUE;
      }
    else
      tl_leaf_write_same (kept, &leaf);

  return touched && !damaged ? g_byte_array_free_to_bytes (g_steal_pointer (&kept)) : NULL;
}

static gboolean
erase_entries (TlStore *store, const Erasure *erasure, GArray *fields, gboolean *found, GError **error)
{
  const TlTypeInfo *info = tl_type_info (erasure->type);
  g_autoptr (GArray) numbers = g_array_new (FALSE, FALSE, sizeof (gint64));
  sqlite3_stmt *stmt = tl_sql_prepare (store, error, "SELECT n FROM entry WHERE record = ? ORDER BY n", "s", erasure->id);

  if (stmt == NULL)
    return FALSE;
  while (tl_sql_step (store, stmt, NULL))
    {
      gint64 n = sqlite3_column_int64 (stmt, 0);

      g_array_append_val (numbers, n);
    }
  tl_sql_done (stmt);
  *found = numbers->len > 0;
  for (guint i = 0; i < numbers->len; i++)
    {
      gint64 n = g_array_index (numbers, gint64, i);
      g_autoptr (GBytes) kept = NULL;

      stmt = tl_sql_prepare (store, error, "SELECT leaves FROM entry WHERE n = ?", "i", n);
      if (stmt == NULL)
        return FALSE;
      if (tl_sql_step (store, stmt, NULL))
        kept = erase_leaves (info, fields, sqlite3_column_blob (stmt, 0), (gsize)sqlite3_column_bytes (stmt, 0));
      tl_sql_done (stmt);
      if (kept != NULL && !tl_sql_run (store, error, "UPDATE entry SET leaves = ? WHERE n = ?", "bi", kept, n))
        return FALSE;
    }

  return TRUE;
}

static gboolean
erase_row (TlStore *store, const Erasure *erasure, GArray *fields, gboolean *found, GError **error)
{
  GError *failed = NULL;
  g_autoptr (TlRecord) record = tl_row_load (store, erasure->type, erasure->id, &failed);

  if (failed != NULL)
    {
      g_propagate_error (error, failed);
      return FALSE;
    }
  if (record == NULL)
    return TRUE;
  *found = TRUE;
  for (guint i = 0; i < fields->len; i++)
    tl_record_unset (record, g_array_index (fields, guint, i));
  tl_record_set_updated (record, tl_clock_now (), store->staff);
  if (tl_search_has (erasure->type))
    tl_search_note (store, erasure->type, erasure->id, record);
  tl_changes_add (store, erasure->type, erasure->id);

  return tl_row_update (store, record, (const guint *)(gpointer)fields->data, fields->len, error);
}

/* Copies that may still hold what was erased: those this register knows of. By their thinning none is kept longer than the
 * months that are set. */
static JsonArray *
copies_elsewhere (TlStore *store)
{
  JsonArray *copies = json_array_new ();
  sqlite3_stmt *stmt = tl_sql_prepare (store, NULL, "SELECT name FROM backup WHERE state = 'kept' ORDER BY at, n", "");

  while (stmt != NULL && tl_sql_step (store, stmt, NULL))
    json_array_add_string_element (copies, (const char *)sqlite3_column_text (stmt, 0));
  tl_sql_done (stmt);

  return copies;
}

static char *
erasure_detail (TlStore *store, const Erasure *erasure, GArray *fields)
{
  g_autoptr (JsonArray) names = json_array_new ();
  g_autoptr (JsonObject) object = json_object_new ();
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_OBJECT);

  for (guint i = 0; i < fields->len; i++)
    json_array_add_string_element (names, tl_type_field (erasure->type, g_array_index (fields, guint, i))->name);
  json_object_set_array_member (object, "fields", json_array_ref (names));
  json_object_set_array_member (object, "copies", copies_elsewhere (store));
  json_node_set_object (node, object);

  return json_to_string (node, FALSE);
}

static gboolean
erase_inside (TlStore *store, gpointer data, GError **error)
{
  const Erasure *erasure = data;
  const char *name = tl_type_info (erasure->type)->name;
  g_autoptr (GArray) fields = fields_to_erase (erasure);
  g_autofree char *detail = erasure_detail (store, erasure, fields);
  TlAct act = {.kind = "erase", .type = name, .id = erasure->id, .reason = erasure->reason, .detail = detail};
  gboolean in_journal = FALSE;
  gboolean in_table = FALSE;

  if (!erase_entries (store, erasure, fields, &in_journal, error) || !erase_row (store, erasure, fields, &in_table, error))
    return FALSE;
  if (!in_journal && !in_table)
    {
      g_set_error (error, TL_STORE_ERROR, TL_STORE_ERROR_NOT_FOUND, _ ("There is no %s with the id %s."), name, erasure->id);
      return FALSE;
    }
  if (store->erase_watch != NULL
      && !store->erase_watch (store, erasure->type, erasure->id, (const guint *)(gpointer)fields->data, fields->len,
                              store->erase_watch_data, error))
    return FALSE;
  if (!tl_drafts_drop (store, erasure->type, erasure->id, error) || !tl_journal_append (store, &act, NULL, NULL, NULL, 0, error)
      || !tl_search_optimise (store, error))
    return FALSE;
  if (!tl_sql_run (store, error, "PRAGMA user_version = 1", ""))
    return FALSE;
  store->sweep = TRUE;

  return TRUE;
}

void
tl_erase_sweep (TlStore *store)
{
  store->sweep = FALSE;
  if (tl_sql_int (store, NULL, 0, "PRAGMA user_version", "") == 0)
    return;
  if (store->erase_progress != NULL)
    tl_vault_set_meter (store->vault, store->erase_progress, store->erase_progress_data);
  if (sqlite3_exec (store->db, "VACUUM; PRAGMA user_version = 0", NULL, NULL, NULL) != SQLITE_OK)
    /* What was erased is gone from every row; the pages' gaps are swept at the next opening, which comes at once if the disk
     * is the reason. */
    tl_sql_fail (store, NULL);
  if (!store->broken)
    sqlite3_wal_checkpoint_v2 (store->db, NULL, SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL);
  tl_vault_set_meter (store->vault, NULL, NULL);
}

/* --- One record --- */

typedef struct
{
  Erasure erasure;
  TlEraseProgress progress;
  gpointer progress_data;
} Wanted;

static gboolean
erase_telling (TlStore *store, gpointer data, GError **error)
{
  Wanted *wanted = data;
  gboolean good;

  store->erase_progress = wanted->progress;
  store->erase_progress_data = wanted->progress_data;
  good = tl_store_transaction (store, erase_inside, &wanted->erasure, error);
  store->erase_progress = NULL;

  return good;
}

gboolean
tl_journal_erase_full (TlStore *store, TlType type, const char *id, const guint *fields, guint n_fields, const char *reason,
                       TlEraseProgress progress, gpointer progress_data, GError **error)
{
  Wanted wanted = {{type, id, fields, n_fields, reason}, progress, progress_data};

  g_return_val_if_fail (TL_IS_STORE (store), FALSE);
  g_return_val_if_fail (type < TL_N_TYPES && id != NULL, FALSE);

  return tl_store_run (store, erase_telling, &wanted, error);
}

gboolean
tl_journal_erase (TlStore *store, TlType type, const char *id, const guint *fields, guint n_fields, const char *reason, GError **error)
{
  return tl_journal_erase_full (store, type, id, fields, n_fields, reason, NULL, NULL, error);
}

/* --- With a main loop --- */

typedef struct
{
  TlType type;
  char *id;
  guint *fields;
  guint n_fields;
  char *reason;
  TlEraseProgress progress;
  gpointer progress_data;
  GMainContext *context;
} Request;

typedef struct
{
  TlEraseProgress progress;
  gpointer data;
  double fraction;
} Tick;

static void
request_free (gpointer data)
{
  Request *request = data;

  g_free (request->id);
  g_free (request->fields);
  g_free (request->reason);
  g_main_context_unref (request->context);
  g_free (request);
}

static gboolean
tick_cb (gpointer data)
{
  Tick *tick = data;

  tick->progress (tick->fraction, tick->data);
  return G_SOURCE_REMOVE;
}

/* The same priority as the task's answer: all ticks come before it. */
static void
send_tick (double fraction, gpointer data)
{
  Request *request = data;
  g_autoptr (GSource) source = g_idle_source_new ();
  Tick tick = {request->progress, request->progress_data, fraction};

  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, tick_cb, g_memdup2 (&tick, sizeof tick), g_free);
  g_source_attach (source, request->context);
}

static gpointer
erase_job (TlStore *store, gpointer data, GCancellable *cancellable, GError **error)
{
  Request *request = data;

  return GINT_TO_POINTER (tl_journal_erase_full (store, request->type, request->id, request->fields, request->n_fields, request->reason,
                                                 request->progress != NULL ? send_tick : NULL, request, error));
}

void
tl_journal_erase_async (TlStore *store, TlType type, const char *id, const guint *fields, guint n_fields, const char *reason,
                        TlEraseProgress progress, gpointer progress_data, GAsyncReadyCallback callback, gpointer user_data)
{
  Request *request;

  g_return_if_fail (TL_IS_STORE (store));
  g_return_if_fail (type < TL_N_TYPES && id != NULL);

  request = g_new0 (Request, 1);
  *request = (Request){type,
                       g_strdup (id),
                       fields != NULL ? g_memdup2 (fields, n_fields * sizeof (guint)) : NULL,
                       n_fields,
                       g_strdup (reason),
                       progress,
                       progress_data,
                       g_main_context_ref_thread_default ()};
  tl_store_call_async (store, TL_JOB_NORMAL, erase_job, request, request_free, NULL, NULL, callback, user_data);
}

gboolean
tl_journal_erase_finish (TlStore *store, GAsyncResult *result, GError **error)
{
  return tl_store_call_finish (store, result, error) != NULL;
}
