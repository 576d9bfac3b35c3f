/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The vault beside what others would use: plain SQLite, Debian's SQLCipher, ours; and the arithmetic limit.
 *
 * One program, one run, alternating: every measurement is a fresh process of its own (fork), because ours
 * configures SQLite for the whole process and SQLCipher brings symbols of the same names. The limit is the time of
 * plain SQLite plus, for every page that plain SQLite wrote or read, what libsodium needs to seal or open one block of
 * 4096 bytes and to draw its nonce; pages are counted by a VFS under plain SQLite, libsodium is measured in every
 * round. See README.md for the goals and how to read the table. */

#include "vault/vault-private.h"

#include <dlfcn.h>
#include <glib/gstdio.h>
#include <math.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define ROW_BYTES 900
#define BLOCK 4096
#define PASSPHRASE "bồ công anh bay"

static int n_rows = 100000, n_updates = 1000, n_reads = 40000, n_rounds = 5;
static char *folder;
static gboolean only_ours;
static gboolean of_processor; /* its time, not the clock's */

typedef enum
{
  PLAIN,
  CIPHER,
  OURS,
  N_ENGINES
} Engine;

typedef enum
{
  BULK,    /* one transaction of all rows, with its commit and checkpoint */
  DURABLE, /* median of one synced update */
  POINT,   /* all random reads after reopening */
  SCAN,    /* the whole table after reopening */
  N_STEPS
} Step;

/* What one process measured. */
typedef struct
{
  double seconds[N_STEPS];
  guint64 written[N_STEPS], read[N_STEPS]; /* pages, counted run only */
} Result;

/* --- the three libraries behind one set of names --- */

typedef struct
{
  int (*open) (const char *, sqlite3 **, int, const char *);
  int (*close) (sqlite3 *);
  int (*exec) (sqlite3 *, const char *, int (*) (void *, int, char **, char **), void *, char **);
  int (*prepare) (sqlite3 *, const char *, int, sqlite3_stmt **, const char **);
  int (*step) (sqlite3_stmt *);
  int (*reset) (sqlite3_stmt *);
  int (*finalize) (sqlite3_stmt *);
  int (*bind_int64) (sqlite3_stmt *, int, sqlite3_int64);
  int (*bind_blob) (sqlite3_stmt *, int, const void *, int, void (*) (void *));
  const void *(*column_blob) (sqlite3_stmt *, int);
  int (*column_bytes) (sqlite3_stmt *, int);
  sqlite3_int64 (*column_int64) (sqlite3_stmt *, int);
  const char *(*errmsg) (sqlite3 *);
} Api;

static Api api = {
    sqlite3_open_v2, sqlite3_close,      sqlite3_exec,      sqlite3_prepare_v2,  sqlite3_step,         sqlite3_reset,  sqlite3_finalize,
    sqlite3_bind_int64, sqlite3_bind_blob, sqlite3_column_blob, sqlite3_column_bytes, sqlite3_column_int64, sqlite3_errmsg,
};

static void *
symbol (void *library, const char *name)
{
  void *found = dlsym (library, name);

  if (found == NULL)
    g_error ("%s: not found", name);
  return found;
}

/* DEEPBIND: SQLCipher must find its own functions before those of the SQLite that this program is linked with. */
static gboolean
load_cipher (void)
{
  void *library = dlopen ("libsqlcipher.so.0", RTLD_NOW | RTLD_LOCAL | RTLD_DEEPBIND);

  if (library == NULL)
    return FALSE;
  *(void **)&api.open = symbol (library, "sqlite3_open_v2");
  *(void **)&api.close = symbol (library, "sqlite3_close");
  *(void **)&api.exec = symbol (library, "sqlite3_exec");
  *(void **)&api.prepare = symbol (library, "sqlite3_prepare_v2");
  *(void **)&api.step = symbol (library, "sqlite3_step");
  *(void **)&api.reset = symbol (library, "sqlite3_reset");
  *(void **)&api.finalize = symbol (library, "sqlite3_finalize");
  *(void **)&api.bind_int64 = symbol (library, "sqlite3_bind_int64");
  *(void **)&api.bind_blob = symbol (library, "sqlite3_bind_blob");
  *(void **)&api.column_blob = symbol (library, "sqlite3_column_blob");
  *(void **)&api.column_bytes = symbol (library, "sqlite3_column_bytes");
  *(void **)&api.column_int64 = symbol (library, "sqlite3_column_int64");
  *(void **)&api.errmsg = symbol (library, "sqlite3_errmsg");
  return TRUE;
}

