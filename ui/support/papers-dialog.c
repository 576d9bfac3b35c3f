/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <adwaita.h>
#include <glib/gi18n-lib.h>

#include "call.h"
#include "frame.h"
#include "record/text.h"
#include "support/line-list.h"
#include "support/paper-window.h"
#include "support/support.h"

/* The papers of a period: vouchers with what is left of them, trips with where to. */

typedef struct
{
  GtkWidget *window;
  TlStore *store;
  TlDate from, to;
  GtkWidget *vouchers, *trips; /* lists */
  GtkWidget *no_vouchers, *no_trips;
} Papers;

static void
papers_free (gpointer data)
{
  g_object_unref (((Papers *)data)->store);
  g_free (data);
}

typedef struct
{
  TlDate from, to;
} Period;

typedef struct
{
  GPtrArray *covers; /* (element-type TlVoucherCover) */
  GPtrArray *trips;  /* (element-type TlRecord) */
  GHashTable *codes;
} Listed;

static void
listed_free (gpointer data)
{
  Listed *listed = data;

  g_clear_pointer (&listed->covers, g_ptr_array_unref);
  g_clear_pointer (&listed->trips, g_ptr_array_unref);
  g_clear_pointer (&listed->codes, g_hash_table_unref);
  g_free (listed);
}

/* Vouchers of the period, and those without a day: nobody forgets them. */
static gboolean
list_vouchers (TlStore *store, const Period *period, Listed *listed, GError **error)
{
  g_autofree char *from = tl_date_to_iso (period->from);
  g_autofree char *to = tl_date_to_iso (period->to);
  const TlWhere dated[] = {{TL_VOUCHER_DATE, ">=", from, 0}, {TL_VOUCHER_DATE, "<=", to, 0}};
  const TlWhere undated = {TL_VOUCHER_DATE, "unset", NULL, 0};
  g_autoptr (GPtrArray) with = tl_store_list (store, TL_TYPE_VOUCHER, dated, G_N_ELEMENTS (dated), TL_VOUCHER_DATE, FALSE, 0, 0, error);
  g_autoptr (GPtrArray) without = with != NULL ? tl_store_list (store, TL_TYPE_VOUCHER, &undated, 1, TL_QUERY_ID, FALSE, 0, 0, error) : NULL;

  if (without == NULL)
    return FALSE;
  listed->covers = g_ptr_array_new_with_free_func ((GDestroyNotify)tl_voucher_cover_free);
  for (guint i = 0; i < without->len + with->len; i++)
    {
      TlRecord *voucher = i < without->len ? without->pdata[i] : with->pdata[i - without->len];
      TlVoucherCover *cover = tl_voucher_cover (store, tl_record_id (voucher), error);

      if (cover == NULL)
        return FALSE;
      g_ptr_array_add (listed->covers, cover);
    }
  return TRUE;
}

static gboolean
list_trips (TlStore *store, const Period *period, Listed *listed, GError **error)
{
  const TlWhere where[] = {{TL_TRIP_FROM_AT, ">=", NULL, tl_date_start (period->from)}, {TL_TRIP_FROM_AT, "<", NULL, tl_date_start (period->to + 1)}};

  listed->trips = tl_store_list (store, TL_TYPE_TRIP, where, G_N_ELEMENTS (where), TL_TRIP_FROM_AT, FALSE, 0, 0, error);
  listed->codes = tl_case_codes_new ();
  for (guint i = 0; listed->trips != NULL && i < listed->trips->len; i++)
    tl_case_codes_add (listed->codes, store, tl_record_text (listed->trips->pdata[i], TL_TRIP_CASE));
  return listed->trips != NULL;
}

static gpointer
list_job (TlStore *store, gpointer data, GCancellable *cancellable, GError **error)
{
  Listed *listed = g_new0 (Listed, 1);

  if (list_vouchers (store, data, listed, error) && list_trips (store, data, listed, error))
    return listed;
  listed_free (listed);
  return NULL;
}

static void
open_cb (GtkWidget *row, Papers *papers)
{
  tl_paper_window_show (papers->window, papers->store, g_object_get_data (G_OBJECT (row), "record"));
}

static void
append_row (Papers *papers, GtkWidget *list, TlRecord *record, const char *title, const char *detail, const char *sum, gboolean warn)
{
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *label = gtk_label_new (sum);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), detail);
  gtk_widget_add_css_class (label, warn ? "tl-field-warning" : "tl-money");
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), label);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), gtk_image_new_from_icon_name ("go-next-symbolic"));
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  g_object_set_data_full (G_OBJECT (row), "record", g_object_ref (record), g_object_unref);
  g_signal_connect (row, "activated", G_CALLBACK (open_cb), papers);
  tl_ui_label (row, title);
  gtk_list_box_append (GTK_LIST_BOX (list), row);
}

static void
show_cover (Papers *papers, const TlVoucherCover *cover)
{
  const char *number = tl_record_text (cover->voucher, TL_VOUCHER_NUMBER);
  const char *vendor = tl_record_text (cover->voucher, TL_VOUCHER_VENDOR);
  g_autofree char *day = tl_record_format_field (cover->voucher, TL_VOUCHER_DATE);
  g_autofree char *money = tl_money_format (cover->amount);
  g_autofree char *sum = g_strconcat (money, " đ", NULL);
  g_autofree char *covered = tl_voucher_cover_text (cover);
  g_autofree char *title = g_strdup_printf ("%s%s%s%s%s", number != NULL ? number : _ ("without a number"), vendor != NULL ? " · " : "",
                                            vendor != NULL ? vendor : "", day != NULL && *day != '\0' ? " · " : "", day != NULL ? day : "");

  append_row (papers, papers->vouchers, cover->voucher, title, covered, sum, cover->used > cover->amount);
}

