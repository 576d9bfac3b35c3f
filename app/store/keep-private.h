/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/keep.h"
#include "store/store-private.h"

G_BEGIN_DECLS

typedef struct
{
  guint days, weeks, months;
} TlKeepRule;

/* Removes what the rule does not keep, but never @made, the one that was just made; names of what went. (transfer full)
 * (element-type utf8) */
GPtrArray *tl_keep_thin (TlStore *store, const char *folder, const char *made, const TlKeepRule *rule);
/* The last TL_KEEP_SNAPSHOTS stay, none longer than TL_KEEP_SNAPSHOT_DAYS; and @made. */
GPtrArray *tl_keep_thin_snapshots (TlStore *store, const char *folder, const char *made);

G_END_DECLS
