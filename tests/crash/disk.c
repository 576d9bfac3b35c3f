/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The forgetful disk. Each file has bytes as the medium holds them and bytes as the program sees them, and between the
 * two the list of operations since the last sync. When the power goes a random subset of that list survives, each
 * write torn at sector boundaries of the *stored* file: dropped pieces amount to reordering. A file that was never synced may
 * be missing, a deletion or a renaming that was not synced may be undone. Calls are counted twice: all of them, to make each
 * fail in turn, and those that change something, to cut the power at each in turn. */

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
  const char *name; /* the caller's, as SQLite's own VFS keep it */
} Handle;

struct _DiskCopy
{
  GHashTable *images;
};

static const struct
{
  const char *name;
  int rc;
} kinds[DISK_CALLS] = {
    {"read", SQLITE_IOERR_READ},     {"write", SQLITE_IOERR_WRITE}, {"sync", SQLITE_IOERR_FSYNC},    {"truncate", SQLITE_IOERR_TRUNCATE},
    {"size", SQLITE_IOERR_FSTAT},    {"lock", SQLITE_IOERR_LOCK},   {"unlock", SQLITE_IOERR_UNLOCK}, {"open", SQLITE_CANTOPEN},
    {"delete", SQLITE_IOERR_DELETE}, {"access", SQLITE_IOERR_ACCESS}, {"path", SQLITE_CANTOPEN},     {"rename", SQLITE_IOERR},
    {"link", SQLITE_IOERR},
};

static GHashTable *images;
static guint64 operations, calls;
static guint64 cut_at, fail_at;
static DiskFault fault;
static char *failed;
static gboolean off;
static gboolean trace; /* TAMLANH_DISK_TRACE: each call is said */
static guint handles;
/* A renaming that the power cut caught: the name's former file comes back, or not. */
static char *renamed_from, *renamed_to;
static Image *replaced;
static int last_errno;
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

static Image *
image_new (void)
{
  Image *image = g_new0 (Image, 1);
  image->medium = g_byte_array_new ();
  image->seen = g_byte_array_new ();
  image->pending = g_ptr_array_new_with_free_func (operation_free);
  return image;
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
  if (length)
    memcpy (array->data + offset, bytes, length);
}

static void
apply (GByteArray *array, const Operation *operation)
{
  if (!operation->truncate)
    put (array, operation->offset, g_bytes_get_data (operation->bytes, NULL), g_bytes_get_size (operation->bytes));
  else if (operation->offset < array->len)
    g_byte_array_set_size (array, (guint)operation->offset);
}

/* Counts a call of any kind; not SQLITE_OK when it must fail. */
static int
call (DiskCall kind, const char *name)
{
  gboolean now;

  calls++;
  if (trace)
    g_printerr ("# %" G_GUINT64_FORMAT " %s %s%s\n", calls, kinds[kind].name, name ? strrchr (name, '/') + 1 : "?", off ? " (no power)" : "");
  if (off)
    return kinds[kind].rc;
  if (!fail_at || calls < fail_at)
    return SQLITE_OK;
  now = fault == DISK_FAIL_ALWAYS || (fault == DISK_FAIL_ONCE && calls == fail_at) || (fault == DISK_FAIL_FULL && kind == DISK_WRITE);
  if (!now)
    return SQLITE_OK;
  if (!failed)
    failed = g_strdup_printf ("%s of %s", kinds[kind].name, name ? strrchr (name, '/') + 1 : "?");
  last_errno = fault == DISK_FAIL_FULL ? ENOSPC : EIO;
  return fault == DISK_FAIL_FULL ? SQLITE_FULL : kinds[kind].rc;
}

/* Counts an operation that changes something; TRUE when the power is gone with it. */
static gboolean
step (void)
{
  operations++;
  if (cut_at && operations >= cut_at)
    off = TRUE;
  return off;
}

static int
disk_close (sqlite3_file *base)
{
  handles--;
  return SQLITE_OK;
}

static int
disk_read (sqlite3_file *base, void *buffer, int amount, sqlite3_int64 offset)
{
  GByteArray *seen = ((Handle *)base)->image->seen;
  gint64 there = CLAMP ((gint64)seen->len - offset, 0, amount);
  int rc = call (DISK_READ, ((Handle *)base)->name);

  if (rc != SQLITE_OK)
    return rc;
  if (there > 0)
    memcpy (buffer, seen->data + offset, (gsize)there);
  memset ((guint8 *)buffer + there, 0, (gsize)(amount - there));
  return there < amount ? SQLITE_IOERR_SHORT_READ : SQLITE_OK;
}

