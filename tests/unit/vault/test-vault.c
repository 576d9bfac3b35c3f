/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Making, opening and locking vaults, and their doors. */

#include "bench.h"

#include "vault/backup.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static int run_second (const char *path);

static const char marker[] = "Nguyễn Thị Hường đã ở đây";

static void
create_open_lock (void)
{
  Bench b;
  guint64 blocks = 0;
  g_autoptr (GArray) damaged = g_array_new (FALSE, FALSE, sizeof (guint64));
  g_autoptr (GError) error = NULL;
  struct stat status;

  bench_create (&b);
  g_assert_null (tl_vault_get_warning (b.vault));
  g_assert_cmpuint (strlen (tl_vault_get_file_id (b.vault)), ==, 32);
  g_assert_cmpstr (tl_vault_get_slot_id (b.vault), ==, b.slot);
  bench_sql (&b, "CREATE TABLE t (a TEXT); INSERT INTO t VALUES ('một'), ('hai')");
  bench_close (&b);
  g_assert_cmpint (stat (b.path, &status), ==, 0);
  g_assert_cmpint (status.st_mode & 0777, ==, 0600);
  bench_open (&b);
  g_assert_cmpint (bench_number (&b, "SELECT count(*) FROM t"), ==, 2);
  g_assert_cmpint (bench_number (&b, "PRAGMA secure_delete"), ==, 1);
  g_assert_true (tl_vault_check_blocks (b.vault, &blocks, damaged, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (blocks, >=, 2);
  g_assert_cmpuint (damaged->len, ==, 0);
  bench_clear (&b);
}

static void
create_refuses (void)
{
  Bench b;
  g_autoptr (GError) error = NULL;
  char *code = NULL;
  g_autofree char *other = NULL;
  g_autofree char *lock = NULL;

  bench_create (&b);
  g_assert_null (tl_vault_create (b.path, "x", PASSPHRASE, &code, NULL, &error));
  g_assert_error (error, TL_VAULT_ERROR, TL_VAULT_ERROR_EXISTS);
  g_clear_error (&error);
  other = g_build_filename (b.folder, "other.tamlanh", NULL);
  lock = g_strconcat (other, ".lock", NULL);
  g_assert_null (tl_vault_create (other, "x", "ngắn", &code, NULL, &error));
  g_assert_error (error, TL_VAULT_ERROR, TL_VAULT_ERROR_WEAK);
  g_clear_error (&error);
  g_assert_null (tl_vault_create (other, "", PASSPHRASE, &code, NULL, &error));
  g_assert_error (error, TL_VAULT_ERROR, TL_VAULT_ERROR_SLOT);
  g_clear_error (&error);
  g_assert_false (g_file_test (other, G_FILE_TEST_EXISTS));
  g_assert_false (g_file_test (lock, G_FILE_TEST_EXISTS));
  g_assert_null (tl_vault_create ("/nowhere/at/all.tamlanh", "x", PASSPHRASE, &code, NULL, &error));
  g_assert_error (error, TL_VAULT_ERROR, TL_VAULT_ERROR_IO);
  g_assert_null (code);
  bench_clear (&b);
}

/* A setup that was interrupted can be done again; what it left is kept, and a finished register is never moved. */
static void
unfinished (void)
{
  Bench b;
  g_autoptr (GError) error = NULL;
  g_autofree char *aside = NULL, *nothing = NULL;
  char *code = NULL;

  bench_create (&b);
  aside = g_strconcat (b.path, "-unfinished-1", NULL);
  nothing = g_build_filename (b.folder, "nothing.tamlanh", NULL);
  g_assert_false (tl_vault_exists (b.path));
  /* In use: not now. */
  g_assert_true (tl_vault_set_unfinished_aside (b.path, &error));
  g_assert_true (g_file_test (b.path, G_FILE_TEST_EXISTS));
  bench_close (&b);
  g_assert_true (tl_vault_set_unfinished_aside (b.path, &error));
  g_assert_no_error (error);
  g_assert_false (g_file_test (b.path, G_FILE_TEST_EXISTS));
  g_assert_true (g_file_test (aside, G_FILE_TEST_EXISTS));
  b.vault = tl_vault_create (b.path, "Bàn 1", PASSPHRASE, &code, NULL, &error);
  g_assert_no_error (error);
  tl_secret_free (code);
  g_assert_true (tl_vault_finish (b.vault, &error));
  bench_close (&b);
  g_assert_true (tl_vault_exists (b.path));
  g_assert_true (tl_vault_set_unfinished_aside (b.path, &error));
  g_assert_true (tl_vault_exists (b.path));
  /* Not one byte was written. */
  bench_put (nothing, "", 0);
  g_assert_false (tl_vault_exists (nothing));
  g_assert_true (tl_vault_set_unfinished_aside (nothing, &error));
  g_assert_no_error (error);
  g_assert_false (g_file_test (nothing, G_FILE_TEST_EXISTS));
  bench_clear (&b);
}

static void
wrong_passphrase (void)
{
  Bench b;
  g_autoptr (GError) error = NULL;

  bench_create (&b);
  bench_close (&b);
  g_assert_null (tl_vault_unlock (b.path, NULL, "không phải mật khẩu", &error));
  g_assert_error (error, TL_VAULT_ERROR, TL_VAULT_ERROR_PASSPHRASE);
  g_clear_error (&error);
  g_assert_null (tl_vault_unlock (b.path, "Bàn 9", PASSPHRASE, &error));
  g_assert_error (error, TL_VAULT_ERROR, TL_VAULT_ERROR_SLOT);
  bench_open (&b);
  bench_clear (&b);
}

static void
passphrase_in_nfd (void)
{
  Bench b;
  g_autofree char *nfd = g_utf8_normalize (PASSPHRASE, -1, G_NORMALIZE_NFD);
  g_autoptr (GError) error = NULL;

  bench_create (&b);
  bench_close (&b);
  g_assert_cmpstr (nfd, !=, PASSPHRASE);
  b.vault = tl_vault_unlock (b.path, "Bàn 1", nfd, &error);
  g_assert_no_error (error);
  bench_clear (&b);
}

static void
recovery_code (void)
{
  Bench b;
  g_autoptr (GError) error = NULL;
  g_autofree char *loose = NULL;
  g_autofree char *typo = NULL;
  char *fresh = NULL;

  bench_create (&b);
  bench_close (&b);
  loose = g_strdup (b.code);
  g_strdelimit (loose, "-", ' ');
  b.vault = tl_vault_unlock_with_code (b.path, loose, &error);
  g_assert_no_error (error);
  g_assert_cmpint (tl_vault_get_slot_kind (b.vault), ==, TL_SLOT_RECOVERY);
  /* Who comes in by the code gives a desk a new passphrase, without the old. */
  g_assert_true (tl_vault_change_passphrase (b.vault, "Bàn 1", NULL, "mật khẩu mới toanh", &error));
  g_assert_no_error (error);
  g_assert_true (tl_vault_renew_recovery (b.vault, &fresh, &error));
  g_assert_no_error (error);
  g_assert_cmpstr (fresh, !=, b.code);
  bench_close (&b);

  g_assert_null (tl_vault_unlock_with_code (b.path, b.code, &error));
  g_assert_error (error, TL_VAULT_ERROR, TL_VAULT_ERROR_PASSPHRASE);
  g_clear_error (&error);
  typo = g_strdup (fresh);
  typo[3 * 7 + 2] = typo[3 * 7 + 2] == '9' ? '8' : (char)(typo[3 * 7 + 2] + 1);
  g_assert_null (tl_vault_unlock_with_code (b.path, typo, &error));
  g_assert_error (error, TL_VAULT_ERROR, TL_VAULT_ERROR_CODE_GROUP);
  g_assert_nonnull (strstr (error->message, "4"));
  g_clear_error (&error);
  g_assert_null (tl_vault_unlock (b.path, NULL, PASSPHRASE, &error));
  g_assert_error (error, TL_VAULT_ERROR, TL_VAULT_ERROR_PASSPHRASE);
  g_clear_error (&error);
  b.vault = tl_vault_unlock (b.path, NULL, "mật khẩu mới toanh", &error);
  g_assert_no_error (error);
  tl_secret_free (fresh);
  bench_clear (&b);
}

static void
several_doors (void)
{
  Bench b;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) slots = NULL;
  g_autofree char *second = NULL;
  guint8 before[32], after[32];

  bench_create (&b);
  tl_vault_derive_key (b.vault, "TLothers", 7, before);
  g_assert_true (tl_vault_add_slot (b.vault, "Bàn 2", "chín con mèo đen", &second, &error));
  g_assert_no_error (error);
  g_assert_false (tl_vault_add_slot (b.vault, "Bàn 2", "chín con mèo đen", NULL, &error));
  g_assert_error (error, TL_VAULT_ERROR, TL_VAULT_ERROR_SLOT);
  g_clear_error (&error);
  g_assert_false (tl_vault_relabel_slot (b.vault, NULL, "Bàn 2", &error));
  g_assert_error (error, TL_VAULT_ERROR, TL_VAULT_ERROR_SLOT);
  g_clear_error (&error);
  g_assert_true (tl_vault_relabel_slot (b.vault, second, "Bàn 3", &error));
  /* Listed while open and after. */
  slots = tl_vault_list_slots (b.path, &error);
  g_assert_cmpuint (slots->len, ==, 3);
  g_clear_pointer (&slots, g_ptr_array_unref);
  bench_close (&b);
  slots = tl_vault_list_slots (b.path, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (slots->len, ==, 3);
  g_assert_cmpstr (((TlSlot *)slots->pdata[2])->label, ==, "Bàn 3");
  b.vault = tl_vault_unlock (b.path, NULL, "chín con mèo đen", &error);
  g_assert_no_error (error);
  g_assert_cmpstr (tl_vault_get_slot_id (b.vault), ==, second);
  tl_vault_derive_key (b.vault, "TLothers", 7, after);
  g_assert_cmpmem (before, 32, after, 32);
  bench_clear (&b);
}

/* Who is removed is out, colleagues keep their passphrases, and all the blocks are under a new key. */
static void
remove_rotates (void)
{
  Bench b;
  g_autoptr (GError) error = NULL;
  g_autofree char *second = NULL;
  g_autofree char *aside = NULL;
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  gsize length_before, length_after;
  guint8 key_before[32], key_after[32];
  guint64 blocks = 0;
  g_autoptr (GArray) damaged = g_array_new (FALSE, FALSE, sizeof (guint64));

  bench_create (&b);
  tl_vault_derive_key (b.vault, "TLothers", 1, key_before);
  bench_sql (&b, "CREATE TABLE t (a, pad); INSERT INTO t VALUES (9, randomblob (90000))");
  g_assert_true (tl_vault_add_slot (b.vault, "Bàn 2", "chín con mèo đen", &second, &error));
  g_assert_false (tl_vault_remove_slot (b.vault, "Bàn 2", &error));
  g_assert_error (error, TL_VAULT_ERROR, TL_VAULT_ERROR_IN_USE);
  g_clear_error (&error);
  g_assert_cmpint (sqlite3_close (b.db), ==, SQLITE_OK);
  b.db = NULL;
  before = bench_bytes (b.path, &length_before);
  g_assert_false (tl_vault_remove_slot (b.vault, "Bàn 1", &error));
  g_assert_error (error, TL_VAULT_ERROR, TL_VAULT_ERROR_SLOT);
  g_clear_error (&error);
  g_assert_true (tl_vault_remove_slot (b.vault, second, &error));
  g_assert_no_error (error);
  after = bench_bytes (b.path, &length_after);
  g_assert_cmpuint (length_before, ==, length_after);
  for (gsize at = 32768; at < length_after; at += 4136)
    g_assert_true (memcmp (before + at, after + at, 24) != 0);
  tl_vault_derive_key (b.vault, "TLothers", 1, key_after);
  g_assert_cmpmem (key_before, 32, key_after, 32);
  b.db = tl_vault_open_database (b.vault, &error);
  g_assert_no_error (error);
  g_assert_cmpint (bench_number (&b, "SELECT a FROM t"), ==, 9);
  g_assert_true (tl_vault_check_blocks (b.vault, &blocks, damaged, &error));
  g_assert_cmpuint (damaged->len, ==, 0);
  g_assert_cmpint (run_second (b.path), ==, 10);
  bench_close (&b);

  aside = bench_beside (&b, ".new");
  g_assert_false (g_file_test (aside, G_FILE_TEST_EXISTS));
  g_assert_null (tl_vault_unlock (b.path, NULL, "chín con mèo đen", &error));
  g_assert_error (error, TL_VAULT_ERROR, TL_VAULT_ERROR_PASSPHRASE);
  g_clear_error (&error);
  b.vault = tl_vault_unlock_with_code (b.path, b.code, &error);
  g_assert_no_error (error);
  bench_close (&b);
  /* What an interrupted rotation left is removed, the vault stays. */
  bench_put (aside, "dở dang", 9);
  bench_open (&b);
  g_assert_false (g_file_test (aside, G_FILE_TEST_EXISTS));
  g_assert_cmpint (bench_number (&b, "SELECT a FROM t"), ==, 9);
  bench_clear (&b);
}

static void
table_full (void)
{
  Bench b;
  g_autoptr (GError) error = NULL;

  bench_create (&b);
  for (int i = 2; i <= 30; i++)
    {
      g_autofree char *label = g_strdup_printf ("Bàn %d", i);
      g_assert_true (tl_vault_add_slot (b.vault, label, PASSPHRASE, NULL, &error));
      g_assert_no_error (error);
    }
  g_assert_false (tl_vault_add_slot (b.vault, "Bàn 31", PASSPHRASE, NULL, &error));
  g_assert_error (error, TL_VAULT_ERROR, TL_VAULT_ERROR_SLOT);
  bench_clear (&b);
}

static void
change_passphrase (void)
{
  Bench b;
  g_autoptr (GError) error = NULL;

  bench_create (&b);
  g_assert_false (tl_vault_change_passphrase (b.vault, NULL, "sai mật khẩu cũ", "một câu mới hẳn", &error));
  g_assert_error (error, TL_VAULT_ERROR, TL_VAULT_ERROR_PASSPHRASE);
  g_clear_error (&error);
  g_assert_false (tl_vault_change_passphrase (b.vault, NULL, PASSPHRASE, "ngắn", &error));
  g_assert_error (error, TL_VAULT_ERROR, TL_VAULT_ERROR_WEAK);
  g_clear_error (&error);
  g_assert_true (tl_vault_change_passphrase (b.vault, NULL, PASSPHRASE, "một câu mới hẳn", &error));
  g_assert_no_error (error);
  bench_sql (&b, "CREATE TABLE still (works)");
  bench_close (&b);
  g_assert_null (tl_vault_unlock (b.path, NULL, PASSPHRASE, &error));
  g_assert_error (error, TL_VAULT_ERROR, TL_VAULT_ERROR_PASSPHRASE);
  g_clear_error (&error);
  b.vault = tl_vault_unlock (b.path, NULL, "một câu mới hẳn", &error);
  g_assert_no_error (error);
  g_assert_cmpstr (tl_vault_get_slot_id (b.vault), ==, b.slot);
  bench_clear (&b);
}

/* The test runs itself as the second program. */
static int
second_program (const char *path)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TlVault) vault = tl_vault_unlock (path, NULL, PASSPHRASE, &error);
  return vault ? 0 : error->code == TL_VAULT_ERROR_IN_USE ? 10 : 11;
}

