/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The files and the people behind a door in two halves (escrow.h; formats: FORMAT.md §7; keys: vault/escrow.c).
 *
 * Whom it must withstand:
 * 1. A finder of a request or an answer: a request holds nothing secret; an answer is sealed to keys that only the leader's
 *    page makes.
 * 2. Who puts keys of their own into a request: the digits that the two people compare cover every byte of it. And even then the
 *    half alone opens nothing.
 * 3. Who alters an answer, or signs one: it is bound to the request by its hash, signed by the place that holds the half, and a
 *    half that is not right does not open the door.
 * 4. Who comes with an old answer: the door is gone after each use, and the key with it (store/key-change.c).
 * 5. One of the two people alone. Against both together there is no defence; each end's journal says what they did. */

#include "sync/escrow.h"

#include <glib/gi18n-lib.h>
#include <sodium.h>
#include <string.h>

#include "record/time.h"
#include "store/journal.h"
#include "store/key-change.h"
#include "store/sql.h"
#include "sync/age.h"
#include "sync/bundle.h"
#include "sync/bytes.h"
#include "sync/file.h"
#include "sync/place.h"
#include "sync/sync.h"
#include "vault/escrow.h"

#define PENDING "escrow_pending"
#define TITLE "tamlanh-ask 1"
#define SUM_LABEL "vn.tamlanh escrow sum 1"
#define HASH_LABEL "vn.tamlanh escrow request 1"
#define FINGERPRINT_LABEL "vn.tamlanh escrow fingerprint 1"
#define FINGERPRINT_GROUPS 6
#define N_LINES 8
#define SUM_BYTES 16
#define HASH_BYTES 32
#define MAX_FILE 65536
#define ANSWER_MAGIC "TLA1"
#define PREFIX_BYTES (4 + TL_ID_BYTES + TL_ID_BYTES + TL_ESCROW_NONCE_BYTES)
#define RESEALED_BYTES (TL_HALF_BYTES + crypto_box_SEALBYTES)
#define HALF_SECTION_BYTES (PREFIX_BYTES + HASH_BYTES + RESEALED_BYTES)

/* What a request says. */
typedef struct
{
  guint8 file_id[TL_ID_BYTES];
  guint8 slot_id[TL_ID_BYTES];
  guint8 recipient[16];
  guint8 nonce[TL_ESCROW_NONCE_BYTES];
  guint8 asker[TL_BOX_KEY_BYTES];
  guint8 sealed[TL_SEALED_HALF_BYTES];
} Request;

void
tl_escrow_state_free (TlEscrowState *state)
{
  if (state == NULL)
    return;
  g_free (state->peer);
  g_free (state->device);
  g_free (state);
}

void
tl_escrow_asked_free (TlEscrowAsked *asked)
{
  if (asked == NULL)
    return;
  g_free (asked->peer);
  g_free (asked->fingerprint);
  g_free (asked);
}

void
tl_escrow_request_free (TlEscrowRequest *request)
{
  if (request == NULL)
    return;
  g_free (request->asker);
  g_free (request->device);
  g_free (request->file_id);
  g_free (request->fingerprint);
  g_free (request);
}

/* --- The request as text --- */

static char *
request_body (const Request *request)
{
  g_autofree char *file = tl_hex (request->file_id, TL_ID_BYTES);
  g_autofree char *slot = tl_hex (request->slot_id, TL_ID_BYTES);
  g_autofree char *to = tl_hex (request->recipient, sizeof request->recipient);
  g_autofree char *nonce = tl_hex (request->nonce, sizeof request->nonce);
  g_autofree char *asker = tl_age_recipient_to_text (request->asker);
  g_autofree char *half = tl_hex (request->sealed, sizeof request->sealed);

  return g_strdup_printf (TITLE "\nfile: %s\nslot: %s\nto: %s\nnonce: %s\nasker: %s\nhalf: %s\n", file, slot, to, nonce, asker, half);
}

static void
keyed_hash (const char *label, const char *body, guint8 *out, gsize size)
{
  crypto_generichash (out, size, (const guint8 *)body, strlen (body), (const guint8 *)label, strlen (label));
}

static void
request_hash (const Request *request, guint8 hash[HASH_BYTES])
{
  g_autofree char *body = request_body (request);

  keyed_hash (HASH_LABEL, body, hash, HASH_BYTES);
}

