/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "demo/demo-random.h"

/* SplitMix64 (Steele, Lea, Flood 2014). */
guint64
tl_demo_random_next (TlDemoRandom *random)
{
  guint64 z = (random->state += G_GUINT64_CONSTANT (0x9E3779B97F4A7C15));

  z = (z ^ (z >> 30)) * G_GUINT64_CONSTANT (0xBF58476D1CE4E5B9);
  z = (z ^ (z >> 27)) * G_GUINT64_CONSTANT (0x94D049BB133111EB);
  return z ^ (z >> 31);
}

guint
tl_demo_random_below (TlDemoRandom *random, guint n)
{
  return n == 0 ? 0 : (guint)(tl_demo_random_next (random) % n);
}

gint
tl_demo_random_between (TlDemoRandom *random, gint low, gint high)
{
  return low + (gint)tl_demo_random_below (random, (guint)(high - low + 1));
}

gboolean
tl_demo_random_chance (TlDemoRandom *random, guint percent)
{
  return tl_demo_random_below (random, 100) < percent;
}

char *
tl_demo_random_uuid (TlDemoRandom *random)
{
  guint64 high = tl_demo_random_next (random);
  guint64 low = tl_demo_random_next (random);

  high = (high & ~G_GUINT64_CONSTANT (0xF000)) | 0x4000;
  low = (low & ~G_GUINT64_CONSTANT (0xC000000000000000)) | G_GUINT64_CONSTANT (0x8000000000000000);
  return g_strdup_printf ("%08x-%04x-%04x-%04x-%012" G_GINT64_MODIFIER "x", (guint)(high >> 32), (guint)(high >> 16) & 0xFFFF,
                          (guint)high & 0xFFFF, (guint)(low >> 48), low & G_GUINT64_CONSTANT (0xFFFFFFFFFFFF));
}
