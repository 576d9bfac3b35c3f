/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Sealing of blocks: XChaCha20-Poly1305, a fresh random nonce at every write, bound to its file, kind and
 * place by the associated data (FORMAT.md §2). Nonces come in batches from a ChaCha20 stream, because the system's
 * own random bytes would cost several calls of it a block: each batch begins with the seed of the next, which takes
 * the old one's place, and after 256 batches the system is asked for a new one. Nonces are no secret; that none
 * comes twice is what counts. So a pool belongs to one process: after a fork the child asks the system for a seed of
 * its own, or parent and child would use a nonce twice under one key. */

#include "vault/vfs-private.h"

#include <pthread.h>
#include <string.h>

#define BATCHES_A_SEED 256

static guint process_generation = 1;

static void
fork_child_cb (void)
{
  process_generation++;
}

static void
watch_forks (void)
{
  static gsize once = 0;
  if (g_once_init_enter (&once))
    {
      pthread_atfork (NULL, NULL, fork_child_cb);
      g_once_init_leave (&once, 1);
    }
}

static const guint8 *
next_nonce (TlNoncePool *pool)
{
  if (pool->used >= TL_NONCE_POOL || pool->generation != process_generation)
    {
      guint8 seed[randombytes_SEEDBYTES];

      if (pool->batches == 0 || pool->batches >= BATCHES_A_SEED || pool->generation != process_generation)
        {
          randombytes_buf (seed, sizeof seed);
          pool->batches = 0;
        }
      else
        memcpy (seed, pool->batch.seed, sizeof seed);
      randombytes_buf_deterministic (&pool->batch, sizeof pool->batch, seed);
      sodium_memzero (seed, sizeof seed);
      pool->batches++;
      pool->used = 0;
      pool->generation = process_generation;
    }
  return pool->batch.bytes[pool->used++];
}

static void
set_block (TlSealer *sealer, guint64 block)
{
  guint64 le = GUINT64_TO_LE (block);
  memcpy (sealer->ad + 17, &le, 8);
}

void
tl_sealer_init (TlSealer *sealer, const guint8 *key, const guint8 file_id[16], TlFileKind kind, const guint8 pair_id[16])
{
  watch_forks ();
  memset (sealer->ad, 0, sizeof sealer->ad);
  sealer->key = key;
  memcpy (sealer->ad, file_id, 16);
  sealer->ad[16] = kind;
  if (kind == TL_FILE_WAL)
    memcpy (sealer->ad + 25, pair_id, 16);
  sealer->nonces.used = TL_NONCE_POOL;
  sealer->nonces.batches = 0;
}

void
tl_sealer_seal (TlSealer *sealer, guint64 block, const guint8 *plain, gsize length, guint8 *out)
{
  const guint8 *nonce = next_nonce (&sealer->nonces);

  set_block (sealer, block);
  memcpy (out, nonce, TL_NONCE);
  crypto_aead_xchacha20poly1305_ietf_encrypt (out + TL_NONCE, NULL, plain, length, sealer->ad, TL_AD_BYTES, NULL, nonce, sealer->key);
}

gboolean
tl_sealer_open (TlSealer *sealer, guint64 block, const guint8 *stored, gsize length, guint8 *out)
{
  if (length < TL_SEAL)
    return FALSE;
  set_block (sealer, block);
  return crypto_aead_xchacha20poly1305_ietf_decrypt (out, NULL, NULL, stored + TL_NONCE, length - TL_NONCE, sealer->ad, TL_AD_BYTES, stored,
                                                     sealer->key)
         == 0;
}
