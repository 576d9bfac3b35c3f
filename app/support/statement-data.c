/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A statement as plain data. A draft is computed from what is there now; a final one is read from its frozen
 * copies only, so that no later rate, letterhead, setting or line can change what is printed. Paper is always
 * Vietnamese: nothing here goes through gettext. */

#include "support/statement-data.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "record/lists.h"
#include "record/text.h"
#include "support/control-code.h"
#include "support/formula.h"
#include "support/rates.h"

/* --- helpers: JSON --- */

static void
set_text (JsonObject *object, const char *name, const char *text)
{
  if (text)
    json_object_set_string_member (object, name, text);
  else
    json_object_set_null_member (object, name);
}

/* Thousandths as a JSON number, whole ones without a fraction. */
static void
set_quantity (JsonObject *object, const char *name, gint64 thousandths)
{
  if (thousandths % 1000 == 0)
    json_object_set_int_member (object, name, thousandths / 1000);
  else
    json_object_set_double_member (object, name, (double)thousandths / 1000.0);
}

static char *
to_json (JsonNode *node)
{
  g_autoptr (JsonGenerator) generator = json_generator_new ();

  json_generator_set_root (generator, node);
  return json_generator_to_data (generator, NULL);
}

/* Moves a member from one object to another, keeping null for what is missing. */
static void
carry (JsonObject *from, const char *name, JsonObject *to)
{
  JsonNode *node = json_object_get_member (from, name);

  if (node)
    json_object_set_member (to, name, json_node_copy (node));
  else
    json_object_set_null_member (to, name);
}

/* --- helpers: words --- */

static const char *
title_of_kind (const char *kind)
{
  if (g_strcmp0 (kind, "summary") == 0)
    return "BẢNG TỔNG HỢP KINH PHÍ THEO NỘI DUNG CHI";
  return "BẢNG KÊ CHI TIẾT KINH PHÍ HỖ TRỢ";
}

/* "05/03–11/03/2026" */
static char *
days_text (const char *from, const char *to)
{
  TlDate first, last;
  g_autofree char *a = NULL;
  g_autofree char *b = NULL;

  if (to == NULL || !tl_date_parse_iso (from, &first) || !tl_date_parse_iso (to, &last))
    return NULL;
  a = tl_date_format (first);
  b = tl_date_format (last);
  if (strcmp (a + 6, b + 6) == 0)
    a[5] = '\0';
  return g_strdup_printf ("%s–%s", a, b);
}

/* --- letterhead, signers, notes --- */

static TlRecord *
find_one (TlStore *store, TlType type, const TlWhere *where, guint n_where, GError **error)
{
  g_autoptr (GPtrArray) found = tl_store_list (store, type, where, n_where, TL_QUERY_ID, FALSE, 0, 1, error);

  return found && found->len > 0 ? g_object_ref (g_ptr_array_index (found, 0)) : NULL;
}

static JsonObject *
make_letterhead (TlStore *store, GError **error)
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
  set_text (head, "parent_agency", tl_record_text (site, TL_SITE_PARENT_AGENCY));
  set_text (head, "issuing_agency", issuing ? issuing : tl_record_text (site, TL_SITE_NAME));
  set_text (head, "place_name", place ? place : tl_record_text (site, TL_SITE_NAME));
  set_text (head, "report_to", tl_record_text (site, TL_SITE_REPORT_TO));
  return head;
}

