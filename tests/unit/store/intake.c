/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The quick intake and the lists over many cases, on a real vault. */
#include "fixture.h"

#include "store/intake.h"
#include "store/overview.h"

#define CASE_ID "11111111-2222-4333-8444-555555555555"

static JsonObject *
parse (const char *text)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) root = json_from_string (text, &error);

  g_assert_no_error (error);
  return json_object_ref (json_node_get_object (root));
}

static gint64
count (Fixture *fixture, TlType type)
{
  return tl_store_count (fixture->store, type, NULL, 0, NULL);
}

static JsonObject *
family (const char *room)
{
  g_autofree char *text
      = g_strdup_printf ("{\"person\": {\"alias\": \"Chị Hoa\", \"sex\": \"female\", \"about_age\": 30},"
                         " \"case\": {\"id\": \"" CASE_ID "\", \"opened_at\": \"2026-03-05T21:00:00+07:00\", \"urgent\": true},"
                         " \"companions\": [{\"person\": {\"alias\": \"Bé An\", \"about_age\": 4}, \"relation\": \"child\"},"
                         "  {\"person\": {\"alias\": \"Bé Bình\"}, \"relation\": \"child\"}],"
                         " \"stay\": {\"room\": \"%s\"}, \"care\": [\"meal\", \"medical\"]}",
                         room);

  return parse (text);
}

