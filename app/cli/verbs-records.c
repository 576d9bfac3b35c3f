/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Records: put, get, list, search, delete, erase. */

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <glib/gi18n-lib.h>

#include "cli/cli.h"
#include "record/text.h"
#include "record/time.h"
#include "store/intake.h"
#include "store/journal.h"
#include "support/support.h"

#define LIST_COLUMNS 6

/* --- put --- */

typedef struct
{
  char **lines;
  GPtrArray *done; /* (element-type TlRecord): in the order of the lines */
} PutJob;

/* What a line may not write: made by verbs of their own, which keep their rules. */
static gboolean
may_put (TlType type)
{
  return type != TL_TYPE_STATEMENT;
}

/* TRUE when a message begins "field: " already, as those about a value do. */
static gboolean
names_field (const char *message)
{
  const char *colon = strstr (message, ": ");

  if (colon == NULL || colon == message)
    return FALSE;
  for (const char *p = message; p < colon; p++)
    if (!g_ascii_islower (*p) && !g_ascii_isdigit (*p) && *p != '_')
      return FALSE;
  return TRUE;
}

/* "line N: field: what is wrong"; @field stands in where the cause names none. */
static void
set_line_error (GError **error, guint line, const char *field, const GError *cause)
{
  if (names_field (cause->message))
    g_set_error (error, cause->domain, cause->code, _ ("line %u: %s"), line, cause->message);
  else
    g_set_error (error, cause->domain, cause->code, _ ("line %u: %s: %s"), line, field, cause->message);
}

static void
set_bad_line (GError **error, guint line, const char *field, const char *message)
{
  g_autoptr (GError) cause = g_error_new (TL_STORE_ERROR, TL_STORE_ERROR_REFUSED, "%s", message);

  set_line_error (error, line, field, cause);
}

/* The record a line is about: the stored one of that id, or a new one. NULL with an error. */
static TlRecord *
record_of_line (TlStore *store, TlType type, JsonObject *object, guint line, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autofree char *id = NULL;
  JsonNode *member = json_object_get_member (object, "id");
  TlRecord *record;

  if (member == NULL)
    return tl_record_new (type);
  id = JSON_NODE_HOLDS_VALUE (member) && json_node_get_value_type (member) == G_TYPE_STRING ? json_node_dup_string (member) : NULL;
  if (id == NULL || !tl_uuid_is_valid (id))
    {
      set_bad_line (error, line, "id", _ ("not a UUID in lower case"));
      return NULL;
    }
  record = tl_store_load (store, type, id, &local);
  if (record != NULL)
    return record;
  if (g_error_matches (local, TL_STORE_ERROR, TL_STORE_ERROR_NOT_FOUND))
    return tl_record_new_with_id (type, id);
  set_line_error (error, line, "id", local);
  return NULL;
}

static gboolean
put_line (TlStore *store, PutJob *job, const char *text, guint line, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (JsonNode) node = json_from_string (text, &local);
  g_autoptr (TlRecord) record = NULL;
  const TlTypeInfo *info = NULL;
  JsonObject *object;
  JsonNode *type;
  gboolean saved;

  if (node == NULL || !JSON_NODE_HOLDS_OBJECT (node))
    {
      set_bad_line (error, line, "json", local != NULL ? local->message : _ ("not a JSON object"));
      return FALSE;
    }
  object = json_node_get_object (node);
  type = json_object_get_member (object, "type");
  if (type != NULL && JSON_NODE_HOLDS_VALUE (type) && json_node_get_value_type (type) == G_TYPE_STRING)
    info = tl_type_by_name (json_node_get_string (type));
  if (info == NULL)
    {
      set_bad_line (error, line, "type", _ ("missing, or no type of that name"));
      return FALSE;
    }
  if (!may_put (info->type))
    {
      set_bad_line (error, line, "type", _ ("made by a verb of its own, not by put"));
      return FALSE;
    }
  record = record_of_line (store, info->type, object, line, error);
  if (record == NULL)
    return FALSE;
  if (!tl_record_apply_json (record, object, &local))
    saved = FALSE;
  else if (info->type == TL_TYPE_SUPPORT)
    saved = tl_support_save (store, record, &local);
  else
    saved = tl_store_save (store, record, &local);
  if (!saved)
    {
      set_line_error (error, line, info->type == TL_TYPE_SUPPORT ? "amount" : info->name, local);
      return FALSE;
    }
  g_ptr_array_add (job->done, g_object_ref (record));
  return TRUE;
}

