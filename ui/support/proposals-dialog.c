/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "support/proposals-dialog.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

#include "call.h"
#include "frame.h"
#include "record/lists.h"
#include "record/text.h"
#include "support/line-list.h"
#include "support/support.h"

/* Four groups, in the order a person decides: what is to be done, what may be chosen, what is not paid, what is there
 * already. Each row says why; what changes a stored line shows the sum before and after. */
typedef enum
{
  GROUP_DO,
  GROUP_OFFER,
  GROUP_BEYOND,
  GROUP_THERE,
  N_GROUPS
} Group;

static const char *const group_titles[N_GROUPS] = {
    [GROUP_DO] = N_ ("To be done"),
    [GROUP_OFFER] = N_ ("Only if you choose it"),
    [GROUP_BEYOND] = N_ ("Not added: above a ceiling, or not covered"),
    [GROUP_THERE] = N_ ("There already"),
};

typedef struct
{
  GtkWidget *check; /* NULL: nothing to choose */
  char *id;
  TlProposalKind kind;
  gboolean needs_decision;
  gint64 difference;
} Row;

typedef struct
{
  GtkWidget *window;
  GtkWidget *owner; /* weak */
  TlStore *store;
  GtkWidget *groups;
  GtkWidget *summary;
  GtkWidget *decision;
  GtkWidget *add;
  GPtrArray *rows; /* (element-type Row) */
  TlDate from;
  TlDate to;
} Dialog;

typedef struct
{
  TlDate from;
  TlDate to;
  GStrv with;
  GStrv without;
  char *decision;
  guint done;
} Choice;

/* What the store thread found: proposals, case codes by case id, and how people are called by their id. */
typedef struct
{
  GPtrArray *proposals;
  GHashTable *codes;
  GHashTable *names;
} Found;

static void
row_free (gpointer data)
{
  Row *row = data;

  g_free (row->id);
  g_free (row);
}

static void
choice_free (gpointer data)
{
  Choice *choice = data;

  g_strfreev (choice->with);
  g_strfreev (choice->without);
  g_free (choice->decision);
  g_free (choice);
}

static void
found_free (gpointer data)
{
  Found *found = data;

  g_ptr_array_unref (found->proposals);
  g_hash_table_unref (found->codes);
  g_hash_table_unref (found->names);
  g_free (found);
}

static void
dialog_free (gpointer data)
{
  Dialog *dialog = data;

  g_clear_weak_pointer (&dialog->owner);
  g_ptr_array_unref (dialog->rows);
  g_object_unref (dialog->store);
  g_free (dialog);
}

/* Two lines of one case are told apart by how she wishes to be called, or by the officer. */
static void
add_name (GHashTable *names, TlStore *store, TlRecord *line)
{
  const char *person = tl_record_text (line, TL_SUPPORT_PERSON);
  const char *id = person != NULL ? person : tl_record_text (line, TL_SUPPORT_STAFF);
  g_autoptr (TlRecord) record = NULL;

  if (id == NULL || g_hash_table_contains (names, id))
    return;
  record = tl_store_load (store, person != NULL ? TL_TYPE_PERSON : TL_TYPE_STAFF, id, NULL);
  if (record != NULL)
    g_hash_table_insert (names, g_strdup (id),
                         g_strdup (tl_record_text (record, person != NULL ? (guint)TL_PERSON_ALIAS : (guint)TL_STAFF_FULL_NAME)));
}

static const char *
name_of (GHashTable *names, TlRecord *line)
{
  const char *person = tl_record_text (line, TL_SUPPORT_PERSON);
  const char *id = person != NULL ? person : tl_record_text (line, TL_SUPPORT_STAFF);

  return id != NULL ? g_hash_table_lookup (names, id) : NULL;
}

static gpointer
propose_job (TlStore *store, gpointer data, GCancellable *cancellable, GError **error)
{
  Choice *choice = data;
  g_autoptr (GPtrArray) proposals = tl_support_propose (store, choice->from, choice->to, NULL, error);
  Found *found;

  if (proposals == NULL)
    return NULL;
  found = g_new0 (Found, 1);
  found->codes = tl_case_codes_new ();
  found->names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  for (guint i = 0; i < proposals->len; i++)
    {
      TlProposal *proposal = proposals->pdata[i];

      tl_case_codes_add (found->codes, store, tl_record_text (proposal->line, TL_SUPPORT_CASE));
      add_name (found->names, store, proposal->line);
    }
  found->proposals = g_steal_pointer (&proposals);
  return found;
}

