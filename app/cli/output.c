/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "cli/cli.h"

struct _TlColumns
{
  guint columns;
  guint64 right;    /* bit set of right-aligned columns */
  GPtrArray *cells; /* row by row, heads first */
};

/* --- Helpers --- */

static guint
display_width (const char *text)
{
  guint width = 0;

  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      width += g_unichar_iszerowidth (c) ? 0 : g_unichar_iswide (c) ? 2 : 1;
    }
  return width;
}

/* A table has one line a row: what breaks a line becomes a space. */
static char *
one_line (const char *text)
{
  char *line = g_strdup (text);

  for (char *p = line; *p != '\0'; p++)
    if (*p == '\n' || *p == '\r' || *p == '\t')
      *p = ' ';
  return line;
}

static void
print_node (JsonNode *node, gboolean pretty)
{
  g_autoptr (JsonGenerator) generator = json_generator_new ();
  g_autofree char *text = NULL;

  json_generator_set_root (generator, node);
  json_generator_set_pretty (generator, pretty);
  json_generator_set_indent (generator, 2);
  text = json_generator_to_data (generator, NULL);
  fputs (text, stdout);
  fputc ('\n', stdout);
}

/* --- JSON --- */

void
tl_cli_print_json_line (JsonNode *node)
{
  print_node (node, FALSE);
}

void
tl_cli_print_json (JsonNode *node)
{
  print_node (node, TRUE);
}

int
tl_cli_write_json (TlCli *cli, JsonNode *node, const char *file)
{
  g_autoptr (JsonGenerator) generator = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL, *whole = NULL;

  if (strcmp (file, "-") == 0)
    {
      print_node (node, TRUE);
      return TL_EXIT_DONE;
    }
  generator = json_generator_new ();
  json_generator_set_root (generator, node);
  json_generator_set_pretty (generator, TRUE);
  text = json_generator_to_data (generator, NULL);
  whole = g_strconcat (text, "\n", NULL);
  if (!g_file_set_contents_full (file, whole, -1, G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE, 0600, &error))
    return tl_cli_fail (cli, error);
  return TL_EXIT_DONE;
}

JsonNode *
tl_cli_object_node (JsonObject *object)
{
  JsonNode *node = json_node_new (JSON_NODE_OBJECT);

  json_node_take_object (node, object);
  return node;
}

JsonNode *
tl_cli_array_node (JsonArray *array)
{
  JsonNode *node = json_node_new (JSON_NODE_ARRAY);

  json_node_take_array (node, array);
  return node;
}

void
tl_cli_add_text (JsonObject *object, const char *name, const char *value)
{
  if (value != NULL)
    json_object_set_string_member (object, name, value);
  else
    json_object_set_null_member (object, name);
}

/* --- Tables --- */

TlColumns *
tl_columns_new_v (const char *const *heads)
{
  TlColumns *table = g_new0 (TlColumns, 1);

  table->columns = g_strv_length ((char **)heads);
  table->cells = g_ptr_array_new_with_free_func (g_free);
  tl_columns_add_v (table, heads);
  return table;
}

TlColumns *
tl_columns_new (const char *head, ...)
{
  g_autoptr (GPtrArray) heads = g_ptr_array_new ();
  va_list args;

  va_start (args, head);
  for (const char *text = head; text != NULL; text = va_arg (args, const char *))
    g_ptr_array_add (heads, (gpointer)text);
  va_end (args);
  g_ptr_array_add (heads, NULL);
  return tl_columns_new_v ((const char *const *)heads->pdata);
}

void
tl_columns_add_v (TlColumns *table, const char *const *cells)
{
  for (guint column = 0; column < table->columns; column++)
    {
      g_return_if_fail (cells[column] != NULL);
      g_ptr_array_add (table->cells, one_line (cells[column]));
    }
}

void
tl_columns_add (TlColumns *table, const char *cell, ...)
{
  g_autoptr (GPtrArray) cells = g_ptr_array_new ();
  va_list args;

  va_start (args, cell);
  for (const char *text = cell; text != NULL; text = va_arg (args, const char *))
    g_ptr_array_add (cells, (gpointer)text);
  va_end (args);
  g_return_if_fail (cells->len == table->columns);
  g_ptr_array_add (cells, NULL);
  tl_columns_add_v (table, (const char *const *)cells->pdata);
}

void
tl_columns_align_right (TlColumns *table, guint column)
{
  g_return_if_fail (column < 64);
  table->right |= G_GUINT64_CONSTANT (1) << column;
}

char *
tl_columns_to_text (TlColumns *table)
{
  g_autofree guint *widths = g_new0 (guint, table->columns);
  guint rows = table->cells->len / MAX (table->columns, 1);
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < table->cells->len; i++)
    widths[i % table->columns] = MAX (widths[i % table->columns], display_width (table->cells->pdata[i]));
  for (guint row = 0; row < rows; row++)
    {
      for (guint column = 0; column < table->columns; column++)
        {
          const char *cell = table->cells->pdata[row * table->columns + column];
          guint pad = widths[column] - display_width (cell);
          gboolean right = (table->right >> column) & 1;
          gboolean last = column + 1 == table->columns;

          if (right)
            g_string_append_printf (text, "%*s", (int)pad, "");
          g_string_append (text, cell);
          if (!right && !last)
            g_string_append_printf (text, "%*s", (int)pad, "");
          if (!last)
            g_string_append (text, "  ");
        }
      while (text->len > 0 && text->str[text->len - 1] == ' ')
        g_string_truncate (text, text->len - 1);
      g_string_append_c (text, '\n');
    }
  return g_string_free (text, FALSE);
}

void
tl_columns_print (TlColumns *table)
{
  g_autofree char *text = tl_columns_to_text (table);

  fputs (text, stdout);
}

void
tl_columns_free (TlColumns *table)
{
  g_ptr_array_unref (table->cells);
  g_free (table);
}

int
tl_cli_print_rows (TlCli *cli, GPtrArray *rows, TlCliObject object, TlColumns *table, TlCliCells cells)
{
  JsonArray *array = json_array_new ();
  g_autoptr (JsonNode) node = tl_cli_array_node (array);

  for (guint i = 0; i < rows->len; i++)
    if (cli->json)
      json_array_add_object_element (array, object (rows->pdata[i]));
    else
      cells (table, rows->pdata[i]);
  if (cli->json)
    tl_cli_print_json (node);
  else
    tl_columns_print (table);
  return TL_EXIT_DONE;
}
