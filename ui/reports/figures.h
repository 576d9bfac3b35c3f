/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>
#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* The figures of tl_report_data() as plain tables, one a group. */
GtkWidget *tl_figures_new (JsonObject *data);

G_END_DECLS
