/* SPDX-License-Identifier: GPL-3.0-or-later */

/* After a vault is locked, nothing that opens it is left in the process: no key, no passphrase, nothing derived
 * from one. Each test looks before the locking too: a search that finds nothing there would prove nothing. */

#include "scan.h"

#include <glib/gstdio.h>
#include <sodium.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>

#include "vault/vault-private.h"

typedef struct
{
  char *folder;
  char *path;
  Scan *scan;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->folder = g_dir_make_tmp ("tamlanh-memory-XXXXXX", NULL);
  g_assert_nonnull (fixture->folder);
  fixture->path = g_build_filename (fixture->folder, "v.tamlanh", NULL);
  fixture->scan = scan_new ();
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GDir) dir = g_dir_open (fixture->folder, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (dir)))
    {
      g_autofree char *path = g_build_filename (fixture->folder, name, NULL);
      g_remove (path);
    }
  g_rmdir (fixture->folder);
  g_free (fixture->folder);
  g_free (fixture->path);
  scan_free (fixture->scan);
}

/* Every key that an open vault holds. */
static void
watch_keys (Fixture *fixture, TlVault *vault)
{
  scan_add (fixture->scan, "data key", vault->keys->data, TL_KEY);
  scan_add (fixture->scan, "block key", vault->keys->blocks, TL_KEY);
  scan_add (fixture->scan, "header key", vault->keys->header, TL_KEY);
  scan_add (fixture->scan, "file secret", vault->keys->secret, TL_KEY);
}

/* What @secret derives for the door that is open: the slot key, and the private half that it opens (FORMAT.md §1.2). */
static void
watch_slot (Fixture *fixture, TlVault *vault, const char *which, const void *secret, gsize length)
{
  guint8 *slot = tl_slot_find (&vault->header, which);
  guint8 *keys = sodium_malloc (2 * TL_KEY);
  guint8 ad[TL_ID + 80];
  TlKdfCost cost = {.kdf = slot[1]};
  guint32 ops;
  guint64 memory;

  memcpy (&ops, slot + 4, 4);
  memcpy (&memory, slot + 8, 8);
  cost.ops = GUINT32_FROM_LE (ops);
  cost.memory = GUINT64_FROM_LE (memory);
  memcpy (cost.salt, slot + 32, 16);
  g_assert_true (tl_kdf_derive (&cost, secret, length, keys, NULL));
  memcpy (ad, tl_header_file_id (&vault->header), TL_ID);
  memcpy (ad + TL_ID, slot, 80);
  ad[TL_ID + 2] = 0;
  g_assert_cmpint (crypto_aead_xchacha20poly1305_ietf_decrypt (keys + TL_KEY, NULL, NULL, slot + 104, TL_KEY + 16, ad, sizeof ad,
                                                               slot + 80, keys),
                   ==, 0);
  scan_add (fixture->scan, "slot key", keys, TL_KEY);
  scan_add (fixture->scan, "private half", keys + TL_KEY, TL_KEY);
  sodium_free (keys);
  sodium_stackzero (1 << 16);
}

static void
work (TlVault *vault)
{
  g_autoptr (GError) error = NULL;
  sqlite3 *db = tl_vault_open_database (vault, &error);

  g_assert_no_error (error);
  g_assert_cmpint (sqlite3_exec (db,
                                 "CREATE TABLE IF NOT EXISTS t (x); WITH RECURSIVE n(i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n LIMIT"
                                 " 2000) INSERT INTO t SELECT hex (randomblob (200)) FROM n; SELECT count (*), max (x) FROM t",
                                 NULL, NULL, NULL),
                   ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_close (db), ==, SQLITE_OK);
}

static void
assert_clean (Fixture *fixture)
{
  g_assert_cmpuint (scan_run (fixture->scan), ==, 0);
}

