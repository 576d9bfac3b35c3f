/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Flipped bits, exchanged blocks, torn logs, holes: an error that names the block, never wrong data, never a silent
 * step back. */

#include "bench.h"

#include "vault/backup.h"
#include "vault/raw-pages.h"
#include "vault/vfs-private.h"

#include <glib/gstdio.h>
#include <string.h>

#define STRIDE (TL_SEAL + TL_BLOCK)

static const char rows_sql[] = "CREATE TABLE t (id INTEGER PRIMARY KEY, pad BLOB);"
                               "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 40)"
                               "INSERT INTO t SELECT i, randomblob (3000) FROM n";

/* --- header --- */

/* A sample of header bytes that reaches each field and several slots. */
static guint
sample_offset (guint i)
{
  return i < 96 ? i * 6 : 512 + (i - 96) * 331;
}

static void
header_one_copy (void)
{
  Bench b;
  gsize length;
  g_autofree char *whole = NULL;

  bench_create (&b);
  bench_sql (&b, "CREATE TABLE t (a); INSERT INTO t VALUES (7)");
  bench_close (&b);
  whole = bench_bytes (b.path, &length);
  for (guint i = 0; sample_offset (i) < TL_HEADER_COPY; i++)
    {
      gsize at = sample_offset (i) + (i % 2 ? TL_HEADER_COPY : 0);
      bench_put (b.path, whole, length);
      bench_flip (b.path, at);
      bench_open (&b);
      g_assert_nonnull (tl_vault_get_warning (b.vault));
      g_assert_cmpint (bench_number (&b, "SELECT a FROM t"), ==, 7);
      bench_close (&b);
      bench_open (&b);
      g_assert_null (tl_vault_get_warning (b.vault));
      bench_close (&b);
    }
  bench_clear (&b);
}

static void
header_both_copies (void)
{
  Bench b;
  gsize length;
  g_autofree char *whole = NULL;

  bench_create (&b);
  bench_close (&b);
  whole = bench_bytes (b.path, &length);
  for (guint i = 0; sample_offset (i) < TL_HEADER_COPY; i++)
    {
      g_autoptr (GError) error = NULL;
      gsize now;
      g_autofree char *after = NULL;

      bench_put (b.path, whole, length);
      bench_flip (b.path, sample_offset (i));
      bench_flip (b.path, TL_HEADER_COPY + sample_offset (i));
      g_assert_null (tl_vault_unlock (b.path, NULL, PASSPHRASE, &error));
      /* Without either magic nobody can say that it was one of ours. */
      g_assert_error (error, TL_VAULT_ERROR, (sample_offset (i) < 16 ? TL_VAULT_ERROR_NOT_A_VAULT : TL_VAULT_ERROR_DAMAGED));
      after = bench_bytes (b.path, &now);
      g_assert_cmpuint (now, ==, length);
      g_assert_cmpint (after[sample_offset (i)], !=, whole[sample_offset (i)]);
    }
  bench_clear (&b);
}

/* Rewrites a copy's unkeyed checksum, as somebody without a key could. */
static void
resum (char *copy)
{
  crypto_generichash_state state;
  crypto_generichash_init (&state, NULL, 0, 32);
  crypto_generichash_update (&state, (guint8 *)copy, 480);
  crypto_generichash_update (&state, (guint8 *)copy + 512, TL_HEADER_COPY - 512);
  crypto_generichash_final (&state, (guint8 *)copy + 480, 32);
}

static void
header_forged (void)
{
  Bench b;
  gsize length;
  g_autofree char *bytes = NULL;
  g_autoptr (GError) error = NULL;

  bench_create (&b);
  bench_close (&b);
  bytes = bench_bytes (b.path, &length);
  /* A newer generation with a strange door, checksum right, MAC not. */
  bytes[32] = 100;
  bytes[512 + 5 * 512] = TL_SLOT_STAFF;
  resum (bytes);
  bench_put (b.path, bytes, length);
  b.vault = tl_vault_unlock (b.path, NULL, PASSPHRASE, &error);
  g_assert_no_error (error);
  g_assert_nonnull (tl_vault_get_warning (b.vault));
  bench_close (&b);
  g_clear_pointer (&bytes, g_free);
  bytes = bench_bytes (b.path, &length);
  for (int copy = 0; copy < 2; copy++)
    {
      bytes[copy * TL_HEADER_COPY + 32] = 100;
      resum (bytes + copy * TL_HEADER_COPY);
    }
  bench_put (b.path, bytes, length);
  g_assert_null (tl_vault_unlock (b.path, NULL, PASSPHRASE, &error));
  g_assert_error (error, TL_VAULT_ERROR, TL_VAULT_ERROR_DAMAGED);
  g_clear_error (&error);
  /* A cost out of bounds is refused before it is spent: a terabyte here. */
  for (int copy = 0; copy < 2; copy++)
    {
      bytes[copy * TL_HEADER_COPY + 19] = 0;
      bytes[copy * TL_HEADER_COPY + 512 + 13] = 1;
      resum (bytes + copy * TL_HEADER_COPY);
    }
  bench_put (b.path, bytes, length);
  g_assert_null (tl_vault_unlock (b.path, NULL, PASSPHRASE, &error));
  g_assert_error (error, TL_VAULT_ERROR, TL_VAULT_ERROR_DAMAGED);
  g_clear_error (&error);
  for (int copy = 0; copy < 2; copy++)
    {
      bytes[copy * TL_HEADER_COPY + 16] = 2;
      resum (bytes + copy * TL_HEADER_COPY);
    }
  bench_put (b.path, bytes, length);
  g_assert_null (tl_vault_unlock (b.path, NULL, PASSPHRASE, &error));
  g_assert_error (error, TL_VAULT_ERROR, TL_VAULT_ERROR_NEWER);
  bench_clear (&b);
}

