/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A new data key: the whole file is sealed again beside the old one, read back and compared, and renamed over it.
 *
 * 1. The log is emptied first: what it held would not open under the new key.
 * 2. The old file is not written. Until the rename it is the vault; after the rename the new one is, whole and synced. An
 *    interruption leaves one whole vault and at most a `.new` that the next unlocking removes.
 * 3. A block that does not open stops everything: rotation is no repair, and must not make damage look whole.
 * 4. Each door gets the new key through its public half, which the header's MAC has confirmed: nobody's passphrase is needed.
 *    A door of a kind that this version does not know cannot be given the key: refused. */

#include "vault/vfs-private.h"

#include <errno.h>
#include <fcntl.h>
#include <gio/gio.h>
#include <glib/gi18n-lib.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define STRIDE (TL_SEAL + TL_BLOCK)

static TlRenameFunc rename_for_test;

void
tl_vault_set_rename_for_test (TlRenameFunc func)
{
  rename_for_test = func;
}

static int
rename_and_sync (const char *from, const char *to)
{
  g_autofree char *folder = g_path_get_dirname (to);
  int fd;

  if (rename (from, to) != 0)
    return -1;
  fd = open (folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd >= 0)
    {
      fsync (fd);
      close (fd);
    }
  return 0;
}

int
tl_rename (const char *from, const char *to)
{
  return (rename_for_test ? rename_for_test : rename_and_sync) (from, to);
}

char *
tl_rotate_path (TlVault *vault)
{
  return g_strconcat (vault->path, ".new", NULL);
}

typedef struct
{
  TlVault *vault;
  sqlite3_filename name;
  sqlite3_file *file;
  TlHeader header;
  TlKeys *keys;
  TlSealer from, to;
  guint8 *plain; /* two blocks */
} Rotation;

static gboolean
begin (Rotation *rotation, const char *drop, GError **error)
{
  TlVault *vault = rotation->vault;
  g_autofree char *path = tl_rotate_path (vault);
  int out = 0, rc;

  rotation->header = vault->header;
  rotation->keys = sodium_malloc (sizeof (TlKeys));
  rotation->plain = sodium_malloc (2 * TL_BLOCK);
  if (!rotation->keys || !rotation->plain)
    return tl_vault_fail_memory (error);
  randombytes_buf (rotation->keys->data, TL_KEY);
  memcpy (rotation->keys->secret, vault->keys->secret, TL_KEY);
  tl_keys_derive (rotation->keys);
  if (drop)
    memset (tl_slot_find (&rotation->header, drop), 0, TL_SLOT_BYTES);
  for (guint i = 0; i < TL_SLOT_COUNT; i++)
    {
      guint8 *slot = tl_header_slot (&rotation->header, i);
      TlSlotKind kind = tl_slot_kind (slot);
      if (kind == 0)
        continue;
      if ((kind != TL_SLOT_STAFF && kind != TL_SLOT_RECOVERY && kind != TL_SLOT_ESCROW) || !tl_slot_reseal (slot, rotation->keys->data))
        {
          g_set_error_literal (
              error, TL_VAULT_ERROR, TL_VAULT_ERROR_NEWER,
              _ ("The register has a door that a later version of the program made. Nothing was changed. Use that version."));
          return FALSE;
        }
    }
  tl_header_next_epoch (&rotation->header);
  tl_header_finish (&rotation->header, rotation->keys, TRUE);
  tl_sealer_init (&rotation->from, vault->keys->blocks, tl_header_file_id (&vault->header), TL_FILE_MAIN,
                  tl_header_pair_id (&vault->header));
  tl_sealer_init (&rotation->to, rotation->keys->blocks, tl_header_file_id (&rotation->header), TL_FILE_MAIN,
                  tl_header_pair_id (&rotation->header));

  vault->base_vfs->xDelete (vault->base_vfs, path, 0);
  rotation->name = sqlite3_create_filename (path, "", "", 0, NULL);
  /* A file without a name would be a temporary one. */
  if (!rotation->name)
    return tl_vault_fail_memory (error);
  rotation->file = g_malloc0 ((gsize)vault->base_vfs->szOsFile);
  rc = vault->base_vfs->xOpen (vault->base_vfs, rotation->name, rotation->file,
                               SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_EXCLUSIVE | SQLITE_OPEN_MAIN_DB, &out);
  if (rc != SQLITE_OK)
    {
      tl_vault_note_io (vault, NULL, rc, "open");
      return tl_vault_fail_io (vault, rc, error);
    }
  chmod (path, 0600);
  return TRUE;
}

