/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sync/pack.h"

#include <gio/gio.h>
#include <glib/gi18n-lib.h>
#include <string.h>

#include "sync/bytes.h"
#include "sync/sync.h"

#define MAGIC "TLP1"
#define PREFIX_BYTES (4 + 8)
#define STEP_BYTES 65536

static guint
log2_floor (guint64 value)
{
  return (guint)g_bit_storage (value) - 1;
}

gsize
tl_padme (gsize size)
{
  guint exponent, free_bits;
  gsize mask;

  if (size < 2)
    return size;
  exponent = log2_floor (size);
  free_bits = exponent - (log2_floor (exponent) + 1);
  mask = ((gsize)1 << free_bits) - 1;
  return (size + mask) & ~mask;
}

/* Runs @converter over @data. At most @max bytes come out; *@used is how many went in. */
static GByteArray *
convert (GConverter *converter, const guint8 *data, gsize size, gsize max, gsize *used, GError **error)
{
  g_autoptr (GByteArray) out = g_byte_array_new ();
  g_autofree guint8 *step = g_malloc (STEP_BYTES);
  gsize in = 0;

  for (;;)
    {
      gsize read = 0, written = 0;
      GConverterResult result
          = g_converter_convert (converter, data + in, size - in, step, STEP_BYTES, G_CONVERTER_INPUT_AT_END, &read, &written, error);

      if (result == G_CONVERTER_ERROR)
        return NULL;
      in += read;
      if (written > max - out->len)
        {
          g_set_error_literal (error, TL_SYNC_ERROR, TL_SYNC_ERROR_TAMPERED,
                               _ ("This bundle would grow beyond all measure when opened. It was refused; nothing was changed."));
          return NULL;
        }
      tl_append (out, step, written);
      if (result == G_CONVERTER_FINISHED)
        break;
    }
  *used = in;
  return g_steal_pointer (&out);
}

GBytes *
tl_pack (GBytes *plain, GError **error)
{
  g_autoptr (GZlibCompressor) compressor = g_zlib_compressor_new (G_ZLIB_COMPRESSOR_FORMAT_ZLIB, 9);
  g_autoptr (GByteArray) squeezed = NULL;
  GByteArray *out;
  gsize size, used, padded;
  const guint8 *data = g_bytes_get_data (plain, &size);

  if (size > TL_PACK_MAX_BYTES)
    {
      g_set_error_literal (error, TL_SYNC_ERROR, TL_SYNC_ERROR_IO, _ ("This bundle would be too large. Nothing was written."));
      return NULL;
    }
  squeezed = convert (G_CONVERTER (compressor), data, size, 2 * TL_PACK_MAX_BYTES, &used, error);
  if (squeezed == NULL)
    return NULL;
  out = g_byte_array_new ();
  tl_append (out, MAGIC, 4);
  tl_append_u64 (out, squeezed->len);
  tl_append (out, squeezed->data, squeezed->len);
  size = out->len;
  padded = tl_padme (size);
  g_byte_array_set_size (out, (guint)padded);
  memset (out->data + size, 0, padded - size);
  return g_byte_array_free_to_bytes (out);
}

GBytes *
tl_unpack (GBytes *packed, gsize max, GError **error)
{
  g_autoptr (GZlibDecompressor) decompressor = g_zlib_decompressor_new (G_ZLIB_COMPRESSOR_FORMAT_ZLIB);
  g_autoptr (GByteArray) plain = NULL;
  g_autoptr (GError) local = NULL;
  TlReader reader;
  gsize size, used = 0;
  const guint8 *data = g_bytes_get_data (packed, &size), *magic, *squeezed;
  guint64 length;

  tl_reader_init (&reader, data, size);
  if (!tl_reader_bytes (&reader, 4, &magic) || memcmp (magic, MAGIC, 3) != 0)
    goto damaged;
  if (magic[3] > MAGIC[3])
    {
      g_set_error_literal (error, TL_SYNC_ERROR, TL_SYNC_ERROR_NEWER,
                           _ ("This bundle was made by a newer version of the program. Nothing was changed. Update this computer first."));
      return NULL;
    }
  if (magic[3] != MAGIC[3] || !tl_reader_u64 (&reader, &length) || length > reader.left || !tl_reader_bytes (&reader, length, &squeezed))
    goto damaged;
  if (tl_padme (PREFIX_BYTES + length) != size)
    goto damaged;
  for (gsize i = 0; i < reader.left; i++)
    if (reader.data[i] != 0)
      goto damaged;
  plain = convert (G_CONVERTER (decompressor), squeezed, length, max, &used, &local);
  if (plain == NULL && g_error_matches (local, TL_SYNC_ERROR, TL_SYNC_ERROR_TAMPERED))
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return NULL;
    }
  if (plain == NULL || used != length)
    goto damaged;
  return g_byte_array_free_to_bytes (g_steal_pointer (&plain));

damaged:
  g_set_error_literal (error, TL_SYNC_ERROR, TL_SYNC_ERROR_TAMPERED,
                       _ ("What is inside this bundle is not as this program writes it. It was refused; nothing was changed."));
  return NULL;
}
