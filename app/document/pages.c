/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Pages as lists of texts and rules.
 *
 * The parts of a paper (head, table, signatures) put texts and rules on the page being filled; nothing is
 * drawn then. A page keeps only where a text stands and which of its lines, so ten thousand rows stay small.
 * Drawing a page plays its list; the page number, the mark across the page and the control code are the same
 * for all and added then. */

#include "document/pages.h"

#include <math.h>
#include <qrencode.h>
#include <string.h>

/* Nghị định 30/2020, phụ lục I: top and bottom 20–25, left 30–35, right 15–20. */
#define MARGIN_TOP 20.0
#define MARGIN_BOTTOM 25.0
#define MARGIN_LEFT 30.0
#define MARGIN_RIGHT 15.0

#define DOT 0.3
#define DOT_STEP 1.1
#define PAGE_NUMBER_Y 10.0
#define CODE_SIDE 14.0
#define CODE_BELOW 3.0 /* from the text's bottom to the code */

typedef struct
{
  TlFace face;
  const char *text;
  float x, y, width;
  guint16 first, lines;
} Text;

typedef struct
{
  float x1, y1, x2, y2, thickness; /* thickness below zero: dots of that width */
} Rule;

typedef struct
{
  GArray *texts;
  GArray *rules;
  const char *qr; /* what its QR says; NULL = as on all pages */
} Page;

struct _TlPages
{
  TlTypesetter *setter;
  double paper_width, paper_height;
  GPtrArray *pages; /* (element-type Page) */
  GStringChunk *strings;
  double y;
  TlMark mark;
  char *code;
  char *about;
  const char *qr; /* NULL = none */
};

static void
free_page (gpointer data)
{
  Page *page = data;
  g_array_unref (page->texts);
  g_array_unref (page->rules);
  g_free (page);
}

TlPages *
tl_pages_new (TlTypesetter *setter, gboolean landscape)
{
  TlPages *pages = g_new0 (TlPages, 1);
  pages->setter = setter;
  pages->paper_width = landscape ? 297 : 210;
  pages->paper_height = landscape ? 210 : 297;
  pages->pages = g_ptr_array_new_with_free_func (free_page);
  pages->strings = g_string_chunk_new (4096);
  tl_pages_break (pages);
  return pages;
}

void
tl_pages_free (TlPages *pages)
{
  if (pages == NULL)
    return;
  g_ptr_array_unref (pages->pages);
  g_string_chunk_free (pages->strings);
  g_free (pages->code);
  g_free (pages->about);
  g_free (pages);
}

/* Dark modules as a picture of one bit each: some fifty bytes in the PDF, where rectangles would be the longest part of
 * a page. Made when the page is drawn, so that a thousand pages keep a thousand short texts. Capitals and digits alone
 * take a third fewer modules. */
static void
draw_qr (cairo_t *cr, const char *text, double x, double y, double side)
{
  QRcode *qr = QRcode_encodeString (text, 0, QR_ECLEVEL_M, QR_MODE_8, 1);
  cairo_surface_t *bits;
  cairo_pattern_t *pattern;

  if (qr == NULL)
    return;
  bits = cairo_image_surface_create (CAIRO_FORMAT_A1, qr->width, qr->width);
  cairo_surface_flush (bits);
  for (int row = 0; row < qr->width; row++)
    {
      /* A row is words of 32 bits; the first module is the lowest bit on a little-endian computer, else the highest. */
      guint32 *words = (guint32 *)(gpointer)(cairo_image_surface_get_data (bits) + row * cairo_image_surface_get_stride (bits));
      for (int column = 0; column < qr->width; column++)
        if (qr->data[row * qr->width + column] & 1)
          words[column / 32] |= (guint32)1 << (G_BYTE_ORDER == G_LITTLE_ENDIAN ? column % 32 : 31 - column % 32);
    }
  cairo_surface_mark_dirty (bits);
  pattern = cairo_pattern_create_for_surface (bits);
  cairo_pattern_set_filter (pattern, CAIRO_FILTER_NEAREST);
  cairo_save (cr);
  cairo_translate (cr, x, y);
  cairo_scale (cr, side / qr->width, side / qr->width);
  cairo_mask (cr, pattern);
  cairo_restore (cr);
  cairo_pattern_destroy (pattern);
  cairo_surface_destroy (bits);
  QRcode_free (qr);
}

void
tl_pages_set_mark (TlPages *pages, TlMark mark)
{
  pages->mark = mark;
}

void
tl_pages_set_control (TlPages *pages, const char *code, const char *qr_text, const char *about)
{
  g_free (pages->code);
  pages->code = g_strdup (code);
  g_free (pages->about);
  pages->about = g_strdup (about);
  pages->qr = qr_text != NULL ? g_string_chunk_insert (pages->strings, qr_text) : NULL;
}

