/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "case/history.h"

#include <glib/gi18n-lib.h>

#include "call.h"
#include "form/titles.h"
#include "journal-words.h"
#include "record/time.h"
#include "store/journal.h"
#include "store/overview.h"

#define MAX_SHOWN 200

struct _TlHistory
{
  AdwBin parent_instance;

  TlStore *store;
  char *case_id;
};

G_DEFINE_FINAL_TYPE (TlHistory, tl_history, ADW_TYPE_BIN)

typedef struct
{
  gint64 at;
  guint64 sequence;
  char *title;
  char *subtitle;
} Event;

static void
event_free (gpointer data)
{
  Event *event = data;

  g_free (event->title);
  g_free (event->subtitle);
  g_free (event);
}

static int
newer_first (gconstpointer a, gconstpointer b)
{
  const Event *first = *(Event *const *)a;
  const Event *second = *(Event *const *)b;

  if (first->at != second->at)
    return first->at < second->at ? 1 : -1;
  return first->sequence < second->sequence ? 1 : first->sequence > second->sequence ? -1 : 0;
}

static gboolean
add_events (TlStore *store, GPtrArray *events, GHashTable *names, const char *id, GError **error)
{
  g_autoptr (GPtrArray) entries = tl_journal_list (store, id, 0, MAX_SHOWN, error);

  if (entries == NULL)
    return FALSE;
  for (guint i = 0; i < entries->len; i++)
    {
      const TlJournalEntry *entry = g_ptr_array_index (entries, i);
      const TlTypeInfo *info = entry->type != NULL ? tl_type_by_name (entry->type) : NULL;
      Event *event = g_new0 (Event, 1);
      g_autofree char *time = tl_time_format (entry->at);
      g_autofree char *fields = tl_journal_changed_fields (info, entry->changes);
      const char *who = "";

      if (entry->staff != NULL)
        {
          if (!g_hash_table_contains (names, entry->staff))
            {
              g_autoptr (TlRecord) staff = tl_store_load (store, TL_TYPE_STAFF, entry->staff, NULL);

              g_hash_table_insert (names, g_strdup (entry->staff),
                                   g_strdup (staff != NULL ? tl_record_text (staff, TL_STAFF_FULL_NAME) : NULL));
            }
          who = g_hash_table_lookup (names, entry->staff);
        }
      event->at = entry->at;
      event->sequence = entry->sequence;
      event->title = g_strdup_printf ("%s · %s%s%s", time, tl_journal_kind_words (entry->kind), info != NULL ? ": " : "",
                                      info != NULL ? tl_type_label (info->type, FALSE) : "");
      event->subtitle
          = g_strdup_printf ("%s%s%s", who != NULL ? who : "", who != NULL && *who != '\0' && *fields != '\0' ? " · " : "", fields);
      g_ptr_array_add (events, event);
    }
  return TRUE;
}

static gpointer
history_job (TlStore *store, gpointer data, GCancellable *cancellable, GError **error)
{
  g_autoptr (GPtrArray) events = g_ptr_array_new_with_free_func (event_free);
  g_autoptr (GHashTable) names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_autoptr (GPtrArray) people = tl_overview_people (store, data, error);

  if (people == NULL || !add_events (store, events, names, data, error))
    return NULL;
  for (guint i = 0; i < people->len; i++)
    if (!add_events (store, events, names, g_ptr_array_index (people, i), error))
      return NULL;
  for (guint type = 0; type < TL_N_TYPES; type++)
    {
      guint parent = tl_type_parent_field ((TlType)type, TL_TYPE_CASE);
      const TlWhere where = {.field = parent, .op = "=", .text = data};
      g_autoptr (GPtrArray) parts = NULL;

      if (parent == G_MAXUINT || type == TL_TYPE_ATTACHMENT)
        continue;
      parts = tl_store_list (store, (TlType)type, &where, 1, TL_QUERY_ID, FALSE, 0, 0, error);
      if (parts == NULL)
        return NULL;
      for (guint i = 0; i < parts->len; i++)
        if (!add_events (store, events, names, tl_record_id (g_ptr_array_index (parts, i)), error))
          return NULL;
    }
  g_ptr_array_sort (events, newer_first);
  return g_steal_pointer (&events);
}

static void
listed_cb (gpointer owner, gpointer result, gpointer user_data)
{
  TlHistory *self = owner;
  GPtrArray *events = result;
  GtkWidget *group = adw_preferences_group_new ();

  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (group), _ ("History"));
  adw_preferences_group_set_description (ADW_PREFERENCES_GROUP (group), _ ("Who saw and changed this case. It cannot be altered."));
  for (guint i = 0; i < events->len && i < MAX_SHOWN; i++)
    {
      const Event *event = g_ptr_array_index (events, i);
      GtkWidget *row = adw_action_row_new ();
      g_autofree char *title = g_markup_escape_text (event->title, -1);
      g_autofree char *subtitle = g_markup_escape_text (event->subtitle, -1);

      adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
      adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
      adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), row);
    }
  adw_bin_set_child (ADW_BIN (self), group);
}

void
tl_history_refresh (TlHistory *self)
{
  tl_ui_call (self, self->store, TL_JOB_NORMAL, _ ("The history could not be read."), history_job, g_strdup (self->case_id), g_free,
              (GDestroyNotify)g_ptr_array_unref, listed_cb, NULL);
}

static void
tl_history_dispose (GObject *object)
{
  TlHistory *self = TL_HISTORY (object);

  g_clear_object (&self->store);
  g_clear_pointer (&self->case_id, g_free);
  G_OBJECT_CLASS (tl_history_parent_class)->dispose (object);
}

static void
tl_history_class_init (TlHistoryClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = tl_history_dispose;
}

static void
tl_history_init (TlHistory *self)
{
}

GtkWidget *
tl_history_new (TlStore *store, const char *case_id)
{
  TlHistory *self = g_object_new (TL_TYPE_HISTORY, NULL);

  self->store = g_object_ref (store);
  self->case_id = g_strdup (case_id);
  tl_history_refresh (self);
  return GTK_WIDGET (self);
}
