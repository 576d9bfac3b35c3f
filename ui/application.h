/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define TL_TYPE_APPLICATION (tl_application_get_type ())
G_DECLARE_FINAL_TYPE (TlApplication, tl_application, TL, APPLICATION, AdwApplication)

TlApplication *tl_application_new (void);

/* Where the register is when nobody says otherwise. (transfer full) */
char *tl_application_default_vault (void);
char *tl_application_demo_vault (void);

G_END_DECLS
