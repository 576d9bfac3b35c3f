/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n-lib.h>

#include "call.h"
#include "form/dialog.h"
#include "record/lists.h"
#include "record/text.h"
#include "settings/section.h"
#include "settings/sections.h"

/* Lists of records that the place (rooms) or the province (budgets) keeps: one row a record, a dialog with its form to
 * change it. What differs between the two stands in the table `kinds`. Rates have a section of their own. */

#define TL_TYPE_RECORDS_SECTION (tl_records_section_get_type ())
G_DECLARE_DERIVABLE_TYPE (TlRecordsSection, tl_records_section, TL, RECORDS_SECTION, TlSettingsSection)

struct _TlRecordsSectionClass
{
  TlSettingsSectionClass parent_class;

  guint kind; /* index in kinds[] */
};

typedef struct
{
  AdwPreferencesGroup *group;
  GtkWidget *add;
  GPtrArray *rows;
} TlRecordsSectionPrivate;

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (TlRecordsSection, tl_records_section, TL_TYPE_SETTINGS_SECTION)

static char *room_detail (TlRecord *record);
static char *budget_title (TlRecord *record);
static char *budget_detail (TlRecord *record);

static char *
room_title (TlRecord *record)
{
  return g_strdup (tl_record_text (record, TL_ROOM_NAME));
}

static const struct
{
  TlType type;
  guint order_by;
  gboolean descending;
  gboolean province; /* only the province changes them */
  const char *title;
  const char *words;     /* where they can be changed */
  const char *read_only; /* where they cannot */
  char *(*row_title) (TlRecord *record);
  char *(*row_detail) (TlRecord *record);
} kinds[] = {
    {TL_TYPE_ROOM, TL_ROOM_NAME, FALSE, FALSE, N_ ("Rooms and beds"),
     N_ ("A blocked bed is not given to anybody: broken, or kept free on purpose."), NULL, room_title, room_detail},
    {TL_TYPE_BUDGET, TL_BUDGET_YEAR, TRUE, FALSE, N_ ("Budgets"),
     N_ ("Money that the province granted for a year, by source; with a category or for all of them. Enter what the decision says."), NULL,
     budget_title, budget_detail},
};

static char *
room_detail (TlRecord *record)
{
  gint64 blocked = tl_record_int (record, TL_ROOM_BLOCKED_BEDS);
  guint beds = (guint)tl_record_int (record, TL_ROOM_BEDS);
  g_autofree char *count = g_strdup_printf (ngettext ("%u bed", "%u beds", beds), beds);
  g_autofree char *closed = blocked > 0 ? g_strdup_printf (_ (", %d blocked"), (int)blocked) : g_strdup ("");
  const char *note = tl_record_text (record, TL_ROOM_NOTE);

  return g_strdup_printf ("%s%s%s%s", count, closed, note != NULL ? " · " : "", note != NULL ? note : "");
}

static char *
budget_title (TlRecord *record)
{
  g_autofree char *source = tl_record_format_field (record, TL_BUDGET_FUNDING_SOURCE);
  g_autofree char *place = tl_record_has (record, TL_BUDGET_FOR_SITE) ? tl_record_format_field (record, TL_BUDGET_FOR_SITE) : NULL;

  return g_strdup_printf ("%d · %s%s%s", (int)tl_record_int (record, TL_BUDGET_YEAR), place != NULL ? place : "",
                          place != NULL ? " · " : "", source);
}

static char *
budget_detail (TlRecord *record)
{
  g_autofree char *money = tl_money_format (tl_record_int (record, TL_BUDGET_AMOUNT));
  g_autofree char *category
      = tl_record_has (record, TL_BUDGET_CATEGORY) ? tl_record_format_field (record, TL_BUDGET_CATEGORY) : g_strdup (_ ("all categories"));
  const char *decision = tl_record_text (record, TL_BUDGET_DECISION_NO);

  return g_strdup_printf ("%s đ · %s%s%s", money, category, decision != NULL ? " · " : "", decision != NULL ? decision : "");
}

/* --- Jobs --- */

/* What is listed, and whether it may be changed here. */
typedef struct
{
  GPtrArray *records;
  gboolean editable;
} Listed;

static void
listed_free (gpointer data)
{
  Listed *listed = data;

  g_clear_pointer (&listed->records, g_ptr_array_unref);
  g_free (listed);
}

