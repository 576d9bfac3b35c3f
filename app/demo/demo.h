/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/store.h"

G_BEGIN_DECLS

#define TL_DEMO_ERROR (tl_demo_error_quark ())
GQuark tl_demo_error_quark (void);
typedef enum
{
  TL_DEMO_ERROR_NOT_EMPTY, /* the vault holds cases already: invented ones are never mixed with real ones */
  TL_DEMO_ERROR_SITE       /* the province keeps no cases of its own */
} TlDemoError;

#define TL_DEMO_CASES 60
#define TL_DEMO_SEED 2026
/* The demo vault's passphrase: no secret, everything in that vault is invented. */
#define TL_DEMO_PASSPHRASE "bồ công anh bay"

/* Fills a set-up, empty vault of a shelter with @cases invented cases over the two years before today:
 * people, stays, care, papers, costs of every category, budgets, and statements of past months. The same
 * @seed on the same day makes the same records, ids included. Sets the setting "demo" to "1", by which the
 * window marks the vault as invented. */
gboolean tl_demo_fill (TlStore *store, guint cases, guint64 seed, GError **error);

G_END_DECLS
