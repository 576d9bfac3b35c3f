/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The invariant that all tests of this folder check, in one place: world_examine(). A world is written by numbered
 * transactions; how many rows one has, how long they are and every byte follow from its number, so that half a
 * transaction, an old one or wrong data are seen. */

#include "world.h"

#include "vault/backup.h"

#include <glib/gstdio.h>
#include <string.h>

#define KEEP 30 /* transactions whose rows stay */

void
world_fail (World *world, const char *what, const char *detail)
{
  g_autofree char *folder = g_build_filename (g_get_tmp_dir (), "tamlanh-crash", NULL);
  disk_save (folder);
  g_error ("%s (%s) %s; seed %" G_GUINT64_FORMAT ", confirmed %" G_GINT64_FORMAT ", attempted %" G_GINT64_FORMAT "; the disk is in %s", what,
           detail, world->where ? world->where : "", world->seed, world->confirmed, world->attempt, folder);
}

static void
door_free (gpointer data)
{
  Door *door = data;
  g_free (door->secret);
  g_free (door);
}

static void
add_door (GPtrArray *doors, const char *secret, gboolean code, DoorState state)
{
  Door *door = g_new0 (Door, 1);
  door->secret = g_strdup (secret);
  door->code = code;
  door->state = state;
  g_ptr_array_add (doors, door);
}

void
world_init (World *world, GRand *random, guint64 seed)
{
  memset (world, 0, sizeof *world);
  world->random = random;
  world->seed = seed;
  world->folder = g_dir_make_tmp ("tamlanh-crash-XXXXXX", NULL);
  g_assert_nonnull (world->folder);
  world->path = g_build_filename (world->folder, "cut.tamlanh", NULL);
  world->backup = g_build_filename (world->folder, "copy.tamlanh", NULL);
  world->aside = g_build_filename (world->folder, "former.tamlanh", NULL);
  world->backed_up = world->former = -1;
  world->passphrase = g_strdup ("câu đầu tiên của tôi");
  world->others = g_ptr_array_new_with_free_func (door_free);
}

void
world_clear (World *world)
{
  g_autofree char *lock = g_strconcat (world->path, ".lock", NULL);

  world_close (world);
  if (!world->copied)
    {
      g_unlink (lock);
      g_rmdir (world->folder);
    }
  g_free (world->folder);
  g_free (world->path);
  g_free (world->backup);
  g_free (world->aside);
  g_free (world->passphrase);
  g_free (world->attempted);
  g_ptr_array_unref (world->others);
  g_rand_free (world->random);
}

void
world_remember (const World *world, World *copy)
{
  *copy = *world;
  copy->vault = NULL;
  copy->db = NULL;
  copy->copied = TRUE;
  copy->folder = g_strdup (world->folder);
  copy->path = g_strdup (world->path);
  copy->backup = g_strdup (world->backup);
  copy->aside = g_strdup (world->aside);
  copy->random = g_rand_copy (world->random);
  copy->passphrase = g_strdup (world->passphrase);
  copy->attempted = g_strdup (world->attempted);
  copy->others = g_ptr_array_new_with_free_func (door_free);
  for (guint i = 0; i < world->others->len; i++)
    {
      const Door *door = g_ptr_array_index (world->others, i);
      add_door (copy->others, door->secret, door->code, door->state);
    }
}

/* --- acts --- */

/* Why the last statement failed, as a program would say it. Always FALSE. */
static gboolean
sql_failed (World *world, GError **error)
{
  int rc = sqlite3_errcode (world->db);
  if (!tl_vault_propagate_io_error (world->vault, error))
    g_set_error (error, TL_VAULT_ERROR, TL_VAULT_ERROR_IO, "%s", rc == SQLITE_OK ? "?" : sqlite3_errmsg (world->db));
  return FALSE;
}

/* Without memory not even a rollback can be prepared: what is open still goes before the next transaction. */
static void
take_back (World *world)
{
  if (!sqlite3_get_autocommit (world->db))
    sqlite3_exec (world->db, "ROLLBACK", NULL, NULL, NULL);
}

gboolean
world_run (World *world, const char *sql, GError **error)
{
  return sqlite3_exec (world->db, sql, NULL, NULL, NULL) == SQLITE_OK || sql_failed (world, error);
}

