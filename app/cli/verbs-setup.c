/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Making a vault and its doors: init, demo, passphrase, recover. */

#include <string.h>

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>

#include "cli/cli.h"
#include "demo/demo.h"
#include "store/journal.h"
#include "store/staff-access.h"
#include "support/support.h"
#include "sync/place.h"
#include "sync/sync.h"

/* --- Helpers --- */

/* What a failed set-up leaves is not a vault that anybody could use: it goes, with SQLite's companions. */
static void
remove_vault (const char *path)
{
  static const char *const tails[] = {"", "-journal", "-wal", "-lock", ".lock"};

  for (guint i = 0; i < G_N_ELEMENTS (tails); i++)
    {
      g_autofree char *file = g_strconcat (path, tails[i], NULL);

      g_remove (file);
    }
}

typedef struct
{
  const char *label;
  const char *site;
  int device;
  const char *staff;
  const char *role;
  guint demo_cases; /* 0: none */
  guint64 demo_seed;
} Setup;

/* Vault, store, place, staff member, identity, rates, invented cases: all or nothing. */
static gboolean
set_up (TlCli *cli, const Setup *setup, const char *passphrase, char **recovery_code, GError **error)
{
  TlVault *vault = tl_vault_create (cli->vault, setup->label, passphrase, recovery_code, NULL, error);

  if (vault == NULL)
    return FALSE;
  cli->store = tl_place_open (vault, error);
  if (cli->store != NULL && tl_place_setup (cli->store, setup->site, setup->device, setup->staff, setup->role, error)
      && (setup->demo_cases == 0 || tl_demo_fill (cli->store, setup->demo_cases, setup->demo_seed, error)))
    return TRUE;
  if (cli->store != NULL)
    tl_store_close (cli->store);
  g_clear_object (&cli->store);
  g_clear_pointer (recovery_code, tl_secret_free);
  remove_vault (cli->vault);
  return FALSE;
}

/* @passphrase: shown only where it is no secret (a demo vault), else NULL. */
static void
print_setup (TlCli *cli, const char *recovery_code, const char *passphrase)
{
  g_autofree char *device = g_strdup_printf ("%s/%u", tl_store_site (cli->store), tl_store_device (cli->store));
  g_autofree char *fingerprint = tl_identity_fingerprint (cli->store, NULL);

  if (cli->json)
    {
      JsonObject *object = json_object_new ();
      g_autoptr (JsonNode) node = tl_cli_object_node (object);

      json_object_set_string_member (object, "device", device);
      tl_cli_add_text (object, "staff", tl_store_staff (cli->store));
      tl_cli_add_text (object, "fingerprint", fingerprint);
      json_object_set_string_member (object, "recovery_code", recovery_code);
      if (passphrase != NULL)
        json_object_set_string_member (object, "passphrase", passphrase);
      tl_cli_print_json_line (node);
    }
  else
    {
      g_autoptr (TlColumns) table = tl_columns_new (_ ("Device"), device, NULL);

      tl_columns_add (table, _ ("Fingerprint"), fingerprint != NULL ? fingerprint : "", NULL);
      tl_columns_add (table, _ ("Recovery code"), recovery_code, NULL);
      if (passphrase != NULL)
        tl_columns_add (table, _ ("Passphrase"), passphrase, NULL);
      tl_columns_print (table);
      if (passphrase == NULL)
        g_printerr ("%s\n", _ ("Write the recovery code down now: it is shown this once, and without it a forgotten passphrase is the "
                               "end of the register."));
    }
}

/* @secret_file NULL: asked for, but a demo vault has the passphrase that everybody knows. */
static int
make_vault (TlCli *cli, const Setup *setup, const char *secret_file)
{
  g_autoptr (GError) error = NULL;
  gboolean open_secret = setup->demo_cases > 0 && secret_file == NULL;
  char *passphrase, *recovery_code = NULL;
  int code = TL_EXIT_DONE;
  gboolean made;

  passphrase = open_secret ? tl_secret_dup (TL_DEMO_PASSPHRASE) : tl_cli_secret (cli, secret_file, _ ("New passphrase"), TRUE, &code);
  if (passphrase == NULL)
    return code;
  made = set_up (cli, setup, passphrase, &recovery_code, &error);
  tl_cli_wipe (passphrase);
  if (made)
    print_setup (cli, recovery_code, open_secret ? TL_DEMO_PASSPHRASE : NULL);
  else
    code = tl_cli_fail (cli, error);
  if (recovery_code != NULL)
    tl_secret_free (recovery_code);
  return code;
}

