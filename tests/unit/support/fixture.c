/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "fixture.h"

#include <glib/gstdio.h>
#include <string.h>

#include "store/sql.h"
#include "support/guard.h"

#define PASSPHRASE "bốn con trâu đồng"

void
set_today (const char *time)
{
  gint64 at;

  g_assert_true (tl_time_parse_iso (time, &at));
  tl_clock_set_for_test (at);
}

void
fixture_set_up (Fixture *fixture, gconstpointer data)
{
  fixture_set_up_site (fixture, "DC", "leader");
}

void
fixture_set_up_site (Fixture *fixture, const char *site, const char *role)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = NULL;
  char *code = NULL;
  TlVault *vault;

  tl_vault_init ();
  set_today ("2026-04-05T10:00:00+07:00");
  fixture->folder = g_dir_make_tmp ("tamlanh-support-XXXXXX", &error);
  g_assert_no_error (error);
  path = g_build_filename (fixture->folder, "dc.tamlanh", NULL);
  vault = tl_vault_create (path, "Bàn 1", PASSPHRASE, &code, NULL, &error);
  g_assert_no_error (error);
  tl_secret_free (code);
  fixture->store = tl_store_open (vault, &error);
  g_assert_no_error (error);
  tl_support_attach (fixture->store);
  tl_store_setup (fixture->store, site, 1, "Nguyễn Thị Lan", role, &error);
  g_assert_no_error (error);
  tl_rates_install (fixture->store, &error);
  g_assert_no_error (error);
  fixture->counsellor = put (fixture, TL_TYPE_STAFF, "{'full_name':'Trần Thị Mai','role':'shelter','counsellor':true,'active':true}");
  fixture->officer = put (fixture, TL_TYPE_STAFF, "{'full_name':'Lê Văn Nam','role':'shelter','active':true}");
}

static void
remove_folder (const char *folder)
{
  GDir *dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);

      g_unlink (path);
    }
  g_clear_pointer (&dir, g_dir_close);
  g_rmdir (folder);
}

void
fixture_tear_down (Fixture *fixture, gconstpointer data)
{
  tl_store_close (fixture->store);
  g_clear_object (&fixture->store);
  remove_folder (fixture->folder);
  g_free (fixture->folder);
  g_free (fixture->counsellor);
  g_free (fixture->officer);
}

static TlRecord *
record_from_valist (TlType type, const char *json, va_list args)
{
  g_autofree char *text = g_strdup_vprintf (json, args);
  g_autoptr (JsonNode) node = NULL;
  g_autoptr (GError) error = NULL;
  JsonObject *object;
  TlRecord *record;

  g_strdelimit (text, "'", '"');
  node = json_from_string (text, &error);
  g_assert_no_error (error);
  object = json_node_get_object (node);
  if (json_object_has_member (object, "id"))
    record = tl_record_new_with_id (type, json_object_get_string_member (object, "id"));
  else
    record = tl_record_new (type);
  tl_record_apply_json (record, object, &error);
  g_assert_no_error (error);
  return record;
}

TlRecord *
record_from (TlType type, const char *json, ...)
{
  va_list args;
  TlRecord *record;

  va_start (args, json);
  record = record_from_valist (type, json, args);
  va_end (args);
  return record;
}

static gpointer
save_rate_job (TlStore *store, gpointer data, GCancellable *cancellable, GError **error)
{
  return GINT_TO_POINTER (tl_guarded_save (store, data, error));
}

void
put_rate (Fixture *fixture, TlRecord *rate)
{
  g_autoptr (GError) error = NULL;

  tl_store_call (fixture->store, save_rate_job, rate, &error);
  g_assert_no_error (error);
}

char *
put (Fixture *fixture, TlType type, const char *json, ...)
{
  va_list args;
  g_autoptr (TlRecord) record = NULL;
  g_autoptr (GError) error = NULL;

  va_start (args, json);
  record = record_from_valist (type, json, args);
  va_end (args);
  if (type == TL_TYPE_RATE)
    put_rate (fixture, record);
  else if (type == TL_TYPE_SUPPORT)
    tl_support_save (fixture->store, record, &error);
  else
    tl_store_save (fixture->store, record, &error);
  g_assert_no_error (error);
  return g_strdup (tl_record_id (record));
}

