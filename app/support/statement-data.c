/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A statement as plain data. A draft is computed from what is there now; a final one is read from its frozen
 * copies only, so that no later rate, letterhead, setting or line can change what is printed. Paper is always
 * Vietnamese: nothing here goes through gettext. */

#include "support/statement-private.h"

#include <glib/gi18n-lib.h>
#include <stdlib.h>
#include <string.h>

#include "record/lists.h"
#include "record/text.h"
#include "support/control-code.h"

static void
set_head (JsonObject *data, TlRecord *statement)
{
  const char *kind = tl_record_text (statement, TL_STATEMENT_KIND);
  const char *source = tl_record_text (statement, TL_STATEMENT_FUNDING_SOURCE);

  tl_json_set_text (data, "statement", tl_record_id (statement));
  tl_json_set_text (data, "number", tl_record_text (statement, TL_STATEMENT_NUMBER));
  tl_json_set_text (data, "kind", kind);
  tl_json_set_text (data, "state", tl_record_text (statement, TL_STATEMENT_STATE));
  tl_json_set_text (data, "site", tl_record_site (statement));
  tl_json_set_text (data, "date_from", tl_record_text (statement, TL_STATEMENT_DATE_FROM));
  tl_json_set_text (data, "date_to", tl_record_text (statement, TL_STATEMENT_DATE_TO));
  tl_json_set_text (data, "funding_source", source);
}

/* Members that are frozen as words rather than computed again: they live inside the frozen letterhead. */
static const char *const frozen_words[]
    = {"date",     "title",    "period_text",   "funding_source_label", "groups",          "totals",       "total_in_words",
       "replaces", "internal", "supplementary", "supplements",          "supplement_text", "code_version", "sources", NULL};

#define SECRET "Khoản chi có yêu cầu bảo mật"
#define ERASED "(đã xóa theo yêu cầu)"

/* Left out of a frozen line that has no value for it, and put back in reading: a long statement is half of them. */
static const char *const may_be_null[] = {"case_code", "date_to", "voucher_number", "voucher_date", "note", NULL};

/* --- names --- */

static gboolean
is_secret (const TlLineRow *row)
{
  return g_strcmp0 (row->payee_kind, "informant") == 0 || g_str_equal (row->category, "informant");
}

static void
set_names (JsonObject *line, const char *name, const char *signer)
{
  tl_json_set_text (line, "name", name);
  tl_json_set_text (line, "signer", signer);
}

/* Who stands on a list of signatures, line by line: apart from the lines, so that a name can go and the sum stays. */
static char *
names_to_text (GPtrArray *rows)
{
  g_autoptr (JsonArray) names = json_array_sized_new (rows->len);
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_ARRAY);

  for (guint i = 0; i < rows->len; i++)
    {
      TlLineRow *row = g_ptr_array_index (rows, i);
      JsonObject *entry;

      if (row->name == NULL && !is_secret (row))
        continue;
      entry = json_object_new ();
      json_object_set_string_member (entry, "line", row->id);
      json_object_set_string_member (entry, "name", is_secret (row) ? SECRET : row->name);
      json_array_add_object_element (names, entry);
      if (is_secret (row))
        continue;
      if (row->name_person)
        json_object_set_string_member (entry, "person", row->name_person);
      if (row->name_staff)
        json_object_set_string_member (entry, "staff", row->name_staff);
      if (row->signer)
        {
          json_object_set_string_member (entry, "signer", row->signer);
          json_object_set_string_member (entry, "signer_person", row->signer_person);
        }
    }
  json_node_set_array (node, names);
  return tl_json_to_text (node);
}

static gboolean
is_member (JsonObject *entry, const char *member, const char *id)
{
  return g_strcmp0 (json_object_get_string_member_with_default (entry, member, NULL), id) == 0;
}

