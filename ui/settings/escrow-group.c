/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "settings/escrow-group.h"

#include <glib/gi18n-lib.h>

#include "call.h"
#include "setup/recovery-view.h"
#include "sync/escrow.h"
#include "sync/sync.h"

#define KEY "tl-escrow-group"

typedef struct
{
  GtkWidget *row;
  GtkWidget *make;
  GtkWidget *remove;
  GtkStringList *peers; /* names of the computers that can hold a half */
} Group;

typedef struct
{
  TlEscrowState *state;
  GPtrArray *names; /* (element-type utf8) */
} Loaded;

static void
group_free (gpointer data)
{
  Group *group = data;

  g_clear_object (&group->peers);
  g_free (group);
}

static void
loaded_free (gpointer data)
{
  Loaded *loaded = data;

  tl_escrow_state_free (loaded->state);
  g_clear_pointer (&loaded->names, g_ptr_array_unref);
  g_free (loaded);
}

static gpointer
load_job (TlStore *store, gpointer data, GCancellable *cancellable, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (GPtrArray) peers = tl_peer_list (store, &local);
  Loaded *loaded = g_new0 (Loaded, 1);

  loaded->names = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; peers != NULL && i < peers->len; i++)
    {
      const TlPeer *peer = peers->pdata[i];

      if (g_strcmp0 (peer->state, "trusted") == 0)
        g_ptr_array_add (loaded->names, g_strdup_printf ("%s/%u", peer->site, peer->device));
    }
  if (local == NULL)
    loaded->state = tl_escrow_get (store, &local);
  if (local == NULL)
    return loaded;
  g_propagate_error (error, g_steal_pointer (&local));
  loaded_free (loaded);
  return NULL;
}

static void
loaded_cb (gpointer owner, gpointer result, gpointer user_data)
{
  Group *group = g_object_get_data (owner, KEY);
  Loaded *loaded = result;
  TlEscrowState *state = loaded->state;
  g_autofree char *text = NULL;

  g_set_object (&group->peers, NULL);
  group->peers = gtk_string_list_new (NULL);
  for (guint i = 0; i < loaded->names->len; i++)
    gtk_string_list_append (group->peers, loaded->names->pdata[i]);
  if (state == NULL)
    text = g_strdup (loaded->names->len > 0
                         ? _ ("Not set up. If every passphrase and the recovery page are lost, the register is lost.")
                         : _ ("Not set up. First trust the province's card, under “Send and receive”."));
  else if (state->pending)
    text = g_strdup_printf (_ ("%s holds the other half, but the leader's page was never confirmed. Make a new page."), state->peer);
  else
    text = g_strdup_printf (_ ("%s holds the other half. The leader's page begins with %06u."), state->peer, state->page);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (group->row), text);
  gtk_widget_set_sensitive (group->make, loaded->names->len > 0);
  gtk_button_set_label (GTK_BUTTON (group->make), state != NULL ? _ ("New pa_ge…") : _ ("_Set up…"));
  tl_ui_label (group->make, state != NULL ? _ ("New leader's page") : _ ("Set up the province's help"));
  gtk_widget_set_visible (group->remove, state != NULL);
}

void
tl_escrow_group_refresh (TlSettingsSection *section)
{
  tl_ui_call (section, tl_settings_section_get_store (section), TL_JOB_NORMAL, _ ("The province's help could not be read."), load_job, NULL,
              NULL, loaded_free, loaded_cb, NULL);
}

/* --- Making --- */

typedef struct
{
  char *peer;
  char *share;
} Made;

static void
made_free (gpointer data)
{
  Made *made = data;

  g_free (made->peer);
  tl_secret_free (made->share);
  g_free (made);
}

static gpointer
make_job (TlStore *store, gpointer data, GCancellable *cancellable, GError **error)
{
  Made *made = g_new0 (Made, 1);

  made->peer = g_strdup (data);
  if (tl_escrow_make (store, data, &made->share, error))
    return made;
  made_free (made);
  return NULL;
}

static gpointer
confirm_job (TlStore *store, gpointer data, GCancellable *cancellable, GError **error)
{
  tl_escrow_confirm (store, error);
  return NULL;
}

static void
confirm_done (gpointer owner, gpointer result, gpointer user_data)
{
  tl_ui_toast (owner, _ ("The leader's page is on paper. An earlier page is worthless: destroy it."));
  tl_escrow_group_refresh (owner);
}

static void
confirmed_cb (GtkWidget *view, TlSettingsSection *section)
{
  tl_ui_call (section, tl_settings_section_get_store (section), TL_JOB_NORMAL, _ ("The new page holds, but this could not be noted."),
              confirm_job, NULL, NULL, NULL, confirm_done, NULL);
  gtk_window_destroy (GTK_WINDOW (gtk_widget_get_root (view)));
}

