/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Power cuts and failing disks. A random workload of numbered transactions and changes of doors runs on the forgetful
 * disk until the power goes; then: the vault opens with the confirmed passphrase (or the one that was being set), every
 * block opens, SQLite's check is content, every confirmed transaction is there whole, and none is there by half.
 *
 *   TAMLANH_CUTS   how many cuts (300); TAMLANH_SEED   to repeat a run.  */

#include "disk.h"

#include "vault/vfs-private.h"

#include <glib/gstdio.h>
#include <stdlib.h>
#include <string.h>

#define KEEP 30 /* transactions whose rows stay */

typedef struct
{
  char *folder;
  char *path;
  TlVault *vault;
  sqlite3 *db;
  GRand *random;
  char *passphrase; /* confirmed */
  char *attempted;  /* being set when the power went */
  gint64 confirmed; /* last transaction that was answered with success */
  gint64 attempt;   /* last one begun */
  gboolean ready;   /* schema was confirmed */
} World;

static guint64 seed;
static guint rotations;

static void
fail (World *world, const char *what, const char *detail)
{
  g_autofree char *folder = g_build_filename (g_get_tmp_dir (), "tamlanh-crash", NULL);
  disk_save (folder);
  g_error ("%s (%s); seed %" G_GUINT64_FORMAT ", confirmed %" G_GINT64_FORMAT ", attempted %" G_GINT64_FORMAT "; the disk is in %s", what,
           detail, seed, world->confirmed, world->attempt, folder);
}

static gboolean
run (World *world, const char *sql)
{
  int rc = sqlite3_exec (world->db, sql, NULL, NULL, NULL);
  if (rc != SQLITE_OK && g_getenv ("TAMLANH_CRASH_VERBOSE"))
    g_printerr ("# %s: %s (%d)\n", sql, sqlite3_errmsg (world->db), sqlite3_extended_errcode (world->db));
  return rc == SQLITE_OK;
}

static gint64
number (World *world, const char *sql)
{
  sqlite3_stmt *statement = NULL;
  gint64 value = -1;

  if (sqlite3_prepare_v2 (world->db, sql, -1, &statement, NULL) == SQLITE_OK && sqlite3_step (statement) == SQLITE_ROW)
    value = sqlite3_column_int64 (statement, 0);
  sqlite3_finalize (statement);
  return value;
}

/* Rows of transaction @k: how many and how long follows from @k alone, so that half a one is seen. */
static guint
rows_of (gint64 k)
{
  return (guint)(k * 2654435761u >> 7) % 12 + 1;
}

static guint
length_of (gint64 k, guint row)
{
  guint mixed = (guint)((k * 40503 + row * 9973) & 0x7fffffff);
  return mixed % 9 == 0 ? mixed % 20000 : mixed % 900;
}

static void
fill (guint8 *bytes, guint length, gint64 k, guint row)
{
  guint32 state = (guint32)(k * 7919 + row + 1);
  for (guint i = 0; i < length; i++)
    {
      state = state * 1664525u + 1013904223u;
      bytes[i] = (guint8)(state >> 24);
    }
}

static gboolean
transact (World *world)
{
  sqlite3_stmt *insert = NULL;
  gint64 k = number (world, "SELECT k FROM state") + 1;
  g_autofree char *remove = NULL;
  g_autofree char *mark = NULL;
  gboolean good;

  if (k <= 0)
    return FALSE;
  world->attempt = k;
  good = run (world, "BEGIN") && sqlite3_prepare_v2 (world->db, "INSERT INTO t VALUES (?, ?, ?)", -1, &insert, NULL) == SQLITE_OK;
  for (guint row = 0; good && row < rows_of (k); row++)
    {
      guint length = length_of (k, row);
      g_autofree guint8 *bytes = g_malloc (length + 1);
      fill (bytes, length, k, row);
      sqlite3_bind_int64 (insert, 1, k);
      sqlite3_bind_int64 (insert, 2, row);
      sqlite3_bind_blob (insert, 3, bytes, (int)length, SQLITE_TRANSIENT);
      good = sqlite3_step (insert) == SQLITE_DONE && sqlite3_reset (insert) == SQLITE_OK;
    }
  sqlite3_finalize (insert);
  remove = g_strdup_printf ("DELETE FROM t WHERE k <= %" G_GINT64_FORMAT, k - KEEP);
  mark = g_strdup_printf ("UPDATE state SET k = %" G_GINT64_FORMAT, k);
  good = good && run (world, remove) && run (world, mark) && run (world, "COMMIT");
  if (good)
    world->confirmed = k;
  else
    sqlite3_exec (world->db, "ROLLBACK", NULL, NULL, NULL);
  return good;
}

