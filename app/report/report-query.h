/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "report/report.h"

G_BEGIN_DECLS

/* Every SQL text of this room. On the store thread. @from, @to: UTC seconds, the second one excluded. */

typedef enum
{
  TL_COUNT_CASES, /* one number; key NULL */
  TL_COUNT_COMPANIONS,
  TL_COUNT_ELSEWHERE, /* cases reported before by another place: counted there */
  TL_COUNT_AGAIN,     /* cases of a person whose earlier case closed within six months before */
  TL_COUNT_SEX,       /* by code */
  TL_COUNT_AGE_BAND,
  TL_COUNT_ETHNIC_GROUP,
  TL_COUNT_RELATION,
  TL_COUNT_SOURCE,
  TL_COUNT_DESTINATION, /* of cases closed in the period */
  TL_COUNT_CARE,        /* entries by kind */
  TL_COUNT_REFERRAL_SERVICE,
  TL_COUNT_REFERRAL_RESULT,
  TL_COUNT_SUPPORT_CATEGORY, /* đồng of the lines dated in the period */
  TL_COUNT_SUPPORT_SOURCE,
  TL_COUNT_VIOLENCE_GROUPS, /* sets: cases with at least one incident that names the code */
  TL_COUNT_VIOLENCE_ACTS
} TlCount;

/* (transfer full): code (or "" for unset) → gint64 *. */
GHashTable *tl_report_count (TlStore *store, TlCount what, gint64 from, gint64 to, GError **error);
/* What this place was granted for a year, source → gint64 *. (transfer full) */
GHashTable *tl_report_budgets (TlStore *store, int year, GError **error);

G_END_DECLS
