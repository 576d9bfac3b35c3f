/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The orders of the case list against a plain sort of the same cases, worked out here: levels in the order of their list,
 * the soonest open date, the newest first where those are equal; filters take away and change no order. */

#include "fixture.h"

#include "store/overview.h"

#define CASES 60

typedef struct
{
  char *id;
  int level;       /* place in the list of levels, or one of: */
#define UNKNOWN (-1)
#define NONE (-2)
  char *due;       /* soonest of what is open, or NULL */
  gint64 opened_at;
  gboolean mine, here;
} Made;

static void
made_clear (gpointer data)
{
  Made *made = data;

  g_free (made->id);
  g_free (made->due);
}

static void
save (Fixture *fixture, TlRecord *record)
{
  g_autoptr (GError) error = NULL;

  tl_store_save (fixture->store, record, &error);
  g_assert_no_error (error);
}

static void
note_due (Made *made, const char *day)
{
  if (made->due == NULL || strcmp (day, made->due) < 0)
    {
      g_free (made->due);
      made->due = g_strdup (day);
    }
}

static char *
any_day (GRand *random)
{
  return g_strdup_printf ("2026-%02d-%02d", g_rand_int_range (random, 1, 13), g_rand_int_range (random, 1, 29));
}

/* Open, done, none. */
static void
add_plan_item (Fixture *fixture, GRand *random, Made *made)
{
  static const char *const states[] = {"planned", "doing", "done"};
  const char *state = states[g_rand_int_range (random, 0, G_N_ELEMENTS (states))];
  g_autoptr (TlRecord) item = tl_record_new (TL_TYPE_PLAN_ITEM);
  g_autofree char *day = any_day (random);

  if (g_rand_boolean (random))
    return;
  tl_record_set_text (item, TL_PLAN_ITEM_CASE, made->id);
  tl_record_set_text (item, TL_PLAN_ITEM_NEED, tl_list_item (tl_list_get (tl_type_field (TL_TYPE_PLAN_ITEM, TL_PLAN_ITEM_NEED)->list), 0)->code);
  tl_record_set_text (item, TL_PLAN_ITEM_ACTION, "gọi công an xã");
  tl_record_set_text (item, TL_PLAN_ITEM_STATUS, state);
  tl_record_set_text (item, TL_PLAN_ITEM_DUE_ON, day);
  if (g_str_equal (state, "done"))
    tl_record_set_text (item, TL_PLAN_ITEM_DONE_ON, "2026-12-30");
  else
    note_due (made, day);
  save (fixture, item);
}

/* Here, gone, none. */
static void
add_stay (Fixture *fixture, GRand *random, TlRecord *of_case, Made *made)
{
  g_autoptr (TlRecord) person = NULL;
  g_autoptr (TlRecord) stay = NULL;
  g_autofree char *day = g_strdup_printf ("2026-%02d-%02d", g_rand_int_range (random, 3, 13), g_rand_int_range (random, 1, 29));
  gboolean gone = g_rand_boolean (random);

  if (g_rand_int_range (random, 0, 3) > 0)
    return;
  person = fixture_person (fixture, "Lan", NULL);
  stay = fixture_stay (of_case, person, "2026-02-01T08:00:00+07:00", gone ? "2026-02-03T08:00:00+07:00" : NULL, NULL, NULL);
  tl_record_set_text (stay, TL_STAY_EXPECTED_OUT_ON, day);
  save (fixture, stay);
  made->here = !gone;
  if (!gone)
    note_due (made, day);
}

/* Open, done, more than one: what is done does not count. */
static void
add_followups (Fixture *fixture, GRand *random, Made *made)
{
  for (gint n = g_rand_int_range (random, 0, 3); n > 0; n--)
    {
      g_autoptr (TlRecord) followup = tl_record_new (TL_TYPE_FOLLOWUP);
      g_autofree char *day = any_day (random);
      gboolean done = g_rand_boolean (random);

      tl_record_set_text (followup, TL_FOLLOWUP_CASE, made->id);
      tl_record_set_text (followup, TL_FOLLOWUP_DUE_ON, day);
      if (done)
        tl_record_set_text (followup, TL_FOLLOWUP_DONE_ON, "2026-12-30");
      else
        note_due (made, day);
      save (fixture, followup);
    }
}

