/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "statement/sheet-save.h"
#include "support/support-page.h"

#include <glib/gi18n-lib.h>

#include "call.h"
#include "record/lists.h"
#include "record/text.h"
#include "record/time.h"
#include "support/line-actions.h"
#include "support/line-dialog.h"
#include "support/line-list.h"
#include "support/paper-window.h"
#include "support/proposals-dialog.h"
#include "wait.h"
#include "wrap.h"

typedef enum
{
  COLUMN_DATE,
  COLUMN_CASE,
  COLUMN_CATEGORY,
  COLUMN_QUANTITY,
  COLUMN_PRICE,
  COLUMN_AMOUNT,
  COLUMN_SOURCE,
  COLUMN_STATE,
  COLUMN_NOTE,
  N_COLUMNS
} Column;

struct _TlSupportPage
{
  TlPage parent_instance;

  GtkLabel *month_label;
  GtkDropDown *category;
  GtkDropDown *source;
  GtkDropDown *state;
  GtkSearchEntry *who;
  GtkLabel *total;
  GtkLabel *overruns;
  GtkLabel *more;
  GtkStack *stack;
  GtkColumnView *view;

  GListStore *lines; /* TlRecord */
  GHashTable *codes;
  TlDate month;
  gboolean ready;
};

G_DEFINE_FINAL_TYPE (TlSupportPage, tl_support_page, TL_TYPE_PAGE)

static char *
cell_text (TlSupportPage *self, TlRecord *line, Column column)
{
  g_autofree char *money = NULL;

  switch (column)
    {
    case COLUMN_DATE:
      return tl_record_format_field (line, TL_SUPPORT_DATE);
    case COLUMN_CASE:
      return g_strdup (tl_case_codes_get (self->codes, tl_record_text (line, TL_SUPPORT_CASE)));
    case COLUMN_CATEGORY:
      return tl_record_format_field (line, TL_SUPPORT_CATEGORY);
    case COLUMN_QUANTITY:
      return tl_record_format_field (line, TL_SUPPORT_QUANTITY);
    case COLUMN_PRICE:
      return tl_record_has (line, TL_SUPPORT_UNIT_PRICE) ? tl_money_format (tl_record_int (line, TL_SUPPORT_UNIT_PRICE)) : g_strdup ("");
    case COLUMN_AMOUNT:
      money = tl_money_format (tl_record_int (line, TL_SUPPORT_AMOUNT));
      return g_strconcat (money, " đ", NULL);
    case COLUMN_SOURCE:
      return tl_record_format_field (line, TL_SUPPORT_FUNDING_SOURCE);
    case COLUMN_NOTE:
      return g_strdup (tl_record_has (line, TL_SUPPORT_OVER_LIMIT_REASON) ? _ ("above the ceiling")
                                                                          : tl_record_text (line, TL_SUPPORT_NOTE));
    case COLUMN_STATE: /* its own factory */
    case N_COLUMNS:
    default:
      return g_strdup ("");
    }
}

static gboolean
is_number (Column column)
{
  return column == COLUMN_QUANTITY || column == COLUMN_PRICE || column == COLUMN_AMOUNT;
}

static void
setup_cell_cb (GtkSignalListItemFactory *factory, GtkListItem *item, gpointer data)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), is_number (GPOINTER_TO_UINT (data)) ? 1 : 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  if (is_number (GPOINTER_TO_UINT (data)))
    gtk_widget_add_css_class (label, "tl-money");
  gtk_list_item_set_child (item, label);
}

static void
bind_cell_cb (GtkSignalListItemFactory *factory, GtkListItem *item, gpointer data)
{
  GtkWidget *label = gtk_list_item_get_child (item);
  TlSupportPage *self = g_object_get_data (G_OBJECT (factory), "page");
  g_autofree char *text = cell_text (self, gtk_list_item_get_item (item), GPOINTER_TO_UINT (data));

  gtk_label_set_text (GTK_LABEL (label), text != NULL ? text : "");
  gtk_widget_set_tooltip_text (label, text);
}

