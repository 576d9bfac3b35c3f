/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "statement/new-dialog.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

#include "call.h"
#include "frame.h"
#include "record/lists.h"
#include "record/time.h"
#include "support/support.h"

/* What is asked for, handed to the store thread. */
typedef struct
{
  const char *kind;
  TlDate from;
  TlDate to;
  const char *source;
  JsonObject *request; /* NULL: not a request */
} Wish;

/* What a request says beside its sum, in the order of the form. */
static const struct
{
  const char *member;
  const char *label;
} asked[] = {
    {"to", N_ ("To")},           {"payee", N_ ("Who asks")},  {"unit", N_ ("Unit")},
    {"reason", N_ ("For what")}, {"account", N_ ("Account")}, {"bank", N_ ("Bank or treasury")},
};

typedef struct
{
  GtkWindow *window;
  GtkWidget *owner; /* weak */
  TlStore *store;
  AdwComboRow *kind;
  AdwComboRow *span;
  AdwComboRow *period;
  AdwComboRow *source;
  AdwComboRow *method;
  AdwEntryRow *from;
  AdwEntryRow *to;
  AdwEntryRow *entries[G_N_ELEMENTS (asked)];
  GtkWidget *request;
  GtkWidget *about;
  GtkWidget *problem;
  TlStatementMade done;
  gpointer user_data;
} Dialog;

static const struct
{
  const char *kind;
  const char *about;
} kinds[] = {
    {"detail", N_ ("Every line with its clause and voucher, by case number.")},
    {"summary", N_ ("Sums by what was paid for and from which source, against the budget.")},
    {"receipts", N_ ("With names and room to sign: stays inside, marked for internal use.")},
    {"request", N_ ("One sum, what it is for and how it is to be paid.")},
    {"treasury", N_ ("The lines without case numbers, days or names.")},
};
static const char *const methods[] = {"cash", "transfer"};

/* How long a period is, and how many of them are offered. */
static const struct
{
  const char *label;
  int months;
  guint offered;
} spans[] = {
    {N_ ("A month"), 1, 24}, {N_ ("A quarter"), 3, 8}, {N_ ("Half a year"), 6, 6}, {N_ ("A year"), 12, 5}, {N_ ("Other days"), 0, 0},
};

static void
wish_free (gpointer data)
{
  Wish *wish = data;

  g_clear_pointer (&wish->request, json_object_unref);
  g_free (wish);
}

static void
dialog_free (gpointer data)
{
  Dialog *dialog = data;

  if (dialog->owner != NULL)
    g_object_remove_weak_pointer (G_OBJECT (dialog->owner), (gpointer *)&dialog->owner);
  g_object_unref (dialog->store);
  g_free (dialog);
}

/* First day of the span that holds today, @back spans ago. */
static TlDate
span_start (guint span, guint back)
{
  int year, month, months = spans[span].months;
  TlDate first;

  tl_date_to_ymd (tl_date_today (), &year, &month, NULL);
  first = tl_date_from_ymd (year, (month - 1) / months * months + 1, 1);
  return tl_date_add_months (first, -(int)back * months);
}

static void
period_changed (Dialog *dialog)
{
  guint span = adw_combo_row_get_selected (dialog->span), chosen = adw_combo_row_get_selected (dialog->period);
  gboolean free_period = spans[span].months == 0;
  g_autofree char *from = NULL;
  g_autofree char *to = NULL;
  TlDate first;

  gtk_widget_set_visible (GTK_WIDGET (dialog->from), free_period);
  gtk_widget_set_visible (GTK_WIDGET (dialog->to), free_period);
  gtk_widget_set_visible (GTK_WIDGET (dialog->period), !free_period);
  if (free_period || chosen == GTK_INVALID_LIST_POSITION)
    return;
  first = span_start (span, chosen);
  from = tl_date_format (first);
  to = tl_date_format (tl_date_month_end (tl_date_add_months (first, spans[span].months - 1)));
  gtk_editable_set_text (GTK_EDITABLE (dialog->from), from);
  gtk_editable_set_text (GTK_EDITABLE (dialog->to), to);
}

