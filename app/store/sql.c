/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "store/store-private.h"

#include <glib/gi18n-lib.h>

/* Texts kept prepared. Those of one save are few; a query built with ever new text must not fill memory. */
#define MAX_TEXTS 512

gboolean
tl_sql_fail (TlStore *store, GError **error)
{
  int code;
  int extended;

  if (store->db == NULL)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_CLOSED, _ ("The register is locked. Nothing was changed."));
      return FALSE;
    }
  code = sqlite3_errcode (store->db) & 0xff;
  extended = sqlite3_extended_errcode (store->db);
  if (code == SQLITE_IOERR && extended != SQLITE_IOERR_DATA && !store->read_only)
    store->broken = TRUE;
  if (extended == SQLITE_CONSTRAINT_TRIGGER)
    g_set_error_literal (error, TL_STORE_ERROR, TL_STORE_ERROR_REFUSED, sqlite3_errmsg (store->db));
  else if (extended == SQLITE_CONSTRAINT_FOREIGNKEY)
    g_set_error_literal (error, TL_STORE_ERROR, TL_STORE_ERROR_REFUSED,
                         _ ("A record names another record that does not exist. Nothing was saved."));
  else if (code == SQLITE_CONSTRAINT)
    g_set_error (error, TL_STORE_ERROR, TL_STORE_ERROR_CONFLICT, _ ("There is already such a record (%s). Nothing was saved."),
                 sqlite3_errmsg (store->db));
  else if (tl_vault_propagate_io_error (store->vault, error))
    return FALSE;
  else if (code == SQLITE_CORRUPT || code == SQLITE_NOTADB)
    g_set_error (error, TL_STORE_ERROR, TL_STORE_ERROR_DAMAGED,
                 _ ("The register's file is damaged (%s). Do not write to it; make a copy and check it."), sqlite3_errmsg (store->db));
  else if (code == SQLITE_FULL)
    g_set_error_literal (error, TL_STORE_ERROR, TL_STORE_ERROR_SQL,
                         _ ("The disk is full. What was saved before is safe; make room and save again."));
  else
    g_set_error_literal (error, TL_STORE_ERROR, TL_STORE_ERROR_SQL, sqlite3_errmsg (store->db));

  return FALSE;
}

sqlite3 *
tl_sql_db (TlStore *store)
{
  return store->db;
}

static void
finalise_all (gpointer data)
{
  GPtrArray *stmts = data;

  for (guint i = 0; i < stmts->len; i++)
    sqlite3_finalize (g_ptr_array_index (stmts, i));
  g_ptr_array_unref (stmts);
}

static gboolean
drop_idle_texts (gpointer key, gpointer value, gpointer data)
{
  GPtrArray *stmts = value;

  for (guint i = 0; i < stmts->len; i++)
    if (sqlite3_stmt_busy (g_ptr_array_index (stmts, i)))
      return FALSE;

  return TRUE;
}

static GPtrArray *
cached (TlStore *store, const char *sql)
{
  GPtrArray *stmts;

  if (store->statements == NULL)
    store->statements = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, finalise_all);
  stmts = g_hash_table_lookup (store->statements, sql);
  if (stmts == NULL)
    {
      if (g_hash_table_size (store->statements) >= MAX_TEXTS)
        g_hash_table_foreach_remove (store->statements, drop_idle_texts, NULL);
      stmts = g_ptr_array_new ();
      g_hash_table_insert (store->statements, g_strdup (sql), stmts);
    }

  return stmts;
}

static sqlite3_stmt *
take_statement (TlStore *store, const char *sql, GError **error)
{
  GPtrArray *stmts = cached (store, sql);
  sqlite3_stmt *stmt = NULL;

  for (guint i = 0; i < stmts->len; i++)
    {
      stmt = g_ptr_array_index (stmts, i);
      if (!sqlite3_stmt_busy (stmt))
        {
          sqlite3_reset (stmt);
          return stmt;
        }
    }
  if (sqlite3_prepare_v3 (store->db, sql, -1, SQLITE_PREPARE_PERSISTENT, &stmt, NULL) != SQLITE_OK)
    {
      tl_sql_fail (store, error);
      return NULL;
    }
  g_ptr_array_add (stmts, stmt);

  return stmt;
}

