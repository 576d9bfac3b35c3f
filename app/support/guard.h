/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "support/support.h"

G_BEGIN_DECLS

/* Saves what this room has judged itself: the guard lets it through. On the store thread. */
gboolean tl_guarded_save (TlStore *store, TlRecord *record, GError **error);
/* The same for a deletion. */
gboolean tl_guarded_delete (TlStore *store, TlType type, const char *id, const char *reason, GError **error);

/* Rate, sum, life and ceilings of a line that is about to be saved; fills it in. On the store thread. */
gboolean tl_support_judge (TlStore *store, TlRecord *record, GError **error);

G_END_DECLS
