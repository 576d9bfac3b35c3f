/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Compressed, then padded: so that a file's size tells little of how much is in it. */

/* What one bundle may hold when inflated. */
#define TL_PACK_MAX_BYTES ((gsize)256 * 1024 * 1024)

/* The next Padmé size: at most 12 % more, leaking O(log log size) bits. */
gsize tl_padme (gsize size);
/* zlib, length in front, zeros behind up to a Padmé size. */
GBytes *tl_pack (GBytes *plain, GError **error);
/* The reverse; errors (TAMPERED) when the padding is not zeros of just that size, the stream is damaged, or it
 * inflates to more than @max bytes. */
GBytes *tl_unpack (GBytes *packed, gsize max, GError **error);

G_END_DECLS
