/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* A modal window over @owner's: a bar with Cancel (Close, where there is nothing to go on with) at the left and
 * the button @go_label at the right, @content below. Escape and Cancel close it, Ctrl+S and Ctrl+Enter go on; the focus begins in @content. @go_button: (out) (optional)
 * (nullable). Not shown yet: gtk_window_present(). */
GtkWindow *tl_frame_new (gpointer owner, const char *title, GtkWidget *content, const char *go_label, int width, int height,
                         GtkWidget **go_button);

G_END_DECLS
