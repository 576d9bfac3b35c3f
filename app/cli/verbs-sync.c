/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Between places: peer, bundle, receipt, received. */

#include <string.h>

#include <glib/gi18n-lib.h>

#include "cli/cli.h"
#include "record/time.h"
#include "sync/place.h"
#include "sync/sync.h"

/* --- peer --- */

/* "HY/1". (transfer full) */
static char *
peer_name (const TlPeer *peer)
{
  return g_strdup_printf ("%s/%u", peer->site, peer->device);
}

static JsonObject *
peer_json (gconstpointer row)
{
  const TlPeer *peer = row;
  JsonObject *object = json_object_new ();
  g_autofree char *name = peer_name (peer);

  json_object_set_string_member (object, "peer", name);
  tl_cli_add_text (object, "id", peer->id);
  tl_cli_add_text (object, "fingerprint", peer->fingerprint);
  tl_cli_add_text (object, "trusted_by", peer->trusted_by);
  tl_cli_add_text (object, "state", peer->state);
  return object;
}

static int
run_peer_card (TlCli *cli, int argc, char **argv)
{
  g_autofree char *out = NULL, *fingerprint = NULL;
  g_autoptr (GError) error = NULL;
  int code = TL_EXIT_DONE;
  const GOptionEntry entries[] = {{"out", 0, 0, G_OPTION_ARG_FILENAME, &out, N_ ("Card file to write (.tlc)"), N_ ("FILE")}, {0}};

  if (!tl_cli_parse (cli, entries, TL_CLI_USUAL, 0, 0, argc, argv, NULL))
    return TL_EXIT_USAGE;
  if (out == NULL)
    return tl_cli_usage (cli, _ ("--out FILE is missing"));
  if (!tl_cli_open (cli, &code))
    return code;
  if (!tl_peer_write_card (cli->store, out, &error))
    return tl_cli_fail (cli, error);
  fingerprint = tl_identity_fingerprint (cli->store, &error);
  if (fingerprint == NULL)
    return tl_cli_fail (cli, error);
  if (cli->json)
    {
      JsonObject *object = json_object_new ();
      g_autoptr (JsonNode) node = tl_cli_object_node (object);

      json_object_set_string_member (object, "file", out);
      json_object_set_string_member (object, "fingerprint", fingerprint);
      tl_cli_print_json_line (node);
    }
  else
    g_print (_ ("Card written. Read this to the other side on the phone: %s\n"), fingerprint);
  return TL_EXIT_DONE;
}

static int
run_peer_add (TlCli *cli, int argc, char **argv)
{
  g_auto (GStrv) words = NULL;
  g_autofree char *trusted_by = NULL, *name = NULL;
  g_autoptr (GError) error = NULL;
  TlPeer *peer = NULL;
  int code = TL_EXIT_DONE;
  const GOptionEntry entries[]
      = {{"trusted-by", 0, 0, G_OPTION_ARG_STRING, &trusted_by, N_ ("Who compared the fingerprint by phone"), N_ ("NAME")}, {0}};

  if (!tl_cli_parse (cli, entries, TL_CLI_USUAL, 1, 1, argc, argv, &words))
    return TL_EXIT_USAGE;
  if (trusted_by == NULL || *trusted_by == '\0')
    return tl_cli_usage (cli, _ ("--trusted-by NAME is missing"));
  if (!tl_cli_open (cli, &code))
    return code;
  if (!tl_peer_add (cli->store, words[0], trusted_by, &peer, &error))
    return tl_cli_fail (cli, error);
  name = peer_name (peer);
  if (cli->json)
    {
      g_autoptr (JsonNode) node = tl_cli_object_node (peer_json (peer));

      tl_cli_print_json_line (node);
    }
  else
    g_print (_ ("%s is trusted; fingerprint %s.\n"), name, peer->fingerprint);
  tl_peer_free (peer);
  return TL_EXIT_DONE;
}

static void
add_peer (TlColumns *table, gconstpointer row)
{
  const TlPeer *peer = row;
  g_autofree char *name = peer_name (peer);

  tl_columns_add (table, name, peer->state != NULL ? peer->state : "", peer->fingerprint != NULL ? peer->fingerprint : "",
                  peer->trusted_by != NULL ? peer->trusted_by : "", NULL);
}

