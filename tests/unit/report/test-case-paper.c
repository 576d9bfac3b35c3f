/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a case paper is given, and above all what it is not given. */

#include "../support/fixture.h"
#include "report/case-paper-data.h"

#include <string.h>

#define SECRETS                                                                                                                            \
  "'full_name':'Nguyễn Thị Hường','alias':'Hoa Cau','sex':'female','birth_year':1988,'current_address':'Nhà bà Lụa','health_note':'Bí mật " \
  "sức khỏe','emergency_contact':'Dì Bưởi'"

typedef struct
{
  char *person, *kase, *referral;
} Case;

static void
free_case (Case *c)
{
  g_free (c->person);
  g_free (c->kase);
  g_free (c->referral);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Case, free_case)

static Case
make_case (Fixture *f, const char *with_consent)
{
  Case c;

  c.person = put (f, TL_TYPE_PERSON, "{" SECRETS "}");
  c.kase = put (f, TL_TYPE_CASE,
                "{'victim':'%s','opened_at':'2026-03-05T21:00:00+07:00','status':'open','legal_basis':'urgent_protection','reporter_name':"
                "'Bà Lụa hàng xóm','found_by':'Tổ tuần tra','minutes_no':'12/BB'}",
                c.person);
  c.referral = put (f, TL_TYPE_REFERRAL, "{'case':'%s','agency':'Trung tâm Trợ giúp pháp lý','service':'legal','note':'Ghi chú kín'%s}", c.kase,
                    with_consent);
  return c;
}

static char *
paper_text (Fixture *f, const char *kind, const char *id)
{
  g_autoptr (GError) error = NULL;
  JsonObject *data = tl_case_paper_data (f->store, kind, id, &error);
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_OBJECT);

  g_assert_no_error (error);
  json_node_take_object (node, data);
  return json_to_string (node, FALSE);
}

static void
assert_has (const char *text, const char *part, gboolean has)
{
  if ((strstr (text, part) != NULL) != has)
    g_error ("“%s” %s in %s", part, has ? "is not" : "is", text);
}

static void
minutes_hold_what_the_decree_asks_for (Fixture *f, gconstpointer data)
{
  g_auto (Case) c = make_case (f, "");
  g_autofree char *text = paper_text (f, "intake-record", c.kase);

  assert_has (text, "Nguyễn Thị Hường", TRUE);
  assert_has (text, "Tổ tuần tra", TRUE);
  assert_has (text, "Đại diện UBND xã hoặc Công an xã", TRUE);
  assert_has (text, "12/BB", TRUE);
}

/* Without a consent a referral goes by the case code: no name, no note of ours, nothing of class S. */
static void
referral_without_consent_names_nobody (Fixture *f, gconstpointer data)
{
  static const char *const never[] = {"Hường", "Hoa Cau", "1988", "Lụa", "Bí mật", "Bưởi", "Ghi chú kín", "Tổ tuần tra"};
  g_auto (Case) c = make_case (f, "");
  g_autofree char *text = paper_text (f, "referral", c.referral);

  for (gsize i = 0; i < G_N_ELEMENTS (never); i++)
    assert_has (text, never[i], FALSE);
  assert_has (text, "\"named\":false", TRUE);
  assert_has (text, "Trung tâm Trợ giúp pháp lý", TRUE);
  assert_has (text, "-2026-0001", TRUE);
}

static void
referral_with_consent_names_her_and_no_secret (Fixture *f, gconstpointer data)
{
  static const char *const never[] = {"Lụa", "Bí mật", "Bưởi", "Ghi chú kín", "Tổ tuần tra"};
  g_auto (Case) c = make_case (f, ",'with_consent':true");
  g_autofree char *text = paper_text (f, "referral", c.referral);

  for (gsize i = 0; i < G_N_ELEMENTS (never); i++)
    assert_has (text, never[i], FALSE);
  assert_has (text, "Nguyễn Thị Hường", TRUE);
}

