/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Head, title, signatures: what every official paper has, by Nghị định 30/2020, phụ lục I. */

#include "document/parts.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "record/text.h"
#include "record/time.h"

#define RULE 0.25
#define SIGN_SPACE 24.0 /* for the hand and the stamp */

static JsonNode *
find_value (JsonObject *data, const char *member)
{
  JsonNode *node = data != NULL ? json_object_get_member (data, member) : NULL;
  return node != NULL && !JSON_NODE_HOLDS_NULL (node) ? node : NULL;
}

gboolean
tl_data_has (JsonObject *data, const char *member)
{
  return find_value (data, member) != NULL;
}

const char *
tl_data_text (JsonObject *data, const char *member)
{
  JsonNode *node = find_value (data, member);
  const char *text = node != NULL && json_node_get_value_type (node) == G_TYPE_STRING ? json_node_get_string (node) : NULL;
  return text != NULL && *text != '\0' ? text : NULL;
}

gint64
tl_data_int (JsonObject *data, const char *member)
{
  JsonNode *node = find_value (data, member);
  return node != NULL && JSON_NODE_HOLDS_VALUE (node) ? json_node_get_int (node) : 0;
}

JsonObject *
tl_data_object (JsonObject *data, const char *member)
{
  JsonNode *node = find_value (data, member);
  return node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
}

JsonArray *
tl_data_array (JsonObject *data, const char *member)
{
  JsonNode *node = find_value (data, member);
  return node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
}

JsonObject *
tl_data_object_at (JsonArray *array, guint i)
{
  JsonNode *node = json_array_get_element (array, i);
  return JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
}

const char *
tl_data_text_at (JsonArray *array, guint i)
{
  JsonNode *node = json_array_get_element (array, i);
  return JSON_NODE_HOLDS_VALUE (node) ? json_node_get_string (node) : NULL;
}

gboolean
tl_data_lacks (const char *member, GError **error)
{
  g_set_error (error, TL_DOCUMENT_ERROR, TL_DOCUMENT_ERROR_DATA, _ ("The paper lacks \"%s\", so no page was made; nothing was changed."),
               member);
  return FALSE;
}

char *
tl_data_decimal (JsonObject *data, const char *member)
{
  JsonNode *node = find_value (data, member);
  if (node == NULL || !JSON_NODE_HOLDS_VALUE (node))
    return g_strdup ("");
  if (json_node_get_value_type (node) == G_TYPE_INT64)
    return tl_money_format (json_node_get_int (node)); /* dots between thousands */
  return tl_decimal_format ((gint64)llround (json_node_get_double (node) * 1000));
}

char *
tl_data_date (JsonObject *data, const char *member)
{
  const char *text = tl_data_text (data, member);
  TlDate date;
  if (text == NULL)
    return g_strdup ("");
  return tl_date_parse_iso (text, &date) ? tl_date_format (date) : g_strdup (text);
}

/* Capitals of the Vietnamese alphabet; dotted where there is nothing to print. */
static char *
in_capitals (const char *text)
{
  return text != NULL ? g_utf8_strup (text, -1) : g_strdup ("……………………………");
}

/* One text centred in a column; returns the y below it. */
static double
put_centred (TlPages *pages, TlFace face, const char *text, double x, double y, double width)
{
  TlTypesetter *setter = tl_pages_setter (pages);
  face.align = TL_ALIGN_CENTRE;
  tl_pages_add_text (pages, face, text, x, y, width, 0, 0);
  return y + tl_typesetter_lines (setter, face, text, width) * tl_typesetter_line_height (setter, face);
}

static void
put_box (TlPages *pages, const char *text, double centre, double y)
{
  TlFace face = {.size = 13, .bold = TRUE, .align = TL_ALIGN_CENTRE};
  double width = tl_typesetter_width (tl_pages_setter (pages), face, text) + 5;
  double height = tl_typesetter_line_height (tl_pages_setter (pages), face) + 2;
  double x = centre - width / 2;

  tl_pages_add_text (pages, face, text, x, y + 1, width, 0, 0);
  tl_pages_add_rule (pages, x, y, x + width, y, RULE);
  tl_pages_add_rule (pages, x, y + height, x + width, y + height, RULE);
  tl_pages_add_rule (pages, x, y, x, y + height, RULE);
  tl_pages_add_rule (pages, x + width, y, x + width, y + height, RULE);
}

/* "Tiên Tiến, ngày 05 tháng 3 năm 2026": a leading zero for days below 10 and for months 1 and 2 (Nghị định 30/2020).
 * What is not known yet is dotted, to be filled in by hand. */