static gboolean
put_all (TlStore *store, gpointer data, GError **error)
{
  PutJob *job = data;

  for (guint i = 0; job->lines[i] != NULL; i++)
    {
      const char *start = job->lines[i];

      while (g_ascii_isspace (*start))
        start++;
      if (*start != '\0' && !put_line (store, job, start, i + 1, error))
        return FALSE;
    }
  return TRUE;
}

/* @length: (out): bytes, for a byte of zero would end the text early and lose what follows without a word. */
static char *
read_all (const char *file, gsize *length, GError **error)
{
  g_autoptr (GString) text = NULL;
  char buffer[65536];
  gsize got;
  char *contents = NULL;

  if (strcmp (file, "-") != 0)
    {
      g_file_get_contents (file, &contents, length, error);
      return contents;
    }
  text = g_string_new (NULL);
  while ((got = fread (buffer, 1, sizeof buffer, stdin)) > 0)
    g_string_append_len (text, buffer, (gssize)got);
  if (ferror (stdin))
    {
      g_set_error_literal (error, G_FILE_ERROR, g_file_error_from_errno (errno), g_strerror (errno));
      return NULL;
    }
  *length = text->len;
  return g_string_free (g_steal_pointer (&text), FALSE);
}

/* The whole of a file or of standard input, UTF-8; NULL after saying what is wrong with it. */
char *
tl_cli_read_input (TlCli *cli, const char *file)
{
  g_autoptr (GError) error = NULL;
  gsize length = 0;
  g_autofree char *text = read_all (file != NULL ? file : "-", &length, &error);

  if (text == NULL)
    {
      (void)tl_cli_fail (cli, error);
      return NULL;
    }
  /* A length given: a byte of zero is no text. */
  if (!g_utf8_validate (text, (gssize)length, NULL))
    {
      g_printerr ("tamlanhctl %s: %s\n", cli->verb->name, _ ("the input is not UTF-8; nothing was written"));
      return NULL;
    }
  return g_steal_pointer (&text);
}

static int
run_put (TlCli *cli, int argc, char **argv)
{
  g_auto (GStrv) words = NULL;
  g_auto (GStrv) lines = NULL;
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) done = g_ptr_array_new_with_free_func (g_object_unref);
  PutJob job = {NULL, done};
  int code = TL_EXIT_DONE;

  if (!tl_cli_parse (cli, NULL, TL_CLI_OPEN, 0, 1, argc, argv, &words))
    return TL_EXIT_USAGE;
  text = tl_cli_read_input (cli, words[0]);
  if (text == NULL)
    return TL_EXIT_REFUSED;
  if (!tl_cli_open (cli, &code))
    return code;
  lines = g_strsplit (text, "\n", -1);
  job.lines = lines;
  if (!tl_store_transaction (cli->store, put_all, &job, &error))
    {
      code = tl_cli_fail (cli, error);
      g_printerr ("tamlanhctl %s: %s\n", cli->verb->name, _ ("nothing was written"));
      return code == TL_EXIT_DAMAGED ? code : TL_EXIT_REFUSED;
    }
  for (guint i = 0; i < done->len; i++)
    {
      JsonObject *object = json_object_new ();
      g_autoptr (JsonNode) node = tl_cli_object_node (object);

      json_object_set_string_member (object, "type", tl_type_info (tl_record_type (done->pdata[i]))->name);
      json_object_set_string_member (object, "id", tl_record_id (done->pdata[i]));
      tl_cli_print_json_line (node);
    }
  return TL_EXIT_DONE;
}

/* --- intake --- */

