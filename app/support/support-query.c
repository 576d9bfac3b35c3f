/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "support/support-query.h"

#include "store/sql.h"

/* --- helpers --- */

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

char *
tl_query_overlapping_rate (TlStore *store, const char *rate, const char *category, const char *from, const char *to, GError **error)
{
  return tl_sql_text (store, error,
                      "SELECT id FROM rate WHERE category = ? AND id <> ? AND (? IS NULL OR valid_from <= ?)"
                      " AND (valid_to IS NULL OR valid_to >= ?) ORDER BY valid_from LIMIT 1",
                      "sssss", category, rate, to, to, from);
}

gint64
tl_query_lines_of_rate (TlStore *store, const char *rate, const char *after, char **first, GError **error)
{
  sqlite3_stmt *stmt
      = tl_sql_prepare (store, error, "SELECT COUNT (*), MIN (date) FROM support WHERE rate = ? AND (? IS NULL OR COALESCE (date_to, date) > ?)",
                        "sss", rate, after, after);
  gint64 lines = 0;

  if (stmt == NULL)
    return 0;
  if (tl_sql_step (store, stmt, error))
    {
      lines = sqlite3_column_int64 (stmt, 0);
      if (first)
        *first = tl_sql_column_text (stmt, 1);
    }
  tl_sql_done (stmt);
  return lines;
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
                     " AND COALESCE (date_to, date) >= ? AND amount > 0",
                     "sssss", category, line, person, to, from);
}

gint64
tl_query_files_of (TlStore *store, const char *line, const char *category, const char *person, const char *case_id, GError **error)
{
  return tl_sql_int (store, error, -1,
                     "SELECT COUNT (*) FROM support l LEFT JOIN \"case\" c ON c.id = l.\"case\" WHERE l.category = ? AND l.state <> 'void'"
                     " AND l.id <> ? AND COALESCE (l.person, c.victim)"
                     " = COALESCE (?, (SELECT victim FROM \"case\" WHERE id = ?))",
                     "ssss", category, line, person, case_id);
}

gint64
tl_query_voucher_used (TlStore *store, const char *line, const char *voucher, GError **error)
{
  return tl_sql_int (store, error, -1, "SELECT COALESCE (SUM (amount), 0) FROM support WHERE voucher = ? AND state <> 'void' AND id <> ?",
                     "ss", voucher, line);
}

gint64
tl_query_corrections (TlStore *store, const char *line, const char *corrected, GError **error)
{
  return tl_sql_int (store, error, 0,
                     "SELECT COALESCE (SUM (amount), 0) FROM support WHERE corrects = ? AND state <> 'void' AND id <> ? AND amount < 0",
                     "ss", corrected, line);
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
  row->voucher = tl_sql_column_text (stmt, i++);
  row->payee_kind = tl_sql_column_text (stmt, i++);
  if (sqlite3_column_count (stmt) == i + 1)
    row->statement = tl_sql_column_text (stmt, i);
  if (sqlite3_column_count (stmt) <= i + 1)
    return row;
  row->name = tl_sql_column_text (stmt, i++);
  row->name_person = tl_sql_column_text (stmt, i++);
  row->name_staff = tl_sql_column_text (stmt, i++);
  row->signer = tl_sql_column_text (stmt, i++);
  row->signer_person = tl_sql_column_text (stmt, i++);
  return row;
}

#define LINE_COLUMNS                                                                                                                       \
  "SELECT l.id, c.code, l.person, l.category, l.date, l.date_to, l.quantity, l.unit_price, l.amount, l.funding_source, l.decision_no,"     \
  " l.over_limit_reason IS NOT NULL, l.rate, r.title, r.legal_basis, r.unit, r.formula, r.level, v.number, v.date, l.corrects, l.state,"   \
  " l.voucher, l.payee_kind"
#define LINE_TABLES                                                                                                                        \
  " FROM support l JOIN rate r ON r.id = l.rate LEFT JOIN \"case\" c ON c.id = l.\"case\" LEFT JOIN voucher v ON v.id = l.voucher"
#define LINE_WHERE                                                                                                                         \
  " WHERE l.site = ? AND l.date >= ? AND l.date <= ? AND (? IS NULL OR l.funding_source = ?)"                                              \
  " AND (l.state IN ('draft', 'approved') OR (l.state IN ('claimed', 'paid') AND l.id NOT IN ("                                            \
  "SELECT json_extract (e.value, '$.id') FROM statement s, json_each (s.lines) e WHERE s.kind = ? AND s.state = 'final'"                   \
  " AND s.date_from <= ? AND s.date_to >= ? AND json_extract (e.value, '$.id') IS NOT NULL)))"

/* To whom a line is paid: a staff member for work done, the one named, else the person of the line or of the case. A
 * file's fee goes to whoever made it, never to the person it is about. */
#define FOR_STAFF                                                                                                                          \
  "(coalesce (l.payee_kind, '') = 'staff' OR (l.payee_kind IS NULL AND l.category IN ('counselling', 'escort', 'case_file', "              \
  "'child_file')))"
