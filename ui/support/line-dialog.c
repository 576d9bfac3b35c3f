/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "support/line-dialog.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>
#include <string.h>

#include "call.h"
#include "form/form.h"
#include "frame.h"
#include "record/text.h"
#include "record/time.h"
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
  guint parts; /* lines it has to be; 0: one */
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

/* --- What the line costs --- */

/* What the store thread found for the line as it is typed. */
typedef struct
{
  TlSupportPreview *preview; /* or NULL: then @parts or @problem */
  GPtrArray *parts;          /* (element-type TlRecord) the lines it has to be */
  char *problem;
  char *problem_field;
  GPtrArray *categories; /* offered on its day (element-type utf8), or NULL */
  TlVoucherCover *cover; /* of its voucher, or NULL */
} Asked;

static void
asked_free (gpointer data)
{
  Asked *asked = data;

  g_clear_pointer (&asked->preview, tl_support_preview_free);
  g_clear_pointer (&asked->parts, g_ptr_array_unref);
  g_clear_pointer (&asked->categories, g_ptr_array_unref);
  g_clear_pointer (&asked->cover, tl_voucher_cover_free);
  g_free (asked->problem);
  g_free (asked->problem_field);
  g_free (asked);
}

/* "field: what is wrong" in two. */
static void
set_problem (Asked *asked, const char *message)
{
  const char *colon = strstr (message, ": ");
  g_autofree char *field = colon != NULL ? g_strndup (message, (gsize)(colon - message)) : NULL;

  if (field != NULL && tl_type_find_field (TL_TYPE_SUPPORT, field) != G_MAXUINT)
    {
      asked->problem_field = g_steal_pointer (&field);
      message = colon + 2;
    }
  asked->problem = g_strdup (message);
}

static GPtrArray *
categories_of_day (TlStore *store, const char *iso)
{
  g_autoptr (GPtrArray) rates = NULL;
  GPtrArray *codes;
  TlDate day;

  if (iso == NULL || !tl_date_parse_iso (iso, &day))
    return NULL;
  rates = tl_rate_list (store, day, NULL, NULL);
  codes = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; rates != NULL && i < rates->len; i++)
    g_ptr_array_add (codes, g_strdup (tl_record_text (rates->pdata[i], TL_RATE_CATEGORY)));
  return codes;
}

/* The voucher as it will be: with this line as it is typed. */
static void
count_this_line (TlVoucherCover *cover, TlRecord *line, gint64 amount)
{
  for (guint i = 0; i < cover->lines->len; i++)
    if (g_str_equal (tl_record_id (cover->lines->pdata[i]), tl_record_id (line)))
      cover->used -= tl_record_int (cover->lines->pdata[i], TL_SUPPORT_AMOUNT);
  cover->used += amount;
}

static gpointer
preview_job (TlStore *store, gpointer data, GCancellable *cancellable, GError **error)
{
  TlRecord *line = data;
  Asked *asked = g_new0 (Asked, 1);
  g_autoptr (GError) problem = NULL;

  asked->categories = categories_of_day (store, tl_record_text (line, TL_SUPPORT_DATE));
  if (tl_record_has (line, TL_SUPPORT_VOUCHER))
    asked->cover = tl_voucher_cover (store, tl_record_text (line, TL_SUPPORT_VOUCHER), NULL);
  if (!tl_record_has (line, TL_SUPPORT_CATEGORY) || !tl_record_has (line, TL_SUPPORT_DATE))
    {
      asked->problem
          = g_strdup (_ ("Choose the category and the day: then the rule, the rate and what is left under the ceiling stand here."));
      return asked;
    }
  asked->preview = tl_support_preview (store, line, &problem);
  if (asked->preview != NULL && asked->cover != NULL)
    count_this_line (asked->cover, line, asked->preview->amount);
  if (asked->preview == NULL && tl_record_has (line, TL_SUPPORT_DATE_TO))
    {
      asked->parts = tl_support_split (store, line, NULL);
      if (asked->parts != NULL && asked->parts->len < 2)
        g_clear_pointer (&asked->parts, g_ptr_array_unref);
    }
  if (asked->preview == NULL && asked->parts == NULL)
    set_problem (asked, problem->message);
  return asked;
}

