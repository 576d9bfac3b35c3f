/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Deleting a record, with its parts where it is a case: one journal entry each. History stays in the journal
 * until it is erased (journal-erase.c). */

#include "store/store-private.h"

#include <glib/gi18n-lib.h>

typedef struct
{
  TlType type;
  char *id;
} Victim;

static void
victim_free (Victim *victim)
{
  g_free (victim->id);
  g_free (victim);
}

static void
collect (GPtrArray *victims, GHashTable *ids, TlType type, const char *id)
{
  Victim *victim;

  if (g_hash_table_contains (ids, id))
    return;
  victim = g_new (Victim, 1);
  victim->type = type;
  victim->id = g_strdup (id);
  g_ptr_array_add (victims, victim);
  g_hash_table_add (ids, victim->id);
}

static gboolean
collect_by (TlStore *store, GPtrArray *victims, GHashTable *ids, TlType type, const TlField *field, const char *id, GError **error)
{
  g_autofree char *sql = g_strdup_printf ("SELECT id FROM \"%s\" WHERE \"%s\" = ?", tl_type_info (type)->name, field->name);
  sqlite3_stmt *stmt = tl_sql_prepare (store, error, sql, "s", id);

  if (stmt == NULL)
    return FALSE;
  while (tl_sql_step (store, stmt, NULL))
    collect (victims, ids, type, (const char *)sqlite3_column_text (stmt, 0));
  tl_sql_done (stmt);

  return TRUE;
}

/* Parts of a record: whoever has it as parent. The array grows while it is walked. */
static gboolean
collect_parts (TlStore *store, GPtrArray *victims, GHashTable *ids, GError **error)
{
  for (guint v = 0; v < victims->len; v++)
    for (guint type = 0; type < TL_N_TYPES; type++)
      {
        const Victim *victim = g_ptr_array_index (victims, v);
        const TlTypeInfo *info = tl_type_info ((TlType)type);

        for (guint i = 0; i < info->n_fields; i++)
          if ((info->fields[i].flags & TL_FIELD_PARENT) && info->fields[i].ref_type == victim->type
              && !collect_by (store, victims, ids, (TlType)type, &info->fields[i], victim->id, error))
            return FALSE;
      }

  return TRUE;
}

/* --- Who still refers to it --- */

static gboolean
refuse_referred (TlStore *store, const Victim *victim, TlType type, const char *id, GError **error)
{
  g_autoptr (TlRecord) other = tl_row_load (store, type, id, NULL);
  g_autofree char *title = other != NULL ? tl_row_title (other) : NULL;

  g_set_error (error, TL_STORE_ERROR, TL_STORE_ERROR_REFUSED,
               /* Translators: both are types of records; the last is a name or an id. */
               _ ("This %s is still named in a record (%s: %s). Nothing was deleted; change or delete that first."),
               tl_type_label (victim->type, FALSE), tl_type_label (type, FALSE), title != NULL ? title : id);

  return FALSE;
}

static gboolean
check_field (TlStore *store, GHashTable *ids, const Victim *victim, TlType type, const TlField *field, GError **error)
{
  const char *how
      = field->kind == TL_KIND_REF ? "SELECT id FROM \"%s\" WHERE \"%s\" = ?" : "SELECT id FROM \"%s\" WHERE instr (\"%s\", ?) > 0";
  g_autoptr (GString) sql = g_string_new (how);
  g_autofree char *found = NULL;
  sqlite3_stmt *stmt;

  g_string_replace (sql, "%s", tl_type_info (type)->name, 1);
  g_string_replace (sql, "%s", field->name, 1);
  stmt = tl_sql_prepare (store, error, sql->str, "s", victim->id);
  if (stmt == NULL)
    return FALSE;
  while (found == NULL && tl_sql_step (store, stmt, NULL))
    {
      const char *id = (const char *)sqlite3_column_text (stmt, 0);

      if (!g_hash_table_contains (ids, id))
        found = g_strdup (id);
    }
  tl_sql_done (stmt);

  return found == NULL || refuse_referred (store, victim, type, found, error);
}

