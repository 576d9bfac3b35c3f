/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a rate may be and who may change it. The province keeps the rates; a site reads them and takes packs that the
 * province gave out (rate-pack.c). Two rates of one category are never in force on one day: a line would not know which
 * to take. What lines were made with does not change under them: such a rate is ended on a day and another one begins. */

#include "support/rate-rules.h"

#include <glib/gi18n-lib.h>

#include "record/text.h"
#include "support/guard.h"
#include "support/support-query.h"

/* --- helpers --- */

static gboolean
invalid (GError **error, const char *message)
{
  g_set_error_literal (error, TL_SUPPORT_ERROR, TL_SUPPORT_ERROR_INVALID, message);
  return FALSE;
}

static gboolean
check_shape (TlRecord *rate, GError **error)
{
  const char *formula = tl_record_text (rate, TL_RATE_FORMULA);
  gboolean capped = tl_record_has (rate, TL_RATE_CAP_AMOUNT) || tl_record_has (rate, TL_RATE_CAP_QUANTITY)
                    || tl_record_has (rate, TL_RATE_CAP_PEOPLE);

  if (g_strcmp0 (formula, "fixed") == 0 && tl_record_int (rate, TL_RATE_LEVEL) <= 0)
    return invalid (error, _ ("level: a fixed rate needs its level in đồng."));
  if (g_strcmp0 (formula, "actual") == 0 && tl_record_has (rate, TL_RATE_LEVEL))
    return invalid (error, _ ("level: what is paid as spent has no level; give a ceiling instead."));
  if (g_strcmp0 (formula, "fuel") == 0 && tl_record_has (rate, TL_RATE_LEVEL)
      && (tl_record_int (rate, TL_RATE_LEVEL) <= 0 || tl_record_int (rate, TL_RATE_LEVEL) > 2000))
    return invalid (error, _ ("level: for petrol it is thousandths of a litre for each kilometre (200 = 0,2 litres)."));
  if (capped && !tl_record_has (rate, TL_RATE_CAP_SCOPE))
    return invalid (error, _ ("cap_scope: say over what the ceiling runs."));
  if (!capped && tl_record_has (rate, TL_RATE_CAP_SCOPE))
    return invalid (error, _ ("cap_scope: there is no ceiling that could run over it."));
  if (tl_record_has (rate, TL_RATE_CAP_PEOPLE) && g_strcmp0 (tl_record_text (rate, TL_RATE_CAP_SCOPE), "trip") != 0)
    return invalid (error, _ ("cap_people: people are counted for each trip only."));
  return TRUE;
}

static gboolean
check_overlap (TlStore *store, TlRecord *rate, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autofree char *id = tl_query_overlapping_rate (store, tl_record_id (rate), tl_record_text (rate, TL_RATE_CATEGORY),
                                                   tl_record_text (rate, TL_RATE_VALID_FROM), tl_record_text (rate, TL_RATE_VALID_TO), &local);
  g_autoptr (TlRecord) other = NULL;
  g_autofree char *one = NULL, *two = NULL;

  if (local)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  if (id == NULL)
    return TRUE;
  other = tl_store_load (store, TL_TYPE_RATE, id, error);
  if (other == NULL)
    return FALSE;
  one = tl_rate_name (rate);
  two = tl_rate_name (other);
  g_set_error (error, TL_SUPPORT_ERROR, TL_SUPPORT_ERROR_INVALID,
               /* Translators: two rates, each with its days and clause */
               _ ("valid_from: two rates of one category would be in force on one day: “%s” and “%s”. Nothing was saved. End the older one on "
                  "the day before the newer one begins."),
               one, two);
  return FALSE;
}

/* Fields that sums and ceilings of lines stand on. */
static const guint fixed_fields[] = {
    TL_RATE_CATEGORY,     TL_RATE_FORMULA,    TL_RATE_LEVEL,     TL_RATE_UNIT,           TL_RATE_CAP_AMOUNT,
    TL_RATE_CAP_QUANTITY, TL_RATE_CAP_PEOPLE, TL_RATE_CAP_SCOPE, TL_RATE_NEEDS_DECISION,
};

