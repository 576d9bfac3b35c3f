/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "statement/new-dialog.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

#include "call.h"
#include "frame.h"
#include "record/lists.h"
#include "record/time.h"
#include "support/support.h"

#define MONTHS_OFFERED 24

/* What is asked for, handed to the store thread. */
typedef struct
{
  const char *kind;
  TlDate from;
  TlDate to;
  const char *source;
} Wish;

typedef struct
{
  GtkWindow *window;
  GtkWidget *owner; /* weak */
  TlStore *store;
  AdwComboRow *kind;
  AdwComboRow *period;
  AdwComboRow *source;
  AdwEntryRow *from;
  AdwEntryRow *to;
  GtkWidget *problem;
  TlStatementMade done;
  gpointer user_data;
} Dialog;

static const char *const kinds[] = {"detail", "summary"};

static void
dialog_free (gpointer data)
{
  Dialog *dialog = data;

  if (dialog->owner != NULL)
    g_object_remove_weak_pointer (G_OBJECT (dialog->owner), (gpointer *)&dialog->owner);
  g_object_unref (dialog->store);
  g_free (dialog);
}

/* 0: this month, 1: the last … then quarter, half, year, free. */
static void
period_changed (Dialog *dialog)
{
  guint chosen = adw_combo_row_get_selected (dialog->period);
  TlDate month = tl_date_month_start (tl_date_today ());
  gboolean free_period = chosen >= MONTHS_OFFERED;
  g_autofree char *from = NULL;
  g_autofree char *to = NULL;

  gtk_widget_set_visible (GTK_WIDGET (dialog->from), free_period);
  gtk_widget_set_visible (GTK_WIDGET (dialog->to), free_period);
  if (free_period)
    return;
  month = tl_date_add_months (month, -(int)chosen);
  from = tl_date_format (month);
  to = tl_date_format (tl_date_month_end (month));
  gtk_editable_set_text (GTK_EDITABLE (dialog->from), from);
  gtk_editable_set_text (GTK_EDITABLE (dialog->to), to);
}

static gpointer
make_job (TlStore *store, gpointer data, GCancellable *cancellable, GError **error)
{
  Wish *wish = data;

  return tl_statement_make (store, wish->kind, wish->from, wish->to, wish->source, error);
}

static void
made (gpointer owner, gpointer result, gpointer user_data)
{
  Dialog *dialog = g_object_get_data (G_OBJECT (owner), "dialog");

  if (dialog->owner != NULL)
    dialog->done (dialog->owner, tl_record_id (result), dialog->user_data);
  gtk_window_destroy (dialog->window);
}

static void
say (Dialog *dialog, const char *problem)
{
  gtk_label_set_text (GTK_LABEL (dialog->problem), problem);
  gtk_widget_set_visible (dialog->problem, TRUE);
}

static void
make_cb (Dialog *dialog)
{
  g_autofree Wish *wish = g_new0 (Wish, 1);
  guint source = adw_combo_row_get_selected (dialog->source);

  if (!tl_date_parse_typed (gtk_editable_get_text (GTK_EDITABLE (dialog->from)), &wish->from)
      || !tl_date_parse_typed (gtk_editable_get_text (GTK_EDITABLE (dialog->to)), &wish->to))
    {
      say (dialog, _ ("Write both days, for instance 01/03/2026."));
      return;
    }
  if (wish->to < wish->from)
    {
      say (dialog, _ ("The last day lies before the first."));
      return;
    }
  wish->kind = kinds[adw_combo_row_get_selected (dialog->kind)];
  wish->source = source > 0 ? tl_list_item (tl_list_get ("funding_source"), source - 1)->code : NULL;
  gtk_widget_set_visible (dialog->problem, FALSE);
  tl_ui_call (dialog->window, dialog->store, TL_JOB_NORMAL, _ ("The statement was not made."), make_job, g_steal_pointer (&wish), g_free,
              g_object_unref, made, NULL);
}

