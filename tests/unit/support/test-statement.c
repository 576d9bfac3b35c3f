/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include "fixture.h"
#include "store/sql.h"
#include "support/control-code.h"

static char *
text_of (Fixture *f, const char *id)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonObject) data = tl_statement_data (f->store, id, &error);
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_OBJECT);

  g_assert_no_error (error);
  json_node_set_object (node, data);
  return json_to_string (node, TRUE);
}

static char *
make (Fixture *f, const char *kind, const char *source)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TlRecord) record = tl_statement_make (f->store, kind, day ("2026-03-01"), day ("2026-03-31"), source, &error);

  g_assert_no_error (error);
  return g_strdup (tl_record_id (record));
}

static void
finalise (Fixture *f, const char *id)
{
  g_autoptr (GError) error = NULL;

  tl_statement_approve_and_finalise (f->store, id, &error);
  g_assert_no_error (error);
}

static char *
number_of (Fixture *f, const char *id)
{
  g_autoptr (TlRecord) record = load (f, TL_TYPE_STATEMENT, id);

  return g_strdup (tl_record_text (record, TL_STATEMENT_NUMBER));
}

/* The night of issue 2: total 1.470.000 meals + 45.000 file + 60.000 counselling + 85.000 medicine + 1.200.000 items
 * + 188.692 fuel = 3.048.692. */
static char *
one_night (Fixture *f, char **fuel)
{
  char *people[3];
  g_autofree char *file = put_case (f, "2026-03-05T21:00:00+07:00", &people[0]);
  g_autofree char *voucher = put (f, TL_TYPE_VOUCHER, "{'number':'0000123','date':'2026-03-06','amount':1200000,'kind':'invoice'}");
  g_autofree char *invoice = put (f, TL_TYPE_VOUCHER, "{'number':'0000456','date':'2026-03-07','amount':85000,'kind':'invoice'}");
  g_autofree char *trip = NULL;
  g_autoptr (GError) error = NULL;
  guint added;

  for (int i = 1; i < 3; i++)
    people[i] = put (f, TL_TYPE_PERSON, "{'alias':'Cháu %d','sex':'female'}", i);
  for (int i = 0; i < 3; i++)
    {
      put_stay (f, file, people[i], "2026-03-05T21:00:00+07:00", "2026-03-12T09:00:00+07:00");
      g_free (put (f, TL_TYPE_SUPPORT,
                   "{'category':'personal_items','case':'%s','person':'%s','voucher':'%s','date':'2026-03-06','amount':400000,'funding_"
                   "source':'province'}",
                   file, people[i], voucher));
    }
  put_sessions (f, file, people[0], f->counsellor, "2026-03", 3);
  g_free (put (f, TL_TYPE_SUPPORT,
               "{'category':'medicine','case':'%s','voucher':'%s','date':'2026-03-07','amount':85000,'funding_source':'province'}", file,
               invoice));
  trip = put (f, TL_TYPE_TRIP, "{'case':'%s','purpose':'home','people':['%s'],'mode':'agency_car','km':46,'fuel_price':20510}", file,
              people[0]);
  *fuel = put (f, TL_TYPE_SUPPORT, "{'category':'travel_fuel','trip':'%s','date':'2026-03-12','funding_source':'province'}", trip);
  tl_support_generate (f->store, day ("2026-03-01"), day ("2026-03-31"), NULL, &added, &error);
  g_assert_no_error (error);
  for (int i = 0; i < 3; i++)
    g_free (people[i]);
  return g_steal_pointer (&file);
}

