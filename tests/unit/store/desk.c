/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "fixture.h"

#include "store/staff-access.h"

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

static char *
add_staff (Fixture *fixture, const char *name)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TlRecord) staff = tl_record_new (TL_TYPE_STAFF);

  tl_record_set_text (staff, TL_STAFF_FULL_NAME, name);
  tl_record_set_text (staff, TL_STAFF_ROLE, "shelter");
  tl_store_save (fixture->store, staff, &error);
  g_assert_no_error (error);
  return g_strdup (tl_record_id (staff));
}

static void
open_with (Fixture *fixture, const char *slot, const char *passphrase)
{
  g_autoptr (GError) error = NULL;
  TlVault *vault;

  fixture_close (fixture);
  vault = tl_vault_unlock (fixture->path, slot, passphrase, &error);
  g_assert_no_error (error);
  fixture->store = tl_store_open (vault, &error);
  g_assert_no_error (error);
}

static void
test_access (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *staff = add_staff (fixture, "Trần Thị Thu");
  g_autofree char *slot = NULL;
  g_autoptr (GPtrArray) doors = NULL;
  guint found = 0;

  g_assert_true (tl_store_add_access (fixture->store, staff, "Bàn 7", "chim sẻ bay qua 77", &slot, &error));
  g_assert_no_error (error);
  doors = tl_store_list_access (fixture->store, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (doors->len, ==, 2);
  for (guint i = 0; i < doors->len; i++)
    {
      const TlStaffAccess *door = doors->pdata[i];

      if (g_strcmp0 (door->slot_id, slot) == 0 && g_strcmp0 (door->label, "Bàn 7") == 0 && g_strcmp0 (door->staff_id, staff) == 0)
        found++;
    }
  g_assert_cmpuint (found, ==, 1);

  open_with (fixture, "Bàn 7", "chim sẻ bay qua 77");
  g_assert_cmpstr (tl_store_staff (fixture->store), ==, staff);
  g_assert_true (tl_journal_verify (fixture->store, NULL, &error));
}

static void
test_access_refused (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *staff = add_staff (fixture, "Trần Thị Thu");
  g_autoptr (GPtrArray) doors = NULL;

  g_assert_false (tl_store_add_access (fixture->store, staff, "Bàn 7", "ngắn", NULL, &error));
  g_assert_error (error, TL_VAULT_ERROR, TL_VAULT_ERROR_WEAK);
  g_clear_error (&error);
  g_assert_false (
      tl_store_add_access (fixture->store, "00000000-0000-4000-8000-000000000000", "Bàn 7", "chim sẻ bay qua 77", NULL, &error));
  g_assert_error (error, TL_STORE_ERROR, TL_STORE_ERROR_NOT_FOUND);
  g_clear_error (&error);
  doors = tl_store_list_access (fixture->store, &error);
  g_assert_cmpuint (doors->len, ==, 1);
}

static void
test_change_passphrase (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (tl_store_change_passphrase (fixture->store, "không phải thế này", "hoa gạo đỏ ven sông", &error));
  g_assert_error (error, TL_VAULT_ERROR, TL_VAULT_ERROR_PASSPHRASE);
  g_clear_error (&error);
  g_assert_true (tl_store_change_passphrase (fixture->store, PASSPHRASE, "hoa gạo đỏ ven sông", &error));
  open_with (fixture, NULL, "hoa gạo đỏ ven sông");
  fixture_close (fixture);
  g_assert_null (tl_vault_unlock (fixture->path, NULL, PASSPHRASE, &error));
  g_assert_error (error, TL_VAULT_ERROR, TL_VAULT_ERROR_PASSPHRASE);
}

static void
test_renew_recovery (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *pending = NULL;
  char *code = NULL;
  TlVault *vault;

  g_assert_true (tl_store_renew_recovery (fixture->store, &code, &error));
  pending = tl_store_get_setting (fixture->store, "recovery_pending");
  g_assert_cmpstr (pending, ==, "1");
  fixture_close (fixture);
  vault = tl_vault_unlock_with_code (fixture->path, code, &error);
  g_assert_no_error (error);
  tl_vault_lock (vault);
  tl_secret_free (code);
}

int
main (int argc, char **argv)
{
  fixture_init (&argc, &argv);
  fixture_add ("/store/desk/drafts-survive-and-leave-no-entry", test_drafts);
  fixture_add ("/store/desk/settings-are-journalled", test_settings);
  fixture_add ("/store/desk/set-up-once", test_setup_once);
  fixture_add ("/store/desk/a-door-of-their-own-says-who-sits-there", test_access);
  fixture_add ("/store/desk/a-refused-door-leaves-none", test_access_refused);
  fixture_add ("/store/desk/own-passphrase-changes", test_change_passphrase);
  fixture_add ("/store/desk/new-recovery-code-is-pending-and-opens", test_renew_recovery);
  g_test_add_func ("/store/desk/every-place-can-be-set-up", test_every_place);
  g_test_add_func ("/store/desk/second-device-has-codes-of-its-own", test_second_device);
  fixture_add ("/store/desk/money-pseudonym-stays", test_pseudonym);

  return g_test_run ();
}