static GArray *
make_cases (Fixture *fixture, GRand *random, const TlList *levels)
{
  g_autoptr (TlRecord) person = fixture_person (fixture, "Hoa", "Nguyễn Thị Hoa");
  GArray *all = g_array_new (FALSE, TRUE, sizeof (Made));

  g_array_set_clear_func (all, made_clear);
  for (gint i = 0; i < CASES; i++)
    {
      g_autofree char *opened = g_strdup_printf ("2026-01-%02dT%02d:%02d:00+07:00", g_rand_int_range (random, 1, 29), i % 24, i);
      g_autoptr (TlRecord) record = tl_record_new (TL_TYPE_CASE);
      Made made = {NULL};

      made.opened_at = fixture_time (opened);
      made.level = g_rand_int_range (random, UNKNOWN, (gint)tl_list_size (levels));
      made.level = made.level == UNKNOWN ? NONE : made.level;
      made.mine = g_rand_boolean (random);
      tl_record_set_text (record, TL_CASE_VICTIM, tl_record_id (person));
      tl_record_set_int (record, TL_CASE_OPENED_AT, made.opened_at);
      if (made.level >= 0)
        tl_record_set_text (record, TL_CASE_RISK_LEVEL, tl_list_item (levels, (guint)made.level)->code);
      if (made.mine)
        tl_record_set_text (record, TL_CASE_RECEIVED_BY, tl_store_staff (fixture->store));
      save (fixture, record);
      made.id = g_strdup (tl_record_id (record));
      add_followups (fixture, random, &made);
      add_plan_item (fixture, random, &made);
      add_stay (fixture, random, record, &made);
      g_array_append_val (all, made);
    }
  return all;
}

static int
newest_first (const Made *one, const Made *other)
{
  return (one->opened_at < other->opened_at) - (one->opened_at > other->opened_at);
}

static int
compare_risk (gconstpointer a, gconstpointer b)
{
  const Made *one = a, *other = b;

  return one->level != other->level ? other->level - one->level : newest_first (one, other);
}

static int
compare_due (gconstpointer a, gconstpointer b)
{
  const Made *one = a, *other = b;
  int order = strcmp (one->due != NULL ? one->due : "9", other->due != NULL ? other->due : "9");

  return order != 0 ? order : newest_first (one, other);
}

static void
check (Fixture *fixture, GArray *all, GCompareFunc compare, TlCaseFilter filter, TlCaseSort sort)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) ids = tl_overview_cases (fixture->store, filter, sort, &error);
  guint n = 0;

  g_assert_no_error (error);
  g_array_sort (all, compare);
  for (guint i = 0; i < all->len; i++)
    {
      Made *made = &g_array_index (all, Made, i);

      if ((filter == TL_CASES_MINE && !made->mine) || (filter == TL_CASES_HERE && !made->here))
        continue;
      g_assert_cmpuint (n, <, ids->len);
      g_assert_cmpstr (ids->pdata[n++], ==, made->id);
    }
  g_assert_cmpuint (n, ==, ids->len);
}

static void
test_orders (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (20260305);
  const TlList *levels = tl_list_get (tl_type_field (TL_TYPE_CASE, TL_CASE_RISK_LEVEL)->list);
  g_autoptr (GArray) all = make_cases (fixture, random, levels);
  const TlCaseFilter filters[] = {TL_CASES_ALL, TL_CASES_OPEN, TL_CASES_MINE, TL_CASES_HERE};

  g_assert_cmpuint (tl_list_size (levels), >, 2);
  for (guint i = 0; i < G_N_ELEMENTS (filters); i++)
    {
      check (fixture, all, compare_risk, filters[i], TL_CASES_BY_RISK);
      check (fixture, all, compare_due, filters[i], TL_CASES_BY_DUE);
    }
  /* A level that the list does not know, from a later version: behind those it knows, before those without one. */
  for (guint i = 0; i < all->len; i++)
    {
      Made *made = &g_array_index (all, Made, i);
      g_autofree char *sql = g_strdup_printf ("UPDATE \"case\" SET risk_level = 'later' WHERE id = '%s'", made->id);

      if (i % 9 != 4)
        continue;
      fixture_tamper (fixture, sql);
      made->level = UNKNOWN;
    }
  for (guint i = 0; i < 3; i++)
    check (fixture, all, compare_risk, filters[i], TL_CASES_BY_RISK);
}

int
main (int argc, char **argv)
{
  fixture_init (&argc, &argv);
  fixture_add ("/store/orders", test_orders);

  return g_test_run ();
}
