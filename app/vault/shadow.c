/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A vault that is only read: a backup that is looked at, a register on a medium that cannot be written, a damaged file.
 *
 * SQLite cannot read a WAL database without being able to write (it recovers the log, it makes one), and an older file
 * must be brought up to today's schema before this program's queries fit it. So SQLite may write as it likes: what it
 * writes stands in memory, over the stored blocks, and goes when the vault is locked. Whoever opens the database sets
 * query_only once the schema is right, so that nobody believes to have saved something.
 *
 * 1. Nothing is written to the disk, no file is made and none removed.
 * 2. The main file is locked SHARED through the base VFS, never higher: a program that writes keeps us out, and we it. */

#include "vault/vfs-private.h"

#include <string.h>

/* One file of SQLite's, over what is stored of it. Outlives SQLite's handles. */
struct _TlShadow
{
  GHashTable *blocks; /* gint64 → TL_BLOCK plain bytes */
  gint64 size;        /* logical bytes, as SQLite sees them */
  gint64 origin;      /* leading logical bytes that still lie on the disk */
  gboolean loaded;
  gboolean present;
};

static void
block_free (gpointer data)
{
  sodium_memzero (data, TL_BLOCK);
  g_free (data);
}

static TlFileKind
kind_of (const char *name)
{
  return g_str_has_suffix (name, "-wal") ? TL_FILE_WAL : g_str_has_suffix (name, "-journal") ? TL_FILE_JOURNAL : TL_FILE_MAIN;
}

/* Makes vault->shadows[kind] when it is first needed. A disk that does not say whether there is a log must not be read as
 * one without: the latest saves are in it. */
static int
need_shadow (TlVault *vault, TlFileKind kind, const char *name)
{
  TlShadow *shadow;
  int there = kind == TL_FILE_MAIN;

  if (vault->shadows[kind])
    return SQLITE_OK;
  if (!there)
    {
      int rc = vault->base_vfs->xAccess (vault->base_vfs, name, SQLITE_ACCESS_EXISTS, &there);
      if (rc != SQLITE_OK)
        {
          tl_vault_note_io (vault, NULL, rc, "access");
          return rc;
        }
    }
  shadow = vault->shadows[kind] = g_new0 (TlShadow, 1);
  shadow->blocks = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, block_free);
  shadow->present = there != 0;
  return SQLITE_OK;
}

void
tl_shadow_clear (TlVault *vault)
{
  for (guint i = 0; i < G_N_ELEMENTS (vault->shadows); i++)
    if (vault->shadows[i])
      {
        g_hash_table_unref (vault->shadows[i]->blocks);
        g_clear_pointer (&vault->shadows[i], g_free);
      }
}

const guint8 *
tl_shadow_block (TlVault *vault, gint64 block)
{
  TlShadow *shadow = vault->shadows[TL_FILE_MAIN];
  return shadow ? g_hash_table_lookup (shadow->blocks, &block) : NULL;
}

gint64
tl_shadow_stored_bytes (TlVault *vault, GError **error)
{
  TlShadow *shadow = vault->shadows[TL_FILE_MAIN];
  sqlite3_int64 bytes = 0;
  int rc;

  if (shadow && shadow->loaded)
    return shadow->size / TL_BLOCK * (TL_SEAL + TL_BLOCK) + (shadow->size % TL_BLOCK ? TL_SEAL + shadow->size % TL_BLOCK : 0);
  rc = vault->file->pMethods->xFileSize (vault->file, &bytes);
  if (rc != SQLITE_OK)
    {
      tl_vault_note_io (vault, vault->file, rc, "size");
      tl_vault_fail_io (vault, rc, error);
      return -1;
    }
  return MAX (bytes - TL_HEADER_BYTES, 0);
}

/* --- io methods --- */

static TlShadow *
of_file (TlFile *file)
{
  return file->vault->shadows[file->kind];
}

/* The plain bytes of @block: in memory, from the disk into @scratch, or zeros. */
static int
look (TlFile *file, gint64 block, guint8 *scratch, const guint8 **plain)
{
  TlShadow *shadow = of_file (file);
  gint64 length = CLAMP (shadow->origin - block * TL_BLOCK, 0, TL_BLOCK);
  int rc = SQLITE_OK;

  *plain = g_hash_table_lookup (shadow->blocks, &block);
  if (*plain)
    return SQLITE_OK;
  memset (scratch, 0, TL_BLOCK);
  *plain = scratch;
  if (length > 0)
    {
      /* The stored block has the length that the stored file gives it, whatever SQLite cut off since. */
      rc = tl_file_fetch (file, block, scratch);
      if (rc == SQLITE_OK && length < TL_BLOCK)
        memset (scratch + length, 0, (gsize)(TL_BLOCK - length));
    }
  return rc;
}

static int
shadow_close (sqlite3_file *base)
{
  TlFile *file = (TlFile *)base;

  g_clear_pointer (&file->ahead_bytes, g_free);
  if (file->kind == TL_FILE_MAIN)
    tl_memory_database_closed ();
  else if (file->real && file->real->pMethods)
    file->real->pMethods->xClose (file->real);
  if (file->kind == TL_FILE_WAL)
    file->vault->log_open = FALSE;
  g_atomic_int_add (&file->vault->open_files, -1);
  return SQLITE_OK;
}

