/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Money on paper: checking a statement, what a request says, who gives the numbers, the register as a spreadsheet, budgets. */

#include <string.h>

#include <glib/gi18n-lib.h>

#include "cli/cli.h"
#include "document/sheet.h"
#include "record/lists.h"
#include "record/text.h"
#include "store/journal.h"
#include "sync/sync.h"

/* --- statement check --- */

static void
print_check (TlCli *cli, const TlStatementCheck *check)
{
  if (cli->json)
    {
      JsonObject *object = json_object_new ();
      JsonArray *differences = json_array_new ();
      g_autoptr (JsonNode) node = tl_cli_object_node (object);

      json_object_set_string_member (object, "number", check->number);
      json_object_set_boolean_member (object, "agrees", check->agrees);
      json_object_set_boolean_member (object, "void", check->is_void);
      json_object_set_string_member (object, "against", check->from_received ? "received" : "own");
      for (guint i = 0; i < check->differences->len; i++)
        json_array_add_string_element (differences, check->differences->pdata[i]);
      json_object_set_array_member (object, "differences", differences);
      tl_cli_print_json_line (node);
      return;
    }
  g_print ("%s\n",
           check->agrees ? _ ("The control code agrees with the statement.") : _ ("The control code does NOT agree with the statement."));
  for (guint i = 0; i < check->differences->len; i++)
    g_print ("  %s\n", (char *)check->differences->pdata[i]);
  if (check->is_void)
    g_print ("%s\n", _ ("This statement was voided since."));
}

static int
run_statement_check (TlCli *cli, int argc, char **argv)
{
  g_auto (GStrv) words = NULL;
  g_autofree char *qr = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (TlStatementCheck) check = NULL;
  guint n;
  int code = TL_EXIT_DONE;
  const GOptionEntry entries[]
      = {{"qr", 0, 0, G_OPTION_ARG_STRING, &qr, N_ ("Text of the QR of one of its pages: tells which line differs"), N_ ("TEXT")}, {0}};

  if (!tl_cli_parse (cli, entries, TL_CLI_USUAL, 0, 2, argc, argv, &words))
    return TL_EXIT_USAGE;
  n = words != NULL ? g_strv_length (words) : 0;
  if (qr == NULL && n < 2)
    return tl_cli_usage (cli, _ ("give NUMBER and CODE, or --qr TEXT"));
  if (!tl_cli_open (cli, &code))
    return code;
  check = tl_sync_check_statement (cli->store, n > 0 ? words[0] : NULL, n > 1 ? words[1] : NULL, qr, &error);
  if (check == NULL)
    return tl_cli_fail (cli, error);
  print_check (cli, check);
  return check->agrees ? TL_EXIT_DONE : TL_EXIT_REFUSED;
}

/* --- statement request, numbers --- */

static int
run_statement_request (TlCli *cli, int argc, char **argv)
{
  static const char *const members[] = {"to", "payee", "unit", "reason", "method", "account", "bank"};
  g_auto (GStrv) words = NULL;
  char *values[G_N_ELEMENTS (members)] = {NULL};
  g_autoptr (JsonObject) request = json_object_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (TlRecord) draft = NULL;
  int code = TL_EXIT_DONE;
  gboolean parsed;
  const GOptionEntry entries[] = {{"to", 0, 0, G_OPTION_ARG_STRING, &values[0], N_ ("To whom it is addressed"), N_ ("TEXT")},
                                  {"payee", 0, 0, G_OPTION_ARG_STRING, &values[1], N_ ("Who asks to be paid"), N_ ("NAME")},
                                  {"unit", 0, 0, G_OPTION_ARG_STRING, &values[2], N_ ("Of which unit"), N_ ("TEXT")},
                                  {"reason", 0, 0, G_OPTION_ARG_STRING, &values[3], N_ ("What the money is for"), N_ ("TEXT")},
                                  {"method", 0, 0, G_OPTION_ARG_STRING, &values[4], N_ ("cash or transfer"), N_ ("CODE")},
                                  {"account", 0, 0, G_OPTION_ARG_STRING, &values[5], N_ ("Number of the account"), N_ ("TEXT")},
                                  {"bank", 0, 0, G_OPTION_ARG_STRING, &values[6], N_ ("Bank or treasury of the account"), N_ ("TEXT")},
                                  {0}};

  parsed = tl_cli_parse (cli, entries, TL_CLI_OPEN, 1, 1, argc, argv, &words);
  for (guint i = 0; i < G_N_ELEMENTS (members); i++)
    {
      if (values[i] != NULL)
        json_object_set_string_member (request, members[i], values[i]);
      g_free (values[i]);
    }
  if (!parsed)
    return TL_EXIT_USAGE;
  if (!tl_cli_open (cli, &code))
    return code;
  draft = tl_statement_find (cli->store, words[0], &error);
  if (draft == NULL || !tl_statement_set_request (cli->store, tl_record_id (draft), request, &error))
    return tl_cli_fail (cli, error);
  return TL_EXIT_DONE;
}

