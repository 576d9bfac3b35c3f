/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "support/line-pay.h"

#include <glib/gi18n-lib.h>

#include "call.h"
#include "frame.h"
#include "record/lists.h"
#include "record/text.h"
#include "support/support.h"

typedef struct
{
  TlPage *page; /* weak */
  GtkWidget *window;
  TlStore *store;
  GtkWidget *day;
  GtkWidget *method;
  GtkWidget *number;
  GtkWidget *wrong;
  GtkWidget *go;
  GStrv ids;
  gint64 sum;
} Dialog;

/* What the store thread needs of it. */
typedef struct
{
  GStrv ids;
  TlDate on;
  char *method;
  char *number; /* of the payment's paper, or NULL */
  gint64 sum;
} Payment;

static void
payment_free (gpointer data)
{
  Payment *payment = data;

  g_strfreev (payment->ids);
  g_free (payment->method);
  g_free (payment->number);
  g_free (payment);
}

static void
dialog_free (gpointer data)
{
  Dialog *dialog = data;

  g_clear_weak_pointer (&dialog->page);
  g_object_unref (dialog->store);
  g_strfreev (dialog->ids);
  g_free (dialog);
}

/* The voucher of that number and day, made if it is not there. */
static char *
find_voucher (TlStore *store, const Payment *payment, GError **error)
{
  g_autofree char *day = tl_date_to_iso (payment->on);
  TlWhere where[] = {{TL_VOUCHER_NUMBER, "=", payment->number, 0}, {TL_VOUCHER_DATE, "=", day, 0}};
  g_autoptr (GPtrArray) found = tl_store_list (store, TL_TYPE_VOUCHER, where, G_N_ELEMENTS (where), TL_QUERY_ID, FALSE, 0, 1, error);
  g_autoptr (TlRecord) voucher = NULL;

  if (found == NULL)
    return NULL;
  if (found->len > 0)
    return g_strdup (tl_record_id (g_ptr_array_index (found, 0)));
  voucher = tl_record_new (TL_TYPE_VOUCHER);
  tl_record_set_text (voucher, TL_VOUCHER_NUMBER, payment->number);
  tl_record_set_text (voucher, TL_VOUCHER_DATE, day);
  tl_record_set_int (voucher, TL_VOUCHER_AMOUNT, payment->sum);
  tl_record_set_text (voucher, TL_VOUCHER_KIND, "receipt");
  return tl_store_save (store, voucher, error) ? g_strdup (tl_record_id (voucher)) : NULL;
}

static gboolean
pay_inside (TlStore *store, gpointer data, GError **error)
{
  Payment *payment = data;
  g_autofree char *voucher = NULL;

  if (payment->number != NULL && (voucher = find_voucher (store, payment, error)) == NULL)
    return FALSE;
  return tl_support_pay (store, (const char *const *)payment->ids, payment->on, payment->method, voucher, error);
}

static gpointer
pay_job (TlStore *store, gpointer data, GCancellable *cancellable, GError **error)
{
  Payment *payment = data;

  return tl_store_transaction (store, pay_inside, payment, error) ? GUINT_TO_POINTER (g_strv_length (payment->ids)) : NULL;
}

static void
paid (gpointer owner, gpointer result, const GError *error, gpointer user_data)
{
  Dialog *dialog = g_object_get_data (G_OBJECT (owner), "dialog");
  guint n = GPOINTER_TO_UINT (result);

  if (error != NULL)
    {
      gtk_label_set_text (GTK_LABEL (dialog->wrong), error->message);
      gtk_widget_set_visible (dialog->wrong, TRUE);
      gtk_widget_set_sensitive (dialog->go, TRUE);
      return;
    }
  if (dialog->page != NULL)
    {
      g_autofree char *text = g_strdup_printf (ngettext ("%u line marked as paid.", "%u lines marked as paid.", n), n);

      tl_ui_toast (dialog->page, text);
    }
  gtk_window_destroy (GTK_WINDOW (dialog->window));
}

