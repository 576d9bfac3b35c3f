/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "support/support.h"

G_BEGIN_DECLS

/* What ceilings count. All on the store thread, inside a job. */

/* Over which lines a ceiling runs. */
typedef enum
{
  TL_USED_CASE,       /* one case */
  TL_USED_PERSON,     /* one person in all cases */
  TL_USED_ADMISSION,  /* one person in one case */
  TL_USED_PERSON_DAYS, /* one person from @from to @to */
  TL_USED_DAYS,       /* everybody from @from to @to: helpers are told apart by tl_used_who_is() */
  TL_USED_STAFF_DAYS, /* one officer from @from to @to, over all cases */
  TL_USED_TRIP,       /* one trip */
  TL_USED_NO_TRIP,    /* lines of a case that name no trip */
  TL_USED_GROUP,      /* one person of a case, or the case as a group */
  TL_USED_GROUP_DAY   /* lines of one day that name neither case nor person */
} TlUsedScope;

typedef struct
{
  const char *category;
  const char *case_id;
  const char *person;
  const char *staff;
  const char *trip;
  const char *from; /* ISO day */
  const char *to;
} TlUsedKey;

/* Who a line is for or pays. */
typedef struct
{
  const char *person;
  const char *staff;
  const char *staff_name; /* folded for comparing: case and spaces, not accents; so is @payee */
  const char *payee;
} TlUsedWho;

/* One line that is not void. */
typedef struct
{
  char *id;
  char *category;
  gint64 amount;
  gint64 quantity; /* thousandths */
  gboolean marked; /* reason and decision number stand for being above */
  char *person;
  char *staff;
  char *staff_name;
  char *payee;
  /* of the rate the line was made with */
  char *cap_scope;
  char *clause;
  gint64 cap_amount;   /* -1: none */
  gint64 cap_quantity; /* -1: none; thousandths */
  gint64 cap_people;   /* -1: none */
} TlUsedRow;
void tl_used_row_free (TlUsedRow *row);

/* Lines of @key->category in @scope that are not void. (transfer full) (element-type TlUsedRow) */
GPtrArray *tl_query_used (TlStore *store, TlUsedScope scope, const TlUsedKey *key, GError **error);
/* Lines of all categories on a trip that are not void. (transfer full) (element-type TlUsedRow) */
GPtrArray *tl_query_on_trip (TlStore *store, const char *trip, GError **error);

/* Lines from @from to @to that stand under a ceiling and carry no decision to go above it. (transfer full)
 * (element-type TlUsedRow) */
GPtrArray *tl_query_capped (TlStore *store, const char *from, const char *to, GError **error);

/* A name for comparing: lower case, one space between words, accents kept. NULL stays NULL. (transfer full) */
char *tl_used_name (const char *name);
/* Whether the line pays the same helper: by id where both have one, else by name. FALSE where one is nobody. */
gboolean tl_used_who_is (const TlUsedRow *row, const TlUsedWho *who);
TlUsedWho tl_used_row_who (const TlUsedRow *row);
gboolean tl_used_who_is_nobody (const TlUsedWho *who);

/* Rows written through this store since it was opened; -1: not known. */
gint64 tl_query_changes (TlStore *store);

G_END_DECLS
