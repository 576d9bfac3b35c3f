/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Settings of this computer (GSettings), never anything about a person. Where the schema is not
 * installed the fallbacks hold and nothing is kept. */
GSettings *tl_config (void);                                    /* (transfer none) (nullable) */
char *tl_config_string (const char *key, const char *fallback); /* (transfer full) */
int tl_config_int (const char *key, int fallback);
void tl_config_set_string (const char *key, const char *value);
void tl_config_set_int (const char *key, int value);
/* Sets LANGUAGE by the setting "language" (vi, en, system), then the locale; binds the text domain. */
void tl_config_language (void);

G_END_DECLS
