/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Passphrases: brought to NFC before use (two input methods spell "mật khẩu" in different bytes), never kept,
 * and estimated for the strength bar. The estimate is deliberately plain: length and variety count, runs,
 * repeats, years and the words everybody tries count against. */

#include "vault/vault-private.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

static const char *const common[] = {
    "password", "matkhau",  "mật khẩu", "mat khau", "tamlanh",  "tạm lánh", "tam lanh", "123456",
    "qwerty",   "abc123",   "111111",   "iloveyou", "admin",    "hungyen",  "hưng yên", "hung yen",
    "vietnam",  "việt nam", "anhyeuem", "dinhcao",  "đình cao", "dongtao",  "đông tảo",
};

char *
tl_passphrase_normalise (const char *passphrase)
{
  /* GLib's normalisation trusts its input: a letter cut short at the end would make it read, and write, beyond. */
  char *normal = passphrase && g_utf8_validate (passphrase, -1, NULL) ? g_utf8_normalize (passphrase, -1, G_NORMALIZE_NFC) : NULL;
  char *secret = tl_secret_dup (normal);

  tl_secret_free (normal);
  return secret;
}

gboolean
tl_passphrase_acceptable (const char *normalised, GError **error)
{
  if (normalised && g_utf8_strlen (normalised, -1) >= TL_PASSPHRASE_MIN_CHARS)
    return TRUE;
  g_set_error (error, TL_VAULT_ERROR, TL_VAULT_ERROR_WEAK,
               _ ("The passphrase is too short: use at least %d characters. A sentence is easy to keep."), TL_PASSPHRASE_MIN_CHARS);
  return FALSE;
}

gboolean
tl_passphrase_check (const char *passphrase, GError **error)
{
  char *normal = tl_passphrase_normalise (passphrase);
  gboolean good = tl_passphrase_acceptable (normal, error);

  tl_secret_free (normal);
  return good;
}

gboolean
tl_label_normalise (const char *label, char **normalised, GError **error)
{
  g_autofree char *text = label && g_utf8_validate (label, -1, NULL) ? g_utf8_normalize (label, -1, G_NORMALIZE_NFC) : NULL;
  glong characters;
  gboolean printable = TRUE;

  if (text)
    g_strstrip (text);
  characters = text ? g_utf8_strlen (text, -1) : 0;
  for (const char *p = text; p && *p; p = g_utf8_next_char (p))
    printable = printable && g_unichar_isprint (g_utf8_get_char (p));
  if (characters < 1 || characters > 40 || strlen (text) > TL_LABEL_BYTES || !printable)
    {
      g_set_error_literal (
          error, TL_VAULT_ERROR, TL_VAULT_ERROR_SLOT,
          _ ("The label must have 1 to 40 characters. Choose a dull one, such as “Desk 1”: anybody who holds the file can read it."));
      return FALSE;
    }
  *normalised = g_steal_pointer (&text);
  return TRUE;
}

guint
tl_passphrase_strength (const char *passphrase)
{
  char *text = tl_passphrase_normalise (passphrase);
  char *lower = NULL;
  guint lowers = 0, uppers = 0, digits = 0, others = 0, marks = 0, words = 0;
  double length = 0, alphabet, bits;
  gunichar before = 0;
  gboolean in_word = FALSE;

  if (!text || g_utf8_strlen (text, -1) < TL_PASSPHRASE_MIN_CHARS)
    {
      tl_secret_free (text);
      return 0;
    }
  lower = g_utf8_strdown (text, -1);
  for (const char *p = text; *p; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);
      /* A letter that repeats or follows its neighbour says next to nothing. */
      length += c == before ? 0.1 : c == before + 1 || c + 1 == before ? 0.3 : 1;
      before = c;
      if (c >= 0x80)
        marks = 1;
      if (g_unichar_isdigit (c))
        digits = 1;
      else if (g_unichar_isupper (c))
        uppers = 1;
      else if (g_unichar_isalpha (c))
        lowers = 1;
      else
        others = 1;
      if (g_unichar_isalnum (c) && !in_word)
        words++;
      in_word = g_unichar_isalnum (c);
    }
  for (guint i = 0; i < G_N_ELEMENTS (common); i++)
    if (strstr (lower, common[i]))
      length -= (double)g_utf8_strlen (common[i], -1) - 1;
  for (const char *p = lower; *p; p++)
    if ((g_str_has_prefix (p, "19") || g_str_has_prefix (p, "20")) && g_ascii_isdigit (p[2]) && g_ascii_isdigit (p[3]))
      length -= 2;
  alphabet = 26.0 * lowers + 26.0 * uppers + 10.0 * digits + 20.0 * others + 40.0 * marks;
  /* Letters of words are worth about two and a half bits each, whatever the alphabet; mixed signs more. */
  bits = MAX (length, 0) * MIN (log2 (MAX (alphabet, 2)), lowers && !digits && !others ? 3.2 : words > 2 ? 3.4 : 4.6);
  tl_secret_free (lower);
  tl_secret_free (text);
  return bits < 22 ? 1 : bits < 38 ? 2 : bits < 55 ? 3 : 4;
}
