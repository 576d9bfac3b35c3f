/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The age v1 file format.
 *
 * A file is a head in text (a line for the version, a stanza for each recipient, a line with a MAC), then 16
 * random bytes, then the content in chunks of 64 KiB, each sealed with its number and a mark on the last. So a
 * chunk altered, moved, dropped or added, and an end cut off, all fail to open. The file key (16 bytes) is sealed
 * in each stanza to one X25519 key. We write X25519 stanzas only; on reading we pass over stanzas of other
 * kinds, as the format asks. Written on libsodium: the published format is small, and Debian's `age` opens what
 * we write (the tests try both ways). */

#include "sync/age.h"

#include <glib/gi18n-lib.h>
#include <sodium.h>
#include <string.h>

#include "sync/bech32.h"
#include "sync/bytes.h"
#include "sync/sync.h"

#define INTRO "age-encryption.org/v1\n"
#define INTRO_ANY "age-encryption.org/v"
#define X25519_INFO "age-encryption.org/v1/X25519"
#define FILE_KEY_BYTES 16
#define NONCE_BYTES 16
#define BODY_BYTES (FILE_KEY_BYTES + crypto_aead_chacha20poly1305_ietf_ABYTES)
#define SEALED_CHUNK_BYTES (TL_AGE_CHUNK_BYTES + crypto_aead_chacha20poly1305_ietf_ABYTES)
#define COLUMNS 64
#define MAX_HEAD_BYTES (64 * 1024)
#define BASE64 sodium_base64_VARIANT_ORIGINAL_NO_PADDING

/* HKDF-SHA256 (RFC 5869) for one block of output. */
static void
hkdf (guint8 out[32], const guint8 *secret, gsize secret_size, const guint8 *salt, gsize salt_size, const char *info)
{
  crypto_auth_hmacsha256_state state;
  guint8 prk[32];
  static const guint8 one = 1;

  /* No salt is an empty one; libsodium wants a place to look at all the same. */
  crypto_auth_hmacsha256_init (&state, salt_size > 0 ? salt : &one, salt_size);
  crypto_auth_hmacsha256_update (&state, secret, secret_size);
  crypto_auth_hmacsha256_final (&state, prk);
  crypto_auth_hmacsha256_init (&state, prk, sizeof prk);
  crypto_auth_hmacsha256_update (&state, (const guint8 *)info, strlen (info));
  crypto_auth_hmacsha256_update (&state, &one, 1);
  crypto_auth_hmacsha256_final (&state, out);
  sodium_memzero (prk, sizeof prk);
  sodium_memzero (&state, sizeof state);
}

static void
head_mac (guint8 mac[32], const guint8 file_key[FILE_KEY_BYTES], const void *head, gsize size)
{
  crypto_auth_hmacsha256_state state;
  guint8 key[32];

  hkdf (key, file_key, FILE_KEY_BYTES, NULL, 0, "header");
  crypto_auth_hmacsha256_init (&state, key, sizeof key);
  crypto_auth_hmacsha256_update (&state, head, size);
  crypto_auth_hmacsha256_final (&state, mac);
  sodium_memzero (key, sizeof key);
  sodium_memzero (&state, sizeof state);
}

/* Key that wraps the file key for one recipient. FALSE when the shared secret is zero (a point of low order). */
static gboolean
wrap_key (guint8 out[32], const guint8 secret[TL_AGE_KEY_BYTES], const guint8 other[TL_AGE_KEY_BYTES], const guint8 share[TL_AGE_KEY_BYTES],
          const guint8 recipient[TL_AGE_KEY_BYTES])
{
  guint8 shared[crypto_scalarmult_BYTES], salt[2 * TL_AGE_KEY_BYTES];

  if (crypto_scalarmult (shared, secret, other) != 0)
    return FALSE;
  memcpy (salt, share, TL_AGE_KEY_BYTES);
  memcpy (salt + TL_AGE_KEY_BYTES, recipient, TL_AGE_KEY_BYTES);
  hkdf (out, shared, sizeof shared, salt, sizeof salt, X25519_INFO);
  sodium_memzero (shared, sizeof shared);
  return TRUE;
}

static void
chunk_nonce (guint8 nonce[crypto_aead_chacha20poly1305_ietf_NPUBBYTES], guint64 counter, gboolean last)
{
  guint64 big = GUINT64_TO_BE (counter);

  memset (nonce, 0, crypto_aead_chacha20poly1305_ietf_NPUBBYTES);
  memcpy (nonce + 3, &big, sizeof big);
  nonce[11] = last ? 1 : 0;
}

static void
append_base64 (GByteArray *out, const guint8 *data, gsize size)
{
  char text[128];

  g_assert (sodium_base64_encoded_len (size, BASE64) <= sizeof text);
  sodium_bin2base64 (text, sizeof text, data, size, BASE64);
  tl_append (out, text, strlen (text));
}

