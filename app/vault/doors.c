/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Changes of the doors of an open vault. Each works on a copy of the header and writes it whole: new copy, sync, other
 * copy, sync. What a file's older copies still open with is written in FORMAT.md §4. */

#include "vault/vault-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

static gboolean
refuse_slot (GError **error, const char *text)
{
  g_set_error_literal (error, TL_VAULT_ERROR, TL_VAULT_ERROR_SLOT, text);
  return FALSE;
}

static gboolean
label_is_free (TlHeader *header, const char *label, const guint8 *except, GError **error)
{
  guint8 *taken = tl_slot_find (header, label);
  if (taken && taken != except)
    return refuse_slot (error, _ ("Another desk has this label already. Choose a different one."));
  return TRUE;
}

gboolean
tl_vault_add_slot (TlVault *vault, const char *label, const char *passphrase, char **slot_id, GError **error)
{
  g_autofree TlHeader *header = NULL;
  g_autofree char *normal_label = NULL;
  char *normal;
  guint8 *slot;
  TlKdfCost cost;
  gboolean good;

  g_return_val_if_fail (vault && label && passphrase, FALSE);
  header = g_memdup2 (&vault->header, sizeof vault->header);
  if (!tl_label_normalise (label, &normal_label, error) || !label_is_free (header, normal_label, NULL, error))
    return FALSE;
  slot = tl_slot_find_free (header);
  if (!slot)
    return refuse_slot (error, _ ("The register has no room for another desk. Remove one that is not used any more."));
  normal = tl_passphrase_normalise (passphrase);
  good = tl_passphrase_acceptable (normal, error) && tl_kdf_measure (&cost, error);
  if (good)
    {
      memset (slot, 0, TL_SLOT_BYTES);
      tl_slot_set_label (slot, normal_label);
      good = tl_slot_fill (header, slot, FALSE, TL_SLOT_STAFF, &cost, normal, strlen (normal), vault->keys->data, error)
             && tl_header_write (vault, header, error);
    }
  tl_secret_free (normal);
  if (good && slot_id)
    {
      *slot_id = g_malloc (TL_SLOT_ID_CHARS + 1);
      tl_slot_get_id (slot, *slot_id);
    }
  return good;
}

gboolean
tl_vault_change_passphrase (TlVault *vault, const char *which, const char *old_passphrase, const char *new_passphrase, GError **error)
{
  g_autofree TlHeader *header = NULL;
  char *normal;
  guint8 *slot;
  TlKdfCost cost, before;
  gboolean good = TRUE;

  g_return_val_if_fail (vault && new_passphrase, FALSE);
  header = g_memdup2 (&vault->header, sizeof vault->header);
  slot = tl_slot_find (header, which ? which : vault->slot_id);
  if (!slot || tl_slot_kind (slot) != TL_SLOT_STAFF)
    return refuse_slot (error, _ ("This register has no such desk. Choose one from the list."));
  if (old_passphrase)
    {
      char *old = tl_passphrase_normalise (old_passphrase);
      guint8 *data = sodium_malloc (TL_KEY);
      good = data ? tl_slot_open (header, slot, old ? old : "", old ? strlen (old) : 0, data, error) : tl_vault_fail_memory (error);
      sodium_free (data);
      tl_secret_free (old);
    }
  tl_slot_get_cost (slot, &before);
  normal = tl_passphrase_normalise (new_passphrase);
  good = good && tl_passphrase_acceptable (normal, error) && tl_kdf_measure (&cost, error);
  if (good)
    tl_kdf_never_lower (&cost, &before);
  good = good
         && tl_slot_fill (header, slot, TRUE, TL_SLOT_STAFF, &cost, normal, strlen (normal), vault->keys->data, error)
         && tl_header_write (vault, header, error);
  tl_secret_free (normal);
  return good;
}

gboolean
tl_vault_relabel_slot (TlVault *vault, const char *which, const char *label, GError **error)
{
  g_autofree TlHeader *header = NULL;
  g_autofree char *normal = NULL;
  guint8 *slot;

  g_return_val_if_fail (vault && label, FALSE);
  header = g_memdup2 (&vault->header, sizeof vault->header);
  slot = tl_slot_find (header, which ? which : vault->slot_id);
  if (!slot || tl_slot_kind (slot) != TL_SLOT_STAFF)
    return refuse_slot (error, _ ("This register has no such desk. Choose one from the list."));
  if (!tl_label_normalise (label, &normal, error) || !label_is_free (header, normal, slot, error))
    return FALSE;
  tl_slot_set_label (slot, normal);
  return tl_header_write (vault, header, error);
}

gboolean
tl_vault_renew_recovery (TlVault *vault, char **recovery_code, GError **error)
{
  g_autofree TlHeader *header = NULL;
  TlKdfCost cost = {TL_KDF_CODE, 0, 0, {0}};
  guint8 bits[16];
  guint8 *slot;
  gboolean good;

  g_return_val_if_fail (vault && recovery_code, FALSE);
  *recovery_code = NULL;
  header = g_memdup2 (&vault->header, sizeof vault->header);
  slot = tl_slot_find_kind (header, TL_SLOT_RECOVERY);
  if (!slot)
    slot = tl_slot_find_free (header);
  if (!slot)
    return refuse_slot (error, _ ("The register has no room for another door. Remove one that is not used any more."));
  memset (slot, 0, TL_SLOT_BYTES);
  randombytes_buf (bits, sizeof bits);
  randombytes_buf (cost.salt, sizeof cost.salt);
  good = tl_slot_fill (header, slot, FALSE, TL_SLOT_RECOVERY, &cost, bits, sizeof bits, vault->keys->data, error)
         && tl_header_write (vault, header, error);
  if (good)
    {
      *recovery_code = tl_recovery_code_format (bits);
      if (vault->slot_kind == TL_SLOT_RECOVERY)
        tl_slot_get_id (slot, vault->slot_id);
    }
  sodium_memzero (bits, sizeof bits);
  return good;
}
