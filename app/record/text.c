/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Vietnamese text: one normal form, one folding for search, one order, and money as people write and say it. */

#include <sodium.h>
#include <string.h>
#include <unicode/ucol.h>

#include "record/text.h"

/* Texts longer than this are composed in pieces of about this size. */
#define NFC_PIECE 512

/* Space of any alphabet, no-break space and byte order mark too. */
static gboolean
is_blank (gunichar c)
{
  return g_unichar_isspace (c) || c == 0xA0 || c == 0x202F || c == 0x200B || c == 0xFEFF;
}

/* Bytes from @text up to a place where it can be cut: before an ASCII character, which never composes with
 * what stands before it. */
static gsize
composable_length (const char *text, gsize len)
{
  gsize n = MIN (len, NFC_PIECE);

  while (n < len && (text[n] & 0x80))
    n++;
  return n;
}

/* NFC piece by piece: GLib moves the rest of the text at every letter it composes, which takes minutes for
 * the frozen lines of a large statement. */
static char *
compose (const char *text)
{
  gsize len = strlen (text);
  g_autoptr (GString) composed = NULL;

  if (len <= NFC_PIECE)
    return g_utf8_normalize (text, -1, G_NORMALIZE_DEFAULT_COMPOSE);
  composed = g_string_sized_new (len + 1);
  while (len > 0)
    {
      gsize n = composable_length (text, len);
      g_autofree char *piece = g_utf8_normalize (text, (gssize)n, G_NORMALIZE_DEFAULT_COMPOSE);

      g_string_append (composed, piece);
      sodium_memzero (piece, strlen (piece));
      text += n;
      len -= n;
    }
  return g_string_free (g_steal_pointer (&composed), FALSE);
}

char *
tl_text_normalise (const char *text)
{
  g_autofree char *composed = NULL;
  const char *start, *end;
  char *result;

  if (text == NULL || !g_utf8_validate (text, -1, NULL))
    return NULL;
  composed = compose (text);
  start = composed;
  end = composed + strlen (composed);
  while (start < end && is_blank (g_utf8_get_char (start)))
    start = g_utf8_next_char (start);
  while (end > start && is_blank (g_utf8_get_char (g_utf8_prev_char (end))))
    end = g_utf8_prev_char (end);
  result = start < end ? g_strndup (start, (gsize)(end - start)) : NULL;
  /* What a person told us does not stay in freed memory. */
  sodium_memzero (composed, strlen (composed));
  return result;
}

char *
tl_text_fold (const char *text)
{
  g_autofree char *apart = NULL;
  g_autofree char *valid = NULL;
  GString *folded;

  if (text == NULL)
    return NULL;
  valid = g_utf8_make_valid (text, -1); /* GLib trusts its input, and would go beyond a letter cut short */
  apart = g_utf8_normalize (valid, -1, G_NORMALIZE_ALL);
  if (apart == NULL)
    return NULL;
  folded = g_string_sized_new (strlen (apart));
  for (const char *p = apart; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_unichar_tolower (g_utf8_get_char (p));

      if (g_unichar_ismark (c))
        continue;
      /* đ has no decomposition in Unicode. */
      if (c == 0x111 || c == 0xF0)
        c = 'd';
      g_string_append_unichar (folded, c);
    }
  return g_string_free (folded, FALSE);
}

int
tl_text_compare (const char *a, const char *b)
{
  static GMutex lock;
  static UCollator *collator;
  UErrorCode status = U_ZERO_ERROR;
  int order;

  if (a == NULL || b == NULL)
    return (a != NULL) - (b != NULL);
  g_mutex_lock (&lock);
  if (collator == NULL)
    collator = ucol_open ("vi", &status);
  order = U_SUCCESS (status) ? (int)ucol_strcollUTF8 (collator, a, -1, b, -1, &status) : 0;
  g_mutex_unlock (&lock);
  if (U_FAILURE (status))
    return strcmp (a, b);
  return order;
}