void
tl_age_keypair (guint8 public_key[TL_AGE_KEY_BYTES], guint8 secret[TL_AGE_KEY_BYTES])
{
  crypto_box_keypair (public_key, secret);
}

char *
tl_age_recipient_to_text (const guint8 public_key[TL_AGE_KEY_BYTES])
{
  return tl_bech32_encode ("age", public_key);
}

gboolean
tl_age_recipient_from_text (const char *text, guint8 public_key[TL_AGE_KEY_BYTES])
{
  return tl_bech32_decode ("age", text, public_key);
}

char *
tl_age_identity_to_text (const guint8 secret[TL_AGE_KEY_BYTES])
{
  char *text = tl_bech32_encode ("age-secret-key-", secret);

  for (char *c = text; *c != '\0'; c++)
    *c = g_ascii_toupper (*c);
  return text;
}

gboolean
tl_age_identity_from_text (const char *text, guint8 secret[TL_AGE_KEY_BYTES])
{
  return tl_bech32_decode ("age-secret-key-", text, secret);
}

/* --- Sealing --- */

static gboolean
append_stanza (GByteArray *out, const guint8 file_key[FILE_KEY_BYTES], const guint8 recipient[TL_AGE_KEY_BYTES])
{
  static const guint8 zero_nonce[crypto_aead_chacha20poly1305_ietf_NPUBBYTES] = {0};
  guint8 ephemeral[TL_AGE_KEY_BYTES], share[TL_AGE_KEY_BYTES], key[32], body[BODY_BYTES];

  crypto_box_keypair (share, ephemeral);
  if (!wrap_key (key, ephemeral, recipient, share, recipient))
    return FALSE;
  crypto_aead_chacha20poly1305_ietf_encrypt (body, NULL, file_key, FILE_KEY_BYTES, NULL, 0, NULL, zero_nonce, key);
  tl_append (out, "-> X25519 ", 10);
  append_base64 (out, share, sizeof share);
  tl_append (out, "\n", 1);
  append_base64 (out, body, sizeof body);
  tl_append (out, "\n", 1);
  sodium_memzero (ephemeral, sizeof ephemeral);
  sodium_memzero (key, sizeof key);
  return TRUE;
}

static void
append_payload (GByteArray *out, const guint8 file_key[FILE_KEY_BYTES], const guint8 *plain, gsize size)
{
  guint8 nonce[NONCE_BYTES], key[32], chunk_n[crypto_aead_chacha20poly1305_ietf_NPUBBYTES];
  g_autofree guint8 *sealed = g_malloc (SEALED_CHUNK_BYTES);
  guint64 counter = 0;
  gboolean last;

  randombytes_buf (nonce, sizeof nonce);
  tl_append (out, nonce, sizeof nonce);
  hkdf (key, file_key, FILE_KEY_BYTES, nonce, sizeof nonce, "payload");
  do
    {
      gsize part = MIN (size, (gsize)TL_AGE_CHUNK_BYTES);

      /* An empty chunk is allowed only as the whole of an empty content: a full last chunk carries the mark. */
      last = part == size;
      chunk_nonce (chunk_n, counter++, last);
      crypto_aead_chacha20poly1305_ietf_encrypt (sealed, NULL, plain, part, NULL, 0, NULL, chunk_n, key);
      tl_append (out, sealed, part + crypto_aead_chacha20poly1305_ietf_ABYTES);
      plain += part;
      size -= part;
    }
  while (!last);
  sodium_memzero (key, sizeof key);
}

GBytes *
tl_age_seal (GBytes *plain, const guint8 *recipients, guint n_recipients, GError **error)
{
  g_autoptr (GByteArray) out = g_byte_array_new ();
  guint8 file_key[FILE_KEY_BYTES], mac[32];
  gsize size;
  const guint8 *data = g_bytes_get_data (plain, &size);

  g_return_val_if_fail (n_recipients > 0, NULL);

  randombytes_buf (file_key, sizeof file_key);
  tl_append (out, INTRO, strlen (INTRO));
  for (guint i = 0; i < n_recipients; i++)
    if (!append_stanza (out, file_key, recipients + (gsize)i * TL_AGE_KEY_BYTES))
      {
        sodium_memzero (file_key, sizeof file_key);
        g_set_error_literal (error, TL_SYNC_ERROR, TL_SYNC_ERROR_CARD,
                             _ ("A recipient's key cannot be used. Nothing was written. Ask that place for a new card."));
        return NULL;
      }
  tl_append (out, "---", 3);
  head_mac (mac, file_key, out->data, out->len);
  tl_append (out, " ", 1);
  append_base64 (out, mac, sizeof mac);
  tl_append (out, "\n", 1);
  append_payload (out, file_key, data, size);
  sodium_memzero (file_key, sizeof file_key);
  return g_byte_array_free_to_bytes (g_steal_pointer (&out));
}

