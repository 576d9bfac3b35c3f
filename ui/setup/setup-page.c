/* SPDX-License-Identifier: GPL-3.0-or-later */
/* First run: which place, who, a passphrase, and the recovery code on paper. The register is made when
 * the passphrase is chosen; until the code has been typed back, the setting "recovery_pending" says so
 * inside the vault, and whoever opens it next is shown a new code. */
#include "setup/setup-page.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>

#include "application.h"
#include "call.h"
#include "demo/demo.h"
#include "sync/place.h"
#include "record/lists.h"
#include "setup/recovery-view.h"
#include "unlock/restore-dialog.h"
#include "sync/place.h"

struct _TlSetupPage
{
  TlDoor parent_instance;

  GtkStack *stack;
  GtkWidget *begin_button;
  GtkCheckButton *site_dc;
  GtkCheckButton *site_dt;
  GtkCheckButton *site_hy;
  GtkCheckButton *second_pc;
  GtkEditable *staff_name;
  AdwComboRow *role;
  GtkEditable *desk;
  GtkLabel *who_error;
  GtkEditable *passphrase;
  GtkLevelBar *strength;
  GtkLabel *strength_label;
  GtkEditable *again;
  GtkLabel *phrase_error;
  GtkSpinner *spinner;
  GtkLabel *working;
  AdwBin *code_place;

  char *path;
  TlStore *store; /* made, its recovery code not yet typed back */
};

G_DEFINE_FINAL_TYPE (TlSetupPage, tl_setup_page, TL_TYPE_DOOR)

typedef struct
{
  char *path;
  char *site;
  guint device;
  char *name;
  char *role;
  char *desk;
  char *passphrase;
  gboolean demo;
  char *recovery_code; /* out */
} Making;

static void
making_free (gpointer data)
{
  Making *making = data;

  g_free (making->path);
  g_free (making->site);
  g_free (making->name);
  g_free (making->role);
  g_free (making->desk);
  tl_secret_free (making->passphrase);
  tl_secret_free (making->recovery_code);
  g_free (making);
}

static void
make_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Making *making = data;
  g_autofree char *folder = g_path_get_dirname (making->path);
  g_autoptr (TlVault) vault = NULL;
  g_autoptr (TlStore) store = NULL;
  g_autoptr (GError) error = NULL;
  gboolean good, made;

  g_mkdir_with_parents (folder, 0700);
  if (tl_vault_set_unfinished_aside (making->path, &error))
    vault = tl_vault_create (making->path, making->desk, making->passphrase, &making->recovery_code, NULL, &error);
  made = vault != NULL;
  if (made)
    store = tl_place_open (g_steal_pointer (&vault), &error);
  good = store != NULL && tl_place_setup (store, making->site, making->device, making->name, making->role, &error);
  if (good && making->demo)
    good = tl_demo_fill (store, TL_DEMO_CASES, TL_DEMO_SEED, &error);
  else if (good)
    good = tl_store_set_setting (store, "recovery_pending", "1", &error);
  good = good && tl_vault_finish (tl_store_vault (store), &error);

  if (!good)
    {
      /* Half a register is none: nothing of anybody is in it yet. */
      if (store != NULL)
        tl_store_close (store);
      if (made)
        {
          g_autofree char *lock = g_strconcat (making->path, ".lock", NULL);
          g_autofree char *wal = g_strconcat (making->path, "-wal", NULL);

          g_remove (making->path);
          g_remove (wal);
          g_remove (lock);
        }
      g_task_return_error (task, g_steal_pointer (&error));
    }
  else
    g_task_return_pointer (task, g_steal_pointer (&store), g_object_unref);
}

static void
show_step (TlSetupPage *self, const char *step, gpointer focus)
{
  gtk_stack_set_visible_child_name (self->stack, step);
  if (focus != NULL)
    gtk_widget_grab_focus (GTK_WIDGET (focus));
}

static void
say (GtkLabel *label, const char *text)
{
  gtk_label_set_text (label, text != NULL ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (label), text != NULL);
}

static void
confirmed_cb (TlRecoveryView *view, TlSetupPage *self)
{
  tl_door_recovery_confirmed (TL_DOOR (self), self->store);
}

static void
made_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  TlSetupPage *self = TL_SETUP_PAGE (source);
  Making *making = g_task_get_task_data (G_TASK (result));
  g_autoptr (GError) error = NULL;
  g_autoptr (TlStore) store = g_task_propagate_pointer (G_TASK (result), &error);

  if (gtk_widget_get_root (GTK_WIDGET (self)) == NULL)
    return;
  gtk_spinner_stop (self->spinner);

  if (store == NULL)
    {
      tl_ui_show_error (self, _ ("The register could not be made."), error->message);
      show_step (self, making->demo ? "welcome" : "phrase", NULL);
      return;
    }

  gtk_editable_set_text (self->passphrase, "");
  gtk_editable_set_text (self->again, "");
  if (making->demo)
    {
      tl_door_opened (TL_DOOR (self), store);
      return;
    }
  self->store = g_steal_pointer (&store);
  {
    GtkWidget *view = tl_recovery_view_new (making->recovery_code);

    g_signal_connect (view, "confirmed", G_CALLBACK (confirmed_cb), self);
    adw_bin_set_child (self->code_place, view);
    show_step (self, "code", NULL);
  }
}

