/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "vault/escrow.h"
#include "vault/vault.h"

#include <sodium.h>

G_BEGIN_DECLS

/* What the files of this room share. */

#define TL_KEY 32
#define TL_ID 16
#define TL_HEADER_COPY 16384
#define TL_HEADER_BYTES (2 * TL_HEADER_COPY)
#define TL_HEADER_HEAD 512
#define TL_SLOT_BYTES 512
#define TL_SLOT_COUNT 31
#define TL_LABEL_BYTES 160
#define TL_CODE_BYTES 16 /* what is behind a recovery code or a leader's share */
#define TL_FLAG_TEST_COST 1
#define TL_STATE_FILLED 1 /* there has been a database in this file */
#define TL_STATE_UNFINISHED 2 /* its setup has not come to its end: nothing of anybody is in it */
#define TL_LOG_NUMBERS (1u << 22)

#if defined(__SANITIZE_ADDRESS__) || !defined(__GLIBC__)
#define TL_WIPING_FREE 0
#else
#define TL_WIPING_FREE 1
#endif

/* Keys of an open vault; lives in sodium_malloc'ed memory. */
typedef struct
{
  guint8 data[TL_KEY];   /* of this epoch */
  guint8 blocks[TL_KEY]; /* derived from data */
  guint8 header[TL_KEY]; /* derived from data */
  guint8 secret[TL_KEY]; /* of the file: survives rotation */
} TlKeys;

/* One copy of the header, byte for byte as stored. */
typedef struct
{
  guint8 bytes[TL_HEADER_COPY];
} TlHeader;

typedef struct _TlShadow TlShadow;

/* meter.c */
typedef struct
{
  TlVaultMeter func; /* NULL: nobody listens */
  gpointer data;
  guint64 blocks;  /* of the main file */
  guint64 seen[3]; /* read, written to the log, written to the main file */
} TlMeter;

/* What is known of the log whose number the header has (wal.c, 4); the numbers are stored. */
typedef enum
{
  TL_LOG_UNKNOWN = 0, /* in the header: an earlier program's. In use: it is not certain what the header on the disk says */
  TL_LOG_USED = 1,    /* it was begun and lies beside the file: at least one block of it opens */
  TL_LOG_UNUSED = 2   /* all of it is in the file, if there ever was one */
} TlLogState;

struct _TlVault
{
  char *path; /* as SQLite's VFS made it absolute */
  sqlite3_filename filename; /* sqlite3_create_filename() of path: what base VFS want */
  char file_id[2 * TL_ID + 1];
  char slot_id[TL_SLOT_ID_CHARS + 1];
  TlSlotKind slot_kind;
  char *warning;

  int lock;               /* descriptor of the empty file beside, −1 */
  sqlite3_vfs *base_vfs;
  sqlite3_file *file;     /* the one handle on the main file; NULL: see tl_vault_need_handle() */
  sqlite3_vfs *vfs;       /* ours, registered */
  char *vfs_name;

  GMutex header_lock;     /* who writes the header; readers take io_lock */
  TlHeader header;        /* as on disk */
  gboolean log_open;      /* SQLite has the log open: the main file is written by checkpoints only */
  TlLogState log_state;   /* of the log that SQLite has open */
  gboolean log_in_file;   /* all of the log is in the main file, and the header on the disk may not say so (wal.c, 4c) */
  guint stale;            /* 1 or 2: the first or second copy on the disk is not known to be whole and current */
  TlKeys *keys;

  GMutex io_lock;
  GError *io_error;
  int open_files;         /* SQLite's handles on main, journal, WAL */

  gboolean read_only;     /* nothing is written to the disk (shadow.c) */
  TlShadow *shadows[4];   /* by TlFileKind; read-only vaults only */
  struct _TlBackup *backup; /* the one that runs and must hear of writes, or NULL */

  TlVaultProgress progress;
  gpointer progress_data;
  TlMeter meter;
};

/* --- errors (io-error.c) --- */
/* Remembers why the shim failed; keeps the first until taken. */
void tl_vault_note_error (TlVault *vault, TlVaultError code, const char *format, ...) G_GNUC_PRINTF (3, 4);
/* Remembers a failing call of the base VFS with the system's words. */
void tl_vault_note_io (TlVault *vault, sqlite3_file *file, int rc, const char *what);
void tl_vault_forget_error (TlVault *vault);
/* Sets @error from the remembered one or from @rc. Always FALSE. */
gboolean tl_vault_fail_io (TlVault *vault, int rc, GError **error);
/* For locked memory and SQLite's own, which may run out. (GLib's ends the program, and so does a secret typed, secret.c: for
 * the file that is as a kill.) Always FALSE. */
