/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The lines of a statement: their order, their words, their groups by category and source, their sums. */

#include "support/statement-private.h"

#include <stdlib.h>
#include <string.h>

#include "record/lists.h"
#include "record/text.h"
#include "support/control-code.h"
#include "support/formula.h"
#include "support/rates.h"

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

/* --- order --- */

/* The order of the law's table, looked up once a row. */
typedef struct
{
  TlLineRow *row;
  guint category;
} Place;

static int
compare_lines (gconstpointer a, gconstpointer b)
{
  const Place *one = a;
  const Place *two = b;
  int by;

  if (!one->row->case_code != !two->row->case_code)
    return one->row->case_code ? -1 : 1;
  if ((by = g_strcmp0 (one->row->case_code, two->row->case_code)) != 0)
    return by;
  if (one->category != two->category)
    return one->category < two->category ? -1 : 1;
  if ((by = strcmp (one->row->date, two->row->date)) != 0)
    return by;
  return strcmp (one->row->id, two->row->id);
}

/* For a paper without identity: what belongs to one person does not stand together. */
static int
compare_secret (gconstpointer a, gconstpointer b)
{
  const Place *one = a;
  const Place *two = b;
  int by;

  if (one->category != two->category)
    return one->category < two->category ? -1 : 1;
  if ((by = strncmp (one->row->date, two->row->date, strlen ("2026-03"))) != 0)
    return by;
  return strcmp (one->row->id, two->row->id);
}

void
tl_statement_sort (GPtrArray *rows, const char *kind)
{
  g_autofree Place *places = g_new (Place, MAX (rows->len, 1));
  g_autoptr (GHashTable) orders = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < rows->len; i++)
    {
      TlLineRow *row = g_ptr_array_index (rows, i);
      gpointer order;

      if (!g_hash_table_lookup_extended (orders, row->category, NULL, &order))
        {
          order = GUINT_TO_POINTER (tl_rate_category_order (row->category));
          g_hash_table_insert (orders, row->category, order);
        }
      places[i] = (Place){row, GPOINTER_TO_UINT (order)};
    }
  qsort (places, rows->len, sizeof *places, g_strcmp0 (kind, "treasury") == 0 ? compare_secret : compare_lines);
  for (guint i = 0; i < rows->len; i++)
    rows->pdata[i] = places[i].row;
}

/* --- which lines --- */

/* Paid against an invoice, a ticket or a contract, whoever it was for: nobody signs for the money. */
static gboolean
is_signed_for (const TlLineRow *row)
{
  static const char *const by_voucher[]
      = {"medicine", "materials", "travel_fare", "travel_fuel", "travel_hire", "facility", "urgent_escort_travel", NULL};

  if (row->payee_kind)
    return !g_str_equal (row->payee_kind, "vendor");
  return !g_strv_contains (by_voucher, row->category);
}

void
tl_statement_keep_signed (GPtrArray *rows)
{
  for (guint i = rows->len; i > 0; i--)
    if (!is_signed_for (g_ptr_array_index (rows, i - 1)))
      g_ptr_array_remove_index (rows, i - 1);
}

gboolean
tl_statement_is_late (const TlLineRow *row, GPtrArray *earlier)
{
  for (guint i = 0; i < earlier->len; i++)
    {
      const TlEarlier *one = g_ptr_array_index (earlier, i);

      if (strcmp (one->from, row->date) <= 0 && strcmp (row->date, one->to) <= 0
          && (one->source == NULL || g_strcmp0 (one->source, row->source) == 0))
        return TRUE;
    }
  return FALSE;
}

/* --- lines --- */

static void
add_note (GString *note, const char *text)
{
  if (text == NULL || *text == '\0')
    return;
  if (note->len)
    g_string_append (note, "; ");
  g_string_append (note, text);
}

