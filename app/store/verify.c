/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Verifying in slices (verify.h). The stages follow each other from the disk upwards: blocks, what damaged ones held, SQLite's
 * check of each table, references, the chain, the records against the journal, and the journal against the records. A
 * stage that cannot be read for a damaged block says so and the next one goes on: the person is told all at once. */

#include "store/verify.h"

#include "store/past.h"
#include "store/trees.h"

#include <glib/gi18n-lib.h>

#define PAGES_AT_ONCE 512
#define ENTRIES_AT_ONCE 200
#define ROWS_AT_ONCE 20
#define MAX_NAMED 20 /* sentences of one kind */

typedef enum
{
  BLOCKS,
  DAMAGE,
  INTEGRITY,
  REFERENCES,
  CHAIN,
  RECORDS,
  JOURNAL,
  DONE
} Stage;

/* Where each stage begins on the way from 0 to 1. */
static const double begins[] = {0, 0.2, 0.2, 0.4, 0.45, 0.6, 0.9, 1};

struct _TlVerify
{
  TlVerified result;
  Stage stage;
  TlRawPages *pages;
  guint32 page;
  GPtrArray *tables;
  guint table;
  TlChainCheck *chain;
  guint type;
  gint64 rowid;
  char *record;
  guint64 all_rows, all_entries;
};

static void
bad_block_free (gpointer data)
{
  g_free (((TlBadBlock *)data)->holds);
  g_free (data);
}

TlVerify *
tl_verify_new (void)
{
  TlVerify *verify = g_new0 (TlVerify, 1);

  verify->result.damaged = g_ptr_array_new_with_free_func (bad_block_free);
  verify->result.findings = g_ptr_array_new_with_free_func (g_free);
  verify->record = g_strdup ("");
  verify->page = 1;
  verify->rowid = G_MININT64;

  return verify;
}

void
tl_verify_free (TlVerify *verify)
{
  if (verify == NULL)
    return;
  g_ptr_array_unref (verify->result.damaged);
  g_ptr_array_unref (verify->result.findings);
  g_clear_pointer (&verify->tables, g_ptr_array_unref);
  g_clear_pointer (&verify->pages, tl_raw_pages_free);
  g_clear_pointer (&verify->chain, tl_chain_check_free);
  g_free (verify->record);
  g_free (verify);
}

const TlVerified *
tl_verify_result (TlVerify *verify)
{
  return &verify->result;
}

gboolean
tl_verify_is_whole (TlVerify *verify)
{
  return verify->stage == DONE && verify->result.findings->len == 0;
}

static void
find (TlVerify *verify, char *sentence)
{
  g_ptr_array_add (verify->result.findings, sentence);
}

/* A stage that SQLite gave up: the damaged block behind it has its own sentence. */
static void
note_unreadable (TlVerify *verify, TlStore *store, const char *what)
{
  g_autoptr (GError) reason = NULL;

  if (!tl_vault_propagate_io_error (store->vault, &reason))
    g_set_error_literal (&reason, TL_STORE_ERROR, TL_STORE_ERROR_SQL, sqlite3_errmsg (store->db));
  find (verify, g_strdup_printf (_ ("%s could not be checked to the end: %s"), what, reason->message));
}

/* --- Blocks --- */

static void name_damage (TlVerify *verify);

static gboolean
check_blocks (TlVerify *verify, TlStore *store, GError **error)
{
  guint8 bytes[TL_PAGE_BYTES];
  guint32 count;

  if (verify->pages == NULL)
    {
      /* A read-only register's log stays where it is; what it holds SQLite's own check reads. */
      if (!store->read_only)
        sqlite3_wal_checkpoint_v2 (store->db, NULL, SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL);
      tl_vault_propagate_io_error (store->vault, NULL);
      verify->pages = tl_raw_pages_new (store->vault, FALSE, error);
      if (verify->pages == NULL)
        return FALSE;
    }
  /* People work on between two slices: a checkpoint makes the file longer, an erasure shorter. */
  else if (!tl_raw_pages_measure (verify->pages, error))
    return FALSE;
  count = tl_raw_pages_count (verify->pages);
  for (guint i = verify->result.damaged->len; i > 0 && ((TlBadBlock *)verify->result.damaged->pdata[i - 1])->block >= count; i--)
    g_ptr_array_remove_index (verify->result.damaged, i - 1);
  verify->page = MIN (verify->page, count + 1);
  for (guint i = 0; i < PAGES_AT_ONCE && verify->page <= count; i++, verify->page++)
    if (verify->page != 0x40000000u / TL_PAGE_BYTES + 1 && !tl_raw_pages_read (verify->pages, verify->page, bytes))
      {
        TlBadBlock *bad = g_new0 (TlBadBlock, 1);

        bad->block = verify->page - 1;
        g_ptr_array_add (verify->result.damaged, bad);
      }
  verify->result.blocks = verify->page - 1;

  return verify->page <= count;
}

