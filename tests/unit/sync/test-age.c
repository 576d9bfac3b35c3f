/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The age format both ways against Debian's own `age`, and every byte of a file turned. */

#include <gio/gio.h>
#include <glib/gstdio.h>
#include <sodium.h>
#include <string.h>

#include "sync/age.h"
#include "sync/sync.h"
#include "vault/vault.h"

static const gsize sizes[] = {0, 1, 100, 65535, 65536, 65537, 131072, 131073, 300000};

static GBytes *
random_bytes (gsize size)
{
  guint8 *data = g_malloc (size + 1);

  randombytes_buf (data, size);
  return g_bytes_new_take (data, size);
}

static GBytes *
cut (GBytes *bytes, gsize size)
{
  return g_bytes_new (g_bytes_get_data (bytes, NULL), size);
}

static GBytes *
flip (GBytes *bytes, gsize place, guint8 mask)
{
  gsize size;
  guint8 *copy = g_memdup2 (g_bytes_get_data (bytes, &size), g_bytes_get_size (bytes));

  copy[place] ^= mask;
  return g_bytes_new_take (copy, size);
}

/* A folder for the other program's files; removed with all in it. */
static void
remove_folder (char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);

      g_unlink (path);
    }
  g_rmdir (folder);
  g_free (folder);
}

static gboolean
run (const char *const *argv, char **out)
{
  g_autoptr (GError) error = NULL;
  int status = 0;

  if (!g_spawn_sync (NULL, (char **)argv, NULL,
                     G_SPAWN_SEARCH_PATH | (out == NULL ? G_SPAWN_STDOUT_TO_DEV_NULL : 0) | G_SPAWN_STDERR_TO_DEV_NULL, NULL, NULL, out,
                     NULL, &status, &error))
    g_error ("%s", error->message);
  return g_spawn_check_wait_status (status, NULL);
}

static void
put (const char *folder, const char *name, const void *data, gsize size, char **path)
{
  *path = g_build_filename (folder, name, NULL);
  g_assert_true (g_file_set_contents (*path, data, size, NULL));
}

static gboolean
have_age (void)
{
  g_autofree char *age = g_find_program_in_path ("age");
  g_autofree char *keygen = g_find_program_in_path ("age-keygen");

  if (age != NULL && keygen != NULL)
    return TRUE;
  g_test_skip ("Debian's age is not installed");
  return FALSE;
}

static void
test_round_trip (void)
{
  guint8 public_key[32], secret[32];

  tl_age_keypair (public_key, secret);
  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (GBytes) plain = random_bytes (sizes[i]);
      g_autoptr (GBytes) sealed = tl_age_seal (plain, public_key, 1, &error);
      g_autoptr (GBytes) opened = tl_age_open (sealed, secret, &error);

      g_assert_no_error (error);
      g_assert_true (g_bytes_equal (plain, opened));
    }
}

