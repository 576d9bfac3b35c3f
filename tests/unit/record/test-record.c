/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <locale.h>
#include <string.h>

#include "record/lists.h"
#include "record/record.h"
#include "record/text.h"

#define ID_A "11111111-1111-4111-8111-111111111111"
#define ID_B "22222222-2222-4222-8222-222222222222"

/* A value for every kind. */
static void
fill (TlRecord *record)
{
  const TlTypeInfo *info = tl_type_info (tl_record_type (record));

  for (guint i = 0; i < info->n_fields; i++)
    {
      const TlField *field = &info->fields[i];
      g_autoptr (GBytes) bytes = NULL;

      switch (field->kind)
        {
        case TL_KIND_TEXT:
        case TL_KIND_LONG_TEXT:
          tl_record_set_text (record, i,
                              (field->flags & (TL_FIELD_PHONE | TL_FIELD_ID_PAPER)) != 0 ? "0912345678" : "Chữ “Việt”\nhai dòng");
          break;
        case TL_KIND_JSON:
          tl_record_set_text (record, i, "{\"a\":[1,2,{\"b\":null}],\"c\":\"ư\"}");
          break;
        case TL_KIND_DATE:
          tl_record_set_text (record, i, "2026-03-05");
          break;
        case TL_KIND_CHOICE:
          tl_record_set_text (record, i, tl_list_item (tl_list_get (field->list), 1)->code);
          break;
        case TL_KIND_SET:
          {
            g_autofree char *codes = g_strdup_printf ("%s %s", tl_list_item (tl_list_get (field->list), 1)->code,
                                                      tl_list_item (tl_list_get (field->list), 0)->code);

            tl_record_set_text (record, i, codes);
            break;
          }
        case TL_KIND_REF:
          tl_record_set_text (record, i, ID_A);
          break;
        case TL_KIND_REF_SET:
          tl_record_set_text (record, i, ID_B " " ID_A);
          break;
        case TL_KIND_BLOB:
          bytes = g_bytes_new ("\0\1\2", 3);
          tl_record_set_blob (record, i, bytes);
          break;
        case TL_KIND_BOOL:
          tl_record_set_int (record, i, 1);
          break;
        case TL_KIND_DECIMAL:
          tl_record_set_int (record, i, 12345);
          break;
        case TL_KIND_INT:
        case TL_KIND_MONEY:
        case TL_KIND_TIME:
        default:
          tl_record_set_int (record, i, 1772719200);
          break;
        }
    }
}

static void
assert_same (TlRecord *a, TlRecord *b)
{
  const TlTypeInfo *info = tl_type_info (tl_record_type (a));

  for (guint i = 0; i < info->n_fields; i++)
    {
      g_test_message ("%s.%s", info->name, info->fields[i].name);
      g_assert_true (tl_record_equal_field (a, b, i));
    }
}

static void
test_unset (void)
{
  g_autoptr (TlRecord) person = tl_record_new (TL_TYPE_PERSON);

  g_assert_true (tl_uuid_is_valid (tl_record_id (person)));
  g_assert_false (tl_record_has (person, TL_PERSON_ALIAS));
  g_assert_null (tl_record_text (person, TL_PERSON_ALIAS));
  g_assert_cmpint (tl_record_int (person, TL_PERSON_BIRTH_YEAR), ==, 0);
  tl_record_set_int (person, TL_PERSON_PREGNANT, 0);
  g_assert_true (tl_record_has (person, TL_PERSON_PREGNANT));
  tl_record_unset (person, TL_PERSON_PREGNANT);
  g_assert_false (tl_record_has (person, TL_PERSON_PREGNANT));
  tl_record_set_text (person, TL_PERSON_ALIAS, "Lan");
  tl_record_set_text (person, TL_PERSON_ALIAS, "  ");
  g_assert_false (tl_record_has (person, TL_PERSON_ALIAS));
}

static void
test_normal_form (void)
{
  g_autoptr (TlRecord) person = tl_record_new (TL_TYPE_PERSON);

  tl_record_set_text (person, TL_PERSON_FULL_NAME, " Nguye\xCC\x82\xCC\x83n Thị Hường ");
  g_assert_cmpstr (tl_record_text (person, TL_PERSON_FULL_NAME), ==, "Nguyễn Thị Hường");
  tl_record_set_text (person, TL_PERSON_PHONE, "+84 912.345.678");
  g_assert_cmpstr (tl_record_text (person, TL_PERSON_PHONE), ==, "0912345678");
  tl_record_set_text (person, TL_PERSON_PHONE, "0912 345 678 (mẹ) hoặc 0987 654 321");
  g_assert_cmpstr (tl_record_text (person, TL_PERSON_PHONE), ==, "0912 345 678 (mẹ) hoặc 0987 654 321");
  tl_record_set_text (person, TL_PERSON_ID_NUMBER, "033 190 123 456");
  g_assert_cmpstr (tl_record_text (person, TL_PERSON_ID_NUMBER), ==, "033190123456");
  tl_record_set_text (person, TL_PERSON_HEALTH_INSURANCE, "dn 4010 123456789");
  g_assert_cmpstr (tl_record_text (person, TL_PERSON_HEALTH_INSURANCE), ==, "DN4010123456789");
}

