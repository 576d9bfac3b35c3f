/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Dates and times. A day is a day of UTC+7 whatever the PC says (DOMAIN.md §5). */

#define TL_TZ_SECONDS (7 * 3600)
typedef gint32 TlDate; /* days since 1970-01-01 */
#define TL_DATE_NONE G_MININT32
#define TL_DATE_CHARS 10 /* "YYYY-MM-DD" */

/* UTC seconds now. Only a build with test hooks lets tl_clock_set_for_test() or TAMLANH_NOW (ISO time, or a
 * file that holds one, so that a running program's clock can be moved) move it. */
gint64 tl_clock_now (void);
void   tl_clock_set_for_test (gint64 utc_seconds);

TlDate   tl_date_today (void);
TlDate   tl_date_from_time (gint64 utc_seconds);
gint64   tl_date_start (TlDate date);          /* UTC seconds of 00:00 in UTC+7 */
TlDate   tl_date_from_ymd (int year, int month, int day); /* TL_DATE_NONE if there is no such day */
void     tl_date_to_ymd (TlDate date, int *year, int *month, int *day); /* each may be NULL */
TlDate   tl_date_month_start (TlDate date);
TlDate   tl_date_month_end (TlDate date);
TlDate   tl_date_add_months (TlDate date, int months); /* clamps to the month's last day */
gboolean tl_date_parse_iso (const char *text, TlDate *date);
char    *tl_date_to_iso (TlDate date);
/* "5/3", "5/3/26", "05/03/2026", "05032026", ISO; without a year the nearest past-or-today one. */
gboolean tl_date_parse_typed (const char *text, TlDate *date);
/* The same for what lies ahead (due, expected): without a year the nearest from today on. */
gboolean tl_date_parse_typed_ahead (const char *text, TlDate *date);
char    *tl_date_format (TlDate date);          /* 05/03/2026 */
/* "2026-03-05T21:00:00+07:00" */
gboolean tl_time_parse_iso (const char *text, gint64 *utc_seconds);
char    *tl_time_to_iso (gint64 utc_seconds);
/* "05/03/2026 21:00", "5/3 21h", "21:00" (today). */
gboolean tl_time_parse_typed (const char *text, gint64 *utc_seconds);
char    *tl_time_format (gint64 utc_seconds);   /* 05/03/2026 21:00 */

/* "Tháng 3 năm 2026", "Quý I năm 2026", "6 tháng đầu năm 2026", "Năm 2026", or the two days, as printed papers say it: always
 * Vietnamese. (transfer full) */
char *tl_period_text (TlDate from, TlDate to);

G_END_DECLS