static int
run_peer_list (TlCli *cli, int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) peers = NULL;
  g_autoptr (TlColumns) table = tl_columns_new (_ ("Peer"), _ ("State"), _ ("Fingerprint"), _ ("Trusted by"), NULL);
  int code = TL_EXIT_DONE;

  if (!tl_cli_parse (cli, NULL, TL_CLI_USUAL, 0, 0, argc, argv, NULL))
    return TL_EXIT_USAGE;
  if (!tl_cli_open (cli, &code))
    return code;
  peers = tl_peer_list (cli->store, &error);
  return peers != NULL ? tl_cli_print_rows (cli, peers, peer_json, table, add_peer) : tl_cli_fail (cli, error);
}

static int
run_peer_drop (TlCli *cli, int argc, char **argv)
{
  g_auto (GStrv) words = NULL;
  g_autoptr (GError) error = NULL;
  int code = TL_EXIT_DONE;

  if (!tl_cli_parse (cli, NULL, TL_CLI_OPEN, 1, 1, argc, argv, &words))
    return TL_EXIT_USAGE;
  if (!tl_cli_open (cli, &code))
    return code;
  if (!tl_peer_drop (cli->store, words[0], &error))
    return tl_cli_fail (cli, error);
  g_print (_ ("%s is not trusted any more; nothing goes to it or comes from it.\n"), words[0]);
  return TL_EXIT_DONE;
}

/* The key that opens with `age` what was sealed to this device, should this program ever be gone. */
static int
run_identity_export (TlCli *cli, int argc, char **argv)
{
  g_autofree char *out = NULL;
  g_autoptr (GError) error = NULL;
  char *identity;
  gboolean written;
  int code = TL_EXIT_DONE;
  const GOptionEntry entries[] = {{"out", 0, 0, G_OPTION_ARG_FILENAME, &out, N_ ("File to write the key to"), N_ ("FILE")}, {0}};

  if (!tl_cli_parse (cli, entries, TL_CLI_OPEN, 0, 0, argc, argv, NULL))
    return TL_EXIT_USAGE;
  if (out == NULL)
    return tl_cli_usage (cli, _ ("--out FILE is missing"));
  if (!tl_cli_open (cli, &code))
    return code;
  identity = tl_identity_export_age (cli->store, &error);
  if (identity == NULL)
    return tl_cli_fail (cli, error);
  written = g_file_set_contents_full (out, identity, -1, G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE, 0600, &error);
  tl_secret_free (identity);
  if (!written)
    return tl_cli_fail (cli, error);
  g_printerr ("%s\n", _ ("Whoever has this file can read every bundle sealed to this device: keep it as you keep the recovery code."));
  return TL_EXIT_DONE;
}

/* --- bundle --- */

static JsonObject *
bundle_json (gconstpointer row)
{
  const TlBundle *bundle = row;
  JsonObject *object = json_object_new ();
  g_autofree char *at = tl_time_to_iso (bundle->at);

  tl_cli_add_text (object, "id", bundle->id);
  tl_cli_add_text (object, "direction", bundle->direction);
  tl_cli_add_text (object, "peer", bundle->peer);
  json_object_set_int_member (object, "number", (gint64)bundle->number);
  tl_cli_add_text (object, "file", bundle->file);
  tl_cli_add_text (object, "state", bundle->state);
  json_object_set_string_member (object, "at", at);
  tl_cli_add_text (object, "reason", bundle->reason);
  tl_cli_add_text (object, "receipt_code", bundle->receipt_code);
  json_object_set_int_member (object, "entries", bundle->entries);
  return object;
}

