/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Brings the schema up to date: every numbered SQL file of data/sql that this vault has not seen, in order,
 * all in one transaction, each recorded with a hash of its text. */

#include "store/store-private.h"

#include <glib/gi18n-lib.h>

#define FOLDER "/vn/tamlanh/TamLanh/sql"

/* Made by data/sql/meson.build. Naming it here keeps the resource in the program. */
extern GResource *tl_migrations_get_resource (void);

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *)a, *(const char *const *)b);
}

static char **
list_files (GError **error)
{
  char **names = g_resource_enumerate_children (tl_migrations_get_resource (), FOLDER, 0, error);

  if (names != NULL)
    qsort (names, g_strv_length (names), sizeof (char *), compare_names);

  return names;
}

static gint64
file_number (const char *name)
{
  return g_ascii_strtoll (name, NULL, 10);
}

static gboolean
refuse_newer (TlStore *store, char **names, GError **error)
{
  sqlite3_stmt *stmt = tl_sql_prepare (store, error, "SELECT number FROM migration ORDER BY number", "");
  gboolean good = stmt != NULL;

  while (good && tl_sql_step (store, stmt, NULL))
    {
      gint64 number = sqlite3_column_int64 (stmt, 0);
      gboolean known = FALSE;

      for (guint i = 0; names[i] != NULL && !known; i++)
        known = file_number (names[i]) == number;
      if (!known)
        {
          g_set_error_literal (error, TL_STORE_ERROR, TL_STORE_ERROR_NEWER,
                               _ ("This register was last used with a newer version of Tạm Lánh. Nothing was changed; update the program "
                                  "on this computer."));
          good = FALSE;
        }
    }
  tl_sql_done (stmt);

  return good;
}

static gboolean
apply_file (TlStore *store, const char *name, GError **error)
{
  g_autofree char *path = g_strconcat (FOLDER "/", name, NULL);
  g_autoptr (GBytes) bytes = g_resource_lookup_data (tl_migrations_get_resource (), path, 0, error);
  g_autofree char *text = NULL;
  g_autofree char *hash = NULL;

  if (bytes == NULL)
    return FALSE;
  text = g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  if (sqlite3_exec (store->db, text, NULL, NULL, NULL) != SQLITE_OK)
    {
      tl_sql_fail (store, error);
      g_prefix_error (error, "%s: ", name);
      return FALSE;
    }
  hash = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, bytes);

  return tl_sql_run (store, error, "INSERT INTO migration (number, name, hash, applied_at) VALUES (?, ?, ?, ?)", "issi", file_number (name),
                     name, hash, tl_clock_now ());
}

static gboolean
apply_missing (TlStore *store, gpointer data, GError **error)
{
  char **names = data;

  for (guint i = 0; names[i] != NULL; i++)
    {
      GError *failed = NULL;
      gint64 known = tl_sql_int (store, &failed, 0, "SELECT 1 FROM migration WHERE number = ?", "i", file_number (names[i]));

      if (failed != NULL)
        {
          g_propagate_error (error, failed);
          return FALSE;
        }
      if (!known && !apply_file (store, names[i], error))
        return FALSE;
    }

  return TRUE;
}

static gboolean
has_missing (TlStore *store, char **names)
{
  return tl_sql_int (store, NULL, 0, "SELECT COUNT (*) FROM migration", "") != (gint64)g_strv_length (names);
}

gboolean
tl_migrate (TlStore *store, GError **error)
{
  g_auto (GStrv) names = list_files (error);

  if (names == NULL)
    return FALSE;
  if (sqlite3_exec (store->db,
                    "CREATE TABLE IF NOT EXISTS migration (number INTEGER PRIMARY KEY NOT NULL, name TEXT NOT NULL,"
                    " hash TEXT NOT NULL, applied_at INTEGER NOT NULL) STRICT",
                    NULL, NULL, NULL)
      != SQLITE_OK)
    return tl_sql_fail (store, error);
  if (!refuse_newer (store, names, error))
    return FALSE;

  return !has_missing (store, names) || tl_store_transaction (store, apply_missing, names, error);
}
