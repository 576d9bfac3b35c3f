/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "statement/statement-page.h"

#include <glib/gi18n-lib.h>

#include "call.h"
#include "config.h"
#include "document/document.h"
#include "paper/printing.h"
#include "record/lists.h"
#include "record/text.h"
#include "record/time.h"
#include "statement/new-dialog.h"
#include "statement/paper-view.h"
#include "statement/numbers-dialog.h"
#include "statement/sheet-save.h"
#include "statement/check-dialog.h"
#include "budget/budget-window.h"
#include "store/journal.h"
#include "support/support.h"
#include "wait.h"

struct _TlStatementPage
{
  TlPage parent_instance;

  GtkListBox *list;
  GtkStack *list_stack;
  GtkStack *paper_stack;
  GtkWidget *tools;
  GtkLabel *heading;
  AdwBin *paper_bin;
  GtkWidget *new_button;
  GtkWidget *final_button;
  GtkWidget *drop_button;
  GtkWidget *void_button;
  GtkWidget *print_button;
  GtkWidget *pdf_button;
  GtkWidget *smaller_button;
  GtkWidget *larger_button;

  TlPaperView *paper;
  TlDocument *document;
  char *chosen; /* id of the statement that is shown */
  char *state;
  gboolean to_tools; /* once its pages are there the keyboard goes to what can be done with it */
};

G_DEFINE_FINAL_TYPE (TlStatementPage, tl_statement_page, TL_TYPE_PAGE)

static GPtrArray *
unref_all (void)
{
  return g_ptr_array_new_with_free_func (g_object_unref);
}

static gpointer
list_job (TlStore *store, gpointer data, GCancellable *cancellable, GError **error)
{
  g_autoptr (GPtrArray) found = tl_statement_list (store, 500, error);
  GPtrArray *kept;

  if (found == NULL)
    return NULL;
  /* Drafts first: they wait for somebody. */
  kept = unref_all ();
  for (guint pass = 0; pass < 2; pass++)
    for (guint i = 0; i < found->len; i++)
      {
        gboolean draft = g_strcmp0 (tl_record_text (found->pdata[i], TL_STATEMENT_STATE), "draft") == 0;

        if (draft == (pass == 0))
          g_ptr_array_add (kept, g_object_ref (found->pdata[i]));
      }
  return kept;
}

static char *
date_vi (TlRecord *record, guint field)
{
  TlDate date;

  return tl_date_parse_iso (tl_record_text (record, field), &date) ? tl_date_format (date) : g_strdup ("");
}

static char *
name_of (TlRecord *statement)
{
  const char *number = tl_record_text (statement, TL_STATEMENT_NUMBER);

  return number != NULL ? g_strdup_printf (_ ("No. %s"), number) : g_strdup (_ ("Draft, no number yet"));
}

/* "Replaces No. 02…", "Replaced by No. 05…": @all: every statement that is listed. (transfer full) (nullable) */
static char *
chain_of (TlRecord *statement, GPtrArray *all)
{
  const char *replaces = tl_record_text (statement, TL_STATEMENT_REPLACES);

  for (guint i = 0; i < all->len; i++)
    {
      TlRecord *other = all->pdata[i];
      const char *number = tl_record_text (other, TL_STATEMENT_NUMBER);

      if (g_strcmp0 (tl_record_id (other), replaces) == 0 && number != NULL)
        return g_strdup_printf (_ ("Replaces no. %s"), number);
      if (g_strcmp0 (tl_record_text (other, TL_STATEMENT_REPLACES), tl_record_id (statement)) == 0)
        return number != NULL ? g_strdup_printf (_ ("Replaced by no. %s"), number) : g_strdup (_ ("A draft stands for it"));
    }
  return NULL;
}

