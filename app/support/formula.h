/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Amounts in whole đồng, halves up (DOMAIN.md §2); a correcting line's negative amount mirrors the positive one. */

/* @quantity in thousandths × @unit_price đồng. FALSE: too large for a sum of money. */
gboolean tl_formula_product (gint64 quantity, gint64 unit_price, gint64 *amount);
/* @km in thousandths × @litres_per_km in thousandths × @price đồng a litre. */
gboolean tl_formula_fuel (gint64 km, gint64 litres_per_km, gint64 price, gint64 *amount);
/* The unit price that @amount and @quantity mean, rounded: what stands in the column when only the sum was typed. */
gint64 tl_formula_unit_price (gint64 amount, gint64 quantity);
/* TRUE if @amount is @quantity × @unit_price, or differs only by the rounding of the unit price. */
gboolean tl_formula_consistent (gint64 quantity, gint64 unit_price, gint64 amount);

/* Shares of @amounts in tenths of a percent of their sum; they add up to exactly 1000 (largest remainders,
 * ties to the first). All zero when the sum is. @shares: @n places. */
void tl_formula_shares (const gint64 *amounts, guint n, gint64 *shares);

G_END_DECLS