static int
disk_write (sqlite3_file *base, const void *buffer, int amount, sqlite3_int64 offset)
{
  Image *image = ((Handle *)base)->image;
  Operation *operation;
  int rc = call (DISK_WRITE, ((Handle *)base)->name);
  gboolean power;

  if (off)
    return rc;
  power = !step ();
  /* The write under way when the power goes may reach the medium too; a failing one may reach it in part. */
  operation = g_new0 (Operation, 1);
  operation->offset = offset;
  operation->bytes = g_bytes_new (buffer, rc == SQLITE_OK ? (gsize)amount : (gsize)amount / 2);
  apply (image->seen, operation);
  g_ptr_array_add (image->pending, operation);
  return power ? rc : SQLITE_IOERR_WRITE;
}

static int
disk_truncate (sqlite3_file *base, sqlite3_int64 size)
{
  Image *image = ((Handle *)base)->image;
  Operation *operation;
  int rc = call (DISK_TRUNCATE, ((Handle *)base)->name);
  gboolean power;

  if (rc != SQLITE_OK)
    return rc;
  power = !step ();
  operation = g_new0 (Operation, 1);
  operation->truncate = TRUE;
  operation->offset = size;
  apply (image->seen, operation);
  g_ptr_array_add (image->pending, operation);
  return power ? SQLITE_OK : SQLITE_IOERR_TRUNCATE;
}

static int
disk_sync (sqlite3_file *base, int flags)
{
  Image *image = ((Handle *)base)->image;
  int rc = call (DISK_SYNC, ((Handle *)base)->name);

  if (off || (rc == SQLITE_OK && step ()))
    return SQLITE_IOERR_FSYNC;
  if (rc == SQLITE_OK)
    {
      for (guint i = 0; i < image->pending->len; i++)
        apply (image->medium, g_ptr_array_index (image->pending, i));
      image->durable = TRUE;
    }
  g_ptr_array_set_size (image->pending, 0);
  return rc;
}

static int
disk_size (sqlite3_file *base, sqlite3_int64 *size)
{
  *size = ((Handle *)base)->image->seen->len;
  return call (DISK_SIZE, ((Handle *)base)->name);
}

static int
disk_lock (sqlite3_file *base, int level)
{
  return call (DISK_LOCK, ((Handle *)base)->name);
}

static int
disk_unlock (sqlite3_file *base, int level)
{
  return call (DISK_UNLOCK, ((Handle *)base)->name);
}

static int
disk_reserved (sqlite3_file *base, int *reserved)
{
  *reserved = 0;
  return call (DISK_LOCK, ((Handle *)base)->name);
}

static int
disk_control (sqlite3_file *base, int operation, void *argument)
{
  if (operation != SQLITE_FCNTL_LAST_ERRNO)
    return SQLITE_NOTFOUND;
  *(int *)argument = last_errno;
  return SQLITE_OK;
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
    1,         disk_close,  disk_read,     disk_write,   disk_truncate, disk_sync,            disk_size,
    disk_lock, disk_unlock, disk_reserved, disk_control, disk_sector,   disk_characteristics,
};

static int
disk_open (sqlite3_vfs *self, sqlite3_filename name, sqlite3_file *base, int flags, int *out)
{
  Image *image = g_hash_table_lookup (images, name);

  base->pMethods = NULL;
  if (call (DISK_OPEN, name) != SQLITE_OK)
    return SQLITE_CANTOPEN;
  if (!image || !image->present)
    {
      if (!(flags & SQLITE_OPEN_CREATE) || step ())
        return SQLITE_CANTOPEN;
      image = image_new ();
      image->present = TRUE;
      g_hash_table_insert (images, g_strdup (name), image);
    }
  else if ((flags & SQLITE_OPEN_EXCLUSIVE) && (flags & SQLITE_OPEN_CREATE))
    return SQLITE_CANTOPEN;
  ((Handle *)base)->image = image;
  ((Handle *)base)->name = name;
  base->pMethods = &methods;
  handles++;
  if (out)
    *out = flags;
  return SQLITE_OK;
}

