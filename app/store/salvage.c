/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Salvaging: rows out of pages (salvage-rows.c), mended with the journal (salvage-mend.c), verified, named. The file that
 * it is done for is only read. */

#include "store/salvage-private.h"
#include "store/verify.h"

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>

gboolean
tl_salvage_stopped (TlSalvage *salvage, double fraction, GError **error)
{
  if (salvage->progress == NULL || salvage->progress (fraction, salvage->progress_data))
    return FALSE;
  salvage->stopped = TRUE;
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_CANCELLED, _ ("Stopped. Nothing was changed."));

  return TRUE;
}

/* --- The new register's triggers: they guard against people, not against this --- */

static GPtrArray *
drop_triggers (TlStore *store)
{
  GPtrArray *sql = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  sqlite3_stmt *stmt = tl_sql_prepare (store, NULL, "SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'", "");

  while (stmt != NULL && tl_sql_step (store, stmt, NULL))
    {
      g_ptr_array_add (names, tl_sql_column_text (stmt, 0));
      g_ptr_array_add (sql, tl_sql_column_text (stmt, 1));
    }
  tl_sql_done (stmt);
  for (guint i = 0; i < names->len; i++)
    {
      g_autofree char *drop = g_strdup_printf ("DROP TRIGGER \"%s\"", (char *)names->pdata[i]);

      sqlite3_exec (store->db, drop, NULL, NULL, NULL);
    }

  return sql;
}

static gboolean
make_triggers (TlStore *store, GPtrArray *sql, GError **error)
{
  for (guint i = 0; i < sql->len; i++)
    if (sqlite3_exec (store->db, sql->pdata[i], NULL, NULL, NULL) != SQLITE_OK)
      return tl_sql_fail (store, error);

  return TRUE;
}

/* --- The account --- */

static JsonArray *
damaged_json (TlSalvage *salvage)
{
  JsonArray *array = json_array_new ();

  for (guint i = 0; i < salvage->trees->lost->len; i++)
    {
      guint32 page = g_array_index (salvage->trees->lost, guint32, i);
      JsonObject *one = json_object_new ();
      g_autofree char *held = tl_trees_words (salvage->trees, page);

      json_object_set_int_member (one, "block", (gint64)page - 1);
      json_object_set_string_member (one, "held", held);
      json_array_add_object_element (array, one);
    }

  return array;
}

static JsonObject *
tables_json (TlSalvage *salvage)
{
  JsonObject *tables = json_object_new ();
  g_autoptr (GList) names = g_list_sort (g_hash_table_get_keys (salvage->tables), (GCompareFunc)strcmp);

  for (GList *name = names; name != NULL; name = name->next)
    {
      const TlSalvaged *salvaged = g_hash_table_lookup (salvage->tables, name->data);
      JsonObject *one = json_object_new ();

      json_object_set_int_member (one, "rows", (gint64)salvaged->rows);
      json_object_set_int_member (one, "unreadable", (gint64)salvaged->unreadable);
      json_object_set_int_member (one, "rebuilt", (gint64)salvaged->rebuilt);
      json_object_set_int_member (one, "renewed", (gint64)salvaged->renewed);
      json_object_set_int_member (one, "placeholders", (gint64)salvaged->placeholders);
      json_object_set_object_member (tables, name->data, one);
    }

  return tables;
}

static void
left_out_free (gpointer data)
{
  g_free (((TlLeftOut *)data)->instead);
  g_free (data);
}

void
tl_salvage_leave_out (TlSalvage *salvage, TlType type, const char *id, const char *instead)
{
  TlLeftOut *one = g_new0 (TlLeftOut, 1);

  *one = (TlLeftOut){type, g_strdup (instead)};
  g_hash_table_replace (salvage->left_out, g_strdup (id), one);
}

