/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* Spreadsheets (.xlsx). Numbers and dates are what they are, totals are formulas with their value beside them; every text
 * is stored as text, so that one that begins with = + - or @ stays one. Written beside @path, synced, renamed, readable
 * by its owner alone; the library's own temporary files are in memory. Errors: TL_DOCUMENT_ERROR. */

/* @data: what tl_statement_data() gives, of any kind. */
gboolean tl_sheet_write_statement (JsonObject *data, const char *path, GError **error);
/* @data: what tl_support_register_data() gives. */
gboolean tl_sheet_write_register (JsonObject *data, const char *path, GError **error);
/* "So theo doi 2026-03-01 2026-03-31 DC" and the like: for a file's name, no name of a person in it. (transfer full) */
char *tl_sheet_register_title (JsonObject *data);

G_END_DECLS
