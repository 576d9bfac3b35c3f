/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "form/picker.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "call.h"
#include "record/text.h"

#define SEARCH_FROM 8

struct _TlPicker
{
  GtkWidget parent_instance;

  GtkWidget *button;
  GtkWidget *label;
  GtkWidget *popover;
  GtkWidget *search;
  GtkListBox *list;
  GtkWidget *create;
  char *name;
  char *chosen;
  char *folded; /* what is searched for */
  guint n_options;
  gboolean remote;
  gboolean clearable;
};

enum
{
  CHOSEN,
  WANTED,
  CREATE,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (TlPicker, tl_picker, GTK_TYPE_WIDGET)

static gboolean
filter_cb (GtkListBoxRow *row, gpointer user_data)
{
  TlPicker *self = user_data;
  const char *folded = g_object_get_data (G_OBJECT (row), "folded");

  return self->remote || self->folded == NULL || folded == NULL || strstr (folded, self->folded) != NULL;
}

static void
search_changed_cb (GtkEditable *editable, TlPicker *self)
{
  const char *text = gtk_editable_get_text (editable);

  g_free (self->folded);
  self->folded = *text != '\0' ? tl_text_fold (text) : NULL;
  if (self->remote)
    g_signal_emit (self, signals[WANTED], 0, text);
  gtk_list_box_invalidate_filter (self->list);
}

static void
choose (TlPicker *self, GtkListBoxRow *row)
{
  const char *id = g_object_get_data (G_OBJECT (row), "id");
  const char *label = g_object_get_data (G_OBJECT (row), "label");

  tl_picker_set_chosen (self, id, id != NULL ? label : NULL);
  gtk_popover_popdown (GTK_POPOVER (self->popover));
  gtk_widget_grab_focus (self->button);
  g_signal_emit (self, signals[CHOSEN], 0);
}

static void
row_activated_cb (GtkListBox *list, GtkListBoxRow *row, TlPicker *self)
{
  choose (self, row);
}

static GtkListBoxRow *
next_visible (TlPicker *self, int index, int step)
{
  GtkListBoxRow *row;

  for (index += step; index >= 0 && (row = gtk_list_box_get_row_at_index (self->list, index)) != NULL; index += step)
    if (gtk_widget_get_child_visible (GTK_WIDGET (row)))
      return row;
  return NULL;
}

static void
search_activate_cb (GtkWidget *entry, TlPicker *self)
{
  GtkListBoxRow *row = gtk_list_box_get_selected_row (self->list);

  if (row == NULL || !gtk_widget_get_child_visible (GTK_WIDGET (row)))
    row = next_visible (self, self->clearable && self->folded != NULL ? 0 : -1, 1);
  if (row != NULL)
    choose (self, row);
}

static gboolean
search_key_cb (GtkEventControllerKey *controller, guint key, guint code, GdkModifierType state, TlPicker *self)
{
  GtkListBoxRow *row = gtk_list_box_get_selected_row (self->list);
  int index = row != NULL ? gtk_list_box_row_get_index (row) : -1;

  if (key != GDK_KEY_Down && key != GDK_KEY_Up)
    return FALSE;
  row = next_visible (self, index, key == GDK_KEY_Down ? 1 : -1);
  if (row != NULL)
    gtk_list_box_select_row (self->list, row);
  return TRUE;
}

static void
create_cb (GtkButton *button, TlPicker *self)
{
  gtk_popover_popdown (GTK_POPOVER (self->popover));
  g_signal_emit (self, signals[CREATE], 0);
}

static void
popup (TlPicker *self)
{
  GtkListBoxRow *row;

  gtk_editable_set_text (GTK_EDITABLE (self->search), "");
  g_clear_pointer (&self->folded, g_free);
  g_signal_emit (self, signals[WANTED], 0, "");
  gtk_list_box_invalidate_filter (self->list);
  gtk_widget_set_visible (self->search, self->remote || self->n_options >= SEARCH_FROM);
  gtk_widget_set_size_request (self->popover, MAX (gtk_widget_get_width (GTK_WIDGET (self)), 260), -1);
  gtk_list_box_unselect_all (self->list);
  for (int i = 0; (row = gtk_list_box_get_row_at_index (self->list, i)) != NULL; i++)
    if (self->chosen != NULL && g_strcmp0 (g_object_get_data (G_OBJECT (row), "id"), self->chosen) == 0)
      gtk_list_box_select_row (self->list, row);
  gtk_popover_popup (GTK_POPOVER (self->popover));
  if (gtk_widget_get_visible (self->search))
    gtk_widget_grab_focus (self->search);
  else if ((row = gtk_list_box_get_selected_row (self->list)) != NULL || (row = gtk_list_box_get_row_at_index (self->list, 0)) != NULL)
    gtk_widget_grab_focus (GTK_WIDGET (row));
}

static void
clicked_cb (GtkButton *button, TlPicker *self)
{
  popup (self);
}

static gboolean
button_key_cb (GtkEventControllerKey *controller, guint key, guint code, GdkModifierType state, TlPicker *self)
{
  if (key == GDK_KEY_Down)
    {
      popup (self);
      return TRUE;
    }
  if ((key == GDK_KEY_Delete || key == GDK_KEY_BackSpace) && self->clearable && self->chosen != NULL)
    {
      tl_picker_set_chosen (self, NULL, NULL);
      g_signal_emit (self, signals[CHOSEN], 0);
      return TRUE;
    }
  return FALSE;
}

static void
tl_picker_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  TlPicker *self = TL_PICKER (widget);

