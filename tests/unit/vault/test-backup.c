/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Backup of a vault in use, opening without writing, and putting a backup back. */

#include "bench.h"

#include "vault/backup.h"
#include "vault/raw-pages.h"
#include "vault/vfs-private.h"

#include <errno.h>
#include <gio/gio.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static void
fill (Bench *b, int rows)
{
  g_autofree char *sql = g_strdup_printf ("CREATE TABLE IF NOT EXISTS t (id INTEGER PRIMARY KEY, pad BLOB);"
                                          "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < %d)"
                                          "INSERT INTO t (pad) SELECT randomblob (3000) FROM n",
                                          rows);
  bench_sql (b, sql);
}

static guint
files_in (Bench *b)
{
  g_autoptr (GDir) folder = g_dir_open (b->folder, 0, NULL);
  guint count = 0;

  while (g_dir_read_name (folder))
    count++;
  return count;
}

static char *
take_backup (Bench *b, const char *name)
{
  g_autoptr (GError) error = NULL;
  char *path = g_build_filename (b->folder, name, NULL);
  g_autoptr (TlBackup) backup = tl_backup_begin (b->vault, b->db, path, &error);

  g_assert_no_error (error);
  while (tl_backup_step (backup, b->db, 100, &error))
    ;
  g_assert_no_error (error);
  g_assert_cmpfloat (tl_backup_fraction (backup), ==, 1);
  return path;
}

