/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "store/slices.h"

typedef struct
{
  TlSliceFunc func;
  gpointer data;
  GDestroyNotify data_destroy;
  TlSliceProgress progress;
  gpointer progress_data;
  double fraction;
} Slices;

static void
slices_free (gpointer data)
{
  Slices *slices = data;

  if (slices->data_destroy != NULL)
    slices->data_destroy (slices->data);
  g_free (slices);
}

/* A result that is not NULL: there is more. */
static gpointer
slice_job (TlStore *store, gpointer data, GCancellable *cancellable, GError **error)
{
  Slices *slices = data;
  GError *failed = NULL;
  gboolean more;

  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return NULL;
  more = slices->func (store, slices->data, &slices->fraction, &failed);
  if (failed != NULL)
    g_propagate_error (error, failed);

  return GINT_TO_POINTER (more && failed == NULL);
}

/* --- With a main loop --- */

static void next_slice (GTask *task);

static void
slice_done_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Slices *slices = g_task_get_task_data (task);
  GError *error = NULL;
  gboolean more = tl_store_call_finish (TL_STORE (source), result, &error) != NULL;

  if (error != NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  if (slices->progress != NULL)
    slices->progress (more ? slices->fraction : 1, slices->progress_data);
  if (more)
    next_slice (g_steal_pointer (&task));
  else
    g_task_return_boolean (task, TRUE);
}

static void
next_slice (GTask *task)
{
  tl_store_call_async (g_task_get_source_object (task), TL_JOB_BACKGROUND, slice_job, g_task_get_task_data (task), NULL, NULL,
                       g_task_get_cancellable (task), slice_done_cb, task);
}

void
tl_store_slices_async (TlStore *store, TlSliceFunc func, gpointer data, GDestroyNotify data_destroy, TlSliceProgress progress,
                       gpointer progress_data, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task;
  Slices *slices;

  g_return_if_fail (TL_IS_STORE (store));
  g_return_if_fail (func != NULL);

  task = g_task_new (store, cancellable, callback, user_data);
  g_task_set_source_tag (task, tl_store_slices_async);
  /* What stands when the last slice is done stands, whoever pressed Cancel meanwhile. */
  g_task_set_check_cancellable (task, FALSE);
  slices = g_new0 (Slices, 1);
  *slices = (Slices){func, data, data_destroy, progress, progress_data, 0};
  g_task_set_task_data (task, slices, slices_free);
  next_slice (task);
}

gboolean
tl_store_slices_finish (TlStore *store, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, store), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/* --- Without --- */

gboolean
tl_store_slices (TlStore *store, TlSliceFunc func, gpointer data, TlSliceProgress progress, gpointer progress_data,
                 GCancellable *cancellable, GError **error)
{
  Slices slices = {func, data, NULL, progress, progress_data, 0};
  GError *failed = NULL;
  gboolean more = TRUE;

  g_return_val_if_fail (TL_IS_STORE (store), FALSE);
  g_return_val_if_fail (func != NULL, FALSE);

  while (more && failed == NULL)
    {
      if (g_cancellable_set_error_if_cancelled (cancellable, &failed))
        break;
      more = tl_store_call (store, slice_job, &slices, &failed) != NULL;
      if (failed == NULL && progress != NULL)
        progress (more ? slices.fraction : 1, progress_data);
    }
  if (failed != NULL)
    {
      g_propagate_error (error, failed);
      return FALSE;
    }

  return TRUE;
}
