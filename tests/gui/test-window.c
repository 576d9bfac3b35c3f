/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Rules that hold on every page, asked of the real window inside this program, in Vietnamese: the keyboard gets everywhere and back,
 * a table is one stop, no word of a button is cut off, and a list that could not be read says so and asks again. A warning of GTK or of
 * ours ends the test: GTest makes every one fatal. */
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <locale.h>

#include "application.h"
#include "config.h"
#include "demo/demo.h"
#include "door.h"
#include "page.h"
#include "store/sql.h"
#include "sync/place.h"
#include "wait.h"
#include "window.h"

#define PATIENCE_US (120 * G_USEC_PER_SEC)
#define MOST_STOPS 200

static const char *const pages[] = {"today", "cases", "rooms", "support", "statements", "reports", "exchange", "settings"};

static char *folder, *vault;
static TlApplication *application;

/* --- Looking --- */

typedef gboolean (*Wanted) (GtkWidget *widget, gconstpointer data);

/* The first shown widget from @from down that is wanted. */
static GtkWidget *
look_for (GtkWidget *from, Wanted wanted, gconstpointer data)
{
  if (!gtk_widget_get_mapped (from))
    return NULL;
  if (wanted (from, data))
    return from;
  for (GtkWidget *child = gtk_widget_get_first_child (from); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = look_for (child, wanted, data);

      if (found != NULL)
        return found;
    }
  return NULL;
}

static gboolean
is_a (GtkWidget *widget, gconstpointer type)
{
  return g_type_is_a (G_OBJECT_TYPE (widget), GPOINTER_TO_SIZE (type));
}

static gboolean
is_button (GtkWidget *widget, gconstpointer label)
{
  return GTK_IS_BUTTON (widget) && g_strcmp0 (gtk_button_get_label (GTK_BUTTON (widget)), label) == 0;
}

static GtkWidget *
find_type (TlWindow *window, GType type)
{
  return look_for (GTK_WIDGET (window), is_a, GSIZE_TO_POINTER (type));
}

static gboolean
still_waiting (TlWindow *window)
{
  return find_type (window, TL_TYPE_WAIT) != NULL;
}

static gboolean
tick_cb (gpointer ticked)
{
  *(gboolean *)ticked = TRUE;
  return G_SOURCE_REMOVE;
}

/* Lets the main loop run until @ready says so. */
#define UNTIL(ready)                                                                                                                       \
  G_STMT_START                                                                                                                             \
  {                                                                                                                                        \
    gint64 until_ = g_get_monotonic_time () + PATIENCE_US;                                                                                 \
    while (!(ready))                                                                                                                       \
      {                                                                                                                                    \
        gboolean ticked_ = FALSE;                                                                                                          \
        g_timeout_add (20, tick_cb, &ticked_);                                                                                             \
        while (!ticked_)                                                                                                                   \
          g_main_context_iteration (NULL, TRUE);                                                                                           \
        g_assert_cmpint (g_get_monotonic_time (), <, until_);                                                                              \
      }                                                                                                                                    \
  }                                                                                                                                        \
  G_STMT_END

static gpointer
nothing_job (TlStore *store, gpointer data, GCancellable *cancellable, GError **error)
{
  return NULL;
}

static void
answered_cb (GObject *source, GAsyncResult *result, gpointer answered)
{
  tl_store_call_finish (TL_STORE (source), result, NULL);
  *(gboolean *)answered = TRUE;
}

/* Until everything that was asked of the store is answered and what follows from it is on the screen; twice, because an answer asks on. */
static void
settle (TlWindow *window)
{
  for (guint i = 0; i < 3; i++)
    {
      gboolean answered = FALSE, drawn = FALSE;

      tl_store_call_async (tl_window_get_store (window), TL_JOB_BACKGROUND, nothing_job, NULL, NULL, NULL, NULL, answered_cb, &answered);
      UNTIL (answered);
      g_timeout_add_full (G_PRIORITY_LOW, 150, tick_cb, &drawn, NULL);
      UNTIL (drawn);
    }
}

static void
show_page (TlWindow *window, const char *name)
{
  gtk_widget_activate_action (GTK_WIDGET (window), "win.page", "s", name);
  settle (window);
}

/* --- The keyboard --- */

/* Tab as GTK deals with it: who listens above the focus may take it, else the focus moves. */
static void
press_tab (TlWindow *window, gboolean back)
{
  GtkWidget *focus = gtk_window_get_focus (GTK_WINDOW (window));
  g_autoptr (GPtrArray) above = g_ptr_array_new ();

  for (GtkWidget *widget = focus; widget != NULL; widget = gtk_widget_get_parent (widget))
    g_ptr_array_insert (above, 0, widget);
  for (guint i = 0; i < above->len; i++)
    {
      g_autoptr (GListModel) controllers = gtk_widget_observe_controllers (above->pdata[i]);

      for (guint n = 0; n < g_list_model_get_n_items (controllers); n++)
        {
          g_autoptr (GtkEventController) controller = g_list_model_get_item (controllers, n);
          gboolean taken = FALSE;

          if (!GTK_IS_EVENT_CONTROLLER_KEY (controller) || gtk_event_controller_get_propagation_phase (controller) != GTK_PHASE_CAPTURE)
            continue;
          g_signal_emit_by_name (controller, "key-pressed", back ? GDK_KEY_ISO_Left_Tab : GDK_KEY_Tab, 0, back ? GDK_SHIFT_MASK : 0, &taken);
          if (taken)
            return;
        }
    }
  g_signal_emit_by_name (window, "move-focus", back ? GTK_DIR_TAB_BACKWARD : GTK_DIR_TAB_FORWARD);
}