static void
writes_everything (Fixture *fixture, gconstpointer data)
{
  g_autoptr (TlRecord) room = fixture_room (fixture, "Phòng Sen", 4, 0);
  g_autoptr (JsonObject) intake = family (tl_record_id (room));
  g_autoptr (GError) error = NULL;
  g_autofree char *case_id = NULL;
  g_autofree char *draft = NULL;
  g_autoptr (TlRecord) kase = NULL;
  g_autoptr (TlRecord) victim = NULL;
  g_autoptr (GPtrArray) people = NULL;
  g_autoptr (GPtrArray) stays = NULL;

  g_assert_true (tl_store_save_draft (fixture->store, TL_INTAKE_DRAFT, "{}", &error));
  g_assert_true (tl_intake_save (fixture->store, intake, &case_id, &error));
  g_assert_no_error (error);
  g_assert_cmpstr (case_id, ==, CASE_ID);

  kase = tl_store_load (fixture->store, TL_TYPE_CASE, case_id, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (tl_record_text (kase, TL_CASE_CODE), ==, "DC-2026-0001");
  g_assert_cmpstr (tl_record_text (kase, TL_CASE_STATUS), ==, "open");
  g_assert_cmpstr (tl_record_text (kase, TL_CASE_LEGAL_BASIS), ==, "urgent_protection");
  g_assert_cmpstr (tl_record_text (kase, TL_CASE_RECEIVED_BY), ==, tl_store_staff (fixture->store));
  victim = tl_store_load (fixture->store, TL_TYPE_PERSON, tl_record_text (kase, TL_CASE_VICTIM), &error);
  g_assert_no_error (error);
  g_assert_cmpint (tl_record_int (victim, TL_PERSON_BIRTH_YEAR), ==, 1996);
  g_assert_cmpint (tl_record_int (victim, TL_PERSON_AGE_ESTIMATED), ==, 1);

  people = tl_overview_people (fixture->store, case_id, &error);
  g_assert_cmpuint (people->len, ==, 3);
  g_assert_cmpstr (g_ptr_array_index (people, 0), ==, tl_record_id (victim));
  stays = tl_store_list (fixture->store, TL_TYPE_STAY, NULL, 0, TL_QUERY_ID, FALSE, 0, 0, &error);
  g_assert_cmpuint (stays->len, ==, 3);
  for (guint i = 0; i < stays->len; i++)
    {
      TlRecord *stay = g_ptr_array_index (stays, i);

      g_assert_cmpstr (tl_record_text (stay, TL_STAY_ROOM), ==, tl_record_id (room));
      g_assert_cmpint (tl_record_int (stay, TL_STAY_CHECKED_IN_AT), ==, fixture_time ("2026-03-05T21:00:00+07:00"));
    }
  g_assert_cmpint (count (fixture, TL_TYPE_CARE), ==, 2);
  draft = tl_store_load_draft (fixture->store, TL_INTAKE_DRAFT, &error);
  g_assert_null (draft);
}

static void
sent_twice_is_one_case (Fixture *fixture, gconstpointer data)
{
  g_autoptr (TlRecord) room = fixture_room (fixture, "Phòng Sen", 4, 0);
  g_autoptr (JsonObject) intake = family (tl_record_id (room));
  g_autoptr (GError) error = NULL;

  g_assert_true (tl_intake_save (fixture->store, intake, NULL, &error));
  g_assert_true (tl_intake_save (fixture->store, intake, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpint (count (fixture, TL_TYPE_CASE), ==, 1);
  g_assert_cmpint (count (fixture, TL_TYPE_PERSON), ==, 3);
  g_assert_cmpint (count (fixture, TL_TYPE_STAY), ==, 3);
}

static void
one_bad_line_writes_nothing (Fixture *fixture, gconstpointer data)
{
  g_autoptr (JsonObject) intake = parse ("{\"person\": {\"alias\": \"Chị Hoa\"}, \"case\": {},"
                                         " \"companions\": [{\"person\": {\"alias\": \"Bé An\"}, \"relation\": \"neighbour's cat\"}]}");
  g_autoptr (GError) error = NULL;
  g_autofree char *draft = NULL;

  g_assert_true (tl_store_save_draft (fixture->store, TL_INTAKE_DRAFT, "{\"kept\": 1}", NULL));
  g_assert_false (tl_intake_save (fixture->store, intake, NULL, &error));
  g_assert_nonnull (error);
  g_assert_nonnull (strstr (error->message, "companions.1"));
  g_assert_cmpint (count (fixture, TL_TYPE_CASE), ==, 0);
  g_assert_cmpint (count (fixture, TL_TYPE_PERSON), ==, 0);
  draft = tl_store_load_draft (fixture->store, TL_INTAKE_DRAFT, NULL);
  g_assert_cmpstr (draft, ==, "{\"kept\": 1}");
}

static void
only_the_name_is_needed (Fixture *fixture, gconstpointer data)
{
  g_autoptr (JsonObject) intake = parse ("{\"person\": {\"alias\": \"Chị Hoa\"}}");
  g_autoptr (JsonObject) nameless = parse ("{\"person\": {\"sex\": \"female\"}}");
  g_autoptr (GError) error = NULL;

  g_assert_true (tl_intake_save (fixture->store, intake, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpint (count (fixture, TL_TYPE_CASE), ==, 1);
  g_assert_cmpint (count (fixture, TL_TYPE_STAY), ==, 0);

  g_assert_false (tl_intake_save (fixture->store, nameless, NULL, &error));
  g_assert_nonnull (strstr (error->message, "person.alias"));
  g_assert_cmpint (count (fixture, TL_TYPE_CASE), ==, 1);
}

static void
lists_cases (Fixture *fixture, gconstpointer data)
{
  g_autoptr (TlRecord) hoa = fixture_person (fixture, "Hoa", "Nguyễn Thị Hoa");
  g_autoptr (TlRecord) mai = fixture_person (fixture, "Mai", "Trần Thị Mai");
  g_autoptr (TlRecord) first = fixture_case (fixture, hoa, "2026-03-05T21:00:00+07:00");
  g_autoptr (TlRecord) second = fixture_case (fixture, mai, "2026-03-06T08:00:00+07:00");
  g_autoptr (TlRecord) room = fixture_room (fixture, "Phòng Sen", 3, 1);
  g_autoptr (TlRecord) gone = fixture_stay (first, hoa, "2026-03-05T21:00:00+07:00", "2026-03-12T09:00:00+07:00", room, NULL);
  g_autoptr (TlRecord) here = fixture_stay (second, mai, "2026-03-06T08:00:00+07:00", NULL, room, NULL);
  g_autoptr (TlRecord) due = tl_record_new (TL_TYPE_FOLLOWUP);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) ids = NULL;
  g_autoptr (GPtrArray) sleeping = NULL;
  g_autoptr (GPtrArray) by_due = NULL;
  g_autoptr (GPtrArray) lines = NULL;
  const TlCaseLine *line;
  TlToday *today;

  g_assert_true (tl_store_save (fixture->store, gone, &error));
  g_assert_no_error (error);
  g_assert_true (tl_store_save (fixture->store, here, &error));
  tl_record_set_text (due, TL_FOLLOWUP_CASE, tl_record_id (first));
  tl_record_set_text (due, TL_FOLLOWUP_DUE_ON, "2026-03-20");
  g_assert_true (tl_store_save (fixture->store, due, &error));
  g_assert_no_error (error);

  ids = tl_overview_cases (fixture->store, TL_CASES_ALL, TL_CASES_BY_OPENED, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (ids->len, ==, 2);
  g_assert_cmpstr (g_ptr_array_index (ids, 0), ==, tl_record_id (second));
  sleeping = tl_overview_cases (fixture->store, TL_CASES_HERE, TL_CASES_BY_CODE, &error);
  g_assert_cmpuint (sleeping->len, ==, 1);
  g_assert_cmpstr (g_ptr_array_index (sleeping, 0), ==, tl_record_id (second));
  by_due = tl_overview_cases (fixture->store, TL_CASES_OPEN, TL_CASES_BY_DUE, &error);
  g_assert_cmpstr (g_ptr_array_index (by_due, 0), ==, tl_record_id (first));

  lines = tl_overview_case_lines (fixture->store, (const char *const *)by_due->pdata, by_due->len, &error);
  g_assert_no_error (error);
  line = g_ptr_array_index (lines, 0);
  g_assert_cmpstr (line->alias, ==, "Hoa");
  g_assert_cmpstr (line->next_due, ==, "2026-03-20");
  g_assert_null (line->room);
  g_assert_cmpint (line->days, ==, 7);
  line = g_ptr_array_index (lines, 1);
  g_assert_cmpstr (line->room, ==, "Phòng Sen");
  g_assert_null (line->next_due);

  tl_clock_set_for_test (fixture_time ("2026-03-15T12:00:00+07:00"));
  today = tl_overview_today (fixture->store, 7, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (today->sleepers->len, ==, 1);
  g_assert_cmpint (((TlSleeper *)g_ptr_array_index (today->sleepers, 0))->nights, ==, 9);
  g_assert_cmpuint (today->rooms->len, ==, 1);
  g_assert_cmpint (((TlRoomTonight *)g_ptr_array_index (today->rooms, 0))->beds, ==, 2);
  g_assert_cmpint (((TlRoomTonight *)g_ptr_array_index (today->rooms, 0))->taken, ==, 1);
  g_assert_cmpuint (today->due->len, ==, 1);
  g_assert_cmpint (today->open_cases, ==, 2);
  tl_today_free (today);
  tl_clock_set_for_test (fixture_time ("2026-03-01T12:00:00+07:00"));
  today = tl_overview_today (fixture->store, 7, &error);
  g_assert_cmpuint (today->due->len, ==, 0); /* the 20th is more than a week away */
  tl_today_free (today);
  tl_clock_set_for_test (0);
}

int
main (int argc, char **argv)
{
  fixture_init (&argc, &argv);
  fixture_add ("/store/intake/writes-person-case-companions-stays-and-care", writes_everything);
  fixture_add ("/store/intake/sent-twice-is-one-case", sent_twice_is_one_case);
  fixture_add ("/store/intake/one-bad-line-writes-nothing", one_bad_line_writes_nothing);
  fixture_add ("/store/intake/only-how-she-is-called-is-needed", only_the_name_is_needed);
  fixture_add ("/store/overview/cases-and-today", lists_cases);
  return g_test_run ();
}