/* The names without those of @id, a person, a staff member or a line. (transfer full); NULL: nothing of it is there. */
char *
tl_statement_names_without (const char *names, const char *id)
{
  g_autoptr (JsonNode) node = json_from_string (names, NULL);
  JsonArray *array = node && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
  gboolean touched = FALSE;

  for (guint i = 0; array && i < json_array_get_length (array); i++)
    {
      JsonObject *entry = json_array_get_object_element (array, i);
      gboolean named = is_member (entry, "line", id) || is_member (entry, "person", id) || is_member (entry, "staff", id);
      gboolean signs = is_member (entry, "signer_person", id);

      if (named)
        {
          json_object_set_string_member (entry, "name", ERASED);
          json_object_remove_member (entry, "person");
          json_object_remove_member (entry, "staff");
        }
      if (signs)
        {
          json_object_set_string_member (entry, "signer", ERASED);
          json_object_remove_member (entry, "signer_person");
        }
      touched |= named || signs;
    }
  return touched ? tl_json_to_text (node) : NULL;
}

/* Puts frozen names back into the lines they belong to, and null where a line says nothing. */
static void
restore_lines (JsonObject *data, const char *names)
{
  g_autoptr (JsonNode) node = names ? json_from_string (names, NULL) : NULL;
  g_autoptr (GHashTable) by_line = g_hash_table_new (g_str_hash, g_str_equal);
  JsonArray *lines = json_object_get_array_member (data, "lines");

  if (node && JSON_NODE_HOLDS_ARRAY (node))
    for (guint i = 0; i < json_array_get_length (json_node_get_array (node)); i++)
      {
        JsonObject *entry = json_array_get_object_element (json_node_get_array (node), i);

        g_hash_table_insert (by_line, (gpointer)json_object_get_string_member (entry, "line"), entry);
      }
  for (guint i = 0; i < json_array_get_length (lines); i++)
    {
      JsonObject *line = json_array_get_object_element (lines, i);
      const char *id = json_object_get_string_member_with_default (line, "id", NULL);
      JsonObject *entry = id ? g_hash_table_lookup (by_line, id) : NULL;

      for (guint j = 0; may_be_null[j]; j++)
        if (!json_object_has_member (line, may_be_null[j]))
          json_object_set_null_member (line, may_be_null[j]);
      if (is_member (line, "category", "informant"))
        set_names (line, SECRET, NULL);
      else if (entry)
        set_names (line, json_object_get_string_member (entry, "name"), json_object_get_string_member_with_default (entry, "signer", NULL));
      else
        set_names (line, NULL, NULL);
    }
}

/* --- the whole --- */

/* A paper for the treasury says what was paid for and how much, not when she came, nor which lines are one case's. */
static void
hide_identity (JsonObject *data)
{
  JsonArray *lines = json_object_get_array_member (data, "lines");

  for (guint i = 0; i < json_array_get_length (lines); i++)
    {
      JsonObject *line = json_array_get_object_element (lines, i);
      g_autofree char *month = g_strdup_printf ("%.7s-01", json_object_get_string_member (line, "date"));

      json_object_set_null_member (line, "id");
      json_object_set_null_member (line, "case_code");
      json_object_set_string_member (line, "date", month);
      json_object_set_null_member (line, "date_to");
      json_object_set_string_member (line, "note", SECRET);
    }
}

static void
set_supplements (JsonObject *data, GPtrArray *rows, GPtrArray *earlier)
{
  g_autoptr (GPtrArray) touched = g_ptr_array_new ();
  JsonArray *numbers = json_array_new ();
  gboolean all = rows->len > 0;
  g_autofree char *text = NULL;

  for (guint i = 0; i < earlier->len; i++)
    {
      TlEarlier *one = g_ptr_array_index (earlier, i);
      g_autoptr (GPtrArray) only = g_ptr_array_new ();

      g_ptr_array_add (only, one);
      for (guint j = 0; j < rows->len; j++)
        if (tl_statement_is_late (g_ptr_array_index (rows, j), only))
          {
            g_ptr_array_add (touched, one);
            json_array_add_string_element (numbers, one->number);
            break;
          }
    }
  for (guint i = 0; all && i < rows->len; i++)
    all = tl_statement_is_late (g_ptr_array_index (rows, i), earlier);
  json_object_set_boolean_member (data, "supplementary", all);
  json_object_set_array_member (data, "supplements", numbers);
  if (touched->len > 0)
    {
      g_autofree char *names = tl_earlier_numbers (touched);

      text = g_strdup_printf ("%s số %s", all ? "Bổ sung cho bảng kê" : "Trong đó có khoản bổ sung cho bảng kê", names);
    }
  tl_json_set_text (data, "supplement_text", text);
}

