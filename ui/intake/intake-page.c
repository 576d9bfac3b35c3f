/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The quick intake: one page, one minute. What is typed is the draft "intake" within 2 s, in the very form
 * that tl_intake_save() takes, so that nothing is lost between the draft and the records. */
#include "intake/intake-page.h"

#include <glib/gi18n-lib.h>

#include "call.h"
#include "form/editor.h"
#include "form/grid.h"
#include "intake/companion-row.h"
#include "record/lists.h"
#include "record/time.h"
#include "store/intake.h"
#include "vault/vault.h"

#define DRAFT_MS 1200

struct _TlIntakePage
{
  TlPage parent_instance;

  GtkWidget *form;
  AdwBin *who_place;
  GtkBox *companions;
  AdwBin *how_place;
  GtkFlowBox *care;
  GtkLabel *state;
  GtkWidget *save_button;

  GtkWidget *age;
  GtkWidget *age_message;
  TlRecord *person;
  TlRecord *kase;
  TlRecord *stay;
  GPtrArray *editors; /* (element-type TlEditor) */
  GPtrArray *ticks;   /* (element-type GtkCheckButton) kinds of care */
  guint draft_source;
  gboolean built;
  gboolean edited;
  gboolean saving;
};

G_DEFINE_FINAL_TYPE (TlIntakePage, tl_intake_page, TL_TYPE_PAGE)

/* What fits into the first minute, in the order one asks. */
static const struct
{
  TlType type;
  guint field;
} who_fields[] = {
  { TL_TYPE_PERSON, TL_PERSON_ALIAS },
  { TL_TYPE_PERSON, TL_PERSON_SEX },
  { TL_TYPE_CASE, TL_CASE_URGENT },
}, how_fields[] = {
  { TL_TYPE_STAY, TL_STAY_ROOM },
  { TL_TYPE_CASE, TL_CASE_OPENED_AT },
  { TL_TYPE_CASE, TL_CASE_SOURCE_KIND },
  { TL_TYPE_CASE, TL_CASE_BROUGHT_BY },
  { TL_TYPE_CASE, TL_CASE_CONDITION_ON_ARRIVAL },
};

static TlRecord *
record_for (TlIntakePage *self, TlType type)
{
  return type == TL_TYPE_PERSON ? self->person : type == TL_TYPE_CASE ? self->kase : self->stay;
}

/* --- What stands on the page, as JSON --- */

static void
set_record (JsonObject *object, const char *name, TlRecord *record)
{
  json_object_set_object_member (object, name, tl_record_to_json (record, FALSE));
}

/* @wrong: set when something typed cannot be read. (transfer full) */
static JsonObject *
collect (TlIntakePage *self, gboolean *wrong)
{
  JsonObject *object = json_object_new ();
  JsonArray *companions = json_array_new ();
  JsonArray *care = json_array_new ();
  JsonObject *typed = json_object_new ();
  g_autofree char *age_text = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->age))));
  guint64 age;

  for (guint i = 0; i < self->editors->len; i++)
    {
      TlEditor *editor = g_ptr_array_index (self->editors, i);
      TlRecord *record = record_for (self, tl_editor_get_record_type (editor));

      if (!tl_editor_apply (editor, record, NULL))
        {
          g_autofree char *text = tl_editor_get_typed (editor);
          g_autofree char *key
              = g_strdup_printf ("%s.%s", tl_type_info (tl_editor_get_record_type (editor))->name, tl_editor_get_field (editor)->name);

          json_object_set_string_member (typed, key, text != NULL ? text : "");
          *wrong = TRUE;
        }
    }
  set_record (object, "person", self->person);
  if (*age_text != '\0')
    {
      if (g_ascii_string_to_unsigned (age_text, 10, 0, 120, &age, NULL))
        json_object_set_int_member (json_object_get_object_member (object, "person"), "about_age", (gint64)age);
      else
        {
          json_object_set_string_member (typed, "about_age", age_text);
          *wrong = TRUE;
        }
    }
  set_record (object, "case", self->kase);
  set_record (object, "stay", self->stay);
  for (GtkWidget *row = gtk_widget_get_first_child (GTK_WIDGET (self->companions)); row != NULL; row = gtk_widget_get_next_sibling (row))
    json_array_add_object_element (companions, tl_companion_row_get (TL_COMPANION_ROW (row), wrong));
  json_object_set_array_member (object, "companions", companions);
  for (guint i = 0; i < self->ticks->len; i++)
    if (gtk_check_button_get_active (g_ptr_array_index (self->ticks, i)))
      json_array_add_string_element (care, g_object_get_data (g_ptr_array_index (self->ticks, i), "code"));
  json_object_set_array_member (object, "care", care);
  json_object_set_object_member (object, "typed", typed);
  return object;
}

