/* SPDX-License-Identifier: GPL-3.0-or-later */

/* No way round. Every save and deletion of a support line or a statement, whoever asks the store for it, is put
 * before this guard: a line is judged as tl_support_save() judges it, what is final stays. The province only keeps
 * what places sent it: their lines were judged there. */

#include "support/guard.h"

#include <glib/gi18n-lib.h>

#include "store/journal.h"
#include "support/line.h"
#include "support/rate-rules.h"
#include "support/statement-data.h"

typedef struct
{
  int inside;   /* depth of saves that this room has judged */
  int province; /* -1: not known yet */
} Guard;

static const guint frozen_fields[] = {
    TL_STATEMENT_NUMBER,      TL_STATEMENT_KIND,    TL_STATEMENT_DATE_FROM,    TL_STATEMENT_DATE_TO,      TL_STATEMENT_FUNDING_SOURCE,
    TL_STATEMENT_TOTAL,       TL_STATEMENT_STATE,   TL_STATEMENT_FINALISED_AT, TL_STATEMENT_CONTROL_CODE, TL_STATEMENT_LINES,
    TL_STATEMENT_LETTERHEAD,  TL_STATEMENT_SIGNERS, TL_STATEMENT_NOTES,        TL_STATEMENT_CLAUSES,      TL_STATEMENT_LAYOUT_VERSION,
    TL_STATEMENT_VOID_REASON, TL_STATEMENT_NAMES,   TL_STATEMENT_REQUEST,
    TL_STATEMENT_REPLACES,
};

/* --- helpers --- */

static Guard *
guard_of (TlStore *store)
{
  return g_object_get_data (G_OBJECT (store), "tl-support-guard");
}

static gboolean
refuse (GError **error, const char *message)
{
  g_set_error_literal (error, TL_SUPPORT_ERROR, TL_SUPPORT_ERROR_FROZEN, message);
  return FALSE;
}

static gboolean
is_province (TlStore *store, Guard *guard)
{
  if (guard->province < 0)
    {
      TlWhere where[] = {{TL_SITE_CODE, "=", tl_store_site (store), 0}, {TL_SITE_KIND, "=", "province", 0}};

      guard->province = tl_store_count (store, TL_TYPE_SITE, where, G_N_ELEMENTS (where), NULL) > 0;
    }
  return guard->province;
}

static gboolean
guard_support (TlStore *store, TlRecord *before, TlRecord *after, gpointer data, GError **error)
{
  Guard *guard = data;

  if (guard->inside > 0 || is_province (store, guard))
    return TRUE;
  if (after == NULL && tl_line_is_frozen (before))
    return refuse (error, _ ("This line stands in a final statement and cannot be deleted. Enter a correcting line, or void the statement "
                             "with a reason. Nothing was changed."));
  if (after == NULL)
    return tl_line_release (store, before, NULL, error);
  return tl_support_judge (store, after, error);
}

static gboolean
guard_statement (TlStore *store, TlRecord *before, TlRecord *after, gpointer data, GError **error)
{
  Guard *guard = data;

  if (guard->inside > 0 || is_province (store, guard))
    return TRUE;
  if (after == NULL)
    return !tl_record_has (before, TL_STATEMENT_NUMBER)
           || refuse (error, _ ("This statement has a number and cannot be deleted; void it with a reason. Nothing was changed."));
  if (before == NULL || !tl_record_has (before, TL_STATEMENT_NUMBER))
    {
      if (tl_record_has (after, TL_STATEMENT_NUMBER) || g_strcmp0 (tl_record_text (after, TL_STATEMENT_STATE), "draft") != 0)
        return refuse (error, _ ("state: a statement gets its number by being made final. Nothing was saved."));
      return TRUE;
    }
  for (guint i = 0; i < G_N_ELEMENTS (frozen_fields); i++)
    if (!tl_record_equal_field (before, after, frozen_fields[i]))
      return refuse (error, _ ("This statement is final and cannot be changed; void it with a reason. Nothing was saved."));
  return TRUE;
}

/* The names on lists of signatures are copies. When the name they were copied from is erased, they go from the copies
 * and from the copies' journal; lines, sums and number stay: the accounts outlive the name. */
