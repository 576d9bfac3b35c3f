/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The scan of a log, whose outcome decides what of the latest saves is there. With the key every block can be made to open
 * or not and to claim any counters; the fuzzer chooses them. The rule of wal.c is written a second time here, block by
 * block, and the two must agree. Without the key (first byte odd) the log is the input itself: nothing may open. */

#include "memory-file.h"

#define NUMBER 77

static TlVault vault;
static TlHeader header;
static guint8 key[TL_KEY];

int
LLVMFuzzerInitialize (int *argc, char ***argv)
{
  fuzz_begin ();
  tl_header_init (&header);
  randombytes_buf (key, sizeof key);
  g_mutex_init (&vault.io_lock);
  vault.base_vfs = tl_base_vfs ();
  return 0;
}

typedef struct
{
  gboolean opens;
  gboolean empty;
  guint64 counter, intact;
} Block;

/* @blocks: what was put into the log. -1: it must be refused. Else how many leading blocks count. */
static gint64
expected_blocks (const Block *blocks, guint count, TlLogState state)
{
  guint64 newest = 0, intact = G_MAXUINT64;
  gint64 end = 0;
  gboolean any = FALSE, only_fences = TRUE;

  for (guint i = 0; i < count; i++)
    if (blocks[i].opens)
      {
        newest = MAX (newest, blocks[i].counter);
        any = TRUE;
        only_fences = only_fences && blocks[i].empty && (blocks[i].counter & G_MAXUINT32) == 0 && blocks[i].intact == 0;
      }
  if (!any)
    return state == TL_LOG_USED ? -1 : 0;
  if (state == TL_LOG_UNUSED && (newest >> 42 == NUMBER || only_fences))
    return 0;
  if (newest >> 42 != NUMBER && newest >> 42 != 0)
    return only_fences && state == TL_LOG_UNKNOWN ? 0 : -1;
  for (guint i = 0; i < count; i++)
    if (blocks[i].opens && blocks[i].counter == newest)
      intact = MIN (intact, blocks[i].intact);
  for (guint i = 0; i < count && blocks[i].opens && blocks[i].counter >> 32 == newest >> 32; i++)
    end++;
  return (guint64)end < intact ? -1 : end;
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  static guint8 stored[64 * TL_STORED_MAX];
  static guint8 plain[TL_WAL_PREFIX + TL_BLOCK];
  TlFile file = {.vault = &vault, .real = fuzz_file (), .kind = TL_FILE_WAL, .prefix = TL_WAL_PREFIX, .dirty = -1, .fence = -1};
  Block blocks[64] = {0};
  guint count = 0;
  gsize length = 0;
  gint64 expected;
  TlLogState state;
  int rc;

  if (size < 1)
    return 0;
  tl_sealer_init (&file.sealer, key, tl_header_file_id (&header), TL_FILE_WAL, tl_header_pair_id (&header));
  state = (TlLogState)((data[0] >> 2) % 3);
  tl_header_set_log (&header, NUMBER, state);
  vault.header = header;
  if (data[0] & 1)
    {
      g_autoptr (GError) error = NULL;
      fuzz_set_file (data + 1, size - 1);
      rc = tl_wal_scan (&file);
      g_assert_cmpint (rc, ==, state == TL_LOG_USED ? SQLITE_IOERR_DATA : SQLITE_OK);
      g_assert_cmpint (file.size, ==, 0);
      tl_vault_propagate_io_error (&vault, &error);
      return 0;
    }
  /* Four bytes a block: how it is damaged, beginning, syncs, intact. */
  for (const guint8 *p = data + 1; p + 4 <= data + size && count < 64; p += 4, count++)
    {
      static const guint64 numbers[] = {0, NUMBER, NUMBER, NUMBER + 1};
      guint64 counter = numbers[p[1] >> 4 & 3] << 42 | (guint64)(p[1] & 15) << 32 | p[2], intact = p[3] == 255 ? G_MAXUINT64 : p[3];
      guint64 place = p[0] % 8 == 1 ? count + 1 : count;

      memcpy (plain, &(guint64){GUINT64_TO_LE (counter)}, 8);
      memcpy (plain + 8, &(guint64){GUINT64_TO_LE (intact)}, 8);
      plain[TL_WAL_PREFIX + 99] = p[1] >> 7;
      tl_sealer_seal (&file.sealer, place, plain, sizeof plain, stored + length);
      if (p[0] % 8 == 2)
        stored[length + (p[0] * 37u + p[2]) % TL_STORED_MAX] ^= 1;
      if (p[0] % 8 == 3)
        memset (stored + length, 0, TL_STORED_MAX);
      blocks[count] = (Block){p[0] % 8 == 0 || p[0] % 8 > 3, plain[TL_WAL_PREFIX + 99] == 0, counter, intact};
      length += TL_STORED_MAX;
    }
  /* The file may end anywhere in its last block, which does not open then. */
  if (count > 0 && data[0] & 2)
    {
      length -= 1 + data[0] * 16u % (TL_STORED_MAX - 1);
      blocks[count - 1].opens = FALSE;
    }
  fuzz_set_file (stored, length);
  rc = tl_wal_scan (&file);
  expected = expected_blocks (blocks, count, state);
  if (expected < 0)
    {
      g_autoptr (GError) error = NULL;
      g_assert_cmpint (rc, ==, SQLITE_IOERR_DATA);
      g_assert_true (tl_vault_propagate_io_error (&vault, &error));
      g_assert_error (error, TL_VAULT_ERROR, TL_VAULT_ERROR_DAMAGED);
    }
  else
    {
      g_assert_cmpint (rc, ==, SQLITE_OK);
      g_assert_cmpint (file.size, ==, expected * TL_BLOCK);
      g_assert_cmpuint (file.intact, <=, (guint64)expected);
      for (guint i = 0; i < count && vault.log_state == TL_LOG_USED; i++)
        if (blocks[i].opens)
          g_assert_cmpuint (file.sync_counter, >, blocks[i].counter);
    }
  return 0;
}