/* --- Draft --- */

static void
json_unref (gpointer data)
{
  json_object_unref (data);
}

static gpointer
draft_job (TlStore *store, gpointer data, GCancellable *cancellable, GError **error)
{
  g_autoptr (JsonNode) root = NULL;
  g_autofree char *text = NULL;

  if (data == NULL)
    {
      tl_store_drop_draft (store, TL_INTAKE_DRAFT, error);
      return NULL;
    }
  root = json_node_new (JSON_NODE_OBJECT);
  json_node_set_object (root, data);
  text = json_to_string (root, FALSE);
  tl_store_save_draft (store, TL_INTAKE_DRAFT, text, error);
  return NULL;
}

static void
drafted_cb (gpointer owner, gpointer result, gpointer user_data)
{
  TlIntakePage *self = owner;
  g_autofree char *now = tl_time_format (tl_clock_now ());
  const char *hour = strrchr (now, ' ');
  g_autofree char *text = g_strdup_printf (_ ("Kept as a draft at %s"), hour != NULL ? hour + 1 : now);

  if (self->edited)
    gtk_label_set_text (self->state, text);
}

static void
tl_intake_page_flush (TlPage *page)
{
  TlIntakePage *self = TL_INTAKE_PAGE (page);
  gboolean wrong = FALSE;

  if (self->draft_source == 0)
    return;
  g_clear_handle_id (&self->draft_source, g_source_remove);
  tl_ui_call (self, tl_page_get_store (page), TL_JOB_TYPING, _ ("What you type could not be kept as a draft."), draft_job,
              collect (self, &wrong), json_unref, NULL, drafted_cb, NULL);
}

static gboolean
draft_cb (gpointer user_data)
{
  tl_intake_page_flush (user_data);
  return G_SOURCE_REMOVE;
}

static void
edited (TlIntakePage *self)
{
  if (!self->built)
    return;
  self->edited = TRUE;
  if (self->draft_source == 0)
    self->draft_source = g_timeout_add (DRAFT_MS, draft_cb, self);
}

/* --- The page --- */

static void
editor_edited_cb (TlEditor *editor, TlIntakePage *self)
{
  tl_editor_set_message (editor, NULL, FALSE);
  edited (self);
}

static void
editor_left_cb (TlEditor *editor, TlIntakePage *self)
{
  g_autoptr (GError) error = NULL;

  if (!tl_editor_apply (editor, record_for (self, tl_editor_get_record_type (editor)), &error))
    {
      const char *colon = strchr (error->message, ':');

      tl_editor_set_message (editor, colon != NULL ? colon + 2 : error->message, FALSE);
    }
}

static void
age_changed_cb (TlIntakePage *self)
{
  gtk_widget_set_visible (self->age_message, FALSE);
  gtk_widget_remove_css_class (self->age, "error");
  edited (self);
}

static TlEditor *
add_editor (TlIntakePage *self, GtkWidget *grid, TlType type, guint field)
{
  TlEditor *editor = tl_editor_new (tl_page_get_store (TL_PAGE (self)), type, field);

  tl_form_grid_add (TL_FORM_GRID (grid), GTK_WIDGET (editor), tl_editor_is_wide (editor));
  /* Only the first is needed: the rest is filled in with what is usual. */
  if (self->editors->len > 0)
    tl_editor_set_optional (editor);
  g_ptr_array_add (self->editors, editor);
  g_signal_connect (editor, "edited", G_CALLBACK (editor_edited_cb), self);
  g_signal_connect (editor, "left", G_CALLBACK (editor_left_cb), self);
  return editor;
}