static gpointer
generate_job (TlStore *store, gpointer data, GCancellable *cancellable, GError **error)
{
  Choice *choice = data;
  TlGenerate generate = {.from = choice->from,
                         .to = choice->to,
                         .with = (const char *const *)choice->with,
                         .without = (const char *const *)choice->without,
                         .decision_no = choice->decision};

  return tl_support_generate_chosen (store, &generate, &choice->done, error) ? GUINT_TO_POINTER (choice->done + 1) : NULL;
}

/* --- what is chosen --- */

static gboolean
is_ticked (const Row *row)
{
  return row->check != NULL && gtk_check_button_get_active (GTK_CHECK_BUTTON (row->check));
}

static void
ticked_cb (Dialog *dialog)
{
  guint chosen = 0, fresh = 0, possible = 0;
  gint64 sum = 0;
  gboolean decision = FALSE;
  g_autofree char *money = NULL;
  g_autofree char *text = NULL;

  for (guint i = 0; i < dialog->rows->len; i++)
    {
      Row *row = g_ptr_array_index (dialog->rows, i);

      possible += row->check != NULL && row->kind != TL_PROPOSAL_OFFER;
      if (!is_ticked (row))
        continue;
      chosen++;
      fresh += row->kind == TL_PROPOSAL_NEW || row->kind == TL_PROPOSAL_OFFER;
      decision |= row->needs_decision;
      sum += row->difference;
    }
  money = tl_money_format (sum);
  if (possible == 0 && chosen == 0)
    text = g_strdup (_ ("Nothing is missing: every line that stays and care call for is there."));
  else if (chosen == 0)
    text = g_strdup (_ ("Nothing is chosen."));
  else if (fresh == chosen)
    text = g_strdup_printf (ngettext ("%u line to add, together %s đ", "%u lines to add, together %s đ", chosen), chosen, money);
  else
    /* Translators: number of lines, then the sum of all differences */
    text = g_strdup_printf (ngettext ("%u line to add or change, in all %s đ", "%u lines to add or change, in all %s đ", chosen), chosen,
                            money);
  gtk_label_set_text (GTK_LABEL (dialog->summary), text);
  gtk_widget_set_visible (dialog->decision, decision);
  gtk_widget_set_sensitive (dialog->add, chosen > 0);
}

/* --- rows --- */

static Group
group_of (const TlProposal *proposal)
{
  switch (proposal->kind)
    {
    case TL_PROPOSAL_OFFER:
      return GROUP_OFFER;
    case TL_PROPOSAL_BEYOND:
      return GROUP_BEYOND;
    case TL_PROPOSAL_EXISTS:
      return GROUP_THERE;
    case TL_PROPOSAL_NEW:
    case TL_PROPOSAL_CHANGE:
    case TL_PROPOSAL_CORRECT:
    case TL_PROPOSAL_WITHDRAW:
    default:
      return GROUP_DO;
    }
}

static GtkWidget *
make_pill (const TlProposal *proposal)
{
  static const struct
  {
    const char *words;
    const char *css;
  } pills[] = {
      [TL_PROPOSAL_NEW] = {N_ ("new"), "good"},
      [TL_PROPOSAL_CHANGE] = {N_ ("changed"), "warn"},
      [TL_PROPOSAL_CORRECT] = {N_ ("correction"), "warn"},
      [TL_PROPOSAL_WITHDRAW] = {N_ ("withdrawn"), "bad"},
      [TL_PROPOSAL_OFFER] = {N_ ("to choose"), "dim-label"},
      [TL_PROPOSAL_EXISTS] = {N_ ("there already"), "dim-label"},
      [TL_PROPOSAL_BEYOND] = {N_ ("not added"), "warn"},
  };
  GtkWidget *pill = gtk_label_new (_ (pills[proposal->kind].words));

  gtk_widget_add_css_class (pill, "tl-pill");
  gtk_widget_add_css_class (pill, pills[proposal->kind].css);
  gtk_widget_set_valign (pill, GTK_ALIGN_CENTER);
  return pill;
}

/* "490.000 đ", or what stands there and what would: "490.000 → 350.000 đ". */
static char *
amount_text (const TlProposal *proposal)
{
  g_autofree char *after = tl_money_format (tl_record_int (proposal->line, TL_SUPPORT_AMOUNT));
  g_autofree char *before = NULL;

  if (proposal->amount_before == 0 || proposal->kind == TL_PROPOSAL_EXISTS)
    return g_strconcat (after, " đ", NULL);
  before = tl_money_format (proposal->amount_before);
  return g_strdup_printf ("%s → %s đ", before, after);
}

static void
open_case_cb (GtkButton *button, Dialog *dialog)
{
  g_autofree char *id = g_strdup (g_object_get_data (G_OBJECT (button), "case"));
  GtkWidget *owner = dialog->owner;

  gtk_window_destroy (GTK_WINDOW (dialog->window));
  if (owner != NULL)
    gtk_widget_activate_action (owner, "win.open", "(ss)", "case", id);
}

