/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "door.h"

G_BEGIN_DECLS

#define TL_TYPE_UNLOCK_PAGE (tl_unlock_page_get_type ())
G_DECLARE_FINAL_TYPE (TlUnlockPage, tl_unlock_page, TL, UNLOCK_PAGE, TlDoor)

GtkWidget *tl_unlock_page_new (const char *path, gboolean demo);

G_END_DECLS