/* --- Opening --- */

typedef struct
{
  const guint8 *secret;
  guint8 public_key[TL_AGE_KEY_BYTES];
  guint8 file_key[FILE_KEY_BYTES];
  gboolean found;
} Opening;

/* One line without its newline; only printable ASCII, as the format has in its head. */
static gboolean
read_line (TlReader *reader, const char **line, gsize *length)
{
  const guint8 *end = memchr (reader->data, '\n', MIN (reader->left, (gsize)MAX_HEAD_BYTES));

  if (end == NULL)
    return FALSE;
  *line = (const char *)reader->data;
  *length = end - reader->data;
  for (gsize i = 0; i < *length; i++)
    if ((guint8)(*line)[i] < 0x20 || (guint8)(*line)[i] > 0x7e)
      return FALSE;
  reader->left -= *length + 1;
  reader->data = end + 1;
  return TRUE;
}

static gboolean
decode_base64 (const char *text, gsize length, guint8 *out, gsize size)
{
  gsize got = 0;
  const char *end = NULL;

  return sodium_base642bin (out, size, text, length, NULL, &got, &end, BASE64) == 0 && got == size && end == text + length;
}

/* Tries one X25519 stanza. FALSE: the stanza breaks the format. */
static gboolean
try_stanza (Opening *opening, const char *argument, gsize argument_length, const char *body_text, gsize body_length)
{
  static const guint8 zero_nonce[crypto_aead_chacha20poly1305_ietf_NPUBBYTES] = {0};
  guint8 share[TL_AGE_KEY_BYTES], body[BODY_BYTES], key[32];
  gboolean usable;

  if (!decode_base64 (argument, argument_length, share, sizeof share) || !decode_base64 (body_text, body_length, body, sizeof body))
    return FALSE;
  usable = wrap_key (key, opening->secret, share, share, opening->public_key);
  if (!usable)
    return FALSE;
  if (!opening->found
      && crypto_aead_chacha20poly1305_ietf_decrypt (opening->file_key, NULL, NULL, body, sizeof body, NULL, 0, zero_nonce, key) == 0)
    opening->found = TRUE;
  sodium_memzero (key, sizeof key);
  return TRUE;
}

/* Reads a stanza whose first line was just read (after "-> "). */
static gboolean
read_stanza (TlReader *reader, Opening *opening, const char *arguments, gsize length)
{
  const char *body = NULL, *line;
  gsize body_length = 0, line_length;
  guint n_lines = 0;

  if (length == 0 || arguments[0] == ' ' || arguments[length - 1] == ' ')
    return FALSE;
  do
    {
      if (!read_line (reader, &line, &line_length) || line_length > COLUMNS)
        return FALSE;
      if (n_lines++ == 0)
        {
          body = line;
          body_length = line_length;
        }
    }
  while (line_length == COLUMNS);

  if (length > 7 && memcmp (arguments, "X25519 ", 7) == 0)
    return n_lines == 1 && try_stanza (opening, arguments + 7, length - 7, body, body_length);
  return TRUE;
}

/* Reads the head up to the payload. FALSE with an error. */
static gboolean
read_head (TlReader *reader, Opening *opening, GError **error)
{
  const guint8 *start = reader->data;
  const char *line;
  gsize length;
  guint8 mac[32], want[32];

  if (reader->left < strlen (INTRO_ANY) || memcmp (start, INTRO_ANY, strlen (INTRO_ANY)) != 0)
    {
      g_set_error_literal (
          error, TL_SYNC_ERROR, TL_SYNC_ERROR_TAMPERED,
          _ ("This is not a file of this program, or its beginning is damaged. Nothing was changed. Ask the sender for it once more."));
      return FALSE;
    }
  if (!read_line (reader, &line, &length))
    goto damaged;
  if (length != strlen (INTRO) - 1 || memcmp (line, INTRO, length) != 0)
    {
      g_set_error_literal (error, TL_SYNC_ERROR, TL_SYNC_ERROR_NEWER,
                           _ ("This file was sealed by a newer version of the program. Nothing was changed. Update this computer first."));
      return FALSE;
    }
  for (;;)
    {
      if (reader->data - start > MAX_HEAD_BYTES || !read_line (reader, &line, &length))
        goto damaged;
      if (length >= 3 && memcmp (line, "-> ", 3) == 0)
        {
          if (!read_stanza (reader, opening, line + 3, length - 3))
            goto damaged;
          continue;
        }
      break;
    }
  if (length < 4 || memcmp (line, "--- ", 4) != 0 || !decode_base64 (line + 4, length - 4, mac, sizeof mac))
    goto damaged;
  if (!opening->found)
    {
      g_set_error_literal (error, TL_SYNC_ERROR, TL_SYNC_ERROR_NOT_FOR_US,
                           _ ("This file is sealed for another place, or its head is damaged. Nothing was changed. "
                              "Check that it is meant for this computer; if it is, ask the sender for it once more."));
      return FALSE;
    }
  head_mac (want, opening->file_key, start, (const guint8 *)line + 3 - start);
  if (sodium_memcmp (mac, want, sizeof mac) != 0)
    {
      g_set_error_literal (error, TL_SYNC_ERROR, TL_SYNC_ERROR_TAMPERED,
                           _ ("The head of this file was altered on the way. Nothing was changed. Ask the sender for it once more."));
      return FALSE;
    }
  return TRUE;

damaged:
  g_set_error_literal (error, TL_SYNC_ERROR, opening->found ? TL_SYNC_ERROR_TAMPERED : TL_SYNC_ERROR_NOT_FOR_US,
                       _ ("The head of this file is damaged, so it cannot be seen for whom it is. Nothing was changed. "
                          "Ask the sender for it once more."));
  return FALSE;
}

