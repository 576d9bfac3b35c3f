/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "fixture.h"

#include <glib/gstdio.h>

static void
assert_verifies (Fixture *fixture, guint64 *entries)
{
  g_autoptr (GError) error = NULL;
  guint64 ignored;

  tl_journal_verify (fixture->store, entries != NULL ? entries : &ignored, &error);
  g_assert_no_error (error);
}

static void
assert_damaged (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (tl_journal_verify (fixture->store, NULL, &error));
  g_assert_error (error, TL_STORE_ERROR, TL_STORE_ERROR_DAMAGED);
}

static void
rename_person (Fixture *fixture, TlRecord *person, const char *name)
{
  g_autoptr (GError) error = NULL;

  tl_record_set_text (person, TL_PERSON_FULL_NAME, name);
  tl_store_save (fixture->store, person, &error);
  g_assert_no_error (error);
}

static void
test_history (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TlRecord) person = fixture_person (fixture, "Hoa", "Nguyễn Thị Hường");
  g_autoptr (GPtrArray) entries = NULL;
  g_autoptr (JsonNode) node = NULL;
  TlJournalEntry *last;
  JsonObject *changes;

  tl_record_unset (person, TL_PERSON_FULL_NAME);
  tl_record_set_int (person, TL_PERSON_PREGNANT, 1);
  tl_store_save (fixture->store, person, &error);
  g_assert_no_error (error);
  entries = tl_journal_list (fixture->store, tl_record_id (person), 0, 0, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (entries->len, ==, 2);
  last = entries->pdata[0];
  g_assert_cmpstr (last->kind, ==, "save");
  g_assert_cmpstr (last->type, ==, "person");
  g_assert_cmpstr (last->staff, ==, tl_store_staff (fixture->store));
  g_assert_cmpint (last->at, ==, tl_clock_now ());
  node = json_from_string (last->changes, &error);
  g_assert_no_error (error);
  changes = json_node_get_object (node);
  g_assert_cmpuint (json_object_get_size (changes), ==, 2);
  g_assert_true (json_object_get_null_member (changes, "full_name"));
  g_assert_true (json_object_get_boolean_member (changes, "pregnant"));
  assert_verifies (fixture, NULL);
}

static void
test_links (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TlRecord) person = fixture_person (fixture, "Hoa", NULL);
  g_autoptr (GArray) links = tl_journal_links_after (fixture->store, 0, 0, &error);
  g_autoptr (GArray) rest = NULL;
  guint8 hash[TL_HASH_BYTES];

  g_assert_no_error (error);
  g_assert_cmpuint (links->len, >=, 4);
  for (guint i = 0; i < links->len; i++)
    {
      TlJournalLink *link = &g_array_index (links, TlJournalLink, i);

      g_assert_cmpuint (link->incarnation, ==, 1);
      g_assert_cmpuint (link->sequence, ==, i + 1);
      tl_journal_link_hash (tl_journal_device_id (fixture->store), link->incarnation, link->sequence,
                            i > 0 ? g_array_index (links, TlJournalLink, i - 1).hash : NULL, link->root, hash);
      g_assert_cmpmem (hash, sizeof hash, link->hash, sizeof link->hash);
    }
  rest = tl_journal_links_after (fixture->store, 1, 3, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (rest->len, ==, links->len - 3);
}

#define UNLOCK "DROP TRIGGER entry_stays; DROP TRIGGER entry_is_fixed;"

static void
test_tampered (Fixture *fixture, gconstpointer data)
{
  static const char *const acts[] = {
      /* one byte of a value */
      "UPDATE entry SET leaves = CAST (replace (leaves, CAST ('Hường' AS BLOB), CAST ('Hướng' AS BLOB)) AS BLOB) WHERE instr (leaves, CAST "
      "('Hường' AS BLOB))",
      UNLOCK "DELETE FROM entry WHERE n = 2",
      UNLOCK "DELETE FROM entry WHERE n = (SELECT MAX (n) FROM entry)",
      UNLOCK "UPDATE entry SET n = 900 WHERE n = 2; UPDATE entry SET n = 2 WHERE n = 3; UPDATE entry SET n = 3 WHERE n = 900",
      UNLOCK "UPDATE entry SET record = '00000000-0000-4000-8000-000000000000' WHERE n = 2",
      UNLOCK "UPDATE entry SET hash = randomblob (32) WHERE n = 2",
      UNLOCK "UPDATE entry SET sequence = 99 WHERE n = (SELECT MAX (n) FROM entry)",
  };

  for (guint i = 0; i < G_N_ELEMENTS (acts); i++)
    {
      g_autoptr (TlRecord) person = fixture_person (fixture, "Hoa", "Nguyễn Thị Hường");
      g_autofree char *content = NULL;
      gsize size = 0;

      assert_verifies (fixture, NULL);
      fixture_close (fixture);
      g_assert_true (g_file_get_contents (fixture->path, &content, &size, NULL));
      fixture_reopen (fixture);
      fixture_tamper (fixture, acts[i]);
      assert_damaged (fixture);
      fixture_close (fixture);
      g_assert_true (g_file_set_contents (fixture->path, content, (gssize)size, NULL));
      fixture_reopen (fixture);
      assert_verifies (fixture, NULL);
    }
}

