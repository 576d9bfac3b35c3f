/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "fixture.h"

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

static void
test_round_trip (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TlRecord) person = fixture_person (fixture, "Hoa", "Nguyễn Thị Hường");
  g_autoptr (TlRecord) loaded = NULL;

  fixture_reopen (fixture);
  loaded = tl_store_load (fixture->store, TL_TYPE_PERSON, tl_record_id (person), &error);
  g_assert_no_error (error);
  for (guint i = 0; i < tl_type_info (TL_TYPE_PERSON)->n_fields; i++)
    g_assert_true (tl_record_equal_field (person, loaded, i));
  g_assert_cmpstr (tl_record_site (loaded), ==, "DC");
  g_assert_cmpstr (tl_record_created_by (loaded), ==, tl_store_staff (fixture->store));
  g_assert_cmpint (tl_record_created_at (loaded), ==, tl_record_created_at (person));
}

static void
test_every_kind (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TlRecord) person = fixture_person (fixture, "Hoa", NULL);
  g_autoptr (TlRecord) child = fixture_person (fixture, "Bé Na", NULL);
  g_autoptr (TlRecord) of_case = fixture_case (fixture, person, "2026-03-05T21:00:00+07:00");
  g_autoptr (TlRecord) trip = tl_record_new (TL_TYPE_TRIP);
  g_autoptr (TlRecord) file = tl_record_new (TL_TYPE_ATTACHMENT);
  g_autoptr (TlRecord) trip_again = NULL;
  g_autoptr (TlRecord) file_again = NULL;
  g_autofree char *people = g_strdup_printf ("%s %s", tl_record_id (person), tl_record_id (child));
  g_autoptr (GBytes) content = g_bytes_new ("\0\1\2jpeg", 7);

  tl_record_set_text (trip, TL_TRIP_CASE, tl_record_id (of_case));
  tl_record_set_text (trip, TL_TRIP_PURPOSE, "home");
  tl_record_set_text (trip, TL_TRIP_PEOPLE, people);
  tl_record_set_int (trip, TL_TRIP_KM, 46500);
  tl_record_set_int (trip, TL_TRIP_FUEL_PRICE, 20510);
  tl_store_save (fixture->store, trip, &error);
  g_assert_no_error (error);
  trip_again = tl_store_load (fixture->store, TL_TYPE_TRIP, tl_record_id (trip), &error);
  g_assert_no_error (error);
  g_assert_cmpstr (tl_record_text (trip_again, TL_TRIP_PEOPLE), ==, tl_record_text (trip, TL_TRIP_PEOPLE));
  g_assert_cmpint (tl_record_int (trip_again, TL_TRIP_KM), ==, 46500);

  tl_record_set_text (file, TL_ATTACHMENT_CASE, tl_record_id (of_case));
  tl_record_set_text (file, TL_ATTACHMENT_NAME, "đơn.jpg");
  tl_record_set_text (file, TL_ATTACHMENT_KIND, "paper");
  tl_record_set_blob (file, TL_ATTACHMENT_CONTENT, content);
  tl_store_save (fixture->store, file, &error);
  g_assert_no_error (error);
  file_again = tl_store_load (fixture->store, TL_TYPE_ATTACHMENT, tl_record_id (file), &error);
  g_assert_no_error (error);
  g_assert_true (g_bytes_equal (tl_record_blob (file_again, TL_ATTACHMENT_CONTENT), content));
}

static void
test_nothing_changed (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TlRecord) person = fixture_person (fixture, "Hoa", NULL);
  guint64 before = 0;
  guint64 after = 0;

  g_assert_true (tl_journal_verify (fixture->store, &before, &error));
  tl_store_save (fixture->store, person, &error);
  g_assert_no_error (error);
  g_assert_true (tl_journal_verify (fixture->store, &after, &error));
  g_assert_cmpuint (before, ==, after);
}

static void
test_codes (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TlRecord) person = fixture_person (fixture, "Hoa", NULL);
  g_autoptr (TlRecord) first = fixture_case (fixture, person, "2026-03-05T21:00:00+07:00");
  g_autoptr (TlRecord) second = fixture_case (fixture, person, "2026-12-31T23:30:00+07:00");
  g_autoptr (TlRecord) new_year = fixture_case (fixture, person, "2026-12-31T17:30:00+00:00");
  g_autoptr (TlRecord) third = NULL;

  g_assert_cmpstr (tl_record_text (first, TL_CASE_CODE), ==, "DC-2026-0001");
  g_assert_cmpstr (tl_record_text (second, TL_CASE_CODE), ==, "DC-2026-0002");
  /* Half past midnight in UTC+7. */
  g_assert_cmpstr (tl_record_text (new_year, TL_CASE_CODE), ==, "DC-2027-0001");
  g_assert_cmpstr (tl_record_text (new_year, TL_CASE_OPENED_MONTH), ==, "2027-01");

  g_assert_true (tl_store_delete (fixture->store, TL_TYPE_CASE, tl_record_id (second), "nhập nhầm", &error));
  third = fixture_case (fixture, person, "2026-04-01T08:00:00+07:00");
  g_assert_cmpstr (tl_record_text (third, TL_CASE_CODE), ==, "DC-2026-0003");

  tl_record_set_text (third, TL_CASE_CODE, "DC-2026-0009");
  g_assert_false (tl_store_save (fixture->store, third, &error));
  g_assert_error (error, TL_STORE_ERROR, TL_STORE_ERROR_REFUSED);
}

