/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What has lost its source: a stay, a care entry or a place on a trip was deleted or moved to another person, month or
 * rate, so that no target looked at the line that was made from it. A draft is withdrawn; what a final statement holds
 * is taken back by a correcting line. */

#include <glib/gi18n-lib.h>

#include "support/propose.h"

/* --- helpers --- */

static const char *
reason_of (const char *category)
{
  if (g_str_equal (category, "meals"))
    return _ ("no day of a stay is left for it");
  if (g_str_equal (category, "counselling"))
    return _ ("no session is left for it");
  return _ ("no trip is left for it");
}

/* --- inside this room --- */

gboolean
tl_propose_gone (TlProposing *p, const char *id, const char *reason, GError **error)
{
  g_autoptr (TlRecord) line = tl_store_load (p->store, TL_TYPE_SUPPORT, id, error);
  g_autoptr (TlRecord) rate = line ? tl_store_load (p->store, TL_TYPE_RATE, tl_record_text (line, TL_SUPPORT_RATE), error) : NULL;
  TlDate day = TL_DATE_NONE;
  TlTarget target;
  gboolean good;

  if (rate == NULL)
    return FALSE;
  tl_date_parse_iso (tl_record_text (line, TL_SUPPORT_DATE), &day);
  target = (TlTarget){.category = tl_record_text (line, TL_SUPPORT_CATEGORY),
                      .case_id = tl_record_text (line, TL_SUPPORT_CASE),
                      .person = tl_record_text (line, TL_SUPPORT_PERSON),
                      .staff = tl_record_text (line, TL_SUPPORT_STAFF),
                      .trip = tl_record_text (line, TL_SUPPORT_TRIP),
                      .payee_kind = tl_record_text (line, TL_SUPPORT_PAYEE_KIND),
                      .source_type = TL_N_TYPES,
                      .origin = g_strdup (tl_record_text (line, TL_SUPPORT_ORIGIN_ID)),
                      .period = g_strdup (tl_record_text (line, TL_SUPPORT_ORIGIN_PERIOD)),
                      .month = tl_date_month_start (day),
                      .rate = rate};
  if (g_strcmp0 (tl_record_text (rate, TL_RATE_FORMULA), "fuel") == 0)
    {
      /* Petrol has no price in its rate: what balances a correction that a final statement holds is at the line's own. */
      target.kilometres = ABS (tl_record_int (line, TL_SUPPORT_QUANTITY));
      target.price = tl_record_int (line, TL_SUPPORT_UNIT_PRICE);
    }
  good = tl_target_look_up_origin (p, &target, error) && tl_target_propose (p, &target, g_strdup (reason), error);
  tl_target_clear (&target);
  return good;
}

gboolean
tl_propose_withdrawn (TlProposing *p, GError **error)
{
  for (TlDate month = tl_date_month_start (p->from); month <= p->to; month = tl_date_add_months (month, 1))
    {
      g_autofree char *period = tl_propose_period (month);
      g_autoptr (GPtrArray) lines = tl_query_generated (p->store, period, p->case_id, error);

      if (lines == NULL)
        return FALSE;
      for (guint i = 0; i < lines->len; i++)
        {
          TlGoneRow *gone = g_ptr_array_index (lines, i);

          /* Looking at one line of a target weighs them all. */
          if (!g_hash_table_contains (p->weighed, gone->id) && !tl_propose_gone (p, gone->id, reason_of (gone->category), error))
            return FALSE;
        }
    }
  return TRUE;
}
