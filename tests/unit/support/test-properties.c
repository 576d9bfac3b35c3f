/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Whatever happens in whatever order: stays, sessions and trips come, change and go; lines are typed, approved, paid,
 * voided; statements are made final and voided; settings and rates change. After each round the lines are worked out
 * and compared with a count of its own, which knows nothing of lines: it walks over days and sessions one by one.
 *
 * A failure prints its seed: run with --seed=… again (seed.h). Slow: more rounds of more registers. */

#include <string.h>

#include "../seed.h"
#include "fixture.h"
#include "record/text.h"
#include "sync/projection.h"

#define N_CASES 3
#define N_PEOPLE 5
#define N_OFFICERS 2
#define MEAL 70000
#define RAISED 84000
#define ESCORT 70000
#define TRIP_DAYS 3
#define SESSION 20000
#define SESSIONS_A_MONTH 30 /* 600.000 / 20.000 */

typedef struct
{
  Fixture *f;
  char *cases[N_CASES];
  char *people[N_PEOPLE]; /* 0 … N_CASES - 1: victims */
  int case_of[N_PEOPLE];
  char *officers[N_OFFICERS];
  GPtrArray *stays;
  GPtrArray *care;
  GPtrArray *trips;
  GPtrArray *statements; /* ids of final ones */
  GPtrArray *pages;      /* their text when made final */
  gboolean companions;
  gboolean leaving;
  TlDate raised; /* from that day on a day of meals is RAISED */
} World;

static gint
pick (gint n)
{
  return g_test_rand_int_range (0, n);
}

static char *
random_time (gint first, gint last)
{
  /* Days from 2026-01-20 on: three months are touched. */
  g_autofree char *date = tl_date_to_iso (day ("2026-01-20") + g_test_rand_int_range (first, last));

  return g_strdup_printf ("%sT%02d:%02d:00+07:00", date, pick (24), pick (60));
}

static void
world_init (World *w, Fixture *f)
{
  *w = (World){.f = f, .companions = TRUE, .raised = TL_DATE_NONE};
  w->stays = g_ptr_array_new_with_free_func (g_free);
  w->care = g_ptr_array_new_with_free_func (g_free);
  w->trips = g_ptr_array_new_with_free_func (g_free);
  w->statements = g_ptr_array_new_with_free_func (g_free);
  w->pages = g_ptr_array_new_with_free_func (g_free);
  for (int i = 0; i < N_CASES; i++)
    w->cases[i] = put_case (f, "2026-01-10T08:00:00+07:00", &w->people[i]);
  for (int i = 0; i < N_PEOPLE; i++)
    {
      w->case_of[i] = i % N_CASES;
      if (i >= N_CASES)
        w->people[i] = put (f, TL_TYPE_PERSON, "{'alias':'Cháu','sex':'male'}");
    }
  for (int i = 0; i < N_OFFICERS; i++)
    w->officers[i] = put (f, TL_TYPE_STAFF, "{'full_name':'Cán bộ %d','role':'shelter','counsellor':true}", i);
}

/* A level raised on a day in the middle of stays, before any line was made. */
static void
raise_meals (World *w)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TlRecord) rate = tl_rate_find (w->f->store, "meals", day ("2026-03-01"), &error);
  g_autoptr (TlRecord) next = NULL;
  g_autofree char *last = NULL, *first = NULL;

  g_assert_no_error (error);
  w->raised = day ("2026-01-22") + pick (50);
  last = tl_date_to_iso (w->raised - 1);
  first = tl_date_to_iso (w->raised);
  next = record_from (TL_TYPE_RATE,
                      "{'category':'meals','valid_from':'%s','unit':'người/ngày','formula':'fixed','level':%d,"
                      "'legal_basis':'Điều 5 Thông tư 99/2026/TT-BTC','title':'Tiền ăn'}",
                      first, RAISED);
  tl_record_set_text (rate, TL_RATE_VALID_TO, last);
  put_rate (w->f, rate);
  put_rate (w->f, next);
}

static void
world_clear (World *w)
{
  for (int i = 0; i < N_CASES; i++)
    g_free (w->cases[i]);
  for (int i = 0; i < N_PEOPLE; i++)
    g_free (w->people[i]);
  for (int i = 0; i < N_OFFICERS; i++)
    g_free (w->officers[i]);
  g_ptr_array_unref (w->stays);
  g_ptr_array_unref (w->care);
  g_ptr_array_unref (w->trips);
  g_ptr_array_unref (w->statements);
  g_ptr_array_unref (w->pages);
}

