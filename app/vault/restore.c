/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Putting a backup in the place of the register (backup.h).
 *
 *   PATH.restoring   the new file; when it has its whole header it was written, synced and is being read back
 *   PATH.aside       the former file's second name, PATH.aside-wal its log's
 *   PATH.aside-name  under what name the two are to be kept
 *
 * 1. PATH.restoring is whole, synced and read back before anything else happens.
 * 2. The former file gets its second name by link(): at no moment is there no file at PATH. Where a file system has no
 *    links (FAT), it is renamed, and until the next step PATH is missing. Its log is renamed: two names of one log would
 *    let the new register empty the former one's.
 * 3. PATH.restoring is renamed to PATH: the moment at which the register is another one.
 * 4. PATH.aside gets its dated name.
 *
 * An interruption is mended at the next opening by what lies there: while PATH.restoring is there, step 3 has not
 * happened, so the former file is the register (PATH, or PATH.aside if PATH is missing) and the rest goes. Without
 * PATH.restoring but with PATH.aside or its log step 3 has happened, and step 4 is made good.
 *
 * Should a log of the former file ever lie at PATH-wal again, it cannot be applied to the new file: the new header has
 * another pair id, and none of the log's blocks opens under it. */

#include "vault/backup.h"

#include "vault/copy.h"

#include <errno.h>
#include <fcntl.h>
#include <gio/gio.h>
#include <glib/gi18n-lib.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define STRIDE (TL_SEAL + TL_BLOCK)
#define SLICE 256

static TlRenameFunc link_for_test;
static gboolean only_renaming;

void
tl_vault_set_link_for_test (TlRenameFunc func)
{
  link_for_test = func;
  only_renaming = func == NULL;
}

