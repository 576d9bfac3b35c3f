/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "case/parts-list.h"

#include <glib/gi18n-lib.h>

#include "call.h"
#include "form/dialog.h"
#include "form/titles.h"
#include "record/time.h"

#define MAX_FILE (20 * 1024 * 1024)

struct _TlPartsList
{
  AdwBin parent_instance;

  TlStore *store;
  TlType type;
  char *case_id;
  GPtrArray *people;
  GtkWidget *group;
  GtkWidget *add;
  GPtrArray *rows;
};

G_DEFINE_FINAL_TYPE (TlPartsList, tl_parts_list, ADW_TYPE_BIN)

typedef struct
{
  TlType type;
  char *id; /* a record, or the case when listing */
  char *reason;
} Asking;

static void
asking_free (gpointer data)
{
  Asking *asking = data;

  g_free (asking->id);
  g_free (asking->reason);
  g_free (asking);
}

static Asking *
asking_new (TlType type, const char *id, const char *reason)
{
  Asking *asking = g_new0 (Asking, 1);

  asking->type = type;
  asking->id = g_strdup (id);
  asking->reason = g_strdup (reason);
  return asking;
}

static gpointer
list_job (TlStore *store, gpointer data, GCancellable *cancellable, GError **error)
{
  Asking *asking = data;

  return tl_titles_of_parts (store, asking->type, tl_type_parent_field (asking->type, TL_TYPE_CASE), asking->id, error);
}

static gpointer
load_job (TlStore *store, gpointer data, GCancellable *cancellable, GError **error)
{
  Asking *asking = data;

  return tl_store_load (store, asking->type, asking->id, error);
}

static gpointer
delete_job (TlStore *store, gpointer data, GCancellable *cancellable, GError **error)
{
  Asking *asking = data;

  tl_store_delete (store, asking->type, asking->id, asking->reason, error);
  return NULL;
}

static void
saved_cb (gpointer owner, TlRecord *record, gpointer user_data)
{
  tl_parts_list_refresh (owner);
}

static void
loaded_cb (gpointer owner, gpointer result, gpointer user_data)
{
  TlPartsList *self = owner;

  tl_record_dialog_show (self, self->store, result, self->people, saved_cb, NULL);
}

static void
row_activated_cb (AdwActionRow *row, TlPartsList *self)
{
  tl_ui_call (self, self->store, TL_JOB_NORMAL, _ ("This could not be opened."), load_job,
              asking_new (self->type, g_object_get_data (G_OBJECT (row), "id"), NULL), asking_free, g_object_unref, loaded_cb, NULL);
}

static void
deleted_cb (gpointer owner, gpointer result, gpointer user_data)
{
  tl_parts_list_refresh (owner);
}

static void
delete_confirmed_cb (gpointer owner, const char *reason, gpointer user_data)
{
  TlPartsList *self = owner;
  g_autofree char *id = user_data;

  tl_ui_call (self, self->store, TL_JOB_NORMAL, _ ("This could not be deleted. Nothing was changed."), delete_job,
              asking_new (self->type, id, reason), asking_free, NULL, deleted_cb, NULL);
}

static void
delete_cb (GtkButton *button, TlPartsList *self)
{
  g_autofree char *heading = g_strdup_printf (_ ("Delete this entry (%s)?"), tl_type_label (self->type, FALSE));

  tl_ui_confirm (self, heading, _ ("The history keeps that it was there, and why it went."), _ ("_Delete"), _ ("Reason"),
                 delete_confirmed_cb, g_strdup (g_object_get_data (G_OBJECT (button), "id")));
}