static GtkWidget *
age_field (TlIntakePage *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);
  GtkWidget *label = gtk_label_new (_ ("About how old"));

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_add_css_class (label, "tl-field-label");
  self->age = gtk_entry_new ();
  gtk_entry_set_input_purpose (GTK_ENTRY (self->age), GTK_INPUT_PURPOSE_DIGITS);
  tl_ui_label (self->age, _ ("About how old"));
  self->age_message = gtk_label_new (_ ("An age in whole years, such as 30."));
  gtk_label_set_xalign (GTK_LABEL (self->age_message), 0);
  gtk_widget_add_css_class (self->age_message, "tl-field-error");
  gtk_widget_set_visible (self->age_message, FALSE);
  gtk_widget_set_valign (box, GTK_ALIGN_START);
  gtk_box_append (GTK_BOX (box), label);
  gtk_box_append (GTK_BOX (box), self->age);
  gtk_box_append (GTK_BOX (box), self->age_message);
  g_signal_connect_swapped (self->age, "changed", G_CALLBACK (age_changed_cb), self);
  return box;
}

static void
row_edited_cb (TlIntakePage *self)
{
  edited (self);
}

static void
row_removed_cb (TlCompanionRow *row, TlIntakePage *self)
{
  gtk_box_remove (self->companions, GTK_WIDGET (row));
  edited (self);
}

static GtkWidget *
add_companion (TlIntakePage *self, JsonObject *object)
{
  GtkWidget *row;
  guint number = 1;

  for (GtkWidget *other = gtk_widget_get_first_child (GTK_WIDGET (self->companions)); other != NULL;
       other = gtk_widget_get_next_sibling (other))
    number++;
  row = tl_companion_row_new (number, object);
  g_signal_connect_swapped (row, "edited", G_CALLBACK (row_edited_cb), self);
  g_signal_connect (row, "removed", G_CALLBACK (row_removed_cb), self);
  gtk_box_append (self->companions, row);
  return row;
}

static void
add_child_cb (TlIntakePage *self)
{
  gtk_widget_child_focus (add_companion (self, NULL), GTK_DIR_TAB_FORWARD);
  edited (self);
}

static void
tick_toggled_cb (TlIntakePage *self)
{
  edited (self);
}

static void
show_records (TlIntakePage *self)
{
  for (guint i = 0; i < self->editors->len; i++)
    {
      TlEditor *editor = g_ptr_array_index (self->editors, i);

      tl_editor_set_message (editor, NULL, FALSE);
      tl_editor_show (editor, record_for (self, tl_editor_get_record_type (editor)));
    }
}

/* An empty page with fresh records. */
static void
reset (TlIntakePage *self)
{
  GtkWidget *row;

  self->built = FALSE;
  g_clear_handle_id (&self->draft_source, g_source_remove);
  g_clear_object (&self->person);
  g_clear_object (&self->kase);
  g_clear_object (&self->stay);
  self->person = tl_record_new (TL_TYPE_PERSON);
  self->kase = tl_record_new (TL_TYPE_CASE);
  self->stay = tl_record_new (TL_TYPE_STAY);
  tl_record_set_int (self->kase, TL_CASE_OPENED_AT, tl_clock_now ());
  while ((row = gtk_widget_get_first_child (GTK_WIDGET (self->companions))) != NULL)
    gtk_box_remove (self->companions, row);
  for (guint i = 0; i < self->ticks->len; i++)
    gtk_check_button_set_active (g_ptr_array_index (self->ticks, i), FALSE);
  gtk_editable_set_text (GTK_EDITABLE (self->age), "");
  gtk_label_set_text (self->state, "");
  self->edited = FALSE;
  show_records (self);
  self->built = TRUE;
}

