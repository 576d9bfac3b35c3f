/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Worked cases from tests/support/cases.tsv, a table that an officer can read and add to. Each row is one line of
 * support in a case of its own, after `before` lines of the same kind were saved. */

#include <string.h>

#include "fixture.h"
#include "record/text.h"

enum
{
  WORDS,
  CATEGORY,
  DATE,
  DATE_TO,
  QUANTITY,
  PRICE,
  AMOUNT,
  SOURCE,
  DECISION,
  REASON,
  BEFORE,
  EXPECTED,
  N_COLUMNS
};

static TlRecord *
line_of_row (Fixture *f, char **row, const char *file, const char *person, const char *trip)
{
  TlRecord *line = record_from (TL_TYPE_SUPPORT, "{'case':'%s','person':'%s','payee_name':'Người nhận %s'}", file, person, file);
  static const struct
  {
    int column;
    guint field;
  } columns[] = {{CATEGORY, TL_SUPPORT_CATEGORY},       {DATE, TL_SUPPORT_DATE},
                 {DATE_TO, TL_SUPPORT_DATE_TO},         {QUANTITY, TL_SUPPORT_QUANTITY},
                 {PRICE, TL_SUPPORT_UNIT_PRICE},        {AMOUNT, TL_SUPPORT_AMOUNT},
                 {SOURCE, TL_SUPPORT_FUNDING_SOURCE},   {DECISION, TL_SUPPORT_DECISION_NO},
                 {REASON, TL_SUPPORT_OVER_LIMIT_REASON}};

  for (guint i = 0; i < G_N_ELEMENTS (columns); i++)
    {
      g_autoptr (GError) error = NULL;

      if (*row[columns[i].column] == '\0')
        continue;
      tl_record_parse_field (line, columns[i].field, row[columns[i].column], &error);
      g_assert_no_error (error);
    }
  if (g_str_equal (row[CATEGORY], "counselling"))
    tl_record_set_text (line, TL_SUPPORT_STAFF, f->counsellor);
  if (g_str_has_prefix (row[CATEGORY], "travel_") || g_str_has_prefix (row[CATEGORY], "urgent_"))
    tl_record_set_text (line, TL_SUPPORT_TRIP, trip);
  return line;
}

static void
check_row (Fixture *f, char **row, guint number)
{
  g_autofree char *person = NULL;
  g_autofree char *file = put_case (f, "2022-01-01T08:00:00+07:00", &person);
  g_autofree char *trip = put (f, TL_TYPE_TRIP, "{'case':'%s','purpose':'home','people':['%s']}", file, person);
  g_autoptr (TlRecord) line = NULL;
  g_autoptr (GError) error = NULL;
  guint before = (guint)g_ascii_strtoull (row[BEFORE], NULL, 10);
  gboolean saved;

  /* Officers' ceilings run over all cases: a new one for each row. */
  g_free (f->counsellor);
  f->counsellor = put (f, TL_TYPE_STAFF, "{'full_name':'Cán bộ %u','role':'shelter','counsellor':true}", number);
  for (guint i = 0; i < before; i++)
    {
      g_autoptr (TlRecord) earlier = line_of_row (f, row, file, person, trip);

      tl_support_save (f->store, earlier, &error);
      g_assert_no_error (error);
    }
  line = line_of_row (f, row, file, person, trip);
  saved = tl_support_save (f->store, line, &error);

  if (g_str_has_prefix (row[EXPECTED], "ceiling "))
    {
      /* Which one: its level stands in what the person is told. */
      g_autofree char *level = g_strdup_printf ("level %s,", row[EXPECTED] + strlen ("ceiling "));

      if (error == NULL || strstr (error->message, level) == NULL)
        g_test_message ("row %u (%s): %s", number, row[WORDS], error ? error->message : "saved");
      g_assert_error (error, TL_SUPPORT_ERROR, TL_SUPPORT_ERROR_CEILING);
      g_assert_nonnull (strstr (error->message, level));
    }
  else if (g_str_equal (row[EXPECTED], "no rate"))
    g_assert_error (error, TL_SUPPORT_ERROR, TL_SUPPORT_ERROR_NO_RATE);
  else if (g_str_equal (row[EXPECTED], "invalid"))
    g_assert_error (error, TL_SUPPORT_ERROR, TL_SUPPORT_ERROR_INVALID);
  else
    {
      gint64 expected;

      g_assert_true (tl_money_parse (row[EXPECTED], &expected));
      if (error)
        g_test_message ("row %u (%s): %s", number, row[WORDS], error->message);
      g_assert_no_error (error);
      if (tl_record_int (line, TL_SUPPORT_AMOUNT) != expected)
        g_test_message ("row %u: %s", number, row[WORDS]);
      g_assert_cmpint (tl_record_int (line, TL_SUPPORT_AMOUNT), ==, expected);
      g_assert_true (saved);
    }
}

static void
worked_cases (Fixture *f, gconstpointer data)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "support", "cases.tsv", NULL);
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) rows = NULL;
  guint checked = 0;

  g_file_get_contents (path, &text, NULL, &error);
  g_assert_no_error (error);
  set_today ("2027-06-01T08:00:00+07:00");
  rows = g_strsplit (text, "\n", -1);
  for (guint i = 0; rows[i]; i++)
    {
      g_auto (GStrv) row = NULL;

      if (*rows[i] == '\0' || *rows[i] == '#')
        continue;
      row = g_strsplit (rows[i], "\t", -1);
      if (g_strv_length (row) != N_COLUMNS)
        g_test_message ("line %u has %u columns", i + 1, g_strv_length (row));
      g_assert_cmpuint (g_strv_length (row), ==, N_COLUMNS);
      check_row (f, row, i + 1);
      checked++;
    }
  g_assert_cmpuint (checked, >=, 120);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  TEST ("/support/cases/worked-cases-of-the-table", worked_cases);
  return g_test_run ();
}