static int
disk_delete (sqlite3_vfs *self, const char *name, int sync_folder)
{
  Image *image = g_hash_table_lookup (images, name);
  int rc = call (DISK_DELETE, name);

  if (rc != SQLITE_OK)
    return rc;
  if (!image || !image->present)
    return SQLITE_IOERR_DELETE_NOENT;
  image->present = FALSE;
  if (step ())
    return SQLITE_IOERR_DELETE;
  if (sync_folder)
    image->durable = FALSE;
  return SQLITE_OK;
}

static int
disk_access (sqlite3_vfs *self, const char *name, int flags, int *result)
{
  Image *image = g_hash_table_lookup (images, name);
  int rc = call (DISK_ACCESS, name);

  *result = rc == SQLITE_OK && image && image->present && (image->seen->len > 0 || flags != SQLITE_ACCESS_EXISTS);
  return rc;
}

static int
disk_full_path (sqlite3_vfs *self, const char *name, int bytes, char *out)
{
  g_strlcpy (out, name, (gsize)bytes);
  return call (DISK_PATH, name);
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

static int
disk_last_error (sqlite3_vfs *self, int bytes, char *out)
{
  return last_errno;
}

sqlite3_vfs *
disk_vfs (void)
{
  if (!images)
    {
      images = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, image_free);
      trace = g_getenv ("TAMLANH_DISK_TRACE") != NULL;
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
      vfs.xGetLastError = disk_last_error;
      g_assert_cmpint (sqlite3_vfs_register (&vfs, 0), ==, SQLITE_OK);
    }
  return &vfs;
}

static void
forget_renaming (void)
{
  g_clear_pointer (&renamed_from, g_free);
  g_clear_pointer (&renamed_to, g_free);
  g_clear_pointer (&replaced, image_free);
}

static void
calm (void)
{
  off = FALSE;
  cut_at = fail_at = 0;
  last_errno = 0;
  g_clear_pointer (&failed, g_free);
}

void
disk_format (void)
{
  g_hash_table_remove_all (images);
  forget_renaming ();
  calm ();
}

void
disk_cut_after (guint count)
{
  cut_at = count ? operations + count : 0;
}

void
disk_fail_call (guint64 number, DiskFault how)
{
  fail_at = number ? calls + number : 0;
  fault = how;
  last_errno = 0;
  g_clear_pointer (&failed, g_free);
}

guint64
disk_calls (void)
{
  return calls;
}

const char *
disk_failed (void)
{
  return failed;
}

guint
disk_open_handles (void)
{
  return handles;
}

int
disk_rename (const char *from, const char *to)
{
  Image *image = NULL, *old = NULL;
  gpointer name = NULL;
  gboolean power;

  if (call (DISK_RENAME, to) != SQLITE_OK)
    {
      errno = EIO;
      return -1;
    }
  image = g_hash_table_lookup (images, from);
  if (!image || !image->present)
    {
      errno = ENOENT;
      return -1;
    }
  g_assert_true (g_hash_table_steal_extended (images, from, &name, (gpointer *)&image));
  g_free (name);
  /* Two steps: the name changes, the folder is synced. A cut at either leaves the one or the other. */
  power = !step () && !step ();
  if (g_hash_table_steal_extended (images, to, &name, (gpointer *)&old))
    {
      g_free (name);
      if (power)
        {
          /* The program closes its handle on the old file afterwards: keep that image until the disk is formatted. */
          old->present = old->durable = FALSE;
          g_hash_table_insert (images, g_strdup_printf ("%s (replaced at %" G_GUINT64_FORMAT ")", to, operations), old);
          old = NULL;
        }
    }
  g_hash_table_insert (images, g_strdup (to), image);
  if (power)
    return 0;
  forget_renaming ();
  renamed_from = g_strdup (from);
  renamed_to = g_strdup (to);
  replaced = old;
  errno = EIO;
  return -1;
}

static Image *
image_copy (const Image *image)
{
  Image *made = image_new ();

  made->present = image->present;
  made->durable = image->durable;
  g_byte_array_append (made->medium, image->medium->data, image->medium->len);
  g_byte_array_append (made->seen, image->seen->data, image->seen->len);
  for (guint i = 0; i < image->pending->len; i++)
    {
      Operation *operation = g_memdup2 (g_ptr_array_index (image->pending, i), sizeof (Operation));
      if (operation->bytes)
        g_bytes_ref (operation->bytes);
      g_ptr_array_add (made->pending, operation);
    }
  return made;
}

