/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Case papers as plain data: which records a paper needs, gathered in one job on the store thread, so that a paper
 * never mixes two states of a case. What the paper may not carry is left out here, before the paper is drawn. */

#include "report/case-paper-data.h"

#include <glib/gi18n-lib.h>

#include "record/lists.h"
#include "record/text.h"
#include "record/time.h"

G_DEFINE_QUARK (tl - case - paper - error - quark, tl_case_paper_error)

static const TlCasePaper papers[] = {
    {"intake-record", TL_TYPE_CASE, N_ ("Minutes of reception")},
    {"intake", TL_TYPE_CASE, N_ ("Intake form")},
    {"consent", TL_TYPE_CONSENT, N_ ("Consent form")},
    {"referral", TL_TYPE_REFERRAL, N_ ("Referral form")},
    {"informant-receipt", TL_TYPE_SUPPORT, N_ ("Receipt of an informant (sealed)")},
    {"blank-intake-record", TL_N_TYPES, N_ ("Blank minutes of reception")},
    {"blank-intake", TL_N_TYPES, N_ ("Blank intake form")},
    {"blank-consent", TL_N_TYPES, N_ ("Blank consent form")},
    {"blank-referral", TL_N_TYPES, N_ ("Blank referral form")},
    {"blank-receipts", TL_N_TYPES, N_ ("Blank list of receipts to sign")},
    {"blank-informant-receipt", TL_N_TYPES, N_ ("Blank receipt of an informant (sealed)")},
};

typedef struct
{
  const TlCasePaper *paper;
  const char *id;
} Args;

/* --- helpers --- */

static void
set_text (JsonObject *object, const char *name, const char *text)
{
  if (text != NULL)
    json_object_set_string_member (object, name, text);
  else
    json_object_set_null_member (object, name);
}

static void
set_record (JsonObject *records, TlRecord *record)
{
  if (record != NULL)
    json_object_set_object_member (records, tl_type_info (tl_record_type (record))->name, tl_record_to_json (record, FALSE));
}

static TlRecord *
load_ref (TlStore *store, TlType type, const char *id, GError **error)
{
  return id != NULL ? tl_store_load (store, type, id, error) : NULL;
}

static TlRecord *
first_of (TlStore *store, TlType type, const TlWhere *where, guint n_where, guint order_by, gboolean descending)
{
  g_autoptr (GPtrArray) found = tl_store_list (store, type, where, n_where, order_by, descending, 0, 1, NULL);
  return found != NULL && found->len > 0 ? g_object_ref (g_ptr_array_index (found, 0)) : NULL;
}

static void
add_signer (JsonArray *signers, const char *role, const char *name, const char *note)
{
  JsonObject *signer = json_object_new ();

  set_text (signer, "role", role);
  json_object_set_null_member (signer, "authority");
  set_text (signer, "name", name);
  set_text (signer, "note", note);
  json_array_add_object_element (signers, signer);
}

/* The one who signs for the unit: the last of the signers in the settings, else the leader. */
static JsonObject *
find_leader (TlStore *store)
{
  g_autofree char *setting = store != NULL ? tl_store_get_setting (store, "statement.signers") : NULL;
  g_autoptr (JsonNode) node = setting != NULL ? json_from_string (setting, NULL) : NULL;
  JsonArray *set = node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
  TlWhere where = {TL_STAFF_ROLE, "=", "leader", 0};
  g_autoptr (TlRecord) staff = NULL;
  g_autoptr (JsonArray) one = json_array_new ();

  if (set != NULL && json_array_get_length (set) > 0)
    {
      JsonNode *last = json_array_get_element (set, json_array_get_length (set) - 1);
      if (JSON_NODE_HOLDS_OBJECT (last))
        return json_object_ref (json_node_get_object (last));
    }
  staff = store != NULL ? first_of (store, TL_TYPE_STAFF, &where, 1, TL_QUERY_ID, FALSE) : NULL;
  add_signer (one, "Thủ trưởng đơn vị", staff != NULL ? tl_record_text (staff, TL_STAFF_FULL_NAME) : NULL, NULL);
  return json_object_ref (json_array_get_object_element (one, 0));
}

