/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "paper/papers-window.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

#include "call.h"
#include "frame.h"
#include "paper/printing.h"
#include "report/case-paper-data.h"
#include "statement/paper-view.h"
#include "store/journal.h"

typedef struct
{
  GtkWindow *window;
  TlStore *store; /* NULL before unlocking */
  GtkListBox *list;
  GtkWidget *print, *pdf;
  TlPaperView *view;
  GPtrArray *choices; /* (element-type TlCasePaperChoice) */
  TlCasePaperChoice *shown;
  TlDocument *document;
} Papers;

/* What the store thread needs: a paper and its record; and later what was done with it. */
typedef struct
{
  const TlCasePaper *paper;
  char *id;
  const char *act;
} Wish;

static void
papers_free (gpointer data)
{
  Papers *papers = data;

  g_clear_object (&papers->store);
  g_clear_object (&papers->document);
  g_clear_pointer (&papers->choices, g_ptr_array_unref);
  g_free (papers);
}

static Wish *
wish_new (Papers *papers, const char *act)
{
  Wish *wish = g_new0 (Wish, 1);

  wish->paper = papers->shown->paper;
  wish->id = g_strdup (papers->shown->id);
  wish->act = act;
  return wish;
}

static void
wish_free (gpointer data)
{
  Wish *wish = data;

  g_free (wish->id);
  g_free (wish);
}

static TlDocument *
lay_out (TlStore *store, const Wish *wish, GError **error)
{
  g_autoptr (JsonObject) data = tl_case_paper_data (store, wish->paper->kind, wish->id, error);

  return data != NULL ? tl_document_new_case_paper (data, error) : NULL;
}

static gpointer
paper_job (TlStore *store, gpointer data, GCancellable *cancellable, GError **error)
{
  return lay_out (store, data, error);
}

static void
show_document (Papers *papers, TlDocument *document)
{
  g_set_object (&papers->document, document);
  tl_paper_view_set_document (papers->view, document);
  gtk_widget_set_sensitive (papers->print, document != NULL);
  gtk_widget_set_sensitive (papers->pdf, document != NULL);
}

static void
paper_made (gpointer owner, gpointer result, gpointer user_data)
{
  Papers *papers = g_object_get_data (owner, "papers");

  /* Another one was chosen meanwhile. */
  if (papers->shown == user_data)
    show_document (papers, result);
}

static void
selected_cb (GtkListBox *list, GtkListBoxRow *row, Papers *papers)
{
  g_autoptr (GError) error = NULL;
  Wish *wish;

  papers->shown = row != NULL ? g_ptr_array_index (papers->choices, (guint)gtk_list_box_row_get_index (row)) : NULL;
  show_document (papers, NULL);
  if (papers->shown == NULL)
    return;
  wish = wish_new (papers, NULL);
  if (papers->store != NULL)
    tl_ui_call (papers->window, papers->store, TL_JOB_NORMAL, _ ("This paper could not be made."), paper_job, wish, wish_free, g_object_unref,
                paper_made, papers->shown);
  else
    {
      g_autoptr (TlDocument) document = lay_out (NULL, wish, &error);
      wish_free (wish);
      if (document != NULL)
        show_document (papers, document);
      else
        tl_ui_show_error (papers->window, _ ("This paper could not be made."), error->message);
    }
}

/* --- print, PDF: journalled where a record is on the paper --- */

static gpointer
note_job (TlStore *store, gpointer data, GCancellable *cancellable, GError **error)
{
  Wish *wish = data;
  g_autofree char *detail = g_strdup_printf ("{\"paper\":\"%s\"}", wish->paper->kind);

  return tl_journal_note (store, wish->act, wish->paper->of, wish->id, detail, error) ? GINT_TO_POINTER (1) : NULL;
}

static void
note (gpointer owner, gpointer user_data)
{
  Papers *papers = g_object_get_data (owner, "papers");
  const Wish *done = user_data;
  Wish *wish;

  if (done->id == NULL || papers->store == NULL)
    return;
  wish = g_new0 (Wish, 1);
  wish->paper = done->paper;
  wish->id = g_strdup (done->id);
  wish->act = done->act;
  tl_ui_call (owner, papers->store, TL_JOB_NORMAL, _ ("This could not be written into the journal."), note_job, wish, wish_free, NULL, NULL,
              NULL);
}

static void
print_cb (Papers *papers)
{
  if (papers->document != NULL)
    tl_paper_print (GTK_WIDGET (papers->window), papers->document, note, wish_new (papers, "print"), wish_free);
}

static void
pdf_cb (Papers *papers)
{
  if (papers->document != NULL)
    tl_paper_save_pdf (GTK_WIDGET (papers->window), papers->document, note, wish_new (papers, "export"), wish_free);
}

static void
smaller_cb (Papers *papers)
{
  tl_paper_view_set_zoom (papers->view, tl_paper_view_get_zoom (papers->view) / 1.25);
}

static void
larger_cb (Papers *papers)
{
  tl_paper_view_set_zoom (papers->view, tl_paper_view_get_zoom (papers->view) * 1.25);
}

/* --- the list --- */