static char *
place_and_date (JsonObject *data)
{
  const char *place = tl_data_text (tl_data_object (data, "letterhead"), "place_name");
  TlDate date;
  int year, month, day;

  if (place == NULL)
    place = "……………";
  if (!tl_date_parse_iso (tl_data_text (data, "date"), &date))
    return g_strdup_printf ("%s, ngày …… tháng …… năm ………", place);
  tl_date_to_ymd (date, &year, &month, &day);
  return g_strdup_printf (month <= 2 ? "%s, ngày %02d tháng %02d năm %d" : "%s, ngày %02d tháng %d năm %d", place, day, month, year);
}

void
tl_head_place (TlPages *pages, JsonObject *data, gboolean boxed)
{
  tl_head_place_boxed (pages, data, boxed ? "LƯU HÀNH NỘI BỘ" : NULL);
}

void
tl_head_place_boxed (TlPages *pages, JsonObject *data, const char *box)
{
  JsonObject *letterhead = tl_data_object (data, "letterhead");
  static const char country[] = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM";
  static const char motto[] = "Độc lập - Tự do - Hạnh phúc";
  TlFace plain12 = {.size = 12}, bold12 = {.size = 12, .bold = TRUE}, bold13 = {.size = 13, .bold = TRUE};
  TlFace plain13 = {.size = 13}, italic13 = {.size = 13, .italic = TRUE};
  TlTypesetter *setter = tl_pages_setter (pages);
  double right_width = MAX (tl_typesetter_width (setter, bold12, country) + 2, tl_pages_width (pages) * 0.5);
  double left_width = tl_pages_width (pages) - right_width - 4;
  double left = tl_pages_left (pages), right = left + left_width + 4, y_left = tl_pages_top (pages), y_right = y_left, y, rule;
  const char *given = tl_data_text (data, "number");
  g_autofree char *number = g_strdup_printf ("Số: %s", given != NULL ? given : "……");
  g_autofree char *place = place_and_date (data);
  g_autofree char *issuing = in_capitals (tl_data_text (letterhead, "issuing_agency"));

  if (tl_data_text (letterhead, "parent_agency") != NULL)
    {
      g_autofree char *parent = in_capitals (tl_data_text (letterhead, "parent_agency"));
      y_left = put_centred (pages, plain12, parent, left, y_left, left_width);
    }
  y_left = put_centred (pages, bold12, issuing, left, y_left, left_width) + 0.8;
  /* Two fifths of the agency's name: between the third and the half that the decree asks for. */
  rule = MIN (tl_typesetter_width (setter, bold12, issuing), left_width) * 0.4;
  tl_pages_add_rule (pages, left + (left_width - rule) / 2, y_left, left + (left_width + rule) / 2, y_left, RULE);

  y_right = put_centred (pages, bold12, country, right, y_right, right_width);
  y_right = put_centred (pages, bold13, motto, right, y_right, right_width) + 0.8;
  rule = tl_typesetter_width (setter, bold13, motto);
  tl_pages_add_rule (pages, right + (right_width - rule) / 2, y_right, right + (right_width + rule) / 2, y_right, RULE);

  y = MAX (y_left, y_right) + 2.2;
  y_left = y;
  if (!tl_data_has (data, "unnumbered"))
    y_left = put_centred (pages, plain13, number, left, y, left_width);
  y_right = put_centred (pages, italic13, place, right, y, right_width);
  if (box != NULL)
    {
      put_box (pages, box, left + left_width / 2, y_left + 2);
      y_left += 10;
    }
  tl_pages_set_y (pages, MAX (y_left, y_right) + 5);
}

void
tl_title_place (TlPages *pages, const char *title, const char *const *below)
{
  TlFace bold = {.size = 14, .bold = TRUE}, plain = {.size = 13};
  g_autofree char *capitals = in_capitals (title);
  double y = put_centred (pages, bold, capitals, tl_pages_left (pages), tl_pages_y (pages), tl_pages_width (pages)) + 0.6;

  for (; *below != NULL; below++)
    if (**below != '\0')
      y = put_centred (pages, plain, *below, tl_pages_left (pages), y, tl_pages_width (pages));
  tl_pages_set_y (pages, y + 2);
}

/* One signer in a column: the words above the hand's space, and the name below it. Names of one row stand at the same
 * height, so the words are measured first. @put: FALSE only measures. Returns the y below. */
static double
sign_words (TlPages *pages, JsonObject *signer, double x, double y, double width, gboolean put)
{
  TlFace bold = {.size = 13, .bold = TRUE, .align = TL_ALIGN_CENTRE}, italic = {.size = 12, .italic = TRUE, .align = TL_ALIGN_CENTRE};
  TlTypesetter *setter = tl_pages_setter (pages);
  g_autofree char *title = in_capitals (tl_data_text (signer, "role"));
  const char *note = tl_data_text (signer, "note");
  struct
  {
    TlFace face;
    const char *text;
  } parts[] = {{bold, tl_data_text (signer, "authority")}, {bold, title}, {italic, note != NULL ? note : "(Ký, ghi rõ họ tên)"}};

  for (gsize i = 0; i < G_N_ELEMENTS (parts); i++)
    {
      if (parts[i].text == NULL)
        continue;
      if (put)
        tl_pages_add_text (pages, parts[i].face, parts[i].text, x, y, width, 0, 0);
      y += tl_typesetter_lines (setter, parts[i].face, parts[i].text, width) * tl_typesetter_line_height (setter, parts[i].face);
    }
  return y;
}

