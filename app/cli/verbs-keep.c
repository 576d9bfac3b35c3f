/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Keeping the register: backup, restore, verify, salvage. */

#include <signal.h>
#include <unistd.h>

#include <glib/gi18n-lib.h>

#include "cli/cli.h"
#include "record/time.h"
#include "store/journal.h"
#include "store/keep.h"
#include "store/restore.h"
#include "store/salvage.h"
#include "store/verify.h"
#include "sync/place.h"

/* --- Progress and being stopped --- */

static volatile sig_atomic_t stopped;

static void
stop_cb (int number)
{
  stopped = number;
}

static void
watch_signals (void)
{
  const struct sigaction action = {.sa_handler = stop_cb};

  sigaction (SIGINT, &action, NULL);
  sigaction (SIGTERM, &action, NULL);
  sigaction (SIGHUP, &action, NULL);
}

static void
show_progress (double fraction)
{
  if (isatty (STDERR_FILENO))
    g_printerr ("\r%3d %%%s", (int)(fraction * 100), fraction >= 1 ? "\r     \r" : "");
}

static void
slice_cb (double fraction, gpointer data)
{
  show_progress (fraction);
  if (stopped)
    g_cancellable_cancel (data);
}

static gboolean
step_cb (double fraction, gpointer data)
{
  show_progress (fraction);
  return !stopped;
}

/* --- backup --- */

static int
run_backup (TlCli *cli, int argc, char **argv)
{
  g_auto (GStrv) words = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (TlKeep) keep = NULL;
  int code = TL_EXIT_DONE;

  if (!tl_cli_parse (cli, NULL, TL_CLI_USUAL, 1, 1, argc, argv, &words))
    return TL_EXIT_USAGE;
  if (!tl_cli_open (cli, &code))
    return code;
  watch_signals ();
  keep = tl_keep_new (words[0], NULL);
  if (!tl_keep_run (cli->store, keep, slice_cb, cancellable, cancellable, &error))
    {
      if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        {
          g_clear_error (&error);
          g_set_error_literal (&error, TL_VAULT_ERROR, TL_VAULT_ERROR_IO, _ ("stopped; nothing was left behind"));
        }
      return tl_cli_fail (cli, error);
    }
  if (cli->json)
    {
      JsonObject *object = json_object_new ();
      g_autoptr (JsonNode) node = tl_cli_object_node (object);
      JsonArray *removed = json_array_new ();

      for (guint i = 0; tl_keep_thinned (keep)[i] != NULL; i++)
        json_array_add_string_element (removed, tl_keep_thinned (keep)[i]);
      json_object_set_string_member (object, "file", tl_keep_path (keep));
      json_object_set_int_member (object, "blocks", (gint64)tl_keep_blocks (keep));
      json_object_set_array_member (object, "removed", removed);
      tl_cli_print_json_line (node);
    }
  else
    {
      g_print (_ ("The backup stands and was read back: %s\n"), tl_keep_path (keep));
      for (guint i = 0; tl_keep_thinned (keep)[i] != NULL; i++)
        g_print (_ ("An older one was removed: %s\n"), tl_keep_thinned (keep)[i]);
    }
  return TL_EXIT_DONE;
}

