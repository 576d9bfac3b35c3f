/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/store.h"

G_BEGIN_DECLS

/* Long work on the store thread in slices, so that what people do meanwhile is never kept waiting: each slice is one
 * background job of its own. */

#define TL_SLICE_USEC 40000 /* what a slice may take, about */

/* One slice. Returns TRUE: there is more. FALSE: done, or *error is set. @fraction: (out): 0 … 1. */
typedef gboolean (*TlSliceFunc) (TlStore *store, gpointer data, double *fraction, GError **error);
typedef void (*TlSliceProgress) (double fraction, gpointer data);

/* Begins; @progress runs in the caller's main context after each slice, @callback when it has ended. Cancelling, or the
 * store's closing, ends it between two slices; then @data_destroy undoes what is half done. */
void     tl_store_slices_async (TlStore *store, TlSliceFunc func, gpointer data, GDestroyNotify data_destroy, TlSliceProgress progress,
                                gpointer progress_data, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
/* @data stays valid as long as @result does. */
gboolean tl_store_slices_finish (TlStore *store, GAsyncResult *result, GError **error);
/* The same and wait, for whoever has no main loop. */
gboolean tl_store_slices (TlStore *store, TlSliceFunc func, gpointer data, TlSliceProgress progress, gpointer progress_data,
                          GCancellable *cancellable, GError **error);

G_END_DECLS
