/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Backup of a vault in use (backup.h says how it is consistent).
 *
 * 1. All of it runs on the thread that owns the connection: between two slices the main file changes only by checkpoints
 *    and by the truncation behind a VACUUM: the shim notes what is written (tl_backup_note_write), and each slice measures the
 *    file anew. Only the end is another thread's: who gives a backup up may free it while the register is being written.
 * 2. Nothing but the last slice may end the copying: the log emptied, changed blocks copied again, size taken.
 * 3. A new data key while the backup runs makes it worthless: it fails, and says so.
 * 4. The name is given after every block was read back. Before that there is only PATH.part, which is removed. */

#include "vault/backup.h"

#include "vault/copy.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define STRIDE (TL_SEAL + TL_BLOCK)
#define MAX_ROUNDS 16 /* then the rest is copied whatever it is */

typedef enum
{
  COPYING,
  CHECKING,
  STANDS
} Phase;

struct _TlBackup
{
  TlCopy copy;
  TlVault *vault; /* NULL when it is gone */
  char *path;
  Phase phase;
  guint32 epoch;
  gint64 bytes;  /* stored bytes behind the header, at the last look */
  gint64 next;   /* block */
  guint rounds;
  GArray *again; /* gint64: blocks of this round, NULL in the first */
  GHashTable *changed;
};

static GMutex tie_lock; /* of what ties a vault and its backup together */

void
tl_backup_note_write (TlVault *vault, gint64 first, gint64 last)
{
  if (!g_atomic_pointer_get (&vault->backup))
    return;
  g_mutex_lock (&tie_lock);
  for (gint64 b = first; b <= last && vault->backup && vault->backup->phase == COPYING; b++)
    g_hash_table_add (vault->backup->changed, g_memdup2 (&b, sizeof b));
  g_mutex_unlock (&tie_lock);
}

void
tl_backup_note_gone (TlVault *vault)
{
  g_mutex_lock (&tie_lock);
  if (vault->backup)
    {
      /* Until it is freed: whatever phase it is in, it must hear that the keys are gone. */
      vault->backup->copy.vault = NULL;
      vault->backup->vault = NULL;
    }
  g_mutex_unlock (&tie_lock);
}

/* Everything confirmed is in the main file afterwards. */
static gboolean
empty_log (TlBackup *backup, sqlite3 *db, GError **error)
{
  int rc = sqlite3_wal_checkpoint_v2 (db, NULL, SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL);

  return rc == SQLITE_OK || tl_vault_fail_io (backup->vault, rc, error);
}

TlBackup *
tl_backup_begin (TlVault *vault, sqlite3 *db, const char *path, GError **error)
{
  TlBackup *backup;
  g_autofree char *part = g_strconcat (path, ".part", NULL);
  int there = 0;

  g_return_val_if_fail (vault != NULL && vault->file != NULL && db != NULL && path != NULL, NULL);
  if (vault->backup)
    {
      g_set_error_literal (error, TL_VAULT_ERROR, TL_VAULT_ERROR_IN_USE, _ ("A backup is being made already."));
      return NULL;
    }
  if (vault->read_only)
    {
      g_set_error_literal (error, TL_VAULT_ERROR, TL_VAULT_ERROR_IO,
                           _ ("The register is open for reading only. Copy its file by hand, or open it where it can be written."));
      return NULL;
    }
  if (vault->base_vfs->xAccess (vault->base_vfs, path, SQLITE_ACCESS_EXISTS, &there) == SQLITE_OK && there)
    {
      g_set_error (error, TL_VAULT_ERROR, TL_VAULT_ERROR_EXISTS, _ ("There is a file at “%s” already. It was not touched."), path);
      return NULL;
    }
  backup = g_new0 (TlBackup, 1);
  backup->vault = vault;
  backup->path = g_strdup (path);
  backup->epoch = tl_header_get_epoch (&vault->header);
  backup->changed = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  if (!empty_log (backup, db, error) || !tl_copy_begin (&backup->copy, vault, part, error))
    {
      tl_backup_free (backup);
      return NULL;
    }
  g_mutex_lock (&tie_lock);
  g_atomic_pointer_set (&vault->backup, backup);
  g_mutex_unlock (&tie_lock);
  backup->bytes = tl_copy_measure (&backup->copy, error);
  if (backup->bytes < 0)
    g_clear_pointer (&backup, tl_backup_free);
  return backup;
}

static gint64
count_blocks (TlBackup *backup)
{
  return (backup->bytes + STRIDE - 1) / STRIDE;
}

static gint64
round_length (TlBackup *backup)
{
  return backup->again ? (gint64)backup->again->len : count_blocks (backup);
}

