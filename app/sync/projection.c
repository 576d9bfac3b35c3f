/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What leaves, by purpose.
 *
 * Money and statistics must not be joined into a person. So: a line travels under a random id of its own and the
 * person's money pseudonym, both unknown to every other projection; rows are sorted by that random id, which has no
 * order in time or by case; no hour, no note, no payee, no voucher. An informant's pay carries no pseudonym at all.
 * Counts are made here, small cells hidden, of months that have ended, once: two counts of the same month that differ
 * by one person would tell about that person, and so would a month counted while it runs. A baseline repeats the
 * counts as they first left. */

#include "sync/projection.h"

#include <glib/gi18n-lib.h>
#include <sodium.h>
#include <string.h>

#include "record/time.h"
#include "report/report.h"
#include "store/sql.h"
#include "sync/bytes.h"
#include "sync/container.h"
#include "sync/json.h"

const char *const tl_money_fields[]
    = {"id",    "pseudonym", "category", "date",    "date_to", "quantity_thousandths", "unit", "unit_price", "amount", "funding_source",
       "state", "statement", "corrects", "removed", NULL};
const char *const tl_statement_fields[]
    = {"id",    "number",       "kind",     "date_from", "date_to", "funding_source", "total",
       "state", "control_code", "replaces", "lines",     "removed", NULL};
const char *const tl_statistics_fields[] = {"month", "groups", NULL};

#define HASH_BYTES 32

typedef struct
{
  TlStore *store;
  const char *place;
  const char *kind;
  gboolean baseline;
  GHashTable *seen; /* export ids of this run */
  GPtrArray *rows;  /* JsonObject */
} Run;

static void
run_init (Run *run, TlStore *store, const char *place, const char *kind, gboolean baseline)
{
  *run = (Run){store,
               place,
               kind,
               baseline,
               g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL),
               g_ptr_array_new_with_free_func ((GDestroyNotify)json_object_unref)};
}

static void
run_clear (Run *run)
{
  g_hash_table_unref (run->seen);
  g_ptr_array_unref (run->rows);
}

static int
compare_rows (gconstpointer a, gconstpointer b)
{
  return strcmp (json_object_get_string_member (*(JsonObject *const *)a, "id"),
                 json_object_get_string_member (*(JsonObject *const *)b, "id"));
}

/* The id under which a record travels. (transfer full) */
static char *
export_id (TlStore *store, const char *record, GError **error)
{
  g_autoptr (GError) local = NULL;
  char *id = tl_sql_text (store, &local, "SELECT export FROM sync_export WHERE record = ?", "s", record);
  guint8 random[TL_ID_BYTES];

  if (local != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return NULL;
    }
  if (id != NULL)
    return id;
  randombytes_buf (random, sizeof random);
  id = tl_hex (random, sizeof random);
  if (!tl_sql_run (store, error, "INSERT INTO sync_export (record, export) VALUES (?, ?)", "ss", record, id))
    g_clear_pointer (&id, g_free);
  return id;
}

