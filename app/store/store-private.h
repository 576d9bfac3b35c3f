/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/journal.h"
#include "store/leaf.h"
#include "store/queue.h"
#include "store/sql.h"
#include "store/store.h"
#include "record/text.h"
#include "record/time.h"

G_BEGIN_DECLS

/* What the files of the store share. Everything here runs on the store thread. */

/* Where this device's journal stands. A plain value: a transaction keeps a copy to go back to. */
typedef struct
{
  gboolean ready; /* there is a device row */
  gboolean dirty; /* the device row is behind */
  gboolean stale; /* a restored or copied file: a new incarnation begins before the next entry */
  guint64 incarnation;
  guint64 beyond; /* this computer has seen an incarnation of this vault as high as this */
  guint64 sequence;
  guint64 lamport;
  gboolean has_head;
  guint8 head[TL_HASH_BYTES];
} TlJournalState;

typedef struct
{
  TlType type;
  char *id; /* NULL: many of this type */
} TlChange;

typedef struct
{
  TlType type;
  TlStoreGuard func;
  gpointer data;
} TlGuard;

/* SQL text of one record type, built once. */
typedef struct
{
  char *select; /* all columns, no WHERE */
  char *load;   /* by id */
  char *insert;
} TlTypeSql;

#define TL_SALT_POOL 4096

struct _TlStore
{
  GObject parent_instance;

  TlVault *vault;
  sqlite3 *db;
  TlQueue *queue;
  GMainContext *context;
  GHashTable *statements; /* text → GPtrArray of sqlite3_stmt */
  TlTypeSql sql[TL_N_TYPES];

  gboolean keep_vault; /* at closing */
  gboolean broken;     /* the disk failed: opened anew before the next transaction */
  gboolean read_only; /* the vault is: nothing is saved, and the journal stays silent */
  guint depth;       /* transactions open */
  guint unmerged;    /* commits that wrote to the search index since its pieces were last merged */
  guint log_pages;   /* in the log at the last commit */
  gboolean doomed;   /* a save failed half-way: the transaction cannot be committed */
  gboolean sweep;    /* write all pages anew after the commit: something was erased */
  GArray *changes;   /* TlChange of the open transaction */
  GPtrArray *finds;  /* TlFind of the open transaction, not yet in the index */
  GArray *guards;
  TlStoreEraseWatch erase_watch;
  gpointer erase_watch_data;
  TlEraseProgress erase_progress; /* of the erasure that runs, or NULL */
  gpointer erase_progress_data;

  GStringChunk *strings; /* what the getters hand out lives as long as the store */
  const char *site;
  const char *staff;
  guint device;
  guint8 device_id[TL_DEVICE_BYTES];
  const char *device_hex;
  TlJournalState journal;
  int mark; /* file outside the vault, or -1 */
  gboolean known; /* this computer has opened this vault before */

  guint8 salts[TL_SALT_POOL];
  gsize salts_left;
};

/* store.c */
/* After a disk error: a connection on a new handle, as the drive may have been out. TRUE: it works, or need not. */
gboolean tl_store_mend_connection (TlStore *store, GError **error);
/* Closes the database and hands the vault back, unlocked. (transfer full) (nullable) */
TlVault *tl_store_close_keeping_vault (TlStore *store);
/* Opens the connection and makes it ours; store->db stays NULL when it fails. */
gboolean tl_store_connect (TlStore *store, GError **error);

/* sql.c */
void tl_sql_clear (TlStore *store);
/* Sets @error from what SQLite or the vault last said. Always FALSE. */
gboolean tl_sql_fail (TlStore *store, GError **error);

/* From the cache; the caller binds. */
sqlite3_stmt *tl_sql_prepare_unbound (TlStore *store, GError **error, const char *sql);

/* migrate.c */
gboolean tl_migrate (TlStore *store, GError **error);

/* tokenizer.c */
gboolean tl_tokenizer_register (TlStore *store, GError **error);

/* row.c */
void tl_type_sql_build (TlStore *store);
void tl_type_sql_clear (TlStore *store);
TlRecord *tl_row_read (sqlite3_stmt *stmt, TlType type);
/* NULL without an error: no such row. */
TlRecord *tl_row_load (TlStore *store, TlType type, const char *id, GError **error);
gboolean tl_row_insert (TlStore *store, TlRecord *record, GError **error);
/* Writes only @fields and who changed it. */
gboolean tl_row_update (TlStore *store, TlRecord *record, const guint *fields, guint n_fields, GError **error);
gboolean tl_row_delete (TlStore *store, TlType type, const char *id, GError **error);
gboolean tl_row_exists (TlStore *store, TlType type, const char *id, GError **error);
/* Name of a record in a message: code or alias, else the type's label. */
char *tl_row_title (TlRecord *record);

