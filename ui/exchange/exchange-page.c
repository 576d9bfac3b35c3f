/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "exchange/exchange-page.h"

#include <glib/gi18n-lib.h>

#include "call.h"
#include "exchange/preview-window.h"
#include "record/lists.h"
#include "record/time.h"
#include "sync/place.h"
#include "sync/escrow.h"
#include "sync/sync.h"

struct _TlExchangePage
{
  TlPage parent_instance;

  GtkListBox *peers;
  GtkListBox *bundles;
  GtkWidget *peers_group;
  AdwActionRow *own_row;
  AdwEntryRow *code_row;
  GtkWidget *open_button;
  GtkWidget *add_button;
  GtkWidget *card_button;
};

G_DEFINE_FINAL_TYPE (TlExchangePage, tl_exchange_page, TL_TYPE_PAGE)

/* --- What the page shows --- */

typedef struct
{
  char *fingerprint;
  GPtrArray *peers;
  GPtrArray *bundles;
} State;

static void
state_free (gpointer data)
{
  State *state = data;

  g_free (state->fingerprint);
  g_clear_pointer (&state->peers, g_ptr_array_unref);
  g_clear_pointer (&state->bundles, g_ptr_array_unref);
  g_free (state);
}

static gpointer
load_job (TlStore *store, gpointer data, GCancellable *cancellable, GError **error)
{
  State *state = g_new0 (State, 1);

  state->fingerprint = tl_identity_fingerprint (store, error);
  if (state->fingerprint != NULL)
    state->peers = tl_peer_list (store, error);
  if (state->peers != NULL)
    state->bundles = tl_bundle_list (store, error);
  if (state->bundles == NULL)
    g_clear_pointer (&state, state_free);
  return state;
}

static void
clear_list (GtkListBox *list)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (list))) != NULL)
    gtk_list_box_remove (list, child);
}

static void
add_placeholder (GtkListBox *list, const char *text)
{
  GtkWidget *row = adw_action_row_new ();

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), text);
  gtk_widget_set_sensitive (row, FALSE);
  gtk_list_box_append (list, row);
}

static void make_cb (GtkButton *button, TlExchangePage *self);
static void carried_cb (GtkButton *button, TlExchangePage *self);

static void
add_peer (TlExchangePage *self, TlPeer *peer)
{
  GtkWidget *row = adw_action_row_new ();
  g_autofree char *title = g_strdup_printf ("%s/%u", peer->site, peer->device);
  g_autofree char *subtitle = peer->trusted_by != NULL
                                  ? g_strdup_printf (_ ("%s\ncompared by phone: %s"), peer->fingerprint, peer->trusted_by)
                                  : g_strdup_printf (_ ("%s\nnot trusted yet"), peer->fingerprint);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 0);
  if (g_strcmp0 (peer->state, "dropped") == 0)
    {
      GtkWidget *pill = gtk_label_new (_ ("dropped"));

      gtk_widget_add_css_class (pill, "tl-pill");
      gtk_widget_set_valign (pill, GTK_ALIGN_CENTER);
      adw_action_row_add_suffix (ADW_ACTION_ROW (row), pill);
    }
  else if (peer->trusted_by != NULL)
    {
      GtkWidget *button = gtk_button_new_with_mnemonic (_ ("_Make bundle…"));

      gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
      g_object_set_data_full (G_OBJECT (button), "peer", g_strdup (peer->site), g_free);
      g_signal_connect_object (button, "clicked", G_CALLBACK (make_cb), self, 0);
      adw_action_row_add_suffix (ADW_ACTION_ROW (row), button);
    }
  gtk_list_box_append (self->peers, row);
}

static const char *
state_word (const char *state)
{
  if (g_strcmp0 (state, "made") == 0)
    return _ ("made");
  if (g_strcmp0 (state, "carried") == 0)
    return _ ("carried");
  if (g_strcmp0 (state, "received") == 0)
    return _ ("received");
  if (g_strcmp0 (state, "applied") == 0)
    return _ ("applied");
  if (g_strcmp0 (state, "rejected") == 0)
    return _ ("rejected");
  if (g_strcmp0 (state, "held") == 0)
    return _ ("held: an earlier one is missing");
  if (g_strcmp0 (state, "refused") == 0)
    return _ ("refused");
  return state;
}