static char *
request_fingerprint (const Request *request)
{
  g_autofree char *body = request_body (request);
  guint8 hash[FINGERPRINT_GROUPS * 4];
  GString *text = g_string_new (NULL);
  TlReader reader;
  guint32 group = 0;

  keyed_hash (FINGERPRINT_LABEL, body, hash, sizeof hash);
  tl_reader_init (&reader, hash, sizeof hash);
  while (tl_reader_u32 (&reader, &group))
    g_string_append_printf (text, "%s%05u", text->len > 0 ? " " : "", group % 100000);
  return g_string_free (text, FALSE);
}

static char *
request_write (const Request *request)
{
  g_autofree char *body = request_body (request);
  g_autofree char *hex = NULL;
  guint8 sum[SUM_BYTES];

  keyed_hash (SUM_LABEL, body, sum, sizeof sum);
  hex = tl_hex (sum, sizeof sum);
  return g_strdup_printf ("%ssum: %s\n", body, hex);
}

static const char *
line_value (const char *line, const char *name)
{
  gsize length = strlen (name);

  return strncmp (line, name, length) == 0 && strncmp (line + length, ": ", 2) == 0 ? line + length + 2 : "";
}

static gboolean
request_parse (const char *text, gsize size, Request *request)
{
  g_autofree char *copy = NULL;
  g_autofree char *again = NULL;
  g_auto (GStrv) lines = NULL;

  if (size == 0 || size > 4096 || memchr (text, '\0', size) != NULL)
    return FALSE;
  copy = g_strndup (text, size);
  lines = g_strsplit (copy, "\n", N_LINES + 2);
  if (g_strv_length (lines) != N_LINES + 1 || strcmp (lines[0], TITLE) != 0
      || !tl_unhex (line_value (lines[1], "file"), request->file_id, TL_ID_BYTES)
      || !tl_unhex (line_value (lines[2], "slot"), request->slot_id, TL_ID_BYTES)
      || !tl_unhex (line_value (lines[3], "to"), request->recipient, sizeof request->recipient)
      || !tl_unhex (line_value (lines[4], "nonce"), request->nonce, sizeof request->nonce)
      || !tl_age_recipient_from_text (line_value (lines[5], "asker"), request->asker)
      || !tl_unhex (line_value (lines[6], "half"), request->sealed, sizeof request->sealed))
    return FALSE;
  /* One spelling only: what we would write ourselves, its sum included. */
  again = request_write (request);
  return strcmp (again, copy) == 0;
}

static gboolean
read_request (const char *path, Request *request, GError **error)
{
  g_autoptr (GBytes) content = tl_file_read (path, MAX_FILE, error);
  const char *text;
  gsize size;

  if (content == NULL)
    return FALSE;
  text = g_bytes_get_data (content, &size);
  if (request_parse (text, size, request))
    return TRUE;
  g_set_error_literal (error, TL_SYNC_ERROR, TL_SYNC_ERROR_TAMPERED,
                       _ ("This file is not a request to open a register, or it was damaged on the way. Nothing was answered. Ask for it once "
                          "more."));
  return FALSE;
}

/* --- While all is well --- */

/* The one trusted computer that @peer means. */
static TlPeerKeys *
one_peer (TlStore *store, const char *peer, GError **error)
{
  g_auto (GStrv) parts = g_strsplit (peer, "/", 2);
  g_autoptr (GPtrArray) peers = NULL;
  TlPeerKeys *found = NULL;
  guint64 number = 0;
  guint count = 0;

  if (parts[0] == NULL || (parts[1] != NULL && !g_ascii_string_to_unsigned (parts[1], 10, 1, 99, &number, NULL)))
    number = 100;
  peers = tl_peer_at_place (store, parts[0] != NULL ? parts[0] : "", error);
  if (peers == NULL)
    return NULL;
  for (guint i = 0; i < peers->len; i++)
    {
      TlPeerKeys *keys = peers->pdata[i];

      if (number != 0 && keys->card.number != number)
        continue;
      found = keys;
      count++;
    }
  if (count == 1)
    return g_memdup2 (found, sizeof *found);
  if (count == 0)
    g_set_error (error, TL_SYNC_ERROR, TL_SYNC_ERROR_NO_PEER,
                 _ ("No trusted computer of “%s” is known here. Add that place's card first and compare its digits by phone."), peer);
  else
    g_set_error (error, TL_SYNC_ERROR, TL_SYNC_ERROR_NO_PEER,
                 _ ("“%s” has several computers. Say which one is to hold the half, for instance “%s/1”."), peer, peer);
  return NULL;
}

