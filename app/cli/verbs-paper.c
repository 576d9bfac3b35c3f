/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Case papers and blank forms: paper. */

#include <glib/gi18n-lib.h>

#include "cli/cli.h"
#include "document/document.h"
#include "report/case-paper-data.h"
#include "store/journal.h"

static int
print_list (TlCli *cli, GPtrArray *choices)
{
  guint n;
  const TlCasePaper *papers = tl_case_papers (&n);
  JsonArray *array = json_array_new ();
  g_autoptr (JsonNode) node = tl_cli_array_node (array);
  /* Translators: heads of a table: the name of a paper for the command line, and the record it is made from */
  g_autoptr (TlColumns) table = tl_columns_new (_ ("Kind"), _ ("Made from"), _ ("Paper"), NULL);

  for (guint i = 0; i < (choices != NULL ? choices->len : n); i++)
    {
      TlCasePaperChoice *choice = choices != NULL ? g_ptr_array_index (choices, i) : NULL;
      const TlCasePaper *paper = choice != NULL ? choice->paper : &papers[i];
      const char *of = paper->of < TL_N_TYPES ? tl_type_info (paper->of)->name : NULL;
      g_autofree char *label = choice != NULL && choice->what != NULL ? g_strdup_printf ("%s: %s", tl_case_paper_label (paper), choice->what)
                                                                      : g_strdup (tl_case_paper_label (paper));
      JsonObject *object = json_object_new ();

      json_object_set_string_member (object, "kind", paper->kind);
      tl_cli_add_text (object, "of", of);
      if (choice != NULL)
        json_object_set_string_member (object, "id", choice->id);
      json_object_set_string_member (object, "label", label);
      json_array_add_object_element (array, object);
      tl_columns_add (table, paper->kind, choice != NULL ? choice->id : of != NULL ? of : "–", label, NULL);
    }
  if (cli->json)
    tl_cli_print_json (node);
  else
    tl_columns_print (table);
  return TL_EXIT_DONE;
}

static int
run_paper_list (TlCli *cli, int argc, char **argv)
{
  g_autofree char *of_case = NULL;
  g_autoptr (GPtrArray) choices = NULL;
  g_autoptr (GError) error = NULL;
  int code = TL_EXIT_DONE;
  const GOptionEntry entries[] = {
      {"case", 0, 0, G_OPTION_ARG_STRING, &of_case, N_ ("Only the papers that this case has records for"), N_ ("ID")},
      {"vault", 0, 0, G_OPTION_ARG_FILENAME, &cli->vault, N_ ("The vault file; only needed with --case"), N_ ("FILE")},
      {0}};

  if (!tl_cli_parse (cli, entries, TL_CLI_PASSPHRASE | TL_CLI_JSON, 0, 0, argc, argv, NULL))
    return TL_EXIT_USAGE;
  if (of_case == NULL)
    return print_list (cli, NULL);
  if (cli->vault == NULL)
    return tl_cli_usage (cli, _ ("--vault FILE is missing"));
  if (!tl_cli_open (cli, &code))
    return code;
  choices = tl_case_paper_choices (cli->store, of_case, &error);
  return choices != NULL ? print_list (cli, choices) : tl_cli_fail (cli, error);
}

static int
run_paper (TlCli *cli, int argc, char **argv)
{
  g_auto (GStrv) words = NULL;
  g_autofree char *pdf = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (TlDocument) document = NULL;
  g_autoptr (JsonObject) data = NULL;
  const TlCasePaper *paper;
  int code = TL_EXIT_DONE;
  const GOptionEntry entries[] = {
      {"pdf", 0, 0, G_OPTION_ARG_FILENAME, &pdf, N_ ("Write the paper as PDF"), N_ ("FILE")},
      {"vault", 0, 0, G_OPTION_ARG_FILENAME, &cli->vault, N_ ("The vault file; a blank form may do without"), N_ ("FILE")},
      {0}};

  if (!tl_cli_parse (cli, entries, TL_CLI_PASSPHRASE, 1, 2, argc, argv, &words))
    return TL_EXIT_USAGE;
  paper = tl_case_paper_find (words[0]);
  if (paper == NULL)
    return tl_cli_usage (cli, _ ("there is no paper '%s'; tamlanhctl paper list names them all"), words[0]);
  if (pdf == NULL)
    return tl_cli_usage (cli, _ ("--pdf FILE is missing"));
  if (paper->of < TL_N_TYPES && words[1] == NULL)
    return tl_cli_usage (cli, _ ("%s needs the id of a record: %s"), words[0], tl_type_info (paper->of)->name);
  if (paper->of < TL_N_TYPES && cli->vault == NULL)
    return tl_cli_usage (cli, _ ("--vault FILE is missing"));
  if (cli->vault != NULL && !tl_cli_open (cli, &code))
    return code;
  data = tl_case_paper_data (cli->store, words[0], words[1], &error);
  if (data == NULL)
    return tl_cli_fail (cli, error);
  document = tl_document_new_case_paper (data, &error);
  if (document == NULL)
    return tl_cli_fail (cli, error);
  if (paper->of < TL_N_TYPES)
    {
      /* Before the paper leaves: what was printed is in the journal even if the writing then fails. */
      g_autofree char *detail = g_strdup_printf ("{\"paper\":\"%s\"}", paper->kind);
      if (!tl_journal_note (cli->store, "print", paper->of, words[1], detail, &error))
        return tl_cli_fail (cli, error);
    }
  return tl_document_write_pdf (document, pdf, &error) ? TL_EXIT_DONE : tl_cli_fail (cli, error);
}

const TlVerb tl_verbs_paper[] = {
    {"paper list", NULL, N_ ("Name the papers and blank forms there are"), run_paper_list},
    {"paper", "KIND [ID]", N_ ("Write a paper of a case, or a blank form, as PDF"), run_paper},
    {NULL, NULL, NULL, NULL},
};
