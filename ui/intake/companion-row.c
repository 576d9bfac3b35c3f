/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "intake/companion-row.h"

#include <glib/gi18n-lib.h>

#include "call.h"
#include "form/picker.h"
#include "record/lists.h"
#include "record/record.h"

struct _TlCompanionRow
{
  GtkBox parent_instance;

  char *person_id; /* kept, so that sending twice makes one person */
  guint number;
  GtkWidget *alias;
  TlPicker *sex;
  GtkWidget *age;
  TlPicker *relation;
};

enum
{
  EDITED,
  REMOVED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (TlCompanionRow, tl_companion_row, GTK_TYPE_BOX)

static void
edited_cb (TlCompanionRow *self)
{
  g_signal_emit (self, signals[EDITED], 0);
}

static void
remove_cb (TlCompanionRow *self)
{
  g_signal_emit (self, signals[REMOVED], 0);
}

static TlPicker *
picker (TlCompanionRow *self, const TlField *field, const char *chosen)
{
  TlPicker *picker = TL_PICKER (tl_picker_new ());
  const TlList *list = tl_list_get (field->list);

  tl_picker_set_name (picker, tl_field_label (field));
  tl_picker_set_clearable (picker, FALSE);
  for (guint i = 0; list != NULL && i < tl_list_size (list); i++)
    tl_picker_add (picker, tl_list_item (list, i)->code, tl_list_label (field->list, tl_list_item (list, i)->code));
  tl_picker_set_chosen (picker, chosen, chosen != NULL ? tl_list_label (field->list, chosen) : NULL);
  g_signal_connect_swapped (picker, "chosen", G_CALLBACK (edited_cb), self);
  return picker;
}

static void
tl_companion_row_finalize (GObject *object)
{
  g_free (TL_COMPANION_ROW (object)->person_id);
  G_OBJECT_CLASS (tl_companion_row_parent_class)->finalize (object);
}

static void
tl_companion_row_class_init (TlCompanionRowClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = tl_companion_row_finalize;
  signals[EDITED] = g_signal_new ("edited", TL_TYPE_COMPANION_ROW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[REMOVED] = g_signal_new ("removed", TL_TYPE_COMPANION_ROW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
tl_companion_row_init (TlCompanionRow *self)
{
  gtk_box_set_spacing (GTK_BOX (self), 6);
}

GtkWidget *
tl_companion_row_new (guint number, JsonObject *object)
{
  TlCompanionRow *self = g_object_new (TL_TYPE_COMPANION_ROW, NULL);
  JsonNode *node = object != NULL ? json_object_get_member (object, "person") : NULL;
  JsonObject *person = node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
  g_autofree char *placeholder = g_strdup_printf (_ ("Child %u"), number);
  GtkWidget *remove = gtk_button_new_from_icon_name ("user-trash-symbolic");

  self->number = number;
  self->person_id = person != NULL ? g_strdup (json_object_get_string_member_with_default (person, "id", NULL)) : NULL;
  if (self->person_id == NULL)
    {
      g_autoptr (TlRecord) fresh = tl_record_new (TL_TYPE_PERSON);

      self->person_id = g_strdup (tl_record_id (fresh));
    }

  self->alias = gtk_entry_new ();
  gtk_entry_set_placeholder_text (GTK_ENTRY (self->alias), placeholder);
  gtk_entry_set_input_hints (GTK_ENTRY (self->alias), GTK_INPUT_HINT_PRIVATE | GTK_INPUT_HINT_NO_EMOJI);
  gtk_widget_set_hexpand (self->alias, TRUE);
  gtk_editable_set_width_chars (GTK_EDITABLE (self->alias), 10);
  tl_ui_label (self->alias, tl_field_label (tl_type_field (TL_TYPE_PERSON, TL_PERSON_ALIAS)));
  self->age = gtk_entry_new ();
  gtk_entry_set_placeholder_text (GTK_ENTRY (self->age), _ ("Age"));
  gtk_entry_set_input_purpose (GTK_ENTRY (self->age), GTK_INPUT_PURPOSE_DIGITS);
  gtk_editable_set_width_chars (GTK_EDITABLE (self->age), 5);
  gtk_editable_set_max_width_chars (GTK_EDITABLE (self->age), 5);
  tl_ui_label (self->age, _ ("About how old"));
  self->sex = picker (self, tl_type_field (TL_TYPE_PERSON, TL_PERSON_SEX),
                      person != NULL ? json_object_get_string_member_with_default (person, "sex", NULL) : NULL);
  self->relation = picker (self, tl_type_field (TL_TYPE_COMPANION, TL_COMPANION_RELATION),
                           object != NULL ? json_object_get_string_member_with_default (object, "relation", "child") : "child");
  gtk_widget_set_size_request (GTK_WIDGET (self->sex), 120, -1);
  gtk_widget_set_size_request (GTK_WIDGET (self->relation), 170, -1);
  tl_ui_label (remove, _ ("Remove this line"));
  gtk_widget_set_tooltip_text (remove, _ ("Remove this line"));
  gtk_widget_add_css_class (remove, "flat");

  if (person != NULL)
    {
      gtk_editable_set_text (GTK_EDITABLE (self->alias), json_object_get_string_member_with_default (person, "alias", ""));
      if (json_object_has_member (person, "about_age"))
        {
          g_autofree char *age = g_strdup_printf ("%d", (int)json_object_get_int_member (person, "about_age"));

          gtk_editable_set_text (GTK_EDITABLE (self->age), age);
        }
    }
  if (object != NULL && json_object_has_member (object, "typed_age"))
    gtk_editable_set_text (GTK_EDITABLE (self->age), json_object_get_string_member (object, "typed_age"));

  gtk_box_append (GTK_BOX (self), self->alias);
  gtk_box_append (GTK_BOX (self), GTK_WIDGET (self->sex));
  gtk_box_append (GTK_BOX (self), self->age);
  gtk_box_append (GTK_BOX (self), GTK_WIDGET (self->relation));
  gtk_box_append (GTK_BOX (self), remove);
  g_signal_connect_swapped (self->alias, "changed", G_CALLBACK (edited_cb), self);
  g_signal_connect_swapped (self->age, "changed", G_CALLBACK (edited_cb), self);
  g_signal_connect_swapped (remove, "clicked", G_CALLBACK (remove_cb), self);
  return GTK_WIDGET (self);
}

JsonObject *
tl_companion_row_get (TlCompanionRow *self, gboolean *wrong)
{
  JsonObject *object = json_object_new ();
  JsonObject *person = json_object_new ();
  g_autofree char *alias = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->alias))));
  g_autofree char *typed = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->age))));
  guint64 age;

  json_object_set_string_member (person, "id", self->person_id);
  /* Nobody needs a child's name at night: "Child 1" will do. */
  json_object_set_string_member (person, "alias", *alias != '\0' ? alias : gtk_entry_get_placeholder_text (GTK_ENTRY (self->alias)));
  if (tl_picker_get_chosen (self->sex) != NULL)
    json_object_set_string_member (person, "sex", tl_picker_get_chosen (self->sex));
  gtk_widget_remove_css_class (self->age, "error");
  if (*typed != '\0')
    {
      if (g_ascii_string_to_unsigned (typed, 10, 0, 120, &age, NULL))
        json_object_set_int_member (person, "about_age", (gint64)age);
      else
        {
          json_object_set_string_member (object, "typed_age", typed);
          gtk_widget_add_css_class (self->age, "error");
          if (wrong != NULL)
            *wrong = TRUE;
        }
    }
  json_object_set_object_member (object, "person", person);
  json_object_set_string_member (object, "relation",
                                 tl_picker_get_chosen (self->relation) != NULL ? tl_picker_get_chosen (self->relation) : "child");
  return object;
}
