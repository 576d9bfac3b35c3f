/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "unlock/salvage-dialog.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

#include "call.h"
#include "record/time.h"
#include "settings/section.h"
#include "store/salvage.h"
#include "sync/place.h"
#include "vault/vault.h"

#define TL_TYPE_SALVAGE_DIALOG (tl_salvage_dialog_get_type ())
G_DECLARE_FINAL_TYPE (TlSalvageDialog, tl_salvage_dialog, TL, SALVAGE_DIALOG, AdwWindow)

struct _TlSalvageDialog
{
  AdwWindow parent_instance;

  GWeakRef door;
  char *path;
  char *target;
  GtkStack *stack;
  GtkWidget *target_row;
  GtkWidget *passphrase;
  GtkWidget *error;
  GtkWidget *progress;
  GtkWidget *go;
  GtkWidget *stop_button;
  GtkWidget *told;  /* list of what the salvage says */
  GtkWidget *ended; /* one sentence above it */
  GtkWidget *open;
  gboolean busy;
  gboolean gone; /* hidden or quit while it worked */
  gint stop;    /* atomic */
  gint percent; /* atomic */
  guint tick;
};

G_DEFINE_FINAL_TYPE (TlSalvageDialog, tl_salvage_dialog, ADW_TYPE_WINDOW)

static void
say (TlSalvageDialog *self, const char *text)
{
  gtk_label_set_text (GTK_LABEL (self->error), text != NULL ? text : "");
  gtk_widget_set_visible (self->error, text != NULL);
}

static void
show_target (TlSalvageDialog *self)
{
  g_autofree char *markup = g_markup_escape_text (self->target, -1);

  adw_action_row_set_subtitle (ADW_ACTION_ROW (self->target_row), markup);
}

static gboolean
tick_cb (gpointer data)
{
  TlSalvageDialog *self = data;

  gtk_progress_bar_set_fraction (GTK_PROGRESS_BAR (self->progress), g_atomic_int_get (&self->percent) / 100.0);
  return G_SOURCE_CONTINUE;
}

static void
set_busy (TlSalvageDialog *self, gboolean busy)
{
  self->busy = busy;
  g_clear_handle_id (&self->tick, g_source_remove);
  g_atomic_int_set (&self->stop, 0);
  g_atomic_int_set (&self->percent, 0);
  gtk_progress_bar_set_fraction (GTK_PROGRESS_BAR (self->progress), 0);
  if (busy)
    self->tick = g_timeout_add (100, tick_cb, self);
  gtk_widget_set_sensitive (self->target_row, !busy);
  gtk_widget_set_sensitive (self->passphrase, !busy);
  gtk_widget_set_visible (self->go, !busy);
  gtk_widget_set_visible (self->progress, busy);
  gtk_widget_set_visible (self->stop_button, busy);
  gtk_widget_set_sensitive (self->stop_button, TRUE);
  if (busy)
    gtk_widget_grab_focus (self->stop_button);
}

/* Beside the damaged file, under a name that nothing has yet. */
static char *
free_name (const char *path)
{
  g_autofree char *folder = g_path_get_dirname (path), *base = g_path_get_basename (path);
  g_autofree char *today = tl_date_to_iso (tl_date_today ());
  g_autofree char *stem = g_str_has_suffix (base, ".tamlanh") ? g_strndup (base, strlen (base) - strlen (".tamlanh")) : g_strdup (base);

  for (guint n = 1;; n++)
    {
      g_autofree char *count = n > 1 ? g_strdup_printf ("-%u", n) : g_strdup ("");
      g_autofree char *name = g_strdup_printf ("%s-con-doc-duoc-%s%s.tamlanh", stem, today, count);
      char *full = g_build_filename (folder, name, NULL);

      if (!g_file_test (full, G_FILE_TEST_EXISTS))
        return full;
      g_free (full);
    }
}

/* --- On a thread --- */

typedef struct
{
  char *source;
  char *target;
  char *secret;
} Job;

static void
job_free (gpointer data)
{
  Job *job = data;

  g_free (job->source);
  g_free (job->target);
  tl_secret_free (job->secret);
  g_free (job);
}

static gboolean
step_cb (double fraction, gpointer data)
{
  TlSalvageDialog *self = data;

  g_atomic_int_set (&self->percent, (gint)(fraction * 100));
  return !g_atomic_int_get (&self->stop);
}

