/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

/* Plain data as tl_statement_data() gives it, with @n lines whose amounts add up. (transfer full) */
JsonObject *sample_detail (guint n, const char *state);
JsonObject *sample_summary (guint n, const char *state);
JsonObject *sample_report (void);
/* Sets text at "member" or "letterhead.member". */
void sample_set (JsonObject *data, const char *path, const char *value);
