/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The kinds of statement, what each shows and hides, supplements, names that may go, codes that tell which line, and the
 * hand-over of the numbers. */

#include <string.h>

#include "fixture.h"
#include "store/journal.h"
#include "store/sql.h"
#include "support/control-code.h"

static const char *const kinds[] = {"detail", "summary", "receipts", "request", "treasury"};

static char *
make (Fixture *f, const char *kind, const char *from, const char *to)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TlRecord) record = tl_statement_make (f->store, kind, day (from), day (to), NULL, &error);

  g_assert_no_error (error);
  return g_strdup (tl_record_id (record));
}

static void
finalise (Fixture *f, const char *id)
{
  g_autoptr (GError) error = NULL;

  tl_statement_approve_and_finalise (f->store, id, &error);
  g_assert_no_error (error);
}

static char *
make_final (Fixture *f, const char *kind)
{
  char *id = make (f, kind, "2026-03-01", "2026-03-31");

  finalise (f, id);
  return id;
}

static JsonObject *
data_of (Fixture *f, const char *id)
{
  g_autoptr (GError) error = NULL;
  JsonObject *data = tl_statement_data (f->store, id, &error);

  g_assert_no_error (error);
  return data;
}

static char *
text_of (Fixture *f, const char *id)
{
  g_autoptr (JsonObject) data = data_of (f, id);
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_OBJECT);

  json_node_set_object (node, data);
  return json_to_string (node, TRUE);
}

static gint64
total_of (JsonObject *data)
{
  return json_object_get_int_member (json_object_get_object_member (data, "totals"), "amount");
}

typedef struct
{
  char *file;
  char *mother;
  char *child;
  char *meals; /* the child's line */
} House;

static void
house_clear (House *house)
{
  g_free (house->file);
  g_free (house->mother);
  g_free (house->child);
  g_free (house->meals);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (House, house_clear)

/* A mother, her child of eight, an informant, counselling, medicine of a pharmacy: 770.000 + 60.000 + 20.000 + 85.000. */
static void
put_house (Fixture *f, House *house)
{
  g_autofree char *voucher = put (f, TL_TYPE_VOUCHER, "{'number':'0000456','date':'2026-03-07','amount':85000,'kind':'invoice'}");

  memset (house, 0, sizeof *house);
  house->mother = put (f, TL_TYPE_PERSON, "{'alias':'Chị Hoa','full_name':'Nguyễn Thị Thanh Hương','sex':'female','birth_year':1991}");
  house->file
      = put (f, TL_TYPE_CASE, "{'victim':'%s','opened_at':'2026-03-05T21:00:00+07:00','status':'open','legal_basis':'urgent_protection'}",
             house->mother);
  house->child = put (f, TL_TYPE_PERSON, "{'alias':'Cháu Bi','full_name':'Nguyễn Gia Bảo','sex':'male','birth_year':2018}");
  g_free (put (f, TL_TYPE_COMPANION, "{'case':'%s','person':'%s','relation':'child'}", house->file, house->child));
  g_free (put (
      f, TL_TYPE_SUPPORT,
      "{'category':'meals','case':'%s','person':'%s','date':'2026-03-05','date_to':'2026-03-10','quantity':6,'funding_source':'province'}",
      house->file, house->mother));
  house->meals = put (
      f, TL_TYPE_SUPPORT,
      "{'category':'meals','case':'%s','person':'%s','date':'2026-03-05','date_to':'2026-03-09','quantity':5,'funding_source':'province'}",
      house->file, house->child);
  g_free (put (f, TL_TYPE_SUPPORT,
               "{'category':'informant','case':'%s','date':'2026-03-06','payee_kind':'informant','payee_name':'Phạm Văn "
               "Tố','funding_source':'programme'}",
               house->file));
  g_free (
      put (f, TL_TYPE_SUPPORT,
           "{'category':'counselling','case':'%s','person':'%s','staff':'%s','date':'2026-03-08','quantity':1,'funding_source':'province'}",
           house->file, house->mother, f->counsellor));
  g_free (put (
      f, TL_TYPE_SUPPORT,
      "{'category':'medicine','case':'%s','person':'%s','voucher':'%s','date':'2026-03-07','amount':85000,'funding_source':'province'}",
      house->file, house->mother, voucher));
}

static JsonObject *
line_of (JsonObject *data, const char *category, guint nth)
{
  JsonArray *lines = json_object_get_array_member (data, "lines");

  for (guint i = 0; i < json_array_get_length (lines); i++)
    if (g_str_equal (json_object_get_string_member (json_array_get_object_element (lines, i), "category"), category) && nth-- == 0)
      return json_array_get_object_element (lines, i);
  g_assert_not_reached ();
}

/* --- kinds --- */

static void
every_kind_has_the_same_money (Fixture *f, gconstpointer data)
{
  g_auto (House) house = {0};

  put_house (f, &house);
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      g_autofree char *id = make (f, kinds[i], "2026-03-01", "2026-03-31");
      g_autoptr (JsonObject) shown = data_of (f, id);

      /* On a list of signatures stands what is handed to somebody: the pharmacy's bill is not. */
      g_assert_cmpint (total_of (shown), ==, g_str_equal (kinds[i], "receipts") ? 850000 : 935000);
      g_assert_true (json_object_get_boolean_member (shown, "internal") == g_str_equal (kinds[i], "receipts"));
      g_assert_true (json_object_get_null_member (shown, "request") == !g_str_equal (kinds[i], "request"));
    }
}