static void
one_night_adds_up (Fixture *f, gconstpointer data)
{
  g_autofree char *fuel = NULL;
  g_autofree char *file = one_night (f, &fuel);
  g_autofree char *id = make (f, "detail", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonObject) shown = NULL;
  JsonArray *lines, *groups;
  gint64 sum = 0, shares = 0;

  shown = tl_statement_data (f->store, id, &error);
  g_assert_no_error (error);
  g_assert_cmpint (json_object_get_int_member (json_object_get_object_member (shown, "totals"), "amount"), ==, 3048692);
  g_assert_cmpint (json_object_get_int_member (json_object_get_object_member (shown, "totals"), "people"), ==, 3);
  g_assert_cmpstr (json_object_get_string_member (shown, "total_in_words"), ==,
                   "Ba triệu không trăm bốn mươi tám nghìn sáu trăm chín mươi hai đồng");
  g_assert_cmpstr (json_object_get_string_member (shown, "period_text"), ==, "Tháng 3 năm 2026");
  g_assert_true (json_object_get_null_member (shown, "number"));
  lines = json_object_get_array_member (shown, "lines");
  for (guint i = 0; i < json_array_get_length (lines); i++)
    {
      JsonObject *line = json_array_get_object_element (lines, i);
      double product = json_object_get_double_member (line, "quantity") * (double)json_object_get_int_member (line, "unit_price");

      sum += json_object_get_int_member (line, "amount");
      /* On paper quantity × price gives the amount, for fuel too. */
      g_assert_cmpfloat_with_epsilon (product, (double)json_object_get_int_member (line, "amount"), 0.5);
      g_assert_nonnull (strstr (json_object_get_string_member (line, "clause"), "Thông tư 03/2022/TT-BTC"));
      g_assert_nonnull (json_object_get_string_member (line, "case_code"));
    }
  g_assert_cmpint (sum, ==, 3048692);
  groups = json_object_get_array_member (shown, "groups");
  sum = 0;
  for (guint i = 0; i < json_array_get_length (groups); i++)
    {
      sum += json_object_get_int_member (json_array_get_object_element (groups, i), "amount");
      shares += json_object_get_int_member (json_array_get_object_element (groups, i), "share_permille");
    }
  g_assert_cmpint (sum, ==, 3048692);
  g_assert_cmpint (shares, ==, 1000);
}

static void
final_never_changes (Fixture *f, gconstpointer data)
{
  g_autofree char *fuel = NULL;
  g_autofree char *file = one_night (f, &fuel);
  g_autofree char *id = make (f, "detail", NULL);
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (TlRecord) rate = NULL;
  g_autoptr (TlRecord) late = NULL;
  g_autoptr (GPtrArray) sites = NULL;
  g_autoptr (GPtrArray) vouchers = NULL;

  finalise (f, id);
  before = text_of (f, id);

  rate = tl_rate_find (f->store, "meals", day ("2026-03-05"), &error);
  tl_record_set_int (rate, TL_RATE_LEVEL, 90000);
  tl_record_set_text (rate, TL_RATE_TITLE, "Tên khác");
  tl_record_set_text (rate, TL_RATE_LEGAL_BASIS, "Điều 1 Thông tư 1/2030/TT-BTC");
  put_rate (f, rate);
  g_assert_no_error (error);
  sites = tl_store_list (f->store, TL_TYPE_SITE, NULL, 0, TL_QUERY_ID, FALSE, 0, 0, &error);
  for (guint i = 0; i < sites->len; i++)
    {
      tl_record_set_text (g_ptr_array_index (sites, i), TL_SITE_ISSUING_AGENCY, "Cơ quan khác");
      tl_record_set_text (g_ptr_array_index (sites, i), TL_SITE_PLACE_NAME, "Nơi khác");
      tl_store_save (f->store, g_ptr_array_index (sites, i), &error);
      g_assert_no_error (error);
    }
  vouchers = tl_store_list (f->store, TL_TYPE_VOUCHER, NULL, 0, TL_QUERY_ID, FALSE, 0, 0, &error);
  for (guint i = 0; i < vouchers->len; i++)
    {
      tl_record_set_text (g_ptr_array_index (vouchers, i), TL_VOUCHER_NUMBER, "9999");
      tl_store_save (f->store, g_ptr_array_index (vouchers, i), &error);
      g_assert_no_error (error);
    }
  set_setting (f, "support.leaving_day_counts", "1");
  set_setting (f, "statement.signers", "[{\"role\":\"Người khác\",\"name\":\"Tên khác\"}]");
  late = record_from (TL_TYPE_SUPPORT, "{'category':'meals','case':'%s','date':'2026-03-20','quantity':1,'funding_source':'province'}",
                      file);
  tl_support_save (f->store, late, &error);
  g_assert_no_error (error);
  set_today ("2027-04-05T10:00:00+07:00");

  after = text_of (f, id);
  g_assert_cmpstr (before, ==, after);
}

