/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who is at the desk? Deriving the key takes up to a second and runs on a thread of its own; the page
 * says only that a passphrase is wrong, never which part. With the recovery code somebody comes in by
 * giving a desk a new passphrase, and then opens with that: so the journal knows who it was. */
#include "unlock/unlock-page.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

#include "application.h"
#include "call.h"
#include "vault/escrow.h"
#include "sync/place.h"
#include "demo/demo.h"
#include "unlock/restore-dialog.h"
#include "unlock/salvage-dialog.h"
#include "setup/recovery-view.h"
#include "store/staff-access.h"
#include "unlock/escrow-view.h"

#define WIDTH 440
#define WIDTH_OF_SHARE 680

struct _TlUnlockPage
{
  TlDoor parent_instance;

  AdwClamp *clamp;
  GtkStack *stack;
  GtkLabel *note;
  GtkDropDown *slots;
  GtkEditable *passphrase;
  GtkLabel *error;
  GtkWidget *open_button;
  GtkLabel *open_label;
  GtkSpinner *spinner;
  GtkWidget *forgot_button;
  GtkWidget *demo_button;
  GtkWidget *recover_box;
  GtkEditable *code;
  GtkDropDown *recover_slots;
  GtkEditable *new_passphrase;
  GtkEditable *new_again;
  GtkLabel *recover_error;
  GtkSpinner *recover_spinner;
  AdwBin *code_place;
  AdwBin *escrow_place;
  GtkWidget *escrow_button;
  GtkWidget *salvage_button;

  char *path;
  gboolean demo;
  gboolean busy;
  char *waiting;     /* while nothing can be tried: how long */
  guint wait_source;
  GPtrArray *staff_slots; /* (element-type TlSlot), in the order of the lists */
  TlStore *store;         /* open, but its recovery code is not yet on paper */
};

G_DEFINE_FINAL_TYPE (TlUnlockPage, tl_unlock_page, TL_TYPE_DOOR)

typedef struct
{
  char *path;
  char *slot;
  char *passphrase;
  char *code;          /* recovering: else NULL */
  char *recovery_code; /* out: a new one, when the first never reached paper */
} Opening;

static void
opening_free (gpointer data)
{
  Opening *opening = data;

  g_free (opening->path);
  g_free (opening->slot);
  tl_secret_free (opening->passphrase);
  tl_secret_free (opening->code);
  tl_secret_free (opening->recovery_code);
  g_free (opening);
}

static void
open_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Opening *opening = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (TlStore) store = NULL;
  g_autofree char *pending = NULL;

  if (opening->code != NULL)
    store = tl_place_recover (opening->path, opening->code, opening->slot, opening->passphrase, &error);
  else
    store = tl_place_unlock (opening->path, opening->slot, opening->passphrase, &error);
  if (store == NULL)
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }
  pending = tl_store_get_setting (store, "recovery_pending");
  if (g_strcmp0 (pending, "1") == 0 && !tl_store_renew_recovery (store, &opening->recovery_code, &error))
    g_clear_error (&error);
  g_task_return_pointer (task, g_steal_pointer (&store), g_object_unref);
}

static void
show_state (TlUnlockPage *self)
{
  gtk_label_set_text (self->open_label, self->busy ? _ ("Opening…") : self->waiting != NULL ? self->waiting : _ ("Open"));
  tl_ui_label (self->open_button, gtk_label_get_text (self->open_label));
  gtk_widget_set_sensitive (self->open_button, !self->busy && self->waiting == NULL);
  gtk_editable_set_editable (self->passphrase, !self->busy);
  gtk_widget_set_sensitive (self->recover_box, !self->busy && self->waiting == NULL);
}

static void
set_busy (TlUnlockPage *self, gboolean busy)
{
  self->busy = busy;
  gtk_spinner_set_spinning (self->spinner, busy);
  gtk_spinner_set_spinning (self->recover_spinner, busy);
  show_state (self);
}

