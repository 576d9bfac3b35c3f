/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Rates of the province and packs that sites take in. The fixture is a site; a second register is the province's. */

#include <string.h>

#include "fixture.h"
#include "support/guard.h"
#include "store/journal.h"

/* Raises meals from 01/07/2026 and ends what is in force the day before. */
static const char pack_of_july[]
    = "{\"pack\":\"tt-99-2026\",\"text\":{\"short\":\"Thông tư 99/2026/TT-BTC\",\"full\":\"Thông tư số 99/2026/TT-BTC của Bộ Tài chính\"},"
      "\"valid_from\":\"2026-07-01\",\"ends\":[{\"category\":\"meals\",\"on\":\"2026-06-30\"}],"
      "\"rates\":[{\"category\":\"meals\",\"title\":\"Tiền ăn\",\"unit\":\"người/ngày\",\"formula\":\"fixed\",\"level\":90000,"
      "\"legal_basis\":\"Điều 5 Thông tư 99/2026/TT-BTC\"}]}";

typedef struct
{
  Fixture site;
  Fixture province;
} Two;

static void
two_set_up (Two *two, gconstpointer data)
{
  fixture_set_up (&two->site, data);
  fixture_set_up_site (&two->province, "HY", "province");
  set_today ("2026-07-10T10:00:00+07:00");
}

static void
two_tear_down (Two *two, gconstpointer data)
{
  fixture_tear_down (&two->province, data);
  fixture_tear_down (&two->site, data);
}

static GBytes *
bytes_of (const char *text)
{
  return g_bytes_new (text, strlen (text));
}

static gint64
level_on (Fixture *f, const char *category, const char *date)
{
  g_autoptr (TlRecord) rate = tl_rate_find (f->store, category, day (date), NULL);

  return rate ? tl_record_int (rate, TL_RATE_LEVEL) : -1;
}

static char *
fingerprint_of (Fixture *province, GBytes *bytes)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TlRatePack) pack = tl_rate_pack_preview (province->store, bytes, &error);

  g_assert_no_error (error);
  return g_strdup (pack->fingerprint);
}

static void
only_the_province_edits (Two *two, gconstpointer data)
{
  g_autoptr (GError) site = NULL;
  g_autoptr (GError) gone = NULL;
  g_autoptr (GError) province = NULL;
  g_autoptr (TlRecord) here = tl_rate_find (two->site.store, "meals", day ("2026-03-05"), NULL);
  g_autoptr (TlRecord) there = tl_rate_find (two->province.store, "meals", day ("2026-03-05"), NULL);

  g_assert_false (tl_support_is_province (two->site.store));
  g_assert_true (tl_support_is_province (two->province.store));
  tl_record_set_int (here, TL_RATE_LEVEL, 80000);
  g_assert_false (tl_store_save (two->site.store, here, &site));
  g_assert_error (site, TL_SUPPORT_ERROR, TL_SUPPORT_ERROR_INVALID);
  g_assert_false (tl_store_delete (two->site.store, TL_TYPE_RATE, tl_record_id (here), "thử", &gone));
  g_assert_error (gone, TL_SUPPORT_ERROR, TL_SUPPORT_ERROR_INVALID);
  g_assert_cmpint (level_on (&two->site, "meals", "2026-03-05"), ==, 70000);
  tl_record_set_int (there, TL_RATE_LEVEL, 80000);
  tl_store_save (two->province.store, there, &province);
  g_assert_no_error (province);
  g_assert_cmpint (level_on (&two->province, "meals", "2026-03-05"), ==, 80000);
}

