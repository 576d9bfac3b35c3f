/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The window: a door (setting up, unlocking), an empty page to hide behind, and the work: sidebar, header,
 * one page beside them.
 *
 * Pages exist only between unlocking and locking. Locking takes three steps, in this order: the screen
 * changes; the pages hand their drafts over and are destroyed with every record they hold; behind the
 * last queued job the store closes and the keys are wiped, on a thread. The window's title never changes
 * and never says more than the program's name. */
#include "window.h"

#include <glib/gi18n-lib.h>

#include "call.h"
#include "config.h"
#include "door.h"
#include "guard.h"
#include "page.h"
#include "paper/papers-window.h"
#include "places.h"
#include "search/search.h"
#include "settings/settings-page.h"
#include "store/journal.h"
#include "sync/place.h"
#include "unlock/salvage-dialog.h"

#define FOLD_WIDTH 900

struct _TlWindow
{
  AdwApplicationWindow parent_instance;

  GtkStack *root;
  AdwToastOverlay *toasts;
  AdwBin *door;
  GtkWidget *hidden;
  GtkWidget *sidebar_button;
  AdwBin *search_place;
  GtkWidget *demo_bar;
  AdwFlap *flap;
  GtkListBox *sidebar;
  GtkStack *pages;

  TlStore *store; /* NULL while locked */
  gulong changed_handler;
  char *path;
  gboolean demo;
  gboolean closing;  /* the window */
  gboolean salvage;  /* what can be read of the register, once it is locked */
  guint locking;     /* stores that are still being closed: until then the file is in use */
  GHashTable *stale; /* (element-type TlPage): told at the next showing */
  guint refresh_source;
  guint settle_source; /* the keyboard is nowhere */
  TlGuard *guard;
};

G_DEFINE_FINAL_TYPE (TlWindow, tl_window, ADW_TYPE_APPLICATION_WINDOW)

static void show_door (TlWindow *self);

/* --- Pages --- */

static TlPage *
visible_page (TlWindow *self)
{
  GtkWidget *child = gtk_stack_get_visible_child (self->pages);

  return child != NULL ? TL_PAGE (child) : NULL;
}

void
tl_window_settle_focus (TlWindow *self)
{
  GtkWidget *focus = gtk_window_get_focus (GTK_WINDOW (self));
  TlPage *page = self->store != NULL ? visible_page (self) : NULL;

  if (page == NULL || g_strcmp0 (gtk_stack_get_visible_child_name (self->root), "work") != 0)
    return;
  /* What is on its way out still counts as there. */
  if (focus != NULL && gtk_widget_get_mapped (focus)
      && (!gtk_widget_is_ancestor (focus, GTK_WIDGET (self->pages)) || gtk_widget_is_ancestor (focus, GTK_WIDGET (page))))
    return;
  gtk_widget_child_focus (GTK_WIDGET (page), GTK_DIR_TAB_FORWARD);
}

static gboolean
settle_cb (gpointer user_data)
{
  TlWindow *self = user_data;

  self->settle_source = 0;
  tl_window_settle_focus (self);
  return G_SOURCE_REMOVE;
}

static void
focus_changed_cb (TlWindow *self)
{
  if (gtk_window_get_focus (GTK_WINDOW (self)) == NULL && self->store != NULL && self->settle_source == 0)
    self->settle_source = g_idle_add (settle_cb, self);
}

static TlPage *
ensure_page (TlWindow *self, const TlPlace *place)
{
  GtkWidget *page = gtk_stack_get_child_by_name (self->pages, place->id);

  if (page == NULL)
    {
      page = g_object_new (place->get_type (), "store", self->store, NULL);
      gtk_stack_add_named (self->pages, page, place->id);
      tl_page_set_revealed (TL_PAGE (page), g_variant_get_boolean (g_action_group_get_action_state (G_ACTION_GROUP (self), "reveal")));
      g_hash_table_add (self->stale, page);
    }
  return TL_PAGE (page);
}

