/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "support/paper-window.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

#include "call.h"
#include "form/form.h"
#include "frame.h"
#include "record/text.h"
#include "support/line-dialog.h"
#include "support/support.h"

/* A voucher or a trip: its form above, its lines below. The lines are read anew whenever the window is active again,
 * so that one added from here shows. */

typedef struct
{
  GtkWidget *window;
  TlStore *store;
  TlForm *form;
  GtkWidget *words; /* how much of the voucher is covered; what the trip lacks */
  GtkWidget *list;
  GtkWidget *add;
  TlType type;
  char *id;
  gboolean saved; /* it stands in the register: lines may refer to it */
} Paper;

static void
paper_free (gpointer data)
{
  Paper *paper = data;

  g_object_unref (paper->store);
  g_free (paper->id);
  g_free (paper);
}

/* --- Its lines --- */

typedef struct
{
  TlVoucherCover *cover;
  GPtrArray *trip_lines;
  char *problem;
} Found;

static void
found_free (gpointer data)
{
  Found *found = data;

  g_clear_pointer (&found->cover, tl_voucher_cover_free);
  g_clear_pointer (&found->trip_lines, g_ptr_array_unref);
  g_free (found->problem);
  g_free (found);
}

typedef struct
{
  TlType type;
  char *id;
} Question;

static Question *
question_new (const Paper *paper)
{
  Question *question = g_new0 (Question, 1);

  question->type = paper->type;
  question->id = g_strdup (paper->id);
  return question;
}

static void
question_free (gpointer data)
{
  g_free (((Question *)data)->id);
  g_free (data);
}

static gpointer
find_job (TlStore *store, gpointer data, GCancellable *cancellable, GError **error)
{
  Question *question = data;
  Found *found = g_new0 (Found, 1);
  g_autoptr (GError) problem = NULL;

  if (question->type == TL_TYPE_VOUCHER)
    found->cover = tl_voucher_cover (store, question->id, &problem);
  else
    found->trip_lines = tl_trip_lines (store, question->id, &problem);
  /* A trip without its day: said, not shown as a failure. */
  if (problem != NULL)
    found->problem = g_strdup (problem->message);
  return found;
}

static void
open_line_cb (GtkWidget *row, Paper *paper)
{
  TlRecord *line = g_object_get_data (G_OBJECT (row), "line");

  tl_line_dialog_show (paper->window, paper->store, line, NULL, FALSE);
}

static GtkWidget *
append_row (Paper *paper, TlRecord *line, const char *detail, const char *state)
{
  GtkWidget *row = adw_action_row_new ();
  g_autofree char *category = tl_record_format_field (line, TL_SUPPORT_CATEGORY);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), category);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), detail);
  if (state != NULL)
    {
      GtkWidget *label = gtk_label_new (state);

      gtk_widget_add_css_class (label, "tl-money");
      adw_action_row_add_suffix (ADW_ACTION_ROW (row), label);
    }
  g_object_set_data_full (G_OBJECT (row), "line", g_object_ref (line), g_object_unref);
  gtk_list_box_append (GTK_LIST_BOX (paper->list), row);
  return row;
}

static void
show_voucher (Paper *paper, const TlVoucherCover *cover)
{
  g_autofree char *text = tl_voucher_cover_text (cover);

  gtk_label_set_text (GTK_LABEL (paper->words), text);
  if (cover->used > cover->amount)
    gtk_widget_add_css_class (paper->words, "tl-field-warning");
  else
    gtk_widget_remove_css_class (paper->words, "tl-field-warning");
  for (guint i = 0; i < cover->lines->len; i++)
    {
      TlRecord *line = cover->lines->pdata[i];
      g_autofree char *day = tl_record_format_field (line, TL_SUPPORT_DATE);
      g_autofree char *money = tl_money_format (tl_record_int (line, TL_SUPPORT_AMOUNT));
      g_autofree char *amount = g_strconcat (money, " đ", NULL);
      GtkWidget *row = append_row (paper, line, day, amount);

      gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
      g_signal_connect (row, "activated", G_CALLBACK (open_line_cb), paper);
    }
}