/* "3/2026", "I/2026" … in words of the user. (transfer full) */
static char *
span_name (guint span, TlDate first)
{
  int year, month;

  tl_date_to_ymd (first, &year, &month, NULL);
  switch (spans[span].months)
    {
    case 1:
      /* Translators: a month and its year */
      return g_strdup_printf (_ ("Month %d/%d"), month, year);
    case 3:
      /* Translators: a quarter (1 to 4) and its year */
      return g_strdup_printf (_ ("Quarter %d/%d"), month / 3 + 1, year);
    case 6:
      return g_strdup_printf (month == 1 ? _ ("First half of %d") : _ ("Second half of %d"), year);
    default:
      return g_strdup_printf (_ ("Year %d"), year);
    }
}

static void
span_changed (Dialog *dialog)
{
  guint span = adw_combo_row_get_selected (dialog->span);
  GtkStringList *options = gtk_string_list_new (NULL);

  for (guint i = 0; i < spans[span].offered; i++)
    {
      g_autofree char *name = span_name (span, span_start (span, i));

      gtk_string_list_append (options, name);
    }
  adw_combo_row_set_model (dialog->period, G_LIST_MODEL (options));
  g_object_unref (options);
  period_changed (dialog);
}

static void
kind_changed (Dialog *dialog)
{
  guint kind = adw_combo_row_get_selected (dialog->kind);

  gtk_label_set_text (GTK_LABEL (dialog->about), _ (kinds[kind].about));
  gtk_widget_set_visible (dialog->request, g_str_equal (kinds[kind].kind, "request"));
  gtk_window_set_default_size (dialog->window, 640, g_str_equal (kinds[kind].kind, "request") ? 660 : -1);
}

