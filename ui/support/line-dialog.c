/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "support/line-dialog.h"

#include <glib/gi18n-lib.h>

#include "call.h"
#include "form/form.h"
#include "record/lists.h"
#include "record/text.h"
#include "support/support.h"

#define PREVIEW_DELAY_MS 250

typedef struct
{
  GtkWidget *window;
  TlStore *store;
  TlForm *form;
  GtkWidget *preview;
  guint waiting;
  guint asked; /* an answer to an older question is not shown */
} LineDialog;

static void
line_dialog_free (gpointer data)
{
  LineDialog *dialog = data;

  g_clear_handle_id (&dialog->waiting, g_source_remove);
  g_object_unref (dialog->store);
  g_free (dialog);
}

static gpointer
preview_job (TlStore *store, gpointer data, GCancellable *cancellable, GError **error)
{
  return tl_support_preview (store, data, error);
}

static GtkWidget *
add_text (GtkWidget *box, const char *text, const char *css)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  if (css != NULL)
    gtk_widget_add_css_class (label, css);
  gtk_box_append (GTK_BOX (box), label);
  return label;
}

static char *
show_amount (const TlCeiling *ceiling, gint64 amount)
{
  g_autofree char *money = NULL;

  if (ceiling->is_quantity)
    return tl_decimal_format (amount);
  money = tl_money_format (amount);
  return g_strconcat (money, " đ", NULL);
}

static void
add_ceiling (GtkWidget *box, const TlCeiling *ceiling)
{
  g_autofree char *level = show_amount (ceiling, ceiling->level);
  g_autofree char *used = show_amount (ceiling, ceiling->used);
  g_autofree char *line = show_amount (ceiling, ceiling->this_line);
  g_autofree char *left = show_amount (ceiling, ceiling->level - ceiling->used - ceiling->this_line);
  g_autofree char *text = NULL;

  /* Translators: scope (“A person”), ceiling, used before, this line, left */
  text = g_strdup_printf (_ ("Ceiling for each “%s”: %s · used %s · this line %s · left %s"), tl_list_label ("cap_scope", ceiling->scope), level,
                          used, line, left);
  add_text (box, text, ceiling->exceeded ? "tl-field-error" : NULL);
  if (ceiling->exceeded)
    {
      g_autofree char *rule = g_strdup_printf (_ ("Above the ceiling of %s: a reason and a decision number are needed."), ceiling->clause);

      add_text (box, rule, "tl-field-error");
    }
}

static void
empty_box (GtkWidget *box)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (box)) != NULL)
    gtk_box_remove (GTK_BOX (box), child);
}

static void
previewed (gpointer owner, gpointer result, const GError *error, gpointer user_data)
{
  LineDialog *dialog = g_object_get_data (G_OBJECT (owner), "line-dialog");
  TlSupportPreview *preview = result;
  g_autofree char *money = NULL;
  g_autofree char *amount = NULL;

  if (GPOINTER_TO_UINT (user_data) != dialog->asked)
    return;
  empty_box (dialog->preview);
  if (preview == NULL)
    {
      add_text (dialog->preview, error != NULL ? error->message : "", "tl-field-warning");
      return;
    }
  money = tl_money_format (preview->amount);
  amount = g_strdup_printf (_ ("Amount: %s đ"), money);
  gtk_widget_add_css_class (add_text (dialog->preview, amount, "heading"), "tl-money");
  if (preview->explanation != NULL)
    add_text (dialog->preview, preview->explanation, "tl-page-subtitle");
  if (preview->clause != NULL)
    add_text (dialog->preview, preview->clause, "tl-page-subtitle");
  for (guint i = 0; i < preview->ceilings->len; i++)
    add_ceiling (dialog->preview, preview->ceilings->pdata[i]);
  for (guint i = 0; i < preview->warnings->len; i++)
    add_text (dialog->preview, preview->warnings->pdata[i], "tl-field-warning");
}

static gboolean
ask_preview_cb (gpointer data)
{
  LineDialog *dialog = data;
  TlRecord *line = tl_form_get_record (dialog->form);

  dialog->waiting = 0;
  empty_box (dialog->preview);
  if (!tl_record_has (line, TL_SUPPORT_CATEGORY) || !tl_record_has (line, TL_SUPPORT_DATE))
    {
      add_text (dialog->preview, _ ("Choose the category and the day: then the rule, the rate and what is left under the ceiling stand here."),
                "tl-page-subtitle");
      return G_SOURCE_REMOVE;
    }
  tl_ui_call_full (dialog->window, dialog->store, TL_JOB_TYPING, preview_job, tl_record_copy (line), g_object_unref,
                   (GDestroyNotify) tl_support_preview_free, previewed, GUINT_TO_POINTER (++dialog->asked));
  return G_SOURCE_REMOVE;
}

