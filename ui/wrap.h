/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* A row of controls that goes on in a further line where it is too wide: no word of a button is cut off, in whatever language and
 * however narrow the window. Children that expand share what a line has left over. */
#define TL_TYPE_WRAP (tl_wrap_get_type ())
G_DECLARE_FINAL_TYPE (TlWrap, tl_wrap, TL, WRAP, GtkWidget)

G_END_DECLS
