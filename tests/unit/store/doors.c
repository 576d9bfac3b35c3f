/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A new key under an open register, and the count of wrong passphrases. */

#include "fixture.h"

#include "store/key-change.h"
#include "store/staff-access.h"
#include "store/tries.h"
#include "vault/backup.h"
#include "vault/escrow.h"

#include <glib/gstdio.h>

#define SECOND "chín con mèo đen"

static char *
add_colleague (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TlRecord) staff = tl_record_new (TL_TYPE_STAFF);

  tl_record_set_text (staff, TL_STAFF_FULL_NAME, "Lê Thị Na");
  tl_record_set_text (staff, TL_STAFF_ROLE, "shelter");
  g_assert_true (tl_store_save (fixture->store, staff, &error));
  g_assert_true (tl_store_add_access (fixture->store, tl_record_id (staff), "Bàn 2", SECOND, NULL, &error));
  g_assert_no_error (error);
  return g_strdup (tl_record_id (staff));
}

static char *
newest_kind (Fixture *fixture, TlJournalEntry **entry)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) entries = tl_journal_list (fixture->store, NULL, 0, 1, &error);

  g_assert_no_error (error);
  if (entry != NULL)
    *entry = g_ptr_array_steal_index (entries, 0);
  return g_strdup (entry != NULL ? (*entry)->kind : ((TlJournalEntry *)entries->pdata[0])->kind);
}

static guint
doors (Fixture *fixture)
{
  g_autoptr (GPtrArray) list = tl_store_list_access (fixture->store, NULL);

  return list->len;
}

static gboolean
opens (Fixture *fixture, const char *passphrase)
{
  g_autoptr (TlVault) vault = tl_vault_unlock (fixture->path, NULL, passphrase, NULL);

  return vault != NULL;
}

