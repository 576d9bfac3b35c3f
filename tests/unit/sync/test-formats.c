/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Packing, container, card, receipt and its code: each good once, each bad in every way we know. */

#include <glib/gstdio.h>
#include <sodium.h>
#include <string.h>
#include <sys/stat.h>

#include "sync/age.h"
#include "sync/bytes.h"
#include "sync/card.h"
#include "sync/container.h"
#include "sync/file.h"
#include "sync/pack.h"
#include "sync/receipt.h"
#include "sync/sync.h"

typedef struct
{
  guint8 sign_public[32], sign_secret[64], box_public[32], box_secret[32];
  TlSender sender;
} Keys;

static void
make_keys (Keys *keys)
{
  crypto_sign_keypair (keys->sign_public, keys->sign_secret);
  tl_age_keypair (keys->box_public, keys->box_secret);
  randombytes_buf (keys->sender.device, TL_ID_BYTES);
  memcpy (keys->sender.sign_public, keys->sign_public, 32);
}

static GBytes *
flip (GBytes *bytes, gsize place, guint8 mask)
{
  gsize size;
  guint8 *copy = g_memdup2 (g_bytes_get_data (bytes, &size), g_bytes_get_size (bytes));

  copy[place] ^= mask;
  return g_bytes_new_take (copy, size);
}

/* --- Packing --- */

static void
test_padme (void)
{
  /* From the definition: L=9 → E=3, S=2, one free bit → 10. */
  g_assert_cmpuint (tl_padme (0), ==, 0);
  g_assert_cmpuint (tl_padme (1), ==, 1);
  g_assert_cmpuint (tl_padme (8), ==, 8);
  g_assert_cmpuint (tl_padme (9), ==, 10);
  g_assert_cmpuint (tl_padme (1000), ==, 1024 - 0);
  g_assert_cmpuint (tl_padme (100000), ==, 100352);
  for (gsize size = 2; size < 70000; size++)
    {
      gsize padded = tl_padme (size);

      g_assert_cmpuint (padded, >=, size);
      g_assert_cmpuint ((padded - size) * 100, <=, size * 12);
      g_assert_cmpuint (tl_padme (padded), ==, padded);
    }
}

static void
test_pack_round_trip (void)
{
  const gsize sizes[] = {0, 1, 1000, 65536, 1000000};

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree guint8 *data = g_malloc0 (sizes[i] + 1);
      g_autoptr (GBytes) plain = NULL;
      g_autoptr (GBytes) packed = NULL;
      g_autoptr (GBytes) again = NULL;

      randombytes_buf (data, sizes[i] / 2);
      plain = g_bytes_new (data, sizes[i]);
      packed = tl_pack (plain, &error);
      g_assert_no_error (error);
      g_assert_cmpuint (tl_padme (g_bytes_get_size (packed)), ==, g_bytes_get_size (packed));
      again = tl_unpack (packed, TL_PACK_MAX_BYTES, &error);
      g_assert_no_error (error);
      g_assert_true (g_bytes_equal (plain, again));
    }
}

static void
test_bomb_is_refused (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree guint8 *zeros = g_malloc0 (20 * 1000 * 1000);
  g_autoptr (GBytes) plain = g_bytes_new (zeros, 20 * 1000 * 1000);
  g_autoptr (GBytes) packed = tl_pack (plain, &error);

  g_assert_cmpuint (g_bytes_get_size (packed), <, 100000);
  g_assert_null (tl_unpack (packed, 1000 * 1000, &error));
  g_assert_error (error, TL_SYNC_ERROR, TL_SYNC_ERROR_TAMPERED);
}

static void
test_pack_damaged (void)
{
  g_autofree char *text = g_strnfill (500, 'x');
  g_autoptr (GBytes) plain = g_bytes_new (text, 500);
  g_autoptr (GBytes) packed = tl_pack (plain, NULL);

  for (gsize i = 0; i < g_bytes_get_size (packed); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (GBytes) wrong = flip (packed, i, 0x80);
      g_autoptr (GBytes) opened = tl_unpack (wrong, TL_PACK_MAX_BYTES, &error);

      /* Some bits of a zlib stream carry nothing; then the content is the same. All else is refused. */
      if (opened != NULL)
        g_assert_true (g_bytes_equal (opened, plain));
      else
        g_assert_cmpuint (error->domain, ==, TL_SYNC_ERROR);
    }
}

