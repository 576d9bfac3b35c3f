/* SPDX-License-Identifier: GPL-3.0-or-later */

/* How often the shim goes to the disk, counted by a VFS beneath it: what the benchmark measures in time must not be lost
 * by a change that looks harmless. */

#include "bench.h"

#include "vault/vfs-private.h"

#include <string.h>

typedef struct
{
  guint reads, writes, syncs, truncations;
  guint64 bytes_read, bytes_written;
  gint64 end; /* of the log */
} Count;

typedef struct
{
  sqlite3_file base;
  gboolean log;
} Counted;

static Count count;
static sqlite3_vfs vfs;
static sqlite3_io_methods methods;

#define REAL(file) ((sqlite3_file *)((Counted *)(file) + 1))

static int
counted_close (sqlite3_file *file)
{
  return REAL (file)->pMethods->xClose (REAL (file));
}

static int
counted_read (sqlite3_file *file, void *buffer, int amount, sqlite3_int64 offset)
{
  count.reads++;
  count.bytes_read += (guint64)amount;
  return REAL (file)->pMethods->xRead (REAL (file), buffer, amount, offset);
}

static int
counted_write (sqlite3_file *file, const void *buffer, int amount, sqlite3_int64 offset)
{
  count.writes++;
  count.bytes_written += (guint64)amount;
  if (((Counted *)file)->log)
    count.end = MAX (count.end, offset + amount);
  return REAL (file)->pMethods->xWrite (REAL (file), buffer, amount, offset);
}

static int
counted_truncate (sqlite3_file *file, sqlite3_int64 size)
{
  count.truncations++;
  if (((Counted *)file)->log)
    count.end = size;
  return REAL (file)->pMethods->xTruncate (REAL (file), size);
}

static int
counted_sync (sqlite3_file *file, int flags)
{
  count.syncs++;
  return REAL (file)->pMethods->xSync (REAL (file), flags);
}

static int
counted_size (sqlite3_file *file, sqlite3_int64 *size)
{
  return REAL (file)->pMethods->xFileSize (REAL (file), size);
}

static int
counted_lock (sqlite3_file *file, int level)
{
  return REAL (file)->pMethods->xLock (REAL (file), level);
}

static int
counted_unlock (sqlite3_file *file, int level)
{
  return REAL (file)->pMethods->xUnlock (REAL (file), level);
}

static int
counted_reserved (sqlite3_file *file, int *out)
{
  return REAL (file)->pMethods->xCheckReservedLock (REAL (file), out);
}

static int
counted_control (sqlite3_file *file, int op, void *argument)
{
  return REAL (file)->pMethods->xFileControl (REAL (file), op, argument);
}

static int
counted_sector (sqlite3_file *file)
{
  return REAL (file)->pMethods->xSectorSize (REAL (file));
}

static int
counted_traits (sqlite3_file *file)
{
  return REAL (file)->pMethods->xDeviceCharacteristics (REAL (file));
}

static int
counted_open (sqlite3_vfs *self, sqlite3_filename name, sqlite3_file *file, int flags, int *out_flags)
{
  sqlite3_vfs *below = self->pAppData;
  int rc = below->xOpen (below, name, REAL (file), flags, out_flags);

  ((Counted *)file)->log = (flags & SQLITE_OPEN_WAL) != 0;
  file->pMethods = rc == SQLITE_OK ? &methods : NULL;
  return rc;
}

static void
register_vfs (void)
{
  sqlite3_vfs *below = sqlite3_vfs_find (NULL);

  vfs = *below;
  vfs.zName = "counted";
  vfs.pAppData = below;
  vfs.iVersion = 1;
  vfs.szOsFile = (int)sizeof (Counted) + below->szOsFile;
  vfs.xOpen = counted_open;
  methods = (sqlite3_io_methods){
      1,           counted_close,  counted_read,     counted_write,   counted_truncate, counted_sync, counted_size, counted_lock,
      counted_unlock, counted_reserved, counted_control, counted_sector, counted_traits,
  };
  tl_vault_set_base_vfs_for_test (&vfs);
}

static void
forget (void)
{
  gint64 end = count.end;

  memset (&count, 0, sizeof count);
  count.end = end;
}

static void
fill (Bench *b)
{
  bench_create (b);
  forget ();
  bench_sql (b, "CREATE TABLE t (id INTEGER PRIMARY KEY, pad BLOB)");
  bench_sql (b, "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 8000)"
                "INSERT INTO t SELECT i, zeroblob (900) FROM n");
}

/* Rows fill some 2,000 pages. */
static void
bulk_is_written_in_rows (void)
{
  Bench b;
  guint blocks;

  fill (&b);
  bench_sql (&b, "PRAGMA wal_checkpoint(PASSIVE)");
  /* Each page went into the log and from there into the main file. */
  blocks = (guint)(count.bytes_written / TL_STORED_MAX);
  g_assert_cmpuint (blocks, >, 3500);
  g_assert_cmpuint (count.writes, <, blocks / 8);
  bench_clear (&b);
}

static void
reads_open_what_they_need (void)
{
  Bench b;

  fill (&b);
  bench_close (&b);
  bench_open (&b);
  bench_number (&b, "SELECT count(*) FROM sqlite_schema");
  forget ();
  /* A root, perhaps a node between, a leaf. */
  bench_number (&b, "SELECT length (pad) FROM t WHERE id = 5000");
  g_assert_cmpuint (count.reads, >=, 2);
  g_assert_cmpuint (count.reads, <=, 3);
  g_assert_cmpuint (count.bytes_read, ==, count.reads * (TL_SEAL + TL_BLOCK));
  forget ();
  bench_number (&b, "SELECT length (pad) FROM t WHERE id = 5001");
  g_assert_cmpuint (count.reads, <=, 1);
  bench_clear (&b);
}

