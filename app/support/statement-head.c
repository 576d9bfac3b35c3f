/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What stands around the lines of a statement: title, letterhead, signers, notes, the words of a request. */

#include "support/statement-private.h"

#include <glib/gi18n-lib.h>

#include "record/lists.h"
#include "record/text.h"

/* --- helpers --- */

static TlRecord *
find_one (TlStore *store, TlType type, const TlWhere *where, guint n_where, GError **error)
{
  g_autoptr (GPtrArray) found = tl_store_list (store, type, where, n_where, TL_QUERY_ID, FALSE, 0, 1, error);

  return found && found->len > 0 ? g_object_ref (g_ptr_array_index (found, 0)) : NULL;
}

JsonObject *
tl_statement_letterhead (TlStore *store, GError **error)
{
  TlWhere where = {TL_SITE_CODE, "=", tl_store_site (store), 0};
  g_autoptr (TlRecord) site = find_one (store, TL_TYPE_SITE, &where, 1, error);
  const char *issuing, *place;
  JsonObject *head;

  if (site == NULL)
    {
      if (error && *error == NULL)
        g_set_error_literal (error, TL_SUPPORT_ERROR, TL_SUPPORT_ERROR_INVALID,
                             _ ("This place has no record of its own, so the letterhead is missing. Fill in the place in the settings."));
      return NULL;
    }
  issuing = tl_record_text (site, TL_SITE_ISSUING_AGENCY);
  place = tl_record_text (site, TL_SITE_PLACE_NAME);
  head = json_object_new ();
  tl_json_set_text (head, "parent_agency", tl_record_text (site, TL_SITE_PARENT_AGENCY));
  tl_json_set_text (head, "issuing_agency", issuing ? issuing : tl_record_text (site, TL_SITE_NAME));
  tl_json_set_text (head, "place_name", place ? place : tl_record_text (site, TL_SITE_NAME));
  tl_json_set_text (head, "report_to", tl_record_text (site, TL_SITE_REPORT_TO));
  return head;
}

static void
add_signer (JsonArray *signers, const char *role, const char *name)
{
  JsonObject *signer = json_object_new ();

  tl_json_set_text (signer, "role", role);
  json_object_set_null_member (signer, "authority");
  tl_json_set_text (signer, "name", name);
  json_object_set_null_member (signer, "note");
  json_array_add_object_element (signers, signer);
}

static void
add_signer_by_role (TlStore *store, JsonArray *signers, const char *role, const char *staff_role)
{
  TlWhere where = {TL_STAFF_ROLE, "=", staff_role, 0};
  g_autoptr (TlRecord) staff = find_one (store, TL_TYPE_STAFF, &where, 1, NULL);

  add_signer (signers, role, staff ? tl_record_text (staff, TL_STAFF_FULL_NAME) : NULL);
}

JsonArray *
tl_statement_signers (TlStore *store, const char *kind)
{
  g_autofree char *setting = tl_store_get_setting (store, "statement.signers");
  const char *desk = tl_store_staff (store);
  g_autoptr (TlRecord) maker = NULL;
  JsonArray *signers;

  if (setting)
    {
      g_autoptr (JsonNode) node = json_from_string (setting, NULL);

      if (node && JSON_NODE_HOLDS_ARRAY (node))
        return json_node_dup_array (node);
    }
  maker = desk ? tl_store_load (store, TL_TYPE_STAFF, desk, NULL) : NULL;
  signers = json_array_new ();
  add_signer (signers, g_strcmp0 (kind, "request") == 0 ? "Người đề nghị thanh toán" : "Người lập bảng",
              maker ? tl_record_text (maker, TL_STAFF_FULL_NAME) : NULL);
  add_signer_by_role (store, signers, "Kế toán", "accountant");
  add_signer_by_role (store, signers, "Thủ trưởng đơn vị", "leader");
  return signers;
}

static gboolean
setting_is (TlStore *store, const char *key, const char *value)
{
  g_autofree char *set = tl_store_get_setting (store, key);

  return g_strcmp0 (set, value) == 0;
}

