/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The header: two copies at the start of the main file (FORMAT.md §1).
 *
 * 1. An unkeyed checksum says which copies are whole before any key is known; the newer whole one is used.
 * 2. A MAC under the data key confirms it afterwards: who can write the file cannot add a door.
 * 3. A change writes one copy, syncs, then writes the other, syncs. At every moment one copy is whole: a copy that is
 *    not known to be whole, because its writing failed, always goes first. A change that reached one copy is made.
 * 4. One copy that is not whole, or is older, is rewritten when the vault is opened, with a warning if it was
 *    damaged; the good one is not touched. When neither is whole the file is refused.
 * 5. What the header says of the log and of the content (AT_LOG … AT_REST) belongs to the open database, all else to the doors:
 *    whoever writes the one keeps the other as it stands, on whatever thread, under header_lock.
 * 6. The file secret is sealed under the data key here, so that what is derived for other rooms outlives a rotation. */

#include "vault/vault-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define FORMAT_VERSION 1
#define CIPHER_XCHACHA20_POLY1305 1
#define BLOCK_BYTES 4096

static const guint8 magic[16] = "TamLanh vault\r\n\x1a";

enum
{
  AT_MAGIC = 0,
  AT_VERSION = 16,
  AT_CIPHER = 18,
  AT_FLAGS = 19,
  AT_SLOTS = 20,
  AT_EPOCH = 24,
  AT_BLOCK = 28,
  AT_GENERATION = 32,
  AT_FILE_ID = 40,
  AT_PAIR_ID = 56,
  AT_SECRET = 72, /* nonce 24, sealed 32 + 16 */
  AT_LOG = 144,
  AT_STATE = 148,
  AT_LOG_STATE = 152, /* number of the log × 4 + TlLogState */
  AT_REST = 156,
  AT_MAC = 448,
  AT_CHECKSUM = 480
};

static guint32
get32 (const guint8 *p)
{
  guint32 v;
  memcpy (&v, p, 4);
  return GUINT32_FROM_LE (v);
}

static void
put32 (guint8 *p, guint32 v)
{
  v = GUINT32_TO_LE (v);
  memcpy (p, &v, 4);
}

static guint64
get64 (const guint8 *p)
{
  guint64 v;
  memcpy (&v, p, 8);
  return GUINT64_FROM_LE (v);
}

static void
put64 (guint8 *p, guint64 v)
{
  v = GUINT64_TO_LE (v);
  memcpy (p, &v, 8);
}

/* Over all but the checksum and, for the MAC (@key), the MAC. */
static void
digest (const TlHeader *header, const guint8 *key, guint8 out[32])
{
  crypto_generichash_state state;

  crypto_generichash_init (&state, key, key ? TL_KEY : 0, 32);
  crypto_generichash_update (&state, header->bytes, key ? AT_MAC : AT_CHECKSUM);
  crypto_generichash_update (&state, header->bytes + TL_HEADER_HEAD, TL_HEADER_COPY - TL_HEADER_HEAD);
  crypto_generichash_final (&state, out, 32);
  sodium_memzero (&state, sizeof state);
}

static gboolean
is_whole (const TlHeader *header)
{
  guint8 sum[32];

  if (memcmp (header->bytes, magic, sizeof magic) != 0)
    return FALSE;
  digest (header, NULL, sum);
  return memcmp (sum, header->bytes + AT_CHECKSUM, sizeof sum) == 0;
}

void
tl_header_init (TlHeader *header)
{
  memset (header, 0, sizeof *header);
  memcpy (header->bytes, magic, sizeof magic);
  header->bytes[AT_VERSION] = FORMAT_VERSION;
  header->bytes[AT_CIPHER] = CIPHER_XCHACHA20_POLY1305;
  header->bytes[AT_FLAGS] = TL_TEST_HOOKS ? TL_FLAG_TEST_COST : 0;
  put32 (header->bytes + AT_SLOTS, TL_SLOT_COUNT);
  put32 (header->bytes + AT_EPOCH, 1);
  put32 (header->bytes + AT_BLOCK, BLOCK_BYTES);
  randombytes_buf (header->bytes + AT_FILE_ID, TL_ID);
  randombytes_buf (header->bytes + AT_PAIR_ID, TL_ID);
  tl_header_set_log (header, tl_header_other_log (header), TL_LOG_UNUSED);
}

