/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The common part of spreadsheets. libxlsxwriter keeps a temporary file a sheet: it is told to keep it in memory
 * (XDG_RUNTIME_DIR, else /dev/shm), and where there is no such place nothing is written, for plain text of a case must
 * not reach the disk except in the file that was asked for. */

#include "document/sheet-private.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <math.h>
#include <string.h>
#include <unistd.h>

#include "document/document.h"
#include "record/text.h"
#include "record/time.h"

#define MM (1 / 25.4)
#define FONT "Times New Roman"
#define TEXT_MAX 32767 /* letters of a cell */

/* --- helpers --- */

static const char *
memory_folder (void)
{
  const char *runtime = g_getenv ("XDG_RUNTIME_DIR");

  if (runtime != NULL && g_access (runtime, W_OK) == 0)
    return runtime;
  return g_access ("/dev/shm", W_OK) == 0 ? "/dev/shm" : NULL;
}

static gboolean
fail (const char *path, const char *why, GError **error)
{
  g_set_error (error, TL_DOCUMENT_ERROR, TL_DOCUMENT_ERROR_IO,
               /* Translators: a file, then why */
               _ ("The spreadsheet could not be written to %s: %s. Nothing was changed; choose another folder."), path, why);
  return FALSE;
}

static lxw_format *
make_format (TlSheet *sheet, double size, gboolean bold, gboolean italic, int align)
{
  lxw_format *format = workbook_add_format (sheet->book);

  format_set_font_name (format, FONT);
  format_set_font_size (format, size);
  if (bold)
    format_set_bold (format);
  if (italic)
    format_set_italic (format);
  format_set_align (format, (uint8_t)align);
  return format;
}

static lxw_format *
make_cell_format (TlSheet *sheet, gboolean bold, int align, const char *number)
{
  lxw_format *format = make_format (sheet, 11, bold, FALSE, align);

  format_set_border (format, LXW_BORDER_THIN);
  format_set_align (format, LXW_ALIGN_VERTICAL_TOP);
  if (number != NULL)
    format_set_num_format (format, number);
  else
    format_set_text_wrap (format);
  return format;
}

static void
make_formats (TlSheet *sheet)
{
  sheet->plain = make_format (sheet, 12, FALSE, FALSE, LXW_ALIGN_LEFT);
  sheet->italic = make_format (sheet, 12, FALSE, TRUE, LXW_ALIGN_CENTER);
  sheet->bold = make_format (sheet, 12, TRUE, FALSE, LXW_ALIGN_CENTER);
  sheet->title = make_format (sheet, 14, TRUE, FALSE, LXW_ALIGN_CENTER);
  format_set_text_wrap (sheet->title);
  format_set_align (sheet->title, LXW_ALIGN_VERTICAL_CENTER);
  sheet->centre = make_format (sheet, 12, FALSE, FALSE, LXW_ALIGN_CENTER);
  sheet->right_italic = make_format (sheet, 11, FALSE, TRUE, LXW_ALIGN_RIGHT);
  sheet->wrapped = make_format (sheet, 11, FALSE, FALSE, LXW_ALIGN_LEFT);
  format_set_text_wrap (sheet->wrapped);
  format_set_align (sheet->wrapped, LXW_ALIGN_VERTICAL_TOP);
  sheet->box = make_format (sheet, 12, TRUE, FALSE, LXW_ALIGN_CENTER);
  format_set_border (sheet->box, LXW_BORDER_MEDIUM);
  sheet->head = make_cell_format (sheet, TRUE, LXW_ALIGN_CENTER, NULL);
  format_set_align (sheet->head, LXW_ALIGN_VERTICAL_CENTER);
  sheet->text = make_cell_format (sheet, FALSE, LXW_ALIGN_LEFT, NULL);
  sheet->middle = make_cell_format (sheet, FALSE, LXW_ALIGN_CENTER, NULL);
  sheet->order = make_cell_format (sheet, FALSE, LXW_ALIGN_CENTER, "0");
  sheet->money = make_cell_format (sheet, FALSE, LXW_ALIGN_RIGHT, "#,##0");
  sheet->number = make_cell_format (sheet, FALSE, LXW_ALIGN_RIGHT, "#,##0.###");
  sheet->share = make_cell_format (sheet, FALSE, LXW_ALIGN_RIGHT, "0.0%");
  sheet->date = make_cell_format (sheet, FALSE, LXW_ALIGN_CENTER, "dd/mm/yyyy");
  sheet->total_text = make_cell_format (sheet, TRUE, LXW_ALIGN_CENTER, NULL);
  sheet->total_money = make_cell_format (sheet, TRUE, LXW_ALIGN_RIGHT, "#,##0");
}

