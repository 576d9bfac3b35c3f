/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Who gives the numbers. One PC of a place does, so that the row has no gap and no number stands twice. It hands them
 * over with a word that a person carries to the other PC: from, to, the how-manieth hand-over of this place it is, the
 * year and the last number given in it, with two letters against mistyping. From the moment the word is made the first
 * PC gives no number, whether or not the word arrives; the other goes on after the last. Both acts stand in the journals
 * of both.
 *
 * The count (setting statement.number_turn) grows with every hand-over, and both PCs of one know it afterwards: a word
 * whose count is not above what a PC knows was used before, so that typing an old one again cannot give the numbers to
 * two PCs at once. */

#include "support/statement-private.h"

#include <glib/gi18n-lib.h>
#include <sodium.h>
#include <string.h>

#include "store/journal.h"

#define FIRST_DEVICE 1

typedef struct
{
  guint device;
  const char *typed;
  char *word;
} Handover;

/* --- helpers --- */

static gboolean
refuse (GError **error, const char *message)
{
  g_set_error_literal (error, TL_SUPPORT_ERROR, TL_SUPPORT_ERROR_INVALID, message);
  return FALSE;
}

/* Last numbers that other PCs gave, by year. (transfer full) */
static JsonObject *
starts (TlStore *store)
{
  g_autofree char *setting = tl_store_get_setting (store, "statement.number_start");
  g_autoptr (JsonNode) node = setting ? json_from_string (setting, NULL) : NULL;

  return node && JSON_NODE_HOLDS_OBJECT (node) ? json_object_ref (json_node_get_object (node)) : json_object_new ();
}

/* What must stand in each part of a word. */
enum
{
  WORD_FROM,
  WORD_TO,
  WORD_TURN,
  WORD_YEAR,
  WORD_LAST,
  WORD_PARTS
};

static char *
word_of (const guint64 parts[WORD_PARTS])
{
  static const char letters[] = "ACDEFGHJKLMNPQRTUVWXYZ34679";
  g_autofree char *plain = g_strdup_printf ("%u-%u-%u-%u-%" G_GUINT64_FORMAT, (guint)parts[WORD_FROM], (guint)parts[WORD_TO],
                                            (guint)parts[WORD_TURN], (guint)parts[WORD_YEAR], parts[WORD_LAST]);
  g_autofree char *salted = g_strconcat ("tamlanh numbers 2 ", plain, NULL);
  guint8 hash[16];

  crypto_generichash (hash, sizeof hash, (const guint8 *)salted, strlen (salted), NULL, 0);
  return g_strdup_printf ("%s-%c%c", plain, letters[hash[0] % (sizeof letters - 1)], letters[hash[1] % (sizeof letters - 1)]);
}

/* Hand-overs that this PC knows of. */
static guint64
known_turn (TlStore *store)
{
  g_autofree char *setting = tl_store_get_setting (store, "statement.number_turn");

  return setting ? g_ascii_strtoull (setting, NULL, 10) : 0;
}

static gboolean
remember_turn (TlStore *store, guint64 turn, GError **error)
{
  g_autofree char *text = g_strdup_printf ("%" G_GUINT64_FORMAT, turn);

  return tl_store_set_setting (store, "statement.number_turn", text, error);
}

/* A word of a version that did not count yet: 1-2-2026-5-K7. */
static gboolean
is_uncounted (const char *word)
{
  g_auto (GStrv) parts = g_strsplit (word, "-", -1);

  return g_strv_length (parts) == WORD_PARTS;
}

static gboolean
note (TlStore *store, const char *kind, guint other, GError **error)
{
  g_autofree char *detail = g_strdup_printf ("{\"device\":%u}", other);

  return tl_journal_note (store, kind, TL_N_TYPES, NULL, detail, error);
}

static gboolean
give_in_transaction (TlStore *store, gpointer data, GError **error)
{
  Handover *handover = data;
  guint own = tl_store_device (store);
  g_autofree char *number = g_strdup_printf ("%u", handover->device);
  guint64 turn = known_turn (store) + 1;
  gint64 last;
  int year;

  if (tl_statement_number_device (store) == handover->device && (handover->word = tl_statement_numbers_word (store)) != NULL)
    {
      if (!is_uncounted (handover->word))
        return TRUE; /* the word got lost on the way: the same once more */
      g_clear_pointer (&handover->word, g_free);
    }
  else if (!tl_statement_may_number (store, error))
    return FALSE;
  if (handover->device == own)
    return refuse (error, _ ("This PC gives the numbers already."));
  if (handover->device < 1 || handover->device > 99)
    return refuse (error, _ ("Name the other PC of this place by its number, for instance 2."));
  tl_date_to_ymd (tl_date_today (), &year, NULL, NULL);
  last = tl_statement_last_number (store, year, error);
  if (last < 0)
    return FALSE;
  handover->word = word_of ((guint64[WORD_PARTS]){own, handover->device, turn, (guint64)year, (guint64)last});
  return remember_turn (store, turn, error) && tl_store_set_setting (store, "statement.number_device", number, error)
         && tl_store_set_setting (store, "statement.number_word", handover->word, error)
         && note (store, "statement-numbers-given", handover->device, error);
}

