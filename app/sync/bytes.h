/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Reading and writing of our binary formats: big-endian numbers, no allocation from a length that was not
 * checked against the bytes that are really there. */

typedef struct
{
  const guint8 *data;
  gsize left;
} TlReader;

void tl_reader_init (TlReader *reader, const guint8 *data, gsize size);
/* All FALSE when there are not enough bytes; the reader is then left where it was. */
gboolean tl_reader_bytes (TlReader *reader, gsize n, const guint8 **out);
gboolean tl_reader_copy (TlReader *reader, guint8 *out, gsize n);
gboolean tl_reader_u8 (TlReader *reader, guint8 *out);
gboolean tl_reader_u32 (TlReader *reader, guint32 *out);
gboolean tl_reader_u64 (TlReader *reader, guint64 *out);

void tl_append (GByteArray *array, const void *data, gsize size);
void tl_append_u8 (GByteArray *array, guint8 value);
void tl_append_u32 (GByteArray *array, guint32 value);
void tl_append_u64 (GByteArray *array, guint64 value);

/* Lower-case hex. (transfer full) */
char *tl_hex (const guint8 *data, gsize size);
/* FALSE unless @text is exactly 2·@size hex digits in lower case. */
gboolean tl_unhex (const char *text, guint8 *out, gsize size);

G_END_DECLS
