/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A statement as a spreadsheet: the same words and sums as on its paper, each kind with its own columns. */

#include "document/sheet-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "document/document.h"
#include "record/text.h"

static const TlSheetColumn detail[] = {
    {"STT", "no", TL_CELL_ORDER, 6, FALSE},
    {"Mã hồ sơ", "case_code", TL_CELL_MIDDLE, 15, FALSE},
    {"Khoản chi", "title", TL_CELL_TEXT, 28, FALSE},
    {"Căn cứ", "clause", TL_CELL_TEXT, 30, FALSE},
    {"ĐVT", "unit", TL_CELL_MIDDLE, 11, FALSE},
    {"Số lượng", "quantity", TL_CELL_NUMBER, 9, FALSE},
    {"Mức chi", "unit_price", TL_CELL_MONEY, 12, FALSE},
    {"Thành tiền", "amount", TL_CELL_MONEY, 14, TRUE},
    {"Nguồn kinh phí", "source_label", TL_CELL_TEXT, 16, FALSE},
    {"Từ ngày", "date", TL_CELL_DATE, 11, FALSE},
    {"Đến ngày", "date_to", TL_CELL_DATE, 11, FALSE},
    {"Số chứng từ", "voucher_number", TL_CELL_MIDDLE, 12, FALSE},
    {"Ngày chứng từ", "voucher_date", TL_CELL_DATE, 11, FALSE},
    {"Ghi chú", "note", TL_CELL_TEXT, 26, FALSE},
};

static const TlSheetColumn treasury[] = {
    {"STT", "no", TL_CELL_ORDER, 6, FALSE},
    {"Nội dung chi", "title", TL_CELL_TEXT, 30, FALSE},
    {"Căn cứ", "clause", TL_CELL_TEXT, 32, FALSE},
    {"ĐVT", "unit", TL_CELL_MIDDLE, 11, FALSE},
    {"Số lượng", "quantity", TL_CELL_NUMBER, 9, FALSE},
    {"Mức chi", "unit_price", TL_CELL_MONEY, 12, FALSE},
    {"Thành tiền", "amount", TL_CELL_MONEY, 14, TRUE},
    {"Nguồn kinh phí", "source_label", TL_CELL_TEXT, 18, FALSE},
    {"Số chứng từ", "voucher_number", TL_CELL_MIDDLE, 12, FALSE},
    {"Ngày chứng từ", "voucher_date", TL_CELL_DATE, 11, FALSE},
    {"Ghi chú", "note", TL_CELL_TEXT, 28, FALSE},
};

static const TlSheetColumn receipts[] = {
    {"STT", "no", TL_CELL_ORDER, 6, FALSE},
    {"Họ và tên", "name", TL_CELL_TEXT, 26, FALSE},
    {"Người ký thay", "signer", TL_CELL_TEXT, 22, FALSE},
    {"Mã hồ sơ", "case_code", TL_CELL_MIDDLE, 15, FALSE},
    {"Nội dung", "title", TL_CELL_TEXT, 28, FALSE},
    {"ĐVT", "unit", TL_CELL_MIDDLE, 11, FALSE},
    {"Số lượng", "quantity", TL_CELL_NUMBER, 9, FALSE},
    {"Mức chi", "unit_price", TL_CELL_MONEY, 12, FALSE},
    {"Số tiền", "amount", TL_CELL_MONEY, 14, TRUE},
    {"Nguồn kinh phí", "source_label", TL_CELL_TEXT, 16, FALSE},
    {"Ký nhận", NULL, TL_CELL_EMPTY, 18, FALSE},
    {"Ghi chú", "note", TL_CELL_TEXT, 22, FALSE},
};

static const TlSheetColumn summary[] = {
    {"STT", "no", TL_CELL_ORDER, 6, FALSE},
    {"Nội dung chi", "title", TL_CELL_TEXT, 32, FALSE},
    {"Nguồn kinh phí", "source_label", TL_CELL_TEXT, 22, FALSE},
    {"Số người", "people", TL_CELL_NUMBER, 9, FALSE},
    {"Số khoản", "lines", TL_CELL_NUMBER, 9, TRUE},
    {"Số tiền", "amount", TL_CELL_MONEY, 15, TRUE},
    {"Tỷ lệ", "share_permille", TL_CELL_SHARE, 9, FALSE},
    {"Dự toán", "budget", TL_CELL_MONEY, 15, FALSE},
    {"Đã chi", "used", TL_CELL_MONEY, 15, FALSE},
    {"Còn lại", "left", TL_CELL_MONEY, 15, FALSE},
};

