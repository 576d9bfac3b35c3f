/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "case/erase-dialog.h"

#include <glib/gi18n-lib.h>

#include "call.h"
#include "form/titles.h"
#include "frame.h"
#include "settings/section.h"
#include "store/journal.h"

typedef struct
{
  GWeakRef owner;
  TlStore *store;
  TlErased done;
  GtkWindow *window;
  AdwPreferencesGroup *choices;
  GtkCheckButton *first;
  GtkWidget *inside; /* all that can be chosen */
  GtkWidget *reason;
  GtkWidget *go;
  GtkWidget *progress;
  GtkWidget *words; /* below the bar */
  TlType type;      /* what is chosen */
  char *id;
  gboolean busy;
  gboolean gone; /* hidden while it works: the work goes on */
} Erase;

static void
erase_free (gpointer data)
{
  Erase *erase = data;

  g_weak_ref_clear (&erase->owner);
  g_clear_object (&erase->store);
  g_free (erase->id);
  g_free (erase);
}

static void
show_state (Erase *erase)
{
  g_autofree char *reason = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (erase->reason))));

  gtk_widget_set_sensitive (erase->inside, !erase->busy);
  gtk_widget_set_sensitive (erase->go, !erase->busy && *reason != '\0');
  gtk_widget_set_visible (erase->progress, erase->busy);
  gtk_widget_set_visible (erase->words, erase->busy);
}

static void
destroyed_cb (GtkWidget *window, Erase *erase)
{
  erase->gone = TRUE;
}

/* It cannot be stopped half way: what is begun is waited for. */
static gboolean
close_request_cb (GtkWindow *window, Erase *erase)
{
  return erase->busy;
}

static void
progress_cb (double fraction, gpointer data)
{
  Erase *erase = data;

  if (!erase->gone)
    gtk_progress_bar_set_fraction (GTK_PROGRESS_BAR (erase->progress), fraction);
}

static void
erased_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Erase *erase = data;
  GtkWindow *window = erase->window;
  g_autoptr (GError) error = NULL;
  g_autoptr (GObject) owner = g_weak_ref_get (&erase->owner);
  gboolean good = tl_journal_erase_finish (TL_STORE (source), result, &error);

  erase->busy = FALSE;
  if (!erase->gone)
    {
      show_state (erase);
      if (good && owner != NULL)
        {
          erase->done (owner, erase->type, erase->id);
          tl_ui_toast (owner, _ ("Erased for good. The journal says that it was done and why, not what was there."));
        }
      if (good)
        gtk_window_destroy (window);
      else if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CLOSED))
        tl_ui_show_error (window, _ ("Nothing was erased."), error->message);
    }
  g_object_unref (window); /* and @erase with it */
}

static void
confirmed_cb (gpointer owner, const char *none, gpointer data)
{
  Erase *erase = data;
  g_autofree char *reason = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (erase->reason))));

  if (erase->busy || *reason == '\0')
    return;
  erase->busy = TRUE;
  gtk_progress_bar_set_fraction (GTK_PROGRESS_BAR (erase->progress), 0);
  show_state (erase);
  g_object_ref (erase->window);
  tl_journal_erase_async (erase->store, erase->type, erase->id, NULL, 0, reason, progress_cb, erase, erased_cb, erase);
}

static void
go_cb (Erase *erase)
{
  tl_ui_confirm (erase->window, _ ("Erase for good?"), _ ("Nobody can bring it back, not from the history either."), _ ("_Erase"), NULL,
                 confirmed_cb, erase);
}

static void
chosen_cb (GtkCheckButton *check, GParamSpec *spec, Erase *erase)
{
  if (!gtk_check_button_get_active (check))
    return;
  g_free (erase->id);
  erase->id = g_strdup (g_object_get_data (G_OBJECT (check), "id"));
  erase->type = GPOINTER_TO_INT (g_object_get_data (G_OBJECT (check), "type"));
}

static void
add_choice (Erase *erase, TlType type, const char *id, const char *title, const char *subtitle)
{
  GtkWidget *row = tl_settings_row (erase->choices, title, subtitle);
  GtkWidget *check = gtk_check_button_new ();

  gtk_widget_set_valign (check, GTK_ALIGN_CENTER);
  g_object_set_data_full (G_OBJECT (check), "id", g_strdup (id), g_free);
  g_object_set_data (G_OBJECT (check), "type", GINT_TO_POINTER (type));
  gtk_check_button_set_group (GTK_CHECK_BUTTON (check), erase->first);
  if (erase->first == NULL)
    erase->first = GTK_CHECK_BUTTON (check);
  g_signal_connect (check, "notify::active", G_CALLBACK (chosen_cb), erase);
  gtk_check_button_set_active (GTK_CHECK_BUTTON (check), GTK_CHECK_BUTTON (check) == erase->first);
  tl_ui_label (check, title);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), check);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), check);
}

