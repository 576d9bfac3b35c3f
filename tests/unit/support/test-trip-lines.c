/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a trip calls for, and what the lines on a voucher take of it. */

#include <string.h>

#include "fixture.h"

typedef struct
{
  Fixture f;
  char *mother, *child, *file;
} World;

static void
world_set_up (World *w, gconstpointer data)
{
  fixture_set_up (&w->f, data);
  w->file = put_case (&w->f, "2026-03-01T08:00:00+07:00", &w->mother);
  w->child = put (&w->f, TL_TYPE_PERSON, "{'alias':'Bé Na','sex':'female'}");
}

static void
world_tear_down (World *w, gconstpointer data)
{
  fixture_tear_down (&w->f, data);
  g_free (w->mother);
  g_free (w->child);
  g_free (w->file);
}

static char *
trip (World *w, const char *to, const char *more)
{
  g_autofree char *json = g_strdup_printf ("{'case':'%s','purpose':'facility','people':['%s','%s'],'escorts':['%s'],"
                                           "'from_at':'2026-03-12T08:00:00+07:00','to_at':'%sT15:00:00+07:00',%s}",
                                           w->file, w->mother, w->child, w->f.officer, to, more);

  return put (&w->f, TL_TYPE_TRIP, "%s", json);
}

/* Two people × 2 days of meals, 46 km, one escort × 2 days. */
static void
generated_once (World *w, gconstpointer data)
{
  g_autofree char *id = trip (w, "2026-03-13", "'mode':'agency_car','km':46,'fuel_price':20510");
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) again = NULL;
  guint added = 0;

  tl_trip_generate (w->f.store, id, &added, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (added, ==, 4);
  g_assert_cmpint (sum_of_category (&w->f, "travel_meals"), ==, 4 * 70000);
  g_assert_cmpint (sum_of_category (&w->f, "travel_fuel"), ==, 188692);
  g_assert_cmpint (sum_of_category (&w->f, "escort"), ==, 2 * 70000);
  tl_trip_generate (w->f.store, id, &added, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (added, ==, 0);
  again = tl_trip_lines (w->f.store, id, &error);
  for (guint i = 0; i < again->len; i++)
    g_assert_true (((TlTripLine *)again->pdata[i])->exists);
}

/* The text pays three days of meals; a ticket's sum is not guessed. */
static void
three_days_and_no_guess (World *w, gconstpointer data)
{
  g_autofree char *id = trip (w, "2026-03-16", "'mode':'public'");
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) lines = tl_trip_lines (w->f.store, id, &error);
  guint added = 0;

  g_assert_no_error (error);
  /* Three days and two beyond for each, an escort, and a ticket whose sum is not known. */
  g_assert_cmpuint (lines->len, ==, 6);
  g_assert_cmpint (tl_record_int (((TlTripLine *)lines->pdata[0])->line, TL_SUPPORT_QUANTITY), ==, 3000);
  g_assert_true (((TlTripLine *)lines->pdata[0])->to_do);
  g_assert_cmpint (tl_record_int (((TlTripLine *)lines->pdata[1])->line, TL_SUPPORT_QUANTITY), ==, 2000);
  g_assert_false (((TlTripLine *)lines->pdata[1])->to_do);
  g_assert_true (((TlTripLine *)lines->pdata[5])->needs_sum);
  tl_trip_generate (w->f.store, id, &added, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (added, ==, 3);
  g_assert_cmpuint (count_category (&w->f, "travel_fare"), ==, 0);
}

/* An earlier version made a trip's lines without an origin, one for each who travelled over both months. They stand as typed ones
 * do, open or claimed: neither the trip nor a month generates them again. */
static void
of_an_older_register (World *w, gconstpointer data)
{
  static const char *const offers[] = {"travel_meals", "escort", "travel_fuel", NULL};
  g_autofree char *id = NULL;
  g_autoptr (GError) error = NULL;
  gint64 before;
  guint added = 0;

  set_today ("2026-04-20T10:00:00+07:00");
  id = put (&w->f, TL_TYPE_TRIP,
            "{'case':'%s','purpose':'facility','people':['%s','%s'],'escorts':['%s'],'from_at':'2026-03-31T08:00:00+07:00',"
            "'to_at':'2026-04-02T15:00:00+07:00','mode':'agency_car','km':46,'fuel_price':20510}",
            w->file, w->mother, w->child, w->f.officer);
  for (guint i = 0; i < 2; i++)
    g_free (put (&w->f, TL_TYPE_SUPPORT,
                 "{'category':'travel_meals','case':'%s','trip':'%s','person':'%s','date':'2026-03-31','date_to':'2026-04-02','quantity':3,"
                 "'funding_source':'province','payee_kind':'victim'}",
                 w->file, id, i == 0 ? w->mother : w->child));
  g_free (put (&w->f, TL_TYPE_SUPPORT,
               "{'category':'travel_fuel','case':'%s','trip':'%s','date':'2026-03-31','quantity':46,'unit_price':20510,"
               "'funding_source':'province','payee_kind':'staff'}",
               w->file, id));
  for (guint claimed = 0; claimed < 2; claimed++)
    {
      before = sum_of_category (&w->f, "travel_meals") + sum_of_category (&w->f, "escort") + sum_of_category (&w->f, "travel_fuel");
      /* The escort's days were not taken then: they are offered, once. */
      tl_trip_generate (w->f.store, id, &added, &error);
      g_assert_no_error (error);
      g_assert_cmpuint (added, ==, claimed ? 0 : 2);
      tl_support_generate_chosen (w->f.store, &(TlGenerate){.from = day ("2026-03-01"), .to = day ("2026-04-19"), .with = offers}, &added,
                                  &error);
      g_assert_no_error (error);
      g_assert_cmpint (sum_of_category (&w->f, "travel_meals"), ==, 6 * 70000);
      g_assert_cmpint (sum_of_category (&w->f, "travel_fuel"), ==, 188692);
      g_assert_cmpint (sum_of_category (&w->f, "escort"), ==, 3 * 70000);
      g_assert_cmpint (before, ==, claimed ? 6 * 70000 + 188692 + 3 * 70000 : 6 * 70000 + 188692);
      if (claimed == 0)
        {
          g_autoptr (TlRecord) made = tl_statement_make (w->f.store, "detail", day ("2026-03-01"), day ("2026-03-31"), NULL, &error);

          tl_statement_approve_and_finalise (w->f.store, tl_record_id (made), &error);
          g_assert_no_error (error);
        }
    }
}

static void
a_line_for_all_is_enough (World *w, gconstpointer data)
{
  g_autofree char *id = trip (w, "2026-03-12", "'mode':'hired','contract_no':'HĐ-7'");
  g_autofree char *both = put (
      &w->f, TL_TYPE_SUPPORT,
      "{'category':'travel_meals','case':'%s','trip':'%s','date':'2026-03-12','quantity':2,'funding_source':'province'}", w->file, id);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) lines = tl_trip_lines (w->f.store, id, &error);
  guint meals = 0, added = 0;

  g_assert_no_error (error);
  for (guint i = 0; i < lines->len; i++)
    {
      TlTripLine *line = lines->pdata[i];

      if (!g_str_equal (tl_record_text (line->line, TL_SUPPORT_CATEGORY), "travel_meals"))
        continue;
      meals++;
      g_assert_true (line->exists);
    }
  g_assert_cmpuint (meals, ==, 1);
  tl_trip_generate (w->f.store, id, &added, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (added, ==, 1); /* the escort */
}

static void
generate_with_offers (World *w, const char *from, const char *to)
{
  static const char *const offers[] = {"travel_meals", "escort", NULL};
  g_autoptr (GError) error = NULL;

  tl_support_generate_chosen (w->f.store, &(TlGenerate){.from = day (from), .to = day (to), .with = offers}, NULL, &error);
  g_assert_no_error (error);
}

/* Entered on the 12th and on the way that day and the next: one day is the shelter's. Whichever way the lines are made
 * first, the other adds nothing. @data: the offers come first. */
static void
no_day_is_eaten_twice (World *w, gconstpointer data)
{
  g_autofree char *id = trip (w, "2026-03-13", "'mode':'agency_car','km':46,'fuel_price':20510");
  g_autoptr (GError) error = NULL;
  guint added = 0;

  put_stay (&w->f, w->file, w->mother, "2026-03-10T08:00:00+07:00", "2026-03-13T08:00:00+07:00");
  for (int i = 0; i < 2; i++)
    {
      if (data || i > 0)
        generate_with_offers (w, "2026-03-01", "2026-03-31");
      tl_trip_generate (w->f.store, id, &added, &error);
      g_assert_no_error (error);
    }
  g_assert_cmpuint (added, ==, 0);
  g_assert_cmpint (sum_of_category (&w->f, "meals"), ==, 3 * 70000);
  g_assert_cmpint (sum_of_category (&w->f, "travel_meals"), ==, (1 + 2) * 70000);
  g_assert_cmpint (sum_of_category (&w->f, "escort"), ==, 2 * 70000);
}

/* A person whom the shelter feeds on every day of the trip has no line. */
static void
fed_on_every_day (World *w, gconstpointer data)
{
  g_autofree char *id = trip (w, "2026-03-13", "'mode':'public'");
  g_autoptr (GError) error = NULL;
  guint added = 0;

  put_stay (&w->f, w->file, w->mother, "2026-03-10T08:00:00+07:00", "2026-03-20T08:00:00+07:00");
  tl_trip_generate (w->f.store, id, &added, &error);
  g_assert_no_error (error);
  g_assert_cmpint (sum_of_category (&w->f, "travel_meals"), ==, 2 * 70000);
}

/* A trip that lies behind the period asked for keeps its lines. */
static void
part_of_a_month_takes_nothing_back (World *w, gconstpointer data)
{
  g_autofree char *id = trip (w, "2026-03-13", "'mode':'public'");

  generate_with_offers (w, "2026-03-01", "2026-03-31");
  g_assert_cmpint (sum_of_category (&w->f, "travel_meals"), ==, 4 * 70000);
  generate_with_offers (w, "2026-03-01", "2026-03-10");
  g_assert_cmpint (sum_of_category (&w->f, "travel_meals"), ==, 4 * 70000);
  g_assert_cmpint (sum_of_category (&w->f, "escort"), ==, 2 * 70000);
}

static char *
finalise_march (World *w)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TlRecord) statement = tl_statement_make (w->f.store, "detail", day ("2026-03-01"), day ("2026-03-31"), NULL, &error);

  g_assert_no_error (error);
  tl_statement_approve_and_finalise (w->f.store, tl_record_id (statement), &error);
  g_assert_no_error (error);
  return g_strdup (tl_record_id (statement));
}

