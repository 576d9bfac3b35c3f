/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sync/json.h"

#include <string.h>

#define MAX_DEPTH 12

/* The parser below calls itself for every nesting: so look before it does. */
static gboolean
is_shallow (const guint8 *data, gsize size)
{
  gboolean in_text = FALSE;
  int depth = 0;

  for (gsize i = 0; i < size; i++)
    {
      if (in_text)
        {
          if (data[i] == '\\')
            i++;
          else if (data[i] == '"')
            in_text = FALSE;
        }
      else if (data[i] == '"')
        in_text = TRUE;
      else if (data[i] == '/' || data[i] == '\'' || data[i] == '#')
        return FALSE; /* comments are no JSON; the parser would take them */
      else if (data[i] == '{' || data[i] == '[')
        {
          if (++depth > MAX_DEPTH)
            return FALSE;
        }
      else if (data[i] == '}' || data[i] == ']')
        depth--;
    }
  return TRUE;
}

JsonNode *
tl_json_read (const guint8 *data, gsize size)
{
  g_autoptr (JsonParser) parser = json_parser_new_immutable ();

  if (size == 0 || size > G_MAXINT32 || !g_utf8_validate_len ((const char *)data, size, NULL) || !is_shallow (data, size)
      || !json_parser_load_from_data (parser, (const char *)data, (gssize)size, NULL))
    return NULL;
  return json_parser_steal_root (parser);
}

char *
tl_json_write (JsonNode *node, gsize *size)
{
  g_autoptr (JsonGenerator) generator = json_generator_new ();

  json_generator_set_root (generator, node);
  return json_generator_to_data (generator, size);
}

char *
tl_json_write_object (JsonObject *object)
{
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_OBJECT);

  json_node_set_object (node, object);
  return tl_json_write (node, NULL);
}

const char *
tl_json_text (JsonObject *object, const char *name, gsize max)
{
  JsonNode *node = json_object_get_member (object, name);
  const char *text;

  if (node == NULL || !JSON_NODE_HOLDS_VALUE (node) || json_node_get_value_type (node) != G_TYPE_STRING)
    return NULL;
  text = json_node_get_string (node);
  return text == NULL || strlen (text) > max ? NULL : text;
}

gboolean
tl_json_int (JsonObject *object, const char *name, gint64 min, gint64 max, gint64 *value)
{
  JsonNode *node = json_object_get_member (object, name);

  if (node == NULL || !JSON_NODE_HOLDS_VALUE (node) || json_node_get_value_type (node) != G_TYPE_INT64)
    return FALSE;
  *value = json_node_get_int (node);
  return *value >= min && *value <= max;
}

JsonObject *
tl_json_object (JsonObject *object, const char *name)
{
  JsonNode *node = json_object_get_member (object, name);

  return node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
}

JsonArray *
tl_json_array (JsonObject *object, const char *name)
{
  JsonNode *node = json_object_get_member (object, name);

  return node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
}

JsonObject *
tl_json_array_object (JsonArray *array, guint index)
{
  JsonNode *node = json_array_get_element (array, index);

  return JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
}
