/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "record/identifiers.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "record/text.h"

/* Provinces of birth registration as in the first three digits; the numbers of before the mergers stay on
 * the cards. From 100 on stand countries of birth. */
static const char provinces[]
    = "001 002 004 006 008 010 011 012 014 015 017 019 020 022 024 025 026 027 030 031 033 034 035 036 037 038 040 "
      "042 044 045 046 048 049 051 052 054 056 058 060 062 064 066 067 068 070 072 074 075 077 079 080 082 083 084 "
      "086 087 089 091 092 093 094 095 096";

static gboolean
all_digits (const char *text)
{
  return *text != '\0' && strspn (text, "0123456789") == strlen (text);
}

/* @text without spaces, points and hyphens; NULL when another character than @allowed says is left. */
static char *
without_separators (const char *text, gboolean (*allowed) (char c))
{
  GString *kept = g_string_new (NULL);

  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (g_unichar_isspace (c) || c == '.' || c == '-' || c == 0x2013 || c == '(' || c == ')')
        continue;
      if (c > 0x7F || !allowed ((char)c))
        {
          g_string_free (kept, TRUE);
          return NULL;
        }
      g_string_append_c (kept, (char)c);
    }
  return g_string_free (kept, FALSE);
}

static gboolean
is_of_phone (char c)
{
  return g_ascii_isdigit (c) || c == '+';
}

static gboolean
is_of_paper (char c)
{
  return g_ascii_isalnum (c);
}

char *
tl_phone_normalise (const char *typed)
{
  g_autofree char *number = without_separators (typed, is_of_phone);
  gsize length = number != NULL ? strlen (number) : 0;

  if (number == NULL || length < 3 || length > 15 || strchr (number + 1, '+') != NULL)
    return g_strdup (typed);
  if (g_str_has_prefix (number, "+84"))
    return g_strconcat (number[3] == '0' ? "" : "0", number + 3, NULL);
  /* 84 without the plus is the country only where a whole mobile number follows. */
  if (length == 11 && g_str_has_prefix (number, "84") && strchr ("35789", number[2]) != NULL)
    return g_strconcat ("0", number + 2, NULL);
  return g_steal_pointer (&number);
}

char *
tl_phone_oddity (const char *phone, gboolean service)
{
  gsize length = strlen (phone);

  if (!all_digits (phone))
    return g_strdup (_ ("This does not look like one telephone number."));
  if (phone[0] == '0' && length == 10 && strchr ("35789", phone[1]) != NULL)
    return NULL;
  if (g_str_has_prefix (phone, "02") && (length == 10 || length == 11))
    return NULL;
  if (service && ((length >= 3 && length <= 4) || g_str_has_prefix (phone, "1800") || g_str_has_prefix (phone, "1900")))
    return NULL;
  return g_strdup (_ ("A mobile number has 10 digits and begins with 03, 05, 07, 08 or 09; a landline begins with 02."));
}

char *
tl_paper_number_normalise (const char *typed)
{
  g_autofree char *number = without_separators (typed, is_of_paper);

  if (number == NULL || *number == '\0')
    return g_strdup (typed);
  return g_ascii_strup (number, -1);
}

static char *
citizen_number_oddity (const char *number, const char *sex, int birth_year)
{
  int century = number[3] - '0';
  int year = 1900 + century / 2 * 100 + (number[4] - '0') * 10 + (number[5] - '0');
  gboolean male = century % 2 == 0;
  char province[4] = {number[0], number[1], number[2], '\0'};

  if (number[0] == '0' && strstr (provinces, province) == NULL)
    return g_strdup_printf (_ ("The first three digits (%s) are not a province of birth registration."), province);
  if (sex != NULL && ((g_str_equal (sex, "male") && !male) || (g_str_equal (sex, "female") && male)))
    return g_strdup_printf (_ ("The fourth digit (%d) does not agree with the sex."), century);
  if (birth_year != 0 && birth_year != year)
    return g_strdup_printf (_ ("The number says born in %d, not in %d."), year, birth_year);
  return NULL;
}

char *
tl_id_number_oddity (const char *kind, const char *number, const char *sex, int birth_year)
{
  gboolean digits = all_digits (number);
  gsize length = strlen (number);

  if (kind != NULL && (g_str_equal (kind, "none") || g_str_equal (kind, "left_behind")))
    return g_str_equal (kind, "none") ? g_strdup (_ ("There is a number although there are no papers.")) : NULL;
  if (kind != NULL && (g_str_equal (kind, "cccd") || g_str_equal (kind, "personal_no")))
    {
      if (!digits || length != 12)
        return g_strdup (_ ("A citizen identity number has 12 digits."));
      return citizen_number_oddity (number, sex, birth_year);
    }
  if (kind != NULL && g_str_equal (kind, "cmnd"))
    return digits && length == 9 ? NULL : g_strdup (_ ("The number of an old identity card has 9 digits."));
  /* Of unknown kind: twelve digits are a citizen number. */
  if (kind == NULL && digits && length == 12)
    return citizen_number_oddity (number, sex, birth_year);
  return NULL;
}

char *
tl_health_card_oddity (const char *number)
{
  gsize length = strlen (number);

  if (all_digits (number) && (length == 10 || length == 12))
    return NULL;
  if (length == 15 && g_ascii_isalpha (number[0]) && g_ascii_isalpha (number[1]) && all_digits (number + 2))
    return NULL;
  return g_strdup (_ ("A health insurance number has 15 characters (two letters and 13 digits), or 10 or 12 digits."));
}