static void
test_erase (Fixture *fixture, gconstpointer data)
{
  static const guint fields[] = {TL_PERSON_FULL_NAME};
  static const char *const gone[] = {"Xuyến", "xuyen", "Quỳnhmai", "quynhmai"};
  g_autoptr (GError) error = NULL;
  g_autoptr (TlRecord) person = fixture_person (fixture, "Hoa", "Nguyễn Thị Xuyến");
  g_autoptr (TlRecord) loaded = NULL;
  g_autoptr (GPtrArray) entries = NULL;
  g_autoptr (GPtrArray) hits = NULL;
  guint64 before = 0;
  guint64 after = 0;

  for (guint i = 0; i < 40; i++)
    {
      g_autofree char *name = g_strdup_printf ("Trần Văn %u", i);
      g_autoptr (TlRecord) other = fixture_person (fixture, name, name);
    }
  rename_person (fixture, person, "Lê Thị Quỳnhmai");
  g_assert_true (fixture_pages_contain (fixture, "Xuyến"));
  g_assert_true (fixture_pages_contain (fixture, "Quỳnhmai"));
  g_assert_true (fixture_pages_contain (fixture, "quynhmai"));
  assert_verifies (fixture, &before);

  tl_journal_erase (fixture->store, TL_TYPE_PERSON, tl_record_id (person), fields, 1, "theo yêu cầu", &error);
  g_assert_no_error (error);
  assert_verifies (fixture, &after);
  g_assert_cmpuint (after, ==, before + 1);
  for (guint i = 0; i < G_N_ELEMENTS (gone); i++)
    if (fixture_pages_contain (fixture, gone[i]))
      g_error ("%s is still there", gone[i]);
  loaded = tl_store_load (fixture->store, TL_TYPE_PERSON, tl_record_id (person), &error);
  g_assert_no_error (error);
  g_assert_false (tl_record_has (loaded, TL_PERSON_FULL_NAME));
  g_assert_cmpstr (tl_record_text (loaded, TL_PERSON_ALIAS), ==, "Hoa");
  entries = tl_journal_list (fixture->store, tl_record_id (person), 0, 0, &error);
  g_assert_cmpstr (((TlJournalEntry *)entries->pdata[0])->kind, ==, "erase");
  g_assert_nonnull (strstr (((TlJournalEntry *)entries->pdata[1])->changes, "\"erased\":[\"full_name\"]"));
  hits = tl_store_search (fixture->store, "quynhmai", 0, &error);
  g_assert_cmpuint (hits->len, ==, 0);

  /* Also after closing, and the commitment left behind still binds. */
  fixture_reopen (fixture);
  assert_verifies (fixture, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (gone); i++)
    g_assert_false (fixture_pages_contain (fixture, gone[i]));
  fixture_tamper (fixture, "UPDATE entry SET leaves = CAST (leaves || x'00' AS BLOB) WHERE n = (SELECT MAX (n) FROM entry)");
  assert_damaged (fixture);
}

static void
test_erase_all (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TlRecord) person = fixture_person (fixture, "Hoabinh", "Nguyễn Thị Xuyến");
  g_autoptr (TlRecord) of_case = fixture_case (fixture, person, "2026-03-05T21:00:00+07:00");
  g_autoptr (TlRecord) loaded = NULL;

  g_autofree char *plain = g_strdup_printf ("person/%s", tl_record_id (person));
  g_autofree char *section = g_strdup_printf ("person/%s#papers", tl_record_id (person));
  g_autofree char *of_other = NULL;

  tl_store_save_draft (fixture->store, "intake", "{}", &error);
  tl_store_save_draft (fixture->store, plain, "{\"full_name\":\"Nguyễn Thị Xuyến\"}", &error);
  tl_store_save_draft (fixture->store, section, "{\"full_name\":\"Nguyễn Thị Xuyến\"}", &error);
  tl_journal_erase (fixture->store, TL_TYPE_PERSON, tl_record_id (person), NULL, 0, "hết hạn lưu", &error);
  g_assert_no_error (error);
  assert_verifies (fixture, NULL);
  g_assert_false (fixture_pages_contain (fixture, "Xuyến"));
  g_assert_false (fixture_pages_contain (fixture, "Hoabinh"));
  of_other = tl_store_load_draft (fixture->store, "intake", &error);
  g_assert_cmpstr (of_other, ==, "{}");
  loaded = tl_store_load (fixture->store, TL_TYPE_PERSON, tl_record_id (person), &error);
  g_assert_cmpstr (tl_record_text (loaded, TL_PERSON_SEX), ==, "female");
  /* A deleted record's history can be erased too. */
  g_assert_true (tl_store_delete (fixture->store, TL_TYPE_CASE, tl_record_id (of_case), NULL, &error));
  g_assert_true (tl_journal_erase (fixture->store, TL_TYPE_CASE, tl_record_id (of_case), NULL, 0, NULL, &error));
  assert_verifies (fixture, NULL);
}