static int
run_statement_numbers (TlCli *cli, int argc, char **argv)
{
  g_autofree char *take = NULL, *word = NULL;
  g_autoptr (GError) error = NULL;
  int give = 0, code = TL_EXIT_DONE;
  const GOptionEntry entries[] = {
      {"give-to", 0, 0, G_OPTION_ARG_INT, &give, N_ ("Hand them over to this PC of the place; prints the word to type there"), N_ ("PC")},
      {"take", 0, 0, G_OPTION_ARG_STRING, &take, N_ ("Take them over with the word of the other PC"), N_ ("WORD")},
      {0}};

  if (!tl_cli_parse (cli, entries, TL_CLI_USUAL, 0, 0, argc, argv, NULL))
    return TL_EXIT_USAGE;
  if (give != 0 && take != NULL)
    return tl_cli_usage (cli, _ ("--give-to and --take do not go together"));
  if (!tl_cli_open (cli, &code))
    return code;
  if ((give != 0 && !tl_statement_give_numbers (cli->store, (guint)MAX (give, 0), &word, &error))
      || (take != NULL && !tl_statement_take_numbers (cli->store, take, &error)))
    return tl_cli_fail (cli, error);
  if (word == NULL)
    word = tl_statement_numbers_word (cli->store);
  if (cli->json)
    {
      JsonObject *object = json_object_new ();
      g_autoptr (JsonNode) node = tl_cli_object_node (object);

      json_object_set_int_member (object, "device", tl_store_device (cli->store));
      json_object_set_int_member (object, "given_by", tl_statement_number_device (cli->store));
      tl_cli_add_text (object, "word", word);
      tl_cli_print_json_line (node);
    }
  else
    {
      g_print (_ ("Statement numbers of this place are given on PC %u; this is PC %u.\n"), tl_statement_number_device (cli->store),
               tl_store_device (cli->store));
      if (word != NULL)
        g_print (_ ("Type this word on the other PC: %s\n"), word);
    }
  return TL_EXIT_DONE;
}

/* --- cost sheet --- */

static int
run_cost_sheet (TlCli *cli, int argc, char **argv)
{
  g_autofree char *from = NULL, *to = NULL, *xlsx = NULL, *json = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) node = NULL;
  JsonObject *data;
  TlDate first, last;
  int code = TL_EXIT_DONE;
  const GOptionEntry entries[]
      = {{"from", 0, 0, G_OPTION_ARG_STRING, &from, N_ ("First day of the period"), N_ ("DATE")},
         {"to", 0, 0, G_OPTION_ARG_STRING, &to, N_ ("Last day of the period"), N_ ("DATE")},
         {"xlsx", 0, 0, G_OPTION_ARG_FILENAME, &xlsx, N_ ("Write a spreadsheet"), N_ ("FILE")},
         {"json", 0, 0, G_OPTION_ARG_FILENAME, &json, N_ ("Write header, lines and totals as JSON (- is the terminal)"), N_ ("FILE")},
         {0}};

  if (!tl_cli_parse (cli, entries, TL_CLI_OPEN, 0, 0, argc, argv, NULL) || !tl_cli_period (cli, from, to, &first, &last))
    return TL_EXIT_USAGE;
  if (xlsx == NULL && json == NULL)
    return tl_cli_usage (cli, _ ("--xlsx or --json says what to write"));
  if (!tl_cli_open (cli, &code))
    return code;
  data = tl_support_register_data (cli->store, first, last, &error);
  if (data == NULL)
    return tl_cli_fail (cli, error);
  node = tl_cli_object_node (data);
  if (!tl_journal_note (cli->store, "export", TL_TYPE_SUPPORT, NULL, NULL, &error)
      || (xlsx != NULL && !tl_sheet_write_register (data, xlsx, &error)))
    return tl_cli_fail (cli, error);
  return json != NULL ? tl_cli_write_json (cli, node, json) : TL_EXIT_DONE;
}