static void
add_column (TlSupportPage *self, Column column, const char *title, int width, gboolean expand)
{
  GtkListItemFactory *factory = column == COLUMN_STATE ? tl_line_state_factory_new () : gtk_signal_list_item_factory_new ();
  g_autoptr (GtkColumnViewColumn) added = NULL;

  if (column != COLUMN_STATE)
    {
      g_object_set_data (G_OBJECT (factory), "page", self);
      g_signal_connect (factory, "setup", G_CALLBACK (setup_cell_cb), GUINT_TO_POINTER (column));
      g_signal_connect (factory, "bind", G_CALLBACK (bind_cell_cb), GUINT_TO_POINTER (column));
    }
  added = gtk_column_view_column_new (title, factory);
  gtk_column_view_column_set_resizable (added, TRUE);
  gtk_column_view_column_set_expand (added, expand);
  if (width > 0)
    gtk_column_view_column_set_fixed_width (added, width);
  gtk_column_view_append_column (self->view, added);
}

static gpointer
load_job (TlStore *store, gpointer data, GCancellable *cancellable, GError **error)
{
  return tl_line_list_load (store, data, error);
}

/* What no save lets pass may still be there: a setting changed, two PCs were merged. */
static void
show_overruns (TlSupportPage *self, guint overruns)
{
  g_autofree char *text = g_strdup_printf (
      ngettext ("%u line stands above its ceiling without a reason and a decision number; a statement that holds it is not made final.",
                "%u lines stand above their ceiling without a reason and a decision number; a statement that holds them is not made final.",
                overruns),
      overruns);

  gtk_label_set_text (self->overruns, text);
  gtk_widget_set_visible (GTK_WIDGET (self->overruns), overruns > 0);
}

static void
show_more (TlSupportPage *self, guint more)
{
  g_autofree char *text = g_strdup_printf (ngettext ("%u more line is in the total but not shown. Narrow the list by category, source, state or name.",
                                                     "%u more lines are in the total but not shown. Narrow the list by category, source, state or name.",
                                                     more),
                                           more);

  gtk_label_set_text (self->more, text);
  gtk_widget_set_visible (GTK_WIDGET (self->more), more > 0);
}

static void
loaded (gpointer owner, gpointer result, gpointer user_data)
{
  TlSupportPage *self = owner;
  TlLineList *list = result;
  g_autofree char *money = tl_money_format (list->total);
  g_autofree char *text = g_strdup_printf (_ ("Total %s đ"), money);

  g_clear_pointer (&self->codes, g_hash_table_unref);
  self->codes = g_hash_table_ref (list->codes);
  g_list_store_splice (self->lines, 0, g_list_model_get_n_items (G_LIST_MODEL (self->lines)), list->lines->pdata, list->lines->len);
  gtk_label_set_text (self->total, text);
  show_overruns (self, list->overruns);
  show_more (self, list->more);
  gtk_stack_set_visible_child_name (self->stack, list->lines->len > 0 ? "list" : "empty");
}

/* The first option stands for all. */
static const char *
chosen_code (GtkDropDown *drop_down, const char *list)
{
  guint selected = gtk_drop_down_get_selected (drop_down);

  return selected > 0 && selected != GTK_INVALID_LIST_POSITION ? tl_list_item (tl_list_get (list), selected - 1)->code : NULL;
}

static void
tl_support_page_refresh (TlPage *page)
{
  TlSupportPage *self = TL_SUPPORT_PAGE (page);
  TlLineFilter filter = {.from = self->month, .to = tl_date_month_end (self->month)};
  int year, month, day;
  g_autofree char *name = NULL;

  filter.who = (char *)gtk_editable_get_text (GTK_EDITABLE (self->who));
  filter.category = (char *)chosen_code (self->category, "cost_category");
  filter.source = (char *)chosen_code (self->source, "funding_source");
  filter.state = (char *)chosen_code (self->state, "support_state");
  tl_date_to_ymd (self->month, &year, &month, &day);
  name = g_strdup_printf (_ ("Month %d/%d"), month, year);
  gtk_label_set_text (self->month_label, name);
  tl_ui_call (self, tl_page_get_store (page), TL_JOB_NORMAL, _ ("The lines could not be read."), load_job, tl_line_filter_copy (&filter),
              (GDestroyNotify)tl_line_filter_free, (GDestroyNotify)tl_line_list_free, loaded, NULL);
}

