/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What is special about the write-ahead log.
 *
 * A power cut may leave the unsynced end of a log torn; that is ordinary, and SQLite expects it. A flipped bit in
 * the synced part would look the same to SQLite, which takes the log as ended there: confirmed saves would vanish
 * without a word. To tell the two apart each sealed block carries, inside the seal,
 *
 *   counter  how many syncs this log had seen when the block was written,
 *   intact   how many leading blocks were synced at that moment and had not been touched since.
 *
 * 1. The log is scanned once, when it is opened. A block that fails to open in front of the `intact` of the newest
 *    blocks was synced before they were written: damage, refused, files kept. Else it is the torn end: the log ends there.
 * 2. Writes go forward from the first byte after the last synced block, so within one sync period the first
 *    write already sets `intact` to the lowest block of the period. Two things would break this, so:
 *    a. when SQLite begins the log anew at offset 0 (all of it is in the main file then, and synced), the file is
 *       first truncated and synced: a torn block 0 cannot stand before synced blocks;
 *    b. after a crash the log's last frame may end in the middle of a synced block; whoever opens the database makes
 *       a checkpoint that truncates before anything is appended (database.c).
 * 3. SQLite pads each commit to a sector (4096 = one block) because we claim no powersafe overwrite: a block that
 *    holds a confirmed byte is never rewritten. */

#include "vault/vfs-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define SCAN_BLOCKS 32

void
tl_wal_forget (TlFile *file)
{
  if (file->cache)
    {
      sodium_memzero (file->cache, TL_WAL_CACHE * TL_BLOCK);
      for (guint i = 0; i < TL_WAL_CACHE; i++)
        file->cached[i] = -1;
    }
}

void
tl_wal_remember (TlFile *file, gint64 block, const guint8 *plain)
{
  guint at = (guint)(block % TL_WAL_CACHE);

  file->cached[at] = block;
  memcpy (file->cache + (gsize)at * TL_BLOCK, plain, TL_BLOCK);
}

const guint8 *
tl_wal_recall (TlFile *file, gint64 block)
{
  guint at = (guint)(block % TL_WAL_CACHE);
  return file->cached[at] == block ? file->cache + (gsize)at * TL_BLOCK : NULL;
}

int
tl_wal_restart (TlFile *file)
{
  int rc;

  file->dirty = -1;
  tl_wal_forget (file);
  rc = file->real->pMethods->xTruncate (file->real, 0);
  if (rc == SQLITE_OK)
    {
      file->size = 0;
      file->intact = 0;
      rc = file->real->pMethods->xSync (file->real, SQLITE_SYNC_NORMAL);
    }
  if (rc != SQLITE_OK)
    tl_vault_note_io (file->vault, file->real, rc, "log");
  else
    file->sync_counter++;
  return rc;
}

int
tl_wal_scan (TlFile *file)
{
  const gsize stride = TL_STORED_MAX;
  g_autofree guint8 *stored = g_malloc (SCAN_BLOCKS * stride);
  guint8 *plain;
  sqlite3_int64 bytes = 0;
  gint64 blocks, first_bad = -1;
  guint64 newest = 0, intact = 0;
  gboolean any = FALSE;
  gsize last;
  int rc = file->real->pMethods->xFileSize (file->real, &bytes);

  if (rc != SQLITE_OK)
    return rc;
  blocks = bytes / (gint64)stride;
  last = (gsize)(bytes % (gint64)stride);
  /* A stub that cannot even hold a seal is the torn end of a write. */
  if (last > TL_SEAL + TL_WAL_PREFIX)
    blocks++;
  else
    last = 0;
  file->size = 0;
  if (blocks == 0)
    return SQLITE_OK;

  plain = sodium_malloc (TL_WAL_PREFIX + TL_BLOCK);
  if (!plain)
    return SQLITE_NOMEM;
  for (gint64 b = 0; b < blocks && rc == SQLITE_OK; b += SCAN_BLOCKS)
    {
      gint64 end = MIN (b + SCAN_BLOCKS, blocks);
      gsize want = (gsize)(end - b) * stride - (end == blocks && last ? stride - last : 0);
      rc = tl_file_pread (file, stored, want, b * (gint64)stride);
      for (gint64 i = b; i < end && rc == SQLITE_OK; i++)
        {
          gsize length = i == blocks - 1 && last ? last : stride;
          guint64 counter, kept;
          if (!tl_sealer_open (&file->sealer, (guint64)i, stored + (gsize)(i - b) * stride, length, plain))
            {
              if (first_bad < 0)
                first_bad = i;
              continue;
            }
          memcpy (&counter, plain, 8);
          memcpy (&kept, plain + 8, 8);
          counter = GUINT64_FROM_LE (counter);
          kept = GUINT64_FROM_LE (kept);
          if (!any || counter > newest)
            {
              newest = counter;
              intact = kept;
              any = TRUE;
            }
          else if (counter == newest)
            intact = MIN (intact, kept);
        }
    }
  sodium_free (plain);
  if (rc != SQLITE_OK)
    return rc;
  if (first_bad >= 0 && (guint64)first_bad < intact)
    {
      tl_vault_note_error (file->vault, TL_VAULT_ERROR_DAMAGED,
                           _ ("Block %llu of the file with the latest saves is damaged, and saves after it were confirmed. "
                              "Nothing was changed. Keep both files and ask for help: what can still be read can be salvaged."),
                           (unsigned long long)first_bad);
      return SQLITE_IOERR_DATA;
    }
  file->sync_counter = newest + 1;
  file->intact = MIN (intact, (guint64)blocks);
  file->size
      = first_bad >= 0 ? first_bad * TL_BLOCK : (blocks - 1) * TL_BLOCK + (last ? (gint64)(last - TL_SEAL - TL_WAL_PREFIX) : TL_BLOCK);
  if (first_bad >= 0)
    file->intact = MIN (file->intact, (guint64)first_bad);
  return SQLITE_OK;
}
