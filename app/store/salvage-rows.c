/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Rows out of pages. First those whose tree can be followed from its root; then the pages that hang in no tree because
 * the page above them does not open. Such a page is known by one row whose id the journal's entries name, else by the number
 * and kinds of its rows' values and what they say, when these fit one table only.
 *
 * Pages that a tree gave back are zeros (secure_delete), so what reads as a row is one. A page may be an older image of
 * itself when the log lost a newer one: a row that comes twice stays as the newer says. */

#include "store/salvage-private.h"

#include "record/lists.h"

#include <glib/gi18n-lib.h>

#define ROWS_A_COMMIT 2000

static gboolean
is_copied (const TlTree *tree)
{
  return !tree->index && tree->columns != NULL && tree->columns->len > 0 && !g_str_has_prefix (tree->name, "search_")
         && !g_str_has_prefix (tree->name, "sqlite_") && !g_str_equal (tree->name, "migration");
}

TlSalvaged *
tl_salvaged_of (TlSalvage *salvage, const char *table)
{
  TlSalvaged *salvaged = g_hash_table_lookup (salvage->tables, table);

  if (salvaged == NULL)
    {
      salvaged = g_new0 (TlSalvaged, 1);
      g_hash_table_insert (salvage->tables, g_strdup (table), salvaged);
    }

  return salvaged;
}

/* --- Writing --- */

static void
keep_error (TlSalvage *salvage)
{
  if (salvage->error == NULL)
    tl_sql_fail (salvage->store, &salvage->error);
}

static void
run (TlSalvage *salvage, const char *sql)
{
  if (salvage->error == NULL && sqlite3_exec (salvage->store->db, sql, NULL, NULL, NULL) != SQLITE_OK)
    keep_error (salvage);
}

/* INSERT of the columns that the new register has too; values by number: the n-th of the stored row. (transfer full) */
static char *
make_insert_sql (TlSalvage *salvage, const TlTree *tree, guint n)
{
  g_autoptr (GString) names = g_string_new (NULL);
  g_autoptr (GString) marks = g_string_new (NULL);

  for (guint i = 0; i < MIN (n, tree->columns->len); i++)
    {
      const char *column = tree->columns->pdata[i];

      if (tl_sql_int (salvage->store, NULL, 0, "SELECT COUNT (*) FROM pragma_table_info (?) WHERE name = ?", "ss", tree->name, column) == 0)
        continue;
      g_string_append_printf (names, "%s\"%s\"", names->len > 0 ? ", " : "", column);
      g_string_append_printf (marks, "%s?%u", marks->len > 0 ? ", " : "", i + 1);
    }
  if (names->len == 0)
    return NULL;

  return g_strdup_printf ("INSERT OR IGNORE INTO \"%s\" (%s) VALUES (%s)", tree->name, names->str, marks->str);
}

static const char *
insert_sql (TlSalvage *salvage, const TlTree *tree, guint n)
{
  g_autofree char *key = g_strdup_printf ("%s/%u", tree->name, n);

  if (!g_hash_table_contains (salvage->inserts, key))
    g_hash_table_insert (salvage->inserts, g_strdup (key), make_insert_sql (salvage, tree, n));

  return g_hash_table_lookup (salvage->inserts, key);
}

static void
bind (sqlite3_stmt *stmt, int parameter, const TlValue *value)
{
  switch (value->type)
    {
    case SQLITE_INTEGER:
      sqlite3_bind_int64 (stmt, parameter, value->integer);
      break;
    case SQLITE_FLOAT:
      sqlite3_bind_double (stmt, parameter, value->real);
      break;
    case SQLITE_TEXT:
      sqlite3_bind_text64 (stmt, parameter, (const char *)value->bytes, value->length, SQLITE_STATIC, SQLITE_UTF8);
      break;
    case SQLITE_BLOB:
      if (value->length == 0)
        sqlite3_bind_zeroblob (stmt, parameter, 0);
      else
        sqlite3_bind_blob64 (stmt, parameter, value->bytes, value->length, SQLITE_STATIC);
      break;
    default:
      sqlite3_bind_null (stmt, parameter);
      break;
    }
}

