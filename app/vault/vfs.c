/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The block shim: a SQLite VFS over the system's own. SQLite sees plain files; every byte that reaches the disk
 * is sealed. A file is a row of logical blocks of 4096 bytes, each stored as nonce ‖ ciphertext ‖ tag at its own
 * place (FORMAT.md §2); the last may be short. One shim carries database, rollback journal and WAL, so frame
 * headers and checksums are sealed like all else. Invariants, each found by making things fail:
 *
 *  1. A block that does not open is an error in the main file, never zeros, never old data.
 *  2. One exception: a read of *part* of block 0 of the main file (SQLite peeks at 100 bytes before it recovers) gives zeros
 *     when the block is torn; the whole-page read after recovery must open or fail.
 *  3. In a WAL only a failing tail is a torn end (wal.c). In a rollback journal SQLite peeks at headers and at the
 *     file's end, which a cut may have torn: such small reads give zeros; the read of a page must open or fail.
 *  4. No holes: a write past the end first seals zero blocks for the gap and makes the former last block whole. A
 *     stored block of all zeros never opens.
 *  5. Write-behind of one plain block, and behind it of up to TL_GATHER sealed ones in a row, that go to the disk in one
 *     write; flushed before sync, truncate, unlock and close; seen by reads and by the file size. A failing flush keeps
 *     the blocks, and the call that needed it fails: at the latest the sync, so that nothing is confirmed that is not
 *     there. Half a block that a failing write left behind the end goes before the next sync. Who reads the main file
 *     past the shim (check, rotation, backup) does it after a sync.
 *     What was read ahead of a block is forgotten before the block is stored anew, and all of it when the file is cut.
 *  6. Sector size 4096, no powersafe overwrite, no atomic writes, io methods version 1: no mmap, no shared memory.
 *     So SQLite pads commits to whole blocks, and the file belongs to one connection (exclusive locking).
 *  7. Only main, journal and WAL are opened. A temporary file would be a leak, and is refused.
 *  8. The main file has one handle, the vault's; SQLite's handle borrows it. Closing a second one would drop the POSIX locks.
 *  9. A deletion always syncs the folder. SQLite asks for that only at synchronous=EXTRA; else a cut could bring the
 *     journal of the very first transaction back, and roll a whole register back to nothing.
 * 10. As SQLite does by default, we assume that a medium does not alter bytes outside a write. */

#include "vault/vfs-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define AHEAD_AFTER 3 /* blocks in a row */
#define AHEAD_GAP 3   /* and what may lie between two of them */

static sqlite3_vfs *base_for_test;

void
tl_vault_set_base_vfs_for_test (sqlite3_vfs *vfs)
{
  base_for_test = vfs;
}

sqlite3_vfs *
tl_base_vfs (void)
{
  return base_for_test ? base_for_test : sqlite3_vfs_find (NULL);
}

/* --- blocks --- */

gint64
tl_file_position (TlFile *file, gint64 block)
{
  return file->start + block * (gint64)(TL_SEAL + file->prefix + TL_BLOCK);
}

gsize
tl_file_block_length (TlFile *file, gint64 block)
{
  gint64 left = file->size - block * TL_BLOCK;
  return (gsize)CLAMP (left, 0, TL_BLOCK);
}

int
tl_file_pread (TlFile *file, guint8 *buffer, gsize length, gint64 position)
{
  int rc = file->real->pMethods->xRead (file->real, buffer, (int)length, position);
  if (rc != SQLITE_OK && rc != SQLITE_IOERR_SHORT_READ)
    tl_vault_note_io (file->vault, file->real, rc, "read");
  return rc;
}

int
tl_file_damaged (TlFile *file, gint64 block)
{
  tl_vault_note_error (file->vault, TL_VAULT_ERROR_DAMAGED,
                       _ ("Block %llu of the register does not open: the file was damaged or altered there. "
                          "What else it holds is safe. Restore a backup, or salvage what can be read."),
                       (unsigned long long)block);
  return SQLITE_IOERR_DATA;
}

static gboolean
is_gathered (TlFile *file, gint64 block)
{
  return file->gathered > 0 && block >= file->gather_first && block < file->gather_first + file->gathered;
}

