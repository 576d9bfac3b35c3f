/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "fixture.h"

#include "store/board.h"

static void
assert_refused (Fixture *fixture, TlRecord *record, const char *field)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (tl_store_save (fixture->store, record, &error));
  /* One record's own rules are refused by the record room, those between records here. */
  if (!g_error_matches (error, TL_STORE_ERROR, TL_STORE_ERROR_REFUSED)
      && !g_error_matches (error, TL_RECORD_ERROR, TL_RECORD_ERROR_INVALID))
    g_error ("not a refusal: %s", error->message);
  if (!g_str_has_prefix (error->message, field))
    g_error ("refused for another reason: %s", error->message);
}

static void
assert_saved (Fixture *fixture, TlRecord *record)
{
  g_autoptr (GError) error = NULL;

  tl_store_save (fixture->store, record, &error);
  g_assert_no_error (error);
}

typedef struct
{
  TlRecord *hoa, *na, *of_case, *room;
} Story;

static void
story_begin (Fixture *fixture, Story *story, gint64 beds, gint64 blocked)
{
  story->hoa = fixture_person (fixture, "Hoa", "Nguyễn Thị Hường");
  story->na = fixture_person (fixture, "Bé Na", NULL);
  story->of_case = fixture_case (fixture, story->hoa, "2026-03-05T21:00:00+07:00");
  story->room = fixture_room (fixture, "Phòng 1", beds, blocked);
}

static void
story_end (Story *story)
{
  g_clear_object (&story->hoa);
  g_clear_object (&story->na);
  g_clear_object (&story->of_case);
  g_clear_object (&story->room);
}

static void
test_reference (Fixture *fixture, gconstpointer data)
{
  Story story;
  g_autoptr (TlRecord) companion = tl_record_new (TL_TYPE_COMPANION);

  story_begin (fixture, &story, 2, 0);
  tl_record_set_text (companion, TL_COMPANION_CASE, tl_record_id (story.of_case));
  tl_record_set_text (companion, TL_COMPANION_RELATION, "child");
  /* A case is not a person. */
  tl_record_set_text (companion, TL_COMPANION_PERSON, tl_record_id (story.of_case));
  assert_refused (fixture, companion, "person: ");
  tl_record_set_text (companion, TL_COMPANION_PERSON, tl_record_id (story.na));
  assert_saved (fixture, companion);
  story_end (&story);
}

static void
test_one_bed (Fixture *fixture, gconstpointer data)
{
  Story story;
  g_autoptr (TlRecord) hers = NULL;
  g_autoptr (TlRecord) same = NULL;
  g_autoptr (TlRecord) after = NULL;

  story_begin (fixture, &story, 3, 0);
  hers = fixture_stay (story.of_case, story.hoa, "2026-03-05T21:00:00+07:00", "2026-03-12T09:00:00+07:00", story.room, "1");
  assert_saved (fixture, hers);
  same = fixture_stay (story.of_case, story.na, "2026-03-11T08:00:00+07:00", NULL, story.room, "1");
  assert_refused (fixture, same, "bed: ");
  after = fixture_stay (story.of_case, story.na, "2026-03-12T09:00:00+07:00", NULL, story.room, "1");
  assert_saved (fixture, after);
  /* Saved again with another field it does not meet itself. */
  tl_record_set_text (after, TL_STAY_EXPECTED_OUT_ON, "2026-03-20");
  assert_saved (fixture, after);
  /* An open stay has no end. */
  tl_record_unset (hers, TL_STAY_CHECKED_OUT_AT);
  assert_refused (fixture, hers, "bed: ");
  story_end (&story);
}

static void
test_blocked (Fixture *fixture, gconstpointer data)
{
  Story story;
  g_autoptr (TlRecord) first = NULL;
  g_autoptr (TlRecord) second = NULL;
  g_autoptr (TlRecord) no_such = NULL;

  story_begin (fixture, &story, 2, 1);
  no_such = fixture_stay (story.of_case, story.hoa, "2026-03-05T21:00:00+07:00", NULL, story.room, "3");
  assert_refused (fixture, no_such, "bed: ");
  first = fixture_stay (story.of_case, story.hoa, "2026-03-05T21:00:00+07:00", "2026-03-12T09:00:00+07:00", story.room, "1");
  assert_saved (fixture, first);
  second = fixture_stay (story.of_case, story.na, "2026-03-05T20:00:00+07:00", NULL, story.room, "2");
  assert_refused (fixture, second, "room: ");
  tl_record_set_int (story.room, TL_ROOM_BLOCKED_BEDS, 0);
  assert_saved (fixture, story.room);
  assert_saved (fixture, second);
  story_end (&story);
}

