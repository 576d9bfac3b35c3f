/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gstdio.h>

#include "demo/demo.h"
#include "record/lists.h"
#include "record/time.h"
#include "store/journal.h"
#include "support/support.h"
#include "sync/place.h"

/* The demo through real vaults: the same for the same seed, every category, a sound journal, statements that agree. */

#define CASES 40

typedef struct
{
  char *folder;
  TlStore *store;
} Demo;

static gboolean
open_demo (Demo *demo, const char *site, guint cases, guint64 seed, GError **error)
{
  g_autofree char *path = NULL;
  char *code = NULL;
  TlVault *vault;

  demo->folder = g_dir_make_tmp ("tamlanh-demo-XXXXXX", NULL);
  path = g_build_filename (demo->folder, "demo.tamlanh", NULL);
  vault = tl_vault_create (path, "Bàn 1", TL_DEMO_PASSPHRASE, &code, NULL, error);
  tl_secret_free (code);
  g_assert_no_error (*error);
  demo->store = tl_place_open (vault, error);
  g_assert_no_error (*error);
  tl_place_setup (demo->store, site, 1, "Đào Thị Nhàn", "shelter", error);
  g_assert_no_error (*error);
  return tl_demo_fill (demo->store, cases, seed, error);
}

static void
close_demo (Demo *demo)
{
  const char *name;
  GDir *dir;

  tl_store_close (demo->store);
  g_clear_object (&demo->store);
  dir = g_dir_open (demo->folder, 0, NULL);
  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (demo->folder, name, NULL);

      g_unlink (path);
    }
  g_dir_close (dir);
  g_rmdir (demo->folder);
  g_free (demo->folder);
}

/* All values of all records of a type, in the order of their ids. */
static char *
everything (TlStore *store, TlType type)
{
  GError *error = NULL;
  g_autoptr (GPtrArray) records = tl_store_list (store, type, NULL, 0, TL_QUERY_ID, FALSE, 0, 0, &error);
  GString *text = g_string_new (NULL);

  g_assert_no_error (error);
  for (guint i = 0; i < records->len; i++)
    {
      g_autoptr (JsonObject) object = tl_record_to_json (records->pdata[i], FALSE);
      g_autoptr (JsonNode) node = json_node_init_object (json_node_alloc (), object);
      g_autofree char *json = json_to_string (node, FALSE);

      g_string_append (text, json);
    }
  return g_string_free (text, FALSE);
}

static void
test_same_seed (void)
{
  static const TlType types[] = { TL_TYPE_PERSON, TL_TYPE_CASE, TL_TYPE_STAY, TL_TYPE_CARE, TL_TYPE_TRIP, TL_TYPE_VOUCHER, TL_TYPE_REFERRAL };
  Demo one = { 0 }, again = { 0 }, other = { 0 };
  GError *error = NULL;

  /* The clock stands still: the demo counts back from today. */
  tl_clock_set_for_test (1792000000);
  g_assert_true (open_demo (&one, "DC", CASES, 7, &error));
  g_assert_true (open_demo (&again, "DC", CASES, 7, &error));
  g_assert_true (open_demo (&other, "DC", CASES, 8, &error));
  for (guint i = 0; i < G_N_ELEMENTS (types); i++)
    {
      g_autofree char *a = everything (one.store, types[i]);
      g_autofree char *b = everything (again.store, types[i]);
      g_autofree char *c = everything (other.store, types[i]);

      g_assert_cmpstr (a, ==, b);
      g_assert_cmpstr (a, !=, c);
    }
  close_demo (&one);
  close_demo (&again);
  close_demo (&other);
}