static void
edited_cb (LineDialog *dialog)
{
  g_clear_handle_id (&dialog->waiting, g_source_remove);
  dialog->waiting = g_timeout_add (PREVIEW_DELAY_MS, ask_preview_cb, dialog);
}

static void
saved_cb (LineDialog *dialog)
{
  gtk_window_destroy (GTK_WINDOW (dialog->window));
}

static void
save_cb (LineDialog *dialog)
{
  tl_form_save (dialog->form, FALSE);
}

static gboolean
close_cb (LineDialog *dialog)
{
  tl_form_flush (dialog->form);
  return FALSE;
}

void
tl_line_dialog_show (gpointer owner, TlStore *store, TlRecord *line, GPtrArray *people)
{
  LineDialog *dialog = g_new0 (LineDialog, 1);
  GtkWidget *content = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *bar = adw_header_bar_new ();
  GtkWidget *cancel = gtk_button_new_with_mnemonic (_ ("_Cancel"));
  GtkWidget *save = gtk_button_new_with_mnemonic (_ ("_Save"));
  GtkWidget *scroller = gtk_scrolled_window_new ();
  GtkWidget *frame = gtk_frame_new (NULL);

  dialog->window = adw_window_new ();
  dialog->store = g_object_ref (store);
  g_object_set_data_full (G_OBJECT (dialog->window), "line-dialog", dialog, line_dialog_free);
  dialog->form = tl_form_new (store, line, NULL);
  if (people != NULL)
    tl_form_set_suggestions (dialog->form, TL_TYPE_PERSON, people);
  dialog->preview = gtk_box_new (GTK_ORIENTATION_VERTICAL, 4);
  gtk_widget_set_margin_top (dialog->preview, 10);
  gtk_widget_set_margin_bottom (dialog->preview, 10);
  gtk_widget_set_margin_start (dialog->preview, 14);
  gtk_widget_set_margin_end (dialog->preview, 14);
  gtk_frame_set_child (GTK_FRAME (frame), dialog->preview);
  gtk_widget_set_margin_start (frame, 18);
  gtk_widget_set_margin_end (frame, 18);
  gtk_widget_set_margin_bottom (frame, 18);
  tl_ui_label (frame, _ ("What this line costs and what is left"));

  gtk_widget_set_margin_top (GTK_WIDGET (dialog->form), 12);
  gtk_widget_set_margin_bottom (GTK_WIDGET (dialog->form), 12);
  gtk_widget_set_margin_start (GTK_WIDGET (dialog->form), 18);
  gtk_widget_set_margin_end (GTK_WIDGET (dialog->form), 18);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), GTK_WIDGET (dialog->form));
  gtk_widget_set_vexpand (scroller, TRUE);

  adw_header_bar_set_show_end_title_buttons (ADW_HEADER_BAR (bar), FALSE);
  adw_header_bar_set_show_start_title_buttons (ADW_HEADER_BAR (bar), FALSE);
  adw_header_bar_pack_start (ADW_HEADER_BAR (bar), cancel);
  adw_header_bar_pack_end (ADW_HEADER_BAR (bar), save);
  gtk_widget_add_css_class (save, "suggested-action");
  gtk_box_append (GTK_BOX (content), bar);
  gtk_box_append (GTK_BOX (content), scroller);
  gtk_box_append (GTK_BOX (content), frame);
  adw_window_set_content (ADW_WINDOW (dialog->window), content);
  gtk_window_set_title (GTK_WINDOW (dialog->window), _ ("Support line"));
  gtk_window_set_modal (GTK_WINDOW (dialog->window), TRUE);
  gtk_window_set_transient_for (GTK_WINDOW (dialog->window), GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (owner))));
  gtk_window_set_default_size (GTK_WINDOW (dialog->window), 760, 700);

  g_signal_connect_swapped (cancel, "clicked", G_CALLBACK (gtk_window_close), dialog->window);
  g_signal_connect_swapped (save, "clicked", G_CALLBACK (save_cb), dialog);
  g_signal_connect_swapped (dialog->form, "edited", G_CALLBACK (edited_cb), dialog);
  g_signal_connect_swapped (dialog->form, "saved", G_CALLBACK (saved_cb), dialog);
  g_signal_connect_swapped (dialog->window, "close-request", G_CALLBACK (close_cb), dialog);
  ask_preview_cb (dialog);
  gtk_window_present (GTK_WINDOW (dialog->window));
}
