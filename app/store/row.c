/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Rows of the record tables by the catalogue: no type has code of its own here. */

#include "store/store-private.h"

#include <glib/gi18n-lib.h>

/* Columns after the fields. */
static const char *const bookkeeping[] = {"site", "created_at", "created_by", "updated_at", "updated_by"};

static void
append_columns (GString *sql, const TlTypeInfo *info)
{
  g_string_append (sql, "id");
  for (guint i = 0; i < info->n_fields; i++)
    g_string_append_printf (sql, ", \"%s\"", info->fields[i].name);
  for (guint i = 0; i < G_N_ELEMENTS (bookkeeping); i++)
    g_string_append_printf (sql, ", %s", bookkeeping[i]);
}

void
tl_type_sql_build (TlStore *store)
{
  for (guint type = 0; type < TL_N_TYPES; type++)
    {
      const TlTypeInfo *info = tl_type_info ((TlType)type);
      g_autoptr (GString) columns = g_string_new (NULL);
      g_autoptr (GString) insert = g_string_new (NULL);

      append_columns (columns, info);
      store->sql[type].select = g_strdup_printf ("SELECT %s FROM \"%s\"", columns->str, info->name);
      store->sql[type].load = g_strdup_printf ("SELECT %s FROM \"%s\" WHERE id = ?", columns->str, info->name);
      g_string_printf (insert, "INSERT INTO \"%s\" (%s) VALUES (?", info->name, columns->str);
      for (guint i = 0; i < info->n_fields + G_N_ELEMENTS (bookkeeping); i++)
        g_string_append (insert, ", ?");
      g_string_append_c (insert, ')');
      store->sql[type].insert = g_strdup (insert->str);
    }
}

void
tl_type_sql_clear (TlStore *store)
{
  for (guint type = 0; type < TL_N_TYPES; type++)
    {
      g_free (store->sql[type].select);
      g_free (store->sql[type].load);
      g_free (store->sql[type].insert);
    }
}

/* --- Reading --- */

static void
read_field (TlRecord *record, const TlField *field, guint number, sqlite3_stmt *stmt, int column)
{
  if (sqlite3_column_type (stmt, column) == SQLITE_NULL)
    return;
  switch (field->kind)
    {
    case TL_KIND_TEXT:
    case TL_KIND_LONG_TEXT:
    case TL_KIND_DATE:
    case TL_KIND_CHOICE:
    case TL_KIND_SET:
    case TL_KIND_REF:
    case TL_KIND_REF_SET:
    case TL_KIND_JSON:
      tl_record_set_text (record, number, (const char *)sqlite3_column_text (stmt, column));
      break;
    case TL_KIND_INT:
    case TL_KIND_DECIMAL:
    case TL_KIND_MONEY:
    case TL_KIND_BOOL:
    case TL_KIND_TIME:
      tl_record_set_int (record, number, sqlite3_column_int64 (stmt, column));
      break;
    case TL_KIND_BLOB:
      {
        const void *data = sqlite3_column_blob (stmt, column);
        g_autoptr (GBytes) bytes = g_bytes_new (data, (gsize)sqlite3_column_bytes (stmt, column));

        tl_record_set_blob (record, number, bytes);
        break;
      }
    default:
      g_assert_not_reached ();
    }
}

TlRecord *
tl_row_read (sqlite3_stmt *stmt, TlType type)
{
  const TlTypeInfo *info = tl_type_info (type);
  TlRecord *record = tl_record_new_with_id (type, (const char *)sqlite3_column_text (stmt, 0));
  int column = 1;

  for (guint i = 0; i < info->n_fields; i++)
    read_field (record, &info->fields[i], i, stmt, column++);
  tl_record_set_site (record, (const char *)sqlite3_column_text (stmt, column));
  tl_record_set_created (record, sqlite3_column_int64 (stmt, column + 1), (const char *)sqlite3_column_text (stmt, column + 2));
  tl_record_set_updated (record, sqlite3_column_int64 (stmt, column + 3), (const char *)sqlite3_column_text (stmt, column + 4));

  return record;
}

TlRecord *
tl_row_load (TlStore *store, TlType type, const char *id, GError **error)
{
  sqlite3_stmt *stmt = tl_sql_prepare (store, error, store->sql[type].load, "s", id);
  TlRecord *record = NULL;

  if (stmt == NULL)
    return NULL;
  if (tl_sql_step (store, stmt, error))
    record = tl_row_read (stmt, type);
  tl_sql_done (stmt);

  return record;
}

gboolean
tl_row_exists (TlStore *store, TlType type, const char *id, GError **error)
{
  char sql[96];

  g_snprintf (sql, sizeof sql, "SELECT 1 FROM \"%s\" WHERE id = ?", tl_type_info (type)->name);

  return tl_sql_int (store, error, 0, sql, "s", id) == 1;
}

/* --- Writing --- */