typedef struct
{
  const char *peer;
  char *share;
} MakeJob;

static gboolean
note_made (TlStore *store, gpointer data, GError **error)
{
  return tl_journal_note (store, "escrow-made", TL_N_TYPES, data, NULL, error);
}

/* The setting comes first: should the power fail in between, a page too many is asked for, never one too few. */
static gpointer
make_job (TlStore *store, gpointer data, GCancellable *cancellable, GError **error)
{
  MakeJob *job = data;
  g_autofree TlPeerKeys *keys = one_peer (store, job->peer, error);
  g_autofree char *name = NULL;
  guint8 note[TL_HALF_NOTE_BYTES];

  if (keys == NULL || !tl_unhex (tl_journal_device_id (store), note, sizeof note) || !tl_store_set_setting (store, PENDING, "1", error))
    return NULL;
  name = tl_card_name (&keys->card);
  return GINT_TO_POINTER (tl_vault_make_escrow (tl_store_vault (store), name, keys->card.box_public, note, &job->share, error)
                          && tl_store_transaction (store, note_made, keys->device, error));
}

gboolean
tl_escrow_make (TlStore *store, const char *peer, char **share, GError **error)
{
  MakeJob job = {peer, NULL};

  g_return_val_if_fail (TL_IS_STORE (store) && peer != NULL && share != NULL, FALSE);
  if (tl_store_call (store, make_job, &job, error) != NULL)
    {
      *share = job.share;
      return TRUE;
    }
  tl_secret_free (job.share);
  return FALSE;
}

gboolean
tl_escrow_confirm (TlStore *store, GError **error)
{
  return tl_store_set_setting (store, PENDING, NULL, error);
}

/* The peer to whose key the half is sealed; NULL without an error: not known. */
static TlPeerKeys *
receiver (TlStore *store, const guint8 recipient[16], GError **error)
{
  g_autoptr (GPtrArray) peers = tl_peer_list (store, error);

  for (guint i = 0; peers != NULL && i < peers->len; i++)
    {
      const TlPeer *peer = peers->pdata[i];
      g_autofree TlPeerKeys *keys = tl_peer_find_device (store, peer->id, error);
      guint8 id[16];

      if (keys == NULL)
        return NULL;
      tl_escrow_recipient_id (keys->card.box_public, id);
      if (memcmp (id, recipient, sizeof id) == 0)
        return g_steal_pointer (&keys);
    }
  return NULL;
}

static gpointer
get_job (TlStore *store, gpointer data, GCancellable *cancellable, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autofree TlPeerKeys *keys = NULL;
  g_autofree char *pending = NULL;
  TlEscrowState *state;
  TlEscrow escrow;

  if (!tl_vault_get_escrow (tl_store_vault (store), &escrow))
    return NULL;
  keys = receiver (store, escrow.recipient, &local);
  if (local != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return NULL;
    }
  pending = tl_store_get_setting (store, PENDING);
  state = g_new0 (TlEscrowState, 1);
  state->peer = g_strdup (escrow.label);
  state->device = keys != NULL ? g_strdup (keys->device) : NULL;
  state->trusted = keys != NULL && keys->trusted;
  state->page = escrow.page;
  state->pending = pending != NULL;
  return state;
}

TlEscrowState *
tl_escrow_get (TlStore *store, GError **error)
{
  g_return_val_if_fail (TL_IS_STORE (store), NULL);
  return tl_store_call (store, get_job, NULL, error);
}

static gboolean
note_dropped (TlStore *store, gpointer data, GError **error)
{
  return tl_store_set_setting (store, PENDING, NULL, error) && tl_journal_note (store, "escrow-dropped", TL_N_TYPES, data, NULL, error);
}

