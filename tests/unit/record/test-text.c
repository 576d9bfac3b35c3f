/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <locale.h>
#include <string.h>

#include "record/text.h"

static void
assert_folds (const char *text, const char *expected)
{
  g_autofree char *folded = tl_text_fold (text);

  g_assert_cmpstr (folded, ==, expected);
}

static void
assert_normal (const char *text, const char *expected)
{
  g_autofree char *normal = tl_text_normalise (text);

  g_assert_cmpstr (normal, ==, expected);
}

/* A long text is composed in pieces; wherever a piece is cut, the whole comes out the same. */
static void
test_normalise_long (void)
{
  for (guint before = 480; before < 530; before++)
    {
      g_autoptr (GString) text = g_string_new (NULL);
      g_autofree char *whole = NULL;
      g_autofree char *pieces = NULL;

      while (text->len < before)
        g_string_append_c (text, 'x');
      for (guint i = 0; i < 300; i++)
        g_string_append (text, "Nguye\xcc\x82\xcc\x83n Thi\xcc\xa3 Hu\xcc\x9bo\xcc\x9b\xcc\x80ng đo\xcc\x82");
      whole = g_utf8_normalize (text->str, -1, G_NORMALIZE_DEFAULT_COMPOSE);
      pieces = tl_text_normalise (text->str);
      g_assert_cmpstr (pieces, ==, whole);
    }
}

static void
test_normalise (void)
{
  assert_normal ("Nguye\xCC\x82\xCC\x83n", "Nguyễn"); /* NFD, as another system types */
  assert_normal (" \t Lan \n", "Lan");
  assert_normal ("\xC2\xA0Lan\xEF\xBB\xBF", "Lan");
  assert_normal ("hai  lần", "hai  lần");
  assert_normal ("   ", NULL);
  assert_normal ("", NULL);
  assert_normal (NULL, NULL);
  assert_normal ("\xFF\xFE", NULL);
}

static void
test_fold (void)
{
  assert_folds ("Đình Cao", "dinh cao");
  assert_folds ("đinh cao", "dinh cao");
  assert_folds ("Nguyễn Thị Hường", "nguyen thi huong");
  assert_folds ("NGUYỄN THỊ HƯỜNG", "nguyen thi huong");
  assert_folds ("Nguye\xCC\x82\xCC\x83n", "nguyen");
  assert_folds ("Ư ơ Ằ ẵ ệ ỹ", "u o a a e y");
  assert_folds ("DC-2026-0001", "dc-2026-0001");
}

static void
test_order (void)
{
  /* a ă â … d đ; tones only after letters: không dấu, huyền, hỏi, ngã, sắc, nặng. */
  const char *const words[]
      = {"An", "Ăn", "Ân", "Ba", "Dung", "Đào", "Em", "Ên", "Ma", "Mà", "Mả", "Mã", "Má", "Mạ", "On", "Ôn", "Ơn", "Un", "Ưng"};

  for (guint i = 0; i + 1 < G_N_ELEMENTS (words); i++)
    {
      g_test_message ("%s < %s", words[i], words[i + 1]);
      g_assert_cmpint (tl_text_compare (words[i], words[i + 1]), <, 0);
      g_assert_cmpint (tl_text_compare (words[i + 1], words[i]), >, 0);
    }
  g_assert_cmpint (tl_text_compare ("Lan", "Lan"), ==, 0);
  g_assert_cmpint (tl_text_compare (NULL, "Lan"), <, 0);
}

static void
assert_money (const char *typed, gint64 expected)
{
  gint64 dong = -1;

  g_test_message ("%s", typed);
  g_assert_true (tl_money_parse (typed, &dong));
  g_assert_cmpint (dong, ==, expected);
}

