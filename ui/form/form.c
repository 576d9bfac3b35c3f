/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The form. It holds two records: @original as it was loaded, @record as it stands on the screen. A field
 * is changed when the two differ or when what is typed cannot be read; those two make the draft:
 * {"values": {field: value | null}, "typed": {field: text}}. */
#include "form/form.h"

#include <glib/gi18n-lib.h>

#include "call.h"
#include "form/editor.h"
#include "form/grid.h"
#include "record/time.h"
#include "support/support.h"

#define DRAFT_MS 1200

struct _TlForm
{
  AdwBin parent_instance;

  TlStore *store;
  TlRecord *original;
  TlRecord *record;
  GPtrArray *editors; /* (element-type TlEditor) owned by the widget tree */
  char *draft_key;
  guint draft_source;
  guint serial; /* counts edits: a save that was overtaken does not show its result */
  gboolean edited;
  gboolean checked; /* errors of the whole record are shown from the first failed save on */
};

enum
{
  EDITED,
  SAVED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (TlForm, tl_form, ADW_TYPE_BIN)

/* --- Records --- */

static guint
n_fields (TlRecord *record)
{
  return tl_type_info (tl_record_type (record))->n_fields;
}

static TlEditor *
editor_of (TlForm *self, guint number)
{
  for (guint i = 0; i < self->editors->len; i++)
    if (tl_editor_get_number (g_ptr_array_index (self->editors, i)) == number)
      return g_ptr_array_index (self->editors, i);
  return NULL;
}

/* --- Drafts --- */

typedef struct
{
  char *key;
  char *content;
} Draft;

static void
draft_free (gpointer data)
{
  Draft *draft = data;

  g_free (draft->key);
  tl_secret_free (draft->content);
  g_free (draft);
}

static gpointer
save_draft_job (TlStore *store, gpointer data, GCancellable *cancellable, GError **error)
{
  Draft *draft = data;

  if (draft->content != NULL)
    tl_store_save_draft (store, draft->key, draft->content, error);
  else
    tl_store_drop_draft (store, draft->key, error);
  return NULL;
}

static gpointer
load_draft_job (TlStore *store, gpointer data, GCancellable *cancellable, GError **error)
{
  return tl_store_load_draft (store, data, error);
}

static char *
draft_content (TlForm *self)
{
  g_autoptr (JsonObject) object = json_object_new ();
  g_autoptr (JsonObject) all = tl_record_to_json (self->record, FALSE);
  JsonObject *values = json_object_new ();
  JsonObject *typed = json_object_new ();
  g_autoptr (JsonNode) root = json_node_new (JSON_NODE_OBJECT);
  const TlTypeInfo *info = tl_type_info (tl_record_type (self->record));
  /* Of a record that was never saved the draft is all there is. */
  gboolean fresh = tl_record_created_at (self->original) == 0;

  for (guint i = 0; i < info->n_fields; i++)
    {
      const char *name = info->fields[i].name;

      if (info->fields[i].kind == TL_KIND_BLOB || (!fresh && tl_record_equal_field (self->record, self->original, i)))
        continue;
      if (json_object_has_member (all, name))
        json_object_set_member (values, name, json_node_copy (json_object_get_member (all, name)));
      else
        json_object_set_null_member (values, name);
    }
  for (guint i = 0; i < self->editors->len; i++)
    {
      TlEditor *editor = g_ptr_array_index (self->editors, i);
      g_autofree char *text = tl_editor_has_error (editor) ? tl_editor_get_typed (editor) : NULL;

      if (text != NULL)
        json_object_set_string_member (typed, tl_editor_get_field (editor)->name, text);
    }
  json_object_set_object_member (object, "values", values);
  json_object_set_object_member (object, "typed", typed);
  json_node_set_object (root, object);
  return json_to_string (root, FALSE);
}

void
tl_form_flush (TlForm *self)
{
  Draft *draft;

  if (self->draft_source == 0 || self->store == NULL)
    return;
  g_clear_handle_id (&self->draft_source, g_source_remove);
  draft = g_new0 (Draft, 1);
  draft->key = g_strdup (self->draft_key);
  draft->content = draft_content (self);
  tl_ui_call (self, self->store, TL_JOB_TYPING, _ ("What you type could not be kept as a draft."), save_draft_job, draft, draft_free, NULL,
              NULL, NULL);
}

static gboolean
draft_cb (gpointer user_data)
{
  TlForm *self = user_data;

  tl_form_flush (self);
  return G_SOURCE_REMOVE;
}

static void
draft_later (TlForm *self)
{
  if (self->draft_source == 0)
    self->draft_source = g_timeout_add (DRAFT_MS, draft_cb, self);
}

static void
drop_draft (TlForm *self)
{
  Draft *draft = g_new0 (Draft, 1);

  g_clear_handle_id (&self->draft_source, g_source_remove);
  draft->key = g_strdup (self->draft_key);
  tl_ui_call (self, self->store, TL_JOB_NORMAL, NULL, save_draft_job, draft, draft_free, NULL, NULL, NULL);
}

static void
show_record (TlForm *self)
{
  for (guint i = 0; i < self->editors->len; i++)
    tl_editor_show (g_ptr_array_index (self->editors, i), self->record);
}

/* Where somebody typed before the draft of last time was read: what is typed now stands, all else comes back. */
static gboolean
is_touched (TlEditor *editor)
{
  return editor != NULL && g_object_get_data (G_OBJECT (editor), "touched") != NULL;
}

static void
draft_loaded_cb (gpointer owner, gpointer result, gpointer user_data)
{
  TlForm *self = owner;
  g_autoptr (JsonNode) root = NULL;
  JsonObject *object;

  if (result == NULL)
    return;
  root = json_from_string (result, NULL);
  if (root == NULL || !JSON_NODE_HOLDS_OBJECT (root))
    return;
  object = json_node_get_object (root);
  if (json_object_has_member (object, "values"))
    {
      JsonObject *values = json_object_get_object_member (object, "values");
      g_autoptr (GList) names = json_object_get_members (values);

      /* One by one: a value that a later version refuses does not lose the others. */
      for (GList *l = names; l != NULL; l = l->next)
        {
          g_autoptr (JsonObject) one = json_object_new ();
          guint number = tl_type_find_field (tl_record_type (self->record), l->data);

          if (number == G_MAXUINT || is_touched (editor_of (self, number)))
            continue;
          json_object_set_member (one, l->data, json_node_copy (json_object_get_member (values, l->data)));
          tl_record_apply_json (self->record, one, NULL);
        }
    }
  for (guint i = 0; i < self->editors->len; i++)
    if (!is_touched (g_ptr_array_index (self->editors, i)))
      tl_editor_show (g_ptr_array_index (self->editors, i), self->record);
  if (json_object_has_member (object, "typed"))
    {
      JsonObject *typed = json_object_get_object_member (object, "typed");

      for (guint i = 0; i < self->editors->len; i++)
        {
          TlEditor *editor = g_ptr_array_index (self->editors, i);
          const char *name = tl_editor_get_field (editor)->name;
          g_autoptr (GError) error = NULL;

          if (!json_object_has_member (typed, name) || is_touched (editor))
            continue;
          tl_editor_set_typed (editor, json_object_get_string_member (typed, name));
          if (!tl_editor_apply (editor, self->record, &error))
            tl_editor_set_message (editor, error->message, FALSE);
        }
    }
  self->edited = TRUE;
  g_signal_emit (self, signals[EDITED], 0);
}

/* --- Checking --- */

/* "field: what is wrong" → "what is wrong". */
static const char *
without_field (const char *message, const TlField *field)
{
  gsize length = strlen (field->name);

  if (strncmp (message, field->name, length) == 0 && message[length] == ':')
    {
      message += length + 1;
      while (*message == ' ')
        message++;
    }
  return message;
}

static void
apply_editor (TlForm *self, TlEditor *editor, gboolean say)
{
  g_autoptr (GError) error = NULL;

  if (tl_editor_apply (editor, self->record, &error))
    {
      if (!say)
        tl_editor_set_message (editor, NULL, FALSE);
    }
  else if (say || tl_editor_has_error (editor))
    tl_editor_set_message (editor, without_field (error->message, tl_editor_get_field (editor)), FALSE);
}

static void
editor_edited_cb (TlEditor *editor, TlForm *self)
{
  self->serial++;
  self->edited = TRUE;
  g_object_set_data (G_OBJECT (editor), "touched", GINT_TO_POINTER (1));
  /* Nobody is told that half a date is wrong: that waits until the field is left. */
  apply_editor (self, editor, FALSE);
  draft_later (self);
  g_signal_emit (self, signals[EDITED], 0);
}

static void
editor_left_cb (TlEditor *editor, TlForm *self)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) problems = NULL;
  guint number = tl_editor_get_number (editor);

  if (!tl_editor_apply (editor, self->record, &error))
    {
      tl_editor_set_message (editor, without_field (error->message, tl_editor_get_field (editor)), FALSE);
      draft_later (self);
      return;
    }
  problems = tl_record_check (self->record, TL_CHECK_SAVE);
  for (guint i = 0; i < problems->len; i++)
    {
      const TlProblem *problem = g_ptr_array_index (problems, i);

      /* An empty field is not scolded for before somebody wants to save. */
      if (problem->field == number && (self->checked || tl_record_has (self->record, number)))
        {
          tl_editor_set_message (editor, problem->message, problem->warning);
          return;
        }
    }
  tl_editor_set_message (editor, NULL, FALSE);
}

