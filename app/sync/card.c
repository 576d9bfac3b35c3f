/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sync/card.h"

#include <glib/gi18n-lib.h>
#include <sodium.h>
#include <string.h>

#include "sync/age.h"
#include "sync/bytes.h"
#include "sync/sync.h"

#define TITLE "tamlanh-card 1"
#define SIGN_LABEL "vn.tamlanh card signature 1\n"
#define FINGERPRINT_LABEL "vn.tamlanh card fingerprint 1"
#define MAX_CARD_BYTES 4096
#define N_LINES 7
#define FINGERPRINT_GROUPS 8

/* Everything but the signature's line. */
static char *
card_body (const TlCard *card)
{
  g_autofree char *device = tl_hex (card->device, TL_ID_BYTES);
  g_autofree char *sign = tl_hex (card->sign_public, TL_SIGN_PUBLIC_BYTES);
  g_autofree char *age = tl_age_recipient_to_text (card->box_public);

  return g_strdup_printf (TITLE "\nsite: %s\nnumber: %u\ndevice: %s\nsign: %s\nage: %s\n", card->site, card->number, device, sign, age);
}

static GByteArray *
signed_message (const char *body)
{
  GByteArray *message = g_byte_array_new ();

  tl_append (message, SIGN_LABEL, sizeof SIGN_LABEL - 1);
  tl_append (message, body, strlen (body));
  return message;
}

char *
tl_card_write (const TlCard *card, const guint8 sign_secret[TL_SIGN_SECRET_BYTES])
{
  g_autofree char *body = card_body (card);
  g_autoptr (GByteArray) message = signed_message (body);
  guint8 signature[crypto_sign_BYTES];
  g_autofree char *hex = NULL;

  crypto_sign_detached (signature, NULL, message->data, message->len, sign_secret);
  hex = tl_hex (signature, sizeof signature);
  return g_strdup_printf ("%ssignature: %s\n", body, hex);
}

static const char *
line_value (const char *line, const char *name)
{
  gsize length = strlen (name);

  return strncmp (line, name, length) == 0 && strncmp (line + length, ": ", 2) == 0 ? line + length + 2 : NULL;
}

static gboolean
is_site_code (const char *text)
{
  gsize length = strlen (text);

  if (length < 1 || length > TL_SITE_CODE_MAX)
    return FALSE;
  for (const char *c = text; *c != '\0'; c++)
    if (!g_ascii_isupper (*c) && !g_ascii_isdigit (*c))
      return FALSE;
  return TRUE;
}

/* Reads the values of the lines; FALSE when one is missing or out of place. */
static gboolean
parse_lines (char **lines, TlCard *card, guint8 signature[crypto_sign_BYTES])
{
  const char *site, *number, *device, *sign, *age, *signed_by;
  guint64 n;

  if (strcmp (lines[0], TITLE) != 0)
    return FALSE;
  site = line_value (lines[1], "site");
  number = line_value (lines[2], "number");
  device = line_value (lines[3], "device");
  sign = line_value (lines[4], "sign");
  age = line_value (lines[5], "age");
  signed_by = line_value (lines[6], "signature");
  if (site == NULL || number == NULL || device == NULL || sign == NULL || age == NULL || signed_by == NULL)
    return FALSE;
  if (!is_site_code (site) || !g_ascii_string_to_unsigned (number, 10, 1, 99, &n, NULL))
    return FALSE;
  g_strlcpy (card->site, site, sizeof card->site);
  card->number = (guint)n;
  return tl_unhex (device, card->device, TL_ID_BYTES) && tl_unhex (sign, card->sign_public, TL_SIGN_PUBLIC_BYTES)
         && tl_age_recipient_from_text (age, card->box_public) && tl_unhex (signed_by, signature, crypto_sign_BYTES);
}

gboolean
tl_card_read (const char *text, gsize size, TlCard *card, GError **error)
{
  g_autofree char *copy = NULL;
  g_autofree char *body = NULL;
  g_auto (GStrv) lines = NULL;
  g_autoptr (GByteArray) message = NULL;
  guint8 signature[crypto_sign_BYTES];

  if (size == 0 || size > MAX_CARD_BYTES || memchr (text, '\0', size) != NULL)
    goto bad;
  copy = g_strndup (text, size);
  lines = g_strsplit (copy, "\n", N_LINES + 2);
  if (g_strv_length (lines) != N_LINES + 1 || *lines[N_LINES] != '\0')
    goto bad;
  memset (card, 0, sizeof *card);
  if (!parse_lines (lines, card, signature))
    goto bad;
  /* Signed is what we would write ourselves: a second spelling of the same card does not exist. */
  body = card_body (card);
  if (strncmp (body, copy, strlen (body)) != 0)
    goto bad;
  message = signed_message (body);
  if (crypto_sign_verify_detached (signature, message->data, message->len, card->sign_public) != 0)
    goto bad;
  return TRUE;

bad:
  g_set_error_literal (
      error, TL_SYNC_ERROR, TL_SYNC_ERROR_CARD,
      _ ("This file is not a place's card, or it was damaged on the way. Nothing was changed. Ask that place for its card once more."));
  return FALSE;
}

char *
tl_card_fingerprint (const TlCard *card)
{
  g_autofree char *body = card_body (card);
  guint8 hash[FINGERPRINT_GROUPS * 4];
  GString *text = g_string_new (NULL);
  TlReader reader;
  guint32 group = 0;

  crypto_generichash (hash, sizeof hash, (const guint8 *)body, strlen (body), (const guint8 *)FINGERPRINT_LABEL,
                      sizeof FINGERPRINT_LABEL - 1);
  tl_reader_init (&reader, hash, sizeof hash);
  while (tl_reader_u32 (&reader, &group))
    g_string_append_printf (text, "%s%05u", text->len > 0 ? " " : "", group % 100000);
  return g_string_free (text, FALSE);
}

char *
tl_card_name (const TlCard *card)
{
  return g_strdup_printf ("%s/%u", card->site, card->number);
}