static int
run_backup_list (TlCli *cli, int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) list = NULL;
  g_autoptr (TlKeepState) state = NULL;
  int code = TL_EXIT_DONE;

  if (!tl_cli_parse (cli, NULL, TL_CLI_USUAL, 0, 0, argc, argv, NULL))
    return TL_EXIT_USAGE;
  if (!tl_cli_open (cli, &code))
    return code;
  list = tl_keep_list (cli->store, &error);
  state = list != NULL ? tl_keep_state (cli->store, &error) : NULL;
  if (state == NULL)
    return tl_cli_fail (cli, error);
  if (cli->json)
    {
      JsonObject *object = json_object_new ();
      g_autoptr (JsonNode) node = tl_cli_object_node (object);
      JsonArray *array = json_array_new ();

      for (guint i = 0; i < list->len; i++)
        {
          const TlKept *kept = list->pdata[i];
          JsonObject *one = json_object_new ();
          g_autofree char *at = tl_time_to_iso (kept->at);

          json_object_set_string_member (one, "kind", kept->kind);
          json_object_set_string_member (one, "at", at);
          json_object_set_string_member (one, "name", kept->name);
          json_object_set_string_member (one, "folder", kept->folder);
          json_array_add_object_element (array, one);
        }
      json_object_set_array_member (object, "backups", array);
      json_object_set_boolean_member (object, "overdue", state->overdue);
      json_object_set_int_member (object, "days", state->days);
      json_object_set_int_member (object, "weeks", state->weeks);
      json_object_set_int_member (object, "months", state->months);
      json_object_set_int_member (object, "remind", state->remind);
      tl_cli_print_json_line (node);
    }
  else
    {
      g_autoptr (TlColumns) table = tl_columns_new (_ ("Time"), _ ("Kind"), _ ("Name"), _ ("Folder"), NULL);

      for (guint i = 0; i < list->len; i++)
        {
          const TlKept *kept = list->pdata[i];
          g_autofree char *at = tl_time_format (kept->at);

          tl_columns_add (table, at, g_str_equal (kept->kind, "backup") ? _ ("backup") : _ ("before an import"), kept->name, kept->folder,
                          NULL);
        }
      tl_columns_print (table);
      if (state->overdue)
        g_printerr ("%s\n", _ ("A backup is due."));
    }
  return TL_EXIT_DONE;
}

static int
run_backup_settings (TlCli *cli, int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  int days = -1, weeks = -1, months = -1, remind = -1;
  const GOptionEntry entries[] = {{"days", 0, 0, G_OPTION_ARG_INT, &days, N_ ("For so many days keep one a day"), N_ ("N")},
                                  {"weeks", 0, 0, G_OPTION_ARG_INT, &weeks, N_ ("For so many weeks keep one a week"), N_ ("N")},
                                  {"months", 0, 0, G_OPTION_ARG_INT, &months, N_ ("For so many months keep one a month"), N_ ("N")},
                                  {"remind", 0, 0, G_OPTION_ARG_INT, &remind, N_ ("Remind after so many days without one; 0: never"), N_ ("N")},
                                  {0}};
  const struct
  {
    const char *key;
    int *value;
  } settings[] = {{"backup_days", &days}, {"backup_weeks", &weeks}, {"backup_months", &months}, {"backup_remind", &remind}};
  int code = TL_EXIT_DONE;

  if (!tl_cli_parse (cli, entries, TL_CLI_OPEN, 0, 0, argc, argv, NULL))
    return TL_EXIT_USAGE;
  for (guint i = 0; i < G_N_ELEMENTS (settings); i++)
    if (*settings[i].value < -1 || *settings[i].value > 999)
      return tl_cli_usage (cli, _ ("a number from 0 to 999 is needed"));
  if (!tl_cli_open (cli, &code))
    return code;
  for (guint i = 0; i < G_N_ELEMENTS (settings); i++)
    {
      g_autofree char *text = g_strdup_printf ("%d", *settings[i].value);

      if (*settings[i].value >= 0 && !tl_store_set_setting (cli->store, settings[i].key, text, &error))
        return tl_cli_fail (cli, error);
    }
  return TL_EXIT_DONE;
}

/* --- restore --- */

static JsonObject *
holds_json (const TlHolds *holds)
{
  JsonObject *object = json_object_new ();
  g_autofree char *device = holds->site != NULL ? g_strdup_printf ("%s/%u", holds->site, holds->device) : NULL;
  g_autofree char *at = holds->last_at != 0 ? tl_time_to_iso (holds->last_at) : NULL;

  tl_cli_add_text (object, "device", device);
  tl_cli_add_text (object, "last_entry", at);
  json_object_set_int_member (object, "cases", holds->cases);
  json_object_set_int_member (object, "people", holds->people);
  json_object_set_int_member (object, "stays", holds->stays);
  json_object_set_int_member (object, "support", holds->support);
  json_object_set_int_member (object, "attachments", holds->attachments);
  json_object_set_int_member (object, "entries", holds->entries);
  return object;
}

