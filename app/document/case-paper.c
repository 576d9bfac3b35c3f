/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The papers of a case, each filled or as a blank form to write on: minutes of reception (Nghị định 20/2021/NĐ-CP,
 * điều 28), intake form, consent, referral, receipt of an informant, list of receipts to sign.
 *
 * A paper is a table of fields (form.h) between paragraphs of its own. What may not be on it was left out by whoever
 * gathered the data; here only words and places are decided. */

#include "document/document-private.h"
#include "document/form.h"
#include "document/table.h"

#include <string.h>

#include "record/lists.h"
#include "record/text.h"
#include "record/time.h"

#define BODY_SIZE 13
#define ROW_TO_SIGN 11.0
#define ROW_TO_WRITE 8.5

typedef struct
{
  const char *kind;
  const char *title; /* on the paper */
  const char *name;  /* in file names and print jobs */
  const char *box;   /* NULL = none */
  gboolean numbered;
  gboolean (*place) (TlPages *pages, JsonObject *data, const TlFormData *form, GError **error);
} Paper;

static const TlFace basis_face = {.size = BODY_SIZE, .indent = 10, .italic = TRUE, .align = TL_ALIGN_JUSTIFY};
static const TlFace body_face = {.size = BODY_SIZE, .indent = 10, .align = TL_ALIGN_JUSTIFY};
static const TlFace note_face = {.size = 12, .italic = TRUE, .align = TL_ALIGN_JUSTIFY};

#define HEADING(label) {label, TL_N_TYPES, 0, 0, 0, 0}
#define FIELD(label, type, name, share, lines, flags) {label, TL_TYPE_##type, TL_##type##_##name, share, lines, flags}

static const TlFormField person_fields[] = {
    FIELD ("Họ và tên", PERSON, FULL_NAME, 0.62, 1, 0),
    FIELD ("Tên muốn được gọi", PERSON, ALIAS, 0.38, 1, 0),
    FIELD ("Giới tính", PERSON, SEX, 0.28, 1, 0),
    FIELD ("Ngày sinh", PERSON, BIRTH_DATE, 0.36, 1, 0),
    FIELD ("Năm sinh (nếu không rõ ngày)", PERSON, BIRTH_YEAR, 0.62, 1, TL_FORM_BLANK_ONLY),
    FIELD ("Dân tộc", PERSON, ETHNICITY, 0.36, 1, 0),
    FIELD ("Giấy tờ", PERSON, ID_KIND, 0.5, 1, 0),
    FIELD ("Số", PERSON, ID_NUMBER, 0.5, 1, 0),
    FIELD ("Nơi thường trú", PERSON, PERMANENT_ADDRESS, 1, 1, 0),
    FIELD ("Xã, phường", PERSON, PERMANENT_UNIT, 0.5, 1, TL_FORM_LINE),
    FIELD ("Tỉnh, thành phố", PERSON, PERMANENT_PROVINCE, 0.5, 1, TL_FORM_LINE),
};

static const TlFormField arrival_fields[] = {
    HEADING ("III. TÌNH TRẠNG KHI TIẾP NHẬN"),
    FIELD ("Tình trạng sức khỏe, tinh thần", CASE, CONDITION_ON_ARRIVAL, 1, 4, 0),
    FIELD ("Đang trong tình trạng nguy hiểm", CASE, URGENT, 1, 1, TL_FORM_BOXES),
    FIELD ("Tiền, đồ dùng, giấy tờ mang theo", CASE, BELONGINGS, 1, 3, 0),
    HEADING ("IV. CĂN CỨ TIẾP NHẬN"),
    FIELD ("Nguồn tin báo", CASE, SOURCE_KIND, 1, 1, TL_FORM_LINE),
    FIELD ("Cơ sở pháp lý", CASE, LEGAL_BASIS, 1, 1, 0),
    FIELD ("Quyết định tiếp nhận", CASE, ADMISSION_DECISION, 1, 1, 0),
};

