/* SPDX-License-Identifier: GPL-3.0-or-later */

/* SQLite's pages by hand (raw-pages.h).
 *
 * 1. Every offset and length that a page names is checked against the page before it is followed: a page that opens was
 *    sealed by us, but its neighbour may be an older one.
 * 2. Chains of overflow pages end after as many pages as the row's size needs.
 * 3. Of a log only the newest beginning counts (wal.c): what an older one left in the file behind it, or where a block of the newest
 *    was never written, is not read. A log of another state of the file is left out altogether.
 * 4. In a log, only frames whose every byte opens count, and only up to the last frame that ends a transaction. What a lost
 *    frame held shows as an older image of that page; whoever uses it compares with the journal. */

#include "vault/raw-pages.h"

#include "vault/vfs-private.h"

#include <string.h>

#define STRIDE (TL_SEAL + TL_BLOCK)
#define WAL_STRIDE (gint64) TL_STORED_MAX
#define WAL_HEADER 32
#define WAL_FRAME (24 + TL_PAGE_BYTES)
#define MAX_COLUMNS 200

struct _TlRawPages
{
  TlVault *vault;
  TlSealer main_sealer, wal_sealer;
  guint32 count;
  sqlite3_filename wal_name;
  sqlite3_file *wal;
  gint64 wal_bytes;
  guint64 beginning;  /* of the log that counts */
  GHashTable *frames; /* page → frame number + 1 */
  guint log_blocks_lost, log_frames_lost;
  gboolean log_lost;     /* all of it, and there was one */
  gboolean log_end_lost; /* what fails at its end may be torn or damaged */
};

static guint32
be32 (const guint8 *p)
{
  return (guint32)p[0] << 24 | (guint32)p[1] << 16 | (guint32)p[2] << 8 | p[3];
}

static guint
be16 (const guint8 *p)
{
  return (guint)p[0] << 8 | p[1];
}

/* --- the log --- */

typedef struct
{
  guint64 counter, intact;
  gsize length;
} WalBlock;

/* Whatever beginning it is of. */
static gboolean
open_wal_block (TlRawPages *pages, gint64 block, guint8 *plain, WalBlock *about)
{
  guint8 stored[TL_STORED_MAX], opened[TL_WAL_PREFIX + TL_BLOCK];
  gint64 want = MIN (WAL_STRIDE, pages->wal_bytes - block * WAL_STRIDE);
  gboolean good;

  if (want <= TL_SEAL + TL_WAL_PREFIX
      || pages->wal->pMethods->xRead (pages->wal, stored, (int)want, block * WAL_STRIDE) != SQLITE_OK)
    return FALSE;
  good = tl_sealer_open (&pages->wal_sealer, (guint64)block, stored, (gsize)want, opened);
  if (good)
    {
      about->length = (gsize)want - TL_SEAL - TL_WAL_PREFIX;
      memcpy (&about->counter, opened, 8);
      memcpy (&about->intact, opened + 8, 8);
      about->counter = GUINT64_FROM_LE (about->counter);
      about->intact = GUINT64_FROM_LE (about->intact);
      memcpy (plain, opened + TL_WAL_PREFIX, about->length);
    }
  sodium_memzero (opened, sizeof opened);
  return good;
}

static gboolean
read_wal_block (TlRawPages *pages, gint64 block, guint8 *plain, gsize *length)
{
  WalBlock about;

  if (!open_wal_block (pages, block, plain, &about) || TL_WAL_BEGINNING (about.counter) != pages->beginning)
    return FALSE;
  *length = about.length;
  return TRUE;
}

/* @amount bytes of the log's logical content; FALSE when one of them lies in a block that does not open. */
static gboolean
read_wal (TlRawPages *pages, gint64 offset, gsize amount, guint8 *out)
{
  guint8 plain[TL_BLOCK];

  while (amount > 0)
    {
      gsize at = (gsize)(offset % TL_BLOCK), length = 0, part;
      if (!read_wal_block (pages, offset / TL_BLOCK, plain, &length) || at >= length)
        return FALSE;
      part = MIN (amount, length - at);
      if (part < amount && length < TL_BLOCK)
        return FALSE;
      memcpy (out, plain + at, part);
      out += part;
      offset += (gint64)part;
      amount -= part;
    }
  sodium_memzero (plain, sizeof plain);
  return TRUE;
}

