/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The province checks a paper of a shelter against what the bundles brought. */

#include <string.h>

#include "fixture.h"
#include "support/control-code.h"

typedef struct
{
  char *number;
  char *code;
  JsonObject *data;
} Paper;

static void
paper_clear (Paper *paper)
{
  g_free (paper->number);
  g_free (paper->code);
  g_clear_pointer (&paper->data, json_object_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Paper, paper_clear)

static void
make_paper (Fixture *fixture, const char *kind, Paper *paper)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TlRecord) draft
      = tl_statement_make (fixture->dc, kind, tl_date_from_ymd (2026, 3, 1), tl_date_from_ymd (2026, 3, 31), NULL, &error);

  g_assert_no_error (error);
  tl_statement_approve_and_finalise (fixture->dc, tl_record_id (draft), &error);
  g_assert_no_error (error);
  paper->data = tl_statement_data (fixture->dc, tl_record_id (draft), &error);
  g_assert_no_error (error);
  paper->number = g_strdup (json_object_get_string_member (paper->data, "number"));
  paper->code = g_strdup (json_object_get_string_member (paper->data, "control_code"));
}

static TlStatementCheck *
check (Fixture *fixture, const char *number, const char *code, const char *qr)
{
  g_autoptr (GError) error = NULL;
  TlStatementCheck *result = tl_sync_check_statement (fixture->hy, number, code, qr, &error);

  g_assert_no_error (error);
  g_assert_nonnull (result);
  return result;
}

static gboolean
says (TlStatementCheck *check, const char *words)
{
  for (guint i = 0; i < check->differences->len; i++)
    if (strstr (g_ptr_array_index (check->differences, i), words) != NULL)
      return TRUE;
  return FALSE;
}

static void
put_lines (Fixture *fixture)
{
  g_autofree char *trip = NULL;

  g_free (put_line (fixture, "2026-03-06", 400000));
  g_free (put_line (fixture, "2026-03-07", 250000));
  trip = put (fixture->dc, TL_TYPE_TRIP, "{'case':'%s','purpose':'home','people':['%s'],'mode':'agency_car','km':46,'fuel_price':20510}",
              fixture->case_id, fixture->person);
  g_free (
      put (fixture->dc, TL_TYPE_SUPPORT, "{'category':'travel_fuel','trip':'%s','date':'2026-03-12','funding_source':'province'}", trip));
  g_free (put (
      fixture->dc, TL_TYPE_SUPPORT,
      "{'category':'meals','case':'%s','person':'%s','date':'2026-03-05','date_to':'2026-03-10','quantity':6,'funding_source':'province'}",
      fixture->case_id, fixture->person));
}

/* Every kind, from lines whose kilometres and order stayed at the shelter. */
static void
test_agrees (Fixture *fixture, gconstpointer data)
{
  static const char *const kinds[] = {"detail", "summary", "receipts", "request", "treasury"};
  Paper papers[G_N_ELEMENTS (kinds)] = {0};
  g_autofree char *path = NULL;

  put_lines (fixture);
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    make_paper (fixture, kinds[i], &papers[i]);
  path = make (fixture, NULL);
  g_assert_cmpint (apply (fixture, fixture->hy, path, NULL), ==, 0);
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      g_autofree char *qr = tl_statement_qr (papers[i].data, 0, 100);
      g_autoptr (TlStatementCheck) typed = check (fixture, papers[i].number, papers[i].code, NULL);
      g_autoptr (TlStatementCheck) scanned = check (fixture, NULL, NULL, qr);

      for (guint j = 0; j < scanned->differences->len; j++)
        g_test_message ("%s: %s", kinds[i], (char *)g_ptr_array_index (scanned->differences, j));
      g_assert_true (typed->agrees);
      g_assert_true (typed->from_received);
      g_assert_true (scanned->agrees);
      paper_clear (&papers[i]);
    }
}

static void
test_another_code (Fixture *fixture, gconstpointer data)
{
  g_auto (Paper) paper = {0};
  g_auto (Paper) other = {0};
  g_autofree char *path = NULL;
  g_autoptr (TlStatementCheck) result = NULL;
  g_autoptr (GError) error = NULL;

  put_lines (fixture);
  make_paper (fixture, "detail", &paper);
  make_paper (fixture, "summary", &other);
  path = make (fixture, NULL);
  g_assert_cmpint (apply (fixture, fixture->hy, path, NULL), ==, 0);
  result = check (fixture, paper.number, other.code, NULL);
  g_assert_false (result->agrees);
  g_assert_true (says (result, paper.code));
  g_assert_null (tl_sync_check_statement (fixture->hy, "77/2026/BK-DC", paper.code, NULL, &error));
  g_assert_error (error, TL_STORE_ERROR, TL_STORE_ERROR_NOT_FOUND);
}

