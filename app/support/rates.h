/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "support/support.h"

G_BEGIN_DECLS

/* What the rest of this room asks of rates. On the store thread. */

/* One ceiling or quantity of a rate in thousandths, whatever kind the catalogue gives the field. */
gint64 tl_rate_quantity (TlRecord *rate, guint field);
/* The full title of the text that @legal_basis ends in, for "Căn cứ"; @legal_basis itself for a text that no
 * shipped pack knows. (transfer full) */
char *tl_rate_text_title (const char *legal_basis);
/* The same for the rate with the id @rate, whose own title (from a pack) comes first. (transfer full) */
char *tl_rate_full_title (TlStore *store, const char *rate, const char *legal_basis);
/* Place of a category in the order of the law's table; G_MAXUINT after all. */
guint tl_rate_category_order (const char *category);

/* The packs within the program. (transfer none) (element-type JsonObject) */
GPtrArray *tl_rates_shipped (void);
/* Remembers that this register has had every pack within the program. In a transaction. */
gboolean tl_rates_remember (TlStore *store, GError **error);

G_END_DECLS
