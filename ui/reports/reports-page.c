/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "reports/reports-page.h"

#include <glib/gi18n-lib.h>

#include "call.h"
#include "document/document.h"
#include "record/time.h"
#include "report/report.h"
#include "reports/figures.h"
#include "paper/printing.h"
#include "statement/paper-view.h"
#include "store/journal.h"

/* Months, quarters and years that are offered by name; any other period is typed. */
#define MONTHS 12
#define QUARTERS 8
#define YEARS 3

typedef struct
{
  TlDate from;
  TlDate to;
  gboolean hide;
} Question;

struct _TlReportsPage
{
  TlPage parent_instance;

  GtkDropDown *period;
  GtkEditable *from;
  GtkEditable *to;
  GtkWidget *show_button;
  GtkLabel *problem;
  GtkCheckButton *province;
  AdwBin *figures;
  AdwBin *pages;
  GtkStack *stack;
  GtkWidget *print_button;
  GtkWidget *pdf_button;

  TlPaperView *paper;
  TlDocument *document;
  GArray *offered; /* Question: first and last day of each period that is offered */
  Question asked;
};

G_DEFINE_FINAL_TYPE (TlReportsPage, tl_reports_page, TL_TYPE_PAGE)

/* --- Loading --- */

typedef struct
{
  Question question;
  JsonObject *data;
  TlDocument *document;
} Report;

static void
report_free (gpointer data)
{
  Report *report = data;

  g_clear_pointer (&report->data, json_object_unref);
  g_clear_object (&report->document);
  g_free (report);
}

static gpointer
report_job (TlStore *store, gpointer data, GCancellable *cancellable, GError **error)
{
  const Question *question = data;
  Report *report = g_new0 (Report, 1);

  report->question = *question;
  report->data = tl_report_data (store, question->from, question->to, question->hide, error);
  if (report->data != NULL)
    report->document = tl_document_new_report (report->data, error);
  if (report->document == NULL)
    g_clear_pointer (&report, report_free);
  return report;
}

static void
report_done (gpointer owner, gpointer result, gpointer user_data)
{
  TlReportsPage *self = owner;
  Report *report = result;

  if (report->question.from != self->asked.from || report->question.to != self->asked.to || report->question.hide != self->asked.hide)
    return;
  g_set_object (&self->document, report->document);
  adw_bin_set_child (self->figures, tl_figures_new (report->data));
  tl_paper_view_set_document (self->paper, self->document);
  gtk_widget_set_sensitive (self->print_button, TRUE);
  gtk_widget_set_sensitive (self->pdf_button, TRUE);
}

static void
say (TlReportsPage *self, const char *problem)
{
  gtk_label_set_text (self->problem, problem != NULL ? problem : "");
  gtk_widget_set_visible (GTK_WIDGET (self->problem), problem != NULL);
}

static void
tl_reports_page_refresh (TlPage *page)
{
  TlReportsPage *self = TL_REPORTS_PAGE (page);
  Question question = {0};

  if (!tl_date_parse_typed (gtk_editable_get_text (self->from), &question.from)
      || !tl_date_parse_typed (gtk_editable_get_text (self->to), &question.to))
    {
      say (self, _ ("Write both days, for instance 01/03/2026."));
      return;
    }
  if (question.to < question.from)
    {
      say (self, _ ("The last day lies before the first."));
      return;
    }
  say (self, NULL);
  question.hide = gtk_check_button_get_active (self->province);
  self->asked = question;
  /* What is on the screen is of another question now: it must not be printed as the answer to this one. */
  gtk_widget_set_sensitive (self->print_button, FALSE);
  gtk_widget_set_sensitive (self->pdf_button, FALSE);
  tl_ui_call (self, tl_page_get_store (page), TL_JOB_NORMAL, _ ("The report could not be made."), report_job,
              g_memdup2 (&question, sizeof question), g_free, report_free, report_done, NULL);
}

/* --- Periods --- */

static void
days_cb (TlReportsPage *self)
{
  if (tl_page_get_store (TL_PAGE (self)) != NULL)
    tl_page_refresh (TL_PAGE (self));
}

