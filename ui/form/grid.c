/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "form/grid.h"

#define COLUMN_MIN 250
#define COLUMN_NATURAL 360
#define COLUMN_SPACING 18
#define ROW_SPACING 12

struct _TlFormGrid
{
  GtkWidget parent_instance;
};

G_DEFINE_FINAL_TYPE (TlFormGrid, tl_form_grid, GTK_TYPE_WIDGET)

static gboolean
is_wide (GtkWidget *child)
{
  return g_object_get_data (G_OBJECT (child), "wide") != NULL;
}

/* Walks the children as they will stand; places them when @place. Returns the height. */
static int
arrange (GtkWidget *widget, int width, gboolean place)
{
  int columns = width >= 2 * COLUMN_MIN + COLUMN_SPACING ? 2 : 1;
  int column_width = (width - (columns - 1) * COLUMN_SPACING) / columns;
  gboolean rtl = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;
  int column = 0, y = 0, row_height = 0;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      gboolean wide = is_wide (child);
      int child_width = wide ? width : column_width;
      int height, x;

      if (!gtk_widget_should_layout (child))
        continue;
      if ((wide && column > 0) || column >= columns)
        {
          y += row_height + ROW_SPACING;
          row_height = column = 0;
        }
      gtk_widget_measure (child, GTK_ORIENTATION_VERTICAL, child_width, &height, NULL, NULL, NULL);
      x = column * (column_width + COLUMN_SPACING);
      if (place)
        gtk_widget_size_allocate (child, &(GtkAllocation){rtl ? width - x - child_width : x, y, child_width, height}, -1);
      row_height = MAX (row_height, height);
      column += wide ? columns : 1;
    }
  return y + row_height;
}

static GtkSizeRequestMode
tl_form_grid_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
tl_form_grid_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural, int *minimum_baseline,
                      int *natural_baseline)
{
  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    {
      *minimum = 0;
      for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
        {
          int least;

          gtk_widget_measure (child, GTK_ORIENTATION_HORIZONTAL, -1, &least, NULL, NULL, NULL);
          *minimum = MAX (*minimum, least);
        }
      *natural = MAX (*minimum, 2 * COLUMN_NATURAL + COLUMN_SPACING);
    }
  else
    *minimum = *natural = arrange (widget, for_size > 0 ? for_size : 2 * COLUMN_NATURAL + COLUMN_SPACING, FALSE);
}

static void
tl_form_grid_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  arrange (widget, width, TRUE);
}

static void
tl_form_grid_dispose (GObject *object)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (object))) != NULL)
    gtk_widget_unparent (child);
  G_OBJECT_CLASS (tl_form_grid_parent_class)->dispose (object);
}

static void
tl_form_grid_class_init (TlFormGridClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tl_form_grid_dispose;
  widget_class->get_request_mode = tl_form_grid_get_request_mode;
  widget_class->measure = tl_form_grid_measure;
  widget_class->size_allocate = tl_form_grid_size_allocate;
}

static void
tl_form_grid_init (TlFormGrid *self)
{
}

GtkWidget *
tl_form_grid_new (void)
{
  return g_object_new (TL_TYPE_FORM_GRID, NULL);
}

void
tl_form_grid_add (TlFormGrid *self, GtkWidget *child, gboolean wide)
{
  if (wide)
    g_object_set_data (G_OBJECT (child), "wide", GINT_TO_POINTER (1));
  gtk_widget_set_parent (child, GTK_WIDGET (self));
}
