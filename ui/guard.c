/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "guard.h"

#include <gio/gunixfdlist.h>
#include <glib/gstdio.h>

#include "config.h"

#define LOGIN "org.freedesktop.login1"
#define TICK_SECONDS 5

struct _TlGuard
{
  GSourceOnceFunc lock;
  gpointer user_data;
  gint64 touched; /* monotonic; CLOCK_MONOTONIC stands still in sleep, which has its own signal */
  guint tick;
  GCancellable *cancellable;
  GDBusConnection *system;
  GDBusConnection *session;
  guint sleep_signal;
  guint lock_signal;
  guint asked; /* ways tried to learn our session */
  guint saver_signal;
  gboolean going; /* to sleep */
  gboolean safe;  /* and what was open is locked since */
  int awake;      /* logind waits with sleeping while this is open; or −1 */
};

static void
awake_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GUnixFDList) fds = NULL;
  g_autoptr (GVariant) reply
      = g_dbus_connection_call_with_unix_fd_list_finish (G_DBUS_CONNECTION (source), &fds, result, NULL);
  TlGuard *guard = user_data;
  gint32 index;

  if (reply == NULL || fds == NULL) /* cancelled, or nobody grants it: then sleep does not wait for us */
    return;
  g_variant_get (reply, "(h)", &index);
  if (guard->awake >= 0)
    g_close (guard->awake, NULL);
  guard->awake = g_unix_fd_list_get (fds, index, NULL);
  /* It may come after the lock that it was asked for. */
  if (guard->going && guard->safe)
    tl_guard_locked (guard);
}

/* Asks for the moment that locking needs before the computer sleeps: what sleeps with an open register has its keys in memory. */
static void
hold_awake (TlGuard *guard)
{
  g_dbus_connection_call_with_unix_fd_list (guard->system, LOGIN, "/org/freedesktop/login1", LOGIN ".Manager", "Inhibit",
                                            g_variant_new ("(ssss)", "sleep", "Tạm Lánh", "Khóa sổ", "delay"), G_VARIANT_TYPE ("(h)"),
                                            G_DBUS_CALL_FLAGS_NO_AUTO_START, -1, NULL, guard->cancellable, awake_cb, guard);
}

void
tl_guard_locked (TlGuard *guard)
{
  guard->safe = TRUE;
  if (guard->going && guard->awake >= 0)
    {
      g_close (guard->awake, NULL);
      guard->awake = -1;
    }
}

static gboolean
tick_cb (gpointer user_data)
{
  TlGuard *guard = user_data;
  int minutes = tl_config_int ("idle-minutes", 5);

  if (minutes > 0 && g_get_monotonic_time () - guard->touched > (gint64)minutes * 60 * G_USEC_PER_SEC)
    {
      guard->touched = g_get_monotonic_time ();
      guard->lock (guard->user_data);
    }
  return G_SOURCE_CONTINUE;
}

static void
sleep_cb (GDBusConnection *bus, const char *sender, const char *path, const char *interface, const char *signal, GVariant *parameters,
          gpointer user_data)
{
  TlGuard *guard = user_data;
  gboolean going = FALSE;

  if (g_variant_is_of_type (parameters, G_VARIANT_TYPE ("(b)")))
    g_variant_get (parameters, "(b)", &going);
  guard->going = going;
  guard->safe = FALSE;
  if (going)
    guard->lock (guard->user_data);
  else if (guard->awake < 0)
    hold_awake (guard);
}

static void
saver_cb (GDBusConnection *bus, const char *sender, const char *path, const char *interface, const char *signal, GVariant *parameters,
          gpointer user_data)
{
  TlGuard *guard = user_data;
  gboolean active = FALSE;

  if (g_variant_is_of_type (parameters, G_VARIANT_TYPE ("(b)")))
    g_variant_get (parameters, "(b)", &active);
  if (active)
    guard->lock (guard->user_data);
}

static void
lock_cb (GDBusConnection *bus, const char *sender, const char *path, const char *interface, const char *signal, GVariant *parameters,
         gpointer user_data)
{
  TlGuard *guard = user_data;

  guard->lock (guard->user_data);
}

