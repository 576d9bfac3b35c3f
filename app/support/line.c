/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "support/line.h"

#include <glib/gi18n-lib.h>

#include "record/lists.h"
#include "record/text.h"
#include "support/formula.h"
#include "support/rates.h"

/* --- helpers --- */

static gboolean
invalid (GError **error, const char *message)
{
  g_set_error_literal (error, TL_SUPPORT_ERROR, TL_SUPPORT_ERROR_INVALID, message);
  return FALSE;
}

static gboolean
read_dates (TlLine *line, GError **error)
{
  const char *from = tl_record_text (line->line, TL_SUPPORT_DATE);
  const char *to = tl_record_text (line->line, TL_SUPPORT_DATE_TO);

  if (from == NULL || !tl_date_parse_iso (from, &line->date))
    return invalid (error, _ ("date: give the day of the service; the rate depends on it."));
  line->date_to = line->date;
  if (to && !tl_date_parse_iso (to, &line->date_to))
    return invalid (error, _ ("date_to: there is no such day."));
  if (line->date_to < line->date)
    return invalid (error, _ ("date_to: the last day lies before the first."));
  line->month_from = tl_date_month_start (line->date);
  line->month_to = tl_date_month_end (line->date);
  return TRUE;
}

/* A stored line that only goes on in its life (approved, noted on, paid) keeps the rate it was made with, also when
 * that has been ended for its day since. A statement (unmarked_only) takes it at the rate of its day or not at all. */
static gboolean
keeps_its_rate (TlLine *line)
{
  static const guint fields[] = {TL_SUPPORT_CATEGORY, TL_SUPPORT_DATE,       TL_SUPPORT_DATE_TO,       TL_SUPPORT_QUANTITY,
                                 TL_SUPPORT_AMOUNT,   TL_SUPPORT_UNIT_PRICE, TL_SUPPORT_FUNDING_SOURCE};

  if (line->stored == NULL || line->unmarked_only || !tl_record_has (line->stored, TL_SUPPORT_RATE))
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (fields); i++)
    if (!tl_record_equal_field (line->line, line->stored, fields[i]))
      return FALSE;
  return TRUE;
}

/* One line, one rate: a level raised in between would be paid at the old one. */
static gboolean
find_rate (TlStore *store, TlLine *line, GError **error)
{
  const char *category = tl_record_text (line->line, TL_SUPPORT_CATEGORY);
  g_autoptr (TlRecord) last = NULL;

  if (category == NULL)
    return invalid (error, _ ("category: choose what the money is for."));
  if (tl_record_int (line->line, TL_SUPPORT_QUANTITY) < 0 && tl_record_has (line->line, TL_SUPPORT_CORRECTS))
    {
      /* What takes back goes by the rate that was paid, also when that has been ended for its day since. */
      g_autoptr (TlRecord) paid = tl_store_load (store, TL_TYPE_SUPPORT, tl_record_text (line->line, TL_SUPPORT_CORRECTS), error);

      line->rate = paid ? tl_store_load (store, TL_TYPE_RATE, tl_record_text (paid, TL_SUPPORT_RATE), error) : NULL;
      return line->rate != NULL;
    }
  if (keeps_its_rate (line))
    {
      line->rate = tl_store_load (store, TL_TYPE_RATE, tl_record_text (line->stored, TL_SUPPORT_RATE), error);
      return line->rate != NULL;
    }
  line->rate = tl_rate_find (store, category, line->date, error);
  if (line->rate == NULL)
    return FALSE;
  if (line->date_to == line->date)
    return TRUE;

  last = tl_rate_find (store, category, line->date_to, error);
  if (last == NULL)
    return FALSE;
  if (g_strcmp0 (tl_record_id (last), tl_record_id (line->rate)) != 0)
    {
      TlDate from = line->date_to;
      g_autofree char *day = NULL;

      if (tl_date_parse_iso (tl_record_text (last, TL_RATE_VALID_FROM), &from))
        day = tl_date_format (from);
      g_set_error (error, TL_SUPPORT_ERROR, TL_SUPPORT_ERROR_INVALID,
                   _ ("date_to: the rate changes on %s. Enter two lines, one up to the day before and one from that day."), day ? day : "");
      return FALSE;
    }
  return TRUE;
}

