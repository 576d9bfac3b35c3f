/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "unlock/restore-dialog.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

#include "call.h"
#include "record/time.h"
#include "settings/section.h"
#include "store/restore.h"
#include "sync/place.h"
#include "vault/vault.h"

#define TL_TYPE_RESTORE_DIALOG (tl_restore_dialog_get_type ())
G_DECLARE_FINAL_TYPE (TlRestoreDialog, tl_restore_dialog, TL, RESTORE_DIALOG, AdwWindow)

struct _TlRestoreDialog
{
  AdwWindow parent_instance;

  GWeakRef door;
  char *path;
  char *source;
  TlRestore *restore; /* once it is opened */
  char *secret;       /* what opened it, until it is put back: its journal notes that then */
  gboolean is_code;
  gboolean unnoted;   /* put back, but that could not be written into its journal */
  char *aside;
  AdwPreferencesGroup *group;
  GtkWidget *file_row;
  GtkWidget *passphrase;
  GtkWidget *holds;
  GtkWidget *error;
  GtkWidget *progress;
  GtkWidget *go;
  gboolean busy;
  gboolean gone;      /* hidden or quit while it worked */
  gint stop;          /* atomic */
  gint percent;       /* atomic */
  guint tick;
};

G_DEFINE_FINAL_TYPE (TlRestoreDialog, tl_restore_dialog, ADW_TYPE_WINDOW)

static void
say (TlRestoreDialog *self, const char *text)
{
  gtk_label_set_text (GTK_LABEL (self->error), text != NULL ? text : "");
  gtk_widget_set_visible (self->error, text != NULL);
}

static void
show_state (TlRestoreDialog *self)
{
  gtk_widget_set_sensitive (self->file_row, !self->busy && self->restore == NULL);
  gtk_widget_set_sensitive (self->passphrase, !self->busy && self->restore == NULL);
  gtk_widget_set_sensitive (self->go, !self->busy && self->source != NULL);
  gtk_button_set_label (GTK_BUTTON (self->go), self->restore != NULL ? _ ("Put it in the register's place") : _ ("See what it holds"));
  gtk_widget_set_visible (self->progress, self->busy && self->restore != NULL);
}

static gboolean
tick_cb (gpointer data)
{
  TlRestoreDialog *self = data;

  gtk_progress_bar_set_fraction (GTK_PROGRESS_BAR (self->progress), g_atomic_int_get (&self->percent) / 100.0);
  return G_SOURCE_CONTINUE;
}

static void
set_busy (TlRestoreDialog *self, gboolean busy)
{
  self->busy = busy;
  g_atomic_int_set (&self->stop, 0);
  g_atomic_int_set (&self->percent, 0);
  g_clear_handle_id (&self->tick, g_source_remove);
  if (busy)
    self->tick = g_timeout_add (100, tick_cb, self);
  show_state (self);
}

/* --- On a thread --- */

typedef struct
{
  char *source;
  char *passphrase;
} Look;

static void
look_free (gpointer data)
{
  Look *look = data;

  g_free (look->source);
  tl_secret_free (look->passphrase);
  g_free (look);
}

static void
look_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Look *look = data;
  GError *error = NULL;
  gboolean is_code = tl_recovery_code_check (look->passphrase, NULL);
  TlRestore *restore
      = tl_restore_open (look->source, NULL, is_code ? NULL : look->passphrase, is_code ? look->passphrase : NULL, &error);

  if (restore != NULL)
    g_task_return_pointer (task, restore, (GDestroyNotify)tl_restore_free);
  else
    {
      tl_place_count_wrong (look->source, error);
      g_task_return_error (task, error);
    }
}

static gboolean
step_cb (double fraction, gpointer data)
{
  TlRestoreDialog *self = data;

  g_atomic_int_set (&self->percent, (gint)(fraction * 100));
  return !g_atomic_int_get (&self->stop);
}

static void
run_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  TlRestoreDialog *self = source;
  GError *error = NULL;

  if (!tl_restore_run (self->restore, self->path, &self->aside, step_cb, self, &error))
    {
      g_task_return_error (task, error);
      return;
    }
  g_clear_pointer (&self->restore, tl_restore_free);
  self->unnoted = !tl_place_note_restored (self->path, NULL, self->is_code ? NULL : self->secret, self->is_code ? self->secret : NULL,
                                           self->source, self->aside, NULL);
  g_task_return_boolean (task, TRUE);
}

/* --- Steps --- */