/* @count blocks of this round from `next` on. */
static gboolean
copy_some (TlBackup *backup, gint64 count, GError **error)
{
  if (!backup->again)
    {
      if (!tl_copy_blocks (&backup->copy, backup->next, count, backup->bytes, error))
        return FALSE;
    }
  else
    for (gint64 i = backup->next; i < backup->next + count; i++)
      if (!tl_copy_blocks (&backup->copy, g_array_index (backup->again, gint64, i), 1, backup->bytes, error))
        return FALSE;
  backup->next += count;
  return TRUE;
}

/* Makes what was written meanwhile the next round. */
static gboolean
next_round (TlBackup *backup, GError **error)
{
  GHashTableIter iter;
  gpointer key;

  g_clear_pointer (&backup->again, g_array_unref);
  backup->again = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_hash_table_iter_init (&iter, backup->changed);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    g_array_append_val (backup->again, *(gint64 *)key);
  g_hash_table_remove_all (backup->changed);
  backup->rounds++;
  backup->next = 0;
  backup->bytes = tl_copy_measure (&backup->copy, error);
  return backup->bytes >= 0;
}

/* As the copy has it: all of the log is in the blocks, also where the register's own header could not be told so. */
static gboolean
complete (TlBackup *backup, GError **error)
{
  TlVault *vault = backup->vault;
  g_autofree TlHeader *header = NULL;

  g_mutex_lock (&vault->header_lock);
  header = g_memdup2 (&vault->header, sizeof vault->header);
  g_mutex_unlock (&vault->header_lock);
  if (tl_header_get_log_state (header) == TL_LOG_USED)
    {
      tl_header_log_is_in_file (header);
      tl_header_finish (header, vault->keys, FALSE);
    }
  return tl_copy_complete (&backup->copy, header, backup->bytes, error);
}

static gboolean
copy_slice (TlBackup *backup, sqlite3 *db, gint64 blocks, GError **error)
{
  gint64 left;

  /* A checkpoint may have made the file longer or shorter since. */
  backup->bytes = tl_copy_measure (&backup->copy, error);
  if (backup->bytes < 0)
    return FALSE;
  left = MAX (round_length (backup) - backup->next, 0);
  if (!copy_some (backup, MIN (blocks, left), error))
    return FALSE;
  if (left > blocks)
    return TRUE;
  if (!empty_log (backup, db, error) || !next_round (backup, error))
    return FALSE;
  if (round_length (backup) > blocks && backup->rounds < MAX_ROUNDS)
    return TRUE;
  /* What is left is little: in this same slice, so that nothing can come between. */
  if (!copy_some (backup, round_length (backup), error) || !complete (backup, error))
    return FALSE;
  backup->phase = CHECKING;
  backup->next = 0;
  return TRUE;
}

static gboolean
check_slice (TlBackup *backup, gint64 blocks, GError **error)
{
  if (!tl_copy_check (&backup->copy, backup->next, blocks, backup->bytes, error))
    return FALSE;
  backup->next += blocks;
  if (backup->next < count_blocks (backup))
    return TRUE;
  if (!tl_copy_name (&backup->copy, backup->path, error))
    return FALSE;
  backup->phase = STANDS;
  return FALSE;
}

gboolean
tl_backup_step (TlBackup *backup, sqlite3 *db, guint blocks, GError **error)
{
  g_return_val_if_fail (backup != NULL && db != NULL && blocks > 0, FALSE);
  if (!backup->vault || tl_header_get_epoch (&backup->vault->header) != backup->epoch)
    {
      g_set_error_literal (error, TL_VAULT_ERROR, TL_VAULT_ERROR_IO,
                           _ ("The register got a new key while it was being copied, so this backup was given up. Make it again."));
      return FALSE;
    }
  switch (backup->phase)
    {
    case COPYING:
      return copy_slice (backup, db, blocks, error);
    case CHECKING:
      return check_slice (backup, blocks, error);
    case STANDS:
    default:
      return FALSE;
    }
}

double
tl_backup_fraction (TlBackup *backup)
{
  double total = (double)MAX (count_blocks (backup), 1);

  if (backup->phase == STANDS)
    return 1;
  if (backup->phase == CHECKING)
    return 0.5 + 0.5 * MIN ((double)backup->next / total, 1);
  return backup->again ? 0.5 : 0.5 * (double)backup->next / total;
}

guint64
tl_backup_blocks (TlBackup *backup)
{
  return (guint64)count_blocks (backup);
}

void
tl_backup_free (TlBackup *backup)
{
  if (!backup)
    return;
  g_mutex_lock (&tie_lock);
  if (backup->vault && backup->vault->backup == backup)
    g_atomic_pointer_set (&backup->vault->backup, NULL);
  g_mutex_unlock (&tie_lock);
  tl_copy_clear (&backup->copy);
  g_clear_pointer (&backup->again, g_array_unref);
  g_hash_table_unref (backup->changed);
  g_free (backup->path);
  g_free (backup);
}