static GtkWidget *
make_link (Dialog *dialog, const char *case_id)
{
  GtkWidget *button = gtk_button_new_from_icon_name ("tl-cases-symbolic");

  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_set_tooltip_text (button, _ ("Open the case it comes from"));
  tl_ui_label (button, _ ("Open the case it comes from"));
  g_object_set_data_full (G_OBJECT (button), "case", g_strdup (case_id), g_free);
  g_signal_connect (button, "clicked", G_CALLBACK (open_case_cb), dialog);
  return button;
}

static void
add_row (Dialog *dialog, GtkWidget *list, const TlProposal *proposal, Found *found)
{
  GtkWidget *widget = adw_action_row_new ();
  const char *case_id = tl_record_text (proposal->line, TL_SUPPORT_CASE);
  const char *name = name_of (found->names, proposal->line);
  g_autofree char *title = g_strdup_printf ("%s · %s%s%s", tl_case_codes_get (found->codes, case_id),
                                            tl_list_label ("cost_category", tl_record_text (proposal->line, TL_SUPPORT_CATEGORY)),
                                            name != NULL ? " · " : "", name != NULL ? name : "");
  g_autofree char *amount = amount_text (proposal);
  GtkWidget *label = gtk_label_new (amount);
  Group group = group_of (proposal);
  Row *row = g_new0 (Row, 1);

  row->id = g_strdup (tl_record_id (proposal->line));
  row->kind = proposal->kind;
  row->needs_decision = proposal->needs_decision;
  row->difference = tl_record_int (proposal->line, TL_SUPPORT_AMOUNT) - proposal->amount_before;
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (widget), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (widget), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (widget), proposal->reason != NULL ? proposal->reason : "");
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (widget), 3);
  if (group == GROUP_DO || group == GROUP_OFFER)
    {
      row->check = gtk_check_button_new ();
      gtk_widget_set_valign (row->check, GTK_ALIGN_CENTER);
      gtk_check_button_set_active (GTK_CHECK_BUTTON (row->check), group == GROUP_DO);
      g_signal_connect_swapped (row->check, "toggled", G_CALLBACK (ticked_cb), dialog);
      adw_action_row_add_prefix (ADW_ACTION_ROW (widget), row->check);
      adw_action_row_set_activatable_widget (ADW_ACTION_ROW (widget), row->check);
      tl_ui_label (row->check, title);
    }
  gtk_widget_add_css_class (label, "tl-money");
  adw_action_row_add_suffix (ADW_ACTION_ROW (widget), make_pill (proposal));
  adw_action_row_add_suffix (ADW_ACTION_ROW (widget), label);
  if (case_id != NULL)
    adw_action_row_add_suffix (ADW_ACTION_ROW (widget), make_link (dialog, case_id));
  gtk_list_box_append (GTK_LIST_BOX (list), widget);
  g_ptr_array_add (dialog->rows, row);
}

static GtkWidget *
make_list (const char *title)
{
  GtkWidget *list = gtk_list_box_new ();

  gtk_list_box_set_selection_mode (GTK_LIST_BOX (list), GTK_SELECTION_NONE);
  gtk_widget_add_css_class (list, "boxed-list");
  tl_ui_label (list, title);
  return list;
}

static void
proposed (gpointer owner, gpointer result, gpointer user_data)
{
  Dialog *dialog = g_object_get_data (G_OBJECT (owner), "dialog");
  Found *found = result;

  for (Group group = 0; group < N_GROUPS; group++)
    {
      GtkWidget *list = NULL;

      for (guint i = 0; i < found->proposals->len; i++)
        {
          TlProposal *proposal = found->proposals->pdata[i];

          if (group_of (proposal) != group)
            continue;
          if (list == NULL)
            {
              GtkWidget *heading = gtk_label_new (_ (group_titles[group]));

              gtk_label_set_xalign (GTK_LABEL (heading), 0);
              gtk_widget_add_css_class (heading, "heading");
              gtk_widget_set_margin_top (heading, 12);
              gtk_box_append (GTK_BOX (dialog->groups), heading);
              list = make_list (_ (group_titles[group]));
              gtk_box_append (GTK_BOX (dialog->groups), list);
            }
          add_row (dialog, list, proposal, found);
        }
    }
  ticked_cb (dialog);
}

/* --- adding --- */