static int
column_of (const TlTree *tree, const char *name)
{
  for (guint i = 0; i < tree->columns->len; i++)
    if (g_str_equal (tree->columns->pdata[i], name))
      return (int)i;

  return -1;
}

static gint64
updated_at (const TlTree *tree, const TlRow *row)
{
  int column = column_of (tree, "updated_at");

  return column >= 0 && (guint)column < row->n ? row->values[column].integer : 0;
}

/* The row is there already: an older image of it goes. TRUE: the way is free. */
static gboolean
give_way (TlSalvage *salvage, const TlTree *tree, const TlRow *row)
{
  g_autofree char *look = NULL, *drop = NULL, *id = NULL;

  if (tl_type_by_name (tree->name) == NULL || row->values[0].type != SQLITE_TEXT)
    return FALSE;
  id = g_strndup ((const char *)row->values[0].bytes, row->values[0].length);
  look = g_strdup_printf ("SELECT updated_at FROM \"%s\" WHERE id = ?", tree->name);
  if (tl_sql_int (salvage->store, NULL, G_MAXINT64, look, "s", id) >= updated_at (tree, row))
    return FALSE;
  drop = g_strdup_printf ("DELETE FROM \"%s\" WHERE id = ?", tree->name);

  return tl_sql_run (salvage->store, NULL, drop, "s", id);
}

/* Not an older image of a row that is there: another record stands where it would. */
static void
note_refused (TlSalvage *salvage, const TlTree *tree, const TlRow *row)
{
  const TlTypeInfo *info = tl_type_by_name (tree->name);
  g_autofree char *id = NULL;

  if (info == NULL || row->values[0].type != SQLITE_TEXT)
    return;
  id = g_strndup ((const char *)row->values[0].bytes, row->values[0].length);
  if (!tl_row_exists (salvage->store, info->type, id, NULL))
    tl_salvage_leave_out (salvage, info->type, id, NULL);
}

static void
insert (TlSalvage *salvage, const TlTree *tree, const TlRow *row, gboolean again)
{
  const char *sql = insert_sql (salvage, tree, row->n);
  sqlite3_stmt *stmt;
  int rc;

  if (sql == NULL || salvage->error != NULL)
    return;
  stmt = tl_sql_prepare_unbound (salvage->store, &salvage->error, sql);
  if (stmt == NULL)
    return;
  for (int i = 1; i <= sqlite3_bind_parameter_count (stmt); i++)
    if ((guint)i - 1 == tree->alias)
      sqlite3_bind_int64 (stmt, i, row->rowid);
    else
      bind (stmt, i, &row->values[i - 1]);
  rc = sqlite3_step (stmt);
  tl_sql_done (stmt);
  if (rc != SQLITE_DONE && (rc & 0xff) != SQLITE_CONSTRAINT)
    keep_error (salvage);
  else if (rc == SQLITE_DONE && sqlite3_changes (salvage->store->db) > 0)
    tl_salvaged_of (salvage, tree->name)->rows += !again;
  else if (!again && give_way (salvage, tree, row))
    insert (salvage, tree, row, TRUE);
  else
    note_refused (salvage, tree, row);
  if (++salvage->pending >= ROWS_A_COMMIT)
    {
      salvage->pending = 0;
      run (salvage, "COMMIT; BEGIN");
    }
}

/* --- Which table? --- */

static gboolean
value_fits (const char *type, const TlValue *value, gboolean alias)
{
  if (alias)
    return value->type == SQLITE_NULL;
  if (value->type == SQLITE_NULL)
    return TRUE;
  if (g_str_equal (type, "TEXT"))
    return value->type == SQLITE_TEXT;
  if (g_str_equal (type, "BLOB"))
    return value->type == SQLITE_BLOB;

  return value->type == SQLITE_INTEGER || value->type == SQLITE_FLOAT;
}

static gboolean
row_fits (const TlTree *tree, const TlRow *row)
{
  if (row->n != tree->columns->len)
    return FALSE;
  for (guint i = 0; i < row->n; i++)
    if (!value_fits (tree->types->pdata[i], &row->values[i], tree->alias == i))
      return FALSE;

  return TRUE;
}

