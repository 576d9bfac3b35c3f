/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "vault/vault.h"

G_BEGIN_DECLS

/* A whole second vault file while the first is in use, and putting one back.
 *
 * How a backup is consistent: the log is emptied into the main file, whose stored blocks are then copied in slices between
 * the other jobs of the thread that owns the connection. The shim notes which blocks are written meanwhile (a later
 * checkpoint, an erasure); those are copied again. In the last slice the log is emptied once more and the rest is
 * copied in one go: so the backup shows the moment of its end. SQLite's own backup API would seal every block anew and
 * begin from the front with each change of another connection; freezing checkpoints would let the log grow. */

typedef struct _TlBackup TlBackup;

/* Begins a backup of @vault, whose one connection is @db, at @path (must not exist; built as PATH.part). The object is used
 * on the thread that owns @db; only one a vault at a time (IN_USE). */
TlBackup *tl_backup_begin (TlVault *vault, sqlite3 *db, const char *path, GError **error);
/* One slice of at most @blocks blocks; @db: the connection as it is now. Written, synced, read back with the key block by
 * block, named. Returns: TRUE: there is more. FALSE: it stands, or *error is set. */
gboolean  tl_backup_step (TlBackup *backup, sqlite3 *db, guint blocks, GError **error);
/* 0 … 1 over copying and reading back. */
double    tl_backup_fraction (TlBackup *backup);
guint64   tl_backup_blocks (TlBackup *backup);
/* A backup that does not stand yet leaves nothing. May outlive the vault. */
void      tl_backup_free (TlBackup *backup);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TlBackup, tl_backup_free)

/* 32 hex characters of the vault at @path without a key, "" if it is none: whose backup is this? */
void tl_vault_read_file_id (const char *path, char file_id[33]);

/* Opens without ever writing to @path or beside it: what SQLite would write stays in memory and is forgotten. For backups,
 * for media that can only be read, and for looking. @code: a recovery code instead of a passphrase, else NULL.
 * The file is locked against writers while it is open; IN_USE when there is one, in this program too. */
TlVault *tl_vault_unlock_for_reading (const char *path, const char *slot, const char *passphrase, const char *code, GError **error);
/* Opened for reading only: asked for, or because the medium can only be read (tl_vault_unlock() does that by itself and
 * leaves a sentence in tl_vault_get_warning()). */
gboolean tl_vault_is_read_only (TlVault *vault);

/* Puts the vault @source (opened for reading, its database closed) in the place of the one at @path, which may be whole,
 * damaged or missing, but not open in any program. The new file is written as PATH.restoring, read back, and renamed;
 * it has a new pair id, so a log that belonged to the former file can never be applied to it. The former file, with its
 * log, is kept beside under @aside (must not exist); @aside_kept: (out): FALSE when there was none.
 * Interrupted at any moment, the next opening of @path finds the one or the other, whole (tl_restore_mend()). */
gboolean tl_vault_restore (TlVault *source, const char *path, const char *aside, gboolean *aside_kept, TlVaultProgress progress,
                           gpointer data, GError **error);
/* Ends what an interrupted restore left at @path: called by tl_vault_unlock(), tl_vault_list_slots() and tl_vault_exists(). */
gboolean tl_restore_mend (const char *path, GError **error);
/* A file is there, after mending. FALSE also for one whose setup was interrupted (tl_vault_set_unfinished_aside()). */
gboolean tl_vault_exists (const char *path);

/* A new file at @path (must not exist) with the doors and the key of @source, and nothing in it: for a salvage. Same epoch: the
 * doors stay as they are, also those of kinds that only a later version knows; another pair id. (transfer full) */
TlVault *tl_vault_create_like (TlVault *source, const char *path, GError **error);
/* Renames what tl_vault_create_like() made, once it is locked: durably, over nothing. */
gboolean tl_vault_rename (const char *from, const char *to, GError **error);

/* After the drive was out and is back: another handle and lock on the same file, checked to be the same. The database must be
 * closed, and is opened again afterwards. FALSE: it is not back; may be called again. */
gboolean tl_vault_reopen (TlVault *vault, GError **error);
/* The file can be read at its path, and is the same; touches nothing that is open. */
gboolean tl_vault_is_back (TlVault *vault, GError **error);

G_END_DECLS