gboolean tl_vault_fail_memory (GError **error);

/* --- memory (memory.c) --- */
#define TL_STACK_OF_SODIUM (64 << 10) /* deeper than its calls go */
void tl_memory_database_opened (void);
void tl_memory_database_closed (void);

/* --- lock (lock.c) --- */
/* Descriptor of the locked file beside @path, or −1. */
int  tl_lock_take (const char *path, GError **error);
/* Keeps writers out, where there is such a file already; @lock: −1 where there is none. FALSE: somebody writes. */
gboolean tl_lock_share (const char *path, int *lock, GError **error);
void tl_lock_release (int lock);
/* FALSE: the folder or the file can only be read by us; nothing was made. */
gboolean tl_lock_is_possible (const char *path);

/* --- kdf (kdf.c) --- */
typedef enum
{
  TL_KDF_ARGON2ID = 1,
  TL_KDF_CODE = 2,  /* BLAKE2b: the input has 128 random bits already */
  TL_KDF_HALVES = 3 /* the same over both halves of an escrow */
} TlKdf;

typedef struct
{
  TlKdf kdf;
  guint32 ops;
  guint64 memory;
  guint8 salt[16];
} TlKdfCost;

/* Measured once a process: 0.5–1 s, never under MODERATE. Fills all but @cost's use: a fresh salt too. */
gboolean tl_kdf_measure (TlKdfCost *cost, GError **error);
/* The same anew, whatever the build; leaves the salt. Takes about a second. */
gboolean tl_kdf_measure_machine (TlKdfCost *cost, GError **error);
/* Passes for 0.7 s where MODERATE takes @seconds. */
guint32  tl_kdf_choose_ops (double seconds);
/* Raises @cost to what @before asked for. */
void     tl_kdf_never_lower (TlKdfCost *cost, const TlKdfCost *before);
#if TL_TEST_HOOKS
void     tl_kdf_set_cost_for_test (guint32 ops, guint64 memory);
#endif
/* Bounds, before anything is spent. @test_cost: the header is marked as made by a test build. */
gboolean tl_kdf_acceptable (const TlKdfCost *cost, gboolean test_cost, GError **error);
gboolean tl_kdf_derive (const TlKdfCost *cost, const void *secret, gsize length, guint8 key[TL_KEY], GError **error);

/* --- recovery code (recovery-code.c) --- */
char    *tl_recovery_code_format (const guint8 bits[16]);
gboolean tl_recovery_code_parse (const char *code, guint8 bits[16], guint *group);

/* The share of a two-halves door: a first group above every one of a recovery code that names the slot, eight of bits. */
guint    tl_share_page (const guint8 slot_id[TL_ID]);
char    *tl_share_format (const guint8 slot_id[TL_ID], const guint8 bits[TL_CODE_BYTES]);
gboolean tl_share_parse (const char *share, guint *page, guint8 bits[TL_CODE_BYTES], guint *group);
/* The same with errors CODE_GROUP and, where @page is not 0 and another is typed, PASSPHRASE (escrow.c). */
gboolean tl_share_read (const char *share, guint page, guint8 bits[TL_CODE_BYTES], GError **error);

/* --- passphrase (passphrase.c) --- */
/* NFC copy, free with tl_secret_free(); NULL when it is not UTF-8. */
char    *tl_passphrase_normalise (const char *passphrase);
gboolean tl_passphrase_acceptable (const char *normalised, GError **error);
gboolean tl_label_normalise (const char *label, char **normalised, GError **error);

