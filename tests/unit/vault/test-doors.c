/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Doors: what opens, what does not any more, what a forged header may claim, what a key costs, and the door in two halves. */

#include "bench.h"

#include "vault/vault-private.h"

#include <gio/gio.h>
#include <string.h>

/* --- Keys change, passphrases stay --- */

static gboolean
opens (Bench *b, const char *passphrase)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TlVault) vault = tl_vault_unlock (b->path, NULL, passphrase, &error);

  g_assert_true (vault != NULL || g_error_matches (error, TL_VAULT_ERROR, TL_VAULT_ERROR_PASSPHRASE));
  return vault != NULL;
}

static void
close_database (Bench *b)
{
  g_assert_cmpint (sqlite3_close (b->db), ==, SQLITE_OK);
  b->db = NULL;
}

static void
removed_passphrase (void)
{
  Bench b;
  g_autoptr (GError) error = NULL;
  g_autofree char *old = NULL;
  gsize length;

  bench_create (&b);
  g_assert_true (tl_vault_add_slot (b.vault, "Bàn 2", "chín con mèo đen", NULL, &error));
  g_assert_true (tl_vault_add_slot (b.vault, "Bàn 3", "mười con mèo nâu", NULL, &error));
  close_database (&b);
  old = bench_bytes (b.path, &length);
  g_assert_cmpuint (tl_vault_get_epoch (b.vault), ==, 1);
  g_assert_true (tl_vault_remove_slot (b.vault, "Bàn 2", &error));
  g_assert_no_error (error);
  g_assert_cmpuint (tl_vault_get_epoch (b.vault), ==, 2);
  bench_close (&b);
  g_assert_false (opens (&b, "chín con mèo đen"));
  g_assert_true (opens (&b, "mười con mèo nâu"));
  g_assert_true (opens (&b, PASSPHRASE));
  /* As FORMAT.md §4 says: a copy from before still opens with it. */
  bench_put (b.path, old, length);
  g_assert_true (opens (&b, "chín con mèo đen"));
  bench_clear (&b);
}

typedef struct
{
  guint calls;
  double most;
  gboolean stop;
} Watch;

static gboolean
watch_cb (double fraction, gpointer data)
{
  Watch *watch = data;

  g_assert_cmpfloat (fraction, >=, watch->most);
  g_assert_cmpfloat (fraction, <, 1);
  watch->calls++;
  watch->most = fraction;
  return !watch->stop;
}

