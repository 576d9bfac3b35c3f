/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/salvage.h"
#include "store/trees.h"

G_BEGIN_DECLS

typedef struct
{
  guint64 rows;         /* came over from pages */
  guint64 unreadable;   /* rows of readable pages that go on in pages that do not open */
  guint64 rebuilt;      /* made from the journal */
  guint64 renewed;      /* the row was older than the journal */
  guint64 placeholders;
} TlSalvaged;

/* A record that could not be written as it was, because another has the number that no two may have. */
typedef struct
{
  TlType type;
  char *instead; /* NULL: it was left out; else the number it got */
} TlLeftOut;

typedef struct
{
  TlVault *source;
  TlRawPages *pages;
  TlStore *store; /* of the new register */
  TlTrees *trees;
  GHashTable *tables;  /* name → TlSalvaged */
  GHashTable *kinds;   /* record id → type name (static string), from the journal's entries */
  GHashTable *inserts; /* "table/columns" → SQL */
  GHashTable *left_out; /* record id → TlLeftOut */
  guint64 unknown_rows;
  guint64 gaps;
  guint64 written_down;
  guint pending;       /* rows since the last commit */
  TlVaultProgress progress;
  gpointer progress_data;
  gboolean stopped;
  GError *error;
} TlSalvage;

TlSalvaged *tl_salvaged_of (TlSalvage *salvage, const char *table);
void tl_salvage_leave_out (TlSalvage *salvage, TlType type, const char *id, const char *instead);
/* salvage-rows.c: everything that stands in pages. */
gboolean tl_salvage_rows (TlSalvage *salvage, GError **error);
/* salvage-mend.c: records against journal, device, references, search index; then the entry that tells of it. */
gboolean tl_salvage_mend (TlSalvage *salvage, GError **error);
gboolean tl_salvage_stopped (TlSalvage *salvage, double fraction, GError **error);

G_END_DECLS
