/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Appending to the journal and verifying it.
 *
 * An entry is a public head (device, incarnation, sequence), the root over its salted leaves (leaf.c) and
 * hash (previous ‖ head ‖ root). Meta leaves are named with an "@", the others are fields:
 *   @at (UTC seconds) @staff @kind @type @id @lamport @reason @detail @covers
 * A changed field names the entry that last gave it a value; a deletion names in @covers the last entry that
 * it knows of the record. Both are what a merge of two devices needs, and they cannot be added afterwards. */

#include "store/store-private.h"

#include <glib/gi18n-lib.h>
#include <sodium.h>

#define LINK_DOMAIN "tamlanh journal entry 1"

void
tl_journal_link_hash (const char *device_id, guint64 incarnation, guint64 sequence, const guint8 previous[TL_HASH_BYTES],
                      const guint8 root[TL_HASH_BYTES], guint8 out[TL_HASH_BYTES])
{
  static const guint8 zeros[TL_HASH_BYTES] = {0};
  crypto_generichash_state state;
  guint8 device[TL_DEVICE_BYTES] = {0};
  guint64 head[2] = {GUINT64_TO_BE (incarnation), GUINT64_TO_BE (sequence)};

  sodium_hex2bin (device, sizeof device, device_id, strlen (device_id), NULL, NULL, NULL);
  crypto_generichash_init (&state, NULL, 0, TL_HASH_BYTES);
  crypto_generichash_update (&state, (const guint8 *)LINK_DOMAIN, sizeof LINK_DOMAIN);
  crypto_generichash_update (&state, previous != NULL ? previous : zeros, TL_HASH_BYTES);
  crypto_generichash_update (&state, device, sizeof device);
  crypto_generichash_update (&state, (const guint8 *)head, sizeof head);
  crypto_generichash_update (&state, root, TL_HASH_BYTES);
  crypto_generichash_final (&state, out, TL_HASH_BYTES);
}

const char *
tl_journal_device_id (TlStore *store)
{
  g_return_val_if_fail (TL_IS_STORE (store), NULL);

  return store->device_hex;
}

/* --- Where it stands --- */

gboolean
tl_journal_load_state (TlStore *store, GError **error)
{
  TlJournalState *state = &store->journal;
  sqlite3_stmt *stmt = tl_sql_prepare (store, error, "SELECT id, site, number, incarnation, sequence, lamport, head FROM device", "");
  char hex[2 * TL_DEVICE_BYTES + 1];

  if (stmt == NULL)
    return FALSE;
  if (tl_sql_step (store, stmt, NULL))
    {
      memcpy (store->device_id, sqlite3_column_blob (stmt, 0), TL_DEVICE_BYTES);
      sodium_bin2hex (hex, sizeof hex, store->device_id, TL_DEVICE_BYTES);
      store->device_hex = g_string_chunk_insert_const (store->strings, hex);
      store->site = g_string_chunk_insert_const (store->strings, (const char *)sqlite3_column_text (stmt, 1));
      store->device = (guint)sqlite3_column_int64 (stmt, 2);
      state->incarnation = (guint64)sqlite3_column_int64 (stmt, 3);
      state->sequence = (guint64)sqlite3_column_int64 (stmt, 4);
      state->lamport = (guint64)sqlite3_column_int64 (stmt, 5);
      state->has_head = sqlite3_column_bytes (stmt, 6) == TL_HASH_BYTES;
      if (state->has_head)
        memcpy (state->head, sqlite3_column_blob (stmt, 6), TL_HASH_BYTES);
      state->ready = TRUE;
    }
  tl_sql_done (stmt);

  return TRUE;
}