/* The window's quick intake: one JSON object as app/store/intake.h describes it. */
static int
run_intake (TlCli *cli, int argc, char **argv)
{
  g_auto (GStrv) words = NULL;
  g_autofree char *text = NULL;
  g_autofree char *case_id = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) node = NULL;
  g_autoptr (TlRecord) record = NULL;
  int code = TL_EXIT_DONE;

  if (!tl_cli_parse (cli, NULL, TL_CLI_USUAL, 0, 1, argc, argv, &words))
    return TL_EXIT_USAGE;
  text = tl_cli_read_input (cli, words[0]);
  if (text == NULL)
    return TL_EXIT_REFUSED;
  node = json_from_string (text, NULL);
  if (node == NULL || !JSON_NODE_HOLDS_OBJECT (node))
    {
      g_printerr ("tamlanhctl %s: %s\n", cli->verb->name, _ ("one JSON object is expected; nothing was written"));
      return TL_EXIT_REFUSED;
    }
  if (!tl_cli_open (cli, &code))
    return code;
  if (!tl_intake_save (cli->store, json_node_get_object (node), &case_id, &error))
    return tl_cli_fail (cli, error);
  record = tl_store_load (cli->store, TL_TYPE_CASE, case_id, &error);
  if (record == NULL)
    return tl_cli_fail (cli, error);
  if (cli->json)
    {
      JsonObject *object = json_object_new ();
      g_autoptr (JsonNode) answer = tl_cli_object_node (object);

      json_object_set_string_member (object, "case", case_id);
      json_object_set_string_member (object, "code", tl_record_text (record, TL_CASE_CODE));
      tl_cli_print_json_line (answer);
    }
  else
    g_print ("%s  %s\n", tl_record_text (record, TL_CASE_CODE), case_id);
  return TL_EXIT_DONE;
}

/* --- get --- */

static int
run_get (TlCli *cli, int argc, char **argv)
{
  g_auto (GStrv) words = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (TlRecord) record = NULL;
  const TlTypeInfo *info;
  int code = TL_EXIT_DONE;

  if (!tl_cli_parse (cli, NULL, TL_CLI_USUAL, 2, 2, argc, argv, &words))
    return TL_EXIT_USAGE;
  info = tl_cli_type (cli, words[0]);
  if (info == NULL)
    return TL_EXIT_USAGE;
  if (!tl_cli_open (cli, &code))
    return code;
  record = tl_store_load (cli->store, info->type, words[1], &error);
  if (record == NULL || !tl_journal_note (cli->store, "view", info->type, words[1], NULL, &error))
    return tl_cli_fail (cli, error);
  if (cli->json)
    {
      JsonObject *object = tl_record_to_json (record, TRUE);
      g_autoptr (JsonNode) node = NULL;

      json_object_set_string_member (object, "type", info->name);
      node = tl_cli_object_node (object);
      tl_cli_print_json (node);
    }
  else
    {
      g_autoptr (TlColumns) table = tl_columns_new ("id", tl_record_id (record), NULL);

      for (guint field = 0; field < info->n_fields; field++)
        if (tl_record_has (record, field))
          {
            g_autofree char *value = tl_record_format_field (record, field);

            tl_columns_add (table, tl_field_label (tl_type_field (info->type, field)), value != NULL ? value : "", NULL);
          }
      tl_columns_print (table);
    }
  return TL_EXIT_DONE;
}

/* --- list --- */

/* Splits "FIELD<=VALUE"; NULL when there is no operator. (transfer full) */
static char *
split_condition (const char *condition, const char **op, const char **value)
{
  static const char *const ops[] = {"!=", "<=", ">=", "=", "<", ">"};
  gsize at = strcspn (condition, "!<>=");

  for (guint i = 0; i < G_N_ELEMENTS (ops); i++)
    if (g_str_has_prefix (condition + at, ops[i]))
      {
        *op = ops[i];
        *value = condition + at + strlen (ops[i]);
        return g_strndup (condition, at);
      }
  return NULL;
}

