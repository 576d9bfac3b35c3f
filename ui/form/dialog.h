/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "form/form.h"

G_BEGIN_DECLS

/* A window over the window with one record's form. @done: called (while @owner lives) when it was saved.
 * Closing keeps what was typed as a draft. */
typedef void (*TlRecordDone) (gpointer owner, TlRecord *record, gpointer user_data);
/* Returns: (transfer none): the form, so that suggestions can be set. @people: ids, or NULL. */
TlForm *tl_record_dialog_show (gpointer owner, TlStore *store, TlRecord *record, GPtrArray *people, TlRecordDone done, gpointer user_data);

G_END_DECLS
