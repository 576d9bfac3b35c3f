/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/store.h"
#include "support/support.h"

G_BEGIN_DECLS

#define TL_SYNC_ERROR (tl_sync_error_quark ())
GQuark tl_sync_error_quark (void);
typedef enum
{
  TL_SYNC_ERROR_NO_PEER = 1,
  TL_SYNC_ERROR_CARD,             /* not a card, or damaged */
  TL_SYNC_ERROR_IO,
  /* values = exit codes of `bundle apply` (DESIGN.md §7) */
  TL_SYNC_ERROR_ALREADY = 10,
  TL_SYNC_ERROR_GAP = 11,
  TL_SYNC_ERROR_NOT_FOR_US = 12,
  TL_SYNC_ERROR_TAMPERED = 13,
  TL_SYNC_ERROR_NEWER = 14,
  TL_SYNC_ERROR_UNTRUSTED = 15,
  TL_SYNC_ERROR_FORKED = 16
} TlSyncError;

/* --- Who we are: made at set-up, sealed in the vault --- */
gboolean tl_identity_ensure (TlStore *store, GError **error);
/* Card file (.tlc) of this device. */
gboolean tl_peer_write_card (TlStore *store, const char *path, GError **error);
/* Fingerprint for the phone: groups of digits. (transfer full) */
char    *tl_identity_fingerprint (TlStore *store, GError **error);
/* This device's age identity ("AGE-SECRET-KEY-1…") for a disaster: free with tl_secret_free(). Journalled. */
char    *tl_identity_export_age (TlStore *store, GError **error);

typedef struct
{
  char  *id;            /* device id, 32 hex */
  char  *site;          /* "HY" */
  guint  device;
  char  *fingerprint;
  char  *trusted_by;    /* NULL: not yet */
  gint64 added_at;
  char  *state;         /* "trusted", "dropped" */
} TlPeer;
void       tl_peer_free (TlPeer *peer);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TlPeer, tl_peer_free)
/* Reads a card without adding it. */
TlPeer    *tl_peer_read_card (TlStore *store, const char *path, GError **error);
gboolean   tl_peer_add (TlStore *store, const char *card_path, const char *trusted_by, TlPeer **peer, GError **error);
/* TRUE as soon as it is dropped: a half of the door in two halves that was sealed to it goes afterwards, at the latest at the next opening
 * (tl_peer_forget_half(), which does nothing where nothing is due). */
gboolean   tl_peer_drop (TlStore *store, const char *peer, GError **error);
gboolean   tl_peer_forget_half (TlStore *store, GError **error);
GPtrArray *tl_peer_list (TlStore *store, GError **error);

/* --- Bundles --- */
/* What would leave this computer, field by field: {"to", "projections":{"money":{fields[],rows[]},"statistics":{…}}, "journal":{…}}.
 * The same function fills the bundle. @peer: "HY" or "DC/2". */
JsonObject *tl_bundle_preview (TlStore *store, const char *peer, GError **error);

typedef struct
{
  char   *id;           /* hex of the bundle hash */
  char   *direction;    /* "out", "in" */
  char   *peer;         /* "HY/1" */
  guint64 number;
  char   *file;         /* base name */
  char   *state;        /* out: made carried received applied rejected; in: applied held refused */
  gint64  at;
  char   *reason;
  char   *receipt_code; /* for the phone, NULL if none */
  guint   entries;
} TlBundle;
void       tl_bundle_free (TlBundle *bundle);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TlBundle, tl_bundle_free)
/* Writes DIR/NAME.tlb (temporary, synced, re-read, renamed). */
TlBundle  *tl_bundle_make (TlStore *store, const char *peer, const char *dir, GError **error);
/* Writes a bundle that is not confirmed yet once more (the stick was lost): the same bytes under a new name. @id: hash.
 * (transfer full): the path. */
char      *tl_bundle_write_again (TlStore *store, const char *id, const char *dir, GError **error);
/* Opens and verifies everything, applies whole or not at all, writes the receipt into @receipt_dir (NULL: none).
 * GAP: it is sound and kept in the vault, and applied of itself when the missing one arrives. ALREADY is an error whose
 * bundle was applied before (or replaced by a later baseline). @receipt_path: (out) (optional): also set with an error whenever the sender may be
 * told by a receipt (ALREADY, GAP, FORKED, an alarm); it speaks of the last bundle of that sender that was applied. */
TlBundle  *tl_bundle_apply (TlStore *store, const char *path, const char *receipt_dir, char **receipt_path, GError **error);
/* Verifies and shows what is inside; applies nothing. */
JsonObject *tl_bundle_inspect (TlStore *store, const char *path, GError **error);
GPtrArray *tl_bundle_list (TlStore *store, GError **error);
/* Marks a made bundle as carried. */
gboolean   tl_bundle_mark_carried (TlStore *store, const char *id, GError **error);
/* Receipt file or phone code. */
TlBundle  *tl_receipt_apply (TlStore *store, const char *path_or_code, GError **error);

/* What the province holds of a site: {"money":[…],"statistics":[…],"journal_head":{…}}. @site: "DC". */
JsonObject *tl_sync_received (TlStore *store, const char *site, GError **error);

/* A paper, made here or by a place whose bundles came here, against what is kept of it: tl_statement_check_paper() first,
 * then what was received, line by line. @number, @code: as typed, NULL when @qr has them. */
TlStatementCheck *tl_sync_check_statement (TlStore *store, const char *number, const char *code, const char *qr, GError **error);

G_END_DECLS
