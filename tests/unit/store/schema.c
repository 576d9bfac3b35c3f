/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "fixture.h"

static const char *
column_type (TlKind kind)
{
  if (kind == TL_KIND_BLOB)
    return "BLOB";
  if (kind == TL_KIND_INT || kind == TL_KIND_DECIMAL || kind == TL_KIND_MONEY || kind == TL_KIND_BOOL || kind == TL_KIND_TIME)
    return "INTEGER";

  return "TEXT";
}

/* Column by column, in both directions. */
static gpointer
compare_cb (TlStore *store, gpointer data, GCancellable *cancellable, GError **error)
{
  static const char *const bookkeeping[] = {"id", "site", "created_at", "created_by", "updated_at", "updated_by"};

  for (guint type = 0; type < TL_N_TYPES; type++)
    {
      const TlTypeInfo *info = tl_type_info ((TlType)type);

      for (guint i = 0; i < info->n_fields; i++)
        {
          g_autofree char *found
              = tl_sql_text (store, error, "SELECT type FROM pragma_table_info (?) WHERE name = ?", "ss", info->name, info->fields[i].name);

          if (g_strcmp0 (found, column_type (info->fields[i].kind)) != 0)
            g_error ("column %s.%s is %s", info->name, info->fields[i].name, found != NULL ? found : "missing");
          if (info->fields[i].kind == TL_KIND_REF)
            {
              g_autofree char *target = tl_sql_text (store, error, "SELECT \"table\" FROM pragma_foreign_key_list (?) WHERE \"from\" = ?",
                                                     "ss", info->name, info->fields[i].name);

              g_assert_cmpstr (target, ==, tl_type_info (info->fields[i].ref_type)->name);
            }
        }
      for (guint i = 0; i < G_N_ELEMENTS (bookkeeping); i++)
        g_assert_cmpint (
            tl_sql_int (store, error, 0, "SELECT COUNT (*) FROM pragma_table_info (?) WHERE name = ?", "ss", info->name, bookkeeping[i]),
            ==, 1);
      g_assert_cmpint (tl_sql_int (store, error, 0, "SELECT COUNT (*) FROM pragma_table_info (?)", "s", info->name), ==,
                       info->n_fields + G_N_ELEMENTS (bookkeeping));
    }

  return NULL;
}

static void
test_catalogue (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  tl_store_call (fixture->store, compare_cb, NULL, &error);
  g_assert_no_error (error);
}

static gpointer
references_cb (TlStore *store, gpointer data, GCancellable *cancellable, GError **error)
{
  for (guint type = 0; type < TL_N_TYPES; type++)
    {
      const TlTypeInfo *info = tl_type_info ((TlType)type);

      for (guint i = 0; i < info->n_fields; i++)
        {
          g_autofree char *sql
              = g_strdup_printf ("EXPLAIN QUERY PLAN SELECT id FROM \"%s\" WHERE \"%s\" = ?", info->name, info->fields[i].name);
          sqlite3_stmt *stmt;

          if (info->fields[i].kind != TL_KIND_REF)
            continue;
          stmt = tl_sql_prepare (store, error, sql, "s", "x");
          g_assert_true (tl_sql_step (store, stmt, error));
          if (strstr ((const char *)sqlite3_column_text (stmt, 3), "USING") == NULL)
            g_error ("%s.%s has no index: %s", info->name, info->fields[i].name, sqlite3_column_text (stmt, 3));
          tl_sql_done (stmt);
        }
    }

  return NULL;
}

static void
test_references_are_indexed (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  tl_store_call (fixture->store, references_cb, NULL, &error);
  g_assert_no_error (error);
}

static void
test_newer (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  TlVault *vault;

  fixture_tamper (fixture, "INSERT INTO migration VALUES (9000, '9000-future.sql', '', 0)");
  fixture_close (fixture);
  vault = tl_vault_unlock (fixture->path, NULL, PASSPHRASE, &error);
  g_assert_no_error (error);
  g_assert_null (tl_store_open (vault, &error));
  g_assert_error (error, TL_STORE_ERROR, TL_STORE_ERROR_NEWER);
}

static void
test_reopen (Fixture *fixture, gconstpointer data)
{
  g_autofree char *device = g_strdup (tl_journal_device_id (fixture->store));

  fixture_reopen (fixture);
  g_assert_cmpstr (tl_store_site (fixture->store), ==, "DC");
  g_assert_cmpuint (tl_store_device (fixture->store), ==, 1);
  g_assert_nonnull (tl_store_staff (fixture->store));
  g_assert_cmpstr (tl_journal_device_id (fixture->store), ==, device);
}

int
main (int argc, char **argv)
{
  fixture_init (&argc, &argv);
  fixture_add ("/store/schema/agrees-with-the-catalogue", test_catalogue);
  fixture_add ("/store/schema/every-reference-is-indexed", test_references_are_indexed);
  fixture_add ("/store/schema/refuses-a-newer-one", test_newer);
  fixture_add ("/store/schema/setup-is-there-after-reopening", test_reopen);

  return g_test_run ();
}
