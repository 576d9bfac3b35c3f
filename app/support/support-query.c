/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "support/support-query.h"

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

/* --- rates --- */

char *
tl_query_rate (TlStore *store, const char *category, const char *day, GError **error)
{
  return tl_sql_text (store, error,
                      "SELECT id FROM rate WHERE category = ? AND valid_from <= ? AND (valid_to IS NULL OR valid_to >= ?)"
                      " ORDER BY valid_from DESC, id LIMIT 1",
                      "sss", category, day, day);
}

/* --- ceilings --- */

#define USED                                                                                                                               \
  "SELECT COALESCE (SUM (amount), 0), COALESCE (SUM (quantity), 0) FROM support WHERE category = ? AND state <> 'void' AND id <> ?"        \
  " AND (? = 0 OR over_limit_reason IS NULL)"
#define DAYS " AND date >= ? AND date <= ?"
#define HELPER "COALESCE (staff, payee_name, person)"
#define HELPERS                                                                                                                            \
  "SELECT COUNT (DISTINCT " HELPER ") + COALESCE (SUM (" HELPER " IS NULL), 0) FROM support"                                               \
  " WHERE category = ? AND state <> 'void' AND id <> ? AND (? = 0 OR over_limit_reason IS NULL)"

static sqlite3_stmt *
prepare_used (TlStore *store, TlUsedScope scope, const TlUsedKey *k, GError **error)
{
  switch (scope)
    {
    case TL_USED_CASE:
      return tl_sql_prepare (store, error, USED " AND \"case\" = ?", "ssis", k->category, k->line, (gint64)k->unmarked_only, k->case_id);
    case TL_USED_PERSON:
      return tl_sql_prepare (store, error, USED " AND person = ?", "ssis", k->category, k->line, (gint64)k->unmarked_only, k->person);
    case TL_USED_ADMISSION:
      return tl_sql_prepare (store, error, USED " AND person = ? AND \"case\" IS ?", "ssiss", k->category, k->line,
                             (gint64)k->unmarked_only, k->person, k->case_id);
    case TL_USED_PERSON_DAYS:
      return tl_sql_prepare (store, error, USED " AND person = ?" DAYS, "ssisss", k->category, k->line, (gint64)k->unmarked_only, k->person,
                             k->from, k->to);
    case TL_USED_HELPER_DAYS:
      return tl_sql_prepare (store, error, USED " AND " HELPER " = ?" DAYS, "ssisss", k->category, k->line, (gint64)k->unmarked_only,
                             k->helper, k->from, k->to);
    case TL_USED_STAFF_DAYS:
      return tl_sql_prepare (store, error, USED " AND staff = ?" DAYS, "ssisss", k->category, k->line, (gint64)k->unmarked_only, k->staff,
                             k->from, k->to);
    case TL_USED_TRIP:
      return tl_sql_prepare (store, error, USED " AND trip = ?", "ssis", k->category, k->line, (gint64)k->unmarked_only, k->trip);
    case TL_USED_TRIP_PERSON:
      return tl_sql_prepare (store, error, USED " AND trip = ? AND person = ?", "ssiss", k->category, k->line, (gint64)k->unmarked_only,
                             k->trip, k->person);
    case TL_USED_TRIP_HELPER:
      return tl_sql_prepare (store, error, USED " AND trip = ? AND " HELPER " = ?", "ssiss", k->category, k->line, (gint64)k->unmarked_only,
                             k->trip, k->helper);
    case TL_USED_NO_TRIP:
      return tl_sql_prepare (store, error, USED " AND trip IS NULL AND \"case\" IS ? AND person IS ? AND staff IS ?", "ssisss", k->category,
                             k->line, (gint64)k->unmarked_only, k->case_id, k->person, k->staff);
    case TL_USED_GROUP:
      return tl_sql_prepare (store, error, USED " AND \"case\" IS ? AND person IS ?", "ssiss", k->category, k->line,
                             (gint64)k->unmarked_only, k->case_id, k->person);
    case TL_USED_GROUP_DAY:
      return tl_sql_prepare (store, error, USED " AND \"case\" IS NULL AND person IS NULL AND date = ?", "ssis", k->category, k->line,
                             (gint64)k->unmarked_only, k->from);
    default:
      g_return_val_if_reached (NULL);
    }
}