static void
add_signer (JsonArray *signers, const char *role, const char *name)
{
  JsonObject *signer = json_object_new ();

  set_text (signer, "role", role);
  json_object_set_null_member (signer, "authority");
  set_text (signer, "name", name);
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

static JsonArray *
make_signers (TlStore *store)
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
  add_signer (signers, "Người lập bảng", maker ? tl_record_text (maker, TL_STAFF_FULL_NAME) : NULL);
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

/* The rules that the text leaves open, as they were set when the statement was made. */
static JsonArray *
make_notes (TlStore *store, GPtrArray *rows)
{
  JsonArray *notes = json_array_new ();
  g_autoptr (GString) above = g_string_new (NULL);

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
  for (guint i = 0; i < rows->len; i++)
    {
      TlLineRow *row = g_ptr_array_index (rows, i);

      if (row->over_limit)
        g_string_append_printf (above, "%s%u", above->len ? ", " : "", i + 1);
    }
  if (above->len)
    {
      g_autofree char *note = g_strdup_printf ("Dòng chi vượt mức tối đa theo quyết định ghi tại cột ghi chú: %s.", above->str);

      json_array_add_string_element (notes, note);
    }
  return notes;
}

/* --- lines --- */

static int
compare_rows (gconstpointer a, gconstpointer b)
{
  const TlLineRow *one = *(TlLineRow *const *)a;
  const TlLineRow *two = *(TlLineRow *const *)b;
  guint order_one, order_two;
  int by;

  if (!one->case_code != !two->case_code)
    return one->case_code ? -1 : 1;
  if ((by = g_strcmp0 (one->case_code, two->case_code)) != 0)
    return by;
  order_one = tl_rate_category_order (one->category);
  order_two = tl_rate_category_order (two->category);
  if (order_one != order_two)
    return order_one < order_two ? -1 : 1;
  if ((by = strcmp (one->date, two->date)) != 0)
    return by;
  return strcmp (one->id, two->id);
}

static void
add_note (GString *note, const char *text)
{
  if (text == NULL || *text == '\0')
    return;
  if (note->len)
    g_string_append (note, "; ");
  g_string_append (note, text);
}

static JsonObject *
make_line (TlLineRow *row, guint no)
{
  JsonObject *line = json_object_new ();
  g_autoptr (GString) note = g_string_new (NULL);
  g_autofree char *days = days_text (row->date, row->date_to);
  const char *unit = row->unit;
  gint64 quantity = row->quantity;

  add_note (note, days);
  if (g_strcmp0 (row->formula, "fuel") == 0 && (__int128)row->quantity * row->level % 1000 == 0)
    {
      /* On paper quantity × price must give the amount: litres, not kilometres. */
      g_autofree char *km = tl_decimal_format (row->quantity);
      g_autofree char *level = tl_decimal_format (row->level);
      g_autofree char *text = g_strdup_printf ("%s km × %s lít", km, level);

      add_note (note, text);
      quantity = row->quantity * row->level / 1000;
      unit = "lít";
    }
  if (g_strcmp0 (row->category, "informant") == 0)
    add_note (note, "Khoản chi có yêu cầu bảo mật");
  if (row->corrects)
    add_note (note, "Điều chỉnh bảng kê trước");
  if (row->over_limit)
    {
      g_autofree char *text = g_strdup_printf ("Vượt mức tối đa theo Quyết định số %s", row->decision_no ? row->decision_no : "……");

      add_note (note, text);
    }
  else if (row->decision_no)
    {
      g_autofree char *text = g_strdup_printf ("Quyết định số %s", row->decision_no);

      add_note (note, text);
    }

  json_object_set_int_member (line, "no", no);
  set_text (line, "id", row->id);
  set_text (line, "case_code", row->case_code);
  set_text (line, "category", row->category);
  set_text (line, "title", row->title);
  set_text (line, "clause", row->clause);
  set_text (line, "unit", unit);
  set_quantity (line, "quantity", quantity);
  json_object_set_int_member (line, "unit_price", row->unit_price);
  json_object_set_int_member (line, "amount", row->amount);
  set_text (line, "date", row->date);
  set_text (line, "date_to", row->date_to);
  set_text (line, "source", row->source);
  set_text (line, "source_label", tl_list_label_vi ("funding_source", row->source));
  set_text (line, "voucher_number", row->voucher_number);
  set_text (line, "voucher_date", row->voucher_date);
  set_text (line, "note", note->len ? note->str : NULL);
  json_object_set_boolean_member (line, "over_limit", row->over_limit);
  return line;
}

static JsonArray *
make_clauses (GPtrArray *rows)
{
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  JsonArray *clauses = json_array_new ();

  for (guint i = 0; i < rows->len; i++)
    {
      g_autofree char *title = tl_rate_text_title (((TlLineRow *)g_ptr_array_index (rows, i))->clause);

      if (g_hash_table_contains (seen, title))
        continue;
      json_array_add_string_element (clauses, title);
      g_hash_table_add (seen, g_steal_pointer (&title));
    }
  return clauses;
}

/* --- groups and totals --- */

typedef struct
{
  TlLineRow *first;
  gint64 amount;
  gint64 open; /* part of the amount that no statement has claimed yet */
  guint lines;
  GHashTable *people;
} Group;

static void
group_free (Group *group)
{
  g_hash_table_unref (group->people);
  g_free (group);
}

static int
compare_groups (gconstpointer a, gconstpointer b)
{
  const Group *one = *(Group *const *)a;
  const Group *two = *(Group *const *)b;
  guint order_one = tl_rate_category_order (one->first->category);
  guint order_two = tl_rate_category_order (two->first->category);

  if (order_one != order_two)
    return order_one < order_two ? -1 : 1;
  return g_strcmp0 (one->first->source, two->first->source);
}

static GPtrArray *
group_rows (GPtrArray *rows)
{
  GPtrArray *groups = g_ptr_array_new_with_free_func ((GDestroyNotify)group_free);
  g_autoptr (GHashTable) by_key = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < rows->len; i++)
    {
      TlLineRow *row = g_ptr_array_index (rows, i);
      g_autofree char *key = g_strdup_printf ("%s/%s", row->category, row->source);
      Group *group = g_hash_table_lookup (by_key, key);

      if (group == NULL)
        {
          group = g_new0 (Group, 1);
          group->first = row;
          group->people = g_hash_table_new (g_str_hash, g_str_equal);
          g_ptr_array_add (groups, group);
          g_hash_table_insert (by_key, g_steal_pointer (&key), group);
        }
      group->amount += row->amount;
      group->lines++;
      if (g_strcmp0 (row->state, "draft") == 0 || g_strcmp0 (row->state, "approved") == 0)
        group->open += row->amount;
      if (row->person)
        g_hash_table_add (group->people, row->person);
    }
  g_ptr_array_sort (groups, compare_groups);
  return groups;
}

