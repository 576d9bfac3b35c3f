/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Days and times in UTC+7, whatever the PC's zone says. Vietnam has had no daylight saving since 1975, so
 * the offset is a constant. Day numbers follow the proleptic Gregorian calendar. */

#include <string.h>

#include "record/time.h"

static gint64 clock_override = G_MININT64;

gint64
tl_clock_now (void)
{
  if (clock_override != G_MININT64)
    return clock_override;
#if TL_TEST_HOOKS
  {
    const char *moved = g_getenv ("TAMLANH_NOW");
    g_autofree char *file = NULL;
    gint64 seconds;

    if (moved != NULL && *moved == '/' && g_file_get_contents (moved, &file, NULL, NULL))
      moved = g_strchomp (file);
    if (moved != NULL && tl_time_parse_iso (moved, &seconds))
      return seconds;
  }
#endif
  return g_get_real_time () / G_USEC_PER_SEC;
}

void
tl_clock_set_for_test (gint64 utc_seconds)
{
#if TL_TEST_HOOKS
  clock_override = utc_seconds;
#else
  (void)utc_seconds;
#endif
}

TlDate
tl_date_today (void)
{
  return tl_date_from_time (tl_clock_now ());
}

TlDate
tl_date_from_time (gint64 utc_seconds)
{
  gint64 local = utc_seconds + TL_TZ_SECONDS;
  gint64 days = local / 86400;

  if (local % 86400 < 0)
    days--;
  return (TlDate)CLAMP (days, -1000000, 10000000);
}

gint64
tl_date_start (TlDate date)
{
  return (gint64)date * 86400 - TL_TZ_SECONDS;
}

