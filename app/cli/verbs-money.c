/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Money: cost, statement. */

#include <stdio.h>
#include <string.h>

#include <glib/gi18n-lib.h>

#include "cli/cli.h"
#include "document/document.h"
#include "document/sheet.h"
#include "record/lists.h"
#include "record/text.h"
#include "record/time.h"
#include "store/journal.h"
#include "support/support.h"

/* --- cost --- */

static const struct
{
  const char *name;
  const char *words;
} kinds[] = {
    [TL_PROPOSAL_NEW] = {"new", N_ ("new")},
    [TL_PROPOSAL_CHANGE] = {"change", N_ ("changed")},
    [TL_PROPOSAL_CORRECT] = {"correct", N_ ("correction")},
    [TL_PROPOSAL_WITHDRAW] = {"withdraw", N_ ("withdrawn")},
    [TL_PROPOSAL_OFFER] = {"offer", N_ ("only if chosen")},
    [TL_PROPOSAL_EXISTS] = {"exists", N_ ("already there")},
    [TL_PROPOSAL_BEYOND] = {"beyond", N_ ("beyond the ceiling")},
};

JsonArray *
tl_cli_ceilings_json (GPtrArray *ceilings)
{
  JsonArray *array = json_array_new ();

  for (guint i = 0; ceilings != NULL && i < ceilings->len; i++)
    {
      const TlCeiling *ceiling = ceilings->pdata[i];
      JsonObject *object = json_object_new ();

      tl_cli_add_text (object, "scope", ceiling->scope);
      tl_cli_add_text (object, "clause", ceiling->clause);
      json_object_set_string_member (object, "of", ceiling->is_quantity ? "quantity" : "amount");
      json_object_set_int_member (object, "level", ceiling->level);
      json_object_set_int_member (object, "used", ceiling->used);
      json_object_set_int_member (object, "this_line", ceiling->this_line);
      json_object_set_int_member (object, "left", ceiling->level - ceiling->used - ceiling->this_line);
      json_object_set_boolean_member (object, "exceeded", ceiling->exceeded);
      json_array_add_object_element (array, object);
    }
  return array;
}

static void
add_proposal_json (TlCli *cli, JsonArray *array, const TlProposal *proposal)
{
  g_autoptr (TlSupportPreview) preview = NULL;
  g_autoptr (GError) problem = NULL;
  JsonObject *object;
  JsonArray *warnings;

  /* A line that is called for no more has quantity 0: there is nothing to weigh. */
  if (tl_record_int (proposal->line, TL_SUPPORT_QUANTITY) != 0)
    preview = tl_support_preview (cli->store, proposal->line, &problem);
  object = tl_record_to_json (proposal->line, FALSE);
  warnings = json_array_new ();
  for (guint i = 0; preview != NULL && preview->warnings != NULL && i < preview->warnings->len; i++)
    json_array_add_string_element (warnings, preview->warnings->pdata[i]);
  json_object_set_int_member (object, "amount", tl_record_int (proposal->line, TL_SUPPORT_AMOUNT));
  tl_cli_add_text (object, "reason", proposal->reason);
  json_object_set_string_member (object, "kind", kinds[proposal->kind].name);
  json_object_set_int_member (object, "amount_before", proposal->amount_before);
  json_object_set_boolean_member (object, "needs_decision", proposal->needs_decision);
  tl_cli_add_text (object, "source_type", proposal->source_type < TL_N_TYPES ? tl_type_info (proposal->source_type)->name : NULL);
  tl_cli_add_text (object, "source_id", proposal->source_id);
  json_object_set_boolean_member (object, "exists", proposal->exists);
  json_object_set_boolean_member (object, "beyond", proposal->beyond);
  json_object_set_array_member (object, "ceilings", tl_cli_ceilings_json (preview ? preview->ceilings : NULL));
  json_object_set_array_member (object, "warnings", warnings);
  /* Why it could not be saved as it is: an offer that needs a decision's number, for one. */
  tl_cli_add_text (object, "problem", problem ? problem->message : NULL);
  json_array_add_object_element (array, object);
}

