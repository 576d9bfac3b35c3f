/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Packs that came with a newer program than the one that made this register. They are trusted as the program is, but
 * nothing is taken unasked: who opens the register is told, and takes them in. Each is taken whole or not at all; every
 * rate is judged as in any pack, so that a level which the province keeps itself is never changed and never doubled.
 *
 * A pack is new where none of its rates stands here and the register does not remember it (setting rates.packs): what
 * the province has deleted does not come back. */

#include <glib/gi18n-lib.h>

#include "store/journal.h"
#include "support/control-code.h"
#include "support/rate-pack.h"
#include "support/rate-rules.h"
#include "support/rates.h"

#define REMEMBERED "rates.packs"

/* --- helpers --- */

static const char *
name_of (JsonObject *pack)
{
  return json_object_get_string_member (pack, "pack");
}

static char **
remembered (TlStore *store)
{
  g_autofree char *setting = tl_store_get_setting (store, REMEMBERED);

  return g_strsplit (setting ? setting : "", " ", -1);
}

static gboolean
remember (TlStore *store, const char *name, GError **error)
{
  g_autofree char *setting = tl_store_get_setting (store, REMEMBERED);
  g_auto (GStrv) names = remembered (store);
  g_autofree char *longer = NULL;

  if (g_strv_contains ((const char *const *)names, name))
    return TRUE;
  longer = setting && *setting ? g_strconcat (setting, " ", name, NULL) : g_strdup (name);
  return tl_store_set_setting (store, REMEMBERED, longer, error);
}

/* Whether one of the pack's rates stands here. */
static gboolean
stands (TlStore *store, JsonObject *pack, gboolean *found, GError **error)
{
  JsonArray *rates = json_object_get_array_member (pack, "rates");

  *found = FALSE;
  for (guint i = 0; i < json_array_get_length (rates) && !*found; i++)
    {
      g_autoptr (GError) missing = NULL;
      g_autoptr (TlRecord) record = tl_rate_pack_record (pack, json_array_get_object_element (rates, i), error);
      g_autoptr (TlRecord) stored = record ? tl_store_load (store, TL_TYPE_RATE, tl_record_id (record), &missing) : NULL;

      if (record == NULL)
        return FALSE;
      *found = stored != NULL;
      if (stored == NULL && !g_error_matches (missing, TL_STORE_ERROR, TL_STORE_ERROR_NOT_FOUND))
        {
          g_propagate_error (error, g_steal_pointer (&missing));
          return FALSE;
        }
    }
  return TRUE;
}

static TlShippedPack *
shipped_pack_new (JsonObject *pack)
{
  TlShippedPack *shown = g_new0 (TlShippedPack, 1);

  shown->name = g_strdup (name_of (pack));
  shown->text = g_strdup (json_object_get_string_member (json_object_get_object_member (pack, "text"), "short"));
  shown->n_rates = json_array_get_length (json_object_get_array_member (pack, "rates"));
  return shown;
}

static gpointer
new_job (TlStore *store, gpointer data, GCancellable *cancellable, GError **error)
{
  g_autoptr (GPtrArray) missing = g_ptr_array_new_with_free_func ((GDestroyNotify)tl_shipped_pack_free);
  GPtrArray *packs = tl_rates_shipped ();
  g_auto (GStrv) known = remembered (store);

  for (guint i = 0; i < packs->len; i++)
    {
      JsonObject *pack = g_ptr_array_index (packs, i);
      gboolean found = g_strv_contains ((const char *const *)known, name_of (pack));

      if (!found && !stands (store, pack, &found, error))
        return NULL;
      if (!found)
        g_ptr_array_add (missing, shipped_pack_new (pack));
    }
  return g_steal_pointer (&missing);
}

static gboolean
note (TlStore *store, const char *name, GError **error)
{
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_OBJECT);
  JsonObject *detail = json_object_new ();
  g_autofree char *text = NULL;

  json_object_set_string_member (detail, "pack", name);
  json_object_set_boolean_member (detail, "shipped", TRUE);
  json_node_take_object (node, detail);
  text = json_to_string (node, FALSE);
  return tl_journal_note (store, "rates-imported", TL_TYPE_RATE, NULL, text, error);
}

static gboolean
take_in_transaction (TlStore *store, gpointer data, GError **error)
{
  JsonObject *pack = data;

  return tl_rate_pack_take (store, pack, error) && remember (store, name_of (pack), error) && note (store, name_of (pack), error);
}

static JsonObject *
pack_named (const char *name)
{
  GPtrArray *packs = tl_rates_shipped ();

  for (guint i = 0; i < packs->len; i++)
    if (g_str_equal (name_of (packs->pdata[i]), name))
      return packs->pdata[i];
  g_assert_not_reached ();
}

static gpointer
update_job (TlStore *store, gpointer data, GCancellable *cancellable, GError **error)
{
  g_autoptr (GPtrArray) missing = NULL;

  if (!tl_rate_may_import (store, error))
    return NULL;
  missing = new_job (store, NULL, NULL, error);
  for (guint i = 0; missing && i < missing->len; i++)
    {
      TlShippedPack *shown = g_ptr_array_index (missing, i);
      g_autoptr (GError) local = NULL;

      shown->taken = tl_store_transaction (store, take_in_transaction, pack_named (shown->name), &local);
      if (local && local->domain != TL_SUPPORT_ERROR)
        {
          g_propagate_error (error, g_steal_pointer (&local));
          return NULL;
        }
      if (local)
        shown->problem = g_strdup (local->message);
    }
  return g_steal_pointer (&missing);
}

/* --- inside this room --- */

gboolean
tl_rates_remember (TlStore *store, GError **error)
{
  GPtrArray *packs = tl_rates_shipped ();

  for (guint i = 0; i < packs->len; i++)
    if (!remember (store, name_of (packs->pdata[i]), error))
      return FALSE;
  return TRUE;
}

/* --- public --- */

void
tl_shipped_pack_free (TlShippedPack *pack)
{
  g_free (pack->name);
  g_free (pack->text);
  g_free (pack->problem);
  g_free (pack);
}

GPtrArray *
tl_rates_new (TlStore *store, GError **error)
{
  g_return_val_if_fail (TL_IS_STORE (store), NULL);

  return tl_store_call (store, new_job, NULL, error);
}

GPtrArray *
tl_rates_update (TlStore *store, GError **error)
{
  g_return_val_if_fail (TL_IS_STORE (store), NULL);

  return tl_store_call (store, update_job, NULL, error);
}