char *
tl_money_format (gint64 dong)
{
  char digits[32];
  GString *text = g_string_new (dong < 0 ? "-" : NULL);
  gsize n;

  g_snprintf (digits, sizeof digits, "%" G_GUINT64_FORMAT, dong < 0 ? -(guint64)dong : (guint64)dong);
  n = strlen (digits);
  for (gsize i = 0; i < n; i++)
    {
      if (i > 0 && (n - i) % 3 == 0)
        g_string_append_c (text, '.');
      g_string_append_c (text, digits[i]);
    }
  return g_string_free (text, FALSE);
}

/* Whether what follows the digits is nothing or the unit. */
static gboolean
is_unit (const char *text)
{
  static const char *const units[] = {"", "đ", "₫", "đồng", "vnd", "vnđ", NULL};
  g_autofree char *valid = g_utf8_make_valid (text, -1);
  g_autofree char *lower = g_utf8_strdown (valid, -1);

  return g_strv_contains (units, g_strstrip (lower));
}

gboolean
tl_money_parse (const char *text, gint64 *dong)
{
  g_autofree char *typed = tl_text_normalise (text);
  gboolean negative, grouped = FALSE;
  guint in_group = 0, n_digits = 0;
  gint64 value = 0;
  const char *p;

  if (typed == NULL)
    return FALSE;
  negative = *typed == '-';
  for (p = typed + negative; *p != '\0'; p = g_utf8_next_char (p))
    {
      if (g_ascii_isdigit (*p))
        {
          if (++n_digits > 18)
            return FALSE;
          value = value * 10 + (*p - '0');
          in_group++;
        }
      else if ((*p == '.' || is_blank (g_utf8_get_char (p))) && g_ascii_isdigit (*g_utf8_next_char (p)))
        {
          /* Groups of three: "1.47" is no amount but a slip, and must not become 147. */
          if (in_group == 0 || in_group > 3 || (grouped && in_group != 3))
            return FALSE;
          grouped = TRUE;
          in_group = 0;
        }
      else
        {
          break;
        }
    }
  if (n_digits == 0 || (grouped && in_group != 3) || !is_unit (p))
    return FALSE;
  *dong = negative ? -value : value;
  return TRUE;
}

gboolean
tl_decimal_parse (const char *text, gint64 *thousandths)
{
  g_autofree char *typed = tl_text_normalise (text);
  gboolean negative;
  guint n_whole = 0, n_fraction = 0;
  gint64 value = 0;
  const char *p;

  if (typed == NULL)
    return FALSE;
  negative = *typed == '-';
  for (p = typed + negative; g_ascii_isdigit (*p); p++, n_whole++)
    {
      if (n_whole == 15)
        return FALSE;
      value = value * 10 + (*p - '0');
    }
  if (*p == ',' || *p == '.')
    for (p++; g_ascii_isdigit (*p); p++, n_fraction++)
      {
        /* A fourth digit could not be kept. */
        if (n_fraction == 3)
          return FALSE;
        value = value * 10 + (*p - '0');
      }
  if (*p != '\0' || n_whole + n_fraction == 0 || n_whole == 0)
    return FALSE;
  for (; n_fraction < 3; n_fraction++)
    value *= 10;
  *thousandths = negative ? -value : value;
  return TRUE;
}

static const char *const digit_words[] = {"không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín"};

/* Three digits. @full: a higher group was said, so that hundreds are said even when they are none. */
static void
say_group (GString *words, guint number, gboolean full)
{
  guint hundreds = number / 100;
  guint tens = number / 10 % 10;
  guint ones = number % 10;

  if (full || hundreds > 0)
    g_string_append_printf (words, " %s trăm", digit_words[hundreds]);
  if (tens == 0 && ones > 0 && (full || hundreds > 0))
    g_string_append (words, " linh");
  else if (tens == 1)
    g_string_append (words, " mười");
  else if (tens > 1)
    g_string_append_printf (words, " %s mươi", digit_words[tens]);
  if (ones == 0)
    return;
  if (ones == 1 && tens > 1)
    g_string_append (words, " mốt");
  else if (ones == 4 && tens > 1)
    g_string_append (words, " tư");
  else if (ones == 5 && tens > 0)
    g_string_append (words, " lăm");
  else
    g_string_append_printf (words, " %s", digit_words[ones]);
}

