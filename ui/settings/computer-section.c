/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n-lib.h>

#include "call.h"
#include "config.h"
#include "settings/section.h"

/* What this computer remembers (GSettings): nothing of the register. */

#define TL_TYPE_COMPUTER_SECTION (tl_computer_section_get_type ())
G_DECLARE_FINAL_TYPE (TlComputerSection, tl_computer_section, TL, COMPUTER_SECTION, TlSettingsSection)

struct _TlComputerSection
{
  TlSettingsSection parent_instance;

  AdwComboRow *idle;
  AdwComboRow *language;
  gboolean loading;
};

G_DEFINE_FINAL_TYPE (TlComputerSection, tl_computer_section, TL_TYPE_SETTINGS_SECTION)

static const int minutes[] = {1, 2, 3, 5, 10, 15, 30};
static const char *const languages[] = {"vi", "en", "system"};

static void
idle_cb (TlComputerSection *self)
{
  guint selected = adw_combo_row_get_selected (self->idle);

  if (!self->loading && selected < G_N_ELEMENTS (minutes))
    tl_config_set_int ("idle-minutes", minutes[selected]);
}

static void
language_cb (TlComputerSection *self)
{
  guint selected = adw_combo_row_get_selected (self->language);

  if (self->loading || selected >= G_N_ELEMENTS (languages))
    return;
  tl_config_set_string ("language", languages[selected]);
  tl_ui_toast (self, _ ("The language changes when the program starts next."));
}

static void
tl_computer_section_refresh (TlSettingsSection *section)
{
  TlComputerSection *self = TL_COMPUTER_SECTION (section);
  g_autofree char *language = tl_config_string ("language", "vi");
  int idle = tl_config_int ("idle-minutes", 5);

  self->loading = TRUE;
  for (guint i = 0; i < G_N_ELEMENTS (minutes); i++)
    if (minutes[i] <= idle || i == 0)
      adw_combo_row_set_selected (self->idle, i);
  for (guint i = 0; i < G_N_ELEMENTS (languages); i++)
    if (g_strcmp0 (languages[i], language) == 0)
      adw_combo_row_set_selected (self->language, i);
  self->loading = FALSE;
}

static void
tl_computer_section_constructed (GObject *object)
{
  TlComputerSection *self = TL_COMPUTER_SECTION (object);
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) words = NULL;
  const char *tongues[] = {"Tiếng Việt", "English", _ ("As the system"), NULL};
  AdwPreferencesGroup *group;
  GtkWidget *lock;
  GtkWidget *row;

  G_OBJECT_CLASS (tl_computer_section_parent_class)->constructed (object);
  self->loading = TRUE;
  for (guint i = 0; i < G_N_ELEMENTS (minutes); i++)
    {
      g_autofree char *text = g_strdup_printf (ngettext ("%d minute", "%d minutes", (gulong)minutes[i]), minutes[i]);

      g_strv_builder_add (builder, text);
    }
  words = g_strv_builder_end (builder);
  group = tl_settings_group (TL_SETTINGS_SECTION (self), _ ("Locking"),
                             _ ("A locked register shows nothing and asks for the passphrase. What was being typed is kept."));
  self->idle = tl_settings_choice (group, _ ("Lock by itself after"),
                                   _ ("When nobody touches keyboard or mouse; also when the computer sleeps."), (const char *const *)words);
  row = tl_settings_row (group, _ ("Lock now"), _ ("Ctrl+L. To show an empty page at once: F9."));
  lock = tl_settings_button (_ ("_Lock"), _ ("Lock now"));
  gtk_actionable_set_action_name (GTK_ACTIONABLE (lock), "app.lock");
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), lock);
  group = tl_settings_group (TL_SETTINGS_SECTION (self), _ ("Language"), _ ("Printed paper is always Vietnamese."));
  self->language = tl_settings_choice (group, _ ("Language of the program"), _ ("From the next start on."), tongues);
  g_signal_connect_swapped (self->idle, "notify::selected", G_CALLBACK (idle_cb), self);
  g_signal_connect_swapped (self->language, "notify::selected", G_CALLBACK (language_cb), self);
  self->loading = FALSE;
}

static void
tl_computer_section_class_init (TlComputerSectionClass *klass)
{
  G_OBJECT_CLASS (klass)->constructed = tl_computer_section_constructed;
  TL_SETTINGS_SECTION_CLASS (klass)->refresh = tl_computer_section_refresh;
}

static void
tl_computer_section_init (TlComputerSection *self)
{
}
