/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "vault/vault-private.h"

G_BEGIN_DECLS

/* The seam between the room's own files: how logical blocks become stored ones (FORMAT.md §2). */

#define TL_BLOCK 4096
#define TL_NONCE 24
#define TL_TAG 16
#define TL_SEAL (TL_NONCE + TL_TAG)
#define TL_WAL_PREFIX 16                  /* sync counter and count of intact blocks, inside the seal */
#define TL_STORED_MAX (TL_SEAL + TL_WAL_PREFIX + TL_BLOCK)
#define TL_AD_BYTES (16 + 1 + 8 + 16)     /* file id, kind, block number, pair id (zeros unless WAL) */
#define TL_NONCE_POOL 128
#define TL_WAL_CACHE 64
#define TL_GATHER 16                      /* sealed blocks that go to the disk in one write */
#define TL_AHEAD 8                        /* sealed blocks that are read at once where a file is read block after block */
/* Blocks of a log that stay when it is begun anew; few in tests, so that power cuts find the cutting. */
#define TL_WAL_KEEP (TL_TEST_HOOKS ? 40 : 2048)
/* Where the block lies that says that a log was begun; few in tests, so that logs get there. */
#define TL_WAL_FENCE (TL_TEST_HOOKS ? 5 : 63)
#define TL_WAL_FENCE_STEP (TL_TEST_HOOKS ? 64 : 1024) /* at most so much further on lies the next */
#define TL_LOCK_BYTE_BLOCK (0x40000000 / TL_BLOCK) /* SQLite never writes this page */

typedef enum
{
  TL_FILE_MAIN = 1,
  TL_FILE_JOURNAL = 2,
  TL_FILE_WAL = 3
} TlFileKind;

typedef struct
{
  struct
  {
    guint8 seed[randombytes_SEEDBYTES]; /* of the next batch; overwritten with it */
    guint8 bytes[TL_NONCE_POOL][TL_NONCE];
  } batch;
  guint used;       /* TL_NONCE_POOL = empty */
  guint batches;    /* drawn from this seed; 0 = no seed yet */
  guint generation; /* of the process: a fork must never share a pool */
} TlNoncePool;

/* Sealing of blocks under one key for one file. */
typedef struct
{
  const guint8 *key; /* 32 bytes, borrowed */
  guint8 ad[TL_AD_BYTES];
  TlNoncePool nonces;
} TlSealer;

void     tl_sealer_init (TlSealer *sealer, const guint8 *key, const guint8 file_id[16], TlFileKind kind, const guint8 pair_id[16]);
/* @out: TL_SEAL + @length bytes. */
void     tl_sealer_seal (TlSealer *sealer, guint64 block, const guint8 *plain, gsize length, guint8 *out);
/* @stored: @length bytes with the seal. @out: @length − TL_SEAL bytes, zeroed when FALSE. */
gboolean tl_sealer_open (TlSealer *sealer, guint64 block, const guint8 *stored, gsize length, guint8 *out);

/* One open file of SQLite's. */
typedef struct
{
  sqlite3_file base;
  TlVault *vault;
  sqlite3_file *real; /* main: the vault's own handle, borrowed */
  TlFileKind kind;
  guint prefix;
  gint64 start; /* bytes of header before block 0 */
  gint64 size;  /* logical bytes, what SQLite sees */
  TlSealer sealer;
  gboolean ragged; /* a write failed: there may be half a block behind the end */

  /* Write-behind of one block; plain, in locked memory. */
  gint64 dirty; /* block number, −1 none */
  guint8 *dirty_bytes;

  /* Blocks in a row, sealed but not yet written; gathered of them, the first is gather_first. */
  guint8 *gather;
  gint64 gather_first;
  guint gathered;

  /* Blocks in a row as they are stored, still sealed, read at once; the first is ahead_first. */
  guint8 *ahead_bytes; /* NULL until something is read in a row */
  gint64 ahead_first;
  guint ahead;      /* a bit for each that is there, and not written since */
  gint64 last_read; /* block */
  guint in_a_row;   /* blocks read so far, each a little behind the one before */

  /* WAL only. */
  guint64 sync_counter; /* upper half: how often the log was begun anew; lower: syncs since */
  guint64 intact; /* leading blocks that were synced and not touched since */
  gint64 fence;   /* block that says that the log was begun, or begun anew, −1 none */
  gboolean unreadable; /* an earlier program's log, of which nothing opens */
  gint64 *cached;
  guint8 *cache;
} TlFile;

gint64 tl_file_position (TlFile *file, gint64 block);
/* Bytes of @block as SQLite sees them: 0 … TL_BLOCK. */
gsize  tl_file_block_length (TlFile *file, gint64 block);
/* Reads @length stored bytes; SQLITE_IOERR_SHORT_READ when there are fewer. */
int    tl_file_pread (TlFile *file, guint8 *buffer, gsize length, gint64 position);
/* Seals @length bytes of @plain, which has TL_WAL_PREFIX bytes of room in front if the file has a prefix; whole blocks
 * are gathered, a short one is written at once. */
