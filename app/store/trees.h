/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/store-private.h"
#include "vault/raw-pages.h"

G_BEGIN_DECLS

/* Tables and indices of a database as its pages show them, and which page belongs to which: without SQLite, so also when a
 * page of them does not open. */

typedef struct
{
  char *name;
  char *table; /* its own name, or of an index the table's */
  char *sql;   /* nullable */
  guint32 root;
  gboolean index;
  /* Of tables, from @sql: */
  GPtrArray *columns; /* (element-type utf8) names in the order of the stored row */
  GPtrArray *types;   /* (element-type utf8) "TEXT", "INTEGER" … */
  guint alias;        /* column that is the rowid, or G_MAXUINT */
  gboolean without_rowid;
} TlTree;

typedef struct
{
  GPtrArray *trees;    /* (element-type TlTree) */
  guint16 *owner;      /* by page: number of its tree + 1; 0: none is known; TL_TREE_SCHEMA */
  guint32 pages;
  GArray *lost;        /* (guint32) pages that do not open */
  gboolean schema_lost; /* a page of the schema itself does not open: `trees` may not be all */
} TlTrees;

#define TL_TREE_SCHEMA G_MAXUINT16

/* Told of each page that holds rows of a tree, by the tree's number. */
typedef void (*TlTreePage) (TlTrees *trees, guint tree, guint32 page, const guint8 *bytes, gpointer data);

/* Reads every page once. @schema: (nullable): a connection whose schema stands in where the pages' own cannot be read (names
 * and columns, without roots). */
TlTrees *tl_trees_new (TlRawPages *pages, sqlite3 *schema, TlTreePage func, gpointer data);
TlTree  *tl_trees_of_page (TlTrees *trees, guint32 page);
TlTree  *tl_trees_find (TlTrees *trees, const char *table);
void     tl_trees_free (TlTrees *trees);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TlTrees, tl_trees_free)
/* What a page holds, for people: "People", "journal", "index of …". (transfer full) */
char    *tl_trees_words (TlTrees *trees, guint32 page);
/* Nothing is lost with the page: it can be made again from the rest. */
gboolean tl_trees_is_derived (TlTrees *trees, guint32 page);

G_END_DECLS
