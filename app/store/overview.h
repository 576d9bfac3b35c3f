/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/store.h"

G_BEGIN_DECLS

/* What the window lists of many cases at once, without loading their records. */

typedef enum
{
  TL_CASES_OPEN,
  TL_CASES_HERE, /* somebody of the case sleeps here */
  TL_CASES_MINE, /* received by whoever is at the desk */
  TL_CASES_CLOSED,
  TL_CASES_ALL
} TlCaseFilter;

typedef enum
{
  TL_CASES_BY_OPENED, /* newest first */
  TL_CASES_BY_CODE,
  TL_CASES_BY_ALIAS,
  TL_CASES_BY_DUE, /* soonest first, those without last */
  TL_CASES_BY_RISK /* highest first */
} TlCaseSort;

typedef struct
{
  char *id;
  char *code;
  char *alias;
  char *full_name; /* to be masked; nullable */
  gint64 opened_at;
  char *status;   /* code */
  char *room;     /* of those who are here now; nullable */
  gint64 days;    /* nights of the person supported so far */
  char *risk;     /* code; nullable */
  char *next_due; /* YYYY-MM-DD; nullable */
} TlCaseLine;
void tl_case_line_free (TlCaseLine *line);

/* Ids of all cases that match, in order. (transfer full) (element-type utf8) */
GPtrArray *tl_overview_cases (TlStore *store, TlCaseFilter filter, TlCaseSort sort, GError **error);
/* Lines of @n_ids cases, in that order; a case deleted meanwhile is left out. (element-type TlCaseLine) */
GPtrArray *tl_overview_case_lines (TlStore *store, const char *const *ids, guint n_ids, GError **error);

typedef struct
{
  char *case_id;
  char *code;
  char *alias;
  char *room; /* nullable */
  char *bed;  /* nullable */
  gint64 nights;
  char *expected; /* YYYY-MM-DD; nullable */
} TlSleeper;

typedef enum
{
  TL_DUE_FOLLOWUP,
  TL_DUE_PLAN_ITEM,
  TL_DUE_STAY,   /* past or near its expected end */
  TL_DUE_CONSENT /* runs out */
} TlDueKind;

typedef struct
{
  TlDueKind kind;
  char *case_id;
  char *code;
  char *alias;
  char *on;   /* YYYY-MM-DD */
  char *what; /* the plan item's action …; nullable */
} TlDue;

typedef struct
{
  char *name;
  gint64 beds; /* not counting blocked ones */
  gint64 taken;
} TlRoomTonight;

#define TL_TODAY_SLEEPERS 60
#define TL_TODAY_DUE 200

typedef struct
{
  GPtrArray *sleepers; /* (element-type TlSleeper) who sleeps here tonight, by room; at most TL_TODAY_SLEEPERS */
  gint64 n_here;       /* how many they are */
  GPtrArray *rooms;    /* (element-type TlRoomTonight) */
  GPtrArray *due;      /* (element-type TlDue) past, and within the next @days, soonest first; at most TL_TODAY_DUE */
  GPtrArray *drafts;   /* (element-type utf8) keys */
  gint64 open_cases;
  gint64 month_amount; /* support lines of this month that are not void, đồng */
  gint64 year_amount;  /* of this year's, those of the sources that have a budget; 0 without one */
  gint64 year_budget;  /* this place's, all sources together; 0: none entered */
} TlToday;
void tl_today_free (TlToday *today);

TlToday *tl_overview_today (TlStore *store, guint days, GError **error);

/* Ids of the people of a case: the person supported first, then companions. (element-type utf8) */
GPtrArray *tl_overview_people (TlStore *store, const char *case_id, GError **error);

G_END_DECLS