int    tl_file_store (TlFile *file, gint64 block, guint8 *plain, gsize length);
/* Writes what was gathered; keeps it when that fails. */
int    tl_file_write_out (TlFile *file);

/* SQLite writes the main file at @offset, which has @size bytes: a checkpoint goes forward, so what lies between was cut off. TRUE: noted. */
gboolean tl_file_leaves_hole (TlFile *file, gint64 size, gint64 offset);

/* Scans a WAL once, when it is opened (wal.c). */
int    tl_wal_scan (TlFile *file);
/* FALSE: a log whose newest block has @counter was not written beside a file with @header (wal.c, 4). */
gboolean tl_wal_belongs (const TlHeader *header, guint64 counter);
/* The part of a counter that all blocks of one beginning share. */
#define TL_WAL_BEGINNING(counter) ((counter) >> 32)
/* Before the first block of an empty log: it gets a number of its own, and the header says that it is used. */
int    tl_wal_begin (TlFile *file);
/* All of the log is in the main file: the header says so, before the log is emptied or removed. */
int    tl_wal_done_with (TlVault *vault);
/* Says that the log of a file whose header counts on it is not there: SQLITE_IOERR_DATA. */
int    tl_wal_is_missing (TlVault *vault);
/* SQLite begins the log anew at offset 0 (wal.c). */
int    tl_wal_restart (TlFile *file);
/* Before the fence is overwritten: what lies before it is synced, and behind it another fence while no save of this beginning is. */
int    tl_wal_pass_fence (TlFile *file);
/* Cuts the log off at its beginning. */
int    tl_wal_empty (TlFile *file);
/* The same for SQLite, which has all of it in the main file: where the header cannot be told so, the stored log stays as it
 * is and counts as empty; nothing is saved until tl_wal_begin() can write the header. */
int    tl_wal_drop (TlFile *file);
void   tl_wal_forget (TlFile *file);
void   tl_wal_remember (TlFile *file, gint64 block, const guint8 *plain);
const guint8 *tl_wal_recall (TlFile *file, gint64 block);

/* One block was read or written: for whoever waits (meter.c). */
void   tl_meter_count (TlFile *file, gboolean writing);

/* Opens one stored block straight into @out (TL_BLOCK bytes or the block's length). SQLITE_IOERR_DATA: does not open. */
int    tl_file_fetch (TlFile *file, gint64 block, guint8 *out);
/* Says that @block does not open: SQLITE_IOERR_DATA. */
int    tl_file_damaged (TlFile *file, gint64 block);
/* Logical size of a main file or journal from its stored one. */
int    tl_file_measure (TlFile *file);

/* --- a vault that is only read (shadow.c) --- */
/* xOpen, xDelete and xAccess of a read-only vault: what SQLite writes stays in memory until the vault is locked. */
int      tl_shadow_open (TlVault *vault, sqlite3_filename name, TlFile *file, int flags, int *out_flags);
int      tl_shadow_delete (TlVault *vault, const char *name);
int      tl_shadow_access (TlVault *vault, const char *name, int flags, int *result);
void     tl_shadow_clear (TlVault *vault);
/* Block @block of the main file as it stands in memory, or NULL: as it is stored. */
const guint8 *tl_shadow_block (TlVault *vault, gint64 block);
/* Stored bytes that the main file would have with what stands in memory, or −1. */
gint64   tl_shadow_stored_bytes (TlVault *vault, GError **error);

/* --- a backup that runs (backup.c), if one does; another thread may free it at any moment --- */
void tl_backup_note_write (TlVault *vault, gint64 first, gint64 last);
void tl_backup_note_gone (TlVault *vault);

gboolean tl_vfs_register (TlVault *vault, GError **error);
void     tl_vfs_unregister (TlVault *vault);

/* Tests put a failing or forgetful VFS beneath ours; NULL: SQLite's default. Vaults opened afterwards use it. */
void tl_vault_set_base_vfs_for_test (sqlite3_vfs *vfs);
sqlite3_vfs *tl_base_vfs (void);
/* A VFS knows no renaming: 0 when @from has durably taken the place of @to, else −1 and errno. */
typedef int (*TlRenameFunc) (const char *from, const char *to);
void tl_vault_set_rename_for_test (TlRenameFunc func);
/* The renaming of the test, or rename() and the folder synced. */
int tl_rename (const char *from, const char *to);
/* The same for a second name of one file (restore.c); production: link() and the folder synced. When only renaming is set, linking
 * fails with ENOTSUP, as on FAT, and the restore goes the other way. */
void tl_vault_set_link_for_test (TlRenameFunc func);
/* Where a rotation builds the new file. (transfer full) */
char *tl_rotate_path (TlVault *vault);

G_END_DECLS