static int
run_bundle_make (TlCli *cli, int argc, char **argv)
{
  g_autofree char *to = NULL, *out = NULL, *path = NULL;
  g_autoptr (GError) error = NULL;
  TlBundle *bundle;
  int code = TL_EXIT_DONE;
  const GOptionEntry entries[] = {{"to", 0, 0, G_OPTION_ARG_STRING, &to, N_ ("Place or device it is for"), N_ ("PEER")},
                                  {"out", 0, 0, G_OPTION_ARG_FILENAME, &out, N_ ("Folder to write it to"), N_ ("DIR")},
                                  {0}};

  if (!tl_cli_parse (cli, entries, TL_CLI_USUAL, 0, 0, argc, argv, NULL))
    return TL_EXIT_USAGE;
  if (to == NULL || out == NULL)
    return tl_cli_usage (cli, _ ("--to PEER and --out DIR are needed"));
  if (!tl_cli_open (cli, &code))
    return code;
  bundle = tl_bundle_make (cli->store, to, out, &error);
  if (bundle == NULL)
    return tl_cli_fail (cli, error);
  path = g_build_filename (out, bundle->file, NULL);
  if (cli->json)
    {
      JsonObject *object = json_object_new ();
      g_autoptr (JsonNode) node = tl_cli_object_node (object);

      json_object_set_string_member (object, "file", path);
      json_object_set_int_member (object, "number", (gint64)bundle->number);
      json_object_set_int_member (object, "entries", bundle->entries);
      tl_cli_print_json_line (node);
    }
  else
    g_print (_ ("Bundle %u for %s: %s\n"), (guint)bundle->number, to, path);
  tl_bundle_free (bundle);
  return TL_EXIT_DONE;
}

/* Shows what a bundle holds or would hold. As text it is the same tree, indented: it has no fixed columns. */
static int
print_content (TlCli *cli, JsonObject *content)
{
  g_autoptr (JsonNode) node = tl_cli_object_node (content);

  if (cli->json)
    tl_cli_print_json_line (node);
  else
    tl_cli_print_json (node);
  return TL_EXIT_DONE;
}

static int
run_bundle_preview (TlCli *cli, int argc, char **argv)
{
  g_autofree char *to = NULL;
  g_autoptr (GError) error = NULL;
  JsonObject *content;
  int code = TL_EXIT_DONE;
  const GOptionEntry entries[] = {{"to", 0, 0, G_OPTION_ARG_STRING, &to, N_ ("Place or device it is for"), N_ ("PEER")}, {0}};

  if (!tl_cli_parse (cli, entries, TL_CLI_USUAL, 0, 0, argc, argv, NULL))
    return TL_EXIT_USAGE;
  if (to == NULL)
    return tl_cli_usage (cli, _ ("--to PEER is missing"));
  if (!tl_cli_open (cli, &code))
    return code;
  content = tl_bundle_preview (cli->store, to, &error);
  return content != NULL ? print_content (cli, content) : tl_cli_fail (cli, error);
}

static int
run_bundle_inspect (TlCli *cli, int argc, char **argv)
{
  g_auto (GStrv) words = NULL;
  g_autoptr (GError) error = NULL;
  JsonObject *content;
  int code = TL_EXIT_DONE;

  if (!tl_cli_parse (cli, NULL, TL_CLI_USUAL, 1, 1, argc, argv, &words))
    return TL_EXIT_USAGE;
  if (!tl_cli_open (cli, &code))
    return code;
  content = tl_bundle_inspect (cli->store, words[0], &error);
  return content != NULL ? print_content (cli, content) : tl_cli_fail (cli, error);
}

static const char *
apply_status (const GError *error)
{
  if (error == NULL)
    return "applied";
  if (g_error_matches (error, TL_SYNC_ERROR, TL_SYNC_ERROR_ALREADY))
    return "already";
  if (g_error_matches (error, TL_SYNC_ERROR, TL_SYNC_ERROR_GAP))
    return "held";
  return "refused";
}

static const char *
status_label (const char *status)
{
  if (strcmp (status, "applied") == 0)
    return _ ("applied");
  if (strcmp (status, "already") == 0)
    return _ ("already received");
  if (strcmp (status, "held") == 0)
    return _ ("held");
  return _ ("refused");
}