static void
rotation_is_watched (void)
{
  Bench b;
  Watch watch = {0};
  g_autoptr (GError) error = NULL;
  g_autofree char *before = NULL, *after = NULL, *aside = NULL;
  gsize length, length_after;

  bench_create (&b);
  bench_sql (&b, "CREATE TABLE t (a, pad); INSERT INTO t VALUES (3, randomblob (900000))");
  close_database (&b);
  before = bench_bytes (b.path, &length);
  aside = bench_beside (&b, ".new");
  watch.stop = TRUE;
  tl_vault_set_progress (b.vault, watch_cb, &watch);
  g_assert_false (tl_vault_rotate (b.vault, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);
  after = bench_bytes (b.path, &length_after);
  g_assert_cmpmem (before, length, after, length_after);
  g_assert_false (g_file_test (aside, G_FILE_TEST_EXISTS));
  g_assert_cmpuint (tl_vault_get_epoch (b.vault), ==, 1);
  watch.stop = FALSE;
  watch.calls = 0;
  watch.most = 0;
  g_assert_true (tl_vault_rotate (b.vault, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (watch.calls, >=, 6);
  g_assert_cmpfloat (watch.most, >, 0.8);
  b.db = tl_vault_open_database (b.vault, &error);
  g_assert_cmpint (bench_number (&b, "SELECT a FROM t"), ==, 3);
  bench_clear (&b);
}

/* --- Forged headers --- */

static void
resum (char *copy)
{
  crypto_generichash_state state;

  crypto_generichash_init (&state, NULL, 0, 32);
  crypto_generichash_update (&state, (guint8 *)copy, 480);
  crypto_generichash_update (&state, (guint8 *)copy + 512, TL_HEADER_COPY - 512);
  crypto_generichash_final (&state, (guint8 *)copy + 480, 32);
}

/* Whoever can write the file claims that a passphrase is a recovery code or a half: it is refused, not tried. */
static void
way_of_another_kind (void)
{
  for (guint8 way = 0; way < 6; way++)
    {
      Bench b;
      gsize length;
      g_autofree char *bytes = NULL;
      g_autoptr (GError) error = NULL;

      bench_create (&b);
      bench_close (&b);
      bytes = bench_bytes (b.path, &length);
      for (int copy = 0; copy < 2; copy++)
        {
          bytes[copy * TL_HEADER_COPY + 512 + 1] = (char)way;
          resum (bytes + copy * TL_HEADER_COPY);
        }
      bench_put (b.path, bytes, length);
      b.vault = tl_vault_unlock (b.path, NULL, PASSPHRASE, &error);
      if (way == TL_KDF_ARGON2ID)
        g_assert_no_error (error);
      else
        g_assert_error (error, TL_VAULT_ERROR, TL_VAULT_ERROR_DAMAGED);
      bench_clear (&b);
    }
}

/* --- What a key costs --- */

static void
cost_is_chosen (void)
{
  /* 0.5–1 s wherever three passes take less than that; never fewer than three, never out of bounds. */
  for (double seconds = 0.04; seconds < 0.7; seconds += 0.007)
    {
      guint32 ops = tl_kdf_choose_ops (seconds);
      double takes = seconds / crypto_pwhash_OPSLIMIT_MODERATE * ops;

      g_assert_cmpuint (ops, >=, crypto_pwhash_OPSLIMIT_MODERATE);
      g_assert_cmpfloat (takes, >=, 0.5);
      g_assert_cmpfloat (takes, <=, 1.0);
    }
  g_assert_cmpuint (tl_kdf_choose_ops (0.9), ==, crypto_pwhash_OPSLIMIT_MODERATE);
  g_assert_cmpuint (tl_kdf_choose_ops (20), ==, crypto_pwhash_OPSLIMIT_MODERATE);
  g_assert_cmpuint (tl_kdf_choose_ops (0), ==, 64);
}

/* On this very machine: what an ordinary build would store is acceptable to one. How long it takes is said, not judged: other tests
 * run beside this one. */
static void
cost_of_this_machine (void)
{
  TlKdfCost cost = {0};
  g_autoptr (GError) error = NULL;

  g_assert_true (tl_kdf_measure_machine (&cost, &error));
  g_assert_no_error (error);
  g_assert_true (tl_kdf_acceptable (&cost, FALSE, &error));
  g_assert_cmpuint (cost.ops, >=, crypto_pwhash_OPSLIMIT_MODERATE);
  g_assert_cmpuint (cost.memory, >=, crypto_pwhash_MEMLIMIT_MODERATE);
  {
    gint64 began = g_get_monotonic_time ();
    guint8 key[TL_KEY];

    g_assert_true (tl_kdf_derive (&cost, PASSPHRASE, strlen (PASSPHRASE), key, &error));
    g_test_message ("%u passes over %u MiB took %.2f s", cost.ops, (guint)(cost.memory >> 20),
                    (double)(g_get_monotonic_time () - began) / G_USEC_PER_SEC);
  }
}

static void
slot_cost (Bench *b, TlKdfCost *cost)
{
  tl_slot_get_cost (tl_slot_find (&b->vault->header, b->slot), cost);
}

static void
cost_is_raised_never_lowered (void)
{
  Bench b;
  TlKdfCost cost;
  g_autoptr (GError) error = NULL;

  tl_kdf_set_cost_for_test (3, 65536);
  bench_create (&b);
  slot_cost (&b, &cost);
  g_assert_cmpuint (cost.ops, ==, 3);
  /* A faster machine. */
  tl_kdf_set_cost_for_test (5, 65536);
  g_assert_true (tl_vault_change_passphrase (b.vault, NULL, PASSPHRASE, "một câu mới hẳn", &error));
  slot_cost (&b, &cost);
  g_assert_cmpuint (cost.ops, ==, 5);
  g_assert_cmpuint (cost.memory, ==, 65536);
  /* A slower one, and one with less memory. */
  tl_kdf_set_cost_for_test (1, 8192);
  g_assert_true (tl_vault_change_passphrase (b.vault, NULL, "một câu mới hẳn", "một câu mới hơn", &error));
  g_assert_no_error (error);
  slot_cost (&b, &cost);
  g_assert_cmpuint (cost.ops, ==, 5);
  g_assert_cmpuint (cost.memory, ==, 65536);
  bench_close (&b);
  g_assert_true (opens (&b, "một câu mới hơn"));
  bench_clear (&b);
}

/* --- The door in two halves --- */

typedef struct
{
  guint8 public_key[TL_ESCROW_KEY_BYTES];
  guint8 secret_key[TL_ESCROW_KEY_BYTES];
  guint8 note[TL_HALF_NOTE_BYTES];
} Province;

static void
province_new (Province *province)
{
  crypto_box_keypair (province->public_key, province->secret_key);
  randombytes_buf (province->note, sizeof province->note);
}

static char *
make_escrow (Bench *b, Province *province)
{
  g_autoptr (GError) error = NULL;
  char *share = NULL;

  g_assert_true (tl_vault_make_escrow (b->vault, "HY/1", province->public_key, province->note, &share, &error));
  g_assert_no_error (error);
  return share;
}

static void
halves_open_together (void)
{
  Bench b;
  Province province;
  TlEscrow escrow;
  guint8 half[TL_HALF_BYTES], note[TL_HALF_NOTE_BYTES], id[16], wrong[TL_HALF_BYTES];
  g_autoptr (GError) error = NULL;
  char *share;

  province_new (&province);
  bench_create (&b);
  bench_sql (&b, "CREATE TABLE t (a); INSERT INTO t VALUES (11)");
  g_assert_false (tl_vault_get_escrow (b.vault, &escrow));
  share = make_escrow (&b, &province);
  bench_close (&b);

  /* The locked file is all that is needed to ask. */
  g_assert_true (tl_escrow_read (b.path, &escrow, &error));
  g_assert_cmpstr (escrow.label, ==, "HY/1");
  tl_escrow_recipient_id (province.public_key, id);
  g_assert_cmpmem (id, 16, escrow.recipient, 16);
  g_assert_true (tl_escrow_open_half (escrow.sealed, province.public_key, province.secret_key, half, note));
  g_assert_cmpmem (note, sizeof note, province.note, sizeof note);

  /* Neither alone. */
  memset (wrong, 0, sizeof wrong);
  g_assert_null (tl_vault_unlock_with_halves (b.path, wrong, share, &error));
  g_assert_error (error, TL_VAULT_ERROR, TL_VAULT_ERROR_PASSPHRASE);
  g_clear_error (&error);
  {
    guint8 bits[TL_CODE_BYTES];
    char *other;
    randombytes_buf (bits, sizeof bits);
    other = tl_share_format (escrow.slot_id, bits);
    g_assert_null (tl_vault_unlock_with_halves (b.path, half, other, &error));
    g_assert_error (error, TL_VAULT_ERROR, TL_VAULT_ERROR_PASSPHRASE);
    g_clear_error (&error);
    tl_secret_free (other);
  }
  g_assert_null (tl_vault_unlock_with_halves (b.path, half, b.code, &error));
  g_assert_error (error, TL_VAULT_ERROR, TL_VAULT_ERROR_PASSPHRASE);
  g_clear_error (&error);
  g_assert_null (tl_vault_unlock_with_code (b.path, share, &error));
  g_assert_error (error, TL_VAULT_ERROR, TL_VAULT_ERROR_CODE_GROUP);
  g_clear_error (&error);

  b.vault = tl_vault_unlock_with_halves (b.path, half, share, &error);
  g_assert_no_error (error);
  g_assert_cmpint (tl_vault_get_slot_kind (b.vault), ==, TL_SLOT_ESCROW);
  g_assert_true (tl_vault_change_passphrase (b.vault, b.slot, NULL, "một câu mới hẳn", &error));
  g_assert_true (tl_vault_spend_escrow (b.vault, &error));
  g_assert_no_error (error);
  g_assert_false (tl_vault_get_escrow (b.vault, &escrow));
  b.db = tl_vault_open_database (b.vault, &error);
  g_assert_cmpint (bench_number (&b, "SELECT a FROM t"), ==, 11);
  bench_close (&b);
  /* Used once. */
  g_assert_null (tl_vault_unlock_with_halves (b.path, half, share, &error));
  g_assert_error (error, TL_VAULT_ERROR, TL_VAULT_ERROR_SLOT);
  g_assert_true (opens (&b, "một câu mới hẳn"));
  tl_secret_free (share);
  bench_clear (&b);
}

/* A new key for another reason leaves the door as it is; a new door makes the old page useless. */
static void
halves_outlive_other_rotations (void)
{
  Bench b;
  Province province;
  TlEscrow escrow, later;
  guint8 half[TL_HALF_BYTES], note[TL_HALF_NOTE_BYTES], nonce[TL_ESCROW_NONCE_BYTES] = {7};
  guint8 public_key[32], again[32], secret[32], secret_again[32];
  g_autoptr (GError) error = NULL;
  char *share, *renewed;

  province_new (&province);
  bench_create (&b);
  share = make_escrow (&b, &province);
  close_database (&b);
  g_assert_true (tl_vault_rotate (b.vault, &error));
  bench_close (&b);
  g_assert_true (tl_escrow_read (b.path, &escrow, &error));
  g_assert_true (tl_escrow_open_half (escrow.sealed, province.public_key, province.secret_key, half, note));
  b.vault = tl_vault_unlock_with_halves (b.path, half, share, &error);
  g_assert_no_error (error);

  /* The asker's keys are the same for the same page and nonce, others for another nonce. */
  g_assert_true (tl_escrow_asker (&escrow, share, nonce, public_key, secret, &error));
  g_assert_true (tl_escrow_asker (&escrow, share, nonce, again, secret_again, &error));
  g_assert_cmpmem (public_key, 32, again, 32);
  g_assert_cmpmem (secret, 32, secret_again, 32);
  nonce[0] = 8;
  g_assert_true (tl_escrow_asker (&escrow, share, nonce, again, secret_again, &error));
  g_assert_true (memcmp (public_key, again, 32) != 0);

  renewed = make_escrow (&b, &province);
  g_assert_true (tl_vault_get_escrow (b.vault, &later));
  g_assert_true (memcmp (later.slot_id, escrow.slot_id, 16) != 0);
  g_assert_false (tl_escrow_asker (&later, share, nonce, again, secret_again, &error));
  g_assert_error (error, TL_VAULT_ERROR, TL_VAULT_ERROR_PASSPHRASE);
  g_clear_error (&error);
  g_assert_true (tl_escrow_asker (&later, renewed, nonce, again, secret_again, &error));
  bench_close (&b);
  g_assert_null (tl_vault_unlock_with_halves (b.path, half, share, &error));
  g_assert_error (error, TL_VAULT_ERROR, TL_VAULT_ERROR_PASSPHRASE);
  g_clear_error (&error);
  bench_open (&b);
  g_assert_true (tl_vault_drop_escrow (b.vault, &error));
  g_assert_true (tl_vault_drop_escrow (b.vault, &error));
  bench_close (&b);
  g_assert_false (tl_escrow_read (b.path, &escrow, &error));
  g_assert_error (error, TL_VAULT_ERROR, TL_VAULT_ERROR_SLOT);
  tl_secret_free (share);
  tl_secret_free (renewed);
  bench_clear (&b);
}

static void
half_of_a_stranger (void)
{
  Bench b;
  Province province, stranger;
  TlEscrow escrow;
  guint8 half[TL_HALF_BYTES], note[TL_HALF_NOTE_BYTES], nothing[TL_ESCROW_KEY_BYTES] = {0};
  g_autoptr (GError) error = NULL;
  char *share, *none = NULL;

  province_new (&province);
  province_new (&stranger);
  bench_create (&b);
  share = make_escrow (&b, &province);
  g_assert_true (tl_vault_get_escrow (b.vault, &escrow));
  g_assert_false (tl_escrow_open_half (escrow.sealed, stranger.public_key, stranger.secret_key, half, note));
  for (guint i = 0; i < sizeof escrow.sealed; i++)
    {
      escrow.sealed[i] ^= 0x20;
      g_assert_false (tl_escrow_open_half (escrow.sealed, province.public_key, province.secret_key, half, note));
      escrow.sealed[i] ^= 0x20;
    }
  /* A key that anybody can undo is none. */
  g_assert_false (tl_vault_make_escrow (b.vault, "HY/1", nothing, province.note, &none, &error));
  g_assert_error (error, TL_VAULT_ERROR, TL_VAULT_ERROR_SLOT);
  g_assert_null (none);
  tl_secret_free (share);
  bench_clear (&b);
}

/* --- The page --- */

static void
share_on_paper (void)
{
  for (int i = 0; i < 300; i++)
    {
      guint8 bits[TL_CODE_BYTES], back[TL_CODE_BYTES], slot_id[16];
      guint group = 99, page = 0;
      char *share, *code;

      randombytes_buf (bits, sizeof bits);
      randombytes_buf (slot_id, sizeof slot_id);
      if (i < 2)
        memset (slot_id, i ? 0xff : 0, sizeof slot_id);
      share = tl_share_format (slot_id, bits);
      code = tl_recovery_code_format (bits);
      g_assert_cmpuint (strlen (share), ==, 9 * 7 - 1);
      g_assert_true (tl_share_parse (share, &page, back, &group));
      g_assert_cmpuint (page, ==, tl_share_page (slot_id));
      g_assert_cmpmem (bits, 16, back, 16);
      /* Never taken for one another, from the first group on. */
      g_assert_cmpint (tl_code_kind (share), ==, TL_CODE_SHARE);
      g_assert_cmpint (tl_code_kind (code), ==, TL_CODE_RECOVERY);
      g_assert_false (tl_recovery_code_check (share, &group));
      g_assert_cmpuint (group, ==, 1);
      g_assert_false (tl_share_check (code, &group));
      g_assert_cmpuint (group, ==, 1);
      for (guint at = 0; i < 3 && share[at]; at++)
        if (share[at] != '-')
          {
            char was = share[at];
            share[at] = was == '9' ? '0' : (char)(was + 1);
            g_assert_false (tl_share_check (share, &group));
            g_assert_cmpuint (group, ==, at / 7 + 1);
            share[at] = was;
          }
      tl_secret_free (share);
      tl_secret_free (code);
    }
  g_assert_cmpint (tl_code_kind ("12345"), ==, TL_CODE_UNKNOWN);
  g_assert_cmpint (tl_code_kind ("123456"), ==, TL_CODE_UNKNOWN);
  g_assert_cmpint (tl_code_kind ("999999"), ==, TL_CODE_UNKNOWN);
}

int
main (int argc, char **argv)
{
  tl_vault_init ();
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/vault/doors/removed-passphrase-opens-only-old-copies", removed_passphrase);
  g_test_add_func ("/vault/doors/rotation-is-watched-and-stopped", rotation_is_watched);
  g_test_add_func ("/vault/doors/way-of-another-kind-is-refused", way_of_another_kind);
  g_test_add_func ("/vault/cost/is-chosen", cost_is_chosen);
  g_test_add_func ("/vault/cost/of-this-machine", cost_of_this_machine);
  g_test_add_func ("/vault/cost/is-raised-never-lowered", cost_is_raised_never_lowered);
  g_test_add_func ("/vault/escrow/halves-open-together-once", halves_open_together);
  g_test_add_func ("/vault/escrow/outlives-other-rotations", halves_outlive_other_rotations);
  g_test_add_func ("/vault/escrow/half-of-a-stranger", half_of_a_stranger);
  g_test_add_func ("/vault/escrow/share-on-paper", share_on_paper);
  return g_test_run ();
}