static gpointer
user_version_cb (TlStore *store, gpointer data, GCancellable *cancellable, GError **error)
{
  return GINT_TO_POINTER ((int)tl_sql_int (store, error, -1, "PRAGMA user_version", ""));
}

static int
user_version (Fixture *fixture)
{
  return GPOINTER_TO_INT (tl_store_call (fixture->store, user_version_cb, NULL, NULL));
}

static gboolean
erase_every_fifth (TlStore *store, gpointer data, GError **error)
{
  GPtrArray *people = data;

  for (guint i = 0; i < people->len; i += 5)
    if (!tl_journal_erase (store, TL_TYPE_PERSON, tl_record_id (people->pdata[i]), NULL, 0, "hết hạn lưu", error))
      return FALSE;

  return TRUE;
}

/* Rows that grew, shrank and moved between pages leave copies of themselves in the pages' gaps. */
static void
test_erase_moved_rows (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) people = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GError) error = NULL;
  guint left = 0;

  for (guint i = 0; i < 300; i++)
    {
      g_autofree char *name = g_strdup_printf ("Nguyễn Thị Zq%04ux", i);

      g_ptr_array_add (people, fixture_person (fixture, "Hoa", name));
    }
  for (guint round = 0; round < 3; round++)
    for (guint i = 0; i < people->len; i++)
      {
        TlRecord *person = people->pdata[(i * 7) % people->len];
        g_autofree char *note = g_strnfill (50 + (i * 131 + round * 577) % 900, (char)('a' + round));

        tl_record_set_text (person, TL_PERSON_HEALTH_NOTE, note);
        tl_store_save (fixture->store, person, &error);
        g_assert_no_error (error);
      }
  tl_store_transaction (fixture->store, erase_every_fifth, people, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < people->len; i += 5)
    {
      g_autofree char *name = g_strdup_printf ("Zq%04ux", i);

      left += fixture_pages_contain (fixture, name) ? 1 : 0;
    }
  g_assert_cmpuint (left, ==, 0);
  assert_verifies (fixture, NULL);

  /* An interruption after the commit: the next opening does what is due. */
  fixture_tamper (fixture, "PRAGMA user_version = 1");
  fixture_reopen (fixture);
  assert_verifies (fixture, NULL);
  g_assert_cmpint (user_version (fixture), ==, 0);
}

typedef struct
{
  guint told;
  double last;
  gboolean backwards;
  GMainLoop *loop;
  gboolean good;
} Told;

static void
told_cb (double fraction, gpointer data)
{
  Told *told = data;

  told->told++;
  told->backwards = told->backwards || fraction < told->last || fraction > 1;
  told->last = fraction;
}

static void
erased_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Told *told = data;

  told->good = tl_journal_erase_finish (TL_STORE (source), result, NULL);
  g_main_loop_quit (told->loop);
}

