/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "guard.h"

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
  guint saver_signal;
};

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
  if (going)
    guard->lock (guard->user_data);
}

static void
lock_cb (GDBusConnection *bus, const char *sender, const char *path, const char *interface, const char *signal, GVariant *parameters,
         gpointer user_data)
{
  TlGuard *guard = user_data;

  guard->lock (guard->user_data);
}

static void
session_path_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GVariant) reply = g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, NULL);
  TlGuard *guard = user_data;
  const char *path;

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
  g_dbus_connection_call (bus, LOGIN, "/org/freedesktop/login1", LOGIN ".Manager", "GetSessionByPID", g_variant_new ("(u)", 0),
                          G_VARIANT_TYPE ("(o)"), G_DBUS_CALL_FLAGS_NO_AUTO_START, -1, guard->cancellable, session_path_cb, guard);
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
      = g_dbus_connection_signal_subscribe (bus, NULL, NULL, "ActiveChanged", NULL, NULL, G_DBUS_SIGNAL_FLAGS_NONE, sleep_cb, guard, NULL);
}

TlGuard *
tl_guard_new (GSourceOnceFunc lock, gpointer user_data)
{
  TlGuard *guard = g_new0 (TlGuard, 1);

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
