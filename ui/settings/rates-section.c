/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n-lib.h>
#include <string.h>

#include "call.h"
#include "form/dialog.h"
#include "record/lists.h"
#include "record/text.h"
#include "record/time.h"
#include "settings/rate-dialogs.h"
#include "settings/section.h"
#include "support/support.h"

/* Rates: what the state pays for what, by which text, from when to when. One group a legal text; the province changes
 * them and writes packs, a site reads and takes packs in. */

#define TL_TYPE_RATES_SECTION (tl_rates_section_get_type ())
G_DECLARE_FINAL_TYPE (TlRatesSection, tl_rates_section, TL, RATES_SECTION, TlSettingsSection)

struct _TlRatesSection
{
  TlSettingsSection parent_instance;

  AdwPreferencesGroup *head;
  AdwComboRow *days;
  AdwEntryRow *day;
  GtkWidget *add, *give;
  GtkWidget *fresh;  /* packs that came with a newer program */
  GPtrArray *groups; /* AdwPreferencesGroup, one a text */
  gboolean province;
};

G_DEFINE_FINAL_TYPE (TlRatesSection, tl_rates_section, TL_TYPE_SETTINGS_SECTION)

enum
{
  TODAY,
  ON_A_DAY,
  ALL
};

typedef struct
{
  GPtrArray *rates;
  GPtrArray *fresh; /* (element-type TlShippedPack) */
  gboolean province;
} Listed;

static void
listed_free (gpointer data)
{
  Listed *listed = data;

  g_ptr_array_unref (listed->rates);
  g_ptr_array_unref (listed->fresh);
  g_free (listed);
}

static gpointer
list_job (TlStore *store, gpointer data, GCancellable *cancellable, GError **error)
{
  TlDate *on = data;
  g_autoptr (GPtrArray) rates = tl_rate_list (store, *on, NULL, error);
  g_autoptr (GPtrArray) fresh = rates ? tl_rates_new (store, error) : NULL;
  Listed *listed;

  if (fresh == NULL)
    return NULL;
  listed = g_new0 (Listed, 1);
  listed->fresh = g_steal_pointer (&fresh);
  listed->rates = g_steal_pointer (&rates);
  listed->province = tl_support_is_province (store);
  return listed;
}

/* "Thông tư 03/2022/TT-BTC": where the clause ends and the text begins. */
static const char *
text_of (TlRecord *rate)
{
  static const char *const words[] = {"Thông tư", "Nghị định", "Nghị quyết", "Quyết định", "Luật"};
  const char *clause = tl_record_text (rate, TL_RATE_LEGAL_BASIS);

  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    {
      const char *found = g_strrstr (clause, words[i]);

      if (found != NULL)
        return found;
    }
  return clause;
}

static char *
detail_of (TlRecord *rate)
{
  g_autofree char *level = tl_rate_level_text (rate);
  g_autofree char *cap = tl_rate_cap_text (rate);
  g_autofree char *from = tl_record_format_field (rate, TL_RATE_VALID_FROM);
  g_autofree char *to = tl_record_format_field (rate, TL_RATE_VALID_TO);
  g_autofree char *sources = tl_record_format_field (rate, TL_RATE_FUNDING_SOURCES);
  const char *clause = tl_record_text (rate, TL_RATE_LEGAL_BASIS);
  GString *text = g_string_new (level);

  if (*cap != '\0')
    g_string_append_printf (text, _ (" · at most %s"), cap);
  g_string_append_c (text, '\n');
  if (to != NULL && *to != '\0')
    g_string_append_printf (text, _ ("From %s to %s"), from, to);
  else
    g_string_append_printf (text, _ ("From %s on"), from);
  g_string_append_printf (text, " · %s", clause);
  if (tl_record_has (rate, TL_RATE_FUNDING_SOURCES))
    g_string_append_printf (text, _ ("\nOnly from: %s"), sources);
  if (tl_record_int (rate, TL_RATE_NEEDS_DECISION))
    g_string_append (text, _ (" · with a decision number"));
  return g_string_free (text, FALSE);
}

/* --- What one does with a rate --- */

static void
changed_cb (gpointer owner)
{
  tl_settings_section_refresh (owner);
}

static void
saved_cb (gpointer owner, TlRecord *record, gpointer user_data)
{
  tl_settings_section_refresh (owner);
}

static TlStore *
store_of (TlRatesSection *self)
{
  return tl_settings_section_get_store (TL_SETTINGS_SECTION (self));
}

static void
edit_cb (GtkWidget *row, TlRatesSection *self)
{
  tl_record_dialog_show (self, store_of (self), g_object_get_data (G_OBJECT (row), "record"), NULL, saved_cb, NULL);
}

static void
end_cb (GtkWidget *button, TlRatesSection *self)
{
  tl_rate_end_dialog (self, store_of (self), g_object_get_data (G_OBJECT (button), "record"), changed_cb);
}

static void
succeed_cb (GtkWidget *button, TlRatesSection *self)
{
  tl_rate_succeed_dialog (self, store_of (self), g_object_get_data (G_OBJECT (button), "record"), changed_cb);
}