static guint8 *
gathered_block (TlFile *file, gint64 block)
{
  return file->gather + (gsize)(block - file->gather_first) * (TL_SEAL + file->prefix + TL_BLOCK);
}

/* Bytes of @block inside its seal. A log's last block is stored whole, zeros behind its content: older blocks may lie
 * behind it in the file, which then does not end where the log does. */
static gsize
sealed_length (TlFile *file, gint64 block)
{
  return file->kind == TL_FILE_WAL ? TL_WAL_PREFIX + TL_BLOCK : tl_file_block_length (file, block);
}

/* What is read from end to end mostly lies in a row (a table; the log, when its frames' checksums are written anew and when
 * it is copied into the main file): some blocks at a time cost one call of the system. They stay sealed. NULL: to be
 * read alone, which also finds out what is wrong with it. */
static const guint8 *
read_ahead (TlFile *file, gint64 block)
{
  const gint64 stride = TL_SEAL + file->prefix + TL_BLOCK;
  gboolean near = block > file->last_read && block <= file->last_read + AHEAD_GAP;
  gint64 place = block - file->ahead_first;
  guint count = (guint)CLAMP (file->size / TL_BLOCK - block, 0, TL_AHEAD);

  file->in_a_row = near ? file->in_a_row + 1 : 0;
  file->last_read = block;
  if (file->ahead && place >= 0 && place < TL_AHEAD && file->ahead & 1u << place)
    return file->ahead_bytes + place * stride;
  if (file->in_a_row < AHEAD_AFTER || count < 2)
    return NULL;
  file->ahead = 0;
  if (!file->ahead_bytes && !(file->ahead_bytes = g_try_malloc (TL_AHEAD * TL_STORED_MAX)))
    return NULL;
  if (file->real->pMethods->xRead (file->real, file->ahead_bytes, (int)(count * stride), tl_file_position (file, block)) != SQLITE_OK)
    {
      file->in_a_row = 0;
      return NULL;
    }
  file->ahead_first = block;
  for (guint i = 0; i < count; i++)
    /* What waits to be written is older on the disk. */
    if (!is_gathered (file, block + i))
      file->ahead |= 1u << i;
  return file->ahead_bytes;
}

static void
forget_ahead (TlFile *file, gint64 block)
{
  gint64 place = block - file->ahead_first;

  if (place >= 0 && place < TL_AHEAD)
    file->ahead &= ~(1u << place);
}

int
tl_file_fetch (TlFile *file, gint64 block, guint8 *out)
{
  guint8 buffer[TL_STORED_MAX];
  const guint8 *stored = NULL;
  gsize plain = tl_file_block_length (file, block);
  gsize length = TL_SEAL + sealed_length (file, block);

  tl_meter_count (file, FALSE);
  if (is_gathered (file, block))
    stored = gathered_block (file, block);
  else if (file->kind != TL_FILE_JOURNAL && plain == TL_BLOCK)
    stored = read_ahead (file, block);
  if (!stored)
    {
      int rc;

      stored = buffer;
      rc = tl_file_pread (file, buffer, length, tl_file_position (file, block));
      /* A log that an earlier version left may end in a short block. */
      if (rc == SQLITE_IOERR_SHORT_READ && file->kind == TL_FILE_WAL && plain < TL_BLOCK)
        {
          length = TL_SEAL + TL_WAL_PREFIX + plain;
          rc = tl_file_pread (file, buffer, length, tl_file_position (file, block));
        }
      if (rc == SQLITE_IOERR_SHORT_READ)
        return SQLITE_IOERR_DATA;
      if (rc != SQLITE_OK)
        return rc;
    }
  if (file->prefix == 0)
    return tl_sealer_open (&file->sealer, (guint64)block, stored, length, out) ? SQLITE_OK : SQLITE_IOERR_DATA;
  else
    {
      guint8 opened[TL_WAL_PREFIX + TL_BLOCK];
      gboolean good = tl_sealer_open (&file->sealer, (guint64)block, stored, length, opened);
      if (good)
        memcpy (out, opened + TL_WAL_PREFIX, plain);
      sodium_memzero (opened, sizeof opened);
      return good ? SQLITE_OK : SQLITE_IOERR_DATA;
    }
}

