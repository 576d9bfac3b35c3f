/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "settings/key-dialog.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

#include "call.h"
#include "store/key-change.h"

/* Between the store's thread and the window. */
typedef struct
{
  char *slot;
  gint permille;
  gint stop;
} Work;

typedef struct
{
  GWeakRef owner;
  GtkWindow *window;
  GtkProgressBar *bar;
  GtkWidget *stop;
  Work *work;
  char *said;
  TlKeyDone done;
  guint source;
} Dialog;

static void
work_clear (gpointer data)
{
  g_free (((Work *)data)->slot);
}

static void
work_unref (gpointer data)
{
  g_atomic_rc_box_release_full (data, work_clear);
}

static void
dialog_free (gpointer data)
{
  Dialog *dialog = data;

  g_clear_handle_id (&dialog->source, g_source_remove);
  g_weak_ref_clear (&dialog->owner);
  work_unref (dialog->work);
  g_free (dialog->said);
  g_free (dialog);
}

static gboolean
progress_cb (double fraction, gpointer data)
{
  Work *work = data;

  g_atomic_int_set (&work->permille, (gint)(fraction * 1000));
  return !g_atomic_int_get (&work->stop);
}

static gpointer
change_job (TlStore *store, gpointer data, GCancellable *cancellable, GError **error)
{
  Work *work = data;

  if (work->slot != NULL)
    tl_store_remove_access (store, work->slot, progress_cb, work, error);
  else
    tl_store_rotate_key (store, progress_cb, work, error);
  return NULL;
}

static void
changed (gpointer window, gpointer result, const GError *error, gpointer user_data)
{
  Dialog *dialog = g_object_get_data (window, "dialog");
  g_autoptr (GObject) owner = g_weak_ref_get (&dialog->owner);
  g_autofree char *said = g_strdup (dialog->said);
  TlKeyDone done = dialog->done;

  gtk_window_destroy (dialog->window);
  if (owner == NULL)
    return;
  if (error == NULL)
    {
      tl_ui_toast (owner, said);
      done (owner);
    }
  else if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    tl_ui_toast (owner, error->message);
  else
    tl_ui_show_error (owner, _ ("The key was not changed."), error->message);
}

static gboolean
tick_cb (gpointer data)
{
  Dialog *dialog = data;

  gtk_progress_bar_set_fraction (dialog->bar, g_atomic_int_get (&dialog->work->permille) / 1000.0);
  return G_SOURCE_CONTINUE;
}

static void
stop_cb (Dialog *dialog)
{
  gtk_widget_set_sensitive (dialog->stop, FALSE);
  g_atomic_int_set (&dialog->work->stop, 1);
}

static gboolean
close_cb (Dialog *dialog)
{
  stop_cb (dialog);
  return TRUE;
}

void
tl_key_dialog_run (gpointer owner, TlStore *store, const char *slot, const char *said, TlKeyDone done)
{
  Dialog *dialog = g_new0 (Dialog, 1);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  GtkWidget *heading = gtk_label_new (_ ("A new key for the register"));
  GtkWidget *words = gtk_label_new (_ ("Everything is sealed anew beside the old file and read back. What is being typed waits. The old file "
                                       "stays until the new one is whole."));

  g_weak_ref_init (&dialog->owner, owner);
  dialog->work = g_atomic_rc_box_new0 (Work);
  dialog->work->slot = g_strdup (slot);
  dialog->said = g_strdup (said);
  dialog->done = done;
  dialog->window = GTK_WINDOW (adw_window_new ());
  dialog->bar = GTK_PROGRESS_BAR (gtk_progress_bar_new ());
  dialog->stop = gtk_button_new_with_mnemonic (_ ("_Stop"));
  g_object_set_data_full (G_OBJECT (dialog->window), "dialog", dialog, dialog_free);

  gtk_widget_add_css_class (heading, "title-2");
  gtk_label_set_wrap (GTK_LABEL (words), TRUE);
  gtk_label_set_xalign (GTK_LABEL (words), 0);
  tl_ui_label (GTK_WIDGET (dialog->bar), _ ("How far the new key is"));
  gtk_widget_set_halign (dialog->stop, GTK_ALIGN_CENTER);
  gtk_widget_set_margin_top (box, 24);
  gtk_widget_set_margin_bottom (box, 24);
  gtk_widget_set_margin_start (box, 24);
  gtk_widget_set_margin_end (box, 24);
  gtk_box_append (GTK_BOX (box), heading);
  gtk_box_append (GTK_BOX (box), words);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (dialog->bar));
  gtk_box_append (GTK_BOX (box), dialog->stop);
  adw_window_set_content (ADW_WINDOW (dialog->window), box);
  g_signal_connect_swapped (dialog->stop, "clicked", G_CALLBACK (stop_cb), dialog);
  g_signal_connect_swapped (dialog->window, "close-request", G_CALLBACK (close_cb), dialog);
  gtk_window_set_title (dialog->window, _ ("A new key for the register"));
  gtk_window_set_modal (dialog->window, TRUE);
  gtk_window_set_transient_for (dialog->window, GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (owner))));
  gtk_window_set_default_size (dialog->window, 460, -1);
  dialog->source = g_timeout_add (100, tick_cb, dialog);
  gtk_window_present (dialog->window);
  tl_ui_call_full (dialog->window, store, TL_JOB_NORMAL, change_job, g_atomic_rc_box_acquire (dialog->work), work_unref, NULL, changed, NULL);
}