static void
make (TlSetupPage *self, Making *making, const char *text)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, made_cb, NULL);

  gtk_label_set_text (self->working, text);
  gtk_spinner_start (self->spinner);
  show_step (self, "working", NULL);
  g_task_set_task_data (task, making, making_free);
  g_task_run_in_thread (task, make_thread);
}

static void
begin_cb (TlSetupPage *self)
{
  show_step (self, "place", self->site_dc);
}

static void
restore_cb (TlSetupPage *self)
{
  tl_restore_dialog_show (TL_DOOR (self), self->path);
}

static void
other_cb (TlSetupPage *self)
{
  tl_door_choose_file (TL_DOOR (self));
}

static void
demo_cb (TlSetupPage *self)
{
  g_autofree char *path = tl_application_demo_vault ();

  tl_door_other_vault (TL_DOOR (self), path, TRUE);
}

static void
back_cb (TlSetupPage *self)
{
  const char *step = gtk_stack_get_visible_child_name (self->stack);

  if (g_strcmp0 (step, "place") == 0)
    show_step (self, "welcome", self->begin_button);
  else if (g_strcmp0 (step, "who") == 0)
    show_step (self, "place", self->site_dc);
  else
    show_step (self, "who", self->staff_name);
}

static const TlList *
roles (void)
{
  return tl_list_get (tl_type_field (TL_TYPE_STAFF, TL_STAFF_ROLE)->list);
}

static void
place_next_cb (TlSetupPage *self)
{
  const char *usual = gtk_check_button_get_active (self->site_hy) ? "province" : "shelter";
  guint index = tl_list_index (roles (), usual);

  if (index != G_MAXUINT)
    adw_combo_row_set_selected (self->role, index);
  show_step (self, "who", self->staff_name);
}

static void
who_next_cb (TlSetupPage *self)
{
  g_autofree char *name = g_strstrip (g_strdup (gtk_editable_get_text (self->staff_name)));
  g_autofree char *desk = g_strstrip (g_strdup (gtk_editable_get_text (self->desk)));

  if (*name == '\0')
    {
      say (self->who_error, _ ("Please give your name."));
      gtk_widget_grab_focus (GTK_WIDGET (self->staff_name));
    }
  else if (*desk == '\0' || g_utf8_strlen (desk, -1) > 40)
    {
      say (self->who_error, _ ("The desk needs a name of at most 40 characters."));
      gtk_widget_grab_focus (GTK_WIDGET (self->desk));
    }
  else
    {
      say (self->who_error, NULL);
      show_step (self, "phrase", self->passphrase);
    }
}

static void
passphrase_changed_cb (TlSetupPage *self)
{
  const char *text = gtk_editable_get_text (self->passphrase);
  const char *words[] = {_ ("Too short or too easy to guess"), _ ("Weak"), _ ("Fair"), _ ("Good"), _ ("Strong")};
  guint strength = *text != '\0' ? tl_passphrase_strength (text) : 0;

  gtk_level_bar_set_value (self->strength, strength);
  gtk_label_set_text (self->strength_label, *text != '\0' ? words[MIN (strength, 4)] : "");
  say (self->phrase_error, NULL);
}

static void
create_cb (TlSetupPage *self)
{
  const char *passphrase = gtk_editable_get_text (self->passphrase);
  Making *making;
  guint role;

  if (g_utf8_strlen (passphrase, -1) < TL_PASSPHRASE_MIN_CHARS || tl_passphrase_strength (passphrase) == 0)
    {
      say (self->phrase_error, _ ("This passphrase would be too easy to guess. Make it longer."));
      gtk_widget_grab_focus (GTK_WIDGET (self->passphrase));
      return;
    }
  if (g_strcmp0 (passphrase, gtk_editable_get_text (self->again)) != 0)
    {
      say (self->phrase_error, _ ("The two passphrases are not the same."));
      gtk_widget_grab_focus (GTK_WIDGET (self->again));
      return;
    }

  role = adw_combo_row_get_selected (self->role);
  making = g_new0 (Making, 1);
  making->path = g_strdup (self->path);
  making->site = g_strdup (gtk_check_button_get_active (self->site_dc) ? "DC" : gtk_check_button_get_active (self->site_dt) ? "DT" : "HY");
  making->device = gtk_check_button_get_active (self->second_pc) ? 2 : 1;
  making->name = g_strstrip (g_strdup (gtk_editable_get_text (self->staff_name)));
  making->desk = g_strstrip (g_strdup (gtk_editable_get_text (self->desk)));
  making->role = g_strdup (role < tl_list_size (roles ()) ? tl_list_item (roles (), role)->code : "shelter");
  making->passphrase = tl_secret_dup (passphrase);
  make (self, making, _ ("Making the register and its keys…"));
}

