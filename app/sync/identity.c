/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Who we are: an Ed25519 key that signs and an X25519 key to which others seal, made at the first need, kept in
 * the vault's database (every byte of which is sealed), copied into locked memory only while they are used. */

#include "sync/identity.h"

#include <glib/gi18n-lib.h>
#include <sodium.h>
#include <string.h>

#include "record/time.h"
#include "store/journal.h"
#include "store/sql.h"
#include "sync/age.h"
#include "sync/bytes.h"
#include "sync/file.h"
#include "sync/sync.h"

void
tl_identity_free (TlIdentity *identity)
{
  if (identity == NULL)
    return;
  sodium_free (identity->sign_secret);
  sodium_free (identity->box_secret);
  g_free (identity);
}

static TlIdentity *
new_identity (void)
{
  TlIdentity *identity = g_new0 (TlIdentity, 1);

  identity->sign_secret = sodium_malloc (TL_SIGN_SECRET_BYTES);
  identity->box_secret = sodium_malloc (TL_BOX_KEY_BYTES);
  if (identity->sign_secret == NULL || identity->box_secret == NULL)
    g_error ("no memory for keys");
  return identity;
}

static gboolean
read_keys (TlStore *store, TlIdentity *identity, gboolean *found, GError **error)
{
  g_autoptr (GError) local = NULL;
  sqlite3_stmt *stmt;

  *found = FALSE;
  stmt = tl_sql_prepare (store, error, "SELECT device, sign_secret, box_secret FROM sync_identity WHERE one = 1", "");
  if (stmt == NULL)
    return FALSE;
  if (tl_sql_step (store, stmt, &local))
    {
      g_strlcpy (identity->device, (const char *)sqlite3_column_text (stmt, 0), sizeof identity->device);
      memcpy (identity->sign_secret, sqlite3_column_blob (stmt, 1), TL_SIGN_SECRET_BYTES);
      memcpy (identity->box_secret, sqlite3_column_blob (stmt, 2), TL_BOX_KEY_BYTES);
      *found = TRUE;
    }
  tl_sql_done (stmt);
  if (local != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  return TRUE;
}

static gboolean
make_keys (TlStore *store, TlIdentity *identity, GError **error)
{
  g_autoptr (GBytes) sign = NULL;
  g_autoptr (GBytes) box = NULL;
  guint8 ignored[32];

  crypto_sign_keypair (ignored, identity->sign_secret);
  tl_age_keypair (ignored, identity->box_secret);
  g_strlcpy (identity->device, tl_journal_device_id (store), sizeof identity->device);
  sign = g_bytes_new_static (identity->sign_secret, TL_SIGN_SECRET_BYTES);
  box = g_bytes_new_static (identity->box_secret, TL_BOX_KEY_BYTES);
  return tl_sql_run (store, error, "INSERT INTO sync_identity (one, device, sign_secret, box_secret, made_at) VALUES (1, ?, ?, ?, ?)",
                     "sbbi", identity->device, sign, box, tl_clock_now ())
         && tl_journal_note (store, "identity-made", TL_N_TYPES, NULL, NULL, error);
}

typedef struct
{
  TlIdentity *identity;
} LoadJob;

static gboolean
load_or_make (TlStore *store, gpointer data, GError **error)
{
  LoadJob *job = data;
  TlIdentity *identity = job->identity;
  gboolean found;

  if (!read_keys (store, identity, &found, error))
    return FALSE;
  if (!found && !make_keys (store, identity, error))
    return FALSE;
  return TRUE;
}

TlIdentity *
tl_identity_load (TlStore *store, GError **error)
{
  g_autoptr (TlIdentity) identity = new_identity ();
  LoadJob job = {identity};

  if (!tl_store_transaction (store, load_or_make, &job, error))
    return NULL;
  if (!tl_unhex (identity->device, identity->card.device, TL_ID_BYTES))
    {
      g_set_error_literal (error, TL_SYNC_ERROR, TL_SYNC_ERROR_IO,
                           _ ("This computer's own identity in the vault is damaged. Verify the vault."));
      return NULL;
    }
  g_strlcpy (identity->card.site, tl_store_site (store), sizeof identity->card.site);
  identity->card.number = tl_store_device (store);
  crypto_sign_ed25519_sk_to_pk (identity->card.sign_public, identity->sign_secret);
  crypto_scalarmult_base (identity->card.box_public, identity->box_secret);
  return g_steal_pointer (&identity);
}

gboolean
tl_identity_ensure (TlStore *store, GError **error)
{
  g_autoptr (TlIdentity) identity = tl_identity_load (store, error);

  return identity != NULL;
}

gboolean
tl_peer_write_card (TlStore *store, const char *path, GError **error)
{
  g_autoptr (TlIdentity) identity = tl_identity_load (store, error);
  g_autoptr (GBytes) content = NULL;
  char *text;

  if (identity == NULL)
    return FALSE;
  text = tl_card_write (&identity->card, identity->sign_secret);
  content = g_bytes_new_take (text, strlen (text));
  return tl_file_write (path, content, TRUE, error);
}

char *
tl_identity_fingerprint (TlStore *store, GError **error)
{
  g_autoptr (TlIdentity) identity = tl_identity_load (store, error);

  return identity == NULL ? NULL : tl_card_fingerprint (&identity->card);
}

char *
tl_identity_export_age (TlStore *store, GError **error)
{
  g_autoptr (TlIdentity) identity = tl_identity_load (store, error);

  /* Written down before it is given out. */
  if (identity == NULL || !tl_journal_note (store, "identity-exported", TL_N_TYPES, NULL, NULL, error))
    return NULL;
  return tl_age_identity_to_text (identity->box_secret);
}