static int
run_second (const char *path)
{
  g_autoptr (GError) error = NULL;
  const char *argv[] = {"/proc/self/exe", "--second", path, NULL};
  g_autofree char *self = g_file_read_link ("/proc/self/exe", NULL);
  int status = 0;

  argv[0] = self;
  g_assert_true (g_spawn_sync (NULL, (char **)argv, NULL, G_SPAWN_DEFAULT, NULL, NULL, NULL, NULL, &status, &error));
  g_assert_no_error (error);
  return WIFEXITED (status) ? WEXITSTATUS (status) : -1;
}

static void
one_opener (void)
{
  Bench b;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) slots = NULL;

  bench_create (&b);
  bench_sql (&b, "CREATE TABLE t (a); INSERT INTO t VALUES (1)");
  g_assert_cmpint (run_second (b.path), ==, 10);
  /* Reading the doors, or any handle of ours opened and closed elsewhere, lets nobody in. */
  slots = tl_vault_list_slots (b.path, &error);
  g_assert_nonnull (slots);
  {
    gsize length;
    g_autofree char *bytes = bench_bytes (b.path, &length);
    g_assert_cmpuint (length, >, 32768);
  }
  g_assert_cmpint (run_second (b.path), ==, 10);
  g_assert_null (tl_vault_unlock (b.path, NULL, PASSPHRASE, &error));
  g_assert_error (error, TL_VAULT_ERROR, TL_VAULT_ERROR_IN_USE);
  bench_sql (&b, "INSERT INTO t VALUES (2)");
  bench_close (&b);
  g_assert_cmpint (run_second (b.path), ==, 0);
  bench_open (&b);
  g_assert_cmpint (bench_number (&b, "SELECT sum(a) FROM t"), ==, 3);
  bench_clear (&b);
}