static gboolean
is_entry (const TlRow *row)
{
  return row->n == 8 && row->values[0].type == SQLITE_NULL && row->values[1].type == SQLITE_BLOB && row->values[1].length == TL_DEVICE_BYTES
         && row->values[2].type == SQLITE_INTEGER && row->values[3].type == SQLITE_INTEGER && row->values[4].type == SQLITE_BLOB
         && row->values[4].length == TL_HASH_BYTES && row->values[5].type == SQLITE_BLOB && row->values[5].length == TL_HASH_BYTES
         && row->values[7].type == SQLITE_BLOB;
}

/* TRUE: nothing of the row speaks against its being a record of that type: codes are of their lists, references lead to
 * records of their types as far as the journal names them. */
static gboolean
values_fit (TlSalvage *salvage, const TlTree *tree, const TlRow *row)
{
  const TlTypeInfo *info = tl_type_by_name (tree->name);

  for (guint i = 0; info != NULL && i < info->n_fields; i++)
    {
      const TlField *field = &info->fields[i];
      int column = column_of (tree, field->name);
      g_autofree char *text = NULL;

      if (column < 0 || (guint)column >= row->n || row->values[column].type != SQLITE_TEXT)
        continue;
      text = g_strndup ((const char *)row->values[column].bytes, row->values[column].length);
      if (field->kind == TL_KIND_CHOICE && tl_list_find (tl_list_get (field->list), text) == NULL)
        return FALSE;
      if (field->kind == TL_KIND_REF)
        {
          const char *type = g_hash_table_lookup (salvage->kinds, text);

          if (!tl_uuid_is_valid (text) || (type != NULL && !g_str_equal (type, tl_type_info (field->ref_type)->name)))
            return FALSE;
        }
      if (field->kind == TL_KIND_DATE && !tl_date_parse_iso (text, &(TlDate){0}))
        return FALSE;
    }

  return TRUE;
}

typedef struct
{
  TlSalvage *salvage;
  gboolean table; /* the page is a table's, not an index's or a table's WITHOUT ROWID */
  TlTree *known;  /* one row says it */
  GPtrArray *fit; /* trees that every row fits so far, by its values' kinds */
  GPtrArray *well; /* and by what the values say */
} Guess;

static void
narrow (GPtrArray *trees, gboolean (*fits) (TlSalvage *, const TlTree *, const TlRow *), TlSalvage *salvage, const TlRow *row)
{
  for (guint i = trees->len; i > 0; i--)
    if (!fits (salvage, trees->pdata[i - 1], row))
      g_ptr_array_remove_index_fast (trees, i - 1);
}

static gboolean
kinds_fit (TlSalvage *salvage, const TlTree *tree, const TlRow *row)
{
  return row_fits (tree, row);
}

static gboolean
both_fit (TlSalvage *salvage, const TlTree *tree, const TlRow *row)
{
  return row_fits (tree, row) && values_fit (salvage, tree, row);
}

static void
guess_cb (const TlRow *row, gpointer data)
{
  Guess *guess = data;

  if (guess->table && is_entry (row))
    guess->known = tl_trees_find (guess->salvage->trees, "entry");
  else if (guess->table && guess->known == NULL && row->values[0].type == SQLITE_TEXT)
    {
      g_autofree char *id = g_strndup ((const char *)row->values[0].bytes, row->values[0].length);
      const char *type = g_hash_table_lookup (guess->salvage->kinds, id);
      TlTree *tree = type != NULL ? tl_trees_find (guess->salvage->trees, type) : NULL;

      if (tree != NULL && row->n <= tree->columns->len)
        guess->known = tree;
    }
  narrow (guess->fit, kinds_fit, guess->salvage, row);
  narrow (guess->well, both_fit, guess->salvage, row);
}

/* The table of a page that hangs in no tree: all rows of a page are of one. One row that the journal names settles it; else
 * the one table that all of them fit. NULL: it cannot be told. */
static TlTree *
guess_tree (TlSalvage *salvage, guint32 number, const guint8 *bytes, gboolean table)
{
  g_autoptr (GPtrArray) fit = g_ptr_array_new ();
  g_autoptr (GPtrArray) well = g_ptr_array_new ();
  Guess guess = {salvage, table, NULL, fit, well};

  for (guint i = 0; i < salvage->trees->trees->len; i++)
    {
      TlTree *tree = salvage->trees->trees->pdata[i];

      if (tree->index || tree->columns == NULL || tree->columns->len == 0 || tree->without_rowid == table)
        continue;
      g_ptr_array_add (fit, tree);
      g_ptr_array_add (well, tree);
    }
  tl_page_rows (salvage->pages, number, bytes, guess_cb, NULL, &guess);
  if (guess.known != NULL)
    return guess.known;
  if (well->len == 1)
    return well->pdata[0];

  return fit->len == 1 ? fit->pdata[0] : NULL;
}