/* Always a string: nothing in it is ever a formula. A cell takes so many letters and no more; cut, and said so. */
static void
write_text (TlSheet *sheet, lxw_col_t column, const char *text, lxw_format *format)
{
  if (text == NULL || *text == '\0')
    worksheet_write_blank (sheet->sheet, sheet->row, column, format);
  else if (g_utf8_strlen (text, -1) > TEXT_MAX)
    {
      g_autofree char *cut = g_utf8_substring (text, 0, TEXT_MAX - 1);
      g_autofree char *marked = g_strconcat (cut, "…", NULL);

      worksheet_write_string (sheet->sheet, sheet->row, column, marked, format);
    }
  else
    worksheet_write_string (sheet->sheet, sheet->row, column, text, format);
}

static void
merge (TlSheet *sheet, lxw_col_t from, lxw_col_t to, const char *text, lxw_format *format)
{
  if (from == to)
    write_text (sheet, from, text, format);
  else
    worksheet_merge_range (sheet->sheet, sheet->row, from, sheet->row, to, text != NULL ? text : "", format);
}

static gboolean
has_number (JsonObject *object, const char *member)
{
  JsonNode *node = json_object_get_member (object, member);

  return node != NULL && JSON_NODE_HOLDS_VALUE (node)
         && (json_node_get_value_type (node) == G_TYPE_INT64 || json_node_get_value_type (node) == G_TYPE_DOUBLE);
}

static double
number_of (JsonObject *object, const char *member)
{
  return has_number (object, member) ? json_object_get_double_member (object, member) : 0;
}

static void
write_cell (TlSheet *sheet, lxw_col_t column, const TlSheetColumn *of, JsonObject *object)
{
  const char *text = of->member != NULL ? tl_sheet_text (object, of->member) : NULL;
  TlDate day;
  lxw_format *format;

  switch (of->kind)
    {
    case TL_CELL_NUMBER:
    case TL_CELL_MONEY:
    case TL_CELL_SHARE:
      format = of->kind == TL_CELL_NUMBER ? sheet->number : of->kind == TL_CELL_MONEY ? sheet->money : sheet->share;
      /* "1," would stand where a whole number has the format with decimals. */
      if (of->kind == TL_CELL_NUMBER && fmod (number_of (object, of->member), 1) == 0)
        format = sheet->money;
      if (has_number (object, of->member))
        worksheet_write_number (sheet->sheet, sheet->row, column,
                                of->kind == TL_CELL_SHARE ? number_of (object, of->member) / 1000 : number_of (object, of->member), format);
      else
        worksheet_write_blank (sheet->sheet, sheet->row, column, format);
      break;
    case TL_CELL_ORDER:
      worksheet_write_number (sheet->sheet, sheet->row, column, number_of (object, of->member), sheet->order);
      break;
    case TL_CELL_DATE:
      if (text != NULL && tl_date_parse_iso (text, &day))
        {
          lxw_datetime when = {0};

          tl_date_to_ymd (day, &when.year, &when.month, &when.day);
          worksheet_write_datetime (sheet->sheet, sheet->row, column, &when, sheet->date);
        }
      else
        worksheet_write_blank (sheet->sheet, sheet->row, column, sheet->date);
      break;
    case TL_CELL_MARK:
      write_text (sheet, column, json_object_get_boolean_member_with_default (object, of->member, FALSE) ? "x" : NULL, sheet->middle);
      break;
    case TL_CELL_TEXT:
    case TL_CELL_MIDDLE:
    case TL_CELL_EMPTY:
    default:
      write_text (sheet, column, text, of->kind == TL_CELL_MIDDLE ? sheet->middle : sheet->text);
      break;
    }
}