static void
print_holds (const TlHolds *holds)
{
  g_autofree char *device = holds->site != NULL ? g_strdup_printf ("%s/%u", holds->site, holds->device) : g_strdup ("");
  g_autofree char *at = holds->last_at != 0 ? tl_time_format (holds->last_at) : g_strdup ("");
  g_autofree char *cases = g_strdup_printf ("%" G_GINT64_FORMAT, holds->cases);
  g_autofree char *people = g_strdup_printf ("%" G_GINT64_FORMAT, holds->people);
  g_autofree char *support = g_strdup_printf ("%" G_GINT64_FORMAT, holds->support);
  g_autofree char *entries = g_strdup_printf ("%" G_GINT64_FORMAT, holds->entries);
  g_autoptr (TlColumns) table = tl_columns_new (_ ("Device"), device, NULL);

  tl_columns_add (table, _ ("Last entry"), at, NULL);
  tl_columns_add (table, _ ("Cases"), cases, NULL);
  tl_columns_add (table, _ ("People"), people, NULL);
  tl_columns_add (table, _ ("Support lines"), support, NULL);
  tl_columns_add (table, _ ("Journal entries"), entries, NULL);
  tl_columns_print (table);
}

static int
restore_with (TlCli *cli, const char *source, gboolean show, const char *passphrase, const char *recovery)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TlRestore) restore = tl_restore_open (source, cli->slot, passphrase, recovery, &error);
  g_autofree char *aside = NULL;
  JsonObject *object;
  g_autoptr (JsonNode) node = NULL;
  int code;

  if (restore == NULL)
    {
      code = tl_cli_fail (cli, error);
      tl_place_count_wrong (source, error);
      return code == TL_EXIT_DAMAGED ? code : TL_EXIT_NOT_OPENED;
    }
  if (tl_restore_warning (restore) != NULL)
    g_printerr ("%s\n", tl_restore_warning (restore));
  object = holds_json (tl_restore_holds (restore));
  node = tl_cli_object_node (object);
  if (!cli->json)
    print_holds (tl_restore_holds (restore));
  if (!show)
    {
      watch_signals ();
      if (!tl_restore_run (restore, cli->vault, &aside, step_cb, NULL, &error))
        return tl_cli_fail (cli, error);
      show_progress (1);
      tl_cli_add_text (object, "aside", aside);
      g_clear_pointer (&restore, tl_restore_free);
      if (!tl_place_note_restored (cli->vault, cli->slot, passphrase, recovery, source, aside, &error))
        g_printerr (_ ("The backup is in place, but that could not be written into its journal: %s\n"), error->message);
    }
  if (cli->json)
    tl_cli_print_json_line (node);
  else if (!show)
    {
      g_print ("%s\n", _ ("The backup has taken the register's place."));
      if (aside != NULL)
        g_print (_ ("The former file is kept: %s\n"), aside);
    }
  return TL_EXIT_DONE;
}

static int
run_restore (TlCli *cli, int argc, char **argv)
{
  g_auto (GStrv) words = NULL;
  g_autofree char *code_file = NULL;
  gboolean show = FALSE;
  char *secret;
  int code = TL_EXIT_DONE;
  const GOptionEntry entries[] = {{"show", 0, 0, G_OPTION_ARG_NONE, &show, N_ ("Only say what the backup holds; change nothing"), NULL},
                                  {"code-file", 0, 0, G_OPTION_ARG_FILENAME, &code_file,
                                   N_ ("File whose first line is the backup's recovery code, instead of a passphrase"), N_ ("FILE")},
                                  {0}};

  if (!tl_cli_parse (cli, entries, TL_CLI_USUAL, 1, 1, argc, argv, &words))
    return TL_EXIT_USAGE;
  secret = tl_cli_secret (cli, code_file != NULL ? code_file : cli->passphrase_file, _ ("Passphrase of the backup"), FALSE, &code);
  if (secret == NULL)
    return code;
  code = restore_with (cli, words[0], show, code_file == NULL ? secret : NULL, code_file != NULL ? secret : NULL);
  tl_cli_wipe (secret);
  return code;
}

/* --- verify --- */

