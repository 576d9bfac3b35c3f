/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "document/typeset.h"

G_BEGIN_DECLS

/* Pages being filled from the top down. Lengths in millimetres from the top left corner of the paper. */
typedef struct _TlPages TlPages;

typedef enum
{
  TL_MARK_NONE,
  TL_MARK_DRAFT, /* BẢN NHÁP across every page */
  TL_MARK_VOID   /* ĐÃ HỦY */
} TlMark;

/* @landscape: A4 lying; else standing. Margins of Nghị định 30. */
TlPages *tl_pages_new (TlTypesetter *setter, gboolean landscape);
void tl_pages_free (TlPages *pages);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TlPages, tl_pages_free)

/* On every page: the mark; in the bottom margin the code (as text and QR; NULL = none) and a line of text, with the
 * number of the sheet and of all. */
void tl_pages_set_mark (TlPages *pages, TlMark mark);
void tl_pages_set_control (TlPages *pages, const char *code, const char *qr_text, const char *about);
/* A QR text of its own for page @page (from 0), in place of the one of all pages; copied. */
void tl_pages_set_page_qr (TlPages *pages, guint page, const char *qr_text);

TlTypesetter *tl_pages_setter (TlPages *pages);
guint tl_pages_count (TlPages *pages);
double tl_pages_paper_width (TlPages *pages);
double tl_pages_paper_height (TlPages *pages);
/* The part inside the margins. */
double tl_pages_left (TlPages *pages);
double tl_pages_width (TlPages *pages);
double tl_pages_top (TlPages *pages);
double tl_pages_bottom (TlPages *pages);
double tl_pages_y (TlPages *pages);
void tl_pages_set_y (TlPages *pages, double y);
void tl_pages_break (TlPages *pages);

/* Put on the page that is being filled; the text is copied. @lines 0 = all from @first on. */
void tl_pages_add_text (TlPages *pages, TlFace face, const char *text, double x, double y, double width, guint first, guint lines);
void tl_pages_add_rule (TlPages *pages, double x1, double y1, double x2, double y2, double thickness);

/* A dotted line to write on. */
void tl_pages_add_dots (TlPages *pages, double x1, double x2, double y);

/* A paragraph at the cursor over the whole width: @before mm above (not at the top of a page). Breaks where
 * the page ends, with at least two lines on either side. */
void tl_pages_paragraph (TlPages *pages, TlFace face, const char *text, double before);
double tl_pages_paragraph_height (TlPages *pages, TlFace face, const char *text, double before);

/* @cr in PostScript points. */
void tl_pages_draw (TlPages *pages, guint page, cairo_t *cr);

G_END_DECLS
