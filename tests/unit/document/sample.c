/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sample.h"

#include <string.h>

#include "record/text.h"

static const struct
{
  const char *title, *clause, *unit;
  gint64 price;
  gboolean voucher;
} categories[] = {
    {"Tiền ăn trong thời gian tạm lánh", "điểm b khoản 3 Điều 4 Thông tư 03/2022/TT-BTC", "người × ngày", 70000, FALSE},
    {"Cán bộ cơ sở tư vấn tâm lý", "điểm b khoản 5 Điều 3 Thông tư 03/2022/TT-BTC", "người/lần", 20000, FALSE},
    {"Thuốc chữa bệnh thông thường", "điểm d khoản 5 Điều 3 Thông tư 03/2022/TT-BTC", "người", 85000, TRUE},
    {"Vật dụng sinh hoạt cá nhân", "điểm c khoản 5 Điều 3 Thông tư 03/2022/TT-BTC", "người", 400000, TRUE},
    {"Lập hồ sơ đối tượng", "điểm a khoản 5 Điều 3 Thông tư 03/2022/TT-BTC", "hồ sơ", 45000, FALSE},
    {"Xe cơ quan đưa người bị bạo lực về nơi cư trú", "điểm đ khoản 5 Điều 3 Thông tư 03/2022/TT-BTC", "km", 20510, TRUE},
};

void
sample_set (JsonObject *data, const char *path, const char *value)
{
  const char *dot = strchr (path, '.');
  if (dot != NULL)
    {
      g_autofree char *member = g_strndup (path, (gsize)(dot - path));
      json_object_set_string_member (json_object_get_object_member (data, member), dot + 1, value);
    }
  else
    json_object_set_string_member (data, path, value);
}

static void
add_signer (JsonArray *signers, const char *title, const char *name)
{
  JsonObject *signer = json_object_new ();
  json_object_set_string_member (signer, "role", title);
  json_object_set_string_member (signer, "name", name);
  json_array_add_object_element (signers, signer);
}

static JsonObject *
make_frame (const char *kind, const char *state)
{
  JsonObject *data = json_object_new (), *letterhead = json_object_new ();
  JsonArray *signers = json_array_new (), *texts = json_array_new (), *notes = json_array_new ();
  gboolean draft = strcmp (state, "draft") == 0;

  json_object_set_string_member (data, "kind", kind);
  json_object_set_string_member (data, "state", state);
  json_object_set_string_member (data, "site", "DC");
  json_object_set_string_member (data, "date_from", "2026-03-01");
  json_object_set_string_member (data, "date_to", "2026-03-31");
  json_object_set_string_member (data, "period_text", "Tháng 3 năm 2026");
  json_object_set_string_member (data, "funding_source_label", "Ngân sách tỉnh hỗ trợ");
  json_object_set_string_member (letterhead, "parent_agency", "Ủy ban nhân dân xã Tiên Tiến");
  json_object_set_string_member (letterhead, "issuing_agency", "Địa chỉ tin cậy – Nhà tạm lánh Đình Cao");
  json_object_set_string_member (letterhead, "place_name", "Tiên Tiến");
  json_object_set_string_member (data, "date", "2026-04-05");
  if (!draft)
    {
      json_object_set_string_member (data, "number", "05/2026/BK-DC");
      json_object_set_string_member (data, "control_code", "7KQM-3F2X-9TRB-W4HC");
    }
  json_object_set_object_member (data, "letterhead", letterhead);
  add_signer (signers, "Người lập bảng", "Nguyễn Thị Hồng Nhung");
  add_signer (signers, "Phụ trách kế toán", "Đỗ Quỳnh Phượng");
  add_signer (signers, "Thủ trưởng đơn vị", "Vũ Đức Thắng");
  json_object_set_array_member (data, "signers", signers);
  json_array_add_string_element (
      texts,
      "Thông tư số 03/2022/TT-BTC ngày 12/01/2022 của Bộ trưởng Bộ Tài chính quy định quản lý, sử dụng kinh phí sự nghiệp từ nguồn "
      "ngân sách nhà nước thực hiện các Chương trình phát triển công tác xã hội, trợ giúp người khuyết tật, trợ giúp xã hội và phục hồi "
      "chức năng cho người tâm thần, trẻ em tự kỷ và người rối nhiễu tâm trí dựa vào cộng đồng giai đoạn 2021-2030");
  json_object_set_array_member (data, "clauses", texts);
  json_array_add_string_element (notes, "Ngày vào được tính, ngày ra không tính; ở trong một ngày tính một ngày.");
  json_array_add_string_element (notes, "Số tiền là đồng chẵn, nửa đồng làm tròn lên.");
  json_object_set_array_member (data, "notes", notes);
  return data;
}