/* Budget, what is used of it with this statement, and what is left; null without a budget. */
static gboolean
set_budget (TlStore *store, JsonObject *object, int year, const char *source, const char *category, gint64 open, GError **error)
{
  gint64 budget = -1, used;

  json_object_set_null_member (object, "budget");
  json_object_set_null_member (object, "used");
  json_object_set_null_member (object, "left");
  if (year == 0)
    return TRUE;
  if (!tl_query_budget (store, year, source, category, &budget, error))
    return FALSE;
  if (budget < 0)
    return TRUE;
  used = tl_query_claimed (store, tl_store_site (store), year, source, category, error);
  if (used < 0 && error && *error)
    return FALSE;
  used += open;
  json_object_set_int_member (object, "budget", budget);
  json_object_set_int_member (object, "used", used);
  json_object_set_int_member (object, "left", budget - used);
  return TRUE;
}

static JsonArray *
make_groups (TlStore *store, GPtrArray *groups, int year, GError **error)
{
  g_autoptr (JsonArray) array = json_array_new ();
  g_autofree gint64 *amounts = g_new0 (gint64, MAX (groups->len, 1));
  g_autofree gint64 *shares = g_new0 (gint64, MAX (groups->len, 1));

  for (guint i = 0; i < groups->len; i++)
    amounts[i] = ((Group *)g_ptr_array_index (groups, i))->amount;
  tl_formula_shares (amounts, groups->len, shares);

  for (guint i = 0; i < groups->len; i++)
    {
      Group *group = g_ptr_array_index (groups, i);
      JsonObject *object = json_object_new ();

      json_array_add_object_element (array, object);
      json_object_set_int_member (object, "no", i + 1);
      set_text (object, "category", group->first->category);
      set_text (object, "title", group->first->title);
      set_text (object, "clause", group->first->clause);
      set_text (object, "source", group->first->source);
      set_text (object, "source_label", tl_list_label_vi ("funding_source", group->first->source));
      json_object_set_int_member (object, "people", g_hash_table_size (group->people));
      json_object_set_int_member (object, "lines", group->lines);
      json_object_set_int_member (object, "amount", group->amount);
      json_object_set_int_member (object, "share_permille", shares[i]);
      if (!set_budget (store, object, year, group->first->source, group->first->category, group->open, error))
        return NULL;
    }
  return g_steal_pointer (&array);
}

