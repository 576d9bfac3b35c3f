/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lists over many cases. The order of 100,000 cases is asked for once, as ids; lines are read for the few
 * that are on the screen. Each question has an index that holds all it needs (migration 0006): what is not shown is
 * not opened. tests/unit/store/plans.c watches that it stays so. */
#include "store/overview.h"

#include "record/lists.h"
#include "record/time.h"
#include "store/sql.h"

/* A day of UTC+7 as a number. */
#define DAY(time) "((" time " + 25200) / 86400)"
/* Soonest open date of case c, '9' where there is none. */
#define NEXT_DUE                                                                                                                           \
  "min (ifnull ((SELECT min (due_on) FROM followup INDEXED BY followup_open WHERE \"case\" = c.id AND done_on IS NULL), '9'),"             \
  "     ifnull ((SELECT min (due_on) FROM plan_item INDEXED BY plan_item_open WHERE \"case\" = c.id AND status IN ('planned', 'doing')), '9')," \
  "     ifnull ((SELECT min (expected_out_on) FROM stay INDEXED BY stay_here WHERE \"case\" = c.id AND checked_out_at IS NULL), '9'))"

void
tl_case_line_free (TlCaseLine *line)
{
  if (line == NULL)
    return;
  g_free (line->id);
  g_free (line->code);
  g_free (line->alias);
  g_free (line->full_name);
  g_free (line->status);
  g_free (line->room);
  g_free (line->risk);
  g_free (line->next_due);
  g_free (line);
}

/* What a job is asked. */
typedef struct
{
  TlCaseFilter filter;
  TlCaseSort sort;
  const char *const *ids;
  guint n_ids;
  const char *case_id;
  guint days;
} Question;

static const char *
filter_sql (TlCaseFilter filter)
{
  switch (filter)
    {
    case TL_CASES_OPEN:
      return "c.status = 'open'";
    case TL_CASES_HERE:
      return "c.id IN (SELECT s.\"case\" FROM stay s WHERE s.checked_out_at IS NULL)";
    case TL_CASES_MINE:
      return "c.received_by = ?1";
    case TL_CASES_CLOSED:
      return "c.status = 'closed'";
    case TL_CASES_ALL:
    default:
      return "1";
    }
}

static const char *
sort_sql (TlCaseSort sort)
{
  switch (sort)
    {
    case TL_CASES_BY_CODE:
      return "c.code";
    case TL_CASES_BY_ALIAS:
      return "(SELECT alias FROM person INDEXED BY person_called WHERE id = c.victim) COLLATE NOCASE, c.code";
    case TL_CASES_BY_RISK:
      return "instr (?2, ' ' || ifnull (c.risk_level, '-') || ' ') DESC, c.opened_at DESC";
    case TL_CASES_BY_DUE: /* by_due() puts them in front */
    case TL_CASES_BY_OPENED:
    default:
      return "c.opened_at DESC, c.code DESC";
    }
}

/* Appends what @sql gives; its parameters are ?1 to ?3. */
static gboolean
add_ids (TlStore *store, GPtrArray *ids, const char *sql, const char *levels, const char *level, GError **error)
{
  GError *failed = NULL;
  sqlite3_stmt *stmt = tl_sql_prepare (store, error, sql, "sss", tl_store_staff (store), levels, level);

  if (stmt == NULL)
    return FALSE;
  while (tl_sql_step (store, stmt, &failed))
    g_ptr_array_add (ids, tl_sql_column_text (stmt, 0));
  tl_sql_done (stmt);
  if (failed == NULL)
    return TRUE;
  g_propagate_error (error, failed);

  return FALSE;
}

