/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "demo/demo-random.h"
#include "demo/demo.h"
#include "record/time.h"

G_BEGIN_DECLS

#define TL_DEMO_MAX_BEDS 16
#define TL_DEMO_MAX_STAFF 8
#define TL_DEMO_MAX_PEOPLE 4

typedef struct
{
  char *room_id;
  char *label;
  TlDate free_from;
} TlDemoBed;

typedef struct
{
  TlStore *store;
  GKeyFile *words;
  GHashTable *lists; /* "group/key" → char **, kept: a key file splits anew at each asking */
  TlDemoRandom random;
  TlDate today;
  TlDate first_day;
  char *staff[TL_DEMO_MAX_STAFF];
  guint n_staff;
  TlDemoBed beds[TL_DEMO_MAX_BEDS];
  guint n_beds;
  guint voucher_number;
} TlDemo;

/* One case in the making: who is in it and when. */
typedef struct
{
  char *case_id;
  char *people[TL_DEMO_MAX_PEOPLE]; /* [0] the victim */
  gboolean child[TL_DEMO_MAX_PEOPLE];
  guint n_people;
  TlDate opened;
  TlDate left; /* TL_DATE_NONE: still here */
  gboolean closed;
} TlDemoCase;

/* A word of [@group] @key, owned by the demo. */
const char *tl_demo_word (TlDemo *demo, const char *group, const char *key);
/* A random code of the field's list that is valid for ever; one chosen by the field, not by name. */
void tl_demo_choose (TlDemo *demo, TlRecord *record, guint field);
/* @count codes into a set field. */
void tl_demo_choose_set (TlDemo *demo, TlRecord *record, guint field, guint count);
TlRecord *tl_demo_record (TlDemo *demo, TlType type);
void tl_demo_set_date (TlRecord *record, guint field, TlDate date);

gboolean tl_demo_add_case (TlDemo *demo, TlDate opened, gboolean here, TlDemoCase *made, GError **error);
void tl_demo_case_clear (TlDemoCase *made);
/* Costs typed in with their papers: every category that is not generated. */
gboolean tl_demo_add_costs (TlDemo *demo, const TlDemoCase *made, GError **error);
/* Costs of the place itself: repairs, telephones of collaborators. */
gboolean tl_demo_add_place_costs (TlDemo *demo, GError **error);
/* Budgets, generated lines month by month, statements of past months. */
gboolean tl_demo_add_accounts (TlDemo *demo, guint cases, GError **error);

G_END_DECLS
