/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "store/store.h"

G_BEGIN_DECLS

/* Who did what to a case, its person and its parts, from the journal; newest first. */
#define TL_TYPE_HISTORY (tl_history_get_type ())
G_DECLARE_FINAL_TYPE (TlHistory, tl_history, TL, HISTORY, AdwBin)

GtkWidget *tl_history_new (TlStore *store, const char *case_id);
void       tl_history_refresh (TlHistory *self);

G_END_DECLS
