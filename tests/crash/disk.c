/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The forgetful disk. Each file has bytes as the medium holds them and bytes as the program sees them, and between the
 * two the list of operations since the last sync. When the power goes a random subset of that list survives, each
 * write torn at sector boundaries of the *stored* file: dropped pieces amount to reordering. A file that was never synced may
 * be missing, a deletion that was not synced may be undone. */

#include "disk.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>

typedef struct
{
  gboolean truncate;
  gint64 offset; /* of truncate: the size */
  GBytes *bytes;
} Operation;

typedef struct
{
  GByteArray *medium;
  GByteArray *seen;
  GPtrArray *pending;
  gboolean present; /* for the program */
  gboolean durable; /* its name is on the medium */
} Image;

typedef struct
{
  sqlite3_file base;
  Image *image;
} Handle;

static GHashTable *images;
static guint64 operations;
static guint64 cut_at, fail_at;
static int fail_rc;
static gboolean off;
static sqlite3_vfs vfs;

static void
operation_free (gpointer data)
{
  Operation *operation = data;
  g_clear_pointer (&operation->bytes, g_bytes_unref);
  g_free (operation);
}

static void
image_free (gpointer data)
{
  Image *image = data;
  g_byte_array_unref (image->medium);
  g_byte_array_unref (image->seen);
  g_ptr_array_unref (image->pending);
  g_free (image);
}

static void
put (GByteArray *array, gint64 offset, const guint8 *bytes, gsize length)
{
  if ((gint64)array->len < offset + (gint64)length)
    {
      guint before = array->len;
      g_byte_array_set_size (array, (guint)(offset + (gint64)length));
      memset (array->data + before, 0, array->len - before);
    }
  memcpy (array->data + offset, bytes, length);
}

/* Counts an operation; not SQLITE_OK when it must fail. */
static int
step (void)
{
  operations++;
  if (off || (cut_at && operations >= cut_at))
    {
      off = TRUE;
      return SQLITE_IOERR;
    }
  if (fail_at && operations == fail_at)
    {
      fail_at = 0;
      return fail_rc;
    }
  return SQLITE_OK;
}

static int
disk_close (sqlite3_file *base)
{
  return SQLITE_OK;
}

static int
disk_read (sqlite3_file *base, void *buffer, int amount, sqlite3_int64 offset)
{
  GByteArray *seen = ((Handle *)base)->image->seen;
  gint64 there = CLAMP ((gint64)seen->len - offset, 0, amount);

  if (off)
    return SQLITE_IOERR_READ;
  memcpy (buffer, seen->data + offset, (gsize)there);
  memset ((guint8 *)buffer + there, 0, (gsize)(amount - there));
  return there < amount ? SQLITE_IOERR_SHORT_READ : SQLITE_OK;
}

static int
disk_write (sqlite3_file *base, const void *buffer, int amount, sqlite3_int64 offset)
{
  Image *image = ((Handle *)base)->image;
  Operation *operation;
  gboolean was_off = off;
  int rc = step ();

  /* The write under way when the power goes may reach the medium too; a failing one may reach it in part. */
  if (was_off)
    return rc;
  operation = g_new0 (Operation, 1);
  operation->offset = offset;
  operation->bytes = g_bytes_new (buffer, rc == SQLITE_OK || off ? (gsize)amount : (gsize)amount / 2);
  put (image->seen, offset, buffer, g_bytes_get_size (operation->bytes));
  g_ptr_array_add (image->pending, operation);
  return rc;
}

static int
disk_truncate (sqlite3_file *base, sqlite3_int64 size)
{
  Image *image = ((Handle *)base)->image;
  Operation *operation;
  gboolean was_off = off;
  int rc = step ();

  if (was_off || (rc != SQLITE_OK && !off))
    return rc;
  operation = g_new0 (Operation, 1);
  operation->truncate = TRUE;
  operation->offset = size;
  g_ptr_array_add (image->pending, operation);
  if (size < image->seen->len)
    g_byte_array_set_size (image->seen, (guint)size);
  return rc;
}

static int
disk_sync (sqlite3_file *base, int flags)
{
  Image *image = ((Handle *)base)->image;
  int rc = step ();

  if (rc != SQLITE_OK)
    return rc;
  g_byte_array_set_size (image->medium, 0);
  g_byte_array_append (image->medium, image->seen->data, image->seen->len);
  g_ptr_array_set_size (image->pending, 0);
  image->durable = TRUE;
  return SQLITE_OK;
}