gboolean
tl_query_used (TlStore *store, TlUsedScope scope, const TlUsedKey *key, gint64 *amount, gint64 *quantity, GError **error)
{
  sqlite3_stmt *stmt = prepare_used (store, scope, key, error);
  gboolean found;

  if (stmt == NULL)
    return FALSE;
  found = tl_sql_step (store, stmt, error);
  if (found)
    {
      *amount = sqlite3_column_int64 (stmt, 0);
      *quantity = sqlite3_column_int64 (stmt, 1);
    }
  tl_sql_done (stmt);
  return found;
}

gint64
tl_query_trip_helpers (TlStore *store, const TlUsedKey *key, GError **error)
{
  const char *helper = key->helper ? key->helper : "";

  /* Two texts, so that each finds its lines by an index: "trip IS ?" would read every line there is. */
  if (key->trip != NULL)
    return tl_sql_int (store, error, -1, HELPERS " AND trip = ? AND " HELPER " IS NOT ?", "ssiss", key->category, key->line,
                       (gint64)key->unmarked_only, key->trip, helper);

  return tl_sql_int (store, error, -1, HELPERS " AND trip IS NULL AND \"case\" IS ? AND " HELPER " IS NOT ?", "ssiss", key->category,
                     key->line, (gint64)key->unmarked_only, key->case_id, helper);
}

/* --- limits of the text --- */

gint64
tl_query_stays_holding (TlStore *store, const char *person, TlDate from, TlDate to, GError **error)
{
  return tl_sql_int (
      store, error, -1,
      "SELECT COUNT (*) FROM stay WHERE person = ? AND checked_in_at < ? AND (checked_out_at IS NULL OR checked_out_at >= ?)", "sii",
      person, tl_date_start (from + 1), tl_date_start (to));
}

gint64
tl_query_lines_on_days (TlStore *store, const char *line, const char *category, const char *person, const char *from, const char *to,
                        GError **error)
{
  return tl_sql_int (store, error, -1,
                     "SELECT COUNT (*) FROM support WHERE category = ? AND state <> 'void' AND id <> ? AND person = ? AND date <= ?"
                     " AND COALESCE (date_to, date) >= ?",
                     "sssss", category, line, person, to, from);
}

gint64
tl_query_lines_of_person (TlStore *store, const char *line, const char *category, const char *person, GError **error)
{
  return tl_sql_int (store, error, -1, "SELECT COUNT (*) FROM support WHERE category = ? AND state <> 'void' AND id <> ? AND person = ?",
                     "sss", category, line, person);
}

gint64
tl_query_voucher_used (TlStore *store, const char *line, const char *voucher, GError **error)
{
  return tl_sql_int (store, error, -1, "SELECT COALESCE (SUM (amount), 0) FROM support WHERE voucher = ? AND state <> 'void' AND id <> ?",
                     "ss", voucher, line);
}

/* --- what generated lines come from --- */

static gpointer
read_stay (sqlite3_stmt *stmt)
{
  TlStayRow *row = g_new0 (TlStayRow, 1);

  row->case_id = tl_sql_column_text (stmt, 0);
  row->person = tl_sql_column_text (stmt, 1);
  row->is_victim = sqlite3_column_int (stmt, 2) != 0;
  row->in = column_day_of_time (stmt, 3);
  row->out = column_day_of_time (stmt, 4);
  return row;
}

