/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What one line may cost: rate, support. */

#include <stdio.h>
#include <string.h>

#include <glib/gi18n-lib.h>

#include "cli/cli.h"
#include "record/lists.h"
#include "record/text.h"
#include "support/support.h"

/* --- rate --- */

static int
run_rate_list (TlCli *cli, int argc, char **argv)
{
  g_autofree char *on = NULL, *category = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) rates = NULL;
  TlDate day = TL_DATE_NONE;
  int code = TL_EXIT_DONE;
  const GOptionEntry entries[] = {{"on", 0, 0, G_OPTION_ARG_STRING, &on, N_ ("Only those in force on that day"), N_ ("DATE")},
                                  {"category", 0, 0, G_OPTION_ARG_STRING, &category, N_ ("Only this category"), N_ ("CODE")},
                                  {0}};

  if (!tl_cli_parse (cli, entries, TL_CLI_USUAL, 0, 0, argc, argv, NULL))
    return TL_EXIT_USAGE;
  if (on != NULL && !tl_date_parse_typed_ahead (on, &day))
    return tl_cli_usage (cli, _ ("'%s' is not a day"), on);
  if (!tl_cli_open (cli, &code))
    return code;
  rates = tl_rate_list (cli->store, day, category, &error);
  if (rates == NULL)
    return tl_cli_fail (cli, error);
  if (cli->json)
    {
      JsonArray *array = json_array_new ();
      g_autoptr (JsonNode) node = tl_cli_array_node (array);

      for (guint i = 0; i < rates->len; i++)
        json_array_add_object_element (array, tl_record_to_json (rates->pdata[i], FALSE));
      tl_cli_print_json (node);
      return TL_EXIT_DONE;
    }
  {
    g_autoptr (TlColumns) table
        = tl_columns_new (_ ("Category"), _ ("From"), _ ("To"), _ ("Level"), _ ("Ceiling"), _ ("Legal basis"), NULL);

    tl_columns_align_right (table, 3);
    for (guint i = 0; i < rates->len; i++)
      {
        TlRecord *rate = rates->pdata[i];
        g_autofree char *from = tl_record_format_field (rate, TL_RATE_VALID_FROM);
        g_autofree char *to = tl_record_format_field (rate, TL_RATE_VALID_TO);
        g_autofree char *level = tl_rate_level_text (rate);
        g_autofree char *cap = tl_rate_cap_text (rate);

        tl_columns_add (table, tl_record_text (rate, TL_RATE_CATEGORY), from, to ? to : "", level, cap,
                        tl_record_text (rate, TL_RATE_LEGAL_BASIS), NULL);
      }
    tl_columns_print (table);
  }
  return TL_EXIT_DONE;
}

/* One JSON object of a file or standard input; NULL after saying why. */
static JsonNode *
read_object (TlCli *cli, const char *file)
{
  g_autofree char *text = tl_cli_read_input (cli, file);
  g_autoptr (JsonNode) node = text != NULL ? json_from_string (text, NULL) : NULL;

  if (text == NULL)
    return NULL;
  if (node != NULL && JSON_NODE_HOLDS_OBJECT (node))
    return g_steal_pointer (&node);
  g_printerr ("tamlanhctl %s: %s\n", cli->verb->name, _ ("one JSON object is expected; nothing was written"));
  return NULL;
}

/* The record of a JSON object: the stored one of its id with what the object names, or a new one. */
static TlRecord *
record_of (TlCli *cli, TlType type, JsonObject *object, GError **error)
{
  const char *id = json_object_get_string_member_with_default (object, "id", NULL);
  g_autoptr (TlRecord) record = NULL;

  if (id != NULL && tl_uuid_is_valid (id))
    {
      record = tl_store_load (cli->store, type, id, NULL);
      if (record == NULL)
        record = tl_record_new_with_id (type, id);
    }
  else
    record = tl_record_new (type);
  return tl_record_apply_json (record, object, error) ? g_steal_pointer (&record) : NULL;
}

