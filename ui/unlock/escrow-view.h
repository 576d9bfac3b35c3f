/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "store/store.h"

G_BEGIN_DECLS

/* Opening a register with the leader's page and another place's answer: asking, then using what came back.
 * Signals: "opened" (TlStore *store), "back" (). */
#define TL_TYPE_ESCROW_VIEW (tl_escrow_view_get_type ())
G_DECLARE_FINAL_TYPE (TlEscrowView, tl_escrow_view, TL, ESCROW_VIEW, AdwBin)

/* @slots: (element-type TlSlot): the desks that can get a new passphrase. NULL when the register at @path has no such door. */
GtkWidget *tl_escrow_view_new (const char *path, GPtrArray *slots);

G_END_DECLS
