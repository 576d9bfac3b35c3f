/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "store/store.h"

G_BEGIN_DECLS

/* Checks a paper against what is kept of it: number and code as typed, or the text of a QR as a scanner types it. */
void tl_check_dialog_show (gpointer owner, TlStore *store);

G_END_DECLS
