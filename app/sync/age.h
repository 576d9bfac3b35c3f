/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The age v1 file format (age-encryption.org/v1), binary, X25519 recipients, on libsodium alone. */

#define TL_AGE_KEY_BYTES 32
#define TL_AGE_CHUNK_BYTES 65536

/* A fresh pair. @secret should lie in locked memory. */
void tl_age_keypair (guint8 public_key[TL_AGE_KEY_BYTES], guint8 secret[TL_AGE_KEY_BYTES]);
/* "age1…". (transfer full) */
char *tl_age_recipient_to_text (const guint8 public_key[TL_AGE_KEY_BYTES]);
gboolean tl_age_recipient_from_text (const char *text, guint8 public_key[TL_AGE_KEY_BYTES]);
/* "AGE-SECRET-KEY-1…"; free with tl_secret_free(). */
char *tl_age_identity_to_text (const guint8 secret[TL_AGE_KEY_BYTES]);
gboolean tl_age_identity_from_text (const char *text, guint8 secret[TL_AGE_KEY_BYTES]);

/* Seals @plain to @n_recipients public keys laid end to end. NULL only when a key is not a point that can be
 * used (TL_SYNC_ERROR_CARD). */
GBytes *tl_age_seal (GBytes *plain, const guint8 *recipients, guint n_recipients, GError **error);
/* Opens @file. Errors: NOT_FOR_US (no stanza is ours, or the head cannot be read), NEWER (another age version),
 * TAMPERED (not such a file, a part altered, cut off, or something behind the end). Nothing of the content is
 * given out unless all of it is good. */
GBytes *tl_age_open (GBytes *file, const guint8 secret[TL_AGE_KEY_BYTES], GError **error);

G_END_DECLS