static void
set_total (JsonObject *data, guint n, gint64 amount)
{
  JsonObject *totals = json_object_new ();
  g_autofree char *words = tl_money_in_words (amount);
  json_object_set_int_member (totals, "lines", n);
  json_object_set_int_member (totals, "people", 3);
  json_object_set_int_member (totals, "amount", amount);
  json_object_set_object_member (data, "totals", totals);
  json_object_set_string_member (data, "total_in_words", words);
}

JsonObject *
sample_detail (guint n, const char *state)
{
  JsonObject *data = make_frame ("detail", state);
  JsonArray *lines = json_array_new ();
  gint64 total = 0;

  for (guint i = 0; i < n; i++)
    {
      guint c = i % G_N_ELEMENTS (categories);
      gint64 quantity = 1 + i % 7, amount = c == 5 ? 188692 : quantity * categories[c].price;
      JsonObject *line = json_object_new ();
      g_autofree char *code = g_strdup_printf ("DC-2026-%04u", 1 + i / 6);
      g_autofree char *voucher = g_strdup_printf ("HĐ %07u", 4000 + i);
      g_autofree char *day = g_strdup_printf ("2026-03-%02u", 1 + i % 31);

      json_object_set_int_member (line, "no", i + 1);
      json_object_set_string_member (line, "case_code", code);
      json_object_set_string_member (line, "title", categories[c].title);
      json_object_set_string_member (line, "clause", categories[c].clause);
      json_object_set_string_member (line, "unit", categories[c].unit);
      if (c == 5)
        json_object_set_double_member (line, "quantity", 46.5);
      else
        json_object_set_int_member (line, "quantity", quantity);
      json_object_set_int_member (line, "unit_price", categories[c].price);
      json_object_set_int_member (line, "amount", amount);
      if (categories[c].voucher)
        {
          json_object_set_string_member (line, "voucher_number", voucher);
          json_object_set_string_member (line, "voucher_date", day);
        }
      if (c == 5)
        json_object_set_string_member (line, "note", "0,2 lít × 46 km × 20.510 đ");
      json_array_add_object_element (lines, line);
      total += amount;
    }
  json_object_set_array_member (data, "lines", lines);
  set_total (data, n, total);
  return data;
}

JsonObject *
sample_summary (guint n, const char *state)
{
  JsonObject *data = make_frame ("summary", state);
  JsonArray *groups = json_array_new ();
  gint64 total = 0;

  for (guint i = 0; i < n; i++)
    {
      JsonObject *group = json_object_new ();
      gint64 amount = 1470000 + (gint64)i * 35000;
      json_object_set_string_member (group, "title", categories[i % G_N_ELEMENTS (categories)].title);
      json_object_set_string_member (group, "source_label", "Ngân sách tỉnh hỗ trợ");
      json_object_set_int_member (group, "people", 3 + i);
      json_object_set_int_member (group, "amount", amount);
      json_object_set_int_member (group, "share_permille", 1000 / n);
      json_object_set_int_member (group, "budget", 120000000);
      json_object_set_int_member (group, "left", 120000000 - amount);
      json_array_add_object_element (groups, group);
      total += amount;
    }
  json_object_set_array_member (data, "groups", groups);
  set_total (data, n, total);
  return data;
}