/* made → carried → received → applied, as far as it has come. */
static GtkWidget *
make_steps (TlBundle *bundle)
{
  static const char *const steps[] = {"made", "carried", "received", "applied"};
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 4);
  gboolean known = FALSE;
  gboolean reached = TRUE;

  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    known = known || g_strcmp0 (bundle->state, steps[i]) == 0;
  gtk_widget_set_valign (box, GTK_ALIGN_CENTER);
  if (g_strcmp0 (bundle->direction, "out") != 0 || !known)
    {
      GtkWidget *pill = gtk_label_new (state_word (bundle->state));

      gtk_widget_add_css_class (pill, "tl-pill");
      gtk_widget_add_css_class (pill, g_strcmp0 (bundle->state, "applied") == 0 ? "good" : "warn");
      gtk_box_append (GTK_BOX (box), pill);
      return box;
    }
  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    {
      GtkWidget *pill = gtk_label_new (state_word (steps[i]));

      gtk_widget_add_css_class (pill, "tl-pill");
      gtk_widget_add_css_class (pill, reached ? "good" : "dim-label");
      gtk_box_append (GTK_BOX (box), pill);
      if (g_strcmp0 (bundle->state, steps[i]) == 0)
        reached = FALSE;
    }
  return box;
}

static void
add_bundle (TlExchangePage *self, TlBundle *bundle)
{
  GtkWidget *row = adw_action_row_new ();
  gboolean out = g_strcmp0 (bundle->direction, "out") == 0;
  g_autofree char *title = out ? g_strdup_printf (_ ("To %s, no. %llu"), bundle->peer, (unsigned long long)bundle->number)
                               : g_strdup_printf (_ ("From %s, no. %llu"), bundle->peer, (unsigned long long)bundle->number);
  g_autofree char *when = tl_time_format (bundle->at);
  g_autoptr (GString) subtitle = g_string_new (when);

  if (bundle->file != NULL)
    g_string_append_printf (subtitle, " · %s", bundle->file);
  if (bundle->reason != NULL)
    g_string_append_printf (subtitle, " · %s", bundle->reason);
  if (!out && bundle->receipt_code != NULL)
    g_string_append_printf (subtitle, _ ("\nreceipt code for the phone: %s"), bundle->receipt_code);
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle->str);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 0);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), make_steps (bundle));
  if (out && g_strcmp0 (bundle->state, "made") == 0)
    {
      GtkWidget *button = gtk_button_new_with_mnemonic (_ ("It is on its _way"));

      gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
      g_object_set_data_full (G_OBJECT (button), "bundle", g_strdup (bundle->id), g_free);
      g_signal_connect_object (button, "clicked", G_CALLBACK (carried_cb), self, 0);
      adw_action_row_add_suffix (ADW_ACTION_ROW (row), button);
    }
  gtk_list_box_append (self->bundles, row);
}

static void
loaded (gpointer owner, gpointer result, gpointer user_data)
{
  TlExchangePage *self = owner;
  State *state = result;

  adw_action_row_set_subtitle (self->own_row, state->fingerprint);
  clear_list (self->peers);
  for (guint i = 0; i < state->peers->len; i++)
    add_peer (self, state->peers->pdata[i]);
  if (state->peers->len == 0)
    add_placeholder (self->peers, _ ("Nobody yet: ask the other side for its card."));
  clear_list (self->bundles);
  for (guint i = 0; i < state->bundles->len; i++)
    add_bundle (self, state->bundles->pdata[i]);
  if (state->bundles->len == 0)
    add_placeholder (self->bundles, _ ("Nothing was sent or received yet."));
}

static void
tl_exchange_page_refresh (TlPage *page)
{
  tl_ui_call (page, tl_page_get_store (page), TL_JOB_NORMAL, _ ("The exchange could not be read."), load_job, NULL, NULL, state_free,
              loaded, NULL);
}

/* --- Files --- */

typedef void (*FileChosen) (TlExchangePage *self, char *path, gpointer data);

typedef struct
{
  FileChosen chosen;
  gpointer data;
} Choice;

static void
file_response_cb (GtkNativeDialog *dialog, int response, gpointer user_data)
{
  TlExchangePage *self = user_data;
  Choice *choice = g_object_get_data (G_OBJECT (dialog), "choice");
  g_autoptr (GFile) file = NULL;
  g_autofree char *path = NULL;

  if (response == GTK_RESPONSE_ACCEPT)
    {
      file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog));
      path = file != NULL ? g_file_get_path (file) : NULL;
      if (path != NULL)
        choice->chosen (self, path, choice->data);
      else
        tl_ui_show_error (self, _ ("This place cannot be used."), _ ("Choose a folder on this computer or a USB drive."));
    }
  g_object_unref (dialog);
}