/* --- blocks of the main file --- */

/* Opens with @block known bad: check_blocks names it, and a read through SQLite fails with a word about it. */
static void
expect_bad_block (Bench *b, guint64 block)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GArray) damaged = g_array_new (FALSE, FALSE, sizeof (guint64));
  g_autofree char *number = g_strdup_printf ("%" G_GUINT64_FORMAT, block);
  int rc = SQLITE_OK;

  b->vault = tl_vault_unlock (b->path, NULL, PASSPHRASE, &error);
  g_assert_no_error (error);
  b->db = tl_vault_open_database (b->vault, &error);
  if (b->db)
    {
      rc = sqlite3_exec (b->db, "SELECT sum (length (pad)) FROM t", NULL, NULL, NULL);
      g_assert_cmpint (rc, ==, SQLITE_IOERR);
      g_assert_true (tl_vault_propagate_io_error (b->vault, &error));
      g_assert_false (tl_vault_propagate_io_error (b->vault, NULL));
    }
  g_assert_error (error, TL_VAULT_ERROR, TL_VAULT_ERROR_DAMAGED);
  g_assert_nonnull (strstr (error->message, number));
  g_clear_error (&error);
  g_assert_true (tl_vault_check_blocks (b->vault, NULL, damaged, &error));
  g_assert_cmpuint (damaged->len, >=, 1);
  g_assert_cmpuint (g_array_index (damaged, guint64, 0), ==, block);
  bench_close (b);
}

static void
blocks_damaged (void)
{
  Bench b;
  gsize length;
  g_autofree char *whole = NULL;
  char *stored;
  guint64 total;

  bench_create (&b);
  bench_sql (&b, rows_sql);
  bench_close (&b);
  whole = bench_bytes (b.path, &length);
  g_assert_cmpuint ((length - TL_HEADER_BYTES) % STRIDE, ==, 0);
  total = (length - TL_HEADER_BYTES) / STRIDE;
  g_assert_cmpuint (total, >, 40);

  /* One bit: of the nonce, of the middle, of the tag. Each block that the query needs. */
  for (guint64 block = 0; block < total; block += 7)
    for (guint where = 0; where < 3; where++)
      {
        bench_put (b.path, whole, length);
        bench_flip (b.path, TL_HEADER_BYTES + block * STRIDE + (where == 0 ? 3 : where == 1 ? 2000 : STRIDE - 2));
        expect_bad_block (&b, block);
      }
  /* Two blocks exchanged. */
  stored = g_memdup2 (whole, length);
  memcpy (stored + TL_HEADER_BYTES + 5 * STRIDE, whole + TL_HEADER_BYTES + 9 * STRIDE, STRIDE);
  memcpy (stored + TL_HEADER_BYTES + 9 * STRIDE, whole + TL_HEADER_BYTES + 5 * STRIDE, STRIDE);
  bench_put (b.path, stored, length);
  expect_bad_block (&b, 5);
  /* A block of zeros is not a page of zeros. */
  memcpy (stored, whole, length);
  memset (stored + TL_HEADER_BYTES + 6 * STRIDE, 0, STRIDE);
  bench_put (b.path, stored, length);
  expect_bad_block (&b, 6);
  /* The end cut off in the middle of a block. */
  bench_put (b.path, whole, length - 1000);
  expect_bad_block (&b, total - 1);
  g_free (stored);
  bench_put (b.path, whole, length);
  bench_open (&b);
  g_assert_cmpint (bench_number (&b, "SELECT count(*) FROM t"), ==, 40);
  bench_clear (&b);
}