/* The numbers of the lines for which @of holds: "2, 5, 6". (transfer full) (nullable) */
static char *
line_numbers (GPtrArray *rows, gboolean (*of) (const TlLineRow *row, GPtrArray *earlier), GPtrArray *earlier)
{
  g_autoptr (GString) numbers = g_string_new (NULL);

  for (guint i = 0; i < rows->len; i++)
    if (of (g_ptr_array_index (rows, i), earlier))
      g_string_append_printf (numbers, "%s%u", numbers->len ? ", " : "", i + 1);
  return numbers->len ? g_string_free (g_steal_pointer (&numbers), FALSE) : NULL;
}

static gboolean
is_above (const TlLineRow *row, GPtrArray *earlier)
{
  return row->over_limit;
}

static void
add_rules (TlStore *store, JsonArray *notes)
{
  json_array_add_string_element (notes, setting_is (store, "support.companions_meals", "0")
                                            ? "Tiền ăn chỉ tính cho người được tạm lánh; không tính người đi cùng."
                                            : "Người đi cùng có lưu trú riêng được tính là một người khi tính tiền ăn.");
  json_array_add_string_element (
      notes, setting_is (store, "support.leaving_day_counts", "1")
                 ? "Tính cả ngày đến và ngày đi. Ngày tính theo giờ Việt Nam."
                 : "Tính ngày đến, không tính ngày đi; đến và đi trong một ngày tính một ngày. Ngày tính theo giờ Việt Nam.");
  json_array_add_string_element (
      notes,
      "Mức chi áp dụng theo ngày phát sinh; tháng là tháng dương lịch; số tiền làm tròn đến đồng, từ nửa đồng trở lên làm tròn lên.");
  json_array_add_string_element (notes, setting_is (store, "support.personal_items_per", "life")
                                            ? "Mức tối đa vật dụng cá nhân tính cho mỗi người trong tất cả các lần tiếp nhận."
                                            : "Mức tối đa vật dụng cá nhân tính cho mỗi người trong mỗi lần tiếp nhận.");
}

/* The words of a request that hold a text, put over those of @to. */
static void
put_over (JsonObject *to, JsonObject *from)
{
  for (guint i = 0; from != NULL && tl_request_members[i]; i++)
    {
      JsonNode *node = json_object_get_member (from, tl_request_members[i]);

      if (node && JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING && *json_node_get_string (node) != '\0')
        json_object_set_string_member (to, tl_request_members[i], json_node_get_string (node));
    }
}

static void
put_over_text (JsonObject *to, const char *text)
{
  g_autoptr (JsonNode) node = text ? json_from_string (text, NULL) : NULL;

  if (node && JSON_NODE_HOLDS_OBJECT (node))
    put_over (to, json_node_get_object (node));
}

/* --- inside this room --- */

const char *const tl_request_members[] = {"to", "payee", "unit", "reason", "method", "account", "bank", NULL};

const char *
tl_statement_title (const char *kind, gboolean supplementary)
{
  static const struct
  {
    const char *kind;
    const char *title;
    const char *supplement;
  } titles[] = {
      {"detail", "BẢNG KÊ CHI TIẾT KINH PHÍ HỖ TRỢ", "BẢNG KÊ CHI TIẾT KINH PHÍ HỖ TRỢ BỔ SUNG"},
      {"summary", "BẢNG TỔNG HỢP KINH PHÍ THEO NỘI DUNG CHI", "BẢNG TỔNG HỢP KINH PHÍ THEO NỘI DUNG CHI BỔ SUNG"},
      {"receipts", "DANH SÁCH KÝ NHẬN KINH PHÍ HỖ TRỢ", "DANH SÁCH KÝ NHẬN KINH PHÍ HỖ TRỢ BỔ SUNG"},
      {"request", "GIẤY ĐỀ NGHỊ THANH TOÁN", "GIẤY ĐỀ NGHỊ THANH TOÁN BỔ SUNG"},
      {"treasury", "BẢNG KÊ KHOẢN CHI CÓ YÊU CẦU BẢO MẬT", "BẢNG KÊ KHOẢN CHI CÓ YÊU CẦU BẢO MẬT BỔ SUNG"},
  };

  for (guint i = 0; i < G_N_ELEMENTS (titles); i++)
    if (g_strcmp0 (kind, titles[i].kind) == 0)
      return supplementary ? titles[i].supplement : titles[i].title;
  return NULL;
}