static void
names_only_where_one_signs (Fixture *f, gconstpointer data)
{
  g_auto (House) house = {0};

  put_house (f, &house);
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      g_autofree char *id = make_final (f, kinds[i]);
      g_autofree char *text = text_of (f, id);

      g_assert_true ((strstr (text, "Nguyễn Thị Thanh Hương") != NULL) == g_str_equal (kinds[i], "receipts"));
      g_assert_null (strstr (text, "Phạm Văn Tố"));
    }
}

static void
who_signs (Fixture *f, gconstpointer data)
{
  g_auto (House) house = {0};
  g_autofree char *id = NULL;
  g_autoptr (JsonObject) shown = NULL;

  put_house (f, &house);
  id = make_final (f, "receipts");
  shown = data_of (f, id);
  for (guint i = 0; i < 2; i++)
    {
      JsonObject *line = line_of (shown, "meals", i);

      if (json_object_get_int_member (line, "quantity") == 5)
        {
          g_assert_cmpstr (json_object_get_string_member (line, "name"), ==, "Nguyễn Gia Bảo");
          g_assert_cmpstr (json_object_get_string_member (line, "signer"), ==, "Nguyễn Thị Thanh Hương");
        }
      else
        {
          g_assert_cmpstr (json_object_get_string_member (line, "name"), ==, "Nguyễn Thị Thanh Hương");
          g_assert_true (json_object_get_null_member (line, "signer"));
        }
    }
  g_assert_cmpstr (json_object_get_string_member (line_of (shown, "counselling", 0), "name"), ==, "Trần Thị Mai");
  g_assert_cmpstr (json_object_get_string_member (line_of (shown, "informant", 0), "name"), ==, "Khoản chi có yêu cầu bảo mật");
}

static void
the_treasury_sees_no_identity (Fixture *f, gconstpointer data)
{
  g_auto (House) house = {0};
  g_autofree char *id = NULL;
  g_autofree char *text = NULL;
  g_autoptr (JsonObject) shown = NULL;
  g_autoptr (TlRecord) file = NULL;

  put_house (f, &house);
  file = load (f, TL_TYPE_CASE, house.file);
  id = make_final (f, "treasury");
  text = text_of (f, id);
  shown = data_of (f, id);
  g_assert_null (strstr (text, tl_record_text (file, TL_CASE_CODE)));
  g_assert_null (strstr (text, "2026-03-05"));
  g_assert_null (strstr (text, "05/03"));
  for (guint i = 0; i < json_array_get_length (json_object_get_array_member (shown, "lines")); i++)
    {
      JsonObject *line = json_array_get_object_element (json_object_get_array_member (shown, "lines"), i);

      g_assert_cmpstr (json_object_get_string_member (line, "date"), ==, "2026-03-01");
      g_assert_cmpstr (json_object_get_string_member (line, "note"), ==, "Khoản chi có yêu cầu bảo mật");
      g_assert_true (json_object_get_null_member (line, "case_code"));
    }
}