static void
test_computed (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TlRecord) person = fixture_person (fixture, "Bé Na", NULL);
  g_autoptr (TlRecord) of_case = NULL;
  g_autoptr (TlRecord) later = NULL;
  g_autoptr (TlRecord) loaded = NULL;

  tl_record_set_text (person, TL_PERSON_BIRTH_DATE, "2008-03-06");
  tl_record_set_text (person, TL_PERSON_ETHNICITY, "02");
  g_assert_true (tl_store_save (fixture->store, person, &error));
  /* One day before her eighteenth birthday. */
  of_case = fixture_case (fixture, person, "2026-03-05T21:00:00+07:00");
  later = fixture_case (fixture, person, "2027-03-05T21:00:00+07:00");
  loaded = tl_store_load (fixture->store, TL_TYPE_PERSON, tl_record_id (person), &error);
  g_assert_no_error (error);
  g_assert_cmpstr (tl_record_text (loaded, TL_PERSON_AGE_BAND), ==, "16-17");
  g_assert_cmpstr (tl_record_text (loaded, TL_PERSON_ETHNIC_GROUP2), ==, "other");
  g_assert_cmpstr (tl_record_text (of_case, TL_CASE_OPENED_MONTH), ==, "2026-03");
}

static void
test_query (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TlRecord) person = fixture_person (fixture, "Hoa", NULL);
  g_autoptr (TlRecord) a = fixture_case (fixture, person, "2026-03-05T21:00:00+07:00");
  g_autoptr (TlRecord) b = fixture_case (fixture, person, "2026-05-05T21:00:00+07:00");
  g_autoptr (GPtrArray) found = NULL;
  TlWhere by_time[]
      = {{TL_CASE_OPENED_AT, ">=", NULL, fixture_time ("2026-04-01T00:00:00+07:00")}, {TL_CASE_VICTIM, "=", tl_record_id (person), 0}};
  TlWhere has[] = {{TL_CASE_NEEDS, "has", "legal", 0}};
  TlWhere unset[] = {{TL_CASE_NEEDS, "unset", NULL, 0}};

  found = tl_store_list (fixture->store, TL_TYPE_CASE, by_time, 2, TL_CASE_OPENED_AT, TRUE, 0, 0, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (found->len, ==, 1);
  g_assert_cmpstr (tl_record_id (found->pdata[0]), ==, tl_record_id (b));
  tl_record_set_text (a, TL_CASE_NEEDS, "legal shelter");
  tl_store_save (fixture->store, a, &error);
  if (error != NULL)
    g_error ("%s", error->message);
  g_assert_cmpint (tl_store_count (fixture->store, TL_TYPE_CASE, has, 1, &error), ==, 1);
  g_assert_cmpint (tl_store_count (fixture->store, TL_TYPE_CASE, unset, 1, &error), ==, 1);
  g_assert_cmpint (tl_store_count (fixture->store, TL_TYPE_CASE, NULL, 0, &error), ==, 2);
}

typedef struct
{
  TlRecord *first;
  TlRecord *second;
} Two;

static gboolean
save_two (TlStore *store, gpointer data, GError **error)
{
  Two *two = data;

  return tl_store_save (store, two->first, error) && tl_store_save (store, two->second, error);
}

static int
no_rollback_cb (void *data, int action, const char *what, const char *b, const char *c, const char *d)
{
  return action == SQLITE_TRANSACTION && g_str_equal (what, "ROLLBACK") ? SQLITE_DENY : SQLITE_OK;
}

static int
no_savepoint_back_cb (void *data, int action, const char *what, const char *b, const char *c, const char *d)
{
  return action == SQLITE_SAVEPOINT && g_str_equal (what, "ROLLBACK") ? SQLITE_DENY : SQLITE_OK;
}

static gboolean
save_and_fail (TlStore *store, gpointer person, GError **error)
{
  if (!tl_store_save (store, person, error))
    return FALSE;
  g_set_error_literal (error, TL_STORE_ERROR, TL_STORE_ERROR_REFUSED, "no");
  return FALSE;
}