/* --- what happens --- */

static void
try_put (World *w, GPtrArray *ids, TlType type, TlRecord *record)
{
  g_autoptr (GError) error = NULL;

  /* Two stays of one person at a time are refused: then it did not happen. */
  if (tl_store_save (w->f->store, record, &error))
    g_ptr_array_add (ids, g_strdup (tl_record_id (record)));
}

static void
add_stay (World *w)
{
  int person = pick (N_PEOPLE);
  gint first = pick (60);
  g_autofree char *in = random_time (first, first + 1);
  g_autofree char *out = random_time (first + 1, first + 12);
  g_autoptr (TlRecord) stay = pick (8) == 0
                                  ? record_from (TL_TYPE_STAY, "{'case':'%s','person':'%s','checked_in_at':'%s'}",
                                                 w->cases[w->case_of[person]], w->people[person], in)
                                  : record_from (TL_TYPE_STAY, "{'case':'%s','person':'%s','checked_in_at':'%s','checked_out_at':'%s'}",
                                                 w->cases[w->case_of[person]], w->people[person], in, out);

  try_put (w, w->stays, TL_TYPE_STAY, stay);
}

static void
change_stay (World *w)
{
  g_autoptr (TlRecord) stay = NULL;
  g_autoptr (GError) error = NULL;

  if (w->stays->len == 0)
    return;
  stay = load (w->f, TL_TYPE_STAY, g_ptr_array_index (w->stays, pick ((gint)w->stays->len)));
  if (pick (2) == 0 && tl_record_has (stay, TL_STAY_CHECKED_OUT_AT))
    tl_record_set_int (stay, TL_STAY_CHECKED_OUT_AT, tl_record_int (stay, TL_STAY_CHECKED_OUT_AT) + (pick (9) - 4) * 86400);
  else
    tl_record_set_int (stay, TL_STAY_CHECKED_IN_AT, tl_record_int (stay, TL_STAY_CHECKED_IN_AT) + (pick (9) - 4) * 86400);
  tl_store_save (w->f->store, stay, &error);
}

static void
drop (World *w, GPtrArray *ids, TlType type)
{
  g_autoptr (GError) error = NULL;
  guint at;

  if (ids->len == 0)
    return;
  at = (guint)pick ((gint)ids->len);
  tl_store_delete (w->f->store, type, g_ptr_array_index (ids, at), "nhập nhầm", &error);
  g_assert_no_error (error);
  g_ptr_array_remove_index (ids, at);
}

static void
add_sessions (World *w)
{
  int person = pick (N_PEOPLE);
  int officer = pick (N_OFFICERS);

  for (int i = pick (14); i >= 0; i--)
    {
      g_autofree char *at = random_time (0, 70);
      g_autoptr (TlRecord) care = record_from (TL_TYPE_CARE, "{'case':'%s','person':'%s','staff':'%s','kind':'counselling','at':'%s'}",
                                               w->cases[w->case_of[person]], w->people[person], w->officers[officer], at);

      try_put (w, w->care, TL_TYPE_CARE, care);
    }
}

static const char *const purposes[] = {"facility", "home", "legal_aid", "hospital"};

static guint
generate_trip (World *w, const char *id)
{
  g_autoptr (TlRecord) trip = load (w->f, TL_TYPE_TRIP, id);
  g_autoptr (GError) error = NULL;
  guint done = 0;

  /* One that lies ahead and has no lines says so. */
  if (!tl_trip_generate (w->f->store, id, &done, &error))
    {
      g_assert_error (error, TL_SUPPORT_ERROR, TL_SUPPORT_ERROR_INVALID);
      g_assert_cmpint (tl_date_from_time (tl_record_int (trip, TL_TRIP_FROM_AT)), >, day ("2026-04-05"));
    }
  return done;
}

