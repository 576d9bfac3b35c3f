/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "support/line-dialog.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

#include "call.h"
#include "form/form.h"
#include "frame.h"
#include "record/lists.h"
#include "record/text.h"
#include "store/overview.h"
#include "support/support.h"

#define PREVIEW_DELAY_MS 250
#define CASES_OFFERED 40

typedef struct
{
  GtkWidget *window;
  TlStore *store;
  TlRecord *line;
  GtkStack *stack;
  GtkWidget *form_box;
  GtkWidget *save;
  GtkWidget *cases;
  GtkWidget *search;
  guint searched;
  TlForm *form; /* made once it is known whose cost it is */
  GtkWidget *preview;
  guint waiting;
  guint asked; /* an answer to an older question is not shown */
} LineDialog;

static void
line_dialog_free (gpointer data)
{
  LineDialog *dialog = data;

  g_clear_handle_id (&dialog->waiting, g_source_remove);
  g_object_unref (dialog->store);
  g_object_unref (dialog->line);
  g_free (dialog);
}

static gpointer
preview_job (TlStore *store, gpointer data, GCancellable *cancellable, GError **error)
{
  return tl_support_preview (store, data, error);
}

static GtkWidget *
add_text (GtkWidget *box, const char *text, const char *css)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  if (css != NULL)
    gtk_widget_add_css_class (label, css);
  gtk_box_append (GTK_BOX (box), label);
  return label;
}

static void
set_margins (GtkWidget *widget, int margin)
{
  gtk_widget_set_margin_top (widget, margin);
  gtk_widget_set_margin_bottom (widget, margin);
  gtk_widget_set_margin_start (widget, margin);
  gtk_widget_set_margin_end (widget, margin);
}

static char *
show_amount (const TlCeiling *ceiling, gint64 amount)
{
  g_autofree char *money = NULL;

  if (ceiling->is_quantity)
    return tl_decimal_format (amount);
  money = tl_money_format (amount);
  return g_strconcat (money, " đ", NULL);
}

static void
add_ceiling (GtkWidget *box, const TlCeiling *ceiling)
{
  gint64 rest = ceiling->level - ceiling->used - ceiling->this_line;
  const char *scope = tl_list_label ("cap_scope", ceiling->scope);
  g_autofree char *level = show_amount (ceiling, ceiling->level);
  g_autofree char *used = show_amount (ceiling, ceiling->used);
  g_autofree char *line = show_amount (ceiling, ceiling->this_line);
  g_autofree char *left = show_amount (ceiling, ABS (rest));
  g_autofree char *text = NULL;

  if (rest >= 0)
    /* Translators: scope (“Each person”), ceiling, used before, this line, left */
    text = g_strdup_printf (_ ("Ceiling, %s: %s · used %s · this line %s · left %s"), scope, level, used, line, left);
  else
    /* Translators: scope (“Each person”), ceiling, used before, this line, how much too much */
    text = g_strdup_printf (_ ("Ceiling, %s: %s · used %s · this line %s · over by %s"), scope, level, used, line, left);
  add_text (box, text, ceiling->exceeded ? "tl-field-error" : NULL);
  if (ceiling->exceeded)
    {
      g_autofree char *rule = g_strdup_printf (_ ("Above the ceiling of %s: a reason and a decision number are needed."), ceiling->clause);

      add_text (box, rule, "tl-field-error");
    }
}

static void
empty_box (GtkWidget *box)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (box)) != NULL)
    gtk_box_remove (GTK_BOX (box), child);
}

