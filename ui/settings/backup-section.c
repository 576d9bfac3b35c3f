/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n-lib.h>

#include "call.h"
#include "drives.h"
#include "record/time.h"
#include "settings/section.h"
#include "store/keep.h"
#include "store/verify.h"

/* Backups to drives and folders, how long they are kept, and whether the register is whole. Long work runs in slices beside
 * everything else; leaving the page does not stop it, locking does. */

#define TL_TYPE_BACKUP_SECTION (tl_backup_section_get_type ())
G_DECLARE_FINAL_TYPE (TlBackupSection, tl_backup_section, TL, BACKUP_SECTION, TlSettingsSection)

struct _TlBackupSection
{
  TlSettingsSection parent_instance;

  GtkWidget *last;
  AdwPreferencesGroup *targets;
  GPtrArray *rows;
  GtkWidget *progress_row;
  GtkWidget *progress;
  AdwComboRow *days, *weeks, *months, *remind;
  GtkWidget *check_row;
  GtkWidget *check;
  AdwPreferencesGroup *findings;
  GPtrArray *found;
  GCancellable *work; /* while something runs */
  char *suggest;
  char *retry_path, *retry_name;
  gboolean loading;
};

G_DEFINE_FINAL_TYPE (TlBackupSection, tl_backup_section, TL_TYPE_SETTINGS_SECTION)

static const int day_counts[] = {3, 7, 14, 30};
static const int week_counts[] = {0, 5, 9, 26};
static const int month_counts[] = {0, 6, 12, 24};
static const int remind_counts[] = {1, 3, 7, 14, 0};

static TlStore *
store_of (TlBackupSection *self)
{
  return tl_settings_section_get_store (TL_SETTINGS_SECTION (self));
}

static void
set_subtitle (GtkWidget *row, const char *text)
{
  g_autofree char *markup = g_markup_escape_text (text, -1);

  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), markup);
}

/* --- Work with progress --- */

static void
set_work (TlBackupSection *self, const char *title)
{
  g_autofree char *markup = g_markup_escape_text (title != NULL ? title : "", -1);

  if (title != NULL)
    self->work = g_cancellable_new ();
  else
    g_clear_object (&self->work);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->progress_row), markup);
  gtk_progress_bar_set_fraction (GTK_PROGRESS_BAR (self->progress), 0);
  gtk_widget_set_visible (self->progress_row, title != NULL);
  gtk_widget_set_sensitive (self->check, title == NULL);
  for (guint i = 0; i < self->rows->len; i++)
    gtk_widget_set_sensitive (self->rows->pdata[i], title == NULL);
}

/* What a running work holds on to: the page may go before it. */
typedef struct
{
  GWeakRef self;
  gpointer object; /* TlKeep or TlVerify */
  GDestroyNotify free;
} Work;

static Work *
work_new (TlBackupSection *self, gpointer object, GDestroyNotify free_func)
{
  Work *work = g_new0 (Work, 1);

  g_weak_ref_init (&work->self, self);
  work->object = object;
  work->free = free_func;
  return work;
}

static void
work_free (Work *work)
{
  g_weak_ref_clear (&work->self);
  work->free (work->object);
  g_free (work);
}

static void
progress_cb (double fraction, gpointer data)
{
  Work *work = data;
  g_autoptr (TlBackupSection) self = g_weak_ref_get (&work->self);

  if (self != NULL)
    gtk_progress_bar_set_fraction (GTK_PROGRESS_BAR (self->progress), fraction);
}

static void
cancel_cb (TlBackupSection *self)
{
  if (self->work != NULL)
    g_cancellable_cancel (self->work);
}

static void tl_backup_section_refresh (TlSettingsSection *section);

/* --- Backup --- */

static void start_backup (TlBackupSection *self, const char *path, const char *name);

static void
retry_response_cb (AdwMessageDialog *dialog, const char *response, TlBackupSection *self)
{
  g_autofree char *path = g_strdup (self->retry_path), *name = g_strdup (self->retry_name);

  if (g_str_equal (response, "retry") && path != NULL)
    start_backup (self, path, name);
}