static void
show_place (TlWindow *self, const TlPlace *place)
{
  TlPage *page;

  if (self->store == NULL || place == NULL)
    return;

  page = ensure_page (self, place);
  gtk_stack_set_visible_child (self->pages, GTK_WIDGET (page));
  if (g_hash_table_remove (self->stale, page))
    tl_page_refresh (page);

  for (int i = 0;; i++)
    {
      GtkListBoxRow *row = gtk_list_box_get_row_at_index (self->sidebar, i);

      if (row == NULL)
        break;
      if (g_strcmp0 (g_object_get_data (G_OBJECT (row), "place"), place->under != NULL ? place->under : place->id) == 0)
        gtk_list_box_select_row (self->sidebar, row);
    }
  if (adw_flap_get_folded (self->flap))
    adw_flap_set_reveal_flap (self->flap, FALSE);
  tl_window_settle_focus (self);
}

static void
sidebar_activated_cb (GtkListBox *list, GtkListBoxRow *row, TlWindow *self)
{
  show_place (self, tl_place_find (g_object_get_data (G_OBJECT (row), "place")));
}

static void
fill_sidebar (TlWindow *self)
{
  for (const TlPlace *place = tl_places (); place->id != NULL; place++)
    {
      GtkWidget *row, *box, *icon, *label;
      g_autofree char *tip = NULL;

      if (place->label == NULL)
        continue;
      row = gtk_list_box_row_new ();
      box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 10);
      icon = gtk_image_new_from_icon_name (place->icon);
      label = gtk_label_new (_ (place->label));
      gtk_label_set_xalign (GTK_LABEL (label), 0);
      gtk_box_append (GTK_BOX (box), icon);
      gtk_box_append (GTK_BOX (box), label);
      gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
      g_object_set_data (G_OBJECT (row), "place", (gpointer)place->id);
      tip = g_strdup_printf ("Alt+%u", place->key);
      gtk_widget_set_tooltip_text (row, tip);
      tl_ui_label (row, _ (place->label));
      gtk_list_box_append (self->sidebar, row);
    }
}

/* --- Changes --- */

static gboolean
refresh_cb (gpointer user_data)
{
  TlWindow *self = user_data;
  TlPage *page = visible_page (self);

  self->refresh_source = 0;
  if (page != NULL && g_hash_table_remove (self->stale, page))
    tl_page_refresh (page);
  return G_SOURCE_REMOVE;
}

static void
store_changed_cb (TlStore *store, int type, const char *id, TlWindow *self)
{
  for (GtkWidget *page = gtk_widget_get_first_child (GTK_WIDGET (self->pages)); page != NULL; page = gtk_widget_get_next_sibling (page))
    if (tl_page_wants (TL_PAGE (page), type))
      g_hash_table_add (self->stale, page);

  /* A save of many rows is one refresh. */
  if (self->refresh_source == 0)
    self->refresh_source = g_timeout_add (120, refresh_cb, self);
}

/* --- Locking --- */

typedef struct
{
  TlStore *store;
  GSourceOnceFunc done;
  gpointer user_data;
} Closing;

static void
close_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  tl_store_close (data);
  g_task_return_boolean (task, TRUE);
}

static void
closed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Closing *closing = user_data;

  tl_memory_wipe_stack (TL_MEMORY_DEEP);
  if (closing->done != NULL)
    closing->done (closing->user_data);
  g_clear_object (&closing->store);
  g_free (closing);
  g_application_release (g_application_get_default ());
}

static gpointer
nothing (TlStore *store, gpointer data, GCancellable *cancellable, GError **error)
{
  return NULL;
}

static void
drained_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Closing *closing = user_data;
  g_autoptr (GTask) task = g_task_new (NULL, NULL, closed_cb, closing);

  tl_store_call_finish (closing->store, result, NULL);
  g_task_set_task_data (task, g_object_ref (closing->store), g_object_unref);
  g_task_run_in_thread (task, close_thread);
}

static void
close_dialogs (TlWindow *self)
{
  GList *windows = gtk_window_list_toplevels ();

  g_list_foreach (windows, (GFunc)(void (*) (void))g_object_ref, NULL);
  for (GList *l = windows; l != NULL; l = l->next)
    if (l->data != (gpointer)self)
      gtk_window_destroy (l->data);
  g_list_free_full (windows, g_object_unref);
}

