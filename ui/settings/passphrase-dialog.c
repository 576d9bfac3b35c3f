/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "settings/passphrase-dialog.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

#include "call.h"
#include "settings/section.h"
#include "store/staff-access.h"

typedef struct
{
  GWeakRef owner;
  TlStore *store;
  GtkWindow *window;
  char *staff_id; /* NULL: change one's own */
  GtkWidget *label;
  GtkWidget *old;
  GtkWidget *passphrase;
  GtkWidget *again;
  GtkWidget *strength;
  GtkWidget *strength_words;
  GtkWidget *problem;
  GtkWidget *spinner;
  GtkWidget *fields;
  GtkWidget *save;
  TlPassphraseDone done;
} Dialog;

static void
dialog_free (gpointer data)
{
  Dialog *dialog = data;

  g_weak_ref_clear (&dialog->owner);
  g_object_unref (dialog->store);
  g_free (dialog->staff_id);
  g_free (dialog);
}

typedef struct
{
  char *staff_id;
  char *label;
  char *old;
  char *passphrase;
} Wish;

static void
wish_free (gpointer data)
{
  Wish *wish = data;

  g_free (wish->staff_id);
  g_free (wish->label);
  tl_secret_free (wish->old);
  tl_secret_free (wish->passphrase);
  g_free (wish);
}

static gpointer
save_job (TlStore *store, gpointer data, GCancellable *cancellable, GError **error)
{
  Wish *wish = data;

  if (wish->staff_id != NULL)
    tl_store_add_access (store, wish->staff_id, wish->label, wish->passphrase, NULL, error);
  else
    tl_store_change_passphrase (store, wish->old, wish->passphrase, error);
  return NULL;
}

static void
say (Dialog *dialog, const char *problem, GtkWidget *where)
{
  gtk_label_set_text (GTK_LABEL (dialog->problem), problem);
  gtk_widget_set_visible (dialog->problem, problem != NULL);
  if (where != NULL)
    gtk_widget_grab_focus (where);
}

static void
set_busy (Dialog *dialog, gboolean busy)
{
  gtk_widget_set_sensitive (dialog->fields, !busy);
  gtk_widget_set_sensitive (dialog->save, !busy);
  gtk_widget_set_visible (dialog->spinner, busy);
  gtk_spinner_set_spinning (GTK_SPINNER (dialog->spinner), busy);
}

static void
saved (gpointer window, gpointer result, const GError *error, gpointer user_data)
{
  Dialog *dialog = g_object_get_data (window, "dialog");
  g_autoptr (GObject) owner = NULL;

  set_busy (dialog, FALSE);
  if (error != NULL)
    {
      gboolean wrong = g_error_matches (error, TL_VAULT_ERROR, TL_VAULT_ERROR_PASSPHRASE) && dialog->old != NULL;

      say (dialog, wrong ? _ ("The present passphrase is not right.") : error->message, wrong ? dialog->old : NULL);
      return;
    }
  owner = g_weak_ref_get (&dialog->owner);
  if (owner != NULL)
    dialog->done (owner);
  gtk_window_destroy (dialog->window);
}

static const char *
text_in (GtkWidget *entry)
{
  return entry != NULL ? gtk_editable_get_text (GTK_EDITABLE (entry)) : "";
}

static void
save_cb (Dialog *dialog)
{
  const char *passphrase = text_in (dialog->passphrase);
  g_autofree char *label = g_strstrip (g_strdup (text_in (dialog->label)));
  Wish *wish;

  if (dialog->label != NULL && *label == '\0')
    {
      say (dialog, _ ("Give the door a dull word, for instance “Bàn 2”."), dialog->label);
      return;
    }
  if (g_utf8_strlen (passphrase, -1) < TL_PASSPHRASE_MIN_CHARS || tl_passphrase_strength (passphrase) == 0)
    {
      say (dialog, _ ("This passphrase would be too easy to guess. Make it longer."), dialog->passphrase);
      return;
    }
  if (g_strcmp0 (passphrase, text_in (dialog->again)) != 0)
    {
      say (dialog, _ ("The two passphrases are not the same."), dialog->again);
      return;
    }
  wish = g_new0 (Wish, 1);
  wish->staff_id = g_strdup (dialog->staff_id);
  wish->label = g_steal_pointer (&label);
  wish->old = tl_secret_dup (text_in (dialog->old));
  wish->passphrase = tl_secret_dup (passphrase);
  say (dialog, NULL, NULL);
  set_busy (dialog, TRUE);
  tl_ui_call_full (dialog->window, dialog->store, TL_JOB_NORMAL, save_job, wish, wish_free, NULL, saved, NULL);
}

