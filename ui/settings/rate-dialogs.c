/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "settings/rate-dialogs.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "call.h"
#include "frame.h"
#include "record/text.h"
#include "record/time.h"
#include "support/support.h"

/* Small windows about rates: end one, follow it by another, take a pack in, give one out. */

typedef struct
{
  GtkWidget *window;
  GWeakRef owner;
  TlStore *store;
  TlRecord *rate;
  TlRatesChanged changed;
  GtkWidget *day, *level, *cap, *clause, *text; /* entries; NULL where the window has none */
  GtkWidget *wrong;                             /* what cannot be read yet */
  GtkWidget *digits;
  GtkWidget *go;
  GBytes *bytes;
  gboolean province;
} RateDialog;

static void
rate_dialog_free (gpointer data)
{
  RateDialog *dialog = data;

  g_weak_ref_clear (&dialog->owner);
  g_object_unref (dialog->store);
  g_clear_object (&dialog->rate);
  g_clear_pointer (&dialog->bytes, g_bytes_unref);
  g_free (dialog);
}

static RateDialog *
new_dialog (gpointer owner, TlStore *store, TlRecord *rate, TlRatesChanged changed)
{
  RateDialog *dialog = g_new0 (RateDialog, 1);

  g_weak_ref_init (&dialog->owner, owner);
  dialog->store = g_object_ref (store);
  dialog->rate = rate ? g_object_ref (rate) : NULL;
  dialog->changed = changed;
  return dialog;
}

static GtkWidget *
new_box (void)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 10);

  gtk_widget_set_margin_top (box, 18);
  gtk_widget_set_margin_bottom (box, 18);
  gtk_widget_set_margin_start (box, 18);
  gtk_widget_set_margin_end (box, 18);
  return box;
}

static GtkWidget *
add_words (GtkWidget *box, const char *text, const char *css)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  if (css != NULL)
    gtk_widget_add_css_class (label, css);
  gtk_box_append (GTK_BOX (box), label);
  return label;
}

static GtkWidget *
add_entry (GtkWidget *box, const char *label, const char *value)
{
  GtkWidget *group = gtk_box_new (GTK_ORIENTATION_VERTICAL, 4);
  GtkWidget *entry = gtk_entry_new ();

  add_words (group, label, "tl-page-subtitle");
  gtk_editable_set_text (GTK_EDITABLE (entry), value ? value : "");
  gtk_entry_set_activates_default (GTK_ENTRY (entry), TRUE);
  tl_ui_label (entry, label);
  gtk_box_append (GTK_BOX (group), entry);
  gtk_box_append (GTK_BOX (box), group);
  return entry;
}

static void
show (RateDialog *dialog, const char *title, GtkWidget *box, const char *go, int width, int height, GCallback go_cb)
{
  gpointer owner = g_weak_ref_get (&dialog->owner);

  dialog->window = GTK_WIDGET (tl_frame_new (owner, title, box, go, width, height, &dialog->go));
  g_object_set_data_full (G_OBJECT (dialog->window), "rate-dialog", dialog, rate_dialog_free);
  if (dialog->go)
    {
      g_signal_connect_swapped (dialog->go, "clicked", go_cb, dialog);
      gtk_window_set_default_widget (GTK_WINDOW (dialog->window), dialog->go);
    }
  gtk_window_present (GTK_WINDOW (dialog->window));
  g_object_unref (owner);
}

static void
say_wrong (RateDialog *dialog, const char *text)
{
  gtk_label_set_text (GTK_LABEL (dialog->wrong), text);
  gtk_widget_set_visible (dialog->wrong, text != NULL && *text != '\0');
}

static GtkWidget *
add_wrong (GtkWidget *box)
{
  GtkWidget *label = add_words (box, "", "tl-field-error");

  gtk_widget_set_visible (label, FALSE);
  return label;
}

static const char *
typed (GtkWidget *entry)
{
  return gtk_editable_get_text (GTK_EDITABLE (entry));
}

