/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "record/time.h"
#include "store/store.h"

G_BEGIN_DECLS

/* What stays and care of [@from, @to] call for, with the reason of each line; adds what is missing when told to. */
void tl_proposals_dialog_show (gpointer owner, TlStore *store, TlDate from, TlDate to);

G_END_DECLS
