/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The report of a period as an administrative paper: counts only, a table a group. */

#include "document/document-private.h"
#include "document/parts.h"
#include "document/table.h"

#include <glib/gi18n-lib.h>

#include "record/text.h"

#define BODY_SIZE 13
#define TABLE_SIZE 12
#define HIDDEN "(…)"

static const TlColumn columns[] = {
    {"STT", NULL, TL_ALIGN_CENTRE, 12, 0, FALSE},
    {"Chỉ tiêu", NULL, TL_ALIGN_LEFT, 80, 125, TRUE},
    {"Số liệu", NULL, TL_ALIGN_RIGHT, 26, 0, FALSE},
};
#define VALUE 2

/* A count as printed: hidden, whole or with a decimal. (transfer full) */
static char *
format_value (JsonObject *row)
{
  if (tl_data_has (row, "hidden") && json_object_get_boolean_member (row, "hidden"))
    return g_strdup (HIDDEN);
  return tl_data_decimal (row, "value");
}

static gboolean
place_group (TlPages *pages, JsonObject *group, guint number, gboolean *any_hidden, GError **error)
{
  TlFace face = {.size = BODY_SIZE, .bold = TRUE};
  JsonArray *rows = tl_data_array (group, "rows");
  const char *label = tl_data_text (group, "label_vi");
  g_autofree char *heading = g_strdup_printf ("%u. %s", number, label != NULL ? label : "");
  g_autoptr (TlTable) table = tl_table_new (pages, columns, G_N_ELEMENTS (columns), TABLE_SIZE);
  double height = tl_pages_paragraph_height (pages, face, heading, 4);
  guint n;

  if (label == NULL)
    return tl_data_lacks ("groups[].label_vi", error);
  if (rows == NULL)
    return tl_data_lacks ("groups[].rows", error);
  n = json_array_get_length (rows);
  for (guint i = 0; i < n; i++)
    {
      JsonObject *row = tl_data_object_at (rows, i);
      g_autofree char *place = g_strdup_printf ("%u", i + 1);
      g_autofree char *value = format_value (row);
      const char *cells[] = {place, tl_data_text (row, "label_vi"), value};
      if (cells[1] == NULL)
        return tl_data_lacks ("groups[].rows[].label_vi", error);
      *any_hidden |= g_str_equal (value, HIDDEN);
      tl_table_add_row (table, cells, 0);
    }
  if (tl_data_has (group, "total"))
    {
      JsonObject *given = tl_data_object (group, "total");
      g_autofree char *total = given != NULL ? format_value (given) : tl_data_decimal (group, "total");
      const char *cells[] = {NULL, NULL, total};
      *any_hidden |= g_str_equal (total, HIDDEN);
      tl_table_add_total (table, "Tổng số", cells);
    }
  /* The heading never stands alone at the foot of a page. */
  if (tl_pages_y (pages) + height + 30 > tl_pages_bottom (pages))
    tl_pages_break (pages);
  tl_pages_paragraph (pages, face, heading, 4);
  tl_pages_set_y (pages, tl_pages_y (pages) + 1.5);
  return tl_table_place (table, 0, 0, error);
}

TlDocument *
tl_document_new_report (JsonObject *data, GError **error)
{
  TlFace note = {.size = 12, .italic = TRUE, .align = TL_ALIGN_JUSTIFY};
  g_autoptr (TlTypesetter) setter = NULL;
  g_autoptr (TlPages) pages = NULL;
  g_autofree char *from = NULL, *to = NULL, *period = NULL;
  const char *about, *date, *site;
  JsonArray *groups, *notes;
  gboolean any_hidden = FALSE;

  g_return_val_if_fail (data != NULL, NULL);
  groups = tl_data_array (data, "groups");
  notes = tl_data_array (data, "notes");
  if (groups == NULL || tl_data_text (data, "from") == NULL || tl_data_text (data, "to") == NULL)
    {
      tl_data_lacks (groups == NULL ? "groups" : tl_data_text (data, "from") == NULL ? "from" : "to", error);
      return NULL;
    }
  setter = tl_typesetter_new (error);
  if (setter == NULL)
    return NULL;

  pages = tl_pages_new (setter, FALSE);
  from = tl_data_date (data, "from");
  to = tl_data_date (data, "to");
  period = tl_data_text (data, "period_text") != NULL ? g_strdup (tl_data_text (data, "period_text"))
                                                       : g_strdup_printf ("Từ ngày %s đến ngày %s", from, to);
  about = tl_data_text (data, "about");
  tl_head_place (pages, data, FALSE);
  {
    const char *below[] = {about != NULL ? about : "Kết quả tiếp nhận, hỗ trợ người được hỗ trợ tại nhà tạm lánh", period, NULL};
    tl_title_place (pages, "Báo cáo", below);
  }
  for (guint i = 0; i < json_array_get_length (groups); i++)
    if (!place_group (pages, tl_data_object_at (groups, i), i + 1, &any_hidden, error))
      return NULL;

  tl_pages_set_y (pages, tl_pages_y (pages) + 2);
  if (any_hidden)
    tl_pages_paragraph (pages, note, "Ghi chú: " HIDDEN " là số liệu được ẩn để không nhận ra được người được hỗ trợ.", 2);
  for (guint i = 0; notes != NULL && i < json_array_get_length (notes); i++)
    if (tl_data_text_at (notes, i) != NULL)
      tl_pages_paragraph (pages, note, tl_data_text_at (notes, i), 1);
  tl_recipients_place (pages, tl_data_array (data, "recipients"), tl_data_array (data, "signers"));

  date = tl_data_text (data, "date");
  site = tl_data_text (data, "site");
  return tl_document_take (
      g_steal_pointer (&setter), g_steal_pointer (&pages),
      g_strdup_printf ("Bao cao %s %s %s", tl_data_text (data, "from"), tl_data_text (data, "to"), site != NULL ? site : ""),
      date != NULL ? date : tl_data_text (data, "to"));
}
