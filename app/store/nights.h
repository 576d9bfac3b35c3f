/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "record/time.h"
#include "store/store.h"

G_BEGIN_DECLS

typedef struct
{
  gint64 nights;
  gint64 people;  /* who slept here */
  gint64 longest; /* of one person */
} TlNights;

/* Nights slept here in [@from, @to], tonight included: what a cost is divided by, in budgets and reports alike. */
gboolean tl_store_nights (TlStore *store, TlDate from, TlDate to, TlNights *nights, GError **error);

G_END_DECLS
