/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Backups of a register in use, their thinning, and putting one back. */

#include "fixture.h"

#include "store/keep.h"
#include "store/restore.h"
#include "vault/vfs-private.h"

#include <glib/gstdio.h>
#include <unistd.h>

static gint64
at_day (const char *iso, int hour)
{
  TlDate date;

  g_assert_true (tl_date_parse_iso (iso, &date));
  return tl_date_start (date) + hour * 3600;
}

static void
test_rule (void)
{
  /* One a day over two years, and three on the last day. */
  gint64 now = at_day ("2026-11-24", 20);
  gint64 at[735];
  gboolean keep[735];
  guint kept = 0, n = 735;

  for (guint i = 0; i < 732; i++)
    at[i] = at_day ("2024-11-23", 9) + (gint64)i * 86400;
  at[732] = at_day ("2026-11-24", 12);
  at[733] = at_day ("2026-11-24", 12);
  at[734] = at_day ("2030-01-01", 0); /* a clock that was wrong */
  tl_keep_choose (at, n, now, 7, 5, 12, keep);
  for (guint i = 0; i < n; i++)
    kept += keep[i];
  /* Seven days (18 to 24), the Sundays 15, 8 and 1 of the weeks before, the ends of eleven months, and the one ahead. */
  for (guint i = 0; i < 6; i++)
    g_assert_true (keep[730 - i]);
  g_assert_false (keep[731]);
  g_assert_false (keep[732]);
  g_assert_true (keep[733]);
  g_assert_true (keep[734]);
  g_assert_true (keep[722] && keep[715] && keep[708]);
  g_assert_false (keep[721] || keep[701]);
  /* 2025-12-31 is the oldest: twelve months with this one. */
  for (guint i = 0; i < n; i++)
    g_assert_true (!keep[i] || at[i] >= at_day ("2025-12-31", 0));
  g_assert_true (keep[(at_day ("2025-12-31", 9) - at[0]) / 86400]);
  g_assert_cmpuint (kept, ==, 7 + 3 + 11 + 1);
  /* Nothing to keep but the newest. */
  tl_keep_choose (at, 734, now, 0, 0, 0, keep);
  kept = 0;
  for (guint i = 0; i < 734; i++)
    kept += keep[i];
  g_assert_cmpuint (kept, ==, 1);
  g_assert_true (keep[733]);
  tl_keep_choose (at, 0, now, 7, 5, 12, keep);
}

static void
test_names (void)
{
  gint64 at = 0;

  g_assert_true (tl_keep_parse_name ("DC-2026-11-24-2130.tamlanh", &at));
  g_assert_cmpint (at, ==, at_day ("2026-11-24", 21) + 30 * 60);
  g_assert_true (tl_keep_parse_name ("DT12-2026-11-24-2130-3.tamlanh", &at));
  g_assert_false (tl_keep_parse_name ("DC-2026-11-24-2460.tamlanh", &at));
  g_assert_false (tl_keep_parse_name ("DC-2026-02-30-2130.tamlanh", &at));
  g_assert_false (tl_keep_parse_name ("DC-2026-11-24-2130.tamlanh.part", &at));
  g_assert_false (tl_keep_parse_name ("so-tam-lanh.tamlanh", &at));
}

static char *
backup_folder (Fixture *fixture)
{
  char *folder = g_build_filename (fixture->folder, "usb", NULL);

  g_mkdir_with_parents (folder, 0700);
  return folder;
}

static char *
make_backup (Fixture *fixture, const char *folder)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TlKeep) keep = tl_keep_new (folder, "KINGSTON");

  tl_keep_run (fixture->store, keep, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  return g_strdup (tl_keep_path (keep));
}

static void
clear_folder (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);
      g_unlink (path);
    }
  g_rmdir (folder);
}

