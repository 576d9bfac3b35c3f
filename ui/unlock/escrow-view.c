/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "unlock/escrow-view.h"

#include <glib/gi18n-lib.h>

#include "call.h"
#include "sync/escrow.h"
#include "vault/escrow.h"

struct _TlEscrowView
{
  AdwBin parent_instance;

  char *path;
  char *answer;
  GPtrArray *slots;
  GtkWidget *box;
  GtkWidget *share;
  GtkWidget *ask;
  GtkWidget *asked;
  GtkWidget *fingerprint;
  GtkWidget *choose;
  GtkWidget *desks;
  GtkWidget *passphrase;
  GtkWidget *again;
  GtkWidget *problem;
  GtkWidget *open;
  GtkWidget *spinner;
};

enum
{
  OPENED,
  BACK,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (TlEscrowView, tl_escrow_view, ADW_TYPE_BIN)

/* --- Helpers --- */

static const char *
text_in (GtkWidget *entry)
{
  return gtk_editable_get_text (GTK_EDITABLE (entry));
}

static void
say (TlEscrowView *self, const char *text, GtkWidget *where)
{
  gtk_label_set_text (GTK_LABEL (self->problem), text != NULL ? text : "");
  gtk_widget_set_visible (self->problem, text != NULL);
  if (where != NULL)
    gtk_widget_grab_focus (where);
}

/* TRUE if the leader's page is typed; else says which group to look at. */
static gboolean
share_is_whole (TlEscrowView *self)
{
  g_autofree char *message = NULL;
  guint group = 0;

  if (tl_share_check (text_in (self->share), &group))
    return TRUE;
  if (tl_code_kind (text_in (self->share)) == TL_CODE_RECOVERY)
    message = g_strdup (_ ("These digits are from the recovery page, which opens the register by itself: use it in its own place."));
  else
    message = g_strdup_printf (_ ("Group %u is missing or has a mistyped digit."), group);
  say (self, message, self->share);
  return FALSE;
}

static void
choose_file (TlEscrowView *self, const char *title, GtkFileChooserAction action, const char *accept, const char *name, const char *pattern,
             GCallback chosen)
{
  GtkFileChooserNative *dialog
      = gtk_file_chooser_native_new (title, GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))), action, accept, _ ("_Cancel"));
  g_autoptr (GtkFileFilter) filter = gtk_file_filter_new ();

  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (dialog), TRUE);
  if (name != NULL)
    gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (dialog), name);
  gtk_file_filter_add_pattern (filter, pattern);
  gtk_file_filter_set_name (filter, pattern);
  gtk_file_chooser_add_filter (GTK_FILE_CHOOSER (dialog), filter);
  g_signal_connect_object (dialog, "response", chosen, self, 0);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (dialog));
}

static char *
chosen_path (GtkNativeDialog *dialog, int response)
{
  g_autoptr (GFile) file = response == GTK_RESPONSE_ACCEPT ? gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog)) : NULL;

  return file != NULL ? g_file_get_path (file) : NULL;
}

/* --- Asking --- */

static void
request_chosen_cb (GtkNativeDialog *dialog, int response, TlEscrowView *self)
{
  g_autofree char *path = chosen_path (dialog, response);
  g_autoptr (TlEscrowAsked) asked = NULL;
  g_autoptr (GError) error = NULL;

  g_object_unref (dialog);
  if (path == NULL)
    return;
  /* A few hundred bytes and no stretching: done before anybody could wait. */
  asked = tl_escrow_ask (self->path, text_in (self->share), path, &error);
  if (asked == NULL)
    say (self, error->message, self->share);
  else
    {
      g_autofree char *text
          = g_strdup_printf (_ ("Bring the request to %s. Call them on a number you know and read these digits out. While you wait for the answer "
                                "this window may be closed."),
                             asked->peer);

      say (self, NULL, NULL);
      gtk_label_set_text (GTK_LABEL (self->asked), text);
      gtk_label_set_text (GTK_LABEL (self->fingerprint), asked->fingerprint);
      gtk_widget_set_visible (self->asked, TRUE);
      gtk_widget_set_visible (self->fingerprint, TRUE);
    }
}

static void
ask_cb (TlEscrowView *self)
{
  if (share_is_whole (self))
    choose_file (self, _ ("Where to write the request"), GTK_FILE_CHOOSER_ACTION_SAVE, _ ("_Save"), "1" TL_REQUEST_ENDING,
                 "*" TL_REQUEST_ENDING, G_CALLBACK (request_chosen_cb));
}

/* --- Using --- */

typedef struct
{
  char *path;
  char *answer;
  char *share;
  char *slot;
  char *passphrase;
} Use;

static void
use_free (gpointer data)
{
  Use *use = data;

  g_free (use->path);
  g_free (use->answer);
  g_free (use->slot);
  tl_secret_free (use->share);
  tl_secret_free (use->passphrase);
  g_free (use);
}