/* TRUE and *@fresh: the place has not been sent this text under this id; notes that it has been now. */
static gboolean
note_sent (Run *run, const char *export, const char *text, gboolean *fresh, GError **error)
{
  guint8 hash[HASH_BYTES];
  g_autoptr (GBytes) content = NULL;
  g_autoptr (GError) local = NULL;

  crypto_generichash (hash, sizeof hash, (const guint8 *)text, strlen (text), NULL, 0);
  content = g_bytes_new (hash, sizeof hash);
  *fresh
      = run->baseline
        || tl_sql_int (run->store, &local, 0, "SELECT count (*) FROM sync_sent WHERE place = ? AND kind = ? AND export = ? AND content = ?",
                       "sssb", run->place, run->kind, export, content)
               == 0;
  if (local != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  return !*fresh
         || tl_sql_run (run->store, error,
                        "INSERT INTO sync_sent (place, kind, export, content) VALUES (?, ?, ?, ?)"
                        " ON CONFLICT (place, kind, export) DO UPDATE SET content = excluded.content",
                        "sssb", run->place, run->kind, export, content);
}

/* Takes @row. */
static gboolean
add_row (Run *run, JsonObject *row, GError **error)
{
  const char *id = json_object_get_string_member (row, "id");
  g_autofree char *text = tl_json_write_object (row);
  gboolean fresh = FALSE, done;

  g_hash_table_add (run->seen, g_strdup (id));
  done = note_sent (run, id, text, &fresh, error);
  if (done && fresh)
    g_ptr_array_add (run->rows, row);
  else
    json_object_unref (row);
  return done;
}

/* Rows that the place holds and that are no more. */
static gboolean
add_removed (Run *run, GError **error)
{
  g_autoptr (GPtrArray) gone = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GError) local = NULL;
  sqlite3_stmt *stmt
      = tl_sql_prepare (run->store, error, "SELECT export FROM sync_sent WHERE place = ? AND kind = ?", "ss", run->place, run->kind);

  if (stmt == NULL)
    return FALSE;
  while (tl_sql_step (run->store, stmt, &local))
    {
      const char *export = (const char *)sqlite3_column_text (stmt, 0);

      if (!g_hash_table_contains (run->seen, export))
        g_ptr_array_add (gone, g_strdup (export));
    }
  tl_sql_done (stmt);
  if (local != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  for (guint i = 0; i < gone->len; i++)
    {
      JsonObject *row = json_object_new ();

      json_object_set_string_member (row, "id", g_ptr_array_index (gone, i));
      json_object_set_boolean_member (row, "removed", TRUE);
      g_ptr_array_add (run->rows, row);
      if (!tl_sql_run (run->store, error, "DELETE FROM sync_sent WHERE place = ? AND kind = ? AND export = ?", "sss", run->place, run->kind,
                       g_ptr_array_index (gone, i)))
        return FALSE;
    }
  return TRUE;
}

static gboolean
begin (Run *run, GError **error)
{
  return !run->baseline
         || tl_sql_run (run->store, error, "DELETE FROM sync_sent WHERE place = ? AND kind = ?", "ss", run->place, run->kind);
}

static JsonArray *
finish (Run *run)
{
  JsonArray *array = json_array_new ();

  g_ptr_array_sort (run->rows, compare_rows);
  for (guint i = 0; i < run->rows->len; i++)
    json_array_add_object_element (array, json_object_ref (g_ptr_array_index (run->rows, i)));
  return array;
}

static void
set_text (JsonObject *row, const char *name, sqlite3_stmt *stmt, int column)
{
  const char *text = (const char *)sqlite3_column_text (stmt, column);

  if (text != NULL && *text != '\0')
    json_object_set_string_member (row, name, text);
}

static void
set_int (JsonObject *row, const char *name, sqlite3_stmt *stmt, int column)
{
  if (sqlite3_column_type (stmt, column) != SQLITE_NULL)
    json_object_set_int_member (row, name, sqlite3_column_int64 (stmt, column));
}

/* --- Money --- */

/* What is read of one line before its ids are made: a statement must not be stepped while others run on its tables. */
typedef struct
{
  char *line;
  char *person; /* NULL: no pseudonym */
  char *corrects;
  JsonObject *row;
} Line;

static void
line_free (gpointer data)
{
  Line *line = data;

  g_free (line->line);
  g_free (line->person);
  g_free (line->corrects);
  json_object_unref (line->row);
  g_free (line);
}

/* How far it is to somebody's home is not the accounts' business: a drive leaves as one trip and its amount. */
#define IS_ROAD "(s.category = 'travel_fuel' OR r.unit = 'km')"

/* A draft is the place's own work; a void line leaves only if a statement carries it. */
#define MONEY_SQL                                                                                                                          \
  "SELECT s.id, CASE WHEN s.payee_kind = 'informant' OR s.category = 'informant' THEN NULL ELSE coalesce (s.person, c.victim) END,"        \
  " s.corrects, s.category, s.date, s.date_to, CASE WHEN " IS_ROAD " THEN 1000 ELSE s.quantity END,"                                       \
  " CASE WHEN " IS_ROAD " THEN 'chuyến' ELSE r.unit END, CASE WHEN " IS_ROAD " THEN NULL ELSE s.unit_price END,"                           \
  " s.amount, s.funding_source, s.state, t.number"                                                                                         \
  " FROM support s LEFT JOIN trip j ON j.id = s.trip LEFT JOIN \"case\" c ON c.id = coalesce (s.\"case\", j.\"case\")"                     \
  " LEFT JOIN rate r ON r.id = s.rate LEFT JOIN statement t ON t.id = s.statement AND t.number IS NOT NULL"                                \
  " WHERE s.state IN ('approved', 'claimed', 'paid') OR (s.state = 'void' AND t.number IS NOT NULL)"

static gboolean
read_lines (TlStore *store, GPtrArray *lines, GError **error)
{
  g_autoptr (GError) local = NULL;
  sqlite3_stmt *stmt = tl_sql_prepare (store, error, MONEY_SQL, "");

  if (stmt == NULL)
    return FALSE;
  while (tl_sql_step (store, stmt, &local))
    {
      Line *line = g_new0 (Line, 1);

      line->line = g_strdup ((const char *)sqlite3_column_text (stmt, 0));
      line->person = g_strdup ((const char *)sqlite3_column_text (stmt, 1));
      line->corrects = g_strdup ((const char *)sqlite3_column_text (stmt, 2));
      line->row = json_object_new ();
      json_object_set_null_member (line->row, "id");
      set_text (line->row, "category", stmt, 3);
      set_text (line->row, "date", stmt, 4);
      set_text (line->row, "date_to", stmt, 5);
      set_int (line->row, "quantity_thousandths", stmt, 6);
      set_text (line->row, "unit", stmt, 7);
      set_int (line->row, "unit_price", stmt, 8);
      set_int (line->row, "amount", stmt, 9);
      set_text (line->row, "funding_source", stmt, 10);
      set_text (line->row, "state", stmt, 11);
      set_text (line->row, "statement", stmt, 12);
      g_ptr_array_add (lines, line);
    }
  tl_sql_done (stmt);
  if (local == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

static gboolean
add_line (Run *run, Line *line, GError **error)
{
  g_autofree char *id = export_id (run->store, line->line, error);

  if (id == NULL)
    return FALSE;
  json_object_set_string_member (line->row, "id", id);
  if (line->person != NULL)
    {
      g_autofree char *pseudonym = tl_store_money_pseudonym (run->store, line->person, error);

      if (pseudonym == NULL)
        return FALSE;
      json_object_set_string_member (line->row, "pseudonym", pseudonym);
    }
  if (line->corrects != NULL)
    {
      g_autofree char *corrects = export_id (run->store, line->corrects, error);

      if (corrects == NULL)
        return FALSE;
      json_object_set_string_member (line->row, "corrects", corrects);
    }
  return add_row (run, json_object_ref (line->row), error);
}

JsonArray *
tl_project_money (TlStore *store, const char *place, gboolean baseline, GError **error)
{
  g_autoptr (GPtrArray) lines = g_ptr_array_new_with_free_func (line_free);
  JsonArray *array = NULL;
  gboolean done;
  Run run;

  run_init (&run, store, place, "money", baseline);
  done = begin (&run, error) && read_lines (store, lines, error);
  for (guint i = 0; done && i < lines->len; i++)
    done = add_line (&run, g_ptr_array_index (lines, i), error);
  if (done && add_removed (&run, error))
    array = finish (&run);
  run_clear (&run);
  return array;
}

/* --- Statements --- */

#define STATEMENT_SQL                                                                                                                      \
  "SELECT s.id, s.number, s.kind, s.date_from, s.date_to, s.funding_source, s.total, s.state, s.control_code, o.number"                    \
  " FROM statement s LEFT JOIN statement o ON o.id = s.replaces WHERE s.number IS NOT NULL AND s.state IN ('final', 'void')"

static gboolean
read_statements (TlStore *store, GPtrArray *lines, GError **error)
{
  g_autoptr (GError) local = NULL;
  sqlite3_stmt *stmt = tl_sql_prepare (store, error, STATEMENT_SQL, "");

  if (stmt == NULL)
    return FALSE;
  while (tl_sql_step (store, stmt, &local))
    {
      Line *line = g_new0 (Line, 1);

      line->line = g_strdup ((const char *)sqlite3_column_text (stmt, 0));
      line->row = json_object_new ();
      json_object_set_null_member (line->row, "id");
      set_text (line->row, "number", stmt, 1);
      set_text (line->row, "kind", stmt, 2);
      set_text (line->row, "date_from", stmt, 3);
      set_text (line->row, "date_to", stmt, 4);
      set_text (line->row, "funding_source", stmt, 5);
      set_int (line->row, "total", stmt, 6);
      set_text (line->row, "state", stmt, 7);
      set_text (line->row, "control_code", stmt, 8);
      set_text (line->row, "replaces", stmt, 9);
      g_ptr_array_add (lines, line);
    }
  tl_sql_done (stmt);
  if (local == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

static int
compare_texts (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *)a, *(const char *const *)b);
}

/* Which lines a final statement holds, by the ids they travel under: sorted by them, so that the row tells no order. */
static gboolean
add_members (Run *run, Line *statement, GError **error)
{
  g_autoptr (GPtrArray) ids = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GError) local = NULL;
  g_autofree char *joined = NULL;
  sqlite3_stmt *stmt;

  if (g_strcmp0 (tl_json_text (statement->row, "state", 16), "final") != 0)
    return TRUE;
  stmt = tl_sql_prepare (run->store, error,
                         "SELECT json_extract (e.value, '$.id') FROM statement s, json_each (s.lines) e WHERE s.id = ?", "s", statement->line);
  if (stmt == NULL)
    return FALSE;
  while (tl_sql_step (run->store, stmt, &local))
    g_ptr_array_add (ids, tl_sql_column_text (stmt, 0));
  tl_sql_done (stmt);
  for (guint i = 0; local == NULL && i < ids->len; i++)
    {
      char *id = ids->pdata[i] ? export_id (run->store, ids->pdata[i], &local) : NULL;

      g_free (ids->pdata[i]);
      ids->pdata[i] = id;
      if (id == NULL && local == NULL)
        return TRUE; /* frozen before lines kept their ids */
    }
  if (local != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  g_ptr_array_sort (ids, compare_texts);
  g_ptr_array_add (ids, NULL);
  joined = g_strjoinv (" ", (char **)ids->pdata);
  if (*joined != '\0')
    json_object_set_string_member (statement->row, "lines", joined);
  return TRUE;
}

JsonArray *
tl_project_statements (TlStore *store, const char *place, gboolean baseline, GError **error)
{
  g_autoptr (GPtrArray) lines = g_ptr_array_new_with_free_func (line_free);
  JsonArray *array = NULL;
  gboolean done;
  Run run;

  run_init (&run, store, place, "statement", baseline);
  done = begin (&run, error) && read_statements (store, lines, error);
  for (guint i = 0; done && i < lines->len; i++)
    done = add_members (&run, g_ptr_array_index (lines, i), error) && add_line (&run, g_ptr_array_index (lines, i), error);
  if (done && add_removed (&run, error))
    array = finish (&run);
  run_clear (&run);
  return array;
}

/* --- Statistics --- */

static gboolean
is_money (const char *key)
{
  return g_str_has_prefix (key, "support") || g_str_has_prefix (key, "cost") || g_str_has_prefix (key, "budget");
}

/* A group without its rows of money. (transfer full) */
static JsonObject *
rows_without_money (JsonObject *group)
{
  JsonArray *all = tl_json_array (group, "rows");
  JsonArray *kept = json_array_new ();
  JsonObject *copy = json_object_new ();
  g_autoptr (GList) members = json_object_get_members (group);

  for (GList *member = members; member != NULL; member = member->next)
    json_object_set_member (copy, member->data, json_node_copy (json_object_get_member (group, member->data)));
  for (guint i = 0; all != NULL && i < json_array_get_length (all); i++)
    {
      JsonObject *row = tl_json_array_object (all, i);
      const char *key = row == NULL ? NULL : tl_json_text (row, "key", 64);

      if (key != NULL && !is_money (key))
        json_array_add_object_element (kept, json_object_ref (row));
    }
  json_object_set_array_member (copy, "rows", kept);
  return copy;
}

/* The groups of a report but for its sums of money: those leave in the money projection and nowhere else, so that no
 * table sets money beside what people are. */
static JsonArray *
groups_without_money (JsonObject *data)
{
  JsonArray *all = tl_json_array (data, "groups");
  JsonArray *kept = json_array_new ();

  for (guint i = 0; all != NULL && i < json_array_get_length (all); i++)
    {
      JsonObject *group = tl_json_array_object (all, i);
      const char *key = group == NULL ? NULL : tl_json_text (group, "key", 64);

      if (key != NULL && !is_money (key))
        json_array_add_object_element (kept, rows_without_money (group));
    }
  return kept;
}

/* The counts of a month, frozen at the first time. (transfer full) */
static char *
month_counts (TlStore *store, const char *month, TlDate from, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (JsonObject) data = NULL;
  g_autoptr (JsonObject) row = NULL;
  char *text = tl_sql_text (store, &local, "SELECT content FROM sync_month WHERE month = ?", "s", month);

  if (local != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return NULL;
    }
  if (text != NULL)
    return text;
  data = tl_report_data (store, from, tl_date_month_end (from), TRUE, error);
  if (data == NULL)
    return NULL;
  row = json_object_new ();
  json_object_set_string_member (row, "month", month);
  json_object_set_array_member (row, "groups", groups_without_money (data));
  text = tl_json_write_object (row);
  if (!tl_sql_run (store, error, "INSERT INTO sync_month (month, content) VALUES (?, ?)", "ss", month, text))
    g_clear_pointer (&text, g_free);
  return text;
}

static gboolean
add_month (Run *run, JsonArray *array, TlDate from, GError **error)
{
  g_autofree char *iso = tl_date_to_iso (from);
  g_autofree char *month = g_strndup (iso, 7);
  g_autofree char *text = month_counts (run->store, month, from, error);
  gboolean fresh = FALSE;

  if (text == NULL || !note_sent (run, month, text, &fresh, error))
    return FALSE;
  if (fresh)
    json_array_add_element (array, tl_json_read ((const guint8 *)text, strlen (text)));
  return TRUE;
}

JsonArray *
tl_project_statistics (TlStore *store, const char *place, gboolean baseline, GError **error)
{
  g_autoptr (JsonArray) array = json_array_new ();
  g_autoptr (GError) local = NULL;
  TlDate running = tl_date_month_start (tl_date_today ());
  TlDate oldest = tl_date_add_months (running, -1200);
  TlDate month;
  gboolean done;
  gint64 first;
  Run run;

  first
      = tl_sql_int (store, &local, G_MAXINT64, "SELECT min (opened_at) FROM \"case\" WHERE opened_at IS NOT NULL HAVING count (*) > 0", "");
  if (local != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return NULL;
    }
  month = first == G_MAXINT64 ? running : MAX (tl_date_month_start (tl_date_from_time (first)), oldest);
  run_init (&run, store, place, "statistics", baseline);
  done = begin (&run, error);
  for (; done && month < running; month = tl_date_add_months (month, 1))
    done = add_month (&run, array, month, error);
  run_clear (&run);
  return done ? g_steal_pointer (&array) : NULL;
}