static JsonObject *
make_letterhead (TlStore *store, TlRecord *site)
{
  JsonObject *head = json_object_new ();
  const char *issuing = site != NULL ? tl_record_text (site, TL_SITE_ISSUING_AGENCY) : NULL;
  const char *place = site != NULL ? tl_record_text (site, TL_SITE_PLACE_NAME) : NULL;

  if (site != NULL && issuing == NULL)
    issuing = tl_record_text (site, TL_SITE_NAME);
  set_text (head, "parent_agency", site != NULL ? tl_record_text (site, TL_SITE_PARENT_AGENCY) : "……………………………");
  set_text (head, "issuing_agency", issuing);
  set_text (head, "place_name", place);
  return head;
}

/* What every paper has, blank or not. */
static JsonObject *
make_frame (TlStore *store, const TlCasePaper *paper)
{
  JsonObject *data = json_object_new ();
  TlWhere where = {TL_SITE_CODE, "=", store != NULL ? tl_store_site (store) : NULL, 0};
  g_autoptr (TlRecord) site = store != NULL ? first_of (store, TL_TYPE_SITE, &where, 1, TL_QUERY_ID, FALSE) : NULL;
  gboolean blank = paper->of == TL_N_TYPES;
  g_autofree char *today = tl_date_to_iso (tl_date_today ());

  set_text (data, "kind", blank ? paper->kind + strlen ("blank-") : paper->kind);
  json_object_set_boolean_member (data, "blank", blank);
  json_object_set_boolean_member (data, "named", TRUE);
  set_text (data, "site", store != NULL ? tl_store_site (store) : NULL);
  set_text (data, "date", blank ? NULL : today);
  set_text (data, "hotline", site != NULL ? tl_record_text (site, TL_SITE_HOTLINE) : NULL);
  json_object_set_object_member (data, "letterhead", make_letterhead (store, site));
  json_object_set_object_member (data, "records", json_object_new ());
  json_object_set_object_member (data, "names", json_object_new ());
  json_object_set_array_member (data, "companions", json_array_new ());
  return data;
}

/* --- a case's records --- */

static gboolean
add_companions (TlStore *store, JsonObject *data, const char *case_id, GError **error)
{
  TlWhere where = {TL_COMPANION_CASE, "=", case_id, 0};
  g_autoptr (GPtrArray) found = tl_store_list (store, TL_TYPE_COMPANION, &where, 1, TL_QUERY_ID, FALSE, 0, 0, error);
  JsonArray *array = json_object_get_array_member (data, "companions");

  if (found == NULL)
    return FALSE;
  for (guint i = 0; i < found->len; i++)
    {
      TlRecord *companion = g_ptr_array_index (found, i);
      g_autoptr (TlRecord) person = load_ref (store, TL_TYPE_PERSON, tl_record_text (companion, TL_COMPANION_PERSON), error);
      JsonObject *one;

      if (person == NULL)
        return FALSE;
      one = json_object_new ();
      json_object_set_object_member (one, "person", tl_record_to_json (person, FALSE));
      set_text (one, "relation", tl_record_text (companion, TL_COMPANION_RELATION));
      json_array_add_object_element (array, one);
    }
  return TRUE;
}