/* One file: prints its line, returns its exit code. */
static int
apply_one (TlCli *cli, const char *file, const char *receipt_dir)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *receipt = NULL;
  TlBundle *bundle = tl_place_apply_bundle (cli->store, file, receipt_dir, &receipt, &error);
  const char *status;
  int code = TL_EXIT_DONE;

  if (bundle == NULL)
    code = tl_cli_fail (cli, error);
  else if (bundle->reason != NULL)
    g_printerr ("%s\n", bundle->reason);
  status = bundle != NULL ? "applied" : apply_status (error);
  if (cli->json)
    {
      JsonObject *object = json_object_new ();
      g_autoptr (JsonNode) node = tl_cli_object_node (object);

      json_object_set_string_member (object, "file", file);
      json_object_set_string_member (object, "status", status);
      tl_cli_add_text (object, "reason", error != NULL ? error->message : bundle->reason);
      tl_cli_add_text (object, "receipt", receipt);
      tl_cli_add_text (object, "receipt_code", bundle != NULL ? bundle->receipt_code : NULL);
      tl_cli_print_json_line (node);
    }
  else
    {
      g_print ("%s: %s\n", file, status_label (status));
      if (receipt != NULL)
        g_print (_ ("Receipt: %s\n"), receipt);
      if (bundle != NULL && bundle->receipt_code != NULL)
        g_print (_ ("Code for the phone: %s\n"), bundle->receipt_code);
    }
  g_clear_pointer (&bundle, tl_bundle_free);
  return code;
}

static int
run_bundle_apply (TlCli *cli, int argc, char **argv)
{
  g_auto (GStrv) words = NULL;
  g_autofree char *receipt_dir = NULL;
  int code = TL_EXIT_DONE;
  const GOptionEntry entries[]
      = {{"receipt-dir", 0, 0, G_OPTION_ARG_FILENAME, &receipt_dir, N_ ("Folder for the receipts"), N_ ("DIR")}, {0}};

  if (!tl_cli_parse (cli, entries, TL_CLI_USUAL, 1, -1, argc, argv, &words))
    return TL_EXIT_USAGE;
  if (!tl_cli_open (cli, &code))
    return code;
  for (guint i = 0; words[i] != NULL; i++)
    {
      int one = apply_one (cli, words[i], receipt_dir);

      code = MAX (code, one);
    }
  return code;
}

static void
add_bundle (TlColumns *table, gconstpointer row)
{
  const TlBundle *bundle = row;
  g_autofree char *number = g_strdup_printf ("%" G_GUINT64_FORMAT, bundle->number);
  g_autofree char *at = tl_time_format (bundle->at);

  tl_columns_add (table, bundle->peer != NULL ? bundle->peer : "", bundle->direction != NULL ? bundle->direction : "", number,
                  bundle->state != NULL ? bundle->state : "", at, bundle->file != NULL ? bundle->file : "",
                  bundle->reason != NULL ? bundle->reason : "", NULL);
}

static int
run_bundle_list (TlCli *cli, int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) bundles = NULL;
  g_autoptr (TlColumns) table
      = tl_columns_new (_ ("Peer"), _ ("Direction"), _ ("No."), _ ("State"), _ ("Time"), _ ("File"), _ ("Reason"), NULL);
  int code = TL_EXIT_DONE;

  if (!tl_cli_parse (cli, NULL, TL_CLI_USUAL, 0, 0, argc, argv, NULL))
    return TL_EXIT_USAGE;
  if (!tl_cli_open (cli, &code))
    return code;
  tl_columns_align_right (table, 2);
  bundles = tl_bundle_list (cli->store, &error);
  return bundles != NULL ? tl_cli_print_rows (cli, bundles, bundle_json, table, add_bundle) : tl_cli_fail (cli, error);
}

/* Id of a made bundle by its id or its file's name. (transfer full) */
static char *
find_made (TlCli *cli, const char *word, GError **error)
{
  g_autoptr (GPtrArray) bundles = tl_bundle_list (cli->store, error);
  g_autofree char *base = g_path_get_basename (word);

  for (guint i = 0; bundles != NULL && i < bundles->len; i++)
    {
      const TlBundle *bundle = bundles->pdata[i];

      if (g_strcmp0 (bundle->direction, "out") == 0 && (g_strcmp0 (bundle->id, word) == 0 || g_strcmp0 (bundle->file, base) == 0))
        return g_strdup (bundle->id);
    }
  if (bundles != NULL)
    g_set_error (error, TL_STORE_ERROR, TL_STORE_ERROR_NOT_FOUND, _ ("no bundle '%s' was made here"), word);
  return NULL;
}