static void
claimed_lines_cannot_be_touched (Fixture *f, gconstpointer data)
{
  g_autofree char *fuel = NULL;
  g_autofree char *file = one_night (f, &fuel);
  g_autofree char *id = make (f, "detail", NULL);
  g_autoptr (TlRecord) line = NULL;
  g_autoptr (TlRecord) stored = NULL;
  g_autoptr (GError) error = NULL;

  finalise (f, id);
  line = load (f, TL_TYPE_SUPPORT, fuel);
  g_assert_cmpstr (tl_record_text (line, TL_SUPPORT_STATE), ==, "claimed");
  g_assert_cmpstr (tl_record_text (line, TL_SUPPORT_STATEMENT), ==, id);
  tl_record_set_int (line, TL_SUPPORT_QUANTITY, 47000);
  g_assert_false (tl_support_save (f->store, line, &error));
  g_assert_error (error, TL_SUPPORT_ERROR, TL_SUPPORT_ERROR_FROZEN);
  g_clear_error (&error);
  /* Nor past this room: straight through the store … */
  tl_record_set_int (line, TL_SUPPORT_AMOUNT, 1);
  g_assert_false (tl_store_save (f->store, line, &error));
  g_clear_error (&error);
  tl_record_set_text (line, TL_SUPPORT_STATE, "draft");
  tl_record_set_text (line, TL_SUPPORT_STATEMENT, NULL);
  g_assert_false (tl_store_save (f->store, line, &error));
  g_clear_error (&error);
  g_assert_false (tl_store_delete (f->store, TL_TYPE_SUPPORT, fuel, "thử", &error));
  g_clear_error (&error);
  g_assert_false (tl_store_delete (f->store, TL_TYPE_STATEMENT, id, "thử", &error));
  g_clear_error (&error);
  stored = load (f, TL_TYPE_SUPPORT, fuel);
  g_assert_cmpint (tl_record_int (stored, TL_SUPPORT_AMOUNT), ==, 188692);
  /* … but it can be marked as paid. */
  tl_support_pay (f->store, (const char *const[]){fuel, NULL}, day ("2026-04-04"), "cash", NULL, &error);
  g_assert_no_error (error);
}

/* Whatever field the catalogue gives a statement, now or later: once final, no save changes it. */
static void
no_field_of_a_final_one_changes (Fixture *f, gconstpointer data)
{
  g_autofree char *fuel = NULL;
  g_autofree char *file = one_night (f, &fuel);
  g_autofree char *first = make (f, "detail", NULL);
  g_autofree char *other = NULL;
  g_autofree char *id = NULL;
  const TlTypeInfo *info = tl_type_info (TL_TYPE_STATEMENT);
  g_autoptr (GError) error = NULL;

  finalise (f, first);
  tl_statement_void (f->store, first, "nhầm kỳ", &error);
  g_assert_no_error (error);
  other = make (f, "summary", NULL);
  id = make (f, "detail", NULL);
  finalise (f, id);
  for (guint i = 0; i < info->n_fields; i++)
    {
      g_autoptr (TlRecord) record = load (f, TL_TYPE_STATEMENT, id);

      TlKind kind = info->fields[i].kind;

      if (kind == TL_KIND_MONEY || kind == TL_KIND_INT || kind == TL_KIND_TIME)
        tl_record_set_int (record, i, tl_record_int (record, i) + 1);
      else
        tl_record_set_text (record, i,
                            kind == TL_KIND_REF                ? other
                            : kind == TL_KIND_DATE             ? "2026-03-02"
                            : i == TL_STATEMENT_STATE          ? "void"
                            : i == TL_STATEMENT_KIND           ? "treasury"
                            : i == TL_STATEMENT_FUNDING_SOURCE ? "commune"
                                                               : "[]");
      g_test_message ("%s", info->fields[i].name);
      g_assert_false (tl_store_save (f->store, record, &error));
      /* What the program gives (the number) is refused before this room is asked. */
      if (!(info->fields[i].flags & TL_FIELD_GIVEN))
        g_assert_error (error, TL_SUPPORT_ERROR, TL_SUPPORT_ERROR_FROZEN);
      g_clear_error (&error);
    }
}

