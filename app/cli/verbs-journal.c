/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Looking into the journal. */

#include <glib/gi18n-lib.h>

#include "cli/cli.h"
#include "record/time.h"
#include "store/journal.h"

static JsonNode *
parse_changes (const char *text)
{
  JsonNode *node = text != NULL ? json_from_string (text, NULL) : NULL;

  return node != NULL ? node : json_node_new (JSON_NODE_NULL);
}

static JsonObject *
entry_json (gconstpointer row)
{
  const TlJournalEntry *entry = row;
  g_autofree char *at = tl_time_to_iso (entry->at);
  JsonObject *object = json_object_new ();

  json_object_set_string_member (object, "device", entry->device);
  json_object_set_int_member (object, "incarnation", (gint64)entry->incarnation);
  json_object_set_int_member (object, "sequence", (gint64)entry->sequence);
  json_object_set_string_member (object, "at", at);
  tl_cli_add_text (object, "staff", entry->staff);
  tl_cli_add_text (object, "kind", entry->kind);
  tl_cli_add_text (object, "type", entry->type);
  tl_cli_add_text (object, "id", entry->id);
  json_object_set_member (object, "changes", parse_changes (entry->changes));
  return object;
}

static void
add_entry (TlColumns *table, gconstpointer row)
{
  const TlJournalEntry *entry = row;
  g_autofree char *number = g_strdup_printf ("%" G_GUINT64_FORMAT, entry->sequence);
  g_autofree char *at = tl_time_format (entry->at);

  tl_columns_add (table, number, at, entry->kind != NULL ? entry->kind : "", entry->type != NULL ? entry->type : "",
                  entry->id != NULL ? entry->id : "", entry->changes != NULL ? entry->changes : "", NULL);
}

static int
run_journal (TlCli *cli, int argc, char **argv)
{
  g_autofree char *record = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) entries = NULL;
  g_autoptr (TlColumns) table = tl_columns_new (_ ("No."), _ ("Time"), _ ("What"), _ ("Type"), _ ("Record"), _ ("Content"), NULL);
  int limit = 0, code = TL_EXIT_DONE;
  const GOptionEntry options[] = {{"record", 0, 0, G_OPTION_ARG_STRING, &record, N_ ("Only entries about this record"), N_ ("ID")},
                                  {"limit", 0, 0, G_OPTION_ARG_INT, &limit, N_ ("At most this many, newest first"), N_ ("N")},
                                  {0}};

  if (!tl_cli_parse (cli, options, TL_CLI_USUAL, 0, 0, argc, argv, NULL))
    return TL_EXIT_USAGE;
  if (limit < 0)
    return tl_cli_usage (cli, _ ("--limit is not below 0"));
  if (!tl_cli_open (cli, &code))
    return code;
  tl_columns_align_right (table, 0);
  entries = tl_journal_list (cli->store, record, 0, limit, &error);
  return entries != NULL ? tl_cli_print_rows (cli, entries, entry_json, table, add_entry) : tl_cli_fail (cli, error);
}

const TlVerb tl_verbs_journal[] = {
    {"journal", NULL, N_ ("Show who did what, newest first"), run_journal},
    {NULL, NULL, NULL, NULL},
};