/* Where the keyboard is: the table around it, because its rows come and go, else the widget itself. */
static GtkWidget *
stop (TlWindow *window)
{
  GtkWidget *focus = gtk_window_get_focus (GTK_WINDOW (window));
  GtkWidget *table = focus != NULL ? gtk_widget_get_ancestor (focus, GTK_TYPE_COLUMN_VIEW) : NULL;

  return table != NULL ? table : focus;
}

static char *
name_of (GtkWidget *widget)
{
  return g_strdup_printf ("%s %s", G_OBJECT_TYPE_NAME (widget), GTK_IS_BUTTON (widget) ? gtk_button_get_label (GTK_BUTTON (widget)) : "");
}

/* All stops of one way round, from the search on, which every page has. */
static GPtrArray *
go_round (TlWindow *window, gboolean back, const char *page)
{
  GPtrArray *stops = g_ptr_array_new ();
  GtkWidget *first, *last;

  gtk_widget_activate_action (GTK_WIDGET (window), "win.search", NULL);
  first = last = stop (window);
  g_assert_nonnull (first);
  do
    {
      GtkWidget *now;

      g_ptr_array_add (stops, last);
      press_tab (window, back);
      now = stop (window);
      if (now == NULL || now == last || (now != first && g_ptr_array_find (stops, now, NULL)))
        {
          g_autofree char *from = name_of (last), *to = now != NULL ? name_of (now) : g_strdup ("nowhere"), *begun = name_of (first);

          g_error ("%s: from %s, after %u stops from %s on, %s leads to %s again", page, from, stops->len, begun, back ? "Shift+Tab" : "Tab",
                   to);
        }
      last = now;
      g_assert_cmpuint (stops->len, <, MOST_STOPS);
    }
  while (last != first);
  return stops;
}

static void
round_trip (TlWindow *window, const char *page)
{
  g_autoptr (GPtrArray) forth = go_round (window, FALSE, page), back = go_round (window, TRUE, page);

  g_test_message ("%s: %u stops", page, forth->len);
  g_assert_cmpuint (forth->len, >, 4);
  for (guint i = 0; i < forth->len; i++)
    if (!g_ptr_array_find (back, forth->pdata[i], NULL))
      {
        g_autofree char *name = name_of (forth->pdata[i]);

        g_error ("%s: Tab finds %s, Shift+Tab does not", page, name);
      }
  g_assert_cmpuint (back->len, ==, forth->len);
}

/* --- Words --- */

static gboolean
is_cut_off (GtkWidget *widget, gconstpointer data)
{
  return GTK_IS_LABEL (widget) && pango_layout_is_ellipsized (gtk_label_get_layout (GTK_LABEL (widget)))
         && gtk_widget_get_ancestor (widget, GTK_TYPE_BUTTON) != NULL;
}

static void
nothing_cut_off (TlWindow *window, const char *page)
{
  GtkWidget *label = look_for (GTK_WIDGET (window), is_cut_off, NULL);

  if (label != NULL)
    g_error ("%s: the button “%s” is cut off", page, gtk_label_get_text (GTK_LABEL (label)));
}

/* --- Tests --- */

static TlWindow *
come_in (void)
{
  TlWindow *window = TL_WINDOW (tl_window_new (ADW_APPLICATION (application)));
  g_autoptr (GError) error = NULL;
  g_autoptr (TlStore) store = tl_place_unlock (vault, NULL, TL_DEMO_PASSPHRASE, &error);

  g_assert_no_error (error);
  tl_window_show_vault (window, vault, FALSE);
  gtk_window_present (GTK_WINDOW (window));
  UNTIL (find_type (window, TL_TYPE_DOOR) != NULL);
  tl_door_opened (TL_DOOR (find_type (window, TL_TYPE_DOOR)), store);
  UNTIL (find_type (window, TL_TYPE_PAGE) != NULL);
  settle (window);
  return window;
}

static void
gone_cb (gpointer gone)
{
  *(gboolean *)gone = TRUE;
}

static void
go_out (TlWindow *window)
{
  gboolean gone = FALSE;

  tl_window_lock_then (window, gone_cb, &gone);
  UNTIL (gone);
  gtk_window_destroy (GTK_WINDOW (window));
}