static void
test_content (void)
{
  const TlList *categories = tl_list_get ("cost_category");
  Demo demo = { 0 };
  GError *error = NULL;
  guint64 entries = 0;
  g_autoptr (GPtrArray) statements = NULL;

  tl_clock_set_for_test (1792000000);
  g_assert_true (open_demo (&demo, "DT", 60, TL_DEMO_SEED, &error));
  g_assert_no_error (error);
  g_assert_cmpint (tl_store_count (demo.store, TL_TYPE_CASE, NULL, 0, &error), ==, 60);
  for (guint i = 0; i < tl_list_size (categories); i++)
    {
      TlWhere where = { TL_SUPPORT_CATEGORY, "=", tl_list_item (categories, i)->code, 0 };

      g_test_message ("category %s", where.text);
      g_assert_cmpint (tl_store_count (demo.store, TL_TYPE_SUPPORT, &where, 1, &error), >, 0);
    }
  g_assert_true (tl_journal_verify (demo.store, &entries, &error));
  g_assert_cmpuint (entries, >, 1000);
  statements = tl_store_list (demo.store, TL_TYPE_STATEMENT, NULL, 0, TL_STATEMENT_DATE_FROM, FALSE, 0, 0, &error);
  g_assert_cmpuint (statements->len, >, 12);
  for (guint i = 0; i < statements->len; i++)
    {
      gboolean agrees = FALSE;

      g_assert_true (tl_statement_check (demo.store, tl_record_text (statements->pdata[i], TL_STATEMENT_NUMBER),
                                         tl_record_text (statements->pdata[i], TL_STATEMENT_CONTROL_CODE), &agrees, &error));
      g_assert_true (agrees);
    }
  close_demo (&demo);
}

static void
test_refused (void)
{
  Demo demo = { 0 }, province = { 0 };
  GError *error = NULL;

  tl_clock_set_for_test (1792000000);
  g_assert_true (open_demo (&demo, "DC", 5, 1, &error));
  g_assert_false (tl_demo_fill (demo.store, 5, 1, &error));
  g_assert_error (error, TL_DEMO_ERROR, TL_DEMO_ERROR_NOT_EMPTY);
  g_clear_error (&error);
  g_assert_cmpint (tl_store_count (demo.store, TL_TYPE_CASE, NULL, 0, &error), ==, 5);
  close_demo (&demo);
  g_assert_false (open_demo (&province, "HY", 5, 1, &error));
  g_assert_error (error, TL_DEMO_ERROR, TL_DEMO_ERROR_SITE);
  g_clear_error (&error);
  close_demo (&province);
}

/* Texts end: what no text pays on a day is left out, and the rest goes on. */
static void
test_later_years (void)
{
  static const char *const days[] = {"2027-01-15T10:00:00+07:00", "2028-02-29T10:00:00+07:00"};

  for (guint i = 0; i < G_N_ELEMENTS (days); i++)
    {
      Demo demo = {0};
      g_autoptr (GError) error = NULL;
      g_autoptr (TlRecord) phone = NULL;
      g_autoptr (TlRecord) meals = NULL;
      gint64 at, numbered;
      TlWhere final = {TL_STATEMENT_STATE, "=", "final", 0};

      g_assert_true (tl_time_parse_iso (days[i], &at));
      tl_clock_set_for_test (at);
      open_demo (&demo, "DC", 6, 2026, &error);
      g_assert_no_error (error);
      numbered = tl_store_count (demo.store, TL_TYPE_STATEMENT, &final, 1, &error);
      g_assert_cmpint (numbered, >, 2);
      phone = tl_rate_find (demo.store, "collaborator_phone", tl_date_today (), &error);
      g_assert_error (error, TL_SUPPORT_ERROR, TL_SUPPORT_ERROR_NO_RATE);
      g_clear_error (&error);
      meals = tl_rate_find (demo.store, "meals", tl_date_today (), &error);
      g_assert_no_error (error);
      g_assert_cmpint (tl_record_int (meals, TL_RATE_LEVEL), ==, 70000);
      close_demo (&demo);
    }
  tl_clock_set_for_test (0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  tl_vault_init ();
  g_test_add_func ("/demo/the-same-seed-makes-the-same-records", test_same_seed);
  g_test_add_func ("/demo/uses-every-category-and-stands-every-check", test_content);
  g_test_add_func ("/demo/works-when-texts-have-ended", test_later_years);
  g_test_add_func ("/demo/is-never-mixed-with-real-cases", test_refused);
  return g_test_run ();
}