static void
filter_cb (TlSupportPage *self)
{
  if (self->ready)
    tl_page_refresh (TL_PAGE (self));
}

static void
previous_cb (TlSupportPage *self)
{
  self->month = tl_date_add_months (self->month, -1);
  tl_page_refresh (TL_PAGE (self));
}

static void
next_cb (TlSupportPage *self)
{
  self->month = tl_date_add_months (self->month, 1);
  tl_page_refresh (TL_PAGE (self));
}

static void
sheet_cb (TlSupportPage *self)
{
  tl_save_register_sheet (self, tl_page_get_store (TL_PAGE (self)), self->month, tl_date_month_end (self->month));
}

static void
generate_cb (TlSupportPage *self)
{
  tl_proposals_dialog_show (self, tl_page_get_store (TL_PAGE (self)), self->month, tl_date_month_end (self->month));
}

static void
papers_cb (TlSupportPage *self)
{
  tl_papers_dialog_show (self, tl_page_get_store (TL_PAGE (self)), self->month, tl_date_month_end (self->month));
}

static void
add_cb (TlSupportPage *self)
{
  g_autoptr (TlRecord) line = tl_record_new (TL_TYPE_SUPPORT);
  TlDate today = tl_date_today ();
  g_autofree char *day = tl_date_to_iso (CLAMP (today, self->month, tl_date_month_end (self->month)));

  tl_record_set_text (line, TL_SUPPORT_DATE, day);
  tl_record_set_int (line, TL_SUPPORT_QUANTITY, 1000);
  tl_record_set_text (line, TL_SUPPORT_STATE, "draft");
  tl_line_dialog_begin (self, tl_page_get_store (TL_PAGE (self)), line);
}

static void
activate_cb (TlSupportPage *self, guint position)
{
  g_autoptr (TlRecord) line = g_list_model_get_item (G_LIST_MODEL (self->lines), position);

  if (line != NULL)
    tl_line_dialog_show (self, tl_page_get_store (TL_PAGE (self)), line, NULL, FALSE);
}

static gpointer
find_job (TlStore *store, gpointer data, GCancellable *cancellable, GError **error)
{
  return tl_store_load (store, TL_TYPE_SUPPORT, data, error);
}

static void
found (gpointer owner, gpointer result, gpointer user_data)
{
  TlSupportPage *self = owner;
  TlDate date;

  if (tl_date_parse_iso (tl_record_text (result, TL_SUPPORT_DATE), &date))
    {
      self->month = tl_date_month_start (date);
      tl_page_refresh (TL_PAGE (self));
    }
  tl_line_dialog_show (self, tl_page_get_store (TL_PAGE (self)), result, NULL, FALSE);
}

static gboolean
tl_support_page_open (TlPage *page, TlType type, const char *id)
{
  if (type != TL_TYPE_SUPPORT)
    return FALSE;
  tl_ui_call (page, tl_page_get_store (page), TL_JOB_NORMAL, _ ("The line could not be read."), find_job, g_strdup (id), g_free,
              g_object_unref, found, NULL);
  return TRUE;
}

static gboolean
tl_support_page_wants (TlPage *page, TlType type)
{
  return type == TL_TYPE_SUPPORT || type == TL_TYPE_STATEMENT || type == TL_TYPE_TRIP;
}

