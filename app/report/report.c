/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Counts for the half-year and yearly report (DOMAIN.md §8). Each group is a table of its own: its rows are the
 * codes of one list, with those that nobody has, so that two reports can be laid side by side. A report that leaves
 * this place hides small cells (suppress.c); the total of a group is kept only where it is itself large enough.
 * Sums of money are not hidden: they leave by their own right, in the money projection. */

#include "report/report.h"

#include "record/lists.h"
#include "record/text.h"
#include "report/report-query.h"
#include "report/suppress.h"
#include "store/nights.h"

typedef struct
{
  TlStore *store;
  TlDate from;
  TlDate to;
  gboolean hide;
  JsonArray *groups;
} Report;

typedef struct
{
  const char *key;
  const char *vi;
  const char *en;
  const char *list;
  TlCount what;
  gboolean parts; /* the rows add up to the group's total */
  gboolean money;
} GroupKind;

static const GroupKind kinds[] = {
    {"sex", "Giới tính người được hỗ trợ", "Sex of the person supported", "sex", TL_COUNT_SEX, TRUE, FALSE},
    {"age_band", "Nhóm tuổi người được hỗ trợ", "Age group of the person supported", "age_band", TL_COUNT_AGE_BAND, TRUE, FALSE},
    {"ethnic_group2", "Dân tộc", "Ethnic group", "ethnic_group2", TL_COUNT_ETHNIC_GROUP, TRUE, FALSE},
    {"violence_groups", "Hình thức bạo lực (một vụ việc có thể có nhiều hình thức)", "Forms of violence (a case may have several)",
     "violence_groups", TL_COUNT_VIOLENCE_GROUPS, FALSE, FALSE},
    {"violence_acts", "Hành vi bạo lực (một vụ việc có thể có nhiều hành vi)", "Acts of violence (a case may have several)",
     "violence_acts", TL_COUNT_VIOLENCE_ACTS, FALSE, FALSE},
    {"perpetrator_relation", "Quan hệ của người có hành vi bạo lực", "Relation of the person who used violence", "perpetrator_relation",
     TL_COUNT_RELATION, TRUE, FALSE},
    {"report_source", "Nguồn báo tin", "Source of the report", "report_source", TL_COUNT_SOURCE, TRUE, FALSE},
    {"care_kind", "Dịch vụ đã cung cấp (lượt)", "Services given (times)", "care_kind", TL_COUNT_CARE, TRUE, FALSE},
    {"referral_service", "Chuyển tuyến theo dịch vụ", "Referrals by service", "referral_service", TL_COUNT_REFERRAL_SERVICE, TRUE, FALSE},
    {"referral_result", "Kết quả chuyển tuyến", "Results of referrals", "referral_result", TL_COUNT_REFERRAL_RESULT, TRUE, FALSE},
    {"destination", "Nơi đến khi rời nhà tạm lánh", "Leaving to", "destination", TL_COUNT_DESTINATION, TRUE, FALSE},
    {"support_category", "Kinh phí hỗ trợ theo nội dung chi (đồng)", "Support by category (đồng)", "cost_category",
     TL_COUNT_SUPPORT_CATEGORY, TRUE, TRUE},
    {"support_source", "Kinh phí hỗ trợ theo nguồn (đồng)", "Support by funding source (đồng)", "funding_source", TL_COUNT_SUPPORT_SOURCE,
     TRUE, TRUE},
};

/* --- helpers --- */

static JsonObject *
new_group (Report *report, const char *key, const char *vi, const char *en)
{
  JsonObject *group = json_object_new ();

  json_object_set_string_member (group, "key", key);
  json_object_set_string_member (group, "label_vi", vi);
  json_object_set_string_member (group, "label_en", en);
  json_object_set_array_member (group, "rows", json_array_new ());
  json_array_add_object_element (report->groups, group);
  return group;
}

static JsonObject *
add_row (JsonObject *group, const char *key, const char *vi, const char *en)
{
  JsonObject *row = json_object_new ();

  json_object_set_string_member (row, "key", key);
  json_object_set_string_member (row, "label_vi", vi);
  json_object_set_string_member (row, "label_en", en);
  json_array_add_object_element (json_object_get_array_member (group, "rows"), row);
  return row;
}

