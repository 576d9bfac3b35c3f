/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "budget/budget-window.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>
#include <string.h>

#include "call.h"
#include "form/dialog.h"
#include "frame.h"
#include "record/lists.h"
#include "record/text.h"
#include "support/support.h"
#include "wait.h"

#define YEARS_BACK 4
#define BAR_HEIGHT 14

typedef struct
{
  GtkWindow *window;
  TlStore *store;
  GtkDropDown *years;
  GtkStack *stack;
  AdwStatusPage *empty;
  GtkWidget *sources; /* box */
} Window;

typedef struct
{
  double used;
  double committed;
  double forecast; /* below 0: none */
} Bar;

static void window_refresh (Window *self);

static void
window_free (gpointer data)
{
  Window *self = data;

  g_object_unref (self->store);
  g_free (self);
}

static Window *
window_of (gpointer owner)
{
  return g_object_get_data (G_OBJECT (owner), "budgets");
}

static int
chosen_year (Window *self)
{
  int year;

  tl_date_to_ymd (tl_date_today (), &year, NULL, NULL);
  return year + 1 - (int)gtk_drop_down_get_selected (self->years);
}

/* --- one source --- */

static char *
money (JsonObject *row, const char *member)
{
  g_autofree char *text = NULL;

  if (json_object_get_null_member (row, member))
    return g_strdup ("–");
  text = tl_money_format (json_object_get_int_member (row, member));
  return g_strdup (text);
}

static const char *
name_of (JsonObject *row)
{
  const char *category = json_object_get_string_member_with_default (row, "category", NULL);

  return category != NULL ? tl_list_label ("cost_category", category)
                          : tl_list_label ("funding_source", json_object_get_string_member (row, "source"));
}

static const char *
state_words (const char *state, const char **class)
{
  *class = "good";
  if (g_str_equal (state, "over"))
    {
      *class = "bad";
      return _ ("Passed");
    }
  if (g_str_equal (state, "near") || g_str_equal (state, "ahead"))
    {
      *class = "warn";
      return g_str_equal (state, "near") ? _ ("Nearly used") : _ ("Will not last the year");
    }
  if (g_str_equal (state, "none"))
    {
      *class = "none";
      return _ ("No budget set");
    }
  return _ ("Fine");
}

static GtkWidget *
label_new (const char *text, double xalign, const char *class)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), (float)xalign);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  if (class != NULL)
    gtk_widget_add_css_class (label, class);
  return label;
}

static GtkWidget *
pill_new (JsonObject *row)
{
  const char *class;
  const char *words = state_words (json_object_get_string_member (row, "state"), &class);
  GtkWidget *pill = label_new (words, 0.5, "tl-pill");

  gtk_widget_add_css_class (pill, class);
  gtk_widget_set_valign (pill, GTK_ALIGN_CENTER);
  return pill;
}

/* Used, then committed, of what is set; a stroke where the pace leads to. */
static void
draw_bar (GtkDrawingArea *area, cairo_t *cr, int width, int height, gpointer data)
{
  const Bar *bar = data;
  GtkStyleContext *style = gtk_widget_get_style_context (GTK_WIDGET (area));
  GdkRGBA ink, accent, error;
  double all = MAX (1, bar->used + bar->committed);

  gtk_style_context_get_color (style, &ink);
  if (!gtk_style_context_lookup_color (style, "accent_bg_color", &accent))
    accent = ink;
  if (!gtk_style_context_lookup_color (style, "error_bg_color", &error))
    error = ink;
  if (bar->used + bar->committed > 1)
    accent = error;
  cairo_set_source_rgba (cr, ink.red, ink.green, ink.blue, 0.12);
  cairo_rectangle (cr, 0, 0, width, height);
  cairo_fill (cr);
  gdk_cairo_set_source_rgba (cr, &accent);
  cairo_rectangle (cr, 0, 0, width * bar->used / all, height);
  cairo_fill (cr);
  cairo_set_source_rgba (cr, accent.red, accent.green, accent.blue, 0.5);
  cairo_rectangle (cr, width * bar->used / all, 0, width * bar->committed / all, height);
  cairo_fill (cr);
  if (bar->forecast >= 0)
    {
      double at = CLAMP (width * bar->forecast / all, 1, width - 1);

      gdk_cairo_set_source_rgba (cr, &ink);
      cairo_set_line_width (cr, 2);
      cairo_move_to (cr, at, 0);
      cairo_line_to (cr, at, height);
      cairo_stroke (cr);
    }
}