/* --- Passes --- */

typedef struct
{
  TlSalvage *salvage;
  TlTree *tree;    /* NULL: to be guessed */
  gboolean table;  /* the page is a table's */
  gboolean entries; /* only these are wanted */
} Page;

/* Remembers what type an entry's record is. */
static void
learn_kind (TlSalvage *salvage, const TlRow *row)
{
  const TlValue *leaves = &row->values[7];
  gsize offset = 0;
  gboolean damaged;
  TlLeaf leaf;

  if (row->n < 8 || row->values[6].type != SQLITE_TEXT || leaves->type != SQLITE_BLOB)
    return;
  while (tl_leaf_read (leaves->bytes, leaves->length, &offset, &leaf, &damaged))
    if (tl_leaf_is (&leaf, "@type") && !leaf.erased)
      {
        g_autofree char *name = g_strndup ((const char *)leaf.value, leaf.value_len);
        const TlTypeInfo *info = tl_type_by_name (name);

        if (info != NULL)
          g_hash_table_insert (salvage->kinds, g_strndup ((const char *)row->values[6].bytes, row->values[6].length), (gpointer)info->name);
        return;
      }
}

static void
row_cb (const TlRow *row, gpointer data)
{
  Page *page = data;

  if (page->tree == NULL)
    page->salvage->unknown_rows += page->table;
  else if (is_copied (page->tree))
    {
      if (page->entries)
        learn_kind (page->salvage, row);
      insert (page->salvage, page->tree, row, FALSE);
    }
}

/* @entries: the journal, else everything else. */
static gboolean
pass (TlSalvage *salvage, gboolean entries, double from, double to, GError **error)
{
  guint32 count = tl_raw_pages_count (salvage->pages);

  for (guint32 number = 2; number <= count && salvage->error == NULL; number++)
    {
      guint8 bytes[TL_PAGE_BYTES];
      Page page = {salvage, tl_trees_of_page (salvage->trees, number), FALSE, entries};
      TlPageKind kind;
      guint bad;

      if (number % 256 == 0 && tl_salvage_stopped (salvage, from + (to - from) * number / count, error))
        return FALSE;
      if (salvage->trees->owner[number] == TL_TREE_SCHEMA)
        continue;
      if ((page.tree != NULL && (page.tree->index || !is_copied (page.tree))) || !tl_raw_pages_read (salvage->pages, number, bytes))
        continue;
      kind = tl_page_kind (number, bytes);
      if (kind == TL_PAGE_OTHER || kind == TL_PAGE_TABLE_INTERIOR)
        continue;
      page.table = kind == TL_PAGE_TABLE_LEAF;
      /* A tree's pages are all of one kind; an overflow page of it may look like any. */
      if (page.tree != NULL && page.table == page.tree->without_rowid)
        continue;
      if (page.tree == NULL)
        page.tree = guess_tree (salvage, number, bytes, page.table);
      if ((page.tree != NULL && g_str_equal (page.tree->name, "entry")) != entries)
        continue;
      bad = tl_page_rows (salvage->pages, number, bytes, row_cb, NULL, &page);
      if (page.tree != NULL)
        tl_salvaged_of (salvage, page.tree->name)->unreadable += bad;
    }

  return salvage->error == NULL;
}

gboolean
tl_salvage_rows (TlSalvage *salvage, GError **error)
{
  gboolean good;

  run (salvage, "BEGIN");
  good = pass (salvage, TRUE, 0.2, 0.4, error) && pass (salvage, FALSE, 0.4, 0.7, error);
  run (salvage, good ? "COMMIT" : "ROLLBACK");
  if (salvage->error != NULL)
    {
      g_clear_error (error);
      g_propagate_error (error, g_steal_pointer (&salvage->error));
      return FALSE;
    }

  return good;
}
