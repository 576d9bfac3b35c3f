/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>
#include <sqlite3.h>

G_BEGIN_DECLS

/* The encrypted file: one file, one key, several doors (app/vault/FORMAT.md). */

#define TL_VAULT_ERROR (tl_vault_error_quark ())
GQuark tl_vault_error_quark (void);

typedef enum
{
  TL_VAULT_ERROR_PASSPHRASE,  /* wrong passphrase or recovery code; says no more than that */
  TL_VAULT_ERROR_CODE_GROUP,  /* a mistyped group of a recovery code; the message names which (1–8) */
  TL_VAULT_ERROR_IN_USE,      /* another program has the vault open */
  TL_VAULT_ERROR_DAMAGED,     /* header or block fails to open; the message names which */
  TL_VAULT_ERROR_NOT_A_VAULT, /* no vault there, or not one of ours */
  TL_VAULT_ERROR_NEWER,       /* format of a later version */
  TL_VAULT_ERROR_EXISTS,      /* create: something is already there */
  TL_VAULT_ERROR_WEAK,        /* passphrase refused as too short */
  TL_VAULT_ERROR_SLOT,        /* no such slot, label taken, table full, or the last door */
  TL_VAULT_ERROR_IO           /* the system's own message is in the text */
} TlVaultError;

typedef enum
{
  TL_SLOT_STAFF = 1,
  TL_SLOT_RECOVERY = 2,
  TL_SLOT_ESCROW = 3 /* opens with two halves: another place's and a printed share (escrow.h) */
} TlSlotKind;

#define TL_SLOT_ID_CHARS 32 /* lower-case hex of 16 random bytes */
#define TL_PASSPHRASE_MIN_CHARS 8

/* One door as anybody who holds the file can see it: a dull label, no name. */
typedef struct
{
  char id[TL_SLOT_ID_CHARS + 1];
  TlSlotKind kind;
  char *label;
} TlSlot;

void tl_slot_free (TlSlot *slot);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TlSlot, tl_slot_free)

/* An unlocked vault. Holds the data key in locked memory, the file's lock and the file's VFS entry. */
typedef struct _TlVault TlVault;

/* Once per process, before any other use of SQLite: sodium_init, SQLite memory settings (wiped on
 * free, page cache), core dumps off. Harmless when called again. Aborts if libsodium fails. */
void tl_vault_init (void);

/* Makes a new vault at @path (must not exist) with one staff slot and one recovery slot.
 * @label: what the slot shows to anybody ("Bàn 1"), 1–40 characters.
 * @passphrase: UTF-8; normalised to NFC; at least TL_PASSPHRASE_MIN_CHARS characters.
 * @recovery_code: (out): eight groups of six digits joined by "-"; free with tl_secret_free().
 * @slot_id: (out) (optional): id of the staff slot.
 * Argon2id cost is measured to 0.5–1 s on this machine, never under MODERATE.
 * Leaves nothing behind when it fails. Returns: (transfer full): the vault, unlocked, or NULL. */
TlVault *tl_vault_create (const char *path,
                          const char *label,
                          const char *passphrase,
                          char      **recovery_code,
                          char      **slot_id,
                          GError    **error);

/* A new vault is unfinished until this is called: after the last step of a setup, when somebody has been told the recovery code or
 * the database remembers that it must be shown. */
gboolean tl_vault_finish (TlVault *vault, GError **error);
/* Before tl_vault_create(): an unfinished vault at @path, which nobody has open, is renamed (PATH-unfinished-1 …), so that a
 * setup that was interrupted can be done again. TRUE also where there is nothing, or a finished one. */
gboolean tl_vault_set_unfinished_aside (const char *path, GError **error);

/* Doors of the vault at @path, without a key. Touches the file only if this process does not hold it
 * open. Returns: (transfer full) (element-type TlSlot): or NULL. */
GPtrArray *tl_vault_list_slots (const char *path, GError **error);

/* Opens with a staff passphrase. @slot: a slot id, a label, or NULL to try every staff slot in turn. */
TlVault *tl_vault_unlock (const char *path, const char *slot, const char *passphrase, GError **error);

/* Opens with the recovery code (spaces, dashes and dots between digits are ignored). */
TlVault *tl_vault_unlock_with_code (const char *path, const char *code, GError **error);

/* Locks: closes nothing of SQLite's (close the database first), wipes the keys, releases the lock. */
void tl_vault_lock (TlVault *vault);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TlVault, tl_vault_lock)

const char *tl_vault_get_path (TlVault *vault);
/* 32 hex characters, the file id; stays the same through key changes. */
const char *tl_vault_get_file_id (TlVault *vault);
/* 1, and one more with each new data key. */
guint32 tl_vault_get_epoch (TlVault *vault);
/* Slot that opened it. */
const char *tl_vault_get_slot_id (TlVault *vault);
TlSlotKind  tl_vault_get_slot_kind (TlVault *vault);
/* NULL, or a sentence to show once: a header copy was repaired. */
const char *tl_vault_get_warning (TlVault *vault);

