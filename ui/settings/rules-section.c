/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n-lib.h>

#include "call.h"
#include "record/lists.h"
#include "settings/section.h"

/* The rules of money that the texts leave open (keys of app/support/support.h; every statement prints them), and who
 * signs a statement. Each is saved as it is chosen and stands in the journal. */

#define TL_TYPE_RULES_SECTION (tl_rules_section_get_type ())
G_DECLARE_FINAL_TYPE (TlRulesSection, tl_rules_section, TL, RULES_SECTION, TlSettingsSection)

#define N_SIGNERS 3
#define SIGNERS "statement.signers"
#define DEFAULT_SOURCE "support.default_source"

enum
{
  COMPANIONS,
  LEAVING_DAY,
  PERSONAL_ITEMS,
  N_RULES
};

/* Two answers a rule: the first one is the default. */
static const struct
{
  const char *key;
  const char *title;
  const char *subtitle;
  const char *values[2];
  const char *words[2];
} rules[N_RULES] = {
    {"support.companions_meals",
     N_ ("Meals of companions"),
     N_ ("Children and others who stay with the person supported."),
     {"1", "0"},
     {N_ ("Counted"), N_ ("Not counted")}},
    {"support.leaving_day_counts",
     N_ ("Day of leaving"),
     N_ ("The day of arrival always counts."),
     {"0", "1"},
     {N_ ("Does not count"), N_ ("Counts too")}},
    {"support.personal_items_per",
     N_ ("Ceiling of personal items"),
     N_ ("Whether it begins anew when somebody comes back."),
     {"admission", "life"},
     {N_ ("For each stay"), N_ ("Once for all stays")}},
};

struct _TlRulesSection
{
  TlSettingsSection parent_instance;

  AdwComboRow *choices[N_RULES];
  AdwComboRow *source;
  AdwEntryRow *roles[N_SIGNERS];
  AdwEntryRow *names[N_SIGNERS];
  GtkWidget *save_signers;
  gboolean loading;
};

G_DEFINE_FINAL_TYPE (TlRulesSection, tl_rules_section, TL_TYPE_SETTINGS_SECTION)

typedef struct
{
  char *rules[N_RULES];
  char *source;
  char *signers;
} Values;

static void
values_free (gpointer data)
{
  Values *values = data;

  for (guint i = 0; i < N_RULES; i++)
    g_free (values->rules[i]);
  g_free (values->source);
  g_free (values->signers);
  g_free (values);
}

static gpointer
load_job (TlStore *store, gpointer data, GCancellable *cancellable, GError **error)
{
  Values *values = g_new0 (Values, 1);

  for (guint i = 0; i < N_RULES; i++)
    values->rules[i] = tl_store_get_setting (store, rules[i].key);
  values->source = tl_store_get_setting (store, DEFAULT_SOURCE);
  values->signers = tl_store_get_setting (store, SIGNERS);
  return values;
}

typedef struct
{
  const char *key;
  char *value; /* NULL: the default */
} Change;

static void
change_free (gpointer data)
{
  Change *change = data;

  g_free (change->value);
  g_free (change);
}

static gpointer
save_job (TlStore *store, gpointer data, GCancellable *cancellable, GError **error)
{
  Change *change = data;

  tl_store_set_setting (store, change->key, change->value, error);
  return NULL;
}

static void
saved (gpointer owner, gpointer result, gpointer user_data)
{
  tl_ui_toast (owner, _ ("Saved. It holds for new lines and statements."));
}

static void
save (TlRulesSection *self, const char *key, const char *value)
{
  Change *change = g_new0 (Change, 1);

  change->key = key;
  change->value = g_strdup (value);
  tl_ui_call (self, tl_settings_section_get_store (TL_SETTINGS_SECTION (self)), TL_JOB_NORMAL, _ ("The rule was not saved."), save_job,
              change, change_free, NULL, saved, NULL);
}

static void
rule_chosen_cb (TlRulesSection *self, GParamSpec *spec, AdwComboRow *row)
{
  for (guint i = 0; !self->loading && i < N_RULES; i++)
    if (row == self->choices[i])
      save (self, rules[i].key, rules[i].values[MIN (adw_combo_row_get_selected (row), 1)]);
}

static void
source_chosen_cb (TlRulesSection *self)
{
  guint selected = adw_combo_row_get_selected (self->source);
  const TlList *list = tl_list_get ("funding_source");

  if (!self->loading && selected < tl_list_size (list))
    save (self, DEFAULT_SOURCE, tl_list_item (list, selected)->code);
}

/* --- Signers --- */

static char *
typed_in (AdwEntryRow *row)
{
  return g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (row))));
}

static void
save_signers_cb (TlRulesSection *self)
{
  g_autoptr (JsonArray) array = json_array_new ();
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_ARRAY);
  g_autofree char *text = NULL;

  for (guint i = 0; i < N_SIGNERS; i++)
    {
      g_autofree char *role = typed_in (self->roles[i]);
      g_autofree char *name = typed_in (self->names[i]);
      JsonObject *signer;

      if (*role == '\0')
        continue;
      signer = json_object_new ();
      json_object_set_string_member (signer, "role", role);
      if (*name != '\0')
        json_object_set_string_member (signer, "name", name);
      else
        json_object_set_null_member (signer, "name");
      json_array_add_object_element (array, signer);
    }
  json_node_set_array (node, array);
  text = json_to_string (node, FALSE);
  /* Without any signer the program's own three come back. */
  save (self, SIGNERS, json_array_get_length (array) > 0 ? text : NULL);
  gtk_widget_set_sensitive (self->save_signers, FALSE);
}

