/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Files. A case's own file is called for once, at its opening, wherever its line came from. A child's file is only
 * offered: for a child recorded as abused or at risk, and only while the text that pays for it is in force on the day
 * the case opened. */

#include <glib/gi18n-lib.h>

#include "support/control-code.h"
#include "support/propose.h"

/* --- helpers --- */

static gboolean
is_open (const TlFileRow *row)
{
  return g_strcmp0 (row->state, "draft") == 0 || g_strcmp0 (row->state, "approved") == 0;
}

static gboolean
is_taken (GPtrArray *lines, const char *id)
{
  for (guint i = 0; i < lines->len; i++)
    if (g_str_equal (((TlFileRow *)g_ptr_array_index (lines, i))->id, id))
      return TRUE;
  return FALSE;
}

static TlRecord *
new_file_line (TlProposing *p, const char *category, const TlOpenedRow *opened, TlRecord *rate, GPtrArray *lines)
{
  g_autofree char *source = g_strdup_printf ("%s/%s/", opened->case_id, opened->person);
  g_autofree char *origin = tl_generated_id (category, source, "", "", 0);
  g_autofree char *period = tl_propose_period (opened->opened);
  g_autofree char *id = NULL;
  TlRecord *line;
  guint n = lines->len;

  do
    {
      g_free (id);
      id = tl_generated_id (category, origin, period, tl_record_id (rate), n++);
    }
  while (is_taken (lines, id));
  line = tl_record_new_with_id (TL_TYPE_SUPPORT, id);

  tl_record_set_text (line, TL_SUPPORT_CATEGORY, category);
  tl_record_set_text (line, TL_SUPPORT_CASE, opened->case_id);
  tl_record_set_text (line, TL_SUPPORT_PERSON, opened->person);
  tl_record_set_text (line, TL_SUPPORT_PAYEE_KIND, "staff");
  tl_record_set_text (line, TL_SUPPORT_FUNDING_SOURCE, tl_propose_source (p, rate));
  tl_record_set_text (line, TL_SUPPORT_STATE, "draft");
  tl_record_set_text (line, TL_SUPPORT_ORIGIN_ID, origin);
  return line;
}

static void
fill_file_line (TlRecord *line, const TlOpenedRow *opened, TlRecord *rate)
{
  g_autofree char *day = tl_date_to_iso (opened->opened);
  g_autofree char *period = tl_propose_period (opened->opened);

  tl_record_set_text (line, TL_SUPPORT_DATE, day);
  tl_record_unset (line, TL_SUPPORT_DATE_TO);
  tl_record_set_text (line, TL_SUPPORT_PERSON, opened->person);
  tl_record_set_text (line, TL_SUPPORT_ORIGIN_PERIOD, period);
  tl_record_set_text (line, TL_SUPPORT_RATE, tl_record_id (rate));
  tl_record_set_int (line, TL_SUPPORT_QUANTITY, 1000);
  tl_record_set_int (line, TL_SUPPORT_UNIT_PRICE, tl_record_int (rate, TL_RATE_LEVEL));
  tl_record_set_int (line, TL_SUPPORT_AMOUNT, tl_record_int (rate, TL_RATE_LEVEL));
}

/* A stored draft follows the day of opening. */
static gboolean
follow_opening (TlProposing *p, TlFileRow *row, const TlOpenedRow *opened, TlRecord *rate, GError **error)
{
  g_autoptr (TlRecord) line = tl_store_load (p->store, TL_TYPE_SUPPORT, row->id, error);
  g_autoptr (TlRecord) stored = NULL;
  g_autofree char *day = tl_date_format (opened->opened);
  TlProposal *proposal;
  TlProposalKind kind = TL_PROPOSAL_WITHDRAW;

  if (line == NULL)
    return FALSE;
  stored = tl_record_copy (line);
  if (rate == NULL)
    {
      tl_record_set_int (line, TL_SUPPORT_QUANTITY, 0);
      tl_record_set_int (line, TL_SUPPORT_AMOUNT, 0);
    }
  else
    {
      fill_file_line (line, opened, rate);
      kind = tl_record_equal_field (line, stored, TL_SUPPORT_DATE) && tl_record_equal_field (line, stored, TL_SUPPORT_PERSON)
                     && tl_record_equal_field (line, stored, TL_SUPPORT_RATE) && tl_record_equal_field (line, stored, TL_SUPPORT_AMOUNT)
                 ? TL_PROPOSAL_EXISTS
                 : TL_PROPOSAL_CHANGE;
    }
  proposal = tl_propose_add (p, kind, g_steal_pointer (&line),
                             rate ? g_strdup_printf (_ ("case opened on %s"), day)
                                  : g_strdup_printf (_ ("no text pays for a case opened on %s"), day),
                             TL_TYPE_CASE, opened->case_id);
  proposal->quantity_before = tl_record_int (stored, TL_SUPPORT_QUANTITY);
  proposal->amount_before = tl_record_int (stored, TL_SUPPORT_AMOUNT);
  return TRUE;
}

