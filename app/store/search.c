/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The folded full-text index. What a save makes findable is kept in memory until the commit: FTS5 writes a
 * segment at every savepoint, and a hundred thousand of them would take longer than all the rest. */

#include "store/store-private.h"

#include <glib/gi18n-lib.h>

/* So much may wait before it is written. */
#define MAX_WAITING 4000

struct _TlFind
{
  TlType type;
  char *id;
  char *title;
  char *text; /* NULL: take it out */
};

void
tl_find_free (TlFind *find)
{
  g_free (find->id);
  g_free (find->title);
  g_free (find->text);
  g_free (find);
}

void
tl_hit_free (TlHit *hit)
{
  if (hit == NULL)
    return;
  g_free (hit->id);
  g_free (hit->case_id);
  g_free (hit->title);
  g_free (hit);
}

gboolean
tl_search_has (TlType type)
{
  const TlTypeInfo *info = tl_type_info (type);

  for (guint i = 0; i < info->n_fields; i++)
    if (info->fields[i].flags & TL_FIELD_SEARCH)
      return TRUE;

  return FALSE;
}

/* A number is also found when it was written in groups and is typed without, and the other way round. */
static void
append_digits (GString *text, const char *value)
{
  g_string_append_c (text, '\n');
  for (; *value != '\0'; value++)
    if (g_ascii_isdigit (*value))
      g_string_append_c (text, *value);
}

static char *
searchable_text (TlRecord *record)
{
  const TlTypeInfo *info = tl_type_info (tl_record_type (record));
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < info->n_fields; i++)
    {
      const TlField *field = &info->fields[i];

      if (!(field->flags & TL_FIELD_SEARCH) || !tl_record_has (record, i))
        continue;
      if (text->len > 0)
        g_string_append_c (text, '\n');
      g_string_append (text, tl_record_text (record, i));
      if (field->flags & (TL_FIELD_PHONE | TL_FIELD_ID_PAPER))
        append_digits (text, tl_record_text (record, i));
    }

  return text->len > 0 ? g_string_free (g_steal_pointer (&text), FALSE) : NULL;
}

void
tl_search_note (TlStore *store, TlType type, const char *id, TlRecord *record)
{
  TlFind *find = g_new0 (TlFind, 1);

  find->type = type;
  find->id = g_strdup (id);
  if (record != NULL)
    {
      find->title = tl_row_title (record);
      find->text = searchable_text (record);
    }
  g_ptr_array_add (store->finds, find);
  if (store->depth == 1 && store->finds->len >= MAX_WAITING && !tl_search_flush (store, NULL))
    store->doomed = TRUE;
}

static gboolean
take_out (TlStore *store, gint64 row, GError **error)
{
  return tl_sql_run (store, error,
                     "INSERT INTO search_text (search_text, rowid, text) SELECT 'delete', n, text FROM search_row WHERE n = ?", "i", row);
}

static gboolean
write_find (TlStore *store, TlFind *find, GError **error)
{
  GError *failed = NULL;
  gint64 row = tl_sql_int (store, &failed, -1, "SELECT n FROM search_row WHERE id = ?", "s", find->id);

  if (failed != NULL)
    {
      g_propagate_error (error, failed);
      return FALSE;
    }
  if (row >= 0 && !take_out (store, row, error))
    return FALSE;
  if (find->text == NULL)
    return row < 0 || tl_sql_run (store, error, "DELETE FROM search_row WHERE n = ?", "i", row);
  if (row >= 0)
    {
      if (!tl_sql_run (store, error, "UPDATE search_row SET title = ?, text = ? WHERE n = ?", "ssi", find->title, find->text, row))
        return FALSE;
    }
  else
    {
      if (!tl_sql_run (store, error, "INSERT INTO search_row (type, id, title, text) VALUES (?, ?, ?, ?)", "ssss",
                       tl_type_info (find->type)->name, find->id, find->title, find->text))
        return FALSE;
      row = sqlite3_last_insert_rowid (store->db);
    }

  return tl_sql_run (store, error, "INSERT INTO search_text (rowid, text) VALUES (?, ?)", "is", row, find->text);
}

gboolean
tl_search_flush (TlStore *store, GError **error)
{
  for (guint i = 0; i < store->finds->len; i++)
    if (!write_find (store, g_ptr_array_index (store->finds, i), error))
      return FALSE;
  g_ptr_array_set_size (store->finds, 0);

  return TRUE;
}

gboolean
tl_search_optimise (TlStore *store, GError **error)
{
  return tl_search_flush (store, error) && tl_sql_run (store, error, "INSERT INTO search_text (search_text) VALUES ('optimize')", "");
}

/* --- Searching --- */

