/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Doors. Each has an X25519 pair: the private half is sealed under the key that the passphrase (or the recovery
 * code) gives, the data key is sealed to the public half. So a new data key can be given to every door without
 * anybody's passphrase, and opening a door says who is at the desk. The header's MAC covers the public
 * halves: a data key is only ever sealed to a public half that the MAC has confirmed. (FORMAT.md §1.2) */

#include "vault/vault-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

enum
{
  AT_KIND = 0,
  AT_KDF = 1,
  AT_LABEL_LENGTH = 2,
  AT_OPS = 4,
  AT_MEMORY = 8,
  AT_ID = 16,
  AT_SALT = 32,
  AT_PUBLIC = 48,
  AT_NONCE = 80,
  AT_PRIVATE = 104,
  AT_DATA_KEY = 152,
  AT_LABEL = 232
};

G_STATIC_ASSERT (AT_DATA_KEY + crypto_box_SEALBYTES + TL_KEY == AT_LABEL);

void
tl_slot_free (TlSlot *slot)
{
  if (slot)
    {
      g_free (slot->label);
      g_free (slot);
    }
}

TlSlotKind
tl_slot_kind (const guint8 *slot)
{
  return slot[AT_KIND];
}

void
tl_slot_get_id (const guint8 *slot, char id[TL_SLOT_ID_CHARS + 1])
{
  sodium_bin2hex (id, TL_SLOT_ID_CHARS + 1, slot + AT_ID, TL_ID);
}

const guint8 *
tl_slot_raw_id (const guint8 *slot)
{
  return slot + AT_ID;
}

char *
tl_slot_get_label (const guint8 *slot)
{
  g_autofree char *raw = g_strndup ((const char *)slot + AT_LABEL, MIN (slot[AT_LABEL_LENGTH], TL_LABEL_BYTES));
  return g_utf8_make_valid (raw, -1);
}

void
tl_slot_set_label (guint8 *slot, const char *label)
{
  gsize length = MIN (strlen (label), TL_LABEL_BYTES);
  memset (slot + AT_LABEL, 0, TL_LABEL_BYTES);
  memcpy (slot + AT_LABEL, label, length);
  slot[AT_LABEL_LENGTH] = (guint8)length;
}

guint8 *
tl_slot_find_free (TlHeader *header)
{
  return tl_slot_find_kind (header, 0);
}

guint8 *
tl_slot_find_kind (TlHeader *header, TlSlotKind kind)
{
  for (guint i = 0; i < TL_SLOT_COUNT; i++)
    if (tl_header_slot (header, i)[AT_KIND] == kind)
      return tl_header_slot (header, i);
  return NULL;
}

guint
tl_slot_count (TlHeader *header, TlSlotKind kind)
{
  guint count = 0;
  for (guint i = 0; i < TL_SLOT_COUNT; i++)
    count += tl_header_slot (header, i)[AT_KIND] == kind;
  return count;
}

guint8 *
tl_slot_find (TlHeader *header, const char *wanted)
{
  g_autofree char *normal = g_utf8_validate (wanted, -1, NULL) ? g_utf8_normalize (wanted, -1, G_NORMALIZE_NFC) : NULL;

  for (guint i = 0; i < TL_SLOT_COUNT; i++)
    {
      guint8 *slot = tl_header_slot (header, i);
      char id[TL_SLOT_ID_CHARS + 1];
      if (slot[AT_KIND] == 0)
        continue;
      tl_slot_get_id (slot, id);
      if (strcmp (id, wanted) == 0)
        return slot;
    }
  for (guint i = 0; normal && i < TL_SLOT_COUNT; i++)
    {
      guint8 *slot = tl_header_slot (header, i);
      if (slot[AT_KIND] == TL_SLOT_STAFF)
        {
          g_autofree char *label = tl_slot_get_label (slot);
          if (strcmp (label, normal) == 0)
            return slot;
        }
    }
  return NULL;
}

/* What the sealed private half is bound to: the file and all of the slot's fixed part but the label. */
static void
bind_private (TlHeader *header, const guint8 *slot, guint8 ad[TL_ID + AT_NONCE])
{
  memcpy (ad, tl_header_file_id (header), TL_ID);
  memcpy (ad + TL_ID, slot, AT_NONCE);
  ad[TL_ID + AT_LABEL_LENGTH] = 0;
}

void
tl_slot_get_cost (const guint8 *slot, TlKdfCost *cost)
{
  guint32 ops;
  guint64 memory;

  memcpy (&ops, slot + AT_OPS, 4);
  memcpy (&memory, slot + AT_MEMORY, 8);
  cost->kdf = slot[AT_KDF];
  cost->ops = GUINT32_FROM_LE (ops);
  cost->memory = GUINT64_FROM_LE (memory);
  memcpy (cost->salt, slot + AT_SALT, sizeof cost->salt);
}