static gboolean
wait_cb (gpointer data)
{
  TlUnlockPage *self = data;

  g_clear_pointer (&self->waiting, g_free);
  if (tl_door_wait (self->path, &self->waiting) == 0)
    self->wait_source = 0;
  show_state (self);
  return self->wait_source != 0 ? G_SOURCE_CONTINUE : G_SOURCE_REMOVE;
}

/* After several wrong ones each takes longer. */
static void
begin_wait (TlUnlockPage *self)
{
  g_clear_handle_id (&self->wait_source, g_source_remove);
  g_clear_pointer (&self->waiting, g_free);
  if (!self->demo && tl_door_wait (self->path, &self->waiting) > 0)
    self->wait_source = g_timeout_add_seconds (1, wait_cb, self);
  show_state (self);
}

/* The 54 digits of the leader's page stand in one line. */
static void
show_view (TlUnlockPage *self, const char *name)
{
  adw_clamp_set_maximum_size (self->clamp, g_str_equal (name, "escrow") ? WIDTH_OF_SHARE : WIDTH);
  gtk_stack_set_visible_child_name (self->stack, name);
}

static void
say (GtkLabel *label, const char *text)
{
  gtk_label_set_text (label, text != NULL ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (label), text != NULL);
}

/* What went wrong in words of somebody who wants in. */
static char *
explain (const GError *error)
{
  if (g_error_matches (error, TL_VAULT_ERROR, TL_VAULT_ERROR_PASSPHRASE))
    return g_strdup (_ ("Wrong passphrase."));
  if (g_error_matches (error, TL_VAULT_ERROR, TL_VAULT_ERROR_IN_USE))
    return g_strdup (_ ("The register is open in another program. Close it there, then try again. Nothing is lost."));
  if (g_error_matches (error, TL_VAULT_ERROR, TL_VAULT_ERROR_NEWER) || g_error_matches (error, TL_STORE_ERROR, TL_STORE_ERROR_NEWER))
    return g_strdup (_ ("This register was written by a newer version of the program. Update the program; the register is safe."));
  return g_strdup (error->message);
}

/* What is damaged may still be read in part; an error of SQL at opening is damage that nobody has named yet. */
static gboolean
is_damage (const GError *error)
{
  return g_error_matches (error, TL_VAULT_ERROR, TL_VAULT_ERROR_DAMAGED) || g_error_matches (error, TL_STORE_ERROR, TL_STORE_ERROR_DAMAGED)
         || g_error_matches (error, TL_STORE_ERROR, TL_STORE_ERROR_SQL);
}

static void
confirmed_cb (TlRecoveryView *view, TlUnlockPage *self)
{
  tl_door_recovery_confirmed (TL_DOOR (self), self->store);
}

static void
opened_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  TlUnlockPage *self = TL_UNLOCK_PAGE (source);
  Opening *opening = g_task_get_task_data (G_TASK (result));
  g_autoptr (GError) error = NULL;
  g_autoptr (TlStore) store = g_task_propagate_pointer (G_TASK (result), &error);
  gboolean recovering = opening->code != NULL;

  if (gtk_widget_get_root (GTK_WIDGET (self)) == NULL) /* hidden meanwhile: the store closes with the last reference */
    return;
  set_busy (self, FALSE);

  if (store == NULL)
    {
      g_autofree char *text = explain (error);

      if (g_error_matches (error, TL_VAULT_ERROR, TL_VAULT_ERROR_PASSPHRASE))
        begin_wait (self);
      if (recovering && g_error_matches (error, TL_VAULT_ERROR, TL_VAULT_ERROR_PASSPHRASE))
        say (self->recover_error, _ ("This is not the recovery code of this register."));
      else
        say (recovering ? self->recover_error : self->error, text);
      gtk_widget_set_visible (self->salvage_button, is_damage (error));
      if (is_damage (error) && !recovering)
        gtk_widget_grab_focus (self->salvage_button);
      else if (!recovering)
        {
          gtk_widget_grab_focus (GTK_WIDGET (self->passphrase));
          gtk_editable_select_region (self->passphrase, 0, -1);
        }
      return;
    }

  gtk_editable_set_text (self->passphrase, "");
  gtk_editable_set_text (self->code, "");
  if (opening->recovery_code != NULL)
    {
      GtkWidget *view = tl_recovery_view_new (opening->recovery_code);

      self->store = g_steal_pointer (&store);
      g_signal_connect (view, "confirmed", G_CALLBACK (confirmed_cb), self);
      adw_bin_set_child (self->code_place, view);
      show_view (self, "code");
      return;
    }
  tl_door_opened (TL_DOOR (self), store);
}