GPtrArray *
tl_query_stays (TlStore *store, TlDate from, TlDate to, const char *case_id, GError **error)
{
  sqlite3_stmt *stmt = tl_sql_prepare (store, error,
                                       "SELECT s.\"case\", s.person, c.victim = s.person, s.checked_in_at, s.checked_out_at"
                                       " FROM stay s JOIN \"case\" c ON c.id = s.\"case\""
                                       " WHERE s.checked_in_at < ? AND (s.checked_out_at IS NULL OR s.checked_out_at >= ?)"
                                       " AND (? IS NULL OR s.person IN (SELECT person FROM stay WHERE \"case\" = ?))"
                                       " ORDER BY s.person, s.checked_in_at, s.id",
                                       "iiss", tl_date_start (to + 1), tl_date_start (from), case_id, case_id);

  return read_rows (store, stmt, read_stay, (GDestroyNotify)tl_stay_row_free, error);
}

static gpointer
read_session (sqlite3_stmt *stmt)
{
  TlSessionRow *row = g_new0 (TlSessionRow, 1);

  row->staff = tl_sql_column_text (stmt, 0);
  row->case_id = tl_sql_column_text (stmt, 1);
  row->person = tl_sql_column_text (stmt, 2);
  row->day = column_day_of_time (stmt, 3);
  return row;
}

GPtrArray *
tl_query_sessions (TlStore *store, TlDate from, TlDate to, const char *case_id, GError **error)
{
  sqlite3_stmt *stmt
      = tl_sql_prepare (store, error,
                        "SELECT k.staff, k.\"case\", COALESCE (k.person, c.victim), k.at FROM care k JOIN \"case\" c ON c.id = k.\"case\""
                        " WHERE k.kind = 'counselling' AND k.staff IS NOT NULL AND k.at >= ? AND k.at < ?"
                        " AND (? IS NULL OR k.staff IN (SELECT staff FROM care WHERE \"case\" = ? AND kind = 'counselling'))"
                        " ORDER BY k.staff, k.at, k.id",
                        "iiss", tl_date_start (from), tl_date_start (to + 1), case_id, case_id);

  return read_rows (store, stmt, read_session, (GDestroyNotify)tl_session_row_free, error);
}

static gpointer
read_opened (sqlite3_stmt *stmt)
{
  TlOpenedRow *row = g_new0 (TlOpenedRow, 1);

  row->case_id = tl_sql_column_text (stmt, 0);
  row->victim = tl_sql_column_text (stmt, 1);
  row->opened = column_day_of_time (stmt, 2);
  return row;
}

GPtrArray *
tl_query_opened (TlStore *store, TlDate from, TlDate to, const char *case_id, GError **error)
{
  sqlite3_stmt *stmt
      = tl_sql_prepare (store, error,
                        "SELECT id, victim, opened_at FROM \"case\" WHERE opened_at >= ? AND opened_at < ? AND (? IS NULL OR id = ?)"
                        " ORDER BY opened_at, id",
                        "iiss", tl_date_start (from), tl_date_start (to + 1), case_id, case_id);

  return read_rows (store, stmt, read_opened, (GDestroyNotify)tl_opened_row_free, error);
}

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
  return row;
}

GPtrArray *
tl_query_origin (TlStore *store, const char *category, const char *origin, const char *period, const char *rate, GError **error)
{
  sqlite3_stmt *stmt = tl_sql_prepare (store, error,
                                       "SELECT id, state, date, date_to, quantity FROM support"
                                       " WHERE origin_id = ? AND category = ? AND origin_period = ? AND rate = ? ORDER BY created_at, id",
                                       "ssss", origin, category, period, rate);

  return read_rows (store, stmt, read_origin, (GDestroyNotify)tl_origin_row_free, error);
}

gint64
tl_query_lines_of_case (TlStore *store, const char *category, const char *case_id, GError **error)
{
  return tl_sql_int (store, error, -1, "SELECT COUNT (*) FROM support WHERE category = ? AND \"case\" = ?", "ss", category, case_id);
}

gint64
tl_query_typed_of_staff (TlStore *store, const char *category, const char *staff, const char *from, const char *to, GError **error)
{
  return tl_sql_int (store, error, -1,
                     "SELECT COALESCE (SUM (amount), 0) FROM support"
                     " WHERE category = ? AND state <> 'void' AND staff = ? AND origin_id IS NULL AND date >= ? AND date <= ?",
                     "ssss", category, staff, from, to);
}