/* The plain bytes of @block wherever they are: write-behind, cache of opened blocks, or the disk into @scratch. */
static int
look_at_block (TlFile *file, gint64 block, guint8 *scratch, const guint8 **plain)
{
  int rc;

  if (block == file->dirty)
    {
      *plain = file->dirty_bytes + TL_WAL_PREFIX;
      return SQLITE_OK;
    }
  if (file->cache && (*plain = tl_wal_recall (file, block)))
    return SQLITE_OK;
  rc = tl_file_fetch (file, block, scratch);
  if (rc == SQLITE_OK && file->cache)
    tl_wal_remember (file, block, scratch);
  *plain = scratch;
  return rc;
}

int
tl_file_write_out (TlFile *file)
{
  int rc;

  if (file->gathered == 0)
    return SQLITE_OK;
  rc = file->real->pMethods->xWrite (file->real, file->gather, (int)(file->gathered * (TL_SEAL + file->prefix + TL_BLOCK)),
                                     tl_file_position (file, file->gather_first));
  if (rc != SQLITE_OK)
    {
      file->ragged = TRUE;
      tl_vault_note_io (file->vault, file->real, rc, "write");
    }
  else
    file->gathered = 0;
  return rc;
}

/* Where the sealed bytes of a whole block go: over its older ones if they wait still, else behind the others. */
static int
place_in_gather (TlFile *file, gint64 block, guint8 **place)
{
  if (!is_gathered (file, block))
    {
      if (file->gathered == TL_GATHER || (file->gathered > 0 && block != file->gather_first + file->gathered))
        {
          int rc = tl_file_write_out (file);
          if (rc != SQLITE_OK)
            return rc;
        }
      if (file->gathered == 0)
        file->gather_first = block;
      file->gathered++;
    }
  *place = gathered_block (file, block);
  return SQLITE_OK;
}

int
tl_file_store (TlFile *file, gint64 block, guint8 *plain, gsize length)
{
  guint8 stored[TL_STORED_MAX];
  guint8 *place = NULL;
  int rc = SQLITE_OK;

  forget_ahead (file, block);
  tl_meter_count (file, TRUE);
  if (file->kind == TL_FILE_WAL && block == file->fence)
    rc = tl_wal_pass_fence (file);
  if (rc == SQLITE_OK)
    rc = length == TL_BLOCK ? place_in_gather (file, block, &place) : tl_file_write_out (file);
  if (rc != SQLITE_OK)
    return rc;
  if (file->prefix)
    {
      guint64 counter = GUINT64_TO_LE (file->sync_counter);
      guint64 intact = GUINT64_TO_LE (file->intact);
      plain -= TL_WAL_PREFIX;
      memcpy (plain, &counter, 8);
      memcpy (plain + 8, &intact, 8);
      length += TL_WAL_PREFIX;
    }
  tl_sealer_seal (&file->sealer, (guint64)block, plain, length, place ? place : stored);
  if (place)
    return SQLITE_OK;
  rc = file->real->pMethods->xWrite (file->real, stored, (int)(TL_SEAL + length), tl_file_position (file, block));
  if (rc != SQLITE_OK)
    {
      file->ragged = TRUE;
      tl_vault_note_io (file->vault, file->real, rc, "write");
    }
  return rc;
}

/* Seals the write-behind block; it may still be gathered afterwards. */
static int
seal_dirty (TlFile *file)
{
  gint64 block = file->dirty;
  int rc;

  if (block < 0)
    return SQLITE_OK;
  rc = tl_file_store (file, block, file->dirty_bytes + TL_WAL_PREFIX, sealed_length (file, block) - file->prefix);
  if (rc != SQLITE_OK)
    return rc;
  if (file->cache)
    tl_wal_remember (file, block, file->dirty_bytes + TL_WAL_PREFIX);
  file->dirty = -1;
  return SQLITE_OK;
}

static int
flush (TlFile *file)
{
  int rc = seal_dirty (file);
  return rc == SQLITE_OK ? tl_file_write_out (file) : rc;
}

