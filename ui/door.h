/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "store/store.h"

G_BEGIN_DECLS

/* The way into a register: unlocking it, or setting it up where there is none.
 * Signals: "opened" (TlStore *store): somebody came in;
 *          "other-vault" (char *path, gboolean demo): they want another file. */
#define TL_TYPE_DOOR (tl_door_get_type ())
G_DECLARE_DERIVABLE_TYPE (TlDoor, tl_door, TL, DOOR, GtkWidget)

struct _TlDoorClass
{
  GtkWidgetClass parent_class;
};

/* The right kind of door for @path. @demo: the invented register (made when it is not there). */
GtkWidget *tl_door_new (const char *path, gboolean demo);

/* How many seconds wrong passphrases still make the next try on the file at @path wait, also when the window was closed in between;
 * 0: none. @text: the same in words (transfer full), NULL without a wait. Every door asks this before it tries one. */
guint tl_door_wait (const char *path, char **text);

/* For the doors. */
void tl_door_opened (TlDoor *self, TlStore *store);
/* The recovery code is on paper: notes it in @store and comes in. The door keeps @store
 * until then; it stays at the door when the note fails. */
void tl_door_recovery_confirmed (TlDoor *self, TlStore *store);
void tl_door_other_vault (TlDoor *self, const char *path, gboolean demo);
/* Lets the person choose a register's file, then emits "other-vault". */
void tl_door_choose_file (TlDoor *self);

G_END_DECLS