/* The block that only says that the log was begun anew. */
static gboolean
is_fence (const WalBlock *block, const guint8 *plain)
{
  return (guint32)block->counter == 0 && block->intact == 0 && block->length == TL_BLOCK && sodium_is_zero (plain, TL_BLOCK);
}

/* Which beginning counts, where its last block is, and what is missing in front of that. FALSE: nothing of this log is to be read,
 * because it belongs to another state of the file or nothing of it opens. */
static gboolean
find_log (TlRawPages *pages)
{
  gint64 blocks = (pages->wal_bytes + WAL_STRIDE - 1) / WAL_STRIDE, last = -1;
  guint64 newest = 0;
  gboolean any = FALSE;
  guint bad = 0;
  guint8 plain[TL_BLOCK];
  WalBlock about;

  for (gint64 b = 0; b < blocks; b++)
    if (open_wal_block (pages, b, plain, &about) && (!any || about.counter > newest))
      {
        newest = about.counter;
        any = TRUE;
      }
  pages->beginning = TL_WAL_BEGINNING (newest);
  if (!any || !tl_wal_belongs (&pages->vault->header, newest))
    return FALSE;
  for (gint64 b = 0; b < blocks; b++)
    if (!open_wal_block (pages, b, plain, &about))
      {
        bad++;
        pages->log_end_lost = TRUE;
      }
    else if (TL_WAL_BEGINNING (about.counter) != pages->beginning)
      /* A left-over behind the log's end, or of a block that the disk never wrote: which of the two shows what follows. */
      bad++;
    else if (!is_fence (&about, plain))
      {
        pages->log_blocks_lost += bad;
        pages->log_end_lost = FALSE;
        bad = 0;
        last = b;
      }
  /* What fails behind the last good block is a torn end, or was damaged and may be in the main file already. */
  pages->wal_bytes = MIN (pages->wal_bytes, (last + 1) * WAL_STRIDE);
  sodium_memzero (plain, sizeof plain);
  return TRUE;
}

static void
index_log (TlRawPages *pages)
{
  gint64 logical = pages->wal_bytes / WAL_STRIDE * TL_BLOCK + MAX (pages->wal_bytes % WAL_STRIDE - TL_SEAL - TL_WAL_PREFIX, 0);
  g_autoptr (GArray) open = g_array_new (FALSE, FALSE, sizeof (guint32[2]));
  guint8 head[WAL_HEADER], frame[WAL_FRAME];
  guint8 salts[8];
  gboolean known = read_wal (pages, 0, WAL_HEADER, head);
  guint lost = 0;

  if (known)
    memcpy (salts, head + 16, sizeof salts);
  for (gint64 k = 0; WAL_HEADER + (k + 1) * WAL_FRAME <= logical; k++)
    {
      guint32 page, size;
      if (!read_wal (pages, WAL_HEADER + k * WAL_FRAME, WAL_FRAME, frame))
        {
          lost++;
          continue;
        }
      if (!known)
        {
          memcpy (salts, frame + 8, sizeof salts);
          known = TRUE;
        }
      page = be32 (frame);
      size = be32 (frame + 4);
      if (page == 0 || page > G_MAXINT32 || memcmp (frame + 8, salts, sizeof salts) != 0)
        continue;
      {
        guint32 one[2] = {page, (guint32)k};
        g_array_append_vals (open, one, 1);
      }
      if (size == 0)
        continue;
      for (guint i = 0; i < open->len; i++)
        {
          const guint32 *one = &g_array_index (open, guint32, 2 * i);
          g_hash_table_insert (pages->frames, GUINT_TO_POINTER (one[0]), GUINT_TO_POINTER (one[1] + 1));
        }
      g_array_set_size (open, 0);
      pages->count = size;
      pages->log_frames_lost += lost;
      lost = 0;
    }
  sodium_memzero (frame, sizeof frame);
}