/* The levels in use, the gravest first, then what the list does not know; NULL (none) is left out. */
static GPtrArray *
levels_in_use (TlStore *store, const char *levels, GError **error)
{
  g_autoptr (GPtrArray) used = g_ptr_array_new_with_free_func (g_free);

  return add_ids (store, used,
                  "WITH RECURSIVE used (level) AS (SELECT min (risk_level) FROM \"case\" INDEXED BY case_by_risk UNION ALL"
                  " SELECT (SELECT min (risk_level) FROM \"case\" INDEXED BY case_by_risk WHERE risk_level > used.level) FROM used"
                  "  WHERE used.level IS NOT NULL)"
                  " SELECT level FROM used WHERE level IS NOT NULL AND ?1 IS ?1 AND ?3 IS ?3"
                  " ORDER BY instr (?2, ' ' || level || ' ') DESC, level",
                  levels, NULL, error)
             ? g_steal_pointer (&used)
             : NULL;
}

/* Level by level along an index: nothing is sorted and no row is opened. */
static gboolean
add_by_risk (TlStore *store, GPtrArray *ids, TlCaseFilter filter, const char *levels, GError **error)
{
  g_autoptr (GPtrArray) used = levels_in_use (store, levels, error);
  g_autofree char *sql = g_strdup_printf ("SELECT c.id FROM \"case\" c INDEXED BY case_by_risk WHERE c.risk_level IS ?3 AND %s"
                                          " AND ?1 IS ?1 AND ?2 = ?2 ORDER BY c.opened_at DESC",
                                          filter_sql (filter));

  for (guint i = 0; used != NULL && i < used->len; i++)
    if (!add_ids (store, ids, sql, levels, used->pdata[i], error))
      return FALSE;

  return used != NULL && add_ids (store, ids, sql, levels, NULL, error);
}

/* Case → its soonest open date, of those that have one. */
static GHashTable *
read_dues (TlStore *store, GError **error)
{
  g_autoptr (GHashTable) dues = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  GError *failed = NULL;
  sqlite3_stmt *stmt = tl_sql_prepare (store, error,
                                       "SELECT o.c, o.day FROM ("
                                       " SELECT \"case\" AS c, due_on AS day FROM followup INDEXED BY followup_open WHERE done_on IS NULL"
                                       " UNION ALL SELECT \"case\", due_on FROM plan_item INDEXED BY plan_item_open"
                                       "  WHERE status IN ('planned', 'doing')"
                                       " UNION ALL SELECT \"case\", expected_out_on FROM stay INDEXED BY stay_here WHERE checked_out_at IS NULL"
                                       ") o WHERE o.day IS NOT NULL",
                                       "");

  if (stmt == NULL)
    return NULL;
  while (tl_sql_step (store, stmt, &failed))
    {
      const char *id = (const char *)sqlite3_column_text (stmt, 0);
      const char *day = (const char *)sqlite3_column_text (stmt, 1);
      const char *known = id != NULL ? g_hash_table_lookup (dues, id) : day;

      if (known == NULL || strcmp (day, known) < 0)
        g_hash_table_insert (dues, g_strdup (id), g_strdup (day));
    }
  tl_sql_done (stmt);
  if (failed == NULL)
    return g_steal_pointer (&dues);
  g_propagate_error (error, failed);

  return NULL;
}

typedef struct
{
  char *id;
  const char *day;
  guint place;
} WithDue;

static int
compare_dues (gconstpointer a, gconstpointer b)
{
  const WithDue *one = a, *other = b;
  int order = strcmp (one->day, other->day);

  return order != 0 ? order : (one->place > other->place) - (one->place < other->place);
}

/* What is open is little beside what was ever recorded: it is read alone and put in front of the rest. */
static GPtrArray *
by_due (TlStore *store, GPtrArray *ids, GError **error)
{
  g_autoptr (GHashTable) dues = read_dues (store, error);
  g_autoptr (GArray) with = g_array_new (FALSE, FALSE, sizeof (WithDue));
  g_autoptr (GPtrArray) sorted = NULL;
  guint n;

  if (dues == NULL)
    return NULL;
  sorted = g_ptr_array_new_full (ids->len, g_free);
  for (guint i = 0; i < ids->len; i++)
    {
      WithDue due = {ids->pdata[i], g_hash_table_lookup (dues, ids->pdata[i]), i};

      if (due.day != NULL)
        g_array_append_val (with, due);
    }
  g_array_sort (with, compare_dues);
  for (guint i = 0; i < with->len; i++)
    {
      WithDue *due = &g_array_index (with, WithDue, i);

      g_ptr_array_add (sorted, due->id);
      ids->pdata[due->place] = NULL;
    }
  n = ids->len;
  for (guint i = 0; i < n; i++)
    if (ids->pdata[i] != NULL)
      g_ptr_array_add (sorted, g_steal_pointer (&ids->pdata[i]));

  return g_steal_pointer (&sorted);
}

