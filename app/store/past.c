/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "store/past.h"

#include <sodium.h>

void
tl_past_free (TlPast *past)
{
  if (past == NULL)
    return;
  g_clear_object (&past->values);
  g_clear_pointer (&past->digests, g_hash_table_unref);
  g_free (past->first_staff);
  g_free (past->last_staff);
  g_free (past->fields);
  g_free (past);
}

typedef struct
{
  char *kind;
  char *type;
  char *staff;
  gint64 at;
} Meta;

static void
meta_clear (Meta *meta)
{
  g_free (meta->kind);
  g_free (meta->type);
  g_free (meta->staff);
}

static char *
leaf_text (const TlLeaf *leaf)
{
  return leaf->erased ? NULL : g_strndup ((const char *)leaf->value, leaf->value_len);
}

static void
read_meta (const guint8 *bytes, gsize len, Meta *meta)
{
  gsize offset = 0;
  gboolean damaged;
  TlLeaf leaf;

  while (tl_leaf_read (bytes, len, &offset, &leaf, &damaged))
    if (tl_leaf_is (&leaf, "@kind") && meta->kind == NULL)
      meta->kind = leaf_text (&leaf);
    else if (tl_leaf_is (&leaf, "@type") && meta->type == NULL)
      meta->type = leaf_text (&leaf);
    else if (tl_leaf_is (&leaf, "@staff") && meta->staff == NULL)
      meta->staff = leaf_text (&leaf);
    else if (tl_leaf_is (&leaf, "@at") && !leaf.erased)
      meta->at = tl_leaf_int (&leaf);
}

static void
set_value (TlPast *past, guint field, const TlLeaf *leaf)
{
  if (leaf->kind == TL_LEAF_DIGEST)
    g_hash_table_insert (past->digests, GUINT_TO_POINTER (field), g_bytes_new (leaf->value, leaf->value_len));
  else if (leaf->kind == TL_LEAF_INT)
    tl_record_set_int (past->values, field, tl_leaf_int (leaf));
  else if (leaf->kind == TL_LEAF_TEXT)
    {
      g_autofree char *text = leaf_text (leaf);

      tl_record_set_text (past->values, field, text);
    }
}

static gboolean
fits (TlType type, guint field, const TlLeaf *leaf)
{
  TlKind kind = tl_type_field (type, field)->kind;
  gboolean number
      = kind == TL_KIND_INT || kind == TL_KIND_DECIMAL || kind == TL_KIND_MONEY || kind == TL_KIND_BOOL || kind == TL_KIND_TIME;

  return leaf->kind == TL_LEAF_NULL || (leaf->kind == TL_LEAF_INT && number) || (leaf->kind == TL_LEAF_DIGEST && kind == TL_KIND_BLOB)
         || (leaf->kind == TL_LEAF_TEXT && !number && kind != TL_KIND_BLOB);
}

static void
read_fields (TlPast *past, const guint8 *bytes, gsize len)
{
  gsize offset = 0;
  gboolean damaged;
  TlLeaf leaf;

  while (tl_leaf_read (bytes, len, &offset, &leaf, &damaged))
    {
      g_autofree char *name = g_strndup (leaf.name, leaf.name_len);
      guint field = name[0] == '@' ? G_MAXUINT : tl_type_find_field (past->type, name);

      if (field == G_MAXUINT || past->fields[field] != TL_PAST_NEVER)
        continue;
      past->fields[field] = leaf.erased ? TL_PAST_ERASED : TL_PAST_VALUE;
      if (!leaf.erased && fits (past->type, field, &leaf))
        set_value (past, field, &leaf);
    }
}

/* One entry, the newest first. FALSE: what is older does not count. */
static gboolean
take_entry (TlPast *past, const char *id, const guint8 *bytes, gsize len)
{
  Meta meta = {NULL};
  const TlTypeInfo *info;
  gboolean more = TRUE;

  read_meta (bytes, len, &meta);
  info = meta.type != NULL ? tl_type_by_name (meta.type) : NULL;
  if (info != NULL && past->type == TL_N_TYPES)
    past->type = info->type;
  if (g_strcmp0 (meta.kind, "delete") == 0)
    {
      past->deleted = !past->saved;
      more = FALSE;
    }
  else if ((g_strcmp0 (meta.kind, "save") == 0 || g_strcmp0 (meta.kind, "salvaged") == 0 || g_strcmp0 (meta.kind, "merge") == 0)
           && info != NULL && info->type == past->type)
    {
      if (past->values == NULL)
        {
          past->values = tl_record_new_with_id (past->type, id);
          past->fields = g_new0 (guint8, info->n_fields);
          past->digests = g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify)g_bytes_unref);
          past->last_at = meta.at;
          past->last_staff = g_strdup (meta.staff);
        }
      past->saved = TRUE;
      past->first_at = meta.at;
      g_free (past->first_staff);
      past->first_staff = g_strdup (meta.staff);
      read_fields (past, bytes, len);
    }
  meta_clear (&meta);

  return more;
}

TlPast *
tl_past_read (TlStore *store, const char *id, GError **error)
{
  g_autoptr (TlPast) past = g_new0 (TlPast, 1);
  GError *failed = NULL;
  sqlite3_stmt *stmt = tl_sql_prepare (store, error, "SELECT leaves FROM entry WHERE record = ? ORDER BY n DESC", "s", id);

  if (stmt == NULL)
    return NULL;
  past->type = TL_N_TYPES;
  while (tl_sql_step (store, stmt, &failed))
    if (!take_entry (past, id, sqlite3_column_blob (stmt, 0), (gsize)sqlite3_column_bytes (stmt, 0)))
      break;
  tl_sql_done (stmt);
  if (failed != NULL)
    {
      g_propagate_error (error, failed);
      return NULL;
    }

  return g_steal_pointer (&past);
}

static gboolean
is_same (const TlPast *past, TlRecord *record, guint field)
{
  GBytes *digest = g_hash_table_lookup (past->digests, GUINT_TO_POINTER (field));
  guint8 now[TL_HASH_BYTES];
  GBytes *blob;

  if (past->fields[field] == TL_PAST_ERASED)
    return TRUE;
  if (past->fields[field] == TL_PAST_NEVER)
    return !tl_record_has (record, field);
  if (digest == NULL)
    return tl_record_equal_field (past->values, record, field);
  if (!tl_record_has (record, field))
    return FALSE;
  blob = tl_record_blob (record, field);
  crypto_generichash (now, sizeof now, g_bytes_get_data (blob, NULL), g_bytes_get_size (blob), NULL, 0);

  return g_bytes_get_size (digest) == sizeof now && memcmp (now, g_bytes_get_data (digest, NULL), sizeof now) == 0;
}

GArray *
tl_past_compare (const TlPast *past, TlRecord *record)
{
  GArray *fields = g_array_new (FALSE, FALSE, sizeof (guint));
  guint n_fields = tl_type_info (tl_record_type (record))->n_fields;

  for (guint i = 0; i < n_fields; i++)
    if (past->saved && past->type == tl_record_type (record) ? !is_same (past, record, i) : tl_record_has (record, i))
      g_array_append_val (fields, i);

  return fields;
}
