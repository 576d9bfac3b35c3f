/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Vietnamese text. */

/* NFC, outer white space trimmed; NULL if nothing is left or it is not UTF-8. (transfer full) */
char *tl_text_normalise (const char *text);
/* Lower case, no accents, đ→d: what search and comparison use. (transfer full) */
char *tl_text_fold (const char *text);
/* Order of the Vietnamese alphabet and tones (ICU "vi"). */
int   tl_text_compare (const char *a, const char *b);
/* "1.470.000" (no unit). (transfer full) */
char *tl_money_format (gint64 dong);
/* "1.470.000", "1 470 000 đ", "1470000"; whole đồng only, a group has three digits. */
gboolean tl_money_parse (const char *text, gint64 *dong);
/* "Một triệu bốn trăm bảy mươi nghìn đồng" (DOMAIN.md §6); negative: "Âm …". (transfer full) */
char *tl_money_in_words (gint64 dong);
/* Thousandths as "46", "12,5", "1250,75". */
char *tl_decimal_format (gint64 thousandths);
/* "12,5", "12.5", "46": comma or point before at most three decimals, no grouping. */
gboolean tl_decimal_parse (const char *text, gint64 *thousandths);
/* A random UUID v4 in lower case. (transfer full) */
char *tl_uuid_new (void);
gboolean tl_uuid_is_valid (const char *text);

G_END_DECLS