static void
a_request_says_what_for (Fixture *f, gconstpointer data)
{
  g_auto (House) house = {0};
  g_autofree char *id = NULL;
  g_autofree char *next = NULL;
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  g_autoptr (JsonObject) words = json_object_new ();
  g_autoptr (JsonObject) bad = json_object_new ();
  g_autoptr (JsonObject) shown = NULL;
  g_autoptr (JsonObject) usual = NULL;
  g_autoptr (GError) error = NULL;
  JsonObject *request;

  put_house (f, &house);
  id = make (f, "request", "2026-03-01", "2026-03-31");
  json_object_set_string_member (bad, "method", "gold");
  g_assert_false (tl_statement_set_request (f->store, id, bad, &error));
  g_assert_error (error, TL_SUPPORT_ERROR, TL_SUPPORT_ERROR_INVALID);
  g_clear_error (&error);
  json_object_set_string_member (words, "reason", "Chi tiền ăn tháng 3");
  json_object_set_string_member (words, "method", "transfer");
  json_object_set_string_member (words, "account", "3713.0.1054321");
  json_object_set_string_member (words, "bank", "Kho bạc Nhà nước khu vực IV");
  tl_statement_set_request (f->store, id, words, &error);
  g_assert_no_error (error);
  finalise (f, id);
  shown = data_of (f, id);
  request = json_object_get_object_member (shown, "request");
  g_assert_cmpstr (json_object_get_string_member (request, "reason"), ==, "Chi tiền ăn tháng 3");
  g_assert_cmpstr (json_object_get_string_member (request, "method_label"), ==, "Chuyển khoản");
  g_assert_cmpstr (json_object_get_string_member (request, "attached"), ==, "01 chứng từ gốc");
  g_assert_cmpstr (json_object_get_string_member (shown, "title"), ==, "GIẤY ĐỀ NGHỊ THANH TOÁN");
  before = text_of (f, id);
  g_assert_false (tl_statement_set_request (f->store, id, words, &error));
  g_assert_error (error, TL_SUPPORT_ERROR, TL_SUPPORT_ERROR_FROZEN);
  /* The next one begins with this place's usual words, but for its reason; and changes nothing of the last. */
  next = make (f, "request", "2026-04-01", "2026-04-30");
  usual = data_of (f, next);
  request = json_object_get_object_member (usual, "request");
  g_assert_cmpstr (json_object_get_string_member (request, "account"), ==, "3713.0.1054321");
  g_assert_cmpstr (json_object_get_string_member (request, "reason"), ==,
                   "Thanh toán kinh phí hỗ trợ người được tạm lánh, tháng 4 năm 2026");
  set_setting (f, "statement.request", "{\"account\":\"khác\",\"payee\":\"khác\"}");
  after = text_of (f, id);
  g_assert_cmpstr (before, ==, after);
}

/* --- supplements --- */

