/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Opening a register with two halves: escrow make, show, drop, ask, answer, use. */

#include <glib/gi18n-lib.h>

#include "cli/cli.h"
#include "sync/escrow.h"
#include "sync/place.h"
#include "sync/sync.h"

static void
print_object (TlCli *cli, JsonObject *object)
{
  g_autoptr (JsonNode) node = tl_cli_object_node (object);

  tl_cli_print_json_line (node);
}

static int
run_escrow_make (TlCli *cli, int argc, char **argv)
{
  g_autofree char *peer = NULL;
  g_autoptr (GError) error = NULL;
  char *share = NULL;
  int code = TL_EXIT_DONE;
  const GOptionEntry entries[]
      = {{"to", 0, 0, G_OPTION_ARG_STRING, &peer, N_ ("Computer that is to hold the other half, for instance HY/1"), N_ ("PEER")}, {0}};

  if (!tl_cli_parse (cli, entries, TL_CLI_USUAL, 0, 0, argc, argv, NULL))
    return TL_EXIT_USAGE;
  if (peer == NULL)
    return tl_cli_usage (cli, _ ("--to PEER is missing"));
  if (!tl_cli_open (cli, &code))
    return code;
  /* Whoever reads the share from here is to put it on paper. */
  if (!tl_escrow_make (cli->store, peer, &share, &error) || !tl_escrow_confirm (cli->store, &error))
    code = tl_cli_fail (cli, error);
  else if (cli->json)
    {
      JsonObject *object = json_object_new ();

      json_object_set_string_member (object, "to", peer);
      json_object_set_string_member (object, "share", share);
      print_object (cli, object);
    }
  else
    {
      g_print (_ ("The leader's page: %s\n"), share);
      g_printerr ("%s\n", _ ("Write it down for the leader now: it is shown this once. It opens nothing alone; with the other place's "
                             "answer it opens the register. An earlier page is worthless from now on."));
    }
  tl_secret_free (share);
  return code;
}

static int
run_escrow_show (TlCli *cli, int argc, char **argv)
{
  g_autoptr (TlEscrowState) state = NULL;
  g_autoptr (GError) error = NULL;
  int code = TL_EXIT_DONE;

  if (!tl_cli_parse (cli, NULL, TL_CLI_USUAL, 0, 0, argc, argv, NULL))
    return TL_EXIT_USAGE;
  if (!tl_cli_open (cli, &code))
    return code;
  state = tl_escrow_get (cli->store, &error);
  if (error != NULL)
    return tl_cli_fail (cli, error);
  if (cli->json)
    {
      JsonObject *object = json_object_new ();
      g_autofree char *page = state != NULL ? g_strdup_printf ("%06u", state->page) : NULL;

      tl_cli_add_text (object, "to", state != NULL ? state->peer : NULL);
      tl_cli_add_text (object, "page", page);
      if (state != NULL)
        {
          json_object_set_boolean_member (object, "trusted", state->trusted);
          json_object_set_boolean_member (object, "pending", state->pending);
        }
      print_object (cli, object);
    }
  else if (state == NULL)
    g_print ("%s\n", _ ("No help by another place is set up."));
  else
    g_print (_ ("%s holds the other half; the leader's page begins with %06u.\n"), state->peer, state->page);
  return TL_EXIT_DONE;
}

static int
run_escrow_drop (TlCli *cli, int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  int code = TL_EXIT_DONE;

  if (!tl_cli_parse (cli, NULL, TL_CLI_OPEN, 0, 0, argc, argv, NULL))
    return TL_EXIT_USAGE;
  if (!tl_cli_open (cli, &code))
    return code;
  if (!tl_escrow_remove (cli->store, &error))
    return tl_cli_fail (cli, error);
  g_print ("%s\n", _ ("The other place cannot help to open this register any more."));
  return TL_EXIT_DONE;
}

static int
run_escrow_ask (TlCli *cli, int argc, char **argv)
{
  g_autofree char *out = NULL, *share_file = NULL;
  g_autoptr (TlEscrowAsked) asked = NULL;
  g_autoptr (GError) error = NULL;
  char *share;
  int code = TL_EXIT_DONE;
  const GOptionEntry entries[]
      = {{"share-file", 0, 0, G_OPTION_ARG_FILENAME, &share_file, N_ ("File whose first line is the leader's share (else asked)"), N_ ("FILE")},
         {"out", 0, 0, G_OPTION_ARG_FILENAME, &out, N_ ("Request to write (.tlq)"), N_ ("FILE")},
         {0}};

  if (!tl_cli_parse (cli, entries, TL_CLI_VAULT | TL_CLI_JSON, 0, 0, argc, argv, NULL))
    return TL_EXIT_USAGE;
  if (out == NULL)
    return tl_cli_usage (cli, _ ("--out FILE is missing"));
  share = tl_cli_secret (cli, share_file, _ ("The leader's share"), FALSE, &code);
  if (share == NULL)
    return code;
  asked = tl_escrow_ask (cli->vault, share, out, &error);
  tl_cli_wipe (share);
  if (asked == NULL)
    return tl_cli_fail (cli, error);
  if (cli->json)
    {
      JsonObject *object = json_object_new ();

      json_object_set_string_member (object, "file", out);
      json_object_set_string_member (object, "to", asked->peer);
      json_object_set_string_member (object, "fingerprint", asked->fingerprint);
      print_object (cli, object);
    }
  else
    g_print (_ ("Request written. Bring it to %s, and read this on the phone: %s\n"), asked->peer, asked->fingerprint);
  return TL_EXIT_DONE;
}

