/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The power goes at every single operation that changes something, in turn: at each write, sync, truncation, creation,
 * deletion and renaming of each stage. The disk comes back with nothing of what was not synced, with all of it, or with
 * random pieces. The short run takes the three in turn, and long stages by a stride.
 *
 *   TAMLANH_CUTS   set: each position all three ways, the random one twenty times, and with a second cut while it
 *                  recovers; TAMLANH_SEED   to repeat a run */

#include "stages.h"

#include <stdlib.h>
#include <string.h>

static guint64 seed;

/* Cuts again while the vault recovers from the first cut, at a random place. */
static void
cut_recovery (World *world)
{
  disk_cut_after ((guint)g_rand_int_range (world->random, 1, 40));
  if (world_open (world, NULL))
    world_save (world, NULL);
  world_close (world);
  disk_power_on (world->random, -1, 512, FALSE);
}

static void
every_cut (gconstpointer data)
{
  const Stage *stage = data;
  gboolean many = g_getenv ("TAMLANH_CUTS") != NULL;
  guint ways = many ? 22 : 1, position, cuts = 0;
  guint stride = many ? 1 : stage_stride (stage, seed, MAX (stage->stride, 1) * STAGE_THIN, disk_operations);
  gboolean reached = TRUE;

  for (position = 1 + (guint)(seed % stride); reached; position += stride)
    for (guint way = 0; way < ways && reached; way++)
      {
        World world;
        guint turn = many ? way : (guint)((position + seed / stride) % 3);
        double luck = turn == 0 ? 0 : turn == 1 ? 1 : -1;

        stage_begin (stage, &world, seed + position * 64 + way);
        disk_cut_after (position);
        stage_run (stage, &world, NULL);
        world_close (&world);
        reached = disk_is_off ();
        disk_power_on (world.random, luck, 512, FALSE);
        if (many && way > 1 && way % 2)
          cut_recovery (&world);
        /* A vault whose making was not answered need not be there. */
        if (strcmp (stage->start, "empty") != 0 || world.others->len > 0)
          world_verify (&world);
        world_clear (&world);
        cuts += reached;
      }
  g_test_message ("%u positions, %u cuts, first seed %" G_GUINT64_FORMAT, cuts / ways, cuts, seed);
  if (stage->changes_nothing)
    g_assert_cmpuint (cuts, ==, 0);
  else
    g_assert_cmpuint (cuts, >=, ways);
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
      g_autofree char *path = g_strconcat ("/vault/every-cut/", stages[i].name, NULL);
      g_test_add_data_func (path, &stages[i], every_cut);
    }
  result = g_test_run ();
  stages_clear ();
  return result;
}