static gboolean
take_in_transaction (TlStore *store, gpointer data, GError **error)
{
  Handover *handover = data;
  guint own = tl_store_device (store);
  g_autofree char *clean = g_strstrip (g_ascii_strup (handover->typed, -1));
  g_auto (GStrv) parts = g_strsplit (clean, "-", -1);
  g_autofree char *expected = NULL;
  g_autofree char *device = g_strdup_printf ("%u", own);
  g_autofree char *text = NULL;
  g_autoptr (JsonObject) known = starts (store);
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_OBJECT);
  static const guint64 least[WORD_PARTS] = {1, 1, 1, 2000, 0};
  static const guint64 most[WORD_PARTS] = {99, 99, 999999, 9999, 999999};
  guint64 said[WORD_PARTS], from, to, last;
  gboolean good = g_strv_length (parts) == WORD_PARTS + 1;
  gint64 here;

  if (is_uncounted (clean))
    return refuse (error,
                   _ ("This word was made by an older version of the program, which did not count the hand-overs. Update the program "
                      "on the other PC and let it show the word once more."));
  for (guint i = 0; good && i < WORD_PARTS; i++)
    good = g_ascii_string_to_unsigned (parts[i], 10, least[i], most[i], &said[i], NULL);
  if (!good)
    return refuse (error, _ ("This is not the word that the other PC showed; it looks like 1-2-1-2026-5-K7."));
  from = said[WORD_FROM];
  to = said[WORD_TO];
  last = said[WORD_LAST];
  expected = word_of (said);
  if (!g_str_equal (expected, clean))
    return refuse (error, _ ("A letter or digit of the word is mistyped. Compare it with what the other PC showed."));
  if (to != own || from == own)
    {
      g_set_error (error, TL_SUPPORT_ERROR, TL_SUPPORT_ERROR_INVALID,
                   /* Translators: numbers of PCs of this place */
                   _ ("This word is for PC %u; this is PC %u."), (guint)to, own);
      return FALSE;
    }
  if (said[WORD_TURN] <= known_turn (store))
    return refuse (
        error, _ ("This word was used before: the numbers have been handed on since. Ask for a new one on the PC that gives them now."));
  here = tl_statement_last_number (store, (int)said[WORD_YEAR], error);
  if (here < 0)
    return FALSE;
  if ((gint64)last < here)
    return refuse (error, _ ("This word is older than the last number that is known here. Ask for a new one on the other PC."));
  json_object_set_int_member (known, parts[WORD_YEAR], (gint64)last);
  json_node_set_object (node, known);
  text = json_to_string (node, FALSE);
  return remember_turn (store, said[WORD_TURN], error) && tl_store_set_setting (store, "statement.number_start", text, error)
         && tl_store_set_setting (store, "statement.number_device", device, error)
         && tl_store_set_setting (store, "statement.number_word", NULL, error)
         && note (store, "statement-numbers-taken", (guint)from, error);
}

/* --- inside this room --- */

gboolean
tl_statement_may_number (TlStore *store, GError **error)
{
  guint device = tl_statement_number_device (store);

  if (tl_store_device (store) == device)
    return TRUE;
  g_set_error (error, TL_SUPPORT_ERROR, TL_SUPPORT_ERROR_INVALID,
               /* Translators: number of a PC of this place */
               _ ("Statement numbers of this place are given on PC %u. Make the statement final there; this draft is kept."), device);
  return FALSE;
}

gint64
tl_statement_last_number (TlStore *store, int year, GError **error)
{
  gint64 here = tl_query_last_number (store, tl_store_site (store), year, error);
  g_autoptr (JsonObject) known = starts (store);
  g_autofree char *member = g_strdup_printf ("%d", year);

  return here < 0 ? -1 : MAX (here, json_object_get_int_member_with_default (known, member, 0));
}

/* --- public --- */

guint
tl_statement_number_device (TlStore *store)
{
  g_autofree char *setting = NULL;

  g_return_val_if_fail (TL_IS_STORE (store), FIRST_DEVICE);

  setting = tl_store_get_setting (store, "statement.number_device");
  return setting ? (guint)g_ascii_strtoull (setting, NULL, 10) : FIRST_DEVICE;
}

char *
tl_statement_numbers_word (TlStore *store)
{
  g_return_val_if_fail (TL_IS_STORE (store), NULL);

  return tl_statement_number_device (store) == tl_store_device (store) ? NULL : tl_store_get_setting (store, "statement.number_word");
}

gboolean
tl_statement_give_numbers (TlStore *store, guint device, char **word, GError **error)
{
  Handover handover = {.device = device};

  g_return_val_if_fail (TL_IS_STORE (store) && word != NULL, FALSE);

  if (!tl_store_transaction (store, give_in_transaction, &handover, error))
    {
      g_free (handover.word);
      return FALSE;
    }
  *word = handover.word;
  return TRUE;
}

gboolean
tl_statement_take_numbers (TlStore *store, const char *word, GError **error)
{
  Handover handover = {.typed = word};

  g_return_val_if_fail (TL_IS_STORE (store) && word != NULL, FALSE);

  return tl_store_transaction (store, take_in_transaction, &handover, error);
}
