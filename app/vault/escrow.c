/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The door in two halves.
 *
 * When every passphrase and the recovery page are gone, two people who do not share an office can still open the
 * register together: the leader of this place, who holds a printed share, and somebody at the other place, to whose key a
 * second secret is sealed. The sealed secret lies in the header, so that the locked file is all that is needed to ask.
 *
 * 1. The slot key is a hash over both halves: who has one of them has 128 random bits to guess.
 * 2. Who asks has no place to keep a private key: the file is locked, the disk is not trusted. So the asker's pair is made
 *    from the share and a nonce that travels with the request and the answer; it is made again when the answer
 *    comes, and lies nowhere in between.
 * 3. Eight bytes of a hash of the share tell at once whether a page is the right one; a week's wait for an answer to the
 *    wrong page would be lost. They say nothing about the share that its 128 bits would not keep. */

#include "vault/escrow.h"

#include "vault/vault-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

enum
{
  AT_SEALED = 392,
  AT_RECIPIENT = AT_SEALED + TL_SEALED_HALF_BYTES,
  AT_CHECK = AT_RECIPIENT + 16
};

G_STATIC_ASSERT (TL_SEALED_HALF_BYTES == TL_HALF_BYTES + TL_HALF_NOTE_BYTES + crypto_box_SEALBYTES);
G_STATIC_ASSERT (AT_CHECK + 8 == TL_SLOT_BYTES);

static void
share_check (const guint8 bits[TL_CODE_BYTES], const guint8 salt[16], guint8 check[8])
{
  guint8 hash[16];

  crypto_generichash_blake2b_salt_personal (hash, sizeof hash, bits, TL_CODE_BYTES, NULL, 0, salt, (const guint8 *)"TamLanh share ck");
  memcpy (check, hash, 8);
}

void
tl_escrow_recipient_id (const guint8 key[TL_ESCROW_KEY_BYTES], guint8 id[16])
{
  crypto_generichash_blake2b_salt_personal (id, 16, key, TL_ESCROW_KEY_BYTES, NULL, 0, NULL, (const guint8 *)"TamLanh receiver");
}

static void
describe (TlHeader *header, const guint8 *slot, TlEscrow *escrow)
{
  g_autofree char *label = tl_slot_get_label (slot);
  TlKdfCost cost;

  tl_slot_get_cost (slot, &cost);
  memcpy (escrow->file_id, tl_header_file_id (header), TL_ID);
  memcpy (escrow->slot_id, tl_slot_raw_id (slot), TL_ID);
  memcpy (escrow->salt, cost.salt, sizeof escrow->salt);
  memcpy (escrow->sealed, slot + AT_SEALED, sizeof escrow->sealed);
  memcpy (escrow->recipient, slot + AT_RECIPIENT, sizeof escrow->recipient);
  memcpy (escrow->check, slot + AT_CHECK, sizeof escrow->check);
  escrow->page = tl_share_page (tl_slot_raw_id (slot));
  g_strlcpy (escrow->label, label, sizeof escrow->label);
}

gboolean
tl_vault_get_escrow (TlVault *vault, TlEscrow *escrow)
{
  guint8 *slot;

  g_return_val_if_fail (vault && escrow, FALSE);
  slot = tl_slot_find_kind (&vault->header, TL_SLOT_ESCROW);
  if (slot)
    describe (&vault->header, slot, escrow);
  return slot != NULL;
}

gboolean
tl_escrow_read (const char *path, TlEscrow *escrow, GError **error)
{
  g_autofree TlHeader *header = g_new0 (TlHeader, 1);
  guint8 *slot;

  g_return_val_if_fail (path && escrow, FALSE);
  if (!tl_vault_read_header (path, header, error))
    return FALSE;
  slot = tl_slot_find_kind (header, TL_SLOT_ESCROW);
  if (!slot)
    {
      g_set_error_literal (error, TL_VAULT_ERROR, TL_VAULT_ERROR_SLOT,
                           _ ("No help from the province is set up for this register, or it was used already. Look for a passphrase or the recovery code."));
      return FALSE;
    }
  describe (header, slot, escrow);
  return TRUE;
}

/* --- making and taking away --- */