/* The case with the person it is for (@person_id: another one of it), her stay, and who received her. */
static gboolean
add_case (TlStore *store, JsonObject *data, const char *case_id, const char *person_id, GError **error)
{
  JsonObject *records = json_object_get_object_member (data, "records"), *names = json_object_get_object_member (data, "names");
  g_autoptr (TlRecord) kase = tl_store_load (store, TL_TYPE_CASE, case_id, error);
  g_autoptr (TlRecord) person = NULL, stay = NULL, room = NULL, staff = NULL, incident = NULL;
  TlWhere where[] = {{TL_STAY_CASE, "=", case_id, 0}, {TL_STAY_PERSON, "=", NULL, 0}};
  TlWhere of_case = {TL_INCIDENT_CASE, "=", case_id, 0};

  if (kase == NULL)
    return FALSE;
  if (person_id == NULL)
    person_id = tl_record_text (kase, TL_CASE_VICTIM);
  person = load_ref (store, TL_TYPE_PERSON, person_id, error);
  if (person == NULL)
    return FALSE;
  where[1].text = person_id;
  stay = first_of (store, TL_TYPE_STAY, where, G_N_ELEMENTS (where), TL_STAY_CHECKED_IN_AT, FALSE);
  incident = first_of (store, TL_TYPE_INCIDENT, &of_case, 1, TL_INCIDENT_AT, TRUE);
  room = stay != NULL ? load_ref (store, TL_TYPE_ROOM, tl_record_text (stay, TL_STAY_ROOM), NULL) : NULL;
  staff = load_ref (store, TL_TYPE_STAFF, tl_record_text (kase, TL_CASE_RECEIVED_BY), NULL);
  set_record (records, kase);
  set_record (records, person);
  set_record (records, stay);
  set_record (records, incident);
  set_text (data, "case_code", tl_record_text (kase, TL_CASE_CODE));
  set_text (names, "room", room != NULL ? tl_record_text (room, TL_ROOM_NAME) : NULL);
  set_text (names, "received_by", staff != NULL ? tl_record_text (staff, TL_STAFF_FULL_NAME) : NULL);
  set_text (names, "position", staff != NULL ? tl_record_text (staff, TL_STAFF_POSITION) : NULL);
  return add_companions (store, data, case_id, error);
}

/* Whether a consent of hers lets her name go to another agency today. */
static gboolean
may_be_named (TlStore *store, TlRecord *referral, const char *person_id)
{
  TlWhere where[] = {{TL_CONSENT_CASE, "=", tl_record_text (referral, TL_REFERRAL_CASE), 0}, {TL_CONSENT_PERSON, "=", person_id, 0}};
  g_autoptr (GPtrArray) found = NULL;
  g_autofree char *today = tl_date_to_iso (tl_date_today ());

  if (tl_record_int (referral, TL_REFERRAL_WITH_CONSENT) != 0)
    return TRUE;
  found = tl_store_list (store, TL_TYPE_CONSENT, where, G_N_ELEMENTS (where), TL_QUERY_ID, FALSE, 0, 0, NULL);
  for (guint i = 0; found != NULL && i < found->len; i++)
    {
      TlRecord *consent = g_ptr_array_index (found, i);
      const char *purpose = tl_record_text (consent, TL_CONSENT_PURPOSE), *until = tl_record_text (consent, TL_CONSENT_EXPIRES_ON);

      if ((g_strcmp0 (purpose, "referral") == 0 || g_strcmp0 (purpose, "identified") == 0)
          && !tl_record_has (consent, TL_CONSENT_WITHDRAWN_ON) && (until == NULL || strcmp (today, until) <= 0))
        return TRUE;
    }
  return FALSE;
}

/* --- each paper --- */

static const char *
name_of_person (JsonObject *data)
{
  JsonObject *records = json_object_get_object_member (data, "records");
  JsonObject *person = json_object_has_member (records, "person") ? json_object_get_object_member (records, "person") : NULL;

  return person != NULL && json_object_has_member (person, "full_name") ? json_object_get_string_member (person, "full_name") : NULL;
}

static const char *
text_in (JsonObject *data, const char *part, const char *member)
{
  JsonObject *object = json_object_get_object_member (data, part);
  return json_object_has_member (object, member) && !json_object_get_null_member (object, member)
             ? json_object_get_string_member (object, member)
             : NULL;
}

static const char *
case_text (JsonObject *data, const char *member)
{
  JsonObject *records = json_object_get_object_member (data, "records");
  return json_object_has_member (records, "case") ? text_in (records, "case", member) : NULL;
}