static void
create_work_lock (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  char *passphrase = scan_random_passphrase ();
  char *code = NULL;
  guint secrets = tl_secret_count ();
  TlVault *vault = tl_vault_create (fixture->path, "Bàn 1", passphrase, &code, NULL, &error);
  guint8 bits[16];

  g_assert_no_error (error);
  watch_keys (fixture, vault);
  scan_add_text (fixture->scan, "passphrase", passphrase);
  scan_add_text (fixture->scan, "recovery code", code);
  g_assert_true (tl_recovery_code_parse (code, bits, NULL));
  scan_add (fixture->scan, "recovery bits", bits, sizeof bits);
  sodium_memzero (bits, sizeof bits);
  watch_slot (fixture, vault, "Bàn 1", passphrase, strlen (passphrase));
  work (vault);

  scan_run (fixture->scan);
  g_assert_cmpuint (scan_hits (fixture->scan, "data key"), >, 0);
  g_assert_cmpuint (scan_hits (fixture->scan, "file secret"), >, 0);
  g_assert_cmpuint (scan_hits (fixture->scan, "passphrase"), ==, 1); /* ours */
  g_assert_cmpuint (scan_hits (fixture->scan, "recovery code"), ==, 1);
  g_assert_cmpuint (scan_hits (fixture->scan, "slot key"), ==, 0);
  g_assert_cmpuint (scan_hits (fixture->scan, "private half"), ==, 0);

  tl_secret_free (passphrase);
  tl_secret_free (code);
  tl_vault_lock (vault);
  assert_clean (fixture);
  g_assert_cmpuint (tl_secret_count (), ==, secrets - 1);
}

static TlVault *
make (Fixture *fixture, const char *passphrase, char **code)
{
  g_autoptr (GError) error = NULL;
  char *made = NULL;
  TlVault *vault = tl_vault_create (fixture->path, "Bàn 1", passphrase, &made, NULL, &error);

  g_assert_no_error (error);
  if (code)
    *code = made;
  else
    tl_secret_free (made);
  return vault;
}

static void
unlock_wrong_and_right (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  char *passphrase = scan_random_passphrase (), *wrong = scan_random_passphrase ();
  TlVault *vault;

  tl_vault_lock (make (fixture, passphrase, NULL));
  scan_add_text (fixture->scan, "passphrase", passphrase);
  scan_add_text (fixture->scan, "wrong passphrase", wrong);
  g_assert_null (tl_vault_unlock (fixture->path, NULL, wrong, &error));
  g_assert_error (error, TL_VAULT_ERROR, TL_VAULT_ERROR_PASSPHRASE);
  tl_secret_free (wrong);
  scan_run (fixture->scan);
  g_assert_cmpuint (scan_hits (fixture->scan, "wrong passphrase"), ==, 0);
  g_clear_error (&error);

  vault = tl_vault_unlock (fixture->path, NULL, passphrase, &error);
  g_assert_no_error (error);
  watch_keys (fixture, vault);
  watch_slot (fixture, vault, "Bàn 1", passphrase, strlen (passphrase));
  tl_secret_free (passphrase);
  work (vault);
  scan_run (fixture->scan);
  /* The passphrase is not needed any more once the door is open. */
  g_assert_cmpuint (scan_hits (fixture->scan, "passphrase"), ==, 0);
  g_assert_cmpuint (scan_hits (fixture->scan, "data key"), >, 0);
  tl_vault_lock (vault);
  assert_clean (fixture);
}

static void
change_passphrase (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  char *old = scan_random_passphrase (), *new = scan_random_passphrase ();
  TlVault *vault = make (fixture, old, NULL);

  scan_add_text (fixture->scan, "old passphrase", old);
  scan_add_text (fixture->scan, "new passphrase", new);
  watch_keys (fixture, vault);
  watch_slot (fixture, vault, "Bàn 1", old, strlen (old));
  g_assert_true (tl_vault_change_passphrase (vault, NULL, old, new, &error));
  watch_slot (fixture, vault, "Bàn 1", new, strlen (new));
  tl_secret_free (old);
  tl_secret_free (new);
  tl_vault_lock (vault);
  assert_clean (fixture);
}

static void
recovery_code (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  char *passphrase = scan_random_passphrase (), *code = NULL, *renewed = NULL;
  guint8 bits[16];
  TlVault *vault;

  tl_vault_lock (make (fixture, passphrase, &code));
  tl_secret_free (passphrase);
  scan_add_text (fixture->scan, "recovery code", code);
  g_assert_true (tl_recovery_code_parse (code, bits, NULL));
  scan_add (fixture->scan, "recovery bits", bits, sizeof bits);
  sodium_memzero (bits, sizeof bits);
  vault = tl_vault_unlock_with_code (fixture->path, code, &error);
  g_assert_no_error (error);
  watch_keys (fixture, vault);
  tl_secret_free (code);
  g_assert_true (tl_vault_renew_recovery (vault, &renewed, &error));
  scan_add_text (fixture->scan, "renewed code", renewed);
  tl_secret_free (renewed);
  work (vault);
  tl_vault_lock (vault);
  assert_clean (fixture);
}

