/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "support/formula.h"

static gint64
product (gint64 quantity, gint64 price)
{
  gint64 amount = -1;

  g_assert_true (tl_formula_product (quantity, price, &amount));
  return amount;
}

static gint64
fuel (gint64 km, gint64 litres, gint64 price)
{
  gint64 amount = -1;

  g_assert_true (tl_formula_fuel (km, litres, price, &amount));
  return amount;
}

static void
kept_for_checking (void)
{
  /* DOMAIN.md §2: 7 days × 3 people × 70.000; 31 sessions; 46 km at 20.510 đ. */
  g_assert_cmpint (product (7000, 70000) * 3, ==, 1470000);
  g_assert_cmpint (product (31000, 20000), ==, 620000);
  g_assert_cmpint (fuel (46000, 200, 20510), ==, 188692);
}

static void
halves_go_up (void)
{
  g_assert_cmpint (product (500, 1), ==, 1);
  g_assert_cmpint (product (499, 1), ==, 0);
  g_assert_cmpint (product (1500, 3), ==, 5);
  g_assert_cmpint (product (-1500, 3), ==, -5);
  g_assert_cmpint (fuel (12500, 200, 20511), ==, 51278); /* 51.277,5 */
  g_assert_cmpint (fuel (100, 200, 24), ==, 0);          /* 0,48 */
  g_assert_cmpint (fuel (100, 200, 25), ==, 1);          /* 0,50 */
}

static void
too_large_is_refused (void)
{
  gint64 amount = 7;

  g_assert_false (tl_formula_product (G_MAXINT64, G_MAXINT64, &amount));
  g_assert_false (tl_formula_fuel (G_MAXINT64, G_MAXINT64, G_MAXINT64, &amount));
  g_assert_false (tl_formula_fuel (G_MAXINT64 / 2, 200, 1000000, &amount));
  g_assert_cmpint (amount, ==, 7);
}

static void
unit_price_and_sum_agree (void)
{
  g_assert_cmpint (tl_formula_unit_price (100000, 3000), ==, 33333);
  g_assert_cmpint (tl_formula_unit_price (100000, 0), ==, 0);
  g_assert_true (tl_formula_consistent (3000, 33333, 100000));
  g_assert_true (tl_formula_consistent (3000, 50000, 150000));
  g_assert_false (tl_formula_consistent (3000, 10000, 40000));
}

static void
shares_add_up (void)
{
  const gint64 amounts[][3] = {{1, 1, 1}, {0, 0, 5}, {999999999999999, 1, 1}, {7, 0, 0}, {333, 333, 334}};
  const gint64 none[2] = {0, 0};
  gint64 shares[3];

  for (guint i = 0; i < G_N_ELEMENTS (amounts); i++)
    {
      tl_formula_shares (amounts[i], 3, shares);
      g_assert_cmpint (shares[0] + shares[1] + shares[2], ==, 1000);
    }
  tl_formula_shares (amounts[0], 3, shares);
  g_assert_cmpint (shares[0], ==, 334);
  tl_formula_shares (none, 2, shares);
  g_assert_cmpint (shares[0] + shares[1], ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/support/formula/kept-for-checking", kept_for_checking);
  g_test_add_func ("/support/formula/halves-go-up", halves_go_up);
  g_test_add_func ("/support/formula/too-large-is-refused", too_large_is_refused);
  g_test_add_func ("/support/formula/unit-price-and-sum-agree", unit_price_and_sum_agree);
  g_test_add_func ("/support/formula/shares-add-up-to-a-hundred", shares_add_up);
  return g_test_run ();
}