static gpointer
write_past_the_program (TlStore *store, gpointer data, GCancellable *cancellable, GError **error)
{
  return GINT_TO_POINTER (tl_sql_run (store, error, data, ""));
}

static void
triggers_hold_without_the_program (Fixture *f, gconstpointer data)
{
  static const char *const attempts[] = {"UPDATE support SET amount = 1 WHERE state = 'claimed'",
                                         "DELETE FROM support WHERE state = 'claimed'",
                                         "UPDATE statement SET lines = '[]' WHERE number IS NOT NULL",
                                         "UPDATE statement SET state = 'draft' WHERE number IS NOT NULL",
                                         "UPDATE statement SET number = '99/2026/BK-DC' WHERE number IS NOT NULL",
                                         "UPDATE statement SET replaces = id WHERE number IS NOT NULL",
                                         "DELETE FROM statement WHERE number IS NOT NULL"};
  g_autofree char *fuel = NULL;
  g_autofree char *file = one_night (f, &fuel);
  g_autofree char *id = make (f, "detail", NULL);
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;

  finalise (f, id);
  before = text_of (f, id);
  for (guint i = 0; i < G_N_ELEMENTS (attempts); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_false (GPOINTER_TO_INT (tl_store_call (f->store, write_past_the_program, (gpointer)attempts[i], &error)));
      g_assert_nonnull (error);
    }
  after = text_of (f, id);
  g_assert_cmpstr (before, ==, after);
}

static void
numbers_have_no_gaps (Fixture *f, gconstpointer data)
{
  g_autofree char *file = put_case (f, "2026-03-05T21:00:00+07:00", NULL);
  g_autofree char *dropped = make (f, "detail", NULL);
  g_autoptr (GError) error = NULL;

  /* An empty one gets no number; a dropped draft leaves none. */
  g_assert_false (tl_statement_approve_and_finalise (f->store, dropped, &error));
  g_assert_error (error, TL_SUPPORT_ERROR, TL_SUPPORT_ERROR_INVALID);
  g_clear_error (&error);
  tl_store_delete (f->store, TL_TYPE_STATEMENT, dropped, "thử", &error);
  g_assert_no_error (error);
  for (int i = 1; i <= 11; i++)
    {
      g_autofree char *id = NULL;
      g_autofree char *number = NULL;
      g_autofree char *expected = g_strdup_printf ("%02d/2026/BK-DC", i);

      g_free (put (f, TL_TYPE_SUPPORT, "{'category':'meals','case':'%s','date':'2026-03-%02d','quantity':1,'funding_source':'province'}",
                   file, i));
      id = make (f, "detail", NULL);
      finalise (f, id);
      number = number_of (f, id);
      g_assert_cmpstr (number, ==, expected);
      if (i == 5)
        {
          tl_statement_void (f->store, id, "sai nguồn", &error);
          g_assert_no_error (error);
        }
    }
  set_today ("2027-01-02T08:00:00+07:00");
  {
    g_autofree char *id = NULL;
    g_autofree char *number = NULL;

    g_free (
        put (f, TL_TYPE_SUPPORT, "{'category':'meals','case':'%s','date':'2026-03-30','quantity':1,'funding_source':'province'}", file));
    id = make (f, "detail", NULL);
    finalise (f, id);
    number = number_of (f, id);
    g_assert_cmpstr (number, ==, "01/2027/BK-DC");
  }
}