static void
test_thinned (Fixture *fixture, gconstpointer data)
{
  g_autofree char *folder = backup_folder (fixture);
  g_autofree char *foreign = g_build_filename (folder, "DC-2020-01-01-0900.tamlanh", NULL);
  g_autofree char *note = g_build_filename (folder, "ghi-chu.txt", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) list = NULL;
  g_autoptr (TlKeepState) state = NULL;
  g_autoptr (GDir) dir = NULL;
  const char *name;
  guint found = 0;

  g_assert_true (g_file_set_contents (foreign, "not a register", -1, NULL));
  g_assert_true (g_file_set_contents (note, "x", -1, NULL));
  g_assert_true (tl_store_set_setting (fixture->store, "backup_days", "3", &error));
  g_assert_true (tl_store_set_setting (fixture->store, "backup_weeks", "0", &error));
  g_assert_true (tl_store_set_setting (fixture->store, "backup_months", "0", &error));
  for (int day = 0; day < 6; day++)
    {
      g_autofree char *path = NULL;

      tl_clock_set_for_test (at_day ("2026-03-01", 9) + day * 86400);
      path = make_backup (fixture, folder);
      g_assert_true (g_file_test (path, G_FILE_TEST_EXISTS));
    }
  dir = g_dir_open (folder, 0, NULL);
  while ((name = g_dir_read_name (dir)) != NULL)
    found += g_str_has_prefix (name, "DC-2026");
  g_assert_cmpuint (found, ==, 3);
  /* What is not a backup of this register is nobody's to remove. */
  g_assert_true (g_file_test (foreign, G_FILE_TEST_EXISTS));
  g_assert_true (g_file_test (note, G_FILE_TEST_EXISTS));
  list = tl_keep_list (fixture->store, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (list->len, ==, 3);
  g_assert_cmpstr (((TlKept *)list->pdata[0])->name, ==, "DC-2026-03-06-0900.tamlanh");
  g_assert_cmpstr (((TlKept *)list->pdata[0])->place, ==, "KINGSTON");
  state = tl_keep_state (fixture->store, &error);
  g_assert_cmpint (state->at, ==, tl_clock_now ());
  g_assert_cmpstr (state->suggest, ==, folder);
  g_assert_false (state->overdue);
  clear_folder (folder);
}

/* What was just made stays: also the third of one minute, which takes the name that thinning made free, and one made after a
 * clock was set back. */
static void
test_made_stays (Fixture *fixture, gconstpointer data)
{
  g_autofree char *folder = backup_folder (fixture);
  g_autofree char *late = NULL, *early = NULL;

  tl_clock_set_for_test (at_day ("2026-03-01", 15));
  for (guint i = 0; i < 4; i++)
    {
      g_autofree char *path = make_backup (fixture, folder);
      g_assert_true (g_file_test (path, G_FILE_TEST_EXISTS));
    }
  tl_clock_set_for_test (at_day ("2026-03-01", 16));
  late = make_backup (fixture, folder);
  tl_clock_set_for_test (at_day ("2026-03-01", 14));
  early = make_backup (fixture, folder);
  g_assert_true (g_file_test (early, G_FILE_TEST_EXISTS));
  g_assert_true (g_file_test (late, G_FILE_TEST_EXISTS));
  clear_folder (folder);
}

/* A backup that is used as the register is not thinned away, by whatever path its folder is named. */
static void
test_register_among_them (Fixture *fixture, gconstpointer data)
{
  g_autofree char *folder = backup_folder (fixture);
  g_autofree char *link = g_build_filename (fixture->folder, "link", NULL);
  g_autofree char *before = g_strdup (fixture->path);
  g_autofree char *made = NULL;

  tl_clock_set_for_test (at_day ("2026-03-01", 9));
  fixture_close (fixture);
  g_free (fixture->path);
  fixture->path = g_build_filename (folder, "DC-2020-01-01-0900.tamlanh", NULL);
  g_assert_cmpint (g_rename (before, fixture->path), ==, 0);
  g_assert_cmpint (symlink (folder, link), ==, 0);
  fixture_reopen (fixture);
  made = make_backup (fixture, link);
  g_assert_true (g_file_test (made, G_FILE_TEST_EXISTS));
  g_assert_true (g_file_test (fixture->path, G_FILE_TEST_EXISTS));
  fixture_close (fixture);
  g_assert_cmpint (g_rename (fixture->path, before), ==, 0);
  g_free (fixture->path);
  fixture->path = g_steal_pointer (&before);
  g_unlink (link);
  clear_folder (folder);
  fixture_reopen (fixture);
}

static gboolean
is_overdue (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TlKeepState) state = tl_keep_state (fixture->store, &error);

  g_assert_no_error (error);
  return state->overdue;
}

