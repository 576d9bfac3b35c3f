/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Which backups stay when a newer one stands. Only files that bear a name of ours and are copies of this very
 * register (the file id in their head) are ever removed, only in the folder of the new one, and only after that was
 * read back. The new one itself stays whatever its name says: a clock may have been set back, and of three that are made in one
 * minute the last need not have the last name. */

#include "store/keep-private.h"

#include "vault/backup.h"

#include <glib/gstdio.h>
#include <stdlib.h>
#include <sys/stat.h>

gboolean
tl_keep_parse_name (const char *name, gint64 *at)
{
  static GRegex *pattern;
  g_autoptr (GMatchInfo) match = NULL;
  TlDate date;

  if (g_once_init_enter (&pattern))
    g_once_init_leave (&pattern,
                       g_regex_new ("^[A-Z]{2}[0-9]{0,2}-(\\d{4}-\\d\\d-\\d\\d)-(\\d\\d)(\\d\\d)(-\\d+)?\\.tamlanh$", G_REGEX_OPTIMIZE, 0, NULL));
  if (!g_regex_match (pattern, name, 0, &match))
    return FALSE;
  {
    g_autofree char *day = g_match_info_fetch (match, 1), *hours = g_match_info_fetch (match, 2), *minutes = g_match_info_fetch (match, 3);

    if (!tl_date_parse_iso (day, &date) || atoi (hours) > 23 || atoi (minutes) > 59)
      return FALSE;
    *at = tl_date_start (date) + atoi (hours) * 3600 + atoi (minutes) * 60;
  }

  return TRUE;
}

/* Monday of that week. 01/01/1970 was a Thursday. */
static gint64
week_of (TlDate date)
{
  return ((gint64)date + 3) / 7;
}

static gint64
month_of (TlDate date)
{
  int year, month;

  tl_date_to_ymd (date, &year, &month, NULL);

  return (gint64)year * 12 + month;
}

/* The newest of each of the last @count periods up to now. */
static void
keep_newest (const gint64 *at, guint n, gint64 now, guint count, gint64 (*period) (TlDate), gboolean *keep)
{
  gint64 last = period (tl_date_from_time (now));

  for (gint64 p = last; p > last - (gint64)count; p--)
    {
      guint newest = n;

      for (guint i = 0; i < n; i++)
        if (period (tl_date_from_time (at[i])) == p && (newest == n || at[i] >= at[newest]))
          newest = i;
      if (newest < n)
        keep[newest] = TRUE;
    }
}

static gint64
day_of (TlDate date)
{
  return date;
}

void
tl_keep_choose (const gint64 *at, guint n, gint64 now, guint days, guint weeks, guint months, gboolean *keep)
{
  guint newest = 0;

  for (guint i = 0; i < n; i++)
    {
      /* A clock that was wrong once: what seems to lie ahead is never taken for old. */
      keep[i] = at[i] > now;
      if (at[i] >= at[newest])
        newest = i;
    }
  if (n > 0)
    keep[newest] = TRUE;
  keep_newest (at, n, now, days, day_of, keep);
  keep_newest (at, n, now, weeks, week_of, keep);
  keep_newest (at, n, now, months, month_of, keep);
}

typedef struct
{
  char *name;
  gint64 at;
} Found;

static void
found_clear (gpointer data)
{
  g_free (((Found *)data)->name);
}

/* By time; of one minute the later number ("-2") is the newer. */
static gint
compare_found (gconstpointer a, gconstpointer b)
{
  const Found *first = a, *second = b;

  if (first->at != second->at)
    return first->at < second->at ? -1 : 1;
  if (strlen (first->name) != strlen (second->name))
    return strlen (first->name) < strlen (second->name) ? -1 : 1;

  return strcmp (first->name, second->name);
}

/* The register itself may lie there under such a name, and the folder be reached by another path than the register's. */
static gboolean
is_register (TlStore *store, const char *path)
{
  struct stat one, other;

  return stat (path, &one) == 0 && stat (tl_vault_get_path (store->vault), &other) == 0 && one.st_dev == other.st_dev
         && one.st_ino == other.st_ino;
}

/* Backups of this register in @folder, the oldest first. */
static GArray *
find_backups (TlStore *store, const char *folder)
{
  GArray *found = g_array_new (FALSE, FALSE, sizeof (Found));
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  g_array_set_clear_func (found, found_clear);
  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);
      char id[33];
      Found one = {NULL, 0};

      if (!tl_keep_parse_name (name, &one.at) || !g_file_test (path, G_FILE_TEST_IS_REGULAR) || g_file_test (path, G_FILE_TEST_IS_SYMLINK)
          || is_register (store, path))
        continue;
      tl_vault_read_file_id (path, id);
      if (!g_str_equal (id, tl_vault_get_file_id (store->vault)))
        continue;
      one.name = g_strdup (name);
      g_array_append_val (found, one);
    }
  g_array_sort (found, compare_found);

  return found;
}

static GPtrArray *
remove_all_but (const char *folder, const char *made, GArray *found, const gboolean *keep)
{
  GPtrArray *removed = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < found->len; i++)
    {
      const Found *one = &g_array_index (found, Found, i);
      g_autofree char *path = g_build_filename (folder, one->name, NULL);
      g_autofree char *lock = g_strconcat (path, ".lock", NULL);

      if (keep[i] || g_str_equal (one->name, made) || g_unlink (path) != 0)
        continue;
      g_unlink (lock);
      g_ptr_array_add (removed, g_strdup (one->name));
    }

  return removed;
}

GPtrArray *
tl_keep_thin (TlStore *store, const char *folder, const char *made, const TlKeepRule *rule)
{
  g_autoptr (GArray) found = find_backups (store, folder);
  g_autofree gint64 *at = g_new (gint64, found->len + 1);
  g_autofree gboolean *keep = g_new0 (gboolean, found->len + 1);

  for (guint i = 0; i < found->len; i++)
    at[i] = g_array_index (found, Found, i).at;
  tl_keep_choose (at, found->len, tl_clock_now (), rule->days, rule->weeks, rule->months, keep);

  return remove_all_but (folder, made, found, keep);
}

GPtrArray *
tl_keep_thin_snapshots (TlStore *store, const char *folder, const char *made)
{
  g_autoptr (GArray) found = find_backups (store, folder);
  g_autofree gboolean *keep = g_new0 (gboolean, found->len + 1);
  gint64 oldest = tl_clock_now () - TL_KEEP_SNAPSHOT_DAYS * 86400;

  for (guint i = 0; i < found->len; i++)
    keep[i] = i + TL_KEEP_SNAPSHOTS >= found->len && g_array_index (found, Found, i).at >= oldest;

  return remove_all_but (folder, made, found, keep);
}
