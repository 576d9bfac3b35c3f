/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "record/time.h"
#include "store/store.h"

G_BEGIN_DECLS

/* A voucher with the lines on it and what they take of its sum, or a trip with the lines it calls for.
 * @record: TL_TYPE_VOUCHER or TL_TYPE_TRIP, stored or new. */
void tl_paper_window_show (gpointer owner, TlStore *store, TlRecord *record);

/* The vouchers and trips from @from on to @to, to open or to begin. */
void tl_papers_dialog_show (gpointer owner, TlStore *store, TlDate from, TlDate to);

G_END_DECLS
