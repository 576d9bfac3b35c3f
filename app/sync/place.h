/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/store.h"
#include "sync/sync.h"

G_BEGIN_DECLS

/* Opens the register in @vault with everything that guards it: what the window's door and every headless verb
 * call. @vault: (transfer full), as tl_store_open(). */
TlStore *tl_place_open (TlVault *vault, GError **error);

/* First set-up of a fresh vault, whole or not at all: the place, its device and first staff member
 * (tl_store_setup), the shipped rates (tl_rates_install), the device's keys for exchange
 * (tl_identity_ensure). What the window's first run and `tamlanhctl init` both call. */
gboolean tl_place_setup (TlStore *store, const char *site_code, guint device, const char *staff_name, const char *staff_role, GError **error);

/* tl_bundle_apply() with a snapshot of the register before it (store/keep.h), when the bundle is sound and new. Fails, and
 * applies nothing, when the snapshot cannot be made. What window and headless verb call. */
TlBundle *tl_place_apply_bundle (TlStore *store, const char *path, const char *receipt_dir, char **receipt_path, GError **error);

G_END_DECLS