gboolean
tl_journal_store_state (TlStore *store, GError **error)
{
  TlJournalState *state = &store->journal;
  g_autoptr (GBytes) head = NULL;

  if (!state->dirty)
    return TRUE;
  head = g_bytes_new (state->head, TL_HASH_BYTES);
  if (!tl_sql_run (store, error, "UPDATE device SET incarnation = ?, sequence = ?, lamport = ?, head = ?", "iiib",
                   (gint64)state->incarnation, (gint64)state->sequence, (gint64)state->lamport, head))
    return FALSE;
  state->dirty = FALSE;

  return TRUE;
}

/* A restored or copied file goes on under a number of its own: the upper half counts, the lower is random, so
 * that two copies of one file do not take the same. */
static void
begin_incarnation (TlJournalState *state)
{
  guint64 count = MAX (MAX (state->incarnation, state->beyond) >> 32, 1) + 1;

  state->incarnation = count << 32 | randombytes_random ();
  state->sequence = 0;
  state->stale = FALSE;
}

/* --- Appending --- */

typedef struct
{
  TlStore *store;
  GByteArray *leaves;
  GByteArray *commitments;
} Writer;

static const guint8 *
next_salt (TlStore *store)
{
  if (store->salts_left < TL_LEAF_SALT_BYTES)
    {
      randombytes_buf (store->salts, sizeof store->salts);
      store->salts_left = sizeof store->salts;
    }
  store->salts_left -= TL_LEAF_SALT_BYTES;

  return store->salts + store->salts_left;
}

static void
add_leaf (Writer *writer, const char *name, TlLeafKind kind, const void *value, gsize len, const TlEntryRef *replaces)
{
  guint8 *salt = (guint8 *)next_salt (writer->store);

  tl_leaf_write (writer->leaves, writer->commitments, salt, name, kind, value, len, replaces);
  sodium_memzero (salt, TL_LEAF_SALT_BYTES);
}

static void
add_text (Writer *writer, const char *name, const char *text, const TlEntryRef *replaces)
{
  if (text != NULL)
    add_leaf (writer, name, TL_LEAF_TEXT, text, strlen (text), replaces);
}

static void
add_int (Writer *writer, const char *name, gint64 value, const TlEntryRef *replaces)
{
  gint64 big = GINT64_TO_BE (value);

  add_leaf (writer, name, TL_LEAF_INT, &big, sizeof big, replaces);
}

static void
add_field (Writer *writer, TlRecord *record, guint number, const TlEntryRef *replaces)
{
  const TlField *field = tl_type_field (tl_record_type (record), number);
  guint8 digest[TL_HASH_BYTES];

  if (!tl_record_has (record, number))
    {
      add_leaf (writer, field->name, TL_LEAF_NULL, NULL, 0, replaces);
      return;
    }
  if (field->kind == TL_KIND_BLOB)
    {
      GBytes *blob = tl_record_blob (record, number);

      crypto_generichash (digest, sizeof digest, g_bytes_get_data (blob, NULL), g_bytes_get_size (blob), NULL, 0);
      add_leaf (writer, field->name, TL_LEAF_DIGEST, digest, sizeof digest, replaces);
    }
  else if (field->kind == TL_KIND_INT || field->kind == TL_KIND_DECIMAL || field->kind == TL_KIND_MONEY || field->kind == TL_KIND_BOOL
           || field->kind == TL_KIND_TIME)
    add_int (writer, field->name, tl_record_int (record, number), replaces);
  else
    add_text (writer, field->name, tl_record_text (record, number), replaces);
}

static gboolean
has_field_leaf (sqlite3_stmt *stmt, int column, const char *name)
{
  const guint8 *bytes = sqlite3_column_blob (stmt, column);
  gsize len = (gsize)sqlite3_column_bytes (stmt, column);
  gsize offset = 0;
  gboolean damaged;
  TlLeaf leaf;

  while (tl_leaf_read (bytes, len, &offset, &leaf, &damaged))
    if (tl_leaf_is (&leaf, name))
      return TRUE;

  return FALSE;
}