/* --- statements --- */

static gpointer
read_line (sqlite3_stmt *stmt)
{
  TlLineRow *row = g_new0 (TlLineRow, 1);
  int i = 0;

  row->id = tl_sql_column_text (stmt, i++);
  row->case_code = tl_sql_column_text (stmt, i++);
  row->person = tl_sql_column_text (stmt, i++);
  row->category = tl_sql_column_text (stmt, i++);
  row->date = tl_sql_column_text (stmt, i++);
  row->date_to = tl_sql_column_text (stmt, i++);
  row->quantity = sqlite3_column_int64 (stmt, i++);
  row->unit_price = sqlite3_column_int64 (stmt, i++);
  row->amount = sqlite3_column_int64 (stmt, i++);
  row->source = tl_sql_column_text (stmt, i++);
  row->decision_no = tl_sql_column_text (stmt, i++);
  row->over_limit = sqlite3_column_int (stmt, i++) != 0;
  row->rate = tl_sql_column_text (stmt, i++);
  row->title = tl_sql_column_text (stmt, i++);
  row->clause = tl_sql_column_text (stmt, i++);
  row->unit = tl_sql_column_text (stmt, i++);
  row->formula = tl_sql_column_text (stmt, i++);
  row->level = sqlite3_column_int64 (stmt, i++);
  row->voucher_number = tl_sql_column_text (stmt, i++);
  row->voucher_date = tl_sql_column_text (stmt, i++);
  row->corrects = tl_sql_column_text (stmt, i++);
  row->state = tl_sql_column_text (stmt, i++);
  return row;
}

#define LINE_COLUMNS                                                                                                                       \
  "SELECT l.id, c.code, l.person, l.category, l.date, l.date_to, l.quantity, l.unit_price, l.amount, l.funding_source, l.decision_no,"     \
  " l.over_limit_reason IS NOT NULL, l.rate, r.title, r.legal_basis, r.unit, r.formula, r.level, v.number, v.date, l.corrects, l.state"    \
  " FROM support l JOIN rate r ON r.id = l.rate LEFT JOIN \"case\" c ON c.id = l.\"case\" LEFT JOIN voucher v ON v.id = l.voucher"

GPtrArray *
tl_query_lines (TlStore *store, const char *site, const char *kind, const char *from, const char *to, const char *source, GError **error)
{
  sqlite3_stmt *stmt = tl_sql_prepare (
      store, error,
      LINE_COLUMNS " WHERE l.site = ? AND l.date >= ? AND l.date <= ? AND (? IS NULL OR l.funding_source = ?)"
                   " AND (l.state IN ('draft', 'approved') OR (l.state IN ('claimed', 'paid') AND l.id NOT IN ("
                   "SELECT json_extract (e.value, '$.id') FROM statement s, json_each (s.lines) e WHERE s.kind = ? AND s.state = 'final'"
                   " AND s.date_from <= ? AND s.date_to >= ? AND json_extract (e.value, '$.id') IS NOT NULL)))",
      "ssssssss", site, from, to, source, source, kind, to, from);

  return read_rows (store, stmt, read_line, (GDestroyNotify)tl_line_row_free, error);
}

static gpointer
read_text (sqlite3_stmt *stmt)
{
  return tl_sql_column_text (stmt, 0);
}

GPtrArray *
tl_query_claimed_by (TlStore *store, const char *statement, GError **error)
{
  sqlite3_stmt *stmt = tl_sql_prepare (store, error, "SELECT id FROM support WHERE statement = ? ORDER BY id", "s", statement);

  return read_rows (store, stmt, read_text, g_free, error);
}

char *
tl_query_other_statement (TlStore *store, const char *line, const char *statement, GError **error)
{
  return tl_sql_text (store, error,
                      "SELECT s.id FROM statement s, json_each (s.lines) e WHERE s.state = 'final' AND s.id <> ?"
                      " AND json_extract (e.value, '$.id') = ? ORDER BY s.finalised_at LIMIT 1",
                      "ss", statement, line);
}

