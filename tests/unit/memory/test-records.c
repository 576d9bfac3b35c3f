/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Closing the store frees every record, and what is freed is wiped: after locking, no name, note or search text stands
 * in the process any more. */

#include "scan.h"

#include <glib/gstdio.h>
#include <sodium.h>
#include <string.h>

#include "store/journal.h"
#include "sync/place.h"
#include "vault/vault-private.h"

/* Something like a name that stands nowhere else: it is made of random letters. */
static void
watch_random (Scan *scan, const char *name, char **text)
{
  *text = scan_random_passphrase ();
  scan_add_text (scan, name, *text);
}

static void
remove_folder (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (dir)))
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);
      g_remove (path);
    }
  g_rmdir (folder);
}

static TlRecord *
new_person (TlStore *store, const char *alias, const char *full_name, const char *health)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TlRecord) person = tl_record_new (TL_TYPE_PERSON);

  tl_record_set_text (person, TL_PERSON_ALIAS, alias);
  tl_record_set_text (person, TL_PERSON_FULL_NAME, full_name);
  tl_record_set_text (person, TL_PERSON_SEX, "female");
  tl_record_set_text (person, TL_PERSON_HEALTH_NOTE, health);
  tl_store_save (store, person, &error);
  g_assert_no_error (error);
  return g_steal_pointer (&person);
}

static void
nothing_of_a_record (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = g_dir_make_tmp ("tamlanh-memory-XXXXXX", &error);
  g_autofree char *path = g_build_filename (folder, "v.tamlanh", NULL);
  g_autoptr (Scan) scan = scan_new ();
  char *passphrase = NULL, *code = NULL, *alias = NULL, *name = NULL, *health = NULL, *changed = NULL, *typed = NULL;
  TlVault *vault;
  TlStore *store;
  guint secrets = tl_secret_count ();

  g_assert_no_error (error);
  if (!tl_memory_wipes_freed ())
    {
      g_rmdir (folder);
      g_test_skip ("sanitizers keep what is freed");
      return;
    }
  watch_random (scan, "passphrase", &passphrase);
  watch_random (scan, "alias", &alias);
  watch_random (scan, "full name", &name);
  watch_random (scan, "health note", &health);
  watch_random (scan, "changed note", &changed);
  watch_random (scan, "draft", &typed);

  vault = tl_vault_create (path, "Bàn 1", passphrase, &code, NULL, &error);
  g_assert_no_error (error);
  tl_secret_free (code);
  tl_secret_free (passphrase);
  store = tl_place_open (vault, &error);
  g_assert_no_error (error);
  tl_place_setup (store, "DC", 1, "Nguyễn Văn Mẫu", "shelter", &error);
  g_assert_no_error (error);
  {
    g_autoptr (TlRecord) person = new_person (store, alias, name, health);
    g_autoptr (TlRecord) again = tl_store_load (store, TL_TYPE_PERSON, tl_record_id (person), &error);
    g_autoptr (GPtrArray) found = tl_store_search (store, alias, 10, &error);
    g_autofree char *draft = g_strdup_printf ("{\"note\":\"%s\"}", typed);
    g_autofree char *read = NULL;

    g_assert_no_error (error);
    g_assert_cmpuint (found->len, ==, 1);
    tl_record_set_text (again, TL_PERSON_HEALTH_NOTE, changed);
    g_assert_true (tl_store_save (store, again, &error));
    g_assert_true (tl_store_save_draft (store, "intake", draft, &error));
    read = tl_store_load_draft (store, "intake", &error);
    g_assert_cmpstr (read, ==, draft);

    scan_run (scan);
    g_assert_cmpuint (scan_hits (scan, "alias"), >, 1);
    g_assert_cmpuint (scan_hits (scan, "health note"), >, 1);
    g_assert_cmpuint (scan_hits (scan, "passphrase"), ==, 0);
  }
  tl_secret_free (alias);
  tl_secret_free (name);
  tl_secret_free (health);
  tl_secret_free (changed);
  tl_secret_free (typed);
  tl_store_close (store);
  g_object_unref (store);
  /* The signals of the saves are on their way to whoever opened the store. */
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_cmpuint (scan_run (scan), ==, 0);
  g_assert_cmpuint (tl_secret_count (), ==, secrets);
  remove_folder (folder);
}

int
main (int argc, char **argv)
{
  const char *build = g_getenv ("G_TEST_BUILDDIR");
  g_autofree char *data = g_build_filename (build != NULL ? build : g_get_tmp_dir (), "memory-test-data", NULL);

  g_setenv ("XDG_DATA_HOME", data, TRUE);
  g_test_init (&argc, &argv, NULL);
  tl_vault_init ();
  g_test_add_func ("/memory/records/nothing-after-locking", nothing_of_a_record);
  return g_test_run ();
}