static gboolean
check_used (TlStore *store, TlRecord *before, TlRecord *after, GError **error)
{
  g_autofree char *first = NULL;
  g_autoptr (GError) local = NULL;
  gboolean later;
  gint64 lines;

  lines = tl_query_lines_of_rate (store, tl_record_id (before), NULL, &first, &local);
  if (local)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  if (lines == 0)
    return TRUE;
  later = g_strcmp0 (tl_record_text (after, TL_RATE_VALID_FROM), first) > 0;
  for (guint i = 0; i <= G_N_ELEMENTS (fixed_fields); i++)
    {
      guint field = i < G_N_ELEMENTS (fixed_fields) ? fixed_fields[i] : TL_RATE_VALID_FROM;
      g_autofree char *name = NULL;

      if (i < G_N_ELEMENTS (fixed_fields) ? tl_record_equal_field (before, after, field) : !later)
        continue;
      name = tl_rate_name (before);
      g_set_error (error, TL_SUPPORT_ERROR, TL_SUPPORT_ERROR_FROZEN,
                   /* Translators: name of a field, a rate with its days and clause, number of lines */
                   g_dngettext (GETTEXT_PACKAGE,
                                "%s: “%s” stands under %d line and does not change any more. Nothing was saved. End it on a day and begin a new "
                                "one on the next.",
                                "%s: “%s” stands under %d lines and does not change any more. Nothing was saved. End it on a day and begin a new "
                                "one on the next.",
                                (gulong)lines),
                   tl_type_field (TL_TYPE_RATE, field)->name, name, (int)lines);
      return FALSE;
    }
  return TRUE;
}

static gboolean
has_role (TlStore *store, const char *const *roles, GError **error)
{
  const char *id = tl_store_staff (store);
  g_autoptr (TlRecord) staff = NULL;

  /* Nobody is bound to a door that was opened by recovery: whoever holds the code is in charge. */
  if (id == NULL)
    return TRUE;
  staff = tl_store_load (store, TL_TYPE_STAFF, id, error);
  return staff && g_strv_contains (roles, tl_record_text (staff, TL_STAFF_ROLE));
}

/* --- inside this room --- */

char *
tl_rate_name (TlRecord *rate)
{
  g_autofree char *from = tl_record_format_field (rate, TL_RATE_VALID_FROM);
  g_autofree char *to = tl_record_format_field (rate, TL_RATE_VALID_TO);
  g_autofree char *days = to && *to ? g_strdup_printf (_ ("from %s to %s"), from, to) : g_strdup_printf (_ ("from %s on"), from);

  return g_strdup_printf ("%s, %s, %s", tl_record_text (rate, TL_RATE_TITLE), tl_record_text (rate, TL_RATE_LEGAL_BASIS), days);
}

gboolean
tl_rate_judge (TlStore *store, TlRecord *before, TlRecord *after, GError **error)
{
  return check_shape (after, error) && (before == NULL || check_used (store, before, after, error)) && check_overlap (store, after, error);
}

gboolean
tl_rate_may_edit (TlStore *store, GError **error)
{
  static const char *const roles[] = {"province", "leader", "admin", NULL};
  g_autoptr (GError) local = NULL;

  if (!tl_support_is_province (store))
    return invalid (error, _ ("rate: the province keeps the rates. Take a pack that the province gave out (rate import). Nothing was changed."));
  if (has_role (store, roles, &local))
    return TRUE;
  if (local)
    g_propagate_error (error, g_steal_pointer (&local));
  else
    return invalid (error, _ ("rate: rates are changed by staff of the province or the leader. Nothing was changed."));
  return FALSE;
}

gboolean
tl_rate_may_import (TlStore *store, GError **error)
{
  static const char *const roles[] = {"accountant", "leader", "admin", NULL};
  g_autoptr (GError) local = NULL;

  if (tl_support_is_province (store))
    return tl_rate_may_edit (store, error);
  if (has_role (store, roles, &local))
    return TRUE;
  if (local)
    g_propagate_error (error, g_steal_pointer (&local));
  else
    return invalid (error, _ ("rate: a pack of rates is taken in by the accountant or the leader. Nothing was changed."));
  return FALSE;
}