/* One --where as the store understands it; the value is read as the field's kind is. @keep: owns the texts. */
static gboolean
parse_where (TlCli *cli, const TlTypeInfo *info, const char *condition, TlWhere *where, GPtrArray *keep)
{
  const char *op = NULL, *value = NULL;
  g_autofree char *name = split_condition (condition, &op, &value);
  g_autoptr (TlRecord) sample = tl_record_new (info->type);
  g_autoptr (GError) error = NULL;

  if (name == NULL)
    {
      tl_cli_usage (cli, _ ("--where is FIELD=VALUE, not %s"), condition);
      return FALSE;
    }
  where->op = op;
  if (strcmp (name, "id") == 0)
    {
      char *text = g_strdup (value);

      g_ptr_array_add (keep, text);
      where->field = TL_QUERY_ID;
      where->text = text;
      return TRUE;
    }
  where->field = tl_type_find_field (info->type, name);
  if (where->field == G_MAXUINT)
    {
      tl_cli_usage (cli, _ ("%s has no field '%s'"), info->name, name);
      return FALSE;
    }
  if (*value == '\0')
    {
      where->op = "unset";
      if (strcmp (op, "=") == 0)
        return TRUE;
      tl_cli_usage (cli, _ ("--where is FIELD=VALUE, not %s"), condition);
      return FALSE;
    }
  switch (tl_type_field (info->type, where->field)->kind)
    {
    case TL_KIND_BLOB:
    case TL_KIND_JSON:
      tl_cli_usage (cli, _ ("'%s' cannot be searched by value"), name);
      return FALSE;
    case TL_KIND_SET:
    case TL_KIND_REF_SET:
      {
        char *text = g_strdup (value);

        g_ptr_array_add (keep, text);
        where->op = "has";
        where->text = text;
        return TRUE;
      }
    case TL_KIND_TEXT:
    case TL_KIND_LONG_TEXT:
    case TL_KIND_INT:
    case TL_KIND_DECIMAL:
    case TL_KIND_MONEY:
    case TL_KIND_BOOL:
    case TL_KIND_DATE:
    case TL_KIND_TIME:
    case TL_KIND_CHOICE:
    case TL_KIND_REF:
    default:
      break;
    }
  if (!tl_record_parse_field (sample, where->field, value, &error))
    {
      tl_cli_usage (cli, "%s", error->message);
      return FALSE;
    }
  switch (tl_type_field (info->type, where->field)->kind)
    {
    case TL_KIND_INT:
    case TL_KIND_DECIMAL:
    case TL_KIND_MONEY:
    case TL_KIND_BOOL:
    case TL_KIND_TIME:
      where->number = tl_record_int (sample, where->field);
      break;
    case TL_KIND_TEXT:
    case TL_KIND_LONG_TEXT:
    case TL_KIND_DATE:
    case TL_KIND_CHOICE:
    case TL_KIND_REF:
    case TL_KIND_SET:
    case TL_KIND_REF_SET:
    case TL_KIND_BLOB:
    case TL_KIND_JSON:
    default:
      {
        char *text = g_strdup (tl_record_text (sample, where->field));

        g_ptr_array_add (keep, text);
        where->text = text;
      }
    }
  return TRUE;
}

/* The first few fields that any row has, long ones left out. */
static void
print_rows (const TlTypeInfo *info, GPtrArray *rows)
{
  guint columns[LIST_COLUMNS], n_columns = 0;
  const char *heads[LIST_COLUMNS + 2] = {"id"};
  g_autoptr (TlColumns) table = NULL;

  for (guint field = 0; field < info->n_fields && n_columns < LIST_COLUMNS; field++)
    {
      TlKind kind = tl_type_field (info->type, field)->kind;

      if (kind == TL_KIND_LONG_TEXT || kind == TL_KIND_BLOB || kind == TL_KIND_JSON)
        continue;
      for (guint i = 0; i < rows->len; i++)
        if (tl_record_has (rows->pdata[i], field))
          {
            heads[n_columns + 1] = tl_field_label (tl_type_field (info->type, field));
            columns[n_columns++] = field;
            break;
          }
    }
  table = tl_columns_new_v (heads);
  for (guint i = 0; i < rows->len; i++)
    {
      g_auto (GStrv) cells = g_new0 (char *, n_columns + 2);

      cells[0] = g_strdup (tl_record_id (rows->pdata[i]));
      for (guint column = 0; column < n_columns; column++)
        {
          cells[column + 1]
              = tl_record_has (rows->pdata[i], columns[column]) ? tl_record_format_field (rows->pdata[i], columns[column]) : NULL;
          if (cells[column + 1] == NULL)
            cells[column + 1] = g_strdup ("");
        }
      tl_columns_add_v (table, (const char *const *)cells);
    }
  tl_columns_print (table);
}

/* A list shows what it lists: the journal says so, as it does of one record. */
static gboolean
note_list (TlCli *cli, const TlTypeInfo *info, guint rows, GError **error)
{
  g_autofree char *detail = g_strdup_printf ("{\"rows\":%u}", rows);

  return tl_journal_note (cli->store, "view", info->type, NULL, detail, error);
}

