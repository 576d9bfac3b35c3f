/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Tables over many pages.
 *
 * First every cell is measured once and the columns share the width; then rows become pieces (mostly one
 * piece a row), the pieces are dealt out to pages, and only then is anything put on a page. Dealing looks
 * ahead: what follows the table (total, words, signatures) has to find room on the last page beside at
 * least two pieces, so the last break may come early.
 *
 * Invariants: 1. every row is on the pages exactly once; 2. page sum + carried-in = carried-out, and the last
 * one is the total that came with the data, else nothing is printed. */

#include "document/table.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "record/text.h"

#define PAD_X 1.2
#define PAD_Y 0.9
#define THIN 0.18
#define CUT_LINES 3 /* of a row taller than a third of a page, a piece has this many lines */
#define KEEP_PIECES 2
#define NARROWEST 14.0 /* mm that a column of text keeps */

typedef struct
{
  guint first; /* index of the first cell in cells */
  gint64 amount;
} Row;

typedef struct
{
  guint row;
  guint16 first, lines; /* lines of text shown; lines = 0: the whole row */
  float height;
} Piece;

typedef struct
{
  char *label;
  char **cells;
} Total;

struct _TlTable
{
  TlPages *pages;
  TlColumn *columns;
  guint n;
  float size;
  const char *const *letters;
  int carry; /* -1 = none */
  char *widest_sum;
  GStringChunk *strings;
  GPtrArray *cells; /* row after row */
  GArray *rows;
  GPtrArray *totals;
  double *widths;
  double *good;    /* what the paper asked for */
  double *natural; /* widest cell */
  double *word;    /* widest piece that cannot be broken */
  double *head_word; /* the same of the head, with its margins */
  double head_height, row_height;
  double carried_height; /* of "Cộng trang" and "Mang sang" */
  double totals_height;
  gboolean measured;
  double least; /* height of a row of the body */
  GArray *pieces;
  GArray *starts; /* guint: first piece of each page */
  guint first_page; /* page of the document that starts[0] is on */
};

static void
free_total (gpointer data)
{
  Total *total = data;
  g_free (total->label);
  g_strfreev (total->cells);
  g_free (total);
}

TlTable *
tl_table_new (TlPages *pages, const TlColumn *columns, guint n_columns, float size)
{
  TlTable *table = g_new0 (TlTable, 1);
  table->pages = pages;
  table->columns = g_memdup2 (columns, sizeof *columns * n_columns);
  table->n = n_columns;
  table->size = size;
  table->carry = -1;
  table->strings = g_string_chunk_new (16384);
  table->cells = g_ptr_array_new ();
  table->rows = g_array_new (FALSE, FALSE, sizeof (Row));
  table->totals = g_ptr_array_new_with_free_func (free_total);
  table->widths = g_new0 (double, n_columns);
  table->good = g_new0 (double, n_columns);
  table->natural = g_new0 (double, n_columns);
  table->word = g_new0 (double, n_columns);
  table->head_word = g_new0 (double, n_columns);
  table->pieces = g_array_new (FALSE, FALSE, sizeof (Piece));
  table->starts = g_array_new (FALSE, FALSE, sizeof (guint));
  return table;
}

void
tl_table_free (TlTable *table)
{
  if (table == NULL)
    return;
  g_free (table->columns);
  g_string_chunk_free (table->strings);
  g_ptr_array_unref (table->cells);
  g_array_unref (table->rows);
  g_ptr_array_unref (table->totals);
  g_free (table->widths);
  g_free (table->good);
  g_free (table->natural);
  g_free (table->word);
  g_free (table->head_word);
  g_free (table->widest_sum);
  g_array_unref (table->pieces);
  g_array_unref (table->starts);
  g_free (table);
}

void
tl_table_set_letters (TlTable *table, const char *const *letters)
{
  table->letters = letters;
}

void
tl_table_set_carry (TlTable *table, guint column)
{
  table->carry = (int)column;
}

