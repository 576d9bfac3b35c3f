/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <xlsxwriter.h>

#include "document/sheet.h"

G_BEGIN_DECLS

typedef enum
{
  TL_CELL_TEXT,
  TL_CELL_MIDDLE, /* text in the middle */
  TL_CELL_ORDER,  /* a whole number in the middle */
  TL_CELL_NUMBER, /* with up to three decimals */
  TL_CELL_MONEY,
  TL_CELL_SHARE, /* tenths of a percent */
  TL_CELL_DATE,
  TL_CELL_MARK, /* "x" where true */
  TL_CELL_EMPTY /* room to write */
} TlCellKind;

typedef struct
{
  const char *head;
  const char *member;
  TlCellKind kind;
  double width; /* characters */
  gboolean total;
} TlSheetColumn;

/* One workbook with one sheet, its formats, and the row that is written next. */
typedef struct
{
  lxw_workbook *book;
  lxw_worksheet *sheet;
  lxw_format *plain, *italic, *bold, *title, *centre, *right_italic, *head, *text, *middle, *order, *money, *number, *share, *date,
      *total_text, *total_money, *box, *wrapped;
  lxw_row_t row;
  lxw_col_t last; /* last column of the table */
  const TlSheetColumn *columns;
  char *temporary;
  const char *path;
} TlSheet;

/* Opens the temporary file beside @path. @made_on: ISO day for the file's properties. */
gboolean tl_sheet_open (TlSheet *sheet, const char *path, const char *name, const char *title, const char *made_on, GError **error);
/* Widths, paper A4, margins of a statement, one page wide, page number on top. */
void tl_sheet_set_up (TlSheet *sheet, const TlSheetColumn *columns, guint n, gboolean landscape, const char *footer);
/* Office and state heads, number, place and day. @number_text: "Số: …" or NULL. */
void tl_sheet_heads (TlSheet *sheet, JsonObject *data, const char *number_text, gboolean internal);
/* The column at which @part of @parts of the table's width ends: what stands side by side is shared out by width. */
lxw_col_t tl_sheet_column_at (TlSheet *sheet, guint part, guint parts);
/* A line over the whole table. NULL or "": nothing. */
void tl_sheet_line (TlSheet *sheet, const char *text, lxw_format *format, double height);
/* Head row (frozen, repeated on every page), one row an object, and the total row. @total_words: "TỔNG CỘNG".
 * @void_member: member whose value "void" takes a row out of the total, NULL: none does. */
void tl_sheet_table (TlSheet *sheet, const TlSheetColumn *columns, guint n, JsonArray *rows, const char *total_words, JsonObject *totals,
                     gboolean leave_out_void);
/* Right under a table of @n_rows and its total row: the part of each of @parts, picked out by the words of the column
 * @by_member. Nothing for fewer than two. */
void tl_sheet_parts (TlSheet *sheet, const TlSheetColumn *columns, guint n, guint n_rows, const char *by_member, JsonArray *parts);
/* Closes, syncs, renames; on any error the temporary file is removed. Frees what @sheet holds. */
gboolean tl_sheet_close (TlSheet *sheet, GError **error);

/* What a member holds, as parts.h has it for paper. */
const char *tl_sheet_text (JsonObject *object, const char *member);

G_END_DECLS
