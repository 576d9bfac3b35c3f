/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "rooms/new-stay.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

#include "call.h"
#include "store/overview.h"

#define MAX_CASES 100

typedef struct
{
  GWeakRef owner;
  TlStore *store;
  TlRecord *stay;
  gboolean revealed;
  TlRecordDone done;
  GtkWidget *popover;
  GtkWidget *list;
} Asking;

static void
asking_free (gpointer data)
{
  Asking *asking = data;

  g_weak_ref_clear (&asking->owner);
  g_object_unref (asking->store);
  g_object_unref (asking->stay);
  g_free (asking);
}

static gpointer
cases_job (TlStore *store, gpointer data, GCancellable *cancellable, GError **error)
{
  g_autoptr (GPtrArray) ids = tl_overview_cases (store, TL_CASES_OPEN, TL_CASES_BY_OPENED, error);

  if (ids == NULL)
    return NULL;
  return tl_overview_case_lines (store, (const char *const *)ids->pdata, MIN (ids->len, MAX_CASES), error);
}

static gpointer
people_job (TlStore *store, gpointer data, GCancellable *cancellable, GError **error)
{
  return tl_overview_people (store, data, error);
}

static void
people_done (gpointer popover, gpointer result, gpointer user_data)
{
  Asking *asking = g_object_get_data (popover, "asking");
  g_autoptr (GObject) owner = g_weak_ref_get (&asking->owner);
  GPtrArray *people = result;

  if (owner == NULL)
    return;
  if (people->len > 0)
    tl_record_set_text (asking->stay, TL_STAY_PERSON, people->pdata[0]);
  tl_record_dialog_show (owner, asking->store, asking->stay, people, asking->done, NULL);
  gtk_popover_popdown (popover);
}

static void
chosen_cb (GtkListBox *list, GtkListBoxRow *row, gpointer popover)
{
  Asking *asking = g_object_get_data (popover, "asking");
  const char *id = g_object_get_data (G_OBJECT (row), "id");

  if (id == NULL)
    return;
  tl_record_set_text (asking->stay, TL_STAY_CASE, id);
  tl_ui_call (popover, asking->store, TL_JOB_NORMAL, _ ("The people of this case could not be read."), people_job, g_strdup (id), g_free,
              (GDestroyNotify)g_ptr_array_unref, people_done, NULL);
}

static void
add_row (Asking *asking, const char *text, const char *id)
{
  GtkWidget *row = gtk_list_box_row_new ();
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), label);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), id != NULL);
  g_object_set_data_full (G_OBJECT (row), "id", g_strdup (id), g_free);
  tl_ui_label (row, text);
  gtk_list_box_append (GTK_LIST_BOX (asking->list), row);
}

static void
cases_done (gpointer popover, gpointer result, gpointer user_data)
{
  Asking *asking = g_object_get_data (popover, "asking");
  GPtrArray *lines = result;

  for (guint i = 0; i < lines->len; i++)
    {
      const TlCaseLine *line = lines->pdata[i];
      g_autofree char *text = asking->revealed ? g_strdup_printf ("%s · %s", line->code, line->alias) : g_strdup (line->code);

      add_row (asking, text, line->id);
    }
  if (lines->len == 0)
    add_row (asking, _ ("There is no open case. Receive somebody first (Ctrl+N)."), NULL);
}

static gboolean
unparent_cb (gpointer popover)
{
  gtk_widget_unparent (popover);
  return G_SOURCE_REMOVE;
}

static void
from_gone_cb (GtkWidget *from, gpointer popover)
{
  gtk_widget_unparent (popover);
}

static void
closed_cb (GtkPopover *popover, gpointer data)
{
  /* Not while its own signal is being emitted. */
  g_idle_add_full (G_PRIORITY_DEFAULT_IDLE, unparent_cb, g_object_ref (popover), g_object_unref);
}

void
tl_new_stay_ask (GtkWidget *from, gpointer owner, TlStore *store, TlRecord *stay, gboolean revealed, TlRecordDone done)
{
  Asking *asking = g_new0 (Asking, 1);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkWidget *heading = gtk_label_new (_ ("Whose stay is it?"));
  GtkWidget *scroller = gtk_scrolled_window_new ();

  g_weak_ref_init (&asking->owner, owner);
  asking->store = g_object_ref (store);
  asking->stay = g_object_ref (stay);
  asking->revealed = revealed;
  asking->done = done;
  asking->popover = gtk_popover_new ();
  asking->list = gtk_list_box_new ();
  gtk_list_box_set_selection_mode (GTK_LIST_BOX (asking->list), GTK_SELECTION_NONE);
  tl_ui_label (asking->list, _ ("Open cases"));
  gtk_widget_add_css_class (asking->list, "navigation-sidebar");
  gtk_widget_add_css_class (heading, "heading");
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (scroller), TRUE);
  gtk_scrolled_window_set_max_content_height (GTK_SCROLLED_WINDOW (scroller), 320);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), asking->list);
  gtk_widget_set_size_request (scroller, 240, -1);
  gtk_box_append (GTK_BOX (box), heading);
  gtk_box_append (GTK_BOX (box), scroller);
  gtk_popover_set_child (GTK_POPOVER (asking->popover), box);
  gtk_widget_set_parent (asking->popover, from);
  g_object_set_data_full (G_OBJECT (asking->popover), "asking", asking, asking_free);
  g_signal_connect (asking->list, "row-activated", G_CALLBACK (chosen_cb), asking->popover);
  g_signal_connect_object (from, "destroy", G_CALLBACK (from_gone_cb), asking->popover, 0);
  g_signal_connect (asking->popover, "closed", G_CALLBACK (closed_cb), NULL);
  tl_ui_call (asking->popover, store, TL_JOB_NORMAL, _ ("The cases could not be read."), cases_job, NULL, NULL,
              (GDestroyNotify)g_ptr_array_unref, cases_done, NULL);
  gtk_popover_popup (GTK_POPOVER (asking->popover));
}
