/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sync/place.h"

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