static gpointer
cases_job (TlStore *store, gpointer data, GCancellable *cancellable, GError **error)
{
  Question *question = data;
  g_autoptr (GPtrArray) ids = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GString) levels = g_string_new (" ");
  g_autofree char *sql = NULL;
  const TlList *list = tl_list_get (tl_type_field (TL_TYPE_CASE, TL_CASE_RISK_LEVEL)->list);

  for (guint i = 0; list != NULL && i < tl_list_size (list); i++)
    g_string_append_printf (levels, "%s ", tl_list_item (list, i)->code);
  /* Of those who are here there are few: found first, then sorted. */
  if (question->sort == TL_CASES_BY_RISK && question->filter != TL_CASES_HERE)
    return add_by_risk (store, ids, question->filter, levels->str, error) ? g_steal_pointer (&ids) : NULL;
  /* All parameters always appear, so that binding by place holds whatever is asked. */
  sql = g_strdup_printf ("SELECT c.id FROM \"case\" c%s WHERE %s AND ?1 IS ?1 AND ?2 = ?2 AND ?3 IS ?3 ORDER BY %s",
                         question->sort == TL_CASES_BY_CODE && question->filter == TL_CASES_CLOSED ? " INDEXED BY case_by_code" : "",
                         filter_sql (question->filter), sort_sql (question->sort));
  if (!add_ids (store, ids, sql, levels->str, NULL, error))
    return NULL;

  return question->sort == TL_CASES_BY_DUE ? by_due (store, ids, error) : g_steal_pointer (&ids);
}

GPtrArray *
tl_overview_cases (TlStore *store, TlCaseFilter filter, TlCaseSort sort, GError **error)
{
  Question question = {.filter = filter, .sort = sort};

  return tl_store_call (store, cases_job, &question, error);
}

static gpointer
lines_job (TlStore *store, gpointer data, GCancellable *cancellable, GError **error)
{
  Question *question = data;
  g_autoptr (GPtrArray) lines = g_ptr_array_new_with_free_func ((GDestroyNotify)tl_case_line_free);

  for (guint i = 0; i < question->n_ids; i++)
    {
      g_autoptr (GError) local = NULL;
      sqlite3_stmt *stmt = tl_sql_prepare (
          store, error,
          "SELECT c.id, c.code, p.alias, p.full_name, c.opened_at, c.status,"
          " (SELECT r.name FROM stay s JOIN room r ON r.id = s.room WHERE s.\"case\" = c.id AND s.checked_out_at IS NULL LIMIT 1),"
          " (SELECT sum (max (1, " DAY ("ifnull (s.checked_out_at, ?2)") " - " DAY (
              "s.checked_in_at") "))"
                                 "  FROM stay s WHERE s.\"case\" = c.id AND s.person = c.victim),"
                                 " c.risk_level, " NEXT_DUE " FROM \"case\" c LEFT JOIN person p ON p.id = c.victim WHERE c.id = ?1",
          "si", question->ids[i], tl_clock_now ());

      if (stmt == NULL)
        return NULL;
      if (tl_sql_step (store, stmt, &local))
        {
          TlCaseLine *line = g_new0 (TlCaseLine, 1);

          line->id = tl_sql_column_text (stmt, 0);
          line->code = tl_sql_column_text (stmt, 1);
          line->alias = tl_sql_column_text (stmt, 2);
          line->full_name = tl_sql_column_text (stmt, 3);
          line->opened_at = sqlite3_column_int64 (stmt, 4);
          line->status = tl_sql_column_text (stmt, 5);
          line->room = tl_sql_column_text (stmt, 6);
          line->days = sqlite3_column_int64 (stmt, 7);
          line->risk = tl_sql_column_text (stmt, 8);
          line->next_due = tl_sql_column_text (stmt, 9);
          if (g_strcmp0 (line->next_due, "9") == 0)
            g_clear_pointer (&line->next_due, g_free);
          g_ptr_array_add (lines, line);
        }
      tl_sql_done (stmt);
      if (local != NULL)
        {
          g_propagate_error (error, g_steal_pointer (&local));
          return NULL;
        }
    }
  return g_steal_pointer (&lines);
}

