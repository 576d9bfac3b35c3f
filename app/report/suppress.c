/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "report/suppress.h"

/* What a reader who knows the total and the rule can work out: the hidden cells add up to @sum. */
static gboolean
can_be_worked_out (guint n_hidden, gint64 sum)
{
  if (n_hidden == 0)
    return FALSE;
  return n_hidden == 1 || sum == 0 || sum == (gint64)n_hidden * (TL_SMALL_CELL - 1);
}

gboolean
tl_suppress (const gint64 *cells, guint n, gboolean sums, gboolean *hidden)
{
  guint n_hidden = 0;
  gint64 sum = 0;

  for (guint i = 0; i < n; i++)
    {
      hidden[i] = cells[i] < TL_SMALL_CELL;
      if (hidden[i])
        {
          n_hidden++;
          sum += cells[i];
        }
    }
  while (sums && can_be_worked_out (n_hidden, sum))
    {
      guint smallest = n;

      for (guint i = 0; i < n; i++)
        if (!hidden[i] && (smallest == n || cells[i] < cells[smallest]))
          smallest = i;
      if (smallest == n)
        return FALSE;
      hidden[smallest] = TRUE;
      n_hidden++;
      sum += cells[smallest];
    }
  return TRUE;
}