static void
open_log (TlRawPages *pages)
{
  TlVault *vault = pages->vault;
  guint32 stored = pages->count;
  g_autofree char *path = g_strconcat (vault->path, "-wal", NULL);
  sqlite3_int64 bytes = 0;
  int there = 0, out = 0;

  pages->log_lost = tl_header_get_log_state (&vault->header) == TL_LOG_USED;
  if (vault->base_vfs->xAccess (vault->base_vfs, path, SQLITE_ACCESS_EXISTS, &there) != SQLITE_OK || !there)
    return;
  pages->wal_name = sqlite3_create_filename (path, "", "", 0, NULL);
  pages->wal = g_malloc0 ((gsize)vault->base_vfs->szOsFile);
  if (vault->base_vfs->xOpen (vault->base_vfs, pages->wal_name, pages->wal, SQLITE_OPEN_READONLY | SQLITE_OPEN_WAL, &out) != SQLITE_OK)
    {
      g_clear_pointer (&pages->wal, g_free);
      return;
    }
  if (pages->wal->pMethods->xFileSize (pages->wal, &bytes) != SQLITE_OK)
    bytes = 0;
  pages->wal_bytes = bytes;
  tl_sealer_init (&pages->wal_sealer, vault->keys->blocks, tl_header_file_id (&vault->header), TL_FILE_WAL,
                  tl_header_pair_id (&vault->header));
  if (!find_log (pages))
    {
      pages->wal_bytes = 0;
      return;
    }
  pages->log_lost = FALSE;
  index_log (pages);
  /* The frames that made the file longer may be among the lost ones: the pages that it has are there to be read. */
  if (pages->log_blocks_lost > 0 || pages->log_end_lost)
    pages->count = MAX (pages->count, stored);
}

/* --- pages --- */

gboolean
tl_raw_pages_measure (TlRawPages *pages, GError **error)
{
  sqlite3_file *file = pages->vault->file;
  sqlite3_int64 bytes = 0;
  int rc = file->pMethods->xFileSize (file, &bytes);

  if (rc != SQLITE_OK)
    {
      tl_vault_note_io (pages->vault, file, rc, "size");
      return tl_vault_fail_io (pages->vault, rc, error);
    }
  pages->count = (guint32)((MAX (bytes - TL_HEADER_BYTES, 0) + STRIDE - 1) / STRIDE);
  return TRUE;
}

TlRawPages *
tl_raw_pages_new (TlVault *vault, gboolean with_log, GError **error)
{
  TlRawPages *pages;

  g_return_val_if_fail (vault != NULL && vault->file != NULL, NULL);
  pages = g_new0 (TlRawPages, 1);
  pages->vault = vault;
  pages->frames = g_hash_table_new (NULL, NULL);
  if (!tl_raw_pages_measure (pages, error))
    {
      tl_raw_pages_free (pages);
      return NULL;
    }
  tl_sealer_init (&pages->main_sealer, vault->keys->blocks, tl_header_file_id (&vault->header), TL_FILE_MAIN,
                  tl_header_pair_id (&vault->header));
  if (with_log)
    open_log (pages);
  return pages;
}

void
tl_raw_pages_free (TlRawPages *pages)
{
  if (!pages)
    return;
  if (pages->wal)
    pages->wal->pMethods->xClose (pages->wal);
  g_free (pages->wal);
  g_clear_pointer (&pages->wal_name, sqlite3_free_filename);
  g_hash_table_unref (pages->frames);
  g_free (pages);
}

guint32
tl_raw_pages_count (TlRawPages *pages)
{
  return pages->count;
}

guint
tl_raw_pages_log_blocks_lost (TlRawPages *pages)
{
  return pages->log_blocks_lost;
}

gboolean
tl_raw_pages_log_is_lost (TlRawPages *pages)
{
  return pages->log_lost;
}

guint
tl_raw_pages_log_frames_lost (TlRawPages *pages)
{
  return pages->log_frames_lost;
}

