/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include "support/control-code.h"

static const char lines_json[]
    = "[{\"category\":\"meals\",\"date\":\"2026-03-05\",\"date_to\":\"2026-03-11\",\"unit\":\"người/ngày\","
      "\"quantity\":7,\"unit_price\":70000,\"amount\":490000,\"source\":\"province\",\"case_code\":\"DC-2026-0001\"},"
      "{\"category\":\"travel_fuel\",\"date\":\"2026-03-12\",\"unit\":\"lít\",\"quantity\":9.2,\"unit_price\":20510,"
      "\"amount\":188692,\"source\":\"province\"}]";

static char *
code_of (const char *json, const char *number, gint64 total)
{
  g_autoptr (JsonNode) node = json_from_string (json, NULL);

  return tl_control_code (number, "detail", "2026-03-01", "2026-03-31", "province", total, json_node_get_array (node));
}

static void
covers_each_money_column (void)
{
  static const char *const changes[][2] = {{"490000", "490001"},
                                           {"\"meals\"", "\"escort\""},
                                           {"2026-03-05", "2026-03-06"},
                                           {"2026-03-11", "2026-03-12"},
                                           {"người/ngày", "người"},
                                           {":7,", ":8,"},
                                           {"9.2", "9.3"},
                                           {"20510", "20511"},
                                           {"\"province\"}]", "\"commune\"}]"}};
  g_autofree char *code = code_of (lines_json, "05/2026/BK-DC", 678692);
  g_autofree char *other_number = code_of (lines_json, "06/2026/BK-DC", 678692);
  g_autofree char *other_total = code_of (lines_json, "05/2026/BK-DC", 678693);

  g_assert_cmpstr (code, !=, other_number);
  g_assert_cmpstr (code, !=, other_total);
  for (guint i = 0; i < G_N_ELEMENTS (changes); i++)
    {
      g_autoptr (GString) text = g_string_new (lines_json);
      g_autofree char *other = NULL;

      g_assert_cmpuint (g_string_replace (text, changes[i][0], changes[i][1], 1), ==, 1);
      other = code_of (text->str, "05/2026/BK-DC", 678692);
      g_assert_cmpstr (code, !=, other);
    }
}

static void
knows_no_person (void)
{
  g_autoptr (GString) text = g_string_new (lines_json);
  g_autofree char *code = code_of (lines_json, "05/2026/BK-DC", 678692);
  g_autofree char *other = NULL;

  g_string_replace (text, "DC-2026-0001", "DC-2026-0999\",\"note\":\"Nguyễn Thị Hương", 0);
  other = code_of (text->str, "05/2026/BK-DC", 678692);
  g_assert_cmpstr (code, ==, other);
}

static void
a_mistyped_letter_is_found (void)
{
  g_autofree char *code = code_of (lines_json, "05/2026/BK-DC", 678692);
  static const char letters[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

  g_assert_cmpuint (strlen (code), ==, 19);
  for (guint i = 0; code[i]; i++)
    {
      g_autofree char *wrong = g_strdup (code);

      if (code[i] == '-')
        continue;
      for (const char *letter = letters; *letter; letter++)
        {
          g_autofree char *normal = NULL;

          wrong[i] = *letter;
          normal = tl_control_code_normalise (wrong);
          if (*letter == code[i])
            g_assert_cmpstr (normal, ==, code);
          else
            g_assert_null (normal);
        }
    }
}

static void
typing_is_forgiven (void)
{
  g_autofree char *code = code_of (lines_json, "05/2026/BK-DC", 678692);
  g_autofree char *lower = g_ascii_strdown (code, -1);
  g_autofree char *spaced = NULL;
  g_autofree char *normal = NULL;

  g_strdelimit (lower, "-", ' ');
  g_strdelimit (lower, "0", 'o');
  spaced = g_strconcat ("  ", lower, " ", NULL);
  normal = tl_control_code_normalise (spaced);
  g_assert_cmpstr (normal, ==, code);
  g_assert_null (tl_control_code_normalise (""));
  g_assert_null (tl_control_code_normalise (NULL));
  g_assert_null (tl_control_code_normalise ("ABCD"));
}

static void
number_round_trip (void)
{
  g_autofree char *first = tl_statement_number_format (5, 2026, "DC");
  g_autofree char *large = tl_statement_number_format (123, 2026, "DC");
  g_autofree char *site = NULL;
  gint64 count;
  int year;

  g_assert_cmpstr (first, ==, "05/2026/BK-DC");
  g_assert_cmpstr (large, ==, "123/2026/BK-DC");
  g_assert_true (tl_statement_number_parse (large, &count, &year, &site));
  g_assert_cmpint (count, ==, 123);
  g_assert_cmpint (year, ==, 2026);
  g_assert_cmpstr (site, ==, "DC");
  g_assert_false (tl_statement_number_parse ("5/2026", &count, &year, NULL));
  g_assert_false (tl_statement_number_parse ("x/2026/BK-DC", &count, &year, NULL));
}

static void
generated_id_is_stable (void)
{
  g_autofree char *one = tl_generated_id ("meals", "ab", "2026-03", "r", 0);
  g_autofree char *same = tl_generated_id ("meals", "ab", "2026-03", "r", 0);
  g_autofree char *shifted = tl_generated_id ("meal", "sab", "2026-03", "r", 0);
  g_autofree char *next = tl_generated_id ("meals", "ab", "2026-03", "r", 1);

  g_assert_cmpstr (one, ==, same);
  g_assert_cmpstr (one, !=, shifted);
  g_assert_cmpstr (one, !=, next);
  g_assert_true (g_uuid_string_is_valid (one));
  g_assert_cmpint (one[14], ==, '4');
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/support/control-code/covers-each-money-column", covers_each_money_column);
  g_test_add_func ("/support/control-code/knows-no-person", knows_no_person);
  g_test_add_func ("/support/control-code/a-mistyped-letter-is-found", a_mistyped_letter_is_found);
  g_test_add_func ("/support/control-code/typing-is-forgiven", typing_is_forgiven);
  g_test_add_func ("/support/statement/number-round-trip", number_round_trip);
  g_test_add_func ("/support/generate/id-is-stable", generated_id_is_stable);
  return g_test_run ();
}