static void
block_of_another_vault (void)
{
  Bench a, b;
  gsize length_a, length_b;
  g_autofree char *bytes_a = NULL;
  g_autofree char *bytes_b = NULL;

  bench_create (&a);
  bench_create (&b);
  bench_sql (&a, rows_sql);
  bench_sql (&b, rows_sql);
  bench_close (&a);
  bench_close (&b);
  bytes_a = bench_bytes (a.path, &length_a);
  bytes_b = bench_bytes (b.path, &length_b);
  memcpy (bytes_b + TL_HEADER_BYTES + 4 * STRIDE, bytes_a + TL_HEADER_BYTES + 4 * STRIDE, STRIDE);
  bench_put (b.path, bytes_b, length_b);
  expect_bad_block (&b, 4);
  bench_clear (&a);
  bench_clear (&b);
}

/* --- the log --- */

/* Thirty confirmed saves that are only in the log, as after a kill. */
static gsize
log_of_saves (Bench *b, char **log)
{
  g_autofree char *wal = NULL;
  gsize length;

  bench_create (b);
  bench_sql (b, "PRAGMA wal_autocheckpoint = 0; CREATE TABLE t (a INTEGER, pad BLOB)");
  for (int i = 0; i < 30; i++)
    bench_sql (b, "INSERT INTO t VALUES (1, randomblob (2500))");
  bench_crash (b);
  wal = bench_beside (b, "-wal");
  *log = bench_bytes (wal, &length);
  g_assert_nonnull (*log);
  g_assert_cmpuint (length, >, 40 * TL_STORED_MAX);
  return length;
}

static void
log_is_recovered (void)
{
  Bench b;
  g_autofree char *log = NULL;

  log_of_saves (&b, &log);
  bench_open (&b);
  g_assert_cmpint (bench_number (&b, "SELECT sum (a) FROM t"), ==, 30);
  bench_clear (&b);
}

static void
log_damaged_in_the_middle (void)
{
  Bench b;
  g_autofree char *log = NULL;
  gsize length = log_of_saves (&b, &log);
  g_autofree char *wal = bench_beside (&b, "-wal");
  gsize blocks = length / TL_STORED_MAX, main_length;
  g_autofree char *whole = bench_bytes (b.path, &main_length);

  for (gsize block = 0; block + 6 < blocks; block += 5)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *number = g_strdup_printf ("%" G_GSIZE_FORMAT, block);
      g_autofree char *after = NULL;
      gsize now;

      bench_put (wal, log, length);
      bench_flip (wal, block * TL_STORED_MAX + 100);
      b.vault = tl_vault_unlock (b.path, NULL, PASSPHRASE, &error);
      g_assert_no_error (error);
      g_assert_null (tl_vault_open_database (b.vault, &error));
      g_assert_error (error, TL_VAULT_ERROR, TL_VAULT_ERROR_DAMAGED);
      g_assert_nonnull (strstr (error->message, number));
      bench_close (&b);
      /* Both files are kept as they were. */
      after = bench_bytes (wal, &now);
      g_assert_cmpuint (now, ==, length);
      g_clear_pointer (&after, g_free);
      after = bench_bytes (b.path, &now);
      g_assert_cmpmem (after, now, whole, main_length);
    }
  /* Mended, all is there. */
  bench_put (wal, log, length);
  bench_open (&b);
  g_assert_cmpint (bench_number (&b, "SELECT sum (a) FROM t"), ==, 30);
  bench_clear (&b);
}

static void
log_with_torn_tail (void)
{
  for (int kind = 0; kind < 3; kind++)
    {
      Bench b;
      g_autofree char *log = NULL;
      gsize length = log_of_saves (&b, &log);
      g_autofree char *wal = bench_beside (&b, "-wal");
      gint64 sum;

      /* Damage in the very last block cannot be told from a save that was under way (FORMAT.md §4): that one save is
       * gone, and none before it. */
      if (kind == 0)
        log[length - 5] ^= 1;
      else if (kind == 1)
        length -= 7;
      else /* A save that was under way: its blocks hold noise. */
        {
          log = g_realloc (log, length + 3 * TL_STORED_MAX + 777);
          memset (log + length, 0x5a, 3 * TL_STORED_MAX + 777);
          length += 3 * TL_STORED_MAX + 777;
        }
      bench_put (wal, log, length);
      bench_open (&b);
      sum = bench_number (&b, "SELECT sum (a) FROM t");
      g_assert_cmpint (sum, ==, kind < 2 ? 29 : 30);
      bench_sql (&b, "INSERT INTO t VALUES (1, NULL)");
      bench_close (&b);
      bench_open (&b);
      g_assert_cmpint (bench_number (&b, "SELECT sum (a) FROM t"), ==, sum + 1);
      bench_clear (&b);
    }
}

/* The log of another vault, or of an older state of the keys, says nothing to this one. */
static void
log_of_another_vault (void)
{
  Bench a, b;
  g_autofree char *log = NULL;
  gsize length = log_of_saves (&a, &log);
  g_autofree char *wal = NULL;

  bench_create (&b);
  bench_sql (&b, "CREATE TABLE t (a); INSERT INTO t VALUES (5)");
  bench_close (&b);
  wal = bench_beside (&b, "-wal");
  bench_put (wal, log, length);
  bench_open (&b);
  g_assert_cmpint (bench_number (&b, "SELECT sum (a) FROM t"), ==, 5);
  bench_clear (&a);
  bench_clear (&b);
}

