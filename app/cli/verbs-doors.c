/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Doors of a vault: passphrase, recovery, rotate-key, recover. */

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <glib/gi18n-lib.h>

#include "cli/cli.h"
#include "store/key-change.h"
#include "store/staff-access.h"
#include "sync/place.h"
#include "vault/escrow.h"

/* --- Helpers --- */

/* How far a new key has come, on a terminal only. */
static gboolean
progress_cb (double fraction, gpointer data)
{
  gint *shown = data;
  gint percent = (gint)(fraction * 100);

  if (percent != *shown && isatty (STDERR_FILENO))
    g_printerr ("\r%3d %%", percent);
  *shown = percent;
  return TRUE;
}

static void
progress_end (gint shown)
{
  if (shown >= 0 && isatty (STDERR_FILENO))
    g_printerr ("\r     \r");
}

/* Says what is done, as {"status": @word} or in words. */
static void
say_done (TlCli *cli, const char *word, const char *words)
{
  if (cli->json)
    {
      JsonObject *object = json_object_new ();
      g_autoptr (JsonNode) node = tl_cli_object_node (object);

      json_object_set_string_member (object, "status", word);
      tl_cli_print_json_line (node);
    }
  else
    g_print ("%s\n", words);
}

/* --- passphrase --- */

static int
run_passphrase_list (TlCli *cli, int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) doors = NULL;
  g_autoptr (TlColumns) table = NULL;
  g_autoptr (JsonArray) array = NULL;
  int code = TL_EXIT_DONE;

  if (!tl_cli_parse (cli, NULL, TL_CLI_USUAL, 0, 0, argc, argv, NULL))
    return TL_EXIT_USAGE;
  if (!tl_cli_open (cli, &code))
    return code;
  doors = tl_store_list_access (cli->store, &error);
  if (doors == NULL)
    return tl_cli_fail (cli, error);
  table = tl_columns_new (_ ("Door"), _ ("Staff"), _ ("Slot"), NULL);
  array = json_array_new ();
  for (guint i = 0; i < doors->len; i++)
    {
      const TlStaffAccess *door = doors->pdata[i];
      g_autoptr (TlRecord) staff = door->staff_id != NULL ? tl_store_load (cli->store, TL_TYPE_STAFF, door->staff_id, NULL) : NULL;
      const char *name = staff != NULL ? tl_record_text (staff, TL_STAFF_FULL_NAME) : NULL;
      gboolean here = strcmp (door->slot_id, tl_vault_get_slot_id (tl_store_vault (cli->store))) == 0;
      JsonObject *object = json_object_new ();

      json_object_set_string_member (object, "label", door->label);
      tl_cli_add_text (object, "staff", door->staff_id);
      json_object_set_string_member (object, "slot", door->slot_id);
      json_object_set_boolean_member (object, "open", here);
      json_array_add_object_element (array, object);
      tl_columns_add (table, door->label, name != NULL ? name : "", door->slot_id, NULL);
    }
  if (cli->json)
    {
      g_autoptr (JsonNode) node = tl_cli_array_node (json_array_ref (array));

      tl_cli_print_json (node);
    }
  else
    tl_columns_print (table);
  return TL_EXIT_DONE;
}

static int
run_passphrase_remove (TlCli *cli, int argc, char **argv)
{
  g_auto (GStrv) words = NULL;
  g_autoptr (GError) error = NULL;
  gint shown = -1;
  gboolean removed;
  int code = TL_EXIT_DONE;

  if (!tl_cli_parse (cli, NULL, TL_CLI_USUAL, 1, 1, argc, argv, &words))
    return TL_EXIT_USAGE;
  if (!tl_cli_open (cli, &code))
    return code;
  removed = tl_store_remove_access (cli->store, words[0], progress_cb, &shown, &error);
  progress_end (shown);
  if (!removed)
    return tl_cli_fail (cli, error);
  say_done (cli, "removed",
            _ ("The door is gone and the register has a new key; everybody else keeps their passphrase. Copies of the file made before "
               "still open with the old one: destroy those that are not needed."));
  return TL_EXIT_DONE;
}

