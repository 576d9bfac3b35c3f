/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "document/document.h"

G_BEGIN_DECLS

/* Printing begins: the person has said so in the dialog. The place to note it in the journal. Not called after @owner
 * is gone. */
typedef void (*TlPrintBegun) (gpointer owner, gpointer user_data);

/* Prints through the desktop's dialog, with the settings of last time, and returns at once. Many pages show how far it
 * is, with a button that stops it. @owner: the widget that asks (weak). @begun may be NULL; @user_data_destroy frees
 * @user_data when all is over. */
void tl_paper_print (GtkWidget *owner, TlDocument *document, TlPrintBegun begun, gpointer user_data, GDestroyNotify user_data_destroy);

/* Asks for a place and writes the PDF. @done: after it was written, while @owner lives. */
void tl_paper_save_pdf (GtkWidget *owner, TlDocument *document, TlPrintBegun done, gpointer user_data, GDestroyNotify user_data_destroy);

G_END_DECLS
