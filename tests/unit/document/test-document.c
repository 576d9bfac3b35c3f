/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "document/document.h"
#include "document/typeset.h"

#include <gio/gio.h>
#include <glib/gstdio.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "record/lists.h"
#include "record/text.h"
#include "report/case-paper-data.h"
#include "sample.h"
#include "support/control-code.h"

#define MM (25.4 / 72.0)

typedef struct
{
  char *folder;
} Fixture;

static void
set_up (Fixture *f, gconstpointer data)
{
  f->folder = g_dir_make_tmp ("tl-document-XXXXXX", NULL);
  g_assert_nonnull (f->folder);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  g_autoptr (GDir) dir = g_dir_open (f->folder, 0, NULL);
  for (const char *name; (name = g_dir_read_name (dir)) != NULL;)
    {
      g_autofree char *path = g_build_filename (f->folder, name, NULL);
      g_unlink (path);
    }
  g_rmdir (f->folder);
  g_free (f->folder);
}

/* Runs a tool on a file and gives what it printed. */
static char *
run (const char *tool, const char *option, const char *path)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GSubprocess) process = NULL;
  char *out = NULL;
  const char *argv[] = {tool, option != NULL ? option : path, option != NULL ? path : "-", option != NULL ? "-" : NULL, NULL};
  if (strcmp (tool, "pdffonts") == 0)
    argv[2] = NULL;
  process = g_subprocess_newv (argv, G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error);
  g_assert_no_error (error);
  g_assert_true (g_subprocess_communicate_utf8 (process, NULL, NULL, &out, NULL, &error));
  g_assert_no_error (error);
  g_assert_true (g_subprocess_get_successful (process));
  return out;
}

static char *
print (Fixture *f, JsonObject *data, guint *pages)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TlDocument) document
      = json_object_has_member (data, "from") ? tl_document_new_report (data, &error) : tl_document_new_statement (data, &error);
  char *path = g_build_filename (f->folder, "out.pdf", NULL);
  g_assert_no_error (error);
  g_assert_true (tl_document_write_pdf (document, path, &error));
  g_assert_no_error (error);
  if (pages != NULL)
    *pages = tl_document_n_pages (document);
  return path;
}

/* Words of a text joined by one space, so that a wrapped sentence is found. */
static char *
flatten (const char *text)
{
  g_auto (GStrv) words = g_strsplit_set (text, " \n\f", -1);
  GString *flat = g_string_new (NULL);
  for (guint i = 0; words[i] != NULL; i++)
    if (*words[i] != '\0')
      g_string_append_printf (flat, "%s%s", flat->len > 0 ? " " : "", words[i]);
  return g_string_free (flat, FALSE);
}

static void
assert_holds (const char *text, const char *part)
{
  if (strstr (text, part) == NULL)
    g_error ("\"%s\" is not on the paper:\n%s", part, text);
}

