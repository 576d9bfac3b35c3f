/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "vault/vault.h"

G_BEGIN_DECLS

/* SQLite's pages read by hand, for files that SQLite itself gives up on: which page belongs to what, and what rows a page
 * holds. Nothing here writes. The file format is SQLite's own (sqlite.org/fileformat2.html), page size 4096, UTF-8. */

#define TL_PAGE_BYTES 4096

typedef struct _TlRawPages TlRawPages;

/* The newest image of each page of @vault that opens: from the log, if @with_log, else from the main file. */
TlRawPages *tl_raw_pages_new (TlVault *vault, gboolean with_log, GError **error);
void     tl_raw_pages_free (TlRawPages *pages);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TlRawPages, tl_raw_pages_free)
/* The file may have grown or shrunk since: counts its pages anew (without a log). */
gboolean tl_raw_pages_measure (TlRawPages *pages, GError **error);
/* Pages are numbered from 1. */
guint32  tl_raw_pages_count (TlRawPages *pages);
/* FALSE: the page does not open. */
gboolean tl_raw_pages_read (TlRawPages *pages, guint32 page, guint8 out[TL_PAGE_BYTES]);
/* Blocks of the log that do not open in front of others that do, and changed pages lost with them. */
guint    tl_raw_pages_log_blocks_lost (TlRawPages *pages);
guint    tl_raw_pages_log_frames_lost (TlRawPages *pages);
/* The header counts on a log, and it is not there, or nothing of it is to be read. */
gboolean tl_raw_pages_log_is_lost (TlRawPages *pages);

typedef enum
{
  TL_PAGE_OTHER = 0,
  TL_PAGE_INDEX_INTERIOR = 2,
  TL_PAGE_TABLE_INTERIOR = 5,
  TL_PAGE_INDEX_LEAF = 10,
  TL_PAGE_TABLE_LEAF = 13
} TlPageKind;
TlPageKind tl_page_kind (guint32 page, const guint8 *bytes);
/* Appends (guint32) the pages below an interior page. */
void tl_page_children (guint32 page, const guint8 *bytes, GArray *children);

typedef struct
{
  int type; /* SQLITE_INTEGER … SQLITE_NULL */
  gint64 integer;
  double real;
  const guint8 *bytes; /* text or blob */
  gsize length;
} TlValue;

typedef struct
{
  gint64 rowid; /* tables only */
  guint n;
  const TlValue *values;
} TlRow;

typedef void (*TlRowFunc) (const TlRow *row, gpointer data);
typedef void (*TlPageFunc) (guint32 page, gpointer data);
/* Calls @func for each row of a leaf, or of an index's interior page. @overflow: (nullable): told the pages that rows go on
 * in, also those that do not open. Returns the number of rows that could not be read whole. */
guint tl_page_rows (TlRawPages *pages, guint32 page, const guint8 *bytes, TlRowFunc func, TlPageFunc overflow, gpointer data);

G_END_DECLS
