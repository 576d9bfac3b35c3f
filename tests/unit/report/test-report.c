/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "../support/fixture.h"
#include "report/report.h"

/* The value of a row, -1 for a hidden one, -2 if there is none. */
static gint64
cell (JsonObject *report, const char *group_key, const char *row_key)
{
  JsonArray *groups = json_object_get_array_member (report, "groups");

  for (guint i = 0; i < json_array_get_length (groups); i++)
    {
      JsonObject *group = json_array_get_object_element (groups, i);
      JsonArray *rows = json_object_get_array_member (group, "rows");

      if (g_strcmp0 (json_object_get_string_member (group, "key"), group_key) != 0)
        continue;
      for (guint j = 0; j < json_array_get_length (rows); j++)
        {
          JsonObject *row = json_array_get_object_element (rows, j);

          if (g_strcmp0 (json_object_get_string_member (row, "key"), row_key) == 0)
            return json_object_has_member (row, "hidden") ? -1 : json_object_get_int_member (row, "value");
        }
    }
  return -2;
}

static JsonObject *
report (Fixture *f, gboolean hide)
{
  g_autoptr (GError) error = NULL;
  JsonObject *data = tl_report_data (f->store, day ("2026-03-01"), day ("2026-03-31"), hide, &error);

  g_assert_no_error (error);
  return data;
}

static void
counts_what_was_recorded (Fixture *f, gconstpointer data)
{
  g_autoptr (JsonObject) shown = NULL;

  for (int i = 0; i < 6; i++)
    {
      g_autofree char *person = put (f, TL_TYPE_PERSON, "{'alias':'N%d','sex':'%s','birth_year':%d}", i, i ? "female" : "male", 1990 + i);
      g_autofree char *file
          = put (f, TL_TYPE_CASE,
                 "{'victim':'%s','opened_at':'2026-03-%02dT08:00:00+07:00','status':'open','legal_basis':'urgent_protection',"
                 "'perpetrator_relation':'husband'}",
                 person, i + 1);

      /* Two incidents of one case that name one form count once. */
      g_free (put (f, TL_TYPE_INCIDENT, "{'case':'%s','violence_groups':['physical','mental']}", file));
      g_free (put (f, TL_TYPE_INCIDENT, "{'case':'%s','violence_groups':['physical']}", file));
      put_stay (f, file, person, "2026-02-27T08:00:00+07:00", "2026-03-04T08:00:00+07:00");
      put_overlapping_stay (f, file, person, "2026-03-03T08:00:00+07:00", "2026-03-06T08:00:00+07:00");
      g_free (
          put (f, TL_TYPE_SUPPORT, "{'category':'meals','case':'%s','date':'2026-03-02','quantity':5,'funding_source':'province'}", file));
    }
  g_free (put_case (f, "2026-04-01T08:00:00+07:00", NULL));
  g_free (put (f, TL_TYPE_BUDGET, "{'year':2026,'funding_source':'province','amount':9000000}"));
  g_free (put (f, TL_TYPE_SUPPORT, "{'category':'facility','date':'2026-02-10','quantity':1,'amount':70000,'funding_source':'province',"
                                   "'decision_no':'1/QĐ'}"));
  shown = report (f, FALSE);
  g_assert_cmpint (cell (shown, "received", "cases"), ==, 6);
  g_assert_cmpint (cell (shown, "sex", "female"), ==, 5);
  g_assert_cmpint (cell (shown, "sex", "male"), ==, 1);
  g_assert_cmpint (cell (shown, "perpetrator_relation", "husband"), ==, 6);
  g_assert_cmpint (cell (shown, "violence_groups", "physical"), ==, 6);
  g_assert_cmpint (cell (shown, "violence_groups", "sexual"), ==, 0);
  /* 01/03 – 06/03: five nights each, the overlapping one once. */
  g_assert_cmpint (cell (shown, "nights", "nights"), ==, 30);
  g_assert_cmpint (cell (shown, "nights", "longest"), ==, 5);
  g_assert_cmpint (cell (shown, "support_category", "meals"), ==, 6 * 350000);
  g_assert_cmpint (cell (shown, "nights", "cost_per_night"), ==, 70000);
  /* March of what was granted for the year; an older line counts against it too. */
  g_assert_cmpint (cell (shown, "budget", "province_set"), ==, 9000000);
  g_assert_cmpint (cell (shown, "budget", "province_spent"), ==, 6 * 350000 + 70000);
  g_assert_cmpint (cell (shown, "budget", "province_left"), ==, 9000000 - 6 * 350000 - 70000);
  g_assert_cmpstr (json_object_get_string_member (json_object_get_object_member (shown, "letterhead"), "place_name"), ==, "Tiên Tiến");
}

static void
small_cells_stay_here (Fixture *f, gconstpointer data)
{
  g_autoptr (JsonObject) shown = NULL;

  for (int i = 0; i < 9; i++)
    {
      g_autofree char *person = put (f, TL_TYPE_PERSON, "{'alias':'N%d','sex':'%s'}", i, i ? "female" : "male");

      g_free (put (f, TL_TYPE_CASE,
                   "{'victim':'%s','opened_at':'2026-03-02T08:00:00+07:00','status':'open','legal_basis':'urgent_protection'}", person));
    }
  shown = report (f, TRUE);
  g_assert_cmpint (cell (shown, "received", "cases"), ==, 9);
  g_assert_cmpint (cell (shown, "received", "companions"), ==, -1);
  g_assert_cmpint (cell (shown, "sex", "male"), ==, -1);
  g_assert_cmpint (cell (shown, "nights", "longest"), ==, -1);
  g_assert_cmpint (cell (shown, "nights", "people"), ==, -1);
}

/* A month with one family and a month with nobody cannot be told apart, money apart. */
static void
one_family_looks_like_nobody (Fixture *f, gconstpointer data)
{
  g_autofree char *mother = put (f, TL_TYPE_PERSON, "{'alias':'Hoa','sex':'female','birth_year':1991}");
  g_autofree char *file = put (
      f, TL_TYPE_CASE, "{'victim':'%s','opened_at':'2026-03-02T08:00:00+07:00','status':'open','legal_basis':'urgent_protection'}", mother);
  g_autofree char *incident = put (f, TL_TYPE_INCIDENT, "{'case':'%s','violence_acts':['a','b']}", file);
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonObject) family = NULL;
  g_autoptr (JsonObject) nobody = NULL;
  g_autoptr (JsonNode) one = json_node_new (JSON_NODE_ARRAY);
  g_autoptr (JsonNode) none = json_node_new (JSON_NODE_ARRAY);
  g_autofree char *one_text = NULL;
  g_autofree char *none_text = NULL;

  put_stay (f, file, mother, "2026-03-02T08:00:00+07:00", "2026-03-09T08:00:00+07:00");
  family = report (f, TRUE);
  nobody = tl_report_data (f->store, day ("2026-01-01"), day ("2026-01-31"), TRUE, &error);
  g_assert_no_error (error);
  json_node_set_array (one, json_object_get_array_member (family, "groups"));
  json_node_set_array (none, json_object_get_array_member (nobody, "groups"));
  one_text = json_to_string (one, FALSE);
  none_text = json_to_string (none, FALSE);
  g_assert_cmpstr (one_text, ==, none_text);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  TEST ("/report/counts-what-was-recorded", counts_what_was_recorded);
  TEST ("/report/small-cells-stay-here", small_cells_stay_here);
  TEST ("/report/one-family-looks-like-nobody", one_family_looks_like_nobody);
  return g_test_run ();
}