/* The entry that last gave each of @fields (NULL: anything at all) its value. */
static gboolean
find_replaced (TlStore *store, const char *id, const TlTypeInfo *info, const guint *fields, guint n_fields, TlEntryRef *refs,
               gboolean *found, GError **error)
{
  sqlite3_stmt *stmt
      = tl_sql_prepare (store, error, "SELECT device, incarnation, sequence, leaves FROM entry WHERE record = ? ORDER BY n DESC", "s", id);
  guint missing = n_fields;

  if (stmt == NULL)
    return FALSE;
  while (missing > 0 && tl_sql_step (store, stmt, NULL))
    for (guint i = 0; i < n_fields; i++)
      {
        if (found[i] || (fields != NULL && !has_field_leaf (stmt, 3, info->fields[fields[i]].name)))
          continue;
        memcpy (refs[i].device, sqlite3_column_blob (stmt, 0), TL_DEVICE_BYTES);
        refs[i].incarnation = (guint64)sqlite3_column_int64 (stmt, 1);
        refs[i].sequence = (guint64)sqlite3_column_int64 (stmt, 2);
        found[i] = TRUE;
        missing--;
      }
  tl_sql_done (stmt);

  return TRUE;
}

static gboolean
add_fields (Writer *writer, TlRecord *after, gboolean is_new, const guint *fields, guint n_fields, GError **error)
{
  g_autofree TlEntryRef *refs = g_new0 (TlEntryRef, MAX (n_fields, 1));
  g_autofree gboolean *found = g_new0 (gboolean, MAX (n_fields, 1));

  if (!is_new
      && !find_replaced (writer->store, tl_record_id (after), tl_type_info (tl_record_type (after)), fields, n_fields, refs, found, error))
    return FALSE;
  for (guint i = 0; i < n_fields; i++)
    add_field (writer, after, fields[i], found[i] ? &refs[i] : NULL);

  return TRUE;
}

static gboolean
add_covers (Writer *writer, const TlAct *act, GError **error)
{
  TlEntryRef ref = {{0}};
  gboolean found = FALSE;

  if (!find_replaced (writer->store, act->id, NULL, NULL, 1, &ref, &found, error))
    return FALSE;
  if (found)
    add_leaf (writer, "@covers", TL_LEAF_NULL, NULL, 0, &ref);

  return TRUE;
}

static gboolean
write_entry (TlStore *store, Writer *writer, const char *id, GError **error)
{
  TlJournalState *state = &store->journal;
  guint8 root[TL_HASH_BYTES];
  guint8 hash[TL_HASH_BYTES];
  sqlite3_stmt *stmt;
  gboolean good;

  tl_leaf_root (writer->commitments, root);
  tl_journal_link_hash (store->device_hex, state->incarnation, state->sequence, state->has_head ? state->head : NULL, root, hash);
  stmt = tl_sql_prepare_unbound (
      store, error, "INSERT INTO entry (device, incarnation, sequence, root, hash, record, leaves) VALUES (?, ?, ?, ?, ?, ?, ?)");
  if (stmt == NULL)
    return FALSE;
  sqlite3_bind_blob (stmt, 1, store->device_id, TL_DEVICE_BYTES, SQLITE_STATIC);
  sqlite3_bind_int64 (stmt, 2, (gint64)state->incarnation);
  sqlite3_bind_int64 (stmt, 3, (gint64)state->sequence);
  sqlite3_bind_blob (stmt, 4, root, sizeof root, SQLITE_STATIC);
  sqlite3_bind_blob (stmt, 5, hash, sizeof hash, SQLITE_STATIC);
  sqlite3_bind_text (stmt, 6, id, -1, SQLITE_STATIC);
  sqlite3_bind_blob (stmt, 7, writer->leaves->data, (int)writer->leaves->len, SQLITE_STATIC);
  good = sqlite3_step (stmt) == SQLITE_DONE;
  if (!good)
    tl_sql_fail (store, error);
  tl_sql_done (stmt);
  if (good)
    {
      memcpy (state->head, hash, sizeof hash);
      state->has_head = TRUE;
    }

  return good;
}

