/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/slices.h"

G_BEGIN_DECLS

/* Backups of the register: made, named, thinned, remembered. The copying itself is the vault's (vault/backup.h). */

typedef struct _TlKeep TlKeep;

/* A backup to @dest: a folder (the file gets its name by place and date: DC-2026-11-24-2130.tamlanh) or a file that does
 * not exist. @place: (nullable): the drive's name for people. Run it with tl_store_slices_async() and tl_keep_slice(),
 * or tl_keep_run(); freed before its end it leaves nothing. */
TlKeep  *tl_keep_new (const char *dest, const char *place);
gboolean tl_keep_slice (TlStore *store, gpointer keep, double *fraction, GError **error);
gboolean tl_keep_run (TlStore *store, TlKeep *keep, TlSliceProgress progress, gpointer progress_data, GCancellable *cancellable, GError **error);
/* When it stands: */
const char        *tl_keep_path (TlKeep *keep);
guint64            tl_keep_blocks (TlKeep *keep);
const char *const *tl_keep_thinned (TlKeep *keep); /* names of older backups in that folder that were removed */
void     tl_keep_free (TlKeep *keep);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TlKeep, tl_keep_free)

/* What the program makes before it takes a bundle over: beside the register, in NAME.snapshots/. The last
 * TL_KEEP_SNAPSHOTS stay, none longer than TL_KEEP_SNAPSHOT_DAYS. All in one job. */
#define TL_KEEP_SNAPSHOTS 3
#define TL_KEEP_SNAPSHOT_DAYS 30
gboolean tl_keep_snapshot (TlStore *store, GError **error);

/* Settings of the register: "backup_days", "backup_weeks", "backup_months": for so long one a day, a week, a month is kept
 * when a newer one was made in the same folder; "backup_remind": days without a backup until one is reminded, "0" never;
 * "backup_folder": where the last one went. */
#define TL_KEEP_DAYS 7
#define TL_KEEP_WEEKS 5
#define TL_KEEP_MONTHS 12
#define TL_KEEP_REMIND 7

typedef struct
{
  gint64 at;     /* UTC seconds; 0: there never was one */
  char *name;
  char *folder;
  char *place;   /* nullable */
  char *suggest; /* folder to offer; nullable */
  guint days, weeks, months, remind;
  gboolean overdue;
  guint kept;    /* backups that this register knows of */
} TlKeepState;
TlKeepState *tl_keep_state (TlStore *store, GError **error);
void         tl_keep_state_free (TlKeepState *state);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TlKeepState, tl_keep_state_free)

typedef struct
{
  char *kind; /* "backup", "snapshot" */
  gint64 at;
  char *name;
  char *folder;
  char *place; /* nullable */
} TlKept;
void       tl_kept_free (TlKept *kept);
/* All that this register knows of and did not remove itself, newest first. (element-type TlKept) */
GPtrArray *tl_keep_list (TlStore *store, GError **error);

/* The rule of thinning, for @n moments @at: @keep says which stay. (Of one moment the later in the row is the newer.)
 * The newest of each of the last @days days, @weeks weeks
 * (beginning on Mondays) and @months months of UTC+7 that have one; the newest of all always. */
void tl_keep_choose (const gint64 *at, guint n, gint64 now, guint days, guint weeks, guint months, gboolean *keep);
/* Site and time in a name that tl_keep_new() gives; FALSE: no such name. */
gboolean tl_keep_parse_name (const char *name, gint64 *at);

G_END_DECLS
