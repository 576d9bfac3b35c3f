/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Writes the kit of good and bad vaults and its manifest into a folder (README). */

#include "vault/escrow.h"
#include "vault/vfs-private.h"

#include <glib/gstdio.h>
#include <string.h>

#define PASS "bốn con trâu trắng"
#define STRIDE (TL_SEAL + TL_BLOCK)

static const char *folder;
static GString *manifest;

static char *
path_of (const char *name)
{
  return g_strdup_printf ("%s/%s.tamlanh", folder, name);
}

static void
note (const char *name, const char *secret, const char *outcome, const char *detail, const char *doors, const char *warning)
{
  g_string_append_printf (manifest, "%s.tamlanh\t%s\t%s\t%s\t%s\t%s\n", name, secret, outcome, detail, doors, warning);
}

static TlVault *
make (const char *name, char **code)
{
  g_autofree char *path = path_of (name);
  g_autoptr (GError) error = NULL;
  char *made = NULL;
  TlVault *vault = tl_vault_create (path, "Bàn 1", PASS, &made, NULL, &error);
  sqlite3 *db;

  g_assert_no_error (error);
  if (code)
    *code = g_strdup (made);
  tl_secret_free (made);
  db = tl_vault_open_database (vault, &error);
  g_assert_no_error (error);
  g_assert_cmpint (sqlite3_exec (db,
                                 "CREATE TABLE t (a INTEGER, pad BLOB); WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n "
                                 "WHERE i < 10) INSERT INTO t SELECT i, zeroblob (1500) FROM n",
                                 NULL, NULL, NULL),
                   ==, SQLITE_OK);
  sqlite3_close (db);
  return vault;
}

static char *
load (const char *name, gsize *length)
{
  g_autofree char *path = path_of (name);
  char *bytes = NULL;
  g_assert_true (g_file_get_contents (path, &bytes, length, NULL));
  return bytes;
}

static void
store (const char *name, const char *bytes, gsize length)
{
  g_autofree char *path = path_of (name);
  g_assert_true (g_file_set_contents (path, bytes, (gssize)length, NULL));
}

static void
sum_again (char *copy)
{
  crypto_generichash_state state;
  crypto_generichash_init (&state, NULL, 0, 32);
  crypto_generichash_update (&state, (guint8 *)copy, 480);
  crypto_generichash_update (&state, (guint8 *)copy + 512, TL_HEADER_COPY - 512);
  crypto_generichash_final (&state, (guint8 *)copy + 480, 32);
}

/* A damaged copy of one-desk: @at of each of @copies header copies set to @value, with a right checksum or not. */
static void
bad_header (const char *name, gsize at, char value, guint copies, gboolean sum, const char *outcome, const char *doors)
{
  gsize length;
  g_autofree char *bytes = load ("one-desk", &length);

  for (guint i = 0; i < copies; i++)
    {
      bytes[i * TL_HEADER_COPY + at] = value;
      if (sum)
        sum_again (bytes + i * TL_HEADER_COPY);
    }
  store (name, bytes, length);
  note (name, "pass:" PASS, outcome, copies == 1 ? "55" : "-", doors, copies == 1 ? "warns" : "-");
}