static GtkWidget *
make_row (TlRecord *statement, GPtrArray *all)
{
  GtkWidget *row = gtk_list_box_row_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2);
  GtkWidget *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);
  g_autofree char *name = name_of (statement);
  g_autofree char *from = date_vi (statement, TL_STATEMENT_DATE_FROM);
  g_autofree char *to = date_vi (statement, TL_STATEMENT_DATE_TO);
  g_autofree char *total = tl_money_format (tl_record_int (statement, TL_STATEMENT_TOTAL));
  const char *state = tl_record_text (statement, TL_STATEMENT_STATE);
  g_autofree char *detail = g_strdup_printf (
      "%s · %s–%s · %s đ", tl_list_label ("statement_kind", tl_record_text (statement, TL_STATEMENT_KIND)), from, to, total);
  GtkWidget *title = gtk_label_new (name);
  GtkWidget *subtitle = gtk_label_new (detail);
  GtkWidget *pill = gtk_label_new (tl_list_label ("statement_state", state));
  g_autofree char *chain = chain_of (statement, all);
  g_autofree char *spoken = g_strdup_printf ("%s, %s, %s%s%s", name, tl_list_label ("statement_state", state), detail,
                                             chain != NULL ? ", " : "", chain != NULL ? chain : "");

  gtk_label_set_xalign (GTK_LABEL (title), 0);
  gtk_widget_add_css_class (title, "heading");
  gtk_widget_set_hexpand (title, TRUE);
  gtk_label_set_xalign (GTK_LABEL (subtitle), 0);
  gtk_label_set_wrap (GTK_LABEL (subtitle), TRUE);
  gtk_widget_add_css_class (subtitle, "tl-page-subtitle");
  gtk_widget_add_css_class (pill, "tl-pill");
  gtk_widget_add_css_class (pill, g_strcmp0 (state, "final") == 0 ? "good" : g_strcmp0 (state, "void") == 0 ? "bad" : "warn");
  gtk_box_append (GTK_BOX (line), title);
  gtk_box_append (GTK_BOX (line), pill);
  gtk_box_append (GTK_BOX (box), line);
  gtk_box_append (GTK_BOX (box), subtitle);
  if (chain != NULL)
    {
      GtkWidget *link = gtk_label_new (chain);

      gtk_label_set_xalign (GTK_LABEL (link), 0);
      gtk_widget_add_css_class (link, "tl-field-label");
      gtk_box_append (GTK_BOX (box), link);
    }
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  g_object_set_data_full (G_OBJECT (row), "statement", g_object_ref (statement), g_object_unref);
  tl_ui_label (row, spoken);
  return row;
}

static void
list_done (gpointer owner, gpointer result, gpointer user_data)
{
  TlStatementPage *self = owner;
  GPtrArray *statements = result;
  GtkListBoxRow *again = NULL;
  g_autofree char *chosen = g_strdup (self->chosen);
  GtkWidget *child;
  gboolean inside = gtk_widget_get_focus_child (GTK_WIDGET (self->list)) != NULL && !self->to_tools;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->list))) != NULL)
    gtk_list_box_remove (self->list, child);
  for (guint i = 0; i < statements->len; i++)
    {
      GtkWidget *row = make_row (statements->pdata[i], statements);

      gtk_list_box_append (self->list, row);
      if (g_strcmp0 (tl_record_id (statements->pdata[i]), chosen) == 0)
        again = GTK_LIST_BOX_ROW (row);
    }
  gtk_stack_set_visible_child_name (self->list_stack, statements->len > 0 ? "list" : "empty");
  if (again != NULL)
    gtk_list_box_select_row (self->list, again);
  else
    self->to_tools = FALSE;
  if (again != NULL && inside)
    gtk_widget_grab_focus (GTK_WIDGET (again));
}

static void
tl_statement_page_refresh (TlPage *page)
{
  tl_ui_call (page, tl_page_get_store (page), TL_JOB_NORMAL, _ ("The statements could not be read."), list_job, NULL, NULL,
              (GDestroyNotify)g_ptr_array_unref, list_done, NULL);
}

/* Laid out on the store thread from plain data: a long statement does not stop the window. */
static gpointer
pages_job (TlStore *store, gpointer data, GCancellable *cancellable, GError **error)
{
  g_autoptr (JsonObject) content = tl_statement_data (store, data, error);

  return content != NULL ? tl_document_new_statement (content, error) : NULL;
}

static void
enter_tools (TlStatementPage *self)
{
  if (self->to_tools)
    gtk_widget_grab_focus (gtk_widget_get_visible (self->final_button) ? self->final_button : self->print_button);
  self->to_tools = FALSE;
}