static gint64
number (sqlite3 *db, const char *sql)
{
  sqlite3_stmt *statement = NULL;
  gint64 value = -1;

  if (sqlite3_prepare_v2 (db, sql, -1, &statement, NULL) == SQLITE_OK && sqlite3_step (statement) == SQLITE_ROW)
    value = sqlite3_column_int64 (statement, 0);
  sqlite3_finalize (statement);
  return value;
}

gint64
world_number (World *world, const char *sql)
{
  return number (world->db, sql);
}

gboolean
world_create (World *world, GError **error)
{
  char *code = NULL;

  world->vault = tl_vault_create (world->path, "Bàn 1", world->passphrase, &code, NULL, error);
  if (world->vault)
    add_door (world->others, code, TRUE, DOOR_OPENS);
  tl_secret_free (code);
  return world->vault != NULL;
}

gboolean
world_open (World *world, GError **error)
{
  g_autoptr (GError) problem = NULL;

  if (!world->vault)
    world->vault = tl_vault_unlock (world->path, "Bàn 1", world->passphrase, &problem);
  if (!world->vault && world->attempted && g_error_matches (problem, TL_VAULT_ERROR, TL_VAULT_ERROR_PASSPHRASE))
    {
      g_clear_error (&problem);
      world->vault = tl_vault_unlock (world->path, "Bàn 1", world->attempted, &problem);
      if (world->vault)
        {
          g_free (world->passphrase);
          world->passphrase = g_steal_pointer (&world->attempted);
        }
    }
  if (!world->vault)
    {
      g_propagate_error (error, g_steal_pointer (&problem));
      return FALSE;
    }
  if (!world->db)
    world->db = tl_vault_open_database (world->vault, error);
  else
    take_back (world);
  return world->db != NULL;
}

