/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "sync/chain.h"
#include "sync/container.h"
#include "sync/identity.h"
#include "sync/peer.h"
#include "sync/receipt.h"
#include "sync/sync.h"

G_BEGIN_DECLS

/* Private to this room: what making, opening, applying and listing of bundles share. */

/* Schema of what is inside; raised when an older program could not read it rightly. */
#define TL_BUNDLE_SCHEMA 1
#define TL_BUNDLE_ENDING ".tlb"
#define TL_RECEIPT_ENDING ".tlr"
#define TL_HASH_HEX (2 * TL_CONTENT_HASH_BYTES)
/* What stands for "none before": 64 zeros. */
#define TL_NO_HASH "0000000000000000000000000000000000000000000000000000000000000000"
#define TL_BUNDLE_COLUMNS                                                                                                                  \
  "b.hash, b.direction, coalesce (p.site || '/' || p.number, b.peer), b.number, b.file, b.state, b.at, b.reason, b.receipt_code, "         \
  "b.entries"
#define TL_BUNDLE_FROM " FROM sync_bundle b LEFT JOIN sync_peer p ON b.direction = 'in' AND p.device = b.peer"

/* A row of TL_BUNDLE_COLUMNS. */
TlBundle *tl_bundle_from_row (sqlite3_stmt *stmt);
/* NO_PEER if there is none. */
TlBundle *tl_bundle_find (TlStore *store, const char *direction, const char *hash, GError **error);
/* Why a bundle was refused, in words; NULL for 0. (transfer full) */
char *tl_bundle_reason (int code);
/* Age over pack over container. */
GBytes *tl_bundle_seal (GBytes *container, const guint8 *recipients, guint n_recipients, GError **error);
/* The reverse, down to the parsed container. */
TlContainer *tl_bundle_unseal (TlIdentity *identity, GBytes *file, TlContainerKind kind, GError **error);

/* A bundle that was opened and whose signature by a trusted device is good; the manifest and every section have the right form.
 * Rows are not checked yet. */
typedef struct
{
  GBytes *file;
  TlContainer *container;
  TlPeerKeys *peer;
  JsonNode *manifest_node;
  JsonObject *manifest;
  char hash[TL_HASH_HEX + 1];
  gint64 stream;
  gint64 number;
  gboolean baseline;
  const char *previous;
  GArray *links;
  guint8 chain_previous[TL_HASH_BYTES];
  TlChainHead head;
  JsonNode *money_node, *statistics_node;
  JsonArray *money, *statements, *statistics;
} TlOpenBundle;

TlOpenBundle *tl_open_bundle_new (TlStore *store, TlIdentity *identity, GBytes *file, GError **error);
void tl_open_bundle_free (TlOpenBundle *bundle);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TlOpenBundle, tl_open_bundle_free)
guint tl_open_bundle_entries (TlOpenBundle *bundle);

/* What the vault knows of a sender's stream; zeros if nothing. */
typedef struct
{
  gboolean known;
  gint64 stream;
  gint64 number;
  char previous[TL_HASH_HEX + 1];
  TlChainHead head;
} TlInState;
gboolean tl_in_state_load (TlStore *store, const char *device, TlInState *state, GError **error);
/* Does the chain continue what we know of this device? FORKED if not. @continues FALSE: it may also be an old part of it. */
gboolean tl_chain_check (TlStore *store, TlOpenBundle *bundle, const TlInState *state, gboolean continues, GError **error);
gboolean tl_chain_store (TlStore *store, TlOpenBundle *bundle, GError **error);
/* Writes the rows; what breaks a rule goes to quarantine. */
gboolean tl_received_store (TlStore *store, TlOpenBundle *bundle, GError **error);

G_END_DECLS
