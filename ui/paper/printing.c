/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Paper and PDF from a document. The print dialog and the pages run in the main loop, page by page, so the window stays
 * alive; a small window says how far it is and stops it. The choices of last time are kept in this computer's settings:
 * a printer's name is nobody's secret. */
#include "paper/printing.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

#include "call.h"
#include "config.h"
#include "paper/print-operation.h"

#define SHOW_AFTER_MS 300

typedef struct
{
  GtkWidget *owner; /* NULL once it is gone */
  TlDocument *document;
  GtkPrintOperation *operation;
  TlPrintBegun begun;
  gpointer user_data;
  GDestroyNotify user_data_destroy;
  GtkWindow *progress; /* weak; NULL until it takes long, and after locking destroyed it */
  GtkProgressBar *bar;
  guint show_source;
  int pages, drawn;
} Printing;

static void
close_progress (Printing *printing)
{
  g_clear_handle_id (&printing->show_source, g_source_remove);
  printing->bar = NULL;
  if (printing->progress != NULL)
    gtk_window_destroy (printing->progress);
  g_clear_weak_pointer (&printing->progress);
}

/* The register was locked, or the page closed: no page goes to the printer any more, and none stays in memory. */
static void
owner_gone_cb (gpointer data, GObject *owner)
{
  Printing *printing = data;

  printing->owner = NULL;
  close_progress (printing);
  gtk_print_operation_cancel (printing->operation);
  g_signal_handlers_disconnect_by_data (printing->operation, printing->document);
  g_clear_object (&printing->document);
}

static void
printing_free (Printing *printing)
{
  close_progress (printing);
  if (printing->owner != NULL)
    g_object_weak_unref (G_OBJECT (printing->owner), owner_gone_cb, printing);
  if (printing->user_data_destroy != NULL)
    printing->user_data_destroy (printing->user_data);
  g_clear_object (&printing->operation);
  g_clear_object (&printing->document);
  g_free (printing);
}

static GtkWindow *
window_of (GtkWidget *owner)
{
  GtkRoot *root = owner != NULL ? gtk_widget_get_root (owner) : NULL;
  return GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL;
}

static void
show_progress (Printing *printing)
{
  g_autofree char *text = NULL;

  if (printing->bar == NULL || printing->progress == NULL)
    return;
  /* Translators: printing; number of a page, number of all pages */
  text = g_strdup_printf (_ ("Page %d of %d"), printing->drawn, printing->pages);
  gtk_progress_bar_set_text (printing->bar, text);
  gtk_progress_bar_set_fraction (printing->bar, printing->pages > 0 ? (double)printing->drawn / printing->pages : 0);
}

static gboolean
stop_cb (Printing *printing)
{
  gtk_print_operation_cancel (printing->operation);
  return TRUE; /* the window goes when the job has ended */
}

static gboolean
show_cb (gpointer data)
{
  Printing *printing = data;
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 18), *stop = gtk_button_new_with_mnemonic (_ ("_Stop"));

  printing->show_source = 0;
  g_set_weak_pointer (&printing->progress, GTK_WINDOW (gtk_window_new ()));
  gtk_window_set_title (printing->progress, _ ("Printing"));
  gtk_window_set_modal (printing->progress, TRUE);
  gtk_window_set_resizable (printing->progress, FALSE);
  gtk_window_set_default_size (printing->progress, 360, -1);
  gtk_window_set_transient_for (printing->progress, window_of (printing->owner));
  printing->bar = GTK_PROGRESS_BAR (gtk_progress_bar_new ());
  gtk_progress_bar_set_show_text (printing->bar, TRUE);
  tl_ui_label (printing->bar, _ ("Printing"));
  gtk_widget_set_halign (stop, GTK_ALIGN_CENTER);
  gtk_widget_set_size_request (stop, 140, 40);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (printing->bar));
  gtk_box_append (GTK_BOX (box), stop);
  gtk_widget_set_margin_top (box, 24);
  gtk_widget_set_margin_bottom (box, 24);
  gtk_widget_set_margin_start (box, 24);
  gtk_widget_set_margin_end (box, 24);
  gtk_window_set_child (printing->progress, box);
  g_signal_connect_swapped (stop, "clicked", G_CALLBACK (stop_cb), printing);
  g_signal_connect_swapped (printing->progress, "close-request", G_CALLBACK (stop_cb), printing);
  show_progress (printing);
  gtk_window_present (printing->progress);
  return G_SOURCE_REMOVE;
}

static void
begin_cb (GtkPrintOperation *operation, GtkPrintContext *context, Printing *printing)
{
  if (printing->document == NULL)
    return;
  if (g_object_get_data (G_OBJECT (operation), "preview") != NULL)
    {
      if (printing->owner != NULL)
        tl_ui_toast (printing->owner, _ ("The pages in this window are the preview: they print exactly as they stand."));
      return;
    }
  if (printing->owner != NULL && printing->begun != NULL)
    printing->begun (printing->owner, printing->user_data);
  printing->show_source = g_timeout_add (SHOW_AFTER_MS, show_cb, printing);
}

static void
drawn_cb (GtkPrintOperation *operation, GtkPrintContext *context, int page, Printing *printing)
{
  g_object_get (operation, "n-pages-to-print", &printing->pages, NULL);
  printing->drawn++;
  show_progress (printing);
}

