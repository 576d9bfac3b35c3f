/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The one way from a widget to the store and back: a job on the store thread, its answer in the main
 * loop, and nothing at all if the widget that asked is gone by then. */
#include "call.h"

#include <glib/gi18n-lib.h>

#include "wait.h"
#include "window.h"

typedef struct
{
  GWeakRef owner;
  TlStore *store;
  char *failed;
  GDestroyNotify result_destroy;
  TlUiDone done;
  TlUiDoneFull done_full;
  gpointer user_data;
} Call;

static void
call_free (Call *call)
{
  g_weak_ref_clear (&call->owner);
  g_clear_object (&call->store);
  g_free (call->failed);
  g_free (call);
}

static GtkWindow *
window_of (gpointer from)
{
  GtkRoot *root = GTK_IS_WIDGET (from) ? gtk_widget_get_root (from) : NULL;

  return GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL;
}

static void
call_done_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Call *call = user_data;
  g_autoptr (GError) error = NULL;
  gpointer value = tl_store_call_finish (call->store, result, &error);
  g_autoptr (GObject) owner = g_weak_ref_get (&call->owner);
  GtkWindow *window;

  if (owner != NULL)
    {
      if (call->done_full != NULL)
        call->done_full (owner, value, error, call->user_data);
      else if (error != NULL)
        {
          if (call->failed != NULL && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
            {
              if (GTK_IS_WIDGET (owner))
                tl_wait_fail (GTK_WIDGET (owner), call->failed);
              tl_ui_show_error (owner, call->failed, error->message);
            }
        }
      else if (call->done != NULL)
        call->done (owner, value, call->user_data);
      window = window_of (owner);
      if (TL_IS_WINDOW (window))
        tl_window_settle_focus (TL_WINDOW (window));
    }

  if (value != NULL && call->result_destroy != NULL)
    call->result_destroy (value);
  call_free (call);
}

static void
start (gpointer owner, TlStore *store, TlJobPriority priority, Call *call, TlStoreFunc func, gpointer data, GDestroyNotify data_destroy)
{
  g_weak_ref_init (&call->owner, owner);
  call->store = g_object_ref (store);
  /* The result is freed in call_done_cb(): finish hands it over. */
  tl_store_call_async (store, priority, func, data, data_destroy, call->result_destroy, NULL, call_done_cb, call);
}

void
tl_ui_call (gpointer owner, TlStore *store, TlJobPriority priority, const char *failed, TlStoreFunc func, gpointer data,
            GDestroyNotify data_destroy, GDestroyNotify result_destroy, TlUiDone done, gpointer user_data)
{
  Call *call = g_new0 (Call, 1);

  call->failed = g_strdup (failed);
  call->result_destroy = result_destroy;
  call->done = done;
  call->user_data = user_data;
  start (owner, store, priority, call, func, data, data_destroy);
}

void
tl_ui_call_full (gpointer owner, TlStore *store, TlJobPriority priority, TlStoreFunc func, gpointer data, GDestroyNotify data_destroy,
                 GDestroyNotify result_destroy, TlUiDoneFull done, gpointer user_data)
{
  Call *call = g_new0 (Call, 1);

  call->result_destroy = result_destroy;
  call->done_full = done;
  call->user_data = user_data;
  start (owner, store, priority, call, func, data, data_destroy);
}

void
tl_ui_show_error (gpointer from, const char *heading, const char *detail)
{
  GtkWidget *dialog = adw_message_dialog_new (window_of (from), heading, detail);

  adw_message_dialog_add_response (ADW_MESSAGE_DIALOG (dialog), "close", _ ("_Close"));
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "close");
  gtk_window_present (GTK_WINDOW (dialog));
}

typedef struct
{
  GWeakRef owner;
  GtkWidget *reason; /* NULL: not asked for */
  TlUiAnswer done;
  gpointer user_data;
} Question;

static void
question_free (gpointer data, GClosure *closure)
{
  Question *question = data;

  g_weak_ref_clear (&question->owner);
  g_free (question);
}

static void
question_response_cb (AdwMessageDialog *dialog, const char *response, gpointer user_data)
{
  Question *question = user_data;
  g_autoptr (GObject) owner = g_weak_ref_get (&question->owner);
  g_autofree char *reason = question->reason != NULL ? g_strdup (gtk_editable_get_text (GTK_EDITABLE (question->reason))) : NULL;

  if (owner != NULL && g_strcmp0 (response, "go") == 0)
    question->done (owner, reason, question->user_data);
}