char *
tl_query_void_to_replace (TlStore *store, const char *kind, const char *from, const char *to, const char *source, GError **error)
{
  return tl_sql_text (store, error,
                      "SELECT s.id FROM statement s WHERE s.state = 'void' AND s.number IS NOT NULL AND s.kind = ? AND s.date_from = ?"
                      " AND s.date_to = ? AND s.funding_source IS ?"
                      " AND NOT EXISTS (SELECT 1 FROM statement r WHERE r.replaces = s.id AND r.number IS NOT NULL)"
                      " ORDER BY s.finalised_at DESC LIMIT 1",
                      "ssss", kind, from, to, source);
}

gint64
tl_query_last_number (TlStore *store, const char *site, int year, GError **error)
{
  g_autofree char *like = g_strdup_printf ("%%/%04d/BK-%s", year, site);

  return tl_sql_int (store, error, -1,
                     "SELECT COALESCE (MAX (CAST (substr (number, 1, instr (number, '/') - 1) AS INTEGER)), 0) FROM statement"
                     " WHERE number LIKE ?",
                     "s", like);
}

char *
tl_query_statement_by_number (TlStore *store, const char *number, GError **error)
{
  return tl_sql_text (store, error, "SELECT id FROM statement WHERE number = ?", "s", number);
}

gboolean
tl_query_budget (TlStore *store, int year, const char *source, const char *category, gint64 *amount, GError **error)
{
  sqlite3_stmt *stmt = tl_sql_prepare (store, error,
                                       "SELECT COUNT (*), COALESCE (SUM (amount), 0) FROM budget WHERE year = ?"
                                       " AND (? IS NULL OR funding_source = ?)"
                                       " AND CASE WHEN ? IS NULL THEN category IS NULL OR NOT EXISTS (SELECT 1 FROM budget w"
                                       " WHERE w.year = budget.year AND w.funding_source = budget.funding_source AND w.category IS NULL)"
                                       " ELSE category = ? END",
                                       "issss", (gint64)year, source, source, category, category);
  gboolean read;

  *amount = -1;
  if (stmt == NULL)
    return FALSE;
  read = tl_sql_step (store, stmt, error);
  if (read && sqlite3_column_int64 (stmt, 0) > 0)
    *amount = sqlite3_column_int64 (stmt, 1);
  tl_sql_done (stmt);
  return read;
}

gint64
tl_query_claimed (TlStore *store, const char *site, int year, const char *source, const char *category, GError **error)
{
  g_autofree char *from = g_strdup_printf ("%04d-01-01", year);
  g_autofree char *to = g_strdup_printf ("%04d-12-31", year);

  return tl_sql_int (
      store, error, -1,
      "SELECT COALESCE (SUM (amount), 0) FROM support WHERE site = ? AND state IN ('claimed', 'paid') AND date >= ? AND date <= ?"
      " AND (? IS NULL OR funding_source = ?) AND (? IS NULL OR category = ?)",
      "sssssss", site, from, to, source, source, category, category);
}

/* --- rows --- */

void
tl_stay_row_free (TlStayRow *row)
{
  g_free (row->case_id);
  g_free (row->person);
  g_free (row);
}

void
tl_session_row_free (TlSessionRow *row)
{
  g_free (row->staff);
  g_free (row->case_id);
  g_free (row->person);
  g_free (row);
}

void
tl_opened_row_free (TlOpenedRow *row)
{
  g_free (row->case_id);
  g_free (row->victim);
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
tl_line_row_free (TlLineRow *row)
{
  g_free (row->id);
  g_free (row->case_code);
  g_free (row->person);
  g_free (row->category);
  g_free (row->date);
  g_free (row->date_to);
  g_free (row->source);
  g_free (row->decision_no);
  g_free (row->rate);
  g_free (row->title);
  g_free (row->clause);
  g_free (row->unit);
  g_free (row->formula);
  g_free (row->voucher_number);
  g_free (row->voucher_date);
  g_free (row->corrects);
  g_free (row->state);
  g_free (row);
}