static const TlFormField intake_opening[] = {
    FIELD ("Mã hồ sơ", CASE, CODE, 0.4, 1, 0),
    FIELD ("Tiếp nhận lúc", CASE, OPENED_AT, 0.6, 1, 0),
    FIELD ("Nguồn tin báo", CASE, SOURCE_KIND, 1, 1, 0),
    FIELD ("Hình thức báo tin", CASE, SOURCE_CHANNEL, 1, 1, 0),
    FIELD ("Người đưa đến", CASE, BROUGHT_BY, 1, 1, 0),
    FIELD ("Đang trong tình trạng nguy hiểm", CASE, URGENT, 1, 1, 0),
    HEADING ("I. NGƯỜI ĐƯỢC TIẾP NHẬN"),
};

static const TlFormField intake_person_more[] = {
    FIELD ("Điện thoại", PERSON, PHONE, 0.45, 1, 0),
    FIELD ("Giờ gọi an toàn", PERSON, PHONE_SAFE_TIMES, 0.55, 1, 0),
    FIELD ("Người liên hệ khi khẩn cấp", PERSON, EMERGENCY_CONTACT, 1, 1, 0),
    FIELD ("Tình trạng hôn nhân", PERSON, MARITAL_STATUS, 1, 1, 0),
    FIELD ("Nghề nghiệp", PERSON, OCCUPATION, 1, 1, TL_FORM_LINE),
    FIELD ("Mang thai", PERSON, PREGNANT, 1, 1, 0),
    FIELD ("Nuôi con dưới 36 tháng tuổi", PERSON, NURSING_UNDER_36M, 1, 1, 0),
    FIELD ("Khuyết tật", PERSON, DISABILITY_KIND, 1, 1, 0),
    FIELD ("Ngôn ngữ", PERSON, LANGUAGE, 0.6, 1, TL_FORM_LINE),
    FIELD ("Người giám hộ (nếu là trẻ em)", PERSON, GUARDIAN_NAME, 1, 1, 0),
};

static const TlFormField intake_rest[] = {
    HEADING ("III. TÌNH TRẠNG KHI ĐẾN"),
    FIELD ("Sức khỏe, tinh thần", CASE, CONDITION_ON_ARRIVAL, 1, 3, 0),
    FIELD ("Thương tích", INCIDENT, INJURY_KIND, 1, 1, 0),
    FIELD ("Tiền, đồ dùng, giấy tờ mang theo", CASE, BELONGINGS, 1, 2, 0),
    FIELD ("Nhu cầu", CASE, NEEDS, 1, 1, 0),
    HEADING ("IV. BẠO LỰC"),
    FIELD ("Xảy ra lúc", INCIDENT, AT, 0.5, 1, 0),
    FIELD ("Nhóm hành vi bạo lực", INCIDENT, VIOLENCE_GROUPS, 1, 1, 0),
    FIELD ("Hành vi", INCIDENT, VIOLENCE_ACTS, 1, 1, TL_FORM_IF_KNOWN | TL_FORM_LINE),
    FIELD ("Đã báo công an", INCIDENT, POLICE_INFORMED, 1, 1, 0),
    FIELD ("Quan hệ của người có hành vi bạo lực", CASE, PERPETRATOR_RELATION, 1, 1, 0),
    FIELD ("Lời kể của người được hỗ trợ", INCIDENT, DESCRIPTION, 1, 5, 0),
    HEADING ("V. NƠI Ở"),
    FIELD ("Nhận phòng lúc", STAY, CHECKED_IN_AT, 0.6, 1, 0),
    FIELD ("Giường", STAY, BED, 0.4, 1, 0),
};

/* These stand on the page of the signature. */
static const TlFormField intake_last[] = {
    FIELD ("Mức độ nguy cơ", CASE, RISK_LEVEL, 1, 1, 0),
};

