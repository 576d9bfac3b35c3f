/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "stages.h"

#include "vault/backup.h"

#include <string.h>

/* --- the prepared disks --- */

typedef struct
{
  const char *name;
  World world;
  DiskCopy *disk;
} Start;

static GPtrArray *starts;
static World first; /* owns the folder */

static void
keep (World *world, const char *name)
{
  Start *start = g_new0 (Start, 1);

  start->name = name;
  world_remember (world, &start->world);
  start->disk = disk_copy ();
  g_ptr_array_add (starts, start);
}

static Start *
find (const char *name)
{
  for (guint i = 0; i < starts->len; i++)
    {
      Start *start = g_ptr_array_index (starts, i);
      if (strcmp (start->name, name) == 0)
        return start;
    }
  g_assert_not_reached ();
}

static void
must (gboolean good, GError *error)
{
  g_assert_no_error (error);
  g_assert_true (good);
}

static void
begin (World *world, const char *from)
{
  Start *start = find (from);

  world_clear (world);
  world_remember (&start->world, world);
  disk_restore (start->disk);
}

/* The power goes in the act, at @at (0 … 1) of its length, and everything that was written stays, as after a kill; or nothing of it. */
static void
interrupt (World *world, const char *from, const char *name, gboolean (*act) (World *, GError **), double at, double stays)
{
  g_autoptr (GError) error = NULL;
  guint64 before;
  guint length;

  begin (world, from);
  must (world_open (world, &error), error);
  before = disk_operations ();
  must (act (world, &error), error);
  length = (guint)(disk_operations () - before);
  begin (world, from);
  must (world_open (world, &error), error);
  disk_cut_after (1 + (guint)((length - 1) * at));
  act (world, NULL);
  g_assert_true (disk_is_off ());
  world_close (world);
  disk_power_on (world->random, stays, 512, FALSE);
  keep (world, name);
}

static gboolean
three_saves (World *world, GError **error)
{
  return world_save (world, error) && world_save (world, error) && world_save (world, error);
}

void
stages_prepare (guint64 seed)
{
  World world;
  g_autoptr (GError) error = NULL;

  starts = g_ptr_array_new ();
  tl_vault_set_base_vfs_for_test (disk_vfs ());
  tl_vault_set_rename_for_test (disk_rename);
  tl_vault_set_link_for_test (disk_link);
  disk_format ();
  world_init (&first, g_rand_new_with_seed ((guint32)seed), seed);
  world_remember (&first, &world);
  keep (&world, "empty");

  must (world_create (&world, &error), error);
  must (world_open (&world, &error) && world_schema (&world, &error), error);
  must (world_add_desk (&world, "Bàn 2", &error) && world_add_desk (&world, "Bàn 3", &error), error);
  must (three_saves (&world, &error) && world_spill (&world, TRUE, &error) && world_save (&world, &error), error);
  world_close (&world);
  keep (&world, "settled");

  /* A log beside it with confirmed saves and one that was under way. */
  interrupt (&world, "settled", "crashed", three_saves, 0.9, 1);
  /* A header of which one copy is new, the other is torn or behind. */
  interrupt (&world, "settled", "header-torn", world_change_passphrase, 0, 0.5);
  interrupt (&world, "settled", "header-behind", world_change_passphrase, 0.7, 0);
  /* A rotation that did not come to its end. */
  interrupt (&world, "settled", "left-over", world_rotate, 0.6, 1);

  /* A backup, work after it, and the same with a log and with a restore that was cut off. */
  begin (&world, "settled");
  must (world_open (&world, &error) && world_backup (&world, &error) && three_saves (&world, &error), error);
  world_close (&world);
  keep (&world, "backed-up");
  interrupt (&world, "backed-up", "backed-up-crashed", three_saves, 0.8, 1);
  interrupt (&world, "backed-up", "restore-cut-off", world_restore, 0.5, 1);
  world_clear (&world);
}

void
stages_clear (void)
{
  for (guint i = 0; i < starts->len; i++)
    {
      Start *start = g_ptr_array_index (starts, i);
      world_clear (&start->world);
      disk_copy_free (start->disk);
      g_free (start);
    }
  g_ptr_array_unref (starts);
  world_clear (&first);
}