static void
test_rotate (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TlRecord) person = fixture_person (fixture, "Hoa", "Nguyễn Thị Hoa");
  g_autoptr (TlRecord) again = NULL;
  g_autofree char *kind = NULL;
  g_autofree char *plan = NULL;
  guint64 entries = 0;

  g_assert_true (tl_store_rotate_key (fixture->store, NULL, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (tl_vault_get_epoch (tl_store_vault (fixture->store)), ==, 2);
  kind = newest_kind (fixture, NULL);
  g_assert_cmpstr (kind, ==, "key-rotated");
  plan = tl_store_get_setting (fixture->store, "key_change");
  g_assert_null (plan);
  /* The store goes on as if nothing had been. */
  again = tl_store_load (fixture->store, TL_TYPE_PERSON, tl_record_id (person), &error);
  g_assert_cmpstr (tl_record_text (again, TL_PERSON_ALIAS), ==, "Hoa");
  tl_record_set_text (again, TL_PERSON_ALIAS, "Hoa Cau");
  g_assert_true (tl_store_save (fixture->store, again, &error));
  fixture_reopen (fixture);
  g_assert_true (tl_journal_verify (fixture->store, &entries, &error));
  g_assert_no_error (error);
}

static void
test_remove (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *staff = add_colleague (fixture);
  g_autofree char *kind = NULL;
  TlJournalEntry *entry = NULL;

  g_assert_false (tl_store_remove_access (fixture->store, "Bàn 1", NULL, NULL, &error));
  g_assert_error (error, TL_VAULT_ERROR, TL_VAULT_ERROR_SLOT);
  g_clear_error (&error);
  g_assert_cmpuint (tl_vault_get_epoch (tl_store_vault (fixture->store)), ==, 1);
  g_assert_true (tl_store_remove_access (fixture->store, "Bàn 2", NULL, NULL, &error));
  g_assert_no_error (error);
  kind = newest_kind (fixture, &entry);
  g_assert_cmpstr (kind, ==, "passphrase-removed");
  g_assert_cmpstr (entry->id, ==, staff);
  tl_journal_entry_free (entry);
  g_assert_cmpuint (doors (fixture), ==, 1);
  fixture_close (fixture);
  g_assert_false (opens (fixture, SECOND));
  g_assert_true (opens (fixture, PASSPHRASE));
}

static gboolean
stop_cb (double fraction, gpointer data)
{
  return FALSE;
}

static void
test_stopped (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *staff = add_colleague (fixture);
  g_autofree char *plan = NULL;

  g_assert_false (tl_store_remove_access (fixture->store, "Bàn 2", stop_cb, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);
  g_assert_cmpuint (doors (fixture), ==, 2);
  plan = tl_store_get_setting (fixture->store, "key_change");
  g_assert_null (plan);
  g_assert_true (tl_store_set_setting (fixture->store, "x", "1", &error));
}

/* The power went after the plan, or after the rename and before the note. */
static void
test_interrupted (Fixture *fixture, gconstpointer data)
{
  for (int after = 0; after < 2; after++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *staff = add_colleague (fixture);
      g_autofree char *slot = NULL;
      g_autofree char *plan = NULL;
      g_autofree char *kind = NULL;
      g_autofree char *left = NULL;
      TlVault *vault;
      guint32 epoch = tl_vault_get_epoch (tl_store_vault (fixture->store));
      g_autoptr (GPtrArray) list = tl_store_list_access (fixture->store, NULL);

      for (guint i = 0; i < list->len; i++)
        if (g_str_equal (((TlStaffAccess *)list->pdata[i])->label, "Bàn 2"))
          slot = g_strdup (((TlStaffAccess *)list->pdata[i])->slot_id);
      plan = g_strdup_printf ("remove %u %s", epoch, slot);
      g_assert_true (tl_store_set_setting (fixture->store, "key_change", plan, &error));
      fixture_close (fixture);
      if (after == 1)
        {
          vault = tl_vault_unlock (fixture->path, NULL, PASSPHRASE, &error);
          g_assert_true (tl_vault_remove_slot (vault, slot, &error));
          tl_vault_lock (vault);
        }
      else
        {
          /* The one who is to lose the door opens first: nothing happens, the plan stays. */
          vault = tl_vault_unlock (fixture->path, NULL, SECOND, &error);
          fixture->store = tl_store_open (vault, &error);
          g_assert_true (tl_store_finish_key_change (fixture->store, &error));
          g_assert_cmpuint (doors (fixture), ==, 2);
          fixture_close (fixture);
        }
      fixture_reopen (fixture);
      g_assert_true (tl_store_finish_key_change (fixture->store, &error));
      g_assert_no_error (error);
      g_assert_cmpuint (tl_vault_get_epoch (tl_store_vault (fixture->store)), ==, epoch + 1);
      g_assert_cmpuint (doors (fixture), ==, 1);
      kind = newest_kind (fixture, NULL);
      g_assert_cmpstr (kind, ==, "passphrase-removed");
      left = tl_store_get_setting (fixture->store, "key_change");
      g_assert_null (left);
      /* Once is enough. */
      g_assert_true (tl_store_finish_key_change (fixture->store, &error));
      g_assert_cmpuint (tl_vault_get_epoch (tl_store_vault (fixture->store)), ==, epoch + 1);
    }
}

/* A door in two halves that was used: whatever happened since, it is gone after the next opening. */
static void
test_spending_is_owed (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *kind = NULL;
  g_autofree char *left = NULL;
  guint8 key[TL_ESCROW_KEY_BYTES] = {9}; /* the base point: a key like another */
  guint8 note[TL_HALF_NOTE_BYTES] = {0};
  TlEscrow escrow;
  char *share = NULL;

  g_assert_true (tl_vault_make_escrow (tl_store_vault (fixture->store), "HY/1", key, note, &share, &error));
  g_assert_no_error (error);
  g_assert_true (tl_store_plan_spending (fixture->store, &error));
  fixture_reopen (fixture);
  g_assert_true (tl_vault_get_escrow (tl_store_vault (fixture->store), &escrow));
  g_assert_true (tl_store_finish_key_change (fixture->store, &error));
  g_assert_no_error (error);
  g_assert_false (tl_vault_get_escrow (tl_store_vault (fixture->store), &escrow));
  g_assert_cmpuint (tl_vault_get_epoch (tl_store_vault (fixture->store)), ==, 2);
  kind = newest_kind (fixture, NULL);
  g_assert_cmpstr (kind, ==, "key-rotated");
  left = tl_store_get_setting (fixture->store, "key_change");
  g_assert_null (left);
  tl_secret_free (share);
}

/* --- Wrong passphrases --- */

static char *
count_path (Fixture *fixture)
{
  char file_id[33];
  g_autofree char *name = NULL;

  tl_vault_read_file_id (fixture->path, file_id);
  g_assert_cmpuint (strlen (file_id), ==, 32);
  name = g_strconcat (file_id, ".tries", NULL);
  return g_build_filename (g_get_user_data_dir (), "tamlanh", "vaults", name, NULL);
}

/* What the newest entry says when it is about wrong passphrases, else NULL. */
static char *
noted (Fixture *fixture)
{
  TlJournalEntry *entry = NULL;
  g_autofree char *kind = newest_kind (fixture, &entry);
  char *text = g_str_equal (kind, "wrong-passphrase") ? g_strdup (entry->changes) : NULL;

  tl_journal_entry_free (entry);
  return text;
}

static void
test_wrong_ones_are_noted (Fixture *fixture, gconstpointer data)
{
  g_autofree char *nothing = NULL;
  g_autofree char *said = NULL;
  g_autofree char *silent = NULL;
  TlTries tries;

  fixture_reopen (fixture);
  nothing = noted (fixture);
  g_assert_null (nothing);
  fixture_close (fixture);
  tl_clock_set_for_test (fixture_time ("2026-03-05T21:00:00+07:00"));
  tl_tries_add (fixture->path);
  tl_tries_add (fixture->path);
  tl_clock_set_for_test (fixture_time ("2026-03-06T08:00:00+07:00"));
  tl_tries_add (fixture->path);
  tl_tries_read (fixture->path, &tries);
  g_assert_cmpuint (tries.count, ==, 3);
  fixture_reopen (fixture);
  said = noted (fixture);
  g_assert_nonnull (said);
  g_assert_nonnull (strstr (said, "\"count\":3"));
  g_assert_nonnull (strstr (said, "2026-03-05T21:00:00+07:00"));
  g_assert_nonnull (strstr (said, "2026-03-06T08:00:00+07:00"));
  /* Said once. */
  tl_tries_read (fixture->path, &tries);
  g_assert_cmpuint (tries.count, ==, 0);
  g_assert_true (tl_store_set_setting (fixture->store, "x", "2", NULL));
  fixture_reopen (fixture);
  silent = noted (fixture);
  g_assert_null (silent);
}

/* That somebody took the count away, or wrote into it, is said too; it never keeps anybody out. */
static void
test_count_is_gone (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = count_path (fixture);
  g_autofree char *missing = NULL;
  g_autofree char *unreadable = NULL;

  fixture_close (fixture);
  g_assert_cmpint (g_unlink (path), ==, 0);
  fixture_reopen (fixture);
  missing = noted (fixture);
  g_assert_nonnull (missing);
  g_assert_nonnull (strstr (missing, "missing"));
  fixture_close (fixture);
  g_assert_true (g_file_set_contents (path, "tamlanh tries 1 một hai ba", -1, NULL));
  fixture_reopen (fixture);
  unreadable = noted (fixture);
  g_assert_nonnull (unreadable);
  g_assert_nonnull (strstr (unreadable, "unreadable"));
}

static void
test_waiting (void)
{
  TlTries tries = {0, 1000, 1000};
  static const guint waits[] = {0, 0, 0, 0, 2, 4, 8, 16, 32, 60, 60};

  for (guint i = 0; i < G_N_ELEMENTS (waits); i++)
    {
      tries.count = i;
      g_assert_cmpuint (tl_tries_wait (&tries, 1000), ==, waits[i]);
    }
  g_assert_cmpuint (tl_tries_wait (&tries, 1059), ==, 1);
  g_assert_cmpuint (tl_tries_wait (&tries, 1060), ==, 0);
  /* A clock that was set back a year. */
  g_assert_cmpuint (tl_tries_wait (&tries, -30000000), ==, 60);
  tries.count = G_MAXUINT;
  g_assert_cmpuint (tl_tries_wait (&tries, 1000), ==, 60);
}

int
main (int argc, char **argv)
{
  fixture_init (&argc, &argv);
  fixture_add ("/store/doors/rotate", test_rotate);
  fixture_add ("/store/doors/remove-rotates-and-is-noted", test_remove);
  fixture_add ("/store/doors/stopped-leaves-all-as-it-was", test_stopped);
  fixture_add ("/store/doors/interrupted-is-ended-at-opening", test_interrupted);
  fixture_add ("/store/doors/a-used-escrow-is-spent-at-opening", test_spending_is_owed);
  fixture_add ("/store/tries/are-noted-at-the-next-opening", test_wrong_ones_are_noted);
  fixture_add ("/store/tries/count-that-is-gone-is-said", test_count_is_gone);
  g_test_add_func ("/store/tries/waiting-grows-and-ends", test_waiting);
  return g_test_run ();
}