static void
choose_file (TlExchangePage *self, const char *title, GtkFileChooserAction action, const char *accept, const char *name,
             const char *pattern, FileChosen chosen, gpointer data)
{
  GtkFileChooserNative *dialog
      = gtk_file_chooser_native_new (title, GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))), action, accept, _ ("_Cancel"));
  Choice *choice = g_new0 (Choice, 1);

  choice->chosen = chosen;
  choice->data = data;
  g_object_set_data_full (G_OBJECT (dialog), "choice", choice, g_free);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (dialog), TRUE);
  if (name != NULL)
    gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (dialog), name);
  if (pattern != NULL)
    {
      g_auto (GStrv) patterns = g_strsplit (pattern, " ", -1);
      GtkFileFilter *filter = gtk_file_filter_new ();

      for (guint i = 0; patterns[i] != NULL; i++)
        gtk_file_filter_add_pattern (filter, patterns[i]);
      gtk_file_filter_set_name (filter, pattern);
      gtk_file_chooser_add_filter (GTK_FILE_CHOOSER (dialog), filter);
      g_object_unref (filter);
    }
  g_signal_connect_object (dialog, "response", G_CALLBACK (file_response_cb), self, 0);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (dialog));
}

/* --- Our card and theirs --- */

static gpointer
write_card_job (TlStore *store, gpointer data, GCancellable *cancellable, GError **error)
{
  return tl_peer_write_card (store, data, error) ? GINT_TO_POINTER (1) : NULL;
}

static void
card_written (gpointer owner, gpointer result, gpointer user_data)
{
  tl_ui_toast (owner, _ ("The card was written. Read the fingerprint out on the phone."));
}

static void
card_path_chosen (TlExchangePage *self, char *path, gpointer data)
{
  tl_ui_call (self, tl_page_get_store (TL_PAGE (self)), TL_JOB_NORMAL, _ ("The card was not written."), write_card_job, g_strdup (path),
              g_free, NULL, card_written, NULL);
}

static void
save_card_cb (TlExchangePage *self)
{
  TlStore *store = tl_page_get_store (TL_PAGE (self));
  g_autofree char *name = g_strdup_printf ("%s-%u.tlc", tl_store_site (store), tl_store_device (store));

  choose_file (self, _ ("Save our card"), GTK_FILE_CHOOSER_ACTION_SAVE, _ ("_Save"), name, NULL, card_path_chosen, NULL);
}

typedef struct
{
  char *path;
  char *trusted_by;
} Trust;

static void
trust_free (gpointer data)
{
  Trust *trust = data;

  g_free (trust->path);
  g_free (trust->trusted_by);
  g_free (trust);
}

static gpointer
read_card_job (TlStore *store, gpointer data, GCancellable *cancellable, GError **error)
{
  return tl_peer_read_card (store, data, error);
}

static gpointer
add_peer_job (TlStore *store, gpointer data, GCancellable *cancellable, GError **error)
{
  Trust *trust = data;

  return tl_peer_add (store, trust->path, trust->trusted_by, NULL, error) ? GINT_TO_POINTER (1) : NULL;
}

static void
peer_added (gpointer owner, gpointer result, gpointer user_data)
{
  tl_ui_toast (owner, _ ("The place is trusted now."));
  tl_page_refresh (TL_PAGE (owner));
}

static void
fingerprint_confirmed (gpointer owner, const char *reason, gpointer user_data)
{
  g_autofree char *path = user_data;
  Trust *trust = g_new0 (Trust, 1);

  trust->path = g_steal_pointer (&path);
  trust->trusted_by = g_strdup (reason);
  tl_ui_call (owner, tl_page_get_store (TL_PAGE (owner)), TL_JOB_NORMAL, _ ("The place was not added."), add_peer_job, trust, trust_free,
              NULL, peer_added, NULL);
}

static void
card_read (gpointer owner, gpointer result, gpointer user_data)
{
  TlPeer *peer = result;
  g_autofree char *heading = g_strdup_printf (_ ("Card of %s/%u"), peer->site, peer->device);
  g_autofree char *body = g_strdup_printf (
      _ ("Fingerprint:\n%s\n\nCall the other side on a number you know and compare every group. Only then trust the card."),
      peer->fingerprint);

  tl_ui_confirm (owner, heading, body, _ ("_Trust"), _ ("Compared by phone with (name)"), fingerprint_confirmed, user_data);
}