guint64
tl_header_get_generation (const TlHeader *header)
{
  return get64 (header->bytes + AT_GENERATION);
}

guint32
tl_header_get_epoch (const TlHeader *header)
{
  return get32 (header->bytes + AT_EPOCH);
}

void
tl_header_next_epoch (TlHeader *header)
{
  put32 (header->bytes + AT_EPOCH, tl_header_get_epoch (header) + 1);
  randombytes_buf (header->bytes + AT_PAIR_ID, TL_ID);
}

guint8 *
tl_header_file_id (TlHeader *header)
{
  return header->bytes + AT_FILE_ID;
}

guint8 *
tl_header_pair_id (TlHeader *header)
{
  return header->bytes + AT_PAIR_ID;
}

guint32
tl_header_get_log (const TlHeader *header)
{
  return get32 (header->bytes + AT_LOG);
}

TlLogState
tl_header_get_log_state (const TlHeader *header)
{
  guint32 number = tl_header_get_log (header), state = get32 (header->bytes + AT_LOG_STATE);

  /* An earlier program that gave the log another number knows nothing of the state, and left it as it was. */
  if (number == 0 || state >> 2 != number || ((state & 3) != TL_LOG_USED && (state & 3) != TL_LOG_UNUSED))
    return TL_LOG_UNKNOWN;
  return (TlLogState)(state & 3);
}

gboolean
tl_header_is_filled (const TlHeader *header)
{
  return (get32 (header->bytes + AT_STATE) & TL_STATE_FILLED) != 0;
}

gboolean
tl_header_is_unfinished (const TlHeader *header)
{
  return (get32 (header->bytes + AT_STATE) & TL_STATE_UNFINISHED) != 0;
}

void
tl_header_set_unfinished (TlHeader *header, gboolean unfinished)
{
  guint32 state = get32 (header->bytes + AT_STATE);
  put32 (header->bytes + AT_STATE, unfinished ? state | TL_STATE_UNFINISHED : state & ~(guint32)TL_STATE_UNFINISHED);
}

void
tl_header_empty (TlHeader *header)
{
  memset (header->bytes + AT_LOG, 0, AT_REST - AT_LOG);
  tl_header_set_log (header, tl_header_other_log (header), TL_LOG_UNUSED);
}

guint32
tl_header_other_log (const TlHeader *header)
{
  guint32 log;

  do
    log = 1 + randombytes_uniform (TL_LOG_NUMBERS - 1);
  while (log == tl_header_get_log (header));
  return log;
}

void
tl_header_set_log (TlHeader *header, guint32 number, TlLogState state)
{
  put32 (header->bytes + AT_LOG, number);
  put32 (header->bytes + AT_LOG_STATE, number << 2 | state);
  if (state == TL_LOG_USED)
    put32 (header->bytes + AT_STATE, get32 (header->bytes + AT_STATE) | TL_STATE_FILLED);
}

void
tl_header_log_is_in_file (TlHeader *header)
{
  guint32 number = tl_header_get_log (header);

  tl_header_set_log (header, number ? number : tl_header_other_log (header), TL_LOG_UNUSED);
}

gboolean
tl_header_is_test_cost (const TlHeader *header)
{
  return (header->bytes[AT_FLAGS] & TL_FLAG_TEST_COST) != 0;
}

guint8 *
tl_header_slot (TlHeader *header, guint index)
{
  return header->bytes + TL_HEADER_HEAD + index * TL_SLOT_BYTES;
}

void
tl_keys_derive (TlKeys *keys)
{
  crypto_kdf_derive_from_key (keys->blocks, TL_KEY, 1, "TLblocks", keys->data);
  crypto_kdf_derive_from_key (keys->header, TL_KEY, 1, "TLheader", keys->data);
}

static void
secret_key (const TlKeys *keys, guint8 key[TL_KEY])
{
  crypto_kdf_derive_from_key (key, TL_KEY, 1, "TLsecret", keys->data);
}

gboolean
tl_header_confirm (const TlHeader *header, const TlKeys *keys)
{
  guint8 mac[32];
  digest (header, keys->header, mac);
  return sodium_memcmp (mac, header->bytes + AT_MAC, sizeof mac) == 0;
}

