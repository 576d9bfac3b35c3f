/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The life of a line: draft → approved → claimed → paid, or void.
 *
 * Two people see each sum: whose figures they are (`entered_by`, kept by tl_support_judge()) is not who approves them.
 * The role counts too: the leader, the commune's officer and the accountant approve and pay. A place may have nobody
 * else who could: then the line is approved all the same and carries a mark, for a shelter that cannot work will keep
 * its accounts elsewhere. Only a final statement claims (statement.c); what it has claimed can be marked as paid and
 * nothing else; what it has not can be voided with a reason and stays void.
 *
 * Every step is one save and one act in the journal, all lines or none. tl_store_save() cannot jump a state: the
 * guard's check_life() lets only what comes from here and from statement.c change one. */

#include <glib/gi18n-lib.h>

#include "record/lists.h"
#include "record/text.h"
#include "store/journal.h"
#include "support/guard.h"
#include "support/line.h"

typedef struct _Step Step;

typedef struct
{
  const Step *step;
  const char *const *ids;
  const TlLifeDetails *details;
  char *reason; /* NULL: none */
  gboolean may;
  guint others; /* others who work here and may approve */
} Run;

/* One step: what it checks and writes. */
struct _Step
{
  const char *kind; /* of the journal's entry */
  gboolean needs_reason;
  gboolean anybody_with_draft;
  gboolean (*apply) (TlStore *store, Run *run, TlRecord *line, GError **error);
};

/* --- helpers --- */

static gboolean
refuse (GError **error, TlSupportError code, const char *message)
{
  g_set_error_literal (error, TL_SUPPORT_ERROR, code, message);
  return FALSE;
}

static gboolean
is_in (TlRecord *line, const char *state)
{
  return g_strcmp0 (tl_record_text (line, TL_SUPPORT_STATE), state) == 0;
}

static gboolean
role_approves (const char *role)
{
  static const char *const roles[] = {"leader", "commune", "accountant", NULL};

  return role && g_strv_contains (roles, role);
}

/* Who is at the desk, and who else could do it. */
static gboolean
look_around (TlStore *store, Run *run, GError **error)
{
  TlWhere active = {TL_STAFF_ACTIVE, "=", NULL, 1};
  const char *desk = tl_store_staff (store);
  g_autoptr (GPtrArray) staff = NULL;

  if (desk == NULL)
    return refuse (error, TL_SUPPORT_ERROR_INVALID,
                   _ ("The register was opened without saying who is at the desk, so nobody can answer for this step. Open it with "
                      "your own passphrase. Nothing was changed."));
  staff = tl_store_list (store, TL_TYPE_STAFF, &active, 1, TL_QUERY_ID, FALSE, 0, 0, error);
  if (staff == NULL)
    return FALSE;
  for (guint i = 0; i < staff->len; i++)
    {
      TlRecord *person = g_ptr_array_index (staff, i);
      gboolean approves = role_approves (tl_record_text (person, TL_STAFF_ROLE));

      if (g_strcmp0 (tl_record_id (person), desk) == 0)
        run->may = approves;
      else
        run->others += approves;
    }
  return TRUE;
}

/* A draft that nobody has looked at yet may be voided by whoever may delete it: everybody. */
static gboolean
check_role (Run *run, TlRecord *line, GError **error)
{
  if (run->may || run->others == 0 || (run->step->anybody_with_draft && is_in (line, "draft")))
    return TRUE;
  return refuse (error, TL_SUPPORT_ERROR_INVALID,
                 _ ("the leader in charge, the commune's officer or the accountant does this; your role here is another."));
}

/* What is approved is what the rate and the ceilings give today: a merge of two PCs or an edited rate may have changed
 * that since the line was entered. */
static gboolean
still_stands (TlStore *store, TlRecord *record, GError **error)
{
  g_autoptr (TlRecord) copy = tl_record_copy (record);
  g_autoptr (GPtrArray) ceilings = NULL;
  g_auto (TlLine) line = {0};

  line.unmarked_only = TRUE;
  if (!tl_line_prepare (store, copy, &line, error))
    return FALSE;
  if (!tl_record_equal_field (copy, record, TL_SUPPORT_AMOUNT) || !tl_record_equal_field (copy, record, TL_SUPPORT_RATE))
    return refuse (error, TL_SUPPORT_ERROR_INVALID, _ ("its rate was changed since it was entered; open it and save it again."));
  ceilings = tl_line_ceilings (store, &line, error);
  return ceilings && tl_line_within (&line, ceilings, error);
}

static void
set_void (TlRecord *line, const char *reason)
{
  tl_record_set_text (line, TL_SUPPORT_STATE, "void");
  tl_record_set_text (line, TL_SUPPORT_VOID_REASON, reason);
}

/* --- the steps --- */

