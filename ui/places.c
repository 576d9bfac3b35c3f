/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "places.h"

#include <glib/gi18n-lib.h>

#include "case/case-page.h"
#include "cases/cases-page.h"
#include "intake/intake-page.h"
#include "exchange/exchange-page.h"
#include "reports/reports-page.h"
#include "rooms/rooms-page.h"
#include "settings/settings-page.h"
#include "statement/statement-page.h"
#include "support/support-page.h"
#include "today/today-page.h"

/* In the order of the sidebar. A place whose page has not been written yet is not in the table. */
static const TlPlace places[] = {
    {"today", N_ ("Today"), "tl-today-symbolic", 1, tl_today_page_get_type, NULL},
    {"cases", N_ ("Cases"), "tl-cases-symbolic", 2, tl_cases_page_get_type, NULL},
    {"case", NULL, NULL, 0, tl_case_page_get_type, "cases"},
    {"intake", NULL, NULL, 0, tl_intake_page_get_type, "cases"},
    {"rooms", N_ ("Rooms"), "tl-rooms-symbolic", 3, tl_rooms_page_get_type, NULL},
    {"support", N_ ("Support paid"), "tl-support-symbolic", 4, tl_support_page_get_type, NULL},
    {"statements", N_ ("Statements"), "tl-statements-symbolic", 5, tl_statement_page_get_type, NULL},
    {"reports", N_ ("Reports"), "tl-reports-symbolic", 6, tl_reports_page_get_type, NULL},
    {"exchange", N_ ("Send and receive"), "tl-exchange-symbolic", 7, tl_exchange_page_get_type, NULL},
    {"settings", N_ ("Settings"), "tl-settings-symbolic", 8, tl_settings_page_get_type, NULL},
    {NULL},
};

/* Which place shows a record of a type; parts of a case go to the case page. */
static const struct
{
  TlType type;
  const char *place;
} homes[] = {
    {TL_TYPE_CASE, "case"},
    {TL_TYPE_SUPPORT, "support"},
    {TL_TYPE_STATEMENT, "statements"},
    {TL_TYPE_SITE, "settings"},
    {TL_TYPE_STAFF, "settings"},
    {TL_TYPE_ROOM, "settings"},
    {TL_TYPE_RATE, "settings"},
    {TL_TYPE_BUDGET, "settings"},
    {TL_N_TYPES, NULL},
};

const TlPlace *
tl_places (void)
{
  return places;
}

const TlPlace *
tl_place_find (const char *id)
{
  for (const TlPlace *place = places; place->id != NULL; place++)
    if (g_strcmp0 (place->id, id) == 0)
      return place;
  return NULL;
}

const TlPlace *
tl_place_for_type (TlType type)
{
  for (guint i = 0; homes[i].place != NULL; i++)
    if (homes[i].type == type)
      return tl_place_find (homes[i].place);
  return NULL;
}
