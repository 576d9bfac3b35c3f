/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Counselling: one line per officer, person, month and rate. The ceiling is the officer's, over all victims, so the
 * sessions of all cases stand in one queue: first those that final statements have already paid, then by time, until
 * the month's ceiling is reached. The rest is shown as beyond it and never added. */

#include <glib/gi18n-lib.h>

#include "record/text.h"
#include "support/propose.h"

typedef struct
{
  TlTarget target;
  guint in_scope;
  guint refused; /* sessions of a line that was voided by hand */
  guint allowed;
} Key;

typedef struct
{
  TlProposing *p;
  TlDate month;
  GPtrArray *rates;
  GPtrArray *keys; /* of one officer (element-type Key) */
  GArray *queue;   /* index of the key of each session in scope, by time (guint) */
  GArray *caps;    /* (element-type Cap) */
} Officer;

/* A ceiling of the month; its lines count under every greater one too (ceiling.c). */
typedef struct
{
  gint64 cap;
  gint64 left;
} Cap;

/* --- helpers --- */

static void
key_free (Key *key)
{
  tl_target_clear (&key->target);
  g_free (key);
}

static TlRecord *
rate_of_day (Officer *officer, TlDate day)
{
  for (guint i = 0; i < officer->rates->len; i++)
    {
      TlMonthRate *span = g_ptr_array_index (officer->rates, i);

      if (span->days & tl_day_set_range (officer->month, day, day))
        return span->rate;
    }
  return NULL;
}

static Key *
find_key (Officer *officer, TlSessionRow *session, TlRecord *rate, guint *index, GError **error)
{
  Key *key;

  for (*index = 0; *index < officer->keys->len; ++*index)
    {
      key = g_ptr_array_index (officer->keys, *index);
      if (key->target.rate == rate && g_strcmp0 (key->target.case_id, session->case_id) == 0
          && g_strcmp0 (key->target.person, session->person) == 0)
        return key;
    }
  key = g_new0 (Key, 1);
  key->target = (TlTarget){.category = "counselling",
                           .case_id = session->case_id,
                           .person = session->person,
                           .staff = session->staff,
                           .payee_kind = "staff",
                           .source_type = TL_TYPE_CARE,
                           .source_id = session->id,
                           .month = officer->month,
                           .rate = rate};
  if (!tl_target_look_up (officer->p, &key->target, error))
    {
      key_free (key);
      return NULL;
    }
  g_ptr_array_add (officer->keys, key);
  return key;
}

static gboolean
queue_session (Officer *officer, TlSessionRow *session, GError **error)
{
  TlRecord *rate = rate_of_day (officer, session->day);
  TlDaySet day = tl_day_set_range (officer->month, session->day, session->day);
  TlDaySet asked = tl_day_set_range (officer->month, officer->p->from, officer->p->to);
  guint index;
  Key *key;

  if (rate == NULL)
    return TRUE;
  key = find_key (officer, session, rate, &index, error);
  if (key == NULL)
    return FALSE;
  if (!(day & (asked | tl_target_span (&key->target, FALSE))))
    return TRUE;
  if (tl_target_is_refused (&key->target))
    {
      /* Its room goes to the others; it is offered with what is left. */
      key->refused++;
      key->target.days |= day;
      return TRUE;
    }
  key->in_scope++;
  key->target.days |= day;
  g_array_append_val (officer->queue, index);
  return TRUE;
}

/* Whether one session at @rate finds room under every ceiling that it counts for. */
static gboolean
has_room (Officer *officer, TlRecord *rate)
{
  for (guint i = 0; tl_record_has (rate, TL_RATE_CAP_AMOUNT) && i < officer->caps->len; i++)
    {
      Cap *cap = &g_array_index (officer->caps, Cap, i);

      if (cap->cap >= tl_record_int (rate, TL_RATE_CAP_AMOUNT) && cap->left < tl_record_int (rate, TL_RATE_LEVEL))
        return FALSE;
    }
  return TRUE;
}

static void
take (Officer *officer, Key *key)
{
  key->allowed++;
  for (guint i = 0; tl_record_has (key->target.rate, TL_RATE_CAP_AMOUNT) && i < officer->caps->len; i++)
    {
      Cap *cap = &g_array_index (officer->caps, Cap, i);

      if (cap->cap >= tl_record_int (key->target.rate, TL_RATE_CAP_AMOUNT))
        cap->left = MAX (0, cap->left - tl_record_int (key->target.rate, TL_RATE_LEVEL));
    }
}