/* --- Container --- */

static GBytes *
make_container (Keys *keys, Keys *reader, guint8 hash[32])
{
  GByteArray *container = tl_container_new (TL_CONTAINER_BUNDLE, &keys->sender, reader->box_public, 1);

  tl_container_add (container, "MANI", "{\"a\":1}", 7);
  tl_container_add (container, "MONY", "[]", 2);
  return tl_container_finish (container, keys->sign_secret, hash);
}

static void
test_container (void)
{
  g_autoptr (GError) error = NULL;
  Keys keys, reader;
  guint8 hash[32];
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (TlContainer) container = NULL;
  const guint8 *data;
  gsize size;

  make_keys (&keys);
  make_keys (&reader);
  bytes = make_container (&keys, &reader, hash);
  container = tl_container_parse (bytes, &error);
  g_assert_no_error (error);
  g_assert_cmpmem (container->hash, 32, hash, 32);
  g_assert_true (tl_container_is_for (container, reader.box_public));
  g_assert_false (tl_container_is_for (container, keys.box_public));
  g_assert_true (tl_container_verify (container, keys.sign_public));
  g_assert_false (tl_container_verify (container, reader.sign_public));
  g_assert_true (tl_container_section (container, "MANI", &data, &size));
  g_assert_cmpmem (data, size, "{\"a\":1}", 7);
  g_assert_false (tl_container_section (container, "STAT", &data, &size));
}

/* No byte can be turned without the form or the signature failing. */
static void
test_container_flipped (void)
{
  Keys keys, reader;
  guint8 hash[32];
  g_autoptr (GBytes) bytes = NULL;

  make_keys (&keys);
  make_keys (&reader);
  bytes = make_container (&keys, &reader, hash);
  for (gsize i = 0; i < g_bytes_get_size (bytes); i++)
    for (guint bit = 0; bit < 8; bit++)
      {
        g_autoptr (GBytes) wrong = flip (bytes, i, 1u << bit);
        g_autoptr (TlContainer) container = tl_container_parse (wrong, NULL);

        g_assert_true (container == NULL || !tl_container_verify (container, keys.sign_public));
      }
  for (gsize n = 0; n < g_bytes_get_size (bytes); n++)
    {
      g_autoptr (GBytes) less = g_bytes_new (g_bytes_get_data (bytes, NULL), n);
      g_autoptr (TlContainer) container = tl_container_parse (less, NULL);

      g_assert_null (container);
    }
}

/* A reader of the bundle cannot hand it on as meant for somebody else. */
static void
test_container_names_its_reader (void)
{
  Keys keys, reader, third;
  guint8 hash[32];
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GBytes) wrong = NULL;
  g_autoptr (TlContainer) container = NULL;
  guint8 *copy, *place;
  gsize size;

  make_keys (&keys);
  make_keys (&reader);
  make_keys (&third);
  bytes = make_container (&keys, &reader, hash);
  copy = g_memdup2 (g_bytes_get_data (bytes, &size), g_bytes_get_size (bytes));
  place = memmem (copy, size, reader.box_public, 32);
  g_assert_nonnull (place);
  memcpy (place, third.box_public, 32);
  wrong = g_bytes_new_take (copy, size);
  container = tl_container_parse (wrong, NULL);
  g_assert_nonnull (container);
  g_assert_true (tl_container_is_for (container, third.box_public));
  g_assert_false (tl_container_verify (container, keys.sign_public));
}