static int
run_rate_put (TlCli *cli, int argc, char **argv)
{
  g_auto (GStrv) words = NULL;
  gboolean ends = FALSE;
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) node = NULL;
  g_autoptr (TlRecord) rate = NULL;
  int code = TL_EXIT_DONE;
  const GOptionEntry entries[]
      = {{"ends-previous", 0, 0, G_OPTION_ARG_NONE, &ends, N_ ("End the rate in force on the day before this one begins"), NULL}, {0}};

  if (!tl_cli_parse (cli, entries, TL_CLI_USUAL, 0, 1, argc, argv, &words))
    return TL_EXIT_USAGE;
  node = read_object (cli, words[0]);
  if (node == NULL)
    return TL_EXIT_REFUSED;
  if (!tl_cli_open (cli, &code))
    return code;
  rate = record_of (cli, TL_TYPE_RATE, json_node_get_object (node), &error);
  if (rate == NULL || !(ends ? tl_rate_succeed (cli->store, rate, &error) : tl_store_save (cli->store, rate, &error)))
    return tl_cli_fail (cli, error);
  if (cli->json)
    {
      JsonObject *object = json_object_new ();
      g_autoptr (JsonNode) answer = tl_cli_object_node (object);

      json_object_set_string_member (object, "type", "rate");
      json_object_set_string_member (object, "id", tl_record_id (rate));
      tl_cli_print_json_line (answer);
    }
  else
    g_print ("%s\n", tl_record_id (rate));
  return TL_EXIT_DONE;
}

static int
run_rate_end (TlCli *cli, int argc, char **argv)
{
  g_auto (GStrv) words = NULL;
  g_autofree char *on = NULL;
  g_autoptr (GError) error = NULL;
  TlDate day;
  guint after = 0;
  int code = TL_EXIT_DONE;
  const GOptionEntry entries[] = {{"on", 0, 0, G_OPTION_ARG_STRING, &on, N_ ("Last day on which it is in force"), N_ ("DATE")}, {0}};

  if (!tl_cli_parse (cli, entries, TL_CLI_USUAL, 1, 1, argc, argv, &words))
    return TL_EXIT_USAGE;
  if (on == NULL || !tl_date_parse_typed_ahead (on, &day))
    return tl_cli_usage (cli, _ ("--on DATE is missing or not a day"));
  if (!tl_cli_open (cli, &code))
    return code;
  if (!tl_rate_end (cli->store, words[0], day, &after, &error))
    return tl_cli_fail (cli, error);
  if (cli->json)
    {
      JsonObject *object = json_object_new ();
      g_autoptr (JsonNode) node = tl_cli_object_node (object);

      json_object_set_string_member (object, "category", words[0]);
      json_object_set_int_member (object, "lines_after", after);
      tl_cli_print_json_line (node);
    }
  else
    g_print (g_dngettext (GETTEXT_PACKAGE, "Ended. %u line dated after that day stands as it is.\n",
                          "Ended. %u lines dated after that day stand as they are.\n", after),
             after);
  return TL_EXIT_DONE;
}

static const char *
kind_word (TlRateChangeKind kind)
{
  static const char *const words[] = {"same", "new", "changed", "ended"};

  return words[kind];
}

static const char *
kind_label (TlRateChangeKind kind)
{
  const char *const labels[] = {_ ("unchanged"), _ ("new"), _ ("changed"), _ ("ended")};

  return labels[kind];
}

static void
print_pack (TlCli *cli, const TlRatePack *pack, gboolean show_fingerprint)
{
  if (cli->json)
    {
      JsonObject *object = json_object_new ();
      JsonArray *changes = json_array_new ();
      g_autoptr (JsonNode) node = tl_cli_object_node (object);

      tl_cli_add_text (object, "pack", pack->name);
      tl_cli_add_text (object, "text", pack->text);
      if (show_fingerprint)
        tl_cli_add_text (object, "fingerprint", pack->fingerprint);
      json_object_set_array_member (object, "changes", changes);
      for (guint i = 0; i < pack->changes->len; i++)
        {
          const TlRateChange *change = pack->changes->pdata[i];
          JsonObject *entry = json_object_new ();

          json_object_set_string_member (entry, "kind", kind_word (change->kind));
          tl_cli_add_text (entry, "category", tl_record_text (change->after, TL_RATE_CATEGORY));
          tl_cli_add_text (entry, "what", change->what);
          json_object_set_int_member (entry, "lines_after", change->lines_after);
          json_object_set_object_member (entry, "rate", tl_record_to_json (change->after, FALSE));
          json_array_add_object_element (changes, entry);
        }
      tl_cli_print_json (node);
      return;
    }
  g_print ("%s%s%s\n", pack->name, pack->text ? "  " : "", pack->text ? pack->text : "");
  if (show_fingerprint)
    g_print (_ ("Fingerprint: %s\n"), pack->fingerprint);
  {
    g_autoptr (TlColumns) table = tl_columns_new (_ ("Category"), _ ("State"), _ ("From"), _ ("To"), _ ("Level"), _ ("What changes"), NULL);

    for (guint i = 0; i < pack->changes->len; i++)
      {
        const TlRateChange *change = pack->changes->pdata[i];
        g_autofree char *from = tl_record_format_field (change->after, TL_RATE_VALID_FROM);
        g_autofree char *to = tl_record_format_field (change->after, TL_RATE_VALID_TO);
        g_autofree char *level = tl_rate_level_text (change->after);

        tl_columns_add (table, tl_record_text (change->after, TL_RATE_CATEGORY), kind_label (change->kind), from, to ? to : "", level,
                        change->what, NULL);
      }
    tl_columns_print (table);
  }
}

