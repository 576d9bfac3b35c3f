/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What no save could see: a setting, a merge of two PCs, a list of people that came from elsewhere may leave lines above a
 * ceiling. They are found again here, for the list of a month, and refused when a statement is made final. */

#include "support/line.h"
#include "support/used-query.h"

typedef struct
{
  TlDate from;
  TlDate to;
} Period;

static gboolean
find_overrun (TlStore *store, const TlUsedRow *row, GPtrArray *overruns, GError **error)
{
  g_autoptr (TlRecord) record = tl_store_load (store, TL_TYPE_SUPPORT, row->id, error);
  g_autoptr (GPtrArray) ceilings = NULL;
  g_auto (TlLine) line = {0};

  line.unmarked_only = TRUE;
  if (record == NULL || !tl_line_stand (store, record, &line, error))
    return FALSE;
  ceilings = tl_line_ceilings (store, &line, error);
  if (ceilings == NULL)
    return FALSE;
  for (guint i = 0; i < ceilings->len; i++)
    {
      TlCeiling *ceiling = g_ptr_array_index (ceilings, i);

      if (ceiling->exceeded)
        {
          TlOverrun *overrun = g_new0 (TlOverrun, 1);

          overrun->line = g_object_ref (record);
          overrun->ceiling = g_ptr_array_steal_index (ceilings, i);
          g_ptr_array_add (overruns, overrun);
          return TRUE;
        }
    }
  return TRUE;
}

static gpointer
overruns_job (TlStore *store, gpointer data, GCancellable *cancellable, GError **error)
{
  Period *period = data;
  g_autofree char *from = tl_date_to_iso (period->from);
  g_autofree char *to = tl_date_to_iso (period->to);
  g_autoptr (GPtrArray) overruns = g_ptr_array_new_with_free_func ((GDestroyNotify)tl_overrun_free);
  g_autoptr (GPtrArray) rows = tl_query_capped (store, from, to, error);

  if (rows == NULL)
    return NULL;
  for (guint i = 0; i < rows->len; i++)
    if (!find_overrun (store, g_ptr_array_index (rows, i), overruns, error))
      return NULL;
  return g_steal_pointer (&overruns);
}

/* How many there were when nothing was different: a list that is looked at again, narrowed or searched weighs nothing. */
typedef struct
{
  TlDate from;
  TlDate to;
  gint64 changes; /* of this register since it was opened */
  gint64 count;
} Weighed;

static gpointer
count_job (TlStore *store, gpointer data, GCancellable *cancellable, GError **error)
{
  static const char key[] = "tl-support-weighed";
  Period *period = data;
  Weighed *weighed = g_object_get_data (G_OBJECT (store), key);
  gint64 changes = tl_query_changes (store);
  g_autoptr (GPtrArray) overruns = NULL;

  if (weighed && changes >= 0 && weighed->changes == changes && weighed->from == period->from && weighed->to == period->to)
    return GINT_TO_POINTER (weighed->count + 1);
  overruns = overruns_job (store, data, cancellable, error);
  if (overruns == NULL)
    return NULL;
  weighed = g_new (Weighed, 1);
  *weighed = (Weighed){period->from, period->to, changes, overruns->len};
  g_object_set_data_full (G_OBJECT (store), key, weighed, g_free);
  return GINT_TO_POINTER (weighed->count + 1);
}

/* --- public --- */

gint64
tl_support_count_overruns (TlStore *store, TlDate from, TlDate to, GError **error)
{
  Period period = {from, to};

  g_return_val_if_fail (TL_IS_STORE (store), -1);

  return (gint64)GPOINTER_TO_INT (tl_store_call (store, count_job, &period, error)) - 1;
}

void
tl_overrun_free (TlOverrun *overrun)
{
  g_clear_object (&overrun->line);
  g_clear_pointer (&overrun->ceiling, tl_ceiling_free);
  g_free (overrun);
}

GPtrArray *
tl_support_overruns (TlStore *store, TlDate from, TlDate to, GError **error)
{
  Period period = {from, to};

  g_return_val_if_fail (TL_IS_STORE (store), NULL);

  return tl_store_call (store, overruns_job, &period, error);
}
