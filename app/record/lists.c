/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Code lists: one tab-separated file a list, compiled in, read at the first question and kept. Lists are
 * data because law and administration change them: a code that is no longer valid stays readable, with
 * the day it ended, so that an old record never shows a bare number. */

#include "record/lists.h"

#include <gio/gio.h>
#include <glib/gi18n-lib.h>
#include <string.h>

#include "lists-resource.h"

#define RESOURCE_FOLDER "/vn/tamlanh/TamLanh/lists/"
#define COLUMNS 6

struct _TlList
{
  char *text;          /* the file, cut at tabs and line ends */
  GArray *items;       /* TlListItem, strings inside text */
  GHashTable *indices; /* code → index + 1 */
};

static GMutex lists_lock;
static GHashTable *lists; /* name → TlList, or NULL where there is none */

static const char *
cell_or_null (const char *cell)
{
  return *cell != '\0' ? cell : NULL;
}

static int
compare_order (gconstpointer a, gconstpointer b, gpointer orders)
{
  guint x = GPOINTER_TO_UINT (g_hash_table_lookup (orders, ((const TlListItem *)a)->code));
  guint y = GPOINTER_TO_UINT (g_hash_table_lookup (orders, ((const TlListItem *)b)->code));

  return x < y ? -1 : x > y;
}

static TlList *
parse_list (const char *name, const char *data, gsize size)
{
  TlList *list = g_new0 (TlList, 1);
  g_autoptr (GHashTable) orders = g_hash_table_new (g_str_hash, g_str_equal);
  char *line;
  gboolean heading = TRUE;

  list->text = g_strndup (data, size);
  list->items = g_array_new (FALSE, FALSE, sizeof (TlListItem));
  list->indices = g_hash_table_new (g_str_hash, g_str_equal);

  for (line = list->text; line != NULL && *line != '\0';)
    {
      char *end = strchr (line, '\n');
      char *cells[COLUMNS];
      guint n = 0;

      if (end != NULL)
        *end = '\0';
      for (char *cell = line; cell != NULL && n < COLUMNS; n++)
        {
          char *tab = strchr (cell, '\t');

          if (tab != NULL)
            *tab = '\0';
          cells[n] = cell;
          cell = tab != NULL ? tab + 1 : NULL;
        }
      if (!heading && n == COLUMNS)
        {
          TlListItem item = {cells[0], cells[1], cells[2], cell_or_null (cells[4]), cell_or_null (cells[5])};

          g_array_append_val (list->items, item);
          g_hash_table_insert (orders, cells[0], GUINT_TO_POINTER ((guint)g_ascii_strtoull (cells[3], NULL, 10)));
        }
      else if (!heading)
        {
          g_critical ("List %s: a line has %u columns", name, n);
        }
      heading = FALSE;
      line = end != NULL ? end + 1 : NULL;
    }

  g_array_sort_with_data (list->items, compare_order, orders);
  for (guint i = 0; i < list->items->len; i++)
    g_hash_table_insert (list->indices, (gpointer)g_array_index (list->items, TlListItem, i).code, GUINT_TO_POINTER (i + 1));
  return list;
}

static TlList *
load_list (const char *name)
{
  g_autofree char *path = g_strconcat (RESOURCE_FOLDER, name, ".tsv", NULL);
  g_autoptr (GBytes) bytes = g_resource_lookup_data (tl_lists_get_resource (), path, G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);
  gsize size;
  const char *data;

  if (bytes == NULL)
    return NULL;
  data = g_bytes_get_data (bytes, &size);
  return parse_list (name, data, size);
}

const TlList *
tl_list_get (const char *name)
{
  TlList *list;
  gpointer found;

  g_return_val_if_fail (name != NULL, NULL);

  g_mutex_lock (&lists_lock);
  if (lists == NULL)
    lists = g_hash_table_new (g_str_hash, g_str_equal);
  if (g_hash_table_lookup_extended (lists, name, NULL, &found))
    {
      list = found;
    }
  else
    {
      list = load_list (name);
      g_hash_table_insert (lists, g_strdup (name), list);
    }
  g_mutex_unlock (&lists_lock);
  return list;
}

guint
tl_list_size (const TlList *list)
{
  return list != NULL ? list->items->len : 0;
}

const TlListItem *
tl_list_item (const TlList *list, guint index)
{
  g_return_val_if_fail (list != NULL && index < list->items->len, NULL);

  return &g_array_index (list->items, TlListItem, index);
}

guint
tl_list_index (const TlList *list, const char *code)
{
  if (list == NULL || code == NULL)
    return G_MAXUINT;
  return GPOINTER_TO_UINT (g_hash_table_lookup (list->indices, code)) - 1u;
}

const TlListItem *
tl_list_find (const TlList *list, const char *code)
{
  guint index = tl_list_index (list, code);

  return index != G_MAXUINT ? tl_list_item (list, index) : NULL;
}

gboolean
tl_list_item_is_valid (const TlListItem *item, const char *date)
{
  return (item->valid_from == NULL || strcmp (item->valid_from, date) <= 0)
         && (item->valid_to == NULL || strcmp (date, item->valid_to) <= 0);
}

const TlListItem *
tl_list_find_at (const TlList *list, const char *code, const char *date)
{
  gsize length;

  if (list == NULL || code == NULL)
    return NULL;
  length = strlen (code);
  for (guint i = 0; i < list->items->len; i++)
    {
      const TlListItem *item = &g_array_index (list->items, TlListItem, i);

      if (strncmp (item->code, code, length) == 0 && (item->code[length] == '\0' || item->code[length] == '@')
          && tl_list_item_is_valid (item, date))
        return item;
    }
  return NULL;
}

const char *
tl_list_label (const char *list, const char *code)
{
  const TlListItem *item = tl_list_find (tl_list_get (list), code);

  if (item == NULL)
    return code;
  /* Translators: the language in which labels of lists are shown: "vi" for Vietnamese, anything else for English. */
  return g_str_equal (C_ ("language of code lists", "en"), "vi") ? item->vi : item->en;
}

const char *
tl_list_label_vi (const char *list, const char *code)
{
  const TlListItem *item = tl_list_find (tl_list_get (list), code);

  return item != NULL ? item->vi : code;
}
