/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

#include "sync/container.h"

G_BEGIN_DECLS

/* A place's card (.tlc): the public halves of one device's keys, signed by itself (FORMAT.md §5). */

#define TL_SITE_CODE_MAX 8

typedef struct
{
  char site[TL_SITE_CODE_MAX + 1]; /* "DC" */
  guint number;                    /* 1 … 99 */
  guint8 device[TL_ID_BYTES];
  guint8 sign_public[TL_SIGN_PUBLIC_BYTES];
  guint8 box_public[TL_BOX_KEY_BYTES];
} TlCard;

/* The card as text. (transfer full) */
char *tl_card_write (const TlCard *card, const guint8 sign_secret[TL_SIGN_SECRET_BYTES]);
/* Error CARD when it is not a card, damaged, or its own signature fails. */
gboolean tl_card_read (const char *text, gsize size, TlCard *card, GError **error);
/* Eight groups of five digits over everything the card says. (transfer full) */
char *tl_card_fingerprint (const TlCard *card);
/* "DC/2". (transfer full) */
char *tl_card_name (const TlCard *card);

G_END_DECLS
