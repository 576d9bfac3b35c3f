/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A second vault file in the making (copy.h).
 *
 * Blocks are copied as they are stored: they are bound to file id, kind and place, and those stay the same, so nothing
 * is sealed anew and a backup costs reading and writing. Each is opened once on the way (a damaged register must not
 * look like a good backup) and once again when it is read back from the medium. */

#include "vault/copy.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define STRIDE (TL_SEAL + TL_BLOCK)

gboolean
tl_copy_begin (TlCopy *copy, TlVault *vault, const char *path, GError **error)
{
  int out = 0, rc;

  memset (copy, 0, sizeof *copy);
  copy->vault = vault;
  copy->vfs = vault->base_vfs;
  copy->path = g_strdup (path);
  copy->name = sqlite3_create_filename (path, "", "", 0, NULL);
  copy->stored = g_malloc (TL_COPY_BATCH * STRIDE);
  copy->plain = sodium_malloc (TL_BLOCK);
  if (!copy->name || !copy->plain)
    {
      tl_copy_clear (copy);
      return tl_vault_fail_memory (error);
    }
  tl_sealer_init (&copy->sealer, vault->keys->blocks, tl_header_file_id (&vault->header), TL_FILE_MAIN, tl_header_pair_id (&vault->header));
  copy->vfs->xDelete (copy->vfs, path, 0);
  copy->file = g_malloc0 ((gsize)copy->vfs->szOsFile);
  rc = copy->vfs->xOpen (copy->vfs, copy->name, copy->file,
                         SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_EXCLUSIVE | SQLITE_OPEN_MAIN_DB, &out);
  if (rc != SQLITE_OK)
    {
      tl_vault_note_io (vault, NULL, rc, "open");
      tl_vault_fail_io (vault, rc, error);
      copy->file->pMethods = NULL;
      tl_copy_clear (copy);
      return FALSE;
    }
  chmod (path, 0600);
  return TRUE;
}

static gboolean
fail (TlCopy *copy, sqlite3_file *file, int rc, const char *what, GError **error)
{
  tl_vault_note_io (copy->vault, file, rc, what);
  return tl_vault_fail_io (copy->vault, rc, error);
}

gint64
tl_copy_measure (TlCopy *copy, GError **error)
{
  sqlite3_int64 bytes = 0;
  int rc;

  if (copy->vault->read_only)
    return tl_shadow_stored_bytes (copy->vault, error);
  rc = copy->vault->file->pMethods->xFileSize (copy->vault->file, &bytes);
  if (rc != SQLITE_OK)
    {
      fail (copy, copy->vault->file, rc, "size", error);
      return -1;
    }
  return MAX (bytes - TL_HEADER_BYTES, 0);
}

/* Seals what a read-only vault holds in memory (its log's content) into the batch. */
static gboolean
take_shadows (TlCopy *copy, gint64 from, gint64 count)
{
  gboolean all = TRUE;

  for (gint64 b = from; b < from + count; b++)
    {
      const guint8 *plain = tl_shadow_block (copy->vault, b);
      if (plain)
        tl_sealer_seal (&copy->sealer, (guint64)b, plain, TL_BLOCK, copy->stored + (b - from) * STRIDE);
      else
        all = FALSE;
    }
  return all;
}

gboolean
tl_copy_blocks (TlCopy *copy, gint64 from, gint64 count, gint64 bytes, GError **error)
{
  sqlite3_file *source = copy->vault->file;

  while (count > 0)
    {
      gint64 batch = MIN (count, TL_COPY_BATCH);
      gint64 want = MIN (batch * STRIDE, bytes - from * STRIDE);
      int rc;

      if (want <= 0)
        return TRUE;
      rc = source->pMethods->xRead (source, copy->stored, (int)want, TL_HEADER_BYTES + from * STRIDE);
      if (copy->vault->read_only && (rc == SQLITE_OK || rc == SQLITE_IOERR_SHORT_READ))
        {
          /* Beyond the file's end there is only what the shadows hold. */
          take_shadows (copy, from, batch);
          rc = SQLITE_OK;
        }
      if (rc != SQLITE_OK)
        return fail (copy, source, rc, "read", error);
      for (gint64 i = 0; i < batch && i * STRIDE < want; i++)
        if (from + i != TL_LOCK_BYTE_BLOCK
            && !tl_sealer_open (&copy->sealer, (guint64)(from + i), copy->stored + i * STRIDE, (gsize)MIN (STRIDE, want - i * STRIDE),
                                copy->plain))
          {
            g_set_error (error, TL_VAULT_ERROR, TL_VAULT_ERROR_DAMAGED,
                         _ ("Block %llu of the register itself is damaged, so no copy was made: a damaged copy would look like a good one. "
                            "Earlier backups were kept. Verify the register, then restore a backup or salvage what can be read."),
                         (unsigned long long)(from + i));
            return FALSE;
          }
      rc = copy->file->pMethods->xWrite (copy->file, copy->stored, (int)want, TL_HEADER_BYTES + from * STRIDE);
      if (rc != SQLITE_OK)
        return fail (copy, copy->file, rc, "write", error);
      from += batch;
      count -= batch;
    }
  return TRUE;
}

