/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Golden pages: which words stand where on every kind of paper.
 *
 * tests/golden/NAME.txt holds a paper's pages as runs of words with their boxes in points. A page that differs in a word,
 * or in a box by more than 0.3 pt, fails. After a change that is meant, TL_GOLDEN_UPDATE=1 writes them anew:
 *   TL_GOLDEN_UPDATE=1 meson test -C _build/tests document-golden
 * then look at the difference (git diff tests/golden) and at the pages themselves before committing.
 * Of a long paper the first and last pages are kept whole, of each other page how many words it has, a hash of them and
 * the middle of all their boxes. */
#include "document/document.h"

#include <errno.h>
#include <gio/gio.h>
#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

#include "report/case-paper-data.h"
#include "sample.h"

#define NEAR 0.3   /* pt */
#define GAP 9.0    /* pt: words further apart are runs of their own */
#define WHOLE 6    /* a paper of more pages is long */
#define MM (25.4 / 72.0)

typedef struct
{
  double x1, y1, x2, y2;
  char *text;
} Run;

typedef struct
{
  double width, height;
  GPtrArray *words; /* Run */
  GPtrArray *runs;  /* Run */
} Page;

typedef struct
{
  const char *name;
  JsonObject *(*make) (const char *what);
  const char *what;
} Golden;

static char *folder;

static void
free_run (gpointer data)
{
  Run *run = data;
  g_free (run->text);
  g_free (run);
}

static void
free_page (gpointer data)
{
  Page *page = data;
  g_ptr_array_unref (page->words);
  g_ptr_array_unref (page->runs);
  g_free (page);
}

static Run *
run_new (double x1, double y1, double x2, double y2, const char *text)
{
  Run *run = g_new0 (Run, 1);
  *run = (Run){x1, y1, x2, y2, g_strdup (text)};
  return run;
}

/* --- reading what pdftotext says --- */

static char *
output_of (const char *const *argv)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GSubprocess) process = g_subprocess_newv (argv, G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error);
  char *out = NULL;

  g_assert_no_error (error);
  g_assert_true (g_subprocess_communicate_utf8 (process, NULL, NULL, &out, NULL, &error));
  g_assert_no_error (error);
  g_assert_true (g_subprocess_get_successful (process));
  return out;
}

/* Words of one line that follow one another closely make a run. */
static void
join_words (Page *page)
{
  Run *last = NULL;

  for (guint i = 0; i < page->words->len; i++)
    {
      Run *word = g_ptr_array_index (page->words, i);
      if (last != NULL && fabs (word->y1 - last->y1) < 0.1 && fabs (word->y2 - last->y2) < 0.1 && word->x1 > last->x2
          && word->x1 - last->x2 < GAP)
        {
          g_autofree char *before = last->text;
          last->text = g_strconcat (before, " ", word->text, NULL);
          last->x2 = word->x2;
          continue;
        }
      last = run_new (word->x1, word->y1, word->x2, word->y2, word->text);
      g_ptr_array_add (page->runs, last);
    }
}

static GPtrArray *
read_pages (const char *path)
{
  const char *argv[] = {"pdftotext", "-bbox", path, "-", NULL};
  g_autofree char *out = output_of (argv);
  GPtrArray *pages = g_ptr_array_new_with_free_func (free_page);
  Page *page = NULL;
  char *end = out + strlen (out), *next;

  /* Cut in place: ten megabytes, searched line by line and never from here to the end. */
  for (char *line = out; line < end; line = next)
    {
      double a, b, c, d;
      char *from, *to = memchr (line, '\n', (gsize)(end - line));
      next = to != NULL ? to + 1 : end;
      if (to != NULL)
        *to = '\0';
      if (sscanf (line, " <page width=\"%lf\" height=\"%lf\"", &a, &b) == 2)
        {
          page = g_new0 (Page, 1);
          *page = (Page){a, b, g_ptr_array_new_with_free_func (free_run), g_ptr_array_new_with_free_func (free_run)};
          g_ptr_array_add (pages, page);
        }
      else if (sscanf (line, " <word xMin=\"%lf\" yMin=\"%lf\" xMax=\"%lf\" yMax=\"%lf\"", &a, &b, &c, &d) == 4)
        {
          from = strchr (line, '>') + 1;
          to = g_strrstr (from, "</word>");
          g_assert_true (page != NULL && to != NULL);
          *to = '\0';
          g_ptr_array_add (page->words, run_new (a, b, c, d, from));
        }
    }
  for (guint i = 0; i < pages->len; i++)
    join_words (g_ptr_array_index (pages, i));
  return pages;
}

