/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A record as the JSON of the headless twin: dates and times as ISO text, money and numbers as numbers,
 * sets as arrays, references by id. */

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "record/lists.h"
#include "record/record.h"
#include "record/text.h"
#include "record/time.h"

static JsonArray *
split_to_array (const char *text)
{
  g_auto (GStrv) parts = g_strsplit (text, " ", -1);
  JsonArray *array = json_array_new ();

  for (guint i = 0; parts[i] != NULL; i++)
    json_array_add_string_element (array, parts[i]);
  return array;
}

static void
add_field (JsonObject *object, TlRecord *record, guint field, const TlField *def)
{
  gint64 number;

  switch (def->kind)
    {
    case TL_KIND_SET:
    case TL_KIND_REF_SET:
      json_object_set_array_member (object, def->name, split_to_array (tl_record_text (record, field)));
      break;
    case TL_KIND_BOOL:
      json_object_set_boolean_member (object, def->name, tl_record_int (record, field) != 0);
      break;
    case TL_KIND_INT:
    case TL_KIND_MONEY:
      json_object_set_int_member (object, def->name, tl_record_int (record, field));
      break;
    case TL_KIND_DECIMAL:
      number = tl_record_int (record, field);
      if (number % 1000 == 0)
        json_object_set_int_member (object, def->name, number / 1000);
      else
        json_object_set_double_member (object, def->name, (double)number / 1000.0);
      break;
    case TL_KIND_TIME:
      {
        g_autofree char *iso = tl_time_to_iso (tl_record_int (record, field));

        json_object_set_string_member (object, def->name, iso);
        break;
      }
    case TL_KIND_BLOB:
      {
        gsize size;
        const guint8 *data = g_bytes_get_data (tl_record_blob (record, field), &size);
        g_autofree char *base64 = g_base64_encode (data, size);

        json_object_set_string_member (object, def->name, base64);
        break;
      }
    case TL_KIND_JSON:
      {
        JsonNode *node = json_from_string (tl_record_text (record, field), NULL);

        json_object_set_member (object, def->name, node != NULL ? node : json_node_new (JSON_NODE_NULL));
        break;
      }
    case TL_KIND_TEXT:
    case TL_KIND_LONG_TEXT:
    case TL_KIND_DATE:
    case TL_KIND_CHOICE:
    case TL_KIND_REF:
    default:
      json_object_set_string_member (object, def->name, tl_record_text (record, field));
      break;
    }
}

JsonObject *
tl_record_to_json (TlRecord *record, gboolean bookkeeping)
{
  const TlTypeInfo *info = tl_type_info (tl_record_type (record));
  JsonObject *object = json_object_new ();

  json_object_set_string_member (object, "type", info->name);
  json_object_set_string_member (object, "id", tl_record_id (record));
  for (guint i = 0; i < info->n_fields; i++)
    if (tl_record_has (record, i))
      add_field (object, record, i, &info->fields[i]);
  if (bookkeeping)
    {
      g_autofree char *created = tl_time_to_iso (tl_record_created_at (record));
      g_autofree char *updated = tl_time_to_iso (tl_record_updated_at (record));

      if (tl_record_site (record) != NULL)
        json_object_set_string_member (object, "site", tl_record_site (record));
      json_object_set_string_member (object, "created_at", created);
      json_object_set_string_member (object, "updated_at", updated);
      if (tl_record_created_by (record) != NULL)
        json_object_set_string_member (object, "created_by", tl_record_created_by (record));
      if (tl_record_updated_by (record) != NULL)
        json_object_set_string_member (object, "updated_by", tl_record_updated_by (record));
    }
  return object;
}

G_GNUC_PRINTF (3, 4)
static gboolean
wrong (GError **error, const TlField *def, const char *format, ...)
{
  va_list arguments;
  g_autofree char *message = NULL;

  va_start (arguments, format);
  message = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  g_set_error (error, TL_RECORD_ERROR, TL_RECORD_ERROR_INVALID, "%s: %s", def->name, message);
  return FALSE;
}

static gboolean
code_is_known (const TlField *def, const char *code, GError **error)
{
  const TlList *list = tl_list_get (def->list);

  if (list != NULL && tl_list_find (list, code) != NULL)
    return TRUE;
  return wrong (error, def, _ ("“%s” is not in the list"), code);
}

static gboolean
apply_set (TlRecord *record, guint field, const TlField *def, JsonNode *node, GError **error)
{
  g_autoptr (GString) codes = g_string_new (NULL);
  JsonArray *array;

  if (!JSON_NODE_HOLDS_ARRAY (node))
    return wrong (error, def, _ ("a list of codes is expected"));
  array = json_node_get_array (node);
  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      JsonNode *element = json_array_get_element (array, i);
      const char *code = json_node_get_value_type (element) == G_TYPE_STRING ? json_node_get_string (element) : NULL;

      if (code == NULL || *code == '\0' || strpbrk (code, " \t\n") != NULL)
        return wrong (error, def, _ ("a list of codes is expected"));
      if (def->kind == TL_KIND_SET && !code_is_known (def, code, error))
        return FALSE;
      if (def->kind == TL_KIND_REF_SET && !tl_uuid_is_valid (code))
        return wrong (error, def, _ ("“%s” is not an id"), code);
      g_string_append_printf (codes, "%s%s", codes->len > 0 ? " " : "", code);
    }
  tl_record_set_text (record, field, codes->str);
  return TRUE;
}

