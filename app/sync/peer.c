/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The other places' devices. A card is trusted by a person who has compared its fingerprint by phone; a dropped one
 * may be added again, and then gets a baseline first. */

#include "sync/peer.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "record/time.h"
#include "store/journal.h"
#include "store/sql.h"
#include "sync/bytes.h"
#include "sync/escrow.h"
#include "sync/file.h"
#include "sync/identity.h"
#include "sync/sync.h"

#define MAX_CARD_FILE 4096
#define COLUMNS "device, site, number, sign_public, box_public, trusted_by, added_at, state, generation"

void
tl_peer_free (TlPeer *peer)
{
  if (peer == NULL)
    return;
  g_free (peer->id);
  g_free (peer->site);
  g_free (peer->fingerprint);
  g_free (peer->trusted_by);
  g_free (peer->state);
  g_free (peer);
}

static TlPeer *
peer_from_card (const TlCard *card)
{
  TlPeer *peer = g_new0 (TlPeer, 1);

  peer->id = tl_hex (card->device, TL_ID_BYTES);
  peer->site = g_strdup (card->site);
  peer->device = card->number;
  peer->fingerprint = tl_card_fingerprint (card);
  return peer;
}

static TlPeerKeys *
keys_from_row (sqlite3_stmt *stmt)
{
  TlPeerKeys *keys = g_new0 (TlPeerKeys, 1);

  g_strlcpy (keys->device, (const char *)sqlite3_column_text (stmt, 0), sizeof keys->device);
  (void)tl_unhex (keys->device, keys->card.device, TL_ID_BYTES);
  g_strlcpy (keys->card.site, (const char *)sqlite3_column_text (stmt, 1), sizeof keys->card.site);
  keys->card.number = (guint)sqlite3_column_int (stmt, 2);
  memcpy (keys->card.sign_public, sqlite3_column_blob (stmt, 3), TL_SIGN_PUBLIC_BYTES);
  memcpy (keys->card.box_public, sqlite3_column_blob (stmt, 4), TL_BOX_KEY_BYTES);
  keys->trusted = strcmp ((const char *)sqlite3_column_text (stmt, 7), "trusted") == 0;
  keys->generation = sqlite3_column_int64 (stmt, 8);
  return keys;
}

static TlPeer *
peer_from_row (sqlite3_stmt *stmt)
{
  g_autofree TlPeerKeys *keys = keys_from_row (stmt);
  TlPeer *peer = peer_from_card (&keys->card);

  peer->trusted_by = g_strdup ((const char *)sqlite3_column_text (stmt, 5));
  peer->added_at = sqlite3_column_int64 (stmt, 6);
  peer->state = g_strdup ((const char *)sqlite3_column_text (stmt, 7));
  return peer;
}

TlPeerKeys *
tl_peer_find_device (TlStore *store, const char *device, GError **error)
{
  sqlite3_stmt *stmt = tl_sql_prepare (store, error, "SELECT " COLUMNS " FROM sync_peer WHERE device = ?", "s", device);
  TlPeerKeys *keys = NULL;

  if (stmt == NULL)
    return NULL;
  if (tl_sql_step (store, stmt, error))
    keys = keys_from_row (stmt);
  tl_sql_done (stmt);
  return keys;
}

GPtrArray *
tl_peer_at_place (TlStore *store, const char *place, GError **error)
{
  g_autoptr (GPtrArray) peers = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GError) local = NULL;
  sqlite3_stmt *stmt;

  stmt
      = tl_sql_prepare (store, error, "SELECT " COLUMNS " FROM sync_peer WHERE site = ? AND state = 'trusted' ORDER BY device", "s", place);
  if (stmt == NULL)
    return NULL;
  while (tl_sql_step (store, stmt, &local))
    g_ptr_array_add (peers, keys_from_row (stmt));
  tl_sql_done (stmt);
  if (local != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return NULL;
    }
  return g_steal_pointer (&peers);
}