char *
tl_earlier_numbers (GPtrArray *earlier)
{
  g_autoptr (GString) numbers = g_string_new (NULL);

  for (guint i = 0; i < earlier->len; i++)
    g_string_append_printf (numbers, "%s%s", i ? ", " : "", ((TlEarlier *)g_ptr_array_index (earlier, i))->number);
  return g_string_free (g_steal_pointer (&numbers), FALSE);
}

/* The rules that the text leaves open, as they were set when the statement was made; which lines are above a
 * ceiling; what an earlier statement holds already. */
JsonArray *
tl_statement_notes (TlStore *store, const char *kind, GPtrArray *rows, GPtrArray *earlier)
{
  JsonArray *notes = json_array_new ();
  gboolean by_line = g_strcmp0 (kind, "summary") != 0 && g_strcmp0 (kind, "request") != 0;
  g_autofree char *above = line_numbers (rows, is_above, NULL);
  g_autofree char *late = line_numbers (rows, tl_statement_is_late, earlier);
  g_autofree char *numbers = tl_earlier_numbers (earlier);

  if (g_strcmp0 (kind, "request") != 0 && g_strcmp0 (kind, "receipts") != 0)
    add_rules (store, notes);
  if (above && by_line)
    {
      /* Where the decision stands: a treasury paper says nothing of a line, a list of receipts has no column of notes. */
      const char *where = g_strcmp0 (kind, "treasury") == 0   ? "trong bảng kê chi tiết"
                          : g_strcmp0 (kind, "receipts") == 0 ? "kèm khoản chi"
                                                              : "tại cột ghi chú";
      g_autofree char *note = g_strdup_printf ("Dòng chi vượt mức tối đa theo quyết định ghi %s: %s.", where, above);

      json_array_add_string_element (notes, note);
    }
  else if (above)
    json_array_add_string_element (notes, "Có khoản chi vượt mức tối đa theo quyết định, ghi trong bảng kê chi tiết.");
  if (earlier->len > 0)
    {
      g_autofree char *left_out = g_strdup_printf ("Không gồm các khoản đã kê tại bảng kê số %s.", numbers);

      json_array_add_string_element (notes, left_out);
    }
  if (late && by_line && earlier->len > 0)
    {
      g_autofree char *note = g_strdup_printf ("Dòng chi phát sinh trong kỳ của bảng kê số %s, nay kê bổ sung: %s.", numbers, late);

      json_array_add_string_element (notes, note);
    }
  return notes;
}

JsonObject *
tl_statement_request (TlStore *store, TlRecord *statement, JsonObject *letterhead, const char *period, gint64 vouchers)
{
  JsonObject *request = json_object_new ();
  g_autofree char *usual = tl_store_get_setting (store, "statement.request");
  g_autofree char *reason = NULL;
  g_autofree char *attached = vouchers > 0 ? g_strdup_printf ("%02" G_GINT64_FORMAT " chứng từ gốc", vouchers) : NULL;
  g_autofree char *lower = g_strdup (period);
  const char *to = json_object_get_string_member_with_default (letterhead, "report_to", NULL);
  const char *desk = tl_store_staff (store);
  g_autoptr (TlRecord) maker = desk ? tl_store_load (store, TL_TYPE_STAFF, desk, NULL) : NULL;

  /* "Tháng 3 năm 2026" in the middle of a sentence. */
  lower[0] = g_ascii_tolower (lower[0]);
  reason = g_strdup_printf ("Thanh toán kinh phí hỗ trợ người được tạm lánh, %s", lower);
  tl_json_set_text (request, "to", to ? to : "Thủ trưởng đơn vị");
  tl_json_set_text (request, "payee", maker ? tl_record_text (maker, TL_STAFF_FULL_NAME) : NULL);
  tl_json_set_text (request, "unit", json_object_get_string_member_with_default (letterhead, "issuing_agency", NULL));
  tl_json_set_text (request, "reason", reason);
  tl_json_set_text (request, "method", "cash");
  tl_json_set_text (request, "account", NULL);
  tl_json_set_text (request, "bank", NULL);
  put_over_text (request, usual);
  put_over_text (request, tl_record_text (statement, TL_STATEMENT_REQUEST));
  tl_json_set_text (request, "method_label", tl_list_label_vi ("pay_method", json_object_get_string_member (request, "method")));
  tl_json_set_text (request, "attached", attached);
  return request;
}