static const TlFormField consent_fields[] = {
    HEADING ("II. NỘI DUNG ĐỒNG Ý"),
    FIELD ("Mục đích", CONSENT, PURPOSE, 1, 1, TL_FORM_BOXES),
    FIELD ("Nơi nhận thông tin", CONSENT, RECIPIENT, 1, 1, 0),
    FIELD ("Những thông tin được dùng hoặc được giao", CONSENT, SCOPE, 1, 3, 0),
    FIELD ("Từ ngày", CONSENT, GIVEN_ON, 0.5, 1, 0),
    FIELD ("Đến hết ngày", CONSENT, EXPIRES_ON, 0.5, 1, 0),
    FIELD ("Người đồng ý", CONSENT, GIVEN_BY, 1, 1, TL_FORM_BOXES),
};

static const char *const consent_rights[] = {
    "Việc đồng ý là tự nguyện. Không đồng ý thì vẫn được tiếp nhận, bảo vệ và hỗ trợ như mọi người.",
    "Có thể rút lại sự đồng ý bất cứ lúc nào, bằng lời nói hoặc bằng văn bản; việc đã làm trước đó theo sự đồng ý vẫn có hiệu lực.",
    "Thông tin chỉ được dùng cho mục đích và chỉ được giao cho nơi nhận ghi ở trên.",
    "Có quyền xem, đề nghị sửa, đề nghị xóa thông tin về mình và khiếu nại khi thấy quyền của mình bị vi phạm.",
    "Nội dung phiếu này đã được đọc và giải thích bằng ngôn ngữ mà người đồng ý hiểu rõ.",
};

/* --- parts that several papers share --- */

static const char *
in_names (JsonObject *data, const char *member)
{
  return tl_data_text (tl_data_object (data, "names"), member);
}

static const TlColumn companion_columns[] = {
    {"STT", NULL, TL_ALIGN_CENTRE, 11, 0, FALSE},       {"Họ và tên", NULL, TL_ALIGN_LEFT, 50, 75, TRUE},
    {"Giới tính", NULL, TL_ALIGN_CENTRE, 20, 24, TRUE}, {"Năm sinh", NULL, TL_ALIGN_CENTRE, 20, 0, FALSE},
    {"Quan hệ", NULL, TL_ALIGN_LEFT, 40, 60, TRUE},
};

static gboolean
place_companions (TlPages *pages, JsonObject *data, const TlFormData *form, const char *heading, GError **error)
{
  JsonArray *companions = tl_data_array (data, "companions");
  guint n = companions != NULL ? json_array_get_length (companions) : 0;
  g_autoptr (TlTable) table = tl_table_new (pages, companion_columns, G_N_ELEMENTS (companion_columns), 12);

  /* The heading stays with the table's head and first rows. */
  if (tl_pages_y (pages) + 38 > tl_pages_bottom (pages))
    tl_pages_break (pages);
  tl_form_heading (pages, heading);
  if (!form->blank && n == 0)
    {
      tl_pages_paragraph (pages, body_face, "Không có.", 1);
      return TRUE;
    }
  if (form->blank)
    tl_table_set_row_height (table, ROW_TO_WRITE);
  for (guint i = 0; i < (form->blank ? 4 : n); i++)
    {
      JsonObject *one = i < n ? tl_data_object_at (companions, i) : NULL, *person = tl_data_object (one, "person");
      const char *name = tl_data_text (person, "full_name"), *sex = tl_data_text (person, "sex"), *relation = tl_data_text (one, "relation");
      g_autofree char *number = g_strdup_printf ("%u", i + 1);
      g_autofree char *year = tl_data_has (person, "birth_year")
                                  ? g_strdup_printf ("%" G_GINT64_FORMAT, tl_data_int (person, "birth_year"))
                                  : g_strdup ("");
      const char *cells[]
          = {number, name != NULL ? name : tl_data_text (person, "alias"), sex != NULL ? tl_list_label_vi ("sex", sex) : NULL, year,
             relation != NULL ? tl_list_label_vi ("companion_relation", relation) : NULL};
      tl_table_add_row (table, cells, 0);
    }
  tl_pages_set_y (pages, tl_pages_y (pages) + 1.5);
  return tl_table_place (table, 0, 0, error);
}

