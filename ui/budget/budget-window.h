/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "store/store.h"

G_BEGIN_DECLS

/* Budgets of a year, source by source: what is set, used, committed, left, and where the pace leads. A budget is added and
 * changed here. */
void tl_budget_window_show (gpointer owner, TlStore *store);

G_END_DECLS
