/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/slices.h"

G_BEGIN_DECLS

/* Is the register whole? Every block, SQLite's own check, references, the journal's chain, and each record against what the
 * journal says it is. Changes nothing but for emptying the log. */

typedef struct
{
  guint64 block;
  char *holds; /* in words */
  gboolean derived; /* nothing is lost with it */
} TlBadBlock;

typedef struct
{
  guint64 blocks;
  GPtrArray *damaged;      /* (element-type TlBadBlock) */
  guint64 entries;
  gboolean journal;        /* the chain is whole */
  guint gaps;              /* places where a salvage left entries out, known and told */
  guint64 rows[TL_N_TYPES];
  guint64 records;         /* compared with the journal */
  guint64 differing;       /* are not what the journal says */
  guint64 missing;         /* the journal knows them, and they are not there */
  guint64 dangling;        /* references to records that are not there */
  GPtrArray *findings;     /* (element-type utf8) what is wrong and what that means, in words; empty: whole */
} TlVerified;

typedef struct _TlVerify TlVerify;
TlVerify         *tl_verify_new (void);
/* For tl_store_slices(). FALSE without an error: done, whatever was found. */
gboolean          tl_verify_slice (TlStore *store, gpointer verify, double *fraction, GError **error);
/* Of a register whose database does not open (@why says so): its blocks alone, and what the damaged ones held. Done then.
 * @vault: opened for reading. */
gboolean          tl_verify_closed (TlVerify *verify, TlVault *vault, const char *why, GError **error);
const TlVerified *tl_verify_result (TlVerify *verify);
gboolean          tl_verify_is_whole (TlVerify *verify);
void              tl_verify_free (TlVerify *verify);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TlVerify, tl_verify_free)

G_END_DECLS
