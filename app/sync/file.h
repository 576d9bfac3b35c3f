/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Files that travel. All are sealed or public before they come here. */

#define TL_FILE_MAX_BYTES ((gsize)300 * 1024 * 1024)

/* The whole of a plain file, read only. Error IO (cannot be read, not a plain file, larger than @max). */
GBytes *tl_file_read (const char *path, gsize max, GError **error);

/* A file being written: under a temporary name in the folder of its place, until it is put there. */
typedef struct
{
  char *path; /* where it will be */
  char *temporary;
} TlFileDraft;

/* Writes beside @path, syncs, reads it again and compares. Nothing is left behind when it fails. */
TlFileDraft *tl_file_draft (const char *path, GBytes *content, GError **error);
/* Renames it to its place and syncs the folder. Never over an existing file unless @replace. */
gboolean tl_file_draft_place (TlFileDraft *draft, gboolean replace, GError **error);
/* Frees; removes the temporary file if it was not placed. */
void tl_file_draft_free (TlFileDraft *draft);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TlFileDraft, tl_file_draft_free)

/* Draft and place in one. */
gboolean tl_file_write (const char *path, GBytes *content, gboolean replace, GError **error);
/* A name that tells nothing: "k3f9…" and the ending. (transfer full) */
char *tl_file_random_name (const char *ending);

G_END_DECLS
