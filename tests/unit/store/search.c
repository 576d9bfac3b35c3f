/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "fixture.h"

static guint
hits (Fixture *fixture, const char *text)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) found = tl_store_search (fixture->store, text, 0, &error);

  g_assert_no_error (error);

  return found->len;
}

static void
test_folding (Fixture *fixture, gconstpointer data)
{
  static const char *const typed[]
      = {"nguyen thi huong", "Nguyễn Thị Hường", "NGUYỄN THỊ HƯỜNG", "hường", "huong nguyen", "ngu huo",
         "dinh cao",         "Đình Cao",         "đinh cao",         "ĐÌNH",  "huong)",       "nguyê\xcc\x83n"};
  static const char *const other[] = {"hai", "nguyen lan", "uong", "\"", "*", "huong OR lan", "-huong lan"};
  g_autoptr (TlRecord) hoa = fixture_person (fixture, "Chị Đình Cao", "Nguyễn Thị Hường");
  g_autoptr (TlRecord) lan = fixture_person (fixture, "Lan", "Đỗ Thị Lan");

  for (guint i = 0; i < G_N_ELEMENTS (typed); i++)
    if (hits (fixture, typed[i]) != 1)
      g_error ("\"%s\" found %u", typed[i], hits (fixture, typed[i]));
  for (guint i = 0; i < G_N_ELEMENTS (other); i++)
    if (hits (fixture, other[i]) != 0)
      g_error ("\"%s\" found %u", other[i], hits (fixture, other[i]));
  g_assert_cmpuint (hits (fixture, "thi"), ==, 3); /* the officer too */
  g_assert_cmpuint (hits (fixture, "do lan"), ==, 1);
}

static void
test_follows_changes (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TlRecord) person = fixture_person (fixture, "Hoa", "Nguyễn Thị Hường");

  tl_record_set_text (person, TL_PERSON_FULL_NAME, "Lê Thị Sáu");
  tl_store_save (fixture->store, person, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (hits (fixture, "huong"), ==, 0);
  g_assert_cmpuint (hits (fixture, "sau"), ==, 1);
  tl_store_delete (fixture->store, TL_TYPE_PERSON, tl_record_id (person), NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (hits (fixture, "sau"), ==, 0);
}

static void
test_hit (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TlRecord) person = fixture_person (fixture, "Hoa", "Nguyễn Thị Hường");
  g_autoptr (TlRecord) child = fixture_person (fixture, "Bé Na", NULL);
  g_autoptr (TlRecord) of_case = fixture_case (fixture, person, "2026-03-05T21:00:00+07:00");
  g_autoptr (TlRecord) companion = tl_record_new (TL_TYPE_COMPANION);
  g_autoptr (GPtrArray) found = NULL;
  TlHit *hit;

  tl_record_set_text (companion, TL_COMPANION_CASE, tl_record_id (of_case));
  tl_record_set_text (companion, TL_COMPANION_PERSON, tl_record_id (child));
  tl_record_set_text (companion, TL_COMPANION_RELATION, "child");
  tl_store_save (fixture->store, companion, &error);
  g_assert_no_error (error);

  found = tl_store_search (fixture->store, "huong", 10, &error);
  hit = found->pdata[0];
  g_assert_cmpint (hit->type, ==, TL_TYPE_PERSON);
  /* Never the masked name. */
  g_assert_cmpstr (hit->title, ==, "Hoa");
  g_assert_cmpstr (hit->case_id, ==, tl_record_id (of_case));
  g_clear_pointer (&found, g_ptr_array_unref);
  found = tl_store_search (fixture->store, "be na", 10, &error);
  g_assert_cmpstr (((TlHit *)found->pdata[0])->case_id, ==, tl_record_id (of_case));
  g_clear_pointer (&found, g_ptr_array_unref);
  found = tl_store_search (fixture->store, "dc-2026-0001", 10, &error);
  g_assert_cmpuint (found->len, ==, 1);
  g_assert_cmpstr (((TlHit *)found->pdata[0])->title, ==, "DC-2026-0001");
}

static void
test_phone (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TlRecord) person = fixture_person (fixture, "Hoa", NULL);

  tl_record_set_text (person, TL_PERSON_PHONE, "0912 345 678");
  tl_store_save (fixture->store, person, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (hits (fixture, "0912345678"), ==, 1);
  g_assert_cmpuint (hits (fixture, "0912 345"), ==, 1);
  g_assert_cmpuint (hits (fixture, "0999"), ==, 0);
}

int
main (int argc, char **argv)
{
  fixture_init (&argc, &argv);
  fixture_add ("/store/search/folds-accents-case-and-d", test_folding);
  fixture_add ("/store/search/follows-changes-and-deletions", test_follows_changes);
  fixture_add ("/store/search/names-title-and-case", test_hit);
  fixture_add ("/store/search/numbers-in-groups", test_phone);

  return g_test_run ();
}