static void
withdrawn_consent_is_none (Fixture *f, gconstpointer data)
{
  g_auto (Case) c = make_case (f, "");
  g_autofree char *consent = put (f, TL_TYPE_CONSENT, "{'case':'%s','person':'%s','purpose':'referral','given_on':'2026-03-05','given_by':'self'}",
                                  c.kase, c.person);
  g_autofree char *named = paper_text (f, "referral", c.referral), *after = NULL;
  g_autoptr (TlRecord) record = NULL;

  assert_has (named, "Nguyễn Thị Hường", TRUE);
  record = load (f, TL_TYPE_CONSENT, consent);
  tl_record_set_text (record, TL_CONSENT_WITHDRAWN_ON, "2026-03-06");
  g_assert_true (tl_store_save (f->store, record, NULL));
  after = paper_text (f, "referral", c.referral);
  assert_has (after, "Nguyễn Thị Hường", FALSE);
}

static void
only_an_informants_line_makes_the_sealed_receipt (Fixture *f, gconstpointer data)
{
  g_auto (Case) c = make_case (f, "");
  g_autofree char *informant = put (f, TL_TYPE_SUPPORT,
                                    "{'category':'informant','case':'%s','date':'2026-03-06','quantity':1,'funding_source':'province',"
                                    "'payee_kind':'informant','payee_name':'Bà Đào Thị Lụa'}",
                                    c.kase);
  g_autofree char *file = put (f, TL_TYPE_SUPPORT, "{'category':'case_file','case':'%s','date':'2026-03-06','quantity':1,'funding_source':'province'}",
                               c.kase);
  g_autofree char *text = paper_text (f, "informant-receipt", informant);
  g_autoptr (GError) error = NULL;

  assert_has (text, "Bà Đào Thị Lụa", TRUE);
  assert_has (text, "Sáu mươi nghìn đồng", TRUE);
  assert_has (text, "Hường", FALSE);
  g_assert_null (tl_case_paper_data (f->store, "informant-receipt", file, &error));
  g_assert_error (error, TL_CASE_PAPER_ERROR, TL_CASE_PAPER_ERROR_RECORD);
}

static void
blank_forms_hold_nothing_of_the_register (Fixture *f, gconstpointer data)
{
  guint n;
  const TlCasePaper *papers = tl_case_papers (&n);
  g_auto (Case) c = make_case (f, "");

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (GError) error = NULL;
      if (papers[i].of < TL_N_TYPES)
        {
          g_assert_null (tl_case_paper_data (f->store, papers[i].kind, NULL, &error));
          g_assert_error (error, TL_CASE_PAPER_ERROR, TL_CASE_PAPER_ERROR_RECORD);
          continue;
        }
      g_autofree char *text = paper_text (f, papers[i].kind, NULL);
      assert_has (text, "Hường", FALSE);
      assert_has (text, "-2026-", FALSE);
      g_assert_null (tl_case_paper_data (f->store, papers[i].kind, c.kase, &error));
      g_assert_error (error, TL_CASE_PAPER_ERROR, TL_CASE_PAPER_ERROR_RECORD);
    }
}

static void
choices_name_every_record (Fixture *f, gconstpointer data)
{
  g_auto (Case) c = make_case (f, "");
  g_autofree char *one = put (f, TL_TYPE_CONSENT, "{'case':'%s','person':'%s','purpose':'keep','given_on':'2026-03-05','given_by':'self'}", c.kase,
                              c.person);
  g_autoptr (GPtrArray) choices = tl_case_paper_choices (f->store, c.kase, NULL);

  g_assert_cmpuint (choices->len, ==, 4);
  g_assert_cmpstr (((TlCasePaperChoice *)choices->pdata[0])->paper->kind, ==, "intake-record");
  g_assert_cmpstr (((TlCasePaperChoice *)choices->pdata[2])->id, ==, one);
  g_assert_cmpstr (((TlCasePaperChoice *)choices->pdata[3])->what, ==, "Trung tâm Trợ giúp pháp lý");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, func) TEST ("/report/case-paper/" name, func)
  ADD ("minutes-hold-what-the-decree-asks-for", minutes_hold_what_the_decree_asks_for);
  ADD ("referral-without-consent-names-nobody", referral_without_consent_names_nobody);
  ADD ("referral-with-consent-names-her-and-no-secret", referral_with_consent_names_her_and_no_secret);
  ADD ("withdrawn-consent-is-none", withdrawn_consent_is_none);
  ADD ("only-an-informants-line-makes-the-sealed-receipt", only_an_informants_line_makes_the_sealed_receipt);
  ADD ("blank-forms-hold-nothing-of-the-register", blank_forms_hold_nothing_of_the_register);
  ADD ("choices-name-every-record", choices_name_every_record);
  return g_test_run ();
}
