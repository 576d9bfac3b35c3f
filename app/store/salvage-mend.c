/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Making a register of the rows: what the pages lost is taken from the journal, what the journal lost from the rows.
 *
 * 1. Where both speak and disagree the row is believed: it is there because its page is, and an entry may be lost. Only where
 *    the log lost pages may a row come from an older image of its page: then the later of the two counts.
 * 2. Records that others refer to and of which neither page nor entry is left get a placeholder, so that what refers to them
 *    can still be found and shown.
 * 3. The chain goes on from the last entry that was read, under a new incarnation. Where entries are missing in
 *    front of one, that is remembered (salvage_gap), and verifying tells of it without calling it tampering.
 * 4. At the end every record is again what the journal says: what only the row knew is written down as one entry each. */

#include "store/past.h"
#include "store/salvage-private.h"

#include <glib/gi18n-lib.h>

#define AT_ONCE 500

typedef gboolean (*EachRecord) (TlSalvage *salvage, TlRecord *record, GError **error);

/* --- Rows from the journal --- */

/* Writes @record: @fields NULL: a new row. *@written: FALSE where another record has its number: then it is listed, and everything
 * else goes on. A case gets another number, so that nothing else of it is lost. */
static gboolean
write_row (TlSalvage *salvage, TlRecord *record, GArray *fields, gboolean *written, GError **error)
{
  TlStore *store = salvage->store;
  TlType type = tl_record_type (record);
  g_autoptr (GError) problem = NULL;

  *written = fields != NULL ? tl_row_update (store, record, (const guint *)(gpointer)fields->data, fields->len, &problem)
                            : tl_row_insert (store, record, &problem);
  if (*written)
    return TRUE;
  if (!g_error_matches (problem, TL_STORE_ERROR, TL_STORE_ERROR_CONFLICT))
    {
      g_propagate_error (error, g_steal_pointer (&problem));
      return FALSE;
    }
  if (type == TL_TYPE_CASE && fields == NULL)
    {
      g_autofree char *code = g_strdup_printf ("MAT-%.8s", tl_record_id (record));

      tl_record_set_text (record, TL_CASE_CODE, code);
      *written = tl_row_insert (store, record, NULL);
      tl_salvage_leave_out (salvage, type, tl_record_id (record), *written ? code : NULL);
    }
  else
    tl_salvage_leave_out (salvage, type, tl_record_id (record), NULL);

  return TRUE;
}

static gboolean
rebuild (TlSalvage *salvage, const TlPast *past, GError **error)
{
  gboolean written = FALSE;

  tl_record_set_site (past->values, salvage->store->site);
  tl_record_set_created (past->values, past->first_at, past->first_staff);
  tl_record_set_updated (past->values, past->last_at, past->last_staff);
  if (!write_row (salvage, past->values, NULL, &written, error))
    return FALSE;
  tl_salvaged_of (salvage, tl_type_info (past->type)->name)->rebuilt += written;

  return TRUE;
}

static gboolean
renew (TlSalvage *salvage, const TlPast *past, TlRecord *row, GArray *fields, GError **error)
{
  g_autoptr (GArray) known = g_array_new (FALSE, FALSE, sizeof (guint));
  gboolean written = FALSE;

  for (guint i = 0; i < fields->len; i++)
    {
      guint field = g_array_index (fields, guint, i);

      if (past->fields[field] != TL_PAST_VALUE || g_hash_table_contains (past->digests, GUINT_TO_POINTER (field)))
        continue;
      tl_record_copy_field (row, past->values, field);
      g_array_append_val (known, field);
    }
  if (known->len == 0)
    return TRUE;
  tl_record_set_updated (row, past->last_at, past->last_staff);
  if (!write_row (salvage, row, known, &written, error))
    return FALSE;
  tl_salvaged_of (salvage, tl_type_info (past->type)->name)->renewed += written;

  return TRUE;
}