static void
test_reminder (Fixture *fixture, gconstpointer data)
{
  g_autofree char *folder = backup_folder (fixture);
  g_autofree char *first = NULL;
  g_autoptr (TlRecord) person = NULL;
  g_autoptr (TlRecord) of_case = NULL;
  g_autoptr (GError) error = NULL;

  tl_clock_set_for_test (at_day ("2026-03-01", 9));
  g_assert_false (is_overdue (fixture));
  person = fixture_person (fixture, "Hoa Cau", NULL);
  of_case = fixture_case (fixture, person, "2026-03-01T08:00:00+07:00");
  g_assert_false (is_overdue (fixture));
  tl_clock_set_for_test (at_day ("2026-03-02", 10));
  g_assert_true (is_overdue (fixture));
  first = make_backup (fixture, folder);
  g_assert_false (is_overdue (fixture));
  tl_clock_set_for_test (at_day ("2026-03-09", 9));
  g_assert_false (is_overdue (fixture));
  tl_clock_set_for_test (at_day ("2026-03-09", 11));
  g_assert_true (is_overdue (fixture));
  g_assert_true (tl_store_set_setting (fixture->store, "backup_remind", "30", &error));
  g_assert_false (is_overdue (fixture));
  tl_clock_set_for_test (at_day ("2026-05-09", 11));
  g_assert_true (is_overdue (fixture));
  g_assert_true (tl_store_set_setting (fixture->store, "backup_remind", "0", &error));
  g_assert_false (is_overdue (fixture));
  clear_folder (folder);
}

/* What was erased since may still lie in the copies that are named in the erasure's entry. */
static void
test_erasure (Fixture *fixture, gconstpointer data)
{
  g_autofree char *folder = backup_folder (fixture);
  g_autofree char *first = NULL;
  g_autoptr (TlRecord) person = NULL;
  g_autoptr (GPtrArray) entries = NULL;
  g_autoptr (GError) error = NULL;

  tl_clock_set_for_test (at_day ("2026-03-01", 9));
  person = fixture_person (fixture, "Hoa Cau", "Đào Thị Lụa");
  first = make_backup (fixture, folder);
  g_assert_true (tl_journal_erase (fixture->store, TL_TYPE_PERSON, tl_record_id (person), NULL, 0, "theo yêu cầu", &error));
  entries = tl_journal_list (fixture->store, tl_record_id (person), 0, 1, &error);
  g_assert_no_error (error);
  g_assert_nonnull (strstr (((TlJournalEntry *)entries->pdata[0])->changes, "\"DC-2026-03-01-0900.tamlanh\""));
  clear_folder (folder);
}

static void
test_snapshots (Fixture *fixture, gconstpointer data)
{
  g_autofree char *folder = g_strconcat (fixture->path, ".snapshots", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) list = NULL;
  g_autoptr (GDir) dir = NULL;
  guint found = 0;

  for (int day = 0; day < 5; day++)
    {
      tl_clock_set_for_test (at_day ("2026-03-01", 9) + day * 86400);
      g_assert_true (tl_keep_snapshot (fixture->store, &error));
      g_assert_no_error (error);
    }
  dir = g_dir_open (folder, 0, NULL);
  while (g_dir_read_name (dir) != NULL)
    found++;
  g_assert_cmpuint (found, ==, TL_KEEP_SNAPSHOTS);
  tl_clock_set_for_test (at_day ("2026-06-01", 9));
  g_assert_true (tl_keep_snapshot (fixture->store, &error));
  list = tl_keep_list (fixture->store, &error);
  g_assert_cmpuint (list->len, ==, 1);
  clear_folder (folder);
}

