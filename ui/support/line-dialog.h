/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "store/store.h"

G_BEGIN_DECLS

/* The form of one support line (TL_TYPE_SUPPORT) with what it would cost and how it stands to its ceilings,
 * worked out anew as one types. @people: ids of the case's people, offered first, or NULL: they are looked up.
 * @new_line: without a case it is asked first whose cost this is. */
void tl_line_dialog_show (gpointer owner, TlStore *store, TlRecord *line, GPtrArray *people, gboolean new_line);
/* The same for a line that is begun: paid from the source that this place usually pays from. */
void tl_line_dialog_begin (gpointer owner, TlStore *store, TlRecord *line);

G_END_DECLS
