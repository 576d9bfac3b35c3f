/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "case/case-data.h"

#include "form/titles.h"
#include "store/journal.h"

void
tl_case_data_free (TlCaseData *data)
{
  if (data == NULL)
    return;
  g_clear_object (&data->kase);
  g_clear_object (&data->victim);
  g_clear_pointer (&data->people, g_ptr_array_unref);
  tl_case_line_free (data->line);
  g_free (data);
}

TlCaseData *
tl_case_data_load (TlStore *store, const char *case_id, gboolean note_view, GError **error)
{
  TlCaseData *data = g_new0 (TlCaseData, 1);
  g_autoptr (GPtrArray) lines = NULL;

  data->kase = tl_store_load (store, TL_TYPE_CASE, case_id, error);
  if (data->kase == NULL)
    goto failed;
  if (tl_record_has (data->kase, TL_CASE_VICTIM))
    data->victim = tl_store_load (store, TL_TYPE_PERSON, tl_record_text (data->kase, TL_CASE_VICTIM), NULL);
  data->people = tl_overview_people (store, case_id, error);
  if (data->people == NULL)
    goto failed;
  lines = tl_overview_case_lines (store, &case_id, 1, error);
  if (lines == NULL)
    goto failed;
  if (lines->len > 0)
    {
      g_ptr_array_set_free_func (lines, NULL);
      data->line = g_ptr_array_index (lines, 0);
    }
  for (guint type = 0; type < TL_N_TYPES; type++)
    {
      guint parent = tl_type_parent_field ((TlType)type, TL_TYPE_CASE);
      const TlWhere where = {.field = parent, .op = "=", .text = case_id};
      gint64 count;

      if (parent == G_MAXUINT)
        continue;
      count = tl_store_count (store, (TlType)type, &where, 1, error);
      if (count < 0)
        goto failed;
      data->counts[type] = (guint)count;
    }
  if (note_view && !tl_journal_note (store, "view", TL_TYPE_CASE, case_id, NULL, error))
    goto failed;
  return data;

failed:
  tl_case_data_free (data);
  return NULL;
}