static void
overlap_names_both (Two *two, gconstpointer data)
{
  g_autoptr (TlRecord) rate = record_from (
      TL_TYPE_RATE, "{'category':'meals','title':'Tiền ăn mới','valid_from':'2026-07-01','unit':'người/ngày','formula':'fixed',"
                    "'level':90000,'legal_basis':'Điều 5 Thông tư 99/2026/TT-BTC'}");
  g_autoptr (GError) error = NULL;

  g_assert_false (tl_store_save (two->province.store, rate, &error));
  g_assert_error (error, TL_SUPPORT_ERROR, TL_SUPPORT_ERROR_INVALID);
  g_assert_nonnull (strstr (error->message, "Tiền ăn mới"));
  g_assert_nonnull (strstr (error->message, "Tiền ăn trong thời gian tạm lánh"));
  g_assert_nonnull (strstr (error->message, "01/03/2022"));
}

static void
each_day_its_own_rate (Two *two, gconstpointer data)
{
  g_autoptr (TlRecord) rate = record_from (
      TL_TYPE_RATE, "{'category':'meals','title':'Tiền ăn mới','valid_from':'2027-01-01','unit':'người/ngày','formula':'fixed',"
                    "'level':90000,'legal_basis':'Điều 5 Thông tư 99/2026/TT-BTC'}");
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) in_force = NULL;

  tl_rate_succeed (two->province.store, rate, &error);
  g_assert_no_error (error);
  g_assert_cmpint (level_on (&two->province, "meals", "2026-03-05"), ==, 70000);
  g_assert_cmpint (level_on (&two->province, "meals", "2026-12-31"), ==, 70000);
  g_assert_cmpint (level_on (&two->province, "meals", "2027-01-01"), ==, 90000);
  in_force = tl_rate_list (two->province.store, day ("2027-01-05"), "meals", &error);
  g_assert_cmpuint (in_force->len, ==, 1);
}

static void
ended_is_not_offered_and_old_lines_stand (Two *two, gconstpointer data)
{
  Fixture *f = &two->province;
  g_autofree char *person = NULL;
  g_autofree char *file = put_case (f, "2026-03-05T21:00:00+07:00", &person);
  g_autofree char *id = put (f, TL_TYPE_SUPPORT,
                             "{'category':'counselling','case':'%s','person':'%s','staff':'%s','date':'2026-03-20','quantity':2,"
                             "'funding_source':'province'}",
                             file, person, f->counsellor);
  g_autoptr (TlRecord) late = record_from (TL_TYPE_SUPPORT,
                                           "{'category':'counselling','case':'%s','person':'%s','staff':'%s','date':'2026-04-01',"
                                           "'quantity':1,'funding_source':'province'}",
                                           file, person, f->counsellor);
  g_autoptr (TlRecord) line = load (f, TL_TYPE_SUPPORT, id);
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) refused = NULL;
  guint after = 0;

  tl_rate_end (f->store, "counselling", day ("2026-03-15"), &after, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (after, ==, 1);
  g_assert_false (tl_support_save (f->store, late, &refused));
  g_assert_error (refused, TL_SUPPORT_ERROR, TL_SUPPORT_ERROR_NO_RATE);
  /* What was there stands: it can be noted on, though nothing new is paid for its day. */
  tl_record_set_text (line, TL_SUPPORT_NOTE, "đã đối chiếu sổ");
  tl_support_save (f->store, line, &error);
  g_assert_no_error (error);
  g_assert_cmpint (tl_record_int (line, TL_SUPPORT_AMOUNT), ==, 40000);
}

