/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Opening of doors. The input is laid over a good header's staff, recovery, escrow or empty slot (first byte), from an offset
 * (two bytes). Whatever it says: the key derivation is never asked for more memory or passes than the bounds allow,
 * and a door either does not open or gives the one data key. Argon2id itself is left out: it would take the time of
 * everything else. */

#include "memory-file.h"

#include "vault/escrow.h"

static TlHeader good;
static guint8 data_key[TL_KEY];
static const char passphrase[] = "bốn con trâu trắng";
static guint8 halves[TL_HALF_BYTES + TL_CODE_BYTES]; /* the recovery code is the latter */

int __wrap_crypto_pwhash (unsigned char *const out, unsigned long long length, const char *const password,
                          unsigned long long password_length, const unsigned char *const salt, unsigned long long ops, size_t memory,
                          int algorithm);

int
__wrap_crypto_pwhash (unsigned char *const out, unsigned long long length, const char *const password,
                      unsigned long long password_length, const unsigned char *const salt, unsigned long long ops, size_t memory,
                      int algorithm)
{
  guint8 cost[16];

  g_assert_cmpuint (ops, >=, 3);
  g_assert_cmpuint (ops, <=, 64);
  g_assert_cmpuint (memory, >=, 256u << 20);
  g_assert_cmpuint (memory, <=, 1u << 30);
  memcpy (cost, &ops, 8);
  memcpy (cost + 8, &memory, 8);
  return crypto_generichash_blake2b_salt_personal (out, length, (const guint8 *)password, password_length, cost, sizeof cost, salt, NULL);
}

int
LLVMFuzzerInitialize (int *argc, char ***argv)
{
  TlKdfCost cost = {TL_KDF_ARGON2ID, 3, 256 << 20, {1, 2, 3}};
  TlKdfCost code = {TL_KDF_CODE, 0, 0, {4, 5, 6}};
  guint8 *slot;

  fuzz_begin ();
  tl_header_init (&good);
  good.bytes[19] = 0; /* as an ordinary build makes it: costs are bounded */
  randombytes_buf (data_key, sizeof data_key);
  randombytes_buf (halves, sizeof halves);
  slot = tl_header_slot (&good, 0);
  tl_slot_set_label (slot, "Bàn 1");
  g_assert_true (tl_slot_fill (&good, slot, FALSE, TL_SLOT_STAFF, &cost, passphrase, strlen (passphrase), data_key, NULL));
  slot = tl_header_slot (&good, 1);
  g_assert_true (tl_slot_fill (&good, slot, FALSE, TL_SLOT_RECOVERY, &code, halves + TL_HALF_BYTES, TL_CODE_BYTES, data_key,
                               NULL));
  code.kdf = TL_KDF_HALVES;
  slot = tl_header_slot (&good, 2);
  g_assert_true (tl_slot_fill (&good, slot, FALSE, TL_SLOT_ESCROW, &code, halves, sizeof halves, data_key, NULL));
  return 0;
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  TlHeader header = good;
  guint8 *slot;
  guint8 *opened = sodium_malloc (TL_KEY);
  gsize at;
  guint which;
  gboolean opens;
  g_autoptr (GError) error = NULL;
  g_autofree char *label = NULL;
  char id[TL_SLOT_ID_CHARS + 1];

  if (size >= 3)
    {
      which = data[0] % 4;
      slot = tl_header_slot (&header, which);
      at = (data[1] | (gsize)data[2] << 8) % TL_SLOT_BYTES;
      memcpy (slot + at, data + 3, MIN (size - 3, TL_SLOT_BYTES - at));
      /* A door is only tried with what its kind asks for. */
      if (tl_slot_kind (slot) == TL_SLOT_RECOVERY)
        opens = tl_slot_open (&header, slot, halves + TL_HALF_BYTES, TL_CODE_BYTES, opened, &error);
      else if (tl_slot_kind (slot) == TL_SLOT_ESCROW)
        opens = tl_slot_open (&header, slot, halves, sizeof halves, opened, &error);
      else
        opens = tl_slot_open (&header, slot, passphrase, strlen (passphrase), opened, &error);
      if (opens)
        g_assert_cmpmem (opened, TL_KEY, data_key, TL_KEY);
      else
        g_assert_true (error && error->domain == TL_VAULT_ERROR && *error->message);
      label = tl_slot_get_label (slot);
      g_assert_true (g_utf8_validate (label, -1, NULL));
      tl_slot_get_id (slot, id);
      g_assert_nonnull (tl_slot_kind (slot) == 0 ? slot : tl_slot_find (&header, id));
      tl_slot_find (&header, label);
    }
  sodium_free (opened);
  return 0;
}