static void
use_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Use *use = data;
  g_autoptr (GError) error = NULL;
  TlStore *store = tl_escrow_use (use->path, use->answer, use->share, use->slot, use->passphrase, &error);

  if (store == NULL)
    g_task_return_error (task, g_steal_pointer (&error));
  else
    g_task_return_pointer (task, store, g_object_unref);
}

static void
set_busy (TlEscrowView *self, gboolean busy)
{
  gtk_widget_set_sensitive (self->box, !busy);
  gtk_widget_set_visible (self->spinner, busy);
  gtk_spinner_set_spinning (GTK_SPINNER (self->spinner), busy);
}

static void
clear (TlEscrowView *self)
{
  gtk_editable_set_text (GTK_EDITABLE (self->share), "");
  gtk_editable_set_text (GTK_EDITABLE (self->passphrase), "");
  gtk_editable_set_text (GTK_EDITABLE (self->again), "");
}

static void
used_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  TlEscrowView *self = TL_ESCROW_VIEW (source);
  g_autoptr (GError) error = NULL;
  g_autoptr (TlStore) store = g_task_propagate_pointer (G_TASK (result), &error);

  if (gtk_widget_get_root (GTK_WIDGET (self)) == NULL) /* hidden meanwhile: the store closes with the last reference */
    return;
  set_busy (self, FALSE);
  if (store == NULL)
    say (self, error->message, NULL);
  else
    {
      clear (self);
      g_signal_emit (self, signals[OPENED], 0, store);
    }
}

static void
open_cb (TlEscrowView *self)
{
  guint selected = gtk_drop_down_get_selected (GTK_DROP_DOWN (self->desks));
  const char *passphrase = text_in (self->passphrase);
  g_autoptr (GTask) task = NULL;
  Use *use;

  if (!share_is_whole (self))
    return;
  if (self->answer == NULL)
    say (self, _ ("Choose the answer that came back."), self->choose);
  else if (g_utf8_strlen (passphrase, -1) < TL_PASSPHRASE_MIN_CHARS || tl_passphrase_strength (passphrase) == 0)
    say (self, _ ("This passphrase would be too easy to guess. Make it longer."), self->passphrase);
  else if (g_strcmp0 (passphrase, text_in (self->again)) != 0)
    say (self, _ ("The two passphrases are not the same."), self->again);
  else if (selected < self->slots->len)
    {
      use = g_new0 (Use, 1);
      use->path = g_strdup (self->path);
      use->answer = g_strdup (self->answer);
      use->share = tl_secret_dup (text_in (self->share));
      use->slot = g_strdup (((TlSlot *)self->slots->pdata[selected])->id);
      use->passphrase = tl_secret_dup (passphrase);
      say (self, NULL, NULL);
      set_busy (self, TRUE);
      task = g_task_new (self, NULL, used_cb, NULL);
      g_task_set_task_data (task, use, use_free);
      g_task_run_in_thread (task, use_thread);
    }
}

static void
answer_chosen_cb (GtkNativeDialog *dialog, int response, TlEscrowView *self)
{
  g_autofree char *path = chosen_path (dialog, response);
  g_autofree char *name = path != NULL ? g_path_get_basename (path) : NULL;

  g_object_unref (dialog);
  if (path == NULL)
    return;
  g_free (self->answer);
  self->answer = g_steal_pointer (&path);
  gtk_button_set_label (GTK_BUTTON (self->choose), name);
  say (self, NULL, NULL);
}

static void
choose_cb (TlEscrowView *self)
{
  choose_file (self, _ ("The answer"), GTK_FILE_CHOOSER_ACTION_OPEN, _ ("_Open"), NULL, "*" TL_ANSWER_ENDING, G_CALLBACK (answer_chosen_cb));
}

static void
back_cb (TlEscrowView *self)
{
  clear (self);
  say (self, NULL, NULL);
  g_signal_emit (self, signals[BACK], 0);
}

/* --- What it is made of --- */

static GtkWidget *
add_words (TlEscrowView *self, const char *text, const char *css)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  if (css != NULL)
    gtk_widget_add_css_class (label, css);
  gtk_box_append (GTK_BOX (self->box), label);
  return label;
}

static GtkWidget *
add_field (TlEscrowView *self, const char *caption, GtkWidget *entry)
{
  add_words (self, caption, "tl-field-label");
  tl_ui_label (entry, caption);
  gtk_box_append (GTK_BOX (self->box), entry);
  return entry;
}

static GtkWidget *
secret_entry (void)
{
  GtkWidget *entry = gtk_password_entry_new ();

  gtk_password_entry_set_show_peek_icon (GTK_PASSWORD_ENTRY (entry), TRUE);
  return entry;
}

