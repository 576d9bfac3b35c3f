/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/store.h"
#include "sync/sync.h"

G_BEGIN_DECLS

/* Opens the register in @vault with everything that guards it: what the window's door and every headless verb
 * call. @vault: (transfer full), as tl_store_open(). */
TlStore *tl_place_open (TlVault *vault, GError **error);

/* The ways in, for the window and every headless verb: the vault's door, then tl_place_open(). A wrong secret is counted
 * (store/tries.h). @slot: a desk's id or label; NULL tries each. Take about a second (Argon2id). */
TlStore *tl_place_unlock (const char *path, const char *slot, const char *passphrase, GError **error);
/* With the recovery code, by giving the desk @slot a new passphrase; opened with that, so that the journal knows who it is.
 * Noted ("recovered") before the passphrase is changed. */
TlStore *tl_place_recover (const char *path, const char *code, const char *slot, const char *new_passphrase, GError **error);
/* What the two above do when a secret does not fit: counts it, if @error says so. A mistyped group or a file in use is no guess. */
void tl_place_count_wrong (const char *path, const GError *error);
/* A sentence to show once after opening, or NULL: a repaired header, a new key that is still owed, a recovery code that
 * perhaps nobody has. (transfer full) */
char *tl_place_warning (TlStore *store);

/* For this room. FALSE with the vault's error unless the locked register at @path has the desk @slot and @passphrase can be one: asked
 * before a door is used that opens only once. */
gboolean tl_place_check_desk (const char *path, const char *slot, const char *passphrase, GError **error);
/* Takes a desk inside @vault, which a code or two halves have opened (transfer full). @plan runs in one
 * transaction before the passphrase is changed, and can refuse. Ends open under the new passphrase. */
typedef gboolean (*TlPlacePlan) (TlStore *store, gpointer data, GError **error);
TlStore *tl_place_take_desk (TlVault *vault, const char *slot, const char *new_passphrase, TlPlacePlan plan, gpointer data, GError **error);

/* First set-up of a fresh vault, whole or not at all: the place, its device and first staff member
 * (tl_store_setup), the shipped rates (tl_rates_install), the device's keys for exchange
 * (tl_identity_ensure). What the window's first run and `tamlanhctl init` both call. */
gboolean tl_place_setup (TlStore *store, const char *site_code, guint device, const char *staff_name, const char *staff_role, GError **error);

/* tl_bundle_apply() with a snapshot of the register before it (store/keep.h), when the bundle is sound and new. Fails, and
 * applies nothing, when the snapshot cannot be made. What window and headless verb call. */
TlBundle *tl_place_apply_bundle (TlStore *store, const char *path, const char *receipt_dir, char **receipt_path, GError **error);

/* After tl_restore_run(): the register at @path, open with what opened the backup (@code, else @passphrase), writes into its journal
 * ("restored") the names of the files that it came from (@source) and that it replaced (@aside, nullable). */
gboolean tl_place_note_restored (const char *path, const char *slot, const char *passphrase, const char *code, const char *source,
                                 const char *aside, GError **error);

G_END_DECLS