static void
salvage_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Job *job = data;
  GError *error = NULL;
  gboolean is_code = tl_recovery_code_check (job->secret, NULL);
  g_autoptr (TlVault) vault
      = tl_vault_unlock_for_reading (job->source, NULL, is_code ? NULL : job->secret, is_code ? job->secret : NULL, &error);
  JsonObject *account;

  if (vault == NULL)
    {
      tl_place_count_wrong (job->source, error);
      g_task_return_error (task, error);
      return;
    }
  account = tl_salvage (vault, job->target, step_cb, source, &error);
  if (account == NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, account, (GDestroyNotify)json_object_unref);
}

/* --- Steps --- */

static void
tell (TlSalvageDialog *self, JsonObject *account)
{
  g_autoptr (GPtrArray) words = tl_salvage_words (account);
  g_autofree char *text = g_strdup_printf (_ ("The new register: %s. It opens with the same passphrases. The damaged file was not touched."), self->target);

  gtk_label_set_text (GTK_LABEL (self->ended), text);
  for (guint i = 0; i < words->len; i++)
    {
      GtkWidget *row = adw_action_row_new ();
      g_autofree char *markup = g_markup_escape_text (words->pdata[i], -1);

      adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), markup);
      gtk_list_box_append (GTK_LIST_BOX (self->told), row);
    }
  gtk_stack_set_visible_child_name (self->stack, "told");
  gtk_widget_grab_focus (self->open);
}

static void
salvaged_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  TlSalvageDialog *self = TL_SALVAGE_DIALOG (source);
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonObject) account = g_task_propagate_pointer (G_TASK (result), &error);

  if (self->gone)
    return;
  set_busy (self, FALSE);
  if (account != NULL)
    {
      gtk_editable_set_text (GTK_EDITABLE (self->passphrase), "");
      tell (self, account);
    }
  else
    {
      say (self, error->message);
      gtk_widget_grab_focus (self->passphrase);
      gtk_editable_select_region (GTK_EDITABLE (self->passphrase), 0, -1);
    }
}

static void
go_cb (TlSalvageDialog *self)
{
  g_autoptr (GTask) task = NULL;
  g_autofree char *waiting = NULL;
  Job *job;

  if (self->busy)
    return;
  if (*gtk_editable_get_text (GTK_EDITABLE (self->passphrase)) == '\0')
    {
      say (self, _ ("Type a passphrase of this register, or its recovery code."));
      gtk_widget_grab_focus (self->passphrase);
      return;
    }
  if (tl_door_wait (self->path, &waiting) > 0)
    {
      say (self, waiting);
      return;
    }
  say (self, NULL);
  set_busy (self, TRUE);
  job = g_new0 (Job, 1);
  job->source = g_strdup (self->path);
  job->target = g_strdup (self->target);
  job->secret = tl_secret_dup (gtk_editable_get_text (GTK_EDITABLE (self->passphrase)));
  task = g_task_new (self, NULL, salvaged_cb, NULL);
  g_task_set_task_data (task, job, job_free);
  g_task_run_in_thread (task, salvage_thread);
}

static void
stop_cb (TlSalvageDialog *self)
{
  g_atomic_int_set (&self->stop, 1);
  gtk_widget_set_sensitive (self->stop_button, FALSE);
}

static void
open_cb (TlSalvageDialog *self)
{
  g_autoptr (TlDoor) door = g_weak_ref_get (&self->door);
  g_autofree char *target = g_strdup (self->target);

  gtk_window_destroy (GTK_WINDOW (self));
  if (door != NULL)
    tl_door_other_vault (door, target, FALSE);
}

static void
chosen_cb (GtkNativeDialog *dialog, int response, TlSalvageDialog *self)
{
  if (response == GTK_RESPONSE_ACCEPT)
    {
      g_autoptr (GFile) file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog));
      char *path = file != NULL ? g_file_get_path (file) : NULL;

      if (path != NULL)
        {
          g_free (self->target);
          self->target = path;
          show_target (self);
          say (self, NULL);
        }
      gtk_widget_grab_focus (self->passphrase);
    }
  g_object_unref (dialog);
}

