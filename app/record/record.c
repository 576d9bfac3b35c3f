/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The record room: what is recorded, described once (catalogue.def), and TlRecord, one row's values by
 * field number. Everything that handles a record without knowing its fields by name (forms, SQL, journal,
 * bundles, JSON) asks the catalogue. */

#include <glib/gi18n-lib.h>
#include <sodium.h>
#include <string.h>

#include "record/identifiers.h"
#include "record/lists.h"
#include "record/record.h"
#include "record/text.h"

G_DEFINE_QUARK (tl - record - error - quark, tl_record_error)

typedef struct
{
  gboolean set;
  gint64 number;
  char *text;
  GBytes *bytes;
} Value;

struct _TlRecord
{
  GObject parent_instance;

  TlType type;
  char *id;
  char *site;
  gint64 created_at;
  char *created_by;
  gint64 updated_at;
  char *updated_by;
  Value *values;
};

G_DEFINE_FINAL_TYPE (TlRecord, tl_record, G_TYPE_OBJECT)

/* What a person told us does not stay in freed memory. */
static void
wipe_text (char **text)
{
  if (*text != NULL)
    sodium_memzero (*text, strlen (*text));
  g_clear_pointer (text, g_free);
}

static void
clear_value (Value *value)
{
  wipe_text (&value->text);
  g_clear_pointer (&value->bytes, g_bytes_unref);
  value->number = 0;
  value->set = FALSE;
}

static gboolean
is_text_kind (TlKind kind)
{
  return kind == TL_KIND_TEXT || kind == TL_KIND_LONG_TEXT || kind == TL_KIND_CHOICE || kind == TL_KIND_REF || kind == TL_KIND_JSON
         || kind == TL_KIND_DATE || kind == TL_KIND_SET || kind == TL_KIND_REF_SET;
}

static Value *
value_at (TlRecord *record, guint field)
{
  static Value nothing; /* what a programming error gets: a value that is not set */

  g_return_val_if_fail (TL_IS_RECORD (record), &nothing);
  g_return_val_if_fail (field < tl_type_info (record->type)->n_fields, &nothing);
  return &record->values[field];
}

static void
tl_record_finalize (GObject *object)
{
  TlRecord *record = TL_RECORD (object);

  if (record->values != NULL)
    for (guint i = 0; i < tl_type_info (record->type)->n_fields; i++)
      clear_value (&record->values[i]);
  g_free (record->values);
  g_free (record->id);
  g_free (record->site);
  g_free (record->created_by);
  g_free (record->updated_by);
  G_OBJECT_CLASS (tl_record_parent_class)->finalize (object);
}

static void
tl_record_class_init (TlRecordClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = tl_record_finalize;
}

static void
tl_record_init (TlRecord *record)
{
}

TlRecord *
tl_record_new_with_id (TlType type, const char *id)
{
  TlRecord *record = g_object_new (TL_TYPE_RECORD, NULL);

  record->type = type;
  record->id = g_strdup (id);
  record->values = g_new0 (Value, tl_type_info (type)->n_fields);
  return record;
}

TlRecord *
tl_record_new (TlType type)
{
  g_autofree char *id = tl_uuid_new ();

  return tl_record_new_with_id (type, id);
}

void
tl_record_copy_field (TlRecord *to, TlRecord *from, guint field)
{
  Value *target = value_at (to, field);
  Value *source = value_at (from, field);

  g_return_if_fail (to->type == from->type);
  if (target == source)
    return;
  clear_value (target);
  target->set = source->set;
  target->number = source->number;
  target->text = g_strdup (source->text);
  target->bytes = source->bytes != NULL ? g_bytes_ref (source->bytes) : NULL;
}

void
tl_record_assign (TlRecord *record, TlRecord *other)
{
  g_return_if_fail (record->type == other->type);
  if (record == other)
    return;
  tl_record_set_site (record, other->site);
  tl_record_set_created (record, other->created_at, other->created_by);
  tl_record_set_updated (record, other->updated_at, other->updated_by);
  for (guint i = 0; i < tl_type_info (record->type)->n_fields; i++)
    tl_record_copy_field (record, other, i);
}

TlRecord *
tl_record_copy (TlRecord *record)
{
  TlRecord *copy = tl_record_new_with_id (record->type, record->id);

  tl_record_assign (copy, record);
  return copy;
}

TlType
tl_record_type (TlRecord *record)
{
  return record->type;
}

const char *
tl_record_id (TlRecord *record)
{
  return record->id;
}

const char *
tl_record_site (TlRecord *record)
{
  return record->site;
}

gint64
tl_record_created_at (TlRecord *record)
{
  return record->created_at;
}

const char *
tl_record_created_by (TlRecord *record)
{
  return record->created_by;
}

gint64
tl_record_updated_at (TlRecord *record)
{
  return record->updated_at;
}

const char *
tl_record_updated_by (TlRecord *record)
{
  return record->updated_by;
}

void
tl_record_set_site (TlRecord *record, const char *site)
{
  g_free (record->site);
  record->site = g_strdup (site);
}