static int
disk_size (sqlite3_file *base, sqlite3_int64 *size)
{
  *size = ((Handle *)base)->image->seen->len;
  return off ? SQLITE_IOERR_FSTAT : SQLITE_OK;
}

static int
disk_lock (sqlite3_file *base, int level)
{
  return SQLITE_OK;
}

static int
disk_reserved (sqlite3_file *base, int *reserved)
{
  *reserved = 0;
  return SQLITE_OK;
}

static int
disk_control (sqlite3_file *base, int operation, void *argument)
{
  return SQLITE_NOTFOUND;
}

/* What a careless shim would pass on: sectors of 512, writes that spare their neighbours. */
static int
disk_sector (sqlite3_file *base)
{
  return 512;
}

static int
disk_characteristics (sqlite3_file *base)
{
  return SQLITE_IOCAP_POWERSAFE_OVERWRITE;
}

static const sqlite3_io_methods methods = {
    1,         disk_close,    disk_read,    disk_write,  disk_truncate,        disk_sync, disk_size, disk_lock,
    disk_lock, disk_reserved, disk_control, disk_sector, disk_characteristics,
};

static int
disk_open (sqlite3_vfs *self, sqlite3_filename name, sqlite3_file *base, int flags, int *out)
{
  Image *image = g_hash_table_lookup (images, name);

  base->pMethods = NULL;
  if (off)
    return SQLITE_CANTOPEN;
  if (!image || !image->present)
    {
      int rc;
      if (!(flags & SQLITE_OPEN_CREATE))
        return SQLITE_CANTOPEN;
      rc = step ();
      if (rc != SQLITE_OK)
        return SQLITE_CANTOPEN;
      if (image)
        g_hash_table_remove (images, name);
      image = g_new0 (Image, 1);
      image->medium = g_byte_array_new ();
      image->seen = g_byte_array_new ();
      image->pending = g_ptr_array_new_with_free_func (operation_free);
      image->present = TRUE;
      g_hash_table_insert (images, g_strdup (name), image);
    }
  else if ((flags & SQLITE_OPEN_EXCLUSIVE) && (flags & SQLITE_OPEN_CREATE))
    return SQLITE_CANTOPEN;
  ((Handle *)base)->image = image;
  base->pMethods = &methods;
  if (out)
    *out = flags;
  return SQLITE_OK;
}

static int
disk_delete (sqlite3_vfs *self, const char *name, int sync_folder)
{
  Image *image = g_hash_table_lookup (images, name);
  int rc = step ();

  if (rc != SQLITE_OK)
    return rc;
  if (!image || !image->present)
    return SQLITE_IOERR_DELETE_NOENT;
  image->present = FALSE;
  if (sync_folder)
    image->durable = FALSE;
  return SQLITE_OK;
}

static int
disk_access (sqlite3_vfs *self, const char *name, int flags, int *result)
{
  Image *image = g_hash_table_lookup (images, name);
  *result = image && image->present && (image->seen->len > 0 || flags != SQLITE_ACCESS_EXISTS);
  return off ? SQLITE_IOERR_ACCESS : SQLITE_OK;
}

static int
disk_full_path (sqlite3_vfs *self, const char *name, int bytes, char *out)
{
  g_strlcpy (out, name, (gsize)bytes);
  return SQLITE_OK;
}

static int
disk_sleep (sqlite3_vfs *self, int microseconds)
{
  return 0;
}

static int
disk_time (sqlite3_vfs *self, double *now)
{
  *now = 2460000.5;
  return SQLITE_OK;
}

sqlite3_vfs *
disk_vfs (void)
{
  if (!images)
    {
      images = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, image_free);
      vfs.iVersion = 1;
      vfs.szOsFile = sizeof (Handle);
      vfs.mxPathname = 1024;
      vfs.zName = "forgetful-disk";
      vfs.xOpen = disk_open;
      vfs.xDelete = disk_delete;
      vfs.xAccess = disk_access;
      vfs.xFullPathname = disk_full_path;
      vfs.xSleep = disk_sleep;
      vfs.xCurrentTime = disk_time;
      g_assert_cmpint (sqlite3_vfs_register (&vfs, 0), ==, SQLITE_OK);
    }
  return &vfs;
}

