/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A record in one or two lines: its first fields that say something, references by their own title. */
#include "form/titles.h"

#define IN_TITLE 2
#define IN_ALL 6
#define MAX_DEPTH 2

void
tl_title_free (TlTitle *title)
{
  g_free (title->id);
  g_free (title->title);
  g_free (title->subtitle);
  g_free (title);
}

static char *plain_title (TlStore *store, TlRecord *record, guint depth);

static char *
value_text (TlStore *store, TlRecord *record, guint number, guint depth)
{
  const TlField *field = tl_type_field (tl_record_type (record), number);

  if (field->kind == TL_KIND_REF)
    {
      g_autoptr (TlRecord) target = NULL;

      if (depth >= MAX_DEPTH)
        return NULL;
      target = tl_store_load (store, field->ref_type, tl_record_text (record, number), NULL);
      return target != NULL ? plain_title (store, target, depth + 1) : NULL;
    }
  return tl_record_format_field (record, number);
}

static gboolean
says_something (const TlField *field)
{
  return !(field->flags & (TL_FIELD_COMPUTED | TL_FIELD_PARENT)) && field->kind != TL_KIND_BLOB && field->kind != TL_KIND_JSON
         && field->kind != TL_KIND_LONG_TEXT && field->kind != TL_KIND_REF_SET;
}

/* A name if the type begins with one (person, room, staff, case), else the first two values. */
static char *
plain_title (TlStore *store, TlRecord *record, guint depth)
{
  const TlTypeInfo *info = tl_type_info (tl_record_type (record));
  GString *text = g_string_new (NULL);
  guint shown = 0;

  for (guint i = 0; i < info->n_fields && shown < IN_TITLE; i++)
    {
      g_autofree char *value = NULL;

      if (!says_something (&info->fields[i]) || !tl_record_has (record, i))
        continue;
      value = value_text (store, record, i, depth);
      if (value == NULL || *value == '\0')
        continue;
      g_string_append_printf (text, "%s%s", shown > 0 ? " · " : "", value);
      shown++;
      if (info->fields[i].kind == TL_KIND_TEXT)
        break;
    }
  if (shown == 0)
    g_string_append (text, tl_type_label (info->type, FALSE));
  return g_string_free (text, FALSE);
}

TlTitle *
tl_title_of (TlStore *store, TlRecord *record)
{
  const TlTypeInfo *info = tl_type_info (tl_record_type (record));
  TlTitle *title = g_new0 (TlTitle, 1);
  GString *first = g_string_new (NULL);
  GString *rest = g_string_new (NULL);
  guint shown = 0;

  for (guint i = 0; i < info->n_fields && shown < IN_ALL; i++)
    {
      g_autofree char *value = NULL;
      GString *into = shown < IN_TITLE ? first : rest;

      if (!says_something (&info->fields[i]) || !tl_record_has (record, i))
        continue;
      value = value_text (store, record, i, 0);
      if (value == NULL || *value == '\0')
        continue;
      if (into->len > 0)
        g_string_append (into, " · ");
      /* A bare "Có" or a number says nothing without its field's name. */
      if (info->fields[i].kind == TL_KIND_BOOL || info->fields[i].kind == TL_KIND_INT || info->fields[i].kind == TL_KIND_DECIMAL)
        g_string_append_printf (into, "%s: ", tl_field_label (&info->fields[i]));
      g_string_append (into, value);
      shown++;
    }
  if (shown == 0)
    g_string_append (first, tl_type_label (info->type, FALSE));
  title->type = info->type;
  title->id = g_strdup (tl_record_id (record));
  title->title = g_string_free (first, FALSE);
  title->subtitle = g_string_free (rest, FALSE);
  return title;
}

GPtrArray *
tl_titles_of_ids (TlStore *store, TlType type, GPtrArray *ids, GError **error)
{
  g_autoptr (GPtrArray) titles = g_ptr_array_new_with_free_func ((GDestroyNotify)tl_title_free);

  for (guint i = 0; i < ids->len; i++)
    {
      g_autoptr (TlRecord) record = tl_store_load (store, type, g_ptr_array_index (ids, i), NULL);
      TlTitle *title;

      if (record == NULL)
        continue;
      title = g_new0 (TlTitle, 1);
      title->type = type;
      title->id = g_strdup (tl_record_id (record));
      title->title = plain_title (store, record, 0);
      title->subtitle = g_strdup ("");
      g_ptr_array_add (titles, title);
    }
  return g_steal_pointer (&titles);
}

GPtrArray *
tl_titles_of_parts (TlStore *store, TlType type, guint parent, const char *parent_id, GError **error)
{
  const TlWhere where = {.field = parent, .op = "=", .text = parent_id};
  g_autoptr (GPtrArray) records = tl_store_list (store, type, &where, 1, TL_QUERY_ID, FALSE, 0, 0, error);
  g_autoptr (GPtrArray) titles = NULL;

  if (records == NULL)
    return NULL;
  titles = g_ptr_array_new_with_free_func ((GDestroyNotify)tl_title_free);
  for (guint i = 0; i < records->len; i++)
    g_ptr_array_add (titles, tl_title_of (store, g_ptr_array_index (records, i)));
  return g_steal_pointer (&titles);
}

guint
tl_type_parent_field (TlType type, TlType of)
{
  const TlTypeInfo *info = tl_type_info (type);

  for (guint i = 0; i < info->n_fields; i++)
    if ((info->fields[i].flags & TL_FIELD_PARENT) && info->fields[i].kind == TL_KIND_REF && info->fields[i].ref_type == of)
      return i;
  return G_MAXUINT;
}
