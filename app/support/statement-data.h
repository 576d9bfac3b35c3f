/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "support/control-code.h"
#include "support/support-query.h"

G_BEGIN_DECLS

#define TL_STATEMENT_LAYOUT_NOW 3
#define TL_CONTROL_VERSION_NOW 2

/* A statement as plain data from the lines, rates, settings and letterhead of now. On the store thread.
 * @rows: (out) (optional): the lines it holds, in order. */
JsonObject *tl_statement_compute (TlStore *store, TlRecord *statement, GPtrArray **rows, GError **error);
/* Copies what a final statement must keep of @data into the record's frozen fields; the names of @rows apart. */
void tl_statement_freeze (TlRecord *statement, JsonObject *data, GPtrArray *rows);
/* The same data from the frozen fields alone. */
JsonObject *tl_statement_thaw (TlRecord *statement, GError **error);
/* @data as it may be seen: without identity where the kind wants none. Returns @data. */
JsonObject *tl_statement_show (JsonObject *data);
/* Frozen names without those of @id, a person, a staff member or a line. (transfer full); NULL: it is not in them. */
char *tl_statement_names_without (const char *names, const char *id);
/* The control code of a statement from its record, number set, and its lines in full. (transfer full) */
char *tl_statement_code (TlRecord *statement, JsonArray *lines, int version);

/* For whoever checks papers (app/sync too): an empty check, agreeing with nothing yet. (transfer full) */
TlStatementCheck *tl_statement_check_new (const char *number);
/* Brings what was typed or scanned into form. @typed: (out) (transfer full) (nullable): the code, NULL without @code;
 * @qr is filled when @qr_text is given. FALSE: what is wrong with it. */
gboolean tl_check_read (const char *number, const char *code, const char *qr_text, TlQr *qr, char **typed, GError **error);

G_END_DECLS