void
tl_pages_set_page_qr (TlPages *pages, guint page, const char *qr_text)
{
  ((Page *)g_ptr_array_index (pages->pages, page))->qr = g_string_chunk_insert (pages->strings, qr_text);
}

TlTypesetter *
tl_pages_setter (TlPages *pages)
{
  return pages->setter;
}

guint
tl_pages_count (TlPages *pages)
{
  return pages->pages->len;
}

double
tl_pages_paper_width (TlPages *pages)
{
  return pages->paper_width;
}

double
tl_pages_paper_height (TlPages *pages)
{
  return pages->paper_height;
}

double
tl_pages_left (TlPages *pages)
{
  return MARGIN_LEFT;
}

double
tl_pages_width (TlPages *pages)
{
  return pages->paper_width - MARGIN_LEFT - MARGIN_RIGHT;
}

double
tl_pages_top (TlPages *pages)
{
  return MARGIN_TOP;
}

double
tl_pages_bottom (TlPages *pages)
{
  return pages->paper_height - MARGIN_BOTTOM;
}

double
tl_pages_y (TlPages *pages)
{
  return pages->y;
}

void
tl_pages_set_y (TlPages *pages, double y)
{
  pages->y = y;
}

void
tl_pages_break (TlPages *pages)
{
  Page *page = g_new0 (Page, 1);
  page->texts = g_array_new (FALSE, FALSE, sizeof (Text));
  page->rules = g_array_new (FALSE, FALSE, sizeof (Rule));
  g_ptr_array_add (pages->pages, page);
  pages->y = MARGIN_TOP;
}

static Page *
last_page (TlPages *pages)
{
  return g_ptr_array_index (pages->pages, pages->pages->len - 1);
}

void
tl_pages_add_text (TlPages *pages, TlFace face, const char *text, double x, double y, double width, guint first, guint lines)
{
  Text item = {face, g_string_chunk_insert_const (pages->strings, text), (float)x, (float)y, (float)width, (guint16)first, (guint16)lines};
  if (*text != '\0')
    g_array_append_val (last_page (pages)->texts, item);
}

void
tl_pages_add_rule (TlPages *pages, double x1, double y1, double x2, double y2, double thickness)
{
  Rule item = {(float)x1, (float)y1, (float)x2, (float)y2, (float)thickness};
  g_array_append_val (last_page (pages)->rules, item);
}

void
tl_pages_add_dots (TlPages *pages, double x1, double x2, double y)
{
  if (x2 > x1)
    tl_pages_add_rule (pages, x1, y, x2, y, -DOT);
}

double
tl_pages_paragraph_height (TlPages *pages, TlFace face, const char *text, double before)
{
  return before + tl_typesetter_lines (pages->setter, face, text, tl_pages_width (pages)) * tl_typesetter_line_height (pages->setter, face);
}

void
tl_pages_paragraph (TlPages *pages, TlFace face, const char *text, double before)
{
  double width = tl_pages_width (pages), pitch = tl_typesetter_line_height (pages->setter, face);
  guint lines = tl_typesetter_lines (pages->setter, face, text, width), done = 0;

  if (pages->y > MARGIN_TOP)
    pages->y += before;
  while (done < lines)
    {
      guint left = lines - done;
      guint fit = (guint)MAX (0, floor ((tl_pages_bottom (pages) - pages->y) / pitch + 1e-6));
      if (fit < left)
        {
          if (fit > 0 && fit + 1 == left)
            fit--; /* no single line on the next page */
          if (fit < 2 && pages->y > MARGIN_TOP)
            {
              tl_pages_break (pages);
              continue;
            }
        }
      fit = CLAMP (fit, 1, left);
      tl_pages_add_text (pages, face, text, MARGIN_LEFT, pages->y, width, done, fit);
      pages->y += fit * pitch;
      done += fit;
      if (done < lines)
        tl_pages_break (pages);
    }
}

/* Large grey letters from corner to corner, under all else; as shapes, so that they do not mix with the page's text. */
static void
draw_mark (TlPages *pages, cairo_t *cr)
{
  const char *word = pages->mark == TL_MARK_DRAFT ? "BẢN NHÁP" : "ĐÃ HỦY";
  TlFace face = {.size = pages->paper_width > pages->paper_height ? 120 : 100, .bold = TRUE, .align = TL_ALIGN_CENTRE};
  double width = tl_typesetter_width (pages->setter, face, word) + 10;
  double height = tl_typesetter_line_height (pages->setter, face);

  cairo_save (cr);
  cairo_translate (cr, pages->paper_width / 2 * TL_PT_PER_MM, pages->paper_height / 2 * TL_PT_PER_MM);
  cairo_rotate (cr, -atan2 (pages->paper_height, pages->paper_width));
  cairo_set_source_rgb (cr, 0.92, 0.92, 0.92);
  tl_typesetter_fill (pages->setter, cr, face, word, -width / 2, -height / 2, width);
  cairo_restore (cr);
}

