/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "statement/check-dialog.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

#include "call.h"
#include "frame.h"
#include "sync/sync.h"

typedef struct
{
  GtkWindow *window;
  TlStore *store;
  AdwEntryRow *number;
  AdwEntryRow *code;
  AdwEntryRow *qr;
  GtkWidget *answer; /* box */
} Dialog;

/* What was typed, NULL where nothing was. */
typedef struct
{
  char *number;
  char *code;
  char *qr;
} Typed;

static void
dialog_free (gpointer data)
{
  Dialog *dialog = data;

  g_object_unref (dialog->store);
  g_free (dialog);
}

static void
typed_free (gpointer data)
{
  Typed *typed = data;

  g_free (typed->number);
  g_free (typed->code);
  g_free (typed->qr);
  g_free (typed);
}

static char *
text_of (AdwEntryRow *row)
{
  g_autofree char *text = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (row))));

  return *text != '\0' ? g_steal_pointer (&text) : NULL;
}

static void
clear_answer (Dialog *dialog)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (dialog->answer)) != NULL)
    gtk_box_remove (GTK_BOX (dialog->answer), child);
}

static void
add_sentence (Dialog *dialog, const char *text, const char *class)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_selectable (GTK_LABEL (label), FALSE);
  if (class != NULL)
    gtk_widget_add_css_class (label, class);
  gtk_box_append (GTK_BOX (dialog->answer), label);
}

static void
checked (gpointer owner, gpointer result, const GError *error, gpointer user_data)
{
  Dialog *dialog = g_object_get_data (G_OBJECT (owner), "dialog");
  TlStatementCheck *check = result;
  g_autofree char *heading = NULL;

  clear_answer (dialog);
  if (error != NULL)
    {
      add_sentence (dialog, error->message, "error");
      return;
    }
  heading = check->agrees ? g_strdup_printf (_ ("Statement %s agrees."), check->number)
                          : g_strdup_printf (_ ("Statement %s does NOT agree."), check->number);
  add_sentence (dialog, heading, "title-4");
  gtk_widget_add_css_class (gtk_widget_get_first_child (dialog->answer), check->agrees ? "success" : "error");
  add_sentence (dialog,
                check->from_received ? _ ("Compared with what the place sent by bundle.") : _ ("Compared with the statement kept here."),
                "tl-page-subtitle");
  if (check->is_void)
    add_sentence (dialog, _ ("This statement was voided since."), "tl-field-warning");
  for (guint i = 0; i < check->differences->len; i++)
    add_sentence (dialog, g_ptr_array_index (check->differences, i), NULL);
}

static gpointer
check_job (TlStore *store, gpointer data, GCancellable *cancellable, GError **error)
{
  Typed *typed = data;

  return tl_sync_check_statement (store, typed->number, typed->code, typed->qr, error);
}

static void
check_cb (Dialog *dialog)
{
  Typed *typed = g_new0 (Typed, 1);

  typed->number = text_of (dialog->number);
  typed->code = text_of (dialog->code);
  typed->qr = text_of (dialog->qr);
  tl_ui_call_full (dialog->window, dialog->store, TL_JOB_NORMAL, check_job, typed, typed_free, (GDestroyNotify)tl_statement_check_free,
                   checked, NULL);
}

static AdwEntryRow *
add_entry (Dialog *dialog, GtkWidget *group, const char *title)
{
  GtkWidget *row = adw_entry_row_new ();

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), row);
  tl_ui_label (row, title);
  g_signal_connect_swapped (row, "entry-activated", G_CALLBACK (check_cb), dialog);
  return ADW_ENTRY_ROW (row);
}

void
tl_check_dialog_show (gpointer owner, TlStore *store)
{
  Dialog *dialog = g_new0 (Dialog, 1);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 18);
  GtkWidget *typed = adw_preferences_group_new ();
  GtkWidget *scanned = adw_preferences_group_new ();
  GtkWidget *check;

  dialog->window = tl_frame_new (owner, _ ("Check a paper"), box, _ ("_Check"), 560, -1, &check);
  dialog->store = g_object_ref (store);
  g_object_set_data_full (G_OBJECT (dialog->window), "dialog", dialog, dialog_free);
  adw_preferences_group_set_description (ADW_PREFERENCES_GROUP (typed),
                                         _ ("Type the number and the control code that stand on the paper…"));
  dialog->number = add_entry (dialog, typed, _ ("Number"));
  dialog->code = add_entry (dialog, typed, _ ("Control code"));
  adw_preferences_group_set_description (ADW_PREFERENCES_GROUP (scanned),
                                         _ ("… or scan the QR of a page: it also tells which line is another."));
  dialog->qr = add_entry (dialog, scanned, _ ("QR"));
  dialog->answer = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  gtk_box_append (GTK_BOX (box), typed);
  gtk_box_append (GTK_BOX (box), scanned);
  gtk_box_append (GTK_BOX (box), dialog->answer);
  gtk_widget_set_margin_top (box, 12);
  gtk_widget_set_margin_bottom (box, 24);
  gtk_widget_set_margin_start (box, 24);
  gtk_widget_set_margin_end (box, 24);
  g_signal_connect_swapped (check, "clicked", G_CALLBACK (check_cb), dialog);
  gtk_window_present (dialog->window);
}
