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
/* Version 2 of the code covers the lines in any order and only what of a line leaves this place (app/sync projects just
 * that), so that whoever holds the lines computes the same: the digests of the lines, sorted, are hashed with the head. */
#define TL_DIGEST_BYTES 16
typedef struct
{
  const char *category;
  const char *date;
  const char *date_to; /* NULL: one day */
  gint64 quantity;     /* thousandths */
  const char *unit;    /* NULL: none */
  gint64 unit_price;   /* 0: none */
  gint64 amount;
  const char *source;
} TlMoneyLine;
/* A drive counts as one trip whatever its kilometres: @road. @by_month: of the days only the month, for a paper that hides
 * them: from the letters of a line whose sum is known a day could be tried out. */
void tl_money_line_digest (const TlMoneyLine *line, gboolean road, gboolean by_month, guint8 out[TL_DIGEST_BYTES]);
/* Whether the digests of a kind of statement are by month ("treasury"). */
gboolean tl_control_by_month (const char *kind);
/* The same of a line of tl_statement_data(). */
void tl_control_line_digest (JsonObject *line, gboolean by_month, guint8 out[TL_DIGEST_BYTES]);
/* @digests: @n times TL_DIGEST_BYTES, in any order; sorted in place. (transfer full) */
char *tl_control_code_of_digests (const char *number, const char *kind, const char *date_from, const char *date_to, const char *source,
                                  gint64 total, guint8 *digests, guint n);

/* Three letters of a line's digest (15 bits): enough to find the line that differs, nothing to guess from. */
#define TL_CHECK_LETTERS 3
void tl_control_check_letters (const guint8 digest[TL_DIGEST_BYTES], char out[TL_CHECK_LETTERS + 1]);
/* Sets member "check" of a line. */
void tl_control_set_check (JsonObject *line, gboolean by_month);
/* Sets member "check" of a group: by category, source and sum. */
void tl_control_set_group_check (JsonObject *group);

/* The text of the QR of one page of a final statement: number, code and the letters of its lines from @first (from 0),
 * @count of them. Letters, digits, "/", "-" and ":" only: a QR holds those in few squares. @data: of
 * tl_statement_data(); "summary" takes its groups. NULL for a draft. (transfer full) */
char *tl_statement_qr (JsonObject *data, guint first, guint count);
typedef struct
{
  char *number;
  char *code; /* as printed, with dashes */
  gboolean of_groups;
  guint first;   /* from 0 */
  char *letters; /* TL_CHECK_LETTERS a line */
} TlQr;
void tl_qr_clear (TlQr *qr);
/* FALSE: it is no text of ours, or was mistyped. */
gboolean tl_qr_parse (const char *text, TlQr *qr);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (TlQr, tl_qr_clear)

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