static void
change_trip (World *w, const char *id, guint field, const char *time)
{
  g_autoptr (TlRecord) record = load (&w->f, TL_TYPE_TRIP, id);
  g_autoptr (GError) error = NULL;
  gint64 at;

  g_assert_true (tl_time_parse_iso (time, &at));
  tl_record_set_int (record, field, at);
  tl_store_save (w->f.store, record, &error);
  g_assert_no_error (error);
}

/* Three days were claimed, two taken back, and their room was taken by a typed line: the correction cannot go. */
static void
room_that_was_taken_is_not_left (World *w, gconstpointer data)
{
  g_autofree char *id = trip (w, "2026-03-14", "'mode':'public'");
  g_autofree char *statement = NULL, *typed = NULL, *held = NULL;
  g_autoptr (GPtrArray) proposals = NULL;
  g_autoptr (GError) error = NULL;
  const char *without[] = {NULL, NULL};
  gint64 before;

  generate_with_offers (w, "2026-03-01", "2026-03-31");
  statement = finalise_march (w);
  change_trip (w, id, TL_TRIP_TO_AT, "2026-03-12T20:00:00+07:00");
  generate_with_offers (w, "2026-03-01", "2026-03-31");
  g_assert_cmpint (sum_of_category (&w->f, "travel_meals"), ==, 2 * 70000);
  typed = put (
      &w->f, TL_TYPE_SUPPORT,
      "{'category':'travel_meals','case':'%s','trip':'%s','person':'%s','date':'2026-03-12','quantity':2,'funding_source':'province'}",
      w->file, id, w->mother);
  change_trip (w, id, TL_TRIP_TO_AT, "2026-03-14T20:00:00+07:00");
  before = sum_of_category (&w->f, "travel_meals");
  g_assert_false (tl_support_generate (w->f.store, day ("2026-03-01"), day ("2026-03-31"), NULL, NULL, &error));
  g_assert_error (error, TL_SUPPORT_ERROR, TL_SUPPORT_ERROR_CEILING);
  g_assert_nonnull (strstr (error->message, "12/03/2026"));
  g_clear_error (&error);
  g_assert_cmpint (sum_of_category (&w->f, "travel_meals"), ==, before);
  /* One that stays and takes back less is refused by its ceiling; that too says which line it is. */
  change_trip (w, id, TL_TRIP_TO_AT, "2026-03-13T20:00:00+07:00");
  g_assert_false (tl_support_generate (w->f.store, day ("2026-03-01"), day ("2026-03-31"), NULL, NULL, &error));
  g_assert_error (error, TL_SUPPORT_ERROR, TL_SUPPORT_ERROR_CEILING);
  g_assert_nonnull (strstr (error->message, "/03/2026 · "));
  g_clear_error (&error);
  g_assert_cmpint (sum_of_category (&w->f, "travel_meals"), ==, before);
  change_trip (w, id, TL_TRIP_TO_AT, "2026-03-14T20:00:00+07:00");
  /* Left out by the officer, the rest goes on. */
  proposals = tl_support_propose (w->f.store, day ("2026-03-01"), day ("2026-03-31"), NULL, &error);
  for (guint i = 0; i < proposals->len; i++)
    {
      TlProposal *proposal = proposals->pdata[i];

      if (proposal->kind == TL_PROPOSAL_WITHDRAW && g_strcmp0 (tl_record_text (proposal->line, TL_SUPPORT_PERSON), w->mother) == 0)
        held = g_strdup (tl_record_id (proposal->line));
    }
  g_assert_nonnull (held);
  without[0] = held;
  tl_support_generate_chosen (w->f.store, &(TlGenerate){.from = day ("2026-03-01"), .to = day ("2026-03-31"), .without = without}, NULL,
                              &error);
  g_assert_no_error (error);
}

