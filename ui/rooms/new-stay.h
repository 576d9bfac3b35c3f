/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "form/dialog.h"

G_BEGIN_DECLS

/* Asks, below the button @from, whose stay it is (an open case), then shows the form of the new @stay, which has its
 * place and time already. @revealed: aliases are shown. */
void tl_new_stay_ask (GtkWidget *from, gpointer owner, TlStore *store, TlRecord *stay, gboolean revealed, TlRecordDone done);

G_END_DECLS