static gpointer
remove_job (TlStore *store, gpointer data, GCancellable *cancellable, GError **error)
{
  g_autoptr (TlEscrowState) state = get_job (store, NULL, NULL, error);

  if (state == NULL)
    {
      if (error == NULL || *error == NULL)
        g_set_error_literal (error, TL_VAULT_ERROR, TL_VAULT_ERROR_SLOT, _ ("No help by another place is set up. Nothing was changed."));
      return NULL;
    }
  return GINT_TO_POINTER (tl_vault_drop_escrow (tl_store_vault (store), error)
                          && tl_store_transaction (store, note_dropped, state->device, error));
}

gboolean
tl_escrow_remove (TlStore *store, GError **error)
{
  g_autoptr (GError) local = NULL;
  gboolean removed;

  g_return_val_if_fail (TL_IS_STORE (store), FALSE);
  removed = tl_store_call (store, remove_job, NULL, &local) != NULL;
  if (local != NULL)
    g_propagate_error (error, g_steal_pointer (&local));
  return removed;
}

/* --- At the locked register --- */

static void
request_of (const TlEscrow *escrow, const guint8 nonce[TL_ESCROW_NONCE_BYTES], const guint8 asker[TL_BOX_KEY_BYTES], Request *request)
{
  memcpy (request->file_id, escrow->file_id, TL_ID_BYTES);
  memcpy (request->slot_id, escrow->slot_id, TL_ID_BYTES);
  memcpy (request->recipient, escrow->recipient, sizeof request->recipient);
  memcpy (request->nonce, nonce, sizeof request->nonce);
  memcpy (request->asker, asker, sizeof request->asker);
  memcpy (request->sealed, escrow->sealed, sizeof request->sealed);
}

TlEscrowAsked *
tl_escrow_ask (const char *vault_path, const char *share, const char *out, GError **error)
{
  g_autoptr (GBytes) content = NULL;
  TlEscrowAsked *asked;
  TlEscrow escrow;
  Request request;
  guint8 nonce[TL_ESCROW_NONCE_BYTES], asker[TL_BOX_KEY_BYTES];
  guint8 *secret;
  gboolean good;
  char *text;

  g_return_val_if_fail (vault_path != NULL && share != NULL && out != NULL, NULL);
  if (!tl_escrow_read (vault_path, &escrow, error))
    return NULL;
  secret = sodium_malloc (TL_BOX_KEY_BYTES);
  if (secret == NULL)
    g_error ("no memory for keys");
  randombytes_buf (nonce, sizeof nonce);
  good = tl_escrow_asker (&escrow, share, nonce, asker, secret, error);
  sodium_free (secret);
  if (!good)
    return NULL;
  request_of (&escrow, nonce, asker, &request);
  text = request_write (&request);
  content = g_bytes_new_take (text, strlen (text));
  if (!tl_file_write (out, content, FALSE, error))
    return NULL;
  asked = g_new0 (TlEscrowAsked, 1);
  asked->peer = g_strdup (escrow.label);
  asked->fingerprint = request_fingerprint (&request);
  return asked;
}

static gboolean
refuse (GError **error, TlSyncError code, const char *text)
{
  g_set_error_literal (error, TL_SYNC_ERROR, code, text);
  return FALSE;
}

static gboolean
refuse_altered (GError **error)
{
  return refuse (error, TL_SYNC_ERROR_TAMPERED,
                 _ ("This answer was damaged or altered on its way. Nothing was changed. Ask the other place to write it once more."));
}

/* Reads what stands in front of the seal: register, door, nonce. */
static GBytes *
read_answer (const char *path, const TlEscrow *escrow, guint8 prefix[PREFIX_BYTES], GError **error)
{
  g_autoptr (GBytes) content = tl_file_read (path, MAX_FILE, error);
  const guint8 *data;
  gsize size;

  if (content == NULL)
    return NULL;
  data = g_bytes_get_data (content, &size);
  if (size < PREFIX_BYTES || memcmp (data, ANSWER_MAGIC, 4) != 0)
    {
      refuse (error, TL_SYNC_ERROR_TAMPERED, _ ("This file is not an answer to a request to open a register. Nothing was changed."));
      return NULL;
    }
  memcpy (prefix, data, PREFIX_BYTES);
  if (memcmp (prefix + 4, escrow->file_id, TL_ID_BYTES) != 0)
    {
      refuse (error, TL_SYNC_ERROR_NOT_FOR_US, _ ("This answer is for another register. Nothing was changed."));
      return NULL;
    }
  if (memcmp (prefix + 4 + TL_ID_BYTES, escrow->slot_id, TL_ID_BYTES) != 0)
    {
      refuse (error, TL_SYNC_ERROR_NOT_FOR_US,
              _ ("This answer was used already, or another leader's page was made since. Nothing was changed. Ask anew with today's page."));
      return NULL;
    }
  return g_bytes_new_from_bytes (content, PREFIX_BYTES, size - PREFIX_BYTES);
}

