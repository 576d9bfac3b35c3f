/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

/* In place of g_test_init() for a test that throws dice: the throws of the number in TAMLANH_SEED, where tests/run has
 * set one, so that its default run is the same everywhere; else new ones each time. --seed=… goes before both. */
static inline void
seeded_test_init (int *argc, char ***argv)
{
  static char *longer[32];
  static char option[64];
  const char *number = g_getenv ("TAMLANH_SEED");

  if (number && *argc > 0 && *argc + 2 <= (int)G_N_ELEMENTS (longer))
    {
      guint64 seed = g_ascii_strtoull (number, NULL, 10);

      g_snprintf (option, sizeof option, "--seed=R02S%08x%08x%08x%08x", (guint)(seed >> 32), (guint)seed, 0x7a6d4c68u, (guint)~seed);
      longer[0] = (*argv)[0];
      longer[1] = option;
      for (int i = 1; i < *argc; i++)
        longer[i + 1] = (*argv)[i];
      (*argc)++;
      *argv = longer;
    }
  g_test_init (argc, argv, NULL);
}
