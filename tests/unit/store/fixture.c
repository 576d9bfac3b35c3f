/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "fixture.h"

#include <glib/gstdio.h>
#include <string.h>

void
fixture_init (int *argc, char ***argv)
{
  /* Marks go beside the build, not into the home of whoever runs the tests. (GLib's own isolation leaks.) */
  const char *build = g_getenv ("G_TEST_BUILDDIR");
  g_autofree char *data = g_build_filename (build != NULL ? build : g_get_tmp_dir (), "store-test-data", NULL);

  g_setenv ("XDG_DATA_HOME", data, TRUE);
  g_test_init (argc, argv, NULL);
  tl_vault_init ();
  /* After every day of the stories. */
  tl_clock_set_for_test (fixture_time ("2027-06-01T08:00:00+07:00"));
}

static void
remove_folder (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);

      g_remove (path);
    }
  g_rmdir (folder);
}

void
fixture_set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  char *code = NULL;
  TlVault *vault;

  fixture->folder = g_dir_make_tmp ("tamlanh-store-XXXXXX", &error);
  g_assert_no_error (error);
  fixture->path = g_build_filename (fixture->folder, "dc.tamlanh", NULL);
  vault = tl_vault_create (fixture->path, "Bàn 1", PASSPHRASE, &code, NULL, &error);
  g_assert_no_error (error);
  tl_secret_free (code);
  fixture->store = tl_store_open (vault, &error);
  g_assert_no_error (error);
  tl_store_setup (fixture->store, "DC", 1, "Trần Thị Mai", "shelter", &error);
  g_assert_no_error (error);
}

void
fixture_close (Fixture *fixture)
{
  if (fixture->store != NULL)
    tl_store_close (fixture->store);
  g_clear_object (&fixture->store);
}

void
fixture_reopen (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;
  TlVault *vault;

  fixture_close (fixture);
  vault = tl_vault_unlock (fixture->path, NULL, PASSPHRASE, &error);
  g_assert_no_error (error);
  fixture->store = tl_store_open (vault, &error);
  g_assert_no_error (error);
}

void
fixture_tear_down (Fixture *fixture, gconstpointer data)
{
  fixture_close (fixture);
  remove_folder (fixture->folder);
  g_free (fixture->folder);
  g_free (fixture->path);
}

gint64
fixture_time (const char *iso)
{
  gint64 seconds = 0;

  g_assert_true (tl_time_parse_iso (iso, &seconds));
  return seconds;
}

static void
save (Fixture *fixture, TlRecord *record)
{
  g_autoptr (GError) error = NULL;

  tl_store_save (fixture->store, record, &error);
  g_assert_no_error (error);
}

TlRecord *
fixture_person (Fixture *fixture, const char *alias, const char *full_name)
{
  TlRecord *person = tl_record_new (TL_TYPE_PERSON);

  tl_record_set_text (person, TL_PERSON_ALIAS, alias);
  tl_record_set_text (person, TL_PERSON_FULL_NAME, full_name);
  tl_record_set_text (person, TL_PERSON_SEX, "female");
  save (fixture, person);

  return person;
}

TlRecord *
fixture_case (Fixture *fixture, TlRecord *victim, const char *opened_at)
{
  TlRecord *record = tl_record_new (TL_TYPE_CASE);

  tl_record_set_text (record, TL_CASE_VICTIM, tl_record_id (victim));
  tl_record_set_int (record, TL_CASE_OPENED_AT, fixture_time (opened_at));
  save (fixture, record);

  return record;
}

TlRecord *
fixture_room (Fixture *fixture, const char *name, gint64 beds, gint64 blocked)
{
  TlRecord *room = tl_record_new (TL_TYPE_ROOM);

  tl_record_set_text (room, TL_ROOM_NAME, name);
  tl_record_set_int (room, TL_ROOM_BEDS, beds);
  if (blocked > 0)
    tl_record_set_int (room, TL_ROOM_BLOCKED_BEDS, blocked);
  save (fixture, room);

  return room;
}

TlRecord *
fixture_stay (TlRecord *of_case, TlRecord *person, const char *from, const char *to, TlRecord *room, const char *bed)
{
  TlRecord *stay = tl_record_new (TL_TYPE_STAY);

  tl_record_set_text (stay, TL_STAY_CASE, tl_record_id (of_case));
  tl_record_set_text (stay, TL_STAY_PERSON, tl_record_id (person));
  tl_record_set_int (stay, TL_STAY_CHECKED_IN_AT, fixture_time (from));
  if (to != NULL)
    tl_record_set_int (stay, TL_STAY_CHECKED_OUT_AT, fixture_time (to));
  if (room != NULL)
    tl_record_set_text (stay, TL_STAY_ROOM, tl_record_id (room));
  tl_record_set_text (stay, TL_STAY_BED, bed);

  return stay;
}

static gpointer
tamper_cb (TlStore *store, gpointer data, GCancellable *cancellable, GError **error)
{
  char *message = NULL;

  sqlite3_exec (tl_sql_db (store), data, NULL, NULL, &message);
  g_assert_cmpstr (message, ==, NULL);

  return NULL;
}

void
fixture_tamper (Fixture *fixture, const char *sql)
{
  tl_store_call (fixture->store, tamper_cb, (gpointer)sql, NULL);
}

typedef struct
{
  const char *text;
  gboolean found;
} Needle;

static gpointer
pages_cb (TlStore *store, gpointer data, GCancellable *cancellable, GError **error)
{
  Needle *needle = data;
  sqlite3_int64 size = 0;
  guint8 *pages = sqlite3_serialize (tl_sql_db (store), "main", &size, 0);

  g_assert_nonnull (pages);
  g_assert_cmpint (size, >, 4096);
  needle->found = memmem (pages, (gsize)size, needle->text, strlen (needle->text)) != NULL;
  sqlite3_free (pages);

  return NULL;
}

gboolean
fixture_pages_contain (Fixture *fixture, const char *text)
{
  Needle needle = {text, FALSE};

  tl_store_call (fixture->store, pages_cb, &needle, NULL);

  return needle.found;
}
