/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Flipped bits and exchanged blocks, on the prepared disks of the other tests: every block of a vault and of its log, every
 * byte of the header (a sample by default). Either all is there, or an error names what is damaged; never wrong data,
 * never a silent step back beyond what FORMAT.md §4 says. What is *not* detected is tested too, so that the page
 * stays honest.
 *
 *   TAMLANH_CUTS   set: every byte of the header and eight flips a block; TAMLANH_SEED   to repeat a run */

#include "stages.h"

#include <stdlib.h>
#include <string.h>

#define STRIDE (TL_SEAL + TL_BLOCK)

static guint64 seed;

static void
start (World *world, const char *disk)
{
  Stage stage = {"flips", disk};
  stage_begin (&stage, world, seed);
}

static void
flip (const char *name, gsize at)
{
  g_autoptr (GByteArray) bytes = disk_take (name);

  g_assert_cmpuint (at, <, bytes->len);
  bytes->data[at] ^= (guint8)(1 << (at + seed) % 8);
  disk_put (name, bytes);
}

/* What opening and reading everything says, the world closed afterwards. */
static char *
outcome (World *world)
{
  char *wrong = world_examine (world);
  world_close (world);
  return wrong;
}

static gsize
next_byte (gsize at)
{
  return g_getenv ("TAMLANH_CUTS") ? at + 1 : at < 1600 ? at + 23 * STAGE_THIN : at + 499;
}

static void
header_one_copy (void)
{
  guint flips = 0;

  for (gsize at = seed % 23; at < TL_HEADER_COPY; at = next_byte (at), flips++)
    {
      World world;
      g_autoptr (GError) error = NULL;

      start (&world, "settled");
      flip (world.path, at + (flips % 2 ? TL_HEADER_COPY : 0));
      if (!world_open (&world, &error))
        world_fail (&world, "one damaged header copy keeps the vault shut", error->message);
      g_assert_nonnull (tl_vault_get_warning (world.vault));
      world_close (&world);
      if (!world_open (&world, &error))
        world_fail (&world, "it was not repaired", error->message);
      g_assert_null (tl_vault_get_warning (world.vault));
      world_clear (&world);
    }
  g_test_message ("%u bytes", flips);
}

static void
header_both_copies (void)
{
  guint flips = 0;

  for (gsize at = seed % 23; at < TL_HEADER_COPY; at = next_byte (at), flips++)
    {
      World world;
      g_autoptr (GError) error = NULL;
      g_autoptr (GByteArray) before = NULL;
      g_autoptr (GByteArray) after = NULL;

      start (&world, "settled");
      flip (world.path, at);
      flip (world.path, TL_HEADER_COPY + (at * 7 + 16) % TL_HEADER_COPY);
      before = disk_take (world.path);
      g_assert_false (world_open (&world, &error));
      g_assert_error (error, TL_VAULT_ERROR, TL_VAULT_ERROR_DAMAGED);
      after = disk_take (world.path);
      g_assert_cmpmem (before->data, before->len, after->data, after->len);
      world_clear (&world);
    }
  g_test_message ("%u pairs of bytes", flips);
}

/* Names @block as damaged, both to SQLite and to a check of all blocks. */
static void
expect_damage (World *world, gint64 block, const char *what)
{
  g_autofree char *wrong = outcome (world);
  g_autofree char *one = g_strdup_printf ("Block %" G_GINT64_FORMAT " ", block);
  g_autofree char *two = g_strdup_printf ("first %" G_GINT64_FORMAT, block);

  if (!wrong || (!strstr (wrong, one) && !g_str_has_suffix (wrong, two)))
    world_fail (world, what, wrong ? wrong : "nothing is noticed");
}

static void
main_blocks (void)
{
  guint ways = g_getenv ("TAMLANH_CUTS") ? 8 : 1, flips = 0;
  gint64 blocks = 1;

  for (gint64 block = 0; block < blocks; block += STAGE_THIN)
    for (guint way = 0; way < ways + 1; way++, flips++)
      {
        World world;
        g_autoptr (GByteArray) bytes = NULL;

        start (&world, "settled");
        bytes = disk_take (world.path);
        blocks = (bytes->len - TL_HEADER_BYTES) / STRIDE;
        if (way == ways) /* zeros are not a page of zeros */
          memset (bytes->data + TL_HEADER_BYTES + block * STRIDE, 0, STRIDE);
        else
          bytes->data[TL_HEADER_BYTES + block * STRIDE + g_rand_int_range (world.random, 0, STRIDE)] ^= 0x20;
        disk_put (world.path, bytes);
        expect_damage (&world, block, "a damaged block of the main file");
        world_clear (&world);
      }
  g_test_message ("%" G_GINT64_FORMAT " blocks, %u times damaged", blocks, flips);
}

