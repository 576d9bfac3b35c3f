/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What belongs to the place and the desk: who sits here, settings, drafts, money pseudonyms. */

#include "store/store-private.h"

#include <glib/gi18n-lib.h>

/* --- Staff at the desk --- */

gboolean
tl_desk_load (TlStore *store, GError **error)
{
  GError *failed = NULL;
  g_autofree char *staff = NULL;

  if (tl_vault_get_slot_kind (store->vault) == TL_SLOT_STAFF)
    staff = tl_sql_text (store, &failed, "SELECT staff FROM slot_staff WHERE slot = ?", "s", tl_vault_get_slot_id (store->vault));
  if (failed != NULL)
    {
      g_propagate_error (error, failed);
      return FALSE;
    }
  store->staff = staff != NULL ? g_string_chunk_insert_const (store->strings, staff) : NULL;

  return TRUE;
}

const char *
tl_store_site (TlStore *store)
{
  g_return_val_if_fail (TL_IS_STORE (store), NULL);

  return store->site;
}

guint
tl_store_device (TlStore *store)
{
  g_return_val_if_fail (TL_IS_STORE (store), 0);

  return store->device;
}

const char *
tl_store_staff (TlStore *store)
{
  g_return_val_if_fail (TL_IS_STORE (store), NULL);

  return store->staff;
}

typedef struct
{
  const char *key;
  const char *value;
  char *answer;
} Pair;

static gboolean
bind_inside (TlStore *store, gpointer args, GError **error)
{
  Pair *pair = args;
  TlAct act = {.kind = "bind-slot", .type = "staff", .id = pair->value};

  if (!tl_row_exists (store, TL_TYPE_STAFF, pair->value, NULL))
    {
      g_set_error (error, TL_STORE_ERROR, TL_STORE_ERROR_NOT_FOUND, _ ("There is no %s with the id %s."), "staff", pair->value);
      return FALSE;
    }

  return tl_sql_run (store, error,
                     "INSERT INTO slot_staff (slot, staff) VALUES (?, ?) ON CONFLICT (slot) DO UPDATE SET staff = excluded.staff", "ss",
                     pair->key, pair->value)
         && tl_journal_append (store, &act, NULL, NULL, NULL, 0, error) && tl_desk_load (store, error);
}

gboolean
tl_store_bind_slot (TlStore *store, const char *slot_id, const char *staff_id, GError **error)
{
  Pair pair = {slot_id, staff_id, NULL};

  g_return_val_if_fail (TL_IS_STORE (store), FALSE);
  g_return_val_if_fail (slot_id != NULL && staff_id != NULL, FALSE);

  return tl_store_run_writing (store, bind_inside, &pair, error);
}

/* --- Settings --- */

static gboolean
get_setting_inside (TlStore *store, gpointer args, GError **error)
{
  Pair *pair = args;

  pair->answer = tl_sql_text (store, error, "SELECT value FROM setting WHERE key = ?", "s", pair->key);
  return TRUE;
}

char *
tl_store_get_setting (TlStore *store, const char *key)
{
  Pair pair = {key, NULL, NULL};

  g_return_val_if_fail (TL_IS_STORE (store), NULL);
  g_return_val_if_fail (key != NULL, NULL);

  tl_store_run (store, get_setting_inside, &pair, NULL);

  return pair.answer;
}

static char *
setting_detail (const Pair *pair)
{
  g_autoptr (JsonObject) object = json_object_new ();
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_OBJECT);

  json_object_set_string_member (object, "key", pair->key);
  if (pair->value != NULL)
    json_object_set_string_member (object, "value", pair->value);
  else
    json_object_set_null_member (object, "value");
  json_node_set_object (node, object);

  return json_to_string (node, FALSE);
}

static gboolean
set_setting_inside (TlStore *store, gpointer args, GError **error)
{
  Pair *pair = args;
  g_autofree char *old = tl_sql_text (store, error, "SELECT value FROM setting WHERE key = ?", "s", pair->key);
  g_autofree char *detail = setting_detail (pair);
  TlAct act = {.kind = "setting", .detail = detail};
  gboolean good;

  if (g_strcmp0 (old, pair->value) == 0)
    return TRUE;
  if (pair->value == NULL)
    good = tl_sql_run (store, error, "DELETE FROM setting WHERE key = ?", "s", pair->key);
  else
    good
        = tl_sql_run (store, error, "INSERT INTO setting (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
                      "ss", pair->key, pair->value);

  return good && tl_journal_append (store, &act, NULL, NULL, NULL, 0, error);
}

gboolean
tl_store_set_setting (TlStore *store, const char *key, const char *value, GError **error)
{
  Pair pair = {key, value, NULL};

  g_return_val_if_fail (TL_IS_STORE (store), FALSE);
  g_return_val_if_fail (key != NULL, FALSE);

  return tl_store_run_writing (store, set_setting_inside, &pair, error);
}

