/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "settings/section.h"

#include "call.h"

typedef struct
{
  TlStore *store;
  GtkWidget *box;
} TlSettingsSectionPrivate;

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (TlSettingsSection, tl_settings_section, ADW_TYPE_BIN)

enum
{
  PROP_STORE = 1,
  N_PROPERTIES
};

static GParamSpec *properties[N_PROPERTIES];

static void
tl_settings_section_set_property (GObject *object, guint id, const GValue *value, GParamSpec *spec)
{
  TlSettingsSectionPrivate *priv = tl_settings_section_get_instance_private (TL_SETTINGS_SECTION (object));

  if (id == PROP_STORE)
    priv->store = g_value_dup_object (value);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, spec);
}

static void
tl_settings_section_dispose (GObject *object)
{
  TlSettingsSectionPrivate *priv = tl_settings_section_get_instance_private (TL_SETTINGS_SECTION (object));

  g_clear_object (&priv->store);
  G_OBJECT_CLASS (tl_settings_section_parent_class)->dispose (object);
}

static void
tl_settings_section_class_init (TlSettingsSectionClass *klass)
{
  G_OBJECT_CLASS (klass)->set_property = tl_settings_section_set_property;
  G_OBJECT_CLASS (klass)->dispose = tl_settings_section_dispose;
  properties[PROP_STORE]
      = g_param_spec_object ("store", NULL, NULL, TL_TYPE_STORE, G_PARAM_WRITABLE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (G_OBJECT_CLASS (klass), N_PROPERTIES, properties);
}

static void
tl_settings_section_init (TlSettingsSection *self)
{
  TlSettingsSectionPrivate *priv = tl_settings_section_get_instance_private (self);

  priv->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 24);
  adw_bin_set_child (ADW_BIN (self), priv->box);
}

TlStore *
tl_settings_section_get_store (TlSettingsSection *self)
{
  TlSettingsSectionPrivate *priv = tl_settings_section_get_instance_private (self);

  return priv->store;
}

GtkBox *
tl_settings_section_get_box (TlSettingsSection *self)
{
  TlSettingsSectionPrivate *priv = tl_settings_section_get_instance_private (self);

  return GTK_BOX (priv->box);
}

void
tl_settings_section_refresh (TlSettingsSection *self)
{
  if (TL_SETTINGS_SECTION_GET_CLASS (self)->refresh != NULL)
    TL_SETTINGS_SECTION_GET_CLASS (self)->refresh (self);
}

void
tl_settings_section_flush (TlSettingsSection *self)
{
  if (TL_SETTINGS_SECTION_GET_CLASS (self)->flush != NULL)
    TL_SETTINGS_SECTION_GET_CLASS (self)->flush (self);
}

/* --- What sections are made of --- */

AdwPreferencesGroup *
tl_settings_group (TlSettingsSection *self, const char *title, const char *description)
{
  GtkWidget *group = adw_preferences_group_new ();
  g_autofree char *title_markup = g_markup_escape_text (title, -1);
  g_autofree char *markup = g_markup_escape_text (description != NULL ? description : "", -1);

  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (group), title_markup);
  if (description != NULL)
    adw_preferences_group_set_description (ADW_PREFERENCES_GROUP (group), markup);
  gtk_box_append (tl_settings_section_get_box (self), group);
  return ADW_PREFERENCES_GROUP (group);
}

GtkWidget *
tl_settings_row (AdwPreferencesGroup *group, const char *title, const char *subtitle)
{
  GtkWidget *row = adw_action_row_new ();
  g_autofree char *title_markup = g_markup_escape_text (title != NULL ? title : "", -1);
  g_autofree char *subtitle_markup = g_markup_escape_text (subtitle != NULL ? subtitle : "", -1);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title_markup);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle_markup);
  adw_preferences_group_add (group, row);
  return row;
}

GtkWidget *
tl_settings_button (const char *label, const char *name)
{
  GtkWidget *button = gtk_button_new_with_mnemonic (label);
  g_auto (GStrv) parts = g_strsplit (label, "_", -1);
  g_autofree char *plain = g_strjoinv ("", parts);

  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  /* GTK would say the underline too. */
  tl_ui_label (button, name != NULL ? name : plain);
  return button;
}

AdwComboRow *
tl_settings_choice (AdwPreferencesGroup *group, const char *title, const char *subtitle, const char *const *words)
{
  GtkWidget *row = adw_combo_row_new ();
  g_autoptr (GtkStringList) options = gtk_string_list_new (words);
  g_autofree char *title_markup = g_markup_escape_text (title, -1);
  g_autofree char *subtitle_markup = g_markup_escape_text (subtitle != NULL ? subtitle : "", -1);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title_markup);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle_markup);
  adw_combo_row_set_model (ADW_COMBO_ROW (row), G_LIST_MODEL (options));
  tl_ui_label (row, title);
  adw_preferences_group_add (group, row);
  return ADW_COMBO_ROW (row);
}

void
tl_settings_clear (AdwPreferencesGroup *group, GPtrArray *rows)
{
  for (guint i = 0; i < rows->len; i++)
    adw_preferences_group_remove (group, rows->pdata[i]);
  g_ptr_array_set_size (rows, 0);
}
