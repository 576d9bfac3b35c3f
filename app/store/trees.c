/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "store/trees.h"

#include <glib/gi18n-lib.h>

static void
tree_free (gpointer data)
{
  TlTree *tree = data;

  g_free (tree->name);
  g_free (tree->table);
  g_free (tree->sql);
  g_clear_pointer (&tree->columns, g_ptr_array_unref);
  g_clear_pointer (&tree->types, g_ptr_array_unref);
  g_free (tree);
}

void
tl_trees_free (TlTrees *trees)
{
  if (trees == NULL)
    return;
  g_ptr_array_unref (trees->trees);
  g_array_unref (trees->lost);
  g_free (trees->owner);
  g_free (trees);
}

TlTree *
tl_trees_of_page (TlTrees *trees, guint32 page)
{
  guint number = page > 0 && page <= trees->pages ? trees->owner[page] : 0;

  return number > 0 && number <= trees->trees->len ? trees->trees->pdata[number - 1] : NULL;
}

TlTree *
tl_trees_find (TlTrees *trees, const char *table)
{
  for (guint i = 0; i < trees->trees->len; i++)
    {
      TlTree *tree = trees->trees->pdata[i];

      if (!tree->index && g_str_equal (tree->name, table))
        return tree;
    }

  return NULL;
}

/* --- Columns --- */

/* Columns in the order in which a row stores them: of a table WITHOUT ROWID the key comes first. */
static void
read_columns (TlTree *tree, sqlite3 *db)
{
  sqlite3_stmt *stmt = NULL;
  g_autofree char *sql = g_strdup_printf ("SELECT name, type, pk FROM pragma_table_info ('%s') ORDER BY %s", tree->name,
                                          tree->without_rowid ? "pk = 0, CASE WHEN pk > 0 THEN pk ELSE cid END" : "cid");

  tree->columns = g_ptr_array_new_with_free_func (g_free);
  tree->types = g_ptr_array_new_with_free_func (g_free);
  tree->alias = G_MAXUINT;
  if (sqlite3_prepare_v2 (db, sql, -1, &stmt, NULL) != SQLITE_OK)
    return;
  while (sqlite3_step (stmt) == SQLITE_ROW)
    {
      if (!tree->without_rowid && sqlite3_column_int (stmt, 2) == 1
          && g_ascii_strcasecmp ((const char *)sqlite3_column_text (stmt, 1), "INTEGER") == 0)
        tree->alias = tree->columns->len;
      g_ptr_array_add (tree->columns, tl_sql_column_text (stmt, 0));
      g_ptr_array_add (tree->types, tl_sql_column_text (stmt, 1));
    }
  sqlite3_finalize (stmt);
}

static gboolean
is_without_rowid (const char *sql)
{
  g_autofree char *upper = sql != NULL ? g_ascii_strup (sql, -1) : NULL;
  const char *end = upper != NULL ? strrchr (upper, ')') : NULL;

  return end != NULL && strstr (end, "WITHOUT ROWID") != NULL;
}

/* What the pages' own schema says of each table, asked of SQLite in memory. */
static void
learn_columns (TlTrees *trees)
{
  sqlite3 *db = NULL;

  if (sqlite3_open (":memory:", &db) == SQLITE_OK)
    for (guint i = 0; i < trees->trees->len; i++)
      {
        TlTree *tree = trees->trees->pdata[i];

        if (tree->index || tree->sql == NULL || g_ascii_strncasecmp (tree->sql, "CREATE TABLE", 12) != 0)
          continue;
        tree->without_rowid = is_without_rowid (tree->sql);
        if (sqlite3_exec (db, tree->sql, NULL, NULL, NULL) == SQLITE_OK)
          read_columns (tree, db);
      }
  sqlite3_close (db);
}

static void
add_known (TlTrees *trees, sqlite3 *schema)
{
  sqlite3_stmt *stmt = NULL;

  if (sqlite3_prepare_v2 (schema, "SELECT name, sql FROM sqlite_schema WHERE type = 'table' AND sql LIKE 'CREATE TABLE%'", -1, &stmt, NULL)
      != SQLITE_OK)
    return;
  while (sqlite3_step (stmt) == SQLITE_ROW)
    {
      TlTree *tree;

      if (tl_trees_find (trees, (const char *)sqlite3_column_text (stmt, 0)) != NULL)
        continue;
      tree = g_new0 (TlTree, 1);
      tree->name = tl_sql_column_text (stmt, 0);
      tree->table = g_strdup (tree->name);
      tree->sql = tl_sql_column_text (stmt, 1);
      tree->without_rowid = is_without_rowid (tree->sql);
      read_columns (tree, schema);
      g_ptr_array_add (trees->trees, tree);
    }
  sqlite3_finalize (stmt);
}

/* --- Walking --- */

typedef struct
{
  TlTrees *trees;
  TlRawPages *pages;
  guint16 number; /* of the tree, + 1 */
} Walk;

static void
overflow_cb (guint32 page, gpointer data)
{
  Walk *walk = data;

  if (page > 0 && page <= walk->trees->pages && walk->trees->owner[page] == 0)
    walk->trees->owner[page] = walk->number;
}

static void
ignore_row (const TlRow *row, gpointer data)
{
}