void
world_close (World *world)
{
  if (world->db)
    g_assert_cmpint (sqlite3_close (world->db), ==, SQLITE_OK);
  world->db = NULL;
  g_clear_pointer (&world->vault, tl_vault_lock);
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
insert_rows (World *world, gint64 k)
{
  sqlite3_stmt *insert = NULL;
  gboolean good = sqlite3_prepare_v2 (world->db, "INSERT INTO t VALUES (?, ?, ?)", -1, &insert, NULL) == SQLITE_OK;

  for (guint row = 0; good && row < rows_of (k); row++)
    {
      guint length = length_of (k, row);
      g_autofree guint8 *bytes = g_malloc (length + 1);
      fill (bytes, length, k, row);
      good = sqlite3_bind_int64 (insert, 1, k) == SQLITE_OK && sqlite3_bind_int64 (insert, 2, row) == SQLITE_OK
             && sqlite3_bind_blob (insert, 3, bytes, (int)length, SQLITE_TRANSIENT) == SQLITE_OK && sqlite3_step (insert) == SQLITE_DONE
             && sqlite3_reset (insert) == SQLITE_OK;
    }
  return sqlite3_finalize (insert) == SQLITE_OK && good;
}

/* The register is where it was told to be, or, while a restore was under way, at the backup's place in time. What it shows
 * now was read, and must not go any more. */
static gboolean
settle (World *world, gint64 k)
{
  if (world->restoring && k == world->backed_up && k != world->confirmed && k != world->attempt)
    {
      world->former = world->confirmed;
      world->former_most = world->attempt;
      world->confirmed = world->attempt = k;
      world->restoring = FALSE;
    }
  if (k != world->confirmed && k != world->attempt)
    return FALSE;
  world->confirmed = world->attempt = k;
  return TRUE;
}

gboolean
world_save (World *world, GError **error)
{
  g_autofree char *more = NULL;
  gboolean good;
  gint64 k;

  take_back (world);
  k = world_number (world, "SELECT k FROM state") + 1;
  if (k <= 0)
    return sql_failed (world, error);
  if (!settle (world, k - 1))
    world_fail (world, "a confirmed save is lost", "as the next is made");
  world->attempt = k;
  more = g_strdup_printf ("DELETE FROM t WHERE k <= %" G_GINT64_FORMAT "; UPDATE state SET k = %" G_GINT64_FORMAT "; COMMIT", k - KEEP, k);
  good = world_run (world, "BEGIN", error) && (insert_rows (world, k) || sql_failed (world, error)) && world_run (world, more, error);
  if (good)
    world->confirmed = k;
  else
    take_back (world);
  return good;
}

gboolean
world_spill (World *world, gboolean commit, GError **error)
{
  gboolean good;

  take_back (world);
  good = world_run (world,
                             "PRAGMA cache_size = 10; BEGIN; CREATE TABLE IF NOT EXISTS s (a); DELETE FROM s;"
                             "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 60)"
                             "INSERT INTO s SELECT randomblob (2500) FROM n",
                             error)
                  && world_run (world, commit ? "COMMIT" : "ROLLBACK", error) && world_run (world, "PRAGMA cache_size = -32768", error);
  if (!good)
    take_back (world);
  return good;
}

gboolean
world_schema (World *world, GError **error)
{
  take_back (world);
  if (world_number (world, "SELECT count(*) FROM sqlite_schema WHERE name = 'state'") != 1
      && !world_run (world,
                     "BEGIN; CREATE TABLE state (k INTEGER); INSERT INTO state VALUES (0);"
                     "CREATE TABLE t (k INTEGER, row INTEGER, bytes BLOB); CREATE INDEX tk ON t (k, row); COMMIT",
                     error))
    {
      take_back (world);
      return FALSE;
    }
  if (world_number (world, "SELECT k FROM state") < 0)
    return sql_failed (world, error);
  world->ready = TRUE;
  return TRUE;
}

gboolean
world_change_passphrase (World *world, GError **error)
{
  g_free (world->attempted);
  world->attempted = g_strdup_printf ("câu thứ %u của tôi", g_rand_int (world->random));
  if (!tl_vault_change_passphrase (world->vault, NULL, world->passphrase, world->attempted, error))
    return FALSE;
  add_door (world->others, world->passphrase, FALSE, DOOR_SHUT);
  g_free (world->passphrase);
  world->passphrase = g_steal_pointer (&world->attempted);
  return TRUE;
}

static Door *
find_door (World *world, const char *secret)
{
  for (guint i = 0; i < world->others->len; i++)
    {
      Door *door = g_ptr_array_index (world->others, i);
      if (strcmp (door->secret, secret) == 0)
        return door;
    }
  add_door (world->others, secret, FALSE, DOOR_SHUT);
  return g_ptr_array_index (world->others, world->others->len - 1);
}

gboolean
world_add_desk (World *world, const char *label, GError **error)
{
  g_autofree char *passphrase = g_strdup_printf ("câu của %s", label);
  Door *door = find_door (world, passphrase);

  if (door->state == DOOR_OPENS)
    return TRUE;
  door->state = DOOR_UNSURE;
  if (!tl_vault_add_slot (world->vault, label, passphrase, NULL, error))
    return FALSE;
  door->state = DOOR_OPENS;
  return TRUE;
}

/* Closes the database for @act and opens it again. */
static gboolean
with_database_closed (World *world, gboolean (*act) (TlVault *, const char *, GError **), const char *argument, GError **error)
{
  gboolean good;

  if (world->db && sqlite3_close (world->db) != SQLITE_OK)
    return sql_failed (world, error);
  world->db = NULL;
  good = act (world->vault, argument, error);
  if (good)
    world->rotations++;
  return good && world_open (world, error);
}

static gboolean
rotate_cb (TlVault *vault, const char *argument, GError **error)
{
  return tl_vault_rotate (vault, error);
}

gboolean
world_rotate (World *world, GError **error)
{
  return with_database_closed (world, rotate_cb, NULL, error);
}

gboolean
world_remove_desk (World *world, const char *label, GError **error)
{
  g_autofree char *passphrase = g_strdup_printf ("câu của %s", label);
  Door *door = find_door (world, passphrase);
  guint before = world->rotations;
  gboolean good;

  if (door->state == DOOR_SHUT)
    return TRUE;
  door->state = DOOR_UNSURE;
  good = with_database_closed (world, tl_vault_remove_slot, label, error);
  if (world->rotations > before)
    door->state = DOOR_SHUT;
  return good;
}

gboolean
world_renew_code (World *world, GError **error)
{
  char *code = NULL;
  gboolean good;

  for (guint i = 0; i < world->others->len; i++)
    {
      Door *door = g_ptr_array_index (world->others, i);
      if (door->code && door->state == DOOR_OPENS)
        door->state = DOOR_UNSURE;
    }
  good = tl_vault_renew_recovery (world->vault, &code, error);
  if (good)
    {
      for (guint i = 0; i < world->others->len; i++)
        {
          Door *door = g_ptr_array_index (world->others, i);
          if (door->code)
            door->state = DOOR_SHUT;
        }
      add_door (world->others, code, TRUE, DOOR_OPENS);
    }
  tl_secret_free (code);
  return good;
}

gboolean
world_backup (World *world, GError **error)
{
  g_autoptr (TlBackup) backup = NULL;
  g_autoptr (GError) problem = NULL;
  gboolean more;
  guint saves = 0;

  if (world->backed_up >= 0)
    return TRUE;
  backup = tl_backup_begin (world->vault, world->db, world->backup, error);
  if (!backup)
    return FALSE;
  do
    {
      more = tl_backup_step (backup, world->db, 25, &problem);
      /* Not in the last slices, so that it is known at which save the backup stands. */
      if (more && saves++ < 2 && !world_save (world, error))
        return FALSE;
    }
  while (more);
  if (problem)
    {
      g_propagate_error (error, g_steal_pointer (&problem));
      return FALSE;
    }
  g_assert_cmpuint (saves, >, 4);
  world->backed_up = world->confirmed;
  return TRUE;
}

gboolean
world_restore (World *world, GError **error)
{
  TlVault *source;
  gint64 before, most;
  gboolean kept = FALSE, good;

  /* Tried again after it was said to have failed at the very end. */
  if (world->restoring && !world_open (world, error))
    return FALSE;
  if (world->restoring && !settle (world, world_number (world, "SELECT k FROM state")))
    return sql_failed (world, error);
  if (world->former >= 0)
    return world_open (world, error);
  world_close (world);
  source = tl_vault_unlock_for_reading (world->backup, NULL, world->passphrase, NULL, error);
  if (!source)
    return FALSE;
  world->restoring = TRUE;
  before = world->confirmed;
  most = world->attempt;
  good = tl_vault_restore (source, world->path, world->aside, &kept, NULL, NULL, error);
  tl_vault_lock (source);
  if (!good)
    return FALSE;
  world->restoring = FALSE;
  world->confirmed = world->attempt = world->backed_up;
  world->former = kept ? before : -1;
  world->former_most = most;
  return world_open (world, error);
}

/* --- what must hold --- */

/* Every other door opens or not, as was answered; an unsure one is sure afterwards. */
static char *
examine_doors (World *world)
{
  for (guint i = 0; i < world->others->len; i++)
    {
      Door *door = g_ptr_array_index (world->others, i);
      g_autoptr (GError) error = NULL;
      TlVault *vault = door->code ? tl_vault_unlock_with_code (world->path, door->secret, &error)
                                  : tl_vault_unlock (world->path, NULL, door->secret, &error);
      gboolean opens = vault != NULL;

      tl_vault_lock (vault);
      if (!opens && !g_error_matches (error, TL_VAULT_ERROR, TL_VAULT_ERROR_PASSPHRASE)
          && !g_error_matches (error, TL_VAULT_ERROR, TL_VAULT_ERROR_SLOT))
        return g_strdup_printf ("another door fails strangely: %s", error->message);
      if (door->state == DOOR_UNSURE)
        door->state = opens ? DOOR_OPENS : DOOR_SHUT;
      else if (opens != (door->state == DOOR_OPENS))
        return g_strdup_printf (opens ? "a door that was shut opens (%s)" : "a door is lost (%s)", door->code ? "code" : door->secret);
    }
  return NULL;
}

/* SQLite's structure, and every row of the transactions that are there; @k: the last of them. */
static char *
examine_content (sqlite3 *db, gint64 *k)
{
  sqlite3_stmt *statement = NULL;
  gint64 before = -1, expected;
  const char *wrong = NULL;
  guint row = 0;

  if (number (db, "SELECT count(*) FROM pragma_integrity_check WHERE integrity_check = 'ok'") != 1)
    return g_strdup_printf ("integrity check: %s", sqlite3_errmsg (db));
  *k = number (db, "SELECT k FROM state");
  expected = MAX (*k - KEEP + 1, 1);
  if (sqlite3_prepare_v2 (db, "SELECT k, row, bytes FROM t ORDER BY k, row", -1, &statement, NULL) != SQLITE_OK)
    return g_strdup (sqlite3_errmsg (db));
  while (!wrong && sqlite3_step (statement) == SQLITE_ROW)
    {
      gint64 at = sqlite3_column_int64 (statement, 0);
      guint length = (guint)sqlite3_column_bytes (statement, 2);
      g_autofree guint8 *bytes = g_malloc (length + 1);
      if (at != before)
        {
          if (at != expected || (before >= 0 && row != rows_of (before)))
            wrong = "half a save: rows are missing";
          before = at;
          expected = at + 1;
          row = 0;
        }
      if ((guint)sqlite3_column_int64 (statement, 1) != row || length != length_of (at, row))
        wrong = "half a save: a row is missing or short";
      fill (bytes, length, at, row);
      if (length && memcmp (bytes, sqlite3_column_blob (statement, 2), length) != 0)
        wrong = "wrong data: a row has other bytes";
      row++;
    }
  if (sqlite3_finalize (statement) != SQLITE_OK && !wrong)
    return g_strdup (sqlite3_errmsg (db));
  if (!wrong && (expected != *k + 1 || (before >= 0 && row != rows_of (before))))
    wrong = "half a save: the last rows are missing";
  return g_strdup (wrong);
}

static char *
examine_blocks (TlVault *vault)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GArray) damaged = g_array_new (FALSE, FALSE, sizeof (guint64));

  if (!tl_vault_check_blocks (vault, NULL, damaged, &error))
    return g_strdup_printf ("blocks cannot be read: %s", error->message);
  if (damaged->len)
    return g_strdup_printf ("%u blocks do not open, first %" G_GUINT64_FORMAT, damaged->len, g_array_index (damaged, guint64, 0));
  return NULL;
}

