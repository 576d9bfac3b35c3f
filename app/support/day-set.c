/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "support/day-set.h"

TlDaySet
tl_day_set_range (TlDate month, TlDate from, TlDate to)
{
  TlDate end = tl_date_month_end (month);
  TlDaySet days = 0;

  from = MAX (from, month);
  to = MIN (to, end);
  for (TlDate day = from; day <= to; day++)
    days |= 1u << (day - month);
  return days;
}

TlDaySet
tl_day_set_stay (TlDate month, TlDate in, TlDate out, gboolean leaving_counts, TlDate last)
{
  TlDate until = last;

  if (out != TL_DATE_NONE)
    until = MIN (last, leaving_counts || out <= in ? out : out - 1);
  return tl_day_set_range (month, in, until);
}

guint
tl_day_set_size (TlDaySet days)
{
  return (guint)__builtin_popcount (days);
}

TlDate
tl_day_set_first (TlDate month, TlDaySet days)
{
  return days == 0 ? TL_DATE_NONE : month + __builtin_ctz (days);
}

TlDate
tl_day_set_last (TlDate month, TlDaySet days)
{
  return days == 0 ? TL_DATE_NONE : month + 31 - __builtin_clz (days);
}

char *
tl_day_set_text (TlDate month, TlDaySet days)
{
  g_autoptr (GString) text = g_string_new (NULL);
  int year, number, day;

  tl_date_to_ymd (month, &year, &number, &day);
  for (int bit = 0; bit < 31; bit++)
    {
      int first = bit;

      if (!(days & (1u << bit)))
        continue;
      while (bit < 30 && days & (1u << (bit + 1)))
        bit++;
      if (text->len > 0)
        g_string_append (text, ", ");
      if (bit == first)
        g_string_append_printf (text, "%02d/%02d", first + 1, number);
      else
        g_string_append_printf (text, "%02d/%02d–%02d/%02d", first + 1, number, bit + 1, number);
    }
  if (text->len > 0)
    g_string_append_printf (text, "/%04d", year);
  return g_string_free (g_steal_pointer (&text), FALSE);
}
