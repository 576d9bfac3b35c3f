/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Backups: where they go, what they are called, what this register remembers of them.
 *
 * The name says place and minute and nothing else. The register remembers each backup that it made: for the reminder, and
 * because an erasure must say where the erased may still lie. What was removed by hand it cannot know. */

#include "store/keep-private.h"

#include "vault/backup.h"

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <stdlib.h>

#define BLOCKS_AT_ONCE 90

struct _TlKeep
{
  char *dest;
  char *place;
  char *kind;
  char *path; /* once it is known */
  TlBackup *backup;
  guint64 blocks;
  GPtrArray *thinned; /* NULL-ended once it stands */
};

TlKeep *
tl_keep_new (const char *dest, const char *place)
{
  TlKeep *keep;

  g_return_val_if_fail (dest != NULL, NULL);

  keep = g_new0 (TlKeep, 1);
  keep->dest = g_canonicalize_filename (dest, NULL);
  keep->place = g_strdup (place);
  keep->kind = g_strdup ("backup");

  return keep;
}

void
tl_keep_free (TlKeep *keep)
{
  if (keep == NULL)
    return;
  g_clear_pointer (&keep->backup, tl_backup_free);
  g_clear_pointer (&keep->thinned, g_ptr_array_unref);
  g_free (keep->dest);
  g_free (keep->place);
  g_free (keep->kind);
  g_free (keep->path);
  g_free (keep);
}

const char *
tl_keep_path (TlKeep *keep)
{
  return keep->path;
}

guint64
tl_keep_blocks (TlKeep *keep)
{
  return keep->blocks;
}

const char *const *
tl_keep_thinned (TlKeep *keep)
{
  return keep->thinned != NULL ? (const char *const *)keep->thinned->pdata : NULL;
}

/* --- Making one --- */

static char *
file_name (TlStore *store, guint again)
{
  g_autofree char *iso = tl_time_to_iso (tl_clock_now ());
  g_autofree char *device = store->device > 1 ? g_strdup_printf ("%u", store->device) : g_strdup ("");
  g_autofree char *more = again > 1 ? g_strdup_printf ("-%u", again) : g_strdup ("");

  /* "2026-11-24T21:30:00+07:00" */
  return g_strdup_printf ("%s%s-%.10s-%.2s%.2s%s.tamlanh", store->site != NULL ? store->site : "XX", device, iso, iso + 11, iso + 14, more);
}

static gboolean
choose_path (TlStore *store, TlKeep *keep, GError **error)
{
  if (!g_file_test (keep->dest, G_FILE_TEST_IS_DIR))
    {
      g_autofree char *folder = g_path_get_dirname (keep->dest);

      if (!g_file_test (folder, G_FILE_TEST_IS_DIR))
        {
          g_set_error (error, TL_VAULT_ERROR, TL_VAULT_ERROR_IO, _ ("There is no folder “%s”. Was the drive taken out? Nothing was made."),
                       folder);
          return FALSE;
        }
      keep->path = g_str_has_suffix (keep->dest, ".tamlanh") ? g_strdup (keep->dest) : g_strconcat (keep->dest, ".tamlanh", NULL);
      return TRUE;
    }
  for (guint again = 1; keep->path == NULL; again++)
    {
      g_autofree char *name = file_name (store, again);

      keep->path = g_build_filename (keep->dest, name, NULL);
      if (g_file_test (keep->path, G_FILE_TEST_EXISTS))
        g_clear_pointer (&keep->path, g_free);
    }

  return TRUE;
}

static guint
setting_number (TlStore *store, const char *key, guint usual)
{
  g_autofree char *text = tl_store_get_setting (store, key);

  return text != NULL && g_ascii_isdigit (*text) ? (guint)CLAMP (atoi (text), 0, 9999) : usual;
}

static TlKeepRule
rule_of (TlStore *store)
{
  return (TlKeepRule){setting_number (store, "backup_days", TL_KEEP_DAYS), setting_number (store, "backup_weeks", TL_KEEP_WEEKS),
                      setting_number (store, "backup_months", TL_KEEP_MONTHS)};
}

static char *
detail_of (TlKeep *keep, const char *name)
{
  g_autoptr (JsonObject) object = json_object_new ();
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_OBJECT);
  JsonArray *removed = json_array_new ();

  for (guint i = 0; i < keep->thinned->len; i++)
    json_array_add_string_element (removed, keep->thinned->pdata[i]);
  json_object_set_string_member (object, "file", name);
  json_object_set_int_member (object, "blocks", (gint64)keep->blocks);
  json_object_set_array_member (object, "removed", removed);
  json_node_set_object (node, object);

  return json_to_string (node, FALSE);
}