static void
rotated (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  char *passphrase = scan_random_passphrase ();
  TlVault *vault = make (fixture, passphrase, NULL);

  scan_add_text (fixture->scan, "passphrase", passphrase);
  tl_secret_free (passphrase);
  work (vault);
  watch_keys (fixture, vault);
  g_assert_true (tl_vault_rotate (vault, &error));
  scan_run (fixture->scan);
  /* The old key is gone at once; the file's secret outlives the change. */
  g_assert_cmpuint (scan_hits (fixture->scan, "data key"), ==, 0);
  g_assert_cmpuint (scan_hits (fixture->scan, "block key"), ==, 0);
  g_assert_cmpuint (scan_hits (fixture->scan, "file secret"), >, 0);
  watch_keys (fixture, vault);
  tl_vault_lock (vault);
  assert_clean (fixture);
}

static void
freed_is_wiped (Fixture *fixture, gconstpointer data)
{
  guint8 *random;
  char *volatile copy;

  random = sodium_malloc (48);
  randombytes_buf (random, 48);
  scan_add (fixture->scan, "freed bytes", random, 48);
  copy = g_memdup2 (random, 48);
  scan_run (fixture->scan);
  g_assert_cmpuint (scan_hits (fixture->scan, "freed bytes"), ==, 2);
  copy = g_realloc (copy, 4096); /* moves it: the old place is wiped too */
  scan_run (fixture->scan);
  g_assert_cmpuint (scan_hits (fixture->scan, "freed bytes"), ==, 2);
  g_assert_cmpint (memcmp (copy, random, 48), ==, 0);
  copy = g_realloc (copy, 100);
  g_assert_cmpint (memcmp (copy, random, 48), ==, 0);
  g_free (copy);
  sodium_free (random);
  assert_clean (fixture);
}

static void
no_core_dump (Fixture *fixture, gconstpointer data)
{
  struct rlimit limit;

  g_assert_cmpint (getrlimit (RLIMIT_CORE, &limit), ==, 0);
  g_assert_cmpuint (limit.rlim_max, ==, 0);
}

/* A secret lies on pages that are locked and left out of dumps. */
static void
secrets_are_locked (Fixture *fixture, gconstpointer data)
{
  char *secret = tl_secret_dup ("bồ công anh");
  g_autofree char *maps = NULL;
  gboolean inside = FALSE, locked = FALSE, no_dump = FALSE;
  g_auto (GStrv) lines = NULL;

  g_assert_true (g_file_get_contents ("/proc/self/smaps", &maps, NULL, NULL));
  lines = g_strsplit (maps, "\n", -1);
  for (guint i = 0; lines[i]; i++)
    {
      guint64 low, high;
      if (sscanf (lines[i], "%" G_GINT64_MODIFIER "x-%" G_GINT64_MODIFIER "x ", &low, &high) == 2)
        inside = low <= (guint64)(gsize)secret && (guint64)(gsize)secret < high;
      else if (inside && g_str_has_prefix (lines[i], "VmFlags:"))
        {
          locked = strstr (lines[i], " lo") != NULL;
          no_dump = strstr (lines[i], " dd") != NULL;
        }
    }
  tl_secret_free (secret);
  g_assert_true (no_dump);
  g_assert_true (locked);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  tl_vault_init ();
  g_test_add ("/memory/no-core-dump", Fixture, NULL, set_up, no_core_dump, tear_down);
  /* Sanitizers keep what is freed, lock nothing, and map more than can be searched. */
  if (!tl_memory_wipes_freed ())
    return g_test_run ();
#define ADD(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)
  ADD ("/memory/keys/create-work-lock", create_work_lock);
  ADD ("/memory/keys/unlock-wrong-and-right", unlock_wrong_and_right);
  ADD ("/memory/keys/change-passphrase", change_passphrase);
  ADD ("/memory/keys/recovery-code", recovery_code);
  ADD ("/memory/keys/rotated", rotated);
  ADD ("/memory/freed-is-wiped", freed_is_wiped);
  ADD ("/memory/secrets-are-locked", secrets_are_locked);
  return g_test_run ();
}
