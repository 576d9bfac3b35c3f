/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "report/suppress.h"

#include "../seed.h"

#define MOST 6

/* What a reader can work out: every filling of the hidden cells that fits total and rule. A cell with one possible
 * value is known. The reader does not know which cells were hidden only to protect others. */
static gboolean
somebody_can_know (const gint64 *cells, const gboolean *hidden, guint n)
{
  gint64 low[MOST], high[MOST], sum = 0;
  guint n_hidden = 0;

  for (guint i = 0; i < n; i++)
    if (hidden[i])
      {
        sum += cells[i];
        n_hidden++;
      }
  if (n_hidden == 0)
    return FALSE;
  for (guint i = 0; i < n; i++)
    {
      low[i] = n_hidden == 1 ? sum : 0;
      high[i] = sum;
      /* If all hidden cells may be small, the reader who assumes so has the narrowest range. */
      if (sum <= (gint64)n_hidden * (TL_SMALL_CELL - 1))
        {
          low[i] = MAX (0, sum - (gint64)(n_hidden - 1) * (TL_SMALL_CELL - 1));
          high[i] = MIN (sum, TL_SMALL_CELL - 1);
        }
      if (hidden[i] && low[i] == high[i])
        return TRUE;
    }
  return FALSE;
}

static void
nothing_can_be_worked_out (void)
{
  for (int round = 0; round < 20000; round++)
    {
      guint n = (guint)g_test_rand_int_range (1, MOST + 1);
      gint64 cells[MOST];
      gboolean hidden[MOST];

      for (guint i = 0; i < n; i++)
        cells[i] = g_test_rand_int_range (0, g_test_rand_bit () ? 7 : 40);
      if (!tl_suppress (cells, n, TRUE, hidden))
        {
          for (guint i = 0; i < n; i++)
            g_assert_true (hidden[i]);
          continue;
        }
      for (guint i = 0; i < n; i++)
        g_assert_true (cells[i] >= TL_SMALL_CELL || hidden[i]);
      g_assert_false (somebody_can_know (cells, hidden, n));
    }
}

static void
a_lone_small_cell_takes_a_neighbour (void)
{
  const gint64 cells[] = {3, 20, 9, 30};
  gboolean hidden[4];

  g_assert_true (tl_suppress (cells, 4, TRUE, hidden));
  g_assert_true (hidden[0]);
  g_assert_true (hidden[2]);
  g_assert_false (hidden[1]);
  g_assert_false (hidden[3]);
  /* Where no total is shown, hiding the one is enough. */
  g_assert_true (tl_suppress (cells, 4, FALSE, hidden));
  g_assert_true (hidden[0]);
  g_assert_false (hidden[2]);
}

static void
zeros_and_fours_take_a_neighbour (void)
{
  const gint64 zeros[] = {0, 0, 8};
  const gint64 fours[] = {4, 4, 9};
  const gint64 large[] = {5, 6, 7};
  gboolean hidden[3];

  g_assert_true (tl_suppress (zeros, 3, TRUE, hidden));
  g_assert_true (hidden[2]);
  g_assert_true (tl_suppress (fours, 3, TRUE, hidden));
  g_assert_true (hidden[2]);
  g_assert_true (tl_suppress (large, 3, TRUE, hidden));
  g_assert_false (hidden[0] || hidden[1] || hidden[2]);
}

int
main (int argc, char **argv)
{
  seeded_test_init (&argc, &argv);
  g_test_add_func ("/report/suppress/nothing-can-be-worked-out", nothing_can_be_worked_out);
  g_test_add_func ("/report/suppress/a-lone-small-cell-takes-a-neighbour", a_lone_small_cell_takes_a_neighbour);
  g_test_add_func ("/report/suppress/zeros-and-fours-take-a-neighbour", zeros_and_fours_take_a_neighbour);
  return g_test_run ();
}
