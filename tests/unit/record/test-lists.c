/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <locale.h>
#include <string.h>

#include "record/lists.h"
#include "record/types.h"

static void
each_list (void (*visit) (const char *name, const TlList *list))
{
  for (guint t = 0; t < TL_N_TYPES; t++)
    {
      const TlTypeInfo *info = tl_type_info ((TlType)t);

      for (guint f = 0; f < info->n_fields; f++)
        if (info->fields[f].list != NULL)
          visit (info->fields[f].list, tl_list_get (info->fields[f].list));
    }
}

static void
visit_items (const char *name, const TlList *list)
{
  g_autoptr (GHashTable) labels = g_hash_table_new (g_str_hash, g_str_equal);

  g_test_message ("%s", name);
  for (guint i = 0; i < tl_list_size (list); i++)
    {
      const TlListItem *item = tl_list_item (list, i);

      g_test_message ("%s", item->code);
      /* A code goes into sets with blanks between, and into SQL and JSON. */
      g_assert_true (*item->code != '\0' && strpbrk (item->code, " ,;\"'") == NULL && g_str_is_ascii (item->code));
      g_assert_true (*item->vi != '\0' && g_utf8_validate (item->vi, -1, NULL));
      g_assert_true (*item->en != '\0' && g_utf8_validate (item->en, -1, NULL));
      g_assert_cmpuint (tl_list_index (list, item->code), ==, i);
      g_assert_true (tl_list_find (list, item->code) == item);
      /* Two items that read alike could not be told apart. */
      g_assert_true (g_hash_table_add (labels, (gpointer)item->vi));
      g_assert_true (item->valid_from == NULL || strlen (item->valid_from) == 10);
      g_assert_true (item->valid_to == NULL || strlen (item->valid_to) == 10);
    }
}

static void
test_items (void)
{
  each_list (visit_items);
}

static void
test_sizes (void)
{
  static const struct
  {
    const char *list;
    guint size;
  } sizes[] = {{"cost_category", 17},  {"violence_groups", 4},      {"violence_acts", 16}, {"gbv_type", 6},
               {"provinces", 34 + 1},  {"units", 104 + 139 + 1},    {"ethnicity", 54 + 2}, {"age_band", 8},
               {"consent_purpose", 5}, {"protective_measures", 10}, {"destination", 9},    {"funding_source", 4}};

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      g_test_message ("%s", sizes[i].list);
      g_assert_cmpuint (tl_list_size (tl_list_get (sizes[i].list)), ==, sizes[i].size);
    }
  g_assert_null (tl_list_get ("no-such-list"));
  g_assert_cmpuint (tl_list_size (NULL), ==, 0);
}

/* Codes that the page of what is recorded and the page of the law name. */
static void
test_codes (void)
{
  static const char *const codes[][2] = {
      {"sex", "female male other unknown"},
      {"staff_role", "shelter commune accountant leader province admin"},
      {"legal_basis", "urgent_protection consent state_duty other_law"},
      {"violence_groups", "physical mental sexual economic"},
      {"reported_elsewhere", "no here other"},
      {"consent_purpose", "keep province_report identified referral photo"},
      {"consent_given_by", "self guardian both child_protection"},
      {"plan_status", "planned doing done dropped"},
      {"care_kind", "meal lodging medical counselling legal childcare escort liaison other"},
      {"trip_purpose", "facility home legal_aid hospital other"},
      {"trip_mode", "public agency_car hired"},
      {"voucher_kind", "invoice receipt ticket contract"},
      {"payee_kind", "victim staff vendor informant collaborator"},
      {"support_state", "draft approved claimed paid void"},
      {"rate_formula", "fixed actual fuel"},
      {"cap_scope", "case person person_month staff_month trip group"},
      {"funding_source", "province commune programme donation"},
      {"statement_state", "draft final void"},
      {"statement_kind", "detail summary receipts request treasury"},
      {"referral_result", "accepted refused done no_answer"},
      {"attachment_kind", "paper photo consent_form voucher other"},
      {"cost_category",
       "case_file counselling personal_items medicine meals materials travel_meals travel_fare travel_fuel travel_hire escort "
       "facility informant collaborator_phone child_file urgent_escort_meals urgent_escort_travel"},
      {"age_band", "0-5 6-11 12-15 16-17 18-24 25-39 40-59 60+"},
  };

  for (guint i = 0; i < G_N_ELEMENTS (codes); i++)
    {
      const TlList *list = tl_list_get (codes[i][0]);
      g_auto (GStrv) words = g_strsplit (codes[i][1], " ", -1);

      g_test_message ("%s", codes[i][0]);
      g_assert_cmpuint (tl_list_size (list), ==, g_strv_length (words));
      for (guint w = 0; words[w] != NULL; w++)
        g_assert_cmpstr (tl_list_item (list, w)->code, ==, words[w]);
    }
}

static void
test_units (void)
{
  const TlList *units = tl_list_get ("units");

  /* The same code has meant different communes. */
  g_assert_cmpstr (tl_list_find_at (units, "12424", "2026-03-05")->vi, ==, "Xã Tiên Tiến");
  g_assert_nonnull (strstr (tl_list_find_at (units, "12424", "2024-03-05")->vi, "huyện Phù Cừ"));
  g_assert_true (tl_list_find_at (units, "12424", "2024-03-05") != tl_list_find_at (units, "12424", "2026-03-05"));
  g_assert_cmpstr (tl_list_find (units, "12070")->vi, ==, "Xã Hoàn Long");
  g_assert_null (tl_list_find_at (units, "1242", "2026-03-05"));
  g_assert_null (tl_list_find_at (units, "99999", "2026-03-05"));
}

static void
test_validity (void)
{
  const TlListItem *item = tl_list_find (tl_list_get ("cost_category"), "informant");

  g_assert_false (tl_list_item_is_valid (item, "2023-08-14"));
  g_assert_true (tl_list_item_is_valid (item, "2023-08-15"));
  g_assert_true (tl_list_item_is_valid (item, "2026-12-31"));
  g_assert_false (tl_list_item_is_valid (item, "2027-01-01"));
}

static void
test_labels (void)
{
  g_assert_cmpstr (tl_list_label ("sex", "female"), ==, "Female");
  g_assert_cmpstr (tl_list_label_vi ("sex", "female"), ==, "Nữ");
  g_assert_cmpstr (tl_list_label ("sex", "x"), ==, "x");
  g_assert_cmpstr (tl_list_label_vi ("nothing", "x"), ==, "x");
}

int
main (int argc, char **argv)
{
  setlocale (LC_ALL, "");
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/record/lists/items-are-whole-and-told-apart", test_items);
  g_test_add_func ("/record/lists/nothing-is-missing", test_sizes);
  g_test_add_func ("/record/lists/codes-are-those-of-the-page", test_codes);
  g_test_add_func ("/record/lists/a-unit-is-code-and-date", test_units);
  g_test_add_func ("/record/lists/validity-has-its-days", test_validity);
  g_test_add_func ("/record/lists/labels-fall-back-to-the-code", test_labels);
  return g_test_run ();
}
