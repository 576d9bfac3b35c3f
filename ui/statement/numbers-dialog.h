/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "store/store.h"

G_BEGIN_DECLS

/* Which PC of this place gives statement numbers, and handing that over. */
void tl_numbers_dialog_show (gpointer owner, TlStore *store);

G_END_DECLS
