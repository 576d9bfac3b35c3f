/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>
#include <sqlite3.h>

/* A disk in memory as a VFS, that remembers what was written since the last sync, can lose power and can fail. */

typedef enum
{
  DISK_READ,
  DISK_WRITE,
  DISK_SYNC,
  DISK_TRUNCATE,
  DISK_SIZE,
  DISK_LOCK,
  DISK_UNLOCK,
  DISK_OPEN,
  DISK_DELETE,
  DISK_ACCESS,
  DISK_PATH,
  DISK_RENAME,
  DISK_LINK,
  DISK_CALLS
} DiskCall;

typedef enum
{
  DISK_FAIL_ONCE,   /* that one call; a write reaches the file by half */
  DISK_FAIL_ALWAYS, /* that call and every later one, as a drive that was pulled out */
  DISK_FAIL_FULL,   /* from that call on nothing grows: writes fail as "full", after half of the bytes; all else works */
  DISK_FAULTS
} DiskFault;

/* The VFS; registered once, not as default. */
sqlite3_vfs *disk_vfs (void);
/* Empties the disk. */
void disk_format (void);

/* After @operations more writes, syncs, truncations, creations, deletions or renamings the power is gone: all fails. */
void disk_cut_after (guint operations);
gboolean disk_is_off (void);
/* Such operations since the disk was made. */
guint64 disk_operations (void);

/* The call number @number from now, of whatever kind, fails as @fault says; the power stays. 0: all works again. A sync that
 * fails drops what it should have stored (the kernel does not keep it for the next sync). */
void disk_fail_call (guint64 number, DiskFault fault);
/* Calls since the disk was made. */
guint64 disk_calls (void);
/* The kind of the first call that was made to fail, in words, and on which file; NULL: none yet. */
const char *disk_failed (void);
/* Handles that are open: leaks, when a vault is closed. */
guint disk_open_handles (void);

/* One file takes another's place and the folder is synced; 0 or −1. */
int disk_rename (const char *from, const char *to);
/* A file gets a second name and the folder is synced; 0 or −1. */
int disk_link (const char *from, const char *to);
/* Power comes back: of each file, what was synced plus a random subset of later writes, torn at @tear bytes.
 * @keep: the chance of each piece to have been stored, negative: random, mostly one for all files.
 * @destroy: a sector of @tear bytes whose write was lost reads as noise, all of it, sometimes. */
void disk_power_on (GRand *random, double keep, guint tear, gboolean destroy);

/* The whole disk as it is, to come back to. */
typedef struct _DiskCopy DiskCopy;
DiskCopy *disk_copy (void);
void      disk_restore (DiskCopy *copy);
void      disk_copy_free (DiskCopy *copy);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (DiskCopy, disk_copy_free)

/* A file as it is, empty when there is none, and as somebody else makes it: for flips and swaps. (transfer full) */
GByteArray *disk_take (const char *name);
void        disk_put (const char *name, const GByteArray *bytes);
/* Copies the files of the disk to a real folder, for a look at what went wrong. */
void disk_save (const char *folder);
