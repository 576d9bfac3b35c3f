/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* Shows a recovery code, prints it, and has it typed back once. Signal "confirmed" (). */
#define TL_TYPE_RECOVERY_VIEW (tl_recovery_view_get_type ())
G_DECLARE_FINAL_TYPE (TlRecoveryView, tl_recovery_view, TL, RECOVERY_VIEW, AdwBin)

/* @code: copied into memory that is wiped. */
GtkWidget *tl_recovery_view_new (const char *code);
/* The same for the leader's half of an escrow. @peer: who holds the other. */
GtkWidget *tl_recovery_view_new_share (const char *share, const char *peer);

G_END_DECLS