/* --- budget --- */

static char *
money_or_dash (JsonObject *row, const char *member)
{
  return json_object_get_null_member (row, member) ? g_strdup ("–") : tl_money_format (json_object_get_int_member (row, member));
}

static const char *
state_words (const char *state)
{
  if (g_str_equal (state, "over"))
    return _ ("passed");
  if (g_str_equal (state, "near"))
    return _ ("nearly used");
  if (g_str_equal (state, "ahead"))
    return _ ("will not last the year");
  return g_str_equal (state, "fine") ? _ ("fine") : _ ("none set");
}

static void
add_budget_row (TlColumns *table, JsonObject *row, const char *name)
{
  g_autofree char *budget = money_or_dash (row, "budget");
  g_autofree char *used = money_or_dash (row, "used");
  g_autofree char *committed = money_or_dash (row, "committed");
  g_autofree char *left = money_or_dash (row, "left");
  g_autofree char *forecast = money_or_dash (row, "forecast");

  tl_columns_add (table, name, budget, used, committed, left, forecast, state_words (json_object_get_string_member (row, "state")), NULL);
}

static void
print_place (JsonObject *data)
{
  g_autoptr (TlColumns) table
      = tl_columns_new (_ ("Budget"), _ ("Set"), _ ("Used"), _ ("Committed"), _ ("Left"), _ ("Forecast"), _ ("State"), NULL);
  JsonArray *rows = json_object_get_array_member (data, "rows");
  g_autofree char *night = money_or_dash (data, "cost_per_night");
  g_autofree char *person = money_or_dash (data, "cost_per_person");

  for (guint i = 1; i <= 5; i++)
    tl_columns_align_right (table, i);
  for (guint i = 0; i < json_array_get_length (rows); i++)
    {
      JsonObject *row = json_array_get_object_element (rows, i);
      const char *source = json_object_get_string_member (row, "source");
      const char *category = json_object_get_string_member_with_default (row, "category", NULL);
      g_autofree char *name = category != NULL ? g_strconcat ("  ", tl_list_label ("cost_category", category), NULL)
                                               : g_strdup (tl_list_label ("funding_source", source));

      add_budget_row (table, row, name);
    }
  add_budget_row (table, json_object_get_object_member (data, "totals"), _ ("Total"));
  tl_columns_print (table);
  if (json_object_get_null_member (data, "nights"))
    return;
  g_print (_ ("Nights: %d, people: %d; for each night %s đ, for each person %s đ.\n"), (int)json_object_get_int_member (data, "nights"),
           (int)json_object_get_int_member (data, "people"), night, person);
}

static void
print_budgets (JsonObject *data)
{
  JsonArray *places = json_object_get_array_member (data, "places");

  print_place (data);
  for (guint i = 0; i < json_array_get_length (places); i++)
    {
      JsonObject *place = json_array_get_object_element (places, i);

      g_print ("\n%s\n", tl_list_label ("shelter", json_object_get_string_member (place, "site")));
      print_place (place);
    }
}