static void
add_cb (TlRatesSection *self)
{
  g_autoptr (TlRecord) rate = tl_record_new (TL_TYPE_RATE);

  tl_record_dialog_show (self, store_of (self), rate, NULL, saved_cb, NULL);
}

static void
take_cb (TlRatesSection *self)
{
  tl_rate_import_dialog (self, store_of (self), self->province, changed_cb);
}

static void
give_cb (TlRatesSection *self)
{
  tl_rate_export_dialog (self, store_of (self));
}

/* --- Packs that came with the program --- */

static gpointer
update_job (TlStore *store, gpointer data, GCancellable *cancellable, GError **error)
{
  return tl_rates_update (store, error);
}

static void
updated_cb (gpointer owner, gpointer result, gpointer user_data)
{
  GPtrArray *packs = result;
  g_autoptr (GString) problems = g_string_new (NULL);

  for (guint i = 0; i < packs->len; i++)
    {
      const TlShippedPack *pack = packs->pdata[i];

      if (pack->problem != NULL)
        g_string_append_printf (problems, "%s%s: %s", problems->len > 0 ? "\n\n" : "", pack->text, pack->problem);
    }
  if (problems->len > 0)
    tl_ui_show_error (owner, _ ("Not all rates were taken in."), problems->str);
  else
    tl_ui_toast (owner, _ ("The new rates are taken in."));
  tl_settings_section_refresh (owner);
}

static void
update_cb (TlRatesSection *self)
{
  tl_ui_call (self, store_of (self), TL_JOB_NORMAL, _ ("The rates were not taken in."), update_job, NULL, NULL,
              (GDestroyNotify)g_ptr_array_unref, updated_cb, NULL);
}

static void
show_fresh (TlRatesSection *self, GPtrArray *fresh)
{
  g_autoptr (GString) texts = g_string_new (NULL);

  for (guint i = 0; i < fresh->len; i++)
    g_string_append_printf (texts, "%s%s", i > 0 ? ", " : "", ((const TlShippedPack *)fresh->pdata[i])->text);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self->fresh), texts->str);
  gtk_widget_set_visible (self->fresh, fresh->len > 0);
}

/* --- The list --- */

static void
add_button (GtkWidget *row, TlRecord *rate, const char *label, const char *title, GCallback callback, TlRatesSection *self)
{
  g_autofree char *name = g_strdup_printf ("%s: %s", label, title);
  GtkWidget *button = tl_settings_button (label, name);

  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  g_object_set_data_full (G_OBJECT (button), "record", g_object_ref (rate), g_object_unref);
  g_signal_connect (button, "clicked", callback, self);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), button);
}

static void
add_rate (TlRatesSection *self, AdwPreferencesGroup *group, TlRecord *rate)
{
  const char *title = tl_record_text (rate, TL_RATE_TITLE);
  g_autofree char *detail = detail_of (rate);
  GtkWidget *row = tl_settings_row (group, title, detail);
  g_autofree char *today = tl_date_to_iso (tl_date_today ());
  const char *to = tl_record_text (rate, TL_RATE_VALID_TO);
  gboolean over = to != NULL && strcmp (to, today) < 0;
  gboolean ahead = strcmp (tl_record_text (rate, TL_RATE_VALID_FROM), today) > 0;

  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 0);
  if (over || ahead)
    {
      GtkWidget *state = gtk_label_new (over ? _ ("over") : _ ("not yet"));

      gtk_widget_add_css_class (state, "dim-label");
      adw_action_row_add_suffix (ADW_ACTION_ROW (row), state);
    }
  if (!self->province)
    return;
  g_object_set_data_full (G_OBJECT (row), "record", g_object_ref (rate), g_object_unref);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  g_signal_connect (row, "activated", G_CALLBACK (edit_cb), self);
  if (!over)
    {
      add_button (row, rate, _ ("New level…"), title, G_CALLBACK (succeed_cb), self);
      add_button (row, rate, _ ("End…"), title, G_CALLBACK (end_cb), self);
    }
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), gtk_image_new_from_icon_name ("go-next-symbolic"));
}

static AdwPreferencesGroup *
group_of (TlRatesSection *self, GHashTable *by_text, TlRecord *rate)
{
  const char *text = text_of (rate);
  AdwPreferencesGroup *group = g_hash_table_lookup (by_text, text);

  if (group != NULL)
    return group;
  group = tl_settings_group (TL_SETTINGS_SECTION (self), text, tl_record_text (rate, TL_RATE_TEXT));
  g_hash_table_insert (by_text, g_strdup (text), group);
  g_ptr_array_add (self->groups, group);
  return group;
}

