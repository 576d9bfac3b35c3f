/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "store/store.h"

G_BEGIN_DECLS

/* Windows of the rates section. @owner: the widget that asks; @changed (@owner) is called after what was done. */
typedef void (*TlRatesChanged) (gpointer owner);

/* The last day of @rate, in a small window. */
void tl_rate_end_dialog (gpointer owner, TlStore *store, TlRecord *rate, TlRatesChanged changed);
/* What follows @rate from a day on: its level or ceiling, and by which text; @rate ends on the day before. */
void tl_rate_succeed_dialog (gpointer owner, TlStore *store, TlRecord *rate, TlRatesChanged changed);
/* Chooses a pack, shows what it would change, takes it in; @province: without the digits. */
void tl_rate_import_dialog (gpointer owner, TlStore *store, gboolean province, TlRatesChanged changed);
/* Chooses where to, writes all rates as a pack and shows the digits to read out. */
void tl_rate_export_dialog (gpointer owner, TlStore *store);

G_END_DECLS