JsonObject *
sample_report (void)
{
  static const char *const labels[]
      = {"Số vụ việc tiếp nhận", "Số người được hỗ trợ", "Trong đó: trẻ em dưới 16 tuổi", "Số đêm tạm lánh", "Chuyển tuyến"};
  JsonObject *data = make_frame ("report", "final");
  JsonArray *groups = json_array_new (), *recipients = json_array_new ();

  json_object_set_string_member (data, "from", "2026-01-01");
  json_object_set_string_member (data, "to", "2026-06-30");
  json_object_set_string_member (data, "period_text", "6 tháng đầu năm 2026");
  for (guint g = 0; g < 6; g++)
    {
      JsonObject *group = json_object_new (), *total = json_object_new ();
      JsonArray *rows = json_array_new ();
      g_autofree char *label = g_strdup_printf ("Nhóm chỉ tiêu thứ %u", g + 1);
      json_object_set_string_member (group, "label_vi", label);
      for (guint i = 0; i < G_N_ELEMENTS (labels); i++)
        {
          JsonObject *row = json_object_new ();
          json_object_set_string_member (row, "label_vi", labels[i]);
          if (i == 2)
            json_object_set_boolean_member (row, "hidden", TRUE);
          else
            json_object_set_int_member (row, "value", 12 + g * 10 + i);
          json_array_add_object_element (rows, row);
        }
      json_object_set_int_member (total, "value", 500);
      json_object_set_array_member (group, "rows", rows);
      json_object_set_object_member (group, "total", total);
      json_array_add_object_element (groups, group);
    }
  json_object_set_array_member (data, "groups", groups);
  json_array_add_string_element (recipients, "Sở Y tế tỉnh Hưng Yên");
  json_object_set_array_member (data, "recipients", recipients);
  return data;
}

#define LONG_NAME                                                                                                                          \
  "Công Tằng Tôn Nữ Thị Hồng Nhung Quỳnh Phượng Hoàng Ngọc Khánh Huyền, tức Nguyễn Thị Thanh Thuý Trang, thường gọi là chị Nghiêng"
#define NO_BREAK "NguyễnThịThuỳTrangHồngNhungQuỳnhPhượngKhôngCóChỗNgắtNàoCảTrongTênRấtDàiNày"

static void
make_line_ugly (JsonObject *line, gint64 amount)
{
  json_object_set_string_member (line, "title", NO_BREAK);
  json_object_set_string_member (line, "note", LONG_NAME " – khoản chi vượt mức tối đa theo Quyết định số 1234/QĐ-UBND ngày 31/12/2026");
  json_object_set_string_member (line, "voucher_number", "HĐGTGT-00000000000000123456789");
  json_object_set_string_member (line, "unit", "người/tháng/lần");
  json_object_set_boolean_member (line, "over_limit", TRUE);
  json_object_set_int_member (line, "unit_price", amount);
  json_object_set_int_member (line, "amount", amount);
}

static void
make_ugly (JsonObject *data, const char *list)
{
  JsonArray *lines = json_object_get_array_member (data, list), *signers = json_object_get_array_member (data, "signers");
  const gint64 amount = 999999999999;
  guint n = json_array_get_length (lines);

  for (guint i = 0; i < n; i++)
    make_line_ugly (json_array_get_object_element (lines, i), i + 1 < n && n > 1 ? (i % 2 ? -amount : amount) : amount);
  for (guint i = 0; i < json_array_get_length (signers); i++)
    json_object_set_string_member (json_array_get_object_element (signers, i), "name", LONG_NAME);
  sample_set (data, "letterhead.parent_agency", "Ủy ban nhân dân xã Tiên Tiến, tỉnh Hưng Yên (trước là các xã Đình Cao, Nhật Quang, Tiên Tiến)");
  sample_set (data, "letterhead.issuing_agency",
              "Trung tâm Bảo trợ xã hội và Công tác xã hội tỉnh Hưng Yên – Địa chỉ tin cậy Nhà tạm lánh Đình Cao thuộc xã Tiên Tiến");
}

