/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* JSON that came from elsewhere. Member readers never trust a type. */

/* The root if @data is JSON in UTF-8, nested no deeper than we write; else NULL. (transfer full) */
JsonNode *tl_json_read (const guint8 *data, gsize size);
/* (transfer full) (out) */
char *tl_json_write (JsonNode *node, gsize *size);
char *tl_json_write_object (JsonObject *object);

/* NULL when absent, null, of another type, or longer than @max bytes. */
const char *tl_json_text (JsonObject *object, const char *name, gsize max);
/* FALSE when absent, not a whole number, or outside. */
gboolean tl_json_int (JsonObject *object, const char *name, gint64 min, gint64 max, gint64 *value);
JsonObject *tl_json_object (JsonObject *object, const char *name);
JsonArray *tl_json_array (JsonObject *object, const char *name);
/* The object at @index or NULL. */
JsonObject *tl_json_array_object (JsonArray *array, guint index);

G_END_DECLS