static gpointer
list_job (TlStore *store, gpointer data, GCancellable *cancellable, GError **error)
{
  guint kind = GPOINTER_TO_UINT (data);
  const TlWhere where = {.field = TL_SITE_CODE, .op = "=", .text = tl_store_site (store)};
  g_autoptr (GPtrArray) place = tl_store_list (store, TL_TYPE_SITE, &where, 1, TL_QUERY_ID, FALSE, 0, 1, error);
  Listed *listed;

  if (place == NULL)
    return NULL;
  listed = g_new0 (Listed, 1);
  listed->editable
      = !kinds[kind].province || (place->len > 0 && g_strcmp0 (tl_record_text (place->pdata[0], TL_SITE_KIND), "province") == 0);
  listed->records = tl_store_list (store, kinds[kind].type, NULL, 0, kinds[kind].order_by, kinds[kind].descending, 0, 1000, error);
  if (listed->records == NULL)
    g_clear_pointer (&listed, listed_free);
  return listed;
}

typedef struct
{
  TlType type;
  char *id;
  char *reason;
} Deletion;

static void
deletion_free (gpointer data)
{
  Deletion *deletion = data;

  g_free (deletion->id);
  g_free (deletion->reason);
  g_free (deletion);
}

static gpointer
delete_job (TlStore *store, gpointer data, GCancellable *cancellable, GError **error)
{
  Deletion *deletion = data;

  tl_store_delete (store, deletion->type, deletion->id, deletion->reason, error);
  return NULL;
}

/* --- Rows --- */

static void
saved_cb (gpointer owner, TlRecord *record, gpointer user_data)
{
  tl_settings_section_refresh (owner);
}

static void
deleted (gpointer owner, gpointer result, gpointer user_data)
{
  tl_settings_section_refresh (owner);
}

static void
edit_cb (GtkWidget *row, TlRecordsSection *self)
{
  tl_record_dialog_show (self, tl_settings_section_get_store (TL_SETTINGS_SECTION (self)), g_object_get_data (G_OBJECT (row), "record"),
                         NULL, saved_cb, NULL);
}

static void
add_cb (TlRecordsSection *self)
{
  g_autoptr (TlRecord) record = tl_record_new (kinds[TL_RECORDS_SECTION_GET_CLASS (self)->kind].type);

  tl_record_dialog_show (self, tl_settings_section_get_store (TL_SETTINGS_SECTION (self)), record, NULL, saved_cb, NULL);
}

static void
delete_confirmed (gpointer owner, const char *reason, gpointer user_data)
{
  TlRecord *record = g_object_get_data (G_OBJECT (owner), "doomed");
  Deletion *deletion = g_new0 (Deletion, 1);

  deletion->type = tl_record_type (record);
  deletion->id = g_strdup (tl_record_id (record));
  deletion->reason = g_strdup (reason);
  tl_ui_call (owner, tl_settings_section_get_store (owner), TL_JOB_NORMAL, _ ("This could not be deleted. Nothing was changed."),
              delete_job, deletion, deletion_free, NULL, deleted, NULL);
}

static void
delete_cb (GtkWidget *button, TlRecordsSection *self)
{
  TlRecord *record = g_object_get_data (G_OBJECT (button), "record");
  g_autofree char *heading = g_strdup_printf (_ ("Delete this entry (%s)?"), tl_type_label (tl_record_type (record), FALSE));

  /* The question is modal: there is one at a time. */
  g_object_set_data_full (G_OBJECT (self), "doomed", g_object_ref (record), g_object_unref);
  tl_ui_confirm (self, heading, _ ("The history keeps that it was there, and why it went."), _ ("_Delete"), _ ("Reason"), delete_confirmed,
                 NULL);
}

static void
add_row (TlRecordsSection *self, TlRecord *record, gboolean editable)
{
  TlRecordsSectionPrivate *priv = tl_records_section_get_instance_private (self);
  guint kind = TL_RECORDS_SECTION_GET_CLASS (self)->kind;
  g_autofree char *title = kinds[kind].row_title (record);
  g_autofree char *detail = kinds[kind].row_detail (record);
  GtkWidget *row = tl_settings_row (priv->group, title, detail);

  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 0);
  g_ptr_array_add (priv->rows, row);
  if (!editable)
    return;
  g_object_set_data_full (G_OBJECT (row), "record", g_object_ref (record), g_object_unref);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  g_signal_connect (row, "activated", G_CALLBACK (edit_cb), self);
  {
    GtkWidget *remove = gtk_button_new_from_icon_name ("user-trash-symbolic");
    g_autofree char *name = g_strdup_printf (_ ("Delete: %s"), title);

    gtk_widget_set_valign (remove, GTK_ALIGN_CENTER);
    gtk_widget_add_css_class (remove, "flat");
    gtk_widget_set_tooltip_text (remove, _ ("Delete"));
    tl_ui_label (remove, name);
    g_object_set_data_full (G_OBJECT (remove), "record", g_object_ref (record), g_object_unref);
    g_signal_connect (remove, "clicked", G_CALLBACK (delete_cb), self);
    adw_action_row_add_suffix (ADW_ACTION_ROW (row), remove);
    adw_action_row_add_suffix (ADW_ACTION_ROW (row), gtk_image_new_from_icon_name ("go-next-symbolic"));
  }
}