/* What was done is done: the section shows it. */
static void
done (gpointer window, gpointer result, const GError *error, gpointer user_data)
{
  RateDialog *dialog = g_object_get_data (G_OBJECT (window), "rate-dialog");
  g_autoptr (GObject) owner = NULL;

  if (error != NULL)
    {
      say_wrong (dialog, error->message);
      gtk_widget_set_sensitive (dialog->go, TRUE);
      return;
    }
  owner = g_weak_ref_get (&dialog->owner);
  if (owner != NULL && dialog->changed != NULL)
    dialog->changed (owner);
  if (owner != NULL && user_data != NULL)
    tl_ui_toast (owner, user_data);
  gtk_window_destroy (GTK_WINDOW (window));
}

static gboolean
read_day (RateDialog *dialog, TlDate *day)
{
  if (tl_date_parse_typed_ahead (typed (dialog->day), day))
    return TRUE;
  say_wrong (dialog, _ ("Type the day as 31/12/2026."));
  gtk_widget_grab_focus (dialog->day);
  return FALSE;
}

/* --- the last day --- */

typedef struct
{
  TlRecord *rate;
  TlDate last;
} Ending;

static void
ending_free (gpointer data)
{
  g_object_unref (((Ending *)data)->rate);
  g_free (data);
}

/* Of this very rate, whatever else is in force on that day. */
static gpointer
end_job (TlStore *store, gpointer data, GCancellable *cancellable, GError **error)
{
  Ending *ending = data;
  g_autoptr (TlRecord) rate = tl_store_load (store, TL_TYPE_RATE, tl_record_id (ending->rate), error);
  g_autofree char *day = tl_date_to_iso (ending->last);

  if (rate != NULL)
    {
      tl_record_set_text (rate, TL_RATE_VALID_TO, day);
      tl_store_save (store, rate, error);
    }
  return NULL;
}

static void
end_cb (RateDialog *dialog)
{
  Ending *ending;
  TlDate last;

  if (!read_day (dialog, &last))
    return;
  ending = g_new0 (Ending, 1);
  ending->rate = g_object_ref (dialog->rate);
  ending->last = last;
  gtk_widget_set_sensitive (dialog->go, FALSE);
  tl_ui_call_full (dialog->window, dialog->store, TL_JOB_NORMAL, end_job, ending, ending_free, NULL, done, NULL);
}

void
tl_rate_end_dialog (gpointer owner, TlStore *store, TlRecord *rate, TlRatesChanged changed)
{
  RateDialog *dialog = new_dialog (owner, store, rate, changed);
  GtkWidget *box = new_box ();
  g_autofree char *to = tl_record_format_field (rate, TL_RATE_VALID_TO);

  add_words (box, tl_record_text (rate, TL_RATE_TITLE), "heading");
  add_words (box, _ ("After this day the category is not offered any more. Lines that are there already stand as they are."), NULL);
  dialog->day = add_entry (box, _ ("Last day in force"), to);
  dialog->wrong = add_wrong (box);
  show (dialog, _ ("End a rate"), box, _ ("_End"), 460, -1, G_CALLBACK (end_cb));
  gtk_widget_grab_focus (dialog->day);
}

/* --- what follows --- */

static gpointer
succeed_job (TlStore *store, gpointer data, GCancellable *cancellable, GError **error)
{
  tl_rate_succeed (store, data, error);
  return NULL;
}

static gboolean
read_money (RateDialog *dialog, GtkWidget *entry, TlRecord *rate, guint field)
{
  gint64 money;

  if (entry == NULL)
    return TRUE;
  if (tl_money_parse (typed (entry), &money))
    {
      tl_record_set_int (rate, field, money);
      return TRUE;
    }
  say_wrong (dialog, _ ("Type the money in whole đồng: 90.000."));
  gtk_widget_grab_focus (entry);
  return FALSE;
}