static void
start (TlUnlockPage *self, GtkDropDown *slots, const char *passphrase, const char *code)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, opened_cb, NULL);
  Opening *opening = g_new0 (Opening, 1);
  guint selected = gtk_drop_down_get_selected (slots);

  opening->path = g_strdup (self->path);
  opening->passphrase = tl_secret_dup (passphrase);
  opening->code = tl_secret_dup (code);
  if (self->staff_slots != NULL && selected < self->staff_slots->len)
    opening->slot = g_strdup (((TlSlot *)g_ptr_array_index (self->staff_slots, selected))->id);
  g_task_set_task_data (task, opening, opening_free);
  set_busy (self, TRUE);
  g_task_run_in_thread (task, open_thread);
}

static void
open_cb (TlUnlockPage *self)
{
  const char *text = gtk_editable_get_text (self->passphrase);

  if (self->busy || self->waiting != NULL)
    return;
  if (*text == '\0')
    {
      say (self->error, _ ("Type the passphrase of this desk."));
      gtk_widget_grab_focus (GTK_WIDGET (self->passphrase));
      return;
    }
  say (self->error, NULL);
  start (self, self->slots, text, NULL);
}

static void
code_changed_cb (TlUnlockPage *self)
{
  const char *text = gtk_editable_get_text (self->code);
  guint digits = 0, group = 0;

  for (const char *p = text; *p != '\0'; p++)
    digits += g_ascii_isdigit (*p) ? 1 : 0;
  if (tl_code_kind (text) == TL_CODE_SHARE)
    say (self->recover_error, _ ("This is the leader's page. It needs the province's answer too: go back and choose the province's help."));
  else if (digits >= 48 && !tl_recovery_code_check (text, &group))
    {
      g_autofree char *message = g_strdup_printf (_ ("Group %u has a mistyped digit."), group);

      say (self->recover_error, message);
    }
  else
    say (self->recover_error, NULL);
}

static void
recover_cb (TlUnlockPage *self)
{
  const char *code = gtk_editable_get_text (self->code);
  const char *passphrase = gtk_editable_get_text (self->new_passphrase);
  guint group = 0;

  if (self->busy || self->waiting != NULL)
    return;
  if (tl_code_kind (code) == TL_CODE_SHARE)
    {
      say (self->recover_error, _ ("This is the leader's page. It needs the province's answer too: go back and choose the province's help."));
      gtk_widget_grab_focus (GTK_WIDGET (self->code));
    }
  else if (!tl_recovery_code_check (code, &group))
    {
      g_autofree char *message = g_strdup_printf (_ ("Group %u is missing or has a mistyped digit."), group);

      say (self->recover_error, message);
      gtk_widget_grab_focus (GTK_WIDGET (self->code));
    }
  else if (g_utf8_strlen (passphrase, -1) < TL_PASSPHRASE_MIN_CHARS)
    {
      g_autofree char *message = g_strdup_printf (_ ("The new passphrase needs at least %d characters."), TL_PASSPHRASE_MIN_CHARS);

      say (self->recover_error, message);
      gtk_widget_grab_focus (GTK_WIDGET (self->new_passphrase));
    }
  else if (g_strcmp0 (passphrase, gtk_editable_get_text (self->new_again)) != 0)
    {
      say (self->recover_error, _ ("The two passphrases are not the same."));
      gtk_widget_grab_focus (GTK_WIDGET (self->new_again));
    }
  else
    {
      say (self->recover_error, NULL);
      start (self, self->recover_slots, passphrase, code);
    }
}

static void
forgot_cb (TlUnlockPage *self)
{
  show_view (self, "recover");
  gtk_widget_grab_focus (GTK_WIDGET (self->code));
}