/* --- a VFS that counts pages --- */

typedef struct
{
  sqlite3_file base;
  sqlite3_file *real;
} CountedFile;

static sqlite3_vfs counting;
static sqlite3_io_methods counted_methods;
static guint64 bytes_written, bytes_read;

#define REAL(file) (((CountedFile *)(file))->real)
#define METHODS(file) (REAL (file)->pMethods)

static int
counted_close (sqlite3_file *file)
{
  int rc = METHODS (file)->xClose (REAL (file));
  g_free (REAL (file));
  return rc;
}

static int
counted_read (sqlite3_file *file, void *buffer, int amount, sqlite3_int64 offset)
{
  bytes_read += amount >= 512 ? (guint64)amount : 0;
  return METHODS (file)->xRead (REAL (file), buffer, amount, offset);
}

static int
counted_write (sqlite3_file *file, const void *buffer, int amount, sqlite3_int64 offset)
{
  bytes_written += (guint64)amount;
  return METHODS (file)->xWrite (REAL (file), buffer, amount, offset);
}

static int
counted_truncate (sqlite3_file *file, sqlite3_int64 size)
{
  return METHODS (file)->xTruncate (REAL (file), size);
}

static int
counted_sync (sqlite3_file *file, int flags)
{
  return METHODS (file)->xSync (REAL (file), flags);
}

static int
counted_size (sqlite3_file *file, sqlite3_int64 *size)
{
  return METHODS (file)->xFileSize (REAL (file), size);
}

static int
counted_lock (sqlite3_file *file, int level)
{
  return METHODS (file)->xLock (REAL (file), level);
}

static int
counted_unlock (sqlite3_file *file, int level)
{
  return METHODS (file)->xUnlock (REAL (file), level);
}

static int
counted_reserved (sqlite3_file *file, int *out)
{
  return METHODS (file)->xCheckReservedLock (REAL (file), out);
}

static int
counted_control (sqlite3_file *file, int op, void *argument)
{
  return METHODS (file)->xFileControl (REAL (file), op, argument);
}

static int
counted_sector (sqlite3_file *file)
{
  return METHODS (file)->xSectorSize (REAL (file));
}

static int
counted_traits (sqlite3_file *file)
{
  return METHODS (file)->xDeviceCharacteristics (REAL (file));
}

static int
counted_open (sqlite3_vfs *vfs, sqlite3_filename name, sqlite3_file *file, int flags, int *out_flags)
{
  sqlite3_vfs *below = vfs->pAppData;
  int rc;

  REAL (file) = g_malloc0 ((gsize)below->szOsFile);
  rc = below->xOpen (below, name, REAL (file), flags, out_flags);
  file->pMethods = rc == SQLITE_OK ? &counted_methods : NULL;
  return rc;
}

static void
register_counting (void)
{
  sqlite3_vfs *below = sqlite3_vfs_find (NULL);

  counting = *below;
  counting.zName = "counting";
  counting.pAppData = below;
  counting.iVersion = 1;
  counting.szOsFile = sizeof (CountedFile);
  counting.xOpen = counted_open;
  counted_methods = (sqlite3_io_methods){
      1,           counted_close,  counted_read,     counted_write,   counted_truncate, counted_sync, counted_size, counted_lock,
      counted_unlock, counted_reserved, counted_control, counted_sector, counted_traits,
  };
  sqlite3_vfs_register (&counting, 0);
}

/* --- the work --- */

static guint64
next_random (guint64 *state)
{
  guint64 z = (*state += 0x9E3779B97F4A7C15u);

  z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
  z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
  return z ^ (z >> 31);
}

