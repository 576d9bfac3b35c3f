/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The columns of each kind of statement and how a line of the data becomes a row. */

#include "document/statement-rows.h"

#include <string.h>

#include "record/text.h"

#define ROW_TO_SIGN 11.0 /* mm */

static const TlColumn detail_columns[] = {
    {"STT", NULL, TL_ALIGN_CENTRE, 9, 0, FALSE},       {"Mã hồ sơ", NULL, TL_ALIGN_CENTRE, 18, 0, FALSE},
    {"Khoản chi", NULL, TL_ALIGN_LEFT, 34, 56, TRUE},  {"Căn cứ", NULL, TL_ALIGN_LEFT, 46, 48, TRUE},
    {"ĐVT", NULL, TL_ALIGN_CENTRE, 13, 20, TRUE},      {"Số lượng", NULL, TL_ALIGN_RIGHT, 10, 0, FALSE},
    {"Mức chi", NULL, TL_ALIGN_RIGHT, 16, 0, FALSE},   {"Thành tiền", NULL, TL_ALIGN_RIGHT, 20, 0, FALSE},
    {"Số", "Chứng từ", TL_ALIGN_CENTRE, 15, 24, TRUE}, {"Ngày", "Chứng từ", TL_ALIGN_CENTRE, 19, 0, FALSE},
    {"Ghi chú", NULL, TL_ALIGN_LEFT, 20, 45, TRUE},
};
static const char *const detail_letters[] = {"A", "B", "C", "D", "E", "1", "2", "3", "F", "G", "H"};

/* The detail without the case it is for. */
static const TlColumn treasury_columns[] = {
    {"STT", NULL, TL_ALIGN_CENTRE, 9, 0, FALSE},       {"Nội dung chi", NULL, TL_ALIGN_LEFT, 42, 66, TRUE},
    {"Căn cứ", NULL, TL_ALIGN_LEFT, 46, 52, TRUE},     {"ĐVT", NULL, TL_ALIGN_CENTRE, 13, 20, TRUE},
    {"Số lượng", NULL, TL_ALIGN_RIGHT, 10, 0, FALSE},  {"Mức chi", NULL, TL_ALIGN_RIGHT, 16, 0, FALSE},
    {"Thành tiền", NULL, TL_ALIGN_RIGHT, 20, 0, FALSE}, {"Số", "Chứng từ", TL_ALIGN_CENTRE, 15, 24, TRUE},
    {"Ngày", "Chứng từ", TL_ALIGN_CENTRE, 19, 0, FALSE}, {"Ghi chú", NULL, TL_ALIGN_LEFT, 26, 40, TRUE},
};
static const char *const treasury_letters[] = {"A", "B", "C", "D", "1", "2", "3", "E", "F", "G"};

static const TlColumn summary_columns[] = {
    {"STT", NULL, TL_ALIGN_CENTRE, 9, 0, FALSE},           {"Nội dung chi", NULL, TL_ALIGN_LEFT, 32, 60, TRUE},
    {"Nguồn kinh phí", NULL, TL_ALIGN_LEFT, 22, 36, TRUE}, {"Số người", NULL, TL_ALIGN_RIGHT, 11, 0, FALSE},
    {"Số tiền", NULL, TL_ALIGN_RIGHT, 20, 0, FALSE},       {"Tỷ lệ (%)", NULL, TL_ALIGN_RIGHT, 12, 0, FALSE},
    {"Dự toán", NULL, TL_ALIGN_RIGHT, 18, 0, FALSE},       {"Còn lại", NULL, TL_ALIGN_RIGHT, 18, 0, FALSE},
};
static const char *const summary_letters[] = {"A", "B", "C", "1", "2", "3", "4", "5"};

static const TlColumn receipts_columns[] = {
    {"STT", NULL, TL_ALIGN_CENTRE, 9, 0, FALSE},      {"Họ và tên", NULL, TL_ALIGN_LEFT, 38, 52, TRUE},
    {"Khoản chi", NULL, TL_ALIGN_LEFT, 30, 40, TRUE}, {"ĐVT", NULL, TL_ALIGN_CENTRE, 13, 18, TRUE},
    {"Số lượng", NULL, TL_ALIGN_RIGHT, 10, 0, FALSE}, {"Mức chi", NULL, TL_ALIGN_RIGHT, 15, 0, FALSE},
    {"Thành tiền", NULL, TL_ALIGN_RIGHT, 19, 0, FALSE}, {"Ký nhận", NULL, TL_ALIGN_CENTRE, 24, 30, TRUE},
};
static const char *const receipts_letters[] = {"A", "B", "C", "D", "1", "2", "3", "E"};

static const TlColumn request_columns[] = {
    {"STT", NULL, TL_ALIGN_CENTRE, 10, 0, FALSE},          {"Nội dung chi", NULL, TL_ALIGN_LEFT, 60, 95, TRUE},
    {"Nguồn kinh phí", NULL, TL_ALIGN_LEFT, 30, 50, TRUE}, {"Số tiền", NULL, TL_ALIGN_RIGHT, 26, 0, FALSE},
};
static const char *const request_letters[] = {"A", "B", "C", "1"};

