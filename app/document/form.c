/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Lines to write on and boxes to tick, filled or not.
 *
 * A row is a label with its value, or with dots from the label's end to the row's end. A choice that is not known yet
 * is a set of boxes in as many columns as its longest item allows. Nothing is ever cut: a value that is too long
 * takes more lines, and rows that share a line then stand as high as the highest of them. */

#include "document/form.h"

#include <math.h>
#include <string.h>

#include "record/lists.h"
#include "record/text.h"
#include "record/time.h"

#define SIZE 13
#define GAP 4.0         /* between fields that share a line */
#define BLANK_PITCH 8.2 /* a line for handwriting */
#define LEAD 1.2        /* above a printed line */
#define BOX 3.4
#define BOX_GAP 1.6
#define BOXES_MANY 24 /* a list longer than this is written by hand */
#define COLUMN_GAP 4.0

static const TlFace plain = {.size = SIZE};
static const TlFace small = {.size = SIZE - 1}; /* beside a box */
static const TlFace bold = {.size = SIZE, .bold = TRUE};
static const TlFace tick = {.size = 10, .bold = TRUE, .align = TL_ALIGN_CENTRE};

static double
pitch_of (TlPages *pages)
{
  return tl_typesetter_line_height (tl_pages_setter (pages), plain);
}

/* Begins a page where @height mm do not fit on this one. */
static void
need (TlPages *pages, double height)
{
  if (tl_pages_y (pages) + height > tl_pages_bottom (pages) && tl_pages_y (pages) > tl_pages_top (pages))
    tl_pages_break (pages);
}

/* --- values --- */

static const char *
text_of (JsonObject *record, const char *member)
{
  return tl_data_text (record, member);
}

/* "21 giờ 00, ngày 05/03/2026" */
static char *
time_text (const char *iso)
{
  gint64 at;
  g_autofree char *day = NULL, *local = NULL;

  if (!tl_time_parse_iso (iso, &at))
    return g_strdup (iso);
  local = tl_time_to_iso (at);
  day = tl_date_format (tl_date_from_time (at));
  return g_strdup_printf ("%.2s giờ %.2s, ngày %s", local + 11, local + 14, day);
}

static char *
set_text (JsonArray *codes, const char *list)
{
  GString *text = g_string_new (NULL);
  for (guint i = 0; i < json_array_get_length (codes); i++)
    if (tl_data_text_at (codes, i) != NULL)
      g_string_append_printf (text, "%s%s", text->len > 0 ? "; " : "", tl_list_label_vi (list, tl_data_text_at (codes, i)));
  return g_string_free (text, text->len == 0);
}

char *
tl_form_value (const TlFormData *data, TlType type, guint field)
{
  const TlField *info = tl_type_field (type, field);
  JsonObject *record = data->of[type];
  const char *text = text_of (record, info->name);
  JsonArray *codes = tl_data_array (record, info->name);

  if (!tl_data_has (record, info->name))
    return NULL;
  switch (info->kind)
    {
    case TL_KIND_CHOICE:
      return text != NULL ? g_strdup (tl_list_label_vi (info->list, text)) : NULL;
    case TL_KIND_SET:
      return codes != NULL ? set_text (codes, info->list) : NULL;
    case TL_KIND_BOOL:
      return g_strdup (json_object_get_boolean_member (record, info->name) ? "Có" : "Không");
    case TL_KIND_DATE:
      return tl_data_date (record, info->name);
    case TL_KIND_TIME:
      return text != NULL ? time_text (text) : NULL;
    case TL_KIND_MONEY:
      return tl_money_format (tl_data_int (record, info->name));
    case TL_KIND_INT: /* a year has no dot */
      return g_strdup_printf ("%" G_GINT64_FORMAT, tl_data_int (record, info->name));
    case TL_KIND_DECIMAL:
      return tl_data_decimal (record, info->name);
    case TL_KIND_TEXT:
    case TL_KIND_LONG_TEXT:
    case TL_KIND_REF:
    case TL_KIND_REF_SET:
    case TL_KIND_BLOB:
    case TL_KIND_JSON:
    default:
      return g_strdup (text);
    }
}

