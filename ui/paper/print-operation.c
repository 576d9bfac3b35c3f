/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "paper/print-operation.h"

#include <string.h>

static const char *const remembered[] = {
    GTK_PRINT_SETTINGS_PRINTER,   GTK_PRINT_SETTINGS_DEFAULT_SOURCE, GTK_PRINT_SETTINGS_MEDIA_TYPE, GTK_PRINT_SETTINGS_USE_COLOR,
    GTK_PRINT_SETTINGS_DUPLEX,    GTK_PRINT_SETTINGS_QUALITY,        GTK_PRINT_SETTINGS_COLLATE,    GTK_PRINT_SETTINGS_REVERSE,
    GTK_PRINT_SETTINGS_OUTPUT_BIN, GTK_PRINT_SETTINGS_RESOLUTION,
};

static void
draw_page_cb (GtkPrintOperation *operation, GtkPrintContext *context, int page, gpointer data)
{
  /* The context's unit is the point: the operation was told so. */
  tl_document_draw (data, (guint)page, gtk_print_context_get_cairo_context (context));
}

static void
set_up_page_cb (GtkPrintOperation *operation, GtkPrintContext *context, int page, GtkPageSetup *setup, gpointer data)
{
  double width, height;

  tl_document_page_size (data, (guint)page, &width, &height);
  gtk_page_setup_set_orientation (setup, width > height ? GTK_PAGE_ORIENTATION_LANDSCAPE : GTK_PAGE_ORIENTATION_PORTRAIT);
}

static void
preview_ready_cb (GtkPrintOperationPreview *preview, GtkPrintContext *context, gpointer data)
{
  gtk_print_operation_preview_end_preview (preview);
}

static gboolean
preview_cb (GtkPrintOperation *operation, GtkPrintOperationPreview *preview, GtkPrintContext *context, GtkWindow *parent, gpointer data)
{
  g_object_set_data (G_OBJECT (operation), "preview", GINT_TO_POINTER (TRUE));
  g_signal_connect (preview, "ready", G_CALLBACK (preview_ready_cb), NULL);
  return TRUE;
}

GtkPrintOperation *
tl_print_operation_new (TlDocument *document, GtkPrintSettings *settings)
{
  GtkPrintOperation *operation = gtk_print_operation_new ();
  g_autoptr (GtkPageSetup) setup = gtk_page_setup_new ();
  g_autoptr (GtkPaperSize) paper = gtk_paper_size_new (GTK_PAPER_NAME_A4);
  g_autofree char *title = tl_document_title (document);

  gtk_page_setup_set_paper_size_and_default_margins (setup, paper);
  gtk_print_operation_set_default_page_setup (operation, setup);
  if (settings != NULL)
    gtk_print_operation_set_print_settings (operation, settings);
  gtk_print_operation_set_n_pages (operation, (int)tl_document_n_pages (document));
  gtk_print_operation_set_job_name (operation, title);
  gtk_print_operation_set_unit (operation, GTK_UNIT_POINTS);
  gtk_print_operation_set_use_full_page (operation, TRUE);
  gtk_print_operation_set_embed_page_setup (operation, FALSE);
  g_signal_connect_data (operation, "draw-page", G_CALLBACK (draw_page_cb), g_object_ref (document), (GClosureNotify)(GCallback)g_object_unref, 0);
  g_signal_connect_data (operation, "request-page-setup", G_CALLBACK (set_up_page_cb), g_object_ref (document),
                         (GClosureNotify)(GCallback)g_object_unref, 0);
  g_signal_connect (operation, "preview", G_CALLBACK (preview_cb), NULL);
  return operation;
}

char *
tl_print_settings_to_text (GtkPrintSettings *settings)
{
  g_autoptr (GtkPrintSettings) kept = gtk_print_settings_new ();
  g_autoptr (GKeyFile) file = g_key_file_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (remembered); i++)
    if (gtk_print_settings_has_key (settings, remembered[i]))
      gtk_print_settings_set (kept, remembered[i], gtk_print_settings_get (settings, remembered[i]));
  gtk_print_settings_to_key_file (kept, file, NULL);
  return g_key_file_to_data (file, NULL, NULL);
}

GtkPrintSettings *
tl_print_settings_from_text (const char *text)
{
  g_autoptr (GKeyFile) file = g_key_file_new ();

  if (text == NULL || *text == '\0' || !g_key_file_load_from_data (file, text, strlen (text), G_KEY_FILE_NONE, NULL))
    return NULL;
  return gtk_print_settings_new_from_key_file (file, NULL, NULL);
}