/* rules.c, computed.c: @before is NULL for a new record. */
gboolean tl_rules_check (TlStore *store, TlRecord *before, TlRecord *after, GError **error);
gboolean tl_computed_before (TlStore *store, TlRecord *before, TlRecord *after, GError **error);
/* What follows for other records (a person's age group at opening). */
gboolean tl_computed_after (TlStore *store, TlRecord *before, TlRecord *after, GError **error);
gboolean tl_guards_check (TlStore *store, TlRecord *before, TlRecord *after, TlType type, GError **error);

/* Bodies of the public functions, inside a transaction. */
gboolean tl_save_inside (TlStore *store, TlRecord *record, GError **error);

/* transaction.c */
/* Ends a transaction whose rollback failed for want of memory. FALSE: it still stands. */
gboolean tl_transaction_undo (TlStore *store);
void tl_changes_add (TlStore *store, TlType type, const char *id);
void tl_change_clear (TlChange *change);

/* search.c */
/* Remembers to index @record (NULL: take @id out) before the commit. */
void tl_search_note (TlStore *store, TlType type, const char *id, TlRecord *record);
gboolean tl_search_has (TlType type);
gboolean tl_search_flush (TlStore *store, GError **error);
gboolean tl_search_optimise (TlStore *store, GError **error);
typedef struct _TlFind TlFind;
void tl_find_free (TlFind *find);

/* tidy.c */
/* From now on the log of this connection is emptied by us. */
void tl_tidy_connect (TlStore *store);
/* After a commit: whether something is to be done in a pause. */
void tl_tidy_after_commit (TlStore *store);

/* journal.c */
typedef struct
{
  const char *kind;
  const char *type; /* NULL: none */
  const char *id;
  const char *reason;
  const char *detail;
} TlAct;
/* Appends one entry. For a save, @after holds the values of @fields and @before (NULL: new) what they
 * replace. */
gboolean tl_journal_append (TlStore *store, const TlAct *act, TlRecord *after, TlRecord *before, const guint *fields, guint n_fields,
                            GError **error);
gboolean tl_journal_load_state (TlStore *store, GError **error);

/* The chain in slices. */
typedef struct
{
  guint64 entries;      /* that agree */
  gint64 bad;           /* entry.n of the first that does not, or −1 */
  gboolean end_missing; /* the device row knows of later entries */
  guint gaps;           /* that a salvage left, and told of */
} TlChainState;
typedef struct _TlChainCheck TlChainCheck;
/* Told of an entry that does not follow from the one before, instead of failing. */
typedef void (*TlChainGap) (TlStore *store, const guint8 *device, gint64 incarnation, gint64 sequence, gpointer data);
TlChainCheck *tl_chain_check_new (void);
/* At most @limit entries. TRUE: there are more. */
gboolean tl_chain_check_step (TlStore *store, TlChainCheck *check, guint limit, TlChainGap gap, gpointer data, GError **error);
const TlChainState *tl_chain_check_state (TlChainCheck *check);
/* FALSE and DAMAGED in words. */
gboolean tl_chain_state_whole (const TlChainState *state, GError **error);
void tl_chain_check_free (TlChainCheck *check);

/* Writes the device row if it is behind. */
gboolean tl_journal_store_state (TlStore *store, GError **error);

/* journal-erase.c */
/* Writes all pages anew if something was erased and they were not yet. Not inside a transaction. */
void tl_erase_sweep (TlStore *store);

/* incarnation.c */
/* Compares the vault with what this computer remembers of it. */
void tl_mark_open (TlStore *store);
void tl_mark_write (TlStore *store);
void tl_mark_close (TlStore *store);

/* tries.c */
/* Notes the wrong passphrases since the last opening and begins to count anew. After tl_mark_open(). */
void tl_tries_open (TlStore *store);

/* desk.c, setup.c */
/* Drops every draft of a record: the forms of its sections keep one each, "TYPE/ID#SECTION". */
gboolean tl_drafts_drop (TlStore *store, TlType type, const char *id, GError **error);
gboolean tl_desk_load (TlStore *store, GError **error);

/* Runs @func at once on the store thread, else as a job; for functions that answer TRUE or FALSE. */
typedef gboolean (*TlInside) (TlStore *store, gpointer args, GError **error);
gboolean tl_store_run (TlStore *store, TlInside func, gpointer args, GError **error);
/* The same in a transaction. */
gboolean tl_store_run_writing (TlStore *store, TlInside func, gpointer args, GError **error);

G_END_DECLS