/* Nghị định 20/2021/NĐ-CP, điều 28: who found her, commune or police, the shelter, the person if she can. */
static void
sign_intake_record (JsonObject *data, JsonArray *signers)
{
  const char *found = case_text (data, "found_by");

  add_signer (signers, "Người phát hiện, đưa đến", found != NULL ? found : case_text (data, "brought_by"), "(Ký, ghi rõ họ tên; nếu có)");
  add_signer (signers, "Đại diện UBND xã hoặc Công an xã", case_text (data, "authority_witness"), "(Ký, ghi rõ họ tên, đóng dấu)");
  add_signer (signers, "Người được tiếp nhận", name_of_person (data), "(Ký hoặc điểm chỉ; nếu có thể)");
  add_signer (signers, "Đại diện nhà tạm lánh", text_in (data, "names", "received_by"), "(Ký, ghi rõ họ tên)");
}

static const char *
desk_name (TlStore *store, TlRecord **staff)
{
  const char *desk = store != NULL ? tl_store_staff (store) : NULL;
  *staff = load_ref (store, TL_TYPE_STAFF, desk, NULL);
  return *staff != NULL ? tl_record_text (*staff, TL_STAFF_FULL_NAME) : NULL;
}

static void
add_signers (TlStore *store, JsonObject *data)
{
  const char *kind = json_object_get_string_member (data, "kind");
  gboolean blank = json_object_get_boolean_member (data, "blank");
  JsonArray *signers = json_array_new ();
  g_autoptr (JsonObject) leader = find_leader (store);
  g_autoptr (TlRecord) staff = NULL;
  const char *desk = blank ? NULL : desk_name (store, &staff);

  if (strcmp (kind, "intake-record") == 0)
    sign_intake_record (data, signers);
  else if (strcmp (kind, "intake") == 0)
    add_signer (signers, "Người tiếp nhận", text_in (data, "names", "received_by"), NULL);
  else if (strcmp (kind, "consent") == 0)
    {
      add_signer (signers, "Người giải thích", desk, NULL);
      add_signer (signers, "Người giám hộ", NULL, "(Ký, ghi rõ họ tên; nếu là trẻ em)");
      add_signer (signers, "Người đồng ý", name_of_person (data), "(Ký hoặc điểm chỉ; trẻ từ 7 tuổi cùng ký)");
    }
  else if (strcmp (kind, "referral") == 0)
    {
      add_signer (signers, "Người lập phiếu", desk, NULL);
      json_array_add_object_element (signers, json_object_ref (leader));
    }
  else
    {
      add_signer (signers, strcmp (kind, "receipts") == 0 ? "Người lập" : "Người nhận tiền",
                  strcmp (kind, "receipts") == 0 || blank ? NULL : text_in (data, "support", "payee_name"), NULL);
      add_signer (signers, strcmp (kind, "receipts") == 0 ? "Kế toán" : "Người chi tiền", NULL, NULL);
      json_array_add_object_element (signers, json_object_ref (leader));
    }
  json_object_set_array_member (data, "signers", signers);
}

static void
drop_secrets (JsonObject *record, TlType type)
{
  const TlTypeInfo *info = tl_type_info (type);

  for (guint i = 0; i < info->n_fields; i++)
    if (info->fields[i].privacy == TL_PRIVACY_S && json_object_has_member (record, info->fields[i].name))
      json_object_remove_member (record, info->fields[i].name);
}

static gboolean
fill_referral (TlStore *store, JsonObject *data, const char *id, GError **error)
{
  g_autoptr (TlRecord) referral = tl_store_load (store, TL_TYPE_REFERRAL, id, error);
  JsonObject *records = json_object_get_object_member (data, "records");
  JsonArray *companions = json_object_get_array_member (data, "companions");
  JsonObject *person;
  gboolean named;

  if (referral == NULL || !add_case (store, data, tl_record_text (referral, TL_REFERRAL_CASE), NULL, error))
    return FALSE;
  person = json_object_get_object_member (records, "person");
  named = may_be_named (store, referral, json_object_get_string_member (person, "id"));
  json_object_set_boolean_member (data, "named", named);
  /* What never leaves (class S) does not even reach a paper that does. */
  tl_record_unset (referral, TL_REFERRAL_NOTE);
  drop_secrets (person, TL_TYPE_PERSON);
  for (guint i = 0; i < json_array_get_length (companions); i++)
    drop_secrets (json_object_get_object_member (json_array_get_object_element (companions, i), "person"), TL_TYPE_PERSON);
  set_record (records, referral);
  json_object_remove_member (records, "case");
  json_object_remove_member (records, "stay");
  json_object_remove_member (records, "incident");
  json_object_set_object_member (data, "names", json_object_new ());
  if (!named)
    {
      json_object_remove_member (records, "person");
      json_object_set_array_member (data, "companions", json_array_new ());
    }
  return TRUE;
}

