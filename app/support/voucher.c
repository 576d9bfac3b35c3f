/* SPDX-License-Identifier: GPL-3.0-or-later */

/* One voucher, many lines: what of its sum they take. Lines may come to more (the invoice was for two purposes, a line
 * was typed twice): that is shown, and warned of with each line (limits.c). */

#include "record/text.h"
#include "support/support-query.h"

/* --- helpers --- */

static gpointer
cover_job (TlStore *store, gpointer data, GCancellable *cancellable, GError **error)
{
  const char *id = data;
  const TlWhere where[] = {{TL_SUPPORT_VOUCHER, "=", id, 0}, {TL_SUPPORT_STATE, "!=", "void", 0}};
  g_autoptr (TlRecord) voucher = tl_store_load (store, TL_TYPE_VOUCHER, id, error);
  g_autoptr (TlVoucherCover) cover = g_new0 (TlVoucherCover, 1);

  if (voucher == NULL)
    return NULL;
  cover->lines = tl_store_list (store, TL_TYPE_SUPPORT, where, G_N_ELEMENTS (where), TL_SUPPORT_DATE, FALSE, 0, 0, error);
  if (cover->lines == NULL)
    return NULL;
  cover->amount = tl_record_int (voucher, TL_VOUCHER_AMOUNT);
  for (guint i = 0; i < cover->lines->len; i++)
    cover->used += tl_record_int (cover->lines->pdata[i], TL_SUPPORT_AMOUNT);
  cover->voucher = g_steal_pointer (&voucher);
  return g_steal_pointer (&cover);
}

/* --- public --- */

void
tl_voucher_cover_free (TlVoucherCover *cover)
{
  g_clear_object (&cover->voucher);
  g_clear_pointer (&cover->lines, g_ptr_array_unref);
  g_free (cover);
}

TlVoucherCover *
tl_voucher_cover (TlStore *store, const char *id, GError **error)
{
  g_return_val_if_fail (TL_IS_STORE (store), NULL);
  g_return_val_if_fail (id != NULL, NULL);

  return tl_store_call (store, cover_job, (gpointer)id, error);
}
