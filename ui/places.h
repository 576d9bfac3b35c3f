/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "record/types.h"
#include "store/store.h"

G_BEGIN_DECLS

/* The one table of places: a new page is a line in places.c. */
typedef struct
{
  const char *id;    /* "cases": name of the action's target */
  const char *label; /* msgid in the sidebar, NULL: not in the sidebar */
  const char *icon;
  guint key; /* Alt+key */
  GType (*get_type) (void);
  const char *under; /* place of the sidebar that is marked while this one shows */
} TlPlace;

/* Ends with an id of NULL. */
const TlPlace *tl_places (void);
const TlPlace *tl_place_find (const char *id);
/* The place that shows records of @type, or NULL. */
const TlPlace *tl_place_for_type (TlType type);

G_END_DECLS