static gboolean
mend_record (TlSalvage *salvage, const char *id, GError **error)
{
  TlStore *store = salvage->store;
  g_autoptr (TlPast) past = tl_past_read (store, id, error);
  g_autoptr (TlRecord) row = NULL;
  g_autoptr (GArray) fields = NULL;
  GError *failed = NULL;

  if (past == NULL)
    return FALSE;
  if (past->type >= TL_N_TYPES)
    return TRUE;
  row = tl_row_load (store, past->type, id, &failed);
  if (failed != NULL)
    {
      g_propagate_error (error, failed);
      return FALSE;
    }
  if (past->deleted && row != NULL)
    return tl_row_delete (store, past->type, id, error);
  if (!past->saved)
    return TRUE;
  if (row == NULL)
    return rebuild (salvage, past, error);
  fields = tl_past_compare (past, row);

  return fields->len == 0 || (tl_raw_pages_log_blocks_lost (salvage->pages) == 0 && !tl_raw_pages_log_is_lost (salvage->pages))
         || past->last_at <= tl_record_updated_at (row)
         || renew (salvage, past, row, fields, error);
}

static gboolean
mend_records (TlSalvage *salvage, GError **error)
{
  GHashTableIter iter;
  gpointer id;
  guint done = 0, all = g_hash_table_size (salvage->kinds);

  g_hash_table_iter_init (&iter, salvage->kinds);
  while (g_hash_table_iter_next (&iter, &id, NULL))
    {
      if (!mend_record (salvage, id, error))
        return FALSE;
      if (++done % AT_ONCE == 0 && tl_salvage_stopped (salvage, 0.7 + 0.1 * done / all, error))
        return FALSE;
    }

  return TRUE;
}

/* --- References --- */

static gboolean
make_placeholder (TlSalvage *salvage, TlType type, const char *id, GError **error)
{
  g_autoptr (TlRecord) record = tl_record_new_with_id (type, id);
  g_autofree char *code = g_strdup_printf ("MAT-%.8s", id);
  gboolean written = FALSE;

  if (type == TL_TYPE_CASE)
    tl_record_set_text (record, TL_CASE_CODE, code);
  else if (type == TL_TYPE_PERSON)
    tl_record_set_text (record, TL_PERSON_ALIAS, code);
  else if (type == TL_TYPE_STAFF)
    tl_record_set_text (record, TL_STAFF_FULL_NAME, code);
  else if (type == TL_TYPE_ROOM)
    tl_record_set_text (record, TL_ROOM_NAME, code);
  tl_record_set_site (record, salvage->store->site);
  tl_record_set_created (record, tl_clock_now (), NULL);
  tl_record_set_updated (record, tl_clock_now (), NULL);
  if (!write_row (salvage, record, NULL, &written, error))
    return FALSE;
  tl_salvaged_of (salvage, tl_type_info (type)->name)->placeholders += written;

  return TRUE;
}

typedef struct
{
  char *parent;
  char *id;
} Dangling;

static void
dangling_clear (gpointer data)
{
  g_free (((Dangling *)data)->parent);
  g_free (((Dangling *)data)->id);
}

static GArray *
find_dangling (TlStore *store)
{
  GArray *found = g_array_new (FALSE, FALSE, sizeof (Dangling));
  sqlite3_stmt *stmt = tl_sql_prepare (store, NULL,
                                       "SELECT c.\"table\", c.rowid, c.parent, f.\"from\" FROM pragma_foreign_key_check AS c"
                                       " JOIN pragma_foreign_key_list (c.\"table\") AS f ON f.id = c.fkid AND f.seq = 0",
                                       "");

  g_array_set_clear_func (found, dangling_clear);
  while (stmt != NULL && tl_sql_step (store, stmt, NULL))
    {
      g_autofree char *sql = g_strdup_printf ("SELECT \"%s\" FROM \"%s\" WHERE rowid = ?", sqlite3_column_text (stmt, 3),
                                              sqlite3_column_text (stmt, 0));
      Dangling one = {tl_sql_column_text (stmt, 2), tl_sql_text (store, NULL, sql, "i", sqlite3_column_int64 (stmt, 1))};

      if (one.id != NULL)
        g_array_append_val (found, one);
      else
        dangling_clear (&one);
    }
  tl_sql_done (stmt);

  return found;
}

