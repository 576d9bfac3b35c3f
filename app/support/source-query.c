/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "support/source-query.h"

#include "store/sql.h"

/* --- helpers --- */

static TlDate
column_date (sqlite3_stmt *stmt, int column)
{
  TlDate date = TL_DATE_NONE;

  if (sqlite3_column_type (stmt, column) != SQLITE_NULL)
    tl_date_parse_iso ((const char *)sqlite3_column_text (stmt, column), &date);
  return date;
}

static TlDate
column_day_of_time (sqlite3_stmt *stmt, int column)
{
  return sqlite3_column_type (stmt, column) == SQLITE_NULL ? TL_DATE_NONE : tl_date_from_time (sqlite3_column_int64 (stmt, column));
}

typedef gpointer (*ReadRow) (sqlite3_stmt *stmt);

/* All rows of a prepared statement, finished with. */
static GPtrArray *
read_rows (TlStore *store, sqlite3_stmt *stmt, ReadRow read, GDestroyNotify free_row, GError **error)
{
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func (free_row);
  g_autoptr (GError) local = NULL;

  if (stmt == NULL)
    return NULL;
  while (tl_sql_step (store, stmt, &local))
    g_ptr_array_add (rows, read (stmt));
  tl_sql_done (stmt);
  if (local)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return NULL;
    }
  return g_steal_pointer (&rows);
}

/* --- stays --- */

static gpointer
read_stay (sqlite3_stmt *stmt)
{
  TlStayRow *row = g_new0 (TlStayRow, 1);

  row->id = tl_sql_column_text (stmt, 0);
  row->case_id = tl_sql_column_text (stmt, 1);
  row->person = tl_sql_column_text (stmt, 2);
  row->is_victim = sqlite3_column_int (stmt, 3) != 0;
  row->in = column_day_of_time (stmt, 4);
  row->out = column_day_of_time (stmt, 5);
  return row;
}

#define STAYS                                                                                                                              \
  "SELECT s.id, s.\"case\", s.person, c.victim = s.person, s.checked_in_at, s.checked_out_at"                                              \
  " FROM stay s JOIN \"case\" c ON c.id = s.\"case\""                                                                                      \
  " WHERE s.checked_in_at < ? AND (s.checked_out_at IS NULL OR s.checked_out_at >= ?)"
#define IN_ORDER " ORDER BY s.person, s.checked_in_at, s.id"

GPtrArray *
tl_query_stays (TlStore *store, TlDate from, TlDate to, const char *case_id, GError **error)
{
  sqlite3_stmt *stmt
      = tl_sql_prepare (store, error, STAYS " AND (? IS NULL OR s.person IN (SELECT person FROM stay WHERE \"case\" = ?))" IN_ORDER, "iiss",
                        tl_date_start (to + 1), tl_date_start (from), case_id, case_id);

  return read_rows (store, stmt, read_stay, (GDestroyNotify)tl_stay_row_free, error);
}

GPtrArray *
tl_query_stays_of (TlStore *store, TlDate from, TlDate to, const char *person, GError **error)
{
  sqlite3_stmt *stmt
      = tl_sql_prepare (store, error, STAYS " AND s.person = ?" IN_ORDER, "iis", tl_date_start (to + 1), tl_date_start (from), person);

  return read_rows (store, stmt, read_stay, (GDestroyNotify)tl_stay_row_free, error);
}

/* --- care --- */

static gpointer
read_session (sqlite3_stmt *stmt)
{
  TlSessionRow *row = g_new0 (TlSessionRow, 1);

  row->id = tl_sql_column_text (stmt, 0);
  row->staff = tl_sql_column_text (stmt, 1);
  row->case_id = tl_sql_column_text (stmt, 2);
  row->person = tl_sql_column_text (stmt, 3);
  row->day = column_day_of_time (stmt, 4);
  return row;
}