static void
passphrase_changed_cb (Dialog *dialog)
{
  const char *words[] = {_ ("Too short or too easy to guess"), _ ("Weak"), _ ("Fair"), _ ("Good"), _ ("Strong")};
  const char *text = text_in (dialog->passphrase);
  guint strength = *text != '\0' ? tl_passphrase_strength (text) : 0;

  gtk_level_bar_set_value (GTK_LEVEL_BAR (dialog->strength), strength);
  gtk_label_set_text (GTK_LABEL (dialog->strength_words), *text != '\0' ? words[MIN (strength, 4)] : "");
  say (dialog, NULL, NULL);
}

static GtkWidget *
add_field (Dialog *dialog, const char *label, gboolean secret)
{
  GtkWidget *caption = gtk_label_new (label);
  GtkWidget *entry = secret ? gtk_password_entry_new () : gtk_entry_new ();

  gtk_label_set_xalign (GTK_LABEL (caption), 0);
  gtk_widget_add_css_class (caption, "tl-field-label");
  if (secret)
    gtk_password_entry_set_show_peek_icon (GTK_PASSWORD_ENTRY (entry), TRUE);
  tl_ui_label (entry, label);
  gtk_box_append (GTK_BOX (dialog->fields), caption);
  gtk_box_append (GTK_BOX (dialog->fields), entry);
  g_signal_connect_swapped (entry, "activate", G_CALLBACK (save_cb), dialog);
  return entry;
}

static GtkWidget *
add_words (GtkWidget *box, const char *text, const char *css)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  if (css != NULL)
    gtk_widget_add_css_class (label, css);
  gtk_box_append (GTK_BOX (box), label);
  return label;
}

static void
add_strength (Dialog *dialog)
{
  dialog->strength = gtk_level_bar_new_for_interval (0, 4);
  gtk_level_bar_set_mode (GTK_LEVEL_BAR (dialog->strength), GTK_LEVEL_BAR_MODE_DISCRETE);
  tl_ui_label (dialog->strength, _ ("Strength of the passphrase"));
  gtk_box_append (GTK_BOX (dialog->fields), dialog->strength);
  dialog->strength_words = add_words (dialog->fields, "", "tl-field-label");
  g_signal_connect_swapped (dialog->passphrase, "changed", G_CALLBACK (passphrase_changed_cb), dialog);
}