/* A larger transaction than the cache, taken back or made. */
static gboolean
spill (World *world)
{
  gboolean good
      = run (world, "PRAGMA cache_size = 10") && run (world, "BEGIN") && run (world, "CREATE TABLE IF NOT EXISTS s (a)")
        && run (world, "DELETE FROM s")
        && run (
            world,
            "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 60) INSERT INTO s SELECT randomblob (2500) FROM n");
  good = good && run (world, g_rand_boolean (world->random) ? "COMMIT" : "ROLLBACK") && run (world, "PRAGMA cache_size = -32768");
  if (!good)
    sqlite3_exec (world->db, "ROLLBACK", NULL, NULL, NULL);
  return good;
}

static gboolean
change_passphrase (World *world)
{
  g_free (world->attempted);
  world->attempted = g_strdup_printf ("câu thứ %u của tôi", g_rand_int (world->random));
  if (!tl_vault_change_passphrase (world->vault, NULL, NULL, world->attempted, NULL))
    return FALSE;
  g_free (world->passphrase);
  world->passphrase = g_steal_pointer (&world->attempted);
  return TRUE;
}

static gboolean
open_world (World *world, GError **error)
{
  world->vault = tl_vault_unlock (world->path, NULL, world->passphrase, error);
  if (!world->vault && world->attempted && error && g_error_matches (*error, TL_VAULT_ERROR, TL_VAULT_ERROR_PASSPHRASE))
    {
      g_clear_error (error);
      world->vault = tl_vault_unlock (world->path, NULL, world->attempted, error);
      if (world->vault)
        {
          g_free (world->passphrase);
          world->passphrase = g_steal_pointer (&world->attempted);
        }
    }
  world->db = world->vault ? tl_vault_open_database (world->vault, error) : NULL;
  return world->db != NULL;
}

static void
close_world (World *world)
{
  if (world->db)
    g_assert_cmpint (sqlite3_close (world->db), ==, SQLITE_OK);
  world->db = NULL;
  g_clear_pointer (&world->vault, tl_vault_lock);
}

/* A new key for everything; the database is closed for it. */
static gboolean
rotate (World *world)
{
  g_autoptr (GError) error = NULL;
  gboolean good;

  if (sqlite3_close (world->db) != SQLITE_OK)
    return FALSE;
  world->db = NULL;
  good = tl_vault_rotate (world->vault, &error);
  if (!good)
    {
      close_world (world);
      return FALSE;
    }
  world->db = tl_vault_open_database (world->vault, NULL);
  if (!world->db)
    {
      close_world (world);
      return FALSE;
    }
  rotations++;
  return TRUE;
}

static gboolean
make_schema (World *world)
{
  if (number (world, "SELECT count(*) FROM sqlite_schema WHERE name = 'state'") == 0
      && !run (world,
               "BEGIN; CREATE TABLE state (k INTEGER); INSERT INTO state VALUES (0); CREATE TABLE t (k INTEGER, row INTEGER, bytes BLOB);"
               "CREATE INDEX tk ON t (k, row); COMMIT"))
    {
      sqlite3_exec (world->db, "ROLLBACK", NULL, NULL, NULL);
      return FALSE;
    }
  world->ready = world->ready || number (world, "SELECT k FROM state") >= 0;
  return world->ready;
}

static void
work (World *world)
{
  if (!world->db && !open_world (world, NULL))
    return;
  if (!make_schema (world))
    return;
  while (!disk_is_off ())
    {
      guint dice = (guint)g_rand_int_range (world->random, 0, 100);
      gboolean good;
      if (dice < 70)
        good = transact (world);
      else if (dice < 78)
        good = change_passphrase (world);
      else if (dice < 84)
        good = run (world, "PRAGMA wal_checkpoint(PASSIVE)");
      else if (dice < 88)
        good = run (world, "PRAGMA wal_checkpoint(TRUNCATE)");
      else if (dice < 93)
        good = spill (world);
      else if (dice < 95)
        good = run (world, "VACUUM");
      else if (dice < 97)
        good = rotate (world);
      else
        {
          close_world (world);
          good = open_world (world, NULL);
        }
      if (!good)
        return;
    }
}