  gtk_widget_size_allocate (self->button, &(GtkAllocation){0, 0, width, height}, baseline);
  gtk_popover_present (GTK_POPOVER (self->popover));
}

static void
tl_picker_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural, int *minimum_baseline,
                   int *natural_baseline)
{
  gtk_widget_measure (TL_PICKER (widget)->button, orientation, for_size, minimum, natural, minimum_baseline, natural_baseline);
}

static gboolean
tl_picker_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (TL_PICKER (widget)->button);
}

/* See tl_editor_focus(). */
static gboolean
tl_picker_focus (GtkWidget *widget, GtkDirectionType direction)
{
  TlPicker *self = TL_PICKER (widget);

  return gtk_widget_child_focus (gtk_widget_get_visible (self->popover) ? self->popover : self->button, direction);
}

static void
tl_picker_dispose (GObject *object)
{
  TlPicker *self = TL_PICKER (object);

  g_clear_pointer (&self->popover, gtk_widget_unparent);
  g_clear_pointer (&self->button, gtk_widget_unparent);
  g_clear_pointer (&self->name, g_free);
  g_clear_pointer (&self->chosen, g_free);
  g_clear_pointer (&self->folded, g_free);
  G_OBJECT_CLASS (tl_picker_parent_class)->dispose (object);
}

static void
tl_picker_class_init (TlPickerClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tl_picker_dispose;
  widget_class->size_allocate = tl_picker_size_allocate;
  widget_class->measure = tl_picker_measure;
  widget_class->grab_focus = tl_picker_grab_focus;
  widget_class->focus = tl_picker_focus;
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
  signals[CHOSEN] = g_signal_new ("chosen", TL_TYPE_PICKER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[WANTED] = g_signal_new ("wanted", TL_TYPE_PICKER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[CREATE] = g_signal_new ("create", TL_TYPE_PICKER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
tl_picker_init (TlPicker *self)
{
  GtkWidget *inside = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *arrow = gtk_image_new_from_icon_name ("pan-down-symbolic");
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkWidget *scroller = gtk_scrolled_window_new ();
  GtkEventController *keys = gtk_event_controller_key_new ();
  GtkWidget *nothing = gtk_label_new (_ ("Nothing to choose from"));

  self->clearable = TRUE;
  gtk_widget_add_css_class (nothing, "dim-label");
  gtk_widget_set_margin_top (nothing, 12);
  gtk_widget_set_margin_bottom (nothing, 12);
  gtk_widget_add_css_class (GTK_WIDGET (self), "tl-picker");
  self->label = gtk_label_new ("—");
  gtk_label_set_xalign (GTK_LABEL (self->label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (self->label), PANGO_ELLIPSIZE_END);
  gtk_widget_set_hexpand (self->label, TRUE);
  gtk_box_append (GTK_BOX (inside), self->label);
  gtk_box_append (GTK_BOX (inside), arrow);
  self->button = gtk_button_new ();
  gtk_button_set_child (GTK_BUTTON (self->button), inside);
  gtk_widget_set_parent (self->button, GTK_WIDGET (self));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->button), GTK_ACCESSIBLE_PROPERTY_HAS_POPUP, TRUE, -1);
  g_signal_connect (self->button, "clicked", G_CALLBACK (clicked_cb), self);
  g_signal_connect (keys, "key-pressed", G_CALLBACK (button_key_cb), self);
  gtk_widget_add_controller (self->button, keys);

  self->search = gtk_search_entry_new ();
  /* Names are typed here: an input method must not learn them. */
  g_object_set (gtk_editable_get_delegate (GTK_EDITABLE (self->search)), "input-hints", GTK_INPUT_HINT_PRIVATE | GTK_INPUT_HINT_NO_EMOJI,
                NULL);
  g_object_set (self->search, "placeholder-text", _ ("Search"), "search-delay", 0, NULL);
  tl_ui_label (self->search, _ ("Search the list"));
  g_signal_connect (self->search, "changed", G_CALLBACK (search_changed_cb), self);
  g_signal_connect (self->search, "activate", G_CALLBACK (search_activate_cb), self);
  keys = gtk_event_controller_key_new ();
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect (keys, "key-pressed", G_CALLBACK (search_key_cb), self);
  gtk_widget_add_controller (self->search, keys);

  self->list = GTK_LIST_BOX (gtk_list_box_new ());
  gtk_list_box_set_filter_func (self->list, filter_cb, self, NULL);
  gtk_list_box_set_placeholder (self->list, nothing);
  g_signal_connect (self->list, "row-activated", G_CALLBACK (row_activated_cb), self);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_max_content_height (GTK_SCROLLED_WINDOW (scroller), 320);
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (scroller), TRUE);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), GTK_WIDGET (self->list));
  gtk_widget_add_css_class (GTK_WIDGET (self->list), "tl-options");

  self->create = gtk_button_new ();
  gtk_widget_add_css_class (self->create, "flat");
  gtk_widget_set_visible (self->create, FALSE);
  g_signal_connect (self->create, "clicked", G_CALLBACK (create_cb), self);

  gtk_box_append (GTK_BOX (box), self->search);
  gtk_box_append (GTK_BOX (box), scroller);
  gtk_box_append (GTK_BOX (box), self->create);
  self->popover = gtk_popover_new ();
  gtk_popover_set_has_arrow (GTK_POPOVER (self->popover), FALSE);
  gtk_popover_set_child (GTK_POPOVER (self->popover), box);
  gtk_widget_set_parent (self->popover, GTK_WIDGET (self));
}

