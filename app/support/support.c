/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Money. Why this room exists: a line of support is paid only if a clause, a rate of that day and a ceiling allow
 * it, and it must still be provable years later.
 *
 * How a line comes to be: the caller fills a TL_TYPE_SUPPORT record; line.c finds the rate of the day of service and
 * computes the sum (formula.c); ceiling.c weighs it against all other lines in the ceiling's scope; limits.c says
 * what the text does not cover. tl_support_preview() shows all that and writes nothing; tl_support_save() does the
 * same in one transaction and saves. propose.c makes the lines that stays and care call for (day-set.c counts the
 * person-days). life.c approves, pays and voids. statement.c collects lines and freezes them; statement-data.c is what
 * is frozen (statement-head.c its words, statement-lines.c its lines), statement-numbers.c who numbers it, statement-check.c
 * and control-code.c whether a paper agrees with it. budget.c weighs the year; register.c lists every line.
 *
 * Invariants: (1) whatever the order of entry, the sum under a ceiling is within it or each line above it carries a
 * reason and a decision; (2) generating twice adds nothing; (3) what is frozen is a copy, and the lines it was
 * copied from do not change (data/sql/0010-support.sql holds that too). */

#include "support/support.h"

#include <glib/gi18n-lib.h>

#include "record/text.h"
#include "support/guard.h"
#include "support/line.h"

G_DEFINE_QUARK (tl - support - error - quark, tl_support_error)

/* --- helpers --- */

static char *
explain (TlLine *line)
{
  gint64 quantity = tl_record_int (line->line, TL_SUPPORT_QUANTITY);
  g_autofree char *q = tl_decimal_format (quantity);
  g_autofree char *price = tl_money_format (tl_record_int (line->line, TL_SUPPORT_UNIT_PRICE));

  if (g_strcmp0 (tl_record_text (line->rate, TL_RATE_FORMULA), "fuel") == 0)
    {
      g_autofree char *litres = tl_decimal_format (tl_record_int (line->rate, TL_RATE_LEVEL));

      return g_strdup_printf ("%s × %s km × %s đ", litres, q, price);
    }
  return g_strdup_printf ("%s %s × %s đ", q, tl_record_text (line->rate, TL_RATE_UNIT), price);
}

static gpointer
copy_sentence (gconstpointer sentence, gpointer data)
{
  return g_strdup (sentence);
}

static gpointer
preview_job (TlStore *store, gpointer data, GCancellable *cancellable, GError **error)
{
  g_autoptr (TlRecord) copy = tl_record_copy (data);
  g_auto (TlLine) line = {0};
  g_autoptr (TlSupportPreview) preview = g_new0 (TlSupportPreview, 1);
  g_autoptr (GPtrArray) budgets = NULL;

  if (!tl_line_prepare (store, copy, &line, error))
    return NULL;
  preview->ceilings = tl_line_ceilings (store, &line, error);
  if (preview->ceilings == NULL)
    return NULL;
  preview->warnings = tl_line_limits (store, &line, error);
  budgets = preview->warnings ? tl_budget_check (store, copy, error) : NULL;
  if (budgets == NULL)
    return NULL;
  g_ptr_array_extend (preview->warnings, budgets, copy_sentence, NULL);
  preview->amount = tl_record_int (copy, TL_SUPPORT_AMOUNT);
  preview->unit_price = tl_record_int (copy, TL_SUPPORT_UNIT_PRICE);
  preview->rate_id = g_strdup (tl_record_id (line.rate));
  preview->unit = g_strdup (tl_record_text (line.rate, TL_RATE_UNIT));
  preview->clause = g_strdup (tl_record_text (line.rate, TL_RATE_LEGAL_BASIS));
  preview->explanation = explain (&line);
  return g_steal_pointer (&preview);
}

static const guint money_fields[] = {
    TL_SUPPORT_CASE,
    TL_SUPPORT_PERSON,
    TL_SUPPORT_TRIP,
    TL_SUPPORT_DATE,
    TL_SUPPORT_DATE_TO,
    TL_SUPPORT_CATEGORY,
    TL_SUPPORT_RATE,
    TL_SUPPORT_QUANTITY,
    TL_SUPPORT_AMOUNT,
    TL_SUPPORT_UNIT_PRICE,
    TL_SUPPORT_STAFF,
    TL_SUPPORT_CORRECTS,
    TL_SUPPORT_VOUCHER,
    TL_SUPPORT_PAYEE_KIND,
    TL_SUPPORT_PAYEE_NAME,
    TL_SUPPORT_FUNDING_SOURCE,
    TL_SUPPORT_OVER_LIMIT_REASON,
    TL_SUPPORT_DECISION_NO,
};

/* What only the steps of a line's life write (life.c, statement.c). */
static const guint life_fields[] = {
    TL_SUPPORT_STATE,   TL_SUPPORT_STATEMENT,   TL_SUPPORT_APPROVED_BY, TL_SUPPORT_APPROVED_AT, TL_SUPPORT_APPROVED_ALONE,
    TL_SUPPORT_PAID_ON, TL_SUPPORT_PAY_VOUCHER, TL_SUPPORT_VOID_REASON, TL_SUPPORT_ENTERED_BY,
};

