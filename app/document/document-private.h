/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "document/pages.h"

G_BEGIN_DECLS

/* What the papers' own files hand to the document: takes @setter, @pages and @title. @date: ISO day that
 * the PDF says it was made on, so that the same data gives the same bytes. */
TlDocument *tl_document_take (TlTypesetter *setter, TlPages *pages, char *title, const char *date);

G_END_DECLS