void
tl_table_set_row_height (TlTable *table, double height)
{
  table->least = height;
}

static TlFace
body_face (TlTable *table, guint column)
{
  return (TlFace){.size = table->size, .align = table->columns[column].align};
}

static TlFace
bold_face (TlTable *table, TlAlign align)
{
  return (TlFace){.size = table->size, .bold = TRUE, .align = align};
}

static TlFace
letter_face (TlTable *table)
{
  return (TlFace){.size = table->size - 1, .italic = TRUE, .align = TL_ALIGN_CENTRE};
}

void
tl_table_add_row (TlTable *table, const char *const *cells, gint64 amount)
{
  Row row = {table->cells->len, amount};
  for (guint i = 0; i < table->n; i++)
    {
      const char *text = cells[i] != NULL ? g_string_chunk_insert_const (table->strings, cells[i]) : "";
      g_ptr_array_add (table->cells, (gpointer)text);
    }
  g_array_append_val (table->rows, row);
}

void
tl_table_add_total (TlTable *table, const char *label, const char *const *cells)
{
  Total *total = g_new0 (Total, 1);
  total->label = g_strdup (label);
  total->cells = g_new0 (char *, table->n + 1);
  for (guint i = 0; i < table->n; i++)
    total->cells[i] = g_strdup (cells[i] != NULL ? cells[i] : "");
  g_ptr_array_add (table->totals, total);
}

static void
note_widths (TlTable *table, guint column, TlFace face, const char *text)
{
  TlTypesetter *setter = tl_pages_setter (table->pages);
  double width;
  if (*text == '\0')
    return;
  width = tl_typesetter_width (setter, face, text);
  table->natural[column] = MAX (table->natural[column], width);
  if (width > table->word[column])
    table->word[column] = MAX (table->word[column], tl_typesetter_word_width (setter, face, text));
}

/* Takes up to @excess mm from the columns that wrap, each in proportion to what it has above @floor. */
static double
shrink (TlTable *table, const double *floor, double excess)
{
  double play = 0, part;

  for (guint j = 0; j < table->n; j++)
    if (table->columns[j].wrap)
      play += table->widths[j] - floor[j];
  if (play <= 0 || excess <= 0)
    return 0;
  part = MIN (1, excess / play);
  for (guint j = 0; j < table->n; j++)
    if (table->columns[j].wrap)
      table->widths[j] -= part * (table->widths[j] - floor[j]);
  return part * play;
}

/* Corrections are amounts below zero, so a page may come to more than the total: the column must hold the widest sum
 * that the pages could end in. */
static void
note_sums (TlTable *table)
{
  gint64 above = 0, below = 0;
  char *widest = NULL;
  g_autofree char *lowest = NULL;

  if (table->carry < 0)
    return;
  for (guint i = 0; i < table->rows->len; i++)
    {
      gint64 amount = g_array_index (table->rows, Row, i).amount;
      if (amount > 0)
        above += amount; /* sum_rows() has seen that these cannot overflow */
      else
        below += amount;
    }
  widest = tl_money_format (above);
  lowest = tl_money_format (below);
  note_widths (table, (guint)table->carry, bold_face (table, TL_ALIGN_RIGHT), widest);
  if (below < 0)
    note_widths (table, (guint)table->carry, bold_face (table, TL_ALIGN_RIGHT), lowest);
  g_free (table->widest_sum);
  table->widest_sum = strlen (lowest) > strlen (widest) ? g_steal_pointer (&lowest) : g_steal_pointer (&widest);
  g_free (widest);
}