static void
card_chosen (TlExchangePage *self, char *path, gpointer data)
{
  tl_ui_call (self, tl_page_get_store (TL_PAGE (self)), TL_JOB_NORMAL, _ ("This card cannot be used."), read_card_job, g_strdup (path),
              g_free, (GDestroyNotify)tl_peer_free, card_read, g_strdup (path));
}

static void
add_card_cb (TlExchangePage *self)
{
  choose_file (self, _ ("Card of the other side"), GTK_FILE_CHOOSER_ACTION_OPEN, _ ("_Open"), NULL, "*.tlc", card_chosen, NULL);
}

/* --- Sending --- */

typedef struct
{
  char *peer;
  char *dir;
} Parcel;

static void
parcel_free (gpointer data)
{
  Parcel *parcel = data;

  g_free (parcel->peer);
  g_free (parcel->dir);
  g_free (parcel);
}

static gpointer
preview_job (TlStore *store, gpointer data, GCancellable *cancellable, GError **error)
{
  return tl_bundle_preview (store, data, error);
}

static gpointer
make_job (TlStore *store, gpointer data, GCancellable *cancellable, GError **error)
{
  Parcel *parcel = data;

  return tl_bundle_make (store, parcel->peer, parcel->dir, error);
}

static void
bundle_made (gpointer owner, gpointer result, gpointer user_data)
{
  TlBundle *bundle = result;
  g_autofree char *text = g_strdup_printf (_ ("The bundle was written: %s"), bundle->file);

  tl_ui_toast (owner, text);
  tl_page_refresh (TL_PAGE (owner));
}

static void
folder_chosen (TlExchangePage *self, char *path, gpointer data)
{
  Parcel *parcel = g_new0 (Parcel, 1);

  parcel->peer = data;
  parcel->dir = g_strdup (path);
  tl_ui_call (self, tl_page_get_store (TL_PAGE (self)), TL_JOB_NORMAL, _ ("The bundle was not made."), make_job, parcel, parcel_free,
              (GDestroyNotify)tl_bundle_free, bundle_made, NULL);
}

static void
preview_agreed (gpointer owner, gpointer user_data)
{
  choose_file (owner, _ ("Where to write the bundle"), GTK_FILE_CHOOSER_ACTION_SELECT_FOLDER, _ ("_Write here"), NULL, NULL, folder_chosen,
               g_strdup (user_data));
}

static void
previewed (gpointer owner, gpointer result, gpointer user_data)
{
  tl_preview_window_show (owner, _ ("What leaves this computer"),
                          _ ("This and nothing else goes into the bundle. It is sealed: only the place it is made for can open it."),
                          result, _ ("Choose _folder…"), preview_agreed, user_data, g_free);
}

static void
make_cb (GtkButton *button, TlExchangePage *self)
{
  const char *peer = g_object_get_data (G_OBJECT (button), "peer");

  tl_ui_call (self, tl_page_get_store (TL_PAGE (self)), TL_JOB_NORMAL, _ ("The preview could not be made."), preview_job, g_strdup (peer),
              g_free, (GDestroyNotify)json_object_unref, previewed, g_strdup (peer));
}

static gpointer
carried_job (TlStore *store, gpointer data, GCancellable *cancellable, GError **error)
{
  return tl_bundle_mark_carried (store, data, error) ? GINT_TO_POINTER (1) : NULL;
}

static void
refresh_done (gpointer owner, gpointer result, gpointer user_data)
{
  tl_page_refresh (TL_PAGE (owner));
}

static void
carried_cb (GtkButton *button, TlExchangePage *self)
{
  tl_ui_call (self, tl_page_get_store (TL_PAGE (self)), TL_JOB_NORMAL, _ ("This could not be noted."), carried_job,
              g_strdup (g_object_get_data (G_OBJECT (button), "bundle")), g_free, NULL, refresh_done, NULL);
}

/* --- Receiving --- */

typedef struct
{
  TlBundle *bundle;
  char *receipt;
} Applied;

static void
applied_free (gpointer data)
{
  Applied *applied = data;

  tl_bundle_free (applied->bundle);
  g_free (applied->receipt);
  g_free (applied);
}