static int
shadow_read (sqlite3_file *base, void *buffer, int amount, sqlite3_int64 offset)
{
  TlFile *file = (TlFile *)base;
  TlShadow *shadow = of_file (file);
  guint8 *to = buffer;
  gint64 there = CLAMP (shadow->size - offset, 0, amount);
  int rc = there < amount ? SQLITE_IOERR_SHORT_READ : SQLITE_OK;

  memset (to + there, 0, (gsize)(amount - there));
  while (there > 0)
    {
      guint8 scratch[TL_BLOCK];
      const guint8 *plain;
      gint64 block = offset / TL_BLOCK;
      gsize at = (gsize)(offset % TL_BLOCK);
      gsize part = (gsize)MIN (there, (gint64)(TL_BLOCK - at));
      int got = look (file, block, scratch, &plain);

      if (got == SQLITE_IOERR_DATA && !(block == 0 && amount < TL_BLOCK && file->kind == TL_FILE_MAIN)
          && !(file->kind == TL_FILE_JOURNAL && amount < 512))
        got = tl_file_damaged (file, block);
      else if (got == SQLITE_IOERR_DATA)
        {
          memset (scratch, 0, sizeof scratch);
          got = SQLITE_OK;
        }
      if (got != SQLITE_OK)
        return got;
      memcpy (to, plain + at, part);
      sodium_memzero (scratch, sizeof scratch);
      to += part;
      offset += (gint64)part;
      there -= (gint64)part;
    }
  return rc;
}

/* @block in memory, with its present content. NULL: it does not open; *@rc says so. */
static guint8 *
own (TlFile *file, gint64 block, gboolean whole, int *rc)
{
  TlShadow *shadow = of_file (file);
  guint8 *bytes = g_hash_table_lookup (shadow->blocks, &block);
  const guint8 *plain;

  if (bytes)
    return bytes;
  bytes = g_malloc0 (TL_BLOCK);
  if (!whole)
    {
      *rc = look (file, block, bytes, &plain);
      if (*rc != SQLITE_OK)
        {
          if (*rc == SQLITE_IOERR_DATA)
            *rc = tl_file_damaged (file, block);
          block_free (bytes);
          return NULL;
        }
    }
  g_hash_table_insert (shadow->blocks, g_memdup2 (&block, sizeof block), bytes);
  return bytes;
}

static int
shadow_write (sqlite3_file *base, const void *buffer, int amount, sqlite3_int64 offset)
{
  TlFile *file = (TlFile *)base;
  TlShadow *shadow = of_file (file);
  const guint8 *from = buffer;
  gint64 left = amount;

  if (file->kind == TL_FILE_MAIN && tl_file_leaves_hole (file, shadow->size, offset))
    return SQLITE_IOERR_WRITE;
  shadow->size = MAX (shadow->size, offset + amount);
  while (left > 0)
    {
      gsize at = (gsize)(offset % TL_BLOCK);
      gsize part = (gsize)MIN (left, (gint64)(TL_BLOCK - at));
      int rc = SQLITE_OK;
      guint8 *bytes = own (file, offset / TL_BLOCK, part == TL_BLOCK, &rc);

      if (!bytes)
        return rc;
      memcpy (bytes + at, from, part);
      from += part;
      offset += (gint64)part;
      left -= (gint64)part;
    }
  return SQLITE_OK;
}

static gboolean
is_beyond (gpointer key, gpointer value, gpointer data)
{
  return *(gint64 *)key * TL_BLOCK >= *(gint64 *)data;
}

static int
shadow_truncate (sqlite3_file *base, sqlite3_int64 size)
{
  TlShadow *shadow = of_file ((TlFile *)base);
  gint64 end = size, last = size / TL_BLOCK;
  guint8 *bytes;

  if (size >= shadow->size)
    return SQLITE_OK;
  g_hash_table_foreach_remove (shadow->blocks, is_beyond, &end);
  bytes = size % TL_BLOCK ? g_hash_table_lookup (shadow->blocks, &last) : NULL;
  if (bytes)
    memset (bytes + size % TL_BLOCK, 0, (gsize)(TL_BLOCK - size % TL_BLOCK));
  shadow->size = size;
  shadow->origin = MIN (shadow->origin, size);
  return SQLITE_OK;
}

static int
shadow_sync (sqlite3_file *base, int flags)
{
  return SQLITE_OK;
}

static int
shadow_size (sqlite3_file *base, sqlite3_int64 *size)
{
  *size = of_file ((TlFile *)base)->size;
  return SQLITE_OK;
}

/* The vault holds SHARED from unlocking to locking. */
static int
shadow_lock (sqlite3_file *base, int level)
{
  return SQLITE_OK;
}

static int
shadow_check_reserved (sqlite3_file *base, int *reserved)
{
  *reserved = 0;
  return SQLITE_OK;
}

static int
shadow_control (sqlite3_file *base, int operation, void *argument)
{
  return SQLITE_NOTFOUND;
}

