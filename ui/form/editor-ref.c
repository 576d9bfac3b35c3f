/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A reference to another record. Short lists (rooms, staff) are offered whole; people by those who belong
 * to the case, the rest by search. What may be made on the way (a person, a voucher) has a line for it. */
#include <glib/gi18n-lib.h>
#include <string.h>

#include "call.h"
#include "form/dialog.h"
#include "form/editor.h"
#include "form/picker.h"
#include "form/titles.h"

#define MAX_OFFERED 200

typedef struct
{
  TlType type;
  GPtrArray *first; /* ids to offer first, or NULL */
  char *search;
  char *case_id; /* parts of a case are offered of this case only */
} Question;

static void
question_free (gpointer data)
{
  Question *question = data;

  g_clear_pointer (&question->first, g_ptr_array_unref);
  g_free (question->search);
  g_free (question->case_id);
  g_free (question);
}

static Question *
question_new (TlType type, GPtrArray *first, const char *search)
{
  Question *question = g_new0 (Question, 1);

  question->type = type;
  if (first != NULL)
    question->first = g_ptr_array_copy (first, (GCopyFunc)(void (*) (void))g_strdup, NULL);
  if (question->first != NULL)
    g_ptr_array_set_free_func (question->first, g_free);
  question->search = g_strdup (search);
  return question;
}

/* → (element-type TlTitle) */
static gpointer
offer_job (TlStore *store, gpointer data, GCancellable *cancellable, GError **error)
{
  Question *question = data;
  g_autoptr (GPtrArray) ids = g_ptr_array_new_with_free_func (g_free);

  if (question->search != NULL && *question->search != '\0')
    {
      g_autoptr (GPtrArray) hits = tl_store_search_type (store, question->type, question->search, MAX_OFFERED, error);

      if (hits == NULL)
        return NULL;
      for (guint i = 0; i < hits->len; i++)
        {
          const TlHit *hit = g_ptr_array_index (hits, i);

          g_ptr_array_add (ids, g_strdup (hit->id));
        }
      return tl_titles_of_ids (store, question->type, ids, error);
    }

  for (guint i = 0; question->first != NULL && i < question->first->len; i++)
    g_ptr_array_add (ids, g_strdup (g_ptr_array_index (question->first, i)));
  if (ids->len == 0)
    {
      guint parent = tl_type_parent_field (question->type, TL_TYPE_CASE);
      const TlWhere where = {.field = parent, .op = "=", .text = question->case_id};
      guint n_where = parent != G_MAXUINT && question->case_id != NULL ? 1 : 0;
      g_autoptr (GPtrArray) records = tl_store_list (store, question->type, &where, n_where, TL_QUERY_ID, FALSE, 0, MAX_OFFERED, error);

      if (records == NULL)
        return NULL;
      for (guint i = 0; i < records->len; i++)
        g_ptr_array_add (ids, g_strdup (tl_record_id (g_ptr_array_index (records, i))));
    }
  return tl_titles_of_ids (store, question->type, ids, error);
}

/* What a form may make on the way; the rest has a page of its own. */
static gboolean
may_create (TlType type)
{
  return type == TL_TYPE_PERSON || type == TL_TYPE_VOUCHER || type == TL_TYPE_TRIP;
}

/* --- One --- */

struct _TlRefEditor
{
  TlEditor parent_instance;
  TlPicker *picker;
  GtkWidget *edit; /* opens what is chosen; NULL where that is done elsewhere */
  GPtrArray *first;
  char *case_id; /* of the record that is edited */
  guint question;
};
G_DEFINE_FINAL_TYPE (TlRefEditor, tl_ref_editor, TL_TYPE_EDITOR)

static void
offered_cb (gpointer owner, gpointer result, gpointer user_data)
{
  TlRefEditor *self = owner;
  GPtrArray *titles = result;

  if (GPOINTER_TO_UINT (user_data) != self->question)
    return;
  tl_picker_clear (self->picker);
  for (guint i = 0; titles != NULL && i < titles->len; i++)
    {
      const TlTitle *title = g_ptr_array_index (titles, i);

      tl_picker_add (self->picker, title->id, title->title);
    }
}