static gpointer
people_job (TlStore *store, gpointer data, GCancellable *cancellable, GError **error)
{
  return tl_titles_of_ids (store, TL_TYPE_PERSON, data, error);
}

static void
people_cb (gpointer owner, gpointer result, gpointer data)
{
  Erase *erase = g_object_get_data (owner, "erase");
  GPtrArray *titles = result;
  const char *case_id = g_object_get_data (owner, "case");

  for (guint i = 0; i < titles->len; i++)
    {
      const TlTitle *title = titles->pdata[i];

      add_choice (erase, TL_TYPE_PERSON, title->id, title->title, _ ("Everything recorded of this person: names, numbers, contacts, health"));
    }
  add_choice (erase, TL_TYPE_CASE, case_id, _ ("What is written of the case"),
              _ ("The case's own words. Its stays, care and support lines stay, and its code."));
  gtk_widget_grab_focus (erase->reason);
}

void
tl_erase_dialog_show (gpointer owner, TlStore *store, TlCaseData *data, TlErased done)
{
  Erase *erase = g_new0 (Erase, 1);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 18), *inside = gtk_box_new (GTK_ORIENTATION_VERTICAL, 18);
  GtkWidget *scroller = gtk_scrolled_window_new (), *why = adw_preferences_group_new ();
  GtkWidget *words = gtk_label_new (_ ("Names and words go, also from the history. Dates, sums and codes stay that accounts and counts were made of. Copies "
                                       "made before – backups, bundles, papers – still hold what is erased here: the journal lists the backups."));

  g_weak_ref_init (&erase->owner, owner);
  erase->store = g_object_ref (store);
  erase->done = done;
  erase->inside = inside;
  gtk_label_set_wrap (GTK_LABEL (words), TRUE);
  gtk_label_set_xalign (GTK_LABEL (words), 0);
  gtk_box_append (GTK_BOX (inside), words);
  erase->choices = ADW_PREFERENCES_GROUP (adw_preferences_group_new ());
  adw_preferences_group_set_title (erase->choices, _ ("What is to be erased"));
  gtk_box_append (GTK_BOX (inside), GTK_WIDGET (erase->choices));
  erase->reason = adw_entry_row_new ();
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (erase->reason), _ ("Reason"));
  g_signal_connect_swapped (erase->reason, "changed", G_CALLBACK (show_state), erase);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (why), erase->reason);
  adw_preferences_group_set_description (ADW_PREFERENCES_GROUP (why), _ ("The journal keeps it: write no name into it."));
  gtk_box_append (GTK_BOX (inside), why);
  gtk_box_append (GTK_BOX (box), inside);
  erase->progress = gtk_progress_bar_new ();
  tl_ui_label (erase->progress, _ ("Progress"));
  gtk_box_append (GTK_BOX (box), erase->progress);
  erase->words = gtk_label_new (_ ("Every page of the register is written anew. Please leave the computer on."));
  gtk_label_set_wrap (GTK_LABEL (erase->words), TRUE);
  gtk_box_append (GTK_BOX (box), erase->words);
  gtk_widget_set_margin_top (box, 18);
  gtk_widget_set_margin_bottom (box, 18);
  gtk_widget_set_margin_start (box, 18);
  gtk_widget_set_margin_end (box, 18);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), box);
  erase->window = tl_frame_new (owner, _ ("Erase for good"), scroller, _ ("_Erase for good…"), 620, 560, &erase->go);
  gtk_widget_remove_css_class (erase->go, "suggested-action");
  gtk_widget_add_css_class (erase->go, "destructive-action");
  g_object_set_data_full (G_OBJECT (erase->window), "erase", erase, erase_free);
  g_object_set_data_full (G_OBJECT (erase->window), "case", g_strdup (tl_record_id (data->kase)), g_free);
  g_signal_connect (erase->window, "destroy", G_CALLBACK (destroyed_cb), erase);
  g_signal_connect (erase->window, "close-request", G_CALLBACK (close_request_cb), erase);
  g_signal_connect_swapped (erase->go, "clicked", G_CALLBACK (go_cb), erase);
  show_state (erase);
  gtk_window_present (erase->window);
  tl_ui_call (erase->window, store, TL_JOB_NORMAL, _ ("The people of this case could not be read."), people_job, g_ptr_array_ref (data->people),
              (GDestroyNotify)g_ptr_array_unref, (GDestroyNotify)g_ptr_array_unref, people_cb, NULL);
}
