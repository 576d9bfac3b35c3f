/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The one SQLite connection of a vault, and reading all its blocks. */

#include "vault/vfs-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Turns what SQLite said into our words; the shim's own reason goes before. Always FALSE. */
static gboolean
fail_sqlite (TlVault *vault, sqlite3 *db, int rc, GError **error)
{
  if (tl_vault_propagate_io_error (vault, error))
    return FALSE;
  switch (rc & 0xff)
    {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      g_set_error_literal (error, TL_VAULT_ERROR, TL_VAULT_ERROR_IN_USE,
                           _ ("Another program has this register open. Nothing was changed. Close it there, then try again."));
      break;
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      g_set_error (error, TL_VAULT_ERROR, TL_VAULT_ERROR_DAMAGED,
                   _ ("The register's content is damaged (%s). Nothing was changed. Restore a backup, or salvage what can be read."),
                   sqlite3_errmsg (db));
      break;
    default:
      g_set_error (error, TL_VAULT_ERROR, TL_VAULT_ERROR_IO, _ ("The register could not be opened: %s. What was saved before is safe."),
                   db ? sqlite3_errmsg (db) : sqlite3_errstr (rc));
      break;
    }
  return FALSE;
}

/* Runs a PRAGMA; @wanted: (nullable): what it must answer. */
static gboolean
set_pragma (TlVault *vault, sqlite3 *db, const char *sql, const char *wanted, GError **error)
{
  sqlite3_stmt *statement = NULL;
  gboolean good = TRUE;
  int rc = sqlite3_prepare_v2 (db, sql, -1, &statement, NULL);

  if (rc == SQLITE_OK)
    rc = sqlite3_step (statement);
  if (rc == SQLITE_ROW && wanted)
    {
      const char *answer = (const char *)sqlite3_column_text (statement, 0);
      good = g_strcmp0 (answer, wanted) == 0;
      if (!good)
        g_set_error (error, TL_VAULT_ERROR, TL_VAULT_ERROR_IO, _ ("SQLite refused “%s” (it answered “%s”). The register was not opened."),
                     sql, answer ? answer : "");
    }
  else if (rc == SQLITE_DONE && wanted)
    {
      good = FALSE;
      g_set_error (error, TL_VAULT_ERROR, TL_VAULT_ERROR_IO, _ ("SQLite refused “%s” (it answered “%s”). The register was not opened."),
                   sql, "");
    }
  else if (rc != SQLITE_ROW && rc != SQLITE_DONE)
    good = fail_sqlite (vault, db, rc, error);
  sqlite3_finalize (statement);
  return good;
}

/* A file that had content and has not one block left would open as an empty register. */
static gboolean
has_content (TlVault *vault, GError **error)
{
  sqlite3_int64 bytes = 0;
  int rc = vault->file->pMethods->xFileSize (vault->file, &bytes);

  if (rc != SQLITE_OK)
    {
      tl_vault_note_io (vault, vault->file, rc, "size");
      return tl_vault_fail_io (vault, rc, error);
    }
  if (!tl_header_is_filled (&vault->header) || bytes > TL_HEADER_BYTES + TL_SEAL)
    return TRUE;
  g_set_error_literal (error, TL_VAULT_ERROR, TL_VAULT_ERROR_DAMAGED,
                       _ ("The register's file was cut off: only its head is left, and it had content. Nothing was changed. Restore a backup."));
  return FALSE;
}