/* Makes @block the write-behind block, with its present content. */
static int
take_block (TlFile *file, gint64 block)
{
  guint8 *bytes = file->dirty_bytes + TL_WAL_PREFIX;
  gsize length = tl_file_block_length (file, block);
  int rc;

  if (file->dirty == block)
    return SQLITE_OK;
  rc = seal_dirty (file);
  if (rc != SQLITE_OK)
    return rc;
  memset (bytes, 0, TL_BLOCK);
  if (length > 0)
    {
      const guint8 *known = file->cache ? tl_wal_recall (file, block) : NULL;
      if (known)
        memcpy (bytes, known, length);
      else
        {
          rc = tl_file_fetch (file, block, bytes);
          /* A short last block of the main file is the torn end of an extension: SQLite only writes whole pages. */
          if (rc == SQLITE_IOERR_DATA && file->kind == TL_FILE_MAIN && length < TL_BLOCK)
            {
              memset (bytes, 0, TL_BLOCK);
              rc = SQLITE_OK;
            }
          else if (rc == SQLITE_IOERR_DATA && file->kind == TL_FILE_JOURNAL)
            {
              memset (bytes, 0, TL_BLOCK);
              rc = SQLITE_OK;
            }
          else if (rc == SQLITE_IOERR_DATA)
            rc = tl_file_damaged (file, block);
          if (rc != SQLITE_OK)
            return rc;
        }
    }
  file->dirty = block;
  return SQLITE_OK;
}

static int
write_inside (TlFile *file, const guint8 *from, gint64 amount, gint64 offset)
{
  while (amount > 0)
    {
      gint64 block = offset / TL_BLOCK;
      gsize at = (gsize)(offset % TL_BLOCK);
      gsize part = (gsize)MIN (amount, (gint64)(TL_BLOCK - at));
      int rc;

      if ((guint64)block < file->intact)
        file->intact = (guint64)block;
      if (part == TL_BLOCK && file->prefix == 0)
        {
          /* A whole page: sealed straight from SQLite's buffer. The cast is for the prefix, which is not used here. */
          rc = tl_file_store (file, block, (guint8 *)(gpointer)from, TL_BLOCK);
          if (rc == SQLITE_OK && file->dirty == block)
            file->dirty = -1;
        }
      else
        {
          rc = take_block (file, block);
          if (rc == SQLITE_OK)
            memcpy (file->dirty_bytes + TL_WAL_PREFIX + at, from, part);
        }
      if (rc != SQLITE_OK)
        return rc;
      file->size = MAX (file->size, offset + (gint64)part);
      from += part;
      offset += (gint64)part;
      amount -= (gint64)part;
    }
  return SQLITE_OK;
}

/* --- io methods --- */

static int
file_close (sqlite3_file *base)
{
  TlFile *file = (TlFile *)base;
  int rc = flush (file);

  if (file->kind == TL_FILE_MAIN)
    tl_memory_database_closed ();
  else if (file->real->pMethods)
    file->real->pMethods->xClose (file->real);
  if (file->kind == TL_FILE_WAL)
    file->vault->log_open = FALSE;
  g_atomic_int_add (&file->vault->open_files, -1);
  sodium_free (file->dirty_bytes);
  sodium_free (file->cache);
  g_clear_pointer (&file->cached, g_free);
  g_clear_pointer (&file->gather, g_free);
  g_clear_pointer (&file->ahead_bytes, g_free);
  return rc;
}

static int
file_read (sqlite3_file *base, void *buffer, int amount, sqlite3_int64 offset)
{
  TlFile *file = (TlFile *)base;
  guint8 *to = buffer;
  gint64 left = amount;
  gint64 there = CLAMP (file->size - offset, 0, left);

  if (there < left)
    memset (to + there, 0, (gsize)(left - there));
  while (there > 0)
    {
      gint64 block = offset / TL_BLOCK;
      gsize at = (gsize)(offset % TL_BLOCK);
      gsize part = (gsize)MIN (there, (gint64)(TL_BLOCK - at));
      int rc;

      if (part == TL_BLOCK && file->dirty != block && !file->cache)
        rc = tl_file_fetch (file, block, to);
      else
        {
          guint8 scratch[TL_BLOCK];
          const guint8 *plain = NULL;
          rc = look_at_block (file, block, scratch, &plain);
          if (rc == SQLITE_OK)
            memcpy (to, plain + at, part);
          if (plain == scratch)
            sodium_memzero (scratch, sizeof scratch);
        }
      if (rc == SQLITE_IOERR_DATA)
        {
          gboolean peek
              = (file->kind == TL_FILE_MAIN && block == 0 && amount < TL_BLOCK) || (file->kind == TL_FILE_JOURNAL && amount < 512);
          if (!peek)
            return tl_file_damaged (file, block);
          memset (to, 0, part);
        }
      else if (rc != SQLITE_OK)
        return rc;
      to += part;
      offset += (gint64)part;
      there -= (gint64)part;
      left -= (gint64)part;
    }
  return left > 0 ? SQLITE_IOERR_SHORT_READ : SQLITE_OK;
}