static void
escrow_opened_cb (TlEscrowView *view, TlStore *store, TlUnlockPage *self)
{
  tl_door_opened (TL_DOOR (self), store);
}

static void
escrow_back_cb (TlEscrowView *view, TlUnlockPage *self)
{
  show_view (self, "passphrase");
  gtk_widget_grab_focus (GTK_WIDGET (self->passphrase));
}

static void
escrow_cb (TlUnlockPage *self)
{
  show_view (self, "escrow");
  gtk_widget_child_focus (GTK_WIDGET (self->escrow_place), GTK_DIR_TAB_FORWARD);
}

/* Offered only where it was set up. */
static void
load_escrow (TlUnlockPage *self)
{
  GtkWidget *view = self->demo ? NULL : tl_escrow_view_new (self->path, self->staff_slots);

  gtk_widget_set_visible (self->escrow_button, view != NULL);
  if (view == NULL)
    return;
  g_signal_connect (view, "opened", G_CALLBACK (escrow_opened_cb), self);
  g_signal_connect (view, "back", G_CALLBACK (escrow_back_cb), self);
  adw_bin_set_child (self->escrow_place, view);
}

static void
back_cb (TlUnlockPage *self)
{
  gtk_editable_set_text (self->code, "");
  gtk_editable_set_text (self->new_passphrase, "");
  gtk_editable_set_text (self->new_again, "");
  show_view (self, "passphrase");
  gtk_widget_grab_focus (GTK_WIDGET (self->passphrase));
}

static void
restore_cb (TlUnlockPage *self)
{
  tl_restore_dialog_show (TL_DOOR (self), self->path);
}

static void
salvage_cb (TlUnlockPage *self)
{
  tl_salvage_dialog_show (TL_DOOR (self), self->path, gtk_editable_get_text (self->passphrase));
}

static void
other_cb (TlUnlockPage *self)
{
  tl_door_choose_file (TL_DOOR (self));
}

static void
demo_cb (TlUnlockPage *self)
{
  g_autofree char *path = tl_application_demo_vault ();

  tl_door_other_vault (TL_DOOR (self), path, TRUE);
}

static void
load_slots (TlUnlockPage *self)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) slots = tl_vault_list_slots (self->path, &error);
  g_autoptr (GtkStringList) labels = gtk_string_list_new (NULL);

  self->staff_slots = g_ptr_array_new_with_free_func ((GDestroyNotify)tl_slot_free);
  if (slots == NULL)
    {
      g_autofree char *text = explain (error);

      say (self->error, text);
      gtk_widget_set_sensitive (self->open_button, FALSE);
    }
  for (guint i = 0; slots != NULL && i < slots->len; i++)
    {
      const TlSlot *slot = g_ptr_array_index (slots, i);
      TlSlot *copy;

      if (slot->kind != TL_SLOT_STAFF)
        continue;
      copy = g_new0 (TlSlot, 1);
      *copy = *slot;
      copy->label = g_strdup (slot->label);
      g_ptr_array_add (self->staff_slots, copy);
      gtk_string_list_append (labels, slot->label);
    }
  gtk_drop_down_set_model (self->slots, G_LIST_MODEL (labels));
  gtk_drop_down_set_model (self->recover_slots, G_LIST_MODEL (labels));
  gtk_widget_set_visible (GTK_WIDGET (self->slots), self->staff_slots->len > 1);
}

static gboolean
tl_unlock_page_focus (GtkWidget *widget, GtkDirectionType direction)
{
  TlUnlockPage *self = TL_UNLOCK_PAGE (widget);

  if (gtk_widget_get_focus_child (widget) == NULL && g_strcmp0 (gtk_stack_get_visible_child_name (self->stack), "passphrase") == 0)
    return gtk_widget_grab_focus (GTK_WIDGET (self->passphrase));
  return GTK_WIDGET_CLASS (tl_unlock_page_parent_class)->focus (widget, direction);
}