static void
test_container_newer (void)
{
  g_autoptr (GError) error = NULL;
  Keys keys;
  guint8 hash[32];
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GBytes) wrong = NULL;
  GByteArray *unknown;
  g_autoptr (GBytes) other = NULL;

  make_keys (&keys);
  bytes = make_container (&keys, &keys, hash);
  wrong = flip (bytes, 8, 1 ^ 2);
  g_assert_null (tl_container_parse (wrong, &error));
  g_assert_error (error, TL_SYNC_ERROR, TL_SYNC_ERROR_NEWER);
  g_clear_error (&error);
  unknown = tl_container_new (TL_CONTAINER_BUNDLE, &keys.sender, keys.box_public, 1);
  tl_container_add (unknown, "XYZW", "", 0);
  other = tl_container_finish (unknown, keys.sign_secret, hash);
  g_assert_null (tl_container_parse (other, &error));
  g_assert_error (error, TL_SYNC_ERROR, TL_SYNC_ERROR_NEWER);
}

/* Lengths that lie: never read, never allocated. */
static void
test_container_lengths (void)
{
  const guint64 lies[] = {G_MAXUINT64, G_MAXUINT64 - 12, G_MAXINT64, 1 << 30, 49, 47};
  Keys keys;
  guint8 hash[32];
  g_autoptr (GBytes) bytes = NULL;

  make_keys (&keys);
  bytes = make_container (&keys, &keys, hash);
  for (guint i = 0; i < G_N_ELEMENTS (lies); i++)
    {
      g_autoptr (GError) error = NULL;
      gsize size;
      guint8 *copy = g_memdup2 (g_bytes_get_data (bytes, &size), g_bytes_get_size (bytes));
      guint64 big = GUINT64_TO_BE (lies[i]);
      g_autoptr (GBytes) wrong = NULL;

      memcpy (copy + 9 + 4, &big, 8);
      wrong = g_bytes_new_take (copy, size);
      g_assert_null (tl_container_parse (wrong, &error));
      g_assert_error (error, TL_SYNC_ERROR, TL_SYNC_ERROR_TAMPERED);
    }
}

/* --- Card --- */

static void
make_card (Keys *keys, TlCard *card)
{
  memset (card, 0, sizeof *card);
  g_strlcpy (card->site, "DC", sizeof card->site);
  card->number = 2;
  memcpy (card->device, keys->sender.device, TL_ID_BYTES);
  memcpy (card->sign_public, keys->sign_public, 32);
  memcpy (card->box_public, keys->box_public, 32);
}

static void
test_card (void)
{
  g_autoptr (GError) error = NULL;
  Keys keys;
  TlCard card, read;
  g_autofree char *text = NULL;
  g_autofree char *fingerprint = NULL;
  g_autofree char *again = NULL;
  g_autofree char *name = NULL;
  g_auto (GStrv) groups = NULL;

  make_keys (&keys);
  make_card (&keys, &card);
  text = tl_card_write (&card, keys.sign_secret);
  g_assert_true (tl_card_read (text, strlen (text), &read, &error));
  g_assert_no_error (error);
  g_assert_cmpmem (read.box_public, 32, card.box_public, 32);
  g_assert_cmpstr (read.site, ==, "DC");
  name = tl_card_name (&read);
  g_assert_cmpstr (name, ==, "DC/2");
  fingerprint = tl_card_fingerprint (&card);
  groups = g_strsplit (fingerprint, " ", -1);
  g_assert_cmpuint (g_strv_length (groups), ==, 8);
  for (guint i = 0; i < 8; i++)
    g_assert_cmpuint (strlen (groups[i]), ==, 5);
  /* Another place on the card is another fingerprint. */
  card.site[1] = 'T';
  again = tl_card_fingerprint (&card);
  g_assert_cmpstr (again, !=, fingerprint);
}