gboolean
tl_form_check (TlForm *self, TlCheckFlags flags, gboolean focus)
{
  g_autoptr (GPtrArray) problems = NULL;
  GtkWidget *first = NULL;
  gboolean good = TRUE;

  self->checked = TRUE;
  for (guint i = 0; i < self->editors->len; i++)
    {
      TlEditor *editor = g_ptr_array_index (self->editors, i);
      g_autoptr (GError) error = NULL;

      if (tl_editor_apply (editor, self->record, &error))
        tl_editor_set_message (editor, NULL, FALSE);
      else
        {
          tl_editor_set_message (editor, without_field (error->message, tl_editor_get_field (editor)), FALSE);
          first = first != NULL ? first : GTK_WIDGET (editor);
          good = FALSE;
        }
    }

  problems = tl_record_check (self->record, flags);
  for (guint i = 0; i < problems->len; i++)
    {
      const TlProblem *problem = g_ptr_array_index (problems, i);
      TlEditor *editor = problem->field != G_MAXUINT ? editor_of (self, problem->field) : NULL;

      if (editor != NULL && !tl_editor_has_error (editor))
        tl_editor_set_message (editor, problem->message, problem->warning);
      if (!problem->warning)
        {
          good = FALSE;
          if (editor != NULL)
            first = first != NULL ? first : GTK_WIDGET (editor);
          else if (focus)
            tl_ui_toast (self, problem->message);
        }
    }
  if (focus && first != NULL)
    gtk_widget_grab_focus (first);
  return good;
}