/* RFC-like fixed texts: an identity and its recipient as age-keygen gave them once. */
static void
test_keys_as_text (void)
{
  g_autofree char *out = NULL;
  g_auto (GStrv) lines = NULL;
  guint8 secret[32], public_key[32], other[32];

  if (!have_age ())
    return;
  g_assert_true (run ((const char *const[]){"age-keygen", NULL}, &out));
  lines = g_strsplit (out, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    if (g_str_has_prefix (lines[i], "# public key: "))
      {
        g_autofree char *again = NULL;
        g_autofree char *recipient = NULL;

        g_assert_true (tl_age_identity_from_text (lines[i + 1], secret));
        g_assert_true (tl_age_recipient_from_text (lines[i] + 14, public_key));
        crypto_scalarmult_base (other, secret);
        g_assert_cmpmem (other, 32, public_key, 32);
        again = tl_age_identity_to_text (secret);
        recipient = tl_age_recipient_to_text (public_key);
        g_assert_cmpstr (again, ==, lines[i + 1]);
        g_assert_cmpstr (recipient, ==, lines[i] + 14);
        /* Every single letter changed is found. */
        for (gsize k = 0; k < strlen (recipient); k++)
          {
            g_autofree char *wrong = g_strdup (recipient);

            wrong[k] = wrong[k] == 'q' ? 'p' : 'q';
            g_assert_false (tl_age_recipient_from_text (wrong, other));
          }
        return;
      }
  g_assert_not_reached ();
}

static void
test_age_opens_ours (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *key_path = NULL;
  g_autofree char *identity = NULL;
  char *folder;
  guint8 keys[2][32], secret[2][32];

  if (!have_age ())
    return;
  folder = g_dir_make_tmp ("tl-age-XXXXXX", &error);
  tl_age_keypair (keys[0], secret[0]);
  tl_age_keypair (keys[1], secret[1]);
  identity = tl_age_identity_to_text (secret[1]);
  put (folder, "key.txt", identity, strlen (identity), &key_path);
  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      g_autoptr (GBytes) plain = random_bytes (sizes[i]);
      g_autoptr (GBytes) sealed = tl_age_seal (plain, keys[0], 2, &error);
      g_autofree char *in = NULL;
      g_autofree char *out = g_build_filename (folder, "out", NULL);
      g_autofree char *content = NULL;
      gsize size;

      g_assert_no_error (error);
      put (folder, "in.age", g_bytes_get_data (sealed, NULL), g_bytes_get_size (sealed), &in);
      g_assert_true (run ((const char *const[]){"age", "-d", "-i", key_path, "-o", out, in, NULL}, NULL));
      /* For an empty content age makes no file. */
      if (sizes[i] == 0)
        continue;
      g_assert_true (g_file_get_contents (out, &content, &size, &error));
      g_assert_cmpmem (content, size, g_bytes_get_data (plain, NULL), g_bytes_get_size (plain));
      g_unlink (out);
    }
  remove_folder (folder);
}

static void
test_we_open_ages (void)
{
  g_autoptr (GError) error = NULL;
  char *folder;
  guint8 keys[2][32], secret[2][32];
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;

  if (!have_age ())
    return;
  folder = g_dir_make_tmp ("tl-age-XXXXXX", &error);
  tl_age_keypair (keys[0], secret[0]);
  tl_age_keypair (keys[1], secret[1]);
  first = tl_age_recipient_to_text (keys[0]);
  second = tl_age_recipient_to_text (keys[1]);
  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      g_autoptr (GBytes) plain = random_bytes (sizes[i]);
      g_autoptr (GBytes) sealed = NULL;
      g_autoptr (GBytes) opened = NULL;
      g_autofree char *in = NULL;
      g_autofree char *out = g_build_filename (folder, "out.age", NULL);
      char *content;
      gsize size;

      put (folder, "in", g_bytes_get_data (plain, NULL), g_bytes_get_size (plain), &in);
      g_assert_true (run ((const char *const[]){"age", "-r", first, "-r", second, "-o", out, in, NULL}, NULL));
      g_assert_true (g_file_get_contents (out, &content, &size, &error));
      sealed = g_bytes_new_take (content, size);
      opened = tl_age_open (sealed, secret[1], &error);
      g_assert_no_error (error);
      g_assert_true (g_bytes_equal (plain, opened));
      g_unlink (out);
    }
  remove_folder (folder);
}

static void
test_another_recipient (void)
{
  g_autoptr (GError) error = NULL;
  guint8 public_key[32], secret[32], other_public[32], other[32];
  g_autoptr (GBytes) plain = random_bytes (1000);
  g_autoptr (GBytes) sealed = NULL;

  tl_age_keypair (public_key, secret);
  tl_age_keypair (other_public, other);
  sealed = tl_age_seal (plain, public_key, 1, &error);
  g_assert_null (tl_age_open (sealed, other, &error));
  g_assert_error (error, TL_SYNC_ERROR, TL_SYNC_ERROR_NOT_FOR_US);
}

static void
test_low_order_recipient_is_refused (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) plain = random_bytes (10);
  guint8 zero[32] = {0};

  g_assert_null (tl_age_seal (plain, zero, 1, &error));
  g_assert_error (error, TL_SYNC_ERROR, TL_SYNC_ERROR_CARD);
}