/* --- what every page must keep --- */

/* Margins of Nghị định 30 in mm; the number in the top one from page 2 on; no word over another one. */
static void
check_page (const char *name, Page *page, guint number)
{
  gboolean numbered = FALSE;

  for (guint i = 0; i < page->words->len; i++)
    {
      Run *one = g_ptr_array_index (page->words, i);
      if (one->x1 * MM < 29.8 || one->x2 * MM > page->width * MM - 14.8 || one->y2 * MM > page->height * MM - 4 || one->y1 * MM < 8)
        g_error ("%s, page %u: \"%s\" stands in a margin (%.1f–%.1f mm, %.1f mm)", name, number, one->text, one->x1 * MM, one->x2 * MM,
                 one->y1 * MM);
      if (one->y1 * MM < 19)
        {
          g_autofree char *expected = g_strdup_printf ("%u", number);
          g_assert_cmpstr (one->text, ==, expected);
          g_assert_cmpuint (number, >, 1);
          g_assert_cmpfloat_with_epsilon ((one->x1 + one->x2) / 2 * MM, (30 + page->width * MM - 15) / 2, 0.5);
          numbered = TRUE;
        }
      for (guint j = i + 1; j < page->words->len; j++)
        {
          Run *two = g_ptr_array_index (page->words, j);
          if (MIN (one->x2, two->x2) - MAX (one->x1, two->x1) > 0.8 && MIN (one->y2, two->y2) - MAX (one->y1, two->y1) > 1.2)
            g_error ("%s, page %u: \"%s\" and \"%s\" stand on one another", name, number, one->text, two->text);
        }
    }
  g_assert_true (numbered == (number > 1));
}

/* --- writing and comparing --- */

static gboolean
is_whole (guint page, guint n)
{
  return n <= WHOLE || page < 2 || page + 2 >= n;
}

/* What is kept of the other pages of a long paper: their words as one number, and the middle of their boxes. */
static Run *
digest (Page *page)
{
  g_autoptr (GChecksum) sum = g_checksum_new (G_CHECKSUM_SHA256);
  g_autofree char *text = NULL;
  double x1 = 0, y1 = 0, x2 = 0, y2 = 0, n = MAX (1, page->words->len);

  for (guint i = 0; i < page->words->len; i++)
    {
      Run *word = g_ptr_array_index (page->words, i);
      g_checksum_update (sum, (const guchar *)word->text, -1);
      g_checksum_update (sum, (const guchar *)" ", 1);
      x1 += word->x1, y1 += word->y1, x2 += word->x2, y2 += word->y2;
    }
  text = g_strdup_printf ("%u words %.16s", page->words->len, g_checksum_get_string (sum));
  return run_new (x1 / n, y1 / n, x2 / n, y2 / n, text);
}

static void
add_kept (GString *text, Run *run)
{
  g_string_append_printf (text, "%.1f %.1f %.1f %.1f %s\n", run->x1, run->y1, run->x2, run->y2, run->text);
}

static char *
kept_of (GPtrArray *pages)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < pages->len; i++)
    {
      Page *page = g_ptr_array_index (pages, i);
      g_string_append_printf (text, "page %u of %u, %.0f × %.0f mm\n", i + 1, pages->len, page->width * MM, page->height * MM);
      if (is_whole (i, pages->len))
        for (guint j = 0; j < page->runs->len; j++)
          add_kept (text, g_ptr_array_index (page->runs, j));
      else
        {
          Run *all = digest (page);
          add_kept (text, all);
          free_run (all);
        }
    }
  return g_string_free (text, FALSE);
}

/* The text of a kept line after its four numbers; its numbers in @box. A "page" line has no numbers. */
static const char *
split_kept (const char *line, double box[4])
{
  int at = 0;

  memset (box, 0, 4 * sizeof *box);
  if (sscanf (line, "%lf %lf %lf %lf %n", &box[0], &box[1], &box[2], &box[3], &at) == 4)
    return line + at;
  return line;
}

