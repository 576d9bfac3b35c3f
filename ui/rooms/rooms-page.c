/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The board: a line a bed, a column a night. A stay is one button over its nights; a free bed is a small one. A stay
 * whose bed is named lies on that line, the others on the first line that is free. */
#include "rooms/rooms-page.h"

#include <glib/gi18n-lib.h>

#include "call.h"
#include "form/dialog.h"
#include "rooms/new-stay.h"
#include "store/board.h"
#include "store/overview.h"
#include "wait.h"

#define NIGHTS 14
#define LEAD 3 /* nights before tonight that are shown at first */

struct _TlRoomsPage
{
  TlPage parent_instance;

  GtkLabel *period;
  GtkStack *stack;
  AdwBin *place;

  GtkGrid *grid;
  TlBoard *board;
  TlDate from;
};

G_DEFINE_FINAL_TYPE (TlRoomsPage, tl_rooms_page, TL_TYPE_PAGE)

/* --- Opening and adding --- */

static void
saved_cb (gpointer owner, TlRecord *record, gpointer user_data)
{
  tl_page_refresh (owner);
}

typedef struct
{
  TlRecord *stay;
  GPtrArray *people;
} Opened;

static void
opened_free (gpointer data)
{
  Opened *opened = data;

  g_clear_object (&opened->stay);
  g_clear_pointer (&opened->people, g_ptr_array_unref);
  g_free (opened);
}

static gpointer
open_job (TlStore *store, gpointer data, GCancellable *cancellable, GError **error)
{
  Opened *opened = g_new0 (Opened, 1);

  opened->stay = tl_store_load (store, TL_TYPE_STAY, data, error);
  if (opened->stay != NULL)
    opened->people = tl_overview_people (store, tl_record_text (opened->stay, TL_STAY_CASE), error);
  if (opened->people == NULL)
    g_clear_pointer (&opened, opened_free);
  return opened;
}

static void
opened_cb (gpointer owner, gpointer result, gpointer user_data)
{
  Opened *opened = result;

  tl_record_dialog_show (owner, tl_page_get_store (owner), opened->stay, opened->people, saved_cb, NULL);
}

static void
stay_cb (GtkButton *button, TlRoomsPage *self)
{
  tl_ui_call (self, tl_page_get_store (TL_PAGE (self)), TL_JOB_NORMAL, _ ("The stay could not be opened."), open_job,
              g_strdup (g_object_get_data (G_OBJECT (button), "stay")), g_free, opened_free, opened_cb, NULL);
}

static void
free_cb (GtkButton *button, TlRoomsPage *self)
{
  g_autoptr (TlRecord) stay = tl_record_new (TL_TYPE_STAY);
  const TlBoardRoom *room = self->board->rooms->pdata[GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (button), "room"))];
  guint bed = GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (button), "bed"));
  TlDate night = self->from + GPOINTER_TO_INT (g_object_get_data (G_OBJECT (button), "night"));
  g_autofree char *number = g_strdup_printf ("%u", bed);

  tl_record_set_text (stay, TL_STAY_ROOM, room->id);
  tl_record_set_text (stay, TL_STAY_BED, number);
  /* Tonight: now. Another night: the evening, to be corrected in the form. */
  tl_record_set_int (stay, TL_STAY_CHECKED_IN_AT, night == tl_date_today () ? tl_clock_now () : tl_date_start (night) + 18 * 3600);
  tl_new_stay_ask (GTK_WIDGET (button), self, tl_page_get_store (TL_PAGE (self)), stay, tl_page_get_revealed (TL_PAGE (self)), saved_cb);
}

/* --- The grid --- */

static GtkWidget *
attach_label (TlRoomsPage *self, const char *text, int column, int row, int width, const char *css)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  if (column == 0)
    gtk_label_set_xalign (GTK_LABEL (label), 0);
  if (css != NULL)
    gtk_widget_add_css_class (label, css);
  gtk_grid_attach (self->grid, label, column, row, width, 1);
  return label;
}

static char *
short_day (TlDate date)
{
  int month, day;

  tl_date_to_ymd (date, NULL, &month, &day);
  return g_strdup_printf ("%d/%d", day, month);
}

