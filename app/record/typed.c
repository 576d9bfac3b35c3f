/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Between a person and a field: reading what was typed, showing what is kept. What is shown reads back as the
 * same value. */

#include <glib/gi18n-lib.h>
#include <string.h>

#include "record/lists.h"
#include "record/record.h"
#include "record/text.h"
#include "record/time.h"

static gboolean
refuse (GError **error, const TlField *def, const char *message)
{
  g_set_error (error, TL_RECORD_ERROR, TL_RECORD_ERROR_INVALID, "%s: %s", def->name, message);
  return FALSE;
}

/* A code, or a label in either language, however accented. */
static const char *
find_code (const TlList *list, const char *typed)
{
  const TlListItem *item = tl_list_find (list, typed);
  g_autofree char *folded = tl_text_fold (typed);

  if (item != NULL)
    return item->code;
  for (guint i = 0; i < tl_list_size (list); i++)
    {
      const TlListItem *candidate = tl_list_item (list, i);
      g_autofree char *vi = tl_text_fold (candidate->vi);
      g_autofree char *en = tl_text_fold (candidate->en);

      if (g_strcmp0 (folded, vi) == 0 || g_strcmp0 (folded, en) == 0)
        return candidate->code;
    }
  return NULL;
}

static gboolean
parse_choice (TlRecord *record, guint field, const TlField *def, const char *typed, GError **error)
{
  const char *code = find_code (tl_list_get (def->list), typed);

  if (code == NULL)
    return refuse (error, def, _ ("This is not in the list."));
  tl_record_set_text (record, field, code);
  return TRUE;
}

/* Codes with spaces, commas or semicolons between; or labels with semicolons (labels hold commas). */
static gboolean
parse_set (TlRecord *record, guint field, const TlField *def, const char *typed, GError **error)
{
  const TlList *list = tl_list_get (def->list);
  g_autoptr (GString) found = g_string_new (NULL);
  g_auto (GStrv) codes = g_strsplit_set (typed, " ,;\n", -1);
  g_auto (GStrv) labels = g_strsplit_set (typed, ";\n", -1);
  gboolean all_codes = TRUE;

  for (guint i = 0; codes[i] != NULL; i++)
    all_codes = all_codes && (*codes[i] == '\0' || tl_list_find (list, codes[i]) != NULL);
  for (char **part = all_codes ? codes : labels; *part != NULL; part++)
    {
      g_autofree char *word = tl_text_normalise (*part);
      const char *code;

      if (word == NULL)
        continue;
      code = find_code (list, word);
      if (code == NULL)
        return refuse (error, def, _ ("This is not in the list."));
      g_string_append_printf (found, "%s%s", found->len > 0 ? " " : "", code);
    }
  tl_record_set_text (record, field, found->str);
  return TRUE;
}

static gboolean
parse_ids (TlRecord *record, guint field, const TlField *def, const char *typed, GError **error)
{
  g_auto (GStrv) ids = g_strsplit_set (typed, " ,;\n", -1);
  g_autofree char *joined = NULL;

  for (guint i = 0; ids[i] != NULL; i++)
    if (*ids[i] != '\0' && !tl_uuid_is_valid (ids[i]))
      return refuse (error, def, _ ("This is not an id."));
  joined = g_strjoinv (" ", ids);
  tl_record_set_text (record, field, joined);
  return TRUE;
}

static gboolean
parse_bool (TlRecord *record, guint field, const TlField *def, const char *typed, GError **error)
{
  static const char *const yes[] = {"1", "true", "yes", "y", "x", "co", "dung", NULL};
  static const char *const no[] = {"0", "false", "no", "n", "khong", "sai", NULL};
  g_autofree char *folded = tl_text_fold (typed);

  if (!g_strv_contains (yes, folded) && !g_strv_contains (no, folded))
    return refuse (error, def, _ ("This is yes or no."));
  tl_record_set_int (record, field, g_strv_contains (yes, folded));
  return TRUE;
}

/* Where a day typed without its year is meant to come. */
static gboolean
lies_ahead (const TlField *def)
{
  static const char *const names[] = {"due_on", "expected_out_on", "expires_on", "retention_until", "valid_to", NULL};

  return g_strv_contains (names, def->name);
}

static gboolean
parse_date (TlRecord *record, guint field, const TlField *def, const char *typed, GError **error)
{
  g_autofree char *iso = NULL;
  TlDate date;

  if (!(lies_ahead (def) ? tl_date_parse_typed_ahead (typed, &date) : tl_date_parse_typed (typed, &date)))
    return refuse (error, def, _ ("There is no such day. Please write day/month/year, like 5/3/2026."));
  iso = tl_date_to_iso (date);
  tl_record_set_text (record, field, iso);
  return TRUE;
}

