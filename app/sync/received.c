/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What we hold of other places: rows as they came, by (sender, id that travels). Written again they are the same rows,
 * so a repeated row does no harm; a removed one goes. */

#include <string.h>

#include "record/time.h"
#include "store/sql.h"
#include "sync/bundle.h"
#include "sync/bytes.h"
#include "sync/json.h"

#define MAX_MONEY (G_GINT64_CONSTANT (1000000) * 1000000 * 100)
#define MAX_CODE 64
#define MAX_TEXT 200
#define MAX_LINES (200000 * 33)

static gboolean
is_id (const char *text)
{
  guint8 id[TL_ID_BYTES];

  return text != NULL && tl_unhex (text, id, sizeof id);
}

static gboolean
is_code (const char *text)
{
  if (text == NULL || *text == '\0')
    return FALSE;
  for (const char *c = text; *c != '\0'; c++)
    if (!g_ascii_islower (*c) && !g_ascii_isdigit (*c) && *c != '_')
      return FALSE;
  return TRUE;
}

static gboolean
is_date (const char *text)
{
  TlDate date;

  return text != NULL && strlen (text) == TL_DATE_CHARS && tl_date_parse_iso (text, &date);
}

/* TRUE: absent, or a text that @check likes. *@value is the text or NULL. */
static gboolean
optional_text (JsonObject *row, const char *name, gsize max, gboolean (*check) (const char *), const char **value)
{
  *value = tl_json_text (row, name, max);
  if (*value == NULL)
    return !json_object_has_member (row, name);
  return check == NULL || check (*value);
}

static gboolean
optional_int (JsonObject *row, const char *name, gint64 *value, gboolean *has)
{
  *has = json_object_has_member (row, name);
  *value = 0;
  return !*has || tl_json_int (row, name, -MAX_MONEY, MAX_MONEY, value);
}

static gboolean
is_removed (JsonObject *row)
{
  JsonNode *node = json_object_get_member (row, "removed");

  return node != NULL && JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_BOOLEAN && json_node_get_boolean (node);
}

/* A pseudonym is whatever the sender's store makes: an opaque short word. */
static gboolean
is_word (const char *text)
{
  if (*text == '\0')
    return FALSE;
  for (const char *c = text; *c != '\0'; c++)
    if (!g_ascii_isalnum (*c) && *c != '-')
      return FALSE;
  return TRUE;
}

/* Ids joined by a space. */
static gboolean
is_ids (const char *text)
{
  g_auto (GStrv) ids = g_strsplit (text, " ", -1);

  for (guint i = 0; ids[i] != NULL; i++)
    if (!is_id (ids[i]))
      return FALSE;
  return TRUE;
}

/* Each store_ function: *@sound FALSE when the row breaks a rule (nothing written then). FALSE only on an error. */
typedef gboolean (*StoreRow) (TlStore *store, TlOpenBundle *bundle, JsonObject *row, gboolean *sound, GError **error);

static gboolean
store_money (TlStore *store, TlOpenBundle *bundle, JsonObject *row, gboolean *sound, GError **error)
{
  const char *id = tl_json_text (row, "id", 32), *pseudonym, *category, *date, *date_to, *unit, *source, *state, *statement, *corrects;
  gint64 quantity, unit_price, amount;
  gboolean has_price;
  g_autofree char *price = NULL;

  *sound = is_id (id);
  if (!*sound)
    return TRUE;
  if (is_removed (row))
    return tl_sql_run (store, error, "DELETE FROM sync_money WHERE device = ? AND export = ?", "ss", bundle->peer->device, id);
  category = tl_json_text (row, "category", MAX_CODE);
  date = tl_json_text (row, "date", TL_DATE_CHARS);
  source = tl_json_text (row, "funding_source", MAX_CODE);
  state = tl_json_text (row, "state", MAX_CODE);
  *sound = is_code (category) && is_date (date) && is_code (source) && is_code (state)
           && optional_text (row, "pseudonym", MAX_CODE, is_word, &pseudonym)
           && optional_text (row, "date_to", TL_DATE_CHARS, is_date, &date_to) && optional_text (row, "unit", MAX_CODE, NULL, &unit)
           && optional_text (row, "statement", MAX_CODE, NULL, &statement) && optional_text (row, "corrects", 32, is_id, &corrects)
           && tl_json_int (row, "quantity_thousandths", -MAX_MONEY, MAX_MONEY, &quantity)
           && tl_json_int (row, "amount", -MAX_MONEY, MAX_MONEY, &amount) && optional_int (row, "unit_price", &unit_price, &has_price);
  if (!*sound)
    return TRUE;
  price = has_price ? g_strdup_printf ("%" G_GINT64_FORMAT, unit_price) : NULL;
  return tl_sql_run (
      store, error,
      "INSERT INTO sync_money (device, export, pseudonym, category, date, date_to, quantity, unit, unit_price, amount, funding_source,"
      " state, statement, corrects, bundle) VALUES (?, ?, ?, ?, ?, ?, ?, ?, CAST (? AS INTEGER), ?, ?, ?, ?, ?, ?)"
      " ON CONFLICT (device, export) DO UPDATE SET pseudonym = excluded.pseudonym, category = excluded.category, date = excluded.date,"
      " date_to = excluded.date_to, quantity = excluded.quantity, unit = excluded.unit, unit_price = excluded.unit_price,"
      " amount = excluded.amount, funding_source = excluded.funding_source, state = excluded.state, statement = excluded.statement,"
      " corrects = excluded.corrects, bundle = excluded.bundle",
      "ssssssississsss", bundle->peer->device, id, pseudonym, category, date, date_to, quantity, unit, price, amount, source, state,
      statement, corrects, bundle->hash);
}