/* "hồi 21 giờ 00, ngày 05/03/2026", or dots. (transfer full) */
static char *
moment (const TlFormData *form, TlType type, guint field)
{
  char *value = tl_form_value (form, type, field);
  return value != NULL ? value : g_strdup ("…… giờ ……, ngày …… tháng …… năm ………");
}

/* @closing (NULL = none): the last words, in @face; they stand on the page of the signatures. */
static void
place_signatures (TlPages *pages, JsonObject *data, TlFace face, const char *closing)
{
  JsonArray *signers = tl_data_array (data, "signers");
  double height = tl_signatures_height (pages, signers);

  if (closing != NULL)
    height += tl_pages_paragraph_height (pages, face, closing, 2);
  if (tl_pages_y (pages) + height > tl_pages_bottom (pages))
    tl_pages_break (pages);
  if (closing != NULL)
    tl_pages_paragraph (pages, face, closing, 2);
  tl_signatures_place (pages, signers);
}

/* --- the papers --- */

static gboolean
place_intake_record (TlPages *pages, JsonObject *data, const TlFormData *form, GError **error)
{
  g_autofree char *when = moment (form, TL_TYPE_CASE, TL_CASE_OPENED_AT);
  g_autofree char *place = tl_form_value (form, TL_TYPE_CASE, TL_CASE_MINUTES_PLACE);
  g_autofree char *found = tl_form_value (form, TL_TYPE_CASE, TL_CASE_FOUND_BY);
  g_autofree char *brought = tl_form_value (form, TL_TYPE_CASE, TL_CASE_BROUGHT_BY);
  g_autofree char *witness = tl_form_value (form, TL_TYPE_CASE, TL_CASE_AUTHORITY_WITNESS);
  g_autofree char *opening
      = g_strdup_printf ("Hôm nay, hồi %s, chúng tôi gồm:", when);
  g_autofree char *received
      = in_names (data, "received_by") != NULL
            ? g_strdup_printf ("%s%s%s", in_names (data, "received_by"), in_names (data, "position") != NULL ? " – " : "",
                               in_names (data, "position") != NULL ? in_names (data, "position") : "")
            : NULL;

  tl_pages_paragraph (pages, basis_face, "Căn cứ Luật Phòng, chống bạo lực gia đình số 13/2022/QH15 ngày 14 tháng 11 năm 2022;", 1);
  tl_pages_paragraph (pages, basis_face,
                      "Căn cứ Điều 28 Nghị định số 20/2021/NĐ-CP ngày 15 tháng 3 năm 2021 của Chính phủ quy định chính sách trợ giúp xã "
                      "hội đối với đối tượng bảo trợ xã hội.",
                      1);
  tl_pages_paragraph (pages, body_face, opening, 2);
  tl_form_line (pages, "Tại", place, 1, form->blank);
  tl_form_line (pages, "1. Người phát hiện", found, 1, form->blank);
  if (form->blank || brought != NULL)
    tl_form_line (pages, "    Người đưa đến", brought, 1, form->blank);
  tl_form_line (pages, "2. Đại diện Ủy ban nhân dân xã hoặc Công an xã", witness, 1, form->blank);
  tl_form_line (pages, "3. Đại diện nhà tạm lánh", received, 1, form->blank);
  tl_pages_paragraph (pages, body_face, "Cùng lập biên bản tiếp nhận người cần được bảo vệ khẩn cấp như sau:", 2);
  tl_form_heading (pages, "I. NGƯỜI ĐƯỢC TIẾP NHẬN");
  tl_form_place (pages, form, person_fields, G_N_ELEMENTS (person_fields));
  if (!place_companions (pages, data, form, "II. NGƯỜI ĐI CÙNG", error))
    return FALSE;
  tl_form_place (pages, form, arrival_fields, G_N_ELEMENTS (arrival_fields));
  place_signatures (pages, data, body_face,
                    "Biên bản lập xong hồi …… giờ …… cùng ngày, thành …… bản có giá trị như nhau, đã đọc lại cho những người có tên "
                    "trên nghe, công nhận đúng và cùng ký tên.");
  return TRUE;
}

