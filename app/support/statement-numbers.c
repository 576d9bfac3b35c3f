/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Who gives the numbers. One PC of a place does, so that the row has no gap and no number stands twice. It hands them
 * over with a word that a person carries to the other PC: from, to, the year and the last number given in it, with
 * two letters against mistyping. From the moment the word is made the first PC gives no number, whether or not the
 * word arrives; the other goes on after the last. Both acts stand in the journals of both. */

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

static char *
word_of (guint from, guint to, int year, gint64 last)
{
  static const char letters[] = "ACDEFGHJKLMNPQRTUVWXYZ34679";
  g_autofree char *plain = g_strdup_printf ("%u-%u-%d-%" G_GINT64_FORMAT, from, to, year, last);
  g_autofree char *salted = g_strconcat ("tamlanh numbers ", plain, NULL);
  guint8 hash[16];

  crypto_generichash (hash, sizeof hash, (const guint8 *)salted, strlen (salted), NULL, 0);
  return g_strdup_printf ("%s-%c%c", plain, letters[hash[0] % (sizeof letters - 1)], letters[hash[1] % (sizeof letters - 1)]);
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
  gint64 last;
  int year;

  if (tl_statement_number_device (store) == handover->device && (handover->word = tl_statement_numbers_word (store)) != NULL)
    return TRUE; /* the word got lost on the way: the same once more */
  if (!tl_statement_may_number (store, error))
    return FALSE;
  if (handover->device == own)
    return refuse (error, _ ("This PC gives the numbers already."));
  if (handover->device < 1 || handover->device > 99)
    return refuse (error, _ ("Name the other PC of this place by its number, for instance 2."));
  tl_date_to_ymd (tl_date_today (), &year, NULL, NULL);
  last = tl_statement_last_number (store, year, error);
  if (last < 0)
    return FALSE;
  handover->word = word_of (own, handover->device, year, last);
  return tl_store_set_setting (store, "statement.number_device", number, error)
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
  guint64 from, to, year, last;
  gint64 here;

  if (g_strv_length (parts) != 5 || !g_ascii_string_to_unsigned (parts[0], 10, 1, 99, &from, NULL)
      || !g_ascii_string_to_unsigned (parts[1], 10, 1, 99, &to, NULL) || !g_ascii_string_to_unsigned (parts[2], 10, 2000, 9999, &year, NULL)
      || !g_ascii_string_to_unsigned (parts[3], 10, 0, 999999, &last, NULL))
    return refuse (error, _ ("This is not the word that the other PC showed; it looks like 1-2-2026-5-K7."));
  expected = word_of ((guint)from, (guint)to, (int)year, (gint64)last);
  if (!g_str_equal (expected, clean))
    return refuse (error, _ ("A letter or digit of the word is mistyped. Compare it with what the other PC showed."));
  if (to != own || from == own)
    {
      g_set_error (error, TL_SUPPORT_ERROR, TL_SUPPORT_ERROR_INVALID,
                   /* Translators: numbers of PCs of this place */
                   _ ("This word is for PC %u; this is PC %u."), (guint)to, own);
      return FALSE;
    }
  here = tl_statement_last_number (store, (int)year, error);
  if (here < 0)
    return FALSE;
  if ((gint64)last < here)
    return refuse (error, _ ("This word is older than the last number that is known here. Ask for a new one on the other PC."));
  json_object_set_int_member (known, parts[2], (gint64)last);
  json_node_set_object (node, known);
  text = json_to_string (node, FALSE);
  return tl_store_set_setting (store, "statement.number_start", text, error)
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
