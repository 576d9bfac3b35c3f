/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <cairo.h>
#include <glib-object.h>
#include <json-glib/json-glib.h>

G_BEGIN_DECLS

#define TL_DOCUMENT_ERROR (tl_document_error_quark ())
GQuark tl_document_error_quark (void);
typedef enum
{
  TL_DOCUMENT_ERROR_FONT, /* no type of the metrics of Times New Roman that holds every Vietnamese letter */
  TL_DOCUMENT_ERROR_IO,
  TL_DOCUMENT_ERROR_DATA /* the plain data lacks what the paper needs; names it */
} TlDocumentError;

/* A laid-out paper: pages in millimetres. One drawing routine serves screen, printer and PDF. Layout is
 * done when the object is made and never changes. No widgets, no SQL in this room. */
#define TL_TYPE_DOCUMENT (tl_document_get_type ())
G_DECLARE_FINAL_TYPE (TlDocument, tl_document, TL, DOCUMENT, GObject)

/* @data: what tl_statement_data() gives, of any kind. */
TlDocument *tl_document_new_statement (JsonObject *data, GError **error);
/* @data: what tl_report_data() gives. */
TlDocument *tl_document_new_report (JsonObject *data, GError **error);
/* @data: what tl_case_paper_data() gives, filled or blank. */
TlDocument *tl_document_new_case_paper (JsonObject *data, GError **error);
/* The page of a recovery code (eight groups joined by "-"), and of the leader's half of an escrow (nine groups; @peer: who holds
 * the other, "HY/1"). Secrets: for the printer only. */
TlDocument *tl_document_new_recovery (const char *code, GError **error);
TlDocument *tl_document_new_share (const char *share, const char *peer, GError **error);
guint tl_document_n_pages (TlDocument *document);
/* Page size in mm. */
void tl_document_page_size (TlDocument *document, guint page, double *width_mm, double *height_mm);
/* Draws page @page (from 0) on @cr whose unit is one PostScript point (1/72 inch). */
void tl_document_draw (TlDocument *document, guint page, cairo_t *cr);
/* Writes the PDF as temporary file beside @path, synced, renamed. Fonts embedded. */
gboolean tl_document_write_pdf (TlDocument *document, const char *path, GError **error);
/* Title for file names and print jobs: holds no name of a person ("Bang ke 05-2026 BK-DC"). (transfer full) */
char *tl_document_title (TlDocument *document);

G_END_DECLS