/* Another file than the register, without touching it: it must stand between two transactions. */
static char *
examine_copy (World *world, const char *path, gint64 lowest, gint64 highest)
{
  g_autoptr (GError) error = NULL;
  TlVault *vault = tl_vault_unlock_for_reading (path, NULL, world->passphrase, NULL, &error);
  sqlite3 *db = vault ? tl_vault_open_database (vault, &error) : NULL;
  char *wrong = NULL;
  gint64 k = -1;

  if (!db)
    wrong = g_strdup_printf ("%s: %s", path, error->message);
  if (!wrong)
    wrong = examine_blocks (vault);
  if (!wrong)
    wrong = examine_content (db, &k);
  if (!wrong && (k < lowest || k > highest))
    wrong = g_strdup_printf ("%s stands at %" G_GINT64_FORMAT ", not between %" G_GINT64_FORMAT " and %" G_GINT64_FORMAT, path, k, lowest,
                             highest);
  sqlite3_close (db);
  tl_vault_lock (vault);
  return wrong;
}

static gboolean
is_there (const char *path)
{
  int there = 0;
  return disk_vfs ()->xAccess (disk_vfs (), path, SQLITE_ACCESS_EXISTS, &there) == SQLITE_OK && there;
}

static char *
examine_others (World *world)
{
  char *wrong = NULL;

  if (world->backed_up >= 0)
    wrong = examine_copy (world, world->backup, world->backed_up, world->backed_up);
  else if (is_there (world->backup))
    wrong = examine_copy (world, world->backup, 0, world->attempt);
  if (!wrong && world->former >= 0)
    wrong = examine_copy (world, world->aside, world->former, world->former_most);
  return wrong;
}

