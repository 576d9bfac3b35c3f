/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A level raised in mid-stay, a ceiling that runs by calendar month: one line of several days has to become several.
 * Only what is the same every day can be divided by days without guessing (3 people × 10 days); for money really
 * spent, or 5 sessions on some of 8 days, the officer knows and the program does not. */

#include <glib/gi18n-lib.h>

#include "record/text.h"
#include "support/line.h"
#include "support/rates.h"

typedef struct
{
  TlRecord *line;
  GPtrArray *parts;
} Args;

/* --- helpers --- */

static gboolean
invalid (GError **error, const char *message)
{
  g_set_error_literal (error, TL_SUPPORT_ERROR, TL_SUPPORT_ERROR_INVALID, message);
  return FALSE;
}

/* The last day on or before @last that stands under @rate and, where its ceiling is one of a month, in the month. */
static TlDate
end_of_span (TlRecord *rate, TlDate first, TlDate last)
{
  const char *scope = tl_record_text (rate, TL_RATE_CAP_SCOPE);
  TlDate end = last, valid_to;

  if (tl_record_has (rate, TL_RATE_VALID_TO) && tl_date_parse_iso (tl_record_text (rate, TL_RATE_VALID_TO), &valid_to))
    end = MIN (end, valid_to);
  if (scope && g_str_has_suffix (scope, "_month"))
    end = MIN (end, tl_date_month_end (first));
  return end;
}

static TlRecord *
make_part (TlRecord *line, TlDate first, TlDate last, gint64 per_day, gboolean keeps_id)
{
  TlRecord *part = keeps_id ? tl_record_copy (line) : tl_record_new (TL_TYPE_SUPPORT);
  g_autofree char *from = tl_date_to_iso (first);
  g_autofree char *to = tl_date_to_iso (last);

  if (!keeps_id)
    {
      /* A line of its own: what the stored one went through is not its life. */
      tl_record_assign (part, line);
      tl_line_take_back (part);
      tl_record_unset (part, TL_SUPPORT_ENTERED_BY);
      tl_record_set_created (part, 0, NULL);
      tl_record_set_updated (part, 0, NULL);
    }
  tl_record_set_text (part, TL_SUPPORT_DATE, from);
  tl_record_set_text (part, TL_SUPPORT_DATE_TO, first == last ? NULL : to);
  tl_record_set_int (part, TL_SUPPORT_QUANTITY, per_day * (last - first + 1));
  tl_record_unset (part, TL_SUPPORT_UNIT_PRICE);
  tl_record_unset (part, TL_SUPPORT_AMOUNT);
  tl_record_unset (part, TL_SUPPORT_RATE);
  return part;
}

static gboolean
fill_part (TlStore *store, TlRecord *part, GError **error)
{
  g_auto (TlLine) line = {0};

  return tl_line_prepare (store, part, &line, error);
}

static GPtrArray *
split (TlStore *store, TlRecord *record, GError **error)
{
  g_autoptr (GPtrArray) parts = g_ptr_array_new_with_free_func (g_object_unref);
  const char *category = tl_record_text (record, TL_SUPPORT_CATEGORY);
  const char *from = tl_record_text (record, TL_SUPPORT_DATE);
  const char *to = tl_record_text (record, TL_SUPPORT_DATE_TO);
  gint64 quantity = tl_record_int (record, TL_SUPPORT_QUANTITY);
  TlDate first, last;
  gint64 days;

  if (category == NULL || from == NULL || !tl_date_parse_iso (from, &first) || (to && !tl_date_parse_iso (to, &last)))
    {
      invalid (error, _ ("date: give category and days first."));
      return NULL;
    }
  last = to ? last : first;
  days = last - first + 1;
  for (TlDate day = first; day <= last;)
    {
      g_autoptr (TlRecord) rate = tl_rate_find (store, category, day, error);
      TlDate end;
      TlRecord *part;

      if (rate == NULL)
        return NULL;
      end = end_of_span (rate, day, last);
      if (day == first && end == last)
        {
          g_ptr_array_add (parts, tl_record_copy (record));
          return g_steal_pointer (&parts);
        }
      if (g_strcmp0 (tl_record_text (rate, TL_RATE_FORMULA), "fixed") != 0 || quantity % (days * 1000) != 0)
        {
          invalid (error, _ ("date_to: rate or month changes within these days, and the program cannot know what falls on which side. Enter "
                             "one line for each part."));
          return NULL;
        }
      part = make_part (record, day, end, quantity / days, day == first);
      g_ptr_array_add (parts, part);
      if (!fill_part (store, part, error))
        return NULL;
      day = end + 1;
    }
  if (parts->len == 0)
    {
      invalid (error, _ ("date_to: the last day lies before the first."));
      return NULL;
    }
  return g_steal_pointer (&parts);
}

static gpointer
split_job (TlStore *store, gpointer data, GCancellable *cancellable, GError **error)
{
  return split (store, data, error);
}

static gboolean
save_in_transaction (TlStore *store, gpointer data, GError **error)
{
  Args *args = data;

  args->parts = split (store, args->line, error);
  for (guint i = 0; args->parts && i < args->parts->len; i++)
    if (!tl_support_save (store, args->parts->pdata[i], error))
      return FALSE;
  return args->parts != NULL;
}

/* --- public --- */

GPtrArray *
tl_support_split (TlStore *store, TlRecord *line, GError **error)
{
  g_return_val_if_fail (TL_IS_STORE (store), NULL);
  g_return_val_if_fail (tl_record_type (line) == TL_TYPE_SUPPORT, NULL);

  return tl_store_call (store, split_job, line, error);
}

GPtrArray *
tl_support_save_split (TlStore *store, TlRecord *line, GError **error)
{
  Args args = {line, NULL};

  g_return_val_if_fail (TL_IS_STORE (store), NULL);
  g_return_val_if_fail (tl_record_type (line) == TL_TYPE_SUPPORT, NULL);

  if (!tl_store_transaction (store, save_in_transaction, &args, error))
    g_clear_pointer (&args.parts, g_ptr_array_unref);
  return args.parts;
}