static int
run_list (TlCli *cli, int argc, char **argv)
{
  g_auto (GStrv) words = NULL, conditions = NULL;
  g_autofree char *order = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) rows = NULL, keep = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GArray) where = g_array_new (FALSE, TRUE, sizeof (TlWhere));
  gboolean descending = FALSE;
  const TlTypeInfo *info;
  int limit = 0, offset = 0, code = TL_EXIT_DONE;
  guint order_by = TL_QUERY_ID;
  const GOptionEntry entries[] = {{"where", 0, 0, G_OPTION_ARG_STRING_ARRAY, &conditions,
                                   N_ ("Only rows where it holds; also with != < <= > >=; may be repeated"), N_ ("FIELD=VALUE")},
                                  {"order", 0, 0, G_OPTION_ARG_STRING, &order, N_ ("Sort by this field"), N_ ("FIELD")},
                                  {"descending", 0, 0, G_OPTION_ARG_NONE, &descending, N_ ("Largest first"), NULL},
                                  {"offset", 0, 0, G_OPTION_ARG_INT, &offset, N_ ("Leave out this many rows first"), N_ ("N")},
                                  {"limit", 0, 0, G_OPTION_ARG_INT, &limit, N_ ("At most this many rows"), N_ ("N")},
                                  {0}};

  if (!tl_cli_parse (cli, entries, TL_CLI_USUAL, 1, 1, argc, argv, &words))
    return TL_EXIT_USAGE;
  info = tl_cli_type (cli, words[0]);
  if (info == NULL)
    return TL_EXIT_USAGE;
  if (limit < 0 || offset < 0)
    return tl_cli_usage (cli, _ ("--limit and --offset are not below 0"));
  if (order != NULL && strcmp (order, "id") != 0)
    {
      order_by = tl_type_find_field (info->type, order);
      if (order_by == G_MAXUINT)
        return tl_cli_usage (cli, _ ("%s has no field '%s'"), info->name, order);
    }
  for (guint i = 0; conditions != NULL && conditions[i] != NULL; i++)
    {
      TlWhere one = {0};

      if (!parse_where (cli, info, conditions[i], &one, keep))
        return TL_EXIT_USAGE;
      g_array_append_val (where, one);
    }
  if (!tl_cli_open (cli, &code))
    return code;
  rows = tl_store_list (cli->store, info->type, (const TlWhere *)(gpointer)where->data, where->len, order_by, descending, offset, limit,
                        &error);
  if (rows == NULL || !note_list (cli, info, rows->len, &error))
    return tl_cli_fail (cli, error);
  if (cli->json)
    {
      JsonArray *array = json_array_new ();
      g_autoptr (JsonNode) node = tl_cli_array_node (array);

      for (guint i = 0; i < rows->len; i++)
        json_array_add_object_element (array, tl_record_to_json (rows->pdata[i], TRUE));
      tl_cli_print_json (node);
    }
  else
    print_rows (info, rows);
  return TL_EXIT_DONE;
}

/* --- search, delete, erase --- */

static JsonObject *
hit_json (gconstpointer row)
{
  const TlHit *hit = row;
  JsonObject *object = json_object_new ();

  json_object_set_string_member (object, "type", tl_type_info (hit->type)->name);
  json_object_set_string_member (object, "id", hit->id);
  tl_cli_add_text (object, "case", hit->case_id);
  tl_cli_add_text (object, "title", hit->title);
  return object;
}

static void
add_hit (TlColumns *table, gconstpointer row)
{
  const TlHit *hit = row;

  tl_columns_add (table, tl_type_label (hit->type, FALSE), hit->id, hit->title != NULL ? hit->title : "", NULL);
}

static int
run_search (TlCli *cli, int argc, char **argv)
{
  g_auto (GStrv) words = NULL;
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) hits = NULL;
  g_autoptr (TlColumns) table = tl_columns_new (_ ("Type"), "id", _ ("Title"), NULL);
  int limit = 50, code = TL_EXIT_DONE;
  const GOptionEntry entries[] = {{"limit", 0, 0, G_OPTION_ARG_INT, &limit, N_ ("At most this many (50)"), N_ ("N")}, {0}};

  if (!tl_cli_parse (cli, entries, TL_CLI_USUAL, 1, -1, argc, argv, &words))
    return TL_EXIT_USAGE;
  if (limit < 1)
    return tl_cli_usage (cli, _ ("--limit is at least 1"));
  if (!tl_cli_open (cli, &code))
    return code;
  text = g_strjoinv (" ", words);
  hits = tl_store_search (cli->store, text, limit, &error);
  return hits != NULL ? tl_cli_print_rows (cli, hits, hit_json, table, add_hit) : tl_cli_fail (cli, error);
}

