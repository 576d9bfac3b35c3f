/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "record/time.h"

G_BEGIN_DECLS

/* Days of one calendar month as a bit each: bit 0 is the 1st. A person-day is one bit, so stays that overlap
 * count it once, whatever their number and order. */
typedef guint32 TlDaySet;

/* Days of [@from, @to] (both counted) that fall in the month that starts at @month. Empty when @to < @from. */
TlDaySet tl_day_set_range (TlDate month, TlDate from, TlDate to);
/* Days of a stay: the day of entry counts, the day of leaving only with @leaving_counts, a stay within one day
 * counts one (DOMAIN.md §2). @out: TL_DATE_NONE for a person still here; nothing after @last counts. */
TlDaySet tl_day_set_stay (TlDate month, TlDate in, TlDate out, gboolean leaving_counts, TlDate last);
guint tl_day_set_size (TlDaySet days);
/* TL_DATE_NONE when empty. */
TlDate tl_day_set_first (TlDate month, TlDaySet days);
TlDate tl_day_set_last (TlDate month, TlDaySet days);
/* "05/03–11/03, 20/03/2026": the runs of days, for the reason beside a line. (transfer full) */
char *tl_day_set_text (TlDate month, TlDaySet days);

G_END_DECLS
