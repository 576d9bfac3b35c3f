/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Applying a bundle.
 *
 * Everything is verified before anything is written; one transaction writes all of it or nothing. What was before an
 * import is kept by that transaction alone: there is no snapshot beside it yet (the vault's backup comes with a later
 * issue), so an applied bundle is undone only from a backup.
 *
 * By place in the stream: the same content again → ALREADY; an older stream → ALREADY (a baseline replaced it); the next
 * number → applied; a later one → held in the vault and applied when the missing one arrives; an old number with other
 * content → FORKED when the sender's journal shows it, else an alarm. */

#include <glib/gi18n-lib.h>
#include <string.h>

#include "record/time.h"
#include "store/journal.h"
#include "store/sql.h"
#include "sync/bundle.h"
#include "sync/bytes.h"
#include "sync/file.h"
#include "sync/json.h"

#define MAX_HELD 64

/* --- Place in the stream --- */

static void
set_gap (GError **error, TlOpenBundle *bundle, const TlInState *state)
{
  gint64 missing = state->known && state->stream == bundle->stream ? state->number + 1 : 1;

  g_set_error (error, TL_SYNC_ERROR, TL_SYNC_ERROR_GAP,
               _ ("This is bundle %lld of “%s”, but number %lld has not arrived. It is sound and kept in the vault; "
                  "it will be applied when the missing one is opened. Ask that place for number %lld."),
               (long long)bundle->number, bundle->peer->card.site, (long long)missing, (long long)missing);
}

static void
set_already (GError **error, TlOpenBundle *bundle)
{
  g_set_error (error, TL_SYNC_ERROR, TL_SYNC_ERROR_ALREADY, _ ("Bundle %lld of “%s” was already received. Nothing was changed."),
               (long long)bundle->number, bundle->peer->card.site);
}

