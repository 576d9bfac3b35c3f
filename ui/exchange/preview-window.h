/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>
#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* Shows the content of a bundle row by row, field by field, and asks to go on. @content: what
 * tl_bundle_preview() or tl_bundle_inspect() gives. @go_label: the button; NULL: nothing to go on with.
 * @go: called once when it is pressed, while @owner lives. */
typedef void (*TlPreviewGo) (gpointer owner, gpointer user_data);
void tl_preview_window_show (gpointer owner, const char *title, const char *explanation, JsonObject *content, const char *go_label,
                             TlPreviewGo go, gpointer user_data, GDestroyNotify user_data_destroy);

G_END_DECLS
