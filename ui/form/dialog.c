/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "form/dialog.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

#include "call.h"

typedef struct
{
  GWeakRef owner;
  GtkWindow *window;
  TlForm *form;
  TlRecordDone done;
  gpointer user_data;
} Dialog;

static void
dialog_free (gpointer data, GClosure *closure)
{
  Dialog *dialog = data;

  g_weak_ref_clear (&dialog->owner);
  g_free (dialog);
}

static void
saved_cb (TlForm *form, TlRecord *record, Dialog *dialog)
{
  g_autoptr (GObject) owner = g_weak_ref_get (&dialog->owner);

  if (owner != NULL && dialog->done != NULL)
    dialog->done (owner, record, dialog->user_data);
  gtk_window_close (dialog->window);
}

static void
save_cb (GtkWidget *widget, TlForm *form)
{
  tl_form_save (form, FALSE);
}

static void
cancel_cb (GtkWidget *widget, TlForm *form)
{
  tl_form_discard (form);
  gtk_window_close (GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (form))));
}

static gboolean
save_shortcut_cb (GtkWidget *widget, GVariant *args, gpointer user_data)
{
  tl_form_save (user_data, FALSE);
  return TRUE;
}

static gboolean
close_shortcut_cb (GtkWidget *widget, GVariant *args, gpointer user_data)
{
  gtk_window_close (GTK_WINDOW (widget));
  return TRUE;
}

static gboolean
focus_cb (gpointer user_data)
{
  gtk_widget_child_focus (user_data, GTK_DIR_TAB_FORWARD);
  return G_SOURCE_REMOVE;
}

TlForm *
tl_record_dialog_show (gpointer owner, TlStore *store, TlRecord *record, GPtrArray *people, TlRecordDone done, gpointer user_data)
{
  Dialog *dialog = g_new0 (Dialog, 1);
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (owner));
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *header = adw_header_bar_new ();
  GtkWidget *scroller = gtk_scrolled_window_new ();
  GtkWidget *clamp = adw_clamp_new ();
  GtkWidget *save = gtk_button_new_with_mnemonic (_ ("_Save"));
  GtkWidget *cancel = gtk_button_new_with_mnemonic (_ ("_Cancel"));
  GtkEventController *shortcuts = gtk_shortcut_controller_new ();

  g_weak_ref_init (&dialog->owner, owner);
  dialog->done = done;
  dialog->user_data = user_data;
  dialog->form = tl_form_new (store, record, NULL);
  dialog->window = GTK_WINDOW (adw_window_new ());
  if (people != NULL)
    tl_form_set_suggestions (dialog->form, TL_TYPE_PERSON, people);

  gtk_window_set_title (dialog->window, tl_type_label (tl_record_type (record), FALSE));
  gtk_window_set_modal (dialog->window, TRUE);
  gtk_window_set_default_size (dialog->window, 760, 620);
  if (GTK_IS_WINDOW (root))
    {
      gtk_window_set_transient_for (dialog->window, GTK_WINDOW (root));
      gtk_window_set_application (dialog->window, gtk_window_get_application (GTK_WINDOW (root)));
    }
  gtk_widget_add_css_class (save, "suggested-action");
  gtk_widget_set_tooltip_text (save, _ ("Save (Ctrl+S)"));
  adw_header_bar_set_show_start_title_buttons (ADW_HEADER_BAR (header), FALSE);
  adw_header_bar_set_show_end_title_buttons (ADW_HEADER_BAR (header), FALSE);
  adw_header_bar_pack_start (ADW_HEADER_BAR (header), cancel);
  adw_header_bar_pack_end (ADW_HEADER_BAR (header), save);
  gtk_box_append (GTK_BOX (box), header);
  adw_clamp_set_maximum_size (ADW_CLAMP (clamp), 900);
  adw_clamp_set_child (ADW_CLAMP (clamp), GTK_WIDGET (dialog->form));
  gtk_widget_set_margin_top (clamp, 18);
  gtk_widget_set_margin_bottom (clamp, 24);
  gtk_widget_set_margin_start (clamp, 18);
  gtk_widget_set_margin_end (clamp, 18);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), clamp);
  gtk_widget_set_vexpand (scroller, TRUE);
  gtk_box_append (GTK_BOX (box), scroller);
  adw_window_set_content (ADW_WINDOW (dialog->window), box);

  gtk_shortcut_controller_add_shortcut (GTK_SHORTCUT_CONTROLLER (shortcuts),
                                        gtk_shortcut_new (gtk_keyval_trigger_new (GDK_KEY_s, GDK_CONTROL_MASK),
                                                          gtk_callback_action_new (save_shortcut_cb, dialog->form, NULL)));
  gtk_shortcut_controller_add_shortcut (
      GTK_SHORTCUT_CONTROLLER (shortcuts),
      gtk_shortcut_new (gtk_keyval_trigger_new (GDK_KEY_Escape, 0), gtk_callback_action_new (close_shortcut_cb, NULL, NULL)));
  gtk_widget_add_controller (GTK_WIDGET (dialog->window), shortcuts);
  g_signal_connect (save, "clicked", G_CALLBACK (save_cb), dialog->form);
  g_signal_connect (cancel, "clicked", G_CALLBACK (cancel_cb), dialog->form);
  g_signal_connect_data (dialog->form, "saved", G_CALLBACK (saved_cb), dialog, dialog_free, 0);
  gtk_window_present (dialog->window);
  g_idle_add_full (G_PRIORITY_DEFAULT_IDLE, focus_cb, g_object_ref (dialog->form), g_object_unref);
  return dialog->form;
}