static void session_path_cb (GObject *source, GAsyncResult *result, gpointer user_data);

/* The session of whoever sits there: for a program that the desktop started as a service of its own, which is in none. */
static void
ask_session (TlGuard *guard, const char *method, GVariant *arguments)
{
  guard->asked++;
  g_dbus_connection_call (guard->system, LOGIN, "/org/freedesktop/login1", LOGIN ".Manager", method, arguments, G_VARIANT_TYPE ("(o)"),
                          G_DBUS_CALL_FLAGS_NO_AUTO_START, -1, guard->cancellable, session_path_cb, guard);
}

static void
session_path_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) reply = g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, &error);
  TlGuard *guard = user_data;
  const char *path;

  if (reply == NULL && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) && guard->asked == 1)
    ask_session (guard, "GetSession", g_variant_new ("(s)", "auto"));
  if (reply == NULL) /* cancelled (the guard is gone) or no logind */
    return;
  g_variant_get (reply, "(&o)", &path);
  guard->lock_signal = g_dbus_connection_signal_subscribe (guard->system, LOGIN, LOGIN ".Session", "Lock", path, NULL,
                                                           G_DBUS_SIGNAL_FLAGS_NONE, lock_cb, guard, NULL);
}

static void
system_bus_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GDBusConnection *bus = g_bus_get_finish (result, NULL);
  TlGuard *guard = user_data;

  if (bus == NULL)
    return;
  guard->system = bus;
  guard->sleep_signal = g_dbus_connection_signal_subscribe (bus, LOGIN, LOGIN ".Manager", "PrepareForSleep", "/org/freedesktop/login1",
                                                            NULL, G_DBUS_SIGNAL_FLAGS_NONE, sleep_cb, guard, NULL);
  ask_session (guard, "GetSessionByPID", g_variant_new ("(u)", 0));
  hold_awake (guard);
}

static void
session_bus_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GDBusConnection *bus = g_bus_get_finish (result, NULL);
  TlGuard *guard = user_data;

  if (bus == NULL)
    return;
  guard->session = bus;
  /* The same signal from GNOME, KDE, Xfce and others, under their own names: (b) TRUE = locked. */
  guard->saver_signal
      = g_dbus_connection_signal_subscribe (bus, NULL, NULL, "ActiveChanged", NULL, NULL, G_DBUS_SIGNAL_FLAGS_NONE, saver_cb, guard, NULL);
}

TlGuard *
tl_guard_new (GSourceOnceFunc lock, gpointer user_data)
{
  TlGuard *guard = g_new0 (TlGuard, 1);

  guard->awake = -1;
  guard->lock = lock;
  guard->user_data = user_data;
  guard->touched = g_get_monotonic_time ();
  guard->tick = g_timeout_add_seconds (TICK_SECONDS, tick_cb, guard);
  guard->cancellable = g_cancellable_new ();
  g_bus_get (G_BUS_TYPE_SYSTEM, guard->cancellable, system_bus_cb, guard);
  g_bus_get (G_BUS_TYPE_SESSION, guard->cancellable, session_bus_cb, guard);
  return guard;
}

void
tl_guard_free (TlGuard *guard)
{
  g_source_remove (guard->tick);
  g_cancellable_cancel (guard->cancellable);
  if (guard->awake >= 0)
    g_close (guard->awake, NULL);
  g_clear_object (&guard->cancellable);
  if (guard->system != NULL)
    {
      g_dbus_connection_signal_unsubscribe (guard->system, guard->sleep_signal);
      if (guard->lock_signal != 0)
        g_dbus_connection_signal_unsubscribe (guard->system, guard->lock_signal);
      g_clear_object (&guard->system);
    }
  if (guard->session != NULL)
    {
      g_dbus_connection_signal_unsubscribe (guard->session, guard->saver_signal);
      g_clear_object (&guard->session);
    }
  g_free (guard);
}

void
tl_guard_touch (TlGuard *guard)
{
  guard->touched = g_get_monotonic_time ();
}