static JsonObject *
verified_json (TlVerify *verify)
{
  const TlVerified *result = tl_verify_result (verify);
  JsonObject *object = json_object_new (), *rows = json_object_new ();
  JsonArray *numbers = json_array_new (), *held = json_array_new (), *findings = json_array_new ();

  for (guint i = 0; i < result->damaged->len; i++)
    {
      const TlBadBlock *bad = result->damaged->pdata[i];

      json_array_add_int_element (numbers, (gint64)bad->block);
      json_array_add_string_element (held, bad->holds);
    }
  for (guint type = 0; type < TL_N_TYPES; type++)
    json_object_set_int_member (rows, tl_type_info (type)->name, (gint64)result->rows[type]);
  for (guint i = 0; i < result->findings->len; i++)
    json_array_add_string_element (findings, result->findings->pdata[i]);
  json_object_set_boolean_member (object, "whole", tl_verify_is_whole (verify));
  json_object_set_int_member (object, "blocks", (gint64)result->blocks);
  json_object_set_array_member (object, "damaged", numbers);
  json_object_set_array_member (object, "damaged_held", held);
  json_object_set_int_member (object, "entries", (gint64)result->entries);
  json_object_set_boolean_member (object, "journal", result->journal);
  json_object_set_int_member (object, "gaps", result->gaps);
  json_object_set_object_member (object, "rows", rows);
  json_object_set_int_member (object, "records", (gint64)result->records);
  json_object_set_int_member (object, "differing", (gint64)result->differing);
  json_object_set_int_member (object, "missing", (gint64)result->missing);
  json_object_set_int_member (object, "dangling", (gint64)result->dangling);
  json_object_set_array_member (object, "findings", findings);
  return object;
}

static void
add_number (TlColumns *table, const char *words, guint64 number)
{
  g_autofree char *text = g_strdup_printf ("%" G_GUINT64_FORMAT, number);

  tl_columns_add (table, words, text, NULL);
}

static int
tell_verified (TlCli *cli, TlVerify *verify)
{
  const TlVerified *result = tl_verify_result (verify);

  if (cli->json)
    {
      g_autoptr (JsonNode) node = tl_cli_object_node (verified_json (verify));

      tl_cli_print_json_line (node);
    }
  else
    {
      g_autofree char *blocks = g_strdup_printf ("%" G_GUINT64_FORMAT, result->blocks);
      g_autoptr (TlColumns) table = tl_columns_new (_ ("Blocks read"), blocks, NULL);

      add_number (table, _ ("Blocks damaged"), result->damaged->len);
      add_number (table, _ ("Journal entries"), result->entries);
      tl_columns_add (table, _ ("Journal chain"), result->journal ? _ ("whole") : _ ("broken"), NULL);
      if (result->gaps > 0)
        add_number (table, _ ("Gaps that a salvage left"), result->gaps);
      add_number (table, _ ("Records compared"), result->records);
      add_number (table, _ ("Records that differ from the journal"), result->differing);
      add_number (table, _ ("Records missing"), result->missing);
      add_number (table, _ ("References to nothing"), result->dangling);
      tl_columns_print (table);
    }
  for (guint i = 0; i < result->findings->len; i++)
    g_printerr ("%s\n", (char *)result->findings->pdata[i]);
  if (!cli->json && tl_verify_is_whole (verify))
    g_print ("%s\n", _ ("The register is whole."));
  return tl_verify_is_whole (verify) ? TL_EXIT_DONE : TL_EXIT_DAMAGED;
}

/* The database does not open: what its blocks say. */
static int
verify_closed (TlCli *cli, const char *passphrase, const GError *why)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TlVerify) verify = tl_verify_new ();
  g_autoptr (TlVault) vault = tl_vault_unlock_for_reading (cli->vault, cli->slot, passphrase, NULL, &error);

  if (vault == NULL || !tl_verify_closed (verify, vault, why->message, &error))
    return tl_cli_fail (cli, error);
  return tell_verified (cli, verify);
}

static int
verify_with (TlCli *cli, const char *passphrase)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (TlVerify) verify = tl_verify_new ();
  TlVault *vault = tl_vault_unlock (cli->vault, cli->slot, passphrase, &error);

  if (vault != NULL)
    cli->store = tl_place_open (vault, &error);
  if (cli->store == NULL)
    {
      int code = tl_cli_exit_code (error);

      tl_place_count_wrong (cli->vault, error);
      if (vault != NULL && code == TL_EXIT_DAMAGED)
        return verify_closed (cli, passphrase, error);
      tl_cli_fail (cli, error);
      return code == TL_EXIT_DAMAGED ? code : TL_EXIT_NOT_OPENED;
    }
  watch_signals ();
  if (!tl_store_slices (cli->store, tl_verify_slice, verify, slice_cb, cancellable, cancellable, &error))
    return tl_cli_fail (cli, error);
  return tell_verified (cli, verify);
}