static double
now (void)
{
  struct timespec time;

  clock_gettime (of_processor ? CLOCK_PROCESS_CPUTIME_ID : CLOCK_MONOTONIC, &time);
  return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static void
run_sql (sqlite3 *db, const char *sql)
{
  if (api.exec (db, sql, NULL, NULL, NULL) != SQLITE_OK)
    g_error ("%s: %s", sql, api.errmsg (db));
}

static sqlite3_stmt *
prepare (sqlite3 *db, const char *sql)
{
  sqlite3_stmt *stmt = NULL;

  if (api.prepare (db, sql, -1, &stmt, NULL) != SQLITE_OK)
    g_error ("%s: %s", sql, api.errmsg (db));
  return stmt;
}

static void
step_done (sqlite3 *db, sqlite3_stmt *stmt)
{
  if (api.step (stmt) != SQLITE_DONE)
    g_error ("step: %s", api.errmsg (db));
  api.reset (stmt);
}

typedef struct
{
  Engine engine;
  char *path;
  TlVault *vault;
  sqlite3 *db;
  gboolean counted;
  int cache;
} Place;

static void
open_place (Place *place)
{
  g_autofree char *cache = g_strdup_printf ("PRAGMA cache_size = -%d", place->cache);

  if (place->engine == OURS)
    {
      g_autoptr (GError) error = NULL;
      place->db = tl_vault_open_database (place->vault, &error);
      g_assert_no_error (error);
    }
  else
    {
      if (api.open (place->path, &place->db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, place->counted ? "counting" : NULL) != SQLITE_OK)
        g_error ("%s: cannot be opened", place->path);
      if (place->engine == CIPHER)
        {
          run_sql (place->db, "PRAGMA key = \"x'2DD29CA851E7B56E4697B0E1F08507293D761A05CE4D1B628663F411A8086D99'\"");
          run_sql (place->db, "PRAGMA cipher_page_size = 4096");
        }
      run_sql (place->db, "PRAGMA locking_mode = EXCLUSIVE");
      run_sql (place->db, "PRAGMA page_size = 4096");
      run_sql (place->db, "PRAGMA journal_mode = WAL");
      run_sql (place->db, "PRAGMA synchronous = FULL");
      run_sql (place->db, "PRAGMA temp_store = MEMORY");
    }
  run_sql (place->db, cache);
}

static void
close_place (Place *place)
{
  if (api.close (place->db) != SQLITE_OK)
    g_error ("a statement was left open");
  place->db = NULL;
}

static void
bulk (Place *place)
{
  guint64 state = 1;
  guint8 row[ROW_BYTES];
  sqlite3_stmt *stmt;

  run_sql (place->db, "BEGIN");
  stmt = prepare (place->db, "INSERT INTO t (id, k, body) VALUES (?, ?, ?)");
  for (int i = 1; i <= n_rows; i++)
    {
      for (gsize at = 0; at + 8 <= sizeof row; at += 8)
        {
          guint64 word = next_random (&state);
          memcpy (row + at, &word, 8);
        }
      api.bind_int64 (stmt, 1, i);
      api.bind_int64 (stmt, 2, (sqlite3_int64)(next_random (&state) >> 16));
      api.bind_blob (stmt, 3, row, sizeof row, SQLITE_STATIC);
      step_done (place->db, stmt);
    }
  api.finalize (stmt);
  run_sql (place->db, "COMMIT");
}

static int
compare (const void *a, const void *b)
{
  const double *x = a, *y = b;
  return (*x > *y) - (*x < *y);
}

static double
median (double *values, guint n)
{
  qsort (values, n, sizeof *values, compare);
  return n % 2 ? values[n / 2] : (values[n / 2 - 1] + values[n / 2]) / 2;
}

static double
durable (Place *place)
{
  guint64 state = 2;
  guint8 row[ROW_BYTES] = {0};
  g_autofree double *times = g_new (double, n_updates);
  sqlite3_stmt *stmt = prepare (place->db, "UPDATE t SET body = ? WHERE id = ?");

  for (int i = 0; i < n_updates; i++)
    {
      double start;

      memcpy (row, &state, sizeof state);
      api.bind_blob (stmt, 1, row, sizeof row, SQLITE_STATIC);
      api.bind_int64 (stmt, 2, 1 + (sqlite3_int64)(next_random (&state) % (guint64)n_rows));
      start = now ();
      step_done (place->db, stmt);
      times[i] = now () - start;
    }
  api.finalize (stmt);
  return median (times, (guint)n_updates);
}

static void
point (Place *place)
{
  guint64 state = 3;
  sqlite3_stmt *stmt = prepare (place->db, "SELECT body FROM t WHERE id = ?");

  for (int i = 0; i < n_reads; i++)
    {
      api.bind_int64 (stmt, 1, 1 + (sqlite3_int64)(next_random (&state) % (guint64)n_rows));
      if (api.step (stmt) != SQLITE_ROW || api.column_bytes (stmt, 0) != ROW_BYTES || api.column_blob (stmt, 0) == NULL)
        g_error ("a row is missing");
      api.reset (stmt);
    }
  api.finalize (stmt);
}

static void
scan (Place *place)
{
  sqlite3_stmt *stmt = prepare (place->db, "SELECT count (*), sum (length (body)) FROM t NOT INDEXED WHERE k >= 0");

  if (api.step (stmt) != SQLITE_ROW || api.column_int64 (stmt, 0) != n_rows
      || api.column_int64 (stmt, 1) != (sqlite3_int64)n_rows * ROW_BYTES)
    g_error ("the scan counted wrong");
  api.finalize (stmt);
}

static void
measure (Engine engine, int cache, gboolean counted, const char *path, Result *result)
{
  Place place = {.engine = engine, .path = (char *)path, .cache = cache, .counted = counted};
  double start;

  if (engine == OURS)
    {
      g_autoptr (GError) error = NULL;
      char *code = NULL;

      tl_vault_init ();
      place.vault = tl_vault_create (path, "Bàn 1", PASSPHRASE, &code, NULL, &error);
      g_assert_no_error (error);
      tl_secret_free (code);
    }
  else if (engine == CIPHER && !load_cipher ())
    g_error ("libsqlcipher.so.0 is not installed");
  else if (counted)
    register_counting ();
  open_place (&place);
  run_sql (place.db, "CREATE TABLE t (id INTEGER PRIMARY KEY, k INTEGER, body BLOB); CREATE INDEX t_k ON t (k)");

#define TIMED(step, call)                                                                                                                  \
  bytes_written = bytes_read = 0;                                                                                                          \
  start = now ();                                                                                                                          \
  call;                                                                                                                                    \
  result->seconds[step] = now () - start;                                                                                                  \
  result->written[step] = bytes_written / BLOCK;                                                                                           \
  result->read[step] = bytes_read / BLOCK

  TIMED (BULK, bulk (&place));
  bytes_written = bytes_read = 0;
  result->seconds[DURABLE] = durable (&place);
  result->written[DURABLE] = bytes_written / BLOCK;
  result->read[DURABLE] = bytes_read / BLOCK;
  close_place (&place);
  open_place (&place);
  TIMED (POINT, point (&place));
  close_place (&place);
  open_place (&place);
  TIMED (SCAN, scan (&place));
  close_place (&place);
  if (place.vault)
    tl_vault_lock (place.vault);
}

/* In a process of its own; its files are gone afterwards. */
static Result
measure_apart (Engine engine, int cache, gboolean counted)
{
  static const char *const suffixes[] = {"", "-wal", "-shm", "-journal", ".lock"};
  g_autofree char *path = g_build_filename (folder, engine == OURS ? "bench.tamlanh" : "bench.db", NULL);
  Result result = {0};
  int ends[2], status = 0;
  pid_t child;

  if (pipe (ends) != 0)
    g_error ("no pipe");
  child = fork ();
  if (child == 0)
    {
      close (ends[0]);
      measure (engine, cache, counted, path, &result);
      if (write (ends[1], &result, sizeof result) != sizeof result)
        _exit (1);
      _exit (0);
    }
  close (ends[1]);
  if (child < 0 || read (ends[0], &result, sizeof result) != sizeof result)
    g_error ("a measurement failed");
  close (ends[0]);
  waitpid (child, &status, 0);
  for (guint i = 0; i < G_N_ELEMENTS (suffixes); i++)
    {
      g_autofree char *name = g_strconcat (path, suffixes[i], NULL);
      g_unlink (name);
    }
  return result;
}

/* --- what libsodium needs for one block --- */

typedef struct
{
  double seal, open, nonce; /* seconds a block */
} Sodium;

#define RING 256

static Sodium
measure_sodium (void)
{
  g_autofree guint8 *sealed = g_malloc0 (RING * (BLOCK + 40));
  g_autofree guint8 *plain = g_malloc0 (RING * BLOCK);
  guint8 key[32], ad[41] = {0}, nonces[128 * 24];
  double times[9], open_times[9], nonce_times[9];

  randombytes_buf (key, sizeof key);
  for (guint round = 0; round < G_N_ELEMENTS (times); round++)
    {
      double start = now ();

      for (guint i = 0; i < 10; i++)
        randombytes_buf (nonces, sizeof nonces);
      nonce_times[round] = (now () - start) / (10 * 128);
      start = now ();
      for (guint i = 0; i < 4 * RING; i++)
        crypto_aead_xchacha20poly1305_ietf_encrypt (sealed + i % RING * (BLOCK + 40), NULL, plain + i % RING * BLOCK, BLOCK, ad, sizeof ad,
                                                    NULL, nonces + i % 128 * 24, key);
      times[round] = (now () - start) / (4 * RING);
      start = now ();
      for (guint i = 0; i < 4 * RING; i++)
        if (crypto_aead_xchacha20poly1305_ietf_decrypt (plain + i % RING * BLOCK, NULL, NULL, sealed + i % RING * (BLOCK + 40), BLOCK + 16,
                                                        ad, sizeof ad, nonces + i % 128 * 24, key))
          g_error ("a block does not open");
      open_times[round] = (now () - start) / (4 * RING);
    }
  return (Sodium){median (times, G_N_ELEMENTS (times)), median (open_times, G_N_ELEMENTS (times)), median (nonce_times, G_N_ELEMENTS (times))};
}

/* --- the table --- */

static double
column (Result *results, guint n, Step step)
{
  g_autofree double *values = g_new (double, n);

  for (guint i = 0; i < n; i++)
    values[i] = results[i].seconds[step];
  return median (values, n);
}

/* Median of the ratios of each round: neighbours in time, so that a busy minute of the machine weighs on both. */
static double
ratio (Result *results, Result *plain, guint n, Step step)
{
  g_autofree double *values = g_new (double, n);

  for (guint i = 0; i < n; i++)
    values[i] = results[i].seconds[step] / plain[i].seconds[step];
  return median (values, n);
}

static const char *const step_names[N_STEPS] = {"bulk insert", "durable update", "point reads", "full scan"};

static void
print_table (int cache, Result results[N_ENGINES][64], guint n, const Result *counted, const Sodium *sodium, gboolean have_cipher)
{
  g_print ("\n%d KiB page cache%s, medians of %u rounds\n", cache, cache == 32768 ? " (the program's own)" : "", n);
  g_print ("%-16s %11s %18s %18s %18s %11s\n", "", "plain", "SQLCipher", "ours", "limit", "ours/limit");
  for (Step step = 0; step < N_STEPS; step++)
    {
      double unit = step == DURABLE ? 1e-6 : 1e-3;
      double one = step == DURABLE ? n_updates : 1;
      double plain = column (results[PLAIN], n, step);
      double ours = column (results[OURS], n, step);
      double seals = (double)counted->written[step] / one, opens = (double)counted->read[step] / one;
      double crypto = seals * (sodium->seal + sodium->nonce) + opens * sodium->open;
      double our_ratio = ratio (results[OURS], results[PLAIN], n, step);
      double limit_ratio = (plain + crypto) / plain;
      g_autofree char *cipher = NULL;

      if (have_cipher)
        cipher = g_strdup_printf ("%10.1f (%.2f×)", column (results[CIPHER], n, step) / unit, ratio (results[CIPHER], results[PLAIN], n, step));
      g_print ("%-16s %8.1f %s %18s %10.1f (%.2f×) %10.1f (%.2f×) %10.2f", step_names[step], plain / unit, step == DURABLE ? "µs" : "ms",
               cipher ? cipher : "–", ours / unit, our_ratio, (plain + crypto) / unit, limit_ratio, our_ratio / limit_ratio);
      if (step == DURABLE)
        g_print ("   %+.0f µs", (ours - plain) * 1e6);
      g_print ("   [%.0f sealed, %.0f opened]\n", seals, opens);
    }
}

int
main (int argc, char **argv)
{
  static Result results[N_ENGINES][64];
  int caches[] = {2048, 32768};
  gboolean quick = FALSE, have_cipher;
  int only_cache = 0;
  GOptionEntry entries[] = {
      {"rounds", 'r', 0, G_OPTION_ARG_INT, &n_rounds, "Rounds (5)", "N"},
      {"rows", 0, 0, G_OPTION_ARG_INT, &n_rows, "Rows (100000)", "N"},
      {"updates", 0, 0, G_OPTION_ARG_INT, &n_updates, "Durable updates (1000)", "N"},
      {"reads", 0, 0, G_OPTION_ARG_INT, &n_reads, "Random reads (40000)", "N"},
      {"cache", 0, 0, G_OPTION_ARG_INT, &only_cache, "Only with this page cache", "KIB"},
      {"folder", 0, 0, G_OPTION_ARG_FILENAME, &folder, "Where the files are made (a folder below the temporary one)", "DIR"},
      {"quick", 0, 0, G_OPTION_ARG_NONE, &quick, "A tenth of everything", NULL},
      {"processor", 0, 0, G_OPTION_ARG_NONE, &of_processor, "Count the processor's time instead of the clock's, on a busy machine", NULL},
      {"profile", 0, 0, G_OPTION_ARG_NONE, &only_ours, "Only ours, in this process, for a profiler", NULL},
      {NULL},
  };
  g_autoptr (GOptionContext) context = g_option_context_new ("- the vault beside plain SQLite and SQLCipher");
  g_autoptr (GError) error = NULL;
  g_autofree char *own = NULL;

  setlocale (LC_ALL, "");
  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, &argc, &argv, &error))
    {
      g_printerr ("%s\n", error->message);
      return 2;
    }
  n_rounds = CLAMP (n_rounds, 1, 64);
  if (quick)
    {
      n_rows /= 10;
      n_updates /= 10;
      n_reads /= 10;
    }
  if (sodium_init () < 0)
    return 1;
  own = g_dir_make_tmp ("tamlanh-bench-XXXXXX", &error);
  g_assert_no_error (error);
  if (folder == NULL)
    folder = g_strdup (own);
  if (only_ours)
    {
      g_autofree char *path = g_build_filename (folder, "bench.tamlanh", NULL);
      Result result = {0};

      measure (OURS, only_cache ? only_cache : 2048, FALSE, path, &result);
      for (Step step = 0; step < N_STEPS; step++)
        g_print ("%-16s %10.3f ms\n", step_names[step], result.seconds[step] * 1e3);
      return 0;
    }
  have_cipher = dlopen ("libsqlcipher.so.0", RTLD_LAZY | RTLD_LOCAL | RTLD_DEEPBIND) != NULL;
  g_print ("SQLite %s, libsodium %s, %d rows of %d bytes with an index; WAL, synchronous=FULL\n", sqlite3_libversion (),
           sodium_version_string (), n_rows, ROW_BYTES);
  for (guint c = 0; c < G_N_ELEMENTS (caches); c++)
    {
      Result counted;
      double seals[64], opens[64], nonces[64];
      Sodium sodium;

      if (only_cache && caches[c] != only_cache)
        continue;
      counted = measure_apart (PLAIN, caches[c], TRUE);
      for (int round = 0; round < n_rounds; round++)
        {
          for (guint i = 0; i < N_ENGINES; i++)
            {
              Engine engine = (Engine)((i + (guint)round) % N_ENGINES);

              if (engine != CIPHER || have_cipher)
                results[engine][round] = measure_apart (engine, caches[c], FALSE);
            }
          sodium = measure_sodium ();
          seals[round] = sodium.seal;
          opens[round] = sodium.open;
          nonces[round] = sodium.nonce;
        }
      sodium = (Sodium){median (seals, (guint)n_rounds), median (opens, (guint)n_rounds), median (nonces, (guint)n_rounds)};
      print_table (caches[c], results, (guint)n_rounds, &counted, &sodium, have_cipher);
      g_print ("libsodium: %.2f µs to seal a block, %.2f µs to open one, %.2f µs for a nonce\n", sodium.seal * 1e6, sodium.open * 1e6,
               sodium.nonce * 1e6);
    }
  g_rmdir (own);
  return 0;
}
