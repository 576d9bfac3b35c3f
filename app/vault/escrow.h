/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "vault/vault.h"

G_BEGIN_DECLS

/* The door in two halves (FORMAT.md §1.3): a secret sealed to another place's X25519 key, which lies in the header for
 * anybody to carry there, and a share printed for the leader of this place. Neither opens alone. This room knows raw keys
 * and bytes; who is behind a key, and the files that travel, are the exchange's (sync/escrow.h). A vault has one such
 * door at most. */

#define TL_HALF_BYTES 32       /* the other place's half, opened */
#define TL_HALF_NOTE_BYTES 16  /* sealed with it: who made it; free for the caller */
#define TL_SEALED_HALF_BYTES (TL_HALF_BYTES + TL_HALF_NOTE_BYTES + 48)
#define TL_ESCROW_KEY_BYTES 32 /* X25519 */
#define TL_ESCROW_NONCE_BYTES 16
#define TL_SHARE_GROUPS 9

/* What anybody who holds the file can read of the door. Not confirmed by any key. */
typedef struct
{
  guint8 file_id[16];
  guint8 slot_id[16];
  guint8 salt[16];
  guint8 recipient[16]; /* tl_escrow_recipient_id() of the key that it is sealed to */
  guint8 sealed[TL_SEALED_HALF_BYTES];
  guint8 check[8];
  guint page;      /* the first group of the share, which names the page: 720896 … */
  char label[161]; /* who answers: "HY/1" */
} TlEscrow;

/* Makes the door, in place of the one there was. @recipient: the other place's public key. @note: sealed with its half.
 * @share: (out): nine groups of six digits joined by "-", shown once; free with tl_secret_free(). */
gboolean tl_vault_make_escrow (TlVault *vault, const char *label, const guint8 recipient[TL_ESCROW_KEY_BYTES],
                               const guint8 note[TL_HALF_NOTE_BYTES], char **share, GError **error);
/* Takes it away; TRUE also when there is none. Older copies of the file keep theirs. */
gboolean tl_vault_drop_escrow (TlVault *vault, GError **error);
/* A new data key and no such door any more: what each use of it ends with. The database must be closed. */
gboolean tl_vault_spend_escrow (TlVault *vault, GError **error);
/* FALSE: there is none. */
gboolean tl_vault_get_escrow (TlVault *vault, TlEscrow *escrow);
/* The same from the locked file at @path. Error SLOT: there is none. */
gboolean tl_escrow_read (const char *path, TlEscrow *escrow, GError **error);

void     tl_escrow_recipient_id (const guint8 key[TL_ESCROW_KEY_BYTES], guint8 id[16]);
/* Opens the half with the keys that it was sealed to. FALSE: not sealed to them, or altered. */
gboolean tl_escrow_open_half (const guint8 sealed[TL_SEALED_HALF_BYTES], const guint8 public_key[TL_ESCROW_KEY_BYTES],
                              const guint8 secret_key[TL_ESCROW_KEY_BYTES], guint8 half[TL_HALF_BYTES], guint8 note[TL_HALF_NOTE_BYTES]);
/* The keys of whoever asks, made from the share and @nonce and so the same again when the answer comes: nothing is kept.
 * Errors: CODE_GROUP (mistyped, the message says which), PASSPHRASE (a page, but not the one of this door).
 * @secret_key: (out): in memory that the caller wipes. */
gboolean tl_escrow_asker (const TlEscrow *escrow, const char *share, const guint8 nonce[TL_ESCROW_NONCE_BYTES],
                          guint8 public_key[TL_ESCROW_KEY_BYTES], guint8 secret_key[TL_ESCROW_KEY_BYTES], GError **error);

/* Opens with both halves; the slot's kind is TL_SLOT_ESCROW. Who comes in so must give a desk a passphrase and then
 * tl_vault_spend_escrow(). */
TlVault *tl_vault_unlock_with_halves (const char *path, const guint8 half[TL_HALF_BYTES], const char *share, GError **error);

/* Checks a typed share group by group without opening anything. @group: (out): 1–9, the first bad one. */
gboolean tl_share_check (const char *share, guint *group);

/* What a person is typing, told by the first group of six digits. */
typedef enum
{
  TL_CODE_UNKNOWN,  /* too short yet, or mistyped */
  TL_CODE_RECOVERY, /* eight groups */
  TL_CODE_SHARE     /* nine */
} TlCodeKind;
TlCodeKind tl_code_kind (const char *typed);

G_END_DECLS
