/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "drives.h"

void
tl_drive_free (TlDrive *drive)
{
  g_free (drive->name);
  g_free (drive->path);
  g_free (drive);
}

/* What is carried about: removable, or mounted where the system puts what was plugged in. */
static gboolean
is_carried (GMount *mount, const char *path)
{
  g_autoptr (GDrive) drive = g_mount_get_drive (mount);

  return (drive != NULL && g_drive_is_removable (drive)) || g_str_has_prefix (path, "/media/") || g_str_has_prefix (path, "/run/media/")
         || g_str_has_prefix (path, "/mnt/");
}

GPtrArray *
tl_drives_list (void)
{
  g_autoptr (GVolumeMonitor) monitor = g_volume_monitor_get ();
  GList *mounts = g_volume_monitor_get_mounts (monitor);
  GPtrArray *drives = g_ptr_array_new_with_free_func ((GDestroyNotify)tl_drive_free);

  for (GList *l = mounts; l != NULL; l = l->next)
    {
      g_autoptr (GFile) root = g_mount_get_root (l->data);
      g_autofree char *path = g_file_get_path (root);
      TlDrive *drive;

      if (path == NULL || g_mount_is_shadowed (l->data) || !is_carried (l->data, path))
        continue;
      drive = g_new0 (TlDrive, 1);
      drive->name = g_mount_get_name (l->data);
      drive->path = g_steal_pointer (&path);
      g_ptr_array_add (drives, drive);
    }
  g_list_free_full (mounts, g_object_unref);
  return drives;
}

void
tl_drives_watch (GObject *owner, GCallback func)
{
  static const char *const events[] = {"mount-added", "mount-removed", "mount-changed"};
  GVolumeMonitor *monitor = g_volume_monitor_get ();

  for (guint i = 0; i < G_N_ELEMENTS (events); i++)
    g_signal_connect_object (monitor, events[i], func, owner, G_CONNECT_SWAPPED);
  /* The owner keeps the monitor: without a holder it would stop watching. */
  g_object_set_data_full (owner, "drives", monitor, g_object_unref);
}
