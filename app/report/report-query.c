/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "report/report-query.h"

#include "store/sql.h"

#define OPENED "FROM \"case\" c LEFT JOIN person p ON p.id = c.victim WHERE c.opened_at >= ? AND c.opened_at < ?"

/* Each text takes the two ends of the period; those of `days` as ISO dates. */
static const struct
{
  const char *sql;
  gboolean days;
} counts[] = {
    [TL_COUNT_CASES] = {"SELECT NULL, COUNT (*) " OPENED, FALSE},
    [TL_COUNT_COMPANIONS]
    = {"SELECT NULL, COUNT (*) FROM companion m JOIN \"case\" c ON c.id = m.\"case\" WHERE c.opened_at >= ? AND c.opened_at < ?", FALSE},
    [TL_COUNT_ELSEWHERE]
    = {"SELECT NULL, COUNT (*) " OPENED " AND EXISTS (SELECT 1 FROM incident i WHERE i.\"case\" = c.id AND i.reported_elsewhere = 'other')",
       FALSE},
    [TL_COUNT_AGAIN] = {"SELECT NULL, COUNT (*) " OPENED " AND EXISTS (SELECT 1 FROM \"case\" e WHERE e.victim = c.victim AND e.id <> c.id"
                        " AND e.opened_at < c.opened_at AND e.closed_on >= date (c.opened_at + 25200, 'unixepoch', '-6 months'))",
                        FALSE},
    [TL_COUNT_SEX] = {"SELECT p.sex, COUNT (*) " OPENED " GROUP BY 1", FALSE},
    [TL_COUNT_AGE_BAND] = {"SELECT p.age_band, COUNT (*) " OPENED " GROUP BY 1", FALSE},
    [TL_COUNT_ETHNIC_GROUP] = {"SELECT p.ethnic_group2, COUNT (*) " OPENED " GROUP BY 1", FALSE},
    [TL_COUNT_RELATION] = {"SELECT c.perpetrator_relation, COUNT (*) " OPENED " GROUP BY 1", FALSE},
    [TL_COUNT_SOURCE] = {"SELECT c.source_kind, COUNT (*) " OPENED " GROUP BY 1", FALSE},
    [TL_COUNT_DESTINATION] = {"SELECT destination, COUNT (*) FROM \"case\" WHERE closed_on >= ? AND closed_on < ? GROUP BY 1", TRUE},
    [TL_COUNT_CARE] = {"SELECT kind, COUNT (*) FROM care WHERE at >= ? AND at < ? GROUP BY 1", FALSE},
    [TL_COUNT_REFERRAL_SERVICE] = {"SELECT service, COUNT (*) FROM referral WHERE sent_at >= ? AND sent_at < ? GROUP BY 1", FALSE},
    [TL_COUNT_REFERRAL_RESULT] = {"SELECT result, COUNT (*) FROM referral WHERE sent_at >= ? AND sent_at < ? GROUP BY 1", FALSE},
    [TL_COUNT_SUPPORT_CATEGORY]
    = {"SELECT category, SUM (amount) FROM support WHERE state <> 'void' AND date >= ? AND date < ? GROUP BY 1", TRUE},
    [TL_COUNT_SUPPORT_SOURCE]
    = {"SELECT funding_source, SUM (amount) FROM support WHERE state <> 'void' AND date >= ? AND date < ? GROUP BY 1", TRUE},
    [TL_COUNT_VIOLENCE_GROUPS] = {"SELECT i.violence_groups, c.id FROM incident i JOIN \"case\" c ON c.id = i.\"case\""
                                  " WHERE c.opened_at >= ? AND c.opened_at < ? AND i.violence_groups IS NOT NULL",
                                  FALSE},
    [TL_COUNT_VIOLENCE_ACTS] = {"SELECT i.violence_acts, c.id FROM incident i JOIN \"case\" c ON c.id = i.\"case\""
                                " WHERE c.opened_at >= ? AND c.opened_at < ? AND i.violence_acts IS NOT NULL",
                                FALSE},
};

/* --- helpers --- */

static void
add (GHashTable *table, const char *key, gint64 value)
{
  gint64 *cell = g_hash_table_lookup (table, key);

  if (cell == NULL)
    {
      cell = g_new0 (gint64, 1);
      g_hash_table_insert (table, g_strdup (key), cell);
    }
  *cell += value;
}

/* A case counts once for a code, however many of its incidents name it. */
static void
add_set (GHashTable *table, GHashTable *seen, const char *codes, const char *case_id)
{
  g_auto (GStrv) words = g_strsplit (codes, " ", -1);

  for (guint i = 0; words[i]; i++)
    {
      g_autofree char *key = g_strconcat (case_id, " ", words[i], NULL);

      if (*words[i] && g_hash_table_add (seen, g_steal_pointer (&key)))
        add (table, words[i], 1);
    }
}

/* --- inside this room --- */

GHashTable *
tl_report_count (TlStore *store, TlCount what, gint64 from, gint64 to, GError **error)
{
  g_autoptr (GHashTable) table = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autofree char *first = tl_date_to_iso (tl_date_from_time (from));
  g_autofree char *after = tl_date_to_iso (tl_date_from_time (to));
  g_autoptr (GError) local = NULL;
  sqlite3_stmt *stmt;

  if (counts[what].days)
    stmt = tl_sql_prepare (store, error, counts[what].sql, "ss", first, after);
  else
    stmt = tl_sql_prepare (store, error, counts[what].sql, "ii", from, to);
  if (stmt == NULL)
    return NULL;
  while (tl_sql_step (store, stmt, &local))
    {
      const char *key = (const char *)sqlite3_column_text (stmt, 0);

      if (what == TL_COUNT_VIOLENCE_GROUPS || what == TL_COUNT_VIOLENCE_ACTS)
        add_set (table, seen, key, (const char *)sqlite3_column_text (stmt, 1));
      else
        add (table, key ? key : "", sqlite3_column_int64 (stmt, 1));
    }
  tl_sql_done (stmt);
  if (local)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return NULL;
    }
  return g_steal_pointer (&table);
}

GHashTable *
tl_report_budgets (TlStore *store, int year, GError **error)
{
  g_autoptr (GHashTable) table = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_autoptr (GError) local = NULL;
  sqlite3_stmt *stmt = tl_sql_prepare (store, error, "SELECT funding_source, amount FROM budget_source WHERE place = ? AND year = ?", "si",
                                       tl_store_site (store), (gint64)year);

  if (stmt == NULL)
    return NULL;
  while (tl_sql_step (store, stmt, &local))
    add (table, (const char *)sqlite3_column_text (stmt, 0), sqlite3_column_int64 (stmt, 1));
  tl_sql_done (stmt);
  if (local)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return NULL;
    }
  return g_steal_pointer (&table);
}