static void
test_card_damaged (void)
{
  Keys keys;
  TlCard card, read;
  g_autofree char *text = NULL;
  gsize size;

  make_keys (&keys);
  make_card (&keys, &card);
  text = tl_card_write (&card, keys.sign_secret);
  size = strlen (text);
  for (gsize i = 0; i < size; i++)
    for (guint bit = 0; bit < 8; bit++)
      {
        g_autoptr (GError) error = NULL;
        g_autofree char *wrong = g_strdup (text);

        wrong[i] ^= (char)(1u << bit);
        g_assert_false (tl_card_read (wrong, size, &read, &error));
        g_assert_error (error, TL_SYNC_ERROR, TL_SYNC_ERROR_CARD);
      }
  for (gsize n = 0; n < size; n++)
    g_assert_false (tl_card_read (text, n, &read, NULL));
  {
    g_autofree char *longer = g_strconcat (text, "\n", NULL);

    g_assert_false (tl_card_read (longer, size + 1, &read, NULL));
  }
}

/* --- Receipt --- */

static void
test_receipt (void)
{
  TlReceipt receipt = {.stream = 3, .number = 7, .status = TL_RECEIPT_REJECTED, .reason = TL_SYNC_ERROR_FORKED}, read;
  g_autoptr (GBytes) body = NULL;
  gsize size;
  const guint8 *data;

  randombytes_buf (receipt.bundle, sizeof receipt.bundle);
  randombytes_buf (receipt.bundle_sender, sizeof receipt.bundle_sender);
  body = tl_receipt_body (&receipt);
  data = g_bytes_get_data (body, &size);
  g_assert_true (tl_receipt_parse (data, size, &read));
  g_assert_cmpuint (read.number, ==, 7);
  g_assert_cmpuint (read.reason, ==, TL_SYNC_ERROR_FORKED);
  g_assert_cmpmem (read.bundle, 32, receipt.bundle, 32);
  for (gsize n = 0; n < size; n++)
    g_assert_false (tl_receipt_parse (data, n, &read));
}

static void
test_phone_code (void)
{
  Keys a, b, c;
  guint8 hash[32], other[32];
  g_autofree char *here = NULL;
  g_autofree char *there = NULL;
  g_autofree char *rejected = NULL;
  g_autofree char *stranger = NULL;
  g_autofree char *other_bundle = NULL;

  make_keys (&a);
  make_keys (&b);
  make_keys (&c);
  randombytes_buf (hash, sizeof hash);
  randombytes_buf (other, sizeof other);
  here = tl_receipt_code (a.box_secret, b.box_public, hash, TL_RECEIPT_APPLIED);
  there = tl_receipt_code (b.box_secret, a.box_public, hash, TL_RECEIPT_APPLIED);
  g_assert_cmpstr (here, ==, there);
  g_assert_cmpuint (strlen (here), ==, 16);
  rejected = tl_receipt_code (b.box_secret, a.box_public, hash, TL_RECEIPT_REJECTED);
  stranger = tl_receipt_code (c.box_secret, a.box_public, hash, TL_RECEIPT_APPLIED);
  other_bundle = tl_receipt_code (b.box_secret, a.box_public, other, TL_RECEIPT_APPLIED);
  g_assert_cmpstr (rejected, !=, here);
  g_assert_cmpstr (stranger, !=, here);
  g_assert_cmpstr (other_bundle, !=, here);
}

