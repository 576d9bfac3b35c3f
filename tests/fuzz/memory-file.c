/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "memory-file.h"

static const guint8 *content;
static gsize content_length;
static sqlite3_vfs vfs;

static int
memory_close (sqlite3_file *file)
{
  return SQLITE_OK;
}

static int
memory_read (sqlite3_file *file, void *buffer, int amount, sqlite3_int64 offset)
{
  gint64 there = CLAMP ((gint64)content_length - offset, 0, amount);

  if (there > 0)
    memcpy (buffer, content + offset, (gsize)there);
  memset ((guint8 *)buffer + there, 0, (gsize)(amount - there));
  return there < amount ? SQLITE_IOERR_SHORT_READ : SQLITE_OK;
}

static int
memory_write (sqlite3_file *file, const void *buffer, int amount, sqlite3_int64 offset)
{
  return SQLITE_READONLY;
}

static int
memory_truncate (sqlite3_file *file, sqlite3_int64 size)
{
  return SQLITE_READONLY;
}

static int
memory_nothing (sqlite3_file *file, int level)
{
  return SQLITE_OK;
}

static int
memory_size (sqlite3_file *file, sqlite3_int64 *size)
{
  *size = (sqlite3_int64)content_length;
  return SQLITE_OK;
}

static int
memory_reserved (sqlite3_file *file, int *reserved)
{
  *reserved = 0;
  return SQLITE_OK;
}

static int
memory_control (sqlite3_file *file, int operation, void *argument)
{
  return SQLITE_NOTFOUND;
}

static int
memory_number (sqlite3_file *file)
{
  return 0;
}

static const sqlite3_io_methods methods = {
    1,
    memory_close,
    memory_read,
    memory_write,
    memory_truncate,
    memory_nothing,
    memory_size,
    memory_nothing,
    memory_nothing,
    memory_reserved,
    memory_control,
    memory_number,
    memory_number,
};

sqlite3_file *
fuzz_file (void)
{
  static sqlite3_file file = {&methods};
  return &file;
}

static int
memory_open (sqlite3_vfs *self, sqlite3_filename name, sqlite3_file *file, int flags, int *out)
{
  file->pMethods = NULL;
  if (g_strcmp0 (name, FUZZ_PATH) != 0)
    return SQLITE_CANTOPEN;
  file->pMethods = &methods;
  if (out)
    *out = flags;
  return SQLITE_OK;
}

static int
memory_delete (sqlite3_vfs *self, const char *name, int sync_folder)
{
  return SQLITE_READONLY;
}

static int
memory_access (sqlite3_vfs *self, const char *name, int flags, int *result)
{
  *result = strcmp (name, FUZZ_PATH) == 0 && content_length > 0;
  return SQLITE_OK;
}

static int
memory_path (sqlite3_vfs *self, const char *name, int bytes, char *out)
{
  g_strlcpy (out, name, (gsize)bytes);
  return SQLITE_OK;
}

void
fuzz_set_file (const guint8 *bytes, gsize length)
{
  content = bytes;
  content_length = length;
}

/* --- randomness that repeats itself --- */

static guint32 state = 1;

static const char *
random_name (void)
{
  return "repeats";
}

static guint32
random_word (void)
{
  state = state * 1664525u + 1013904223u;
  return state >> 8 ^ state << 11;
}

static void
random_bytes (void *const buffer, const size_t size)
{
  for (size_t i = 0; i < size; i++)
    ((guint8 *)buffer)[i] = (guint8)(random_word () >> 5);
}

static randombytes_implementation repeating = {random_name, random_word, NULL, NULL, random_bytes, NULL};

void
fuzz_begin (void)
{
  randombytes_set_implementation (&repeating);
  tl_vault_init ();
  vfs.iVersion = 1;
  vfs.szOsFile = sizeof (sqlite3_file);
  vfs.mxPathname = 1024;
  vfs.zName = "fuzz";
  vfs.xOpen = memory_open;
  vfs.xDelete = memory_delete;
  vfs.xAccess = memory_access;
  vfs.xFullPathname = memory_path;
  sqlite3_vfs_register (&vfs, 0);
  tl_vault_set_base_vfs_for_test (&vfs);
}