/* Every bit of a small file: never opened, and never another error than ours. */
static void
test_flipped_bits (void)
{
  guint8 public_key[32], secret[32];
  g_autoptr (GBytes) plain = random_bytes (70);
  g_autoptr (GBytes) sealed = NULL;
  gsize head;

  tl_age_keypair (public_key, secret);
  sealed = tl_age_seal (plain, public_key, 1, NULL);
  head = g_bytes_get_size (sealed) - 16 - 70 - 16;
  for (gsize i = 0; i < g_bytes_get_size (sealed); i++)
    for (guint bit = 0; bit < 8; bit++)
      {
        g_autoptr (GError) error = NULL;
        g_autoptr (GBytes) wrong = flip (sealed, i, 1u << bit);
        g_autoptr (GBytes) opened = tl_age_open (wrong, secret, &error);

        g_assert_null (opened);
        g_assert_cmpuint (error->domain, ==, TL_SYNC_ERROR);
        if (i >= head)
          g_assert_cmpint (error->code, ==, TL_SYNC_ERROR_TAMPERED);
        else
          g_assert_true (error->code == TL_SYNC_ERROR_TAMPERED || error->code == TL_SYNC_ERROR_NOT_FOR_US
                         || error->code == TL_SYNC_ERROR_NEWER);
      }
}

/* A file of three chunks with bits turned across its body, and Debian's age agreeing on one of them. */
static void
test_flipped_in_chunks (void)
{
  guint8 public_key[32], secret[32];
  g_autoptr (GBytes) plain = random_bytes (2 * 65536 + 5);
  g_autoptr (GBytes) sealed = NULL;

  tl_age_keypair (public_key, secret);
  sealed = tl_age_seal (plain, public_key, 1, NULL);
  for (guint i = 0; i < 60; i++)
    {
      g_autoptr (GError) error = NULL;
      gsize size = g_bytes_get_size (sealed);
      gsize place = size - 1 - randombytes_uniform ((guint32)(2 * 65552 + 21));
      g_autoptr (GBytes) wrong = flip (sealed, place, 1);

      g_assert_null (tl_age_open (wrong, secret, &error));
      g_assert_error (error, TL_SYNC_ERROR, TL_SYNC_ERROR_TAMPERED);
    }
}

static void
test_truncated (void)
{
  guint8 public_key[32], secret[32];

  tl_age_keypair (public_key, secret);
  /* Small: cut at every length. */
  {
    g_autoptr (GBytes) plain = random_bytes (40);
    g_autoptr (GBytes) sealed = tl_age_seal (plain, public_key, 1, NULL);

    for (gsize n = 0; n < g_bytes_get_size (sealed); n++)
      {
        g_autoptr (GError) error = NULL;
        g_autoptr (GBytes) less = cut (sealed, n);

        g_assert_null (tl_age_open (less, secret, &error));
        g_assert_cmpuint (error->domain, ==, TL_SYNC_ERROR);
      }
  }
  /* Cut just at the end of a chunk, and inside the next one's tag. */
  {
    g_autoptr (GBytes) plain = random_bytes (2 * 65536 + 100);
    g_autoptr (GBytes) sealed = tl_age_seal (plain, public_key, 1, NULL);
    gsize end = g_bytes_get_size (sealed) - 116;
    const gsize lengths[] = {end, end + 1, end + 15, end + 16, end + 17, end - 1, end - 65552, end - 65551};

    for (guint i = 0; i < G_N_ELEMENTS (lengths); i++)
      {
        g_autoptr (GError) error = NULL;
        g_autoptr (GBytes) less = cut (sealed, lengths[i]);

        g_assert_null (tl_age_open (less, secret, &error));
        g_assert_error (error, TL_SYNC_ERROR, TL_SYNC_ERROR_TAMPERED);
      }
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (GBytes) less = cut (sealed, end);

      g_assert_null (tl_age_open (less, secret, &error));
      g_assert_nonnull (strstr (error->message, "cut off: its end is missing"));
    }
  }
}

