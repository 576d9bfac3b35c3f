/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Fields that are typed on one line, text on several lines, and yes/no. What a number, an amount or a
 * telephone number looks like is the record's knowledge (tl_record_parse_field()); here it is only
 * typed, kept, and shown the usual way when one leaves it. */
#include <glib/gi18n-lib.h>

#include "call.h"
#include "form/editor.h"

/* --- One line --- */

struct _TlTextEditor
{
  TlEditor parent_instance;
  GtkWidget *entry;
};
G_DEFINE_FINAL_TYPE (TlTextEditor, tl_text_editor, TL_TYPE_EDITOR)

static void
text_left_cb (TlTextEditor *self)
{
  g_autoptr (TlRecord) scratch = tl_record_new (tl_editor_get_record_type (TL_EDITOR (self)));
  guint number = tl_editor_get_number (TL_EDITOR (self));

  if (tl_editor_get_field (TL_EDITOR (self))->kind != TL_KIND_TEXT
      && tl_record_parse_field (scratch, number, gtk_editable_get_text (GTK_EDITABLE (self->entry)), NULL)
      && tl_record_has (scratch, number))
    tl_editor_show (TL_EDITOR (self), scratch);
}

static void
text_build (TlEditor *editor)
{
  TlTextEditor *self = TL_TEXT_EDITOR (editor);
  const TlField *field = tl_editor_get_field (editor);
  GtkWidget *content;

  self->entry = content = gtk_entry_new ();
  gtk_widget_set_hexpand (self->entry, TRUE);
  gtk_entry_set_input_hints (GTK_ENTRY (self->entry), GTK_INPUT_HINT_PRIVATE | GTK_INPUT_HINT_NO_EMOJI);
  if (field->flags & TL_FIELD_PHONE)
    gtk_entry_set_input_purpose (GTK_ENTRY (self->entry), GTK_INPUT_PURPOSE_PHONE);
  if (field->kind == TL_KIND_MONEY)
    {
      GtkWidget *unit = gtk_label_new ("đ");

      content = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
      gtk_widget_add_css_class (unit, "dim-label");
      gtk_box_append (GTK_BOX (content), self->entry);
      gtk_box_append (GTK_BOX (content), unit);
    }
  if (field->kind != TL_KIND_TEXT)
    {
      gtk_entry_set_alignment (GTK_ENTRY (self->entry), 1);
      gtk_widget_add_css_class (self->entry, "tl-money");
    }
  tl_editor_set_content (editor, content, self->entry);
  g_signal_connect_swapped (self->entry, "changed", G_CALLBACK (tl_editor_edited), self);
  g_signal_connect (self, "left", G_CALLBACK (text_left_cb), NULL);
  tl_editor_watch_focus (editor, self->entry);
}

static void
text_show (TlEditor *editor, TlRecord *record)
{
  TlTextEditor *self = TL_TEXT_EDITOR (editor);
  guint number = tl_editor_get_number (editor);
  g_autofree char *text = NULL;

  if (tl_record_has (record, number))
    text = tl_editor_get_field (editor)->kind == TL_KIND_TEXT ? g_strdup (tl_record_text (record, number))
                                                              : tl_record_format_field (record, number);
  if (g_strcmp0 (gtk_editable_get_text (GTK_EDITABLE (self->entry)), text != NULL ? text : "") != 0)
    gtk_editable_set_text (GTK_EDITABLE (self->entry), text != NULL ? text : "");
}

static gboolean
text_apply (TlEditor *editor, TlRecord *record, GError **error)
{
  return tl_record_parse_field (record, tl_editor_get_number (editor),
                                gtk_editable_get_text (GTK_EDITABLE (TL_TEXT_EDITOR (editor)->entry)), error);
}

static char *
text_get_typed (TlEditor *editor)
{
  return g_strdup (gtk_editable_get_text (GTK_EDITABLE (TL_TEXT_EDITOR (editor)->entry)));
}

static void
text_set_typed (TlEditor *editor, const char *typed)
{
  gtk_editable_set_text (GTK_EDITABLE (TL_TEXT_EDITOR (editor)->entry), typed);
}

static void
tl_text_editor_class_init (TlTextEditorClass *klass)
{
  TlEditorClass *editor_class = TL_EDITOR_CLASS (klass);

  editor_class->build = text_build;
  editor_class->show = text_show;
  editor_class->apply = text_apply;
  editor_class->get_typed = text_get_typed;
  editor_class->set_typed = text_set_typed;
}

static void
tl_text_editor_init (TlTextEditor *self)
{
}

/* --- Several lines --- */

struct _TlLongTextEditor
{
  TlEditor parent_instance;
  GtkWidget *view;
};
G_DEFINE_FINAL_TYPE (TlLongTextEditor, tl_long_text_editor, TL_TYPE_EDITOR)

static char *
long_get_typed (TlEditor *editor)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (GTK_TEXT_VIEW (TL_LONG_TEXT_EDITOR (editor)->view));
  GtkTextIter start, end;

  gtk_text_buffer_get_bounds (buffer, &start, &end);
  return gtk_text_buffer_get_text (buffer, &start, &end, FALSE);
}

static void
long_set_typed (TlEditor *editor, const char *typed)
{
  g_autofree char *present = long_get_typed (editor);

  if (g_strcmp0 (present, typed) != 0)
    gtk_text_buffer_set_text (gtk_text_view_get_buffer (GTK_TEXT_VIEW (TL_LONG_TEXT_EDITOR (editor)->view)), typed, -1);
}