/* "left 540.000 of 600.000": the tightest ceiling. (transfer full) */
static char *
ceiling_text (TlCli *cli, const TlProposal *proposal)
{
  g_autoptr (TlSupportPreview) preview = tl_support_preview (cli->store, proposal->line, NULL);
  const TlCeiling *tightest = NULL;
  g_autofree char *left = NULL, *level = NULL;

  for (guint i = 0; preview != NULL && preview->ceilings != NULL && i < preview->ceilings->len; i++)
    {
      const TlCeiling *ceiling = preview->ceilings->pdata[i];

      if (!ceiling->is_quantity
          && (tightest == NULL
              || ceiling->level - ceiling->used - ceiling->this_line < tightest->level - tightest->used - tightest->this_line))
        tightest = ceiling;
    }
  if (tightest == NULL)
    return g_strdup ("");
  left = tl_money_format (tightest->level - tightest->used - tightest->this_line);
  level = tl_money_format (tightest->level);
  return g_strdup_printf (_ ("%s of %s left"), left, level);
}

/* What a person must choose, and what a trip calls for but no text pays. */
static gboolean
is_offer (const TlProposal *proposal)
{
  return proposal->kind == TL_PROPOSAL_OFFER || (proposal->beyond && proposal->source_type == TL_TYPE_TRIP);
}

/* Takes the offers out and says that there are some. */
static void
leave_offers_out (GPtrArray *proposals)
{
  guint n = 0;

  for (guint i = proposals->len; i > 0; i--)
    if (is_offer (proposals->pdata[i - 1]))
      {
        g_ptr_array_remove_index (proposals, i - 1);
        n++;
      }
  if (n > 0)
    g_printerr (
        g_dngettext (GETTEXT_PACKAGE, "%u more line may be chosen: see --offers.\n", "%u more lines may be chosen: see --offers.\n", n), n);
}

static int
print_proposals (TlCli *cli, GPtrArray *proposals)
{
  if (cli->json)
    {
      JsonArray *array = json_array_new ();
      g_autoptr (JsonNode) node = tl_cli_array_node (array);

      for (guint i = 0; i < proposals->len; i++)
        add_proposal_json (cli, array, proposals->pdata[i]);
      tl_cli_print_json (node);
    }
  else
    {
      g_autoptr (TlColumns) table
          = tl_columns_new ("id", _ ("Category"), _ ("Date"), _ ("Amount"), _ ("State"), _ ("Ceiling"), _ ("Reason"), NULL);

      tl_columns_align_right (table, 3);
      for (guint i = 0; i < proposals->len; i++)
        {
          const TlProposal *proposal = proposals->pdata[i];
          g_autofree char *category = tl_record_format_field (proposal->line, TL_SUPPORT_CATEGORY);
          g_autofree char *date = tl_record_format_field (proposal->line, TL_SUPPORT_DATE);
          g_autofree char *amount = tl_money_format (tl_record_int (proposal->line, TL_SUPPORT_AMOUNT));
          g_autofree char *before = tl_money_format (proposal->amount_before);
          gboolean changed = proposal->amount_before != 0 && !proposal->exists;
          g_autofree char *shown = changed ? g_strdup_printf ("%s → %s", before, amount) : g_strdup (amount);
          g_autofree char *ceiling = ceiling_text (cli, proposal);

          tl_columns_add (table, tl_record_id (proposal->line), category != NULL ? category : "", date != NULL ? date : "", shown,
                          _ (kinds[proposal->kind].words), ceiling, proposal->reason != NULL ? proposal->reason : "", NULL);
        }
      tl_columns_print (table);
    }
  return TL_EXIT_DONE;
}

