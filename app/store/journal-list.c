/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Reading the journal back: entries for people, links for bundles. */

#include "store/store-private.h"

#include <glib/gi18n-lib.h>
#include <sodium.h>

void
tl_journal_entry_free (TlJournalEntry *entry)
{
  if (entry == NULL)
    return;
  g_free (entry->device);
  g_free (entry->staff);
  g_free (entry->kind);
  g_free (entry->type);
  g_free (entry->id);
  g_free (entry->changes);
  g_free (entry);
}

/* --- One entry --- */

typedef struct
{
  TlJournalEntry *entry;
  const TlTypeInfo *info;
  TlRecord *values; /* what the entry set, by field */
  JsonArray *unset; /* names */
  JsonArray *erased;
  JsonObject *others; /* reason, detail, digests */
} Reader;

static char *
leaf_text (const TlLeaf *leaf)
{
  return leaf->erased ? NULL : g_strndup ((const char *)leaf->value, leaf->value_len);
}

static void
read_detail (Reader *reader, const TlLeaf *leaf)
{
  g_autofree char *text = leaf_text (leaf);
  g_autoptr (JsonNode) node = text != NULL ? json_from_string (text, NULL) : NULL;

  if (node != NULL)
    json_object_set_member (reader->others, "detail", g_steal_pointer (&node));
}

static void
read_meta (Reader *reader, const TlLeaf *leaf)
{
  TlJournalEntry *entry = reader->entry;

  if (tl_leaf_is (leaf, "@at"))
    entry->at = tl_leaf_int (leaf);
  else if (tl_leaf_is (leaf, "@staff"))
    entry->staff = leaf_text (leaf);
  else if (tl_leaf_is (leaf, "@kind"))
    entry->kind = leaf_text (leaf);
  else if (tl_leaf_is (leaf, "@type"))
    entry->type = leaf_text (leaf);
  else if (tl_leaf_is (leaf, "@id"))
    entry->id = leaf_text (leaf);
  else if (tl_leaf_is (leaf, "@reason"))
    {
      g_autofree char *text = leaf_text (leaf);

      if (text != NULL)
        json_object_set_string_member (reader->others, "reason", text);
    }
  else if (tl_leaf_is (leaf, "@detail"))
    read_detail (reader, leaf);
}

static void
read_value (Reader *reader, const TlLeaf *leaf, const char *name)
{
  guint field = reader->info != NULL ? tl_type_find_field (reader->info->type, name) : G_MAXUINT;
  g_autofree char *text = NULL;

  if (leaf->kind == TL_LEAF_NULL)
    {
      json_array_add_string_element (reader->unset, name);
      return;
    }
  if (leaf->kind == TL_LEAF_DIGEST || field == G_MAXUINT)
    {
      char hex[2 * TL_HASH_BYTES + 1] = "";

      if (leaf->kind == TL_LEAF_DIGEST && leaf->value_len == TL_HASH_BYTES)
        sodium_bin2hex (hex, sizeof hex, leaf->value, leaf->value_len);
      json_object_set_string_member (reader->others, name, hex);
      return;
    }
  if (reader->values == NULL)
    reader->values = tl_record_new (reader->info->type);
  if (leaf->kind == TL_LEAF_INT)
    {
      tl_record_set_int (reader->values, field, tl_leaf_int (leaf));
      return;
    }
  text = leaf_text (leaf);
  tl_record_set_text (reader->values, field, text);
}

static void
read_leaves (Reader *reader, const guint8 *bytes, gsize len)
{
  gsize offset = 0;
  gboolean damaged;
  TlLeaf leaf;

  while (tl_leaf_read (bytes, len, &offset, &leaf, &damaged))
    {
      g_autofree char *name = g_strndup (leaf.name, leaf.name_len);

      if (name[0] == '@')
        {
          read_meta (reader, &leaf);
          if (tl_leaf_is (&leaf, "@type") && reader->entry->type != NULL)
            reader->info = tl_type_by_name (reader->entry->type);
        }
      else if (leaf.erased)
        json_array_add_string_element (reader->erased, name);
      else
        read_value (reader, &leaf, name);
    }
}

static char *
changes_json (Reader *reader)
{
  g_autoptr (JsonObject) object = reader->values != NULL ? tl_record_to_json (reader->values, FALSE) : json_object_new ();
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_OBJECT);
  g_autoptr (GList) names = json_object_get_members (reader->others);

  if (json_object_has_member (object, "id"))
    json_object_remove_member (object, "id");
  if (json_object_has_member (object, "type"))
    json_object_remove_member (object, "type");
  for (GList *name = names; name != NULL; name = name->next)
    json_object_set_member (object, name->data, json_object_dup_member (reader->others, name->data));
  for (guint i = 0; i < json_array_get_length (reader->unset); i++)
    json_object_set_null_member (object, json_array_get_string_element (reader->unset, i));
  if (json_array_get_length (reader->erased) > 0)
    json_object_set_array_member (object, "erased", json_array_ref (reader->erased));
  json_node_set_object (node, object);

  return json_to_string (node, FALSE);
}