sqlite3 *
tl_vault_open_database (TlVault *vault, GError **error)
{
  static const struct
  {
    const char *sql, *wanted;
  } pragmas[] = {
      /* Exclusive comes before the first read: without shared memory it is what makes a WAL possible. */
      {"PRAGMA locking_mode = EXCLUSIVE", "exclusive"},
      {"PRAGMA page_size = 4096", NULL},
      {"PRAGMA temp_store = MEMORY", NULL},
      {"PRAGMA temp_store", "2"},
      {"PRAGMA journal_mode = WAL", "wal"},
      {"PRAGMA synchronous = FULL", NULL},
      {"PRAGMA synchronous", "2"},
      {"PRAGMA page_size", "4096"},
      {"PRAGMA secure_delete = ON", "1"},
      {"PRAGMA cache_size = -32768", NULL},
      {"PRAGMA mmap_size = 0", NULL},
      {"PRAGMA trusted_schema = OFF", NULL},
      {"PRAGMA cell_size_check = ON", NULL},
      {"PRAGMA foreign_keys = ON", NULL},
      {"PRAGMA foreign_keys", "1"},
      /* After a crash the log's last frame may end inside a block that holds confirmed bytes: the log is emptied
       * into the main file before anything is appended to it (wal.c, 2b). */
      {"PRAGMA wal_checkpoint(TRUNCATE)", "0"},
  };
  sqlite3 *db = NULL;
  int rc;

  g_return_val_if_fail (vault != NULL && vault->keys != NULL, NULL);
  if (g_atomic_int_get (&vault->open_files) != 0)
    {
      g_set_error_literal (error, TL_VAULT_ERROR, TL_VAULT_ERROR_IN_USE, _ ("The register is open already."));
      return NULL;
    }
  tl_vault_forget_error (vault);
  if (!tl_vault_need_handle (vault, error) || !has_content (vault, error))
    return NULL;
  rc = sqlite3_open_v2 (vault->path, &db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_FULLMUTEX, vault->vfs_name);
  if (rc != SQLITE_OK)
    {
      fail_sqlite (vault, db, rc, error);
      sqlite3_close (db);
      return NULL;
    }
  sqlite3_db_config (db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (pragmas); i++)
    if (!set_pragma (vault, db, pragmas[i].sql, pragmas[i].wanted, error))
      {
        sqlite3_close (db);
        return NULL;
      }
  tl_vault_forget_error (vault);
  return db;
}

#define STRIDE (TL_SEAL + TL_BLOCK)
#define BATCH 64

gboolean
tl_vault_check_blocks (TlVault *vault, guint64 *blocks, GArray *damaged, GError **error)
{
  g_autofree guint8 *stored = g_malloc (BATCH * STRIDE);
  guint8 *plain;
  TlSealer sealer;
  sqlite3_file *file;
  sqlite3_int64 bytes = 0;
  gint64 total;
  int rc;

  g_return_val_if_fail (vault != NULL, FALSE);
  if (!tl_vault_need_handle (vault, error))
    return FALSE;
  file = vault->file;
  rc = file->pMethods->xFileSize (file, &bytes);
  if (rc != SQLITE_OK)
    {
      tl_vault_note_io (vault, file, rc, "size");
      return tl_vault_fail_io (vault, rc, error);
    }
  bytes = MAX (bytes - TL_HEADER_BYTES, 0);
  total = (bytes + STRIDE - 1) / STRIDE;
  plain = sodium_malloc (TL_BLOCK);
  if (!plain)
    return tl_vault_fail_memory (error);
  tl_sealer_init (&sealer, vault->keys->blocks, tl_header_file_id (&vault->header), TL_FILE_MAIN, tl_header_pair_id (&vault->header));
  for (gint64 b = 0; b < total; b += BATCH)
    {
      gint64 count = MIN (BATCH, total - b);
      gint64 want = MIN (count * STRIDE, bytes - b * STRIDE);
      rc = file->pMethods->xRead (file, stored, (int)want, TL_HEADER_BYTES + b * STRIDE);
      if (rc != SQLITE_OK)
        break;
      for (gint64 i = 0; i < count; i++)
        {
          guint64 number = (guint64)(b + i);
          if (b + i != TL_LOCK_BYTE_BLOCK
              && !tl_sealer_open (&sealer, number, stored + i * STRIDE, (gsize)MIN (STRIDE, want - i * STRIDE), plain) && damaged)
            g_array_append_val (damaged, number);
        }
    }
  sodium_free (plain);
  if (rc != SQLITE_OK)
    {
      tl_vault_note_io (vault, file, rc, "read");
      return tl_vault_fail_io (vault, rc, error);
    }
  if (blocks)
    *blocks = (guint64)total;
  return TRUE;
}
