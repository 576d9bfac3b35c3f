/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Watches for the moments at which an open register must be locked: nobody touched it for the idle
 * minutes of the settings, the computer goes to sleep (which is asked to wait until it is locked), the session is
 * locked (logind, screen saver). Where a bus is missing that part is silent. */
typedef struct _TlGuard TlGuard;

TlGuard *tl_guard_new (GSourceOnceFunc lock, gpointer user_data);
void tl_guard_free (TlGuard *guard);
/* The register is locked, or was when @lock was called: sleep need not wait any longer. */
void tl_guard_locked (TlGuard *guard);
/* Somebody is here. */
void tl_guard_touch (TlGuard *guard);

G_END_DECLS
