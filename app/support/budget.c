/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Budgets: what is set for a year, by source and perhaps by category, against what lines come to. The province owns
 * them; until bundles carry them a place enters what its decision says, as a record like any other. A whole source's
 * sum, where one is set, stands by itself; else it is the sum of its categories. Each is of one place: the province
 * holds those of the shelters (for_site) against the lines that these have sent; without one it is this place's own.
 *
 * The forecast is a pace, not a prophecy (tl_budget_data() has the formula): meals are entered month by month, so it
 * counts to the end of the last whole month or to the newest line, not to a day in the middle whose meals nobody has
 * entered; a January of three nights says nothing about a year, so last year's mean stands in for the days that are
 * missing to 60, and without a last year nothing is said in the first month. */

#include "support/statement-private.h"

#include <glib/gi18n-lib.h>
#include <stdlib.h>

#include "record/lists.h"
#include "record/text.h"
#include "store/nights.h"

#define STEADY_DAYS 60 /* from here the year's own mean is trusted alone */
#define FIRST_DAYS 31  /* without a last year: nothing is said before */
#define NEAR_PERCENT 90

typedef struct
{
  gint64 used;
  gint64 committed;
  gint64 paced;
  gint64 ahead;
  gint64 last_year;
} Spent;

typedef struct
{
  const char *site;
  int year;
  TlDate first;
  TlDate last;
  TlDate as_of;
  TlDate paced_to; /* TL_DATE_NONE: the year has not begun */
  gint64 days;     /* to paced_to */
  gint64 days_in_year;
  GPtrArray *budgets;
  GPtrArray *spent;
  GPtrArray *last_year;
  gboolean has_last_year;
} Year;

typedef struct
{
  int year;
  TlDate as_of;
} Wish;

/* --- helpers --- */

