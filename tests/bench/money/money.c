/* SPDX-License-Identifier: GPL-3.0-or-later */

/* How long a statement of very many lines takes, each step the median of several runs, and beside it LibreOffice making a
 * PDF of our spreadsheet of the same table. The lines are put in by SQL in one go: entering them is not what is measured. */

#include <glib.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#include "document/document.h"
#include "document/sheet.h"
#include "record/text.h"
#include "store/sql.h"
#include "support/support.h"

#define RUNS 5
#define PASSPHRASE "bốn con trâu đồng"

typedef struct
{
  guint n;
  char *rate[3];
  char *cases[200];
  char *people[200];
  char *statement;
  TlStore *store;
  char *folder;
  JsonObject *data;
} Bench;

#define good(done, error)                                                                                                                  \
  G_STMT_START                                                                                                                             \
  {                                                                                                                                        \
    if (!(done))                                                                                                                           \
      g_error ("%s", (error) != NULL ? (error)->message : "failed");                                                                       \
  }                                                                                                                                        \
  G_STMT_END

static char *
save (TlStore *store, TlType type, guint n, ...)
{
  g_autoptr (TlRecord) record = tl_record_new (type);
  g_autoptr (GError) error = NULL;
  va_list args;

  va_start (args, n);
  for (guint i = 0; i < n; i++)
    {
      guint field = va_arg (args, guint);

      tl_record_set_text (record, field, va_arg (args, const char *));
    }
  va_end (args);
  if (type == TL_TYPE_CASE)
    tl_record_set_int (record, TL_CASE_OPENED_AT, tl_date_start (tl_date_from_ymd (2026, 3, 1)));
  tl_record_fill_defaults (record);
  good (tl_store_save (store, record, &error), error);
  return g_strdup (tl_record_id (record));
}

static gboolean
fill (TlStore *store, gpointer user_data, GError **error)
{
  static const char *const categories[] = {"meals", "travel_fare", "travel_hire"};
  static const gint64 prices[] = {70000, 20000, 123456};
  Bench *bench = user_data;

  for (guint i = 0; i < bench->n; i++)
    {
      guint c = i % 3, who = i % G_N_ELEMENTS (bench->cases), days = i % 7 + 1;
      g_autofree char *id = tl_uuid_new ();
      g_autofree char *date = g_strdup_printf ("2026-03-%02u", i % 31 + 1);

      if (!tl_sql_run (
              store, error,
              "INSERT INTO support (id, \"case\", person, date, category, rate, quantity, unit_price, amount, funding_source, state,"
              " site, created_at, updated_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'approved', 'DC', 0, 0)",
              "ssssssiiis", id, bench->cases[who], bench->people[who], date, categories[c], bench->rate[c], (gint64)days * 1000, prices[c],
              (gint64)days * prices[c], i % 5 ? "province" : "commune"))
        return FALSE;
    }
  return TRUE;
}

static void
set_up (Bench *bench)
{
  static const char *const categories[] = {"meals", "travel_fare", "travel_hire"};
  g_autofree char *path = g_build_filename (bench->folder, "bench.tamlanh", NULL);
  g_autoptr (GError) error = NULL;
  char *code = NULL;
  TlVault *vault;

  tl_vault_init ();
  vault = tl_vault_create (path, "Bàn 1", PASSPHRASE, &code, NULL, &error);
  good (vault != NULL, error);
  tl_secret_free (code);
  bench->store = tl_store_open (vault, &error);
  good (bench->store != NULL, error);
  tl_support_attach (bench->store);
  good (tl_store_setup (bench->store, "DC", 1, "Nguyễn Thị Lan", "leader", &error), error);
  good (tl_rates_install (bench->store, &error), error);
  for (guint i = 0; i < 3; i++)
    {
      g_autoptr (TlRecord) rate = tl_rate_find (bench->store, categories[i], tl_date_from_ymd (2026, 3, 1), &error);

      good (rate != NULL, error);
      bench->rate[i] = g_strdup (tl_record_id (rate));
    }
  for (guint i = 0; i < G_N_ELEMENTS (bench->cases); i++)
    {
      bench->people[i] = save (bench->store, TL_TYPE_PERSON, 3, (guint)TL_PERSON_ALIAS, "Chị Hoa", (guint)TL_PERSON_FULL_NAME,
                               "Nguyễn Thị Ngọc Ánh", (guint)TL_PERSON_SEX, "female");
      bench->cases[i] = save (bench->store, TL_TYPE_CASE, 1, (guint)TL_CASE_VICTIM, bench->people[i]);
    }
  good (tl_store_transaction (bench->store, fill, bench, &error), error);
}

/* --- steps --- */

static void
compute (Bench *bench)
{
  g_autoptr (GError) error = NULL;

  g_clear_pointer (&bench->data, json_object_unref);
  bench->data = tl_statement_data (bench->store, bench->statement, &error);
  good (bench->data != NULL, error);
}

static void
write_pdf (Bench *bench)
{
  g_autofree char *path = g_build_filename (bench->folder, "ours.pdf", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (TlDocument) document = tl_document_new_statement (bench->data, &error);

  good (document != NULL && tl_document_write_pdf (document, path, &error), error);
}

static void
write_sheet (Bench *bench)
{
  g_autofree char *path = g_build_filename (bench->folder, "ours.xlsx", NULL);
  g_autoptr (GError) error = NULL;

  good (tl_sheet_write_statement (bench->data, path, &error), error);
}

static void
budget (Bench *bench)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonObject) data = tl_budget_data (bench->store, 2026, TL_DATE_NONE, &error);

  good (data != NULL, error);
}

