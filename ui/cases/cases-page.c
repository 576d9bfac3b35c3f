/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cases/cases-page.h"

#include <glib/gi18n-lib.h>

#include "call.h"
#include "cases/case-model.h"
#include "record/lists.h"
#include "record/time.h"
#include "wait.h"

#define SLOW_MS 300

struct _TlCasesPage
{
  TlPage parent_instance;

  GtkLabel *count;
  GtkDropDown *filter;
  GtkDropDown *sort;
  GtkStack *stack;
  GtkColumnView *view;

  TlCaseModel *model;
  GtkSingleSelection *selection;
  char *selected_id; /* kept across loads */
  gboolean ready;
  guint slow; /* an answer is late */
};

G_DEFINE_FINAL_TYPE (TlCasesPage, tl_cases_page, TL_TYPE_PAGE)

typedef enum
{
  COLUMN_CODE,
  COLUMN_ALIAS,
  COLUMN_NAME,
  COLUMN_OPENED,
  COLUMN_STATUS,
  COLUMN_ROOM,
  COLUMN_DAYS,
  COLUMN_RISK,
  COLUMN_DUE,
  N_COLUMNS
} Column;

static const struct
{
  const char *title;
  int width; /* 0: what is left */
  gboolean number;
} columns[N_COLUMNS] = {
    [COLUMN_CODE] = {N_ ("Code"), 130, FALSE},     [COLUMN_ALIAS] = {N_ ("Called"), 0, FALSE},
    [COLUMN_NAME] = {N_ ("Full name"), 0, FALSE},  [COLUMN_OPENED] = {N_ ("Opened"), 110, FALSE},
    [COLUMN_STATUS] = {N_ ("Status"), 110, FALSE}, [COLUMN_ROOM] = {N_ ("Room"), 100, FALSE},
    [COLUMN_DAYS] = {N_ ("Nights"), 80, TRUE},     [COLUMN_RISK] = {N_ ("Risk"), 110, FALSE},
    [COLUMN_DUE] = {N_ ("Next due"), 120, FALSE},
};

static const char *
list_label (guint field, const char *code)
{
  return code != NULL ? tl_list_label (tl_type_field (TL_TYPE_CASE, field)->list, code) : "";
}

static char *
date_text (const char *iso)
{
  TlDate date;

  return iso != NULL && tl_date_parse_iso (iso, &date) ? tl_date_format (date) : g_strdup ("");
}

static char *
cell_text (TlCasesPage *self, Column column, const TlCaseLine *line)
{
  if (line == NULL)
    return g_strdup ("…");
  switch (column)
    {
    case COLUMN_CODE:
      return g_strdup (line->code);
    case COLUMN_ALIAS:
      return g_strdup (line->alias);
    case COLUMN_NAME:
      if (line->full_name == NULL)
        return g_strdup ("");
      return g_strdup (tl_page_get_revealed (TL_PAGE (self)) ? line->full_name : "••••••");
    case COLUMN_OPENED:
      return tl_date_format (tl_date_from_time (line->opened_at));
    case COLUMN_STATUS:
      return g_strdup (list_label (TL_CASE_STATUS, line->status));
    case COLUMN_ROOM:
      return g_strdup (line->room != NULL ? line->room : "");
    case COLUMN_DAYS:
      return line->days > 0 ? g_strdup_printf ("%d", (int)line->days) : g_strdup ("");
    case COLUMN_RISK:
      return g_strdup (list_label (TL_CASE_RISK_LEVEL, line->risk));
    case COLUMN_DUE:
      return date_text (line->next_due);
    case N_COLUMNS:
    default:
      return g_strdup ("");
    }
}

static void
show_cell (GtkListItem *list_item, TlCasesPage *self)
{
  TlCaseItem *item = gtk_list_item_get_item (list_item);
  GtkWidget *label = gtk_list_item_get_child (list_item);
  Column column = GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (label), "column"));
  const TlCaseLine *line = item != NULL ? tl_case_item_get_line (item) : NULL;
  g_autofree char *text = cell_text (self, column, line);
  g_autofree char *name = g_strdup_printf ("%s: %s", _ (columns[column].title), text != NULL ? text : "");

  gtk_label_set_text (GTK_LABEL (label), text != NULL ? text : "");
  tl_ui_label (label, name);
  if (column == COLUMN_DUE)
    {
      g_autofree char *today = tl_date_to_iso (tl_date_today ());

      if (line != NULL && line->next_due != NULL && g_strcmp0 (line->next_due, today) < 0)
        gtk_widget_add_css_class (label, "tl-field-error");
      else
        gtk_widget_remove_css_class (label, "tl-field-error");
    }
}