static gboolean
start_demo_cb (gpointer user_data)
{
  TlSetupPage *self = user_data;
  Making *making = g_new0 (Making, 1);

  making->path = g_strdup (self->path);
  making->site = g_strdup ("DC");
  making->device = 1;
  making->name = g_strdup ("Đặng Thu Hà");
  making->desk = g_strdup ("Bàn 1");
  making->role = g_strdup ("admin");
  making->passphrase = tl_secret_dup (TL_DEMO_PASSPHRASE);
  making->demo = TRUE;
  make (self, making, _ ("Inventing people and stays. This takes a moment…"));
  return G_SOURCE_REMOVE;
}

static void
tl_setup_page_dispose (GObject *object)
{
  TlSetupPage *self = TL_SETUP_PAGE (object);

  g_clear_pointer (&self->path, g_free);
  g_clear_object (&self->store);
  G_OBJECT_CLASS (tl_setup_page_parent_class)->dispose (object);
}

static void
tl_setup_page_class_init (TlSetupPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tl_setup_page_dispose;

  gtk_widget_class_set_template_from_resource (widget_class, "/vn/tamlanh/TamLanh/setup/setup-page.ui");
  gtk_widget_class_bind_template_child (widget_class, TlSetupPage, stack);
  gtk_widget_class_bind_template_child (widget_class, TlSetupPage, begin_button);
  gtk_widget_class_bind_template_child (widget_class, TlSetupPage, site_dc);
  gtk_widget_class_bind_template_child (widget_class, TlSetupPage, site_dt);
  gtk_widget_class_bind_template_child (widget_class, TlSetupPage, site_hy);
  gtk_widget_class_bind_template_child (widget_class, TlSetupPage, second_pc);
  gtk_widget_class_bind_template_child (widget_class, TlSetupPage, staff_name);
  gtk_widget_class_bind_template_child (widget_class, TlSetupPage, role);
  gtk_widget_class_bind_template_child (widget_class, TlSetupPage, desk);
  gtk_widget_class_bind_template_child (widget_class, TlSetupPage, who_error);
  gtk_widget_class_bind_template_child (widget_class, TlSetupPage, passphrase);
  gtk_widget_class_bind_template_child (widget_class, TlSetupPage, strength);
  gtk_widget_class_bind_template_child (widget_class, TlSetupPage, strength_label);
  gtk_widget_class_bind_template_child (widget_class, TlSetupPage, again);
  gtk_widget_class_bind_template_child (widget_class, TlSetupPage, phrase_error);
  gtk_widget_class_bind_template_child (widget_class, TlSetupPage, spinner);
  gtk_widget_class_bind_template_child (widget_class, TlSetupPage, working);
  gtk_widget_class_bind_template_child (widget_class, TlSetupPage, code_place);
  gtk_widget_class_bind_template_callback (widget_class, begin_cb);
  gtk_widget_class_bind_template_callback (widget_class, other_cb);
  gtk_widget_class_bind_template_callback (widget_class, restore_cb);
  gtk_widget_class_bind_template_callback (widget_class, demo_cb);
  gtk_widget_class_bind_template_callback (widget_class, back_cb);
  gtk_widget_class_bind_template_callback (widget_class, place_next_cb);
  gtk_widget_class_bind_template_callback (widget_class, who_next_cb);
  gtk_widget_class_bind_template_callback (widget_class, passphrase_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, create_cb);
}

static void
tl_setup_page_init (TlSetupPage *self)
{
  g_autoptr (GtkStringList) labels = gtk_string_list_new (NULL);

  gtk_widget_init_template (GTK_WIDGET (self));
  for (guint i = 0; roles () != NULL && i < tl_list_size (roles ()); i++)
    {
      const TlListItem *item = tl_list_item (roles (), i);

      gtk_string_list_append (labels, tl_list_label (tl_type_field (TL_TYPE_STAFF, TL_STAFF_ROLE)->list, item->code));
    }
  adw_combo_row_set_model (self->role, G_LIST_MODEL (labels));
  gtk_editable_set_text (self->desk, _ ("Desk 1"));
}

GtkWidget *
tl_setup_page_new (const char *path, gboolean demo)
{
  TlSetupPage *self = g_object_new (TL_TYPE_SETUP_PAGE, NULL);

  self->path = g_strdup (path);
  if (demo)
    g_idle_add_full (G_PRIORITY_DEFAULT_IDLE, start_demo_cb, g_object_ref (self), g_object_unref);
  return GTK_WIDGET (self);
}