static AdwComboRow *
add_combo (GtkWidget *group, const char *title, GtkStringList *options)
{
  GtkWidget *row = adw_combo_row_new ();

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_combo_row_set_model (ADW_COMBO_ROW (row), G_LIST_MODEL (options));
  g_object_unref (options);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), row);
  tl_ui_label (row, title);
  return ADW_COMBO_ROW (row);
}

static AdwEntryRow *
add_entry (GtkWidget *group, const char *title)
{
  GtkWidget *row = adw_entry_row_new ();

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), row);
  gtk_widget_set_visible (row, FALSE);
  tl_ui_label (row, title);
  return ADW_ENTRY_ROW (row);
}

static GtkStringList *
month_options (void)
{
  GtkStringList *options = gtk_string_list_new (NULL);
  TlDate month = tl_date_month_start (tl_date_today ());

  for (guint i = 0; i < MONTHS_OFFERED; i++)
    {
      int year, number, day;
      g_autofree char *text = NULL;

      tl_date_to_ymd (tl_date_add_months (month, -(int)i), &year, &number, &day);
      /* Translators: a month and its year */
      text = g_strdup_printf (_ ("Month %d/%d"), number, year);
      gtk_string_list_append (options, text);
    }
  gtk_string_list_append (options, _ ("Other days…"));
  return options;
}

static GtkStringList *
source_options (void)
{
  GtkStringList *options = gtk_string_list_new (NULL);
  const TlList *list = tl_list_get ("funding_source");

  gtk_string_list_append (options, _ ("All sources"));
  for (guint i = 0; i < tl_list_size (list); i++)
    gtk_string_list_append (options, tl_list_label ("funding_source", tl_list_item (list, i)->code));
  return options;
}

void
tl_new_statement_dialog_show (gpointer owner, TlStore *store, TlStatementMade done, gpointer user_data)
{
  Dialog *dialog = g_new0 (Dialog, 1);
  GtkWidget *group = adw_preferences_group_new ();
  GtkWidget *make;
  GtkStringList *kind_options = gtk_string_list_new (NULL);

  dialog->window = tl_frame_new (owner, _ ("New statement"), group, _ ("_Make draft"), 520, -1, &make);
  dialog->owner = owner;
  g_object_add_weak_pointer (G_OBJECT (owner), (gpointer *)&dialog->owner);
  dialog->store = g_object_ref (store);
  dialog->done = done;
  dialog->user_data = user_data;
  g_object_set_data_full (G_OBJECT (dialog->window), "dialog", dialog, dialog_free);

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    gtk_string_list_append (kind_options, tl_list_label ("statement_kind", kinds[i]));
  dialog->kind = add_combo (group, _ ("Kind"), kind_options);
  dialog->period = add_combo (group, _ ("Period"), month_options ());
  dialog->from = add_entry (group, _ ("From"));
  dialog->to = add_entry (group, _ ("To"));
  dialog->source = add_combo (group, _ ("Funding source"), source_options ());
  dialog->problem = gtk_label_new (NULL);
  gtk_label_set_xalign (GTK_LABEL (dialog->problem), 0);
  gtk_label_set_wrap (GTK_LABEL (dialog->problem), TRUE);
  gtk_widget_add_css_class (dialog->problem, "tl-field-error");
  gtk_widget_set_visible (dialog->problem, FALSE);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), dialog->problem);
  g_signal_connect_swapped (dialog->period, "notify::selected", G_CALLBACK (period_changed), dialog);
  period_changed (dialog);

  gtk_widget_set_margin_top (group, 12);
  gtk_widget_set_margin_bottom (group, 24);
  gtk_widget_set_margin_start (group, 24);
  gtk_widget_set_margin_end (group, 24);
  g_signal_connect_swapped (make, "clicked", G_CALLBACK (make_cb), dialog);
  gtk_window_present (dialog->window);
}
