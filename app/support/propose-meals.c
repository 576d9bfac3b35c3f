/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Meals: one line per person, case, month and rate. A person-day counts once, in the case of the stay that began
 * first, whatever stays overlap and whatever rooms she moves between; not at all where a typed line holds it. */

#include <glib/gi18n-lib.h>

#include "support/propose.h"

/* One person's days of a month in one case. */
typedef struct
{
  const char *case_id;
  const char *stay; /* the first one */
  TlDaySet days;
} CaseDays;

/* --- helpers --- */

static CaseDays *
days_in_case (GArray *cases, TlStayRow *stay)
{
  CaseDays fresh = {stay->case_id, stay->id, 0};

  for (guint i = 0; i < cases->len; i++)
    if (g_str_equal (g_array_index (cases, CaseDays, i).case_id, stay->case_id))
      return &g_array_index (cases, CaseDays, i);
  g_array_append_val (cases, fresh);
  return &g_array_index (cases, CaseDays, cases->len - 1);
}

/* Shares the days of one person's stays (rows @first … @after - 1) among her cases. */
static GArray *
share_days (TlProposing *p, TlDate month, GPtrArray *stays, guint first, guint after)
{
  GArray *cases = g_array_new (FALSE, FALSE, sizeof (CaseDays));
  TlDaySet taken = 0;

  for (guint i = first; i < after; i++)
    {
      TlStayRow *stay = g_ptr_array_index (stays, i);
      TlDaySet days;

      if (!p->companions && !stay->is_victim)
        continue;
      days = tl_day_set_stay (month, stay->in, stay->out, p->leaving_counts, tl_date_today ()) & ~taken;
      taken |= days;
      days_in_case (cases, stay)->days |= days;
    }
  return cases;
}

/* Days of the month on which a typed line feeds the person already. */
static gboolean
typed_days (TlProposing *p, TlDate month, const char *person, TlDaySet *days, GError **error)
{
  TlDate end = tl_date_month_end (month);
  gint64 typed = tl_query_typed_meals (p->store, person, month, end, error);

  *days = 0;
  for (TlDate day = month; typed > 0 && day <= end; day++)
    {
      gint64 there = tl_query_typed_meals (p->store, person, day, day, error);

      if (there < 0)
        return FALSE;
      if (there > 0)
        *days |= tl_day_set_range (month, day, day);
    }
  return typed >= 0;
}

static char *
reason_of (TlDate month, const TlTarget *target, TlDaySet typed)
{
  g_autofree char *text = tl_day_set_text (month, target->days);
  g_autofree char *days = target->count > 0 ? g_strdup_printf (ngettext ("%u day: %s", "%u days: %s", target->count), target->count, text)
                                            : g_strdup (_ ("no day of a stay is left for it"));
  guint n = tl_day_set_size (typed);

  if (n == 0)
    return g_steal_pointer (&days);
  return g_strdup_printf (
      ngettext ("%s; %u day is left out: a typed line holds it", "%s; %u days are left out: a typed line holds them", n), days, n);
}

static gboolean
propose_case (TlProposing *p, TlDate month, GPtrArray *rates, const char *person, const CaseDays *in, TlDaySet typed, GError **error)
{
  for (guint i = 0; i < rates->len; i++)
    {
      TlMonthRate *span = g_ptr_array_index (rates, i);
      TlTarget target = {.category = "meals",
                         .case_id = in->case_id,
                         .person = person,
                         .payee_kind = "victim",
                         .source_type = TL_TYPE_STAY,
                         .source_id = in->stay,
                         .month = month,
                         .rate = span->rate};
      gboolean good = tl_target_look_up (p, &target, error);

      if (good)
        {
          TlDaySet called = in->days & span->days & (tl_day_set_range (month, p->from, p->to) | tl_target_span (&target, FALSE));

          target.days = called & ~typed;
          target.count = tl_day_set_size (target.days);
          if (target.count > 0 || target.existing->len > 0)
            good = tl_target_propose (p, &target, reason_of (month, &target, called & typed), error);
        }
      tl_target_clear (&target);
      if (!good)
        return FALSE;
    }
  return TRUE;
}

/* --- inside this room --- */

gboolean
tl_propose_meal_days (TlProposing *p, TlDate month, const char *person, TlDaySet *days, GError **error)
{
  g_autoptr (GPtrArray) stays = tl_query_stays_of (p->store, month, tl_date_month_end (month), person, error);
  g_autoptr (GArray) cases = NULL;

  *days = 0;
  if (stays == NULL)
    return FALSE;
  cases = share_days (p, month, stays, 0, stays->len);
  for (guint i = 0; i < cases->len; i++)
    *days |= g_array_index (cases, CaseDays, i).days;
  return TRUE;
}

gboolean
tl_propose_fed_days (TlProposing *p, TlDate month, const char *person, TlDaySet *days, GError **error)
{
  TlDaySet typed;

  if (!tl_propose_meal_days (p, month, person, days, error) || !typed_days (p, month, person, &typed, error))
    return FALSE;
  *days |= typed;
  return TRUE;
}

gboolean
tl_propose_meals (TlProposing *p, TlDate month, GError **error)
{
  g_autoptr (GPtrArray) rates = tl_propose_rates (p, "meals", month, error);
  g_autoptr (GPtrArray) stays = rates ? tl_query_stays (p->store, month, tl_date_month_end (month), p->case_id, error) : NULL;
  guint after;

  if (stays == NULL)
    return FALSE;
  for (guint i = 0; i < stays->len; i = after)
    {
      const char *person = ((TlStayRow *)g_ptr_array_index (stays, i))->person;
      g_autoptr (GArray) cases = NULL;
      TlDaySet typed;

      if (!typed_days (p, month, person, &typed, error))
        return FALSE;
      for (after = i; after < stays->len && g_str_equal (((TlStayRow *)g_ptr_array_index (stays, after))->person, person);)
        after++;
      cases = share_days (p, month, stays, i, after);
      for (guint j = 0; j < cases->len; j++)
        {
          CaseDays *in = &g_array_index (cases, CaseDays, j);

          if (p->case_id && !g_str_equal (in->case_id, p->case_id))
            continue;
          if (!propose_case (p, month, rates, person, in, typed, error))
            return FALSE;
        }
    }
  return TRUE;
}