static void
build (TlIntakePage *self)
{
  GtkWidget *who = tl_form_grid_new ();
  GtkWidget *how = tl_form_grid_new ();
  const char *name = tl_type_field (TL_TYPE_CARE, TL_CARE_KIND)->list;
  const TlList *kinds = tl_list_get (name);

  for (guint i = 0; i < G_N_ELEMENTS (who_fields); i++)
    {
      add_editor (self, who, who_fields[i].type, who_fields[i].field);
      if (i == 0)
        tl_form_grid_add (TL_FORM_GRID (who), age_field (self), FALSE);
    }
  for (guint i = 0; i < G_N_ELEMENTS (how_fields); i++)
    add_editor (self, how, how_fields[i].type, how_fields[i].field);
  adw_bin_set_child (self->who_place, who);
  adw_bin_set_child (self->how_place, how);

  for (guint i = 0; kinds != NULL && i < tl_list_size (kinds); i++)
    {
      const TlListItem *item = tl_list_item (kinds, i);
      GtkWidget *tick = gtk_check_button_new_with_label (tl_list_label (name, item->code));

      g_object_set_data (G_OBJECT (tick), "code", (gpointer)item->code);
      tl_ui_label (tick, tl_list_label (name, item->code));
      g_signal_connect_swapped (tick, "toggled", G_CALLBACK (tick_toggled_cb), self);
      g_ptr_array_add (self->ticks, tick);
      gtk_flow_box_append (self->care, tick);
      gtk_widget_set_focusable (gtk_widget_get_parent (tick), FALSE);
    }
  reset (self);
}

/* --- Restoring --- */

static void
restore_record (TlRecord **record, JsonObject *object, const char *name)
{
  JsonNode *node = json_object_get_member (object, name);
  JsonObject *fields = node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
  const char *id = fields != NULL ? json_object_get_string_member_with_default (fields, "id", NULL) : NULL;
  g_autoptr (GList) members = NULL;

  if (fields == NULL)
    return;
  if (id != NULL)
    {
      TlType type = tl_record_type (*record);

      g_object_unref (*record);
      *record = tl_record_new_with_id (type, id);
    }
  members = json_object_get_members (fields);
  for (GList *l = members; l != NULL; l = l->next)
    {
      g_autoptr (JsonObject) one = json_object_new ();

      /* One by one: a value that is refused does not lose the others. */
      json_object_set_member (one, l->data, json_node_copy (json_object_get_member (fields, l->data)));
      tl_record_apply_json (*record, one, NULL);
    }
}

static void
restore (TlIntakePage *self, JsonObject *object)
{
  JsonNode *node;

  self->built = FALSE;
  restore_record (&self->person, object, "person");
  restore_record (&self->kase, object, "case");
  restore_record (&self->stay, object, "stay");
  show_records (self);

  node = json_object_get_member (object, "person");
  if (node != NULL && JSON_NODE_HOLDS_OBJECT (node) && json_object_has_member (json_node_get_object (node), "about_age"))
    {
      g_autofree char *age = g_strdup_printf ("%d", (int)json_object_get_int_member (json_node_get_object (node), "about_age"));

      gtk_editable_set_text (GTK_EDITABLE (self->age), age);
    }
  node = json_object_get_member (object, "companions");
  for (guint i = 0; node != NULL && JSON_NODE_HOLDS_ARRAY (node) && i < json_array_get_length (json_node_get_array (node)); i++)
    add_companion (self, json_array_get_object_element (json_node_get_array (node), i));
  node = json_object_get_member (object, "care");
  for (guint i = 0; node != NULL && JSON_NODE_HOLDS_ARRAY (node) && i < json_array_get_length (json_node_get_array (node)); i++)
    for (guint k = 0; k < self->ticks->len; k++)
      if (g_strcmp0 (json_array_get_string_element (json_node_get_array (node), i),
                     g_object_get_data (g_ptr_array_index (self->ticks, k), "code"))
          == 0)
        gtk_check_button_set_active (g_ptr_array_index (self->ticks, k), TRUE);
  node = json_object_get_member (object, "typed");
  if (node != NULL && JSON_NODE_HOLDS_OBJECT (node))
    {
      JsonObject *typed = json_node_get_object (node);

      for (guint i = 0; i < self->editors->len; i++)
        {
          TlEditor *editor = g_ptr_array_index (self->editors, i);
          g_autofree char *key
              = g_strdup_printf ("%s.%s", tl_type_info (tl_editor_get_record_type (editor))->name, tl_editor_get_field (editor)->name);

          if (json_object_has_member (typed, key))
            {
              tl_editor_set_typed (editor, json_object_get_string_member (typed, key));
              editor_left_cb (editor, self);
            }
        }
      if (json_object_has_member (typed, "about_age"))
        gtk_editable_set_text (GTK_EDITABLE (self->age), json_object_get_string_member (typed, "about_age"));
    }
  self->built = TRUE;
  self->edited = TRUE;
  gtk_label_set_text (self->state, _ ("This is the draft that was not finished. Nothing of it is lost."));
}