/* In the register from its first day: lines are taken by tl_trip_generate(), and follow it from then on. */
static void
add_trip (World *w)
{
  int a = pick (N_PEOPLE), b = pick (N_PEOPLE), officer = pick (N_OFFICERS);
  gint first = pick (60);
  g_autofree char *from = random_time (first, first + 1);
  g_autofree char *to = random_time (first + 1, first + 6);
  g_autofree char *second = a == b ? g_strdup ("") : g_strdup_printf (",'%s'", w->people[b]);
  g_autoptr (TlRecord) trip = record_from (TL_TYPE_TRIP,
                                           "{'case':'%s','purpose':'%s','people':['%s'%s],'escorts':['%s'],'from_at':'%s','to_at':'%s',"
                                           "'mode':'agency_car','km':%d.5,'fuel_price':%d}",
                                           w->cases[w->case_of[a]], purposes[pick (4)], w->people[a], second, w->officers[officer], from,
                                           to, 1 + pick (90), 20000 + pick (900));
  g_autoptr (GError) error = NULL;

  try_put (w, w->trips, TL_TYPE_TRIP, trip);
  generate_trip (w, tl_record_id (trip));
}

static void
change_trip (World *w)
{
  g_autoptr (TlRecord) trip = NULL;
  g_autoptr (GError) error = NULL;
  gint64 length;

  if (w->trips->len == 0)
    return;
  trip = load (w->f, TL_TYPE_TRIP, g_ptr_array_index (w->trips, pick ((gint)w->trips->len)));
  length = tl_record_int (trip, TL_TRIP_TO_AT) - tl_record_int (trip, TL_TRIP_FROM_AT);
  switch (pick (5))
    {
    case 0:
      tl_record_set_int (trip, TL_TRIP_FROM_AT, tl_record_int (trip, TL_TRIP_FROM_AT) + (pick (61) - 30) * 86400);
      tl_record_set_int (trip, TL_TRIP_TO_AT, tl_record_int (trip, TL_TRIP_FROM_AT) + length);
      break;
    case 1:
      tl_record_set_int (trip, TL_TRIP_TO_AT, tl_record_int (trip, TL_TRIP_FROM_AT) + pick (5) * 86400);
      break;
    case 2:
      tl_record_set_int (trip, TL_TRIP_KM, 1000 + pick (90000));
      break;
    case 3:
      tl_record_set_int (trip, TL_TRIP_FUEL_PRICE, 20000 + pick (900));
      break;
    default:
      tl_record_set_text (trip, TL_TRIP_PURPOSE, purposes[pick (4)]);
    }
  tl_store_save (w->f->store, trip, &error);
  g_assert_no_error (error);
  /* Who made a trip of the hospital a way home asks for its lines. */
  generate_trip (w, tl_record_id (trip));
}

static char *
page_of (World *w, const char *id)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonObject) data = tl_statement_data (w->f->store, id, &error);
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_OBJECT);

  g_assert_no_error (error);
  json_node_set_object (node, data);
  return json_to_string (node, FALSE);
}

static gint64
total_of (World *w, const char *id)
{
  g_autoptr (TlRecord) statement = load (w->f, TL_TYPE_STATEMENT, id);

  return tl_record_int (statement, TL_STATEMENT_TOTAL);
}

/* The detail of a month and, of the same lines, its summary: both come to the sum of their lines. */
static void
make_final (World *w)
{
  static const char *const months[] = {"2026-01-01", "2026-02-01", "2026-03-01"};
  TlDate from = day (months[pick (3)]);
  g_autoptr (GError) error = NULL;
  g_autoptr (TlRecord) statement = tl_statement_make (w->f->store, "detail", from, tl_date_month_end (from), NULL, &error);
  g_autoptr (JsonObject) data = NULL;
  g_autoptr (JsonObject) summary = NULL;
  g_autoptr (TlRecord) second = NULL;
  JsonArray *lines, *groups;
  gint64 sum = 0, grouped = 0, total;

  g_assert_no_error (error);
  if (!tl_statement_approve_and_finalise (w->f->store, tl_record_id (statement), &error))
    {
      tl_store_delete (w->f->store, TL_TYPE_STATEMENT, tl_record_id (statement), "trống", NULL);
      return;
    }
  data = tl_statement_data (w->f->store, tl_record_id (statement), &error);
  g_assert_no_error (error);
  lines = json_object_get_array_member (data, "lines");
  groups = json_object_get_array_member (data, "groups");
  for (guint i = 0; i < json_array_get_length (lines); i++)
    sum += json_object_get_int_member (json_array_get_object_element (lines, i), "amount");
  for (guint i = 0; i < json_array_get_length (groups); i++)
    grouped += json_object_get_int_member (json_array_get_object_element (groups, i), "amount");
  total = total_of (w, tl_record_id (statement));
  g_assert_cmpint (total, ==, sum);
  g_assert_cmpint (total, ==, grouped);
  g_ptr_array_add (w->statements, g_strdup (tl_record_id (statement)));
  g_ptr_array_add (w->pages, page_of (w, tl_record_id (statement)));
}