gboolean
tl_slot_fill (TlHeader *header, guint8 *slot, gboolean keep_id, TlSlotKind kind, const TlKdfCost *cost, const void *secret, gsize length,
              const guint8 data_key[TL_KEY], GError **error)
{
  guint8 *keys = sodium_malloc (2 * TL_KEY); /* derived key, private half */
  guint8 made[TL_SLOT_BYTES];
  guint8 ad[TL_ID + AT_NONCE];
  guint32 ops = GUINT32_TO_LE (cost->ops);
  guint64 memory = GUINT64_TO_LE (cost->memory);
  gboolean good;

  if (!keys)
    return tl_vault_fail_memory (error);
  memcpy (made, slot, sizeof made);
  made[AT_KIND] = kind;
  made[AT_KDF] = cost->kdf;
  memcpy (made + AT_OPS, &ops, 4);
  memcpy (made + AT_MEMORY, &memory, 8);
  memcpy (made + AT_SALT, cost->salt, sizeof cost->salt);
  if (!keep_id)
    randombytes_buf (made + AT_ID, TL_ID);
  crypto_box_keypair (made + AT_PUBLIC, keys + TL_KEY);
  good = tl_kdf_derive (cost, secret, length, keys, error);
  if (good)
    {
      randombytes_buf (made + AT_NONCE, crypto_aead_xchacha20poly1305_ietf_NPUBBYTES);
      bind_private (header, made, ad);
      crypto_aead_xchacha20poly1305_ietf_encrypt (made + AT_PRIVATE, NULL, keys + TL_KEY, TL_KEY, ad, sizeof ad, NULL, made + AT_NONCE,
                                                  keys);
      tl_slot_reseal (made, data_key);
      memcpy (slot, made, sizeof made);
    }
  sodium_free (keys);
  tl_memory_wipe_stack (TL_STACK_OF_SODIUM);
  return good;
}

gboolean
tl_slot_reseal (guint8 *slot, const guint8 data_key[TL_KEY])
{
  return crypto_box_seal (slot + AT_DATA_KEY, data_key, TL_KEY, slot + AT_PUBLIC) == 0;
}

/* A door of a kind is opened in one way only: what the file claims beside it is not even tried. */
static gboolean
kind_fits (const guint8 *slot, GError **error)
{
  static const TlKdf ways[] = {0, TL_KDF_ARGON2ID, TL_KDF_CODE, TL_KDF_HALVES};

  if (slot[AT_KIND] > 0 && slot[AT_KIND] < G_N_ELEMENTS (ways) && slot[AT_KDF] == ways[slot[AT_KIND]])
    return TRUE;
  g_set_error_literal (error, TL_VAULT_ERROR, TL_VAULT_ERROR_DAMAGED,
                       _ ("The register's head was altered by somebody who has no key. It is not opened. Use a backup."));
  return FALSE;
}

static const char *
refusal (TlKdf kdf)
{
  return kdf == TL_KDF_CODE     ? _ ("The recovery code is not the one of this register.")
         : kdf == TL_KDF_HALVES ? _ ("These two halves do not open this register.")
                                : _ ("Wrong passphrase.");
}

gboolean
tl_slot_open (TlHeader *header, const guint8 *slot, const void *secret, gsize length, guint8 data_key[TL_KEY], GError **error)
{
  guint8 *keys;
  guint8 ad[TL_ID + AT_NONCE];
  TlKdfCost cost;
  gboolean good;

  tl_slot_get_cost (slot, &cost);
  if (!kind_fits (slot, error) || !tl_kdf_acceptable (&cost, tl_header_is_test_cost (header), error))
    return FALSE;
  keys = sodium_malloc (2 * TL_KEY);
  if (!keys)
    return tl_vault_fail_memory (error);
  good = tl_kdf_derive (&cost, secret, length, keys, error);
  if (good)
    {
      bind_private (header, slot, ad);
      good = crypto_aead_xchacha20poly1305_ietf_decrypt (keys + TL_KEY, NULL, NULL, slot + AT_PRIVATE, TL_KEY + 16, ad, sizeof ad,
                                                         slot + AT_NONCE, keys)
                 == 0
             && crypto_box_seal_open (data_key, slot + AT_DATA_KEY, TL_KEY + crypto_box_SEALBYTES, slot + AT_PUBLIC, keys + TL_KEY) == 0;
      if (!good)
        g_set_error_literal (error, TL_VAULT_ERROR, TL_VAULT_ERROR_PASSPHRASE, refusal (cost.kdf));
    }
  sodium_free (keys);
  tl_memory_wipe_stack (TL_STACK_OF_SODIUM);
  return good;
}
