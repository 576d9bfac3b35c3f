/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define TL_BECH32_KEY_BYTES 32

/* 32 bytes as Bech32 (BIP 173, without its limit of 90 characters) under @hrp, lower case. (transfer full) */
char *tl_bech32_encode (const char *hrp, const guint8 key[TL_BECH32_KEY_BYTES]);
/* FALSE unless @text is 32 bytes under @hrp with a good checksum, in one case. */
gboolean tl_bech32_decode (const char *hrp, const char *text, guint8 key[TL_BECH32_KEY_BYTES]);

G_END_DECLS
