/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "page.h"

G_BEGIN_DECLS

/* Cài đặt: the place, staff and their passphrases, rooms, rates, budgets, rules, this computer, the journal. */
#define TL_TYPE_SETTINGS_PAGE (tl_settings_page_get_type ())
G_DECLARE_FINAL_TYPE (TlSettingsPage, tl_settings_page, TL, SETTINGS_PAGE, TlPage)

/* Shows the section of that name ("backup"). */
void tl_settings_page_show_section (TlSettingsPage *self, const char *id);

G_END_DECLS
