/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One leaf, as it lies in entry.leaves:
 *
 *   name length (1) ‖ name ‖ 'v' ‖ salt (16) ‖ kind (1) ‖ value length (4) ‖ value ‖ 0 or 1 ‖ [replaced entry:
 *   device (16) ‖ incarnation (8) ‖ sequence (8)]
 *   name length (1) ‖ name ‖ 'e' ‖ commitment (32)                                         after an erasure
 *
 * Numbers are big endian. The commitment is BLAKE2b-256, keyed by the salt, over a domain label and the leaf
 * from its name on without 'v' and salt. The root is a binary Merkle tree over the commitments (an odd last
 * node moves up), hashed once more with their number. Nothing but the root reaches whoever verifies the chain
 * without the leaves, so neither values nor the names or number of the fields can be told from it. */

#include "store/leaf.h"

#include <sodium.h>
#include <string.h>

#define LEAF_DOMAIN "tamlanh journal leaf 1"
#define NODE_DOMAIN "tamlanh journal node 1"
#define ROOT_DOMAIN "tamlanh journal root 1"

static void
append_u32 (GByteArray *bytes, guint32 value)
{
  guint32 big = GUINT32_TO_BE (value);

  g_byte_array_append (bytes, (const guint8 *)&big, sizeof big);
}

static void
append_u64 (GByteArray *bytes, guint64 value)
{
  guint64 big = GUINT64_TO_BE (value);

  g_byte_array_append (bytes, (const guint8 *)&big, sizeof big);
}

static guint64
read_u64 (const guint8 *bytes)
{
  guint64 big;

  memcpy (&big, bytes, sizeof big);
  return GUINT64_FROM_BE (big);
}

static void
append_name (GByteArray *leaves, const char *name, gsize name_len, char state)
{
  guint8 len = (guint8)name_len;

  g_assert (name_len > 0 && name_len < 256);
  g_byte_array_append (leaves, &len, 1);
  g_byte_array_append (leaves, (const guint8 *)name, name_len);
  g_byte_array_append (leaves, (const guint8 *)&state, 1);
}

static void
commit (const guint8 *salt, const char *name, gsize name_len, const guint8 *body, gsize body_len, guint8 *out)
{
  crypto_generichash_state state;
  guint8 len = (guint8)name_len;

  crypto_generichash_init (&state, salt, TL_LEAF_SALT_BYTES, TL_HASH_BYTES);
  crypto_generichash_update (&state, (const guint8 *)LEAF_DOMAIN, sizeof LEAF_DOMAIN);
  crypto_generichash_update (&state, &len, 1);
  crypto_generichash_update (&state, (const guint8 *)name, name_len);
  crypto_generichash_update (&state, body, body_len);
  crypto_generichash_final (&state, out, TL_HASH_BYTES);
}

void
tl_leaf_write (GByteArray *leaves, GByteArray *commitments, const guint8 salt[TL_LEAF_SALT_BYTES], const char *name, TlLeafKind kind,
               const void *value, gsize value_len, const TlEntryRef *replaces)
{
  gsize name_len = strlen (name);
  guint8 commitment[TL_HASH_BYTES];
  guint8 byte = (guint8)kind;
  guint body;

  append_name (leaves, name, name_len, 'v');
  g_byte_array_append (leaves, salt, TL_LEAF_SALT_BYTES);
  body = leaves->len;
  g_byte_array_append (leaves, &byte, 1);
  append_u32 (leaves, (guint32)value_len);
  if (value_len > 0)
    g_byte_array_append (leaves, value, value_len);
  byte = replaces != NULL;
  g_byte_array_append (leaves, &byte, 1);
  if (replaces != NULL)
    {
      g_byte_array_append (leaves, replaces->device, TL_DEVICE_BYTES);
      append_u64 (leaves, replaces->incarnation);
      append_u64 (leaves, replaces->sequence);
    }
  commit (salt, name, name_len, leaves->data + body, leaves->len - body, commitment);
  g_byte_array_append (commitments, commitment, sizeof commitment);
}

/* Takes @n bytes at *@offset, or NULL if there are not so many. */
static const guint8 *
take (const guint8 *bytes, gsize len, gsize *offset, gsize n)
{
  const guint8 *at = bytes + *offset;

  if (len - *offset < n)
    return NULL;
  *offset += n;

  return at;
}

static gboolean
read_body (const guint8 *bytes, gsize len, gsize *offset, TlLeaf *leaf)
{
  const guint8 *head;
  const guint8 *flag;
  const guint8 *entry;
  guint32 value_len;

  leaf->salt = take (bytes, len, offset, TL_LEAF_SALT_BYTES);
  head = leaf->salt == NULL ? NULL : take (bytes, len, offset, 5);
  if (head == NULL || head[0] > TL_LEAF_DIGEST)
    return FALSE;
  leaf->committed = head;
  leaf->kind = (TlLeafKind)head[0];
  memcpy (&value_len, head + 1, sizeof value_len);
  leaf->value_len = GUINT32_FROM_BE (value_len);
  leaf->value = take (bytes, len, offset, leaf->value_len);
  flag = leaf->value == NULL ? NULL : take (bytes, len, offset, 1);
  if (flag == NULL || flag[0] > 1 || (leaf->kind == TL_LEAF_INT && leaf->value_len != 8))
    return FALSE;
  leaf->has_replaces = flag[0];
  if (leaf->has_replaces)
    {
      entry = take (bytes, len, offset, TL_DEVICE_BYTES + 16);
      if (entry == NULL)
        return FALSE;
      memcpy (leaf->replaces.device, entry, TL_DEVICE_BYTES);
      leaf->replaces.incarnation = read_u64 (entry + TL_DEVICE_BYTES);
      leaf->replaces.sequence = read_u64 (entry + TL_DEVICE_BYTES + 8);
    }
  leaf->committed_len = (gsize)(bytes + *offset - leaf->committed);

  return TRUE;
}