/* Natural widths first; then what is left over or missing is shared among the columns that wrap. */
static void
share_width (TlTable *table)
{
  double space = tl_pages_width (table->pages), sum = 0;

  for (guint i = 0; i < table->rows->len; i++)
    for (guint j = 0; j < table->n; j++)
      note_widths (table, j, body_face (table, j), g_ptr_array_index (table->cells, i * table->n + j));
  for (guint i = 0; i < table->totals->len; i++)
    for (guint j = 0; j < table->n; j++)
      note_widths (table, j, bold_face (table, TL_ALIGN_RIGHT), ((Total *)g_ptr_array_index (table->totals, i))->cells[j]);

  note_sums (table);

  for (guint j = 0; j < table->n; j++)
    {
      TlColumn *column = &table->columns[j];
      double good = column->min;
      double head
          = tl_typesetter_word_width (tl_pages_setter (table->pages), bold_face (table, TL_ALIGN_CENTRE), column->head) + 2 * PAD_X + 0.1;
      double wish = table->natural[j] + 2 * PAD_X + 0.2;
      table->head_word[j] = head;
      /* Hard limit: the widest word of head and content; what the paper asked for (@good) gives way before it. */
      column->min = MAX (head, MIN (table->word[j] + 2 * PAD_X + 0.2, MAX (good, column->max)));
      good = MAX (good, column->min);
      table->good[j] = good;
      table->widths[j] = column->wrap ? CLAMP (wish, good, MAX (good, column->max)) : MAX (wish, good);
      sum += table->widths[j];
    }

  if (sum > space)
    {
      sum -= shrink (table, table->good, sum - space);
      for (guint j = 0; j < table->n; j++)
        table->good[j] = table->columns[j].min;
      sum -= shrink (table, table->good, sum - space);
      /* Words that are longer than their column break between letters before a figure breaks between digits. */
      for (guint j = 0; j < table->n; j++)
        table->good[j] = MIN (table->widths[j], MAX (table->head_word[j], NARROWEST));
      sum -= shrink (table, table->good, sum - space);
      /* Figures wider than any real sum: all give way alike, the text wraps, nothing is cut. */
      if (sum > space + 0.01)
        for (guint j = 0; j < table->n; j++)
          table->widths[j] *= space / sum;
    }
  else
    {
      double weights = 0;
      for (guint j = 0; j < table->n; j++)
        weights += table->columns[j].wrap ? table->widths[j] : table->widths[j] * 0.15;
      for (guint j = 0; j < table->n; j++)
        table->widths[j] += (space - sum) * (table->columns[j].wrap ? table->widths[j] : table->widths[j] * 0.15) / weights;
    }
}

static guint
lines_in (TlTable *table, guint column, TlFace face, const char *text)
{
  return *text == '\0' ? 1 : tl_typesetter_lines (tl_pages_setter (table->pages), face, text, table->widths[column] - 2 * PAD_X);
}

static gboolean
begins_group (TlTable *table, guint column)
{
  return column == 0 || g_strcmp0 (table->columns[column].group, table->columns[column - 1].group) != 0;
}

static double
group_width (TlTable *table, guint column)
{
  double width = 0;
  for (guint j = column; j < table->n && (j == column || !begins_group (table, j)); j++)
    width += table->widths[j];
  return width;
}