static void
add_ceiling (GtkWidget *box, const TlCeiling *ceiling)
{
  g_autofree char *text = tl_ceiling_text (ceiling);

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

static gboolean
needs_decision (LineDialog *dialog, const Asked *asked)
{
  TlRecord *line = tl_form_get_record (dialog->form);

  if (tl_record_has (line, TL_SUPPORT_OVER_LIMIT_REASON) || tl_record_has (line, TL_SUPPORT_DECISION_NO)
      || g_strcmp0 (asked->problem_field, "decision_no") == 0 || g_strcmp0 (tl_record_text (line, TL_SUPPORT_CATEGORY), "facility") == 0)
    return TRUE;
  for (guint i = 0; asked->preview != NULL && i < asked->preview->ceilings->len; i++)
    if (((TlCeiling *)asked->preview->ceilings->pdata[i])->exceeded)
      return TRUE;
  return FALSE;
}

static void
show_parts (LineDialog *dialog, GPtrArray *parts)
{
  add_text (dialog->preview, _ ("The rate or the month changes within these days. Saved as:"), "heading");
  for (guint i = 0; i < parts->len; i++)
    {
      g_autofree char *from = tl_record_format_field (parts->pdata[i], TL_SUPPORT_DATE);
      g_autofree char *to = tl_record_format_field (parts->pdata[i], TL_SUPPORT_DATE_TO);
      g_autofree char *quantity = tl_record_format_field (parts->pdata[i], TL_SUPPORT_QUANTITY);
      g_autofree char *price = tl_money_format (tl_record_int (parts->pdata[i], TL_SUPPORT_UNIT_PRICE));
      g_autofree char *amount = tl_money_format (tl_record_int (parts->pdata[i], TL_SUPPORT_AMOUNT));
      g_autofree char *text
          = g_strdup_printf ("%s – %s: %s × %s đ = %s đ", from, to != NULL && *to != '\0' ? to : from, quantity, price, amount);

      gtk_widget_add_css_class (add_text (dialog->preview, text, NULL), "tl-money");
    }
}

static void
show_preview (LineDialog *dialog, const TlSupportPreview *preview)
{
  g_autofree char *money = tl_money_format (preview->amount);
  g_autofree char *amount = g_strdup_printf (_ ("Amount: %s đ"), money);

  gtk_widget_add_css_class (add_text (dialog->preview, amount, "heading"), "tl-money");
  if (preview->explanation != NULL && preview->clause != NULL)
    {
      g_autofree char *basis = g_strdup_printf ("%s · %s", preview->explanation, preview->clause);

      add_text (dialog->preview, basis, "tl-page-subtitle");
    }
  for (guint i = 0; i < preview->ceilings->len; i++)
    add_ceiling (dialog->preview, preview->ceilings->pdata[i]);
  for (guint i = 0; i < preview->warnings->len; i++)
    add_text (dialog->preview, preview->warnings->pdata[i], "tl-field-warning");
}

static void
show_problem (LineDialog *dialog, const Asked *asked)
{
  const TlField *field = asked->problem_field != NULL
                             ? tl_type_field (TL_TYPE_SUPPORT, tl_type_find_field (TL_TYPE_SUPPORT, asked->problem_field))
                             : NULL;
  g_autofree char *text = field != NULL ? g_strdup_printf ("%s: %s", tl_field_label (field), asked->problem) : g_strdup (asked->problem);

  add_text (dialog->preview, text, asked->problem_field != NULL ? "tl-field-warning" : "tl-page-subtitle");
}

static void
previewed (gpointer owner, gpointer result, const GError *error, gpointer user_data)
{
  LineDialog *dialog = g_object_get_data (G_OBJECT (owner), "line-dialog");
  Asked *asked = result;
  g_autofree char *save = NULL;

  if (GPOINTER_TO_UINT (user_data) != dialog->asked)
    return;
  empty_box (dialog->preview);
  dialog->parts = asked != NULL && asked->parts != NULL ? asked->parts->len : 0;
  /* Translators: number of lines, at least two */
  save = dialog->parts > 0 ? g_strdup_printf (_ ("_Save as %u lines"), dialog->parts) : g_strdup (_ ("_Save"));
  gtk_button_set_label (GTK_BUTTON (dialog->save), save);
  if (asked == NULL)
    {
      add_text (dialog->preview, error != NULL ? error->message : "", "tl-field-warning");
      return;
    }
  tl_form_set_options (dialog->form, TL_SUPPORT_CATEGORY, asked->categories);
  tl_form_show_section (dialog->form, "limit", needs_decision (dialog, asked));
  if (asked->preview != NULL)
    show_preview (dialog, asked->preview);
  else if (asked->parts != NULL)
    show_parts (dialog, asked->parts);
  else
    show_problem (dialog, asked);
  /* One that is overdrawn is among the warnings. */
  if (asked->cover != NULL && asked->cover->used <= asked->cover->amount)
    {
      g_autofree char *text = tl_voucher_cover_text (asked->cover);

      add_text (dialog->preview, text, "tl-page-subtitle");
    }
}

static gboolean
ask_preview_cb (gpointer data)
{
  LineDialog *dialog = data;

  dialog->waiting = 0;
  tl_ui_call_full (dialog->window, dialog->store, TL_JOB_TYPING, preview_job, tl_record_copy (tl_form_get_record (dialog->form)),
                   g_object_unref, asked_free, previewed, GUINT_TO_POINTER (++dialog->asked));
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

static gpointer
split_job (TlStore *store, gpointer data, GCancellable *cancellable, GError **error)
{
  return tl_support_save_split (store, data, error);
}

static void
split_saved (gpointer owner, gpointer result, gpointer user_data)
{
  LineDialog *dialog = g_object_get_data (G_OBJECT (owner), "line-dialog");

  /* The lines stand in the register: what was typed is no draft any more. */
  tl_form_discard (dialog->form);
  gtk_window_destroy (GTK_WINDOW (dialog->window));
}

static void
save_cb (LineDialog *dialog)
{
  if (dialog->parts == 0)
    {
      tl_form_save (dialog->form, FALSE);
      return;
    }
  if (tl_form_check (dialog->form, TL_CHECK_SAVE, TRUE))
    tl_ui_call (dialog->window, dialog->store, TL_JOB_NORMAL, _ ("This could not be saved. It is kept as a draft."), split_job,
                tl_record_copy (tl_form_get_record (dialog->form)), g_object_unref, (GDestroyNotify)g_ptr_array_unref, split_saved, NULL);
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
  tl_form_show_section (dialog->form, "limit", FALSE);
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

typedef struct
{
  TlStore *store;
  TlRecord *line;
} Begun;

static void
begun_free (gpointer data)
{
  Begun *begun = data;

  g_object_unref (begun->store);
  g_object_unref (begun->line);
  g_free (begun);
}

static gpointer
source_job (TlStore *store, gpointer data, GCancellable *cancellable, GError **error)
{
  char *usual = tl_store_get_setting (store, "support.default_source");

  return usual != NULL ? usual : g_strdup ("province");
}

static void
source_known (gpointer owner, gpointer result, gpointer user_data)
{
  Begun *begun = g_object_steal_data (G_OBJECT (owner), "begun-line");

  if (begun == NULL)
    return;
  tl_record_set_text (begun->line, TL_SUPPORT_FUNDING_SOURCE, result);
  tl_line_dialog_show (owner, begun->store, begun->line, NULL, TRUE);
  begun_free (begun);
}

void
tl_line_dialog_begin (gpointer owner, TlStore *store, TlRecord *line)
{
  Begun *begun = g_new0 (Begun, 1);

  begun->store = g_object_ref (store);
  begun->line = g_object_ref (line);
  g_object_set_data_full (G_OBJECT (owner), "begun-line", begun, begun_free);
  tl_ui_call (owner, store, TL_JOB_TYPING, _ ("The line could not be begun."), source_job, NULL, NULL, g_free, source_known, NULL);
}