static void
province_cb (TlReportsPage *self)
{
  days_cb (self);
}

static void
show_days (TlReportsPage *self)
{
  guint selected = gtk_drop_down_get_selected (self->period);
  gboolean typed = selected >= self->offered->len;

  gtk_widget_set_sensitive (GTK_WIDGET (self->from), typed);
  gtk_widget_set_sensitive (GTK_WIDGET (self->to), typed);
  gtk_widget_set_visible (self->show_button, typed);
  if (!typed)
    {
      const Question *days = &g_array_index (self->offered, Question, selected);
      g_autofree char *from = tl_date_format (days->from);
      g_autofree char *to = tl_date_format (days->to);

      gtk_editable_set_text (self->from, from);
      gtk_editable_set_text (self->to, to);
    }
}

static void
period_cb (TlReportsPage *self)
{
  if (self->offered == NULL || gtk_drop_down_get_model (self->period) == NULL)
    return;
  show_days (self);
  if (gtk_drop_down_get_selected (self->period) < self->offered->len)
    days_cb (self);
}

static void
offer (TlReportsPage *self, GtkStringList *words, char *text, TlDate first, int months)
{
  Question days = {first, tl_date_add_months (first, months) - 1, FALSE};

  gtk_string_list_append (words, text);
  g_array_append_val (self->offered, days);
  g_free (text);
}

static void
offer_periods (TlReportsPage *self)
{
  g_autoptr (GtkStringList) words = gtk_string_list_new (NULL);
  TlDate month = tl_date_month_start (tl_date_today ());
  TlDate quarter;
  int year, number;

  tl_date_to_ymd (month, &year, &number, NULL);
  quarter = tl_date_from_ymd (year, (number - 1) / 3 * 3 + 1, 1);
  for (int i = 0; i < MONTHS; i++)
    {
      TlDate first = tl_date_add_months (month, -i);

      tl_date_to_ymd (first, &year, &number, NULL);
      offer (self, words, g_strdup_printf (_ ("Month %d/%d"), number, year), first, 1);
    }
  for (int i = 0; i < QUARTERS; i++)
    {
      TlDate first = tl_date_add_months (quarter, -3 * i);

      tl_date_to_ymd (first, &year, &number, NULL);
      offer (self, words, g_strdup_printf (_ ("Quarter %d/%d"), (number + 2) / 3, year), first, 3);
    }
  tl_date_to_ymd (month, &year, NULL, NULL);
  for (int i = 0; i < YEARS; i++)
    offer (self, words, g_strdup_printf (_ ("Year %d"), year - i), tl_date_from_ymd (year - i, 1, 1), 12);
  gtk_string_list_append (words, _ ("Other days…"));
  gtk_drop_down_set_model (self->period, G_LIST_MODEL (words));
}

/* --- Paper --- */

typedef struct
{
  char *kind;
  char *detail;
} Note;

static void
note_free (gpointer data)
{
  Note *note = data;

  g_free (note->kind);
  g_free (note->detail);
  g_free (note);
}

static gpointer
note_job (TlStore *store, gpointer data, GCancellable *cancellable, GError **error)
{
  const Note *note = data;

  tl_journal_note (store, note->kind, TL_N_TYPES, NULL, note->detail, error);
  return NULL;
}

static void
note (TlReportsPage *self, const char *kind)
{
  Note *what = g_new0 (Note, 1);
  g_autofree char *from = tl_date_to_iso (self->asked.from);
  g_autofree char *to = tl_date_to_iso (self->asked.to);

  what->kind = g_strdup (kind);
  what->detail
      = g_strdup_printf ("{\"report\":true,\"from\":\"%s\",\"to\":\"%s\",\"hidden\":%s}", from, to, self->asked.hide ? "true" : "false");
  tl_ui_call (self, tl_page_get_store (TL_PAGE (self)), TL_JOB_NORMAL, _ ("This could not be written into the journal."), note_job, what,
              note_free, NULL, NULL, NULL);
}

