/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One code of a list (a picker) and several codes of a list (boxes to tick). A code whose time is over is
 * not offered any more but stays where it was chosen. */
#include <glib/gi18n-lib.h>
#include <string.h>

#include "call.h"
#include "form/editor.h"
#include "form/picker.h"
#include "record/lists.h"
#include "record/time.h"

static gboolean
is_offered (const TlListItem *item)
{
  g_autofree char *today = tl_date_to_iso (tl_date_today ());

  return (item->valid_from == NULL || strcmp (item->valid_from, today) <= 0)
         && (item->valid_to == NULL || strcmp (item->valid_to, today) >= 0);
}

/* --- One --- */

struct _TlChoiceEditor
{
  TlEditor parent_instance;
  TlPicker *picker;
  GPtrArray *options; /* codes, or NULL */
};
G_DEFINE_FINAL_TYPE (TlChoiceEditor, tl_choice_editor, TL_TYPE_EDITOR)

static void
wanted_cb (TlPicker *picker, const char *search, TlEditor *editor)
{
  const char *name = tl_editor_get_field (editor)->list;
  const TlList *list = tl_list_get (name);

  tl_picker_clear (picker);
  for (guint i = 0; list != NULL && i < tl_list_size (list); i++)
    {
      const TlListItem *item = tl_list_item (list, i);

      GPtrArray *options = TL_CHOICE_EDITOR (editor)->options;
      gboolean offered = options != NULL ? g_ptr_array_find_with_equal_func (options, item->code, g_str_equal, NULL) : is_offered (item);

      if (offered || g_strcmp0 (item->code, tl_picker_get_chosen (picker)) == 0)
        tl_picker_add (picker, item->code, tl_list_label (name, item->code));
    }
}

static void
chosen_cb (TlPicker *picker, TlEditor *editor)
{
  tl_editor_edited (editor);
  tl_editor_left (editor);
}

static void
choice_build (TlEditor *editor)
{
  TlChoiceEditor *self = TL_CHOICE_EDITOR (editor);

  self->picker = TL_PICKER (tl_picker_new ());
  tl_picker_set_clearable (self->picker, !(tl_editor_get_field (editor)->flags & TL_FIELD_REQUIRED));
  tl_editor_set_content (editor, GTK_WIDGET (self->picker), tl_picker_get_button (self->picker));
  tl_picker_set_name (self->picker, tl_field_label (tl_editor_get_field (editor)));
  g_signal_connect (self->picker, "wanted", G_CALLBACK (wanted_cb), self);
  g_signal_connect (self->picker, "chosen", G_CALLBACK (chosen_cb), self);
}

static void
choice_show (TlEditor *editor, TlRecord *record)
{
  const char *code = tl_record_text (record, tl_editor_get_number (editor));

  tl_picker_set_chosen (TL_CHOICE_EDITOR (editor)->picker, code,
                        code != NULL ? tl_list_label (tl_editor_get_field (editor)->list, code) : NULL);
}

static gboolean
choice_apply (TlEditor *editor, TlRecord *record, GError **error)
{
  tl_record_set_text (record, tl_editor_get_number (editor), tl_picker_get_chosen (TL_CHOICE_EDITOR (editor)->picker));
  return TRUE;
}

static void
tl_choice_editor_finalize (GObject *object)
{
  g_clear_pointer (&TL_CHOICE_EDITOR (object)->options, g_ptr_array_unref);
  G_OBJECT_CLASS (tl_choice_editor_parent_class)->finalize (object);
}

void
tl_choice_editor_set_options (TlChoiceEditor *self, GPtrArray *codes)
{
  g_clear_pointer (&self->options, g_ptr_array_unref);
  self->options = codes != NULL ? g_ptr_array_ref (codes) : NULL;
}

static void
tl_choice_editor_class_init (TlChoiceEditorClass *klass)
{
  TlEditorClass *editor_class = TL_EDITOR_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = tl_choice_editor_finalize;

  editor_class->build = choice_build;
  editor_class->show = choice_show;
  editor_class->apply = choice_apply;
}

static void
tl_choice_editor_init (TlChoiceEditor *self)
{
}

/* --- Several --- */

