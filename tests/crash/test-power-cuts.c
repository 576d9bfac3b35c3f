/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Power cuts at random moments of random work. A workload of numbered transactions and changes of doors runs on the
 * forgetful disk until the power goes; then world_verify(): the vault opens, every block opens, SQLite's check is content,
 * every confirmed transaction is there whole, none by half, every door as it was answered.
 *
 *   TAMLANH_CUTS   how many cuts (300); TAMLANH_SEED   to repeat a run.  */

#include "stages.h"

#include <stdlib.h>

static guint64 seed;

/* All that is in the log goes into the main file; the next save begins the log anew over its old blocks. */
static gboolean
begin_log_anew (World *world, GError **error)
{
  gboolean good = world_run (world, "PRAGMA wal_checkpoint(PASSIVE)", error);

  for (guint i = 0; good && i < 3 && g_rand_boolean (world->random); i++)
    good = world_save (world, error) && world_run (world, "PRAGMA wal_checkpoint(PASSIVE)", error);
  return good;
}

/* Works until something fails; with the power on nothing may. */
static void
work (World *world)
{
  g_autoptr (GError) error = NULL;

  if ((!world->db && !world_open (world, &error)) || !world_schema (world, &error))
    return;
  while (!disk_is_off ())
    {
      guint dice = (guint)g_rand_int_range (world->random, 0, 100);
      gboolean good;
      if (dice < 70)
        good = world_save (world, &error);
      else if (dice < 78)
        good = world_change_passphrase (world, &error);
      else if (dice < 84)
        good = begin_log_anew (world, &error);
      else if (dice < 88)
        good = world_run (world, "PRAGMA wal_checkpoint(TRUNCATE)", &error);
      else if (dice < 93)
        good = world_spill (world, g_rand_boolean (world->random), &error);
      else if (dice < 95)
        good = world_run (world, "VACUUM", &error);
      else if (dice < 97)
        good = world_rotate (world, &error);
      else if (dice < 98)
        good = world_renew_code (world, &error);
      else
        {
          world_close (world);
          good = world_open (world, &error);
        }
      if (!good)
        {
          if (!disk_is_off ())
            world_fail (world, "it fails with the power on", error->message);
          return;
        }
    }
}

/* A new vault on an empty disk, locked. */
static void
make (World *world, guint64 number)
{
  g_autoptr (GError) error = NULL;

  disk_format ();
  world_init (world, g_rand_new_with_seed ((guint32)number), number);
  world_create (world, &error);
  g_assert_no_error (error);
  world_close (world);
}

static void
cut (World *world)
{
  /* Few operations find the header's and the log's beginnings, many the checkpoints. */
  guint span = 1u << g_rand_int_range (world->random, 2, 11);

  disk_cut_after ((guint)g_rand_int_range (world->random, 1, (gint32)span + 1));
  work (world);
  g_assert_true (disk_is_off ());
  world_close (world);
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
  guint cuts = how_many (300 / STAGE_THIN), done = 0, rotations = 0;

  while (done < cuts)
    {
      World world;

      make (&world, seed + done);
      for (guint i = 0; i < 20 && done < cuts; i++, done++)
        {
          cut (&world);
          disk_power_on (world.random, -1, 512, FALSE);
          world_verify (&world);
          /* The power may go again while it recovers, or at once when it works on. */
          if (g_rand_boolean (world.random))
            world_close (&world);
        }
      rotations += world.rotations;
      world_clear (&world);
    }
  g_test_message ("%u rotations were finished", rotations);
  g_assert_cmpuint (rotations, >=, cuts / 60);
  g_test_message ("%u power cuts, first seed %" G_GUINT64_FORMAT, done, seed);
}

/* A medium that loses whole sectors of 4096 bytes with all that lay in them, also what was synced long ago. No format on
 * one file can stand all of that; how much of it this one stands is reported, and that it never shows wrong data. */
static void
destroyed_sectors (void)
{
  guint cuts = MIN (how_many (150 / STAGE_THIN), 2000), whole = 0, refused = 0, older = 0;

  for (guint done = 0; done < cuts; done++)
    {
      World world;
      g_autofree char *wrong = NULL;

      make (&world, seed + done);
      for (guint i = 0; i < 3; i++)
        {
          cut (&world);
          disk_power_on (world.random, -1, 512, FALSE);
          world_verify (&world);
        }
      cut (&world);
      disk_power_on (world.random, -1, 4096, TRUE);
      wrong = world_examine (&world);
      if (!wrong)
        whole++;
      else if (g_str_has_prefix (wrong, "a confirmed save is lost"))
        older++;
      else if (g_str_has_prefix (wrong, "wrong data") || g_str_has_prefix (wrong, "half a save"))
        world_fail (&world, wrong, "after destroyed sectors");
      else
        refused++;
      if (g_getenv ("TAMLANH_CRASH_VERBOSE") && wrong)
        g_test_message ("seed %" G_GUINT64_FORMAT ": %s", world.seed, wrong);
      world_clear (&world);
    }
  g_test_message ("whole 4096-byte sectors destroyed, %u cuts: %u lost nothing, %u are refused with the damage named (backup or salvage), "
                  "%u opened without the last save; first seed %" G_GUINT64_FORMAT,
                  cuts, whole, refused, older, seed);
  g_assert_cmpuint (whole, >, cuts / 3);
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
  g_test_add_func ("/vault/power-cut/random-work", power_cuts);
  g_test_add_func ("/vault/power-cut/destroyed-sectors-are-reported", destroyed_sectors);
  return g_test_run ();
}