static int
run_bundle_carried (TlCli *cli, int argc, char **argv)
{
  g_auto (GStrv) words = NULL;
  g_autofree char *id = NULL;
  g_autoptr (GError) error = NULL;
  int code = TL_EXIT_DONE;

  if (!tl_cli_parse (cli, NULL, TL_CLI_OPEN, 1, 1, argc, argv, &words))
    return TL_EXIT_USAGE;
  if (!tl_cli_open (cli, &code))
    return code;
  id = find_made (cli, words[0], &error);
  if (id == NULL || !tl_bundle_mark_carried (cli->store, id, &error))
    return tl_cli_fail (cli, error);
  g_print ("%s\n", _ ("Noted as carried."));
  return TL_EXIT_DONE;
}

static int
run_receipt_apply (TlCli *cli, int argc, char **argv)
{
  g_auto (GStrv) words = NULL;
  g_autoptr (GError) error = NULL;
  TlBundle *bundle;
  int code = TL_EXIT_DONE;

  if (!tl_cli_parse (cli, NULL, TL_CLI_USUAL, 1, 1, argc, argv, &words))
    return TL_EXIT_USAGE;
  if (!tl_cli_open (cli, &code))
    return code;
  bundle = tl_receipt_apply (cli->store, words[0], &error);
  if (bundle == NULL)
    return tl_cli_fail (cli, error);
  if (cli->json)
    {
      g_autoptr (JsonNode) node = tl_cli_object_node (bundle_json (bundle));

      tl_cli_print_json_line (node);
    }
  else
    g_print (_ ("Bundle %u for %s: %s\n"), (guint)bundle->number, bundle->peer, bundle->state);
  tl_bundle_free (bundle);
  return TL_EXIT_DONE;
}

static int
run_received (TlCli *cli, int argc, char **argv)
{
  g_auto (GStrv) words = NULL;
  g_autoptr (GError) error = NULL;
  JsonObject *content;
  int code = TL_EXIT_DONE;

  if (!tl_cli_parse (cli, NULL, TL_CLI_USUAL, 1, 1, argc, argv, &words))
    return TL_EXIT_USAGE;
  if (!tl_cli_open (cli, &code))
    return code;
  content = tl_sync_received (cli->store, words[0], &error);
  return content != NULL ? print_content (cli, content) : tl_cli_fail (cli, error);
}

const TlVerb tl_verbs_sync[] = {
    {"peer card", NULL, N_ ("Write this device's card for the other side"), run_peer_card},
    {"peer add", "FILE", N_ ("Trust the device of a card"), run_peer_add},
    {"peer list", NULL, N_ ("List the devices known"), run_peer_list},
    {"peer drop", "PEER", N_ ("Stop trusting a device"), run_peer_drop},
    {"identity export", NULL, N_ ("Write this device's age key, for a disaster"), run_identity_export},
    {"bundle make", NULL, N_ ("Write a bundle for another place"), run_bundle_make},
    {"bundle preview", NULL, N_ ("Show what would leave this computer, field by field"), run_bundle_preview},
    {"bundle inspect", "FILE", N_ ("Verify a bundle and show what is inside, apply nothing"), run_bundle_inspect},
    {"bundle apply", "FILE…", N_ ("Take in bundles, each whole or not at all"), run_bundle_apply},
    {"bundle list", NULL, N_ ("List bundles made and received, with their state"), run_bundle_list},
    {"bundle carried", "ID|FILE", N_ ("Note that a made bundle is on its way"), run_bundle_carried},
    {"receipt apply", "FILE|CODE", N_ ("Take in a receipt, or its code said on the phone"), run_receipt_apply},
    {"received", "SITE", N_ ("Show what is held here of a place's bundles"), run_received},
    {NULL, NULL, NULL, NULL},
};
