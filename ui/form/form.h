/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "store/store.h"

G_BEGIN_DECLS

/* A form for one record, built from the catalogue: nothing here knows a field by name.
 *
 * What is typed is kept as a draft ("TYPE/ID") within 2 s; a draft that is there when the form is made
 * comes back. Saving writes only the fields that were changed here, onto the record as it stands then.
 * Signals: "edited" (): something was typed; "saved" (TlRecord *record): it stands in the register. */
#define TL_TYPE_FORM (tl_form_get_type ())
G_DECLARE_FINAL_TYPE (TlForm, tl_form, TL, FORM, AdwBin)

/* @record: what is shown (copied). @sections: NULL-terminated ids of the sections to show, or NULL = all. */
TlForm   *tl_form_new (TlStore *store, TlRecord *record, const char *const *sections);
/* The record with what has been typed so far (what cannot be read yet keeps its former value). */
TlRecord *tl_form_get_record (TlForm *self); /* (transfer none) */
/* People of this case (or other ids), offered first by references to @type. (element-type utf8) */
void      tl_form_set_suggestions (TlForm *self, TlType type, GPtrArray *ids);
/* Shows or hides a section (its heading too). */
void      tl_form_show_section (TlForm *self, const char *section, gboolean visible);
/* What a choice offers instead of what its list does today: codes, in list order. NULL: the list. (element-type utf8) */
void      tl_form_set_options (TlForm *self, guint field, GPtrArray *codes);
gboolean  tl_form_is_edited (TlForm *self);
/* Shows what is wrong beside the fields. TRUE: it may be saved. @focus: go to the first wrong field. */
gboolean  tl_form_check (TlForm *self, TlCheckFlags flags, gboolean focus);
/* Checks and saves. @quiet: what may not be saved yet stays a draft, without moving the focus.
 * Returns FALSE when it may not be saved; "saved" follows later when it was. */
gboolean  tl_form_save (TlForm *self, gboolean quiet);
/* Hands what is typed to the store as a draft now (locking). */
void      tl_form_flush (TlForm *self);
/* Throws what was typed away, the draft too. */
void      tl_form_discard (TlForm *self);
/* Shows @record (loaded anew) unless something has been typed. */
void      tl_form_update (TlForm *self, TlRecord *record);
/* Filled and all fields of these sections, for "how full". */
void      tl_form_count (TlRecord *record, const char *const *sections, guint *filled, guint *all);

G_END_DECLS