static void
succeed_cb (RateDialog *dialog)
{
  g_autoptr (TlRecord) rate = tl_record_new (TL_TYPE_RATE);
  g_autofree char *from = NULL;
  TlDate day;

  tl_record_assign (rate, dialog->rate);
  if (!read_day (dialog, &day) || !read_money (dialog, dialog->level, rate, TL_RATE_LEVEL)
      || !read_money (dialog, dialog->cap, rate, TL_RATE_CAP_AMOUNT))
    return;
  from = tl_date_to_iso (day);
  tl_record_set_text (rate, TL_RATE_VALID_FROM, from);
  tl_record_unset (rate, TL_RATE_VALID_TO);
  tl_record_set_text (rate, TL_RATE_LEGAL_BASIS, typed (dialog->clause));
  tl_record_set_text (rate, TL_RATE_TEXT, typed (dialog->text));
  gtk_widget_set_sensitive (dialog->go, FALSE);
  tl_ui_call_full (dialog->window, dialog->store, TL_JOB_NORMAL, succeed_job, g_object_ref (rate), g_object_unref, NULL, done, NULL);
}

void
tl_rate_succeed_dialog (gpointer owner, TlStore *store, TlRecord *rate, TlRatesChanged changed)
{
  RateDialog *dialog = new_dialog (owner, store, rate, changed);
  GtkWidget *box = new_box ();
  gboolean fixed = g_strcmp0 (tl_record_text (rate, TL_RATE_FORMULA), "fixed") == 0;
  g_autofree char *level = tl_money_format (tl_record_int (rate, TL_RATE_LEVEL));
  g_autofree char *cap = tl_money_format (tl_record_int (rate, TL_RATE_CAP_AMOUNT));

  add_words (box, tl_record_text (rate, TL_RATE_TITLE), "heading");
  add_words (box, _ ("The rate of today ends on the day before. A line takes the rate of its own day; one that spans both becomes two."), NULL);
  dialog->day = add_entry (box, _ ("In force from"), NULL);
  if (fixed)
    dialog->level = add_entry (box, _ ("Level (đ)"), level);
  if (tl_record_has (rate, TL_RATE_CAP_AMOUNT))
    dialog->cap = add_entry (box, _ ("Ceiling (đ)"), cap);
  dialog->clause = add_entry (box, _ ("Clause and text"), tl_record_text (rate, TL_RATE_LEGAL_BASIS));
  dialog->text = add_entry (box, _ ("Full title of the text, as a statement prints it"), tl_record_text (rate, TL_RATE_TEXT));
  dialog->wrong = add_wrong (box);
  show (dialog, _ ("New level from a day"), box, _ ("_Save"), 620, -1, G_CALLBACK (succeed_cb));
  gtk_widget_grab_focus (dialog->day);
}

/* --- a pack comes in --- */

typedef struct
{
  GBytes *bytes;
  char *heard;
} Import;

static void
import_free (gpointer data)
{
  Import *import = data;

  g_bytes_unref (import->bytes);
  g_free (import->heard);
  g_free (import);
}

static gpointer
import_job (TlStore *store, gpointer data, GCancellable *cancellable, GError **error)
{
  Import *import = data;

  return tl_rate_pack_import (store, import->bytes, import->heard, error);
}

static gpointer
preview_job (TlStore *store, gpointer data, GCancellable *cancellable, GError **error)
{
  return tl_rate_pack_preview (store, data, error);
}

static void
import_cb (RateDialog *dialog)
{
  Import *import = g_new0 (Import, 1);

  import->bytes = g_bytes_ref (dialog->bytes);
  import->heard = dialog->digits ? g_strdup (typed (dialog->digits)) : NULL;
  gtk_widget_set_sensitive (dialog->go, FALSE);
  tl_ui_call_full (dialog->window, dialog->store, TL_JOB_NORMAL, import_job, import, import_free, (GDestroyNotify)tl_rate_pack_free, done,
                   _ ("The pack is taken in."));
}

static const char *
kind_label (TlRateChangeKind kind)
{
  const char *const labels[] = {_ ("unchanged"), _ ("new"), _ ("changed"), _ ("ended")};

  return labels[kind];
}