static JsonObject *
make_totals (TlStore *store, TlRecord *statement, GPtrArray *rows, int year, GError **error)
{
  g_autoptr (JsonObject) totals = json_object_new ();
  g_autoptr (GHashTable) people = g_hash_table_new (g_str_hash, g_str_equal);
  gint64 amount = 0, open = 0;

  for (guint i = 0; i < rows->len; i++)
    {
      TlLineRow *row = g_ptr_array_index (rows, i);

      amount += row->amount;
      if (g_strcmp0 (row->state, "draft") == 0 || g_strcmp0 (row->state, "approved") == 0)
        open += row->amount;
      if (row->person)
        g_hash_table_add (people, row->person);
    }
  json_object_set_int_member (totals, "lines", rows->len);
  json_object_set_int_member (totals, "people", g_hash_table_size (people));
  json_object_set_int_member (totals, "amount", amount);
  if (!set_budget (store, totals, year, tl_record_text (statement, TL_STATEMENT_FUNDING_SOURCE), NULL, open, error))
    return NULL;
  return g_steal_pointer (&totals);
}

/* --- the whole --- */

static void
set_head (JsonObject *data, TlRecord *statement)
{
  const char *kind = tl_record_text (statement, TL_STATEMENT_KIND);
  const char *source = tl_record_text (statement, TL_STATEMENT_FUNDING_SOURCE);

  set_text (data, "statement", tl_record_id (statement));
  set_text (data, "number", tl_record_text (statement, TL_STATEMENT_NUMBER));
  set_text (data, "kind", kind);
  set_text (data, "state", tl_record_text (statement, TL_STATEMENT_STATE));
  set_text (data, "site", tl_record_site (statement));
  set_text (data, "date_from", tl_record_text (statement, TL_STATEMENT_DATE_FROM));
  set_text (data, "date_to", tl_record_text (statement, TL_STATEMENT_DATE_TO));
  set_text (data, "funding_source", source);
}

/* Members that are frozen as words rather than computed again: they live inside the frozen letterhead. */
static const char *const frozen_words[]
    = {"date", "title", "period_text", "funding_source_label", "groups", "totals", "total_in_words", "replaces", NULL};

char *
tl_period_text (TlDate from, TlDate to)
{
  static const char *const quarters[] = {"I", "II", "III", "IV"};
  g_autofree char *first = tl_date_format (from);
  g_autofree char *last = tl_date_format (to);
  int year, month, day;

  tl_date_to_ymd (from, &year, &month, &day);
  if (day == 1)
    {
      if (to == tl_date_month_end (from))
        return g_strdup_printf ("Tháng %d năm %d", month, year);
      if (month % 3 == 1 && to == tl_date_month_end (tl_date_add_months (from, 2)))
        return g_strdup_printf ("Quý %s năm %d", quarters[month / 3], year);
      if (month % 6 == 1 && to == tl_date_month_end (tl_date_add_months (from, 5)))
        return g_strdup_printf ("6 tháng %s năm %d", month == 1 ? "đầu" : "cuối", year);
      if (month == 1 && to == tl_date_month_end (tl_date_add_months (from, 11)))
        return g_strdup_printf ("Năm %d", year);
    }
  return g_strdup_printf ("Từ ngày %s đến ngày %s", first, last);
}