void
tl_record_set_created (TlRecord *record, gint64 at, const char *by)
{
  record->created_at = at;
  g_free (record->created_by);
  record->created_by = g_strdup (by);
}

void
tl_record_set_updated (TlRecord *record, gint64 at, const char *by)
{
  record->updated_at = at;
  g_free (record->updated_by);
  record->updated_by = g_strdup (by);
}

gboolean
tl_record_has (TlRecord *record, guint field)
{
  return value_at (record, field)->set;
}

const char *
tl_record_text (TlRecord *record, guint field)
{
  g_return_val_if_fail (is_text_kind (tl_type_field (record->type, field)->kind), NULL);
  return value_at (record, field)->text;
}

gint64
tl_record_int (TlRecord *record, guint field)
{
  g_return_val_if_fail (!is_text_kind (tl_type_field (record->type, field)->kind), 0);
  return value_at (record, field)->number;
}

GBytes *
tl_record_blob (TlRecord *record, guint field)
{
  return value_at (record, field)->bytes;
}

static int
compare_codes (gconstpointer a, gconstpointer b, gpointer list)
{
  const char *code_a = *(const char *const *)a;
  const char *code_b = *(const char *const *)b;
  guint index_a = list != NULL ? tl_list_index (list, code_a) : G_MAXUINT;
  guint index_b = list != NULL ? tl_list_index (list, code_b) : G_MAXUINT;

  if (index_a != index_b)
    return index_a < index_b ? -1 : 1;
  return strcmp (code_a, code_b);
}

/* Codes in list order, ids in their own, each once: the same set is always the same text. */
static char *
canonical_set (const TlField *def, const char *text)
{
  g_auto (GStrv) parts = g_strsplit_set (text, " \n\t", -1);
  g_autoptr (GPtrArray) codes = g_ptr_array_new ();
  g_autoptr (GString) joined = g_string_new (NULL);

  for (guint i = 0; parts[i] != NULL; i++)
    if (*parts[i] != '\0')
      g_ptr_array_add (codes, parts[i]);
  g_ptr_array_sort_with_data (codes, compare_codes, def->list != NULL ? (gpointer)tl_list_get (def->list) : NULL);
  for (guint i = 0; i < codes->len; i++)
    {
      const char *code = codes->pdata[i];

      if (i > 0 && g_str_equal (code, codes->pdata[i - 1]))
        continue;
      g_string_append_printf (joined, "%s%s", joined->len > 0 ? " " : "", code);
    }
  return joined->len > 0 ? g_strdup (joined->str) : NULL;
}

void
tl_record_set_text (TlRecord *record, guint field, const char *text)
{
  Value *value = value_at (record, field);
  const TlField *def = tl_type_field (record->type, field);
  g_autofree char *normal = NULL;

  g_return_if_fail (is_text_kind (def->kind));
  normal = tl_text_normalise (text);
  if (normal != NULL && (def->flags & (TL_FIELD_PHONE | TL_FIELD_ID_PAPER)) != 0)
    {
      char *number = (def->flags & TL_FIELD_PHONE) != 0 ? tl_phone_normalise (normal) : tl_paper_number_normalise (normal);

      wipe_text (&normal);
      normal = number;
    }
  if (normal != NULL && (def->kind == TL_KIND_SET || def->kind == TL_KIND_REF_SET))
    {
      char *canonical = canonical_set (def, normal);

      g_free (normal);
      normal = canonical;
    }
  clear_value (value);
  value->text = g_steal_pointer (&normal);
  value->set = value->text != NULL;
}

void
tl_record_set_int (TlRecord *record, guint field, gint64 number)
{
  Value *value = value_at (record, field);

  g_return_if_fail (!is_text_kind (tl_type_field (record->type, field)->kind));
  clear_value (value);
  value->number = number;
  value->set = TRUE;
}

void
tl_record_set_blob (TlRecord *record, guint field, GBytes *bytes)
{
  Value *value = value_at (record, field);

  g_return_if_fail (tl_type_field (record->type, field)->kind == TL_KIND_BLOB);
  if (bytes != NULL)
    g_bytes_ref (bytes);
  clear_value (value);
  value->bytes = bytes;
  value->set = bytes != NULL;
}

void
tl_record_unset (TlRecord *record, guint field)
{
  clear_value (value_at (record, field));
}

gboolean
tl_record_equal_field (TlRecord *a, TlRecord *b, guint field)
{
  Value *x = value_at (a, field);
  Value *y = value_at (b, field);

  if (x->set != y->set)
    return FALSE;
  if (!x->set)
    return TRUE;
  if (x->bytes != NULL || y->bytes != NULL)
    return x->bytes != NULL && y->bytes != NULL && g_bytes_equal (x->bytes, y->bytes);
  return x->number == y->number && g_strcmp0 (x->text, y->text) == 0;
}

gboolean
tl_record_set_contains (TlRecord *record, guint field, const char *code)
{
  const char *text = tl_record_text (record, field);
  gsize n = strlen (code);

  for (const char *p = text; p != NULL && (p = strstr (p, code)) != NULL; p += n)
    if ((p == text || p[-1] == ' ') && (p[n] == '\0' || p[n] == ' '))
      return TRUE;
  return FALSE;
}