static void
choose_cb (TlSalvageDialog *self)
{
  GtkFileChooserNative *dialog = gtk_file_chooser_native_new (_ ("Where the new register goes"), GTK_WINDOW (self),
                                                              GTK_FILE_CHOOSER_ACTION_SAVE, _ ("_Choose"), _ ("_Cancel"));
  g_autoptr (GFile) folder = g_file_new_for_path (self->target);
  g_autoptr (GFile) parent = g_file_get_parent (folder);
  g_autofree char *name = g_path_get_basename (self->target);

  gtk_file_chooser_set_current_folder (GTK_FILE_CHOOSER (dialog), parent, NULL);
  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (dialog), name);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (dialog), TRUE);
  g_signal_connect_object (dialog, "response", G_CALLBACK (chosen_cb), self, 0);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (dialog));
}

static gboolean
tl_salvage_dialog_close_request (GtkWindow *window)
{
  TlSalvageDialog *self = TL_SALVAGE_DIALOG (window);

  /* While it works, closing means stopping; nothing is left of the new file then. */
  if (self->busy)
    {
      stop_cb (self);
      return TRUE;
    }
  return FALSE;
}

static void
tl_salvage_dialog_dispose (GObject *object)
{
  TlSalvageDialog *self = TL_SALVAGE_DIALOG (object);

  self->gone = TRUE;
  g_atomic_int_set (&self->stop, 1);
  g_clear_handle_id (&self->tick, g_source_remove);
  G_OBJECT_CLASS (tl_salvage_dialog_parent_class)->dispose (object);
}

static void
tl_salvage_dialog_finalize (GObject *object)
{
  TlSalvageDialog *self = TL_SALVAGE_DIALOG (object);

  g_weak_ref_clear (&self->door);
  g_free (self->path);
  g_free (self->target);
  G_OBJECT_CLASS (tl_salvage_dialog_parent_class)->finalize (object);
}

static void
tl_salvage_dialog_class_init (TlSalvageDialogClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = tl_salvage_dialog_dispose;
  G_OBJECT_CLASS (klass)->finalize = tl_salvage_dialog_finalize;
  GTK_WINDOW_CLASS (klass)->close_request = tl_salvage_dialog_close_request;
  gtk_widget_class_add_binding_action (GTK_WIDGET_CLASS (klass), GDK_KEY_Escape, 0, "window.close", NULL);
}

/* --- What it is made of --- */

static GtkWidget *
new_label (const char *text, const char *css)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_max_width_chars (GTK_LABEL (label), 60);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  if (css != NULL)
    gtk_widget_add_css_class (label, css);
  return label;
}

static GtkWidget *
new_column (void)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 14);

  gtk_widget_set_margin_start (box, 18);
  gtk_widget_set_margin_end (box, 18);
  gtk_widget_set_margin_top (box, 12);
  gtk_widget_set_margin_bottom (box, 18);
  return box;
}

static GtkWidget *
new_button (TlSalvageDialog *self, const char *label, GCallback clicked)
{
  GtkWidget *button = tl_settings_button (label, NULL);

  g_signal_connect_swapped (button, "clicked", clicked, self);
  return button;
}

static GtkWidget *
asking (TlSalvageDialog *self)
{
  GtkWidget *box = new_column (), *group = adw_preferences_group_new (), *button;

  gtk_box_append (GTK_BOX (box), new_label (_ ("Everything that can still be read goes into a new file. The damaged one is only read and stays as it is: "
                                               "keep it. A drive that is failing should not be the place for the new one."),
                                            NULL));
  self->target_row = tl_settings_row (ADW_PREFERENCES_GROUP (group), _ ("New register"), "");
  button = tl_settings_button (_ ("_Choose…"), _ ("Choose where the new register goes"));
  g_signal_connect_swapped (button, "clicked", G_CALLBACK (choose_cb), self);
  adw_action_row_add_suffix (ADW_ACTION_ROW (self->target_row), button);
  gtk_box_append (GTK_BOX (box), group);

  self->passphrase = gtk_password_entry_new ();
  gtk_password_entry_set_show_peek_icon (GTK_PASSWORD_ENTRY (self->passphrase), TRUE);
  g_object_set (self->passphrase, "placeholder-text", _ ("Passphrase or recovery code of the register"), NULL);
  tl_ui_label (self->passphrase, _ ("Passphrase or recovery code of the register"));
  g_signal_connect_swapped (self->passphrase, "activate", G_CALLBACK (go_cb), self);
  gtk_box_append (GTK_BOX (box), self->passphrase);

  self->error = new_label (NULL, "tl-field-error");
  g_object_set (self->error, "accessible-role", GTK_ACCESSIBLE_ROLE_ALERT, "visible", FALSE, NULL);
  gtk_box_append (GTK_BOX (box), self->error);
  self->progress = gtk_progress_bar_new ();
  tl_ui_label (self->progress, _ ("Progress"));
  gtk_box_append (GTK_BOX (box), self->progress);
  self->stop_button = new_button (self, _ ("S_top"), G_CALLBACK (stop_cb));
  gtk_box_append (GTK_BOX (box), self->stop_button);
  self->go = new_button (self, _ ("_Save what can still be read"), G_CALLBACK (go_cb));
  gtk_widget_add_css_class (self->go, "suggested-action");
  gtk_box_append (GTK_BOX (box), self->go);
  return box;
}

