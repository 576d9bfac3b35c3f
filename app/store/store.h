/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include <sqlite3.h>

#include "record/record.h"
#include "vault/vault.h"

G_BEGIN_DECLS

#define TL_STORE_ERROR (tl_store_error_quark ())
GQuark tl_store_error_quark (void);

typedef enum
{
  TL_STORE_ERROR_NOT_FOUND,
  TL_STORE_ERROR_REFUSED,   /* a rule of the store: a referenced record, a frozen line … */
  TL_STORE_ERROR_CONFLICT,
  TL_STORE_ERROR_NEWER,     /* schema of a later version */
  TL_STORE_ERROR_DAMAGED,   /* journal chain, integrity, foreign key */
  TL_STORE_ERROR_SQL        /* a bug or a disk error; the message is SQLite's */
} TlStoreError;

/* The database in the vault, and its one thread.
 *
 * Every function below that takes a TlStore may be called from any thread: it runs as one job on the
 * store thread and waits for the answer; on the store thread itself it runs at once. The window never
 * calls them directly but through tl_store_call_async(). */
#define TL_TYPE_STORE (tl_store_get_type ())
G_DECLARE_FINAL_TYPE (TlStore, tl_store, TL, STORE, GObject)

/* Opens the database of @vault, brings the schema up to date. @vault: (transfer full): locked at closing
 * (also when this fails). */
TlStore *tl_store_open (TlVault *vault, GError **error);
/* Closes the database and locks the vault. Idempotent; finalising does it too. */
void     tl_store_close (TlStore *store);
TlVault *tl_store_vault (TlStore *store);
/* The vault is open for reading only: what would be written to the journal is not, and every save is refused. */
gboolean tl_store_is_read_only (TlStore *store);

/* First setup of a fresh vault, one transaction: site profile ("DC", "DT", "HY"), device number (1 for
 * the first PC), the first staff member bound to the slot that is open. */
gboolean    tl_store_setup (TlStore *store, const char *site_code, guint device, const char *staff_name, const char *staff_role, GError **error);
const char *tl_store_site (TlStore *store);      /* "DC" */
guint       tl_store_device (TlStore *store);    /* 1 … */
/* Staff at the desk: bound to the slot that opened; NULL id after a recovery. */
const char *tl_store_staff (TlStore *store);
/* Binds a slot of the vault to a staff record. */
gboolean    tl_store_bind_slot (TlStore *store, const char *slot_id, const char *staff_id, GError **error);

/* --- Jobs --- */
typedef enum
{
  TL_JOB_TYPING,    /* drafts, search as one types */
  TL_JOB_NORMAL,
  TL_JOB_BACKGROUND
} TlJobPriority;

/* Runs on the store thread. Returns a result (freed by the destroy function given with the call) or NULL. */
typedef gpointer (*TlStoreFunc) (TlStore *store, gpointer data, GCancellable *cancellable, GError **error);