static int
cost (TlCli *cli, int argc, char **argv, gboolean generate)
{
  g_autofree char *from = NULL, *to = NULL, *case_id = NULL, *with = NULL, *without = NULL, *decision = NULL;
  g_auto (GStrv) taken = NULL, left_out = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) proposals = NULL;
  TlDate first, last;
  gboolean offers = FALSE;
  guint added = 0;
  int code = TL_EXIT_DONE;
  /* What is chosen comes after the three that a preview has too. */
  const GOptionEntry entries[]
      = {{"from", 0, 0, G_OPTION_ARG_STRING, &from, N_ ("First day of the period"), N_ ("DATE")},
         {"to", 0, 0, G_OPTION_ARG_STRING, &to, N_ ("Last day of the period"), N_ ("DATE")},
         {"case", 0, 0, G_OPTION_ARG_STRING, &case_id, N_ ("Only this case"), N_ ("ID")},
         {"with", 0, 0, G_OPTION_ARG_STRING, &with,
          N_ ("Offers to take: categories (child_file, travel_meals, escort, travel_fuel) or ids of the preview, with commas"), N_ ("LIST")},
         {"without", 0, 0, G_OPTION_ARG_STRING, &without, N_ ("Ids of the preview to leave out, with commas"), N_ ("LIST")},
         {"decision", 0, 0, G_OPTION_ARG_STRING, &decision, N_ ("Decision number for what needs one"), N_ ("NUMBER")},
         {0}};
  const GOptionEntry shown[]
      = {entries[0], entries[1], entries[2], {"offers", 0, 0, G_OPTION_ARG_NONE, &offers, N_ ("Show also what may be chosen"), NULL}, {0}};

  if (!tl_cli_parse (cli, generate ? entries : shown, TL_CLI_USUAL, 0, 0, argc, argv, NULL)
      || !tl_cli_period (cli, from, to, &first, &last))
    return TL_EXIT_USAGE;
  taken = with ? g_strsplit (with, ",", -1) : NULL;
  left_out = without ? g_strsplit (without, ",", -1) : NULL;
  if (!tl_cli_open (cli, &code))
    return code;
  if (!generate)
    {
      proposals = tl_support_propose (cli->store, first, last, case_id, &error);
      if (proposals == NULL)
        return tl_cli_fail (cli, error);
      if (!offers)
        leave_offers_out (proposals);
      return print_proposals (cli, proposals);
    }
  if (!tl_support_generate_chosen (cli->store,
                                   &(TlGenerate){first, last, case_id, (const char *const *)taken, (const char *const *)left_out, decision},
                                   &added, &error))
    return tl_cli_fail (cli, error);
  if (cli->json)
    {
      JsonObject *object = json_object_new ();
      g_autoptr (JsonNode) node = tl_cli_object_node (object);

      json_object_set_int_member (object, "added", added);
      tl_cli_print_json_line (node);
    }
  else
    g_print (g_dngettext (GETTEXT_PACKAGE, "Added or changed %u line.\n", "Added or changed %u lines.\n", added), added);
  return TL_EXIT_DONE;
}

static int
run_cost_preview (TlCli *cli, int argc, char **argv)
{
  return cost (cli, argc, argv, FALSE);
}

static int
run_cost_generate (TlCli *cli, int argc, char **argv)
{
  return cost (cli, argc, argv, TRUE);
}

/* --- statement --- */

static gint64
totals_member (JsonObject *data, const char *name)
{
  JsonObject *totals = json_object_has_member (data, "totals") ? json_object_get_object_member (data, "totals") : NULL;

  return totals != NULL && json_object_has_member (totals, name) ? json_object_get_int_member (totals, name) : 0;
}

static const char *
text_member (JsonObject *object, const char *name)
{
  JsonNode *node = json_object_get_member (object, name);

  return node != NULL && JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING ? json_node_get_string (node)
                                                                                                          : "";
}

/* The data of a statement by id or number. (transfer full) */
static JsonObject *
load_data (TlCli *cli, const char *id_or_number, GError **error)
{
  g_autoptr (TlRecord) statement = tl_statement_find (cli->store, id_or_number, error);

  return statement != NULL ? tl_statement_data (cli->store, tl_record_id (statement), error) : NULL;
}