gboolean
tl_journal_append (TlStore *store, const TlAct *act, TlRecord *after, TlRecord *before, const guint *fields, guint n_fields, GError **error)
{
  g_autoptr (GByteArray) leaves = g_byte_array_sized_new (1024);
  g_autoptr (GByteArray) commitments = g_byte_array_sized_new (48 * TL_HASH_BYTES);
  Writer writer = {store, leaves, commitments};
  TlJournalState *state = &store->journal;

  if (!state->ready)
    {
      g_set_error_literal (error, TL_STORE_ERROR, TL_STORE_ERROR_REFUSED, _ ("This register has not been set up yet."));
      return FALSE;
    }
  if (state->stale)
    begin_incarnation (state);
  state->sequence++;
  state->lamport++;
  state->dirty = TRUE;

  add_int (&writer, "@at", tl_clock_now (), NULL);
  add_text (&writer, "@staff", store->staff, NULL);
  add_text (&writer, "@kind", act->kind, NULL);
  add_text (&writer, "@type", act->type, NULL);
  add_text (&writer, "@id", act->id, NULL);
  add_int (&writer, "@lamport", (gint64)state->lamport, NULL);
  add_text (&writer, "@reason", act->reason, NULL);
  add_text (&writer, "@detail", act->detail, NULL);
  if (g_str_equal (act->kind, "delete") && !add_covers (&writer, act, error))
    return FALSE;
  if (after != NULL && !add_fields (&writer, after, before == NULL, fields, n_fields, error))
    return FALSE;

  return write_entry (store, &writer, act->id, error);
}

/* --- Notes --- */

static gboolean
note_inside (TlStore *store, gpointer args, GError **error)
{
  return tl_journal_append (store, args, NULL, NULL, NULL, 0, error);
}

gboolean
tl_journal_note (TlStore *store, const char *kind, TlType type_or_n_types, const char *id, const char *detail, GError **error)
{
  TlAct act = {.kind = kind, .id = id, .detail = detail};

  g_return_val_if_fail (TL_IS_STORE (store), FALSE);
  g_return_val_if_fail (kind != NULL, FALSE);

  /* Looking is all that can be done then, and looking must be possible. */
  if (store->read_only)
    return TRUE;
  if (type_or_n_types < TL_N_TYPES)
    act.type = tl_type_info (type_or_n_types)->name;

  return tl_store_run_writing (store, note_inside, &act, error);
}

/* --- Verifying --- */

typedef struct
{
  char device[2 * TL_DEVICE_BYTES + 1];
  guint64 incarnation;
  guint64 sequence;
  gboolean has_hash;
  guint8 hash[TL_HASH_BYTES];
} Chain;

static Chain *
chain_of (GHashTable *chains, sqlite3_stmt *stmt)
{
  char hex[2 * TL_DEVICE_BYTES + 1] = "";
  Chain *chain;

  if (sqlite3_column_bytes (stmt, 1) == TL_DEVICE_BYTES)
    sodium_bin2hex (hex, sizeof hex, sqlite3_column_blob (stmt, 1), TL_DEVICE_BYTES);
  chain = g_hash_table_lookup (chains, hex);
  if (chain == NULL)
    {
      chain = g_new0 (Chain, 1);
      memcpy (chain->device, hex, sizeof hex);
      g_hash_table_insert (chains, chain->device, chain);
    }

  return chain;
}

