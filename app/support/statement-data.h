/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "support/support-query.h"

G_BEGIN_DECLS

#define TL_STATEMENT_LAYOUT_NOW 1

/* A statement as plain data from the lines, rates, settings and letterhead of now. On the store thread.
 * @rows: (out) (optional): the lines it holds, in order. */
JsonObject *tl_statement_compute (TlStore *store, TlRecord *statement, GPtrArray **rows, GError **error);
/* Copies what a final statement must keep of @data into the record's frozen fields. */
void tl_statement_freeze (TlRecord *statement, JsonObject *data);
/* The same data from the frozen fields alone. */
JsonObject *tl_statement_thaw (TlRecord *statement, GError **error);

/* "Tháng 3 năm 2026", "Quý I năm 2026", … or the two days. (transfer full) */
char *tl_period_text (TlDate from, TlDate to);

G_END_DECLS