static int
run_verify (TlCli *cli, int argc, char **argv)
{
  int code = TL_EXIT_DONE;
  char *passphrase;

  if (!tl_cli_parse (cli, NULL, TL_CLI_USUAL, 0, 0, argc, argv, NULL))
    return TL_EXIT_USAGE;
  passphrase = tl_cli_secret (cli, cli->passphrase_file, _ ("Passphrase"), FALSE, &code);
  if (passphrase == NULL)
    return code;
  code = verify_with (cli, passphrase);
  tl_cli_wipe (passphrase);
  return code;
}

/* --- salvage --- */

static int
salvage_with (TlCli *cli, const char *path, const char *passphrase, const char *recovery)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TlVault) source = tl_vault_unlock_for_reading (cli->vault, cli->slot, passphrase, recovery, &error);
  g_autoptr (JsonObject) account = NULL;

  if (source == NULL)
    {
      int code = tl_cli_fail (cli, error);

      tl_place_count_wrong (cli->vault, error);
      return code == TL_EXIT_DAMAGED ? code : TL_EXIT_NOT_OPENED;
    }
  if (tl_vault_get_warning (source) != NULL)
    g_printerr ("%s\n", tl_vault_get_warning (source));
  watch_signals ();
  account = tl_salvage (source, path, step_cb, NULL, &error);
  if (account == NULL)
    return tl_cli_fail (cli, error);
  show_progress (1);
  if (cli->json)
    {
      g_autoptr (JsonNode) node = tl_cli_object_node (json_object_ref (account));

      json_object_set_string_member (account, "file", path);
      tl_cli_print_json_line (node);
    }
  else
    {
      g_autoptr (GPtrArray) words = tl_salvage_words (account);

      for (guint i = 0; i < words->len; i++)
        g_print ("%s\n", (char *)words->pdata[i]);
      g_print (_ ("The new register: %s. It opens with the same passphrases. The damaged file was not touched.\n"), path);
    }
  return TL_EXIT_DONE;
}

static int
run_salvage (TlCli *cli, int argc, char **argv)
{
  g_auto (GStrv) words = NULL;
  g_autofree char *code_file = NULL;
  char *secret;
  int code = TL_EXIT_DONE;
  const GOptionEntry entries[] = {{"code-file", 0, 0, G_OPTION_ARG_FILENAME, &code_file,
                                   N_ ("File whose first line is the recovery code, instead of a passphrase"), N_ ("FILE")},
                                  {0}};

  if (!tl_cli_parse (cli, entries, TL_CLI_USUAL, 1, 1, argc, argv, &words))
    return TL_EXIT_USAGE;
  secret = tl_cli_secret (cli, code_file != NULL ? code_file : cli->passphrase_file, _ ("Passphrase"), FALSE, &code);
  if (secret == NULL)
    return code;
  code = salvage_with (cli, words[0], code_file == NULL ? secret : NULL, code_file != NULL ? secret : NULL);
  tl_cli_wipe (secret);
  return code;
}

const TlVerb tl_verbs_keep[] = {
    {"backup list", NULL, N_ ("Backups that the register knows of, and how long they are kept"), run_backup_list},
    {"backup settings", NULL, N_ ("How long backups are kept, and when to remind"), run_backup_settings},
    {"backup", "FOLDER|FILE", N_ ("Make a backup, read it back, thin out older ones"), run_backup},
    {"restore", "BACKUP", N_ ("Put a backup in the register's place; the former file is kept"), run_restore},
    {"verify", NULL, N_ ("Check every block, the journal's chain, and each record against the journal"), run_verify},
    {"salvage", "FILE", N_ ("Make a new register of what can still be read of a damaged one"), run_salvage},
    {NULL, NULL, NULL, NULL},
};