static void
make_good (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *code = NULL;
  g_autofree char *typed = NULL;
  guint8 public_key[32], secret_key[32], what[TL_HALF_NOTE_BYTES] = "made for a test";
  char *share = NULL;
  TlVault *vault = make ("one-desk", &code);
  g_autofree TlHeader *header = NULL;

  typed = g_strconcat ("code:", code, NULL);
  note ("one-desk", "pass:" PASS, "opens", "55", "2", "-");
  note ("one-desk", typed, "opens", "55", "2", "-");
  note ("one-desk", "pass:năm con trâu trắng", "unlock PASSPHRASE", "-", "2", "-");
  note ("one-desk", "code:000011-000022-000033-000044-000055-000066-000077-000088", "unlock PASSPHRASE", "-", "2", "-");
  tl_vault_lock (vault);

  vault = make ("three-desks", NULL);
  g_assert_true (tl_vault_add_slot (vault, "Bàn 2", "sáu con gà vàng", NULL, NULL));
  g_assert_true (tl_vault_add_slot (vault, "Bàn 3", "bảy con cá xanh", NULL, NULL));
  tl_vault_lock (vault);
  note ("three-desks", "pass:sáu con gà vàng", "opens", "55", "4", "-");
  note ("three-desks", "pass:bảy con cá xanh", "opens", "55", "4", "-");

  vault = make ("rotated", NULL);
  g_assert_true (tl_vault_add_slot (vault, "Bàn 2", "sáu con gà vàng", NULL, NULL));
  g_assert_true (tl_vault_remove_slot (vault, "Bàn 2", &error));
  tl_vault_lock (vault);
  note ("rotated", "pass:" PASS, "opens", "55", "2", "-");
  note ("rotated", "pass:sáu con gà vàng", "unlock PASSPHRASE", "-", "2", "-");

  vault = make ("two-halves", NULL);
  crypto_box_keypair (public_key, secret_key);
  g_assert_true (tl_vault_make_escrow (vault, "HY/1", public_key, what, &share, &error));
  tl_secret_free (share);
  tl_vault_lock (vault);
  note ("two-halves", "pass:" PASS, "opens", "55", "3", "-");

  tl_kdf_set_cost_for_test (crypto_pwhash_OPSLIMIT_MODERATE, crypto_pwhash_MEMLIMIT_MODERATE);
  vault = make ("real-cost", NULL);
  header = g_memdup2 (&vault->header, sizeof vault->header);
  header->bytes[19] = 0;
  g_assert_true (tl_header_write (vault, header, &error));
  tl_vault_lock (vault);
  note ("real-cost", "pass:" PASS, "opens", "55", "2", "-");
  tl_kdf_set_cost_for_test (1, 8192);
}

static void
make_log (void)
{
  g_autoptr (GError) error = NULL;
  TlVault *vault = make ("live-log", NULL);
  sqlite3 *db = tl_vault_open_database (vault, &error);
  g_autofree char *path = path_of ("live-log");
  g_autofree char *wal = g_strconcat (path, "-wal", NULL);
  g_autofree char *damaged = path_of ("damaged-log");
  g_autofree char *damaged_wal = g_strconcat (damaged, "-wal", NULL);
  char *bytes = NULL, *log = NULL;
  gsize length, log_length;

  for (guint i = 0; i < 8; i++)
    g_assert_cmpint (sqlite3_exec (db, "INSERT INTO t VALUES (100, NULL)", NULL, NULL, NULL), ==, SQLITE_OK);
  bytes = load ("live-log", &length);
  g_assert_true (g_file_get_contents (wal, &log, &log_length, NULL));
  sqlite3_close (db);
  tl_vault_lock (vault);
  store ("live-log", bytes, length);
  g_assert_true (g_file_set_contents (wal, log, (gssize)log_length, NULL));
  note ("live-log", "pass:" PASS, "opens", "855", "2", "-");
  log[3 * TL_STORED_MAX + 100] ^= 1;
  store ("damaged-log", bytes, length);
  g_assert_true (g_file_set_contents (damaged_wal, log, (gssize)log_length, NULL));
  note ("damaged-log", "pass:" PASS, "database DAMAGED", "3", "2", "-");
  g_free (bytes);
  g_free (log);
}

static void
store_pair (const char *name, const char *bytes, gsize length, const char *log, gsize log_length)
{
  g_autofree char *wal = g_strdup_printf ("%s/%s.tamlanh-wal", folder, name);

  store (name, bytes, length);
  if (log)
    g_assert_true (g_file_set_contents (wal, log, (gssize)log_length, NULL));
}

