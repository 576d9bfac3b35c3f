/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sync/container.h"

#include <glib/gi18n-lib.h>
#include <sodium.h>
#include <string.h>

#include "sync/bytes.h"
#include "sync/sync.h"

#define MAGIC "TAMLANH"
#define VERSION 1
#define HEAD_BYTES (7 + 1 + 1)
#define SIGN_LABEL "vn.tamlanh container signature 1"
#define HASH_LABEL "vn.tamlanh container hash 1"

static const char *const known_tags[] = {"FROM", "RCPT", "MANI", "LINK", "MONY", "STAT", "RECV", "HALF", "SIGN"};

typedef struct
{
  char tag[TL_TAG_CHARS];
  const guint8 *data;
  gsize size;
} Section;

GByteArray *
tl_container_new (TlContainerKind kind, const TlSender *sender, const guint8 *recipients, guint n_recipients)
{
  GByteArray *container = g_byte_array_new ();
  guint8 from[TL_ID_BYTES + TL_SIGN_PUBLIC_BYTES];

  g_assert (n_recipients > 0 && n_recipients <= TL_MAX_RECIPIENTS);
  tl_append (container, MAGIC, 7);
  tl_append_u8 (container, (guint8)kind);
  tl_append_u8 (container, VERSION);
  memcpy (from, sender->device, TL_ID_BYTES);
  memcpy (from + TL_ID_BYTES, sender->sign_public, TL_SIGN_PUBLIC_BYTES);
  tl_container_add (container, "FROM", from, sizeof from);
  tl_container_add (container, "RCPT", recipients, (gsize)n_recipients * TL_BOX_KEY_BYTES);
  return container;
}

void
tl_container_add (GByteArray *container, const char tag[TL_TAG_CHARS], const void *data, gsize size)
{
  tl_append (container, tag, TL_TAG_CHARS);
  tl_append_u64 (container, size);
  tl_append (container, data, size);
}

/* What names the content: hash of all bytes before the signature's section. */
static void
hash_content (const guint8 *data, gsize size, guint8 hash[TL_CONTENT_HASH_BYTES])
{
  crypto_generichash (hash, TL_CONTENT_HASH_BYTES, data, size, (const guint8 *)HASH_LABEL, sizeof HASH_LABEL - 1);
}

/* What is signed: label ‖ kind ‖ number of recipients ‖ their keys ‖ hash of all inner bytes. */
static GByteArray *
signed_message (TlContainerKind kind, const guint8 *recipients, guint n_recipients, const guint8 hash[TL_CONTENT_HASH_BYTES])
{
  GByteArray *message = g_byte_array_new ();

  tl_append (message, SIGN_LABEL, sizeof SIGN_LABEL - 1);
  tl_append_u8 (message, (guint8)kind);
  tl_append_u32 (message, n_recipients);
  tl_append (message, recipients, (gsize)n_recipients * TL_BOX_KEY_BYTES);
  tl_append (message, hash, TL_CONTENT_HASH_BYTES);
  return message;
}

GBytes *
tl_container_finish (GByteArray *container, const guint8 sign_secret[TL_SIGN_SECRET_BYTES], guint8 hash[TL_CONTENT_HASH_BYTES])
{
  g_autoptr (GByteArray) message = NULL;
  guint8 signature[crypto_sign_BYTES];
  TlReader reader;
  const guint8 *skip = NULL, *recipients = NULL;
  guint64 size = 0;

  tl_reader_init (&reader, container->data, container->len);
  if (!tl_reader_bytes (&reader, HEAD_BYTES + TL_TAG_CHARS, &skip) || !tl_reader_u64 (&reader, &size)
      || !tl_reader_bytes (&reader, size, &skip) || !tl_reader_bytes (&reader, TL_TAG_CHARS, &skip) || !tl_reader_u64 (&reader, &size)
      || !tl_reader_bytes (&reader, size, &recipients))
    g_assert_not_reached ();
  hash_content (container->data, container->len, hash);
  message = signed_message (container->data[7], recipients, (guint)(size / TL_BOX_KEY_BYTES), hash);
  crypto_sign_detached (signature, NULL, message->data, message->len, sign_secret);
  tl_container_add (container, "SIGN", signature, sizeof signature);
  return g_byte_array_free_to_bytes (container);
}

void
tl_container_free (TlContainer *container)
{
  if (container == NULL)
    return;
  g_clear_pointer (&container->sections, g_ptr_array_unref);
  g_clear_pointer (&container->bytes, g_bytes_unref);
  g_free (container);
}

static gboolean
is_tag_known (const char tag[TL_TAG_CHARS])
{
  for (guint i = 0; i < G_N_ELEMENTS (known_tags); i++)
    if (memcmp (known_tags[i], tag, TL_TAG_CHARS) == 0)
      return TRUE;
  return FALSE;
}