/* --- the acts --- */

static gboolean
act_create (World *world, GError **error)
{
  return (world->vault || world_create (world, error)) && world_open (world, error) && world_schema (world, error);
}

static gboolean
act_list (World *world, GError **error)
{
  g_autoptr (GPtrArray) open = tl_vault_list_slots (world->path, error);
  g_autoptr (GPtrArray) shut = NULL;

  if (!open)
    return FALSE;
  world_close (world);
  shut = tl_vault_list_slots (world->path, error);
  if (!shut)
    return FALSE;
  g_assert_cmpuint (open->len, ==, 4);
  g_assert_cmpuint (shut->len, ==, 4);
  return world_open (world, error);
}

static gboolean
act_save (World *world, GError **error)
{
  return world_save (world, error) && world_save (world, error);
}

static gboolean
act_spill (World *world, GError **error)
{
  return world_spill (world, FALSE, error) && world_spill (world, TRUE, error) && world_save (world, error);
}

static gboolean
act_checkpoint (World *world, GError **error)
{
  return world_save (world, error) && world_run (world, "PRAGMA wal_checkpoint(PASSIVE)", error) && world_save (world, error)
         && world_run (world, "PRAGMA wal_checkpoint(TRUNCATE)", error) && world_save (world, error);
}

static gboolean
act_vacuum (World *world, GError **error)
{
  return world_run (world, "VACUUM", error) && world_save (world, error);
}

static gboolean
act_lock (World *world, GError **error)
{
  if (!world_save (world, error))
    return FALSE;
  world_close (world);
  return world_open (world, error) && world_save (world, error);
}

static gboolean
act_change_passphrase (World *world, GError **error)
{
  return world_change_passphrase (world, error);
}

/* Also when it is tried again after it failed in the middle. */
static gboolean
act_doors (World *world, GError **error)
{
  g_autoptr (GError) problem = NULL;

  if (!tl_vault_relabel_slot (world->vault, "Bàn 3", "Bàn ba", &problem)
      && !g_error_matches (problem, TL_VAULT_ERROR, TL_VAULT_ERROR_SLOT))
    {
      g_propagate_error (error, g_steal_pointer (&problem));
      return FALSE;
    }
  return world_add_desk (world, "Bàn 4", error) && world_save (world, error)
         && tl_vault_relabel_slot (world->vault, "Bàn ba", "Bàn 3", error);
}

static gboolean
act_renew_code (World *world, GError **error)
{
  return world_renew_code (world, error) && world_save (world, error);
}

static gboolean
act_rotate (World *world, GError **error)
{
  return world_save (world, error) && world_rotate (world, error) && world_save (world, error);
}

static gboolean
act_remove (World *world, GError **error)
{
  return world_remove_desk (world, "Bàn 2", error) && world_save (world, error);
}

static gboolean
act_verify (World *world, GError **error)
{
  g_autoptr (GArray) damaged = g_array_new (FALSE, FALSE, sizeof (guint64));

  if (!tl_vault_check_blocks (world->vault, NULL, damaged, error))
    return FALSE;
  if (damaged->len)
    world_fail (world, "blocks do not open", "while in use");
  if (world_number (world, "SELECT count(*) FROM pragma_integrity_check WHERE integrity_check = 'ok'") == 1)
    return TRUE;
  if (!tl_vault_propagate_io_error (world->vault, error))
    g_set_error (error, TL_VAULT_ERROR, TL_VAULT_ERROR_IO, "integrity check: %s", sqlite3_errmsg (world->db));
  return FALSE;
}

static gboolean
act_backup (World *world, GError **error)
{
  return world_save (world, error) && world_backup (world, error) && world_save (world, error);
}

static gboolean
act_restore (World *world, GError **error)
{
  return world_restore (world, error) && world_save (world, error);
}

/* As on a file system that knows no second names. */
static gboolean
act_restore_by_renaming (World *world, GError **error)
{
  gboolean good;

  tl_vault_set_link_for_test (NULL);
  good = act_restore (world, error);
  tl_vault_set_link_for_test (disk_link);
  return good;
}