gboolean
tl_file_leaves_hole (TlFile *file, gint64 size, gint64 offset)
{
  gint64 block = size / TL_BLOCK, to = offset / TL_BLOCK;

  /* Without a log it is a register in the making, whose pages come in any order. */
  if (to <= block || !file->vault->log_open || (block == TL_LOCK_BYTE_BLOCK && to == block + 1))
    return FALSE;
  tl_vault_note_error (file->vault, TL_VAULT_ERROR_DAMAGED,
                       _ ("The register's file was cut off: it ends at block %llu, and it had more. It is not opened. Restore a backup, or "
                          "salvage what can be read."),
                       (unsigned long long)block);
  return TRUE;
}

static int
file_write (sqlite3_file *base, const void *buffer, int amount, sqlite3_int64 offset)
{
  static const guint8 zeros[TL_BLOCK];
  TlFile *file = (TlFile *)base;

  if (file->kind == TL_FILE_MAIN)
    tl_backup_note_write (file->vault, MIN (offset, file->size) / TL_BLOCK, (offset + amount - 1) / TL_BLOCK);
  if (file->kind == TL_FILE_WAL)
    {
      gboolean used = file->vault->log_state == TL_LOG_USED;
      int rc = SQLITE_OK;

      if (used && offset == 0 && file->size > 0 && file->intact > 0)
        rc = tl_wal_restart (file);
      if (rc == SQLITE_OK && (!used || (file->size == 0 && file->fence < 0)))
        /* At the end of a log that does not count nothing can be added. */
        rc = used || offset == 0 || file->size == 0 ? tl_wal_begin (file) : SQLITE_IOERR_WRITE;
      if (rc != SQLITE_OK)
        return rc;
    }
  if (file->kind == TL_FILE_MAIN && tl_file_leaves_hole (file, file->size, offset))
    return SQLITE_IOERR_WRITE;
  while (file->size < offset)
    {
      gint64 room = TL_BLOCK - file->size % TL_BLOCK;
      int rc = write_inside (file, zeros, MIN (room, offset - file->size), file->size);
      if (rc != SQLITE_OK)
        return rc;
    }
  return write_inside (file, buffer, amount, offset);
}

static int
file_truncate (sqlite3_file *base, sqlite3_int64 size)
{
  TlFile *file = (TlFile *)base;
  gint64 blocks = size / TL_BLOCK;
  gsize rest = (gsize)(size % TL_BLOCK);
  int rc;

  if (file->kind == TL_FILE_WAL && size == 0)
    return tl_wal_drop (file);
  if (size >= file->size)
    return SQLITE_OK;
  if (file->dirty >= 0 && file->dirty >= blocks + (rest > 0))
    file->dirty = -1;
  if (rest > 0)
    {
      /* The new last block is sealed anew at its new length. */
      rc = take_block (file, blocks);
      if (rc != SQLITE_OK)
        return rc;
      memset (file->dirty_bytes + TL_WAL_PREFIX + rest, 0, TL_BLOCK - rest);
      rc = tl_file_write_out (file);
    }
  else
    rc = flush (file);
  if (rc != SQLITE_OK)
    return rc;
  file->ahead = 0;
  file->fence = -1;
  file->intact = MIN (file->intact, (guint64)blocks);
  rc = file->real->pMethods->xTruncate (file->real, tl_file_position (file, blocks));
  if (rc != SQLITE_OK)
    {
      tl_vault_note_io (file->vault, file->real, rc, "truncate");
      return rc;
    }
  file->ragged = FALSE;
  tl_wal_forget (file);
  file->size = size;
  return flush (file);
}