static void
test_money_parse (void)
{
  static const char *const wrong[] = {"",    "đ",   "1.47",          "1.4700",   "1..000", "12.34.567",           "1,5tr",
                                      "1.5", "abc", "1.470.000 USD", "1234.567", "--5",    "9999999999999999999", ".000"};
  gint64 dong;

  assert_money ("1.470.000", 1470000);
  assert_money ("1 470 000 đ", 1470000);
  assert_money ("1\xC2\xA0"
                "470\xC2\xA0"
                "000  đồng",
                1470000);
  assert_money ("1470000", 1470000);
  assert_money ("85.000đ", 85000);
  assert_money ("0", 0);
  assert_money ("-20.000 VNĐ", -20000);
  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_test_message ("%s", wrong[i]);
      g_assert_false (tl_money_parse (wrong[i], &dong));
    }
}

static void
test_money_format (void)
{
  static const struct
  {
    gint64 dong;
    const char *text;
  } cases[] = {{0, "0"}, {5, "5"}, {999, "999"}, {1000, "1.000"}, {1470000, "1.470.000"}, {-20000, "-20.000"}, {188692, "188.692"}};

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = tl_money_format (cases[i].dong);

      g_assert_cmpstr (text, ==, cases[i].text);
      assert_money (text, cases[i].dong);
    }
}

static void
test_decimal (void)
{
  static const struct
  {
    gint64 thousandths;
    const char *text;
  } cases[] = {{0, "0"}, {46000, "46"}, {12500, "12,5"}, {200, "0,2"}, {1250750, "1250,75"}, {1, "0,001"}, {-500, "-0,5"}};
  static const char *const wrong[] = {"", ",5", "1,2345", "1.2.3", "4 6", "x", "-", "1e3"};
  gint64 number = 0;

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = tl_decimal_format (cases[i].thousandths);

      g_assert_cmpstr (text, ==, cases[i].text);
      g_assert_true (tl_decimal_parse (text, &number));
      g_assert_cmpint (number, ==, cases[i].thousandths);
    }
  g_assert_true (tl_decimal_parse ("12.5", &number));
  g_assert_cmpint (number, ==, 12500);
  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    g_assert_false (tl_decimal_parse (wrong[i], &number));
}

/* --- Money in words, said a second way: every digit of a group is spelt, then the spelling is corrected. --- */

static char *
spell_group (guint number, gboolean full)
{
  static const char *const spelt[] = {"không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín"};
  static const char *const corrections[][2] = {
      {" không mươi không", ""}, {" không mươi", " linh"}, {"mươi không", "mươi"}, {" một mươi", " mười"},   {"mươi một", "mươi mốt"},
      {"mươi bốn", "mươi tư"},   {"mươi năm", "mươi lăm"}, {"mười không", "mười"}, {"mười năm", "mười lăm"},
  };
  GString *text = g_string_new (NULL);

  g_string_printf (text, " %s trăm %s mươi %s", spelt[number / 100], spelt[number / 10 % 10], spelt[number % 10]);
  for (guint i = 0; i < G_N_ELEMENTS (corrections); i++)
    g_string_replace (text, corrections[i][0], corrections[i][1], 0);
  if (!full)
    {
      g_string_replace (text, " không trăm linh", "", 0);
      g_string_replace (text, " không trăm", "", 0);
    }
  return g_string_free (text, FALSE);
}

static char *
spell (guint64 number, char *groups[2][1000])
{
  static const char *const names[] = {"", " nghìn", " triệu", " tỷ"};
  GString *text = g_string_new (NULL);
  guint64 unit = 1000000000;

  for (int i = 3; i >= 0; i--, unit /= 1000)
    {
      guint group = (guint)(number / unit % 1000);

      if (group > 0)
        g_string_append_printf (text, "%s%s", groups[text->len > 0][group], names[i]);
    }
  g_string_append (text, text->len > 0 ? " đồng" : " không đồng");
  return g_string_free (text, FALSE);
}

/* @spoken begins with a blank and a small letter. */
static void
assert_words (guint64 number, const char *spoken)
{
  g_autofree char *words = tl_money_in_words ((gint64)number);
  gunichar first = g_utf8_get_char (words);

  if (first != g_unichar_toupper (g_utf8_get_char (spoken + 1)) || strcmp (g_utf8_next_char (words), g_utf8_next_char (spoken + 1)) != 0)
    g_error ("%" G_GUINT64_FORMAT ": “%s”, expected “%s”", number, words, spoken + 1);
}