static const TlSheetColumn request[] = {
    {"STT", "no", TL_CELL_ORDER, 6, FALSE},
    {"Nội dung", "title", TL_CELL_TEXT, 40, FALSE},
    {"Nguồn kinh phí", "source_label", TL_CELL_TEXT, 26, FALSE},
    {"Số khoản", "lines", TL_CELL_NUMBER, 10, TRUE},
    {"Số tiền", "amount", TL_CELL_MONEY, 18, TRUE},
};

static const struct
{
  const char *kind;
  const char *name; /* of the sheet */
  const TlSheetColumn *columns;
  guint n;
  gboolean groups;
  gboolean landscape;
} layouts[] = {
    {"detail", "Bảng kê chi tiết", detail, G_N_ELEMENTS (detail), FALSE, TRUE},
    {"summary", "Bảng tổng hợp", summary, G_N_ELEMENTS (summary), TRUE, TRUE},
    {"receipts", "Danh sách ký nhận", receipts, G_N_ELEMENTS (receipts), FALSE, TRUE},
    {"request", "Giấy đề nghị thanh toán", request, G_N_ELEMENTS (request), TRUE, FALSE},
    {"treasury", "Bảng kê bảo mật", treasury, G_N_ELEMENTS (treasury), FALSE, TRUE},
};

/* --- helpers --- */

static void
line_of (TlSheet *sheet, const char *label, const char *text)
{
  g_autofree char *line = text != NULL ? g_strdup_printf ("%s: %s", label, text) : NULL;

  tl_sheet_line (sheet, line, sheet->plain, 17);
}

static void
place_opening (TlSheet *sheet, JsonObject *data)
{
  const char *number = tl_sheet_text (data, "number"), *state = tl_sheet_text (data, "state");
  g_autofree char *number_text = g_strdup_printf ("Số: %s", number != NULL ? number : "……");
  g_autofree char *source = g_strdup_printf ("Nguồn kinh phí: %s", tl_sheet_text (data, "funding_source_label"));
  g_autofree char *replaces
      = tl_sheet_text (data, "replaces") != NULL ? g_strdup_printf ("Thay thế bảng kê số %s", tl_sheet_text (data, "replaces")) : NULL;
  g_autofree char *gone
      = g_strcmp0 (state, "void") == 0
            ? g_strdup_printf ("ĐÃ HỦY. Lý do: %s", tl_sheet_text (data, "void_reason") != NULL ? tl_sheet_text (data, "void_reason") : "")
            : NULL;

  tl_sheet_heads (sheet, data, number_text, json_object_get_boolean_member_with_default (data, "internal", FALSE));
  tl_sheet_line (sheet, tl_sheet_text (data, "title"), sheet->title, 24);
  tl_sheet_line (sheet, tl_sheet_text (data, "period_text"), sheet->centre, 17);
  tl_sheet_line (sheet, source, sheet->centre, 17);
  tl_sheet_line (sheet, tl_sheet_text (data, "supplement_text"), sheet->italic, 17);
  tl_sheet_line (sheet, replaces, sheet->italic, 17);
  tl_sheet_line (sheet, g_strcmp0 (state, "draft") == 0 ? "BẢN NHÁP" : gone, sheet->bold, 17);
}

static void
place_request (TlSheet *sheet, JsonObject *data)
{
  JsonNode *node = json_object_get_member (data, "request");
  JsonObject *words = node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
  g_autofree char *account = NULL;

  if (words == NULL)
    return;
  line_of (sheet, "Kính gửi", tl_sheet_text (words, "to"));
  line_of (sheet, "Người đề nghị thanh toán", tl_sheet_text (words, "payee"));
  line_of (sheet, "Bộ phận, đơn vị", tl_sheet_text (words, "unit"));
  line_of (sheet, "Nội dung thanh toán", tl_sheet_text (words, "reason"));
  line_of (sheet, "Hình thức thanh toán", tl_sheet_text (words, "method_label"));
  if (tl_sheet_text (words, "account") != NULL)
    account = g_strdup_printf ("%s%s%s", tl_sheet_text (words, "account"), tl_sheet_text (words, "bank") != NULL ? ", " : "",
                               tl_sheet_text (words, "bank") != NULL ? tl_sheet_text (words, "bank") : "");
  line_of (sheet, "Tài khoản", account);
  line_of (sheet, "Kèm theo", tl_sheet_text (words, "attached"));
}

