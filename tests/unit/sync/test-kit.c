/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The kit: files of format version 1 made once (with --make DIR), opened for ever. A change that makes one of these
 * fail has changed the format: raise its version instead. */

#include <gio/gio.h>
#include <glib/gstdio.h>
#include <sodium.h>
#include <string.h>

#include "sync/age.h"
#include "sync/bytes.h"
#include "sync/card.h"
#include "sync/container.h"
#include "sync/file.h"
#include "sync/json.h"
#include "sync/pack.h"
#include "sync/receipt.h"
#include "sync/sync.h"

/* Not secret: of this kit only. */
static const guint8 sender_seed[32] = "tamlanh test kit: sender, v1....";
static const guint8 reader_seed[32] = "tamlanh test kit: reader, v1....";
static const guint8 other_seed[32] = "tamlanh test kit: other, v1.....";

typedef struct
{
  TlCard card;
  guint8 sign_secret[64], box_secret[32];
} Device;

static void
make_device (Device *device, const guint8 seed[32], const char *site)
{
  memset (device, 0, sizeof *device);
  g_strlcpy (device->card.site, site, sizeof device->card.site);
  device->card.number = 1;
  crypto_generichash (device->card.device, TL_ID_BYTES, seed, 32, NULL, 0);
  crypto_sign_seed_keypair (device->card.sign_public, device->sign_secret, seed);
  crypto_generichash (device->box_secret, 32, seed, 32, (const guint8 *)"tamlanh kit box.", 16);
  crypto_scalarmult_base (device->card.box_public, device->box_secret);
}

static char *
kit_path (const char *name)
{
  return g_test_build_filename (G_TEST_DIST, "kit", "bundle", name, NULL);
}

static const char manifest[] = "{\"schema\":1,\"note\":\"kit\"}";
static const char money[] = "{\"lines\":[{\"id\":\"00112233445566778899aabbccddeeff\",\"amount\":1470000}],\"statements\":[]}";

/* --- Making: run once by hand --- */

static GByteArray *
begin_container (TlContainerKind kind, Device *sender, Device *reader)
{
  TlSender from;

  memcpy (from.device, sender->card.device, TL_ID_BYTES);
  memcpy (from.sign_public, sender->card.sign_public, TL_SIGN_PUBLIC_BYTES);
  return tl_container_new (kind, &from, reader->card.box_public, 1);
}

static GBytes *
make_inner (Device *sender, Device *reader, const char *extra_tag, guint8 hash[32])
{
  GByteArray *container = begin_container (TL_CONTAINER_BUNDLE, sender, reader);

  tl_container_add (container, "MANI", manifest, strlen (manifest));
  tl_container_add (container, "MONY", money, strlen (money));
  if (extra_tag != NULL)
    tl_container_add (container, extra_tag, "?", 1);
  return tl_container_finish (container, sender->sign_secret, hash);
}

static void
put (const char *dir, const char *name, GBytes *content)
{
  g_autofree char *path = g_build_filename (dir, name, NULL);
  g_autoptr (GError) error = NULL;

  if (!tl_file_write (path, content, TRUE, &error))
    g_error ("%s", error->message);
}

static void
put_sealed (const char *dir, const char *name, GBytes *inner, Device *reader)
{
  g_autoptr (GBytes) packed = tl_pack (inner, NULL);
  g_autoptr (GBytes) file = tl_age_seal (packed, reader->card.box_public, 1, NULL);

  put (dir, name, file);
}

/* @edit: -1 cut the last byte, -2 add one, else flip that byte counted from the end. */
static void
put_broken (const char *dir, const char *name, GBytes *good, int edit)
{
  gsize size;
  g_autofree guint8 *copy = g_memdup2 (g_bytes_get_data (good, &size), g_bytes_get_size (good));
  g_autofree guint8 *longer = g_malloc0 (size + 1);
  g_autoptr (GBytes) content = NULL;

  memcpy (longer, copy, size);
  if (edit >= 0)
    longer[size - 1 - edit] ^= 1;
  content = g_bytes_new (longer, edit == -1 ? size - 1 : edit == -2 ? size + 1 : size);
  put (dir, name, content);
}