static gboolean
approve (TlStore *store, Run *run, TlRecord *line, GError **error)
{
  const char *desk = tl_store_staff (store);
  const char *by = tl_record_text (line, TL_SUPPORT_ENTERED_BY);
  gboolean own = g_strcmp0 (by ? by : tl_record_created_by (line), desk) == 0;

  if (!is_in (line, "draft"))
    return refuse (error, TL_SUPPORT_ERROR_INVALID, _ ("only a draft can be approved."));
  if (own && run->others > 0)
    return refuse (error, TL_SUPPORT_ERROR_INVALID,
                   _ ("its figures are yours, so another person approves it: the leader in charge, the commune's officer or the "
                      "accountant."));
  if (!still_stands (store, line, error))
    return FALSE;
  tl_record_set_text (line, TL_SUPPORT_STATE, "approved");
  tl_record_set_text (line, TL_SUPPORT_APPROVED_BY, desk);
  tl_record_set_int (line, TL_SUPPORT_APPROVED_AT, tl_clock_now ());
  if (own || !run->may)
    tl_record_set_int (line, TL_SUPPORT_APPROVED_ALONE, 1);
  else
    tl_record_unset (line, TL_SUPPORT_APPROVED_ALONE);
  return TRUE;
}

static gboolean
unapprove (TlStore *store, Run *run, TlRecord *line, GError **error)
{
  if (!is_in (line, "approved"))
    return refuse (error, TL_SUPPORT_ERROR_INVALID, _ ("it is not approved, or stands in a final statement already."));
  tl_line_take_back (line);
  return TRUE;
}

static gboolean
pay (TlStore *store, Run *run, TlRecord *line, GError **error)
{
  TlDate on = run->details->on == TL_DATE_NONE ? tl_date_today () : run->details->on;
  const char *method = run->details->method;
  g_autofree char *day = NULL;

  if (is_in (line, "paid"))
    return refuse (error, TL_SUPPORT_ERROR_INVALID, _ ("it is marked as paid already."));
  if (!is_in (line, "claimed"))
    return refuse (error, TL_SUPPORT_ERROR_INVALID, _ ("it stands in no final statement yet; what is paid was claimed before."));
  if (on > tl_date_today ())
    return refuse (error, TL_SUPPORT_ERROR_INVALID, _ ("paid_on: this day has not come yet."));
  if (method && tl_list_find (tl_list_get ("pay_method"), method) == NULL)
    {
      g_set_error (error, TL_SUPPORT_ERROR, TL_SUPPORT_ERROR_INVALID, _ ("pay_method: there is no way of paying “%s”."), method);
      return FALSE;
    }
  day = tl_date_to_iso (on);
  tl_record_set_text (line, TL_SUPPORT_STATE, "paid");
  tl_record_set_text (line, TL_SUPPORT_PAID_ON, day);
  if (method)
    tl_record_set_text (line, TL_SUPPORT_PAY_METHOD, method);
  tl_record_set_text (line, TL_SUPPORT_PAY_VOUCHER, run->details->voucher);
  return TRUE;
}

static gboolean
unpay (TlStore *store, Run *run, TlRecord *line, GError **error)
{
  if (!is_in (line, "paid"))
    return refuse (error, TL_SUPPORT_ERROR_INVALID, _ ("it is not marked as paid."));
  tl_record_set_text (line, TL_SUPPORT_STATE, "claimed");
  tl_record_unset (line, TL_SUPPORT_PAID_ON);
  tl_record_unset (line, TL_SUPPORT_PAY_VOUCHER);
  return TRUE;
}

static gboolean
make_void (TlStore *store, Run *run, TlRecord *line, GError **error)
{
  if (is_in (line, "void"))
    return refuse (error, TL_SUPPORT_ERROR_INVALID, _ ("it is void already."));
  if (tl_line_is_frozen (line))
    return refuse (error, TL_SUPPORT_ERROR_FROZEN,
                   _ ("it stands in a final statement. Void the statement with a reason, or let a correcting line take the sum back."));
  if (!tl_line_release (store, line, NULL, error))
    return FALSE;
  set_void (line, run->reason);
  return TRUE;
}

static const Step steps[] = {
    [TL_LIFE_APPROVE] = {"line-approved", FALSE, FALSE, approve},
    [TL_LIFE_UNAPPROVE] = {"line-unapproved", FALSE, FALSE, unapprove},
    [TL_LIFE_PAY] = {"line-paid", FALSE, FALSE, pay},
    [TL_LIFE_UNPAY] = {"line-unpaid", TRUE, FALSE, unpay},
    [TL_LIFE_VOID] = {"line-voided", TRUE, TRUE, make_void},
};

/* --- the run --- */

/* Why, for the journal: the reason, and that there was nobody else. */
static char *
detail_of (const char *reason, gboolean alone)
{
  g_autoptr (JsonObject) object = json_object_new ();
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_OBJECT);

  if (reason)
    json_object_set_string_member (object, "reason", reason);
  if (alone)
    json_object_set_boolean_member (object, "alone", TRUE);
  if (json_object_get_size (object) == 0)
    return NULL;
  json_node_set_object (node, object);
  return json_to_string (node, FALSE);
}

