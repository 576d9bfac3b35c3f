/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "document/pages.h"

G_BEGIN_DECLS

/* A table that may run over many pages. Its head is repeated; with a carried column each page ends in
 * "Cộng trang" and the next begins with "Mang sang". Rows are kept whole unless one is taller than a third
 * of a page; then it is cut between lines of text. */
typedef struct _TlTable TlTable;

typedef struct
{
  const char *head;  /* printed bold, centred */
  const char *group; /* head above this column and its neighbours with the same group; NULL = none */
  TlAlign align;
  double min, max; /* mm; between them the width comes from the content */
  gboolean wrap;   /* FALSE: never narrower than its widest cell (figures, codes, dates) */
} TlColumn;

TlTable *tl_table_new (TlPages *pages, const TlColumn *columns, guint n_columns, float size);
void tl_table_free (TlTable *table);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TlTable, tl_table_free)

/* A row under the head that names the columns "A", "B", "1", "2" …; one text a column. */
void tl_table_set_letters (TlTable *table, const char *const *letters);
/* The column whose amounts are summed page by page. */
void tl_table_set_carry (TlTable *table, guint column);
/* Rows are at least this high: room to write or to sign in. */
void tl_table_set_row_height (TlTable *table, double height);
/* @cells: one text a column (NULL = empty), copied; @amount: what the row adds to the carried column. */
void tl_table_add_row (TlTable *table, const char *const *cells, gint64 amount);
/* A bold row after all others whose first text spans the columns before the first one that has a text. */
void tl_table_add_total (TlTable *table, const char *label, const char *const *cells);
/* @height: mm of the table in one piece, head and totals too. Add all rows before. Fails as tl_table_place() does. */
gboolean tl_table_height (TlTable *table, gint64 total, double *height, GError **error);
/* Lays the table out at the cursor. @below: mm of what must stand on the last page with at least two rows.
 * Fails with DATA where the page sums do not end in @total (only with a carried column). */
gboolean tl_table_place (TlTable *table, double below, gint64 total, GError **error);
/* Once placed: the rows that begin on page @page of the document (from 0). FALSE: none of the table's rows does. */
gboolean tl_table_rows_on_page (TlTable *table, guint page, guint *first, guint *count);

G_END_DECLS