static void
go_cb (Dialog *dialog)
{
  Payment *payment;
  TlDate on;
  guint method = adw_combo_row_get_selected (ADW_COMBO_ROW (dialog->method));

  if (!tl_date_parse_typed (gtk_editable_get_text (GTK_EDITABLE (dialog->day)), &on))
    {
      gtk_label_set_text (GTK_LABEL (dialog->wrong), _ ("There is no such day. Type it like 5/3 or 05/03/2026."));
      gtk_widget_set_visible (dialog->wrong, TRUE);
      gtk_widget_grab_focus (dialog->day);
      return;
    }
  payment = g_new0 (Payment, 1);
  payment->ids = g_strdupv (dialog->ids);
  payment->on = on;
  payment->method = g_strdup (tl_list_item (tl_list_get ("pay_method"), method)->code);
  payment->number = tl_text_normalise (gtk_editable_get_text (GTK_EDITABLE (dialog->number)));
  payment->sum = dialog->sum;
  gtk_widget_set_sensitive (dialog->go, FALSE);
  tl_ui_call_full (dialog->window, dialog->store, TL_JOB_NORMAL, pay_job, payment, payment_free, NULL, paid, NULL);
}

static GtkWidget *
make_method (void)
{
  GtkWidget *row = adw_combo_row_new ();
  g_autoptr (GtkStringList) words = gtk_string_list_new (NULL);
  const TlList *list = tl_list_get ("pay_method");

  for (guint i = 0; i < tl_list_size (list); i++)
    gtk_string_list_append (words, tl_list_label ("pay_method", tl_list_item (list, i)->code));
  adw_combo_row_set_model (ADW_COMBO_ROW (row), G_LIST_MODEL (words));
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), _ ("Paid by"));
  return row;
}

static GtkWidget *
make_entry (const char *title, const char *text, Dialog *dialog)
{
  GtkWidget *row = adw_entry_row_new ();

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  gtk_editable_set_text (GTK_EDITABLE (row), text);
  g_signal_connect_swapped (row, "entry-activated", G_CALLBACK (go_cb), dialog);
  return row;
}

static GtkWidget *
make_content (Dialog *dialog, guint lines)
{
  GtkWidget *page = adw_preferences_page_new ();
  GtkWidget *group = adw_preferences_group_new ();
  g_autofree char *money = tl_money_format (dialog->sum);
  g_autofree char *text = g_strdup_printf (ngettext ("%u line, %s đ", "%u lines, together %s đ", lines), lines, money);
  g_autofree char *today = tl_date_format (tl_date_today ());

  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (group), text);
  dialog->day = make_entry (_ ("Paid on"), today, dialog);
  dialog->method = make_method ();
  dialog->number = make_entry (_ ("Number of the payment paper (phiếu chi)"), "", dialog);
  dialog->wrong = gtk_label_new (NULL);
  gtk_label_set_wrap (GTK_LABEL (dialog->wrong), TRUE);
  gtk_label_set_xalign (GTK_LABEL (dialog->wrong), 0);
  gtk_widget_add_css_class (dialog->wrong, "tl-field-error");
  gtk_widget_set_margin_top (dialog->wrong, 12);
  gtk_widget_set_visible (dialog->wrong, FALSE);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), dialog->day);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), dialog->method);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), dialog->number);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), dialog->wrong);
  adw_preferences_page_add (ADW_PREFERENCES_PAGE (page), ADW_PREFERENCES_GROUP (group));
  return page;
}

void
tl_line_pay_show (TlPage *page, TlStore *store, GPtrArray *lines)
{
  Dialog *dialog = g_new0 (Dialog, 1);
  GtkWidget *content;

  g_set_weak_pointer (&dialog->page, page);
  dialog->store = g_object_ref (store);
  dialog->ids = g_new0 (char *, lines->len + 1);
  for (guint i = 0; i < lines->len; i++)
    {
      dialog->ids[i] = g_strdup (tl_record_id (g_ptr_array_index (lines, i)));
      dialog->sum += tl_record_int (g_ptr_array_index (lines, i), TL_SUPPORT_AMOUNT);
    }
  content = make_content (dialog, lines->len);
  dialog->window = GTK_WIDGET (tl_frame_new (page, _ ("Mark as paid"), content, _ ("_Mark as paid"), 560, 420, &dialog->go));
  g_object_set_data_full (G_OBJECT (dialog->window), "dialog", dialog, dialog_free);
  g_signal_connect_swapped (dialog->go, "clicked", G_CALLBACK (go_cb), dialog);
  gtk_window_present (GTK_WINDOW (dialog->window));
  gtk_widget_grab_focus (dialog->day);
}