void
tl_window_lock_then (TlWindow *self, GSourceOnceFunc done, gpointer user_data)
{
  Closing *closing;
  GtkWidget *page;

  if (self->store == NULL)
    {
      if (done != NULL)
        done (user_data);
      return;
    }

  gtk_window_set_focus (GTK_WINDOW (self), NULL);
  gtk_stack_set_visible_child_name (self->root, "hidden");
  g_clear_handle_id (&self->refresh_source, g_source_remove);
  g_clear_signal_handler (&self->changed_handler, self->store);

  /* Dialogs show what is in the register, and forms stand in them: they flush when they are destroyed. */
  close_dialogs (self);

  for (page = gtk_widget_get_first_child (GTK_WIDGET (self->pages)); page != NULL; page = gtk_widget_get_next_sibling (page))
    tl_page_flush (TL_PAGE (page));
  g_hash_table_remove_all (self->stale);
  while ((page = gtk_widget_get_first_child (GTK_WIDGET (self->pages))) != NULL)
    gtk_stack_remove (self->pages, page);
  adw_bin_set_child (self->search_place, NULL);
  g_action_group_change_action_state (G_ACTION_GROUP (self), "reveal", g_variant_new_boolean (FALSE));

  /* What was copied in here does not stay behind. */
  if (gdk_clipboard_is_local (gtk_widget_get_clipboard (GTK_WIDGET (self))))
    gdk_clipboard_set_content (gtk_widget_get_clipboard (GTK_WIDGET (self)), NULL);

  g_application_hold (g_application_get_default ());
  closing = g_new0 (Closing, 1);
  closing->store = g_steal_pointer (&self->store);
  closing->done = done;
  closing->user_data = user_data;
  tl_store_call_async (closing->store, TL_JOB_BACKGROUND, nothing, NULL, NULL, NULL, NULL, drained_cb, closing);
}

static void
closed_show_door_cb (gpointer user_data)
{
  g_autoptr (TlWindow) self = user_data;

  self->locking--;
  if (self->locking == 0 && self->guard != NULL)
    tl_guard_locked (self->guard);
  if (g_strcmp0 (gtk_stack_get_visible_child_name (self->root), "door") == 0)
    show_door (self);
  if (self->salvage && self->locking == 0 && adw_bin_get_child (self->door) != NULL)
    {
      self->salvage = FALSE;
      tl_salvage_dialog_show (TL_DOOR (adw_bin_get_child (self->door)), self->path, NULL);
    }
}

void
tl_window_lock (TlWindow *self, gboolean hide)
{
  if (hide)
    self->salvage = FALSE;
  if (self->store == NULL)
    {
      if (hide)
        {
          close_dialogs (self);
          adw_bin_set_child (self->door, NULL);
          gtk_stack_set_visible_child_name (self->root, "hidden");
          gtk_widget_grab_focus (self->hidden);
        }
      return;
    }
  adw_bin_set_child (self->door, NULL);
  self->locking++;
  tl_window_lock_then (self, closed_show_door_cb, g_object_ref (self));
  gtk_stack_set_visible_child_name (self->root, hide ? "hidden" : "door");
  if (hide)
    gtk_widget_grab_focus (self->hidden);
}

static void
guard_cb (gpointer user_data)
{
  TlWindow *self = user_data;

  tl_window_lock (self, FALSE);
  if (self->locking == 0)
    tl_guard_locked (self->guard);
}

/* --- Opening --- */

/* A register of invented cases says so itself, however it was opened. */
static gpointer
demo_job (TlStore *store, gpointer data, GCancellable *cancellable, GError **error)
{
  return tl_store_get_setting (store, "demo");
}

static void
demo_known_cb (gpointer owner, gpointer result, gpointer user_data)
{
  TlWindow *self = owner;

  gtk_widget_set_visible (self->demo_bar, self->demo || g_strcmp0 (result, "1") == 0);
}

/* What has to be said once after opening: a repaired head, a key that is still owed. */
static gpointer
warning_job (TlStore *store, gpointer data, GCancellable *cancellable, GError **error)
{
  return tl_place_warning (store);
}

static void
warned_cb (gpointer owner, gpointer result, gpointer user_data)
{
  if (result != NULL)
    tl_ui_show_error (owner, _ ("Please read this"), result);
}