static int
run_passphrase_add (TlCli *cli, int argc, char **argv)
{
  g_autofree char *label = NULL, *staff = NULL, *secret_file = NULL, *slot_id = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (TlRecord) record = NULL;
  char *passphrase;
  gboolean added;
  int code = TL_EXIT_DONE;
  const GOptionEntry entries[] = {
      {"label", 0, 0, G_OPTION_ARG_STRING, &label, N_ ("What the door shows to anybody: a dull word, no name"), N_ ("LABEL")},
      {"staff", 0, 0, G_OPTION_ARG_STRING, &staff, N_ ("Staff record whose door it is"), N_ ("ID")},
      {"new-passphrase-file", 0, 0, G_OPTION_ARG_FILENAME, &secret_file, N_ ("File whose first line is the new passphrase"), N_ ("FILE")},
      {0}};

  if (!tl_cli_parse (cli, entries, TL_CLI_USUAL, 0, 0, argc, argv, NULL))
    return TL_EXIT_USAGE;
  if (label == NULL || staff == NULL)
    return tl_cli_usage (cli, _ ("--label and --staff are needed"));
  if (!tl_cli_open (cli, &code))
    return code;
  record = tl_store_load (cli->store, TL_TYPE_STAFF, staff, &error);
  if (record == NULL)
    return tl_cli_fail (cli, error);
  passphrase = tl_cli_secret (cli, secret_file, _ ("New passphrase"), TRUE, &code);
  if (passphrase == NULL)
    return code;
  added = tl_store_add_access (cli->store, staff, label, passphrase, &slot_id, &error);
  tl_cli_wipe (passphrase);
  if (!added)
    return tl_cli_fail (cli, error);
  if (cli->json)
    {
      JsonObject *object = json_object_new ();
      g_autoptr (JsonNode) node = tl_cli_object_node (object);

      json_object_set_string_member (object, "slot", slot_id);
      tl_cli_print_json_line (node);
    }
  else
    g_print (_ ("Added the door “%s”.\n"), label);
  return TL_EXIT_DONE;
}

static int
run_passphrase_change (TlCli *cli, int argc, char **argv)
{
  g_autofree char *secret_file = NULL;
  g_autoptr (GError) error = NULL;
  char *old = NULL, *new = NULL;
  gboolean changed;
  int code = TL_EXIT_DONE;
  const GOptionEntry entries[] = {
      {"new-passphrase-file", 0, 0, G_OPTION_ARG_FILENAME, &secret_file, N_ ("File whose first line is the new passphrase"), N_ ("FILE")},
      {0}};

  if (!tl_cli_parse (cli, entries, TL_CLI_OPEN, 0, 0, argc, argv, NULL))
    return TL_EXIT_USAGE;
  /* The old passphrase opens and is asked for again by the vault: it is kept until both are done. */
  old = tl_cli_secret (cli, cli->passphrase_file, _ ("Passphrase"), FALSE, &code);
  if (old == NULL)
    return code;
  if (!tl_cli_open_with (cli, old, &code))
    {
      tl_cli_wipe (old);
      return code;
    }
  new = tl_cli_secret (cli, secret_file, _ ("New passphrase"), TRUE, &code);
  if (new == NULL)
    {
      tl_cli_wipe (old);
      return code;
    }
  changed = tl_store_change_passphrase (cli->store, old, new, &error);
  tl_cli_wipe (old);
  tl_cli_wipe (new);
  if (!changed)
    return tl_cli_fail (cli, error);
  g_print ("%s\n", _ ("The passphrase is changed. Copies of the file made before still open with the old one."));
  return TL_EXIT_DONE;
}

/* --- keys --- */

static int
run_rotate_key (TlCli *cli, int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  gint shown = -1;
  gboolean rotated;
  int code = TL_EXIT_DONE;

  if (!tl_cli_parse (cli, NULL, TL_CLI_USUAL, 0, 0, argc, argv, NULL))
    return TL_EXIT_USAGE;
  if (!tl_cli_open (cli, &code))
    return code;
  rotated = tl_store_rotate_key (cli->store, progress_cb, &shown, &error);
  progress_end (shown);
  if (!rotated)
    return tl_cli_fail (cli, error);
  say_done (cli, "rotated", _ ("The whole register is sealed under a new key; nobody's passphrase changed."));
  return TL_EXIT_DONE;
}

static void
print_code (TlCli *cli, const char *status, const char *words, const char *renewed)
{
  if (cli->json)
    {
      JsonObject *object = json_object_new ();
      g_autoptr (JsonNode) node = tl_cli_object_node (object);

      json_object_set_string_member (object, "status", status);
      tl_cli_add_text (object, "recovery_code", renewed);
      tl_cli_print_json_line (node);
      return;
    }
  g_print ("%s\n", words);
  if (renewed != NULL)
    g_print (_ ("New recovery code: %s\n"), renewed);
}

/* A new code that nobody has confirmed yet is asked for in the window; here the person who reads it is the caller, once it is printed.
 * Until then the register remembers that it never reached anybody. */
static gboolean
print_renewed (TlCli *cli, const char *status, const char *words, const char *renewed, GError **error)
{
  print_code (cli, status, words, renewed);
  if (renewed == NULL)
    return TRUE;
  if (fflush (stdout) == 0 && !ferror (stdout))
    return tl_store_set_setting (cli->store, "recovery_pending", NULL, error);
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_FAILED,
                       _ ("the new code could not be printed, and the old one does not work any more. Make another: tamlanhctl recovery renew"));
  return FALSE;
}