static void
measure (TlTable *table)
{
  TlTypesetter *setter = tl_pages_setter (table->pages);
  double pitch = tl_typesetter_line_height (setter, body_face (table, 0));
  double third = (tl_pages_bottom (table->pages) - tl_pages_top (table->pages)) / 3;
  guint head_lines = 1;
  gboolean grouped = FALSE;

  for (guint j = 0; j < table->n; j++)
    {
      head_lines = MAX (head_lines, lines_in (table, j, bold_face (table, TL_ALIGN_CENTRE), table->columns[j].head));
      grouped |= table->columns[j].group != NULL;
    }
  table->row_height = pitch + 2 * PAD_Y;
  table->head_height = MAX (head_lines, grouped ? 2u : 1u) * pitch + 2 * PAD_Y + (grouped ? 2 * PAD_Y : 0)
                       + (table->letters != NULL ? table->row_height : 0);

  for (guint i = 0; i < table->rows->len; i++)
    {
      guint lines = 1;
      for (guint j = 0; j < table->n; j++)
        lines = MAX (lines, lines_in (table, j, body_face (table, j), g_ptr_array_index (table->cells, i * table->n + j)));
      if (lines * pitch <= third)
        {
          Piece piece = {i, 0, 0, (float)MAX (lines * pitch + 2 * PAD_Y, table->least)};
          g_array_append_val (table->pieces, piece);
          continue;
        }
      for (guint first = 0; first < lines; first += CUT_LINES)
        {
          guint shown = MIN ((guint)CUT_LINES, lines - first);
          Piece piece = {i, (guint16)first, (guint16)shown, (float)(shown * pitch)};
          if (lines - first - shown == 1) /* no single line left over */
            {
              piece.lines++;
              piece.height += (float)pitch;
              first++;
            }
          piece.height += (float)(PAD_Y * ((first == 0) + (first + shown >= lines)));
          g_array_append_val (table->pieces, piece);
        }
    }
}

/* Pieces that the page of the signatures takes, at most KEEP_PIECES; fewer where it cannot hold them. */
static guint
pieces_to_keep (TlTable *table, double below)
{
  double y = tl_pages_top (table->pages) + table->head_height + (table->carry >= 0 ? 2 * table->carried_height : 0) + below;
  guint keep = 0, n = table->pieces->len;

  while (keep < MIN (n, (guint)KEEP_PIECES))
    {
      y += (double)g_array_index (table->pieces, Piece, n - keep - 1).height;
      if (y > tl_pages_bottom (table->pages))
        break;
      keep++;
    }
  return keep;
}

/* Sees to it that what stands below the table shares its page with enough rows. @fits: the last page has room. */
static void
settle_end (TlTable *table, double top, gboolean fits, double below)
{
  guint *start = &g_array_index (table->starts, guint, table->starts->len - 1);
  guint n = table->pieces->len, keep = pieces_to_keep (table, below), from = n - keep;
  gboolean many = table->starts->len > 1;

  if (keep == 0 || (fits && (!many || n - *start >= keep)))
    return;
  if (n - *start > keep)
    g_array_append_val (table->starts, from); /* a new page for the last rows */
  else if (many && start[-1] < from)
    *start = from; /* the last page takes a row from the one before */
  else if (!many && top > tl_pages_top (table->pages))
    tl_pages_break (table->pages); /* the whole short table goes over */
}

/* Which piece begins each page. @below counts the totals too. */
static void
deal_out (TlTable *table, double below)
{
  double top = tl_pages_y (table->pages), bottom = tl_pages_bottom (table->pages), y = top + table->head_height;
  double fresh = tl_pages_top (table->pages) + table->head_height;
  double carried = table->carry >= 0 ? table->carried_height : 0;
  guint start = 0, n = table->pieces->len;
  guint least = MIN (n, (guint)KEEP_PIECES);
  double first_rows = 0;

  for (guint i = 0; i < least; i++)
    first_rows += (double)g_array_index (table->pieces, Piece, i).height;
  if (top > tl_pages_top (table->pages) && y + first_rows + carried > bottom)
    {
      tl_pages_break (table->pages);
      y = fresh;
    }
  g_array_append_val (table->starts, start);
  for (guint i = 0; i < n; i++)
    {
      double height = (double)g_array_index (table->pieces, Piece, i).height;
      if (y + height + carried > bottom && i > start)
        {
          start = i;
          g_array_append_val (table->starts, start);
          y = fresh + carried;
        }
      y += height;
    }
  settle_end (table, top, y + (table->starts->len > 1 ? carried : 0) + below <= bottom, below);
}