char *
put_case (Fixture *fixture, const char *opened, char **victim)
{
  g_autofree char *person = put (fixture, TL_TYPE_PERSON, "{'alias':'Chị Hoa','sex':'female'}");
  char *id
      = put (fixture, TL_TYPE_CASE, "{'victim':'%s','opened_at':'%s','status':'open','legal_basis':'urgent_protection'}", person, opened);

  if (victim)
    *victim = g_steal_pointer (&person);
  return id;
}

void
put_stay (Fixture *fixture, const char *case_id, const char *person, const char *in, const char *out)
{
  g_autofree char *until = out ? g_strdup_printf (",'checked_out_at':'%s'", out) : g_strdup ("");

  g_free (put (fixture, TL_TYPE_STAY, "{'case':'%s','person':'%s','checked_in_at':'%s'%s}", case_id, person, in, until));
}

typedef struct
{
  const char *id;
  gint64 in;
  gint64 out;
} Times;

static gpointer
write_times (TlStore *store, gpointer data, GCancellable *cancellable, GError **error)
{
  Times *times = data;

  return GINT_TO_POINTER (tl_sql_run (store, error, "UPDATE stay SET checked_in_at = ?, checked_out_at = ? WHERE id = ?", "iis", times->in,
                                      times->out, times->id));
}

void
put_overlapping_stay (Fixture *fixture, const char *case_id, const char *person, const char *in, const char *out)
{
  static int year = 1990;
  g_autofree char *id
      = put (fixture, TL_TYPE_STAY,
             "{'case':'%s','person':'%s','checked_in_at':'%d-01-01T08:00:00+07:00','checked_out_at':'%d-01-02T08:00:00+07:00'}", case_id,
             person, year, year);
  g_autoptr (GError) error = NULL;
  Times times = {.id = id};

  year++;
  g_assert_true (tl_time_parse_iso (in, &times.in));
  g_assert_true (tl_time_parse_iso (out, &times.out));
  g_assert_true (GPOINTER_TO_INT (tl_store_call (fixture->store, write_times, &times, &error)));
  g_assert_no_error (error);
}

void
put_sessions (Fixture *fixture, const char *case_id, const char *person, const char *staff, const char *month, guint n)
{
  for (guint i = 0; i < n; i++)
    g_free (put (fixture, TL_TYPE_CARE, "{'case':'%s','person':'%s','staff':'%s','kind':'counselling','at':'%s-%02uT%02u:00:00+07:00'}",
                 case_id, person, staff, month, 1 + i % 28, 8 + i / 28));
}

TlDate
day (const char *iso)
{
  TlDate date;

  g_assert_true (tl_date_parse_iso (iso, &date));
  return date;
}

TlRecord *
load (Fixture *fixture, TlType type, const char *id)
{
  g_autoptr (GError) error = NULL;
  TlRecord *record = tl_store_load (fixture->store, type, id, &error);

  g_assert_no_error (error);
  return record;
}

static GPtrArray *
lines_of_category (Fixture *fixture, const char *category)
{
  TlWhere where[] = {{TL_SUPPORT_CATEGORY, "=", category, 0}, {TL_SUPPORT_STATE, "!=", "void", 0}};
  g_autoptr (GError) error = NULL;
  GPtrArray *lines = tl_store_list (fixture->store, TL_TYPE_SUPPORT, where, G_N_ELEMENTS (where), TL_SUPPORT_DATE, FALSE, 0, 0, &error);

  g_assert_no_error (error);
  return lines;
}

gint64
sum_of_category (Fixture *fixture, const char *category)
{
  g_autoptr (GPtrArray) lines = lines_of_category (fixture, category);
  gint64 sum = 0;

  for (guint i = 0; i < lines->len; i++)
    sum += tl_record_int (g_ptr_array_index (lines, i), TL_SUPPORT_AMOUNT);
  return sum;
}

guint
count_category (Fixture *fixture, const char *category)
{
  g_autoptr (GPtrArray) lines = lines_of_category (fixture, category);

  return lines->len;
}

void
set_setting (Fixture *fixture, const char *key, const char *value)
{
  g_autoptr (GError) error = NULL;

  tl_store_set_setting (fixture->store, key, value, &error);
  g_assert_no_error (error);
}