/* Reads everything without writing: the log's saves too. */
static gboolean
act_read_only (World *world, GError **error)
{
  TlVault *vault;
  sqlite3 *db;
  sqlite3_stmt *statement = NULL;
  gint64 k = -1;
  gboolean good;

  world_close (world);
  vault = tl_vault_unlock_for_reading (world->path, "Bàn 1", world->passphrase, NULL, error);
  if (!vault)
    return FALSE;
  db = tl_vault_open_database (vault, error);
  good = db != NULL;
  if (db && sqlite3_prepare_v2 (db, "SELECT k FROM state", -1, &statement, NULL) == SQLITE_OK && sqlite3_step (statement) == SQLITE_ROW)
    k = sqlite3_column_int64 (statement, 0);
  else if (db && !tl_vault_propagate_io_error (vault, error))
    g_set_error (error, TL_VAULT_ERROR, TL_VAULT_ERROR_IO, "reading: %s", sqlite3_errmsg (db));
  sqlite3_finalize (statement);
  sqlite3_close (db);
  tl_vault_lock (vault);
  if (k >= 0 && k != world->confirmed && k != world->attempt)
    world_fail (world, "the reader is shown an older state", "without a word");
  return good && k >= 0;
}

const Stage stages[] = {
    {"create", "empty", act_create},
    {"list-doors", "settled", act_list},
    {"save", "settled", act_save},
    {"spill", "settled", act_spill, 41, 47},
    {"checkpoint", "settled", act_checkpoint, 3, 3},
    {"vacuum", "settled", act_vacuum, 11, 13},
    {"lock-and-open", "settled", act_lock, 3, 3},
    {"verify", "settled", act_verify, 0, 11},
    {"change-passphrase", "settled", act_change_passphrase},
    {"add-and-relabel", "settled", act_doors},
    {"renew-code", "settled", act_renew_code},
    {"rotate", "settled", act_rotate, 0, 11},
    {"remove-desk", "settled", act_remove, 3, 17},
    {"recover-log", "crashed", act_save},
    {"mend-torn-header", "header-torn", act_save},
    {"mend-header-behind", "header-behind", act_save},
    {"rotate-over-left-over", "left-over", act_rotate, 5, 19},
    {"rotate-crashed", "crashed", act_rotate, 5, 19},
    {"backup", "settled", act_backup, 3, 5},
    {"restore", "backed-up", act_restore, 0, 3},
    {"restore-by-renaming", "backed-up", act_restore_by_renaming, 3, 5},
    {"restore-over-crashed", "backed-up-crashed", act_restore, 3, 5, .closed = TRUE},
    {"restore-again", "restore-cut-off", act_restore, 3, 5},
    {"read-only", "settled", act_read_only, 0, 1, .closed = TRUE, .changes_nothing = TRUE},
    {"read-only-crashed", "crashed", act_read_only, .closed = TRUE, .changes_nothing = TRUE},
};
const guint stage_count = G_N_ELEMENTS (stages);

void
stage_begin (const Stage *stage, World *world, guint64 seed)
{
  Start *start = find (stage->start);

  world_remember (&start->world, world);
  g_rand_set_seed (world->random, (guint32)seed);
  world->seed = seed;
  world->where = stage->name;
  disk_restore (start->disk);
}

gboolean
stage_run (const Stage *stage, World *world, GError **error)
{
  return (stage->closed || strcmp (stage->start, "empty") == 0 || world_open (world, error)) && stage->act (world, error);
}

guint
stage_stride (const Stage *stage, guint64 seed, guint wanted, guint64 (*count) (void))
{
  World world;
  guint64 before;
  guint positions;

  stage_begin (stage, &world, seed);
  before = count ();
  if (!stage_run (stage, &world, NULL))
    world_fail (&world, "it does not work undisturbed", stage->name);
  positions = (guint)(count () - before);
  world_close (&world);
  world_clear (&world);
  return CLAMP (wanted, 1, MAX (positions / 2, 1));
}