static gboolean
save_after_failing (TlStore *store, gpointer data, GError **error)
{
  TlRecord **people = data;

  g_assert_false (tl_store_transaction (store, save_and_fail, people[0], NULL));
  return tl_store_save (store, people[1], error);
}

static gpointer
watch_cb (TlStore *store, gpointer data, GCancellable *cancellable, GError **error)
{
  sqlite3_set_authorizer (tl_sql_db (store), (int (*) (void *, int, const char *, const char *, const char *, const char *))data, NULL);
  return GINT_TO_POINTER (1);
}

/* Without memory a rollback cannot even be prepared: what it was to undo is seen by nobody and saved with nothing. */
static void
test_rollback_fails (Fixture *fixture, gconstpointer data)
{
  g_autoptr (TlRecord) given_up = tl_record_new (TL_TYPE_PERSON), next = tl_record_new (TL_TYPE_PERSON), third = tl_record_new (TL_TYPE_PERSON);
  TlRecord *people[] = {third, next};
  g_autoptr (GError) error = NULL;
  gint64 before = tl_store_count (fixture->store, TL_TYPE_PERSON, NULL, 0, NULL);

  tl_record_set_text (given_up, TL_PERSON_ALIAS, "Hoa");
  tl_record_set_text (given_up, TL_PERSON_SEX, "female");
  tl_record_set_text (next, TL_PERSON_ALIAS, "Lan");
  tl_record_set_text (next, TL_PERSON_SEX, "female");
  tl_record_set_text (third, TL_PERSON_ALIAS, "Mai");
  tl_record_set_text (third, TL_PERSON_SEX, "female");
  tl_store_call (fixture->store, watch_cb, no_rollback_cb, NULL);
  g_assert_false (tl_store_transaction (fixture->store, save_and_fail, given_up, NULL));
  /* Still not: nothing is answered from it, nothing saved into it. */
  g_assert_cmpint (tl_store_count (fixture->store, TL_TYPE_PERSON, NULL, 0, NULL), ==, -1);
  g_assert_false (tl_store_save (fixture->store, next, NULL));
  sqlite3_set_authorizer (tl_sql_db (fixture->store), NULL, NULL);
  g_assert_cmpint (tl_store_count (fixture->store, TL_TYPE_PERSON, NULL, 0, &error), ==, before);
  g_assert_no_error (error);
  g_assert_true (tl_store_save (fixture->store, next, &error));
  g_assert_no_error (error);
  g_assert_cmpint (tl_store_count (fixture->store, TL_TYPE_PERSON, NULL, 0, &error), ==, before + 1);

  /* A part that could not be taken back takes the whole with it. */
  tl_store_call (fixture->store, watch_cb, no_savepoint_back_cb, NULL);
  tl_record_set_text (next, TL_PERSON_ALIAS, "Lan Anh");
  g_assert_false (tl_store_transaction (fixture->store, save_after_failing, people, &error));
  g_assert_nonnull (error);
  sqlite3_set_authorizer (tl_sql_db (fixture->store), NULL, NULL);
  g_clear_error (&error);
  g_assert_cmpint (tl_store_count (fixture->store, TL_TYPE_PERSON, NULL, 0, &error), ==, before + 1);
  g_assert_true (tl_journal_verify (fixture->store, NULL, &error));
  g_assert_no_error (error);
}

static void
test_rollback (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TlRecord) good = tl_record_new (TL_TYPE_PERSON);
  g_autoptr (TlRecord) bad = tl_record_new (TL_TYPE_PERSON);
  g_autoptr (GPtrArray) hits = NULL;
  Two two = {good, bad};
  guint64 entries = 0;
  guint64 after = 0;

  tl_record_set_text (good, TL_PERSON_ALIAS, "Hoàicổ");
  tl_record_set_text (good, TL_PERSON_SEX, "female");
  g_assert_true (tl_journal_verify (fixture->store, &entries, &error));
  g_assert_false (tl_store_transaction (fixture->store, save_two, &two, &error));
  g_assert_nonnull (error);
  g_clear_error (&error);
  g_assert_null (tl_store_load (fixture->store, TL_TYPE_PERSON, tl_record_id (good), &error));
  g_assert_error (error, TL_STORE_ERROR, TL_STORE_ERROR_NOT_FOUND);
  g_clear_error (&error);
  hits = tl_store_search (fixture->store, "hoaico", 0, &error);
  g_assert_cmpuint (hits->len, ==, 0);
  /* The next save goes on where the chain was. */
  tl_store_save (fixture->store, good, &error);
  g_assert_no_error (error);
  g_assert_true (tl_journal_verify (fixture->store, &after, &error));
  g_assert_cmpuint (after, ==, entries + 1);
}