static void
test_phone_code_slips (void)
{
  Keys a, b;
  guint8 hash[32] = {7};
  g_autofree char *code = NULL;
  g_autofree char *typed = NULL;
  g_autofree char *again = NULL;
  static const char symbols[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
  gboolean looks;

  make_keys (&a);
  make_keys (&b);
  code = tl_receipt_code (a.box_secret, b.box_public, hash, TL_RECEIPT_APPLIED);
  typed = g_ascii_strdown (code, -1);
  for (char *c = typed; *c != '\0'; c++)
    *c = *c == '-' ? ' ' : *c == '0' ? 'o' : *c == '1' ? 'l' : *c;
  again = tl_receipt_code_normalise (typed, &looks);
  g_assert_true (looks);
  g_assert_cmpstr (again, ==, code);
  for (gsize i = 0; i < strlen (code); i++)
    {
      if (code[i] == '-')
        continue;
      for (const char *s = symbols; *s != '\0'; s++)
        if (*s != code[i])
          {
            g_autofree char *wrong = g_strdup (code);

            wrong[i] = *s;
            g_assert_null (tl_receipt_code_normalise (wrong, &looks));
            g_assert_true (looks);
          }
      if (code[i + 1] != '\0' && code[i + 1] != '-' && code[i + 1] != code[i])
        {
          g_autofree char *swapped = g_strdup (code);

          swapped[i] = code[i + 1];
          swapped[i + 1] = code[i];
          g_assert_null (tl_receipt_code_normalise (swapped, &looks));
        }
    }
  g_assert_null (tl_receipt_code_normalise ("/tmp/receipt.tlr", &looks));
  g_assert_false (looks);
}

/* --- Files --- */

static void
test_file (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = g_dir_make_tmp ("tl-file-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "a.tlb", NULL);
  g_autoptr (GBytes) content = g_bytes_new ("abc", 3);
  g_autoptr (GBytes) read = NULL;
  struct stat info;
  g_autoptr (GDir) dir = NULL;

  g_assert_true (tl_file_write (path, content, FALSE, &error));
  g_assert_cmpint (stat (path, &info), ==, 0);
  g_assert_cmpint (info.st_mode & 0777, ==, 0600);
  read = tl_file_read (path, 100, &error);
  g_assert_true (g_bytes_equal (read, content));
  /* Never over what is there. */
  g_assert_false (tl_file_write (path, content, FALSE, &error));
  g_assert_error (error, TL_SYNC_ERROR, TL_SYNC_ERROR_IO);
  g_clear_error (&error);
  g_assert_null (tl_file_read (path, 2, &error));
  g_assert_error (error, TL_SYNC_ERROR, TL_SYNC_ERROR_IO);
  g_clear_error (&error);
  g_assert_null (tl_file_read (folder, 100, &error));
  g_assert_error (error, TL_SYNC_ERROR, TL_SYNC_ERROR_IO);
  g_clear_error (&error);
  dir = g_dir_open (folder, 0, NULL);
  g_assert_cmpstr (g_dir_read_name (dir), ==, "a.tlb");
  g_assert_null (g_dir_read_name (dir));
  g_unlink (path);
  g_rmdir (folder);
}

static void
test_full_disk (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) content = g_bytes_new ("abc", 3);

  /* A folder in which nothing can be made stands for a drive that is gone. */
  g_assert_false (tl_file_write ("/proc/self/a.tlb", content, FALSE, &error));
  g_assert_error (error, TL_SYNC_ERROR, TL_SYNC_ERROR_IO);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_assert_cmpint (sodium_init (), >=, 0);
  g_test_add_func ("/sync/pack/padme-sizes", test_padme);
  g_test_add_func ("/sync/pack/round-trip", test_pack_round_trip);
  g_test_add_func ("/sync/pack/bomb-is-refused", test_bomb_is_refused);
  g_test_add_func ("/sync/pack/damage-is-refused", test_pack_damaged);
  g_test_add_func ("/sync/container/round-trip", test_container);
  g_test_add_func ("/sync/container/every-flipped-bit-and-cut-is-refused", test_container_flipped);
  g_test_add_func ("/sync/container/cannot-be-forwarded", test_container_names_its_reader);
  g_test_add_func ("/sync/container/newer-is-told", test_container_newer);
  g_test_add_func ("/sync/container/lengths-are-not-believed", test_container_lengths);
  g_test_add_func ("/sync/card/round-trip", test_card);
  g_test_add_func ("/sync/card/every-flipped-bit-and-cut-is-refused", test_card_damaged);
  g_test_add_func ("/sync/receipt/round-trip", test_receipt);
  g_test_add_func ("/sync/receipt/phone-code-is-the-same-at-both-ends", test_phone_code);
  g_test_add_func ("/sync/receipt/phone-code-finds-slips", test_phone_code_slips);
  g_test_add_func ("/sync/file/whole-or-not-at-all", test_file);
  g_test_add_func ("/sync/file/no-place-to-write", test_full_disk);
  return g_test_run ();
}