static void
pages_done (gpointer owner, gpointer result, gpointer user_data)
{
  TlStatementPage *self = owner;

  if (g_strcmp0 (user_data, self->chosen) != 0)
    {
      g_free (user_data);
      return;
    }
  g_free (user_data);
  g_set_object (&self->document, result);
  tl_paper_view_set_document (self->paper, self->document);
  gtk_stack_set_visible_child_name (self->paper_stack, "paper");
  gtk_widget_set_visible (self->tools, TRUE);
  enter_tools (self);
}

static void
show_pages (TlStatementPage *self)
{
  TlPage *page = TL_PAGE (self);

  g_clear_object (&self->document);
  tl_ui_call (self, tl_page_get_store (page), TL_JOB_NORMAL, _ ("The pages could not be laid out."), pages_job, g_strdup (self->chosen),
              g_free, g_object_unref, pages_done, g_strdup (self->chosen));
}

static void
row_selected_cb (TlStatementPage *self, GtkListBoxRow *row)
{
  TlRecord *statement;
  g_autofree char *name = NULL;
  gboolean draft, final;

  if (row == NULL)
    return;
  statement = g_object_get_data (G_OBJECT (row), "statement");
  g_free (self->chosen);
  self->chosen = g_strdup (tl_record_id (statement));
  g_free (self->state);
  self->state = g_strdup (tl_record_text (statement, TL_STATEMENT_STATE));
  name = name_of (statement);
  gtk_label_set_text (self->heading, name);
  draft = g_strcmp0 (self->state, "draft") == 0;
  final = g_strcmp0 (self->state, "final") == 0;
  gtk_widget_set_visible (self->final_button, draft);
  gtk_widget_set_visible (self->drop_button, draft);
  gtk_widget_set_visible (self->void_button, final);
  show_pages (self);
}

/* Enter, or two clicks: the arrow keys and one click only show it. */
static void
row_activated_cb (TlStatementPage *self, GtkListBoxRow *row)
{
  self->to_tools = TRUE;
  if (self->document != NULL)
    enter_tools (self);
}

static void
made_cb (gpointer owner, const char *id, gpointer user_data)
{
  TlStatementPage *self = owner;

  g_free (self->chosen);
  self->chosen = g_strdup (id);
  self->to_tools = TRUE;
  tl_page_refresh (TL_PAGE (self));
}

static void
new_cb (TlStatementPage *self)
{
  tl_new_statement_dialog_show (self, tl_page_get_store (TL_PAGE (self)), made_cb, NULL);
}

typedef struct
{
  char *id;
  char *reason;
  gboolean approve;
} Act;

static void
act_free (gpointer data)
{
  Act *act = data;

  g_free (act->id);
  g_free (act->reason);
  g_free (act);
}

static Act *
act_new (TlStatementPage *self, const char *reason)
{
  Act *act = g_new0 (Act, 1);

  act->id = g_strdup (self->chosen);
  act->reason = g_strdup (reason);
  return act;
}

static gpointer
finalise_job (TlStore *store, gpointer data, GCancellable *cancellable, GError **error)
{
  Act *act = data;
  g_autoptr (GError) local = NULL;

  if (act->approve ? tl_statement_approve_and_finalise (store, act->id, &local) : tl_statement_finalise (store, act->id, &local))
    return g_strdup ("");
  if (g_error_matches (local, TL_SUPPORT_ERROR, TL_SUPPORT_ERROR_DRAFTS))
    return g_strdup (local->message);
  g_propagate_error (error, g_steal_pointer (&local));
  return NULL;
}

static gpointer
void_job (TlStore *store, gpointer data, GCancellable *cancellable, GError **error)
{
  Act *act = data;

  return tl_statement_void (store, act->id, act->reason, error) ? GINT_TO_POINTER (1) : NULL;
}

static gpointer
drop_job (TlStore *store, gpointer data, GCancellable *cancellable, GError **error)
{
  Act *act = data;

  return tl_store_delete (store, TL_TYPE_STATEMENT, act->id, _ ("Draft dropped"), error) ? GINT_TO_POINTER (1) : NULL;
}