static void
set_value (JsonObject *row, gint64 value, gboolean hidden)
{
  if (hidden)
    json_object_set_boolean_member (row, "hidden", TRUE);
  else
    json_object_set_int_member (row, "value", value);
}

static void
set_tenths (JsonObject *row, gint64 tenths, gboolean hidden)
{
  if (hidden)
    json_object_set_boolean_member (row, "hidden", TRUE);
  else
    json_object_set_double_member (row, "value", (double)tenths / 10);
}

static void
set_total (JsonObject *group, gint64 value, gboolean hidden)
{
  JsonObject *total = json_object_new ();

  set_value (total, value, hidden);
  json_object_set_object_member (group, "total", total);
}

static gint64
sum_of (GHashTable *table)
{
  GHashTableIter iter;
  gpointer value;
  gint64 sum = 0;

  g_hash_table_iter_init (&iter, table);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    sum += *(gint64 *)value;
  return sum;
}

static gint64
cell_of (GHashTable *table, const char *key)
{
  gint64 *value = g_hash_table_lookup (table, key);

  return value ? *value : 0;
}

/* --- groups by code --- */

/* Codes in the order of the list, then those that the list does not know, then "" for unset. Where small cells are hidden
 * the rows are the same whatever was counted, for a row that is only there when somebody has it tells that somebody
 * is there: "" always has one, and takes the codes that the list does not know. */
static GPtrArray *
codes_of (const TlList *list, GHashTable *table, gboolean hide)
{
  GPtrArray *codes = g_ptr_array_new ();
  g_autoptr (GList) keys = g_list_sort (g_hash_table_get_keys (table), (GCompareFunc)g_strcmp0);

  for (guint i = 0; list && i < tl_list_size (list); i++)
    g_ptr_array_add (codes, (gpointer)tl_list_item (list, i)->code);
  for (GList *key = keys; key; key = key->next)
    if (!hide && *(char *)key->data && (list == NULL || tl_list_find (list, key->data) == NULL))
      g_ptr_array_add (codes, key->data);
  if (hide || g_hash_table_contains (table, ""))
    g_ptr_array_add (codes, (gpointer) "");
  return codes;
}

static gboolean
add_group (Report *report, const GroupKind *kind, GError **error)
{
  g_autoptr (GHashTable) table
      = tl_report_count (report->store, kind->what, tl_date_start (report->from), tl_date_start (report->to + 1), error);
  const TlList *list = tl_list_get (kind->list);
  g_autoptr (GPtrArray) codes = NULL;
  g_autofree gint64 *cells = NULL;
  g_autofree gboolean *hidden = NULL;
  gboolean kept = TRUE;
  gint64 total, known = 0;
  JsonObject *group;

  if (table == NULL)
    return FALSE;
  codes = codes_of (list, table, report->hide);
  cells = g_new0 (gint64, MAX (codes->len, 1));
  hidden = g_new0 (gboolean, MAX (codes->len, 1));
  total = sum_of (table);
  for (guint i = 0; i < codes->len; i++)
    {
      cells[i] = cell_of (table, g_ptr_array_index (codes, i));
      known += cells[i];
    }
  if (report->hide)
    cells[codes->len - 1] += total - known;
  if (report->hide && !kind->money)
    kept = tl_suppress (cells, codes->len, kind->parts, hidden);

  group = new_group (report, kind->key, kind->vi, kind->en);
  for (guint i = 0; i < codes->len; i++)
    {
      const char *code = g_ptr_array_index (codes, i);
      const TlListItem *item = list ? tl_list_find (list, code) : NULL;
      JsonObject *row;

      if (*code == '\0')
        row = add_row (group, "unset", "Chưa ghi", "Not recorded");
      else
        row = add_row (group, code, item ? item->vi : code, item ? item->en : code);
      set_value (row, cells[i], hidden[i] || !kept);
    }
  if (kind->parts)
    set_total (group, total, report->hide && !kind->money && (total < TL_SMALL_CELL || !kept));
  return TRUE;
}