static gboolean
fill_references (TlSalvage *salvage, GError **error)
{
  g_autoptr (GArray) dangling = find_dangling (salvage->store);

  for (guint i = 0; i < dangling->len; i++)
    {
      const Dangling *one = &g_array_index (dangling, Dangling, i);
      const TlTypeInfo *info = tl_type_by_name (one->parent);

      if (info != NULL && !tl_row_exists (salvage->store, info->type, one->id, NULL)
          && !make_placeholder (salvage, info->type, one->id, error))
        return FALSE;
    }

  return TRUE;
}

/* --- The device and its journal --- */

static gboolean
rebuild_device (TlSalvage *salvage, GError **error)
{
  TlStore *store = salvage->store;
  g_autofree char *site = tl_sql_text (store, NULL, "SELECT code FROM site ORDER BY created_at LIMIT 1", "");
  sqlite3_stmt *stmt;
  g_autoptr (GBytes) id = NULL;

  if (tl_sql_int (store, NULL, 0, "SELECT COUNT (*) FROM device", "") > 0)
    return TRUE;
  stmt = tl_sql_prepare (store, error, "SELECT device FROM entry GROUP BY device ORDER BY COUNT (*) DESC LIMIT 1", "");
  if (stmt != NULL && tl_sql_step (store, stmt, error))
    id = g_bytes_new (sqlite3_column_blob (stmt, 0), (gsize)sqlite3_column_bytes (stmt, 0));
  tl_sql_done (stmt);
  if (id == NULL)
    {
      if (error != NULL && *error == NULL)
        g_set_error_literal (error, TL_STORE_ERROR, TL_STORE_ERROR_DAMAGED,
                             _ ("Neither the device's own row nor one entry of the journal can be read: nothing can be salvaged from this file. "
                                "Restore a backup."));
      return FALSE;
    }

  return tl_sql_run (store, error,
                     "INSERT INTO device (one, id, site, number, incarnation, sequence, lamport) VALUES (1, ?, ?, ?, 1, 0, 0)", "bsi", id,
                     site != NULL ? site : "DC", (gint64)1);
}

/* The chain goes on from the last entry of this device that was read. */
static gboolean
set_journal (TlSalvage *salvage, GError **error)
{
  TlStore *store = salvage->store;
  TlJournalState *state = &store->journal;
  g_autoptr (GBytes) device = NULL;
  sqlite3_stmt *stmt;
  guint64 incarnation;

  if (!rebuild_device (salvage, error) || !tl_journal_load_state (store, error))
    return FALSE;
  incarnation = state->incarnation;
  device = g_bytes_new (store->device_id, TL_DEVICE_BYTES);
  stmt = tl_sql_prepare (store, error, "SELECT incarnation, sequence, hash FROM entry WHERE device = ? ORDER BY n DESC LIMIT 1", "b", device);
  if (stmt == NULL)
    return FALSE;
  state->has_head = FALSE;
  if (tl_sql_step (store, stmt, NULL))
    {
      state->incarnation = (guint64)sqlite3_column_int64 (stmt, 0);
      state->sequence = (guint64)sqlite3_column_int64 (stmt, 1);
      memcpy (state->head, sqlite3_column_blob (stmt, 2), TL_HASH_BYTES);
      state->has_head = TRUE;
    }
  tl_sql_done (stmt);
  state->beyond = MAX (MAX (state->beyond, incarnation), state->incarnation);
  /* Numbers of lost entries are not used again, nor their place in the order of changes. */
  state->lamport = MAX (state->lamport, (guint64)tl_sql_int (store, NULL, 0, "SELECT MAX (n) FROM entry", "")) + 1000;
  state->stale = TRUE;
  state->ready = TRUE;

  return tl_desk_load (store, error);
}

static void
gap_cb (TlStore *store, const guint8 *device, gint64 incarnation, gint64 sequence, gpointer data)
{
  TlSalvage *salvage = data;
  g_autoptr (GBytes) id = g_bytes_new (device, TL_DEVICE_BYTES);

  salvage->gaps++;
  tl_sql_run (store, NULL,
              "INSERT OR IGNORE INTO salvage_gap (device, incarnation, sequence, salvage) SELECT ?, ?, ?, MAX (n) FROM salvage", "bii", id,
              incarnation, sequence);
}

