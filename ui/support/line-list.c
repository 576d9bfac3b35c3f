/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "support/line-list.h"

#include <string.h>

#include "record/text.h"
#include "support/support.h"

GHashTable *
tl_case_codes_new (void)
{
  return g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
}

void
tl_case_codes_add (GHashTable *codes, TlStore *store, const char *case_id)
{
  g_autoptr (TlRecord) record = NULL;

  if (case_id == NULL || g_hash_table_contains (codes, case_id))
    return;
  record = tl_store_load (store, TL_TYPE_CASE, case_id, NULL);
  g_hash_table_insert (codes, g_strdup (case_id), g_strdup (record != NULL ? tl_record_text (record, TL_CASE_CODE) : ""));
}

const char *
tl_case_codes_get (GHashTable *codes, const char *case_id)
{
  const char *code = case_id != NULL ? g_hash_table_lookup (codes, case_id) : NULL;

  return code != NULL ? code : "";
}

TlLineFilter *
tl_line_filter_copy (const TlLineFilter *filter)
{
  TlLineFilter *copy = g_new0 (TlLineFilter, 1);

  copy->from = filter->from;
  copy->to = filter->to;
  copy->category = g_strdup (filter->category);
  copy->source = g_strdup (filter->source);
  copy->state = g_strdup (filter->state);
  copy->who = g_strdup (filter->who);
  return copy;
}

void
tl_line_filter_free (TlLineFilter *filter)
{
  if (filter == NULL)
    return;
  g_free (filter->category);
  g_free (filter->source);
  g_free (filter->state);
  g_free (filter->who);
  g_free (filter);
}

/* Names are searched here, on the store thread: the list itself shows none. */
static gboolean
names (TlStore *store, GHashTable *cache, const char *person, const char *folded)
{
  const char *text;

  if (person == NULL)
    return FALSE;
  text = g_hash_table_lookup (cache, person);
  if (text == NULL)
    {
      g_autoptr (TlRecord) record = tl_store_load (store, TL_TYPE_PERSON, person, NULL);
      g_autofree char *all
          = record != NULL ? g_strjoin (" ", tl_record_text (record, TL_PERSON_ALIAS),
                                        tl_record_has (record, TL_PERSON_FULL_NAME) ? tl_record_text (record, TL_PERSON_FULL_NAME) : "", NULL)
                           : g_strdup ("");

      text = tl_text_fold (all);
      g_hash_table_insert (cache, g_strdup (person), (gpointer)text);
    }
  return strstr (text, folded) != NULL;
}

static GPtrArray *
only_of (TlStore *store, GHashTable *codes, GPtrArray *lines, const char *who)
{
  g_autofree char *folded = tl_text_fold (who);
  g_autoptr (GHashTable) cache = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  GPtrArray *kept = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < lines->len; i++)
    {
      TlRecord *line = lines->pdata[i];
      g_autofree char *code = tl_text_fold (tl_case_codes_get (codes, tl_record_text (line, TL_SUPPORT_CASE)));
      g_autofree char *payee = tl_text_fold (tl_record_has (line, TL_SUPPORT_PAYEE_NAME) ? tl_record_text (line, TL_SUPPORT_PAYEE_NAME) : "");

      if (strstr (code, folded) != NULL || strstr (payee, folded) != NULL
          || names (store, cache, tl_record_text (line, TL_SUPPORT_PERSON), folded))
        g_ptr_array_add (kept, g_object_ref (line));
    }
  return kept;
}

/* Counts what passes, and keeps the first of it. */
static void
add_lines (TlStore *store, TlLineList *list, GPtrArray *read, const char *who)
{
  gboolean narrow = who != NULL && *who != '\0';
  g_autoptr (GPtrArray) lines = NULL;

  for (guint i = 0; i < read->len && (narrow || list->lines->len + i < TL_LINES_SHOWN); i++)
    tl_case_codes_add (list->codes, store, tl_record_text (read->pdata[i], TL_SUPPORT_CASE));
  lines = narrow ? only_of (store, list->codes, read, who) : g_ptr_array_ref (read);
  for (guint i = 0; i < lines->len; i++)
    {
      TlRecord *line = lines->pdata[i];

      if (g_strcmp0 (tl_record_text (line, TL_SUPPORT_STATE), "void") != 0)
        list->total += tl_record_int (line, TL_SUPPORT_AMOUNT);
      if (list->lines->len < TL_LINES_SHOWN)
        g_ptr_array_add (list->lines, g_object_ref (line));
      else
        list->more++;
    }
}

TlLineList *
tl_line_list_load (TlStore *store, const TlLineFilter *filter, GError **error)
{
  g_autofree char *from = tl_date_to_iso (filter->from);
  g_autofree char *to = tl_date_to_iso (filter->to);
  TlWhere where[5] = {{TL_SUPPORT_DATE, ">=", from, 0}, {TL_SUPPORT_DATE, "<=", to, 0}};
  guint n = 2;
  gint64 overruns;
  TlLineList *list;

  if (filter->category != NULL)
    where[n++] = (TlWhere){TL_SUPPORT_CATEGORY, "=", filter->category, 0};
  if (filter->source != NULL)
    where[n++] = (TlWhere){TL_SUPPORT_FUNDING_SOURCE, "=", filter->source, 0};
  if (filter->state != NULL)
    where[n++] = (TlWhere){TL_SUPPORT_STATE, "=", filter->state, 0};
  overruns = tl_support_count_overruns (store, filter->from, filter->to, error);
  if (overruns < 0)
    return NULL;
  list = g_new0 (TlLineList, 1);
  list->overruns = (guint)overruns;
  list->codes = tl_case_codes_new ();
  list->lines = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint offset = 0;; offset += TL_LINES_SHOWN)
    {
      g_autoptr (GPtrArray) lines
          = tl_store_list (store, TL_TYPE_SUPPORT, where, n, TL_SUPPORT_DATE, FALSE, offset, TL_LINES_SHOWN, error);

      if (lines == NULL)
        {
          tl_line_list_free (list);
          return NULL;
        }
      if (lines->len == 0)
        break;
      add_lines (store, list, lines, filter->who);
    }
  return list;
}

void
tl_line_list_free (TlLineList *list)
{
  if (list == NULL)
    return;
  g_ptr_array_unref (list->lines);
  g_hash_table_unref (list->codes);
  g_free (list);
}