static void
done_cb (GtkPrintOperation *operation, GtkPrintOperationResult result, Printing *printing)
{
  gboolean preview = g_object_get_data (G_OBJECT (operation), "preview") != NULL;

  if (result == GTK_PRINT_OPERATION_RESULT_ERROR)
    {
      g_autoptr (GError) error = NULL;
      gtk_print_operation_get_error (operation, &error);
      if (printing->owner != NULL)
        tl_ui_show_error (printing->owner, _ ("Nothing was printed."), error != NULL ? error->message : "");
    }
  else if (result == GTK_PRINT_OPERATION_RESULT_APPLY && !preview)
    {
      g_autofree char *text = tl_print_settings_to_text (gtk_print_operation_get_print_settings (operation));
      tl_config_set_string ("print-settings", text);
      if (printing->owner != NULL)
        tl_ui_toast (printing->owner, _ ("The pages went to the printer."));
    }
  else if (result == GTK_PRINT_OPERATION_RESULT_CANCEL && printing->drawn > 0 && printing->owner != NULL)
    tl_ui_toast (printing->owner, _ ("Printing was stopped."));
  printing_free (printing);
}

void
tl_paper_print (GtkWidget *owner, TlDocument *document, TlPrintBegun begun, gpointer user_data, GDestroyNotify user_data_destroy)
{
  Printing *printing = g_new0 (Printing, 1);
  g_autofree char *kept = tl_config_string ("print-settings", "");
  g_autoptr (GtkPrintSettings) settings = tl_print_settings_from_text (kept);
  g_autoptr (GtkPrintOperation) operation = tl_print_operation_new (document, settings);

  printing->owner = owner;
  g_object_weak_ref (G_OBJECT (owner), owner_gone_cb, printing);
  printing->document = g_object_ref (document);
  printing->operation = g_object_ref (operation);
  printing->begun = begun;
  printing->user_data = user_data;
  printing->user_data_destroy = user_data_destroy;
  printing->pages = (int)tl_document_n_pages (document);
  gtk_print_operation_set_allow_async (operation, TRUE);
  g_signal_connect (operation, "begin-print", G_CALLBACK (begin_cb), printing);
  g_signal_connect_after (operation, "draw-page", G_CALLBACK (drawn_cb), printing);
  g_signal_connect (operation, "done", G_CALLBACK (done_cb), printing);
  gtk_print_operation_run (operation, GTK_PRINT_OPERATION_ACTION_PRINT_DIALOG, window_of (owner), NULL);
}

/* --- PDF --- */

typedef struct
{
  GtkWidget *owner; /* weak */
  TlDocument *document;
  TlPrintBegun done;
  gpointer user_data;
  GDestroyNotify user_data_destroy;
} Saving;

static void
saving_free (gpointer data, GClosure *closure)
{
  Saving *saving = data;

  if (saving->owner != NULL)
    g_object_remove_weak_pointer (G_OBJECT (saving->owner), (gpointer *)&saving->owner);
  if (saving->user_data_destroy != NULL)
    saving->user_data_destroy (saving->user_data);
  g_object_unref (saving->document);
  g_free (saving);
}

static void
pdf_chosen_cb (GtkNativeDialog *dialog, int response, gpointer data)
{
  Saving *saving = data;
  g_autoptr (GFile) file = NULL;
  g_autofree char *path = NULL;
  g_autoptr (GError) error = NULL;

  if (response == GTK_RESPONSE_ACCEPT && saving->owner != NULL)
    {
      file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog));
      path = g_file_get_path (file);
      if (path == NULL)
        tl_ui_show_error (saving->owner, _ ("The PDF was not written."), _ ("Choose a folder on this computer or a USB drive."));
      else if (!tl_document_write_pdf (saving->document, path, &error))
        tl_ui_show_error (saving->owner, _ ("The PDF was not written."), error->message);
      else
        {
          tl_ui_toast (saving->owner, _ ("The PDF was written."));
          if (saving->done != NULL)
            saving->done (saving->owner, saving->user_data);
        }
    }
  g_object_unref (dialog);
}

void
tl_paper_save_pdf (GtkWidget *owner, TlDocument *document, TlPrintBegun done, gpointer user_data, GDestroyNotify user_data_destroy)
{
  GtkFileChooserNative *dialog = gtk_file_chooser_native_new (_ ("Save as PDF"), window_of (owner), GTK_FILE_CHOOSER_ACTION_SAVE,
                                                              _ ("_Save"), _ ("_Cancel"));
  g_autofree char *title = tl_document_title (document);
  g_autofree char *name = g_strconcat (title, ".pdf", NULL);
  Saving *saving = g_new0 (Saving, 1);

  saving->owner = owner;
  g_object_add_weak_pointer (G_OBJECT (owner), (gpointer *)&saving->owner);
  saving->document = g_object_ref (document);
  saving->done = done;
  saving->user_data = user_data;
  saving->user_data_destroy = user_data_destroy;
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (dialog), TRUE);
  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (dialog), name);
  g_signal_connect_data (dialog, "response", G_CALLBACK (pdf_chosen_cb), saving, saving_free, 0);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (dialog));
}
