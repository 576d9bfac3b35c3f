/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The vault: one file, one key, several doors.
 *
 * A register of people who hide from violence lies on an old computer that can be stolen. So everything of it is
 * in one file, and every byte of that file but its two header copies is sealed under one random key. The header holds
 * that key once for each door, sealed so that a passphrase or the recovery code opens it (key-slots.c, header.c). SQLite
 * works on the file, unpatched, through a shim that seals and opens 4096-byte blocks (vfs.c, wal.c, seal.c); the store room
 * gets an ordinary connection (database.c). This file makes, opens and locks vaults. FORMAT.md says what lies on the disk.
 *
 * While a vault is open its file is touched only through the one handle made here; the lock that keeps others out is
 * another file's (lock.c). */

#include "vault/backup.h"
#include "vault/vfs-private.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static GMutex open_lock;
static GPtrArray *open_vaults;

static void
remember_open (TlVault *vault)
{
  g_mutex_lock (&open_lock);
  if (!open_vaults)
    open_vaults = g_ptr_array_new ();
  g_ptr_array_add (open_vaults, vault);
  g_mutex_unlock (&open_lock);
}

static void
forget_open (TlVault *vault)
{
  g_mutex_lock (&open_lock);
  if (open_vaults)
    g_ptr_array_remove_fast (open_vaults, vault);
  g_mutex_unlock (&open_lock);
}

static char *
full_path (const char *path, GError **error)
{
  sqlite3_vfs *vfs = tl_base_vfs ();
  g_autofree char *full = g_malloc0 ((gsize)vfs->mxPathname + 1);
  int rc = vfs->xFullPathname (vfs, path, vfs->mxPathname + 1, full);

  if (rc != SQLITE_OK && rc != SQLITE_OK_SYMLINK)
    {
      g_set_error (error, TL_VAULT_ERROR, TL_VAULT_ERROR_IO, _ ("The path “%s” cannot be used."), path);
      return NULL;
    }
  return g_steal_pointer (&full);
}

/* FALSE: it cannot be said. A disk that does not answer must not look like one without the file. */
static gboolean
look_for (const char *path, gboolean *there, GError **error)
{
  sqlite3_vfs *vfs = tl_base_vfs ();
  int answer = 0;
  int rc = vfs->xAccess (vfs, path, SQLITE_ACCESS_EXISTS, &answer);

  *there = rc == SQLITE_OK && answer;
  if (rc != SQLITE_OK)
    g_set_error (error, TL_VAULT_ERROR, TL_VAULT_ERROR_IO, _ ("The register's file could not be read: %s."), sqlite3_errstr (rc));
  return rc == SQLITE_OK;
}

static gboolean
must_exist (const char *path, GError **error)
{
  gboolean there;

  if (!look_for (path, &there, error))
    return FALSE;
  if (!there)
    g_set_error (error, TL_VAULT_ERROR, TL_VAULT_ERROR_NOT_A_VAULT, _ ("There is no register at “%s”."), path);
  return there;
}

void
tl_vault_close_handle (TlVault *vault)
{
  if (vault->file && vault->file->pMethods)
    vault->file->pMethods->xClose (vault->file);
  g_clear_pointer (&vault->file, g_free);
}

gboolean
tl_vault_open_handle (TlVault *vault, int flags, GError **error)
{
  int out = 0;
  int rc;

  vault->file = g_malloc0 ((gsize)vault->base_vfs->szOsFile);
  rc = vault->base_vfs->xOpen (vault->base_vfs, vault->filename, vault->file, flags | SQLITE_OPEN_MAIN_DB, &out);
  if (rc == SQLITE_OK && (flags & SQLITE_OPEN_READWRITE) && (out & SQLITE_OPEN_READONLY))
    {
      tl_vault_close_handle (vault);
      g_set_error_literal (
          error, TL_VAULT_ERROR, TL_VAULT_ERROR_IO,
          _ ("The register's file can only be read, not written. Nothing was changed. Copy it to a disk that can be written."));
      return FALSE;
    }
  if (rc != SQLITE_OK)
    {
      tl_vault_note_io (vault, vault->file, rc, "open");
      tl_vault_close_handle (vault);
      return tl_vault_fail_io (vault, rc, error);
    }
  return TRUE;
}