GtkWidget *
tl_picker_new (void)
{
  return g_object_new (TL_TYPE_PICKER, NULL);
}

GtkWidget *
tl_picker_get_button (TlPicker *self)
{
  return self->button;
}

static void
append (TlPicker *self, const char *id, const char *label)
{
  GtkWidget *row = gtk_list_box_row_new ();
  GtkWidget *child = gtk_label_new (label);

  gtk_label_set_xalign (GTK_LABEL (child), 0);
  gtk_label_set_wrap (GTK_LABEL (child), TRUE);
  gtk_label_set_max_width_chars (GTK_LABEL (child), 48);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), child);
  g_object_set_data_full (G_OBJECT (row), "id", g_strdup (id), g_free);
  g_object_set_data_full (G_OBJECT (row), "label", g_strdup (label), g_free);
  if (id != NULL)
    g_object_set_data_full (G_OBJECT (row), "folded", tl_text_fold (label), g_free);
  else
    gtk_widget_add_css_class (child, "dim-label");
  tl_ui_label (row, label);
  gtk_list_box_append (self->list, row);
}

void
tl_picker_clear (TlPicker *self)
{
  GtkListBoxRow *row;

  while ((row = gtk_list_box_get_row_at_index (self->list, 0)) != NULL)
    gtk_list_box_remove (self->list, GTK_WIDGET (row));
  self->n_options = 0;
}

/* Choices that come from the store arrive when the list is open already: the keys must reach them too. */
static void
take_focus (TlPicker *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;

  if (!gtk_widget_get_mapped (self->popover))
    return;
  if (self->n_options >= SEARCH_FROM && !gtk_widget_get_visible (self->search))
    {
      gtk_widget_set_visible (self->search, TRUE);
      gtk_widget_grab_focus (self->search);
    }
  else if (!gtk_widget_get_visible (self->search) && (focus == NULL || !gtk_widget_is_ancestor (focus, GTK_WIDGET (self->list))))
    gtk_widget_grab_focus (GTK_WIDGET (gtk_list_box_get_row_at_index (self->list, 0)));
}

void
tl_picker_add (TlPicker *self, const char *id, const char *label)
{
  if (self->n_options == 0 && self->clearable)
    append (self, NULL, _ ("(leave empty)"));
  append (self, id, label);
  self->n_options++;
  take_focus (self);
}

void
tl_picker_set_remote (TlPicker *self, gboolean remote)
{
  self->remote = remote;
}

void
tl_picker_set_create_label (TlPicker *self, const char *label)
{
  gtk_widget_set_visible (self->create, label != NULL);
  if (label != NULL)
    gtk_button_set_label (GTK_BUTTON (self->create), label);
}

static void
update_name (TlPicker *self)
{
  g_autofree char *text = g_strdup_printf ("%s: %s", self->name != NULL ? self->name : "", gtk_label_get_text (GTK_LABEL (self->label)));

  tl_ui_label (self->button, text);
}

void
tl_picker_set_chosen (TlPicker *self, const char *id, const char *label)
{
  char *copy = g_strdup (id);

  g_free (self->chosen);
  self->chosen = copy;
  gtk_label_set_text (GTK_LABEL (self->label), id != NULL && label != NULL ? label : "—");
  update_name (self);
}

const char *
tl_picker_get_chosen (TlPicker *self)
{
  return self->chosen;
}

void
tl_picker_set_name (TlPicker *self, const char *name)
{
  g_free (self->name);
  self->name = g_strdup (name);
  update_name (self);
}

void
tl_picker_set_clearable (TlPicker *self, gboolean clearable)
{
  self->clearable = clearable;
}