static void
print_request (TlCli *cli, const TlEscrowRequest *request, const char *answer)
{
  g_autoptr (TlColumns) table = NULL;
  const char *asker = request->asker != NULL ? request->asker : _ ("a computer whose card is not known here");
  g_autofree char *answered = g_strdup_printf ("%u", request->answered);

  if (cli->json)
    {
      JsonObject *object = json_object_new ();

      tl_cli_add_text (object, "asker", request->asker);
      json_object_set_string_member (object, "device", request->device);
      json_object_set_boolean_member (object, "trusted", request->trusted);
      json_object_set_string_member (object, "vault", request->file_id);
      json_object_set_string_member (object, "fingerprint", request->fingerprint);
      json_object_set_int_member (object, "answered_before", request->answered);
      tl_cli_add_text (object, "answer", answer);
      print_object (cli, object);
      return;
    }
  table = tl_columns_new (_ ("Asks"), asker, NULL);
  tl_columns_add (table, _ ("Register"), request->file_id, NULL);
  tl_columns_add (table, _ ("Fingerprint"), request->fingerprint, NULL);
  tl_columns_add (table, _ ("Answered before"), answered, NULL);
  tl_columns_print (table);
}

static int
run_escrow_answer (TlCli *cli, int argc, char **argv)
{
  g_auto (GStrv) words = NULL;
  g_autofree char *out = NULL, *compared = NULL;
  g_autoptr (TlEscrowRequest) request = NULL;
  g_autoptr (GError) error = NULL;
  int code = TL_EXIT_DONE;
  const GOptionEntry entries[]
      = {{"out", 0, 0, G_OPTION_ARG_FILENAME, &out, N_ ("Answer to write (.tla); without it the request is only shown"), N_ ("FILE")},
         {"compared-with", 0, 0, G_OPTION_ARG_STRING, &compared, N_ ("Who read the fingerprint to you on the phone"), N_ ("NAME")},
         {0}};

  if (!tl_cli_parse (cli, entries, TL_CLI_USUAL, 1, 1, argc, argv, &words))
    return TL_EXIT_USAGE;
  if (out != NULL && compared == NULL)
    return tl_cli_usage (cli, _ ("--compared-with NAME is missing: look at the request first, then compare its digits by phone"));
  if (!tl_cli_open (cli, &code))
    return code;
  request = tl_escrow_read_request (cli->store, words[0], &error);
  if (request == NULL)
    return tl_cli_fail (cli, error);
  if (out != NULL && !tl_escrow_answer (cli->store, words[0], compared, out, &error))
    return tl_cli_fail (cli, error);
  print_request (cli, request, out);
  return TL_EXIT_DONE;
}

static int
run_escrow_use (TlCli *cli, int argc, char **argv)
{
  g_auto (GStrv) words = NULL;
  g_autofree char *share_file = NULL, *secret_file = NULL, *wanted = NULL, *slot = NULL, *warning = NULL;
  g_autoptr (GError) error = NULL;
  char *share, *passphrase = NULL;
  int code = TL_EXIT_DONE;
  const GOptionEntry entries[] = {
      {"share-file", 0, 0, G_OPTION_ARG_FILENAME, &share_file, N_ ("File whose first line is the leader's share (else asked)"), N_ ("FILE")},
      {"slot", 0, 0, G_OPTION_ARG_STRING, &wanted, N_ ("Door that gets the new passphrase"), N_ ("LABEL")},
      {"new-passphrase-file", 0, 0, G_OPTION_ARG_FILENAME, &secret_file, N_ ("File whose first line is the new passphrase"), N_ ("FILE")},
      {0}};

  if (!tl_cli_parse (cli, entries, TL_CLI_VAULT | TL_CLI_JSON, 1, 1, argc, argv, &words))
    return TL_EXIT_USAGE;
  slot = wanted != NULL ? g_steal_pointer (&wanted) : tl_cli_only_staff_slot (cli);
  if (slot == NULL)
    return TL_EXIT_USAGE;
  share = tl_cli_secret (cli, share_file, _ ("The leader's share"), FALSE, &code);
  if (share == NULL)
    return code;
  passphrase = tl_cli_secret (cli, secret_file, _ ("New passphrase"), TRUE, &code);
  if (passphrase != NULL)
    cli->store = tl_escrow_use (cli->vault, words[0], share, slot, passphrase, &error);
  tl_cli_wipe (share);
  tl_cli_wipe (passphrase);
  if (passphrase == NULL)
    return code;
  if (cli->store == NULL)
    return tl_cli_fail (cli, error);
  warning = tl_place_warning (cli->store);
  if (warning != NULL)
    g_printerr ("tamlanhctl %s: %s\n", cli->verb->name, warning);
  if (cli->json)
    {
      JsonObject *object = json_object_new ();

      json_object_set_string_member (object, "status", "opened");
      print_object (cli, object);
    }
  else
    g_print ("%s\n", _ ("The door has its new passphrase, the register a new key, and the two halves open nothing any more. Make new ones "
                        "(escrow make) and a new recovery code (recovery renew)."));
  return TL_EXIT_DONE;
}

const TlVerb tl_verbs_escrow[] = {
    {"escrow make", NULL, N_ ("Let another place hold one half of a key, the leader the other"), run_escrow_make},
    {"escrow show", NULL, N_ ("Who holds the other half"), run_escrow_show},
    {"escrow drop", NULL, N_ ("Take the two halves away"), run_escrow_drop},
    {"escrow ask", NULL, N_ ("Ask the other place to help open a register whose passphrases are lost"), run_escrow_ask},
    {"escrow answer", "REQUEST", N_ ("Look at a request, or answer it"), run_escrow_answer},
    {"escrow use", "ANSWER", N_ ("Open with the answer and the leader's share; give a door a new passphrase"), run_escrow_use},
    {NULL, NULL, NULL, NULL},
};