static void
schema_row (const TlRow *row, gpointer data)
{
  Walk *walk = data;
  const TlValue *v = row->values;
  TlTree *tree;

  if (row->n < 5 || v[0].type != SQLITE_TEXT || v[1].type != SQLITE_TEXT || v[2].type != SQLITE_TEXT || v[3].type != SQLITE_INTEGER
      || v[3].integer <= 0)
    return;
  tree = g_new0 (TlTree, 1);
  tree->name = g_strndup ((const char *)v[1].bytes, v[1].length);
  tree->table = g_strndup ((const char *)v[2].bytes, v[2].length);
  tree->sql = v[4].type == SQLITE_TEXT ? g_strndup ((const char *)v[4].bytes, v[4].length) : NULL;
  tree->root = (guint32)v[3].integer;
  tree->index = v[0].length == 5 && memcmp (v[0].bytes, "index", 5) == 0;
  tree->alias = G_MAXUINT;
  g_ptr_array_add (walk->trees->trees, tree);
}

/* Marks every page below @root; FALSE: one of them does not open. */
static gboolean
walk_tree (Walk *walk, guint32 root, TlRowFunc row, TlTreePage func, gpointer data)
{
  g_autoptr (GArray) todo = g_array_new (FALSE, FALSE, sizeof (guint32));
  guint8 bytes[TL_PAGE_BYTES];
  gboolean whole = TRUE;

  g_array_append_val (todo, root);
  while (todo->len > 0)
    {
      guint32 page = g_array_index (todo, guint32, todo->len - 1);
      TlPageKind kind;

      g_array_set_size (todo, todo->len - 1);
      if (page == 0 || page > walk->trees->pages || walk->trees->owner[page] != 0)
        continue;
      walk->trees->owner[page] = walk->number;
      if (!tl_raw_pages_read (walk->pages, page, bytes))
        {
          whole = FALSE;
          continue;
        }
      kind = tl_page_kind (page, bytes);
      tl_page_children (page, bytes, todo);
      if (kind != TL_PAGE_OTHER && kind != TL_PAGE_TABLE_INTERIOR)
        {
          tl_page_rows (walk->pages, page, bytes, row, overflow_cb, walk);
          if (func != NULL)
            func (walk->trees, walk->number - 1u, page, bytes, data);
        }
    }

  return whole;
}

TlTrees *
tl_trees_new (TlRawPages *pages, sqlite3 *schema, TlTreePage func, gpointer data)
{
  TlTrees *trees = g_new0 (TlTrees, 1);
  Walk walk = {trees, pages, TL_TREE_SCHEMA};
  guint8 bytes[TL_PAGE_BYTES];

  trees->trees = g_ptr_array_new_with_free_func (tree_free);
  trees->lost = g_array_new (FALSE, FALSE, sizeof (guint32));
  trees->pages = tl_raw_pages_count (pages);
  trees->owner = g_new0 (guint16, (gsize)trees->pages + 1);
  /* The schema is a table too: its pages have the highest number, which no tree of the list has. */
  trees->schema_lost = !walk_tree (&walk, 1, schema_row, NULL, NULL);
  learn_columns (trees);
  if (schema != NULL)
    add_known (trees, schema);
  for (guint i = 0; i < trees->trees->len && i < G_MAXUINT16 - 1; i++)
    {
      TlTree *tree = trees->trees->pdata[i];

      walk.number = (guint16)(i + 1);
      if (tree->root > 1)
        walk_tree (&walk, tree->root, ignore_row, func, data);
    }
  for (guint32 page = 1; page <= trees->pages; page++)
    if (page != 0x40000000u / TL_PAGE_BYTES + 1 && !tl_raw_pages_read (pages, page, bytes))
      g_array_append_val (trees->lost, page);

  return trees;
}

/* --- Words --- */

gboolean
tl_trees_is_derived (TlTrees *trees, guint32 page)
{
  const TlTree *tree = tl_trees_of_page (trees, page);

  return tree != NULL && (tree->index || g_str_has_prefix (tree->table, "search_") || g_str_has_prefix (tree->table, "sqlite_"));
}

static const char *
table_words (const char *table)
{
  const TlTypeInfo *info = tl_type_by_name (table);

  if (info != NULL)
    return tl_type_label (info->type, TRUE);
  if (g_str_equal (table, "entry"))
    return _ ("journal");
  if (g_str_equal (table, "draft"))
    return _ ("what was being typed");
  if (g_str_has_prefix (table, "sync_"))
    return _ ("exchange with other places");

  return _ ("the program's own notes");
}

char *
tl_trees_words (TlTrees *trees, guint32 page)
{
  const TlTree *tree = tl_trees_of_page (trees, page);

  if (page > 0 && page <= trees->pages && trees->owner[page] == TL_TREE_SCHEMA)
    return g_strdup (_ ("the list of all tables"));
  if (tree == NULL)
    return g_strdup (_ ("unknown"));
  if (g_str_has_prefix (tree->table, "search_"))
    return g_strdup (_ ("the search index, which can be made anew"));
  if (tree->index)
    return g_strdup_printf (_ ("an index of “%s”, which can be made anew"), table_words (tree->table));

  return g_strdup (table_words (tree->table));
}
