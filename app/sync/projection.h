/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "store/store.h"

G_BEGIN_DECLS

/* What leaves, by purpose: each its own short list of fields, named here and nowhere else (RECORDS.md, Projections).
 * Private to this room; on the store thread, inside a transaction: they note what the place has been sent, and the
 * preview is the same run rolled back. */

extern const char *const tl_money_fields[]; /* NULL-ended */
extern const char *const tl_statement_fields[];
extern const char *const tl_statistics_fields[];

/* The legal basis of the money projection, as it stands in the manifest. */
#define TL_MONEY_LEGAL_BASIS "Luật Kế toán 88/2015/QH13; Thông tư 03/2022/TT-BTC"

/* Lines that @place has not been sent as they are now; {"id", "removed": true} for what is no more. A @baseline is all
 * lines. Sorted by the random id. NULL with an error. */
JsonArray *tl_project_money (TlStore *store, const char *place, gboolean baseline, GError **error);
JsonArray *tl_project_statements (TlStore *store, const char *place, gboolean baseline, GError **error);
/* Counts of every month that has ended and that @place has not yet: [{"month", "groups"}]. */
JsonArray *tl_project_statistics (TlStore *store, const char *place, gboolean baseline, GError **error);

G_END_DECLS