static void
looked_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  TlRestoreDialog *self = TL_RESTORE_DIALOG (source);
  g_autoptr (GError) error = NULL;
  const TlHolds *holds;
  g_autofree char *when = NULL, *text = NULL;

  self->restore = g_task_propagate_pointer (G_TASK (result), &error);
  if (self->gone)
    return;
  if (self->restore != NULL)
    {
      Look *look = g_task_get_task_data (G_TASK (result));

      tl_secret_free (self->secret);
      self->secret = tl_secret_dup (look->passphrase);
      self->is_code = tl_recovery_code_check (self->secret, NULL);
    }
  set_busy (self, FALSE);
  if (self->restore == NULL)
    {
      say (self, error->message);
      gtk_widget_grab_focus (self->passphrase);
      return;
    }
  say (self, tl_restore_warning (self->restore));
  holds = tl_restore_holds (self->restore);
  when = holds->last_at != 0 ? tl_time_format (holds->last_at) : g_strdup ("–");
  /* Translators: place and device, time of the last entry, then counts. */
  text = g_strdup_printf (_ ("Register of %s/%u, last entry %s.\n%d cases, %d people, %d support lines, %d files.\n\nThe present file is kept beside "
                             "it under a dated name. What was entered after %s will be in that file only."),
                          holds->site != NULL ? holds->site : "–", holds->device, when, (int)holds->cases, (int)holds->people,
                          (int)holds->support, (int)holds->attachments, when);
  gtk_label_set_text (GTK_LABEL (self->holds), text);
  gtk_widget_set_visible (self->holds, TRUE);
  gtk_widget_grab_focus (self->go);
}

static void
ran_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  TlRestoreDialog *self = TL_RESTORE_DIALOG (source);
  g_autoptr (TlDoor) door = g_weak_ref_get (&self->door);
  g_autoptr (GError) error = NULL;
  gboolean good = g_task_propagate_boolean (G_TASK (result), &error);

  if (self->gone)
    return;
  set_busy (self, FALSE);
  if (!good)
    {
      say (self, error->message);
      return;
    }
  if (door != NULL)
    {
      tl_ui_toast (door, self->unnoted ? _ ("The backup has taken the register's place, but that could not be written into its journal.")
                                       : _ ("The backup has taken the register's place. Open it with its passphrase."));
      tl_door_other_vault (door, self->path, FALSE);
    }
  gtk_window_destroy (GTK_WINDOW (self));
}

static void
go_cb (TlRestoreDialog *self)
{
  g_autoptr (GTask) task = NULL;
  g_autofree char *waiting = NULL;

  if (self->busy || self->source == NULL)
    return;
  if (self->restore == NULL && *gtk_editable_get_text (GTK_EDITABLE (self->passphrase)) == '\0')
    {
      say (self, _ ("Type the passphrase of the backup, or its recovery code."));
      gtk_widget_grab_focus (self->passphrase);
      return;
    }
  if (self->restore == NULL && tl_door_wait (self->source, &waiting) > 0)
    {
      say (self, waiting);
      return;
    }
  say (self, NULL);
  set_busy (self, TRUE);
  if (self->restore == NULL)
    {
      Look *look = g_new0 (Look, 1);

      look->source = g_strdup (self->source);
      look->passphrase = tl_secret_dup (gtk_editable_get_text (GTK_EDITABLE (self->passphrase)));
      gtk_editable_set_text (GTK_EDITABLE (self->passphrase), "");
      task = g_task_new (self, NULL, looked_cb, NULL);
      g_task_set_task_data (task, look, look_free);
      g_task_run_in_thread (task, look_thread);
    }
  else
    {
      task = g_task_new (self, NULL, ran_cb, NULL);
      g_task_run_in_thread (task, run_thread);
    }
}

static void
chosen_cb (GtkNativeDialog *dialog, int response, TlRestoreDialog *self)
{
  if (response == GTK_RESPONSE_ACCEPT)
    {
      g_autoptr (GFile) file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog));
      g_autofree char *name = file != NULL ? g_file_get_basename (file) : NULL;
      g_autofree char *markup = name != NULL ? g_markup_escape_text (name, -1) : NULL;

      g_free (self->source);
      self->source = file != NULL ? g_file_get_path (file) : NULL;
      if (markup != NULL)
        adw_action_row_set_subtitle (ADW_ACTION_ROW (self->file_row), markup);
      show_state (self);
      gtk_widget_grab_focus (self->passphrase);
    }
  g_object_unref (dialog);
}

static void
choose_cb (TlRestoreDialog *self)
{
  GtkFileChooserNative *dialog = gtk_file_chooser_native_new (_ ("Choose a backup"), GTK_WINDOW (self), GTK_FILE_CHOOSER_ACTION_OPEN,
                                                              _ ("_Choose"), _ ("_Cancel"));
  g_autoptr (GtkFileFilter) filter = gtk_file_filter_new ();

  gtk_file_filter_set_name (filter, _ ("Registers"));
  gtk_file_filter_add_suffix (filter, "tamlanh");
  gtk_file_chooser_add_filter (GTK_FILE_CHOOSER (dialog), filter);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (dialog), TRUE);
  g_signal_connect_object (dialog, "response", G_CALLBACK (chosen_cb), self, 0);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (dialog));
}

