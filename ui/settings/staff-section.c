/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n-lib.h>

#include "call.h"
#include "form/dialog.h"
#include "settings/escrow-group.h"
#include "settings/key-dialog.h"
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
  GtkWidget *view = tl_recovery_view_new (result);

  g_signal_connect_object (view, "confirmed", G_CALLBACK (code_confirmed_cb), owner, 0);
  tl_escrow_paper_window (owner, view, _ ("New recovery code"));
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

/* --- A new key, and a desk that goes --- */

static void
removed (gpointer owner)
{
  tl_settings_section_refresh (owner);
}

static void
remove_agreed (gpointer owner, const char *reason, gpointer user_data)
{
  g_autofree char *slot = user_data;

  tl_key_dialog_run (owner, tl_settings_section_get_store (owner), slot, _ ("The desk is gone and the register has a new key."), removed);
}

static void
remove_cb (GtkWidget *button, TlStaffSection *self)
{
  g_autofree char *heading = g_strdup_printf (_ ("Take the desk “%s” away?"), (const char *)g_object_get_data (G_OBJECT (button), "label"));

  tl_ui_confirm (self, heading,
                 _ ("Its passphrase opens this register no more. The whole register gets a new key, which takes a while; everybody else keeps "
                    "their passphrase. Backups made before still open with it: destroy those that are not needed."),
                 _ ("_Take away"), NULL, remove_agreed, g_strdup (g_object_get_data (G_OBJECT (button), "slot")));
}

static void
rotate_agreed (gpointer owner, const char *reason, gpointer user_data)
{
  tl_key_dialog_run (owner, tl_settings_section_get_store (owner), NULL, _ ("The register has a new key."), removed);
}

static void
rotate_cb (TlStaffSection *self)
{
  tl_ui_confirm (self, _ ("Give the register a new key?"),
                 _ ("Everything is sealed anew; nobody's passphrase changes. It takes as long as copying the register twice, and as much room on the "
                    "disk."),
                 _ ("_New key"), NULL, rotate_agreed, NULL);
}

/* --- Rows --- */

static void
add_remove_buttons (TlStaffSection *self, GtkWidget *row, const char *staff_id, GPtrArray *access)
{
  const char *open = tl_vault_get_slot_id (tl_store_vault (tl_settings_section_get_store (TL_SETTINGS_SECTION (self))));

  for (guint i = 0; i < access->len && access->len > 1; i++)
    {
      const TlStaffAccess *door = access->pdata[i];
      g_autofree char *spoken = g_strdup_printf (_ ("Take away the desk %s"), door->label);
      GtkWidget *button;

      if (g_strcmp0 (door->staff_id, staff_id) != 0 || g_str_equal (door->slot_id, open))
        continue;
      button = tl_settings_button (_ ("Take away…"), spoken);
      g_object_set_data_full (G_OBJECT (button), "slot", g_strdup (door->slot_id), g_free);
      g_object_set_data_full (G_OBJECT (button), "label", g_strdup (door->label), g_free);
      g_signal_connect (button, "clicked", G_CALLBACK (remove_cb), self);
      adw_action_row_add_suffix (ADW_ACTION_ROW (row), button);
    }
}

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
  add_remove_buttons (self, row, tl_record_id (record), access);
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
  tl_escrow_group_refresh (section);
}

static void
tl_staff_section_constructed (GObject *object)
{
  TlStaffSection *self = TL_STAFF_SECTION (object);
  TlSettingsSection *section = TL_SETTINGS_SECTION (object);
  AdwPreferencesGroup *keys;
  GtkWidget *add = tl_settings_button (_ ("_Add…"), _ ("Add a member of staff"));
  GtkWidget *renew = tl_settings_button (_ ("New _code…"), NULL);
  GtkWidget *rotate = tl_settings_button (_ ("New _key…"), _ ("New key for the whole register"));
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
  row = tl_settings_row (keys, _ ("Key of the register"), _ ("A new one when a copy of the file may be in wrong hands. Passphrases stay."));
  g_signal_connect_swapped (rotate, "clicked", G_CALLBACK (rotate_cb), self);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), rotate);
  tl_escrow_group_add (section);
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