static void
make_kit (const char *dir)
{
  Device sender, reader, other;
  guint8 hash[32], ignored[32];
  g_autoptr (GBytes) inner = NULL;
  g_autoptr (GBytes) unknown = NULL;
  g_autoptr (GBytes) file = NULL;
  g_autoptr (GBytes) signed_wrong = NULL;
  g_autoptr (GBytes) body = NULL;
  g_autoptr (GBytes) receipt_inner = NULL;
  g_autoptr (GBytes) card = NULL;
  g_autoptr (GBytes) code = NULL;
  GByteArray *container;
  TlReceipt receipt = {.stream = 1, .number = 1, .status = TL_RECEIPT_APPLIED};
  g_autofree guint8 *zeros = g_malloc0 (300 * 1000 * 1000);
  char *text;
  gsize size;
  guint8 *copy;

  make_device (&sender, sender_seed, "DC");
  make_device (&reader, reader_seed, "HY");
  make_device (&other, other_seed, "DT");
  inner = make_inner (&sender, &reader, NULL, hash);
  put_sealed (dir, "good.tlb", inner, &reader);
  put_sealed (dir, "for-another.tlb", inner, &other);
  file = tl_file_read (g_build_filename (dir, "good.tlb", NULL), 1 << 20, NULL);
  put_broken (dir, "flipped-body.tlb", file, 40);
  put_broken (dir, "cut-off.tlb", file, -1);
  put_broken (dir, "something-behind.tlb", file, -2);
  signed_wrong = make_inner (&sender, &other, NULL, ignored);
  put_sealed (dir, "passed-on.tlb", signed_wrong, &reader);
  copy = g_memdup2 (g_bytes_get_data (inner, &size), g_bytes_get_size (inner));
  ((guint8 *)memmem (copy, size, "1470000", 7))[0] = '2';
  put_sealed (dir, "changed-inside.tlb", g_bytes_new_take (copy, size), &reader);
  copy = g_memdup2 (g_bytes_get_data (inner, &size), g_bytes_get_size (inner));
  copy[8] = 2;
  put_sealed (dir, "newer-version.tlb", g_bytes_new_take (copy, size), &reader);
  unknown = make_inner (&sender, &reader, "ZZZZ", ignored);
  put_sealed (dir, "unknown-section.tlb", unknown, &reader);
  {
    GByteArray *packed = g_byte_array_new ();
    g_autoptr (GZlibCompressor) zlib = g_zlib_compressor_new (G_ZLIB_COMPRESSOR_FORMAT_ZLIB, 9);
    g_autofree guint8 *out = g_malloc (1000 * 1000);
    gsize read = 0, written = 0, padded, used;

    g_assert_cmpint (g_converter_convert (G_CONVERTER (zlib), zeros, 300 * 1000 * 1000, out, 1000 * 1000, G_CONVERTER_INPUT_AT_END, &read,
                                          &written, NULL),
                     ==, G_CONVERTER_FINISHED);
    tl_append (packed, "TLP1", 4);
    tl_append_u64 (packed, written);
    tl_append (packed, out, written);
    used = packed->len;
    padded = tl_padme (used);
    g_byte_array_set_size (packed, (guint)padded);
    memset (packed->data + used, 0, padded - used);
    put (dir, "bomb.tlb", tl_age_seal (g_byte_array_free_to_bytes (packed), reader.card.box_public, 1, NULL));
  }
  memcpy (receipt.bundle, hash, 32);
  memcpy (receipt.bundle_sender, sender.card.device, TL_ID_BYTES);
  body = tl_receipt_body (&receipt);
  container = begin_container (TL_CONTAINER_RECEIPT, &reader, &sender);
  tl_container_add (container, "RECV", g_bytes_get_data (body, NULL), g_bytes_get_size (body));
  receipt_inner = tl_container_finish (container, reader.sign_secret, ignored);
  put_sealed (dir, "good.tlr", receipt_inner, &sender);
  text = tl_card_write (&sender.card, sender.sign_secret);
  card = g_bytes_new_take (text, strlen (text));
  put (dir, "good.tlc", card);
  text = tl_receipt_code (reader.box_secret, sender.card.box_public, hash, TL_RECEIPT_APPLIED);
  code = g_bytes_new_take (text, strlen (text));
  put (dir, "code.txt", code);
}

/* --- Opening --- */

static TlContainer *
open_file (const char *name, Device *reader, TlContainerKind kind, GError **error)
{
  g_autofree char *path = kit_path (name);
  g_autoptr (GBytes) file = tl_file_read (path, TL_FILE_MAX_BYTES, error);
  g_autoptr (GBytes) packed = NULL;
  g_autoptr (GBytes) inner = NULL;
  TlContainer *container;

  g_assert_nonnull (file);
  packed = tl_age_open (file, reader->box_secret, error);
  inner = packed == NULL ? NULL : tl_unpack (packed, TL_PACK_MAX_BYTES, error);
  container = inner == NULL ? NULL : tl_container_parse (inner, error);
  g_assert_true (container == NULL || container->kind == kind);
  return container;
}