static void
test_words_second_way (void)
{
  char *groups[2][1000];
  guint64 state = 20260305;

  for (guint i = 0; i < 1000; i++)
    {
      groups[0][i] = spell_group (i, FALSE);
      groups[1][i] = spell_group (i, TRUE);
    }
  for (guint64 number = 0; number < 1000000; number++)
    {
      g_autofree char *spoken = spell (number, groups);

      assert_words (number, spoken);
    }
  for (guint i = 0; i < 10000; i++)
    {
      guint64 number;
      g_autofree char *spoken = NULL;

      state = state * 6364136223846793005u + 1442695040888963407u;
      number = (state >> 16) % 1000000000000u;
      /* Also amounts with empty groups in the middle. */
      if (i % 4 == 1)
        number = number / 1000000 * 1000000 + number % 1000;
      else if (i % 4 == 2)
        number = number / 1000000000 * 1000000000 + number % 100;
      spoken = spell (number, groups);
      assert_words (number, spoken);
    }
  for (guint i = 0; i < 1000; i++)
    {
      g_free (groups[0][i]);
      g_free (groups[1][i]);
    }
}

static void
test_words_kept (void)
{
  static const struct
  {
    gint64 dong;
    const char *words;
  } cases[] = {
      {0, "Không đồng"},
      {15, "Mười lăm đồng"},
      {21, "Hai mươi mốt đồng"},
      {24, "Hai mươi tư đồng"},
      {25, "Hai mươi lăm đồng"},
      {105, "Một trăm linh năm đồng"},
      {1005, "Một nghìn không trăm linh năm đồng"},
      {1000005, "Một triệu không trăm linh năm đồng"},
      {1470000, "Một triệu bốn trăm bảy mươi nghìn đồng"},
      {1234567890, "Một tỷ hai trăm ba mươi tư triệu năm trăm sáu mươi bảy nghìn tám trăm chín mươi đồng"},
      {1000000000000, "Một nghìn tỷ đồng"},
      {1005000000000, "Một nghìn không trăm linh năm tỷ đồng"},
      {-20000, "Âm hai mươi nghìn đồng"},
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *words = tl_money_in_words (cases[i].dong);

      g_assert_cmpstr (words, ==, cases[i].words);
    }
}

static void
test_uuid (void)
{
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < 1000; i++)
    {
      char *id = tl_uuid_new ();

      g_assert_true (tl_uuid_is_valid (id));
      g_assert_cmpint (id[14], ==, '4');
      g_assert_nonnull (strchr ("89ab", id[19]));
      g_assert_true (g_uuid_string_is_valid (id));
      g_assert_true (g_hash_table_add (seen, id));
    }
  g_assert_false (tl_uuid_is_valid (NULL));
  g_assert_false (tl_uuid_is_valid ("x"));
  g_assert_false (tl_uuid_is_valid ("F47AC10B-58CC-4372-A567-0E02B2C3D479"));
  g_assert_false (tl_uuid_is_valid ("f47ac10b-58cc-4372-a567-0e02b2c3d479x"));
  g_assert_true (tl_uuid_is_valid ("f47ac10b-58cc-4372-a567-0e02b2c3d479"));
}

int
main (int argc, char **argv)
{
  setlocale (LC_ALL, "");
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/record/text/normal-form-trims-and-composes", test_normalise);
  g_test_add_func ("/record/text/normal-form-of-a-long-text", test_normalise_long);
  g_test_add_func ("/record/text/folding-finds-without-accents", test_fold);
  g_test_add_func ("/record/text/order-is-vietnamese", test_order);
  g_test_add_func ("/record/money/reads-what-people-write", test_money_parse);
  g_test_add_func ("/record/money/writes-with-dots-and-reads-back", test_money_format);
  g_test_add_func ("/record/money/words-of-the-page", test_words_kept);
  g_test_add_func ("/record/money/words-agree-with-a-second-way", test_words_second_way);
  g_test_add_func ("/record/decimal/reads-back", test_decimal);
  g_test_add_func ("/record/uuid/random-and-checked", test_uuid);
  return g_test_run ();
}