static void
begin_line_cb (GtkWidget *button, Paper *paper)
{
  TlRecord *line = g_object_get_data (G_OBJECT (button), "line");
  g_autoptr (GPtrArray) people = g_ptr_array_new ();

  tl_line_dialog_show (paper->window, paper->store, line, people, TRUE);
}

static void
show_trip (Paper *paper, GPtrArray *lines)
{
  guint ready = 0;

  for (guint i = 0; i < lines->len; i++)
    {
      TlTripLine *line = lines->pdata[i];
      GtkWidget *row = append_row (paper, line->line, line->reason, line->needs_sum ? NULL : line->state);

      ready += line->to_do;
      if (line->needs_sum)
        {
          GtkWidget *button = gtk_button_new_with_label (_ ("Type the sum…"));

          gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
          g_object_set_data_full (G_OBJECT (button), "line", g_object_ref (line->line), g_object_unref);
          g_signal_connect (button, "clicked", G_CALLBACK (begin_line_cb), paper);
          adw_action_row_add_suffix (ADW_ACTION_ROW (row), button);
        }
    }
  gtk_label_set_text (GTK_LABEL (paper->words), lines->len > 0
                                                    ? _ ("What this trip calls for:")
                                                    : _ ("Give people, means of transport and escorts: then the lines it calls for "
                                                         "stand here."));
  gtk_widget_set_sensitive (paper->add, ready > 0);
}

static void
found_cb (gpointer owner, gpointer result, gpointer user_data)
{
  Paper *paper = g_object_get_data (G_OBJECT (owner), "paper");
  Found *found = result;
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (paper->list)) != NULL)
    gtk_list_box_remove (GTK_LIST_BOX (paper->list), child);
  if (found->cover != NULL)
    show_voucher (paper, found->cover);
  else if (found->trip_lines != NULL)
    show_trip (paper, found->trip_lines);
  else
    gtk_label_set_text (GTK_LABEL (paper->words), found->problem);
  gtk_widget_set_visible (paper->list, gtk_widget_get_first_child (paper->list) != NULL);
}

static void
refresh (Paper *paper)
{
  gtk_widget_set_sensitive (paper->add, paper->saved && paper->type == TL_TYPE_VOUCHER);
  if (!paper->saved)
    {
      gtk_label_set_text (GTK_LABEL (paper->words), paper->type == TL_TYPE_VOUCHER
                                                        ? _ ("Save the voucher: then its lines stand here.")
                                                        : _ ("Save the trip: then the lines it calls for stand here."));
      return;
    }
  tl_ui_call (paper->window, paper->store, TL_JOB_NORMAL, NULL, find_job, question_new (paper), question_free, found_free, found_cb, NULL);
}

/* --- What one does --- */

static void
saved_cb (Paper *paper)
{
  paper->saved = TRUE;
  tl_ui_toast (paper->window, _ ("Saved."));
  refresh (paper);
}

static void
save_cb (Paper *paper)
{
  tl_form_save (paper->form, FALSE);
}

static gboolean
close_cb (Paper *paper)
{
  tl_form_flush (paper->form);
  return FALSE;
}

static gpointer
generate_job (TlStore *store, gpointer data, GCancellable *cancellable, GError **error)
{
  tl_trip_generate (store, ((Question *)data)->id, NULL, error);
  return NULL;
}

static void
generated (gpointer owner, gpointer result, gpointer user_data)
{
  refresh (g_object_get_data (G_OBJECT (owner), "paper"));
}

