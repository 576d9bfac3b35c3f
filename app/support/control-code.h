/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* Numbers, identifiers and codes that are computed, not stored. */

/* The control code of a final statement over its money projection: number, kind, period, source, and of each
 * line its place, category, days, unit, quantity, unit price, amount and source. No person, case or text is in
 * it, so nothing about a person can be guessed from it; and the province, which holds just these columns,
 * computes the same. Four groups of four ("7KQM-9D2X-…"): 75 bits of BLAKE2b and a check letter. (transfer full) */
char *tl_control_code (const char *number, const char *kind, const char *date_from, const char *date_to, const char *source, gint64 total,
                       JsonArray *lines);
/* Brings a typed code into its printed form (spaces, lower case, O for 0, I and L for 1). NULL: it is not a code,
 * or a letter of it is mistyped. (transfer full) */
char *tl_control_code_normalise (const char *typed);

/* "05/2026/BK-DC". (transfer full) */
char *tl_statement_number_format (gint64 count, int year, const char *site);
/* Takes it apart again. */
gboolean tl_statement_number_parse (const char *number, gint64 *count, int *year, char **site);

/* The id of a line that the program generates: a UUID from the hash of what it comes from, so that two PCs of
 * a place that generate the same line make one. @count: 0, or how many frozen lines of that origin exist already
 * (each correction is a line of its own). (transfer full) */
char *tl_generated_id (const char *category, const char *source, const char *month, const char *rate, guint count);

G_END_DECLS