static JsonArray *
left_out_json (TlSalvage *salvage)
{
  JsonArray *array = json_array_new ();
  g_autoptr (GList) ids = g_list_sort (g_hash_table_get_keys (salvage->left_out), (GCompareFunc)strcmp);

  for (GList *id = ids; id != NULL; id = id->next)
    {
      const TlLeftOut *left = g_hash_table_lookup (salvage->left_out, id->data);
      JsonObject *one;

      /* One image of it was refused, another came over. */
      if (left->instead == NULL && tl_row_exists (salvage->store, left->type, id->data, NULL))
        continue;
      one = json_object_new ();
      json_object_set_string_member (one, "type", tl_type_info (left->type)->name);
      json_object_set_string_member (one, "id", id->data);
      if (left->instead != NULL)
        json_object_set_string_member (one, "instead", left->instead);
      json_array_add_object_element (array, one);
    }

  return array;
}

static void
add_left_out (GPtrArray *words, JsonArray *left_out)
{
  for (guint i = 0; i < json_array_get_length (left_out); i++)
    {
      JsonObject *one = json_array_get_object_element (left_out, i);
      const TlTypeInfo *info = tl_type_by_name (json_object_get_string_member (one, "type"));
      const char *id = json_object_get_string_member (one, "id");

      if (info == NULL)
        continue;
      if (json_object_has_member (one, "instead"))
        g_ptr_array_add (words, g_strdup_printf (_ ("%s %s has the number %s now, because another record has its own. Look at both."),
                                                 tl_type_label (info->type, FALSE), id, json_object_get_string_member (one, "instead")));
      else
        g_ptr_array_add (words, g_strdup_printf (_ ("%s %s could not be written: another record has its number. It is not in the new register; "
                                                    "keep the damaged file, and a backup from before."),
                                                 tl_type_label (info->type, FALSE), id));
    }
}

static JsonObject *
account_json (TlSalvage *salvage)
{
  JsonObject *account = json_object_new ();
  JsonObject *log = json_object_new ();

  json_object_set_int_member (account, "blocks", (gint64)tl_raw_pages_count (salvage->pages));
  json_object_set_array_member (account, "damaged", damaged_json (salvage));
  json_object_set_int_member (log, "blocks", (gint64)tl_raw_pages_log_blocks_lost (salvage->pages));
  json_object_set_int_member (log, "pages", (gint64)tl_raw_pages_log_frames_lost (salvage->pages));
  json_object_set_boolean_member (log, "lost", tl_raw_pages_log_is_lost (salvage->pages));
  json_object_set_object_member (account, "log", log);
  json_object_set_object_member (account, "tables", tables_json (salvage));
  json_object_set_int_member (account, "entries", (gint64)tl_salvaged_of (salvage, "entry")->rows);
  json_object_set_int_member (account, "gaps", (gint64)salvage->gaps);
  json_object_set_int_member (account, "unknown_rows", (gint64)salvage->unknown_rows);
  json_object_set_int_member (account, "written_down", (gint64)salvage->written_down);
  json_object_set_array_member (account, "left_out", left_out_json (salvage));

  return account;
}