/* Opens the one SQLite connection of this vault through the block VFS, with every PRAGMA of
 * DESIGN.md §3 set and checked (exclusive, WAL answered "wal", FULL, 4096, memory temp, secure_delete).
 * The caller closes it with sqlite3_close() before tl_vault_lock(). */
sqlite3 *tl_vault_open_database (TlVault *vault, GError **error);

/* The error behind the last failing SQLite call of this vault, if the shim caused it (a block that
 * does not open, a disk error with its errno), else FALSE. SQLite itself only says "disk I/O error". */
gboolean tl_vault_propagate_io_error (TlVault *vault, GError **error);

/* Subkey of the *file* (not of the epoch: survives rotation) for another room.
 * @context: exactly 8 ASCII characters; @out: 32 bytes. */
void tl_vault_derive_key (TlVault *vault, const char context[8], guint64 number, guint8 out[32]);

/* Doors. All write the header (new copy, sync, other copy). */
gboolean tl_vault_add_slot (TlVault *vault, const char *label, const char *passphrase, char **slot_id, GError **error);
/* @slot: NULL = the one that opened. Changing another's needs no old passphrase (an admin's act; the caller checks roles). */
gboolean tl_vault_change_passphrase (TlVault *vault, const char *slot, const char *old_passphrase, const char *new_passphrase, GError **error);
gboolean tl_vault_relabel_slot (TlVault *vault, const char *slot, const char *label, GError **error);
/* Replaces the recovery slot; the old code stops working. */
gboolean tl_vault_renew_recovery (TlVault *vault, char **recovery_code, GError **error);

/* Told while a long act runs, on the thread that runs it: 0 … 1. FALSE stops the act with G_IO_ERROR_CANCELLED, as if it
 * had not begun. */
typedef gboolean (*TlVaultProgress) (double fraction, gpointer data);
/* NULL: nobody. */
void tl_vault_set_progress (TlVault *vault, TlVaultProgress func, gpointer data);

/* Told on the thread that owns the connection while SQLite writes the whole file anew (VACUUM, then a checkpoint): 0 … 1, now
 * and then, never backwards. NULL: nobody. */
typedef void (*TlVaultMeter) (double fraction, gpointer data);
void tl_vault_set_meter (TlVault *vault, TlVaultMeter func, gpointer data);

/* A new data key: the whole file is sealed anew beside, verified and renamed over the old one; an interruption leaves
 * one whole vault. Nobody's passphrase changes. The database must be closed (open it again afterwards); takes as
 * long as copying the file twice and as much room on the disk. */
gboolean tl_vault_rotate (TlVault *vault, GError **error);
/* Whether the next would refuse @slot (id or label), with its error. @id: (out): of the slot. */
gboolean tl_vault_can_remove_slot (TlVault *vault, const char *slot, char id[TL_SLOT_ID_CHARS + 1], GError **error);
/* Drops a staff slot (id or label) and rotates. Not the slot that opened, not the last one. The database must be closed. */
gboolean tl_vault_remove_slot (TlVault *vault, const char *slot, GError **error);

/* Reads every block of the database file and opens it. @damaged: (element-type guint64) block numbers
 * that fail, appended. @blocks: (out) how many were read. FALSE only on an IO error. */
gboolean tl_vault_check_blocks (TlVault *vault, guint64 *blocks, GArray *damaged, GError **error);

/* Texts that hold a secret, in locked memory that no dump and no swap disk sees; wiped when freed.
 * tl_secret_alloc(): zeros, with room for @bytes and a closing zero. (transfer full): tl_secret_free() */
char *tl_secret_alloc (gsize bytes);
char *tl_secret_dup (const char *text); /* NULL stays NULL */
/* Wipes and frees a string that held a secret, of these functions or of g_malloc(). NULL is fine. */
void tl_secret_free (char *secret);
/* How many of tl_secret_alloc() are not yet freed: after locking none may be. */
guint tl_secret_count (void);

/* Wipes what finished calls have left on this thread's stack, @bytes below the caller. */
#define TL_MEMORY_DEEP (512 << 10) /* a whole job of the store */
void tl_memory_wipe_stack (gsize bytes);
/* TRUE: whatever this program frees is wiped (not in a build with sanitizers). */
gboolean tl_memory_wipes_freed (void);

/* Checks a typed code group by group without opening anything. @group: (out): 1–8, the first bad one. */
gboolean tl_recovery_code_check (const char *code, guint *group);

/* Whether what was typed back is @code, digit for digit. @group: (out): the first one that is not (1 …). */
gboolean tl_recovery_code_same (const char *typed, const char *code, guint *group);

/* FALSE with WEAK: too short to be a passphrase at all. */
gboolean tl_passphrase_check (const char *passphrase, GError **error);

/* 0 (refused) … 4 (strong), an estimate from length, variety and common patterns; for the strength bar. */
guint tl_passphrase_strength (const char *passphrase);

G_END_DECLS