static gboolean
is_leap (int year)
{
  return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

static int
month_days (int year, int month)
{
  static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

  return month == 2 && is_leap (year) ? 29 : days[month - 1];
}

/* Days from 1970-01-01, counting years from March so that the leap day stands last. */
static TlDate
days_from_civil (int year, int month, int day)
{
  int era, year_of_era, day_of_year;

  year -= month <= 2;
  era = (year >= 0 ? year : year - 399) / 400;
  year_of_era = year - era * 400;
  day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
  return era * 146097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719468;
}

TlDate
tl_date_from_ymd (int year, int month, int day)
{
  if (year < 1800 || year > 2999 || month < 1 || month > 12 || day < 1 || day > month_days (year, month))
    return TL_DATE_NONE;
  return days_from_civil (year, month, day);
}

void
tl_date_to_ymd (TlDate date, int *year, int *month, int *day)
{
  int z = date + 719468;
  int era = (z >= 0 ? z : z - 146096) / 146097;
  int day_of_era = z - era * 146097;
  int year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
  int day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
  int shifted = (5 * day_of_year + 2) / 153;
  int found = shifted < 10 ? shifted + 3 : shifted - 9;

  if (day != NULL)
    *day = day_of_year - (153 * shifted + 2) / 5 + 1;
  if (month != NULL)
    *month = found;
  if (year != NULL)
    *year = year_of_era + era * 400 + (found <= 2);
}

TlDate
tl_date_month_start (TlDate date)
{
  int year, month, day;

  tl_date_to_ymd (date, &year, &month, &day);
  return days_from_civil (year, month, 1);
}

TlDate
tl_date_month_end (TlDate date)
{
  int year, month, day;

  tl_date_to_ymd (date, &year, &month, &day);
  return days_from_civil (year, month, month_days (year, month));
}

TlDate
tl_date_add_months (TlDate date, int months)
{
  int year, month, day, index;

  tl_date_to_ymd (date, &year, &month, &day);
  index = year * 12 + month - 1 + months;
  year = index / 12;
  month = index % 12 + 1;
  return days_from_civil (year, month, MIN (day, month_days (year, month)));
}

/* Exactly @n digits. */
static gboolean
digits (const char **text, int n, int *value)
{
  int result = 0;

  for (int i = 0; i < n; i++)
    {
      if (!g_ascii_isdigit ((*text)[i]))
        return FALSE;
      result = result * 10 + (*text)[i] - '0';
    }
  *text += n;
  *value = result;
  return TRUE;
}

/* One to @max digits. @count: how many there were. */
static gboolean
some_digits (const char **text, int max, int *value, int *count)
{
  int n = 0;

  while (n < max && g_ascii_isdigit ((*text)[n]))
    n++;
  *count = n;
  return n > 0 && digits (text, n, value);
}

static gboolean
parse_iso_prefix (const char **text, TlDate *date)
{
  int year = 0, month = 0, day = 0;
  const char *p = *text;
  TlDate found;

  if (!digits (&p, 4, &year) || *p++ != '-' || !digits (&p, 2, &month) || *p++ != '-' || !digits (&p, 2, &day))
    return FALSE;
  found = tl_date_from_ymd (year, month, day);
  if (found == TL_DATE_NONE)
    return FALSE;
  *text = p;
  *date = found;
  return TRUE;
}

gboolean
tl_date_parse_iso (const char *text, TlDate *date)
{
  TlDate found;

  if (text == NULL || !parse_iso_prefix (&text, &found) || *text != '\0')
    return FALSE;
  *date = found;
  return TRUE;
}

char *
tl_date_to_iso (TlDate date)
{
  int year, month, day;

  tl_date_to_ymd (date, &year, &month, &day);
  return g_strdup_printf ("%04d-%02d-%02d", year, month, day);
}

static int
full_year (int year, int count)
{
  if (count > 2)
    return year;
  /* Two digits: the century that does not lie more than ten years ahead. */
  {
    int this_year, month, day;

    tl_date_to_ymd (tl_date_today (), &this_year, &month, &day);
    year += this_year / 100 * 100;
    return year > this_year + 10 ? year - 100 : year;
  }
}

/* The year of a day and month written without one: the nearest such day up to today, or from today on. 29
 * February may lie eight years off. */
static int
nearest_year (int month, int day, gboolean future)
{
  TlDate today = tl_date_today ();
  int year, this_month, this_day;

  tl_date_to_ymd (today, &year, &this_month, &this_day);
  for (int i = 0; i <= 8; i++, year += future ? 1 : -1)
    {
      TlDate date = tl_date_from_ymd (year, month, day);

      if (date != TL_DATE_NONE && (future ? date >= today : date <= today))
        break;
    }
  return year;
}

/* A date as people write it at the start of @text; @text moves behind it. */
static gboolean
parse_typed_prefix (const char **text, gboolean future, TlDate *date)
{
  const char *p = *text;
  int day = 0, month = 0, year = 0, count = 0;
  TlDate found;

  if (parse_iso_prefix (text, date))
    return TRUE;
  if (some_digits (&p, 8, &day, &count) && count == 8)
    {
      year = day % 10000;
      month = day / 10000 % 100;
      day /= 1000000;
    }
  else
    {
      if (count < 1 || count > 2 || strchr ("/-.", *p) == NULL || *p == '\0')
        return FALSE;
      p++;
      if (!some_digits (&p, 2, &month, &count))
        return FALSE;
      if (*p != '\0' && strchr ("/-.", *p) != NULL)
        {
          p++;
          if (!some_digits (&p, 4, &year, &count) || count == 3 || count == 1)
            return FALSE;
          year = full_year (year, count);
        }
      else
        {
          year = nearest_year (month, day, future);
        }
    }
  found = tl_date_from_ymd (year, month, day);
  if (found == TL_DATE_NONE)
    return FALSE;
  *text = p;
  *date = found;
  return TRUE;
}

static gboolean
parse_typed (const char *text, gboolean future, TlDate *date)
{
  TlDate found;

  if (text == NULL)
    return FALSE;
  while (*text == ' ')
    text++;
  if (!parse_typed_prefix (&text, future, &found))
    return FALSE;
  while (*text == ' ')
    text++;
  if (*text != '\0')
    return FALSE;
  *date = found;
  return TRUE;
}

gboolean
tl_date_parse_typed (const char *text, TlDate *date)
{
  return parse_typed (text, FALSE, date);
}

gboolean
tl_date_parse_typed_ahead (const char *text, TlDate *date)
{
  return parse_typed (text, TRUE, date);
}

char *
tl_date_format (TlDate date)
{
  int year, month, day;

  tl_date_to_ymd (date, &year, &month, &day);
  return g_strdup_printf ("%02d/%02d/%04d", day, month, year);
}

gboolean
tl_time_parse_iso (const char *text, gint64 *utc_seconds)
{
  TlDate date;
  int hour = 0, minute = 0, second = 0, offset = 0;

  if (text == NULL || !parse_iso_prefix (&text, &date) || (*text != 'T' && *text != ' '))
    return FALSE;
  text++;
  if (!digits (&text, 2, &hour) || *text++ != ':' || !digits (&text, 2, &minute) || hour > 23 || minute > 59)
    return FALSE;
  if (*text == ':')
    {
      text++;
      if (!digits (&text, 2, &second) || second > 59)
        return FALSE;
    }
  if (*text == 'Z')
    {
      text++;
    }
  else if (*text == '+' || *text == '-')
    {
      int sign = *text == '+' ? 1 : -1;
      int hours = 0, minutes = 0;

      text++;
      if (!digits (&text, 2, &hours))
        return FALSE;
      if (*text == ':')
        text++;
      if (!digits (&text, 2, &minutes) || hours > 14 || minutes > 59)
        return FALSE;
      offset = sign * (hours * 3600 + minutes * 60);
    }
  else
    {
      return FALSE;
    }
  if (*text != '\0')
    return FALSE;
  *utc_seconds = (gint64)date * 86400 + hour * 3600 + minute * 60 + second - offset;
  return TRUE;
}

char *
tl_time_to_iso (gint64 utc_seconds)
{
  TlDate date = tl_date_from_time (utc_seconds);
  int seconds = (int)(utc_seconds - tl_date_start (date));
  g_autofree char *day = tl_date_to_iso (date);

  return g_strdup_printf ("%sT%02d:%02d:%02d+07:00", day, seconds / 3600, seconds / 60 % 60, seconds % 60);
}

/* "21:00", "21h", "21h05", "9g30" */
static gboolean
parse_clock (const char *text, int *hour, int *minute)
{
  int count;

  *minute = 0;
  if (!some_digits (&text, 2, hour, &count) || *hour > 23)
    return FALSE;
  if (*text == '\0' || strchr (":hHgG", *text) == NULL)
    return FALSE;
  text++;
  if (g_ascii_isdigit (*text) && (!some_digits (&text, 2, minute, &count) || *minute > 59))
    return FALSE;
  while (*text == ' ')
    text++;
  return *text == '\0';
}

gboolean
tl_time_parse_typed (const char *text, gint64 *utc_seconds)
{
  TlDate date = tl_date_today ();
  int hour = 0, minute = 0;

  if (text == NULL)
    return FALSE;
  while (*text == ' ')
    text++;
  if (tl_time_parse_iso (text, utc_seconds))
    return TRUE;
  if (!parse_clock (text, &hour, &minute))
    {
      if (!parse_typed_prefix (&text, FALSE, &date))
        return FALSE;
      while (*text == ' ' || *text == ',' || *text == 'T')
        text++;
      if (*text == '\0' || !parse_clock (text, &hour, &minute))
        return FALSE;
    }
  *utc_seconds = tl_date_start (date) + hour * 3600 + minute * 60;
  return TRUE;
}

char *
tl_time_format (gint64 utc_seconds)
{
  TlDate date = tl_date_from_time (utc_seconds);
  int seconds = (int)(utc_seconds - tl_date_start (date));
  g_autofree char *day = tl_date_format (date);

  return g_strdup_printf ("%s %02d:%02d", day, seconds / 3600, seconds / 60 % 60);
}

char *
tl_period_text (TlDate from, TlDate to)
{
  static const char *const quarters[] = {"I", "II", "III", "IV"};
  g_autofree char *first = tl_date_format (from);
  g_autofree char *last = tl_date_format (to);
  int year, month, day;

  tl_date_to_ymd (from, &year, &month, &day);
  if (day == 1)
    {
      if (to == tl_date_month_end (from))
        return g_strdup_printf ("Tháng %d năm %d", month, year);
      if (month % 3 == 1 && to == tl_date_month_end (tl_date_add_months (from, 2)))
        return g_strdup_printf ("Quý %s năm %d", quarters[month / 3], year);
      if (month % 6 == 1 && to == tl_date_month_end (tl_date_add_months (from, 5)))
        return g_strdup_printf ("6 tháng %s năm %d", month == 1 ? "đầu" : "cuối", year);
      if (month == 1 && to == tl_date_month_end (tl_date_add_months (from, 11)))
        return g_strdup_printf ("Năm %d", year);
    }
  return g_strdup_printf ("Từ ngày %s đến ngày %s", first, last);
}