static void
late_lines_go_into_a_supplement (Fixture *f, gconstpointer data)
{
  g_auto (House) house = {0};
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;
  g_autofree char *quarter = NULL;
  g_autoptr (JsonObject) supplement = NULL;
  g_autoptr (JsonObject) mixed = NULL;
  g_autofree char *text = NULL;

  put_house (f, &house);
  first = make_final (f, "detail");
  g_free (put (f, TL_TYPE_SUPPORT,
               "{'category':'meals','case':'%s','person':'%s','date':'2026-03-20','quantity':1,'funding_source':'province'}", house.file,
               house.mother));
  second = make (f, "detail", "2026-03-01", "2026-03-31");
  supplement = data_of (f, second);
  g_assert_true (json_object_get_boolean_member (supplement, "supplementary"));
  g_assert_cmpstr (json_object_get_string_member (supplement, "title"), ==, "BẢNG KÊ CHI TIẾT KINH PHÍ HỖ TRỢ BỔ SUNG");
  g_assert_cmpstr (json_object_get_string_member (supplement, "supplement_text"), ==, "Bổ sung cho bảng kê số 01/2026/BK-DC");
  g_assert_cmpstr (json_array_get_string_element (json_object_get_array_member (supplement, "supplements"), 0), ==, "01/2026/BK-DC");
  g_assert_cmpint (total_of (supplement), ==, 70000);

  /* With lines of another month beside it, it is no supplement but says that it holds one. */
  g_free (put (f, TL_TYPE_SUPPORT,
               "{'category':'meals','case':'%s','person':'%s','date':'2026-02-20','quantity':2,'funding_source':'province'}", house.file,
               house.mother));
  quarter = make (f, "detail", "2026-01-01", "2026-03-31");
  mixed = data_of (f, quarter);
  g_assert_false (json_object_get_boolean_member (mixed, "supplementary"));
  g_assert_cmpstr (json_object_get_string_member (mixed, "title"), ==, "BẢNG KÊ CHI TIẾT KINH PHÍ HỖ TRỢ");
  g_assert_cmpstr (json_object_get_string_member (mixed, "supplement_text"), ==, "Trong đó có khoản bổ sung cho bảng kê số 01/2026/BK-DC");
  text = text_of (f, quarter);
  g_assert_nonnull (strstr (text, "Không gồm các khoản đã kê tại bảng kê số 01/2026/BK-DC."));
  /* Another kind knows nothing of it. */
  {
    g_autofree char *summary = make (f, "summary", "2026-03-01", "2026-03-31");
    g_autoptr (JsonObject) summed = data_of (f, summary);

    g_assert_false (json_object_get_boolean_member (summed, "supplementary"));
    g_assert_cmpint (total_of (summed), ==, 935000 + 70000);
  }
}

/* --- frozen --- */

static void
nothing_changes_a_final_paper (Fixture *f, gconstpointer data)
{
  g_auto (House) house = {0};
  char *ids[G_N_ELEMENTS (kinds)];
  char *before[G_N_ELEMENTS (kinds)];
  g_autoptr (GError) error = NULL;
  g_autoptr (TlRecord) mother = NULL;
  g_autoptr (TlRecord) mai = NULL;
  g_autoptr (TlRecord) rate = NULL;

  put_house (f, &house);
  g_free (put (f, TL_TYPE_BUDGET, "{'year':2026,'funding_source':'province','amount':1000000}"));
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      ids[i] = make_final (f, kinds[i]);
      before[i] = text_of (f, ids[i]);
    }
  mother = load (f, TL_TYPE_PERSON, house.mother);
  tl_record_set_text (mother, TL_PERSON_FULL_NAME, "Tên Khác");
  tl_store_save (f->store, mother, &error);
  g_assert_no_error (error);
  mai = load (f, TL_TYPE_STAFF, f->counsellor);
  tl_record_set_text (mai, TL_STAFF_FULL_NAME, "Cán Bộ Khác");
  tl_store_save (f->store, mai, &error);
  g_assert_no_error (error);
  rate = tl_rate_find (f->store, "meals", day ("2026-03-05"), &error);
  tl_record_set_int (rate, TL_RATE_LEVEL, 90000);
  tl_record_set_text (rate, TL_RATE_TITLE, "Tên khác");
  put_rate (f, rate);
  g_free (put (f, TL_TYPE_BUDGET, "{'year':2026,'funding_source':'province','amount':5000000}"));
  g_free (put (f, TL_TYPE_SUPPORT, "{'category':'meals','case':'%s','date':'2026-03-21','quantity':3,'funding_source':'province'}",
               house.file));
  set_setting (f, "statement.signers", "[{\"role\":\"Người khác\",\"name\":\"Tên khác\"}]");
  set_setting (f, "statement.request", "{\"to\":\"Nơi khác\"}");
  set_setting (f, "support.companions_meals", "0");
  set_today ("2033-04-05T10:00:00+07:00");
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      g_autofree char *after = text_of (f, ids[i]);

      g_assert_cmpstr (before[i], ==, after);
      g_free (ids[i]);
      g_free (before[i]);
    }
}

static gboolean
journal_holds (Fixture *f, const char *id, const char *text)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) entries = tl_journal_list (f->store, id, 0, 0, &error);
  gboolean found = FALSE;

  g_assert_no_error (error);
  for (guint i = 0; i < entries->len; i++)
    {
      TlJournalEntry *entry = g_ptr_array_index (entries, i);

      found |= entry->changes && strstr (entry->changes, text) != NULL;
    }
  return found;
}