static void
put_head (TlTable *table)
{
  TlPages *pages = table->pages;
  double y = tl_pages_y (pages), x = tl_pages_left (pages), height = table->head_height;
  double pitch = tl_typesetter_line_height (tl_pages_setter (pages), body_face (table, 0));
  TlFace face = bold_face (table, TL_ALIGN_CENTRE);
  double names = height - (table->letters != NULL ? table->row_height : 0);

  tl_pages_add_rule (pages, x, y, x + tl_pages_width (pages), y, THIN);
  for (guint j = 0; j < table->n; j++)
    {
      TlColumn *column = &table->columns[j];
      double from = y, room = names, width = table->widths[j];
      guint lines = lines_in (table, j, face, column->head);

      if (column->group != NULL)
        {
          double above = pitch + 2 * PAD_Y;
          if (begins_group (table, j))
            {
              double whole = group_width (table, j);
              tl_pages_add_text (pages, face, column->group, x + PAD_X, y + PAD_Y, whole - 2 * PAD_X, 0, 0);
              tl_pages_add_rule (pages, x, y + above, x + whole, y + above, THIN);
            }
          from += above;
          room -= above;
        }
      tl_pages_add_text (pages, face, column->head, x + PAD_X, from + (room - lines * pitch) / 2, width - 2 * PAD_X, 0, 0);
      if (j > 0)
        tl_pages_add_rule (pages, x, begins_group (table, j) || column->group == NULL ? y : from, x, y + height, THIN);
      if (table->letters != NULL)
        tl_pages_add_text (pages, letter_face (table), table->letters[j], x + PAD_X, y + names + PAD_Y, width - 2 * PAD_X, 0, 0);
      x += width;
    }
  x = tl_pages_left (pages);
  if (table->letters != NULL)
    tl_pages_add_rule (pages, x, y + names, x + tl_pages_width (pages), y + names, THIN);
  tl_pages_add_rule (pages, x, y + height, x + tl_pages_width (pages), y + height, THIN);
  tl_pages_add_rule (pages, x, y, x, y + height, THIN);
  tl_pages_add_rule (pages, x + tl_pages_width (pages), y, x + tl_pages_width (pages), y + height, THIN);
  tl_pages_set_y (pages, y + height);
}

/* Height of a row of sums: as many lines as its highest cell takes. */
static double
sum_height (TlTable *table, const char *label, const char *const *cells)
{
  TlTypesetter *setter = tl_pages_setter (table->pages);
  double span = 0, pitch = tl_typesetter_line_height (setter, bold_face (table, TL_ALIGN_CENTRE));
  guint first = 0, lines;

  while (first < table->n && (cells[first] == NULL || *cells[first] == '\0'))
    span += table->widths[first++];
  lines = tl_typesetter_lines (setter, bold_face (table, TL_ALIGN_CENTRE), label, span - 2 * PAD_X);
  for (guint j = first; j < table->n; j++)
    if (cells[j] != NULL && *cells[j] != '\0')
      {
        guint one = lines_in (table, j, bold_face (table, table->columns[j].align), cells[j]);
        lines = MAX (lines, one);
      }
  return MAX (table->row_height, lines * pitch + 2 * PAD_Y);
}

/* Total, page sum, carried sum: the label spans the columns before the first that has a text. */
static void
put_sum_row (TlTable *table, const char *label, const char *const *cells, gboolean bold)
{
  TlPages *pages = table->pages;
  double y = tl_pages_y (pages), x = tl_pages_left (pages), span = 0;
  double height = bold ? sum_height (table, label, cells) : table->carried_height;
  guint first = 0;
  TlFace face = bold_face (table, TL_ALIGN_CENTRE);

  while (first < table->n && (cells[first] == NULL || *cells[first] == '\0'))
    span += table->widths[first++];
  face.bold = bold;
  face.italic = !bold;
  tl_pages_add_text (pages, face, label, x + PAD_X, y + PAD_Y, span - 2 * PAD_X, 0, 0);
  tl_pages_add_rule (pages, x, y, x, y + height, THIN);
  x += span;
  for (guint j = first; j < table->n; j++)
    {
      face.align = table->columns[j].align;
      tl_pages_add_rule (pages, x, y, x, y + height, THIN);
      tl_pages_add_text (pages, face, cells[j] != NULL ? cells[j] : "", x + PAD_X, y + PAD_Y, table->widths[j] - 2 * PAD_X, 0, 0);
      x += table->widths[j];
    }
  tl_pages_add_rule (pages, x, y, x, y + height, THIN);
  tl_pages_add_rule (pages, tl_pages_left (pages), y + height, x, y + height, THIN);
  tl_pages_set_y (pages, y + height);
}