static void
previewed (gpointer owner, gpointer result, const GError *error, gpointer user_data)
{
  LineDialog *dialog = g_object_get_data (G_OBJECT (owner), "line-dialog");
  TlSupportPreview *preview = result;
  g_autofree char *money = NULL;
  g_autofree char *amount = NULL;

  if (GPOINTER_TO_UINT (user_data) != dialog->asked)
    return;
  empty_box (dialog->preview);
  if (preview == NULL)
    {
      add_text (dialog->preview, error != NULL ? error->message : "", "tl-field-warning");
      return;
    }
  money = tl_money_format (preview->amount);
  amount = g_strdup_printf (_ ("Amount: %s đ"), money);
  gtk_widget_add_css_class (add_text (dialog->preview, amount, "heading"), "tl-money");
  if (preview->explanation != NULL)
    add_text (dialog->preview, preview->explanation, "tl-page-subtitle");
  if (preview->clause != NULL)
    add_text (dialog->preview, preview->clause, "tl-page-subtitle");
  for (guint i = 0; i < preview->ceilings->len; i++)
    add_ceiling (dialog->preview, preview->ceilings->pdata[i]);
  for (guint i = 0; i < preview->warnings->len; i++)
    add_text (dialog->preview, preview->warnings->pdata[i], "tl-field-warning");
}

static gboolean
ask_preview_cb (gpointer data)
{
  LineDialog *dialog = data;
  TlRecord *line = tl_form_get_record (dialog->form);

  dialog->waiting = 0;
  empty_box (dialog->preview);
  if (!tl_record_has (line, TL_SUPPORT_CATEGORY) || !tl_record_has (line, TL_SUPPORT_DATE))
    {
      add_text (dialog->preview,
                _ ("Choose the category and the day: then the rule, the rate and what is left under the ceiling stand here."),
                "tl-page-subtitle");
      return G_SOURCE_REMOVE;
    }
  tl_ui_call_full (dialog->window, dialog->store, TL_JOB_TYPING, preview_job, tl_record_copy (line), g_object_unref,
                   (GDestroyNotify)tl_support_preview_free, previewed, GUINT_TO_POINTER (++dialog->asked));
  return G_SOURCE_REMOVE;
}

static void
edited_cb (LineDialog *dialog)
{
  g_clear_handle_id (&dialog->waiting, g_source_remove);
  dialog->waiting = g_timeout_add (PREVIEW_DELAY_MS, ask_preview_cb, dialog);
}

static void
saved_cb (LineDialog *dialog)
{
  gtk_window_destroy (GTK_WINDOW (dialog->window));
}

static void
save_cb (LineDialog *dialog)
{
  tl_form_save (dialog->form, FALSE);
}

static gboolean
close_cb (LineDialog *dialog)
{
  if (dialog->form != NULL)
    tl_form_flush (dialog->form);
  return FALSE;
}

static void
show_form (LineDialog *dialog, GPtrArray *people)
{
  dialog->form = tl_form_new (dialog->store, dialog->line, NULL);
  if (people != NULL)
    tl_form_set_suggestions (dialog->form, TL_TYPE_PERSON, people);
  gtk_box_append (GTK_BOX (dialog->form_box), GTK_WIDGET (dialog->form));
  g_signal_connect_swapped (dialog->form, "edited", G_CALLBACK (edited_cb), dialog);
  g_signal_connect_swapped (dialog->form, "saved", G_CALLBACK (saved_cb), dialog);
  gtk_stack_set_visible_child_name (dialog->stack, "form");
  gtk_widget_set_sensitive (dialog->save, TRUE);
  gtk_widget_child_focus (GTK_WIDGET (dialog->form), GTK_DIR_TAB_FORWARD);
  ask_preview_cb (dialog);
}

/* --- Whose cost it is --- */

/* A case to choose: what the store thread found. */
typedef struct
{
  char *id;
  char *text;
} CaseChoice;

static void
case_choice_free (gpointer data)
{
  CaseChoice *choice = data;

  g_free (choice->id);
  g_free (choice->text);
  g_free (choice);
}

static void
add_choice (GPtrArray *choices, const char *id, const char *code, const char *alias)
{
  CaseChoice *choice = g_new0 (CaseChoice, 1);

  choice->id = g_strdup (id);
  choice->text = g_strdup_printf ("%s · %s", code, alias != NULL ? alias : "");
  g_ptr_array_add (choices, choice);
}