static gpointer
inspect_job (TlStore *store, gpointer data, GCancellable *cancellable, GError **error)
{
  return tl_bundle_inspect (store, data, error);
}

/* The receipt is left beside the bundle: the stick that brought the one takes the other back. */
static gpointer
apply_job (TlStore *store, gpointer data, GCancellable *cancellable, GError **error)
{
  Applied *applied = g_new0 (Applied, 1);
  g_autofree char *dir = g_path_get_dirname (data);

  applied->bundle = tl_place_apply_bundle (store, data, dir, &applied->receipt, error);
  if (applied->bundle == NULL)
    g_clear_pointer (&applied, applied_free);
  return applied;
}

static void
applied_done (gpointer owner, gpointer result, gpointer user_data)
{
  Applied *applied = result;
  g_autofree char *receipt = applied->receipt != NULL ? g_path_get_basename (applied->receipt) : NULL;
  g_autofree char *text
      = receipt != NULL ? g_strdup_printf (_ ("Applied. The receipt lies beside it: %s"), receipt) : g_strdup (_ ("Applied."));

  if (receipt == NULL && applied->bundle->reason != NULL)
    tl_ui_show_error (owner, _ ("The bundle was applied, without a receipt."), applied->bundle->reason);
  else
    tl_ui_toast (owner, text);
  tl_page_refresh (TL_PAGE (owner));
}

static void
apply_agreed (gpointer owner, gpointer user_data)
{
  tl_ui_call (owner, tl_page_get_store (TL_PAGE (owner)), TL_JOB_NORMAL, _ ("The bundle was not applied; nothing was changed."), apply_job,
              g_strdup (user_data), g_free, applied_free, applied_done, NULL);
}

static void
inspected (gpointer owner, gpointer result, gpointer user_data)
{
  tl_preview_window_show (owner, _ ("What came in"),
                          _ ("The bundle is whole and comes from a place we trust. Taking it over writes this into the register."), result,
                          _ ("_Take over"), apply_agreed, user_data, g_free);
}

static gpointer
receipt_job (TlStore *store, gpointer data, GCancellable *cancellable, GError **error)
{
  return tl_receipt_apply (store, data, error);
}

static void
receipt_done (gpointer owner, gpointer result, gpointer user_data)
{
  TlBundle *bundle = result;
  g_autofree char *text
      = g_strdup_printf (_ ("Bundle no. %llu to %s: %s"), (unsigned long long)bundle->number, bundle->peer, state_word (bundle->state));

  tl_ui_toast (owner, text);
  gtk_editable_set_text (GTK_EDITABLE (TL_EXCHANGE_PAGE (owner)->code_row), "");
  tl_page_refresh (TL_PAGE (owner));
}

static void
take_receipt (TlExchangePage *self, const char *path_or_code)
{
  tl_ui_call (self, tl_page_get_store (TL_PAGE (self)), TL_JOB_NORMAL, _ ("The receipt does not fit."), receipt_job,
              g_strdup (path_or_code), g_free, (GDestroyNotify)tl_bundle_free, receipt_done, NULL);
}

/* --- A request to open another register --- */

typedef struct
{
  char *path;
  char *compared_with;
  char *out;
} Reply;

/* The page keeps it until it is answered, the next one comes or the page goes: a question can be left without an answer. */
#define ASKED "tl-asked"

static void
reply_free (gpointer data)
{
  Reply *reply = data;

  g_free (reply->path);
  g_free (reply->compared_with);
  g_free (reply->out);
  g_free (reply);
}

static gpointer
request_job (TlStore *store, gpointer data, GCancellable *cancellable, GError **error)
{
  return tl_escrow_read_request (store, data, error);
}

static gpointer
answer_job (TlStore *store, gpointer data, GCancellable *cancellable, GError **error)
{
  Reply *reply = data;

  return GINT_TO_POINTER (tl_escrow_answer (store, reply->path, reply->compared_with, reply->out, error));
}

static void
answered (gpointer owner, gpointer result, gpointer user_data)
{
  tl_ui_toast (owner, _ ("The answer was written. It opens nothing without the leader's page."));
}

static void
answer_place_chosen (TlExchangePage *self, char *path, gpointer data)
{
  Reply *reply = data;

  g_object_steal_data (G_OBJECT (self), ASKED);
  reply->out = g_strdup (path);
  tl_ui_call (self, tl_page_get_store (TL_PAGE (self)), TL_JOB_NORMAL, _ ("The request was not answered."), answer_job, reply, reply_free,
              NULL, answered, NULL);
}