static gboolean
save_then_die (TlStore *store, gpointer data, GError **error)
{
  if (!tl_store_save (store, data, error))
    return FALSE;
  kill (getpid (), SIGKILL);

  return TRUE;
}

/* Another process opens the vault, saves one person, and is killed in the transaction of the second. */
static void
test_kill (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) people = NULL;
  guint64 entries = 0;
  int status = 0;
  pid_t child;

  fixture_close (fixture);
  child = fork ();
  if (child == 0)
    {
      g_autoptr (TlRecord) first = NULL;
      g_autoptr (TlRecord) second = tl_record_new (TL_TYPE_PERSON);

      fixture_reopen (fixture);
      first = fixture_person (fixture, "Được lưu", NULL);
      tl_record_set_text (second, TL_PERSON_ALIAS, "Dở dang");
      tl_record_set_text (second, TL_PERSON_SEX, "female");
      tl_store_transaction (fixture->store, save_then_die, second, NULL);
      _exit (0);
    }
  g_assert_cmpint (waitpid (child, &status, 0), ==, child);
  g_assert_true (WIFSIGNALED (status));
  fixture_reopen (fixture);
  people = tl_store_list (fixture->store, TL_TYPE_PERSON, NULL, 0, TL_QUERY_ID, FALSE, 0, 0, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (people->len, ==, 1);
  g_assert_cmpstr (tl_record_text (people->pdata[0], TL_PERSON_ALIAS), ==, "Được lưu");
  tl_journal_verify (fixture->store, &entries, &error);
  g_assert_no_error (error);
}

typedef struct
{
  guint cases;
  double micros;
} Bulk;

static gboolean
bulk_cb (TlStore *store, gpointer data, GError **error)
{
  Bulk *bulk = data;
  gint64 start = g_get_monotonic_time ();

  for (guint i = 0; i < bulk->cases; i++)
    {
      g_autoptr (TlRecord) person = tl_record_new (TL_TYPE_PERSON);
      g_autoptr (TlRecord) of_case = tl_record_new (TL_TYPE_CASE);
      g_autofree char *name = g_strdup_printf ("Nguyễn Thị %u", i);

      tl_record_set_text (person, TL_PERSON_ALIAS, name);
      tl_record_set_text (person, TL_PERSON_SEX, "female");
      tl_record_set_int (person, TL_PERSON_BIRTH_YEAR, 1990);
      tl_record_set_text (of_case, TL_CASE_VICTIM, tl_record_id (person));
      tl_record_set_int (of_case, TL_CASE_OPENED_AT, 1772720000 + i * 600);
      if (!tl_store_save (store, person, error) || !tl_store_save (store, of_case, error))
        return FALSE;
      for (guint c = 0; c < 4; c++)
        {
          g_autoptr (TlRecord) care = tl_record_new (TL_TYPE_CARE);

          tl_record_set_text (care, TL_CARE_CASE, tl_record_id (of_case));
          tl_record_set_text (care, TL_CARE_PERSON, tl_record_id (person));
          tl_record_set_text (care, TL_CARE_KIND, "counselling");
          tl_record_set_int (care, TL_CARE_AT, 1772720000 + i * 600 + c * 86400);
          if (!tl_store_save (store, care, error))
            return FALSE;
        }
    }
  bulk->micros = (double)(g_get_monotonic_time () - start) / (bulk->cases * 6.0);

  return TRUE;
}

/* A hundred thousand cases must be possible in minutes: 6 saves a case here. The bound is wide, for a busy
 * machine; the number itself is in the output. */
static void
test_bulk (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  Bulk bulk = {500, 0};

  tl_store_transaction (fixture->store, bulk_cb, &bulk, &error);
  g_assert_no_error (error);
  g_test_message ("%.0f microseconds a save", bulk.micros);
  g_assert_cmpfloat (bulk.micros, <, 3000);
}

int
main (int argc, char **argv)
{
  fixture_init (&argc, &argv);
  fixture_add ("/store/records/come-back-as-they-were-saved", test_round_trip);
  fixture_add ("/store/records/every-kind-of-value", test_every_kind);
  fixture_add ("/store/records/saving-nothing-new-writes-nothing", test_nothing_changed);
  fixture_add ("/store/records/codes-are-given-once-and-never-again", test_codes);
  fixture_add ("/store/records/age-group-is-that-of-the-first-opening", test_computed);
  fixture_add ("/store/records/list-by-conditions", test_query);
  fixture_add ("/store/records/refused-transaction-leaves-nothing", test_rollback);
  fixture_add ("/store/records/rollback-without-memory", test_rollback_fails);
  fixture_add ("/store/records/killed-in-a-transaction", test_kill);
  fixture_add ("/store/records/many-in-one-transaction", test_bulk);

  return g_test_run ();
}
