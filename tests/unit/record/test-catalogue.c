/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The catalogue against the page that says what is recorded. The classes of privacy are written out here a
 * second time, by hand: whoever moves a field to a class that may leave must say so in two places. */

#include <locale.h>
#include <string.h>

#include "record/lists.h"
#include "record/record.h"

static const char *const types_of_the_page[] = {
    "site", "room", "staff",   "person",  "case", "incident", "companion", "stay",     "consent",  "assessment", "safety_plan", "plan_item",
    "care", "trip", "voucher", "support", "rate", "budget",   "statement", "referral", "followup", "feedback",   "attachment",  NULL};

/* Everything not named here is S. */
static const char class_a[]
    = "site.code site.name site.kind site.parent_agency site.issuing_agency site.place_name site.report_to site.commune_code "
      "site.former_commune site.former_district site.province site.hotline room.beds room.blocked_beds staff.role "
      "person.sex person.age_estimated person.age_band person.ethnic_group2 person.occupation person.education person.marital_status "
      "person.disability_kind person.pregnant person.nursing_under_36m person.permanent_province "
      "case.opened_month case.status case.source_kind case.source_channel case.urgent case.displacement case.needs case.risk_level "
      "case.legal_basis case.perpetrator_relation case.perpetrator_sex case.perpetrator_age_band case.perpetrator_occupation "
      "case.perpetrator_count case.perpetrator_substance_use case.closure_reason case.destination case.goals_met "
      "case.safety_plan_reviewed case.told_can_return "
      "incident.incident_month incident.time_of_day incident.place_kind incident.violence_groups incident.violence_acts "
      "incident.gbv_type incident.weapon incident.injury_kind incident.medical_exam incident.reported_elsewhere "
      "incident.prior_incidents incident.police_informed incident.protective_measures "
      "companion.relation stay.out_reason assessment.judgement plan_item.need plan_item.status care.kind care.minutes "
      "referral.service referral.with_consent referral.result referral.returned "
      "followup.channel followup.safe_now followup.violence_again feedback.answers";
static const char class_m[]
    = "case.admission_decision case.stop_decision "
      "support.date support.date_to support.category support.rate support.quantity support.unit_price support.amount "
      "support.funding_source support.payee_kind support.decision_no support.state support.paid_on support.pay_method "
      "support.origin_period support.corrects support.statement "
      "rate.category rate.title rate.valid_from rate.valid_to rate.unit rate.formula rate.level rate.cap_amount rate.cap_quantity "
      "rate.cap_people rate.cap_scope rate.who rate.funding_sources rate.needs_decision rate.economic_code rate.legal_basis rate.text "
      "budget.year budget.for_site budget.funding_source budget.category budget.amount budget.decision_no "
      "statement.number statement.kind statement.date_from statement.date_to statement.funding_source statement.total statement.state "
      "statement.finalised_at statement.control_code statement.replaces";
static const char class_p[] = "case.code person.language person.interpreter person.unaccompanied_child";
static const char class_i[]
    = "person.alias person.full_name person.other_name person.birth_date person.birth_year person.id_kind person.id_number "
      "person.health_insurance person.phone person.phone_safe_times person.permanent_address person.permanent_unit "
      "person.guardian_name support.payee_name";

/* Texts of class A, M or P: names of public bodies, numbers of decisions, codes and months: nobody's story. */
static const char public_texts[]
    = "site.code site.name site.parent_agency site.issuing_agency site.place_name site.report_to site.former_commune "
      "site.former_district site.hotline case.code case.opened_month case.admission_decision case.stop_decision "
      "incident.incident_month support.decision_no support.origin_period rate.title rate.unit rate.who rate.economic_code "
      "rate.legal_basis rate.text budget.decision_no statement.number statement.control_code";

static const char required[]
    = "site.code site.name site.kind room.name room.beds staff.full_name staff.role person.alias person.sex case.code case.victim "
      "case.opened_at case.status case.legal_basis incident.case companion.case companion.person companion.relation stay.case stay.person "
      "stay.checked_in_at consent.case consent.person consent.purpose consent.given_on consent.given_by assessment.case assessment.tool "
      "assessment.tool_version assessment.judgement assessment.assessed_at safety_plan.case safety_plan.made_on plan_item.case "
      "plan_item.need plan_item.action plan_item.status care.case care.at care.kind trip.case trip.purpose voucher.amount support.date "
      "support.category support.quantity support.amount support.funding_source support.state rate.category rate.valid_from rate.unit "
      "rate.formula rate.legal_basis rate.title budget.year budget.funding_source budget.amount statement.kind statement.date_from "
      "statement.date_to statement.state referral.case referral.agency referral.service followup.case followup.due_on feedback.case "
      "attachment.case attachment.name attachment.kind";
static const char closing[] = "case.closed_on case.closure_reason case.destination case.safety_plan_reviewed case.told_can_return";

typedef void (*Visit) (const TlTypeInfo *info, const TlField *field, const char *full_name);