static void
put_carried (TlTable *table, const char *label, gint64 sum)
{
  g_autofree const char **cells = g_new0 (const char *, table->n);
  g_autofree char *text = tl_money_format (sum);
  cells[table->carry] = text;
  put_sum_row (table, label, cells, FALSE);
}

/* Pieces @from … @to - 1 on the current page. */
static void
put_pieces (TlTable *table, guint from, guint to)
{
  TlPages *pages = table->pages;
  double start = tl_pages_y (pages), y = start, left = tl_pages_left (pages), x;
  double pitch = tl_typesetter_line_height (tl_pages_setter (pages), body_face (table, 0));

  for (guint i = from; i < to; i++)
    {
      Piece *piece = &g_array_index (table->pieces, Piece, i);
      x = left;
      for (guint j = 0; j < table->n; j++)
        {
          const char *text = g_ptr_array_index (table->cells, piece->row * table->n + j);
          TlFace face = body_face (table, j);
          guint lines = *text != '\0' ? lines_in (table, j, face, text) : 0;
          double width = table->widths[j] - 2 * PAD_X;

          if (piece->lines == 0 && lines > 0)
            tl_pages_add_text (pages, face, text, x + PAD_X, y + ((double)piece->height - lines * pitch) / 2, width, 0, 0);
          else if (piece->lines > 0 && lines > piece->first)
            tl_pages_add_text (pages, face, text, x + PAD_X, y + (piece->first == 0 ? PAD_Y : 0), width, piece->first, piece->lines);
          x += table->widths[j];
        }
      y += (double)piece->height;
      if (i + 1 == to || piece[1].row != piece->row)
        tl_pages_add_rule (pages, left, y, x, y, THIN);
    }
  x = left;
  for (guint j = 0; j <= table->n; j++)
    {
      tl_pages_add_rule (pages, x, start, x, y, THIN);
      if (j < table->n)
        x += table->widths[j];
    }
  tl_pages_set_y (pages, y);
}

static gboolean
sum_rows (TlTable *table, gint64 total, GError **error)
{
  gint64 sum = 0, above = 0, below = 0; /* the two sides alone, so that no page sum can overflow either */
  for (guint i = 0; i < table->rows->len; i++)
    if (__builtin_add_overflow (sum, g_array_index (table->rows, Row, i).amount, &sum)
        || __builtin_add_overflow (above, MAX (0, g_array_index (table->rows, Row, i).amount), &above)
        || __builtin_add_overflow (below, MIN (0, g_array_index (table->rows, Row, i).amount), &below))
      {
        g_set_error_literal (error, TL_DOCUMENT_ERROR, TL_DOCUMENT_ERROR_DATA,
                             _ ("The amounts of this statement are too large to add up; nothing was printed."));
        return FALSE;
      }
  if (sum != total)
    {
      g_autofree char *lines = tl_money_format (sum), *given = tl_money_format (total);
      g_set_error (error, TL_DOCUMENT_ERROR, TL_DOCUMENT_ERROR_DATA,
                   _ ("The lines of this statement come to %s đ but its total says %s đ; nothing was printed and nothing was changed. "
                      "Please make the statement anew or tell whoever looks after the program."),
                   lines, given);
      return FALSE;
    }
  return TRUE;
}