static gboolean
names_go_too (TlStore *store, TlType type, const char *id, const guint *fields, guint n_fields, gpointer data, GError **error)
{
  g_autoptr (GPtrArray) statements = NULL;
  gboolean of_name = FALSE;

  for (guint i = 0; i < n_fields; i++)
    of_name |= (type == TL_TYPE_PERSON && (fields[i] == TL_PERSON_FULL_NAME || fields[i] == TL_PERSON_ALIAS))
               || (type == TL_TYPE_STAFF && fields[i] == TL_STAFF_FULL_NAME)
               || (type == TL_TYPE_SUPPORT && fields[i] == TL_SUPPORT_PAYEE_NAME);
  if (!of_name)
    return TRUE;
  statements = tl_query_statements_naming (store, id, error);
  for (guint i = 0; statements && i < statements->len; i++)
    {
      static const guint names[] = {TL_STATEMENT_NAMES};
      const char *statement = g_ptr_array_index (statements, i);
      g_autoptr (TlRecord) record = tl_store_load (store, TL_TYPE_STATEMENT, statement, error);
      g_autofree char *without = NULL;

      if (record == NULL)
        return FALSE;
      without = tl_statement_names_without (tl_record_text (record, TL_STATEMENT_NAMES), id);
      if (without == NULL)
        continue;
      if (!tl_journal_erase (store, TL_TYPE_STATEMENT, statement, names, G_N_ELEMENTS (names), NULL, error))
        return FALSE;
      tl_record_set_text (record, TL_STATEMENT_NAMES, without);
      if (!tl_guarded_save (store, record, error))
        return FALSE;
    }
  return statements != NULL;
}

static gboolean
guard_trip (TlStore *store, TlRecord *before, TlRecord *after, gpointer data, GError **error)
{
  return before == NULL || after == NULL || is_province (store, data) || tl_trip_judge (store, before, after, error);
}

/* Rates are the province's; a site takes packs in (rate-pack.c), which have been judged. */
static gboolean
guard_rate (TlStore *store, TlRecord *before, TlRecord *after, gpointer data, GError **error)
{
  Guard *guard = data;

  if (guard->inside > 0)
    return TRUE;
  return tl_rate_may_edit (store, error) && (after == NULL || tl_rate_judge (store, before, after, error));
}

/* --- inside this room --- */

gboolean
tl_guarded_save (TlStore *store, TlRecord *record, GError **error)
{
  Guard *guard = guard_of (store);
  gboolean saved;

  if (guard)
    guard->inside++;
  saved = tl_store_save (store, record, error);
  if (guard)
    guard->inside--;
  return saved;
}

gboolean
tl_guarded_delete (TlStore *store, TlType type, const char *id, const char *reason, GError **error)
{
  Guard *guard = guard_of (store);
  gboolean deleted;

  if (guard)
    guard->inside++;
  deleted = tl_store_delete (store, type, id, reason, error);
  if (guard)
    guard->inside--;
  return deleted;
}

/* --- public --- */

gboolean
tl_support_is_province (TlStore *store)
{
  Guard none = {0, -1};
  Guard *guard;

  g_return_val_if_fail (TL_IS_STORE (store), FALSE);

  guard = guard_of (store);
  return is_province (store, guard ? guard : &none);
}

static gpointer
attach_job (TlStore *store, gpointer data, GCancellable *cancellable, GError **error)
{
  Guard *guard;

  if (guard_of (store))
    return NULL;
  guard = g_new0 (Guard, 1);
  guard->province = -1;
  g_object_set_data_full (G_OBJECT (store), "tl-support-guard", guard, g_free);
  tl_store_add_guard (store, TL_TYPE_SUPPORT, guard_support, guard);
  tl_store_add_guard (store, TL_TYPE_STATEMENT, guard_statement, guard);
  tl_store_set_erase_watch (store, names_go_too, NULL);
  tl_store_add_guard (store, TL_TYPE_TRIP, guard_trip, guard);
  tl_store_add_guard (store, TL_TYPE_RATE, guard_rate, guard);
  return NULL;
}

void
tl_support_attach (TlStore *store)
{
  g_return_if_fail (TL_IS_STORE (store));

  tl_store_call (store, attach_job, NULL, NULL);
}