static void
item_changed_cb (TlCaseItem *item, GtkListItem *list_item)
{
  show_cell (list_item, g_object_get_data (G_OBJECT (list_item), "page"));
}

static void
setup_cb (GtkSignalListItemFactory *factory, GtkListItem *list_item, TlCasesPage *self)
{
  GtkWidget *label = gtk_label_new (NULL);
  Column column = GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (factory), "column"));

  gtk_label_set_xalign (GTK_LABEL (label), columns[column].number ? 1 : 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  if (columns[column].number || column == COLUMN_CODE || column == COLUMN_OPENED || column == COLUMN_DUE)
    gtk_widget_add_css_class (label, "numeric");
  g_object_set_data (G_OBJECT (label), "column", GUINT_TO_POINTER (column));
  g_object_set_data (G_OBJECT (list_item), "page", self);
  gtk_list_item_set_child (list_item, label);
}

static void
bind_cb (GtkSignalListItemFactory *factory, GtkListItem *list_item, TlCasesPage *self)
{
  TlCaseItem *item = gtk_list_item_get_item (list_item);

  g_signal_connect (item, "changed", G_CALLBACK (item_changed_cb), list_item);
  show_cell (list_item, self);
}

static void
unbind_cb (GtkSignalListItemFactory *factory, GtkListItem *list_item, TlCasesPage *self)
{
  g_signal_handlers_disconnect_by_func (gtk_list_item_get_item (list_item), item_changed_cb, list_item);
}

static void
open_case (TlCasesPage *self, guint position)
{
  g_autoptr (TlCaseItem) item = g_list_model_get_item (G_LIST_MODEL (self->selection), position);

  if (item != NULL)
    gtk_widget_activate_action (GTK_WIDGET (self), "win.open", "(ss)", "case", tl_case_item_get_id (item));
}

static void
activate_cb (TlCasesPage *self, guint position)
{
  open_case (self, position);
}

static void
load (TlCasesPage *self)
{
  TlCaseItem *item = gtk_single_selection_get_selected_item (self->selection);

  g_free (self->selected_id);
  self->selected_id = item != NULL ? g_strdup (tl_case_item_get_id (item)) : NULL;
  tl_case_model_load (self->model, self, (TlCaseFilter)gtk_drop_down_get_selected (self->filter),
                      (TlCaseSort)gtk_drop_down_get_selected (self->sort));
}

static void
slow_cb (gpointer data)
{
  TlCasesPage *self = data;

  self->slow = 0;
  gtk_stack_set_visible_child_name (self->stack, "wait");
}

/* Another order of very many cases takes a while: what was shown before is not the answer. */
static void
choice_cb (TlCasesPage *self)
{
  if (!self->ready)
    return;
  g_clear_handle_id (&self->slow, g_source_remove);
  self->slow = g_timeout_add_once (SLOW_MS, slow_cb, self);
  load (self);
}

/* What was shown before stays; where nothing was, the page that waits says it. */
static void
failed_cb (TlCasesPage *self)
{
  g_clear_handle_id (&self->slow, g_source_remove);
}

static void
loaded_cb (TlCasesPage *self)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->model));
  g_autofree char *text = g_strdup_printf (ngettext ("%u case", "%u cases", n), n);
  guint position = self->selected_id != NULL ? tl_case_model_find (self->model, self->selected_id) : G_MAXUINT;

  g_clear_handle_id (&self->slow, g_source_remove);
  gtk_label_set_text (self->count, text);
  gtk_stack_set_visible_child_name (self->stack, n > 0 ? "list" : "empty");
  if (position != G_MAXUINT)
    gtk_single_selection_set_selected (self->selection, position);
}