/* TRUE: it is the next one. */
static gboolean
check_place (TlStore *store, TlOpenBundle *bundle, const TlInState *state, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autofree char *old
      = tl_sql_text (store, &local, "SELECT state FROM sync_bundle WHERE direction = 'in' AND hash = ?", "s", bundle->hash);

  if (local != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  if (g_strcmp0 (old, "applied") == 0 || (state->known && bundle->stream < state->stream))
    {
      set_already (error, bundle);
      return FALSE;
    }
  if (bundle->baseline ? !state->known || bundle->stream > state->stream
                       : state->known && bundle->stream == state->stream && bundle->number == state->number + 1)
    {
      if (!tl_chain_check (store, bundle, state, TRUE, error))
        return FALSE;
      if (bundle->baseline || strcmp (bundle->previous, state->previous) == 0)
        return TRUE;
      g_set_error (
          error, TL_SYNC_ERROR, TL_SYNC_ERROR_TAMPERED,
          _ ("Alarm: bundle %lld of “%s” does not follow the one received before. It was refused; nothing was changed. Call that place."),
          (long long)bundle->number, bundle->peer->card.site);
      return FALSE;
    }
  if (!state->known || bundle->stream > state->stream || bundle->number > state->number)
    {
      set_gap (error, bundle, state);
      return FALSE;
    }
  /* A number that was applied, with other content. */
  if (tl_chain_check (store, bundle, state, FALSE, error))
    g_set_error (
        error, TL_SYNC_ERROR, TL_SYNC_ERROR_TAMPERED,
        _ ("Alarm: number %lld of “%s” was received before with other content. It was refused; nothing was changed. Call that place."),
        (long long)bundle->number, bundle->peer->card.site);
  return FALSE;
}

/* --- One bundle --- */

typedef struct
{
  TlIdentity *identity;
  TlOpenBundle *bundle;
  const char *file;
  int code; /* why it was not applied */
} OneJob;

static char *
make_code (OneJob *job, TlReceiptStatus status)
{
  return tl_receipt_code (job->identity->box_secret, job->bundle->peer->card.box_public, job->bundle->container->hash, status);
}

/* Notes what became of a bundle: its row and a journal entry. */
static gboolean
note_bundle (TlStore *store, OneJob *job, const char *state, TlReceiptStatus status, const char *kind, GError **error)
{
  TlOpenBundle *bundle = job->bundle;
  g_autofree char *code = make_code (job, status);
  g_autofree char *detail = g_strdup_printf ("{\"from\":\"%s/%u\",\"stream\":%" G_GINT64_FORMAT ",\"number\":%" G_GINT64_FORMAT
                                             ",\"hash\":\"%s\",\"entries\":%u,\"reason\":%d}",
                                             bundle->peer->card.site, bundle->peer->card.number, bundle->stream, bundle->number,
                                             bundle->hash, tl_open_bundle_entries (bundle), job->code);

  return tl_sql_run (
             store, error,
             "INSERT INTO sync_bundle (direction, hash, peer, stream, number, file, state, reason, at, entries, receipt_code, content)"
             " VALUES ('in', ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (direction, hash) DO UPDATE SET state = excluded.state,"
             " reason = excluded.reason, at = excluded.at, receipt_code = excluded.receipt_code, content = excluded.content",
             "ssiissiiisb", bundle->hash, bundle->peer->device, bundle->stream, bundle->number, job->file, state,
             (gint64)(status == TL_RECEIPT_REJECTED ? job->code : 0), tl_clock_now (), (gint64)tl_open_bundle_entries (bundle), code,
             status == TL_RECEIPT_RECEIVED ? bundle->file : NULL)
         && tl_journal_note (store, kind, TL_N_TYPES, NULL, detail, error);
}

static gboolean
apply_one (TlStore *store, gpointer data, GError **error)
{
  OneJob *job = data;
  TlOpenBundle *bundle = job->bundle;
  g_autofree char *head = tl_hex (bundle->head.hash, TL_HASH_BYTES);
  TlInState state;

  return tl_in_state_load (store, bundle->peer->device, &state, error) && check_place (store, bundle, &state, error)
         && tl_chain_store (store, bundle, error) && tl_received_store (store, bundle, error)
         && tl_sql_run (
             store, error,
             "INSERT INTO sync_in (device, stream, number, previous, head_incarnation, head_sequence, head_hash) VALUES (?, ?, ?, ?, ?, ?, "
             "?)"
             " ON CONFLICT (device) DO UPDATE SET stream = excluded.stream, number = excluded.number, previous = excluded.previous,"
             " head_incarnation = excluded.head_incarnation, head_sequence = excluded.head_sequence, head_hash = excluded.head_hash",
             "siisiis", bundle->peer->device, bundle->stream, bundle->number, bundle->hash, (gint64)bundle->head.incarnation,
             (gint64)bundle->head.sequence, head)
         && note_bundle (store, job, "applied", TL_RECEIPT_APPLIED, "bundle-applied", error);
}

/* Keeps a bundle that came too early. */
static gboolean
hold_one (TlStore *store, gpointer data, GError **error)
{
  OneJob *job = data;
  g_autoptr (GError) local = NULL;
  gint64 held = tl_sql_int (store, &local, 0,
                            "SELECT count (*) FROM sync_bundle WHERE direction = 'in' AND state = 'held' AND peer = ? AND hash <> ?", "ss",
                            job->bundle->peer->device, job->bundle->hash);

  if (local != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  if (held >= MAX_HELD)
    {
      g_set_error (error, TL_SYNC_ERROR, TL_SYNC_ERROR_GAP,
                   _ ("Too many bundles of “%s” wait for a missing one. This one was not kept. Ask that place for the missing one first."),
                   job->bundle->peer->card.site);
      return FALSE;
    }
  return note_bundle (store, job, "held", TL_RECEIPT_RECEIVED, "bundle-held", error);
}

static gboolean
refuse_one (TlStore *store, gpointer data, GError **error)
{
  return note_bundle (store, data, "refused", TL_RECEIPT_REJECTED, "bundle-refused", error);
}

/* TRUE: applied. Otherwise the error says why, and what is to be remembered of it was noted. */
static gboolean
take_one (TlStore *store, OneJob *job, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (GError) noting = NULL;

  if (tl_store_transaction (store, apply_one, job, &local))
    return TRUE;
  if (local->domain == TL_SYNC_ERROR)
    {
      job->code = local->code;
      if (job->code == TL_SYNC_ERROR_GAP && !tl_store_transaction (store, hold_one, job, &noting))
        {
          /* It was not kept: the sender must not be told that it was received. */
          job->code = TL_SYNC_ERROR_IO;
          g_propagate_error (error, g_steal_pointer (&noting));
          return FALSE;
        }
      if (job->code == TL_SYNC_ERROR_TAMPERED || job->code == TL_SYNC_ERROR_FORKED)
        (void)tl_store_transaction (store, refuse_one, job, NULL);
    }
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

/* --- Held ones --- */

typedef struct
{
  const char *device;
  GBytes *content;
  char *file;
} HeldJob;

static gboolean
find_held (TlStore *store, gpointer data, GError **error)
{
  HeldJob *job = data;
  g_autoptr (GError) local = NULL;
  sqlite3_stmt *stmt = tl_sql_prepare (store, error,
                                       "SELECT b.content, b.file FROM sync_bundle b JOIN sync_in i ON i.device = b.peer"
                                       " WHERE b.direction = 'in' AND b.state = 'held' AND b.peer = ?"
                                       " AND ((b.stream = i.stream AND b.number = i.number + 1) OR (b.stream > i.stream AND b.number = 1))"
                                       " ORDER BY b.stream, b.number LIMIT 1",
                                       "s", job->device);

  if (stmt == NULL)
    return FALSE;
  if (tl_sql_step (store, stmt, &local))
    {
      job->content = g_bytes_new (sqlite3_column_blob (stmt, 0), sqlite3_column_bytes (stmt, 0));
      job->file = g_strdup ((const char *)sqlite3_column_text (stmt, 1));
    }
  tl_sql_done (stmt);
  if (local == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

/* Applies what waited for @bundle. *@last becomes the last one applied. An error in a held one is noted at that one and
 * does not touch what was applied. */
static void
release_held (TlStore *store, TlIdentity *identity, const char *device, TlOpenBundle **last)
{
  for (guint i = 0; i < MAX_HELD; i++)
    {
      HeldJob held = {.device = device};
      g_autoptr (TlOpenBundle) bundle = NULL;
      OneJob job;
      gboolean taken = FALSE;

      if (!tl_store_transaction (store, find_held, &held, NULL) || held.content == NULL)
        return;
      bundle = tl_open_bundle_new (store, identity, held.content, NULL);
      if (bundle != NULL)
        {
          job = (OneJob){identity, bundle, held.file, 0};
          taken = take_one (store, &job, NULL);
        }
      g_bytes_unref (held.content);
      g_free (held.file);
      if (!taken)
        return;
      g_clear_pointer (last, tl_open_bundle_free);
      *last = g_steal_pointer (&bundle);
    }
}

/* --- Receipt --- */

static char *
write_receipt (OneJob *job, TlReceiptStatus status, const char *dir, GError **error)
{
  TlOpenBundle *bundle = job->bundle;
  TlReceipt receipt = {.stream = (guint64)bundle->stream,
                       .number = (guint64)bundle->number,
                       .status = status,
                       .reason = status == TL_RECEIPT_REJECTED ? (guint32)job->code : 0};
  TlSender sender;
  GByteArray *container;
  guint8 hash[TL_CONTENT_HASH_BYTES];
  g_autoptr (GBytes) body = NULL;
  g_autoptr (GBytes) signed_bytes = NULL;
  g_autoptr (GBytes) file = NULL;
  g_autofree char *name = tl_file_random_name (TL_RECEIPT_ENDING);
  g_autofree char *path = g_build_filename (dir, name, NULL);

  memcpy (receipt.bundle, bundle->container->hash, TL_CONTENT_HASH_BYTES);
  memcpy (receipt.bundle_sender, bundle->container->sender.device, TL_ID_BYTES);
  body = tl_receipt_body (&receipt);
  memcpy (sender.device, job->identity->card.device, TL_ID_BYTES);
  memcpy (sender.sign_public, job->identity->card.sign_public, TL_SIGN_PUBLIC_BYTES);
  container = tl_container_new (TL_CONTAINER_RECEIPT, &sender, bundle->peer->card.box_public, 1);
  tl_container_add (container, "RECV", g_bytes_get_data (body, NULL), g_bytes_get_size (body));
  signed_bytes = tl_container_finish (container, job->identity->sign_secret, hash);
  file = tl_bundle_seal (signed_bytes, bundle->peer->card.box_public, 1, error);
  if (file == NULL || !tl_file_write (path, file, FALSE, error))
    return NULL;
  return g_steal_pointer (&path);
}

/* What the sender may be told about an error; 0: nothing. */
static TlReceiptStatus
status_for (int code)
{
  switch (code)
    {
    case 0:
    case TL_SYNC_ERROR_ALREADY:
      return TL_RECEIPT_APPLIED;
    case TL_SYNC_ERROR_GAP:
      return TL_RECEIPT_RECEIVED;
    case TL_SYNC_ERROR_TAMPERED:
    case TL_SYNC_ERROR_FORKED:
      return TL_RECEIPT_REJECTED;
    default:
      return 0;
    }
}

/* --- Public --- */

typedef struct
{
  const char *path;
  const char *receipt_dir;
  char *receipt_path;
  TlBundle *result;
} ApplyJob;

static gboolean
apply_opened (TlStore *store, ApplyJob *apply, TlIdentity *identity, TlOpenBundle **opened, GError **error)
{
  g_autofree char *file = g_path_get_basename (apply->path);
  g_autofree char *hash = g_strdup ((*opened)->hash);
  g_autofree char *device = g_strdup ((*opened)->peer->device);
  g_autoptr (GError) local = NULL;
  g_autoptr (GError) receipt_error = NULL;
  OneJob job = {identity, *opened, file, 0};
  gboolean applied = take_one (store, &job, &local);
  TlReceiptStatus status = !applied && local->domain != TL_SYNC_ERROR ? 0 : status_for (job.code);

  if (applied)
    {
      release_held (store, identity, device, opened);
      job.bundle = *opened;
    }
  if (apply->receipt_dir != NULL && status != 0)
    apply->receipt_path = write_receipt (&job, status, apply->receipt_dir, &receipt_error);
  if (!applied)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  apply->result = tl_bundle_find (store, "in", hash, error);
  if (apply->result != NULL && receipt_error != NULL)
    {
      /* The bundle stands; only the receipt could not be written. Opening the bundle again writes it again. */
      g_free (apply->result->reason);
      apply->result->reason = g_strdup_printf (_ ("The receipt could not be written: %s Open the bundle again to write it."), receipt_error->message);
    }
  return apply->result != NULL;
}

static gpointer
apply_job (TlStore *store, gpointer data, GCancellable *cancellable, GError **error)
{
  ApplyJob *apply = data;
  g_autoptr (TlIdentity) identity = NULL;
  g_autoptr (GBytes) file = tl_file_read (apply->path, TL_FILE_MAX_BYTES, error);
  g_autoptr (TlOpenBundle) opened = NULL;

  if (file == NULL)
    return NULL;
  identity = tl_identity_load (store, error);
  if (identity == NULL)
    return NULL;
  opened = tl_open_bundle_new (store, identity, file, error);
  if (opened != NULL)
    (void)apply_opened (store, apply, identity, &opened, error);
  return apply->result;
}

TlBundle *
tl_bundle_apply (TlStore *store, const char *path, const char *receipt_dir, char **receipt_path, GError **error)
{
  ApplyJob apply = {.path = path, .receipt_dir = receipt_dir};
  TlBundle *bundle = tl_store_call (store, apply_job, &apply, error);

  if (receipt_path != NULL)
    *receipt_path = g_steal_pointer (&apply.receipt_path);
  g_free (apply.receipt_path);
  return bundle;
}

static gpointer
inspect_job (TlStore *store, gpointer data, GCancellable *cancellable, GError **error)
{
  g_autoptr (GBytes) file = tl_file_read (data, TL_FILE_MAX_BYTES, error);
  g_autoptr (TlIdentity) identity = NULL;
  g_autoptr (TlOpenBundle) opened = NULL;
  JsonObject *result;

  if (file == NULL)
    return NULL;
  identity = tl_identity_load (store, error);
  opened = identity == NULL ? NULL : tl_open_bundle_new (store, identity, file, error);
  if (opened == NULL)
    return NULL;
  result = json_object_new ();
  json_object_set_string_member (result, "id", opened->hash);
  json_object_set_object_member (result, "manifest", json_object_ref (opened->manifest));
  json_object_set_array_member (result, "money", json_array_ref (opened->money));
  json_object_set_array_member (result, "statements", json_array_ref (opened->statements));
  json_object_set_array_member (result, "statistics", json_array_ref (opened->statistics));
  return result;
}

JsonObject *
tl_bundle_inspect (TlStore *store, const char *path, GError **error)
{
  return tl_store_call (store, inspect_job, (gpointer)path, error);
}
