/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "store/store.h"

G_BEGIN_DECLS

/* Asks for kind, period and source and makes a draft. @done: with the draft's id, while @owner lives. */
typedef void (*TlStatementMade) (gpointer owner, const char *id, gpointer user_data);
void tl_new_statement_dialog_show (gpointer owner, TlStore *store, TlStatementMade done, gpointer user_data);

G_END_DECLS
