/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "document/document.h"

G_BEGIN_DECLS

/* Pages on the screen exactly as they print: one under the other, drawn by the document itself. */
#define TL_TYPE_PAPER_VIEW (tl_paper_view_get_type ())
G_DECLARE_FINAL_TYPE (TlPaperView, tl_paper_view, TL, PAPER_VIEW, GtkWidget)

GtkWidget *tl_paper_view_new (void);
/* NULL shows nothing. */
void tl_paper_view_set_document (TlPaperView *self, TlDocument *document);
/* 1.0 = as wide as the view; 0.5 … 3.0. */
void tl_paper_view_set_zoom (TlPaperView *self, double zoom);
double tl_paper_view_get_zoom (TlPaperView *self);

G_END_DECLS