static void
void_frees_the_lines (Fixture *f, gconstpointer data)
{
  g_autofree char *fuel = NULL;
  g_autofree char *file = one_night (f, &fuel);
  g_autofree char *id = make (f, "detail", NULL);
  g_autofree char *next = NULL;
  g_autofree char *number = NULL;
  g_autofree char *printed = NULL;
  g_autoptr (TlRecord) line = NULL;
  g_autoptr (TlRecord) replacement = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonObject) shown = NULL;

  finalise (f, id);
  g_assert_false (tl_statement_void (f->store, id, "  ", &error));
  g_clear_error (&error);
  tl_statement_void (f->store, id, "ghi nhầm ngày", &error);
  g_assert_no_error (error);
  line = load (f, TL_TYPE_SUPPORT, fuel);
  g_assert_cmpstr (tl_record_text (line, TL_SUPPORT_STATE), ==, "approved");
  number = number_of (f, id);
  g_assert_cmpstr (number, ==, "01/2026/BK-DC");
  printed = text_of (f, id);
  g_assert_nonnull (strstr (printed, "ghi nhầm ngày"));
  g_assert_nonnull (strstr (printed, "3048692"));

  next = make (f, "detail", NULL);
  replacement = load (f, TL_TYPE_STATEMENT, next);
  g_assert_cmpstr (tl_record_text (replacement, TL_STATEMENT_REPLACES), ==, id);
  finalise (f, next);
  shown = tl_statement_data (f->store, next, &error);
  g_assert_cmpstr (json_object_get_string_member (shown, "replaces"), ==, "01/2026/BK-DC");
  g_assert_cmpint (json_object_get_int_member (json_object_get_object_member (shown, "totals"), "amount"), ==, 3048692);
  g_assert_false (tl_statement_void (f->store, id, "lần nữa", &error));
}

static void
no_line_twice_in_details (Fixture *f, gconstpointer data)
{
  g_autofree char *fuel = NULL;
  g_autofree char *file = one_night (f, &fuel);
  g_autofree char *detail = make (f, "detail", NULL);
  g_autofree char *again = NULL;
  g_autofree char *summary = NULL;
  g_autofree char *second_summary = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonObject) empty = NULL;
  g_autoptr (JsonObject) summed = NULL;
  g_autoptr (JsonObject) summed_again = NULL;

  finalise (f, detail);
  again = make (f, "detail", NULL);
  empty = tl_statement_data (f->store, again, &error);
  g_assert_cmpint (json_object_get_int_member (json_object_get_object_member (empty, "totals"), "lines"), ==, 0);
  g_assert_cmpstr (json_object_get_string_member (empty, "total_in_words"), ==, "Không đồng");
  /* A summary sums up what the detail has claimed, once. */
  summary = make (f, "summary", NULL);
  summed = tl_statement_data (f->store, summary, &error);
  g_assert_cmpint (json_object_get_int_member (json_object_get_object_member (summed, "totals"), "amount"), ==, 3048692);
  finalise (f, summary);
  second_summary = make (f, "summary", NULL);
  summed_again = tl_statement_data (f->store, second_summary, &error);
  g_assert_cmpint (json_object_get_int_member (json_object_get_object_member (summed_again, "totals"), "amount"), ==, 0);
}

static void
by_source (Fixture *f, gconstpointer data)
{
  g_autofree char *file = put_case (f, "2026-03-05T21:00:00+07:00", NULL);
  g_autofree char *id = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonObject) shown = NULL;

  g_free (put (f, TL_TYPE_SUPPORT, "{'category':'meals','case':'%s','date':'2026-03-06','quantity':1,'funding_source':'province'}", file));
  g_free (put (f, TL_TYPE_SUPPORT, "{'category':'meals','case':'%s','date':'2026-03-07','quantity':2,'funding_source':'donation'}", file));
  id = make (f, "summary", "donation");
  shown = tl_statement_data (f->store, id, &error);
  g_assert_no_error (error);
  g_assert_cmpint (json_object_get_int_member (json_object_get_object_member (shown, "totals"), "amount"), ==, 140000);
}

