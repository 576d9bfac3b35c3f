/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Today: who sleeps here, which beds are free, what is due, what was not finished. Each line leads there. */
#include "today/today-page.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "call.h"
#include "form/dialog.h"
#include "form/grid.h"
#include "record/lists.h"
#include "record/text.h"
#include "record/time.h"
#include "store/intake.h"
#include "store/keep.h"
#include "store/overview.h"

#define DAYS_AHEAD 7
#define DUE_SHOWN 30

struct _TlTodayPage
{
  TlPage parent_instance;

  GtkLabel *date;
  GtkFlowBox *figures;
  GtkBox *lists;
  GtkWidget *left; /* of the two columns below the figures */
  GtkWidget *right;
};

G_DEFINE_FINAL_TYPE (TlTodayPage, tl_today_page, TL_TYPE_PAGE)

static void
empty (GtkWidget *box)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (box)) != NULL)
    if (GTK_IS_FLOW_BOX (box))
      gtk_flow_box_remove (GTK_FLOW_BOX (box), child);
    else
      gtk_box_remove (GTK_BOX (box), child);
}

static void
add_figure (TlTodayPage *self, const char *figure, const char *words, const char *place)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2);
  GtkWidget *big = gtk_label_new (figure);
  GtkWidget *small = gtk_label_new (words);
  GtkWidget *button = gtk_button_new ();
  g_autofree char *name = g_strdup_printf ("%s: %s", words, figure);

  gtk_widget_add_css_class (big, "tl-figure");
  gtk_widget_add_css_class (small, "tl-page-subtitle");
  gtk_label_set_xalign (GTK_LABEL (big), 0);
  gtk_label_set_xalign (GTK_LABEL (small), 0);
  gtk_label_set_wrap (GTK_LABEL (small), TRUE);
  gtk_label_set_width_chars (GTK_LABEL (small), 18);
  gtk_label_set_max_width_chars (GTK_LABEL (small), 22);
  gtk_widget_set_valign (box, GTK_ALIGN_START);
  gtk_box_append (GTK_BOX (box), big);
  gtk_box_append (GTK_BOX (box), small);
  gtk_button_set_child (GTK_BUTTON (button), box);
  gtk_widget_add_css_class (button, "card");
  gtk_widget_add_css_class (button, "tl-card-button");
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "win.page");
  gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "s", place);
  tl_ui_label (button, name);
  gtk_flow_box_append (self->figures, button);
  gtk_widget_set_focusable (gtk_widget_get_parent (button), FALSE);
}

static GtkWidget *
add_group (GtkWidget *column, const char *title, const char *description)
{
  GtkWidget *group = adw_preferences_group_new ();

  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (group), title);
  if (description != NULL)
    adw_preferences_group_set_description (ADW_PREFERENCES_GROUP (group), description);
  gtk_box_append (GTK_BOX (column), group);
  return group;
}

static GtkWidget *
pill (const char *text, const char *kind)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_widget_add_css_class (label, "tl-pill");
  if (kind != NULL)
    gtk_widget_add_css_class (label, kind);
  gtk_widget_set_valign (label, GTK_ALIGN_CENTER);
  return label;
}

static GtkWidget *
add_row (GtkWidget *group, const char *title, const char *subtitle, GtkWidget *suffix, const char *case_id)
{
  GtkWidget *row = adw_action_row_new ();
  g_autofree char *title_markup = g_markup_escape_text (title != NULL ? title : "", -1);
  g_autofree char *subtitle_markup = g_markup_escape_text (subtitle != NULL ? subtitle : "", -1);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title_markup);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle_markup);
  if (suffix != NULL)
    adw_action_row_add_suffix (ADW_ACTION_ROW (row), suffix);
  if (case_id != NULL)
    {
      gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
      gtk_actionable_set_action_name (GTK_ACTIONABLE (row), "win.open");
      gtk_actionable_set_action_target (GTK_ACTIONABLE (row), "(ss)", "case", case_id);
    }
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), row);
  return row;
}

