/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "fixture.h"

#include <glib/gstdio.h>
#include <string.h>

#include "record/fields.h"
#include "record/time.h"
#include "support/support.h"
#include "sync/place.h"

#define PASSPHRASE "bốn con trâu đồng"

void
set_today (const char *time)
{
  gint64 at;

  g_assert_true (tl_time_parse_iso (time, &at));
  tl_clock_set_for_test (at);
}

char *
vault_path (Fixture *fixture, const char *name)
{
  g_autofree char *file = g_strconcat (name, ".tamlanh", NULL);

  return g_build_filename (fixture->folder, file, NULL);
}

TlStore *
open_place (Fixture *fixture, const char *name, const char *site, guint device)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = vault_path (fixture, name);
  gboolean is_new = !g_file_test (path, G_FILE_TEST_EXISTS);
  char *code = NULL;
  TlVault *vault;
  TlStore *store;

  vault = is_new ? tl_vault_create (path, "Bàn 1", PASSPHRASE, &code, NULL, &error) : tl_vault_unlock (path, NULL, PASSPHRASE, &error);
  g_assert_no_error (error);
  tl_secret_free (code);
  store = tl_store_open (vault, &error);
  g_assert_no_error (error);
  if (is_new)
    {
      tl_place_setup (store, site, device, "Nguyễn Thị Lan", "leader", &error);
      g_assert_no_error (error);
    }
  return store;
}

void
trust (Fixture *fixture, TlStore *who, TlStore *whom)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = g_build_filename (fixture->out, "card.tlc", NULL);

  g_assert_true (tl_peer_write_card (whom, path, &error));
  g_assert_no_error (error);
  g_assert_true (tl_peer_add (who, path, "Trần Thị Mai", NULL, &error));
  g_assert_no_error (error);
  g_unlink (path);
}

char *
put (TlStore *store, TlType type, const char *json, ...)
{
  va_list args;
  g_autofree char *text = NULL;
  g_autofree char *state = NULL;
  g_autoptr (JsonNode) node = NULL;
  g_autoptr (TlRecord) record = NULL;
  g_autoptr (GError) error = NULL;
  JsonObject *object;

  va_start (args, json);
  text = g_strdup_vprintf (json, args);
  va_end (args);
  g_strdelimit (text, "'", '"');
  node = json_from_string (text, &error);
  g_assert_no_error (error);
  object = json_node_get_object (node);
  if (json_object_has_member (object, "id"))
    record = tl_store_load (store, type, json_object_get_string_member (object, "id"), &error);
  else
    record = tl_record_new (type);
  g_assert_no_error (error);
  state = type == TL_TYPE_SUPPORT ? g_strdup (json_object_get_string_member_with_default (object, "state", "draft")) : NULL;
  if (state)
    json_object_remove_member (object, "state");
  tl_record_apply_json (record, object, &error);
  g_assert_no_error (error);
  if (type == TL_TYPE_SUPPORT)
    tl_support_save (store, record, &error);
  else
    tl_store_save (store, record, &error);
  g_assert_no_error (error);
  /* A line's state is a step of its own. */
  if (g_strcmp0 (state, "approved") == 0)
    tl_support_approve (store, (const char *const[]){tl_record_id (record), NULL}, &error);
  else if (g_strcmp0 (state, "void") == 0)
    tl_support_void (store, (const char *const[]){tl_record_id (record), NULL}, "thử", &error);
  g_assert_no_error (error);
  return g_strdup (tl_record_id (record));
}

char *
put_line (Fixture *fixture, const char *date, gint64 amount)
{
  return put (fixture->dc, TL_TYPE_SUPPORT,
              "{'case':'%s','person':'%s','date':'%s','category':'personal_items','quantity':1,'amount':%" G_GINT64_FORMAT
              ",'funding_source':'province','payee_kind':'victim','state':'approved','note':'ghi chú bí mật'}",
              fixture->case_id, fixture->person, date, amount);
}

void
fixture_set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  tl_vault_init ();
  set_today ("2026-04-05T10:00:00+07:00");
  fixture->folder = g_dir_make_tmp ("tamlanh-sync-XXXXXX", &error);
  fixture->out = g_dir_make_tmp ("tamlanh-out-XXXXXX", &error);
  g_assert_no_error (error);
  fixture->dc = open_place (fixture, "dc", "DC", 1);
  fixture->hy = open_place (fixture, "hy", "HY", 1);
  trust (fixture, fixture->dc, fixture->hy);
  trust (fixture, fixture->hy, fixture->dc);
  fixture->person = put (fixture->dc, TL_TYPE_PERSON,
                         "{'alias':'Chị Hoa','full_name':'Nguyễn Thị Hương','sex':'female','birth_year':1991,'phone':'0912345678'}");
  fixture->case_id
      = put (fixture->dc, TL_TYPE_CASE,
             "{'victim':'%s','opened_at':'2026-03-05T21:00:00+07:00','status':'open','legal_basis':'urgent_protection'}", fixture->person);
}

void
remove_tree (const char *folder)
{
  GDir *dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);

      if (g_file_test (path, G_FILE_TEST_IS_DIR))
        remove_tree (path);
      else
        g_unlink (path);
    }
  g_clear_pointer (&dir, g_dir_close);
  g_rmdir (folder);
}