JsonObject *
tl_statement_line (TlLineRow *row, guint no)
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
  tl_json_set_text (line, "id", row->id);
  tl_json_set_text (line, "case_code", row->case_code);
  tl_json_set_text (line, "category", row->category);
  tl_json_set_text (line, "title", row->title);
  tl_json_set_text (line, "clause", row->clause);
  tl_json_set_text (line, "unit", unit);
  tl_json_set_quantity (line, "quantity", quantity);
  json_object_set_int_member (line, "unit_price", row->unit_price);
  json_object_set_int_member (line, "amount", row->amount);
  tl_json_set_text (line, "date", row->date);
  tl_json_set_text (line, "date_to", row->date_to);
  tl_json_set_text (line, "source", row->source);
  tl_json_set_text (line, "source_label", tl_list_label_vi ("funding_source", row->source));
  tl_json_set_text (line, "voucher_number", row->voucher_number);
  tl_json_set_text (line, "voucher_date", row->voucher_date);
  tl_json_set_text (line, "note", note->len ? note->str : NULL);
  json_object_set_boolean_member (line, "over_limit", row->over_limit);
  json_object_set_boolean_member (line, "road", g_str_equal (row->category, "travel_fuel") || g_strcmp0 (row->unit, "km") == 0);
  tl_control_set_check (line, FALSE);
  return line;
}

JsonArray *
tl_statement_clauses (TlStore *store, GPtrArray *rows)
{
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GHashTable) rates = g_hash_table_new (g_str_hash, g_str_equal);
  JsonArray *clauses = json_array_new ();

  for (guint i = 0; i < rows->len; i++)
    {
      TlLineRow *row = g_ptr_array_index (rows, i);
      g_autofree char *title = NULL;

      if (!g_hash_table_add (rates, row->rate))
        continue;
      title = tl_rate_full_title (store, row->rate, row->clause);
      if (g_hash_table_contains (seen, title))
        continue;
      json_array_add_string_element (clauses, title);
      g_hash_table_add (seen, g_steal_pointer (&title));
    }
  return clauses;
}

/* --- groups and totals --- */

/* No final statement has claimed it yet. */
static gboolean
is_open (const TlLineRow *row)
{
  return g_strcmp0 (row->state, "draft") == 0 || g_strcmp0 (row->state, "approved") == 0;
}

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
      if (is_open (row))
        group->open += row->amount;
      if (row->person)
        g_hash_table_add (group->people, row->person);
    }
  g_ptr_array_sort (groups, compare_groups);
  return groups;
}

/* What the lines of one source come to. */
typedef struct
{
  guint lines;
  gint64 amount;
  gint64 open;
  GHashTable *people;
} Sum;