static void
test_trailing_data (void)
{
  guint8 public_key[32], secret[32];
  const gsize lengths[] = {0, 5, 65536, 65537};

  tl_age_keypair (public_key, secret);
  for (guint i = 0; i < G_N_ELEMENTS (lengths); i++)
    for (guint extra = 1; extra < 40; extra += 7)
      {
        g_autoptr (GError) error = NULL;
        g_autoptr (GBytes) plain = random_bytes (lengths[i]);
        g_autoptr (GBytes) sealed = tl_age_seal (plain, public_key, 1, NULL);
        gsize size = g_bytes_get_size (sealed);
        guint8 *longer = g_malloc0 (size + extra);
        g_autoptr (GBytes) wrong = NULL;

        memcpy (longer, g_bytes_get_data (sealed, NULL), size);
        wrong = g_bytes_new_take (longer, size + extra);
        g_assert_null (tl_age_open (wrong, secret, &error));
        g_assert_error (error, TL_SYNC_ERROR, TL_SYNC_ERROR_TAMPERED);
      }
}

/* A stanza of a kind we do not know is passed over; without a good MAC it is refused all the same. */
static void
test_unknown_stanza_breaks_only_the_mac (void)
{
  g_autoptr (GError) error = NULL;
  guint8 public_key[32], secret[32];
  g_autoptr (GBytes) plain = random_bytes (10);
  g_autoptr (GBytes) sealed = NULL;
  g_autoptr (GBytes) wrong = NULL;
  g_autoptr (GByteArray) text = g_byte_array_new ();
  static const char extra[] = "-> grease abc\nAAAA\n";
  gsize size;
  const guint8 *data;

  tl_age_keypair (public_key, secret);
  sealed = tl_age_seal (plain, public_key, 1, NULL);
  data = g_bytes_get_data (sealed, &size);
  g_byte_array_append (text, data, 22);
  g_byte_array_append (text, (const guint8 *)extra, sizeof extra - 1);
  g_byte_array_append (text, data + 22, size - 22);
  wrong = g_bytes_new (text->data, text->len);
  g_assert_null (tl_age_open (wrong, secret, &error));
  g_assert_error (error, TL_SYNC_ERROR, TL_SYNC_ERROR_TAMPERED);
}

static void
test_rubbish (void)
{
  guint8 public_key[32], secret[32];

  tl_age_keypair (public_key, secret);
  for (guint i = 0; i < 3000; i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (GBytes) noise = random_bytes (randombytes_uniform (400));
      GByteArray *text = g_byte_array_new ();
      g_autoptr (GBytes) file = NULL;

      if (i % 2 == 0)
        g_byte_array_append (text, (const guint8 *)"age-encryption.org/v1\n-> X25519 ", 32);
      g_byte_array_append (text, g_bytes_get_data (noise, NULL), g_bytes_get_size (noise));
      file = g_byte_array_free_to_bytes (text);
      g_assert_null (tl_age_open (file, secret, &error));
      g_assert_cmpuint (error->domain, ==, TL_SYNC_ERROR);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_assert_cmpint (sodium_init (), >=, 0);
  g_test_add_func ("/sync/age/round-trip-at-chunk-borders", test_round_trip);
  g_test_add_func ("/sync/age/keys-are-written-as-age-keygen-does", test_keys_as_text);
  g_test_add_func ("/sync/age/debian-age-opens-ours", test_age_opens_ours);
  g_test_add_func ("/sync/age/we-open-what-debian-age-makes", test_we_open_ages);
  g_test_add_func ("/sync/age/another-recipient-is-told", test_another_recipient);
  g_test_add_func ("/sync/age/low-order-recipient-is-refused", test_low_order_recipient_is_refused);
  g_test_add_func ("/sync/age/every-flipped-bit-is-refused", test_flipped_bits);
  g_test_add_func ("/sync/age/flipped-bits-in-chunks-are-refused", test_flipped_in_chunks);
  g_test_add_func ("/sync/age/cut-off-is-told", test_truncated);
  g_test_add_func ("/sync/age/anything-behind-the-end-is-refused", test_trailing_data);
  g_test_add_func ("/sync/age/added-stanza-breaks-the-mac", test_unknown_stanza_breaks_only_the_mac);
  g_test_add_func ("/sync/age/rubbish-is-refused", test_rubbish);
  return g_test_run ();
}