static int
run_budget_show (TlCli *cli, int argc, char **argv)
{
  g_autofree char *as_of = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) node = NULL;
  JsonObject *data;
  TlDate day = TL_DATE_NONE;
  int year = 0, code = TL_EXIT_DONE;
  const GOptionEntry entries[]
      = {{"year", 0, 0, G_OPTION_ARG_INT, &year, N_ ("The year; this one if not given"), N_ ("YEAR")},
         {"as-of", 0, 0, G_OPTION_ARG_STRING, &as_of, N_ ("The day that the forecast looks from; today if not given"), N_ ("DATE")},
         {0}};

  if (!tl_cli_parse (cli, entries, TL_CLI_USUAL, 0, 0, argc, argv, NULL))
    return TL_EXIT_USAGE;
  if (as_of != NULL && !tl_date_parse_typed (as_of, &day))
    return tl_cli_usage (cli, _ ("'%s' is not a day"), as_of);
  if (year == 0)
    tl_date_to_ymd (tl_date_today (), &year, NULL, NULL);
  if (year < 2000 || year > 2200)
    return tl_cli_usage (cli, _ ("--year is a year such as 2026"));
  if (!tl_cli_open (cli, &code))
    return code;
  data = tl_budget_data (cli->store, year, day, &error);
  if (data == NULL)
    return tl_cli_fail (cli, error);
  node = tl_cli_object_node (data);
  if (cli->json)
    tl_cli_print_json (node);
  else
    print_budgets (data);
  return TL_EXIT_DONE;
}

static int
run_budget_list (TlCli *cli, int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) rows = NULL;
  int year = 0, code = TL_EXIT_DONE;
  TlWhere where = {TL_BUDGET_YEAR, "=", NULL, 0};
  const GOptionEntry entries[] = {{"year", 0, 0, G_OPTION_ARG_INT, &year, N_ ("Only this year"), N_ ("YEAR")}, {0}};

  if (!tl_cli_parse (cli, entries, TL_CLI_USUAL, 0, 0, argc, argv, NULL))
    return TL_EXIT_USAGE;
  if (!tl_cli_open (cli, &code))
    return code;
  where.number = year;
  rows = tl_store_list (cli->store, TL_TYPE_BUDGET, &where, year != 0 ? 1 : 0, TL_BUDGET_YEAR, TRUE, 0, 0, &error);
  if (rows == NULL)
    return tl_cli_fail (cli, error);
  if (cli->json)
    {
      JsonArray *array = json_array_new ();
      g_autoptr (JsonNode) node = tl_cli_array_node (array);

      for (guint i = 0; i < rows->len; i++)
        json_array_add_object_element (array, tl_record_to_json (rows->pdata[i], FALSE));
      tl_cli_print_json (node);
    }
  else
    {
      g_autoptr (TlColumns) table
          = tl_columns_new ("id", _ ("Year"), _ ("Place"), _ ("Source"), _ ("Category"), _ ("Amount"), _ ("Decision number"), NULL);

      tl_columns_align_right (table, 5);
      for (guint i = 0; i < rows->len; i++)
        {
          g_auto (GStrv) cells = g_new0 (char *, 8);
          static const guint fields[]
              = {TL_BUDGET_YEAR, TL_BUDGET_FOR_SITE, TL_BUDGET_FUNDING_SOURCE, TL_BUDGET_CATEGORY, TL_BUDGET_AMOUNT, TL_BUDGET_DECISION_NO};

          cells[0] = g_strdup (tl_record_id (rows->pdata[i]));
          for (guint j = 0; j < G_N_ELEMENTS (fields); j++)
            cells[j + 1] = tl_record_has (rows->pdata[i], fields[j]) ? tl_record_format_field (rows->pdata[i], fields[j])
                           : fields[j] == TL_BUDGET_FOR_SITE         ? g_strdup (tl_list_label ("shelter", tl_store_site (cli->store)))
                                                                     : g_strdup ("");
          tl_columns_add_v (table, (const char *const *)cells);
        }
      tl_columns_print (table);
    }
  return TL_EXIT_DONE;
}

const TlVerb tl_verbs_statement[] = {
    {"statement check", "[NUMBER CODE]", N_ ("Check a paper, made here or sent by a place, against what is kept"), run_statement_check},
    {"statement request", "ID", N_ ("Say what a draft request for payment says beside its sum"), run_statement_request},
    {"statement numbers", NULL, N_ ("Which PC of this place gives the numbers; hand them over"), run_statement_numbers},
    {"cost sheet", NULL, N_ ("Write the lines of a period as a spreadsheet"), run_cost_sheet},
    {"budget list", NULL, N_ ("List what budgets are set"), run_budget_list},
    {"budget show", NULL, N_ ("Budgets of a year: used, committed, left, forecast"), run_budget_show},
    {NULL, NULL, NULL, NULL},
};