char *
world_examine (World *world)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) slots = NULL;
  char *wrong;
  gint64 k = 0;

  world_close (world);
  if (!world_open (world, &error))
    return g_strdup_printf ("does not open: %s", error->message);
  wrong = examine_blocks (world->vault);
  if (wrong)
    return wrong;
  if (!world->ready && !world_schema (world, &error))
    return g_strdup_printf ("schema: %s", error->message);
  wrong = examine_content (world->db, &k);
  if (!wrong && !settle (world, k))
    wrong = g_strdup_printf ("a confirmed save is lost: it stands at %" G_GINT64_FORMAT, k);
  world_close (world);
  if (!wrong)
    wrong = examine_doors (world);
  if (!wrong)
    wrong = examine_others (world);
  if (wrong)
    return wrong;
  slots = tl_vault_list_slots (world->path, &error);
  if (!slots)
    return g_strdup_printf ("doors cannot be listed: %s", error->message);
  if (disk_open_handles () != 0)
    return g_strdup_printf ("%u handles are still open", disk_open_handles ());
  return world_open (world, &error) ? NULL : g_strdup_printf ("does not open again: %s", error->message);
}

void
world_verify (World *world)
{
  g_autofree char *wrong = world_examine (world);
  if (wrong)
    world_fail (world, wrong, disk_failed () ? disk_failed () : "no fault");
}
