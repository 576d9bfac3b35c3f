/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Is this paper what stands in the register? The code typed from it says yes or no; the QR of a page says which line is
 * another, for it carries three letters of each line's digest. */

#include "support/support.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "record/text.h"
#include "support/control-code.h"
#include "support/statement-data.h"

/* --- helpers --- */

static gboolean
invalid (GError **error, const char *message)
{
  g_set_error_literal (error, TL_SUPPORT_ERROR, TL_SUPPORT_ERROR_INVALID, message);
  return FALSE;
}

static void
add (TlStatementCheck *check, char *sentence)
{
  g_ptr_array_add (check->differences, sentence);
}

static int
code_version (TlRecord *record)
{
  const char *text = tl_record_text (record, TL_STATEMENT_LETTERHEAD);
  g_autoptr (JsonNode) node = text ? json_from_string (text, NULL) : NULL;
  JsonObject *paper;

  if (node == NULL || !JSON_NODE_HOLDS_OBJECT (node) || !json_object_has_member (json_node_get_object (node), "paper"))
    return 1;
  paper = json_object_get_object_member (json_node_get_object (node), "paper");
  return (int)json_object_get_int_member_with_default (paper, "code_version", 1);
}

/* The letters of one page against the frozen lines, one by one. */
static void
compare_letters (TlStatementCheck *check, const TlQr *qr, JsonArray *lines, gboolean by_month)
{
  guint n = (guint)strlen (qr->letters) / TL_CHECK_LETTERS;

  for (guint i = 0; i < n; i++)
    {
      guint no = qr->first + i;
      guint8 digest[TL_DIGEST_BYTES];
      char letters[TL_CHECK_LETTERS + 1];

      if (no >= json_array_get_length (lines))
        {
          /* Translators: number of a line of a statement */
          add (check, g_strdup_printf (_ ("Line %u of the paper is not in the statement."), no + 1));
          continue;
        }
      if (qr->of_groups)
        g_strlcpy (letters, json_object_get_string_member_with_default (json_array_get_object_element (lines, no), "check", ""),
                   sizeof letters);
      else
        {
          tl_control_line_digest (json_array_get_object_element (lines, no), by_month, digest);
          tl_control_check_letters (digest, letters);
        }
      if (strncmp (letters, qr->letters + (gsize)i * TL_CHECK_LETTERS, TL_CHECK_LETTERS) != 0)
        {
          JsonObject *line = json_array_get_object_element (lines, no);
          g_autofree char *amount = tl_money_format (json_object_get_int_member (line, "amount"));

          add (check, g_strdup_printf (/* Translators: number of a line, what it is for, amount */
                                       _ ("Line %u differs: the register holds “%s”, %s đ."), no + 1,
                                       json_object_get_string_member_with_default (line, "title", ""), amount));
        }
    }
}

static gboolean
compare (TlStatementCheck *check, TlRecord *record, const char *code, const TlQr *qr, GError **error)
{
  g_autoptr (JsonNode) lines = json_from_string (tl_record_text (record, TL_STATEMENT_LINES), error);
  g_autofree char *computed = NULL;

  if (lines == NULL)
    return FALSE;
  computed = tl_statement_code (record, json_node_get_array (lines), code_version (record));
  if (qr && qr->of_groups)
    {
      g_autoptr (JsonObject) data = tl_statement_thaw (record, error);

      if (data == NULL)
        return FALSE;
      compare_letters (check, qr, json_object_get_array_member (data, "groups"), FALSE);
    }
  else if (qr)
    compare_letters (check, qr, json_node_get_array (lines), tl_control_by_month (tl_record_text (record, TL_STATEMENT_KIND)));
  if (g_strcmp0 (code, computed) != 0 && check->differences->len == 0)
    add (check,
         g_strdup (qr ? _ ("The code is another, though the lines of this page agree: a line of another page, the period or the total "
                           "was changed. Scan the other pages.")
                      : _ ("The code is another: a line, the period or the total was changed. The QR of each page tells which line.")));
  if (g_strcmp0 (tl_record_text (record, TL_STATEMENT_CONTROL_CODE), computed) != 0)
    add (check, g_strdup (_ ("The statement in this register is not what it was when it was made final.")));
  check->agrees = check->differences->len == 0;
  return TRUE;
}

