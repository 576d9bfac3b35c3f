/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The quick intake: one page at night becomes five kinds of records, all or none. The records are made
 * from their JSON by the catalogue, so that the intake refuses just what a form refuses. */
#include "store/intake.h"

#include <glib/gi18n-lib.h>

#include "record/time.h"

#define OLDEST 120

typedef struct
{
  JsonObject *intake;
  char *case_id;
} Intake;

static JsonObject *
member_object (JsonObject *object, const char *name)
{
  JsonNode *node = json_object_get_member (object, name);

  return node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
}

static JsonArray *
member_array (JsonObject *object, const char *name)
{
  JsonNode *node = json_object_get_member (object, name);

  return node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
}

/* Copies, so that the caller's object (and its draft) stays as it was typed. */
static JsonObject *
object_without (JsonObject *object, const char *name)
{
  JsonObject *copy = json_object_new ();
  g_autoptr (GList) members = json_object_get_members (object);

  for (GList *l = members; l != NULL; l = l->next)
    if (g_strcmp0 (l->data, name) != 0)
      json_object_set_member (copy, l->data, json_node_copy (json_object_get_member (object, l->data)));
  return copy;
}

static TlRecord *
make_record (TlType type, JsonObject *fields, const char *prefix, GError **error)
{
  const char *id = fields != NULL ? json_object_get_string_member_with_default (fields, "id", NULL) : NULL;
  g_autoptr (TlRecord) record = id != NULL ? tl_record_new_with_id (type, id) : tl_record_new (type);

  if (fields != NULL && !tl_record_apply_json (record, fields, error))
    {
      g_prefix_error (error, "%s.", prefix);
      return NULL;
    }
  return g_steal_pointer (&record);
}

static gboolean
save_record (TlStore *store, TlRecord *record, const char *prefix, GError **error)
{
  if (tl_store_save (store, record, error))
    return TRUE;
  g_prefix_error (error, "%s.", prefix);
  return FALSE;
}

static TlRecord *
save_person (TlStore *store, JsonObject *fields, const char *prefix, gint64 at, GError **error)
{
  g_autoptr (JsonObject) plain = object_without (fields, "about_age");
  g_autoptr (TlRecord) person = make_record (TL_TYPE_PERSON, plain, prefix, error);

  if (person == NULL)
    return NULL;
  if (json_object_has_member (fields, "about_age") && !json_object_get_null_member (fields, "about_age"))
    {
      gint64 age = json_object_get_int_member (fields, "about_age");
      int year, month, day;

      if (age < 0 || age > OLDEST)
        {
          g_set_error (error, TL_RECORD_ERROR, TL_RECORD_ERROR_INVALID, _ ("%s.about_age: an age is between 0 and %d"), prefix, OLDEST);
          return NULL;
        }
      tl_date_to_ymd (tl_date_from_time (at), &year, &month, &day);
      tl_record_set_int (person, TL_PERSON_BIRTH_YEAR, year - age);
      tl_record_set_int (person, TL_PERSON_AGE_ESTIMATED, 1);
    }
  if (!tl_record_has (person, TL_PERSON_SEX))
    tl_record_set_text (person, TL_PERSON_SEX, "unknown");
  if (!save_record (store, person, prefix, error))
    return NULL;
  return g_steal_pointer (&person);
}

static gboolean
save_stay (TlStore *store, JsonObject *fields, const char *case_id, const char *person_id, gint64 at, GError **error)
{
  g_autoptr (JsonObject) plain = object_without (fields, "id");
  g_autoptr (TlRecord) stay = make_record (TL_TYPE_STAY, plain, "stay", error);

  if (stay == NULL)
    return FALSE;
  tl_record_set_text (stay, TL_STAY_CASE, case_id);
  tl_record_set_text (stay, TL_STAY_PERSON, person_id);
  tl_record_set_int (stay, TL_STAY_CHECKED_IN_AT, at);
  return save_record (store, stay, "stay", error);
}

static gboolean
save_companion (TlStore *store, JsonObject *object, guint number, JsonObject *stay, const char *case_id, gint64 at, GError **error)
{
  g_autofree char *prefix = g_strdup_printf ("companions.%u", number);
  JsonObject *fields = member_object (object, "person");
  g_autoptr (TlRecord) person = NULL;
  g_autoptr (TlRecord) companion = NULL;

  if (fields == NULL)
    {
      g_set_error (error, TL_RECORD_ERROR, TL_RECORD_ERROR_INVALID, _ ("%s.person: is missing"), prefix);
      return FALSE;
    }
  person = save_person (store, fields, prefix, at, error);
  if (person == NULL)
    return FALSE;
  companion = tl_record_new (TL_TYPE_COMPANION);
  tl_record_set_text (companion, TL_COMPANION_CASE, case_id);
  tl_record_set_text (companion, TL_COMPANION_PERSON, tl_record_id (person));
  tl_record_set_text (companion, TL_COMPANION_RELATION, json_object_get_string_member_with_default (object, "relation", "child"));
  return save_record (store, companion, prefix, error)
         && (stay == NULL || save_stay (store, stay, case_id, tl_record_id (person), at, error));
}

