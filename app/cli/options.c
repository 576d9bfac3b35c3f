/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>
#include <fcntl.h>

#include <glib/gi18n-lib.h>

#include "cli/cli.h"
#include "sync/place.h"
#include "record/time.h"
#include "store/store.h"
#include "sync/sync.h"
#include "vault/vault.h"

#define SECRET_MAX 1024

/* --- Helpers --- */

static void
say (TlCli *cli, const char *message)
{
  g_printerr ("tamlanhctl %s: %s\n", cli->verb->name, message);
}

/* A signal while the echo is off: the terminal must get it back before the program ends. */
static volatile sig_atomic_t interrupted;

static void
interrupted_cb (int signal_number)
{
  interrupted = signal_number;
}

/* Reads up to the end of the first line from @fd; NULL when there is too much or a signal came. */
static char *
read_line (int fd)
{
  char *line = tl_secret_alloc (SECRET_MAX);
  gsize length = 0;

  while (length < SECRET_MAX - 1)
    {
      ssize_t got = read (fd, line + length, 1);

      if (got < 0 && errno == EINTR && interrupted == 0)
        continue;
      if (got <= 0 || line[length] == '\n')
        break;
      length++;
    }
  if (length == SECRET_MAX - 1 || interrupted != 0)
    {
      tl_secret_free (line);
      return NULL;
    }
  line[length] = '\0';
  if (length > 0 && line[length - 1] == '\r')
    line[length - 1] = '\0';
  return line;
}

static char *
ask (int terminal, const char *prompt)
{
  static const int watched[] = {SIGINT, SIGTERM, SIGHUP};
  struct sigaction before[G_N_ELEMENTS (watched)], watch = {.sa_handler = interrupted_cb};
  struct termios usual, silent;
  gboolean hidden = tcgetattr (terminal, &usual) == 0;
  char *line = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (watched); i++)
    sigaction (watched[i], &watch, &before[i]);
  if (hidden)
    {
      silent = usual;
      silent.c_lflag &= ~(tcflag_t)ECHO;
      hidden = tcsetattr (terminal, TCSAFLUSH, &silent) == 0;
    }
  if (write (terminal, prompt, strlen (prompt)) >= 0 && write (terminal, ": ", 2) >= 0)
    line = read_line (terminal);
  if (hidden)
    tcsetattr (terminal, TCSAFLUSH, &usual);
  if (write (terminal, "\n", 1) < 0)
    g_debug ("the terminal went away");
  for (guint i = 0; i < G_N_ELEMENTS (watched); i++)
    sigaction (watched[i], &before[i], NULL);
  if (interrupted != 0)
    raise (interrupted);
  return line;
}

static char *
secret_from_file (TlCli *cli, const char *file, int *code)
{
  int fd = open (file, O_RDONLY | O_CLOEXEC);
  char *line = NULL;

  if (fd >= 0)
    {
      line = read_line (fd);
      close (fd);
    }
  if (line == NULL || *line == '\0')
    {
      g_autofree char *message = fd < 0 ? g_strdup_printf (_ ("cannot read %s: %s"), file, g_strerror (errno))
                                        : g_strdup_printf (_ ("the first line of %s is empty or too long"), file);

      say (cli, message);
      g_clear_pointer (&line, tl_cli_wipe);
      *code = TL_EXIT_USAGE;
    }
  return line;
}

static char *
secret_from_terminal (TlCli *cli, const char *prompt, gboolean confirm, int *code)
{
  int terminal = open ("/dev/tty", O_RDWR | O_CLOEXEC);
  char *first = NULL, *second = NULL;

  if (terminal < 0)
    {
      say (cli, _ ("there is no terminal to ask on; give the secret in a file (see --help)"));
      *code = TL_EXIT_USAGE;
      return NULL;
    }
  first = ask (terminal, prompt);
  if (first != NULL && confirm)
    {
      second = ask (terminal, _ ("The same once more"));
      if (second == NULL || strcmp (first, second) != 0)
        {
          say (cli, _ ("the two are not the same; nothing was changed"));
          g_clear_pointer (&first, tl_cli_wipe);
          *code = TL_EXIT_REFUSED;
        }
      tl_cli_wipe (second);
    }
  else if (first == NULL)
    {
      say (cli, _ ("nothing was typed"));
      *code = TL_EXIT_USAGE;
    }
  close (terminal);
  return first;
}

