/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sync/place.h"

#include "store/keep.h"
#include "support/support.h"
#include "sync/sync.h"

TlStore *
tl_place_open (TlVault *vault, GError **error)
{
  TlStore *store = tl_store_open (vault, error);

  if (store != NULL)
    tl_support_attach (store);
  return store;
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
