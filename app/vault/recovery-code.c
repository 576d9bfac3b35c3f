/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The recovery code: 128 random bits as eight groups of six digits. A group is sixteen of the bits times
 * eleven, so that each stands alone: one mistyped digit, or two neighbours exchanged, leaves a remainder,
 * and the person is told which group to look at again instead of "wrong". */

#include "vault/vault-private.h"

#include <string.h>

#define GROUPS 8
#define GROUP_DIGITS 6

char *
tl_recovery_code_format (const guint8 bits[16])
{
  char *code = tl_secret_alloc (GROUPS * (GROUP_DIGITS + 1));

  for (guint i = 0; i < GROUPS; i++)
    {
      guint value = ((guint)bits[2 * i] << 8 | bits[2 * i + 1]) * 11;
      char *group = code + i * (GROUP_DIGITS + 1);
      for (int d = GROUP_DIGITS - 1; d >= 0; d--, value /= 10)
        group[d] = (char)('0' + value % 10);
      group[GROUP_DIGITS] = i + 1 < GROUPS ? '-' : '\0';
    }
  return code;
}

gboolean
tl_recovery_code_parse (const char *code, guint8 bits[16], guint *group)
{
  guint digits = 0, value = 0;
  guint bad = 0;

  sodium_memzero (bits, 16);
  for (const char *p = code; *p && !bad; p++)
    {
      if (g_ascii_isdigit (*p))
        {
          if (digits >= GROUPS * GROUP_DIGITS)
            {
              bad = GROUPS;
              break;
            }
          value = value * 10 + (guint)(*p - '0');
          digits++;
          if (digits % GROUP_DIGITS == 0)
            {
              guint index = digits / GROUP_DIGITS - 1;
              if (value % 11 != 0 || value / 11 > 0xffff)
                bad = index + 1;
              bits[2 * index] = (guint8)(value / 11 >> 8);
              bits[2 * index + 1] = (guint8)(value / 11);
              value = 0;
            }
        }
      else if (!g_ascii_isspace (*p) && *p != '-' && *p != '.')
        bad = MIN (digits / GROUP_DIGITS, GROUPS - 1) + 1;
    }
  if (!bad && digits < GROUPS * GROUP_DIGITS)
    bad = digits / GROUP_DIGITS + 1;
  if (bad)
    sodium_memzero (bits, 16);
  if (group)
    *group = bad;
  return bad == 0;
}

gboolean
tl_recovery_code_check (const char *code, guint *group)
{
  guint8 bits[16];
  gboolean good;

  g_return_val_if_fail (code != NULL, FALSE);
  good = tl_recovery_code_parse (code, bits, group);
  sodium_memzero (bits, sizeof bits);
  return good;
}
