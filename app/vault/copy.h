/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "vault/vfs-private.h"

G_BEGIN_DECLS

/* A second vault file in the making, sealed under the same key: what backup, restore and salvage share. It is written
 * under a temporary name through the base VFS, synced, read back block by block with the key, and only then named. */

typedef struct
{
  TlVault *vault; /* whose blocks and keys; NULL once it is gone */
  sqlite3_vfs *vfs;
  char *path; /* the temporary name */
  sqlite3_filename name;
  sqlite3_file *file;
  guint8 *stored; /* room for a batch */
  guint8 *plain;
  TlSealer sealer;
} TlCopy;

#define TL_COPY_BATCH 30 /* SQLite's own VFS writes at most 128 KiB in one call */

/* Makes the file; what an interruption left under that name is removed first. */
gboolean tl_copy_begin (TlCopy *copy, TlVault *vault, const char *path, GError **error);
/* Stored bytes behind the header of the vault as it is now, or −1. */
gint64   tl_copy_measure (TlCopy *copy, GError **error);
/* Copies stored blocks @from … @from + @count − 1 of @bytes (from tl_copy_measure()), opening each: DAMAGED names the
 * first that does not open in the vault itself. */
gboolean tl_copy_blocks (TlCopy *copy, gint64 from, gint64 count, gint64 bytes, GError **error);
/* Cuts to @bytes, writes both copies of @header, syncs, and asks the system to forget what it holds of the file. */
gboolean tl_copy_complete (TlCopy *copy, const TlHeader *header, gint64 bytes, GError **error);
/* Reads blocks back and opens each. */
gboolean tl_copy_check (TlCopy *copy, gint64 from, gint64 count, gint64 bytes, GError **error);
/* Closes and gives it its name, durably. */
gboolean tl_copy_name (TlCopy *copy, const char *path, GError **error);
/* Closes; removes what has no name yet. */
void     tl_copy_clear (TlCopy *copy);

G_END_DECLS