gboolean
tl_copy_complete (TlCopy *copy, const TlHeader *header, gint64 bytes, GError **error)
{
  sqlite3_int64 now = 0;
  int rc = copy->file->pMethods->xFileSize (copy->file, &now), fd;

  if (rc == SQLITE_OK && now > TL_HEADER_BYTES + bytes)
    rc = copy->file->pMethods->xTruncate (copy->file, TL_HEADER_BYTES + bytes);
  if (rc == SQLITE_OK)
    rc = copy->file->pMethods->xSync (copy->file, SQLITE_SYNC_NORMAL);
  /* The header last: until it is there nobody takes the file for a vault. Each copy of it is synced. */
  if (rc == SQLITE_OK)
    rc = tl_header_store (copy->file, header);
  if (rc != SQLITE_OK)
    return fail (copy, copy->file, rc, "sync", error);
  /* Reading back should ask the medium, not the memory that was just filled. */
  fd = open (copy->path, O_RDONLY | O_CLOEXEC);
  if (fd >= 0)
    {
      posix_fadvise (fd, 0, 0, POSIX_FADV_DONTNEED);
      close (fd);
    }
  return TRUE;
}

gboolean
tl_copy_check (TlCopy *copy, gint64 from, gint64 count, gint64 bytes, GError **error)
{
  while (count > 0)
    {
      gint64 batch = MIN (count, TL_COPY_BATCH);
      gint64 want = MIN (batch * STRIDE, bytes - from * STRIDE);
      int rc;

      if (want <= 0)
        return TRUE;
      rc = copy->file->pMethods->xRead (copy->file, copy->stored, (int)want, TL_HEADER_BYTES + from * STRIDE);
      if (rc != SQLITE_OK)
        return fail (copy, copy->file, rc, "read", error);
      for (gint64 i = 0; i < batch && i * STRIDE < want; i++)
        if (from + i != TL_LOCK_BYTE_BLOCK
            && !tl_sealer_open (&copy->sealer, (guint64)(from + i), copy->stored + i * STRIDE, (gsize)MIN (STRIDE, want - i * STRIDE),
                                copy->plain))
          {
            g_set_error (error, TL_VAULT_ERROR, TL_VAULT_ERROR_IO,
                         _ ("The copy was read back and its block %llu is not what was written: the drive is failing. The copy was "
                            "removed. Use another drive."),
                         (unsigned long long)(from + i));
            return FALSE;
          }
      from += batch;
      count -= batch;
    }
  return TRUE;
}

static void
close_file (TlCopy *copy)
{
  if (copy->file && copy->file->pMethods)
    copy->file->pMethods->xClose (copy->file);
  g_clear_pointer (&copy->file, g_free);
}

gboolean
tl_copy_name (TlCopy *copy, const char *path, GError **error)
{
  close_file (copy);
  if (tl_rename (copy->path, path) != 0)
    {
      g_set_error (error, TL_VAULT_ERROR, TL_VAULT_ERROR_IO, _ ("The copy could not get its name “%s”: %s."), path, g_strerror (errno));
      return FALSE;
    }
  g_clear_pointer (&copy->path, g_free);
  return TRUE;
}

void
tl_copy_clear (TlCopy *copy)
{
  close_file (copy);
  if (copy->path)
    copy->vfs->xDelete (copy->vfs, copy->path, 0);
  g_clear_pointer (&copy->path, g_free);
  g_clear_pointer (&copy->name, sqlite3_free_filename);
  g_clear_pointer (&copy->stored, g_free);
  g_clear_pointer (&copy->plain, sodium_free);
}
