/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sync/chain.h"

#include <string.h>

#include "sync/bytes.h"

#define MAX_RUNS 4096

GBytes *
tl_chain_write (GArray *links, const guint8 previous[TL_HASH_BYTES])
{
  static const guint8 zero[TL_HASH_BYTES] = {0};
  GByteArray *out = g_byte_array_new ();
  guint i = 0;

  tl_append (out, previous == NULL ? zero : previous, TL_HASH_BYTES);
  while (i < links->len)
    {
      TlJournalLink *first = &g_array_index (links, TlJournalLink, i);
      guint end = i + 1;

      while (end < links->len)
        {
          TlJournalLink *next = &g_array_index (links, TlJournalLink, end);

          if (next->incarnation != first->incarnation || next->sequence != first->sequence + (end - i))
            break;
          end++;
        }
      tl_append_u64 (out, first->incarnation);
      tl_append_u64 (out, first->sequence);
      tl_append_u64 (out, end - i);
      for (; i < end; i++)
        tl_append (out, g_array_index (links, TlJournalLink, i).root, TL_HASH_BYTES);
    }
  return g_byte_array_free_to_bytes (out);
}

GArray *
tl_chain_read (const char *device, const guint8 *data, gsize size, guint8 previous[TL_HASH_BYTES])
{
  g_autoptr (GArray) links = g_array_new (FALSE, FALSE, sizeof (TlJournalLink));
  TlReader reader;
  guint8 last[TL_HASH_BYTES];
  gboolean have_last;
  guint64 last_incarnation = 0, last_sequence = 0;

  tl_reader_init (&reader, data, size);
  if (!tl_reader_copy (&reader, previous, TL_HASH_BYTES))
    return NULL;
  memcpy (last, previous, TL_HASH_BYTES);
  have_last = FALSE;
  for (guint i = 0; i < TL_HASH_BYTES; i++)
    have_last = have_last || previous[i] != 0;

  for (guint runs = 0; reader.left > 0; runs++)
    {
      guint64 incarnation, sequence, count;

      if (runs == MAX_RUNS || !tl_reader_u64 (&reader, &incarnation) || !tl_reader_u64 (&reader, &sequence)
          || !tl_reader_u64 (&reader, &count) || count == 0 || count > reader.left / TL_HASH_BYTES || incarnation > G_MAXINT64
          || sequence > G_MAXINT64 - count)
        return NULL;
      if (links->len > 0 && (incarnation < last_incarnation || (incarnation == last_incarnation && sequence != last_sequence + 1)))
        return NULL;
      for (guint64 i = 0; i < count; i++)
        {
          TlJournalLink link = {.incarnation = incarnation, .sequence = sequence + i};

          if (!tl_reader_copy (&reader, link.root, TL_HASH_BYTES))
            return NULL;
          tl_journal_link_hash (device, link.incarnation, link.sequence, have_last ? last : NULL, link.root, link.hash);
          memcpy (last, link.hash, TL_HASH_BYTES);
          have_last = TRUE;
          g_array_append_val (links, link);
        }
      last_incarnation = incarnation;
      last_sequence = sequence + count - 1;
    }
  return g_steal_pointer (&links);
}
