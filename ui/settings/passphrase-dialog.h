/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "store/store.h"

G_BEGIN_DECLS

/* @done: it was done; while @owner lives. */
typedef void (*TlPassphraseDone) (gpointer owner);
/* A door of their own for a member of staff: a dull label and a passphrase, typed twice. */
void tl_passphrase_dialog_add (gpointer owner, TlStore *store, TlRecord *staff, TlPassphraseDone done);
/* The passphrase of whoever sits here. */
void tl_passphrase_dialog_change (gpointer owner, TlStore *store, TlPassphraseDone done);

G_END_DECLS
