/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Looks for secrets in all of this process's memory, through /proc/self/mem. The test itself must not be what is found:
 * needles are kept masked, and the buffer of the search is left out of it. */
typedef struct _Scan Scan;

Scan *scan_new (void);
void scan_free (Scan *scan);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Scan, scan_free)

/* @bytes are copied masked; they are the caller's to wipe. */
void scan_add (Scan *scan, const char *name, const void *bytes, gsize length);
/* A text as UTF-8 in NFC and in NFD, as UTF-16 and as UTF-32. */
void scan_add_text (Scan *scan, const char *name, const char *text);

/* How often needle @name was found (all its forms together) by the last scan_run(). */
guint scan_hits (Scan *scan, const char *name);
/* Reads everything once. Returns the number of places where any needle stands; names them with g_test_message(). */
guint scan_run (Scan *scan);

/* A passphrase that stands nowhere in the program: random letters with marks, in locked memory; tl_secret_free(). */
char *scan_random_passphrase (void);

G_END_DECLS
