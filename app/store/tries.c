/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The count of wrong passphrases (tries.h). Argon2 makes each guess cost; this makes that somebody guessed known. */

#include "store/tries.h"

#include "store/store-private.h"
#include "vault/backup.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <sys/file.h>
#include <unistd.h>

#define LINE_FORMAT "tamlanh tries 1 %s %u %" G_GINT64_FORMAT " %" G_GINT64_FORMAT "\n"
#define FREE_TRIES 3
#define MOST_WAIT 60

typedef enum
{
  MISSING,
  UNREADABLE,
  COUNTED
} State;

static int
open_count (const char *file_id, int flags)
{
  g_autofree char *name = g_strconcat (file_id, ".tries", NULL);
  g_autofree char *path = g_build_filename (g_get_user_data_dir (), "tamlanh", "vaults", name, NULL);
  g_autofree char *folder = g_path_get_dirname (path);
  int fd;

  if ((flags & O_CREAT) && g_mkdir_with_parents (folder, 0700) != 0)
    return -1;
  fd = g_open (path, flags | O_CLOEXEC | O_NOFOLLOW, 0600);
  /* Two programs may be refused at the same moment. */
  while (fd >= 0 && flock (fd, LOCK_EX) != 0 && errno == EINTR)
    ;
  return fd;
}

static State
read_count (int fd, const char *file_id, TlTries *tries)
{
  char line[160] = "", id[TL_SLOT_ID_CHARS + 1] = "";
  ssize_t n = fd >= 0 ? pread (fd, line, sizeof line - 1, 0) : 0;

  *tries = (TlTries){0};
  if (fd < 0 || n <= 0)
    return MISSING;
  if (sscanf (line, "tamlanh tries 1 %32s %u %" G_GINT64_FORMAT " %" G_GINT64_FORMAT, id, &tries->count, &tries->first, &tries->last) == 4
      && g_str_equal (id, file_id))
    return COUNTED;
  *tries = (TlTries){0};
  return UNREADABLE;
}

static void
write_count (int fd, const char *file_id, const TlTries *tries)
{
  g_autofree char *line = g_strdup_printf (LINE_FORMAT, file_id, tries->count, tries->first, tries->last);

  if (ftruncate (fd, 0) != 0 || pwrite (fd, line, strlen (line), 0) != (ssize_t)strlen (line))
    g_warning ("Cannot keep the count of wrong passphrases: %s", g_strerror (errno));
}

void
tl_tries_add (const char *path)
{
  char file_id[33];
  TlTries tries;
  int fd;

  tl_vault_read_file_id (path, file_id);
  if (*file_id == '\0')
    return;
  fd = open_count (file_id, O_RDWR | O_CREAT);
  if (fd < 0)
    return;
  read_count (fd, file_id, &tries);
  tries.last = tl_clock_now ();
  if (tries.count == 0)
    tries.first = tries.last;
  tries.count = MIN (tries.count, G_MAXUINT - 1) + 1;
  write_count (fd, file_id, &tries);
  fsync (fd);
  close (fd);
}

void
tl_tries_read (const char *path, TlTries *tries)
{
  char file_id[33];
  int fd;

  *tries = (TlTries){0};
  tl_vault_read_file_id (path, file_id);
  if (*file_id == '\0')
    return;
  fd = open_count (file_id, O_RDWR);
  read_count (fd, file_id, tries);
  if (fd >= 0)
    close (fd);
}

guint
tl_tries_wait (const TlTries *tries, gint64 now)
{
  guint wait;

  if (tries->count <= FREE_TRIES)
    return 0;
  wait = tries->count - FREE_TRIES > 5 ? MOST_WAIT : 1u << (tries->count - FREE_TRIES);
  /* A clock that was set back must not shut anybody out. */
  return (guint)CLAMP (tries->last + wait - now, 0, (gint64)wait);
}

/* {"count":3,"first":"2026-03-05T21:00:00+07:00","last":…}; "count" null where nobody knows. */
static gboolean
note (TlStore *store, State state, const TlTries *tries, GError **error)
{
  g_autofree char *first = tl_time_to_iso (tries->first);
  g_autofree char *last = tl_time_to_iso (tries->last);
  g_autofree char *detail = state == COUNTED
                                ? g_strdup_printf ("{\"count\":%u,\"first\":\"%s\",\"last\":\"%s\"}", tries->count, first, last)
                                : g_strdup_printf ("{\"count\":null,\"why\":\"%s\"}", state == MISSING ? "missing" : "unreadable");

  return tl_journal_note (store, "wrong-passphrase", TL_N_TYPES, NULL, detail, error);
}

void
tl_tries_open (TlStore *store)
{
  const char *file_id = tl_vault_get_file_id (store->vault);
  g_autoptr (GError) error = NULL;
  TlTries tries;
  State state;
  gboolean worth;
  int fd;

  /* Only looked at: nothing that is noted now would stay. */
  if (tl_vault_is_read_only (store->vault))
    return;
  fd = open_count (file_id, O_RDWR | O_CREAT);
  state = read_count (fd, file_id, &tries);
  worth = state == COUNTED ? tries.count > 0 : state == UNREADABLE || store->known;

  /* The count goes only when the journal has it. */
  if (store->journal.ready && worth && !note (store, state, &tries, &error))
    g_warning ("Cannot note the wrong passphrases: %s", error->message);
  else if (fd >= 0)
    write_count (fd, file_id, &(TlTries){0});
  if (fd >= 0)
    close (fd);
}