static void
test_every_page (void)
{
  TlWindow *window = come_in ();

  for (guint i = 0; i < G_N_ELEMENTS (pages); i++)
    {
      show_page (window, pages[i]);
      g_assert_false (still_waiting (window));
      nothing_cut_off (window, pages[i]);
      round_trip (window, pages[i]);
    }
  gtk_widget_activate_action (GTK_WIDGET (window), "win.intake", NULL);
  settle (window);
  nothing_cut_off (window, "intake");
  round_trip (window, "intake");
  go_out (window);
}

static gpointer
rename_job (TlStore *store, gpointer sql, GCancellable *cancellable, GError **error)
{
  char *message = NULL;

  sqlite3_exec (tl_sql_db (store), "PRAGMA legacy_alter_table=ON", NULL, NULL, NULL);
  sqlite3_exec (tl_sql_db (store), sql, NULL, NULL, &message);
  g_assert_cmpstr (message, ==, NULL);
  return NULL;
}

/* What cannot be read is not an empty list: it says so, and reads on asking once more. */
static void
test_unread_list (void)
{
  TlWindow *window = come_in ();
  TlStore *store = tl_window_get_store (window);
  GListModel *tops = gtk_window_get_toplevels ();
  GtkWidget *again;

  tl_store_call (store, rename_job, (char *)"ALTER TABLE \"case\" RENAME TO away", NULL);
  gtk_widget_activate_action (GTK_WIDGET (window), "win.page", "s", "cases");
  UNTIL (look_for (GTK_WIDGET (window), is_button, _ ("_Try again")) != NULL);
  settle (window);
  while (g_list_model_get_n_items (tops) > 1) /* the words of the error */
    {
      g_autoptr (GtkWindow) top = g_list_model_get_item (tops, 0);

      if (top == GTK_WINDOW (window))
        {
          g_clear_object (&top);
          top = g_list_model_get_item (tops, 1);
        }
      gtk_window_destroy (top);
    }
  g_assert_true (still_waiting (window));
  g_assert_null (find_type (window, GTK_TYPE_COLUMN_VIEW));
  again = look_for (GTK_WIDGET (window), is_button, _ ("_Try again"));
  g_assert_true (gtk_widget_get_focusable (again));
  tl_store_call (store, rename_job, (char *)"ALTER TABLE away RENAME TO \"case\"", NULL);
  g_signal_emit_by_name (again, "clicked");
  UNTIL (find_type (window, GTK_TYPE_COLUMN_VIEW) != NULL);
  g_assert_false (still_waiting (window));
  go_out (window);
}

static void
invent (void)
{
  g_autofree char *secret = g_build_filename (folder, "secret", NULL);
  const char *argv[] = {g_getenv ("TAMLANHCTL"), "demo", "--vault", vault, "--cases", "12", "--new-passphrase-file", secret, NULL};
  g_autoptr (GError) error = NULL;
  int status = 0;

  g_assert_true (g_file_set_contents (secret, TL_DEMO_PASSPHRASE "\n", -1, NULL));
  g_assert_true (g_spawn_sync (NULL, (char **)argv, NULL, G_SPAWN_STDOUT_TO_DEV_NULL | G_SPAWN_STDERR_TO_DEV_NULL, NULL, NULL, NULL, NULL,
                               &status, &error));
  g_assert_no_error (error);
  g_assert_true (g_spawn_check_wait_status (status, &error));
}

int
main (int argc, char **argv)
{
  g_autofree char *remove = NULL;
  int result;

  folder = g_dir_make_tmp ("tl-window-XXXXXX", NULL);
  vault = g_build_filename (folder, "dc.tamlanh", NULL);
  g_setenv ("HOME", folder, TRUE);
  g_setenv ("XDG_DATA_HOME", folder, TRUE);
  g_setenv ("XDG_CONFIG_HOME", folder, TRUE);
  g_setenv ("GTK_A11Y", "none", TRUE); /* a bus that comes late is no fault of ours */
  g_setenv ("TAMLANH_NOW", "2026-03-25T21:30:00+07:00", TRUE);
  g_test_init (&argc, &argv, NULL);
  gtk_disable_setlocale ();
  tl_config_set_string ("language", "vi");
  tl_config_language ();
  tl_vault_init ();
  if (!gtk_init_check ())
    {
      g_print ("1..0 # SKIP there is no display\n");
      return 0;
    }
  g_object_set (gtk_settings_get_default (), "gtk-enable-animations", FALSE, "gtk-cursor-blink", FALSE, NULL);
  application = tl_application_new ();
  g_application_set_flags (G_APPLICATION (application), G_APPLICATION_NON_UNIQUE);
  g_assert_true (g_application_register (G_APPLICATION (application), NULL, NULL));
  invent ();
  g_test_add_func ("/window/every-page-forth-and-back-and-no-button-cut-off", test_every_page);
  g_test_add_func ("/window/a-list-that-could-not-be-read-asks-again", test_unread_list);
  result = g_test_run ();
  remove = g_strdup_printf ("rm -rf '%s'", folder);
  g_spawn_command_line_sync (remove, NULL, NULL, NULL, NULL);
  g_object_unref (application);
  return result;
}
