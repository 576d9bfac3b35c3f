/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/* The sections, for the page that shows them: each is a TlSettingsSection and is private to its file. */
GType tl_place_section_get_type (void);
GType tl_staff_section_get_type (void);
GType tl_rooms_section_get_type (void);
GType tl_rates_section_get_type (void);
GType tl_budgets_section_get_type (void);
GType tl_rules_section_get_type (void);
GType tl_backup_section_get_type (void);
GType tl_computer_section_get_type (void);
GType tl_journal_section_get_type (void);

G_END_DECLS
