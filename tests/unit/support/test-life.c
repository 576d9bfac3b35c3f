/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include "fixture.h"
#include "store/journal.h"

#define IDS(...) ((const char *const[]){__VA_ARGS__, NULL})

static char *
draft (Fixture *f)
{
  g_autofree char *file = put_case (f, "2026-03-05T08:00:00+07:00", NULL);

  return put (f, TL_TYPE_SUPPORT, "{'category':'meals','case':'%s','date':'2026-03-05','quantity':1,'funding_source':'province'}", file);
}

static void
assert_state (Fixture *f, const char *id, const char *state)
{
  g_autoptr (TlRecord) line = load (f, TL_TYPE_SUPPORT, id);

  g_assert_cmpstr (tl_record_text (line, TL_SUPPORT_STATE), ==, state);
}

/* Another person sits down: the fixture's one passphrase is given to @staff. */
static void
at_desk (Fixture *f, const char *staff)
{
  g_autoptr (GError) error = NULL;

  tl_store_bind_slot (f->store, tl_vault_get_slot_id (tl_store_vault (f->store)), staff, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (tl_store_staff (f->store), ==, staff);
}

static char *
finalise (Fixture *f)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TlRecord) statement = tl_statement_make (f->store, "detail", day ("2026-03-01"), day ("2026-03-31"), NULL, &error);

  g_assert_no_error (error);
  tl_statement_approve_and_finalise (f->store, tl_record_id (statement), &error);
  g_assert_no_error (error);
  return g_strdup (tl_record_id (statement));
}

static gboolean
journalled (Fixture *f, const char *id, const char *kind)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) entries = tl_journal_list (f->store, id, 0, 0, &error);

  g_assert_no_error (error);
  for (guint i = 0; i < entries->len; i++)
    {
      TlJournalEntry *entry = g_ptr_array_index (entries, i);

      if (g_str_equal (entry->kind, kind) && g_strcmp0 (entry->staff, tl_store_staff (f->store)) == 0)
        return TRUE;
    }
  return FALSE;
}

/* A statement is made final of approved lines: it names those that are not, uses no number, and approves them only where
 * that is said and allowed. */
static void
final_of_approved_lines_only (Fixture *f, gconstpointer data)
{
  g_autofree char *leader = g_strdup (tl_store_staff (f->store));
  g_autofree char *id = draft (f);
  g_autofree char *accountant = put (f, TL_TYPE_STAFF, "{'full_name':'Phạm Thị Thu','role':'accountant','active':true}");
  g_autoptr (GError) error = NULL;
  g_autoptr (TlRecord) statement = tl_statement_make (f->store, "detail", day ("2026-03-01"), day ("2026-03-31"), NULL, &error);
  g_autoptr (TlRecord) line = NULL;

  g_assert_no_error (error);
  g_assert_false (tl_statement_finalise (f->store, tl_record_id (statement), &error));
  g_assert_error (error, TL_SUPPORT_ERROR, TL_SUPPORT_ERROR_DRAFTS);
  g_assert_nonnull (strstr (error->message, "line 1: 05/03/2026"));
  g_clear_error (&error);
  assert_state (f, id, "draft");
  /* Nobody approves figures of their own on the way: nothing is done at all. */
  g_assert_false (tl_statement_approve_and_finalise (f->store, tl_record_id (statement), &error));
  g_assert_error (error, TL_SUPPORT_ERROR, TL_SUPPORT_ERROR_INVALID);
  g_clear_error (&error);
  assert_state (f, id, "draft");
  at_desk (f, accountant);
  tl_statement_approve_and_finalise (f->store, tl_record_id (statement), &error);
  g_assert_no_error (error);
  line = load (f, TL_TYPE_SUPPORT, id);
  g_assert_cmpstr (tl_record_text (line, TL_SUPPORT_STATE), ==, "claimed");
  g_assert_cmpstr (tl_record_text (line, TL_SUPPORT_APPROVED_BY), ==, accountant);
  g_assert_false (tl_record_int (line, TL_SUPPORT_APPROVED_ALONE));
  g_clear_object (&line);
  g_clear_object (&statement);
  at_desk (f, leader);
  line = load (f, TL_TYPE_SUPPORT, id);
  statement = load (f, TL_TYPE_STATEMENT, tl_record_text (line, TL_SUPPORT_STATEMENT));
  g_assert_cmpstr (tl_record_text (statement, TL_STATEMENT_NUMBER), ==, "01/2026/BK-DC");
}