gboolean
tl_verify_closed (TlVerify *verify, TlVault *vault, const char *why, GError **error)
{
  guint8 bytes[TL_PAGE_BYTES];
  g_autoptr (TlRawPages) with_log = tl_raw_pages_new (vault, TRUE, error);

  if (with_log == NULL || (verify->pages = tl_raw_pages_new (vault, FALSE, error)) == NULL)
    return FALSE;
  find (verify, g_strdup (why));
  for (guint32 page = 1; page <= tl_raw_pages_count (verify->pages); page++)
    if (page != 0x40000000u / TL_PAGE_BYTES + 1 && !tl_raw_pages_read (verify->pages, page, bytes))
      {
        TlBadBlock *bad = g_new0 (TlBadBlock, 1);

        bad->block = page - 1;
        g_ptr_array_add (verify->result.damaged, bad);
      }
  verify->result.blocks = tl_raw_pages_count (verify->pages);
  name_damage (verify);
  if (tl_raw_pages_log_blocks_lost (with_log) > 0)
    find (verify, g_strdup_printf (_ ("The file with the latest saves has %u damaged blocks; %u changed pages are lost with them. Salvage takes "
                                      "what is behind and before."),
                                   tl_raw_pages_log_blocks_lost (with_log), tl_raw_pages_log_frames_lost (with_log)));
  g_clear_pointer (&verify->pages, tl_raw_pages_free);
  verify->stage = DONE;

  return TRUE;
}

/* What the damaged blocks held: all of it in one slice, which only a damaged register needs. */
static void
name_damage (TlVerify *verify)
{
  g_autoptr (TlTrees) trees = tl_trees_new (verify->pages, NULL, NULL, NULL);

  for (guint i = 0; i < verify->result.damaged->len; i++)
    {
      TlBadBlock *bad = verify->result.damaged->pdata[i];

      bad->holds = tl_trees_words (trees, (guint32)bad->block + 1);
      bad->derived = tl_trees_is_derived (trees, (guint32)bad->block + 1);
      if (i < MAX_NAMED)
        find (verify, g_strdup_printf (bad->derived ? _ ("Block %llu is damaged. It held: %s. Nothing is lost with it; salvaging the register "
                                                         "makes it anew.")
                                                    : _ ("Block %llu is damaged. It held: %s. What stood in it can only be read from a backup, or "
                                                         "from the journal by salvaging."),
                                       (unsigned long long)bad->block, bad->holds));
    }
  if (verify->result.damaged->len > MAX_NAMED)
    find (verify, g_strdup_printf (ngettext ("And %u more block is damaged.", "And %u more blocks are damaged.",
                                             verify->result.damaged->len - MAX_NAMED),
                                   verify->result.damaged->len - MAX_NAMED));
}

/* --- What SQLite checks --- */

static gboolean
list_tables (TlVerify *verify, TlStore *store)
{
  sqlite3_stmt *stmt = tl_sql_prepare (
      store, NULL, "SELECT name FROM sqlite_schema WHERE type = 'table' AND rootpage > 0 AND name NOT LIKE 'sqlite_%' ORDER BY rootpage", "");

  verify->tables = g_ptr_array_new_with_free_func (g_free);
  if (stmt == NULL)
    {
      note_unreadable (verify, store, _ ("The list of tables"));
      return FALSE;
    }
  while (tl_sql_step (store, stmt, NULL))
    g_ptr_array_add (verify->tables, tl_sql_column_text (stmt, 0));
  tl_sql_done (stmt);

  return verify->tables->len > 0;
}

static void
check_table (TlVerify *verify, TlStore *store, const char *table)
{
  g_autofree char *sql = g_strdup_printf ("PRAGMA integrity_check (\"%s\")", table);
  sqlite3_stmt *stmt = NULL;
  int rc = sqlite3_prepare_v2 (store->db, sql, -1, &stmt, NULL);

  while (rc == SQLITE_OK && (rc = sqlite3_step (stmt)) == SQLITE_ROW)
    {
      const char *text = (const char *)sqlite3_column_text (stmt, 0);

      if (g_strcmp0 (text, "ok") != 0 && verify->result.findings->len < 200)
        find (verify, g_strdup_printf (_ ("SQLite finds the table “%s” damaged: %s. Restore a backup, or salvage the register."), table,
                                       text));
      rc = SQLITE_OK;
    }
  if (rc != SQLITE_OK && rc != SQLITE_DONE)
    note_unreadable (verify, store, table);
  sqlite3_finalize (stmt);
}

