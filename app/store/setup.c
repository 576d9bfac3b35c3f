/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * First setup of a fresh vault, and the places it can be set up for. The historic names come from the
 * department's letter of 2022, today's communes from resolution 1666/NQ-UBTVQH15 (01/07/2025). All of it is a
 * record that the place can change afterwards. */

#include "store/store-private.h"

#include <glib/gi18n-lib.h>
#include <sodium.h>

typedef struct
{
  const char *code;
  const char *name;
  const char *kind;
  const char *commune_code;
  const char *former_commune;
  const char *former_district;
  const char *parent_agency;
  const char *issuing_agency;
  const char *place_name;
  const char *report_to;
} Profile;

#define PROVINCE_CODE "33"

static const Profile profiles[] = {
    {"DC", "Nhà tạm lánh Đình Cao", "site", "12424", "Đình Cao", "Phù Cừ", "Ủy ban nhân dân xã Tiên Tiến", "Nhà tạm lánh Đình Cao",
     "Tiên Tiến", "Ủy ban nhân dân tỉnh Hưng Yên"},
    {"DT", "Nhà tạm lánh Đông Tảo", "site", "12070", "Đông Tảo", "Khoái Châu", "Ủy ban nhân dân xã Hoàn Long", "Nhà tạm lánh Đông Tảo",
     "Hoàn Long", "Ủy ban nhân dân tỉnh Hưng Yên"},
    {"HY", "Tỉnh Hưng Yên", "province", NULL, NULL, NULL, "Ủy ban nhân dân tỉnh Hưng Yên", "Cơ quan quản lý mô hình nhà tạm lánh",
     "Hưng Yên", NULL},
};

typedef struct
{
  const char *site;
  guint device;
  const char *staff_name;
  const char *staff_role;
} Setup;

static const Profile *
find_profile (const char *code)
{
  for (guint i = 0; i < G_N_ELEMENTS (profiles); i++)
    if (g_str_equal (profiles[i].code, code))
      return &profiles[i];

  return NULL;
}

static gboolean
make_device (TlStore *store, const Setup *setup, GError **error)
{
  g_autoptr (GBytes) id = NULL;
  guint8 bytes[TL_DEVICE_BYTES];

  randombytes_buf (bytes, sizeof bytes);
  id = g_bytes_new (bytes, sizeof bytes);

  return tl_sql_run (store, error,
                     "INSERT INTO device (one, id, site, number, incarnation, sequence, lamport) VALUES (1, ?, ?, ?, 1, 0, 0)", "bsi", id,
                     setup->site, (gint64)setup->device)
         && tl_journal_load_state (store, error);
}

static gboolean
save_site (TlStore *store, const Profile *profile, GError **error)
{
  g_autoptr (TlRecord) site = tl_record_new (TL_TYPE_SITE);

  tl_record_set_text (site, TL_SITE_CODE, profile->code);
  tl_record_set_text (site, TL_SITE_NAME, profile->name);
  tl_record_set_text (site, TL_SITE_KIND, profile->kind);
  tl_record_set_text (site, TL_SITE_COMMUNE_CODE, profile->commune_code);
  tl_record_set_text (site, TL_SITE_FORMER_COMMUNE, profile->former_commune);
  tl_record_set_text (site, TL_SITE_FORMER_DISTRICT, profile->former_district);
  tl_record_set_text (site, TL_SITE_PROVINCE, PROVINCE_CODE);
  tl_record_set_text (site, TL_SITE_PARENT_AGENCY, profile->parent_agency);
  tl_record_set_text (site, TL_SITE_ISSUING_AGENCY, profile->issuing_agency);
  tl_record_set_text (site, TL_SITE_PLACE_NAME, profile->place_name);
  tl_record_set_text (site, TL_SITE_REPORT_TO, profile->report_to);

  return tl_save_inside (store, site, error);
}

static gboolean
save_staff (TlStore *store, const Setup *setup, GError **error)
{
  g_autoptr (TlRecord) staff = tl_record_new (TL_TYPE_STAFF);

  tl_record_set_text (staff, TL_STAFF_FULL_NAME, setup->staff_name);
  tl_record_set_text (staff, TL_STAFF_ROLE, setup->staff_role);

  return tl_save_inside (store, staff, error)
         && tl_store_bind_slot (store, tl_vault_get_slot_id (store->vault), tl_record_id (staff), error);
}

static gboolean
setup_inside (TlStore *store, gpointer data, GError **error)
{
  const Setup *setup = data;
  const Profile *profile = find_profile (setup->site);

  if (store->journal.ready)
    {
      g_set_error_literal (error, TL_STORE_ERROR, TL_STORE_ERROR_REFUSED,
                           _ ("This register has been set up already. Nothing was changed."));
      return FALSE;
    }
  if (profile == NULL)
    {
      g_set_error (error, TL_STORE_ERROR, TL_STORE_ERROR_REFUSED, _ ("There is no place with the code \"%s\"; known are DC, DT and HY."),
                   setup->site);
      return FALSE;
    }

  return make_device (store, setup, error) && save_site (store, profile, error) && save_staff (store, setup, error);
}

gboolean
tl_store_setup (TlStore *store, const char *site_code, guint device, const char *staff_name, const char *staff_role, GError **error)
{
  Setup setup = {site_code, device, staff_name, staff_role};

  g_return_val_if_fail (TL_IS_STORE (store), FALSE);
  g_return_val_if_fail (site_code != NULL && device >= 1, FALSE);

  return tl_store_transaction (store, setup_inside, &setup, error);
}
