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

typedef struct
{
  TlDate from;
  TlDate to;
  guint added;
} Period;

typedef struct
{
  GtkWidget *window;
  GtkWidget *owner; /* weak */
  TlStore *store;
  GtkWidget *list;
  GtkWidget *summary;
  GtkWidget *add;
  Period period;
} Dialog;

/* What the store thread found: proposals, and case codes by case id. */
typedef struct
{
  GPtrArray *proposals;
  GHashTable *codes;
} Found;

static void
found_free (gpointer data)
{
  Found *found = data;

  g_ptr_array_unref (found->proposals);
  g_hash_table_unref (found->codes);
  g_free (found);
}

static void
dialog_free (gpointer data)
{
  Dialog *dialog = data;

  if (dialog->owner != NULL)
    g_object_remove_weak_pointer (G_OBJECT (dialog->owner), (gpointer *)&dialog->owner);
  g_object_unref (dialog->store);
  g_free (dialog);
}

static gpointer
propose_job (TlStore *store, gpointer data, GCancellable *cancellable, GError **error)
{
  Period *period = data;
  g_autoptr (GPtrArray) proposals = tl_support_propose (store, period->from, period->to, NULL, error);
  Found *found;

  if (proposals == NULL)
    return NULL;
  found = g_new0 (Found, 1);
  found->codes = tl_case_codes_new ();
  for (guint i = 0; i < proposals->len; i++)
    {
      TlProposal *proposal = proposals->pdata[i];

      tl_case_codes_add (found->codes, store, tl_record_text (proposal->line, TL_SUPPORT_CASE));
    }
  found->proposals = g_steal_pointer (&proposals);
  return found;
}

static gpointer
generate_job (TlStore *store, gpointer data, GCancellable *cancellable, GError **error)
{
  Period *period = data;

  return tl_support_generate (store, period->from, period->to, NULL, &period->added, error) ? g_memdup2 (period, sizeof *period) : NULL;
}

static GtkWidget *
make_row (TlProposal *proposal, GHashTable *codes)
{
  GtkWidget *row = adw_action_row_new ();
  const char *code = tl_case_codes_get (codes, tl_record_text (proposal->line, TL_SUPPORT_CASE));
  g_autofree char *title
      = g_strdup_printf ("%s · %s", code, tl_list_label ("cost_category", tl_record_text (proposal->line, TL_SUPPORT_CATEGORY)));
  g_autofree char *money = tl_money_format (tl_record_int (proposal->line, TL_SUPPORT_AMOUNT));
  g_autofree char *amount = g_strconcat (money, " đ", NULL);
  GtkWidget *label = gtk_label_new (amount);
  const char *state = proposal->beyond ? _ ("beyond the ceiling") : proposal->exists ? _ ("there already") : _ ("new");
  GtkWidget *pill = gtk_label_new (state);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), proposal->reason != NULL ? proposal->reason : "");
  gtk_widget_add_css_class (label, "tl-money");
  gtk_widget_add_css_class (pill, "tl-pill");
  gtk_widget_add_css_class (pill, proposal->beyond ? "warn" : proposal->exists ? "dim-label" : "good");
  gtk_widget_set_valign (pill, GTK_ALIGN_CENTER);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), pill);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), label);
  return row;
}

static void
proposed (gpointer owner, gpointer result, gpointer user_data)
{
  Dialog *dialog = g_object_get_data (G_OBJECT (owner), "dialog");
  Found *found = result;
  guint fresh = 0;
  gint64 sum = 0;
  g_autofree char *money = NULL;
  g_autofree char *text = NULL;
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (dialog->list)) != NULL)
    gtk_list_box_remove (GTK_LIST_BOX (dialog->list), child);
  for (guint i = 0; i < found->proposals->len; i++)
    {
      TlProposal *proposal = found->proposals->pdata[i];

      gtk_list_box_append (GTK_LIST_BOX (dialog->list), make_row (proposal, found->codes));
      if (proposal->exists || proposal->beyond)
        continue;
      fresh++;
      sum += tl_record_int (proposal->line, TL_SUPPORT_AMOUNT);
    }
  money = tl_money_format (sum);
  if (fresh == 0)
    text = g_strdup (_ ("Nothing is missing: every line that stays and care call for is there."));
  else
    text = g_strdup_printf (ngettext ("%u line to add, together %s đ", "%u lines to add, together %s đ", fresh), fresh, money);
  gtk_label_set_text (GTK_LABEL (dialog->summary), text);
  gtk_widget_set_sensitive (dialog->add, fresh > 0);
}

static void
generated (gpointer owner, gpointer result, gpointer user_data)
{
  Dialog *dialog = g_object_get_data (G_OBJECT (owner), "dialog");
  Period *period = result;
  g_autofree char *text = g_strdup_printf (ngettext ("%u line was added.", "%u lines were added.", period->added), period->added);

  if (dialog->owner != NULL)
    tl_ui_toast (dialog->owner, text);
  gtk_window_destroy (GTK_WINDOW (dialog->window));
}

static void
add_cb (Dialog *dialog)
{
  gtk_widget_set_sensitive (dialog->add, FALSE);
  tl_ui_call (dialog->window, dialog->store, TL_JOB_NORMAL, _ ("The lines were not added."), generate_job,
              g_memdup2 (&dialog->period, sizeof dialog->period), g_free, g_free, generated, NULL);
}

void
tl_proposals_dialog_show (gpointer owner, TlStore *store, TlDate from, TlDate to)
{
  Dialog *dialog = g_new0 (Dialog, 1);
  GtkWidget *content = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *scroller = gtk_scrolled_window_new ();

  dialog->window = GTK_WIDGET (tl_frame_new (owner, _ ("From stays and care"), content, _ ("_Add these lines"), 720, 620, &dialog->add));
  dialog->owner = owner;
  g_object_add_weak_pointer (G_OBJECT (owner), (gpointer *)&dialog->owner);
  dialog->store = g_object_ref (store);
  dialog->period.from = from;
  dialog->period.to = to;
  g_object_set_data_full (G_OBJECT (dialog->window), "dialog", dialog, dialog_free);
  dialog->list = gtk_list_box_new ();
  gtk_list_box_set_selection_mode (GTK_LIST_BOX (dialog->list), GTK_SELECTION_NONE);
  gtk_widget_add_css_class (dialog->list, "boxed-list");
  gtk_widget_set_valign (dialog->list, GTK_ALIGN_START);
  gtk_widget_set_margin_start (dialog->list, 18);
  gtk_widget_set_margin_end (dialog->list, 18);
  gtk_widget_set_margin_bottom (dialog->list, 18);
  tl_ui_label (dialog->list, _ ("Lines that stays and care call for"));
  dialog->summary = gtk_label_new (_ ("Working it out…"));
  gtk_widget_add_css_class (dialog->summary, "heading");
  gtk_widget_set_margin_top (dialog->summary, 12);
  gtk_widget_set_margin_bottom (dialog->summary, 12);
  gtk_widget_set_sensitive (dialog->add, FALSE);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), dialog->list);
  gtk_widget_set_vexpand (scroller, TRUE);
  gtk_box_append (GTK_BOX (content), dialog->summary);
  gtk_box_append (GTK_BOX (content), scroller);
  g_signal_connect_swapped (dialog->add, "clicked", G_CALLBACK (add_cb), dialog);
  gtk_window_present (GTK_WINDOW (dialog->window));
  tl_ui_call (dialog->window, store, TL_JOB_NORMAL, _ ("The lines could not be worked out."), propose_job,
              g_memdup2 (&dialog->period, sizeof dialog->period), g_free, found_free, proposed, NULL);
}