static int
rate_pack (TlCli *cli, int argc, char **argv, gboolean import)
{
  g_auto (GStrv) words = NULL;
  g_autofree char *heard = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (TlRatePack) pack = NULL;
  int code = TL_EXIT_DONE;
  const GOptionEntry entries[] = {
      {"fingerprint", 0, 0, G_OPTION_ARG_STRING, &heard, N_ ("The 25 digits that the province read out (needed at a site)"), N_ ("DIGITS")},
      {0}};

  if (!tl_cli_parse (cli, import ? entries : NULL, TL_CLI_USUAL, 1, 1, argc, argv, &words))
    return TL_EXIT_USAGE;
  text = tl_cli_read_input (cli, words[0]);
  if (text == NULL)
    return TL_EXIT_REFUSED;
  bytes = g_bytes_new (text, strlen (text));
  if (!tl_cli_open (cli, &code))
    return code;
  pack = import ? tl_rate_pack_import (cli->store, bytes, heard, &error) : tl_rate_pack_preview (cli->store, bytes, &error);
  if (pack == NULL)
    return tl_cli_fail (cli, error);
  /* A site must hear the digits from the province, not read them off its own screen. */
  print_pack (cli, pack, tl_support_is_province (cli->store));
  return TL_EXIT_DONE;
}

static int
run_rate_preview (TlCli *cli, int argc, char **argv)
{
  return rate_pack (cli, argc, argv, FALSE);
}

static int
run_rate_import (TlCli *cli, int argc, char **argv)
{
  return rate_pack (cli, argc, argv, TRUE);
}

static int
run_rate_export (TlCli *cli, int argc, char **argv)
{
  g_autofree char *out = NULL, *name = NULL, *text = NULL, *digits = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = NULL;
  int code = TL_EXIT_DONE;
  const GOptionEntry entries[] = {{"out", 0, 0, G_OPTION_ARG_FILENAME, &out, N_ ("Write the pack here"), N_ ("FILE")},
                                  {"name", 0, 0, G_OPTION_ARG_STRING, &name, N_ ("Name of the pack"), N_ ("NAME")},
                                  {"text", 0, 0, G_OPTION_ARG_STRING, &text, N_ ("Only rates whose legal basis holds this"), N_ ("TEXT")},
                                  {0}};

  if (!tl_cli_parse (cli, entries, TL_CLI_USUAL, 0, 0, argc, argv, NULL))
    return TL_EXIT_USAGE;
  if (out == NULL)
    return tl_cli_usage (cli, _ ("--out FILE is missing"));
  if (!tl_cli_open (cli, &code))
    return code;
  bytes = tl_rate_pack_export (cli->store, name ? name : "province", text, &digits, &error);
  if (bytes == NULL
      || !g_file_set_contents_full (out, g_bytes_get_data (bytes, NULL), (gssize)g_bytes_get_size (bytes),
                                    G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE, 0600, &error))
    return tl_cli_fail (cli, error);
  if (cli->json)
    {
      JsonObject *object = json_object_new ();
      g_autoptr (JsonNode) node = tl_cli_object_node (object);

      tl_cli_add_text (object, "file", out);
      tl_cli_add_text (object, "fingerprint", digits);
      tl_cli_print_json_line (node);
    }
  else
    g_print (_ ("Fingerprint, to be read out over the telephone: %s\n"), digits);
  return TL_EXIT_DONE;
}

/* --- support --- */

