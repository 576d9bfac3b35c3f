/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "record/time.h"
#include "store/store.h"

G_BEGIN_DECLS

/* Counts of DOMAIN.md §8 for [@from, @to]. @hide_small: cells under 5 hidden, with enough others that they
 * cannot be computed back (for what leaves this place). Members: site, from, to, period_text ("6 tháng đầu năm 2026"), letterhead
 * (none where the place has not filled it in), hidden, groups[{key, label_vi,
 * label_en, rows[{key, label_vi, label_en, value | hidden:true}], total}]. (transfer full) */
JsonObject *tl_report_data (TlStore *store, TlDate from, TlDate to, gboolean hide_small, GError **error);

G_END_DECLS