static void
fill_drop_down (GtkDropDown *drop_down, const char *all, const char *name)
{
  g_autoptr (GtkStringList) options = gtk_string_list_new (NULL);
  const TlList *list = tl_list_get (name);

  gtk_string_list_append (options, all);
  for (guint i = 0; i < tl_list_size (list); i++)
    gtk_string_list_append (options, tl_list_label (name, tl_list_item (list, i)->code));
  gtk_drop_down_set_model (drop_down, G_LIST_MODEL (options));
}

static void
tl_support_page_dispose (GObject *object)
{
  TlSupportPage *self = TL_SUPPORT_PAGE (object);

  g_clear_object (&self->lines);
  g_clear_pointer (&self->codes, g_hash_table_unref);
  G_OBJECT_CLASS (tl_support_page_parent_class)->dispose (object);
}

static void
tl_support_page_class_init (TlSupportPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  TlPageClass *page_class = TL_PAGE_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tl_support_page_dispose;
  page_class->refresh = tl_support_page_refresh;
  page_class->wants = tl_support_page_wants;
  page_class->open = tl_support_page_open;
  g_type_ensure (TL_TYPE_WAIT);
  g_type_ensure (TL_TYPE_WRAP);
  gtk_widget_class_set_template_from_resource (widget_class, "/vn/tamlanh/TamLanh/support/support-page.ui");
#define BIND(name) gtk_widget_class_bind_template_child (widget_class, TlSupportPage, name)
  BIND (month_label);
  BIND (category);
  BIND (source);
  BIND (state);
  BIND (who);
  BIND (total);
  BIND (overruns);
  BIND (more);
  BIND (stack);
  BIND (view);
#undef BIND
  gtk_widget_class_bind_template_callback (widget_class, previous_cb);
  gtk_widget_class_bind_template_callback (widget_class, next_cb);
  gtk_widget_class_bind_template_callback (widget_class, generate_cb);
  gtk_widget_class_bind_template_callback (widget_class, sheet_cb);
  gtk_widget_class_bind_template_callback (widget_class, add_cb);
  gtk_widget_class_bind_template_callback (widget_class, papers_cb);
  gtk_widget_class_bind_template_callback (widget_class, filter_cb);
  gtk_widget_class_bind_template_callback (widget_class, activate_cb);
}

static void
tl_support_page_init (TlSupportPage *self)
{
  GtkSelectionModel *selection;

  gtk_widget_init_template (GTK_WIDGET (self));
  self->month = tl_date_month_start (tl_date_today ());
  self->codes = tl_case_codes_new ();
  self->lines = g_list_store_new (TL_TYPE_RECORD);
  fill_drop_down (self->category, _ ("All categories"), "cost_category");
  fill_drop_down (self->source, _ ("All sources"), "funding_source");
  fill_drop_down (self->state, _ ("All states"), "support_state");
  add_column (self, COLUMN_DATE, _ ("Date"), 95, FALSE);
  add_column (self, COLUMN_CASE, _ ("Case"), 115, FALSE);
  add_column (self, COLUMN_CATEGORY, _ ("Category"), 0, TRUE);
  add_column (self, COLUMN_QUANTITY, _ ("Quantity"), 70, FALSE);
  add_column (self, COLUMN_PRICE, _ ("Unit price"), 90, FALSE);
  add_column (self, COLUMN_AMOUNT, _ ("Amount"), 105, FALSE);
  add_column (self, COLUMN_SOURCE, _ ("Source"), 105, FALSE);
  add_column (self, COLUMN_STATE, _ ("State"), 100, FALSE);
  add_column (self, COLUMN_NOTE, _ ("Note"), 75, FALSE);
  selection = GTK_SELECTION_MODEL (gtk_multi_selection_new (G_LIST_MODEL (g_object_ref (self->lines))));
  gtk_column_view_set_model (self->view, selection);
  g_object_unref (selection);
  gtk_box_append (GTK_BOX (adw_bin_get_child (ADW_BIN (self))), tl_line_actions_new (TL_PAGE (self), self->view));
  tl_ui_one_stop (GTK_WIDGET (self->view));
  self->ready = TRUE;
}