/* Writing the whole file anew takes long in a large register: whoever waits is told how far it is. */
static void
test_erase_tells (Fixture *fixture, gconstpointer data)
{
  g_autoptr (TlRecord) first = fixture_person (fixture, "Hoa", "Nguyễn Thị Xuyến");
  g_autoptr (TlRecord) second = fixture_person (fixture, "Lan", "Trần Thị Quỳnhoa");
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr (GError) error = NULL;
  Told told = {.loop = loop};

  for (guint i = 0; i < 300; i++)
    g_object_unref (fixture_person (fixture, "Mai", "Phạm Thị Mai"));
  g_assert_true (tl_journal_erase_full (fixture->store, TL_TYPE_PERSON, tl_record_id (first), NULL, 0, "hết hạn lưu", told_cb, &told, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (told.told, >, 5);
  g_assert_cmpfloat (told.last, >, 0.7);
  g_assert_false (told.backwards);
  g_assert_cmpint (user_version (fixture), ==, 0);

  told = (Told){.loop = loop};
  tl_journal_erase_async (fixture->store, TL_TYPE_PERSON, tl_record_id (second), NULL, 0, "hết hạn lưu", told_cb, &told, erased_cb, &told);
  g_main_loop_run (loop);
  g_assert_true (told.good);
  g_assert_cmpuint (told.told, >, 5);
  g_assert_false (told.backwards);
  g_assert_false (fixture_pages_contain (fixture, "Quỳnhoa"));
  /* Nobody is told of what comes later. */
  told.told = 0;
  rename_person (fixture, second, "Lê Thị Huệ");
  g_assert_cmpuint (told.told, ==, 0);
  assert_verifies (fixture, NULL);
}

static gint64
last_incarnation (Fixture *fixture, guint64 *sequence)
{
  g_autoptr (GPtrArray) entries = tl_journal_list (fixture->store, NULL, 0, 1, NULL);
  TlJournalEntry *entry = entries->pdata[0];

  *sequence = entry->sequence;
  return (gint64)entry->incarnation;
}

/* An older copy put back, then a copy taken to another computer. */
static void
test_incarnation (Fixture *fixture, gconstpointer data)
{
  g_autoptr (TlRecord) first = fixture_person (fixture, "Hoa", NULL);
  g_autoptr (TlRecord) second = NULL;
  g_autoptr (TlRecord) third = NULL;
  g_autoptr (TlRecord) fourth = NULL;
  g_autofree char *content = NULL;
  g_autofree char *mark = NULL;
  gsize size = 0;
  gint64 restored, moved;
  guint64 sequence = 0;

  mark = g_build_filename (g_get_user_data_dir (), "tamlanh", "vaults", tl_vault_get_file_id (tl_store_vault (fixture->store)), NULL);
  fixture_close (fixture);
  g_assert_true (g_file_get_contents (fixture->path, &content, &size, NULL));
  fixture_reopen (fixture);
  second = fixture_person (fixture, "Lan", NULL);
  g_assert_cmpint (last_incarnation (fixture, &sequence), ==, 1);
  g_assert_cmpuint (sequence, >, 3);
  fixture_close (fixture);

  g_assert_true (g_file_set_contents (fixture->path, content, (gssize)size, NULL));
  fixture_reopen (fixture);
  third = fixture_person (fixture, "Huệ", NULL);
  restored = last_incarnation (fixture, &sequence);
  g_assert_cmpint (restored, >, 1);
  g_assert_cmpuint (sequence, ==, 1);
  fixture_reopen (fixture);
  fourth = fixture_person (fixture, "Cúc", NULL);
  g_assert_cmpint (last_incarnation (fixture, &sequence), ==, restored);
  g_assert_cmpuint (sequence, ==, 2);
  fixture_close (fixture);

  g_assert_cmpint (g_remove (mark), ==, 0);
  fixture_reopen (fixture);
  rename_person (fixture, fourth, "Phạm Thị Cúc");
  moved = last_incarnation (fixture, &sequence);
  g_assert_cmpint (moved, >, restored);
  g_assert_cmpuint (sequence, ==, 1);
  assert_verifies (fixture, NULL);
}

/* The same backup put back twice: nothing was tampered with, and each life is beyond the one before. */
static void
test_restored_twice (Fixture *fixture, gconstpointer data)
{
  g_autofree char *content = NULL;
  gsize size = 0;
  gint64 before = 0;
  guint64 sequence = 0;

  g_object_unref (fixture_person (fixture, "Hoa", NULL));
  fixture_close (fixture);
  g_assert_true (g_file_get_contents (fixture->path, &content, &size, NULL));
  fixture_reopen (fixture);
  g_object_unref (fixture_person (fixture, "Lan", NULL));
  for (guint i = 0; i < 2; i++)
    {
      gint64 now;

      fixture_close (fixture);
      g_assert_true (g_file_set_contents (fixture->path, content, (gssize)size, NULL));
      fixture_reopen (fixture);
      assert_verifies (fixture, NULL);
      g_object_unref (fixture_person (fixture, "Mai", NULL));
      now = last_incarnation (fixture, &sequence);
      g_assert_cmpint (now >> 32, >, before >> 32);
      g_assert_cmpuint (sequence, ==, 1);
      before = now;
    }
  assert_verifies (fixture, NULL);
}

int
main (int argc, char **argv)
{
  fixture_init (&argc, &argv);
  fixture_add ("/store/journal/history-of-a-record", test_history);
  fixture_add ("/store/journal/links-follow-each-other", test_links);
  fixture_add ("/store/journal/sees-changed-removed-and-reordered", test_tampered);
  fixture_add ("/store/journal/erased-for-good-and-still-verifies", test_erase);
  fixture_add ("/store/journal/erase-all-that-tells", test_erase_all);
  fixture_add ("/store/journal/erase-rows-that-moved", test_erase_moved_rows);
  fixture_add ("/store/journal/erasing-tells-how-far", test_erase_tells);
  fixture_add ("/store/journal/restored-or-moved-file-begins-anew", test_incarnation);
  fixture_add ("/store/journal/restored-twice-still-verifies", test_restored_twice);

  return g_test_run ();
}