static guint
trip_generate (World *w, const char *id)
{
  g_autoptr (GError) error = NULL;
  guint done = 0;

  tl_trip_generate (w->f.store, id, &done, &error);
  g_assert_no_error (error);
  return done;
}

static void
generate (World *w, const char *from, const char *to)
{
  g_autoptr (GError) error = NULL;

  tl_support_generate (w->f.store, day (from), day (to), NULL, NULL, &error);
  g_assert_no_error (error);
}

static void
edit_trip (World *w, const char *id, const char *json)
{
  g_autofree char *text = g_strdup (json);
  g_autoptr (TlRecord) record = load (&w->f, TL_TYPE_TRIP, id);
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) node = NULL;

  g_strdelimit (text, "'", '"');
  node = json_from_string (text, &error);
  g_assert_no_error (error);
  tl_record_apply_json (record, json_node_get_object (node), &error);
  g_assert_no_error (error);
  tl_store_save (w->f.store, record, &error);
  g_assert_no_error (error);
}

/* Lines made from one trip follow it, whoever looks next: a shorter way, another price, one day less. */
static void
lines_follow_their_trip (World *w, gconstpointer data)
{
  g_autofree char *id = trip (w, "2026-03-13", "'mode':'agency_car','km':46,'fuel_price':20510");

  g_assert_cmpuint (trip_generate (w, id), ==, 4);
  edit_trip (w, id, "{'km':40,'to_at':'2026-03-12T20:00:00+07:00'}");
  generate (w, "2026-03-01", "2026-03-31");
  g_assert_cmpint (sum_of_category (&w->f, "travel_meals"), ==, 2 * 70000);
  g_assert_cmpint (sum_of_category (&w->f, "escort"), ==, 70000);
  g_assert_cmpint (sum_of_category (&w->f, "travel_fuel"), ==, 164080); /* 0,2 × 40 × 20.510 */
  edit_trip (w, id, "{'fuel_price':21000}");
  g_assert_cmpuint (trip_generate (w, id), ==, 2); /* one goes, one comes */
  g_assert_cmpint (sum_of_category (&w->f, "travel_fuel"), ==, 168000);
  g_assert_cmpuint (count_category (&w->f, "travel_fuel"), ==, 1);
  g_assert_cmpuint (trip_generate (w, id), ==, 0);
  /* A stay corrected later feeds her that day. */
  put_stay (&w->f, w->file, w->mother, "2026-03-10T08:00:00+07:00", "2026-03-20T08:00:00+07:00");
  generate (w, "2026-03-01", "2026-03-31");
  g_assert_cmpint (sum_of_category (&w->f, "travel_meals"), ==, 70000);
}