static void
acted (gpointer owner, gpointer result, gpointer user_data)
{
  tl_ui_toast (owner, user_data);
  TL_STATEMENT_PAGE (owner)->to_tools = TRUE;
  tl_page_refresh (TL_PAGE (owner));
}

static void
dropped (gpointer owner, gpointer result, gpointer user_data)
{
  TlStatementPage *self = owner;

  g_clear_pointer (&self->chosen, g_free);
  g_clear_object (&self->document);
  tl_paper_view_set_document (self->paper, NULL);
  gtk_widget_set_visible (self->tools, FALSE);
  gtk_stack_set_visible_child_name (self->paper_stack, "none");
  tl_page_refresh (TL_PAGE (self));
}

static void call_final (TlStatementPage *self, gboolean approve);

static void
approval_confirmed (gpointer owner, const char *reason, gpointer user_data)
{
  call_final (owner, TRUE);
}

/* @result: empty when it is final, else which lines are not approved. */
static void
finalised (gpointer owner, gpointer result, gpointer user_data)
{
  if (*(const char *)result == '\0')
    acted (owner, result, (gpointer)_ ("The statement is final and has its number."));
  else
    tl_ui_confirm (owner, _ ("Approve these lines too?"), result, _ ("_Approve and make final"), NULL, approval_confirmed, NULL);
}

static void
call_final (TlStatementPage *self, gboolean approve)
{
  Act *act = act_new (self, NULL);

  act->approve = approve;
  tl_ui_call (self, tl_page_get_store (TL_PAGE (self)), TL_JOB_NORMAL, _ ("The statement was not made final."), finalise_job, act, act_free,
              g_free, finalised, NULL);
}

static void
final_confirmed (gpointer owner, const char *reason, gpointer user_data)
{
  call_final (owner, FALSE);
}

static void
final_cb (TlStatementPage *self)
{
  tl_ui_confirm (self, _ ("Make this statement final?"),
                 _ ("It gets its number, and its lines, letterhead and signers are frozen. A final statement cannot be changed, only "
                    "voided with a reason.\n\nWhere you work alone, lines that nobody has approved yet are approved with it; each keeps the "
                    "mark that whoever entered it also approved it."),
                 _ ("Make _final"), NULL, final_confirmed, NULL);
}

static void
void_confirmed (gpointer owner, const char *reason, gpointer user_data)
{
  tl_ui_call (owner, tl_page_get_store (TL_PAGE (owner)), TL_JOB_NORMAL, _ ("The statement was not voided."), void_job,
              act_new (owner, reason), act_free, NULL, acted, (gpointer)_ ("The statement is void; its number stays."));
}

static void
void_cb (TlStatementPage *self)
{
  tl_ui_confirm (self, _ ("Void this statement?"), _ ("Its number stays and is not given again. Its lines can go into a new statement."),
                 _ ("_Void"), _ ("Reason"), void_confirmed, NULL);
}

static void
drop_cb (TlStatementPage *self)
{
  tl_ui_call (self, tl_page_get_store (TL_PAGE (self)), TL_JOB_NORMAL, _ ("The draft was not dropped."), drop_job, act_new (self, NULL),
              act_free, NULL, dropped, NULL);
}

static gpointer
note_job (TlStore *store, gpointer data, GCancellable *cancellable, GError **error)
{
  Act *act = data;

  return tl_journal_note (store, act->reason, TL_TYPE_STATEMENT, act->id, NULL, error) ? GINT_TO_POINTER (1) : NULL;
}

static void
note (gpointer owner, gpointer user_data)
{
  Act *act = user_data;
  Act *copy = g_new0 (Act, 1);

  copy->id = g_strdup (act->id);
  copy->reason = g_strdup (act->reason);
  tl_ui_call (owner, tl_page_get_store (TL_PAGE (owner)), TL_JOB_NORMAL, NULL, note_job, copy, act_free, NULL, NULL, NULL);
}

static void
pdf_cb (TlStatementPage *self)
{
  if (self->document != NULL)
    tl_paper_save_pdf (GTK_WIDGET (self), self->document, note, act_new (self, "export"), act_free);
}