/* Of lines that stand above their ceiling: weighed line by line, and asked for again while nothing was written. */
static void
weigh (Bench *bench)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) over = tl_support_overruns (bench->store, tl_date_from_ymd (2026, 3, 1), tl_date_from_ymd (2026, 3, 31), &error);

  good (over != NULL, error);
}

static void
weigh_again (Bench *bench)
{
  g_autoptr (GError) error = NULL;

  good (tl_support_count_overruns (bench->store, tl_date_from_ymd (2026, 3, 1), tl_date_from_ymd (2026, 3, 31), &error) >= 0, error);
}

static void
check (Bench *bench)
{
  g_autoptr (GError) error = NULL;
  gboolean agrees = FALSE;

  good (tl_statement_check (bench->store, json_object_get_string_member (bench->data, "number"),
                            json_object_get_string_member (bench->data, "control_code"), &agrees, &error)
            && agrees,
        error);
}

static void
convert (Bench *bench)
{
  g_autofree char *profile = g_strdup_printf ("-env:UserInstallation=file://%s/profile", bench->folder);
  g_autofree char *sheet = g_build_filename (bench->folder, "ours.xlsx", NULL);
  const char *argv[] = {"soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", bench->folder, sheet, NULL};
  g_autoptr (GError) error = NULL;
  int status = 0;

  good (g_spawn_sync (NULL, (char **)argv, NULL, G_SPAWN_SEARCH_PATH | G_SPAWN_STDOUT_TO_DEV_NULL | G_SPAWN_STDERR_TO_DEV_NULL, NULL, NULL,
                      NULL, NULL, &status, &error)
            && g_spawn_check_wait_status (status, &error),
        error);
}

static int
compare_times (gconstpointer a, gconstpointer b)
{
  const double *one = a, *two = b;

  return (*one > *two) - (*one < *two);
}

/* Seconds of this program and of what it waited for: what a busy machine cannot stretch. */
static double
cpu_seconds (void)
{
  struct rusage own, children;

  getrusage (RUSAGE_SELF, &own);
  getrusage (RUSAGE_CHILDREN, &children);
  return (double)(own.ru_utime.tv_sec + own.ru_stime.tv_sec + children.ru_utime.tv_sec + children.ru_stime.tv_sec)
         + (double)(own.ru_utime.tv_usec + own.ru_stime.tv_usec + children.ru_utime.tv_usec + children.ru_stime.tv_usec) / 1e6;
}

/* Median by the clock; by the processor what all runs took, divided. @goal 0: none. */
static double
say (Bench *bench, const char *what, void (*step) (Bench *), guint runs, double goal)
{
  double times[RUNS], cpu = cpu_seconds (), took;

  for (guint i = 0; i < runs; i++)
    {
      gint64 start = g_get_monotonic_time ();

      step (bench);
      times[i] = (double)(g_get_monotonic_time () - start) / 1e6;
    }
  cpu = (cpu_seconds () - cpu) / runs;
  qsort (times, runs, sizeof *times, compare_times);
  took = times[runs / 2];
  printf ("%-52s %8.3f s  (processor %6.3f s)", what, took, cpu);
  if (goal > 0)
    printf ("   goal %.1f s: %s", goal, took <= goal ? "met" : cpu <= goal ? "met by the processor, the machine is busy" : "MISSED");
  printf ("\n");
  fflush (stdout);
  return cpu;
}

static void
finalise (Bench *bench)
{
  g_autoptr (GError) error = NULL;

  good (tl_statement_approve_and_finalise (bench->store, bench->statement, &error), error);
}

int
main (int argc, char **argv)
{
  Bench bench = {.folder = argc > 1 ? argv[1] : g_strdup ("."), .n = argc > 2 ? (guint)atoi (argv[2]) : 10000};
  g_autoptr (GError) error = NULL;
  g_autoptr (TlRecord) draft = NULL;
  g_autofree char *office = g_find_program_in_path ("soffice");
  double pdf, sheet;

  set_up (&bench);
  draft = tl_statement_make (bench.store, "detail", tl_date_from_ymd (2026, 3, 1), tl_date_from_ymd (2026, 3, 31), NULL, &error);
  good (draft != NULL, error);
  bench.statement = g_strdup (tl_record_id (draft));
  printf ("A statement of %u lines, median of %d runs\n", bench.n, RUNS);
  say (&bench, "computed from the lines", compute, RUNS, 0.3);
  say (&bench, "made final: judged, claimed, journalled (once)", finalise, 1, 0);
  say (&bench, "read back from its frozen copies", compute, RUNS, 0.3);
  say (&bench, "checked against its control code", check, RUNS, 0);
  say (&bench, "budgets of the year", budget, RUNS, 0);
  say (&bench, "the month's list: lines above a ceiling, weighed", weigh, 3, 0);
  say (&bench, "the same list looked at again", weigh_again, 3, 0);
  sheet = say (&bench, "spreadsheet written", write_sheet, RUNS, 2);
  pdf = say (&bench, "pages laid out and PDF written", write_pdf, 3, 2);
  if (office != NULL)
    {
      double theirs = say (&bench, "the same spreadsheet made a PDF by LibreOffice", convert, 3, 0);

      printf ("LibreOffice needs %.1f times the processor time of our PDF, %.1f times that of PDF and spreadsheet together\n", theirs / pdf,
              theirs / (pdf + sheet));
    }
  else
    printf ("LibreOffice is not here (libreoffice-calc-nogui): no comparison\n");
  tl_store_close (bench.store);
  return 0;
}