/* What a statement holds is taken back by a correcting line at its own price, never changed. */
static void
claimed_lines_are_corrected (World *w, gconstpointer data)
{
  g_autofree char *id = trip (w, "2026-03-13", "'mode':'agency_car','km':46,'fuel_price':20510");
  g_autofree char *statement = NULL;

  trip_generate (w, id);
  statement = finalise_march (w);
  edit_trip (w, id, "{'km':40,'to_at':'2026-03-12T20:00:00+07:00'}");
  g_assert_cmpuint (trip_generate (w, id), ==, 4);
  g_assert_cmpint (sum_of_category (&w->f, "travel_meals"), ==, 2 * 70000);
  g_assert_cmpint (sum_of_category (&w->f, "travel_fuel"), ==, 188692 - 24612); /* 0,2 × 6 × 20.510 */
  edit_trip (w, id, "{'km':46,'fuel_price':21000}");
  trip_generate (w, id);
  g_assert_cmpint (sum_of_category (&w->f, "travel_fuel"), ==, 193200);
  g_assert_cmpuint (trip_generate (w, id), ==, 0);
}

/* The statement of the petrol is void, that of its correction stands, and the price was another: what balances the
 * correction is at the price of both. */
static void
petrol_balances_at_its_own_price (World *w, gconstpointer data)
{
  g_autofree char *id = trip (w, "2026-03-13", "'mode':'agency_car','km':46,'fuel_price':20510");
  g_autofree char *first = NULL, *second = NULL;
  g_autoptr (GError) error = NULL;

  trip_generate (w, id);
  first = finalise_march (w);
  edit_trip (w, id, "{'km':40}");
  trip_generate (w, id);
  second = finalise_march (w);
  tl_statement_void (w->f.store, first, "sai kỳ", &error);
  g_assert_no_error (error);
  edit_trip (w, id, "{'fuel_price':21000}");
  trip_generate (w, id);
  g_assert_cmpint (sum_of_category (&w->f, "travel_fuel"), ==, 168000); /* 0,2 × 40 × 21.000 */
  g_assert_cmpuint (trip_generate (w, id), ==, 0);
}