static gboolean
place_intake (TlPages *pages, JsonObject *data, const TlFormData *form, GError **error)
{
  tl_form_place (pages, form, intake_opening, G_N_ELEMENTS (intake_opening));
  tl_form_place (pages, form, person_fields, G_N_ELEMENTS (person_fields));
  tl_form_place (pages, form, intake_person_more, G_N_ELEMENTS (intake_person_more));
  if (!place_companions (pages, data, form, "II. NGƯỜI ĐI CÙNG", error))
    return FALSE;
  tl_form_place (pages, form, intake_rest, G_N_ELEMENTS (intake_rest));
  if (tl_pages_y (pages) + 18 + tl_signatures_height (pages, tl_data_array (data, "signers")) > tl_pages_bottom (pages))
    tl_pages_break (pages);
  tl_form_place (pages, form, intake_last, G_N_ELEMENTS (intake_last));
  tl_form_line (pages, "Phòng", in_names (data, "room"), 1, form->blank);
  place_signatures (pages, data, note_face, NULL);
  if (form->blank)
    tl_pages_paragraph (pages, note_face,
                        "Chỉ cần hỏi tên muốn được gọi; những mục khác ghi khi người được tiếp nhận sẵn sàng. Nhập vào máy ngay khi máy chạy "
                        "lại, sau đó cất giữ hoặc hủy phiếu theo quy định.",
                        3);
  return TRUE;
}

static gboolean
place_consent (TlPages *pages, JsonObject *data, const TlFormData *form, GError **error)
{
  tl_form_heading (pages, "I. NGƯỜI ĐƯỢC HỖ TRỢ");
  tl_form_line (pages, "Mã hồ sơ", tl_data_text (data, "case_code"), 1, form->blank);
  tl_form_place (pages, form, person_fields, G_N_ELEMENTS (person_fields) - 3); /* without the home address */
  if (form->blank || tl_data_has (form->of[TL_TYPE_PERSON], "guardian_name"))
    {
      g_autofree char *guardian = tl_form_value (form, TL_TYPE_PERSON, TL_PERSON_GUARDIAN_NAME);
      tl_form_line (pages, "Người giám hộ (nếu là trẻ em)", guardian, 1, form->blank);
    }
  tl_form_place (pages, form, consent_fields, G_N_ELEMENTS (consent_fields));
  tl_form_heading (pages, "III. ĐIỀU ĐÃ ĐƯỢC GIẢI THÍCH");
  for (gsize i = 0; i < G_N_ELEMENTS (consent_rights); i++)
    {
      g_autofree char *text = g_strdup_printf ("%u. %s", (guint)i + 1, consent_rights[i]);
      tl_pages_paragraph (pages, (TlFace){.size = BODY_SIZE, .align = TL_ALIGN_JUSTIFY}, text, 1);
    }
  /* Her choice and the signatures stand on one page. */
  if (tl_pages_y (pages) + 28 + tl_signatures_height (pages, tl_data_array (data, "signers")) > tl_pages_bottom (pages))
    tl_pages_break (pages);
  tl_form_heading (pages, "IV. QUYẾT ĐỊNH CỦA NGƯỜI ĐƯỢC HỖ TRỢ (tự đánh dấu; im lặng không phải là đồng ý)");
  tl_form_box (pages, "Tôi đồng ý", FALSE);
  tl_form_box (pages, "Tôi không đồng ý", FALSE);
  place_signatures (pages, data, note_face, NULL);
  return TRUE;
}