static void
digits_compared (gpointer owner, const char *reason, gpointer user_data)
{
  Reply *reply = user_data;

  g_free (reply->compared_with);
  reply->compared_with = g_strdup (reason);
  choose_file (owner, _ ("Where to write the answer"), GTK_FILE_CHOOSER_ACTION_SAVE, _ ("_Save"), "1" TL_ANSWER_ENDING, NULL,
               answer_place_chosen, reply);
}

static void
request_read (gpointer owner, gpointer result, gpointer user_data)
{
  TlEscrowRequest *request = result;
  Reply *reply = g_object_get_data (owner, ASKED);
  const char *trust = request->trusted ? "" : _ ("\n\nThis computer's card is not trusted here now. Do not answer before you know who asks.");
  g_autofree char *before = request->answered > 0 ? g_strdup_printf (ngettext ("\n\nRequests of this register were answered %u time before.",
                                                                               "\n\nRequests of this register were answered %u times before.",
                                                                               request->answered),
                                                                     request->answered)
                                                  : g_strdup ("");
  g_autofree char *heading = request->asker != NULL ? g_strdup_printf (_ ("%s asks to open its register"), request->asker)
                                                    : g_strdup (_ ("An unknown computer asks to open its register"));
  g_autofree char *body = g_strdup_printf (
      _ ("Digits of the request:\n%s\n\nCall that place's leader on a number you know and let them read the digits to you. Answer only if every "
         "group is the same: whoever holds the leader's page and this answer opens everything in that register.%s%s"),
      request->fingerprint, trust, before);

  tl_ui_confirm (owner, heading, body, _ ("_Answer…"), _ ("Compared by phone with (name)"), digits_compared, reply);
}

static void
incoming_chosen (TlExchangePage *self, char *path, gpointer data)
{
  if (g_str_has_suffix (path, TL_REQUEST_ENDING))
    {
      Reply *reply = g_new0 (Reply, 1);

      reply->path = g_strdup (path);
      g_object_set_data_full (G_OBJECT (self), ASKED, reply, reply_free);
      tl_ui_call (self, tl_page_get_store (TL_PAGE (self)), TL_JOB_NORMAL, _ ("This request cannot be answered."), request_job,
                  g_strdup (path), g_free, (GDestroyNotify)tl_escrow_request_free, request_read, NULL);
    }
  else if (g_str_has_suffix (path, ".tlr"))
    take_receipt (self, path);
  else
    tl_ui_call (self, tl_page_get_store (TL_PAGE (self)), TL_JOB_NORMAL, _ ("The bundle cannot be taken over; nothing was changed."),
                inspect_job, g_strdup (path), g_free, (GDestroyNotify)json_object_unref, inspected, g_strdup (path));
}

static void
open_cb (TlExchangePage *self)
{
  choose_file (self, _ ("Bundle, receipt or request"), GTK_FILE_CHOOSER_ACTION_OPEN, _ ("_Open"), NULL, "*.tlb *.tlr *" TL_REQUEST_ENDING, incoming_chosen, NULL);
}

static void
code_cb (TlExchangePage *self)
{
  take_receipt (self, gtk_editable_get_text (GTK_EDITABLE (self->code_row)));
}

static gboolean
tl_exchange_page_wants (TlPage *page, TlType type)
{
  return FALSE;
}

static void
tl_exchange_page_class_init (TlExchangePageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  TlPageClass *page_class = TL_PAGE_CLASS (klass);

  page_class->refresh = tl_exchange_page_refresh;
  page_class->wants = tl_exchange_page_wants;
  gtk_widget_class_set_template_from_resource (widget_class, "/vn/tamlanh/TamLanh/exchange/exchange-page.ui");
#define BIND(name) gtk_widget_class_bind_template_child (widget_class, TlExchangePage, name)
  BIND (peers);
  BIND (bundles);
  BIND (peers_group);
  BIND (own_row);
  BIND (code_row);
  BIND (open_button);
  BIND (add_button);
  BIND (card_button);
#undef BIND
  gtk_widget_class_bind_template_callback (widget_class, open_cb);
  gtk_widget_class_bind_template_callback (widget_class, code_cb);
  gtk_widget_class_bind_template_callback (widget_class, add_card_cb);
  gtk_widget_class_bind_template_callback (widget_class, save_card_cb);
}

static void
tl_exchange_page_init (TlExchangePage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