/* After a kill the lock is gone, and the saves are there. */
static void
killed_in_use (void)
{
  Bench b;
  pid_t pid;
  int status;

  bench_create (&b);
  bench_sql (&b, "CREATE TABLE t (a)");
  bench_close (&b);
  pid = fork ();
  if (pid == 0)
    {
      bench_open (&b);
      bench_sql (&b, "INSERT INTO t VALUES (41)");
      bench_sql (&b, "BEGIN; INSERT INTO t VALUES (1000)");
      kill (getpid (), SIGKILL);
    }
  g_assert_cmpint (waitpid (pid, &status, 0), ==, pid);
  g_assert_true (WIFSIGNALED (status));
  bench_open (&b);
  g_assert_cmpint (bench_number (&b, "SELECT sum(a) FROM t"), ==, 41);
  bench_clear (&b);
}

static void
nothing_readable (void)
{
  Bench b;
  const char *const suffixes[] = {"", "-wal", "-journal", ".lock"};
  g_autofree char *sql = g_strdup_printf ("CREATE TABLE khach (ten TEXT); INSERT INTO khach VALUES ('%s')", marker);
  int files = 0;

  bench_create (&b);
  bench_sql (&b, sql);
  for (int pass = 0; pass < 2; pass++)
    {
      for (guint i = 0; i < G_N_ELEMENTS (suffixes); i++)
        {
          g_autofree char *path = bench_beside (&b, suffixes[i]);
          gsize length;
          g_autofree char *bytes = bench_bytes (path, &length);
          if (!bytes)
            continue;
          files += length > 0;
          g_assert_null (memmem (bytes, length, "Hường", strlen ("Hường")));
          g_assert_null (memmem (bytes, length, "khach", 5));
          g_assert_null (memmem (bytes, length, "SQLite format", 13));
        }
      if (pass == 0)
        bench_sql (&b, "PRAGMA wal_checkpoint(PASSIVE)");
    }
  g_assert_cmpint (files, >=, 4);
  bench_clear (&b);
}

