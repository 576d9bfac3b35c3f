/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a story through tamlanhctl cannot forge: answers made by somebody who knows the format and has part of the secrets. */

#include "fixture.h"

#include <glib/gstdio.h>
#include <sodium.h>
#include <string.h>

#include "sync/bundle.h"
#include "sync/bytes.h"
#include "sync/escrow.h"
#include "sync/identity.h"
#include "sync/place.h"
#include "vault/escrow.h"
#include "vault/vault-private.h"

#define NEW_PASSPHRASE "chín con mèo đen"

typedef struct
{
  char *vault; /* DC's, locked */
  char *share;
  char *request;
  char *answer;
} Locked;

static void
lock_after_making (Fixture *fixture, Locked *locked)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TlEscrowAsked) asked = NULL;

  locked->vault = vault_path (fixture, "dc");
  locked->request = g_build_filename (fixture->out, "dc.tlq", NULL);
  locked->answer = g_build_filename (fixture->out, "dc.tla", NULL);
  g_assert_true (tl_escrow_make (fixture->dc, "HY", &locked->share, &error));
  g_assert_no_error (error);
  tl_store_close (fixture->dc);
  asked = tl_escrow_ask (locked->vault, locked->share, locked->request, &error);
  g_assert_no_error (error);
  g_assert_true (tl_escrow_answer (fixture->hy, locked->request, "Trần Thị Mai", locked->answer, &error));
  g_assert_no_error (error);
}

static void
locked_clear (Locked *locked)
{
  tl_secret_free (locked->share);
  g_free (locked->vault);
  g_free (locked->request);
  g_free (locked->answer);
}

/* The answer written once more by @signer, who has seen the half and knows how answers are made. @half NULL: the right one. */
static char *
write_as (Fixture *fixture, Locked *locked, TlStore *signer, const guint8 *half, gboolean right_sender)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TlIdentity) identity = tl_identity_load (signer, &error);
  g_autoptr (TlIdentity) province = tl_identity_load (fixture->hy, &error);
  g_autoptr (GBytes) whole = read_file (locked->answer);
  const guint8 *data = g_bytes_get_data (whole, NULL);
  const guint8 *nonce = data + 36, *section;
  g_autoptr (GBytes) sealed = g_bytes_new_from_bytes (whole, 52, g_bytes_get_size (whole) - 52);
  g_autoptr (TlContainer) right = NULL;
  g_autoptr (GBytes) plain = NULL;
  g_autoptr (GBytes) again = NULL;
  g_autoptr (GByteArray) file = g_byte_array_new ();
  GByteArray *container;
  guint8 copy[164], hash[TL_CONTENT_HASH_BYTES];
  TlIdentity asker = {0};
  TlSender from;
  TlEscrow escrow;
  gsize size;

  g_assert_true (tl_escrow_read (locked->vault, &escrow, &error));
  asker.box_secret = sodium_malloc (TL_BOX_KEY_BYTES);
  g_assert_true (tl_escrow_asker (&escrow, locked->share, nonce, asker.card.box_public, asker.box_secret, &error));
  right = tl_bundle_unseal (&asker, sealed, TL_CONTAINER_ANSWER, &error);
  g_assert_no_error (error);
  g_assert_true (tl_container_section (right, "HALF", &section, &size));
  g_assert_cmpuint (size, ==, sizeof copy);
  memcpy (copy, section, sizeof copy);
  if (half != NULL)
    g_assert_cmpint (crypto_box_seal (copy + 84, half, TL_HALF_BYTES, asker.card.box_public), ==, 0);
  memcpy (from.device, right_sender ? province->card.device : identity->card.device, TL_ID_BYTES);
  memcpy (from.sign_public, identity->card.sign_public, TL_SIGN_PUBLIC_BYTES);
  container = tl_container_new (TL_CONTAINER_ANSWER, &from, asker.card.box_public, 1);
  tl_container_add (container, "HALF", copy, sizeof copy);
  plain = tl_container_finish (container, identity->sign_secret, hash);
  again = tl_bundle_seal (plain, asker.card.box_public, 1, &error);
  g_assert_no_error (error);
  tl_append (file, data, 52);
  tl_append (file, g_bytes_get_data (again, NULL), g_bytes_get_size (again));
  sodium_free (asker.box_secret);
  return write_file (fixture, "forged.tla", file->data, file->len);
}

static void
expect (Locked *locked, const char *answer, GQuark domain, int code)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) before = read_file (locked->vault);
  g_autoptr (GBytes) after = NULL;
  TlStore *store = tl_escrow_use (locked->vault, answer, locked->share, "Bàn 1", NEW_PASSPHRASE, &error);
  g_autoptr (TlVault) vault = NULL;

  g_assert_null (store);
  g_assert_error (error, domain, code);
  /* No passphrase was changed, and the door is still there. */
  g_assert_null (tl_vault_unlock (locked->vault, NULL, NEW_PASSPHRASE, NULL));
  vault = tl_vault_unlock (locked->vault, NULL, "bốn con trâu đồng", NULL);
  g_assert_nonnull (vault);
}