JsonObject *
tl_statement_compute (TlStore *store, TlRecord *statement, GPtrArray **rows_out, GError **error)
{
  g_autoptr (JsonObject) data = json_object_new ();
  const char *from = tl_record_text (statement, TL_STATEMENT_DATE_FROM);
  const char *to = tl_record_text (statement, TL_STATEMENT_DATE_TO);
  const char *source = tl_record_text (statement, TL_STATEMENT_FUNDING_SOURCE);
  g_autoptr (GPtrArray) rows
      = tl_query_lines (store, tl_store_site (store), tl_record_text (statement, TL_STATEMENT_KIND), from, to, source, error);
  g_autoptr (GPtrArray) grouped = NULL;
  JsonObject *letterhead, *totals;
  JsonArray *lines, *groups;
  TlDate first = 0, last = 0;
  int year, last_year, month, day;
  g_autofree char *today = tl_date_to_iso (tl_date_today ());
  g_autofree char *period = NULL;
  g_autofree char *words = NULL;

  if (rows == NULL)
    return NULL;
  g_ptr_array_sort (rows, compare_rows);
  grouped = group_rows (rows);
  tl_date_parse_iso (from, &first);
  tl_date_parse_iso (to, &last);
  tl_date_to_ymd (first, &year, &month, &day);
  tl_date_to_ymd (last, &last_year, &month, &day);
  if (year != last_year)
    year = 0; /* budgets are of one year */

  set_head (data, statement);
  json_object_set_int_member (data, "layout_version", TL_STATEMENT_LAYOUT_NOW);
  set_text (data, "date", today);
  set_text (data, "title", title_of_kind (tl_record_text (statement, TL_STATEMENT_KIND)));
  period = tl_period_text (first, last);
  set_text (data, "period_text", period);
  set_text (data, "funding_source_label", source ? tl_list_label_vi ("funding_source", source) : "Tất cả các nguồn");

  letterhead = make_letterhead (store, error);
  if (letterhead == NULL)
    return NULL;
  json_object_set_object_member (data, "letterhead", letterhead);
  json_object_set_array_member (data, "signers", make_signers (store));

  lines = json_array_sized_new (rows->len);
  for (guint i = 0; i < rows->len; i++)
    json_array_add_object_element (lines, make_line (g_ptr_array_index (rows, i), i + 1));
  json_object_set_array_member (data, "lines", lines);

  groups = make_groups (store, grouped, year, error);
  if (groups == NULL)
    return NULL;
  json_object_set_array_member (data, "groups", groups);
  totals = make_totals (store, statement, rows, year, error);
  if (totals == NULL)
    return NULL;
  json_object_set_object_member (data, "totals", totals);
  words = tl_money_in_words (json_object_get_int_member (totals, "amount"));
  set_text (data, "total_in_words", words);
  json_object_set_array_member (data, "clauses", make_clauses (rows));
  json_object_set_array_member (data, "notes", make_notes (store, rows));
  json_object_set_null_member (data, "control_code");
  json_object_set_null_member (data, "void_reason");
  json_object_set_null_member (data, "replaces");
  if (tl_record_has (statement, TL_STATEMENT_REPLACES))
    {
      g_autoptr (TlRecord) replaced = tl_store_load (store, TL_TYPE_STATEMENT, tl_record_text (statement, TL_STATEMENT_REPLACES), error);

      if (replaced == NULL)
        return NULL;
      set_text (data, "replaces", tl_record_text (replaced, TL_STATEMENT_NUMBER));
    }
  if (rows_out)
    *rows_out = g_steal_pointer (&rows);
  return g_steal_pointer (&data);
}