static GtkWidget *
bar_new (JsonObject *row, const char *spoken)
{
  GtkWidget *area = gtk_drawing_area_new ();
  Bar *bar = g_new0 (Bar, 1);
  double budget = (double)MAX (json_object_get_int_member (row, "budget"), 1);

  bar->used = MAX (0, (double)json_object_get_int_member (row, "used") / budget);
  bar->committed = MAX (0, (double)json_object_get_int_member (row, "committed") / budget);
  bar->forecast = json_object_get_null_member (row, "forecast") ? -1 : (double)json_object_get_int_member (row, "forecast") / budget;
  gtk_drawing_area_set_draw_func (GTK_DRAWING_AREA (area), draw_bar, bar, g_free);
  gtk_drawing_area_set_content_height (GTK_DRAWING_AREA (area), BAR_HEIGHT);
  gtk_widget_set_hexpand (area, TRUE);
  tl_ui_label (area, spoken);
  return area;
}

static void
grid_head (GtkGrid *grid)
{
  const char *const heads[] = {"", _ ("Set"), _ ("Used"), _ ("Committed"), _ ("Left"), _ ("Forecast")};

  for (guint i = 0; i < G_N_ELEMENTS (heads); i++)
    {
      GtkWidget *label = label_new (heads[i], i == 0 ? 0 : 1, "tl-field-label");

      gtk_grid_attach (grid, label, (int)i, 0, 1, 1);
    }
}

static void
grid_row (GtkGrid *grid, int line, JsonObject *row, const char *name, gboolean bold)
{
  static const char *const members[] = {"budget", "used", "committed", "left", "forecast"};
  GtkWidget *label = label_new (name, 0, bold ? "heading" : NULL);

  gtk_widget_set_hexpand (label, TRUE);
  gtk_grid_attach (grid, label, 0, line, 1, 1);
  for (guint i = 0; i < G_N_ELEMENTS (members); i++)
    {
      g_autofree char *text = money (row, members[i]);
      g_autofree char *spoken = g_strdup_printf ("%s: %s", name, text);
      GtkWidget *number = label_new (text, 1, "tl-money");

      gtk_label_set_wrap (GTK_LABEL (number), FALSE);
      if (bold)
        gtk_widget_add_css_class (number, "heading");
      tl_ui_label (number, spoken);
      gtk_grid_attach (grid, number, (int)i + 1, line, 1, 1);
    }
}

static GtkGrid *
grid_new (void)
{
  GtkWidget *grid = gtk_grid_new ();

  gtk_grid_set_row_spacing (GTK_GRID (grid), 6);
  gtk_grid_set_column_spacing (GTK_GRID (grid), 18);
  grid_head (GTK_GRID (grid));
  return GTK_GRID (grid);
}

static GtkWidget *
card_new (const char *heading, JsonObject *row)
{
  GtkWidget *card = gtk_box_new (GTK_ORIENTATION_VERTICAL, 10);
  GtkWidget *top = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *title = label_new (heading, 0, "title-4");

  gtk_widget_set_hexpand (title, TRUE);
  gtk_box_append (GTK_BOX (top), title);
  gtk_box_append (GTK_BOX (top), pill_new (row));
  gtk_box_append (GTK_BOX (card), top);
  if (!json_object_get_null_member (row, "budget"))
    {
      g_autofree char *budget = money (row, "budget");
      g_autofree char *left = money (row, "left");
      g_autofree char *spoken = g_strdup_printf (_ ("%s: %s đ set, %s đ left"), heading, budget, left);

      gtk_box_append (GTK_BOX (card), bar_new (row, spoken));
    }
  if (json_object_get_int_member (row, "over") > 0)
    {
      g_autofree char *over = money (row, "over");
      g_autofree char *words = g_strdup_printf (_ ("At the present pace %s đ will be missing by the end of the year."), over);

      gtk_box_append (GTK_BOX (card), label_new (words, 0, "tl-field-warning"));
    }
  gtk_widget_add_css_class (card, "card");
  gtk_widget_add_css_class (card, "tl-figures");
  return card;
}

static void
add_sources (Window *self, JsonArray *rows)
{
  GtkWidget *card = NULL;
  GtkGrid *grid = NULL;
  int line = 0;

  for (guint i = 0; i < json_array_get_length (rows); i++)
    {
      JsonObject *row = json_array_get_object_element (rows, i);

      if (json_object_get_null_member (row, "category"))
        {
          card = card_new (name_of (row), row);
          grid = grid_new ();
          line = 1;
          gtk_box_append (GTK_BOX (card), GTK_WIDGET (grid));
          gtk_box_append (GTK_BOX (self->sources), card);
          grid_row (grid, line++, row, _ ("Together"), TRUE);
        }
      else if (grid != NULL)
        grid_row (grid, line++, row, name_of (row), FALSE);
    }
}