static void
opened_cb (GtkWidget *door, TlStore *store, TlWindow *self)
{
  g_assert (self->store == NULL);
  self->store = g_object_ref (store);
  gtk_window_set_focus (GTK_WINDOW (self), NULL);
  self->changed_handler = g_signal_connect (store, "changed", G_CALLBACK (store_changed_cb), self);
  tl_guard_touch (self->guard);

  adw_bin_set_child (self->search_place, tl_search_new (store));
  gtk_widget_set_visible (self->demo_bar, self->demo);
  tl_ui_call (self, self->store, TL_JOB_NORMAL, NULL, demo_job, NULL, NULL, g_free, demo_known_cb, NULL);
  tl_ui_call (self, self->store, TL_JOB_NORMAL, NULL, warning_job, NULL, NULL, g_free, warned_cb, NULL);
  gtk_stack_set_visible_child_name (self->root, "work");
  adw_bin_set_child (self->door, NULL);
  if (!self->demo)
    tl_config_set_string ("last-vault", self->path);
  show_place (self, tl_place_find ("today"));
  gtk_widget_child_focus (GTK_WIDGET (self->pages), GTK_DIR_TAB_FORWARD);
}

static void
other_vault_cb (GtkWidget *door, const char *path, gboolean demo, TlWindow *self)
{
  tl_window_show_vault (self, path, demo);
}

static void
show_door (TlWindow *self)
{
  GtkWidget *door = tl_door_new (self->path, self->demo);

  g_signal_connect (door, "opened", G_CALLBACK (opened_cb), self);
  g_signal_connect (door, "other-vault", G_CALLBACK (other_vault_cb), self);
  adw_bin_set_child (self->door, door);
  gtk_stack_set_visible_child_name (self->root, "door");
  gtk_widget_child_focus (door, GTK_DIR_TAB_FORWARD);
}

void
tl_window_show_vault (TlWindow *self, const char *path, gboolean demo)
{
  char *copy = g_strdup (path);

  g_return_if_fail (self->store == NULL);
  g_free (self->path);
  self->path = copy;
  self->demo = demo;
  show_door (self);
}

/* --- Actions --- */

static void
page_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  show_place (TL_WINDOW (widget), tl_place_find (g_variant_get_string (parameter, NULL)));
}

static void
open_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  TlWindow *self = TL_WINDOW (widget);
  const char *type_name, *id;
  const TlTypeInfo *type;
  const TlPlace *place;

  g_variant_get (parameter, "(&s&s)", &type_name, &id);
  type = tl_type_by_name (type_name);
  if (type == NULL || self->store == NULL)
    return;
  place = tl_place_for_type (type->type);
  if (place != NULL && tl_page_open (ensure_page (self, place), type->type, id))
    {
      /* open() has loaded what it shows. */
      g_hash_table_remove (self->stale, ensure_page (self, place));
      show_place (self, place);
    }
}

/* A section of the settings by its name. */
static void
settings_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  TlWindow *self = TL_WINDOW (widget);
  const TlPlace *place = tl_place_find ("settings");

  if (self->store == NULL)
    return;
  show_place (self, place);
  tl_settings_page_show_section (TL_SETTINGS_PAGE (ensure_page (self, place)), g_variant_get_string (parameter, NULL));
}

static void
salvage_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  TlWindow *self = TL_WINDOW (widget);

  if (self->store == NULL)
    return;
  self->salvage = TRUE;
  tl_window_lock (self, FALSE);
}

static void
intake_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  show_place (TL_WINDOW (widget), tl_place_find ("intake"));
}

/* Also before unlocking: a form holds nothing of the register. */
static void
forms_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  tl_papers_window_show (widget, TL_WINDOW (widget)->store, NULL);
}

static void
search_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  TlWindow *self = TL_WINDOW (widget);
  GtkWidget *search = adw_bin_get_child (self->search_place);

  if (self->store != NULL && search != NULL)
    gtk_widget_grab_focus (search);
}

static gpointer
note_reveal (TlStore *store, gpointer data, GCancellable *cancellable, GError **error)
{
  tl_journal_note (store, "reveal", TL_N_TYPES, NULL, NULL, error);
  return NULL;
}

static void
revealed_cb (gpointer owner, gpointer result, gpointer user_data)
{
  TlWindow *self = owner;

  for (GtkWidget *page = gtk_widget_get_first_child (GTK_WIDGET (self->pages)); page != NULL; page = gtk_widget_get_next_sibling (page))
    tl_page_set_revealed (TL_PAGE (page), TRUE);
}

