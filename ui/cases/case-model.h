/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "store/overview.h"

G_BEGIN_DECLS

/* One line of the list. Empty until its page of lines has been read; "changed" () then. */
#define TL_TYPE_CASE_ITEM (tl_case_item_get_type ())
G_DECLARE_FINAL_TYPE (TlCaseItem, tl_case_item, TL, CASE_ITEM, GObject)
const char       *tl_case_item_get_id (TlCaseItem *self);
const TlCaseLine *tl_case_item_get_line (TlCaseItem *self); /* NULL: not read yet */

/* Any number of cases as a list: all ids are held, lines only of what has been looked at lately.
 * Property "n-items" through GListModel. */
#define TL_TYPE_CASE_MODEL (tl_case_model_get_type ())
G_DECLARE_FINAL_TYPE (TlCaseModel, tl_case_model, TL, CASE_MODEL, GObject)
TlCaseModel *tl_case_model_new (TlStore *store);
/* Asks anew. @widget: who asks (errors are shown over it). Emits "loaded" () when the ids are there. */
void         tl_case_model_load (TlCaseModel *self, gpointer widget, TlCaseFilter filter, TlCaseSort sort);
/* Position of a case, or G_MAXUINT. */
guint        tl_case_model_find (TlCaseModel *self, const char *id);

G_END_DECLS
