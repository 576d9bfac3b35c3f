/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The folded full-text index. What a save makes findable is kept in memory until the commit: FTS5 writes a
 * segment at every savepoint, and a hundred thousand of them would take longer than all the rest.
 *
 * A search is asked at each keystroke, and one letter matches half of a register: so hits are never counted, weighed
 * and sorted. They are read from the highest row number down until there are enough; the numbers are given so that
 * this is the order wanted (band_of, migration 0005). What matches better is asked for first: every word as
 * it stands, then the last one as a beginning, then every one. */

#include "store/store-private.h"

#include <glib/gi18n-lib.h>

/* So much may wait before it is written. */
#define MAX_WAITING 4000

/* Row numbers of one type: from its band × this. */
#define BAND ((gint64)1 << 40)

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

/* Which types' hits go first; the numbers stand in migration 0005 too. */
static gint64
band_of (TlType type)
{
  switch ((int)type)
    {
    case TL_TYPE_PERSON:
      return 8;
    case TL_TYPE_CASE:
      return 7;
    case TL_TYPE_STAFF:
      return 6;
    case TL_TYPE_STATEMENT:
      return 5;
    case TL_TYPE_VOUCHER:
      return 4;
    default:
      return 1;
    }
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
      gint64 from = band_of (find->type) * BAND;

      row = tl_sql_int (store, &failed, from, "SELECT n FROM search_row WHERE n >= ? AND n < ? ORDER BY n DESC LIMIT 1", "ii", from,
                        from + BAND)
            + 1;
      if (failed != NULL)
        {
          g_propagate_error (error, failed);
          return FALSE;
        }
      if (!tl_sql_run (store, error, "INSERT INTO search_row (n, type, id, title, text) VALUES (?, ?, ?, ?, ?)", "issss", row,
                       tl_type_info (find->type)->name, find->id, find->title, find->text))
        return FALSE;
    }

  return tl_sql_run (store, error, "INSERT INTO search_text (rowid, text) VALUES (?, ?)", "is", row, find->text);
}

gboolean
tl_search_flush (TlStore *store, GError **error)
{
  for (guint i = 0; i < store->finds->len; i++)
    if (!write_find (store, g_ptr_array_index (store->finds, i), error))
      return FALSE;
  store->unmerged += store->finds->len > 0;
  g_ptr_array_set_size (store->finds, 0);

  return TRUE;
}

gboolean
tl_search_optimise (TlStore *store, GError **error)
{
  return tl_search_flush (store, error) && tl_sql_run (store, error, "INSERT INTO search_text (search_text) VALUES ('optimize')", "");
}

/* --- Searching --- */

/* How much of what was typed must be the beginning of a word only. */
typedef enum
{
  WHOLE_WORDS,
  LAST_BEGINS,
  ALL_BEGIN,
  N_STRICTNESS
} Strictness;

static gboolean
has_letter (const char *word)
{
  for (; *word != '\0'; word = g_utf8_next_char (word))
    if (g_unichar_isalnum (g_utf8_get_char (word)))
      return TRUE;

  return FALSE;
}

/* Quoted: nothing that is typed is an operator. */
static void
append_word (GString *match, const char *word, gboolean begins)
{
  g_string_append (match, match->len > 0 ? " \"" : "\"");
  for (; *word != '\0'; word++)
    if (*word == '"')
      g_string_append (match, "\"\"");
    else
      g_string_append_c (match, *word);
  g_string_append (match, begins ? "\" *" : "\"");
}

/* A phone number typed in groups ("0912 345") is also looked for as one. */
static void
append_joined (GString *match, const char *typed, gboolean begins)
{
  g_autoptr (GString) digits = g_string_new (NULL);

  if (typed[strspn (typed, "0123456789 .-")] != '\0')
    return;
  append_digits (digits, typed);
  g_string_prepend_c (match, '(');
  g_string_append_printf (match, ") OR \"%s\"%s", digits->str + 1, begins ? " *" : "");
}