/* A sentence for each thing that is not as it was. */
GPtrArray *
tl_salvage_words (JsonObject *account)
{
  GPtrArray *words = g_ptr_array_new_with_free_func (g_free);
  JsonArray *damaged = json_object_get_array_member (account, "damaged");
  JsonObject *log = json_object_get_object_member (account, "log");
  JsonObject *tables = json_object_get_object_member (account, "tables");
  g_autoptr (GList) names = json_object_get_members (tables);
  guint blocks = json_array_get_length (damaged);
  gint64 records = 0;

  g_ptr_array_add (words, g_strdup_printf (ngettext ("%u block of the file could not be read.", "%u blocks of the file could not be read.", blocks),
                                           blocks));
  for (guint i = 0; i < blocks && i < 30; i++)
    {
      JsonObject *one = json_array_get_object_element (damaged, i);

      g_ptr_array_add (words, g_strdup_printf (_ ("Block %d held: %s."), (int)json_object_get_int_member (one, "block"),
                                               json_object_get_string_member (one, "held")));
    }
  if (json_object_get_boolean_member_with_default (log, "lost", FALSE))
    g_ptr_array_add (words, g_strdup (_ ("The file with the latest saves is missing, or nothing of it could be read: what was saved last is not in "
                                         "the new register.")));
  if (json_object_get_int_member (log, "blocks") > 0)
    g_ptr_array_add (words, g_strdup_printf (_ ("The file with the latest saves has %d damaged blocks; %d changed pages are lost with them, of "
                                                "which older states were taken."),
                                             (int)json_object_get_int_member (log, "blocks"), (int)json_object_get_int_member (log, "pages")));
  for (GList *name = names; name != NULL; name = name->next)
    {
      JsonObject *one = json_object_get_object_member (tables, name->data);
      const TlTypeInfo *info = tl_type_by_name (name->data);
      const char *label = info != NULL ? tl_type_label (info->type, TRUE) : name->data;

      if (info != NULL)
        records += json_object_get_int_member (one, "rows");
      if (json_object_get_int_member (one, "unreadable") + json_object_get_int_member (one, "rebuilt")
              + json_object_get_int_member (one, "renewed") + json_object_get_int_member (one, "placeholders")
          == 0)
        continue;
      g_ptr_array_add (words, g_strdup_printf (_ ("%s: %d came over, %d could not be read, %d made from the journal, %d brought up to the journal, %d "
                                                  "of which only the number is left."),
                                               label, (int)json_object_get_int_member (one, "rows"),
                                               (int)json_object_get_int_member (one, "unreadable"), (int)json_object_get_int_member (one, "rebuilt"),
                                               (int)json_object_get_int_member (one, "renewed"),
                                               (int)json_object_get_int_member (one, "placeholders")));
    }
  g_ptr_array_add (words, g_strdup_printf (_ ("%d records and %d entries of the journal came over."), (int)records,
                                           (int)json_object_get_int_member (account, "entries")));
  if (json_object_get_int_member (account, "written_down") > 0)
    g_ptr_array_add (words, g_strdup_printf (_ ("%d records were written into the journal anew, whose entries are lost."),
                                             (int)json_object_get_int_member (account, "written_down")));
  if (json_object_get_int_member (account, "gaps") > 0)
    g_ptr_array_add (words, g_strdup_printf (_ ("The journal has gaps in %d places, where entries could not be read. They are noted; the "
                                                "province will ask about them."),
                                             (int)json_object_get_int_member (account, "gaps")));
  if (json_object_get_int_member (account, "unknown_rows") > 0)
    g_ptr_array_add (words, g_strdup_printf (_ ("%d rows could be read, but not where they belong; they were left out."),
                                             (int)json_object_get_int_member (account, "unknown_rows")));

  if (json_object_has_member (account, "left_out"))
    add_left_out (words, json_object_get_array_member (account, "left_out"));

  return words;
}

/* --- All of it --- */

typedef struct
{
  TlSalvage salvage;
  JsonObject *account;
} Job;

static gboolean
verify (TlStore *store, JsonObject *account, GError **error)
{
  g_autoptr (TlVerify) check = tl_verify_new ();
  JsonArray *findings = json_array_new ();
  GError *failed = NULL;
  double fraction;

  while (tl_verify_slice (store, check, &fraction, &failed))
    ;
  for (guint i = 0; i < tl_verify_result (check)->findings->len; i++)
    json_array_add_string_element (findings, tl_verify_result (check)->findings->pdata[i]);
  json_object_set_array_member (account, "findings", findings);
  json_object_set_boolean_member (account, "whole", failed == NULL && tl_verify_is_whole (check));
  if (failed != NULL)
    g_propagate_error (error, failed);

  return failed == NULL;
}