void
copy_tree (const char *from, const char *to)
{
  GDir *dir = g_dir_open (from, 0, NULL);
  const char *name;

  g_mkdir_with_parents (to, 0700);
  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *source = g_build_filename (from, name, NULL);
      g_autofree char *target = g_build_filename (to, name, NULL);
      g_autofree char *content = NULL;
      gsize size;

      if (g_file_test (source, G_FILE_TEST_IS_REGULAR) && g_file_get_contents (source, &content, &size, NULL))
        g_assert_true (g_file_set_contents (target, content, (gssize)size, NULL));
    }
  g_clear_pointer (&dir, g_dir_close);
}

void
fixture_tear_down (Fixture *fixture, gconstpointer data)
{
  tl_store_close (fixture->dc);
  tl_store_close (fixture->hy);
  g_clear_object (&fixture->dc);
  g_clear_object (&fixture->hy);
  remove_tree (fixture->folder);
  remove_tree (fixture->out);
  g_free (fixture->folder);
  g_free (fixture->out);
  g_free (fixture->person);
  g_free (fixture->case_id);
}

char *
make (Fixture *fixture, char **id)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TlBundle) bundle = tl_bundle_make (fixture->dc, "HY", fixture->out, &error);

  g_assert_no_error (error);
  g_assert_nonnull (bundle);
  if (id != NULL)
    *id = g_strdup (bundle->id);
  return g_build_filename (fixture->out, bundle->file, NULL);
}

int
apply (Fixture *fixture, TlStore *store, const char *path, char **receipt)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) before = read_file (path);
  g_autoptr (TlBundle) bundle = tl_bundle_apply (store, path, receipt == NULL ? NULL : fixture->out, receipt, &error);
  g_autoptr (GBytes) after = read_file (path);

  /* The received file is never altered. */
  g_assert_true (g_bytes_equal (before, after));
  g_assert_true ((bundle == NULL) == (error != NULL));
  if (error == NULL)
    return 0;
  g_test_message ("%s", error->message);
  g_assert_cmpstr (g_quark_to_string (error->domain), ==, g_quark_to_string (TL_SYNC_ERROR));
  return error->code;
}

/* --- Looking into a store --- */

typedef struct
{
  const char *sql;
  GString *text;
  gint64 number;
} Look;

static gboolean
look_number (TlStore *store, gpointer data, GError **error)
{
  Look *look = data;

  look->number = tl_sql_int (store, error, -1, look->sql, "");
  return TRUE;
}

gint64
count (TlStore *store, const char *sql)
{
  g_autoptr (GError) error = NULL;
  Look look = {sql, NULL, 0};

  tl_store_transaction (store, look_number, &look, &error);
  g_assert_no_error (error);
  return look.number;
}

static gboolean
look_dump (TlStore *store, gpointer data, GError **error)
{
  static const char *const tables[]
      = {"sync_peer", "sync_out",   "sync_export",    "sync_sent",       "sync_month",      "sync_bundle", "sync_in",
         "sync_link", "sync_money", "sync_statement", "sync_statistics", "sync_quarantine", "entry"};
  Look *look = data;

  for (guint i = 0; i < G_N_ELEMENTS (tables); i++)
    {
      g_autofree char *sql = g_strdup_printf ("SELECT * FROM %s ORDER BY 1, 2", tables[i]);
      sqlite3_stmt *stmt = tl_sql_prepare (store, error, sql, "");

      while (tl_sql_step (store, stmt, error))
        {
          g_string_append_printf (look->text, "%s:", tables[i]);
          for (int c = 0; c < sqlite3_column_count (stmt); c++)
            {
              const guchar *bytes = sqlite3_column_blob (stmt, c);
              g_autofree char *sum = g_compute_checksum_for_data (G_CHECKSUM_SHA1, bytes == NULL ? (const guchar *)"" : bytes,
                                                                  sqlite3_column_bytes (stmt, c));

              g_string_append_printf (look->text, " %s", sum);
            }
          g_string_append_c (look->text, '\n');
        }
      tl_sql_done (stmt);
    }
  return TRUE;
}

char *
dump (TlStore *store)
{
  g_autoptr (GError) error = NULL;
  Look look = {NULL, g_string_new (NULL), 0};

  tl_store_transaction (store, look_dump, &look, &error);
  g_assert_no_error (error);
  {
    g_autofree char *text = g_string_free (look.text, FALSE);

    return g_compute_checksum_for_string (G_CHECKSUM_SHA256, text, -1);
  }
}

char *
bundle_state (TlStore *store, const char *id)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) list = tl_bundle_list (store, &error);

  g_assert_no_error (error);
  for (guint i = 0; i < list->len; i++)
    {
      TlBundle *bundle = g_ptr_array_index (list, i);

      if (strcmp (bundle->id, id) == 0)
        return g_strdup (bundle->state);
    }
  return g_strdup ("");
}

GBytes *
read_file (const char *path)
{
  char *content;
  gsize size;

  g_assert_true (g_file_get_contents (path, &content, &size, NULL));
  return g_bytes_new_take (content, size);
}

char *
write_file (Fixture *fixture, const char *name, const void *data, gsize size)
{
  char *path = g_build_filename (fixture->out, name, NULL);

  g_assert_true (g_file_set_contents (path, data, (gssize)size, NULL));
  return path;
}