static void
listed_cb (gpointer owner, gpointer result, gpointer user_data)
{
  TlRatesSection *self = owner;
  Listed *listed = result;
  g_autoptr (GHashTable) by_text = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < self->groups->len; i++)
    gtk_box_remove (tl_settings_section_get_box (TL_SETTINGS_SECTION (self)), self->groups->pdata[i]);
  g_ptr_array_set_size (self->groups, 0);
  self->province = listed->province;
  show_fresh (self, listed->fresh);
  for (guint i = 0; i < listed->rates->len; i++)
    add_rate (self, group_of (self, by_text, listed->rates->pdata[i]), listed->rates->pdata[i]);
  if (listed->rates->len == 0)
    g_ptr_array_add (self->groups, tl_settings_group (TL_SETTINGS_SECTION (self), _ ("No rate is in force on that day."), NULL));
  adw_preferences_group_set_description (
      self->head, self->province
                      ? _ ("A line takes the rate of its own day. To raise a level, begin a new one on a day; what lines were made "
                           "with does not change any more.")
                      : _ ("A line takes the rate of its own day. The province keeps the rates and gives them out as a pack."));
  gtk_widget_set_visible (self->add, self->province);
  gtk_widget_set_visible (self->give, self->province);
}

static void
tl_rates_section_refresh (TlSettingsSection *section)
{
  TlRatesSection *self = TL_RATES_SECTION (section);
  guint which = adw_combo_row_get_selected (self->days);
  TlDate on = which == ALL ? TL_DATE_NONE : tl_date_today ();

  gtk_widget_set_visible (GTK_WIDGET (self->day), which == ON_A_DAY);
  if (which == ON_A_DAY && !tl_date_parse_typed_ahead (gtk_editable_get_text (GTK_EDITABLE (self->day)), &on))
    return;
  tl_ui_call (section, store_of (self), TL_JOB_NORMAL, _ ("The list could not be read."), list_job, g_memdup2 (&on, sizeof on), g_free,
              listed_free, listed_cb, NULL);
}

static void
filter_cb (TlRatesSection *self)
{
  tl_settings_section_refresh (TL_SETTINGS_SECTION (self));
}

static void
tl_rates_section_constructed (GObject *object)
{
  TlRatesSection *self = TL_RATES_SECTION (object);
  const char *const words[] = {_ ("In force today"), _ ("In force on a day"), _ ("All, ended ones too"), NULL};
  GtkWidget *buttons = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *take = tl_settings_button (_ ("_Take in a pack…"), NULL);
  GtkWidget *update;

  G_OBJECT_CLASS (tl_rates_section_parent_class)->constructed (object);
  self->groups = g_ptr_array_new ();
  self->head = tl_settings_group (TL_SETTINGS_SECTION (self), _ ("Rates"), "");
  self->fresh = tl_settings_row (self->head, _ ("This program brings rates that this register does not have yet"), NULL);
  gtk_widget_set_visible (self->fresh, FALSE);
  update = tl_settings_button (_ ("Ta_ke them in"), NULL);
  gtk_widget_set_valign (update, GTK_ALIGN_CENTER);
  adw_action_row_add_suffix (ADW_ACTION_ROW (self->fresh), update);
  g_signal_connect_swapped (update, "clicked", G_CALLBACK (update_cb), self);
  self->days = tl_settings_choice (self->head, _ ("Which"), NULL, words);
  self->day = ADW_ENTRY_ROW (adw_entry_row_new ());
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->day), _ ("Day"));
  gtk_widget_set_visible (GTK_WIDGET (self->day), FALSE);
  adw_preferences_group_add (self->head, GTK_WIDGET (self->day));
  self->add = tl_settings_button (_ ("_Add…"), NULL);
  self->give = tl_settings_button (_ ("_Write a pack…"), NULL);
  gtk_widget_set_visible (self->add, FALSE);
  gtk_widget_set_visible (self->give, FALSE);
  gtk_box_append (GTK_BOX (buttons), self->give);
  gtk_box_append (GTK_BOX (buttons), take);
  gtk_box_append (GTK_BOX (buttons), self->add);
  gtk_widget_set_valign (buttons, GTK_ALIGN_START);
  adw_preferences_group_set_header_suffix (self->head, buttons);
  g_signal_connect_swapped (self->add, "clicked", G_CALLBACK (add_cb), self);
  g_signal_connect_swapped (self->give, "clicked", G_CALLBACK (give_cb), self);
  g_signal_connect_swapped (take, "clicked", G_CALLBACK (take_cb), self);
  g_signal_connect_swapped (self->days, "notify::selected", G_CALLBACK (filter_cb), self);
  g_signal_connect_swapped (self->day, "changed", G_CALLBACK (filter_cb), self);
}

static void
tl_rates_section_finalize (GObject *object)
{
  g_ptr_array_unref (TL_RATES_SECTION (object)->groups);
  G_OBJECT_CLASS (tl_rates_section_parent_class)->finalize (object);
}

static void
tl_rates_section_class_init (TlRatesSectionClass *klass)
{
  G_OBJECT_CLASS (klass)->constructed = tl_rates_section_constructed;
  G_OBJECT_CLASS (klass)->finalize = tl_rates_section_finalize;
  TL_SETTINGS_SECTION_CLASS (klass)->refresh = tl_rates_section_refresh;
}

static void
tl_rates_section_init (TlRatesSection *self)
{
}
