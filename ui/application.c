/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The application: one instance, one window, its keys. What is on its command line is a file's path and
 * no more; a second start hands it to the first and ends. */
#include "application.h"

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>

#include "config.h"
#include "window.h"

struct _TlApplication
{
  AdwApplication parent_instance;
};

G_DEFINE_TYPE (TlApplication, tl_application, ADW_TYPE_APPLICATION)

static const GOptionEntry options[] = {
    {"vault", 0, 0, G_OPTION_ARG_FILENAME, NULL, N_ ("The register's file"), N_ ("FILE")},
    {"demo", 0, 0, G_OPTION_ARG_NONE, NULL, N_ ("Explore with invented data"), NULL},
    {G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, NULL, NULL, N_ ("[FILE]")},
    {NULL},
};

static const struct
{
  const char *action;
  const char *keys[4];
} keys[] = {
    {"win.page::today", {"<Alt>1"}},
    {"win.page::cases", {"<Alt>2"}},
    {"win.page::rooms", {"<Alt>3"}},
    {"win.page::support", {"<Alt>4"}},
    {"win.page::statements", {"<Alt>5"}},
    {"win.page::reports", {"<Alt>6"}},
    {"win.page::exchange", {"<Alt>7"}},
    {"win.page::settings", {"<Alt>8"}},
    {"win.intake", {"<Control>n"}},
    {"win.search", {"<Control>f"}},
    {"win.reveal", {"<Control>h"}},
    {"app.lock", {"<Control>l"}},
    {"app.hide", {"F9"}},
    {"win.show-help-overlay", {"F1", "<Control>question"}},
    {"app.quit", {"<Control>q"}},
};

char *
tl_application_default_vault (void)
{
  g_autofree char *last = tl_config_string ("last-vault", "");

  if (*last != '\0' && g_file_test (last, G_FILE_TEST_EXISTS))
    return g_steal_pointer (&last);
  return g_build_filename (g_get_user_data_dir (), "tamlanh", "so-tam-lanh.tamlanh", NULL);
}

char *
tl_application_demo_vault (void)
{
  return g_build_filename (g_get_user_data_dir (), "tamlanh", "thu-nghiem.tamlanh", NULL);
}

static TlWindow *
the_window (TlApplication *self)
{
  GList *windows = gtk_application_get_windows (GTK_APPLICATION (self));

  for (GList *l = windows; l != NULL; l = l->next)
    if (TL_IS_WINDOW (l->data))
      return l->data;
  return TL_WINDOW (tl_window_new (ADW_APPLICATION (self)));
}

static int
tl_application_command_line (GApplication *application, GApplicationCommandLine *line)
{
  TlApplication *self = TL_APPLICATION (application);
  gboolean fresh = gtk_application_get_windows (GTK_APPLICATION (self)) == NULL;
  GVariantDict *dict = g_application_command_line_get_options_dict (line);
  TlWindow *window = the_window (self);
  g_autofree char *path = NULL;
  g_autofree const char **files = NULL;
  const char *given = NULL;
  gboolean demo = FALSE;

  g_variant_dict_lookup (dict, "demo", "b", &demo);
  /* A file that the file manager hands over comes without the option's name. */
  if (g_variant_dict_lookup (dict, G_OPTION_REMAINING, "^a&ay", &files))
    given = files[0];
  if (given != NULL || g_variant_dict_lookup (dict, "vault", "^&ay", &given))
    {
      g_autoptr (GFile) file = g_application_command_line_create_file_for_arg (line, given);

      path = g_file_get_path (file);
    }

  /* A register that is open is never put away by a second start. */
  if (tl_window_get_store (window) == NULL && (fresh || path != NULL || demo))
    {
      if (path == NULL)
        path = demo ? tl_application_demo_vault () : tl_application_default_vault ();
      tl_window_show_vault (window, path, demo);
    }
  gtk_window_present (GTK_WINDOW (window));
  return 0;
}

static void
tl_application_activate (GApplication *application)
{
  gtk_window_present (GTK_WINDOW (the_window (TL_APPLICATION (application))));
}

static void
quit_now_cb (gpointer data)
{
  g_application_quit (data);
}

static void
quit_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  tl_window_lock_then (the_window (user_data), quit_now_cb, user_data);
}

/* Of the application, not of the window: they must work in every dialog too. */
static void
lock_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  tl_window_lock (the_window (user_data), FALSE);
}

static void
hide_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  tl_window_lock (the_window (user_data), TRUE);
}

static void
about_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  adw_show_about_window (GTK_WINDOW (the_window (user_data)), "application-name", "Tạm Lánh", "application-icon", TL_APP_ID, "version",
                         TL_VERSION, "license-type", GTK_LICENSE_GPL_3_0, "comments",
                         _ ("An encrypted register for shelters. Nothing leaves this computer unless you carry it."), NULL);
}

/* Every dialog belongs to the application, whoever made it: so its keys work there, and locking finds it. */
static void
toplevels_changed_cb (GListModel *toplevels, guint position, guint removed, guint added, gpointer application)
{
  for (guint i = position; i < position + added; i++)
    {
      g_autoptr (GtkWindow) window = g_list_model_get_item (toplevels, i);

      if (gtk_window_get_application (window) == NULL)
        gtk_window_set_application (window, application);
    }
}

static void
tl_application_startup (GApplication *application)
{
  static const GActionEntry actions[] = {
      {"quit", quit_cb},
      {"about", about_cb},
      {"lock", lock_cb},
      {"hide", hide_cb},
  };

  G_APPLICATION_CLASS (tl_application_parent_class)->startup (application);

  g_action_map_add_action_entries (G_ACTION_MAP (application), actions, G_N_ELEMENTS (actions), application);
  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    gtk_application_set_accels_for_action (GTK_APPLICATION (application), keys[i].action, (const char *const *)keys[i].keys);

  g_signal_connect_object (gtk_window_get_toplevels (), "items-changed", G_CALLBACK (toplevels_changed_cb), application, 0);

  /* Files that were open are nobody's business. */
  g_object_set (gtk_settings_get_default (), "gtk-recent-files-enabled", FALSE, NULL);
}

static void
tl_application_class_init (TlApplicationClass *klass)
{
  GApplicationClass *application_class = G_APPLICATION_CLASS (klass);

  application_class->startup = tl_application_startup;
  application_class->activate = tl_application_activate;
  application_class->command_line = tl_application_command_line;
}

static void
tl_application_init (TlApplication *self)
{
  g_application_add_main_option_entries (G_APPLICATION (self), options);
  g_application_set_option_context_summary (G_APPLICATION (self), _ ("Tạm Lánh: an encrypted register for shelters."));
}

TlApplication *
tl_application_new (void)
{
  return g_object_new (TL_TYPE_APPLICATION, "application-id", TL_APP_ID, "flags", G_APPLICATION_HANDLES_COMMAND_LINE, "resource-base-path",
                       "/vn/tamlanh/TamLanh", NULL);
}