static void
add_costs (Window *self, JsonObject *data)
{
  g_autofree char *night = money (data, "cost_per_night");
  g_autofree char *person = money (data, "cost_per_person");
  gint64 nights = json_object_get_int_member (data, "nights"), people = json_object_get_int_member (data, "people");
  g_autofree char *nights_text = tl_money_format (nights);
  g_autofree char *costs
      = g_strdup_printf (_ ("%s nights, %d people: %s đ a night, %s đ a person."), nights_text, (int)people, night, person);
  const char *paced = json_object_get_string_member_with_default (data, "paced_to", NULL);
  TlDate day;

  gtk_box_append (GTK_BOX (self->sources), label_new (costs, 0, NULL));
  if (paced != NULL && tl_date_parse_iso (paced, &day))
    {
      g_autofree char *shown = tl_date_format (day);
      g_autofree char *words = g_strdup_printf (
          _ ("Forecast: what was spent up to %s (%d days), and for the days that remain as much a day as until then. In the "
             "first 60 days last year's mean stands in for the days that are missing."),
          shown, (int)json_object_get_int_member (data, "days"));

      gtk_box_append (GTK_BOX (self->sources), label_new (words, 0, "tl-page-subtitle"));
    }
}

/* --- what is set --- */

static void
saved_cb (gpointer owner, TlRecord *record, gpointer user_data)
{
  window_refresh (window_of (owner));
}

static void
edit_cb (GtkWidget *row, Window *self)
{
  tl_record_dialog_show (self->window, self->store, g_object_get_data (G_OBJECT (row), "budget"), NULL, saved_cb, NULL);
}

static void
add_cb (Window *self)
{
  g_autoptr (TlRecord) record = tl_record_new (TL_TYPE_BUDGET);

  tl_record_set_int (record, TL_BUDGET_YEAR, chosen_year (self));
  tl_record_set_text (record, TL_BUDGET_FUNDING_SOURCE, "province");
  tl_record_dialog_show (self->window, self->store, record, NULL, saved_cb, NULL);
}

static void
add_budgets (Window *self, GPtrArray *budgets)
{
  GtkWidget *group = adw_preferences_group_new ();

  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (group), _ ("What is set"));
  adw_preferences_group_set_description (ADW_PREFERENCES_GROUP (group),
                                         _ ("The province grants budgets. Enter what its decision says, with the number of the decision."));
  for (guint i = 0; i < budgets->len; i++)
    {
      TlRecord *budget = budgets->pdata[i];
      GtkWidget *row = adw_action_row_new ();
      g_autofree char *amount = tl_money_format (tl_record_int (budget, TL_BUDGET_AMOUNT));
      g_autofree char *source = tl_record_format_field (budget, TL_BUDGET_FUNDING_SOURCE);
      g_autofree char *category = tl_record_has (budget, TL_BUDGET_CATEGORY) ? tl_record_format_field (budget, TL_BUDGET_CATEGORY)
                                                                             : g_strdup (_ ("all categories"));
      g_autofree char *place = tl_record_has (budget, TL_BUDGET_FOR_SITE) ? tl_record_format_field (budget, TL_BUDGET_FOR_SITE) : NULL;
      g_autofree char *title
          = g_strdup_printf ("%s%s%s, %s: %s đ", place != NULL ? place : "", place != NULL ? " · " : "", source, category, amount);
      const char *decision = tl_record_text (budget, TL_BUDGET_DECISION_NO);

      adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
      adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
      if (decision != NULL)
        adw_action_row_set_subtitle (ADW_ACTION_ROW (row), decision);
      gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
      g_object_set_data_full (G_OBJECT (row), "budget", g_object_ref (budget), g_object_unref);
      g_signal_connect (row, "activated", G_CALLBACK (edit_cb), self);
      adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), row);
    }
  gtk_box_append (GTK_BOX (self->sources), group);
}

/* --- reading --- */

typedef struct
{
  JsonObject *data;
  GPtrArray *budgets;
} Found;

static void
found_free (gpointer data)
{
  Found *found = data;

  g_clear_pointer (&found->data, json_object_unref);
  g_clear_pointer (&found->budgets, g_ptr_array_unref);
  g_free (found);
}

static gpointer
read_job (TlStore *store, gpointer data, GCancellable *cancellable, GError **error)
{
  int year = GPOINTER_TO_INT (data);
  TlWhere where = {TL_BUDGET_YEAR, "=", NULL, year};
  Found *found = g_new0 (Found, 1);

  found->data = tl_budget_data (store, year, TL_DATE_NONE, error);
  if (found->data != NULL)
    found->budgets = tl_store_list (store, TL_TYPE_BUDGET, &where, 1, TL_BUDGET_FUNDING_SOURCE, FALSE, 0, 0, error);
  if (found->budgets == NULL)
    g_clear_pointer (&found, found_free);
  return found;
}

/* What another place was granted and has sent lines of. */
static void
add_place (Window *self, JsonObject *data)
{
  const char *site = json_object_get_string_member (data, "site");

  gtk_box_append (GTK_BOX (self->sources), label_new (tl_list_label ("shelter", site), 0, "title-3"));
  add_sources (self, json_object_get_array_member (data, "rows"));
}