char *
tl_peer_place (TlStore *store, const char *peer, GError **error)
{
  g_auto (GStrv) parts = g_strsplit (peer, "/", 2);
  g_autoptr (GPtrArray) peers = NULL;
  guint64 number = 0;

  if (parts[0] != NULL && (parts[1] == NULL || g_ascii_string_to_unsigned (parts[1], 10, 1, 99, &number, NULL)))
    {
      peers = tl_peer_at_place (store, parts[0], error);
      if (peers == NULL)
        return NULL;
      for (guint i = 0; i < peers->len; i++)
        {
          TlPeerKeys *keys = g_ptr_array_index (peers, i);

          if (number == 0 || keys->card.number == number)
            return g_strdup (parts[0]);
        }
    }
  g_set_error (error, TL_SYNC_ERROR, TL_SYNC_ERROR_NO_PEER,
               _ ("No trusted computer of “%s” is known here. Add that place's card first and compare its digits by phone."), peer);
  return NULL;
}

/* --- Public --- */

static gboolean
read_card_file (const char *path, TlCard *card, GError **error)
{
  g_autoptr (GBytes) content = tl_file_read (path, MAX_CARD_FILE, error);
  gsize size;
  const char *text;

  if (content == NULL)
    return FALSE;
  text = g_bytes_get_data (content, &size);
  return tl_card_read (text, size, card, error);
}

TlPeer *
tl_peer_read_card (TlStore *store, const char *path, GError **error)
{
  TlCard card;

  return read_card_file (path, &card, error) ? peer_from_card (&card) : NULL;
}

typedef struct
{
  const TlCard *card;
  const char *trusted_by;
  const char *device;
} AddJob;

static gboolean
check_card (TlStore *store, AddJob *job, const TlPeerKeys *known, GError **error)
{
  if (strcmp (job->device, tl_journal_device_id (store)) == 0)
    {
      g_set_error_literal (error, TL_SYNC_ERROR, TL_SYNC_ERROR_CARD, _ ("This is the card of this very computer. Nothing was changed."));
      return FALSE;
    }
  if (known != NULL && known->trusted
      && (memcmp (known->card.sign_public, job->card->sign_public, TL_SIGN_PUBLIC_BYTES) != 0
          || memcmp (known->card.box_public, job->card->box_public, TL_BOX_KEY_BYTES) != 0
          || strcmp (known->card.site, job->card->site) != 0))
    {
      g_set_error_literal (error, TL_SYNC_ERROR, TL_SYNC_ERROR_CARD,
                           _ ("This computer is known here with other keys. Nothing was changed. Call that place: if its keys were truly "
                              "renewed, drop the old card first, then add this one."));
      return FALSE;
    }
  return TRUE;
}

