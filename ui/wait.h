/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* What a list shows until its first answer has come: nothing, and after a moment a spinner. So nobody is told that there is nothing
 * when nobody has looked yet. The first page of a list's stack. */
#define TL_TYPE_WAIT (tl_wait_get_type ())
G_DECLARE_FINAL_TYPE (TlWait, tl_wait, TL, WAIT, AdwBin)

GtkWidget *tl_wait_new (void);

G_END_DECLS
