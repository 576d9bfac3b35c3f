/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What is inside a bundle or a receipt: sections with a tag and a length, the last one a signature over all bytes
 * before it (FORMAT.md §3). */

#define TL_ID_BYTES 16
#define TL_CONTENT_HASH_BYTES 32
#define TL_SIGN_PUBLIC_BYTES 32
#define TL_SIGN_SECRET_BYTES 64
#define TL_BOX_KEY_BYTES 32
#define TL_MAX_RECIPIENTS 64
#define TL_TAG_CHARS 4

typedef enum
{
  TL_CONTAINER_BUNDLE = 'B',
  TL_CONTAINER_RECEIPT = 'R',
  TL_CONTAINER_ANSWER = 'A' /* to a request to open a register (escrow.c) */
} TlContainerKind;

typedef struct
{
  guint8 device[TL_ID_BYTES];
  guint8 sign_public[TL_SIGN_PUBLIC_BYTES];
} TlSender;

/* Begins a container: magic, sender, recipients (X25519 keys laid end to end). */
GByteArray *tl_container_new (TlContainerKind kind, const TlSender *sender, const guint8 *recipients, guint n_recipients);
/* @tag: four upper-case letters. */
void tl_container_add (GByteArray *container, const char tag[TL_TAG_CHARS], const void *data, gsize size);
/* Signs and ends it; the array is taken. @hash: (out): what names this content (the bundle's hash). */
GBytes *tl_container_finish (GByteArray *container, const guint8 sign_secret[TL_SIGN_SECRET_BYTES], guint8 hash[TL_CONTENT_HASH_BYTES]);

typedef struct
{
  TlContainerKind kind;
  TlSender sender;
  const guint8 *recipients; /* inside the bytes that were parsed */
  guint n_recipients;
  GPtrArray *sections; /* private */
  GBytes *bytes;
  guint8 hash[TL_CONTENT_HASH_BYTES];
} TlContainer;

/* Takes the bytes apart; checks form only. Errors: TAMPERED, NEWER. */
TlContainer *tl_container_parse (GBytes *bytes, GError **error);
void tl_container_free (TlContainer *container);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TlContainer, tl_container_free)
/* TRUE if @box_public is among the recipients that were signed. */
gboolean tl_container_is_for (TlContainer *container, const guint8 box_public[TL_BOX_KEY_BYTES]);
/* TRUE if the signature is good under @sign_public (a key that is trusted already). */
gboolean tl_container_verify (TlContainer *container, const guint8 sign_public[TL_SIGN_PUBLIC_BYTES]);
/* FALSE if there is no such section. */
gboolean tl_container_section (TlContainer *container, const char tag[TL_TAG_CHARS], const guint8 **data, gsize *size);

G_END_DECLS