static gboolean
store_statement (TlStore *store, TlOpenBundle *bundle, JsonObject *row, gboolean *sound, GError **error)
{
  const char *id = tl_json_text (row, "id", 32), *number, *kind, *from, *to, *source, *state, *control, *replaces, *lines;
  gint64 total;

  *sound = is_id (id);
  if (!*sound)
    return TRUE;
  if (is_removed (row))
    return tl_sql_run (store, error, "DELETE FROM sync_statement WHERE device = ? AND export = ?", "ss", bundle->peer->device, id);
  number = tl_json_text (row, "number", MAX_CODE);
  kind = tl_json_text (row, "kind", MAX_CODE);
  from = tl_json_text (row, "date_from", TL_DATE_CHARS);
  to = tl_json_text (row, "date_to", TL_DATE_CHARS);
  state = tl_json_text (row, "state", MAX_CODE);
  *sound = number != NULL && *number != '\0' && is_code (kind) && is_date (from) && is_date (to) && is_code (state)
           && optional_text (row, "funding_source", MAX_CODE, is_code, &source)
           && optional_text (row, "control_code", MAX_TEXT, NULL, &control) && optional_text (row, "replaces", MAX_CODE, NULL, &replaces)
           && optional_text (row, "lines", MAX_LINES, is_ids, &lines)
           && tl_json_int (row, "total", -MAX_MONEY, MAX_MONEY, &total);
  if (!*sound)
    return TRUE;
  return tl_sql_run (
      store, error,
      "INSERT INTO sync_statement (device, export, number, kind, date_from, date_to, funding_source, total, state, control_code, replaces,"
      " lines, bundle) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
      " ON CONFLICT (device, export) DO UPDATE SET number = excluded.number, kind = excluded.kind, date_from = excluded.date_from,"
      " date_to = excluded.date_to, funding_source = excluded.funding_source, total = excluded.total, state = excluded.state,"
      " control_code = excluded.control_code, replaces = excluded.replaces, lines = excluded.lines, bundle = excluded.bundle",
      "sssssssisssss", bundle->peer->device, id, number, kind, from, to, source, total, state, control, replaces, lines, bundle->hash);
}

static gboolean
store_statistics (TlStore *store, TlOpenBundle *bundle, JsonObject *row, gboolean *sound, GError **error)
{
  const char *month = tl_json_text (row, "month", 7);
  g_autofree char *first = month == NULL ? NULL : g_strconcat (month, "-01", NULL);
  g_autofree char *text = NULL;

  *sound = is_date (first) && tl_json_array (row, "groups") != NULL;
  if (!*sound)
    return TRUE;
  text = tl_json_write_object (row);
  return tl_sql_run (store, error,
                     "INSERT INTO sync_statistics (device, month, content, bundle) VALUES (?, ?, ?, ?)"
                     " ON CONFLICT (device, month) DO UPDATE SET content = excluded.content, bundle = excluded.bundle",
                     "ssss", bundle->peer->device, month, text, bundle->hash);
}

static gboolean
store_rows (TlStore *store, TlOpenBundle *bundle, const char *kind, JsonArray *rows, StoreRow store_row, GError **error)
{
  for (guint i = 0; i < json_array_get_length (rows); i++)
    {
      JsonObject *row = tl_json_array_object (rows, i);
      gboolean sound = FALSE;

      if (row != NULL && !store_row (store, bundle, row, &sound, error))
        return FALSE;
      if (!sound)
        {
          g_autofree char *text = tl_json_write (json_array_get_element (rows, i), NULL);

          if (!tl_sql_run (store, error, "INSERT INTO sync_quarantine (bundle, device, kind, content) VALUES (?, ?, ?, ?)", "ssss",
                           bundle->hash, bundle->peer->device, kind, text))
            return FALSE;
        }
    }
  return TRUE;
}

