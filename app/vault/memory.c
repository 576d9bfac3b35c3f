/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a running program leaves in memory. SQLite's allocations are wiped when they are freed; its page cache
 * lies in one piece of memory that is locked against swapping as far as the system's limit allows, and is
 * wiped when the last database closes; core dumps are off. */

#include "vault/vault-private.h"

#include <malloc.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>

#define CACHE_BYTES (6 << 20) /* what SQLite's cache needs beyond comes from the wiping allocator */
static GMutex pool_lock;
static guint8 *pool;
static gsize pool_slot;
static int pool_slots;
static guint databases;

static void *
wiping_malloc (int n)
{
  return malloc ((size_t)n);
}

static void
wiping_free (void *p)
{
  if (p)
    {
#if !TL_WIPING_FREE
      explicit_bzero (p, malloc_usable_size (p));
#endif
      free (p);
    }
}

static int
wiping_size (void *p)
{
  return p ? (int)malloc_usable_size (p) : 0;
}

static void *
wiping_realloc (void *p, int n)
{
  size_t before = malloc_usable_size (p);
  void *q;

  if ((size_t)n <= before && (size_t)n > before / 2)
    return p;
  q = malloc ((size_t)n);
  if (!q)
    return NULL;
  memcpy (q, p, MIN (before, (size_t)n));
  wiping_free (p);
  return q;
}

static int
wiping_roundup (int n)
{
  return (n + 15) & ~15;
}

static int
wiping_init (void *data)
{
  return SQLITE_OK;
}

static void
wiping_shutdown (void *data)
{
}

static const sqlite3_mem_methods wiping = {
    wiping_malloc, wiping_free, wiping_realloc, wiping_size, wiping_roundup, wiping_init, wiping_shutdown, NULL,
};

static void
set_page_cache (void)
{
  int header = 0;
  struct rlimit limit;
  gsize lockable = CACHE_BYTES;

  if (sqlite3_config (SQLITE_CONFIG_PCACHE_HDRSZ, &header) != SQLITE_OK)
    return;
  pool_slot = ((gsize)4096 + (gsize)header + 7) & ~(gsize)7;
  pool_slots = (int)(CACHE_BYTES / pool_slot);
  pool = mmap (NULL, CACHE_BYTES, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (pool == MAP_FAILED)
    {
      pool = NULL;
      return;
    }
  madvise (pool, CACHE_BYTES, MADV_DONTDUMP);
  if (getrlimit (RLIMIT_MEMLOCK, &limit) == 0 && limit.rlim_cur != RLIM_INFINITY)
    /* A megabyte stays for keys, the WAL's opened blocks and whatever else libsodium locks. */
    lockable = limit.rlim_cur > (1 << 20) ? MIN (lockable, (gsize)limit.rlim_cur - (1 << 20)) : 0;
  if (lockable > 0)
    mlock (pool, lockable & ~(gsize)4095);
  sqlite3_config (SQLITE_CONFIG_PAGECACHE, pool, (int)pool_slot, pool_slots);
}

void
tl_vault_init (void)
{
  static gsize once = 0;

  if (!g_once_init_enter (&once))
    return;
  if (sodium_init () < 0)
    g_error ("libsodium could not be initialised");
  if (sqlite3_config (SQLITE_CONFIG_MALLOC, &wiping) != SQLITE_OK)
    g_error ("SQLite was used before tl_vault_init()");
  sqlite3_config (SQLITE_CONFIG_MEMSTATUS, 0);
  set_page_cache ();
  if (!tl_memory_wipes_freed ())
    g_debug ("a build with sanitizers: freed memory is not wiped");
  setrlimit (RLIMIT_CORE, &(struct rlimit){0, 0});
#if !TL_TEST_HOOKS
  /* Also keeps other programs of the same person from reading this one's memory. */
  prctl (PR_SET_DUMPABLE, 0);
#endif
  g_once_init_leave (&once, 1);
}

void
tl_memory_wipe_stack (gsize bytes)
{
  sodium_stackzero (bytes);
}

void
tl_memory_database_opened (void)
{
  g_mutex_lock (&pool_lock);
  databases++;
  g_mutex_unlock (&pool_lock);
}

void
tl_memory_database_closed (void)
{
  g_mutex_lock (&pool_lock);
  if (--databases == 0 && pool)
    /* All slots are free now; SQLite keeps its list of them in the first word of each. */
    for (int i = 0; i < pool_slots; i++)
      explicit_bzero (pool + (gsize)i * pool_slot + sizeof (void *), pool_slot - sizeof (void *));
  g_mutex_unlock (&pool_lock);
}
