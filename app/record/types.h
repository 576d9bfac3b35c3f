/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The catalogue: every record type and field is one line of catalogue.def, nowhere else. */

typedef enum
{
#define TL_RECORD_TYPE(NAME, name, label, plural) TL_TYPE_##NAME,
#define TL_SECTION(NAME, id, label)
#define TL_FIELD(TYPE, NAME, name, label, kind, of, privacy, flags)
#include "record/catalogue.def"
#undef TL_RECORD_TYPE
  TL_N_TYPES
} TlType;

/* Field numbers: TL_PERSON_ALIAS = 0, TL_PERSON_FULL_NAME = 1, … They are
 * for C only: on disk and in bundles a field goes by its name. See fields.h (made from catalogue.def). */
#undef TL_SECTION
#undef TL_FIELD

typedef enum
{
  TL_KIND_TEXT,
  TL_KIND_LONG_TEXT,
  TL_KIND_INT,
  TL_KIND_DECIMAL,  /* thousandths */
  TL_KIND_MONEY,    /* whole đồng */
  TL_KIND_BOOL,
  TL_KIND_DATE,
  TL_KIND_TIME,     /* UTC seconds */
  TL_KIND_CHOICE,   /* one code of a list */
  TL_KIND_SET,      /* several codes of a list */
  TL_KIND_REF,      /* id of a record of ref_type */
  TL_KIND_REF_SET,
  TL_KIND_BLOB,
  TL_KIND_JSON
} TlKind;

typedef enum
{
  TL_PRIVACY_S, /* secret: never leaves */
  TL_PRIVACY_I, /* identifying: only under a consent for that recipient or a named legal basis */
  TL_PRIVACY_P, /* case rows, only under a province_report consent */
  TL_PRIVACY_M, /* money projection */
  TL_PRIVACY_A  /* counts */
} TlPrivacy;

typedef enum
{
  TL_FIELD_REQUIRED = 1 << 0, /* * needed to save */
  TL_FIELD_CLOSING  = 1 << 1, /* ! needed before the case may be closed */
  TL_FIELD_SEARCH   = 1 << 2, /* in the folded full-text index */
  TL_FIELD_MASK     = 1 << 3, /* masked in lists until shown */
  TL_FIELD_COMPUTED = 1 << 4, /* set by the program, not by a form */
  TL_FIELD_GIVEN    = 1 << 5, /* given by the program once (codes, numbers), shown read-only */
  TL_FIELD_PHONE    = 1 << 6,
  TL_FIELD_ID_PAPER = 1 << 7,
  TL_FIELD_PARENT   = 1 << 8, /* the reference that makes this a part of that record (case) */
  TL_FIELD_FILLED   = 1 << 9  /* required, but worked out by the program when a person leaves it empty */
} TlFieldFlags;

typedef struct
{
  const char  *name;     /* SQL column, JSON key, spreadsheet key */
  const char  *label;    /* English msgid; show through tl_field_label() */
  TlKind       kind;
  const char  *list;     /* CHOICE, SET: code list name */
  TlType       ref_type; /* REF, REF_SET */
  const char  *section;  /* section id within the form of this type */
  TlPrivacy    privacy;
  TlFieldFlags flags;
} TlField;

typedef struct
{
  const char    *id;
  const char    *label;
} TlSection;

typedef struct
{
  TlType           type;
  const char      *name;    /* "person": table, JSON type */
  const char      *label;   /* msgid, singular */
  const char      *plural;  /* msgid */
  const TlField   *fields;
  guint            n_fields;
  const TlSection *sections;
  guint            n_sections;
} TlTypeInfo;

const TlTypeInfo *tl_type_info (TlType type);
/* NULL if there is none of that name. */
const TlTypeInfo *tl_type_by_name (const char *name);
const TlField    *tl_type_field (TlType type, guint field);
/* G_MAXUINT if there is none of that name. */
guint             tl_type_find_field (TlType type, const char *name);
/* Labels in the user's language. */
const char       *tl_field_label (const TlField *field);
const char       *tl_type_label (TlType type, gboolean plural);
const char       *tl_section_label (const TlSection *section);

G_END_DECLS

#include "record/fields.h"