static void
not_a_vault (void)
{
  Bench b;
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;
  g_autofree char *zeros = g_malloc0 (100000);

  bench_create (&b);
  text = g_build_filename (b.folder, "other", NULL);
  bench_put (text, "xin chào", 9);
  g_assert_null (tl_vault_unlock (text, NULL, PASSPHRASE, &error));
  g_assert_error (error, TL_VAULT_ERROR, TL_VAULT_ERROR_NOT_A_VAULT);
  g_clear_error (&error);
  bench_put (text, zeros, 100000);
  g_assert_null (tl_vault_list_slots (text, &error));
  g_assert_error (error, TL_VAULT_ERROR, TL_VAULT_ERROR_NOT_A_VAULT);
  g_clear_error (&error);
  g_assert_null (tl_vault_unlock ("/nowhere", NULL, PASSPHRASE, &error));
  g_assert_error (error, TL_VAULT_ERROR, TL_VAULT_ERROR_NOT_A_VAULT);
  bench_clear (&b);
}

/* A day's work over several checkpoints and openings, compared with what was put in. */
static void
much_work (void)
{
  Bench b;
  gint64 sum = 0;
  GRand *random = g_rand_new_with_seed (42);

  bench_create (&b);
  bench_sql (&b, "CREATE TABLE t (id INTEGER PRIMARY KEY, a INTEGER, pad BLOB); CREATE INDEX ta ON t (a)");
  for (int day = 0; day < 4; day++)
    {
      for (int i = 0; i < 60; i++)
        {
          gint64 value = g_rand_int_range (random, 1, 100000);
          g_autofree char *sql = g_strdup_printf ("BEGIN; INSERT INTO t (a, pad) VALUES (%" G_GINT64_FORMAT
                                                  ", randomblob(%d)); UPDATE t SET pad = randomblob(2000) "
                                                  "WHERE id %% 17 = %d; COMMIT",
                                                  value, g_rand_int_range (random, 0, 30000), i % 17);
          bench_sql (&b, sql);
          sum += value;
        }
      bench_sql (&b, "BEGIN; DELETE FROM t; ROLLBACK");
      bench_close (&b);
      bench_open (&b);
      g_assert_cmpint (bench_number (&b, "SELECT sum(a) FROM t"), ==, sum);
      g_assert_cmpint (bench_number (&b, "SELECT count(*) FROM pragma_integrity_check WHERE integrity_check = 'ok'"), ==, 1);
    }
  bench_sql (&b, "DELETE FROM t WHERE id > 20; VACUUM");
  bench_close (&b);
  bench_open (&b);
  g_assert_cmpint (bench_number (&b, "SELECT count(*) FROM t"), ==, 20);
  g_rand_free (random);
  bench_clear (&b);
}

