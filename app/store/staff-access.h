/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/store.h"

G_BEGIN_DECLS

/* Who of the staff has a door of their own into the vault (a slot and a passphrase), and giving one. */

typedef struct
{
  char *slot_id;
  char *label;    /* the dull word that anybody sees */
  char *staff_id; /* NULL: a door that belongs to nobody on the list */
} TlStaffAccess;
void tl_staff_access_free (TlStaffAccess *access);

/* Staff doors, by label. (transfer full) (element-type TlStaffAccess) */
GPtrArray *tl_store_list_access (TlStore *store, GError **error);

/* A new door for @staff_id: slot in the vault, bound to the staff record, noted in the journal ("passphrase-added").
 * Takes about a second (Argon2). @slot_id: (out) (optional) (transfer full).
 * Errors: TL_STORE_ERROR_NOT_FOUND, TL_VAULT_ERROR_WEAK, TL_VAULT_ERROR_SLOT. Nothing is left behind but, when the
 * disk fails between the two, a door that opens without a name at the desk. */
gboolean tl_store_add_access (TlStore *store, const char *staff_id, const char *label, const char *passphrase, char **slot_id,
                              GError **error);
/* A new passphrase for the door that opened, noted in the journal ("passphrase-changed"). */
gboolean tl_store_change_passphrase (TlStore *store, const char *old_passphrase, const char *new_passphrase, GError **error);
/* A new recovery code; the old one stops working. Noted ("recovery-renewed"). @code: (out): tl_secret_free().
 * It has not reached paper yet: the setting "recovery_pending" is "1" until the caller removes it. */
gboolean tl_store_renew_recovery (TlStore *store, char **code, GError **error);

G_END_DECLS