/* The codes of a choice or a set that are chosen, NULL-terminated. Borrowed; free the array. */
static const char **
chosen_of (const TlFormData *data, TlType type, const TlField *info)
{
  GPtrArray *codes = g_ptr_array_new ();
  JsonObject *record = data->of[type];
  JsonArray *set = tl_data_array (record, info->name);

  for (guint i = 0; set != NULL && i < json_array_get_length (set); i++)
    if (tl_data_text_at (set, i) != NULL)
      g_ptr_array_add (codes, (gpointer)tl_data_text_at (set, i));
  if (text_of (record, info->name) != NULL)
    g_ptr_array_add (codes, (gpointer)text_of (record, info->name));
  if (info->kind == TL_KIND_BOOL && tl_data_has (record, info->name))
    g_ptr_array_add (codes, (gpointer)(json_object_get_boolean_member (record, info->name) ? "yes" : "no"));
  g_ptr_array_add (codes, NULL);
  return (const char **)g_ptr_array_free (codes, FALSE);
}

/* --- lines --- */

/* "label: value", or the label with dots after it, in a column; returns the height. @put FALSE: only measures. */
static double
put_field (TlPages *pages, const char *label, const char *value, guint lines, gboolean blank, double x, double width, gboolean put)
{
  TlTypesetter *setter = tl_pages_setter (pages);
  g_autofree char *text = g_strdup_printf ("%s:%s%s", label, value != NULL ? " " : "", value != NULL ? value : "");
  double pitch = pitch_of (pages), y = tl_pages_y (pages), step = blank ? BLANK_PITCH : pitch + LEAD, top, from;
  guint rows = tl_typesetter_lines (setter, plain, text, width);

  if (value != NULL)
    {
      if (put)
        tl_pages_add_text (pages, plain, text, x, y + LEAD, width, 0, 0);
      return LEAD + rows * pitch;
    }
  top = step - pitch; /* the first line of writing stands beside the label's last line */
  if (put)
    tl_pages_add_text (pages, plain, text, x, y + top, width, 0, 0);
  from = rows == 1 ? tl_typesetter_width (setter, plain, text) + 1.2 : 0;
  if (rows > 1 || width - from < 12)
    from = 0, y += rows * pitch; /* the label leaves no room: write below it */
  lines = MAX (lines, 1);
  if (put)
    for (guint i = 0; i < lines; i++)
      tl_pages_add_dots (pages, x + (i == 0 ? from : 0), x + width, y + (i + 1) * step - 0.9);
  return y - tl_pages_y (pages) + lines * step;
}

void
tl_form_line (TlPages *pages, const char *label, const char *value, guint lines, gboolean blank)
{
  double height = put_field (pages, label, value, lines, blank, tl_pages_left (pages), tl_pages_width (pages), FALSE);

  /* Long text may run over a page's end; everything else stays whole. */
  if (value != NULL && height > 6 * pitch_of (pages))
    {
      g_autofree char *text = g_strdup_printf ("%s: %s", label, value);
      tl_pages_paragraph (pages, plain, text, LEAD);
      return;
    }
  need (pages, height);
  put_field (pages, label, value, lines, blank, tl_pages_left (pages), tl_pages_width (pages), TRUE);
  tl_pages_set_y (pages, tl_pages_y (pages) + height);
}

void
tl_form_heading (TlPages *pages, const char *text)
{
  need (pages, 2.4 + tl_pages_paragraph_height (pages, bold, text, 0) + 2.5 * BLANK_PITCH);
  tl_pages_paragraph (pages, bold, text, 2.4);
}

/* --- boxes --- */

static void
put_box (TlPages *pages, TlFace beside, double x, double y, gboolean ticked)
{
  double top = y + (tl_typesetter_line_height (tl_pages_setter (pages), beside) - BOX) / 2 + 0.3;

  tl_pages_add_rule (pages, x, top, x + BOX, top, 0.25);
  tl_pages_add_rule (pages, x + BOX, top, x + BOX, top + BOX, 0.25);
  tl_pages_add_rule (pages, x + BOX, top + BOX, x, top + BOX, 0.25);
  tl_pages_add_rule (pages, x, top + BOX, x, top, 0.25);
  if (ticked)
    tl_pages_add_text (pages, tick, "X", x - 1, top + BOX / 2 - tl_typesetter_line_height (tl_pages_setter (pages), tick) / 2, BOX + 2, 0, 0);
}

