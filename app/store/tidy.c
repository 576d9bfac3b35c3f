/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What SQLite would do now and then inside somebody's save, done in the pauses after it, a slice at a time:
 *
 *  - the pieces of the search index are merged. Each save that writes to the index leaves a small piece; FTS5 left to itself
 *    merges some two hundred pages within every thirtieth save (migration 0026 tells it not to). Here: MERGE_PAGES a
 *    slice, a small transaction of its own, after every MERGE_AFTER such saves, until no level has pieces to spare;
 *  - the log is copied into the main file, from CHECKPOINT_PAGES on. Nothing is lost while it waits: a commit is
 *    confirmed when the log is on the disk, as ever.
 *
 * It begins when nothing was asked for PAUSE; a job that comes goes before the next slice, so nobody waits for more than
 * one. Where saves follow each other without a pause, it begins between two of them once it is overdue. One transaction so
 * large that the log grows beyond CHECKPOINT_AT_ONCE (an import) waits for the copying, as then it is little beside the rest.
 * A slice that fails does no harm: what it would have done is done later. If the disk is the reason, the connection counts as
 * broken like after a save that failed: the next save opens it anew first, or says what is wrong. */

#include "store/store-private.h"

#define PAUSE 100 /* ms */
#define MERGE_AFTER 4
#define MERGE_OVERDUE 12 /* at 16 FTS5 merges at once, inside the save */
#define MERGE_PAGES 16
#define CHECKPOINT_PAGES 200
#define CHECKPOINT_OVERDUE 600
#define CHECKPOINT_AT_ONCE 4000

static void
checkpoint (TlStore *store)
{
  store->log_pages = 0;
  if (sqlite3_wal_checkpoint_v2 (store->db, NULL, SQLITE_CHECKPOINT_PASSIVE, NULL, NULL) != SQLITE_OK)
    tl_sql_fail (store, NULL);
}

/* TRUE: there is more to merge. */
static gboolean
merge (TlStore *store)
{
  g_autofree char *sql = g_strdup_printf ("INSERT INTO search_text (search_text, rank) VALUES ('merge', %d)", MERGE_PAGES);
  int before = sqlite3_total_changes (store->db);

  if (sqlite3_exec (store->db, sql, NULL, NULL, NULL) != SQLITE_OK)
    {
      tl_sql_fail (store, NULL);
      return FALSE;
    }

  /* What a merge that found nothing to do changes: one row. */
  return sqlite3_total_changes (store->db) - before >= 2;
}

/* One slice. TRUE: there is more. */
static gboolean
tidy (TlStore *store)
{
  if (store->db == NULL || store->broken || store->read_only || store->depth > 0)
    return FALSE;
  if (store->log_pages >= CHECKPOINT_PAGES)
    checkpoint (store);
  else if (store->unmerged >= MERGE_AFTER && !merge (store))
    store->unmerged = 0;

  return store->log_pages >= CHECKPOINT_PAGES || store->unmerged >= MERGE_AFTER;
}

static gboolean
idle_cb (gpointer data)
{
  return tidy (data);
}

void
tl_tidy_after_commit (TlStore *store)
{
  gboolean overdue = store->log_pages >= CHECKPOINT_OVERDUE || store->unmerged >= MERGE_OVERDUE;

  if (store->queue != NULL && (store->log_pages >= CHECKPOINT_PAGES || store->unmerged >= MERGE_AFTER))
    tl_queue_when_idle (store->queue, overdue ? 0 : PAUSE, idle_cb, store);
}

static int
commit_cb (void *data, sqlite3 *db, const char *name, int pages)
{
  TlStore *store = data;

  store->log_pages = (guint)pages;
  if (pages >= CHECKPOINT_AT_ONCE)
    checkpoint (store);

  return SQLITE_OK;
}

void
tl_tidy_connect (TlStore *store)
{
  sqlite3_wal_hook (store->db, commit_cb, store);
}