/* Where there is nobody to wait for, making it final approves with a mark. */
static void
final_where_one_works_alone (Fixture *f, gconstpointer data)
{
  g_autofree char *id = draft (f);
  g_autoptr (GError) error = NULL;
  g_autoptr (TlRecord) statement = tl_statement_make (f->store, "detail", day ("2026-03-01"), day ("2026-03-31"), NULL, &error);
  g_autoptr (TlRecord) line = NULL;

  g_assert_no_error (error);
  tl_statement_finalise (f->store, tl_record_id (statement), &error);
  g_assert_no_error (error);
  line = load (f, TL_TYPE_SUPPORT, id);
  g_assert_cmpstr (tl_record_text (line, TL_SUPPORT_STATE), ==, "claimed");
  g_assert_true (tl_record_int (line, TL_SUPPORT_APPROVED_ALONE));
  g_assert_true (journalled (f, id, "line-approved"));
}

/* From the first day to the last: each step once, each in the journal. */
static void
from_draft_to_paid (Fixture *f, gconstpointer data)
{
  g_autofree char *accountant = put (f, TL_TYPE_STAFF, "{'full_name':'Phạm Thị Thu','role':'accountant'}");
  g_autofree char *leader = g_strdup (tl_store_staff (f->store));
  g_autofree char *receipt = put (f, TL_TYPE_VOUCHER, "{'number':'PC 12','amount':70000,'kind':'receipt'}");
  g_autofree char *id = draft (f);
  g_autofree char *statement = NULL;
  g_autoptr (TlRecord) line = NULL;
  g_autoptr (GError) error = NULL;

  at_desk (f, accountant);
  tl_support_approve (f->store, IDS (id), &error);
  g_assert_no_error (error);
  assert_state (f, id, "approved");
  g_assert_true (journalled (f, id, "line-approved"));
  statement = finalise (f);
  assert_state (f, id, "claimed");
  tl_support_pay (f->store, IDS (id), day ("2026-04-03"), "cash", receipt, &error);
  g_assert_no_error (error);
  line = load (f, TL_TYPE_SUPPORT, id);
  g_assert_cmpstr (tl_record_text (line, TL_SUPPORT_STATE), ==, "paid");
  g_assert_cmpstr (tl_record_text (line, TL_SUPPORT_PAID_ON), ==, "2026-04-03");
  g_assert_cmpstr (tl_record_text (line, TL_SUPPORT_PAY_METHOD), ==, "cash");
  g_assert_cmpstr (tl_record_text (line, TL_SUPPORT_PAY_VOUCHER), ==, receipt);
  g_assert_cmpstr (tl_record_text (line, TL_SUPPORT_APPROVED_BY), ==, accountant);
  g_assert_cmpstr (tl_record_text (line, TL_SUPPORT_ENTERED_BY), ==, leader);
  g_assert_false (tl_record_int (line, TL_SUPPORT_APPROVED_ALONE));
  g_assert_true (journalled (f, id, "line-paid"));
  /* What is paid holds its statement; a mark by mistake is taken back with a reason. */
  g_assert_false (tl_statement_void (f->store, statement, "thử", &error));
  g_clear_error (&error);
  g_assert_false (tl_support_take_step (f->store, TL_LIFE_UNPAY, IDS (id), NULL, &error));
  g_assert_error (error, TL_SUPPORT_ERROR, TL_SUPPORT_ERROR_INVALID);
  g_clear_error (&error);
  tl_support_take_step (f->store, TL_LIFE_UNPAY, IDS (id), &(TlLifeDetails){"ghi nhầm", TL_DATE_NONE, NULL, NULL}, &error);
  g_assert_no_error (error);
  assert_state (f, id, "claimed");
  tl_statement_void (f->store, statement, "ghi nhầm nguồn", &error);
  g_assert_no_error (error);
  assert_state (f, id, "approved");
}