static void
test_sets (void)
{
  g_autoptr (TlRecord) incident = tl_record_new (TL_TYPE_INCIDENT);
  g_autoptr (TlRecord) trip = tl_record_new (TL_TYPE_TRIP);

  tl_record_set_text (incident, TL_INCIDENT_VIOLENCE_ACTS, "q dd  a q d");
  g_assert_cmpstr (tl_record_text (incident, TL_INCIDENT_VIOLENCE_ACTS), ==, "a d dd q");
  g_assert_true (tl_record_set_contains (incident, TL_INCIDENT_VIOLENCE_ACTS, "dd"));
  g_assert_true (tl_record_set_contains (incident, TL_INCIDENT_VIOLENCE_ACTS, "q"));
  g_assert_false (tl_record_set_contains (incident, TL_INCIDENT_VIOLENCE_ACTS, "b"));
  tl_record_set_text (incident, TL_INCIDENT_VIOLENCE_ACTS, "dd");
  g_assert_false (tl_record_set_contains (incident, TL_INCIDENT_VIOLENCE_ACTS, "d"));
  g_assert_false (tl_record_set_contains (incident, TL_INCIDENT_VIOLENCE_GROUPS, "physical"));
  tl_record_set_text (trip, TL_TRIP_PEOPLE, ID_B " " ID_A " " ID_B);
  g_assert_cmpstr (tl_record_text (trip, TL_TRIP_PEOPLE), ==, ID_A " " ID_B);
}

static void
test_json_round_trip (void)
{
  for (guint t = 0; t < TL_N_TYPES; t++)
    {
      g_autoptr (TlRecord) record = tl_record_new ((TlType)t);
      g_autoptr (TlRecord) back = tl_record_new_with_id ((TlType)t, tl_record_id (record));
      g_autoptr (JsonObject) object = NULL;
      g_autoptr (JsonObject) parsed = NULL;
      g_autoptr (JsonNode) node = json_node_new (JSON_NODE_OBJECT);
      g_autoptr (JsonNode) read = NULL;
      g_autofree char *text = NULL;
      g_autoptr (GError) error = NULL;

      fill (record);
      object = tl_record_to_json (record, FALSE);
      json_node_set_object (node, object);
      text = json_to_string (node, FALSE);
      read = json_from_string (text, NULL);
      g_assert_true (tl_record_apply_json (back, json_node_get_object (read), &error));
      g_assert_no_error (error);
      assert_same (record, back);
    }
}

static JsonObject *
parse (const char *text)
{
  g_autoptr (JsonNode) node = json_from_string (text, NULL);

  g_assert_nonnull (node);
  return json_node_dup_object (node);
}

static void
test_json_form (void)
{
  g_autoptr (TlRecord) trip = tl_record_new_with_id (TL_TYPE_TRIP, ID_A);
  g_autoptr (JsonObject) object = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonObject) given
      = parse ("{\"type\":\"trip\",\"id\":\"x\",\"case\":\"" ID_B "\",\"purpose\":\"home\",\"km\":46.5,\"fuel_price\":20510,"
               "\"from_at\":\"2026-03-05T14:00:00Z\",\"people\":[\"" ID_B "\",\"" ID_A "\"]}");

  g_assert_true (tl_record_apply_json (trip, given, &error));
  g_assert_no_error (error);
  g_assert_cmpstr (tl_record_id (trip), ==, ID_A);
  g_assert_cmpint (tl_record_int (trip, TL_TRIP_KM), ==, 46500);
  g_assert_cmpint (tl_record_int (trip, TL_TRIP_FUEL_PRICE), ==, 20510);
  object = tl_record_to_json (trip, FALSE);
  g_assert_cmpstr (json_object_get_string_member (object, "from_at"), ==, "2026-03-05T21:00:00+07:00");
  g_assert_cmpfloat (json_object_get_double_member (object, "km"), ==, 46.5);
  g_assert_cmpuint (json_array_get_length (json_object_get_array_member (object, "people")), ==, 2);
  g_assert_false (json_object_has_member (object, "contract_no"));
  g_assert_false (json_object_has_member (object, "site"));
}