/* Height for the text that wraps to the most lines: programs that open the file do not all work it out themselves. */
static double
row_height (const TlSheetColumn *columns, guint n, JsonObject *object)
{
  double lines = 1;

  for (guint i = 0; i < n; i++)
    {
      const char *text = columns[i].member != NULL && columns[i].kind <= TL_CELL_MIDDLE ? tl_sheet_text (object, columns[i].member) : NULL;

      if (text != NULL)
        lines = MAX (lines, ceil ((double)g_utf8_strlen (text, -1) * 1.1 / columns[i].width));
    }
  return MIN (15.0 * lines + 1, 409); /* the most that a row can have */
}

/* --- inside this room --- */

const char *
tl_sheet_text (JsonObject *object, const char *member)
{
  JsonNode *node = object != NULL ? json_object_get_member (object, member) : NULL;

  return node != NULL && JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING ? json_node_get_string (node)
                                                                                                          : NULL;
}

gboolean
tl_sheet_open (TlSheet *sheet, const char *path, const char *name, const char *title, const char *made_on, GError **error)
{
  const char *folder = memory_folder ();
  lxw_workbook_options options = {.constant_memory = LXW_FALSE, .tmpdir = (char *)folder, .use_zip64 = LXW_FALSE};
  g_autofree char *when = g_strdup_printf ("%sT00:00:00+07:00", made_on);
  lxw_doc_properties properties = {.title = (char *)title, .company = (char *)""};
  gint64 made = 0;
  int fd;

  memset (sheet, 0, sizeof *sheet);
  if (folder == NULL)
    return fail (path, _ ("there is no folder in memory for the work in between (XDG_RUNTIME_DIR)"), error);
  sheet->path = path;
  sheet->temporary = g_strdup_printf ("%s.XXXXXX", path);
  fd = g_mkstemp_full (sheet->temporary, O_RDWR | O_CLOEXEC, 0600);
  if (fd < 0)
    {
      int why = errno;

      g_clear_pointer (&sheet->temporary, g_free);
      return fail (path, g_strerror (why), error);
    }
  close (fd);
  sheet->book = workbook_new_opt (sheet->temporary, &options);
  if (sheet->book == NULL)
    {
      g_unlink (sheet->temporary);
      g_clear_pointer (&sheet->temporary, g_free);
      return fail (path, g_strerror (ENOMEM), error);
    }
  /* Else the file would tell the minute it was made. */
  if (tl_time_parse_iso (when, &made))
    properties.created = (time_t)made;
  workbook_set_properties (sheet->book, &properties);
  sheet->sheet = workbook_add_worksheet (sheet->book, name);
  make_formats (sheet);
  return TRUE;
}

void
tl_sheet_set_up (TlSheet *sheet, const TlSheetColumn *columns, guint n, gboolean landscape, const char *footer)
{
  for (guint i = 0; i < n; i++)
    worksheet_set_column (sheet->sheet, (lxw_col_t)i, (lxw_col_t)i, columns[i].width, NULL);
  sheet->last = (lxw_col_t)(n - 1);
  sheet->columns = columns;
  worksheet_set_paper (sheet->sheet, 9); /* A4 */
  if (landscape)
    worksheet_set_landscape (sheet->sheet);
  worksheet_set_margins (sheet->sheet, 30 * MM, 15 * MM, 20 * MM, 20 * MM);
  worksheet_fit_to_pages (sheet->sheet, 1, 0);
  worksheet_center_horizontally (sheet->sheet);
  worksheet_set_header (sheet->sheet, "&C&P");
  if (footer != NULL)
    worksheet_set_footer (sheet->sheet, footer);
}

lxw_col_t
tl_sheet_column_at (TlSheet *sheet, guint part, guint parts)
{
  double all = 0, passed = 0, best = G_MAXDOUBLE;
  lxw_col_t at = 0;

  for (guint i = 0; i <= sheet->last; i++)
    all += sheet->columns[i].width;
  for (guint i = 0; i <= sheet->last; i++)
    {
      double off = fabs ((passed += sheet->columns[i].width) - all * part / parts);

      if (off < best)
        {
          best = off;
          at = (lxw_col_t)i;
        }
    }
  return at;
}

