/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "document/document.h"

G_BEGIN_DECLS

/* A print job of @document: A4, each page turned as it lies, drawn by the document itself in points over the whole
 * sheet. Its name is the document's, which holds no person's. GTK's own preview is refused: it would write the pages
 * as a file for another program; the window shows the same pages. (transfer full) */
GtkPrintOperation *tl_print_operation_new (TlDocument *document, GtkPrintSettings *settings);

/* What may be remembered of @settings for the next time, as text: printer, paper source, colour, sides, quality; not how
 * many copies, which pages, or a file. (transfer full) */
char *tl_print_settings_to_text (GtkPrintSettings *settings);
/* NULL where @text says nothing. (transfer full) */
GtkPrintSettings *tl_print_settings_from_text (const char *text);

G_END_DECLS