static void
year_clear (Year *year)
{
  g_clear_pointer (&year->budgets, g_ptr_array_unref);
  g_clear_pointer (&year->spent, g_ptr_array_unref);
  g_clear_pointer (&year->last_year, g_ptr_array_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Year, year_clear)

/* @numerator × @factor ÷ @denominator, halves away from zero. */
static gint64
scale (gint64 numerator, gint64 factor, gint64 denominator)
{
  __int128 product = (__int128)numerator * factor;
  __int128 half = denominator / 2;

  return (gint64)((product >= 0 ? product + half : product - half) / denominator);
}

/* The pace counts to the end of the last whole month, or to the newest line when that is later. */
static gboolean
find_pace (TlStore *store, Year *year, GError **error)
{
  TlDate end = MIN (year->as_of, year->last);
  TlDate month_end = end == tl_date_month_end (end) ? end : tl_date_month_start (end) - 1;
  g_autofree char *from = tl_date_to_iso (year->first);
  g_autofree char *to = NULL;
  g_autoptr (GError) local = NULL;
  TlDate newest;

  year->paced_to = TL_DATE_NONE;
  year->days = 0;
  if (end < year->first)
    return TRUE;
  to = tl_date_to_iso (end);
  newest = tl_query_newest_line (store, year->site, from, to, &local);
  if (local)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  year->paced_to = MAX (month_end, newest);
  if (year->paced_to >= year->first)
    year->days = year->paced_to - year->first + 1;
  return TRUE;
}

static gboolean
read_year (TlStore *store, const Wish *wish, Year *year, GError **error)
{
  g_autofree char *from = g_strdup_printf ("%04d-01-01", wish->year);
  g_autofree char *to = g_strdup_printf ("%04d-12-31", wish->year);
  g_autofree char *before_from = g_strdup_printf ("%04d-01-01", wish->year - 1);
  g_autofree char *before_to = g_strdup_printf ("%04d-12-31", wish->year - 1);
  g_autofree char *paced_to = NULL;

  year->year = wish->year;
  year->first = tl_date_from_ymd (wish->year, 1, 1);
  year->last = tl_date_from_ymd (wish->year, 12, 31);
  year->days_in_year = year->last - year->first + 1;
  year->as_of = wish->as_of == TL_DATE_NONE ? tl_date_today () : wish->as_of;
  if (!find_pace (store, year, error))
    return FALSE;
  paced_to = tl_date_to_iso (year->paced_to == TL_DATE_NONE ? year->first - 1 : year->paced_to);
  year->budgets = tl_query_budgets (store, year->site, wish->year, error);
  year->spent = year->budgets ? tl_query_spent (store, year->site, from, to, paced_to, error) : NULL;
  year->last_year = year->spent ? tl_query_spent (store, year->site, before_from, before_to, before_to, error) : NULL;
  year->has_last_year = year->last_year && year->last_year->len > 0;
  return year->last_year != NULL;
}

/* @source NULL: all; @category NULL: the whole source. */
static Spent
sum_of (const Year *year, const char *source, const char *category)
{
  Spent sum = {0};

  for (guint i = 0; i < year->spent->len; i++)
    {
      const TlSpentRow *row = g_ptr_array_index (year->spent, i);

      if ((source && g_strcmp0 (row->source, source) != 0) || (category && g_strcmp0 (row->category, category) != 0))
        continue;
      sum.used += row->used;
      sum.committed += row->committed;
      sum.paced += row->paced;
      sum.ahead += row->ahead;
    }
  for (guint i = 0; i < year->last_year->len; i++)
    {
      const TlSpentRow *row = g_ptr_array_index (year->last_year, i);

      if ((source && g_strcmp0 (row->source, source) != 0) || (category && g_strcmp0 (row->category, category) != 0))
        continue;
      sum.last_year += row->used + row->committed;
    }
  return sum;
}

/* FALSE: too early to say. */
static gboolean
forecast_of (const Year *year, const Spent *spent, gint64 *forecast)
{
  gint64 remaining = year->days_in_year - year->days;
  gint64 rest;

  if (year->paced_to == TL_DATE_NONE)
    return FALSE;
  if (year->days >= STEADY_DAYS || (!year->has_last_year && year->days >= FIRST_DAYS))
    rest = scale (spent->paced, remaining, year->days);
  else if (year->has_last_year)
    {
      /* (paced + (60 - days) × last year ÷ its days) ÷ 60, for each day that remains; over one denominator. */
      gint64 before = year->first - tl_date_from_ymd (year->year - 1, 1, 1);
      gint64 numerator = spent->paced * before + (STEADY_DAYS - year->days) * spent->last_year;

      rest = scale (numerator, remaining, STEADY_DAYS * before);
    }
  else
    return FALSE;
  *forecast = spent->paced + MAX (rest, spent->ahead);
  return TRUE;
}

/* -1: none is set. */
static gint64
budget_of (const Year *year, const char *source, const char *category)
{
  for (guint i = 0; i < year->budgets->len; i++)
    {
      const TlBudgetRow *row = g_ptr_array_index (year->budgets, i);

      if (g_strcmp0 (row->source, source) == 0 && g_strcmp0 (row->category, category) == 0)
        return row->amount;
    }
  return -1;
}

static const char *
state_of (gint64 budget, gint64 spent, gboolean said, gint64 forecast)
{
  if (budget < 0)
    return "none";
  if (spent > budget)
    return "over";
  if (budget > 0 && scale (budget, NEAR_PERCENT, 100) <= spent)
    return "near";
  return said && forecast > budget ? "ahead" : "fine";
}

static void
set_sums (JsonObject *row, gint64 budget, const Spent *spent, gboolean said, gint64 forecast)
{
  json_object_set_int_member (row, "used", spent->used);
  json_object_set_int_member (row, "committed", spent->committed);
  if (budget >= 0)
    {
      json_object_set_int_member (row, "budget", budget);
      json_object_set_int_member (row, "left", budget - spent->used - spent->committed);
    }
  else
    {
      json_object_set_null_member (row, "budget");
      json_object_set_null_member (row, "left");
    }
  if (said)
    json_object_set_int_member (row, "forecast", forecast);
  else
    json_object_set_null_member (row, "forecast");
  json_object_set_int_member (row, "over", budget >= 0 && said && forecast > budget ? forecast - budget : 0);
  json_object_set_string_member (row, "state", state_of (budget, spent->used + spent->committed, said, forecast));
}

static void
add_row (JsonArray *rows, const Year *year, const char *source, const char *category)
{
  JsonObject *row = json_object_new ();
  Spent spent = sum_of (year, source, category);
  gint64 budget = budget_of (year, source, category);
  gint64 forecast = 0;
  gboolean said = forecast_of (year, &spent, &forecast);

  tl_json_set_text (row, "source", source);
  tl_json_set_text (row, "source_label", tl_list_label_vi ("funding_source", source));
  tl_json_set_text (row, "category", category);
  tl_json_set_text (row, "title", category ? tl_list_label_vi ("cost_category", category) : tl_list_label_vi ("funding_source", source));
  set_sums (row, budget, &spent, said, forecast);
  json_array_add_object_element (rows, row);
}

static gboolean
is_known (const Year *year, const char *source, const char *category)
{
  for (guint i = 0; i < year->budgets->len; i++)
    {
      const TlBudgetRow *row = g_ptr_array_index (year->budgets, i);

      if (g_strcmp0 (row->source, source) == 0 && (category == NULL || g_strcmp0 (row->category, category) == 0))
        return TRUE;
    }
  for (guint i = 0; i < year->spent->len; i++)
    {
      const TlSpentRow *row = g_ptr_array_index (year->spent, i);

      if (g_strcmp0 (row->source, source) == 0 && (category == NULL || g_strcmp0 (row->category, category) == 0))
        return TRUE;
    }
  return FALSE;
}

static JsonArray *
make_rows (const Year *year)
{
  const TlList *sources = tl_list_get ("funding_source");
  const TlList *categories = tl_list_get ("cost_category");
  JsonArray *rows = json_array_new ();

  for (guint i = 0; i < tl_list_size (sources); i++)
    {
      const char *source = tl_list_item (sources, i)->code;

      if (!is_known (year, source, NULL))
        continue;
      add_row (rows, year, source, NULL);
      for (guint j = 0; j < tl_list_size (categories); j++)
        if (is_known (year, source, tl_list_item (categories, j)->code))
          add_row (rows, year, source, tl_list_item (categories, j)->code);
    }
  return rows;
}

/* Budgets of the sources that have one; what is spent, of all. */
static JsonObject *
make_totals (const Year *year, JsonArray *rows)
{
  JsonObject *totals = json_object_new ();
  Spent spent = sum_of (year, NULL, NULL);
  gint64 budget = -1, left = 0, forecast = 0;
  gboolean said = forecast_of (year, &spent, &forecast);

  for (guint i = 0; i < json_array_get_length (rows); i++)
    {
      JsonObject *row = json_array_get_object_element (rows, i);

      if (!json_object_get_null_member (row, "category") || json_object_get_null_member (row, "budget"))
        continue;
      budget = MAX (budget, 0) + json_object_get_int_member (row, "budget");
      left += json_object_get_int_member (row, "left");
    }
  set_sums (totals, budget, &spent, said, forecast);
  if (budget >= 0)
    json_object_set_int_member (totals, "left", left);
  return totals;
}

static gboolean
set_costs (TlStore *store, const Year *year, JsonObject *data, GError **error)
{
  TlDate end = MIN (year->as_of, year->last);
  TlNights slept = {0};
  Spent spent = sum_of (year, NULL, NULL);
  gint64 amount = spent.used + spent.committed;

  if (!g_str_equal (year->site, tl_store_site (store)))
    {
      /* Stays do not leave the shelter. */
      json_object_set_null_member (data, "nights");
      json_object_set_null_member (data, "people");
      json_object_set_null_member (data, "cost_per_night");
      json_object_set_null_member (data, "cost_per_person");
      return TRUE;
    }
  if (end >= year->first && !tl_store_nights (store, year->first, end, &slept, error))
    return FALSE;
  json_object_set_int_member (data, "nights", slept.nights);
  json_object_set_int_member (data, "people", slept.people);
  if (slept.nights > 0)
    json_object_set_int_member (data, "cost_per_night", scale (amount, 1, slept.nights));
  else
    json_object_set_null_member (data, "cost_per_night");
  if (slept.people > 0)
    json_object_set_int_member (data, "cost_per_person", scale (amount, 1, slept.people));
  else
    json_object_set_null_member (data, "cost_per_person");
  return TRUE;
}

/* One place's year. (transfer full) */
static JsonObject *
data_of (TlStore *store, const char *site, const Wish *wish, GError **error)
{
  g_auto (Year) year = {.site = site};
  g_autoptr (JsonObject) data = json_object_new ();
  g_autofree char *as_of = NULL;
  g_autofree char *paced_to = NULL;
  JsonArray *rows;

  if (!read_year (store, wish, &year, error))
    return NULL;
  as_of = tl_date_to_iso (year.as_of);
  paced_to = year.days > 0 ? tl_date_to_iso (year.paced_to) : NULL;
  rows = make_rows (&year);
  json_object_set_int_member (data, "year", year.year);
  tl_json_set_text (data, "site", site);
  tl_json_set_text (data, "as_of", as_of);
  tl_json_set_text (data, "paced_to", paced_to);
  json_object_set_int_member (data, "days", year.days);
  json_object_set_int_member (data, "days_in_year", year.days_in_year);
  json_object_set_array_member (data, "rows", rows);
  json_object_set_object_member (data, "totals", make_totals (&year, rows));
  return set_costs (store, &year, data, error) ? g_steal_pointer (&data) : NULL;
}

static gpointer
data_job (TlStore *store, gpointer wish, GCancellable *cancellable, GError **error)
{
  g_autoptr (JsonObject) data = data_of (store, tl_store_site (store), wish, error);
  g_autoptr (GPtrArray) places = NULL;
  g_autoptr (JsonArray) others = json_array_new ();

  if (data == NULL)
    return NULL;
  if (tl_support_is_province (store))
    places = tl_query_budget_places (store, ((Wish *)wish)->year, error);
  else
    places = g_ptr_array_new ();
  for (guint i = 0; places && i < places->len; i++)
    {
      JsonObject *other = data_of (store, g_ptr_array_index (places, i), wish, error);

      if (other == NULL)
        return NULL;
      json_array_add_object_element (others, other);
    }
  json_object_set_array_member (data, "places", g_steal_pointer (&others));
  return places ? g_steal_pointer (&data) : NULL;
}

/* --- the check before saving --- */

typedef struct
{
  const char *name;
  gint64 budget;
  gint64 before;
  gint64 after;
} Measure;

static void
judge (GPtrArray *warnings, int year, const Measure *m)
{
  g_autofree char *budget = tl_money_format (m->budget);
  g_autofree char *after = tl_money_format (m->after);
  g_autofree char *beyond = tl_money_format (m->after - m->budget);
  g_autofree char *left = tl_money_format (m->budget - m->after);

  if (m->after <= m->before)
    return;
  if (m->after > m->budget)
    g_ptr_array_add (warnings, g_strdup_printf (/* Translators: a funding source or category, the year, then sums of money */
                                                _ ("Budget “%s” of %d: this line would bring it to %s đ of %s đ, %s đ too much."), m->name,
                                                year, after, budget, beyond));
  else if (m->budget > 0 && scale (m->budget, NEAR_PERCENT, 100) <= m->after)
    g_ptr_array_add (warnings,
                     g_strdup_printf (/* Translators: a funding source or category, the year, then sums of money */
                                      _ ("Budget “%s” of %d: after this line %s đ of %s đ are left."), m->name, year, left, budget));
}

static gboolean
is_of_year (TlRecord *line, int year)
{
  const char *date = tl_record_text (line, TL_SUPPORT_DATE);

  return date && atoi (date) == year;
}

static gboolean
check_one (TlStore *store, GPtrArray *warnings, TlRecord *line, int year, const char *category, GError **error)
{
  const char *source = tl_record_text (line, TL_SUPPORT_FUNDING_SOURCE);
  g_autofree char *both = NULL;
  g_autoptr (GError) local = NULL;
  Measure m = {.budget = -1};
  g_autoptr (TlRecord) stored = NULL;

  if (!tl_query_budget (store, year, source, category, &m.budget, error))
    return FALSE;
  if (m.budget < 0)
    return TRUE;
  m.before = tl_query_spent_but (store, tl_store_site (store), year, source, category, tl_record_id (line), &local);
  if (local)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  m.after = m.before + tl_record_int (line, TL_SUPPORT_AMOUNT);
  /* Against what the line is now: a note added to an old line does not warn again. */
  stored = tl_store_load (store, TL_TYPE_SUPPORT, tl_record_id (line), NULL);
  if (stored && tl_record_equal_field (stored, line, TL_SUPPORT_FUNDING_SOURCE)
      && (category == NULL || tl_record_equal_field (stored, line, TL_SUPPORT_CATEGORY)) && is_of_year (stored, year)
      && g_strcmp0 (tl_record_text (stored, TL_SUPPORT_STATE), "void") != 0)
    m.before += tl_record_int (stored, TL_SUPPORT_AMOUNT);
  both = category ? g_strdup_printf ("%s, %s", tl_list_label ("funding_source", source), tl_list_label ("cost_category", category))
                  : g_strdup (tl_list_label ("funding_source", source));
  m.name = both;
  judge (warnings, year, &m);
  return TRUE;
}

static gpointer
check_job (TlStore *store, gpointer data, GCancellable *cancellable, GError **error)
{
  TlRecord *line = data;
  g_autoptr (GPtrArray) warnings = g_ptr_array_new_with_free_func (g_free);
  const char *category = tl_record_text (line, TL_SUPPORT_CATEGORY);
  TlDate day = TL_DATE_NONE;
  int year;

  if (!tl_record_has (line, TL_SUPPORT_DATE) || !tl_date_parse_iso (tl_record_text (line, TL_SUPPORT_DATE), &day)
      || !tl_record_has (line, TL_SUPPORT_FUNDING_SOURCE) || g_strcmp0 (tl_record_text (line, TL_SUPPORT_STATE), "void") == 0)
    return g_steal_pointer (&warnings);
  tl_date_to_ymd (day, &year, NULL, NULL);
  if (!check_one (store, warnings, line, year, NULL, error) || (category && !check_one (store, warnings, line, year, category, error)))
    return NULL;
  return g_steal_pointer (&warnings);
}

/* --- public --- */

JsonObject *
tl_budget_data (TlStore *store, int year, TlDate as_of, GError **error)
{
  Wish wish = {year, as_of};

  g_return_val_if_fail (TL_IS_STORE (store) && year > 1900 && year < 10000, NULL);

  return tl_store_call (store, data_job, &wish, error);
}

GPtrArray *
tl_budget_check (TlStore *store, TlRecord *line, GError **error)
{
  g_return_val_if_fail (TL_IS_STORE (store), NULL);
  g_return_val_if_fail (tl_record_type (line) == TL_TYPE_SUPPORT, NULL);

  return tl_store_call (store, check_job, line, error);
}