static void
verify (World *world)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GArray) damaged = g_array_new (FALSE, FALSE, sizeof (guint64));
  sqlite3_stmt *statement = NULL;
  gint64 k, before = -1, expected;
  guint row = 0;

  if (!open_world (world, &error))
    fail (world, "does not open", error->message);
  if (!tl_vault_check_blocks (world->vault, NULL, damaged, &error))
    fail (world, "blocks cannot be read", error->message);
  if (damaged->len)
    {
      g_autofree char *which = g_strdup_printf ("%u, first %" G_GUINT64_FORMAT, damaged->len, g_array_index (damaged, guint64, 0));
      fail (world, "blocks do not open", which);
    }
  if (number (world, "SELECT count(*) FROM pragma_integrity_check WHERE integrity_check = 'ok'") != 1)
    fail (world, "integrity check", sqlite3_errmsg (world->db));
  if (!world->ready)
    {
      if (!make_schema (world))
        fail (world, "schema", sqlite3_errmsg (world->db));
      return;
    }
  k = number (world, "SELECT k FROM state");
  if (k != world->confirmed && k != world->attempt)
    {
      g_autofree char *text = g_strdup_printf ("it stands at %" G_GINT64_FORMAT, k);
      fail (world, "a confirmed save is lost", text);
    }
  expected = MAX (k - KEEP + 1, 1);
  if (sqlite3_prepare_v2 (world->db, "SELECT k, row, bytes FROM t ORDER BY k, row", -1, &statement, NULL) != SQLITE_OK)
    fail (world, "rows", sqlite3_errmsg (world->db));
  while (sqlite3_step (statement) == SQLITE_ROW)
    {
      gint64 at = sqlite3_column_int64 (statement, 0);
      guint length = (guint)sqlite3_column_bytes (statement, 2);
      g_autofree guint8 *bytes = g_malloc (length + 1);
      if (at != before)
        {
          if (at != expected || (before >= 0 && row != rows_of (before)))
            fail (world, "half a save", "rows are missing");
          before = at;
          expected = at + 1;
          row = 0;
        }
      if ((guint)sqlite3_column_int64 (statement, 1) != row || length != length_of (at, row))
        fail (world, "half a save", "a row is missing or short");
      fill (bytes, length, at, row);
      if (length && memcmp (bytes, sqlite3_column_blob (statement, 2), length) != 0)
        fail (world, "wrong data", "a row has other bytes");
      row++;
    }
  if (sqlite3_finalize (statement) != SQLITE_OK || expected != k + 1 || (before >= 0 && row != rows_of (before)))
    fail (world, "half a save", "the last rows are missing");
  world->confirmed = world->attempt = k;
}

static void
world_clear (World *world)
{
  g_autofree char *lock = g_strconcat (world->path, ".lock", NULL);

  close_world (world);
  g_unlink (lock);
  g_rmdir (world->folder);
  g_free (world->folder);
  g_free (world->path);
  g_free (world->passphrase);
  g_free (world->attempted);
  g_rand_free (world->random);
}

/* A new vault on an empty disk, locked. */
static gboolean
world_make (World *world, GRand *random)
{
  char *code = NULL;

  memset (world, 0, sizeof *world);
  disk_format ();
  world->random = random;
  world->folder = g_dir_make_tmp ("tamlanh-crash-XXXXXX", NULL);
  world->path = g_build_filename (world->folder, "cut.tamlanh", NULL);
  world->passphrase = g_strdup ("câu đầu tiên của tôi");
  world->vault = tl_vault_create (world->path, "Bàn 1", world->passphrase, &code, NULL, NULL);
  tl_secret_free (code);
  if (!world->vault)
    return FALSE;
  g_clear_pointer (&world->vault, tl_vault_lock);
  return TRUE;
}

static guint
how_many (guint usual)
{
  const char *text = g_getenv ("TAMLANH_CUTS");
  return text ? (guint)atoi (text) : usual;
}