static void
add_change (GtkWidget *list, const TlRateChange *change)
{
  GtkWidget *row = adw_action_row_new ();
  g_autofree char *level = tl_rate_level_text (change->after);
  g_autofree char *from = tl_record_format_field (change->after, TL_RATE_VALID_FROM);
  g_autofree char *to = tl_record_format_field (change->after, TL_RATE_VALID_TO);
  g_autoptr (GString) detail = g_string_new (level);
  GtkWidget *state = gtk_label_new (kind_label (change->kind));

  g_string_append_printf (detail, "\n%s – %s", from, to && *to ? to : "…");
  if (*change->what)
    g_string_append_printf (detail, "\n%s", change->what);
  if (change->lines_after > 0)
    {
      g_string_append_c (detail, '\n');
      g_string_append_printf (detail, ngettext ("%u line dated after that day stands as it is", "%u lines dated after that day stand as they are",
                                                change->lines_after),
                              change->lines_after);
    }
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), tl_record_text (change->after, TL_RATE_TITLE));
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), detail->str);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 0);
  gtk_widget_add_css_class (state, change->kind == TL_RATE_SAME ? "dim-label" : "heading");
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), state);
  gtk_list_box_append (GTK_LIST_BOX (list), row);
}

static void
previewed (gpointer owner, gpointer result, const GError *error, gpointer user_data)
{
  /* Kept by the owner till now, so that it goes with it. */
  RateDialog *dialog = g_object_steal_data (owner, "rate-import");
  TlRatePack *pack = result;
  GtkWidget *box, *list, *scroller;
  g_autofree char *title = NULL;
  guint same = 0;

  if (error != NULL)
    {
      tl_ui_show_error (owner, _ ("This pack was not taken in. Nothing was changed."), error->message);
      rate_dialog_free (dialog);
      return;
    }
  box = new_box ();
  title = g_strdup_printf ("%s%s%s", pack->name, pack->text ? " · " : "", pack->text ? pack->text : "");
  add_words (box, title, "heading");
  list = gtk_list_box_new ();
  gtk_list_box_set_selection_mode (GTK_LIST_BOX (list), GTK_SELECTION_NONE);
  gtk_widget_add_css_class (list, "boxed-list");
  gtk_widget_set_valign (list, GTK_ALIGN_START);
  tl_ui_label (list, _ ("What changes"));
  for (guint i = 0; i < pack->changes->len; i++)
    if (((TlRateChange *)pack->changes->pdata[i])->kind == TL_RATE_SAME)
      same++;
    else
      add_change (list, pack->changes->pdata[i]);
  gtk_widget_set_visible (list, same < pack->changes->len);
  scroller = gtk_scrolled_window_new ();
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), list);
  gtk_widget_set_vexpand (scroller, TRUE);
  gtk_box_append (GTK_BOX (box), scroller);
  if (same > 0)
    {
      g_autofree char *rest = g_strdup_printf (ngettext ("%u rate is there already and stays as it is", "%u rates are there already and stay as "
                                                                                                        "they are",
                                                         same),
                                               same);

      add_words (box, rest, "tl-page-subtitle");
    }
  if (!dialog->province)
    dialog->digits
        = add_entry (box, _ ("Telephone the province at a number you know and type the 25 digits that they read out for this pack"), NULL);
  dialog->wrong = add_wrong (box);
  show (dialog, _ ("Take in a pack of rates"), box, _ ("_Take in"), 720, 620, G_CALLBACK (import_cb));
  if (dialog->digits)
    gtk_widget_grab_focus (dialog->digits);
}

static void
import_chosen_cb (GtkNativeDialog *chooser, int response, RateDialog *dialog)
{
  g_autoptr (GFile) file = response == GTK_RESPONSE_ACCEPT ? gtk_file_chooser_get_file (GTK_FILE_CHOOSER (chooser)) : NULL;
  g_autoptr (GObject) owner = g_weak_ref_get (&dialog->owner);
  g_autoptr (GError) error = NULL;

  if (file != NULL && owner != NULL)
    {
      dialog->bytes = g_file_load_bytes (file, NULL, NULL, &error);
      if (dialog->bytes == NULL)
        tl_ui_show_error (owner, _ ("This file could not be read. Nothing was changed."), error->message);
    }
  g_object_unref (chooser);
  if (dialog->bytes == NULL)
    {
      rate_dialog_free (dialog);
      return;
    }
  g_object_set_data_full (owner, "rate-import", dialog, rate_dialog_free);
  tl_ui_call_full (owner, dialog->store, TL_JOB_NORMAL, preview_job, g_bytes_ref (dialog->bytes), (GDestroyNotify)g_bytes_unref,
                   (GDestroyNotify)tl_rate_pack_free, previewed, NULL);
}

