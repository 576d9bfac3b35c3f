/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n-lib.h>

#include "call.h"
#include "form/dialog.h"
#include "settings/passphrase-dialog.h"
#include "settings/section.h"
#include "setup/recovery-view.h"
#include "store/staff-access.h"

/* Who works here, and by which door each of them comes in. */

#define TL_TYPE_STAFF_SECTION (tl_staff_section_get_type ())
G_DECLARE_FINAL_TYPE (TlStaffSection, tl_staff_section, TL, STAFF_SECTION, TlSettingsSection)

struct _TlStaffSection
{
  TlSettingsSection parent_instance;

  AdwPreferencesGroup *group;
  GtkWidget *change;
  GPtrArray *rows;
};

G_DEFINE_FINAL_TYPE (TlStaffSection, tl_staff_section, TL_TYPE_SETTINGS_SECTION)

typedef struct
{
  GPtrArray *staff;  /* TlRecord */
  GPtrArray *access; /* TlStaffAccess */
} Listed;

static void
listed_free (gpointer data)
{
  Listed *listed = data;

  g_clear_pointer (&listed->staff, g_ptr_array_unref);
  g_clear_pointer (&listed->access, g_ptr_array_unref);
  g_free (listed);
}

static gpointer
list_job (TlStore *store, gpointer data, GCancellable *cancellable, GError **error)
{
  Listed *listed = g_new0 (Listed, 1);

  listed->staff = tl_store_list (store, TL_TYPE_STAFF, NULL, 0, TL_STAFF_FULL_NAME, FALSE, 0, 500, error);
  if (listed->staff != NULL)
    listed->access = tl_store_list_access (store, error);
  if (listed->access == NULL)
    g_clear_pointer (&listed, listed_free);
  return listed;
}

static void
saved_cb (gpointer owner, TlRecord *record, gpointer user_data)
{
  tl_settings_section_refresh (owner);
}

static void
edit_cb (GtkWidget *row, TlStaffSection *self)
{
  tl_record_dialog_show (self, tl_settings_section_get_store (TL_SETTINGS_SECTION (self)), g_object_get_data (G_OBJECT (row), "record"),
                         NULL, saved_cb, NULL);
}

static void
add_cb (TlStaffSection *self)
{
  g_autoptr (TlRecord) record = tl_record_new (TL_TYPE_STAFF);

  tl_record_set_int (record, TL_STAFF_ACTIVE, 1);
  tl_record_dialog_show (self, tl_settings_section_get_store (TL_SETTINGS_SECTION (self)), record, NULL, saved_cb, NULL);
}

static void
given_cb (gpointer owner)
{
  tl_ui_toast (owner, _ ("The passphrase is set. It opens from the next unlocking on."));
  tl_settings_section_refresh (owner);
}

static void
give_cb (GtkWidget *button, TlStaffSection *self)
{
  tl_passphrase_dialog_add (self, tl_settings_section_get_store (TL_SETTINGS_SECTION (self)),
                            g_object_get_data (G_OBJECT (button), "record"), given_cb);
}

static void
changed_cb (gpointer owner)
{
  tl_ui_toast (owner, _ ("Your passphrase is changed."));
}

static void
change_cb (TlStaffSection *self)
{
  tl_passphrase_dialog_change (self, tl_settings_section_get_store (TL_SETTINGS_SECTION (self)), changed_cb);
}

/* --- Recovery code --- */

static gpointer
renew_job (TlStore *store, gpointer data, GCancellable *cancellable, GError **error)
{
  char *code = NULL;

  return tl_store_renew_recovery (store, &code, error) ? code : NULL;
}

static gpointer
confirmed_job (TlStore *store, gpointer data, GCancellable *cancellable, GError **error)
{
  tl_store_set_setting (store, "recovery_pending", NULL, error);
  return NULL;
}

static void
confirmed_done (gpointer owner, gpointer result, gpointer user_data)
{
  tl_ui_toast (owner, _ ("The new recovery code is on paper. Destroy the old paper."));
}

static void
code_confirmed_cb (GtkWidget *view, TlStaffSection *self)
{
  tl_ui_call (self, tl_settings_section_get_store (TL_SETTINGS_SECTION (self)), TL_JOB_NORMAL,
              _ ("The new code holds, but this could not be noted."), confirmed_job, NULL, NULL, NULL, confirmed_done, NULL);
  gtk_window_destroy (GTK_WINDOW (gtk_widget_get_root (view)));
}

static void
renewed (gpointer owner, gpointer result, gpointer user_data)
{
  TlStaffSection *self = owner;
  GtkWidget *window = adw_window_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *view = tl_recovery_view_new (result);

  gtk_widget_set_margin_top (view, 12);
  gtk_widget_set_margin_bottom (view, 24);
  gtk_widget_set_margin_start (view, 24);
  gtk_widget_set_margin_end (view, 24);
  gtk_box_append (GTK_BOX (box), adw_header_bar_new ());
  gtk_box_append (GTK_BOX (box), view);
  adw_window_set_content (ADW_WINDOW (window), box);
  g_signal_connect_object (view, "confirmed", G_CALLBACK (code_confirmed_cb), self, 0);
  gtk_window_set_title (GTK_WINDOW (window), _ ("New recovery code"));
  gtk_window_set_modal (GTK_WINDOW (window), TRUE);
  gtk_window_set_transient_for (GTK_WINDOW (window), GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))));
  gtk_window_set_default_size (GTK_WINDOW (window), 560, -1);
  gtk_window_present (GTK_WINDOW (window));
}

static void
renew_confirmed (gpointer owner, const char *reason, gpointer user_data)
{
  tl_ui_call (owner, tl_settings_section_get_store (owner), TL_JOB_NORMAL, _ ("There is no new code; the old one still holds."), renew_job,
              NULL, NULL, (GDestroyNotify)tl_secret_free, renewed, NULL);
}