static void
nobody_approves_own_figures (Fixture *f, gconstpointer data)
{
  g_autofree char *accountant = put (f, TL_TYPE_STAFF, "{'full_name':'Phạm Thị Thu','role':'accountant'}");
  g_autofree char *leader = g_strdup (tl_store_staff (f->store));
  g_autofree char *id = draft (f);
  g_autoptr (TlRecord) line = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_false (tl_support_approve (f->store, IDS (id), &error));
  g_assert_error (error, TL_SUPPORT_ERROR, TL_SUPPORT_ERROR_INVALID);
  g_assert_nonnull (strstr (error->message, "05/03/2026"));
  g_clear_error (&error);
  assert_state (f, id, "draft");
  /* Whose figures they are follows the last hand on them, not the first. */
  at_desk (f, accountant);
  line = load (f, TL_TYPE_SUPPORT, id);
  tl_record_set_int (line, TL_SUPPORT_QUANTITY, 2000);
  tl_support_save (f->store, line, &error);
  g_assert_no_error (error);
  g_assert_false (tl_support_approve (f->store, IDS (id), &error));
  g_clear_error (&error);
  at_desk (f, leader);
  /* A note is no figure. */
  g_clear_object (&line);
  line = load (f, TL_TYPE_SUPPORT, id);
  tl_record_set_text (line, TL_SUPPORT_NOTE, "đã xem");
  tl_support_save (f->store, line, &error);
  g_assert_no_error (error);
  tl_support_approve (f->store, IDS (id), &error);
  g_assert_no_error (error);
  assert_state (f, id, "approved");
}

static void
alone_with_a_mark (Fixture *f, gconstpointer data)
{
  g_autofree char *id = draft (f);
  g_autofree char *other = NULL;
  g_autoptr (TlRecord) line = NULL;
  g_autoptr (GError) error = NULL;

  /* Two shelter workers are here, but nobody else who may approve. */
  tl_support_approve (f->store, IDS (id), &error);
  g_assert_no_error (error);
  line = load (f, TL_TYPE_SUPPORT, id);
  g_assert_true (tl_record_int (line, TL_SUPPORT_APPROVED_ALONE));
  /* Somebody who has left is nobody. */
  other = put (f, TL_TYPE_STAFF, "{'full_name':'Người cũ','role':'accountant','active':false}");
  tl_support_unapprove (f->store, IDS (id), NULL, &error);
  g_assert_no_error (error);
  tl_support_approve (f->store, IDS (id), &error);
  g_assert_no_error (error);
}

static void
the_role_counts (Fixture *f, gconstpointer data)
{
  g_autofree char *id = draft (f);
  g_autofree char *own = NULL;
  g_autoptr (GError) error = NULL;

  at_desk (f, f->officer); /* a shelter worker; the leader is there */
  g_assert_false (tl_support_approve (f->store, IDS (id), &error));
  g_assert_error (error, TL_SUPPORT_ERROR, TL_SUPPORT_ERROR_INVALID);
  g_clear_error (&error);
  /* A draft may be voided by everybody, an approved line by role. */
  own = draft (f);
  tl_support_void (f->store, IDS (own), "ghi hai lần", &error);
  g_assert_no_error (error);
}