/* Damage in a log: refused and named, or exactly the last save is as if it had not been made. */
static void
log_blocks (void)
{
  guint refused = 0, last = 0, whole = 0;
  gint64 blocks = 1;

  for (gint64 block = 0; block < blocks; block++)
    {
      World world;
      g_autofree char *wrong = NULL;
      g_autofree char *wal = NULL;
      g_autofree char *named = g_strdup_printf ("Block %" G_GINT64_FORMAT " ", block);
      g_autoptr (GByteArray) bytes = NULL;
      g_autoptr (GByteArray) after = NULL;

      start (&world, "crashed");
      wal = g_strconcat (world.path, "-wal", NULL);
      bytes = disk_take (wal);
      blocks = (bytes->len + TL_STORED_MAX - 1) / TL_STORED_MAX;
      g_assert_cmpint (blocks, >, 10);
      flip (wal, (gsize)block * TL_STORED_MAX + (gsize)g_rand_int_range (world.random, 0, 40));
      g_clear_pointer (&bytes, g_byte_array_unref);
      bytes = disk_take (wal);
      wrong = outcome (&world);
      if (!wrong)
        whole++;
      else if (strstr (wrong, named))
        {
          refused++;
          after = disk_take (wal);
          g_assert_cmpmem (bytes->data, bytes->len, after->data, after->len);
        }
      else
        {
          g_autofree char *one_less = g_strdup_printf ("a confirmed save is lost: it stands at %" G_GINT64_FORMAT, world.confirmed - 1);
          g_assert_cmpstr (wrong, ==, one_less);
          last++;
        }
      world_clear (&world);
    }
  g_test_message ("%" G_GINT64_FORMAT " blocks of a log: damage in %u is refused, in %u it takes the last save, in %u it lies behind what counts",
                  blocks, refused, last, whole);
  g_assert_cmpuint (refused, >, last);
}

/* --- exchanged --- */

static void
put_block (const char *name, gint64 to, const GByteArray *from, gsize at)
{
  g_autoptr (GByteArray) bytes = disk_take (name);

  g_assert_cmpuint (at + STRIDE, <=, from->len);
  memcpy (bytes->data + TL_HEADER_BYTES + to * STRIDE, from->data + at, STRIDE);
  disk_put (name, bytes);
}

static void
exchanged (void)
{
  World world;
  g_autoptr (GByteArray) settled = NULL;
  g_autoptr (GByteArray) log = NULL;
  g_autoptr (GByteArray) rotated = NULL;
  g_autoptr (GByteArray) later = NULL;
  g_autofree char *wal = NULL;
  g_autoptr (GError) error = NULL;
  gint64 same = -1;

  start (&world, "crashed");
  wal = g_strconcat (world.path, "-wal", NULL);
  log = disk_take (wal);
  world_clear (&world);

  start (&world, "settled");
  settled = disk_take (world.path);
  put_block (world.path, 5, settled, TL_HEADER_BYTES + 9 * STRIDE);
  expect_damage (&world, 5, "a block from another place");
  world_clear (&world);

  start (&world, "settled");
  put_block (world.path, 6, log, 0);
  expect_damage (&world, 6, "a block of the log in the main file");
  world_clear (&world);

  start (&world, "settled");
  g_assert_true (world_open (&world, &error) && world_rotate (&world, &error));
  world_close (&world);
  rotated = disk_take (world.path);
  put_block (world.path, 7, settled, TL_HEADER_BYTES + 7 * STRIDE);
  expect_damage (&world, 7, "a block of another epoch");
  world_clear (&world);

  /* A log of another epoch is none: nothing of it opens. Who has removed a log has removed its saves (FORMAT.md §4). */
  start (&world, "settled");
  disk_put (world.path, rotated);
  disk_put (wal, log);
  g_assert_true (world_open (&world, &error));
  world_verify (&world);
  world_clear (&world);

  /* A block of the main file at the same number in a log does not open there: the log ends. */
  start (&world, "settled");
  disk_put (wal, settled);
  world_verify (&world);
  world_clear (&world);

  /* What the seals alone cannot see: an older copy of the same block, in the same epoch. */
  start (&world, "settled");
  g_assert_true (world_open (&world, &error) && world_save (&world, &error) && world_save (&world, &error));
  world_close (&world);
  later = disk_take (world.path);
  for (gint64 b = 1; same < 0 && b < (gint64)((settled->len - TL_HEADER_BYTES) / STRIDE); b++)
    if (memcmp (later->data + TL_HEADER_BYTES + b * STRIDE, settled->data + TL_HEADER_BYTES + b * STRIDE, STRIDE) != 0)
      same = b;
  g_assert_cmpint (same, >=, 1);
  put_block (world.path, same, settled, (gsize)(TL_HEADER_BYTES + same * STRIDE));
  g_assert_true (world_open (&world, &error));
  {
    g_autoptr (GArray) damaged = g_array_new (FALSE, FALSE, sizeof (guint64));
    g_assert_true (tl_vault_check_blocks (world.vault, NULL, damaged, &error));
    g_assert_cmpuint (damaged->len, ==, 0);
  }
  world_clear (&world);
}

/* A log of the same epoch beside another state of its file is applied: every block of it is sealed for this file. */
static void
older_log (void)
{
  World world;
  g_autoptr (GByteArray) log = NULL;
  g_autofree char *wal = NULL;
  g_autofree char *wrong = NULL;
  g_autoptr (GError) error = NULL;

  start (&world, "crashed");
  wal = g_strconcat (world.path, "-wal", NULL);
  log = disk_take (wal);
  for (guint i = 0; i < 5; i++)
    g_assert_true (world_open (&world, &error) && world_save (&world, &error));
  world_close (&world);
  disk_put (wal, log);
  wrong = outcome (&world);
  g_test_message ("an older log beside a later file: %s", wrong ? wrong : "nothing is noticed");
  g_assert_nonnull (wrong);
  world_clear (&world);
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
  g_test_add_func ("/vault/flips/header-one-copy", header_one_copy);
  g_test_add_func ("/vault/flips/header-both-copies", header_both_copies);
  g_test_add_func ("/vault/flips/every-block", main_blocks);
  g_test_add_func ("/vault/flips/every-block-of-a-log", log_blocks);
  g_test_add_func ("/vault/flips/exchanged-blocks", exchanged);
  g_test_add_func ("/vault/flips/older-log", older_log);
  result = g_test_run ();
  stages_clear ();
  return result;
}