static void
wanted_cb (TlPicker *picker, const char *search, TlRefEditor *self)
{
  TlEditor *editor = TL_EDITOR (self);
  Question *question = question_new (tl_editor_get_field (editor)->ref_type, self->first, search);

  question->case_id = g_strdup (self->case_id);
  self->question++;
  tl_ui_call (self, tl_editor_get_store (editor), TL_JOB_TYPING, NULL, offer_job, question, question_free,
              (GDestroyNotify)g_ptr_array_unref, offered_cb, GUINT_TO_POINTER (self->question));
}

static void
update_edit (TlRefEditor *self)
{
  if (self->edit != NULL)
    gtk_widget_set_visible (self->edit, tl_picker_get_chosen (self->picker) != NULL);
}

static void
chosen_cb (TlPicker *picker, TlEditor *editor)
{
  update_edit (TL_REF_EDITOR (editor));
  tl_editor_edited (editor);
  tl_editor_left (editor);
}

static void
titled_cb (gpointer owner, gpointer result, gpointer user_data)
{
  TlRefEditor *self = owner;
  GPtrArray *titles = result;
  const TlTitle *title = titles != NULL && titles->len > 0 ? g_ptr_array_index (titles, 0) : NULL;

  if (title != NULL && g_strcmp0 (title->id, tl_picker_get_chosen (self->picker)) == 0)
    tl_picker_set_chosen (self->picker, title->id, title->title);
}

static void
ask_title (TlRefEditor *self)
{
  TlEditor *editor = TL_EDITOR (self);
  g_autoptr (GPtrArray) ids = g_ptr_array_new ();

  g_ptr_array_add (ids, (gpointer)tl_picker_get_chosen (self->picker));
  tl_ui_call (self, tl_editor_get_store (editor), TL_JOB_NORMAL, NULL, offer_job,
              question_new (tl_editor_get_field (editor)->ref_type, ids, NULL), question_free, (GDestroyNotify)g_ptr_array_unref, titled_cb,
              NULL);
}

static void
made_cb (gpointer owner, TlRecord *record, gpointer user_data)
{
  TlRefEditor *self = owner;

  tl_picker_set_chosen (self->picker, tl_record_id (record), "…");
  update_edit (self);
  ask_title (self);
  tl_editor_edited (TL_EDITOR (self));
}

static gpointer
load_job (TlStore *store, gpointer data, GCancellable *cancellable, GError **error)
{
  Question *question = data;

  return tl_store_load (store, question->type, question->search, error);
}

static void
changed_cb (gpointer owner, TlRecord *record, gpointer user_data)
{
  ask_title (owner);
}

static void
loaded_cb (gpointer owner, gpointer result, gpointer user_data)
{
  TlRefEditor *self = owner;

  tl_record_dialog_show (self, tl_editor_get_store (TL_EDITOR (self)), result, NULL, changed_cb, NULL);
}

static void
edit_cb (GtkButton *button, TlRefEditor *self)
{
  TlEditor *editor = TL_EDITOR (self);

  if (tl_picker_get_chosen (self->picker) != NULL)
    tl_ui_call (self, tl_editor_get_store (editor), TL_JOB_NORMAL, _ ("This could not be opened."), load_job,
                question_new (tl_editor_get_field (editor)->ref_type, NULL, tl_picker_get_chosen (self->picker)), question_free,
                g_object_unref, loaded_cb, NULL);
}

static void
create_cb (TlPicker *picker, TlRefEditor *self)
{
  g_autoptr (TlRecord) record = tl_record_new (tl_editor_get_field (TL_EDITOR (self))->ref_type);
  guint parent = tl_type_parent_field (tl_record_type (record), TL_TYPE_CASE);

  if (parent != G_MAXUINT && self->case_id != NULL)
    tl_record_set_text (record, parent, self->case_id);
  tl_record_dialog_show (self, tl_editor_get_store (TL_EDITOR (self)), record, NULL, made_cb, NULL);
}