static gboolean
check_source (TlStore *store, TlLine *line, GError **error)
{
  const char *allowed = tl_record_text (line->rate, TL_RATE_FUNDING_SOURCES);
  const char *source = tl_record_text (line->line, TL_SUPPORT_FUNDING_SOURCE);

  if (source == NULL)
    {
      g_autofree char *usual = tl_store_get_setting (store, "support.default_source");

      tl_record_set_text (line->line, TL_SUPPORT_FUNDING_SOURCE, usual ? usual : "province");
      source = tl_record_text (line->line, TL_SUPPORT_FUNDING_SOURCE);
    }
  if (allowed && !tl_record_set_contains (line->rate, TL_RATE_FUNDING_SOURCES, source))
    {
      g_set_error (
          error, TL_SUPPORT_ERROR, TL_SUPPORT_ERROR_NO_RATE,
          /* Translators: category, clause, funding source */
          _ ("funding_source: on that day “%s” (%s) may not be paid from “%s”. Choose another source or another date. Nothing was saved."),
          tl_record_text (line->rate, TL_RATE_TITLE), tl_record_text (line->rate, TL_RATE_LEGAL_BASIS),
          tl_list_label ("funding_source", source));
      return FALSE;
    }
  if (tl_record_int (line->rate, TL_RATE_NEEDS_DECISION) && !tl_record_has (line->line, TL_SUPPORT_DECISION_NO))
    {
      g_set_error (error, TL_SUPPORT_ERROR, TL_SUPPORT_ERROR_INVALID,
                   /* Translators: category, clause */
                   _ ("decision_no: on that day “%s” (%s) needs the number of a decision. Nothing was saved."),
                   tl_record_text (line->rate, TL_RATE_TITLE), tl_record_text (line->rate, TL_RATE_LEGAL_BASIS));
      return FALSE;
    }
  return TRUE;
}

static gboolean
load_trip (TlStore *store, TlLine *line, GError **error)
{
  const char *trip = tl_record_text (line->line, TL_SUPPORT_TRIP);

  if (trip == NULL)
    return TRUE;
  line->trip = tl_store_load (store, TL_TYPE_TRIP, trip, error);
  if (line->trip && !tl_record_has (line->line, TL_SUPPORT_CASE))
    tl_record_set_text (line->line, TL_SUPPORT_CASE, tl_record_text (line->trip, TL_TRIP_CASE));
  return line->trip != NULL;
}

static gboolean
fill_person (TlStore *store, TlLine *line, GError **error)
{
  g_autoptr (TlRecord) file = NULL;

  if (tl_record_has (line->line, TL_SUPPORT_PERSON) || !tl_record_has (line->line, TL_SUPPORT_CASE))
    return TRUE;
  file = tl_store_load (store, TL_TYPE_CASE, tl_record_text (line->line, TL_SUPPORT_CASE), error);
  if (file)
    tl_record_set_text (line->line, TL_SUPPORT_PERSON, tl_record_text (file, TL_CASE_VICTIM));
  return file != NULL;
}

static gboolean
names_helper (TlLine *line)
{
  return tl_record_has (line->line, TL_SUPPORT_STAFF) || tl_record_has (line->line, TL_SUPPORT_PAYEE_NAME)
         || tl_record_has (line->line, TL_SUPPORT_PERSON);
}

