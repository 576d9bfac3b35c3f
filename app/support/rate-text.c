/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Rates and ceilings in words, the same in the window and on the terminal. */

#include <glib/gi18n-lib.h>

#include "record/lists.h"
#include "record/text.h"
#include "support/rates.h"

/* --- helpers --- */

static char *
show (const TlCeiling *ceiling, gint64 value)
{
  g_autofree char *money = NULL;

  if (ceiling->is_quantity)
    return tl_decimal_format (value);
  money = tl_money_format (value);
  return g_strconcat (money, " đ", NULL);
}

/* --- public --- */

char *
tl_rate_level_text (TlRecord *rate)
{
  const char *formula = tl_record_text (rate, TL_RATE_FORMULA);
  const char *unit = tl_record_text (rate, TL_RATE_UNIT);

  if (g_strcmp0 (formula, "fuel") == 0)
    {
      g_autofree char *litres = tl_decimal_format (tl_record_has (rate, TL_RATE_LEVEL) ? tl_record_int (rate, TL_RATE_LEVEL) : 200);

      /* Translators: a number of litres */
      return g_strdup_printf (_ ("%s litres × km × price of petrol"), litres);
    }
  if (tl_record_has (rate, TL_RATE_LEVEL))
    {
      g_autofree char *level = tl_money_format (tl_record_int (rate, TL_RATE_LEVEL));

      return g_strdup_printf ("%s đ / %s", level, unit ? unit : "");
    }
  return g_strdup (_ ("as spent"));
}

char *
tl_rate_cap_text (TlRecord *rate)
{
  g_autoptr (GString) text = g_string_new (NULL);
  const char *scope = tl_list_label ("cap_scope", tl_record_text (rate, TL_RATE_CAP_SCOPE));

  if (tl_record_has (rate, TL_RATE_CAP_AMOUNT))
    {
      g_autofree char *money = tl_money_format (tl_record_int (rate, TL_RATE_CAP_AMOUNT));

      g_string_append_printf (text, "%s đ", money);
    }
  if (tl_record_has (rate, TL_RATE_CAP_QUANTITY))
    {
      g_autofree char *quantity = tl_decimal_format (tl_rate_quantity (rate, TL_RATE_CAP_QUANTITY));

      g_string_append_printf (text, "%s%s %s", text->len > 0 ? " · " : "", quantity, tl_record_text (rate, TL_RATE_UNIT));
    }
  if (tl_record_has (rate, TL_RATE_CAP_PEOPLE))
    {
      int people = (int)tl_record_int (rate, TL_RATE_CAP_PEOPLE);

      g_string_append (text, text->len > 0 ? " · " : "");
      g_string_append_printf (text, ngettext ("%d person", "%d people", (gulong)people), people);
    }
  if (text->len > 0 && scope)
    g_string_append_printf (text, " (%s)", scope);
  return g_string_free (g_steal_pointer (&text), FALSE);
}

char *
tl_voucher_cover_text (const TlVoucherCover *cover)
{
  g_autofree char *used = tl_money_format (cover->used);
  g_autofree char *amount = tl_money_format (cover->amount);
  g_autofree char *rest = tl_money_format (ABS (cover->amount - cover->used));

  if (cover->used > cover->amount)
    /* Translators: three sums of money */
    return g_strdup_printf (_ ("The lines take %s đ of this voucher's %s đ: %s đ too much"), used, amount, rest);
  /* Translators: three sums of money */
  return g_strdup_printf (_ ("The lines take %s đ of this voucher's %s đ; %s đ left"), used, amount, rest);
}

char *
tl_ceiling_text (const TlCeiling *ceiling)
{
  gint64 rest = ceiling->level - ceiling->used - ceiling->this_line;
  const char *scope = tl_list_label ("cap_scope", ceiling->scope);
  g_autofree char *level = show (ceiling, ceiling->level);
  g_autofree char *used = show (ceiling, ceiling->used);
  g_autofree char *line = show (ceiling, ceiling->this_line);
  g_autofree char *left = show (ceiling, ABS (rest));

  if (rest >= 0)
    /* Translators: scope (“Each person”), ceiling, used before, this line, left */
    return g_strdup_printf (_ ("Ceiling, %s: %s · used %s · this line %s · left %s"), scope, level, used, line, left);
  /* Translators: scope (“Each person”), ceiling, used before, this line, how much too much */
  return g_strdup_printf (_ ("Ceiling, %s: %s · used %s · this line %s · over by %s"), scope, level, used, line, left);
}