/* What the list does not show has a place of its own. */
static void
add_more (GtkWidget *group, gint64 more, const char *place)
{
  g_autofree char *title = NULL;
  GtkWidget *row;

  if (more <= 0)
    return;
  title = g_strdup_printf (ngettext ("and %d more", "and %d more", (gulong)more), (int)more);
  row = add_row (group, title, NULL, NULL, NULL);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (row), "win.page");
  gtk_actionable_set_action_target (GTK_ACTIONABLE (row), "s", place);
}

static char *
date_text (const char *iso)
{
  TlDate date;

  return iso != NULL && tl_date_parse_iso (iso, &date) ? tl_date_format (date) : g_strdup ("");
}

static const char *
due_words (const TlDue *due)
{
  switch (due->kind)
    {
    case TL_DUE_FOLLOWUP:
      return _ ("Follow-up");
    case TL_DUE_PLAN_ITEM:
      return due->what != NULL ? due->what : _ ("Plan");
    case TL_DUE_STAY:
      return _ ("The stay was to end");
    case TL_DUE_CONSENT:
      return _ ("A consent runs out");
    default:
      return "";
    }
}

static void
show_sleepers (TlTodayPage *self, const TlToday *today)
{
  GtkWidget *group = add_group (self->left, _ ("Here tonight"), NULL);

  for (guint i = 0; i < today->sleepers->len; i++)
    {
      const TlSleeper *sleeper = g_ptr_array_index (today->sleepers, i);
      g_autofree char *nights = g_strdup_printf (ngettext ("%d night", "%d nights", (gulong)sleeper->nights), (int)sleeper->nights);
      g_autofree char *subtitle = g_strdup_printf ("%s · %s", sleeper->code, nights);
      g_autofree char *place = g_strdup_printf ("%s%s%s", sleeper->room != NULL ? sleeper->room : _ ("No room yet"),
                                                sleeper->bed != NULL ? " · " : "", sleeper->bed != NULL ? sleeper->bed : "");

      add_row (group, sleeper->alias, subtitle, pill (place, sleeper->room != NULL ? NULL : "warn"), sleeper->case_id);
    }
  add_more (group, today->n_here - (gint64)today->sleepers->len, "rooms");
  if (today->sleepers->len == 0)
    add_row (group, _ ("Nobody sleeps here tonight"), _ ("Ctrl+N receives someone."), NULL, NULL);
}

static void
show_rooms (TlTodayPage *self, const TlToday *today)
{
  GtkWidget *group;

  if (today->rooms->len == 0)
    return;
  group = add_group (self->right, _ ("Beds"), NULL);
  for (guint i = 0; i < today->rooms->len; i++)
    {
      const TlRoomTonight *room = g_ptr_array_index (today->rooms, i);
      gint64 left = room->beds - room->taken;
      g_autofree char *free_text
          = left > 0 ? g_strdup_printf (ngettext ("%d free", "%d free", (gulong)left), (int)left) : g_strdup (_ ("full"));
      g_autofree char *subtitle = g_strdup_printf (_ ("%d of %d beds taken"), (int)room->taken, (int)room->beds);

      add_row (group, room->name, subtitle, pill (free_text, left > 0 ? "good" : left == 0 ? "warn" : "bad"), NULL);
    }
}

static void
show_due (TlTodayPage *self, const TlToday *today)
{
  GtkWidget *group = add_group (self->right, _ ("Due"), NULL);
  g_autofree char *now = tl_date_to_iso (tl_date_today ());

  for (guint i = 0; i < today->due->len && i < DUE_SHOWN; i++)
    {
      const TlDue *due = g_ptr_array_index (today->due, i);
      g_autofree char *day = date_text (due->on);
      g_autofree char *subtitle = g_strdup_printf ("%s · %s", due->code, due->alias != NULL ? due->alias : "");
      int order = g_strcmp0 (due->on, now);

      add_row (group, due_words (due), subtitle,
               pill (order == 0 ? _ ("today") : day, order < 0    ? "bad"
                                                     : order == 0 ? "warn"
                                                                  : NULL),
               due->case_id);
    }
  add_more (group, (gint64)today->due->len - DUE_SHOWN, "cases");
  if (today->due->len == 0)
    add_row (group, _ ("Nothing is due in the next seven days"), NULL, NULL, NULL);
}

