/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "store/store.h"

G_BEGIN_DECLS

/* Papers on the screen as they print, chosen from a list at the left: those of case @case_id, or with NULL the blank
 * forms. @store may be NULL for blank forms (before unlocking): their letterhead is then left to be written. */
void tl_papers_window_show (GtkWidget *owner, TlStore *store, const char *case_id);

G_END_DECLS