int
main (int argc, char **argv)
{
  tl_vault_init ();
  if (argc == 3 && strcmp (argv[1], "--second") == 0)
    return second_program (argv[2]);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/vault/create/open-and-lock", create_open_lock);
  g_test_add_func ("/vault/create/refuses-and-leaves-nothing", create_refuses);
  g_test_add_func ("/vault/create/again-after-an-interruption", unfinished);
  g_test_add_func ("/vault/unlock/wrong-passphrase", wrong_passphrase);
  g_test_add_func ("/vault/unlock/passphrase-in-nfd", passphrase_in_nfd);
  g_test_add_func ("/vault/unlock/recovery-code", recovery_code);
  g_test_add_func ("/vault/unlock/not-a-vault", not_a_vault);
  g_test_add_func ("/vault/doors/several", several_doors);
  g_test_add_func ("/vault/doors/table-full", table_full);
  g_test_add_func ("/vault/doors/removing-one-rotates-the-key", remove_rotates);
  g_test_add_func ("/vault/doors/change-passphrase", change_passphrase);
  g_test_add_func ("/vault/lock/one-opener", one_opener);
  g_test_add_func ("/vault/lock/killed-in-use", killed_in_use);
  g_test_add_func ("/vault/disk/nothing-readable", nothing_readable);
  g_test_add_func ("/vault/disk/much-work", much_work);
  return g_test_run ();
}
