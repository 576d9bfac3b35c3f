/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "document/pages.h"

G_BEGIN_DECLS

/* The parts that all official papers share (Nghị định 30/2020, phụ lục I). */

/* Plain data: a member that is absent, null or of another kind reads as NULL or 0. */
const char *tl_data_text (JsonObject *data, const char *member);
gboolean tl_data_has (JsonObject *data, const char *member);
gint64 tl_data_int (JsonObject *data, const char *member);
JsonObject *tl_data_object (JsonObject *data, const char *member);
JsonArray *tl_data_array (JsonObject *data, const char *member); /* NULL = absent */
/* Element @i of an array of objects or texts; NULL if it is another kind. */
JsonObject *tl_data_object_at (JsonArray *array, guint i);
const char *tl_data_text_at (JsonArray *array, guint i);
/* An error DATA that names the missing @member. Returns FALSE. */
gboolean tl_data_lacks (const char *member, GError **error);
/* "46", "12,5"; "" when absent. (transfer full) */
char *tl_data_decimal (JsonObject *data, const char *member);
/* "05/03/2026" from ISO; what is no date as it is; "" when absent. (transfer full) */
char *tl_data_date (JsonObject *data, const char *member);

/* Agencies left, country and motto right, number, place and date, from @data's letterhead, number and date; below
 * the number the box where @boxed. */
void tl_head_place (TlPages *pages, JsonObject *data, gboolean boxed);
/* The same with other words in the box (NULL = no box); no number where @data says "unnumbered". */
void tl_head_place_boxed (TlPages *pages, JsonObject *data, const char *box);
/* Title in bold capitals; under it, centred, the others (NULL-terminated). */
void tl_title_place (TlPages *pages, const char *title, const char *const *below);

double tl_signatures_height (TlPages *pages, JsonArray *signers);
/* Signers side by side, the last at the right, on more rows where one has no room for all; kept whole. */
void tl_signatures_place (TlPages *pages, JsonArray *signers);
/* "Nơi nhận:" at the left beside one signer at the right. */
void tl_recipients_place (TlPages *pages, JsonArray *recipients, JsonArray *signers);

G_END_DECLS