static void
build (TlEscrowView *self, const TlEscrow *escrow)
{
  g_autoptr (GtkStringList) labels = gtk_string_list_new (NULL);
  g_autofree char *who
      = g_strdup_printf (_ ("%s holds one half of a key, your leader the other, on a page that begins with %06u. Both together open the register."),
                         escrow->label, escrow->page);
  GtkWidget *buttons = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *back = gtk_button_new_with_label (_ ("Back"));

  for (guint i = 0; i < self->slots->len; i++)
    gtk_string_list_append (labels, ((TlSlot *)self->slots->pdata[i])->label);
  add_words (self, _ ("Open with the province's help"), "title-2");
  add_words (self, who, "tl-page-subtitle");

  self->share = gtk_entry_new ();
  gtk_entry_set_input_purpose (GTK_ENTRY (self->share), GTK_INPUT_PURPOSE_DIGITS);
  gtk_entry_set_input_hints (GTK_ENTRY (self->share), GTK_INPUT_HINT_PRIVATE | GTK_INPUT_HINT_NO_SPELLCHECK);
  gtk_widget_add_css_class (self->share, "monospace");
  add_field (self, _ ("Digits of the leader's page"), self->share);

  add_words (self, _ ("1. Ask"), "heading");
  self->ask = gtk_button_new_with_mnemonic (_ ("_Write the request…"));
  gtk_box_append (GTK_BOX (self->box), self->ask);
  self->asked = add_words (self, "", NULL);
  gtk_widget_set_visible (self->asked, FALSE);
  self->fingerprint = add_words (self, "", "heading");
  gtk_label_set_selectable (GTK_LABEL (self->fingerprint), TRUE);
  gtk_widget_set_visible (self->fingerprint, FALSE);

  add_words (self, _ ("2. When the answer has come"), "heading");
  self->choose = gtk_button_new_with_mnemonic (_ ("Choose the _answer…"));
  gtk_box_append (GTK_BOX (self->box), self->choose);
  self->desks = add_field (self, _ ("Desk that gets a new passphrase"), gtk_drop_down_new (G_LIST_MODEL (g_steal_pointer (&labels)), NULL));
  self->passphrase = add_field (self, _ ("New passphrase"), secret_entry ());
  self->again = add_field (self, _ ("New passphrase once more"), secret_entry ());
  self->problem = add_words (self, "", "tl-field-error");
  gtk_widget_set_visible (self->problem, FALSE);

  self->spinner = gtk_spinner_new ();
  gtk_widget_set_visible (self->spinner, FALSE);
  gtk_box_append (GTK_BOX (self->box), self->spinner);
  self->open = gtk_button_new_with_label (_ ("Open"));
  gtk_widget_add_css_class (self->open, "suggested-action");
  gtk_widget_set_size_request (self->open, -1, 44);
  gtk_box_set_homogeneous (GTK_BOX (buttons), TRUE);
  gtk_box_append (GTK_BOX (buttons), back);
  gtk_box_append (GTK_BOX (buttons), self->open);
  gtk_box_append (GTK_BOX (self->box), buttons);
  g_signal_connect_swapped (self->ask, "clicked", G_CALLBACK (ask_cb), self);
  g_signal_connect_swapped (self->choose, "clicked", G_CALLBACK (choose_cb), self);
  g_signal_connect_swapped (self->open, "clicked", G_CALLBACK (open_cb), self);
  g_signal_connect_swapped (self->again, "activate", G_CALLBACK (open_cb), self);
  g_signal_connect_swapped (back, "clicked", G_CALLBACK (back_cb), self);
}

static void
tl_escrow_view_finalize (GObject *object)
{
  TlEscrowView *self = TL_ESCROW_VIEW (object);

  g_free (self->path);
  g_free (self->answer);
  g_clear_pointer (&self->slots, g_ptr_array_unref);
  G_OBJECT_CLASS (tl_escrow_view_parent_class)->finalize (object);
}

static void
tl_escrow_view_class_init (TlEscrowViewClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = tl_escrow_view_finalize;
  signals[OPENED] = g_signal_new ("opened", TL_TYPE_ESCROW_VIEW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, TL_TYPE_STORE);
  signals[BACK] = g_signal_new ("back", TL_TYPE_ESCROW_VIEW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
tl_escrow_view_init (TlEscrowView *self)
{
  self->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 8);
  adw_bin_set_child (ADW_BIN (self), self->box);
}

GtkWidget *
tl_escrow_view_new (const char *path, GPtrArray *slots)
{
  TlEscrowView *self;
  TlEscrow escrow;

  if (slots == NULL || !tl_escrow_read (path, &escrow, NULL))
    return NULL;
  self = g_object_new (TL_TYPE_ESCROW_VIEW, NULL);
  self->path = g_strdup (path);
  self->slots = g_ptr_array_ref (slots);
  build (self, &escrow);
  return GTK_WIDGET (self);
}
