/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/overview.h"

G_BEGIN_DECLS

/* What the case page needs of one case, read in one job. */
typedef struct
{
  TlRecord   *kase;
  TlRecord   *victim;         /* NULL if erased */
  GPtrArray  *people;         /* (element-type utf8) ids */
  TlCaseLine *line;
  guint       counts[TL_N_TYPES]; /* parts of the case by type */
} TlCaseData;

void        tl_case_data_free (TlCaseData *data);
/* @note_view: the journal says that it was looked at. On the store thread. */
TlCaseData *tl_case_data_load (TlStore *store, const char *case_id, gboolean note_view, GError **error);

G_END_DECLS