/* Letterhead and everything that is said in words, from the records and settings of now. */
static gboolean
set_words (TlStore *store, TlRecord *statement, JsonObject *data, GPtrArray *rows, GPtrArray *earlier, GError **error)
{
  const char *kind = tl_record_text (statement, TL_STATEMENT_KIND);
  const char *source = tl_record_text (statement, TL_STATEMENT_FUNDING_SOURCE);
  JsonObject *letterhead = tl_statement_letterhead (store, error);
  JsonObject *totals = json_object_get_object_member (data, "totals");
  g_autofree char *period = NULL;
  g_autofree char *words = tl_money_in_words (json_object_get_int_member (totals, "amount"));
  TlDate first = 0, last = 0;

  if (letterhead == NULL)
    return FALSE;
  json_object_set_object_member (data, "letterhead", letterhead);
  tl_date_parse_iso (tl_record_text (statement, TL_STATEMENT_DATE_FROM), &first);
  tl_date_parse_iso (tl_record_text (statement, TL_STATEMENT_DATE_TO), &last);
  period = tl_period_text (first, last);
  set_supplements (data, rows, earlier);
  tl_json_set_text (data, "title", tl_statement_title (kind, json_object_get_boolean_member (data, "supplementary")));
  tl_json_set_text (data, "period_text", period);
  tl_json_set_text (data, "funding_source_label", source ? tl_list_label_vi ("funding_source", source) : "Tất cả các nguồn");
  tl_json_set_text (data, "total_in_words", words);
  json_object_set_boolean_member (data, "internal", g_strcmp0 (kind, "receipts") == 0);
  json_object_set_array_member (data, "signers", tl_statement_signers (store, kind));
  json_object_set_array_member (data, "clauses", tl_statement_clauses (store, rows));
  json_object_set_array_member (data, "notes", tl_statement_notes (store, kind, rows, earlier));
  if (g_strcmp0 (kind, "request") == 0)
    json_object_set_object_member (
        data, "request", tl_statement_request (store, statement, letterhead, period, json_object_get_int_member (totals, "vouchers")));
  else
    json_object_set_null_member (data, "request");
  return TRUE;
}

/* Budgets are of one year. */
static int
budget_year (const char *from, const char *to)
{
  return strncmp (from, to, 4) == 0 ? atoi (from) : 0;
}

static gboolean
set_replaces (TlStore *store, TlRecord *statement, JsonObject *data, GError **error)
{
  g_autoptr (TlRecord) replaced = NULL;

  json_object_set_null_member (data, "replaces");
  if (!tl_record_has (statement, TL_STATEMENT_REPLACES))
    return TRUE;
  replaced = tl_store_load (store, TL_TYPE_STATEMENT, tl_record_text (statement, TL_STATEMENT_REPLACES), error);
  if (replaced == NULL)
    return FALSE;
  tl_json_set_text (data, "replaces", tl_record_text (replaced, TL_STATEMENT_NUMBER));
  return TRUE;
}

