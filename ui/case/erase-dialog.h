/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "case/case-data.h"

G_BEGIN_DECLS

/* Erasing for good what is recorded of one person of a case, or the case's own words (tl_journal_erase_async(), as `tamlanhctl
 * erase`): asked for with a reason, told how far it is. @data is only read while this is called. @done (owner, type, id) after
 * it is gone, so that no form keeps what was erased. */
typedef void (*TlErased) (gpointer owner, TlType type, const char *id);
void tl_erase_dialog_show (gpointer owner, TlStore *store, TlCaseData *data, TlErased done);

G_END_DECLS