static void
add_cb (Paper *paper)
{
  g_autoptr (TlRecord) line = NULL;
  TlRecord *voucher = tl_form_get_record (paper->form);

  if (paper->type == TL_TYPE_TRIP)
    {
      tl_ui_call (paper->window, paper->store, TL_JOB_NORMAL, _ ("The lines were not added."), generate_job, question_new (paper),
                  question_free, NULL, generated, NULL);
      return;
    }
  line = tl_record_new (TL_TYPE_SUPPORT);
  tl_record_set_text (line, TL_SUPPORT_VOUCHER, paper->id);
  tl_record_set_text (line, TL_SUPPORT_DATE, tl_record_text (voucher, TL_VOUCHER_DATE));
  tl_record_set_int (line, TL_SUPPORT_QUANTITY, 1000);
  tl_record_set_text (line, TL_SUPPORT_STATE, "draft");
  tl_record_set_text (line, TL_SUPPORT_PAYEE_KIND, "vendor");
  tl_line_dialog_begin (paper->window, paper->store, line);
}

static void
active_cb (Paper *paper)
{
  if (gtk_window_is_active (GTK_WINDOW (paper->window)) && paper->saved)
    refresh (paper);
}

static GtkWidget *
make_content (Paper *paper)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  GtkWidget *scroller = gtk_scrolled_window_new ();
  GtkWidget *bar = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);

  gtk_widget_set_margin_top (box, 18);
  gtk_widget_set_margin_bottom (box, 18);
  gtk_widget_set_margin_start (box, 18);
  gtk_widget_set_margin_end (box, 18);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (paper->form));
  paper->words = gtk_label_new (NULL);
  gtk_label_set_xalign (GTK_LABEL (paper->words), 0);
  gtk_label_set_wrap (GTK_LABEL (paper->words), TRUE);
  gtk_widget_set_hexpand (paper->words, TRUE);
  paper->add = gtk_button_new_with_mnemonic (paper->type == TL_TYPE_VOUCHER ? _ ("_Line on this voucher…") : _ ("_Add these lines"));
  gtk_widget_set_valign (paper->add, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (bar), paper->words);
  gtk_box_append (GTK_BOX (bar), paper->add);
  gtk_widget_set_margin_top (bar, 6);
  gtk_box_append (GTK_BOX (box), bar);
  paper->list = gtk_list_box_new ();
  gtk_list_box_set_selection_mode (GTK_LIST_BOX (paper->list), GTK_SELECTION_NONE);
  gtk_widget_add_css_class (paper->list, "boxed-list");
  tl_ui_label (paper->list, _ ("Lines"));
  gtk_widget_set_visible (paper->list, FALSE);
  gtk_box_append (GTK_BOX (box), paper->list);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), box);
  return scroller;
}

void
tl_paper_window_show (gpointer owner, TlStore *store, TlRecord *record)
{
  Paper *paper = g_new0 (Paper, 1);
  GtkWidget *save;

  paper->store = g_object_ref (store);
  paper->type = tl_record_type (record);
  paper->id = g_strdup (tl_record_id (record));
  paper->saved = tl_record_created_at (record) != 0;
  paper->form = tl_form_new (store, record, NULL);
  paper->window = GTK_WIDGET (tl_frame_new (owner, tl_type_label (paper->type, FALSE), make_content (paper), _ ("_Save"), 760, 660, &save));
  g_object_set_data_full (G_OBJECT (paper->window), "paper", paper, paper_free);
  g_signal_connect_swapped (save, "clicked", G_CALLBACK (save_cb), paper);
  g_signal_connect_swapped (paper->form, "saved", G_CALLBACK (saved_cb), paper);
  g_signal_connect_swapped (paper->add, "clicked", G_CALLBACK (add_cb), paper);
  g_signal_connect_swapped (paper->window, "close-request", G_CALLBACK (close_cb), paper);
  g_signal_connect_swapped (paper->window, "notify::is-active", G_CALLBACK (active_cb), paper);
  refresh (paper);
  gtk_window_present (GTK_WINDOW (paper->window));
  gtk_widget_child_focus (GTK_WIDGET (paper->form), GTK_DIR_TAB_FORWARD);
}