/* --- Public --- */

gboolean
tl_cli_parse (TlCli *cli, const GOptionEntry *entries, TlCliOptions options, int min, int max, int argc, char **argv, char ***words)
{
  const GOptionEntry vault_entries[] = {{"vault", 0, 0, G_OPTION_ARG_FILENAME, &cli->vault, N_ ("The vault file"), N_ ("FILE")}, {0}};
  const GOptionEntry passphrase_entries[]
      = {{"passphrase-file", 0, 0, G_OPTION_ARG_FILENAME, &cli->passphrase_file,
          N_ ("File whose first line is the passphrase (else asked on the terminal)"), N_ ("FILE")},
         {"slot", 0, 0, G_OPTION_ARG_STRING, &cli->slot, N_ ("Door of the vault to open (else each is tried)"), N_ ("LABEL")},
         {0}};
  const GOptionEntry json_entries[] = {{"json", 0, 0, G_OPTION_ARG_NONE, &cli->json, N_ ("Print JSON instead of aligned text"), NULL}, {0}};
  g_autoptr (GOptionContext) context = g_option_context_new (cli->verb->arguments);
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) args = NULL;
  g_autofree char *name = g_strconcat ("tamlanhctl ", cli->verb->name, NULL);
  guint count;

  g_option_context_set_translation_domain (context, GETTEXT_PACKAGE);
  g_option_context_set_summary (context, _ (cli->verb->summary));
  if (entries != NULL)
    g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
  if (options & TL_CLI_VAULT)
    g_option_context_add_main_entries (context, vault_entries, GETTEXT_PACKAGE);
  if (options & TL_CLI_PASSPHRASE)
    g_option_context_add_main_entries (context, passphrase_entries, GETTEXT_PACKAGE);
  if (options & TL_CLI_JSON)
    g_option_context_add_main_entries (context, json_entries, GETTEXT_PACKAGE);

  args = g_new0 (char *, argc + 1);
  for (int i = 0; i < argc; i++)
    args[i] = g_strdup (i == 0 ? name : argv[i]);
  g_set_prgname (name);
  if (!g_option_context_parse_strv (context, &args, &error))
    {
      tl_cli_usage (cli, "%s", error->message);
      return FALSE;
    }
  count = g_strv_length (args) - 1;
  /* "--" only says that options end. */
  if (count > 0 && strcmp (args[1], "--") == 0)
    {
      g_free (args[1]);
      memmove (args + 1, args + 2, sizeof (char *) * count);
      count--;
    }
  if ((options & TL_CLI_VAULT) && cli->vault == NULL)
    {
      tl_cli_usage (cli, _ ("--vault FILE is missing"));
      return FALSE;
    }
  if (count < (guint)min || (max >= 0 && count > (guint)max))
    {
      if (cli->verb->arguments != NULL)
        tl_cli_usage (cli, _ ("expected: %s"), cli->verb->arguments);
      else
        tl_cli_usage (cli, _ ("unexpected: %s"), args[1]);
      return FALSE;
    }
  if (words != NULL)
    *words = g_strdupv (args + 1);
  return TRUE;
}

int
tl_cli_usage (TlCli *cli, const char *format, ...)
{
  g_autofree char *message = NULL;
  va_list args;

  va_start (args, format);
  message = g_strdup_vprintf (format, args);
  va_end (args);
  say (cli, message);
  g_printerr (_ ("See: tamlanhctl %s --help\n"), cli->verb->name);
  return TL_EXIT_USAGE;
}