static gpointer
make_job (TlStore *store, gpointer data, GCancellable *cancellable, GError **error)
{
  Wish *wish = data;
  TlRecord *draft = tl_statement_make (store, wish->kind, wish->from, wish->to, wish->source, error);

  if (draft != NULL && wish->request != NULL && !tl_statement_set_request (store, tl_record_id (draft), wish->request, error))
    g_clear_object (&draft);
  return draft;
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

/* What is left empty is filled with this place's usual words. (transfer full) */
static JsonObject *
read_request (Dialog *dialog)
{
  JsonObject *request = json_object_new ();

  for (guint i = 0; i < G_N_ELEMENTS (asked); i++)
    {
      const char *text = gtk_editable_get_text (GTK_EDITABLE (dialog->entries[i]));

      if (*text != '\0')
        json_object_set_string_member (request, asked[i].member, text);
    }
  json_object_set_string_member (request, "method", methods[adw_combo_row_get_selected (dialog->method)]);
  return request;
}

static void
make_cb (Dialog *dialog)
{
  g_autofree Wish *wish = g_new0 (Wish, 1);
  guint kind = adw_combo_row_get_selected (dialog->kind);
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
  wish->kind = kinds[kind].kind;
  if (g_str_equal (wish->kind, "request"))
    wish->request = read_request (dialog);
  wish->source = source > 0 ? tl_list_item (tl_list_get ("funding_source"), source - 1)->code : NULL;
  gtk_widget_set_visible (dialog->problem, FALSE);
  tl_ui_call (dialog->window, dialog->store, TL_JOB_NORMAL, _ ("The statement was not made."), make_job, g_steal_pointer (&wish), wish_free,
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
span_options (void)
{
  GtkStringList *options = gtk_string_list_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (spans); i++)
    gtk_string_list_append (options, _ (spans[i].label));
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

/* The usual words of a request, asked of the store. */
static gpointer
usual_job (TlStore *store, gpointer data, GCancellable *cancellable, GError **error)
{
  char *text = tl_store_get_setting (store, "statement.request");

  return text != NULL ? text : g_strdup ("{}");
}

static void
usual_read (gpointer owner, gpointer result, gpointer user_data)
{
  Dialog *dialog = g_object_get_data (G_OBJECT (owner), "dialog");
  g_autoptr (JsonNode) node = json_from_string (result, NULL);
  JsonObject *usual = node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;

  for (guint i = 0; usual != NULL && i < G_N_ELEMENTS (asked); i++)
    {
      const char *text = json_object_get_string_member_with_default (usual, asked[i].member, "");

      if (*gtk_editable_get_text (GTK_EDITABLE (dialog->entries[i])) == '\0')
        gtk_editable_set_text (GTK_EDITABLE (dialog->entries[i]), text);
    }
  if (usual != NULL && g_str_equal (json_object_get_string_member_with_default (usual, "method", ""), "transfer"))
    adw_combo_row_set_selected (dialog->method, 1);
}

static GtkWidget *
make_request_group (Dialog *dialog)
{
  GtkWidget *group = adw_preferences_group_new ();
  GtkStringList *options = gtk_string_list_new (NULL);

  adw_preferences_group_set_description (ADW_PREFERENCES_GROUP (group),
                                         _ ("What is left empty is filled with what this place usually says."));
  for (guint i = 0; i < G_N_ELEMENTS (asked); i++)
    {
      dialog->entries[i] = add_entry (group, _ (asked[i].label));
      gtk_widget_set_visible (GTK_WIDGET (dialog->entries[i]), TRUE);
    }
  for (guint i = 0; i < G_N_ELEMENTS (methods); i++)
    gtk_string_list_append (options, tl_list_label ("pay_method", methods[i]));
  dialog->method = add_combo (group, _ ("How it is to be paid"), options);
  gtk_widget_set_margin_top (group, 18);
  return group;
}

static GtkWidget *
make_note (const char *class)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_widget_add_css_class (label, class);
  gtk_widget_set_margin_top (label, 6);
  return label;
}

void
tl_new_statement_dialog_show (gpointer owner, TlStore *store, TlStatementMade done, gpointer user_data)
{
  Dialog *dialog = g_new0 (Dialog, 1);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *scroller = gtk_scrolled_window_new ();
  GtkWidget *group = adw_preferences_group_new ();
  GtkWidget *make;
  GtkStringList *kind_options = gtk_string_list_new (NULL);

  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (scroller), TRUE);
  gtk_scrolled_window_set_max_content_height (GTK_SCROLLED_WINDOW (scroller), 600);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), box);
  dialog->window = tl_frame_new (owner, _ ("New statement"), scroller, _ ("_Make draft"), 640, -1, &make);
  dialog->owner = owner;
  g_object_add_weak_pointer (G_OBJECT (owner), (gpointer *)&dialog->owner);
  dialog->store = g_object_ref (store);
  dialog->done = done;
  dialog->user_data = user_data;
  g_object_set_data_full (G_OBJECT (dialog->window), "dialog", dialog, dialog_free);

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    gtk_string_list_append (kind_options, tl_list_label ("statement_kind", kinds[i].kind));
  dialog->kind = add_combo (group, _ ("Kind"), kind_options);
  adw_combo_row_set_use_subtitle (dialog->kind, TRUE); /* the kinds' names are long */
  dialog->span = add_combo (group, _ ("Length"), span_options ());
  dialog->period = add_combo (group, _ ("Period"), gtk_string_list_new (NULL));
  dialog->from = add_entry (group, _ ("From"));
  dialog->to = add_entry (group, _ ("To"));
  dialog->source = add_combo (group, _ ("Funding source"), source_options ());
  dialog->about = make_note ("tl-page-subtitle");
  dialog->request = make_request_group (dialog);
  dialog->problem = make_note ("tl-field-error");
  gtk_widget_set_visible (dialog->problem, FALSE);
  gtk_box_append (GTK_BOX (box), group);
  gtk_box_append (GTK_BOX (box), dialog->about);
  gtk_box_append (GTK_BOX (box), dialog->request);
  gtk_box_append (GTK_BOX (box), dialog->problem);
  g_signal_connect_swapped (dialog->kind, "notify::selected", G_CALLBACK (kind_changed), dialog);
  g_signal_connect_swapped (dialog->span, "notify::selected", G_CALLBACK (span_changed), dialog);
  g_signal_connect_swapped (dialog->period, "notify::selected", G_CALLBACK (period_changed), dialog);
  span_changed (dialog);
  kind_changed (dialog);

  gtk_widget_set_margin_top (box, 12);
  gtk_widget_set_margin_bottom (box, 24);
  gtk_widget_set_margin_start (box, 24);
  gtk_widget_set_margin_end (box, 24);
  g_signal_connect_swapped (make, "clicked", G_CALLBACK (make_cb), dialog);
  tl_ui_call (dialog->window, store, TL_JOB_NORMAL, NULL, usual_job, NULL, NULL, g_free, usual_read, NULL);
  gtk_window_present (dialog->window);
}