static void
reveal_state_cb (GSimpleAction *action, GVariant *state, gpointer user_data)
{
  TlWindow *self = user_data;
  gboolean revealed = g_variant_get_boolean (state);

  if (revealed && self->store == NULL)
    return;
  g_simple_action_set_state (action, state);
  if (revealed)
    tl_ui_call (self, self->store, TL_JOB_NORMAL, _ ("The names stay masked: showing them could not be written down."), note_reveal, NULL,
                NULL, NULL, revealed_cb, NULL);
  else
    for (GtkWidget *page = gtk_widget_get_first_child (GTK_WIDGET (self->pages)); page != NULL; page = gtk_widget_get_next_sibling (page))
      tl_page_set_revealed (TL_PAGE (page), FALSE);
}

/* --- The window itself --- */

static gboolean
unhide (TlWindow *self)
{
  if (self->store == NULL && g_strcmp0 (gtk_stack_get_visible_child_name (self->root), "hidden") == 0)
    {
      if (self->locking == 0)
        show_door (self);
      else
        gtk_stack_set_visible_child_name (self->root, "door");
      return TRUE;
    }
  return FALSE;
}

static gboolean
hidden_key_cb (GtkEventControllerKey *controller, guint key, guint code, GdkModifierType state, TlWindow *self)
{
  /* Not any key: whoever leans on the keyboard should not see that a passphrase is asked for. */
  if (key == GDK_KEY_Return || key == GDK_KEY_KP_Enter || key == GDK_KEY_space)
    return unhide (self);
  return FALSE;
}

static void
hidden_click_cb (GtkGestureClick *gesture, int n_press, double x, double y, TlWindow *self)
{
  if (n_press >= 2)
    unhide (self);
}

static gboolean
event_cb (GtkEventControllerLegacy *controller, GdkEvent *event, TlWindow *self)
{
  tl_guard_touch (self->guard);
  return GDK_EVENT_PROPAGATE;
}

static gboolean
fold_cb (gpointer user_data)
{
  TlWindow *self = user_data;
  gboolean narrow = gtk_widget_get_width (GTK_WIDGET (self)) < FOLD_WIDTH;

  if (gtk_widget_get_width (GTK_WIDGET (self)) > 0 && gtk_widget_get_visible (self->sidebar_button) != narrow)
    {
      adw_flap_set_fold_policy (self->flap, narrow ? ADW_FLAP_FOLD_POLICY_ALWAYS : ADW_FLAP_FOLD_POLICY_NEVER);
      adw_flap_set_reveal_flap (self->flap, !narrow);
      gtk_widget_set_visible (self->sidebar_button, narrow);
    }
  return G_SOURCE_REMOVE;
}

static void
layout_cb (GdkSurface *surface, int width, int height, TlWindow *self)
{
  g_idle_add_full (G_PRIORITY_HIGH_IDLE, fold_cb, g_object_ref (self), g_object_unref);
}

static void
tl_window_realize (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (tl_window_parent_class)->realize (widget);
  g_signal_connect_object (gtk_native_get_surface (GTK_NATIVE (widget)), "layout", G_CALLBACK (layout_cb), widget, G_CONNECT_AFTER);
}

static void
close_now_cb (gpointer user_data)
{
  g_autoptr (TlWindow) self = user_data;

  gtk_window_destroy (GTK_WINDOW (self));
}

static gboolean
tl_window_close_request (GtkWindow *window)
{
  TlWindow *self = TL_WINDOW (window);
  int width, height;

  if (self->closing)
    return TRUE;
  self->closing = TRUE;
  gtk_window_get_default_size (window, &width, &height);
  tl_config_set_int ("window-width", width);
  tl_config_set_int ("window-height", height);
  tl_window_lock_then (self, close_now_cb, g_object_ref (self));
  return TRUE;
}

static void
tl_window_dispose (GObject *object)
{
  TlWindow *self = TL_WINDOW (object);

  g_clear_handle_id (&self->refresh_source, g_source_remove);
  g_clear_handle_id (&self->settle_source, g_source_remove);
  if (self->store != NULL)
    g_clear_signal_handler (&self->changed_handler, self->store);
  g_clear_object (&self->store);
  g_clear_pointer (&self->guard, tl_guard_free);
  g_clear_pointer (&self->stale, g_hash_table_unref);
  g_clear_pointer (&self->path, g_free);
  G_OBJECT_CLASS (tl_window_parent_class)->dispose (object);
}

