/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What the province keeps of another device's journal: every link's hash, and the last head. A journal that does not
 * continue it was set back or lives twice. */

#include <glib/gi18n-lib.h>
#include <string.h>

#include "store/sql.h"
#include "sync/bundle.h"
#include "sync/bytes.h"

gboolean
tl_in_state_load (TlStore *store, const char *device, TlInState *state, GError **error)
{
  g_autoptr (GError) local = NULL;
  sqlite3_stmt *stmt = tl_sql_prepare (
      store, error, "SELECT stream, number, previous, head_incarnation, head_sequence, head_hash FROM sync_in WHERE device = ?", "s",
      device);

  memset (state, 0, sizeof *state);
  g_strlcpy (state->previous, TL_NO_HASH, sizeof state->previous);
  if (stmt == NULL)
    return FALSE;
  if (tl_sql_step (store, stmt, &local))
    {
      state->known = TRUE;
      state->stream = sqlite3_column_int64 (stmt, 0);
      state->number = sqlite3_column_int64 (stmt, 1);
      g_strlcpy (state->previous, (const char *)sqlite3_column_text (stmt, 2), sizeof state->previous);
      state->head.incarnation = (guint64)sqlite3_column_int64 (stmt, 3);
      state->head.sequence = (guint64)sqlite3_column_int64 (stmt, 4);
      (void)tl_unhex ((const char *)sqlite3_column_text (stmt, 5), state->head.hash, TL_HASH_BYTES);
    }
  tl_sql_done (stmt);
  if (local == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

static void
set_forked (GError **error, TlOpenBundle *bundle)
{
  g_set_error (
      error, TL_SYNC_ERROR, TL_SYNC_ERROR_FORKED,
      _ ("The journal of “%s” does not continue what was received before: its file was set back to an older copy, or two copies of it "
         "are in use. The bundle was refused; nothing was changed. Call that place before anything else is taken from it."),
      bundle->peer->card.site);
}

static gboolean
is_beyond (const TlJournalLink *link, const TlChainHead *head)
{
  return link->incarnation > head->incarnation || (link->incarnation == head->incarnation && link->sequence > head->sequence);
}

/* *@agrees: the hash we hold of this link, if any, is the same. */
static gboolean
compare_link (TlStore *store, const char *device, const TlJournalLink *link, gboolean *agrees, GError **error)
{
  g_autoptr (GError) local = NULL;
  sqlite3_stmt *stmt = tl_sql_prepare (store, error, "SELECT hash FROM sync_link WHERE device = ? AND incarnation = ? AND sequence = ?",
                                       "sii", device, (gint64)link->incarnation, (gint64)link->sequence);

  if (stmt == NULL)
    return FALSE;
  *agrees = FALSE;
  if (tl_sql_step (store, stmt, &local))
    *agrees = sqlite3_column_bytes (stmt, 0) == TL_HASH_BYTES && memcmp (sqlite3_column_blob (stmt, 0), link->hash, TL_HASH_BYTES) == 0;
  tl_sql_done (stmt);
  if (local == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

/* Invariants: (1) what we hold of a device never changes: each link up to our head must be held with the same hash;
 * (2) a first link follows either nothing or our head; (3) the chain
 * never ends before our head (but one that is only looked at again may: @continues FALSE). */
gboolean
tl_chain_check (TlStore *store, TlOpenBundle *bundle, const TlInState *state, gboolean continues, GError **error)
{
  gboolean from_start = TRUE, meets_head = FALSE, agrees = TRUE, beyond = FALSE;

  for (guint i = 0; i < TL_HASH_BYTES; i++)
    from_start = from_start && bundle->chain_previous[i] == 0;
  if (!state->known)
    {
      if (from_start)
        return TRUE;
      set_forked (error, bundle);
      return FALSE;
    }
  meets_head = memcmp (bundle->chain_previous, state->head.hash, TL_HASH_BYTES) == 0;
  for (guint i = 0; agrees && i < bundle->links->len; i++)
    {
      TlJournalLink *link = &g_array_index (bundle->links, TlJournalLink, i);

      beyond = is_beyond (link, &state->head);
      if (beyond)
        break;
      if (!compare_link (store, bundle->peer->device, link, &agrees, error))
        return FALSE;
      meets_head = meets_head
                   || (link->incarnation == state->head.incarnation && link->sequence == state->head.sequence
                       && memcmp (link->hash, state->head.hash, TL_HASH_BYTES) == 0);
    }
  if (agrees && (meets_head || (!continues && !beyond)))
    return TRUE;
  set_forked (error, bundle);
  return FALSE;
}

gboolean
tl_chain_store (TlStore *store, TlOpenBundle *bundle, GError **error)
{
  for (guint i = 0; i < bundle->links->len; i++)
    {
      TlJournalLink *link = &g_array_index (bundle->links, TlJournalLink, i);
      g_autoptr (GBytes) hash = g_bytes_new (link->hash, TL_HASH_BYTES);

      if (!tl_sql_run (store, error,
                       "INSERT INTO sync_link (device, incarnation, sequence, hash) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING", "siib",
                       bundle->peer->device, (gint64)link->incarnation, (gint64)link->sequence, hash))
        return FALSE;
    }
  return TRUE;
}