JsonObject *
tl_statement_compute (TlStore *store, TlRecord *statement, GPtrArray **rows_out, GError **error)
{
  g_autoptr (JsonObject) data = json_object_new ();
  const char *kind = tl_record_text (statement, TL_STATEMENT_KIND);
  const char *from = tl_record_text (statement, TL_STATEMENT_DATE_FROM);
  const char *to = tl_record_text (statement, TL_STATEMENT_DATE_TO);
  const char *source = tl_record_text (statement, TL_STATEMENT_FUNDING_SOURCE);
  gboolean with_names = g_strcmp0 (kind, "receipts") == 0;
  g_autoptr (GPtrArray) rows = tl_query_lines (store, tl_store_site (store), kind, from, to, source, with_names, error);
  g_autoptr (GPtrArray) earlier = rows ? tl_query_earlier (store, tl_store_site (store), kind, from, to, source, error) : NULL;
  g_autofree char *today = tl_date_to_iso (tl_date_today ());
  int year = budget_year (from, to);
  JsonObject *totals;
  JsonArray *lines, *groups, *sources;

  if (earlier == NULL)
    return NULL;
  if (with_names)
    tl_statement_keep_signed (rows);
  tl_statement_sort (rows, kind);
  set_head (data, statement);
  json_object_set_int_member (data, "layout_version", TL_STATEMENT_LAYOUT_NOW);
  json_object_set_int_member (data, "code_version", TL_CONTROL_VERSION_NOW);
  tl_json_set_text (data, "date", today);

  lines = json_array_sized_new (rows->len);
  for (guint i = 0; i < rows->len; i++)
    {
      TlLineRow *row = g_ptr_array_index (rows, i);
      JsonObject *line = tl_statement_line (row, i + 1);

      if (is_secret (row))
        g_clear_pointer (&row->signer, g_free);
      if (tl_control_by_month (kind))
        tl_control_set_check (line, TRUE);
      set_names (line, with_names && is_secret (row) ? SECRET : row->name, row->signer);
      json_array_add_object_element (lines, line);
    }
  json_object_set_array_member (data, "lines", lines);

  groups = tl_statement_groups (store, rows, year, error);
  if (groups == NULL)
    return NULL;
  json_object_set_array_member (data, "groups", groups);
  sources = tl_statement_sources (store, rows, year, error);
  if (sources == NULL)
    return NULL;
  json_object_set_array_member (data, "sources", sources);
  totals = tl_statement_totals (store, statement, rows, year, error);
  if (totals == NULL)
    return NULL;
  json_object_set_object_member (data, "totals", totals);
  if (!set_words (store, statement, data, rows, earlier, error) || !set_replaces (store, statement, data, error))
    return NULL;
  json_object_set_null_member (data, "control_code");
  json_object_set_null_member (data, "void_reason");
  if (rows_out)
    *rows_out = g_steal_pointer (&rows);
  return g_steal_pointer (&data);
}

JsonObject *
tl_statement_show (JsonObject *data)
{
  if (g_strcmp0 (json_object_get_string_member (data, "kind"), "treasury") == 0)
    hide_identity (data);
  return data;
}

static void
freeze_member (TlRecord *statement, guint field, JsonObject *data, const char *name)
{
  g_autofree char *text = tl_json_to_text (json_object_get_member (data, name));

  tl_record_set_text (statement, field, text);
}

void
tl_statement_freeze (TlRecord *statement, JsonObject *data, GPtrArray *rows)
{
  JsonObject *head = json_object_get_object_member (data, "letterhead");
  JsonObject *paper = json_object_new ();
  g_autofree char *text = NULL;
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_OBJECT);
  g_autoptr (JsonObject) both = json_object_new ();

  for (guint i = 0; frozen_words[i]; i++)
    tl_json_carry (data, frozen_words[i], paper);
  json_object_set_object_member (both, "letterhead", json_object_ref (head));
  json_object_set_object_member (both, "paper", paper);
  json_node_set_object (node, both);
  text = tl_json_to_text (node);
  tl_record_set_text (statement, TL_STATEMENT_LETTERHEAD, text);
  for (guint i = 0; i < json_array_get_length (json_object_get_array_member (data, "lines")); i++)
    {
      JsonObject *line = json_array_get_object_element (json_object_get_array_member (data, "lines"), i);

      json_object_remove_member (line, "name");
      json_object_remove_member (line, "signer");
      for (guint j = 0; may_be_null[j]; j++)
        if (json_object_get_null_member (line, may_be_null[j]))
          json_object_remove_member (line, may_be_null[j]);
    }
  freeze_member (statement, TL_STATEMENT_LINES, data, "lines");
  if (json_object_get_boolean_member (data, "internal"))
    {
      g_autofree char *names = names_to_text (rows);

      tl_record_set_text (statement, TL_STATEMENT_NAMES, names);
    }
  if (JSON_NODE_HOLDS_OBJECT (json_object_get_member (data, "request")))
    freeze_member (statement, TL_STATEMENT_REQUEST, data, "request");
  freeze_member (statement, TL_STATEMENT_SIGNERS, data, "signers");
  freeze_member (statement, TL_STATEMENT_NOTES, data, "notes");
  freeze_member (statement, TL_STATEMENT_CLAUSES, data, "clauses");
  tl_record_set_int (statement, TL_STATEMENT_LAYOUT_VERSION, json_object_get_int_member (data, "layout_version"));
  tl_record_set_int (statement, TL_STATEMENT_TOTAL, json_object_get_int_member (json_object_get_object_member (data, "totals"), "amount"));
}

