/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Lays editors out in as many equal columns as fit (at most two); a wide one takes a row of its own. */
#define TL_TYPE_FORM_GRID (tl_form_grid_get_type ())
G_DECLARE_FINAL_TYPE (TlFormGrid, tl_form_grid, TL, FORM_GRID, GtkWidget)

GtkWidget *tl_form_grid_new (void);
void       tl_form_grid_add (TlFormGrid *self, GtkWidget *child, gboolean wide);

G_END_DECLS