static gboolean
remember (TlStore *store, gpointer data, GError **error)
{
  TlKeep *keep = data;
  g_autofree char *folder = g_path_get_dirname (keep->path);
  g_autofree char *name = g_path_get_basename (keep->path);
  g_autofree char *detail = detail_of (keep, name);
  g_autofree char *before = tl_store_get_setting (store, "backup_folder");
  gboolean person = g_str_equal (keep->kind, "backup");

  for (guint i = 0; i < keep->thinned->len; i++)
    if (!tl_sql_run (store, error, "UPDATE backup SET state = 'removed', removed_at = ? WHERE folder = ? AND name = ?", "iss",
                     tl_clock_now (), folder, (const char *)keep->thinned->pdata[i]))
      return FALSE;
  if (!tl_sql_run (store, error, "INSERT INTO backup (kind, at, name, folder, place, blocks) VALUES (?, ?, ?, ?, ?, ?)", "sisssi", keep->kind,
                   tl_clock_now (), name, folder, keep->place, (gint64)keep->blocks))
    return FALSE;
  if (person && g_strcmp0 (before, folder) != 0 && !tl_store_set_setting (store, "backup_folder", folder, error))
    return FALSE;

  return tl_journal_note (store, keep->kind, TL_N_TYPES, NULL, detail, error);
}

static gboolean
begin (TlStore *store, TlKeep *keep, GError **error)
{
  if (store->journal.ready && choose_path (store, keep, error))
    keep->backup = tl_backup_begin (store->vault, store->db, keep->path, error);
  else if (!store->journal.ready)
    g_set_error_literal (error, TL_STORE_ERROR, TL_STORE_ERROR_REFUSED, _ ("This register has not been set up yet."));

  return keep->backup != NULL;
}

static gboolean
finish (TlStore *store, TlKeep *keep, GError **error)
{
  g_autofree char *folder = g_path_get_dirname (keep->path);
  g_autofree char *made = g_path_get_basename (keep->path);
  TlKeepRule rule = rule_of (store);

  keep->blocks = tl_backup_blocks (keep->backup);
  g_clear_pointer (&keep->backup, tl_backup_free);
  if (g_str_equal (keep->kind, "backup"))
    keep->thinned = tl_keep_thin (store, folder, made, &rule);
  else
    keep->thinned = tl_keep_thin_snapshots (store, folder, made);
  if (!tl_store_transaction (store, remember, keep, error))
    {
      g_prefix_error (error, _ ("The backup stands as “%s”, but the register could not remember it: "), keep->path);
      return FALSE;
    }
  g_ptr_array_add (keep->thinned, NULL);

  return TRUE;
}

gboolean
tl_keep_slice (TlStore *store, gpointer data, double *fraction, GError **error)
{
  TlKeep *keep = data;
  gint64 until = g_get_monotonic_time () + TL_SLICE_USEC;
  GError *failed = NULL;

  if (keep->backup == NULL && !begin (store, keep, error))
    return FALSE;
  while (tl_backup_step (keep->backup, store->db, BLOCKS_AT_ONCE, &failed))
    if (g_get_monotonic_time () >= until)
      {
        *fraction = tl_backup_fraction (keep->backup);
        return TRUE;
      }
  if (failed != NULL)
    {
      g_propagate_error (error, failed);
      return FALSE;
    }
  finish (store, keep, error);

  return FALSE;
}

gboolean
tl_keep_run (TlStore *store, TlKeep *keep, TlSliceProgress progress, gpointer progress_data, GCancellable *cancellable, GError **error)
{
  g_return_val_if_fail (keep != NULL, FALSE);

  return tl_store_slices (store, tl_keep_slice, keep, progress, progress_data, cancellable, error);
}

/* --- Before an import --- */

static gpointer
snapshot_job (TlStore *store, gpointer data, GCancellable *cancellable, GError **error)
{
  g_autofree char *folder = g_strconcat (tl_vault_get_path (store->vault), ".snapshots", NULL);
  g_autoptr (TlKeep) keep = tl_keep_new (folder, NULL);
  GError *failed = NULL;
  double fraction = 0;

  g_free (keep->kind);
  keep->kind = g_strdup ("snapshot");
  if (g_mkdir_with_parents (folder, 0700) != 0)
    g_set_error (&failed, TL_VAULT_ERROR, TL_VAULT_ERROR_IO, "%s: %s", folder, g_strerror (errno));
  while (failed == NULL && tl_keep_slice (store, keep, &fraction, &failed))
    ;
  if (failed != NULL)
    {
      g_propagate_prefixed_error (error, failed, _ ("The copy that is made before an import failed, so nothing was taken over: "));
      return NULL;
    }

  return GINT_TO_POINTER (1);
}

