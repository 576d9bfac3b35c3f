/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Statements on paper: the lines one by one ("detail", lying) and by category and source ("summary",
 * standing). Contents of Luật Kế toán điều 16, head of Nghị định 30/2020 (DOMAIN.md §6). */

#include "document/document-private.h"
#include "document/parts.h"
#include "document/table.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "record/text.h"

#define BODY_SIZE 13
#define NOTE_SIZE 12
#define TABLE_SIZE 11

static const TlFace basis_face = {.size = BODY_SIZE, .indent = 10, .italic = TRUE, .align = TL_ALIGN_JUSTIFY};
static const TlFace words_face = {.size = BODY_SIZE, .bold = TRUE, .italic = TRUE};
static const TlFace unit_face = {.size = NOTE_SIZE, .italic = TRUE, .align = TL_ALIGN_RIGHT};
static const TlFace note_head_face = {.size = NOTE_SIZE, .bold = TRUE, .italic = TRUE};
static const TlFace note_face = {.size = NOTE_SIZE, .align = TL_ALIGN_JUSTIFY};

static const TlColumn detail_columns[] = {
    {"STT", NULL, TL_ALIGN_CENTRE, 9, 0, FALSE},       {"Mã hồ sơ", NULL, TL_ALIGN_CENTRE, 18, 0, FALSE},
    {"Khoản chi", NULL, TL_ALIGN_LEFT, 34, 56, TRUE},  {"Căn cứ", NULL, TL_ALIGN_LEFT, 46, 48, TRUE},
    {"ĐVT", NULL, TL_ALIGN_CENTRE, 13, 20, TRUE},      {"Số lượng", NULL, TL_ALIGN_RIGHT, 10, 0, FALSE},
    {"Mức chi", NULL, TL_ALIGN_RIGHT, 16, 0, FALSE},   {"Thành tiền", NULL, TL_ALIGN_RIGHT, 20, 0, FALSE},
    {"Số", "Chứng từ", TL_ALIGN_CENTRE, 15, 24, TRUE}, {"Ngày", "Chứng từ", TL_ALIGN_CENTRE, 19, 0, FALSE},
    {"Ghi chú", NULL, TL_ALIGN_LEFT, 20, 45, TRUE},
};
static const char *const detail_letters[] = {"A", "B", "C", "D", "E", "1", "2", "3", "F", "G", "H"};
#define DETAIL_AMOUNT 7

static const TlColumn summary_columns[] = {
    {"STT", NULL, TL_ALIGN_CENTRE, 9, 0, FALSE},           {"Nội dung chi", NULL, TL_ALIGN_LEFT, 32, 60, TRUE},
    {"Nguồn kinh phí", NULL, TL_ALIGN_LEFT, 22, 36, TRUE}, {"Số người", NULL, TL_ALIGN_RIGHT, 11, 0, FALSE},
    {"Số tiền", NULL, TL_ALIGN_RIGHT, 20, 0, FALSE},       {"Tỷ lệ (%)", NULL, TL_ALIGN_RIGHT, 12, 0, FALSE},
    {"Dự toán", NULL, TL_ALIGN_RIGHT, 18, 0, FALSE},       {"Còn lại", NULL, TL_ALIGN_RIGHT, 18, 0, FALSE},
};
static const char *const summary_letters[] = {"A", "B", "C", "1", "2", "3", "4", "5"};
#define SUMMARY_AMOUNT 4

/* "1.470.000"; empty where the data says nothing. */
static char *
money (JsonObject *data, const char *member)
{
  return tl_data_has (data, member) ? tl_money_format (tl_data_int (data, member)) : g_strdup ("");
}