static void
test_text (Fixture *f, gconstpointer unused)
{
  g_autoptr (JsonObject) data = sample_detail (20, "final");
  g_autofree char *path = print (f, data, NULL);
  g_autofree char *text = run ("pdftotext", NULL, path);
  g_autofree char *flat = flatten (text);
  g_autofree char *nfc = g_utf8_normalize (text, -1, G_NORMALIZE_NFC);
  JsonObject *totals = json_object_get_object_member (data, "totals");
  g_autofree char *total = tl_money_format (json_object_get_int_member (totals, "amount"));

  g_assert_cmpstr (text, ==, nfc);
  assert_holds (flat, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM");
  assert_holds (flat, "Độc lập - Tự do - Hạnh phúc");
  assert_holds (flat, "ĐỊA CHỈ TIN CẬY – NHÀ TẠM LÁNH ĐÌNH CAO");
  assert_holds (flat, "Số: 05/2026/BK-DC");
  assert_holds (flat, "Tiên Tiến, ngày 05 tháng 4 năm 2026");
  assert_holds (flat, "người tâm thần, trẻ em tự kỷ và người rối nhiễu tâm trí");
  assert_holds (flat, json_object_get_string_member (data, "total_in_words"));
  assert_holds (flat, total);
  assert_holds (flat, "Mã kiểm tra: 7KQM-3F2X-9TRB-W4HC");
  assert_holds (flat, "Đỗ Quỳnh Phượng");
}

/* Reads the sums printed on the pages, adds them up itself. */
static void
test_carry (Fixture *f, gconstpointer unused)
{
  g_autoptr (JsonObject) data = sample_detail (2000, "final");
  guint n;
  g_autofree char *path = print (f, data, &n);
  g_autofree char *text = run ("pdftotext", "-layout", path);
  g_auto (GStrv) pages = g_strsplit (text, "\f", -1);
  gint64 running = 0;

  g_assert_cmpuint (n, >, 100);
  for (guint page = 0; page < n; page++)
    {
      g_auto (GStrv) lines = g_strsplit (pages[page], "\n", -1);
      gint64 sum = -1, carried = page == 0 ? 0 : -1;
      guint rows = 0, heads = 0;
      for (guint i = 0; lines[i] != NULL; i++)
        {
          g_auto (GStrv) words = g_strsplit_set (g_strstrip (lines[i]), " ", -1);
          const char *last = words[0] != NULL ? words[g_strv_length (words) - 1] : "";
          if (g_str_has_prefix (lines[i], "Cộng trang"))
            g_assert_true (tl_money_parse (last, &sum));
          else if (g_str_has_prefix (lines[i], "Mang sang"))
            g_assert_true (tl_money_parse (last, &carried));
          rows += strstr (lines[i], "DC-2026-") != NULL;
          heads += strstr (lines[i], "Khoản chi") != NULL;
        }
      g_assert_cmpint (carried, ==, running);
      g_assert_cmpint (sum, >=, 0);
      g_assert_cmpuint (heads, ==, 1);
      g_assert_cmpuint (rows, >=, page + 1 == n ? 2 : 1);
      running += sum;
      if (page + 1 == n)
        assert_holds (pages[page], "NGƯỜI LẬP BẢNG");
    }
  g_assert_cmpint (running, ==, json_object_get_int_member (json_object_get_object_member (data, "totals"), "amount"));
}

/* However many lines there are, the signatures share their page with at least two of them. */
static void
test_signatures_with_rows (Fixture *f, gconstpointer unused)
{
  for (guint lines = 2; lines < 40; lines += 1)
    {
      g_autoptr (JsonObject) data = sample_detail (lines, "final");
      guint n, rows = 0;
      g_autofree char *path = print (f, data, &n);
      g_autofree char *text = run ("pdftotext", "-layout", path);
      g_auto (GStrv) pages = g_strsplit (text, "\f", -1);
      for (const char *p = pages[n - 1]; (p = strstr (p, "DC-2026-")) != NULL; p++)
        rows++;
      assert_holds (pages[n - 1], "Đỗ Quỳnh Phượng");
      g_assert_cmpuint (rows, >=, 2);
    }
}

/* Every word of every page inside the margins of Nghị định 30; the number of the page in the top one. */
static void
check_margins (Fixture *f, JsonObject *data, double width, double height)
{
  g_autofree char *path = print (f, data, NULL);
  g_autofree char *boxes = run ("pdftotext", "-bbox", path);
  g_auto (GStrv) lines = g_strsplit (boxes, "\n", -1);
  guint page = 0, words = 0, numbers = 0;

  for (guint i = 0; lines[i] != NULL; i++)
    {
      double x1, y1, x2, y2;
      page += strstr (lines[i], "<page ") != NULL;
      if (sscanf (lines[i], " <word xMin=\"%lf\" yMin=\"%lf\" xMax=\"%lf\" yMax=\"%lf\"", &x1, &y1, &x2, &y2) != 4)
        continue;
      words++;
      g_assert_cmpfloat (x1 * MM, >, 29.9);
      g_assert_cmpfloat (x2 * MM, <, width - 14.9);
      if (y1 * MM < 19)
        {
          g_autofree char *expected = g_strdup_printf (">%u<", page);
          numbers++;
          g_assert_cmpuint (page, >, 1);
          assert_holds (lines[i], expected);
          g_assert_cmpfloat (fabs ((x1 + x2) / 2 * MM - (30 + width - 15) / 2), <, 0.5);
          g_assert_cmpfloat (y1 * MM, >, 8);
        }
      g_assert_cmpfloat (y2 * MM, <, height - 5);
    }
  g_assert_cmpuint (words, >, 50);
  g_assert_cmpuint (numbers, ==, page - 1);
}

static void
test_margins (Fixture *f, gconstpointer unused)
{
  g_autoptr (JsonObject) detail = sample_detail (60, "final");
  g_autoptr (JsonObject) summary = sample_summary (40, "final");
  g_autoptr (JsonObject) report = sample_report ();
  check_margins (f, detail, 297, 210);
  check_margins (f, summary, 210, 297);
  check_margins (f, report, 210, 297);
}

/* The longest names, a note of 3,000 letters, twelve digits: all of it is on the paper, inside the margins. */
static void
test_ugly (Fixture *f, gconstpointer unused)
{
  g_autoptr (JsonObject) data = sample_detail (1, "final");
  JsonObject *line = json_array_get_object_element (json_object_get_array_member (data, "lines"), 0);
  JsonObject *totals = json_object_get_object_member (data, "totals");
  GString *note = g_string_new (NULL);
  for (guint i = 0; i < 500; i++)
    g_string_append_printf (note, "%snghiêng%u", i > 0 ? " " : "", i);
  g_autofree char *long_note = g_string_free (note, FALSE);
  g_autofree char *words = tl_money_in_words (999999999999);

  json_object_set_int_member (line, "amount", 999999999999);
  json_object_set_int_member (totals, "amount", 999999999999);
  json_object_set_string_member (data, "total_in_words", words);
  json_object_set_string_member (line, "note", long_note);
  json_object_set_string_member (line, "title", "NguyễnThịThuỳTrangHồngNhungQuỳnhPhượngKhôngCóChỗNgắtNàoCảTrongTênRấtDàiNày");
  sample_set (data, "letterhead.issuing_agency",
              "Trung tâm Bảo trợ xã hội và Công tác xã hội tỉnh Hưng Yên – Địa chỉ tin cậy Nhà tạm lánh Đình Cao thuộc xã Tiên Tiến");

  g_autofree char *path = print (f, data, NULL);
  g_autofree char *text = run ("pdftotext", NULL, path);
  g_autofree char *flat = flatten (text);
  assert_holds (flat, "999.999.999.999");
  assert_holds (flat, words);
  for (guint i = 0; i < 500; i++)
    {
      g_autofree char *word = g_strdup_printf ("nghiêng%u", i);
      assert_holds (flat, word);
    }
  check_margins (f, data, 297, 210);
}

/* Corrections: each page comes to more than the total has digits for. */
static void
test_negative (Fixture *f, gconstpointer unused)
{
  g_autoptr (JsonObject) data = sample_detail (40, "final");
  JsonArray *lines = json_object_get_array_member (data, "lines");
  JsonObject *totals = json_object_get_object_member (data, "totals");
  g_autofree char *words = tl_money_in_words (7);

  for (guint i = 0; i < 40; i++)
    json_object_set_int_member (json_array_get_object_element (lines, i), "amount", i < 20 ? 999999999 : i < 39 ? -999999999 : -999999992);
  json_object_set_int_member (totals, "amount", 7);
  json_object_set_string_member (data, "total_in_words", words);
  g_autofree char *path = print (f, data, NULL);
  g_autofree char *text = run ("pdftotext", "-layout", path);
  g_autofree char *flat = flatten (text);
  assert_holds (flat, "Cộng trang 5.999.999.994"); /* six lines on the first page, whole: not "740.740." and the rest below */
  assert_holds (flat, "TỔNG CỘNG 7 ");
}

/* What is set from the table of characters is as wide as what Pango shapes. */
static void
test_advances (Fixture *f, gconstpointer unused)
{
  static const char *const texts[]
      = {"Nguyễn Thị Hồng Nhung", "Đỗ Quỳnh Phượng Đặng Ước", "1.234.567.890 – 05/03/2026", "“ĐỘC LẬP” – Tự do (Hạnh phúc)…", "fi fl ffi AV To",
         "ẮẰẲẴẶẤẦẨẪẬẸẺẼẾỀỂỄỆỈỊỌỎỐỒỔỖỘỚỜỞỠỢỤỦỨỪỬỮỰỲỴỶỸắằẳẵặấầẩẫậẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ"};
  static const TlFace faces[] = {{.size = 11}, {.size = 13, .bold = TRUE}, {.size = 12, .italic = TRUE}, {.size = 14, .bold = TRUE, .italic = TRUE}};
  g_autoptr (TlTypesetter) setter = tl_typesetter_new (NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (faces); i++)
    {
      double mark = tl_typesetter_width (setter, faces[i], "→"); /* not in the table: forces a text to be shaped */
      for (gsize j = 0; j < G_N_ELEMENTS (texts); j++)
        {
          g_autofree char *shaped = g_strconcat (texts[j], "→", NULL);
          g_assert_cmpfloat_with_epsilon (tl_typesetter_width (setter, faces[i], texts[j]),
                                          tl_typesetter_width (setter, faces[i], shaped) - mark, 0.01);
        }
    }
}

/* A scanner reads from each page number, code and the letters of the lines that begin there. */
static void
test_codes (Fixture *f, gconstpointer unused)
{
  g_autoptr (JsonObject) data = sample_statement ("detail", 22, "final", FALSE);
  JsonArray *lines = json_object_get_array_member (data, "lines");
  guint n, next = 0;
  g_autofree char *path = print (f, data, &n);

  for (guint page = 1; page <= n; page++)
    {
      g_autofree char *stem = g_build_filename (f->folder, "code", NULL), *png = g_strconcat (stem, ".png", NULL), *out = NULL;
      g_autofree char *number = g_strdup_printf ("%u", page);
      const char *draw[] = {"pdftoppm", "-r", "200", "-f", number, "-l", number, "-gray", "-png", "-singlefile", path, stem, NULL};
      const char *scan[] = {"zbarimg", "--raw", "-q", "--nodbus", png, NULL};
      g_autoptr (GSubprocess) drawing = g_subprocess_newv (draw, G_SUBPROCESS_FLAGS_NONE, NULL), scanning = NULL;
      g_auto (GStrv) parts = NULL;

      g_assert_true (g_subprocess_wait_check (drawing, NULL, NULL));
      scanning = g_subprocess_newv (scan, G_SUBPROCESS_FLAGS_STDOUT_PIPE, NULL);
      g_assert_nonnull (scanning);
      g_assert_true (g_subprocess_communicate_utf8 (scanning, NULL, NULL, &out, NULL, NULL));
      parts = g_strsplit (g_strchomp (out), ":", -1);
      g_assert_cmpuint (g_strv_length (parts), ==, 5);
      g_assert_cmpstr (parts[1], ==, "05/2026/BK-DC");
      g_assert_cmpstr (parts[2], ==, "7KQM-3F2X-9TRB-W4HC");
      if (*parts[4] != '\0')
        g_assert_cmpint (atoi (parts[3] + 1), ==, (int)next + 1);
      for (const char *p = parts[4]; *p != '\0'; p += TL_CHECK_LETTERS, next++)
        g_assert_true (g_str_has_prefix (p, json_object_get_string_member (json_array_get_object_element (lines, next), "check")));
    }
  g_assert_cmpuint (next, ==, 22);
}

/* A statement that was made final before there were letters prints what it always did. */
static void
test_old_code (Fixture *f, gconstpointer unused)
{
  g_autoptr (JsonObject) data = sample_detail (3, "final");
  g_autofree char *path = print (f, data, NULL), *stem = g_build_filename (f->folder, "code", NULL), *png = g_strconcat (stem, ".png", NULL);
  const char *draw[] = {"pdftoppm", "-r", "200", "-l", "1", "-gray", "-png", "-singlefile", path, stem, NULL};
  const char *scan[] = {"zbarimg", "--raw", "-q", "--nodbus", png, NULL};
  g_autoptr (GSubprocess) drawing = g_subprocess_newv (draw, G_SUBPROCESS_FLAGS_NONE, NULL), scanning = NULL;
  g_autofree char *out = NULL;

  g_assert_true (g_subprocess_wait_check (drawing, NULL, NULL));
  scanning = g_subprocess_newv (scan, G_SUBPROCESS_FLAGS_STDOUT_PIPE, NULL);
  g_assert_true (g_subprocess_communicate_utf8 (scanning, NULL, NULL, &out, NULL, NULL));
  g_assert_cmpstr (g_strchomp (out), ==, "05/2026/BK-DC 7KQM-3F2X-9TRB-W4HC");
}

/* Every choice that is valid today has its box on the blank form. */
static void
test_blank_form (Fixture *f, gconstpointer unused)
{
  static const char *const lists[] = {"report_source", "report_channel", "sex", "id_kind", "needs", "injury_kind", "violence_groups",
                                      "perpetrator_relation", "risk_level", "disability_kind", "marital_status"};
  g_autoptr (JsonObject) data = tl_case_paper_data (NULL, "blank-intake", NULL, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (TlDocument) document = tl_document_new_case_paper (data, &error);
  g_autofree char *path = g_build_filename (f->folder, "form.pdf", NULL), *text = NULL, *flat = NULL;

  g_assert_no_error (error);
  g_assert_true (tl_document_write_pdf (document, path, NULL));
  text = run ("pdftotext", "-raw", path);
  flat = flatten (text);
  for (gsize i = 0; i < G_N_ELEMENTS (lists); i++)
    for (guint j = 0; j < tl_list_size (tl_list_get (lists[i])); j++)
      assert_holds (flat, tl_list_item (tl_list_get (lists[i]), j)->vi);
}

static void
test_empty (Fixture *f, gconstpointer unused)
{
  g_autoptr (JsonObject) data = sample_detail (0, "draft");
  g_autofree char *path = print (f, data, NULL);
  g_autofree char *text = run ("pdftotext", NULL, path);
  g_autofree char *flat = flatten (text);
  assert_holds (flat, "Không có khoản chi trong kỳ");
  assert_holds (flat, "Không đồng");
  assert_holds (flat, "BẢN NHÁP");
  g_assert_null (strstr (flat, "Mã kiểm tra"));
}

static void
test_void (Fixture *f, gconstpointer unused)
{
  g_autoptr (JsonObject) data = sample_summary (5, "void");
  json_object_set_string_member (data, "void_reason", "Nhập nhầm kỳ");
  json_object_set_boolean_member (data, "internal", TRUE);
  g_autofree char *path = print (f, data, NULL);
  g_autofree char *text = run ("pdftotext", NULL, path);
  g_autofree char *flat = flatten (text);
  assert_holds (flat, "ĐÃ HỦY");
  assert_holds (flat, "Nhập nhầm kỳ");
  assert_holds (flat, "LƯU HÀNH NỘI BỘ");
}

static void
test_wrong_total (Fixture *f, gconstpointer unused)
{
  g_autoptr (JsonObject) data = sample_detail (12, "final");
  g_autoptr (GError) error = NULL;
  JsonObject *totals = json_object_get_object_member (data, "totals");
  json_object_set_int_member (totals, "amount", json_object_get_int_member (totals, "amount") + 1);
  g_assert_null (tl_document_new_statement (data, &error));
  g_assert_error (error, TL_DOCUMENT_ERROR, TL_DOCUMENT_ERROR_DATA);
}

static void
test_lacking (Fixture *f, gconstpointer unused)
{
  static const char *const members[] = {"kind", "state", "letterhead", "totals", "lines", "total_in_words", "number", "control_code"};
  for (guint i = 0; i < G_N_ELEMENTS (members); i++)
    {
      g_autoptr (JsonObject) data = sample_detail (3, "final");
      g_autoptr (GError) error = NULL;
      json_object_remove_member (data, members[i]);
      g_assert_null (tl_document_new_statement (data, &error));
      g_assert_error (error, TL_DOCUMENT_ERROR, TL_DOCUMENT_ERROR_DATA);
      assert_holds (error->message, members[i]);
    }
}

static void
test_same_bytes (Fixture *f, gconstpointer unused)
{
  g_autoptr (JsonObject) data = sample_detail (30, "final");
  g_autofree char *path = print (f, data, NULL), *first = NULL, *second = NULL;
  gsize n, m;
  g_assert_true (g_file_get_contents (path, &first, &n, NULL));
  g_usleep (1100000); /* the clock must show another second, or a date of today would go unseen */
  g_free (path);
  path = print (f, data, NULL);
  g_assert_true (g_file_get_contents (path, &second, &m, NULL));
  g_assert_cmpmem (first, n, second, m);
}

static void
test_fonts (Fixture *f, gconstpointer unused)
{
  g_autoptr (JsonObject) data = sample_detail (10, "final");
  g_autofree char *path = print (f, data, NULL);
  g_autofree char *fonts = run ("pdffonts", NULL, path);
  g_auto (GStrv) lines = g_strsplit (fonts, "\n", -1);
  for (guint i = 2; lines[i] != NULL && *lines[i] != '\0'; i++)
    {
      assert_holds (lines[i], " yes yes yes "); /* embedded, a subset, with the way back to Unicode */
      g_assert_true (strstr (lines[i], "Serif") || strstr (lines[i], "Times") || strstr (lines[i], "Tinos") || strstr (lines[i], "Termes"));
    }
  g_assert_cmpuint (g_strv_length (lines), >, 3);
}

static void
test_unwritable (Fixture *f, gconstpointer unused)
{
  g_autoptr (JsonObject) data = sample_detail (3, "final");
  g_autoptr (GError) error = NULL;
  g_autoptr (TlDocument) document = tl_document_new_statement (data, NULL);
  g_assert_false (tl_document_write_pdf (document, "/nowhere/at/all/x.pdf", &error));
  g_assert_error (error, TL_DOCUMENT_ERROR, TL_DOCUMENT_ERROR_IO);
  g_clear_error (&error);
  g_assert_false (tl_document_write_pdf (document, f->folder, &error)); /* a folder stands there: nothing is left behind */
  g_assert_error (error, TL_DOCUMENT_ERROR, TL_DOCUMENT_ERROR_IO);
  g_autofree char *parent = g_path_get_dirname (f->folder), *name = g_path_get_basename (f->folder);
  g_autoptr (GDir) dir = g_dir_open (parent, 0, NULL);
  for (const char *entry; (entry = g_dir_read_name (dir)) != NULL;)
    g_assert_false (g_str_has_prefix (entry, name) && strcmp (entry, name) != 0);
}

/* The same page drawn for the screen and taken from the PDF: no pixel differs by more than smoothing does. */
static void
test_screen_is_pdf (Fixture *f, gconstpointer unused)
{
  g_autoptr (JsonObject) data = sample_detail (30, "final");
  g_autoptr (TlDocument) document = tl_document_new_statement (data, NULL);
  g_autofree char *path = print (f, data, NULL), *stem = g_build_filename (f->folder, "page", NULL),
                  *png = g_strconcat (stem, ".png", NULL);
  const char *argv[] = {"pdftoppm", "-r", "144", "-f", "2", "-l", "2", "-png", "-singlefile", path, stem, NULL};
  g_autoptr (GSubprocess) process = g_subprocess_newv (argv, G_SUBPROCESS_FLAGS_NONE, NULL);
  cairo_surface_t *screen = cairo_image_surface_create (CAIRO_FORMAT_RGB24, 1684, 1192), *pdf;
  cairo_t *cr = cairo_create (screen);
  double off = 0, ink = 0;

  g_assert_true (g_subprocess_wait_check (process, NULL, NULL));
  cairo_set_source_rgb (cr, 1, 1, 1);
  cairo_paint (cr);
  cairo_scale (cr, 2, 2);
  tl_document_draw (document, 1, cr);
  cairo_surface_flush (screen);
  pdf = cairo_image_surface_create_from_png (png);
  g_assert_cmpint (cairo_surface_status (pdf), ==, CAIRO_STATUS_SUCCESS);
  /* Ink of blocks of 16 × 16: where the text stands, not how its edges are smoothed. */
  for (int y = 0; y + 16 <= MIN (1192, cairo_image_surface_get_height (pdf)); y += 16)
    for (int x = 0; x + 16 <= MIN (1684, cairo_image_surface_get_width (pdf)); x += 16)
      {
        double a = 0, b = 0;
        for (int j = 0; j < 16; j++)
          for (int i = 0; i < 16; i++)
            {
              a += 255 - cairo_image_surface_get_data (screen)[(y + j) * cairo_image_surface_get_stride (screen) + (x + i) * 4];
              b += 255 - cairo_image_surface_get_data (pdf)[(y + j) * cairo_image_surface_get_stride (pdf) + (x + i) * 4];
            }
        off += fabs (a - b);
        ink += b;
      }
  g_test_message ("ink that stands elsewhere: %.1f %%", 100 * off / ink);
  g_assert_cmpfloat (ink, >, 100000);
  g_assert_cmpfloat (off / ink, <, 0.12);
  cairo_destroy (cr);
  cairo_surface_destroy (screen);
  cairo_surface_destroy (pdf);
}

static void
test_report (Fixture *f, gconstpointer unused)
{
  g_autoptr (JsonObject) data = sample_report ();
  g_autofree char *path = print (f, data, NULL);
  g_autofree char *text = run ("pdftotext", NULL, path);
  g_autofree char *flat = flatten (text);
  assert_holds (flat, "BÁO CÁO");
  assert_holds (flat, "6. Nhóm chỉ tiêu thứ 6");
  assert_holds (flat, "(…)");
  assert_holds (flat, "Nơi nhận:");
  assert_holds (flat, "Lưu: VT.");
}

#define ADD(name, func) g_test_add ("/document/" name, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("text/vietnamese-comes-out-whole", test_text);
  ADD ("table/page-sums-carry-to-the-total", test_carry);
  ADD ("table/signatures-share-a-page-with-two-rows", test_signatures_with_rows);
  ADD ("page/margins-and-numbers", test_margins);
  ADD ("table/ugly-content-is-wrapped-never-cut", test_ugly);
  ADD ("table/page-sums-wider-than-the-total-stay-whole", test_negative);
  ADD ("type/table-of-characters-agrees-with-shaping", test_advances);
  ADD ("code/each-page-tells-its-lines", test_codes);
  ADD ("code/an-old-paper-keeps-its-own", test_old_code);
  ADD ("form/every-choice-has-its-box", test_blank_form);
  ADD ("statement/empty-draft", test_empty);
  ADD ("statement/void-and-internal", test_void);
  ADD ("statement/wrong-total-is-refused", test_wrong_total);
  ADD ("statement/what-is-lacking-is-named", test_lacking);
  ADD ("pdf/same-data-same-bytes", test_same_bytes);
  ADD ("pdf/fonts-are-embedded", test_fonts);
  ADD ("pdf/unwritable-place-leaves-nothing", test_unwritable);
  ADD ("page/screen-shows-what-the-pdf-holds", test_screen_is_pdf);
  ADD ("report/head-tables-recipients", test_report);
  return g_test_run ();
}