static void
add_preview_members (JsonObject *object, const TlSupportPreview *preview)
{
  JsonArray *warnings = json_array_new ();

  json_object_set_int_member (object, "amount", preview->amount);
  json_object_set_int_member (object, "unit_price", preview->unit_price);
  tl_cli_add_text (object, "unit", preview->unit);
  tl_cli_add_text (object, "explanation", preview->explanation);
  tl_cli_add_text (object, "clause", preview->clause);
  tl_cli_add_text (object, "rate", preview->rate_id);
  json_object_set_array_member (object, "ceilings", tl_cli_ceilings_json (preview->ceilings));
  for (guint i = 0; i < preview->warnings->len; i++)
    json_array_add_string_element (warnings, preview->warnings->pdata[i]);
  json_object_set_array_member (object, "warnings", warnings);
}

static void
print_preview (const TlSupportPreview *preview)
{
  g_autofree char *money = tl_money_format (preview->amount);

  g_print ("%s đ  (%s)\n%s\n", money, preview->explanation, preview->clause);
  for (guint i = 0; i < preview->ceilings->len; i++)
    {
      g_autofree char *text = tl_ceiling_text (preview->ceilings->pdata[i]);

      g_print ("  %s\n", text);
    }
  for (guint i = 0; i < preview->warnings->len; i++)
    g_print ("  ! %s\n", (char *)preview->warnings->pdata[i]);
}

/* {"parts": […]}: one part where the days need no splitting. */
static int
print_parts (TlCli *cli, GPtrArray *parts)
{
  JsonObject *object = json_object_new ();
  JsonArray *array = json_array_new ();
  g_autoptr (JsonNode) node = tl_cli_object_node (object);

  json_object_set_array_member (object, "parts", array);
  for (guint i = 0; i < parts->len; i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (TlSupportPreview) preview = tl_support_preview (cli->store, parts->pdata[i], &error);
      JsonObject *part;

      if (preview == NULL)
        return tl_cli_fail (cli, error);
      part = tl_record_to_json (parts->pdata[i], FALSE);
      add_preview_members (part, preview);
      json_array_add_object_element (array, part);
    }
  if (cli->json)
    tl_cli_print_json (node);
  for (guint i = 0; !cli->json && i < parts->len; i++)
    {
      g_autoptr (TlSupportPreview) preview = tl_support_preview (cli->store, parts->pdata[i], NULL);
      g_autofree char *from = tl_record_format_field (parts->pdata[i], TL_SUPPORT_DATE);
      g_autofree char *to = tl_record_format_field (parts->pdata[i], TL_SUPPORT_DATE_TO);

      g_print ("%s%s%s: ", from, to && *to ? " – " : "", to ? to : "");
      print_preview (preview);
    }
  return TL_EXIT_DONE;
}

static int
support_line (TlCli *cli, int argc, char **argv, gboolean save)
{
  g_auto (GStrv) words = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) node = NULL;
  g_autoptr (TlRecord) line = NULL;
  g_autoptr (GPtrArray) parts = NULL;
  int code = TL_EXIT_DONE;

  if (!tl_cli_parse (cli, NULL, TL_CLI_USUAL, 0, 1, argc, argv, &words))
    return TL_EXIT_USAGE;
  node = read_object (cli, words[0]);
  if (node == NULL)
    return TL_EXIT_REFUSED;
  if (!tl_cli_open (cli, &code))
    return code;
  line = record_of (cli, TL_TYPE_SUPPORT, json_node_get_object (node), &error);
  if (line != NULL)
    parts = save ? tl_support_save_split (cli->store, line, &error) : tl_support_split (cli->store, line, &error);
  if (parts == NULL)
    return tl_cli_fail (cli, error);
  if (!save)
    return print_parts (cli, parts);
  for (guint i = 0; i < parts->len; i++)
    {
      JsonObject *object = json_object_new ();
      g_autoptr (JsonNode) answer = tl_cli_object_node (object);

      json_object_set_string_member (object, "type", "support");
      json_object_set_string_member (object, "id", tl_record_id (parts->pdata[i]));
      json_object_set_int_member (object, "amount", tl_record_int (parts->pdata[i], TL_SUPPORT_AMOUNT));
      tl_cli_print_json_line (answer);
    }
  return TL_EXIT_DONE;
}

static int
run_support_preview (TlCli *cli, int argc, char **argv)
{
  return support_line (cli, argc, argv, FALSE);
}

static int
run_support_add (TlCli *cli, int argc, char **argv)
{
  return support_line (cli, argc, argv, TRUE);
}