static void
add_names (JsonObject *data, gboolean ugly)
{
  static const char *const names[] = {"Nguyễn Thị Hồng Nhung", "Phạm Gia Bảo", "Trần Thị Mai", NULL};
  JsonArray *lines = json_object_get_array_member (data, "lines");

  json_object_set_boolean_member (data, "internal", TRUE);
  for (guint i = 0; i < json_array_get_length (lines); i++)
    {
      JsonObject *line = json_array_get_object_element (lines, i);
      const char *name = ugly ? (i % 2 ? NO_BREAK : LONG_NAME) : names[i % G_N_ELEMENTS (names)];
      if (name != NULL)
        json_object_set_string_member (line, "name", name);
      if (i % 4 == 1)
        json_object_set_string_member (line, "signer", ugly ? LONG_NAME : names[0]);
    }
}

JsonObject *
sample_statement (const char *kind, guint n, const char *state, gboolean ugly)
{
  static const char *const titles[] = {"detail", "BẢNG KÊ CHI TIẾT KINH PHÍ HỖ TRỢ", "summary", "BẢNG TỔNG HỢP KINH PHÍ THEO NỘI DUNG CHI",
                                       "receipts", "DANH SÁCH KÝ NHẬN KINH PHÍ HỖ TRỢ", "request", "GIẤY ĐỀ NGHỊ THANH TOÁN",
                                       "treasury", "BẢNG KÊ KHOẢN CHI CÓ YÊU CẦU BẢO MẬT", NULL};
  gboolean groups = strcmp (kind, "summary") == 0 || strcmp (kind, "request") == 0;
  JsonObject *data = groups ? sample_summary (n, state) : sample_detail (n, state);
  JsonArray *list = json_object_get_array_member (data, groups ? "groups" : "lines");
  gint64 total = 0;

  json_object_set_string_member (data, "kind", kind);
  json_object_set_int_member (data, "layout_version", 3);
  for (guint i = 0; titles[i] != NULL; i += 2)
    if (strcmp (titles[i], kind) == 0)
      json_object_set_string_member (data, "title", titles[i + 1]);
  if (ugly)
    make_ugly (data, groups ? "groups" : "lines");
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *check = g_strdup_printf ("%c%c%c", 'A' + i % 8, 'J' + i % 5, '2' + i % 7);
      JsonObject *line = json_array_get_object_element (list, i);
      json_object_set_string_member (line, "check", check);
      total += json_object_get_int_member (line, "amount");
      if (strcmp (kind, "treasury") == 0)
        {
          json_object_set_null_member (line, "case_code");
          json_object_set_string_member (line, "note", "Khoản chi có yêu cầu bảo mật");
        }
    }
  if (strcmp (kind, "receipts") == 0)
    add_names (data, ugly);
  if (strcmp (kind, "request") == 0)
    {
      JsonObject *request = json_object_new ();
      json_object_set_string_member (request, "to", ugly ? LONG_NAME : "Phòng Văn hóa – Xã hội xã Tiên Tiến");
      json_object_set_string_member (request, "payee", ugly ? LONG_NAME : "Trần Thị Mai");
      json_object_set_string_member (request, "unit", "Nhà tạm lánh Đình Cao");
      json_object_set_string_member (request, "reason", "Thanh toán kinh phí hỗ trợ người được tạm lánh, tháng 3 năm 2026");
      json_object_set_string_member (request, "method", "transfer");
      json_object_set_string_member (request, "method_label", "Chuyển khoản");
      if (ugly)
        json_object_set_string_member (request, "account", "0123456789012345678901234567890123456789, " LONG_NAME);
      json_object_set_string_member (request, "attached", "02 chứng từ gốc");
      json_object_set_object_member (data, "request", request);
    }
  set_total (data, n, total);
  return data;
}