static void
fill_list (Papers *papers)
{
  for (guint i = 0; i < papers->choices->len; i++)
    {
      TlCasePaperChoice *choice = g_ptr_array_index (papers->choices, i);
      GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2), *title = gtk_label_new (tl_case_paper_label (choice->paper));

      gtk_label_set_xalign (GTK_LABEL (title), 0);
      gtk_label_set_wrap (GTK_LABEL (title), TRUE);
      gtk_box_append (GTK_BOX (box), title);
      if (choice->what != NULL)
        {
          GtkWidget *what = gtk_label_new (choice->what);
          gtk_label_set_xalign (GTK_LABEL (what), 0);
          gtk_label_set_wrap (GTK_LABEL (what), TRUE);
          gtk_widget_add_css_class (what, "dim-label");
          gtk_widget_add_css_class (what, "caption");
          gtk_box_append (GTK_BOX (box), what);
        }
      gtk_widget_set_margin_top (box, 8);
      gtk_widget_set_margin_bottom (box, 8);
      gtk_list_box_append (papers->list, box);
      tl_ui_label (gtk_widget_get_parent (box), tl_case_paper_label (choice->paper));
    }
  gtk_list_box_select_row (papers->list, gtk_list_box_get_row_at_index (papers->list, 0));
}

static void
choices_made (gpointer owner, gpointer result, gpointer user_data)
{
  Papers *papers = g_object_get_data (owner, "papers");

  papers->choices = g_ptr_array_ref (result);
  fill_list (papers);
}

static gpointer
choices_job (TlStore *store, gpointer data, GCancellable *cancellable, GError **error)
{
  return tl_case_paper_choices (store, data, error);
}

static void
list_blanks (Papers *papers)
{
  guint n;
  const TlCasePaper *all = tl_case_papers (&n);

  papers->choices = g_ptr_array_new_with_free_func ((GDestroyNotify)tl_case_paper_choice_free);
  for (guint i = 0; i < n; i++)
    if (all[i].of == TL_N_TYPES)
      {
        TlCasePaperChoice *choice = g_new0 (TlCasePaperChoice, 1);
        choice->paper = &all[i];
        g_ptr_array_add (papers->choices, choice);
      }
  fill_list (papers);
}

static GtkWidget *
add_button (GtkWidget *bar, const char *icon, const char *label, const char *tip, GCallback callback, Papers *papers)
{
  GtkWidget *button = icon != NULL ? gtk_button_new_from_icon_name (icon) : gtk_button_new_with_mnemonic (label);

  if (tip != NULL)
    {
      gtk_widget_set_tooltip_text (button, tip);
      tl_ui_label (button, tip);
    }
  g_signal_connect_swapped (button, "clicked", callback, papers);
  gtk_box_append (GTK_BOX (bar), button);
  return button;
}

static GtkWidget *
build (Papers *papers)
{
  GtkWidget *halves = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0), *right = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *scroller = gtk_scrolled_window_new (), *bar = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);

  papers->list = GTK_LIST_BOX (gtk_list_box_new ());
  gtk_widget_add_css_class (GTK_WIDGET (papers->list), "navigation-sidebar");
  tl_ui_label (papers->list, _ ("Papers"));
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), GTK_WIDGET (papers->list));
  gtk_widget_set_size_request (scroller, 270, -1);

  gtk_widget_set_halign (bar, GTK_ALIGN_END);
  gtk_widget_set_margin_top (bar, 8);
  gtk_widget_set_margin_bottom (bar, 8);
  gtk_widget_set_margin_end (bar, 12);
  add_button (bar, "zoom-out-symbolic", NULL, _ ("Smaller"), G_CALLBACK (smaller_cb), papers);
  add_button (bar, "zoom-in-symbolic", NULL, _ ("Larger"), G_CALLBACK (larger_cb), papers);
  papers->pdf = add_button (bar, NULL, _ ("Save as P_DF…"), NULL, G_CALLBACK (pdf_cb), papers);
  papers->print = add_button (bar, NULL, _ ("_Print…"), NULL, G_CALLBACK (print_cb), papers);
  gtk_widget_add_css_class (papers->print, "suggested-action");
  papers->view = TL_PAPER_VIEW (tl_paper_view_new ());
  gtk_box_append (GTK_BOX (right), bar);
  gtk_box_append (GTK_BOX (right), GTK_WIDGET (papers->view));
  gtk_widget_set_hexpand (right, TRUE);

  gtk_box_append (GTK_BOX (halves), scroller);
  gtk_box_append (GTK_BOX (halves), gtk_separator_new (GTK_ORIENTATION_VERTICAL));
  gtk_box_append (GTK_BOX (halves), right);
  gtk_widget_set_vexpand (halves, TRUE);
  return halves;
}

void
tl_papers_window_show (GtkWidget *owner, TlStore *store, const char *case_id)
{
  Papers *papers = g_new0 (Papers, 1);
  GtkWidget *content = build (papers);

  papers->window = tl_frame_new (owner, case_id != NULL ? _ ("Papers of the case") : _ ("Blank forms"), content, NULL, 1080, 640, NULL);
  papers->store = store != NULL ? g_object_ref (store) : NULL;
  g_object_set_data_full (G_OBJECT (papers->window), "papers", papers, papers_free);
  show_document (papers, NULL);
  g_signal_connect (papers->list, "row-selected", G_CALLBACK (selected_cb), papers);
  gtk_window_present (papers->window);
  if (case_id != NULL)
    tl_ui_call (papers->window, store, TL_JOB_NORMAL, _ ("The papers of this case could not be listed."), choices_job, g_strdup (case_id),
                g_free, (GDestroyNotify)g_ptr_array_unref, choices_made, NULL);
  else
    list_blanks (papers);
}