static void
tl_unlock_page_dispose (GObject *object)
{
  TlUnlockPage *self = TL_UNLOCK_PAGE (object);

  g_clear_handle_id (&self->wait_source, g_source_remove);
  g_clear_pointer (&self->waiting, g_free);
  g_clear_pointer (&self->path, g_free);
  g_clear_pointer (&self->staff_slots, g_ptr_array_unref);
  g_clear_object (&self->store);
  G_OBJECT_CLASS (tl_unlock_page_parent_class)->dispose (object);
}

static void
tl_unlock_page_class_init (TlUnlockPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tl_unlock_page_dispose;
  widget_class->focus = tl_unlock_page_focus;

  gtk_widget_class_set_template_from_resource (widget_class, "/vn/tamlanh/TamLanh/unlock/unlock-page.ui");
  gtk_widget_class_bind_template_child (widget_class, TlUnlockPage, clamp);
  gtk_widget_class_bind_template_child (widget_class, TlUnlockPage, stack);
  gtk_widget_class_bind_template_child (widget_class, TlUnlockPage, note);
  gtk_widget_class_bind_template_child (widget_class, TlUnlockPage, slots);
  gtk_widget_class_bind_template_child (widget_class, TlUnlockPage, passphrase);
  gtk_widget_class_bind_template_child (widget_class, TlUnlockPage, error);
  gtk_widget_class_bind_template_child (widget_class, TlUnlockPage, open_button);
  gtk_widget_class_bind_template_child (widget_class, TlUnlockPage, open_label);
  gtk_widget_class_bind_template_child (widget_class, TlUnlockPage, spinner);
  gtk_widget_class_bind_template_child (widget_class, TlUnlockPage, forgot_button);
  gtk_widget_class_bind_template_child (widget_class, TlUnlockPage, demo_button);
  gtk_widget_class_bind_template_child (widget_class, TlUnlockPage, recover_box);
  gtk_widget_class_bind_template_child (widget_class, TlUnlockPage, code);
  gtk_widget_class_bind_template_child (widget_class, TlUnlockPage, recover_slots);
  gtk_widget_class_bind_template_child (widget_class, TlUnlockPage, new_passphrase);
  gtk_widget_class_bind_template_child (widget_class, TlUnlockPage, new_again);
  gtk_widget_class_bind_template_child (widget_class, TlUnlockPage, recover_error);
  gtk_widget_class_bind_template_child (widget_class, TlUnlockPage, recover_spinner);
  gtk_widget_class_bind_template_child (widget_class, TlUnlockPage, code_place);
  gtk_widget_class_bind_template_child (widget_class, TlUnlockPage, escrow_place);
  gtk_widget_class_bind_template_child (widget_class, TlUnlockPage, escrow_button);
  gtk_widget_class_bind_template_child (widget_class, TlUnlockPage, salvage_button);
  gtk_widget_class_bind_template_callback (widget_class, open_cb);
  gtk_widget_class_bind_template_callback (widget_class, recover_cb);
  gtk_widget_class_bind_template_callback (widget_class, code_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, forgot_cb);
  gtk_widget_class_bind_template_callback (widget_class, escrow_cb);
  gtk_widget_class_bind_template_callback (widget_class, back_cb);
  gtk_widget_class_bind_template_callback (widget_class, other_cb);
  gtk_widget_class_bind_template_callback (widget_class, restore_cb);
  gtk_widget_class_bind_template_callback (widget_class, salvage_cb);
  gtk_widget_class_bind_template_callback (widget_class, demo_cb);
}

static void
tl_unlock_page_init (TlUnlockPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
tl_unlock_page_new (const char *path, gboolean demo)
{
  TlUnlockPage *self = g_object_new (TL_TYPE_UNLOCK_PAGE, NULL);

  self->path = g_strdup (path);
  self->demo = demo;
  load_slots (self);
  load_escrow (self);
  begin_wait (self);
  if (demo)
    {
      gtk_editable_set_text (self->passphrase, TL_DEMO_PASSPHRASE);
      say (self->note, _ ("A register with invented data. Its passphrase is filled in."));
      gtk_widget_set_visible (self->demo_button, FALSE);
      gtk_widget_set_visible (self->forgot_button, FALSE);
    }
  return GTK_WIDGET (self);
}
