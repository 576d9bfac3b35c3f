/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "page.h"

G_BEGIN_DECLS

/* What may be done with the lines chosen in a list of support lines: approve, pay, void, look at their history.
 * @view: its model is a GtkMultiSelection of TlRecord. Adds menu and keys to @view.
 * Returns: (transfer none): the bar that shows how many lines are chosen and what they come to, to stand below. */
GtkWidget *tl_line_actions_new (TlPage *page, GtkColumnView *view);

/* Where a line stands, as a word with a sign, for a column. (transfer full) */
GtkListItemFactory *tl_line_state_factory_new (void);

/* Who did what to a line, newest first, in a window of its own. */
void tl_line_history_show (gpointer owner, TlStore *store, const char *line_id);

G_END_DECLS