static void
print_cb (TlStatementPage *self)
{
  if (self->document != NULL)
    tl_paper_print (GTK_WIDGET (self), self->document, note, act_new (self, "print"), act_free);
}

static void
sheet_cb (TlStatementPage *self)
{
  g_autofree char *title = NULL;

  if (self->document == NULL)
    return;
  title = tl_document_title (self->document);
  tl_save_statement_sheet (self, tl_page_get_store (TL_PAGE (self)), self->chosen, title);
}

static void
budgets_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  tl_budget_window_show (widget, tl_page_get_store (TL_PAGE (widget)));
}

static void
check_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  tl_check_dialog_show (widget, tl_page_get_store (TL_PAGE (widget)));
}

static void
numbers_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  tl_numbers_dialog_show (widget, tl_page_get_store (TL_PAGE (widget)));
}

static void
smaller_cb (TlStatementPage *self)
{
  tl_paper_view_set_zoom (self->paper, tl_paper_view_get_zoom (self->paper) / 1.25);
}

static void
larger_cb (TlStatementPage *self)
{
  tl_paper_view_set_zoom (self->paper, tl_paper_view_get_zoom (self->paper) * 1.25);
}

static gboolean
tl_statement_page_wants (TlPage *page, TlType type)
{
  return type == TL_TYPE_STATEMENT;
}

static gboolean
tl_statement_page_open (TlPage *page, TlType type, const char *id)
{
  if (type != TL_TYPE_STATEMENT)
    return FALSE;
  made_cb (page, id, NULL);
  return TRUE;
}

static void
tl_statement_page_dispose (GObject *object)
{
  TlStatementPage *self = TL_STATEMENT_PAGE (object);

  g_clear_object (&self->document);
  g_clear_pointer (&self->chosen, g_free);
  g_clear_pointer (&self->state, g_free);
  G_OBJECT_CLASS (tl_statement_page_parent_class)->dispose (object);
}

static void
tl_statement_page_class_init (TlStatementPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  TlPageClass *page_class = TL_PAGE_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tl_statement_page_dispose;
  page_class->refresh = tl_statement_page_refresh;
  page_class->wants = tl_statement_page_wants;
  page_class->open = tl_statement_page_open;
  g_type_ensure (TL_TYPE_WAIT);
  gtk_widget_class_set_template_from_resource (widget_class, "/vn/tamlanh/TamLanh/statement/statement-page.ui");
#define BIND(name) gtk_widget_class_bind_template_child (widget_class, TlStatementPage, name)
  BIND (list);
  BIND (list_stack);
  BIND (paper_stack);
  BIND (tools);
  BIND (heading);
  BIND (paper_bin);
  BIND (new_button);
  BIND (final_button);
  BIND (drop_button);
  BIND (void_button);
  BIND (print_button);
  BIND (pdf_button);
  BIND (smaller_button);
  BIND (larger_button);
#undef BIND
  gtk_widget_class_install_action (widget_class, "statements.budgets", NULL, budgets_cb);
  gtk_widget_class_install_action (widget_class, "statements.check", NULL, check_cb);
  gtk_widget_class_install_action (widget_class, "statements.numbers", NULL, numbers_cb);
  gtk_widget_class_bind_template_callback (widget_class, sheet_cb);
  gtk_widget_class_bind_template_callback (widget_class, new_cb);
  gtk_widget_class_bind_template_callback (widget_class, row_selected_cb);
  gtk_widget_class_bind_template_callback (widget_class, row_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, smaller_cb);
  gtk_widget_class_bind_template_callback (widget_class, larger_cb);
  gtk_widget_class_bind_template_callback (widget_class, print_cb);
  gtk_widget_class_bind_template_callback (widget_class, pdf_cb);
  gtk_widget_class_bind_template_callback (widget_class, void_cb);
  gtk_widget_class_bind_template_callback (widget_class, drop_cb);
  gtk_widget_class_bind_template_callback (widget_class, final_cb);
}

static void
tl_statement_page_init (TlStatementPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  tl_ui_one_stop (GTK_WIDGET (self->list));
  self->paper = TL_PAPER_VIEW (tl_paper_view_new ());
  adw_bin_set_child (self->paper_bin, GTK_WIDGET (self->paper));
}
