/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The catalogue as tables. catalogue.def is read once more here, as rows in the order in which it is
 * written; the first question turns them into a table for each type, a field taking the section of the
 * nearest TL_SECTION line above it. */

#include <glib/gi18n-lib.h>
#include <string.h>

#include "record/types.h"

#define REQUIRED TL_FIELD_REQUIRED
#define CLOSING TL_FIELD_CLOSING
#define SEARCH TL_FIELD_SEARCH
#define MASK TL_FIELD_MASK
#define COMPUTED TL_FIELD_COMPUTED
#define GIVEN TL_FIELD_GIVEN
#define PHONE TL_FIELD_PHONE
#define ID_PAPER TL_FIELD_ID_PAPER
#define PARENT TL_FIELD_PARENT
#define FILLED TL_FIELD_FILLED
#define NONE .list = NULL
#define LIST(name) .list = name
#define REF_TO(type) .ref_type = TL_TYPE_##type

static const TlTypeInfo type_rows[] = {
#define TL_RECORD_TYPE(NAME, name_, label_, plural_) {.type = TL_TYPE_##NAME, .name = name_, .label = label_, .plural = plural_},
#define TL_SECTION(TYPE, id, label)
#define TL_FIELD(TYPE, NAME, name, label, kind, of, privacy, flags)
#include "record/catalogue.def"
#undef TL_RECORD_TYPE
#undef TL_SECTION
#undef TL_FIELD
};

/* section.id set: a section; otherwise a field. */
static const struct
{
  TlType type;
  TlSection section;
  TlField field;
} rows[] = {
#define TL_RECORD_TYPE(NAME, name, label, plural)
#define TL_SECTION(TYPE, id_, label_) {.type = TL_TYPE_##TYPE, .section = {.id = id_, .label = label_}},
#define TL_FIELD(TYPE, NAME, name_, label_, kind_, of, privacy_, flags_)                                                                   \
  {.type = TL_TYPE_##TYPE,                                                                                                                 \
   .field = {.name = name_, .label = label_, .kind = TL_KIND_##kind_, .privacy = TL_PRIVACY_##privacy_, .flags = flags_, of}},
#include "record/catalogue.def"
#undef TL_RECORD_TYPE
#undef TL_SECTION
#undef TL_FIELD
};

static TlField fields[G_N_ELEMENTS (rows)];
static TlSection sections[G_N_ELEMENTS (rows)];
static TlTypeInfo types[TL_N_TYPES];
static GHashTable *types_by_name;

static void
build_tables (void)
{
  guint n_fields = 0;
  guint n_sections = 0;

  G_STATIC_ASSERT (G_N_ELEMENTS (type_rows) == TL_N_TYPES);
  types_by_name = g_hash_table_new (g_str_hash, g_str_equal);
  memcpy (types, type_rows, sizeof types);
  for (guint i = 0; i < TL_N_TYPES; i++)
    g_hash_table_insert (types_by_name, (gpointer)types[i].name, &types[i]);
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      TlTypeInfo *info = &types[rows[i].type];

      if (rows[i].section.id != NULL)
        {
          if (info->n_sections++ == 0)
            info->sections = &sections[n_sections];
          sections[n_sections++] = rows[i].section;
          continue;
        }
      if (info->n_fields++ == 0)
        info->fields = &fields[n_fields];
      fields[n_fields] = rows[i].field;
      fields[n_fields++].section = info->n_sections > 0 ? info->sections[info->n_sections - 1].id : "";
    }
}

static void
ensure_tables (void)
{
  static gsize once;

  if (g_once_init_enter (&once))
    {
      build_tables ();
      g_once_init_leave (&once, 1);
    }
}

const TlTypeInfo *
tl_type_info (TlType type)
{
  g_return_val_if_fail (type < TL_N_TYPES, NULL);
  ensure_tables ();
  return &types[type];
}

const TlTypeInfo *
tl_type_by_name (const char *name)
{
  ensure_tables ();
  return name != NULL ? g_hash_table_lookup (types_by_name, name) : NULL;
}

const TlField *
tl_type_field (TlType type, guint field)
{
  const TlTypeInfo *info = tl_type_info (type);

  g_return_val_if_fail (info != NULL && field < info->n_fields, NULL);
  return &info->fields[field];
}

guint
tl_type_find_field (TlType type, const char *name)
{
  const TlTypeInfo *info = tl_type_info (type);

  for (guint i = 0; i < info->n_fields; i++)
    if (strcmp (info->fields[i].name, name) == 0)
      return i;
  return G_MAXUINT;
}

const char *
tl_field_label (const TlField *field)
{
  return _ (field->label);
}

const char *
tl_type_label (TlType type, gboolean plural)
{
  const TlTypeInfo *info = tl_type_info (type);

  return _ (plural ? info->plural : info->label);
}

const char *
tl_section_label (const TlSection *section)
{
  return _ (section->label);
}