gboolean
tl_vault_need_handle (TlVault *vault, GError **error)
{
  return vault->file || tl_vault_open_handle (vault, SQLITE_OPEN_READWRITE, error);
}

static void
vault_free (TlVault *vault)
{
  forget_open (vault);
  tl_backup_note_gone (vault);
  tl_shadow_clear (vault);
  tl_vfs_unregister (vault);
  tl_vault_close_handle (vault);
  sodium_free (vault->keys);
  tl_lock_release (vault->lock);
  g_clear_error (&vault->io_error);
  g_mutex_clear (&vault->io_lock);
  g_mutex_clear (&vault->header_lock);
  sqlite3_free_filename (vault->filename);
  sodium_memzero (&vault->header, sizeof vault->header);
  tl_memory_wipe_stack (TL_STACK_OF_SODIUM);
  g_free (vault->warning);
  g_free (vault->path);
  g_free (vault);
}

/* Takes @path. */
static TlVault *
vault_new (char *path, GError **error)
{
  TlVault *vault = g_new0 (TlVault, 1);

  vault->path = path;
  vault->filename = sqlite3_create_filename (path, "", "", 0, NULL);
  vault->lock = -1;
  vault->base_vfs = tl_base_vfs ();
  g_mutex_init (&vault->io_lock);
  g_mutex_init (&vault->header_lock);
  vault->keys = sodium_malloc (sizeof (TlKeys));
  if (vault->keys && vault->filename)
    return vault;
  vault_free (vault);
  tl_vault_fail_memory (error);
  return NULL;
}

void
tl_vault_lock (TlVault *vault)
{
  if (!vault)
    return;
  if (g_atomic_int_get (&vault->open_files) != 0)
    {
      /* Wiping the key under an open file would seal blocks under zeros. */
      g_critical ("tl_vault_lock: the database is still open");
      return;
    }
  vault_free (vault);
}

