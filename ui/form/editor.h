/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "store/store.h"

G_BEGIN_DECLS

/* The widget of one field: its label, something to enter it with, and room for what is wrong with it.
 * One class a kind (or a few kinds); none knows a field by name.
 * Signals: "edited" (): the value may have changed; "left" (): whoever typed went on to another field. */
#define TL_TYPE_EDITOR (tl_editor_get_type ())
G_DECLARE_DERIVABLE_TYPE (TlEditor, tl_editor, TL, EDITOR, GtkWidget)

struct _TlEditorClass
{
  GtkWidgetClass parent_class;

  /* Called once after construction: builds the content (tl_editor_set_content()). */
  void     (*build) (TlEditor *self);
  /* Record → widget. */
  void     (*show) (TlEditor *self, TlRecord *record);
  /* Widget → record. On FALSE the record's field keeps its former value and what was typed stays. */
  gboolean (*apply) (TlEditor *self, TlRecord *record, GError **error);
  /* What was typed, as text, where it may be more than a value (else NULL). */
  char    *(*get_typed) (TlEditor *self);
  void     (*set_typed) (TlEditor *self, const char *typed);
  /* Ids to offer first where a reference is chosen. */
  void     (*set_suggestions) (TlEditor *self, GPtrArray *ids);
};

/* The right editor for a field, or NULL for one that no form shows (computed, blobs). */
TlEditor *tl_editor_new (TlStore *store, TlType type, guint field);

const TlField *tl_editor_get_field (TlEditor *self);
guint          tl_editor_get_number (TlEditor *self);
TlType         tl_editor_get_record_type (TlEditor *self);
TlStore       *tl_editor_get_store (TlEditor *self);
/* Whether it wants the whole width of a form. */
gboolean       tl_editor_is_wide (TlEditor *self);

void     tl_editor_show (TlEditor *self, TlRecord *record);
gboolean tl_editor_apply (TlEditor *self, TlRecord *record, GError **error);
char    *tl_editor_get_typed (TlEditor *self);
void     tl_editor_set_typed (TlEditor *self, const char *typed);
void     tl_editor_set_suggestions (TlEditor *self, GPtrArray *ids);
/* Below the field; NULL takes it away. */
void     tl_editor_set_message (TlEditor *self, const char *message, gboolean warning);
gboolean tl_editor_has_error (TlEditor *self);

/* Takes the star away where this page does not ask for the field. */
void     tl_editor_set_optional (TlEditor *self);

/* For the classes. @focus gets the field's name and description for assistive technology. */
void tl_editor_set_content (TlEditor *self, GtkWidget *content, GtkWidget *focus);
void tl_editor_set_wide (TlEditor *self, gboolean wide);
void tl_editor_edited (TlEditor *self); /* emits, unless show() is running */
void tl_editor_left (TlEditor *self);
/* Emits "left" when the focus leaves @widget. */
void tl_editor_watch_focus (TlEditor *self, GtkWidget *widget);

/* The classes, for editor.c and their own files. */
#define TL_TYPE_TEXT_EDITOR (tl_text_editor_get_type ())
G_DECLARE_FINAL_TYPE (TlTextEditor, tl_text_editor, TL, TEXT_EDITOR, TlEditor)

#define TL_TYPE_LONG_TEXT_EDITOR (tl_long_text_editor_get_type ())
G_DECLARE_FINAL_TYPE (TlLongTextEditor, tl_long_text_editor, TL, LONG_TEXT_EDITOR, TlEditor)

#define TL_TYPE_BOOL_EDITOR (tl_bool_editor_get_type ())
G_DECLARE_FINAL_TYPE (TlBoolEditor, tl_bool_editor, TL, BOOL_EDITOR, TlEditor)

#define TL_TYPE_DATE_EDITOR (tl_date_editor_get_type ())
G_DECLARE_FINAL_TYPE (TlDateEditor, tl_date_editor, TL, DATE_EDITOR, TlEditor)

#define TL_TYPE_CHOICE_EDITOR (tl_choice_editor_get_type ())
G_DECLARE_FINAL_TYPE (TlChoiceEditor, tl_choice_editor, TL, CHOICE_EDITOR, TlEditor)

/* Codes to offer instead of what the list offers today; NULL: the list again. (element-type utf8) */
void tl_choice_editor_set_options (TlChoiceEditor *self, GPtrArray *codes);

#define TL_TYPE_SET_EDITOR (tl_set_editor_get_type ())
G_DECLARE_FINAL_TYPE (TlSetEditor, tl_set_editor, TL, SET_EDITOR, TlEditor)

#define TL_TYPE_REF_EDITOR (tl_ref_editor_get_type ())
G_DECLARE_FINAL_TYPE (TlRefEditor, tl_ref_editor, TL, REF_EDITOR, TlEditor)

#define TL_TYPE_REF_SET_EDITOR (tl_ref_set_editor_get_type ())
G_DECLARE_FINAL_TYPE (TlRefSetEditor, tl_ref_set_editor, TL, REF_SET_EDITOR, TlEditor)


G_END_DECLS