static double
sign_name (TlPages *pages, JsonObject *signer, double x, double y, double width, gboolean put)
{
  TlFace bold = {.size = 13, .bold = TRUE, .align = TL_ALIGN_CENTRE};
  TlTypesetter *setter = tl_pages_setter (pages);
  const char *name = tl_data_text (signer, "name");

  if (name != NULL && put)
    tl_pages_add_text (pages, bold, name, x, y, width, 0, 0);
  return y + (name != NULL ? tl_typesetter_lines (setter, bold, name, width) : 1) * tl_typesetter_line_height (setter, bold);
}

/* @count signers from @first on, each @width wide, the last one ending at @right. Returns the y below. */
static double
sign_row (TlPages *pages, JsonArray *signers, guint first, guint count, double right, double y, double width, gboolean put)
{
  double names = y, below = y;

  for (guint i = 0; i < count; i++)
    {
      double words = sign_words (pages, tl_data_object_at (signers, first + i), right - (count - i) * width + 2, y, width - 4, put);
      names = MAX (names, words);
    }
  names += SIGN_SPACE;
  for (guint i = 0; i < count; i++)
    {
      double end = sign_name (pages, tl_data_object_at (signers, first + i), right - (count - i) * width + 2, names, width - 4, put);
      below = MAX (below, end);
    }
  return below;
}

#define SIGNER_WIDTH 41.0 /* mm that a signer needs at least */

/* How many signers stand side by side: all of them, or rows as even as can be. */
static guint
signers_in_row (TlPages *pages, guint n)
{
  guint most = MAX (1, (guint)(tl_pages_width (pages) / SIGNER_WIDTH));
  guint rows = (n + most - 1) / most;
  return rows > 0 ? (n + rows - 1) / rows : 1;
}

static double
sign_all (TlPages *pages, JsonArray *signers, gboolean put)
{
  guint n = signers != NULL ? json_array_get_length (signers) : 0, columns = signers_in_row (pages, n);
  double y = tl_pages_y (pages), right = tl_pages_left (pages) + tl_pages_width (pages);

  for (guint i = 0; i < n; i += columns)
    y = sign_row (pages, signers, i, MIN (columns, n - i), right, y + 5, tl_pages_width (pages) / MAX (columns, 2), put);
  return y;
}

double
tl_signatures_height (TlPages *pages, JsonArray *signers)
{
  return sign_all (pages, signers, FALSE) - tl_pages_y (pages);
}

void
tl_signatures_place (TlPages *pages, JsonArray *signers)
{
  double height = tl_signatures_height (pages, signers);

  if (tl_pages_y (pages) + height > tl_pages_bottom (pages) && tl_pages_y (pages) > tl_pages_top (pages))
    tl_pages_break (pages);
  tl_pages_set_y (pages, sign_all (pages, signers, TRUE));
}

void
tl_recipients_place (TlPages *pages, JsonArray *recipients, JsonArray *signers)
{
  TlFace head = {.size = 12, .bold = TRUE, .italic = TRUE}, item = {.size = 11};
  TlTypesetter *setter = tl_pages_setter (pages);
  guint n = recipients != NULL ? json_array_get_length (recipients) : 0;
  double half = tl_pages_width (pages) / 2 - 4, pitch = tl_typesetter_line_height (setter, item), x = tl_pages_left (pages), top, y;
  double height = MAX (tl_signatures_height (pages, signers), 5 + tl_typesetter_line_height (setter, head) + (n + 1) * 2 * pitch);

  if (tl_pages_y (pages) + height > tl_pages_bottom (pages))
    tl_pages_break (pages);
  top = tl_pages_y (pages) + 5;
  y = top;
  tl_pages_add_text (pages, head, "Nơi nhận:", x, y, half, 0, 0);
  y += tl_typesetter_line_height (setter, head);
  for (guint i = 0; i <= n; i++)
    {
      const char *to = i < n ? tl_data_text_at (recipients, i) : "Lưu: VT";
      g_autofree char *text = g_strdup_printf ("- %s%s", to != NULL ? to : "", i < n ? ";" : ".");
      tl_pages_add_text (pages, item, text, x, y, half, 0, 0);
      y += tl_typesetter_lines (setter, item, text, half) * pitch;
    }
  /* One signs an administrative paper: the last of those named. */
  if (signers != NULL && json_array_get_length (signers) > 0)
    {
      guint last = json_array_get_length (signers) - 1;
      sign_row (pages, signers, last, 1, x + tl_pages_width (pages), top, half, TRUE);
    }
  tl_pages_set_y (pages, top + height);
}