static void
check_references (TlVerify *verify, TlStore *store, const char *table)
{
  g_autofree char *sql = g_strdup_printf ("PRAGMA foreign_key_check (\"%s\")", table);
  const TlTypeInfo *info = tl_type_by_name (table);
  sqlite3_stmt *stmt = NULL;
  guint64 found = 0;
  int rc = sqlite3_prepare_v2 (store->db, sql, -1, &stmt, NULL);

  while (rc == SQLITE_OK && (rc = sqlite3_step (stmt)) == SQLITE_ROW)
    {
      found++;
      rc = SQLITE_OK;
    }
  if (rc != SQLITE_OK && rc != SQLITE_DONE)
    note_unreadable (verify, store, table);
  sqlite3_finalize (stmt);
  verify->result.dangling += found;
  if (found > 0)
    find (verify, g_strdup_printf (_ ("%s: %llu references to records that are not there."),
                                   info != NULL ? tl_type_label (info->type, TRUE) : table, (unsigned long long)found));
}

/* One table a slice. */
static gboolean
next_table (TlVerify *verify, TlStore *store, void (*check) (TlVerify *, TlStore *, const char *))
{
  if (verify->tables == NULL && !list_tables (verify, store))
    return FALSE;
  if (verify->table < verify->tables->len)
    check (verify, store, verify->tables->pdata[verify->table++]);
  if (verify->table < verify->tables->len)
    return TRUE;
  verify->table = 0;

  return FALSE;
}

/* --- The chain --- */

static gboolean
check_chain (TlVerify *verify, TlStore *store)
{
  g_autoptr (GError) problem = NULL;
  const TlChainState *state;

  if (verify->chain == NULL)
    verify->chain = tl_chain_check_new ();
  if (tl_chain_check_step (store, verify->chain, ENTRIES_AT_ONCE, NULL, NULL, &problem))
    {
      verify->result.entries = tl_chain_check_state (verify->chain)->entries;
      return TRUE;
    }
  state = tl_chain_check_state (verify->chain);
  verify->result.entries = state->entries;
  verify->result.gaps = state->gaps;
  if (problem == NULL && tl_chain_state_whole (state, &problem))
    verify->result.journal = TRUE;
  else
    find (verify, g_strdup (problem->message));

  return FALSE;
}

/* --- Records and journal --- */

static char *
field_names (TlRecord *record, GArray *fields)
{
  g_autoptr (GString) names = g_string_new (NULL);

  for (guint i = 0; i < fields->len && i < 6; i++)
    g_string_append_printf (names, "%s%s", i > 0 ? ", " : "", _ (tl_type_field (tl_record_type (record), g_array_index (fields, guint, i))->label));

  return g_string_free (g_steal_pointer (&names), FALSE);
}

static gboolean
compare_record (TlVerify *verify, TlStore *store, TlRecord *record, GError **error)
{
  g_autoptr (TlPast) past = tl_past_read (store, tl_record_id (record), error);
  g_autoptr (GArray) fields = NULL;

  if (past == NULL)
    return FALSE;
  fields = tl_past_compare (past, record);
  verify->result.records++;
  if (fields->len > 0)
    {
      g_autofree char *names = field_names (record, fields);

      if (verify->result.differing++ < MAX_NAMED)
        find (verify, g_strdup_printf (_ ("%s %s is not what the journal says (%s): it was changed outside the program, or an entry is lost."),
                                       tl_type_label (tl_record_type (record), FALSE), tl_record_id (record), names));
    }

  return TRUE;
}

static gboolean
check_records (TlVerify *verify, TlStore *store)
{
  g_autofree char *sql = NULL;
  g_autoptr (GError) problem = NULL;
  g_autoptr (GPtrArray) records = g_ptr_array_new_with_free_func (g_object_unref);
  sqlite3_stmt *stmt;

  if (verify->type >= TL_N_TYPES)
    return FALSE;
  sql = g_strdup_printf ("SELECT rowid, id FROM \"%s\" WHERE rowid > ? ORDER BY rowid LIMIT %d", tl_type_info (verify->type)->name,
                         ROWS_AT_ONCE);
  stmt = tl_sql_prepare (store, &problem, sql, "i", verify->rowid);
  while (stmt != NULL && problem == NULL && tl_sql_step (store, stmt, &problem))
    {
      TlRecord *record = tl_row_load (store, verify->type, (const char *)sqlite3_column_text (stmt, 1), &problem);

      verify->rowid = sqlite3_column_int64 (stmt, 0);
      if (record != NULL)
        g_ptr_array_add (records, record);
    }
  tl_sql_done (stmt);
  for (guint i = 0; i < records->len && problem == NULL; i++)
    compare_record (verify, store, records->pdata[i], &problem);
  verify->result.rows[verify->type] += records->len;
  if (problem != NULL)
    find (verify, g_strdup_printf (_ ("%s could not be checked to the end: %s"), tl_type_label (verify->type, TRUE), problem->message));
  if (problem == NULL && records->len == ROWS_AT_ONCE)
    return TRUE;
  verify->type++;
  verify->rowid = G_MININT64;

  return verify->type < TL_N_TYPES;
}