gboolean
tl_keep_snapshot (TlStore *store, GError **error)
{
  g_return_val_if_fail (TL_IS_STORE (store), FALSE);

  return tl_store_call (store, snapshot_job, NULL, error) != NULL;
}

/* --- What is known --- */

void
tl_kept_free (TlKept *kept)
{
  if (kept == NULL)
    return;
  g_free (kept->kind);
  g_free (kept->name);
  g_free (kept->folder);
  g_free (kept->place);
  g_free (kept);
}

static gpointer
list_job (TlStore *store, gpointer data, GCancellable *cancellable, GError **error)
{
  g_autoptr (GPtrArray) list = g_ptr_array_new_with_free_func ((GDestroyNotify)tl_kept_free);
  sqlite3_stmt *stmt
      = tl_sql_prepare (store, error, "SELECT kind, at, name, folder, place FROM backup WHERE state = 'kept' ORDER BY at DESC, n DESC", "");

  if (stmt == NULL)
    return NULL;
  while (tl_sql_step (store, stmt, NULL))
    {
      TlKept *kept = g_new0 (TlKept, 1);

      kept->kind = tl_sql_column_text (stmt, 0);
      kept->at = sqlite3_column_int64 (stmt, 1);
      kept->name = tl_sql_column_text (stmt, 2);
      kept->folder = tl_sql_column_text (stmt, 3);
      kept->place = tl_sql_column_text (stmt, 4);
      g_ptr_array_add (list, kept);
    }
  tl_sql_done (stmt);

  return g_steal_pointer (&list);
}

GPtrArray *
tl_keep_list (TlStore *store, GError **error)
{
  g_return_val_if_fail (TL_IS_STORE (store), NULL);

  return tl_store_call (store, list_job, NULL, error);
}

void
tl_keep_state_free (TlKeepState *state)
{
  if (state == NULL)
    return;
  g_free (state->name);
  g_free (state->folder);
  g_free (state->place);
  g_free (state->suggest);
  g_free (state);
}

static gpointer
state_job (TlStore *store, gpointer data, GCancellable *cancellable, GError **error)
{
  TlKeepState *state = g_new0 (TlKeepState, 1);
  TlKeepRule rule = rule_of (store);
  g_autofree char *demo = tl_store_get_setting (store, "demo");
  sqlite3_stmt *stmt = tl_sql_prepare (
      store, error, "SELECT at, name, folder, place FROM backup WHERE kind = 'backup' ORDER BY at DESC, n DESC LIMIT 1", "");
  gint64 since;

  if (stmt == NULL)
    {
      tl_keep_state_free (state);
      return NULL;
    }
  if (tl_sql_step (store, stmt, NULL))
    {
      state->at = sqlite3_column_int64 (stmt, 0);
      state->name = tl_sql_column_text (stmt, 1);
      state->folder = tl_sql_column_text (stmt, 2);
      state->place = tl_sql_column_text (stmt, 3);
    }
  tl_sql_done (stmt);
  state->suggest = tl_store_get_setting (store, "backup_folder");
  state->days = rule.days;
  state->weeks = rule.weeks;
  state->months = rule.months;
  state->remind = setting_number (store, "backup_remind", TL_KEEP_REMIND);
  state->kept = (guint)tl_sql_int (store, NULL, 0, "SELECT COUNT (*) FROM backup WHERE kind = 'backup' AND state = 'kept'", "");
  /* A new register is given a day before it is reminded for the first time. */
  since = state->at != 0 ? state->at + (gint64)state->remind * 86400
                         : tl_sql_int (store, NULL, tl_clock_now (), "SELECT MIN (created_at) FROM \"case\"", "") + 86400;
  state->overdue = state->remind > 0 && demo == NULL && tl_clock_now () >= since
                   && (state->at != 0 || tl_sql_int (store, NULL, 0, "SELECT COUNT (*) FROM \"case\"", "") > 0);

  return state;
}

TlKeepState *
tl_keep_state (TlStore *store, GError **error)
{
  g_return_val_if_fail (TL_IS_STORE (store), NULL);

  return tl_store_call (store, state_job, NULL, error);
}