static void
power_cuts (void)
{
  guint cuts = how_many (300), done = 0;
  guint64 first = seed;

  while (done < cuts)
    {
      World world;
      GRand *random;
      gboolean alive;

      seed = first + done;
      random = g_rand_new_with_seed ((guint32)seed);
      alive = world_make (&world, random);
      g_assert_true (alive);
      for (guint i = 0; i < 20 && done < cuts; i++, done++)
        {
          /* Few operations find the header's and the log's beginnings, many the checkpoints. */
          guint span = 1u << g_rand_int_range (random, 2, 11);
          disk_cut_after ((guint)g_rand_int_range (random, 1, (gint32)span + 1));
          work (&world);
          g_assert_true (disk_is_off ());
          close_world (&world);
          disk_power_on (random, 512, FALSE);
          verify (&world);
          /* The power may go again while it recovers, or at once when it works on. */
          if (g_rand_boolean (random))
            close_world (&world);
        }
      world_clear (&world);
    }
  seed = first;
  g_test_message ("%u rotations were finished", rotations);
  g_assert_cmpuint (rotations, >=, cuts / 50);
  g_test_message ("%u power cuts, first seed %" G_GUINT64_FORMAT, done, first);
}

/* The power goes while a vault is being made: what was answered with success opens. */
static void
cut_at_creation (void)
{
  for (guint at = 1; at < 12; at++)
    {
      World world;
      GRand *random = g_rand_new_with_seed ((guint32)seed + at);
      g_autoptr (GError) error = NULL;
      char *code = NULL;

      g_assert_true (world_make (&world, random));
      disk_format ();
      disk_cut_after (at);
      world.vault = tl_vault_create (world.path, "Bàn 1", world.passphrase, &code, NULL, NULL);
      tl_secret_free (code);
      if (world.vault)
        {
          world.db = tl_vault_open_database (world.vault, NULL);
          close_world (&world);
          disk_power_on (random, 512, FALSE);
          verify (&world);
        }
      else
        disk_power_on (random, 512, FALSE);
      world_clear (&world);
    }
}

/* Each single call of a script fails once; the program goes on or gives up cleanly, and nothing is lost. */
static void
failing_calls (void)
{
  static const int codes[] = {SQLITE_IOERR_WRITE, SQLITE_FULL};
  /* The long run takes each call in turn, the short one a sample that shifts with the seed. */
  guint stride = g_getenv ("TAMLANH_CUTS") ? 1 : 7;
  gboolean reached = TRUE;
  guint at;

  for (at = 1 + (guint)(seed % stride); reached; at += stride)
    {
      World world;
      GRand *random = g_rand_new_with_seed ((guint32)seed + at / 8);
      guint64 before;

      g_assert_true (world_make (&world, random));
      before = disk_operations ();
      disk_fail_at (at, codes[at % 2]);
      for (guint round = 0; round < 4; round++)
        {
          if (!world.db && !open_world (&world, NULL))
            {
              close_world (&world);
              continue;
            }
          if (make_schema (&world))
            {
              transact (&world);
              change_passphrase (&world);
              transact (&world);
              if (round == 1)
                run (&world, "PRAGMA wal_checkpoint(PASSIVE)");
              spill (&world);
              transact (&world);
              if (round == 0)
                rotate (&world);
            }
          if (round == 2)
            close_world (&world);
        }
      reached = disk_operations () - before >= at;
      close_world (&world);
      disk_fail_at (0, 0);
      verify (&world);
      g_assert_cmpint (world.confirmed, >=, 3);
      world_clear (&world);
    }
  /* So many calls the script has; less would mean that it gave up early. */
  g_assert_cmpuint (at, >, 300);
}

int
main (int argc, char **argv)
{
  const char *text = g_getenv ("TAMLANH_SEED");

  tl_vault_init ();
  tl_vault_set_base_vfs_for_test (disk_vfs ());
  tl_vault_set_rename_for_test (disk_rename);
  seed = text ? g_ascii_strtoull (text, NULL, 10) : randombytes_uniform (1000000000);
  g_test_init (&argc, &argv, NULL);
  g_print ("# seed %" G_GUINT64_FORMAT "\n", seed);
  g_test_add_func ("/vault/power-cut/creation", cut_at_creation);
  g_test_add_func ("/vault/power-cut/random-work", power_cuts);
  g_test_add_func ("/vault/io-error/every-call-of-a-script", failing_calls);
  return g_test_run ();
}