static void
sync_folder_of (const char *path)
{
  g_autofree char *folder = g_path_get_dirname (path);
  int fd = open (folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

  if (fd >= 0)
    {
      fsync (fd);
      close (fd);
    }
}

static int
second_name (const char *from, const char *to)
{
  if (link_for_test)
    return link_for_test (from, to);
  if (only_renaming)
    {
      errno = ENOTSUP;
      return -1;
    }
  if (link (from, to) != 0)
    return -1;
  sync_folder_of (to);
  return 0;
}

/* --- what lies there --- */

typedef struct
{
  sqlite3_vfs *vfs;
  char *path, *restoring, *aside, *aside_name, *wal, *aside_wal;
  gboolean unsure; /* the disk did not say whether one of them is there */
} Names;

static void
names_init (Names *names, const char *path)
{
  names->unsure = FALSE;
  names->vfs = tl_base_vfs ();
  names->path = g_strdup (path);
  names->restoring = g_strconcat (path, ".restoring", NULL);
  names->aside = g_strconcat (path, ".aside", NULL);
  names->aside_name = g_strconcat (path, ".aside-name", NULL);
  names->wal = g_strconcat (path, "-wal", NULL);
  names->aside_wal = g_strconcat (path, ".aside-wal", NULL);
}

static void
names_clear (Names *names)
{
  g_free (names->path);
  g_free (names->restoring);
  g_free (names->aside);
  g_free (names->aside_name);
  g_free (names->wal);
  g_free (names->aside_wal);
}

/* FALSE and `unsure` when the disk does not answer: then nothing may be concluded from it. */
static gboolean
is_there (Names *names, const char *path)
{
  int there = 0;

  if (names->vfs->xAccess (names->vfs, path, SQLITE_ACCESS_EXISTS, &there) == SQLITE_OK)
    return there != 0;
  names->unsure = TRUE;
  errno = EIO;
  return FALSE;
}

static void
take_away (Names *names, const char *path)
{
  if (is_there (names, path))
    names->vfs->xDelete (names->vfs, path, 1);
}

static sqlite3_file *
open_name (Names *names, sqlite3_filename *name, int flags)
{
  sqlite3_file *file = g_malloc0 ((gsize)names->vfs->szOsFile);
  int out = 0;

  *name = sqlite3_create_filename (names->aside_name, "", "", 0, NULL);
  if (*name && names->vfs->xOpen (names->vfs, *name, file, flags | SQLITE_OPEN_MAIN_DB, &out) == SQLITE_OK)
    return file;
  g_free (file);
  g_clear_pointer (name, sqlite3_free_filename);
  return NULL;
}

static gboolean
write_name (Names *names, const char *aside)
{
  sqlite3_filename name = NULL;
  sqlite3_file *file = open_name (names, &name, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE);
  gboolean good;

  if (!file)
    return FALSE;
  good = file->pMethods->xTruncate (file, 0) == SQLITE_OK && file->pMethods->xWrite (file, aside, (int)strlen (aside), 0) == SQLITE_OK
         && file->pMethods->xSync (file, SQLITE_SYNC_NORMAL) == SQLITE_OK;
  file->pMethods->xClose (file);
  g_free (file);
  sqlite3_free_filename (name);
  return good;
}

/* A drive may have another place today than when the name was written. Takes @written. (transfer full) */
static char *
in_this_folder (Names *names, char *written)
{
  g_autofree char *folder = g_path_get_dirname (names->path), *name = g_path_get_basename (written);

  g_free (written);
  return g_build_filename (folder, name, NULL);
}

/* The name that an interrupted restore had chosen, or another that is free if that was not written. NULL: the disk does not say.
 * (transfer full) */
static char *
read_name (Names *names, gboolean written)
{
  sqlite3_filename name = NULL;
  sqlite3_file *file = open_name (names, &name, SQLITE_OPEN_READONLY);
  sqlite3_int64 size = 0;
  g_autofree char *text = NULL;

  if (file)
    {
      int rc = file->pMethods->xFileSize (file, &size);
      if (rc == SQLITE_OK && size > 0 && size < 4096)
        {
          text = g_malloc0 ((gsize)size + 1);
          rc = file->pMethods->xRead (file, text, (int)size, 0);
          if (rc != SQLITE_OK)
            g_clear_pointer (&text, g_free);
        }
      file->pMethods->xClose (file);
      g_free (file);
      sqlite3_free_filename (name);
      if (rc != SQLITE_OK)
        return NULL;
      if (text)
        text = in_this_folder (names, text);
    }
  else if (written)
    return NULL;
  for (guint i = 1; !text; i++)
    {
      text = g_strdup_printf ("%s-aside-%u.tamlanh", names->path, i);
      if (is_there (names, text))
        g_clear_pointer (&text, g_free);
    }
  return g_steal_pointer (&text);
}

static int
name_aside (Names *names, const char *final)
{
  g_autofree char *final_wal = g_strconcat (final, "-wal", NULL);
  gboolean file = is_there (names, names->aside), log = is_there (names, names->aside_wal);

  if (names->unsure || (file && tl_rename (names->aside, final) != 0) || (log && tl_rename (names->aside_wal, final_wal) != 0))
    return -1;
  take_away (names, names->aside_name);
  return 0;
}

/* FALSE and errno: it could not be mended. */
static gboolean
mend (Names *names)
{
  gboolean restoring, aside, aside_wal, named, register_there;

  names->unsure = FALSE;
  restoring = is_there (names, names->restoring);
  aside = is_there (names, names->aside);
  aside_wal = is_there (names, names->aside_wal);
  named = is_there (names, names->aside_name);
  register_there = is_there (names, names->path);
  if (names->unsure)
    return FALSE;
  if (restoring)
    {
      if (aside_wal && tl_rename (names->aside_wal, names->wal) != 0)
        return FALSE;
      if (aside)
        {
          if (register_there)
            take_away (names, names->aside);
          else if (tl_rename (names->aside, names->path) != 0)
            return FALSE;
        }
      take_away (names, names->aside_name);
      /* Last: while it is there the above is done again. */
      take_away (names, names->restoring);
    }
  else if (aside || aside_wal || named)
    {
      g_autofree char *final = read_name (names, named);
      /* The register is the restored one, whole: a former file without its dated name keeps nobody out. */
      if (final)
        name_aside (names, final);
    }
  return TRUE;
}

gboolean
tl_restore_mend (const char *path, GError **error)
{
  Names names;
  gboolean good = TRUE, something;

  names_init (&names, path);
  something = is_there (&names, names.restoring) || is_there (&names, names.aside) || is_there (&names, names.aside_wal)
              || is_there (&names, names.aside_name);
  if (names.unsure)
    {
      good = FALSE;
      g_set_error (error, TL_VAULT_ERROR, TL_VAULT_ERROR_IO, _ ("The register's file could not be read: %s."), g_strerror (EIO));
    }
  else if (something && tl_lock_is_possible (path))
    {
      int lock = tl_lock_take (path, error);

      good = lock >= 0 && mend (&names);
      if (lock >= 0 && !good)
        g_set_error (error, TL_VAULT_ERROR, TL_VAULT_ERROR_IO,
                     _ ("Putting a backup back was interrupted here, and the register could not be put right: %s. Nothing is lost. Try again."),
                     g_strerror (errno));
      tl_lock_release (lock);
    }
  names_clear (&names);
  return good;
}

/* --- restoring --- */

static gboolean
stopped (TlVaultProgress progress, double fraction, gpointer data, GError **error)
{
  if (!progress || progress (fraction, data))
    return FALSE;
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_CANCELLED, _ ("Stopped. Nothing was changed."));
  return TRUE;
}

static gboolean
build (TlCopy *copy, TlVault *source, Names *names, TlVaultProgress progress, gpointer data, GError **error)
{
  TlHeader header = source->header;
  gint64 bytes, blocks;

  if (!tl_copy_begin (copy, source, names->restoring, error) || (bytes = tl_copy_measure (copy, error)) < 0)
    return FALSE;
  blocks = (bytes + STRIDE - 1) / STRIDE;
  for (gint64 b = 0; b < blocks; b += SLICE)
    if (!tl_copy_blocks (copy, b, SLICE, bytes, error) || stopped (progress, 0.5 * (double)b / (double)blocks, data, error))
      return FALSE;
  randombytes_buf (tl_header_pair_id (&header), TL_ID);
  /* Opening brought it into what is copied. */
  tl_header_log_is_in_file (&header);
  tl_header_finish (&header, source->keys, FALSE);
  if (!tl_copy_complete (copy, &header, bytes, error))
    return FALSE;
  for (gint64 b = 0; b < blocks; b += SLICE)
    if (!tl_copy_check (copy, b, SLICE, bytes, error) || stopped (progress, 0.5 + 0.5 * (double)b / (double)blocks, data, error))
      return FALSE;
  return TRUE;
}