gboolean
tl_header_open_secret (const TlHeader *header, TlKeys *keys)
{
  guint8 key[TL_KEY];
  int bad;

  secret_key (keys, key);
  bad = crypto_aead_xchacha20poly1305_ietf_decrypt (keys->secret, NULL, NULL, header->bytes + AT_SECRET + 24, TL_KEY + 16,
                                                    header->bytes + AT_FILE_ID, TL_ID, header->bytes + AT_SECRET, key);
  sodium_memzero (key, sizeof key);
  return bad == 0;
}

void
tl_header_finish (TlHeader *header, const TlKeys *keys, gboolean seal_secret)
{
  if (seal_secret)
    {
      guint8 key[TL_KEY];
      secret_key (keys, key);
      randombytes_buf (header->bytes + AT_SECRET, 24);
      crypto_aead_xchacha20poly1305_ietf_encrypt (header->bytes + AT_SECRET + 24, NULL, keys->secret, TL_KEY, header->bytes + AT_FILE_ID,
                                                  TL_ID, NULL, header->bytes + AT_SECRET, key);
      sodium_memzero (key, sizeof key);
    }
  put64 (header->bytes + AT_GENERATION, tl_header_get_generation (header) + 1);
  digest (header, keys->header, header->bytes + AT_MAC);
  digest (header, NULL, header->bytes + AT_CHECKSUM);
}

int
tl_header_store_copy (sqlite3_file *file, const TlHeader *header, guint copy)
{
  int rc = file->pMethods->xWrite (file, header->bytes, TL_HEADER_COPY, (sqlite3_int64)copy * TL_HEADER_COPY);
  return rc == SQLITE_OK ? file->pMethods->xSync (file, SQLITE_SYNC_NORMAL) : rc;
}

int
tl_header_store (sqlite3_file *file, const TlHeader *header)
{
  int rc = tl_header_store_copy (file, header, 0);
  return rc == SQLITE_OK ? tl_header_store_copy (file, header, 1) : rc;
}

static gboolean
first_copy_failed (TlVault *vault, guint copy, int rc, GError **error)
{
  tl_vault_note_io (vault, vault->file, rc, "header");
  if (tl_header_store_copy (vault->file, &vault->header, copy) == SQLITE_OK)
    return tl_vault_fail_io (vault, rc, error);
  /* Perhaps it was stored although the disk said no. */
  vault->stale = copy + 1;
  tl_vault_forget_error (vault);
  g_set_error_literal (error, TL_VAULT_ERROR, TL_VAULT_ERROR_IO,
                       _ ("The disk failed while a door was being changed, and it is not certain which state it holds: the register opens "
                          "with what was set before, or with what was to be set. Check the disk, then make the change again."));
  return FALSE;
}

/* Under header_lock. */
static gboolean
write_copies (TlVault *vault, TlHeader *header, GError **error)
{
  guint first;
  int rc;

  if (vault->read_only)
    {
      g_set_error_literal (error, TL_VAULT_ERROR, TL_VAULT_ERROR_IO,
                           _ ("The register's file can only be read, not written. Nothing was changed. Copy it to a disk that can be written."));
      return FALSE;
    }
  if (!tl_vault_need_handle (vault, error))
    return FALSE;
  memcpy (header->bytes + AT_GENERATION, vault->header.bytes + AT_GENERATION, 8);
  tl_header_finish (header, vault->keys, FALSE);
  first = vault->stale ? vault->stale - 1 : (guint)(tl_header_get_generation (header) & 1);
  rc = tl_header_store_copy (vault->file, header, first);
  if (rc != SQLITE_OK)
    return first_copy_failed (vault, first, rc, error);
  rc = tl_header_store_copy (vault->file, header, 1 - first);
  if (rc != SQLITE_OK)
    rc = tl_header_store_copy (vault->file, header, 1 - first);
  /* The change lies on the disk whole and would be found at the next opening: it cannot be called undone. */
  vault->stale = rc == SQLITE_OK ? 0 : 2 - first;
  if (rc != SQLITE_OK)
    {
      g_free (vault->warning);
      vault->warning = g_strdup (tl_header_unrepaired ());
    }
  /* Another thread may be listing the doors. */
  g_mutex_lock (&vault->io_lock);
  vault->header = *header;
  g_mutex_unlock (&vault->io_lock);
  return TRUE;
}

gboolean
tl_header_write (TlVault *vault, TlHeader *header, GError **error)
{
  gboolean good;

  g_mutex_lock (&vault->header_lock);
  memcpy (header->bytes + AT_LOG, vault->header.bytes + AT_LOG, AT_REST - AT_LOG);
  good = write_copies (vault, header, error);
  g_mutex_unlock (&vault->header_lock);
  return good;
}

