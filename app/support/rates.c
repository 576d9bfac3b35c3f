/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Rates as dated data. A pack (data/rates) holds the levels of one legal text for one span of days; installing
 * it makes `rate` records whose ids follow from pack and category, so every place has the same ones and a rate
 * that the province has since edited is left alone. A line takes the rate of the day of its service: there is no
 * "current" rate anywhere in this room. */

#include "support/rates.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "record/lists.h"
#include "support/control-code.h"
#include "support/guard.h"
#include "support/rate-pack.h"
#include "support/rate-rules.h"
#include "support/support-query.h"

#define PACK_FOLDER "/vn/tamlanh/TamLanh/rates"

extern GResource *tl_rates_get_resource (void);

/* --- helpers --- */

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (*(char *const *)a, *(char *const *)b);
}

/* The shipped packs, read once. They are part of the program: one that does not parse is a bug. */
static GPtrArray *
shipped_packs (void)
{
  static gsize once;
  static GPtrArray *packs;

  if (g_once_init_enter (&once))
    {
      g_auto (GStrv) names = NULL;
      g_autoptr (GError) error = NULL;

      packs = g_ptr_array_new_with_free_func ((GDestroyNotify)json_object_unref);
      g_resources_register (tl_rates_get_resource ());
      names = g_resources_enumerate_children (PACK_FOLDER, G_RESOURCE_LOOKUP_FLAGS_NONE, &error);
      g_assert_no_error (error);
      qsort (names, g_strv_length (names), sizeof *names, compare_names);
      for (guint i = 0; names[i]; i++)
        {
          g_autofree char *path = g_strconcat (PACK_FOLDER "/", names[i], NULL);
          g_autoptr (GBytes) bytes = g_resources_lookup_data (path, G_RESOURCE_LOOKUP_FLAGS_NONE, &error);
          g_autoptr (JsonParser) parser = json_parser_new ();

          g_assert_no_error (error);
          json_parser_load_from_data (parser, g_bytes_get_data (bytes, NULL), (gssize)g_bytes_get_size (bytes), &error);
          g_assert_no_error (error);
          g_ptr_array_add (packs, json_object_ref (json_node_get_object (json_parser_get_root (parser))));
        }
      g_once_init_leave (&once, 1);
    }
  return packs;
}

static gboolean
install_rate (TlStore *store, JsonObject *pack, JsonObject *rate, GError **error)
{
  const char *category = json_object_get_string_member (rate, "category");
  g_autofree char *id = tl_generated_id ("rate", json_object_get_string_member (pack, "pack"), "", category, 0);
  g_autoptr (TlRecord) record = NULL;
  g_autoptr (GError) missing = NULL;

  record = tl_store_load (store, TL_TYPE_RATE, id, &missing);
  if (record)
    return TRUE;
  if (!g_error_matches (missing, TL_STORE_ERROR, TL_STORE_ERROR_NOT_FOUND))
    {
      g_propagate_error (error, g_steal_pointer (&missing));
      return FALSE;
    }

  record = tl_rate_pack_record (pack, rate, error);
  return record && tl_guarded_save (store, record, error);
}

static gboolean
install_in_transaction (TlStore *store, gpointer data, GError **error)
{
  GPtrArray *packs = shipped_packs ();

  for (guint i = 0; i < packs->len; i++)
    {
      JsonObject *pack = g_ptr_array_index (packs, i);
      JsonArray *rates = json_object_get_array_member (pack, "rates");

      for (guint j = 0; j < json_array_get_length (rates); j++)
        if (!install_rate (store, pack, json_array_get_object_element (rates, j), error))
          return FALSE;
    }
  return tl_rates_remember (store, error);
}

typedef struct
{
  const char *category;
  TlDate date;
} FindArgs;

