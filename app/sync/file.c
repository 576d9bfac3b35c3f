/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sync/file.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <sodium.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "sync/sync.h"

static void
set_read_error (GError **error, const char *path, int errsv)
{
  g_autofree char *name = g_path_get_basename (path);

  g_set_error (error, TL_SYNC_ERROR, TL_SYNC_ERROR_IO,
               /* Translators: file name, then the system's own message */
               _ ("The file “%s” could not be read: %s. Nothing was changed."), name, g_strerror (errsv));
}

static void
set_write_error (GError **error, const char *path, int errsv)
{
  g_autofree char *name = g_path_get_basename (path);

  if (errsv == ENOSPC || errsv == EDQUOT)
    g_set_error (error, TL_SYNC_ERROR, TL_SYNC_ERROR_IO,
                 _ ("There is no room left to write “%s”. Nothing was written. Free some space or choose another drive, then try again."),
                 name);
  else
    g_set_error (error, TL_SYNC_ERROR, TL_SYNC_ERROR_IO, _ ("The file “%s” could not be written: %s. Nothing was written."), name,
                 g_strerror (errsv));
}

/* errno of a failing read, or 0. */
static int
read_all (int fd, guint8 *data, gsize size)
{
  while (size > 0)
    {
      ssize_t n = read (fd, data, size);

      if (n < 0 && errno == EINTR)
        continue;
      if (n < 0)
        return errno;
      if (n == 0)
        return EIO; /* it became shorter while we read */
      data += n;
      size -= n;
    }
  return 0;
}

static int
write_all (int fd, const guint8 *data, gsize size)
{
  while (size > 0)
    {
      ssize_t n = write (fd, data, size);

      if (n < 0 && errno == EINTR)
        continue;
      if (n < 0)
        return errno;
      data += n;
      size -= n;
    }
  return 0;
}

GBytes *
tl_file_read (const char *path, gsize max, GError **error)
{
  g_autofree guint8 *data = NULL;
  struct stat info;
  int fd, failed;

  fd = g_open (path, O_RDONLY | O_CLOEXEC | O_NONBLOCK, 0);
  if (fd < 0)
    {
      set_read_error (error, path, errno);
      return NULL;
    }
  if (fstat (fd, &info) != 0 || !S_ISREG (info.st_mode) || (guint64)info.st_size > max)
    {
      close (fd);
      set_read_error (error, path, !S_ISREG (info.st_mode) ? EINVAL : EFBIG);
      return NULL;
    }
  data = g_try_malloc (info.st_size + 1);
  failed = data == NULL ? ENOMEM : read_all (fd, data, info.st_size);
  close (fd);
  if (failed != 0)
    {
      set_read_error (error, path, failed);
      return NULL;
    }
  return g_bytes_new_take (g_steal_pointer (&data), info.st_size);
}

char *
tl_file_random_name (const char *ending)
{
  static const char letters[] = "abcdefghijkmnpqrstuvwxyz23456789";
  char name[13];

  for (guint i = 0; i < sizeof name - 1; i++)
    name[i] = letters[randombytes_uniform (sizeof letters - 1)];
  name[sizeof name - 1] = '\0';
  return g_strconcat (name, ending, NULL);
}

void
tl_file_draft_free (TlFileDraft *draft)
{
  if (draft == NULL)
    return;
  if (draft->temporary != NULL)
    g_unlink (draft->temporary);
  g_free (draft->temporary);
  g_free (draft->path);
  g_free (draft);
}

TlFileDraft *
tl_file_draft (const char *path, GBytes *content, GError **error)
{
  g_autoptr (TlFileDraft) draft = g_new0 (TlFileDraft, 1);
  g_autofree char *folder = g_path_get_dirname (path);
  g_autofree char *name = tl_file_random_name (".part");
  g_autofree char *temporary = g_build_filename (folder, name, NULL);
  g_autoptr (GBytes) again = NULL;
  gsize size;
  const guint8 *data = g_bytes_get_data (content, &size);
  int fd, failed;

  draft->path = g_strdup (path);
  fd = g_open (temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (fd < 0)
    {
      set_write_error (error, path, errno);
      return NULL;
    }
  draft->temporary = g_steal_pointer (&temporary);
  failed = write_all (fd, data, size);
  if (failed == 0 && fsync (fd) != 0)
    failed = errno;
  /* What was written should be read from the medium, not from memory: a hint, as far as the system takes it. */
  if (failed == 0)
    (void)posix_fadvise (fd, 0, 0, POSIX_FADV_DONTNEED);
  if (close (fd) != 0 && failed == 0)
    failed = errno;
  if (failed != 0)
    {
      set_write_error (error, path, failed);
      return NULL;
    }
  again = tl_file_read (draft->temporary, size, error);
  if (again == NULL)
    return NULL;
  if (!g_bytes_equal (again, content))
    {
      set_write_error (error, path, EIO);
      return NULL;
    }
  return g_steal_pointer (&draft);
}

gboolean
tl_file_draft_place (TlFileDraft *draft, gboolean replace, GError **error)
{
  g_autofree char *folder = g_path_get_dirname (draft->path);
  int fd;

  if (!replace && g_file_test (draft->path, G_FILE_TEST_EXISTS))
    {
      set_write_error (error, draft->path, EEXIST);
      return FALSE;
    }
  if (g_rename (draft->temporary, draft->path) != 0)
    {
      set_write_error (error, draft->path, errno);
      return FALSE;
    }
  g_clear_pointer (&draft->temporary, g_free);
  fd = g_open (folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC, 0);
  if (fd >= 0)
    {
      (void)fsync (fd); /* some media do not know it for folders */
      close (fd);
    }
  return TRUE;
}

gboolean
tl_file_write (const char *path, GBytes *content, gboolean replace, GError **error)
{
  g_autoptr (TlFileDraft) draft = tl_file_draft (path, content, error);

  return draft != NULL && tl_file_draft_place (draft, replace, error);
}
