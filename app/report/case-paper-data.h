/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "store/store.h"

G_BEGIN_DECLS

#define TL_CASE_PAPER_ERROR (tl_case_paper_error_quark ())
GQuark tl_case_paper_error_quark (void);
typedef enum
{
  TL_CASE_PAPER_ERROR_KIND,  /* no such paper */
  TL_CASE_PAPER_ERROR_RECORD /* the paper needs a record of another type, or that record is not fit for it */
} TlCasePaperError;

/* The papers that are not statements or reports: what a case needs on paper, and the same as blank forms for a night
 * without a computer (DOMAIN.md §6). */
typedef struct
{
  const char *kind; /* "intake-record": the name on the command line and in the data */
  TlType of;        /* type of the record it is made from; TL_N_TYPES: a blank form */
  const char *label; /* msgid */
} TlCasePaper;

const TlCasePaper *tl_case_papers (guint *n_papers);
/* NULL if there is none of that kind. */
const TlCasePaper *tl_case_paper_find (const char *kind);
/* In the user's language. */
const char *tl_case_paper_label (const TlCasePaper *paper);

/* One paper that can be made of a case now. */
typedef struct
{
  const TlCasePaper *paper;
  char *id;   /* of the record it is made from */
  char *what; /* which one where there are several: the recipient, the day; NULL */
} TlCasePaperChoice;
void tl_case_paper_choice_free (TlCasePaperChoice *choice);
/* Every paper that case @case_id has records for, in the order of the papers. (element-type TlCasePaperChoice) */
GPtrArray *tl_case_paper_choices (TlStore *store, const char *case_id, GError **error);

/* What tl_document_new_case_paper() needs, as plain data. Members: kind, blank (bool), site, date (ISO; null on a blank
 * form), letterhead {parent_agency, issuing_agency, place_name}, hotline, case_code, named (bool: whether names may stand
 * on it), signers [{role, authority, name, note}], records {case, person, stay, consent, referral, support: each as
 * tl_record_to_json() gives it, null = none}, companions [{person, relation}], names {room, received_by, position,
 * leader}, support {title, clause, amount, amount_in_words}.
 *
 * @id: of the record the paper is made from; NULL for a blank form. @store may be NULL for a blank form: then even the
 * letterhead is left to be written by hand.
 *
 * A referral carries names only under a consent (its own tick, or a consent to refer or to name, not withdrawn and not
 * over); else it goes by the case code. Private notes, who reported and where the shelter lies are never on a paper that
 * leaves. (transfer full) */
JsonObject *tl_case_paper_data (TlStore *store, const char *kind, const char *id, GError **error);

G_END_DECLS
