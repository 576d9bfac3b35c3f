/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n-lib.h>

#include "call.h"
#include "journal-words.h"
#include "record/time.h"
#include "settings/section.h"
#include "store/journal.h"

/* Who did what, newest first, and the check that nothing of it was altered. No names of people supported: the type of
 * a record and, for a case, its code. */

#define TL_TYPE_JOURNAL_SECTION (tl_journal_section_get_type ())
G_DECLARE_FINAL_TYPE (TlJournalSection, tl_journal_section, TL, JOURNAL_SECTION, TlSettingsSection)

#define PAGE 50

struct _TlJournalSection
{
  TlSettingsSection parent_instance;

  AdwPreferencesGroup *journal;
  GPtrArray *rows;
  GtkWidget *newer;
  GtkWidget *older;
  guint offset;

  GtkWidget *check_row;
  GtkWidget *check;
  GtkWidget *progress;
  guint pulse;
};

G_DEFINE_FINAL_TYPE (TlJournalSection, tl_journal_section, TL_TYPE_SETTINGS_SECTION)

typedef struct
{
  char *title;
  char *subtitle;
} Line;

static void
line_free (gpointer data)
{
  Line *line = data;

  g_free (line->title);
  g_free (line->subtitle);
  g_free (line);
}

static char *
staff_name (TlStore *store, const char *id)
{
  g_autoptr (TlRecord) staff = id != NULL ? tl_store_load (store, TL_TYPE_STAFF, id, NULL) : NULL;

  return g_strdup (staff != NULL ? tl_record_text (staff, TL_STAFF_FULL_NAME)
                   : id != NULL  ? _ ("somebody deleted since")
                                 : _ ("nobody at the desk"));
}

static Line *
line_of (TlStore *store, const TlJournalEntry *entry)
{
  const TlTypeInfo *info = entry->type != NULL ? tl_type_by_name (entry->type) : NULL;
  g_autofree char *time = tl_time_format (entry->at);
  g_autofree char *who = staff_name (store, entry->staff);
  g_autofree char *fields = tl_journal_changed_fields (info, entry->changes);
  g_autoptr (TlRecord) kase
      = info != NULL && info->type == TL_TYPE_CASE && entry->id != NULL ? tl_store_load (store, TL_TYPE_CASE, entry->id, NULL) : NULL;
  const char *code = kase != NULL ? tl_record_text (kase, TL_CASE_CODE) : NULL;
  Line *line = g_new0 (Line, 1);

  line->title = g_strdup_printf ("%s%s%s%s%s", tl_journal_kind_words (entry->kind), info != NULL ? ": " : "",
                                 info != NULL ? tl_type_label (info->type, FALSE) : "", code != NULL ? " " : "", code != NULL ? code : "");
  line->subtitle = g_strdup_printf ("%s · %s%s%s", time, who, *fields != '\0' ? " · " : "", fields);
  return line;
}

static gpointer
list_job (TlStore *store, gpointer data, GCancellable *cancellable, GError **error)
{
  g_autoptr (GPtrArray) entries = tl_journal_list (store, NULL, GPOINTER_TO_UINT (data), PAGE + 1, error);
  GPtrArray *lines;

  if (entries == NULL)
    return NULL;
  lines = g_ptr_array_new_with_free_func (line_free);
  for (guint i = 0; i < entries->len; i++)
    g_ptr_array_add (lines, line_of (store, entries->pdata[i]));
  return lines;
}

static void
listed_cb (gpointer owner, gpointer result, gpointer user_data)
{
  TlJournalSection *self = owner;
  GPtrArray *lines = result;

  tl_settings_clear (self->journal, self->rows);
  for (guint i = 0; i < MIN (lines->len, PAGE); i++)
    {
      const Line *line = lines->pdata[i];

      g_ptr_array_add (self->rows, tl_settings_row (self->journal, line->title, line->subtitle));
    }
  gtk_widget_set_sensitive (self->newer, self->offset > 0);
  gtk_widget_set_sensitive (self->older, lines->len > PAGE);
}

static void
tl_journal_section_refresh (TlSettingsSection *section)
{
  tl_ui_call (section, tl_settings_section_get_store (section), TL_JOB_NORMAL, _ ("The journal could not be read."), list_job,
              GUINT_TO_POINTER (TL_JOURNAL_SECTION (section)->offset), NULL, (GDestroyNotify)g_ptr_array_unref, listed_cb, NULL);
}

static void
newer_cb (TlJournalSection *self)
{
  self->offset -= MIN (self->offset, PAGE);
  tl_settings_section_refresh (TL_SETTINGS_SECTION (self));
}

static void
older_cb (TlJournalSection *self)
{
  self->offset += PAGE;
  tl_settings_section_refresh (TL_SETTINGS_SECTION (self));
}

/* --- Check: first the blocks of the file, then the chain of the journal --- */

typedef struct
{
  guint64 count;
  guint damaged;
} Checked;

static gpointer
blocks_job (TlStore *store, gpointer data, GCancellable *cancellable, GError **error)
{
  g_autoptr (GArray) damaged = g_array_new (FALSE, FALSE, sizeof (guint64));
  g_autofree Checked *checked = g_new0 (Checked, 1);

  if (!tl_vault_check_blocks (tl_store_vault (store), &checked->count, damaged, error))
    return NULL;
  checked->damaged = damaged->len;
  return g_steal_pointer (&checked);
}

static gpointer
chain_job (TlStore *store, gpointer data, GCancellable *cancellable, GError **error)
{
  g_autofree Checked *checked = g_new0 (Checked, 1);

  return tl_journal_verify (store, &checked->count, error) ? g_steal_pointer (&checked) : NULL;
}

