/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Support lines: the steps of their life. Lines themselves are put, listed and got like every record. */

#include <glib/gi18n-lib.h>

#include "cli/cli.h"
#include "support/support.h"

/* The state each line has now: {"id":…,"state":…} a line, or columns. */
static int
print_states (TlCli *cli, char **ids)
{
  g_autoptr (TlColumns) table = tl_columns_new ("id", _ ("State"), NULL);
  g_autoptr (GError) error = NULL;

  for (guint i = 0; ids[i] != NULL; i++)
    {
      g_autoptr (TlRecord) line = tl_store_load (cli->store, TL_TYPE_SUPPORT, ids[i], &error);

      if (line == NULL)
        return tl_cli_fail (cli, error);
      if (cli->json)
        {
          JsonObject *object = json_object_new ();
          g_autoptr (JsonNode) node = tl_cli_object_node (object);

          json_object_set_string_member (object, "id", ids[i]);
          tl_cli_add_text (object, "state", tl_record_text (line, TL_SUPPORT_STATE));
          json_object_set_boolean_member (object, "approved_alone", tl_record_int (line, TL_SUPPORT_APPROVED_ALONE) != 0);
          tl_cli_print_json_line (node);
        }
      else
        {
          g_autofree char *state = tl_record_format_field (line, TL_SUPPORT_STATE);

          tl_columns_add (table, ids[i], state != NULL ? state : "", NULL);
        }
    }
  if (!cli->json)
    tl_columns_print (table);
  return TL_EXIT_DONE;
}

static int
take_step (TlCli *cli, TlLifeStep step, const GOptionEntry *entries, TlLifeDetails *details, char **on, int argc, char **argv)
{
  g_auto (GStrv) ids = NULL;
  g_autoptr (GError) error = NULL;
  int code = TL_EXIT_DONE;

  if (!tl_cli_parse (cli, entries, TL_CLI_USUAL, 1, -1, argc, argv, &ids))
    return TL_EXIT_USAGE;
  if (on != NULL && *on != NULL && !tl_date_parse_iso (*on, &details->on) && !tl_date_parse_typed (*on, &details->on))
    return tl_cli_usage (cli, _ ("no such day: %s"), *on);
  if (!tl_cli_open (cli, &code))
    return code;
  if (!tl_support_take_step (cli->store, step, (const char *const *)ids, details, &error))
    return tl_cli_fail (cli, error);
  return print_states (cli, ids);
}

static int
with_reason (TlCli *cli, TlLifeStep step, int argc, char **argv)
{
  TlLifeDetails details = {.on = TL_DATE_NONE};
  g_autofree char *reason = NULL;
  const GOptionEntry entries[] = {{"reason", 0, 0, G_OPTION_ARG_STRING, &details.reason, N_ ("Why; kept with the line"), N_ ("TEXT")}, {0}};
  int code = take_step (cli, step, entries, &details, NULL, argc, argv);

  reason = (char *)details.reason;
  return code;
}

static int
run_approve (TlCli *cli, int argc, char **argv)
{
  TlLifeDetails details = {.on = TL_DATE_NONE};

  return take_step (cli, TL_LIFE_APPROVE, NULL, &details, NULL, argc, argv);
}

static int
run_unapprove (TlCli *cli, int argc, char **argv)
{
  return with_reason (cli, TL_LIFE_UNAPPROVE, argc, argv);
}

static int
run_void (TlCli *cli, int argc, char **argv)
{
  return with_reason (cli, TL_LIFE_VOID, argc, argv);
}

static int
run_unpay (TlCli *cli, int argc, char **argv)
{
  return with_reason (cli, TL_LIFE_UNPAY, argc, argv);
}

static int
run_pay (TlCli *cli, int argc, char **argv)
{
  TlLifeDetails details = {.on = TL_DATE_NONE};
  g_autofree char *on = NULL, *method = NULL, *voucher = NULL;
  const GOptionEntry entries[] = {{"on", 0, 0, G_OPTION_ARG_STRING, &on, N_ ("Day of the payment (else today)"), N_ ("DATE")},
                                  {"method", 0, 0, G_OPTION_ARG_STRING, &details.method, N_ ("cash, transfer or in_kind"), N_ ("CODE")},
                                  {"voucher", 0, 0, G_OPTION_ARG_STRING, &details.voucher, N_ ("Voucher of the payment"), N_ ("ID")},
                                  {0}};
  int code = take_step (cli, TL_LIFE_PAY, entries, &details, &on, argc, argv);

  method = (char *)details.method;
  voucher = (char *)details.voucher;
  return code;
}

const TlVerb tl_verbs_support[] = {
    {"support approve", "ID…", N_ ("Approve draft lines"), run_approve},
    {"support unapprove", "ID…", N_ ("Take an approval back"), run_unapprove},
    {"support pay", "ID…", N_ ("Mark lines of a final statement as paid"), run_pay},
    {"support unpay", "ID…", N_ ("Take a mark of payment back, with the reason"), run_unpay},
    {"support void", "ID…", N_ ("Void lines that no final statement holds, with the reason"), run_void},
    {NULL, NULL, NULL, NULL},
};