static void
a_save_jumps_no_state (Fixture *f, gconstpointer data)
{
  static const char *const states[] = {"approved", "claimed", "paid", "void"};
  g_autofree char *file = put_case (f, "2026-03-05T08:00:00+07:00", NULL);
  g_autofree char *id = draft (f);
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (states); i++)
    {
      g_autoptr (TlRecord) line = load (f, TL_TYPE_SUPPORT, id);
      g_autoptr (TlRecord) fresh = record_from (
          TL_TYPE_SUPPORT, "{'category':'meals','case':'%s','date':'2026-03-05','quantity':1,'funding_source':'province','state':'%s'}",
          file, states[i]);

      tl_record_set_text (line, TL_SUPPORT_STATE, states[i]);
      g_assert_false (tl_support_save (f->store, line, &error));
      g_assert_error (error, TL_SUPPORT_ERROR, TL_SUPPORT_ERROR_FROZEN);
      g_clear_error (&error);
      g_assert_false (tl_store_save (f->store, line, &error));
      g_clear_error (&error);
      g_assert_false (tl_store_save (f->store, fresh, &error));
      g_clear_error (&error);
      assert_state (f, id, "draft");
    }
  {
    g_autoptr (TlRecord) line = load (f, TL_TYPE_SUPPORT, id);

    tl_record_set_text (line, TL_SUPPORT_APPROVED_BY, tl_store_staff (f->store));
    g_assert_false (tl_store_save (f->store, line, &error));
  }
}

static void
an_edit_takes_the_approval_back (Fixture *f, gconstpointer data)
{
  static const struct
  {
    guint field;
    const char *text;
  } edits[] = {{TL_SUPPORT_DATE, "2026-03-06"}, {TL_SUPPORT_FUNDING_SOURCE, "commune"}, {TL_SUPPORT_DECISION_NO, "9/QĐ-UBND"}};
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (edits); i++)
    {
      g_autofree char *id = draft (f);
      g_autoptr (TlRecord) line = NULL;
      g_autoptr (TlRecord) after = NULL;

      tl_support_approve (f->store, IDS (id), &error);
      g_assert_no_error (error);
      line = load (f, TL_TYPE_SUPPORT, id);
      tl_record_set_text (line, TL_SUPPORT_NOTE, "đã đủ giấy tờ");
      tl_support_save (f->store, line, &error);
      g_assert_no_error (error);
      assert_state (f, id, "approved");
      tl_record_set_text (line, edits[i].field, edits[i].text);
      tl_store_save (f->store, line, &error); /* past this room, the guard does the same */
      g_assert_no_error (error);
      after = load (f, TL_TYPE_SUPPORT, id);
      g_assert_cmpstr (tl_record_text (after, TL_SUPPORT_STATE), ==, "draft");
      g_assert_false (tl_record_has (after, TL_SUPPORT_APPROVED_BY));
      g_assert_false (tl_record_has (after, TL_SUPPORT_APPROVED_ALONE));
    }
}

static void
void_only_what_no_statement_holds (Fixture *f, gconstpointer data)
{
  g_autofree char *one = draft (f);
  g_autofree char *two = draft (f);
  g_autofree char *statement = NULL;
  g_autoptr (TlRecord) line = NULL;
  g_autoptr (TlRecord) draft_statement = tl_statement_make (f->store, "detail", day ("2026-03-01"), day ("2026-03-31"), NULL, NULL);
  g_autoptr (JsonObject) shown = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_false (tl_support_void (f->store, IDS (one), "  ", &error));
  g_assert_error (error, TL_SUPPORT_ERROR, TL_SUPPORT_ERROR_INVALID);
  g_clear_error (&error);
  tl_support_void (f->store, IDS (one), "ghi hai lần", &error);
  g_assert_no_error (error);
  line = load (f, TL_TYPE_SUPPORT, one);
  g_assert_cmpstr (tl_record_text (line, TL_SUPPORT_VOID_REASON), ==, "ghi hai lần");
  /* It is gone from a statement that is a draft still. */
  shown = tl_statement_data (f->store, tl_record_id (draft_statement), &error);
  g_assert_no_error (error);
  g_assert_cmpint (json_object_get_int_member (json_object_get_object_member (shown, "totals"), "amount"), ==, 70000);
  /* Void is for good. */
  tl_record_set_int (line, TL_SUPPORT_QUANTITY, 2000);
  g_assert_false (tl_support_save (f->store, line, &error));
  g_clear_error (&error);
  g_assert_false (tl_support_approve (f->store, IDS (one), &error));
  g_clear_error (&error);
  /* All or nothing: one claimed line among them, and nothing happens. */
  statement = finalise (f);
  {
    g_autofree char *three = draft (f);

    g_assert_false (tl_support_void (f->store, IDS (three, two), "thử", &error));
    g_assert_error (error, TL_SUPPORT_ERROR, TL_SUPPORT_ERROR_FROZEN);
    assert_state (f, three, "draft");
    assert_state (f, two, "claimed");
  }
}

