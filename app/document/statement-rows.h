/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "document/parts.h"
#include "document/table.h"

G_BEGIN_DECLS

/* What sets the kinds of statement apart (DOMAIN.md §6). */
typedef struct
{
  const char *kind;
  const char *name;    /* in file names and print jobs */
  const char *called;  /* at the foot: "Bảng kê số 05/2026/BK-DC" */
  const char *list;    /* member of the data that the rows come from */
  const char *empty;   /* the one row where there is none */
  gboolean landscape;
  const TlColumn *columns;
  guint n_columns;
  const char *const *letters;
  guint amount; /* column of the sums */
  guint words;  /* column of what a line is for */
  void (*add) (TlTable *table, JsonObject *line, const char *number, gboolean over);
  double row_height; /* mm at least; 0 = as high as the text */
} TlStatementPaper;

/* NULL if there is none of that kind. */
const TlStatementPaper *tl_statement_paper_find (const char *kind);
/* The table with its rows and total, not yet placed. @any_over: (inout): a line above its ceiling is among them. */
TlTable *tl_statement_paper_table (const TlStatementPaper *paper, TlPages *pages, JsonObject *data, float size, gboolean *any_over,
                                   GError **error);

G_END_DECLS