static void
listed_cb (gpointer owner, gpointer result, gpointer user_data)
{
  TlPartsList *self = owner;
  GPtrArray *titles = result;
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;
  guint focused = G_MAXUINT; /* the row where the focus was: it goes back there */

  for (guint i = 0; i < self->rows->len && focus != NULL; i++)
    if (focus == g_ptr_array_index (self->rows, i) || gtk_widget_is_ancestor (focus, g_ptr_array_index (self->rows, i)))
      focused = i;
  for (guint i = 0; i < self->rows->len; i++)
    adw_preferences_group_remove (ADW_PREFERENCES_GROUP (self->group), g_ptr_array_index (self->rows, i));
  g_ptr_array_set_size (self->rows, 0);

  for (guint i = 0; titles != NULL && i < titles->len; i++)
    {
      const TlTitle *title = g_ptr_array_index (titles, i);
      GtkWidget *row = adw_action_row_new ();
      GtkWidget *remove = gtk_button_new_from_icon_name ("user-trash-symbolic");
      g_autofree char *title_markup = g_markup_escape_text (title->title, -1);
      g_autofree char *subtitle_markup = g_markup_escape_text (title->subtitle, -1);
      g_autofree char *remove_name = g_strdup_printf (_ ("Delete: %s"), title->title);

      adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title_markup);
      adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle_markup);
      gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
      g_object_set_data_full (G_OBJECT (row), "id", g_strdup (title->id), g_free);
      g_object_set_data_full (G_OBJECT (remove), "id", g_strdup (title->id), g_free);
      gtk_widget_set_valign (remove, GTK_ALIGN_CENTER);
      gtk_widget_add_css_class (remove, "flat");
      gtk_widget_set_tooltip_text (remove, _ ("Delete"));
      tl_ui_label (remove, remove_name);
      adw_action_row_add_suffix (ADW_ACTION_ROW (row), remove);
      adw_action_row_add_suffix (ADW_ACTION_ROW (row), gtk_image_new_from_icon_name ("go-next-symbolic"));
      g_signal_connect (row, "activated", G_CALLBACK (row_activated_cb), self);
      g_signal_connect (remove, "clicked", G_CALLBACK (delete_cb), self);
      adw_preferences_group_add (ADW_PREFERENCES_GROUP (self->group), row);
      g_ptr_array_add (self->rows, row);
    }
  if (focused != G_MAXUINT)
    gtk_widget_grab_focus (self->rows->len > 0 ? g_ptr_array_index (self->rows, MIN (focused, self->rows->len - 1)) : self->add);
  adw_preferences_group_set_description (ADW_PREFERENCES_GROUP (self->group),
                                         titles != NULL && titles->len > 0 ? NULL : _ ("Nothing here yet."));
}

/* --- Adding --- */

static TlRecord *
new_part (TlPartsList *self)
{
  const TlTypeInfo *info = tl_type_info (self->type);
  TlRecord *record = tl_record_new (self->type);

  tl_record_set_text (record, tl_type_parent_field (self->type, TL_TYPE_CASE), self->case_id);
  for (guint i = 0; i < info->n_fields; i++)
    {
      const TlField *field = &info->fields[i];

      /* Required times and days begin with now; whoever is at the desk does what is done here; a person
       * that must be given is the one who is supported. */
      if (field->flags & TL_FIELD_PARENT)
        continue;
      if (field->kind == TL_KIND_TIME && (field->flags & TL_FIELD_REQUIRED))
        tl_record_set_int (record, i, tl_clock_now ());
      else if (field->kind == TL_KIND_DATE && (field->flags & TL_FIELD_REQUIRED) && self->type != TL_TYPE_FOLLOWUP)
        {
          g_autofree char *today = tl_date_to_iso (tl_date_today ());

          tl_record_set_text (record, i, today);
        }
      else if (field->kind == TL_KIND_REF && field->ref_type == TL_TYPE_STAFF && !(field->flags & TL_FIELD_COMPUTED))
        tl_record_set_text (record, i, tl_store_staff (self->store));
      else if (field->kind == TL_KIND_REF && field->ref_type == TL_TYPE_PERSON && self->type != TL_TYPE_COMPANION && self->people != NULL
               && self->people->len > 0)
        tl_record_set_text (record, i, g_ptr_array_index (self->people, 0));
    }
  tl_record_fill_defaults (record);
  return record;
}

static gpointer
save_job (TlStore *store, gpointer data, GCancellable *cancellable, GError **error)
{
  tl_store_save (store, data, error);
  return NULL;
}

