/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Rules between records. What one record alone can break is checked in app/record. */

#include "store/store-private.h"

#include <glib/gi18n-lib.h>

static gboolean
refuse (GError **error, const char *field, const char *message)
{
  g_set_error (error, TL_STORE_ERROR, TL_STORE_ERROR_REFUSED, "%s: %s", field, message);
  return FALSE;
}

/* Runs a query for one integer; FALSE only on an error. */
#define ASK(store, error, value, ...)                                                                                                      \
  G_STMT_START                                                                                                                             \
  {                                                                                                                                        \
    GError *failed_ = NULL;                                                                                                                \
    value = tl_sql_int (store, &failed_, 0, __VA_ARGS__);                                                                                  \
    if (failed_ != NULL)                                                                                                                   \
      {                                                                                                                                    \
        g_propagate_error (error, failed_);                                                                                                \
        return FALSE;                                                                                                                      \
      }                                                                                                                                    \
  }                                                                                                                                        \
  G_STMT_END

/* --- References --- */

static gboolean
reference_exists (TlStore *store, const TlField *field, const char *id, GError **error)
{
  GError *failed = NULL;

  if (tl_row_exists (store, field->ref_type, id, &failed))
    return TRUE;
  if (failed != NULL)
    g_propagate_error (error, failed);
  else
    g_set_error (error, TL_STORE_ERROR, TL_STORE_ERROR_REFUSED,
                 /* Translators: first the field's name, then the type and id of the record it names. */
                 _ ("%s: there is no %s with the id %s."), field->name, tl_type_info (field->ref_type)->name, id);

  return FALSE;
}

static gboolean
check_references (TlStore *store, TlRecord *before, TlRecord *after, GError **error)
{
  const TlTypeInfo *info = tl_type_info (tl_record_type (after));

  for (guint i = 0; i < info->n_fields; i++)
    {
      const TlField *field = &info->fields[i];
      const char *ids;

      if ((field->kind != TL_KIND_REF && field->kind != TL_KIND_REF_SET) || !tl_record_has (after, i)
          || (before != NULL && tl_record_equal_field (before, after, i)))
        continue;
      ids = tl_record_text (after, i);
      if (field->kind == TL_KIND_REF)
        {
          /* A record may name itself only by mistake. */
          if (g_str_equal (ids, tl_record_id (after)))
            return refuse (error, field->name, _ ("a record cannot name itself."));
          if (!reference_exists (store, field, ids, error))
            return FALSE;
        }
      else
        {
          g_auto (GStrv) parts = g_strsplit (ids, " ", -1);

          for (guint j = 0; parts[j] != NULL; j++)
            if (!reference_exists (store, field, parts[j], error))
              return FALSE;
        }
    }

  return TRUE;
}

/* --- Cases --- */

static gboolean
check_case (TlStore *store, TlRecord *before, TlRecord *after, GError **error)
{
  gint64 taken = 0;

  if (before == NULL || !tl_record_equal_field (before, after, TL_CASE_CODE))
    ASK (store, error, taken, "SELECT 1 FROM \"case\" WHERE code = ? AND id <> ?", "ss", tl_record_text (after, TL_CASE_CODE),
         tl_record_id (after));
  if (taken)
    return refuse (error, "code", _ ("another case has this code already."));
  return TRUE;
}

/* --- Stays and beds --- */

/* Open ends are the end of time. */
static gint64
end_of (TlRecord *stay)
{
  return tl_record_has (stay, TL_STAY_CHECKED_OUT_AT) ? tl_record_int (stay, TL_STAY_CHECKED_OUT_AT) : G_MAXINT64;
}

static gboolean
check_person_is_once (TlStore *store, TlRecord *stay, GError **error)
{
  gint64 found;

  ASK (store, error, found,
       "SELECT 1 FROM stay WHERE person = ? AND id <> ? AND checked_in_at < ? AND (checked_out_at IS NULL OR checked_out_at > ?)", "ssii",
       tl_record_text (stay, TL_STAY_PERSON), tl_record_id (stay), end_of (stay), tl_record_int (stay, TL_STAY_CHECKED_IN_AT));
  if (found)
    return refuse (error, "checked_in_at", _ ("this person has another stay at that time. End the earlier stay first."));

  return TRUE;
}

