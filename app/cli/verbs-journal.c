/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Looking after the vault: journal, verify. */

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

static int
run_journal (TlCli *cli, int argc, char **argv)
{
  g_autofree char *record = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) entries = NULL;
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
  entries = tl_journal_list (cli->store, record, 0, limit, &error);
  if (entries == NULL)
    return tl_cli_fail (cli, error);

  if (cli->json)
    {
      JsonArray *array = json_array_new ();
      g_autoptr (JsonNode) node = tl_cli_array_node (array);

      for (guint i = 0; i < entries->len; i++)
        {
          const TlJournalEntry *entry = entries->pdata[i];
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
          json_array_add_object_element (array, object);
        }
      tl_cli_print_json (node);
    }
  else
    {
      g_autoptr (TlColumns) table = tl_columns_new (_ ("No."), _ ("Time"), _ ("What"), _ ("Type"), _ ("Record"), _ ("Content"), NULL);

      tl_columns_align_right (table, 0);
      for (guint i = 0; i < entries->len; i++)
        {
          const TlJournalEntry *entry = entries->pdata[i];
          g_autofree char *number = g_strdup_printf ("%" G_GUINT64_FORMAT, entry->sequence);
          g_autofree char *at = tl_time_format (entry->at);

          tl_columns_add (table, number, at, entry->kind != NULL ? entry->kind : "", entry->type != NULL ? entry->type : "",
                          entry->id != NULL ? entry->id : "", entry->changes != NULL ? entry->changes : "", NULL);
        }
      tl_columns_print (table);
    }
  return TL_EXIT_DONE;
}

static int
run_verify (TlCli *cli, int argc, char **argv)
{
  g_autoptr (GError) error = NULL, chain_error = NULL;
  g_autoptr (GArray) damaged = g_array_new (FALSE, FALSE, sizeof (guint64));
  guint64 blocks = 0, entries = 0;
  gboolean chain;
  int code = TL_EXIT_DONE;

  if (!tl_cli_parse (cli, NULL, TL_CLI_USUAL, 0, 0, argc, argv, NULL))
    return TL_EXIT_USAGE;
  if (!tl_cli_open (cli, &code))
    return code;
  if (!tl_vault_check_blocks (tl_store_vault (cli->store), &blocks, damaged, &error))
    return tl_cli_fail (cli, error);
  chain = tl_journal_verify (cli->store, &entries, &chain_error);
  if (!chain && !g_error_matches (chain_error, TL_STORE_ERROR, TL_STORE_ERROR_DAMAGED))
    return tl_cli_fail (cli, chain_error);

  if (cli->json)
    {
      JsonObject *object = json_object_new ();
      g_autoptr (JsonNode) node = tl_cli_object_node (object);
      JsonArray *numbers = json_array_new ();

      for (guint i = 0; i < damaged->len; i++)
        json_array_add_int_element (numbers, (gint64)g_array_index (damaged, guint64, i));
      json_object_set_int_member (object, "blocks", (gint64)blocks);
      json_object_set_array_member (object, "damaged", numbers);
      json_object_set_int_member (object, "entries", (gint64)entries);
      json_object_set_boolean_member (object, "journal", chain);
      tl_cli_print_json_line (node);
    }
  else
    {
      g_autofree char *block_count = g_strdup_printf ("%" G_GUINT64_FORMAT, blocks);
      g_autofree char *damaged_count = g_strdup_printf ("%u", damaged->len);
      g_autofree char *entry_count = g_strdup_printf ("%" G_GUINT64_FORMAT, entries);
      g_autoptr (TlColumns) table = tl_columns_new (_ ("Blocks read"), block_count, NULL);

      tl_columns_add (table, _ ("Blocks damaged"), damaged_count, NULL);
      tl_columns_add (table, _ ("Journal entries"), entry_count, NULL);
      tl_columns_add (table, _ ("Journal chain"), chain ? _ ("whole") : _ ("broken"), NULL);
      tl_columns_print (table);
    }
  if (!chain)
    return tl_cli_fail (cli, chain_error);
  if (damaged->len > 0)
    {
      g_printerr ("tamlanhctl %s: %s\n", cli->verb->name, _ ("the file is damaged; leave it as it is and fetch your last backup"));
      return TL_EXIT_DAMAGED;
    }
  return TL_EXIT_DONE;
}

const TlVerb tl_verbs_journal[] = {
    {"journal", NULL, N_ ("Show who did what, newest first"), run_journal},
    {"verify", NULL, N_ ("Read every block and recompute the journal's chain"), run_verify},
    {NULL, NULL, NULL, NULL},
};