/* What was typed and saved is as it was; the same place can be tried again at once. */
static void
offer_retry (TlBackupSection *self, const char *detail)
{
  GtkWidget *dialog = adw_message_dialog_new (GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))), _ ("The backup was not made."), detail);

  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "close", _ ("_Close"), "retry", _ ("_Try again"), NULL);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "retry");
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "close");
  g_signal_connect_object (dialog, "response", G_CALLBACK (retry_response_cb), self, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
backup_done_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Work *work = data;
  g_autoptr (TlBackupSection) self = g_weak_ref_get (&work->self);
  g_autoptr (GError) error = NULL;
  gboolean good = tl_store_slices_finish (TL_STORE (source), result, &error);

  if (self != NULL)
    {
      set_work (self, NULL);
      if (good)
        {
          g_autofree char *name = g_path_get_basename (tl_keep_path (work->object));
          g_autofree char *text = g_strdup_printf (_ ("The backup stands and was read back: %s"), name);

          tl_ui_toast (self, text);
        }
      else if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        tl_ui_toast (self, _ ("Stopped. Nothing was left behind."));
      else if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CLOSED))
        offer_retry (self, error->message);
      tl_backup_section_refresh (TL_SETTINGS_SECTION (self));
    }
  work_free (work);
}

static void
start_backup (TlBackupSection *self, const char *path, const char *name)
{
  Work *work;

  if (self->work != NULL)
    return;
  g_free (self->retry_path);
  g_free (self->retry_name);
  self->retry_path = g_strdup (path);
  self->retry_name = g_strdup (name);
  work = work_new (self, tl_keep_new (path, name), (GDestroyNotify)tl_keep_free);
  set_work (self, _ ("Making the backup and reading it back…"));
  tl_store_slices_async (store_of (self), tl_keep_slice, work->object, NULL, progress_cb, work, self->work, backup_done_cb, work);
}

static void
target_cb (GtkButton *button, TlBackupSection *self)
{
  start_backup (self, g_object_get_data (G_OBJECT (button), "path"), g_object_get_data (G_OBJECT (button), "name"));
}

static void
folder_chosen_cb (GtkNativeDialog *dialog, int response, TlBackupSection *self)
{
  if (response == GTK_RESPONSE_ACCEPT)
    {
      g_autoptr (GFile) file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog));
      g_autofree char *path = file != NULL ? g_file_get_path (file) : NULL;

      if (path != NULL)
        start_backup (self, path, NULL);
      else
        tl_ui_show_error (self, _ ("This place cannot be used."), _ ("Choose a folder on this computer or a USB drive."));
    }
  g_object_unref (dialog);
}

static void
folder_cb (GtkButton *button, TlBackupSection *self)
{
  GtkFileChooserNative *dialog
      = gtk_file_chooser_native_new (_ ("Folder for backups"), GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))),
                                     GTK_FILE_CHOOSER_ACTION_SELECT_FOLDER, _ ("_Back up here"), _ ("_Cancel"));

  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (dialog), TRUE);
  g_signal_connect_object (dialog, "response", G_CALLBACK (folder_chosen_cb), self, 0);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (dialog));
}

static void
add_target (TlBackupSection *self, const char *title, const char *path, const char *name)
{
  GtkWidget *row = tl_settings_row (self->targets, title, path != NULL ? path : _ ("A folder on this computer or a drive"));
  g_autofree char *label = g_strdup_printf ("%s: %s", _ ("Back up"), title);
  GtkWidget *button = tl_settings_button (path != NULL ? _ ("_Back up here") : _ ("_Choose…"), label);

  if (path != NULL)
    {
      g_object_set_data_full (G_OBJECT (button), "path", g_strdup (path), g_free);
      g_object_set_data_full (G_OBJECT (button), "name", g_strdup (name), g_free);
      g_signal_connect_object (button, "clicked", G_CALLBACK (target_cb), self, 0);
    }
  else
    g_signal_connect_object (button, "clicked", G_CALLBACK (folder_cb), self, 0);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), button);
  gtk_widget_set_sensitive (row, self->work == NULL);
  g_ptr_array_add (self->rows, row);
}

