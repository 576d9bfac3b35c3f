/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "support/used-query.h"

#include "store/sql.h"

#define USED                                                                                                                               \
  "SELECT l.id, l.category, l.amount, l.quantity, l.over_limit_reason IS NOT NULL AND l.decision_no IS NOT NULL, l.person, l.staff,"       \
  " f.full_name, l.payee_name, r.cap_scope, r.legal_basis, r.cap_amount, r.cap_quantity, r.cap_people"                                     \
  " FROM support l LEFT JOIN rate r ON r.id = l.rate LEFT JOIN staff f ON f.id = l.staff WHERE l.state <> 'void'"
#define OF USED " AND l.category = ?"
#define DAYS " AND l.date >= ? AND l.date <= ?"

/* --- helpers --- */

static gint64
column_cap (sqlite3_stmt *stmt, int column)
{
  return sqlite3_column_type (stmt, column) == SQLITE_NULL ? -1 : sqlite3_column_int64 (stmt, column);
}

static char *
column_name (sqlite3_stmt *stmt, int column)
{
  return tl_used_name ((const char *)sqlite3_column_text (stmt, column));
}

static TlUsedRow *
read_row (sqlite3_stmt *stmt)
{
  TlUsedRow *row = g_new0 (TlUsedRow, 1);
  int i = 0;

  row->id = tl_sql_column_text (stmt, i++);
  row->category = tl_sql_column_text (stmt, i++);
  row->amount = sqlite3_column_int64 (stmt, i++);
  row->quantity = sqlite3_column_int64 (stmt, i++);
  row->marked = sqlite3_column_int (stmt, i++) != 0;
  row->person = tl_sql_column_text (stmt, i++);
  row->staff = tl_sql_column_text (stmt, i++);
  row->staff_name = column_name (stmt, i++);
  row->payee = column_name (stmt, i++);
  row->cap_scope = tl_sql_column_text (stmt, i++);
  row->clause = tl_sql_column_text (stmt, i++);
  row->cap_amount = column_cap (stmt, i++);
  row->cap_quantity = column_cap (stmt, i++);
  row->cap_people = column_cap (stmt, i++);
  return row;
}

static GPtrArray *
read_rows (TlStore *store, sqlite3_stmt *stmt, GError **error)
{
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func ((GDestroyNotify)tl_used_row_free);
  g_autoptr (GError) local = NULL;

  if (stmt == NULL)
    return NULL;
  while (tl_sql_step (store, stmt, &local))
    g_ptr_array_add (rows, read_row (stmt));
  tl_sql_done (stmt);
  if (local)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return NULL;
    }
  return g_steal_pointer (&rows);
}

static sqlite3_stmt *
prepare_used (TlStore *store, TlUsedScope scope, const TlUsedKey *k, GError **error)
{
  switch (scope)
    {
    case TL_USED_CASE:
      return tl_sql_prepare (store, error, OF " AND l.\"case\" = ?", "ss", k->category, k->case_id);
    case TL_USED_PERSON:
      return tl_sql_prepare (store, error, OF " AND l.person = ?", "ss", k->category, k->person);
    case TL_USED_ADMISSION:
      return tl_sql_prepare (store, error, OF " AND l.person = ? AND l.\"case\" IS ?", "sss", k->category, k->person, k->case_id);
    case TL_USED_PERSON_DAYS:
      return tl_sql_prepare (store, error, OF " AND l.person = ?" DAYS, "ssss", k->category, k->person, k->from, k->to);
    case TL_USED_DAYS:
      return tl_sql_prepare (store, error, OF DAYS, "sss", k->category, k->from, k->to);
    case TL_USED_STAFF_DAYS:
      return tl_sql_prepare (store, error, OF " AND l.staff = ?" DAYS, "ssss", k->category, k->staff, k->from, k->to);
    case TL_USED_TRIP:
      return tl_sql_prepare (store, error, OF " AND l.trip = ?", "ss", k->category, k->trip);
    case TL_USED_NO_TRIP:
      return tl_sql_prepare (store, error, OF " AND l.trip IS NULL AND l.\"case\" IS ?", "ss", k->category, k->case_id);
    case TL_USED_GROUP:
      return tl_sql_prepare (store, error, OF " AND l.\"case\" IS ? AND l.person IS ?", "sss", k->category, k->case_id, k->person);
    case TL_USED_GROUP_DAY:
      return tl_sql_prepare (store, error, OF " AND l.\"case\" IS NULL AND l.person IS NULL AND l.date = ?", "ss", k->category, k->from);
    default:
      g_return_val_if_reached (NULL);
    }
}

/* --- inside this room --- */

void
tl_used_row_free (TlUsedRow *row)
{
  g_free (row->id);
  g_free (row->category);
  g_free (row->person);
  g_free (row->staff);
  g_free (row->staff_name);
  g_free (row->payee);
  g_free (row->cap_scope);
  g_free (row->clause);
  g_free (row);
}

GPtrArray *
tl_query_used (TlStore *store, TlUsedScope scope, const TlUsedKey *key, GError **error)
{
  return read_rows (store, prepare_used (store, scope, key, error), error);
}

GPtrArray *
tl_query_on_trip (TlStore *store, const char *trip, GError **error)
{
  return read_rows (store, tl_sql_prepare (store, error, USED " AND l.trip = ?", "s", trip), error);
}

GPtrArray *
tl_query_capped (TlStore *store, const char *from, const char *to, GError **error)
{
  return read_rows (store,
                    tl_sql_prepare (store, error,
                                    USED " AND l.date >= ? AND l.date <= ? AND r.cap_scope IS NOT NULL AND l.amount > 0"
                                         " AND (l.over_limit_reason IS NULL OR l.decision_no IS NULL) ORDER BY l.date, l.id",
                                    "ss", from, to),
                    error);
}

gint64
tl_query_changes (TlStore *store)
{
  return tl_sql_int (store, NULL, -1, "SELECT total_changes ()", "");
}

char *
tl_used_name (const char *name)
{
  g_autofree char *folded = NULL;
  g_auto (GStrv) words = NULL;
  g_autoptr (GString) text = NULL;

  if (name == NULL)
    return NULL;
  folded = g_utf8_casefold (name, -1);
  words = g_strsplit_set (folded, " \t\n", -1);
  text = g_string_new (NULL);
  for (guint i = 0; words[i]; i++)
    if (*words[i] != '\0')
      g_string_append_printf (text, "%s%s", text->len > 0 ? " " : "", words[i]);
  return g_utf8_normalize (text->str, (gssize)text->len, G_NORMALIZE_NFC);
}

TlUsedWho
tl_used_row_who (const TlUsedRow *row)
{
  return (TlUsedWho){row->person, row->staff, row->staff_name, row->payee};
}

gboolean
tl_used_who_is_nobody (const TlUsedWho *who)
{
  return who->staff == NULL && who->payee == NULL && who->person == NULL;
}

gboolean
tl_used_who_is (const TlUsedRow *row, const TlUsedWho *who)
{
  const char *one, *other;

  if (row->staff && who->staff)
    return g_str_equal (row->staff, who->staff);
  one = row->staff ? row->staff_name : row->payee;
  other = who->staff ? who->staff_name : who->payee;
  if (one || other)
    return one && other && g_str_equal (one, other);
  return row->person && who->person && g_str_equal (row->person, who->person);
}
