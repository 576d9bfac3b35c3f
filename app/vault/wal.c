/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What is special about the write-ahead log.
 *
 * A power cut may leave the unsynced end of a log torn; that is ordinary, and SQLite expects it. A flipped bit in
 * the synced part would look the same to SQLite, which takes the log as ended there: confirmed saves would vanish
 * without a word. To tell the two apart each sealed block carries, inside the seal,
 *
 *   counter  upper 32 bits: how often this log was begun anew; lower: how many syncs it had seen since, when the
 *            block was written,
 *   intact   how many leading blocks were synced at that moment and had not been touched since.
 *
 * 1. The log is scanned once, when it is opened. The newest counter says which beginning counts. Blocks of an older
 *    one are left-overs behind the log's end. A block that fails to open, or is such a left-over, in front of the
 *    `intact` of the newest blocks was synced before they were written: damage, refused, files kept. Else the log ends
 *    there.
 * 2. Writes go forward from the first byte after the last synced block, so within one sync period the first
 *    write already sets `intact` to the lowest block of the period. Two things would break this, so:
 *    a. when SQLite begins the log anew at offset 0 (all of it is in the main file then, and synced), a *fence* is
 *       written at the file's end, behind the last synced block, and synced first: a block of zeros with the next
 *       beginning's number and `intact` 0. Until it is on the disk the old log is whole; afterwards the log is empty,
 *       whatever a torn block 0 looks like. The old blocks stay in the file and are overwritten in place, so that a save
 *       does not have to make the file longer, which costs the file system a journal entry of its own at each sync.
 *       When the log gets as far as the fence, all before it is synced first: no left-over is there then that could
 *       speak of an older beginning, should a cut tear the fence and block 0 at once; and until the first save of this
 *       beginning was synced, a further fence is put behind it, for a long transaction writes its blocks again before
 *       that. What is longer than usual is cut off, behind a second fence;
 *    b. after a crash the log's last frame may end in the middle of a synced block; whoever opens the database makes
 *       a checkpoint that truncates before anything is appended (database.c).
 * 3. SQLite pads each commit to a sector (4096 = one block) because we claim no powersafe overwrite: a block that
 *    holds a confirmed byte is never rewritten.
 * 4. A log belongs to one state of its file: what it had when the log was empty. The header has the log's number, at random
 *    (FORMAT.md §1); a log's beginnings count from that number × 1024. So a log of another number was laid beside this file (or
 *    the file beside it): refused, files kept, because pages of two states would stand side by side. Numbers below 1024 are an
 *    earlier program's: not known, and read. The header also says whether that log counts:
 *    a. a log is begun with a fence under a new number, synced, and only then does the header say that the log of this number is
 *       used. From then on one block of it opens at any moment: the fence until the first save is synced, then that. So a log
 *       that is missing, or of which nothing opens, is a loss: refused in words, never taken for an empty one;
 *    b. before the log is emptied or removed, when all of it is in the main file, the header says so. From then on whatever of
 *       this log lies there is ignored, and so is a fence of another number: a beginning that was cut before the header knew of it;
 *    c. after a writing of the header that failed it is not certain what the disk says: nothing is written to a log (file_write())
 *       but a new beginning, for which the header must be written again. The log stays as it is then and counts as empty, also
 *       when the database is opened again: were its pages written to the main file once more, a cut could tear them while the
 *       disk says that the log counts no longer. And so one bad sector in the header shuts nobody out.
 * 5. Every block is stored whole, zeros behind the log's end: the file's length does not tell where the log ends. */

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

#define BEGINNING(counter) TL_WAL_BEGINNING (counter)

/* What is begun has seen no sync. */
static guint64
next_beginning (guint64 counter)
{
  return (BEGINNING (counter) + 1) << 32;
}

#define LOG_OF(counter) (BEGINNING (counter) >> 10)
/* Beginnings of one log, well below 1024; few in tests. */
#define MAX_BEGINNINGS (TL_TEST_HOOKS ? 4 : 1000)

/* Tells the header that the log @number is used, or, 0, that all of the log is in the file. Both times it is so, or there is
 * nothing in the log, whatever the disk says if this fails (4c). */
