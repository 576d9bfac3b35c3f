/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>
#include <sqlite3.h>

/* A disk in memory as a VFS, that remembers what was written since the last sync and can lose power. */

/* The VFS; registered once, not as default. */
sqlite3_vfs *disk_vfs (void);
/* Empties the disk. */
void disk_format (void);
/* After @operations more writes, syncs, truncations, creations or deletions the power is gone: all fails. */
void disk_cut_after (guint operations);
/* The call number @operation from now fails once, with @rc; the power stays. */
void disk_fail_at (guint operation, int rc);
/* One file takes another's place, durably; 0 or −1. */
int disk_rename (const char *from, const char *to);
gboolean disk_is_off (void);
/* Operations since the disk was made. */
guint64 disk_operations (void);
/* Power comes back: of each file, what was synced plus a random subset of later writes, torn at @tear bytes.
 * @destroy: a sector whose write was under way reads as noise, all of it. */
void disk_power_on (GRand *random, guint tear, gboolean destroy);
/* Copies a file of the disk to a real folder, for a look at what went wrong. */
void disk_save (const char *folder);
