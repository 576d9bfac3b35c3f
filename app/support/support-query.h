/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "support/support.h"

G_BEGIN_DECLS

/* Every SQL text of this room. All on the store thread, inside a job. Days are ISO text, as stored. */

/* Id of the rate in force, the newest text first; NULL without error if there is none. */
char *tl_query_rate (TlStore *store, const char *category, const char *day, GError **error);

/* Another rate of the category in force on a day of [@from, @to] (@to NULL: open); NULL without error: none. */
char *tl_query_overlapping_rate (TlStore *store, const char *rate, const char *category, const char *from, const char *to, GError **error);
/* Lines made with a rate, of whatever state; @after: only those that go beyond that day, or NULL. @first: (out)
 * (optional): the earliest day, NULL if there is none. 0 on error. */
gint64 tl_query_lines_of_rate (TlStore *store, const char *rate, const char *after, char **first, GError **error);

/* Number of stays of the person that hold every day of [@from, @to] (@leaving: UTC seconds are compared by day). */
gint64 tl_query_stays_holding (TlStore *store, const char *person, TlDate from, TlDate to, GError **error);
/* Lines of @category for the person on days of [@from, @to], without @line. */
gint64 tl_query_lines_on_days (TlStore *store, const char *line, const char *category, const char *person, const char *from, const char *to,
                               GError **error);
/* Files of @category about the person (NULL: the victim of @case_id) on whatever day, without @line; a line that names
 * nobody is about the victim of its case. */
gint64 tl_query_files_of (TlStore *store, const char *line, const char *category, const char *person, const char *case_id, GError **error);
/* What all other lines of a voucher come to. */
gint64 tl_query_voucher_used (TlStore *store, const char *line, const char *voucher, GError **error);

/* What all other correcting lines take back from @corrected (zero or below). */
gint64 tl_query_corrections (TlStore *store, const char *line, const char *corrected, GError **error);

/* --- Statements --- */
typedef struct
{
  char *id;
  char *case_code;
  char *person;
  char *category;
  char *date;
  char *date_to;
  gint64 quantity; /* thousandths */
  gint64 unit_price;
  gint64 amount;
  char *source;
  char *decision_no;
  gboolean over_limit;
  char *rate;
  char *title;
  char *clause;
  char *unit;
  char *formula;
  gint64 level;
  char *voucher_number;
  char *voucher_date;
  char *corrects;
  char *state;
  char *voucher;
  char *payee_kind;
  char *statement; /* in the register only: number of the statement that claims it */
  /* With names only: */
  char *name;          /* who is paid; NULL: nobody is named */
  char *name_person;   /* whose name that is, a person's or a staff member's */
  char *name_staff;
  char *signer;        /* the adult who signs for a child */
  char *signer_person;
} TlLineRow;
/* Lines of the period that are not void and in no final statement of the same kind. @with_names: who is paid, too.
 * (element-type TlLineRow) */
GPtrArray *tl_query_lines (TlStore *store, const char *site, const char *kind, const char *from, const char *to, const char *source,
                           gboolean with_names, GError **error);
/* Every line dated in the period, void ones too, by day. (element-type TlLineRow) */
GPtrArray *tl_query_register (TlStore *store, const char *site, const char *from, const char *to, GError **error);

/* A final statement. */
typedef struct
{
  char *number;
  char *from;
  char *to;
  char *source; /* NULL: all */
} TlEarlier;
/* Final statements of the kind whose period and source overlap, by number. (element-type TlEarlier) */
GPtrArray *tl_query_earlier (TlStore *store, const char *site, const char *kind, const char *from, const char *to, const char *source,
                             GError **error);
/* Ids of the statements whose names hold @id (a person, a staff member or a line). (element-type utf8) */
GPtrArray *tl_query_statements_naming (TlStore *store, const char *id, GError **error);
/* Ids of the lines that a statement claimed. (element-type utf8) */
GPtrArray *tl_query_claimed_by (TlStore *store, const char *statement, GError **error);
/* Another final statement that holds the line (a summary beside a detail); NULL without error: none. */
char *tl_query_other_statement (TlStore *store, const char *line, const char *statement, GError **error);
/* The void statement that a new one of this kind and period stands for; NULL without error: none. */
char *tl_query_void_to_replace (TlStore *store, const char *kind, const char *from, const char *to, const char *source, GError **error);
/* The highest number given in a year at this place on this PC; 0 before the first; -1 on error. */
gint64 tl_query_last_number (TlStore *store, const char *site, int year, GError **error);
char *tl_query_statement_by_number (TlStore *store, const char *number, GError **error);
/* Budget of this place for a year; @category NULL: the whole source. @amount: -1 without any. */
gboolean tl_query_budget (TlStore *store, int year, const char *source, const char *category, gint64 *amount, GError **error);
/* Claimed and paid lines dated in a year. @category NULL: all. */
gint64 tl_query_claimed (TlStore *store, const char *site, int year, const char *source, const char *category, GError **error);

/* --- Budgets --- */
typedef struct
{
  char *source;
  char *category; /* NULL: the whole source */
  gint64 amount;
} TlBudgetRow;
/* What is set for a place and year, by source and by category. (element-type TlBudgetRow) */
GPtrArray *tl_query_budgets (TlStore *store, const char *site, int year, GError **error);
/* The other places that have a budget of the year here, or sent lines of it. (element-type utf8) */
GPtrArray *tl_query_budget_places (TlStore *store, int year, GError **error);

typedef struct
{
  char *source;
  char *category;
  gint64 used;      /* claimed, paid */
  gint64 committed; /* draft, approved */
  gint64 paced;     /* of both, dated up to the day that the pace counts to */
  gint64 ahead;     /* of both, dated later */
} TlSpentRow;
/* Lines of a period that are not void, by source and category. (element-type TlSpentRow) */
GPtrArray *tl_query_spent (TlStore *store, const char *site, const char *from, const char *to, const char *paced_to, GError **error);
/* Day of the newest line in the period; TL_DATE_NONE without one. */
TlDate tl_query_newest_line (TlStore *store, const char *site, const char *from, const char *to, GError **error);
/* What lines of the year came to but for @line; @category NULL: of the whole source. */
gint64 tl_query_spent_but (TlStore *store, const char *site, int year, const char *source, const char *category, const char *line,
                           GError **error);


void tl_earlier_free (TlEarlier *earlier);
void tl_budget_row_free (TlBudgetRow *row);
void tl_spent_row_free (TlSpentRow *row);
void tl_line_row_free (TlLineRow *row);

G_END_DECLS