/* Recomputes the root from the leaves and compares it and the leaf "@id" with the columns. */
static gboolean
leaves_agree (sqlite3_stmt *stmt, guint8 *root)
{
  g_autoptr (GByteArray) commitments = g_byte_array_new ();
  const guint8 *bytes = sqlite3_column_blob (stmt, 7);
  const char *record = (const char *)sqlite3_column_text (stmt, 6);
  gsize len = (gsize)sqlite3_column_bytes (stmt, 7);
  gboolean same_record = record == NULL;
  gsize offset = 0;
  gboolean damaged;
  TlLeaf leaf;

  while (tl_leaf_read (bytes, len, &offset, &leaf, &damaged))
    {
      guint8 commitment[TL_HASH_BYTES];

      tl_leaf_commitment (&leaf, commitment);
      g_byte_array_append (commitments, commitment, sizeof commitment);
      if (tl_leaf_is (&leaf, "@id"))
        same_record
            = record != NULL && !leaf.erased && strlen (record) == leaf.value_len && memcmp (record, leaf.value, leaf.value_len) == 0;
    }
  if (damaged || commitments->len == 0 || !same_record)
    return FALSE;
  tl_leaf_root (commitments, root);

  return memcmp (root, sqlite3_column_blob (stmt, 4), TL_HASH_BYTES) == 0;
}

static gboolean
follows (Chain *chain, guint64 incarnation, guint64 sequence)
{
  if (!chain->has_hash)
    return sequence == 1;

  return (incarnation == chain->incarnation && sequence == chain->sequence + 1) || (incarnation > chain->incarnation && sequence == 1);
}

/* The entries before this one could not be read when the register was salvaged, and it is remembered that they are missing. */
static gboolean
is_known_gap (TlStore *store, sqlite3_stmt *entry)
{
  g_autoptr (GBytes) device = g_bytes_new (sqlite3_column_blob (entry, 1), (gsize)sqlite3_column_bytes (entry, 1));

  return tl_sql_int (store, NULL, 0, "SELECT 1 FROM salvage_gap WHERE device = ? AND incarnation = ? AND sequence = ?", "bii", device,
                     sqlite3_column_int64 (entry, 2), sqlite3_column_int64 (entry, 3))
         == 1;
}

typedef enum
{
  ENTRY_AGREES,
  ENTRY_AFTER_GAP,
  ENTRY_ALTERED /* its own content is not what its root says */
} EntryState;

static EntryState
check_entry (Chain *chain, sqlite3_stmt *stmt)
{
  guint64 incarnation = (guint64)sqlite3_column_int64 (stmt, 2);
  guint64 sequence = (guint64)sqlite3_column_int64 (stmt, 3);
  guint8 root[TL_HASH_BYTES];
  guint8 hash[TL_HASH_BYTES];
  EntryState state = ENTRY_AGREES;

  if (!leaves_agree (stmt, root))
    return ENTRY_ALTERED;
  tl_journal_link_hash (chain->device, incarnation, sequence, chain->has_hash ? chain->hash : NULL, root, hash);
  if (!follows (chain, incarnation, sequence) || memcmp (hash, sqlite3_column_blob (stmt, 5), TL_HASH_BYTES) != 0)
    state = ENTRY_AFTER_GAP;
  memcpy (chain->hash, sqlite3_column_blob (stmt, 5), sizeof hash);
  chain->has_hash = TRUE;
  chain->incarnation = incarnation;
  chain->sequence = sequence;

  return state;
}

static gboolean
end_agrees (TlStore *store, GHashTable *chains)
{
  Chain *own = store->device_hex != NULL ? g_hash_table_lookup (chains, store->device_hex) : NULL;
  const TlJournalState *state = &store->journal;

  if (own == NULL)
    return !state->has_head;

  return state->has_head && own->sequence == state->sequence && own->incarnation == state->incarnation
         && memcmp (own->hash, state->head, TL_HASH_BYTES) == 0;
}

/* --- In slices --- */

struct _TlChainCheck
{
  GHashTable *chains;
  gint64 after; /* entry.n */
  TlChainState state;
};