static void
an_erased_name_goes_from_the_lists (Fixture *f, gconstpointer data)
{
  static const guint name[] = {TL_PERSON_FULL_NAME, TL_PERSON_ALIAS};
  g_auto (House) house = {0};
  g_autofree char *id = NULL;
  g_autofree char *after = NULL;
  g_autoptr (JsonObject) shown = NULL;
  g_autoptr (TlRecord) record = NULL;
  g_autoptr (GError) error = NULL;
  gboolean agrees = FALSE;
  guint64 entries;

  put_house (f, &house);
  id = make_final (f, "receipts");
  g_assert_true (journal_holds (f, id, "Nguyễn Thị Thanh Hương"));
  tl_journal_erase (f->store, TL_TYPE_PERSON, house.mother, name, 1, "theo yêu cầu", &error);
  g_assert_no_error (error);

  after = text_of (f, id);
  g_assert_null (strstr (after, "Hương"));
  g_assert_false (journal_holds (f, id, "Hương"));
  /* Hers alone, and the sums, the number and the code stand. */
  g_assert_nonnull (strstr (after, "Nguyễn Gia Bảo"));
  g_assert_nonnull (strstr (after, "(đã xóa theo yêu cầu)"));
  shown = data_of (f, id);
  g_assert_cmpint (total_of (shown), ==, 850000);
  record = load (f, TL_TYPE_STATEMENT, id);
  tl_statement_check (f->store, "01/2026/BK-DC", tl_record_text (record, TL_STATEMENT_CONTROL_CODE), &agrees, &error);
  g_assert_no_error (error);
  g_assert_true (agrees);
  g_assert_true (tl_journal_verify (f->store, &entries, &error));
  g_assert_no_error (error);
}

static void
names_change_by_erasure_only (Fixture *f, gconstpointer data)
{
  g_auto (House) house = {0};
  g_autofree char *id = NULL;
  g_autoptr (TlRecord) record = NULL;
  g_autoptr (GError) error = NULL;

  put_house (f, &house);
  id = make_final (f, "receipts");
  record = load (f, TL_TYPE_STATEMENT, id);
  tl_record_set_text (record, TL_STATEMENT_NAMES, "[]");
  g_assert_false (tl_store_save (f->store, record, &error));
  g_assert_error (error, TL_SUPPORT_ERROR, TL_SUPPORT_ERROR_FROZEN);
}

/* --- codes --- */

static gpointer
tamper (TlStore *store, gpointer data, GCancellable *cancellable, GError **error)
{
  /* As a forger would who has the key and knows the triggers. */
  gboolean done = tl_sql_run (store, error, "DROP TRIGGER statement_final_is_frozen", "")
                  && tl_sql_run (store, error,
                                 "UPDATE statement SET lines = json_set (lines, '$[1].amount', 999) WHERE kind = ? AND number IS NOT NULL",
                                 "s", data);

  return GINT_TO_POINTER (done);
}

static TlStatementCheck *
check_qr (Fixture *f, const char *qr)
{
  g_autoptr (GError) error = NULL;
  TlStatementCheck *check = tl_statement_check_paper (f->store, NULL, NULL, qr, &error);

  g_assert_no_error (error);
  return check;
}

static void
the_qr_tells_which_line (Fixture *f, gconstpointer data)
{
  static const char *const by_line[] = {"detail", "receipts", "treasury"};

  {
    g_auto (House) house = {0};

    put_house (f, &house);
  }
  for (guint i = 0; i < G_N_ELEMENTS (by_line); i++)
    {
      g_autofree char *id = make_final (f, by_line[i]);
      g_autoptr (JsonObject) shown = data_of (f, id);
      g_autofree char *first_page = tl_statement_qr (shown, 0, 2);
      g_autofree char *second_page = tl_statement_qr (shown, 2, 10);
      g_autoptr (TlStatementCheck) good = check_qr (f, first_page);
      g_autoptr (TlStatementCheck) other = NULL;
      g_autoptr (TlStatementCheck) bad = NULL;
      g_autoptr (TlStatementCheck) elsewhere = NULL;

      /* A QR holds these letters in its short form. */
      g_assert_cmpuint (strspn (first_page, "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"), ==, strlen (first_page));
      g_assert_true (good->agrees);
      other = check_qr (f, second_page);
      g_assert_true (other->agrees);
      if (i > 0)
        continue;
      g_assert_nonnull (tl_store_call (f->store, tamper, (gpointer)by_line[i], NULL));
      bad = check_qr (f, first_page);
      g_assert_false (bad->agrees);
      g_assert_cmpuint (bad->differences->len, ==, 2);
      g_assert_nonnull (strstr (g_ptr_array_index (bad->differences, 0), "Line 2 differs"));
      elsewhere = check_qr (f, second_page);
      g_assert_false (elsewhere->agrees);
      g_assert_nonnull (strstr (g_ptr_array_index (elsewhere->differences, 0), "another page"));
    }
}

