/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "frame.h"

#include <glib/gi18n-lib.h>

static gboolean
go_shortcut_cb (GtkWidget *widget, GVariant *args, gpointer go)
{
  return gtk_widget_activate (go);
}

/* Where one types, not on the button that gives up. */
static void
mapped_cb (GtkWidget *content, GtkWidget *cancel)
{
  GtkWidget *focus = gtk_root_get_focus (gtk_widget_get_root (content));

  if (focus == NULL || focus == cancel)
    gtk_widget_child_focus (content, GTK_DIR_TAB_FORWARD);
}

GtkWindow *
tl_frame_new (gpointer owner, const char *title, GtkWidget *content, const char *go_label, int width, int height, GtkWidget **go_button)
{
  GtkWindow *window = GTK_WINDOW (adw_window_new ());
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (owner));
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *bar = adw_header_bar_new ();
  GtkWidget *cancel = gtk_button_new_with_mnemonic (go_label != NULL ? _ ("_Cancel") : _ ("_Close"));
  GtkWidget *go = go_label != NULL ? gtk_button_new_with_mnemonic (go_label) : NULL;
  GtkEventController *keys = gtk_shortcut_controller_new ();

  adw_header_bar_set_show_end_title_buttons (ADW_HEADER_BAR (bar), FALSE);
  adw_header_bar_set_show_start_title_buttons (ADW_HEADER_BAR (bar), FALSE);
  adw_header_bar_pack_start (ADW_HEADER_BAR (bar), cancel);
  g_signal_connect_swapped (cancel, "clicked", G_CALLBACK (gtk_window_close), window);
  if (go != NULL)
    {
      gtk_widget_add_css_class (go, "suggested-action");
      gtk_widget_set_tooltip_text (go, "Ctrl+S");
      gtk_shortcut_controller_add_shortcut (
          GTK_SHORTCUT_CONTROLLER (keys), gtk_shortcut_new (gtk_shortcut_trigger_parse_string ("<Control>s|<Control>Return|<Control>KP_Enter"),
                                                            gtk_callback_action_new (go_shortcut_cb, go, NULL)));
      gtk_window_set_default_widget (window, go);
      adw_header_bar_pack_end (ADW_HEADER_BAR (bar), go);
    }
  if (go_button != NULL)
    *go_button = go;
  gtk_box_append (GTK_BOX (box), bar);
  gtk_widget_set_vexpand (content, TRUE);
  gtk_box_append (GTK_BOX (box), content);
  adw_window_set_content (ADW_WINDOW (window), box);
  gtk_shortcut_controller_add_shortcut (
      GTK_SHORTCUT_CONTROLLER (keys), gtk_shortcut_new (gtk_keyval_trigger_new (GDK_KEY_Escape, 0), gtk_named_action_new ("window.close")));
  gtk_widget_add_controller (GTK_WIDGET (window), keys);
  g_signal_connect_after (content, "map", G_CALLBACK (mapped_cb), cancel);
  gtk_window_set_title (window, title);
  gtk_window_set_modal (window, TRUE);
  gtk_window_set_default_size (window, width, height);
  if (GTK_IS_WINDOW (root))
    {
      gtk_window_set_transient_for (window, GTK_WINDOW (root));
      gtk_window_set_application (window, gtk_window_get_application (GTK_WINDOW (root)));
    }
  return window;
}