static void
test_one_stay (Fixture *fixture, gconstpointer data)
{
  Story story;
  g_autoptr (TlRecord) first = NULL;
  g_autoptr (TlRecord) second = NULL;
  g_autoptr (TlRecord) backwards = NULL;

  story_begin (fixture, &story, 2, 0);
  first = fixture_stay (story.of_case, story.hoa, "2026-03-05T21:00:00+07:00", NULL, NULL, NULL);
  assert_saved (fixture, first);
  second = fixture_stay (story.of_case, story.hoa, "2026-03-10T21:00:00+07:00", NULL, NULL, NULL);
  assert_refused (fixture, second, "checked_in_at: ");
  tl_record_set_int (first, TL_STAY_CHECKED_OUT_AT, fixture_time ("2026-03-10T21:00:00+07:00"));
  assert_saved (fixture, first);
  assert_saved (fixture, second);
  story_end (&story);
}

static void
test_close (Fixture *fixture, gconstpointer data)
{
  Story story;

  story_begin (fixture, &story, 2, 0);
  tl_record_set_text (story.of_case, TL_CASE_STATUS, "closed");
  assert_refused (fixture, story.of_case, "closed_on");
  tl_record_set_text (story.of_case, TL_CASE_CLOSED_ON, "2026-03-12");
  tl_record_set_text (story.of_case, TL_CASE_CLOSURE_REASON, tl_list_item (tl_list_get ("closure_reason"), 0)->code);
  tl_record_set_text (story.of_case, TL_CASE_DESTINATION, tl_list_item (tl_list_get ("destination"), 0)->code);
  tl_record_set_int (story.of_case, TL_CASE_SAFETY_PLAN_REVIEWED, 1);
  assert_refused (fixture, story.of_case, "told_can_return");
  tl_record_set_int (story.of_case, TL_CASE_TOLD_CAN_RETURN, 1);
  assert_saved (fixture, story.of_case);
  story_end (&story);
}

static void
test_delete (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  Story story;
  g_autoptr (TlRecord) stay = NULL;
  g_autoptr (GPtrArray) entries = NULL;
  guint64 before = 0;
  guint64 after = 0;

  story_begin (fixture, &story, 2, 0);
  stay = fixture_stay (story.of_case, story.hoa, "2026-03-05T21:00:00+07:00", NULL, story.room, "1");
  assert_saved (fixture, stay);
  g_assert_false (tl_store_delete (fixture->store, TL_TYPE_ROOM, tl_record_id (story.room), NULL, &error));
  g_assert_error (error, TL_STORE_ERROR, TL_STORE_ERROR_REFUSED);
  g_clear_error (&error);
  g_assert_false (tl_store_delete (fixture->store, TL_TYPE_STAFF, tl_store_staff (fixture->store), NULL, &error));
  g_assert_error (error, TL_STORE_ERROR, TL_STORE_ERROR_REFUSED);
  g_clear_error (&error);

  g_assert_true (tl_journal_verify (fixture->store, &before, &error));
  tl_store_delete (fixture->store, TL_TYPE_CASE, tl_record_id (story.of_case), "nhập nhầm", &error);
  g_assert_no_error (error);
  g_assert_true (tl_journal_verify (fixture->store, &after, &error));
  g_assert_cmpuint (after, ==, before + 2);
  g_assert_null (tl_store_load (fixture->store, TL_TYPE_STAY, tl_record_id (stay), NULL));
  entries = tl_journal_list (fixture->store, tl_record_id (stay), 0, 1, &error);
  g_assert_cmpstr (((TlJournalEntry *)entries->pdata[0])->kind, ==, "delete");
  g_assert_nonnull (strstr (((TlJournalEntry *)entries->pdata[0])->changes, "nhập nhầm"));
  tl_store_delete (fixture->store, TL_TYPE_ROOM, tl_record_id (story.room), NULL, &error);
  g_assert_no_error (error);
  story_end (&story);
}

