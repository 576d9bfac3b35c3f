/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Nobody is shut out of a good vault: a power cut while a log is begun beside an earlier program's file, a header of which
 * one copy cannot be written any more. */

#include <glib/gstdio.h>
#include <string.h>

#include "bench.h"
#include "vault/backup.h"
#include "vault/vault-private.h"

/* The disk under the main file: what fails, and what both files were when a copy of the header was first written. */
static struct
{
  const sqlite3_io_methods *real;
  sqlite3_io_methods methods;
  gboolean bad[2];
  const char *path, *wal; /* looked at; NULL: not */
  char *main_before, *log_before;
  gsize main_length, log_length;
} disk;

static int
disk_write (sqlite3_file *file, const void *bytes, int amount, sqlite3_int64 offset)
{
  if (offset < TL_HEADER_BYTES && disk.path && !disk.main_before)
    {
      disk.main_before = bench_bytes (disk.path, &disk.main_length);
      disk.log_before = bench_bytes (disk.wal, &disk.log_length);
    }
  if (offset < TL_HEADER_BYTES && disk.bad[offset / TL_HEADER_COPY])
    return SQLITE_IOERR_WRITE;
  return disk.real->xWrite (file, bytes, amount, offset);
}

/* Unlocks, lays the disk above under the main file, opens the database. */
static gboolean
open_on_disk (Bench *b)
{
  g_autoptr (GError) error = NULL;

  b->vault = tl_vault_unlock (b->path, NULL, PASSPHRASE, &error);
  g_assert_no_error (error);
  disk.real = b->vault->file->pMethods;
  disk.methods = *disk.real;
  disk.methods.xWrite = disk_write;
  b->vault->file->pMethods = &disk.methods;
  b->db = tl_vault_open_database (b->vault, &error);
  if (!b->db)
    g_test_message ("%s", error->message);
  return b->db != NULL;
}

static gboolean
save (Bench *b, int value)
{
  g_autofree char *sql = g_strdup_printf ("INSERT INTO t VALUES (%d)", value);

  return sqlite3_exec (b->db, sql, NULL, NULL, NULL) == SQLITE_OK;
}

/* A header that numbers its log and says nothing of its state. */
static void
create_as_earlier_program (Bench *b)
{
  g_autoptr (GError) error = NULL;

  bench_create (b);
  bench_sql (b, "CREATE TABLE t (a)");
  bench_sql (b, "INSERT INTO t VALUES (5)");
  bench_close (b);
  b->vault = tl_vault_unlock (b->path, NULL, PASSPHRASE, &error);
  g_assert_no_error (error);
  memset (b->vault->header.bytes + 152, 0, 4);
  tl_header_finish (&b->vault->header, b->vault->keys, FALSE);
  g_assert_cmpint (tl_header_store (b->vault->file, &b->vault->header), ==, SQLITE_OK);
  bench_close (b);
}

static void
opens_with (Bench *b, gint64 sum)
{
  bench_open (b);
  g_assert_cmpint (bench_number (b, "SELECT sum (a) FROM t"), ==, sum);
  g_assert_true (save (b, 100));
  bench_close (b);
  bench_open (b);
  g_assert_cmpint (bench_number (b, "SELECT sum (a) FROM t"), ==, sum + 100);
  bench_clear (b);
}

static void
cut_before_the_header_knows (void)
{
  Bench b;
  g_autofree char *wal = NULL;

  create_as_earlier_program (&b);
  wal = bench_beside (&b, "-wal");
  g_assert_true (open_on_disk (&b));
  disk.path = b.path;
  disk.wal = wal;
  g_assert_true (save (&b, 6));
  disk.path = NULL;
  bench_close (&b);
  g_assert_nonnull (disk.main_before);
  g_assert_cmpuint (disk.log_length, >, 0);
  bench_put (b.path, disk.main_before, disk.main_length);
  bench_put (wal, disk.log_before, disk.log_length);
  g_clear_pointer (&disk.main_before, g_free);
  g_clear_pointer (&disk.log_before, g_free);
  opens_with (&b, 5);
}

static void
header_that_could_not_be_told (void)
{
  Bench b;

  create_as_earlier_program (&b);
  g_assert_true (open_on_disk (&b));
  disk.bad[0] = disk.bad[1] = TRUE;
  g_assert_false (save (&b, 6));
  bench_close (&b);
  disk.bad[0] = disk.bad[1] = FALSE;
  opens_with (&b, 5);
}

/* A backup of what is read then opens by itself, with all that was saved. */
static void
backup_opens (Bench *b, gint64 sum)
{
  g_autofree char *path = g_build_filename (b->folder, "saved.tamlanh", NULL);
  g_autoptr (GError) error = NULL;
  TlBackup *backup = tl_backup_begin (b->vault, b->db, path, &error);
  Bench copy = {.path = path};

  g_assert_no_error (error);
  while (tl_backup_step (backup, b->db, 64, &error))
    ;
  g_assert_no_error (error);
  tl_backup_free (backup);
  bench_open (&copy);
  g_assert_cmpint (bench_number (&copy, "SELECT sum (a) FROM t"), ==, sum);
  bench_close (&copy);
  g_assert_cmpint (g_unlink (path), ==, 0);
}

static void
one_copy_cannot_be_written (void)
{
  for (guint copy = 0; copy < 2; copy++)
    {
      Bench b;
      gint64 sum = 5;

      bench_create (&b);
      bench_sql (&b, "CREATE TABLE t (a)");
      bench_sql (&b, "INSERT INTO t VALUES (5)");
      bench_close (&b);
      g_assert_true (open_on_disk (&b));
      disk.bad[copy] = TRUE;
      /* Confirmed or not: what was confirmed is there whenever the register is opened again, and it can be saved elsewhere. */
      for (int value = 6; value < 8; value++)
        sum += save (&b, value) ? value : 0;
      bench_close (&b);
      for (guint again = 0; again < 3; again++)
        {
          g_assert_true (open_on_disk (&b));
          g_assert_cmpint (bench_number (&b, "SELECT sum (a) FROM t"), ==, sum);
          backup_opens (&b, sum);
          if (save (&b, 50))
            sum += 50;
          g_assert_cmpint (bench_number (&b, "SELECT sum (a) FROM t"), ==, sum);
          bench_close (&b);
        }
      disk.bad[copy] = FALSE;
      opens_with (&b, sum);
    }
}

int
main (int argc, char **argv)
{
  tl_vault_init ();
  tl_kdf_set_cost_for_test (1, 8192);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/vault/log/cut-before-the-header-knows", cut_before_the_header_knows);
  g_test_add_func ("/vault/log/header-that-could-not-be-told", header_that_could_not_be_told);
  g_test_add_func ("/vault/log/one-copy-cannot-be-written", one_copy_cannot_be_written);
  return g_test_run ();
}
