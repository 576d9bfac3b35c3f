/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "support/support.h"

/* A real vault on disk with the place DC, its rates, one officer who counsels and one who does not. */
typedef struct
{
  char *folder;
  TlStore *store;
  char *counsellor;
  char *officer;
} Fixture;

void fixture_set_up (Fixture *fixture, gconstpointer data);
/* The same for another place: "HY" is the province. */
void fixture_set_up_site (Fixture *fixture, const char *site, const char *role);
void fixture_tear_down (Fixture *fixture, gconstpointer data);
#define TEST(path, func) g_test_add (path, Fixture, NULL, fixture_set_up, func, fixture_tear_down)

/* A record of @type from JSON text with ' for ". Unsaved. */
TlRecord *record_from (TlType type, const char *json, ...) G_GNUC_PRINTF (2, 3);
/* The same, saved (support lines by tl_support_save()); returns the id. */
char *put (Fixture *fixture, TlType type, const char *json, ...) G_GNUC_PRINTF (3, 4);
/* Saves a rate as the province's pack would bring it: a site itself may not. put() does the same for TL_TYPE_RATE. */
void put_rate (Fixture *fixture, TlRecord *rate);
/* A person and a case of hers opened at @opened ("2026-03-05T21:00:00+07:00"). */
char *put_case (Fixture *fixture, const char *opened, char **victim);
void put_stay (Fixture *fixture, const char *case_id, const char *person, const char *in, const char *out);
/* A stay that the store would refuse because it overlaps another: as a merge of two PCs may leave it. */
void put_overlapping_stay (Fixture *fixture, const char *case_id, const char *person, const char *in, const char *out);
void put_sessions (Fixture *fixture, const char *case_id, const char *person, const char *staff, const char *month, guint n);
TlDate day (const char *iso);
/* The record as it is stored now. */
TlRecord *load (Fixture *fixture, TlType type, const char *id);
/* Sum of all lines of a category that are not void. */
gint64 sum_of_category (Fixture *fixture, const char *category);
guint count_category (Fixture *fixture, const char *category);
void set_setting (Fixture *fixture, const char *key, const char *value);
/* Moves the program's clock; a test starts on 05/04/2026. */
void set_today (const char *time);