/* A phone number typed in groups ("0912 345") is also looked for as one. */
static void
append_joined (GString *match, const char *typed)
{
  g_autoptr (GString) digits = g_string_new (NULL);

  if (typed[strspn (typed, "0123456789 .-")] != '\0')
    return;
  append_digits (digits, typed);
  g_string_prepend_c (match, '(');
  g_string_append_printf (match, ") OR \"%s\" *", digits->str + 1);
}

/* Every word as a quoted prefix: nothing that is typed is an operator. */
static char *
match_expression (const char *typed)
{
  g_autoptr (GString) match = g_string_new (NULL);
  g_auto (GStrv) words = g_strsplit_set (typed, " \t\r\n", -1);

  for (guint i = 0; words[i] != NULL; i++)
    {
      gboolean has_letter = FALSE;

      for (const char *c = words[i]; *c != '\0' && !has_letter; c = g_utf8_next_char (c))
        has_letter = g_unichar_isalnum (g_utf8_get_char (c));
      if (!has_letter)
        continue;
      g_string_append (match, match->len > 0 ? " \"" : "\"");
      for (const char *c = words[i]; *c != '\0'; c++)
        if (*c == '"')
          g_string_append (match, "\"\"");
        else
          g_string_append_c (match, *c);
      g_string_append (match, "\" *");
    }

  if (match->len == 0)
    return NULL;
  append_joined (match, typed);

  return g_string_free (g_steal_pointer (&match), FALSE);
}

/* The last case of a person: as the person supported, else as a companion. */
static char *
case_of (TlStore *store, TlType type, const char *id)
{
  if (type == TL_TYPE_CASE)
    return g_strdup (id);
  if (type == TL_TYPE_PERSON)
    return tl_sql_text (store, NULL,
                        "SELECT id FROM (SELECT id, opened_at, 1 AS rank FROM \"case\" WHERE victim = ?1"
                        " UNION ALL SELECT c.id, c.opened_at, 0 FROM companion k JOIN \"case\" c ON c.id = k.\"case\" WHERE k.person = ?1)"
                        " ORDER BY rank DESC, opened_at DESC LIMIT 1",
                        "s", id);

  return NULL;
}

static TlHit *
read_hit (TlStore *store, sqlite3_stmt *stmt)
{
  const TlTypeInfo *info = tl_type_by_name ((const char *)sqlite3_column_text (stmt, 0));
  TlHit *hit;

  if (info == NULL)
    return NULL;
  hit = g_new0 (TlHit, 1);
  hit->type = info->type;
  hit->id = g_strdup ((const char *)sqlite3_column_text (stmt, 1));
  hit->title = g_strdup ((const char *)sqlite3_column_text (stmt, 2));
  hit->case_id = case_of (store, hit->type, hit->id);

  return hit;
}

typedef struct
{
  const char *text;
  guint limit;
} Search;

static gpointer
search_cb (TlStore *store, gpointer data, GCancellable *cancellable, GError **error)
{
  Search *search = data;
  g_autoptr (GPtrArray) hits = g_ptr_array_new_with_free_func ((GDestroyNotify)tl_hit_free);
  g_autofree char *normal = tl_text_normalise (search->text);
  g_autofree char *match = normal != NULL ? match_expression (normal) : NULL;
  GError *failed = NULL;
  sqlite3_stmt *stmt;

  if (match == NULL)
    return g_steal_pointer (&hits);
  /* What this transaction has saved; inside a savepoint it stays unseen until that ends. */
  if (store->depth == 1 && !tl_search_flush (store, error))
    return NULL;
  stmt = tl_sql_prepare (store, error,
                         "SELECT r.type, r.id, r.title FROM search_text t JOIN search_row r ON r.n = t.rowid"
                         " WHERE search_text MATCH ? ORDER BY t.rank, r.n DESC LIMIT ?",
                         "si", match, search->limit > 0 ? (gint64)search->limit : (gint64)-1);
  if (stmt == NULL)
    return NULL;
  while (tl_sql_step (store, stmt, &failed))
    {
      TlHit *hit = read_hit (store, stmt);

      if (hit != NULL)
        g_ptr_array_add (hits, hit);
    }
  tl_sql_done (stmt);
  if (failed != NULL)
    {
      g_propagate_error (error, failed);
      return NULL;
    }

  return g_steal_pointer (&hits);
}

GPtrArray *
tl_store_search (TlStore *store, const char *text, guint limit, GError **error)
{
  Search search = {text, limit};

  g_return_val_if_fail (TL_IS_STORE (store), NULL);
  g_return_val_if_fail (text != NULL, NULL);

  return tl_store_call (store, search_cb, &search, error);
}