static void
compare (const char *name, const char *kept, const char *now)
{
  g_auto (GStrv) a = g_strsplit (kept, "\n", -1), b = g_strsplit (now, "\n", -1);

  for (guint i = 0; a[i] != NULL || b[i] != NULL; i++)
    {
      double one[4], two[4];
      gboolean same = a[i] != NULL && b[i] != NULL && strcmp (split_kept (a[i], one), split_kept (b[i], two)) == 0;
      for (guint j = 0; same && j < 4; j++)
        same = fabs (one[j] - two[j]) <= NEAR + 0.001;
      if (!same)
        {
          g_test_message ("%s.txt, line %u: kept \"%s\", now \"%s\"", name, i + 1, a[i] ? a[i] : "", b[i] ? b[i] : "");
          g_test_fail ();
          return;
        }
    }
}

/* --- the papers --- */

static JsonObject *
make_statement (const char *what)
{
  g_auto (GStrv) words = g_strsplit (what, " ", -1);
  return sample_statement (words[0], (guint)atoi (words[1]), words[2], words[3] != NULL);
}

/* A statement that was made final before its layout changed keeps its pages. */
static JsonObject *
make_layout_2 (const char *what)
{
  JsonObject *data = make_statement (what);

  json_object_set_int_member (data, "layout_version", 2);
  return data;
}

/* More notes than its first page has room for. */
static JsonObject *
make_noted (const char *what)
{
  JsonObject *data = make_statement (what);

  for (guint i = 0; i < 4; i++)
    json_array_add_string_element (json_object_get_array_member (data, "notes"), "Mức chi áp dụng theo ngày phát sinh; tháng là tháng dương lịch.");
  return data;
}

/* Paid from two sources. */
static JsonObject *
make_sources (const char *what)
{
  static const char *const labels[] = {"Ngân sách tỉnh hỗ trợ", "Xã hội hóa"};
  JsonObject *data = make_statement (what);
  JsonArray *sources = json_array_new ();
  gint64 total = json_object_get_int_member (json_object_get_object_member (data, "totals"), "amount");

  for (guint i = 0; i < G_N_ELEMENTS (labels); i++)
    {
      JsonObject *source = json_object_new ();
      json_object_set_string_member (source, "source_label", labels[i]);
      json_object_set_int_member (source, "amount", i == 0 ? total - 1470000 : 1470000);
      json_object_set_int_member (source, "share_permille", i == 0 ? 842 : 158);
      if (i == 0)
        json_object_set_int_member (source, "budget", 120000000);
      json_array_add_object_element (sources, source);
    }
  json_object_set_array_member (data, "sources", sources);
  return data;
}

static JsonObject *
make_paper (const char *what)
{
  return sample_case_paper (what, FALSE);
}

static JsonObject *
make_ugly_paper (const char *what)
{
  return sample_case_paper (what, TRUE);
}

static JsonObject *
make_blank (const char *what)
{
  return tl_case_paper_data (NULL, what, NULL, NULL);
}

static JsonObject *
make_report (const char *what)
{
  return sample_report ();
}

static const Golden goldens[] = {
    {"detail", make_statement, "detail 7 final"},
    {"detail-draft-empty", make_statement, "detail 0 draft"},
    {"detail-ugly", make_statement, "detail 5 final ugly"},
    {"detail-one-line", make_statement, "detail 1 final ugly"},
    {"detail-short", make_statement, "detail 1 final"},
    {"detail-short-notes", make_noted, "detail 1 final"},
    {"detail-short-layout-2", make_layout_2, "detail 1 final"},
    {"detail-long", make_statement, "detail 2000 final"},
    {"summary", make_statement, "summary 6 final"},
    {"summary-sources", make_sources, "summary 6 final"},
    {"detail-sources", make_sources, "detail 7 final"},
    {"summary-void", make_statement, "summary 3 void"},
    {"summary-ugly", make_statement, "summary 3 final ugly"},
    {"receipts", make_statement, "receipts 7 final"},
    {"receipts-empty", make_statement, "receipts 0 draft"},
    {"receipts-ugly", make_statement, "receipts 5 final ugly"},
    {"receipts-long", make_statement, "receipts 2000 final"},
    {"request", make_statement, "request 6 final"},
    {"request-empty", make_statement, "request 0 draft"},
    {"request-ugly", make_statement, "request 3 final ugly"},
    {"treasury", make_statement, "treasury 7 final"},
    {"treasury-ugly", make_statement, "treasury 1 final ugly"},
    {"treasury-long", make_statement, "treasury 2000 final"},
    {"report", make_report, NULL},
    {"intake-record", make_paper, "intake-record"},
    {"intake-record-ugly", make_ugly_paper, "intake-record"},
    {"intake", make_paper, "intake"},
    {"intake-ugly", make_ugly_paper, "intake"},
    {"consent", make_paper, "consent"},
    {"consent-ugly", make_ugly_paper, "consent"},
    {"referral", make_paper, "referral"},
    {"referral-ugly", make_ugly_paper, "referral"},
    {"informant-receipt", make_paper, "informant-receipt"},
    {"informant-receipt-ugly", make_ugly_paper, "informant-receipt"},
    {"blank-intake-record", make_blank, "blank-intake-record"},
    {"blank-intake", make_blank, "blank-intake"},
    {"blank-consent", make_blank, "blank-consent"},
    {"blank-referral", make_blank, "blank-referral"},
    {"blank-receipts", make_blank, "blank-receipts"},
    {"blank-informant-receipt", make_blank, "blank-informant-receipt"},
};