static gboolean
take_step (TlStore *store, Run *run, const char *id, GError **error)
{
  g_autoptr (TlRecord) line = tl_store_load (store, TL_TYPE_SUPPORT, id, error);
  g_autofree char *words = NULL;
  g_autofree char *detail = NULL;
  GError *local = NULL;
  gboolean good;

  if (line == NULL)
    return FALSE;
  words = tl_line_words (line);
  if (tl_record_site (line) && g_strcmp0 (tl_record_site (line), tl_store_site (store)) != 0)
    good = refuse (&local, TL_SUPPORT_ERROR_INVALID, _ ("it belongs to another place, which answers for it."));
  else
    good = check_role (run, line, &local) && run->step->apply (store, run, line, &local);
  if (!good)
    {
      g_propagate_prefixed_error (error, local, "%s: ", words);
      return FALSE;
    }
  detail = detail_of (run->reason, run->step->apply == approve && tl_record_int (line, TL_SUPPORT_APPROVED_ALONE));
  return tl_guarded_save (store, line, error) && tl_journal_note (store, run->step->kind, TL_TYPE_SUPPORT, id, detail, error);
}

static gboolean
run_in_transaction (TlStore *store, gpointer data, GError **error)
{
  Run *run = data;

  run->reason = tl_text_normalise (run->details && run->details->reason ? run->details->reason : "");
  if (run->step->needs_reason && run->reason == NULL)
    return refuse (error, TL_SUPPORT_ERROR_INVALID, _ ("reason: say why; it is kept with the line. Nothing was changed."));
  if (!look_around (store, run, error))
    return FALSE;
  for (guint i = 0; run->ids[i]; i++)
    if (!take_step (store, run, run->ids[i], error))
      return FALSE;
  return TRUE;
}

/* --- inside this room --- */

void
tl_line_take_back (TlRecord *line)
{
  tl_record_set_text (line, TL_SUPPORT_STATE, "draft");
  tl_record_unset (line, TL_SUPPORT_APPROVED_BY);
  tl_record_unset (line, TL_SUPPORT_APPROVED_AT);
  tl_record_unset (line, TL_SUPPORT_APPROVED_ALONE);
}

char *
tl_line_words (TlRecord *line)
{
  g_autofree char *date = tl_record_format_field (line, TL_SUPPORT_DATE);
  g_autofree char *category = tl_record_format_field (line, TL_SUPPORT_CATEGORY);
  g_autofree char *amount = tl_money_format (tl_record_int (line, TL_SUPPORT_AMOUNT));

  return g_strdup_printf ("%s · %s · %s đ", date ? date : "", category ? category : "", amount);
}

gboolean
tl_line_void (TlStore *store, TlRecord *line, const char *reason, GError **error)
{
  g_autofree char *detail = detail_of (reason, FALSE);

  set_void (line, reason);
  /* Nobody has said no to what it came from (tl_target_is_refused): called for again, it comes again. */
  tl_record_unset (line, TL_SUPPORT_ORIGIN_ID);
  tl_record_unset (line, TL_SUPPORT_ORIGIN_PERIOD);
  return tl_guarded_save (store, line, error)
         && tl_journal_note (store, steps[TL_LIFE_VOID].kind, TL_TYPE_SUPPORT, tl_record_id (line), detail, error);
}

gboolean
tl_support_stands_alone (TlStore *store, GError **error)
{
  Run run = {0};

  return tl_store_staff (store) != NULL && look_around (store, &run, error) && run.others == 0;
}

/* --- public --- */

gboolean
tl_support_take_step (TlStore *store, TlLifeStep step, const char *const *ids, const TlLifeDetails *details, GError **error)
{
  static const TlLifeDetails none = {NULL, TL_DATE_NONE, NULL, NULL};
  Run run = {.ids = ids, .details = details ? details : &none};
  gboolean good;

  g_return_val_if_fail (TL_IS_STORE (store), FALSE);
  g_return_val_if_fail ((guint)step < G_N_ELEMENTS (steps) && ids != NULL, FALSE);

  run.step = &steps[step];
  good = tl_store_transaction (store, run_in_transaction, &run, error);
  g_free (run.reason);
  return good;
}

gboolean
tl_support_approve (TlStore *store, const char *const *ids, GError **error)
{
  return tl_support_take_step (store, TL_LIFE_APPROVE, ids, NULL, error);
}

gboolean
tl_support_unapprove (TlStore *store, const char *const *ids, const char *reason, GError **error)
{
  TlLifeDetails details = {.reason = reason, .on = TL_DATE_NONE};

  return tl_support_take_step (store, TL_LIFE_UNAPPROVE, ids, &details, error);
}

gboolean
tl_support_pay (TlStore *store, const char *const *ids, TlDate on, const char *method, const char *voucher, GError **error)
{
  TlLifeDetails details = {.on = on, .method = method, .voucher = voucher};

  return tl_support_take_step (store, TL_LIFE_PAY, ids, &details, error);
}

gboolean
tl_support_void (TlStore *store, const char *const *ids, const char *reason, GError **error)
{
  TlLifeDetails details = {.reason = reason, .on = TL_DATE_NONE};

  return tl_support_take_step (store, TL_LIFE_VOID, ids, &details, error);
}