static int
tell_header (TlVault *vault, guint32 number)
{
  vault->log_state = TL_LOG_UNKNOWN;
  vault->log_in_file = TRUE;
  if (!tl_header_write_log (vault, number, NULL))
    {
      tl_vault_note_io (vault, vault->file, SQLITE_IOERR_WRITE, "header");
      return SQLITE_IOERR_WRITE;
    }
  vault->log_state = number ? TL_LOG_USED : TL_LOG_UNUSED;
  vault->log_in_file = FALSE;
  return SQLITE_OK;
}

int
tl_wal_done_with (TlVault *vault)
{
  return tell_header (vault, 0);
}

/* All that was in the log or on its way there is in the main file. */
static void
drop_all (TlFile *file)
{
  file->dirty = -1;
  file->gathered = 0;
  file->ahead = 0;
  file->fence = -1;
  tl_wal_forget (file);
}

static int
write_fence (TlFile *file, gint64 place)
{
  guint8 fence[TL_WAL_PREFIX + TL_BLOCK] = {0};
  int rc = tl_file_store (file, place, fence + TL_WAL_PREFIX, TL_BLOCK);

  if (rc == SQLITE_OK)
    rc = tl_file_write_out (file);
  if (rc == SQLITE_OK)
    rc = file->real->pMethods->xSync (file->real, SQLITE_SYNC_NORMAL);
  /* What is not written is not kept: it is no part of the log. */
  if (rc != SQLITE_OK)
    file->gathered = 0;
  return rc;
}

int
tl_wal_pass_fence (TlFile *file)
{
  gint64 passed = file->fence, next = -1;
  int rc = tl_file_write_out (file);

  if (rc != SQLITE_OK)
    return rc;
  if (file->intact > 0)
    rc = file->real->pMethods->xSync (file->real, SQLITE_SYNC_NORMAL);
  else
    {
      guint64 counter = file->sync_counter;

      /* Not too far: where there are no holes in a file (FAT) what lies between is written. */
      next = passed + MIN (passed + 1, TL_WAL_FENCE_STEP);
      file->fence = -1;
      file->sync_counter = TL_WAL_BEGINNING (counter) << 32;
      rc = write_fence (file, next);
      file->sync_counter = counter;
    }
  if (rc != SQLITE_OK)
    tl_vault_note_io (file->vault, file->real, rc, "log");
  file->fence = rc == SQLITE_OK ? next : passed;
  return rc;
}

int
tl_wal_empty (TlFile *file)
{
  sqlite3_int64 bytes = 0;
  int rc = file->real->pMethods->xFileSize (file->real, &bytes);

  if (rc == SQLITE_OK && bytes > 0 && file->vault->log_state != TL_LOG_UNUSED && (rc = tl_wal_done_with (file->vault)) != SQLITE_OK)
    return rc;
  drop_all (file);
  if (rc == SQLITE_OK)
    rc = file->real->pMethods->xTruncate (file->real, 0);
  if (rc == SQLITE_OK)
    {
      file->size = 0;
      file->intact = 0;
      rc = file->real->pMethods->xSync (file->real, SQLITE_SYNC_NORMAL);
    }
  if (rc != SQLITE_OK)
    tl_vault_note_io (file->vault, file->real, rc, "log");
  return rc;
}

int
tl_wal_drop (TlFile *file)
{
  TlVault *vault = file->vault;
  sqlite3_int64 bytes = 0;

  if (vault->log_state != TL_LOG_UNUSED && file->real->pMethods->xFileSize (file->real, &bytes) == SQLITE_OK && bytes > 0
      && tl_wal_done_with (vault) != SQLITE_OK)
    {
      drop_all (file);
      file->size = 0;
      file->intact = 0;
      return SQLITE_OK;
    }
  return tl_wal_empty (file);
}

int
tl_wal_begin (TlFile *file)
{
  TlVault *vault = file->vault;
  guint32 number = tl_header_other_log (&vault->header);
  sqlite3_int64 bytes = 0;
  int rc = file->real->pMethods->xFileSize (file->real, &bytes);

  /* What a cut left of another log must not lie behind this one. */
  if (rc == SQLITE_OK && bytes > 0)
    rc = tl_wal_empty (file);
  else if (rc != SQLITE_OK)
    tl_vault_note_io (vault, file->real, rc, "log");
  if (rc != SQLITE_OK)
    return rc;
  file->sync_counter = (guint64)number << 42;
  file->intact = 0;
  rc = write_fence (file, TL_WAL_FENCE);
  if (rc != SQLITE_OK)
    {
      tl_vault_note_io (vault, file->real, rc, "log");
      return rc;
    }
  rc = tell_header (vault, number);
  if (rc != SQLITE_OK)
    return rc;
  file->fence = TL_WAL_FENCE;
  file->sync_counter++;
  return SQLITE_OK;
}