static int
run_statement_make (TlCli *cli, int argc, char **argv)
{
  g_autofree char *kind = NULL, *from = NULL, *to = NULL, *source = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (TlRecord) statement = NULL;
  g_autoptr (JsonObject) data = NULL;
  TlDate first, last;
  int code = TL_EXIT_DONE;
  const GOptionEntry entries[]
      = {{"kind", 0, 0, G_OPTION_ARG_STRING, &kind, N_ ("detail, summary, receipts, request or treasury"), N_ ("KIND")},
         {"from", 0, 0, G_OPTION_ARG_STRING, &from, N_ ("First day of the period"), N_ ("DATE")},
         {"to", 0, 0, G_OPTION_ARG_STRING, &to, N_ ("Last day of the period"), N_ ("DATE")},
         {"source", 0, 0, G_OPTION_ARG_STRING, &source, N_ ("Only this funding source"), N_ ("CODE")},
         {0}};

  if (!tl_cli_parse (cli, entries, TL_CLI_USUAL, 0, 0, argc, argv, NULL))
    return TL_EXIT_USAGE;
  if (kind == NULL || tl_list_find (tl_list_get ("statement_kind"), kind) == NULL)
    return tl_cli_usage (cli, _ ("--kind is detail, summary, receipts, request or treasury"));
  if (source != NULL && tl_list_find (tl_list_get ("funding_source"), source) == NULL)
    return tl_cli_usage (cli, _ ("there is no funding source '%s'"), source);
  if (!tl_cli_period (cli, from, to, &first, &last))
    return TL_EXIT_USAGE;
  if (!tl_cli_open (cli, &code))
    return code;
  statement = tl_statement_make (cli->store, kind, first, last, source, &error);
  if (statement != NULL)
    data = tl_statement_data (cli->store, tl_record_id (statement), &error);
  if (data == NULL)
    return tl_cli_fail (cli, error);
  if (cli->json)
    {
      JsonObject *object = json_object_new ();
      g_autoptr (JsonNode) node = tl_cli_object_node (object);

      json_object_set_string_member (object, "statement", tl_record_id (statement));
      json_object_set_int_member (object, "total", totals_member (data, "amount"));
      json_object_set_int_member (object, "lines", totals_member (data, "lines"));
      tl_cli_print_json_line (node);
    }
  else
    {
      g_autofree char *total = tl_money_format (totals_member (data, "amount"));
      g_autofree char *lines = g_strdup_printf ("%" G_GINT64_FORMAT, totals_member (data, "lines"));
      g_autoptr (TlColumns) table = tl_columns_new (_ ("Draft"), tl_record_id (statement), NULL);

      tl_columns_add (table, _ ("Lines"), lines, NULL);
      tl_columns_add (table, _ ("Total"), total, NULL);
      tl_columns_print (table);
    }
  return TL_EXIT_DONE;
}

static int
run_statement_finalise (TlCli *cli, int argc, char **argv)
{
  g_auto (GStrv) words = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (TlRecord) draft = NULL, statement = NULL;
  const char *number, *control;
  int code = TL_EXIT_DONE;
  gboolean approve = FALSE;
  const GOptionEntry entries[]
      = {{"approve", 0, 0, G_OPTION_ARG_NONE, &approve, N_ ("Approve its drafts first, as far as one may"), NULL}, {0}};

  if (!tl_cli_parse (cli, entries, TL_CLI_USUAL, 1, 1, argc, argv, &words))
    return TL_EXIT_USAGE;
  if (!tl_cli_open (cli, &code))
    return code;
  draft = tl_statement_find (cli->store, words[0], &error);
  if (draft != NULL
      && (approve ? tl_statement_approve_and_finalise (cli->store, tl_record_id (draft), &error)
                  : tl_statement_finalise (cli->store, tl_record_id (draft), &error)))
    statement = tl_store_load (cli->store, TL_TYPE_STATEMENT, tl_record_id (draft), &error);
  if (statement == NULL)
    return tl_cli_fail (cli, error);
  number = tl_record_text (statement, TL_STATEMENT_NUMBER);
  control = tl_record_text (statement, TL_STATEMENT_CONTROL_CODE);
  if (cli->json)
    {
      JsonObject *object = json_object_new ();
      g_autoptr (JsonNode) node = tl_cli_object_node (object);

      tl_cli_add_text (object, "number", number);
      tl_cli_add_text (object, "control_code", control);
      tl_cli_print_json_line (node);
    }
  else
    {
      g_autoptr (TlColumns) table = tl_columns_new (_ ("Number"), number != NULL ? number : "", NULL);

      tl_columns_add (table, _ ("Control code"), control != NULL ? control : "", NULL);
      tl_columns_print (table);
    }
  return TL_EXIT_DONE;
}