static void
place_notes (TlSheet *sheet, JsonObject *data)
{
  JsonArray *notes = json_object_get_array_member (data, "notes");

  for (guint i = 0; i < json_array_get_length (notes); i++)
    {
      g_autofree char *note = g_strdup_printf ("%u. %s", i + 1, json_array_get_string_element (notes, i));
      gsize letters = (gsize)g_utf8_strlen (note, -1);

      tl_sheet_line (sheet, note, sheet->wrapped, 15.0 * (double)(1 + letters / 150));
    }
}

/* Role and name of each signer, side by side. */
static void
place_signers (TlSheet *sheet, JsonObject *data)
{
  JsonArray *signers = json_object_get_array_member (data, "signers");
  guint n = json_array_get_length (signers);

  sheet->row++;
  for (guint i = 0; i < n; i++)
    {
      JsonObject *signer = json_array_get_object_element (signers, i);
      lxw_col_t from = i > 0 ? (lxw_col_t)(tl_sheet_column_at (sheet, i, n) + 1) : 0, to = tl_sheet_column_at (sheet, i + 1, n);
      const char *parts[] = {tl_sheet_text (signer, "role"), tl_sheet_text (signer, "name")};
      const lxw_row_t rows[] = {sheet->row, sheet->row + 4};

      for (guint j = 0; j < G_N_ELEMENTS (parts); j++)
        {
          const char *text = parts[j] != NULL ? parts[j] : "";

          if (from > to)
            continue; /* more signers than columns */
          if (from == to)
            worksheet_write_string (sheet->sheet, rows[j], from, text, sheet->bold);
          else
            worksheet_merge_range (sheet->sheet, rows[j], from, rows[j], to, text, sheet->bold);
        }
    }
  sheet->row += 6;
}

/* --- public --- */

gboolean
tl_sheet_write_statement (JsonObject *data, const char *path, GError **error)
{
  const char *kind, *number, *code;
  g_autofree char *words = NULL, *footer = NULL, *title = NULL;
  guint at = 0;
  TlSheet sheet;

  g_return_val_if_fail (data != NULL && path != NULL, FALSE);

  kind = tl_sheet_text (data, "kind");
  while (at < G_N_ELEMENTS (layouts) && g_strcmp0 (layouts[at].kind, kind) != 0)
    at++;
  if (at == G_N_ELEMENTS (layouts))
    {
      g_set_error (error, TL_DOCUMENT_ERROR, TL_DOCUMENT_ERROR_DATA,
                   _ ("There is no spreadsheet for a statement of the kind “%s”; nothing was written."), kind != NULL ? kind : "");
      return FALSE;
    }
  number = tl_sheet_text (data, "number");
  code = tl_sheet_text (data, "control_code");
  title = g_strdup_printf ("%s %s", layouts[at].name, number != NULL ? number : "");
  if (!tl_sheet_open (&sheet, path, layouts[at].name, title, tl_sheet_text (data, "date"), error))
    return FALSE;
  footer = code != NULL ? g_strdup_printf ("&L%s&RMã kiểm tra: %s", number, code) : NULL;
  tl_sheet_set_up (&sheet, layouts[at].columns, layouts[at].n, layouts[at].landscape, footer);
  place_opening (&sheet, data);
  place_request (&sheet, data);
  tl_sheet_line (&sheet, "Đơn vị tính: đồng", sheet.right_italic, 16);
  tl_sheet_table (&sheet, layouts[at].columns, layouts[at].n, json_object_get_array_member (data, layouts[at].groups ? "groups" : "lines"),
                  "TỔNG CỘNG", json_object_get_object_member (data, "totals"), FALSE);
  if (json_object_has_member (data, "sources") && !json_object_get_null_member (data, "sources"))
    tl_sheet_parts (&sheet, layouts[at].columns, layouts[at].n,
                    json_array_get_length (json_object_get_array_member (data, layouts[at].groups ? "groups" : "lines")), "source_label",
                    json_object_get_array_member (data, "sources"));
  words = g_strdup_printf ("Tổng số tiền (viết bằng chữ): %s.", tl_sheet_text (data, "total_in_words"));
  tl_sheet_line (&sheet, words, sheet.plain, 20);
  place_notes (&sheet, data);
  place_signers (&sheet, data);
  if (code != NULL)
    {
      g_autofree char *check = g_strdup_printf ("Mã kiểm tra: %s", code);

      tl_sheet_line (&sheet, check, sheet.wrapped, 16);
    }
  worksheet_print_area (sheet.sheet, 0, 0, sheet.row, sheet.last);
  return tl_sheet_close (&sheet, error);
}
