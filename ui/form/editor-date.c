/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A day, or a day and an hour: typed ("5/3", "5/3 21h") or taken from a calendar. */
#include <glib/gi18n-lib.h>

#include "call.h"
#include "form/editor.h"
#include "record/time.h"

struct _TlDateEditor
{
  TlEditor parent_instance;
  GtkWidget *entry;
  GtkWidget *button;
  GtkWidget *popover;
  GtkWidget *calendar;
  gboolean filling;
};
G_DEFINE_FINAL_TYPE (TlDateEditor, tl_date_editor, TL_TYPE_EDITOR)

static void
left_cb (TlDateEditor *self)
{
  g_autoptr (TlRecord) scratch = tl_record_new (tl_editor_get_record_type (TL_EDITOR (self)));
  guint number = tl_editor_get_number (TL_EDITOR (self));

  /* "5/3" becomes "05/03/2026" so that one sees which year was understood. */
  if (tl_record_parse_field (scratch, number, gtk_editable_get_text (GTK_EDITABLE (self->entry)), NULL) && tl_record_has (scratch, number))
    tl_editor_show (TL_EDITOR (self), scratch);
}

static TlDate
present_day (TlDateEditor *self)
{
  g_autoptr (TlRecord) scratch = tl_record_new (tl_editor_get_record_type (TL_EDITOR (self)));
  guint number = tl_editor_get_number (TL_EDITOR (self));
  TlDate day = tl_date_today ();

  if (tl_record_parse_field (scratch, number, gtk_editable_get_text (GTK_EDITABLE (self->entry)), NULL) && tl_record_has (scratch, number))
    {
      if (tl_editor_get_field (TL_EDITOR (self))->kind == TL_KIND_TIME)
        day = tl_date_from_time (tl_record_int (scratch, number));
      else
        tl_date_parse_iso (tl_record_text (scratch, number), &day);
    }
  return day;
}

static void
popover_show_cb (GtkPopover *popover, TlDateEditor *self)
{
  int year, month, day;
  g_autoptr (GDateTime) date = NULL;

  tl_date_to_ymd (present_day (self), &year, &month, &day);
  date = g_date_time_new_utc (year, month, day, 0, 0, 0);
  self->filling = TRUE;
  gtk_calendar_select_day (GTK_CALENDAR (self->calendar), date);
  self->filling = FALSE;
  gtk_widget_grab_focus (self->calendar);
}

static void
take_day (TlDateEditor *self, TlDate date)
{
  g_autofree char *text = tl_date_format (date);

  if (tl_editor_get_field (TL_EDITOR (self))->kind == TL_KIND_TIME)
    {
      const char *present = gtk_editable_get_text (GTK_EDITABLE (self->entry));
      const char *hour = strrchr (present, ' ');
      g_autofree char *with_hour = NULL;
      g_autofree char *now = tl_time_format (tl_clock_now ());

      /* The hour that stands there stays; without one it is now. */
      if (hour == NULL)
        hour = strrchr (now, ' ');
      with_hour = g_strconcat (text, hour, NULL);
      gtk_editable_set_text (GTK_EDITABLE (self->entry), with_hour);
    }
  else
    gtk_editable_set_text (GTK_EDITABLE (self->entry), text);
  tl_editor_left (TL_EDITOR (self));
}

static void
day_selected_cb (GtkCalendar *calendar, TlDateEditor *self)
{
  g_autoptr (GDateTime) date = gtk_calendar_get_date (calendar);

  if (self->filling)
    return;
  take_day (self, tl_date_from_ymd (g_date_time_get_year (date), g_date_time_get_month (date), g_date_time_get_day_of_month (date)));
}

static void
today_cb (GtkButton *button, TlDateEditor *self)
{
  take_day (self, tl_date_today ());
  gtk_popover_popdown (GTK_POPOVER (self->popover));
  gtk_widget_grab_focus (self->entry);
}

static gboolean
key_cb (GtkEventControllerKey *controller, guint key, guint code, GdkModifierType state, TlDateEditor *self)
{
  if (key == GDK_KEY_Down && (state & GDK_ALT_MASK))
    {
      gtk_menu_button_popup (GTK_MENU_BUTTON (self->button));
      return TRUE;
    }
  return FALSE;
}