static void
budget_and_what_is_left (Fixture *f, gconstpointer data)
{
  g_autofree char *file = put_case (f, "2026-03-05T21:00:00+07:00", NULL);
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonObject) shown = NULL;
  JsonObject *totals;

  g_free (put (f, TL_TYPE_BUDGET, "{'year':2026,'funding_source':'province','amount':1000000}"));
  g_free (put (f, TL_TYPE_SUPPORT, "{'category':'meals','case':'%s','date':'2026-03-06','quantity':1,'funding_source':'province'}", file));
  first = make (f, "detail", "province");
  finalise (f, first);
  g_free (put (f, TL_TYPE_SUPPORT, "{'category':'meals','case':'%s','date':'2026-03-07','quantity':2,'funding_source':'province'}", file));
  second = make (f, "detail", "province");
  shown = tl_statement_data (f->store, second, &error);
  totals = json_object_get_object_member (shown, "totals");
  g_assert_cmpint (json_object_get_int_member (totals, "budget"), ==, 1000000);
  g_assert_cmpint (json_object_get_int_member (totals, "used"), ==, 210000);
  g_assert_cmpint (json_object_get_int_member (totals, "left"), ==, 790000);
}

/* Meals are paid by the province, which granted a million; a gift has no budget and takes nothing from it. */
static void
a_gift_takes_nothing_from_a_budget (Fixture *f, gconstpointer data)
{
  g_autofree char *file = put_case (f, "2026-03-05T21:00:00+07:00", NULL);
  g_autofree char *id = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonObject) shown = NULL;
  JsonObject *totals, *one;
  JsonArray *sources;

  g_free (put (f, TL_TYPE_BUDGET, "{'year':2026,'funding_source':'province','amount':1000000}"));
  g_free (put (f, TL_TYPE_BUDGET, "{'year':2026,'funding_source':'commune','amount':500000}"));
  g_free (put (f, TL_TYPE_SUPPORT, "{'category':'meals','case':'%s','date':'2026-03-06','quantity':1,'funding_source':'province'}", file));
  g_free (put (f, TL_TYPE_SUPPORT, "{'category':'meals','case':'%s','date':'2026-03-07','quantity':3,'funding_source':'donation'}", file));
  id = make (f, "summary", NULL);
  shown = tl_statement_data (f->store, id, &error);
  g_assert_no_error (error);
  totals = json_object_get_object_member (shown, "totals");
  g_assert_cmpint (json_object_get_int_member (totals, "amount"), ==, 280000);
  g_assert_cmpint (json_object_get_int_member (totals, "budget"), ==, 1500000);
  g_assert_cmpint (json_object_get_int_member (totals, "used"), ==, 70000);
  g_assert_cmpint (json_object_get_int_member (totals, "left"), ==, 1430000);
  sources = json_object_get_array_member (shown, "sources");
  g_assert_cmpuint (json_array_get_length (sources), ==, 2);
  one = json_array_get_object_element (sources, 0);
  g_assert_cmpstr (json_object_get_string_member (one, "source"), ==, "province");
  g_assert_cmpint (json_object_get_int_member (one, "amount"), ==, 70000);
  g_assert_cmpint (json_object_get_int_member (one, "left"), ==, 930000);
  g_assert_cmpint (json_object_get_int_member (one, "share_permille"), ==, 250);
  one = json_array_get_object_element (sources, 1);
  g_assert_cmpstr (json_object_get_string_member (one, "source"), ==, "donation");
  g_assert_cmpint (json_object_get_int_member (one, "amount"), ==, 210000);
  g_assert_true (json_object_get_null_member (one, "budget"));
}

