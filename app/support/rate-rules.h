/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "support/support.h"

G_BEGIN_DECLS

/* On the store thread. */

/* "Tiền ăn …, điểm b khoản 3 Điều 4 …, from 01/03/2022 on": title, clause and days. (transfer full) */
char *tl_rate_name (TlRecord *rate);
/* Whether @after may stand in the place of @before (NULL: new): its own sense, no other rate of the category on any
 * of its days, nothing changed that lines were made with. */
gboolean tl_rate_judge (TlStore *store, TlRecord *before, TlRecord *after, GError **error);
/* Whether the person at the desk may change rates here (the province), or take in a pack (a site too). */
gboolean tl_rate_may_edit (TlStore *store, GError **error);
gboolean tl_rate_may_import (TlStore *store, GError **error);

G_END_DECLS
