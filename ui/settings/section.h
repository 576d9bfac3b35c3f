/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "store/store.h"

G_BEGIN_DECLS

/* One section of the settings: made when it is first chosen, with property "store". */
#define TL_TYPE_SETTINGS_SECTION (tl_settings_section_get_type ())
G_DECLARE_DERIVABLE_TYPE (TlSettingsSection, tl_settings_section, TL, SETTINGS_SECTION, AdwBin)

struct _TlSettingsSectionClass
{
  AdwBinClass parent_class;

  /* Load (again) what is shown. */
  void (*refresh) (TlSettingsSection *self);
  /* Hand over what is being typed. */
  void (*flush) (TlSettingsSection *self);

  gpointer padding[4];
};

TlStore *tl_settings_section_get_store (TlSettingsSection *self); /* (transfer none) */
GtkBox *tl_settings_section_get_box (TlSettingsSection *self);    /* where the section puts its groups */
void tl_settings_section_refresh (TlSettingsSection *self);
void tl_settings_section_flush (TlSettingsSection *self);

/* --- What sections are made of --- */
/* A heading with a few words below (NULL: none), added to the section. */
AdwPreferencesGroup *tl_settings_group (TlSettingsSection *self, const char *title, const char *description);
/* A row of text in @group; plain text, not markup. */
GtkWidget *tl_settings_row (AdwPreferencesGroup *group, const char *title, const char *subtitle);
/* A button that stands at the end of a row or a heading. @name: for assistive technology, or NULL when the label says it all. */
GtkWidget *tl_settings_button (const char *label, const char *name);
/* A choice in words. */
AdwComboRow *tl_settings_choice (AdwPreferencesGroup *group, const char *title, const char *subtitle, const char *const *words);
/* Takes away the rows that @rows remembers. */
void tl_settings_clear (AdwPreferencesGroup *group, GPtrArray *rows);

G_END_DECLS
