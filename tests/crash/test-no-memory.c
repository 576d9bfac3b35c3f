/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Memory runs out. SQLite's allocator, libsodium's locked memory and its Argon2id fail at each of their allocations in turn,
 * once or from then on, in every stage. Whatever fails has a proper error; with memory again the same act succeeds in the
 * same program; nothing that was confirmed is lost, no handle stays open.
 *
 * For this test SQLite has neither a page cache of its own nor lookaside, so that each of its allocations comes this way.
 * GLib ends the program when the system has no memory, by design, and secret.c does the same for what is being typed:
 * for the file that is as a kill, which test-every-cut covers at each moment.
 *
 *   TAMLANH_CUTS   set: each position both ways; else strides and turns; TAMLANH_SEED   to repeat a run */

#include "stages.h"

#include <stdlib.h>
#include <string.h>

static guint64 seed;

static sqlite3_mem_methods inner;
static guint64 allocations, fail_at;
static gboolean for_good;
static const char *failed;

static gboolean
fails (const char *what)
{
  allocations++;
  if (!fail_at || (for_good ? allocations < fail_at : allocations != fail_at))
    return FALSE;
  if (!failed)
    failed = what;
  return TRUE;
}

static void *
failing_malloc (int bytes)
{
  return fails ("SQLite's malloc") ? NULL : inner.xMalloc (bytes);
}

static void *
failing_realloc (void *memory, int bytes)
{
  return fails ("SQLite's realloc") ? NULL : inner.xRealloc (memory, bytes);
}

void *__real_sodium_malloc (size_t size);
void *__wrap_sodium_malloc (size_t size);
void *__real_sodium_allocarray (size_t count, size_t size);
void *__wrap_sodium_allocarray (size_t count, size_t size);
int   __real_crypto_pwhash (unsigned char *const out, unsigned long long length, const char *const password,
                            unsigned long long password_length, const unsigned char *const salt, unsigned long long ops, size_t memory,
                            int algorithm);
int   __wrap_crypto_pwhash (unsigned char *const out, unsigned long long length, const char *const password,
                            unsigned long long password_length, const unsigned char *const salt, unsigned long long ops, size_t memory,
                            int algorithm);
char *__real_tl_secret_alloc (gsize bytes);
char *__wrap_tl_secret_alloc (gsize bytes);
char *__real_tl_secret_dup (const char *text);
char *__wrap_tl_secret_dup (const char *text);

static gboolean in_secret;

void *
__wrap_sodium_malloc (size_t size)
{
  return !in_secret && fails ("sodium_malloc") ? NULL : __real_sodium_malloc (size);
}

void *
__wrap_sodium_allocarray (size_t count, size_t size)
{
  return fails ("sodium_allocarray") ? NULL : __real_sodium_allocarray (count, size);
}

int
__wrap_crypto_pwhash (unsigned char *const out, unsigned long long length, const char *const password,
                      unsigned long long password_length, const unsigned char *const salt, unsigned long long ops, size_t memory,
                      int algorithm)
{
  return fails ("crypto_pwhash") ? -1 : __real_crypto_pwhash (out, length, password, password_length, salt, ops, memory, algorithm);
}

/* Ends the program when it fails (secret.c). */
char *
__wrap_tl_secret_alloc (gsize bytes)
{
  char *secret;

  in_secret = TRUE;
  secret = __real_tl_secret_alloc (bytes);
  in_secret = FALSE;
  return secret;
}

char *
__wrap_tl_secret_dup (const char *text)
{
  char *secret;

  in_secret = TRUE;
  secret = __real_tl_secret_dup (text);
  in_secret = FALSE;
  return secret;
}

static void
check_error (World *world, const GError *error)
{
  if (!error || error->domain != TL_VAULT_ERROR || strlen (error->message) < 12)
    world_fail (world, "no proper error", error ? error->message : "none");
  if (error->code != TL_VAULT_ERROR_IO)
    world_fail (world, "a misleading error", error->message);
  if (!failed)
    world_fail (world, "it fails and memory did not", error->message);
}

/* FALSE: the stage has fewer allocations than @position. */
static gboolean
fail_one (const Stage *stage, guint position, gboolean all_later)
{
  g_autofree char *where = NULL;
  g_autoptr (GError) error = NULL;
  World world;
  gboolean good, reached;

  stage_begin (stage, &world, seed + position);
  allocations = 0;
  failed = NULL;
  fail_at = position;
  for_good = all_later;
  good = stage_run (stage, &world, &error);
  reached = allocations >= position;
  where = g_strdup_printf ("in %s, allocation %u fails %s: %s", stage->name, position, all_later ? "for good" : "once", failed ? failed : "-");
  world.where = where;
  if (!good)
    check_error (&world, error);
  if (!good && g_getenv ("TAMLANH_CRASH_VERBOSE"))
    g_test_message ("%s: %s", where, error->message);
  g_clear_error (&error);
  fail_at = 0;
  if (!good && !stage_run (stage, &world, &error))
    world_fail (&world, "it does not work again", error->message);
  world_close (&world);
  world_verify (&world);
  world_clear (&world);
  return reached;
}

static guint64
count_allocations (void)
{
  return allocations;
}

static void
every_allocation (gconstpointer data)
{
  const Stage *stage = data;
  gboolean many = g_getenv ("TAMLANH_CUTS") != NULL, reached = TRUE;
  guint wanted = 61 * MAX (stage->stride_of_calls / 3, 1) * STAGE_THIN;
  guint stride = many ? 1 : stage_stride (stage, seed, wanted, count_allocations), failures = 0;

  for (guint position = 1 + (guint)(seed % stride); reached; position += stride)
    for (guint way = 0; way < (many ? 2 : 1) && reached; way++)
      {
        reached = fail_one (stage, position, many ? way : (position + seed) / stride % 2);
        failures += reached;
      }
  g_test_message ("%u allocations failed, seed %" G_GUINT64_FORMAT, failures, seed);
  g_assert_cmpuint (failures, >=, 2);
}

int
main (int argc, char **argv)
{
  const char *text = g_getenv ("TAMLANH_SEED");
  sqlite3_mem_methods outer;
  int result;

  tl_vault_init ();
  g_assert_cmpint (sqlite3_config (SQLITE_CONFIG_GETMALLOC, &inner), ==, SQLITE_OK);
  outer = inner;
  outer.xMalloc = failing_malloc;
  outer.xRealloc = failing_realloc;
  g_assert_cmpint (sqlite3_config (SQLITE_CONFIG_MALLOC, &outer), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_config (SQLITE_CONFIG_PAGECACHE, NULL, 0, 0), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_config (SQLITE_CONFIG_LOOKASIDE, 0, 0), ==, SQLITE_OK);
  seed = text ? g_ascii_strtoull (text, NULL, 10) : randombytes_uniform (1000000000);
  g_test_init (&argc, &argv, NULL);
  g_print ("# seed %" G_GUINT64_FORMAT "\n", seed);
  stages_prepare (seed);
  for (guint i = 0; i < stage_count; i++)
    {
      g_autofree char *path = g_strconcat ("/vault/every-allocation-fails/", stages[i].name, NULL);
      g_test_add_data_func (path, &stages[i], every_allocation);
    }
  result = g_test_run ();
  stages_clear ();
  return result;
}