static void
show_targets (TlBackupSection *self)
{
  g_autoptr (GPtrArray) drives = tl_drives_list ();
  gboolean suggested = FALSE;

  tl_settings_clear (self->targets, self->rows);
  for (guint i = 0; i < drives->len; i++)
    {
      const TlDrive *drive = drives->pdata[i];

      /* The folder used last, when it lies on this drive. */
      if (self->suggest != NULL && g_str_has_prefix (self->suggest, drive->path))
        {
          suggested = TRUE;
          add_target (self, drive->name, self->suggest, drive->name);
        }
      else
        add_target (self, drive->name, drive->path, drive->name);
    }
  if (!suggested && self->suggest != NULL && g_file_test (self->suggest, G_FILE_TEST_IS_DIR))
    add_target (self, _ ("Where the last one went"), self->suggest, NULL);
  add_target (self, _ ("Another folder"), NULL, NULL);
}

/* --- Check --- */

/* The file must be closed for it: the register is locked first, and the door goes on. */
static GtkWidget *
add_salvage (TlBackupSection *self)
{
  GtkWidget *row = tl_settings_row (self->findings, _ ("Save what can still be read"),
                                    _ ("Into a new register, beside a list of what could not be recovered. This one is locked for it and not changed. If "
                                       "there is a recent backup, restoring that may lose less."));
  GtkWidget *button = tl_settings_button (_ ("_Lock and save…"), _ ("Lock the register and save what can still be read"));

  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "win.salvage");
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), button);
  g_ptr_array_add (self->found, row);
  return button;
}

static void
check_done_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Work *work = data;
  g_autoptr (TlBackupSection) self = g_weak_ref_get (&work->self);
  g_autoptr (GError) error = NULL;
  gboolean good = tl_store_slices_finish (TL_STORE (source), result, &error);

  if (self != NULL)
    {
      const TlVerified *verified = tl_verify_result (work->object);

      set_work (self, NULL);
      if (good && tl_verify_is_whole (work->object))
        {
          g_autofree char *text = g_strdup_printf (_ ("All is whole: %llu blocks, %llu entries of the journal, %llu records."),
                                                   (unsigned long long)verified->blocks, (unsigned long long)verified->entries,
                                                   (unsigned long long)verified->records);

          set_subtitle (self->check_row, text);
        }
      else if (good)
        {
          GtkWidget *salvage;

          set_subtitle (self->check_row, _ ("Not everything is whole. What was found stands below; make no more entries before it is looked into."));
          for (guint i = 0; i < verified->findings->len; i++)
            g_ptr_array_add (self->found, tl_settings_row (self->findings, verified->findings->pdata[i], NULL));
          salvage = add_salvage (self);
          gtk_widget_set_visible (GTK_WIDGET (self->findings), TRUE);
          gtk_widget_grab_focus (salvage); /* also brings it into sight */
        }
      else if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        set_subtitle (self->check_row, _ ("Stopped."));
      else if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CLOSED))
        tl_ui_show_error (self, _ ("The register could not be checked."), error->message);
    }
  work_free (work);
}

static void
check_cb (TlBackupSection *self)
{
  Work *work;

  if (self->work != NULL)
    return;
  tl_settings_clear (self->findings, self->found);
  gtk_widget_set_visible (GTK_WIDGET (self->findings), FALSE);
  work = work_new (self, tl_verify_new (), (GDestroyNotify)tl_verify_free);
  set_work (self, _ ("Checking the register…"));
  tl_store_slices_async (store_of (self), tl_verify_slice, work->object, NULL, progress_cb, work, self->work, check_done_cb, work);
}

/* --- Settings --- */

typedef struct
{
  const char *key;
  char *value;
} Setting;

static void
setting_free (gpointer data)
{
  g_free (((Setting *)data)->value);
  g_free (data);
}

static gpointer
setting_job (TlStore *store, gpointer data, GCancellable *cancellable, GError **error)
{
  Setting *setting = data;

  return GINT_TO_POINTER (tl_store_set_setting (store, setting->key, setting->value, error));
}

