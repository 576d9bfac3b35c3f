/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

#include "sync/container.h"

G_BEGIN_DECLS

/* A receipt (.tlr, a container of kind R sealed to the sender) and its code for the phone (FORMAT.md §6). */

typedef enum
{
  TL_RECEIPT_RECEIVED = 1, /* held until the ones before it arrive */
  TL_RECEIPT_APPLIED = 2,
  TL_RECEIPT_REJECTED = 3
} TlReceiptStatus;

typedef struct
{
  guint8 bundle[TL_CONTENT_HASH_BYTES];
  guint8 bundle_sender[TL_ID_BYTES];
  guint64 stream;
  guint64 number;
  TlReceiptStatus status;
  guint32 reason; /* TlSyncError when rejected, else 0 */
} TlReceipt;

GBytes *tl_receipt_body (const TlReceipt *receipt);
gboolean tl_receipt_parse (const guint8 *data, gsize size, TlReceipt *receipt);

#define TL_RECEIPT_CODE_SYMBOLS 13 /* 60 bits and a check letter */

/* "XXXX-XXXX-XXXX-X". @ours/@theirs: X25519 halves of the two devices; both ends get the same. (transfer full) */
char *tl_receipt_code (const guint8 our_secret[TL_BOX_KEY_BYTES], const guint8 their_public[TL_BOX_KEY_BYTES],
                       const guint8 bundle[TL_CONTENT_HASH_BYTES], TlReceiptStatus status);
/* Brings a typed code to that form: case, spaces, dashes, O for 0, I and L for 1. NULL unless it is a code whose
 * check letter fits. @looks_like_code: (out) (optional): it has the form, so a wrong check letter is a slip. */
char *tl_receipt_code_normalise (const char *typed, gboolean *looks_like_code);

G_END_DECLS