/* --- header (header.c) --- */
void     tl_header_init (TlHeader *header);
guint64  tl_header_get_generation (const TlHeader *header);
guint32  tl_header_get_epoch (const TlHeader *header);
/* Next epoch and a new pair id: for a file that is sealed anew. */
void     tl_header_next_epoch (TlHeader *header);
guint8  *tl_header_file_id (TlHeader *header);
guint8  *tl_header_pair_id (TlHeader *header);
/* Number of the only log that may lie beside the file; 0: an earlier program's, any. */
guint32  tl_header_get_log (const TlHeader *header);
TlLogState tl_header_get_log_state (const TlHeader *header);
gboolean tl_header_is_filled (const TlHeader *header);
/* Nothing is written beside or in a new file with these doors. */
void     tl_header_empty (TlHeader *header);
gboolean tl_header_is_unfinished (const TlHeader *header);
void     tl_header_set_unfinished (TlHeader *header, gboolean unfinished);
/* Another number than the header has, at random. */
guint32  tl_header_other_log (const TlHeader *header);
/* With a log that is used the file has content from now on. */
void     tl_header_set_log (TlHeader *header, guint32 number, TlLogState state);
/* The log of the header's number has nothing that is not in the file. */
void     tl_header_log_is_in_file (TlHeader *header);
gboolean tl_header_is_test_cost (const TlHeader *header);
guint8  *tl_header_slot (TlHeader *header, guint index);
/* Reads both copies, puts the newer whole one into @header, and which one it was into @copy (0 or 1). @other: (optional):
 * the other if it is whole and confirmed by nothing yet. @bad: the other is not whole. */
gboolean tl_header_read (sqlite3_file *file, TlHeader *header, TlHeader *other, gboolean *have_other, guint *copy, gboolean *bad,
                         GError **error);
/* The next generation after the vault's, MAC and checksum; then one copy, sync, the other, sync. TRUE as soon as one copy holds the
 * change; the vault has a warning then if the other does not. What it says of the log stays as the vault has it. */
gboolean tl_header_write (TlVault *vault, TlHeader *header, GError **error);
/* The same with nothing changed but the log: @number is used from now on; 0: all of the one that was is in the file. */
gboolean tl_header_write_log (TlVault *vault, guint32 number, GError **error);
/* The same: nothing changed but that the setup has come to its end. */
gboolean tl_header_write_finished (TlVault *vault, GError **error);
/* The warning that a damaged copy could not be repaired. */
const char *tl_header_unrepaired (void);
gboolean tl_header_confirm (const TlHeader *header, const TlKeys *keys);
gboolean tl_header_open_secret (const TlHeader *header, TlKeys *keys);
void     tl_header_finish (TlHeader *header, const TlKeys *keys, gboolean new_secret_seal);
/* Writes one copy (0 or 1) as it is and syncs; both of them, for a file that nobody has yet. */
int      tl_header_store_copy (sqlite3_file *file, const TlHeader *header, guint copy);
int      tl_header_store (sqlite3_file *file, const TlHeader *header);
void     tl_keys_derive (TlKeys *keys);

/* --- slots (key-slots.c) --- */
TlSlotKind tl_slot_kind (const guint8 *slot);
void       tl_slot_get_id (const guint8 *slot, char id[TL_SLOT_ID_CHARS + 1]);
const guint8 *tl_slot_raw_id (const guint8 *slot); /* TL_ID bytes, inside the slot */
char      *tl_slot_get_label (const guint8 *slot);
void       tl_slot_set_label (guint8 *slot, const char *label);
/* First slot of no kind; NULL when the table is full. */
guint8    *tl_slot_find_free (TlHeader *header);
/* By id, or by label among staff slots. NULL: none. */
guint8    *tl_slot_find (TlHeader *header, const char *slot);
guint8    *tl_slot_find_kind (TlHeader *header, TlSlotKind kind);
guint      tl_slot_count (TlHeader *header, TlSlotKind kind);
void       tl_slot_get_cost (const guint8 *slot, TlKdfCost *cost);
/* Fills @slot: new id unless @keep_id, new key pair, private half under the secret, data key to the public half. */
gboolean   tl_slot_fill (TlHeader *header, guint8 *slot, gboolean keep_id, TlSlotKind kind, const TlKdfCost *cost, const void *secret,
                         gsize length, const guint8 data_key[TL_KEY], GError **error);
/* The data key behind @slot; PASSPHRASE when the secret does not open it. */
gboolean   tl_slot_open (TlHeader *header, const guint8 *slot, const void *secret, gsize length, guint8 data_key[TL_KEY], GError **error);
/* Seals another data key to the slot's public half. */
gboolean   tl_slot_reseal (guint8 *slot, const guint8 data_key[TL_KEY]);

/* --- vault (vault.c) --- */
/* Header of the vault at @path, without a key: of the open one if this process has it open. */
gboolean tl_vault_read_header (const char *path, TlHeader *header, GError **error);
gboolean tl_vault_open_handle (TlVault *vault, int flags, GError **error);
void     tl_vault_close_handle (TlVault *vault);
/* Opens the file again where a rotation could not, with its new name. */
gboolean tl_vault_need_handle (TlVault *vault, GError **error);

G_END_DECLS