static void
bind_field (sqlite3_stmt *stmt, int parameter, TlRecord *record, const TlField *field, guint number)
{
  if (!tl_record_has (record, number))
    {
      sqlite3_bind_null (stmt, parameter);
      return;
    }
  switch (field->kind)
    {
    case TL_KIND_TEXT:
    case TL_KIND_LONG_TEXT:
    case TL_KIND_DATE:
    case TL_KIND_CHOICE:
    case TL_KIND_SET:
    case TL_KIND_REF:
    case TL_KIND_REF_SET:
    case TL_KIND_JSON:
      sqlite3_bind_text (stmt, parameter, tl_record_text (record, number), -1, SQLITE_STATIC);
      break;
    case TL_KIND_INT:
    case TL_KIND_DECIMAL:
    case TL_KIND_MONEY:
    case TL_KIND_BOOL:
    case TL_KIND_TIME:
      sqlite3_bind_int64 (stmt, parameter, tl_record_int (record, number));
      break;
    case TL_KIND_BLOB:
      {
        gsize size;
        const void *data = g_bytes_get_data (tl_record_blob (record, number), &size);

        if (size > 0)
          sqlite3_bind_blob64 (stmt, parameter, data, size, SQLITE_STATIC);
        else
          sqlite3_bind_zeroblob (stmt, parameter, 0);
        break;
      }
    default:
      g_assert_not_reached ();
    }
}

static gboolean
step_to_end (TlStore *store, sqlite3_stmt *stmt, GError **error)
{
  gboolean good = sqlite3_step (stmt) == SQLITE_DONE;

  if (!good)
    tl_sql_fail (store, error);
  tl_sql_done (stmt);

  return good;
}

gboolean
tl_row_insert (TlStore *store, TlRecord *record, GError **error)
{
  TlType type = tl_record_type (record);
  const TlTypeInfo *info = tl_type_info (type);
  sqlite3_stmt *stmt = tl_sql_prepare_unbound (store, error, store->sql[type].insert);
  int parameter = 1;

  if (stmt == NULL)
    return FALSE;
  sqlite3_bind_text (stmt, parameter++, tl_record_id (record), -1, SQLITE_STATIC);
  for (guint i = 0; i < info->n_fields; i++)
    bind_field (stmt, parameter++, record, &info->fields[i], i);
  sqlite3_bind_text (stmt, parameter++, tl_record_site (record), -1, SQLITE_STATIC);
  sqlite3_bind_int64 (stmt, parameter++, tl_record_created_at (record));
  sqlite3_bind_text (stmt, parameter++, tl_record_created_by (record), -1, SQLITE_STATIC);
  sqlite3_bind_int64 (stmt, parameter++, tl_record_updated_at (record));
  sqlite3_bind_text (stmt, parameter++, tl_record_updated_by (record), -1, SQLITE_STATIC);

  return step_to_end (store, stmt, error);
}

gboolean
tl_row_update (TlStore *store, TlRecord *record, const guint *fields, guint n_fields, GError **error)
{
  const TlTypeInfo *info = tl_type_info (tl_record_type (record));
  g_autoptr (GString) sql = g_string_new (NULL);
  sqlite3_stmt *stmt;
  int parameter = 1;

  g_string_printf (sql, "UPDATE \"%s\" SET ", info->name);
  for (guint i = 0; i < n_fields; i++)
    g_string_append_printf (sql, "\"%s\" = ?, ", info->fields[fields[i]].name);
  g_string_append (sql, "updated_at = ?, updated_by = ? WHERE id = ?");
  stmt = tl_sql_prepare_unbound (store, error, sql->str);
  if (stmt == NULL)
    return FALSE;
  for (guint i = 0; i < n_fields; i++)
    bind_field (stmt, parameter++, record, &info->fields[fields[i]], fields[i]);
  sqlite3_bind_int64 (stmt, parameter++, tl_record_updated_at (record));
  sqlite3_bind_text (stmt, parameter++, tl_record_updated_by (record), -1, SQLITE_STATIC);
  sqlite3_bind_text (stmt, parameter++, tl_record_id (record), -1, SQLITE_STATIC);

  return step_to_end (store, stmt, error);
}

gboolean
tl_row_delete (TlStore *store, TlType type, const char *id, GError **error)
{
  g_autofree char *sql = g_strdup_printf ("DELETE FROM \"%s\" WHERE id = ?", tl_type_info (type)->name);

  return tl_sql_run (store, error, sql, "s", id);
}

char *
tl_row_title (TlRecord *record)
{
  TlType type = tl_record_type (record);
  const TlTypeInfo *info = tl_type_info (type);

  /* The first text of a type is what it is called by: code, alias, name, number. */
  for (guint i = 0; i < info->n_fields; i++)
    if (info->fields[i].kind == TL_KIND_TEXT && (info->fields[i].flags & (TL_FIELD_SEARCH | TL_FIELD_REQUIRED))
        && !(info->fields[i].flags & TL_FIELD_MASK) && tl_record_has (record, i))
      return g_strdup (tl_record_text (record, i));

  return NULL;
}