/* --- Saving --- */

typedef struct
{
  TlRecord *record;
  gboolean *changed; /* by field number */
  char *draft_key;
  guint serial;
} Saving;

static void
saving_free (gpointer data)
{
  Saving *saving = data;

  g_clear_object (&saving->record);
  g_free (saving->changed);
  g_free (saving->draft_key);
  g_free (saving);
}

typedef struct
{
  Saving *saving;
  TlRecord *current;
} Written;

static gboolean
write_record (TlStore *store, gpointer data, GError **error)
{
  Written *written = data;
  gboolean good;

  /* Support lines have rules of their own: rates, ceilings, frozen statements. */
  if (tl_record_type (written->current) == TL_TYPE_SUPPORT)
    good = tl_support_save (store, written->current, error);
  else
    good = tl_store_save (store, written->current, error);
  return good && tl_store_drop_draft (store, written->saving->draft_key, error);
}

static gpointer
save_job (TlStore *store, gpointer data, GCancellable *cancellable, GError **error)
{
  Saving *saving = data;
  g_autoptr (TlRecord) current = tl_store_load (store, tl_record_type (saving->record), tl_record_id (saving->record), NULL);
  Written written = {saving, NULL};

  if (current == NULL)
    current = tl_record_copy (saving->record);
  else
    for (guint i = 0; i < n_fields (current); i++)
      if (saving->changed[i])
        tl_record_copy_field (current, saving->record, i);
  written.current = current;
  if (!tl_store_transaction (store, write_record, &written, error))
    return NULL;
  return g_steal_pointer (&current);
}

