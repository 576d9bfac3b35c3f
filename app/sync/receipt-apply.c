/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A receipt that came back, as a file or as a code read out by phone. A bundle's state only moves forward: made → carried →
 * received → applied; rejected may still become applied, nothing takes "applied" back. */

#include <glib/gi18n-lib.h>
#include <string.h>

#include "store/journal.h"
#include "store/sql.h"
#include "sync/bundle.h"
#include "sync/bytes.h"
#include "sync/file.h"

#define MAX_RECEIPT_BYTES 65536

typedef struct
{
  const char *path_or_code;
  TlIdentity *identity;
  TlBundle *result;
} ReceiptJob;

static const char *
state_of (TlReceiptStatus status)
{
  return status == TL_RECEIPT_APPLIED ? "applied" : status == TL_RECEIPT_RECEIVED ? "received" : "rejected";
}

/* Notes @status of the bundle @hash; all bundles before an applied one are applied too, for they go in order. */
static gboolean
set_state (TlStore *store, const char *hash, TlReceiptStatus status, guint32 reason, GError **error)
{
  g_autofree char *detail = g_strdup_printf ("{\"hash\":\"%s\",\"state\":\"%s\",\"reason\":%u}", hash, state_of (status), reason);

  if (status == TL_RECEIPT_APPLIED
      && !tl_sql_run (store, error,
                      "UPDATE sync_bundle SET state = 'applied', reason = 0, content = NULL WHERE direction = 'out' AND"
                      " (peer, stream) IN (SELECT peer, stream FROM sync_bundle WHERE direction = 'out' AND hash = ?1) AND"
                      " number <= (SELECT number FROM sync_bundle WHERE direction = 'out' AND hash = ?1)",
                      "s", hash))
    return FALSE;
  if (status != TL_RECEIPT_APPLIED
      && !tl_sql_run (store, error,
                      "UPDATE sync_bundle SET state = ?, reason = ? WHERE direction = 'out' AND hash = ? AND state <> 'applied'", "sis",
                      state_of (status), (gint64)reason, hash))
    return FALSE;
  return tl_journal_note (store, "receipt", TL_N_TYPES, NULL, detail, error);
}

static gboolean
set_no_bundle (GError **error)
{
  g_set_error_literal (error, TL_SYNC_ERROR, TL_SYNC_ERROR_NO_PEER,
                       _ ("This receipt belongs to no bundle that was made on this computer. Nothing was changed."));
  return FALSE;
}

/* --- As a file --- */