static int
run_recovery_renew (TlCli *cli, int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  char *renewed = NULL;
  int code = TL_EXIT_DONE;

  if (!tl_cli_parse (cli, NULL, TL_CLI_USUAL, 0, 0, argc, argv, NULL))
    return TL_EXIT_USAGE;
  if (!tl_cli_open (cli, &code))
    return code;
  if (!tl_store_renew_recovery (cli->store, &renewed, &error)
      || !print_renewed (cli, "renewed", _ ("The old recovery code stops working now. This one is shown this once; destroy the old paper."),
                         renewed, &error))
    code = tl_cli_fail (cli, error);
  tl_secret_free (renewed);
  return code;
}

static int
run_recover (TlCli *cli, int argc, char **argv)
{
  g_autofree char *code_file = NULL, *secret_file = NULL, *slot = NULL, *wanted = NULL;
  g_autoptr (GError) error = NULL;
  char *typed, *passphrase = NULL, *renewed = NULL;
  gboolean renew = FALSE;
  guint group = 0;
  int code = TL_EXIT_DONE;
  const GOptionEntry entries[] = {
      {"code-file", 0, 0, G_OPTION_ARG_FILENAME, &code_file, N_ ("File whose first line is the recovery code (else asked)"), N_ ("FILE")},
      {"slot", 0, 0, G_OPTION_ARG_STRING, &wanted, N_ ("Door that gets the new passphrase"), N_ ("LABEL")},
      {"new-passphrase-file", 0, 0, G_OPTION_ARG_FILENAME, &secret_file, N_ ("File whose first line is the new passphrase"), N_ ("FILE")},
      {"renew-code", 0, 0, G_OPTION_ARG_NONE, &renew, N_ ("Also make a new recovery code; the old one stops working"), NULL},
      {0}};

  if (!tl_cli_parse (cli, entries, TL_CLI_VAULT | TL_CLI_JSON, 0, 0, argc, argv, NULL))
    return TL_EXIT_USAGE;
  typed = tl_cli_secret (cli, code_file, _ ("Recovery code"), FALSE, &code);
  if (typed == NULL)
    return code;
  if (!tl_recovery_code_check (typed, &group))
    {
      if (tl_code_kind (typed) == TL_CODE_SHARE)
        g_printerr ("tamlanhctl %s: %s\n", cli->verb->name,
                    _ ("this is the leader's page, not the recovery code; it needs the province's answer too (see: tamlanhctl escrow)"));
      else
        g_printerr (_ ("tamlanhctl %s: group %u of the code is mistyped; nothing was changed\n"), cli->verb->name, group);
      tl_cli_wipe (typed);
      return TL_EXIT_NOT_OPENED;
    }
  slot = wanted != NULL ? g_steal_pointer (&wanted) : tl_cli_only_staff_slot (cli);
  passphrase = slot != NULL ? tl_cli_secret (cli, secret_file, _ ("New passphrase"), TRUE, &code) : NULL;
  if (passphrase != NULL)
    cli->store = tl_place_recover (cli->vault, typed, slot, passphrase, &error);
  tl_cli_wipe (typed);
  tl_cli_wipe (passphrase);
  if (passphrase == NULL)
    return slot == NULL ? TL_EXIT_USAGE : code;
  if (cli->store == NULL)
    return tl_cli_not_opened (cli, error);
  if ((renew && !tl_store_renew_recovery (cli->store, &renewed, &error))
      || !print_renewed (cli, "recovered", _ ("The door has its new passphrase; nothing of the register was lost."), renewed, &error))
    code = tl_cli_fail (cli, error);
  tl_secret_free (renewed);
  return code;
}

const TlVerb tl_verbs_doors[] = {
    {"passphrase list", NULL, N_ ("The doors of the staff, and whose they are"), run_passphrase_list},
    {"passphrase add", NULL, N_ ("Add a door for a staff member"), run_passphrase_add},
    {"passphrase change", NULL, N_ ("Change the passphrase of the door that opens"), run_passphrase_change},
    {"passphrase remove", "LABEL|ID", N_ ("Take a door away and give the register a new key"), run_passphrase_remove},
    {"rotate-key", NULL, N_ ("Seal the whole register under a new key"), run_rotate_key},
    {"recovery renew", NULL, N_ ("Make a new recovery code; the old one stops working"), run_recovery_renew},
    {"recover", NULL, N_ ("Set a new passphrase with the recovery code"), run_recover},
    {NULL, NULL, NULL, NULL},
};
