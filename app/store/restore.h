/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/store.h"
#include "vault/backup.h"

G_BEGIN_DECLS

/* Looking into a backup, and putting it in the register's place. Slow (a passphrase is tried, a file copied): on a thread of
 * the caller's, never on a store's. */

typedef struct _TlRestore TlRestore;

/* What a backup holds; nothing of it names a person. */
typedef struct
{
  char  *site;    /* "DC"; NULL: never set up */
  guint  device;
  gint64 last_at; /* time of its last journal entry; 0: none */
  gint64 cases;
  gint64 people;
  gint64 stays;
  gint64 support;
  gint64 attachments;
  gint64 entries;
  char  *file_id;
} TlHolds;

/* Opens @source for reading with its own passphrase (or @code, its recovery code) and looks. Nothing is changed. */
TlRestore     *tl_restore_open (const char *source, const char *slot, const char *passphrase, const char *code, GError **error);
const TlHolds *tl_restore_holds (TlRestore *restore);
/* NULL, or what to say about the file's state. */
const char    *tl_restore_warning (TlRestore *restore);
/* Puts it in the place of the register at @path (which no program may have open). The former file is kept beside under a
 * dated name: @aside (out) (transfer full) (nullable). The journal begins a new incarnation at the first save after it
 * (store/incarnation.c). Interrupted: the one or the other, whole. */
gboolean       tl_restore_run (TlRestore *restore, const char *path, char **aside, TlVaultProgress progress, gpointer data, GError **error);
void           tl_restore_free (TlRestore *restore);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TlRestore, tl_restore_free)

G_END_DECLS