static void
bind_arguments (sqlite3_stmt *stmt, const char *format, va_list args)
{
  for (int i = 0; format[i] != '\0'; i++)
    switch (format[i])
      {
      case 's':
        sqlite3_bind_text (stmt, i + 1, va_arg (args, const char *), -1, SQLITE_TRANSIENT);
        break;
      case 'i':
        sqlite3_bind_int64 (stmt, i + 1, va_arg (args, gint64));
        break;
      case 'b':
        {
          GBytes *bytes = va_arg (args, GBytes *);

          if (bytes == NULL)
            sqlite3_bind_null (stmt, i + 1);
          else if (g_bytes_get_size (bytes) == 0)
            sqlite3_bind_zeroblob (stmt, i + 1, 0);
          else
            sqlite3_bind_blob64 (stmt, i + 1, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), SQLITE_TRANSIENT);
          break;
        }
      default:
        g_assert_not_reached ();
      }
}

static sqlite3_stmt *
prepare_valist (TlStore *store, GError **error, const char *sql, const char *format, va_list args)
{
  sqlite3_stmt *stmt;

  if (store->db == NULL)
    {
      tl_sql_fail (store, error);
      return NULL;
    }
  stmt = take_statement (store, sql, error);
  if (stmt == NULL)
    return NULL;
  g_assert (sqlite3_bind_parameter_count (stmt) == (int)strlen (format));
  bind_arguments (stmt, format, args);

  return stmt;
}

sqlite3_stmt *
tl_sql_prepare_unbound (TlStore *store, GError **error, const char *sql)
{
  if (store->db == NULL)
    {
      tl_sql_fail (store, error);
      return NULL;
    }

  return take_statement (store, sql, error);
}

sqlite3_stmt *
tl_sql_prepare (TlStore *store, GError **error, const char *sql, const char *format, ...)
{
  sqlite3_stmt *stmt;
  va_list args;

  va_start (args, format);
  stmt = prepare_valist (store, error, sql, format, args);
  va_end (args);

  return stmt;
}

gboolean
tl_sql_step (TlStore *store, sqlite3_stmt *stmt, GError **error)
{
  int code = sqlite3_step (stmt);

  if (code == SQLITE_ROW)
    return TRUE;
  if (code != SQLITE_DONE)
    tl_sql_fail (store, error);

  return FALSE;
}

void
tl_sql_done (sqlite3_stmt *stmt)
{
  if (stmt == NULL)
    return;
  sqlite3_reset (stmt);
  sqlite3_clear_bindings (stmt);
}

static gboolean
finish (TlStore *store, sqlite3_stmt *stmt, GError **error)
{
  int code;

  do
    code = sqlite3_step (stmt);
  while (code == SQLITE_ROW);
  if (code != SQLITE_DONE)
    tl_sql_fail (store, error);
  tl_sql_done (stmt);

  return code == SQLITE_DONE;
}

gboolean
tl_sql_run (TlStore *store, GError **error, const char *sql, const char *format, ...)
{
  sqlite3_stmt *stmt;
  va_list args;

  va_start (args, format);
  stmt = prepare_valist (store, error, sql, format, args);
  va_end (args);

  return stmt != NULL && finish (store, stmt, error);
}

gint64
tl_sql_int (TlStore *store, GError **error, gint64 fallback, const char *sql, const char *format, ...)
{
  gint64 value = fallback;
  sqlite3_stmt *stmt;
  va_list args;

  va_start (args, format);
  stmt = prepare_valist (store, error, sql, format, args);
  va_end (args);
  if (stmt == NULL)
    return fallback;
  if (tl_sql_step (store, stmt, error))
    value = sqlite3_column_int64 (stmt, 0);
  tl_sql_done (stmt);

  return value;
}

char *
tl_sql_text (TlStore *store, GError **error, const char *sql, const char *format, ...)
{
  char *value = NULL;
  sqlite3_stmt *stmt;
  va_list args;

  va_start (args, format);
  stmt = prepare_valist (store, error, sql, format, args);
  va_end (args);
  if (stmt == NULL)
    return NULL;
  if (tl_sql_step (store, stmt, error))
    value = g_strdup ((const char *)sqlite3_column_text (stmt, 0));
  tl_sql_done (stmt);

  return value;
}

void
tl_sql_clear (TlStore *store)
{
  g_clear_pointer (&store->statements, g_hash_table_unref);
}

char *
tl_sql_column_text (sqlite3_stmt *stmt, int column)
{
  return g_strdup ((const char *)sqlite3_column_text (stmt, column));
}