static void
file_chosen_cb (GtkNativeDialog *dialog, int response, TlPartsList *self)
{
  g_autoptr (GFile) file = response == GTK_RESPONSE_ACCEPT ? gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog)) : NULL;
  g_autoptr (GFileInfo) info = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) content = NULL;
  g_autoptr (TlRecord) record = NULL;

  g_object_unref (dialog);
  if (file == NULL)
    return;
  info = g_file_query_info (file, "standard::display-name,standard::size,standard::content-type", G_FILE_QUERY_INFO_NONE, NULL, &error);
  if (info != NULL && g_file_info_get_size (info) > MAX_FILE)
    {
      tl_ui_show_error (self, _ ("This file is too large."),
                        _ ("A file of a case may have at most 20 MB. Take a smaller photograph or scan."));
      return;
    }
  if (info != NULL)
    content = g_file_load_bytes (file, NULL, NULL, &error);
  if (content == NULL)
    {
      tl_ui_show_error (self, _ ("The file could not be read."), error->message);
      return;
    }
  record = new_part (self);
  tl_record_set_text (record, TL_ATTACHMENT_NAME, g_file_info_get_display_name (info));
  tl_record_set_text (record, TL_ATTACHMENT_KIND, "other");
  tl_record_set_text (record, TL_ATTACHMENT_MIME, g_file_info_get_content_type (info));
  tl_record_set_int (record, TL_ATTACHMENT_SIZE, (gint64)g_bytes_get_size (content));
  tl_record_set_blob (record, TL_ATTACHMENT_CONTENT, content);
  tl_ui_call (self, self->store, TL_JOB_NORMAL, _ ("The file could not be kept."), save_job, g_steal_pointer (&record), g_object_unref,
              NULL, deleted_cb, NULL);
}

static void
add_cb (GtkButton *button, TlPartsList *self)
{
  g_autoptr (TlRecord) record = NULL;

  if (self->type == TL_TYPE_ATTACHMENT)
    {
      GtkFileChooserNative *dialog
          = gtk_file_chooser_native_new (_ ("Put a file into the case"), GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))),
                                         GTK_FILE_CHOOSER_ACTION_OPEN, _ ("_Add"), _ ("_Cancel"));

      g_signal_connect_object (dialog, "response", G_CALLBACK (file_chosen_cb), self, 0);
      gtk_native_dialog_show (GTK_NATIVE_DIALOG (dialog));
      return;
    }
  record = new_part (self);
  tl_record_dialog_show (self, self->store, record, self->people, saved_cb, NULL);
}

void
tl_parts_list_refresh (TlPartsList *self)
{
  tl_ui_call (self, self->store, TL_JOB_NORMAL, _ ("The list could not be read."), list_job, asking_new (self->type, self->case_id, NULL),
              asking_free, (GDestroyNotify)g_ptr_array_unref, listed_cb, NULL);
}

void
tl_parts_list_set_people (TlPartsList *self, GPtrArray *people)
{
  g_clear_pointer (&self->people, g_ptr_array_unref);
  self->people = people != NULL ? g_ptr_array_ref (people) : NULL;
}

static void
tl_parts_list_dispose (GObject *object)
{
  TlPartsList *self = TL_PARTS_LIST (object);

  g_clear_object (&self->store);
  g_clear_pointer (&self->case_id, g_free);
  g_clear_pointer (&self->people, g_ptr_array_unref);
  g_ptr_array_set_size (self->rows, 0);
  G_OBJECT_CLASS (tl_parts_list_parent_class)->dispose (object);
}

static void
tl_parts_list_finalize (GObject *object)
{
  g_ptr_array_unref (TL_PARTS_LIST (object)->rows);
  G_OBJECT_CLASS (tl_parts_list_parent_class)->finalize (object);
}

static void
tl_parts_list_class_init (TlPartsListClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = tl_parts_list_dispose;
  G_OBJECT_CLASS (klass)->finalize = tl_parts_list_finalize;
}

static void
tl_parts_list_init (TlPartsList *self)
{
  self->rows = g_ptr_array_new ();
}

GtkWidget *
tl_parts_list_new (TlStore *store, TlType type, const char *case_id)
{
  TlPartsList *self = g_object_new (TL_TYPE_PARTS_LIST, NULL);
  GtkWidget *add = gtk_button_new ();
  GtkWidget *content = adw_button_content_new ();
  g_autofree char *name = g_strdup_printf (_ ("Add: %s"), tl_type_label (type, FALSE));

  self->add = add;
  self->store = g_object_ref (store);
  self->type = type;
  self->case_id = g_strdup (case_id);
  adw_button_content_set_icon_name (ADW_BUTTON_CONTENT (content), "list-add-symbolic");
  adw_button_content_set_label (ADW_BUTTON_CONTENT (content), _ ("Add"));
  gtk_button_set_child (GTK_BUTTON (add), content);
  tl_ui_label (add, name);
  self->group = adw_preferences_group_new ();
  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (self->group), tl_type_label (type, TRUE));
  adw_preferences_group_set_header_suffix (ADW_PREFERENCES_GROUP (self->group), add);
  adw_bin_set_child (ADW_BIN (self), self->group);
  g_signal_connect (add, "clicked", G_CALLBACK (add_cb), self);
  tl_parts_list_refresh (self);
  return GTK_WIDGET (self);
}