/* Takes away what a write that failed may have left behind the end: a rollback does not, as SQLite never saw the file grow. */
static int
trim (TlFile *file)
{
  gint64 end = tl_file_position (file, file->size / TL_BLOCK);
  int rc;

  if (!file->ragged || file->kind == TL_FILE_WAL)
    return SQLITE_OK;
  if (file->size % TL_BLOCK)
    end += TL_SEAL + file->prefix + file->size % TL_BLOCK;
  rc = file->real->pMethods->xTruncate (file->real, end);
  if (rc == SQLITE_OK)
    file->ragged = FALSE;
  else
    tl_vault_note_io (file->vault, file->real, rc, "truncate");
  return rc;
}

static int
file_sync (sqlite3_file *base, int flags)
{
  TlFile *file = (TlFile *)base;
  int rc = flush (file);

  if (rc == SQLITE_OK)
    rc = trim (file);
  if (rc != SQLITE_OK)
    return rc;
  rc = file->real->pMethods->xSync (file->real, flags);
  if (rc != SQLITE_OK)
    {
      tl_vault_note_io (file->vault, file->real, rc, "sync");
      return rc;
    }
  file->sync_counter++;
  file->intact = (guint64)((file->size + TL_BLOCK - 1) / TL_BLOCK);
  return SQLITE_OK;
}

static int
file_size (sqlite3_file *base, sqlite3_int64 *size)
{
  *size = ((TlFile *)base)->size;
  return SQLITE_OK;
}

static int
file_lock (sqlite3_file *base, int level)
{
  TlFile *file = (TlFile *)base;
  return file->real->pMethods->xLock (file->real, level);
}

static int
file_unlock (sqlite3_file *base, int level)
{
  TlFile *file = (TlFile *)base;
  int rc = flush (file);
  return rc == SQLITE_OK ? file->real->pMethods->xUnlock (file->real, level) : rc;
}

static int
file_check_reserved (sqlite3_file *base, int *reserved)
{
  TlFile *file = (TlFile *)base;
  return file->real->pMethods->xCheckReservedLock (file->real, reserved);
}

static int
file_control (sqlite3_file *base, int operation, void *argument)
{
  switch (operation)
    {
    case SQLITE_FCNTL_SIZE_HINT:
    case SQLITE_FCNTL_CHUNK_SIZE:
      return SQLITE_OK;
    case SQLITE_FCNTL_POWERSAFE_OVERWRITE:
      *(int *)argument = 0;
      return SQLITE_OK;
    default:
      return SQLITE_NOTFOUND;
    }
}

static int
file_sector_size (sqlite3_file *base)
{
  return TL_BLOCK;
}

static int
file_characteristics (sqlite3_file *base)
{
  return 0;
}

static const sqlite3_io_methods methods = {
    1,           file_close,          file_read,    file_write,       file_truncate,        file_sync, file_size, file_lock,
    file_unlock, file_check_reserved, file_control, file_sector_size, file_characteristics,
};

/* --- VFS methods --- */

static TlVault *
vault_of (sqlite3_vfs *vfs)
{
  return vfs->pAppData;
}

int
tl_file_measure (TlFile *file)
{
  const gint64 stride = TL_SEAL + TL_BLOCK;
  sqlite3_int64 bytes = 0;
  gint64 rest;
  int rc = file->real->pMethods->xFileSize (file->real, &bytes);

  if (rc != SQLITE_OK)
    {
      tl_vault_note_io (file->vault, file->real, rc, "size");
      return rc;
    }
  bytes = MAX (bytes - file->start, 0);
  rest = bytes % stride;
  file->size = bytes / stride * TL_BLOCK + MAX (rest - TL_SEAL, 0);
  return SQLITE_OK;
}