static GtkWidget *
telling (TlSalvageDialog *self)
{
  GtkWidget *box = new_column (), *scrolled = gtk_scrolled_window_new (), *buttons = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *button;

  self->ended = new_label (NULL, NULL);
  gtk_box_append (GTK_BOX (box), self->ended);
  self->told = gtk_list_box_new ();
  gtk_list_box_set_selection_mode (GTK_LIST_BOX (self->told), GTK_SELECTION_NONE);
  gtk_widget_add_css_class (self->told, "boxed-list");
  gtk_widget_set_valign (self->told, GTK_ALIGN_START);
  tl_ui_label (self->told, _ ("What could and could not be recovered"));
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), self->told);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_min_content_height (GTK_SCROLLED_WINDOW (scrolled), 280);
  gtk_widget_set_vexpand (scrolled, TRUE);
  gtk_box_append (GTK_BOX (box), scrolled);
  gtk_box_set_homogeneous (GTK_BOX (buttons), TRUE);
  button = tl_settings_button (_ ("_Close"), NULL);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "window.close");
  gtk_box_append (GTK_BOX (buttons), button);
  self->open = new_button (self, _ ("_Open the new register"), G_CALLBACK (open_cb));
  gtk_widget_add_css_class (self->open, "suggested-action");
  gtk_box_append (GTK_BOX (buttons), self->open);
  gtk_box_append (GTK_BOX (box), buttons);
  return box;
}

static void
tl_salvage_dialog_init (TlSalvageDialog *self)
{
  GtkWidget *outer = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  g_weak_ref_init (&self->door, NULL);
  gtk_window_set_title (GTK_WINDOW (self), _ ("Save what can still be read"));
  gtk_window_set_default_size (GTK_WINDOW (self), 600, -1);
  gtk_window_set_modal (GTK_WINDOW (self), TRUE);
  self->stack = GTK_STACK (gtk_stack_new ());
  /* A page that is not shown must not ask for width to fit into the height of the one that is. */
  gtk_stack_set_vhomogeneous (self->stack, FALSE);
  gtk_stack_set_hhomogeneous (self->stack, FALSE);
  gtk_stack_add_named (self->stack, asking (self), "asking");
  gtk_stack_add_named (self->stack, telling (self), "told");
  gtk_box_append (GTK_BOX (outer), adw_header_bar_new ());
  gtk_box_append (GTK_BOX (outer), GTK_WIDGET (self->stack));
  adw_window_set_content (ADW_WINDOW (self), outer);
  set_busy (self, FALSE);
}

void
tl_salvage_dialog_show (TlDoor *door, const char *path, const char *passphrase)
{
  TlSalvageDialog *self = g_object_new (TL_TYPE_SALVAGE_DIALOG, "transient-for", gtk_widget_get_root (GTK_WIDGET (door)), NULL);

  g_weak_ref_set (&self->door, door);
  self->path = g_strdup (path);
  self->target = free_name (path);
  show_target (self);
  if (passphrase != NULL)
    gtk_editable_set_text (GTK_EDITABLE (self->passphrase), passphrase);
  gtk_window_present (GTK_WINDOW (self));
  gtk_widget_grab_focus (passphrase != NULL && *passphrase != '\0' ? self->go : self->passphrase);
}
