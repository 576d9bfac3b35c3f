/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "store/store.h"

G_BEGIN_DECLS

/* Asking the store from a widget.
 *
 * @func runs on the store thread with @data; then, in the main loop:
 *  - if @owner is gone or the store was locked meanwhile: nothing but clean-up;
 *  - on success @done (owner, result, user_data); @result is borrowed and freed after with
 *    @result_destroy, so take a reference of what you keep;
 *  - on an error a dialog in plain words with @failed ("The case could not be saved.") as its heading.
 * @owner: the widget that asks (weak). @failed may be NULL: then the error is not shown (typing,
 * searching). @done may be NULL. */
typedef void (*TlUiDone) (gpointer owner, gpointer result, gpointer user_data);
void tl_ui_call (gpointer owner, TlStore *store, TlJobPriority priority, const char *failed, TlStoreFunc func, gpointer data,
                 GDestroyNotify data_destroy, GDestroyNotify result_destroy, TlUiDone done, gpointer user_data);

/* The same, but the caller deals with the error: @done (owner, result, error, user_data). */
typedef void (*TlUiDoneFull) (gpointer owner, gpointer result, const GError *error, gpointer user_data);
void tl_ui_call_full (gpointer owner, TlStore *store, TlJobPriority priority, TlStoreFunc func, gpointer data, GDestroyNotify data_destroy,
                      GDestroyNotify result_destroy, TlUiDoneFull done, gpointer user_data);

/* A modal dialog: what happened, and what the error says. No names in @heading. */
void tl_ui_show_error (gpointer from, const char *heading, const char *detail);
/* Asks before what cannot be undone. @done is called with TRUE only when the person said so.
 * @reason_label: not NULL asks for a reason (needed to go on), given to @done. */
typedef void (*TlUiAnswer) (gpointer owner, const char *reason, gpointer user_data);
void tl_ui_confirm (gpointer owner, const char *heading, const char *body, const char *go_label, const char *reason_label, TlUiAnswer done,
                    gpointer user_data);
/* A line at the bottom of the window that goes away by itself. Never a name. */
void tl_ui_toast (gpointer from, const char *text);
/* The same with a button. @action: a detailed action name ("win.page::cases"). */
void tl_ui_toast_action (gpointer from, const char *text, const char *button, const char *action);

/* Tab goes past the rows of @list, which hold nothing to press; the arrow keys go from row to row (GTK 4.8 has no tab-behavior). */
void tl_ui_one_stop (GtkWidget *list);

/* Gives @widget its name for assistive technology. */
void tl_ui_label (gpointer widget, const char *label);

G_END_DECLS