static void
a_mistyped_qr_is_refused (Fixture *f, gconstpointer data)
{
  static const char *const texts[] = {"",
                                      "hello",
                                      "TL2:01/2026/BK-DC",
                                      "TL2:01/2026/BK-DC:AAAA-AAAA-AAAA-AAA1:L1:",
                                      "TL2:01/2026/BK-DC:X:L0:AB",
                                      "TL9:01/2026/BK-DC:0000-0000-0000-0000:L1:"};

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      TlQr qr;

      g_assert_false (tl_qr_parse (texts[i], &qr));
    }
}

static void
the_code_does_not_care_for_order (Fixture *f, gconstpointer data)
{
  guint8 one[2 * TL_DIGEST_BYTES], two[2 * TL_DIGEST_BYTES];
  TlMoneyLine a = {"meals", "2026-03-05", NULL, 1000, "người/ngày", 70000, 70000, "province"};
  TlMoneyLine b = {"meals", "2026-03-06", NULL, 1000, "người/ngày", 70000, 70000, "province"};
  TlMoneyLine km = {"travel_fuel", "2026-03-06", NULL, 46000, "km", 20510, 188692, "province"};
  TlMoneyLine trip = {"travel_fuel", "2026-03-06", NULL, 1000, "chuyến", 0, 188692, "province"};
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;
  guint8 road[TL_DIGEST_BYTES], sent[TL_DIGEST_BYTES];

  tl_money_line_digest (&a, FALSE, FALSE, one);
  tl_money_line_digest (&b, FALSE, FALSE, one + TL_DIGEST_BYTES);
  tl_money_line_digest (&b, FALSE, FALSE, two);
  tl_money_line_digest (&a, FALSE, FALSE, two + TL_DIGEST_BYTES);
  first = tl_control_code_of_digests ("01/2026/BK-DC", "detail", "2026-03-01", "2026-03-31", NULL, 140000, one, 2);
  second = tl_control_code_of_digests ("01/2026/BK-DC", "detail", "2026-03-01", "2026-03-31", NULL, 140000, two, 2);
  g_assert_cmpstr (first, ==, second);
  /* How far the drive was does not leave: the code is the same without it. */
  tl_money_line_digest (&km, TRUE, FALSE, road);
  tl_money_line_digest (&trip, FALSE, FALSE, sent);
  g_assert_cmpmem (road, sizeof road, sent, sizeof sent);
}

/* --- numbers --- */

