/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "statement/sheet-save.h"

#include <glib/gi18n-lib.h>

#include "call.h"
#include "document/sheet.h"
#include "store/journal.h"
#include "support/support.h"

/* What is to be written where; handed to the store thread. */
typedef struct
{
  char *statement; /* NULL: the register */
  TlDate from;
  TlDate to;
  char *path;
} Job;

typedef struct
{
  gpointer owner; /* weak */
  TlStore *store;
  Job *job;
} Asked;

static void
job_free (gpointer data)
{
  Job *job = data;

  g_free (job->statement);
  g_free (job->path);
  g_free (job);
}

static void
asked_free (gpointer data, GClosure *closure)
{
  Asked *asked = data;

  if (asked->owner != NULL)
    g_object_remove_weak_pointer (asked->owner, &asked->owner);
  g_object_unref (asked->store);
  g_clear_pointer (&asked->job, job_free);
  g_free (asked);
}

static gpointer
write_job (TlStore *store, gpointer data, GCancellable *cancellable, GError **error)
{
  Job *job = data;
  g_autoptr (JsonObject) content = job->statement != NULL ? tl_statement_data (store, job->statement, error)
                                                          : tl_support_register_data (store, job->from, job->to, error);

  if (content == NULL
      || !(job->statement != NULL ? tl_sheet_write_statement (content, job->path, error)
                                  : tl_sheet_write_register (content, job->path, error))
      || !tl_journal_note (store, "export", job->statement != NULL ? TL_TYPE_STATEMENT : TL_TYPE_SUPPORT, job->statement, NULL, error))
    return NULL;
  return GINT_TO_POINTER (1);
}

static void
written (gpointer owner, gpointer result, gpointer user_data)
{
  tl_ui_toast (owner, _ ("The spreadsheet was written."));
}

static void
chosen_cb (GtkNativeDialog *dialog, int response, Asked *asked)
{
  g_autoptr (GFile) file = NULL;

  if (response == GTK_RESPONSE_ACCEPT && asked->owner != NULL)
    {
      file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog));
      asked->job->path = g_file_get_path (file);
      if (asked->job->path == NULL)
        tl_ui_show_error (asked->owner, _ ("The spreadsheet was not written."), _ ("Choose a folder on this computer or a USB drive."));
      else
        tl_ui_call (asked->owner, asked->store, TL_JOB_NORMAL, _ ("The spreadsheet was not written."), write_job,
                    g_steal_pointer (&asked->job), job_free, NULL, written, NULL);
    }
  g_object_unref (dialog);
}

static void
ask (gpointer owner, TlStore *store, Job *job, const char *name)
{
  g_autofree char *file = g_strconcat (name, ".xlsx", NULL);
  GtkFileChooserNative *dialog
      = gtk_file_chooser_native_new (_ ("Save as a spreadsheet"), GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (owner))),
                                     GTK_FILE_CHOOSER_ACTION_SAVE, _ ("_Save"), _ ("_Cancel"));
  Asked *asked = g_new0 (Asked, 1);

  asked->owner = owner;
  g_object_add_weak_pointer (owner, &asked->owner);
  asked->store = g_object_ref (store);
  asked->job = job;
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (dialog), TRUE);
  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (dialog), file);
  g_signal_connect_data (dialog, "response", G_CALLBACK (chosen_cb), asked, asked_free, 0);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (dialog));
}

void
tl_save_statement_sheet (gpointer owner, TlStore *store, const char *id, const char *name)
{
  Job *job = g_new0 (Job, 1);

  job->statement = g_strdup (id);
  ask (owner, store, job, name);
}

void
tl_save_register_sheet (gpointer owner, TlStore *store, TlDate from, TlDate to)
{
  Job *job = g_new0 (Job, 1);
  g_autofree char *first = tl_date_to_iso (from);
  g_autofree char *name = g_strdup_printf ("So theo doi %.7s", first);

  job->from = from;
  job->to = to;
  ask (owner, store, job, name);
}
