/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <sys/stat.h>
#include <unistd.h>

#include "application.h"
#include "config.h"
#include "vault/vault.h"

/* GLib before 2.76 keeps what is freed as a slice for itself, unwiped: lines of a text view are such. Whether it does
 * is settled before main(), so the program starts itself once more with the answer in its environment. */
static void
give_slices_back (char **argv)
{
  if (glib_check_version (2, 76, 0) == NULL || g_strcmp0 (g_getenv ("G_SLICE"), "always-malloc") == 0)
    return;
  g_setenv ("G_SLICE", "always-malloc", TRUE);
  execv ("/proc/self/exe", argv);
}

int
main (int argc, char **argv)
{
  g_autoptr (TlApplication) application = NULL;
  const char *runtime = g_getenv ("XDG_RUNTIME_DIR");

  give_slices_back (argv);
  umask (077);
  /* Other programs' temporary files (a print spool's PDF) must not reach the disk in the clear. */
  if (runtime != NULL && g_file_test (runtime, G_FILE_TEST_IS_DIR))
    g_setenv ("TMPDIR", runtime, TRUE);
  /* No copy of what is on the screen in the shader and GL caches, no remembered files. */
  gtk_disable_setlocale ();
  tl_config_language ();
  tl_vault_init ();

  application = tl_application_new ();
  return g_application_run (G_APPLICATION (application), argc, argv);
}
