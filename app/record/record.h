/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>
#include <json-glib/json-glib.h>

#include "record/time.h"
#include "record/types.h"

G_BEGIN_DECLS

#define TL_RECORD_ERROR (tl_record_error_quark ())
GQuark tl_record_error_quark (void);

typedef enum
{
  TL_RECORD_ERROR_INVALID,    /* a value breaks a rule; the message starts with "field: " */
  TL_RECORD_ERROR_UNKNOWN     /* no such type or field */
} TlRecordError;

/* One row's values by field number. Not thread safe: belongs to whoever holds it. */
#define TL_TYPE_RECORD (tl_record_get_type ())
G_DECLARE_FINAL_TYPE (TlRecord, tl_record, TL, RECORD, GObject)

/* A new record with a fresh random id (UUID v4 from libsodium-grade randomness), no values. */
TlRecord *tl_record_new (TlType type);
TlRecord *tl_record_new_with_id (TlType type, const char *id);
TlRecord *tl_record_copy (TlRecord *record);
/* Makes all values and bookkeeping of @record those of @other (same type); the id stays. */
void      tl_record_assign (TlRecord *record, TlRecord *other);

TlType      tl_record_type (TlRecord *record);
const char *tl_record_id (TlRecord *record);

/* Bookkeeping columns that every type has; the store sets them at saving. Times: UTC seconds. */
const char *tl_record_site (TlRecord *record);
gint64      tl_record_created_at (TlRecord *record);
const char *tl_record_created_by (TlRecord *record);
gint64      tl_record_updated_at (TlRecord *record);
const char *tl_record_updated_by (TlRecord *record);
void        tl_record_set_site (TlRecord *record, const char *site);
void        tl_record_set_created (TlRecord *record, gint64 at, const char *by);
void        tl_record_set_updated (TlRecord *record, gint64 at, const char *by);

/* @field is a number of the record's own type (TL_PERSON_ALIAS …); a field of another kind than the
 * accessor's is a programming error. Unset reads as NULL or 0. Text is kept in NFC, trimmed; an empty
 * string unsets. Representation by kind:
 *   TEXT LONG_TEXT CHOICE REF JSON → text (a choice's code, a reference's id);
 *   DATE → text "YYYY-MM-DD"; SET REF_SET → text, codes or ids in list order joined by one space;
 *   INT MONEY BOOL TIME DECIMAL → int64 (đồng; 0/1; UTC seconds; thousandths);
 *   BLOB → GBytes. */
gboolean    tl_record_has (TlRecord *record, guint field);
const char *tl_record_text (TlRecord *record, guint field);
gint64      tl_record_int (TlRecord *record, guint field);
GBytes     *tl_record_blob (TlRecord *record, guint field);
void        tl_record_set_text (TlRecord *record, guint field, const char *value);
void        tl_record_set_int (TlRecord *record, guint field, gint64 value);
void        tl_record_set_blob (TlRecord *record, guint field, GBytes *value);
void        tl_record_unset (TlRecord *record, guint field);
/* Makes @field of @to what it is in @from (same type), set or not. */
void        tl_record_copy_field (TlRecord *to, TlRecord *from, guint field);
gboolean    tl_record_equal_field (TlRecord *a, TlRecord *b, guint field);
gboolean    tl_record_set_contains (TlRecord *record, guint field, const char *code);

/* --- What follows from other values --- */
/* Whole years of a TL_TYPE_PERSON on a day, by date of birth, else by year; -1 if not known. */
int         tl_person_age (TlRecord *person, TlDate on);
/* Code of list "age_band", NULL below 0. */
const char *tl_age_band (int age);
/* Sets the computed fields of one record: months, Kinh or other, year of birth; a person's age band at the
 * day her case was @opened (TL_DATE_NONE: left as it is). The store calls it at every save. */
void        tl_record_derive (TlRecord *record, TlDate opened);
/* The usual first values of a new record where nothing is set (status open, state draft, legal basis …). */
void        tl_record_fill_defaults (TlRecord *record);
/* The catalogue's class, but for an informant's name, which is S. Use this one when redacting a record. */
TlPrivacy   tl_record_privacy (TlRecord *record, guint field);

/* What is wrong with a value or a record, in the user's language. */
typedef struct
{
  guint    field;     /* field number, or G_MAXUINT for the record as a whole */
  gboolean warning;   /* TRUE: shown, never blocks (identifiers: DOMAIN.md §4) */
  char    *message;
} TlProblem;
void tl_problem_free (TlProblem *problem);

typedef enum
{
  TL_CHECK_SAVE  = 0,       /* required to save (*) */
  TL_CHECK_CLOSE = 1 << 0   /* also required to close the case (!) */
} TlCheckFlags;

/* Returns: (transfer full) (element-type TlProblem): all problems, errors first; empty when good. */
GPtrArray *tl_record_check (TlRecord *record, TlCheckFlags flags);
/* The same for saving as one GError of the first error ("field: what is wrong"). */
gboolean   tl_record_validate (TlRecord *record, GError **error);

/* Parses what a person typed or a file holds into one field, by kind: dates "5/3", "05/03/2026" or
 * ISO; times ISO with offset or "05/03/2026 21:00" in UTC+7; money "1.470.000" or "1470000"; decimal
 * comma or point; choices by code or by label. Empty unsets. On error the record is unchanged. */
gboolean tl_record_parse_field (TlRecord *record, guint field, const char *typed, GError **error);
/* Shows a field for reading: dd/mm/yyyy, 1.470.000, labels in the user's language. (transfer full). */
char    *tl_record_format_field (TlRecord *record, guint field);

/* JSON of DESIGN.md §7. Members: "id", each set field; with @bookkeeping also site, created_at … */
JsonObject *tl_record_to_json (TlRecord *record, gboolean bookkeeping);
/* Changes only the members named; null unsets; "type" and "id" are ignored. Unknown member, wrong
 * kind, code not in its list: error "field: what is wrong" and the record unchanged. */
gboolean    tl_record_apply_json (TlRecord *record, JsonObject *object, GError **error);

G_END_DECLS
