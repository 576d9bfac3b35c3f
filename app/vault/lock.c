/* SPDX-License-Identifier: GPL-3.0-or-later */

/* One opener. POSIX locks vanish as soon as the process closes any other handle on the same file, so the
 * lock that keeps others out is flock() on an empty file beside the vault. The kernel drops it when its
 * holder dies: a crash never shuts people out. The file itself stays: removing it would let two programs
 * lock two different files of one name. */

#include "vault/vault-private.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <sys/file.h>
#include <unistd.h>

int
tl_lock_take (const char *path, GError **error)
{
  g_autofree char *beside = g_strconcat (path, ".lock", NULL);
  int fd = open (beside, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);

  if (fd < 0)
    {
      int saved = errno;
      g_set_error (error, TL_VAULT_ERROR, TL_VAULT_ERROR_IO,
                   _ ("The lock file “%s” could not be made: %s. Nothing was changed. Check that the folder exists and can be written."),
                   beside, g_strerror (saved));
      return -1;
    }
  while (flock (fd, LOCK_EX | LOCK_NB) != 0)
    {
      int saved = errno;
      if (saved == EINTR)
        continue;
      close (fd);
      if (saved == EWOULDBLOCK)
        g_set_error_literal (error, TL_VAULT_ERROR, TL_VAULT_ERROR_IN_USE,
                             _ ("Another program has this register open. Nothing was changed. Close it there, then try again."));
      else
        g_set_error (error, TL_VAULT_ERROR, TL_VAULT_ERROR_IO, _ ("The register could not be locked: %s. Nothing was changed."),
                     g_strerror (saved));
      return -1;
    }
  return fd;
}

gboolean
tl_lock_share (const char *path, int *lock, GError **error)
{
  g_autofree char *beside = g_strconcat (path, ".lock", NULL);

  *lock = open (beside, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
  if (*lock < 0 || flock (*lock, LOCK_SH | LOCK_NB) == 0 || errno != EWOULDBLOCK)
    return TRUE;
  close (*lock);
  *lock = -1;
  g_set_error_literal (error, TL_VAULT_ERROR, TL_VAULT_ERROR_IN_USE,
                       _ ("Another program has this register open. Nothing was changed. Close it there, then try again."));
  return FALSE;
}

void
tl_lock_release (int lock)
{
  if (lock >= 0)
    close (lock);
}

gboolean
tl_lock_is_possible (const char *path)
{
  g_autofree char *folder = g_path_get_dirname (path);

  /* access() asks with the real user's rights and knows of read-only mounts, also for root. A path that is not on the disk
   * is a test's. */
  return (access (folder, W_OK) == 0 || (errno != EROFS && errno != EACCES)) && (access (path, W_OK) == 0 || (errno != EROFS && errno != EACCES));
}