static gpointer
find_job (TlStore *store, gpointer data, GCancellable *cancellable, GError **error)
{
  FindArgs *args = data;
  g_autofree char *day = tl_date_to_iso (args->date);
  g_autofree char *id = NULL;
  g_autoptr (GError) local = NULL;

  id = tl_query_rate (store, args->category, day, &local);
  if (local)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return NULL;
    }
  if (id == NULL)
    {
      g_autofree char *shown = tl_date_format (args->date);

      g_set_error (error, TL_SUPPORT_ERROR, TL_SUPPORT_ERROR_NO_RATE,
                   /* Translators: a cost category, then a date */
                   _ ("date: no legal text sets a level for “%s” on %s. Nothing was saved. Check the date, or choose another category."),
                   tl_list_label ("cost_category", args->category), shown);
      return NULL;
    }
  return tl_store_load (store, TL_TYPE_RATE, id, error);
}

/* --- a rate of the province --- */

typedef struct
{
  TlDate on;
  const char *category;
} ListArgs;

static int
compare_rates (gconstpointer a, gconstpointer b)
{
  TlRecord *one = *(TlRecord *const *)a, *two = *(TlRecord *const *)b;
  guint order_one = tl_rate_category_order (tl_record_text (one, TL_RATE_CATEGORY));
  guint order_two = tl_rate_category_order (tl_record_text (two, TL_RATE_CATEGORY));

  if (order_one != order_two)
    return order_one < order_two ? -1 : 1;
  return strcmp (tl_record_text (one, TL_RATE_VALID_FROM), tl_record_text (two, TL_RATE_VALID_FROM));
}

static gpointer
list_job (TlStore *store, gpointer data, GCancellable *cancellable, GError **error)
{
  ListArgs *args = data;
  g_autofree char *day = args->on == TL_DATE_NONE ? NULL : tl_date_to_iso (args->on);
  g_autoptr (GPtrArray) all = tl_store_list (store, TL_TYPE_RATE, NULL, 0, TL_RATE_VALID_FROM, FALSE, 0, 0, error);
  g_autoptr (GPtrArray) rates = g_ptr_array_new_with_free_func (g_object_unref);

  if (all == NULL)
    return NULL;
  for (guint i = 0; i < all->len; i++)
    {
      TlRecord *rate = all->pdata[i];
      const char *to = tl_record_text (rate, TL_RATE_VALID_TO);

      if ((args->category == NULL || g_str_equal (tl_record_text (rate, TL_RATE_CATEGORY), args->category))
          && (day == NULL || (strcmp (tl_record_text (rate, TL_RATE_VALID_FROM), day) <= 0 && (to == NULL || strcmp (to, day) >= 0))))
        g_ptr_array_add (rates, g_object_ref (rate));
    }
  g_ptr_array_sort (rates, compare_rates);
  return g_steal_pointer (&rates);
}

typedef struct
{
  const char *category;
  TlDate last;
  TlRecord *successor;
  guint lines_after;
} EndArgs;

/* Ends the rate that is in force on a day with that day. */
static gboolean
end_in_transaction (TlStore *store, gpointer data, GError **error)
{
  EndArgs *args = data;
  g_autofree char *day = tl_date_to_iso (args->last);
  g_autoptr (TlRecord) rate = tl_rate_find (store, args->category, args->last, error);
  g_autoptr (GError) local = NULL;

  if (rate == NULL)
    return FALSE;
  tl_record_set_text (rate, TL_RATE_VALID_TO, day);
  if (!tl_store_save (store, rate, error))
    return FALSE;
  args->lines_after = (guint)tl_query_lines_of_rate (store, tl_record_id (rate), day, NULL, &local);
  if (local)
    g_propagate_error (error, g_steal_pointer (&local));
  return local == NULL;
}

