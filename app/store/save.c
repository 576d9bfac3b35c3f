/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Saving one record: rules, row, journal entry, search index, in that order, in one transaction. Everything
 * that can refuse comes before the first write, so that a save refused inside a larger transaction leaves
 * nothing half done. */

#include "store/store-private.h"

#include <glib/gi18n-lib.h>

/* Fields of @after that differ from @before (NULL: all that are set). */
static GArray *
changed_fields (TlRecord *before, TlRecord *after)
{
  guint n_fields = tl_type_info (tl_record_type (after))->n_fields;
  GArray *fields = g_array_sized_new (FALSE, FALSE, sizeof (guint), n_fields);

  for (guint i = 0; i < n_fields; i++)
    if (before == NULL ? tl_record_has (after, i) : !tl_record_equal_field (before, after, i))
      g_array_append_val (fields, i);

  return fields;
}

static void
set_bookkeeping (TlStore *store, TlRecord *before, TlRecord *after, gboolean changes)
{
  if (before == NULL)
    {
      tl_record_set_site (after, store->site);
      tl_record_set_created (after, tl_clock_now (), store->staff);
    }
  else
    {
      tl_record_set_site (after, tl_record_site (before));
      tl_record_set_created (after, tl_record_created_at (before), tl_record_created_by (before));
    }
  if (changes)
    tl_record_set_updated (after, tl_clock_now (), store->staff);
  else
    tl_record_set_updated (after, tl_record_updated_at (before), tl_record_updated_by (before));
}

static gboolean
write_change (TlStore *store, TlRecord *before, TlRecord *after, GArray *fields, GError **error)
{
  TlType type = tl_record_type (after);
  TlAct act = {.kind = "save", .type = tl_type_info (type)->name, .id = tl_record_id (after)};
  const guint *numbers = (const guint *)(gpointer)fields->data;

  if (before == NULL ? !tl_row_insert (store, after, error) : !tl_row_update (store, after, numbers, fields->len, error))
    return FALSE;
  tl_changes_add (store, type, act.id);
  if (tl_search_has (type))
    tl_search_note (store, type, act.id, after);
  if (tl_journal_append (store, &act, after, before, numbers, fields->len, error) && tl_computed_after (store, before, after, error))
    return TRUE;
  store->doomed = TRUE;

  return FALSE;
}

static gboolean
refuse_before_setup (TlStore *store, GError **error)
{
  if (store->journal.ready)
    return TRUE;
  g_set_error_literal (error, TL_STORE_ERROR, TL_STORE_ERROR_REFUSED, _ ("This register has not been set up yet."));

  return FALSE;
}

gboolean
tl_save_inside (TlStore *store, TlRecord *record, GError **error)
{
  TlType type = tl_record_type (record);
  g_autoptr (TlRecord) before = NULL;
  g_autoptr (GArray) fields = NULL;
  GError *failed = NULL;

  if (!refuse_before_setup (store, error))
    return FALSE;
  before = tl_row_load (store, type, tl_record_id (record), &failed);
  if (failed != NULL)
    {
      g_propagate_error (error, failed);
      return FALSE;
    }
  if (!tl_computed_before (store, before, record, error) || !tl_record_validate (record, error))
    return FALSE;
  fields = changed_fields (before, record);
  if (before != NULL && fields->len == 0)
    {
      set_bookkeeping (store, before, record, FALSE);
      return TRUE;
    }
  if (!tl_rules_check (store, before, record, error) || !tl_guards_check (store, before, record, type, error))
    return FALSE;
  /* A guard may have filled in more. */
  g_clear_pointer (&fields, g_array_unref);
  fields = changed_fields (before, record);
  set_bookkeeping (store, before, record, TRUE);

  return write_change (store, before, record, fields, error);
}

static gboolean
save_cb (TlStore *store, gpointer args, GError **error)
{
  return tl_save_inside (store, args, error);
}

gboolean
tl_store_save (TlStore *store, TlRecord *record, GError **error)
{
  g_return_val_if_fail (TL_IS_STORE (store), FALSE);
  g_return_val_if_fail (TL_IS_RECORD (record), FALSE);

  return tl_store_run_writing (store, save_cb, record, error);
}

/* --- Loading --- */

typedef struct
{
  TlType type;
  const char *id;
} Key;

static gpointer
load_cb (TlStore *store, gpointer data, GCancellable *cancellable, GError **error)
{
  Key *key = data;
  GError *failed = NULL;
  TlRecord *record = tl_row_load (store, key->type, key->id, &failed);

  if (failed != NULL)
    g_propagate_error (error, failed);
  else if (record == NULL)
    g_set_error (error, TL_STORE_ERROR, TL_STORE_ERROR_NOT_FOUND, _ ("There is no %s with the id %s."), tl_type_info (key->type)->name,
                 key->id);

  return record;
}

TlRecord *
tl_store_load (TlStore *store, TlType type, const char *id, GError **error)
{
  Key key = {type, id};

  g_return_val_if_fail (TL_IS_STORE (store), NULL);
  g_return_val_if_fail (type < TL_N_TYPES && id != NULL, NULL);

  return tl_store_call (store, load_cb, &key, error);
}