static gboolean
read_receipt (TlStore *store, ReceiptJob *job, GBytes *file, TlReceipt *receipt, TlPeerKeys **peer, GError **error)
{
  g_autoptr (TlContainer) container = tl_bundle_unseal (job->identity, file, TL_CONTAINER_RECEIPT, error);
  g_autofree char *device = NULL;
  g_autoptr (GError) local = NULL;
  const guint8 *body;
  gsize size;

  if (container == NULL)
    return FALSE;
  device = tl_hex (container->sender.device, TL_ID_BYTES);
  *peer = tl_peer_find_device (store, device, &local);
  if (local != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  if (*peer == NULL || !(*peer)->trusted)
    {
      g_set_error_literal (error, TL_SYNC_ERROR, TL_SYNC_ERROR_UNTRUSTED,
                           _ ("This receipt comes from a computer that is not trusted here. Nothing was changed."));
      return FALSE;
    }
  if (!tl_container_verify (container, (*peer)->card.sign_public) || !tl_container_section (container, "RECV", &body, &size)
      || !tl_receipt_parse (body, size, receipt))
    {
      g_set_error_literal (error, TL_SYNC_ERROR, TL_SYNC_ERROR_TAMPERED,
                           _ ("This receipt was changed on the way. Nothing was changed here. Ask for it once more."));
      return FALSE;
    }
  return memcmp (receipt->bundle_sender, job->identity->card.device, TL_ID_BYTES) == 0 || set_no_bundle (error);
}

static gboolean
apply_file (TlStore *store, ReceiptJob *job, GError **error)
{
  g_autoptr (GBytes) file = tl_file_read (job->path_or_code, MAX_RECEIPT_BYTES, error);
  g_autofree TlPeerKeys *peer = NULL;
  g_autofree char *hash = NULL;
  g_autoptr (TlBundle) bundle = NULL;
  TlReceipt receipt;

  if (file == NULL || !read_receipt (store, job, file, &receipt, &peer, error))
    return FALSE;
  hash = tl_hex (receipt.bundle, TL_CONTENT_HASH_BYTES);
  bundle = tl_bundle_find (store, "out", hash, NULL);
  /* Only the place to which it was sent can say what became of it. */
  if (bundle == NULL || strcmp (bundle->peer, peer->card.site) != 0 || bundle->number != receipt.number)
    return set_no_bundle (error);
  if (!set_state (store, hash, receipt.status, receipt.reason, error))
    return FALSE;
  job->result = tl_bundle_find (store, "out", hash, error);
  return job->result != NULL;
}

/* --- As a code --- */

/* The bundles a code may speak of: newest first. (element-type TlBundle) */
static GPtrArray *
own_bundles (TlStore *store, GError **error)
{
  g_autoptr (GPtrArray) list = g_ptr_array_new_with_free_func ((GDestroyNotify)tl_bundle_free);
  g_autoptr (GError) local = NULL;
  sqlite3_stmt *stmt;

  stmt = tl_sql_prepare (store, error,
                         "SELECT " TL_BUNDLE_COLUMNS TL_BUNDLE_FROM
                         " WHERE b.direction = 'out' ORDER BY b.at DESC, b.stream DESC, b.number DESC LIMIT 200",
                         "");
  if (stmt == NULL)
    return NULL;
  while (tl_sql_step (store, stmt, &local))
    g_ptr_array_add (list, tl_bundle_from_row (stmt));
  tl_sql_done (stmt);
  if (local == NULL)
    return g_steal_pointer (&list);
  g_propagate_error (error, g_steal_pointer (&local));
  return NULL;
}

/* The status for which the code fits this bundle, or 0. */
static TlReceiptStatus
try_code (ReceiptJob *job, GPtrArray *peers, TlBundle *bundle, const char *code)
{
  guint8 hash[TL_CONTENT_HASH_BYTES];

  if (!tl_unhex (bundle->id, hash, sizeof hash))
    return 0;
  for (guint i = 0; i < peers->len; i++)
    for (TlReceiptStatus status = TL_RECEIPT_RECEIVED; status <= TL_RECEIPT_REJECTED; status++)
      {
        TlPeerKeys *peer = g_ptr_array_index (peers, i);
        g_autofree char *want = tl_receipt_code (job->identity->box_secret, peer->card.box_public, hash, status);

        if (g_strcmp0 (want, code) == 0)
          return status;
      }
  return 0;
}

static gboolean
apply_code (TlStore *store, ReceiptJob *job, const char *code, GError **error)
{
  g_autoptr (GPtrArray) bundles = own_bundles (store, error);

  if (bundles == NULL)
    return FALSE;
  for (guint i = 0; i < bundles->len; i++)
    {
      TlBundle *bundle = g_ptr_array_index (bundles, i);
      g_autoptr (GPtrArray) peers = tl_peer_at_place (store, bundle->peer, error);
      TlReceiptStatus status;

      if (peers == NULL)
        return FALSE;
      status = try_code (job, peers, bundle, code);
      if (status == 0)
        continue;
      if (!set_state (store, bundle->id, status, 0, error))
        return FALSE;
      job->result = tl_bundle_find (store, "out", bundle->id, error);
      return job->result != NULL;
    }
  return set_no_bundle (error);
}

static gboolean
apply_receipt (TlStore *store, gpointer data, GError **error)
{
  ReceiptJob *job = data;
  g_autoptr (TlIdentity) identity = tl_identity_load (store, error);
  gboolean looks_like_code = FALSE;
  g_autofree char *code = NULL;

  if (identity == NULL)
    return FALSE;
  job->identity = identity;
  if (g_file_test (job->path_or_code, G_FILE_TEST_IS_REGULAR))
    return apply_file (store, job, error);
  code = tl_receipt_code_normalise (job->path_or_code, &looks_like_code);
  if (code != NULL)
    return apply_code (store, job, code, error);
  if (looks_like_code)
    {
      g_set_error_literal (error, TL_SYNC_ERROR, TL_SYNC_ERROR_TAMPERED,
                           _ ("One letter of this code is wrong. Nothing was changed. Have it read out once more."));
      return FALSE;
    }
  return apply_file (store, job, error);
}

TlBundle *
tl_receipt_apply (TlStore *store, const char *path_or_code, GError **error)
{
  ReceiptJob job = {.path_or_code = path_or_code};

  if (tl_store_transaction (store, apply_receipt, &job, error))
    return job.result;
  g_clear_pointer (&job.result, tl_bundle_free);
  return NULL;
}