/* Files whose header says whether it counts on a log. */
static void
make_log_states (void)
{
  g_autoptr (GError) error = NULL;
  TlVault *vault = make ("log-counts", NULL);
  sqlite3 *db = tl_vault_open_database (vault, &error);
  g_autofree char *wal = g_strdup_printf ("%s/log-counts.tamlanh-wal", folder);
  g_autofree char *used = NULL, *log = NULL, *emptied = NULL, *other = NULL, *begun = NULL;
  gsize used_length, log_length, emptied_length, other_length;

  for (guint i = 0; i < 8; i++)
    g_assert_cmpint (sqlite3_exec (db, "INSERT INTO t VALUES (100, NULL)", NULL, NULL, NULL), ==, SQLITE_OK);
  used = load ("log-counts", &used_length);
  g_assert_true (g_file_get_contents (wal, &log, &log_length, NULL));
  g_assert_cmpint (sqlite3_wal_checkpoint_v2 (db, NULL, SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL), ==, SQLITE_OK);
  emptied = load ("log-counts", &emptied_length);
  /* The next log: its fence, and nothing in front of it yet. */
  g_assert_cmpint (sqlite3_exec (db, "INSERT INTO t VALUES (100, NULL)", NULL, NULL, NULL), ==, SQLITE_OK);
  g_assert_true (g_file_get_contents (wal, &other, &other_length, NULL));
  g_assert_cmpuint (other_length, ==, (TL_WAL_FENCE + 1) * TL_STORED_MAX);
  begun = g_memdup2 (other, other_length);
  memset (begun, 0, TL_WAL_FENCE * TL_STORED_MAX);
  sqlite3_close (db);
  tl_vault_lock (vault);

  store_pair ("log-counts", used, used_length, log, log_length);
  note ("log-counts", "pass:" PASS, "opens", "855", "2", "-");
  store_pair ("log-emptied", emptied, emptied_length, log, log_length);
  note ("log-emptied", "pass:" PASS, "opens", "855", "2", "-");
  store_pair ("log-begun", emptied, emptied_length, begun, other_length);
  note ("log-begun", "pass:" PASS, "opens", "855", "2", "-");
  store_pair ("log-missing", used, used_length, NULL, 0);
  note ("log-missing", "pass:" PASS, "database DAMAGED", "log-missing.tamlanh-wal", "2", "-");
  store_pair ("log-of-another-state", emptied, emptied_length, other, other_length);
  note ("log-of-another-state", "pass:" PASS, "database DAMAGED", "log-of-another-state.tamlanh-wal", "2", "-");
  for (gsize block = 0; block < log_length / TL_STORED_MAX; block++)
    log[block * TL_STORED_MAX + 30] ^= 1;
  store_pair ("log-unreadable", used, used_length, log, log_length);
  note ("log-unreadable", "pass:" PASS, "database DAMAGED", "log-unreadable.tamlanh-wal", "2", "-");
}

static void
make_bad (void)
{
  gsize length;
  g_autofree char *whole = load ("one-desk", &length);
  g_autofree char *bytes = g_memdup2 (whole, length);
  char *block = bytes + TL_HEADER_BYTES;

  bad_header ("one-copy-damaged", 300, 1, 1, FALSE, "opens", "2");
  bad_header ("both-copies-damaged", 300, 1, 2, FALSE, "unlock DAMAGED", "-");
  bad_header ("no-magic", 0, 'X', 2, FALSE, "unlock NOT_A_VAULT", "-");
  bad_header ("newer-version", 16, 2, 2, TRUE, "unlock NEWER", "-");
  bad_header ("newer-cipher", 18, 2, 2, TRUE, "unlock NEWER", "-");
  bad_header ("strange-door", 512 + 5 * 512, 1, 2, TRUE, "unlock DAMAGED", "3");
  bad_header ("cost-altered", 512 + 13, 1, 2, TRUE, "unlock IO", "2");

  block[2 * STRIDE + 2000] ^= 1;
  store ("block-flipped", bytes, length);
  note ("block-flipped", "pass:" PASS, "blocks DAMAGED", "2", "2", "-");
  memcpy (bytes, whole, length);
  memset (block + 3 * STRIDE, 0, STRIDE);
  store ("block-of-zeros", bytes, length);
  note ("block-of-zeros", "pass:" PASS, "blocks DAMAGED", "3", "2", "-");
  memcpy (bytes, whole, length);
  memcpy (block + 2 * STRIDE, whole + TL_HEADER_BYTES + 3 * STRIDE, STRIDE);
  store ("block-exchanged", bytes, length);
  note ("block-exchanged", "pass:" PASS, "blocks DAMAGED", "2", "2", "-");
  store ("cut-short", whole, length - 1000);
  {
    g_autofree char *last = g_strdup_printf ("%u", (guint)((length - TL_HEADER_BYTES) / STRIDE - 1));
    note ("cut-short", "pass:" PASS, "blocks DAMAGED", last, "2", "-");
  }
  store ("a-letter", "Kính gửi chị,", strlen ("Kính gửi chị,"));
  note ("a-letter", "pass:" PASS, "unlock NOT_A_VAULT", "-", "-", "-");
}

int
main (int argc, char **argv)
{
  g_autofree char *path = NULL;

  if (argc != 2)
    {
      g_printerr ("make-kit FOLDER\n");
      return 2;
    }
  folder = argv[1];
  manifest = g_string_new (NULL);
  tl_vault_init ();
  make_good ();
  make_log ();
  make_log_states ();
  make_bad ();
  path = g_build_filename (folder, "manifest.tsv", NULL);
  g_assert_true (g_file_set_contents (path, manifest->str, (gssize)manifest->len, NULL));
  g_string_free (manifest, TRUE);
  return 0;
}
