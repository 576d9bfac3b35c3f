/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/journal.h"

G_BEGIN_DECLS

/* The journal's chain as it travels: heads and hidden roots (FORMAT.md §4.2). */

typedef struct
{
  guint64 incarnation;
  guint64 sequence;
  guint8 hash[TL_HASH_BYTES];
} TlChainHead;

/* The section LINK. @previous: hash before the first link, NULL at the very beginning. */
GBytes *tl_chain_write (GArray *links, const guint8 previous[TL_HASH_BYTES]);

/* Reads the section and recomputes every hash. @device: 32 hex. @previous: (out): zeros at the very beginning.
 * (element-type TlJournalLink); NULL when the form is broken or a number is left out. */
GArray *tl_chain_read (const char *device, const guint8 *data, gsize size, guint8 previous[TL_HASH_BYTES]);

G_END_DECLS
