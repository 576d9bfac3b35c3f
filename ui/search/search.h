/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "store/store.h"

G_BEGIN_DECLS

/* The search in the header: finds people, codes and papers as one types, without accents. */
#define TL_TYPE_SEARCH (tl_search_get_type ())
G_DECLARE_FINAL_TYPE (TlSearch, tl_search, TL, SEARCH, GtkWidget)

GtkWidget *tl_search_new (TlStore *store);

G_END_DECLS
