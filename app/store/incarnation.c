/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What this computer remembers of a vault outside of it: file id, incarnation, last journal number. Nothing
 * of a record. Where the note is missing (the file came from another computer) or ahead of the vault (an
 * older copy was put back), the journal goes on under a new incarnation, so that no number is used twice.
 *
 * The note is one line of fixed length, rewritten in place after each commit without a sync: if the computer
 * loses power the note may be behind the vault, which does no harm. */

#include "store/store-private.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <unistd.h>

#define LINE_FORMAT "tamlanh 1 %s %016" G_GINT64_MODIFIER "x %016" G_GINT64_MODIFIER "x\n"

static char *
mark_path (TlStore *store)
{
  return g_build_filename (g_get_user_data_dir (), "tamlanh", "vaults", tl_vault_get_file_id (store->vault), NULL);
}

static gboolean
read_mark (TlStore *store, guint64 *incarnation, guint64 *sequence)
{
  char line[128] = "";
  char id[TL_SLOT_ID_CHARS + 1] = "";
  ssize_t n = pread (store->mark, line, sizeof line - 1, 0);

  return n > 0 && sscanf (line, "tamlanh 1 %32s %16" G_GINT64_MODIFIER "x %16" G_GINT64_MODIFIER "x", id, incarnation, sequence) == 3
         && g_str_equal (id, tl_vault_get_file_id (store->vault));
}

void
tl_mark_open (TlStore *store)
{
  TlJournalState *state = &store->journal;
  g_autofree char *path = mark_path (store);
  g_autofree char *folder = g_path_get_dirname (path);
  guint64 incarnation = 0;
  guint64 sequence = 0;

  if (g_mkdir_with_parents (folder, 0700) == 0)
    store->mark = g_open (path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (store->mark < 0)
    g_warning ("Cannot keep the mark of this register in %s: %s", folder, g_strerror (errno));
  if (!state->ready || state->sequence == 0)
    return;
  store->known = store->mark >= 0 && read_mark (store, &incarnation, &sequence);
  if (!store->known)
    state->stale = TRUE;
  else
    state->stale = incarnation > state->incarnation || (incarnation == state->incarnation && sequence > state->sequence);
  /* Whoever counted further: the next incarnation must be beyond both. Until then the journal stands where it stands. */
  if (state->stale)
    state->beyond = incarnation;
}

void
tl_mark_write (TlStore *store)
{
  const TlJournalState *state = &store->journal;
  g_autofree char *line = NULL;

  /* While stale nothing has been written: the note keeps saying so. */
  if (store->mark < 0 || !state->ready || state->stale)
    return;
  line = g_strdup_printf (LINE_FORMAT, tl_vault_get_file_id (store->vault), state->incarnation, state->sequence);
  if (pwrite (store->mark, line, strlen (line), 0) != (ssize_t)strlen (line))
    g_warning ("Cannot write the mark of this register: %s", g_strerror (errno));
}

void
tl_mark_close (TlStore *store)
{
  if (store->mark < 0)
    return;
  fsync (store->mark);
  close (store->mark);
  store->mark = -1;
}
