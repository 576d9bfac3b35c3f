/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Making a bundle, and the preview of it: the same run, rolled back. */

#include <glib/gi18n-lib.h>
#include <string.h>

#include "record/time.h"
#include "store/sql.h"
#include "sync/bundle.h"
#include "sync/bytes.h"
#include "sync/file.h"
#include "sync/json.h"
#include "sync/projection.h"

#define PROVINCE "HY"

/* What goes into one bundle. */
typedef struct
{
  char *place;
  GPtrArray *peers; /* TlPeerKeys: to whom it is sealed */
  GByteArray *keys; /* their X25519 keys end to end */
  char *recipients; /* "device/generation …" */
  gint64 stream, number;
  gboolean baseline;
  char previous[TL_HASH_HEX + 1];
  TlChainHead from, to; /* hash of @from is what the first link follows */
  gboolean has_from;
  GArray *links;
  JsonArray *money, *statements, *statistics;
} Content;

static void
content_clear (Content *content)
{
  g_free (content->place);
  g_free (content->recipients);
  g_clear_pointer (&content->peers, g_ptr_array_unref);
  g_clear_pointer (&content->keys, g_byte_array_unref);
  g_clear_pointer (&content->links, g_array_unref);
  g_clear_pointer (&content->money, json_array_unref);
  g_clear_pointer (&content->statements, json_array_unref);
  g_clear_pointer (&content->statistics, json_array_unref);
}

static gboolean
find_recipients (TlStore *store, Content *content, const char *peer, GError **error)
{
  GString *names;

  content->place = tl_peer_place (store, peer, error);
  if (content->place == NULL)
    return FALSE;
  if (strcmp (content->place, PROVINCE) != 0)
    {
      g_set_error (error, TL_SYNC_ERROR, TL_SYNC_ERROR_NO_PEER,
                   _ ("Money lines and counts go to the province only, not to “%s”. Nothing was written."), content->place);
      return FALSE;
    }
  content->peers = tl_peer_at_place (store, content->place, error);
  if (content->peers == NULL)
    return FALSE;
  if (content->peers->len > TL_MAX_RECIPIENTS)
    {
      g_set_error_literal (error, TL_SYNC_ERROR, TL_SYNC_ERROR_NO_PEER,
                           _ ("Too many computers are trusted at that place. Drop the old ones first."));
      return FALSE;
    }
  content->keys = g_byte_array_new ();
  names = g_string_new (NULL);
  for (guint i = 0; i < content->peers->len; i++)
    {
      TlPeerKeys *keys = g_ptr_array_index (content->peers, i);

      tl_append (content->keys, keys->card.box_public, TL_BOX_KEY_BYTES);
      g_string_append_printf (names, "%s%s/%" G_GINT64_FORMAT, names->len > 0 ? " " : "", keys->device, keys->generation);
    }
  content->recipients = g_string_free (names, FALSE);
  return TRUE;
}

/* TRUE if each of @now was already among @before: no device needs a baseline. */
static gboolean
all_known (const char *now, const char *before)
{
  g_auto (GStrv) wanted = g_strsplit (now, " ", -1);
  g_auto (GStrv) known = g_strsplit (before, " ", -1);

  for (guint i = 0; wanted[i] != NULL; i++)
    if (!g_strv_contains ((const char *const *)known, wanted[i]))
      return FALSE;
  return TRUE;
}