static void
choice_cb (AdwComboRow *row, GParamSpec *spec, TlBackupSection *self)
{
  const int *counts = g_object_get_data (G_OBJECT (row), "counts");
  Setting *setting;

  if (self->loading)
    return;
  setting = g_new0 (Setting, 1);
  setting->key = g_object_get_data (G_OBJECT (row), "key");
  setting->value = g_strdup_printf ("%d", counts[adw_combo_row_get_selected (row)]);
  tl_ui_call (self, store_of (self), TL_JOB_NORMAL, _ ("The setting was not saved."), setting_job, setting, setting_free, NULL, NULL, NULL);
}

static AdwComboRow *
add_choice (TlBackupSection *self, AdwPreferencesGroup *group, const char *title, const char *key, const int *counts, guint n,
            char *(*words) (int))
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) texts = NULL;
  AdwComboRow *row;

  for (guint i = 0; i < n; i++)
    {
      g_autofree char *text = words (counts[i]);

      g_strv_builder_add (builder, text);
    }
  texts = g_strv_builder_end (builder);
  row = tl_settings_choice (group, title, NULL, (const char *const *)texts);
  g_object_set_data (G_OBJECT (row), "key", (gpointer)key);
  g_object_set_data (G_OBJECT (row), "counts", (gpointer)counts);
  g_object_set_data (G_OBJECT (row), "n", GUINT_TO_POINTER (n));
  g_signal_connect (row, "notify::selected", G_CALLBACK (choice_cb), self);
  return row;
}

static void
select_count (AdwComboRow *row, guint value)
{
  const int *counts = g_object_get_data (G_OBJECT (row), "counts");
  guint n = GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (row), "n"));

  for (guint i = 0; i < n; i++)
    if (counts[i] == (int)value)
      adw_combo_row_set_selected (row, i);
}

static char *
day_words (int count)
{
  return g_strdup_printf (ngettext ("%d day", "%d days", (gulong)count), count);
}

static char *
week_words (int count)
{
  return count == 0 ? g_strdup (_ ("None")) : g_strdup_printf (ngettext ("%d week", "%d weeks", (gulong)count), count);
}

static char *
month_words (int count)
{
  return count == 0 ? g_strdup (_ ("None")) : g_strdup_printf (ngettext ("%d month", "%d months", (gulong)count), count);
}

static char *
remind_words (int count)
{
  return count == 0 ? g_strdup (_ ("Never")) : day_words (count);
}

/* --- The section --- */

static gpointer
state_job (TlStore *store, gpointer data, GCancellable *cancellable, GError **error)
{
  return tl_keep_state (store, error);
}

static void
state_cb (gpointer owner, gpointer result, gpointer user_data)
{
  TlBackupSection *self = owner;
  const TlKeepState *state = result;

  if (state->at != 0)
    {
      g_autofree char *when = tl_time_format (state->at);
      g_autofree char *text = g_strdup_printf ("%s · %s · %s%s", when, state->place != NULL ? state->place : state->folder, state->name,
                                               state->overdue ? _ (" · the next one is due") : "");

      set_subtitle (self->last, text);
    }
  else
    set_subtitle (self->last, _ ("There is none yet. A stolen or broken computer would take the whole register with it."));
  g_free (self->suggest);
  self->suggest = g_strdup (state->suggest);
  self->loading = TRUE;
  select_count (self->days, state->days);
  select_count (self->weeks, state->weeks);
  select_count (self->months, state->months);
  select_count (self->remind, state->remind);
  self->loading = FALSE;
  show_targets (self);
}

static void
tl_backup_section_refresh (TlSettingsSection *section)
{
  tl_ui_call (section, tl_settings_section_get_store (section), TL_JOB_NORMAL, _ ("The backups could not be read."), state_job, NULL, NULL,
              (GDestroyNotify)tl_keep_state_free, state_cb, NULL);
}

