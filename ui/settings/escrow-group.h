/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "settings/section.h"

G_BEGIN_DECLS

/* "Help by the province": who holds the other half of a key, making and taking away the two halves. A group of the
 * settings' @section, which refreshes it with tl_escrow_group_refresh(). */
AdwPreferencesGroup *tl_escrow_group_add (TlSettingsSection *section);
void tl_escrow_group_refresh (TlSettingsSection *section);

/* A window over @section's with @view, a TlRecoveryView, closed when it is confirmed. */
GtkWindow *tl_escrow_paper_window (TlSettingsSection *section, GtkWidget *view, const char *title);

G_END_DECLS