static void
print_statement (JsonObject *data)
{
  g_autoptr (TlColumns) table = tl_columns_new (_ ("No."), _ ("Case"), _ ("Content"), _ ("Unit"), _ ("Price"), _ ("Amount"), NULL);
  g_autofree char *total = tl_money_format (totals_member (data, "amount"));
  JsonArray *lines = json_object_has_member (data, "lines") ? json_object_get_array_member (data, "lines") : NULL;

  g_print ("%s  %s – %s  %s\n", text_member (data, "number"), text_member (data, "date_from"), text_member (data, "date_to"),
           tl_list_label ("statement_state", text_member (data, "state")));
  tl_columns_align_right (table, 0);
  tl_columns_align_right (table, 4);
  tl_columns_align_right (table, 5);
  for (guint i = 0; lines != NULL && i < json_array_get_length (lines); i++)
    {
      JsonObject *line = json_array_get_object_element (lines, i);
      g_autofree char *number = g_strdup_printf ("%u", i + 1);
      g_autofree char *price
          = json_object_has_member (line, "unit_price") ? tl_money_format (json_object_get_int_member (line, "unit_price")) : g_strdup ("");
      g_autofree char *amount = tl_money_format (json_object_get_int_member (line, "amount"));

      tl_columns_add (table, number, text_member (line, "case_code"), text_member (line, "title"), text_member (line, "unit"), price,
                      amount, NULL);
    }
  tl_columns_add (table, "", "", _ ("Total"), "", "", total, NULL);
  tl_columns_print (table);
  g_print ("%s\n", text_member (data, "total_in_words"));
}

static int
run_statement_show (TlCli *cli, int argc, char **argv)
{
  g_auto (GStrv) words = NULL;
  g_autoptr (GError) error = NULL;
  JsonObject *data;
  g_autoptr (JsonNode) node = NULL;
  int code = TL_EXIT_DONE;

  if (!tl_cli_parse (cli, NULL, TL_CLI_USUAL, 1, 1, argc, argv, &words))
    return TL_EXIT_USAGE;
  if (!tl_cli_open (cli, &code))
    return code;
  data = load_data (cli, words[0], &error);
  if (data == NULL)
    return tl_cli_fail (cli, error);
  node = tl_cli_object_node (data);
  if (cli->json)
    tl_cli_print_json (node);
  else
    print_statement (data);
  return TL_EXIT_DONE;
}

static int
run_statement_void (TlCli *cli, int argc, char **argv)
{
  g_auto (GStrv) words = NULL;
  g_autofree char *reason = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (TlRecord) statement = NULL;
  int code = TL_EXIT_DONE;
  const GOptionEntry entries[]
      = {{"reason", 0, 0, G_OPTION_ARG_STRING, &reason, N_ ("Why; printed on the paper and kept in the journal"), N_ ("TEXT")}, {0}};

  if (!tl_cli_parse (cli, entries, TL_CLI_OPEN, 1, 1, argc, argv, &words))
    return TL_EXIT_USAGE;
  if (reason == NULL || *reason == '\0')
    return tl_cli_usage (cli, _ ("--reason TEXT is missing"));
  if (!tl_cli_open (cli, &code))
    return code;
  statement = tl_statement_find (cli->store, words[0], &error);
  if (statement == NULL || !tl_statement_void (cli->store, tl_record_id (statement), reason, &error))
    return tl_cli_fail (cli, error);
  g_print (_ ("Statement %s is void; its lines are free again.\n"), words[0]);
  return TL_EXIT_DONE;
}

static int
run_statement_list (TlCli *cli, int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) rows = NULL;
  int code = TL_EXIT_DONE;

  if (!tl_cli_parse (cli, NULL, TL_CLI_USUAL, 0, 0, argc, argv, NULL))
    return TL_EXIT_USAGE;
  if (!tl_cli_open (cli, &code))
    return code;
  rows = tl_statement_list (cli->store, 0, &error);
  if (rows == NULL)
    return tl_cli_fail (cli, error);
  if (cli->json)
    {
      static const char *const left_out[] = {"lines", "letterhead", "signers", "notes", "clauses", "names", "request"};
      JsonArray *array = json_array_new ();
      g_autoptr (JsonNode) node = tl_cli_array_node (array);

      for (guint i = 0; i < rows->len; i++)
        {
          JsonObject *object = tl_record_to_json (rows->pdata[i], TRUE);

          for (guint j = 0; j < G_N_ELEMENTS (left_out); j++)
            json_object_remove_member (object, left_out[j]);
          json_array_add_object_element (array, object);
        }
      tl_cli_print_json (node);
    }
  else
    {
      static const guint fields[]
          = {TL_STATEMENT_NUMBER, TL_STATEMENT_KIND, TL_STATEMENT_DATE_FROM, TL_STATEMENT_DATE_TO, TL_STATEMENT_STATE, TL_STATEMENT_TOTAL};
      const char *heads[G_N_ELEMENTS (fields) + 2] = {"id"};
      g_autoptr (TlColumns) table = NULL;

      for (guint i = 0; i < G_N_ELEMENTS (fields); i++)
        heads[i + 1] = tl_field_label (tl_type_field (TL_TYPE_STATEMENT, fields[i]));
      table = tl_columns_new_v (heads);
      tl_columns_align_right (table, G_N_ELEMENTS (fields));
      for (guint row = 0; row < rows->len; row++)
        {
          g_auto (GStrv) cells = g_new0 (char *, G_N_ELEMENTS (fields) + 2);

          cells[0] = g_strdup (tl_record_id (rows->pdata[row]));
          for (guint i = 0; i < G_N_ELEMENTS (fields); i++)
            cells[i + 1]
                = tl_record_has (rows->pdata[row], fields[i]) ? tl_record_format_field (rows->pdata[row], fields[i]) : g_strdup ("");
          tl_columns_add_v (table, (const char *const *)cells);
        }
      tl_columns_print (table);
    }
  return TL_EXIT_DONE;
}

