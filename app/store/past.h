/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/store-private.h"

G_BEGIN_DECLS

/* What the journal says that a record is: of each field the last value that it was given. */

typedef enum
{
  TL_PAST_NEVER = 0, /* no entry speaks of the field */
  TL_PAST_VALUE,     /* set in `values` (or by digest), or emptied */
  TL_PAST_ERASED
} TlPastField;

typedef struct
{
  TlType type;          /* TL_N_TYPES: the journal does not say */
  gboolean saved;       /* an entry saved it since it was last deleted */
  gboolean deleted;     /* and nothing saved it since */
  gint64 first_at, last_at;
  char *first_staff, *last_staff; /* nullable */
  TlRecord *values;     /* NULL unless saved */
  guint8 *fields;       /* TlPastField by field number */
  GHashTable *digests;  /* field number → GBytes: contents that the journal knows by their digest only */
} TlPast;

/* NULL only with an error. */
TlPast *tl_past_read (TlStore *store, const char *id, GError **error);
void    tl_past_free (TlPast *past);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TlPast, tl_past_free)
/* Numbers (guint) of the fields of @record that are not what the journal says. (transfer full) */
GArray *tl_past_compare (const TlPast *past, TlRecord *record);

G_END_DECLS