void
tl_sheet_heads (TlSheet *sheet, JsonObject *data, const char *number_text, gboolean internal)
{
  JsonObject *head = json_object_get_object_member (data, "letterhead");
  const char *date = tl_sheet_text (data, "date");
  const char *place = tl_sheet_text (head, "place_name");
  lxw_col_t half = tl_sheet_column_at (sheet, 9, 20);
  g_autofree char *where = NULL;
  int year, month, day;
  TlDate made;

  if (date != NULL && tl_date_parse_iso (date, &made))
    {
      tl_date_to_ymd (made, &year, &month, &day);
      where = g_strdup_printf (month <= 2 ? "%s, ngày %02d tháng %02d năm %d" : "%s, ngày %02d tháng %d năm %d",
                               place != NULL ? place : "……", day, month, year);
    }
  merge (sheet, 0, half, tl_sheet_text (head, "parent_agency"), sheet->centre);
  merge (sheet, (lxw_col_t)(half + 1), sheet->last, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", sheet->bold);
  sheet->row++;
  merge (sheet, 0, half, tl_sheet_text (head, "issuing_agency"), sheet->bold);
  merge (sheet, (lxw_col_t)(half + 1), sheet->last, "Độc lập - Tự do - Hạnh phúc", sheet->bold);
  sheet->row++;
  merge (sheet, 0, half, number_text, sheet->centre);
  merge (sheet, (lxw_col_t)(half + 1), sheet->last, where, sheet->italic);
  sheet->row++;
  if (internal)
    merge (sheet, 0, half, "LƯU HÀNH NỘI BỘ", sheet->box);
  sheet->row++;
}

void
tl_sheet_line (TlSheet *sheet, const char *text, lxw_format *format, double height)
{
  if (text == NULL || *text == '\0')
    return;
  merge (sheet, 0, sheet->last, text, format);
  worksheet_set_row (sheet->sheet, sheet->row, height, NULL);
  sheet->row++;
}

/* "=SUM(H9:H108)" with the value that it has. */
static void
write_total (TlSheet *sheet, lxw_col_t column, lxw_row_t first, lxw_row_t last, lxw_col_t state, double value)
{
  char from[LXW_MAX_CELL_NAME_LENGTH], to[LXW_MAX_CELL_NAME_LENGTH];
  g_autofree char *formula = NULL;

  lxw_rowcol_to_cell (from, first, column);
  lxw_rowcol_to_cell (to, last, column);
  if (state != 0)
    {
      char state_from[LXW_MAX_CELL_NAME_LENGTH], state_to[LXW_MAX_CELL_NAME_LENGTH];

      lxw_rowcol_to_cell (state_from, first, state);
      lxw_rowcol_to_cell (state_to, last, state);
      formula = g_strdup_printf ("=SUMIF(%s:%s,\"<>Đã hủy\",%s:%s)", state_from, state_to, from, to);
    }
  else
    formula = g_strdup_printf ("=SUM(%s:%s)", from, to);
  worksheet_write_formula_num (sheet->sheet, sheet->row, column, formula, sheet->total_money, value);
}

/* What no formula under a table gives: a budget, and what is left of it. */
static void
write_figure (TlSheet *sheet, lxw_col_t column, const TlSheetColumn *of, JsonObject *sums)
{
  if (of->kind == TL_CELL_MONEY && of->member != NULL && has_number (sums, of->member))
    worksheet_write_number (sheet->sheet, sheet->row, column, number_of (sums, of->member), sheet->total_money);
  else
    worksheet_write_blank (sheet->sheet, sheet->row, column, sheet->total_text);
}

void
tl_sheet_table (TlSheet *sheet, const TlSheetColumn *columns, guint n, JsonArray *rows, const char *total_words, JsonObject *totals,
                gboolean leave_out_void)
{
  guint n_rows = json_array_get_length (rows), words_to = n - 1;
  lxw_row_t first;
  lxw_col_t state = 0;

  for (guint i = 0; i < n; i++)
    worksheet_write_string (sheet->sheet, sheet->row, (lxw_col_t)i, columns[i].head, sheet->head);
  worksheet_set_row (sheet->sheet, sheet->row, 32, NULL);
  worksheet_freeze_panes (sheet->sheet, sheet->row + 1, 0);
  worksheet_repeat_rows (sheet->sheet, sheet->row, sheet->row);
  first = ++sheet->row;
  for (guint i = 0; i < n_rows; i++, sheet->row++)
    {
      JsonObject *row = json_array_get_object_element (rows, i);

      worksheet_set_row (sheet->sheet, sheet->row, row_height (columns, n, row), NULL);
      for (guint j = 0; j < n; j++)
        write_cell (sheet, (lxw_col_t)j, &columns[j], row);
    }
  for (guint i = 0; i < n; i++)
    {
      if (columns[i].total)
        words_to = MIN (words_to, i - 1);
      if (leave_out_void && g_strcmp0 (columns[i].member, "state_label") == 0)
        state = (lxw_col_t)i;
    }
  merge (sheet, 0, (lxw_col_t)words_to, total_words, sheet->total_text);
  for (guint i = words_to + 1; i < n; i++)
    if (!columns[i].total)
      write_figure (sheet, (lxw_col_t)i, &columns[i], totals);
    else if (n_rows == 0)
      worksheet_write_number (sheet->sheet, sheet->row, (lxw_col_t)i, 0, sheet->total_money);
    else
      write_total (sheet, (lxw_col_t)i, first, first + n_rows - 1, state, number_of (totals, columns[i].member));
  sheet->row++;
}

/* "=SUMIF(C9:C20,"Ngân sách xã",F9:F20)" with the value that it has. */
static void
write_part (TlSheet *sheet, lxw_col_t column, lxw_col_t by, lxw_row_t first, lxw_row_t last, const char *what, double value)
{
  char from[LXW_MAX_CELL_NAME_LENGTH], to[LXW_MAX_CELL_NAME_LENGTH], by_from[LXW_MAX_CELL_NAME_LENGTH], by_to[LXW_MAX_CELL_NAME_LENGTH];
  g_auto (GStrv) pieces = g_strsplit (what, "\"", -1);
  g_autofree char *quoted = g_strjoinv ("\"\"", pieces);
  g_autofree char *formula = NULL;

  lxw_rowcol_to_cell (from, first, column);
  lxw_rowcol_to_cell (to, last, column);
  lxw_rowcol_to_cell (by_from, first, by);
  lxw_rowcol_to_cell (by_to, last, by);
  formula = g_strdup_printf ("=SUMIF(%s:%s,\"%s\",%s:%s)", by_from, by_to, quoted, from, to);
  worksheet_write_formula_num (sheet->sheet, sheet->row, column, formula, sheet->total_money, value);
}

void
tl_sheet_parts (TlSheet *sheet, const TlSheetColumn *columns, guint n, guint n_rows, const char *by_member, JsonArray *parts)
{
  lxw_row_t last = sheet->row - 2, first = last + 1 - n_rows;
  guint by = 0, words_to = n - 1;

  for (guint i = 0; i < n; i++)
    {
      if (g_strcmp0 (columns[i].member, by_member) == 0)
        by = i;
      if (columns[i].total)
        words_to = MIN (words_to, i - 1);
    }
  if (by == 0 || n_rows == 0 || json_array_get_length (parts) < 2)
    return;
  for (guint i = 0; i < json_array_get_length (parts); i++, sheet->row++)
    {
      JsonObject *part = json_array_get_object_element (parts, i);
      const char *what = tl_sheet_text (part, by_member);
      g_autofree char *words = g_strdup_printf ("Trong đó: %s", what != NULL ? what : "");

      merge (sheet, 0, (lxw_col_t)words_to, words, sheet->total_text);
      for (guint j = words_to + 1; j < n; j++)
        if (columns[j].total)
          write_part (sheet, (lxw_col_t)j, (lxw_col_t)by, first, last, what != NULL ? what : "", number_of (part, columns[j].member));
        else
          write_figure (sheet, (lxw_col_t)j, &columns[j], part);
    }
}

static gboolean
sync_file (const char *path)
{
  int fd = open (path, O_RDONLY | O_CLOEXEC);
  gboolean done = fd >= 0 && fsync (fd) == 0;

  if (fd >= 0)
    close (fd);
  return done;
}

gboolean
tl_sheet_close (TlSheet *sheet, GError **error)
{
  lxw_error wrong = workbook_close (sheet->book);
  g_autofree char *temporary = g_steal_pointer (&sheet->temporary);
  g_autofree char *folder = g_path_get_dirname (sheet->path);
  const char *why = wrong != LXW_NO_ERROR ? lxw_strerror (wrong) : NULL;

  sheet->book = NULL;
  if (why == NULL && !sync_file (temporary))
    why = g_strerror (errno);
  if (why == NULL && g_rename (temporary, sheet->path) != 0)
    why = g_strerror (errno);
  if (why != NULL)
    {
      g_unlink (temporary);
      return fail (sheet->path, why, error);
    }
  sync_file (folder);
  return TRUE;
}