/* Reads the sections. Each tag at most once, the signature last. *@newer: a tag that we do not know. */
static gboolean
read_sections (TlContainer *container, TlReader *reader, const guint8 *start, gsize *signed_size, gboolean *newer)
{
  while (reader->left > 0)
    {
      const guint8 *tag, *data, *other;
      gsize before = reader->data - start, other_size;
      guint64 size;
      Section *section;

      if (!tl_reader_bytes (reader, TL_TAG_CHARS, &tag) || !tl_reader_u64 (reader, &size) || size > reader->left
          || !tl_reader_bytes (reader, size, &data))
        return FALSE;
      for (guint i = 0; i < TL_TAG_CHARS; i++)
        if (!g_ascii_isupper (tag[i]))
          return FALSE;
      *newer = *newer || !is_tag_known ((const char *)tag);
      if (tl_container_section (container, (const char *)tag, &other, &other_size))
        return FALSE;
      section = g_new (Section, 1);
      memcpy (section->tag, tag, TL_TAG_CHARS);
      section->data = data;
      section->size = size;
      g_ptr_array_add (container->sections, section);
      if (memcmp (tag, "SIGN", TL_TAG_CHARS) == 0)
        {
          *signed_size = before;
          return reader->left == 0 && size == crypto_sign_BYTES;
        }
      if (container->sections->len > 64)
        return FALSE;
    }
  return FALSE;
}

TlContainer *
tl_container_parse (GBytes *bytes, GError **error)
{
  g_autoptr (TlContainer) container = g_new0 (TlContainer, 1);
  gsize size, signed_size = 0, from_size;
  const guint8 *data = g_bytes_get_data (bytes, &size), *head, *from;
  gboolean newer = FALSE;
  TlReader reader;

  container->bytes = g_bytes_ref (bytes);
  container->sections = g_ptr_array_new_with_free_func (g_free);
  tl_reader_init (&reader, data, size);
  if (!tl_reader_bytes (&reader, HEAD_BYTES, &head) || memcmp (head, MAGIC, 7) != 0)
    goto damaged;
  container->kind = head[7];
  if (container->kind != TL_CONTAINER_BUNDLE && container->kind != TL_CONTAINER_RECEIPT && container->kind != TL_CONTAINER_ANSWER)
    goto damaged;
  if (head[8] > VERSION)
    goto newer;
  if (head[8] != VERSION || !read_sections (container, &reader, data, &signed_size, &newer))
    goto damaged;
  if (newer)
    goto newer;
  if (!tl_container_section (container, "FROM", &from, &from_size) || from_size != TL_ID_BYTES + TL_SIGN_PUBLIC_BYTES
      || !tl_container_section (container, "RCPT", &container->recipients, &from_size) || from_size == 0
      || from_size % TL_BOX_KEY_BYTES != 0 || from_size / TL_BOX_KEY_BYTES > TL_MAX_RECIPIENTS)
    goto damaged;
  container->n_recipients = (guint)(from_size / TL_BOX_KEY_BYTES);
  memcpy (container->sender.device, from, TL_ID_BYTES);
  memcpy (container->sender.sign_public, from + TL_ID_BYTES, TL_SIGN_PUBLIC_BYTES);
  hash_content (data, signed_size, container->hash);
  return g_steal_pointer (&container);

newer:
  g_set_error_literal (error, TL_SYNC_ERROR, TL_SYNC_ERROR_NEWER,
                       _ ("This bundle was made by a newer version of the program. Nothing was changed. Update this computer first."));
  return NULL;
damaged:
  g_set_error_literal (error, TL_SYNC_ERROR, TL_SYNC_ERROR_TAMPERED,
                       _ ("What is inside this bundle is not as this program writes it. It was refused; nothing was changed."));
  return NULL;
}

gboolean
tl_container_is_for (TlContainer *container, const guint8 box_public[TL_BOX_KEY_BYTES])
{
  for (guint i = 0; i < container->n_recipients; i++)
    if (memcmp (container->recipients + (gsize)i * TL_BOX_KEY_BYTES, box_public, TL_BOX_KEY_BYTES) == 0)
      return TRUE;
  return FALSE;
}

gboolean
tl_container_verify (TlContainer *container, const guint8 sign_public[TL_SIGN_PUBLIC_BYTES])
{
  g_autoptr (GByteArray) message = signed_message (container->kind, container->recipients, container->n_recipients, container->hash);
  const guint8 *signature;
  gsize size;

  return memcmp (container->sender.sign_public, sign_public, TL_SIGN_PUBLIC_BYTES) == 0
         && tl_container_section (container, "SIGN", &signature, &size) && size == crypto_sign_BYTES
         && crypto_sign_verify_detached (signature, message->data, message->len, sign_public) == 0;
}

gboolean
tl_container_section (TlContainer *container, const char tag[TL_TAG_CHARS], const guint8 **data, gsize *size)
{
  for (guint i = 0; i < container->sections->len; i++)
    {
      Section *section = g_ptr_array_index (container->sections, i);

      if (memcmp (section->tag, tag, TL_TAG_CHARS) == 0)
        {
          *data = section->data;
          *size = section->size;
          return TRUE;
        }
    }
  return FALSE;
}
