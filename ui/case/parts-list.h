/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "store/store.h"

G_BEGIN_DECLS

/* The records of one type that are parts of a case, as an editable list: add, open, delete. */
#define TL_TYPE_PARTS_LIST (tl_parts_list_get_type ())
G_DECLARE_FINAL_TYPE (TlPartsList, tl_parts_list, TL, PARTS_LIST, AdwBin)

GtkWidget *tl_parts_list_new (TlStore *store, TlType type, const char *case_id);
/* People of the case, offered first in forms. (element-type utf8) */
void       tl_parts_list_set_people (TlPartsList *self, GPtrArray *people);
void       tl_parts_list_refresh (TlPartsList *self);

G_END_DECLS