static gboolean
look_for (TlVerify *verify, TlStore *store, const char *id, GError **error)
{
  g_autoptr (TlPast) past = tl_past_read (store, id, error);

  if (past == NULL)
    return FALSE;
  if (past->saved && !tl_row_exists (store, past->type, id, NULL) && verify->result.missing++ < MAX_NAMED)
    find (verify, g_strdup_printf (_ ("%s %s is in the journal and is not there. Salvaging the register makes it from the journal."),
                                   tl_type_label (past->type, FALSE), id));

  return TRUE;
}

static gboolean
check_journal (TlVerify *verify, TlStore *store)
{
  g_autoptr (GPtrArray) ids = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GError) problem = NULL;
  sqlite3_stmt *stmt
      = tl_sql_prepare (store, &problem, "SELECT DISTINCT record FROM entry WHERE record > ? ORDER BY record LIMIT ?", "si", verify->record,
                        (gint64)ROWS_AT_ONCE);

  while (stmt != NULL && tl_sql_step (store, stmt, &problem))
    g_ptr_array_add (ids, tl_sql_column_text (stmt, 0));
  tl_sql_done (stmt);
  for (guint i = 0; i < ids->len && problem == NULL; i++)
    look_for (verify, store, ids->pdata[i], &problem);
  if (problem != NULL)
    find (verify, g_strdup_printf (_ ("%s could not be checked to the end: %s"), _ ("The journal"), problem->message));
  if (problem != NULL || ids->len < ROWS_AT_ONCE)
    return FALSE;
  g_free (verify->record);
  verify->record = g_strdup (ids->pdata[ids->len - 1]);

  return TRUE;
}

/* --- Slices --- */

static double
stage_fraction (TlVerify *verify)
{
  switch (verify->stage)
    {
    case BLOCKS:
      return verify->pages != NULL ? (double)verify->page / (tl_raw_pages_count (verify->pages) + 1.0) : 0;
    case INTEGRITY:
    case REFERENCES:
      return verify->tables != NULL ? (double)verify->table / (verify->tables->len + 1.0) : 0;
    case CHAIN:
      return (double)verify->result.entries / ((double)verify->all_entries + 1);
    case RECORDS:
      return (double)verify->result.records / ((double)verify->all_rows + 1);
    case JOURNAL:
      /* The ids are random: the first two digits say how far. */
      return (double)g_ascii_strtoull (verify->record, NULL, 16) / (double)G_MAXUINT32;
    case DAMAGE:
    case DONE:
    default:
      return 0;
    }
}

/* TRUE: the stage goes on. */
static gboolean
do_some (TlVerify *verify, TlStore *store, GError **error)
{
  switch (verify->stage)
    {
    case BLOCKS:
      return check_blocks (verify, store, error);
    case DAMAGE:
      if (verify->result.damaged->len > 0)
        name_damage (verify);
      g_clear_pointer (&verify->pages, tl_raw_pages_free);
      return FALSE;
    case INTEGRITY:
      return next_table (verify, store, check_table);
    case REFERENCES:
      return next_table (verify, store, check_references);
    case CHAIN:
      return check_chain (verify, store);
    case RECORDS:
      return check_records (verify, store);
    case JOURNAL:
      return check_journal (verify, store);
    case DONE:
    default:
      return FALSE;
    }
}

static void
count_work (TlVerify *verify, TlStore *store)
{
  verify->all_entries = (guint64)tl_sql_int (store, NULL, 0, "SELECT MAX (n) FROM entry", "");
  for (guint type = 0; type < TL_N_TYPES; type++)
    {
      g_autofree char *sql = g_strdup_printf ("SELECT COUNT (*) FROM \"%s\"", tl_type_info (type)->name);

      verify->all_rows += (guint64)tl_sql_int (store, NULL, 0, sql, "");
    }
}

gboolean
tl_verify_slice (TlStore *store, gpointer data, double *fraction, GError **error)
{
  TlVerify *verify = data;
  gint64 until = g_get_monotonic_time () + TL_SLICE_USEC;
  GError *failed = NULL;

  if (verify->stage == BLOCKS && verify->pages == NULL)
    count_work (verify, store);
  do
    {
      if (!do_some (verify, store, &failed))
        verify->stage++;
      if (failed != NULL)
        {
          g_propagate_error (error, failed);
          return FALSE;
        }
    }
  while (verify->stage != DONE && g_get_monotonic_time () < until);
  *fraction = begins[verify->stage];
  if (verify->stage != DONE)
    *fraction += (begins[verify->stage + 1] - begins[verify->stage]) * CLAMP (stage_fraction (verify), 0, 1);

  return verify->stage != DONE;
}