/* The register is a link to a file in another folder, as on a drive: the former file stays on that drive. */
static void
test_restore_through_link (Fixture *fixture, gconstpointer data)
{
  g_autofree char *folder = backup_folder (fixture);
  g_autofree char *backup = NULL, *aside = NULL, *beside = NULL, *target = NULL;
  g_autofree char *link = g_strconcat (fixture->path, ".link.tamlanh", NULL);
  g_autoptr (TlRecord) first = fixture_person (fixture, "Hoa Cau", NULL);
  g_autoptr (TlRestore) restore = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (TlStore) store = NULL;
  g_autofree char *drive = g_strconcat (fixture->path, ".drive", NULL);

  tl_clock_set_for_test (at_day ("2026-03-01", 9));
  backup = make_backup (fixture, folder);
  fixture_close (fixture);
  g_assert_cmpint (g_mkdir (drive, 0700), ==, 0);
  target = g_build_filename (drive, "dc.tamlanh", NULL);
  g_assert_cmpint (g_rename (fixture->path, target), ==, 0);
  g_assert_cmpint (symlink (target, link), ==, 0);
  restore = tl_restore_open (backup, NULL, PASSPHRASE, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (tl_restore_run (restore, link, &aside, NULL, NULL, &error));
  g_assert_no_error (error);
  beside = g_path_get_dirname (aside);
  g_assert_cmpstr (beside, ==, drive);
  g_assert_true (g_file_test (aside, G_FILE_TEST_EXISTS));
  g_assert_true (g_file_test (link, G_FILE_TEST_IS_SYMLINK));
  store = tl_store_open (tl_vault_unlock (link, NULL, PASSPHRASE, &error), &error);
  g_assert_no_error (error);
  g_object_unref (tl_store_load (store, TL_TYPE_PERSON, tl_record_id (first), &error));
  g_assert_no_error (error);
  tl_store_close (store);
  g_assert_cmpint (g_rename (target, fixture->path), ==, 0);
  g_remove (link);
  clear_folder (drive);
  clear_folder (folder);
  fixture_reopen (fixture);
  tl_clock_set_for_test (0);
}

/* The journal of a register that was put back goes on under numbers of its own. */
static void
test_restore (Fixture *fixture, gconstpointer data)
{
  g_autofree char *folder = backup_folder (fixture);
  g_autofree char *backup = NULL, *aside = NULL;
  g_autoptr (TlRecord) first = NULL, second = NULL, third = NULL;
  g_autoptr (TlRestore) restore = NULL;
  g_autoptr (GPtrArray) entries = NULL;
  g_autoptr (GError) error = NULL;
  guint64 before, n = 0;

  tl_clock_set_for_test (at_day ("2026-03-01", 9));
  first = fixture_person (fixture, "Hoa Cau", NULL);
  backup = make_backup (fixture, folder);
  tl_clock_set_for_test (at_day ("2026-03-02", 9));
  second = fixture_person (fixture, "Bé Tôm", NULL);
  entries = tl_journal_list (fixture->store, NULL, 0, 1, &error);
  before = ((TlJournalEntry *)entries->pdata[0])->incarnation;
  g_clear_pointer (&entries, g_ptr_array_unref);

  restore = tl_restore_open (backup, NULL, PASSPHRASE, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (tl_restore_holds (restore)->site, ==, "DC");
  g_assert_cmpint (tl_restore_holds (restore)->people, ==, 1);
  g_assert_cmpint (tl_restore_holds (restore)->last_at, ==, at_day ("2026-03-01", 9));
  /* Not while it is open. */
  g_assert_false (tl_restore_run (restore, fixture->path, &aside, NULL, NULL, &error));
  g_assert_error (error, TL_VAULT_ERROR, TL_VAULT_ERROR_IN_USE);
  g_clear_error (&error);
  fixture_close (fixture);
  g_assert_true (tl_restore_run (restore, fixture->path, &aside, NULL, NULL, &error));
  g_assert_no_error (error);
  g_clear_pointer (&restore, tl_restore_free);
  g_assert_true (g_str_has_suffix (aside, "-aside-2026-03-02-0900.tamlanh"));

  fixture_reopen (fixture);
  g_assert_null (tl_store_load (fixture->store, TL_TYPE_PERSON, tl_record_id (second), NULL));
  third = fixture_person (fixture, "Bé Na", NULL);
  entries = tl_journal_list (fixture->store, NULL, 0, 1, &error);
  g_assert_cmpuint (((TlJournalEntry *)entries->pdata[0])->incarnation, >, before);
  g_assert_cmpuint (((TlJournalEntry *)entries->pdata[0])->sequence, ==, 1);
  g_assert_true (tl_journal_verify (fixture->store, &n, &error));
  fixture_close (fixture);

  /* The former file is a register of its own, and can be looked at or put back. */
  restore = tl_restore_open (aside, NULL, PASSPHRASE, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (tl_restore_holds (restore)->people, ==, 2);
  g_clear_pointer (&restore, tl_restore_free);
  g_unlink (aside);
  clear_folder (folder);
  fixture_reopen (fixture);
}

/* A register that can only be read says so, shows everything, and saves nothing. */
static void
test_reading (Fixture *fixture, gconstpointer data)
{
  g_autoptr (TlRecord) person = fixture_person (fixture, "Hoa Cau", NULL);
  g_autoptr (TlRecord) again = NULL;
  g_autoptr (GPtrArray) hits = NULL;
  g_autoptr (GError) error = NULL;
  TlVault *vault;

  fixture_close (fixture);
  vault = tl_vault_unlock_for_reading (fixture->path, NULL, PASSPHRASE, NULL, &error);
  g_assert_no_error (error);
  fixture->store = tl_store_open (vault, &error);
  g_assert_no_error (error);
  g_assert_true (tl_store_is_read_only (fixture->store));
  again = tl_store_load (fixture->store, TL_TYPE_PERSON, tl_record_id (person), &error);
  g_assert_nonnull (again);
  hits = tl_store_search (fixture->store, "hoa", 10, &error);
  g_assert_cmpuint (hits->len, ==, 1);
  g_assert_true (tl_journal_note (fixture->store, "view", TL_TYPE_PERSON, tl_record_id (person), NULL, &error));
  tl_record_set_text (again, TL_PERSON_ALIAS, "Hoa Sen");
  g_assert_false (tl_store_save (fixture->store, again, &error));
  g_assert_error (error, TL_STORE_ERROR, TL_STORE_ERROR_REFUSED);
  fixture_close (fixture);
  fixture_reopen (fixture);
}

/* --- A drive that is taken out --- */

/* The system's own VFS, but handles opened before the drive went out fail for ever, as a removed stick's do. */
static sqlite3_vfs plug, *beneath;
static gboolean unplugged;
static guint plugging;
static gint failed_writes;

typedef struct
{
  sqlite3_file base;
  guint plugging;
} Plugged;

static sqlite3_file *
real_of (sqlite3_file *file)
{
  return (sqlite3_file *)((Plugged *)file + 1);
}

static gboolean
is_dead (sqlite3_file *file)
{
  return unplugged || ((Plugged *)file)->plugging != plugging;
}

static int
plug_close (sqlite3_file *file)
{
  return real_of (file)->pMethods->xClose (real_of (file));
}

static int
plug_read (sqlite3_file *file, void *buffer, int amount, sqlite3_int64 offset)
{
  return is_dead (file) ? SQLITE_IOERR_READ : real_of (file)->pMethods->xRead (real_of (file), buffer, amount, offset);
}

static int
plug_write (sqlite3_file *file, const void *buffer, int amount, sqlite3_int64 offset)
{
  if (is_dead (file))
    {
      g_atomic_int_inc (&failed_writes);
      return SQLITE_IOERR_WRITE;
    }
  return real_of (file)->pMethods->xWrite (real_of (file), buffer, amount, offset);
}

static int
plug_truncate (sqlite3_file *file, sqlite3_int64 size)
{
  return is_dead (file) ? SQLITE_IOERR_TRUNCATE : real_of (file)->pMethods->xTruncate (real_of (file), size);
}

static int
plug_sync (sqlite3_file *file, int flags)
{
  return is_dead (file) ? SQLITE_IOERR_FSYNC : real_of (file)->pMethods->xSync (real_of (file), flags);
}

static int
plug_size (sqlite3_file *file, sqlite3_int64 *size)
{
  return is_dead (file) ? SQLITE_IOERR_FSTAT : real_of (file)->pMethods->xFileSize (real_of (file), size);
}

static int
plug_lock (sqlite3_file *file, int level)
{
  return real_of (file)->pMethods->xLock (real_of (file), level);
}

static int
plug_unlock (sqlite3_file *file, int level)
{
  return real_of (file)->pMethods->xUnlock (real_of (file), level);
}

static int
plug_reserved (sqlite3_file *file, int *reserved)
{
  return real_of (file)->pMethods->xCheckReservedLock (real_of (file), reserved);
}

static int
plug_control (sqlite3_file *file, int operation, void *argument)
{
  return SQLITE_NOTFOUND;
}

static int
plug_zero (sqlite3_file *file)
{
  return 0;
}

static int
plug_sector (sqlite3_file *file)
{
  return 4096;
}

static const sqlite3_io_methods plug_methods = {
    1,         plug_close,  plug_read,     plug_write,   plug_truncate, plug_sync, plug_size,
    plug_lock, plug_unlock, plug_reserved, plug_control, plug_sector,   plug_zero,
};

static int
plug_open (sqlite3_vfs *vfs, sqlite3_filename name, sqlite3_file *file, int flags, int *out)
{
  int rc;

  file->pMethods = NULL;
  if (unplugged)
    return SQLITE_CANTOPEN;
  rc = beneath->xOpen (beneath, name, real_of (file), flags, out);
  ((Plugged *)file)->plugging = plugging;
  if (rc == SQLITE_OK)
    file->pMethods = &plug_methods;
  return rc;
}

static int
plug_delete (sqlite3_vfs *vfs, const char *name, int sync)
{
  return unplugged ? SQLITE_IOERR_DELETE : beneath->xDelete (beneath, name, sync);
}

static int
plug_access (sqlite3_vfs *vfs, const char *name, int flags, int *result)
{
  return unplugged ? SQLITE_IOERR_ACCESS : beneath->xAccess (beneath, name, flags, result);
}

static void
plug_in (Fixture *fixture)
{
  beneath = sqlite3_vfs_find (NULL);
  plug = *beneath;
  plug.zName = "a-stick";
  plug.iVersion = 1;
  plug.szOsFile = (int)sizeof (Plugged) + beneath->szOsFile;
  plug.xOpen = plug_open;
  plug.xDelete = plug_delete;
  plug.xAccess = plug_access;
  tl_vault_set_base_vfs_for_test (&plug);
  fixture_reopen (fixture);
}

/* Out in the middle of the work: a clear error, what was typed is still there, and with the drive back the same save works. */
static void
test_drive_out (Fixture *fixture, gconstpointer data)
{
  g_autoptr (TlRecord) first = NULL, second = tl_record_new (TL_TYPE_PERSON);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) all = NULL;
  guint64 entries = 0;

  fixture_close (fixture);
  plug_in (fixture);
  first = fixture_person (fixture, "Hoa Cau", NULL);
  tl_record_set_text (second, TL_PERSON_ALIAS, "Bé Tôm");
  tl_record_set_text (second, TL_PERSON_SEX, "female");
  unplugged = TRUE;
  for (int i = 0; i < 3; i++)
    {
      g_assert_false (tl_store_save (fixture->store, second, &error));
      g_assert_nonnull (error);
      g_assert_cmpuint (strlen (error->message), >, 20);
      g_clear_error (&error);
    }
  unplugged = FALSE;
  plugging++;
  g_assert_true (tl_store_save (fixture->store, second, &error));
  g_assert_no_error (error);
  all = tl_store_list (fixture->store, TL_TYPE_PERSON, NULL, 0, TL_QUERY_ID, FALSE, 0, 0, &error);
  g_assert_cmpuint (all->len, ==, 2);
  g_assert_true (tl_journal_verify (fixture->store, &entries, &error));
  g_assert_no_error (error);
  fixture_close (fixture);
  tl_vault_set_base_vfs_for_test (NULL);
  fixture_reopen (fixture);
  g_assert_true (tl_journal_verify (fixture->store, &entries, &error));
}

static gpointer
save_and_pull_out (TlStore *store, gpointer data, GCancellable *cancellable, GError **error)
{
  for (guint i = 0; i < 8; i++)
    {
      g_autoptr (TlRecord) person = tl_record_new (TL_TYPE_PERSON);

      tl_record_set_text (person, TL_PERSON_ALIAS, "Hoa Cau");
      tl_record_set_text (person, TL_PERSON_SEX, "female");
      if (!tl_store_save (store, person, error))
        return NULL;
    }
  unplugged = TRUE;
  plugging++;
  return GINT_TO_POINTER (TRUE);
}

/* Out and in again while nobody saves: what failed was done by the store for itself, and the next save knows. */
static void
test_drive_out_in_a_pause (Fixture *fixture, gconstpointer data)
{
  g_autoptr (TlRecord) person = tl_record_new (TL_TYPE_PERSON);
  g_autoptr (GError) error = NULL;

  plug_in (fixture);
  g_atomic_int_set (&failed_writes, 0);
  g_assert_nonnull (tl_store_call (fixture->store, save_and_pull_out, NULL, &error));
  g_assert_no_error (error);
  for (guint i = 0; i < 600 && g_atomic_int_get (&failed_writes) == 0; i++)
    g_usleep (50 * 1000);
  g_assert_cmpint (g_atomic_int_get (&failed_writes), >, 0);
  unplugged = FALSE;
  tl_record_set_text (person, TL_PERSON_ALIAS, "Bé Tôm");
  tl_record_set_text (person, TL_PERSON_SEX, "female");
  g_assert_true (tl_store_save (fixture->store, person, &error));
  g_assert_no_error (error);
  g_assert_cmpint (tl_store_count (fixture->store, TL_TYPE_PERSON, NULL, 0, &error), ==, 9);
  g_assert_true (tl_journal_verify (fixture->store, NULL, &error));
  g_assert_no_error (error);
  fixture_close (fixture);
  tl_vault_set_base_vfs_for_test (NULL);
  fixture_reopen (fixture);
}

int
main (int argc, char **argv)
{
  fixture_init (&argc, &argv);
  g_test_add_func ("/store/keep/what-stays", test_rule);
  g_test_add_func ("/store/keep/names", test_names);
  fixture_add ("/store/keep/thinned", test_thinned);
  fixture_add ("/store/keep/what-was-just-made-stays", test_made_stays);
  fixture_add ("/store/keep/the-register-is-no-backup", test_register_among_them);
  fixture_add ("/store/keep/reminder", test_reminder);
  fixture_add ("/store/keep/erasure-names-the-copies", test_erasure);
  fixture_add ("/store/keep/snapshots", test_snapshots);
  fixture_add ("/store/keep/restore-begins-an-incarnation", test_restore);
  fixture_add ("/store/keep/restore-through-a-link", test_restore_through_link);
  fixture_add ("/store/keep/reading-only", test_reading);
  fixture_add ("/store/keep/drive-out-and-back", test_drive_out);
  fixture_add ("/store/keep/drive-out-in-a-pause", test_drive_out_in_a_pause);

  return g_test_run ();
}