/* Of the vault at @path, opened with the usual passphrase and without writing. */
static gint64
number_in (const char *path, const char *sql)
{
  g_autoptr (GError) error = NULL;
  Bench look = {0};
  gint64 number;

  look.vault = tl_vault_unlock_for_reading (path, NULL, PASSPHRASE, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (tl_vault_is_read_only (look.vault));
  look.db = tl_vault_open_database (look.vault, &error);
  g_assert_no_error (error);
  g_assert_cmpint (bench_number (&look, "SELECT count(*) FROM pragma_integrity_check WHERE integrity_check = 'ok'"), ==, 1);
  number = bench_number (&look, sql);
  bench_close (&look);
  return number;
}

static void
while_in_use (void)
{
  for (guint slice = 3; slice <= 300; slice *= 10)
    {
      Bench b;
      g_autoptr (GError) error = NULL;
      g_autofree char *path = NULL;
      g_autoptr (TlBackup) backup = NULL;
      guint steps = 0;
      double before = 0;

      bench_create (&b);
      fill (&b, 400);
      path = g_build_filename (b.folder, "copy.tamlanh", NULL);
      backup = tl_backup_begin (b.vault, b.db, path, &error);
      g_assert_no_error (error);
      g_assert_null (tl_backup_begin (b.vault, b.db, path, &error));
      g_assert_error (error, TL_VAULT_ERROR, TL_VAULT_ERROR_IN_USE);
      g_clear_error (&error);
      while (tl_backup_step (backup, b.db, slice, &error))
        {
          steps++;
          g_assert_cmpfloat (tl_backup_fraction (backup), >=, before);
          before = tl_backup_fraction (backup);
          g_assert_cmpfloat (before, <, 1);
          g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
          if (before < 0.5 && steps < 60)
            {
              /* What is written, erased, moved and given back meanwhile. */
              bench_sql (&b, "INSERT INTO t (pad) VALUES (randomblob (2000)); UPDATE t SET pad = randomblob (3000) WHERE id % 50 = 1");
              if (steps % 7 == 0)
                bench_sql (&b, "DELETE FROM t WHERE id % 100 = 3; PRAGMA wal_checkpoint (TRUNCATE)");
              if (steps == 20)
                bench_sql (&b, "DELETE FROM t WHERE id > 100 AND id < 200; VACUUM; PRAGMA wal_checkpoint (TRUNCATE)");
            }
        }
      g_assert_no_error (error);
      g_assert_cmpint (number_in (path, "SELECT sum (id) FROM t"), ==, bench_number (&b, "SELECT sum (id) FROM t"));
      g_assert_cmpint (number_in (path, "SELECT sum (length (pad)) FROM t"), ==, bench_number (&b, "SELECT sum (length (pad)) FROM t"));
      bench_clear (&b);
    }
}

static void
given_up (void)
{
  Bench b;
  g_autoptr (GError) error = NULL;
  g_autofree char *path = NULL;

  bench_create (&b);
  fill (&b, 100);
  path = g_build_filename (b.folder, "copy.tamlanh", NULL);
  for (guint steps = 0; steps < 30; steps += 3)
    {
      TlBackup *backup = tl_backup_begin (b.vault, b.db, path, &error);
      guint before = files_in (&b);
      for (guint i = 0; i < steps; i++)
        g_assert_true (tl_backup_step (backup, b.db, 7, &error));
      g_assert_no_error (error);
      tl_backup_free (backup);
      g_assert_cmpuint (files_in (&b), ==, before - 1);
    }
  /* A file that is there already is nobody's to take. */
  bench_put (path, "mine", 4);
  g_assert_null (tl_backup_begin (b.vault, b.db, path, &error));
  g_assert_error (error, TL_VAULT_ERROR, TL_VAULT_ERROR_EXISTS);
  g_clear_error (&error);
  g_unlink (path);
  /* The vault goes first. */
  {
    TlBackup *backup = tl_backup_begin (b.vault, b.db, path, &error);
    g_assert_no_error (error);
    bench_close (&b);
    tl_backup_free (backup);
    g_assert_cmpuint (files_in (&b), ==, 2);
    bench_open (&b);
  }
  /* A new key makes what was copied worthless. */
  {
    TlBackup *backup = tl_backup_begin (b.vault, b.db, path, &error);
    g_assert_true (tl_backup_step (backup, b.db, 7, &error));
    sqlite3_close (b.db);
    g_assert_true (tl_vault_rotate (b.vault, &error));
    b.db = tl_vault_open_database (b.vault, &error);
    g_assert_false (tl_backup_step (backup, b.db, 7, &error));
    g_assert_error (error, TL_VAULT_ERROR, TL_VAULT_ERROR_IO);
    g_clear_error (&error);
    tl_backup_free (backup);
  }
  bench_clear (&b);
}

static void
of_a_damaged_vault (void)
{
  Bench b;
  g_autoptr (GError) error = NULL;
  g_autofree char *path = NULL;
  TlBackup *backup;

  bench_create (&b);
  fill (&b, 100);
  bench_close (&b);
  bench_flip (b.path, TL_HEADER_BYTES + 60 * (TL_SEAL + TL_BLOCK) + 99);
  bench_open (&b);
  path = g_build_filename (b.folder, "copy.tamlanh", NULL);
  backup = tl_backup_begin (b.vault, b.db, path, &error);
  while (tl_backup_step (backup, b.db, 50, &error))
    ;
  g_assert_error (error, TL_VAULT_ERROR, TL_VAULT_ERROR_DAMAGED);
  g_assert_nonnull (strstr (error->message, "60"));
  tl_backup_free (backup);
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
  bench_clear (&b);
}

/* What was flipped between writing and reading back is found before the file has its name. */
static void
on_a_failing_drive (void)
{
  Bench b;
  g_autoptr (GError) error = NULL;
  g_autofree char *path = NULL, *part = NULL;
  TlBackup *backup;
  guint steps = 0;

  bench_create (&b);
  fill (&b, 100);
  path = g_build_filename (b.folder, "copy.tamlanh", NULL);
  part = g_strconcat (path, ".part", NULL);
  backup = tl_backup_begin (b.vault, b.db, path, &error);
  while (tl_backup_step (backup, b.db, 20, &error))
    if (tl_backup_fraction (backup) >= 0.5 && ++steps == 1)
      {
        FILE *file = g_fopen (part, "r+b");
        g_assert_nonnull (file);
        fseek (file, TL_HEADER_BYTES + 70 * (TL_SEAL + TL_BLOCK) + 300, SEEK_SET);
        fputc ('x', file);
        fputc ('y', file);
        fclose (file);
      }
  g_assert_error (error, TL_VAULT_ERROR, TL_VAULT_ERROR_IO);
  g_assert_nonnull (strstr (error->message, "70"));
  tl_backup_free (backup);
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
  g_assert_false (g_file_test (part, G_FILE_TEST_EXISTS));
  bench_clear (&b);
}

/* --- reading --- */

/* Another program on the same file. 0: it opened, 10: in use, 11: another reason. */
static int
second (const char *path)
{
  g_autoptr (GError) error = NULL;
  Bench other = {0};

  other.vault = tl_vault_unlock (path, NULL, PASSPHRASE, &error);
  other.db = other.vault ? tl_vault_open_database (other.vault, &error) : NULL;
  if (other.db)
    return 0;
  return g_error_matches (error, TL_VAULT_ERROR, TL_VAULT_ERROR_IN_USE) ? 10 : 11;
}

static int
run_second (const char *path)
{
  g_autofree char *self = g_file_read_link ("/proc/self/exe", NULL);
  const char *argv[] = {self, "--second", path, NULL};
  int status = 0;

  g_assert_true (g_spawn_sync (NULL, (char **)argv, NULL, G_SPAWN_DEFAULT, NULL, NULL, NULL, NULL, &status, NULL));
  return WIFEXITED (status) ? WEXITSTATUS (status) : -1;
}

static void
reading_writes_nothing (void)
{
  Bench b, look = {0};
  g_autoptr (GError) error = NULL;
  g_autofree char *wal = NULL, *lock = NULL, *main_before = NULL, *wal_before = NULL, *main_after = NULL, *wal_after = NULL;
  gsize main_length, wal_length, main_now, wal_now;
  char id[33];

  bench_create (&b);
  bench_sql (&b, "PRAGMA wal_autocheckpoint = 0");
  fill (&b, 300);
  wal = bench_beside (&b, "-wal");
  lock = bench_beside (&b, ".lock");
  g_assert_null (tl_vault_unlock_for_reading (b.path, NULL, PASSPHRASE, NULL, &error));
  g_assert_error (error, TL_VAULT_ERROR, TL_VAULT_ERROR_IN_USE);
  g_clear_error (&error);
  bench_crash (&b);
  g_unlink (lock);
  main_before = bench_bytes (b.path, &main_length);
  wal_before = bench_bytes (wal, &wal_length);
  tl_vault_read_file_id (b.path, id);
  g_assert_cmpuint (strlen (id), ==, 32);

  look.vault = tl_vault_unlock_for_reading (b.path, NULL, NULL, b.code, &error);
  g_assert_no_error (error);
  /* Nor is a door changed there, and nobody is told that it might have been. */
  g_assert_false (tl_vault_add_slot (look.vault, "Bàn 9", PASSPHRASE, NULL, &error));
  g_assert_error (error, TL_VAULT_ERROR, TL_VAULT_ERROR_IO);
  g_assert_nonnull (strstr (error->message, "can only be read"));
  g_clear_error (&error);
  for (int again = 0; again < 3; again++)
    {
      look.db = tl_vault_open_database (look.vault, &error);
      g_assert_no_error (error);
      /* What the log holds is seen; what is written is seen, also after closing, until the vault is locked. */
      g_assert_cmpint (bench_number (&look, "SELECT count(*) FROM t"), ==, 300 + again);
      bench_sql (&look, "INSERT INTO t (pad) VALUES (randomblob (9000)); CREATE INDEX IF NOT EXISTS i ON t (pad)");
      if (again == 1)
        bench_sql (&look, "VACUUM");
      g_assert_cmpint (bench_number (&look, "SELECT count(*) FROM pragma_integrity_check WHERE integrity_check = 'ok'"), ==, 1);
      g_assert_cmpint (sqlite3_close (look.db), ==, SQLITE_OK);
      look.db = NULL;
    }
  /* While somebody reads nobody writes, with the lock file and without. */
  g_assert_cmpint (run_second (b.path), ==, 10);
  g_assert_cmpint (run_second (b.path), ==, 10);
  g_unlink (lock);
  bench_close (&look);
  g_assert_false (g_file_test (lock, G_FILE_TEST_EXISTS));
  main_after = bench_bytes (b.path, &main_now);
  wal_after = bench_bytes (wal, &wal_now);
  g_assert_cmpmem (main_before, main_length, main_after, main_now);
  g_assert_cmpmem (wal_before, wal_length, wal_after, wal_now);
  bench_open (&b);
  g_assert_cmpint (bench_number (&b, "SELECT count(*) FROM t"), ==, 300);
  bench_clear (&b);
}

static gint all_freed; /* atomic */

/* What the shim does at each write of the main file, without the disk between. */
static gpointer
note_and_note (gpointer data)
{
  Bench *b = data;

  for (gint64 i = 0; !g_atomic_int_get (&all_freed); i = (i + 1) % 2000)
    tl_backup_note_write (b->vault, i, i);
  return NULL;
}

/* Somebody presses Stop while somebody's save goes to the disk on another thread. */
static void
given_up_while_written (void)
{
  Bench b;
  GThread *thread;
  g_autoptr (GError) error = NULL;
  g_autofree char *path = NULL;

  bench_create (&b);
  fill (&b, 30);
  path = g_build_filename (b.folder, "copy.tamlanh", NULL);
  thread = g_thread_new ("writer", note_and_note, &b);
  for (int i = 0; i < 40; i++)
    {
      TlBackup *backup = tl_backup_begin (b.vault, b.db, path, &error);

      g_assert_no_error (error);
      g_usleep (2000);
      tl_backup_free (backup);
    }
  g_atomic_int_set (&all_freed, 1);
  g_thread_join (thread);
  bench_clear (&b);
}

/* --- salvaging --- */

/* A new file whose closing left a log beside it is not called finished: without the log it would be an older one. */
static void
no_name_without_its_log (void)
{
  Bench b;
  g_autoptr (GError) error = NULL;
  g_autofree char *to = NULL;

  bench_create (&b);
  bench_sql (&b, "PRAGMA wal_autocheckpoint = 0");
  fill (&b, 10);
  bench_crash (&b);
  to = g_build_filename (b.folder, "salvaged.tamlanh", NULL);
  g_assert_false (tl_vault_rename (b.path, to, &error));
  g_assert_error (error, TL_VAULT_ERROR, TL_VAULT_ERROR_IO);
  g_clear_error (&error);
  g_assert_false (g_file_test (to, G_FILE_TEST_EXISTS));
  bench_open (&b);
  bench_close (&b);
  g_assert_true (tl_vault_rename (b.path, to, &error));
  g_assert_no_error (error);
  g_assert_cmpint (number_in (to, "SELECT count(*) FROM t"), ==, 10);
  g_unlink (to);
  bench_clear (&b);
}

/* The end of a log is damaged whose pages a checkpoint has brought into the file: those behind the last readable commit are
 * read all the same. */
static void
pages_behind_a_lost_end (void)
{
  Bench b;
  g_autoptr (GError) error = NULL;
  g_autofree char *wal = NULL;
  TlVault *vault;
  TlRawPages *pages;
  guint8 bytes[TL_PAGE_BYTES];
  gsize length = 0, stored = 0;
  guint32 count;

  bench_create (&b);
  bench_sql (&b, "PRAGMA wal_autocheckpoint = 0");
  fill (&b, 10);
  fill (&b, 40);
  bench_sql (&b, "PRAGMA wal_checkpoint (PASSIVE)");
  bench_crash (&b);
  wal = bench_beside (&b, "-wal");
  g_free (bench_bytes (wal, &length));
  g_free (bench_bytes (b.path, &stored));
  for (guint i = 1; i <= 4; i++)
    bench_flip (wal, (length / TL_STORED_MAX - i) * TL_STORED_MAX + 70);
  count = (guint32)((stored - TL_HEADER_BYTES) / (TL_SEAL + TL_BLOCK));
  vault = tl_vault_unlock_for_reading (b.path, NULL, PASSPHRASE, NULL, &error);
  g_assert_no_error (error);
  pages = tl_raw_pages_new (vault, TRUE, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (tl_raw_pages_count (pages), ==, count);
  g_assert_true (tl_raw_pages_read (pages, count, bytes));
  tl_raw_pages_free (pages);
  tl_vault_lock (vault);
  bench_clear (&b);
}

/* --- restoring --- */

static gboolean
restore (Bench *b, const char *from, const char *aside, gboolean *kept, GError **error)
{
  TlVault *source = tl_vault_unlock_for_reading (from, NULL, PASSPHRASE, NULL, error);
  gboolean good;

  g_assert_nonnull (source);
  good = tl_vault_restore (source, b->path, aside, kept, NULL, NULL, error);
  tl_vault_lock (source);
  return good;
}

typedef enum
{
  WHOLE,
  WITH_LOG,
  DAMAGED,
  HEADLESS,
  MISSING,
  N_STATES
} State;

static void
over_whatever_is_there (void)
{
  for (guint state = 0; state < N_STATES; state++)
    {
      Bench b;
      g_autoptr (GError) error = NULL;
      g_autofree char *backup = NULL, *aside = NULL, *aside_wal = NULL, *wal = NULL, *former = NULL, *former_log = NULL;
      gsize length = 0, log_length = 0;
      gboolean kept = FALSE;

      bench_create (&b);
      fill (&b, 60);
      backup = take_backup (&b, "copy.tamlanh");
      wal = bench_beside (&b, "-wal");
      bench_sql (&b, "PRAGMA wal_autocheckpoint = 0; UPDATE t SET pad = randomblob (2500)");
      fill (&b, 40);
      if (state == WITH_LOG)
        bench_crash (&b);
      else
        bench_close (&b);
      if (state == DAMAGED)
        bench_flip (b.path, TL_HEADER_BYTES + 70);
      if (state == HEADLESS)
        {
          bench_flip (b.path, 70);
          bench_flip (b.path, TL_HEADER_COPY + 70);
        }
      if (state == MISSING)
        g_unlink (b.path);
      former = bench_bytes (b.path, &length);
      former_log = bench_bytes (wal, &log_length);
      g_assert_true ((former_log != NULL) == (state == WITH_LOG));

      aside = g_build_filename (b.folder, "former.tamlanh", NULL);
      aside_wal = g_strconcat (aside, "-wal", NULL);
      g_assert_true (restore (&b, backup, aside, &kept, &error));
      g_assert_no_error (error);
      g_assert_true (kept == (state != MISSING));
      if (kept)
        {
          gsize now;
          g_autofree char *bytes = bench_bytes (aside, &now);
          g_assert_cmpmem (bytes, now, former, length);
        }
      if (state == WITH_LOG)
        {
          gsize now;
          g_autofree char *bytes = bench_bytes (aside_wal, &now);
          g_assert_cmpmem (bytes, now, former_log, log_length);
          g_assert_cmpint (number_in (aside, "SELECT count(*) FROM t"), ==, 100);
          /* The former log, back at its old name, says nothing to the file that is there now. */
          bench_put (wal, former_log, log_length);
        }
      bench_open (&b);
      g_assert_cmpint (bench_number (&b, "SELECT count(*) FROM t"), ==, 60);
      g_assert_cmpint (bench_number (&b, "SELECT count(*) FROM t WHERE length (pad) = 3000"), ==, 60);
      fill (&b, 5);
      g_assert_cmpint (bench_number (&b, "SELECT count(*) FROM pragma_integrity_check WHERE integrity_check = 'ok'"), ==, 1);
      /* Never over one that is open, nor from itself. */
      g_assert_false (restore (&b, backup, aside, &kept, &error));
      g_assert_error (error, TL_VAULT_ERROR, TL_VAULT_ERROR_IN_USE);
      bench_close (&b);
      g_assert_cmpint (number_in (backup, "SELECT count(*) FROM t"), ==, 60);
      bench_clear (&b);
    }
}

/* A source whose latest saves are only in its log. */
static void
from_a_file_with_a_log (void)
{
  Bench b;
  g_autoptr (GError) error = NULL;
  g_autofree char *moved = NULL, *moved_wal = NULL, *wal = NULL, *aside = NULL;
  gboolean kept = TRUE;

  bench_create (&b);
  bench_sql (&b, "PRAGMA wal_autocheckpoint = 0");
  fill (&b, 50);
  bench_crash (&b);
  wal = bench_beside (&b, "-wal");
  moved = g_build_filename (b.folder, "moved.tamlanh", NULL);
  moved_wal = g_strconcat (moved, "-wal", NULL);
  aside = g_build_filename (b.folder, "former.tamlanh", NULL);
  g_assert_cmpint (g_rename (b.path, moved), ==, 0);
  g_assert_cmpint (g_rename (wal, moved_wal), ==, 0);
  g_assert_true (restore (&b, moved, aside, &kept, &error));
  g_assert_no_error (error);
  g_assert_false (kept);
  bench_open (&b);
  g_assert_cmpint (bench_number (&b, "SELECT count(*) FROM t"), ==, 50);
  bench_clear (&b);
}

static guint stop_at, step;

static int
stopping_rename (const char *from, const char *to)
{
  if (++step == stop_at)
    _exit (42);
  if (g_rename (from, to) != 0)
    return -1;
  if (++step == stop_at)
    _exit (42);
  return 0;
}

static int
stopping_link (const char *from, const char *to)
{
  if (++step == stop_at)
    _exit (42);
  if (link (from, to) != 0)
    return -1;
  if (++step == stop_at)
    _exit (42);
  return 0;
}

static gboolean
stopping_progress (double fraction, gpointer data)
{
  if (++step == stop_at)
    _exit (42);
  return TRUE;
}

/* Killed before and after each step, with links and without: the next opening finds the former register or the restored
 * one, whole, with every save; and of the former nothing is lost either. */
static void
killed_at_every_step (void)
{
  for (int links = 0; links < 2; links++)
    for (int with_log = 0; with_log < 2; with_log++)
      {
        gboolean ended = FALSE;
        guint former = 0, restored = 0;

        for (guint at = 1; !ended; at++)
          {
            Bench b;
            g_autoptr (GError) error = NULL;
            g_autofree char *backup = NULL, *aside = NULL;
            int status = 0;
            gint64 rows;
            pid_t child;

            bench_create (&b);
            g_assert_true (tl_vault_finish (b.vault, NULL));
            fill (&b, 30);
            backup = take_backup (&b, "copy.tamlanh");
            aside = g_build_filename (b.folder, "former.tamlanh", NULL);
            bench_sql (&b, "PRAGMA wal_autocheckpoint = 0");
            fill (&b, 20);
            if (with_log)
              bench_crash (&b);
            else
              bench_close (&b);
            child = fork ();
            if (child == 0)
              {
                gboolean kept = FALSE;
                TlVault *source = tl_vault_unlock_for_reading (backup, NULL, PASSPHRASE, NULL, NULL);
                step = 0;
                stop_at = at;
                tl_vault_set_rename_for_test (stopping_rename);
                tl_vault_set_link_for_test (links ? stopping_link : NULL);
                _exit (source && tl_vault_restore (source, b.path, aside, &kept, stopping_progress, NULL, NULL) && kept ? 0 : 1);
              }
            waitpid (child, &status, 0);
            g_assert_true (WIFEXITED (status));
            g_assert_true (WEXITSTATUS (status) == 42 || WEXITSTATUS (status) == 0);
            ended = WEXITSTATUS (status) == 0;
            g_assert_true (tl_vault_exists (b.path));
            bench_open (&b);
            rows = bench_number (&b, "SELECT count(*) FROM t");
            if (rows == 50)
              former++;
            else
              {
                g_assert_cmpint (rows, ==, 30);
                g_assert_cmpint (number_in (aside, "SELECT count(*) FROM t"), ==, 50);
                restored++;
              }
            g_assert_cmpint (bench_number (&b, "SELECT count(*) FROM pragma_integrity_check WHERE integrity_check = 'ok'"), ==, 1);
            {
              g_autofree char *left = bench_beside (&b, ".restoring"), *half = bench_beside (&b, ".aside"),
                                *half_name = bench_beside (&b, ".aside-name");
              g_assert_false (g_file_test (half_name, G_FILE_TEST_EXISTS));
              g_assert_false (g_file_test (left, G_FILE_TEST_EXISTS));
              g_assert_false (g_file_test (half, G_FILE_TEST_EXISTS));
            }
            bench_clear (&b);
          }
        g_assert_cmpuint (former, >=, 3);
        g_assert_cmpuint (restored, >=, 3);
      }
}

static int
unnaming_rename (const char *from, const char *to)
{
  errno = EIO;
  return g_str_has_suffix (from, ".aside") ? -1 : g_rename (from, to);
}

/* The former file could not get its dated name: a later restore does not take its place, and it gets the name as soon as that
 * can be given, also where the drive has another place by then. */
static void
former_file_without_its_name (void)
{
  Bench b;
  g_autoptr (GError) error = NULL;
  g_autofree char *backup = NULL, *aside = NULL, *second = NULL, *half = NULL, *moved = NULL, *there = NULL;
  gboolean kept = FALSE;

  bench_create (&b);
  g_assert_true (tl_vault_finish (b.vault, NULL));
  fill (&b, 30);
  backup = take_backup (&b, "copy.tamlanh");
  fill (&b, 20);
  bench_close (&b);
  aside = g_build_filename (b.folder, "former.tamlanh", NULL);
  second = g_build_filename (b.folder, "second.tamlanh", NULL);
  half = bench_beside (&b, ".aside");
  tl_vault_set_rename_for_test (unnaming_rename);
  tl_vault_set_link_for_test (link);
  g_assert_false (restore (&b, backup, aside, &kept, &error));
  g_assert_error (error, TL_VAULT_ERROR, TL_VAULT_ERROR_IO);
  g_clear_error (&error);
  g_assert_cmpint (number_in (b.path, "SELECT count(*) FROM t"), ==, 30);
  g_assert_cmpint (number_in (half, "SELECT count(*) FROM t"), ==, 50);
  g_assert_false (restore (&b, backup, second, &kept, &error));
  g_assert_error (error, TL_VAULT_ERROR, TL_VAULT_ERROR_EXISTS);
  g_assert_cmpint (number_in (half, "SELECT count(*) FROM t"), ==, 50);
  tl_vault_set_rename_for_test (NULL);

  moved = g_strconcat (b.folder, "-moved", NULL);
  g_assert_cmpint (g_rename (b.folder, moved), ==, 0);
  there = g_build_filename (moved, "former.tamlanh", NULL);
  {
    g_autofree char *name = g_path_get_basename (b.path), *path = g_build_filename (moved, name, NULL);
    g_assert_true (tl_vault_exists (path));
  }
  g_assert_cmpint (number_in (there, "SELECT count(*) FROM t"), ==, 50);
  g_assert_cmpint (g_rename (moved, b.folder), ==, 0);
  bench_clear (&b);
}

static gboolean
stop_half_way (double fraction, gpointer data)
{
  return fraction < 0.3;
}

static void
stopped_by_the_person (void)
{
  Bench b;
  g_autoptr (GError) error = NULL;
  g_autofree char *backup = NULL, *aside = NULL;
  TlVault *source;
  gboolean kept = FALSE;
  guint before;

  bench_create (&b);
  fill (&b, 3000);
  backup = take_backup (&b, "copy.tamlanh");
  fill (&b, 10);
  bench_close (&b);
  before = files_in (&b);
  aside = g_build_filename (b.folder, "former.tamlanh", NULL);
  source = tl_vault_unlock_for_reading (backup, NULL, PASSPHRASE, NULL, &error);
  g_assert_false (tl_vault_restore (source, b.path, aside, &kept, stop_half_way, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  tl_vault_lock (source);
  g_assert_cmpuint (files_in (&b), ==, before);
  bench_open (&b);
  g_assert_cmpint (bench_number (&b, "SELECT count(*) FROM t"), ==, 3010);
  bench_clear (&b);
}

int
main (int argc, char **argv)
{
  tl_vault_init ();
  if (argc == 3 && strcmp (argv[1], "--second") == 0)
    return second (argv[2]);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/vault/backup/while-in-use", while_in_use);
  g_test_add_func ("/vault/backup/given-up-leaves-nothing", given_up);
  g_test_add_func ("/vault/backup/given-up-while-written", given_up_while_written);
  g_test_add_func ("/vault/backup/of-a-damaged-vault-is-refused", of_a_damaged_vault);
  g_test_add_func ("/vault/backup/is-read-back", on_a_failing_drive);
  g_test_add_func ("/vault/reading/writes-nothing", reading_writes_nothing);
  g_test_add_func ("/vault/salvage/no-name-without-its-log", no_name_without_its_log);
  g_test_add_func ("/vault/salvage/pages-behind-a-lost-end", pages_behind_a_lost_end);
  g_test_add_func ("/vault/restore/over-whatever-is-there", over_whatever_is_there);
  g_test_add_func ("/vault/restore/from-a-file-with-a-log", from_a_file_with_a_log);
  g_test_add_func ("/vault/restore/killed-at-every-step", killed_at_every_step);
  g_test_add_func ("/vault/restore/former-file-without-its-name", former_file_without_its_name);
  g_test_add_func ("/vault/restore/stopped", stopped_by_the_person);
  return g_test_run ();
}
