/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "demo/demo-private.h"
#include "record/time.h"
#include "support/guard.h"
#include "support/support.h"

/* What an invented case cost: one voucher with lines a person, trips, people who brought her. */

#define TT55_ENDS "2026-05-31"

static TlRecord *
new_line (TlDemo *demo, const TlDemoCase *made, const char *category, TlDate date)
{
  TlRecord *line = tl_demo_record (demo, TL_TYPE_SUPPORT);

  if (made != NULL)
    tl_record_set_text (line, TL_SUPPORT_CASE, made->case_id);
  tl_demo_set_date (line, TL_SUPPORT_DATE, MIN (date, demo->today));
  tl_record_set_text (line, TL_SUPPORT_CATEGORY, category);
  tl_record_set_int (line, TL_SUPPORT_QUANTITY, 1000);
  tl_record_set_text (line, TL_SUPPORT_FUNDING_SOURCE, "province");
  tl_record_set_text (line, TL_SUPPORT_PAYEE_KIND, "victim");
  tl_record_set_text (line, TL_SUPPORT_STATE, "draft");
  return line;
}

/* Whole thousands of đồng, as prices are. */
static gint64
price (TlDemo *demo, gint low_thousands, gint high_thousands)
{
  return 1000 * (gint64)tl_demo_random_between (&demo->random, low_thousands, high_thousands);
}

static void
set_price (TlRecord *line, gint64 amount)
{
  tl_record_set_int (line, TL_SUPPORT_UNIT_PRICE, amount);
  tl_record_set_int (line, TL_SUPPORT_AMOUNT, amount);
}

static char *
save_voucher (TlDemo *demo, TlDate date, gint64 amount, const char *kind, GError **error)
{
  g_autoptr (TlRecord) voucher = tl_demo_record (demo, TL_TYPE_VOUCHER);
  g_autofree char *number = g_strdup_printf ("%07u", ++demo->voucher_number);

  tl_record_set_text (voucher, TL_VOUCHER_NUMBER, number);
  tl_demo_set_date (voucher, TL_VOUCHER_DATE, MIN (date, demo->today));
  tl_record_set_text (voucher, TL_VOUCHER_VENDOR, tl_demo_word (demo, "places", "vendor"));
  tl_record_set_int (voucher, TL_VOUCHER_AMOUNT, amount);
  tl_record_set_text (voucher, TL_VOUCHER_KIND, kind);
  if (!tl_store_save (demo->store, voucher, error))
    return NULL;
  return g_strdup (tl_record_id (voucher));
}

static gboolean
save_actual (TlDemo *demo, const TlDemoCase *made, const char *person, const char *category, TlDate date, gint64 amount, const char *kind,
             const char *trip, GError **error)
{
  g_autoptr (TlRecord) line = new_line (demo, made, category, date);
  g_autofree char *voucher = save_voucher (demo, date, amount, kind, error);

  if (voucher == NULL)
    return FALSE;
  tl_record_set_text (line, TL_SUPPORT_PERSON, person);
  tl_record_set_text (line, TL_SUPPORT_TRIP, trip);
  tl_record_set_text (line, TL_SUPPORT_VOUCHER, voucher);
  set_price (line, amount);
  return tl_support_save (demo->store, line, error);
}

/* One invoice for everybody's things, a line a person; now and then above the ceiling, with its reason. */
static gboolean
add_personal_items (TlDemo *demo, const TlDemoCase *made, GError **error)
{
  gint64 amounts[TL_DEMO_MAX_PEOPLE];
  gint64 total = 0;
  g_autofree char *voucher = NULL;

  for (guint i = 0; i < made->n_people; i++)
    {
      amounts[i] = price (demo, 180, 640);
      if (i == 0 && tl_demo_random_chance (&demo->random, 3))
        amounts[i] = price (demo, 710, 900);
      total += amounts[i];
    }
  voucher = save_voucher (demo, made->opened + 1, total, "invoice", error);
  if (voucher == NULL)
    return FALSE;
  for (guint i = 0; i < made->n_people; i++)
    {
      g_autoptr (TlRecord) line = new_line (demo, made, "personal_items", made->opened + 1);

      tl_record_set_text (line, TL_SUPPORT_PERSON, made->people[i]);
      tl_record_set_text (line, TL_SUPPORT_VOUCHER, voucher);
      tl_record_set_text (line, TL_SUPPORT_NOTE, tl_demo_word (demo, "texts", "items"));
      if (amounts[i] > 700000)
        {
          tl_record_set_text (line, TL_SUPPORT_OVER_LIMIT_REASON, tl_demo_word (demo, "texts", "reason"));
          tl_record_set_text (line, TL_SUPPORT_DECISION_NO, "31/QĐ-UBND");
        }
      set_price (line, amounts[i]);
      if (!tl_support_save (demo->store, line, error))
        return FALSE;
    }
  return TRUE;
}