/* --- inside this room --- */

char *
tl_statement_code (TlRecord *record, JsonArray *lines, int version)
{
  const char *number = tl_record_text (record, TL_STATEMENT_NUMBER);
  const char *kind = tl_record_text (record, TL_STATEMENT_KIND);
  const char *from = tl_record_text (record, TL_STATEMENT_DATE_FROM);
  const char *to = tl_record_text (record, TL_STATEMENT_DATE_TO);
  const char *source = tl_record_text (record, TL_STATEMENT_FUNDING_SOURCE);
  gint64 total = tl_record_int (record, TL_STATEMENT_TOTAL);
  guint n = json_array_get_length (lines);
  g_autofree guint8 *digests = NULL;

  if (version < 2)
    return tl_control_code (number, kind, from, to, source, total, lines);
  digests = g_malloc ((gsize)MAX (n, 1) * TL_DIGEST_BYTES);
  for (guint i = 0; i < n; i++)
    tl_control_line_digest (json_array_get_object_element (lines, i), tl_control_by_month (kind), digests + (gsize)i * TL_DIGEST_BYTES);
  return tl_control_code_of_digests (number, kind, from, to, source, total, digests, n);
}

/* --- public --- */

void
tl_statement_check_free (TlStatementCheck *check)
{
  if (check == NULL)
    return;
  g_free (check->number);
  g_ptr_array_unref (check->differences);
  g_free (check);
}

TlStatementCheck *
tl_statement_check_paper (TlStore *store, const char *number, const char *code, const char *qr_text, GError **error)
{
  g_autoptr (TlStatementCheck) check = NULL;
  g_autoptr (TlRecord) record = NULL;
  g_autofree char *typed = NULL;
  g_auto (TlQr) qr = {0};

  g_return_val_if_fail (TL_IS_STORE (store), NULL);

  if (!tl_check_read (number, code, qr_text, &qr, &typed, error))
    return NULL;
  record = tl_statement_find (store, number ? number : qr.number, error);
  if (record == NULL)
    return NULL;
  if (!tl_record_has (record, TL_STATEMENT_NUMBER) || !tl_record_has (record, TL_STATEMENT_LINES))
    {
      invalid (error, _ ("This statement is a draft: it has no control code yet."));
      return NULL;
    }
  check = tl_statement_check_new (tl_record_text (record, TL_STATEMENT_NUMBER));
  check->is_void = g_strcmp0 (tl_record_text (record, TL_STATEMENT_STATE), "void") == 0;
  if (!compare (check, record, typed ? typed : qr.code, qr_text ? &qr : NULL, error))
    return NULL;
  return g_steal_pointer (&check);
}

TlStatementCheck *
tl_statement_check_new (const char *number)
{
  TlStatementCheck *check = g_new0 (TlStatementCheck, 1);

  check->number = g_strdup (number);
  check->differences = g_ptr_array_new_with_free_func (g_free);
  return check;
}

gboolean
tl_check_read (const char *number, const char *code, const char *qr_text, TlQr *qr, char **typed, GError **error)
{
  *typed = code ? tl_control_code_normalise (code) : NULL;
  if (code && *typed == NULL)
    return invalid (
        error, _ ("code: a letter is mistyped or missing. The code has four groups of four letters or digits; compare it with the paper."));
  if (qr_text && !tl_qr_parse (qr_text, qr))
    return invalid (error, _ ("qr: this is not the QR of a statement, or a part of it was lost. Scan it again."));
  if (qr_text == NULL && (number == NULL || code == NULL))
    return invalid (error, _ ("Give the number and the control code of the paper, or the text of its QR."));
  if (qr_text && number && g_strcmp0 (number, qr->number) != 0)
    return invalid (error, _ ("qr: this QR is of a paper with another number."));
  return TRUE;
}

gboolean
tl_statement_check (TlStore *store, const char *number, const char *code, gboolean *agrees, GError **error)
{
  g_autoptr (TlStatementCheck) check = tl_statement_check_paper (store, number, code, NULL, error);

  if (check == NULL)
    return FALSE;
  *agrees = check->agrees;
  return TRUE;
}