int
tl_wal_restart (TlFile *file)
{
  gint64 synced = (gint64)file->intact;
  sqlite3_int64 bytes = 0;
  gint64 place = 0;
  int rc;

  if ((BEGINNING (file->sync_counter) & 1023) >= MAX_BEGINNINGS)
    return tl_wal_empty (file);
  rc = file->real->pMethods->xFileSize (file->real, &bytes);
  drop_all (file);
  file->sync_counter = next_beginning (file->sync_counter);
  file->intact = 0;
  if (rc == SQLITE_OK)
    {
      place = MAX (bytes / TL_STORED_MAX - 1, synced);
      rc = write_fence (file, place);
    }
  if (rc == SQLITE_OK && place >= TL_WAL_KEEP)
    {
      place = TL_WAL_KEEP - 1;
      rc = write_fence (file, place);
      if (rc == SQLITE_OK)
        rc = file->real->pMethods->xTruncate (file->real, tl_file_position (file, TL_WAL_KEEP));
    }
  if (rc != SQLITE_OK)
    {
      /* Whether a fence reached the disk or not: the next attempt writes it again under a higher number. */
      file->intact = (guint64)synced;
      tl_vault_note_io (file->vault, file->real, rc, "log");
      return rc;
    }
  file->fence = place;
  file->size = 0;
  file->sync_counter++;
  return SQLITE_OK;
}

/* What is known of one stored block of a log. */
typedef struct
{
  gboolean opens;
  gboolean empty; /* a fence, perhaps */
  guint64 counter;
  guint64 intact;
} Scanned;

/* @last: bytes of the last block if it is a short one, else 0. */
static int
scan_blocks (TlFile *file, Scanned *scanned, gint64 blocks, gsize last)
{
  const gsize stride = TL_STORED_MAX;
  g_autofree guint8 *stored = g_malloc (SCAN_BLOCKS * stride);
  guint8 *plain = sodium_malloc (TL_WAL_PREFIX + TL_BLOCK);
  int rc = SQLITE_OK;

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

          scanned[i].opens = tl_sealer_open (&file->sealer, (guint64)i, stored + (gsize)(i - b) * stride, length, plain);
          memcpy (&scanned[i].counter, plain, 8);
          memcpy (&scanned[i].intact, plain + 8, 8);
          scanned[i].counter = GUINT64_FROM_LE (scanned[i].counter);
          scanned[i].intact = GUINT64_FROM_LE (scanned[i].intact);
          scanned[i].empty = length == stride && sodium_is_zero (plain + TL_WAL_PREFIX, TL_BLOCK);
        }
    }
  sodium_free (plain);
  return rc;
}

gboolean
tl_wal_belongs (const TlHeader *header, guint64 counter)
{
  guint64 log = LOG_OF (counter);
  return log == 0 || tl_header_get_log (header) == 0 || log == tl_header_get_log (header);
}

int
tl_wal_is_missing (TlVault *vault)
{
  tl_vault_note_error (vault, TL_VAULT_ERROR_DAMAGED,
                       _ ("The file “%s-wal” is missing, and the latest saves are in it: it was removed, or the register was copied without "
                          "it. Nothing was changed. Put that file back beside the register. If it is gone for good, salvage what the "
                          "register holds without it."),
                       vault->path);
  return SQLITE_IOERR_DATA;
}

static int
is_not_ours (TlFile *file)
{
  tl_vault_note_error (file->vault, TL_VAULT_ERROR_DAMAGED,
                       _ ("The file “%s-wal” is not the one with this register's latest saves, or it is damaged so that nothing of it can be "
                          "read. Nothing was changed. Put the right file back beside the register. If it is gone for good, salvage what "
                          "the register holds without it."),
                       file->vault->path);
  return SQLITE_IOERR_DATA;
}