/* Below a tỷ (10⁹): millions, thousands, rest. */
static void
say_below_ty (GString *words, guint64 number, gboolean full)
{
  static const char *const names[] = {" triệu", " nghìn", ""};
  guint groups[] = {(guint)(number / 1000000), (guint)(number / 1000 % 1000), (guint)(number % 1000)};

  for (guint i = 0; i < 3; i++)
    {
      if (groups[i] == 0)
        continue;
      say_group (words, groups[i], full);
      g_string_append (words, names[i]);
      full = TRUE;
    }
}

/* tỷ counts in its own thousands and millions: a nghìn tỷ, a triệu tỷ. */
static void
say (GString *words, guint64 number, gboolean full)
{
  guint64 ty = number / 1000000000;

  if (ty > 0)
    {
      say (words, ty, full);
      g_string_append (words, " tỷ");
      full = TRUE;
    }
  say_below_ty (words, number % 1000000000, full);
}

char *
tl_money_in_words (gint64 dong)
{
  g_autoptr (GString) words = g_string_new (dong < 0 ? " âm" : NULL);
  guint64 number = dong < 0 ? -(guint64)dong : (guint64)dong;
  gunichar first;

  if (number == 0)
    g_string_append (words, " không");
  else
    say (words, number, FALSE);
  g_string_append (words, " đồng");
  g_string_erase (words, 0, 1);
  first = g_unichar_toupper (g_utf8_get_char (words->str));
  {
    GString *sentence = g_string_new (NULL);

    g_string_append_unichar (sentence, first);
    g_string_append (sentence, g_utf8_next_char (words->str));
    return g_string_free (sentence, FALSE);
  }
}

char *
tl_decimal_format (gint64 thousandths)
{
  guint64 number = thousandths < 0 ? -(guint64)thousandths : (guint64)thousandths;
  char fraction[8];
  gsize n;

  /* No grouping: what is shown must read back as the same number, and "1.250" reads as one and a quarter. */
  g_snprintf (fraction, sizeof fraction, "%03u", (guint)(number % 1000));
  for (n = 3; n > 0 && fraction[n - 1] == '0'; n--)
    fraction[n - 1] = '\0';
  return g_strdup_printf ("%s%" G_GUINT64_FORMAT "%s%s", thousandths < 0 ? "-" : "", number / 1000, n > 0 ? "," : "", fraction);
}

char *
tl_uuid_new (void)
{
  guint8 b[16];

  if (sodium_init () < 0)
    g_error ("No source of randomness");
  randombytes_buf (b, sizeof b);
  b[6] = (b[6] & 0x0F) | 0x40;
  b[8] = (b[8] & 0x3F) | 0x80;
  return g_strdup_printf ("%02x%02x%02x%02x-%02x%02x-%02x%02x-%02x%02x-%02x%02x%02x%02x%02x%02x", b[0], b[1], b[2], b[3], b[4], b[5], b[6],
                          b[7], b[8], b[9], b[10], b[11], b[12], b[13], b[14], b[15]);
}

gboolean
tl_uuid_is_valid (const char *text)
{
  if (text == NULL || strlen (text) != 36)
    return FALSE;
  for (guint i = 0; i < 36; i++)
    {
      if (i == 8 || i == 13 || i == 18 || i == 23)
        {
          if (text[i] != '-')
            return FALSE;
        }
      else if (!g_ascii_isxdigit (text[i]) || g_ascii_isupper (text[i]))
        return FALSE;
    }
  return TRUE;
}