#define MOST_COLUMNS 11

/* --- rows --- */

/* "1.470.000"; empty where the data says nothing. */
static char *
money (JsonObject *data, const char *member)
{
  return tl_data_has (data, member) ? tl_money_format (tl_data_int (data, member)) : g_strdup ("");
}

static void
add_detail (TlTable *table, JsonObject *line, const char *number, gboolean over)
{
  g_autofree char *title = g_strconcat (tl_data_text (line, "title"), over ? " (*)" : "", NULL);
  g_autofree char *quantity = tl_data_decimal (line, "quantity");
  g_autofree char *price = money (line, "unit_price");
  g_autofree char *amount = money (line, "amount");
  g_autofree char *day = tl_data_date (line, "voucher_date");
  const char *cells[] = {number,   tl_data_text (line, "case_code"), title, tl_data_text (line, "clause"), tl_data_text (line, "unit"),
                         quantity, price, amount, tl_data_text (line, "voucher_number"), day, tl_data_text (line, "note")};
  G_STATIC_ASSERT (G_N_ELEMENTS (cells) == G_N_ELEMENTS (detail_columns));
  tl_table_add_row (table, cells, tl_data_int (line, "amount"));
}

static void
add_treasury (TlTable *table, JsonObject *line, const char *number, gboolean over)
{
  g_autofree char *title = g_strconcat (tl_data_text (line, "title"), over ? " (*)" : "", NULL);
  g_autofree char *quantity = tl_data_decimal (line, "quantity");
  g_autofree char *price = money (line, "unit_price");
  g_autofree char *amount = money (line, "amount");
  g_autofree char *day = tl_data_date (line, "voucher_date");
  const char *cells[] = {number, title, tl_data_text (line, "clause"), tl_data_text (line, "unit"), quantity, price, amount,
                         tl_data_text (line, "voucher_number"), day, tl_data_text (line, "note")};
  G_STATIC_ASSERT (G_N_ELEMENTS (cells) == G_N_ELEMENTS (treasury_columns));
  tl_table_add_row (table, cells, tl_data_int (line, "amount"));
}

/* A child's line names the adult who signs. */
static void
add_receipt (TlTable *table, JsonObject *line, const char *number, gboolean over)
{
  const char *name = tl_data_text (line, "name"), *signer = tl_data_text (line, "signer"), *note = tl_data_text (line, "note");
  g_autofree char *who = signer != NULL ? g_strdup_printf ("%s\n(ký thay: %s)", name != NULL ? name : "", signer) : g_strdup (name);
  g_autofree char *what = g_strconcat (tl_data_text (line, "title"), over ? " (*)" : "", note != NULL ? "; " : NULL, note, NULL);
  g_autofree char *quantity = tl_data_decimal (line, "quantity");
  g_autofree char *price = money (line, "unit_price");
  g_autofree char *amount = money (line, "amount");
  const char *cells[] = {number, who, what, tl_data_text (line, "unit"), quantity, price, amount, NULL};
  G_STATIC_ASSERT (G_N_ELEMENTS (cells) == G_N_ELEMENTS (receipts_columns));
  tl_table_add_row (table, cells, tl_data_int (line, "amount"));
}

/* "24,0": percent of the whole. (transfer full) */
static char *
format_share (JsonObject *sums)
{
  gint64 permille = tl_data_int (sums, "share_permille");

  return tl_data_has (sums, "share_permille") ? g_strdup_printf ("%d,%d", (int)(permille / 10), (int)ABS (permille % 10)) : g_strdup ("");
}

static void
add_group (TlTable *table, JsonObject *group, const char *number, gboolean over)
{
  g_autofree char *people = money (group, "people");
  g_autofree char *amount = money (group, "amount");
  g_autofree char *share = format_share (group);
  g_autofree char *budget = money (group, "budget");
  g_autofree char *left = money (group, "left");
  const char *cells[] = {number, tl_data_text (group, "title"), tl_data_text (group, "source_label"), people, amount, share, budget, left};
  G_STATIC_ASSERT (G_N_ELEMENTS (cells) == G_N_ELEMENTS (summary_columns));
  tl_table_add_row (table, cells, tl_data_int (group, "amount"));
}

static void
add_request (TlTable *table, JsonObject *group, const char *number, gboolean over)
{
  g_autofree char *amount = money (group, "amount");
  const char *cells[] = {number, tl_data_text (group, "title"), tl_data_text (group, "source_label"), amount};
  G_STATIC_ASSERT (G_N_ELEMENTS (cells) == G_N_ELEMENTS (request_columns));
  tl_table_add_row (table, cells, tl_data_int (group, "amount"));
}

/* --- kinds --- */