/* A log that was begun and cut off before the header knew of it: it has a fence and nothing else. */
static gboolean
is_only_begun (const Scanned *scanned, gint64 blocks)
{
  for (gint64 i = 0; i < blocks; i++)
    if (scanned[i].opens && (!scanned[i].empty || (guint32)scanned[i].counter != 0 || scanned[i].intact != 0))
      return FALSE;
  return TRUE;
}

static int
is_of_another_state (TlFile *file)
{
  tl_vault_note_error (file->vault, TL_VAULT_ERROR_DAMAGED,
                       _ ("The file “%s-wal” holds saves that were made on another state of the register than the one beside it: one of the two "
                          "was copied here without the other. Nothing was changed. Put the two back that belong together. Or, if the "
                          "register was put here on purpose, move that file to another folder, keep it, and open the register again."),
                       file->vault->path);
  return SQLITE_IOERR_DATA;
}

/* The header was read as the operating system has it. It must be so on the disk before the log's pages are written to the main
 * file: after a writing that failed, or was cut off, the disk may say still, or already, that the log counts no longer. */
static int
settle_header (TlVault *vault)
{
  int rc = vault->read_only || !vault->file ? SQLITE_OK : vault->file->pMethods->xSync (vault->file, SQLITE_SYNC_NORMAL);

  if (rc != SQLITE_OK)
    tl_vault_note_io (vault, vault->file, rc, "header");
  return rc;
}

int
tl_wal_scan (TlFile *file)
{
  const gsize stride = TL_STORED_MAX;
  g_autofree Scanned *scanned = NULL;
  sqlite3_int64 bytes = 0;
  gint64 blocks, end = 0;
  guint64 newest = 0, intact = 0;
  gboolean any = FALSE;
  gsize last;
  TlLogState state = tl_header_get_log_state (&file->vault->header);
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
  if (file->vault->log_in_file)
    {
      file->vault->log_state = TL_LOG_UNKNOWN;
      return SQLITE_OK;
    }
  file->vault->log_state = state == TL_LOG_USED ? TL_LOG_USED : TL_LOG_UNUSED;
  if (blocks == 0)
    return state == TL_LOG_USED ? tl_wal_is_missing (file->vault) : SQLITE_OK;

  scanned = g_try_new0 (Scanned, blocks);
  if (!scanned)
    return SQLITE_NOMEM;
  rc = scan_blocks (file, scanned, blocks, last);
  if (rc != SQLITE_OK)
    return rc;
  for (gint64 i = 0; i < blocks; i++)
    if (scanned[i].opens && (!any || scanned[i].counter > newest))
      {
        newest = scanned[i].counter;
        intact = scanned[i].intact;
        any = TRUE;
      }
    else if (scanned[i].opens && scanned[i].counter == newest)
      intact = MIN (intact, scanned[i].intact);
  if (state == TL_LOG_USED && !(any && tl_wal_belongs (&file->vault->header, newest)))
    return is_not_ours (file);
  if (state == TL_LOG_UNUSED && (!any || LOG_OF (newest) == tl_header_get_log (&file->vault->header) || is_only_begun (scanned, blocks)))
    return SQLITE_OK;
  if (any && !tl_wal_belongs (&file->vault->header, newest))
    /* Begun beside an earlier program's file, and cut off before the header knew of it. */
    return is_only_begun (scanned, blocks) ? SQLITE_OK : is_of_another_state (file);
  file->unreadable = !any;
  file->vault->log_state = TL_LOG_USED;
  while (end < blocks && scanned[end].opens && BEGINNING (scanned[end].counter) == BEGINNING (newest))
    end++;
  if ((guint64)end < intact)
    {
      tl_vault_note_error (file->vault, TL_VAULT_ERROR_DAMAGED,
                           _ ("Block %llu of the file with the latest saves is damaged, and saves after it were confirmed. "
                              "Nothing was changed. Keep both files and ask for help: what can still be read can be salvaged."),
                           (unsigned long long)end);
      return SQLITE_IOERR_DATA;
    }
  file->sync_counter = newest + 1;
  file->intact = MIN (intact, (guint64)end);
  file->size = end * TL_BLOCK;
  if (end == blocks && last)
    file->size -= (gint64)(stride - last);
  return file->size > 0 ? settle_header (file->vault) : SQLITE_OK;
}
