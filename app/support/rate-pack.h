/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "support/support.h"

G_BEGIN_DECLS

/* Inside this room. */

/* Puts one rate of @pack (a parsed pack) into a record with its days, text and stable id. (transfer full) */
TlRecord *tl_rate_pack_record (JsonObject *pack, JsonObject *rate, GError **error);

G_END_DECLS