int
disk_link (const char *from, const char *to)
{
  Image *image = g_hash_table_lookup (images, from), *there = g_hash_table_lookup (images, to);

  if (call (DISK_LINK, to) != SQLITE_OK)
    {
      errno = EIO;
      return -1;
    }
  if (!image || !image->present || (there && there->present))
    {
      errno = image && image->present ? EEXIST : ENOENT;
      return -1;
    }
  /* Nobody writes to a file with two names: a copy does. Its name is durable with the folder's sync. */
  image = image_copy (image);
  image->durable = FALSE;
  g_hash_table_insert (images, g_strdup (to), image);
  if (step () || step ())
    {
      errno = EIO;
      return -1;
    }
  image->durable = TRUE;
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
          if (g_rand_double (random) < keep)
            apply (image->medium, operation);
          continue;
        }
      bytes = g_bytes_get_data (operation->bytes, &length);
      while (done < length)
        {
          gint64 at = operation->offset + (gint64)done;
          gsize part = MIN (length - done, (gsize)(tear - at % tear));
          if (g_rand_double (random) < keep)
            put (image->medium, at, bytes + done, part);
          else if (destroy && g_rand_int_range (random, 0, 4) == 0)
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

/* A renaming without its folder's sync: either name may be on the medium. */
static void
settle_renaming (GRand *random, double keep)
{
  if (renamed_to && g_rand_double (random) >= CLAMP (keep, 0.0, 1.0))
    {
      Image *image = NULL;
      gpointer name = NULL;
      g_assert_true (g_hash_table_steal_extended (images, renamed_to, &name, (gpointer *)&image));
      g_free (name);
      g_hash_table_insert (images, g_strdup (renamed_from), image);
      if (replaced)
        g_hash_table_insert (images, g_strdup (renamed_to), g_steal_pointer (&replaced));
    }
  forget_renaming ();
}

void
disk_power_on (GRand *random, double wanted, guint tear, gboolean destroy)
{
  static const double chances[] = {0, 0.1, 0.5, 0.5, 0.9, 0.99, 1};
  GHashTableIter iter;
  gpointer value;
  /* One luck for all files, mostly: then what is lost in one stands against what stayed in another. */
  double keep = wanted >= 0 ? wanted : chances[g_rand_int_range (random, 0, G_N_ELEMENTS (chances))];

  settle_renaming (random, keep);
  g_hash_table_iter_init (&iter, images);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      Image *image = value;
      double here = wanted >= 0 || g_rand_boolean (random) ? keep : chances[g_rand_int_range (random, 0, G_N_ELEMENTS (chances))];

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
  calm ();
}

static GHashTable *
copy_images (GHashTable *from)
{
  GHashTable *to = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, image_free);
  GHashTableIter iter;
  gpointer name, value;

  g_hash_table_iter_init (&iter, from);
  while (g_hash_table_iter_next (&iter, &name, &value))
    {
      g_hash_table_insert (to, g_strdup (name), image_copy (value));
    }
  return to;
}

DiskCopy *
disk_copy (void)
{
  DiskCopy *copy = g_new0 (DiskCopy, 1);
  copy->images = copy_images (images);
  return copy;
}

void
disk_restore (DiskCopy *copy)
{
  g_assert_cmpuint (handles, ==, 0);
  g_hash_table_unref (images);
  images = copy_images (copy->images);
  forget_renaming ();
  calm ();
}

void
disk_copy_free (DiskCopy *copy)
{
  g_hash_table_unref (copy->images);
  g_free (copy);
}

GByteArray *
disk_take (const char *name)
{
  Image *image = g_hash_table_lookup (images, name);
  GByteArray *bytes = g_byte_array_new ();

  if (image && image->present)
    g_byte_array_append (bytes, image->seen->data, image->seen->len);
  return bytes;
}

void
disk_put (const char *name, const GByteArray *bytes)
{
  Image *image = image_new ();

  g_assert_cmpuint (handles, ==, 0);
  image->present = image->durable = TRUE;
  g_byte_array_append (image->medium, bytes->data, bytes->len);
  g_byte_array_append (image->seen, bytes->data, bytes->len);
  g_hash_table_insert (images, g_strdup (name), image);
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
      if (!image->present)
        continue;
      g_file_set_contents (path, (const char *)image->seen->data, image->seen->len, NULL);
    }
}