void
tl_rate_import_dialog (gpointer owner, TlStore *store, gboolean province, TlRatesChanged changed)
{
  RateDialog *dialog = new_dialog (owner, store, NULL, changed);
  GtkFileChooserNative *chooser
      = gtk_file_chooser_native_new (_ ("Take in a pack of rates"), GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (owner))),
                                     GTK_FILE_CHOOSER_ACTION_OPEN, _ ("_Open"), _ ("_Cancel"));

  dialog->province = province;
  g_signal_connect (chooser, "response", G_CALLBACK (import_chosen_cb), dialog);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (chooser));
}

/* --- a pack goes out --- */

typedef struct
{
  char *path;
  char *digits;
} Export;

static void
export_free (gpointer data)
{
  Export *export = data;

  g_free (export->path);
  g_free (export->digits);
  g_free (export);
}

static gpointer
export_job (TlStore *store, gpointer data, GCancellable *cancellable, GError **error)
{
  g_autofree char *name = g_path_get_basename (data);
  char *dot = strrchr (name, '.');
  g_autoptr (GBytes) bytes = NULL;
  Export *export = g_new0 (Export, 1);

  if (dot != NULL && dot != name)
    *dot = '\0';
  export->path = g_strdup (data);
  bytes = tl_rate_pack_export (store, name, NULL, &export->digits, error);
  if (bytes != NULL
      && g_file_set_contents_full (data, g_bytes_get_data (bytes, NULL), (gssize)g_bytes_get_size (bytes),
                                   G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE, 0600, error))
    return export;
  export_free (export);
  return NULL;
}

static void
exported (gpointer owner, gpointer result, gpointer user_data)
{
  Export *export = result;
  GtkWidget *box = new_box ();
  GtkWidget *digits;
  GtkWindow *window;

  add_words (box, _ ("The pack is written. A site takes it in only with these digits: read them out when they telephone."), NULL);
  digits = add_words (box, export->digits, "title-2");
  gtk_label_set_selectable (GTK_LABEL (digits), TRUE);
  add_words (box, export->path, "tl-page-subtitle");
  window = tl_frame_new (owner, _ ("Pack of rates"), box, NULL, 520, -1, NULL);
  gtk_window_present (window);
}

static void
export_chosen_cb (GtkNativeDialog *chooser, int response, RateDialog *dialog)
{
  g_autoptr (GFile) file = response == GTK_RESPONSE_ACCEPT ? gtk_file_chooser_get_file (GTK_FILE_CHOOSER (chooser)) : NULL;
  g_autoptr (GObject) owner = g_weak_ref_get (&dialog->owner);

  if (file != NULL && owner != NULL)
    tl_ui_call (owner, dialog->store, TL_JOB_NORMAL, _ ("The pack was not written."), export_job, g_file_get_path (file), g_free, export_free,
                exported, NULL);
  g_object_unref (chooser);
  rate_dialog_free (dialog);
}

void
tl_rate_export_dialog (gpointer owner, TlStore *store)
{
  RateDialog *dialog = new_dialog (owner, store, NULL, NULL);
  g_autofree char *today = tl_date_to_iso (tl_date_today ());
  g_autofree char *name = g_strdup_printf ("muc-chi-%s.json", today);
  GtkFileChooserNative *chooser
      = gtk_file_chooser_native_new (_ ("Write a pack of rates"), GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (owner))),
                                     GTK_FILE_CHOOSER_ACTION_SAVE, _ ("_Save"), _ ("_Cancel"));

  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (chooser), name);
  g_signal_connect (chooser, "response", G_CALLBACK (export_chosen_cb), dialog);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (chooser));
}
