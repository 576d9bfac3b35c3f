/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "store/store.h"

G_BEGIN_DECLS

#define TL_TYPE_WINDOW (tl_window_get_type ())
G_DECLARE_FINAL_TYPE (TlWindow, tl_window, TL, WINDOW, AdwApplicationWindow)

GtkWidget *tl_window_new (AdwApplication *application);

/* Shows the way into the register at @path: to unlock it, or to set it up where there is none.
 * @demo: the invented register; its passphrase is known and it says everywhere what it is. */
void tl_window_show_vault (TlWindow *self, const char *path, gboolean demo);
/* Locks at once: the screen is empty before this returns; drafts, store and keys follow on their
 * threads. @hide: stay on the harmless page until somebody presses a key. */
void tl_window_lock (TlWindow *self, gboolean hide);
/* Locks, then runs @done (in the main loop) when the vault is closed. */
void tl_window_lock_then (TlWindow *self, GSourceOnceFunc done, gpointer user_data);

TlStore *tl_window_get_store (TlWindow *self);              /* (transfer none) (nullable): NULL while locked */
/* Where the keyboard is nowhere (what had it went away) it goes to the page that is shown. */
void tl_window_settle_focus (TlWindow *self);
void tl_window_add_toast (TlWindow *self, AdwToast *toast); /* @toast: (transfer full) */

/* Actions of the window for pages:
 *   win.page (s)          "today", "cases", "rooms", "support", "statements", "reports", "exchange", "settings"
 *   win.open (ss)         type name, record id: goes to the page that shows it
 *   win.intake, win.search, win.reveal, win.forms
 * and of the application, so that they work in every dialog: app.lock, app.hide
 */

G_END_DECLS