static int
run_support_overruns (TlCli *cli, int argc, char **argv)
{
  g_autofree char *from = NULL, *to = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) overruns = NULL;
  TlDate first, last;
  int code = TL_EXIT_DONE;
  const GOptionEntry entries[] = {{"from", 0, 0, G_OPTION_ARG_STRING, &from, N_ ("First day of the period"), N_ ("DATE")},
                                  {"to", 0, 0, G_OPTION_ARG_STRING, &to, N_ ("Last day of the period"), N_ ("DATE")},
                                  {0}};

  if (!tl_cli_parse (cli, entries, TL_CLI_USUAL, 0, 0, argc, argv, NULL) || !tl_cli_period (cli, from, to, &first, &last))
    return TL_EXIT_USAGE;
  if (!tl_cli_open (cli, &code))
    return code;
  overruns = tl_support_overruns (cli->store, first, last, &error);
  if (overruns == NULL)
    return tl_cli_fail (cli, error);
  if (cli->json)
    {
      JsonArray *array = json_array_new ();
      g_autoptr (JsonNode) node = tl_cli_array_node (array);

      for (guint i = 0; i < overruns->len; i++)
        {
          const TlOverrun *overrun = overruns->pdata[i];
          JsonObject *object = tl_record_to_json (overrun->line, FALSE);
          g_autoptr (GPtrArray) one = g_ptr_array_new ();

          g_ptr_array_add (one, overrun->ceiling);
          json_object_set_array_member (object, "ceilings", tl_cli_ceilings_json (one));
          json_array_add_object_element (array, object);
        }
      tl_cli_print_json (node);
      return TL_EXIT_DONE;
    }
  for (guint i = 0; i < overruns->len; i++)
    {
      const TlOverrun *overrun = overruns->pdata[i];
      g_autofree char *day = tl_record_format_field (overrun->line, TL_SUPPORT_DATE);
      g_autofree char *category = tl_record_format_field (overrun->line, TL_SUPPORT_CATEGORY);
      g_autofree char *text = tl_ceiling_text (overrun->ceiling);

      g_print ("%s  %s  %s  %s\n", tl_record_id (overrun->line), day, category, text);
    }
  return TL_EXIT_DONE;
}

/* --- voucher, trip --- */

static JsonArray *
records_json (GPtrArray *records)
{
  JsonArray *array = json_array_new ();

  for (guint i = 0; i < records->len; i++)
    json_array_add_object_element (array, tl_record_to_json (records->pdata[i], FALSE));
  return array;
}

static int
run_voucher_show (TlCli *cli, int argc, char **argv)
{
  g_auto (GStrv) words = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (TlVoucherCover) cover = NULL;
  int code = TL_EXIT_DONE;

  if (!tl_cli_parse (cli, NULL, TL_CLI_USUAL, 1, 1, argc, argv, &words))
    return TL_EXIT_USAGE;
  if (!tl_cli_open (cli, &code))
    return code;
  cover = tl_voucher_cover (cli->store, words[0], &error);
  if (cover == NULL)
    return tl_cli_fail (cli, error);
  if (cli->json)
    {
      JsonObject *object = tl_record_to_json (cover->voucher, FALSE);
      g_autoptr (JsonNode) node = tl_cli_object_node (object);

      json_object_set_int_member (object, "used", cover->used);
      json_object_set_int_member (object, "left", cover->amount - cover->used);
      json_object_set_array_member (object, "lines", records_json (cover->lines));
      tl_cli_print_json (node);
    }
  else
    {
      g_autofree char *text = tl_voucher_cover_text (cover);

      g_print ("%s\n", text);
    }
  return TL_EXIT_DONE;
}

static int
run_rate_update (TlCli *cli, int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) packs = NULL;
  gboolean show = FALSE, refused = FALSE;
  JsonArray *array;
  g_autoptr (JsonNode) node = NULL;
  int code = TL_EXIT_DONE;
  const GOptionEntry entries[] = {{"show", 0, 0, G_OPTION_ARG_NONE, &show, N_ ("Only say which there are"), NULL}, {0}};

  if (!tl_cli_parse (cli, entries, TL_CLI_USUAL, 0, 0, argc, argv, NULL))
    return TL_EXIT_USAGE;
  if (!tl_cli_open (cli, &code))
    return code;
  packs = show ? tl_rates_new (cli->store, &error) : tl_rates_update (cli->store, &error);
  if (packs == NULL)
    return tl_cli_fail (cli, error);
  array = json_array_new ();
  node = tl_cli_array_node (array);
  for (guint i = 0; i < packs->len; i++)
    {
      const TlShippedPack *pack = packs->pdata[i];
      JsonObject *object = json_object_new ();

      tl_cli_add_text (object, "pack", pack->name);
      tl_cli_add_text (object, "text", pack->text);
      json_object_set_int_member (object, "rates", pack->n_rates);
      json_object_set_boolean_member (object, "taken", pack->taken);
      tl_cli_add_text (object, "problem", pack->problem);
      json_array_add_object_element (array, object);
      refused = refused || pack->problem != NULL;
      if (!cli->json)
        g_print ("%s  %s  %s\n", pack->name, pack->text, pack->taken ? _ ("taken in") : _ ("new"));
      if (pack->problem != NULL)
        g_printerr ("%s: %s\n", pack->name, pack->problem);
    }
  if (cli->json)
    tl_cli_print_json (node);
  else if (packs->len == 0)
    g_print ("%s\n", _ ("This register has every pack of rates that came with the program."));
  return refused ? TL_EXIT_REFUSED : TL_EXIT_DONE;
}