gboolean
tl_received_store (TlStore *store, TlOpenBundle *bundle, GError **error)
{
  const char *device = bundle->peer->device;

  /* A baseline is everything: what it does not hold is no more. */
  if (bundle->baseline
      && (!tl_sql_run (store, error, "DELETE FROM sync_money WHERE device = ?", "s", device)
          || !tl_sql_run (store, error, "DELETE FROM sync_statement WHERE device = ?", "s", device)
          || !tl_sql_run (store, error, "DELETE FROM sync_statistics WHERE device = ?", "s", device)))
    return FALSE;
  return store_rows (store, bundle, "money", bundle->money, store_money, error)
         && store_rows (store, bundle, "statement", bundle->statements, store_statement, error)
         && store_rows (store, bundle, "statistics", bundle->statistics, store_statistics, error);
}

/* --- Showing --- */

typedef struct
{
  const char *site;
  JsonObject *result;
} ShowJob;

/* One object a row, members by column name, NULL left out. */
static JsonArray *
rows_of (TlStore *store, const char *sql, const char *site, GError **error)
{
  g_autoptr (JsonArray) array = json_array_new ();
  g_autoptr (GError) local = NULL;
  sqlite3_stmt *stmt = tl_sql_prepare (store, error, sql, "s", site);

  if (stmt == NULL)
    return NULL;
  while (tl_sql_step (store, stmt, &local))
    {
      JsonObject *row = json_object_new ();

      for (int i = 0; i < sqlite3_column_count (stmt); i++)
        {
          const char *name = sqlite3_column_name (stmt, i);

          if (sqlite3_column_type (stmt, i) == SQLITE_INTEGER)
            json_object_set_int_member (row, name, sqlite3_column_int64 (stmt, i));
          else if (sqlite3_column_type (stmt, i) == SQLITE_TEXT)
            json_object_set_string_member (row, name, (const char *)sqlite3_column_text (stmt, i));
        }
      json_array_add_object_element (array, row);
    }
  tl_sql_done (stmt);
  if (local == NULL)
    return g_steal_pointer (&array);
  g_propagate_error (error, g_steal_pointer (&local));
  return NULL;
}

/* The counts are kept as text: put in as what they are. */
static JsonArray *
parse_months (JsonArray *rows)
{
  JsonArray *months = json_array_new ();

  for (guint i = 0; i < json_array_get_length (rows); i++)
    {
      JsonObject *row = json_array_get_object_element (rows, i);
      const char *text = json_object_get_string_member (row, "content");
      JsonNode *node = tl_json_read ((const guint8 *)text, strlen (text));

      if (node == NULL || !JSON_NODE_HOLDS_OBJECT (node))
        {
          g_clear_pointer (&node, json_node_unref);
          continue;
        }
      json_array_add_element (months, node);
    }
  json_array_unref (rows);
  return months;
}

#define AT_SITE " JOIN sync_peer p ON p.device = m.device WHERE p.site = ?"

static gboolean
show_received (TlStore *store, gpointer data, GError **error)
{
  ShowJob *job = data;
  static const struct
  {
    const char *name;
    const char *sql;
  } parts[] = {
      {"money",
       "SELECT p.number AS device, m.export AS id, m.pseudonym, m.category, m.date, m.date_to, m.quantity AS quantity_thousandths, m.unit,"
       " m.unit_price, m.amount, m.funding_source, m.state, m.statement, m.corrects FROM sync_money m" AT_SITE
       " ORDER BY m.date, m.export"},
      {"statements",
       "SELECT p.number AS device, m.export AS id, m.number, m.kind, m.date_from, m.date_to, m.funding_source, m.total, m.state,"
       " m.control_code, m.replaces FROM sync_statement m" AT_SITE " ORDER BY m.date_from, m.number"},
      {"statistics", "SELECT m.content FROM sync_statistics m" AT_SITE " ORDER BY m.month, m.device"},
      {"journal_heads",
       "SELECT p.number AS device, m.device AS id, m.stream, m.number, m.head_incarnation AS incarnation, m.head_sequence AS sequence,"
       " m.head_hash AS hash FROM sync_in m" AT_SITE " ORDER BY p.number"},
      {"quarantine", "SELECT m.kind, m.bundle, m.content FROM sync_quarantine m" AT_SITE " ORDER BY m.id"},
  };

  json_object_set_string_member (job->result, "site", job->site);
  for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
    {
      JsonArray *rows = rows_of (store, parts[i].sql, job->site, error);

      if (rows == NULL)
        return FALSE;
      if (strcmp (parts[i].name, "statistics") == 0)
        rows = parse_months (rows);
      if (strcmp (parts[i].name, "journal_heads") == 0 && json_array_get_length (rows) > 0)
        json_object_set_object_member (job->result, "journal_head", json_object_ref (json_array_get_object_element (rows, 0)));
      json_object_set_array_member (job->result, parts[i].name, rows);
    }
  return TRUE;
}

JsonObject *
tl_sync_received (TlStore *store, const char *site, GError **error)
{
  g_autoptr (JsonObject) result = json_object_new ();
  ShowJob job = {site, result};

  return tl_store_transaction (store, show_received, &job, error) ? g_steal_pointer (&result) : NULL;
}
