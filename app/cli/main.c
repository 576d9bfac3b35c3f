/* SPDX-License-Identifier: GPL-3.0-or-later */

/* tamlanhctl: the headless twin of the window (DESIGN.md §7).
 *
 * Whatever the window can do to data, a verb here does on the same functions: for the province's unattended imports, for
 * scripts and for tests. This file only finds the verb; verbs-*.c hold them by group, options.c what they share of
 * options, secrets and exit codes, output.c how they print. A verb returns the exit code of the program. Data goes to
 * stdout, every other word to stderr, and a verb that failed has printed no data that looks like success. */

#include <locale.h>
#include <stdio.h>
#include <string.h>

#include <glib/gi18n-lib.h>

#include "cli/cli.h"
#include "vault/vault.h"

static const TlVerb *const groups[] = {
    tl_verbs_setup,
    tl_verbs_doors,
    tl_verbs_escrow,
    tl_verbs_records,
    tl_verbs_money,
    tl_verbs_rates,
    tl_verbs_support,
    tl_verbs_statement,
    tl_verbs_report,
    tl_verbs_paper,
    tl_verbs_sync,
    tl_verbs_journal,
    tl_verbs_keep,
};

static void
list_verbs (FILE *to, const char *word)
{
  g_autoptr (TlColumns) table = tl_columns_new ("", "", NULL);
  g_autofree char *text = NULL;

  for (guint group = 0; group < G_N_ELEMENTS (groups); group++)
    for (const TlVerb *verb = groups[group]; verb->name != NULL; verb++)
      if (word == NULL || (g_str_has_prefix (verb->name, word) && verb->name[strlen (word)] == ' '))
        {
          g_autofree char *usage = g_strjoin (" ", "  tamlanhctl", verb->name, verb->arguments, NULL);

          tl_columns_add (table, usage, _ (verb->summary), NULL);
        }
  fprintf (to, "%s\n", _ ("Use: tamlanhctl VERB --vault FILE …"));
  text = tl_columns_to_text (table);
  fputs (text, to);
  fprintf (to, "\n%s\n",
           _ ("tamlanhctl VERB --help names the options of one verb.\n"
              "Exit codes: 0 done, 1 refused (nothing written), 2 wrong usage, 3 not opened, 4 damaged file;\n"
              "bundle apply: 10 already received, 11 held for a gap, 12 for another recipient, 13 damaged or tampered,\n"
              "14 made by a newer version, 15 sender not trusted, 16 sender's file rolled back or forked."));
}

/* The verb that the words begin with. @used: (out): number of words in its name. @object: TRUE when the first word
 * is only the first half of a name. */
static const TlVerb *
find_verb (int argc, char **argv, int *used, gboolean *object)
{
  *object = FALSE;
  for (guint group = 0; group < G_N_ELEMENTS (groups); group++)
    for (const TlVerb *verb = groups[group]; verb->name != NULL; verb++)
      {
        const char *space = strchr (verb->name, ' ');
        gsize first = space != NULL ? (gsize)(space - verb->name) : strlen (verb->name);

        if (argc < 1 || strlen (argv[0]) != first || strncmp (argv[0], verb->name, first) != 0)
          continue;
        if (space == NULL || (argc > 1 && strcmp (argv[1], space + 1) == 0))
          {
            *used = space == NULL ? 1 : 2;
            return verb;
          }
        *object = TRUE;
      }
  return NULL;
}

static gboolean
is_help (const char *word)
{
  return strcmp (word, "--help") == 0 || strcmp (word, "-h") == 0 || strcmp (word, "help") == 0;
}

int
main (int argc, char **argv)
{
  TlCli cli = {0};
  const TlVerb *verb;
  gboolean object;
  int used = 0, code;

  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, TL_LOCALE_DIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);

  if (argc > 1 && is_help (argv[1]))
    {
      list_verbs (stdout, NULL);
      return TL_EXIT_DONE;
    }
  if (argc > 1 && strcmp (argv[1], "--version") == 0)
    {
      printf ("tamlanhctl %s\n", TL_VERSION);
      return TL_EXIT_DONE;
    }
  verb = find_verb (argc - 1, argv + 1, &used, &object);
  if (verb == NULL && object)
    {
      gboolean help = argc > 2 && is_help (argv[2]);

      list_verbs (help ? stdout : stderr, argv[1]);
      return help ? TL_EXIT_DONE : TL_EXIT_USAGE;
    }
  if (verb == NULL)
    {
      if (argc > 1)
        g_printerr (_ ("tamlanhctl: there is no verb '%s'; tamlanhctl --help names them all\n"), argv[1]);
      else
        list_verbs (stderr, NULL);
      return TL_EXIT_USAGE;
    }

  tl_vault_init ();
  cli.verb = verb;
  code = verb->run (&cli, argc - used, argv + used);
  if (cli.store != NULL)
    tl_store_close (cli.store);
  g_clear_object (&cli.store);
  g_free (cli.vault);
  g_free (cli.passphrase_file);
  g_free (cli.slot);
  if (fflush (stdout) != 0 || ferror (stdout))
    {
      g_printerr ("tamlanhctl: %s\n", _ ("the answer could not be written"));
      if (code == TL_EXIT_DONE)
        code = TL_EXIT_REFUSED;
    }
  return code;
}