static TlJournalEntry *
read_entry (sqlite3_stmt *stmt)
{
  g_autoptr (JsonArray) unset = json_array_new ();
  g_autoptr (JsonArray) erased = json_array_new ();
  g_autoptr (JsonObject) others = json_object_new ();
  Reader reader = {g_new0 (TlJournalEntry, 1), NULL, NULL, unset, erased, others};

  reader.entry->device = g_malloc0 (2 * TL_DEVICE_BYTES + 1);
  if (sqlite3_column_bytes (stmt, 0) == TL_DEVICE_BYTES)
    sodium_bin2hex (reader.entry->device, 2 * TL_DEVICE_BYTES + 1, sqlite3_column_blob (stmt, 0), TL_DEVICE_BYTES);
  reader.entry->incarnation = (guint64)sqlite3_column_int64 (stmt, 1);
  reader.entry->sequence = (guint64)sqlite3_column_int64 (stmt, 2);
  read_leaves (&reader, sqlite3_column_blob (stmt, 3), (gsize)sqlite3_column_bytes (stmt, 3));
  reader.entry->changes = changes_json (&reader);
  g_clear_object (&reader.values);

  return reader.entry;
}

typedef struct
{
  const char *record_id;
  guint offset;
  guint limit;
} Page;

static gpointer
list_cb (TlStore *store, gpointer data, GCancellable *cancellable, GError **error)
{
  const Page *page = data;
  g_autoptr (GPtrArray) entries = g_ptr_array_new_with_free_func ((GDestroyNotify)tl_journal_entry_free);
  const gint64 limit = page->limit > 0 ? (gint64)page->limit : -1;
  GError *failed = NULL;
  sqlite3_stmt *stmt;

  if (page->record_id != NULL)
    stmt = tl_sql_prepare (store, error,
                           "SELECT device, incarnation, sequence, leaves FROM entry WHERE record = ? ORDER BY n DESC LIMIT ? OFFSET ?",
                           "sii", page->record_id, limit, (gint64)page->offset);
  else
    stmt = tl_sql_prepare (store, error, "SELECT device, incarnation, sequence, leaves FROM entry ORDER BY n DESC LIMIT ? OFFSET ?", "ii",
                           limit, (gint64)page->offset);
  if (stmt == NULL)
    return NULL;
  while (tl_sql_step (store, stmt, &failed))
    g_ptr_array_add (entries, read_entry (stmt));
  tl_sql_done (stmt);
  if (failed != NULL)
    {
      g_propagate_error (error, failed);
      return NULL;
    }

  return g_steal_pointer (&entries);
}

GPtrArray *
tl_journal_list (TlStore *store, const char *record_id, guint offset, guint limit, GError **error)
{
  Page page = {record_id, offset, limit};

  g_return_val_if_fail (TL_IS_STORE (store), NULL);

  return tl_store_call (store, list_cb, &page, error);
}

/* --- Links --- */

typedef struct
{
  guint64 incarnation;
  guint64 sequence;
} After;

static gpointer
links_cb (TlStore *store, gpointer data, GCancellable *cancellable, GError **error)
{
  const After *after = data;
  g_autoptr (GArray) links = g_array_new (FALSE, FALSE, sizeof (TlJournalLink));
  g_autoptr (GBytes) device = g_bytes_new (store->device_id, TL_DEVICE_BYTES);
  GError *failed = NULL;
  sqlite3_stmt *stmt
      = tl_sql_prepare (store, error,
                        "SELECT incarnation, sequence, root, hash FROM entry WHERE (incarnation, sequence) > (?, ?) AND device = ?"
                        " ORDER BY incarnation, sequence",
                        "iib", (gint64)after->incarnation, (gint64)after->sequence, device);

  if (stmt == NULL)
    return NULL;
  while (tl_sql_step (store, stmt, &failed))
    {
      TlJournalLink link = {(guint64)sqlite3_column_int64 (stmt, 0), (guint64)sqlite3_column_int64 (stmt, 1), {0}, {0}};

      memcpy (link.root, sqlite3_column_blob (stmt, 2), TL_HASH_BYTES);
      memcpy (link.hash, sqlite3_column_blob (stmt, 3), TL_HASH_BYTES);
      g_array_append_val (links, link);
    }
  tl_sql_done (stmt);
  if (failed != NULL)
    {
      g_propagate_error (error, failed);
      return NULL;
    }

  return g_steal_pointer (&links);
}

GArray *
tl_journal_links_after (TlStore *store, guint64 incarnation, guint64 sequence, GError **error)
{
  After after = {incarnation, sequence};

  g_return_val_if_fail (TL_IS_STORE (store), NULL);

  return tl_store_call (store, links_cb, &after, error);
}