/* Opens an answer with the asker's keys. @half: (out). The signature is not checked yet: nobody is known in a locked register. */
static TlContainer *
open_answer (const char *path, const TlEscrow *escrow, const char *share, guint8 half[TL_HALF_BYTES], GError **error)
{
  TlIdentity asker = {0};
  g_autoptr (GBytes) sealed = NULL;
  g_autoptr (TlContainer) container = NULL;
  g_autoptr (GError) local = NULL;
  guint8 prefix[PREFIX_BYTES], hash[HASH_BYTES];
  const guint8 *nonce = prefix + 4 + 2 * TL_ID_BYTES, *section;
  gboolean good = FALSE;
  Request request;
  gsize size;

  sealed = read_answer (path, escrow, prefix, error);
  if (sealed == NULL)
    return NULL;
  asker.box_secret = sodium_malloc (TL_BOX_KEY_BYTES);
  if (asker.box_secret == NULL)
    g_error ("no memory for keys");
  if (!tl_escrow_asker (escrow, share, nonce, asker.card.box_public, asker.box_secret, error))
    goto out;
  container = tl_bundle_unseal (&asker, sealed, TL_CONTAINER_ANSWER, &local);
  if (container == NULL)
    {
      /* Its own words are about bundles. */
      if (g_error_matches (local, TL_SYNC_ERROR, TL_SYNC_ERROR_NEWER))
        g_propagate_error (error, g_steal_pointer (&local));
      else
        refuse_altered (error);
      goto out;
    }
  request_of (escrow, nonce, asker.card.box_public, &request);
  request_hash (&request, hash);
  good = tl_container_section (container, "HALF", &section, &size) && size == HALF_SECTION_BYTES
         && memcmp (section, prefix, PREFIX_BYTES) == 0 && memcmp (section + PREFIX_BYTES, hash, HASH_BYTES) == 0
         && crypto_box_seal_open (half, section + PREFIX_BYTES + HASH_BYTES, RESEALED_BYTES, asker.card.box_public, asker.box_secret) == 0;
  if (!good)
    refuse_altered (error);

out:
  sodium_free (asker.box_secret);
  return good ? g_steal_pointer (&container) : NULL;
}

