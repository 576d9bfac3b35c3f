/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The demo room: invented cases, so that an officer can try the program with her hands before a real
 * family depends on it, and so that tests and benchmarks have a vault of any size. Everything goes
 * through the same doors as real data (tl_store_save, tl_support_save, tl_statement_finalise): a demo
 * vault is a real vault, sealed and journalled, that happens to hold nobody. Chance comes from one
 * seeded generator, ids included; dates are counted back from today. Words are data (data/demo). */

#include <gio/gio.h>
#include <glib/gi18n-lib.h>

#include "demo/demo-private.h"
#include "record/lists.h"
#include "record/time.h"
#include "tl-demo-resources.h"

#define DEMO_DAYS 730
/* Small enough that the log of a transaction stays in memory, large enough that syncs do not count. */
#define CASES_A_TRANSACTION 250

G_DEFINE_QUARK (tl - demo - error - quark, tl_demo_error)

typedef struct
{
  TlDemo *demo;
  guint cases;
  guint from;
  guint until;
} Slice;

const char *
tl_demo_word (TlDemo *demo, const char *group, const char *key)
{
  g_autofree char *name = g_strconcat (group, "/", key, NULL);
  char **words = g_hash_table_lookup (demo->lists, name);

  if (words == NULL)
    {
      words = g_key_file_get_string_list (demo->words, group, key, NULL, NULL);
      g_assert (words != NULL && words[0] != NULL);
      g_hash_table_insert (demo->lists, g_steal_pointer (&name), words);
    }
  return words[tl_demo_random_below (&demo->random, g_strv_length (words))];
}

void
tl_demo_choose (TlDemo *demo, TlRecord *record, guint field)
{
  const TlField *def = tl_type_field (tl_record_type (record), field);
  const TlList *list = tl_list_get (def->list);
  guint n = tl_list_size (list);

  for (guint tries = 0; tries < 50; tries++)
    {
      const TlListItem *item = tl_list_item (list, tl_demo_random_below (&demo->random, n));

      if (item->valid_to == NULL)
        {
          tl_record_set_text (record, field, item->code);
          return;
        }
    }
}

void
tl_demo_choose_set (TlDemo *demo, TlRecord *record, guint field, guint count)
{
  const TlField *def = tl_type_field (tl_record_type (record), field);
  const TlList *list = tl_list_get (def->list);
  guint n = tl_list_size (list);
  g_autofree gboolean *chosen = g_new0 (gboolean, n);
  g_autoptr (GString) codes = g_string_new (NULL);

  for (guint i = 0; i < count; i++)
    chosen[tl_demo_random_below (&demo->random, n)] = TRUE;
  for (guint i = 0; i < n; i++)
    if (chosen[i])
      g_string_append_printf (codes, "%s%s", codes->len > 0 ? " " : "", tl_list_item (list, i)->code);
  tl_record_set_text (record, field, codes->str);
}

TlRecord *
tl_demo_record (TlDemo *demo, TlType type)
{
  g_autofree char *id = tl_demo_random_uuid (&demo->random);

  return tl_record_new_with_id (type, id);
}

void
tl_demo_set_date (TlRecord *record, guint field, TlDate date)
{
  g_autofree char *iso = tl_date_to_iso (date);

  tl_record_set_text (record, field, iso);
}

static gboolean
add_place (TlStore *store, gpointer data, GError **error)
{
  TlDemo *demo = data;
  g_auto (GStrv) rooms = g_key_file_get_string_list (demo->words, "staff", "room", NULL, NULL);
  g_auto (GStrv) names = g_key_file_get_string_list (demo->words, "staff", "full_name", NULL, NULL);
  g_auto (GStrv) positions = g_key_file_get_string_list (demo->words, "staff", "position", NULL, NULL);
  g_auto (GStrv) roles = g_key_file_get_string_list (demo->words, "staff", "role", NULL, NULL);
  static const guint beds[] = {4, 3, 2, 4};

  for (guint i = 0; names[i] != NULL && demo->n_staff < TL_DEMO_MAX_STAFF; i++)
    {
      g_autoptr (TlRecord) staff = tl_demo_record (demo, TL_TYPE_STAFF);

      tl_record_set_text (staff, TL_STAFF_FULL_NAME, names[i]);
      tl_record_set_text (staff, TL_STAFF_POSITION, positions[i]);
      tl_record_set_text (staff, TL_STAFF_ROLE, roles[i]);
      tl_record_set_int (staff, TL_STAFF_COUNSELLOR, i < 3);
      if (i < 3)
        tl_record_set_text (staff, TL_STAFF_DECISION_NO, "12/QĐ-UBND");
      tl_record_set_int (staff, TL_STAFF_ACTIVE, TRUE);
      if (!tl_store_save (store, staff, error))
        return FALSE;
      demo->staff[demo->n_staff++] = g_strdup (tl_record_id (staff));
    }
  for (guint i = 0; rooms[i] != NULL && i < G_N_ELEMENTS (beds); i++)
    {
      g_autoptr (TlRecord) room = tl_demo_record (demo, TL_TYPE_ROOM);

      tl_record_set_text (room, TL_ROOM_NAME, rooms[i]);
      tl_record_set_int (room, TL_ROOM_BEDS, beds[i]);
      if (!tl_store_save (store, room, error))
        return FALSE;
      for (guint bed = 1; bed <= beds[i] && demo->n_beds < TL_DEMO_MAX_BEDS; bed++)
        demo->beds[demo->n_beds++] = (TlDemoBed){g_strdup (tl_record_id (room)), g_strdup_printf ("%u", bed), demo->first_day};
    }
  return tl_store_set_setting (store, "demo", "1", error);
}