static void
ref_build (TlEditor *editor)
{
  TlRefEditor *self = TL_REF_EDITOR (editor);
  const TlField *field = tl_editor_get_field (editor);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);

  self->picker = TL_PICKER (tl_picker_new ());
  tl_picker_set_clearable (self->picker, !(field->flags & TL_FIELD_REQUIRED));
  tl_picker_set_remote (self->picker,
                        field->ref_type == TL_TYPE_PERSON || field->ref_type == TL_TYPE_CASE || field->ref_type == TL_TYPE_VOUCHER);
  if (may_create (field->ref_type))
    {
      g_autofree char *label = g_strdup_printf (_ ("New: %s…"), tl_type_label (field->ref_type, FALSE));

      tl_picker_set_create_label (self->picker, label);
    }
  gtk_widget_set_hexpand (GTK_WIDGET (self->picker), TRUE);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->picker));
  if (may_create (field->ref_type))
    {
      g_autofree char *name = g_strdup_printf (_ ("Open: %s"), tl_field_label (field));

      self->edit = gtk_button_new_from_icon_name ("tl-draft-symbolic");
      gtk_widget_set_tooltip_text (self->edit, name);
      tl_ui_label (self->edit, name);
      gtk_widget_set_visible (self->edit, FALSE);
      gtk_box_append (GTK_BOX (box), self->edit);
      g_signal_connect (self->edit, "clicked", G_CALLBACK (edit_cb), self);
    }
  tl_editor_set_content (editor, box, tl_picker_get_button (self->picker));
  tl_picker_set_name (self->picker, tl_field_label (field));
  g_signal_connect (self->picker, "wanted", G_CALLBACK (wanted_cb), self);
  g_signal_connect (self->picker, "chosen", G_CALLBACK (chosen_cb), self);
  g_signal_connect (self->picker, "create", G_CALLBACK (create_cb), self);
}

static void
ref_show (TlEditor *editor, TlRecord *record)
{
  TlRefEditor *self = TL_REF_EDITOR (editor);
  const char *id = tl_record_text (record, tl_editor_get_number (editor));
  guint parent = tl_type_parent_field (tl_record_type (record), TL_TYPE_CASE);

  g_free (self->case_id);
  self->case_id = parent != G_MAXUINT ? g_strdup (tl_record_text (record, parent)) : NULL;
  if (g_strcmp0 (id, tl_picker_get_chosen (self->picker)) == 0)
    return;
  tl_picker_set_chosen (self->picker, id, "…");
  update_edit (self);
  if (id != NULL)
    ask_title (self);
}

static gboolean
ref_apply (TlEditor *editor, TlRecord *record, GError **error)
{
  tl_record_set_text (record, tl_editor_get_number (editor), tl_picker_get_chosen (TL_REF_EDITOR (editor)->picker));
  return TRUE;
}

static void
ref_set_suggestions (TlEditor *editor, GPtrArray *ids)
{
  TlRefEditor *self = TL_REF_EDITOR (editor);

  g_clear_pointer (&self->first, g_ptr_array_unref);
  self->first = ids != NULL ? g_ptr_array_ref (ids) : NULL;
}

static void
ref_dispose (GObject *object)
{
  g_clear_pointer (&TL_REF_EDITOR (object)->first, g_ptr_array_unref);
  g_clear_pointer (&TL_REF_EDITOR (object)->case_id, g_free);
  G_OBJECT_CLASS (tl_ref_editor_parent_class)->dispose (object);
}

static void
tl_ref_editor_class_init (TlRefEditorClass *klass)
{
  TlEditorClass *editor_class = TL_EDITOR_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ref_dispose;
  editor_class->build = ref_build;
  editor_class->show = ref_show;
  editor_class->apply = ref_apply;
  editor_class->set_suggestions = ref_set_suggestions;
}

static void
tl_ref_editor_init (TlRefEditor *self)
{
}

/* --- Several: those offered, as boxes to tick --- */

struct _TlRefSetEditor
{
  TlEditor parent_instance;
  GtkWidget *box;
  GPtrArray *first;
  char *value; /* ids joined by spaces: also those that are not offered */
};
G_DEFINE_FINAL_TYPE (TlRefSetEditor, tl_ref_set_editor, TL_TYPE_EDITOR)

static gboolean
contains (const char *value, const char *id)
{
  g_auto (GStrv) ids = g_strsplit (value != NULL ? value : "", " ", -1);

  return g_strv_contains ((const char *const *)ids, id);
}