static void
test_good (void)
{
  g_autoptr (GError) error = NULL;
  Device sender, reader;
  g_autoptr (TlContainer) container = NULL;
  g_autofree char *hash = NULL;
  const guint8 *data;
  gsize size;

  make_device (&sender, sender_seed, "DC");
  make_device (&reader, reader_seed, "HY");
  container = open_file ("good.tlb", &reader, TL_CONTAINER_BUNDLE, &error);
  g_assert_no_error (error);
  g_assert_true (tl_container_is_for (container, reader.card.box_public));
  g_assert_true (tl_container_verify (container, sender.card.sign_public));
  g_assert_true (tl_container_section (container, "MONY", &data, &size));
  g_assert_cmpmem (data, size, money, strlen (money));
  hash = tl_hex (container->hash, 32);
  g_assert_cmpstr (hash, ==, "a231ba7ec746ad7b9bfe7eb3148e3144b014fd04ea874982d98c529615129308");
}

static void
test_receipt_and_code (void)
{
  g_autoptr (GError) error = NULL;
  Device sender, reader;
  g_autoptr (TlContainer) bundle = NULL;
  g_autoptr (TlContainer) container = NULL;
  TlReceipt receipt;
  g_autofree char *path = kit_path ("code.txt");
  g_autofree char *kept = NULL;
  g_autofree char *code = NULL;
  const guint8 *data;
  gsize size;

  make_device (&sender, sender_seed, "DC");
  make_device (&reader, reader_seed, "HY");
  bundle = open_file ("good.tlb", &reader, TL_CONTAINER_BUNDLE, &error);
  container = open_file ("good.tlr", &sender, TL_CONTAINER_RECEIPT, &error);
  g_assert_no_error (error);
  g_assert_true (tl_container_verify (container, reader.card.sign_public));
  g_assert_true (tl_container_section (container, "RECV", &data, &size));
  g_assert_true (tl_receipt_parse (data, size, &receipt));
  g_assert_cmpint (receipt.status, ==, TL_RECEIPT_APPLIED);
  g_assert_cmpmem (receipt.bundle, 32, bundle->hash, 32);
  g_assert_true (g_file_get_contents (path, &kept, NULL, &error));
  code = tl_receipt_code (sender.box_secret, reader.card.box_public, bundle->hash, TL_RECEIPT_APPLIED);
  g_assert_cmpstr (code, ==, kept);
}

static void
test_card (void)
{
  g_autoptr (GError) error = NULL;
  Device sender;
  TlCard card;
  g_autofree char *path = kit_path ("good.tlc");
  g_autofree char *text = NULL;
  g_autofree char *fingerprint = NULL;
  gsize size;

  make_device (&sender, sender_seed, "DC");
  g_assert_true (g_file_get_contents (path, &text, &size, &error));
  g_assert_true (tl_card_read (text, size, &card, &error));
  g_assert_cmpmem (&card, sizeof card, &sender.card, sizeof card);
  fingerprint = tl_card_fingerprint (&card);
  g_assert_cmpstr (fingerprint, ==, "95687 82957 91933 91025 84982 60445 63829 98685");
}

static void
test_bad (void)
{
  static const struct
  {
    const char *name;
    int code; /* 0: opens, but is not for us or not signed */
  } files[] = {
      {"for-another.tlb", TL_SYNC_ERROR_NOT_FOR_US},
      {"flipped-body.tlb", TL_SYNC_ERROR_TAMPERED},
      {"cut-off.tlb", TL_SYNC_ERROR_TAMPERED},
      {"something-behind.tlb", TL_SYNC_ERROR_TAMPERED},
      {"newer-version.tlb", TL_SYNC_ERROR_NEWER},
      {"unknown-section.tlb", TL_SYNC_ERROR_NEWER},
      {"bomb.tlb", TL_SYNC_ERROR_TAMPERED},
      {"passed-on.tlb", 0},
      {"changed-inside.tlb", 0},
  };
  Device sender, reader;

  make_device (&sender, sender_seed, "DC");
  make_device (&reader, reader_seed, "HY");
  for (guint i = 0; i < G_N_ELEMENTS (files); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (TlContainer) container = open_file (files[i].name, &reader, TL_CONTAINER_BUNDLE, &error);

      g_test_message ("%s", files[i].name);
      if (files[i].code != 0)
        {
          g_assert_null (container);
          g_assert_error (error, TL_SYNC_ERROR, files[i].code);
        }
      else
        g_assert_false (tl_container_is_for (container, reader.card.box_public)
                        && tl_container_verify (container, sender.card.sign_public));
    }
}

int
main (int argc, char **argv)
{
  if (argc == 3 && strcmp (argv[1], "--make") == 0)
    {
      g_assert_cmpint (sodium_init (), >=, 0);
      make_kit (argv[2]);
      return 0;
    }
  g_test_init (&argc, &argv, NULL);
  g_assert_cmpint (sodium_init (), >=, 0);
  g_test_add_func ("/sync/kit/good-bundle-opens", test_good);
  g_test_add_func ("/sync/kit/good-receipt-and-code", test_receipt_and_code);
  g_test_add_func ("/sync/kit/good-card", test_card);
  g_test_add_func ("/sync/kit/bad-files-are-refused", test_bad);
  return g_test_run ();
}