static void
show_trip (Papers *papers, GHashTable *codes, TlRecord *trip)
{
  g_autofree char *purpose = tl_record_format_field (trip, TL_TRIP_PURPOSE);
  g_autofree char *day = tl_record_format_field (trip, TL_TRIP_FROM_AT);
  g_autofree char *mode = tl_record_format_field (trip, TL_TRIP_MODE);
  g_autofree char *title = g_strdup_printf ("%s · %s", tl_case_codes_get (codes, tl_record_text (trip, TL_TRIP_CASE)), purpose);

  append_row (papers, papers->trips, trip, title, day, mode != NULL ? mode : "", FALSE);
}

static void
empty_list (GtkWidget *list)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (list)) != NULL)
    gtk_list_box_remove (GTK_LIST_BOX (list), child);
}

static void
listed_cb (gpointer owner, gpointer result, gpointer user_data)
{
  Papers *papers = g_object_get_data (G_OBJECT (owner), "papers");
  Listed *listed = result;

  empty_list (papers->vouchers);
  empty_list (papers->trips);
  for (guint i = 0; i < listed->covers->len; i++)
    show_cover (papers, listed->covers->pdata[i]);
  for (guint i = 0; i < listed->trips->len; i++)
    show_trip (papers, listed->codes, listed->trips->pdata[i]);
  gtk_widget_set_visible (papers->vouchers, listed->covers->len > 0);
  gtk_widget_set_visible (papers->no_vouchers, listed->covers->len == 0);
  gtk_widget_set_visible (papers->trips, listed->trips->len > 0);
  gtk_widget_set_visible (papers->no_trips, listed->trips->len == 0);
}

static void
refresh (Papers *papers)
{
  Period period = {papers->from, papers->to};

  tl_ui_call (papers->window, papers->store, TL_JOB_NORMAL, _ ("The list could not be read."), list_job, g_memdup2 (&period, sizeof period),
              g_free, listed_free, listed_cb, NULL);
}

static void
active_cb (Papers *papers)
{
  if (gtk_window_is_active (GTK_WINDOW (papers->window)))
    refresh (papers);
}

static void
new_voucher_cb (Papers *papers)
{
  g_autoptr (TlRecord) voucher = tl_record_new (TL_TYPE_VOUCHER);
  g_autofree char *day = tl_date_to_iso (CLAMP (tl_date_today (), papers->from, papers->to));

  tl_record_set_text (voucher, TL_VOUCHER_DATE, day);
  tl_record_set_text (voucher, TL_VOUCHER_KIND, "invoice");
  tl_paper_window_show (papers->window, papers->store, voucher);
}

static GtkWidget *
add_list (GtkWidget *box, const char *title, const char *nothing, GtkWidget **empty, GtkWidget *button)
{
  GtkWidget *head = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *label = gtk_label_new (title);
  GtkWidget *list = gtk_list_box_new ();

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_set_hexpand (label, TRUE);
  gtk_widget_add_css_class (label, "heading");
  gtk_box_append (GTK_BOX (head), label);
  if (button != NULL)
    gtk_box_append (GTK_BOX (head), button);
  gtk_box_append (GTK_BOX (box), head);
  *empty = gtk_label_new (nothing);
  gtk_label_set_xalign (GTK_LABEL (*empty), 0);
  gtk_label_set_wrap (GTK_LABEL (*empty), TRUE);
  gtk_widget_add_css_class (*empty, "tl-page-subtitle");
  gtk_widget_set_visible (*empty, FALSE);
  gtk_box_append (GTK_BOX (box), *empty);
  gtk_list_box_set_selection_mode (GTK_LIST_BOX (list), GTK_SELECTION_NONE);
  gtk_widget_add_css_class (list, "boxed-list");
  gtk_widget_set_visible (list, FALSE);
  tl_ui_label (list, title);
  gtk_box_append (GTK_BOX (box), list);
  return list;
}

void
tl_papers_dialog_show (gpointer owner, TlStore *store, TlDate from, TlDate to)
{
  Papers *papers = g_new0 (Papers, 1);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 10);
  GtkWidget *scroller = gtk_scrolled_window_new ();
  GtkWidget *add = gtk_button_new_with_mnemonic (_ ("_New voucher…"));

  papers->store = g_object_ref (store);
  papers->from = from;
  papers->to = to;
  gtk_widget_set_margin_top (box, 18);
  gtk_widget_set_margin_bottom (box, 18);
  gtk_widget_set_margin_start (box, 18);
  gtk_widget_set_margin_end (box, 18);
  papers->vouchers = add_list (box, _ ("Vouchers"), _ ("No voucher in this month. One voucher may stand for many lines."), &papers->no_vouchers, add);
  papers->trips = add_list (box, _ ("Trips"), _ ("No trip in this month. A trip is begun in its case, under “Support paid”."), &papers->no_trips, NULL);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), box);
  papers->window = GTK_WIDGET (tl_frame_new (owner, _ ("Vouchers and trips"), scroller, NULL, 820, 640, NULL));
  g_object_set_data_full (G_OBJECT (papers->window), "papers", papers, papers_free);
  g_signal_connect_swapped (add, "clicked", G_CALLBACK (new_voucher_cb), papers);
  g_signal_connect_swapped (papers->window, "notify::is-active", G_CALLBACK (active_cb), papers);
  gtk_window_present (GTK_WINDOW (papers->window));
  refresh (papers);
}