void
tl_form_box (TlPages *pages, const char *text, gboolean ticked)
{
  double x = tl_pages_left (pages) + BOX + BOX_GAP, width = tl_pages_width (pages) - BOX - BOX_GAP;
  double height = tl_typesetter_lines (tl_pages_setter (pages), plain, text, width) * pitch_of (pages) + LEAD;

  need (pages, height);
  put_box (pages, plain, tl_pages_left (pages), tl_pages_y (pages) + LEAD, ticked);
  tl_pages_add_text (pages, plain, text, x, tl_pages_y (pages) + LEAD, width, 0, 0);
  tl_pages_set_y (pages, tl_pages_y (pages) + height);
}

typedef struct
{
  const char *text;
  gboolean ticked;
} Item;

static double
item_width (TlPages *pages, const Item *item)
{
  return BOX + BOX_GAP + tl_typesetter_width (tl_pages_setter (pages), small, item->text) + 0.2 + COLUMN_GAP;
}

/* Columns that an item takes of @columns. */
static guint
span_of (TlPages *pages, const Item *item, double column, guint columns)
{
  return CLAMP ((guint)ceil (item_width (pages, item) / column), 1, columns);
}

/* As many columns as give the fewest rows; an item that is too long for one takes two or more. */
static guint
columns_for (TlPages *pages, const Item *items, guint n, double *column)
{
  double width = tl_pages_width (pages) - 4 + COLUMN_GAP;
  guint best = 1, fewest = G_MAXUINT;

  for (guint columns = 1; columns <= 4; columns++)
    {
      guint rows = 1, at = 0;
      for (guint i = 0; i < n; i++)
        {
          guint span = span_of (pages, &items[i], width / columns, columns);
          if (at + span > columns)
            rows++, at = 0;
          at += span;
        }
      if (rows < fewest)
        fewest = rows, best = columns;
    }
  *column = width / best;
  return best;
}

/* @label, then the items in columns: beside it where all of them fit on its line, else below. */
static void
place_items (TlPages *pages, const char *label, const Item *items, guint n)
{
  TlTypesetter *setter = tl_pages_setter (pages);
  g_autofree char *head = g_strconcat (label, ":", NULL);
  double pitch = pitch_of (pages), step = pitch + 0.9, left = tl_pages_left (pages), width = tl_pages_width (pages);
  double sum = 0, label_width = tl_typesetter_width (setter, plain, head) + 3, column, x;
  guint columns;

  for (guint i = 0; i < n; i++)
    sum += item_width (pages, &items[i]);
  if (label_width + sum - COLUMN_GAP <= width)
    {
      need (pages, LEAD + step);
      tl_pages_add_text (pages, plain, head, left, tl_pages_y (pages) + LEAD, label_width, 0, 0);
      x = left + label_width;
      for (guint i = 0; i < n; i++)
        {
          double wide = item_width (pages, &items[i]), down = tl_pages_y (pages) + LEAD + (pitch - tl_typesetter_line_height (setter, small)) / 2;
          put_box (pages, small, x, down, items[i].ticked);
          tl_pages_add_text (pages, small, items[i].text, x + BOX + BOX_GAP, down, wide - BOX - BOX_GAP - COLUMN_GAP, 0, 0);
          x += wide;
        }
      tl_pages_set_y (pages, tl_pages_y (pages) + LEAD + step);
      return;
    }

  columns = columns_for (pages, items, n, &column);
  need (pages, LEAD + 3 * step);
  tl_pages_add_text (pages, plain, head, left, tl_pages_y (pages) + LEAD, width, 0, 0);
  tl_pages_set_y (pages, tl_pages_y (pages) + LEAD + tl_typesetter_lines (setter, plain, head, width) * pitch + 0.4);
  for (guint i = 0; i < n;)
    {
      double height = 0;
      guint from = i, at = 0;
      for (; i < n && (at == 0 || at + span_of (pages, &items[i], column, columns) <= columns); i++)
        {
          guint span = span_of (pages, &items[i], column, columns);
          double lines = tl_typesetter_lines (setter, small, items[i].text, span * column - COLUMN_GAP - BOX - BOX_GAP);
          height = MAX (height, lines * tl_typesetter_line_height (setter, small) + 0.9);
          at += span;
        }
      need (pages, height);
      for (at = 0; from < i; from++)
        {
          guint span = span_of (pages, &items[from], column, columns);
          x = left + 4 + at * column;
          put_box (pages, small, x, tl_pages_y (pages), items[from].ticked);
          tl_pages_add_text (pages, small, items[from].text, x + BOX + BOX_GAP, tl_pages_y (pages),
                             span * column - COLUMN_GAP - BOX - BOX_GAP, 0, 0);
          at += span;
        }
      tl_pages_set_y (pages, tl_pages_y (pages) + height);
    }
}