GPtrArray *
tl_overview_case_lines (TlStore *store, const char *const *ids, guint n_ids, GError **error)
{
  Question question = {.ids = ids, .n_ids = n_ids};

  return tl_store_call (store, lines_job, &question, error);
}

/* --- Today --- */

static void
sleeper_free (gpointer data)
{
  TlSleeper *sleeper = data;

  g_free (sleeper->case_id);
  g_free (sleeper->code);
  g_free (sleeper->alias);
  g_free (sleeper->room);
  g_free (sleeper->bed);
  g_free (sleeper->expected);
  g_free (sleeper);
}

static void
due_free (gpointer data)
{
  TlDue *due = data;

  g_free (due->case_id);
  g_free (due->code);
  g_free (due->alias);
  g_free (due->on);
  g_free (due->what);
  g_free (due);
}

static void
room_free (gpointer data)
{
  TlRoomTonight *room = data;

  g_free (room->name);
  g_free (room);
}

void
tl_today_free (TlToday *today)
{
  if (today == NULL)
    return;
  g_clear_pointer (&today->sleepers, g_ptr_array_unref);
  g_clear_pointer (&today->rooms, g_ptr_array_unref);
  g_clear_pointer (&today->due, g_ptr_array_unref);
  g_clear_pointer (&today->drafts, g_ptr_array_unref);
  g_free (today);
}