static void
void_statement (World *w)
{
  g_autoptr (GError) error = NULL;
  guint at;

  if (w->statements->len == 0)
    return;
  at = (guint)pick ((gint)w->statements->len);
  /* Refused where a line is paid already. */
  if (!tl_statement_void (w->f->store, g_ptr_array_index (w->statements, at), "lập lại", &error))
    return;
  g_ptr_array_remove_index (w->statements, at);
  g_ptr_array_remove_index (w->pages, at);
}

static void
take_step (World *w, TlLifeStep step, const char *state)
{
  TlWhere where = {TL_SUPPORT_STATE, "=", state, 0};
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) lines = tl_store_list (w->f->store, TL_TYPE_SUPPORT, &where, 1, TL_QUERY_ID, FALSE, 0, 0, &error);
  TlRecord *line;

  g_assert_no_error (error);
  if (lines->len == 0)
    return;
  line = g_ptr_array_index (lines, pick ((gint)lines->len));
  tl_support_take_step (w->f->store, step, (const char *const[]){tl_record_id (line), NULL},
                        &(TlLifeDetails){"thử", TL_DATE_NONE, NULL, NULL}, &error);
  g_assert_no_error (error);
}

static void
change_setting (World *w)
{
  if (pick (2) == 0)
    w->leaving = !w->leaving;
  else
    w->companions = !w->companions;
  set_setting (w->f, "support.companions_meals", w->companions ? "1" : "0");
  set_setting (w->f, "support.leaving_day_counts", w->leaving ? "1" : "0");
}

static void
something_happens (World *w)
{
  switch (pick (20))
    {
    case 0:
    case 1:
    case 2:
    case 3:
      add_stay (w);
      break;
    case 4:
    case 5:
      change_stay (w);
      break;
    case 6:
      drop (w, w->stays, TL_TYPE_STAY);
      break;
    case 7:
    case 8:
      add_sessions (w);
      break;
    case 9:
      drop (w, w->care, TL_TYPE_CARE);
      break;
    case 10:
    case 11:
      make_final (w);
      break;
    case 12:
      void_statement (w);
      break;
    case 13:
      take_step (w, TL_LIFE_APPROVE, "draft");
      break;
    case 14:
      take_step (w, TL_LIFE_PAY, "claimed");
      break;
    case 15:
    case 16:
      add_trip (w);
      break;
    case 17:
    case 18:
      change_trip (w);
      break;
    default:
      change_setting (w);
    }
}

/* --- the count of its own --- */

/* Whether any stay of the person holds the day. */
static gboolean
is_fed (World *w, int p, TlDate d)
{
  for (guint i = 0; i < w->stays->len; i++)
    {
      g_autoptr (TlRecord) stay = load (w->f, TL_TYPE_STAY, g_ptr_array_index (w->stays, i));
      TlDate in = tl_date_from_time (tl_record_int (stay, TL_STAY_CHECKED_IN_AT));
      TlDate out
          = tl_record_has (stay, TL_STAY_CHECKED_OUT_AT) ? tl_date_from_time (tl_record_int (stay, TL_STAY_CHECKED_OUT_AT)) : G_MAXINT32;

      if (g_str_equal (tl_record_text (stay, TL_STAY_PERSON), w->people[p])
          && (d == in || (d > in && (d < out || (d == out && w->leaving)))))
        return w->companions || p < N_CASES;
    }
  return FALSE;
}

/* Money for meals, person-day by person-day, each at the level of its day. */
static gint64
count_meals (World *w)
{
  gint64 sum = 0;

  for (int p = 0; p < N_PEOPLE; p++)
    for (TlDate d = day ("2026-01-01"); d <= day ("2026-04-05"); d++)
      if (is_fed (w, p, d))
        sum += w->raised != TL_DATE_NONE && d >= w->raised ? RAISED : MEAL;
  return sum;
}

static int
index_of (World *w, const char *person)
{
  for (int p = 0; p < N_PEOPLE; p++)
    if (g_str_equal (w->people[p], person))
      return p;
  g_assert_not_reached ();
}