static gboolean
tl_restore_dialog_close_request (GtkWindow *window)
{
  TlRestoreDialog *self = TL_RESTORE_DIALOG (window);

  /* While it copies, closing means stopping; the register is as it was then. */
  if (self->busy)
    {
      g_atomic_int_set (&self->stop, 1);
      return TRUE;
    }
  return FALSE;
}

static void
tl_restore_dialog_dispose (GObject *object)
{
  TlRestoreDialog *self = TL_RESTORE_DIALOG (object);

  self->gone = TRUE;
  g_atomic_int_set (&self->stop, 1);
  g_clear_handle_id (&self->tick, g_source_remove);
  G_OBJECT_CLASS (tl_restore_dialog_parent_class)->dispose (object);
}

static void
tl_restore_dialog_finalize (GObject *object)
{
  TlRestoreDialog *self = TL_RESTORE_DIALOG (object);

  g_weak_ref_clear (&self->door);
  g_clear_pointer (&self->restore, tl_restore_free);
  tl_secret_free (self->secret);
  g_free (self->path);
  g_free (self->source);
  g_free (self->aside);
  G_OBJECT_CLASS (tl_restore_dialog_parent_class)->finalize (object);
}

static void
tl_restore_dialog_class_init (TlRestoreDialogClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = tl_restore_dialog_dispose;
  G_OBJECT_CLASS (klass)->finalize = tl_restore_dialog_finalize;
  GTK_WINDOW_CLASS (klass)->close_request = tl_restore_dialog_close_request;
  gtk_widget_class_add_binding_action (GTK_WIDGET_CLASS (klass), GDK_KEY_Escape, 0, "window.close", NULL);
}

static GtkWidget *
new_label (const char *css)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_set_visible (label, FALSE);
  if (css != NULL)
    gtk_widget_add_css_class (label, css);
  return label;
}

static void
tl_restore_dialog_init (TlRestoreDialog *self)
{
  GtkWidget *outer = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 14);
  GtkWidget *button;

  g_weak_ref_init (&self->door, NULL);
  gtk_window_set_title (GTK_WINDOW (self), _ ("Restore a backup"));
  gtk_window_set_default_size (GTK_WINDOW (self), 560, -1);
  gtk_window_set_modal (GTK_WINDOW (self), TRUE);
  gtk_widget_set_margin_start (box, 18);
  gtk_widget_set_margin_end (box, 18);
  gtk_widget_set_margin_top (box, 12);
  gtk_widget_set_margin_bottom (box, 18);
  self->group = ADW_PREFERENCES_GROUP (adw_preferences_group_new ());
  self->file_row = tl_settings_row (self->group, _ ("Backup"), _ ("None chosen yet"));
  button = tl_settings_button (_ ("_Choose…"), _ ("Choose a backup"));
  g_signal_connect_swapped (button, "clicked", G_CALLBACK (choose_cb), self);
  adw_action_row_add_suffix (ADW_ACTION_ROW (self->file_row), button);
  self->passphrase = gtk_password_entry_new ();
  gtk_password_entry_set_show_peek_icon (GTK_PASSWORD_ENTRY (self->passphrase), TRUE);
  g_object_set (self->passphrase, "placeholder-text", _ ("Passphrase or recovery code of the backup"), NULL);
  tl_ui_label (self->passphrase, _ ("Passphrase or recovery code of the backup"));
  g_signal_connect_swapped (self->passphrase, "activate", G_CALLBACK (go_cb), self);
  self->holds = new_label (NULL);
  self->error = new_label ("tl-field-error");
  self->progress = gtk_progress_bar_new ();
  tl_ui_label (self->progress, _ ("Progress"));
  self->go = gtk_button_new ();
  gtk_widget_add_css_class (self->go, "suggested-action");
  g_signal_connect_swapped (self->go, "clicked", G_CALLBACK (go_cb), self);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->group));
  gtk_box_append (GTK_BOX (box), self->passphrase);
  gtk_box_append (GTK_BOX (box), self->holds);
  gtk_box_append (GTK_BOX (box), self->error);
  gtk_box_append (GTK_BOX (box), self->progress);
  gtk_box_append (GTK_BOX (box), self->go);
  gtk_box_append (GTK_BOX (outer), adw_header_bar_new ());
  gtk_box_append (GTK_BOX (outer), box);
  adw_window_set_content (ADW_WINDOW (self), outer);
  show_state (self);
}

void
tl_restore_dialog_show (TlDoor *door, const char *path)
{
  TlRestoreDialog *self = g_object_new (TL_TYPE_RESTORE_DIALOG, "transient-for", gtk_widget_get_root (GTK_WIDGET (door)), NULL);

  g_weak_ref_set (&self->door, door);
  self->path = g_strdup (path);
  gtk_window_present (GTK_WINDOW (self));
}
