/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

/* Plain data as tl_statement_data() gives it, with @n lines whose amounts add up. (transfer full) */
JsonObject *sample_detail (guint n, const char *state);
JsonObject *sample_summary (guint n, const char *state);
JsonObject *sample_report (void);
/* Any kind of statement; @ugly: the longest names and words that have no place to break, sums of 12 digits. */
JsonObject *sample_statement (const char *kind, guint n, const char *state, gboolean ugly);
/* What tl_case_paper_data() gives for "intake-record", "consent" …; @ugly as above. */
JsonObject *sample_case_paper (const char *kind, gboolean ugly);
/* Sets text at "member" or "letterhead.member". */
void sample_set (JsonObject *data, const char *path, const char *value);