/* A log that the header counts on must be there: opening would make an empty one. */
static int
look_for_log (TlVault *vault, const char *name)
{
  int there = 1, rc = SQLITE_OK;

  if (tl_header_get_log_state (&vault->header) == TL_LOG_USED)
    rc = vault->base_vfs->xAccess (vault->base_vfs, name, SQLITE_ACCESS_EXISTS, &there);
  if (rc != SQLITE_OK)
    tl_vault_note_io (vault, NULL, rc, "access");
  return rc != SQLITE_OK || there ? rc : tl_wal_is_missing (vault);
}

/* An earlier program's log, of which nothing opens: a first save that was torn, or a loss that nothing shows. It gets another
 * name, and an empty one takes its place. */
static int
set_aside (TlFile *file, const char *name, int flags, int *out_flags)
{
  TlVault *vault = file->vault;
  g_autofree char *aside = NULL;
  int there = 1, rc = SQLITE_OK;

  for (guint i = 1; rc == SQLITE_OK && there; i++)
    {
      g_free (aside);
      aside = g_strdup_printf ("%s-unreadable-%u", name, i);
      rc = vault->base_vfs->xAccess (vault->base_vfs, aside, SQLITE_ACCESS_EXISTS, &there);
    }
  if (rc == SQLITE_OK && tl_rename (name, aside) != 0)
    rc = SQLITE_IOERR;
  if (rc == SQLITE_OK)
    {
      file->real->pMethods->xClose (file->real);
      file->real->pMethods = NULL;
      rc = vault->base_vfs->xOpen (vault->base_vfs, name, file->real, flags, out_flags);
    }
  if (rc != SQLITE_OK)
    tl_vault_note_io (vault, NULL, rc, "log");
  return rc;
}

static int
vfs_open (sqlite3_vfs *vfs, sqlite3_filename name, sqlite3_file *base, int flags, int *out_flags)
{
  TlVault *vault = vault_of (vfs);
  TlFile *file = (TlFile *)base;
  TlHeader *header = &vault->header;
  int rc = SQLITE_OK;

  memset (file, 0, sizeof *file);
  if (vault->read_only)
    return tl_shadow_open (vault, name, file, flags, out_flags);
  if (flags & SQLITE_OPEN_MAIN_DB)
    file->kind = TL_FILE_MAIN;
  else if (flags & SQLITE_OPEN_MAIN_JOURNAL)
    file->kind = TL_FILE_JOURNAL;
  else if (flags & SQLITE_OPEN_WAL)
    file->kind = TL_FILE_WAL;
  else
    return SQLITE_CANTOPEN;
  if (file->kind == TL_FILE_MAIN && (!vault->file || g_strcmp0 (name, vault->path) != 0))
    return SQLITE_CANTOPEN;

  file->vault = vault;
  file->dirty = -1;
  file->fence = -1;
  tl_sealer_init (&file->sealer, vault->keys->blocks, tl_header_file_id (header), file->kind, tl_header_pair_id (header));
  file->dirty_bytes = sodium_malloc (TL_WAL_PREFIX + TL_BLOCK);
  file->gather = g_try_malloc (TL_GATHER * TL_STORED_MAX);
  if (!file->dirty_bytes || !file->gather)
    {
      sodium_free (file->dirty_bytes);
      g_free (file->gather);
      return SQLITE_NOMEM;
    }
  if (file->kind == TL_FILE_MAIN)
    {
      file->real = vault->file;
      file->start = TL_HEADER_BYTES;
      if (out_flags)
        *out_flags = flags;
      rc = tl_file_measure (file);
      if (rc == SQLITE_OK)
        tl_memory_database_opened ();
    }
  else
    {
      file->real = (sqlite3_file *)(file + 1);
      rc = file->kind == TL_FILE_WAL ? look_for_log (vault, name) : SQLITE_OK;
      if (rc == SQLITE_OK)
        {
          rc = vault->base_vfs->xOpen (vault->base_vfs, name, file->real, flags, out_flags);
          if (rc != SQLITE_OK)
            tl_vault_note_io (vault, NULL, rc, "open");
        }
      if (rc == SQLITE_OK && file->kind == TL_FILE_WAL)
        {
          file->prefix = TL_WAL_PREFIX;
          file->cached = g_new (gint64, TL_WAL_CACHE);
          file->cache = sodium_allocarray (TL_WAL_CACHE, TL_BLOCK);
          if (!file->cache)
            rc = SQLITE_NOMEM;
          else
            {
              tl_wal_forget (file);
              rc = tl_wal_scan (file);
              if (rc == SQLITE_OK && file->unreadable)
                rc = set_aside (file, name, flags, out_flags);
            }
        }
      else if (rc == SQLITE_OK)
        rc = tl_file_measure (file);
      if (rc != SQLITE_OK && file->real->pMethods)
        file->real->pMethods->xClose (file->real);
    }
  if (rc != SQLITE_OK)
    {
      sodium_free (file->dirty_bytes);
      sodium_free (file->cache);
      g_free (file->cached);
      g_free (file->gather);
      return rc;
    }
  if (file->kind == TL_FILE_WAL)
    vault->log_open = TRUE;
  g_atomic_int_inc (&vault->open_files);
  base->pMethods = &methods;
  return SQLITE_OK;
}