static void
each_field (Visit visit)
{
  for (guint t = 0; t < TL_N_TYPES; t++)
    {
      const TlTypeInfo *info = tl_type_info ((TlType)t);

      for (guint f = 0; f < info->n_fields; f++)
        {
          g_autofree char *full_name = g_strdup_printf ("%s.%s", info->name, info->fields[f].name);

          visit (info, &info->fields[f], full_name);
        }
    }
}

static gboolean
names (const char *words, const char *word)
{
  gsize length = strlen (word);

  for (const char *p = words; (p = strstr (p, word)) != NULL; p += length)
    if ((p == words || p[-1] == ' ') && (p[length] == '\0' || p[length] == ' '))
      return TRUE;
  return FALSE;
}

static void
test_types (void)
{
  g_assert_cmpuint (TL_N_TYPES, ==, g_strv_length ((char **)types_of_the_page));
  for (guint i = 0; i < TL_N_TYPES; i++)
    {
      const TlTypeInfo *info = tl_type_by_name (types_of_the_page[i]);

      g_assert_nonnull (info);
      g_assert_true (tl_type_info (info->type) == info);
      g_assert_cmpuint (info->n_fields, >, 0);
      g_assert_cmpuint (info->n_sections, >, 0);
    }
  g_assert_null (tl_type_by_name ("people"));
  g_assert_null (tl_type_by_name (NULL));
}

static void
test_numbers (void)
{
  g_assert_cmpstr (tl_type_field (TL_TYPE_PERSON, TL_PERSON_ALIAS)->name, ==, "alias");
  g_assert_cmpuint (TL_PERSON_ALIAS, ==, 0);
  g_assert_cmpuint (TL_CASE_CODE, ==, 0);
  g_assert_cmpstr (tl_type_field (TL_TYPE_CASE, TL_CASE_CLOSURE_NOTE)->name, ==, "closure_note");
  g_assert_cmpstr (tl_type_field (TL_TYPE_SUPPORT, TL_SUPPORT_STATEMENT)->name, ==, "statement");
  g_assert_cmpstr (tl_type_field (TL_TYPE_ATTACHMENT, TL_ATTACHMENT_CONTENT)->name, ==, "content");
  g_assert_cmpuint (tl_type_find_field (TL_TYPE_STAY, "checked_out_at"), ==, TL_STAY_CHECKED_OUT_AT);
  g_assert_cmpuint (tl_type_find_field (TL_TYPE_STAY, "alias"), ==, G_MAXUINT);
}

static void
visit_class (const TlTypeInfo *info, const TlField *field, const char *name)
{
  TlPrivacy expected = names (class_a, name)   ? TL_PRIVACY_A
                       : names (class_m, name) ? TL_PRIVACY_M
                       : names (class_p, name) ? TL_PRIVACY_P
                       : names (class_i, name) ? TL_PRIVACY_I
                                               : TL_PRIVACY_S;

  if (field->privacy != expected)
    g_test_message ("%s", name);
  g_assert_cmpint (field->privacy, ==, expected);
}

static void
test_classes (void)
{
  const char *const lists[] = {class_a, class_m, class_p, class_i};

  each_field (visit_class);
  /* No name in the tables is a slip of the pen. */
  for (guint i = 0; i < G_N_ELEMENTS (lists); i++)
    {
      g_auto (GStrv) words = g_strsplit (lists[i], " ", -1);

      for (guint w = 0; words[w] != NULL; w++)
        {
          g_auto (GStrv) parts = g_strsplit (words[w], ".", 2);
          const TlTypeInfo *info = tl_type_by_name (parts[0]);

          g_assert_nonnull (info);
          g_assert_cmpuint (tl_type_find_field (info->type, parts[1]), !=, G_MAXUINT);
        }
    }
}

static void
visit_kind_rules (const TlTypeInfo *info, const TlField *field, const char *name)
{
  if (field->privacy != TL_PRIVACY_A && field->privacy != TL_PRIVACY_M && field->privacy != TL_PRIVACY_P)
    return;
  g_test_message ("%s", name);
  g_assert_cmpint (field->kind, !=, TL_KIND_LONG_TEXT);
  g_assert_cmpint (field->kind, !=, TL_KIND_JSON);
  g_assert_cmpint (field->kind, !=, TL_KIND_BLOB);
  g_assert_cmpint (field->kind, !=, TL_KIND_REF_SET);
  if (field->kind == TL_KIND_TEXT)
    g_assert_true (names (public_texts, name));
  /* Exact days and hours and links to people or cases leave in no count and no case row. */
  if (field->privacy != TL_PRIVACY_M)
    {
      g_assert_cmpint (field->kind, !=, TL_KIND_DATE);
      g_assert_cmpint (field->kind, !=, TL_KIND_TIME);
      g_assert_cmpint (field->kind, !=, TL_KIND_REF);
      g_assert_false (field->flags & TL_FIELD_MASK);
    }
  /* In the money projection: the hour of the office's own act, links only among money records. */
  if (field->kind == TL_KIND_TIME)
    g_assert_cmpstr (name, ==, "statement.finalised_at");
  if (field->kind == TL_KIND_REF)
    g_assert_true (field->ref_type == TL_TYPE_RATE || field->ref_type == TL_TYPE_SUPPORT || field->ref_type == TL_TYPE_STATEMENT);
}

