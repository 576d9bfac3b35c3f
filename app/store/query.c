/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Lists and counts of one record type: conditions by field number become SQL with bound values. */

#include "store/store-private.h"

#include <glib/gi18n-lib.h>

typedef struct
{
  TlType type;
  const TlWhere *where;
  guint n_where;
  guint order_by;
  gboolean descending;
  guint offset;
  guint limit;
  gint64 count;
} Query;

static gboolean
is_number (TlKind kind)
{
  return kind == TL_KIND_INT || kind == TL_KIND_DECIMAL || kind == TL_KIND_MONEY || kind == TL_KIND_BOOL || kind == TL_KIND_TIME;
}

static const char *
column_of (TlType type, guint field)
{
  return field == TL_QUERY_ID ? "id" : tl_type_field (type, field)->name;
}

static gboolean
append_condition (GString *sql, TlType type, const TlWhere *where, GError **error)
{
  static const char *const compare[] = {"=", "<", "<=", ">", ">=", NULL};
  const char *column = column_of (type, where->field);

  if (g_strv_contains (compare, where->op))
    g_string_append_printf (sql, "\"%s\" %s ?", column, where->op);
  else if (g_str_equal (where->op, "!="))
    g_string_append_printf (sql, "\"%s\" IS NOT ?", column);
  else if (g_str_equal (where->op, "has"))
    g_string_append_printf (sql, "instr (' ' || \"%s\" || ' ', ' ' || ? || ' ') > 0", column);
  else if (g_str_equal (where->op, "unset"))
    g_string_append_printf (sql, "\"%s\" IS NULL", column);
  else
    {
      g_set_error (error, TL_STORE_ERROR, TL_STORE_ERROR_SQL, "unknown comparison \"%s\"", where->op);
      return FALSE;
    }

  return TRUE;
}

static gboolean
append_where (GString *sql, const Query *query, GError **error)
{
  for (guint i = 0; i < query->n_where; i++)
    {
      g_string_append (sql, i == 0 ? " WHERE " : " AND ");
      if (!append_condition (sql, query->type, &query->where[i], error))
        return FALSE;
    }

  return TRUE;
}

static sqlite3_stmt *
prepare_query (TlStore *store, const char *sql, const Query *query, GError **error)
{
  sqlite3_stmt *stmt = tl_sql_prepare_unbound (store, error, sql);
  int parameter = 1;

  for (guint i = 0; stmt != NULL && i < query->n_where; i++)
    {
      const TlWhere *where = &query->where[i];

      if (g_str_equal (where->op, "unset"))
        continue;
      if (where->field != TL_QUERY_ID && is_number (tl_type_field (query->type, where->field)->kind))
        sqlite3_bind_int64 (stmt, parameter++, where->number);
      else
        sqlite3_bind_text (stmt, parameter++, where->text, -1, SQLITE_TRANSIENT);
    }

  return stmt;
}

static gpointer
list_cb (TlStore *store, gpointer data, GCancellable *cancellable, GError **error)
{
  const Query *query = data;
  g_autoptr (GString) sql = g_string_new (store->sql[query->type].select);
  g_autoptr (GPtrArray) records = g_ptr_array_new_with_free_func (g_object_unref);
  GError *failed = NULL;
  sqlite3_stmt *stmt;

  if (!append_where (sql, query, error))
    return NULL;
  g_string_append_printf (sql, " ORDER BY \"%s\"%s, id", column_of (query->type, query->order_by), query->descending ? " DESC" : "");
  if (query->limit > 0 || query->offset > 0)
    g_string_append_printf (sql, " LIMIT %" G_GINT64_FORMAT " OFFSET %u", query->limit > 0 ? (gint64)query->limit : -1, query->offset);
  stmt = prepare_query (store, sql->str, query, error);
  if (stmt == NULL)
    return NULL;
  while (tl_sql_step (store, stmt, &failed))
    g_ptr_array_add (records, tl_row_read (stmt, query->type));
  tl_sql_done (stmt);
  if (failed != NULL)
    {
      g_propagate_error (error, failed);
      return NULL;
    }

  return g_steal_pointer (&records);
}

GPtrArray *
tl_store_list (TlStore *store, TlType type, const TlWhere *where, guint n_where, guint order_by, gboolean descending, guint offset,
               guint limit, GError **error)
{
  Query query = {type, where, n_where, order_by, descending, offset, limit, 0};

  g_return_val_if_fail (TL_IS_STORE (store), NULL);
  g_return_val_if_fail (type < TL_N_TYPES, NULL);

  return tl_store_call (store, list_cb, &query, error);
}

static gboolean
count_cb (TlStore *store, gpointer args, GError **error)
{
  Query *query = args;
  g_autoptr (GString) sql = g_string_new (NULL);
  sqlite3_stmt *stmt;

  g_string_printf (sql, "SELECT COUNT (*) FROM \"%s\"", tl_type_info (query->type)->name);
  if (!append_where (sql, query, error))
    return FALSE;
  stmt = prepare_query (store, sql->str, query, error);
  if (stmt == NULL)
    return FALSE;
  if (tl_sql_step (store, stmt, error))
    query->count = sqlite3_column_int64 (stmt, 0);
  tl_sql_done (stmt);

  return query->count >= 0;
}

gint64
tl_store_count (TlStore *store, TlType type, const TlWhere *where, guint n_where, GError **error)
{
  Query query = {.type = type, .where = where, .n_where = n_where, .count = -1};

  g_return_val_if_fail (TL_IS_STORE (store), -1);
  g_return_val_if_fail (type < TL_N_TYPES, -1);

  tl_store_run (store, count_cb, &query, error);

  return query.count;
}
