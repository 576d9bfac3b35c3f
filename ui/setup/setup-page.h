/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "door.h"

G_BEGIN_DECLS

#define TL_TYPE_SETUP_PAGE (tl_setup_page_get_type ())
G_DECLARE_FINAL_TYPE (TlSetupPage, tl_setup_page, TL, SETUP_PAGE, TlDoor)

GtkWidget *tl_setup_page_new (const char *path, gboolean demo);

G_END_DECLS