/* Stays of the same room at the same time, each with a bed. Two halves, so that the index is used for both. */
#define NEIGHBOURS                                                                                                                         \
  "(SELECT bed, checked_in_at, checked_out_at FROM stay WHERE room = ?1 AND checked_out_at > ?3"                                           \
  " AND checked_in_at < ?2 AND id <> ?4 AND bed IS NOT NULL"                                                                               \
  " UNION ALL SELECT bed, checked_in_at, checked_out_at FROM stay WHERE room = ?1 AND checked_out_at IS NULL"                              \
  " AND checked_in_at < ?2 AND id <> ?4 AND bed IS NOT NULL)"

static gboolean
check_bed_is_free (TlStore *store, TlRecord *stay, GError **error)
{
  gint64 found;

  ASK (store, error, found, "SELECT 1 FROM " NEIGHBOURS " WHERE bed = ?5 COLLATE NOCASE", "siiss", tl_record_text (stay, TL_STAY_ROOM),
       end_of (stay), tl_record_int (stay, TL_STAY_CHECKED_IN_AT), tl_record_id (stay), tl_record_text (stay, TL_STAY_BED));
  if (found)
    return refuse (error, "bed", _ ("somebody else sleeps in this bed at that time. Choose another bed."));

  return TRUE;
}

static gboolean
check_room_has_beds (TlStore *store, TlRecord *stay, GError **error)
{
  GError *failed = NULL;
  g_autoptr (TlRecord) room = tl_row_load (store, TL_TYPE_ROOM, tl_record_text (stay, TL_STAY_ROOM), &failed);
  gint64 beds, usable, number, others;
  char *end = NULL;

  if (failed != NULL)
    {
      g_propagate_error (error, failed);
      return FALSE;
    }
  if (room == NULL || !tl_record_has (room, TL_ROOM_BEDS))
    return TRUE;
  beds = tl_record_int (room, TL_ROOM_BEDS);
  usable = beds - tl_record_int (room, TL_ROOM_BLOCKED_BEDS);
  number = g_ascii_strtoll (tl_record_text (stay, TL_STAY_BED), &end, 10);
  if (*end == '\0' && (number < 1 || number > beds))
    return refuse (error, "bed", _ ("this room has no bed of that number."));
  /* Most beds taken at once: at the arrival of this person or of one who comes during this stay. */
  ASK (store, error, others,
       "WITH near AS " NEIGHBOURS " SELECT MAX (n) FROM (SELECT (SELECT COUNT (*) FROM near b WHERE b.checked_in_at <= a.t"
       " AND (b.checked_out_at IS NULL OR b.checked_out_at > a.t)) AS n"
       " FROM (SELECT ?3 AS t UNION SELECT checked_in_at FROM near WHERE checked_in_at >= ?3) a)",
       "siis", tl_record_text (stay, TL_STAY_ROOM), end_of (stay), tl_record_int (stay, TL_STAY_CHECKED_IN_AT), tl_record_id (stay));
  if (others + 1 > usable)
    return refuse (error, "room", _ ("every bed of this room that is not blocked is taken at that time. Choose another room."));

  return TRUE;
}

static gboolean
check_stay (TlStore *store, TlRecord *before, TlRecord *after, GError **error)
{
  gboolean same_time = before != NULL && tl_record_equal_field (before, after, TL_STAY_CHECKED_IN_AT)
                       && tl_record_equal_field (before, after, TL_STAY_CHECKED_OUT_AT);
  gboolean same_bed
      = before != NULL && tl_record_equal_field (before, after, TL_STAY_ROOM) && tl_record_equal_field (before, after, TL_STAY_BED);

  if (tl_record_has (after, TL_STAY_CHECKED_OUT_AT) && end_of (after) < tl_record_int (after, TL_STAY_CHECKED_IN_AT))
    return refuse (error, "checked_out_at", _ ("leaving is before moving in."));
  if (!(same_time && tl_record_equal_field (before, after, TL_STAY_PERSON)) && !check_person_is_once (store, after, error))
    return FALSE;
  if ((same_time && same_bed) || !tl_record_has (after, TL_STAY_ROOM) || !tl_record_has (after, TL_STAY_BED))
    return TRUE;

  return check_bed_is_free (store, after, error) && check_room_has_beds (store, after, error);
}

gboolean
tl_rules_check (TlStore *store, TlRecord *before, TlRecord *after, GError **error)
{
  if (!check_references (store, before, after, error))
    return FALSE;
  if (tl_record_type (after) == TL_TYPE_CASE)
    return check_case (store, before, after, error);
  if (tl_record_type (after) == TL_TYPE_STAY)
    return check_stay (store, before, after, error);

  return TRUE;
}
