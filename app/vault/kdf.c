/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Argon2id over the passphrase. The cost is measured on this machine to 0.5–1 s, with MODERATE as the floor, and
 * is stored in the slot. What a file claims is bounded before anything is spent on it: a forged header must
 * neither eat the memory nor make guessing cheap. A test build uses a token cost and marks its files, so that
 * an ordinary build refuses them. */

#include "vault/vault-private.h"

#include <glib/gi18n-lib.h>

#define OPS_MOST 64
#define MEMORY_MOST (G_GUINT64_CONSTANT (1) << 30)
#define TARGET_SECONDS 0.7

#if TL_TEST_HOOKS
#define TEST_OPS 1
#define TEST_MEMORY 8192
#endif

gboolean
tl_kdf_measure (TlKdfCost *cost, GError **error)
{
  cost->kdf = TL_KDF_ARGON2ID;
  randombytes_buf (cost->salt, sizeof cost->salt);
#if TL_TEST_HOOKS
  cost->ops = TEST_OPS;
  cost->memory = TEST_MEMORY;
  return TRUE;
#else
  static GMutex lock;
  static guint32 measured = 0;

  g_mutex_lock (&lock);
  cost->ops = crypto_pwhash_OPSLIMIT_MODERATE;
  cost->memory = crypto_pwhash_MEMLIMIT_MODERATE;
  if (!measured)
    {
      guint8 key[TL_KEY];
      gint64 began = g_get_monotonic_time ();
      double seconds;
      if (!tl_kdf_derive (cost, "measure", 7, key, error))
        {
          g_mutex_unlock (&lock);
          return FALSE;
        }
      seconds = MAX ((double)(g_get_monotonic_time () - began) / G_USEC_PER_SEC, 0.001);
      measured = (guint32)CLAMP (cost->ops * TARGET_SECONDS / seconds, (double)cost->ops, (double)OPS_MOST);
    }
  cost->ops = measured;
  g_mutex_unlock (&lock);
  return TRUE;
#endif
}

gboolean
tl_kdf_acceptable (const TlKdfCost *cost, gboolean test_cost, GError **error)
{
  gboolean good;

  if (cost->kdf == TL_KDF_CODE)
    return TRUE;
#if TL_TEST_HOOKS
  if (test_cost)
    return TRUE;
#else
  if (test_cost)
    {
      g_set_error_literal (error, TL_VAULT_ERROR, TL_VAULT_ERROR_NOT_A_VAULT,
                           _ ("This file was made by a test build of the program, whose keys are weak. It is not opened."));
      return FALSE;
    }
#endif
  good = cost->kdf == TL_KDF_ARGON2ID && cost->ops >= crypto_pwhash_OPSLIMIT_MODERATE && cost->ops <= OPS_MOST
         && cost->memory >= crypto_pwhash_MEMLIMIT_MODERATE && cost->memory <= MEMORY_MOST;
  if (!good)
    g_set_error_literal (error, TL_VAULT_ERROR, TL_VAULT_ERROR_DAMAGED,
                         _ ("The file asks for a key cost outside the allowed bounds. It was damaged or altered, and is not opened."));
  return good;
}

gboolean
tl_kdf_derive (const TlKdfCost *cost, const void *secret, gsize length, guint8 key[TL_KEY], GError **error)
{
  gboolean good;

  if (cost->kdf == TL_KDF_CODE)
    {
      guint8 input[16];
      g_return_val_if_fail (length == sizeof input, FALSE);
      crypto_generichash_blake2b_salt_personal (key, TL_KEY, NULL, 0, secret, length, cost->salt, (const guint8 *)"TamLanh recovery");
      return TRUE;
    }
  good = crypto_pwhash (key, TL_KEY, secret, length, cost->salt, cost->ops, (size_t)cost->memory, crypto_pwhash_ALG_ARGON2ID13) == 0;
  /* libsodium leaves the last block of its hash, the key itself, on the stack. */
  tl_memory_wipe_stack ();
  if (!good)
    {
      g_set_error (
          error, TL_VAULT_ERROR, TL_VAULT_ERROR_IO,
          _ ("There is not enough free memory (%u MB) to open the register. Nothing was changed. Close other programs, then try again."),
          (guint)(cost->memory >> 20));
      return FALSE;
    }
  return TRUE;
}
