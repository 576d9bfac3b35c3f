/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "bench.h"

#include <glib/gstdio.h>
#include <string.h>

void
bench_create (Bench *bench)
{
  g_autoptr (GError) error = NULL;

  memset (bench, 0, sizeof *bench);
  bench->folder = g_dir_make_tmp ("tamlanh-vault-XXXXXX", &error);
  g_assert_no_error (error);
  bench->path = g_build_filename (bench->folder, "test.tamlanh", NULL);
  bench->vault = tl_vault_create (bench->path, "Bàn 1", PASSPHRASE, &bench->code, &bench->slot, &error);
  g_assert_no_error (error);
  g_assert_nonnull (bench->vault);
  bench->db = tl_vault_open_database (bench->vault, &error);
  g_assert_no_error (error);
  g_assert_nonnull (bench->db);
}

void
bench_close (Bench *bench)
{
  if (bench->db)
    g_assert_cmpint (sqlite3_close (bench->db), ==, SQLITE_OK);
  bench->db = NULL;
  g_clear_pointer (&bench->vault, tl_vault_lock);
}

char *
bench_beside (Bench *bench, const char *suffix)
{
  return g_strconcat (bench->path, suffix, NULL);
}

void
bench_crash (Bench *bench)
{
  g_autofree char *wal = bench_beside (bench, "-wal");
  gsize main_length, wal_length;
  g_autofree char *main_bytes = bench_bytes (bench->path, &main_length);
  g_autofree char *wal_bytes = bench_bytes (wal, &wal_length);

  g_assert_nonnull (wal_bytes);
  bench_close (bench);
  bench_put (bench->path, main_bytes, main_length);
  bench_put (wal, wal_bytes, wal_length);
}

void
bench_open (Bench *bench)
{
  g_autoptr (GError) error = NULL;

  bench->vault = tl_vault_unlock (bench->path, NULL, PASSPHRASE, &error);
  g_assert_no_error (error);
  bench->db = tl_vault_open_database (bench->vault, &error);
  g_assert_no_error (error);
}

void
bench_clear (Bench *bench)
{
  g_autoptr (GDir) folder = NULL;
  const char *name;

  bench_close (bench);
  folder = g_dir_open (bench->folder, 0, NULL);
  while ((name = g_dir_read_name (folder)))
    {
      g_autofree char *path = g_build_filename (bench->folder, name, NULL);
      g_unlink (path);
    }
  g_rmdir (bench->folder);
  g_free (bench->folder);
  g_free (bench->path);
  g_free (bench->slot);
  tl_secret_free (bench->code);
}

void
bench_sql (Bench *bench, const char *sql)
{
  char *message = NULL;
  int rc = sqlite3_exec (bench->db, sql, NULL, NULL, &message);

  if (rc != SQLITE_OK)
    g_error ("%s: %s", sql, message);
}

gint64
bench_number (Bench *bench, const char *sql)
{
  sqlite3_stmt *statement = NULL;
  gint64 number;

  g_assert_cmpint (sqlite3_prepare_v2 (bench->db, sql, -1, &statement, NULL), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_step (statement), ==, SQLITE_ROW);
  number = sqlite3_column_int64 (statement, 0);
  sqlite3_finalize (statement);
  return number;
}

char *
bench_bytes (const char *path, gsize *length)
{
  char *bytes = NULL;
  *length = 0;
  return g_file_get_contents (path, &bytes, length, NULL) ? bytes : NULL;
}

void
bench_put (const char *path, const char *bytes, gsize length)
{
  g_autoptr (GError) error = NULL;
  g_file_set_contents (path, bytes, (gssize)length, &error);
  g_assert_no_error (error);
}

void
bench_flip (const char *path, gsize offset)
{
  gsize length;
  g_autofree char *bytes = bench_bytes (path, &length);

  g_assert_cmpuint (offset, <, length);
  bytes[offset] ^= 0x10;
  bench_put (path, bytes, length);
}
