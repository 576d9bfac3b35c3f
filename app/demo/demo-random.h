/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The demo's own repeatable chance. Never used for anything that protects somebody. */
typedef struct
{
  guint64 state;
} TlDemoRandom;

guint64 tl_demo_random_next (TlDemoRandom *random);
/* 0 … @n − 1 */
guint tl_demo_random_below (TlDemoRandom *random, guint n);
/* @low … @high */
gint tl_demo_random_between (TlDemoRandom *random, gint low, gint high);
/* TRUE in @percent of cases. */
gboolean tl_demo_random_chance (TlDemoRandom *random, guint percent);
/* A UUID v4 in form. (transfer full) */
char *tl_demo_random_uuid (TlDemoRandom *random);

G_END_DECLS