static gboolean
fill_informant (TlStore *store, JsonObject *data, const char *id, GError **error)
{
  g_autoptr (TlRecord) line = tl_store_load (store, TL_TYPE_SUPPORT, id, error);
  g_autoptr (TlRecord) rate = NULL;
  g_autofree char *words = NULL;
  JsonObject *support;

  if (line == NULL)
    return FALSE;
  if (g_strcmp0 (tl_record_text (line, TL_SUPPORT_CATEGORY), "informant") != 0)
    {
      g_set_error_literal (error, TL_CASE_PAPER_ERROR, TL_CASE_PAPER_ERROR_RECORD,
                           _ ("This receipt is for a line paid to an informant; the line chosen is of another category. No paper was made."));
      return FALSE;
    }
  rate = load_ref (store, TL_TYPE_RATE, tl_record_text (line, TL_SUPPORT_RATE), NULL);
  words = tl_money_in_words (tl_record_int (line, TL_SUPPORT_AMOUNT));
  support = json_object_new ();
  set_text (support, "payee_name", tl_record_text (line, TL_SUPPORT_PAYEE_NAME));
  set_text (support, "title",
            rate != NULL ? tl_record_text (rate, TL_RATE_TITLE) : tl_list_label_vi ("cost_category", "informant"));
  set_text (support, "clause", rate != NULL ? tl_record_text (rate, TL_RATE_LEGAL_BASIS) : NULL);
  set_text (support, "date", tl_record_text (line, TL_SUPPORT_DATE));
  json_object_set_int_member (support, "amount", tl_record_int (line, TL_SUPPORT_AMOUNT));
  set_text (support, "amount_in_words", words);
  json_object_set_object_member (data, "support", support);
  return TRUE;
}

static gboolean
fill (TlStore *store, JsonObject *data, const Args *args, GError **error)
{
  switch ((int)args->paper->of)
    {
    case TL_TYPE_CASE:
      return add_case (store, data, args->id, NULL, error);
    case TL_TYPE_CONSENT:
      {
        g_autoptr (TlRecord) consent = tl_store_load (store, TL_TYPE_CONSENT, args->id, error);
        if (consent == NULL
            || !add_case (store, data, tl_record_text (consent, TL_CONSENT_CASE), tl_record_text (consent, TL_CONSENT_PERSON), error))
          return FALSE;
        set_record (json_object_get_object_member (data, "records"), consent);
        return TRUE;
      }
    case TL_TYPE_REFERRAL:
      return fill_referral (store, data, args->id, error);
    case TL_TYPE_SUPPORT:
      return fill_informant (store, data, args->id, error);
    default:
      return TRUE; /* a blank form */
    }
}

static gpointer
data_job (TlStore *store, gpointer user_data, GCancellable *cancellable, GError **error)
{
  Args *args = user_data;
  g_autoptr (JsonObject) data = make_frame (store, args->paper);

  if (!fill (store, data, args, error))
    return NULL;
  add_signers (store, data);
  return g_steal_pointer (&data);
}

/* --- public --- */

const TlCasePaper *
tl_case_papers (guint *n_papers)
{
  *n_papers = G_N_ELEMENTS (papers);
  return papers;
}