typedef struct
{
  TlType type;
  char *id;
} Unfinished;

static void
unfinished_free (gpointer data)
{
  Unfinished *unfinished = data;

  g_free (unfinished->id);
  g_free (unfinished);
}

static gpointer
unfinished_job (TlStore *store, gpointer data, GCancellable *cancellable, GError **error)
{
  Unfinished *unfinished = data;
  TlRecord *record = tl_store_load (store, unfinished->type, unfinished->id, NULL);

  /* It may never have been saved: then the draft holds all of it. */
  return record != NULL ? record : tl_record_new_with_id (unfinished->type, unfinished->id);
}

static void
refresh_after_cb (gpointer owner, TlRecord *record, gpointer user_data)
{
  tl_page_refresh (owner);
}

static void
unfinished_cb (gpointer owner, gpointer result, gpointer user_data)
{
  tl_record_dialog_show (owner, tl_page_get_store (TL_PAGE (owner)), result, NULL, refresh_after_cb, NULL);
}

static void
unfinished_activated_cb (AdwActionRow *row, TlTodayPage *self)
{
  g_auto (GStrv) parts = g_strsplit_set (g_object_get_data (G_OBJECT (row), "key"), "/#", 3);
  Unfinished *unfinished = g_new0 (Unfinished, 1);

  unfinished->type = tl_type_by_name (parts[0])->type;
  unfinished->id = g_strdup (parts[1]);
  tl_ui_call (self, tl_page_get_store (TL_PAGE (self)), TL_JOB_NORMAL, _ ("This could not be opened."), unfinished_job, unfinished,
              unfinished_free, g_object_unref, unfinished_cb, NULL);
}

static void
show_drafts (TlTodayPage *self, const TlToday *today)
{
  GtkWidget *group;

  if (today->drafts->len == 0)
    return;
  group = add_group (GTK_WIDGET (self->lists), _ ("Not finished"), _ ("What was typed and not saved is kept here."));
  for (guint i = 0; i < today->drafts->len && i < 10; i++)
    {
      const char *key = g_ptr_array_index (today->drafts, i);
      g_auto (GStrv) parts = g_strsplit_set (key, "/#", 3);
      const TlTypeInfo *info = parts[0] != NULL ? tl_type_by_name (parts[0]) : NULL;
      GtkWidget *row;

      if (g_strcmp0 (key, TL_INTAKE_DRAFT) == 0)
        {
          row = add_row (group, _ ("An intake"), NULL, gtk_image_new_from_icon_name ("tl-draft-symbolic"), NULL);
          gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
          gtk_actionable_set_action_name (GTK_ACTIONABLE (row), "win.intake");
        }
      else if (info != NULL && parts[1] != NULL)
        {
          row = add_row (group, tl_type_label (info->type, FALSE), NULL, gtk_image_new_from_icon_name ("tl-draft-symbolic"),
                         info->type == TL_TYPE_CASE ? parts[1] : NULL);
          if (info->type != TL_TYPE_CASE)
            {
              g_object_set_data_full (G_OBJECT (row), "key", g_strdup (key), g_free);
              gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
              g_signal_connect (row, "activated", G_CALLBACK (unfinished_activated_cb), self);
            }
        }
    }
}

static gpointer
backup_job (TlStore *store, gpointer data, GCancellable *cancellable, GError **error)
{
  return tl_keep_state (store, error);
}

/* A backup is due: above everything else, until there is one. */
static void
backup_cb (gpointer owner, gpointer result, gpointer user_data)
{
  TlTodayPage *self = owner;
  const TlKeepState *state = result;
  g_autofree char *when = state->at != 0 ? tl_time_format (state->at) : NULL;
  g_autofree char *text = when != NULL ? g_strdup_printf (_ ("The last one was made on %s."), when) : g_strdup (_ ("There is none yet."));
  GtkWidget *group, *row;

  if (!state->overdue)
    return;
  group = adw_preferences_group_new ();
  gtk_box_prepend (self->lists, group);
  row = add_row (group, _ ("A backup is due"), text, pill (_ ("due"), "warn"), NULL);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  gtk_actionable_set_detailed_action_name (GTK_ACTIONABLE (row), "win.settings::backup");
}