static void
tl_backup_section_constructed (GObject *object)
{
  TlBackupSection *self = TL_BACKUP_SECTION (object);
  TlSettingsSection *section = TL_SETTINGS_SECTION (object);
  AdwPreferencesGroup *group;
  GtkWidget *row, *button;

  G_OBJECT_CLASS (tl_backup_section_parent_class)->constructed (object);
  group = tl_settings_group (section, _ ("Backup"), _ ("A whole copy of the register, sealed like it. It opens with the same passphrases."));
  self->last = tl_settings_row (group, _ ("Last backup"), "");
  self->progress_row = tl_settings_row (group, "", NULL);
  self->progress = gtk_progress_bar_new ();
  gtk_widget_set_valign (self->progress, GTK_ALIGN_CENTER);
  gtk_widget_set_size_request (self->progress, 160, -1);
  tl_ui_label (self->progress, _ ("Progress"));
  button = tl_settings_button (_ ("S_top"), NULL);
  g_signal_connect_swapped (button, "clicked", G_CALLBACK (cancel_cb), self);
  adw_action_row_add_suffix (ADW_ACTION_ROW (self->progress_row), self->progress);
  adw_action_row_add_suffix (ADW_ACTION_ROW (self->progress_row), button);
  gtk_widget_set_visible (self->progress_row, FALSE);
  self->targets = tl_settings_group (section, _ ("Back up to"), NULL);

  group = tl_settings_group (section, _ ("How long backups are kept"),
                             _ ("When a new one was made in the same folder, older ones are thinned out. Copies that are kept long also keep what "
                                "was erased since."));
  self->days = add_choice (self, group, _ ("One a day, for"), "backup_days", day_counts, G_N_ELEMENTS (day_counts), day_words);
  self->weeks = add_choice (self, group, _ ("One a week, for"), "backup_weeks", week_counts, G_N_ELEMENTS (week_counts), week_words);
  self->months = add_choice (self, group, _ ("One a month, for"), "backup_months", month_counts, G_N_ELEMENTS (month_counts), month_words);
  self->remind = add_choice (self, group, _ ("Remind when there was none for"), "backup_remind", remind_counts, G_N_ELEMENTS (remind_counts),
                             remind_words);

  group = tl_settings_group (section, _ ("Check"), NULL);
  self->check_row = tl_settings_row (group, _ ("Is the register whole?"),
                                     _ ("Reads every block, the chain of the journal, and each record against the journal. Changes nothing."));
  self->check = tl_settings_button (_ ("Ch_eck now"), NULL);
  g_signal_connect_swapped (self->check, "clicked", G_CALLBACK (check_cb), self);
  adw_action_row_add_suffix (ADW_ACTION_ROW (self->check_row), self->check);
  self->findings = tl_settings_group (section, _ ("What was found"), NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->findings), FALSE);

  group = tl_settings_group (section, _ ("Restore"), NULL);
  row = tl_settings_row (group, _ ("Put a backup back"),
                         _ ("Lock the register; the page that asks for the passphrase has the button “Restore a backup…”. The present file is kept."));
  button = tl_settings_button (_ ("_Lock"), _ ("Lock now"));
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "app.lock");
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), button);
  tl_drives_watch (object, G_CALLBACK (show_targets));
}

static void
tl_backup_section_finalize (GObject *object)
{
  TlBackupSection *self = TL_BACKUP_SECTION (object);

  g_clear_object (&self->work);
  g_ptr_array_unref (self->rows);
  g_ptr_array_unref (self->found);
  g_free (self->suggest);
  g_free (self->retry_path);
  g_free (self->retry_name);
  G_OBJECT_CLASS (tl_backup_section_parent_class)->finalize (object);
}

static void
tl_backup_section_class_init (TlBackupSectionClass *klass)
{
  G_OBJECT_CLASS (klass)->constructed = tl_backup_section_constructed;
  G_OBJECT_CLASS (klass)->finalize = tl_backup_section_finalize;
  TL_SETTINGS_SECTION_CLASS (klass)->refresh = tl_backup_section_refresh;
}

static void
tl_backup_section_init (TlBackupSection *self)
{
  self->rows = g_ptr_array_new ();
  self->found = g_ptr_array_new ();
}