static int
read_block (Rotation *rotation, sqlite3_file *file, TlSealer *sealer, gint64 block, guint8 *stored, gsize length, guint8 *plain)
{
  int rc = file->pMethods->xRead (file, stored, (int)length, TL_HEADER_BYTES + block * STRIDE);

  if (rc != SQLITE_OK)
    tl_vault_note_io (rotation->vault, file, rc, "read");
  else if (tl_sealer_open (sealer, (guint64)block, stored, length, plain))
    return SQLITE_OK;
  else if (block == TL_LOCK_BYTE_BLOCK)
    /* SQLite never uses this page; a cut may have left its filling torn. */
    memset (plain, 0, TL_BLOCK);
  else
    {
      tl_vault_note_error (rotation->vault, TL_VAULT_ERROR_DAMAGED,
                           _ ("Block %llu of the register does not open, so its key was not changed. Nothing was altered. Verify "
                              "the register and restore a backup, or salvage what can be read."),
                           (unsigned long long)block);
      rc = SQLITE_IOERR_DATA;
    }
  return rc;
}

/* Sixty-four blocks are a quarter of a megabyte: often enough for a bar, seldom enough to cost nothing. */
static gboolean
goes_on (TlVault *vault, guint64 done, guint64 total)
{
  return !vault->progress || done % 64 != 0 || vault->progress ((double)done / (double)total, vault->progress_data);
}

static gboolean
copy_and_compare (Rotation *rotation, GError **error)
{
  TlVault *vault = rotation->vault;
  sqlite3_file *from = vault->file, *to = rotation->file;
  guint8 stored[STRIDE];
  guint8 *plain = rotation->plain, *again = rotation->plain + TL_BLOCK;
  sqlite3_int64 bytes = 0;
  int rc = from->pMethods->xFileSize (from, &bytes);
  gint64 blocks;

  bytes = MAX (bytes - TL_HEADER_BYTES, 0);
  blocks = (bytes + STRIDE - 1) / STRIDE;
  for (int pass = 0; pass < 2 && rc == SQLITE_OK; pass++)
    {
      for (gint64 b = 0; b < blocks && rc == SQLITE_OK; b++)
        {
          gsize length = (gsize)MIN (STRIDE, bytes - b * STRIDE);
          if (!goes_on (vault, (guint64)(pass * blocks + b), (guint64)(2 * blocks)))
            {
              g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_CANCELLED, _ ("Stopped. The register is as it was."));
              return FALSE;
            }
          rc = read_block (rotation, from, &rotation->from, b, stored, length, plain);
          if (rc != SQLITE_OK)
            break;
          if (pass == 0)
            {
              tl_sealer_seal (&rotation->to, (guint64)b, plain, length - TL_SEAL, stored);
              rc = to->pMethods->xWrite (to, stored, (int)length, TL_HEADER_BYTES + b * STRIDE);
              if (rc != SQLITE_OK)
                tl_vault_note_io (vault, to, rc, "write");
            }
          else
            {
              rc = read_block (rotation, to, &rotation->to, b, stored, length, again);
              if (rc == SQLITE_OK && memcmp (plain, again, length - TL_SEAL) != 0)
                rc = SQLITE_IOERR_DATA;
            }
        }
      if (pass == 0 && rc == SQLITE_OK)
        {
          rc = tl_header_store (to, &rotation->header);
          if (rc != SQLITE_OK)
            tl_vault_note_io (vault, to, rc, "header");
        }
    }
  return rc == SQLITE_OK || tl_vault_fail_io (vault, rc, error);
}

static gboolean
swap (Rotation *rotation, GError **error)
{
  TlVault *vault = rotation->vault;
  g_autofree char *path = tl_rotate_path (vault);

  rotation->file->pMethods->xClose (rotation->file);
  g_clear_pointer (&rotation->file, g_free);
  if (tl_rename (path, vault->path) != 0)
    {
      g_set_error (error, TL_VAULT_ERROR, TL_VAULT_ERROR_IO,
                   _ ("The register with the new key could not take its place: %s. The old one is untouched."), g_strerror (errno));
      return FALSE;
    }
  tl_vault_close_handle (vault);
  g_mutex_lock (&vault->io_lock);
  vault->header = rotation->header;
  vault->stale = 0;
  g_mutex_unlock (&vault->io_lock);
  memcpy (vault->keys, rotation->keys, sizeof (TlKeys));
  /* The new key is in force, whether the disk lets the file be opened now or only for the next act. */
  tl_vault_need_handle (vault, NULL);
  return TRUE;
}