static gboolean
place_referral (TlPages *pages, JsonObject *data, const TlFormData *form, GError **error)
{
  static const TlFormField services[] = {
      HEADING ("II. DỊCH VỤ ĐỀ NGHỊ"),
      FIELD ("Dịch vụ", REFERRAL, SERVICE, 1, 1, TL_FORM_BOXES),
      FIELD ("Người được hỗ trợ đồng ý chuyển tuyến", REFERRAL, WITH_CONSENT, 1, 1, TL_FORM_BOXES),
  };
  static const TlFormField answer[] = {FIELD ("Kết quả", REFERRAL, RESULT, 1, 1, TL_FORM_BOXES)};
  TlFormData empty = {.blank = TRUE};
  TlFace to_face = {.size = BODY_SIZE, .bold = TRUE, .align = TL_ALIGN_CENTRE};
  g_autofree char *agency = tl_form_value (form, TL_TYPE_REFERRAL, TL_REFERRAL_AGENCY);
  g_autofree char *to = g_strdup_printf ("Kính gửi: %s", agency != NULL ? agency : "………………………………………………………………");
  g_autofree char *contact = tl_data_text (data, "hotline") != NULL
                                 ? g_strdup_printf ("Đầu mối liên hệ của nhà tạm lánh: %s", tl_data_text (data, "hotline"))
                                 : NULL;

  tl_pages_paragraph (pages, to_face, to, 2);
  tl_form_heading (pages, "I. NGƯỜI ĐƯỢC CHUYỂN TUYẾN");
  tl_form_line (pages, "Mã hồ sơ", tl_data_text (data, "case_code"), 1, form->blank);
  if (json_object_get_boolean_member (data, "named"))
    {
      tl_form_place (pages, form, person_fields, G_N_ELEMENTS (person_fields));
      if (!place_companions (pages, data, form, "Người đi cùng", error))
        return FALSE;
    }
  else
    tl_pages_paragraph (pages, note_face,
                        "Chưa có sự đồng ý cho biết danh tính: phiếu chỉ ghi mã hồ sơ. Danh tính do người được hỗ trợ tự cho biết.", 1.5);
  tl_form_place (pages, form, services, G_N_ELEMENTS (services));
  tl_form_line (pages, "Nội dung đề nghị", NULL, 3, TRUE);
  if (contact != NULL)
    tl_pages_paragraph (pages, body_face, contact, 1.5);
  place_signatures (pages, data, note_face,
                    "Nơi nhận giữ bí mật thông tin trong phiếu, chỉ dùng để hỗ trợ người có mã hồ sơ trên và không cho người khác biết nơi ở "
                    "của người đó.");
  /* Torn off and sent back. */
  if (tl_pages_y (pages) + 62 > tl_pages_bottom (pages))
    tl_pages_break (pages);
  tl_pages_set_y (pages, tl_pages_y (pages) + 4);
  tl_pages_add_dots (pages, tl_pages_left (pages), tl_pages_left (pages) + tl_pages_width (pages), tl_pages_y (pages));
  tl_form_heading (pages, "PHẦN TRẢ LỜI CỦA NƠI NHẬN (gửi lại nhà tạm lánh)");
  tl_form_line (pages, "Mã hồ sơ", tl_data_text (data, "case_code"), 1, form->blank);
  tl_form_place (pages, &empty, answer, G_N_ELEMENTS (answer));
  tl_form_line (pages, "Ngày nhận, người phụ trách", NULL, 1, TRUE);
  tl_form_line (pages, "Ý kiến", NULL, 2, TRUE);
  return TRUE;
}