static void
test_kind_rules (void)
{
  each_field (visit_kind_rules);
}

static void
visit_required (const TlTypeInfo *info, const TlField *field, const char *name)
{
  g_test_message ("%s", name);
  g_assert_cmpint ((field->flags & TL_FIELD_REQUIRED) != 0, ==, names (required, name));
  g_assert_cmpint ((field->flags & TL_FIELD_CLOSING) != 0, ==, names (closing, name));
}

static void
test_required (void)
{
  each_field (visit_required);
}

static void
visit_shape (const TlTypeInfo *info, const TlField *field, const char *name)
{
  gboolean listed = field->kind == TL_KIND_CHOICE || field->kind == TL_KIND_SET;
  gboolean section_found = FALSE;

  g_test_message ("%s", name);
  g_assert_true (strspn (field->name, "abcdefghijklmnopqrstuvwxyz0123456789_") == strlen (field->name));
  g_assert_cmpstr (field->name, !=, "id");
  g_assert_cmpstr (field->name, !=, "type");
  g_assert_cmpstr (field->name, !=, "site");
  g_assert_true (&info->fields[tl_type_find_field (info->type, field->name)] == field);
  g_assert_cmpstr (field->label, !=, "");
  g_assert_cmpint (field->list != NULL, ==, listed);
  if (listed)
    {
      const TlList *list = tl_list_get (field->list);

      g_assert_nonnull (list);
      g_assert_cmpuint (tl_list_size (list), >=, 2);
    }
  for (guint i = 0; i < info->n_sections; i++)
    section_found |= g_str_equal (info->sections[i].id, field->section);
  g_assert_true (section_found);
  if (field->flags & TL_FIELD_PARENT)
    g_assert_true (field->kind == TL_KIND_REF && field->ref_type == TL_TYPE_CASE && g_str_equal (field->name, "case"));
  if (field->kind == TL_KIND_REF && g_str_equal (field->name, "case"))
    g_assert_true (field->flags & TL_FIELD_PARENT);
  if (field->flags & (TL_FIELD_PHONE | TL_FIELD_ID_PAPER))
    g_assert_cmpint (field->kind, ==, TL_KIND_TEXT);
}

static void
test_shape (void)
{
  each_field (visit_shape);
}

static void
test_case_sections (void)
{
  const TlTypeInfo *info = tl_type_info (TL_TYPE_CASE);
  const char *const ids[] = {"intake", "minutes", "perpetrator", "closing"};

  g_assert_cmpuint (info->n_sections, ==, G_N_ELEMENTS (ids));
  for (guint i = 0; i < G_N_ELEMENTS (ids); i++)
    g_assert_cmpstr (info->sections[i].id, ==, ids[i]);
  g_assert_cmpstr (tl_type_field (TL_TYPE_CASE, TL_CASE_URGENT)->section, ==, "intake");
  g_assert_cmpstr (tl_type_field (TL_TYPE_CASE, TL_CASE_STOP_DECISION)->section, ==, "minutes");
  g_assert_cmpstr (tl_type_field (TL_TYPE_CASE, TL_CASE_CLOSED_ON)->section, ==, "closing");
}

static void
test_informant (void)
{
  g_autoptr (TlRecord) line = tl_record_new (TL_TYPE_SUPPORT);

  tl_record_set_text (line, TL_SUPPORT_PAYEE_KIND, "vendor");
  g_assert_cmpint (tl_record_privacy (line, TL_SUPPORT_PAYEE_NAME), ==, TL_PRIVACY_I);
  tl_record_set_text (line, TL_SUPPORT_PAYEE_KIND, "informant");
  g_assert_cmpint (tl_record_privacy (line, TL_SUPPORT_PAYEE_NAME), ==, TL_PRIVACY_S);
  g_assert_cmpint (tl_record_privacy (line, TL_SUPPORT_AMOUNT), ==, TL_PRIVACY_M);
}

int
main (int argc, char **argv)
{
  setlocale (LC_ALL, "");
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/record/catalogue/has-the-types-of-the-page", test_types);
  g_test_add_func ("/record/catalogue/numbers-name-the-fields", test_numbers);
  g_test_add_func ("/record/catalogue/privacy-is-as-written-here", test_classes);
  g_test_add_func ("/record/catalogue/nothing-free-or-exact-leaves-in-counts", test_kind_rules);
  g_test_add_func ("/record/catalogue/required-is-as-written-here", test_required);
  g_test_add_func ("/record/catalogue/every-field-is-well-formed", test_shape);
  g_test_add_func ("/record/catalogue/case-has-its-sections", test_case_sections);
  g_test_add_func ("/record/catalogue/informant-is-secret", test_informant);
  return g_test_run ();
}