static gboolean
check_site (TlCli *cli, const char *site)
{
  if (site != NULL && (strcmp (site, "DC") == 0 || strcmp (site, "DT") == 0 || strcmp (site, "HY") == 0))
    return TRUE;
  tl_cli_usage (cli, _ ("--site is DC, DT or HY"));
  return FALSE;
}

/* The staff door to change when none was named: the only one there is. (transfer full) */
static char *
only_staff_slot (TlCli *cli)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) slots = tl_vault_list_slots (cli->vault, &error);
  g_autoptr (GString) labels = g_string_new (NULL);
  const TlSlot *only = NULL;
  guint count = 0;

  for (guint i = 0; slots != NULL && i < slots->len; i++)
    {
      const TlSlot *slot = slots->pdata[i];

      if (slot->kind != TL_SLOT_STAFF)
        continue;
      only = slot;
      count++;
      g_string_append_printf (labels, " “%s”", slot->label);
    }
  if (slots == NULL)
    tl_cli_fail (cli, error);
  else if (count == 1)
    return g_strdup (only->id);
  else
    tl_cli_usage (cli, _ ("--slot must say which door:%s"), labels->str);
  return NULL;
}

/* Whatever the reason, an opening that fails is "not opened" unless the file is damaged. */
static int
not_opened (TlCli *cli, const GError *error)
{
  return tl_cli_fail (cli, error) == TL_EXIT_DAMAGED ? TL_EXIT_DAMAGED : TL_EXIT_NOT_OPENED;
}

/* --- Verbs --- */

static int
run_init (TlCli *cli, int argc, char **argv)
{
  g_autofree char *site = NULL, *staff = NULL, *role = NULL, *label = NULL, *secret_file = NULL;
  int device = 1;
  Setup setup;
  const GOptionEntry entries[] = {
      {"site", 0, 0, G_OPTION_ARG_STRING, &site, N_ ("This place: DC, DT or HY"), N_ ("CODE")},
      {"staff", 0, 0, G_OPTION_ARG_STRING, &staff, N_ ("Name of the first staff member"), N_ ("NAME")},
      {"role", 0, 0, G_OPTION_ARG_STRING, &role, N_ ("Role of the first staff member (admin)"), N_ ("ROLE")},
      {"device", 0, 0, G_OPTION_ARG_INT, &device, N_ ("Number of this computer in its place (1)"), N_ ("N")},
      {"label", 0, 0, G_OPTION_ARG_STRING, &label, N_ ("What the door shows to anybody: a dull word, no name"), N_ ("LABEL")},
      {"new-passphrase-file", 0, 0, G_OPTION_ARG_FILENAME, &secret_file, N_ ("File whose first line is the new passphrase"), N_ ("FILE")},
      {0}};

  if (!tl_cli_parse (cli, entries, TL_CLI_VAULT | TL_CLI_JSON, 0, 0, argc, argv, NULL) || !check_site (cli, site))
    return TL_EXIT_USAGE;
  if (staff == NULL)
    return tl_cli_usage (cli, _ ("--staff NAME is missing"));
  if (device < 1 || device > 99)
    return tl_cli_usage (cli, _ ("--device is a number from 1 to 99"));
  setup = (Setup){label != NULL ? label : "Bàn 1", site, device, staff, role != NULL ? role : "admin", 0, 0};
  return make_vault (cli, &setup, secret_file);
}