static void
read_done (gpointer owner, gpointer result, gpointer user_data)
{
  Window *self = window_of (owner);
  Found *found = result;
  JsonArray *rows = json_object_get_array_member (found->data, "rows");
  JsonArray *places = json_object_get_array_member (found->data, "places");
  gboolean any = json_array_get_length (rows) > 0 || json_array_get_length (places) > 0 || found->budgets->len > 0;
  g_autofree char *title = g_strdup_printf (_ ("No budget for %d yet"), (int)json_object_get_int_member (found->data, "year"));
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (self->sources)) != NULL)
    gtk_box_remove (GTK_BOX (self->sources), child);
  adw_status_page_set_title (self->empty, title);
  gtk_stack_set_visible_child_name (self->stack, any ? "budgets" : "empty");
  if (!any)
    return;
  add_sources (self, rows);
  if (json_array_get_length (rows) > 0)
    add_costs (self, found->data);
  for (guint i = 0; i < json_array_get_length (places); i++)
    add_place (self, json_array_get_object_element (places, i));
  add_budgets (self, found->budgets);
}

static void
window_refresh (Window *self)
{
  tl_ui_call (self->window, self->store, TL_JOB_NORMAL, _ ("The budgets could not be read."), read_job,
              GINT_TO_POINTER (chosen_year (self)), NULL, found_free, read_done, NULL);
}

/* --- public --- */

void
tl_budget_window_show (gpointer owner, TlStore *store)
{
  Window *self = g_new0 (Window, 1);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *bar = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *scroller = gtk_scrolled_window_new ();
  GtkWidget *add = gtk_button_new_with_mnemonic (_ ("_Add budget…"));
  GtkWidget *wait;
  GtkWidget *year_label = label_new (_ ("Year"), 0, NULL);
  GtkStringList *years = gtk_string_list_new (NULL);
  int year;

  self->window = tl_frame_new (owner, _ ("Budgets"), box, NULL, 940, 640, NULL);
  self->store = g_object_ref (store);
  g_object_set_data_full (G_OBJECT (self->window), "budgets", self, window_free);
  tl_date_to_ymd (tl_date_today (), &year, NULL, NULL);
  for (int i = 1; i >= -YEARS_BACK; i--)
    {
      g_autofree char *text = g_strdup_printf ("%d", year + i);

      gtk_string_list_append (years, text);
    }
  self->years = GTK_DROP_DOWN (gtk_drop_down_new (G_LIST_MODEL (years), NULL));
  gtk_drop_down_set_selected (self->years, 1);
  tl_ui_label (self->years, _ ("Year"));
  gtk_widget_set_hexpand (GTK_WIDGET (self->years), TRUE);
  gtk_widget_set_halign (GTK_WIDGET (self->years), GTK_ALIGN_START);
  gtk_box_append (GTK_BOX (bar), year_label);
  gtk_box_append (GTK_BOX (bar), GTK_WIDGET (self->years));
  gtk_box_append (GTK_BOX (bar), add);
  gtk_widget_set_margin_top (bar, 6);
  gtk_widget_set_margin_bottom (bar, 6);
  gtk_widget_set_margin_start (bar, 18);
  gtk_widget_set_margin_end (bar, 18);

  self->sources = gtk_box_new (GTK_ORIENTATION_VERTICAL, 18);
  gtk_widget_set_margin_top (self->sources, 12);
  gtk_widget_set_margin_bottom (self->sources, 24);
  gtk_widget_set_margin_start (self->sources, 18);
  gtk_widget_set_margin_end (self->sources, 18);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), self->sources);
  self->empty = ADW_STATUS_PAGE (adw_status_page_new ());
  adw_status_page_set_icon_name (self->empty, "tl-statements-symbolic");
  adw_status_page_set_description (self->empty,
                                   _ ("With what was granted entered here, each new line shows what is left of it, and you are told before "
                                      "it is passed."));
  self->stack = GTK_STACK (gtk_stack_new ());
  wait = tl_wait_new ();
  g_signal_connect_swapped (wait, "again", G_CALLBACK (window_refresh), self);
  gtk_stack_add_named (self->stack, wait, "wait");
  gtk_stack_add_named (self->stack, GTK_WIDGET (self->empty), "empty");
  gtk_stack_add_named (self->stack, scroller, "budgets");
  gtk_widget_set_vexpand (GTK_WIDGET (self->stack), TRUE);
  gtk_box_append (GTK_BOX (box), bar);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->stack));
  g_signal_connect_swapped (self->years, "notify::selected", G_CALLBACK (window_refresh), self);
  g_signal_connect_swapped (add, "clicked", G_CALLBACK (add_cb), self);
  window_refresh (self);
  gtk_window_present (self->window);
}
