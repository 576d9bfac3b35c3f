/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "support/formula.h"

/* No single line of a shelter comes near this; a typed extra zero that does is refused, not wrapped. */
#define LARGEST_AMOUNT G_GINT64_CONSTANT (999999999999999)

static gboolean
divide_half_up (__int128 value, gint64 by, gint64 *out)
{
  __int128 magnitude = value < 0 ? -value : value;
  __int128 rounded = (magnitude + by / 2) / by;

  if (rounded > LARGEST_AMOUNT)
    return FALSE;
  *out = value < 0 ? -(gint64)rounded : (gint64)rounded;
  return TRUE;
}

gboolean
tl_formula_product (gint64 quantity, gint64 unit_price, gint64 *amount)
{
  return divide_half_up ((__int128)quantity * unit_price, 1000, amount);
}

gboolean
tl_formula_fuel (gint64 km, gint64 litres_per_km, gint64 price, gint64 *amount)
{
  /* The first product fits 128 bits; bound it before the second. */
  __int128 litres = (__int128)km * litres_per_km;

  if (litres > G_MAXINT64 || litres < -(__int128)G_MAXINT64)
    return FALSE;
  return divide_half_up (litres * price, 1000000, amount);
}

gint64
tl_formula_unit_price (gint64 amount, gint64 quantity)
{
  gint64 price = 0;
  __int128 value = (__int128)amount * 1000;

  if (quantity == 0)
    return 0;
  if (quantity < 0)
    {
      value = -value;
      quantity = -quantity;
    }
  return divide_half_up (value, quantity, &price) ? price : 0;
}

gboolean
tl_formula_consistent (gint64 quantity, gint64 unit_price, gint64 amount)
{
  gint64 product;

  if (tl_formula_product (quantity, unit_price, &product) && product == amount)
    return TRUE;
  return quantity != 0 && tl_formula_unit_price (amount, quantity) == unit_price;
}

void
tl_formula_shares (const gint64 *amounts, guint n, gint64 *shares)
{
  g_autofree gint64 *remainders = g_new0 (gint64, MAX (n, 1));
  __int128 sum = 0;
  gint64 given = 0;

  for (guint i = 0; i < n; i++)
    {
      shares[i] = 0;
      sum += amounts[i] > 0 ? amounts[i] : 0;
    }
  if (sum == 0)
    return;

  for (guint i = 0; i < n; i++)
    {
      __int128 scaled = (__int128)MAX (amounts[i], 0) * 1000;

      shares[i] = (gint64)(scaled / sum);
      /* Remainders are compared scaled down to 64 bits: their order is what matters. */
      remainders[i] = (gint64)(scaled % sum >> (sum > G_MAXINT64 ? 32 : 0));
      given += shares[i];
    }
  for (; given < 1000; given++)
    {
      guint best = 0;

      for (guint i = 1; i < n; i++)
        if (remainders[i] > remainders[best])
          best = i;
      shares[best]++;
      remainders[best] = -1;
    }
}