static JsonObject *
parse (const char *text)
{
  g_autoptr (JsonNode) node = json_from_string (text, NULL);
  g_assert_nonnull (node);
  return json_object_ref (json_node_get_object (node));
}

JsonObject *
sample_case_paper (const char *kind, gboolean ugly)
{
  const char *name = ugly ? LONG_NAME : "Nguyễn Thị Hường";
  g_autofree char *text = g_strdup_printf (
      "{\"kind\":\"%s\",\"blank\":false,\"named\":true,\"site\":\"DC\",\"date\":\"2026-03-05\",\"hotline\":\"18001567\",\"case_code\":"
      "\"DC-2026-0001\",\"letterhead\":{\"parent_agency\":\"Ủy ban nhân dân xã Tiên Tiến\",\"issuing_agency\":\"Nhà tạm lánh Đình Cao\","
      "\"place_name\":\"Tiên Tiến\"},\"names\":{\"room\":\"Phòng 1\",\"received_by\":\"%s\",\"position\":\"Công chức văn hóa – xã "
      "hội\"},\"records\":{\"case\":{\"code\":\"DC-2026-0001\",\"opened_at\":\"2026-03-05T21:00:00+07:00\",\"source_kind\":\"neighbour\","
      "\"source_channel\":\"in_person\",\"brought_by\":\"%s\",\"found_by\":\"%s\",\"urgent\":true,\"legal_basis\":\"urgent_protection\","
      "\"minutes_no\":\"12/BB-TL\",\"condition_on_arrival\":\"%s\",\"needs\":[\"shelter\",\"medical\"],\"risk_level\":\"high\"},"
      "\"person\":{\"full_name\":\"%s\",\"alias\":\"Chị Hoa Cau\",\"sex\":\"female\",\"birth_date\":\"1988-08-19\",\"birth_year\":1988,"
      "\"ethnicity\":\"01\",\"id_kind\":\"cccd\",\"id_number\":\"033188004567\",\"permanent_address\":\"%s\"},\"consent\":{\"purpose\":"
      "\"referral\",\"recipient\":\"%s\",\"given_on\":\"2026-03-05\",\"given_by\":\"self\"},\"referral\":{\"agency\":\"%s\",\"service\":"
      "\"legal\",\"with_consent\":true}},\"companions\":[{\"person\":{\"full_name\":\"%s\",\"sex\":\"male\",\"birth_year\":2015},\"relation\":"
      "\"child\"}],\"support\":{\"payee_name\":\"%s\",\"title\":\"Chi người cung cấp thông tin\",\"clause\":\"khoản 3 Điều 114 Thông tư "
      "55/2023/TT-BTC\",\"date\":\"2026-03-06\",\"amount\":%s,\"amount_in_words\":\"Sáu mươi nghìn đồng\"},\"signers\":[{\"role\":\"Người phát "
      "hiện, đưa đến\",\"name\":\"%s\"},{\"role\":\"Đại diện UBND xã hoặc Công an xã\"},{\"role\":\"Người được tiếp nhận\",\"name\":\"%s\"},"
      "{\"role\":\"Đại diện nhà tạm lánh\",\"name\":\"Trần Thị Mai\"}]}",
      kind, name, name, ugly ? NO_BREAK : "Đào Thị Lụa", ugly ? NO_BREAK " " LONG_NAME : "Bầm tím cẳng tay trái, hai cháu hoảng sợ, chưa ăn.", name,
      ugly ? LONG_NAME : "Thôn Thọ Lão, xã Đình Cao", ugly ? LONG_NAME : "Trung tâm Trợ giúp pháp lý", ugly ? LONG_NAME : "Trung tâm Trợ giúp pháp lý",
      ugly ? NO_BREAK : "Phạm Gia Bảo", name, ugly ? "999999999999" : "60000", name, name);
  return parse (text);
}