/* NULL: nothing to look for, or the same as with less strictness. */
static char *
match_expression (const char *typed, Strictness strictness)
{
  g_autoptr (GString) match = g_string_new (NULL);
  g_auto (GStrv) words = g_strsplit_set (typed, " \t\r\n", -1);
  guint n = 0;

  for (guint i = 0; words[i] != NULL; i++)
    if (has_letter (words[i]))
      words[n++] = words[i];
    else
      g_free (words[i]);
  words[n] = NULL;
  if (n == 0 || (n == 1 && strictness == LAST_BEGINS))
    return NULL;
  for (guint i = 0; i < n; i++)
    append_word (match, words[i], strictness == ALL_BEGIN || (strictness == LAST_BEGINS && i + 1 == n));
  append_joined (match, typed, strictness != WHOLE_WORDS);

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
  TlType type; /* TL_N_TYPES: any */
  guint limit;
} Search;

/* Adds what @match finds and is not in @seen, until there are enough. */
static gboolean
add_hits (TlStore *store, const Search *search, const char *match, GPtrArray *hits, GHashTable *seen, GError **error)
{
  gint64 from = search->type < TL_N_TYPES ? band_of (search->type) * BAND : 0;
  gint64 to = search->type < TL_N_TYPES ? from + BAND : G_MAXINT64;
  GError *failed = NULL;
  sqlite3_stmt *stmt = tl_sql_prepare (store, error,
                                       "SELECT r.type, r.id, r.title, t.rowid FROM search_text t JOIN search_row r ON r.n = t.rowid"
                                       " WHERE search_text MATCH ? AND t.rowid >= ? AND t.rowid < ? ORDER BY t.rowid DESC",
                                       "sii", match, from, to);

  if (stmt == NULL)
    return FALSE;
  while ((search->limit == 0 || hits->len < search->limit) && tl_sql_step (store, stmt, &failed))
    {
      gint64 row = sqlite3_column_int64 (stmt, 3);
      TlHit *hit;

      if (g_hash_table_contains (seen, &row))
        continue;
      hit = read_hit (store, stmt);
      if (hit != NULL && (search->type >= TL_N_TYPES || hit->type == search->type))
        {
          g_hash_table_add (seen, g_memdup2 (&row, sizeof row));
          g_ptr_array_add (hits, hit);
        }
      else
        tl_hit_free (hit);
    }
  tl_sql_done (stmt);
  if (failed == NULL)
    return TRUE;
  g_propagate_error (error, failed);

  return FALSE;
}

static gpointer
search_cb (TlStore *store, gpointer data, GCancellable *cancellable, GError **error)
{
  Search *search = data;
  g_autoptr (GPtrArray) hits = g_ptr_array_new_with_free_func ((GDestroyNotify)tl_hit_free);
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  g_autofree char *normal = tl_text_normalise (search->text);

  /* What this transaction has saved; inside a savepoint it stays unseen until that ends. */
  if (store->depth == 1 && !tl_search_flush (store, error))
    return NULL;
  for (guint i = 0; normal != NULL && i < N_STRICTNESS; i++)
    {
      g_autofree char *match = match_expression (normal, (Strictness)i);

      if (match != NULL && (search->limit == 0 || hits->len < search->limit)
          && !add_hits (store, search, match, hits, seen, error))
        return NULL;
    }

  return g_steal_pointer (&hits);
}

GPtrArray *
tl_store_search (TlStore *store, const char *text, guint limit, GError **error)
{
  return tl_store_search_type (store, TL_N_TYPES, text, limit, error);
}

GPtrArray *
tl_store_search_type (TlStore *store, TlType type_or_n_types, const char *text, guint limit, GError **error)
{
  Search search = {text, type_or_n_types, limit};

  g_return_val_if_fail (TL_IS_STORE (store), NULL);
  g_return_val_if_fail (text != NULL, NULL);

  return tl_store_call (store, search_cb, &search, error);
}