static int
run_trip_lines (TlCli *cli, int argc, char **argv)
{
  g_auto (GStrv) words = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) lines = NULL;
  JsonArray *array;
  g_autoptr (JsonNode) node = NULL;
  int code = TL_EXIT_DONE;

  if (!tl_cli_parse (cli, NULL, TL_CLI_USUAL, 1, 1, argc, argv, &words))
    return TL_EXIT_USAGE;
  if (!tl_cli_open (cli, &code))
    return code;
  lines = tl_trip_lines (cli->store, words[0], &error);
  if (lines == NULL)
    return tl_cli_fail (cli, error);
  array = json_array_new ();
  node = tl_cli_array_node (array);
  for (guint i = 0; i < lines->len; i++)
    {
      const TlTripLine *line = lines->pdata[i];
      JsonObject *object = tl_record_to_json (line->line, FALSE);
      g_autofree char *category = tl_record_format_field (line->line, TL_SUPPORT_CATEGORY);

      tl_cli_add_text (object, "reason", line->reason);
      json_object_set_boolean_member (object, "exists", line->exists);
      json_object_set_boolean_member (object, "needs_sum", line->needs_sum);
      json_object_set_boolean_member (object, "to_do", line->to_do);
      json_array_add_object_element (array, object);
      if (!cli->json)
        g_print ("%s  %s  %s\n", category, line->state, line->reason);
    }
  if (cli->json)
    tl_cli_print_json (node);
  return TL_EXIT_DONE;
}

static int
run_trip_generate (TlCli *cli, int argc, char **argv)
{
  g_auto (GStrv) words = NULL;
  g_autoptr (GError) error = NULL;
  guint added = 0;
  int code = TL_EXIT_DONE;

  if (!tl_cli_parse (cli, NULL, TL_CLI_USUAL, 1, 1, argc, argv, &words))
    return TL_EXIT_USAGE;
  if (!tl_cli_open (cli, &code))
    return code;
  if (!tl_trip_generate (cli->store, words[0], &added, &error))
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

const TlVerb tl_verbs_rates[] = {
    {"rate list", NULL, N_ ("List the rates, by category and day"), run_rate_list},
    {"rate put", "[FILE|-]", N_ ("Save one rate (the province)"), run_rate_put},
    {"rate end", "CATEGORY", N_ ("End the rate of a category on a day (the province)"), run_rate_end},
    {"rate preview", "PACK", N_ ("Show what a pack of rates would change"), run_rate_preview},
    {"rate import", "PACK", N_ ("Take in a pack of rates"), run_rate_import},
    {"rate update", NULL, N_ ("Take in packs that came with a newer program"), run_rate_update},
    {"rate export", NULL, N_ ("Write rates as a pack and show its fingerprint"), run_rate_export},
    {"support preview", "[FILE|-]", N_ ("Show what a line would cost, its ceilings and warnings"), run_support_preview},
    {"support add", "[FILE|-]", N_ ("Save a line; where rate or month changes within its days, as several"), run_support_add},
    {"support overruns", NULL, N_ ("List lines above a ceiling without a decision"), run_support_overruns},
    {"voucher show", "ID", N_ ("Show a voucher, its lines and what they take of it"), run_voucher_show},
    {"trip lines", "ID", N_ ("Show the lines a trip calls for"), run_trip_lines},
    {"trip generate", "ID", N_ ("Add those that are not there and need no sum, and let the others follow the trip"), run_trip_generate},
    {NULL, NULL, NULL, NULL},
};