static gpointer
load_draft_job (TlStore *store, gpointer data, GCancellable *cancellable, GError **error)
{
  return tl_store_load_draft (store, TL_INTAKE_DRAFT, error);
}

static void
draft_loaded_cb (gpointer owner, gpointer result, const GError *error, gpointer user_data)
{
  TlIntakePage *self = owner;
  g_autoptr (JsonNode) root = result != NULL ? json_from_string (result, NULL) : NULL;

  if (error != NULL)
    tl_ui_show_error (self, _ ("The draft could not be read."), error->message);
  gtk_widget_set_sensitive (self->form, TRUE);
  if (root != NULL && JSON_NODE_HOLDS_OBJECT (root) && !self->edited)
    restore (self, json_node_get_object (root));
  if (self->editors->len > 0)
    gtk_widget_grab_focus (g_ptr_array_index (self->editors, 0));
}

static void
tl_intake_page_refresh (TlPage *page)
{
  TlIntakePage *self = TL_INTAKE_PAGE (page);

  if (self->editors->len > 0)
    return;
  build (self);
  /* What is typed is kept under the same key: until the draft of last time has been read, nothing may go over it. */
  gtk_widget_set_sensitive (self->form, FALSE);
  tl_ui_call_full (self, tl_page_get_store (page), TL_JOB_TYPING, load_draft_job, NULL, NULL, (GDestroyNotify)tl_secret_free,
                   draft_loaded_cb, NULL);
}

/* --- Saving --- */

static gpointer
save_job (TlStore *store, gpointer data, GCancellable *cancellable, GError **error)
{
  char *case_id = NULL;

  return tl_intake_save (store, data, &case_id, error) ? case_id : NULL;
}

static void
saved_cb (gpointer owner, gpointer result, const GError *error, gpointer user_data)
{
  TlIntakePage *self = owner;

  self->saving = FALSE;
  gtk_widget_set_sensitive (self->save_button, TRUE);
  if (error != NULL)
    {
      edited (self);
      tl_ui_show_error (self, _ ("This could not be saved. It is kept as a draft."), error->message);
      return;
    }
  reset (self);
  tl_ui_toast (self, _ ("Received. The case stands in the register."));
  gtk_widget_activate_action (GTK_WIDGET (self), "win.open", "(ss)", "case", (const char *)result);
}

static void
save_cb (TlIntakePage *self)
{
  gboolean wrong = FALSE;
  g_autoptr (JsonObject) object = NULL;
  TlEditor *first = NULL;
  g_autofree char *age_text = NULL;

  if (self->saving || self->editors->len == 0)
    return;
  object = collect (self, &wrong);
  for (guint i = 0; i < self->editors->len; i++)
    {
      TlEditor *editor = g_ptr_array_index (self->editors, i);

      editor_left_cb (editor, self);
      if (tl_editor_has_error (editor) && first == NULL)
        first = editor;
    }
  if (!tl_record_has (self->person, TL_PERSON_ALIAS))
    {
      first = g_ptr_array_index (self->editors, 0);
      tl_editor_set_message (first, _ ("Please write how she wishes to be called; any name will do."), FALSE);
      wrong = TRUE;
    }
  age_text = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->age))));
  if (*age_text != '\0' && !json_object_has_member (json_object_get_object_member (object, "person"), "about_age"))
    {
      gtk_widget_set_visible (self->age_message, TRUE);
      gtk_widget_add_css_class (self->age, "error");
      if (first == NULL)
        gtk_widget_grab_focus (self->age);
    }
  if (wrong)
    {
      if (first != NULL)
        gtk_widget_grab_focus (GTK_WIDGET (first));
      return;
    }

  json_object_remove_member (object, "typed");
  g_clear_handle_id (&self->draft_source, g_source_remove);
  self->saving = TRUE;
  gtk_widget_set_sensitive (self->save_button, FALSE);
  tl_ui_call_full (self, tl_page_get_store (TL_PAGE (self)), TL_JOB_NORMAL, save_job, g_steal_pointer (&object), json_unref, g_free,
                   saved_cb, NULL);
}