static void
freeze_member (TlRecord *statement, guint field, JsonObject *data, const char *name)
{
  g_autofree char *text = to_json (json_object_get_member (data, name));

  tl_record_set_text (statement, field, text);
}

void
tl_statement_freeze (TlRecord *statement, JsonObject *data)
{
  JsonObject *head = json_object_get_object_member (data, "letterhead");
  JsonObject *paper = json_object_new ();
  g_autofree char *text = NULL;
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_OBJECT);
  g_autoptr (JsonObject) both = json_object_new ();

  for (guint i = 0; frozen_words[i]; i++)
    carry (data, frozen_words[i], paper);
  json_object_set_object_member (both, "letterhead", json_object_ref (head));
  json_object_set_object_member (both, "paper", paper);
  json_node_set_object (node, both);
  text = to_json (node);
  tl_record_set_text (statement, TL_STATEMENT_LETTERHEAD, text);
  freeze_member (statement, TL_STATEMENT_LINES, data, "lines");
  freeze_member (statement, TL_STATEMENT_SIGNERS, data, "signers");
  freeze_member (statement, TL_STATEMENT_NOTES, data, "notes");
  freeze_member (statement, TL_STATEMENT_CLAUSES, data, "clauses");
  tl_record_set_int (statement, TL_STATEMENT_LAYOUT_VERSION, json_object_get_int_member (data, "layout_version"));
  tl_record_set_int (statement, TL_STATEMENT_TOTAL, json_object_get_int_member (json_object_get_object_member (data, "totals"), "amount"));
}

static gboolean
thaw_member (TlRecord *statement, guint field, JsonObject *data, const char *name, GError **error)
{
  const char *text = tl_record_text (statement, field);
  JsonNode *node = text ? json_from_string (text, error) : NULL;

  if (node == NULL && text)
    return FALSE;
  if (node)
    json_object_set_member (data, name, node);
  else
    json_object_set_array_member (data, name, json_array_new ());
  return TRUE;
}

JsonObject *
tl_statement_thaw (TlRecord *statement, GError **error)
{
  g_autoptr (JsonObject) data = json_object_new ();
  const char *letterhead = tl_record_text (statement, TL_STATEMENT_LETTERHEAD);
  g_autoptr (JsonNode) both = letterhead ? json_from_string (letterhead, error) : NULL;
  JsonObject *object, *paper;

  if (both == NULL || !JSON_NODE_HOLDS_OBJECT (both))
    {
      if (error && *error == NULL)
        g_set_error_literal (error, TL_SUPPORT_ERROR, TL_SUPPORT_ERROR_INVALID,
                             _ ("Of this statement only the money lines are kept here; the paper itself is at the place that made it."));
      return NULL;
    }
  object = json_node_get_object (both);
  paper = json_object_get_object_member (object, "paper");

  set_head (data, statement);
  json_object_set_int_member (data, "layout_version", tl_record_int (statement, TL_STATEMENT_LAYOUT_VERSION));
  carry (object, "letterhead", data);
  if (!thaw_member (statement, TL_STATEMENT_SIGNERS, data, "signers", error)
      || !thaw_member (statement, TL_STATEMENT_LINES, data, "lines", error)
      || !thaw_member (statement, TL_STATEMENT_CLAUSES, data, "clauses", error)
      || !thaw_member (statement, TL_STATEMENT_NOTES, data, "notes", error))
    return NULL;
  for (guint i = 0; frozen_words[i]; i++)
    carry (paper, frozen_words[i], data);
  set_text (data, "control_code", tl_record_text (statement, TL_STATEMENT_CONTROL_CODE));
  set_text (data, "void_reason", tl_record_text (statement, TL_STATEMENT_VOID_REASON));
  return g_steal_pointer (&data);
}