/* The lowest of all numbers has no counterpart: taken thousandfold it became nothing. */
static void
test_json_too_large (void)
{
  static const char *const numbers[] = {"9223372036854775807", "-9223372036854775808", "9223372036854776", "-9223372036854776"};

  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
    {
      g_autofree char *text = g_strdup_printf ("{\"km\":%s}", numbers[i]);
      g_autoptr (TlRecord) trip = tl_record_new (TL_TYPE_TRIP);
      g_autoptr (JsonObject) object = parse (text);

      g_assert_false (tl_record_apply_json (trip, object, NULL));
      g_assert_false (tl_record_has (trip, TL_TRIP_KM));
    }
}

static void
test_json_refuses (void)
{
  static const char *const wrong[][2] = {
      {"{\"alias\":\"Lan\",\"nonsense\":1}", "nonsense: "},
      {"{\"alias\":\"Lan\",\"sex\":\"femal\"}", "sex: "},
      {"{\"alias\":5}", "alias: "},
      {"{\"alias\":[\"Lan\"]}", "alias: "},
      {"{\"alias\":\"Mai\",\"birth_date\":\"05/03/1990\"}", "birth_date: "},
      {"{\"birth_date\":\"1990-02-30\"}", "birth_date: "},
      {"{\"birth_year\":\"1990\"}", "birth_year: "},
      {"{\"birth_year\":1990.5}", "birth_year: "},
      {"{\"pregnant\":\"yes\"}", "pregnant: "},
  };

  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_autoptr (TlRecord) person = tl_record_new (TL_TYPE_PERSON);
      g_autoptr (TlRecord) before = NULL;
      g_autoptr (JsonObject) object = parse (wrong[i][0]);
      g_autoptr (GError) error = NULL;

      tl_record_set_text (person, TL_PERSON_ALIAS, "Hoa");
      before = tl_record_copy (person);
      g_test_message ("%s", wrong[i][0]);
      g_assert_false (tl_record_apply_json (person, object, &error));
      g_assert_true (error->domain == TL_RECORD_ERROR);
      g_assert_true (g_str_has_prefix (error->message, wrong[i][1]));
      assert_same (person, before);
    }
}

static void
test_json_content (void)
{
  static const char *const wrong[] = {"AAE", "AAE*", "AAEC=", "AAEC====", "AA EC"};
  g_autoptr (TlRecord) file = tl_record_new (TL_TYPE_ATTACHMENT);

  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_autoptr (JsonObject) object = json_object_new ();

      json_object_set_string_member (object, "content", wrong[i]);
      g_test_message ("%s", wrong[i]);
      g_assert_false (tl_record_apply_json (file, object, NULL));
      g_assert_false (tl_record_has (file, TL_ATTACHMENT_CONTENT));
    }
}

static void
test_json_changes_only_what_it_names (void)
{
  g_autoptr (TlRecord) person = tl_record_new (TL_TYPE_PERSON);
  g_autoptr (JsonObject) object = parse ("{\"full_name\":null,\"sex\":\"female\"}");

  tl_record_set_text (person, TL_PERSON_ALIAS, "Lan");
  tl_record_set_text (person, TL_PERSON_FULL_NAME, "Trần Thị Lan");
  g_assert_true (tl_record_apply_json (person, object, NULL));
  g_assert_cmpstr (tl_record_text (person, TL_PERSON_ALIAS), ==, "Lan");
  g_assert_false (tl_record_has (person, TL_PERSON_FULL_NAME));
  g_assert_cmpstr (tl_record_text (person, TL_PERSON_SEX), ==, "female");
}

static void
test_bookkeeping (void)
{
  g_autoptr (TlRecord) room = tl_record_new (TL_TYPE_ROOM);
  g_autoptr (TlRecord) copy = NULL;
  g_autoptr (JsonObject) object = NULL;

  tl_record_set_site (room, "DC");
  tl_record_set_created (room, 1772719200, ID_A);
  tl_record_set_updated (room, 1772719300, ID_B);
  copy = tl_record_copy (room);
  g_assert_cmpstr (tl_record_id (copy), ==, tl_record_id (room));
  g_assert_cmpstr (tl_record_site (copy), ==, "DC");
  g_assert_cmpint (tl_record_created_at (copy), ==, 1772719200);
  g_assert_cmpstr (tl_record_created_by (copy), ==, ID_A);
  g_assert_cmpint (tl_record_updated_at (copy), ==, 1772719300);
  g_assert_cmpstr (tl_record_updated_by (copy), ==, ID_B);
  object = tl_record_to_json (room, TRUE);
  g_assert_cmpstr (json_object_get_string_member (object, "site"), ==, "DC");
  g_assert_cmpstr (json_object_get_string_member (object, "created_at"), ==, "2026-03-05T21:00:00+07:00");
}