static void
reason_changed_cb (GtkEditable *editable, gpointer user_data)
{
  g_autofree char *text = g_strstrip (g_strdup (gtk_editable_get_text (editable)));

  adw_message_dialog_set_response_enabled (user_data, "go", *text != '\0');
}

void
tl_ui_confirm (gpointer owner, const char *heading, const char *body, const char *go_label, const char *reason_label, TlUiAnswer done,
               gpointer user_data)
{
  GtkWidget *widget = adw_message_dialog_new (window_of (owner), heading, body);
  AdwMessageDialog *dialog = ADW_MESSAGE_DIALOG (widget);
  Question *question = g_new0 (Question, 1);

  g_weak_ref_init (&question->owner, owner);
  question->done = done;
  question->user_data = user_data;

  adw_message_dialog_add_responses (dialog, "cancel", _ ("_Cancel"), "go", go_label, NULL);
  adw_message_dialog_set_response_appearance (dialog, "go", ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_default_response (dialog, "cancel");
  adw_message_dialog_set_close_response (dialog, "cancel");

  if (reason_label != NULL)
    {
      GtkWidget *list = gtk_list_box_new ();

      question->reason = adw_entry_row_new ();
      adw_preferences_row_set_title (ADW_PREFERENCES_ROW (question->reason), reason_label);
      gtk_list_box_append (GTK_LIST_BOX (list), question->reason);
      gtk_list_box_set_selection_mode (GTK_LIST_BOX (list), GTK_SELECTION_NONE);
      gtk_widget_add_css_class (list, "boxed-list");
      adw_message_dialog_set_extra_child (dialog, list);
      adw_message_dialog_set_response_enabled (dialog, "go", FALSE);
      g_signal_connect (question->reason, "changed", G_CALLBACK (reason_changed_cb), dialog);
    }

  g_signal_connect_data (dialog, "response", G_CALLBACK (question_response_cb), question, question_free, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
show_toast (gpointer from, AdwToast *toast)
{
  GtkWindow *window = window_of (from);

  /* A dialog's toast belongs to the window below it. */
  while (window != NULL && !TL_IS_WINDOW (window))
    window = gtk_window_get_transient_for (window);
  if (window != NULL)
    tl_window_add_toast (TL_WINDOW (window), toast);
  else
    g_object_unref (g_object_ref_sink (toast));
}

void
tl_ui_toast (gpointer from, const char *text)
{
  g_autofree char *escaped = g_markup_escape_text (text, -1);

  show_toast (from, adw_toast_new (escaped));
}

void
tl_ui_toast_action (gpointer from, const char *text, const char *button, const char *action)
{
  g_autofree char *escaped = g_markup_escape_text (text, -1);
  AdwToast *toast = adw_toast_new (escaped);

  adw_toast_set_button_label (toast, button);
  adw_toast_set_detailed_action_name (toast, action);
  show_toast (from, toast);
}

void
tl_ui_label (gpointer widget, const char *label)
{
  /* A menu button's focus is on the button inside it. */
  if (GTK_IS_MENU_BUTTON (widget))
    gtk_accessible_update_property (GTK_ACCESSIBLE (gtk_widget_get_first_child (widget)), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
}

static gboolean
stop_key_cb (GtkEventControllerKey *controller, guint key, guint code, GdkModifierType state, GtkWidget *list)
{
  GtkRoot *root = gtk_widget_get_root (list);
  gboolean back = key == GDK_KEY_ISO_Left_Tab || (state & GDK_SHIFT_MASK) != 0;

  if ((key != GDK_KEY_Tab && key != GDK_KEY_KP_Tab && key != GDK_KEY_ISO_Left_Tab) || (state & (GDK_CONTROL_MASK | GDK_ALT_MASK)) != 0)
    return GDK_EVENT_PROPAGATE;
  gtk_widget_set_can_focus (list, FALSE);
  g_signal_emit_by_name (root, "move-focus", back ? GTK_DIR_TAB_BACKWARD : GTK_DIR_TAB_FORWARD);
  gtk_widget_set_can_focus (list, TRUE);
  return GDK_EVENT_STOP;
}

void
tl_ui_one_stop (GtkWidget *list)
{
  GtkEventController *controller = gtk_event_controller_key_new ();

  gtk_event_controller_set_propagation_phase (controller, GTK_PHASE_CAPTURE);
  g_signal_connect (controller, "key-pressed", G_CALLBACK (stop_key_cb), list);
  gtk_widget_add_controller (list, controller);
}