static char *
save_trip (TlDemo *demo, const TlDemoCase *made, const char *purpose, const char *mode, TlDate day, GError **error)
{
  g_autoptr (TlRecord) trip = tl_demo_record (demo, TL_TYPE_TRIP);
  g_autofree char *people = g_strjoin (" ", made->people[0], made->n_people > 1 ? made->people[1] : NULL, NULL);

  tl_record_set_text (trip, TL_TRIP_CASE, made->case_id);
  tl_record_set_text (trip, TL_TRIP_PURPOSE, purpose);
  if (g_str_equal (purpose, "home"))
    tl_record_set_text (trip, TL_TRIP_DESTINATION, tl_demo_word (demo, "places", "commune"));
  else
    tl_record_set_text (trip, TL_TRIP_DESTINATION, tl_demo_word (demo, "places", purpose));
  tl_record_set_int (trip, TL_TRIP_FROM_AT, tl_date_start (day) + 8 * 3600);
  tl_record_set_int (trip, TL_TRIP_TO_AT, tl_date_start (day) + 15 * 3600);
  tl_record_set_text (trip, TL_TRIP_PEOPLE, people);
  tl_record_set_text (trip, TL_TRIP_ESCORTS, demo->staff[2]);
  tl_record_set_text (trip, TL_TRIP_MODE, mode);
  tl_record_set_int (trip, TL_TRIP_KM, 1000 * (gint64)tl_demo_random_between (&demo->random, 8, 70));
  tl_record_set_int (trip, TL_TRIP_FUEL_PRICE, 20510);
  if (g_str_equal (mode, "hired"))
    tl_record_set_text (trip, TL_TRIP_CONTRACT_NO, "HĐ-07/2026");
  if (!tl_store_save (demo->store, trip, error))
    return NULL;
  return g_strdup (tl_record_id (trip));
}

static gboolean
add_travel (TlDemo *demo, const TlDemoCase *made, GError **error)
{
  static const char *const purposes[] = {"home", "facility", "legal_aid"};
  static const char *const modes[] = {"agency_car", "public", "hired"};
  const char *mode = modes[tl_demo_random_below (&demo->random, 3)];
  TlDate day = made->left == TL_DATE_NONE ? made->opened + 1 : made->left;
  g_autofree char *trip = save_trip (demo, made, purposes[tl_demo_random_below (&demo->random, 3)], mode, MIN (day, demo->today), error);
  g_autoptr (TlRecord) meals = new_line (demo, made, "travel_meals", day);
  g_autoptr (TlRecord) escort = new_line (demo, made, "escort", day);

  if (trip == NULL)
    return FALSE;
  if (g_str_equal (mode, "agency_car"))
    {
      g_autoptr (TlRecord) fuel = new_line (demo, made, "travel_fuel", day);

      tl_record_unset (fuel, TL_SUPPORT_QUANTITY); /* the trip knows its kilometres */
      tl_record_set_text (fuel, TL_SUPPORT_TRIP, trip);
      tl_record_set_text (fuel, TL_SUPPORT_PAYEE_KIND, "staff");
      if (!tl_support_save (demo->store, fuel, error))
        return FALSE;
    }
  else if (!save_actual (demo, made, made->people[0], g_str_equal (mode, "public") ? "travel_fare" : "travel_hire", day,
                         price (demo, 60, 480), g_str_equal (mode, "public") ? "ticket" : "contract", trip, error))
    return FALSE;
  tl_record_set_text (meals, TL_SUPPORT_PERSON, made->people[0]);
  tl_record_set_text (meals, TL_SUPPORT_TRIP, trip);
  tl_record_set_text (escort, TL_SUPPORT_TRIP, trip);
  tl_record_set_text (escort, TL_SUPPORT_STAFF, demo->staff[2]);
  tl_record_set_text (escort, TL_SUPPORT_PAYEE_KIND, "staff");
  return tl_support_save (demo->store, meals, error) && tl_support_save (demo->store, escort, error);
}