static void
test_signed_by_another (Fixture *fixture, gconstpointer data)
{
  g_autoptr (TlStore) stranger = open_place (fixture, "dt", "DT", 1);
  Locked locked = {0};

  lock_after_making (fixture, &locked);
  for (int right_sender = 0; right_sender < 2; right_sender++)
    {
      g_autofree char *forged = write_as (fixture, &locked, stranger, NULL, right_sender);

      expect (&locked, forged, TL_SYNC_ERROR, TL_SYNC_ERROR_TAMPERED);
    }
  tl_store_close (stranger);
  locked_clear (&locked);
}

/* The province itself sends a half that is not the right one: it opens nothing. */
static void
test_wrong_half (Fixture *fixture, gconstpointer data)
{
  guint8 half[TL_HALF_BYTES];
  Locked locked = {0};
  g_autofree char *forged = NULL;

  lock_after_making (fixture, &locked);
  randombytes_buf (half, sizeof half);
  forged = write_as (fixture, &locked, fixture->hy, half, TRUE);
  expect (&locked, forged, TL_VAULT_ERROR, TL_VAULT_ERROR_PASSPHRASE);
  locked_clear (&locked);
}

/* Somebody who holds a copy of the locked file puts a key of their own into the request. They get the half, and nothing opens. */
static void
test_asker_of_their_own (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TlEscrowRequest) honest = NULL;
  guint8 half[TL_HALF_BYTES], note[TL_HALF_NOTE_BYTES];
  g_autoptr (TlIdentity) province = tl_identity_load (fixture->hy, &error);
  TlEscrow escrow;
  Locked locked = {0};

  lock_after_making (fixture, &locked);
  g_assert_true (tl_escrow_read (locked.vault, &escrow, &error));
  /* The worst that can come of it: the half itself. */
  g_assert_true (tl_escrow_open_half (escrow.sealed, province->card.box_public, province->box_secret, half, note));
  for (guint i = 0; i < 50; i++)
    {
      guint8 bits[16];
      g_autoptr (GString) guess = g_string_new (NULL);
      TlVault *vault;

      randombytes_buf (bits, sizeof bits);
      g_string_append_printf (guess, "%06u", escrow.page);
      for (guint g = 0; g < 8; g++)
        g_string_append_printf (guess, "-%06u", ((guint)bits[2 * g] << 8 | bits[2 * g + 1]) * 11);
      vault = tl_vault_unlock_with_halves (locked.vault, half, guess->str, &error);
      g_assert_null (vault);
      g_assert_error (error, TL_VAULT_ERROR, TL_VAULT_ERROR_PASSPHRASE);
      g_clear_error (&error);
    }
  /* And the digits of such a request are not those that the leader reads out. */
  honest = tl_escrow_read_request (fixture->hy, locked.request, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (strlen (honest->fingerprint), ==, 6 * 5 + 5);
  locked_clear (&locked);
}

static void
test_used_once (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TlStore) store = NULL;
  Locked locked = {0};

  lock_after_making (fixture, &locked);
  store = tl_escrow_use (locked.vault, locked.answer, locked.share, "Bàn 1", NEW_PASSPHRASE, &error);
  g_assert_no_error (error);
  /* Opened by the desk: the journal knows who it is. */
  g_assert_nonnull (tl_store_staff (store));
  g_assert_cmpuint (tl_vault_get_epoch (tl_store_vault (store)), ==, 2);
  g_assert_null (tl_escrow_get (store, &error));
  g_assert_no_error (error);
  tl_store_close (store);
  g_assert_null (tl_escrow_use (locked.vault, locked.answer, locked.share, "Bàn 1", NEW_PASSPHRASE, &error));
  g_assert_error (error, TL_VAULT_ERROR, TL_VAULT_ERROR_SLOT);
  locked_clear (&locked);
}

/* The half lies in the file's head: when that cannot be written the computer is dropped all the same, and the half goes later. */
static void
test_dropped_peer (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TlEscrowState) state = NULL;
  char *share = NULL;
  TlVault *vault = tl_store_vault (fixture->dc);

  g_assert_true (tl_escrow_make (fixture->dc, "HY", &share, &error));
  g_assert_no_error (error);
  tl_secret_free (share);
  vault->read_only = TRUE;
  g_assert_true (tl_peer_drop (fixture->dc, "HY", &error));
  g_assert_no_error (error);
  state = tl_escrow_get (fixture->dc, &error);
  g_assert_nonnull (state);
  g_assert_false (state->trusted);
  vault->read_only = FALSE;
  g_assert_true (tl_peer_forget_half (fixture->dc, &error));
  g_assert_null (tl_escrow_get (fixture->dc, &error));
  g_assert_true (tl_peer_forget_half (fixture->dc, &error));
  g_assert_no_error (error);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  TEST ("/sync/escrow/used-once", test_used_once);
  TEST ("/sync/escrow/signed-by-another-is-refused", test_signed_by_another);
  TEST ("/sync/escrow/wrong-half-opens-nothing", test_wrong_half);
  TEST ("/sync/escrow/half-without-the-page-opens-nothing", test_asker_of_their_own);
  TEST ("/sync/escrow/half-of-a-dropped-computer-goes", test_dropped_peer);
  return g_test_run ();
}
