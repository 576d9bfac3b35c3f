/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The two secret pages: every group with its number, one page each, not to be taken for one another. */

#include "document/document.h"

#include <gio/gio.h>
#include <glib/gstdio.h>
#include <string.h>

#include "record/text.h"

static const char code[] = "000011-123453-720885-000000-011011-700700-555555-099990";
static const char share[] = "823416-000011-123453-720885-000000-011011-700700-555555-099990";

static char *
text_of (TlDocument *document)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = g_dir_make_tmp ("tl-secret-page-XXXXXX", &error);
  g_autofree char *path = g_build_filename (folder, "1.pdf", NULL);
  g_autoptr (GSubprocess) process = NULL;
  g_autofree char *raw = NULL;
  char *text;

  g_assert_cmpuint (tl_document_n_pages (document), ==, 1);
  g_assert_true (tl_document_write_pdf (document, path, &error));
  process = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error, "pdftotext", "-layout", path, "-", NULL);
  g_assert_no_error (error);
  g_assert_true (g_subprocess_communicate_utf8 (process, NULL, NULL, &raw, NULL, &error));
  if (g_getenv ("TL_KEEP_PAGE") == NULL)
    g_unlink (path);
  g_rmdir (folder);
  text = g_utf8_normalize (raw, -1, G_NORMALIZE_NFC);
  return text;
}

static void
expect_groups (const char *text, const char *groups_text)
{
  g_auto (GStrv) groups = g_strsplit (groups_text, "-", -1);

  for (guint i = 0; groups[i] != NULL; i++)
    {
      g_autofree char *wanted = g_strdup_printf ("%u\\.\\s+%.3s %s\\b", i + 1, groups[i], groups[i] + 3);

      g_assert_true (g_regex_match_simple (wanted, text, 0, 0));
    }
}

static void
recovery_page (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TlDocument) page = tl_document_new_recovery (code, &error);
  g_autofree char *title = NULL;
  g_autofree char *text = NULL;

  g_assert_no_error (error);
  text = text_of (page);
  expect_groups (text, code);
  g_assert_nonnull (strstr (text, "MÃ KHÔI PHỤC"));
  g_assert_null (strstr (text, "NỬA KHÓA"));
  /* What the printer's queue shows. */
  title = tl_document_title (page);
  g_assert_cmpstr (title, ==, "1");
}

static void
leaders_page (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TlDocument) page = tl_document_new_share (share, "HY/1", &error);
  g_autofree char *text = NULL;

  g_assert_no_error (error);
  text = text_of (page);
  expect_groups (text, share);
  g_assert_nonnull (strstr (text, "NỬA KHÓA CỦA LÃNH ĐẠO"));
  g_assert_null (strstr (text, "MÃ KHÔI PHỤC"));
  g_assert_nonnull (strstr (text, "HY/1"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/document/recovery/the-code", recovery_page);
  g_test_add_func ("/document/recovery/the-leaders-half", leaders_page);
  return g_test_run ();
}
