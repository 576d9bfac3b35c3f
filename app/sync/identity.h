/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/store.h"
#include "sync/card.h"

G_BEGIN_DECLS

/* Private to this room; all on the store thread. */

/* Our own keys while they are needed; secrets in locked memory. */
typedef struct
{
  TlCard card;
  char device[2 * TL_ID_BYTES + 1];
  guint8 *sign_secret;
  guint8 *box_secret;
} TlIdentity;

/* Loads the keys, makes them at the first time. */
TlIdentity *tl_identity_load (TlStore *store, GError **error);
void tl_identity_free (TlIdentity *identity);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TlIdentity, tl_identity_free)

G_END_DECLS
