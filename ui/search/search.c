/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An entry with a list below it. Every keystroke asks the store at once (TL_JOB_TYPING); a question that a
 * later one has overtaken is not looked for any more, and its answer is dropped. A hit goes to the case it belongs
 * to, else to its own place. */
#include "search/search.h"

#include <glib/gi18n-lib.h>

#include "call.h"

#define MAX_HITS 12

struct _TlSearch
{
  GtkWidget parent_instance;

  TlStore *store;
  GtkWidget *entry;
  GtkWidget *popover;
  GtkListBox *list;
  GtkWidget *nothing;
  int *question; /* number of the last one; shared with the store's thread (g_atomic_rc_box) */
};

G_DEFINE_FINAL_TYPE (TlSearch, tl_search, GTK_TYPE_WIDGET)

typedef struct
{
  char *text;
  int number;
  int *last;
} Question;

static void
question_free (gpointer data)
{
  Question *question = data;

  g_free (question->text);
  g_atomic_rc_box_release (question->last);
  g_free (question);
}

static gpointer
search_job (TlStore *store, gpointer data, GCancellable *cancellable, GError **error)
{
  Question *question = data;

  if (question->number != g_atomic_int_get (question->last))
    return NULL;
  return tl_store_search (store, question->text, MAX_HITS, error);
}

static void
clear (TlSearch *self)
{
  GtkListBoxRow *row;

  while ((row = gtk_list_box_get_row_at_index (self->list, 0)) != NULL)
    gtk_list_box_remove (self->list, GTK_WIDGET (row));
}

static void
found_cb (gpointer owner, gpointer result, gpointer user_data)
{
  TlSearch *self = owner;
  GPtrArray *hits = result;

  if (GPOINTER_TO_INT (user_data) != g_atomic_int_get (self->question))
    return;
  clear (self);
  for (guint i = 0; hits != NULL && i < hits->len; i++)
    {
      const TlHit *hit = g_ptr_array_index (hits, i);
      GtkWidget *row = gtk_list_box_row_new ();
      GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
      GtkWidget *title = gtk_label_new (hit->title != NULL ? hit->title : tl_type_label (hit->type, FALSE));
      GtkWidget *kind = gtk_label_new (tl_type_label (hit->type, FALSE));
      const char *type = hit->case_id != NULL ? "case" : tl_type_info (hit->type)->name;
      g_autofree char *name = g_strdup_printf ("%s, %s", gtk_label_get_text (GTK_LABEL (title)), gtk_label_get_text (GTK_LABEL (kind)));

      gtk_label_set_xalign (GTK_LABEL (title), 0);
      gtk_label_set_ellipsize (GTK_LABEL (title), PANGO_ELLIPSIZE_END);
      gtk_widget_set_hexpand (title, TRUE);
      gtk_widget_add_css_class (kind, "dim-label");
      gtk_box_append (GTK_BOX (box), title);
      gtk_box_append (GTK_BOX (box), kind);
      gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
      tl_ui_label (row, name);
      g_object_set_data_full (G_OBJECT (row), "target",
                              g_variant_ref_sink (g_variant_new ("(ss)", type, hit->case_id != NULL ? hit->case_id : hit->id)),
                              (GDestroyNotify)g_variant_unref);
      gtk_list_box_append (self->list, row);
    }
  gtk_widget_set_visible (self->nothing, hits == NULL || hits->len == 0);
  gtk_widget_set_visible (GTK_WIDGET (self->list), hits != NULL && hits->len > 0);
  gtk_popover_popup (GTK_POPOVER (self->popover));
}

static void
changed_cb (GtkEditable *editable, TlSearch *self)
{
  const char *text = gtk_editable_get_text (editable);
  Question *question;

  g_atomic_int_inc (self->question);
  if (*text == '\0')
    {
      gtk_popover_popdown (GTK_POPOVER (self->popover));
      clear (self);
      return;
    }
  question = g_new0 (Question, 1);
  question->text = g_strdup (text);
  question->number = g_atomic_int_get (self->question);
  question->last = g_atomic_rc_box_acquire (self->question);
  tl_ui_call (self, self->store, TL_JOB_TYPING, NULL, search_job, question, question_free, (GDestroyNotify)g_ptr_array_unref, found_cb,
              GINT_TO_POINTER (question->number));
}

static void
go (TlSearch *self, GtkListBoxRow *row)
{
  GVariant *target = g_object_get_data (G_OBJECT (row), "target");

  if (target == NULL)
    return;
  gtk_widget_activate_action_variant (GTK_WIDGET (self), "win.open", target);
  gtk_editable_set_text (GTK_EDITABLE (self->entry), "");
}

static void
row_activated_cb (GtkListBox *list, GtkListBoxRow *row, TlSearch *self)
{
  go (self, row);
}

static void
activate_cb (GtkWidget *entry, TlSearch *self)
{
  GtkListBoxRow *row = gtk_list_box_get_selected_row (self->list);

  if (row == NULL)
    row = gtk_list_box_get_row_at_index (self->list, 0);
  if (row != NULL)
    go (self, row);
}