static void
loaded_cb (gpointer owner, gpointer result, gpointer user_data)
{
  TlTodayPage *self = owner;
  const TlToday *today = result;
  gint64 beds = 0, taken = 0;
  g_autofree char *here = g_strdup_printf ("%d", (int)today->n_here);
  g_autofree char *open = g_strdup_printf ("%d", (int)today->open_cases);
  g_autofree char *money = tl_money_format (today->month_amount);
  g_autofree char *money_unit = g_strdup_printf ("%s đ", money);
  g_autofree char *left = NULL;
  g_autofree char *free_beds = NULL;
  GtkWidget *columns;

  empty (GTK_WIDGET (self->figures));
  empty (GTK_WIDGET (self->lists));
  for (guint i = 0; i < today->rooms->len; i++)
    {
      const TlRoomTonight *room = g_ptr_array_index (today->rooms, i);

      beds += room->beds;
      taken += room->taken;
    }
  free_beds = g_strdup_printf ("%d", (int)MAX (beds - taken, 0));
  add_figure (self, here, _ ("people here tonight"), "rooms");
  add_figure (self, free_beds, _ ("free beds"), "rooms");
  add_figure (self, open, _ ("open cases"), "cases");
  if (today->year_budget > 0)
    {
      g_autofree char *rest = tl_money_format (today->year_budget - today->year_amount);

      left = g_strdup_printf (_ ("spent this month; %s đ left of this year's budget"), rest);
    }
  add_figure (self, money_unit, left != NULL ? left : _ ("spent this month"), "support");
  show_drafts (self, today);
  columns = tl_form_grid_new ();
  self->left = gtk_box_new (GTK_ORIENTATION_VERTICAL, 14);
  self->right = gtk_box_new (GTK_ORIENTATION_VERTICAL, 14);
  gtk_widget_set_valign (self->left, GTK_ALIGN_START);
  gtk_widget_set_valign (self->right, GTK_ALIGN_START);
  tl_form_grid_add (TL_FORM_GRID (columns), self->left, FALSE);
  tl_form_grid_add (TL_FORM_GRID (columns), self->right, FALSE);
  gtk_box_append (self->lists, columns);
  show_sleepers (self, today);
  show_due (self, today);
  show_rooms (self, today);
  tl_ui_call (self, tl_page_get_store (TL_PAGE (self)), TL_JOB_NORMAL, NULL, backup_job, NULL, NULL, (GDestroyNotify)tl_keep_state_free,
              backup_cb, NULL);
}

static gpointer
today_job (TlStore *store, gpointer data, GCancellable *cancellable, GError **error)
{
  return tl_overview_today (store, DAYS_AHEAD, error);
}

static void
tl_today_page_refresh (TlPage *page)
{
  TlTodayPage *self = TL_TODAY_PAGE (page);
  const char *days[] = {_ ("Thursday"), _ ("Friday"), _ ("Saturday"), _ ("Sunday"), _ ("Monday"), _ ("Tuesday"), _ ("Wednesday")};
  TlDate today = tl_date_today ();
  g_autofree char *date = tl_date_format (today);
  /* 01/01/1970 was a Thursday. */
  g_autofree char *text = g_strdup_printf ("%s, %s", days[((today % 7) + 7) % 7], date);

  gtk_label_set_text (self->date, text);
  tl_ui_call (self, tl_page_get_store (page), TL_JOB_NORMAL, _ ("Today's list could not be read."), today_job, NULL, NULL,
              (GDestroyNotify)tl_today_free, loaded_cb, NULL);
}

static void
tl_today_page_class_init (TlTodayPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  TL_PAGE_CLASS (klass)->refresh = tl_today_page_refresh;
  gtk_widget_class_set_template_from_resource (widget_class, "/vn/tamlanh/TamLanh/today/today-page.ui");
  gtk_widget_class_bind_template_child (widget_class, TlTodayPage, date);
  gtk_widget_class_bind_template_child (widget_class, TlTodayPage, figures);
  gtk_widget_class_bind_template_child (widget_class, TlTodayPage, lists);
}

static void
tl_today_page_init (TlTodayPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