static void
clear_confirmed_cb (gpointer owner, const char *reason, gpointer user_data)
{
  TlIntakePage *self = owner;

  reset (self);
  tl_ui_call (self, tl_page_get_store (TL_PAGE (self)), TL_JOB_TYPING, NULL, draft_job, NULL, NULL, NULL, NULL, NULL);
  gtk_widget_grab_focus (g_ptr_array_index (self->editors, 0));
}

static void
clear_cb (TlIntakePage *self)
{
  if (self->edited)
    tl_ui_confirm (self, _ ("Throw away what stands on this page?"), _ ("It has not been saved as a case."), _ ("_Throw away"), NULL,
                   clear_confirmed_cb, NULL);
}

static gboolean
save_shortcut_cb (GtkWidget *widget, GVariant *args, gpointer user_data)
{
  save_cb (TL_INTAKE_PAGE (widget));
  return TRUE;
}

static gboolean
tl_intake_page_wants (TlPage *page, TlType type)
{
  return FALSE;
}

static void
tl_intake_page_dispose (GObject *object)
{
  TlIntakePage *self = TL_INTAKE_PAGE (object);

  g_clear_handle_id (&self->draft_source, g_source_remove);
  g_clear_object (&self->person);
  g_clear_object (&self->kase);
  g_clear_object (&self->stay);
  g_ptr_array_set_size (self->editors, 0);
  g_ptr_array_set_size (self->ticks, 0);
  G_OBJECT_CLASS (tl_intake_page_parent_class)->dispose (object);
}

static void
tl_intake_page_finalize (GObject *object)
{
  TlIntakePage *self = TL_INTAKE_PAGE (object);

  g_ptr_array_unref (self->editors);
  g_ptr_array_unref (self->ticks);
  G_OBJECT_CLASS (tl_intake_page_parent_class)->finalize (object);
}

static void
tl_intake_page_class_init (TlIntakePageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  TlPageClass *page_class = TL_PAGE_CLASS (klass);

  object_class->dispose = tl_intake_page_dispose;
  object_class->finalize = tl_intake_page_finalize;
  page_class->refresh = tl_intake_page_refresh;
  page_class->flush = tl_intake_page_flush;
  page_class->wants = tl_intake_page_wants;

  gtk_widget_class_set_template_from_resource (widget_class, "/vn/tamlanh/TamLanh/intake/intake-page.ui");
  gtk_widget_class_bind_template_child (widget_class, TlIntakePage, form);
  gtk_widget_class_bind_template_child (widget_class, TlIntakePage, who_place);
  gtk_widget_class_bind_template_child (widget_class, TlIntakePage, companions);
  gtk_widget_class_bind_template_child (widget_class, TlIntakePage, how_place);
  gtk_widget_class_bind_template_child (widget_class, TlIntakePage, care);
  gtk_widget_class_bind_template_child (widget_class, TlIntakePage, state);
  gtk_widget_class_bind_template_child (widget_class, TlIntakePage, save_button);
  gtk_widget_class_bind_template_callback (widget_class, add_child_cb);
  gtk_widget_class_bind_template_callback (widget_class, clear_cb);
  gtk_widget_class_bind_template_callback (widget_class, save_cb);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_s, GDK_CONTROL_MASK, save_shortcut_cb, NULL);
}

static void
tl_intake_page_init (TlIntakePage *self)
{
  self->editors = g_ptr_array_new ();
  self->ticks = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
}