static void
date_build (TlEditor *editor)
{
  TlDateEditor *self = TL_DATE_EDITOR (editor);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  GtkWidget *inside = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkWidget *today = gtk_button_new_with_label (_ ("Today"));
  GtkEventController *keys = gtk_event_controller_key_new ();
  g_autofree char *name = g_strdup_printf (_ ("Calendar for %s"), tl_field_label (tl_editor_get_field (editor)));
  gboolean time = tl_editor_get_field (editor)->kind == TL_KIND_TIME;

  self->entry = gtk_entry_new ();
  gtk_widget_set_hexpand (self->entry, TRUE);
  gtk_entry_set_placeholder_text (GTK_ENTRY (self->entry), time ? _ ("day/month/year hour:minute") : _ ("day/month/year"));
  self->calendar = gtk_calendar_new ();
  self->popover = gtk_popover_new ();
  gtk_box_append (GTK_BOX (inside), self->calendar);
  gtk_box_append (GTK_BOX (inside), today);
  gtk_popover_set_child (GTK_POPOVER (self->popover), inside);
  self->button = gtk_menu_button_new ();
  gtk_menu_button_set_icon_name (GTK_MENU_BUTTON (self->button), "tl-calendar-symbolic");
  gtk_menu_button_set_popover (GTK_MENU_BUTTON (self->button), self->popover);
  tl_ui_label (self->button, name);
  gtk_widget_set_tooltip_text (self->button, _ ("Calendar (Alt+Down)"));
  gtk_widget_add_css_class (box, "linked");
  gtk_box_append (GTK_BOX (box), self->entry);
  gtk_box_append (GTK_BOX (box), self->button);
  tl_editor_set_content (editor, box, self->entry);

  g_signal_connect (keys, "key-pressed", G_CALLBACK (key_cb), self);
  gtk_widget_add_controller (self->entry, keys);
  g_signal_connect (self->popover, "show", G_CALLBACK (popover_show_cb), self);
  g_signal_connect (self->calendar, "day-selected", G_CALLBACK (day_selected_cb), self);
  g_signal_connect (today, "clicked", G_CALLBACK (today_cb), self);
  g_signal_connect_swapped (self->entry, "changed", G_CALLBACK (tl_editor_edited), self);
  g_signal_connect (self, "left", G_CALLBACK (left_cb), NULL);
  tl_editor_watch_focus (editor, self->entry);
}

static void
date_show (TlEditor *editor, TlRecord *record)
{
  TlDateEditor *self = TL_DATE_EDITOR (editor);
  guint number = tl_editor_get_number (editor);
  g_autofree char *text = tl_record_has (record, number) ? tl_record_format_field (record, number) : g_strdup ("");

  if (g_strcmp0 (gtk_editable_get_text (GTK_EDITABLE (self->entry)), text) != 0)
    gtk_editable_set_text (GTK_EDITABLE (self->entry), text);
}

static gboolean
date_apply (TlEditor *editor, TlRecord *record, GError **error)
{
  return tl_record_parse_field (record, tl_editor_get_number (editor),
                                gtk_editable_get_text (GTK_EDITABLE (TL_DATE_EDITOR (editor)->entry)), error);
}

static char *
date_get_typed (TlEditor *editor)
{
  return g_strdup (gtk_editable_get_text (GTK_EDITABLE (TL_DATE_EDITOR (editor)->entry)));
}

static void
date_set_typed (TlEditor *editor, const char *typed)
{
  gtk_editable_set_text (GTK_EDITABLE (TL_DATE_EDITOR (editor)->entry), typed);
}

static void
tl_date_editor_class_init (TlDateEditorClass *klass)
{
  TlEditorClass *editor_class = TL_EDITOR_CLASS (klass);

  editor_class->build = date_build;
  editor_class->show = date_show;
  editor_class->apply = date_apply;
  editor_class->get_typed = date_get_typed;
  editor_class->set_typed = date_set_typed;
}

static void
tl_date_editor_init (TlDateEditor *self)
{
}