void
tl_form_boxes (TlPages *pages, const char *label, const char *list, const char *const *chosen, const char *date)
{
  const TlList *items = tl_list_get (list);
  g_autoptr (GArray) shown = g_array_new (FALSE, FALSE, sizeof (Item));
  g_autofree char *today = date == NULL ? tl_date_to_iso (tl_date_today ()) : NULL;

  for (guint i = 0; items != NULL && i < tl_list_size (items); i++)
    {
      const TlListItem *item = tl_list_item (items, i);
      Item one = {item->vi, chosen != NULL && g_strv_contains (chosen, item->code)};
      if (one.ticked || tl_list_item_is_valid (item, date != NULL ? date : today))
        g_array_append_val (shown, one);
    }
  place_items (pages, label, (Item *)(gpointer)shown->data, shown->len);
}

static void
place_choice (TlPages *pages, const TlFormData *data, const TlFormField *field, const TlField *info)
{
  g_autofree const char **chosen = chosen_of (data, field->type, info);

  if (info->kind == TL_KIND_BOOL)
    {
      Item both[] = {{"Có", g_strv_contains (chosen, "yes")}, {"Không", g_strv_contains (chosen, "no")}};
      place_items (pages, field->label, both, G_N_ELEMENTS (both));
    }
  else
    tl_form_boxes (pages, field->label, info->list, chosen, NULL);
}

/* --- the whole --- */

static gboolean
wants_boxes (const TlFormData *data, const TlFormField *field, const TlField *info)
{
  if (field->flags & TL_FORM_LINE || (!data->blank && !(field->flags & TL_FORM_BOXES)))
    return FALSE;
  if (info->kind == TL_KIND_BOOL)
    return TRUE;
  return (info->kind == TL_KIND_CHOICE || info->kind == TL_KIND_SET) && tl_list_size (tl_list_get (info->list)) <= BOXES_MANY;
}

static gboolean
is_left_out (const TlFormData *data, const TlFormField *field)
{
  g_autofree char *value = NULL;

  if (field->type == TL_N_TYPES)
    return FALSE;
  if (field->flags & TL_FORM_BLANK_ONLY)
    return !data->blank;
  value = tl_form_value (data, field->type, field->field);
  return (field->flags & TL_FORM_IF_KNOWN) && value == NULL;
}

/* Fields @from … @to - 1 side by side. */
static void
place_row (TlPages *pages, const TlFormData *data, const TlFormField *fields, guint from, guint to)
{
  double height = 0, width = tl_pages_width (pages);

  for (int put = 0; put <= 1; put++)
    {
      double x = tl_pages_left (pages);
      for (guint i = from; i < to; i++)
        {
          g_autofree char *value = tl_form_value (data, fields[i].type, fields[i].field);
          gboolean last = i + 1 == to;
          double part = last ? tl_pages_left (pages) + width - x : width * fields[i].share - GAP;
          double one = put_field (pages, fields[i].label, value, fields[i].lines, data->blank, x, part, put != 0);
          height = put ? height : MAX (height, one);
          x += part + GAP;
        }
      if (!put)
        need (pages, height);
    }
  tl_pages_set_y (pages, tl_pages_y (pages) + height);
}

void
tl_form_place (TlPages *pages, const TlFormData *data, const TlFormField *fields, guint n_fields)
{
  for (guint i = 0, next; i < n_fields; i = next)
    {
      const TlFormField *field = &fields[i];
      const TlField *info = field->type < TL_N_TYPES ? tl_type_field (field->type, field->field) : NULL;
      double share = field->share;

      next = i + 1;
      if (info == NULL)
        tl_form_heading (pages, field->label);
      else if (is_left_out (data, field))
        continue;
      else if (wants_boxes (data, field, info))
        place_choice (pages, data, field, info);
      else if (share > 0 && share < 1)
        {
          while (next < n_fields && fields[next].type < TL_N_TYPES && share + fields[next].share <= 1.001 && fields[next].share > 0
                 && !is_left_out (data, &fields[next])
                 && !wants_boxes (data, &fields[next], tl_type_field (fields[next].type, fields[next].field)))
            share += fields[next++].share;
          place_row (pages, data, fields, i, next);
        }
      else
        {
          g_autofree char *value = tl_form_value (data, field->type, field->field);
          tl_form_line (pages, field->label, value, field->lines, data->blank);
        }
    }
}