static void
test_derive (void)
{
  g_autoptr (TlRecord) person = tl_record_new (TL_TYPE_PERSON);
  g_autoptr (TlRecord) a_case = tl_record_new (TL_TYPE_CASE);
  static const struct
  {
    const char *birth;
    const char *band;
  } bands[] = {{"2026-03-05", "0-5"},   {"2020-03-06", "0-5"},   {"2020-03-05", "6-11"},  {"2014-03-05", "12-15"},
               {"2010-03-06", "12-15"}, {"2010-03-05", "16-17"}, {"2008-03-06", "16-17"}, {"2008-03-05", "18-24"},
               {"2001-03-05", "25-39"}, {"1986-03-05", "40-59"}, {"1966-03-06", "40-59"}, {"1966-03-05", "60+"}};

  for (guint i = 0; i < G_N_ELEMENTS (bands); i++)
    {
      g_test_message ("%s", bands[i].birth);
      tl_record_set_text (person, TL_PERSON_BIRTH_DATE, bands[i].birth);
      tl_record_derive (person, tl_date_from_ymd (2026, 3, 5));
      g_assert_cmpstr (tl_record_text (person, TL_PERSON_AGE_BAND), ==, bands[i].band);
    }
  tl_record_unset (person, TL_PERSON_BIRTH_DATE);
  tl_record_set_int (person, TL_PERSON_BIRTH_YEAR, 1990);
  tl_record_derive (person, tl_date_from_ymd (2026, 3, 5));
  g_assert_cmpstr (tl_record_text (person, TL_PERSON_AGE_BAND), ==, "25-39");
  tl_record_unset (person, TL_PERSON_BIRTH_YEAR);
  tl_record_derive (person, tl_date_from_ymd (2026, 3, 5));
  g_assert_false (tl_record_has (person, TL_PERSON_AGE_BAND));

  tl_record_set_text (person, TL_PERSON_ETHNICITY, "01");
  tl_record_derive (person, TL_DATE_NONE);
  g_assert_cmpstr (tl_record_text (person, TL_PERSON_ETHNIC_GROUP2), ==, "kinh");
  tl_record_set_text (person, TL_PERSON_ETHNICITY, "08");
  tl_record_derive (person, TL_DATE_NONE);
  g_assert_cmpstr (tl_record_text (person, TL_PERSON_ETHNIC_GROUP2), ==, "other");

  /* 31/03 at 18:30 UTC is April in Hưng Yên. */
  tl_record_set_int (a_case, TL_CASE_OPENED_AT, tl_date_start (tl_date_from_ymd (2026, 4, 1)));
  tl_record_derive (a_case, TL_DATE_NONE);
  g_assert_cmpstr (tl_record_text (a_case, TL_CASE_OPENED_MONTH), ==, "2026-04");
  tl_record_set_int (a_case, TL_CASE_OPENED_AT, tl_date_start (tl_date_from_ymd (2026, 4, 1)) - 1);
  tl_record_derive (a_case, TL_DATE_NONE);
  g_assert_cmpstr (tl_record_text (a_case, TL_CASE_OPENED_MONTH), ==, "2026-03");
}

static void
test_defaults (void)
{
  g_autoptr (TlRecord) a_case = tl_record_new (TL_TYPE_CASE);

  tl_record_set_text (a_case, TL_CASE_LEGAL_BASIS, "consent");
  tl_record_fill_defaults (a_case);
  g_assert_cmpstr (tl_record_text (a_case, TL_CASE_STATUS), ==, "open");
  g_assert_cmpstr (tl_record_text (a_case, TL_CASE_LEGAL_BASIS), ==, "consent");
  g_assert_true (tl_record_has (a_case, TL_CASE_OPENED_AT));
}

int
main (int argc, char **argv)
{
  setlocale (LC_ALL, "");
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/record/record/unset-reads-as-nothing", test_unset);
  g_test_add_func ("/record/record/text-is-kept-in-one-form", test_normal_form);
  g_test_add_func ("/record/record/a-set-has-one-form", test_sets);
  g_test_add_func ("/record/record/copy-takes-bookkeeping", test_bookkeeping);
  g_test_add_func ("/record/json/every-field-of-every-type-comes-back", test_json_round_trip);
  g_test_add_func ("/record/json/has-the-form-of-the-page", test_json_form);
  g_test_add_func ("/record/json/refuses-and-leaves-unchanged", test_json_refuses);
  g_test_add_func ("/record/json/json-too-large", test_json_too_large);
  g_test_add_func ("/record/json/refuses-damaged-content", test_json_content);
  g_test_add_func ("/record/json/changes-only-what-it-names", test_json_changes_only_what_it_names);
  g_test_add_func ("/record/derive/coarse-values", test_derive);
  g_test_add_func ("/record/derive/defaults-fill-only-what-is-empty", test_defaults);
  return g_test_run ();
}