static int
vfs_delete (sqlite3_vfs *vfs, const char *name, int sync_folder)
{
  TlVault *vault = vault_of (vfs);
  int rc;

  if (vault->read_only)
    return tl_shadow_delete (vault, name);
  if (vault->log_state != TL_LOG_UNUSED && g_str_has_suffix (name, "-wal") && (rc = tl_wal_done_with (vault)) != SQLITE_OK)
    return rc;
  return vault->base_vfs->xDelete (vault->base_vfs, name, 1);
}

static int
vfs_access (sqlite3_vfs *vfs, const char *name, int flags, int *result)
{
  TlVault *vault = vault_of (vfs);
  return vault->read_only ? tl_shadow_access (vault, name, flags, result) : vault->base_vfs->xAccess (vault->base_vfs, name, flags, result);
}

static int
vfs_full_pathname (sqlite3_vfs *vfs, const char *name, int bytes, char *out)
{
  TlVault *vault = vault_of (vfs);
  return vault->base_vfs->xFullPathname (vault->base_vfs, name, bytes, out);
}

static int
vfs_randomness (sqlite3_vfs *vfs, int bytes, char *out)
{
  randombytes_buf (out, (size_t)bytes);
  return bytes;
}

static int
vfs_sleep (sqlite3_vfs *vfs, int microseconds)
{
  TlVault *vault = vault_of (vfs);
  return vault->base_vfs->xSleep (vault->base_vfs, microseconds);
}

static int
vfs_current_time (sqlite3_vfs *vfs, double *now)
{
  TlVault *vault = vault_of (vfs);
  return vault->base_vfs->xCurrentTime (vault->base_vfs, now);
}

static int
vfs_last_error (sqlite3_vfs *vfs, int bytes, char *out)
{
  TlVault *vault = vault_of (vfs);
  return vault->base_vfs->xGetLastError ? vault->base_vfs->xGetLastError (vault->base_vfs, bytes, out) : 0;
}

gboolean
tl_vfs_register (TlVault *vault, GError **error)
{
  sqlite3_vfs *vfs = g_new0 (sqlite3_vfs, 1);
  int rc;

  vault->vfs_name = g_strdup_printf ("tamlanh-%p", (void *)vault);
  vfs->iVersion = 1;
  vfs->szOsFile = (int)sizeof (TlFile) + vault->base_vfs->szOsFile;
  vfs->mxPathname = vault->base_vfs->mxPathname;
  vfs->zName = vault->vfs_name;
  vfs->pAppData = vault;
  vfs->xOpen = vfs_open;
  vfs->xDelete = vfs_delete;
  vfs->xAccess = vfs_access;
  vfs->xFullPathname = vfs_full_pathname;
  vfs->xRandomness = vfs_randomness;
  vfs->xSleep = vfs_sleep;
  vfs->xCurrentTime = vfs_current_time;
  vfs->xGetLastError = vfs_last_error;
  vault->vfs = vfs;
  rc = sqlite3_vfs_register (vfs, 0);
  return rc == SQLITE_OK || tl_vault_fail_io (vault, rc, error);
}

void
tl_vfs_unregister (TlVault *vault)
{
  if (vault->vfs)
    sqlite3_vfs_unregister (vault->vfs);
  g_clear_pointer (&vault->vfs, g_free);
  g_clear_pointer (&vault->vfs_name, g_free);
}