static void
attach_heads (TlRoomsPage *self)
{
  attach_label (self, _ ("Night of"), 0, 0, 1, "tl-field-label");
  for (int night = 0; night < NIGHTS; night++)
    {
      g_autofree char *day = short_day (self->from + night);
      gboolean tonight = self->from + night == tl_date_today ();
      GtkWidget *label = attach_label (self, day, night + 1, 0, 1, tonight ? "heading" : "tl-field-label");

      if (tonight)
        gtk_widget_add_css_class (label, "tl-tonight");
      gtk_widget_set_hexpand (label, TRUE);
    }
}

static void
attach_room_head (TlRoomsPage *self, const TlBoardRoom *room, int row)
{
  g_autofree char *name = room->blocked > 0 ? g_strdup_printf (_ ("%s (%u blocked)"), room->name, room->blocked) : g_strdup (room->name);

  gtk_widget_set_margin_top (attach_label (self, name, 0, row, 1, "heading"), 10);
  for (int night = 0; night < NIGHTS; night++)
    {
      int left = tl_board_free_beds (self->board, room, self->from + night);
      g_autofree char *text = left > 0 ? g_strdup_printf (ngettext ("%d free", "%d free", (gulong)left), left)
                                       : g_strdup (left == 0 ? _ ("full") : _ ("too many"));
      GtkWidget *label = attach_label (self, text, night + 1, row, 1, "tl-field-label");

      gtk_widget_set_margin_top (label, 10);
      if (left < 0)
        gtk_widget_add_css_class (label, "tl-field-error");
    }
}

/* Lines of one room: taken[line * NIGHTS + night]. */
typedef struct
{
  GArray *taken;
  guint lines;
} Lanes;

static gboolean
lane_is_free (const Lanes *lanes, guint line, int first, int end)
{
  for (int night = first; night < end; night++)
    if (g_array_index (lanes->taken, guint8, line * NIGHTS + (guint)night))
      return FALSE;
  return TRUE;
}

static guint
lane_for (Lanes *lanes, const TlBoardStay *stay, guint beds, int first, int end)
{
  guint64 number = stay->bed != NULL ? g_ascii_strtoull (stay->bed, NULL, 10) : 0;
  guint line;

  if (number >= 1 && number <= beds && lane_is_free (lanes, (guint)number - 1, first, end))
    line = (guint)number - 1;
  else
    for (line = 0; line < lanes->lines && !lane_is_free (lanes, line, first, end); line++)
      ;
  if (line == lanes->lines)
    g_array_set_size (lanes->taken, ++lanes->lines * NIGHTS);
  for (int night = first; night < end; night++)
    g_array_index (lanes->taken, guint8, line * NIGHTS + (guint)night) = 1;
  return line;
}

static void
attach_stay (TlRoomsPage *self, const TlBoardStay *stay, const char *where, int row, int first, int end)
{
  gboolean revealed = tl_page_get_revealed (TL_PAGE (self));
  const char *shown = revealed && stay->alias != NULL ? stay->alias : stay->code;
  GtkWidget *label = gtk_label_new (shown);
  GtkWidget *button = gtk_button_new ();
  g_autofree char *from = tl_date_format (stay->first);
  g_autofree char *to = stay->end != TL_DATE_NONE ? tl_date_format (stay->end) : g_strdup (_ ("open"));
  /* Translators: who, where, from, to. */
  g_autofree char *name = g_strdup_printf (_ ("Stay of %s, %s, %s–%s"), shown, where, from, to);

  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_button_set_child (GTK_BUTTON (button), label);
  gtk_widget_add_css_class (button, "tl-stay");
  if (stay->open)
    gtk_widget_add_css_class (button, "here");
  gtk_widget_set_tooltip_text (button, name);
  tl_ui_label (button, name);
  g_object_set_data_full (G_OBJECT (button), "stay", g_strdup (stay->id), g_free);
  g_signal_connect (button, "clicked", G_CALLBACK (stay_cb), self);
  gtk_grid_attach (self->grid, button, first + 1, row, end - first, 1);
}

