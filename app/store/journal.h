/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/store.h"

G_BEGIN_DECLS

/* The hash-chained journal of salted leaves: history, audit and outbox (DESIGN.md §4). */

#define TL_HASH_BYTES 32

/* Notes an act that is no record change: "view", "print", "export", "unlock", "bundle-made",
 * "bundle-applied", "statement-finalised" … @detail: JSON object text or NULL, kept as a leaf. */
gboolean tl_journal_note (TlStore *store, const char *kind, TlType type_or_n_types, const char *id, const char *detail, GError **error);

typedef struct
{
  char   *device;       /* 32 hex: device id */
  guint64 incarnation;
  guint64 sequence;
  gint64  at;           /* UTC seconds */
  char   *staff;        /* id or NULL */
  char   *kind;         /* "save", "delete", … */
  char   *type;         /* record type name or NULL */
  char   *id;           /* record id or NULL */
  char   *changes;      /* JSON: {"field": value…}; erased values are absent and named in "erased" */
} TlJournalEntry;
void       tl_journal_entry_free (TlJournalEntry *entry);
/* @record_id NULL = all; newest first. (element-type TlJournalEntry). */
GPtrArray *tl_journal_list (TlStore *store, const char *record_id, guint offset, guint limit, GError **error);

/* Recomputes every commitment, root and link. @entries: (out). DAMAGED names the first entry that fails. */
gboolean   tl_journal_verify (TlStore *store, guint64 *entries, GError **error);
/* Wipes value and salt of @fields (NULL = all) of a record for good, the row's value and the search text
 * with them; the chain still verifies. */
gboolean   tl_journal_erase (TlStore *store, TlType type, const char *id, const guint *fields, guint n_fields, const char *reason, GError **error);

/* The same, telling how far: the values are gone from every row and entry at once, and afterwards the whole file is written
 * anew, which takes long in a large register (about as long as copying it three times). @progress: 0 … 1, never backwards.
 * Without a main loop: runs on the store thread. */
typedef void (*TlEraseProgress) (double fraction, gpointer data);
gboolean   tl_journal_erase_full (TlStore *store, TlType type, const char *id, const guint *fields, guint n_fields, const char *reason,
                                  TlEraseProgress progress, gpointer progress_data, GError **error);
/* For the window: @progress and then @callback run in the caller's main context; copies what it is given. The store does nothing else
 * meanwhile (drafts wait), so it belongs behind a modal dialog. Cannot be stopped: an interruption (the program ends, the
 * power goes) before the commit leaves all as it was, after it the file is written anew at the next opening. Several records
 * at once: tl_store_transaction() around tl_journal_erase() of each writes the file anew only once. */
void       tl_journal_erase_async (TlStore *store, TlType type, const char *id, const guint *fields, guint n_fields, const char *reason,
                                   TlEraseProgress progress, gpointer progress_data, GAsyncReadyCallback callback, gpointer user_data);
gboolean   tl_journal_erase_finish (TlStore *store, GAsyncResult *result, GError **error);

/* What travels in a bundle: per entry the public head and the root, so that the other side can verify
 * the chain and learns nothing else. */
typedef struct
{
  guint64 incarnation;
  guint64 sequence;
  guint8  root[TL_HASH_BYTES];
  guint8  hash[TL_HASH_BYTES];   /* entry hash */
} TlJournalLink;
const char *tl_journal_device_id (TlStore *store);
/* Links of this device after (@incarnation, @sequence), oldest first. (element-type TlJournalLink). */
GArray     *tl_journal_links_after (TlStore *store, guint64 incarnation, guint64 sequence, GError **error);
/* hash(previous ‖ head ‖ root): how one link follows from the one before (@previous NULL for the first). */
void        tl_journal_link_hash (const char *device_id, guint64 incarnation, guint64 sequence,
                                  const guint8 previous[TL_HASH_BYTES], const guint8 root[TL_HASH_BYTES], guint8 out[TL_HASH_BYTES]);

G_END_DECLS