static gboolean
pulse_cb (gpointer data)
{
  gtk_progress_bar_pulse (GTK_PROGRESS_BAR (TL_JOURNAL_SECTION (data)->progress));
  return G_SOURCE_CONTINUE;
}

static void
set_busy (TlJournalSection *self, gboolean busy)
{
  gtk_widget_set_sensitive (self->check, !busy);
  gtk_widget_set_visible (self->progress, busy);
  g_clear_handle_id (&self->pulse, g_source_remove);
  if (busy)
    self->pulse = g_timeout_add (120, pulse_cb, self);
}

static void
say (TlJournalSection *self, const char *text)
{
  g_autofree char *markup = g_markup_escape_text (text, -1);

  adw_action_row_set_subtitle (ADW_ACTION_ROW (self->check_row), markup);
}

static void
chain_done (gpointer owner, gpointer result, const GError *error, gpointer user_data)
{
  TlJournalSection *self = owner;
  g_autofree char *blocks = user_data;
  g_autofree char *text = NULL;

  set_busy (self, FALSE);
  if (error != NULL)
    {
      say (self, _ ("Something is wrong with the journal."));
      tl_ui_show_error (self, _ ("The journal is not whole. Leave the file as it is and call whoever looks after this computer."),
                        error->message);
      return;
    }
  /* Translators: first how many blocks, then how many entries were read. */
  text = g_strdup_printf (_ ("All is whole: %s blocks and %llu entries read."), blocks,
                          (unsigned long long)((const Checked *)result)->count);
  say (self, text);
}

static void
blocks_done (gpointer owner, gpointer result, const GError *error, gpointer user_data)
{
  TlJournalSection *self = owner;
  const Checked *checked = result;

  if (error != NULL || checked->damaged > 0)
    {
      set_busy (self, FALSE);
      say (self, _ ("Part of the file cannot be read."));
      tl_ui_show_error (self, _ ("Part of the file is damaged. Leave it as it is and fetch your last backup."),
                        error != NULL ? error->message : NULL);
      return;
    }
  say (self, _ ("Step 2 of 2: recomputing the chain of the journal…"));
  tl_ui_call_full (self, tl_settings_section_get_store (TL_SETTINGS_SECTION (self)), TL_JOB_BACKGROUND, chain_job, NULL, NULL, g_free,
                   chain_done, g_strdup_printf ("%" G_GUINT64_FORMAT, checked->count));
}

static void
check_cb (TlJournalSection *self)
{
  set_busy (self, TRUE);
  say (self, _ ("Step 1 of 2: reading every block of the file…"));
  tl_ui_call_full (self, tl_settings_section_get_store (TL_SETTINGS_SECTION (self)), TL_JOB_BACKGROUND, blocks_job, NULL, NULL, g_free,
                   blocks_done, NULL);
}

static void
tl_journal_section_constructed (GObject *object)
{
  TlJournalSection *self = TL_JOURNAL_SECTION (object);
  TlSettingsSection *section = TL_SETTINGS_SECTION (object);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  AdwPreferencesGroup *group;

  G_OBJECT_CLASS (tl_journal_section_parent_class)->constructed (object);
  group = tl_settings_group (section, _ ("Check"), NULL);
  self->check_row = tl_settings_row (group, _ ("Is everything whole?"),
                                     _ ("Reads every block of the file and recomputes the journal. Changes nothing."));
  self->progress = gtk_progress_bar_new ();
  gtk_widget_set_valign (self->progress, GTK_ALIGN_CENTER);
  gtk_widget_set_visible (self->progress, FALSE);
  tl_ui_label (self->progress, _ ("Checking"));
  self->check = tl_settings_button (_ ("Ch_eck now"), NULL);
  g_signal_connect_swapped (self->check, "clicked", G_CALLBACK (check_cb), self);
  adw_action_row_add_suffix (ADW_ACTION_ROW (self->check_row), self->progress);
  adw_action_row_add_suffix (ADW_ACTION_ROW (self->check_row), self->check);

  self->journal = tl_settings_group (section, _ ("Journal"), _ ("Who did what, newest first. Nobody can alter it."));
  self->newer = tl_settings_button (_ ("_Newer"), _ ("Newer entries"));
  self->older = tl_settings_button (_ ("_Older"), _ ("Older entries"));
  g_signal_connect_swapped (self->newer, "clicked", G_CALLBACK (newer_cb), self);
  g_signal_connect_swapped (self->older, "clicked", G_CALLBACK (older_cb), self);
  gtk_box_append (GTK_BOX (box), self->newer);
  gtk_box_append (GTK_BOX (box), self->older);
  adw_preferences_group_set_header_suffix (self->journal, box);
}

static void
tl_journal_section_dispose (GObject *object)
{
  g_clear_handle_id (&TL_JOURNAL_SECTION (object)->pulse, g_source_remove);
  G_OBJECT_CLASS (tl_journal_section_parent_class)->dispose (object);
}

static void
tl_journal_section_finalize (GObject *object)
{
  g_ptr_array_unref (TL_JOURNAL_SECTION (object)->rows);
  G_OBJECT_CLASS (tl_journal_section_parent_class)->finalize (object);
}

static void
tl_journal_section_class_init (TlJournalSectionClass *klass)
{
  G_OBJECT_CLASS (klass)->constructed = tl_journal_section_constructed;
  G_OBJECT_CLASS (klass)->dispose = tl_journal_section_dispose;
  G_OBJECT_CLASS (klass)->finalize = tl_journal_section_finalize;
  TL_SETTINGS_SECTION_CLASS (klass)->refresh = tl_journal_section_refresh;
}

static void
tl_journal_section_init (TlJournalSection *self)
{
  self->rows = g_ptr_array_new ();
}