static void
attach_free (TlRoomsPage *self, guint room, guint line, int night, int row)
{
  const TlBoardRoom *where = self->board->rooms->pdata[room];
  GtkWidget *button = gtk_button_new_from_icon_name ("list-add-symbolic");
  g_autofree char *day = tl_date_format (self->from + night);
  /* Translators: a room, the number of a bed, a day. */
  g_autofree char *name = g_strdup_printf (_ ("%s, bed %u, %s: free"), where->name, line + 1, day);

  gtk_widget_add_css_class (button, "flat");
  gtk_widget_add_css_class (button, "tl-free-bed");
  gtk_widget_set_tooltip_text (button, name);
  tl_ui_label (button, name);
  g_object_set_data (G_OBJECT (button), "room", GUINT_TO_POINTER (room));
  g_object_set_data (G_OBJECT (button), "bed", GUINT_TO_POINTER (line + 1));
  g_object_set_data (G_OBJECT (button), "night", GINT_TO_POINTER (night));
  g_signal_connect (button, "clicked", G_CALLBACK (free_cb), self);
  gtk_grid_attach (self->grid, button, night + 1, row, 1, 1);
}

/* Stays of one room (NULL: of none) on lines from @row on; returns how many lines. */
static guint
attach_stays (TlRoomsPage *self, const TlBoardRoom *room, Lanes *lanes, int row)
{
  for (guint i = 0; i < self->board->stays->len; i++)
    {
      const TlBoardStay *stay = self->board->stays->pdata[i];
      int first = MAX (0, stay->first - self->from);
      int end = stay->end != TL_DATE_NONE ? MIN (NIGHTS, stay->end - self->from) : NIGHTS;
      guint line;

      if (g_strcmp0 (stay->room, room != NULL ? room->id : NULL) != 0 || first >= end)
        continue;
      line = lane_for (lanes, stay, room != NULL ? room->beds : 0, first, end);
      attach_stay (self, stay, room != NULL ? room->name : _ ("no room"), row + (int)line, first, end);
    }
  return lanes->lines;
}

static void
lanes_init (Lanes *lanes, guint lines)
{
  lanes->taken = g_array_new (FALSE, TRUE, sizeof (guint8));
  lanes->lines = lines;
  g_array_set_size (lanes->taken, lines * NIGHTS);
}

static int
attach_room (TlRoomsPage *self, guint index, int row)
{
  const TlBoardRoom *room = self->board->rooms->pdata[index];
  Lanes lanes;

  lanes_init (&lanes, room->beds);
  attach_room_head (self, room, row++);
  attach_stays (self, room, &lanes, row);
  for (guint line = 0; line < lanes.lines; line++)
    {
      g_autofree char *name = line < room->beds ? g_strdup_printf (_ ("Bed %u"), line + 1) : g_strdup (_ ("no bed left"));

      attach_label (self, name, 0, row + (int)line, 1, "tl-field-label");
      for (int night = 0; line < room->beds && night < NIGHTS; night++)
        if (!g_array_index (lanes.taken, guint8, line * NIGHTS + (guint)night) && self->from + night <= tl_date_today ()
            && tl_board_free_beds (self->board, room, self->from + night) > 0)
          attach_free (self, index, line, night, row + (int)line);
    }
  g_array_unref (lanes.taken);
  return row + (int)lanes.lines;
}

static void
build (TlRoomsPage *self)
{
  Lanes lanes;
  int row = 1;

  self->grid = GTK_GRID (gtk_grid_new ());
  gtk_grid_set_row_spacing (self->grid, 2);
  gtk_grid_set_column_spacing (self->grid, 2);
  gtk_widget_add_css_class (GTK_WIDGET (self->grid), "tl-board");
  adw_bin_set_child (self->place, GTK_WIDGET (self->grid));
  attach_heads (self);
  for (guint i = 0; i < self->board->rooms->len; i++)
    row = attach_room (self, i, row);
  lanes_init (&lanes, 0);
  if (attach_stays (self, NULL, &lanes, row + 1) > 0)
    gtk_widget_set_margin_top (attach_label (self, _ ("Without a room"), 0, row, 1, "heading"), 10);
  g_array_unref (lanes.taken);
}