static gboolean
place_informant_receipt (TlPages *pages, JsonObject *data, const TlFormData *form, GError **error)
{
  JsonObject *support = tl_data_object (data, "support");
  g_autofree char *money = tl_data_has (support, "amount") ? tl_money_format (tl_data_int (support, "amount")) : NULL;
  g_autofree char *amount = money != NULL ? g_strconcat (money, " đồng", NULL) : NULL;
  const char *title = tl_data_text (support, "title"), *clause = tl_data_text (support, "clause");
  g_autofree char *what = title != NULL ? g_strdup_printf ("%s%s%s", title, clause != NULL ? ", " : "", clause != NULL ? clause : "") : NULL;
  g_autofree char *day = tl_data_date (support, "date");

  tl_form_line (pages, "Tôi tên là", tl_data_text (support, "payee_name"), 1, TRUE);
  tl_form_line (pages, "Giấy tờ (loại, số, ngày và nơi cấp)", NULL, 1, TRUE);
  tl_form_line (pages, "Nơi ở hiện nay", NULL, 1, TRUE);
  tl_form_line (pages, "Đã nhận của", tl_data_text (tl_data_object (data, "letterhead"), "issuing_agency"), 1, TRUE);
  tl_form_line (pages, "Số tiền", amount, 1, TRUE);
  tl_form_line (pages, "Bằng chữ", tl_data_text (support, "amount_in_words"), 1, TRUE);
  tl_form_line (pages, "Về khoản chi", what, 1, TRUE);
  tl_form_line (pages, "Ngày phát sinh", *day != '\0' ? day : NULL, 1, TRUE);
  place_signatures (pages, data, note_face,
                    "Giấy này bỏ vào bì niêm phong, do thủ trưởng đơn vị giữ. Bảng kê và chứng từ kế toán chỉ ghi “Khoản chi có yêu cầu "
                    "bảo mật”, không ghi họ tên người nhận.");
  return TRUE;
}

static gboolean
place_receipts (TlPages *pages, JsonObject *data, const TlFormData *form, GError **error)
{
  static const TlColumn columns[] = {
      {"STT", NULL, TL_ALIGN_CENTRE, 11, 0, FALSE},       {"Họ và tên", NULL, TL_ALIGN_LEFT, 52, 60, TRUE},
      {"Nội dung", NULL, TL_ALIGN_LEFT, 26, 34, TRUE},    {"Số ngày", NULL, TL_ALIGN_CENTRE, 13, 0, FALSE},
      {"Mức chi", NULL, TL_ALIGN_RIGHT, 19, 0, FALSE},    {"Thành tiền", NULL, TL_ALIGN_RIGHT, 22, 0, FALSE},
      {"Ký nhận", NULL, TL_ALIGN_CENTRE, 26, 40, TRUE},
  };
  static const char *const none[G_N_ELEMENTS (columns)] = {NULL, NULL, NULL, NULL, NULL, " "};
  g_autoptr (TlTable) table = tl_table_new (pages, columns, G_N_ELEMENTS (columns), 12);

  tl_form_line (pages, "Kỳ", NULL, 1, TRUE);
  tl_form_line (pages, "Khoản chi, nguồn kinh phí", NULL, 1, TRUE);
  tl_pages_set_y (pages, tl_pages_y (pages) + 2);
  tl_table_set_row_height (table, ROW_TO_SIGN);
  for (guint i = 0; i < 10; i++)
    {
      g_autofree char *number = g_strdup_printf ("%u", i + 1);
      const char *cells[G_N_ELEMENTS (columns)] = {number};
      tl_table_add_row (table, cells, 0);
    }
  tl_table_add_total (table, "Tổng cộng", none);
  if (!tl_table_place (table, BODY_SIZE, 0, error))
    return FALSE;
  tl_form_line (pages, "Số tiền bằng chữ", NULL, 1, TRUE);
  place_signatures (pages, data, note_face, NULL);
  return TRUE;
}

static const Paper papers[] = {
    {"intake-record", "Biên bản tiếp nhận", "Bien ban tiep nhan", "LƯU HÀNH NỘI BỘ", TRUE, place_intake_record},
    {"intake", "Phiếu tiếp nhận", "Phieu tiep nhan", "LƯU HÀNH NỘI BỘ", FALSE, place_intake},
    {"consent", "Phiếu đồng ý", "Phieu dong y", "LƯU HÀNH NỘI BỘ", FALSE, place_consent},
    {"referral", "Phiếu chuyển tuyến", "Phieu chuyen tuyen", NULL, TRUE, place_referral},
    {"informant-receipt", "Giấy biên nhận", "Giay bien nhan", "NIÊM PHONG", FALSE, place_informant_receipt},
    {"receipts", "Danh sách ký nhận", "Danh sach ky nhan", "LƯU HÀNH NỘI BỘ", FALSE, place_receipts},
};