/* Until 31/05/2026 by Thông tư 55/2023; afterwards only the programme pays, by decision. */
static void
set_tt55_source (TlRecord *line)
{
  if (g_strcmp0 (tl_record_text (line, TL_SUPPORT_DATE), TT55_ENDS) <= 0)
    return;
  tl_record_set_text (line, TL_SUPPORT_FUNDING_SOURCE, "programme");
  tl_record_set_text (line, TL_SUPPORT_DECISION_NO, "45/QĐ-UBND");
}

/* Whether a text pays the category on the day of @line; where none does any more, there is no such line. */
static gboolean
save_if_paid (TlDemo *demo, TlRecord *line, GError **error)
{
  g_autoptr (GError) none = NULL;
  g_autoptr (TlRecord) rate = NULL;
  TlDate day = TL_DATE_NONE;

  tl_date_parse_iso (tl_record_text (line, TL_SUPPORT_DATE), &day);
  rate = tl_rate_find (demo->store, tl_record_text (line, TL_SUPPORT_CATEGORY), day, &none);
  if (rate == NULL && g_error_matches (none, TL_SUPPORT_ERROR, TL_SUPPORT_ERROR_NO_RATE))
    return TRUE;
  return tl_support_save (demo->store, line, error);
}

static gboolean
add_urgent (TlDemo *demo, const TlDemoCase *made, GError **error)
{
  g_autoptr (TlRecord) informant = new_line (demo, made, "informant", made->opened);
  g_autoptr (TlRecord) meals = new_line (demo, made, "urgent_escort_meals", made->opened);
  g_autoptr (TlRecord) fare = new_line (demo, made, "urgent_escort_travel", made->opened);

  tl_record_set_text (informant, TL_SUPPORT_PAYEE_KIND, "informant");
  tl_record_set_text (meals, TL_SUPPORT_PAYEE_KIND, "collaborator");
  tl_record_set_text (fare, TL_SUPPORT_PAYEE_KIND, "collaborator");
  tl_record_set_text (meals, TL_SUPPORT_STAFF, demo->staff[1]);
  tl_record_set_text (fare, TL_SUPPORT_STAFF, demo->staff[1]);
  set_price (fare, price (demo, 40, 160));
  set_tt55_source (informant);
  set_tt55_source (meals);
  set_tt55_source (fare);
  if (!save_if_paid (demo, informant, error) || !save_if_paid (demo, meals, error) || !save_if_paid (demo, fare, error))
    return FALSE;
  for (guint i = 1; i < made->n_people && i < 2; i++)
    {
      g_autoptr (TlRecord) file = new_line (demo, made, "child_file", made->opened);

      tl_record_set_text (file, TL_SUPPORT_PERSON, made->people[i]);
      set_tt55_source (file);
      if (!save_if_paid (demo, file, error))
        return FALSE;
    }
  return TRUE;
}

gboolean
tl_demo_add_costs (TlDemo *demo, const TlDemoCase *made, GError **error)
{
  if (!add_personal_items (demo, made, error))
    return FALSE;
  if (tl_demo_random_chance (&demo->random, 45)
      && !save_actual (demo, made, made->people[0], "medicine", made->opened + 1, price (demo, 25, 98), "invoice", NULL, error))
    return FALSE;
  if (tl_demo_random_chance (&demo->random, 8)
      && !save_actual (demo, made, made->people[0], "materials", made->opened + 1, price (demo, 60, 300), "invoice", NULL, error))
    return FALSE;
  if (tl_demo_random_chance (&demo->random, 30) && !add_travel (demo, made, error))
    return FALSE;
  return !tl_demo_random_chance (&demo->random, 15) || add_urgent (demo, made, error);
}