/* Without a search: the open cases, newest first. */
static GPtrArray *
wanted_ids (TlStore *store, const char *search, GError **error)
{
  g_autoptr (GPtrArray) hits = NULL;
  GPtrArray *ids;

  if (*search == '\0')
    return tl_overview_cases (store, TL_CASES_OPEN, TL_CASES_BY_OPENED, error);
  hits = tl_store_search (store, search, 4 * CASES_OFFERED, error);
  if (hits == NULL)
    return NULL;
  ids = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; i < hits->len; i++)
    {
      TlHit *hit = hits->pdata[i];
      const char *id = hit->type == TL_TYPE_CASE ? hit->id : hit->case_id;

      if (id != NULL && !g_ptr_array_find_with_equal_func (ids, id, g_str_equal, NULL))
        g_ptr_array_add (ids, g_strdup (id));
    }
  return ids;
}

static gpointer
cases_job (TlStore *store, gpointer data, GCancellable *cancellable, GError **error)
{
  g_autoptr (GPtrArray) ids = wanted_ids (store, data, error);
  g_autoptr (GPtrArray) lines = NULL;
  GPtrArray *choices;

  if (ids == NULL)
    return NULL;
  lines = tl_overview_case_lines (store, (const char *const *)ids->pdata, MIN (ids->len, CASES_OFFERED), error);
  if (lines == NULL)
    return NULL;
  choices = g_ptr_array_new_with_free_func (case_choice_free);
  for (guint i = 0; i < lines->len; i++)
    {
      TlCaseLine *line = lines->pdata[i];

      add_choice (choices, line->id, line->code, line->alias);
    }
  return choices;
}

static void
append_case_row (LineDialog *dialog, const char *id, const char *text)
{
  GtkWidget *row = adw_action_row_new ();

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), text);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  g_object_set_data_full (G_OBJECT (row), "id", g_strdup (id), g_free);
  tl_ui_label (row, text);
  gtk_list_box_append (GTK_LIST_BOX (dialog->cases), row);
}

static void
cases_found (gpointer owner, gpointer result, gpointer user_data)
{
  LineDialog *dialog = g_object_get_data (G_OBJECT (owner), "line-dialog");
  GPtrArray *choices = result;
  GtkWidget *child;

  if (GPOINTER_TO_UINT (user_data) != dialog->searched)
    return;
  while ((child = gtk_widget_get_first_child (dialog->cases)) != NULL)
    gtk_list_box_remove (GTK_LIST_BOX (dialog->cases), child);
  append_case_row (dialog, NULL, _ ("A cost of the place itself, of no case"));
  for (guint i = 0; i < choices->len; i++)
    append_case_row (dialog, ((CaseChoice *)choices->pdata[i])->id, ((CaseChoice *)choices->pdata[i])->text);
}

static void
search_cb (GtkEditable *entry, LineDialog *dialog)
{
  tl_ui_call (dialog->window, dialog->store, TL_JOB_TYPING, NULL, cases_job, g_strdup (gtk_editable_get_text (entry)), g_free,
              (GDestroyNotify)g_ptr_array_unref, cases_found, GUINT_TO_POINTER (++dialog->searched));
}

static gpointer
people_job (TlStore *store, gpointer data, GCancellable *cancellable, GError **error)
{
  return tl_overview_people (store, data, error);
}

static void
people_found (gpointer owner, gpointer result, gpointer user_data)
{
  LineDialog *dialog = g_object_get_data (G_OBJECT (owner), "line-dialog");

  if (dialog->form == NULL)
    show_form (dialog, result);
}

static void
find_people (LineDialog *dialog, const char *case_id)
{
  tl_ui_call (dialog->window, dialog->store, TL_JOB_NORMAL, _ ("The case could not be read."), people_job, g_strdup (case_id), g_free,
              (GDestroyNotify)g_ptr_array_unref, people_found, NULL);
}

static void
case_chosen_cb (LineDialog *dialog, GtkListBoxRow *row)
{
  const char *id = g_object_get_data (G_OBJECT (row), "id");

  if (id == NULL)
    {
      show_form (dialog, NULL);
      return;
    }
  tl_record_set_text (dialog->line, TL_SUPPORT_CASE, id);
  find_people (dialog, id);
}

