/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Opening a bundle: seal, packing, form, reader, sender, signature, in this order; only then its JSON is read. */

#include <glib/gi18n-lib.h>
#include <string.h>

#include "sync/bundle.h"
#include "sync/bytes.h"
#include "sync/json.h"

#define MAX_NUMBER (G_GINT64_CONSTANT (1) << 40)

void
tl_open_bundle_free (TlOpenBundle *bundle)
{
  if (bundle == NULL)
    return;
  g_clear_pointer (&bundle->file, g_bytes_unref);
  g_clear_pointer (&bundle->container, tl_container_free);
  g_free (bundle->peer);
  g_clear_pointer (&bundle->manifest_node, json_node_unref);
  g_clear_pointer (&bundle->money_node, json_node_unref);
  g_clear_pointer (&bundle->statistics_node, json_node_unref);
  g_clear_pointer (&bundle->links, g_array_unref);
  g_free (bundle);
}

guint
tl_open_bundle_entries (TlOpenBundle *bundle)
{
  return json_array_get_length (bundle->money) + json_array_get_length (bundle->statements) + json_array_get_length (bundle->statistics);
}

static gboolean
check_sender (TlStore *store, TlOpenBundle *bundle, GError **error)
{
  g_autofree char *device = tl_hex (bundle->container->sender.device, TL_ID_BYTES);
  g_autoptr (GError) local = NULL;

  bundle->peer = tl_peer_find_device (store, device, &local);
  if (local != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  if (bundle->peer == NULL || memcmp (bundle->peer->card.sign_public, bundle->container->sender.sign_public, TL_SIGN_PUBLIC_BYTES) != 0)
    {
      g_set_error_literal (error, TL_SYNC_ERROR, TL_SYNC_ERROR_UNTRUSTED,
                           _ ("This bundle comes from a computer that is not trusted here. Nothing was changed. "
                              "Add that place's card, compare its digits by phone, then open the bundle again."));
      return FALSE;
    }
  if (!bundle->peer->trusted)
    {
      g_set_error (error, TL_SYNC_ERROR, TL_SYNC_ERROR_UNTRUSTED,
                   _ ("This bundle comes from a computer of “%s” that was dropped here. Nothing was changed."), bundle->peer->card.site);
      return FALSE;
    }
  if (!tl_container_verify (bundle->container, bundle->peer->card.sign_public))
    {
      g_set_error (
          error, TL_SYNC_ERROR, TL_SYNC_ERROR_TAMPERED,
          _ ("This bundle says it comes from “%s”, but its signature does not fit: somebody has changed it. Nothing was changed here. "
             "Call that place."),
          bundle->peer->card.site);
      return FALSE;
    }
  return TRUE;
}

static JsonObject *
section_object (TlContainer *container, const char *tag, JsonNode **node)
{
  const guint8 *data;
  gsize size;

  if (!tl_container_section (container, tag, &data, &size))
    return NULL;
  *node = tl_json_read (data, size);
  return *node != NULL && JSON_NODE_HOLDS_OBJECT (*node) ? json_node_get_object (*node) : NULL;
}

static gboolean
is_hash (const char *text)
{
  guint8 hash[TL_CONTENT_HASH_BYTES];

  return text != NULL && tl_unhex (text, hash, sizeof hash);
}

static gboolean
read_manifest (TlOpenBundle *bundle)
{
  JsonObject *manifest = bundle->manifest;
  JsonObject *journal = tl_json_object (manifest, "journal");
  JsonObject *head = journal == NULL ? NULL : tl_json_object (journal, "head");
  const char *sender = tl_json_text (manifest, "sender", 64);
  const char *site = tl_json_text (manifest, "site", TL_SITE_CODE_MAX);
  const char *hash = head == NULL ? NULL : tl_json_text (head, "hash", TL_HASH_HEX);
  gint64 incarnation, sequence;

  bundle->previous = tl_json_text (manifest, "previous", TL_HASH_HEX);
  if (sender == NULL || strcmp (sender, bundle->peer->device) != 0 || site == NULL || strcmp (site, bundle->peer->card.site) != 0
      || !is_hash (bundle->previous) || !tl_json_int (manifest, "stream", 1, MAX_NUMBER, &bundle->stream)
      || !tl_json_int (manifest, "number", 1, MAX_NUMBER, &bundle->number) || !is_hash (hash)
      || !tl_json_int (head, "incarnation", 0, G_MAXINT64, &incarnation) || !tl_json_int (head, "sequence", 0, G_MAXINT64, &sequence))
    return FALSE;
  bundle->head.incarnation = (guint64)incarnation;
  bundle->head.sequence = (guint64)sequence;
  (void)tl_unhex (hash, bundle->head.hash, TL_HASH_BYTES);
  bundle->baseline = bundle->number == 1;
  return (strcmp (bundle->previous, TL_NO_HASH) == 0) == bundle->baseline;
}

/* The chain inside must end in the head that the manifest names. */
static gboolean
read_chain (TlOpenBundle *bundle)
{
  const guint8 *data;
  gsize size;

  if (!tl_container_section (bundle->container, "LINK", &data, &size))
    return FALSE;
  bundle->links = tl_chain_read (bundle->peer->device, data, size, bundle->chain_previous);
  if (bundle->links == NULL)
    return FALSE;
  if (bundle->links->len > 0)
    {
      TlJournalLink *last = &g_array_index (bundle->links, TlJournalLink, bundle->links->len - 1);

      return last->incarnation == bundle->head.incarnation && last->sequence == bundle->head.sequence
             && memcmp (last->hash, bundle->head.hash, TL_HASH_BYTES) == 0;
    }
  return memcmp (bundle->chain_previous, bundle->head.hash, TL_HASH_BYTES) == 0;
}

static gboolean
read_rows (TlOpenBundle *bundle)
{
  JsonObject *money = section_object (bundle->container, "MONY", &bundle->money_node);
  JsonObject *statistics = section_object (bundle->container, "STAT", &bundle->statistics_node);

  if (money == NULL || statistics == NULL)
    return FALSE;
  bundle->money = tl_json_array (money, "lines");
  bundle->statements = tl_json_array (money, "statements");
  bundle->statistics = tl_json_array (statistics, "months");
  return bundle->money != NULL && bundle->statements != NULL && bundle->statistics != NULL;
}

TlOpenBundle *
tl_open_bundle_new (TlStore *store, TlIdentity *identity, GBytes *file, GError **error)
{
  g_autoptr (TlOpenBundle) bundle = g_new0 (TlOpenBundle, 1);
  g_autofree char *hex = NULL;
  gint64 schema;

  bundle->file = g_bytes_ref (file);
  bundle->container = tl_bundle_unseal (identity, file, TL_CONTAINER_BUNDLE, error);
  if (bundle->container == NULL || !check_sender (store, bundle, error))
    return NULL;
  hex = tl_hex (bundle->container->hash, TL_CONTENT_HASH_BYTES);
  g_strlcpy (bundle->hash, hex, sizeof bundle->hash);
  bundle->manifest = section_object (bundle->container, "MANI", &bundle->manifest_node);
  if (bundle->manifest == NULL || !tl_json_int (bundle->manifest, "schema", 1, G_MAXINT32, &schema))
    goto unsound;
  if (schema > TL_BUNDLE_SCHEMA)
    {
      g_set_error_literal (error, TL_SYNC_ERROR, TL_SYNC_ERROR_NEWER,
                           _ ("This bundle was made by a newer version of the program. Nothing was changed. Update this computer first."));
      return NULL;
    }
  if (!read_manifest (bundle) || !read_chain (bundle) || !read_rows (bundle))
    goto unsound;
  return g_steal_pointer (&bundle);

unsound:
  g_set_error (
      error, TL_SYNC_ERROR, TL_SYNC_ERROR_TAMPERED,
      _ ("This bundle is signed by “%s”, but what is inside does not hold together. It was refused; nothing was changed. Call that place."),
      bundle->peer->card.site);
  return NULL;
}