GPtrArray *
tl_query_sessions (TlStore *store, TlDate from, TlDate to, const char *case_id, GError **error)
{
  sqlite3_stmt *stmt = tl_sql_prepare (
      store, error,
      "SELECT k.id, k.staff, k.\"case\", COALESCE (k.person, c.victim), k.at FROM care k JOIN \"case\" c ON c.id = k.\"case\""
      " WHERE k.kind = 'counselling' AND k.staff IS NOT NULL AND k.at >= ? AND k.at < ?"
      " AND (? IS NULL OR k.staff IN (SELECT staff FROM care WHERE \"case\" = ? AND kind = 'counselling'))"
      " ORDER BY k.staff, k.at, k.id",
      "iiss", tl_date_start (from), tl_date_start (to + 1), case_id, case_id);

  return read_rows (store, stmt, read_session, (GDestroyNotify)tl_session_row_free, error);
}

/* --- files --- */

static gpointer
read_opened (sqlite3_stmt *stmt)
{
  TlOpenedRow *row = g_new0 (TlOpenedRow, 1);

  row->case_id = tl_sql_column_text (stmt, 0);
  row->person = tl_sql_column_text (stmt, 1);
  row->is_victim = sqlite3_column_int (stmt, 2) != 0;
  row->opened = column_day_of_time (stmt, 3);
  return row;
}

GPtrArray *
tl_query_opened (TlStore *store, TlDate from, TlDate to, const char *case_id, GError **error)
{
  g_autofree char *first = tl_date_to_iso (from);
  g_autofree char *last = tl_date_to_iso (to);
  sqlite3_stmt *stmt = tl_sql_prepare (store, error,
                                       "SELECT id, victim, 1, opened_at FROM \"case\" WHERE victim IS NOT NULL AND opened_at IS NOT NULL"
                                       " AND (? IS NULL OR id = ?) AND (opened_at >= ? AND opened_at < ?"
                                       " OR id IN (SELECT \"case\" FROM support WHERE category = 'case_file' AND origin_id IS NOT NULL"
                                       " AND state IN ('draft', 'approved') AND date >= ? AND date <= ?))"
                                       " ORDER BY opened_at, id",
                                       "ssiiss", case_id, case_id, tl_date_start (from), tl_date_start (to + 1), first, last);

  return read_rows (store, stmt, read_opened, (GDestroyNotify)tl_opened_row_free, error);
}

/* The law's child is under 16 (Luật Trẻ em); the age group is that of the day of opening. */
#define CHILD " p.age_band IN ('0-5', '6-11', '12-15')"
#define MARKED "(p.child_protection IN ('abused', 'at_risk') OR p.unaccompanied_child = 1)"

GPtrArray *
tl_query_children (TlStore *store, TlDate from, TlDate to, const char *case_id, GError **error)
{
  sqlite3_stmt *stmt = tl_sql_prepare (
      store, error,
      "SELECT c.id, p.id, c.victim = p.id, c.opened_at FROM \"case\" c JOIN person p ON (p.id = c.victim"
      " OR p.id IN (SELECT person FROM companion k WHERE k.\"case\" = c.id))"
      " WHERE c.opened_at >= ? AND c.opened_at < ? AND (? IS NULL OR c.id = ?) AND" CHILD " AND (" MARKED " OR (c.victim = p.id"
      " AND (c.risk_level IN ('medium', 'high', 'extreme') OR EXISTS (SELECT 1 FROM incident i WHERE i.\"case\" = c.id))))"
      " ORDER BY c.opened_at, c.id, p.id",
      "iiss", tl_date_start (from), tl_date_start (to + 1), case_id, case_id);

  return read_rows (store, stmt, read_opened, (GDestroyNotify)tl_opened_row_free, error);
}

static gpointer
read_file (sqlite3_stmt *stmt)
{
  TlFileRow *row = g_new0 (TlFileRow, 1);

  row->id = tl_sql_column_text (stmt, 0);
  row->state = tl_sql_column_text (stmt, 1);
  row->generated = sqlite3_column_int (stmt, 2) != 0;
  return row;
}

GPtrArray *
tl_query_files (TlStore *store, const char *category, const char *case_id, const char *person, GError **error)
{
  sqlite3_stmt *stmt = person ? tl_sql_prepare (store, error,
                                                "SELECT id, state, origin_id IS NOT NULL FROM support WHERE category = ? AND person = ?"
                                                " ORDER BY created_at, id",
                                                "ss", category, person)
                              : tl_sql_prepare (store, error,
                                                "SELECT id, state, origin_id IS NOT NULL FROM support WHERE category = ? AND \"case\" = ?"
                                                " ORDER BY created_at, id",
                                                "ss", category, case_id);

  return read_rows (store, stmt, read_file, (GDestroyNotify)tl_file_row_free, error);
}

