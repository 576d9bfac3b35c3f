/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "support/support-query.h"
#include "support/used-query.h"

G_BEGIN_DECLS

/* A support line with what it stands on, while it is being judged. All on the store thread. */
typedef struct
{
  TlRecord *line;   /* the caller's, filled in */
  TlRecord *stored; /* as it was before, or NULL */
  TlRecord *rate;
  TlRecord *trip; /* or NULL */
  TlDate date;
  TlDate date_to; /* = date for a line of one day */
  TlDate month_from;
  TlDate month_to;
  gboolean unmarked_only; /* weigh against lines without a reason for being above only */
} TlLine;

void tl_line_clear (TlLine *line);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (TlLine, tl_line_clear)

/* Finds rate and trip of @record, fills in what follows from them (quantity, unit price, amount, the victim where a
 * person is needed) and refuses what cannot be a line of that category on that day. */
gboolean tl_line_prepare (TlStore *store, TlRecord *record, TlLine *line, GError **error);

/* Ceilings that @line stands under. (transfer full) (element-type TlCeiling) */
GPtrArray *tl_line_ceilings (TlStore *store, TlLine *line, GError **error);
/* TRUE if no ceiling of @ceilings is exceeded, or the line gives reason and decision. */
gboolean tl_line_within (TlLine *line, GPtrArray *ceilings, GError **error);
void tl_ceiling_free (TlCeiling *ceiling);

/* Whether @before may leave its scope (@after NULL: deleted; void; or moved): a line below zero holds room open that
 * other lines may have taken. */
gboolean tl_line_release (TlStore *store, TlRecord *before, TlRecord *after, GError **error);
/* Whether the people of a trip may become those of @after: fewer people have fewer days. */
gboolean tl_trip_judge (TlStore *store, TlRecord *before, TlRecord *after, GError **error);
/* Categories whose payee is not the person supported. */
gboolean tl_category_pays_helper (const char *category);
/* A stored line as it stands, under the rate it was made with; refuses nothing. */
gboolean tl_line_stand (TlStore *store, TlRecord *record, TlLine *line, GError **error);

/* Limits of the text that do not forbid but are to be known before saving. (transfer full) (element-type utf8) */
GPtrArray *tl_line_limits (TlStore *store, TlLine *line, GError **error);

/* TRUE for a line of the state "claimed" or "paid": it is in a final statement. */
gboolean tl_line_is_frozen (TlRecord *line);

/* "05/03/2026 · Tiền ăn · 490.000 đ": which of many lines a message is about, without a name. (transfer full) */
char *tl_line_words (TlRecord *line);

/* Voids an open line for the program itself (what it was made from is gone), journalled as any voiding; who calls asks
 * tl_line_release(). In a transaction. */
gboolean tl_line_void (TlStore *store, TlRecord *line, const char *reason, GError **error);

/* Whether nobody but who is at the desk works here who may approve: what is theirs is then approved with the mark. FALSE too
 * when nobody is at the desk. @error: reading failed; FALSE then. */
gboolean tl_support_stands_alone (TlStore *store, GError **error);

/* Back to a draft that nobody has approved. */
void tl_line_take_back (TlRecord *line);

G_END_DECLS