static int
run_demo (TlCli *cli, int argc, char **argv)
{
  g_autofree char *site = NULL, *secret_file = NULL;
  int cases = TL_DEMO_CASES;
  gint64 seed = TL_DEMO_SEED;
  Setup setup;
  const GOptionEntry entries[] = {{"cases", 0, 0, G_OPTION_ARG_INT, &cases, N_ ("Number of cases (60)"), N_ ("N")},
                                  {"seed", 0, 0, G_OPTION_ARG_INT64, &seed, N_ ("The same seed invents the same cases (2026)"), N_ ("S")},
                                  {"site", 0, 0, G_OPTION_ARG_STRING, &site, N_ ("This place: DC, DT or HY"), N_ ("CODE")},
                                  {"new-passphrase-file", 0, 0, G_OPTION_ARG_FILENAME, &secret_file,
                                   N_ ("File whose first line is the passphrase (else a known one, which is printed)"), N_ ("FILE")},
                                  {0}};

  if (!tl_cli_parse (cli, entries, TL_CLI_VAULT | TL_CLI_JSON, 0, 0, argc, argv, NULL))
    return TL_EXIT_USAGE;
  if (site == NULL)
    site = g_strdup ("DC");
  if (!check_site (cli, site))
    return TL_EXIT_USAGE;
  if (cases < 1 || cases > 1000000)
    return tl_cli_usage (cli, _ ("--cases is a number from 1 to 1000000"));
  setup = (Setup){"Bàn 1", site, 1, "Nguyễn Văn Mẫu", "admin", (guint)cases, (guint64)seed};
  return make_vault (cli, &setup, secret_file);
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

static int
run_recover (TlCli *cli, int argc, char **argv)
{
  g_autofree char *code_file = NULL, *secret_file = NULL, *slot = NULL, *wanted = NULL;
  g_autoptr (GError) error = NULL;
  TlVault *vault;
  char *typed, *passphrase = NULL, *renewed = NULL;
  gboolean renew = FALSE, changed;
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
      tl_cli_wipe (typed);
      g_printerr (_ ("tamlanhctl %s: group %u of the code is mistyped; nothing was changed\n"), cli->verb->name, group);
      return TL_EXIT_NOT_OPENED;
    }
  slot = wanted != NULL ? g_steal_pointer (&wanted) : only_staff_slot (cli);
  if (slot == NULL)
    {
      tl_cli_wipe (typed);
      return TL_EXIT_USAGE;
    }
  vault = tl_vault_unlock_with_code (cli->vault, typed, &error);
  tl_cli_wipe (typed);
  if (vault == NULL)
    return not_opened (cli, error);
  cli->store = tl_place_open (vault, &error);
  if (cli->store == NULL)
    return not_opened (cli, error);
  passphrase = tl_cli_secret (cli, secret_file, _ ("New passphrase"), TRUE, &code);
  if (passphrase == NULL)
    return code;
  changed = tl_vault_change_passphrase (tl_store_vault (cli->store), slot, NULL, passphrase, &error);
  tl_cli_wipe (passphrase);
  if (!changed || !tl_journal_note (cli->store, "recovered", TL_N_TYPES, NULL, NULL, &error))
    return tl_cli_fail (cli, error);
  if (renew && !tl_vault_renew_recovery (tl_store_vault (cli->store), &renewed, &error))
    return tl_cli_fail (cli, error);
  if (cli->json)
    {
      JsonObject *object = json_object_new ();
      g_autoptr (JsonNode) node = tl_cli_object_node (object);

      json_object_set_string_member (object, "status", "recovered");
      tl_cli_add_text (object, "recovery_code", renewed);
      tl_cli_print_json_line (node);
    }
  else
    {
      g_print ("%s\n", _ ("The door has its new passphrase; nothing of the register was lost."));
      if (renewed != NULL)
        g_print (_ ("New recovery code: %s\n"), renewed);
    }
  if (renewed != NULL)
    tl_secret_free (renewed);
  return TL_EXIT_DONE;
}

const TlVerb tl_verbs_setup[] = {
    {"init", NULL, N_ ("Make a new vault for a place"), run_init},
    {"demo", NULL, N_ ("Make a vault full of invented cases"), run_demo},
    {"passphrase add", NULL, N_ ("Add a door for a staff member"), run_passphrase_add},
    {"passphrase change", NULL, N_ ("Change the passphrase of the door that opens"), run_passphrase_change},
    {"recover", NULL, N_ ("Set a new passphrase with the recovery code"), run_recover},
    {NULL, NULL, NULL, NULL},
};
