/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a person at the desk feels with a large register: from the open door to the lists, each keystroke of a search,
 * a save, the memory. Works on a demo vault (`tamlanhctl demo`); its saves change it.
 * Goals and figures: README.md. */

#include "record/record.h"
#include "store/overview.h"
#include "store/store.h"
#include "vault/vault.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define PASSPHRASE "bồ công anh bay"
#define FIRST_PAGE 64

static gboolean of_processor; /* its time, not the clock's */

/* Milliseconds. */
static double
now (void)
{
  struct timespec time;

  clock_gettime (of_processor ? CLOCK_PROCESS_CPUTIME_ID : CLOCK_MONOTONIC, &time);
  return (double)time.tv_sec * 1e3 + (double)time.tv_nsec / 1e6;
}

static int
compare (const void *a, const void *b)
{
  const double *x = a, *y = b;
  return (*x > *y) - (*x < *y);
}

static double
median (GArray *times)
{
  g_array_sort (times, compare);
  return g_array_index (times, double, times->len / 2);
}

static double
worst (GArray *times)
{
  g_array_sort (times, compare);
  return g_array_index (times, double, times->len - 1);
}

/* Kibibytes of a line of /proc/self/status. */
static gint64
memory (const char *name)
{
  g_autofree char *status = NULL;
  const char *line;

  g_assert_true (g_file_get_contents ("/proc/self/status", &status, NULL, NULL));
  line = strstr (status, name);
  return line ? g_ascii_strtoll (line + strlen (name) + 1, NULL, 10) : -1;
}

/* The file out of the system's page cache: as after switching the computer on. */
static void
make_cold (const char *path)
{
  int fd = open (path, O_RDONLY | O_CLOEXEC);

  if (fd < 0)
    return;
  fdatasync (fd);
  posix_fadvise (fd, 0, 0, POSIX_FADV_DONTNEED);
  close (fd);
}

/* --- the steps --- */

static TlStore *
open_register (const char *path, gboolean cold)
{
  g_autoptr (GError) error = NULL;
  double start = now (), unlocked, opened, today_at, list_at;
  g_autoptr (GPtrArray) ids = NULL;
  g_autoptr (GPtrArray) lines = NULL;
  TlVault *vault;
  TlStore *store;
  TlToday *today;

  if (cold)
    make_cold (path);
  start = now ();
  vault = tl_vault_unlock (path, NULL, PASSPHRASE, &error);
  g_assert_no_error (error);
  unlocked = now ();
  store = tl_store_open (vault, &error);
  g_assert_no_error (error);
  opened = now ();
  today = tl_overview_today (store, 7, &error);
  g_assert_no_error (error);
  today_at = now ();
  ids = tl_overview_cases (store, TL_CASES_OPEN, TL_CASES_BY_OPENED, &error);
  g_assert_no_error (error);
  lines = tl_overview_case_lines (store, (const char *const *)ids->pdata, MIN (ids->len, FIRST_PAGE), &error);
  g_assert_no_error (error);
  list_at = now ();
  g_print ("%-34s %8.1f ms  (key derivation before it: %.0f ms)\n", cold ? "door to Today and case list, cold" : "door to Today and case list",
           list_at - unlocked, unlocked - start);
  g_print ("  %-32s %8.1f ms\n  %-32s %8.1f ms\n  %-32s %8.1f ms\n", "opening", opened - unlocked, "Today", today_at - opened,
           "open cases and their first lines", list_at - today_at);
  tl_today_free (today);
  return store;
}

static void
measure_lists (TlStore *store)
{
  static const char *const filters[] = {"open", "here", "mine", "closed", "all"};
  static const char *const sorts[] = {"opened", "code", "alias", "due", "risk"};

  for (guint filter = 0; filter < G_N_ELEMENTS (filters); filter++)
    for (guint sort = 0; sort < G_N_ELEMENTS (sorts); sort++)
      {
        g_autoptr (GError) error = NULL;
        double start = now ();
        g_autoptr (GPtrArray) ids = tl_overview_cases (store, (TlCaseFilter)filter, (TlCaseSort)sort, &error);

        g_assert_no_error (error);
        g_print ("  list %-7s by %-20s %8.1f ms  (%u)\n", filters[filter], sorts[sort], now () - start, ids->len);
      }
}

