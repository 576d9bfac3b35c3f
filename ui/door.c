/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "door.h"

#include <glib/gi18n-lib.h>

#include "call.h"

#include "setup/setup-page.h"
#include "unlock/unlock-page.h"
#include "store/tries.h"
#include "record/time.h"
#include "vault/backup.h"

enum
{
  OPENED,
  OTHER_VAULT,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_ABSTRACT_TYPE (TlDoor, tl_door, GTK_TYPE_WIDGET)

static void
tl_door_dispose (GObject *object)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (object))) != NULL)
    gtk_widget_unparent (child);
  G_OBJECT_CLASS (tl_door_parent_class)->dispose (object);
}

static void
tl_door_class_init (TlDoorClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = tl_door_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);

  signals[OPENED] = g_signal_new ("opened", TL_TYPE_DOOR, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, TL_TYPE_STORE);
  signals[OTHER_VAULT]
      = g_signal_new ("other-vault", TL_TYPE_DOOR, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 2, G_TYPE_STRING, G_TYPE_BOOLEAN);
}

static void
tl_door_init (TlDoor *self)
{
}

GtkWidget *
tl_door_new (const char *path, gboolean demo)
{
  /* Also ends what an interrupted restore left. */
  if (tl_vault_exists (path))
    return tl_unlock_page_new (path, demo);
  return tl_setup_page_new (path, demo);
}

guint
tl_door_wait (const char *path, char **text)
{
  TlTries tries;
  guint wait;

  tl_tries_read (path, &tries);
  wait = tl_tries_wait (&tries, tl_clock_now ());
  *text = wait > 0 ? g_strdup_printf (ngettext ("Try again in %u second", "Try again in %u seconds", wait), wait) : NULL;
  return wait;
}

void
tl_door_opened (TlDoor *self, TlStore *store)
{
  g_signal_emit (self, signals[OPENED], 0, store);
}

void
tl_door_other_vault (TlDoor *self, const char *path, gboolean demo)
{
  g_autofree char *copy = g_strdup (path);

  g_signal_emit (self, signals[OTHER_VAULT], 0, copy, demo);
}

static void
chosen_cb (GtkNativeDialog *dialog, int response, TlDoor *self)
{
  if (response == GTK_RESPONSE_ACCEPT)
    {
      g_autoptr (GFile) file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog));
      g_autofree char *path = file != NULL ? g_file_get_path (file) : NULL;

      if (path != NULL)
        tl_door_other_vault (self, path, FALSE);
    }
  g_object_unref (dialog);
}

void
tl_door_choose_file (TlDoor *self)
{
  GtkFileChooserNative *dialog = gtk_file_chooser_native_new (_ ("Open a register"), GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))),
                                                              GTK_FILE_CHOOSER_ACTION_OPEN, _ ("_Open"), _ ("_Cancel"));
  g_autoptr (GtkFileFilter) filter = gtk_file_filter_new ();

  gtk_file_filter_set_name (filter, _ ("Registers"));
  gtk_file_filter_add_suffix (filter, "tamlanh");
  gtk_file_chooser_add_filter (GTK_FILE_CHOOSER (dialog), filter);
  g_signal_connect_object (dialog, "response", G_CALLBACK (chosen_cb), self, 0);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (dialog));
}

static gpointer
confirm_recovery_job (TlStore *store, gpointer data, GCancellable *cancellable, GError **error)
{
  return tl_store_set_setting (store, "recovery_pending", NULL, error) ? GINT_TO_POINTER (1) : NULL;
}

static void
recovery_confirmed (gpointer owner, gpointer result, gpointer user_data)
{
  tl_door_opened (owner, user_data);
}

void
tl_door_recovery_confirmed (TlDoor *self, TlStore *store)
{
  tl_ui_call (self, store, TL_JOB_NORMAL, _ ("This could not be written down. Try once more."), confirm_recovery_job, NULL, NULL, NULL,
              recovery_confirmed, store);
}
