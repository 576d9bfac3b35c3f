/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "store/restore.h"

#include "store/store-private.h"

#include <glib/gi18n-lib.h>
#include <stdlib.h>
#include <string.h>

struct _TlRestore
{
  TlVault *vault;
  TlHolds holds;
  char *warning;
};

static gpointer
look_job (TlStore *store, gpointer data, GCancellable *cancellable, GError **error)
{
  TlHolds *holds = data;
  g_autoptr (GPtrArray) last = NULL;
  GError *failed = NULL;

  holds->site = g_strdup (store->site);
  holds->device = store->device;
  holds->file_id = g_strdup (tl_vault_get_file_id (store->vault));
  holds->entries = tl_sql_int (store, &failed, 0, "SELECT COUNT (*) FROM entry", "");
  if (failed == NULL)
    holds->cases = tl_store_count (store, TL_TYPE_CASE, NULL, 0, &failed);
  if (failed == NULL)
    holds->people = tl_store_count (store, TL_TYPE_PERSON, NULL, 0, &failed);
  if (failed == NULL)
    holds->stays = tl_store_count (store, TL_TYPE_STAY, NULL, 0, &failed);
  if (failed == NULL)
    holds->support = tl_store_count (store, TL_TYPE_SUPPORT, NULL, 0, &failed);
  if (failed == NULL)
    holds->attachments = tl_store_count (store, TL_TYPE_ATTACHMENT, NULL, 0, &failed);
  if (failed == NULL)
    last = tl_journal_list (store, NULL, 0, 1, &failed);
  if (failed != NULL)
    {
      g_propagate_error (error, failed);
      return NULL;
    }
  if (last->len > 0)
    holds->last_at = ((TlJournalEntry *)last->pdata[0])->at;

  return GINT_TO_POINTER (1);
}

TlRestore *
tl_restore_open (const char *source, const char *slot, const char *passphrase, const char *code, GError **error)
{
  g_autoptr (TlRestore) restore = g_new0 (TlRestore, 1);
  g_autoptr (TlStore) store = NULL;
  TlVault *vault;
  gboolean good;

  g_return_val_if_fail (source != NULL, NULL);

  vault = tl_vault_unlock_for_reading (source, slot, passphrase, code, error);
  if (vault == NULL)
    return NULL;
  restore->warning = g_strdup (tl_vault_get_warning (vault));
  store = tl_store_open (vault, error);
  if (store == NULL)
    return NULL;
  good = tl_store_call (store, look_job, &restore->holds, error) != NULL;
  restore->vault = tl_store_close_keeping_vault (store);

  return good ? g_steal_pointer (&restore) : NULL;
}

const TlHolds *
tl_restore_holds (TlRestore *restore)
{
  return &restore->holds;
}

const char *
tl_restore_warning (TlRestore *restore)
{
  return restore->warning;
}

/* NAME-aside-2026-11-24-2130.tamlanh beside it, free. (transfer full) */
static char *
aside_name (const char *path)
{
  g_autofree char *iso = tl_time_to_iso (tl_clock_now ());
  gsize stem = g_str_has_suffix (path, ".tamlanh") ? strlen (path) - strlen (".tamlanh") : strlen (path);

  for (guint again = 1;; again++)
    {
      g_autofree char *more = again > 1 ? g_strdup_printf ("-%u", again) : g_strdup ("");
      g_autofree char *name = g_strdup_printf ("%.*s-aside-%.10s-%.2s%.2s%s.tamlanh", (int)stem, path, iso, iso + 11, iso + 14, more);

      if (!g_file_test (name, G_FILE_TEST_EXISTS))
        return g_steal_pointer (&name);
    }
}

gboolean
tl_restore_run (TlRestore *restore, const char *path, char **aside, TlVaultProgress progress, gpointer data, GError **error)
{
  g_autofree char *name = NULL;
  char *real = NULL;
  gboolean kept = FALSE;

  g_return_val_if_fail (restore != NULL && path != NULL, FALSE);

  /* The register may be a link to a file on another drive: the former one is kept there, beside it. */
  real = realpath (path, NULL);
  name = aside_name (real != NULL ? real : path);
  free (real);
  if (!tl_vault_restore (restore->vault, path, name, &kept, progress, data, error))
    return FALSE;
  if (aside != NULL)
    *aside = kept ? g_steal_pointer (&name) : NULL;

  return TRUE;
}

void
tl_restore_free (TlRestore *restore)
{
  if (restore == NULL)
    return;
  g_clear_pointer (&restore->vault, tl_vault_lock);
  g_free (restore->holds.site);
  g_free (restore->holds.file_id);
  g_free (restore->warning);
  g_free (restore);
}