static gboolean
guard_cb (TlStore *store, TlRecord *before, TlRecord *after, gpointer data, GError **error)
{
  guint *asked = data;

  (*asked)++;
  if (after != NULL && before == NULL)
    return TRUE;
  g_set_error_literal (error, TL_STORE_ERROR, TL_STORE_ERROR_REFUSED, "guarded");

  return FALSE;
}

static void
test_guard (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TlRecord) room = NULL;
  guint asked = 0;

  tl_store_add_guard (fixture->store, TL_TYPE_ROOM, guard_cb, &asked);
  room = fixture_room (fixture, "Phòng 1", 2, 0);
  tl_record_set_int (room, TL_ROOM_BEDS, 3);
  assert_refused (fixture, room, "guarded");
  g_assert_false (tl_store_delete (fixture->store, TL_TYPE_ROOM, tl_record_id (room), NULL, &error));
  g_assert_error (error, TL_STORE_ERROR, TL_STORE_ERROR_REFUSED);
  g_assert_cmpuint (asked, ==, 3);
}

static void
save_stay (Fixture *fixture, TlRecord *stay, const char *expected)
{
  g_autoptr (GError) error = NULL;

  tl_record_set_text (stay, TL_STAY_EXPECTED_OUT_ON, expected);
  tl_store_save (fixture->store, stay, &error);
  g_assert_no_error (error);
}

/* A room of three beds, one blocked: Hoa sleeps the nights of 5 to 8 March, Lan was there for a day without a night. */
static void
test_board (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TlRecord) room = fixture_room (fixture, "Phòng Sen", 3, 1);
  g_autoptr (TlRecord) hoa = fixture_person (fixture, "Hoa", NULL);
  g_autoptr (TlRecord) lan = fixture_person (fixture, "Lan", NULL);
  g_autoptr (TlRecord) of_case = fixture_case (fixture, hoa, "2026-03-05T21:00:00+07:00");
  g_autoptr (TlRecord) nights = fixture_stay (of_case, hoa, "2026-03-05T21:00:00+07:00", "2026-03-09T09:00:00+07:00", room, "2");
  g_autoptr (TlRecord) day = fixture_stay (of_case, lan, "2026-03-06T08:00:00+07:00", "2026-03-06T17:00:00+07:00", room, "1");
  TlDate fifth = tl_date_from_ymd (2026, 3, 5);
  TlBoard *board;
  const TlBoardRoom *shown;

  save_stay (fixture, nights, NULL);
  save_stay (fixture, day, NULL);
  board = tl_store_board (fixture->store, fifth - 1, 7, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (board->rooms->len, ==, 1);
  g_assert_cmpuint (board->stays->len, ==, 1);
  g_assert_cmpstr (((TlBoardStay *)board->stays->pdata[0])->alias, ==, "Hoa");
  shown = board->rooms->pdata[0];
  g_assert_cmpint (tl_board_free_beds (board, shown, fifth - 1), ==, 2);
  g_assert_cmpint (tl_board_free_beds (board, shown, fifth), ==, 1);
  g_assert_cmpint (tl_board_free_beds (board, shown, fifth + 3), ==, 1);
  g_assert_cmpint (tl_board_free_beds (board, shown, fifth + 4), ==, 2);
  tl_board_free (board);

  board = tl_store_board (fixture->store, fifth + 4, 7, &error);
  g_assert_cmpuint (board->stays->len, ==, 0);
  tl_board_free (board);
}

int
main (int argc, char **argv)
{
  fixture_init (&argc, &argv);
  fixture_add ("/store/rules/a-reference-must-exist-and-be-of-its-type", test_reference);
  fixture_add ("/store/rules/never-two-in-one-bed", test_one_bed);
  fixture_add ("/store/rules/blocked-beds-are-not-given", test_blocked);
  fixture_add ("/store/rules/one-stay-at-a-time", test_one_stay);
  fixture_add ("/store/rules/closing-needs-its-fields", test_close);
  fixture_add ("/store/rules/deleting-names-what-refers", test_delete);
  fixture_add ("/store/rules/a-guard-of-another-room", test_guard);
  fixture_add ("/store/board/a-bed-is-taken-by-the-night", test_board);

  return g_test_run ();
}