gboolean
tl_raw_pages_read (TlRawPages *pages, guint32 page, guint8 out[TL_PAGE_BYTES])
{
  guint8 stored[STRIDE];
  sqlite3_file *file = pages->vault->file;
  guint frame = GPOINTER_TO_UINT (g_hash_table_lookup (pages->frames, GUINT_TO_POINTER (page)));

  if (page == 0 || page > pages->count)
    return FALSE;
  if (frame > 0)
    return read_wal (pages, WAL_HEADER + (gint64)(frame - 1) * WAL_FRAME + 24, TL_PAGE_BYTES, out);
  return file->pMethods->xRead (file, stored, STRIDE, TL_HEADER_BYTES + (gint64)(page - 1) * STRIDE) == SQLITE_OK
         && tl_sealer_open (&pages->main_sealer, page - 1, stored, STRIDE, out);
}

/* --- trees --- */

static const guint8 *
tree_head (guint32 page, const guint8 *bytes)
{
  return page == 1 ? bytes + 100 : bytes;
}

TlPageKind
tl_page_kind (guint32 page, const guint8 *bytes)
{
  const guint8 *head = tree_head (page, bytes);
  guint kind = head[0], cells = be16 (head + 3);

  if (kind != TL_PAGE_INDEX_INTERIOR && kind != TL_PAGE_TABLE_INTERIOR && kind != TL_PAGE_INDEX_LEAF && kind != TL_PAGE_TABLE_LEAF)
    return TL_PAGE_OTHER;
  return cells <= (TL_PAGE_BYTES - 8) / 2 ? (TlPageKind)kind : TL_PAGE_OTHER;
}

/* Offset of cell @i in the page, or 0. */
static guint
cell_at (guint32 page, const guint8 *bytes, guint i)
{
  const guint8 *head = tree_head (page, bytes);
  guint size = head[0] == TL_PAGE_INDEX_INTERIOR || head[0] == TL_PAGE_TABLE_INTERIOR ? 12 : 8;
  gsize slot = (gsize)(head - bytes) + size + 2 * (gsize)i;
  guint at = slot + 2 <= TL_PAGE_BYTES ? be16 (bytes + slot) : 0;

  return at >= size && at < TL_PAGE_BYTES ? at : 0;
}

void
tl_page_children (guint32 page, const guint8 *bytes, GArray *children)
{
  const guint8 *head = tree_head (page, bytes);
  TlPageKind kind = tl_page_kind (page, bytes);
  guint32 child;

  if (kind != TL_PAGE_INDEX_INTERIOR && kind != TL_PAGE_TABLE_INTERIOR)
    return;
  for (guint i = 0; i < be16 (head + 3); i++)
    {
      guint at = cell_at (page, bytes, i);
      if (at == 0 || at + 4 > TL_PAGE_BYTES)
        continue;
      child = be32 (bytes + at);
      g_array_append_val (children, child);
    }
  child = be32 (head + 8);
  g_array_append_val (children, child);
}

/* A varint at *@at below @end; FALSE when it runs over. */
static gboolean
varint (const guint8 *bytes, gsize end, gsize *at, guint64 *value)
{
  guint64 v = 0;

  for (guint i = 0; i < 9; i++)
    {
      guint8 byte;
      if (*at >= end)
        return FALSE;
      byte = bytes[(*at)++];
      if (i == 8)
        {
          *value = v << 8 | byte;
          return TRUE;
        }
      v = v << 7 | (byte & 0x7f);
      if (!(byte & 0x80))
        break;
    }
  *value = v;
  return TRUE;
}

static gint64
big_endian (const guint8 *p, guint length)
{
  guint64 v = p[0] & 0x80 ? G_MAXUINT64 : 0;
  for (guint i = 0; i < length; i++)
    v = v << 8 | p[i];
  return (gint64)v;
}