static void
collect (TlFormData *form, JsonObject *data)
{
  static const TlType types[] = {TL_TYPE_CASE, TL_TYPE_PERSON, TL_TYPE_INCIDENT, TL_TYPE_STAY, TL_TYPE_CONSENT, TL_TYPE_REFERRAL};
  JsonObject *records = tl_data_object (data, "records");

  form->blank = tl_data_has (data, "blank") && json_object_get_boolean_member (data, "blank");
  for (gsize i = 0; i < G_N_ELEMENTS (types); i++)
    form->of[types[i]] = tl_data_object (records, tl_type_info (types[i])->name);
}

static void
place_head (TlPages *pages, JsonObject *data, const TlFormData *form, const Paper *paper)
{
  g_autoptr (JsonObject) head = json_object_new ();

  json_object_set_object_member (head, "letterhead", json_object_ref (tl_data_object (data, "letterhead")));
  if (tl_data_text (data, "date") != NULL)
    json_object_set_string_member (head, "date", tl_data_text (data, "date"));
  if (!paper->numbered)
    json_object_set_boolean_member (head, "unnumbered", TRUE);
  else if (tl_data_text (form->of[TL_TYPE_CASE], "minutes_no") != NULL)
    json_object_set_string_member (head, "number", tl_data_text (form->of[TL_TYPE_CASE], "minutes_no"));
  tl_head_place_boxed (pages, head, paper->box);
}

/* "Bien ban tiep nhan DC-2026-0001": no name of a person. */
static char *
make_name (const Paper *paper, JsonObject *data, gboolean blank)
{
  const char *code = tl_data_text (data, "case_code"), *site = tl_data_text (data, "site");

  return g_strdup_printf ("%s%s%s%s", paper->name, blank ? " de trong" : "", code != NULL || site != NULL ? " " : "",
                          code != NULL ? code : site != NULL ? site : "");
}

TlDocument *
tl_document_new_case_paper (JsonObject *data, GError **error)
{
  g_autoptr (TlTypesetter) setter = NULL;
  g_autoptr (TlPages) pages = NULL;
  const Paper *paper = NULL;
  TlFormData form = {0};
  g_autofree char *about = NULL, *today = tl_date_to_iso (tl_date_today ());
  const char *none[] = {NULL};

  g_return_val_if_fail (data != NULL, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (papers) && paper == NULL; i++)
    if (g_strcmp0 (tl_data_text (data, "kind"), papers[i].kind) == 0)
      paper = &papers[i];
  if (paper == NULL || tl_data_object (data, "letterhead") == NULL)
    {
      tl_data_lacks (paper == NULL ? "kind" : "letterhead", error);
      return NULL;
    }
  setter = tl_typesetter_new (error);
  if (setter == NULL)
    return NULL;

  collect (&form, data);
  pages = tl_pages_new (setter, FALSE);
  about = tl_data_text (data, "case_code") != NULL
              ? g_strdup_printf ("%s – hồ sơ %s", paper->title, tl_data_text (data, "case_code"))
              : g_strdup (paper->title);
  tl_pages_set_control (pages, NULL, NULL, about);
  place_head (pages, data, &form, paper);
  tl_title_place (pages, paper->title, none);
  if (!paper->place (pages, data, &form, error))
    return NULL;
  return tl_document_take (g_steal_pointer (&setter), g_steal_pointer (&pages), make_name (paper, data, form.blank),
                           tl_data_text (data, "date") != NULL ? tl_data_text (data, "date") : today);
}
