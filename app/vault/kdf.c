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
static guint32 test_ops = 1;
static guint64 test_memory = 8192;

void
tl_kdf_set_cost_for_test (guint32 ops, guint64 memory)
{
  test_ops = ops;
  test_memory = memory;
}
#endif

guint32
tl_kdf_choose_ops (double seconds)
{
  guint32 floor = crypto_pwhash_OPSLIMIT_MODERATE;

  return (guint32)CLAMP (floor * TARGET_SECONDS / MAX (seconds, 0.001), (double)floor, (double)OPS_MOST);
}

/* Argon2id of MODERATE, the quicker of two: the first touches the memory, and another program may be busy. */
static gboolean
time_moderate (double *seconds, GError **error)
{
  TlKdfCost cost = {TL_KDF_ARGON2ID, crypto_pwhash_OPSLIMIT_MODERATE, crypto_pwhash_MEMLIMIT_MODERATE, {0}};
  guint8 key[TL_KEY];

  *seconds = G_MAXDOUBLE;
  for (int i = 0; i < 2; i++)
    {
      gint64 began = g_get_monotonic_time ();

      if (!tl_kdf_derive (&cost, "measure", 7, key, error))
        return FALSE;
      *seconds = MIN (*seconds, (double)(g_get_monotonic_time () - began) / G_USEC_PER_SEC);
    }
  return TRUE;
}

gboolean
tl_kdf_measure_machine (TlKdfCost *cost, GError **error)
{
  double seconds;

  cost->kdf = TL_KDF_ARGON2ID;
  cost->memory = crypto_pwhash_MEMLIMIT_MODERATE;
  if (!time_moderate (&seconds, error))
    return FALSE;
  cost->ops = tl_kdf_choose_ops (seconds);
  return TRUE;
}

void
tl_kdf_never_lower (TlKdfCost *cost, const TlKdfCost *before)
{
  if (before->kdf != TL_KDF_ARGON2ID)
    return;
  cost->ops = MAX (cost->ops, before->ops);
  cost->memory = MAX (cost->memory, before->memory);
}

gboolean
tl_kdf_measure (TlKdfCost *cost, GError **error)
{
  cost->kdf = TL_KDF_ARGON2ID;
  randombytes_buf (cost->salt, sizeof cost->salt);
#if TL_TEST_HOOKS
  cost->ops = test_ops;
  cost->memory = test_memory;
  return TRUE;
#else
  static GMutex lock;
  static TlKdfCost measured;
  gboolean good = TRUE;

  g_mutex_lock (&lock);
  if (!measured.ops)
    good = tl_kdf_measure_machine (&measured, error);
  cost->ops = measured.ops;
  cost->memory = measured.memory;
  g_mutex_unlock (&lock);
  return good;
#endif
}

gboolean
tl_kdf_acceptable (const TlKdfCost *cost, gboolean test_cost, GError **error)
{
  gboolean good;

  if (cost->kdf == TL_KDF_CODE || cost->kdf == TL_KDF_HALVES)
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

  if (cost->kdf == TL_KDF_HALVES)
    {
      g_return_val_if_fail (length == TL_HALF_BYTES + TL_CODE_BYTES, FALSE);
      crypto_generichash_blake2b_salt_personal (key, TL_KEY, NULL, 0, secret, length, cost->salt, (const guint8 *)"TamLanh escrow 1");
      tl_memory_wipe_stack (TL_STACK_OF_SODIUM);
      return TRUE;
    }
  if (cost->kdf == TL_KDF_CODE)
    {
      g_return_val_if_fail (length == TL_CODE_BYTES, FALSE);
      crypto_generichash_blake2b_salt_personal (key, TL_KEY, NULL, 0, secret, length, cost->salt, (const guint8 *)"TamLanh recovery");
      return TRUE;
    }
  good = crypto_pwhash (key, TL_KEY, secret, length, cost->salt, cost->ops, (size_t)cost->memory, crypto_pwhash_ALG_ARGON2ID13) == 0;
  /* libsodium leaves the last block of its hash, the key itself, on the stack. */
  tl_memory_wipe_stack (TL_STACK_OF_SODIUM);
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