static gboolean
thaw_member (TlRecord *statement, guint field, JsonObject *data, const char *name, GError **error)
{
  const char *text = tl_record_text (statement, field);
  JsonNode *node = text ? json_from_string (text, error) : NULL;

  if (node == NULL && text)
    return FALSE;
  if (node)
    json_object_set_member (data, name, node);
  else
    json_object_set_array_member (data, name, json_array_new ());
  return TRUE;
}

/* What a paper frozen by an earlier version does not say. */
static void
fill_older (JsonObject *data)
{
  if (json_object_get_null_member (data, "code_version"))
    json_object_set_int_member (data, "code_version", 1);
  if (json_object_get_null_member (data, "internal"))
    json_object_set_boolean_member (data, "internal", FALSE);
  if (json_object_get_null_member (data, "supplementary"))
    json_object_set_boolean_member (data, "supplementary", FALSE);
  if (json_object_get_null_member (data, "supplements"))
    json_object_set_array_member (data, "supplements", json_array_new ());
}

JsonObject *
tl_statement_thaw (TlRecord *statement, GError **error)
{
  g_autoptr (JsonObject) data = json_object_new ();
  const char *letterhead = tl_record_text (statement, TL_STATEMENT_LETTERHEAD);
  g_autoptr (JsonNode) both = letterhead ? json_from_string (letterhead, error) : NULL;
  JsonObject *object, *paper;

  if (both == NULL || !JSON_NODE_HOLDS_OBJECT (both))
    {
      if (error && *error == NULL)
        g_set_error_literal (error, TL_SUPPORT_ERROR, TL_SUPPORT_ERROR_INVALID,
                             _ ("Of this statement only the money lines are kept here; the paper itself is at the place that made it."));
      return NULL;
    }
  object = json_node_get_object (both);
  paper = json_object_get_object_member (object, "paper");

  set_head (data, statement);
  json_object_set_int_member (data, "layout_version", tl_record_int (statement, TL_STATEMENT_LAYOUT_VERSION));
  tl_json_carry (object, "letterhead", data);
  if (!thaw_member (statement, TL_STATEMENT_SIGNERS, data, "signers", error)
      || !thaw_member (statement, TL_STATEMENT_LINES, data, "lines", error)
      || !thaw_member (statement, TL_STATEMENT_CLAUSES, data, "clauses", error)
      || !thaw_member (statement, TL_STATEMENT_NOTES, data, "notes", error))
    return NULL;
  for (guint i = 0; frozen_words[i]; i++)
    tl_json_carry (paper, frozen_words[i], data);
  fill_older (data);
  restore_lines (data, tl_record_text (statement, TL_STATEMENT_NAMES));
  json_object_set_null_member (data, "request");
  if (tl_record_has (statement, TL_STATEMENT_REQUEST))
    {
      JsonNode *request = json_from_string (tl_record_text (statement, TL_STATEMENT_REQUEST), error);

      if (request == NULL)
        return NULL;
      json_object_set_member (data, "request", request);
    }
  tl_json_set_text (data, "control_code", tl_record_text (statement, TL_STATEMENT_CONTROL_CODE));
  tl_json_set_text (data, "void_reason", tl_record_text (statement, TL_STATEMENT_VOID_REASON));
  return g_steal_pointer (&data);
}