static gboolean
propose_case_file (TlProposing *p, const TlOpenedRow *opened, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (GPtrArray) lines = NULL;
  g_autoptr (TlRecord) rate = tl_propose_rate (p, "case_file", opened->opened, &local);
  g_autofree char *day = tl_date_format (opened->opened);
  TlFileRow *open = NULL;
  TlRecord *line;
  gboolean other = FALSE;

  if (local == NULL)
    lines = tl_query_files (p->store, "case_file", opened->case_id, NULL, &local);
  if (local)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  for (guint i = 0; i < lines->len; i++)
    {
      TlFileRow *row = g_ptr_array_index (lines, i);

      if (row->generated && is_open (row) && open == NULL)
        open = row;
      else if (g_strcmp0 (row->state, "void") != 0)
        other = TRUE;
    }
  if (open)
    return follow_opening (p, open, opened, rate, error);
  if (rate == NULL || opened->opened < p->from || opened->opened > p->to)
    return TRUE;
  line = new_file_line (p, "case_file", opened, rate, lines);
  fill_file_line (line, opened, rate);
  if (other)
    tl_propose_add (p, TL_PROPOSAL_EXISTS, line, g_strdup (_ ("the case has its file line already")), TL_TYPE_CASE, opened->case_id);
  else if (lines->len > 0)
    tl_propose_add (p, TL_PROPOSAL_OFFER, line,
                    g_strdup_printf (_ ("case opened on %s (a line for it was voided; it comes back only if you choose it)"), day),
                    TL_TYPE_CASE, opened->case_id);
  else
    /* Translators: a date */
    tl_propose_add (p, TL_PROPOSAL_NEW, line, g_strdup_printf (_ ("case opened on %s"), day), TL_TYPE_CASE, opened->case_id);
  return TRUE;
}

static gboolean
propose_child_file (TlProposing *p, const TlOpenedRow *opened, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (GPtrArray) lines = NULL;
  g_autoptr (TlRecord) rate = tl_propose_rate (p, "child_file", opened->opened, &local);
  g_autofree char *day = tl_date_format (opened->opened);
  char *reason;
  TlRecord *line;

  if (local == NULL && rate)
    lines = tl_query_files (p->store, "child_file", NULL, opened->person, &local);
  if (local)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  if (rate == NULL)
    return TRUE;
  for (guint i = 0; i < lines->len; i++)
    if (g_strcmp0 (((TlFileRow *)g_ptr_array_index (lines, i))->state, "void") != 0)
      return TRUE; /* once a child */
  line = new_file_line (p, "child_file", opened, rate, lines);
  fill_file_line (line, opened, rate);
  reason = opened->is_victim ? g_strdup_printf (
               _ ("child recorded as abused or at risk; case opened on %s; the case's own file is paid too: one is enough"), day)
                             : g_strdup_printf (_ ("child recorded as abused or at risk; case opened on %s"), day);
  tl_propose_add (p, TL_PROPOSAL_OFFER, line, reason, TL_TYPE_PERSON, opened->person);
  return TRUE;
}

/* --- inside this room --- */

gboolean
tl_propose_case_files (TlProposing *p, GError **error)
{
  g_autoptr (GPtrArray) opened = tl_query_opened (p->store, p->from, p->to, p->case_id, error);

  for (guint i = 0; opened && i < opened->len; i++)
    if (!propose_case_file (p, g_ptr_array_index (opened, i), error))
      return FALSE;
  return opened != NULL;
}

gboolean
tl_propose_child_files (TlProposing *p, GError **error)
{
  g_autoptr (GPtrArray) children = tl_query_children (p->store, p->from, p->to, p->case_id, error);

  for (guint i = 0; children && i < children->len; i++)
    if (!propose_child_file (p, g_ptr_array_index (children, i), error))
      return FALSE;
  return children != NULL;
}
