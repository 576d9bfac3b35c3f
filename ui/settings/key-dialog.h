/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "store/store.h"

G_BEGIN_DECLS

/* A new key for the whole register (store/key-change.h), with a bar and a button that stops it: while it runs nothing else of the
 * window can be reached. @slot: the desk that is taken away with it, or NULL. @said: shown when it is done.
 * @done: (owner), only after success and while @owner lives. */
typedef void (*TlKeyDone) (gpointer owner);
void tl_key_dialog_run (gpointer owner, TlStore *store, const char *slot, const char *said, TlKeyDone done);

G_END_DECLS
