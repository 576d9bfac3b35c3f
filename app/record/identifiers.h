/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What can be said of a paper's or a telephone's number by looking at it (DOMAIN.md §4). Every finding is a
 * warning: people flee without papers, and papers have errors. Messages: (transfer full), in the user's
 * language, NULL when nothing is odd. */

/* Telephone: separators taken out, +84 written as 0; left as typed when it is more than one number. (transfer full) */
char *tl_phone_normalise (const char *typed);
/* @service: short numbers of services (111, 1900…) are welcome too. */
char *tl_phone_oddity (const char *phone, gboolean service);

/* Numbers of papers: separators taken out, capitals; left as typed when anything else is in it. (transfer full) */
char *tl_paper_number_normalise (const char *typed);
/* @kind: code of list "id_kind" or NULL; @sex: code of list "sex" or NULL; @birth_year: 0 if not known. */
char *tl_id_number_oddity (const char *kind, const char *number, const char *sex, int birth_year);
char *tl_health_card_oddity (const char *number);

G_END_DECLS
