/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Recovery codes and the strength of passphrases. */

#include "vault/vault-private.h"

#include <string.h>

static void
code_round_trip (void)
{
  for (int i = 0; i < 2000; i++)
    {
      guint8 bits[16], back[16];
      guint group = 99;
      char *code;

      randombytes_buf (bits, sizeof bits);
      if (i < 2)
        memset (bits, i ? 0xff : 0, sizeof bits);
      code = tl_recovery_code_format (bits);
      g_assert_cmpuint (strlen (code), ==, 8 * 7 - 1);
      g_assert_true (tl_recovery_code_parse (code, back, &group));
      g_assert_cmpuint (group, ==, 0);
      g_assert_cmpmem (bits, 16, back, 16);
      tl_secret_free (code);
    }
}

/* Every single wrong digit and every exchange of neighbours in a group is pointed at, in its group. */
static void
code_mistyped (void)
{
  guint8 bits[16];
  char *code;

  randombytes_buf (bits, sizeof bits);
  code = tl_recovery_code_format (bits);
  for (guint at = 0; code[at]; at++)
    {
      if (code[at] == '-')
        continue;
      for (char digit = '0'; digit <= '9'; digit++)
        {
          g_autofree char *typed = g_strdup (code);
          guint group = 0;
          if (digit == code[at])
            continue;
          typed[at] = digit;
          g_assert_false (tl_recovery_code_check (typed, &group));
          g_assert_cmpuint (group, ==, at / 7 + 1);
        }
      if (code[at + 1] && code[at + 1] != '-' && code[at + 1] != code[at])
        {
          g_autofree char *typed = g_strdup (code);
          guint group = 0;
          typed[at] = code[at + 1];
          typed[at + 1] = code[at];
          g_assert_false (tl_recovery_code_check (typed, &group));
          g_assert_cmpuint (group, ==, at / 7 + 1);
        }
    }
  {
    guint group = 0;
    g_assert_false (tl_recovery_code_check ("", &group));
    g_assert_cmpuint (group, ==, 1);
    code[20] = '\0';
    g_assert_false (tl_recovery_code_check (code, &group));
    g_assert_cmpuint (group, ==, 4);
    g_assert_false (tl_recovery_code_check ("999999", &group));
    g_assert_cmpuint (group, ==, 1);
    g_assert_false (tl_recovery_code_check ("không", &group));
    g_assert_cmpuint (group, ==, 1);
  }
  tl_secret_free (code);
}

/* Typed back from the paper: which group differs, however it was spaced. */
static void
code_typed_back (void)
{
  static const char code[] = "000011-123453-720885";
  static const struct
  {
    const char *typed;
    guint group; /* 0: the same */
  } cases[] = {{code, 0},
               {"000011123453720885", 0},
               {" 000 011. 123453 - 720885 ", 0},
               {"000012-123453-720885", 1},
               {"000011-123463-720885", 2},
               {"000011-123453-720886", 3},
               {"000011-123453", 3},
               {"", 1},
               {"000011-123453-7208850", 3}};

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      guint group = 0;

      g_assert_true (tl_recovery_code_same (cases[i].typed, code, &group) == (cases[i].group == 0));
      g_assert_cmpuint (group, ==, cases[i].group);
    }
}

static void
strength (void)
{
  g_assert_cmpuint (tl_passphrase_strength (""), ==, 0);
  g_assert_cmpuint (tl_passphrase_strength ("ngắn"), ==, 0);
  g_assert_cmpuint (tl_passphrase_strength ("12345678"), ==, 1);
  g_assert_cmpuint (tl_passphrase_strength ("aaaaaaaaaaaaaaaaaaaa"), ==, 1);
  g_assert_cmpuint (tl_passphrase_strength ("matkhau1990"), ==, 1);
  g_assert_cmpuint (tl_passphrase_strength ("bốn con trâu trắng qua cầu lúc sáng"), ==, 4);
  g_assert_cmpuint (tl_passphrase_strength ("hoa sen nở"), <, tl_passphrase_strength ("hoa sen nở giữa đầm xa"));
}

/* A letter cut short at the end: GLib alone would read and write beyond the text. */
static void
cut_short (void)
{
  static const char *const texts[] = {"abc\xf1", "một hai ba\xe1", "\xc3", "mật khẩu\xe1\xba", "\xff\xfe"};

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autofree char *label = NULL;
      g_autoptr (GError) error = NULL;

      g_assert_null (tl_passphrase_normalise (texts[i]));
      g_assert_cmpuint (tl_passphrase_strength (texts[i]), ==, 0);
      g_assert_false (tl_label_normalise (texts[i], &label, &error));
      g_assert_error (error, TL_VAULT_ERROR, TL_VAULT_ERROR_SLOT);
    }
}

int
main (int argc, char **argv)
{
  tl_vault_init ();
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/vault/recovery-code/round-trip", code_round_trip);
  g_test_add_func ("/vault/recovery-code/mistyped-group-is-pointed-at", code_mistyped);
  g_test_add_func ("/vault/recovery-code/typed-back", code_typed_back);
  g_test_add_func ("/vault/passphrase/strength", strength);
  g_test_add_func ("/vault/passphrase/letter-cut-short", cut_short);
  return g_test_run ();
}
