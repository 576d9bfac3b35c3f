/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "support/control-code.h"

#include <math.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

/* Crockford's alphabet: no I, L, O, U. */
static const char alphabet[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
#define CODE_LETTERS 15
#define CODE_ALL (CODE_LETTERS + 1)

/* --- helpers --- */

/* A field goes in with its length before it: no two different lists of fields hash the same text. */
static void
add_text (crypto_generichash_state *state, const char *text)
{
  guint8 size[4];
  guint32 length = text ? (guint32)strlen (text) : G_MAXUINT32;

  for (int i = 0; i < 4; i++)
    size[i] = (guint8)(length >> (8 * i));
  crypto_generichash_update (state, size, sizeof size);
  if (text)
    crypto_generichash_update (state, (const guint8 *)text, length);
}

static void
add_int (crypto_generichash_state *state, gint64 value)
{
  char text[24];

  g_snprintf (text, sizeof text, "%" G_GINT64_FORMAT, value);
  add_text (state, text);
}

static const char *
member_text (JsonObject *object, const char *name)
{
  JsonNode *node = json_object_get_member (object, name);

  return node && JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING ? json_node_get_string (node) : NULL;
}

static gint64
member_thousandths (JsonObject *object, const char *name)
{
  JsonNode *node = json_object_get_member (object, name);

  if (node == NULL || !JSON_NODE_HOLDS_VALUE (node))
    return 0;
  if (json_node_get_value_type (node) == G_TYPE_INT64)
    return json_node_get_int (node) * 1000;
  return llround (json_node_get_double (node) * 1000.0);
}

/* Luhn's check over 32 letters: finds every single wrong letter and nearly every swap of neighbours. */
static guint
check_letter (const guint *values)
{
  guint sum = 0;

  for (int i = 0; i < CODE_LETTERS; i++)
    {
      guint value = values[CODE_LETTERS - 1 - i];

      if (i % 2 == 0)
        value = value * 2 / 32 + value * 2 % 32;
      sum += value;
    }
  return (32 - sum % 32) % 32;
}

static char *
code_format (const guint *values)
{
  GString *text = g_string_new (NULL);

  for (int i = 0; i < CODE_ALL; i++)
    {
      if (i > 0 && i % 4 == 0)
        g_string_append_c (text, '-');
      g_string_append_c (text, alphabet[i < CODE_LETTERS ? values[i] : check_letter (values)]);
    }
  return g_string_free (text, FALSE);
}

static char *
code_of_hash (const guint8 hash[32])
{
  guint values[CODE_LETTERS];

  for (int i = 0; i < CODE_LETTERS; i++)
    {
      int bit = i * 5;
      guint window = ((guint)hash[bit / 8] << 8) | hash[bit / 8 + 1];

      values[i] = window >> (11 - bit % 8) & 31;
    }
  return code_format (values);
}

static int
compare_digests (gconstpointer a, gconstpointer b)
{
  return memcmp (a, b, TL_DIGEST_BYTES);
}

/* --- public --- */

char *
tl_control_code (const char *number, const char *kind, const char *date_from, const char *date_to, const char *source, gint64 total,
                 JsonArray *lines)
{
  crypto_generichash_state state;
  guint8 hash[32];
  guint n_lines = json_array_get_length (lines);

  crypto_generichash_init (&state, NULL, 0, sizeof hash);
  add_text (&state, "tamlanh statement code 1");
  add_text (&state, number);
  add_text (&state, kind);
  add_text (&state, date_from);
  add_text (&state, date_to);
  add_text (&state, source);
  add_int (&state, total);
  add_int (&state, n_lines);
  for (guint i = 0; i < n_lines; i++)
    {
      JsonObject *line = json_array_get_object_element (lines, i);

      add_int (&state, i + 1);
      add_text (&state, member_text (line, "category"));
      add_text (&state, member_text (line, "date"));
      add_text (&state, member_text (line, "date_to"));
      add_text (&state, member_text (line, "unit"));
      add_int (&state, member_thousandths (line, "quantity"));
      add_int (&state, json_object_get_int_member_with_default (line, "unit_price", 0));
      add_int (&state, json_object_get_int_member_with_default (line, "amount", 0));
      add_text (&state, member_text (line, "source"));
    }
  crypto_generichash_final (&state, hash, sizeof hash);

  return code_of_hash (hash);
}

void
tl_money_line_digest (const TlMoneyLine *line, gboolean road, gboolean by_month, guint8 out[TL_DIGEST_BYTES])
{
  crypto_generichash_state state;
  char month[8] = "";

  if (by_month && line->date)
    g_strlcpy (month, line->date, sizeof month);

  crypto_generichash_init (&state, NULL, 0, TL_DIGEST_BYTES);
  add_text (&state, "tamlanh statement line 2");
  add_text (&state, line->category);
  add_text (&state, by_month ? month : line->date);
  add_text (&state, by_month ? NULL : line->date_to);
  add_int (&state, road ? 1000 : line->quantity);
  add_text (&state, road ? "chuyến" : line->unit);
  add_int (&state, road ? 0 : line->unit_price);
  add_int (&state, line->amount);
  add_text (&state, line->source);
  crypto_generichash_final (&state, out, TL_DIGEST_BYTES);
}

gboolean
tl_control_by_month (const char *kind)
{
  return g_strcmp0 (kind, "treasury") == 0;
}

void
tl_control_line_digest (JsonObject *line, gboolean by_month, guint8 out[TL_DIGEST_BYTES])
{
  TlMoneyLine money = {
      .category = member_text (line, "category"),
      .date = member_text (line, "date"),
      .date_to = member_text (line, "date_to"),
      .quantity = member_thousandths (line, "quantity"),
      .unit = member_text (line, "unit"),
      .unit_price = json_object_get_int_member_with_default (line, "unit_price", 0),
      .amount = json_object_get_int_member_with_default (line, "amount", 0),
      .source = member_text (line, "source"),
  };

  tl_money_line_digest (&money, json_object_get_boolean_member_with_default (line, "road", FALSE), by_month, out);
}

char *
tl_control_code_of_digests (const char *number, const char *kind, const char *date_from, const char *date_to, const char *source,
                            gint64 total, guint8 *digests, guint n)
{
  crypto_generichash_state state;
  guint8 hash[32];

  if (n > 1)
    qsort (digests, n, TL_DIGEST_BYTES, compare_digests);
  crypto_generichash_init (&state, NULL, 0, sizeof hash);
  add_text (&state, "tamlanh statement code 2");
  add_text (&state, number);
  add_text (&state, kind);
  add_text (&state, date_from);
  add_text (&state, date_to);
  add_text (&state, source);
  add_int (&state, total);
  add_int (&state, n);
  if (n > 0)
    crypto_generichash_update (&state, digests, (unsigned long long)n * TL_DIGEST_BYTES);
  crypto_generichash_final (&state, hash, sizeof hash);
  return code_of_hash (hash);
}

void
tl_control_check_letters (const guint8 digest[TL_DIGEST_BYTES], char out[TL_CHECK_LETTERS + 1])
{
  guint bits = (guint)digest[0] << 16 | (guint)digest[1] << 8 | digest[2];

  for (int i = 0; i < TL_CHECK_LETTERS; i++)
    out[i] = alphabet[bits >> (19 - 5 * i) & 31];
  out[TL_CHECK_LETTERS] = '\0';
}

void
tl_control_set_check (JsonObject *line, gboolean by_month)
{
  guint8 digest[TL_DIGEST_BYTES];
  char letters[TL_CHECK_LETTERS + 1];

  tl_control_line_digest (line, by_month, digest);
  tl_control_check_letters (digest, letters);
  json_object_set_string_member (line, "check", letters);
}

void
tl_control_set_group_check (JsonObject *group)
{
  guint8 digest[TL_DIGEST_BYTES];
  char letters[TL_CHECK_LETTERS + 1];
  TlMoneyLine sum = {.category = member_text (group, "category"),
                     .amount = json_object_get_int_member (group, "amount"),
                     .source = member_text (group, "source")};

  tl_money_line_digest (&sum, FALSE, FALSE, digest);
  tl_control_check_letters (digest, letters);
  json_object_set_string_member (group, "check", letters);
}

/* --- QR --- */

#define QR_HEAD "TL2"

char *
tl_statement_qr (JsonObject *data, guint first, guint count)
{
  const char *number = member_text (data, "number");
  const char *code = member_text (data, "control_code");
  gboolean groups = g_strcmp0 (member_text (data, "kind"), "summary") == 0;
  JsonArray *lines = json_object_get_array_member (data, groups ? "groups" : "lines");
  g_autoptr (GString) text = NULL;

  if (number == NULL || code == NULL)
    return NULL;
  text = g_string_new (QR_HEAD ":");
  g_string_append_printf (text, "%s:%s:%c%u:", number, code, groups ? 'G' : 'L', first + 1);
  for (guint i = first; i < first + count && i < json_array_get_length (lines); i++)
    {
      const char *check = member_text (json_array_get_object_element (lines, i), "check");

      /* A paper frozen before there were such letters: number and code alone. */
      if (check == NULL)
        break;
      g_string_append (text, check);
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

void
tl_qr_clear (TlQr *qr)
{
  g_clear_pointer (&qr->number, g_free);
  g_clear_pointer (&qr->code, g_free);
  g_clear_pointer (&qr->letters, g_free);
}

gboolean
tl_qr_parse (const char *text, TlQr *qr)
{
  g_autofree char *trimmed = g_strstrip (g_ascii_strup (text, -1));
  g_auto (GStrv) parts = g_strsplit (trimmed, ":", -1);
  guint64 first;

  memset (qr, 0, sizeof *qr);
  if (g_strv_length (parts) == 1)
    {
      /* Before version 2: number, a space, code. */
      char *space = strchr (trimmed, ' ');

      qr->code = space ? tl_control_code_normalise (space + 1) : NULL;
      if (qr->code)
        qr->number = g_strndup (trimmed, (gsize)(space - trimmed));
      qr->letters = g_strdup ("");
    }
  else if (g_strv_length (parts) == 5 && g_str_equal (parts[0], QR_HEAD) && (parts[3][0] == 'L' || parts[3][0] == 'G')
           && g_ascii_string_to_unsigned (parts[3] + 1, 10, 1, 1000000, &first, NULL) && strlen (parts[4]) % TL_CHECK_LETTERS == 0
           && strspn (parts[4], alphabet) == strlen (parts[4]))
    {
      qr->code = tl_control_code_normalise (parts[2]);
      qr->number = g_strdup (parts[1]);
      qr->of_groups = parts[3][0] == 'G';
      qr->first = (guint)first - 1;
      qr->letters = g_strdup (parts[4]);
    }
  if (qr->code != NULL && qr->number != NULL)
    return TRUE;
  tl_qr_clear (qr);
  return FALSE;
}

char *
tl_control_code_normalise (const char *typed)
{
  guint values[CODE_ALL];
  int n = 0;

  if (typed == NULL)
    return NULL;
  for (; *typed; typed++)
    {
      char letter = g_ascii_toupper (*typed);
      const char *place;

      if (g_ascii_isspace (letter) || letter == '-' || letter == '.')
        continue;
      if (letter == 'O')
        letter = '0';
      else if (letter == 'I' || letter == 'L')
        letter = '1';
      place = strchr (alphabet, letter);
      if (place == NULL || n == CODE_ALL)
        return NULL;
      values[n++] = (guint)(place - alphabet);
    }
  if (n != CODE_ALL || values[CODE_LETTERS] != check_letter (values))
    return NULL;
  return code_format (values);
}

char *
tl_statement_number_format (gint64 count, int year, const char *site)
{
  return g_strdup_printf ("%02" G_GINT64_FORMAT "/%04d/BK-%s", count, year, site);
}

gboolean
tl_statement_number_parse (const char *number, gint64 *count, int *year, char **site)
{
  g_auto (GStrv) parts = g_strsplit (number, "/", 3);
  guint64 n, y;

  if (g_strv_length (parts) != 3 || !g_ascii_string_to_unsigned (parts[0], 10, 1, 999999, &n, NULL)
      || !g_ascii_string_to_unsigned (parts[1], 10, 2000, 9999, &y, NULL) || !g_str_has_prefix (parts[2], "BK-") || parts[2][3] == '\0')
    return FALSE;
  *count = (gint64)n;
  *year = (int)y;
  if (site)
    *site = g_strdup (parts[2] + 3);
  return TRUE;
}

char *
tl_generated_id (const char *category, const char *source, const char *month, const char *rate, guint count)
{
  crypto_generichash_state state;
  guint8 h[16];

  crypto_generichash_init (&state, NULL, 0, sizeof h);
  add_text (&state, "tamlanh generated line 1");
  add_text (&state, category);
  add_text (&state, source);
  add_text (&state, month);
  add_text (&state, rate);
  add_int (&state, count);
  crypto_generichash_final (&state, h, sizeof h);
  /* The form of a version 4 UUID: a reader of the id cannot tell a generated line from a typed one. */
  h[6] = (h[6] & 0x0f) | 0x40;
  h[8] = (h[8] & 0x3f) | 0x80;
  return g_strdup_printf ("%02x%02x%02x%02x-%02x%02x-%02x%02x-%02x%02x-%02x%02x%02x%02x%02x%02x", h[0], h[1], h[2], h[3], h[4], h[5], h[6],
                          h[7], h[8], h[9], h[10], h[11], h[12], h[13], h[14], h[15]);
}