static void
generated (gpointer owner, gpointer result, const GError *error, gpointer user_data)
{
  Dialog *dialog = g_object_get_data (G_OBJECT (owner), "dialog");
  guint done = GPOINTER_TO_UINT (result);
  g_autofree char *text = NULL;

  if (error != NULL)
    {
      gtk_widget_set_sensitive (dialog->add, TRUE);
      tl_ui_show_error (dialog->window, _ ("The lines were not added."), error->message);
      return;
    }
  done = done > 0 ? done - 1 : 0;
  text = g_strdup_printf (ngettext ("%u line was added or changed.", "%u lines were added or changed.", done), done);
  if (dialog->owner != NULL)
    tl_ui_toast (dialog->owner, text);
  gtk_window_destroy (GTK_WINDOW (dialog->window));
}

static void
add_cb (Dialog *dialog)
{
  Choice *choice = g_new0 (Choice, 1);
  g_autoptr (GStrvBuilder) with = g_strv_builder_new ();
  g_autoptr (GStrvBuilder) without = g_strv_builder_new ();

  for (guint i = 0; i < dialog->rows->len; i++)
    {
      Row *row = g_ptr_array_index (dialog->rows, i);

      if (row->check == NULL)
        continue;
      if (row->kind == TL_PROPOSAL_OFFER && is_ticked (row))
        g_strv_builder_add (with, row->id);
      else if (row->kind != TL_PROPOSAL_OFFER && !is_ticked (row))
        g_strv_builder_add (without, row->id);
    }
  choice->from = dialog->from;
  choice->to = dialog->to;
  choice->with = g_strv_builder_end (with);
  choice->without = g_strv_builder_end (without);
  choice->decision = tl_text_normalise (gtk_editable_get_text (GTK_EDITABLE (dialog->decision)));
  gtk_widget_set_sensitive (dialog->add, FALSE);
  tl_ui_call_full (dialog->window, dialog->store, TL_JOB_NORMAL, generate_job, choice, choice_free, NULL, generated, NULL);
}

/* --- the window --- */

static GtkWidget *
make_content (Dialog *dialog)
{
  GtkWidget *content = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *scroller = gtk_scrolled_window_new ();
  GtkWidget *foot = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);

  dialog->groups = gtk_box_new (GTK_ORIENTATION_VERTICAL, 8);
  gtk_widget_set_margin_start (dialog->groups, 18);
  gtk_widget_set_margin_end (dialog->groups, 18);
  gtk_widget_set_margin_bottom (dialog->groups, 18);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), dialog->groups);
  gtk_widget_set_vexpand (scroller, TRUE);

  dialog->summary = gtk_label_new (_ ("Working it out…"));
  gtk_label_set_xalign (GTK_LABEL (dialog->summary), 0);
  gtk_widget_set_hexpand (dialog->summary, TRUE);
  gtk_widget_add_css_class (dialog->summary, "heading");
  dialog->decision = gtk_entry_new ();
  gtk_entry_set_placeholder_text (GTK_ENTRY (dialog->decision), _ ("Decision number"));
  tl_ui_label (dialog->decision, _ ("Decision number"));
  gtk_widget_set_visible (dialog->decision, FALSE);
  gtk_widget_set_margin_top (foot, 12);
  gtk_widget_set_margin_bottom (foot, 12);
  gtk_widget_set_margin_start (foot, 18);
  gtk_widget_set_margin_end (foot, 18);
  gtk_box_append (GTK_BOX (foot), dialog->summary);
  gtk_box_append (GTK_BOX (foot), dialog->decision);
  gtk_box_append (GTK_BOX (content), scroller);
  gtk_box_append (GTK_BOX (content), gtk_separator_new (GTK_ORIENTATION_HORIZONTAL));
  gtk_box_append (GTK_BOX (content), foot);
  return content;
}

void
tl_proposals_dialog_show (gpointer owner, TlStore *store, TlDate from, TlDate to)
{
  Dialog *dialog = g_new0 (Dialog, 1);
  Choice *period = g_new0 (Choice, 1);
  GtkWidget *content = make_content (dialog);

  dialog->window = GTK_WIDGET (tl_frame_new (owner, _ ("From stays and care"), content, _ ("_Add these lines"), 860, 640, &dialog->add));
  g_set_weak_pointer (&dialog->owner, owner);
  dialog->store = g_object_ref (store);
  dialog->rows = g_ptr_array_new_with_free_func (row_free);
  dialog->from = period->from = from;
  dialog->to = period->to = to;
  g_object_set_data_full (G_OBJECT (dialog->window), "dialog", dialog, dialog_free);
  gtk_widget_set_sensitive (dialog->add, FALSE);
  g_signal_connect_swapped (dialog->add, "clicked", G_CALLBACK (add_cb), dialog);
  gtk_window_present (GTK_WINDOW (dialog->window));
  tl_ui_call (dialog->window, store, TL_JOB_NORMAL, _ ("The lines could not be worked out."), propose_job, period, choice_free, found_free,
              proposed, NULL);
}
