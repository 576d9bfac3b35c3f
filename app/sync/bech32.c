/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sync/bech32.h"

#include <sodium.h>
#include <string.h>

#define DATA_SYMBOLS 52 /* 256 bits in groups of five */
#define CHECK_SYMBOLS 6
#define MAX_HRP 32

static const char alphabet[] = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";

static guint32
step_checksum (guint32 checksum, guint8 value)
{
  static const guint32 generator[5] = {0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3};
  guint32 top = checksum >> 25;

  checksum = (checksum & 0x1ffffff) << 5 ^ value;
  for (int i = 0; i < 5; i++)
    if (top >> i & 1)
      checksum ^= generator[i];
  return checksum;
}

static guint32
start_checksum (const char *hrp)
{
  guint32 checksum = 1;

  for (const char *c = hrp; *c != '\0'; c++)
    checksum = step_checksum (checksum, (guint8)*c >> 5);
  checksum = step_checksum (checksum, 0);
  for (const char *c = hrp; *c != '\0'; c++)
    checksum = step_checksum (checksum, (guint8)*c & 31);
  return checksum;
}

char *
tl_bech32_encode (const char *hrp, const guint8 key[TL_BECH32_KEY_BYTES])
{
  gsize prefix = strlen (hrp);
  char *text = g_malloc (prefix + 1 + DATA_SYMBOLS + CHECK_SYMBOLS + 1);
  char *out = text + prefix + 1;
  guint32 checksum = start_checksum (hrp);
  guint32 bits = 0;
  int n_bits = 0;

  memcpy (text, hrp, prefix);
  text[prefix] = '1';
  for (gsize i = 0; i < TL_BECH32_KEY_BYTES; i++)
    {
      bits = (bits << 8 | key[i]) & 0xffff;
      n_bits += 8;
      while (n_bits >= 5)
        {
          guint8 value = bits >> (n_bits - 5) & 31;

          checksum = step_checksum (checksum, value);
          *out++ = alphabet[value];
          n_bits -= 5;
        }
    }
  if (n_bits > 0)
    {
      guint8 value = bits << (5 - n_bits) & 31;

      checksum = step_checksum (checksum, value);
      *out++ = alphabet[value];
    }
  for (int i = 0; i < CHECK_SYMBOLS; i++)
    checksum = step_checksum (checksum, 0);
  checksum ^= 1;
  for (int i = 0; i < CHECK_SYMBOLS; i++)
    *out++ = alphabet[checksum >> (5 * (CHECK_SYMBOLS - 1 - i)) & 31];
  *out = '\0';
  sodium_memzero (&bits, sizeof bits);
  return text;
}

gboolean
tl_bech32_decode (const char *hrp, const char *text, guint8 key[TL_BECH32_KEY_BYTES])
{
  gsize prefix = strlen (hrp);
  gboolean lower = FALSE, upper = FALSE;
  guint32 checksum = start_checksum (hrp);
  guint32 bits = 0;
  int n_bits = 0;
  gsize n = 0;

  if (strlen (text) != prefix + 1 + DATA_SYMBOLS + CHECK_SYMBOLS)
    return FALSE;
  for (const char *c = text; *c != '\0'; c++)
    {
      lower = lower || g_ascii_islower (*c);
      upper = upper || g_ascii_isupper (*c);
    }
  if ((lower && upper) || g_ascii_strncasecmp (text, hrp, prefix) != 0 || text[prefix] != '1')
    return FALSE;

  for (gsize i = 0; i < DATA_SYMBOLS + CHECK_SYMBOLS; i++)
    {
      const char *place = strchr (alphabet, g_ascii_tolower (text[prefix + 1 + i]));
      guint8 value;

      if (place == NULL || *place == '\0')
        return FALSE;
      value = (guint8)(place - alphabet);
      checksum = step_checksum (checksum, value);
      if (i >= DATA_SYMBOLS)
        continue;
      bits = (bits << 5 | value) & 0xffff;
      n_bits += 5;
      if (n_bits >= 8)
        {
          n_bits -= 8;
          key[n++] = bits >> n_bits & 0xff;
        }
    }
  /* The four bits left over of 52 symbols must be zero: one text for one key. */
  return checksum == 1 && n == TL_BECH32_KEY_BYTES && (bits & ((1u << n_bits) - 1)) == 0;
}
