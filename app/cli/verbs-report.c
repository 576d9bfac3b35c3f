/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Counts: report. */

#include <glib/gi18n-lib.h>

#include "cli/cli.h"
#include "document/document.h"
#include "record/text.h"
#include "report/report.h"
#include "store/journal.h"

/* Labels come in both languages with the data; which one is read follows the language of the messages. */
static const char *
label_of (JsonObject *object)
{
  /* Translators: the code of this language, "vi" or "en": which label of a report row is shown. */
  const char *member = g_str_equal (_ ("en"), "vi") ? "label_vi" : "label_en";

  return json_object_has_member (object, member) ? json_object_get_string_member (object, member)
                                                 : json_object_get_string_member (object, "key");
}

static char *
value_of (JsonObject *row)
{
  JsonNode *value = json_object_get_member (row, "value");

  if (value == NULL || !JSON_NODE_HOLDS_VALUE (value))
    return g_strdup ("…");
  if (json_node_get_value_type (value) == G_TYPE_STRING)
    return g_strdup (json_node_get_string (value));
  if (json_node_get_value_type (value) == G_TYPE_DOUBLE)
    return tl_decimal_format ((gint64)(json_node_get_double (value) * 1000 + 0.5));
  return tl_money_format (json_node_get_int (value));
}

static void
print_report (JsonObject *data)
{
  JsonArray *groups = json_object_get_array_member (data, "groups");
  g_autoptr (TlColumns) table = tl_columns_new ("", "", NULL);

  tl_columns_align_right (table, 1);
  for (guint i = 0; groups != NULL && i < json_array_get_length (groups); i++)
    {
      JsonObject *group = json_array_get_object_element (groups, i);
      JsonArray *rows = json_object_get_array_member (group, "rows");

      tl_columns_add (table, label_of (group), "", NULL);
      for (guint j = 0; rows != NULL && j < json_array_get_length (rows); j++)
        {
          JsonObject *row = json_array_get_object_element (rows, j);
          g_autofree char *label = g_strconcat ("  ", label_of (row), NULL);
          g_autofree char *value = value_of (row);

          tl_columns_add (table, label, value, NULL);
        }
    }
  tl_columns_print (table);
}

static int
run_report (TlCli *cli, int argc, char **argv)
{
  g_autofree char *from = NULL, *to = NULL, *pdf = NULL, *json = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (TlDocument) document = NULL;
  g_autoptr (JsonNode) node = NULL;
  JsonObject *data;
  TlDate first, last;
  gboolean hide = FALSE;
  int code = TL_EXIT_DONE;
  const GOptionEntry entries[]
      = {{"from", 0, 0, G_OPTION_ARG_STRING, &from, N_ ("First day of the period"), N_ ("DATE")},
         {"to", 0, 0, G_OPTION_ARG_STRING, &to, N_ ("Last day of the period"), N_ ("DATE")},
         {"hide-small", 0, 0, G_OPTION_ARG_NONE, &hide, N_ ("Hide small cells, as in what leaves this place"), NULL},
         {"pdf", 0, 0, G_OPTION_ARG_FILENAME, &pdf, N_ ("Write the paper as PDF"), N_ ("FILE")},
         {"json", 0, 0, G_OPTION_ARG_FILENAME, &json, N_ ("Write the counts as JSON (- is the terminal)"), N_ ("FILE")},
         {0}};

  if (!tl_cli_parse (cli, entries, TL_CLI_OPEN, 0, 0, argc, argv, NULL) || !tl_cli_period (cli, from, to, &first, &last))
    return TL_EXIT_USAGE;
  if (!tl_cli_open (cli, &code))
    return code;
  data = tl_report_data (cli->store, first, last, hide, &error);
  if (data == NULL)
    return tl_cli_fail (cli, error);
  node = tl_cli_object_node (data);
  if (pdf != NULL)
    {
      document = tl_document_new_report (data, &error);
      if (document == NULL || !tl_document_write_pdf (document, pdf, &error)
          || !tl_journal_note (cli->store, "print", TL_N_TYPES, NULL, NULL, &error))
        return tl_cli_fail (cli, error);
    }
  if (json != NULL)
    return tl_cli_write_json (cli, node, json);
  if (pdf == NULL)
    print_report (data);
  return TL_EXIT_DONE;
}

const TlVerb tl_verbs_report[] = {
    {"report", NULL, N_ ("Count a period: people, nights, care, money"), run_report},
    {NULL, NULL, NULL, NULL},
};
