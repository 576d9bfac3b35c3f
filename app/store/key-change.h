/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/store.h"

G_BEGIN_DECLS

/* A new data key while the register is in use: the connection is closed, the file sealed anew beside and swapped
 * (tl_vault_rotate), the connection opened again, and the act noted. One job of the store thread: others wait until it is
 * done, nothing of the store changes for them. What is being done stands in the vault before it begins (setting
 * "key_change"), so that an interruption is ended at the next opening. Takes as long as copying the file twice.
 *
 * @progress: (nullable): called on the store thread. Errors: those of the vault; G_IO_ERROR_CANCELLED when @progress said so
 * (nothing was changed). When the connection cannot be opened again the store answers like a closed one. */

/* Noted "key-rotated". */
gboolean tl_store_rotate_key (TlStore *store, TlVaultProgress progress, gpointer data, GError **error);
/* Takes a staff door away (id or label): its passphrase opens no file of today any more. Colleagues keep theirs.
 * Not the door that opened, not the last. Noted "passphrase-removed" with the staff member. */
gboolean tl_store_remove_access (TlStore *store, const char *slot, TlVaultProgress progress, gpointer data, GError **error);
/* After a use of the two-halves door: it goes, with a new data key. Noted "key-rotated". */
gboolean tl_store_spend_escrow (TlStore *store, TlVaultProgress progress, gpointer data, GError **error);

/* Writes down that the two-halves door was used and must go; part of the caller's transaction. */
gboolean tl_store_plan_spending (TlStore *store, GError **error);
/* Ends what stands in "key_change", if anything does and this door may do it. FALSE: it could not be done now (no room on the
 * disk …): everything still works, and it is tried again at the next opening. */
gboolean tl_store_finish_key_change (TlStore *store, GError **error);

G_END_DECLS
