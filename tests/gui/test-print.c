/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What goes to a printer is what the PDF holds and the screen shows: a job is exported through GTK's own print operation
 * and its text compared; a long one is stopped half way; only what is nobody's secret is remembered. */
#include "paper/print-operation.h"

#include <glib/gstdio.h>
#include <string.h>

#include "sample.h"

static char *folder;

static char *
text_of (const char *path, const char *option)
{
  const char *argv[] = {"pdftotext", option, path, "-", NULL};
  g_autoptr (GError) error = NULL;
  g_autoptr (GSubprocess) process = g_subprocess_newv (argv, G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error);
  char *out = NULL;

  g_assert_no_error (error);
  g_assert_true (g_subprocess_communicate_utf8 (process, NULL, NULL, &out, NULL, &error));
  g_assert_true (g_subprocess_get_successful (process));
  return out;
}

/* Word boxes alone: GTK's file has its own heading lines. */
static char *
boxes_of (const char *path)
{
  g_autofree char *all = text_of (path, "-bbox");
  g_auto (GStrv) lines = g_strsplit (all, "\n", -1);
  GString *kept = g_string_new (NULL);

  for (guint i = 0; lines[i] != NULL; i++)
    {
      double a, b, c, d;
      if (sscanf (lines[i], " <page width=\"%lf\" height=\"%lf\"", &a, &b) == 2)
        g_string_append_printf (kept, "page %.0f %.0f\n", a, b);
      else if (sscanf (lines[i], " <word xMin=\"%lf\" yMin=\"%lf\" xMax=\"%lf\" yMax=\"%lf\"", &a, &b, &c, &d) == 4)
        g_string_append_printf (kept, "%.1f %.1f %.1f %.1f %s\n", a, b, c, d, strchr (lines[i], '>'));
    }
  return g_string_free (kept, FALSE);
}

static void
test_same_pages (gconstpointer kind)
{
  g_autoptr (JsonObject) data = sample_statement (kind, 40, "final", FALSE);
  g_autoptr (GError) error = NULL;
  g_autoptr (TlDocument) document = tl_document_new_statement (data, &error);
  g_autofree char *ours = g_build_filename (folder, "ours.pdf", NULL), *printed = g_build_filename (folder, "printed.pdf", NULL);
  g_autoptr (GtkPrintOperation) operation = NULL;
  g_autofree char *a = NULL, *b = NULL, *name = NULL;

  g_assert_no_error (error);
  operation = tl_print_operation_new (document, NULL);
  gtk_print_operation_set_export_filename (operation, printed);
  g_assert_cmpint (gtk_print_operation_run (operation, GTK_PRINT_OPERATION_ACTION_EXPORT, NULL, &error), ==,
                   GTK_PRINT_OPERATION_RESULT_APPLY);
  g_assert_no_error (error);
  g_assert_true (tl_document_write_pdf (document, ours, &error));
  a = boxes_of (ours);
  b = boxes_of (printed);
  g_assert_cmpstr (a, ==, b);
  g_assert_nonnull (strstr (a, ">Cộng<"));

  g_object_get (operation, "job-name", &name, NULL);
  g_assert_null (strstr (name, "Nguyễn"));
  g_assert_nonnull (strstr (name, "05-2026 BK-DC"));
}

typedef struct
{
  GtkPrintOperation *operation;
  int drawn;
} Stopping;

static gboolean
stop_cb (gpointer operation)
{
  gtk_print_operation_cancel (operation);
  return G_SOURCE_REMOVE;
}

/* As a button pressed while the fifth page is drawn: the main loop's next turn, before it draws on. */
static void
drawn_cb (GtkPrintOperation *operation, GtkPrintContext *context, int page, Stopping *stopping)
{
  if (++stopping->drawn == 5)
    g_idle_add_full (G_PRIORITY_DEFAULT, stop_cb, stopping->operation, NULL);
}

/* Pages are drawn in the main loop, one by one, so a button can stop them. */
static void
test_stop (void)
{
  g_autoptr (JsonObject) data = sample_statement ("detail", 3000, "final", FALSE);
  g_autoptr (TlDocument) document = tl_document_new_statement (data, NULL);
  g_autofree char *printed = g_build_filename (folder, "stopped.pdf", NULL);
  g_autoptr (GtkPrintOperation) operation = tl_print_operation_new (document, NULL);
  Stopping stopping = {operation, 0};

  g_assert_cmpuint (tl_document_n_pages (document), >, 200);
  gtk_print_operation_set_export_filename (operation, printed);
  g_signal_connect_after (operation, "draw-page", G_CALLBACK (drawn_cb), &stopping);
  g_assert_cmpint (gtk_print_operation_run (operation, GTK_PRINT_OPERATION_ACTION_EXPORT, NULL, NULL), ==,
                   GTK_PRINT_OPERATION_RESULT_CANCEL);
  g_assert_cmpint (stopping.drawn, >=, 5);
  g_assert_cmpint (stopping.drawn, <, (int)tl_document_n_pages (document) / 2);
}

static void
test_remembered (void)
{
  g_autoptr (GtkPrintSettings) settings = gtk_print_settings_new (), again = NULL;
  g_autofree char *text = NULL;

  gtk_print_settings_set_printer (settings, "Van-phong");
  gtk_print_settings_set_duplex (settings, GTK_PRINT_DUPLEX_HORIZONTAL);
  gtk_print_settings_set_n_copies (settings, 40);
  gtk_print_settings_set_print_pages (settings, GTK_PRINT_PAGES_CURRENT);
  gtk_print_settings_set (settings, GTK_PRINT_SETTINGS_OUTPUT_URI, "file:///home/x/Nguyen-Thi-Huong.pdf");
  gtk_print_settings_set (settings, GTK_PRINT_SETTINGS_OUTPUT_BASENAME, "Nguyen-Thi-Huong");
  text = tl_print_settings_to_text (settings);
  g_assert_null (strstr (text, "Huong"));
  again = tl_print_settings_from_text (text);
  g_assert_cmpstr (gtk_print_settings_get_printer (again), ==, "Van-phong");
  g_assert_cmpint (gtk_print_settings_get_duplex (again), ==, GTK_PRINT_DUPLEX_HORIZONTAL);
  g_assert_cmpint (gtk_print_settings_get_n_copies (again), ==, 1);
  g_assert_cmpint (gtk_print_settings_get_print_pages (again), ==, GTK_PRINT_PAGES_ALL);
  g_assert_null (tl_print_settings_from_text (""));
}

int
main (int argc, char **argv)
{
  static const char *const names[] = {"ours.pdf", "printed.pdf", "stopped.pdf"};
  int result;

  g_test_init (&argc, &argv, NULL);
  if (!gtk_init_check ())
    {
      g_print ("1..0 # SKIP there is no display\n");
      return 0;
    }
  folder = g_dir_make_tmp ("tl-print-XXXXXX", NULL);
  g_test_add_data_func ("/print/lying-pages-are-the-pdf", "detail", test_same_pages);
  g_test_add_data_func ("/print/standing-pages-are-the-pdf", "receipts", test_same_pages);
  g_test_add_func ("/print/two-hundred-pages-can-be-stopped", test_stop);
  g_test_add_func ("/print/only-the-printer-is-remembered", test_remembered);
  result = g_test_run ();
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *path = g_build_filename (folder, names[i], NULL);
      g_unlink (path);
    }
  g_rmdir (folder);
  g_free (folder);
  return result;
}
