/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

#include "store/journal.h"

G_BEGIN_DECLS

/* Leaves of a journal entry as bytes: how they are written, committed to and read back. */

#define TL_DEVICE_BYTES 16
#define TL_LEAF_SALT_BYTES 16

typedef enum
{
  TL_LEAF_NULL = 0, /* the field was emptied */
  TL_LEAF_INT = 1,  /* 8 bytes, big endian */
  TL_LEAF_TEXT = 2,
  TL_LEAF_DIGEST = 3 /* BLAKE2b-256 of a content too large to be kept twice */
} TlLeafKind;

typedef struct
{
  guint8 device[TL_DEVICE_BYTES];
  guint64 incarnation;
  guint64 sequence;
} TlEntryRef;

typedef struct
{
  const char *name; /* not terminated */
  gsize name_len;
  gboolean erased;
  const guint8 *commitment; /* where erased */
  const guint8 *salt;
  TlLeafKind kind;
  const guint8 *value;
  gsize value_len;
  const guint8 *committed; /* the bytes that the commitment is over */
  gsize committed_len;
  gboolean has_replaces;
  TlEntryRef replaces;
} TlLeaf;

/* Writes one leaf and appends its commitment (TL_HASH_BYTES). @replaces may be NULL. */
void tl_leaf_write (GByteArray *leaves, GByteArray *commitments, const guint8 salt[TL_LEAF_SALT_BYTES], const char *name, TlLeafKind kind,
                    const void *value, gsize value_len, const TlEntryRef *replaces);
/* The leaf at *@offset, which moves on. FALSE: at the end, or (*@damaged) the bytes are no leaf. */
gboolean tl_leaf_read (const guint8 *bytes, gsize len, gsize *offset, TlLeaf *leaf, gboolean *damaged);
void tl_leaf_commitment (const TlLeaf *leaf, guint8 out[TL_HASH_BYTES]);
/* Writes @leaf with value and salt gone and the commitment in their place. */
void tl_leaf_write_erased (GByteArray *leaves, const TlLeaf *leaf);
/* Writes @leaf as it was read. */
void tl_leaf_write_same (GByteArray *leaves, const TlLeaf *leaf);
gint64 tl_leaf_int (const TlLeaf *leaf);
gboolean tl_leaf_is (const TlLeaf *leaf, const char *name);
/* Root over @commitments (a row of TL_HASH_BYTES each). Changes them. */
void tl_leaf_root (GByteArray *commitments, guint8 out[TL_HASH_BYTES]);

G_END_DECLS