/* What a ceiling counts over must be named, or the ceiling could not be kept. */
static gboolean
fill_scope (TlStore *store, TlLine *line, GError **error)
{
  const char *scope = tl_record_text (line->rate, TL_RATE_CAP_SCOPE);
  const char *category = tl_record_text (line->line, TL_SUPPORT_CATEGORY);
  gboolean helper = tl_category_pays_helper (category);
  gboolean month = scope && g_str_has_suffix (scope, "_month");
  gboolean by_person = g_strcmp0 (scope, "person") == 0 || (g_strcmp0 (scope, "person_month") == 0 && !helper);
  gboolean by_trip = g_strcmp0 (scope, "trip") == 0;

  if (!load_trip (store, line, error) || (by_person && !fill_person (store, line, error)))
    return FALSE;
  if (scope == NULL)
    return TRUE;
  if (g_str_equal (scope, "case") && !tl_record_has (line->line, TL_SUPPORT_CASE))
    return invalid (error, _ ("case: name the case; the ceiling runs over it."));
  if (by_person && !tl_record_has (line->line, TL_SUPPORT_PERSON))
    return invalid (error, _ ("person: name the person; the ceiling runs over her lines."));
  if ((g_str_equal (category, "personal_items") || (g_str_equal (scope, "group") && tl_record_has (line->line, TL_SUPPORT_PERSON)))
      && !tl_record_has (line->line, TL_SUPPORT_CASE))
    return invalid (error, _ ("case: name the case; the ceiling is one of this admission."));
  if (g_str_equal (scope, "staff_month") && !tl_record_has (line->line, TL_SUPPORT_STAFF))
    return invalid (error, _ ("staff: name the officer; the ceiling runs over all that officer's lines of the month."));
  if (g_str_equal (scope, "person_month") && helper && !names_helper (line))
    return invalid (error, _ ("payee_name: name who is paid; the ceiling runs over that person's lines of the month."));
  if (by_trip && line->trip == NULL && !tl_record_has (line->line, TL_SUPPORT_CASE))
    return invalid (error, _ ("trip: name the trip, or at least the case; the ceiling runs over it."));
  if (by_trip && tl_record_has (line->rate, TL_RATE_CAP_PEOPLE) && !names_helper (line))
    return invalid (error, _ ("payee_name: name who went along; the text counts the people of a trip. Enter one line for each."));
  if (month && line->date_to > line->month_to)
    return invalid (error, _ ("date_to: the ceiling is one of a calendar month. Enter one line for each month."));
  return TRUE;
}

/* A line below zero takes back what a certain line paid: of the same kind, for the same person, officer and trip, and a
 * typed one no more than that line and its other corrections leave. So it cannot make room somewhere else. */
static gboolean
check_correction (TlStore *store, TlLine *line, GError **error)
{
  static const guint same[]
      = {TL_SUPPORT_CATEGORY, TL_SUPPORT_CASE, TL_SUPPORT_PERSON, TL_SUPPORT_STAFF, TL_SUPPORT_TRIP, TL_SUPPORT_PAYEE_NAME};
  TlRecord *record = line->line;
  const char *id = tl_record_text (record, TL_SUPPORT_CORRECTS);
  g_autoptr (TlRecord) corrected = NULL;
  g_autoptr (GError) local = NULL;
  gint64 others;

  if (tl_record_int (record, TL_SUPPORT_AMOUNT) >= 0 && tl_record_int (record, TL_SUPPORT_QUANTITY) >= 0)
    return TRUE;
  if (id == NULL)
    return invalid (error, _ ("amount: a line below zero must name the line it corrects. Nothing was saved."));
  corrected = tl_store_load (store, TL_TYPE_SUPPORT, id, error);
  if (corrected == NULL)
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (same); i++)
    if (!tl_record_equal_field (record, corrected, same[i]))
      {
        g_set_error (error, TL_SUPPORT_ERROR, TL_SUPPORT_ERROR_INVALID,
                     /* Translators: name of a field */
                     _ ("%s: a correcting line is for the same as the line it corrects. Nothing was saved."),
                     tl_type_field (TL_TYPE_SUPPORT, same[i])->name);
        return FALSE;
      }
  if (tl_record_has (record, TL_SUPPORT_ORIGIN_ID))
    return TRUE;
  others = tl_query_corrections (store, tl_record_id (record), id, &local);
  if (local)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  if (tl_record_int (corrected, TL_SUPPORT_AMOUNT) + others + tl_record_int (record, TL_SUPPORT_AMOUNT) < 0)
    return invalid (error, _ ("amount: this takes back more than the corrected line paid. Nothing was saved."));
  return TRUE;
}

static gboolean
too_large (GError **error)
{
  return invalid (error, _ ("amount: this is too large for a line of support. Check quantity and price. Nothing was saved."));
}