static gboolean
apply_number (TlRecord *record, guint field, const TlField *def, JsonNode *node, GError **error)
{
  GType type = JSON_NODE_HOLDS_VALUE (node) ? json_node_get_value_type (node) : G_TYPE_INVALID;

  if (def->kind == TL_KIND_BOOL)
    {
      if (type != G_TYPE_BOOLEAN)
        return wrong (error, def, _ ("true or false is expected"));
      tl_record_set_int (record, field, json_node_get_boolean (node));
      return TRUE;
    }
  if (type == G_TYPE_INT64)
    {
      gint64 number = json_node_get_int (node);

      if (def->kind == TL_KIND_DECIMAL)
        {
          if (number > G_MAXINT64 / 1000 || number < -(G_MAXINT64 / 1000))
            return wrong (error, def, _ ("the number is too large"));
          number *= 1000;
        }
      tl_record_set_int (record, field, number);
      return TRUE;
    }
  if (type == G_TYPE_DOUBLE && def->kind == TL_KIND_DECIMAL)
    {
      double thousandths = json_node_get_double (node) * 1000.0;

      if (!isfinite (thousandths) || fabs (thousandths) > 1e15)
        return wrong (error, def, _ ("the number is too large"));
      if (fabs (thousandths - nearbyint (thousandths)) > 1e-6)
        return wrong (error, def, _ ("at most three decimals"));
      tl_record_set_int (record, field, (gint64)nearbyint (thousandths));
      return TRUE;
    }
  return wrong (error, def, _ ("a whole number is expected"));
}

static gboolean
apply_text (TlRecord *record, guint field, const TlField *def, const char *text, GError **error)
{
  TlDate date;
  gint64 seconds;

  switch (def->kind)
    {
    case TL_KIND_DATE:
      if (!tl_date_parse_iso (text, &date))
        return wrong (error, def, _ ("“%s” is not a date (2026-03-05 is expected)"), text);
      break;
    case TL_KIND_TIME:
      if (!tl_time_parse_iso (text, &seconds))
        return wrong (error, def, _ ("“%s” is not a time (2026-03-05T21:00:00+07:00 is expected)"), text);
      tl_record_set_int (record, field, seconds);
      return TRUE;
    case TL_KIND_CHOICE:
      if (!code_is_known (def, text, error))
        return FALSE;
      break;
    case TL_KIND_REF:
      if (!tl_uuid_is_valid (text))
        return wrong (error, def, _ ("“%s” is not an id"), text);
      break;
    case TL_KIND_BLOB:
      {
        static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
        gsize letters = strspn (text, alphabet);
        gsize padding = strspn (text + letters, "=");
        g_autoptr (GBytes) bytes = NULL;
        gsize size;
        guchar *data;

        /* GLib's decoder skips what it does not know: a damaged file would be kept as another file. */
        if (text[letters + padding] != '\0' || padding > 2 || (letters + padding) % 4 != 0)
          return wrong (error, def, _ ("base64 is expected"));
        data = g_base64_decode (text, &size);
        bytes = g_bytes_new_take (data, size);
        tl_record_set_blob (record, field, bytes);
        return TRUE;
      }
    case TL_KIND_TEXT:
    case TL_KIND_LONG_TEXT:
    case TL_KIND_INT:
    case TL_KIND_DECIMAL:
    case TL_KIND_MONEY:
    case TL_KIND_BOOL:
    case TL_KIND_SET:
    case TL_KIND_REF_SET:
    case TL_KIND_JSON:
    default:
      if (!g_utf8_validate (text, -1, NULL))
        return wrong (error, def, _ ("the text is not UTF-8"));
      break;
    }
  tl_record_set_text (record, field, text);
  return TRUE;
}

static gboolean
apply_field (TlRecord *record, guint field, const TlField *def, JsonNode *node, GError **error)
{
  if (JSON_NODE_HOLDS_NULL (node))
    {
      tl_record_unset (record, field);
      return TRUE;
    }
  switch (def->kind)
    {
    case TL_KIND_SET:
    case TL_KIND_REF_SET:
      return apply_set (record, field, def, node, error);
    case TL_KIND_INT:
    case TL_KIND_DECIMAL:
    case TL_KIND_MONEY:
    case TL_KIND_BOOL:
      return apply_number (record, field, def, node, error);
    case TL_KIND_JSON:
      {
        g_autofree char *text = json_to_string (node, FALSE);

        tl_record_set_text (record, field, text);
        return TRUE;
      }
    case TL_KIND_TEXT:
    case TL_KIND_LONG_TEXT:
    case TL_KIND_DATE:
    case TL_KIND_TIME:
    case TL_KIND_CHOICE:
    case TL_KIND_REF:
    case TL_KIND_BLOB:
    default:
      if (!JSON_NODE_HOLDS_VALUE (node) || json_node_get_value_type (node) != G_TYPE_STRING)
        return wrong (error, def, _ ("a text is expected"));
      return apply_text (record, field, def, json_node_get_string (node), error);
    }
}

static gboolean
is_bookkeeping (const char *name)
{
  static const char *const names[] = {"type", "id", "site", "created_at", "created_by", "updated_at", "updated_by", NULL};

  return g_strv_contains (names, name);
}

gboolean
tl_record_apply_json (TlRecord *record, JsonObject *object, GError **error)
{
  TlType type = tl_record_type (record);
  g_autoptr (TlRecord) trial = tl_record_copy (record);
  g_autoptr (GList) members = json_object_get_members (object);

  for (GList *l = members; l != NULL; l = l->next)
    {
      const char *name = l->data;
      guint field;

      if (is_bookkeeping (name))
        continue;
      field = tl_type_find_field (type, name);
      if (field == G_MAXUINT)
        {
          g_set_error (error, TL_RECORD_ERROR, TL_RECORD_ERROR_UNKNOWN, _ ("%s: there is no such field"), name);
          return FALSE;
        }
      if (!apply_field (trial, field, tl_type_field (type, field), json_object_get_member (object, name), error))
        return FALSE;
    }
  tl_record_assign (record, trial);
  return TRUE;
}
