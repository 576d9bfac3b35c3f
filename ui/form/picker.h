/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* A button that shows what is chosen, and a list with a search below it. Search folds accents.
 * Signals: "chosen" (): another choice (or none) was made;
 *          "wanted" (char *search): the list is shown or searched: who fills it by hand does it now. */
#define TL_TYPE_PICKER (tl_picker_get_type ())
G_DECLARE_FINAL_TYPE (TlPicker, tl_picker, TL, PICKER, GtkWidget)

GtkWidget  *tl_picker_new (void);
GtkWidget  *tl_picker_get_button (TlPicker *self); /* what has the focus */
void        tl_picker_clear (TlPicker *self);      /* takes all options away, keeps what is chosen */
void        tl_picker_add (TlPicker *self, const char *id, const char *label);
/* Options are asked for by "wanted" at each letter instead of being filtered here. */
void        tl_picker_set_remote (TlPicker *self, gboolean remote);
/* A last line under the list ("New person…"); NULL: none. Choosing it emits "create". */
void        tl_picker_set_create_label (TlPicker *self, const char *label);
/* @id NULL: nothing chosen. Emits nothing. */
void        tl_picker_set_chosen (TlPicker *self, const char *id, const char *label);
const char *tl_picker_get_chosen (TlPicker *self); /* nullable */
/* The name for assistive technology; the choice is added to it. */
void        tl_picker_set_name (TlPicker *self, const char *name);
/* Whether one may choose nothing again. Default: yes. */
void        tl_picker_set_clearable (TlPicker *self, gboolean clearable);

G_END_DECLS