/* --- The page --- */

/* The page takes the board out of its box; what nobody took is freed with it. */
static void
box_free (gpointer data)
{
  TlBoard **box = data;

  tl_board_free (*box);
  g_free (box);
}

static gpointer
board_job (TlStore *store, gpointer data, GCancellable *cancellable, GError **error)
{
  TlBoard *board = tl_store_board (store, GPOINTER_TO_INT (data), NIGHTS, error);

  TlBoard **box;

  if (board == NULL)
    return NULL;
  box = g_new (TlBoard *, 1);
  *box = board;
  return box;
}

static void
board_done (gpointer owner, gpointer result, gpointer user_data)
{
  TlRoomsPage *self = owner;
  TlBoard **box = result;
  TlBoard *board = *box;

  if (board->from != self->from)
    return;
  g_clear_pointer (&self->board, tl_board_free);
  self->board = g_steal_pointer (box);
  build (self);
  gtk_stack_set_visible_child_name (self->stack, board->rooms->len > 0 || board->stays->len > 0 ? "board" : "empty");
}

static void
tl_rooms_page_refresh (TlPage *page)
{
  TlRoomsPage *self = TL_ROOMS_PAGE (page);
  g_autofree char *from = tl_date_format (self->from);
  g_autofree char *to = tl_date_format (self->from + NIGHTS - 1);
  g_autofree char *period = g_strdup_printf ("%s – %s", from, to);

  gtk_label_set_text (self->period, period);
  tl_ui_call (page, tl_page_get_store (page), TL_JOB_NORMAL, _ ("The board could not be read."), board_job, GINT_TO_POINTER (self->from),
              NULL, box_free, board_done, NULL);
}

static void
earlier_cb (TlRoomsPage *self)
{
  self->from -= NIGHTS;
  tl_page_refresh (TL_PAGE (self));
}

static void
later_cb (TlRoomsPage *self)
{
  self->from += NIGHTS;
  tl_page_refresh (TL_PAGE (self));
}

static void
tonight_cb (TlRoomsPage *self)
{
  self->from = tl_date_today () - LEAD;
  tl_page_refresh (TL_PAGE (self));
}

static gboolean
tl_rooms_page_wants (TlPage *page, TlType type)
{
  return type == TL_TYPE_STAY || type == TL_TYPE_ROOM || type == TL_TYPE_PERSON || type == TL_TYPE_CASE;
}

static void
tl_rooms_page_set_revealed (TlPage *page, gboolean revealed)
{
  if (TL_ROOMS_PAGE (page)->board != NULL)
    build (TL_ROOMS_PAGE (page));
}

static void
tl_rooms_page_dispose (GObject *object)
{
  g_clear_pointer (&TL_ROOMS_PAGE (object)->board, tl_board_free);
  G_OBJECT_CLASS (tl_rooms_page_parent_class)->dispose (object);
}

static void
tl_rooms_page_class_init (TlRoomsPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  TlPageClass *page_class = TL_PAGE_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tl_rooms_page_dispose;
  page_class->refresh = tl_rooms_page_refresh;
  page_class->wants = tl_rooms_page_wants;
  page_class->set_revealed = tl_rooms_page_set_revealed;
  g_type_ensure (TL_TYPE_WAIT);
  gtk_widget_class_set_template_from_resource (widget_class, "/vn/tamlanh/TamLanh/rooms/rooms-page.ui");
  gtk_widget_class_bind_template_child (widget_class, TlRoomsPage, period);
  gtk_widget_class_bind_template_child (widget_class, TlRoomsPage, stack);
  gtk_widget_class_bind_template_child (widget_class, TlRoomsPage, place);
  gtk_widget_class_bind_template_callback (widget_class, earlier_cb);
  gtk_widget_class_bind_template_callback (widget_class, later_cb);
  gtk_widget_class_bind_template_callback (widget_class, tonight_cb);
}

static void
tl_rooms_page_init (TlRoomsPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->from = tl_date_today () - LEAD;
}