static gboolean
read_leaf (const guint8 *bytes, gsize len, gsize *offset, TlLeaf *leaf)
{
  const guint8 *name_len = take (bytes, len, offset, 1);
  const guint8 *state;

  if (name_len == NULL)
    return FALSE;
  leaf->name_len = name_len[0];
  leaf->name = (const char *)take (bytes, len, offset, leaf->name_len);
  state = leaf->name == NULL ? NULL : take (bytes, len, offset, 1);
  if (state == NULL || leaf->name_len == 0)
    return FALSE;
  if (state[0] == 'v')
    return read_body (bytes, len, offset, leaf);
  leaf->erased = TRUE;
  leaf->commitment = take (bytes, len, offset, TL_HASH_BYTES);

  return state[0] == 'e' && leaf->commitment != NULL;
}

gboolean
tl_leaf_read (const guint8 *bytes, gsize len, gsize *offset, TlLeaf *leaf, gboolean *damaged)
{
  *damaged = FALSE;
  if (*offset >= len)
    return FALSE;
  memset (leaf, 0, sizeof *leaf);
  *damaged = !read_leaf (bytes, len, offset, leaf);

  return !*damaged;
}

void
tl_leaf_commitment (const TlLeaf *leaf, guint8 out[TL_HASH_BYTES])
{
  if (leaf->erased)
    memcpy (out, leaf->commitment, TL_HASH_BYTES);
  else
    commit (leaf->salt, leaf->name, leaf->name_len, leaf->committed, leaf->committed_len, out);
}

void
tl_leaf_write_erased (GByteArray *leaves, const TlLeaf *leaf)
{
  guint8 commitment[TL_HASH_BYTES];

  tl_leaf_commitment (leaf, commitment);
  append_name (leaves, leaf->name, leaf->name_len, 'e');
  g_byte_array_append (leaves, commitment, sizeof commitment);
}

void
tl_leaf_write_same (GByteArray *leaves, const TlLeaf *leaf)
{
  if (leaf->erased)
    {
      tl_leaf_write_erased (leaves, leaf);
      return;
    }
  append_name (leaves, leaf->name, leaf->name_len, 'v');
  g_byte_array_append (leaves, leaf->salt, TL_LEAF_SALT_BYTES);
  g_byte_array_append (leaves, leaf->committed, leaf->committed_len);
}

gint64
tl_leaf_int (const TlLeaf *leaf)
{
  return leaf->kind == TL_LEAF_INT ? (gint64)read_u64 (leaf->value) : 0;
}

gboolean
tl_leaf_is (const TlLeaf *leaf, const char *name)
{
  return strlen (name) == leaf->name_len && memcmp (name, leaf->name, leaf->name_len) == 0;
}

static void
hash_node (const guint8 *left, const guint8 *right, guint8 *out)
{
  crypto_generichash_state state;

  crypto_generichash_init (&state, NULL, 0, TL_HASH_BYTES);
  crypto_generichash_update (&state, (const guint8 *)NODE_DOMAIN, sizeof NODE_DOMAIN);
  crypto_generichash_update (&state, left, TL_HASH_BYTES);
  crypto_generichash_update (&state, right, TL_HASH_BYTES);
  crypto_generichash_final (&state, out, TL_HASH_BYTES);
}

void
tl_leaf_root (GByteArray *commitments, guint8 out[TL_HASH_BYTES])
{
  crypto_generichash_state state;
  guint8 *nodes = commitments->data;
  gsize count = commitments->len / TL_HASH_BYTES;
  guint32 big = GUINT32_TO_BE ((guint32)count);

  g_assert (count > 0);
  while (count > 1)
    {
      for (gsize i = 0; i < count / 2; i++)
        hash_node (nodes + 2 * i * TL_HASH_BYTES, nodes + (2 * i + 1) * TL_HASH_BYTES, nodes + i * TL_HASH_BYTES);
      if (count % 2 == 1)
        memmove (nodes + count / 2 * TL_HASH_BYTES, nodes + (count - 1) * TL_HASH_BYTES, TL_HASH_BYTES);
      count = (count + 1) / 2;
    }
  crypto_generichash_init (&state, NULL, 0, TL_HASH_BYTES);
  crypto_generichash_update (&state, (const guint8 *)ROOT_DOMAIN, sizeof ROOT_DOMAIN);
  crypto_generichash_update (&state, (const guint8 *)&big, sizeof big);
  crypto_generichash_update (&state, nodes, TL_HASH_BYTES);
  crypto_generichash_final (&state, out, TL_HASH_BYTES);
}