static void
build (TlCasesPage *self)
{
  self->model = tl_case_model_new (tl_page_get_store (TL_PAGE (self)));
  g_signal_connect_object (self->model, "loaded", G_CALLBACK (loaded_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->model, "failed", G_CALLBACK (failed_cb), self, G_CONNECT_SWAPPED);
  self->selection = gtk_single_selection_new (G_LIST_MODEL (g_object_ref (self->model)));
  gtk_column_view_set_model (self->view, GTK_SELECTION_MODEL (self->selection));
  for (guint i = 0; i < N_COLUMNS; i++)
    {
      GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
      g_autoptr (GtkColumnViewColumn) column = NULL;

      g_object_set_data (G_OBJECT (factory), "column", GUINT_TO_POINTER (i));
      g_signal_connect (factory, "setup", G_CALLBACK (setup_cb), self);
      g_signal_connect (factory, "bind", G_CALLBACK (bind_cb), self);
      g_signal_connect (factory, "unbind", G_CALLBACK (unbind_cb), self);
      column = gtk_column_view_column_new (_ (columns[i].title), factory);
      gtk_column_view_column_set_resizable (column, TRUE);
      if (columns[i].width > 0)
        gtk_column_view_column_set_fixed_width (column, columns[i].width);
      else
        gtk_column_view_column_set_expand (column, TRUE);
      gtk_column_view_append_column (self->view, column);
    }
  tl_ui_one_stop (GTK_WIDGET (self->view));
  self->ready = TRUE;
}

static void
tl_cases_page_refresh (TlPage *page)
{
  TlCasesPage *self = TL_CASES_PAGE (page);

  if (self->model == NULL)
    build (self);
  load (self);
}

static gboolean
tl_cases_page_wants (TlPage *page, TlType type)
{
  return type == TL_TYPE_CASE || type == TL_TYPE_PERSON || type == TL_TYPE_STAY || type == TL_TYPE_FOLLOWUP || type == TL_TYPE_PLAN_ITEM
         || type == TL_TYPE_ROOM;
}

static void
tl_cases_page_set_revealed (TlPage *page, gboolean revealed)
{
  TlCasesPage *self = TL_CASES_PAGE (page);

  /* Rows are bound anew: each cell asks whether names are shown. */
  if (self->selection != NULL)
    {
      g_object_ref (self->selection);
      gtk_column_view_set_model (self->view, NULL);
      gtk_column_view_set_model (self->view, GTK_SELECTION_MODEL (self->selection));
      g_object_unref (self->selection);
    }
}

static void
tl_cases_page_dispose (GObject *object)
{
  TlCasesPage *self = TL_CASES_PAGE (object);

  if (self->view != NULL && self->ready)
    gtk_column_view_set_model (self->view, NULL);
  self->ready = FALSE;
  g_clear_handle_id (&self->slow, g_source_remove);
  g_clear_object (&self->selection);
  g_clear_object (&self->model);
  g_clear_pointer (&self->selected_id, g_free);
  G_OBJECT_CLASS (tl_cases_page_parent_class)->dispose (object);
}

static void
tl_cases_page_class_init (TlCasesPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  TlPageClass *page_class = TL_PAGE_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tl_cases_page_dispose;
  page_class->refresh = tl_cases_page_refresh;
  page_class->wants = tl_cases_page_wants;
  page_class->set_revealed = tl_cases_page_set_revealed;

  g_type_ensure (TL_TYPE_WAIT);
  gtk_widget_class_set_template_from_resource (widget_class, "/vn/tamlanh/TamLanh/cases/cases-page.ui");
  gtk_widget_class_bind_template_child (widget_class, TlCasesPage, count);
  gtk_widget_class_bind_template_child (widget_class, TlCasesPage, filter);
  gtk_widget_class_bind_template_child (widget_class, TlCasesPage, sort);
  gtk_widget_class_bind_template_child (widget_class, TlCasesPage, stack);
  gtk_widget_class_bind_template_child (widget_class, TlCasesPage, view);
  gtk_widget_class_bind_template_callback (widget_class, choice_cb);
  gtk_widget_class_bind_template_callback (widget_class, activate_cb);
}

static void
tl_cases_page_init (TlCasesPage *self)
{
  const char *filters[] = {_ ("Open cases"), _ ("Here now"), _ ("Received by me"), _ ("Closed cases"), _ ("All cases"), NULL};
  const char *sorts[] = {_ ("Newest first"), _ ("By code"), _ ("By how called"), _ ("By next due"), _ ("By risk"), NULL};
  g_autoptr (GtkStringList) filter_model = gtk_string_list_new (filters);
  g_autoptr (GtkStringList) sort_model = gtk_string_list_new (sorts);

  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_drop_down_set_model (self->filter, G_LIST_MODEL (filter_model));
  gtk_drop_down_set_model (self->sort, G_LIST_MODEL (sort_model));
}