static gboolean
money_changed (TlRecord *a, TlRecord *b)
{
  for (guint i = 0; i < G_N_ELEMENTS (money_fields); i++)
    if (!tl_record_equal_field (a, b, money_fields[i]))
      return TRUE;
  return FALSE;
}

static gboolean
frozen (GError **error, const char *message)
{
  g_set_error_literal (error, TL_SUPPORT_ERROR, TL_SUPPORT_ERROR_FROZEN, message);
  return FALSE;
}

static gboolean
life_changed (TlRecord *record, TlRecord *stored)
{
  for (guint i = 0; i < G_N_ELEMENTS (life_fields); i++)
    if (stored ? !tl_record_equal_field (record, stored, life_fields[i])
               : tl_record_has (record, life_fields[i]) && life_fields[i] != TL_SUPPORT_STATE)
      return TRUE;
  return stored == NULL && g_strcmp0 (tl_record_text (record, TL_SUPPORT_STATE), "draft") != 0;
}

/* A save changes what a line says, never where it stands in its life: that is a step of its own, by a person who
 * answers for it. What was approved and is changed is a draft again. */
static gboolean
check_life (TlStore *store, TlRecord *record, TlRecord *stored, GError **error)
{
  const char *state = stored ? tl_record_text (stored, TL_SUPPORT_STATE) : NULL;
  gboolean money = stored == NULL || money_changed (record, stored);

  if (stored && tl_line_is_frozen (stored) && (money || !tl_record_equal_field (record, stored, TL_SUPPORT_PAY_METHOD)))
    return frozen (error, _ ("This line stands in a final statement and cannot be changed. Enter a correcting line, or void the "
                             "statement with a reason. Nothing was saved."));
  if (g_strcmp0 (state, "void") == 0)
    return frozen (error, _ ("This line is void and cannot be changed. Enter a new one. Nothing was saved."));
  if (life_changed (record, stored))
    return frozen (error, _ ("state: a line is approved, paid or voided by a step of its own, so that it is known who did it; only a "
                             "final statement claims it. Nothing was saved."));
  if (!money)
    return TRUE;
  if (g_strcmp0 (state, "approved") == 0)
    tl_line_take_back (record);
  tl_record_set_text (record, TL_SUPPORT_ENTERED_BY, tl_store_staff (store));
  return TRUE;
}

static gboolean
save_in_transaction (TlStore *store, gpointer data, GError **error)
{
  return tl_support_judge (store, data, error) && tl_guarded_save (store, data, error);
}

/* --- inside this room --- */

gboolean
tl_support_judge (TlStore *store, TlRecord *record, GError **error)
{
  g_auto (TlLine) line = {0};
  g_autoptr (GPtrArray) ceilings = NULL;
  g_autoptr (TlRecord) stored = NULL;
  g_autoptr (GError) missing = NULL;

  stored = tl_store_load (store, TL_TYPE_SUPPORT, tl_record_id (record), &missing);
  if (stored == NULL && !g_error_matches (missing, TL_STORE_ERROR, TL_STORE_ERROR_NOT_FOUND))
    {
      g_propagate_error (error, g_steal_pointer (&missing));
      return FALSE;
    }
  if (stored && tl_line_is_frozen (stored))
    return check_life (store, record, stored, error);
  if (!tl_line_prepare (store, record, &line, error) || !check_life (store, record, stored, error))
    return FALSE;
  if (stored && !tl_line_release (store, stored, record, error))
    return FALSE;
  ceilings = tl_line_ceilings (store, &line, error);
  return ceilings && tl_line_within (&line, ceilings, error);
}

/* --- public --- */

void
tl_support_preview_free (TlSupportPreview *preview)
{
  if (preview == NULL)
    return;
  g_free (preview->rate_id);
  g_free (preview->unit);
  g_free (preview->explanation);
  g_free (preview->clause);
  g_clear_pointer (&preview->ceilings, g_ptr_array_unref);
  g_clear_pointer (&preview->warnings, g_ptr_array_unref);
  g_free (preview);
}

TlSupportPreview *
tl_support_preview (TlStore *store, TlRecord *line, GError **error)
{
  g_return_val_if_fail (TL_IS_STORE (store), NULL);
  g_return_val_if_fail (tl_record_type (line) == TL_TYPE_SUPPORT, NULL);

  return tl_store_call (store, preview_job, line, error);
}

gboolean
tl_support_save (TlStore *store, TlRecord *line, GError **error)
{
  g_autoptr (TlRecord) work = NULL;

  g_return_val_if_fail (TL_IS_STORE (store), FALSE);
  g_return_val_if_fail (tl_record_type (line) == TL_TYPE_SUPPORT, FALSE);

  /* The caller's record stays as it was typed when the line is refused. */
  work = tl_record_copy (line);
  if (!tl_store_transaction (store, save_in_transaction, work, error))
    return FALSE;
  tl_record_assign (line, work);
  return TRUE;
}
