/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "fixture.h"

static void
test_drafts (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) keys = NULL;
  g_autofree char *content = NULL;
  g_autofree char *none = NULL;
  guint64 before = 0;
  guint64 after = 0;

  g_assert_true (tl_journal_verify (fixture->store, &before, &error));
  g_assert_true (tl_store_save_draft (fixture->store, "intake", "{\"alias\":\"H\"}", &error));
  g_assert_true (tl_store_save_draft (fixture->store, "person/1", "{}", &error));
  g_assert_true (tl_store_save_draft (fixture->store, "intake", "{\"alias\":\"Hoa\"}", &error));
  fixture_reopen (fixture);
  content = tl_store_load_draft (fixture->store, "intake", &error);
  g_assert_cmpstr (content, ==, "{\"alias\":\"Hoa\"}");
  keys = tl_store_list_drafts (fixture->store, &error);
  g_assert_cmpuint (keys->len, ==, 2);
  g_assert_cmpstr (keys->pdata[0], ==, "intake");
  g_assert_true (tl_store_drop_draft (fixture->store, "intake", &error));
  none = tl_store_load_draft (fixture->store, "intake", &error);
  g_assert_null (none);
  g_assert_no_error (error);
  /* Not a word of it in the journal. */
  g_assert_true (tl_journal_verify (fixture->store, &after, &error));
  g_assert_cmpuint (after, ==, before);
}

static void
test_settings (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *first = NULL;
  g_autofree char *gone = NULL;
  g_autoptr (GPtrArray) entries = NULL;

  g_assert_true (tl_store_set_setting (fixture->store, "support.leaving_day_counts", "1", &error));
  fixture_reopen (fixture);
  first = tl_store_get_setting (fixture->store, "support.leaving_day_counts");
  g_assert_cmpstr (first, ==, "1");
  entries = tl_journal_list (fixture->store, NULL, 0, 1, &error);
  g_assert_cmpstr (((TlJournalEntry *)entries->pdata[0])->kind, ==, "setting");
  g_assert_true (tl_store_set_setting (fixture->store, "support.leaving_day_counts", NULL, &error));
  gone = tl_store_get_setting (fixture->store, "support.leaving_day_counts");
  g_assert_null (gone);
}

static void
test_setup_once (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) sites = tl_store_list (fixture->store, TL_TYPE_SITE, NULL, 0, TL_SITE_CODE, FALSE, 0, 0, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (sites->len, ==, 1);
  g_assert_cmpstr (tl_record_text (sites->pdata[0], TL_SITE_COMMUNE_CODE), ==, "12424");
  g_assert_false (tl_store_setup (fixture->store, "DT", 1, "X", "shelter", &error));
  g_assert_error (error, TL_STORE_ERROR, TL_STORE_ERROR_REFUSED);
  g_assert_cmpstr (tl_store_site (fixture->store), ==, "DC");
}

static void
test_every_place (void)
{
  static const char *const places[] = {"DC", "DT", "HY"};

  for (guint i = 0; i < G_N_ELEMENTS (places); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *folder = g_dir_make_tmp ("tamlanh-place-XXXXXX", NULL);
      g_autofree char *path = g_build_filename (folder, "x.tamlanh", NULL);
      g_autoptr (TlStore) store = NULL;
      char *code = NULL;
      TlVault *vault = tl_vault_create (path, "Bàn 1", PASSPHRASE, &code, NULL, &error);

      g_assert_no_error (error);
      tl_secret_free (code);
      store = tl_store_open (vault, &error);
      g_assert_no_error (error);
      g_assert_false (tl_store_setup (store, "XX", 1, "Mai", "shelter", &error));
      g_assert_error (error, TL_STORE_ERROR, TL_STORE_ERROR_REFUSED);
      g_clear_error (&error);
      tl_store_setup (store, places[i], 2, "Mai", "shelter", &error);
      g_assert_no_error (error);
      g_assert_cmpuint (tl_store_device (store), ==, 2);
    }
}

static void
test_second_device (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = g_dir_make_tmp ("tamlanh-second-XXXXXX", NULL);
  Fixture fixture = {folder, g_build_filename (folder, "x.tamlanh", NULL), NULL};
  g_autoptr (TlRecord) person = NULL;
  g_autoptr (TlRecord) of_case = NULL;
  char *code = NULL;
  TlVault *vault = tl_vault_create (fixture.path, "Bàn 1", PASSPHRASE, &code, NULL, &error);

  tl_secret_free (code);
  fixture.store = tl_store_open (vault, &error);
  g_assert_true (tl_store_setup (fixture.store, "DC", 2, "Mai", "shelter", &error));
  person = fixture_person (&fixture, "Hoa", NULL);
  of_case = fixture_case (&fixture, person, "2026-03-05T21:00:00+07:00");
  g_assert_cmpstr (tl_record_text (of_case, TL_CASE_CODE), ==, "DC2-2026-0001");
  fixture_close (&fixture);
  g_free (fixture.path);
}

static void
test_pseudonym (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TlRecord) person = fixture_person (fixture, "Hoa", NULL);
  g_autoptr (TlRecord) other = fixture_person (fixture, "Lan", NULL);
  g_autofree char *first = tl_store_money_pseudonym (fixture->store, tl_record_id (person), &error);
  g_autofree char *again = NULL;
  g_autofree char *of_other = tl_store_money_pseudonym (fixture->store, tl_record_id (other), &error);

  g_assert_no_error (error);
  fixture_reopen (fixture);
  again = tl_store_money_pseudonym (fixture->store, tl_record_id (person), &error);
  g_assert_cmpstr (first, ==, again);
  g_assert_cmpstr (first, !=, of_other);
  g_assert_cmpstr (first, !=, tl_record_id (person));
  g_assert_null (tl_store_money_pseudonym (fixture->store, "00000000-0000-4000-8000-000000000000", &error));
  g_assert_error (error, TL_STORE_ERROR, TL_STORE_ERROR_NOT_FOUND);
}

int
main (int argc, char **argv)
{
  fixture_init (&argc, &argv);
  fixture_add ("/store/desk/drafts-survive-and-leave-no-entry", test_drafts);
  fixture_add ("/store/desk/settings-are-journalled", test_settings);
  fixture_add ("/store/desk/set-up-once", test_setup_once);
  g_test_add_func ("/store/desk/every-place-can-be-set-up", test_every_place);
  g_test_add_func ("/store/desk/second-device-has-codes-of-its-own", test_second_device);
  fixture_add ("/store/desk/money-pseudonym-stays", test_pseudonym);

  return g_test_run ();
}
