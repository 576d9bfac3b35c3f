/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "wait.h"

#include <glib/gi18n-lib.h>

#include "call.h"
#include "page.h"

/* An answer that comes sooner needs no spinner (INTERFACE.md: over 300 ms). */
#define DELAY_MS 300

struct _TlWait
{
  AdwBin parent_instance;

  GtkWidget *spinner;
  GtkWidget *failed; /* in its place */
  guint delay;
};

G_DEFINE_FINAL_TYPE (TlWait, tl_wait, ADW_TYPE_BIN)

static guint again_signal;

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
  if (self->delay == 0 && self->failed == NULL)
    self->delay = g_timeout_add_once (DELAY_MS, late_cb, self);
}

static void
tl_wait_unmap (GtkWidget *widget)
{
  TlWait *self = TL_WAIT (widget);

  g_clear_handle_id (&self->delay, g_source_remove);
  if (self->spinner != NULL)
    {
      gtk_spinner_stop (GTK_SPINNER (self->spinner));
      gtk_widget_set_visible (self->spinner, FALSE);
    }
  GTK_WIDGET_CLASS (tl_wait_parent_class)->unmap (widget);
}

static void
again_cb (TlWait *self)
{
  g_autoptr (TlWait) kept = g_object_ref (self);

  self->failed = NULL;
  adw_bin_set_child (ADW_BIN (self), self->spinner);
  if (gtk_widget_get_mapped (GTK_WIDGET (self)) && self->delay == 0)
    self->delay = g_timeout_add_once (DELAY_MS, late_cb, self);
  g_signal_emit (self, again_signal, 0);
}

static void
ask_page_cb (TlWait *self)
{
  GtkWidget *page = gtk_widget_get_ancestor (GTK_WIDGET (self), TL_TYPE_PAGE);

  if (page != NULL)
    tl_page_refresh (TL_PAGE (page));
}

static void
fail (TlWait *self, const char *sentence)
{
  GtkWidget *again = gtk_button_new_with_mnemonic (_ ("_Try again"));

  g_clear_handle_id (&self->delay, g_source_remove);
  gtk_spinner_stop (GTK_SPINNER (self->spinner));
  gtk_widget_set_visible (self->spinner, FALSE);
  gtk_widget_set_halign (again, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (again, "pill");
  g_signal_connect_swapped (again, "clicked", G_CALLBACK (again_cb), self);
  self->failed = adw_status_page_new ();
  gtk_widget_add_css_class (self->failed, "compact");
  adw_status_page_set_icon_name (ADW_STATUS_PAGE (self->failed), "dialog-warning-symbolic");
  adw_status_page_set_title (ADW_STATUS_PAGE (self->failed), sentence);
  adw_status_page_set_child (ADW_STATUS_PAGE (self->failed), again);
  adw_bin_set_child (ADW_BIN (self), self->failed);
}

void
tl_wait_fail (GtkWidget *from, const char *sentence)
{
  GtkWidget *child;

  if (TL_IS_WAIT (from))
    {
      fail (TL_WAIT (from), sentence);
      return;
    }
  for (child = gtk_widget_get_first_child (from); child != NULL; child = gtk_widget_get_next_sibling (child))
    if (gtk_widget_get_child_visible (child))
      tl_wait_fail (child, sentence);
}

static void
tl_wait_dispose (GObject *object)
{
  TlWait *self = TL_WAIT (object);

  g_clear_handle_id (&self->delay, g_source_remove);
  g_clear_object (&self->spinner);
  G_OBJECT_CLASS (tl_wait_parent_class)->dispose (object);
}

static void
tl_wait_class_init (TlWaitClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tl_wait_dispose;
  widget_class->map = tl_wait_map;
  widget_class->unmap = tl_wait_unmap;
  again_signal = g_signal_new_class_handler ("again", TL_TYPE_WAIT, G_SIGNAL_RUN_LAST, G_CALLBACK (ask_page_cb), NULL, NULL, NULL,
                                             G_TYPE_NONE, 0);
}

static void
tl_wait_init (TlWait *self)
{
  self->spinner = g_object_ref_sink (gtk_spinner_new ());
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
