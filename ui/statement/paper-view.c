/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "statement/paper-view.h"

#include <glib/gi18n-lib.h>

#include "call.h"

#define MARGIN 18
#define POINTS_PER_MM (72.0 / 25.4)

struct _TlPaperView
{
  GtkWidget parent_instance;

  GtkWidget *scroller;
  GtkWidget *pages;
  TlDocument *document;
  double zoom;
  int fitted; /* width that the pages were sized for */
};

G_DEFINE_FINAL_TYPE (TlPaperView, tl_paper_view, GTK_TYPE_WIDGET)

static double
widest_page (TlPaperView *self)
{
  double widest = 1;

  for (guint i = 0; i < tl_document_n_pages (self->document); i++)
    {
      double width, height;

      tl_document_page_size (self->document, i, &width, &height);
      widest = MAX (widest, width);
    }
  return widest;
}

static void
size_pages (TlPaperView *self, int width)
{
  double scale; /* pixels a millimetre */
  guint page = 0;

  if (self->document == NULL || width <= 4 * MARGIN)
    return;
  self->fitted = width;
  scale = (width - 4 * MARGIN) * self->zoom / widest_page (self);
  for (GtkWidget *child = gtk_widget_get_first_child (self->pages); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      double page_width, page_height;

      tl_document_page_size (self->document, page++, &page_width, &page_height);
      gtk_widget_set_size_request (child, (int)(page_width * scale), (int)(page_height * scale));
    }
}

static void
draw_page_cb (GtkDrawingArea *area, cairo_t *cr, int width, int height, gpointer data)
{
  TlPaperView *self = TL_PAPER_VIEW (gtk_widget_get_ancestor (GTK_WIDGET (area), TL_TYPE_PAPER_VIEW));
  double page_width, page_height;

  if (self == NULL || self->document == NULL)
    return;
  tl_document_page_size (self->document, GPOINTER_TO_UINT (data), &page_width, &page_height);
  cairo_set_source_rgb (cr, 1, 1, 1);
  cairo_paint (cr);
  cairo_scale (cr, width / (page_width * POINTS_PER_MM), width / (page_width * POINTS_PER_MM));
  tl_document_draw (self->document, GPOINTER_TO_UINT (data), cr);
}

static gboolean
refit_cb (gpointer data)
{
  TlPaperView *self = data;
  int width = gtk_widget_get_width (GTK_WIDGET (self));

  if (width != self->fitted)
    size_pages (self, width);
  return G_SOURCE_REMOVE;
}

static void
tl_paper_view_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  TlPaperView *self = TL_PAPER_VIEW (widget);
  GtkAllocation all = {0, 0, width, height};

  gtk_widget_size_allocate (self->scroller, &all, baseline);
  if (width != self->fitted)
    g_idle_add_full (G_PRIORITY_HIGH_IDLE, refit_cb, g_object_ref (self), g_object_unref);
}

static void
tl_paper_view_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural, int *minimum_baseline,
                       int *natural_baseline)
{
  TlPaperView *self = TL_PAPER_VIEW (widget);

  gtk_widget_measure (self->scroller, orientation, for_size, minimum, natural, minimum_baseline, natural_baseline);
}

static void
tl_paper_view_dispose (GObject *object)
{
  TlPaperView *self = TL_PAPER_VIEW (object);

  g_clear_pointer (&self->scroller, gtk_widget_unparent);
  g_clear_object (&self->document);
  G_OBJECT_CLASS (tl_paper_view_parent_class)->dispose (object);
}

static void
tl_paper_view_class_init (TlPaperViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tl_paper_view_dispose;
  widget_class->size_allocate = tl_paper_view_size_allocate;
  widget_class->measure = tl_paper_view_measure;
}

static void
tl_paper_view_init (TlPaperView *self)
{
  self->zoom = 1.0;
  self->pages = gtk_box_new (GTK_ORIENTATION_VERTICAL, MARGIN);
  gtk_widget_set_halign (self->pages, GTK_ALIGN_CENTER);
  gtk_widget_set_margin_top (self->pages, MARGIN);
  gtk_widget_set_margin_bottom (self->pages, MARGIN);
  gtk_widget_set_margin_start (self->pages, MARGIN);
  gtk_widget_set_margin_end (self->pages, MARGIN);
  self->scroller = gtk_scrolled_window_new ();
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (self->scroller), self->pages);
  gtk_widget_set_parent (self->scroller, GTK_WIDGET (self));
  gtk_widget_set_hexpand (GTK_WIDGET (self), TRUE);
  gtk_widget_set_vexpand (GTK_WIDGET (self), TRUE);
}

GtkWidget *
tl_paper_view_new (void)
{
  return g_object_new (TL_TYPE_PAPER_VIEW, NULL);
}

void
tl_paper_view_set_document (TlPaperView *self, TlDocument *document)
{
  GtkWidget *child;
  guint n_pages;

  g_set_object (&self->document, document);
  while ((child = gtk_widget_get_first_child (self->pages)) != NULL)
    gtk_box_remove (GTK_BOX (self->pages), child);
  n_pages = document != NULL ? tl_document_n_pages (document) : 0;
  for (guint i = 0; i < n_pages; i++)
    {
      GtkWidget *area = gtk_drawing_area_new ();
      g_autofree char *name = g_strdup_printf (_ ("Page %u of %u"), i + 1, n_pages);

      gtk_drawing_area_set_draw_func (GTK_DRAWING_AREA (area), draw_page_cb, GUINT_TO_POINTER (i), NULL);
      gtk_widget_add_css_class (area, "tl-paper");
      gtk_widget_set_focusable (area, TRUE);
      tl_ui_label (area, name);
      gtk_box_append (GTK_BOX (self->pages), area);
    }
  size_pages (self, gtk_widget_get_width (GTK_WIDGET (self)));
}

void
tl_paper_view_set_zoom (TlPaperView *self, double zoom)
{
  self->zoom = CLAMP (zoom, 0.5, 3.0);
  size_pages (self, gtk_widget_get_width (GTK_WIDGET (self)));
}

double
tl_paper_view_get_zoom (TlPaperView *self)
{
  return self->zoom;
}