static gboolean
compute_fuel (TlLine *line, GError **error)
{
  gint64 level = tl_record_int (line->rate, TL_RATE_LEVEL);
  gint64 amount;

  if (!tl_record_has (line->line, TL_SUPPORT_QUANTITY) && line->trip && tl_record_has (line->trip, TL_TRIP_KM))
    tl_record_set_int (line->line, TL_SUPPORT_QUANTITY, tl_record_int (line->trip, TL_TRIP_KM));
  if (!tl_record_has (line->line, TL_SUPPORT_UNIT_PRICE) && line->trip && tl_record_has (line->trip, TL_TRIP_FUEL_PRICE))
    tl_record_set_int (line->line, TL_SUPPORT_UNIT_PRICE, tl_record_int (line->trip, TL_TRIP_FUEL_PRICE));
  if (!tl_record_has (line->line, TL_SUPPORT_QUANTITY))
    return invalid (error, _ ("quantity: give the kilometres."));
  if (!tl_record_has (line->line, TL_SUPPORT_UNIT_PRICE))
    return invalid (error, _ ("unit_price: give the price of a litre of petrol on that day."));
  if (!tl_formula_fuel (tl_record_int (line->line, TL_SUPPORT_QUANTITY), level > 0 ? level : 200,
                        tl_record_int (line->line, TL_SUPPORT_UNIT_PRICE), &amount))
    return too_large (error);
  tl_record_set_int (line->line, TL_SUPPORT_AMOUNT, amount);
  return TRUE;
}

/* For money really spent the sum counts. Where quantity or price of a stored line was changed and the sum was not,
 * the sum follows; where all three were typed they must agree. */
static gboolean
compute_actual (TlLine *line, GError **error)
{
  TlRecord *record = line->line;
  gint64 quantity, price, amount;
  gboolean stale;

  if (!tl_record_has (record, TL_SUPPORT_QUANTITY))
    tl_record_set_int (record, TL_SUPPORT_QUANTITY, tl_record_int (record, TL_SUPPORT_AMOUNT) < 0 ? -1000 : 1000);
  quantity = tl_record_int (record, TL_SUPPORT_QUANTITY);
  price = tl_record_int (record, TL_SUPPORT_UNIT_PRICE);
  amount = tl_record_int (record, TL_SUPPORT_AMOUNT);
  if (quantity == 0)
    return invalid (error, _ ("quantity: it cannot be zero."));
  if (!tl_record_has (record, TL_SUPPORT_AMOUNT) && !tl_record_has (record, TL_SUPPORT_UNIT_PRICE))
    return invalid (error, _ ("amount: give the sum on the voucher."));
  if (amount != 0 && (amount < 0) != (quantity < 0))
    return invalid (error, _ ("quantity: of a correcting line both quantity and amount are below zero, of any other neither."));

  stale = line->stored && tl_record_equal_field (record, line->stored, TL_SUPPORT_AMOUNT)
          && (!tl_record_equal_field (record, line->stored, TL_SUPPORT_UNIT_PRICE)
              || !tl_record_equal_field (record, line->stored, TL_SUPPORT_QUANTITY));
  if (!tl_record_has (record, TL_SUPPORT_AMOUNT) || (stale && tl_record_has (record, TL_SUPPORT_UNIT_PRICE)))
    {
      if (!tl_formula_product (quantity, price, &amount))
        return too_large (error);
      tl_record_set_int (record, TL_SUPPORT_AMOUNT, amount);
      return TRUE;
    }
  if (line->stored && tl_record_equal_field (record, line->stored, TL_SUPPORT_UNIT_PRICE)
      && !tl_record_equal_field (record, line->stored, TL_SUPPORT_AMOUNT))
    tl_record_unset (record, TL_SUPPORT_UNIT_PRICE);
  if (!tl_record_has (record, TL_SUPPORT_UNIT_PRICE))
    tl_record_set_int (record, TL_SUPPORT_UNIT_PRICE, tl_formula_unit_price (amount, quantity));
  else if (!tl_formula_consistent (quantity, price, amount))
    {
      g_autofree char *q = tl_decimal_format (quantity);
      g_autofree char *p = tl_money_format (price);
      g_autofree char *a = tl_money_format (amount);

      g_set_error (error, TL_SUPPORT_ERROR, TL_SUPPORT_ERROR_INVALID,
                   /* Translators: quantity, unit price, amount */
                   _ ("amount: %s × %s đ is not %s đ. Correct one of them; nothing was saved."), q, p, a);
      return FALSE;
    }
  return TRUE;
}

