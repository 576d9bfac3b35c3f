/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>
#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* One who comes with her, on one line: how to call, sex, about how old, relation.
 * Signals: "edited" (), "removed" (). */
#define TL_TYPE_COMPANION_ROW (tl_companion_row_get_type ())
G_DECLARE_FINAL_TYPE (TlCompanionRow, tl_companion_row, TL, COMPANION_ROW, GtkBox)

/* @object: as for tl_intake_save(), or NULL for an empty one. */
GtkWidget  *tl_companion_row_new (guint number, JsonObject *object);
/* (transfer full). An age that cannot be read is kept as "typed_age" and @wrong set. */
JsonObject *tl_companion_row_get (TlCompanionRow *self, gboolean *wrong);

G_END_DECLS
