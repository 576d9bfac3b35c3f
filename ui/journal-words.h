/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "record/types.h"

G_BEGIN_DECLS

/* The journal in words. An act that has none yet keeps the journal's own. */
const char *tl_journal_kind_words (const char *kind);
/* The names of the fields that were changed; values stay in the form. @info may be NULL. (transfer full) */
char *tl_journal_changed_fields (const TlTypeInfo *info, const char *changes);

G_END_DECLS
