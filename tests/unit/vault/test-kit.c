/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Every vault of the kit (tests/kit/vault/README) on a copy: opens with the content that it had, or fails as it is written. */

#include "vault/vault-private.h"

#include <glib/gstdio.h>
#include <string.h>

static const char *const codes[] = {"PASSPHRASE", "CODE_GROUP", "IN_USE", "DAMAGED", "NOT_A_VAULT", "NEWER", "EXISTS", "WEAK", "SLOT", "IO"};

typedef struct
{
  char *folder, *path;
  char **columns; /* file, secret, outcome, detail, doors, warning */
} Try;

static void
copy (const char *from_folder, const char *to_folder, const char *name)
{
  g_autofree char *from = g_build_filename (from_folder, name, NULL);
  g_autofree char *to = g_build_filename (to_folder, name, NULL);
  g_autofree char *bytes = NULL;
  gsize length;

  if (g_file_get_contents (from, &bytes, &length, NULL))
    g_assert_true (g_file_set_contents (to, bytes, (gssize)length, NULL));
}

static void
expect_error (const Try *try, const char *where, GError *error)
{
  g_autofree char *got = NULL;

  g_assert_nonnull (error);
  g_assert_true (error->domain == TL_VAULT_ERROR && (guint)error->code < G_N_ELEMENTS (codes));
  got = g_strdup_printf ("%s %s", where, codes[error->code]);
  if (strcmp (got, try->columns[2]) != 0)
    g_error ("%s with %s: %s (%s), not %s", try->columns[0], try->columns[1], got, error->message, try->columns[2]);
  if (strcmp (try->columns[3], "-") != 0)
    g_assert_nonnull (strstr (error->message, try->columns[3]));
  g_error_free (error);
}

static void
check_doors (const Try *try)
{
  g_autoptr (GPtrArray) doors = tl_vault_list_slots (try->path, NULL);
  g_autofree char *count = doors ? g_strdup_printf ("%u", doors->len) : g_strdup ("-");
  g_assert_cmpstr (count, ==, try->columns[4]);
}

/* Blocks first: what SQLite happens to read of a damaged file is not the same in each version. */
static gboolean
blocks_are_damaged (const Try *try, TlVault *vault)
{
  g_autoptr (GArray) damaged = g_array_new (FALSE, FALSE, sizeof (guint64));
  g_autoptr (GError) error = NULL;
  g_autofree char *first = NULL;

  g_assert_true (tl_vault_check_blocks (vault, NULL, damaged, &error));
  if (damaged->len == 0)
    return FALSE;
  first = g_strdup_printf ("%" G_GUINT64_FORMAT, g_array_index (damaged, guint64, 0));
  g_assert_cmpstr ("blocks DAMAGED", ==, try->columns[2]);
  g_assert_cmpstr (first, ==, try->columns[3]);
  return TRUE;
}

static void
attempt (const Try *try)
{
  GError *error = NULL;
  const char *secret = try->columns[1] + 5;
  TlVault *vault = g_str_has_prefix (try->columns[1], "code:") ? tl_vault_unlock_with_code (try->path, secret, &error)
                                                                 : tl_vault_unlock (try->path, NULL, secret, &error);
  sqlite3 *db;
  sqlite3_stmt *statement = NULL;
  g_autofree char *sum = NULL;

  if (!vault)
    {
      expect_error (try, "unlock", error);
      return;
    }
  g_assert_true ((tl_vault_get_warning (vault) != NULL) == (strcmp (try->columns[5], "warns") == 0));
  if (!blocks_are_damaged (try, vault))
    {
      db = tl_vault_open_database (vault, &error);
      if (!db)
        expect_error (try, "database", error);
      else
        {
          g_assert_cmpstr (try->columns[2], ==, "opens");
          g_assert_cmpint (sqlite3_prepare_v2 (db, "SELECT sum (a) FROM t", -1, &statement, NULL), ==, SQLITE_OK);
          g_assert_cmpint (sqlite3_step (statement), ==, SQLITE_ROW);
          sum = g_strdup ((const char *)sqlite3_column_text (statement, 0));
          g_assert_cmpstr (sum, ==, try->columns[3]);
          sqlite3_finalize (statement);
          g_assert_cmpint (sqlite3_close (db), ==, SQLITE_OK);
        }
    }
  tl_vault_lock (vault);
}

static void
one (gconstpointer data)
{
  Try try = {.columns = (char **)data};
  g_autofree char *kit = g_build_filename (g_getenv ("TAMLANH_KIT"), NULL);
  g_autofree char *wal = g_strconcat (try.columns[0], "-wal", NULL);
  g_autoptr (GDir) folder = NULL;
  const char *name;

  try.folder = g_dir_make_tmp ("tamlanh-kit-XXXXXX", NULL);
  try.path = g_build_filename (try.folder, try.columns[0], NULL);
  copy (kit, try.folder, try.columns[0]);
  copy (kit, try.folder, wal);
  check_doors (&try);
  attempt (&try);
  folder = g_dir_open (try.folder, 0, NULL);
  while ((name = g_dir_read_name (folder)))
    {
      g_autofree char *path = g_build_filename (try.folder, name, NULL);
      g_unlink (path);
    }
  g_rmdir (try.folder);
  g_free (try.folder);
  g_free (try.path);
}

int
main (int argc, char **argv)
{
  g_autofree char *path = NULL;
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;
  g_autoptr (GPtrArray) all = g_ptr_array_new_with_free_func ((GDestroyNotify)g_strfreev);
  int result;

  tl_vault_init ();
  g_test_init (&argc, &argv, NULL);
  path = g_build_filename (g_getenv ("TAMLANH_KIT"), "manifest.tsv", NULL);
  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  lines = g_strsplit (text, "\n", -1);
  for (guint i = 0; lines[i] && *lines[i]; i++)
    {
      char **columns = g_strsplit (lines[i], "\t", -1);
      g_autofree char *name = NULL;

      g_assert_cmpuint (g_strv_length (columns), ==, 6);
      g_ptr_array_add (all, columns);
      name = g_strdup_printf ("/vault/kit/%u-%s", i + 1, columns[0]);
      g_test_add_data_func (name, columns, one);
    }
  g_assert_cmpuint (all->len, >=, 20);
  result = g_test_run ();
  return result;
}
