/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/store.h"

G_BEGIN_DECLS

/* What stands for a record in a list: made from the catalogue alone. On the store thread. */
typedef struct
{
  TlType type;
  char  *id;
  char  *title;
  char  *subtitle; /* may be empty */
} TlTitle;
void tl_title_free (TlTitle *title);

/* One record's. (transfer full) */
TlTitle   *tl_title_of (TlStore *store, TlRecord *record);
/* By ids; those that are not there are left out. (transfer full) (element-type TlTitle) */
GPtrArray *tl_titles_of_ids (TlStore *store, TlType type, GPtrArray *ids, GError **error);
/* Of the records whose reference @parent (a field number) is @parent_id; newest last.
 * (transfer full) (element-type TlTitle) */
GPtrArray *tl_titles_of_parts (TlStore *store, TlType type, guint parent, const char *parent_id, GError **error);
/* The field by which records of @type are a part of @of, or G_MAXUINT. */
guint      tl_type_parent_field (TlType type, TlType of);

G_END_DECLS
