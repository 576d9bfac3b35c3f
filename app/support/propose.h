/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "support/day-set.h"
#include "support/support-query.h"

G_BEGIN_DECLS

/* One run of proposing, shared by the kinds of lines. On the store thread. */
typedef struct
{
  TlStore *store;
  TlDate from;
  TlDate to; /* never after today */
  const char *case_id;
  gboolean leaving_counts;
  gboolean companions;
  char *source;
  GPtrArray *proposals; /* (element-type TlProposal) */
} TlProposing;

/* A rate and the days of a month on which it is in force. */
typedef struct
{
  TlRecord *rate;
  TlDaySet days;
} TlMonthRate;

/* Rates of @category in the month of @month; days without one are in none. (element-type TlMonthRate) */
GPtrArray *tl_propose_rates (TlProposing *p, const char *category, TlDate month, GError **error);

/* What stays or care call for in one month at one rate. */
typedef struct
{
  const char *category;
  const char *case_id;
  const char *person;
  const char *staff;
  const char *payee_kind;
  char *origin;
  char *period; /* "2026-03" */
  TlDate month;
  TlRecord *rate;
  GPtrArray *existing; /* (element-type TlOriginRow) */
  TlDaySet days;       /* on which */
  guint count;         /* days or sessions */
} TlTarget;

/* Fills origin, period and existing lines of a target whose other members are set. */
gboolean tl_target_look_up (TlProposing *p, TlTarget *target, GError **error);
/* Days that lines of the target already stand for: they are weighed again whatever the period asked for. */
TlDaySet tl_target_span (const TlTarget *target, gboolean frozen_only);
/* Days or sessions in frozen lines. */
gint64 tl_target_frozen (const TlTarget *target);
/* Somebody said no: there are lines, and all of them are void. */
gboolean tl_target_is_refused (const TlTarget *target);
/* Proposes what is missing between the target and its lines. @reason: (transfer full). */
gboolean tl_target_propose (TlProposing *p, const TlTarget *target, char *reason, GError **error);
/* Shows @count more that no ceiling allows. @reason: (transfer full). */
void tl_target_show_beyond (TlProposing *p, const TlTarget *target, guint count, char *reason);
void tl_target_clear (TlTarget *target);

gboolean tl_propose_counselling (TlProposing *p, TlDate month, GError **error);

G_END_DECLS