TlChainCheck *
tl_chain_check_new (void)
{
  TlChainCheck *check = g_new0 (TlChainCheck, 1);

  check->chains = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, g_free);
  check->after = G_MININT64;
  check->state.bad = -1;

  return check;
}

void
tl_chain_check_free (TlChainCheck *check)
{
  if (check == NULL)
    return;
  g_hash_table_unref (check->chains);
  g_free (check);
}

const TlChainState *
tl_chain_check_state (TlChainCheck *check)
{
  return &check->state;
}

static void
check_one (TlStore *store, TlChainCheck *check, sqlite3_stmt *stmt, TlChainGap gap, gpointer data)
{
  gint64 n = sqlite3_column_int64 (stmt, 0);
  EntryState state = check_entry (chain_of (check->chains, stmt), stmt);

  check->after = n;
  if (state == ENTRY_AFTER_GAP && gap != NULL)
    gap (store, sqlite3_column_blob (stmt, 1), sqlite3_column_int64 (stmt, 2), sqlite3_column_int64 (stmt, 3), data);
  else if (state == ENTRY_AFTER_GAP && is_known_gap (store, stmt))
    check->state.gaps++;
  else if (state != ENTRY_AGREES)
    check->state.bad = n;
  if (check->state.bad < 0)
    check->state.entries++;
}

gboolean
tl_chain_check_step (TlStore *store, TlChainCheck *check, guint limit, TlChainGap gap, gpointer data, GError **error)
{
  GError *failed = NULL;
  guint seen = 0;
  sqlite3_stmt *stmt = tl_sql_prepare (
      store, error,
      "SELECT n, device, incarnation, sequence, root, hash, record, leaves FROM entry WHERE n > ? ORDER BY n LIMIT ?", "ii", check->after,
      (gint64)limit);

  if (stmt == NULL)
    return FALSE;
  while (check->state.bad < 0 && tl_sql_step (store, stmt, &failed))
    {
      check_one (store, check, stmt, gap, data);
      seen++;
    }
  tl_sql_done (stmt);
  if (failed != NULL)
    {
      g_propagate_error (error, failed);
      return FALSE;
    }
  if (check->state.bad >= 0)
    return FALSE;
  if (seen < limit)
    check->state.end_missing = !end_agrees (store, check->chains);

  return seen == limit;
}

gboolean
tl_chain_state_whole (const TlChainState *state, GError **error)
{
  if (state->bad >= 0)
    {
      g_autofree char *number = g_strdup_printf ("%" G_GINT64_FORMAT, state->bad);

      g_set_error (error, TL_STORE_ERROR, TL_STORE_ERROR_DAMAGED,
                   _ ("The journal was changed outside the program: entry %s does not agree with the chain. The records can still be "
                      "read. Keep this file, and tell the person in charge."),
                   number);
    }
  else if (state->end_missing)
    g_set_error_literal (error, TL_STORE_ERROR, TL_STORE_ERROR_DAMAGED,
                         _ ("The journal was changed outside the program: its last entries are missing. The records can still be read. "
                            "Keep this file, and tell the person in charge."));
  else
    return TRUE;

  return FALSE;
}

static gboolean
verify_inside (TlStore *store, gpointer args, GError **error)
{
  guint64 *entries = args;
  TlChainCheck *check = tl_chain_check_new ();
  GError *failed = NULL;
  gboolean good;

  while (tl_chain_check_step (store, check, 1000, NULL, NULL, &failed))
    ;
  *entries = check->state.entries;
  good = failed == NULL && tl_chain_state_whole (&check->state, error);
  if (failed != NULL)
    g_propagate_error (error, failed);
  tl_chain_check_free (check);

  return good;
}

gboolean
tl_journal_verify (TlStore *store, guint64 *entries, GError **error)
{
  guint64 ignored;

  g_return_val_if_fail (TL_IS_STORE (store), FALSE);

  return tl_store_run (store, verify_inside, entries != NULL ? entries : &ignored, error);
}