static void
saved_cb (gpointer owner, gpointer result, const GError *error, gpointer user_data)
{
  TlForm *self = owner;

  if (error != NULL)
    {
      draft_later (self);
      tl_ui_show_error (self, _ ("This could not be saved. It is kept as a draft."), error->message);
      return;
    }
  g_set_object (&self->original, result);
  if (GPOINTER_TO_UINT (user_data) == self->serial)
    {
      g_clear_object (&self->record);
      self->record = tl_record_copy (result);
      self->edited = FALSE;
      self->checked = FALSE;
      show_record (self);
    }
  g_signal_emit (self, signals[SAVED], 0, result);
}

gboolean
tl_form_save (TlForm *self, gboolean quiet)
{
  Saving *saving;

  if (!tl_form_check (self, TL_CHECK_SAVE, !quiet))
    {
      if (self->edited)
        draft_later (self);
      return FALSE;
    }
  g_clear_handle_id (&self->draft_source, g_source_remove);
  saving = g_new0 (Saving, 1);
  saving->record = tl_record_copy (self->record);
  saving->changed = g_new0 (gboolean, n_fields (self->record));
  for (guint i = 0; i < n_fields (self->record); i++)
    saving->changed[i] = !tl_record_equal_field (self->record, self->original, i);
  saving->draft_key = g_strdup (self->draft_key);
  saving->serial = self->serial;
  tl_ui_call_full (self, self->store, TL_JOB_NORMAL, save_job, saving, saving_free, g_object_unref, saved_cb,
                   GUINT_TO_POINTER (self->serial));
  return TRUE;
}

void
tl_form_discard (TlForm *self)
{
  drop_draft (self);
  g_clear_object (&self->record);
  self->record = tl_record_copy (self->original);
  self->edited = FALSE;
  self->checked = FALSE;
  for (guint i = 0; i < self->editors->len; i++)
    tl_editor_set_message (g_ptr_array_index (self->editors, i), NULL, FALSE);
  show_record (self);
}

void
tl_form_update (TlForm *self, TlRecord *record)
{
  if (self->edited)
    return;
  g_set_object (&self->original, record);
  g_clear_object (&self->record);
  self->record = tl_record_copy (record);
  show_record (self);
}

/* --- Building --- */

static gboolean
section_wanted (const char *id, const char *const *sections)
{
  return sections == NULL || (id != NULL && g_strv_contains (sections, id));
}

static gboolean
is_shown (const TlField *field)
{
  return !(field->flags & (TL_FIELD_COMPUTED | TL_FIELD_PARENT)) && field->kind != TL_KIND_BLOB && field->kind != TL_KIND_JSON;
}

static void
build (TlForm *self, const char *const *sections)
{
  const TlTypeInfo *info = tl_type_info (tl_record_type (self->record));
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  guint shown = 0;

  for (guint s = 0; s < info->n_sections; s++)
    {
      GtkWidget *grid;
      guint first = self->editors->len;

      if (!section_wanted (info->sections[s].id, sections))
        continue;
      grid = tl_form_grid_new ();
      for (guint i = 0; i < info->n_fields; i++)
        {
          TlEditor *editor;

          if (g_strcmp0 (info->fields[i].section, info->sections[s].id) != 0 || !is_shown (&info->fields[i]))
            continue;
          editor = tl_editor_new (self->store, info->type, i);
          if (editor == NULL)
            continue;
          tl_form_grid_add (TL_FORM_GRID (grid), GTK_WIDGET (editor), tl_editor_is_wide (editor));
          g_ptr_array_add (self->editors, editor);
          g_signal_connect (editor, "edited", G_CALLBACK (editor_edited_cb), self);
          g_signal_connect (editor, "left", G_CALLBACK (editor_left_cb), self);
        }
      /* All of it is the program's: nothing to type. */
      if (self->editors->len == first)
        {
          g_object_unref (g_object_ref_sink (grid));
          continue;
        }
      if (info->n_sections > 1 && (sections == NULL || g_strv_length ((char **)sections) > 1))
        {
          GtkWidget *heading = gtk_label_new (tl_section_label (&info->sections[s]));

          gtk_label_set_xalign (GTK_LABEL (heading), 0);
          gtk_widget_add_css_class (heading, "heading");
          if (shown++ > 0)
            gtk_widget_set_margin_top (heading, 12);
          gtk_box_append (GTK_BOX (box), heading);
          g_object_set_data (G_OBJECT (heading), "section", (gpointer)info->sections[s].id);
        }
      g_object_set_data (G_OBJECT (grid), "section", (gpointer)info->sections[s].id);
      gtk_box_append (GTK_BOX (box), grid);
    }
  adw_bin_set_child (ADW_BIN (self), box);
}

