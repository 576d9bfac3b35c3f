/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Nights slept here. Days of UTC+7; the day of leaving is no night, a stay within one day is one place taken. Stays of one
 * person that overlap, or that follow one another as she moves to another room, are one time here. */

#include "store/nights.h"

#include "store/sql.h"

typedef struct
{
  TlDate from;
  TlDate to;
  TlNights *nights;
} Args;

/* Nights of one stay that fall in the period and were not counted yet for this person. @counted: the day after those. */
static gint64
nights_of (const Args *args, sqlite3_stmt *stmt, TlDate *counted)
{
  TlDate in = tl_date_from_time (sqlite3_column_int64 (stmt, 1));
  TlDate first = MAX (MAX (in, args->from), *counted);
  TlDate after;

  /* Who is still here sleeps here tonight. */
  if (sqlite3_column_type (stmt, 2) == SQLITE_NULL)
    after = tl_date_today () + 1;
  else
    after = MAX (tl_date_from_time (sqlite3_column_int64 (stmt, 2)), in + 1);
  after = MIN (after, args->to + 1);
  if (after <= first)
    return 0;
  *counted = after;
  return after - first;
}

static gpointer
nights_job (TlStore *store, gpointer data, GCancellable *cancellable, GError **error)
{
  Args *args = data;
  TlNights *sum = args->nights;
  sqlite3_stmt *stmt
      = tl_sql_prepare (store, error,
                        "SELECT person, checked_in_at, checked_out_at FROM stay"
                        " WHERE checked_in_at < ? AND (checked_out_at IS NULL OR checked_out_at >= ?) ORDER BY person, checked_in_at, id",
                        "ii", tl_date_start (args->to + 1), tl_date_start (args->from));
  g_autoptr (GError) local = NULL;
  g_autofree char *person = NULL;
  TlDate counted = args->from;
  gint64 own = 0;

  if (stmt == NULL)
    return NULL;
  while (tl_sql_step (store, stmt, &local))
    {
      gint64 more;

      if (g_strcmp0 (person, (const char *)sqlite3_column_text (stmt, 0)) != 0)
        {
          g_free (person);
          person = tl_sql_column_text (stmt, 0);
          counted = args->from;
          own = 0;
        }
      more = nights_of (args, stmt, &counted);
      sum->people += own == 0 && more > 0;
      own += more;
      sum->nights += more;
      sum->longest = MAX (sum->longest, own);
    }
  tl_sql_done (stmt);
  if (local == NULL)
    return sum;
  g_propagate_error (error, g_steal_pointer (&local));
  return NULL;
}

/* --- public --- */

gboolean
tl_store_nights (TlStore *store, TlDate from, TlDate to, TlNights *nights, GError **error)
{
  Args args = {from, to, nights};

  g_return_val_if_fail (TL_IS_STORE (store), FALSE);
  g_return_val_if_fail (nights != NULL, FALSE);

  *nights = (TlNights){0};
  return tl_store_call (store, nights_job, &args, error) != NULL;
}