static void
listed_cb (gpointer owner, gpointer result, gpointer user_data)
{
  TlRecordsSection *self = owner;
  TlRecordsSectionPrivate *priv = tl_records_section_get_instance_private (self);
  Listed *listed = result;
  guint kind = TL_RECORDS_SECTION_GET_CLASS (self)->kind;

  tl_settings_clear (priv->group, priv->rows);
  for (guint i = 0; i < listed->records->len; i++)
    add_row (self, listed->records->pdata[i], listed->editable);
  if (listed->records->len == 0)
    g_ptr_array_add (priv->rows, tl_settings_row (priv->group, _ ("Nothing here yet."), NULL));
  adw_preferences_group_set_description (priv->group, listed->editable ? _ (kinds[kind].words) : _ (kinds[kind].read_only));
  gtk_widget_set_visible (priv->add, listed->editable);
}

static void
tl_records_section_refresh (TlSettingsSection *section)
{
  tl_ui_call (section, tl_settings_section_get_store (section), TL_JOB_NORMAL, _ ("The list could not be read."), list_job,
              GUINT_TO_POINTER (TL_RECORDS_SECTION_GET_CLASS (section)->kind), NULL, listed_free, listed_cb, NULL);
}

static void
tl_records_section_constructed (GObject *object)
{
  TlRecordsSection *self = TL_RECORDS_SECTION (object);
  TlRecordsSectionPrivate *priv = tl_records_section_get_instance_private (self);
  guint kind = TL_RECORDS_SECTION_GET_CLASS (self)->kind;

  G_OBJECT_CLASS (tl_records_section_parent_class)->constructed (object);
  priv->rows = g_ptr_array_new ();
  priv->group = tl_settings_group (TL_SETTINGS_SECTION (self), _ (kinds[kind].title), "");
  priv->add = tl_settings_button (_ ("_Add…"), NULL);
  gtk_widget_set_visible (priv->add, FALSE);
  g_signal_connect_swapped (priv->add, "clicked", G_CALLBACK (add_cb), self);
  adw_preferences_group_set_header_suffix (priv->group, priv->add);
}

static void
tl_records_section_finalize (GObject *object)
{
  TlRecordsSectionPrivate *priv = tl_records_section_get_instance_private (TL_RECORDS_SECTION (object));

  g_ptr_array_unref (priv->rows);
  G_OBJECT_CLASS (tl_records_section_parent_class)->finalize (object);
}

static void
tl_records_section_class_init (TlRecordsSectionClass *klass)
{
  G_OBJECT_CLASS (klass)->constructed = tl_records_section_constructed;
  G_OBJECT_CLASS (klass)->finalize = tl_records_section_finalize;
  TL_SETTINGS_SECTION_CLASS (klass)->refresh = tl_records_section_refresh;
}

static void
tl_records_section_init (TlRecordsSection *self)
{
}

#define RECORDS_SECTION(Name, name, number)                                                                                                \
  typedef TlRecordsSection Tl##Name##Section;                                                                                              \
  typedef TlRecordsSectionClass Tl##Name##SectionClass;                                                                                    \
  G_DEFINE_TYPE (Tl##Name##Section, tl_##name##_section, TL_TYPE_RECORDS_SECTION)                                                          \
  static void tl_##name##_section_class_init (Tl##Name##SectionClass *klass)                                                               \
  {                                                                                                                                        \
    klass->kind = number;                                                                                                                  \
  }                                                                                                                                        \
  static void tl_##name##_section_init (Tl##Name##Section *self)                                                                           \
  {                                                                                                                                        \
  }

RECORDS_SECTION (Rooms, rooms, 0)
RECORDS_SECTION (Budgets, budgets, 1)