static gboolean
parse_number (TlRecord *record, guint field, const TlField *def, const char *typed, GError **error)
{
  gint64 number;

  if (def->kind == TL_KIND_TIME)
    {
      if (!tl_time_parse_typed (typed, &number))
        return refuse (error, def, _ ("There is no such time. Please write day/month/year hour:minute, like 5/3/2026 21:00."));
    }
  else if (def->kind == TL_KIND_DECIMAL)
    {
      if (!tl_decimal_parse (typed, &number))
        return refuse (error, def, _ ("This is not a number. At most three decimals, after a comma."));
    }
  else if (!tl_money_parse (typed, &number))
    {
      return refuse (error, def,
                     def->kind == TL_KIND_MONEY ? _ ("This is not an amount. Please write whole đồng, like 1.470.000.")
                                                : _ ("This is not a whole number."));
    }
  tl_record_set_int (record, field, number);
  return TRUE;
}

gboolean
tl_record_parse_field (TlRecord *record, guint field, const char *typed, GError **error)
{
  const TlField *def = tl_type_field (tl_record_type (record), field);
  g_autofree char *text = NULL;

  if (typed != NULL && !g_utf8_validate (typed, -1, NULL))
    return refuse (error, def, _ ("The text is not UTF-8."));
  text = tl_text_normalise (typed);
  if (text == NULL)
    {
      tl_record_unset (record, field);
      return TRUE;
    }
  switch (def->kind)
    {
    case TL_KIND_CHOICE:
      return parse_choice (record, field, def, text, error);
    case TL_KIND_SET:
      return parse_set (record, field, def, text, error);
    case TL_KIND_REF:
    case TL_KIND_REF_SET:
      return parse_ids (record, field, def, text, error);
    case TL_KIND_BOOL:
      return parse_bool (record, field, def, text, error);
    case TL_KIND_DATE:
      return parse_date (record, field, def, text, error);
    case TL_KIND_INT:
    case TL_KIND_MONEY:
    case TL_KIND_DECIMAL:
    case TL_KIND_TIME:
      return parse_number (record, field, def, text, error);
    case TL_KIND_BLOB:
      return refuse (error, def, _ ("A file cannot be typed."));
    case TL_KIND_JSON:
      {
        g_autoptr (JsonNode) node = json_from_string (text, NULL);

        if (node == NULL)
          return refuse (error, def, _ ("This is not JSON."));
        tl_record_set_text (record, field, text);
        return TRUE;
      }
    case TL_KIND_TEXT:
    case TL_KIND_LONG_TEXT:
    default:
      tl_record_set_text (record, field, text);
      return TRUE;
    }
}

static char *
format_labels (const char *list, const char *codes)
{
  g_auto (GStrv) parts = g_strsplit (codes, " ", -1);
  GString *text = g_string_new (NULL);

  for (guint i = 0; parts[i] != NULL; i++)
    g_string_append_printf (text, "%s%s", i > 0 ? "; " : "", tl_list_label (list, parts[i]));
  return g_string_free (text, FALSE);
}

char *
tl_record_format_field (TlRecord *record, guint field)
{
  const TlField *def = tl_type_field (tl_record_type (record), field);
  TlDate date;

  if (!tl_record_has (record, field))
    return g_strdup ("");
  switch (def->kind)
    {
    case TL_KIND_CHOICE:
    case TL_KIND_SET:
      return format_labels (def->list, tl_record_text (record, field));
    case TL_KIND_DATE:
      if (tl_date_parse_iso (tl_record_text (record, field), &date))
        return tl_date_format (date);
      return g_strdup (tl_record_text (record, field));
    case TL_KIND_TIME:
      return tl_time_format (tl_record_int (record, field));
    case TL_KIND_MONEY:
      return tl_money_format (tl_record_int (record, field));
    case TL_KIND_INT:
      return g_strdup_printf ("%" G_GINT64_FORMAT, tl_record_int (record, field));
    case TL_KIND_DECIMAL:
      return tl_decimal_format (tl_record_int (record, field));
    case TL_KIND_BOOL:
      return g_strdup (tl_record_int (record, field) ? _ ("Yes") : _ ("No"));
    case TL_KIND_BLOB:
      return g_format_size (g_bytes_get_size (tl_record_blob (record, field)));
    case TL_KIND_TEXT:
    case TL_KIND_LONG_TEXT:
    case TL_KIND_REF:
    case TL_KIND_REF_SET:
    case TL_KIND_JSON:
    default:
      return g_strdup (tl_record_text (record, field));
    }
}
