/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n-lib.h>

#include "call.h"
#include "form/form.h"
#include "settings/section.h"

/* The record of this place: what stands at the head of every paper. */

#define TL_TYPE_PLACE_SECTION (tl_place_section_get_type ())
G_DECLARE_FINAL_TYPE (TlPlaceSection, tl_place_section, TL, PLACE_SECTION, TlSettingsSection)

struct _TlPlaceSection
{
  TlSettingsSection parent_instance;

  TlForm *form;
  GtkWidget *save;
};

G_DEFINE_FINAL_TYPE (TlPlaceSection, tl_place_section, TL_TYPE_SETTINGS_SECTION)

static gpointer
load_job (TlStore *store, gpointer data, GCancellable *cancellable, GError **error)
{
  const TlWhere where = {.field = TL_SITE_CODE, .op = "=", .text = tl_store_site (store)};
  g_autoptr (GPtrArray) found = tl_store_list (store, TL_TYPE_SITE, &where, 1, TL_QUERY_ID, FALSE, 0, 1, error);

  if (found == NULL)
    return NULL;
  if (found->len == 0)
    {
      g_set_error_literal (error, TL_STORE_ERROR, TL_STORE_ERROR_NOT_FOUND, _ ("This register has no record of its own place."));
      return NULL;
    }
  return g_object_ref (found->pdata[0]);
}

static void
edited_cb (TlPlaceSection *self)
{
  gtk_widget_set_sensitive (self->save, tl_form_is_edited (self->form));
}

static void
saved_cb (TlPlaceSection *self)
{
  edited_cb (self);
  tl_ui_toast (self, _ ("Saved. New papers carry this head; final statements keep theirs."));
}

static void
save_cb (TlPlaceSection *self)
{
  tl_form_save (self->form, FALSE);
}

static void
loaded (gpointer owner, gpointer result, gpointer user_data)
{
  TlPlaceSection *self = owner;
  GtkBox *box = tl_settings_section_get_box (TL_SETTINGS_SECTION (self));

  if (self->form != NULL)
    {
      tl_form_update (self->form, result);
      return;
    }
  self->form = tl_form_new (tl_settings_section_get_store (TL_SETTINGS_SECTION (self)), result, NULL);
  self->save = tl_settings_button (_ ("_Save"), NULL);
  gtk_widget_set_halign (self->save, GTK_ALIGN_END);
  gtk_widget_set_size_request (self->save, 140, 40);
  gtk_widget_set_sensitive (self->save, FALSE);
  gtk_widget_add_css_class (self->save, "suggested-action");
  g_signal_connect_swapped (self->save, "clicked", G_CALLBACK (save_cb), self);
  g_signal_connect_swapped (self->form, "edited", G_CALLBACK (edited_cb), self);
  g_signal_connect_swapped (self->form, "saved", G_CALLBACK (saved_cb), self);
  gtk_box_append (box, GTK_WIDGET (self->form));
  gtk_box_append (box, self->save);
}

static void
tl_place_section_refresh (TlSettingsSection *section)
{
  tl_ui_call (section, tl_settings_section_get_store (section), TL_JOB_NORMAL, _ ("The place could not be read."), load_job, NULL, NULL,
              g_object_unref, loaded, NULL);
}

static void
tl_place_section_flush (TlSettingsSection *section)
{
  TlPlaceSection *self = TL_PLACE_SECTION (section);

  if (self->form != NULL)
    tl_form_flush (self->form);
}

static void
tl_place_section_class_init (TlPlaceSectionClass *klass)
{
  TL_SETTINGS_SECTION_CLASS (klass)->refresh = tl_place_section_refresh;
  TL_SETTINGS_SECTION_CLASS (klass)->flush = tl_place_section_flush;
}

static void
tl_place_section_init (TlPlaceSection *self)
{
}