static void
long_build (TlEditor *editor)
{
  TlLongTextEditor *self = TL_LONG_TEXT_EDITOR (editor);
  GtkWidget *scroller = gtk_scrolled_window_new ();

  self->view = gtk_text_view_new ();
  gtk_text_view_set_wrap_mode (GTK_TEXT_VIEW (self->view), GTK_WRAP_WORD_CHAR);
  gtk_text_view_set_accepts_tab (GTK_TEXT_VIEW (self->view), FALSE);
  gtk_text_view_set_input_hints (GTK_TEXT_VIEW (self->view), GTK_INPUT_HINT_PRIVATE | GTK_INPUT_HINT_NO_EMOJI);
  gtk_text_view_set_left_margin (GTK_TEXT_VIEW (self->view), 8);
  gtk_text_view_set_right_margin (GTK_TEXT_VIEW (self->view), 8);
  gtk_text_view_set_top_margin (GTK_TEXT_VIEW (self->view), 6);
  gtk_text_view_set_bottom_margin (GTK_TEXT_VIEW (self->view), 6);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_min_content_height (GTK_SCROLLED_WINDOW (scroller), 76);
  gtk_scrolled_window_set_max_content_height (GTK_SCROLLED_WINDOW (scroller), 260);
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (scroller), TRUE);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), self->view);
  gtk_widget_add_css_class (scroller, "tl-long-text");
  tl_editor_set_content (editor, scroller, self->view);
  tl_editor_set_wide (editor, TRUE);
  g_signal_connect_swapped (gtk_text_view_get_buffer (GTK_TEXT_VIEW (self->view)), "changed", G_CALLBACK (tl_editor_edited), self);
  tl_editor_watch_focus (editor, self->view);
}

static void
long_show (TlEditor *editor, TlRecord *record)
{
  const char *text = tl_record_text (record, tl_editor_get_number (editor));

  long_set_typed (editor, text != NULL ? text : "");
}

static gboolean
long_apply (TlEditor *editor, TlRecord *record, GError **error)
{
  g_autofree char *text = long_get_typed (editor);

  tl_record_set_text (record, tl_editor_get_number (editor), text);
  return TRUE;
}

static void
tl_long_text_editor_class_init (TlLongTextEditorClass *klass)
{
  TlEditorClass *editor_class = TL_EDITOR_CLASS (klass);

  editor_class->build = long_build;
  editor_class->show = long_show;
  editor_class->apply = long_apply;
  editor_class->get_typed = long_get_typed;
  editor_class->set_typed = long_set_typed;
}

static void
tl_long_text_editor_init (TlLongTextEditor *self)
{
}

/* --- Yes, no, not known --- */

struct _TlBoolEditor
{
  TlEditor parent_instance;
  GtkToggleButton *yes;
  GtkToggleButton *no;
};
G_DEFINE_FINAL_TYPE (TlBoolEditor, tl_bool_editor, TL_TYPE_EDITOR)

static void
toggled_cb (GtkToggleButton *button, TlBoolEditor *self)
{
  if (gtk_toggle_button_get_active (button))
    gtk_toggle_button_set_active (button == self->yes ? self->no : self->yes, FALSE);
  tl_editor_edited (TL_EDITOR (self));
}

static void
bool_build (TlEditor *editor)
{
  TlBoolEditor *self = TL_BOOL_EDITOR (editor);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  g_autofree char *yes = g_strdup_printf ("%s: %s", tl_field_label (tl_editor_get_field (editor)), _ ("Yes"));
  g_autofree char *no = g_strdup_printf ("%s: %s", tl_field_label (tl_editor_get_field (editor)), _ ("No"));

  self->yes = GTK_TOGGLE_BUTTON (gtk_toggle_button_new_with_label (_ ("Yes")));
  self->no = GTK_TOGGLE_BUTTON (gtk_toggle_button_new_with_label (_ ("No")));
  gtk_widget_set_hexpand (GTK_WIDGET (self->yes), TRUE);
  gtk_widget_set_hexpand (GTK_WIDGET (self->no), TRUE);
  gtk_widget_add_css_class (box, "linked");
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->yes));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->no));
  gtk_box_set_homogeneous (GTK_BOX (box), TRUE);
  tl_editor_set_content (editor, box, GTK_WIDGET (self->yes));
  tl_ui_label (self->yes, yes);
  tl_ui_label (self->no, no);
  g_signal_connect (self->yes, "toggled", G_CALLBACK (toggled_cb), self);
  g_signal_connect (self->no, "toggled", G_CALLBACK (toggled_cb), self);
}

static void
bool_show (TlEditor *editor, TlRecord *record)
{
  TlBoolEditor *self = TL_BOOL_EDITOR (editor);
  guint number = tl_editor_get_number (editor);

  gtk_toggle_button_set_active (self->yes, tl_record_has (record, number) && tl_record_int (record, number) != 0);
  gtk_toggle_button_set_active (self->no, tl_record_has (record, number) && tl_record_int (record, number) == 0);
}

static gboolean
bool_apply (TlEditor *editor, TlRecord *record, GError **error)
{
  TlBoolEditor *self = TL_BOOL_EDITOR (editor);
  guint number = tl_editor_get_number (editor);

  if (gtk_toggle_button_get_active (self->yes))
    tl_record_set_int (record, number, 1);
  else if (gtk_toggle_button_get_active (self->no))
    tl_record_set_int (record, number, 0);
  else
    tl_record_unset (record, number);
  return TRUE;
}

static void
tl_bool_editor_class_init (TlBoolEditorClass *klass)
{
  TlEditorClass *editor_class = TL_EDITOR_CLASS (klass);

  editor_class->build = bool_build;
  editor_class->show = bool_show;
  editor_class->apply = bool_apply;
}

static void
tl_bool_editor_init (TlBoolEditor *self)
{
}
