/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <sys/stat.h>

#include "application.h"
#include "config.h"
#include "vault/vault.h"

int
main (int argc, char **argv)
{
  g_autoptr (TlApplication) application = NULL;
  const char *runtime = g_getenv ("XDG_RUNTIME_DIR");

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