static int
run_delete (TlCli *cli, int argc, char **argv)
{
  g_auto (GStrv) words = NULL;
  g_autofree char *reason = NULL;
  g_autoptr (GError) error = NULL;
  const TlTypeInfo *info;
  int code = TL_EXIT_DONE;
  const GOptionEntry entries[] = {{"reason", 0, 0, G_OPTION_ARG_STRING, &reason, N_ ("Why; kept in the journal"), N_ ("TEXT")}, {0}};

  if (!tl_cli_parse (cli, entries, TL_CLI_OPEN, 2, 2, argc, argv, &words))
    return TL_EXIT_USAGE;
  info = tl_cli_type (cli, words[0]);
  if (info == NULL)
    return TL_EXIT_USAGE;
  if (reason == NULL || *reason == '\0')
    return tl_cli_usage (cli, _ ("--reason TEXT is missing"));
  if (!tl_cli_open (cli, &code))
    return code;
  if (!tl_store_delete (cli->store, info->type, words[1], reason, &error))
    return tl_cli_fail (cli, error);
  g_print (_ ("Deleted %s %s.\n"), info->name, words[1]);
  return TL_EXIT_DONE;
}

static void
show_percent (double fraction, gpointer data)
{
  g_printerr ("\r%3d %%", (int)(fraction * 100));
}

static int
run_erase (TlCli *cli, int argc, char **argv)
{
  g_auto (GStrv) words = NULL;
  g_autofree char *reason = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GArray) fields = g_array_new (FALSE, FALSE, sizeof (guint));
  const TlTypeInfo *info;
  gboolean erased;
  int code = TL_EXIT_DONE;
  const GOptionEntry entries[] = {{"reason", 0, 0, G_OPTION_ARG_STRING, &reason, N_ ("Why; kept in the journal"), N_ ("TEXT")}, {0}};

  if (!tl_cli_parse (cli, entries, TL_CLI_OPEN, 2, -1, argc, argv, &words))
    return TL_EXIT_USAGE;
  info = tl_cli_type (cli, words[0]);
  if (info == NULL)
    return TL_EXIT_USAGE;
  for (guint i = 2; words[i] != NULL; i++)
    {
      guint field = tl_type_find_field (info->type, words[i]);

      if (field == G_MAXUINT)
        return tl_cli_usage (cli, _ ("%s has no field '%s'"), info->name, words[i]);
      g_array_append_val (fields, field);
    }
  if (reason == NULL || *reason == '\0')
    return tl_cli_usage (cli, _ ("--reason TEXT is missing"));
  if (!tl_cli_open (cli, &code))
    return code;
  erased = tl_journal_erase_full (cli->store, info->type, words[1], fields->len > 0 ? (const guint *)(gpointer)fields->data : NULL,
                                  fields->len, reason, isatty (STDERR_FILENO) ? show_percent : NULL, NULL, &error);
  if (isatty (STDERR_FILENO))
    g_printerr ("\r     \r");
  if (!erased)
    return tl_cli_fail (cli, error);
  g_print (_ ("Erased for good from %s %s.\n"), info->name, words[1]);
  return TL_EXIT_DONE;
}

const TlVerb tl_verbs_records[] = {
    {"put", "[FILE|-]", N_ ("Write records from JSON Lines, all or nothing"), run_put},
    {"intake", "[FILE|-]", N_ ("Receive somebody: one JSON object, as the window's intake page"), run_intake},
    {"get", "TYPE ID", N_ ("Show one record"), run_get},
    {"list", "TYPE", N_ ("List records"), run_list},
    {"search", "TEXT…", N_ ("Find people, codes and papers, with or without accents"), run_search},
    {"delete", "TYPE ID", N_ ("Delete a record"), run_delete},
    {"erase", "TYPE ID [FIELD…]", N_ ("Wipe values for good, in the journal too"), run_erase},
    {NULL, NULL, NULL, NULL},
};