GtkWindow *
tl_escrow_paper_window (TlSettingsSection *section, GtkWidget *view, const char *title)
{
  GtkWidget *window = adw_window_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  gtk_widget_set_margin_top (view, 12);
  gtk_widget_set_margin_bottom (view, 24);
  gtk_widget_set_margin_start (view, 24);
  gtk_widget_set_margin_end (view, 24);
  gtk_box_append (GTK_BOX (box), adw_header_bar_new ());
  gtk_box_append (GTK_BOX (box), view);
  adw_window_set_content (ADW_WINDOW (window), box);
  gtk_window_set_title (GTK_WINDOW (window), title);
  gtk_window_set_modal (GTK_WINDOW (window), TRUE);
  gtk_window_set_transient_for (GTK_WINDOW (window), GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (section))));
  gtk_window_set_default_size (GTK_WINDOW (window), 560, -1);
  gtk_window_present (GTK_WINDOW (window));
  return GTK_WINDOW (window);
}

static void
made_cb (gpointer owner, gpointer result, gpointer user_data)
{
  Made *made = result;
  GtkWidget *view = tl_recovery_view_new_share (made->share, made->peer);

  g_signal_connect_object (view, "confirmed", G_CALLBACK (confirmed_cb), owner, 0);
  tl_escrow_paper_window (owner, view, _ ("The leader's page"));
  tl_escrow_group_refresh (owner);
}

static void
peer_chosen_cb (AdwMessageDialog *dialog, const char *response, TlSettingsSection *section)
{
  GtkDropDown *choice = GTK_DROP_DOWN (adw_message_dialog_get_extra_child (dialog));
  GtkStringObject *chosen = gtk_drop_down_get_selected_item (choice);

  if (g_strcmp0 (response, "go") == 0 && chosen != NULL)
    tl_ui_call (section, tl_settings_section_get_store (section), TL_JOB_NORMAL, _ ("The two halves were not made."), make_job,
                g_strdup (gtk_string_object_get_string (chosen)), g_free, made_free, made_cb, NULL);
}

static void
make_cb (GtkButton *button, TlSettingsSection *section)
{
  Group *group = g_object_get_data (G_OBJECT (section), KEY);
  GtkWidget *dialog;
  GtkWidget *choice;

  if (group->peers == NULL)
    return;
  dialog = adw_message_dialog_new (
      GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (section))), _ ("Let the province help?"),
      _ ("One half of a key is sealed to the computer chosen here, the other is printed for your leader. Only both together open the register. "
         "Have a printer or pen and paper ready: the page is shown only once, and an earlier one becomes worthless."));
  choice = gtk_drop_down_new (G_LIST_MODEL (g_object_ref (group->peers)), NULL);
  tl_ui_label (choice, _ ("Computer that holds the other half"));
  adw_message_dialog_set_extra_child (ADW_MESSAGE_DIALOG (dialog), choice);
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel", _ ("_Cancel"), "go", _ ("_Make the page"), NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "go", ADW_RESPONSE_SUGGESTED);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  g_signal_connect_object (dialog, "response", G_CALLBACK (peer_chosen_cb), section, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}

/* --- Taking away --- */

static gpointer
remove_job (TlStore *store, gpointer data, GCancellable *cancellable, GError **error)
{
  tl_escrow_remove (store, error);
  return NULL;
}

static void
removed_cb (gpointer owner, gpointer result, gpointer user_data)
{
  tl_ui_toast (owner, _ ("The two halves open nothing any more."));
  tl_escrow_group_refresh (owner);
}

static void
remove_agreed (gpointer owner, const char *reason, gpointer user_data)
{
  tl_ui_call (owner, tl_settings_section_get_store (owner), TL_JOB_NORMAL, _ ("The two halves are still there."), remove_job, NULL, NULL,
              NULL, removed_cb, NULL);
}

static void
remove_cb (GtkButton *button, TlSettingsSection *section)
{
  tl_ui_confirm (section, _ ("Take the province's help away?"),
                 _ ("The leader's page becomes worthless. If every passphrase and the recovery page are lost, nobody can open the register."),
                 _ ("_Take away"), NULL, remove_agreed, NULL);
}

AdwPreferencesGroup *
tl_escrow_group_add (TlSettingsSection *section)
{
  Group *group = g_new0 (Group, 1);
  AdwPreferencesGroup *list
      = tl_settings_group (section, _ ("The province's help"),
                           _ ("For the day on which every passphrase and the recovery page are lost: two people open the register together."));

  group->row = tl_settings_row (list, _ ("Two halves of a key"), "");
  group->remove = tl_settings_button (_ ("_Take away…"), _ ("Take the province's help away"));
  group->make = tl_settings_button (_ ("_Set up…"), _ ("Set up the province's help"));
  gtk_widget_set_visible (group->remove, FALSE);
  gtk_widget_set_sensitive (group->make, FALSE);
  adw_action_row_add_suffix (ADW_ACTION_ROW (group->row), group->remove);
  adw_action_row_add_suffix (ADW_ACTION_ROW (group->row), group->make);
  g_signal_connect (group->make, "clicked", G_CALLBACK (make_cb), section);
  g_signal_connect (group->remove, "clicked", G_CALLBACK (remove_cb), section);
  g_object_set_data_full (G_OBJECT (section), KEY, group, group_free);
  return list;
}
