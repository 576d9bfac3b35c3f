/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Limits of the text that are warned of before saving, each with its clause (DOMAIN.md §2). None of them refuses. */

#include <string.h>

#include "fixture.h"

typedef struct
{
  Fixture f;
  char *mother, *child, *file, *other_file;
  char *home, *hospital; /* trips of mother and child, two days; of another case's victim */
} World;

static void
world_set_up (World *w, gconstpointer data)
{
  fixture_set_up (&w->f, data);
  w->file = put_case (&w->f, "2026-03-01T08:00:00+07:00", &w->mother);
  w->other_file = put_case (&w->f, "2026-03-01T08:00:00+07:00", NULL);
  w->child = put (&w->f, TL_TYPE_PERSON, "{'alias':'Bé Na','sex':'female'}");
  put_stay (&w->f, w->file, w->mother, "2026-03-01T08:00:00+07:00", "2026-03-20T08:00:00+07:00");
  w->home = put (&w->f, TL_TYPE_TRIP,
                 "{'case':'%s','purpose':'home','people':['%s'],'escorts':['%s'],'from_at':'2026-03-12T08:00:00+07:00',"
                 "'to_at':'2026-03-13T15:00:00+07:00','km':46,'fuel_price':20510}",
                 w->file, w->mother, w->f.officer);
  w->hospital = put (&w->f, TL_TYPE_TRIP, "{'case':'%s','purpose':'hospital','people':['%s']}", w->file, w->mother);
}

static void
world_tear_down (World *w, gconstpointer data)
{
  char *texts[] = {w->mother, w->child, w->file, w->other_file, w->home, w->hospital};

  fixture_tear_down (&w->f, data);
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    g_free (texts[i]);
}

/* The line is previewed and saved; @expected: words of the one warning, or NULL for none. */
static void
assert_warns (World *w, const char *json, const char *expected, const char *clause)
{
  g_autoptr (GString) text = g_string_new (json);
  g_autoptr (TlRecord) line = NULL;
  g_autoptr (TlSupportPreview) preview = NULL;
  g_autoptr (GError) error = NULL;

  g_string_replace (text, "MOTHER", w->mother, 0);
  g_string_replace (text, "CHILD", w->child, 0);
  g_string_replace (text, "OTHERCASE", w->other_file, 0);
  g_string_replace (text, "CASE", w->file, 0);
  g_string_replace (text, "HOME", w->home, 0);
  g_string_replace (text, "HOSPITAL", w->hospital, 0);
  g_string_replace (text, "MAI", w->f.counsellor, 0);
  g_string_replace (text, "NAM", w->f.officer, 0);
  line = record_from (TL_TYPE_SUPPORT, "%s", text->str);
  preview = tl_support_preview (w->f.store, line, &error);
  g_assert_no_error (error);
  if (preview->warnings->len != (expected ? 1 : 0))
    for (guint i = 0; i < preview->warnings->len; i++)
      g_test_message ("%s: %s", json, (char *)preview->warnings->pdata[i]);
  g_assert_cmpuint (preview->warnings->len, ==, expected ? 1 : 0);
  if (expected && strstr (preview->warnings->pdata[0], expected) == NULL)
    g_error ("%s", (char *)preview->warnings->pdata[0]);
  if (expected && clause)
    g_assert_nonnull (strstr (preview->warnings->pdata[0], clause));
  tl_support_save (w->f.store, line, &error);
  g_assert_no_error (error);
}

#define ROAD "điểm đ khoản 5 Điều 3"