static void
only_what_is_claimed_is_paid (Fixture *f, gconstpointer data)
{
  g_autofree char *id = draft (f);
  g_autofree char *statement = NULL;
  g_autoptr (TlRecord) line = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_false (tl_support_pay (f->store, IDS (id), TL_DATE_NONE, NULL, NULL, &error));
  g_clear_error (&error);
  tl_support_approve (f->store, IDS (id), &error);
  g_assert_no_error (error);
  g_assert_false (tl_support_pay (f->store, IDS (id), TL_DATE_NONE, NULL, NULL, &error));
  g_clear_error (&error);
  statement = finalise (f);
  g_assert_false (tl_support_pay (f->store, IDS (id), day ("2026-04-06"), NULL, NULL, &error)); /* tomorrow */
  g_clear_error (&error);
  g_assert_false (tl_support_pay (f->store, IDS (id), TL_DATE_NONE, "cheque", NULL, &error));
  g_clear_error (&error);
  g_assert_false (tl_support_pay (f->store, IDS (id), TL_DATE_NONE, NULL, "00000000-0000-4000-8000-000000000000", &error));
  g_clear_error (&error);
  assert_state (f, id, "claimed");
  tl_support_pay (f->store, IDS (id), TL_DATE_NONE, NULL, NULL, &error);
  g_assert_no_error (error);
  line = load (f, TL_TYPE_SUPPORT, id);
  g_assert_cmpstr (tl_record_text (line, TL_SUPPORT_PAID_ON), ==, "2026-04-05");
  g_assert_false (tl_support_pay (f->store, IDS (id), TL_DATE_NONE, NULL, NULL, &error));
}

/* A rate that was edited since, or a ceiling that was passed by another hand, does not slip through an approval. */
static void
approval_looks_once_more (Fixture *f, gconstpointer data)
{
  g_autofree char *id = draft (f);
  g_autoptr (TlRecord) rate = NULL;
  g_autoptr (GError) error = NULL;

  rate = tl_rate_find (f->store, "meals", day ("2026-03-05"), &error);
  tl_record_set_int (rate, TL_RATE_LEVEL, 80000);
  put_rate (f, rate);
  g_assert_false (tl_support_approve (f->store, IDS (id), &error));
  g_assert_error (error, TL_SUPPORT_ERROR, TL_SUPPORT_ERROR_INVALID);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  TEST ("/support/life/final-of-approved-lines-only", final_of_approved_lines_only);
  TEST ("/support/life/final-where-one-works-alone", final_where_one_works_alone);
  TEST ("/support/life/from-draft-to-paid", from_draft_to_paid);
  TEST ("/support/life/nobody-approves-own-figures", nobody_approves_own_figures);
  TEST ("/support/life/alone-with-a-mark", alone_with_a_mark);
  TEST ("/support/life/the-role-counts", the_role_counts);
  TEST ("/support/life/a-save-jumps-no-state", a_save_jumps_no_state);
  TEST ("/support/life/an-edit-takes-the-approval-back", an_edit_takes_the_approval_back);
  TEST ("/support/life/void-only-what-no-statement-holds", void_only_what_no_statement_holds);
  TEST ("/support/life/only-what-is-claimed-is-paid", only_what_is_claimed_is_paid);
  TEST ("/support/life/approval-looks-once-more", approval_looks_once_more);
  return g_test_run ();
}