/* What the trips cost: days on the way that nobody fed her, at most three; each day of the escort; petrol. */
static void
count_trips (World *w, gint64 *meals, gint64 *escort, gint64 *fuel)
{
  *meals = *escort = *fuel = 0;
  for (guint i = 0; i < w->trips->len; i++)
    {
      g_autoptr (TlRecord) trip = load (w->f, TL_TYPE_TRIP, g_ptr_array_index (w->trips, i));
      g_auto (GStrv) people = g_strsplit (tl_record_text (trip, TL_TRIP_PEOPLE), " ", -1);
      TlDate from = tl_date_from_time (tl_record_int (trip, TL_TRIP_FROM_AT));
      TlDate to = MAX (from, tl_date_from_time (tl_record_int (trip, TL_TRIP_TO_AT)));

      /* Nothing is called for before its day has come. */
      to = MIN (to, day ("2026-04-05"));
      if (g_str_equal (tl_record_text (trip, TL_TRIP_PURPOSE), "hospital") || from > to)
        continue;
      *escort += (to - from + 1) * ESCORT;
      /* Halves up, of 0,2 litres: (km in thousandths × 200 × price) ÷ 1.000.000. */
      *fuel += (tl_record_int (trip, TL_TRIP_KM) * 200 * tl_record_int (trip, TL_TRIP_FUEL_PRICE) + 500000) / 1000000;
      for (guint k = 0; people[k]; k++)
        {
          int p = index_of (w, people[k]), taken = 0;

          for (TlDate d = from; d <= to && taken < TRIP_DAYS; d++)
            taken += !is_fed (w, p, d);
          *meals += taken * MEAL;
        }
    }
}

/* Sessions that are paid: of each officer and month at most thirty. */
static gint64
count_sessions (World *w)
{
  int months[N_OFFICERS][3] = {0};
  gint64 paid = 0;

  for (guint i = 0; i < w->care->len; i++)
    {
      g_autoptr (TlRecord) care = load (w->f, TL_TYPE_CARE, g_ptr_array_index (w->care, i));
      int month;

      tl_date_to_ymd (tl_date_from_time (tl_record_int (care, TL_CARE_AT)), NULL, &month, NULL);
      for (int o = 0; o < N_OFFICERS; o++)
        if (g_str_equal (tl_record_text (care, TL_CARE_STAFF), w->officers[o]))
          months[o][month - 1]++;
    }
  for (int o = 0; o < N_OFFICERS; o++)
    for (int m = 0; m < 3; m++)
      paid += MIN (months[o][m], SESSIONS_A_MONTH);
  return paid;
}

/* --- what must hold --- */

static guint
generate (World *w)
{
  g_autoptr (GError) error = NULL;
  guint done = 0;

  tl_support_generate (w->f->store, day ("2026-01-01"), day ("2026-04-30"), NULL, &done, &error);
  g_assert_no_error (error);
  return done;
}

static guint
generate_trips (World *w)
{
  guint done = 0;

  for (guint i = 0; i < w->trips->len; i++)
    done += generate_trip (w, g_ptr_array_index (w->trips, i));
  return done;
}

static void
check_ceilings (World *w)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) over = tl_support_overruns (w->f->store, day ("2026-01-01"), day ("2026-04-30"), &error);

  g_assert_no_error (error);
  g_assert_cmpuint (over->len, ==, 0);
}

static void
check_pages (World *w)
{
  for (guint i = 0; i < w->statements->len; i++)
    {
      g_autofree char *now = page_of (w, g_ptr_array_index (w->statements, i));

      g_assert_cmpstr (now, ==, g_ptr_array_index (w->pages, i));
    }
}

/* What is claimed is exactly what stands on the final papers. */
static void
check_claimed (World *w)
{
  static const char *const states[] = {"claimed", "paid"};
  gint64 claimed = 0, on_paper = 0;

  for (guint s = 0; s < 2; s++)
    {
      TlWhere where = {TL_SUPPORT_STATE, "=", states[s], 0};
      g_autoptr (GError) error = NULL;
      g_autoptr (GPtrArray) lines = tl_store_list (w->f->store, TL_TYPE_SUPPORT, &where, 1, TL_QUERY_ID, FALSE, 0, 0, &error);

      g_assert_no_error (error);
      for (guint i = 0; i < lines->len; i++)
        claimed += tl_record_int (g_ptr_array_index (lines, i), TL_SUPPORT_AMOUNT);
    }
  for (guint i = 0; i < w->statements->len; i++)
    on_paper += total_of (w, g_ptr_array_index (w->statements, i));
  g_assert_cmpint (claimed, ==, on_paper);
}