static gboolean
succeed_in_transaction (TlStore *store, gpointer data, GError **error)
{
  TlRecord *rate = data;
  g_autoptr (GError) local = NULL;
  g_autoptr (TlRecord) before = NULL;
  EndArgs args = {.category = tl_record_text (rate, TL_RATE_CATEGORY)};
  TlDate from;

  if (args.category == NULL || !tl_date_parse_iso (tl_record_text (rate, TL_RATE_VALID_FROM), &from))
    return tl_store_save (store, rate, error); /* which says what is missing */
  args.last = from - 1;
  before = tl_rate_find (store, args.category, args.last, &local);
  if (before == NULL && !g_error_matches (local, TL_SUPPORT_ERROR, TL_SUPPORT_ERROR_NO_RATE))
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  return (before == NULL || g_str_equal (tl_record_id (before), tl_record_id (rate)) || end_in_transaction (store, &args, error))
         && tl_store_save (store, rate, error);
}

/* --- inside this room --- */

GPtrArray *
tl_rates_shipped (void)
{
  return shipped_packs ();
}

gint64
tl_rate_quantity (TlRecord *rate, guint field)
{
  gint64 value = tl_record_int (rate, field);

  return tl_type_field (TL_TYPE_RATE, field)->kind == TL_KIND_DECIMAL ? value : value * 1000;
}

char *
tl_rate_text_title (const char *legal_basis)
{
  GPtrArray *packs = shipped_packs ();

  for (guint i = 0; i < packs->len; i++)
    {
      JsonObject *text = json_object_get_object_member (g_ptr_array_index (packs, i), "text");

      if (strstr (legal_basis, json_object_get_string_member (text, "short")))
        return g_strdup (json_object_get_string_member (text, "full"));
    }
  return g_strdup (legal_basis);
}

char *
tl_rate_full_title (TlStore *store, const char *rate, const char *legal_basis)
{
  g_autoptr (TlRecord) record = tl_store_load (store, TL_TYPE_RATE, rate, NULL);
  const char *text = record ? tl_record_text (record, TL_RATE_TEXT) : NULL;

  return text ? g_strdup (text) : tl_rate_text_title (legal_basis);
}

guint
tl_rate_category_order (const char *category)
{
  GPtrArray *packs = shipped_packs ();
  guint order = 0;

  for (guint i = 0; i < packs->len; i++)
    {
      JsonArray *rates = json_object_get_array_member (g_ptr_array_index (packs, i), "rates");

      for (guint j = 0; j < json_array_get_length (rates); j++, order++)
        if (g_strcmp0 (json_object_get_string_member (json_array_get_object_element (rates, j), "category"), category) == 0)
          return order;
    }
  return G_MAXUINT;
}

/* --- public --- */

GPtrArray *
tl_rate_list (TlStore *store, TlDate on, const char *category, GError **error)
{
  ListArgs args = {on, category};

  g_return_val_if_fail (TL_IS_STORE (store), NULL);

  return tl_store_call (store, list_job, &args, error);
}

gboolean
tl_rate_succeed (TlStore *store, TlRecord *rate, GError **error)
{
  g_return_val_if_fail (TL_IS_STORE (store), FALSE);
  g_return_val_if_fail (tl_record_type (rate) == TL_TYPE_RATE, FALSE);

  return tl_store_transaction (store, succeed_in_transaction, rate, error);
}

gboolean
tl_rate_end (TlStore *store, const char *category, TlDate last, guint *lines_after, GError **error)
{
  EndArgs args = {.category = category, .last = last};
  gboolean good;

  g_return_val_if_fail (TL_IS_STORE (store), FALSE);
  g_return_val_if_fail (category != NULL, FALSE);

  good = tl_store_transaction (store, end_in_transaction, &args, error);
  if (lines_after)
    *lines_after = args.lines_after;
  return good;
}

gboolean
tl_rates_install (TlStore *store, GError **error)
{
  g_return_val_if_fail (TL_IS_STORE (store), FALSE);

  tl_support_attach (store);
  return tl_store_transaction (store, install_in_transaction, NULL, error);
}

TlRecord *
tl_rate_find (TlStore *store, const char *category, TlDate date, GError **error)
{
  FindArgs args = {category, date};

  g_return_val_if_fail (TL_IS_STORE (store), NULL);
  g_return_val_if_fail (category != NULL, NULL);

  return tl_store_call (store, find_job, &args, error);
}