static void
code_agrees_or_not (Fixture *f, gconstpointer data)
{
  g_autofree char *fuel = NULL;
  g_autofree char *file = one_night (f, &fuel);
  g_autofree char *id = make (f, "detail", NULL);
  g_autofree char *number = NULL;
  g_autofree char *other = NULL;
  g_autoptr (TlRecord) record = NULL;
  g_autoptr (JsonArray) none = json_array_new ();
  g_autoptr (GError) error = NULL;
  gboolean agrees = FALSE;

  finalise (f, id);
  number = number_of (f, id);
  record = load (f, TL_TYPE_STATEMENT, id);
  tl_statement_check (f->store, number, tl_record_text (record, TL_STATEMENT_CONTROL_CODE), &agrees, &error);
  g_assert_no_error (error);
  g_assert_true (agrees);
  other = tl_control_code (number, "detail", "2026-03-01", "2026-03-31", NULL, 1, none);
  tl_statement_check (f->store, number, other, &agrees, &error);
  g_assert_no_error (error);
  g_assert_false (agrees);
  g_assert_false (tl_statement_check (f->store, number, "AAAA-AAAA-AAAA-AAA1", &agrees, &error));
  g_assert_error (error, TL_SUPPORT_ERROR, TL_SUPPORT_ERROR_INVALID);
}

static void
numbers_come_from_one_pc (Fixture *f, gconstpointer data)
{
  g_autofree char *fuel = NULL;
  g_autofree char *file = one_night (f, &fuel);
  g_autofree char *id = make (f, "detail", NULL);
  g_autoptr (GError) error = NULL;

  set_setting (f, "statement.number_device", "2");
  g_assert_false (tl_statement_approve_and_finalise (f->store, id, &error));
  g_assert_error (error, TL_SUPPORT_ERROR, TL_SUPPORT_ERROR_INVALID);
}

static void
over_limit_is_marked (Fixture *f, gconstpointer data)
{
  g_autofree char *person = NULL;
  g_autofree char *file = put_case (f, "2026-03-05T21:00:00+07:00", &person);
  g_autofree char *id = NULL;
  g_autofree char *text = NULL;

  g_free (put (f, TL_TYPE_SUPPORT,
               "{'category':'personal_items','case':'%s','person':'%s','date':'2026-03-06','amount':900000,'funding_source':'province',"
               "'over_limit_reason':'Chị Hoa sinh con nhỏ','decision_no':'12/QĐ-UBND'}",
               file, person));
  id = make (f, "detail", NULL);
  finalise (f, id);
  text = text_of (f, id);
  g_assert_nonnull (strstr (text, "Vượt mức tối đa theo Quyết định số 12/QĐ-UBND"));
  g_assert_nonnull (strstr (text, "Dòng chi vượt mức tối đa theo quyết định ghi tại cột ghi chú: 1."));
  /* The reason may name her: it stays in the register. */
  g_assert_null (strstr (text, "Hoa"));
}

static void
informant_has_no_name (Fixture *f, gconstpointer data)
{
  g_autofree char *file = put_case (f, "2026-03-05T21:00:00+07:00", NULL);
  g_autofree char *id = NULL;
  g_autofree char *text = NULL;

  g_free (put (f, TL_TYPE_SUPPORT,
               "{'category':'informant','case':'%s','date':'2026-03-06','payee_kind':'informant','payee_name':'Phạm Văn "
               "Tố','funding_source':'programme'}",
               file));
  id = make (f, "detail", NULL);
  text = text_of (f, id);
  g_assert_nonnull (strstr (text, "Khoản chi có yêu cầu bảo mật"));
  g_assert_null (strstr (text, "Tố"));
}

/* Who is paid as an informant stays secret whatever the money is for, on the final paper as on the draft. */
static void
a_secret_payee_stays_secret (Fixture *f, gconstpointer data)
{
  g_autofree char *file = put_case (f, "2026-03-05T21:00:00+07:00", NULL);
  g_autofree char *id = NULL;
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;

  g_free (put (f, TL_TYPE_SUPPORT,
               "{'category':'collaborator_phone','case':'%s','date':'2026-03-06','payee_kind':'informant','payee_name':'Phạm Văn "
               "Tố','funding_source':'programme'}",
               file));
  id = make (f, "receipts", NULL);
  before = text_of (f, id);
  g_assert_nonnull (strstr (before, "\"name\" : \"Khoản chi có yêu cầu bảo mật\""));
  finalise (f, id);
  after = text_of (f, id);
  g_assert_nonnull (strstr (after, "\"name\" : \"Khoản chi có yêu cầu bảo mật\""));
  g_assert_null (strstr (after, "Tố"));
}