/* @data: the month that is looked at after the trip was moved from March to February. */
static void
lines_follow_into_another_month (World *w, gconstpointer data)
{
  g_autofree char *id = trip (w, "2026-03-13", "'mode':'agency_car','km':46,'fuel_price':20510");

  trip_generate (w, id);
  edit_trip (w, id, "{'from_at':'2026-02-27T08:00:00+07:00','to_at':'2026-02-28T15:00:00+07:00'}");
  if (g_str_equal (data, "trip"))
    trip_generate (w, id);
  else
    generate (w, g_str_equal (data, "march") ? "2026-03-01" : "2026-02-01", g_str_equal (data, "march") ? "2026-03-31" : "2026-02-28");
  g_assert_cmpint (sum_of_category (&w->f, "travel_meals"), ==, 4 * 70000);
  g_assert_cmpint (sum_of_category (&w->f, "travel_fuel"), ==, 188692);
  g_assert_cmpint (sum_of_category (&w->f, "escort"), ==, 2 * 70000);
  g_assert_cmpuint (count_category (&w->f, "travel_meals"), ==, 2);
  g_assert_cmpuint (trip_generate (w, id), ==, 0);
}

/* A hospital is not among the destinations that the text pays: shown with the reason, not added by either way. */
static void
a_hospital_is_not_paid (World *w, gconstpointer data)
{
  g_autofree char *id = trip (w, "2026-03-13", "'mode':'agency_car','km':46,'fuel_price':20510");
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) lines = NULL;

  edit_trip (w, id, "{'purpose':'hospital'}");
  lines = tl_trip_lines (w->f.store, id, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (lines->len, ==, 4);
  for (guint i = 0; i < lines->len; i++)
    g_assert_false (((TlTripLine *)lines->pdata[i])->to_do);
  g_assert_cmpuint (trip_generate (w, id), ==, 0);
  /* And lines of a trip that turns out to have been one go. */
  edit_trip (w, id, "{'purpose':'home'}");
  g_assert_cmpuint (trip_generate (w, id), ==, 4);
  edit_trip (w, id, "{'purpose':'hospital'}");
  g_assert_cmpuint (trip_generate (w, id), ==, 4);
  g_assert_cmpint (sum_of_category (&w->f, "travel_meals") + sum_of_category (&w->f, "travel_fuel") + sum_of_category (&w->f, "escort"), ==,
                   0);
}

