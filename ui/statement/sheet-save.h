/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "store/store.h"

G_BEGIN_DECLS

/* Asks where, then writes a spreadsheet there; the export is noted in the journal. @owner: a widget of the page that asks. */

/* Of a statement. @name: suggested name without the ending. */
void tl_save_statement_sheet (gpointer owner, TlStore *store, const char *id, const char *name);
/* Of every line dated in the period. */
void tl_save_register_sheet (gpointer owner, TlStore *store, TlDate from, TlDate to);

G_END_DECLS