/* The paper is as it was; what came by bundle is another: the line is named. */
static void
test_names_the_line (Fixture *fixture, gconstpointer data)
{
  g_auto (Paper) paper = {0};
  g_autofree char *path = NULL;
  g_autofree char *qr = NULL;
  g_autoptr (TlStatementCheck) scanned = NULL;
  g_autoptr (TlStatementCheck) typed = NULL;

  put_lines (fixture);
  make_paper (fixture, "detail", &paper);
  path = make (fixture, NULL);
  g_assert_cmpint (apply (fixture, fixture->hy, path, NULL), ==, 0);
  g_assert_cmpint (count (fixture->hy, "UPDATE sync_money SET amount = 250001 WHERE amount = 250000 RETURNING amount"), ==, 250001);
  qr = tl_statement_qr (paper.data, 0, 100);
  scanned = check (fixture, NULL, NULL, qr);
  g_assert_false (scanned->agrees);
  for (guint i = 0; i < json_array_get_length (json_object_get_array_member (paper.data, "lines")); i++)
    {
      JsonObject *line = json_array_get_object_element (json_object_get_array_member (paper.data, "lines"), i);
      g_autofree char *sentence = g_strdup_printf ("Line %u of the paper differs", i + 1);

      g_assert_true (says (scanned, sentence) == (json_object_get_int_member (line, "amount") == 250000));
    }
  g_assert_true (says (scanned, "250.001"));
  typed = check (fixture, paper.number, paper.code, NULL);
  g_assert_false (typed->agrees);
  g_assert_true (says (typed, "come to"));
}

static void
test_missing_and_void (Fixture *fixture, gconstpointer data)
{
  g_auto (Paper) paper = {0};
  g_autofree char *path = NULL;
  g_autofree char *next = NULL;
  g_autoptr (TlStatementCheck) missing = NULL;
  g_autoptr (TlStatementCheck) gone = NULL;
  g_autoptr (TlRecord) statement = NULL;
  g_autoptr (GError) error = NULL;

  put_lines (fixture);
  make_paper (fixture, "detail", &paper);
  path = make (fixture, NULL);
  g_assert_cmpint (apply (fixture, fixture->hy, path, NULL), ==, 0);
  g_assert_cmpint (count (fixture->hy, "DELETE FROM sync_money WHERE amount = 250000 RETURNING 1"), ==, 1);
  missing = check (fixture, paper.number, paper.code, NULL);
  g_assert_false (missing->agrees);
  g_assert_true (says (missing, "1 line of this statement has not arrived"));
  statement = tl_statement_find (fixture->dc, paper.number, &error);
  tl_statement_void (fixture->dc, tl_record_id (statement), "sai kỳ", &error);
  g_assert_no_error (error);
  next = make (fixture, NULL);
  g_assert_cmpint (apply (fixture, fixture->hy, next, NULL), ==, 0);
  gone = check (fixture, paper.number, paper.code, NULL);
  g_assert_true (gone->is_void);
  g_assert_true (gone->agrees);
}

/* What leaves to make this possible: ids only, in an order that tells nothing. */
static void
test_ids_are_sorted (Fixture *fixture, gconstpointer data)
{
  g_auto (Paper) paper = {0};
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonObject) preview = NULL;
  JsonObject *row;
  g_auto (GStrv) ids = NULL;

  put_lines (fixture);
  make_paper (fixture, "detail", &paper);
  preview = tl_bundle_preview (fixture->dc, "HY", &error);
  g_assert_no_error (error);
  row = json_array_get_object_element (
      json_object_get_array_member (json_object_get_object_member (json_object_get_object_member (preview, "projections"), "statements"),
                                    "rows"),
      0);
  ids = g_strsplit (json_object_get_string_member (row, "lines"), " ", -1);
  g_assert_cmpuint (g_strv_length (ids), ==, 4);
  for (guint i = 0; i < 4; i++)
    {
      g_assert_cmpuint (strlen (ids[i]), ==, 32);
      if (i > 0)
        g_assert_cmpstr (ids[i - 1], <, ids[i]);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  TEST ("/sync/check/agrees", test_agrees);
  TEST ("/sync/check/another-code", test_another_code);
  TEST ("/sync/check/names-the-line", test_names_the_line);
  TEST ("/sync/check/missing-and-void", test_missing_and_void);
  TEST ("/sync/check/ids-are-sorted", test_ids_are_sorted);
  return g_test_run ();
}