/* --- trips --- */

static gpointer
read_trip (sqlite3_stmt *stmt)
{
  TlTripRow *row = g_new0 (TlTripRow, 1);

  row->id = tl_sql_column_text (stmt, 0);
  row->case_id = tl_sql_column_text (stmt, 1);
  row->purpose = tl_sql_column_text (stmt, 2);
  row->from = column_day_of_time (stmt, 3);
  row->to = column_day_of_time (stmt, 4);
  row->people = tl_sql_column_text (stmt, 5);
  row->escorts = tl_sql_column_text (stmt, 6);
  row->mode = tl_sql_column_text (stmt, 7);
  row->km = sqlite3_column_int64 (stmt, 8);
  row->fuel_price = sqlite3_column_int64 (stmt, 9);
  if (row->to == TL_DATE_NONE || row->to < row->from)
    row->to = row->from;
  return row;
}

#define TRIPS "SELECT id, \"case\", purpose, from_at, to_at, people, escorts, mode, km, fuel_price FROM trip WHERE from_at IS NOT NULL"

GPtrArray *
tl_query_trips (TlStore *store, TlDate from, TlDate to, const char *case_id, GError **error)
{
  TlDate first = tl_date_month_start (from), last = tl_date_month_end (to);
  g_autofree char *first_day = tl_date_to_iso (first);
  g_autofree char *last_day = tl_date_to_iso (last);
  sqlite3_stmt *stmt
      = tl_sql_prepare (store, error,
                        TRIPS " AND (? IS NULL OR \"case\" = ?) AND (from_at < ? AND COALESCE (to_at, from_at) >= ?"
                              " OR id IN (SELECT trip FROM support WHERE trip IS NOT NULL AND origin_id IS NOT NULL AND state <> 'void'"
                              " AND date >= ? AND date <= ?)) ORDER BY from_at, id",
                        "ssiiss", case_id, case_id, tl_date_start (last + 1), tl_date_start (first), first_day, last_day);

  return read_rows (store, stmt, read_trip, (GDestroyNotify)tl_trip_row_free, error);
}

GPtrArray *
tl_query_trip (TlStore *store, const char *id, GError **error)
{
  return read_rows (store, tl_sql_prepare (store, error, TRIPS " AND id = ?", "s", id), read_trip, (GDestroyNotify)tl_trip_row_free, error);
}

static gpointer
read_taken (sqlite3_stmt *stmt)
{
  TlTakenRow *row = g_new0 (TlTakenRow, 1);

  row->id = tl_sql_column_text (stmt, 0);
  row->category = tl_sql_column_text (stmt, 1);
  row->who = tl_sql_column_text (stmt, 2);
  return row;
}

GPtrArray *
tl_query_taken (TlStore *store, const char *trip, GError **error)
{
  sqlite3_stmt *stmt = tl_sql_prepare (store, error,
                                       "SELECT id, category, COALESCE (staff, person) FROM support WHERE trip = ? AND origin_id IS NOT NULL"
                                       " AND state <> 'void' ORDER BY created_at, id",
                                       "s", trip);

  return read_rows (store, stmt, read_taken, (GDestroyNotify)tl_taken_row_free, error);
}

/* --- lines made from them --- */

static gpointer
read_origin (sqlite3_stmt *stmt)
{
  TlOriginRow *row = g_new0 (TlOriginRow, 1);

  row->id = tl_sql_column_text (stmt, 0);
  row->state = tl_sql_column_text (stmt, 1);
  row->from = column_date (stmt, 2);
  row->to = column_date (stmt, 3);
  if (row->to == TL_DATE_NONE)
    row->to = row->from;
  row->quantity = sqlite3_column_int64 (stmt, 4);
  row->unit_price = sqlite3_column_int64 (stmt, 5);
  row->amount = sqlite3_column_int64 (stmt, 6);
  return row;
}