/* Somebody said no: the next run does not say yes. */
static void
what_was_voided_stays_away (World *w, gconstpointer data)
{
  g_autofree char *id = trip (w, "2026-03-13", "'mode':'agency_car','km':46,'fuel_price':20510");
  TlWhere fuel = {TL_SUPPORT_CATEGORY, "=", "travel_fuel", 0};
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) lines = NULL;

  trip_generate (w, id);
  lines = tl_store_list (w->f.store, TL_TYPE_SUPPORT, &fuel, 1, TL_QUERY_ID, FALSE, 0, 0, &error);
  g_assert_cmpuint (lines->len, ==, 1);
  tl_support_void (w->f.store, (const char *const[]){tl_record_id (lines->pdata[0]), NULL}, "xe của người thân", &error);
  g_assert_no_error (error);
  g_assert_cmpuint (trip_generate (w, id), ==, 0);
  generate_with_offers (w, "2026-03-01", "2026-03-31");
  g_assert_cmpint (sum_of_category (&w->f, "travel_fuel"), ==, 0);
}

static void
a_trip_without_its_day (World *w, gconstpointer data)
{
  g_autofree char *id = put (&w->f, TL_TYPE_TRIP, "{'case':'%s','purpose':'home','people':['%s']}", w->file, w->mother);
  g_autoptr (GError) error = NULL;

  g_assert_null (tl_trip_lines (w->f.store, id, &error));
  g_assert_error (error, TL_SUPPORT_ERROR, TL_SUPPORT_ERROR_INVALID);
}

static void
one_voucher_many_lines (World *w, gconstpointer data)
{
  g_autofree char *voucher = put (&w->f, TL_TYPE_VOUCHER, "{'number':'0012','amount':500000}");
  g_autofree char *one = put (&w->f, TL_TYPE_SUPPORT,
                              "{'category':'personal_items','case':'%s','person':'%s','voucher':'%s','date':'2026-03-06','amount':300000,"
                              "'funding_source':'province'}",
                              w->file, w->mother, voucher);
  g_autofree char *two = put (&w->f, TL_TYPE_SUPPORT,
                              "{'category':'personal_items','case':'%s','person':'%s','voucher':'%s','date':'2026-03-06','amount':150000,"
                              "'funding_source':'province'}",
                              w->file, w->child, voucher);
  g_autoptr (GError) error = NULL;
  g_autoptr (TlVoucherCover) cover = tl_voucher_cover (w->f.store, voucher, &error);
  g_autofree char *text = NULL;

  g_assert_no_error (error);
  g_assert_cmpuint (cover->lines->len, ==, 2);
  g_assert_cmpint (cover->used, ==, 450000);
  text = tl_voucher_cover_text (cover);
  g_assert_nonnull (strstr (text, "50.000"));
}

#define WORLD(path, func) g_test_add (path, World, NULL, world_set_up, func, world_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  WORLD ("/support/trip/generated-once", generated_once);
  WORLD ("/support/trip/three-days-and-no-guess", three_days_and_no_guess);
  WORLD ("/support/trip/of-an-older-register", of_an_older_register);
  WORLD ("/support/trip/a-line-for-all-is-enough", a_line_for_all_is_enough);
  WORLD ("/support/trip/no-day-is-eaten-twice", no_day_is_eaten_twice);
  g_test_add ("/support/trip/no-day-is-eaten-twice-offers-first", World, "offers", world_set_up, no_day_is_eaten_twice, world_tear_down);
  WORLD ("/support/trip/fed-on-every-day", fed_on_every_day);
  WORLD ("/support/trip/part-of-a-month-takes-nothing-back", part_of_a_month_takes_nothing_back);
  WORLD ("/support/trip/lines-follow-their-trip", lines_follow_their_trip);
  WORLD ("/support/trip/claimed-lines-are-corrected", claimed_lines_are_corrected);
  WORLD ("/support/trip/petrol-balances-at-its-own-price", petrol_balances_at_its_own_price);
  g_test_add ("/support/trip/lines-follow-into-another-month", World, "march", world_set_up, lines_follow_into_another_month,
              world_tear_down);
  g_test_add ("/support/trip/lines-follow-into-an-earlier-month", World, "february", world_set_up, lines_follow_into_another_month,
              world_tear_down);
  g_test_add ("/support/trip/lines-follow-when-the-trip-is-asked", World, "trip", world_set_up, lines_follow_into_another_month,
              world_tear_down);
  WORLD ("/support/trip/a-hospital-is-not-paid", a_hospital_is_not_paid);
  WORLD ("/support/trip/what-was-voided-stays-away", what_was_voided_stays_away);
  WORLD ("/support/trip/room-that-was-taken-is-not-left", room_that_was_taken_is_not_left);
  WORLD ("/support/trip/without-its-day", a_trip_without_its_day);
  WORLD ("/support/voucher/one-for-many-lines", one_voucher_many_lines);
  return g_test_run ();
}
