/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "statement/numbers-dialog.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

#include "call.h"
#include "frame.h"
#include "support/support.h"

typedef struct
{
  GtkWindow *window;
  TlStore *store;
  GtkWidget *state;
  GtkWidget *give;
  GtkWidget *take;
  AdwEntryRow *device;
  AdwEntryRow *word;
  GtkWidget *caption;
  GtkWidget *shown; /* the word to type on the other PC */
} Dialog;

/* Who holds the numbers, and after a hand-over the word. */
typedef struct
{
  guint own;
  guint holder;
  char *word;
} State;

typedef struct
{
  guint give_to;
  char *take;
} Wish;

static void
dialog_free (gpointer data)
{
  Dialog *dialog = data;

  g_object_unref (dialog->store);
  g_free (dialog);
}

static void
state_free (gpointer data)
{
  State *state = data;

  g_free (state->word);
  g_free (state);
}

static void
wish_free (gpointer data)
{
  Wish *wish = data;

  g_free (wish->take);
  g_free (wish);
}

static gpointer
act_job (TlStore *store, gpointer data, GCancellable *cancellable, GError **error)
{
  Wish *wish = data;
  State *state = g_new0 (State, 1);

  if ((wish->give_to > 0 && !tl_statement_give_numbers (store, wish->give_to, &state->word, error))
      || (wish->take != NULL && !tl_statement_take_numbers (store, wish->take, error)))
    g_clear_pointer (&state, state_free);
  else
    {
      state->own = tl_store_device (store);
      state->holder = tl_statement_number_device (store);
      if (state->word == NULL)
        state->word = tl_statement_numbers_word (store);
    }
  return state;
}

static void
acted (gpointer owner, gpointer result, gpointer user_data)
{
  Dialog *dialog = g_object_get_data (G_OBJECT (owner), "dialog");
  State *state = result;
  gboolean here = state->own == state->holder;
  g_autofree char *words
      = here ? g_strdup_printf (_ ("This computer (PC %u) gives the statement numbers of this place."), state->own)
             : g_strdup_printf (_ ("PC %u gives the statement numbers of this place; this is PC %u."), state->holder, state->own);

  gtk_label_set_text (GTK_LABEL (dialog->state), words);
  gtk_widget_set_visible (dialog->give, here);
  gtk_widget_set_visible (dialog->take, !here);
  gtk_widget_set_visible (dialog->shown, state->word != NULL);
  gtk_widget_set_visible (dialog->caption, state->word != NULL);
  if (state->word != NULL)
    gtk_label_set_text (GTK_LABEL (dialog->shown), state->word);
}

static void
act (Dialog *dialog, guint give_to, const char *take)
{
  Wish *wish = g_new0 (Wish, 1);

  wish->give_to = give_to;
  wish->take = g_strdup (take);
  tl_ui_call (dialog->window, dialog->store, TL_JOB_NORMAL, _ ("The numbers were not handed over."), act_job, wish, wish_free, state_free,
              acted, NULL);
}

static void
give_cb (Dialog *dialog)
{
  guint64 device = g_ascii_strtoull (gtk_editable_get_text (GTK_EDITABLE (dialog->device)), NULL, 10);

  act (dialog, device > 0 && device < 100 ? (guint)device : 100, NULL);
}

static void
take_cb (Dialog *dialog)
{
  act (dialog, 0, gtk_editable_get_text (GTK_EDITABLE (dialog->word)));
}

static GtkWidget *
make_part (Dialog *dialog, const char *words, const char *title, const char *button, AdwEntryRow **entry, GCallback pressed)
{
  GtkWidget *group = adw_preferences_group_new ();
  GtkWidget *row = adw_entry_row_new ();
  GtkWidget *go = gtk_button_new_with_mnemonic (button);

  adw_preferences_group_set_description (ADW_PREFERENCES_GROUP (group), words);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  tl_ui_label (row, title);
  gtk_widget_set_valign (go, GTK_ALIGN_CENTER);
  adw_entry_row_add_suffix (ADW_ENTRY_ROW (row), go);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), row);
  g_signal_connect_swapped (go, "clicked", pressed, dialog);
  g_signal_connect_swapped (row, "entry-activated", pressed, dialog);
  *entry = ADW_ENTRY_ROW (row);
  gtk_widget_set_visible (group, FALSE);
  return group;
}

void
tl_numbers_dialog_show (gpointer owner, TlStore *store)
{
  Dialog *dialog = g_new0 (Dialog, 1);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 18);

  dialog->window = tl_frame_new (owner, _ ("Statement numbers"), box, NULL, 600, 400, NULL);
  dialog->store = g_object_ref (store);
  g_object_set_data_full (G_OBJECT (dialog->window), "dialog", dialog, dialog_free);
  dialog->state = gtk_label_new (NULL);
  gtk_label_set_xalign (GTK_LABEL (dialog->state), 0);
  gtk_label_set_wrap (GTK_LABEL (dialog->state), TRUE);
  dialog->give
      = make_part (dialog,
                   _ ("Only one PC of a place gives numbers, so that none is missing and none stands twice. After handing over, this "
                      "PC gives none until they come back."),
                   _ ("Number of the other PC"), _ ("_Hand over"), &dialog->device, G_CALLBACK (give_cb));
  dialog->take = make_part (dialog, _ ("On the other PC choose “Hand over”; it shows a word. Type it here."), _ ("Word of the other PC"),
                            _ ("_Take over"), &dialog->word, G_CALLBACK (take_cb));
  dialog->shown = gtk_label_new (NULL);
  gtk_label_set_selectable (GTK_LABEL (dialog->shown), TRUE);
  gtk_widget_add_css_class (dialog->shown, "tl-code");
  gtk_widget_set_visible (dialog->shown, FALSE);
  tl_ui_label (dialog->shown, _ ("Type this word on the other PC"));
  dialog->caption = gtk_label_new (_ ("Type this word on the other PC"));
  gtk_widget_set_visible (dialog->caption, FALSE);
  gtk_box_append (GTK_BOX (box), dialog->state);
  gtk_box_append (GTK_BOX (box), dialog->caption);
  gtk_box_append (GTK_BOX (box), dialog->shown);
  gtk_box_append (GTK_BOX (box), dialog->give);
  gtk_box_append (GTK_BOX (box), dialog->take);
  gtk_widget_set_margin_top (box, 12);
  gtk_widget_set_margin_bottom (box, 24);
  gtk_widget_set_margin_start (box, 24);
  gtk_widget_set_margin_end (box, 24);
  act (dialog, 0, NULL);
  gtk_window_present (dialog->window);
}
