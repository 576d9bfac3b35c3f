/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/store.h"
#include "sync/card.h"

G_BEGIN_DECLS

/* Private to this room; all on the store thread. */

typedef struct
{
  TlCard card;
  char device[2 * TL_ID_BYTES + 1];
  gboolean trusted;
  gint64 generation;
} TlPeerKeys;

/* The device's card as it was added; NULL without an error: unknown. */
TlPeerKeys *tl_peer_find_device (TlStore *store, const char *device, GError **error);
/* Trusted devices of a place, in the order of their ids. (element-type TlPeerKeys) */
GPtrArray *tl_peer_at_place (TlStore *store, const char *place, GError **error);
/* "HY" of "HY" or "HY/1"; NO_PEER if no trusted device is there. (transfer full) */
char *tl_peer_place (TlStore *store, const char *peer, GError **error);

G_END_DECLS