static void
numbers_are_handed_over (Fixture *f, gconstpointer data)
{
  g_auto (House) house = {0};
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;
  g_autofree char *again = NULL;
  g_autofree char *word = NULL;
  g_autofree char *back = NULL;
  g_autoptr (TlRecord) record = NULL;
  g_autoptr (GError) error = NULL;

  put_house (f, &house);
  first = make_final (f, "detail");
  g_assert_cmpuint (tl_statement_number_device (f->store), ==, 1);
  g_assert_false (tl_statement_give_numbers (f->store, 1, &word, &error));
  g_clear_error (&error);
  tl_statement_give_numbers (f->store, 2, &word, &error);
  g_assert_no_error (error);
  g_assert_true (g_str_has_prefix (word, "1-2-1-2026-1-"));
  /* From now on none is given here, and they cannot be given away twice. */
  second = make (f, "summary", "2026-03-01", "2026-03-31");
  g_assert_false (tl_statement_approve_and_finalise (f->store, second, &error));
  g_clear_error (&error);
  g_assert_false (tl_statement_give_numbers (f->store, 3, &back, &error));
  g_clear_error (&error);
  /* The word got lost: the same once more. */
  tl_statement_give_numbers (f->store, 2, &again, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (again, ==, word);
  /* Its own word is not for this PC. */
  g_assert_false (tl_statement_take_numbers (f->store, word, &error));
  g_clear_error (&error);
  g_assert_false (tl_statement_take_numbers (f->store, "2-1-1-2026-7-AA", &error));
  g_assert_error (error, TL_SUPPORT_ERROR, TL_SUPPORT_ERROR_INVALID);
  g_clear_error (&error);
  /* What PC 2 shows after it gave 02 to 07 itself. */
  set_setting (f, "statement.number_device", "1");
  set_setting (f, "statement.number_start", "{\"2026\":7}");
  g_clear_pointer (&word, g_free);
  finalise (f, second);
  record = load (f, TL_TYPE_STATEMENT, second);
  g_assert_cmpstr (tl_record_text (record, TL_STATEMENT_NUMBER), ==, "08/2026/BK-DC");
}

/* Two vaults of one place: the word goes from one to the other and back. */
static void
two_pcs_make_one_row_of_numbers (Fixture *f, gconstpointer data)
{
  Fixture other = {0};
  g_auto (House) house = {0};
  g_auto (House) second_house = {0};
  g_autofree char *a = NULL, *b = NULL, *c = NULL, *word = NULL, *back = NULL, *old = NULL;
  g_autofree char *path = NULL;
  g_autoptr (TlRecord) record = NULL;
  g_autoptr (GError) error = NULL;
  char *code = NULL;
  TlVault *vault;

  other.folder = f->folder;
  path = g_build_filename (f->folder, "dc2.tamlanh", NULL);
  vault = tl_vault_create (path, "Bàn 2", "năm con cò trắng bay", &code, NULL, &error);
  g_assert_no_error (error);
  tl_secret_free (code);
  other.store = tl_store_open (vault, &error);
  tl_support_attach (other.store);
  tl_store_setup (other.store, "DC", 2, "Lê Thị Thu", "leader", &error);
  g_assert_no_error (error);
  tl_rates_install (other.store, &error);
  other.counsellor = put (&other, TL_TYPE_STAFF, "{'full_name':'Trần Thị Mai','role':'shelter','counsellor':true,'active':true}");

  put_house (f, &house);
  put_house (&other, &second_house);
  a = make_final (f, "detail");
  b = make (&other, "detail", "2026-03-01", "2026-03-31");
  g_assert_false (tl_statement_approve_and_finalise (other.store, b, &error));
  g_clear_error (&error);
  tl_statement_give_numbers (f->store, 2, &word, &error);
  g_assert_no_error (error);
  tl_statement_take_numbers (other.store, word, &error);
  g_assert_no_error (error);
  finalise (&other, b);
  record = load (&other, TL_TYPE_STATEMENT, b);
  g_assert_cmpstr (tl_record_text (record, TL_STATEMENT_NUMBER), ==, "02/2026/BK-DC");
  /* The old word once more would take a number back. */
  g_assert_false (tl_statement_take_numbers (other.store, word, &error));
  g_clear_error (&error);
  tl_statement_give_numbers (other.store, 1, &back, &error);
  g_assert_no_error (error);
  tl_statement_take_numbers (f->store, back, &error);
  g_assert_no_error (error);
  g_assert_null (tl_statement_numbers_word (f->store));
  c = make_final (f, "summary");
  g_clear_object (&record);
  record = load (f, TL_TYPE_STATEMENT, c);
  g_assert_cmpstr (tl_record_text (record, TL_STATEMENT_NUMBER), ==, "03/2026/BK-DC");
  /* Back and forth without a number in between: no word of an earlier hand-over works again. */
  tl_statement_give_numbers (f->store, 2, &old, &error);
  g_assert_no_error (error);
  tl_statement_take_numbers (other.store, old, &error);
  g_assert_no_error (error);
  g_clear_pointer (&back, g_free);
  tl_statement_give_numbers (other.store, 1, &back, &error);
  g_assert_no_error (error);
  tl_statement_take_numbers (f->store, back, &error);
  g_assert_no_error (error);
  g_assert_false (tl_statement_take_numbers (other.store, old, &error));
  g_assert_error (error, TL_SUPPORT_ERROR, TL_SUPPORT_ERROR_INVALID);
  g_assert_cmpuint (tl_statement_number_device (other.store), ==, 1);
  g_clear_error (&error);
  tl_store_close (other.store);
  g_object_unref (other.store);
  g_free (other.counsellor);
}

/* A version that did not count left a word behind: it is refused in words, and shown anew with a count. */
static void
an_uncounted_word_is_made_anew (Fixture *f, gconstpointer data)
{
  g_autofree char *word = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_false (tl_statement_take_numbers (f->store, "2-1-2026-7-K7", &error));
  g_assert_nonnull (strstr (error->message, "older version"));
  g_clear_error (&error);
  set_setting (f, "statement.number_device", "2");
  set_setting (f, "statement.number_word", "1-2-2026-0-K7");
  tl_statement_give_numbers (f->store, 2, &word, &error);
  g_assert_no_error (error);
  g_assert_true (g_str_has_prefix (word, "1-2-1-2026-0-"));
}

/* --- register --- */

static void
the_register_holds_every_line (Fixture *f, gconstpointer data)
{
  g_auto (House) house = {0};
  g_autofree char *id = NULL;
  g_autofree char *gone = NULL;
  g_autoptr (JsonObject) all = NULL;
  g_autoptr (GError) error = NULL;
  JsonObject *totals;
  guint claimed = 0;

  put_house (f, &house);
  id = make_final (f, "detail");
  gone = put (f, TL_TYPE_SUPPORT, "{'category':'meals','case':'%s','date':'2026-03-25','quantity':2,'funding_source':'province'}",
              house.file);
  tl_support_void (f->store, (const char *const[]){gone, NULL}, "ghi hai lần", &error);
  g_assert_no_error (error);
  all = tl_support_register_data (f->store, day ("2026-03-01"), day ("2026-03-31"), &error);
  g_assert_no_error (error);
  totals = json_object_get_object_member (all, "totals");
  g_assert_cmpint (json_object_get_int_member (totals, "lines"), ==, 6);
  g_assert_cmpint (json_object_get_int_member (totals, "amount"), ==, 935000);
  g_assert_cmpint (json_object_get_int_member (totals, "void"), ==, 140000);
  for (guint i = 0; i < 6; i++)
    claimed += g_strcmp0 (json_object_get_string_member_with_default (
                              json_array_get_object_element (json_object_get_array_member (all, "lines"), i), "statement", NULL),
                          "01/2026/BK-DC")
               == 0;
  g_assert_cmpuint (claimed, ==, 5);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  TEST ("/support/papers/every-kind-has-the-same-money", every_kind_has_the_same_money);
  TEST ("/support/papers/names-only-where-one-signs", names_only_where_one_signs);
  TEST ("/support/papers/who-signs", who_signs);
  TEST ("/support/papers/the-treasury-sees-no-identity", the_treasury_sees_no_identity);
  TEST ("/support/papers/a-request-says-what-for", a_request_says_what_for);
  TEST ("/support/papers/late-lines-go-into-a-supplement", late_lines_go_into_a_supplement);
  TEST ("/support/papers/nothing-changes-a-final-paper", nothing_changes_a_final_paper);
  TEST ("/support/papers/an-erased-name-goes-from-the-lists", an_erased_name_goes_from_the_lists);
  TEST ("/support/papers/names-change-by-erasure-only", names_change_by_erasure_only);
  TEST ("/support/papers/the-qr-tells-which-line", the_qr_tells_which_line);
  TEST ("/support/papers/a-mistyped-qr-is-refused", a_mistyped_qr_is_refused);
  TEST ("/support/papers/the-code-does-not-care-for-order", the_code_does_not_care_for_order);
  TEST ("/support/papers/numbers-are-handed-over", numbers_are_handed_over);
  TEST ("/support/papers/two-pcs-make-one-row-of-numbers", two_pcs_make_one_row_of_numbers);
  TEST ("/support/papers/an-uncounted-word-is-made-anew", an_uncounted_word_is_made_anew);
  TEST ("/support/papers/the-register-holds-every-line", the_register_holds_every_line);
  return g_test_run ();
}