/* The next place in the stream; a new stream (a baseline) for a place or device that is new. */
static gboolean
find_number (TlStore *store, Content *content, GError **error)
{
  g_autoptr (GError) local = NULL;
  sqlite3_stmt *stmt = tl_sql_prepare (
      store, error, "SELECT stream, number, previous, recipients, head_incarnation, head_sequence, head_hash FROM sync_out WHERE place = ?",
      "s", content->place);
  gint64 old_stream = 0;
  gboolean next = FALSE;

  if (stmt == NULL)
    return FALSE;
  if (tl_sql_step (store, stmt, &local))
    {
      old_stream = sqlite3_column_int64 (stmt, 0);
      next = all_known (content->recipients, (const char *)sqlite3_column_text (stmt, 3));
      if (next)
        {
          content->number = sqlite3_column_int64 (stmt, 1) + 1;
          g_strlcpy (content->previous, (const char *)sqlite3_column_text (stmt, 2), sizeof content->previous);
          content->from.incarnation = (guint64)sqlite3_column_int64 (stmt, 4);
          content->from.sequence = (guint64)sqlite3_column_int64 (stmt, 5);
          content->has_from = tl_unhex ((const char *)sqlite3_column_text (stmt, 6), content->from.hash, TL_HASH_BYTES);
        }
    }
  tl_sql_done (stmt);
  if (local != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  content->baseline = !next;
  content->stream = next ? old_stream : old_stream + 1;
  if (!next)
    {
      content->number = 1;
      g_strlcpy (content->previous, TL_NO_HASH, sizeof content->previous);
    }
  return TRUE;
}

/* Fills @content with what the place has not been sent yet. */
static gboolean
collect (TlStore *store, Content *content, const char *peer, GError **error)
{
  if (!find_recipients (store, content, peer, error) || !find_number (store, content, error))
    return FALSE;
  content->links = tl_journal_links_after (store, content->from.incarnation, content->from.sequence, error);
  if (content->links == NULL)
    return FALSE;
  content->to = content->from;
  if (content->links->len > 0)
    {
      TlJournalLink *last = &g_array_index (content->links, TlJournalLink, content->links->len - 1);

      content->to.incarnation = last->incarnation;
      content->to.sequence = last->sequence;
      memcpy (content->to.hash, last->hash, TL_HASH_BYTES);
    }
  content->money = tl_project_money (store, content->place, content->baseline, error);
  if (content->money == NULL)
    return FALSE;
  content->statements = tl_project_statements (store, content->place, content->baseline, error);
  if (content->statements == NULL)
    return FALSE;
  content->statistics = tl_project_statistics (store, content->place, content->baseline, error);
  return content->statistics != NULL;
}

static guint
count_entries (Content *content)
{
  return json_array_get_length (content->money) + json_array_get_length (content->statements) + json_array_get_length (content->statistics);
}

static JsonObject *
head_object (const TlChainHead *head)
{
  JsonObject *object = json_object_new ();
  g_autofree char *hash = tl_hex (head->hash, TL_HASH_BYTES);

  json_object_set_int_member (object, "incarnation", (gint64)head->incarnation);
  json_object_set_int_member (object, "sequence", (gint64)head->sequence);
  json_object_set_string_member (object, "hash", hash);
  return object;
}

static JsonObject *
journal_object (Content *content)
{
  JsonObject *journal = json_object_new ();

  json_object_set_int_member (journal, "links", content->links->len);
  json_object_set_object_member (journal, "head", head_object (&content->to));
  return journal;
}

static JsonObject *
make_manifest (TlStore *store, Content *content, TlIdentity *identity)
{
  JsonObject *manifest = json_object_new ();
  JsonObject *purposes = json_object_new ();
  JsonObject *counts = json_object_new ();
  g_autofree char *today = tl_date_to_iso (tl_date_today ());

  json_object_set_int_member (manifest, "schema", TL_BUNDLE_SCHEMA);
  json_object_set_string_member (manifest, "program", TL_VERSION);
  json_object_set_string_member (manifest, "sender", identity->device);
  json_object_set_string_member (manifest, "site", tl_store_site (store));
  json_object_set_int_member (manifest, "device", tl_store_device (store));
  json_object_set_string_member (manifest, "to", content->place);
  json_object_set_int_member (manifest, "stream", content->stream);
  json_object_set_int_member (manifest, "number", content->number);
  json_object_set_boolean_member (manifest, "baseline", content->baseline);
  json_object_set_string_member (manifest, "previous", content->previous);
  json_object_set_string_member (manifest, "made_on", today);
  json_object_set_string_member (purposes, "money", TL_MONEY_LEGAL_BASIS);
  json_object_set_string_member (purposes, "statistics", "counts only; small cells hidden");
  json_object_set_object_member (manifest, "purposes", purposes);
  json_object_set_int_member (counts, "money", json_array_get_length (content->money));
  json_object_set_int_member (counts, "statements", json_array_get_length (content->statements));
  json_object_set_int_member (counts, "statistics", json_array_get_length (content->statistics));
  json_object_set_object_member (manifest, "counts", counts);
  json_object_set_object_member (manifest, "journal", journal_object (content));
  return manifest;
}

/* --- Preview --- */

static JsonObject *
projection_object (const char *const *fields, JsonArray *rows)
{
  JsonObject *object = json_object_new ();
  JsonArray *names = json_array_new ();

  for (guint i = 0; fields[i] != NULL; i++)
    json_array_add_string_element (names, fields[i]);
  json_object_set_array_member (object, "fields", names);
  json_object_set_array_member (object, "rows", json_array_ref (rows));
  return object;
}

static JsonObject *
make_preview (Content *content)
{
  JsonObject *preview = json_object_new ();
  JsonObject *projections = json_object_new ();
  JsonObject *money = projection_object (tl_money_fields, content->money);
  JsonArray *to = json_array_new ();

  for (guint i = 0; i < content->peers->len; i++)
    {
      TlPeerKeys *keys = g_ptr_array_index (content->peers, i);
      g_autofree char *name = tl_card_name (&keys->card);

      json_array_add_string_element (to, name);
    }
  json_object_set_string_member (preview, "to", content->place);
  json_object_set_array_member (preview, "devices", to);
  json_object_set_int_member (preview, "number", content->number);
  json_object_set_boolean_member (preview, "baseline", content->baseline);
  json_object_set_string_member (money, "legal_basis", TL_MONEY_LEGAL_BASIS);
  json_object_set_object_member (projections, "money", money);
  json_object_set_object_member (projections, "statements", projection_object (tl_statement_fields, content->statements));
  json_object_set_object_member (projections, "statistics", projection_object (tl_statistics_fields, content->statistics));
  json_object_set_object_member (preview, "projections", projections);
  json_object_set_object_member (preview, "journal", journal_object (content));
  return preview;
}

typedef struct
{
  const char *peer;
  const char *dir;
  JsonObject *preview;
  TlBundle *bundle;
  TlFileDraft *draft;
} MakeJob;

static gboolean
preview_and_roll_back (TlStore *store, gpointer data, GError **error)
{
  MakeJob *job = data;
  Content content = {0};

  if (collect (store, &content, job->peer, error))
    {
      job->preview = make_preview (&content);
      /* Nothing of this run may stay: an error of ours undoes it. */
      g_set_error_literal (error, TL_SYNC_ERROR, TL_SYNC_ERROR_IO, "preview");
    }
  content_clear (&content);
  return FALSE;
}

JsonObject *
tl_bundle_preview (TlStore *store, const char *peer, GError **error)
{
  MakeJob job = {.peer = peer};
  g_autoptr (GError) local = NULL;

  (void)tl_store_transaction (store, preview_and_roll_back, &job, &local);
  if (job.preview == NULL)
    g_propagate_error (error, g_steal_pointer (&local));
  return job.preview;
}

/* --- Making --- */

static void
add_json (GByteArray *container, const char *tag, JsonObject *object)
{
  g_autofree char *text = tl_json_write_object (object);

  tl_container_add (container, tag, text, strlen (text));
}

static GBytes *
fill_container (TlStore *store, Content *content, TlIdentity *identity, guint8 hash[TL_CONTENT_HASH_BYTES])
{
  TlSender sender;
  GByteArray *container;
  g_autoptr (JsonObject) manifest = make_manifest (store, content, identity);
  g_autoptr (JsonObject) money = json_object_new ();
  g_autoptr (JsonObject) statistics = json_object_new ();
  g_autoptr (GBytes) chain = tl_chain_write (content->links, content->has_from ? content->from.hash : NULL);

  json_object_set_array_member (money, "lines", json_array_ref (content->money));
  json_object_set_array_member (money, "statements", json_array_ref (content->statements));
  json_object_set_array_member (statistics, "months", json_array_ref (content->statistics));
  memcpy (sender.device, identity->card.device, TL_ID_BYTES);
  memcpy (sender.sign_public, identity->card.sign_public, TL_SIGN_PUBLIC_BYTES);
  container = tl_container_new (TL_CONTAINER_BUNDLE, &sender, content->keys->data, content->peers->len);
  add_json (container, "MANI", manifest);
  tl_container_add (container, "LINK", g_bytes_get_data (chain, NULL), g_bytes_get_size (chain));
  add_json (container, "MONY", money);
  add_json (container, "STAT", statistics);
  return tl_container_finish (container, identity->sign_secret, hash);
}

static gboolean
record_bundle (TlStore *store, Content *content, const char *hash, const char *name, GBytes *file, GError **error)
{
  g_autofree char *head = content->links->len > 0 || content->has_from ? tl_hex (content->to.hash, TL_HASH_BYTES) : g_strdup ("");
  g_autofree char *detail
      = g_strdup_printf ("{\"to\":\"%s\",\"stream\":%" G_GINT64_FORMAT ",\"number\":%" G_GINT64_FORMAT ",\"hash\":\"%s\",\"entries\":%u}",
                         content->place, content->stream, content->number, hash, count_entries (content));

  return tl_sql_run (
             store, error,
             "INSERT INTO sync_out (place, stream, number, previous, recipients, head_incarnation, head_sequence, head_hash)"
             " VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
             " ON CONFLICT (place) DO UPDATE SET stream = excluded.stream, number = excluded.number, previous = excluded.previous,"
             " recipients = excluded.recipients, head_incarnation = excluded.head_incarnation, head_sequence = excluded.head_sequence,"
             " head_hash = excluded.head_hash",
             "siissiis", content->place, content->stream, content->number, hash, content->recipients, (gint64)content->to.incarnation,
             (gint64)content->to.sequence, head)
         && tl_sql_run (store, error,
                        "INSERT INTO sync_bundle (direction, hash, peer, stream, number, file, state, at, entries, content)"
                        " VALUES ('out', ?, ?, ?, ?, ?, 'made', ?, ?, ?)",
                        "ssiisiib", hash, content->place, content->stream, content->number, name, tl_clock_now (),
                        (gint64)count_entries (content), file)
         && tl_journal_note (store, "bundle-made", TL_N_TYPES, NULL, detail, error);
}

/* Tries what was written: it must parse, and be signed by us over just these bytes. */
static gboolean
check_made (GBytes *container, TlIdentity *identity, const guint8 hash[TL_CONTENT_HASH_BYTES], GError **error)
{
  g_autoptr (TlContainer) parsed = tl_container_parse (container, error);

  if (parsed == NULL)
    return FALSE;
  if (memcmp (parsed->hash, hash, TL_CONTENT_HASH_BYTES) == 0 && tl_container_verify (parsed, identity->card.sign_public))
    return TRUE;
  g_set_error_literal (error, TL_SYNC_ERROR, TL_SYNC_ERROR_IO, _ ("The bundle could not be signed. Nothing was written."));
  return FALSE;
}

static gboolean
write_bundle (TlStore *store, MakeJob *job, Content *content, GError **error)
{
  g_autoptr (TlIdentity) identity = tl_identity_load (store, error);
  guint8 hash[TL_CONTENT_HASH_BYTES];
  g_autoptr (GBytes) container = NULL;
  g_autoptr (GBytes) file = NULL;
  g_autofree char *hex = NULL;
  g_autofree char *name = tl_file_random_name (TL_BUNDLE_ENDING);
  g_autofree char *path = g_build_filename (job->dir, name, NULL);

  if (identity == NULL)
    return FALSE;
  container = fill_container (store, content, identity, hash);
  if (!check_made (container, identity, hash, error))
    return FALSE;
  file = tl_bundle_seal (container, content->keys->data, content->peers->len, error);
  if (file == NULL)
    return FALSE;
  job->draft = tl_file_draft (path, file, error);
  if (job->draft == NULL)
    return FALSE;
  hex = tl_hex (hash, sizeof hash);
  if (!record_bundle (store, content, hex, name, file, error))
    return FALSE;
  job->bundle = tl_bundle_find (store, "out", hex, error);
  return job->bundle != NULL;
}

static gboolean
make_bundle (TlStore *store, gpointer data, GError **error)
{
  MakeJob *job = data;
  Content content = {0};
  gboolean done;

  /* The identity is made before the chain is read, so that its entry is in it. */
  done = tl_identity_ensure (store, error) && collect (store, &content, job->peer, error) && write_bundle (store, job, &content, error);
  content_clear (&content);
  return done;
}

TlBundle *
tl_bundle_make (TlStore *store, const char *peer, const char *dir, GError **error)
{
  MakeJob job = {.peer = peer, .dir = dir};
  gboolean done;

  /* The sealed file waits under a temporary name while the vault notes it; then it takes its place. A number is never
   * used twice: if the last step fails, the bundle is in the vault and tl_bundle_write_again() writes it. */
  done = tl_store_transaction (store, make_bundle, &job, error);
  if (done && !tl_file_draft_place (job.draft, FALSE, error))
    {
      done = FALSE;
      g_prefix_error (error, _ ("The bundle was made and is kept in the vault; write it once more from the list. "));
    }
  g_clear_pointer (&job.draft, tl_file_draft_free);
  if (!done)
    g_clear_pointer (&job.bundle, tl_bundle_free);
  return job.bundle;
}