/* The mark in words, for whoever reads the text and not the picture; beside the code where there is one. */
static void
draw_mark_words (TlPages *pages, cairo_t *cr)
{
  TlFace face = {.size = 10, .bold = TRUE, .align = pages->code != NULL ? TL_ALIGN_RIGHT : TL_ALIGN_CENTRE};
  const char *words = pages->mark == TL_MARK_DRAFT ? "BẢN NHÁP – chưa có giá trị thanh toán" : "ĐÃ HỦY – không còn giá trị";
  double y = tl_pages_bottom (pages) + CODE_BELOW + (pages->code != NULL ? CODE_SIDE / 2 - 4.2 : 0);

  tl_typesetter_draw (pages->setter, cr, face, words, MARGIN_LEFT, y, tl_pages_width (pages), 0, 1);
}

static void
draw_control (TlPages *pages, guint number, cairo_t *cr)
{
  TlFace bold = {.size = 10, .bold = TRUE}, plain = {.size = 9}, right = {.size = 9, .align = TL_ALIGN_RIGHT};
  double y = tl_pages_bottom (pages) + CODE_BELOW, x = MARGIN_LEFT, width = tl_pages_width (pages);
  const char *own = ((Page *)g_ptr_array_index (pages->pages, number))->qr, *qr = own != NULL ? own : pages->qr;
  g_autofree char *place = g_strdup_printf ("Tờ %u/%u", number + 1, pages->pages->len);

  if (qr != NULL)
    {
      draw_qr (cr, qr, x * TL_PT_PER_MM, y * TL_PT_PER_MM, CODE_SIDE * TL_PT_PER_MM);
      x += CODE_SIDE + 3;
      width -= CODE_SIDE + 3;
    }
  y += pages->code != NULL ? CODE_SIDE / 2 - 4.2 : -4.6;
  if (pages->code != NULL)
    {
      g_autofree char *code = g_strdup_printf ("Mã kiểm tra: %s", pages->code);
      tl_typesetter_draw (pages->setter, cr, bold, code, x, y, width, 0, 1);
    }
  if (pages->about != NULL)
    tl_typesetter_draw (pages->setter, cr, plain, pages->about, x, y + 4.6, width - 25, 0, 1);
  tl_typesetter_draw (pages->setter, cr, right, place, x, y + 4.6, width, 0, 1);
}

/* Rules of one thickness are one path: fewer strokes, smaller files. */
static void
draw_rules (Page *page, cairo_t *cr)
{
  static const double dots[] = {0, DOT_STEP * TL_PT_PER_MM};

  for (guint i = 0; i < page->rules->len; i++)
    {
      Rule *rule = &g_array_index (page->rules, Rule, i);
      gboolean dotted = rule->thickness < 0;
      cairo_move_to (cr, (double)rule->x1 * TL_PT_PER_MM, (double)rule->y1 * TL_PT_PER_MM);
      cairo_line_to (cr, (double)rule->x2 * TL_PT_PER_MM, (double)rule->y2 * TL_PT_PER_MM);
      if (i + 1 < page->rules->len && rule[1].thickness == rule->thickness)
        continue;
      cairo_set_dash (cr, dots, dotted ? 2 : 0, 0);
      cairo_set_line_cap (cr, dotted ? CAIRO_LINE_CAP_ROUND : CAIRO_LINE_CAP_BUTT);
      cairo_set_line_width (cr, ABS ((double)rule->thickness) * TL_PT_PER_MM);
      cairo_stroke (cr);
    }
}

void
tl_pages_draw (TlPages *pages, guint number, cairo_t *cr)
{
  Page *page = g_ptr_array_index (pages->pages, number);

  cairo_save (cr);
  if (pages->mark != TL_MARK_NONE)
    draw_mark (pages, cr);
  cairo_set_source_rgb (cr, 0, 0, 0);
  if (number > 0)
    {
      TlFace face = {.size = 13, .align = TL_ALIGN_CENTRE};
      g_autofree char *text = g_strdup_printf ("%u", number + 1);
      tl_typesetter_draw (pages->setter, cr, face, text, MARGIN_LEFT, PAGE_NUMBER_Y, tl_pages_width (pages), 0, 1);
    }
  for (guint i = 0; i < page->texts->len; i++)
    {
      Text *text = &g_array_index (page->texts, Text, i);
      tl_typesetter_draw (pages->setter, cr, text->face, text->text, (double)text->x, (double)text->y, (double)text->width, text->first,
                          text->lines);
    }
  draw_rules (page, cr);
  if (pages->mark != TL_MARK_NONE)
    draw_mark_words (pages, cr);
  if (pages->code != NULL || pages->about != NULL)
    draw_control (pages, number, cr);
  tl_typesetter_flush (pages->setter, cr);
  cairo_restore (cr);
}