#define COLUMNS(which) which##_columns, G_N_ELEMENTS (which##_columns), which##_letters

static const TlStatementPaper papers[] = {
    {"detail", "Bang ke", "Bảng kê", "lines", "Không có khoản chi trong kỳ", TRUE, COLUMNS (detail), 7, 2, add_detail, 0},
    {"summary", "Bang tong hop", "Bảng kê", "groups", "Không có khoản chi trong kỳ", FALSE, COLUMNS (summary), 4, 1, add_group, 0},
    {"receipts", "Danh sach ky nhan", "Danh sách", "lines", "Không có khoản chi phải ký nhận trong kỳ", FALSE, COLUMNS (receipts), 6, 2,
     add_receipt, ROW_TO_SIGN},
    {"request", "Giay de nghi thanh toan", "Giấy đề nghị", "groups", "Không có khoản chi trong kỳ", FALSE, COLUMNS (request), 3, 1,
     add_request, 0},
    {"treasury", "Bang ke bao mat", "Bảng kê", "lines", "Không có khoản chi trong kỳ", TRUE, COLUMNS (treasury), 6, 1, add_treasury, 0},
};

const TlStatementPaper *
tl_statement_paper_find (const char *kind)
{
  for (gsize i = 0; i < G_N_ELEMENTS (papers); i++)
    if (g_strcmp0 (kind, papers[i].kind) == 0)
      return &papers[i];
  return NULL;
}

static gboolean
add_rows (const TlStatementPaper *paper, TlTable *table, JsonArray *list, gboolean *any_over, GError **error)
{
  for (guint i = 0; i < json_array_get_length (list); i++)
    {
      JsonObject *line = tl_data_object_at (list, i);
      gboolean over = line != NULL && tl_data_has (line, "over_limit") && json_object_get_boolean_member (line, "over_limit");
      const char *lacking = !tl_data_has (line, "amount") ? "amount" : tl_data_text (line, "title") == NULL ? "title" : NULL;
      g_autofree char *number = NULL;

      if (lacking != NULL)
        {
          g_autofree char *member = g_strdup_printf ("%s[].%s", paper->list, lacking);
          return tl_data_lacks (member, error);
        }
      number = tl_data_has (line, "no") ? g_strdup_printf ("%" G_GINT64_FORMAT, tl_data_int (line, "no")) : g_strdup_printf ("%u", i + 1);
      paper->add (table, line, number, over);
      *any_over |= over;
    }
  return TRUE;
}

/* A bold row under the lines: all of them, or those of one source. */
static void
add_sum (const TlStatementPaper *paper, TlTable *table, const char *label, JsonObject *sums, const char *share)
{
  g_autofree char *amount = money (sums, "amount");
  g_autofree char *people = money (sums, "people");
  g_autofree char *budget = money (sums, "budget");
  g_autofree char *left = money (sums, "left");
  const char *cells[MOST_COLUMNS] = {NULL};

  cells[paper->amount] = amount;
  if (paper->add == add_group)
    {
      cells[3] = people;
      cells[5] = share;
      cells[6] = budget;
      cells[7] = left;
    }
  tl_table_add_total (table, label, cells);
}

/* What was paid from several sources: how much from each. */
static void
add_sources (const TlStatementPaper *paper, TlTable *table, JsonArray *sources)
{
  guint n = sources != NULL ? json_array_get_length (sources) : 0;

  for (guint i = 0; n > 1 && i < n; i++)
    {
      JsonObject *source = tl_data_object_at (sources, i);
      const char *name = tl_data_text (source, "source_label");
      g_autofree char *label = g_strdup_printf ("Trong đó: %s", name != NULL ? name : "");
      g_autofree char *share = format_share (source);

      add_sum (paper, table, label, source, share);
    }
}

TlTable *
tl_statement_paper_table (const TlStatementPaper *paper, TlPages *pages, JsonObject *data, float size, gboolean *any_over, GError **error)
{
  g_autoptr (TlTable) table = tl_table_new (pages, paper->columns, paper->n_columns, size);
  JsonArray *list = tl_data_array (data, paper->list);
  JsonObject *totals = tl_data_object (data, "totals");
  const char *none[MOST_COLUMNS] = {NULL};

  tl_table_set_letters (table, paper->letters);
  tl_table_set_carry (table, paper->amount);
  if (paper->row_height > 0)
    tl_table_set_row_height (table, paper->row_height);
  if (!add_rows (paper, table, list, any_over, error))
    return NULL;
  if (json_array_get_length (list) == 0)
    {
      none[paper->words] = paper->empty;
      none[paper->amount] = "0";
      tl_table_add_row (table, none, 0);
    }
  add_sum (paper, table, "TỔNG CỘNG", totals, tl_data_int (totals, "amount") != 0 ? "100,0" : "");
  add_sources (paper, table, tl_data_array (data, "sources"));
  return g_steal_pointer (&table);
}