static int
run_statement_print (TlCli *cli, int argc, char **argv)
{
  g_auto (GStrv) words = NULL;
  g_autofree char *pdf = NULL, *xlsx = NULL, *json = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (TlRecord) statement = NULL;
  g_autoptr (TlDocument) document = NULL;
  g_autoptr (JsonNode) node = NULL;
  JsonObject *data;
  int code = TL_EXIT_DONE;
  const GOptionEntry entries[]
      = {{"pdf", 0, 0, G_OPTION_ARG_FILENAME, &pdf, N_ ("Write the paper as PDF"), N_ ("FILE")},
         {"xlsx", 0, 0, G_OPTION_ARG_FILENAME, &xlsx, N_ ("Write a spreadsheet"), N_ ("FILE")},
         {"json", 0, 0, G_OPTION_ARG_FILENAME, &json, N_ ("Write header, lines and totals as JSON (- is the terminal)"), N_ ("FILE")},
         {0}};

  if (!tl_cli_parse (cli, entries, TL_CLI_OPEN, 1, 1, argc, argv, &words))
    return TL_EXIT_USAGE;
  if (pdf == NULL && xlsx == NULL && json == NULL)
    return tl_cli_usage (cli, _ ("--pdf, --xlsx or --json says what to write"));
  if (!tl_cli_open (cli, &code))
    return code;
  statement = tl_statement_find (cli->store, words[0], &error);
  if (statement == NULL)
    return tl_cli_fail (cli, error);
  data = tl_statement_data (cli->store, tl_record_id (statement), &error);
  if (data == NULL)
    return tl_cli_fail (cli, error);
  node = tl_cli_object_node (data);
  if (!tl_journal_note (cli->store, "print", TL_TYPE_STATEMENT, tl_record_id (statement), NULL, &error))
    return tl_cli_fail (cli, error);
  if (pdf != NULL)
    {
      document = tl_document_new_statement (data, &error);
      if (document == NULL || !tl_document_write_pdf (document, pdf, &error))
        return tl_cli_fail (cli, error);
    }
  if (xlsx != NULL && !tl_sheet_write_statement (data, xlsx, &error))
    return tl_cli_fail (cli, error);
  return json != NULL ? tl_cli_write_json (cli, node, json) : TL_EXIT_DONE;
}

const TlVerb tl_verbs_money[] = {
    {"cost preview", NULL, N_ ("Show the lines that stays, care and trips call for"), run_cost_preview},
    {"cost generate", NULL, N_ ("Add what is missing, change or withdraw drafts, correct what is final"), run_cost_generate},
    {"statement make", NULL, N_ ("Collect the lines of a period in a draft"), run_statement_make},
    {"statement finalise", "ID", N_ ("Freeze a draft and give it its number"), run_statement_finalise},
    {"statement show", "ID|NUMBER", N_ ("Show a statement with its lines and total"), run_statement_show},
    {"statement void", "ID|NUMBER", N_ ("Void a final statement, with the reason"), run_statement_void},
    {"statement list", NULL, N_ ("List all statements"), run_statement_list},
    {"statement print", "ID|NUMBER", N_ ("Write a statement as PDF, spreadsheet or JSON"), run_statement_print},
    {NULL, NULL, NULL, NULL},
};