static gboolean
check_unreferred (TlStore *store, GHashTable *ids, const Victim *victim, GError **error)
{
  for (guint type = 0; type < TL_N_TYPES; type++)
    {
      const TlTypeInfo *info = tl_type_info ((TlType)type);

      for (guint i = 0; i < info->n_fields; i++)
        {
          const TlField *field = &info->fields[i];

          if ((field->kind == TL_KIND_REF || field->kind == TL_KIND_REF_SET) && field->ref_type == victim->type
              && !check_field (store, ids, victim, (TlType)type, field, error))
            return FALSE;
        }
    }

  return TRUE;
}

static gboolean
check_desk (TlStore *store, const Victim *victim, GError **error)
{
  if (victim->type != TL_TYPE_STAFF || tl_sql_int (store, NULL, 0, "SELECT 1 FROM slot_staff WHERE staff = ?", "s", victim->id) == 0)
    return TRUE;
  g_set_error_literal (
      error, TL_STORE_ERROR, TL_STORE_ERROR_REFUSED,
      _ ("This staff member has a passphrase to this register. Nothing was deleted; mark the person as no longer working here instead."));

  return FALSE;
}

static gboolean
check_guards (TlStore *store, const Victim *victim, GError **error)
{
  g_autoptr (TlRecord) record = tl_row_load (store, victim->type, victim->id, error);

  return record != NULL && tl_guards_check (store, record, NULL, victim->type, error);
}

/* --- Deleting --- */

typedef struct
{
  TlType type;
  const char *id;
  const char *reason;
} Deletion;

static gboolean
delete_one (TlStore *store, const Victim *victim, const char *reason, GError **error)
{
  const char *name = tl_type_info (victim->type)->name;
  TlAct act = {.kind = "delete", .type = name, .id = victim->id, .reason = reason};

  if (!tl_row_delete (store, victim->type, victim->id, error))
    return FALSE;
  if (tl_search_has (victim->type))
    tl_search_note (store, victim->type, victim->id, NULL);
  tl_changes_add (store, victim->type, victim->id);

  return tl_drafts_drop (store, victim->type, victim->id, error) && tl_journal_append (store, &act, NULL, NULL, NULL, 0, error);
}

/* In a savepoint of its own: a trigger may still refuse the last of many. */
static gboolean
delete_all (TlStore *store, gpointer data, GError **error)
{
  Deletion *deletion = data;
  g_autoptr (GPtrArray) victims = g_ptr_array_new_with_free_func ((GDestroyNotify)victim_free);
  g_autoptr (GHashTable) ids = g_hash_table_new (g_str_hash, g_str_equal);
  GError *failed = NULL;

  if (!tl_row_exists (store, deletion->type, deletion->id, &failed))
    {
      if (failed != NULL)
        g_propagate_error (error, failed);
      else
        g_set_error (error, TL_STORE_ERROR, TL_STORE_ERROR_NOT_FOUND, _ ("There is no %s with the id %s."),
                     tl_type_info (deletion->type)->name, deletion->id);
      return FALSE;
    }
  collect (victims, ids, deletion->type, deletion->id);
  if (!collect_parts (store, victims, ids, error))
    return FALSE;
  for (guint i = 0; i < victims->len; i++)
    {
      const Victim *victim = g_ptr_array_index (victims, i);

      if (!check_unreferred (store, ids, victim, error) || !check_desk (store, victim, error) || !check_guards (store, victim, error))
        return FALSE;
    }
  for (guint i = victims->len; i > 0; i--)
    if (!delete_one (store, g_ptr_array_index (victims, i - 1), deletion->reason, error))
      return FALSE;

  return TRUE;
}

gboolean
tl_store_delete (TlStore *store, TlType type, const char *id, const char *reason, GError **error)
{
  Deletion deletion = {type, id, reason};

  g_return_val_if_fail (TL_IS_STORE (store), FALSE);
  g_return_val_if_fail (type < TL_N_TYPES && id != NULL, FALSE);

  return tl_store_transaction (store, delete_all, &deletion, error);
}