static gboolean
add_detail_rows (TlTable *table, JsonArray *lines, gboolean *any_over, GError **error)
{
  guint n = json_array_get_length (lines);

  for (guint i = 0; i < n; i++)
    {
      JsonObject *line = tl_data_object_at (lines, i);
      gboolean over = line != NULL && tl_data_has (line, "over_limit") && json_object_get_boolean_member (line, "over_limit");
      if (!tl_data_has (line, "amount"))
        return tl_data_lacks ("lines[].amount", error);
      if (tl_data_text (line, "title") == NULL)
        return tl_data_lacks ("lines[].title", error);

      gint64 no = tl_data_has (line, "no") ? tl_data_int (line, "no") : (gint64)i + 1;
      g_autofree char *number = g_strdup_printf ("%" G_GINT64_FORMAT, no);
      g_autofree char *title = g_strconcat (tl_data_text (line, "title"), over ? " (*)" : "", NULL);
      g_autofree char *quantity = tl_data_decimal (line, "quantity");
      g_autofree char *price = money (line, "unit_price");
      g_autofree char *amount = money (line, "amount");
      g_autofree char *day = tl_data_date (line, "voucher_date");
      const char *cells[] = {
          number, tl_data_text (line, "case_code"),      title, tl_data_text (line, "clause"), tl_data_text (line, "unit"), quantity, price,
          amount, tl_data_text (line, "voucher_number"), day,   tl_data_text (line, "note")};
      G_STATIC_ASSERT (G_N_ELEMENTS (cells) == G_N_ELEMENTS (detail_columns));
      tl_table_add_row (table, cells, tl_data_int (line, "amount"));
      *any_over |= over;
    }
  if (n == 0)
    {
      const char *cells[G_N_ELEMENTS (detail_columns)] = {[2] = "Không có khoản chi trong kỳ", [DETAIL_AMOUNT] = "0"};
      tl_table_add_row (table, cells, 0);
    }
  return TRUE;
}

static gboolean
add_summary_rows (TlTable *table, JsonArray *groups, GError **error)
{
  guint n = json_array_get_length (groups);

  for (guint i = 0; i < n; i++)
    {
      JsonObject *group = tl_data_object_at (groups, i);
      if (!tl_data_has (group, "amount"))
        return tl_data_lacks ("groups[].amount", error);
      if (tl_data_text (group, "title") == NULL)
        return tl_data_lacks ("groups[].title", error);

      gint64 permille = tl_data_int (group, "share_permille");
      g_autofree char *number = g_strdup_printf ("%u", i + 1);
      g_autofree char *people = money (group, "people");
      g_autofree char *amount = money (group, "amount");
      g_autofree char *share
          = tl_data_has (group, "share_permille") ? g_strdup_printf ("%d,%d", (int)(permille / 10), (int)ABS (permille % 10)) : g_strdup ("");
      g_autofree char *budget = money (group, "budget");
      g_autofree char *left = money (group, "left");
      const char *cells[]
          = {number, tl_data_text (group, "title"), tl_data_text (group, "source_label"), people, amount, share, budget, left};
      G_STATIC_ASSERT (G_N_ELEMENTS (cells) == G_N_ELEMENTS (summary_columns));
      tl_table_add_row (table, cells, tl_data_int (group, "amount"));
    }
  if (n == 0)
    {
      const char *cells[G_N_ELEMENTS (summary_columns)] = {[1] = "Không có khoản chi trong kỳ", [SUMMARY_AMOUNT] = "0"};
      tl_table_add_row (table, cells, 0);
    }
  return TRUE;
}

/* The paragraphs under "Ghi chú". (transfer full) */
static GPtrArray *
collect_notes (JsonObject *data, gboolean any_over)
{
  GPtrArray *notes = g_ptr_array_new_with_free_func (g_free);
  JsonArray *given = tl_data_array (data, "notes");
  guint number = 0;

  for (guint i = 0; given != NULL && i < json_array_get_length (given); i++)
    {
      const char *text = tl_data_text_at (given, i);
      if (text != NULL && *text != '\0')
        g_ptr_array_add (notes, g_strdup_printf ("%u. %s", ++number, text));
    }
  if (any_over)
    g_ptr_array_add (notes, g_strdup ("(*) Khoản chi vượt mức tối đa, có lý do và quyết định ghi ở cột ghi chú."));
  return notes;
}

static double
notes_height (TlPages *pages, GPtrArray *notes)
{
  double height = 0;
  if (notes->len > 0)
    height += tl_pages_paragraph_height (pages, note_head_face, "Ghi chú:", 2);
  for (guint i = 0; i < notes->len; i++)
    height += tl_pages_paragraph_height (pages, note_face, g_ptr_array_index (notes, i), 0.4);
  return height;
}

static void
place_notes (TlPages *pages, GPtrArray *notes)
{
  if (notes->len > 0)
    tl_pages_paragraph (pages, note_head_face, "Ghi chú:", 2);
  for (guint i = 0; i < notes->len; i++)
    tl_pages_paragraph (pages, note_face, g_ptr_array_index (notes, i), 0.4);
}