void     tl_store_call_async (TlStore *store, TlJobPriority priority, TlStoreFunc func, gpointer data, GDestroyNotify data_destroy,
                              GDestroyNotify result_destroy, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
gpointer tl_store_call_finish (TlStore *store, GAsyncResult *result, GError **error);
/* The same and wait. */
gpointer tl_store_call (TlStore *store, TlStoreFunc func, gpointer data, GError **error);

/* One transaction around @func (deferred foreign keys); nests. Rolled back when @func returns FALSE. */
typedef gboolean (*TlStoreTransactionFunc) (TlStore *store, gpointer data, GError **error);
gboolean tl_store_transaction (TlStore *store, TlStoreTransactionFunc func, gpointer data, GError **error);

/* --- Records --- */
/* Validates, gives what the program gives (case code, band and month fields), writes row, journal entry
 * and search index in one transaction. On success @record holds what was stored. New or changed is
 * decided by the id; a save that changes nothing writes nothing. */
gboolean  tl_store_save (TlStore *store, TlRecord *record, GError **error);
/* (transfer full); NOT_FOUND if there is none. */
TlRecord *tl_store_load (TlStore *store, TlType type, const char *id, GError **error);
/* Refuses (REFUSED, names what) while another record refers to it, but for parts of a deleted case. */
gboolean  tl_store_delete (TlStore *store, TlType type, const char *id, const char *reason, GError **error);

/* A rule of a room above the store, asked on the store thread inside the transaction of a save (@before is
 * NULL for a new record) or a deletion (@after is NULL), before anything is written. FALSE and an error: refused. */
typedef gboolean (*TlStoreGuard) (TlStore *store, TlRecord *before, TlRecord *after, gpointer data, GError **error);
/* Hangs @func on every save and deletion of @type; asked in the order they were added. Once a store. */
void      tl_store_add_guard (TlStore *store, TlType type, TlStoreGuard func, gpointer data);

/* Told inside the transaction that erases @fields of a record for good, after its row is wiped: whoever keeps copies of
 * what goes wipes them too. FALSE and an error: nothing is erased. */
typedef gboolean (*TlStoreEraseWatch) (TlStore *store, TlType type, const char *id, const guint *fields, guint n_fields, gpointer data,
                                       GError **error);
void      tl_store_set_erase_watch (TlStore *store, TlStoreEraseWatch func, gpointer data);

/* Under what name a person's money travels: a random id, made at the first asking and unknown to every other
 * projection. (transfer full) */
char     *tl_store_money_pseudonym (TlStore *store, const char *person_id, GError **error);

typedef struct
{
  guint       field;  /* or TL_QUERY_ID */
  const char *op;     /* "=", "<", "<=", ">", ">=", "!=", "has" (member of a set), "unset" */
  const char *text;   /* for text-like kinds */
  gint64      number; /* for number-like kinds */
} TlWhere;
#define TL_QUERY_ID G_MAXUINT
/* (transfer full) (element-type TlRecord); @order_by: field number or TL_QUERY_ID; @limit 0 = all. */
GPtrArray *tl_store_list (TlStore *store, TlType type, const TlWhere *where, guint n_where,
                          guint order_by, gboolean descending, guint offset, guint limit, GError **error);
/* Number of matching rows, or -1. */
gint64     tl_store_count (TlStore *store, TlType type, const TlWhere *where, guint n_where, GError **error);

/* --- Search --- */
typedef struct
{
  TlType type;
  char  *id;
  char  *case_id;  /* case it belongs to, or NULL */
  char  *title;    /* code or alias: what the list shows unmasked */
} TlHit;
void       tl_hit_free (TlHit *hit);
/* Folded search: every word must begin one ("dinh cao" finds "Đình Cao"). Whole words before beginnings; people, cases,
 * then the rest; the newest first. @limit 0 = all. (element-type TlHit). */
GPtrArray *tl_store_search (TlStore *store, const char *text, guint limit, GError **error);
/* Only hits of one type, as a field that names such a record offers them. */
GPtrArray *tl_store_search_type (TlStore *store, TlType type_or_n_types, const char *text, guint limit, GError **error);

/* --- Drafts: one row an open form, sealed like all else, not in the journal, never in a bundle --- */
/* @key: "intake" or "TYPE/ID"; @content: JSON object text. */
gboolean  tl_store_save_draft (TlStore *store, const char *key, const char *content, GError **error);
char     *tl_store_load_draft (TlStore *store, const char *key, GError **error); /* NULL without error: none */
gboolean  tl_store_drop_draft (TlStore *store, const char *key, GError **error);
/* (element-type utf8) keys, newest first. */
GPtrArray *tl_store_list_drafts (TlStore *store, GError **error);

/* --- Settings of this place, kept in the vault and journalled --- */
char    *tl_store_get_setting (TlStore *store, const char *key); /* (transfer full) (nullable) */
gboolean tl_store_set_setting (TlStore *store, const char *key, const char *value, GError **error);

/* --- Signals: "changed" (guint type, const char *id), after a commit, in the thread-default main context of
 * whoever opened the store. After a transaction of more than TL_STORE_CHANGES records @id is NULL and there is
 * one signal a type. --- */
#define TL_STORE_CHANGES 200

G_END_DECLS