/* A paper without a column of notes, or whose notes say nothing, does not point to it. */
static void
no_note_points_nowhere (Fixture *f, gconstpointer data)
{
  g_autofree char *person = NULL;
  g_autofree char *file = put_case (f, "2026-03-05T21:00:00+07:00", &person);
  static const char *const kinds[] = {"treasury", "receipts"};

  g_free (put (f, TL_TYPE_SUPPORT,
               "{'category':'personal_items','case':'%s','person':'%s','date':'2026-03-06','amount':900000,'funding_source':'province',"
               "'over_limit_reason':'đông con','decision_no':'12/QĐ-UBND'}",
               file, person));
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      g_autofree char *id = make (f, kinds[i], NULL);
      g_autofree char *text = text_of (f, id);

      g_assert_nonnull (strstr (text, "Dòng chi vượt mức tối đa theo quyết định ghi "));
      g_assert_null (strstr (text, "cột ghi chú"));
    }
}

static gint64
listed_total (Fixture *f, const char *id)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) all = tl_statement_list (f->store, 0, &error);

  g_assert_no_error (error);
  for (guint i = 0; i < all->len; i++)
    if (g_str_equal (tl_record_id (all->pdata[i]), id))
      return tl_record_int (all->pdata[i], TL_STATEMENT_TOTAL);
  g_assert_not_reached ();
}

/* A draft in the list comes to what it would be made final with, whatever became of its lines since; a final one stays. */
static void
a_listed_draft_is_of_now (Fixture *f, gconstpointer data)
{
  g_autofree char *fuel = NULL;
  g_autofree char *file = one_night (f, &fuel);
  g_autofree char *draft = make (f, "detail", NULL);
  g_autofree char *signed_for = make (f, "receipts", NULL);
  const char *ids[] = {fuel, NULL};
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (listed_total (f, draft), ==, 3048692);
  tl_support_void (f->store, ids, "nhập nhầm", &error);
  g_assert_no_error (error);
  g_assert_cmpint (listed_total (f, draft), ==, 3048692 - 188692);
  /* Medicine is paid by invoice. */
  g_assert_cmpint (listed_total (f, signed_for), ==, 3048692 - 188692 - 85000);
  finalise (f, draft);
  g_assert_cmpint (listed_total (f, draft), ==, 3048692 - 188692);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  TEST ("/support/statement/one-night-adds-up", one_night_adds_up);
  TEST ("/support/statement/final-never-changes", final_never_changes);
  TEST ("/support/statement/claimed-lines-cannot-be-touched", claimed_lines_cannot_be_touched);
  TEST ("/support/statement/triggers-hold-without-the-program", triggers_hold_without_the_program);
  TEST ("/support/statement/no-field-of-a-final-one-changes", no_field_of_a_final_one_changes);
  TEST ("/support/statement/numbers-have-no-gaps", numbers_have_no_gaps);
  TEST ("/support/statement/void-frees-the-lines", void_frees_the_lines);
  TEST ("/support/statement/no-line-twice-in-details", no_line_twice_in_details);
  TEST ("/support/statement/by-source", by_source);
  TEST ("/support/statement/budget-and-what-is-left", budget_and_what_is_left);
  TEST ("/support/statement/a-gift-takes-nothing-from-a-budget", a_gift_takes_nothing_from_a_budget);
  TEST ("/support/statement/code-agrees-or-not", code_agrees_or_not);
  TEST ("/support/statement/numbers-come-from-one-pc", numbers_come_from_one_pc);
  TEST ("/support/statement/over-limit-is-marked", over_limit_is_marked);
  TEST ("/support/statement/informant-has-no-name", informant_has_no_name);
  TEST ("/support/statement/a-secret-payee-stays-secret", a_secret_payee_stays_secret);
  TEST ("/support/statement/no-note-points-nowhere", no_note_points_nowhere);
  TEST ("/support/statement/a-listed-draft-is-of-now", a_listed_draft_is_of_now);
  return g_test_run ();
}