/* A new file's name must survive a power cut as well as its content. */
static void
sync_folder (const char *path)
{
  g_autofree char *folder = g_path_get_dirname (path);
  int fd = open (folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

  if (fd >= 0)
    {
      fsync (fd);
      close (fd);
    }
}

/* --- create --- */

static gboolean
fill_header (TlVault *vault, const char *label, const char *passphrase, char **recovery_code, GError **error)
{
  TlHeader *header = &vault->header;
  TlKdfCost cost;
  TlKdfCost code_cost = {TL_KDF_CODE, 0, 0, {0}};
  guint8 *slot;
  guint8 bits[16];
  gboolean good;

  tl_header_init (header);
  randombytes_buf (vault->keys->data, TL_KEY);
  randombytes_buf (vault->keys->secret, TL_KEY);
  tl_keys_derive (vault->keys);
  if (!tl_kdf_measure (&cost, error))
    return FALSE;

  slot = tl_header_slot (header, 0);
  tl_slot_set_label (slot, label);
  if (!tl_slot_fill (header, slot, FALSE, TL_SLOT_STAFF, &cost, passphrase, strlen (passphrase), vault->keys->data, error))
    return FALSE;
  tl_slot_get_id (slot, vault->slot_id);
  vault->slot_kind = TL_SLOT_STAFF;

  randombytes_buf (bits, sizeof bits);
  randombytes_buf (code_cost.salt, sizeof code_cost.salt);
  slot = tl_header_slot (header, 1);
  good = tl_slot_fill (header, slot, FALSE, TL_SLOT_RECOVERY, &code_cost, bits, sizeof bits, vault->keys->data, error);
  if (good)
    *recovery_code = tl_recovery_code_format (bits);
  sodium_memzero (bits, sizeof bits);
  tl_header_set_unfinished (header, TRUE);
  tl_header_finish (header, vault->keys, TRUE);
  return good;
}

TlVault *
tl_vault_create (const char *path, const char *label, const char *passphrase, char **recovery_code, char **slot_id, GError **error)
{
  g_autofree char *full = NULL;
  g_autofree char *normal_label = NULL;
  char *normal = NULL;
  char *code = NULL;
  TlVault *vault;
  gboolean made = FALSE, good, had_lock, there;
  g_autofree char *lock_path = NULL;
  int rc;

  g_return_val_if_fail (path && label && passphrase && recovery_code, NULL);
  tl_vault_init ();
  *recovery_code = NULL;
  if (!tl_label_normalise (label, &normal_label, error))
    return NULL;
  normal = tl_passphrase_normalise (passphrase);
  if (!tl_passphrase_acceptable (normal, error) || !(full = full_path (path, error)))
    {
      tl_secret_free (normal);
      return NULL;
    }
  if (!look_for (full, &there, error) || there)
    {
      if (there)
        g_set_error (error, TL_VAULT_ERROR, TL_VAULT_ERROR_EXISTS,
                     _ ("There is already a file “%s”. It was not touched. Choose another name."), full);
      tl_secret_free (normal);
      return NULL;
    }
  lock_path = g_strconcat (full, ".lock", NULL);
  had_lock = g_file_test (lock_path, G_FILE_TEST_EXISTS);

  vault = vault_new (g_steal_pointer (&full), error);
  if (!vault)
    {
      tl_secret_free (normal);
      return NULL;
    }
  vault->lock = tl_lock_take (vault->path, error);
  good = vault->lock >= 0 && fill_header (vault, normal_label, normal, &code, error);
  tl_secret_free (normal);
  if (good)
    good = made = tl_vault_open_handle (vault, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_EXCLUSIVE, error);
  if (good)
    {
      chmod (vault->path, 0600);
      rc = tl_header_store (vault->file, &vault->header);
      if (rc != SQLITE_OK)
        {
          tl_vault_note_io (vault, vault->file, rc, "header");
          good = tl_vault_fail_io (vault, rc, error);
        }
    }
  if (good)
    {
      sync_folder (vault->path);
      good = tl_vfs_register (vault, error);
    }
  if (!good)
    {
      g_autofree char *remove = made ? g_strdup (vault->path) : NULL;
      sqlite3_vfs *base = vault->base_vfs;
      if (vault->lock >= 0 && !had_lock)
        g_unlink (lock_path);
      vault_free (vault);
      if (remove)
        base->xDelete (base, remove, 0);
      tl_secret_free (code);
      return NULL;
    }
  sodium_bin2hex (vault->file_id, sizeof vault->file_id, tl_header_file_id (&vault->header), TL_ID);
  remember_open (vault);
  *recovery_code = code;
  if (slot_id)
    *slot_id = g_strdup (vault->slot_id);
  return vault;
}

/* --- a file with the same doors --- */

TlVault *
tl_vault_create_like (TlVault *source, const char *path, GError **error)
{
  g_autofree char *full = NULL;
  TlVault *vault;
  int rc = SQLITE_OK;
  gboolean good, there;

  g_return_val_if_fail (source != NULL && path != NULL, NULL);
  full = full_path (path, error);
  if (!full)
    return NULL;
  if (!look_for (full, &there, error))
    return NULL;
  if (there)
    {
      g_set_error (error, TL_VAULT_ERROR, TL_VAULT_ERROR_EXISTS, _ ("There is already a file “%s”. It was not touched. Choose another name."),
                   full);
      return NULL;
    }
  vault = vault_new (g_steal_pointer (&full), error);
  if (!vault)
    return NULL;
  vault->header = source->header;
  memcpy (vault->keys, source->keys, sizeof (TlKeys));
  tl_header_empty (&vault->header);
  randombytes_buf (tl_header_pair_id (&vault->header), TL_ID);
  tl_header_finish (&vault->header, vault->keys, FALSE);
  memcpy (vault->slot_id, source->slot_id, sizeof vault->slot_id);
  vault->slot_kind = source->slot_kind;
  memcpy (vault->file_id, source->file_id, sizeof vault->file_id);
  vault->lock = tl_lock_take (vault->path, error);
  good = vault->lock >= 0 && tl_vault_open_handle (vault, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_EXCLUSIVE, error);
  if (good)
    {
      chmod (vault->path, 0600);
      rc = tl_header_store (vault->file, &vault->header);
      if (rc != SQLITE_OK)
        {
          tl_vault_note_io (vault, vault->file, rc, "header");
          good = tl_vault_fail_io (vault, rc, error);
        }
    }
  if (!good || !tl_vfs_register (vault, error))
    {
      g_autofree char *lock = g_strconcat (vault->path, ".lock", NULL);
      if (vault->file)
        vault->base_vfs->xDelete (vault->base_vfs, vault->path, 0);
      g_unlink (lock);
      vault_free (vault);
      return NULL;
    }
  remember_open (vault);
  return vault;
}

/* --- unlock --- */

typedef struct
{
  TlSlotKind kind;
  const char *slot; /* NULL: each of the kind in turn */
  const void *secret;
  gsize length;
} Attempt;

/* Tries the doors of @header; on success the keys are set and the MAC has confirmed the copy. */
static gboolean
try_header (TlVault *vault, TlHeader *header, const Attempt *attempt, GError **error)
{
  g_autoptr (GError) problem = NULL;
  guint8 *only = attempt->slot ? tl_slot_find (header, attempt->slot) : NULL;

  if (attempt->slot && (!only || tl_slot_kind (only) != attempt->kind))
    {
      g_set_error_literal (error, TL_VAULT_ERROR, TL_VAULT_ERROR_SLOT, _ ("This register has no such desk. Choose one from the list."));
      return FALSE;
    }
  for (guint i = 0; i < TL_SLOT_COUNT; i++)
    {
      guint8 *slot = tl_header_slot (header, i);
      if (tl_slot_kind (slot) != attempt->kind || (only && slot != only))
        continue;
      g_clear_error (&problem);
      if (tl_slot_open (header, slot, attempt->secret, attempt->length, vault->keys->data, &problem))
        {
          tl_keys_derive (vault->keys);
          if (!tl_header_confirm (header, vault->keys) || !tl_header_open_secret (header, vault->keys))
            {
              g_set_error_literal (error, TL_VAULT_ERROR, TL_VAULT_ERROR_DAMAGED,
                                   _ ("The register's head was altered by somebody who has no key. It is not opened. Use a backup."));
              return FALSE;
            }
          tl_slot_get_id (slot, vault->slot_id);
          vault->slot_kind = attempt->kind;
          return TRUE;
        }
      if (!g_error_matches (problem, TL_VAULT_ERROR, TL_VAULT_ERROR_PASSPHRASE))
        break;
    }
  if (problem)
    g_propagate_error (error, g_steal_pointer (&problem));
  else
    g_set_error_literal (error, TL_VAULT_ERROR, TL_VAULT_ERROR_SLOT, _ ("This register has no door of that kind."));
  return FALSE;
}

/* Header copies are read, a door is tried, and a copy that is damaged or behind is written again. */
static gboolean
open_doors (TlVault *vault, const Attempt *attempt, GError **error)
{
  g_autofree TlHeader *other = g_new0 (TlHeader, 1);
  g_autoptr (GError) problem = NULL;
  gboolean have_other = FALSE;
  gboolean bad = FALSE;
  guint copy = 0;
  gboolean altered = FALSE;

  if (!tl_header_read (vault->file, &vault->header, other, &have_other, &copy, &bad, error))
    return FALSE;
  if (!try_header (vault, &vault->header, attempt, &problem))
    {
      /* A whole copy that no key confirms was forged over a good one: the other may still be ours. */
      altered = g_error_matches (problem, TL_VAULT_ERROR, TL_VAULT_ERROR_DAMAGED) && have_other;
      if (!altered || !try_header (vault, other, attempt, NULL))
        {
          g_propagate_error (error, g_steal_pointer (&problem));
          return FALSE;
        }
      vault->header = *other;
      copy = 1 - copy;
    }
  if (vault->read_only)
    {
      if (bad || altered)
        vault->warning = g_strdup (_ ("One of the two copies of the register's head is damaged; it was read from the other and not repaired, "
                                      "because the register is open for reading only."));
    }
  else if (bad || altered || (have_other && memcmp (other, &vault->header, sizeof *other) != 0))
    {
      if (tl_header_store_copy (vault->file, &vault->header, 1 - copy) != SQLITE_OK)
        vault->stale = 2 - copy;
      if (bad || altered)
        vault->warning = g_strdup (
            vault->stale
                ? tl_header_unrepaired ()
                : _ ("One of the two copies of the register's head was damaged; it was repaired from the other. Nothing is lost. If this "
                     "shows again, the disk may be failing: make a backup."));
    }
  return TRUE;
}

/* FALSE: this program has the file open already. */
static gboolean
is_free (const char *full)
{
  gboolean taken = FALSE;

  g_mutex_lock (&open_lock);
  for (guint i = 0; open_vaults && i < open_vaults->len && !taken; i++)
    taken = strcmp (((TlVault *)g_ptr_array_index (open_vaults, i))->path, full) == 0;
  g_mutex_unlock (&open_lock);
  return !taken;
}

/* A handle that only reads, locked against writers as long as it is open. */
static gboolean
open_for_reading (TlVault *vault, GError **error)
{
  int rc;

  vault->read_only = TRUE;
  if (!tl_lock_share (vault->path, &vault->lock, error) || !tl_vault_open_handle (vault, SQLITE_OPEN_READONLY, error))
    return FALSE;
  rc = vault->file->pMethods->xLock (vault->file, SQLITE_LOCK_SHARED);
  if (rc == SQLITE_OK)
    return TRUE;
  if ((rc & 0xff) == SQLITE_BUSY)
    g_set_error_literal (error, TL_VAULT_ERROR, TL_VAULT_ERROR_IN_USE,
                         _ ("Another program has this register open. Nothing was changed. Close it there, then try again."));
  else
    {
      tl_vault_note_io (vault, vault->file, rc, "lock");
      tl_vault_fail_io (vault, rc, error);
    }
  return FALSE;
}

/* With lock and handle; where the medium can only be read, a handle that only reads. */
static gboolean
open_for_writing (TlVault *vault, GError **error)
{
  g_autoptr (GError) problem = NULL;

  if (!tl_lock_is_possible (vault->path) && open_for_reading (vault, NULL))
    {
      vault->warning = g_strdup (_ ("The register lies where this program can only read. It is open for reading: nothing can be saved in it. "
                                    "To work on, copy the file to a disk that can be written."));
      return TRUE;
    }
  tl_vault_close_handle (vault);
  tl_lock_release (vault->lock);
  vault->read_only = FALSE;
  vault->lock = tl_lock_take (vault->path, error);
  return vault->lock >= 0 && tl_vault_open_handle (vault, SQLITE_OPEN_READWRITE, error);
}

static TlVault *
unlock (const char *path, gboolean for_reading, const Attempt *attempt, GError **error)
{
  g_autofree char *full = full_path (path, error);
  g_autofree char *left = NULL;
  TlVault *vault;
  gboolean there;

  if (!full || (!for_reading && !tl_restore_mend (full, error)) || !must_exist (full, error))
    return NULL;
  if (for_reading && !is_free (full))
    {
      g_set_error_literal (error, TL_VAULT_ERROR, TL_VAULT_ERROR_IN_USE, _ ("The register is open already."));
      return NULL;
    }
  vault = vault_new (g_steal_pointer (&full), error);
  if (!vault)
    return NULL;
  if (!(for_reading ? open_for_reading (vault, error) : open_for_writing (vault, error)) || !open_doors (vault, attempt, error)
      || !tl_vfs_register (vault, error))
    {
      vault_free (vault);
      return NULL;
    }
  sodium_bin2hex (vault->file_id, sizeof vault->file_id, tl_header_file_id (&vault->header), TL_ID);
  left = tl_rotate_path (vault);
  if (!vault->read_only && look_for (left, &there, NULL) && there)
    /* A rotation was interrupted before its file took this one's place: this one is the vault. */
    vault->base_vfs->xDelete (vault->base_vfs, left, 1);
  remember_open (vault);
  return vault;
}

TlVault *
tl_vault_unlock (const char *path, const char *slot, const char *passphrase, GError **error)
{
  char *normal;
  TlVault *vault;

  g_return_val_if_fail (path && passphrase, NULL);
  tl_vault_init ();
  normal = tl_passphrase_normalise (passphrase);
  if (!normal)
    {
      g_set_error_literal (error, TL_VAULT_ERROR, TL_VAULT_ERROR_PASSPHRASE, _ ("Wrong passphrase."));
      return NULL;
    }
  vault = unlock (path, FALSE, &(Attempt){TL_SLOT_STAFF, slot, normal, strlen (normal)}, error);
  tl_secret_free (normal);
  return vault;
}

TlVault *
tl_vault_unlock_with_code (const char *path, const char *code, GError **error)
{
  guint8 bits[16];
  guint group = 0;
  TlVault *vault;

  g_return_val_if_fail (path && code, NULL);
  tl_vault_init ();
  if (!tl_recovery_code_parse (code, bits, &group))
    {
      g_set_error (error, TL_VAULT_ERROR, TL_VAULT_ERROR_CODE_GROUP,
                   _ ("Group %u of the recovery code is mistyped. Look at that group again."), group);
      return NULL;
    }
  vault = unlock (path, FALSE, &(Attempt){TL_SLOT_RECOVERY, NULL, bits, sizeof bits}, error);
  sodium_memzero (bits, sizeof bits);
  return vault;
}

TlVault *
tl_vault_unlock_for_reading (const char *path, const char *slot, const char *passphrase, const char *code, GError **error)
{
  guint8 bits[16];
  guint group = 0;
  char *normal;
  TlVault *vault;

  g_return_val_if_fail (path != NULL && (passphrase != NULL) != (code != NULL), NULL);
  tl_vault_init ();
  if (code)
    {
      if (!tl_recovery_code_parse (code, bits, &group))
        {
          g_set_error (error, TL_VAULT_ERROR, TL_VAULT_ERROR_CODE_GROUP,
                       _ ("Group %u of the recovery code is mistyped. Look at that group again."), group);
          return NULL;
        }
      vault = unlock (path, TRUE, &(Attempt){TL_SLOT_RECOVERY, NULL, bits, sizeof bits}, error);
      sodium_memzero (bits, sizeof bits);
      return vault;
    }
  normal = tl_passphrase_normalise (passphrase);
  if (!normal)
    {
      g_set_error_literal (error, TL_VAULT_ERROR, TL_VAULT_ERROR_PASSPHRASE, _ ("Wrong passphrase."));
      return NULL;
    }
  vault = unlock (path, TRUE, &(Attempt){TL_SLOT_STAFF, slot, normal, strlen (normal)}, error);
  tl_secret_free (normal);
  return vault;
}

gboolean
tl_vault_is_read_only (TlVault *vault)
{
  g_return_val_if_fail (vault != NULL, FALSE);
  return vault->read_only;
}

TlVault *
tl_vault_unlock_with_halves (const char *path, const guint8 half[TL_HALF_BYTES], const char *share, GError **error)
{
  guint8 *secret;
  TlVault *vault = NULL;

  g_return_val_if_fail (path && half && share, NULL);
  tl_vault_init ();
  secret = sodium_malloc (TL_HALF_BYTES + TL_CODE_BYTES);
  if (!secret)
    {
      tl_vault_fail_memory (error);
      return NULL;
    }
  memcpy (secret, half, TL_HALF_BYTES);
  if (tl_share_read (share, 0, secret + TL_HALF_BYTES, error))
    vault = unlock (path, FALSE, &(Attempt){TL_SLOT_ESCROW, NULL, secret, TL_HALF_BYTES + TL_CODE_BYTES}, error);
  sodium_free (secret);
  return vault;
}

/* --- what anybody may see --- */

/* A setup that was interrupted (its drive was pulled out) leaves a file that says so. */
static gboolean
is_unfinished (const char *full)
{
  g_autofree TlHeader *header = g_new0 (TlHeader, 1);

  return tl_vault_read_header (full, header, NULL) && tl_header_is_unfinished (header);
}

gboolean
tl_vault_exists (const char *path)
{
  g_autofree char *full = NULL;
  gboolean there = FALSE;

  g_return_val_if_fail (path != NULL, FALSE);
  tl_vault_init ();
  full = full_path (path, NULL);
  if (!full)
    return FALSE;
  tl_restore_mend (full, NULL);
  return look_for (full, &there, NULL) && there && !is_unfinished (full);
}

gboolean
tl_vault_finish (TlVault *vault, GError **error)
{
  g_return_val_if_fail (vault != NULL, FALSE);
  return vault->read_only || !tl_header_is_unfinished (&vault->header) || tl_header_write_finished (vault, error);
}

/* Renamed, not removed: that it is nobody's is what its head says, and a head can be an older copy. */
gboolean
tl_vault_set_unfinished_aside (const char *path, GError **error)
{
  static const char *const tails[] = {"-wal", "-journal", ""}; /* the file itself last: until then it is tried again */
  g_autofree char *full = NULL;
  g_autofree char *aside = NULL;
  gboolean there = FALSE, good = TRUE;
  struct stat status;
  int lock;

  g_return_val_if_fail (path != NULL, FALSE);
  tl_vault_init ();
  full = full_path (path, error);
  if (!full || !look_for (full, &there, error))
    return FALSE;
  /* Not one byte was written: for SQLite there is no such file. */
  if (!there && lstat (full, &status) == 0 && S_ISREG (status.st_mode) && status.st_size == 0)
    g_unlink (full);
  if (!there || !is_unfinished (full) || !is_free (full))
    return TRUE;
  lock = tl_lock_take (full, error);
  if (lock < 0)
    return FALSE;
  for (guint i = 1; there && good; i++)
    {
      g_free (aside);
      aside = g_strdup_printf ("%s-unfinished-%u", full, i);
      good = look_for (aside, &there, error);
    }
  for (guint i = 0; good && i < G_N_ELEMENTS (tails); i++)
    {
      g_autofree char *from = g_strconcat (full, tails[i], NULL), *to = g_strconcat (aside, tails[i], NULL);

      good = look_for (from, &there, error);
      if (good && there && tl_rename (from, to) != 0)
        {
          g_set_error (error, TL_VAULT_ERROR, TL_VAULT_ERROR_IO, _ ("The register's file could not be read: %s."), g_strerror (errno));
          good = FALSE;
        }
    }
  tl_lock_release (lock);
  return good;
}

static GPtrArray *
slots_of (TlHeader *header)
{
  GPtrArray *slots = g_ptr_array_new_with_free_func ((GDestroyNotify)tl_slot_free);

  for (guint i = 0; i < TL_SLOT_COUNT; i++)
    {
      guint8 *stored = tl_header_slot (header, i);
      TlSlotKind kind = tl_slot_kind (stored);
      TlSlot *slot;
      if (kind != TL_SLOT_STAFF && kind != TL_SLOT_RECOVERY && kind != TL_SLOT_ESCROW)
        continue;
      slot = g_new0 (TlSlot, 1);
      slot->kind = kind;
      slot->label = tl_slot_get_label (stored);
      tl_slot_get_id (stored, slot->id);
      g_ptr_array_add (slots, slot);
    }
  return slots;
}

gboolean
tl_vault_read_header (const char *path, TlHeader *header, GError **error)
{
  g_autofree char *full = NULL;
  TlVault *reader;
  guint copy = 0;
  gboolean bad = FALSE, good = FALSE;

  tl_vault_init ();
  full = full_path (path, error);
  if (!full)
    return FALSE;
  g_mutex_lock (&open_lock);
  for (guint i = 0; open_vaults && i < open_vaults->len && !good; i++)
    {
      TlVault *vault = g_ptr_array_index (open_vaults, i);
      if (strcmp (vault->path, full) == 0)
        {
          g_mutex_lock (&vault->io_lock);
          *header = vault->header;
          g_mutex_unlock (&vault->io_lock);
          good = TRUE;
        }
    }
  g_mutex_unlock (&open_lock);
  if (good)
    return TRUE;
  tl_restore_mend (full, NULL);
  if (!must_exist (full, error))
    return FALSE;
  reader = vault_new (g_steal_pointer (&full), error);
  if (!reader)
    return FALSE;
  good = tl_vault_open_handle (reader, SQLITE_OPEN_READONLY, error) && tl_header_read (reader->file, header, NULL, NULL, &copy, &bad, error);
  vault_free (reader);
  return good;
}

GPtrArray *
tl_vault_list_slots (const char *path, GError **error)
{
  g_autofree TlHeader *header = g_new0 (TlHeader, 1);

  g_return_val_if_fail (path != NULL, NULL);
  return tl_vault_read_header (path, header, error) ? slots_of (header) : NULL;
}

void
tl_vault_read_file_id (const char *path, char file_id[33])
{
  g_autofree TlHeader *header = g_new0 (TlHeader, 1);

  g_return_if_fail (path != NULL && file_id != NULL);
  file_id[0] = '\0';
  if (tl_vault_read_header (path, header, NULL))
    sodium_bin2hex (file_id, 33, tl_header_file_id (header), TL_ID);
}

gboolean
tl_vault_is_back (TlVault *vault, GError **error)
{
  TlVault *reader;
  g_autofree TlHeader *header = g_new0 (TlHeader, 1);
  guint copy = 0;
  gboolean bad = FALSE, good;

  g_return_val_if_fail (vault != NULL, FALSE);
  reader = vault_new (g_strdup (vault->path), error);
  if (!reader)
    return FALSE;
  good = tl_vault_open_handle (reader, SQLITE_OPEN_READONLY, error)
         && tl_header_read (reader->file, header, NULL, NULL, &copy, &bad, error);
  if (good && memcmp (tl_header_pair_id (header), tl_header_pair_id (&vault->header), TL_ID) != 0)
    {
      g_set_error_literal (error, TL_VAULT_ERROR, TL_VAULT_ERROR_IO,
                           _ ("Another file lies now where the register was. Nothing was written. Put the right drive back."));
      good = FALSE;
    }
  vault_free (reader);
  return good;
}

gboolean
tl_vault_reopen (TlVault *vault, GError **error)
{
  g_autofree TlHeader *header = g_new0 (TlHeader, 1);
  guint copy = 0;
  gboolean bad = FALSE;
  int lock;

  g_return_val_if_fail (vault != NULL && g_atomic_int_get (&vault->open_files) == 0, FALSE);
  if (vault->read_only)
    return TRUE;
  tl_vault_close_handle (vault);
  /* The lock lay on the drive that went. */
  tl_lock_release (vault->lock);
  vault->lock = lock = tl_lock_take (vault->path, error);
  if (lock < 0 || !tl_vault_open_handle (vault, SQLITE_OPEN_READWRITE, error)
      || !tl_header_read (vault->file, header, NULL, NULL, &copy, &bad, error))
    return FALSE;
  if (memcmp (tl_header_pair_id (header), tl_header_pair_id (&vault->header), TL_ID) != 0 || !tl_header_confirm (header, vault->keys))
    {
      g_set_error_literal (error, TL_VAULT_ERROR, TL_VAULT_ERROR_IO,
                           _ ("Another file lies now where the register was. Nothing was written. Put the right drive back."));
      tl_vault_close_handle (vault);
      return FALSE;
    }
  g_mutex_lock (&vault->io_lock);
  vault->header = *header;
  g_mutex_unlock (&vault->io_lock);
  vault->log_state = TL_LOG_UNKNOWN;
  vault->log_in_file = FALSE;
  return TRUE;
}

const char *
tl_vault_get_path (TlVault *vault)
{
  g_return_val_if_fail (vault != NULL, NULL);
  return vault->path;
}

const char *
tl_vault_get_file_id (TlVault *vault)
{
  g_return_val_if_fail (vault != NULL, NULL);
  return vault->file_id;
}

guint32
tl_vault_get_epoch (TlVault *vault)
{
  g_return_val_if_fail (vault != NULL, 0);
  return tl_header_get_epoch (&vault->header);
}

void
tl_vault_set_progress (TlVault *vault, TlVaultProgress func, gpointer data)
{
  g_return_if_fail (vault != NULL);
  vault->progress = func;
  vault->progress_data = data;
}

const char *
tl_vault_get_slot_id (TlVault *vault)
{
  g_return_val_if_fail (vault != NULL, NULL);
  return vault->slot_id;
}

TlSlotKind
tl_vault_get_slot_kind (TlVault *vault)
{
  g_return_val_if_fail (vault != NULL, TL_SLOT_STAFF);
  return vault->slot_kind;
}

const char *
tl_vault_get_warning (TlVault *vault)
{
  g_return_val_if_fail (vault != NULL, NULL);
  return vault->warning;
}

void
tl_vault_derive_key (TlVault *vault, const char context[8], guint64 number, guint8 out[32])
{
  g_return_if_fail (vault != NULL);
  crypto_kdf_derive_from_key (out, TL_KEY, number, context, vault->keys->secret);
}
