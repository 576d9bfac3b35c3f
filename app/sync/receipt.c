/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sync/receipt.h"

#include <sodium.h>
#include <string.h>

#include "sync/bytes.h"

#define CODE_LABEL "vn.tamlanh receipt code 1"
#define CODE_DATA_SYMBOLS (TL_RECEIPT_CODE_SYMBOLS - 1)

/* Crockford's letters: none is taken for another over the phone. */
static const char symbols[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

GBytes *
tl_receipt_body (const TlReceipt *receipt)
{
  GByteArray *body = g_byte_array_new ();

  tl_append (body, receipt->bundle, TL_CONTENT_HASH_BYTES);
  tl_append (body, receipt->bundle_sender, TL_ID_BYTES);
  tl_append_u64 (body, receipt->stream);
  tl_append_u64 (body, receipt->number);
  tl_append_u8 (body, (guint8)receipt->status);
  tl_append_u32 (body, receipt->reason);
  return g_byte_array_free_to_bytes (body);
}

gboolean
tl_receipt_parse (const guint8 *data, gsize size, TlReceipt *receipt)
{
  TlReader reader;
  guint8 status;

  tl_reader_init (&reader, data, size);
  if (!tl_reader_copy (&reader, receipt->bundle, TL_CONTENT_HASH_BYTES) || !tl_reader_copy (&reader, receipt->bundle_sender, TL_ID_BYTES)
      || !tl_reader_u64 (&reader, &receipt->stream) || !tl_reader_u64 (&reader, &receipt->number) || !tl_reader_u8 (&reader, &status)
      || !tl_reader_u32 (&reader, &receipt->reason) || reader.left != 0)
    return FALSE;
  receipt->status = status;
  return status >= TL_RECEIPT_RECEIVED && status <= TL_RECEIPT_REJECTED;
}

/* Multiplies in GF(32) = GF(2)[x] / (x⁵ + x² + 1). */
static guint8
multiply (guint8 a, guint8 b)
{
  guint8 product = 0;

  for (int i = 0; i < 5; i++)
    {
      if (b >> i & 1)
        product ^= a;
      a = a & 16 ? (guint8)((a << 1 ^ 0x25) & 31) : (guint8)(a << 1);
    }
  return product;
}

/* Sum of xⁱ·vᵢ: every single slip and every swap of two letters changes it. */
static guint8
check_value (const guint8 values[CODE_DATA_SYMBOLS])
{
  guint8 weight = 2, sum = 0;

  for (int i = 0; i < CODE_DATA_SYMBOLS; i++)
    {
      sum ^= multiply (values[i], weight);
      weight = multiply (weight, 2);
    }
  return sum;
}

static char *
spell (const guint8 values[TL_RECEIPT_CODE_SYMBOLS])
{
  GString *text = g_string_new (NULL);

  for (int i = 0; i < TL_RECEIPT_CODE_SYMBOLS; i++)
    {
      if (i > 0 && i % 4 == 0)
        g_string_append_c (text, '-');
      g_string_append_c (text, symbols[values[i]]);
    }
  return g_string_free (text, FALSE);
}

char *
tl_receipt_code (const guint8 our_secret[TL_BOX_KEY_BYTES], const guint8 their_public[TL_BOX_KEY_BYTES],
                 const guint8 bundle[TL_CONTENT_HASH_BYTES], TlReceiptStatus status)
{
  guint8 shared[crypto_scalarmult_BYTES], ours[TL_BOX_KEY_BYTES], key[32], hash[16], values[TL_RECEIPT_CODE_SYMBOLS];
  gboolean we_first;
  crypto_generichash_state state;
  guint8 byte = (guint8)status;
  guint64 bits = 0;

  if (crypto_scalarmult (shared, our_secret, their_public) != 0)
    return NULL;
  crypto_scalarmult_base (ours, our_secret);
  we_first = memcmp (ours, their_public, sizeof ours) < 0;
  crypto_generichash_init (&state, shared, sizeof shared, sizeof key);
  crypto_generichash_update (&state, (const guint8 *)CODE_LABEL, sizeof CODE_LABEL - 1);
  crypto_generichash_update (&state, we_first ? ours : their_public, sizeof ours);
  crypto_generichash_update (&state, we_first ? their_public : ours, sizeof ours);
  crypto_generichash_final (&state, key, sizeof key);

  crypto_generichash_init (&state, key, sizeof key, sizeof hash);
  crypto_generichash_update (&state, bundle, TL_CONTENT_HASH_BYTES);
  crypto_generichash_update (&state, &byte, 1);
  crypto_generichash_final (&state, hash, sizeof hash);
  for (int i = 0; i < 8; i++)
    bits = bits << 8 | hash[i];
  for (int i = 0; i < CODE_DATA_SYMBOLS; i++)
    values[i] = bits >> (59 - 5 * i) & 31;
  values[CODE_DATA_SYMBOLS] = check_value (values);
  sodium_memzero (shared, sizeof shared);
  sodium_memzero (key, sizeof key);
  sodium_memzero (&state, sizeof state);
  return spell (values);
}

char *
tl_receipt_code_normalise (const char *typed, gboolean *looks_like_code)
{
  guint8 values[TL_RECEIPT_CODE_SYMBOLS];
  int n = 0;

  if (looks_like_code != NULL)
    *looks_like_code = FALSE;
  for (const char *c = typed; *c != '\0'; c++)
    {
      char letter = g_ascii_toupper (*c);
      const char *place;

      if (letter == ' ' || letter == '-' || letter == '.')
        continue;
      if (letter == 'O')
        letter = '0';
      if (letter == 'I' || letter == 'L')
        letter = '1';
      place = strchr (symbols, letter);
      if (place == NULL || n == TL_RECEIPT_CODE_SYMBOLS)
        return NULL;
      values[n++] = (guint8)(place - symbols);
    }
  if (n != TL_RECEIPT_CODE_SYMBOLS)
    return NULL;
  if (looks_like_code != NULL)
    *looks_like_code = TRUE;
  return check_value (values) == values[CODE_DATA_SYMBOLS] ? spell (values) : NULL;
}
