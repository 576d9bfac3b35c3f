/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What is asked at the desk reads no table from end to end and sorts no large one: SQLite is asked how it would do it.
 * A plan does not depend on how much there is, so a small vault watches over a large one. */

#include "fixture.h"

#include "store/overview.h"

#include <sqlite3.h>

/* Small for ever (a table, or an index of what is still open), or a list that is made in memory. */
static const char *const may_be_scanned[] = {"SCAN r", "SCAN room", "SCAN d", "SCAN (subquery", "SCAN search_text", "SCAN t VIRTUAL TABLE",
                                             "SCAN CONSTANT ROW", "SCAN near", "SCAN a", "SCAN b", "SCAN draft", "SCAN device", "SCAN budget", "SCAN used",
                                             "SCAN followup USING INDEX followup_open", "SCAN plan_item USING INDEX plan_item_open",
                                             "SCAN stay USING INDEX stay_here", NULL};

static int
note_cb (unsigned mask, void *data, void *stmt, void *text)
{
  GHashTable *seen = data;

  if (!g_str_has_prefix (text, "--"))
    g_hash_table_add (seen, g_strdup (sqlite3_sql (stmt)));
  return 0;
}

/* Every statement that @func makes, collected in @seen. */
typedef struct
{
  GHashTable *seen;
  gboolean on;
} Listen;

static gpointer
listen_job (TlStore *store, gpointer data, GCancellable *cancellable, GError **error)
{
  Listen *listen = data;

  sqlite3_trace_v2 (tl_sql_db (store), listen->on ? SQLITE_TRACE_STMT : 0, listen->on ? note_cb : NULL, listen->seen);
  return NULL;
}

typedef struct
{
  GHashTable *seen;
  gboolean sorted; /* a temporary B-tree is allowed */
  guint steps;
} Ask;

static gboolean
is_fine (const char *step, gboolean sorted)
{
  if (g_str_has_prefix (step, "USE TEMP B-TREE FOR ORDER BY"))
    return sorted;
  if (!g_str_has_prefix (step, "SCAN ") || strstr (step, " USING COVERING INDEX ") != NULL || strstr (step, " VIRTUAL TABLE ") != NULL)
    return TRUE;
  for (guint i = 0; may_be_scanned[i] != NULL; i++)
    if (g_str_has_prefix (step, may_be_scanned[i]))
      return TRUE;
  return FALSE;
}

static gpointer
plans_job (TlStore *store, gpointer data, GCancellable *cancellable, GError **error)
{
  Ask *ask = data;
  GHashTableIter iter;
  gpointer key;

  g_hash_table_iter_init (&iter, ask->seen);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    {
      g_autofree char *sql = g_strconcat ("EXPLAIN QUERY PLAN ", (const char *)key, NULL);
      sqlite3_stmt *stmt = NULL;

      if (sqlite3_prepare_v2 (tl_sql_db (store), sql, -1, &stmt, NULL) != SQLITE_OK)
        continue; /* BEGIN and the like have no plan */
      while (sqlite3_step (stmt) == SQLITE_ROW)
        {
          const char *step = (const char *)sqlite3_column_text (stmt, 3);

          ask->steps++;
          if (!is_fine (step, ask->sorted))
            g_error ("%s\n  in: %s", step, (const char *)key);
        }
      sqlite3_finalize (stmt);
    }
  return NULL;
}

static void
listen (Fixture *fixture, GHashTable *seen, gboolean on)
{
  Listen how = {seen, on};

  tl_store_call (fixture->store, listen_job, &how, NULL);
}

static void
check (Fixture *fixture, GHashTable *seen, gboolean sorted)
{
  Ask ask = {seen, sorted, 0};

  listen (fixture, seen, FALSE);
  tl_store_call (fixture->store, plans_job, &ask, NULL);
  g_assert_cmpuint (ask.steps, >, 0);
}

static GHashTable *
new_seen (void)
{
  return g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
}

/* --- the questions --- */

static void
test_lists (Fixture *fixture, gconstpointer data)
{
  for (guint filter = TL_CASES_OPEN; filter <= TL_CASES_ALL; filter++)
    for (guint sort = TL_CASES_BY_OPENED; sort <= TL_CASES_BY_RISK; sort++)
      {
        g_autoptr (GHashTable) seen = new_seen ();
        g_autoptr (GError) error = NULL;
        g_autoptr (GPtrArray) ids = NULL;

        /* How people are called is read from each, and sorted. */
        if (filter == TL_CASES_ALL && sort == TL_CASES_BY_ALIAS)
          continue;
        listen (fixture, seen, TRUE);
        ids = tl_overview_cases (fixture->store, (TlCaseFilter)filter, (TlCaseSort)sort, &error);
        g_assert_no_error (error);
        /* By risk, what is sorted is the list of levels. */
        check (fixture, seen,
               filter == TL_CASES_HERE || sort == TL_CASES_BY_ALIAS || sort == TL_CASES_BY_RISK || (filter == TL_CASES_MINE && sort == TL_CASES_BY_CODE)
                   || (filter == TL_CASES_OPEN && sort == TL_CASES_BY_CODE));
      }
}