gboolean
tl_header_write_log (TlVault *vault, guint32 number, GError **error)
{
  g_autofree TlHeader *header = NULL;
  gboolean good;

  g_mutex_lock (&vault->header_lock);
  header = g_memdup2 (&vault->header, sizeof vault->header);
  if (number)
    tl_header_set_log (header, number, TL_LOG_USED);
  else
    tl_header_log_is_in_file (header);
  good = write_copies (vault, header, error);
  g_mutex_unlock (&vault->header_lock);
  return good;
}

gboolean
tl_header_write_finished (TlVault *vault, GError **error)
{
  g_autofree TlHeader *header = NULL;
  gboolean good;

  g_mutex_lock (&vault->header_lock);
  header = g_memdup2 (&vault->header, sizeof vault->header);
  tl_header_set_unfinished (header, FALSE);
  good = write_copies (vault, header, error);
  g_mutex_unlock (&vault->header_lock);
  return good;
}

const char *
tl_header_unrepaired (void)
{
  return _ ("One of the two copies of the register's head is damaged and could not be repaired. Nothing is lost yet. Make a "
            "backup now.");
}

gboolean
tl_header_read (sqlite3_file *file, TlHeader *header, TlHeader *other, gboolean *have_other, guint *copy, gboolean *bad, GError **error)
{
  g_autofree TlHeader *copies = g_new0 (TlHeader, 2);
  gboolean whole[2], ours = FALSE;
  int failed = SQLITE_OK;
  guint best;

  for (guint i = 0; i < 2; i++)
    {
      int rc = file->pMethods->xRead (file, copies[i].bytes, TL_HEADER_COPY, (sqlite3_int64)i * TL_HEADER_COPY);
      if (rc != SQLITE_OK && rc != SQLITE_IOERR_SHORT_READ)
        /* Once more, before the other copy must do: that may be a change behind. */
        rc = file->pMethods->xRead (file, copies[i].bytes, TL_HEADER_COPY, (sqlite3_int64)i * TL_HEADER_COPY);
      if (rc != SQLITE_OK && rc != SQLITE_IOERR_SHORT_READ)
        failed = rc;
      whole[i] = rc == SQLITE_OK && is_whole (&copies[i]);
      ours = ours || memcmp (copies[i].bytes, magic, sizeof magic) == 0;
    }
  if (!whole[0] && !whole[1])
    {
      /* One unreadable copy is as a damaged one; a disk that reads neither says nothing about the file. */
      if (failed != SQLITE_OK)
        g_set_error (error, TL_VAULT_ERROR, TL_VAULT_ERROR_IO, _ ("The register's file could not be read: %s."), sqlite3_errstr (failed));
      else if (ours)
        g_set_error_literal (
            error, TL_VAULT_ERROR, TL_VAULT_ERROR_DAMAGED,
            _ ("Both copies of the register's head are damaged, so no key can be read from it. The file was not changed. Use a backup."));
      else
        g_set_error_literal (error, TL_VAULT_ERROR, TL_VAULT_ERROR_NOT_A_VAULT, _ ("This file is not a register of Tạm Lánh."));
      return FALSE;
    }
  best = !whole[0] || (whole[1] && tl_header_get_generation (&copies[1]) > tl_header_get_generation (&copies[0])) ? 1 : 0;
  *header = copies[best];
  if (header->bytes[AT_VERSION] != FORMAT_VERSION || header->bytes[AT_VERSION + 1] != 0
      || header->bytes[AT_CIPHER] != CIPHER_XCHACHA20_POLY1305 || get32 (header->bytes + AT_SLOTS) != TL_SLOT_COUNT
      || get32 (header->bytes + AT_BLOCK) != BLOCK_BYTES || (header->bytes[AT_FLAGS] & ~TL_FLAG_TEST_COST) != 0)
    {
      g_set_error_literal (
          error, TL_VAULT_ERROR, TL_VAULT_ERROR_NEWER,
          _ ("This register was written by a later version of the program. Nothing was changed. Install the new version here first."));
      return FALSE;
    }
  *copy = best;
  *bad = !whole[1 - best];
  if (have_other)
    {
      *have_other = whole[1 - best];
      *other = copies[1 - best];
    }
  return TRUE;
}