#define FOR_PERSON "(NOT " FOR_STAFF " AND l.payee_name IS NULL AND coalesce (l.payee_kind, 'victim') = 'victim')"
#define FOR_CHILD "(" FOR_PERSON " AND p.id <> c.victim AND p.age_band IN ('0-5', '6-11', '12-15'))"
#define NAME_COLUMNS                                                                                                                       \
  ", CASE WHEN " FOR_STAFF " THEN coalesce (t.full_name, l.payee_name) WHEN " FOR_PERSON " THEN coalesce (p.full_name, p.alias)"           \
  " ELSE coalesce (l.payee_name, t.full_name, v.vendor) END,"                                                                              \
  " CASE WHEN " FOR_PERSON " THEN p.id END, CASE WHEN " FOR_STAFF " THEN t.id WHEN " FOR_PERSON " OR l.payee_name IS NOT NULL THEN NULL"   \
  " ELSE t.id END,"                                                                                                                        \
  " CASE WHEN " FOR_CHILD " THEN coalesce (w.full_name, w.alias) END, CASE WHEN " FOR_CHILD " THEN w.id END"
#define NAME_TABLES                                                                                                                        \
  " LEFT JOIN person p ON p.id = coalesce (l.person, c.victim) LEFT JOIN person w ON w.id = c.victim LEFT JOIN staff t ON t.id = l.staff"

GPtrArray *
tl_query_lines (TlStore *store, const char *site, const char *kind, const char *from, const char *to, const char *source,
                gboolean with_names, GError **error)
{
  sqlite3_stmt *stmt = tl_sql_prepare (
      store, error, with_names ? LINE_COLUMNS NAME_COLUMNS LINE_TABLES NAME_TABLES LINE_WHERE : LINE_COLUMNS LINE_TABLES LINE_WHERE,
      "ssssssss", site, from, to, source, source, kind, to, from);

  return read_rows (store, stmt, read_line, (GDestroyNotify)tl_line_row_free, error);
}

GPtrArray *
tl_query_register (TlStore *store, const char *site, const char *from, const char *to, GError **error)
{
  sqlite3_stmt *stmt = tl_sql_prepare (
      store, error,
      LINE_COLUMNS
      ", s.number" LINE_TABLES
      " LEFT JOIN statement s ON s.id = l.statement WHERE l.site = ? AND l.date >= ? AND l.date <= ? ORDER BY l.date, c.code, l.id",
      "sss", site, from, to);

  return read_rows (store, stmt, read_line, (GDestroyNotify)tl_line_row_free, error);
}

static gpointer
read_earlier (sqlite3_stmt *stmt)
{
  TlEarlier *row = g_new0 (TlEarlier, 1);

  row->number = tl_sql_column_text (stmt, 0);
  row->from = tl_sql_column_text (stmt, 1);
  row->to = tl_sql_column_text (stmt, 2);
  row->source = tl_sql_column_text (stmt, 3);
  return row;
}

