/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The header, as everybody who holds a file can make the program read it without a key: doors listed, file id, the sealed
 * half of an escrow. The first byte of the input says how much is put right, or the fuzzer would not get past the
 * checksum: bit 0/1: the magic and checksum of the first/second copy; bit 2: the second copy is the first.  */

#include "memory-file.h"

#include "vault/backup.h"
#include "vault/escrow.h"

int
LLVMFuzzerInitialize (int *argc, char ***argv)
{
  fuzz_begin ();
  return 0;
}

static void
put_right (guint8 *copy)
{
  crypto_generichash_state sum;

  memcpy (copy, "TamLanh vault\r\n\x1a", 16);
  crypto_generichash_init (&sum, NULL, 0, 32);
  crypto_generichash_update (&sum, copy, 480);
  crypto_generichash_update (&sum, copy + TL_HEADER_HEAD, TL_HEADER_COPY - TL_HEADER_HEAD);
  crypto_generichash_final (&sum, copy + 480, 32);
}

/* The input is sparse: a head of 512 bytes and as many slots as there are bytes for, for each copy. */
static void
spread (const guint8 *data, gsize size, guint8 *copy)
{
  memset (copy, 0, TL_HEADER_COPY);
  memcpy (copy, data, MIN (size, TL_HEADER_COPY));
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  static guint8 file[TL_HEADER_BYTES];
  guint how = size ? data[0] : 0;
  gsize half = size ? (size - 1) / 2 : 0;
  g_autoptr (GPtrArray) slots = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) no_escrow = NULL;
  TlEscrow escrow;
  char file_id[33];

  if (size < 2)
    return 0;
  if (how & 4)
    {
      spread (data + 1, size - 1, file);
      memcpy (file + TL_HEADER_COPY, file, TL_HEADER_COPY);
    }
  else
    {
      spread (data + 1, half, file);
      spread (data + 1 + half, size - 1 - half, file + TL_HEADER_COPY);
    }
  if (how & 1)
    put_right (file);
  if (how & 2)
    put_right (file + TL_HEADER_COPY);
  fuzz_set_file (file, how & 8 ? MIN (size, sizeof file) : sizeof file);

  slots = tl_vault_list_slots (FUZZ_PATH, &error);
  if (!slots)
    {
      g_assert_true (error && error->domain == TL_VAULT_ERROR && *error->message);
      g_assert_true (error->code == TL_VAULT_ERROR_DAMAGED || error->code == TL_VAULT_ERROR_NOT_A_VAULT
                     || error->code == TL_VAULT_ERROR_NEWER);
    }
  for (guint i = 0; slots && i < slots->len; i++)
    {
      TlSlot *slot = g_ptr_array_index (slots, i);
      g_assert_cmpuint (strlen (slot->id), ==, TL_SLOT_ID_CHARS);
      g_assert_true (g_utf8_validate (slot->label, -1, NULL));
      /* A byte that is no UTF-8 becomes a sign of three. */
      g_assert_cmpuint (strlen (slot->label), <=, 3 * TL_LABEL_BYTES);
    }
  if (tl_escrow_read (FUZZ_PATH, &escrow, &no_escrow))
    {
      g_assert_true (g_utf8_validate (escrow.label, -1, NULL));
      g_assert_nonnull (memchr (escrow.label, 0, sizeof escrow.label));
    }
  else
    g_assert_true (no_escrow && *no_escrow->message);
  tl_vault_read_file_id (FUZZ_PATH, file_id);
  g_assert_true (strlen (file_id) == 32 || file_id[0] == '\0');
  return 0;
}