GPtrArray *
tl_query_origin (TlStore *store, const char *category, const char *origin, const char *period, const char *rate, GError **error)
{
  sqlite3_stmt *stmt = tl_sql_prepare (store, error,
                                       "SELECT id, state, date, date_to, quantity, unit_price, amount FROM support"
                                       " WHERE origin_id = ? AND category = ? AND origin_period = ? AND rate = ? ORDER BY created_at, id",
                                       "ssss", origin, category, period, rate);

  return read_rows (store, stmt, read_origin, (GDestroyNotify)tl_origin_row_free, error);
}

static gpointer
read_gone (sqlite3_stmt *stmt)
{
  TlGoneRow *row = g_new0 (TlGoneRow, 1);

  row->id = tl_sql_column_text (stmt, 0);
  row->category = tl_sql_column_text (stmt, 1);
  return row;
}

GPtrArray *
tl_query_generated (TlStore *store, const char *period, const char *case_id, GError **error)
{
  sqlite3_stmt *stmt = tl_sql_prepare (store, error,
                                       "SELECT id, category FROM support WHERE origin_period = ? AND origin_id IS NOT NULL"
                                       " AND category NOT IN ('case_file', 'child_file') AND state <> 'void'"
                                       " AND (? IS NULL OR \"case\" = ?) ORDER BY created_at, id",
                                       "sss", period, case_id, case_id);

  return read_rows (store, stmt, read_gone, (GDestroyNotify)tl_gone_row_free, error);
}

/* --- lines typed beside them --- */

gint64
tl_query_typed_of_staff (TlStore *store, const char *category, const char *staff, const char *from, const char *to, GError **error)
{
  return tl_sql_int (store, error, -1,
                     "SELECT COALESCE (SUM (amount), 0) FROM support"
                     " WHERE category = ? AND state <> 'void' AND staff = ? AND origin_id IS NULL AND date >= ? AND date <= ?",
                     "ssss", category, staff, from, to);
}

gint64
tl_query_typed_of_trip (TlStore *store, const char *category, const char *trip, const char *who, GError **error)
{
  return tl_sql_int (store, error, -1,
                     "SELECT COUNT (*) FROM support WHERE category = ? AND state <> 'void' AND trip = ? AND origin_id IS NULL"
                     " AND (? IS NULL OR person = ? OR staff = ? OR (person IS NULL AND staff IS NULL))",
                     "sssss", category, trip, who, who, who);
}

gint64
tl_query_typed_meals (TlStore *store, const char *person, TlDate from, TlDate to, GError **error)
{
  g_autofree char *first = tl_date_to_iso (from);
  g_autofree char *last = tl_date_to_iso (to);

  return tl_sql_int (store, error, -1,
                     "SELECT COUNT (*) FROM support l WHERE category = 'meals' AND state <> 'void' AND person = ? AND origin_id IS NULL"
                     " AND date <= ? AND COALESCE (date_to, date) >= ? AND amount > 0 AND amount + COALESCE ((SELECT SUM (c.amount)"
                     " FROM support c WHERE c.corrects = l.id AND c.state <> 'void'), 0) > 0",
                     "sss", person, last, first);
}

/* --- rows --- */

void
tl_stay_row_free (TlStayRow *row)
{
  g_free (row->id);
  g_free (row->case_id);
  g_free (row->person);
  g_free (row);
}

void
tl_session_row_free (TlSessionRow *row)
{
  g_free (row->id);
  g_free (row->staff);
  g_free (row->case_id);
  g_free (row->person);
  g_free (row);
}

void
tl_opened_row_free (TlOpenedRow *row)
{
  g_free (row->case_id);
  g_free (row->person);
  g_free (row);
}

void
tl_trip_row_free (TlTripRow *row)
{
  g_free (row->id);
  g_free (row->case_id);
  g_free (row->purpose);
  g_free (row->people);
  g_free (row->escorts);
  g_free (row->mode);
  g_free (row);
}

void
tl_taken_row_free (TlTakenRow *row)
{
  g_free (row->id);
  g_free (row->category);
  g_free (row->who);
  g_free (row);
}

void
tl_origin_row_free (TlOriginRow *row)
{
  g_free (row->id);
  g_free (row->state);
  g_free (row);
}

void
tl_file_row_free (TlFileRow *row)
{
  g_free (row->id);
  g_free (row->state);
  g_free (row);
}

void
tl_gone_row_free (TlGoneRow *row)
{
  g_free (row->id);
  g_free (row->category);
  g_free (row);
}