const TlCasePaper *
tl_case_paper_find (const char *kind)
{
  for (gsize i = 0; i < G_N_ELEMENTS (papers); i++)
    if (strcmp (papers[i].kind, kind) == 0)
      return &papers[i];
  return NULL;
}

const char *
tl_case_paper_label (const TlCasePaper *paper)
{
  return _ (paper->label);
}

void
tl_case_paper_choice_free (TlCasePaperChoice *choice)
{
  g_free (choice->id);
  g_free (choice->what);
  g_free (choice);
}

static void
add_choice (GPtrArray *choices, const char *kind, const char *id, char *what)
{
  TlCasePaperChoice *choice = g_new0 (TlCasePaperChoice, 1);

  choice->paper = tl_case_paper_find (kind);
  choice->id = g_strdup (id);
  choice->what = what;
  g_ptr_array_add (choices, choice);
}

/* Choices made from each record of @type in the case; @text: the field that tells one from another. */
static gboolean
add_choices (TlStore *store, GPtrArray *choices, const char *kind, TlType type, const TlWhere *where, guint n_where, guint text, GError **error)
{
  g_autoptr (GPtrArray) found = tl_store_list (store, type, where, n_where, TL_QUERY_ID, FALSE, 0, 0, error);

  for (guint i = 0; found != NULL && i < found->len; i++)
    {
      TlRecord *record = g_ptr_array_index (found, i);
      add_choice (choices, kind, tl_record_id (record), tl_record_format_field (record, text));
    }
  return found != NULL;
}

static gpointer
choices_job (TlStore *store, gpointer user_data, GCancellable *cancellable, GError **error)
{
  const char *case_id = user_data;
  g_autoptr (GPtrArray) choices = g_ptr_array_new_with_free_func ((GDestroyNotify)tl_case_paper_choice_free);
  TlWhere consent = {TL_CONSENT_CASE, "=", case_id, 0}, referral = {TL_REFERRAL_CASE, "=", case_id, 0};
  TlWhere informant[] = {{TL_SUPPORT_CASE, "=", case_id, 0}, {TL_SUPPORT_CATEGORY, "=", "informant", 0}};

  add_choice (choices, "intake-record", case_id, NULL);
  add_choice (choices, "intake", case_id, NULL);
  if (!add_choices (store, choices, "consent", TL_TYPE_CONSENT, &consent, 1, TL_CONSENT_PURPOSE, error)
      || !add_choices (store, choices, "referral", TL_TYPE_REFERRAL, &referral, 1, TL_REFERRAL_AGENCY, error)
      || !add_choices (store, choices, "informant-receipt", TL_TYPE_SUPPORT, informant, G_N_ELEMENTS (informant), TL_SUPPORT_DATE, error))
    return NULL;
  return g_steal_pointer (&choices);
}

GPtrArray *
tl_case_paper_choices (TlStore *store, const char *case_id, GError **error)
{
  g_return_val_if_fail (TL_IS_STORE (store) && case_id != NULL, NULL);

  return tl_store_call (store, choices_job, (gpointer)case_id, error);
}

JsonObject *
tl_case_paper_data (TlStore *store, const char *kind, const char *id, GError **error)
{
  Args args = {tl_case_paper_find (kind), id};

  g_return_val_if_fail (store == NULL || TL_IS_STORE (store), NULL);

  if (args.paper == NULL)
    {
      g_set_error (error, TL_CASE_PAPER_ERROR, TL_CASE_PAPER_ERROR_KIND, _ ("There is no paper “%s”."), kind);
      return NULL;
    }
  if ((args.paper->of == TL_N_TYPES) != (id == NULL))
    {
      g_set_error (error, TL_CASE_PAPER_ERROR, TL_CASE_PAPER_ERROR_RECORD,
                   id != NULL ? _ ("“%s” is a blank form and takes no record.")
                              : _ ("“%s” is made from a record: name it by its id."),
                   kind);
      return NULL;
    }
  g_return_val_if_fail (store != NULL || id == NULL, NULL);
  return store != NULL ? tl_store_call (store, data_job, &args, error) : data_job (NULL, &args, NULL, error);
}
