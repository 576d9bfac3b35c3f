/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What is done in the pauses: the search index stays in few pieces and the log short, without a save doing it, and
 * whatever was saved is found all the while. */

#include "fixture.h"

#include <glib/gstdio.h>
#include <sqlite3.h>

#define SAVES 60

/* What the store's thread ran by itself. */
typedef struct
{
  guint merges;     /* slices */
  guint inside;     /* of them while a transaction was open: in somebody's save */
} Watch;

static int
statement_cb (unsigned mask, void *data, void *stmt, void *text)
{
  Watch *watch = data;

  if (g_strstr_len (text, -1, "'merge'") != NULL)
    {
      watch->merges++;
      watch->inside += !sqlite3_get_autocommit (sqlite3_db_handle (stmt));
    }
  return 0;
}

static gpointer
watch_job (TlStore *store, gpointer data, GCancellable *cancellable, GError **error)
{
  sqlite3_trace_v2 (tl_sql_db (store), data != NULL ? SQLITE_TRACE_STMT : 0, data != NULL ? statement_cb : NULL, data);
  return NULL;
}

static gpointer
pieces_job (TlStore *store, gpointer data, GCancellable *cancellable, GError **error)
{
  return GINT_TO_POINTER ((int)tl_sql_int (store, error, -1, "SELECT count (DISTINCT segid) FROM search_text_idx", ""));
}

static int
pieces (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;
  int n = GPOINTER_TO_INT (tl_store_call (fixture->store, pieces_job, NULL, &error));

  g_assert_no_error (error);
  return n;
}

static gint64
log_bytes (Fixture *fixture)
{
  g_autofree char *path = g_strconcat (fixture->path, "-wal", NULL);
  GStatBuf info;

  return g_stat (path, &info) == 0 ? info.st_size : 0;
}

static gint64
main_bytes (Fixture *fixture)
{
  GStatBuf info;

  g_assert_cmpint (g_stat (fixture->path, &info), ==, 0);
  return info.st_size;
}

static guint
found (Fixture *fixture, const char *text)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) hits = tl_store_search (fixture->store, text, 0, &error);

  g_assert_no_error (error);
  return hits->len;
}

/* Asked seldom enough that there is a pause between. */
static void
wait_for_pieces (Fixture *fixture, int most)
{
  for (guint i = 0; i < 100 && pieces (fixture) > most; i++)
    g_usleep (150 * 1000);
  g_assert_cmpint (pieces (fixture), <=, most);
}

static void
test_pieces (Fixture *fixture, gconstpointer data)
{
  Watch watch = {0};

  tl_store_call (fixture->store, watch_job, &watch, NULL);
  for (guint i = 0; i < SAVES; i++)
    {
      g_autofree char *alias = g_strdup_printf ("Lan số %u", i);
      g_autoptr (TlRecord) person = fixture_person (fixture, alias, "Nguyễn Thị Lan");
    }
  g_assert_cmpuint (found (fixture, "nguyen lan"), ==, SAVES);
  /* Each level keeps up to three, and as many saves as do not call for merging may follow. */
  wait_for_pieces (fixture, 9);
  tl_store_call (fixture->store, watch_job, NULL, NULL);
  g_assert_cmpuint (watch.merges, >, 0);
  g_assert_cmpuint (watch.inside, ==, 0);
  g_assert_cmpuint (found (fixture, "nguyen lan"), ==, SAVES);
  g_assert_cmpuint (found (fixture, "so 17"), ==, 1);
  fixture_reopen (fixture);
  g_assert_cmpuint (found (fixture, "nguyen lan"), ==, SAVES);
}

/* After a pause the main file has what was in the log. */
static void
test_log (Fixture *fixture, gconstpointer data)
{
  gint64 before;

  fixture_reopen (fixture);
  before = main_bytes (fixture);
  for (guint i = 0; log_bytes (fixture) < 300 * 4152; i++)
    {
      g_autoptr (TlRecord) person = fixture_person (fixture, "Hoa", "Lê Thị Hoa");
      g_assert_cmpuint (i, <, 1000);
    }
  for (guint i = 0; i < 100 && main_bytes (fixture) == before; i++)
    g_usleep (100 * 1000);
  g_assert_cmpint (main_bytes (fixture), >, before);
}

/* Saves without a pause: the log does not grow without end (these would fill some 6,000 blocks). */
static void
test_no_pause (Fixture *fixture, gconstpointer data)
{
  gint64 most = 0;

  for (guint i = 0; i < 400; i++)
    {
      g_autoptr (TlRecord) person = fixture_person (fixture, "Hoa", "Lê Thị Hoa");
      most = MAX (most, log_bytes (fixture));
    }
  g_assert_cmpint (most, <, 4200 * 4152);
}

int
main (int argc, char **argv)
{
  fixture_init (&argc, &argv);
  fixture_add ("/store/tidy/pieces", test_pieces);
  fixture_add ("/store/tidy/log", test_log);
  fixture_add ("/store/tidy/no-pause", test_no_pause);

  return g_test_run ();
}
