/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Freed memory of the whole program is wiped, also what other libraries free: the passphrase that Unicode normalisation
 * held for a moment in 32-bit letters, a name that Pango laid out, a page of SQLite's. Without it they would stay readable
 * in the process long after the register is locked, and could reach the swap disk later.
 *
 * It works by standing in front of the C library's free() and realloc(), which glibc documents (“Replacing malloc”) and keeps
 * reachable as __libc_free() and __libc_malloc(); a program's own definition is the one that every library it loads finds. One
 * memset a block given back is what it costs. Sanitizers bring an allocator of their own, which is left alone. */

#include "vault/vault-private.h"

#include <errno.h>
#include <malloc.h>
#include <string.h>

#if TL_WIPING_FREE

extern void *__libc_malloc (size_t size);
extern void __libc_free (void *p);

/* A block beyond this comes from the system alone and goes back to it as a whole: the kernel wipes it. The C library
 * raises its own bound up to this while it runs (M_MMAP_THRESHOLD), so nothing smaller may be passed over. */
#define LARGEST_OF_HEAP (32 << 20)

void
free (void *p)
{
  int before = errno; /* free() must not touch it */
  size_t bytes;

  if (!p)
    return;
  bytes = malloc_usable_size (p);
  if (bytes <= LARGEST_OF_HEAP)
    explicit_bzero (p, bytes);
  __libc_free (p);
  errno = before;
}

/* A block that grows leaves its old place behind, so it is never the C library that moves it. */
void *
realloc (void *p, size_t size)
{
  size_t bytes;
  void *q;

  if (!p)
    return __libc_malloc (size);
  if (size == 0)
    {
      free (p);
      return NULL;
    }
  bytes = malloc_usable_size (p);
  if (size <= bytes && (size > bytes / 2 || bytes <= 64))
    return p;
  /* Room to grow on: whoever asks for a little more again and again must not be copied each time. */
  q = __libc_malloc (size > bytes && size < G_MAXSIZE / 2 ? size + size / 8 : size);
  if (!q)
    return NULL;
  memcpy (q, p, MIN (bytes, size));
  free (p);
  return q;
}

#endif

gboolean
tl_memory_wipes_freed (void)
{
  return TL_WIPING_FREE;
}