/* "Bang ke 05-2026 BK-DC": letters every file system and print queue knows, no name of a person. */
static char *
make_title (JsonObject *data, gboolean summary)
{
  const char *number = tl_data_text (data, "number"), *site = tl_data_text (data, "site");
  const char *kind = summary ? "Bang tong hop" : "Bang ke";
  g_autofree char *clean = NULL;
  char *slash;

  if (number == NULL)
    return g_strdup_printf ("%s nhap %s %s %s", kind, tl_data_text (data, "date_from"), tl_data_text (data, "date_to"),
                            site != NULL ? site : "");
  clean = g_strdup (number);
  slash = strchr (clean, '/');
  if (slash != NULL)
    *slash = '-';
  g_strdelimit (clean, "/", ' ');
  return g_strdup_printf ("%s %s", kind, clean);
}

static void
place_opening (TlPages *pages, JsonObject *data, gboolean summary)
{
  JsonArray *texts = tl_data_array (data, "clauses");
  gboolean internal = tl_data_has (data, "internal") && json_object_get_boolean_member (data, "internal");
  const char *title = tl_data_text (data, "title"), *period = tl_data_text (data, "period_text"),
             *source = tl_data_text (data, "funding_source_label");
  g_autofree char *from = tl_data_date (data, "date_from");
  g_autofree char *to = tl_data_date (data, "date_to");
  g_autofree char *days = g_strdup_printf ("Từ ngày %s đến ngày %s", from, to);
  g_autofree char *sources = source != NULL ? g_strdup_printf ("Nguồn kinh phí: %s", source) : g_strdup ("");
  g_autofree char *replaces = tl_data_text (data, "replaces") != NULL
                                  ? g_strdup_printf ("Thay thế bảng kê số %s", tl_data_text (data, "replaces"))
                                  : g_strdup ("");
  const char *below[] = {period != NULL ? period : days, sources, replaces, NULL};

  if (title == NULL)
    title = summary ? "Bảng tổng hợp kinh phí theo nội dung chi" : "Bảng kê chi tiết kinh phí hỗ trợ";
  tl_head_place (pages, data, internal);
  if (*sources == '\0')
    below[1] = replaces, below[2] = "";
  tl_title_place (pages, title, below);
  if (strcmp (tl_data_text (data, "state"), "void") == 0)
    {
      g_autofree char *why = g_strdup_printf (
          "Bảng kê này đã hủy. Lý do: %s", tl_data_text (data, "void_reason") != NULL ? tl_data_text (data, "void_reason") : "không ghi");
      TlFace face = {.size = BODY_SIZE, .bold = TRUE, .italic = TRUE, .align = TL_ALIGN_CENTRE};
      tl_pages_paragraph (pages, face, why, 1);
    }
  for (guint i = 0; texts != NULL && i < json_array_get_length (texts); i++)
    if (tl_data_text_at (texts, i) != NULL)
      {
        g_autofree char *basis
            = g_strdup_printf ("Căn cứ %s%s", tl_data_text_at (texts, i), i + 1 < json_array_get_length (texts) ? ";" : ".");
        tl_pages_paragraph (pages, basis_face, basis, 1);
      }
  tl_pages_paragraph (pages, unit_face, "Đơn vị tính: đồng", 2);
  tl_pages_set_y (pages, tl_pages_y (pages) + 1);
}

static gboolean
place_table (TlPages *pages, JsonObject *data, gboolean summary, GError **error)
{
  JsonObject *totals = tl_data_object (data, "totals");
  JsonArray *signers = tl_data_array (data, "signers");
  gint64 total = tl_data_int (totals, "amount");
  g_autoptr (TlTable) table = summary ? tl_table_new (pages, summary_columns, G_N_ELEMENTS (summary_columns), TABLE_SIZE)
                                      : tl_table_new (pages, detail_columns, G_N_ELEMENTS (detail_columns), TABLE_SIZE);
  g_autofree char *amount = tl_money_format (total);
  g_autofree char *words = g_strdup_printf ("Tổng số tiền (viết bằng chữ): %s.", tl_data_text (data, "total_in_words"));
  g_autoptr (GPtrArray) notes = NULL;
  gboolean any_over = FALSE, notes_last;
  double below;

  if (summary)
    {
      g_autofree char *people = money (totals, "people");
      g_autofree char *budget = money (totals, "budget");
      g_autofree char *left = money (totals, "left");
      JsonArray *groups = tl_data_array (data, "groups");
      const char *cells[G_N_ELEMENTS (summary_columns)]
          = {[3] = people, [SUMMARY_AMOUNT] = amount, [5] = total != 0 ? "100,0" : "", [6] = budget, [7] = left};
      tl_table_set_letters (table, summary_letters);
      tl_table_set_carry (table, SUMMARY_AMOUNT);
      if (!add_summary_rows (table, groups, error))
        return FALSE;
      tl_table_add_total (table, "TỔNG CỘNG", cells);
    }
  else
    {
      const char *cells[G_N_ELEMENTS (detail_columns)] = {[DETAIL_AMOUNT] = amount};
      tl_table_set_letters (table, detail_letters);
      tl_table_set_carry (table, DETAIL_AMOUNT);
      if (!add_detail_rows (table, tl_data_array (data, "lines"), &any_over, error))
        return FALSE;
      tl_table_add_total (table, "TỔNG CỘNG", cells);
    }

  notes = collect_notes (data, any_over);
  below = tl_pages_paragraph_height (pages, words_face, words, 2) + tl_signatures_height (pages, signers);
  /* Notes stand above the signatures; only where they would push these off the table's last page, below. */
  notes_last = below + notes_height (pages, notes) > (tl_pages_bottom (pages) - tl_pages_top (pages)) * 0.62;
  if (!notes_last)
    below += notes_height (pages, notes);
  if (!tl_table_place (table, below, total, error))
    return FALSE;
  tl_pages_paragraph (pages, words_face, words, 2);
  if (!notes_last)
    place_notes (pages, notes);
  tl_signatures_place (pages, signers);
  if (notes_last)
    place_notes (pages, notes);
  return TRUE;
}