GPtrArray *
tl_query_earlier (TlStore *store, const char *site, const char *kind, const char *from, const char *to, const char *source, GError **error)
{
  sqlite3_stmt *stmt
      = tl_sql_prepare (store, error,
                        "SELECT number, date_from, date_to, funding_source FROM statement WHERE site = ? AND kind = ? AND state = 'final'"
                        " AND number IS NOT NULL AND date_from <= ? AND date_to >= ?"
                        " AND (funding_source IS NULL OR ? IS NULL OR funding_source = ?) ORDER BY finalised_at, number",
                        "ssssss", site, kind, to, from, source, source);

  return read_rows (store, stmt, read_earlier, (GDestroyNotify)tl_earlier_free, error);
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

GPtrArray *
tl_query_statements_naming (TlStore *store, const char *id, GError **error)
{
  sqlite3_stmt *stmt = tl_sql_prepare (
      store, error, "SELECT id FROM statement WHERE names IS NOT NULL AND instr (names, ?) > 0 ORDER BY finalised_at", "s", id);

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
  sqlite3_stmt *stmt
      = category ? tl_sql_prepare (store, error,
                                   "SELECT COUNT (*), SUM (amount) FROM budget_place WHERE place = ? AND year = ? AND funding_source = ?"
                                   " AND category = ?",
                                   "siss", tl_store_site (store), (gint64)year, source, category)
                 : tl_sql_prepare (store, error,
                                   "SELECT COUNT (*), SUM (amount) FROM budget_source WHERE place = ? AND year = ? AND funding_source = ?",
                                   "sis", tl_store_site (store), (gint64)year, source);
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

/* --- budgets --- */

static gpointer
read_budget (sqlite3_stmt *stmt)
{
  TlBudgetRow *row = g_new0 (TlBudgetRow, 1);

  row->source = tl_sql_column_text (stmt, 0);
  row->category = tl_sql_column_text (stmt, 1);
  row->amount = sqlite3_column_int64 (stmt, 2);
  return row;
}

GPtrArray *
tl_query_budgets (TlStore *store, const char *site, int year, GError **error)
{
  sqlite3_stmt *stmt = tl_sql_prepare (store, error,
                                       "SELECT funding_source, NULL, amount FROM budget_source WHERE place = ?1 AND year = ?2"
                                       " UNION ALL SELECT funding_source, category, SUM (amount) FROM budget_place"
                                       " WHERE place = ?1 AND year = ?2 AND category IS NOT NULL GROUP BY funding_source, category",
                                       "si", site, (gint64)year);

  return read_rows (store, stmt, read_budget, (GDestroyNotify)tl_budget_row_free, error);
}

static gpointer
read_spent (sqlite3_stmt *stmt)
{
  TlSpentRow *row = g_new0 (TlSpentRow, 1);

  row->source = tl_sql_column_text (stmt, 0);
  row->category = tl_sql_column_text (stmt, 1);
  row->used = sqlite3_column_int64 (stmt, 2);
  row->committed = sqlite3_column_int64 (stmt, 3);
  row->paced = sqlite3_column_int64 (stmt, 4);
  row->ahead = sqlite3_column_int64 (stmt, 5);
  return row;
}

/* Lines of place ?1: this one's (?2) are kept here, another's were sent. */
#define LINES_OF                                                                                                                           \
  "(SELECT funding_source, category, date, state, amount FROM support WHERE site = ?1 AND ?1 = ?2"                                         \
  " UNION ALL SELECT m.funding_source, m.category, m.date, m.state, m.amount FROM sync_money m JOIN sync_peer p ON p.device = m.device"    \
  " WHERE p.site = ?1 AND ?1 <> ?2)"

GPtrArray *
tl_query_spent (TlStore *store, const char *site, const char *from, const char *to, const char *paced_to, GError **error)
{
  sqlite3_stmt *stmt = tl_sql_prepare (
      store, error,
      "SELECT funding_source, category, SUM (CASE WHEN state IN ('claimed', 'paid') THEN amount ELSE 0 END),"
      " SUM (CASE WHEN state IN ('draft', 'approved') THEN amount ELSE 0 END), SUM (CASE WHEN date <= ?3 THEN amount ELSE 0 END),"
      " SUM (CASE WHEN date > ?3 THEN amount ELSE 0 END) FROM " LINES_OF " WHERE state <> 'void' AND date >= ?4 AND date <= ?5"
      " GROUP BY funding_source, category",
      "sssss", site, tl_store_site (store), paced_to, from, to);

  return read_rows (store, stmt, read_spent, (GDestroyNotify)tl_spent_row_free, error);
}

GPtrArray *
tl_query_budget_places (TlStore *store, int year, GError **error)
{
  g_autofree char *from = g_strdup_printf ("%04d-01-01", year);
  g_autofree char *to = g_strdup_printf ("%04d-12-31", year);
  sqlite3_stmt *stmt = tl_sql_prepare (store, error,
                                       "SELECT place FROM budget_source WHERE year = ?1 AND place <> ?4"
                                       " UNION SELECT p.site FROM sync_peer p WHERE p.site <> ?4 AND EXISTS (SELECT 1 FROM sync_money m"
                                       " WHERE m.device = p.device AND m.state <> 'void' AND m.date >= ?2 AND m.date <= ?3) ORDER BY place",
                                       "isss", (gint64)year, from, to, tl_store_site (store));

  return read_rows (store, stmt, read_text, g_free, error);
}

TlDate
tl_query_newest_line (TlStore *store, const char *site, const char *from, const char *to, GError **error)
{
  g_autofree char *day = tl_sql_text (
      store, error, "SELECT MAX (date) FROM " LINES_OF " WHERE state <> 'void' AND date >= ?3 AND date <= ?4", "ssss", site,
      tl_store_site (store), from, to);
  TlDate date = TL_DATE_NONE;

  if (day != NULL)
    tl_date_parse_iso (day, &date);
  return date;
}

gint64
tl_query_spent_but (TlStore *store, const char *site, int year, const char *source, const char *category, const char *line, GError **error)
{
  g_autofree char *from = g_strdup_printf ("%04d-01-01", year);
  g_autofree char *to = g_strdup_printf ("%04d-12-31", year);

  return tl_sql_int (store, error, 0,
                     "SELECT COALESCE (SUM (amount), 0) FROM support WHERE site = ? AND state <> 'void' AND date >= ? AND date <= ?"
                     " AND funding_source = ? AND (? IS NULL OR category = ?) AND id <> ?",
                     "sssssss", site, from, to, source, category, category, line);
}

/* --- rows --- */

void
tl_earlier_free (TlEarlier *row)
{
  g_free (row->number);
  g_free (row->from);
  g_free (row->to);
  g_free (row->source);
  g_free (row);
}

void
tl_budget_row_free (TlBudgetRow *row)
{
  g_free (row->source);
  g_free (row->category);
  g_free (row);
}

void
tl_spent_row_free (TlSpentRow *row)
{
  g_free (row->source);
  g_free (row->category);
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
  g_free (row->voucher);
  g_free (row->payee_kind);
  g_free (row->statement);
  g_free (row->name);
  g_free (row->name_person);
  g_free (row->name_staff);
  g_free (row->signer);
  g_free (row->signer_person);
  g_free (row);
}
