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

  record = tl_record_new_with_id (TL_TYPE_RATE, id);
  tl_record_set_text (record, TL_RATE_VALID_FROM, json_object_get_string_member (pack, "valid_from"));
  tl_record_set_text (record, TL_RATE_VALID_TO, json_object_get_string_member_with_default (pack, "valid_to", NULL));
  return tl_record_apply_json (record, rate, error) && tl_store_save (store, record, error);
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
  return TRUE;
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

/* --- inside this room --- */

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
