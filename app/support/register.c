/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The register of lines of a period, whatever state they are in: for the spreadsheet of whoever keeps the books. */

#include "support/statement-private.h"

#include "record/lists.h"

typedef struct
{
  TlDate from;
  TlDate to;
} Period;

static JsonObject *
make_lines (GPtrArray *rows, JsonArray *lines)
{
  JsonObject *totals = json_object_new ();
  gint64 amount = 0, gone = 0;

  for (guint i = 0; i < rows->len; i++)
    {
      TlLineRow *row = g_ptr_array_index (rows, i);
      JsonObject *line = tl_statement_line (row, i + 1);

      tl_json_set_text (line, "state", row->state);
      tl_json_set_text (line, "state_label", tl_list_label_vi ("support_state", row->state));
      tl_json_set_text (line, "statement", row->statement);
      tl_json_set_text (line, "decision_no", row->decision_no);
      json_array_add_object_element (lines, line);
      *(g_strcmp0 (row->state, "void") == 0 ? &gone : &amount) += row->amount;
    }
  json_object_set_int_member (totals, "lines", rows->len);
  json_object_set_int_member (totals, "amount", amount);
  json_object_set_int_member (totals, "void", gone);
  return totals;
}

static gpointer
register_job (TlStore *store, gpointer data, GCancellable *cancellable, GError **error)
{
  Period *period = data;
  g_autofree char *from = tl_date_to_iso (period->from);
  g_autofree char *to = tl_date_to_iso (period->to);
  g_autofree char *today = tl_date_to_iso (tl_date_today ());
  g_autofree char *words = tl_period_text (period->from, period->to);
  g_autoptr (GPtrArray) rows = tl_query_register (store, tl_store_site (store), from, to, error);
  g_autoptr (JsonObject) all = json_object_new ();
  JsonObject *letterhead = rows ? tl_statement_letterhead (store, error) : NULL;
  JsonArray *lines;

  if (letterhead == NULL)
    return NULL;
  lines = json_array_sized_new (rows->len);
  tl_json_set_text (all, "site", tl_store_site (store));
  tl_json_set_text (all, "date_from", from);
  tl_json_set_text (all, "date_to", to);
  tl_json_set_text (all, "date", today);
  tl_json_set_text (all, "period_text", words);
  tl_json_set_text (all, "title", "SỔ THEO DÕI KINH PHÍ HỖ TRỢ");
  json_object_set_object_member (all, "letterhead", letterhead);
  json_object_set_object_member (all, "totals", make_lines (rows, lines));
  json_object_set_array_member (all, "lines", lines);
  return g_steal_pointer (&all);
}

JsonObject *
tl_support_register_data (TlStore *store, TlDate from, TlDate to, GError **error)
{
  Period period = {from, to};

  g_return_val_if_fail (TL_IS_STORE (store) && from <= to, NULL);

  return tl_store_call (store, register_job, &period, error);
}