static void
destinations (World *w, gconstpointer data)
{
  assert_warns (w, "{'category':'travel_meals','case':'CASE','person':'MOTHER','trip':'HOME','date':'2026-03-12','funding_source':'province'}", NULL,
                NULL);
  assert_warns (w, "{'category':'travel_fare','case':'CASE','trip':'HOSPITAL','date':'2026-03-12','amount':50000,'funding_source':'province'}",
                "another basis", ROAD);
  assert_warns (w, "{'category':'travel_hire','case':'CASE','date':'2026-03-12','amount':50000,'funding_source':'province'}", "No trip is named",
                ROAD);
  assert_warns (w, "{'category':'travel_fare','case':'OTHERCASE','trip':'HOME','date':'2026-03-12','amount':9000,'funding_source':'province'}",
                "another case", ROAD);
  assert_warns (w, "{'category':'travel_meals','case':'CASE','person':'CHILD','trip':'HOME','date':'2026-03-13','funding_source':'province'}",
                "not among those who travelled", ROAD);
  assert_warns (w, "{'category':'travel_fuel','case':'CASE','trip':'HOME','date':'2026-03-12','funding_source':'province'}", NULL, NULL);
  assert_warns (w, "{'category':'travel_fuel','case':'CASE','trip':'HOME','date':'2026-03-12','quantity':60,'funding_source':'province'}",
                "differ from those of the trip", ROAD);
}

static void
escorts (World *w, gconstpointer data)
{
  assert_warns (w, "{'category':'escort','case':'CASE','trip':'HOME','staff':'NAM','date':'2026-03-12','quantity':2,'funding_source':'province'}",
                NULL, NULL);
  assert_warns (w, "{'category':'escort','case':'CASE','trip':'HOME','staff':'NAM','date':'2026-03-12','quantity':3,'funding_source':'province'}",
                "more days of escort", "điểm b khoản 3 Điều 4");
  assert_warns (w, "{'category':'escort','case':'CASE','trip':'HOME','staff':'MAI','date':'2026-03-12','quantity':1,'funding_source':'province'}",
                "not among the escorts", "điểm b khoản 3 Điều 4");
}

static void
counsellors (World *w, gconstpointer data)
{
  static const char clause[] = "điểm b khoản 5 Điều 3";
  g_autoptr (TlRecord) mai = load (&w->f, TL_TYPE_STAFF, w->f.counsellor);
  g_autoptr (GError) error = NULL;

  assert_warns (w, "{'category':'counselling','case':'CASE','person':'MOTHER','staff':'NAM','date':'2026-03-12','funding_source':'province'}",
                "not marked as assigned", clause);
  assert_warns (w, "{'category':'counselling','case':'CASE','person':'MOTHER','staff':'MAI','date':'2026-03-12','funding_source':'province'}",
                "number of the decision is missing", clause);
  tl_record_set_text (mai, TL_STAFF_DECISION_NO, "3/QĐ-UBND");
  tl_store_save (w->f.store, mai, &error);
  g_assert_no_error (error);
  assert_warns (w, "{'category':'counselling','case':'CASE','person':'MOTHER','staff':'MAI','date':'2026-03-12','funding_source':'province'}", NULL,
                NULL);
}

static void
within_a_stay (World *w, gconstpointer data)
{
  assert_warns (w, "{'category':'medicine','case':'CASE','person':'MOTHER','date':'2026-03-12','amount':9000,'funding_source':'province'}", NULL,
                NULL);
  assert_warns (w, "{'category':'medicine','case':'CASE','person':'MOTHER','date':'2026-03-25','amount':9000,'funding_source':'province'}",
                "only within a stay", "điểm d khoản 5 Điều 3");
  assert_warns (w, "{'category':'meals','case':'CASE','person':'MOTHER','date':'2026-03-12','funding_source':'province'}", NULL, NULL);
  assert_warns (w, "{'category':'meals','case':'CASE','person':'MOTHER','date':'2026-03-19','date_to':'2026-03-22','quantity':4,"
                   "'funding_source':'province'}",
                "holds all of these days", "điểm b khoản 3 Điều 4");
}

