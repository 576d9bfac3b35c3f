/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sync/place.h"

#include <glib/gi18n-lib.h>
#include <json-glib/json-glib.h>

#include "store/journal.h"
#include "store/keep.h"
#include "store/key-change.h"
#include "store/tries.h"
#include "support/support.h"
#include "sync/sync.h"
#include "vault/backup.h"

TlStore *
tl_place_open (TlVault *vault, GError **error)
{
  TlStore *store = tl_store_open (vault, error);
  g_autoptr (GError) owed = NULL;

  if (store == NULL)
    return NULL;
  tl_support_attach (store);
  /* An interrupted change of the key is ended first. Where it cannot be, the register still works: tl_place_warning(). */
  if (!tl_vault_is_read_only (vault) && !tl_store_finish_key_change (store, &owed))
    g_message ("The key could not be changed yet: %s", owed->message);
  if (!tl_vault_is_read_only (vault))
    tl_peer_forget_half (store, NULL);
  return store;
}

void
tl_place_count_wrong (const char *path, const GError *error)
{
  if (g_error_matches (error, TL_VAULT_ERROR, TL_VAULT_ERROR_PASSPHRASE))
    tl_tries_add (path);
}

TlStore *
tl_place_unlock (const char *path, const char *slot, const char *passphrase, GError **error)
{
  g_autoptr (GError) local = NULL;
  TlVault *vault = tl_vault_unlock (path, slot, passphrase, &local);

  if (vault != NULL)
    return tl_place_open (vault, error);
  tl_place_count_wrong (path, local);
  g_propagate_error (error, g_steal_pointer (&local));
  return NULL;
}

gboolean
tl_place_check_desk (const char *path, const char *slot, const char *passphrase, GError **error)
{
  g_autoptr (GPtrArray) slots = NULL;
  g_autofree char *normal = g_utf8_normalize (slot != NULL ? slot : "", -1, G_NORMALIZE_NFC);

  if (!tl_passphrase_check (passphrase, error))
    return FALSE;
  slots = tl_vault_list_slots (path, error);
  if (slots == NULL)
    return FALSE;
  for (guint i = 0; i < slots->len; i++)
    {
      const TlSlot *one = slots->pdata[i];

      if (one->kind == TL_SLOT_STAFF && (g_strcmp0 (one->id, slot) == 0 || g_strcmp0 (one->label, normal) == 0))
        return TRUE;
    }
  g_set_error_literal (error, TL_VAULT_ERROR, TL_VAULT_ERROR_SLOT, _ ("This register has no such desk. Choose one from the list."));
  return FALSE;
}

TlStore *
tl_place_take_desk (TlVault *vault, const char *slot, const char *new_passphrase, TlPlacePlan plan, gpointer data, GError **error)
{
  g_autofree char *path = g_strdup (tl_vault_get_path (vault));
  TlStore *store = tl_store_open (vault, error);
  gboolean good;

  if (store == NULL)
    return NULL;
  good = tl_store_transaction (store, plan, data, error)
         && tl_vault_change_passphrase (tl_store_vault (store), slot, NULL, new_passphrase, error);
  tl_store_close (store);
  g_object_unref (store);
  return good ? tl_place_unlock (path, slot, new_passphrase, error) : NULL;
}

static gboolean
note_recovered (TlStore *store, gpointer data, GError **error)
{
  return tl_journal_note (store, "recovered", TL_N_TYPES, NULL, NULL, error);
}

TlStore *
tl_place_recover (const char *path, const char *code, const char *slot, const char *new_passphrase, GError **error)
{
  g_autoptr (GError) local = NULL;
  TlVault *vault;

  if (!tl_place_check_desk (path, slot, new_passphrase, error))
    return NULL;
  vault = tl_vault_unlock_with_code (path, code, &local);
  if (vault != NULL)
    return tl_place_take_desk (vault, slot, new_passphrase, note_recovered, NULL, error);
  tl_place_count_wrong (path, local);
  g_propagate_error (error, g_steal_pointer (&local));
  return NULL;
}

char *
tl_place_warning (TlStore *store)
{
  const char *repaired = tl_vault_get_warning (tl_store_vault (store));
  g_autofree char *owed = tl_store_get_setting (store, "key_change");
  g_autofree char *pending = tl_store_get_setting (store, "recovery_pending");

  if (repaired != NULL)
    return g_strdup (repaired);
  if (owed != NULL)
    return g_strdup (_ ("The register still has its old key: changing it was interrupted, or there was no room on the disk for a second copy. "
                        "It is tried again at each opening. Free some space if this shows again."));
  if (pending != NULL)
    return g_strdup (_ ("Perhaps no paper has a recovery code that opens this register: making one was interrupted, or it was not typed back. "
                        "Make a new one now, in the settings or with tamlanhctl recovery renew."));
  return NULL;
}

typedef struct
{
  const char *site_code;
  guint device;
  const char *staff_name;
  const char *staff_role;
} Place;

static gboolean
setup (TlStore *store, gpointer data, GError **error)
{
  Place *place = data;

  return tl_store_setup (store, place->site_code, place->device, place->staff_name, place->staff_role, error)
         && tl_rates_install (store, error) && tl_identity_ensure (store, error);
}

gboolean
tl_place_setup (TlStore *store, const char *site_code, guint device, const char *staff_name, const char *staff_role, GError **error)
{
  Place place = {site_code, device, staff_name, staff_role};

  return tl_store_transaction (store, setup, &place, error);
}

/* Sound, and not taken over before. */
static gboolean
is_news (TlStore *store, const char *path)
{
  g_autoptr (JsonObject) inside = tl_bundle_inspect (store, path, NULL);
  g_autoptr (GPtrArray) known = inside != NULL ? tl_bundle_list (store, NULL) : NULL;
  gboolean news = known != NULL;

  for (guint i = 0; news && i < known->len; i++)
    {
      const TlBundle *bundle = known->pdata[i];

      news = !(g_str_equal (bundle->direction, "in") && g_str_equal (bundle->state, "applied")
               && g_str_equal (bundle->id, json_object_get_string_member (inside, "id")));
    }
  return news;
}

TlBundle *
tl_place_apply_bundle (TlStore *store, const char *path, const char *receipt_dir, char **receipt_path, GError **error)
{
  if (is_news (store, path) && !tl_keep_snapshot (store, error))
    return NULL;
  return tl_bundle_apply (store, path, receipt_dir, receipt_path, error);
}

gboolean
tl_place_note_restored (const char *path, const char *slot, const char *passphrase, const char *code, const char *source,
                        const char *aside, GError **error)
{
  TlVault *vault = code != NULL ? tl_vault_unlock_with_code (path, code, error) : tl_vault_unlock (path, slot, passphrase, error);
  g_autoptr (TlStore) store = vault != NULL ? tl_place_open (vault, error) : NULL;
  g_autoptr (JsonObject) object = json_object_new ();
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_OBJECT);
  g_autofree char *from = g_path_get_basename (source);
  g_autofree char *former = aside != NULL ? g_path_get_basename (aside) : NULL;
  g_autofree char *detail = NULL;

  if (store == NULL)
    return FALSE;
  json_object_set_string_member (object, "from", from);
  if (former != NULL)
    json_object_set_string_member (object, "aside", former);
  json_node_set_object (node, object);
  detail = json_to_string (node, FALSE);
  return tl_journal_note (store, "restored", TL_N_TYPES, NULL, detail, error);
}
