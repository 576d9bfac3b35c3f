/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/store.h"
#include "vault/backup.h"

G_BEGIN_DECLS

/* A new register from what can still be read of a damaged one. */

/* The account of a salvage: {"blocks":n, "damaged":[{"block":n,"held":…}], "log":{"blocks":n,"pages":n}, "tables":{"person":{"rows":n,
 * "unreadable":n,"rebuilt":n,"renewed":n,"placeholders":n}}, "entries":n, "gaps":n, "unknown_rows":n, "written_down":n,
 * "whole":bool, "findings":[…]}.
 *
 * @source: opened with tl_vault_unlock_for_reading(), its database closed; it is never written. The new file at @path
 * (must not exist) has the same doors; it is built as PATH.part, verified, and renamed. Rows come from every page
 * that opens, whichever tree they hung in; records that are lost, or older than the journal says, are made from the
 * journal; what the journal lost is written down anew from the records. A record that others refer to and of which
 * nothing is left gets a placeholder. (transfer full) (nullable) */
JsonObject *tl_salvage (TlVault *source, const char *path, TlVaultProgress progress, gpointer data, GError **error);

/* What the account says, a sentence a line. (transfer full) (element-type utf8) */
GPtrArray *tl_salvage_words (JsonObject *account);

G_END_DECLS
