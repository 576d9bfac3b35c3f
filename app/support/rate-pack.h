/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "support/support.h"

G_BEGIN_DECLS

/* Inside this room. */

/* Puts one rate of @pack (a parsed pack) into a record with its days, text and stable id. (transfer full) */
TlRecord *tl_rate_pack_record (JsonObject *pack, JsonObject *rate, GError **error);

/* Takes a parsed pack: every rate is judged, an overlap is refused and both are named. In a transaction. */
gboolean tl_rate_pack_take (TlStore *store, JsonObject *pack, GError **error);

G_END_DECLS