static void
used_rate_does_not_change (Two *two, gconstpointer data)
{
  Fixture *f = &two->province;
  g_autofree char *person = NULL;
  g_autofree char *file = put_case (f, "2026-03-05T21:00:00+07:00", &person);
  g_autofree char *id = put (f, TL_TYPE_SUPPORT,
                             "{'category':'medicine','case':'%s','date':'2026-03-20','amount':90000,'funding_source':'province'}", file);
  g_autoptr (TlRecord) rate = tl_rate_find (f->store, "medicine", day ("2026-03-05"), NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) later = NULL;
  g_autoptr (GError) words = NULL;

  tl_record_set_int (rate, TL_RATE_CAP_AMOUNT, 80000);
  g_assert_false (tl_store_save (f->store, rate, &error));
  g_assert_error (error, TL_SUPPORT_ERROR, TL_SUPPORT_ERROR_FROZEN);
  g_assert_nonnull (strstr (error->message, "cap_amount"));
  tl_record_set_int (rate, TL_RATE_CAP_AMOUNT, 100000);
  tl_record_set_text (rate, TL_RATE_VALID_FROM, "2026-04-01");
  g_assert_false (tl_store_save (f->store, rate, &later));
  g_assert_error (later, TL_SUPPORT_ERROR, TL_SUPPORT_ERROR_FROZEN);
  tl_record_set_text (rate, TL_RATE_VALID_FROM, "2022-03-01");
  tl_record_set_text (rate, TL_RATE_WHO, "Hóa đơn, đơn thuốc");
  tl_store_save (f->store, rate, &words);
  g_assert_no_error (words);
}

static void
shape_is_checked (Two *two, gconstpointer data)
{
  static const char *const bad[] = {
      "'formula':'fixed'",
      "'formula':'actual','level':70000",
      "'formula':'fuel','level':20000",
      "'formula':'actual','cap_amount':70000",
      "'formula':'actual','cap_scope':'case'",
      "'formula':'actual','cap_people':2,'cap_amount':1000,'cap_scope':'case'",
  };

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (TlRecord) rate = record_from (
          TL_TYPE_RATE, "{'category':'informant','title':'x','valid_from':'2028-01-01','unit':'người','legal_basis':'Điều 1',%s}", bad[i]);
      g_autoptr (GError) error = NULL;

      g_assert_false (tl_store_save (two->province.store, rate, &error));
      g_assert_error (error, TL_SUPPORT_ERROR, TL_SUPPORT_ERROR_INVALID);
    }
}

static void
pack_needs_the_digits (Two *two, gconstpointer data)
{
  g_autoptr (GBytes) bytes = bytes_of (pack_of_july);
  g_autofree char *changed_text = g_strdup (pack_of_july);
  g_autoptr (GBytes) changed = NULL;
  g_autofree char *digits = fingerprint_of (&two->province, bytes);
  const char *const wrong[] = {NULL, "", "12345 12345 12345 12345 12345"};
  g_autoptr (GError) tampered = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (TlRatePack) pack = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_autoptr (GError) refused = NULL;

      g_assert_null (tl_rate_pack_import (two->site.store, bytes, wrong[i], &refused));
      g_assert_error (refused, TL_SUPPORT_ERROR, TL_SUPPORT_ERROR_INVALID);
    }
  *strstr (changed_text, "90000") = '8';
  changed = bytes_of (changed_text);
  g_assert_null (tl_rate_pack_import (two->site.store, changed, digits, &tampered));
  g_assert_cmpint (level_on (&two->site, "meals", "2026-07-05"), ==, 70000);
  pack = tl_rate_pack_import (two->site.store, bytes, digits, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (pack->changes->len, ==, 2);
  g_assert_cmpint (level_on (&two->site, "meals", "2026-06-30"), ==, 70000);
  g_assert_cmpint (level_on (&two->site, "meals", "2026-07-01"), ==, 90000);
}