static gboolean
decode (const guint8 *payload, gsize length, TlValue *values, guint *n)
{
  static const guint8 sizes[] = {0, 1, 2, 3, 4, 6, 8, 8, 0, 0};
  guint64 head_size;
  gsize at = 0, body;

  *n = 0;
  if (!varint (payload, length, &at, &head_size) || head_size > length || head_size < at)
    return FALSE;
  body = (gsize)head_size;
  while (at < head_size)
    {
      TlValue *value = &values[*n];
      guint64 serial;
      gsize size;

      if (*n >= MAX_COLUMNS || !varint (payload, (gsize)head_size, &at, &serial))
        return FALSE;
      size = serial < 10 ? sizes[serial] : serial < 12 ? G_MAXSIZE : (gsize)((serial - 12) / 2);
      if (size > length - body)
        return FALSE;
      *value = (TlValue){SQLITE_NULL, 0, 0, payload + body, size};
      if (serial >= 12)
        value->type = serial % 2 ? SQLITE_TEXT : SQLITE_BLOB;
      else if (serial == 8 || serial == 9)
        {
          value->type = SQLITE_INTEGER;
          value->integer = serial == 9;
        }
      else if (serial == 7)
        {
          guint64 bits = (guint64)big_endian (payload + body, 8);
          value->type = SQLITE_FLOAT;
          memcpy (&value->real, &bits, 8);
        }
      else if (serial > 0)
        {
          value->type = SQLITE_INTEGER;
          value->integer = big_endian (payload + body, (guint)size);
        }
      body += size;
      (*n)++;
    }
  return *n > 0;
}

/* The whole payload of a row, its overflow pages gathered. (transfer full) (nullable) */
static guint8 *
gather (TlRawPages *pages, const guint8 *bytes, gsize at, guint64 size, gboolean table, TlPageFunc overflow, gpointer data)
{
  const gsize usable = TL_PAGE_BYTES, min = (usable - 12) * 32 / 255 - 23;
  gsize max = table ? usable - 35 : (usable - 12) * 64 / 255 - 23;
  gsize local = (gsize)size, done;
  guint8 *payload;
  guint32 next;

  if (size > (1u << 30))
    return NULL;
  if (size > max)
    {
      gsize k = min + ((gsize)size - min) % (usable - 4);
      local = k <= max ? k : min;
    }
  if (at + local + (size > max ? 4 : 0) > TL_PAGE_BYTES)
    return NULL;
  payload = g_try_malloc ((gsize)size + 1);
  if (!payload)
    return NULL;
  memcpy (payload, bytes + at, local);
  done = local;
  next = size > max ? be32 (bytes + at + local) : 0;
  while (done < size)
    {
      guint8 page[TL_PAGE_BYTES];
      gsize part = MIN ((gsize)size - done, usable - 4);
      if (overflow && next != 0)
        overflow (next, data);
      if (!tl_raw_pages_read (pages, next, page))
        {
          sodium_memzero (payload, done);
          g_free (payload);
          return NULL;
        }
      memcpy (payload + done, page + 4, part);
      next = be32 (page);
      done += part;
      sodium_memzero (page, sizeof page);
    }
  return payload;
}

guint
tl_page_rows (TlRawPages *pages, guint32 page, const guint8 *bytes, TlRowFunc func, TlPageFunc overflow, gpointer data)
{
  TlPageKind kind = tl_page_kind (page, bytes);
  gboolean table = kind == TL_PAGE_TABLE_LEAF;
  guint cells = be16 (tree_head (page, bytes) + 3), bad = 0;

  if (kind == TL_PAGE_OTHER || kind == TL_PAGE_TABLE_INTERIOR)
    return 0;
  for (guint i = 0; i < cells; i++)
    {
      TlValue values[MAX_COLUMNS];
      TlRow row = {0, 0, values};
      guint64 size = 0, rowid = 0;
      gsize at = cell_at (page, bytes, i);
      guint8 *payload = NULL;

      if (at != 0 && kind == TL_PAGE_INDEX_INTERIOR)
        at += 4;
      if (at != 0 && varint (bytes, TL_PAGE_BYTES, &at, &size) && (!table || varint (bytes, TL_PAGE_BYTES, &at, &rowid)))
        payload = gather (pages, bytes, at, size, table, overflow, data);
      row.rowid = (gint64)rowid;
      if (payload && decode (payload, (gsize)size, values, &row.n))
        func (&row, data);
      else
        bad++;
      if (payload)
        sodium_memzero (payload, (gsize)size);
      g_free (payload);
    }
  return bad;
}