gboolean
tl_vault_make_escrow (TlVault *vault, const char *label, const guint8 recipient[TL_ESCROW_KEY_BYTES],
                      const guint8 note[TL_HALF_NOTE_BYTES], char **share, GError **error)
{
  g_autofree TlHeader *header = NULL;
  g_autofree char *normal = NULL;
  TlKdfCost cost = {TL_KDF_HALVES, 0, 0, {0}};
  guint8 *secrets; /* half ‖ share, half ‖ note */
  guint8 *slot;
  gboolean good;

  g_return_val_if_fail (vault && label && recipient && note && share, FALSE);
  *share = NULL;
  if (!tl_label_normalise (label, &normal, error))
    return FALSE;
  header = g_memdup2 (&vault->header, sizeof vault->header);
  slot = tl_slot_find_kind (header, TL_SLOT_ESCROW);
  if (!slot)
    slot = tl_slot_find_free (header);
  if (!slot)
    {
      g_set_error_literal (error, TL_VAULT_ERROR, TL_VAULT_ERROR_SLOT,
                           _ ("The register has no room for another door. Remove one that is not used any more."));
      return FALSE;
    }
  secrets = sodium_malloc (2 * TL_HALF_BYTES + TL_CODE_BYTES + TL_HALF_NOTE_BYTES);
  if (!secrets)
    return tl_vault_fail_memory (error);
  randombytes_buf (secrets, TL_HALF_BYTES + TL_CODE_BYTES);
  memcpy (secrets + TL_HALF_BYTES + TL_CODE_BYTES, secrets, TL_HALF_BYTES);
  memcpy (secrets + 2 * TL_HALF_BYTES + TL_CODE_BYTES, note, TL_HALF_NOTE_BYTES);
  randombytes_buf (cost.salt, sizeof cost.salt);
  memset (slot, 0, TL_SLOT_BYTES);
  tl_slot_set_label (slot, normal);
  good = tl_slot_fill (header, slot, FALSE, TL_SLOT_ESCROW, &cost, secrets, TL_HALF_BYTES + TL_CODE_BYTES, vault->keys->data, error);
  if (good
      && crypto_box_seal (slot + AT_SEALED, secrets + TL_HALF_BYTES + TL_CODE_BYTES, TL_HALF_BYTES + TL_HALF_NOTE_BYTES, recipient) != 0)
    {
      g_set_error_literal (error, TL_VAULT_ERROR, TL_VAULT_ERROR_SLOT,
                           _ ("The other place's key cannot be used. Ask it for its card once more."));
      good = FALSE;
    }
  if (good)
    {
      tl_escrow_recipient_id (recipient, slot + AT_RECIPIENT);
      share_check (secrets + TL_HALF_BYTES, cost.salt, slot + AT_CHECK);
      good = tl_header_write (vault, header, error);
    }
  if (good)
    *share = tl_share_format (tl_slot_raw_id (slot), secrets + TL_HALF_BYTES);
  sodium_free (secrets);
  return good;
}

gboolean
tl_vault_drop_escrow (TlVault *vault, GError **error)
{
  g_autofree TlHeader *header = NULL;
  guint8 *slot;

  g_return_val_if_fail (vault != NULL, FALSE);
  header = g_memdup2 (&vault->header, sizeof vault->header);
  slot = tl_slot_find_kind (header, TL_SLOT_ESCROW);
  if (!slot)
    return TRUE;
  memset (slot, 0, TL_SLOT_BYTES);
  return tl_header_write (vault, header, error);
}

/* --- asking and answering --- */

gboolean
tl_escrow_open_half (const guint8 sealed[TL_SEALED_HALF_BYTES], const guint8 public_key[TL_ESCROW_KEY_BYTES],
                     const guint8 secret_key[TL_ESCROW_KEY_BYTES], guint8 half[TL_HALF_BYTES], guint8 note[TL_HALF_NOTE_BYTES])
{
  guint8 *plain = sodium_malloc (TL_HALF_BYTES + TL_HALF_NOTE_BYTES);
  gboolean good;

  if (!plain)
    g_error ("no memory for keys");
  good = crypto_box_seal_open (plain, sealed, TL_SEALED_HALF_BYTES, public_key, secret_key) == 0;
  if (good)
    {
      memcpy (half, plain, TL_HALF_BYTES);
      memcpy (note, plain + TL_HALF_BYTES, TL_HALF_NOTE_BYTES);
    }
  sodium_free (plain);
  return good;
}

gboolean
tl_share_read (const char *share, guint page, guint8 bits[TL_CODE_BYTES], GError **error)
{
  guint group = 0, typed = 0;

  if (tl_code_kind (share) == TL_CODE_RECOVERY)
    {
      g_set_error_literal (error, TL_VAULT_ERROR, TL_VAULT_ERROR_PASSPHRASE,
                           _ ("These digits are from the recovery page, which opens the register by itself: use it in its own place."));
      return FALSE;
    }
  if (!tl_share_parse (share, &typed, bits, &group))
    {
      g_set_error (error, TL_VAULT_ERROR, TL_VAULT_ERROR_CODE_GROUP,
                   _ ("Group %u of the leader's page is mistyped. Look at that group again."), group);
      return FALSE;
    }
  if (page && typed != page)
    {
      sodium_memzero (bits, TL_CODE_BYTES);
      g_set_error (error, TL_VAULT_ERROR, TL_VAULT_ERROR_PASSPHRASE,
                   _ ("This is another leader's page, or an old one. The right one begins with %06u."), page);
      return FALSE;
    }
  return TRUE;
}

gboolean
tl_escrow_asker (const TlEscrow *escrow, const char *share, const guint8 nonce[TL_ESCROW_NONCE_BYTES],
                 guint8 public_key[TL_ESCROW_KEY_BYTES], guint8 secret_key[TL_ESCROW_KEY_BYTES], GError **error)
{
  guint8 *bits = sodium_malloc (TL_CODE_BYTES);
  guint8 check[8];
  gboolean good;

  g_return_val_if_fail (escrow && share && nonce && public_key && secret_key, FALSE);
  if (!bits)
    return tl_vault_fail_memory (error);
  good = tl_share_read (share, escrow->page, bits, error);
  if (good)
    {
      share_check (bits, escrow->salt, check);
      good = sodium_memcmp (check, escrow->check, sizeof check) == 0;
      if (!good)
        g_set_error_literal (error, TL_VAULT_ERROR, TL_VAULT_ERROR_PASSPHRASE,
                             _ ("This leader's page does not belong to this register, or digits of it were misread."));
    }
  if (good)
    {
      crypto_generichash_blake2b_salt_personal (secret_key, TL_ESCROW_KEY_BYTES, escrow->slot_id, sizeof escrow->slot_id, bits,
                                                TL_CODE_BYTES, nonce, (const guint8 *)"TamLanh asker  1");
      good = crypto_scalarmult_base (public_key, secret_key) == 0;
    }
  sodium_free (bits);
  return good;
}