static gboolean
read_sleepers (TlStore *store, TlToday *today, GError **error)
{
  g_autoptr (GError) local = NULL;
  sqlite3_stmt *stmt;

  today->n_here
      = tl_sql_int (store, &local, 0, "SELECT count (*) FROM stay WHERE checked_out_at IS NULL AND checked_in_at <= ?", "i", tl_clock_now ());
  if (local != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  stmt
      = tl_sql_prepare (store, error,
                        "SELECT s.\"case\", c.code, p.alias, r.name, s.bed,"
                        " max (1, " DAY ("?1") " - " DAY (
                            "s.checked_in_at") "), s.expected_out_on"
                                               " FROM stay s JOIN \"case\" c ON c.id = s.\"case\" LEFT JOIN person p ON p.id = s.person"
                                               " LEFT JOIN room r ON r.id = s.room WHERE s.checked_out_at IS NULL AND s.checked_in_at <= ?1"
                                               " ORDER BY r.name IS NULL, r.name, c.code, s.person <> c.victim, p.alias LIMIT ?2",
                        "ii", tl_clock_now (), (gint64)TL_TODAY_SLEEPERS);

  if (stmt == NULL)
    return FALSE;
  while (tl_sql_step (store, stmt, &local))
    {
      TlSleeper *sleeper = g_new0 (TlSleeper, 1);

      sleeper->case_id = tl_sql_column_text (stmt, 0);
      sleeper->code = tl_sql_column_text (stmt, 1);
      sleeper->alias = tl_sql_column_text (stmt, 2);
      sleeper->room = tl_sql_column_text (stmt, 3);
      sleeper->bed = tl_sql_column_text (stmt, 4);
      sleeper->nights = sqlite3_column_int64 (stmt, 5);
      sleeper->expected = tl_sql_column_text (stmt, 6);
      g_ptr_array_add (today->sleepers, sleeper);
    }
  tl_sql_done (stmt);
  if (local == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

static gboolean
read_rooms (TlStore *store, TlToday *today, GError **error)
{
  g_autoptr (GError) local = NULL;
  sqlite3_stmt *stmt
      = tl_sql_prepare (store, error,
                        "SELECT r.name, ifnull (r.beds, 0) - ifnull (r.blocked_beds, 0),"
                        " (SELECT count (*) FROM stay s WHERE s.room = r.id AND s.checked_out_at IS NULL AND s.checked_in_at <= ?1)"
                        " FROM room r ORDER BY r.name",
                        "i", tl_clock_now ());

  if (stmt == NULL)
    return FALSE;
  while (tl_sql_step (store, stmt, &local))
    {
      TlRoomTonight *room = g_new0 (TlRoomTonight, 1);

      room->name = tl_sql_column_text (stmt, 0);
      room->beds = sqlite3_column_int64 (stmt, 1);
      room->taken = sqlite3_column_int64 (stmt, 2);
      g_ptr_array_add (today->rooms, room);
    }
  tl_sql_done (stmt);
  if (local == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

static gboolean
read_due (TlStore *store, TlToday *today, guint days, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autofree char *until = tl_date_to_iso (tl_date_today () + (TlDate)days);
  g_autofree char *now = tl_date_to_iso (tl_date_today ());
  sqlite3_stmt *stmt = tl_sql_prepare (
      store, error,
      /* Of each kind the soonest, along its index: what lies behind the last line that is shown is not read. */
      "SELECT d.kind, d.c, c.code, p.alias, d.day, d.what FROM ("
      " SELECT * FROM (SELECT 0 AS kind, f.\"case\" AS c, f.due_on AS day, NULL AS what FROM followup f INDEXED BY followup_due"
      "  WHERE f.done_on IS NULL AND f.due_on <= ?1 ORDER BY f.due_on LIMIT ?3)"
      " UNION ALL SELECT * FROM (SELECT 1, i.\"case\", i.due_on, i.\"action\" FROM plan_item i INDEXED BY plan_item_due"
      "  CROSS JOIN \"case\" k ON k.id = i.\"case\""
      "  WHERE i.status IN ('planned', 'doing') AND i.due_on <= ?1 AND k.status = 'open' ORDER BY i.due_on LIMIT ?3)"
      " UNION ALL SELECT * FROM (SELECT 2, s.\"case\", s.expected_out_on, NULL FROM stay s INDEXED BY stay_to_end"
      "  CROSS JOIN \"case\" k ON k.id = s.\"case\""
      "  WHERE s.checked_out_at IS NULL AND s.expected_out_on <= ?1 AND k.status = 'open'"
      "   AND NOT EXISTS (SELECT 1 FROM stay o INDEXED BY stay_here WHERE o.\"case\" = s.\"case\" AND o.checked_out_at IS NULL"
      "    AND (o.expected_out_on < s.expected_out_on OR (o.expected_out_on = s.expected_out_on AND o.rowid < s.rowid)))"
      "  ORDER BY s.expected_out_on LIMIT ?3)"
      " UNION ALL SELECT * FROM (SELECT 3, n.\"case\", n.expires_on, n.purpose FROM consent n INDEXED BY consent_to_end"
      "  CROSS JOIN \"case\" k ON k.id = n.\"case\""
      "  WHERE n.withdrawn_on IS NULL AND n.expires_on IS NOT NULL AND n.expires_on BETWEEN ?2 AND ?1 AND k.status = 'open'"
      "  ORDER BY n.expires_on LIMIT ?3)"
      ") d JOIN \"case\" c ON c.id = d.c LEFT JOIN person p ON p.id = c.victim ORDER BY d.day, d.kind LIMIT ?3",
      "ssi", until, now, (gint64)TL_TODAY_DUE);

  if (stmt == NULL)
    return FALSE;
  while (tl_sql_step (store, stmt, &local))
    {
      TlDue *due = g_new0 (TlDue, 1);

      due->kind = (TlDueKind)sqlite3_column_int (stmt, 0);
      due->case_id = tl_sql_column_text (stmt, 1);
      due->code = tl_sql_column_text (stmt, 2);
      due->alias = tl_sql_column_text (stmt, 3);
      due->on = tl_sql_column_text (stmt, 4);
      due->what = tl_sql_column_text (stmt, 5);
      g_ptr_array_add (today->due, due);
    }
  tl_sql_done (stmt);
  if (local == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

static gpointer
today_job (TlStore *store, gpointer data, GCancellable *cancellable, GError **error)
{
  Question *question = data;
  TlToday *today = g_new0 (TlToday, 1);
  TlDate day = tl_date_today ();
  g_autofree char *month_from = tl_date_to_iso (tl_date_month_start (day));
  g_autofree char *month_to = tl_date_to_iso (tl_date_month_end (day));
  g_autofree char *year_from = NULL;
  g_autofree char *year_to = NULL;
  g_autoptr (GError) local = NULL;
  int year, month, of_month;

  tl_date_to_ymd (day, &year, &month, &of_month);
  year_from = g_strdup_printf ("%04d-01-01", year);
  year_to = g_strdup_printf ("%04d-12-31", year);
  today->sleepers = g_ptr_array_new_with_free_func (sleeper_free);
  today->rooms = g_ptr_array_new_with_free_func (room_free);
  today->due = g_ptr_array_new_with_free_func (due_free);

  if (!read_sleepers (store, today, &local) || !read_rooms (store, today, &local) || !read_due (store, today, question->days, &local))
    goto failed;
  today->drafts = tl_store_list_drafts (store, &local);
  if (local != NULL)
    goto failed;
  today->open_cases = tl_sql_int (store, &local, 0, "SELECT count (*) FROM \"case\" WHERE status = 'open'", "");
  if (local == NULL)
    today->month_amount
        = tl_sql_int (store, &local, 0, "SELECT sum (amount) FROM support WHERE state <> 'void' AND \"date\" BETWEEN ? AND ?", "ss",
                      month_from, month_to);
  if (local == NULL)
    today->year_budget = tl_sql_int (store, &local, 0, "SELECT sum (amount) FROM budget_source WHERE place = ? AND year = ?", "si",
                                     tl_store_site (store), (gint64)year);
  if (local == NULL && today->year_budget > 0)
    today->year_amount = tl_sql_int (store, &local, 0,
                                     "SELECT sum (amount) FROM support WHERE state <> 'void' AND \"date\" BETWEEN ? AND ?"
                                     " AND funding_source IN (SELECT funding_source FROM budget_source WHERE place = ? AND year = ?)",
                                     "sssi", year_from, year_to, tl_store_site (store), (gint64)year);
  if (local == NULL)
    return today;

failed:
  tl_today_free (today);
  g_propagate_error (error, g_steal_pointer (&local));
  return NULL;
}

TlToday *
tl_overview_today (TlStore *store, guint days, GError **error)
{
  Question question = {.days = days};

  return tl_store_call (store, today_job, &question, error);
}

static gpointer
people_job (TlStore *store, gpointer data, GCancellable *cancellable, GError **error)
{
  Question *question = data;
  g_autoptr (GPtrArray) ids = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GError) local = NULL;
  sqlite3_stmt *stmt = tl_sql_prepare (store, error,
                                       "SELECT victim, 0 AS n FROM \"case\" WHERE id = ?1 AND victim IS NOT NULL"
                                       " UNION ALL SELECT person, 1 FROM companion WHERE \"case\" = ?1 AND person IS NOT NULL ORDER BY 2",
                                       "s", question->case_id);

  if (stmt == NULL)
    return NULL;
  while (tl_sql_step (store, stmt, &local))
    g_ptr_array_add (ids, tl_sql_column_text (stmt, 0));
  tl_sql_done (stmt);
  if (local != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return NULL;
    }
  return g_steal_pointer (&ids);
}

GPtrArray *
tl_overview_people (TlStore *store, const char *case_id, GError **error)
{
  Question question = {.case_id = case_id};

  return tl_store_call (store, people_job, &question, error);
}
