/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "wrap.h"

#define SPACING 8

struct _TlWrap
{
  GtkWidget parent_instance;
};

G_DEFINE_FINAL_TYPE (TlWrap, tl_wrap, GTK_TYPE_WIDGET)

/* --- A line --- */

typedef struct
{
  GtkWidget *first;
  GtkWidget *end;  /* the first of the next line, or NULL */
  int left;        /* what the children do not ask for */
  guint expanding;
} Line;

static GtkWidget *
next_shown (GtkWidget *child)
{
  while (child != NULL && !gtk_widget_should_layout (child))
    child = gtk_widget_get_next_sibling (child);
  return child;
}

static int
natural_width (GtkWidget *child, int most)
{
  int minimum, natural;

  gtk_widget_measure (child, GTK_ORIENTATION_HORIZONTAL, -1, &minimum, &natural, NULL, NULL);
  return MAX (minimum, MIN (natural, most));
}

/* The line that begins with @first: as many as fit into @width, at least one. */
static Line
line_from (GtkWidget *first, int width)
{
  Line line = {first, NULL, width, 0};

  for (GtkWidget *child = first; child != NULL; child = next_shown (gtk_widget_get_next_sibling (child)))
    {
      int needed = natural_width (child, width) + (child != first ? SPACING : 0);

      if (child != first && needed > line.left)
        {
          line.end = child;
          break;
        }
      line.left -= needed;
      line.expanding += gtk_widget_compute_expand (child, GTK_ORIENTATION_HORIZONTAL) ? 1 : 0;
    }
  line.left = MAX (line.left, 0);
  return line;
}

/* Gives every child of @line its place from @y on, or only measures it (@place FALSE). → the line's height */
static int
lay_line (const Line *line, int width, int y, gboolean place, gboolean rtl)
{
  int height = 0, left = line->left, x = 0;
  guint expanding = line->expanding;

  for (int pass = place ? 0 : 1; pass < 2; pass++)
    {
      x = 0;
      left = line->left;
      expanding = line->expanding;
      for (GtkWidget *child = line->first; child != line->end; child = next_shown (gtk_widget_get_next_sibling (child)))
        {
          int own = natural_width (child, width), tall;

          if (expanding > 0 && gtk_widget_compute_expand (child, GTK_ORIENTATION_HORIZONTAL))
            {
              int share = left / (int)expanding;

              own += share;
              left -= share;
              expanding--;
            }
          gtk_widget_measure (child, GTK_ORIENTATION_VERTICAL, own, NULL, &tall, NULL, NULL);
          if (place && pass == 1)
            gtk_widget_size_allocate (child, &(GtkAllocation){rtl ? width - x - own : x, y, own, height}, -1);
          else
            height = MAX (height, tall);
          x += own + SPACING;
        }
    }
  return height;
}

static int
lay (GtkWidget *widget, int width, gboolean place)
{
  gboolean rtl = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;
  int y = 0;

  for (GtkWidget *first = next_shown (gtk_widget_get_first_child (widget)); first != NULL;)
    {
      Line line = line_from (first, width);

      y += (y > 0 ? SPACING : 0) + lay_line (&line, width, y, place, rtl);
      first = line.end;
    }
  return y;
}

/* --- The widget --- */

static GtkSizeRequestMode
tl_wrap_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
tl_wrap_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural, int *minimum_baseline,
                 int *natural_baseline)
{
  int widest = 0, all = 0;

  for (GtkWidget *child = next_shown (gtk_widget_get_first_child (widget)); child != NULL;
       child = next_shown (gtk_widget_get_next_sibling (child)))
    {
      int least, wanted;

      gtk_widget_measure (child, GTK_ORIENTATION_HORIZONTAL, -1, &least, &wanted, NULL, NULL);
      widest = MAX (widest, least);
      all += wanted + (all > 0 ? SPACING : 0);
    }
  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    {
      *minimum = widest;
      *natural = MAX (widest, all);
    }
  else
    *minimum = *natural = lay (widget, for_size >= 0 ? for_size : MAX (widest, all), FALSE);
}

static void
tl_wrap_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  lay (widget, width, TRUE);
}

static void
tl_wrap_dispose (GObject *object)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (object))) != NULL)
    gtk_widget_unparent (child);
  G_OBJECT_CLASS (tl_wrap_parent_class)->dispose (object);
}

static void
tl_wrap_class_init (TlWrapClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tl_wrap_dispose;
  widget_class->get_request_mode = tl_wrap_get_request_mode;
  widget_class->measure = tl_wrap_measure;
  widget_class->size_allocate = tl_wrap_size_allocate;
}

static void
tl_wrap_init (TlWrap *self)
{
}