static void
preview_is_the_import_and_writes_nothing (Two *two, gconstpointer data)
{
  Fixture *f = &two->site;
  g_autofree char *person = NULL;
  g_autofree char *file = put_case (f, "2026-06-20T08:00:00+07:00", &person);
  g_autofree char *line
      = put (f, TL_TYPE_SUPPORT, "{'category':'meals','case':'%s','date':'2026-07-03','funding_source':'province'}", file);
  g_autoptr (GBytes) bytes = bytes_of (pack_of_july);
  g_autoptr (GError) error = NULL;
  g_autoptr (TlRatePack) before = tl_rate_pack_preview (f->store, bytes, &error);
  g_autoptr (TlRatePack) taken = NULL;
  g_autoptr (TlRatePack) again = NULL;
  g_autofree char *digits = fingerprint_of (&two->province, bytes);
  gint64 entries = tl_store_count (f->store, TL_TYPE_RATE, NULL, 0, NULL);
  TlRateChange *ended, *fresh;

  g_assert_no_error (error);
  g_assert_cmpint (level_on (f, "meals", "2026-07-01"), ==, 70000);
  g_assert_cmpint (tl_store_count (f->store, TL_TYPE_RATE, NULL, 0, NULL), ==, entries);
  ended = g_ptr_array_index (before->changes, 0);
  fresh = g_ptr_array_index (before->changes, 1);
  g_assert_cmpint (ended->kind, ==, TL_RATE_ENDED);
  g_assert_cmpuint (ended->lines_after, ==, 1);
  g_assert_cmpint (fresh->kind, ==, TL_RATE_NEW);
  taken = tl_rate_pack_import (f->store, bytes, digits, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (taken->changes->len, ==, before->changes->len);
  again = tl_rate_pack_import (f->store, bytes, digits, &error);
  /* Ended already and there already: nothing is new. */
  g_assert_no_error (error);
  g_assert_cmpuint (again->changes->len, ==, 1);
  g_assert_cmpint (((TlRateChange *)g_ptr_array_index (again->changes, 0))->kind, ==, TL_RATE_SAME);
}

static void
bad_packs_change_nothing (Two *two, gconstpointer data)
{
  static const char *const bad[] = {
      "",
      "not json",
      "[]",
      "{\"rates\":[]}",
      "{\"pack\":\"x\"}",
      "{\"pack\":\"x\",\"rates\":[]}",
      "{\"pack\":\"x\",\"rates\":[1]}",
      "{\"pack\":\"x\",\"text\":1,\"rates\":[]}",
      "{\"pack\":\"x\",\"rates\":[{\"title\":\"y\"}]}",
      "{\"pack\":\"x\",\"rates\":[{\"category\":\"nothing\",\"title\":\"y\",\"valid_from\":\"2030-01-01\",\"unit\":\"u\",\"formula\":"
      "\"actual\","
      "\"legal_basis\":\"z\"}]}",
      "{\"pack\":\"x\",\"ends\":[{\"category\":\"meals\"}],\"rates\":[]}",
      "{\"pack\":\"x\",\"ends\":[{\"category\":\"meals\",\"on\":\"2026-02-30\"}],\"rates\":[]}",
      "{\"pack\":\"x\",\"ends\":[{\"category\":\"meals\",\"on\":\"2020-01-01\"}],\"rates\":[]}",
      "{\"pack\":\"x\",\"rates\":[{\"id\":\"zz\",\"category\":\"meals\"}]}",
      "{\"pack\":\"x\",\"valid_from\":\"soon\",\"rates\":[{\"category\":\"meals\",\"title\":\"y\",\"unit\":\"u\",\"formula\":\"fixed\","
      "\"level\":1,\"legal_basis\":\"z\"}]}",
      "{\"pack\":\"x\",\"valid_from\":\"2026-01-01\",\"rates\":[{\"category\":\"meals\",\"title\":\"y\",\"unit\":\"u\",\"formula\":"
      "\"fixed\","
      "\"level\":1,\"legal_basis\":\"z\"}]}",
      "{\"pack\":\"x\",\"valid_from\":\"2030-01-01\",\"ends\":[{\"category\":\"meals\",\"on\":\"2026-06-30\"}],\"rates\":[{\"category\":"
      "\"meals\",\"title\":\"y\",\"unit\":\"u\",\"formula\":\"fixed\",\"legal_basis\":\"z\"}]}",
  };
  gint64 count = tl_store_count (two->province.store, TL_TYPE_RATE, NULL, 0, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (GBytes) bytes = bytes_of (bad[i]);
      g_autoptr (GError) error = NULL;

      g_assert_null (tl_rate_pack_import (two->province.store, bytes, NULL, &error));
      g_assert_nonnull (error);
      g_assert_cmpint (level_on (&two->province, "meals", "2026-07-05"), ==, 70000);
    }
  g_assert_cmpint (tl_store_count (two->province.store, TL_TYPE_RATE, NULL, 0, NULL), ==, count);
}

/* What the province writes, a site takes: the same rates under the same ids, and again: nothing. */
static void
export_goes_round (Two *two, gconstpointer data)
{
  g_autoptr (TlRecord) rate = record_from (
      TL_TYPE_RATE, "{'category':'meals','title':'Tiền ăn mới','valid_from':'2027-01-01','unit':'người/ngày','formula':'fixed',"
                    "'level':90000,'legal_basis':'Điều 5 Thông tư 99/2026/TT-BTC','text':'Thông tư số 99/2026'}");
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (TlRatePack) pack = NULL;
  g_autoptr (TlRecord) there = NULL;
  g_autofree char *digits = NULL;

  tl_rate_succeed (two->province.store, rate, &error);
  g_assert_no_error (error);
  bytes = tl_rate_pack_export (two->province.store, "tinh-2027", NULL, &digits, &error);
  g_assert_no_error (error);
  pack = tl_rate_pack_import (two->site.store, bytes, digits, &error);
  g_assert_no_error (error);
  g_assert_cmpint (level_on (&two->site, "meals", "2026-12-31"), ==, 70000);
  g_assert_cmpint (level_on (&two->site, "meals", "2027-01-01"), ==, 90000);
  there = tl_rate_find (two->site.store, "meals", day ("2027-01-01"), &error);
  g_assert_cmpstr (tl_record_id (there), ==, tl_record_id (rate));
  g_assert_cmpstr (tl_record_text (there, TL_RATE_TEXT), ==, "Thông tư số 99/2026");
}

static void
a_line_of_both_days_is_split (Two *two, gconstpointer data)
{
  Fixture *f = &two->site;
  g_autofree char *person = NULL;
  g_autofree char *file = put_case (f, "2026-06-20T08:00:00+07:00", &person);
  g_autoptr (GBytes) bytes = bytes_of (pack_of_july);
  g_autofree char *digits = fingerprint_of (&two->province, bytes);
  g_autoptr (TlRatePack) pack = tl_rate_pack_import (f->store, bytes, digits, NULL);
  g_autoptr (TlRecord) line = record_from (TL_TYPE_SUPPORT,
                                           "{'category':'meals','case':'%s','person':'%s','date':'2026-06-28','date_to':'2026-07-02',"
                                           "'quantity':15,'funding_source':'province'}",
                                           file, person);
  g_autoptr (TlRecord) uneven = tl_record_copy (line);
  g_autoptr (GError) whole = NULL;
  g_autoptr (GError) odd = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) parts = NULL;

  g_assert_nonnull (pack);
  g_assert_false (tl_support_save (f->store, line, &whole));
  g_assert_error (whole, TL_SUPPORT_ERROR, TL_SUPPORT_ERROR_INVALID);
  tl_record_set_int (uneven, TL_SUPPORT_QUANTITY, 7000);
  g_assert_null (tl_support_split (f->store, uneven, &odd));
  g_assert_error (odd, TL_SUPPORT_ERROR, TL_SUPPORT_ERROR_INVALID);
  parts = tl_support_save_split (f->store, line, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (parts->len, ==, 2);
  g_assert_cmpint (tl_record_int (parts->pdata[0], TL_SUPPORT_QUANTITY), ==, 9000); /* 28, 29, 30 June × 3 people */
  g_assert_cmpint (tl_record_int (parts->pdata[1], TL_SUPPORT_QUANTITY), ==, 6000);
  g_assert_cmpint (sum_of_category (f, "meals"), ==, 9 * 70000 + 6 * 90000);
  g_assert_cmpstr (tl_record_id (parts->pdata[0]), ==, tl_record_id (line));
}

static void
a_month_splits_what_runs_by_month (Two *two, gconstpointer data)
{
  Fixture *f = &two->site;
  g_autofree char *person = NULL;
  g_autofree char *file = put_case (f, "2026-03-05T21:00:00+07:00", &person);
  g_autoptr (TlRecord) line = record_from (TL_TYPE_SUPPORT,
                                           "{'category':'counselling','case':'%s','person':'%s','staff':'%s','date':'2026-03-30',"
                                           "'date_to':'2026-04-02','quantity':4,'funding_source':'province'}",
                                           file, person, f->counsellor);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) parts = tl_support_save_split (f->store, line, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (parts->len, ==, 2);
  g_assert_cmpstr (tl_record_text (parts->pdata[0], TL_SUPPORT_DATE_TO), ==, "2026-03-31");
  g_assert_cmpstr (tl_record_text (parts->pdata[1], TL_SUPPORT_DATE), ==, "2026-04-01");
}

/* A line that stands there, approved, and is made longer: the part that is new is a draft of whoever typed it. */
static void
a_stored_line_is_split_too (Two *two, gconstpointer data)
{
  Fixture *f = &two->site;
  g_autofree char *person = NULL;
  g_autofree char *file = put_case (f, "2026-03-05T21:00:00+07:00", &person);
  g_autofree char *id = put (f, TL_TYPE_SUPPORT,
                             "{'category':'counselling','case':'%s','person':'%s','staff':'%s','date':'2026-03-30','date_to':'2026-03-31',"
                             "'quantity':2,'funding_source':'province'}",
                             file, person, f->counsellor);
  g_autoptr (GError) error = NULL;
  g_autoptr (TlRecord) line = NULL;
  g_autoptr (GPtrArray) parts = NULL;

  tl_support_approve (f->store, (const char *const[]){id, NULL}, &error);
  g_assert_no_error (error);
  line = load (f, TL_TYPE_SUPPORT, id);
  tl_record_set_text (line, TL_SUPPORT_DATE_TO, "2026-04-02");
  tl_record_set_int (line, TL_SUPPORT_QUANTITY, 4000);
  parts = tl_support_save_split (f->store, line, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (parts->len, ==, 2);
  g_assert_cmpint (tl_record_int (parts->pdata[0], TL_SUPPORT_QUANTITY), ==, 2000);
  g_assert_cmpint (tl_record_int (parts->pdata[1], TL_SUPPORT_QUANTITY), ==, 2000);
  g_assert_false (tl_record_has (parts->pdata[1], TL_SUPPORT_APPROVED_BY));
  /* The first says what it said before and stays approved. */
  g_assert_cmpstr (tl_record_text (parts->pdata[0], TL_SUPPORT_STATE), ==, "approved");
  g_assert_cmpstr (tl_record_text (parts->pdata[1], TL_SUPPORT_STATE), ==, "draft");
}

/* Its ceiling is refused in one of the parts: none is saved. */
static void
parts_are_saved_together_or_not (Two *two, gconstpointer data)
{
  Fixture *f = &two->site;
  g_autofree char *person = NULL;
  g_autofree char *file = put_case (f, "2026-03-05T21:00:00+07:00", &person);
  g_autofree char *full = put (f, TL_TYPE_SUPPORT,
                               "{'category':'counselling','case':'%s','person':'%s','staff':'%s','date':'2026-04-10','quantity':30,"
                               "'funding_source':'province'}",
                               file, person, f->counsellor);
  g_autoptr (TlRecord) line = record_from (TL_TYPE_SUPPORT,
                                           "{'category':'counselling','case':'%s','person':'%s','staff':'%s','date':'2026-03-30',"
                                           "'date_to':'2026-04-02','quantity':4,'funding_source':'province'}",
                                           file, person, f->counsellor);
  g_autoptr (GError) error = NULL;

  g_assert_null (tl_support_save_split (f->store, line, &error));
  g_assert_error (error, TL_SUPPORT_ERROR, TL_SUPPORT_ERROR_CEILING);
  g_assert_cmpuint (count_category (f, "counselling"), ==, 1);
}

/* A setting cannot be refused for lines of the past: they are listed instead. */
static void
a_setting_is_seen_in_the_list (Two *two, gconstpointer data)
{
  Fixture *f = &two->site;
  g_autofree char *person = NULL;
  g_autofree char *file = put_case (f, "2026-01-05T21:00:00+07:00", &person);
  g_autofree char *again = put (
      f, TL_TYPE_CASE, "{'victim':'%s','opened_at':'2026-03-05T08:00:00+07:00','status':'open','legal_basis':'urgent_protection'}", person);
  g_autofree char *one = put (f, TL_TYPE_SUPPORT,
                              "{'category':'personal_items','case':'%s','person':'%s','date':'2026-01-06','amount':600000,"
                              "'funding_source':'province'}",
                              file, person);
  g_autofree char *two_ = put (f, TL_TYPE_SUPPORT,
                               "{'category':'personal_items','case':'%s','person':'%s','date':'2026-03-06','amount':600000,"
                               "'funding_source':'province'}",
                               again, person);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) none = tl_support_overruns (f->store, day ("2026-01-01"), day ("2026-12-31"), &error);
  g_autoptr (GPtrArray) found = NULL;

  g_assert_no_error (error);
  g_assert_cmpuint (none->len, ==, 0);
  g_assert_cmpint (tl_support_count_overruns (f->store, day ("2026-01-01"), day ("2026-12-31"), &error), ==, 0);
  set_setting (f, "support.personal_items_per", "life");
  g_assert_cmpint (tl_support_count_overruns (f->store, day ("2026-01-01"), day ("2026-12-31"), &error), ==, 2);
  g_assert_cmpint (tl_support_count_overruns (f->store, day ("2026-01-01"), day ("2026-12-31"), &error), ==, 2);
  g_assert_cmpint (tl_support_count_overruns (f->store, day ("2026-01-01"), day ("2026-02-28"), &error), ==, 1);
  found = tl_support_overruns (f->store, day ("2026-01-01"), day ("2026-12-31"), &error);
  g_assert_no_error (error);
  g_assert_cmpuint (found->len, ==, 2);
  g_assert_cmpint (((TlOverrun *)g_ptr_array_index (found, 0))->ceiling->used, ==, 600000);
}

/* As a register looks that an older program made: without the rates of the newest text, and without a memory of it. */
static gpointer
forget_job (TlStore *store, gpointer data, GCancellable *cancellable, GError **error)
{
  TlWhere ends = {TL_RATE_VALID_FROM, "=", "2026-06-01", 0};
  g_autoptr (GPtrArray) rates = tl_store_list (store, TL_TYPE_RATE, &ends, 1, TL_QUERY_ID, FALSE, 0, 0, error);

  g_assert_cmpuint (rates->len, ==, 5);
  for (guint i = 0; i < rates->len; i++)
    g_assert_true (tl_guarded_delete (store, TL_TYPE_RATE, tl_record_id (rates->pdata[i]), "thử", error));
  return NULL;
}

static guint
n_new (Fixture *f)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) fresh = tl_rates_new (f->store, &error);

  g_assert_no_error (error);
  return fresh->len;
}