/* In the opened register: is the answer signed by who the half was sealed to? Then the door is as good as spent. */
static gboolean
plan_use (TlStore *store, gpointer data, GError **error)
{
  TlContainer *container = data;
  g_autoptr (GError) local = NULL;
  g_autofree TlPeerKeys *keys = NULL;
  g_autofree char *name = NULL;
  g_autofree char *detail = NULL;
  TlEscrow escrow;

  /* From the header that a key has confirmed by now. */
  if (tl_vault_get_escrow (tl_store_vault (store), &escrow))
    keys = receiver (store, escrow.recipient, &local);
  if (local != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  if (keys == NULL || memcmp (keys->card.device, container->sender.device, TL_ID_BYTES) != 0
      || !tl_container_verify (container, keys->card.sign_public))
    return refuse_altered (error);
  name = tl_card_name (&keys->card);
  detail = g_strdup_printf ("{\"answered_by\":\"%s\"}", name);
  return tl_store_plan_spending (store, error) && tl_store_set_setting (store, PENDING, NULL, error)
         && tl_journal_note (store, "escrow-used", TL_N_TYPES, keys->device, detail, error);
}

TlStore *
tl_escrow_use (const char *vault_path, const char *answer, const char *share, const char *slot, const char *new_passphrase, GError **error)
{
  g_autoptr (TlContainer) container = NULL;
  g_autoptr (GError) local = NULL;
  TlVault *vault = NULL;
  TlEscrow escrow;
  guint8 *half;

  g_return_val_if_fail (vault_path != NULL && answer != NULL && share != NULL && new_passphrase != NULL, NULL);
  if (!tl_place_check_desk (vault_path, slot, new_passphrase, error) || !tl_escrow_read (vault_path, &escrow, error))
    return NULL;
  half = sodium_malloc (TL_HALF_BYTES);
  if (half == NULL)
    g_error ("no memory for keys");
  container = open_answer (answer, &escrow, share, half, error);
  if (container != NULL)
    vault = tl_vault_unlock_with_halves (vault_path, half, share, &local);
  sodium_free (half);
  if (container == NULL)
    return NULL;
  if (vault != NULL)
    return tl_place_take_desk (vault, slot, new_passphrase, plan_use, container, error);
  tl_place_count_wrong (vault_path, local);
  g_propagate_error (error, g_steal_pointer (&local));
  return NULL;
}

/* --- At the place that answers --- */

typedef struct
{
  Request request;
  TlIdentity *identity;
  guint8 *half; /* in locked memory */
  char device[2 * TL_ID_BYTES + 1]; /* who made the door */
  TlPeerKeys *asker;                /* NULL: not known */
} Case;

static void
case_clear (Case *one)
{
  tl_identity_free (one->identity);
  sodium_free (one->half);
  g_free (one->asker);
}

/* Opens our half of the request at @path. */
static gboolean
open_case (TlStore *store, const char *path, Case *one, GError **error)
{
  g_autoptr (GError) local = NULL;
  guint8 note[TL_HALF_NOTE_BYTES], ours[16];
  g_autofree char *device = NULL;

  if (!read_request (path, &one->request, error))
    return FALSE;
  one->identity = tl_identity_load (store, error);
  if (one->identity == NULL)
    return FALSE;
  tl_escrow_recipient_id (one->identity->card.box_public, ours);
  if (memcmp (ours, one->request.recipient, sizeof ours) != 0)
    return refuse (error, TL_SYNC_ERROR_NOT_FOR_US, _ ("The half in this request is sealed to another computer. Nothing was answered."));
  one->half = sodium_malloc (TL_HALF_BYTES);
  if (one->half == NULL)
    g_error ("no memory for keys");
  if (!tl_escrow_open_half (one->request.sealed, one->identity->card.box_public, one->identity->box_secret, one->half, note))
    return refuse (error, TL_SYNC_ERROR_TAMPERED,
                   _ ("The half in this request was altered, and does not open. Nothing was answered. Ask for the request once more."));
  device = tl_hex (note, sizeof note);
  g_strlcpy (one->device, device, sizeof one->device);
  one->asker = tl_peer_find_device (store, one->device, &local);
  if (local != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  return TRUE;
}

typedef struct
{
  const char *path;
  const char *compared_with;
  const char *out;
} AnswerJob;

static gpointer
read_request_job (TlStore *store, gpointer data, GCancellable *cancellable, GError **error)
{
  TlEscrowRequest *request = NULL;
  g_autoptr (GError) local = NULL;
  Case one = {0};

  if (open_case (store, data, &one, &local))
    {
      request = g_new0 (TlEscrowRequest, 1);
      request->asker = one.asker != NULL ? tl_card_name (&one.asker->card) : NULL;
      request->device = g_strdup (one.device);
      request->trusted = one.asker != NULL && one.asker->trusted;
      request->file_id = tl_hex (one.request.file_id, TL_ID_BYTES);
      request->fingerprint = request_fingerprint (&one.request);
      request->answered
          = (guint)tl_sql_int (store, &local, 0, "SELECT count (*) FROM escrow_answer WHERE file_id = ?", "s", request->file_id);
    }
  case_clear (&one);
  if (local == NULL)
    return request;
  g_propagate_error (error, g_steal_pointer (&local));
  tl_escrow_request_free (request);
  return NULL;
}

TlEscrowRequest *
tl_escrow_read_request (TlStore *store, const char *path, GError **error)
{
  g_return_val_if_fail (TL_IS_STORE (store) && path != NULL, NULL);
  return tl_store_call (store, read_request_job, (gpointer)path, error);
}

/* The answer's bytes. */
static GBytes *
write_answer (const Case *one, GError **error)
{
  const TlSender sender = {.device = {0}};
  TlSender from = sender;
  g_autoptr (GByteArray) prefix = g_byte_array_new ();
  g_autoptr (GByteArray) section = g_byte_array_new ();
  g_autoptr (GBytes) plain = NULL;
  g_autoptr (GBytes) sealed = NULL;
  GByteArray *container;
  guint8 hash[HASH_BYTES], content[TL_CONTENT_HASH_BYTES], resealed[RESEALED_BYTES];
  gconstpointer data;
  gsize size;

  if (crypto_box_seal (resealed, one->half, TL_HALF_BYTES, one->request.asker) != 0)
    {
      refuse (error, TL_SYNC_ERROR_TAMPERED, _ ("The key in this request cannot be used. Nothing was answered. Ask for the request once more."));
      return NULL;
    }
  tl_append (prefix, ANSWER_MAGIC, 4);
  tl_append (prefix, one->request.file_id, TL_ID_BYTES);
  tl_append (prefix, one->request.slot_id, TL_ID_BYTES);
  tl_append (prefix, one->request.nonce, TL_ESCROW_NONCE_BYTES);
  request_hash (&one->request, hash);
  tl_append (section, prefix->data, prefix->len);
  tl_append (section, hash, sizeof hash);
  tl_append (section, resealed, sizeof resealed);
  memcpy (from.device, one->identity->card.device, TL_ID_BYTES);
  memcpy (from.sign_public, one->identity->card.sign_public, TL_SIGN_PUBLIC_BYTES);
  container = tl_container_new (TL_CONTAINER_ANSWER, &from, one->request.asker, 1);
  tl_container_add (container, "HALF", section->data, section->len);
  plain = tl_container_finish (container, one->identity->sign_secret, content);
  sealed = tl_bundle_seal (plain, one->request.asker, 1, error);
  if (sealed == NULL)
    return NULL;
  data = g_bytes_get_data (sealed, &size);
  tl_append (prefix, data, size);
  return g_byte_array_free_to_bytes (g_steal_pointer (&prefix));
}

typedef struct
{
  const Case *one;
  const char *compared_with;
} Noting;

static gboolean
note_answered (TlStore *store, gpointer data, GError **error)
{
  const Noting *noting = data;
  const Case *one = noting->one;
  g_autofree char *file = tl_hex (one->request.file_id, TL_ID_BYTES);
  g_autofree char *fingerprint = request_fingerprint (&one->request);
  g_autoptr (JsonObject) object = json_object_new ();
  g_autoptr (JsonNode) node = json_node_init_object (json_node_alloc (), object);
  g_autofree char *detail = NULL;

  json_object_set_string_member (object, "file", file);
  json_object_set_string_member (object, "fingerprint", fingerprint);
  json_object_set_string_member (object, "compared_with", noting->compared_with);
  detail = json_to_string (node, FALSE);
  return tl_sql_run (store, error, "INSERT INTO escrow_answer (file_id, fingerprint, device, compared_with, at) VALUES (?, ?, ?, ?, ?)",
                     "ssssi", file, fingerprint, one->device, noting->compared_with, tl_clock_now ())
         && tl_journal_note (store, "escrow-answered", TL_N_TYPES, one->device, detail, error);
}

static gpointer
answer_job (TlStore *store, gpointer data, GCancellable *cancellable, GError **error)
{
  const AnswerJob *job = data;
  g_autoptr (GBytes) content = NULL;
  g_autoptr (TlFileDraft) draft = NULL;
  Case one = {0};
  Noting noting = {&one, job->compared_with};
  gboolean good;

  /* Written aside, noted, then put in its place: no answer that the journal does not know. */
  good = open_case (store, job->path, &one, error) && (content = write_answer (&one, error)) != NULL
         && (draft = tl_file_draft (job->out, content, error)) != NULL && tl_store_transaction (store, note_answered, &noting, error)
         && tl_file_draft_place (draft, FALSE, error);
  case_clear (&one);
  return GINT_TO_POINTER (good);
}

gboolean
tl_escrow_answer (TlStore *store, const char *path, const char *compared_with, const char *out, GError **error)
{
  g_autofree char *name = g_strstrip (g_strdup (compared_with != NULL ? compared_with : ""));
  AnswerJob job = {path, name, out};

  g_return_val_if_fail (TL_IS_STORE (store) && path != NULL && out != NULL, FALSE);
  if (*name == '\0')
    return refuse (error, TL_SYNC_ERROR_CARD, _ ("Say who read the digits to you on the phone. Nothing was answered."));
  return tl_store_call (store, answer_job, &job, error) != NULL;
}
