/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "document/parts.h"
#include "record/types.h"

G_BEGIN_DECLS

/* Forms: a label and its value, or, where nothing is known, a dotted line or boxes to tick by hand. One description
 * serves the filled paper and the blank one. What a field is and which choices it has comes from the field catalogue
 * and the code lists; only the label's words are the paper's own. */

typedef enum
{
  TL_FORM_WORDS = 0,      /* a choice is printed in words; on a blank form as boxes */
  TL_FORM_BOXES = 1 << 0, /* boxes on the filled paper too */
  TL_FORM_LINE = 1 << 1,  /* a line to write on, never boxes */
  TL_FORM_BLANK_ONLY = 1 << 2,
  TL_FORM_IF_KNOWN = 1 << 3 /* left out where it is not known, so of every blank form */
} TlFormFlags;

typedef struct
{
  const char *label; /* with its own punctuation left out: "Họ và tên" */
  TlType type;       /* TL_N_TYPES: @label is the heading of a part */
  guint field;
  double share;  /* part of the width; neighbours share a line until they come to 1 */
  guint lines;   /* lines to write on when it is not known; 0: one */
  guint flags;   /* TlFormFlags */
} TlFormField;

/* Where a field's value comes from: records by type, each as tl_record_to_json() gives it; NULL = not known. */
typedef struct
{
  gboolean blank; /* a form to be filled in by hand: wider lines */
  JsonObject *of[TL_N_TYPES];
} TlFormData;

/* A value in Vietnamese as it is printed, NULL where nothing is known. (transfer full) */
char *tl_form_value (const TlFormData *data, TlType type, guint field);

/* The fields one under the other from the cursor on; a part's heading stays with its first line. */
void tl_form_place (TlPages *pages, const TlFormData *data, const TlFormField *fields, guint n_fields);

void tl_form_heading (TlPages *pages, const char *text);
/* "label: value" over the whole width, dotted over @lines where @value is NULL. */
void tl_form_line (TlPages *pages, const char *label, const char *value, guint lines, gboolean blank);
/* Boxes for the items of code list @list that are valid on @date (ISO; NULL = today), the codes of @chosen ticked. */
void tl_form_boxes (TlPages *pages, const char *label, const char *list, const char *const *chosen, const char *date);
/* One box with words after it at the cursor, wrapped. */
void tl_form_box (TlPages *pages, const char *text, gboolean ticked);

G_END_DECLS