struct _TlSetEditor
{
  TlEditor parent_instance;
  GPtrArray *boxes; /* (element-type GtkCheckButton), in list order */
};
G_DEFINE_FINAL_TYPE (TlSetEditor, tl_set_editor, TL_TYPE_EDITOR)

static void
set_build (TlEditor *editor)
{
  TlSetEditor *self = TL_SET_EDITOR (editor);
  GtkWidget *grid = gtk_grid_new ();
  const char *name = tl_editor_get_field (editor)->list;
  const TlList *list = tl_list_get (name);
  guint shown = 0;

  gtk_grid_set_column_homogeneous (GTK_GRID (grid), TRUE);
  gtk_grid_set_column_spacing (GTK_GRID (grid), 18);
  for (guint i = 0; list != NULL && i < tl_list_size (list); i++)
    {
      const TlListItem *item = tl_list_item (list, i);
      GtkWidget *label = gtk_label_new (tl_list_label (name, item->code));
      GtkWidget *box = gtk_check_button_new ();

      gtk_label_set_wrap (GTK_LABEL (label), TRUE);
      gtk_label_set_xalign (GTK_LABEL (label), 0);
      gtk_widget_set_margin_start (label, 6);
      gtk_check_button_set_child (GTK_CHECK_BUTTON (box), label);
      gtk_widget_set_valign (box, GTK_ALIGN_START);
      g_object_set_data (G_OBJECT (box), "code", (gpointer)item->code);
      gtk_widget_set_visible (box, is_offered (item));
      gtk_grid_attach (GTK_GRID (grid), box, (int)(shown % 2), (int)(shown / 2), 1, 1);
      tl_ui_label (box, tl_list_label (name, item->code));
      g_signal_connect_swapped (box, "toggled", G_CALLBACK (tl_editor_edited), self);
      g_ptr_array_add (self->boxes, box);
      shown++;
    }
  tl_editor_set_wide (editor, TRUE);
  tl_editor_set_content (editor, grid, grid);
}

static void
set_show (TlEditor *editor, TlRecord *record)
{
  TlSetEditor *self = TL_SET_EDITOR (editor);

  for (guint i = 0; i < self->boxes->len; i++)
    {
      GtkWidget *box = g_ptr_array_index (self->boxes, i);
      gboolean in = tl_record_set_contains (record, tl_editor_get_number (editor), g_object_get_data (G_OBJECT (box), "code"));

      gtk_check_button_set_active (GTK_CHECK_BUTTON (box), in);
      if (in)
        gtk_widget_set_visible (box, TRUE);
    }
}

static gboolean
set_apply (TlEditor *editor, TlRecord *record, GError **error)
{
  TlSetEditor *self = TL_SET_EDITOR (editor);
  g_autoptr (GString) codes = g_string_new (NULL);

  for (guint i = 0; i < self->boxes->len; i++)
    {
      GtkWidget *box = g_ptr_array_index (self->boxes, i);

      if (gtk_check_button_get_active (GTK_CHECK_BUTTON (box)))
        g_string_append_printf (codes, "%s%s", codes->len > 0 ? " " : "", (const char *)g_object_get_data (G_OBJECT (box), "code"));
    }
  tl_record_set_text (record, tl_editor_get_number (editor), codes->str);
  return TRUE;
}

static gboolean
set_grab_focus (GtkWidget *widget)
{
  TlSetEditor *self = TL_SET_EDITOR (widget);

  return self->boxes->len > 0 && gtk_widget_grab_focus (g_ptr_array_index (self->boxes, 0));
}

static void
set_finalize (GObject *object)
{
  g_ptr_array_unref (TL_SET_EDITOR (object)->boxes);
  G_OBJECT_CLASS (tl_set_editor_parent_class)->finalize (object);
}

static void
tl_set_editor_class_init (TlSetEditorClass *klass)
{
  TlEditorClass *editor_class = TL_EDITOR_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = set_finalize;
  GTK_WIDGET_CLASS (klass)->grab_focus = set_grab_focus;
  editor_class->build = set_build;
  editor_class->show = set_show;
  editor_class->apply = set_apply;
}

static void
tl_set_editor_init (TlSetEditor *self)
{
  self->boxes = g_ptr_array_new ();
}