/* What takes back does so at the price that was paid, whatever the rate says since. */
static gboolean
price_of (TlStore *store, TlLine *line, gint64 *price, GError **error)
{
  const char *corrects = tl_record_text (line->line, TL_SUPPORT_CORRECTS);
  g_autoptr (TlRecord) paid = NULL;

  *price = tl_record_int (line->rate, TL_RATE_LEVEL);
  if (corrects == NULL || tl_record_int (line->line, TL_SUPPORT_QUANTITY) >= 0)
    return TRUE;
  paid = tl_store_load (store, TL_TYPE_SUPPORT, corrects, error);
  if (paid == NULL)
    return FALSE;
  *price = tl_record_int (paid, TL_SUPPORT_UNIT_PRICE);
  return TRUE;
}

static gboolean
compute_fixed (TlStore *store, TlLine *line, GError **error)
{
  gint64 amount, price;

  if (!tl_record_has (line->line, TL_SUPPORT_QUANTITY))
    tl_record_set_int (line->line, TL_SUPPORT_QUANTITY, 1000);
  if (!price_of (store, line, &price, error))
    return FALSE;
  tl_record_set_int (line->line, TL_SUPPORT_UNIT_PRICE, price);
  if (!tl_formula_product (tl_record_int (line->line, TL_SUPPORT_QUANTITY), price, &amount))
    return too_large (error);
  tl_record_set_int (line->line, TL_SUPPORT_AMOUNT, amount);
  return TRUE;
}

static gboolean
compute (TlStore *store, TlLine *line, GError **error)
{
  const char *formula = tl_record_text (line->rate, TL_RATE_FORMULA);
  gboolean good;

  if (g_strcmp0 (formula, "fixed") == 0)
    good = compute_fixed (store, line, error);
  else if (g_strcmp0 (formula, "fuel") == 0)
    good = compute_fuel (line, error);
  else
    good = compute_actual (line, error);
  if (!good)
    return FALSE;

  tl_record_set_text (line->line, TL_SUPPORT_RATE, tl_record_id (line->rate));
  if (tl_record_int (line->line, TL_SUPPORT_QUANTITY) == 0)
    return invalid (error, _ ("quantity: it cannot be zero."));
  return TRUE;
}

/* --- inside this room --- */

gboolean
tl_line_is_frozen (TlRecord *line)
{
  const char *state = tl_record_text (line, TL_SUPPORT_STATE);

  return g_strcmp0 (state, "claimed") == 0 || g_strcmp0 (state, "paid") == 0;
}

void
tl_line_clear (TlLine *line)
{
  g_clear_object (&line->line);
  g_clear_object (&line->stored);
  g_clear_object (&line->rate);
  g_clear_object (&line->trip);
}

gboolean
tl_line_prepare (TlStore *store, TlRecord *record, TlLine *line, GError **error)
{
  g_autoptr (GError) missing = NULL;

  line->line = g_object_ref (record);
  line->stored = tl_store_load (store, TL_TYPE_SUPPORT, tl_record_id (record), &missing);
  if (line->stored == NULL && !g_error_matches (missing, TL_STORE_ERROR, TL_STORE_ERROR_NOT_FOUND))
    {
      g_propagate_error (error, g_steal_pointer (&missing));
      return FALSE;
    }
  if (!tl_record_has (record, TL_SUPPORT_STATE))
    tl_record_set_text (record, TL_SUPPORT_STATE, "draft");
  return read_dates (line, error) && find_rate (store, line, error) && check_source (store, line, error) && fill_scope (store, line, error)
         && compute (store, line, error) && check_correction (store, line, error);
}

gboolean
tl_line_stand (TlStore *store, TlRecord *record, TlLine *line, GError **error)
{
  const char *rate = tl_record_text (record, TL_SUPPORT_RATE);

  line->line = g_object_ref (record);
  if (!read_dates (line, error))
    return FALSE;
  line->rate = rate ? tl_store_load (store, TL_TYPE_RATE, rate, error)
                    : tl_rate_find (store, tl_record_text (record, TL_SUPPORT_CATEGORY), line->date, error);
  return line->rate && load_trip (store, line, error);
}