int
tl_cli_exit_code (const GError *error)
{
  if (error == NULL)
    return TL_EXIT_REFUSED;
  if (error->domain == TL_VAULT_ERROR)
    switch ((TlVaultError)error->code)
      {
      case TL_VAULT_ERROR_DAMAGED:
        return TL_EXIT_DAMAGED;
      case TL_VAULT_ERROR_PASSPHRASE:
      case TL_VAULT_ERROR_CODE_GROUP:
      case TL_VAULT_ERROR_IN_USE:
      case TL_VAULT_ERROR_NOT_A_VAULT:
      case TL_VAULT_ERROR_NEWER:
        return TL_EXIT_NOT_OPENED;
      case TL_VAULT_ERROR_EXISTS:
      case TL_VAULT_ERROR_WEAK:
      case TL_VAULT_ERROR_SLOT:
      case TL_VAULT_ERROR_IO:
      default:
        return TL_EXIT_REFUSED;
      }
  if (g_error_matches (error, TL_STORE_ERROR, TL_STORE_ERROR_DAMAGED))
    return TL_EXIT_DAMAGED;
  if (g_error_matches (error, TL_STORE_ERROR, TL_STORE_ERROR_NEWER))
    return TL_EXIT_NOT_OPENED;
  if (error->domain == TL_SYNC_ERROR && error->code >= TL_SYNC_ERROR_ALREADY)
    return error->code;
  return TL_EXIT_REFUSED;
}

int
tl_cli_fail (TlCli *cli, const GError *error)
{
  say (cli, error != NULL ? error->message : _ ("it failed without saying why; please report this"));
  return tl_cli_exit_code (error);
}

gboolean
tl_cli_period (TlCli *cli, const char *from, const char *to, TlDate *first, TlDate *last)
{
  if (from == NULL || to == NULL)
    {
      tl_cli_usage (cli, _ ("--from and --to are needed"));
      return FALSE;
    }
  if (!tl_date_parse_iso (from, first) && !tl_date_parse_typed (from, first))
    {
      tl_cli_usage (cli, _ ("no such day: %s"), from);
      return FALSE;
    }
  if (!tl_date_parse_iso (to, last) && !tl_date_parse_typed (to, last))
    {
      tl_cli_usage (cli, _ ("no such day: %s"), to);
      return FALSE;
    }
  if (*last < *first)
    {
      tl_cli_usage (cli, _ ("the period ends before it begins"));
      return FALSE;
    }
  return TRUE;
}

const TlTypeInfo *
tl_cli_type (TlCli *cli, const char *name)
{
  const TlTypeInfo *info = tl_type_by_name (name);
  g_autoptr (GString) names = NULL;

  if (info != NULL)
    return info;
  names = g_string_new (NULL);
  for (guint type = 0; type < TL_N_TYPES; type++)
    g_string_append_printf (names, " %s", tl_type_info (type)->name);
  tl_cli_usage (cli, _ ("there is no type '%s'; there are:%s"), name, names->str);
  return NULL;
}

char *
tl_cli_secret (TlCli *cli, const char *file, const char *prompt, gboolean confirm, int *code)
{
  if (file != NULL)
    return secret_from_file (cli, file, code);
  return secret_from_terminal (cli, prompt, confirm, code);
}

void
tl_cli_wipe (char *secret)
{
  tl_secret_free (secret);
}

char *
tl_cli_only_staff_slot (TlCli *cli)
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

int
tl_cli_not_opened (TlCli *cli, const GError *error)
{
  return tl_cli_fail (cli, error) == TL_EXIT_DAMAGED ? TL_EXIT_DAMAGED : TL_EXIT_NOT_OPENED;
}

gboolean
tl_cli_open_with (TlCli *cli, const char *passphrase, int *code)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *warning = NULL;

  cli->store = tl_place_unlock (cli->vault, cli->slot, passphrase, &error);
  if (cli->store == NULL)
    {
      *code = tl_cli_not_opened (cli, error);
      return FALSE;
    }
  warning = tl_place_warning (cli->store);
  if (warning != NULL)
    say (cli, warning);
  return TRUE;
}

gboolean
tl_cli_open (TlCli *cli, int *code)
{
  char *passphrase = tl_cli_secret (cli, cli->passphrase_file, _ ("Passphrase"), FALSE, code);
  gboolean opened;

  if (passphrase == NULL)
    return FALSE;
  opened = tl_cli_open_with (cli, passphrase, code);
  tl_cli_wipe (passphrase);
  return opened;
}