static gboolean
add_slice (TlStore *store, gpointer data, GError **error)
{
  Slice *slice = data;

  for (guint i = slice->from; i < slice->until; i++)
    {
      TlDemo *demo = slice->demo;
      TlDemoCase made = {0};
      /* Cases come in the order of their days; the last few are here tonight. */
      gint64 day = (gint64)i * (DEMO_DAYS - 2) / slice->cases;
      gboolean here = i + 3 >= slice->cases;
      gboolean ok;

      if (here)
        day = DEMO_DAYS - 2 - (gint64)(slice->cases - i);
      ok = tl_demo_add_case (demo, demo->first_day + (TlDate)day, here, &made, error) && tl_demo_add_costs (demo, &made, error);
      tl_demo_case_clear (&made);
      if (!ok)
        return FALSE;
    }
  return TRUE;
}

static gboolean
add_place_costs (TlStore *store, gpointer data, GError **error)
{
  return tl_demo_add_place_costs (data, error);
}

static gboolean
fill (TlDemo *demo, guint cases, GError **error)
{
  if (!tl_store_transaction (demo->store, add_place, demo, error))
    return FALSE;
  for (guint from = 0; from < cases; from += CASES_A_TRANSACTION)
    {
      Slice slice = {demo, cases, from, MIN (from + CASES_A_TRANSACTION, cases)};

      if (!tl_store_transaction (demo->store, add_slice, &slice, error))
        return FALSE;
    }
  if (!tl_store_transaction (demo->store, add_place_costs, demo, error))
    return FALSE;
  return tl_demo_add_accounts (demo, cases, error);
}

static void
clear (TlDemo *demo)
{
  for (guint i = 0; i < demo->n_staff; i++)
    g_free (demo->staff[i]);
  for (guint i = 0; i < demo->n_beds; i++)
    {
      g_free (demo->beds[i].room_id);
      g_free (demo->beds[i].label);
    }
  g_clear_pointer (&demo->lists, g_hash_table_unref);
  g_clear_pointer (&demo->words, g_key_file_unref);
}

gboolean
tl_demo_fill (TlStore *store, guint cases, guint64 seed, GError **error)
{
  TlDemo demo = {0};
  g_autoptr (GBytes) words = NULL;
  GError *inner = NULL;
  gboolean ok = FALSE;
  gint64 present;

  if (g_strcmp0 (tl_store_site (store), "HY") == 0)
    {
      g_set_error (error, TL_DEMO_ERROR, TL_DEMO_ERROR_SITE,
                   _ ("The province keeps no cases of its own; make the invented cases in a shelter's vault."));
      return FALSE;
    }
  present = tl_store_count (store, TL_TYPE_CASE, NULL, 0, error);
  if (present < 0)
    return FALSE;
  if (present > 0)
    {
      g_set_error (error, TL_DEMO_ERROR, TL_DEMO_ERROR_NOT_EMPTY,
                   _ ("This vault holds cases already. Invented cases are never mixed with real ones; nothing was written."));
      return FALSE;
    }
  g_resources_register (tl_demo_get_resource ());
  words = g_resources_lookup_data ("/vn/tamlanh/TamLanh/demo/demo.ini", G_RESOURCE_LOOKUP_FLAGS_NONE, &inner);
  g_assert_no_error (inner);
  demo.store = store;
  demo.words = g_key_file_new ();
  demo.lists = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify)g_strfreev);
  demo.random.state = seed;
  demo.today = tl_date_today ();
  demo.first_day = demo.today - DEMO_DAYS;
  g_key_file_load_from_bytes (demo.words, words, G_KEY_FILE_NONE, &inner);
  g_assert_no_error (inner);
  ok = cases == 0 || fill (&demo, cases, error);
  clear (&demo);
  return ok;
}