void
disk_format (void)
{
  g_hash_table_remove_all (images);
  off = FALSE;
  cut_at = fail_at = 0;
}

void
disk_cut_after (guint count)
{
  cut_at = count ? operations + count : 0;
}

void
disk_fail_at (guint operation, int rc)
{
  fail_at = operation ? operations + operation : 0;
  fail_rc = rc;
}

int
disk_rename (const char *from, const char *to)
{
  Image *image, *replaced;
  gpointer name = NULL;

  if (step () != SQLITE_OK)
    {
      errno = EIO;
      return -1;
    }
  if (!g_hash_table_steal_extended (images, from, &name, (gpointer *)&image))
    {
      errno = ENOENT;
      return -1;
    }
  g_free (name);
  /* The program closes its handle on the old file afterwards: keep that image until the disk is formatted. */
  if (g_hash_table_steal_extended (images, to, &name, (gpointer *)&replaced))
    {
      char *aside = g_strdup_printf ("%s (replaced at %" G_GUINT64_FORMAT ")", to, operations);
      replaced->present = replaced->durable = FALSE;
      g_hash_table_insert (images, aside, replaced);
      g_free (name);
    }
  g_hash_table_insert (images, g_strdup (to), image);
  return 0;
}

gboolean
disk_is_off (void)
{
  return off;
}

guint64
disk_operations (void)
{
  return operations;
}

static void
survive (Image *image, GRand *random, double keep, guint tear, gboolean destroy)
{
  for (guint i = 0; i < image->pending->len; i++)
    {
      Operation *operation = g_ptr_array_index (image->pending, i);
      const guint8 *bytes;
      gsize length = 0, done = 0;

      if (operation->truncate)
        {
          if (g_rand_double (random) < keep && operation->offset < image->medium->len)
            g_byte_array_set_size (image->medium, (guint)operation->offset);
          continue;
        }
      bytes = g_bytes_get_data (operation->bytes, &length);
      while (done < length)
        {
          gint64 at = operation->offset + (gint64)done;
          gsize part = MIN (length - done, (gsize)(tear - at % tear));
          double luck = g_rand_double (random);
          if (luck < keep)
            put (image->medium, at, bytes + done, part);
          else if (destroy && luck > 0.97)
            {
              /* The whole sector, with whatever else lay in it. */
              gint64 start = at - at % tear;
              for (gint64 p = start; p < start + tear && p < image->medium->len; p++)
                image->medium->data[p] = (guint8)g_rand_int (random);
            }
          done += part;
        }
    }
}

void
disk_power_on (GRand *random, guint tear, gboolean destroy)
{
  static const double chances[] = {0, 0.1, 0.5, 0.5, 0.9, 0.99, 1};
  GHashTableIter iter;
  gpointer value;
  /* One luck for all files, mostly: then what is lost in one stands against what stayed in another. */
  double keep = chances[g_rand_int_range (random, 0, G_N_ELEMENTS (chances))];

  g_hash_table_iter_init (&iter, images);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      Image *image = value;
      double here = g_rand_boolean (random) ? keep : chances[g_rand_int_range (random, 0, G_N_ELEMENTS (chances))];

      survive (image, random, here, tear, destroy);
      g_ptr_array_set_size (image->pending, 0);
      if (image->present != image->durable && g_rand_double (random) >= here)
        image->present = image->durable;
      image->durable = image->present;
      if (!image->present)
        {
          g_hash_table_iter_remove (&iter);
          continue;
        }
      g_byte_array_set_size (image->seen, 0);
      g_byte_array_append (image->seen, image->medium->data, image->medium->len);
    }
  off = FALSE;
  cut_at = fail_at = 0;
}

void
disk_save (const char *folder)
{
  GHashTableIter iter;
  gpointer name, value;

  g_mkdir_with_parents (folder, 0700);
  g_hash_table_iter_init (&iter, images);
  while (g_hash_table_iter_next (&iter, &name, &value))
    {
      Image *image = value;
      g_autofree char *base = g_path_get_basename (name);
      g_autofree char *path = g_build_filename (folder, base, NULL);
      g_file_set_contents (path, (const char *)image->seen->data, image->seen->len, NULL);
    }
}