static gboolean
save_care (TlStore *store, const char *kind, const char *case_id, const char *person_id, gint64 at, GError **error)
{
  g_autoptr (TlRecord) care = tl_record_new (TL_TYPE_CARE);

  tl_record_set_text (care, TL_CARE_CASE, case_id);
  tl_record_set_text (care, TL_CARE_PERSON, person_id);
  tl_record_set_int (care, TL_CARE_AT, at);
  if (!tl_record_parse_field (care, TL_CARE_KIND, kind, error))
    {
      g_prefix_error (error, "care.");
      return FALSE;
    }
  tl_record_set_text (care, TL_CARE_STAFF, tl_store_staff (store));
  return save_record (store, care, "care", error);
}

static gboolean
save_all (TlStore *store, gpointer data, GError **error)
{
  Intake *intake = data;
  JsonObject *person_fields = member_object (intake->intake, "person");
  JsonObject *stay = member_object (intake->intake, "stay");
  JsonArray *companions = member_array (intake->intake, "companions");
  JsonArray *care = member_array (intake->intake, "care");
  g_autoptr (TlRecord) kase = make_record (TL_TYPE_CASE, member_object (intake->intake, "case"), "case", error);
  g_autoptr (TlRecord) person = NULL;
  g_autoptr (TlRecord) there = NULL;
  const char *case_id;
  gint64 at;

  if (kase == NULL)
    return FALSE;
  case_id = tl_record_id (kase);
  intake->case_id = g_strdup (case_id);
  there = tl_store_load (store, TL_TYPE_CASE, case_id, NULL);
  if (there != NULL) /* sent twice: it stands already */
    return tl_store_drop_draft (store, TL_INTAKE_DRAFT, error);

  if (person_fields == NULL)
    {
      g_set_error_literal (error, TL_RECORD_ERROR, TL_RECORD_ERROR_INVALID, _ ("person: is missing"));
      return FALSE;
    }
  if (!tl_record_has (kase, TL_CASE_OPENED_AT))
    tl_record_set_int (kase, TL_CASE_OPENED_AT, tl_clock_now ());
  at = tl_record_int (kase, TL_CASE_OPENED_AT);
  if (!tl_record_has (kase, TL_CASE_STATUS))
    tl_record_set_text (kase, TL_CASE_STATUS, "open");
  if (!tl_record_has (kase, TL_CASE_LEGAL_BASIS))
    tl_record_set_text (kase, TL_CASE_LEGAL_BASIS, "urgent_protection");
  if (!tl_record_has (kase, TL_CASE_RECEIVED_BY))
    tl_record_set_text (kase, TL_CASE_RECEIVED_BY, tl_store_staff (store));

  person = save_person (store, person_fields, "person", at, error);
  if (person == NULL)
    return FALSE;
  tl_record_set_text (kase, TL_CASE_VICTIM, tl_record_id (person));
  if (!save_record (store, kase, "case", error))
    return FALSE;
  if (stay != NULL && !save_stay (store, stay, case_id, tl_record_id (person), at, error))
    return FALSE;

  for (guint i = 0; companions != NULL && i < json_array_get_length (companions); i++)
    {
      JsonNode *node = json_array_get_element (companions, i);

      if (!JSON_NODE_HOLDS_OBJECT (node))
        {
          g_set_error (error, TL_RECORD_ERROR, TL_RECORD_ERROR_INVALID, _ ("companions.%u: is not an object"), i + 1);
          return FALSE;
        }
      if (!save_companion (store, json_node_get_object (node), i + 1, stay, case_id, at, error))
        return FALSE;
    }
  for (guint i = 0; care != NULL && i < json_array_get_length (care); i++)
    if (!save_care (store, json_array_get_string_element (care, i), case_id, tl_record_id (person), at, error))
      return FALSE;
  return tl_store_drop_draft (store, TL_INTAKE_DRAFT, error);
}

gboolean
tl_intake_save (TlStore *store, JsonObject *intake, char **case_id, GError **error)
{
  Intake data = {intake, NULL};
  gboolean good;

  g_return_val_if_fail (TL_IS_STORE (store), FALSE);
  g_return_val_if_fail (intake != NULL, FALSE);

  good = tl_store_transaction (store, save_all, &data, error);
  if (good && case_id != NULL)
    *case_id = g_steal_pointer (&data.case_id);
  g_free (data.case_id);
  return good;
}