gboolean
tl_demo_add_place_costs (TlDemo *demo, GError **error)
{
  TlDate month = tl_date_month_start (demo->first_day);

  if (!save_actual (demo, NULL, NULL, "facility", demo->first_day + 120, 12500000, "contract", NULL, error))
    return FALSE;
  for (; month <= demo->today; month = tl_date_add_months (month, 1))
    {
      g_autoptr (TlRecord) phone = new_line (demo, NULL, "collaborator_phone", month + 4);

      if (month + 4 > demo->today)
        break;
      tl_record_set_text (phone, TL_SUPPORT_PAYEE_KIND, "collaborator");
      tl_record_set_text (phone, TL_SUPPORT_STAFF, demo->staff[1]);
      set_tt55_source (phone);
      if (!save_if_paid (demo, phone, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
add_budgets (TlStore *store, gpointer data, GError **error)
{
  TlDemo *demo = data;
  int first, last, month, day;

  tl_date_to_ymd (demo->first_day, &first, &month, &day);
  tl_date_to_ymd (demo->today, &last, &month, &day);
  for (int year = first; year <= last; year++)
    {
      g_autoptr (TlRecord) budget = tl_demo_record (demo, TL_TYPE_BUDGET);

      tl_record_set_int (budget, TL_BUDGET_YEAR, year);
      tl_record_set_text (budget, TL_BUDGET_FUNDING_SOURCE, "province");
      tl_record_set_int (budget, TL_BUDGET_AMOUNT, 180000000);
      tl_record_set_text (budget, TL_BUDGET_DECISION_NO, "08/QĐ-SNV");
      if (!tl_store_save (store, budget, error))
        return FALSE;
    }
  return TRUE;
}

/* Whether the province paid for anything in these days: a quiet month has no statement. */
static gboolean
has_lines (TlDemo *demo, TlDate from, TlDate to, gboolean *has, GError **error)
{
  g_autofree char *first = tl_date_to_iso (from);
  g_autofree char *last = tl_date_to_iso (to);
  const TlWhere where[] = {
      {TL_SUPPORT_DATE, ">=", first, 0},
      {TL_SUPPORT_DATE, "<=", last, 0},
      {TL_SUPPORT_FUNDING_SOURCE, "=", "province", 0},
  };
  gint64 n = tl_store_count (demo->store, TL_TYPE_SUPPORT, where, G_N_ELEMENTS (where), error);

  *has = n > 0;
  return n >= 0;
}

/* An officer enters, the leader in charge approves: both invented, whoever sits at the desk. */
static gboolean
approve (TlDemo *demo, TlDate month, TlDate last, GError **error)
{
  g_autofree char *first_day = tl_date_to_iso (month);
  g_autofree char *last_day = tl_date_to_iso (last);
  TlWhere where[] = {{TL_SUPPORT_DATE, ">=", first_day, 0}, {TL_SUPPORT_DATE, "<=", last_day, 0}, {TL_SUPPORT_STATE, "=", "draft", 0}};
  TlWhere lead = {TL_STAFF_ROLE, "=", "leader", 0};
  g_autoptr (GPtrArray) leaders = tl_store_list (demo->store, TL_TYPE_STAFF, &lead, 1, TL_QUERY_ID, FALSE, 0, 1, error);
  g_autoptr (GPtrArray) lines
      = leaders ? tl_store_list (demo->store, TL_TYPE_SUPPORT, where, G_N_ELEMENTS (where), TL_QUERY_ID, FALSE, 0, 0, error) : NULL;

  for (guint i = 0; lines && i < lines->len; i++)
    {
      TlRecord *line = g_ptr_array_index (lines, i);

      if (leaders->len > 0)
        tl_record_set_text (line, TL_SUPPORT_APPROVED_BY, tl_record_id (leaders->pdata[0]));
      tl_record_set_text (line, TL_SUPPORT_STATE, "approved");
      tl_record_set_text (line, TL_SUPPORT_ENTERED_BY, demo->staff[0]);
      tl_record_set_int (line, TL_SUPPORT_APPROVED_AT, tl_clock_now ());
      if (!tl_guarded_save (demo->store, line, error))
        return FALSE;
    }
  return lines != NULL;
}

typedef struct
{
  TlDemo *demo;
  TlDate month;
  TlDate last;
} Approving;

static gboolean
approve_in_transaction (TlStore *store, gpointer data, GError **error)
{
  Approving *a = data;

  return approve (a->demo, a->month, a->last, error);
}

gboolean
tl_demo_add_accounts (TlDemo *demo, guint cases, GError **error)
{
  TlDate month = tl_date_month_start (demo->first_day);
  TlDate this_month = tl_date_month_start (demo->today);

  if (!tl_store_transaction (demo->store, add_budgets, demo, error))
    return FALSE;
  for (; month <= this_month; month = tl_date_add_months (month, 1))
    {
      TlDate last = MIN (tl_date_month_end (month), demo->today);
      gboolean has;
      guint added;

      if (!tl_support_generate (demo->store, month, last, NULL, &added, error) || !has_lines (demo, month, last, &has, error))
        return FALSE;
      /* A place makes its statement in the month after; this month and the last are still open. */
      if (has && month < tl_date_add_months (this_month, -1))
        {
          Approving approving = {demo, month, last};
          g_autoptr (TlRecord) statement = tl_statement_make (demo->store, "detail", month, last, "province", error);

          if (!tl_store_transaction (demo->store, approve_in_transaction, &approving, error))
            return FALSE;
          if (statement == NULL || !tl_statement_finalise (demo->store, tl_record_id (statement), error))
            return FALSE;
        }
    }
  return TRUE;
}