/* --- who came --- */

static gboolean
count_one (Report *report, TlCount what, gint64 *value, GError **error)
{
  g_autoptr (GHashTable) table = tl_report_count (report->store, what, tl_date_start (report->from), tl_date_start (report->to + 1), error);

  if (table == NULL)
    return FALSE;
  *value = sum_of (table);
  return TRUE;
}

static gboolean
add_received (Report *report, GError **error)
{
  static const struct
  {
    const char *key;
    const char *vi;
    const char *en;
    TlCount what;
  } rows[] = {
      {"cases", "Vụ việc tiếp nhận", "Cases received", TL_COUNT_CASES},
      {"companions", "Người đi cùng", "Companions", TL_COUNT_COMPANIONS},
      {"elsewhere", "Trong đó đã được nơi khác thống kê", "Of these counted by another place already", TL_COUNT_ELSEWHERE},
      {"again", "Trở lại trong vòng 6 tháng", "Back within six months", TL_COUNT_AGAIN},
  };
  JsonObject *group = new_group (report, "received", "Tiếp nhận", "Received");

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      gint64 value;

      if (!count_one (report, rows[i].what, &value, error))
        return FALSE;
      set_value (add_row (group, rows[i].key, rows[i].vi, rows[i].en), value, report->hide && value < TL_SMALL_CELL);
    }
  return TRUE;
}

/* --- nights --- */

static gboolean
add_nights (Report *report, GError **error)
{
  TlNights slept;
  gint64 nights, people, spent = 0;
  TlDate last_day = MIN (report->to, tl_date_today ());
  gint64 days = MAX (0, last_day - report->from + 1);
  gboolean few;
  JsonObject *group;

  if (!tl_store_nights (report->store, report->from, report->to, &slept, error)
      || !count_one (report, TL_COUNT_SUPPORT_CATEGORY, &spent, error))
    return FALSE;
  nights = slept.nights;
  people = slept.people;
  few = report->hide && people < TL_SMALL_CELL;
  group = new_group (report, "nights", "Lưu trú", "Stays");
  set_value (add_row (group, "people", "Số người lưu trú", "People who stayed"), people, few);
  set_value (add_row (group, "nights", "Số đêm", "Nights"), nights, few);
  if (people > 0 || report->hide)
    set_value (add_row (group, "mean", "Số đêm bình quân một người", "Mean nights a person"),
               people > 0 ? (nights * 2 + people) / (people * 2) : 0, few);
  /* The longest stay is one person's: it never leaves. */
  set_value (add_row (group, "longest", "Số đêm của người ở lâu nhất", "Longest stay in nights"), slept.longest, report->hide);
  if (days > 0)
    set_tenths (add_row (group, "occupancy", "Số người bình quân một đêm", "People a night"), (nights * 20 + days) / (days * 2), few);
  if (nights > 0 || report->hide)
    set_value (add_row (group, "cost_per_night", "Kinh phí một người một đêm (đồng)", "Cost per person and night (đồng)"),
               nights > 0 ? (spent * 2 + nights) / (nights * 2) : 0, few || nights == 0);
  return TRUE;
}

/* --- against the budget --- */