static TlDocument *
lay_out (const Golden *golden)
{
  g_autoptr (JsonObject) data = golden->make (golden->what);
  g_autoptr (GError) error = NULL;
  TlDocument *document;

  g_assert_nonnull (data);
  if (golden->make == make_statement || golden->make == make_layout_2 || golden->make == make_noted || golden->make == make_sources)
    document = tl_document_new_statement (data, &error);
  else if (golden->make == make_report)
    document = tl_document_new_report (data, &error);
  else
    document = tl_document_new_case_paper (data, &error);
  g_assert_no_error (error);
  return document;
}

static void
test_golden (gconstpointer data)
{
  const Golden *golden = data;
  g_autoptr (TlDocument) document = lay_out (golden);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) pages = NULL;
  g_autofree char *pdf = g_build_filename (folder, "golden.pdf", NULL), *file = g_strconcat (golden->name, ".txt", NULL);
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "golden", file, NULL), *kept = NULL, *now = NULL;
  const char *fonts_argv[] = {"pdffonts", pdf, NULL};
  g_autofree char *fonts = NULL;

  g_assert_true (tl_document_write_pdf (document, pdf, &error));
  g_assert_no_error (error);
  pages = read_pages (pdf);
  g_assert_cmpuint (pages->len, ==, tl_document_n_pages (document));
  for (guint i = 0; i < pages->len; i++)
    check_page (golden->name, g_ptr_array_index (pages, i), i + 1);
  now = kept_of (pages);

  fonts = output_of (fonts_argv);
  if (strstr (fonts, "LiberationSerif") == NULL)
    {
      g_test_skip ("the kept pages are set in Liberation Serif");
      return;
    }
  if (g_getenv ("TL_GOLDEN_UPDATE") != NULL)
    g_assert_true (g_file_set_contents (path, now, -1, &error));
  else if (g_file_get_contents (path, &kept, NULL, &error))
    compare (golden->name, kept, now);
  g_assert_no_error (error);
}

/* A paper that has no golden page would go unseen. */
static void
test_every_paper (void)
{
  guint n;
  const TlCasePaper *papers = tl_case_papers (&n);

  for (guint i = 0; i < n; i++)
    {
      gboolean found = FALSE;
      for (gsize j = 0; j < G_N_ELEMENTS (goldens); j++)
        found |= strcmp (goldens[j].name, papers[i].kind) == 0;
      if (!found)
        g_error ("%s has no golden pages", papers[i].kind);
    }
}

int
main (int argc, char **argv)
{
  int result;
  g_autofree char *pdf = NULL;

  g_test_init (&argc, &argv, NULL);
  folder = g_dir_make_tmp ("tl-golden-XXXXXX", NULL);
  g_assert_nonnull (folder);
  g_test_add_func ("/document/golden/every-paper-has-its-pages", test_every_paper);
  for (gsize i = 0; i < G_N_ELEMENTS (goldens); i++)
    {
      g_autofree char *name = g_strconcat ("/document/golden/", goldens[i].name, NULL);
      g_test_add_data_func (name, &goldens[i], test_golden);
    }
  result = g_test_run ();
  pdf = g_build_filename (folder, "golden.pdf", NULL);
  g_unlink (pdf);
  g_rmdir (folder);
  g_free (folder);
  return result;
}