static gboolean
rotate (TlVault *vault, const char *drop, GError **error)
{
  Rotation rotation = {vault};
  g_autofree char *wal = g_strconcat (vault->path, "-wal", NULL);
  g_autofree char *path = tl_rotate_path (vault);
  sqlite3 *db;
  int there = 0;
  gboolean good;

  if (vault->read_only)
    {
      g_set_error_literal (error, TL_VAULT_ERROR, TL_VAULT_ERROR_IO,
                           _ ("The register's file can only be read, not written. Nothing was changed. Copy it to a disk that can be written."));
      return FALSE;
    }
  if (g_atomic_int_get (&vault->open_files) != 0)
    {
      g_set_error_literal (error, TL_VAULT_ERROR, TL_VAULT_ERROR_IN_USE, _ ("Close the register's content before its key is changed."));
      return FALSE;
    }
  /* Opening empties the log into the file, closing removes it. */
  db = tl_vault_open_database (vault, error);
  if (!db)
    return FALSE;
  sqlite3_close (db);
  if (vault->base_vfs->xAccess (vault->base_vfs, wal, SQLITE_ACCESS_EXISTS, &there) != SQLITE_OK || there)
    {
      if (!tl_vault_propagate_io_error (vault, error))
        g_set_error_literal (
            error, TL_VAULT_ERROR, TL_VAULT_ERROR_IO,
            _ ("The latest saves could not be moved into the register, so its key was not changed. Nothing is lost. Try again."));
      return FALSE;
    }
  good = begin (&rotation, drop, error) && copy_and_compare (&rotation, error) && swap (&rotation, error);
  if (rotation.file && rotation.file->pMethods)
    rotation.file->pMethods->xClose (rotation.file);
  if (!good)
    vault->base_vfs->xDelete (vault->base_vfs, path, 0);
  g_free (rotation.file);
  sqlite3_free_filename (rotation.name);
  sodium_free (rotation.keys);
  sodium_free (rotation.plain);
  return good;
}

gboolean
tl_vault_rotate (TlVault *vault, GError **error)
{
  g_return_val_if_fail (vault != NULL, FALSE);
  return rotate (vault, NULL, error);
}

gboolean
tl_vault_spend_escrow (TlVault *vault, GError **error)
{
  TlEscrow escrow;
  char id[TL_SLOT_ID_CHARS + 1];

  g_return_val_if_fail (vault != NULL && vault->file != NULL, FALSE);
  if (!tl_vault_get_escrow (vault, &escrow))
    return rotate (vault, NULL, error);
  sodium_bin2hex (id, sizeof id, escrow.slot_id, sizeof escrow.slot_id);
  return rotate (vault, id, error);
}

gboolean
tl_vault_can_remove_slot (TlVault *vault, const char *which, char id[TL_SLOT_ID_CHARS + 1], GError **error)
{
  guint8 *slot;

  g_return_val_if_fail (vault != NULL && which != NULL && id != NULL, FALSE);
  slot = tl_slot_find (&vault->header, which);
  if (!slot || tl_slot_kind (slot) != TL_SLOT_STAFF)
    {
      g_set_error_literal (error, TL_VAULT_ERROR, TL_VAULT_ERROR_SLOT, _ ("This register has no such desk. Choose one from the list."));
      return FALSE;
    }
  tl_slot_get_id (slot, id);
  if (strcmp (id, vault->slot_id) == 0 || tl_slot_count (&vault->header, TL_SLOT_STAFF) < 2)
    {
      g_set_error_literal (error, TL_VAULT_ERROR, TL_VAULT_ERROR_SLOT,
                           _ ("This desk opened the register now, or is the last one: it cannot be removed. Let a colleague remove it."));
      return FALSE;
    }
  return TRUE;
}

gboolean
tl_vault_remove_slot (TlVault *vault, const char *which, GError **error)
{
  char id[TL_SLOT_ID_CHARS + 1];

  g_return_val_if_fail (vault != NULL && vault->file != NULL && which != NULL, FALSE);
  return tl_vault_can_remove_slot (vault, which, id, error) && rotate (vault, id, error);
}