static void
signer_typed_cb (TlRulesSection *self)
{
  if (!self->loading)
    gtk_widget_set_sensitive (self->save_signers, TRUE);
}

static void
show_signers (TlRulesSection *self, const char *text)
{
  g_autoptr (JsonNode) node = text != NULL ? json_from_string (text, NULL) : NULL;
  JsonArray *array = node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;

  for (guint i = 0; i < N_SIGNERS; i++)
    {
      JsonNode *element = array != NULL && i < json_array_get_length (array) ? json_array_get_element (array, i) : NULL;
      JsonObject *signer = element != NULL && JSON_NODE_HOLDS_OBJECT (element) ? json_node_get_object (element) : NULL;
      const char *role = signer != NULL ? json_object_get_string_member_with_default (signer, "role", "") : "";
      const char *name = signer != NULL ? json_object_get_string_member_with_default (signer, "name", "") : "";

      gtk_editable_set_text (GTK_EDITABLE (self->roles[i]), role != NULL ? role : "");
      gtk_editable_set_text (GTK_EDITABLE (self->names[i]), name != NULL ? name : "");
    }
  gtk_widget_set_sensitive (self->save_signers, FALSE);
}

/* --- Loading --- */

static void
loaded (gpointer owner, gpointer result, gpointer user_data)
{
  TlRulesSection *self = owner;
  Values *values = result;
  guint index = tl_list_index (tl_list_get ("funding_source"), values->source != NULL ? values->source : "province");

  self->loading = TRUE;
  for (guint i = 0; i < N_RULES; i++)
    adw_combo_row_set_selected (self->choices[i], g_strcmp0 (values->rules[i], rules[i].values[1]) == 0 ? 1 : 0);
  if (index != G_MAXUINT)
    adw_combo_row_set_selected (self->source, index);
  if (!gtk_widget_get_sensitive (self->save_signers))
    show_signers (self, values->signers);
  self->loading = FALSE;
}

static void
tl_rules_section_refresh (TlSettingsSection *section)
{
  tl_ui_call (section, tl_settings_section_get_store (section), TL_JOB_NORMAL, _ ("The rules could not be read."), load_job, NULL, NULL,
              values_free, loaded, NULL);
}

static AdwEntryRow *
add_entry (AdwPreferencesGroup *group, const char *title, TlRulesSection *self)
{
  GtkWidget *row = adw_entry_row_new ();

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  tl_ui_label (row, title);
  adw_preferences_group_add (group, row);
  g_signal_connect_swapped (row, "changed", G_CALLBACK (signer_typed_cb), self);
  return ADW_ENTRY_ROW (row);
}

static void
build_signers (TlRulesSection *self)
{
  AdwPreferencesGroup *group = tl_settings_group (
      TL_SETTINGS_SECTION (self), _ ("Who signs a statement"),
      _ ("From left to right, as printed. Left empty: who makes it, the accountant, the head. Final statements keep theirs."));

  self->save_signers = tl_settings_button (_ ("_Save"), _ ("Save the signers"));
  gtk_widget_add_css_class (self->save_signers, "suggested-action");
  gtk_widget_set_sensitive (self->save_signers, FALSE);
  adw_preferences_group_set_header_suffix (group, self->save_signers);
  g_signal_connect_swapped (self->save_signers, "clicked", G_CALLBACK (save_signers_cb), self);
  for (guint i = 0; i < N_SIGNERS; i++)
    {
      g_autofree char *role = g_strdup_printf (_ ("Signer %u: in what capacity"), i + 1);
      g_autofree char *name = g_strdup_printf (_ ("Signer %u: name"), i + 1);

      self->roles[i] = add_entry (group, role, self);
      self->names[i] = add_entry (group, name, self);
    }
}

static void
tl_rules_section_constructed (GObject *object)
{
  TlRulesSection *self = TL_RULES_SECTION (object);
  AdwPreferencesGroup *group;
  g_autoptr (GPtrArray) sources = g_ptr_array_new ();
  const TlList *list = tl_list_get ("funding_source");

  G_OBJECT_CLASS (tl_rules_section_parent_class)->constructed (object);
  self->loading = TRUE;
  group = tl_settings_group (TL_SETTINGS_SECTION (self), _ ("Rules of money"),
                             _ ("Where the texts leave it open. Every statement prints what was chosen."));
  for (guint i = 0; i < N_RULES; i++)
    {
      const char *words[] = {_ (rules[i].words[0]), _ (rules[i].words[1]), NULL};

      self->choices[i] = tl_settings_choice (group, _ (rules[i].title), _ (rules[i].subtitle), words);
      g_signal_connect_swapped (self->choices[i], "notify::selected", G_CALLBACK (rule_chosen_cb), self);
    }
  for (guint i = 0; i < tl_list_size (list); i++)
    g_ptr_array_add (sources, (gpointer)tl_list_label ("funding_source", tl_list_item (list, i)->code));
  g_ptr_array_add (sources, NULL);
  self->source = tl_settings_choice (group, _ ("Usual funding source"), _ ("Of lines that the program makes from stays and care."),
                                     (const char *const *)sources->pdata);
  g_signal_connect_swapped (self->source, "notify::selected", G_CALLBACK (source_chosen_cb), self);
  build_signers (self);
  self->loading = FALSE;
}

static void
tl_rules_section_class_init (TlRulesSectionClass *klass)
{
  G_OBJECT_CLASS (klass)->constructed = tl_rules_section_constructed;
  TL_SETTINGS_SECTION_CLASS (klass)->refresh = tl_rules_section_refresh;
}

static void
tl_rules_section_init (TlRulesSection *self)
{
}