static void
a_save_is_one_sync (void)
{
  Bench b;
  gint64 end;

  fill (&b);
  bench_sql (&b, "PRAGMA wal_checkpoint(TRUNCATE); UPDATE t SET pad = randomblob (901) WHERE id = 7");
  forget ();
  bench_sql (&b, "UPDATE t SET pad = randomblob (902) WHERE id = 7");
  g_assert_cmpuint (count.syncs, ==, 1);
  g_assert_cmpuint (count.writes, ==, 1);
  g_assert_cmpuint (count.truncations, ==, 0);

  /* Once the log has been begun anew, a save makes no file longer. */
  for (int i = 0; i < 20; i++)
    bench_sql (&b, "UPDATE t SET pad = randomblob (903) WHERE id = 7");
  bench_sql (&b, "PRAGMA wal_checkpoint(PASSIVE); UPDATE t SET pad = randomblob (904) WHERE id = 7");
  end = count.end;
  forget ();
  for (int i = 0; i < 10; i++)
    bench_sql (&b, "UPDATE t SET pad = randomblob (905) WHERE id = 7");
  g_assert_cmpint (count.end, ==, end);
  g_assert_cmpuint (count.syncs, ==, 10);
  g_assert_cmpuint (count.truncations, ==, 0);
  bench_clear (&b);
}

/* A table read from end to end: some blocks at a time. */
static void
a_scan_reads_ahead (void)
{
  Bench b;

  fill (&b);
  bench_close (&b);
  bench_open (&b);
  forget ();
  g_assert_cmpint (bench_number (&b, "SELECT sum (length (pad)) FROM t"), ==, 8000 * 900);
  g_assert_cmpuint (count.bytes_read / (TL_SEAL + TL_BLOCK), >=, 2000);
  g_assert_cmpuint (count.reads, <, 2000 / 4);
  bench_clear (&b);
}

/* Reads rows without reading blocks in a row: what was read ahead stays, while SQLite's cache and the shim's cache of the
 * log's blocks are filled with these. @length: what each must have, or 0. */
static void
read_backwards (Bench *b, int from, int to, int length)
{
  for (int id = from; id >= to; id -= 4)
    {
      g_autofree char *sql = g_strdup_printf ("SELECT length (pad) FROM t WHERE id = %d", id);

      if (length)
        g_assert_cmpint (bench_number (b, sql), ==, length);
      else
        g_assert_cmpint (bench_number (b, sql), >, 0);
    }
}

/* What was read ahead is never what a block held before it was written. */
static void
nothing_old_is_read_ahead (void)
{
  Bench b;

  fill (&b);
  bench_sql (&b, "PRAGMA cache_size = 10; PRAGMA wal_checkpoint(PASSIVE)");
  for (int round = 1; round <= 4; round++)
    {
      g_autofree char *end = g_strdup_printf ("UPDATE t SET pad = randomblob (%d) WHERE id > 7940; PRAGMA wal_checkpoint(PASSIVE)", 900 - round);
      g_autofree char *first = g_strdup_printf ("BEGIN; UPDATE t SET pad = randomblob (%d) WHERE id <= 2000", 900 - round);
      g_autofree char *second = g_strdup_printf ("UPDATE t SET pad = randomblob (%d) WHERE id BETWEEN 1960 AND 1980", 800 - round);

      /* The main file. */
      bench_number (&b, "SELECT sum (length (pad)) FROM t WHERE id > 6000");
      bench_sql (&b, end);
      read_backwards (&b, 5000, 4000, 0);
      read_backwards (&b, 8000, 7941, 900 - round);
      g_assert_cmpint (bench_number (&b, "SELECT sum (length (pad)) FROM t WHERE id > 7940"), ==, 60 * (900 - round));
      /* The log, where SQLite writes a frame again in its place while the transaction lasts. */
      bench_sql (&b, first);
      bench_number (&b, "SELECT sum (length (pad)) FROM t WHERE id BETWEEN 1500 AND 1990");
      bench_sql (&b, second);
      read_backwards (&b, 1400, 20, 0);
      read_backwards (&b, 1980, 1960, 800 - round);
      g_assert_cmpint (bench_number (&b, "SELECT sum (length (pad)) FROM t WHERE id BETWEEN 1960 AND 1980"), ==, 21 * (800 - round));
      bench_sql (&b, "COMMIT");
      g_assert_cmpint (bench_number (&b, "SELECT sum (length (pad)) FROM t WHERE id <= 2000"), ==,
                       1979 * (900 - round) + 21 * (800 - round));
      bench_sql (&b, "PRAGMA wal_checkpoint(PASSIVE)");
    }
  bench_close (&b);
  bench_open (&b);
  g_assert_cmpint (bench_number (&b, "SELECT count (*) FROM pragma_integrity_check WHERE integrity_check = 'ok'"), ==, 1);
  bench_clear (&b);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  tl_vault_init ();
  register_vfs ();
  g_test_add_func ("/vault/count/bulk-is-written-in-rows", bulk_is_written_in_rows);
  g_test_add_func ("/vault/count/reads-open-what-they-need", reads_open_what_they_need);
  g_test_add_func ("/vault/count/a-save-is-one-sync", a_save_is_one_sync);
  g_test_add_func ("/vault/count/a-scan-reads-ahead", a_scan_reads_ahead);
  g_test_add_func ("/vault/count/nothing-old-is-read-ahead", nothing_old_is_read_ahead);
  return g_test_run ();
}
