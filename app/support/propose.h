/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "support/day-set.h"
#include "support/source-query.h"
#include "support/support.h"

G_BEGIN_DECLS

/* One run of proposing, shared by the kinds of lines. On the store thread. */
typedef struct
{
  TlStore *store;
  TlDate from;
  TlDate to; /* never after today */
  const char *case_id;
  const char *trip_id; /* only this trip; NULL: everything */
  gboolean leaving_counts;
  gboolean companions;
  char *source;
  GPtrArray *proposals; /* (element-type TlProposal) */
  GHashTable *weighed;  /* ids of the stored lines that a target has looked at */
} TlProposing;

/* A rate and the days of a month on which it is in force. */
typedef struct
{
  TlRecord *rate;
  TlDaySet days;
} TlMonthRate;

/* Reads the settings of this place that say what a day of meals is. */
void tl_propose_rules (TlProposing *p);
/* Rates of @category in the month of @month; days without one are in none. (element-type TlMonthRate) */
GPtrArray *tl_propose_rates (TlProposing *p, const char *category, TlDate month, GError **error);
/* NULL without error: no text sets a level on that day. */
TlRecord *tl_propose_rate (TlProposing *p, const char *category, TlDate day, GError **error);
/* "2026-03" (transfer full) */
char *tl_propose_period (TlDate month);
/* The place's usual funding source if @rate allows it, else the first one it allows. (transfer none) */
const char *tl_propose_source (TlProposing *p, TlRecord *rate);
/* Adds one proposal. @line, @reason: (transfer full). */
TlProposal *tl_propose_add (TlProposing *p, TlProposalKind kind, TlRecord *line, char *reason, TlType source_type, const char *source_id);

/* What stays, care or a trip call for in one month at one rate. */
typedef struct
{
  const char *category;
  const char *case_id;
  const char *person;
  const char *staff;
  const char *trip;
  const char *payee_kind;
  gboolean offer; /* a person must choose it the first time */
  TlType source_type;
  const char *source_id; /* where the window leads to */
  char *origin;
  char *period; /* "2026-03" */
  TlDate month;
  TlRecord *rate;
  GPtrArray *existing; /* (element-type TlOriginRow) */
  TlDaySet days;       /* on which */
  guint count;         /* days or sessions */
  gint64 kilometres;   /* of petrol, thousandths; counts instead of @count */
  gint64 price;        /* of its litre; part of the origin: another price is another line */
} TlTarget;

/* Fills origin, period and existing lines of a target whose other members are set. */
gboolean tl_target_look_up (TlProposing *p, TlTarget *target, GError **error);
/* The same where origin and period are known already. */
gboolean tl_target_look_up_origin (TlProposing *p, TlTarget *target, GError **error);
/* Days that lines of the target already stand for: they are weighed again whatever the period asked for. */
TlDaySet tl_target_span (const TlTarget *target, gboolean frozen_only);
/* Days or sessions in frozen lines. */
gint64 tl_target_frozen (const TlTarget *target);
/* Somebody said no: there are lines, and all of them are void. */
gboolean tl_target_is_refused (const TlTarget *target);
/* Proposes what is missing between the target and its lines. @reason: (transfer full). */
gboolean tl_target_propose (TlProposing *p, const TlTarget *target, char *reason, GError **error);
/* Shows @count more that no ceiling or clause allows. @reason: (transfer full). */
void tl_target_show_beyond (TlProposing *p, const TlTarget *target, guint count, char *reason);
void tl_target_clear (TlTarget *target);

/* What one trip calls for, whatever its months. In a job. (transfer full) (element-type TlProposal) */
GPtrArray *tl_propose_of_trip (TlStore *store, const char *trip, GError **error);
/* Saves those of @proposals that @choice takes. In a transaction. @done: (inout): counts them. */
gboolean tl_propose_save (TlStore *store, GPtrArray *proposals, const TlGenerate *choice, guint *done, GError **error);

/* Days of [@month, its end] on which the person's stays call for meals. */
gboolean tl_propose_meal_days (TlProposing *p, TlDate month, const char *person, TlDaySet *days, GError **error);
/* The same with those on which a typed line feeds her. */
gboolean tl_propose_fed_days (TlProposing *p, TlDate month, const char *person, TlDaySet *days, GError **error);

gboolean tl_propose_meals (TlProposing *p, TlDate month, GError **error);
gboolean tl_propose_counselling (TlProposing *p, TlDate month, GError **error);
gboolean tl_propose_case_files (TlProposing *p, GError **error);
gboolean tl_propose_child_files (TlProposing *p, GError **error);
gboolean tl_propose_trips (TlProposing *p, GError **error);
/* What a stored generated line holds is called for no more: withdrawn, or taken back by a correcting line. */
gboolean tl_propose_gone (TlProposing *p, const char *line, const char *reason, GError **error);
/* Generated lines of the run's months that no target has looked at: what they came from is gone. Last of all. */
gboolean tl_propose_withdrawn (TlProposing *p, GError **error);

G_END_DECLS
