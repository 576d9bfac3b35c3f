/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Drives that are plugged in and can be written on: USB sticks and the like, by the name that a file manager shows. */
typedef struct
{
  char *name;
  char *path; /* its root folder */
} TlDrive;
void       tl_drive_free (TlDrive *drive);
/* (transfer full) (element-type TlDrive) */
GPtrArray *tl_drives_list (void);
/* Changes of the list: @func (user_data) in the main loop, while @owner lives. */
void       tl_drives_watch (GObject *owner, GCallback func);

G_END_DECLS