static void
renew_cb (TlStaffSection *self)
{
  tl_ui_confirm (
      self, _ ("Make a new recovery code?"),
      _ ("The code on the old paper stops working at once. Have a printer or pen and paper ready: the new one is shown only once."),
      _ ("_Make new code"), NULL, renew_confirmed, NULL);
}

/* --- Rows --- */

static char *
doors_of (GPtrArray *access, const char *staff_id)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < access->len; i++)
    {
      const TlStaffAccess *door = access->pdata[i];

      if (g_strcmp0 (door->staff_id, staff_id) == 0)
        g_string_append_printf (text, "%s%s", text->len > 0 ? ", " : "", door->label);
    }
  return g_string_free (text, FALSE);
}

static void
add_row (TlStaffSection *self, TlRecord *record, GPtrArray *access)
{
  const char *name = tl_record_text (record, TL_STAFF_FULL_NAME);
  const char *position = tl_record_text (record, TL_STAFF_POSITION);
  g_autofree char *role = tl_record_format_field (record, TL_STAFF_ROLE);
  g_autofree char *doors = doors_of (access, tl_record_id (record));
  g_autofree char *door = *doors != '\0' ? g_strdup_printf (_ ("door: %s"), doors) : g_strdup (_ ("no passphrase of their own"));
  g_autofree char *detail = g_strdup_printf ("%s%s%s · %s%s%s", position != NULL ? position : "", position != NULL ? " · " : "", role, door,
                                             tl_record_int (record, TL_STAFF_ACTIVE) ? "" : " · ",
                                             tl_record_int (record, TL_STAFF_ACTIVE) ? "" : _ ("does not work here now"));
  GtkWidget *row = tl_settings_row (self->group, name, detail);

  g_ptr_array_add (self->rows, row);
  g_object_set_data_full (G_OBJECT (row), "record", g_object_ref (record), g_object_unref);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  g_signal_connect (row, "activated", G_CALLBACK (edit_cb), self);
  if (*doors == '\0')
    {
      g_autofree char *spoken = g_strdup_printf (_ ("Give a passphrase: %s"), name);
      GtkWidget *give = tl_settings_button (_ ("Give a passphrase…"), spoken);

      g_object_set_data_full (G_OBJECT (give), "record", g_object_ref (record), g_object_unref);
      g_signal_connect (give, "clicked", G_CALLBACK (give_cb), self);
      adw_action_row_add_suffix (ADW_ACTION_ROW (row), give);
    }
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), gtk_image_new_from_icon_name ("go-next-symbolic"));
}

static void
listed_cb (gpointer owner, gpointer result, gpointer user_data)
{
  TlStaffSection *self = owner;
  Listed *listed = result;

  tl_settings_clear (self->group, self->rows);
  for (guint i = 0; i < listed->staff->len; i++)
    add_row (self, listed->staff->pdata[i], listed->access);
}

static void
tl_staff_section_refresh (TlSettingsSection *section)
{
  tl_ui_call (section, tl_settings_section_get_store (section), TL_JOB_NORMAL, _ ("The staff could not be read."), list_job, NULL, NULL,
              listed_free, listed_cb, NULL);
}

static void
tl_staff_section_constructed (GObject *object)
{
  TlStaffSection *self = TL_STAFF_SECTION (object);
  TlSettingsSection *section = TL_SETTINGS_SECTION (object);
  AdwPreferencesGroup *keys;
  GtkWidget *add = tl_settings_button (_ ("_Add…"), _ ("Add a member of staff"));
  GtkWidget *renew = tl_settings_button (_ ("New _code…"), NULL);
  gboolean by_door = tl_vault_get_slot_kind (tl_store_vault (tl_settings_section_get_store (section))) == TL_SLOT_STAFF;
  GtkWidget *row;

  G_OBJECT_CLASS (tl_staff_section_parent_class)->constructed (object);
  self->group = tl_settings_group (
      section, _ ("Staff"), _ ("Everybody who works with the register has a passphrase of their own; the journal then says who did what."));
  adw_preferences_group_set_header_suffix (self->group, add);
  g_signal_connect_swapped (add, "clicked", G_CALLBACK (add_cb), self);

  keys = tl_settings_group (section, _ ("Keys"), NULL);
  row = tl_settings_row (keys, _ ("My passphrase"),
                         by_door ? _ ("Change it when somebody may have seen it.")
                                 : _ ("You came in with the recovery code, not by a passphrase."));
  self->change = tl_settings_button (_ ("C_hange…"), _ ("Change my passphrase"));
  gtk_widget_set_sensitive (self->change, by_door);
  g_signal_connect_swapped (self->change, "clicked", G_CALLBACK (change_cb), self);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), self->change);
  row = tl_settings_row (keys, _ ("Recovery code"), _ ("The paper that opens the register when every passphrase is forgotten."));
  g_signal_connect_swapped (renew, "clicked", G_CALLBACK (renew_cb), self);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), renew);
}

static void
tl_staff_section_finalize (GObject *object)
{
  g_ptr_array_unref (TL_STAFF_SECTION (object)->rows);
  G_OBJECT_CLASS (tl_staff_section_parent_class)->finalize (object);
}

static void
tl_staff_section_class_init (TlStaffSectionClass *klass)
{
  G_OBJECT_CLASS (klass)->constructed = tl_staff_section_constructed;
  G_OBJECT_CLASS (klass)->finalize = tl_staff_section_finalize;
  TL_SETTINGS_SECTION_CLASS (klass)->refresh = tl_staff_section_refresh;
}

static void
tl_staff_section_init (TlStaffSection *self)
{
  self->rows = g_ptr_array_new ();
}
