/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Passphrases and codes as text. What a person typed lives in memory of libsodium's: locked against swapping,
 * left out of a dump, between guard pages, wiped when it is given back. Which texts lie there is remembered, so that
 * tl_secret_free() can take any string that held a secret, also one that another library made. */

#include "vault/vault-private.h"

#include <string.h>

static GMutex secrets_lock;
static GPtrArray *secrets;

char *
tl_secret_alloc (gsize bytes)
{
  char *secret = sodium_malloc (bytes + 1);

  if (!secret)
    g_error ("no memory for a secret");
  memset (secret, 0, bytes + 1);
  g_mutex_lock (&secrets_lock);
  if (!secrets)
    secrets = g_ptr_array_new ();
  g_ptr_array_add (secrets, secret);
  g_mutex_unlock (&secrets_lock);
  return secret;
}

char *
tl_secret_dup (const char *text)
{
  gsize bytes = text ? strlen (text) : 0;
  char *secret = text ? tl_secret_alloc (bytes) : NULL;

  if (secret)
    memcpy (secret, text, bytes);
  return secret;
}

void
tl_secret_free (char *secret)
{
  gboolean ours;

  if (!secret)
    return;
  g_mutex_lock (&secrets_lock);
  ours = secrets && g_ptr_array_remove_fast (secrets, secret);
  g_mutex_unlock (&secrets_lock);
  if (ours)
    sodium_free (secret);
  else
    {
      sodium_memzero (secret, strlen (secret));
      g_free (secret);
    }
}

guint
tl_secret_count (void)
{
  guint count;

  g_mutex_lock (&secrets_lock);
  count = secrets ? secrets->len : 0;
  g_mutex_unlock (&secrets_lock);
  return count;
}