static gboolean
fail_swap (GError **error)
{
  g_set_error (error, TL_VAULT_ERROR, TL_VAULT_ERROR_IO, _ ("The backup could not take the register's place: %s. The register is as it was."),
               g_strerror (errno));
  return FALSE;
}

/* Steps 2 to 4. */
static gboolean
swap (TlCopy *copy, Names *names, const char *aside, gboolean *aside_kept, GError **error)
{
  gboolean had = is_there (names, names->path), had_log = is_there (names, names->wal);

  if (names->unsure || (had && !write_name (names, aside)))
    return fail_swap (error);
  if (had && second_name (names->path, names->aside) != 0 && tl_rename (names->path, names->aside) != 0)
    return fail_swap (error);
  if (had_log && tl_rename (names->wal, names->aside_wal) != 0)
    {
      fail_swap (error);
      mend (names);
      return FALSE;
    }
  if (!tl_copy_name (copy, names->path, error))
    {
      g_clear_error (error);
      fail_swap (error);
      mend (names);
      return FALSE;
    }
  *aside_kept = had;
  if (had && name_aside (names, aside) != 0)
    {
      /* The register is the restored one; the next opening gives the former one a name. */
      g_set_error (error, TL_VAULT_ERROR, TL_VAULT_ERROR_IO,
                   _ ("The backup is in place. The former file is kept beside it as “%s”, but could not get its dated name: %s."), names->aside,
                   g_strerror (errno));
      return FALSE;
    }
  return TRUE;
}

gboolean
tl_vault_restore (TlVault *source, const char *path, const char *aside, gboolean *aside_kept, TlVaultProgress progress, gpointer data,
                  GError **error)
{
  g_autofree char *full = NULL;
  Names names;
  TlCopy copy = {0};
  sqlite3 *db;
  gboolean good = FALSE;
  int lock;

  g_return_val_if_fail (source != NULL && source->read_only && path != NULL && aside != NULL && aside_kept != NULL, FALSE);
  *aside_kept = FALSE;
  full = g_malloc0 ((gsize)source->base_vfs->mxPathname + 1);
  source->base_vfs->xFullPathname (source->base_vfs, path, source->base_vfs->mxPathname + 1, full);
  if (strcmp (full, source->path) == 0)
    {
      g_set_error_literal (error, TL_VAULT_ERROR, TL_VAULT_ERROR_EXISTS, _ ("This is the register itself, not a backup of it."));
      return FALSE;
    }
  lock = tl_lock_take (full, error);
  if (lock < 0)
    return FALSE;
  /* What SQLite wrote for somebody who looked is no part of the backup. */
  tl_shadow_clear (source);
  names_init (&names, full);
  if (!mend (&names))
    fail_swap (error);
  else if (is_there (&names, names.aside) || is_there (&names, names.aside_wal))
    /* An earlier restore's former file that could not get its name yet: this one's would take its place. */
    g_set_error (error, TL_VAULT_ERROR, TL_VAULT_ERROR_EXISTS, _ ("There is a file at “%s” already. It was not touched."), names.aside);
  else if (is_there (&names, aside))
    g_set_error (error, TL_VAULT_ERROR, TL_VAULT_ERROR_EXISTS, _ ("There is a file at “%s” already. It was not touched."), aside);
  /* A log that lies beside the source belongs to it: opening brings it into what is copied. */
  else if ((db = tl_vault_open_database (source, error)))
    {
      sqlite3_close (db);
      good = build (&copy, source, &names, progress, data, error) && swap (&copy, &names, aside, aside_kept, error);
      tl_copy_clear (&copy);
    }
  names_clear (&names);
  tl_lock_release (lock);
  return good;
}

gboolean
tl_vault_rename (const char *from, const char *to, GError **error)
{
  g_autofree char *lock = g_strconcat (from, ".lock", NULL), *log = g_strconcat (from, "-wal", NULL);
  sqlite3_vfs *vfs = tl_base_vfs ();
  int there = 0;

  /* Closing could not bring the log into the file: without it the file is an older one. */
  if (vfs->xAccess (vfs, log, SQLITE_ACCESS_EXISTS, &there) != SQLITE_OK || there)
    {
      g_set_error (error, TL_VAULT_ERROR, TL_VAULT_ERROR_IO, _ ("The copy could not get its name “%s”: %s."), to, g_strerror (EIO));
      return FALSE;
    }
  if (tl_rename (from, to) != 0)
    {
      g_set_error (error, TL_VAULT_ERROR, TL_VAULT_ERROR_IO, _ ("The copy could not get its name “%s”: %s."), to, g_strerror (errno));
      return FALSE;
    }
  unlink (lock);
  return TRUE;
}
