/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the program gives: case codes, defaults, and the coarse values that may leave in counts. The age group
 * is the one at the opening of a person's first case, so that a sum once reported does not change when she
 * comes again. */

#include "store/store-private.h"

#include <glib/gi18n-lib.h>

/* --- Codes --- */

static gboolean
code_is_taken (TlStore *store, const char *code, GError **error)
{
  return tl_sql_int (store, error, 0, "SELECT 1 FROM \"case\" WHERE code = ?", "s", code) == 1;
}

static gboolean
give_code (TlStore *store, TlRecord *record, GError **error)
{
  g_autofree char *device = store->device > 1 ? g_strdup_printf ("%u", store->device) : g_strdup ("");
  g_autofree char *prefix = NULL;
  int year, month, day;

  tl_date_to_ymd (tl_date_from_time (tl_record_int (record, TL_CASE_OPENED_AT)), &year, &month, &day);
  prefix = g_strdup_printf ("%s%s-%04d-", store->site, device, year);
  while (TRUE)
    {
      GError *failed = NULL;
      gint64 number = tl_sql_int (store, &failed, 0,
                                  "INSERT INTO code_counter (prefix, last) VALUES (?, 1)"
                                  " ON CONFLICT (prefix) DO UPDATE SET last = last + 1 RETURNING last",
                                  "s", prefix);
      g_autofree char *code = g_strdup_printf ("%s%04" G_GINT64_FORMAT, prefix, number);
      gboolean taken = failed == NULL && code_is_taken (store, code, &failed);

      if (failed != NULL)
        {
          g_propagate_error (error, failed);
          return FALSE;
        }
      if (!taken)
        {
          tl_record_set_text (record, TL_CASE_CODE, code);
          return TRUE;
        }
    }
}

/* What was given once stays. */
static gboolean
keep_given (TlRecord *before, TlRecord *after, GError **error)
{
  const TlTypeInfo *info = tl_type_info (tl_record_type (after));

  for (guint i = 0; before != NULL && i < info->n_fields; i++)
    {
      if (!(info->fields[i].flags & TL_FIELD_GIVEN) || !tl_record_has (before, i) || tl_record_equal_field (before, after, i))
        continue;
      if (tl_record_has (after, i))
        {
          g_set_error (error, TL_STORE_ERROR, TL_STORE_ERROR_REFUSED, _ ("%s: it was given by the program and cannot be changed."),
                       info->fields[i].name);
          return FALSE;
        }
      tl_record_set_text (after, i, tl_record_text (before, i));
    }

  return TRUE;
}

/* --- Age --- */

/* When the first case opened in which this person came, or now. */
static gint64
first_opening (TlStore *store, const char *person, GError **error)
{
  gint64 at = tl_sql_int (store, error, 0,
                          "SELECT MIN (opened_at) FROM (SELECT opened_at FROM \"case\" WHERE victim = ?1"
                          " UNION ALL SELECT c.opened_at FROM companion k JOIN \"case\" c ON c.id = k.\"case\" WHERE k.person = ?1)",
                          "s", person);

  return at != 0 ? at : tl_clock_now ();
}

static gboolean
compute_person (TlStore *store, TlRecord *before, TlRecord *person, GError **error)
{
  GError *failed = NULL;
  gint64 at;

  /* Without a birth date or year, an erased one too, the group stays what it was. */
  if (!tl_record_has (person, TL_PERSON_BIRTH_DATE) && !tl_record_has (person, TL_PERSON_BIRTH_YEAR))
    {
      tl_record_derive (person, TL_DATE_NONE);
      return TRUE;
    }
  at = before != NULL ? first_opening (store, tl_record_id (person), &failed) : tl_clock_now ();
  if (failed != NULL)
    {
      g_propagate_error (error, failed);
      return FALSE;
    }
  tl_record_derive (person, tl_date_from_time (at));

  return TRUE;
}

/* --- Before and after a save --- */

gboolean
tl_computed_before (TlStore *store, TlRecord *before, TlRecord *after, GError **error)
{
  TlType type = tl_record_type (after);

  if (!keep_given (before, after, error))
    return FALSE;
  if (before == NULL)
    tl_record_fill_defaults (after);
  if (type == TL_TYPE_PERSON)
    return compute_person (store, before, after, error);
  tl_record_derive (after, TL_DATE_NONE);
  if (type == TL_TYPE_CASE && !tl_record_has (after, TL_CASE_CODE) && tl_record_has (after, TL_CASE_OPENED_AT)
      && tl_record_has (after, TL_CASE_VICTIM))
    return give_code (store, after, error);

  return TRUE;
}

static gboolean
settle_person (TlStore *store, const char *id, GError **error)
{
  GError *failed = NULL;
  g_autoptr (TlRecord) person = tl_row_load (store, TL_TYPE_PERSON, id, &failed);
  g_autofree char *band = NULL;

  if (failed != NULL)
    {
      g_propagate_error (error, failed);
      return FALSE;
    }
  if (person == NULL)
    return TRUE;
  band = g_strdup (tl_record_text (person, TL_PERSON_AGE_BAND));
  if (!compute_person (store, person, person, error))
    return FALSE;

  return g_strcmp0 (band, tl_record_text (person, TL_PERSON_AGE_BAND)) == 0 || tl_save_inside (store, person, error);
}

static gboolean
settle_companions (TlStore *store, const char *case_id, GError **error)
{
  g_autoptr (GPtrArray) people = g_ptr_array_new_with_free_func (g_free);
  sqlite3_stmt *stmt
      = tl_sql_prepare (store, error, "SELECT person FROM companion WHERE \"case\" = ? AND person IS NOT NULL", "s", case_id);

  if (stmt == NULL)
    return FALSE;
  while (tl_sql_step (store, stmt, NULL))
    g_ptr_array_add (people, g_strdup ((const char *)sqlite3_column_text (stmt, 0)));
  tl_sql_done (stmt);
  for (guint i = 0; i < people->len; i++)
    if (!settle_person (store, g_ptr_array_index (people, i), error))
      return FALSE;

  return TRUE;
}

gboolean
tl_computed_after (TlStore *store, TlRecord *before, TlRecord *after, GError **error)
{
  TlType type = tl_record_type (after);

  if (type == TL_TYPE_COMPANION && tl_record_has (after, TL_COMPANION_PERSON)
      && (before == NULL || !tl_record_equal_field (before, after, TL_COMPANION_PERSON)))
    return settle_person (store, tl_record_text (after, TL_COMPANION_PERSON), error);
  if (type != TL_TYPE_CASE)
    return TRUE;
  if (before != NULL && tl_record_equal_field (before, after, TL_CASE_OPENED_AT) && tl_record_equal_field (before, after, TL_CASE_VICTIM))
    return TRUE;
  if (tl_record_has (after, TL_CASE_VICTIM) && !settle_person (store, tl_record_text (after, TL_CASE_VICTIM), error))
    return FALSE;

  return before == NULL || settle_companions (store, tl_record_id (after), error);
}