/* Everything that the paper cannot do without. */
static gboolean
check (JsonObject *data, gboolean summary, GError **error)
{
  static const char *const texts[] = {"state", "date_from", "date_to", "total_in_words"};
  const char *list = summary ? "groups" : "lines", *state;
  JsonObject *totals = tl_data_object (data, "totals");

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    if (tl_data_text (data, texts[i]) == NULL)
      return tl_data_lacks (texts[i], error);
  state = tl_data_text (data, "state");
  if (tl_data_object (data, "letterhead") == NULL)
    return tl_data_lacks ("letterhead", error);
  if (!tl_data_has (totals, "amount"))
    return tl_data_lacks ("totals.amount", error);
  if (tl_data_array (data, list) == NULL)
    return tl_data_lacks (list, error);
  if (strcmp (state, "final") == 0 && tl_data_text (data, "number") == NULL)
    return tl_data_lacks ("number", error);
  if (strcmp (state, "final") == 0 && tl_data_text (data, "control_code") == NULL)
    return tl_data_lacks ("control_code", error);
  if (!summary && tl_data_has (totals, "lines")
      && tl_data_int (totals, "lines") != (gint64)json_array_get_length (tl_data_array (data, list)))
    {
      g_set_error (error, TL_DOCUMENT_ERROR, TL_DOCUMENT_ERROR_DATA,
                   _ ("The statement says it has %d lines but has %u; nothing was printed and nothing was changed."),
                   (int)tl_data_int (totals, "lines"), json_array_get_length (tl_data_array (data, list)));
      return FALSE;
    }
  return TRUE;
}

TlDocument *
tl_document_new_statement (JsonObject *data, GError **error)
{
  g_autoptr (TlTypesetter) setter = NULL;
  g_autoptr (TlPages) pages = NULL;
  const char *kind, *state, *number, *code, *date;
  gboolean summary;

  g_return_val_if_fail (data != NULL, NULL);
  kind = tl_data_text (data, "kind");
  summary = g_strcmp0 (kind, "summary") == 0;
  if (!summary && g_strcmp0 (kind, "detail") != 0)
    {
      tl_data_lacks ("kind", error);
      return NULL;
    }
  if (!check (data, summary, error) || (setter = tl_typesetter_new (error)) == NULL)
    return NULL;

  pages = tl_pages_new (setter, !summary);
  state = tl_data_text (data, "state");
  number = tl_data_text (data, "number");
  code = tl_data_text (data, "control_code");
  tl_pages_set_mark (pages, strcmp (state, "draft") == 0 ? TL_MARK_DRAFT : strcmp (state, "void") == 0 ? TL_MARK_VOID : TL_MARK_NONE);
  if (number != NULL && code != NULL)
    {
      g_autofree char *total = tl_money_format (tl_data_int (tl_data_object (data, "totals"), "amount"));
      g_autofree char *qr = g_strdup_printf ("%s %s", number, code);
      g_autofree char *about = g_strdup_printf ("Bảng kê số %s – tổng cộng %s đồng", number, total);
      tl_pages_set_control (pages, code, qr, about);
    }
  place_opening (pages, data, summary);
  if (!place_table (pages, data, summary, error))
    return NULL;

  date = tl_data_text (data, "date");
  return tl_document_take (g_steal_pointer (&setter), g_steal_pointer (&pages), make_title (data, summary),
                           date != NULL ? date : tl_data_text (data, "date_to"));
}
