/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* What a list shows until its first answer has come: nothing, and after a moment a spinner. So nobody is told that there is nothing
 * when nobody has looked yet. The first page of a list's stack. Where the answer does not come it says so and offers to ask again:
 * signal "again" (default: the page around it is refreshed). */
#define TL_TYPE_WAIT (tl_wait_get_type ())
G_DECLARE_FINAL_TYPE (TlWait, tl_wait, TL, WAIT, AdwBin)

GtkWidget *tl_wait_new (void);
/* @from could not be read: whoever waits inside it, on the screen, says @sentence with a button instead of turning for ever. */
void tl_wait_fail (GtkWidget *from, const char *sentence);

G_END_DECLS