static void
tl_window_class_init (TlWindowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = tl_window_dispose;
  widget_class->realize = tl_window_realize;
  GTK_WINDOW_CLASS (klass)->close_request = tl_window_close_request;

  gtk_widget_class_set_template_from_resource (widget_class, "/vn/tamlanh/TamLanh/window.ui");
  gtk_widget_class_bind_template_child (widget_class, TlWindow, root);
  gtk_widget_class_bind_template_child (widget_class, TlWindow, toasts);
  gtk_widget_class_bind_template_child (widget_class, TlWindow, door);
  gtk_widget_class_bind_template_child (widget_class, TlWindow, hidden);
  gtk_widget_class_bind_template_child (widget_class, TlWindow, sidebar_button);
  gtk_widget_class_bind_template_child (widget_class, TlWindow, search_place);
  gtk_widget_class_bind_template_child (widget_class, TlWindow, demo_bar);
  gtk_widget_class_bind_template_child (widget_class, TlWindow, flap);
  gtk_widget_class_bind_template_child (widget_class, TlWindow, sidebar);
  gtk_widget_class_bind_template_child (widget_class, TlWindow, pages);

  gtk_widget_class_install_action (widget_class, "win.page", "s", page_action);
  gtk_widget_class_install_action (widget_class, "win.open", "(ss)", open_action);
  gtk_widget_class_install_action (widget_class, "win.settings", "s", settings_action);
  gtk_widget_class_install_action (widget_class, "win.salvage", NULL, salvage_action);
  gtk_widget_class_install_action (widget_class, "win.intake", NULL, intake_action);
  gtk_widget_class_install_action (widget_class, "win.search", NULL, search_action);
  gtk_widget_class_install_action (widget_class, "win.forms", NULL, forms_action);
}

static void
tl_window_init (TlWindow *self)
{
  g_autoptr (GSimpleAction) reveal = g_simple_action_new_stateful ("reveal", NULL, g_variant_new_boolean (FALSE));
  GtkEventController *controller;
  GtkGesture *click;

  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_window_set_title (GTK_WINDOW (self), "Tạm Lánh");
  gtk_window_set_default_size (GTK_WINDOW (self), tl_config_int ("window-width", 1280), tl_config_int ("window-height", 700));
  self->stale = g_hash_table_new (NULL, NULL);

  g_signal_connect (reveal, "change-state", G_CALLBACK (reveal_state_cb), self);
  g_action_map_add_action (G_ACTION_MAP (self), G_ACTION (reveal));

  fill_sidebar (self);
  tl_ui_one_stop (GTK_WIDGET (self->sidebar));
  g_signal_connect (self, "notify::focus-widget", G_CALLBACK (focus_changed_cb), NULL);
  g_signal_connect (self->sidebar, "row-activated", G_CALLBACK (sidebar_activated_cb), self);

  controller = gtk_event_controller_key_new ();
  g_signal_connect (controller, "key-pressed", G_CALLBACK (hidden_key_cb), self);
  gtk_widget_add_controller (self->hidden, controller);
  click = gtk_gesture_click_new ();
  g_signal_connect (click, "pressed", G_CALLBACK (hidden_click_cb), self);
  gtk_widget_add_controller (self->hidden, GTK_EVENT_CONTROLLER (click));

  controller = gtk_event_controller_legacy_new ();
  gtk_event_controller_set_propagation_phase (controller, GTK_PHASE_CAPTURE);
  g_signal_connect (controller, "event", G_CALLBACK (event_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), controller);

  self->guard = tl_guard_new (guard_cb, self);
}

GtkWidget *
tl_window_new (AdwApplication *application)
{
  return g_object_new (TL_TYPE_WINDOW, "application", application, NULL);
}

TlStore *
tl_window_get_store (TlWindow *self)
{
  return self->store;
}

void
tl_window_add_toast (TlWindow *self, AdwToast *toast)
{
  adw_toast_overlay_add_toast (self->toasts, toast);
}