/* As a preview does it: the run is rolled back. */
static gboolean
sum_bundle (TlStore *store, gpointer data, GError **error)
{
  GHashTable *sums = data;
  g_autoptr (JsonArray) lines = tl_project_money (store, "HY", TRUE, error);

  g_assert_no_error (*error);
  for (guint i = 0; i < json_array_get_length (lines); i++)
    {
      JsonObject *line = json_array_get_object_element (lines, i);
      const char *number = json_object_get_string_member_with_default (line, "statement", NULL);
      gint64 *sum = number ? g_hash_table_lookup (sums, number) : NULL;

      if (number == NULL)
        continue;
      if (sum == NULL)
        g_hash_table_insert (sums, g_strdup (number), sum = g_new0 (gint64, 1));
      *sum += json_object_get_int_member (line, "amount");
    }
  g_set_error_literal (error, TL_SUPPORT_ERROR, TL_SUPPORT_ERROR_INVALID, "only looking");
  return FALSE;
}

/* What a bundle would carry comes to each paper's total, and to nothing else that is numbered. */
static void
check_bundle (World *w)
{
  g_autoptr (GHashTable) sums = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_autoptr (GError) error = NULL;

  tl_store_transaction (w->f->store, sum_bundle, sums, &error);
  g_assert_cmpuint (g_hash_table_size (sums), ==, w->statements->len);
  for (guint i = 0; i < w->statements->len; i++)
    {
      g_autoptr (TlRecord) statement = load (w->f, TL_TYPE_STATEMENT, g_ptr_array_index (w->statements, i));
      gint64 *sum = g_hash_table_lookup (sums, tl_record_text (statement, TL_STATEMENT_NUMBER));

      g_assert_nonnull (sum);
      g_assert_cmpint (*sum, ==, tl_record_int (statement, TL_STATEMENT_TOTAL));
    }
}

/* A correction of some kilometres is rounded for itself: each line of petrol may be off by half a đồng. */
static void
check_fuel (World *w, gint64 fuel)
{
  gint64 off = sum_of_category (w->f, "travel_fuel") - fuel;

  g_assert_cmpint (ABS (off), <=, count_category (w->f, "travel_fuel"));
}

static void
check_round (World *w)
{
  gint64 meals, escort, fuel;

  /* Days on which she is no longer fed are offered: taken, whichever comes first; then neither way finds more. */
  if (pick (2) == 0)
    generate (w);
  generate_trips (w);
  generate (w);
  g_assert_cmpuint (generate_trips (w), ==, 0);
  g_assert_cmpuint (generate (w), ==, 0);
  g_assert_cmpint (sum_of_category (w->f, "meals"), ==, count_meals (w));
  count_trips (w, &meals, &escort, &fuel);
  g_assert_cmpint (sum_of_category (w->f, "travel_meals"), ==, meals);
  g_assert_cmpint (sum_of_category (w->f, "escort"), ==, escort);
  check_fuel (w, fuel);
  g_assert_cmpint (sum_of_category (w->f, "counselling"), ==, count_sessions (w) * SESSION);
  check_ceilings (w);
  check_pages (w);
  check_claimed (w);
  check_bundle (w);
}

static void
live_through (guint registers, guint rounds)
{
  for (guint r = 0; r < registers; r++)
    {
      Fixture f = {0};
      World w;

      fixture_set_up (&f, NULL);
      world_init (&w, &f);
      if (r % 2 == 1)
        raise_meals (&w);
      for (guint i = 0; i < rounds; i++)
        {
          for (int n = 3 + pick (6); n > 0; n--)
            something_happens (&w);
          check_round (&w);
        }
      world_clear (&w);
      fixture_tear_down (&f, NULL);
    }
}

static void
quick (void)
{
  live_through (2, 8);
}

static void
slow (void)
{
  live_through (16, 20);
}

int
main (int argc, char **argv)
{
  seeded_test_init (&argc, &argv);
  g_test_add_func ("/support/properties/lines-are-what-a-count-of-its-own-says", quick);
  if (g_test_slow ())
    g_test_add_func ("/support/properties/slow/many-registers", slow);
  return g_test_run ();
}