static gboolean
key_cb (GtkEventControllerKey *controller, guint key, guint code, GdkModifierType state, TlSearch *self)
{
  GtkListBoxRow *row = gtk_list_box_get_selected_row (self->list);
  int index = row != NULL ? gtk_list_box_row_get_index (row) : -1;

  if (key == GDK_KEY_Down || key == GDK_KEY_Up)
    {
      row = gtk_list_box_get_row_at_index (self->list, key == GDK_KEY_Down ? index + 1 : MAX (index - 1, 0));
      if (row != NULL)
        gtk_list_box_select_row (self->list, row);
      return TRUE;
    }
  if (key == GDK_KEY_Escape)
    {
      gtk_editable_set_text (GTK_EDITABLE (self->entry), "");
      gtk_popover_popdown (GTK_POPOVER (self->popover));
      return TRUE;
    }
  return FALSE;
}

static gboolean
tl_search_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (TL_SEARCH (widget)->entry);
}

/* See tl_editor_focus(). */
static gboolean
tl_search_focus (GtkWidget *widget, GtkDirectionType direction)
{
  return gtk_widget_child_focus (TL_SEARCH (widget)->entry, direction);
}

static void
tl_search_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  TlSearch *self = TL_SEARCH (widget);

  gtk_widget_size_allocate (self->entry, &(GtkAllocation){0, 0, width, height}, baseline);
  gtk_widget_set_size_request (self->popover, width, -1);
  gtk_popover_present (GTK_POPOVER (self->popover));
}

static void
tl_search_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural, int *minimum_baseline,
                   int *natural_baseline)
{
  gtk_widget_measure (TL_SEARCH (widget)->entry, orientation, for_size, minimum, natural, minimum_baseline, natural_baseline);
  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    *natural = MAX (*natural, 420);
}

static void
tl_search_dispose (GObject *object)
{
  TlSearch *self = TL_SEARCH (object);

  g_clear_pointer (&self->popover, gtk_widget_unparent);
  g_clear_pointer (&self->entry, gtk_widget_unparent);
  g_clear_object (&self->store);
  G_OBJECT_CLASS (tl_search_parent_class)->dispose (object);
}

static void
tl_search_finalize (GObject *object)
{
  g_atomic_rc_box_release (TL_SEARCH (object)->question);
  G_OBJECT_CLASS (tl_search_parent_class)->finalize (object);
}

static void
tl_search_class_init (TlSearchClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tl_search_dispose;
  G_OBJECT_CLASS (klass)->finalize = tl_search_finalize;
  widget_class->measure = tl_search_measure;
  widget_class->size_allocate = tl_search_size_allocate;
  widget_class->grab_focus = tl_search_grab_focus;
  widget_class->focus = tl_search_focus;
}

static void
tl_search_init (TlSearch *self)
{
  GtkEventController *keys = gtk_event_controller_key_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  self->question = g_atomic_rc_box_new0 (int);
  self->entry = gtk_search_entry_new ();
  /* Names are typed here: an input method must not learn them. */
  g_object_set (gtk_editable_get_delegate (GTK_EDITABLE (self->entry)), "input-hints", GTK_INPUT_HINT_PRIVATE | GTK_INPUT_HINT_NO_EMOJI,
                NULL);
  g_object_set (self->entry, "placeholder-text", _ ("Search people, codes, papers"), "search-delay", 0, NULL);
  tl_ui_label (self->entry, _ ("Search people, codes, papers"));
  gtk_widget_set_parent (self->entry, GTK_WIDGET (self));

  self->list = GTK_LIST_BOX (gtk_list_box_new ());
  gtk_widget_add_css_class (GTK_WIDGET (self->list), "tl-options");
  tl_ui_label (self->list, _ ("What was found"));
  self->nothing = gtk_label_new (_ ("Nothing found"));
  gtk_widget_add_css_class (self->nothing, "dim-label");
  gtk_widget_set_margin_top (self->nothing, 12);
  gtk_widget_set_margin_bottom (self->nothing, 12);
  gtk_box_append (GTK_BOX (box), self->nothing);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->list));

  self->popover = gtk_popover_new ();
  gtk_popover_set_autohide (GTK_POPOVER (self->popover), FALSE);
  gtk_popover_set_has_arrow (GTK_POPOVER (self->popover), FALSE);
  gtk_popover_set_child (GTK_POPOVER (self->popover), box);
  gtk_widget_set_parent (self->popover, GTK_WIDGET (self));

  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect (keys, "key-pressed", G_CALLBACK (key_cb), self);
  gtk_widget_add_controller (self->entry, keys);
  g_signal_connect (self->entry, "changed", G_CALLBACK (changed_cb), self);
  g_signal_connect (self->entry, "activate", G_CALLBACK (activate_cb), self);
  g_signal_connect (self->list, "row-activated", G_CALLBACK (row_activated_cb), self);
}

GtkWidget *
tl_search_new (TlStore *store)
{
  TlSearch *self = g_object_new (TL_TYPE_SEARCH, NULL);

  self->store = g_object_ref (store);
  return GTK_WIDGET (self);
}