static void
measure_search (TlStore *store, gboolean verbose)
{
  static const char *const typed[] = {"nguyễn thị lan", "tran thi hoa", "Đỗ", "dinh cao", "mai", "chi huong",  "DC-2026-0001", "0912 345 678",
                                      "0339",           "033190",       "p",  "n",        "a",   "đông tảo", "le van",       "be gai"};
  g_autoptr (GArray) times = g_array_new (FALSE, FALSE, sizeof (double));
  double all;

  for (guint i = 0; i < G_N_ELEMENTS (typed); i++)
    for (const char *end = g_utf8_next_char (typed[i]);; end = g_utf8_next_char (end))
      {
        g_autofree char *text = g_strndup (typed[i], (gsize)(end - typed[i]));
        g_autoptr (GError) error = NULL;
        double start = now (), took;
        g_autoptr (GPtrArray) hits = tl_store_search (store, text, 12, &error);

        g_assert_no_error (error);
        took = now () - start;
        g_array_append_val (times, took);
        if (verbose)
          g_print ("  search %-24s %8.2f ms  (%u)\n", text, took, hits->len);
        if (*end == '\0')
          break;
      }
  all = median (times);
  g_print ("%-34s %8.2f ms median, %.1f ms worst of %u\n", "a keystroke of a search", all, worst (times), times->len);
}

/* What the disk needs for a write of its own and a sync. */
static double
measure_sync (const char *folder)
{
  g_autofree char *path = g_build_filename (folder, "sync-probe", NULL);
  g_autofree char *bytes = g_malloc0 (65536);
  g_autoptr (GArray) times = g_array_new (FALSE, FALSE, sizeof (double));
  int fd = open (path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);

  g_assert_cmpint (fd, >=, 0);
  g_assert_cmpint (write (fd, bytes, 65536), ==, 65536);
  fdatasync (fd);
  for (guint i = 0; i < 100; i++)
    {
      double start = now (), took;

      g_assert_cmpint (pwrite (fd, bytes, 40960, 0), ==, 40960);
      fdatasync (fd);
      took = now () - start;
      g_array_append_val (times, took);
    }
  close (fd);
  g_unlink (path);
  return median (times);
}

static void
measure_saves (TlStore *store, const char *folder)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) people = tl_store_list (store, TL_TYPE_PERSON, NULL, 0, TL_QUERY_ID, FALSE, 0, 300, &error);
  g_autoptr (GArray) times = g_array_new (FALSE, FALSE, sizeof (double));
  double sync, typical;

  g_assert_no_error (error);
  for (guint i = 0; i < people->len; i++)
    {
      TlRecord *person = people->pdata[i];
      /* Never what was there: a save that changes nothing is none. */
      g_autofree char *address = g_strdup_printf ("Thôn %u, Đình Cao", g_random_int ());
      double start, took;

      tl_record_set_text (person, TL_PERSON_OCCUPATION, i % 2 ? "farmer" : "worker");
      tl_record_set_text (person, TL_PERSON_PERMANENT_ADDRESS, address);
      start = now ();
      tl_store_save (store, person, &error);
      g_assert_no_error (error);
      took = now () - start;
      g_array_append_val (times, took);
    }
  sync = measure_sync (folder);
  typical = median (times);
  g_print ("%-34s %8.2f ms median, %.1f ms worst; the disk's own sync %.2f ms: %.2f ms beyond it\n", "a save", typical, worst (times), sync,
           typical - sync);
}

int
main (int argc, char **argv)
{
  gboolean cold = FALSE, verbose = FALSE;
  g_autofree char *path = NULL;
  g_autofree char *folder = NULL;
  GOptionEntry entries[] = {
      {"vault", 0, 0, G_OPTION_ARG_FILENAME, &path, "A demo vault; saves change it", "FILE"},
      {"cold", 0, 0, G_OPTION_ARG_NONE, &cold, "Open once more with the file out of the page cache", NULL},
      {"processor", 0, 0, G_OPTION_ARG_NONE, &of_processor, "Count the processor's time instead of the clock's, on a busy machine", NULL},
      {"verbose", 'v', 0, G_OPTION_ARG_NONE, &verbose, "Every keystroke", NULL},
      {NULL},
  };
  g_autoptr (GOptionContext) context = g_option_context_new ("- what is felt with a large register");
  g_autoptr (GError) error = NULL;
  TlStore *store;
  gint64 before;

  setlocale (LC_ALL, "");
  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, &argc, &argv, &error))
    {
      g_printerr ("%s\n", error->message);
      return 2;
    }
  tl_vault_init ();
  if (path == NULL)
    {
      g_printerr ("--vault FILE: make one with: tamlanhctl demo --vault FILE --cases 100000\n");
      return 2;
    }
  folder = g_path_get_dirname (path);
  store = open_register (path, FALSE);
  if (cold)
    {
      tl_store_close (store);
      g_object_unref (store);
      store = open_register (path, TRUE);
    }
  before = memory ("VmRSS:");
  measure_search (store, verbose);
  measure_lists (store);
  measure_saves (store, folder);
  g_print ("%-34s %8.1f MB after opening, %.1f MB at the end, %.1f MB at most (key derivation)\n", "resident memory", (double)before / 1024,
           (double)memory ("VmRSS:") / 1024, (double)memory ("VmHWM:") / 1024);
  tl_store_close (store);
  g_object_unref (store);
  return 0;
}