static gboolean
remember_gaps (TlSalvage *salvage, GError **error)
{
  TlChainCheck *check;
  GError *failed = NULL;

  if (!tl_sql_run (salvage->store, error, "INSERT INTO salvage (at, account) VALUES (?, '{}')", "i", tl_clock_now ()))
    return FALSE;
  check = tl_chain_check_new ();
  while (tl_chain_check_step (salvage->store, check, 1000, gap_cb, salvage, &failed))
    ;
  tl_chain_check_free (check);
  if (failed != NULL)
    g_propagate_error (error, failed);

  return failed == NULL;
}

/* --- Every record once more --- */

/* What only the row knows is written down; and what can be found is put into the index. */
static gboolean
write_down (TlSalvage *salvage, TlRecord *record, GError **error)
{
  TlStore *store = salvage->store;
  TlType type = tl_record_type (record);
  TlAct act = {.kind = "salvaged", .type = tl_type_info (type)->name, .id = tl_record_id (record)};
  g_autoptr (TlPast) past = tl_past_read (store, act.id, error);
  g_autoptr (GArray) fields = NULL;

  if (past == NULL)
    return FALSE;
  if (tl_search_has (type))
    tl_search_note (store, type, act.id, record);
  fields = tl_past_compare (past, record);
  if (fields->len == 0 && past->saved)
    return TRUE;
  salvage->written_down++;

  return tl_journal_append (store, &act, record, record, (const guint *)(gpointer)fields->data, fields->len, error);
}

typedef struct
{
  TlSalvage *salvage;
  TlType type;
  GPtrArray *ids;
} Batch;

static gboolean
write_batch (TlStore *store, gpointer data, GError **error)
{
  Batch *batch = data;

  for (guint i = 0; i < batch->ids->len; i++)
    {
      g_autoptr (TlRecord) record = tl_row_load (store, batch->type, batch->ids->pdata[i], NULL);

      if (record != NULL && !write_down (batch->salvage, record, error))
        return FALSE;
    }

  return TRUE;
}

static gboolean
write_all (TlSalvage *salvage, TlType type, GError **error)
{
  TlStore *store = salvage->store;
  g_autofree char *sql
      = g_strdup_printf ("SELECT rowid, id FROM \"%s\" WHERE rowid > ? ORDER BY rowid LIMIT %d", tl_type_info (type)->name, AT_ONCE);
  gint64 after = G_MININT64;

  while (TRUE)
    {
      g_autoptr (GPtrArray) ids = g_ptr_array_new_with_free_func (g_free);
      Batch batch = {salvage, type, ids};
      sqlite3_stmt *stmt = tl_sql_prepare (store, error, sql, "i", after);

      if (stmt == NULL)
        return FALSE;
      while (tl_sql_step (store, stmt, NULL))
        {
          after = sqlite3_column_int64 (stmt, 0);
          g_ptr_array_add (ids, tl_sql_column_text (stmt, 1));
        }
      tl_sql_done (stmt);
      if (ids->len == 0)
        return TRUE;
      if (!tl_store_transaction (store, write_batch, &batch, error)
          || tl_salvage_stopped (salvage, 0.8 + 0.1 * type / TL_N_TYPES, error))
        return FALSE;
    }
}

static gboolean
mend_inside (TlStore *store, gpointer data, GError **error)
{
  TlSalvage *salvage = data;

  g_autofree char *site
      = tl_sql_text (store, NULL, "SELECT coalesce ((SELECT site FROM device), (SELECT code FROM site ORDER BY created_at LIMIT 1))", "");

  if (site != NULL)
    store->site = g_string_chunk_insert_const (store->strings, site);

  return mend_records (salvage, error) && fill_references (salvage, error) && set_journal (salvage, error)
         && remember_gaps (salvage, error);
}

gboolean
tl_salvage_mend (TlSalvage *salvage, GError **error)
{
  if (!tl_store_transaction (salvage->store, mend_inside, salvage, error))
    return FALSE;
  for (guint type = 0; type < TL_N_TYPES; type++)
    if (!write_all (salvage, type, error))
      return FALSE;

  return TRUE;
}