static gboolean
tell (TlStore *store, gpointer data, GError **error)
{
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_OBJECT);
  g_autofree char *text = NULL;

  json_node_set_object (node, data);
  text = json_to_string (node, FALSE);

  return tl_sql_run (store, error, "UPDATE salvage SET account = ? WHERE n = (SELECT MAX (n) FROM salvage)", "s", text)
         && tl_journal_note (store, "salvaged", TL_N_TYPES, NULL, text, error);
}

static gpointer
salvage_job (TlStore *store, gpointer data, GCancellable *cancellable, GError **error)
{
  Job *job = data;
  TlSalvage *salvage = &job->salvage;
  g_autoptr (GPtrArray) triggers = NULL;
  gboolean good;

  salvage->trees = tl_trees_new (salvage->pages, store->db, NULL, NULL);
  sqlite3_exec (store->db, "PRAGMA foreign_keys = OFF", NULL, NULL, NULL);
  triggers = drop_triggers (store);
  good = !tl_salvage_stopped (salvage, 0.2, error) && tl_salvage_rows (salvage, error) && tl_salvage_mend (salvage, error)
         && make_triggers (store, triggers, error);
  sqlite3_exec (store->db, "PRAGMA foreign_keys = ON", NULL, NULL, NULL);
  if (!good)
    return NULL;
  job->account = account_json (salvage);

  return GINT_TO_POINTER (tl_store_transaction (store, tell, job->account, error) && !tl_salvage_stopped (salvage, 0.9, error)
                          && verify (store, job->account, error));
}

static void
remove_all (const char *path)
{
  static const char *const tails[] = {"", "-wal", "-journal", ".lock"};

  for (guint i = 0; i < G_N_ELEMENTS (tails); i++)
    {
      g_autofree char *file = g_strconcat (path, tails[i], NULL);

      g_unlink (file);
    }
}

JsonObject *
tl_salvage (TlVault *source, const char *path, TlVaultProgress progress, gpointer data, GError **error)
{
  Job job = {.salvage = {.source = source, .progress = progress, .progress_data = data}};
  TlSalvage *salvage = &job.salvage;
  g_autofree char *part = g_strconcat (path, ".part", NULL);
  TlVault *vault = NULL;
  gboolean good = FALSE;

  g_return_val_if_fail (source != NULL && tl_vault_is_read_only (source) && path != NULL, NULL);

  if (g_file_test (path, G_FILE_TEST_EXISTS))
    {
      g_set_error (error, TL_VAULT_ERROR, TL_VAULT_ERROR_EXISTS, _ ("There is a file at “%s” already. It was not touched."), path);
      return NULL;
    }
  remove_all (part);
  salvage->pages = tl_raw_pages_new (source, TRUE, error);
  if (salvage->pages != NULL)
    vault = tl_vault_create_like (source, part, error);
  if (vault != NULL)
    salvage->store = tl_store_open (vault, error);
  if (salvage->store != NULL)
    {
      salvage->tables = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
      salvage->left_out = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, left_out_free);
      salvage->kinds = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
      salvage->inserts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
      good = tl_store_call (salvage->store, salvage_job, &job, error) != NULL;
      tl_store_close (salvage->store);
    }
  good = good && tl_vault_rename (part, path, error);
  if (!good && vault != NULL)
    remove_all (part);
  if (!good)
    g_clear_pointer (&job.account, json_object_unref);
  g_clear_object (&salvage->store);
  g_clear_pointer (&salvage->pages, tl_raw_pages_free);
  g_clear_pointer (&salvage->trees, tl_trees_free);
  g_clear_pointer (&salvage->tables, g_hash_table_unref);
  g_clear_pointer (&salvage->left_out, g_hash_table_unref);
  g_clear_pointer (&salvage->kinds, g_hash_table_unref);
  g_clear_pointer (&salvage->inserts, g_hash_table_unref);
  g_clear_error (&salvage->error);

  return job.account;
}
