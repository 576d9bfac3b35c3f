/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>
#include <json-glib/json-glib.h>

#include "record/time.h"
#include "store/store.h"

G_BEGIN_DECLS

/* What every verb of tamlanhctl shares: options, opening the vault, printing, exit codes (DESIGN.md §7). */

typedef enum
{
  TL_EXIT_DONE = 0,
  TL_EXIT_REFUSED = 1, /* bad data, nothing written */
  TL_EXIT_USAGE = 2,
  TL_EXIT_NOT_OPENED = 3, /* wrong passphrase, in use, not a vault */
  TL_EXIT_DAMAGED = 4
} TlExit;

typedef struct _TlVerb TlVerb;

typedef struct
{
  const TlVerb *verb;    /* the one that runs */
  char *vault;           /* --vault */
  char *passphrase_file; /* --passphrase-file */
  char *slot;            /* --slot */
  gboolean json;         /* --json */
  TlStore *store;        /* once opened */
} TlCli;

/* One verb, or one verb with its object ("statement make"). */
struct _TlVerb
{
  const char *name;                               /* "put", "statement make" */
  const char *arguments;                          /* shown after the name; NULL if it takes none */
  const char *summary;                            /* msgid */
  int (*run) (TlCli *cli, int argc, char **argv); /* argv[0] is the last word of the name */
};

/* Verbs by group, each ended by an entry without a name. */
extern const TlVerb tl_verbs_setup[];
extern const TlVerb tl_verbs_doors[];
extern const TlVerb tl_verbs_escrow[];
extern const TlVerb tl_verbs_records[];
extern const TlVerb tl_verbs_money[];
extern const TlVerb tl_verbs_statement[];
extern const TlVerb tl_verbs_support[];
extern const TlVerb tl_verbs_rates[];
extern const TlVerb tl_verbs_report[];
extern const TlVerb tl_verbs_paper[];
extern const TlVerb tl_verbs_sync[];
extern const TlVerb tl_verbs_journal[];
extern const TlVerb tl_verbs_keep[];

/* --- Options --- */

typedef enum
{
  TL_CLI_VAULT = 1 << 0,      /* --vault, needed */
  TL_CLI_PASSPHRASE = 1 << 1, /* --passphrase-file, --slot */
  TL_CLI_JSON = 1 << 2,       /* --json */
  TL_CLI_OPEN = TL_CLI_VAULT | TL_CLI_PASSPHRASE,
  TL_CLI_USUAL = TL_CLI_OPEN | TL_CLI_JSON
} TlCliOptions;

/* Parses the options of a verb: its own @entries (NULL-ended, may be NULL) and the shared ones of @options. What is
 * left must be @min … @max words (@max -1: any number). @words: (out) (transfer full): those words, NULL-ended.
 * Returns: FALSE after saying what is wrong: the verb ends with TL_EXIT_USAGE. --help prints and ends the program. */
gboolean tl_cli_parse (TlCli *cli, const GOptionEntry *entries, TlCliOptions options, int min, int max, int argc, char **argv,
                       char ***words);
/* Says that an option is missing or wrong, with a hint to --help. Returns: TL_EXIT_USAGE. */
int tl_cli_usage (TlCli *cli, const char *format, ...) G_GNUC_PRINTF (2, 3);
/* Says @error on stderr. Returns: the exit code it stands for. @error: (transfer none) (nullable). */
int tl_cli_fail (TlCli *cli, const GError *error);
/* Exit code of an error, without saying it. */
int tl_cli_exit_code (const GError *error);
/* --from and --to: needed, ISO or dd/mm/yyyy, in order. FALSE after saying what is wrong. */
gboolean tl_cli_period (TlCli *cli, const char *from, const char *to, TlDate *first, TlDate *last);
/* The whole of a file, or of standard input (NULL, "-"), UTF-8. NULL after saying what is wrong with it. (transfer full) */
char *tl_cli_read_input (TlCli *cli, const char *file);
/* Type of that name or NULL after saying which there are. */
const TlTypeInfo *tl_cli_type (TlCli *cli, const char *name);

/* --- Opening --- */

/* Opens vault and store with the passphrase asked for. FALSE after saying why; @code: (out): the exit code. */
gboolean tl_cli_open (TlCli *cli, int *code);
gboolean tl_cli_open_with (TlCli *cli, const char *passphrase, int *code);
/* Says @error and answers with the exit code: whatever the reason, "not opened" unless the file is damaged. */
int tl_cli_not_opened (TlCli *cli, const GError *error);
/* The staff door to change when none was named: the only one there is, else NULL after saying which there are. (transfer full) */
char *tl_cli_only_staff_slot (TlCli *cli);
/* A secret: first line of @file, else asked on the terminal without echo (@confirm: twice). Free with tl_cli_wipe().
 * NULL after saying why (TL_EXIT_USAGE when there is neither file nor terminal). */
char *tl_cli_secret (TlCli *cli, const char *file, const char *prompt, gboolean confirm, int *code);
void tl_cli_wipe (char *secret);

/* --- Printing: stdout only --- */

/* One JSON text on one line. */
void tl_cli_print_json_line (JsonNode *node);
/* One JSON text, indented. */
void tl_cli_print_json (JsonNode *node);
/* The same into @file ("-": stdout), written beside it, synced and renamed, readable by its owner alone. Returns: the
 * exit code. */
int tl_cli_write_json (TlCli *cli, JsonNode *node, const char *file);
/* (transfer full): for the three above; takes @object or @array. */
JsonNode *tl_cli_object_node (JsonObject *object);
JsonNode *tl_cli_array_node (JsonArray *array);
/* Adds a member, null when @value is NULL. */
void tl_cli_add_text (JsonObject *object, const char *name, const char *value);

/* Ceilings (element-type TlCeiling) as JSON: level, used, this_line, left, exceeded; @ceilings may be NULL. (transfer full) */
JsonArray *tl_cli_ceilings_json (GPtrArray *ceilings);

/* Aligned columns: add each row's cells (as many as heads), then print. */
typedef struct _TlColumns TlColumns;
/* @heads: NULL-ended, in the user's language; "" for none. */
TlColumns *tl_columns_new (const char *head, ...) G_GNUC_NULL_TERMINATED;
TlColumns *tl_columns_new_v (const char *const *heads);
/* @cells: NULL-ended after as many as heads; a NULL cell is not possible: use "". */
void tl_columns_add (TlColumns *table, const char *cell, ...) G_GNUC_NULL_TERMINATED;
void tl_columns_add_v (TlColumns *table, const char *const *cells);
/* Columns that stand right-aligned: numbers. */
void tl_columns_align_right (TlColumns *table, guint column);
void tl_columns_print (TlColumns *table);
void tl_columns_free (TlColumns *table);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TlColumns, tl_columns_free)
/* The whole table as text. (transfer full) */
char *tl_columns_to_text (TlColumns *table);

/* One row as JSON (transfer full); its cells into the table. */
typedef JsonObject *(*TlCliObject) (gconstpointer row);
typedef void (*TlCliCells) (TlColumns *table, gconstpointer row);
/* Prints a list of @rows: with --json one array, else @table, which has its heads and gets the cells. Returns: TL_EXIT_DONE. */
int tl_cli_print_rows (TlCli *cli, GPtrArray *rows, TlCliObject object, TlColumns *table, TlCliCells cells);

G_END_DECLS
