/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define TL_SMALL_CELL 5

/* Chooses which cells of a row of counts to hide before it leaves this place. Every cell under TL_SMALL_CELL is
 * hidden, zero too: that nobody was counted is knowledge about the few.
 * @sums: the cells are parts of a total that the reader knows. Then further cells, the smallest first, are hidden until
 *   no hidden cell follows from what is shown: not when it stands alone, not when all hidden ones must be zero, and
 *   not when all of them must be one less than the limit.
 * @hidden: @n places, set. Returns: FALSE if even hiding every cell does not keep them (the group is then to be left out). */
gboolean tl_suppress (const gint64 *cells, guint n, gboolean sums, gboolean *hidden);

G_END_DECLS
