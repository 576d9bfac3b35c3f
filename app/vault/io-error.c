/* SPDX-License-Identifier: GPL-3.0-or-later */

/* SQLite only says "disk I/O error". The shim knows more: which block did not open, or what the system
 * said. It leaves the first such reason here until somebody takes it. */

#include "vault/vault-private.h"

#include <errno.h>
#include <glib/gi18n-lib.h>

G_DEFINE_QUARK (tl - vault - error - quark, tl_vault_error)

static void
keep (TlVault *vault, GError *problem)
{
  g_mutex_lock (&vault->io_lock);
  if (!vault->io_error)
    vault->io_error = problem;
  else
    g_error_free (problem);
  g_mutex_unlock (&vault->io_lock);
}

void
tl_vault_note_error (TlVault *vault, TlVaultError code, const char *format, ...)
{
  va_list arguments;

  va_start (arguments, format);
  keep (vault, g_error_new_valist (TL_VAULT_ERROR, code, format, arguments));
  va_end (arguments);
}

gboolean
tl_vault_fail_memory (GError **error)
{
  g_set_error_literal (error, TL_VAULT_ERROR, TL_VAULT_ERROR_IO, _ ("There is not enough memory. What was saved before is safe."));
  return FALSE;
}

void
tl_vault_note_io (TlVault *vault, sqlite3_file *file, int rc, const char *what)
{
  int number = 0;

  if (rc == SQLITE_NOMEM || rc == SQLITE_IOERR_NOMEM)
    {
      GError *problem = NULL;
      tl_vault_fail_memory (&problem);
      keep (vault, problem);
      return;
    }
  if (file && file->pMethods)
    file->pMethods->xFileControl (file, SQLITE_FCNTL_LAST_ERRNO, &number);
  else if (!file && vault->base_vfs->xGetLastError)
    number = vault->base_vfs->xGetLastError (vault->base_vfs, 0, NULL);
  if (rc == SQLITE_FULL || number == ENOSPC || number == EDQUOT)
    keep (vault, g_error_new (TL_VAULT_ERROR, TL_VAULT_ERROR_IO,
                              _ ("The disk is full. What was saved before is safe. Make room, then save again.")));
  else if (number == EROFS)
    keep (vault,
          g_error_new (TL_VAULT_ERROR, TL_VAULT_ERROR_IO, _ ("The disk can only be read, not written. What was saved before is safe.")));
  else if (number == EFBIG)
    keep (vault, g_error_new (TL_VAULT_ERROR, TL_VAULT_ERROR_IO,
                              _ ("The drive's format cannot hold so large a file. What was saved before is safe. Use another drive.")));
  else if (number == ENODEV || number == ENXIO || number == EIO || number == ENOMEDIUM)
    keep (vault, g_error_new (TL_VAULT_ERROR, TL_VAULT_ERROR_IO,
                              _ ("The drive does not answer (%s: %s): it was taken out, or it is failing. What was saved before is safe. Put "
                                 "it back, then try again."),
                              what, g_strerror (number)));
  else
    keep (vault, g_error_new (TL_VAULT_ERROR, TL_VAULT_ERROR_IO,
                              _ ("The disk failed (%s: %s). What was saved before is safe. Check the disk, then try again."), what,
                              number ? g_strerror (number) : sqlite3_errstr (rc)));
}

void
tl_vault_forget_error (TlVault *vault)
{
  g_mutex_lock (&vault->io_lock);
  g_clear_error (&vault->io_error);
  g_mutex_unlock (&vault->io_lock);
}

gboolean
tl_vault_propagate_io_error (TlVault *vault, GError **error)
{
  GError *problem = NULL;

  g_return_val_if_fail (vault != NULL, FALSE);
  g_mutex_lock (&vault->io_lock);
  problem = g_steal_pointer (&vault->io_error);
  g_mutex_unlock (&vault->io_lock);
  if (!problem)
    return FALSE;
  g_propagate_error (error, problem);
  return TRUE;
}

gboolean
tl_vault_fail_io (TlVault *vault, int rc, GError **error)
{
  if (!tl_vault_propagate_io_error (vault, error))
    g_set_error (error, TL_VAULT_ERROR, TL_VAULT_ERROR_IO, _ ("The disk failed: %s. What was saved before is safe."), sqlite3_errstr (rc));
  return FALSE;
}
