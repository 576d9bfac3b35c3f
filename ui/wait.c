/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "wait.h"

#include <glib/gi18n-lib.h>

#include "call.h"

/* An answer that comes sooner needs no spinner (INTERFACE.md: over 300 ms). */
#define DELAY_MS 300

struct _TlWait
{
  AdwBin parent_instance;

  GtkWidget *spinner;
  guint delay;
};

G_DEFINE_FINAL_TYPE (TlWait, tl_wait, ADW_TYPE_BIN)

static void
late_cb (gpointer data)
{
  TlWait *self = data;

  self->delay = 0;
  gtk_widget_set_visible (self->spinner, TRUE);
  gtk_spinner_start (GTK_SPINNER (self->spinner));
}

static void
tl_wait_map (GtkWidget *widget)
{
  TlWait *self = TL_WAIT (widget);

  GTK_WIDGET_CLASS (tl_wait_parent_class)->map (widget);
  if (self->delay == 0)
    self->delay = g_timeout_add_once (DELAY_MS, late_cb, self);
}

static void
tl_wait_unmap (GtkWidget *widget)
{
  TlWait *self = TL_WAIT (widget);

  g_clear_handle_id (&self->delay, g_source_remove);
  gtk_spinner_stop (GTK_SPINNER (self->spinner));
  gtk_widget_set_visible (self->spinner, FALSE);
  GTK_WIDGET_CLASS (tl_wait_parent_class)->unmap (widget);
}

static void
tl_wait_dispose (GObject *object)
{
  g_clear_handle_id (&TL_WAIT (object)->delay, g_source_remove);
  G_OBJECT_CLASS (tl_wait_parent_class)->dispose (object);
}

static void
tl_wait_class_init (TlWaitClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tl_wait_dispose;
  widget_class->map = tl_wait_map;
  widget_class->unmap = tl_wait_unmap;
}

static void
tl_wait_init (TlWait *self)
{
  self->spinner = gtk_spinner_new ();
  gtk_widget_set_size_request (self->spinner, 32, 32);
  gtk_widget_set_halign (self->spinner, GTK_ALIGN_CENTER);
  gtk_widget_set_valign (self->spinner, GTK_ALIGN_CENTER);
  gtk_widget_set_visible (self->spinner, FALSE);
  tl_ui_label (self->spinner, _ ("Reading…"));
  adw_bin_set_child (ADW_BIN (self), self->spinner);
}

GtkWidget *
tl_wait_new (void)
{
  return g_object_new (TL_TYPE_WAIT, NULL);
}