/* --- Drafts --- */

static gboolean
save_draft_inside (TlStore *store, gpointer args, GError **error)
{
  Pair *pair = args;

  /* The newest number: keys are listed by it. */
  return tl_sql_run (store, error, "DELETE FROM draft WHERE key = ?", "s", pair->key)
         && tl_sql_run (store, error, "INSERT INTO draft (key, content) VALUES (?, ?)", "ss", pair->key, pair->value);
}

gboolean
tl_store_save_draft (TlStore *store, const char *key, const char *content, GError **error)
{
  Pair pair = {key, content, NULL};

  g_return_val_if_fail (TL_IS_STORE (store), FALSE);
  g_return_val_if_fail (key != NULL && content != NULL, FALSE);

  return tl_store_run_writing (store, save_draft_inside, &pair, error);
}

static gboolean
load_draft_inside (TlStore *store, gpointer args, GError **error)
{
  Pair *pair = args;

  pair->answer = tl_sql_text (store, error, "SELECT content FROM draft WHERE key = ?", "s", pair->key);
  return TRUE;
}

char *
tl_store_load_draft (TlStore *store, const char *key, GError **error)
{
  Pair pair = {key, NULL, NULL};

  g_return_val_if_fail (TL_IS_STORE (store), NULL);
  g_return_val_if_fail (key != NULL, NULL);

  tl_store_run (store, load_draft_inside, &pair, error);

  return pair.answer;
}

static gboolean
drop_draft_inside (TlStore *store, gpointer args, GError **error)
{
  return tl_sql_run (store, error, "DELETE FROM draft WHERE key = ?", "s", (const char *)args);
}

gboolean
tl_store_drop_draft (TlStore *store, const char *key, GError **error)
{
  g_return_val_if_fail (TL_IS_STORE (store), FALSE);
  g_return_val_if_fail (key != NULL, FALSE);

  return tl_store_run_writing (store, drop_draft_inside, (gpointer)key, error);
}

gboolean
tl_drafts_drop (TlStore *store, TlType type, const char *id, GError **error)
{
  g_autofree char *key = g_strdup_printf ("%s/%s", tl_type_info (type)->name, id);
  g_autofree char *sections = g_strconcat (key, "#", NULL);

  return tl_sql_run (store, error, "DELETE FROM draft WHERE key = ?1 OR substr (key, 1, length (?2)) = ?2", "ss", key, sections);
}

static gpointer
list_drafts_cb (TlStore *store, gpointer data, GCancellable *cancellable, GError **error)
{
  g_autoptr (GPtrArray) keys = g_ptr_array_new_with_free_func (g_free);
  sqlite3_stmt *stmt = tl_sql_prepare (store, error, "SELECT key FROM draft ORDER BY n DESC", "");

  if (stmt == NULL)
    return NULL;
  while (tl_sql_step (store, stmt, NULL))
    g_ptr_array_add (keys, g_strdup ((const char *)sqlite3_column_text (stmt, 0)));
  tl_sql_done (stmt);

  return g_steal_pointer (&keys);
}

GPtrArray *
tl_store_list_drafts (TlStore *store, GError **error)
{
  g_return_val_if_fail (TL_IS_STORE (store), NULL);

  return tl_store_call (store, list_drafts_cb, NULL, error);
}

/* --- Money pseudonyms --- */

static gboolean
pseudonym_inside (TlStore *store, gpointer args, GError **error)
{
  Pair *pair = args;
  GError *failed = NULL;
  g_autofree char *made = NULL;

  pair->answer = tl_sql_text (store, &failed, "SELECT pseudonym FROM money_pseudonym WHERE person_id = ?", "s", pair->key);
  if (failed != NULL)
    {
      g_propagate_error (error, failed);
      return FALSE;
    }
  if (pair->answer != NULL)
    return TRUE;
  if (!tl_row_exists (store, TL_TYPE_PERSON, pair->key, error))
    {
      if (error != NULL && *error == NULL)
        g_set_error (error, TL_STORE_ERROR, TL_STORE_ERROR_NOT_FOUND, _ ("There is no %s with the id %s."), "person", pair->key);
      return FALSE;
    }
  made = tl_uuid_new ();
  if (!tl_sql_run (store, error, "INSERT INTO money_pseudonym (person_id, pseudonym) VALUES (?, ?)", "ss", pair->key, made))
    return FALSE;
  pair->answer = g_steal_pointer (&made);

  return TRUE;
}

char *
tl_store_money_pseudonym (TlStore *store, const char *person_id, GError **error)
{
  Pair pair = {person_id, NULL, NULL};

  g_return_val_if_fail (TL_IS_STORE (store), NULL);
  g_return_val_if_fail (person_id != NULL, NULL);

  if (!tl_store_run_writing (store, pseudonym_inside, &pair, error))
    g_clear_pointer (&pair.answer, g_free);

  return pair.answer;
}