static void
new_packs_are_offered_to_an_old_register (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TlRecord) meals = tl_rate_find (f->store, "meals", day ("2026-03-05"), &error);
  g_autoptr (TlRecord) phone = NULL;
  g_autoptr (GPtrArray) taken = NULL;
  g_autoptr (GPtrArray) entries = NULL;

  g_assert_cmpuint (n_new (f), ==, 0);
  tl_store_call (f->store, forget_job, NULL, NULL);
  g_assert_cmpuint (n_new (f), ==, 0); /* deleted, not unknown: it does not come back */
  set_setting (f, "rates.packs", NULL);
  /* A level that the province has edited. */
  tl_record_set_int (meals, TL_RATE_LEVEL, 90000);
  put_rate (f, meals);
  g_assert_cmpuint (n_new (f), ==, 1);
  taken = tl_rates_update (f->store, &error);
  g_assert_no_error (error);
  g_assert_true (((TlShippedPack *)taken->pdata[0])->taken);
  g_assert_cmpuint (n_new (f), ==, 0);
  phone = tl_rate_find (f->store, "collaborator_phone", day ("2026-07-01"), &error);
  g_assert_no_error (error);
  g_clear_object (&meals);
  meals = tl_rate_find (f->store, "meals", day ("2026-03-05"), &error);
  g_assert_cmpint (tl_record_int (meals, TL_RATE_LEVEL), ==, 90000);
  entries = tl_journal_list (f->store, NULL, 0, 1, &error);
  g_assert_cmpstr (((TlJournalEntry *)entries->pdata[0])->kind, ==, "rates-imported");
}