static void
share_ceiling (Officer *officer)
{
  g_autofree guint *paid = g_new0 (guint, MAX (officer->keys->len, 1));

  for (guint i = 0; i < officer->keys->len; i++)
    {
      Key *key = g_ptr_array_index (officer->keys, i);

      paid[i] = MIN (key->in_scope, (guint)MAX (0, tl_target_frozen (&key->target)));
      for (guint j = 0; j < paid[i]; j++)
        take (officer, key);
    }
  for (guint i = 0; i < officer->queue->len; i++)
    {
      guint index = g_array_index (officer->queue, guint, i);
      Key *key = g_ptr_array_index (officer->keys, index);

      if (paid[index] > 0)
        paid[index]--;
      else if (has_room (officer, key->target.rate))
        take (officer, key);
    }
}

static gboolean
propose_key (Officer *officer, Key *key, GError **error)
{
  guint beyond = key->in_scope - key->allowed;

  for (guint i = 0; i < key->refused; i++)
    if (has_room (officer, key->target.rate))
      take (officer, key);
    else
      beyond++;

  if (officer->p->case_id && g_strcmp0 (key->target.case_id, officer->p->case_id) != 0)
    return TRUE;
  key->target.count = key->allowed;
  if (key->allowed > 0 || key->target.existing->len > 0)
    {
      g_autofree char *days = tl_day_set_text (officer->month, key->target.days);
      char *reason = g_strdup_printf (ngettext ("%u session: %s", "%u sessions: %s", key->allowed), key->allowed, days);

      if (!tl_target_propose (officer->p, &key->target, reason, error))
        return FALSE;
    }
  if (beyond > 0)
    tl_target_show_beyond (officer->p, &key->target, beyond,
                           g_strdup_printf (ngettext ("%u session beyond the officer's ceiling of the month",
                                                      "%u sessions beyond the officer's ceiling of the month", beyond),
                                            beyond));
  return TRUE;
}

static gboolean
find_caps (Officer *officer, const char *staff, GError **error)
{
  g_autofree char *from = tl_date_to_iso (officer->month);
  g_autofree char *to = tl_date_to_iso (tl_date_month_end (officer->month));
  g_autoptr (GError) local = NULL;
  gint64 typed = tl_query_typed_of_staff (officer->p->store, "counselling", staff, from, to, &local);

  if (local)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  for (guint i = 0; i < officer->rates->len; i++)
    {
      TlRecord *rate = ((TlMonthRate *)g_ptr_array_index (officer->rates, i))->rate;
      Cap cap = {tl_record_int (rate, TL_RATE_CAP_AMOUNT), MAX (0, tl_record_int (rate, TL_RATE_CAP_AMOUNT) - typed)};

      if (tl_record_has (rate, TL_RATE_CAP_AMOUNT))
        g_array_append_val (officer->caps, cap);
    }
  return TRUE;
}

static gboolean
propose_officer (Officer *officer, GPtrArray *sessions, guint first, guint after, GError **error)
{
  if (!find_caps (officer, ((TlSessionRow *)g_ptr_array_index (sessions, first))->staff, error))
    return FALSE;
  for (guint i = first; i < after; i++)
    if (!queue_session (officer, g_ptr_array_index (sessions, i), error))
      return FALSE;
  share_ceiling (officer);
  for (guint i = 0; i < officer->keys->len; i++)
    if (!propose_key (officer, g_ptr_array_index (officer->keys, i), error))
      return FALSE;
  return TRUE;
}

/* --- inside this room --- */

gboolean
tl_propose_counselling (TlProposing *p, TlDate month, GError **error)
{
  g_autoptr (GPtrArray) rates = tl_propose_rates (p, "counselling", month, error);
  g_autoptr (GPtrArray) sessions = NULL;

  if (rates == NULL)
    return FALSE;
  sessions = tl_query_sessions (p->store, month, MIN (tl_date_month_end (month), tl_date_today ()), p->case_id, error);
  if (sessions == NULL)
    return FALSE;
  for (guint i = 0; i < sessions->len;)
    {
      g_autoptr (GPtrArray) keys = g_ptr_array_new_with_free_func ((GDestroyNotify)key_free);
      g_autoptr (GArray) queue = g_array_new (FALSE, FALSE, sizeof (guint));
      g_autoptr (GArray) caps = g_array_new (FALSE, FALSE, sizeof (Cap));
      Officer officer = {p, month, rates, keys, queue, caps};
      guint after = i;

      while (after < sessions->len
             && g_str_equal (((TlSessionRow *)g_ptr_array_index (sessions, after))->staff,
                             ((TlSessionRow *)g_ptr_array_index (sessions, i))->staff))
        after++;
      if (!propose_officer (&officer, sessions, i, after, error))
        return FALSE;
      i = after;
    }
  return TRUE;
}
