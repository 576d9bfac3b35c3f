/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "record/time.h"
#include "store/store.h"

G_BEGIN_DECLS

/* Codes of cases by their id, looked up once each on the store thread. */
GHashTable *tl_case_codes_new (void);
void tl_case_codes_add (GHashTable *codes, TlStore *store, const char *case_id);
/* "" for a line of the place itself. */
const char *tl_case_codes_get (GHashTable *codes, const char *case_id);

/* What the page shows: the lines of a period that pass the filter. */
typedef struct
{
  TlDate from;
  TlDate to;
  char *category; /* NULL: all */
  char *source;
  char *state;
  char *who; /* typed: part of a case's code or of a person's name; NULL or empty: all */
} TlLineFilter;
TlLineFilter *tl_line_filter_copy (const TlLineFilter *filter);
void tl_line_filter_free (TlLineFilter *filter);

/* A month of one place has some hundred; whoever sees more narrows the list instead of keeping it all in memory. */
#define TL_LINES_SHOWN 2000

typedef struct
{
  GPtrArray *lines; /* TlRecord, by day: the first TL_LINES_SHOWN */
  guint more;       /* further ones: in the total, not in @lines */
  GHashTable *codes;
  gint64 total;   /* of all that pass the filter, without void ones */
  guint overruns; /* lines of the period above a ceiling without a decision, whatever the filter */
} TlLineList;
TlLineList *tl_line_list_load (TlStore *store, const TlLineFilter *filter, GError **error);
void tl_line_list_free (TlLineList *list);

G_END_DECLS