/* Refused, and both files as they were. */
static void
must_refuse (Bench *b, const char *main, gsize main_length, const char *log, gsize log_length, gboolean cut)
{
  g_autofree char *wal = bench_beside (b, "-wal");
  g_autofree char *main_now = NULL, *log_now = NULL;
  g_autoptr (GError) error = NULL;
  gsize length;

  bench_put (b->path, main, main_length);
  g_remove (wal);
  if (log)
    bench_put (wal, log, log_length);
  for (int reading = 0; reading < 2; reading++)
    {
      b->vault = reading ? tl_vault_unlock_for_reading (b->path, NULL, PASSPHRASE, NULL, &error)
                         : tl_vault_unlock (b->path, NULL, PASSPHRASE, &error);
      g_assert_no_error (error);
      g_assert_null (tl_vault_open_database (b->vault, &error));
      g_assert_error (error, TL_VAULT_ERROR, TL_VAULT_ERROR_DAMAGED);
      g_clear_error (&error);
      bench_close (b);
    }
  /* What of the log can be moved into a file that was cut off may be: the log still has it. */
  main_now = bench_bytes (b->path, &length);
  if (!log || main_length > length || memcmp (main_now, main, TL_HEADER_BYTES) != 0 || !cut)
    g_assert_cmpmem (main_now, length, main, main_length);
  if (log)
    {
      log_now = bench_bytes (wal, &length);
      g_assert_cmpmem (log_now, length, log, log_length);
      g_remove (wal);
    }
  else
    g_assert_false (g_file_test (wal, G_FILE_TEST_EXISTS));
}

/* @main and @log beside each other open, for reading and for writing, and hold @sum. */
static void
must_open (Bench *b, const char *main, gsize main_length, const char *log, gsize log_length, gint64 sum)
{
  g_autofree char *wal = bench_beside (b, "-wal");
  g_autoptr (GError) error = NULL;

  bench_put (b->path, main, main_length);
  g_remove (wal);
  if (log)
    bench_put (wal, log, log_length);
  b->vault = tl_vault_unlock_for_reading (b->path, NULL, PASSPHRASE, NULL, &error);
  g_assert_no_error (error);
  b->db = tl_vault_open_database (b->vault, &error);
  g_assert_no_error (error);
  g_assert_cmpint (bench_number (b, "SELECT sum (a) FROM t"), ==, sum);
  bench_close (b);
  bench_open (b);
  g_assert_cmpint (bench_number (b, "SELECT sum (a) FROM t"), ==, sum);
  bench_sql (b, "INSERT INTO t (a) VALUES (1)");
  bench_close (b);
  bench_open (b);
  g_assert_cmpint (bench_number (b, "SELECT sum (a) FROM t"), ==, sum + 1);
  bench_close (b);
}

static void
log_of_another_state (void)
{
  Bench b;
  g_autofree char *log = NULL, *wal = NULL, *early = NULL, *late = NULL, *late_log = NULL;
  gsize length = log_of_saves (&b, &log), early_length, late_length, late_log_length;

  wal = bench_beside (&b, "-wal");
  bench_open (&b);
  bench_close (&b);
  early = bench_bytes (b.path, &early_length);
  bench_open (&b);
  bench_sql (&b, "INSERT INTO t (a) VALUES (100)");
  /* Within one opening too, once the log has been emptied. */
  bench_sql (&b, "PRAGMA wal_checkpoint (TRUNCATE); INSERT INTO t (a) VALUES (1000)");
  bench_crash (&b);
  late = bench_bytes (b.path, &late_length);
  late_log = bench_bytes (wal, &late_log_length);

  /* An older log beside a later file, a later log beside an older file, and each with what it belongs to. */
  must_refuse (&b, late, late_length, log, length, FALSE);
  must_refuse (&b, early, early_length, late_log, late_log_length, FALSE);
  bench_put (b.path, late, late_length);
  bench_put (wal, late_log, late_log_length);
  bench_open (&b);
  g_assert_cmpint (bench_number (&b, "SELECT sum (a) FROM t"), ==, 1130);
  bench_close (&b);
  /* Its own log, laid beside it again, says nothing that the file does not have; no other fits. */
  g_clear_pointer (&late, g_free);
  late = bench_bytes (b.path, &late_length);
  must_refuse (&b, late, late_length, log, length, FALSE);
  must_open (&b, late, late_length, late_log, late_log_length, 1130);
  must_open (&b, early, early_length, log, length, 30);
  must_open (&b, early, early_length, NULL, 0, 30);
  bench_clear (&b);
}