static void
twice_for_one_thing (World *w, gconstpointer data)
{
  assert_warns (w, "{'category':'meals','case':'CASE','person':'MOTHER','date':'2026-03-10','date_to':'2026-03-12','quantity':3,"
                   "'funding_source':'province'}",
                NULL, NULL);
  assert_warns (w, "{'category':'travel_meals','case':'CASE','person':'MOTHER','trip':'HOME','date':'2026-03-12','funding_source':'province'}",
                "fall on one day", ROAD);
  /* The file line names nobody: it is about the victim. */
  assert_warns (w, "{'category':'case_file','case':'CASE','date':'2026-03-01','funding_source':'province'}", NULL, NULL);
  assert_warns (w, "{'category':'child_file','case':'CASE','person':'CHILD','date':'2026-03-02','funding_source':'programme'}", NULL, NULL);
  assert_warns (w, "{'category':'child_file','case':'CASE','person':'MOTHER','date':'2026-03-02','funding_source':'programme'}",
                "one file is enough", "khoản 3 Điều 114");
}

static void
facility (World *w, gconstpointer data)
{
  assert_warns (w, "{'category':'facility','date':'2026-03-12','amount':9000,'funding_source':'province'}", "point b", "điểm e khoản 5 Điều 3");
  assert_warns (w, "{'category':'facility','date':'2026-03-12','amount':9000,'funding_source':'commune'}", "no decision number",
                "điểm e khoản 5 Điều 3");
  assert_warns (w, "{'category':'facility','date':'2026-03-12','amount':9000,'funding_source':'province','decision_no':'8/QĐ-UBND'}", NULL, NULL);
}

static void
ahead_and_ended (World *w, gconstpointer data)
{
  g_autofree char *id = put (&w->f, TL_TYPE_SUPPORT,
                             "{'category':'travel_fare','case':'%s','trip':'%s','date':'2026-03-12','amount':9000,'funding_source':'province'}",
                             w->file, w->home);
  g_autoptr (TlRecord) line = load (&w->f, TL_TYPE_SUPPORT, id);
  g_autoptr (TlRecord) rate = tl_rate_find (w->f.store, "travel_fare", day ("2026-03-12"), NULL);
  g_autoptr (TlSupportPreview) preview = NULL;
  g_autoptr (GError) error = NULL;

  assert_warns (w, "{'category':'travel_fare','case':'CASE','trip':'HOME','date':'2026-12-12','amount':9000,'funding_source':'province'}",
                "has not come yet", NULL);
  tl_record_set_text (rate, TL_RATE_VALID_TO, "2026-03-05");
  put_rate (&w->f, rate);
  preview = tl_support_preview (w->f.store, line, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (preview->warnings->len, ==, 1);
  g_assert_nonnull (strstr (preview->warnings->pdata[0], "has since been ended"));
}

static void
voucher_is_full (World *w, gconstpointer data)
{
  g_autofree char *voucher = put (&w->f, TL_TYPE_VOUCHER, "{'number':'0012','amount':300000}");
  g_autofree char *one = g_strdup_printf ("{'category':'personal_items','case':'CASE','person':'MOTHER','voucher':'%s','date':'2026-03-12',"
                                          "'amount':200000,'funding_source':'province'}",
                                          voucher);

  assert_warns (w, one, NULL, NULL);
  assert_warns (w, one, "come to 400.000", NULL);
}

#define WORLD(path, func) g_test_add (path, World, NULL, world_set_up, func, world_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  WORLD ("/support/limit/destinations", destinations);
  WORLD ("/support/limit/escorts-of-the-trip", escorts);
  WORLD ("/support/limit/assigned-counsellors", counsellors);
  WORLD ("/support/limit/within-a-stay", within_a_stay);
  WORLD ("/support/limit/twice-for-one-thing", twice_for_one_thing);
  WORLD ("/support/limit/facility-by-decision", facility);
  WORLD ("/support/limit/ahead-and-ended", ahead_and_ended);
  WORLD ("/support/limit/voucher-is-full", voucher_is_full);
  return g_test_run ();
}
