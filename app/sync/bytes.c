/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sync/bytes.h"

#include <sodium.h>
#include <string.h>

void
tl_reader_init (TlReader *reader, const guint8 *data, gsize size)
{
  reader->data = data;
  reader->left = size;
}

gboolean
tl_reader_bytes (TlReader *reader, gsize n, const guint8 **out)
{
  if (n > reader->left)
    return FALSE;
  *out = reader->data;
  reader->data += n;
  reader->left -= n;
  return TRUE;
}

gboolean
tl_reader_copy (TlReader *reader, guint8 *out, gsize n)
{
  const guint8 *bytes;

  if (!tl_reader_bytes (reader, n, &bytes))
    return FALSE;
  memcpy (out, bytes, n);
  return TRUE;
}

gboolean
tl_reader_u8 (TlReader *reader, guint8 *out)
{
  return tl_reader_copy (reader, out, 1);
}

gboolean
tl_reader_u32 (TlReader *reader, guint32 *out)
{
  guint32 value;

  if (!tl_reader_copy (reader, (guint8 *)&value, sizeof value))
    return FALSE;
  *out = GUINT32_FROM_BE (value);
  return TRUE;
}

gboolean
tl_reader_u64 (TlReader *reader, guint64 *out)
{
  guint64 value;

  if (!tl_reader_copy (reader, (guint8 *)&value, sizeof value))
    return FALSE;
  *out = GUINT64_FROM_BE (value);
  return TRUE;
}

void
tl_append (GByteArray *array, const void *data, gsize size)
{
  const guint8 *bytes = data;

  while (size > 0)
    {
      guint part = (guint)MIN (size, (gsize)G_MAXINT32);

      g_byte_array_append (array, bytes, part);
      bytes += part;
      size -= part;
    }
}

void
tl_append_u8 (GByteArray *array, guint8 value)
{
  g_byte_array_append (array, &value, 1);
}

void
tl_append_u32 (GByteArray *array, guint32 value)
{
  guint32 big = GUINT32_TO_BE (value);

  g_byte_array_append (array, (const guint8 *)&big, sizeof big);
}

void
tl_append_u64 (GByteArray *array, guint64 value)
{
  guint64 big = GUINT64_TO_BE (value);

  g_byte_array_append (array, (const guint8 *)&big, sizeof big);
}

char *
tl_hex (const guint8 *data, gsize size)
{
  char *text = g_malloc (size * 2 + 1);

  sodium_bin2hex (text, size * 2 + 1, data, size);
  return text;
}

gboolean
tl_unhex (const char *text, guint8 *out, gsize size)
{
  gsize length = 0;
  const char *end = NULL;

  if (text == NULL || strlen (text) != size * 2)
    return FALSE;
  for (const char *c = text; *c != '\0'; c++)
    if (!(g_ascii_isdigit (*c) || (*c >= 'a' && *c <= 'f')))
      return FALSE;
  return sodium_hex2bin (out, size, text, size * 2, NULL, &length, &end) == 0 && length == size;
}