/* A log that the header counts on and that is not there, or of which nothing opens, is never taken for an empty one. */
static void
log_lost (void)
{
  Bench b;
  g_autofree char *log = NULL, *noise = NULL, *main = NULL, *closed = NULL;
  gsize length = log_of_saves (&b, &log), main_length, closed_length;

  main = bench_bytes (b.path, &main_length);
  noise = g_malloc (length);
  memset (noise, 0x5a, length);
  must_refuse (&b, main, main_length, NULL, 0, FALSE);
  must_refuse (&b, main, main_length, "", 0, FALSE);
  must_refuse (&b, main, main_length, "x", 1, FALSE);
  must_refuse (&b, main, main_length, noise, length, FALSE);
  must_refuse (&b, main, main_length, main, main_length, FALSE);
  for (gsize block = 0; block < length / TL_STORED_MAX; block++)
    log[block * TL_STORED_MAX + 100] ^= 1;
  must_refuse (&b, main, main_length, log, length, FALSE);
  for (gsize block = 0; block < length / TL_STORED_MAX; block++)
    log[block * TL_STORED_MAX + 100] ^= 1;
  must_open (&b, main, main_length, log, length, 30);
  closed = bench_bytes (b.path, &closed_length);
  /* Once all of it is in the file none is needed, and what lies there is nobody's. */
  must_open (&b, closed, closed_length, NULL, 0, 31);
  must_open (&b, closed, closed_length, noise, length, 31);
  bench_clear (&b);
}

/* In the middle of its first transaction, however long, a log opens as an empty one, also when all that was written of it is torn; so
 * it does when it was begun anew. */
static void
log_torn_before_its_first_save (void)
{
  static const char many[] = "PRAGMA cache_size = 10; BEGIN; WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 120)"
                             "INSERT INTO t SELECT 1, randomblob (2500) FROM n";

  for (guint anew = 0; anew < 2; anew++)
    {
      Bench b;
      g_autofree char *wal = NULL, *main = NULL, *log = NULL;
      gsize main_length, length, fence = TL_WAL_FENCE, perhaps = 0;

      bench_create (&b);
      wal = bench_beside (&b, "-wal");
      bench_sql (&b, "CREATE TABLE t (a INTEGER, pad BLOB); INSERT INTO t VALUES (5, NULL)");
      bench_sql (&b, anew ? "PRAGMA wal_checkpoint (PASSIVE)" : "PRAGMA wal_checkpoint (TRUNCATE)");
      /* Begun anew, it takes the last block's place, or lies behind it if that holds something. */
      g_free (bench_bytes (wal, &length));
      if (anew)
        fence = length / TL_STORED_MAX - 1, perhaps = fence + 1;
      bench_sql (&b, many);
      main = bench_bytes (b.path, &main_length);
      log = bench_bytes (wal, &length);
      g_assert_cmpuint (length, >, 60 * TL_STORED_MAX);
      /* The last block is the fence, put further on each time the log came to it. */
      while ((fence + 1) * TL_STORED_MAX < length)
        fence += MIN (fence + 1, TL_WAL_FENCE_STEP);
      while (perhaps > 0 && (perhaps + 1) * TL_STORED_MAX < length)
        perhaps += MIN (perhaps + 1, TL_WAL_FENCE_STEP);
      fence = perhaps > 0 && length == (perhaps + 1) * TL_STORED_MAX ? perhaps : fence;
      g_assert_cmpuint (length, ==, (fence + 1) * TL_STORED_MAX);
      for (gsize block = 0; block < fence; block++)
        log[block * TL_STORED_MAX + 100] ^= 1;
      bench_sql (&b, "ROLLBACK");
      bench_close (&b);
      must_open (&b, main, main_length, log, length, 5);
      bench_clear (&b);
    }
}

/* A file of an earlier program does not say whether its log counts: one that cannot be read is set aside. */
static void
log_of_an_earlier_program (void)
{
  Bench b;
  g_autofree char *log = NULL, *wal = NULL, *aside = NULL, *second = NULL, *kept = NULL;
  g_autoptr (GError) error = NULL;
  gsize length = log_of_saves (&b, &log), now;
  g_autofree char *noise = g_malloc (length);

  wal = bench_beside (&b, "-wal");
  aside = bench_beside (&b, "-wal-unreadable-1");
  second = bench_beside (&b, "-wal-unreadable-2");
  memset (noise, 0x5a, length);
  for (guint round = 0; round < 3; round++)
    {
      b.vault = tl_vault_unlock (b.path, NULL, PASSPHRASE, &error);
      g_assert_no_error (error);
      memset (b.vault->header.bytes + 152, 0, 4);
      tl_header_finish (&b.vault->header, b.vault->keys, FALSE);
      g_assert_cmpint (tl_header_store (b.vault->file, &b.vault->header), ==, SQLITE_OK);
      g_assert_cmpint (tl_header_get_log_state (&b.vault->header), ==, TL_LOG_UNKNOWN);
      bench_close (&b);
      /* First its log, then none, then noise. */
      if (round == 2)
        bench_put (wal, noise, length);
      bench_open (&b);
      g_assert_cmpint (bench_number (&b, "SELECT sum (a) FROM t"), ==, 30 + round);
      g_assert_cmpint (g_file_test (aside, G_FILE_TEST_EXISTS), ==, round == 2);
      bench_sql (&b, "INSERT INTO t VALUES (1, NULL)");
      bench_close (&b);
    }
  kept = bench_bytes (aside, &now);
  g_assert_cmpmem (kept, now, noise, length);
  bench_open (&b);
  g_assert_cmpint (bench_number (&b, "SELECT sum (a) FROM t"), ==, 33);
  g_assert_false (g_file_test (second, G_FILE_TEST_EXISTS));
  bench_clear (&b);
}

