/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <glib.h>

#include "cli/cli.h"

static void
test_columns_align (void)
{
  g_autoptr (TlColumns) table = tl_columns_new ("id", "Tiền", NULL);
  g_autofree char *text = NULL;

  tl_columns_align_right (table, 1);
  tl_columns_add (table, "một", "1.470.000", NULL);
  tl_columns_add (table, "hai mươi", "0", NULL);
  text = tl_columns_to_text (table);
  g_assert_cmpstr (text, ==,
                   "id             Tiền\n"
                   "một       1.470.000\n"
                   "hai mươi          0\n");
}

/* A combining mark takes no column: decomposed text from a peer lines up with composed text. */
static void
test_combining_marks (void)
{
  g_autoptr (TlColumns) table = tl_columns_new ("Hu\314\233\306\241\314\200ng", "x", NULL);
  g_autofree char *text = NULL;

  tl_columns_add (table, "12345", "y", NULL);
  text = tl_columns_to_text (table);
  g_assert_cmpstr (text, ==,
                   "Hu\314\233\306\241\314\200ng  x\n"
                   "12345  y\n");
}

static void
test_one_line_a_row (void)
{
  g_autoptr (TlColumns) table = tl_columns_new ("a", "b", NULL);
  g_autofree char *text = NULL;

  tl_columns_add (table, "hai\ndòng", "và\ttab", NULL);
  text = tl_columns_to_text (table);
  g_assert_cmpstr (text, ==,
                   "a         b\n"
                   "hai dòng  và tab\n");
}

static void
test_no_spaces_at_the_end (void)
{
  g_autoptr (TlColumns) table = tl_columns_new ("a", "b", NULL);
  g_autofree char *text = NULL;

  tl_columns_add (table, "c", "", NULL);
  text = tl_columns_to_text (table);
  g_assert_cmpstr (text, ==,
                   "a  b\n"
                   "c\n");
}

static void
test_null_is_null (void)
{
  JsonObject *object = json_object_new ();
  g_autoptr (JsonNode) node = tl_cli_object_node (object);
  g_autofree char *text = NULL;

  tl_cli_add_text (object, "there", "có");
  tl_cli_add_text (object, "missing", NULL);
  text = json_to_string (node, FALSE);
  g_assert_cmpstr (text, ==, "{\"there\":\"có\",\"missing\":null}");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/cli/table/columns-align", test_columns_align);
  g_test_add_func ("/cli/table/combining-marks-take-no-column", test_combining_marks);
  g_test_add_func ("/cli/table/one-line-a-row", test_one_line_a_row);
  g_test_add_func ("/cli/table/no-spaces-at-the-end", test_no_spaces_at_the_end);
  g_test_add_func ("/cli/json/null-is-null", test_null_is_null);
  return g_test_run ();
}
