/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/store.h"

G_BEGIN_DECLS

/* For the query files of support, report and sync only. All on the store thread, inside a job. */

/* The connection; NULL and an error once the store is closed. */
sqlite3 *tl_sql_db (TlStore *store);

/* Prepares @sql and binds by @format, one letter a parameter: 's' const char* (NULL = NULL), 'i' gint64,
 * 'b' GBytes* (NULL = NULL). Statements are cached by text; finish with tl_sql_done().
 * Step it before preparing the same text again. */
sqlite3_stmt *tl_sql_prepare (TlStore *store, GError **error, const char *sql, const char *format, ...);
/* TRUE: a row. FALSE: no more rows, or *error is set. */
gboolean      tl_sql_step (TlStore *store, sqlite3_stmt *stmt, GError **error);
void          tl_sql_done (sqlite3_stmt *stmt);
/* Runs to the end. */
gboolean      tl_sql_run (TlStore *store, GError **error, const char *sql, const char *format, ...);
/* First column of the first row as integer; @fallback without a row; error as usual. */
gint64        tl_sql_int (TlStore *store, GError **error, gint64 fallback, const char *sql, const char *format, ...);
char         *tl_sql_text (TlStore *store, GError **error, const char *sql, const char *format, ...);

/* A column of the row at hand as a text of one's own, NULL where it holds none. (transfer full). */
char *tl_sql_column_text (sqlite3_stmt *stmt, int column);

G_END_DECLS
