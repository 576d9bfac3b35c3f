/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/store.h"

G_BEGIN_DECLS

/* Opening a register whose every passphrase is lost, by two people: the leader of the place with a printed share, and
 * somebody at the place that holds the other half (vault/escrow.h, FORMAT.md §7). Four steps: made while all is well; asked from
 * the locked file; answered at the other place, after two people compared digits by phone; used. */

#define TL_REQUEST_ENDING ".tlq"
#define TL_ANSWER_ENDING ".tla"

/* --- While all is well, in the open register --- */

typedef struct
{
  char *peer;       /* "HY/1", as the door is labelled */
  char *device;     /* its id, 32 hex; NULL when this register does not know it any more */
  gboolean trusted; /* its card is trusted now */
  guint page;       /* the first group of the leader's page */
  gboolean pending; /* the page was never confirmed to be on paper */
} TlEscrowState;
void tl_escrow_state_free (TlEscrowState *state);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TlEscrowState, tl_escrow_state_free)

/* Makes the door, in place of an earlier one. @peer: "HY/1", or "HY" where only one computer there is trusted. @share: (out): nine
 * groups, shown once; tl_secret_free(). It is pending until tl_escrow_confirm(). Noted "escrow-made". */
gboolean tl_escrow_make (TlStore *store, const char *peer, char **share, GError **error);
/* The leader's page is on paper. */
gboolean tl_escrow_confirm (TlStore *store, GError **error);
/* NULL without an error: there is no such door. */
TlEscrowState *tl_escrow_get (TlStore *store, GError **error);
/* Takes it away. Noted "escrow-dropped". */
gboolean tl_escrow_remove (TlStore *store, GError **error);

/* --- At the locked register --- */

typedef struct
{
  char *peer;        /* who is to answer: what the door says, which nobody has confirmed */
  char *fingerprint; /* six groups of five digits, for the phone */
} TlEscrowAsked;
void tl_escrow_asked_free (TlEscrowAsked *asked);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TlEscrowAsked, tl_escrow_asked_free)

/* Writes a request. It holds no secret; asking again makes another one. @out: never over an existing file. Errors: those of
 * tl_escrow_read() and tl_escrow_asker(), IO. */
TlEscrowAsked *tl_escrow_ask (const char *vault_path, const char *share, const char *out, GError **error);

/* Opens with an answer and the leader's share: the desk @slot gets a new passphrase, the door goes and the register gets a new
 * key. Noted "escrow-used" before the passphrase is changed. Returns the register, open by that desk. Errors:
 * TL_SYNC_ERROR_NOT_FOR_US: of another register, another door or another request. TAMPERED: altered on its way, or not signed
 * by who holds the half. */
TlStore *tl_escrow_use (const char *vault_path, const char *answer, const char *share, const char *slot, const char *new_passphrase,
                        GError **error);

/* --- At the place that answers --- */

typedef struct
{
  char *asker;       /* "DC/1": the computer that made the door; NULL when no card of it is known here */
  char *device;      /* its id, 32 hex */
  gboolean trusted;
  char *file_id;     /* of the register, 32 hex */
  char *fingerprint; /* must be what the asker reads out */
  guint answered;    /* how often requests of that register were answered here before */
} TlEscrowRequest;
void tl_escrow_request_free (TlEscrowRequest *request);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TlEscrowRequest, tl_escrow_request_free)

/* Reads a request and says who asks. Errors: NOT_FOR_US: the half is not sealed to this computer. TAMPERED. */
TlEscrowRequest *tl_escrow_read_request (TlStore *store, const char *path, GError **error);
/* Answers it. @compared_with: who read the digits out on the phone; needed. @out: never over an existing file.
 * Noted "escrow-answered" before the answer is written. */
gboolean tl_escrow_answer (TlStore *store, const char *path, const char *compared_with, const char *out, GError **error);

G_END_DECLS