static void
a_new_pack_does_not_double_a_rate (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) taken = NULL;
  TlShippedPack *pack;

  tl_store_call (f->store, forget_job, NULL, NULL);
  set_setting (f, "rates.packs", NULL);
  g_free (put (f, TL_TYPE_RATE,
               "{'category':'child_file','valid_from':'2026-06-01','unit':'hồ sơ','formula':'fixed','level':50000,'legal_basis':'Quyết định "
               "45/QĐ-UBND','title':'Hồ sơ trẻ em của tỉnh'}"));
  taken = tl_rates_update (f->store, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (taken->len, ==, 1);
  pack = taken->pdata[0];
  g_assert_false (pack->taken);
  g_assert_nonnull (strstr (pack->problem, "Hồ sơ trẻ em của tỉnh"));
  g_assert_nonnull (strstr (pack->problem, "Lập hồ sơ trẻ em"));
  /* Not half of it. */
  g_assert_null (tl_rate_find (f->store, "collaborator_phone", day ("2026-07-01"), NULL));
  g_assert_cmpuint (n_new (f), ==, 1);
}

#define PAIR(path, func) g_test_add (path, Two, NULL, two_set_up, func, two_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  PAIR ("/support/rate/only-the-province-edits", only_the_province_edits);
  PAIR ("/support/rate/overlap-names-both", overlap_names_both);
  PAIR ("/support/rate/each-day-its-own-rate", each_day_its_own_rate);
  PAIR ("/support/rate/ended-is-not-offered-and-old-lines-stand", ended_is_not_offered_and_old_lines_stand);
  PAIR ("/support/rate/used-rate-does-not-change", used_rate_does_not_change);
  PAIR ("/support/rate/shape-is-checked", shape_is_checked);
  PAIR ("/support/rate/pack-needs-the-digits", pack_needs_the_digits);
  PAIR ("/support/rate/preview-is-the-import-and-writes-nothing", preview_is_the_import_and_writes_nothing);
  PAIR ("/support/rate/bad-packs-change-nothing", bad_packs_change_nothing);
  PAIR ("/support/rate/export-goes-round", export_goes_round);
  PAIR ("/support/line/split-where-the-rate-changes", a_line_of_both_days_is_split);
  PAIR ("/support/line/a-stored-line-is-split-too", a_stored_line_is_split_too);
  PAIR ("/support/line/split-where-the-month-changes", a_month_splits_what_runs_by_month);
  PAIR ("/support/line/parts-are-saved-together-or-not", parts_are_saved_together_or_not);
  PAIR ("/support/ceiling/a-setting-is-seen-in-the-list", a_setting_is_seen_in_the_list);
  TEST ("/support/rate-update/new-packs-are-offered-to-an-old-register", new_packs_are_offered_to_an_old_register);
  TEST ("/support/rate-update/a-new-pack-does-not-double-a-rate", a_new_pack_does_not_double_a_rate);
  return g_test_run ();
}