static void
box_toggled_cb (GtkCheckButton *box, TlRefSetEditor *self)
{
  const char *id = g_object_get_data (G_OBJECT (box), "id");
  g_auto (GStrv) ids = g_strsplit (self->value != NULL ? self->value : "", " ", -1);
  g_autoptr (GString) value = g_string_new (NULL);

  for (guint i = 0; ids[i] != NULL; i++)
    if (*ids[i] != '\0' && g_strcmp0 (ids[i], id) != 0)
      g_string_append_printf (value, "%s%s", value->len > 0 ? " " : "", ids[i]);
  if (gtk_check_button_get_active (box))
    g_string_append_printf (value, "%s%s", value->len > 0 ? " " : "", id);
  g_free (self->value);
  self->value = g_strdup (value->str);
  tl_editor_edited (TL_EDITOR (self));
}

static void
set_offered_cb (gpointer owner, gpointer result, gpointer user_data)
{
  TlRefSetEditor *self = owner;
  GPtrArray *titles = result;
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (self->box)) != NULL)
    gtk_box_remove (GTK_BOX (self->box), child);
  for (guint i = 0; titles != NULL && i < titles->len; i++)
    {
      const TlTitle *title = g_ptr_array_index (titles, i);
      GtkWidget *box = gtk_check_button_new_with_label (title->title);

      g_object_set_data_full (G_OBJECT (box), "id", g_strdup (title->id), g_free);
      gtk_check_button_set_active (GTK_CHECK_BUTTON (box), contains (self->value, title->id));
      g_signal_connect (box, "toggled", G_CALLBACK (box_toggled_cb), self);
      tl_ui_label (box, title->title);
      gtk_box_append (GTK_BOX (self->box), box);
    }
}

static void
ref_set_ask (TlRefSetEditor *self)
{
  TlEditor *editor = TL_EDITOR (self);

  tl_ui_call (self, tl_editor_get_store (editor), TL_JOB_NORMAL, NULL, offer_job,
              question_new (tl_editor_get_field (editor)->ref_type, self->first, NULL), question_free, (GDestroyNotify)g_ptr_array_unref,
              set_offered_cb, NULL);
}

static void
ref_set_build (TlEditor *editor)
{
  TlRefSetEditor *self = TL_REF_SET_EDITOR (editor);

  self->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2);
  tl_editor_set_wide (editor, TRUE);
  tl_editor_set_content (editor, self->box, self->box);
  ref_set_ask (self);
}

static void
ref_set_show (TlEditor *editor, TlRecord *record)
{
  TlRefSetEditor *self = TL_REF_SET_EDITOR (editor);

  g_free (self->value);
  self->value = g_strdup (tl_record_text (record, tl_editor_get_number (editor)));
  for (GtkWidget *box = gtk_widget_get_first_child (self->box); box != NULL; box = gtk_widget_get_next_sibling (box))
    {
      g_signal_handlers_block_by_func (box, box_toggled_cb, self);
      gtk_check_button_set_active (GTK_CHECK_BUTTON (box), contains (self->value, g_object_get_data (G_OBJECT (box), "id")));
      g_signal_handlers_unblock_by_func (box, box_toggled_cb, self);
    }
}

static gboolean
ref_set_apply (TlEditor *editor, TlRecord *record, GError **error)
{
  tl_record_set_text (record, tl_editor_get_number (editor), TL_REF_SET_EDITOR (editor)->value);
  return TRUE;
}

static void
ref_set_set_suggestions (TlEditor *editor, GPtrArray *ids)
{
  TlRefSetEditor *self = TL_REF_SET_EDITOR (editor);

  g_clear_pointer (&self->first, g_ptr_array_unref);
  self->first = ids != NULL ? g_ptr_array_ref (ids) : NULL;
  ref_set_ask (self);
}

static void
ref_set_dispose (GObject *object)
{
  g_clear_pointer (&TL_REF_SET_EDITOR (object)->first, g_ptr_array_unref);
  g_clear_pointer (&TL_REF_SET_EDITOR (object)->value, g_free);
  G_OBJECT_CLASS (tl_ref_set_editor_parent_class)->dispose (object);
}

static void
tl_ref_set_editor_class_init (TlRefSetEditorClass *klass)
{
  TlEditorClass *editor_class = TL_EDITOR_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ref_set_dispose;
  editor_class->build = ref_set_build;
  editor_class->show = ref_set_show;
  editor_class->apply = ref_set_apply;
  editor_class->set_suggestions = ref_set_set_suggestions;
}

static void
tl_ref_set_editor_init (TlRefSetEditor *self)
{
}