static void
test_lines (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GHashTable) seen = new_seen ();
  g_autoptr (GError) error = NULL;
  g_autoptr (TlRecord) person = fixture_person (fixture, "Hoa", "Nguyễn Thị Hường");
  g_autoptr (TlRecord) of_case = fixture_case (fixture, person, "2026-03-05T21:00:00+07:00");
  const char *id = tl_record_id (of_case);
  g_autoptr (GPtrArray) lines = NULL;
  g_autoptr (GPtrArray) people = NULL;

  listen (fixture, seen, TRUE);
  lines = tl_overview_case_lines (fixture->store, &id, 1, &error);
  people = tl_overview_people (fixture->store, id, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (lines->len, ==, 1);
  check (fixture, seen, TRUE); /* the people of one case */
}

static void
test_today (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GHashTable) seen = new_seen ();
  g_autoptr (GError) error = NULL;
  TlToday *today;

  listen (fixture, seen, TRUE);
  today = tl_overview_today (fixture->store, 7, &error);
  g_assert_no_error (error);
  tl_today_free (today);
  check (fixture, seen, TRUE); /* who sleeps here, what is due: the few that are shown */
}

static gboolean
is_case_of (gpointer key, gpointer value, gpointer data)
{
  return strstr (key, "FROM companion") != NULL;
}

static void
test_search (Fixture *fixture, gconstpointer data)
{
  static const char *const typed[] = {"h", "hoa", "nguyen thi hu", "DC-2026-0001", "0912 345"};
  g_autoptr (GHashTable) seen = new_seen ();
  g_autoptr (TlRecord) person = fixture_person (fixture, "Hoa", "Nguyễn Thị Hường");
  g_autoptr (TlRecord) of_case = fixture_case (fixture, person, "2026-03-05T21:00:00+07:00");

  listen (fixture, seen, TRUE);
  for (guint i = 0; i < G_N_ELEMENTS (typed); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (GPtrArray) hits = tl_store_search (fixture->store, typed[i], 12, &error);

      g_assert_no_error (error);
    }
  /* The order comes from the row numbers; only the cases of one person are sorted. */
  g_hash_table_foreach_remove (seen, is_case_of, NULL);
  check (fixture, seen, FALSE);
}

static void
test_save (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GHashTable) seen = new_seen ();
  g_autoptr (TlRecord) person = fixture_person (fixture, "Hoa", "Nguyễn Thị Hường");
  g_autoptr (TlRecord) of_case = fixture_case (fixture, person, "2026-03-05T21:00:00+07:00");
  g_autoptr (TlRecord) room = fixture_room (fixture, "P1", 4, 0);
  g_autoptr (TlRecord) stay = fixture_stay (of_case, person, "2026-03-05T22:00:00+07:00", NULL, room, "1");
  g_autoptr (GError) error = NULL;

  listen (fixture, seen, TRUE);
  tl_store_save (fixture->store, stay, &error);
  g_assert_no_error (error);
  tl_record_set_text (person, TL_PERSON_ALIAS, "Chị Hoa");
  tl_store_save (fixture->store, person, &error);
  g_assert_no_error (error);
  check (fixture, seen, TRUE); /* the entries of one record */
}

/* The ends of the numbers of each kind of hit, and that people go before cases. */
static void
test_order (Fixture *fixture, gconstpointer data)
{
  g_autoptr (TlRecord) old = fixture_person (fixture, "Lan", "Lê Thị Lan");
  g_autoptr (TlRecord) begins = fixture_person (fixture, "Bé Lanh", NULL);
  g_autoptr (TlRecord) new = fixture_person (fixture, "Cô Lan", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) hits = tl_store_search (fixture->store, "lan", 0, &error);
  g_autoptr (GPtrArray) two = tl_store_search (fixture->store, "lan", 2, &error);
  g_autoptr (GPtrArray) none = tl_store_search_type (fixture->store, TL_TYPE_CASE, "lan", 0, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (hits->len, ==, 3);
  g_assert_cmpstr (((TlHit *)hits->pdata[0])->id, ==, tl_record_id (new));
  g_assert_cmpstr (((TlHit *)hits->pdata[1])->id, ==, tl_record_id (old));
  g_assert_cmpstr (((TlHit *)hits->pdata[2])->id, ==, tl_record_id (begins));
  g_assert_cmpuint (two->len, ==, 2);
  g_assert_cmpuint (none->len, ==, 0);
}

int
main (int argc, char **argv)
{
  fixture_init (&argc, &argv);
  fixture_add ("/store/plans/lists-of-cases", test_lists);
  fixture_add ("/store/plans/lines-of-a-page", test_lines);
  fixture_add ("/store/plans/today", test_today);
  fixture_add ("/store/plans/search", test_search);
  fixture_add ("/store/plans/save", test_save);
  fixture_add ("/store/search/whole-words-first-newest-first", test_order);

  return g_test_run ();
}