/* Opening and looking writes nothing; a log's number is the database's, a door's change does not bring an older one back. */
static void
log_number_and_doors (void)
{
  Bench b;
  g_autofree TlHeader *header = NULL;
  g_autofree char *before = NULL, *after = NULL;
  g_autoptr (GError) error = NULL;
  gsize length, now;
  guint32 number;

  bench_create (&b);
  bench_sql (&b, "CREATE TABLE t (a); INSERT INTO t VALUES (5)");
  bench_close (&b);
  before = bench_bytes (b.path, &length);
  bench_open (&b);
  g_assert_cmpint (bench_number (&b, "SELECT sum (a) FROM t"), ==, 5);
  /* A door that takes its time: its header is from before the save. */
  header = g_memdup2 (&b.vault->header, sizeof *header);
  bench_close (&b);
  after = bench_bytes (b.path, &now);
  g_assert_cmpmem (before, length, after, now);

  bench_open (&b);
  number = tl_header_get_log (&b.vault->header);
  bench_sql (&b, "INSERT INTO t VALUES (6)");
  g_assert_cmpuint (tl_header_get_log (&b.vault->header), !=, number);
  number = tl_header_get_log (&b.vault->header);
  g_assert_true (tl_header_write (b.vault, header, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (tl_header_get_log (&b.vault->header), ==, number);
  g_assert_true (tl_header_is_filled (&b.vault->header));
  bench_crash (&b);
  bench_open (&b);
  g_assert_cmpint (bench_number (&b, "SELECT sum (a) FROM t"), ==, 11);
  bench_clear (&b);
}

/* Pages read by hand from a log that was begun anew several times are the ones that recovery gives, and nothing counts as lost. */
static void
log_read_by_hand (void)
{
  GRand *random = g_rand_new_with_seed (11);
  Bench b;

  bench_create (&b);
  bench_sql (&b, "CREATE TABLE t (id INTEGER PRIMARY KEY, pad BLOB)");
  for (guint round = 0; round < 12; round++)
    {
      g_autoptr (GByteArray) pages = g_byte_array_new ();
      g_autoptr (GError) error = NULL;
      TlRawPages *raw;
      guint32 count;

      bench_sql (&b, "PRAGMA wal_autocheckpoint = 12");
      for (guint i = g_rand_int_range (random, 1, 40); i > 0; i--)
        {
          g_autofree char *sql = g_strdup_printf ("REPLACE INTO t VALUES (%d, randomblob (%d))", g_rand_int_range (random, 0, 30),
                                                  g_rand_int_range (random, 0, 9000));
          bench_sql (&b, sql);
        }
      bench_crash (&b);
      b.vault = tl_vault_unlock_for_reading (b.path, NULL, PASSPHRASE, NULL, &error);
      g_assert_no_error (error);
      raw = tl_raw_pages_new (b.vault, TRUE, &error);
      count = tl_raw_pages_count (raw);
      g_assert_cmpuint (tl_raw_pages_log_blocks_lost (raw), ==, 0);
      g_assert_cmpuint (tl_raw_pages_log_frames_lost (raw), ==, 0);
      for (guint32 page = 1; page <= count; page++)
        {
          guint8 bytes[TL_PAGE_BYTES];

          g_assert_true (tl_raw_pages_read (raw, page, bytes));
          g_byte_array_append (pages, bytes, sizeof bytes);
        }
      tl_raw_pages_free (raw);
      bench_close (&b);
      bench_open (&b);
      raw = tl_raw_pages_new (b.vault, FALSE, &error);
      g_assert_cmpuint (tl_raw_pages_count (raw), ==, count);
      for (guint32 page = 1; page <= count; page++)
        {
          guint8 bytes[TL_PAGE_BYTES];

          g_assert_true (tl_raw_pages_read (raw, page, bytes));
          g_assert_cmpmem (bytes, sizeof bytes, pages->data + (page - 1) * TL_PAGE_BYTES, TL_PAGE_BYTES);
        }
      tl_raw_pages_free (raw);
    }
  bench_clear (&b);
  g_rand_free (random);
}

/* A file that lost its end never opens as one that had less, with a log or without. */
static void
file_cut_off (void)
{
  Bench b;
  g_autofree char *wal = NULL, *main = NULL, *log = NULL;
  gsize length, log_length;

  bench_create (&b);
  bench_sql (&b, "CREATE TABLE t (id INTEGER PRIMARY KEY, pad BLOB)");
  for (guint i = 0; i < 12; i++)
    bench_sql (&b, "INSERT INTO t (pad) VALUES (randomblob (3000))");
  bench_sql (&b, "PRAGMA wal_checkpoint (TRUNCATE); INSERT INTO t (pad) VALUES (randomblob (3000))");
  bench_crash (&b);
  wal = bench_beside (&b, "-wal");
  main = bench_bytes (b.path, &length);
  log = bench_bytes (wal, &log_length);
  for (gsize cut = TL_HEADER_BYTES; cut < length; cut += TL_SEAL + TL_BLOCK)
    {
      /* The last block may be in the log: then nothing is missing. */
      if (cut + TL_SEAL + TL_BLOCK < length)
        must_refuse (&b, main, cut, log, log_length, TRUE);
      must_refuse (&b, main, cut, NULL, 0, TRUE);
      must_refuse (&b, main, cut + 11, NULL, 0, TRUE);
    }
  bench_put (b.path, main, length);
  bench_put (wal, log, log_length);
  bench_open (&b);
  g_assert_cmpint (bench_number (&b, "SELECT count(*) FROM t"), ==, 13);
  bench_clear (&b);
}

/* --- the shim itself --- */

static sqlite3_file *
open_raw (Bench *b, sqlite3_vfs *vfs, sqlite3_filename name, int flags)
{
  sqlite3_file *file = g_malloc0 ((gsize)vfs->szOsFile);
  int out = 0;

  g_assert_cmpint (vfs->xOpen (vfs, name, file, flags | SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, &out), ==, SQLITE_OK);
  return file;
}

/* Random reads, writes and truncations at any place against an array; short last blocks and holes among them. */
static void
shim_is_a_file (void)
{
  Bench b;
  sqlite3_vfs *vfs;
  GRand *random = g_rand_new_with_seed (7);

  bench_create (&b);
  bench_close (&b);
  b.vault = tl_vault_unlock (b.path, NULL, PASSPHRASE, NULL);
  vfs = sqlite3_vfs_find (b.vault->vfs_name);
  for (int kind = 0; kind < 3; kind++)
    {
      static const int flags[] = {SQLITE_OPEN_MAIN_JOURNAL, SQLITE_OPEN_WAL, SQLITE_OPEN_MAIN_DB};
      sqlite3_filename names = sqlite3_create_filename (b.path, "a-journal", "a-wal", 0, NULL);
      g_autofree char *journal = bench_beside (&b, "-journal");
      g_autofree char *wal = bench_beside (&b, "-wal");
      sqlite3_filename side = sqlite3_create_filename (kind == 0 ? journal : wal, "", "", 0, NULL);
      sqlite3_filename name = kind == 2 ? names : side;
      sqlite3_file *file = open_raw (&b, vfs, name, flags[kind]);
      g_autofree guint8 *model = g_malloc0 (200000);
      g_autofree guint8 *buffer = g_malloc (200000);
      gint64 size = 0;

      g_assert_cmpint (file->pMethods->xTruncate (file, 0), ==, SQLITE_OK);
      g_assert_cmpint (file->pMethods->xSectorSize (file), ==, 4096);
      g_assert_cmpint (file->pMethods->xDeviceCharacteristics (file), ==, 0);
      g_assert_cmpint (file->pMethods->iVersion, ==, 1);
      for (int i = 0; i < 1500; i++)
        {
          int dice = g_rand_int_range (random, 0, 100);
          gint64 offset = g_rand_int_range (random, 0, 60000);
          int amount = g_rand_int_range (random, 1, dice % 3 ? 300 : 9000);
          sqlite3_int64 said = -1;

          if (dice % 5 == 0)
            {
              offset &= ~4095;
              amount = 4096;
            }
          if (kind == 1)
            offset = MAX (offset, 1); /* offset 0 of a log begins it anew: its own test */
          if (dice < 45)
            {
              for (int j = 0; j < amount; j++)
                buffer[j] = (guint8)g_rand_int (random);
              g_assert_cmpint (file->pMethods->xWrite (file, buffer, amount, offset), ==, SQLITE_OK);
              memcpy (model + offset, buffer, (gsize)amount);
              size = MAX (size, offset + amount);
            }
          else if (dice < 85)
            {
              int rc = file->pMethods->xRead (file, buffer, amount, offset);
              g_assert_cmpint (rc, ==, offset + amount <= size ? SQLITE_OK : SQLITE_IOERR_SHORT_READ);
              for (int j = 0; j < amount; j++)
                g_assert_cmpint (buffer[j], ==, offset + j < size ? model[offset + j] : 0);
            }
          else if (dice < 90)
            {
              gint64 to = kind == 1 ? MAX (offset, 1) : offset;
              if (to < size)
                {
                  g_assert_cmpint (file->pMethods->xTruncate (file, to), ==, SQLITE_OK);
                  memset (model + to, 0, (gsize)(size - to));
                  size = to;
                }
            }
          else if (dice < 95)
            g_assert_cmpint (file->pMethods->xSync (file, SQLITE_SYNC_NORMAL), ==, SQLITE_OK);
          else
            {
              g_assert_cmpint (file->pMethods->xClose (file), ==, SQLITE_OK);
              g_free (file);
              file = open_raw (&b, vfs, name, flags[kind]);
              if (kind == 1) /* a log's last block is whole, zeros behind its content */
                size = (size + 4095) & ~4095;
            }
          g_assert_cmpint (file->pMethods->xFileSize (file, &said), ==, SQLITE_OK);
          g_assert_cmpint (said, ==, size);
        }
      file->pMethods->xClose (file);
      g_free (file);
      sqlite3_free_filename (names);
      sqlite3_free_filename (side);
    }
  /* No temporary file, ever. */
  {
    sqlite3_file *file = g_malloc0 ((gsize)vfs->szOsFile);
    int out = 0;
    g_assert_cmpint (vfs->xOpen (vfs, NULL, file, SQLITE_OPEN_TEMP_DB | SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, &out), ==,
                     SQLITE_CANTOPEN);
    g_assert_cmpint (vfs->xOpen (vfs, NULL, file, SQLITE_OPEN_SUBJOURNAL | SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, &out), ==,
                     SQLITE_CANTOPEN);
    g_free (file);
  }
  g_rand_free (random);
  bench_clear (&b);
}

/* Sorting, statement journals and VACUUM of more than the cache never need a temporary file. */
static void
no_temporary_files (void)
{
  Bench b;

  bench_create (&b);
  bench_sql (&b, "PRAGMA cache_size = 20; CREATE TABLE t (a INTEGER UNIQUE, pad TEXT)");
  bench_sql (&b, "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3000)"
                 "INSERT INTO t SELECT i, hex (randomblob (500)) FROM n");
  g_assert_cmpint (sqlite3_exec (b.db, "UPDATE t SET a = CASE WHEN a = 2999 THEN 1 ELSE a + 10000 END, pad = pad || 'x'", NULL, NULL, NULL),
                   ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (b.db, "UPDATE t SET a = 5 WHERE a > 11000", NULL, NULL, NULL), ==, SQLITE_CONSTRAINT);
  bench_sql (&b, "CREATE INDEX tp ON t (pad); VACUUM; CREATE TEMP TABLE q AS SELECT pad FROM t ORDER BY pad DESC");
  bench_sql (&b, "CREATE VIRTUAL TABLE f USING fts5 (x); INSERT INTO f SELECT pad FROM t; INSERT INTO f (f) VALUES ('optimize')");
  g_assert_cmpint (bench_number (&b, "SELECT count(*) FROM pragma_integrity_check WHERE integrity_check = 'ok'"), ==, 1);
  bench_clear (&b);
}

int
main (int argc, char **argv)
{
  tl_vault_init ();
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/vault/header/one-copy-is-repaired", header_one_copy);
  g_test_add_func ("/vault/header/both-copies-are-refused", header_both_copies);
  g_test_add_func ("/vault/header/forged-is-refused", header_forged);
  g_test_add_func ("/vault/blocks/damage-is-named", blocks_damaged);
  g_test_add_func ("/vault/blocks/another-vault", block_of_another_vault);
  g_test_add_func ("/vault/log/is-recovered", log_is_recovered);
  g_test_add_func ("/vault/log/damage-in-the-middle-is-refused", log_damaged_in_the_middle);
  g_test_add_func ("/vault/log/torn-tail-is-accepted", log_with_torn_tail);
  g_test_add_func ("/vault/log/another-vault", log_of_another_vault);
  g_test_add_func ("/vault/log/another-state", log_of_another_state);
  g_test_add_func ("/vault/log/lost", log_lost);
  g_test_add_func ("/vault/log/torn-before-its-first-save", log_torn_before_its_first_save);
  g_test_add_func ("/vault/log/earlier-program", log_of_an_earlier_program);
  g_test_add_func ("/vault/log/its-number-and-the-doors", log_number_and_doors);
  g_test_add_func ("/vault/log/read-by-hand", log_read_by_hand);
  g_test_add_func ("/vault/blocks/cut-off", file_cut_off);
  g_test_add_func ("/vault/shim/is-a-file", shim_is_a_file);
  g_test_add_func ("/vault/shim/no-temporary-files", no_temporary_files);
  return g_test_run ();
}
