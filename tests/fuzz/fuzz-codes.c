/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What people type: recovery codes, shares, passphrases, labels. A code that is taken says the same when it is printed and
 * typed again; one that is refused points at a group that exists. */

#include "memory-file.h"

#include "vault/escrow.h"

int
LLVMFuzzerInitialize (int *argc, char ***argv)
{
  fuzz_begin ();
  return 0;
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autofree char *typed = g_strndup ((const char *)data, size);
  guint8 bits[TL_CODE_BYTES], again[TL_CODE_BYTES];
  g_autoptr (GError) error = NULL;
  g_autofree char *label = NULL;
  guint group = 99, page = 0;
  char *printed, *normal;

  if (tl_recovery_code_parse (typed, bits, &group))
    {
      printed = tl_recovery_code_format (bits);
      g_assert_true (tl_recovery_code_parse (printed, again, NULL));
      g_assert_cmpmem (bits, sizeof bits, again, sizeof again);
      g_assert_cmpuint (group, ==, 0);
      g_assert_cmpint (tl_code_kind (typed), ==, TL_CODE_RECOVERY);
      tl_secret_free (printed);
    }
  else
    g_assert_true (group >= 1 && group <= 8);
  g_assert_true (tl_recovery_code_check (typed, &group) == (group == 0));

  if (tl_share_parse (typed, &page, bits, &group))
    {
      g_assert_cmpuint (page % 11, ==, 0);
      g_assert_cmpint (tl_code_kind (typed), ==, TL_CODE_SHARE);
      g_assert_false (tl_recovery_code_parse (typed, again, NULL));
    }
  else
    g_assert_true (group >= 1 && group <= TL_SHARE_GROUPS);

  g_assert_cmpuint (tl_passphrase_strength (typed), <=, 4);
  normal = tl_passphrase_normalise (typed);
  g_assert_true ((normal != NULL) == g_utf8_validate (typed, -1, NULL));
  if (normal)
    {
      char *twice = tl_passphrase_normalise (normal);
      g_assert_cmpstr (normal, ==, twice);
      tl_secret_free (twice);
    }
  tl_secret_free (normal);
  if (tl_label_normalise (typed, &label, &error))
    g_assert_true (*label && strlen (label) <= TL_LABEL_BYTES && g_utf8_validate (label, -1, NULL));
  else
    g_assert_true (error && *error->message);
  return 0;
}
