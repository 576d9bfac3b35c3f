/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Every single call of the disk fails, in turn: reads, writes, syncs, truncations, sizes, locks, openings, deletions,
 * accesses, paths, renamings. Once (the program tries again), from then on (the drive was pulled out), or because the
 * disk is full. Then: whatever fails has an error of the vault's domain with a sentence in it; when the disk works again
 * the same act succeeds, without a new start where the vault was open; nothing that was confirmed is lost, no handle stays open.
 * The long run also lets the power go after the failure: what a failed sync held is gone then.
 *
 *   TAMLANH_CUTS   set: each position with each fault; else the faults take turns; TAMLANH_SEED   to repeat a run */

#include "stages.h"

#include <stdlib.h>
#include <string.h>

static guint64 seed;

static const char *const faults[DISK_FAULTS] = {"once", "for good", "full"};

/* What a program shows must say something; IN_USE, WEAK, SLOT, EXISTS or a wrong passphrase would mislead. */
static void
check_error (World *world, const GError *error)
{
  if (!error || error->domain != TL_VAULT_ERROR || strlen (error->message) < 12)
    world_fail (world, "no proper error", error ? error->message : "none");
  if (error->code != TL_VAULT_ERROR_IO && error->code != TL_VAULT_ERROR_DAMAGED)
    world_fail (world, "a misleading error", error->message);
  if (strstr (error->message, "not an error") || strstr (error->message, "unknown error"))
    world_fail (world, "an error that says nothing", error->message);
}

/* FALSE: the stage has fewer calls than @position. @cut: the power goes afterwards. */
static gboolean
fail_one (const Stage *stage, guint position, DiskFault fault, gboolean cut)
{
  g_autofree char *where = NULL;
  g_autoptr (GError) error = NULL;
  World world;
  guint64 before;
  gboolean good, reached;

  stage_begin (stage, &world, seed + position);
  before = disk_calls ();
  disk_fail_call (position, fault);
  good = stage_run (stage, &world, &error);
  reached = disk_calls () - before >= position;
  where = g_strdup_printf ("in %s, call %u fails %s: %s", stage->name, position, faults[fault], disk_failed () ? disk_failed () : "-");
  world.where = where;
  if (!good)
    {
      check_error (&world, error);
      if (!disk_failed ())
        world_fail (&world, "it fails and the disk did not", error->message);
      if (g_getenv ("TAMLANH_CRASH_VERBOSE"))
        g_test_message ("%s: %s", where, error->message);
      g_clear_error (&error);
    }
  if (cut)
    {
      disk_cut_after (1);
      world_close (&world);
      disk_power_on (world.random, -1, 512, FALSE);
    }
  else
    {
      /* The disk works again; the program stayed as it was and tries once more. */
      disk_fail_call (0, 0);
      /* What could not be made could not be taken away either: the person removes it, or takes another name. */
      if (!good && !world.vault && strcmp (stage->start, "empty") == 0 && fault == DISK_FAIL_ALWAYS)
        disk_vfs ()->xDelete (disk_vfs (), world.path, 1);
      if (!good && !stage_run (stage, &world, &error))
        world_fail (&world, "it does not work again", error->message);
      world_close (&world);
    }
  world.where = where;
  if (strcmp (stage->start, "empty") != 0 || world.others->len > 0)
    world_verify (&world);
  world_clear (&world);
  return reached;
}

static void
every_call (gconstpointer data)
{
  const Stage *stage = data;
  gboolean many = g_getenv ("TAMLANH_CUTS") != NULL, reached = TRUE;
  guint stride = many ? 1 : stage_stride (stage, seed, MAX (stage->stride_of_calls, 1) * STAGE_THIN, disk_calls);
  guint position, failures = 0;

  for (position = 1 + (guint)(seed % stride); reached; position += stride)
    for (guint way = 0; way < (many ? 2 * DISK_FAULTS : 1) && reached; way++)
      {
        guint turn = many ? way : (guint)((position + seed) / stride % (2 * DISK_FAULTS));
        reached = fail_one (stage, position, turn % DISK_FAULTS, turn >= DISK_FAULTS);
        failures += reached;
      }
  g_test_message ("%u calls failed, seed %" G_GUINT64_FORMAT, failures, seed);
  g_assert_cmpuint (failures, >=, 2);
}

int
main (int argc, char **argv)
{
  const char *text = g_getenv ("TAMLANH_SEED");
  int result;

  tl_vault_init ();
  seed = text ? g_ascii_strtoull (text, NULL, 10) : randombytes_uniform (1000000000);
  g_test_init (&argc, &argv, NULL);
  g_print ("# seed %" G_GUINT64_FORMAT "\n", seed);
  stages_prepare (seed);
  for (guint i = 0; i < stage_count; i++)
    {
      g_autofree char *path = g_strconcat ("/vault/every-call-fails/", stages[i].name, NULL);
      g_test_add_data_func (path, &stages[i], every_call);
    }
  result = g_test_run ();
  stages_clear ();
  return result;
}