static void
wipe_and_free (gpointer data)
{
  GByteArray *array = data;

  sodium_memzero (array->data, array->len);
  g_byte_array_unref (array);
}

static GBytes *
open_payload (TlReader *reader, const guint8 file_key[FILE_KEY_BYTES], GError **error)
{
  guint8 nonce[NONCE_BYTES], key[32], chunk_n[crypto_aead_chacha20poly1305_ietf_NPUBBYTES];
  GByteArray *plain = NULL;
  guint64 counter = 0;
  gboolean last;

  if (!tl_reader_copy (reader, nonce, sizeof nonce) || reader->left < crypto_aead_chacha20poly1305_ietf_ABYTES)
    goto cut;
  if (reader->left > G_MAXUINT - TL_AGE_CHUNK_BYTES)
    goto altered;
  hkdf (key, file_key, FILE_KEY_BYTES, nonce, sizeof nonce, "payload");
  /* Not more than the sealed bytes that are there: no length is believed. Never moved, so that it can be wiped. */
  plain = g_byte_array_sized_new ((guint)reader->left);
  do
    {
      gsize part = MIN (reader->left, (gsize)SEALED_CHUNK_BYTES);
      gsize size = part - crypto_aead_chacha20poly1305_ietf_ABYTES;
      guint old = plain->len;

      last = part == reader->left;
      if (part < crypto_aead_chacha20poly1305_ietf_ABYTES || (size == 0 && counter > 0))
        goto cut;
      chunk_nonce (chunk_n, counter++, last);
      g_byte_array_set_size (plain, old + (guint)size);
      if (crypto_aead_chacha20poly1305_ietf_decrypt (plain->data + old, NULL, NULL, reader->data, part, NULL, 0, chunk_n, key) != 0)
        {
          /* Does it open as a chunk that is not the last? Then the end is missing. */
          chunk_nonce (chunk_n, counter - 1, !last);
          if (last
              && crypto_aead_chacha20poly1305_ietf_decrypt (plain->data + old, NULL, NULL, reader->data, part, NULL, 0, chunk_n, key) == 0)
            goto cut;
          goto altered;
        }
      reader->data += part;
      reader->left -= part;
    }
  while (!last);
  sodium_memzero (key, sizeof key);
  return g_bytes_new_with_free_func (plain->data, plain->len, wipe_and_free, plain);

cut:
  g_set_error_literal (error, TL_SYNC_ERROR, TL_SYNC_ERROR_TAMPERED,
                       _ ("This file is cut off: its end is missing. Nothing was changed. Copy it once more from the sender."));
  goto out;
altered:
  g_set_error_literal (
      error, TL_SYNC_ERROR, TL_SYNC_ERROR_TAMPERED,
      _ ("This file is damaged, cut off, or was altered on the way. Nothing was changed. Copy it once more from the sender."));
out:
  if (plain != NULL)
    wipe_and_free (plain);
  sodium_memzero (key, sizeof key);
  return NULL;
}

GBytes *
tl_age_open (GBytes *file, const guint8 secret[TL_AGE_KEY_BYTES], GError **error)
{
  Opening opening = {.secret = secret};
  TlReader reader;
  gsize size;
  const guint8 *data = g_bytes_get_data (file, &size);
  GBytes *plain = NULL;

  crypto_scalarmult_base (opening.public_key, secret);
  tl_reader_init (&reader, data, size);
  if (read_head (&reader, &opening, error))
    plain = open_payload (&reader, opening.file_key, error);
  sodium_memzero (opening.file_key, sizeof opening.file_key);
  return plain;
}