static gboolean
add_peer (TlStore *store, gpointer data, GError **error)
{
  AddJob *job = data;
  g_autoptr (GError) local = NULL;
  g_autofree TlPeerKeys *known = tl_peer_find_device (store, job->device, &local);
  g_autoptr (GBytes) sign = g_bytes_new (job->card->sign_public, TL_SIGN_PUBLIC_BYTES);
  g_autoptr (GBytes) box = g_bytes_new (job->card->box_public, TL_BOX_KEY_BYTES);

  if (local != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  if (!check_card (store, job, known, error))
    return FALSE;
  if (known != NULL && known->trusted)
    return TRUE;
  return tl_sql_run (
             store, error,
             "INSERT INTO sync_peer (device, site, number, sign_public, box_public, trusted_by, added_at, state, generation)"
             " VALUES (?, ?, ?, ?, ?, ?, ?, 'trusted', ?)"
             " ON CONFLICT (device) DO UPDATE SET site = excluded.site, number = excluded.number, sign_public = excluded.sign_public,"
             " box_public = excluded.box_public, trusted_by = excluded.trusted_by, added_at = excluded.added_at, state = 'trusted',"
             " generation = excluded.generation",
             "ssibbsii", job->device, job->card->site, (gint64)job->card->number, sign, box, job->trusted_by, tl_clock_now (),
             known == NULL ? (gint64)1 : known->generation + 1)
         && tl_journal_note (store, "peer-trusted", TL_N_TYPES, job->device, NULL, error);
}

gboolean
tl_peer_add (TlStore *store, const char *card_path, const char *trusted_by, TlPeer **peer, GError **error)
{
  TlCard card;
  g_autofree char *device = NULL;
  g_autofree char *name = trusted_by == NULL ? NULL : g_strstrip (g_strdup (trusted_by));
  AddJob job;

  if (!read_card_file (card_path, &card, error))
    return FALSE;
  if (name == NULL || *name == '\0')
    {
      g_set_error_literal (error, TL_SYNC_ERROR, TL_SYNC_ERROR_CARD, _ ("Say who compared the digits by phone and trusts this card."));
      return FALSE;
    }
  device = tl_hex (card.device, TL_ID_BYTES);
  job = (AddJob){&card, name, device};
  if (!tl_store_transaction (store, add_peer, &job, error))
    return FALSE;
  if (peer != NULL)
    {
      *peer = peer_from_card (&card);
      (*peer)->trusted_by = g_steal_pointer (&name);
      (*peer)->added_at = tl_clock_now ();
      (*peer)->state = g_strdup ("trusted");
    }
  return TRUE;
}

typedef struct
{
  const char *peer;
  GPtrArray *list;
} PeerJob;

static gboolean
list_peers (TlStore *store, gpointer data, GError **error)
{
  PeerJob *job = data;
  g_autoptr (GError) local = NULL;
  sqlite3_stmt *stmt = tl_sql_prepare (store, error, "SELECT " COLUMNS " FROM sync_peer ORDER BY site, number, device", "");

  if (stmt == NULL)
    return FALSE;
  while (tl_sql_step (store, stmt, &local))
    g_ptr_array_add (job->list, peer_from_row (stmt));
  tl_sql_done (stmt);
  if (local == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

GPtrArray *
tl_peer_list (TlStore *store, GError **error)
{
  g_autoptr (GPtrArray) list = g_ptr_array_new_with_free_func ((GDestroyNotify)tl_peer_free);
  PeerJob job = {NULL, list};

  return tl_store_transaction (store, list_peers, &job, error) ? g_steal_pointer (&list) : NULL;
}

/* @peer: "HY" (all there), "DC/2" or the device's id. */
static gboolean
drop_peer (TlStore *store, gpointer data, GError **error)
{
  PeerJob *job = data;
  guint dropped = 0;

  if (!list_peers (store, job, error))
    return FALSE;
  for (guint i = 0; i < job->list->len; i++)
    {
      TlPeer *peer = g_ptr_array_index (job->list, i);
      g_autofree char *name = g_strdup_printf ("%s/%u", peer->site, peer->device);

      if (strcmp (peer->state, "trusted") != 0
          || (strcmp (job->peer, peer->site) != 0 && strcmp (job->peer, name) != 0 && strcmp (job->peer, peer->id) != 0))
        continue;
      if (!tl_sql_run (store, error, "UPDATE sync_peer SET state = 'dropped' WHERE device = ?", "s", peer->id)
          || !tl_journal_note (store, "peer-dropped", TL_N_TYPES, peer->id, NULL, error))
        return FALSE;
      dropped++;
    }
  if (dropped > 0)
    return TRUE;
  g_set_error (error, TL_SYNC_ERROR, TL_SYNC_ERROR_NO_PEER, _ ("No trusted computer of “%s” is known here. Nothing was changed."),
               job->peer);
  return FALSE;
}

/* A half that is sealed to a computer which is not trusted any more is of no use to us, and may be of use to whoever has it. It
 * lies in the head of the file, outside every transaction: that the dropped peer's half is there still says that this is due. */
gboolean
tl_peer_forget_half (TlStore *store, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (TlEscrowState) state = tl_escrow_get (store, &local);

  if (local != NULL)
    g_propagate_error (error, g_steal_pointer (&local));
  return local == NULL && (state == NULL || state->trusted || state->device == NULL || tl_escrow_remove (store, error));
}

gboolean
tl_peer_drop (TlStore *store, const char *peer, GError **error)
{
  g_autoptr (GPtrArray) list = g_ptr_array_new_with_free_func ((GDestroyNotify)tl_peer_free);
  g_autoptr (GError) later = NULL;
  PeerJob job = {peer, list};

  if (!tl_store_transaction (store, drop_peer, &job, error))
    return FALSE;
  if (!tl_peer_forget_half (store, &later))
    g_message ("The half of a door that the dropped computer holds could not be taken out yet: %s", later->message);
  return TRUE;
}