static void
sum_clear (Sum *sum)
{
  g_clear_pointer (&sum->people, g_hash_table_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Sum, sum_clear)

/* Null where no line names one: petrol, an escort's day are not for nobody, they are not counted by people. */
static void
set_people (JsonObject *object, GHashTable *people)
{
  if (g_hash_table_size (people) > 0)
    json_object_set_int_member (object, "people", g_hash_table_size (people));
  else
    json_object_set_null_member (object, "people");
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

JsonArray *
tl_statement_groups (TlStore *store, GPtrArray *rows, int year, GError **error)
{
  g_autoptr (GPtrArray) groups = group_rows (rows);
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
      tl_json_set_text (object, "category", group->first->category);
      tl_json_set_text (object, "title", group->first->title);
      tl_json_set_text (object, "clause", group->first->clause);
      tl_json_set_text (object, "source", group->first->source);
      tl_json_set_text (object, "source_label", tl_list_label_vi ("funding_source", group->first->source));
      set_people (object, group->people);
      json_object_set_int_member (object, "lines", group->lines);
      json_object_set_int_member (object, "amount", group->amount);
      json_object_set_int_member (object, "share_permille", shares[i]);
      if (!set_budget (store, object, year, group->first->source, group->first->category, group->open, error))
        return NULL;
      tl_control_set_group_check (object);
    }
  return g_steal_pointer (&array);
}

/* Adds the sums of one source: of the lines, and of its budget where it has one. */
static void
count_source (GPtrArray *rows, const char *source, Sum *sum)
{
  sum->people = g_hash_table_new (g_str_hash, g_str_equal);
  for (guint i = 0; i < rows->len; i++)
    {
      TlLineRow *row = g_ptr_array_index (rows, i);

      if (g_strcmp0 (row->source, source) != 0)
        continue;
      sum->lines++;
      sum->amount += row->amount;
      if (is_open (row))
        sum->open += row->amount;
      if (row->person)
        g_hash_table_add (sum->people, row->person);
    }
}

JsonArray *
tl_statement_sources (TlStore *store, GPtrArray *rows, int year, GError **error)
{
  const TlList *list = tl_list_get ("funding_source");
  g_autoptr (JsonArray) array = json_array_new ();
  g_autofree gint64 *amounts = g_new0 (gint64, tl_list_size (list));
  g_autofree gint64 *shares = g_new0 (gint64, tl_list_size (list));

  for (guint i = 0; i < tl_list_size (list); i++)
    {
      const char *source = tl_list_item (list, i)->code;
      g_auto (Sum) sum = {0};
      JsonObject *object;

      count_source (rows, source, &sum);
      if (sum.lines == 0)
        continue;
      object = json_object_new ();
      amounts[json_array_get_length (array)] = sum.amount;
      json_array_add_object_element (array, object);
      tl_json_set_text (object, "source", source);
      tl_json_set_text (object, "source_label", tl_list_label_vi ("funding_source", source));
      set_people (object, sum.people);
      json_object_set_int_member (object, "lines", sum.lines);
      json_object_set_int_member (object, "amount", sum.amount);
      if (!set_budget (store, object, year, source, NULL, sum.open, error))
        return NULL;
    }
  tl_formula_shares (amounts, json_array_get_length (array), shares);
  for (guint i = 0; i < json_array_get_length (array); i++)
    json_object_set_int_member (json_array_get_object_element (array, i), "share_permille", shares[i]);
  return g_steal_pointer (&array);
}

/* Of all sources together: what a source without a budget spends takes nothing from another's. */
static gboolean
set_budgets (TlStore *store, JsonObject *totals, int year, GPtrArray *rows, GError **error)
{
  static const char *const members[] = {"budget", "used", "left"};
  const TlList *list = tl_list_get ("funding_source");
  gint64 sums[G_N_ELEMENTS (members)] = {0};
  gboolean any = FALSE;

  for (guint i = 0; i < tl_list_size (list); i++)
    {
      g_autoptr (JsonObject) one = json_object_new ();
      g_auto (Sum) sum = {0};

      count_source (rows, tl_list_item (list, i)->code, &sum);
      if (!set_budget (store, one, year, tl_list_item (list, i)->code, NULL, sum.open, error))
        return FALSE;
      if (json_object_get_null_member (one, "budget"))
        continue;
      any = TRUE;
      for (guint j = 0; j < G_N_ELEMENTS (members); j++)
        sums[j] += json_object_get_int_member (one, members[j]);
    }
  for (guint j = 0; j < G_N_ELEMENTS (members); j++)
    if (any)
      json_object_set_int_member (totals, members[j], sums[j]);
    else
      json_object_set_null_member (totals, members[j]);
  return TRUE;
}

JsonObject *
tl_statement_totals (TlStore *store, TlRecord *statement, GPtrArray *rows, int year, GError **error)
{
  g_autoptr (JsonObject) totals = json_object_new ();
  g_autoptr (GHashTable) people = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GHashTable) vouchers = g_hash_table_new (g_str_hash, g_str_equal);
  gint64 amount = 0, open = 0;

  for (guint i = 0; i < rows->len; i++)
    {
      TlLineRow *row = g_ptr_array_index (rows, i);

      amount += row->amount;
      if (is_open (row))
        open += row->amount;
      if (row->person)
        g_hash_table_add (people, row->person);
      if (row->voucher)
        g_hash_table_add (vouchers, row->voucher);
    }
  json_object_set_int_member (totals, "vouchers", g_hash_table_size (vouchers));
  json_object_set_int_member (totals, "lines", rows->len);
  json_object_set_int_member (totals, "people", g_hash_table_size (people));
  json_object_set_int_member (totals, "amount", amount);
  if (!tl_record_has (statement, TL_STATEMENT_FUNDING_SOURCE))
    return set_budgets (store, totals, year, rows, error) ? g_steal_pointer (&totals) : NULL;
  if (!set_budget (store, totals, year, tl_record_text (statement, TL_STATEMENT_FUNDING_SOURCE), NULL, open, error))
    return NULL;
  return g_steal_pointer (&totals);
}