static void
print_begun (gpointer owner, gpointer user_data)
{
  note (owner, "print");
}

static void
print_cb (TlReportsPage *self)
{
  if (self->document != NULL)
    tl_paper_print (GTK_WIDGET (self), self->document, print_begun, NULL, NULL);
}

static void
pdf_chosen_cb (GtkNativeDialog *dialog, int response, gpointer data)
{
  TlReportsPage *self = data;
  TlDocument *document = g_object_get_data (G_OBJECT (dialog), "document");
  g_autoptr (GFile) file = NULL;
  g_autofree char *path = NULL;
  g_autoptr (GError) error = NULL;

  if (response == GTK_RESPONSE_ACCEPT)
    {
      file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog));
      path = g_file_get_path (file);
      if (path == NULL)
        tl_ui_show_error (self, _ ("The PDF was not written."), _ ("Choose a folder on this computer or a USB drive."));
      else if (!tl_document_write_pdf (document, path, &error))
        tl_ui_show_error (self, _ ("The PDF was not written."), error->message);
      else
        {
          tl_ui_toast (self, _ ("The PDF was written."));
          note (self, "export");
        }
    }
  g_object_unref (dialog);
}

static void
pdf_cb (TlReportsPage *self)
{
  GtkFileChooserNative *dialog;
  g_autofree char *title = NULL;
  g_autofree char *name = NULL;

  if (self->document == NULL)
    return;
  title = tl_document_title (self->document);
  name = g_strconcat (title, ".pdf", NULL);
  dialog = gtk_file_chooser_native_new (_ ("Save the report as PDF"), GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))),
                                        GTK_FILE_CHOOSER_ACTION_SAVE, _ ("_Save"), _ ("_Cancel"));
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (dialog), TRUE);
  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (dialog), name);
  g_object_set_data_full (G_OBJECT (dialog), "document", g_object_ref (self->document), g_object_unref);
  g_signal_connect_object (dialog, "response", G_CALLBACK (pdf_chosen_cb), self, 0);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (dialog));
}

/* --- The page --- */

static gboolean
tl_reports_page_wants (TlPage *page, TlType type)
{
  return type != TL_TYPE_STAFF && type != TL_TYPE_ROOM && type != TL_TYPE_STATEMENT;
}

static void
tl_reports_page_dispose (GObject *object)
{
  TlReportsPage *self = TL_REPORTS_PAGE (object);

  g_clear_object (&self->document);
  g_clear_pointer (&self->offered, g_array_unref);
  G_OBJECT_CLASS (tl_reports_page_parent_class)->dispose (object);
}

static void
tl_reports_page_class_init (TlReportsPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  TlPageClass *page_class = TL_PAGE_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tl_reports_page_dispose;
  page_class->refresh = tl_reports_page_refresh;
  page_class->wants = tl_reports_page_wants;
  gtk_widget_class_set_template_from_resource (widget_class, "/vn/tamlanh/TamLanh/reports/reports-page.ui");
#define BIND(name) gtk_widget_class_bind_template_child (widget_class, TlReportsPage, name)
  BIND (period);
  BIND (from);
  BIND (to);
  BIND (show_button);
  BIND (problem);
  BIND (province);
  BIND (figures);
  BIND (pages);
  BIND (stack);
  BIND (print_button);
  BIND (pdf_button);
#undef BIND
  gtk_widget_class_bind_template_callback (widget_class, period_cb);
  gtk_widget_class_bind_template_callback (widget_class, days_cb);
  gtk_widget_class_bind_template_callback (widget_class, province_cb);
  gtk_widget_class_bind_template_callback (widget_class, print_cb);
  gtk_widget_class_bind_template_callback (widget_class, pdf_cb);
}

static void
tl_reports_page_init (TlReportsPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->paper = TL_PAPER_VIEW (tl_paper_view_new ());
  adw_bin_set_child (self->pages, GTK_WIDGET (self->paper));
  self->offered = g_array_new (FALSE, FALSE, sizeof (Question));
  offer_periods (self);
  show_days (self);
}
