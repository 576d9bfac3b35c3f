/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "settings/settings-page.h"

#include <glib/gi18n-lib.h>

#include "call.h"
#include "settings/section.h"
#include "settings/sections.h"

struct _TlSettingsPage
{
  TlPage parent_instance;

  GtkListBox *list;
  GtkScrolledWindow *scroller;
  GtkStack *stack;
};

G_DEFINE_FINAL_TYPE (TlSettingsPage, tl_settings_page, TL_TYPE_PAGE)

#define MAX_TYPES 2

static const struct
{
  const char *id;
  const char *label;
  GType (*get_type) (void);
  TlType types[MAX_TYPES]; /* whose changes make it stale */
} sections[] = {
    {"place", N_ ("Place and letterhead"), tl_place_section_get_type, {TL_TYPE_SITE, TL_N_TYPES}},
    {"staff", N_ ("Staff and passphrases"), tl_staff_section_get_type, {TL_TYPE_STAFF, TL_N_TYPES}},
    {"rooms", N_ ("Rooms and beds"), tl_rooms_section_get_type, {TL_TYPE_ROOM, TL_N_TYPES}},
    {"rates", N_ ("Rates"), tl_rates_section_get_type, {TL_TYPE_RATE, TL_N_TYPES}},
    {"budgets", N_ ("Budgets"), tl_budgets_section_get_type, {TL_TYPE_BUDGET, TL_N_TYPES}},
    {"rules", N_ ("Rules and signers"), tl_rules_section_get_type, {TL_N_TYPES, TL_N_TYPES}},
    {"backup", N_ ("Backup and check"), tl_backup_section_get_type, {TL_N_TYPES, TL_N_TYPES}},
    {"computer", N_ ("This computer"), tl_computer_section_get_type, {TL_N_TYPES, TL_N_TYPES}},
    {"journal", N_ ("Journal and check"), tl_journal_section_get_type, {TL_N_TYPES, TL_N_TYPES}},
};

static TlSettingsSection *
section_of (TlSettingsPage *self, const char *id)
{
  GtkWidget *child = gtk_stack_get_child_by_name (self->stack, id);

  return child != NULL ? TL_SETTINGS_SECTION (child) : NULL;
}

static void
row_selected_cb (TlSettingsPage *self, GtkListBoxRow *row)
{
  int index = row != NULL ? gtk_list_box_row_get_index (row) : -1;
  TlSettingsSection *section;

  if (index < 0 || tl_page_get_store (TL_PAGE (self)) == NULL)
    return;
  section = section_of (self, sections[index].id);
  if (section == NULL)
    {
      section = g_object_new (sections[index].get_type (), "store", tl_page_get_store (TL_PAGE (self)), NULL);
      gtk_stack_add_named (self->stack, GTK_WIDGET (section), sections[index].id);
    }
  tl_settings_section_refresh (section);
  gtk_stack_set_visible_child_name (self->stack, sections[index].id);
  gtk_adjustment_set_value (gtk_scrolled_window_get_vadjustment (self->scroller), 0);
}

static void
tl_settings_page_refresh (TlPage *page)
{
  TlSettingsPage *self = TL_SETTINGS_PAGE (page);
  const char *shown = gtk_stack_get_visible_child_name (self->stack);
  TlSettingsSection *section = shown != NULL ? section_of (self, shown) : NULL;

  if (section != NULL)
    tl_settings_section_refresh (section);
  else
    gtk_list_box_select_row (self->list, gtk_list_box_get_row_at_index (self->list, 0));
}

static void
tl_settings_page_flush (TlPage *page)
{
  TlSettingsPage *self = TL_SETTINGS_PAGE (page);

  for (guint i = 0; i < G_N_ELEMENTS (sections); i++)
    if (section_of (self, sections[i].id) != NULL)
      tl_settings_section_flush (section_of (self, sections[i].id));
}

static int
section_for (TlType type)
{
  for (guint i = 0; i < G_N_ELEMENTS (sections); i++)
    for (guint j = 0; j < MAX_TYPES && sections[i].types[j] != TL_N_TYPES; j++)
      if (sections[i].types[j] == type)
        return (int)i;
  return -1;
}

static gboolean
tl_settings_page_wants (TlPage *page, TlType type)
{
  return section_for (type) >= 0;
}

static gboolean
tl_settings_page_open (TlPage *page, TlType type, const char *id)
{
  TlSettingsPage *self = TL_SETTINGS_PAGE (page);
  int index = section_for (type);

  if (index < 0)
    return FALSE;
  gtk_list_box_select_row (self->list, gtk_list_box_get_row_at_index (self->list, index));
  return TRUE;
}

void
tl_settings_page_show_section (TlSettingsPage *self, const char *id)
{
  for (guint i = 0; i < G_N_ELEMENTS (sections); i++)
    if (g_str_equal (sections[i].id, id))
      gtk_list_box_select_row (self->list, gtk_list_box_get_row_at_index (self->list, (int)i));
}

static void
tl_settings_page_class_init (TlSettingsPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  TlPageClass *page_class = TL_PAGE_CLASS (klass);

  page_class->refresh = tl_settings_page_refresh;
  page_class->flush = tl_settings_page_flush;
  page_class->wants = tl_settings_page_wants;
  page_class->open = tl_settings_page_open;
  gtk_widget_class_set_template_from_resource (widget_class, "/vn/tamlanh/TamLanh/settings/settings-page.ui");
  gtk_widget_class_bind_template_child (widget_class, TlSettingsPage, list);
  gtk_widget_class_bind_template_child (widget_class, TlSettingsPage, scroller);
  gtk_widget_class_bind_template_child (widget_class, TlSettingsPage, stack);
  gtk_widget_class_bind_template_callback (widget_class, row_selected_cb);
}

static void
tl_settings_page_init (TlSettingsPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  for (guint i = 0; i < G_N_ELEMENTS (sections); i++)
    {
      GtkWidget *row = gtk_list_box_row_new ();
      GtkWidget *label = gtk_label_new (_ (sections[i].label));

      gtk_label_set_xalign (GTK_LABEL (label), 0);
      gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), label);
      tl_ui_label (row, _ (sections[i].label));
      gtk_list_box_append (self->list, row);
    }
}