static GtkWidget *
make_case_chooser (LineDialog *dialog)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  GtkWidget *entry = gtk_search_entry_new ();
  GtkWidget *scroller = gtk_scrolled_window_new ();

  dialog->search = entry;
  dialog->cases = gtk_list_box_new ();
  gtk_list_box_set_selection_mode (GTK_LIST_BOX (dialog->cases), GTK_SELECTION_NONE);
  gtk_widget_add_css_class (dialog->cases, "boxed-list");
  gtk_widget_set_valign (dialog->cases, GTK_ALIGN_START);
  tl_ui_label (dialog->cases, _ ("Whose cost is it?"));
  tl_ui_label (entry, _ ("Search a case"));
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), dialog->cases);
  gtk_widget_set_vexpand (scroller, TRUE);
  set_margins (box, 18);
  gtk_widget_add_css_class (add_text (box, _ ("Whose cost is it?"), "heading"), "tl-page-title");
  gtk_box_append (GTK_BOX (box), entry);
  gtk_box_append (GTK_BOX (box), scroller);
  g_signal_connect (entry, "search-changed", G_CALLBACK (search_cb), dialog);
  /* A search entry keeps Escape for itself; here it closes the dialog as everywhere. */
  g_signal_connect_swapped (entry, "stop-search", G_CALLBACK (gtk_window_close), dialog->window);
  g_signal_connect_swapped (dialog->cases, "row-activated", G_CALLBACK (case_chosen_cb), dialog);
  return box;
}

static GtkWidget *
make_form_side (LineDialog *dialog)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *scroller = gtk_scrolled_window_new ();
  GtkWidget *frame = gtk_frame_new (NULL);

  dialog->form_box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  set_margins (dialog->form_box, 18);
  dialog->preview = gtk_box_new (GTK_ORIENTATION_VERTICAL, 4);
  set_margins (dialog->preview, 12);
  gtk_frame_set_child (GTK_FRAME (frame), dialog->preview);
  set_margins (frame, 18);
  gtk_widget_set_margin_top (frame, 6);
  tl_ui_label (frame, _ ("What this line costs and what is left"));
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), dialog->form_box);
  gtk_widget_set_vexpand (scroller, TRUE);
  gtk_box_append (GTK_BOX (box), scroller);
  gtk_box_append (GTK_BOX (box), frame);
  return box;
}

void
tl_line_dialog_show (gpointer owner, TlStore *store, TlRecord *line, GPtrArray *people, gboolean new_line)
{
  LineDialog *dialog = g_new0 (LineDialog, 1);
  const char *case_id = tl_record_text (line, TL_SUPPORT_CASE);

  dialog->stack = GTK_STACK (gtk_stack_new ());
  dialog->window = GTK_WIDGET (tl_frame_new (owner, _ ("Support line"), GTK_WIDGET (dialog->stack), _ ("_Save"), 760, 690, &dialog->save));
  dialog->store = g_object_ref (store);
  dialog->line = tl_record_copy (line);
  g_object_set_data_full (G_OBJECT (dialog->window), "line-dialog", dialog, line_dialog_free);
  gtk_stack_add_named (dialog->stack, make_case_chooser (dialog), "case");
  gtk_stack_add_named (dialog->stack, make_form_side (dialog), "form");
  gtk_widget_set_sensitive (dialog->save, FALSE);
  g_signal_connect_swapped (dialog->save, "clicked", G_CALLBACK (save_cb), dialog);
  g_signal_connect_swapped (dialog->window, "close-request", G_CALLBACK (close_cb), dialog);
  if (people != NULL || !new_line)
    {
      if (people == NULL && case_id != NULL)
        find_people (dialog, case_id);
      else
        show_form (dialog, people);
    }
  else
    {
      tl_ui_call (dialog->window, store, TL_JOB_TYPING, NULL, cases_job, g_strdup (""), g_free, (GDestroyNotify)g_ptr_array_unref,
                  cases_found, GUINT_TO_POINTER (++dialog->searched));
      gtk_window_set_focus (GTK_WINDOW (dialog->window), dialog->search);
    }
  gtk_window_present (GTK_WINDOW (dialog->window));
}
