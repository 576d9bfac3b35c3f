/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "form/editor.h"

#include <glib/gi18n-lib.h>

#include "call.h"

typedef struct
{
  TlStore *store;
  TlType type;
  guint number;
  GtkWidget *box;
  GtkWidget *label;
  GtkWidget *content;
  GtkWidget *focus;
  GtkWidget *message;
  gboolean has_error;
  gboolean wide;
  int showing;
} TlEditorPrivate;

enum
{
  EDITED,
  LEFT,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (TlEditor, tl_editor, GTK_TYPE_WIDGET)

#define PRIV(self) ((TlEditorPrivate *)tl_editor_get_instance_private (self))

static gboolean
tl_editor_grab_focus (GtkWidget *widget)
{
  TlEditorPrivate *priv = PRIV (TL_EDITOR (widget));

  return priv->focus != NULL && gtk_widget_grab_focus (priv->focus);
}

/* Past its parts only: what GTK does for a widget that has a grab_focus() of its own brings whoever leaves it backwards in again. */
static gboolean
tl_editor_focus (GtkWidget *widget, GtkDirectionType direction)
{
  TlEditorPrivate *priv = PRIV (TL_EDITOR (widget));

  return priv->box != NULL && gtk_widget_child_focus (priv->box, direction);
}

static void
tl_editor_dispose (GObject *object)
{
  TlEditorPrivate *priv = PRIV (TL_EDITOR (object));

  g_clear_pointer (&priv->box, gtk_widget_unparent);
  g_clear_object (&priv->store);
  G_OBJECT_CLASS (tl_editor_parent_class)->dispose (object);
}

static void
tl_editor_class_init (TlEditorClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = tl_editor_dispose;
  GTK_WIDGET_CLASS (klass)->grab_focus = tl_editor_grab_focus;
  GTK_WIDGET_CLASS (klass)->focus = tl_editor_focus;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_accessible_role (GTK_WIDGET_CLASS (klass), GTK_ACCESSIBLE_ROLE_GROUP);
  signals[EDITED] = g_signal_new ("edited", TL_TYPE_EDITOR, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[LEFT] = g_signal_new ("left", TL_TYPE_EDITOR, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
tl_editor_init (TlEditor *self)
{
  TlEditorPrivate *priv = PRIV (self);

  priv->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);
  gtk_widget_set_parent (priv->box, GTK_WIDGET (self));
  gtk_widget_set_valign (GTK_WIDGET (self), GTK_ALIGN_START);
}

static GType
editor_type (const TlField *field)
{
  if (field->flags & TL_FIELD_COMPUTED)
    return G_TYPE_INVALID;
  switch (field->kind)
    {
    case TL_KIND_TEXT:
    case TL_KIND_INT:
    case TL_KIND_DECIMAL:
    case TL_KIND_MONEY:
      return tl_text_editor_get_type ();
    case TL_KIND_LONG_TEXT:
      return tl_long_text_editor_get_type ();
    case TL_KIND_DATE:
    case TL_KIND_TIME:
      return tl_date_editor_get_type ();
    case TL_KIND_CHOICE:
      return tl_choice_editor_get_type ();
    case TL_KIND_SET:
      return tl_set_editor_get_type ();
    case TL_KIND_BOOL:
      return tl_bool_editor_get_type ();
    case TL_KIND_REF:
      return tl_ref_editor_get_type ();
    case TL_KIND_REF_SET:
      return tl_ref_set_editor_get_type ();
    case TL_KIND_BLOB:
    case TL_KIND_JSON:
    default:
      return G_TYPE_INVALID;
    }
}

TlEditor *
tl_editor_new (TlStore *store, TlType type, guint number)
{
  const TlField *field = tl_type_field (type, number);
  GType gtype = editor_type (field);
  TlEditor *self;
  TlEditorPrivate *priv;
  g_autofree char *text = NULL;

  if (gtype == G_TYPE_INVALID)
    return NULL;

  self = g_object_new (gtype, NULL);
  priv = PRIV (self);
  priv->store = g_object_ref (store);
  priv->type = type;
  priv->number = number;

  text = g_strdup_printf ("%s%s", tl_field_label (field), (field->flags & (TL_FIELD_REQUIRED | TL_FIELD_FILLED)) == TL_FIELD_REQUIRED ? " *" : "");
  priv->label = gtk_label_new (text);
  gtk_label_set_xalign (GTK_LABEL (priv->label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (priv->label), PANGO_ELLIPSIZE_END);
  gtk_widget_add_css_class (priv->label, "tl-field-label");
  gtk_box_append (GTK_BOX (priv->box), priv->label);

  TL_EDITOR_GET_CLASS (self)->build (self);
  if (field->flags & TL_FIELD_GIVEN)
    gtk_widget_set_sensitive (priv->content, FALSE);

  priv->message = gtk_label_new (NULL);
  gtk_label_set_xalign (GTK_LABEL (priv->message), 0);
  gtk_label_set_wrap (GTK_LABEL (priv->message), TRUE);
  gtk_widget_set_visible (priv->message, FALSE);
  gtk_box_append (GTK_BOX (priv->box), priv->message);
  return self;
}

const TlField *
tl_editor_get_field (TlEditor *self)
{
  return tl_type_field (PRIV (self)->type, PRIV (self)->number);
}

guint
tl_editor_get_number (TlEditor *self)
{
  return PRIV (self)->number;
}

TlType
tl_editor_get_record_type (TlEditor *self)
{
  return PRIV (self)->type;
}

TlStore *
tl_editor_get_store (TlEditor *self)
{
  return PRIV (self)->store;
}

gboolean
tl_editor_is_wide (TlEditor *self)
{
  return PRIV (self)->wide;
}

void
tl_editor_set_wide (TlEditor *self, gboolean wide)
{
  PRIV (self)->wide = wide;
}

void
tl_editor_set_optional (TlEditor *self)
{
  TlEditorPrivate *priv = PRIV (self);

  gtk_label_set_text (GTK_LABEL (priv->label), tl_field_label (tl_editor_get_field (self)));
  gtk_accessible_reset_property (GTK_ACCESSIBLE (priv->focus), GTK_ACCESSIBLE_PROPERTY_REQUIRED);
}

void
tl_editor_show (TlEditor *self, TlRecord *record)
{
  PRIV (self)->showing++;
  TL_EDITOR_GET_CLASS (self)->show (self, record);
  PRIV (self)->showing--;
}

gboolean
tl_editor_apply (TlEditor *self, TlRecord *record, GError **error)
{
  return TL_EDITOR_GET_CLASS (self)->apply (self, record, error);
}

char *
tl_editor_get_typed (TlEditor *self)
{
  return TL_EDITOR_GET_CLASS (self)->get_typed != NULL ? TL_EDITOR_GET_CLASS (self)->get_typed (self) : NULL;
}

void
tl_editor_set_typed (TlEditor *self, const char *typed)
{
  if (TL_EDITOR_GET_CLASS (self)->set_typed != NULL)
    TL_EDITOR_GET_CLASS (self)->set_typed (self, typed);
}

void
tl_editor_set_suggestions (TlEditor *self, GPtrArray *ids)
{
  if (TL_EDITOR_GET_CLASS (self)->set_suggestions != NULL)
    TL_EDITOR_GET_CLASS (self)->set_suggestions (self, ids);
}

void
tl_editor_set_message (TlEditor *self, const char *message, gboolean warning)
{
  TlEditorPrivate *priv = PRIV (self);

  priv->has_error = message != NULL && !warning;
  gtk_label_set_text (GTK_LABEL (priv->message), message != NULL ? message : "");
  gtk_widget_set_visible (priv->message, message != NULL);
  gtk_widget_remove_css_class (priv->message, warning ? "tl-field-error" : "tl-field-warning");
  gtk_widget_add_css_class (priv->message, warning ? "tl-field-warning" : "tl-field-error");
  if (priv->focus != NULL)
    {
      if (priv->has_error)
        gtk_widget_add_css_class (priv->focus, "error");
      else
        gtk_widget_remove_css_class (priv->focus, "error");
      gtk_accessible_update_property (GTK_ACCESSIBLE (priv->focus), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, message != NULL ? message : "",
                                      -1);
      gtk_accessible_update_state (GTK_ACCESSIBLE (priv->focus), GTK_ACCESSIBLE_STATE_INVALID,
                                   priv->has_error ? GTK_ACCESSIBLE_INVALID_TRUE : GTK_ACCESSIBLE_INVALID_FALSE, -1);
    }
}

gboolean
tl_editor_has_error (TlEditor *self)
{
  return PRIV (self)->has_error;
}

void
tl_editor_set_content (TlEditor *self, GtkWidget *content, GtkWidget *focus)
{
  TlEditorPrivate *priv = PRIV (self);

  priv->content = content;
  priv->focus = focus;
  gtk_box_append (GTK_BOX (priv->box), content);
  tl_ui_label (focus, tl_field_label (tl_editor_get_field (self)));
  if ((tl_editor_get_field (self)->flags & (TL_FIELD_REQUIRED | TL_FIELD_FILLED)) == TL_FIELD_REQUIRED)
    gtk_accessible_update_property (GTK_ACCESSIBLE (focus), GTK_ACCESSIBLE_PROPERTY_REQUIRED, TRUE, -1);
}

void
tl_editor_edited (TlEditor *self)
{
  if (PRIV (self)->showing == 0)
    g_signal_emit (self, signals[EDITED], 0);
}

void
tl_editor_left (TlEditor *self)
{
  g_signal_emit (self, signals[LEFT], 0);
}

static void
leave_cb (GtkEventControllerFocus *controller, TlEditor *self)
{
  tl_editor_left (self);
}

void
tl_editor_watch_focus (TlEditor *self, GtkWidget *widget)
{
  GtkEventController *controller = gtk_event_controller_focus_new ();

  g_signal_connect_object (controller, "leave", G_CALLBACK (leave_cb), self, 0);
  gtk_widget_add_controller (widget, controller);
}