/* What is left of the year's budget of each source at the end of the period. */
static gboolean
add_budget (Report *report, GError **error)
{
  const TlList *sources = tl_list_get ("funding_source");
  g_autoptr (GHashTable) budgets = NULL;
  g_autoptr (GHashTable) spent = NULL;
  JsonObject *group = NULL;
  int year, last_year;

  tl_date_to_ymd (report->from, &year, NULL, NULL);
  tl_date_to_ymd (report->to, &last_year, NULL, NULL);
  if (year != last_year)
    return TRUE; /* budgets are of one year */
  budgets = tl_report_budgets (report->store, year, error);
  spent = budgets ? tl_report_count (report->store, TL_COUNT_SUPPORT_SOURCE, tl_date_start (tl_date_from_ymd (year, 1, 1)),
                                     tl_date_start (report->to + 1), error)
                  : NULL;
  for (guint i = 0; spent && i < tl_list_size (sources); i++)
    {
      const TlListItem *source = tl_list_item (sources, i);
      gint64 set = cell_of (budgets, source->code), used = cell_of (spent, source->code);
      const struct
      {
        const char *key;
        const char *vi;
        const char *en;
        gint64 value;
      } parts[] = {{"set", "dự toán năm", "budget of the year", set},
                   {"spent", "đã chi từ đầu năm", "spent since the year began", used},
                   {"left", "còn lại", "left", set - used}};

      if (!g_hash_table_contains (budgets, source->code))
        continue;
      if (group == NULL)
        group = new_group (report, "budget", "Kinh phí so với dự toán năm (đồng)", "Support against the year's budget (đồng)");
      for (guint j = 0; j < G_N_ELEMENTS (parts); j++)
        {
          g_autofree char *key = g_strdup_printf ("%s_%s", source->code, parts[j].key);
          g_autofree char *vi = g_strdup_printf ("%s: %s", source->vi, parts[j].vi);
          g_autofree char *en = g_strdup_printf ("%s: %s", source->en, parts[j].en);

          set_value (add_row (group, key, vi, en), parts[j].value, FALSE);
        }
    }
  return spent != NULL;
}

/* The paper's head is this place's; without it the paper has lines to fill in by hand. */
static gboolean
add_letterhead (Report *report, JsonObject *object, GError **error)
{
  static const struct
  {
    const char *member;
    guint field;
  } parts[] = {{"parent_agency", TL_SITE_PARENT_AGENCY}, {"issuing_agency", TL_SITE_ISSUING_AGENCY}, {"place_name", TL_SITE_PLACE_NAME}};
  const TlWhere where = {TL_SITE_CODE, "=", tl_store_site (report->store), 0};
  g_autoptr (GPtrArray) found = tl_store_list (report->store, TL_TYPE_SITE, &where, 1, TL_QUERY_ID, FALSE, 0, 1, error);
  JsonObject *head;

  if (found == NULL)
    return FALSE;
  if (found->len == 0 || !tl_record_has (found->pdata[0], TL_SITE_ISSUING_AGENCY) || !tl_record_has (found->pdata[0], TL_SITE_PLACE_NAME))
    return TRUE;
  head = json_object_new ();
  for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
    if (tl_record_has (found->pdata[0], parts[i].field))
      json_object_set_string_member (head, parts[i].member, tl_record_text (found->pdata[0], parts[i].field));
  json_object_set_object_member (object, "letterhead", head);
  return TRUE;
}

/* --- the run --- */

typedef struct
{
  TlDate from;
  TlDate to;
  gboolean hide;
} Args;

static gpointer
report_job (TlStore *store, gpointer data, GCancellable *cancellable, GError **error)
{
  Args *args = data;
  g_autoptr (JsonObject) object = json_object_new ();
  g_autofree char *from = tl_date_to_iso (args->from);
  g_autofree char *to = tl_date_to_iso (args->to);
  g_autofree char *period = tl_period_text (args->from, args->to);
  Report report = {store, args->from, args->to, args->hide, json_array_new ()};

  json_object_set_string_member (object, "site", tl_store_site (store));
  json_object_set_string_member (object, "from", from);
  json_object_set_string_member (object, "to", to);
  json_object_set_string_member (object, "period_text", period);
  json_object_set_boolean_member (object, "hidden", args->hide);
  json_object_set_array_member (object, "groups", report.groups);
  if (!add_received (&report, error))
    return NULL;
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      if (g_str_equal (kinds[i].key, "care_kind") && !add_nights (&report, error))
        return NULL;
      if (!add_group (&report, &kinds[i], error))
        return NULL;
    }
  if (!add_budget (&report, error) || !add_letterhead (&report, object, error))
    return NULL;
  return g_steal_pointer (&object);
}

/* --- public --- */

JsonObject *
tl_report_data (TlStore *store, TlDate from, TlDate to, gboolean hide_small, GError **error)
{
  Args args = {from, to, hide_small};

  g_return_val_if_fail (TL_IS_STORE (store), NULL);
  g_return_val_if_fail (from <= to, NULL);

  return tl_store_call (store, report_job, &args, error);
}
