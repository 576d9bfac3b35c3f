/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The register of lines as a spreadsheet: every line of the period in whatever state, for sorting and filtering. */

#include "document/sheet-private.h"

static const TlSheetColumn columns[] = {
    {"STT", "no", TL_CELL_ORDER, 6, FALSE},
    {"Từ ngày", "date", TL_CELL_DATE, 11, FALSE},
    {"Đến ngày", "date_to", TL_CELL_DATE, 11, FALSE},
    {"Mã hồ sơ", "case_code", TL_CELL_MIDDLE, 15, FALSE},
    {"Khoản chi", "title", TL_CELL_TEXT, 30, FALSE},
    {"ĐVT", "unit", TL_CELL_MIDDLE, 11, FALSE},
    {"Số lượng", "quantity", TL_CELL_NUMBER, 9, FALSE},
    {"Mức chi", "unit_price", TL_CELL_MONEY, 12, FALSE},
    {"Thành tiền", "amount", TL_CELL_MONEY, 14, TRUE},
    {"Nguồn kinh phí", "source_label", TL_CELL_TEXT, 18, FALSE},
    {"Trạng thái", "state_label", TL_CELL_MIDDLE, 13, FALSE},
    {"Bảng kê số", "statement", TL_CELL_MIDDLE, 16, FALSE},
    {"Số chứng từ", "voucher_number", TL_CELL_MIDDLE, 12, FALSE},
    {"Ngày chứng từ", "voucher_date", TL_CELL_DATE, 11, FALSE},
    {"Vượt mức", "over_limit", TL_CELL_MARK, 7, FALSE},
    {"Số quyết định", "decision_no", TL_CELL_MIDDLE, 14, FALSE},
    {"Ghi chú", "note", TL_CELL_TEXT, 26, FALSE},
};

char *
tl_sheet_register_title (JsonObject *data)
{
  g_return_val_if_fail (data != NULL, NULL);

  return g_strdup_printf ("So theo doi %s %s %s", tl_sheet_text (data, "date_from"), tl_sheet_text (data, "date_to"),
                          tl_sheet_text (data, "site"));
}

gboolean
tl_sheet_write_register (JsonObject *data, const char *path, GError **error)
{
  JsonArray *lines;
  g_autofree char *title = NULL;
  lxw_row_t head;
  TlSheet sheet;

  g_return_val_if_fail (data != NULL && path != NULL, FALSE);

  title = tl_sheet_register_title (data);
  if (!tl_sheet_open (&sheet, path, "Sổ theo dõi", title, tl_sheet_text (data, "date"), error))
    return FALSE;
  lines = json_object_get_array_member (data, "lines");
  tl_sheet_set_up (&sheet, columns, G_N_ELEMENTS (columns), TRUE, NULL);
  tl_sheet_heads (&sheet, data, NULL, FALSE);
  tl_sheet_line (&sheet, tl_sheet_text (data, "title"), sheet.title, 24);
  tl_sheet_line (&sheet, tl_sheet_text (data, "period_text"), sheet.centre, 17);
  tl_sheet_line (&sheet, "Đơn vị tính: đồng", sheet.right_italic, 16);
  head = sheet.row;
  tl_sheet_table (&sheet, columns, G_N_ELEMENTS (columns), lines, "TỔNG CỘNG (không gồm khoản đã hủy)",
                  json_object_get_object_member (data, "totals"), TRUE);
  if (json_array_get_length (lines) > 0)
    worksheet_autofilter (sheet.sheet, head, 0, head + json_array_get_length (lines), sheet.last);
  worksheet_print_area (sheet.sheet, 0, 0, sheet.row, sheet.last);
  return tl_sheet_close (&sheet, error);
}
