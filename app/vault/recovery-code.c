/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Codes for paper: 128 random bits as eight groups of six digits. A group is sixteen of the bits times eleven, so that
 * each stands alone: one mistyped digit, or two neighbours exchanged, leaves a remainder, and the person is told which
 * group to look at again instead of "wrong".
 *
 * The leader's share of an escrow (escrow.c) has one group more in front. It is a multiple of eleven too, but above every
 * group that sixteen bits can give, so the two kinds of paper are told apart by the first six digits; the rest of it
 * comes from the slot's id and says which page is wanted. */

#include "vault/vault-private.h"

#include <string.h>

#define GROUPS 8
#define GROUP_DIGITS 6
#define MOST_BITS 0xffffu
#define PAGES 0x4000u /* 0x10000 … 0x13fff times eleven still has six digits */

G_STATIC_ASSERT (TL_SHARE_GROUPS == GROUPS + 1);
G_STATIC_ASSERT ((MOST_BITS + PAGES) * 11 <= 999999);

/* @code: six characters. */
static void
put_group (char *code, guint value)
{
  for (int d = GROUP_DIGITS - 1; d >= 0; d--, value /= 10)
    code[d] = (char)('0' + value % 10);
}

static gboolean
group_is_good (guint value, guint index, guint count)
{
  gboolean first_of_share = count == TL_SHARE_GROUPS && index == 0;

  if (value % 11 != 0)
    return FALSE;
  return first_of_share ? value / 11 > MOST_BITS && value / 11 <= MOST_BITS + PAGES : value / 11 <= MOST_BITS;
}

/* Reads @count groups into @values, already divided. FALSE: @bad is the first group that is not good. */
static gboolean
read_groups (const char *code, guint count, guint *values, guint *bad)
{
  guint digits = 0, value = 0;

  *bad = 0;
  for (const char *p = code; *p && !*bad; p++)
    {
      if (g_ascii_isdigit (*p))
        {
          guint index = digits / GROUP_DIGITS;
          if (index >= count)
            {
              *bad = count;
              break;
            }
          value = value * 10 + (guint)(*p - '0');
          if (++digits % GROUP_DIGITS == 0)
            {
              if (!group_is_good (value, index, count))
                *bad = index + 1;
              values[index] = value / 11;
              value = 0;
            }
        }
      else if (!g_ascii_isspace (*p) && *p != '-' && *p != '.')
        *bad = MIN (digits / GROUP_DIGITS, count - 1) + 1;
    }
  if (!*bad && digits < count * GROUP_DIGITS)
    *bad = digits / GROUP_DIGITS + 1;
  return *bad == 0;
}

static char *
format_bits (const guint8 bits[TL_CODE_BYTES], const guint *first)
{
  guint count = GROUPS + (first ? 1 : 0);
  char *code = tl_secret_alloc (count * (GROUP_DIGITS + 1));

  for (guint i = 0; i < count; i++)
    {
      guint at = i - (first ? 1 : 0);
      put_group (code + i * (GROUP_DIGITS + 1), (first && i == 0 ? *first : (guint)bits[2 * at] << 8 | bits[2 * at + 1]) * 11);
      code[i * (GROUP_DIGITS + 1) + GROUP_DIGITS] = i + 1 < count ? '-' : '\0';
    }
  return code;
}

static gboolean
parse_bits (const char *code, guint count, guint *first, guint8 bits[TL_CODE_BYTES], guint *group)
{
  guint values[TL_SHARE_GROUPS] = {0};
  guint bad = 0;
  gboolean good = read_groups (code, count, values, &bad);

  sodium_memzero (bits, TL_CODE_BYTES);
  for (guint i = 0; good && i < GROUPS; i++)
    {
      guint value = values[i + count - GROUPS];
      bits[2 * i] = (guint8)(value >> 8);
      bits[2 * i + 1] = (guint8)value;
    }
  if (first)
    *first = values[0];
  if (group)
    *group = bad;
  sodium_memzero (values, sizeof values);
  return good;
}

char *
tl_recovery_code_format (const guint8 bits[16])
{
  return format_bits (bits, NULL);
}

gboolean
tl_recovery_code_parse (const char *code, guint8 bits[16], guint *group)
{
  return parse_bits (code, GROUPS, NULL, bits, group);
}

gboolean
tl_recovery_code_check (const char *code, guint *group)
{
  guint8 bits[TL_CODE_BYTES];
  gboolean good;

  g_return_val_if_fail (code != NULL, FALSE);
  good = tl_recovery_code_parse (code, bits, group);
  sodium_memzero (bits, sizeof bits);
  return good;
}

gboolean
tl_recovery_code_same (const char *typed, const char *code, guint *group)
{
  guint digits = 0;

  g_return_val_if_fail (typed != NULL && code != NULL && group != NULL, FALSE);
  for (;; typed++, code++, digits++)
    {
      while (*typed && !g_ascii_isdigit (*typed))
        typed++;
      while (*code && !g_ascii_isdigit (*code))
        code++;
      if (*typed != *code)
        break;
      if (!*code)
        return TRUE;
    }
  /* What was typed beyond the end belongs to the last group. */
  *group = (*code ? digits : digits - 1) / GROUP_DIGITS + 1;
  return FALSE;
}

/* --- The leader's share --- */

static guint
page_value (const guint8 slot_id[TL_ID])
{
  return MOST_BITS + 1 + (((guint)slot_id[0] << 8 | slot_id[1]) & (PAGES - 1));
}

guint
tl_share_page (const guint8 slot_id[TL_ID])
{
  return page_value (slot_id) * 11;
}

char *
tl_share_format (const guint8 slot_id[TL_ID], const guint8 bits[TL_CODE_BYTES])
{
  guint first = page_value (slot_id);

  return format_bits (bits, &first);
}

gboolean
tl_share_parse (const char *share, guint *page, guint8 bits[TL_CODE_BYTES], guint *group)
{
  guint first = 0;
  gboolean good = parse_bits (share, TL_SHARE_GROUPS, &first, bits, group);

  if (page)
    *page = first * 11;
  return good;
}

gboolean
tl_share_check (const char *share, guint *group)
{
  guint8 bits[TL_CODE_BYTES];
  gboolean good;

  g_return_val_if_fail (share != NULL, FALSE);
  good = tl_share_parse (share, NULL, bits, group);
  sodium_memzero (bits, sizeof bits);
  return good;
}

TlCodeKind
tl_code_kind (const char *typed)
{
  guint value = 0, digits = 0;

  g_return_val_if_fail (typed != NULL, TL_CODE_UNKNOWN);
  for (const char *p = typed; *p && digits < GROUP_DIGITS; p++)
    if (g_ascii_isdigit (*p))
      {
        value = value * 10 + (guint)(*p - '0');
        digits++;
      }
  if (digits < GROUP_DIGITS)
    return TL_CODE_UNKNOWN;
  return group_is_good (value, 0, GROUPS) ? TL_CODE_RECOVERY : group_is_good (value, 0, TL_SHARE_GROUPS) ? TL_CODE_SHARE : TL_CODE_UNKNOWN;
}