static void
measure_sums (TlTable *table)
{
  g_autofree const char **cells = g_new0 (const char *, table->n);

  table->carried_height = table->row_height;
  if (table->carry >= 0)
    {
      cells[table->carry] = table->widest_sum;
      table->carried_height = sum_height (table, "Mang sang (từ trang 999)", cells);
    }
  for (guint i = 0; i < table->totals->len; i++)
    {
      Total *total = g_ptr_array_index (table->totals, i);
      table->totals_height += sum_height (table, total->label, (const char *const *)total->cells);
    }
}

static gboolean
measure_once (TlTable *table, gint64 total, GError **error)
{
  if (table->measured)
    return TRUE;
  if (table->carry >= 0 && !sum_rows (table, total, error))
    return FALSE;
  share_width (table);
  measure (table);
  measure_sums (table);
  table->measured = TRUE;
  return TRUE;
}

gboolean
tl_table_height (TlTable *table, gint64 total, double *height, GError **error)
{
  if (!measure_once (table, total, error))
    return FALSE;
  *height = table->head_height + table->totals_height;
  for (guint i = 0; i < table->pieces->len; i++)
    *height += (double)g_array_index (table->pieces, Piece, i).height;
  return TRUE;
}

gboolean
tl_table_place (TlTable *table, double below, gint64 total, GError **error)
{
  gint64 carried = 0;
  guint last;

  if (!measure_once (table, total, error))
    return FALSE;
  deal_out (table, below + table->totals_height);
  last = table->starts->len - 1;

  for (guint page = 0; page <= last; page++)
    {
      guint from = g_array_index (table->starts, guint, page);
      guint to = page < last ? g_array_index (table->starts, guint, page + 1) : table->pieces->len;
      gint64 sum = 0;

      if (page > 0)
        tl_pages_break (table->pages);
      else
        table->first_page = tl_pages_count (table->pages) - 1;
      put_head (table);
      if (page > 0 && table->carry >= 0)
        {
          g_autofree char *label = g_strdup_printf ("Mang sang (từ trang %u)", tl_pages_count (table->pages) - 1);
          put_carried (table, label, carried);
        }
      put_pieces (table, from, to);
      for (guint i = from; i < to; i++)
        {
          Piece *piece = &g_array_index (table->pieces, Piece, i);
          if (piece->first == 0)
            sum += g_array_index (table->rows, Row, piece->row).amount;
        }
      carried += sum;
      if (last > 0 && table->carry >= 0)
        put_carried (table, "Cộng trang", sum);
    }
  for (guint i = 0; i < table->totals->len; i++)
    {
      Total *row = g_ptr_array_index (table->totals, i);
      if (tl_pages_y (table->pages) + sum_height (table, row->label, (const char *const *)row->cells) > tl_pages_bottom (table->pages))
        tl_pages_break (table->pages);
      put_sum_row (table, row->label, (const char *const *)row->cells, TRUE);
    }
  if (table->carry >= 0 && carried != total)
    {
      g_set_error (error, TL_DOCUMENT_ERROR, TL_DOCUMENT_ERROR_DATA,
                   _ ("The sums of the pages do not end in the total; nothing was printed."));
      return FALSE;
    }
  return TRUE;
}

gboolean
tl_table_rows_on_page (TlTable *table, guint page, guint *first, guint *count)
{
  guint from, to;

  *first = *count = 0;
  if (page < table->first_page || page - table->first_page >= table->starts->len)
    return FALSE;
  page -= table->first_page;
  from = g_array_index (table->starts, guint, page);
  to = page + 1 < table->starts->len ? g_array_index (table->starts, guint, page + 1) : table->pieces->len;
  for (guint i = from; i < to; i++)
    {
      Piece *piece = &g_array_index (table->pieces, Piece, i);
      if (piece->first > 0)
        continue;
      if (*count == 0)
        *first = piece->row;
      (*count)++;
    }
  return *count > 0;
}