static int
shadow_sector_size (sqlite3_file *base)
{
  return TL_BLOCK;
}

static int
shadow_characteristics (sqlite3_file *base)
{
  return 0;
}

static const sqlite3_io_methods methods = {
    1,           shadow_close,  shadow_read,           shadow_write,   shadow_truncate,    shadow_sync,           shadow_size,
    shadow_lock, shadow_lock,   shadow_check_reserved, shadow_control, shadow_sector_size, shadow_characteristics,
};

/* --- VFS methods --- */

/* What lies on the disk of a log or journal. */
static int
open_stored (TlVault *vault, sqlite3_filename name, TlFile *file, int flags)
{
  int out = 0, rc;

  file->real = (sqlite3_file *)(file + 1);
  flags = (flags & ~(SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_EXCLUSIVE | SQLITE_OPEN_DELETEONCLOSE)) | SQLITE_OPEN_READONLY;
  rc = vault->base_vfs->xOpen (vault->base_vfs, name, file->real, flags, &out);
  if (rc != SQLITE_OK)
    {
      tl_vault_note_io (vault, NULL, rc, "open");
      file->real = NULL;
    }
  return rc;
}

static int
load (TlFile *file, TlShadow *shadow)
{
  int rc = SQLITE_OK;

  if (file->real)
    {
      if (file->kind == TL_FILE_WAL)
        file->prefix = TL_WAL_PREFIX;
      if (file->kind == TL_FILE_WAL && !shadow->loaded)
        rc = tl_wal_scan (file);
      else if (file->kind != TL_FILE_WAL)
        rc = tl_file_measure (file);
      else
        file->size = shadow->origin;
    }
  if (rc == SQLITE_OK && !shadow->loaded)
    {
      shadow->size = shadow->origin = file->size;
      shadow->loaded = TRUE;
    }
  return rc;
}

int
tl_shadow_open (TlVault *vault, sqlite3_filename name, TlFile *file, int flags, int *out_flags)
{
  TlShadow *shadow;
  int rc = SQLITE_OK;

  file->kind = flags & SQLITE_OPEN_MAIN_DB        ? TL_FILE_MAIN
               : flags & SQLITE_OPEN_MAIN_JOURNAL ? TL_FILE_JOURNAL
               : flags & SQLITE_OPEN_WAL          ? TL_FILE_WAL
                                                  : 0;
  if (!file->kind || (file->kind == TL_FILE_MAIN && (!vault->file || g_strcmp0 (name, vault->path) != 0)))
    return SQLITE_CANTOPEN;
  file->vault = vault;
  file->dirty = -1;
  rc = need_shadow (vault, file->kind, name);
  if (rc != SQLITE_OK)
    return rc;
  shadow = of_file (file);
  tl_sealer_init (&file->sealer, vault->keys->blocks, tl_header_file_id (&vault->header), file->kind, tl_header_pair_id (&vault->header));
  if (file->kind == TL_FILE_MAIN)
    {
      file->real = vault->file;
      file->start = TL_HEADER_BYTES;
    }
  else if (file->kind == TL_FILE_WAL && !shadow->loaded && !shadow->present
           && tl_header_get_log_state (&vault->header) == TL_LOG_USED)
    return tl_wal_is_missing (vault);
  else if (!shadow->present && !(flags & SQLITE_OPEN_CREATE))
    return SQLITE_CANTOPEN;
  else if (shadow->loaded ? shadow->origin > 0 : shadow->present)
    rc = open_stored (vault, name, file, flags);
  if (rc == SQLITE_OK)
    rc = load (file, shadow);
  if (rc != SQLITE_OK)
    {
      if (file->kind != TL_FILE_MAIN && file->real && file->real->pMethods)
        file->real->pMethods->xClose (file->real);
      return rc;
    }
  if (file->kind == TL_FILE_MAIN)
    tl_memory_database_opened ();
  shadow->present = TRUE;
  if (out_flags)
    *out_flags = flags;
  if (file->kind == TL_FILE_WAL)
    vault->log_open = TRUE;
  g_atomic_int_inc (&vault->open_files);
  file->base.pMethods = &methods;
  return SQLITE_OK;
}

int
tl_shadow_delete (TlVault *vault, const char *name)
{
  TlShadow *shadow;
  int rc = need_shadow (vault, kind_of (name), name);

  if (rc != SQLITE_OK)
    return rc;
  shadow = vault->shadows[kind_of (name)];
  if (!shadow->present)
    return SQLITE_IOERR_DELETE_NOENT;
  g_hash_table_remove_all (shadow->blocks);
  shadow->size = shadow->origin = 0;
  shadow->present = FALSE;
  shadow->loaded = TRUE;
  return SQLITE_OK;
}

int
tl_shadow_access (TlVault *vault, const char *name, int flags, int *result)
{
  int rc;

  if (kind_of (name) == TL_FILE_MAIN)
    return vault->base_vfs->xAccess (vault->base_vfs, name, SQLITE_ACCESS_EXISTS, result);
  rc = need_shadow (vault, kind_of (name), name);
  *result = rc == SQLITE_OK && vault->shadows[kind_of (name)]->present;
  return rc;
}
