/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Making a vault: init, demo. */

#include <string.h>

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>

#include "cli/cli.h"
#include "demo/demo.h"
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
  TlVault *vault = tl_vault_set_unfinished_aside (cli->vault, error)
                       ? tl_vault_create (cli->vault, setup->label, passphrase, recovery_code, NULL, error)
                       : NULL;

  if (vault == NULL)
    return FALSE;
  cli->store = tl_place_open (vault, error);
  if (cli->store != NULL && tl_place_setup (cli->store, setup->site, setup->device, setup->staff, setup->role, error)
      && (setup->demo_cases == 0 || tl_demo_fill (cli->store, setup->demo_cases, setup->demo_seed, error))
      && tl_vault_finish (tl_store_vault (cli->store), error))
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

/* Whoever set up by hand on a terminal types the code back, from the paper; who does not is shown a new one at the next opening
 * in the window. A script that gave the passphrase in a file is on its own. */
static void
confirm_code (TlCli *cli, const char *recovery_code)
{
  g_autoptr (GError) error = NULL;
  gboolean right = FALSE;
  int code = TL_EXIT_DONE;

  for (int i = 0; i < 3 && !right; i++)
    {
      char *typed = tl_cli_secret (cli, NULL, _ ("Type the recovery code once, from the paper"), FALSE, &code);
      guint group = 0;

      if (typed == NULL)
        break;
      right = tl_recovery_code_same (typed, recovery_code, &group);
      if (!right)
        g_printerr (_ ("group %u is not as on the page; look at it again\n"), group);
      tl_cli_wipe (typed);
    }
  if (right)
    g_printerr ("%s\n", _ ("The code is right. Keep the paper in a locked place, away from this computer."));
  else if (tl_store_set_setting (cli->store, "recovery_pending", "1", &error))
    g_printerr ("%s\n", _ ("The code was not typed back. The window will show a new one at the next opening, which takes the place of this one."));
  else
    tl_cli_fail (cli, error);
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
    {
      print_setup (cli, recovery_code, open_secret ? TL_DEMO_PASSPHRASE : NULL);
      if (secret_file == NULL && !open_secret)
        confirm_code (cli, recovery_code);
    }
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

const TlVerb tl_verbs_setup[] = {
    {"init", NULL, N_ ("Make a new vault for a place"), run_init},
    {"demo", NULL, N_ ("Make a vault full of invented cases"), run_demo},
    {NULL, NULL, NULL, NULL},
};