static void
tl_form_dispose (GObject *object)
{
  TlForm *self = TL_FORM (object);

  tl_form_flush (self);
  g_clear_handle_id (&self->draft_source, g_source_remove);
  g_clear_pointer (&self->editors, g_ptr_array_unref);
  self->editors = g_ptr_array_new ();
  g_clear_object (&self->store);
  g_clear_object (&self->original);
  g_clear_object (&self->record);
  G_OBJECT_CLASS (tl_form_parent_class)->dispose (object);
}

static void
tl_form_finalize (GObject *object)
{
  TlForm *self = TL_FORM (object);

  g_ptr_array_unref (self->editors);
  g_free (self->draft_key);
  G_OBJECT_CLASS (tl_form_parent_class)->finalize (object);
}

static void
tl_form_class_init (TlFormClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = tl_form_dispose;
  G_OBJECT_CLASS (klass)->finalize = tl_form_finalize;
  signals[EDITED] = g_signal_new ("edited", TL_TYPE_FORM, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SAVED] = g_signal_new ("saved", TL_TYPE_FORM, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, TL_TYPE_RECORD);
}

static void
tl_form_init (TlForm *self)
{
  self->editors = g_ptr_array_new ();
}

TlForm *
tl_form_new (TlStore *store, TlRecord *record, const char *const *sections)
{
  TlForm *self = g_object_new (TL_TYPE_FORM, NULL);

  self->store = g_object_ref (store);
  self->original = tl_record_copy (record);
  self->record = tl_record_copy (record);
  /* Two forms of one record (sections of a case) keep two drafts. */
  self->draft_key = g_strdup_printf ("%s/%s%s%s", tl_type_info (tl_record_type (record))->name, tl_record_id (record),
                                     sections != NULL ? "#" : "", sections != NULL ? sections[0] : "");
  build (self, sections);
  show_record (self);
  tl_ui_call (self, store, TL_JOB_TYPING, NULL, load_draft_job, g_strdup (self->draft_key), g_free, (GDestroyNotify)tl_secret_free,
              draft_loaded_cb, NULL);
  return self;
}

TlRecord *
tl_form_get_record (TlForm *self)
{
  return self->record;
}

void
tl_form_set_suggestions (TlForm *self, TlType type, GPtrArray *ids)
{
  for (guint i = 0; i < self->editors->len; i++)
    {
      TlEditor *editor = g_ptr_array_index (self->editors, i);
      const TlField *field = tl_editor_get_field (editor);

      if ((field->kind == TL_KIND_REF || field->kind == TL_KIND_REF_SET) && field->ref_type == type)
        tl_editor_set_suggestions (editor, ids);
    }
}

void
tl_form_show_section (TlForm *self, const char *section, gboolean visible)
{
  GtkWidget *box = adw_bin_get_child (ADW_BIN (self));

  for (GtkWidget *child = gtk_widget_get_first_child (box); child != NULL; child = gtk_widget_get_next_sibling (child))
    if (g_strcmp0 (g_object_get_data (G_OBJECT (child), "section"), section) == 0)
      gtk_widget_set_visible (child, visible);
}

void
tl_form_set_options (TlForm *self, guint field, GPtrArray *codes)
{
  TlEditor *editor = editor_of (self, field);

  if (editor != NULL && TL_IS_CHOICE_EDITOR (editor))
    tl_choice_editor_set_options (TL_CHOICE_EDITOR (editor), codes);
}

gboolean
tl_form_is_edited (TlForm *self)
{
  return self->edited;
}

void
tl_form_count (TlRecord *record, const char *const *sections, guint *filled, guint *all)
{
  const TlTypeInfo *info = tl_type_info (tl_record_type (record));

  *filled = *all = 0;
  for (guint i = 0; i < info->n_fields; i++)
    if (is_shown (&info->fields[i]) && section_wanted (info->fields[i].section, sections))
      {
        *all += 1;
        *filled += tl_record_has (record, i) ? 1 : 0;
      }
}
