/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <adwaita.h>
#include <glib/gi18n-lib.h>
#include <json-glib/json-glib.h>

#include "call.h"
#include "frame.h"
#include "journal-words.h"
#include "record/time.h"
#include "store/journal.h"
#include "support/line-actions.h"

#define MAX_SHOWN 200

typedef struct
{
  char *title;
  char *subtitle;
} Entry;

static void
entry_free (gpointer data)
{
  Entry *entry = data;

  g_free (entry->title);
  g_free (entry->subtitle);
  g_free (entry);
}

static char *
name_of (TlStore *store, const char *staff)
{
  g_autoptr (TlRecord) record = staff != NULL ? tl_store_load (store, TL_TYPE_STAFF, staff, NULL) : NULL;

  return g_strdup (record != NULL ? tl_record_text (record, TL_STAFF_FULL_NAME) : "");
}

/* Why a step was taken, and that it was taken alone: the detail of its entry. */
static char *
detail_words (const char *changes)
{
  g_autoptr (JsonNode) node = changes != NULL ? json_from_string (changes, NULL) : NULL;
  JsonObject *object = node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;

  if (object == NULL)
    return NULL;
  if (json_object_has_member (object, "reason"))
    return g_strdup (json_object_get_string_member_with_default (object, "reason", NULL));
  if (json_object_has_member (object, "alone"))
    return g_strdup (_ ("there was nobody else"));
  return NULL;
}

static gpointer
history_job (TlStore *store, gpointer data, GCancellable *cancellable, GError **error)
{
  g_autoptr (GPtrArray) entries = tl_journal_list (store, data, 0, MAX_SHOWN, error);
  GPtrArray *shown;

  if (entries == NULL)
    return NULL;
  shown = g_ptr_array_new_with_free_func (entry_free);
  for (guint i = 0; i < entries->len; i++)
    {
      const TlJournalEntry *entry = g_ptr_array_index (entries, i);
      g_autofree char *time = tl_time_format (entry->at);
      g_autofree char *who = name_of (store, entry->staff);
      g_autofree char *fields = tl_journal_changed_fields (tl_type_info (TL_TYPE_SUPPORT), entry->changes);
      g_autofree char *why = detail_words (entry->changes);
      const char *more = why != NULL ? why : fields;
      Entry *line = g_new0 (Entry, 1);

      line->title = g_strdup_printf ("%s · %s", time, tl_journal_kind_words (entry->kind));
      line->subtitle = g_strdup_printf ("%s%s%s", who, *who != '\0' && *more != '\0' ? " · " : "", more);
      g_ptr_array_add (shown, line);
    }
  return shown;
}

static void
listed (gpointer owner, gpointer result, gpointer user_data)
{
  GtkWidget *list = g_object_get_data (G_OBJECT (owner), "list");
  GPtrArray *entries = result;

  for (guint i = 0; i < entries->len; i++)
    {
      const Entry *entry = g_ptr_array_index (entries, i);
      GtkWidget *row = adw_action_row_new ();

      adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
      adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), entry->title);
      adw_action_row_set_subtitle (ADW_ACTION_ROW (row), entry->subtitle);
      gtk_list_box_append (GTK_LIST_BOX (list), row);
    }
}

void
tl_line_history_show (gpointer owner, TlStore *store, const char *line_id)
{
  GtkWidget *scroller = gtk_scrolled_window_new ();
  GtkWidget *list = gtk_list_box_new ();
  GtkWindow *window = tl_frame_new (owner, _ ("History of the line"), scroller, NULL, 620, 480, NULL);

  gtk_list_box_set_selection_mode (GTK_LIST_BOX (list), GTK_SELECTION_NONE);
  gtk_widget_add_css_class (list, "boxed-list");
  gtk_widget_set_valign (list, GTK_ALIGN_START);
  gtk_widget_set_margin_top (list, 18);
  gtk_widget_set_margin_bottom (list, 18);
  gtk_widget_set_margin_start (list, 18);
  gtk_widget_set_margin_end (list, 18);
  tl_ui_label (list, _ ("History of the line"));
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), list);
  g_object_set_data (G_OBJECT (window), "list", list);
  gtk_window_present (window);
  tl_ui_call (window, store, TL_JOB_NORMAL, _ ("The history could not be read."), history_job, g_strdup (line_id), g_free,
              (GDestroyNotify)g_ptr_array_unref, listed, NULL);
}