static void
present (Dialog *dialog, gpointer owner, const char *title, const char *go)
{
  GtkWidget *bar = adw_header_bar_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *inner = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  GtkWidget *cancel = tl_settings_button (_ ("_Cancel"), NULL);
  GtkEventController *keys = gtk_shortcut_controller_new ();

  dialog->save = tl_settings_button (go, NULL);
  gtk_widget_add_css_class (dialog->save, "suggested-action");
  dialog->spinner = gtk_spinner_new ();
  gtk_widget_set_visible (dialog->spinner, FALSE);
  tl_ui_label (dialog->spinner, _ ("Working…"));
  adw_header_bar_set_show_start_title_buttons (ADW_HEADER_BAR (bar), FALSE);
  adw_header_bar_set_show_end_title_buttons (ADW_HEADER_BAR (bar), FALSE);
  adw_header_bar_pack_start (ADW_HEADER_BAR (bar), cancel);
  adw_header_bar_pack_end (ADW_HEADER_BAR (bar), dialog->save);
  adw_header_bar_pack_end (ADW_HEADER_BAR (bar), dialog->spinner);
  gtk_widget_set_margin_top (inner, 18);
  gtk_widget_set_margin_bottom (inner, 24);
  gtk_widget_set_margin_start (inner, 24);
  gtk_widget_set_margin_end (inner, 24);
  gtk_box_append (GTK_BOX (inner), dialog->fields);
  dialog->problem = add_words (inner, NULL, "tl-field-error");
  gtk_widget_set_visible (dialog->problem, FALSE);
  gtk_box_append (GTK_BOX (box), bar);
  gtk_box_append (GTK_BOX (box), inner);
  adw_window_set_content (ADW_WINDOW (dialog->window), box);
  g_signal_connect_swapped (cancel, "clicked", G_CALLBACK (gtk_window_close), dialog->window);
  g_signal_connect_swapped (dialog->save, "clicked", G_CALLBACK (save_cb), dialog);
  gtk_shortcut_controller_add_shortcut (
      GTK_SHORTCUT_CONTROLLER (keys), gtk_shortcut_new (gtk_keyval_trigger_new (GDK_KEY_Escape, 0), gtk_named_action_new ("window.close")));
  gtk_widget_add_controller (GTK_WIDGET (dialog->window), keys);
  gtk_window_set_title (dialog->window, title);
  gtk_window_set_modal (dialog->window, TRUE);
  gtk_window_set_transient_for (dialog->window, GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (owner))));
  gtk_window_set_default_size (dialog->window, 480, -1);
  gtk_window_present (dialog->window);
  gtk_widget_child_focus (dialog->fields, GTK_DIR_TAB_FORWARD);
}

static Dialog *
dialog_new (gpointer owner, TlStore *store, TlPassphraseDone done)
{
  Dialog *dialog = g_new0 (Dialog, 1);

  g_weak_ref_init (&dialog->owner, owner);
  dialog->store = g_object_ref (store);
  dialog->done = done;
  dialog->window = GTK_WINDOW (adw_window_new ());
  dialog->fields = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  g_object_set_data_full (G_OBJECT (dialog->window), "dialog", dialog, dialog_free);
  return dialog;
}

void
tl_passphrase_dialog_add (gpointer owner, TlStore *store, TlRecord *staff, TlPassphraseDone done)
{
  Dialog *dialog = dialog_new (owner, store, done);
  const char *name = tl_record_text (staff, TL_STAFF_FULL_NAME);

  dialog->staff_id = g_strdup (tl_record_id (staff));
  add_words (dialog->fields, name, "heading");
  add_words (dialog->fields,
             _ ("Let the person type the passphrase without being watched. Everybody who finds this computer sees the word of the door: no "
                "name in it."),
             NULL);
  dialog->label = add_field (dialog, _ ("Word of the door"), FALSE);
  gtk_entry_set_placeholder_text (GTK_ENTRY (dialog->label), _ ("Bàn 2"));
  dialog->passphrase = add_field (dialog, _ ("Passphrase"), TRUE);
  add_strength (dialog);
  dialog->again = add_field (dialog, _ ("Passphrase once more"), TRUE);
  present (dialog, owner, _ ("A passphrase of their own"), _ ("_Give"));
}

void
tl_passphrase_dialog_change (gpointer owner, TlStore *store, TlPassphraseDone done)
{
  Dialog *dialog = dialog_new (owner, store, done);

  add_words (dialog->fields, _ ("Copies of the register made before still open with the old passphrase."), NULL);
  dialog->old = add_field (dialog, _ ("Present passphrase"), TRUE);
  dialog->passphrase = add_field (dialog, _ ("New passphrase"), TRUE);
  add_strength (dialog);
  dialog->again = add_field (dialog, _ ("New passphrase once more"), TRUE);
  present (dialog, owner, _ ("Change my passphrase"), _ ("C_hange"));
}
