/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A new data key under an open register (key-change.h).
 *
 * 1. The plan is a setting: "rotate E", "remove E SLOT" or "escrow E", E the epoch of the key before. It is committed before the
 *    file is touched, and taken away in the transaction that notes the act.
 * 2. The rotation itself leaves one whole vault, before or after (vault/rotate.c). So an opening that finds a plan knows from
 *    the epoch which of the two it has, and does what is left: the rotation and the note, or the note alone.
 * 3. A rotation that fails or is stopped takes its plan back, but for an escrow's: a door that was used must go. */

#include "store/key-change.h"

#include "store/store-private.h"
#include "vault/escrow.h"

#define SETTING "key_change"

typedef enum
{
  ROTATE,
  REMOVE,
  ESCROW
} What;

static const char *const names[] = {"rotate", "remove", "escrow"};

typedef struct
{
  What what;
  guint32 epoch;                      /* of the key before */
  char slot[TL_SLOT_ID_CHARS + 1];    /* REMOVE */
  TlVaultProgress progress;
  gpointer data;
} Change;

/* --- The plan --- */

static gboolean
write_plan (TlStore *store, gpointer data, GError **error)
{
  const Change *change = data;
  g_autofree char *text = g_strdup_printf ("%s %u%s%s", names[change->what], change->epoch, *change->slot != '\0' ? " " : "", change->slot);

  return tl_store_set_setting (store, SETTING, text, error);
}

static gboolean
read_plan (TlStore *store, Change *change)
{
  g_autofree char *text = tl_store_get_setting (store, SETTING);
  g_auto (GStrv) words = text != NULL ? g_strsplit (text, " ", -1) : NULL;
  guint64 epoch = 0;

  if (words == NULL || g_strv_length (words) < 2 || !g_ascii_string_to_unsigned (words[1], 10, 1, G_MAXUINT32, &epoch, NULL))
    return FALSE;
  change->epoch = (guint32)epoch;
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if (g_str_equal (words[0], names[i]))
      {
        change->what = i;
        if (i == REMOVE && words[2] == NULL)
          return FALSE;
        g_strlcpy (change->slot, i == REMOVE ? words[2] : "", sizeof change->slot);
        return TRUE;
      }
  return FALSE;
}

static gboolean
drop_plan (TlStore *store, gpointer data, GError **error)
{
  return tl_store_set_setting (store, SETTING, NULL, error);
}

/* --- What is done --- */

static gboolean
note_removed (TlStore *store, const Change *change, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autofree char *staff = tl_sql_text (store, &local, "SELECT staff FROM slot_staff WHERE slot = ?", "s", change->slot);
  g_autofree char *detail = g_strdup_printf ("{\"slot\":\"%s\"}", change->slot);

  if (local != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  return tl_sql_run (store, error, "DELETE FROM slot_staff WHERE slot = ?", "s", change->slot)
         && tl_journal_note (store, "passphrase-removed", staff != NULL ? TL_TYPE_STAFF : TL_N_TYPES, staff, detail, error);
}

static gboolean
note_done (TlStore *store, gpointer data, GError **error)
{
  const Change *change = data;
  g_autofree char *detail = g_strdup_printf ("{\"epoch\":%u,\"why\":\"%s\"}", tl_vault_get_epoch (store->vault), names[change->what]);

  return drop_plan (store, NULL, error)
         && (change->what == REMOVE ? note_removed (store, change, error)
                                    : tl_journal_note (store, "key-rotated", TL_N_TYPES, NULL, detail, error));
}

static gboolean
seal_anew (TlStore *store, const Change *change, GError **error)
{
  gboolean good;

  tl_vault_set_progress (store->vault, change->progress, change->data);
  if (change->what == REMOVE)
    good = tl_vault_remove_slot (store->vault, change->slot, error);
  else if (change->what == ESCROW)
    good = tl_vault_spend_escrow (store->vault, error);
  else
    good = tl_vault_rotate (store->vault, error);
  tl_vault_set_progress (store->vault, NULL, NULL);
  return good;
}

/* The connection away, the file anew, the connection back. */
static gboolean
change_closed (TlStore *store, const Change *change, GError **error)
{
  g_autoptr (GError) reopening = NULL;
  gboolean good;

  tl_mark_write (store);
  tl_sql_clear (store);
  if (sqlite3_close (store->db) != SQLITE_OK)
    return tl_sql_fail (store, error);
  store->db = NULL;
  good = seal_anew (store, change, error);
  if (tl_store_connect (store, &reopening))
    return good;
  if (good || error == NULL)
    g_propagate_error (error, g_steal_pointer (&reopening));
  return FALSE;
}

static gboolean
carry_out (TlStore *store, Change *change, GError **error)
{
  if (change_closed (store, change, error))
    return tl_store_transaction (store, note_done, change, error);
  /* Taken back, if the register could be opened again. */
  if (store->db != NULL && change->what != ESCROW)
    tl_store_transaction (store, drop_plan, NULL, NULL);
  return FALSE;
}

static gboolean
change_job (TlStore *store, gpointer data, GError **error)
{
  Change *change = data;

  g_return_val_if_fail (store->depth == 0, FALSE);
  change->epoch = tl_vault_get_epoch (store->vault);
  return tl_store_transaction (store, write_plan, change, error) && carry_out (store, change, error);
}

gboolean
tl_store_rotate_key (TlStore *store, TlVaultProgress progress, gpointer data, GError **error)
{
  Change change = {.what = ROTATE, .progress = progress, .data = data};

  g_return_val_if_fail (TL_IS_STORE (store), FALSE);

  return tl_store_run (store, change_job, &change, error);
}

typedef struct
{
  Change change;
  const char *slot;
} Removal;

static gboolean
removal_job (TlStore *store, gpointer data, GError **error)
{
  Removal *removal = data;

  return tl_vault_can_remove_slot (store->vault, removal->slot, removal->change.slot, error)
         && change_job (store, &removal->change, error);
}

gboolean
tl_store_remove_access (TlStore *store, const char *slot, TlVaultProgress progress, gpointer data, GError **error)
{
  Removal removal = {{.what = REMOVE, .progress = progress, .data = data}, slot};

  g_return_val_if_fail (TL_IS_STORE (store), FALSE);
  g_return_val_if_fail (slot != NULL, FALSE);

  return tl_store_run (store, removal_job, &removal, error);
}

gboolean
tl_store_spend_escrow (TlStore *store, TlVaultProgress progress, gpointer data, GError **error)
{
  Change change = {.what = ESCROW, .progress = progress, .data = data};

  g_return_val_if_fail (TL_IS_STORE (store), FALSE);

  return tl_store_run (store, change_job, &change, error);
}

gboolean
tl_store_plan_spending (TlStore *store, GError **error)
{
  Change change = {.what = ESCROW};

  g_return_val_if_fail (TL_IS_STORE (store), FALSE);

  change.epoch = tl_vault_get_epoch (tl_store_vault (store));
  return tl_store_run_writing (store, write_plan, &change, error);
}

static gboolean
finish_job (TlStore *store, gpointer data, GError **error)
{
  Change change = {0};
  char id[TL_SLOT_ID_CHARS + 1];

  if (!store->journal.ready || !read_plan (store, &change))
    return TRUE;
  if (tl_vault_get_epoch (store->vault) > change.epoch)
    return tl_store_transaction (store, note_done, &change, error);
  /* Whoever was to lose the door cannot take it away; the next colleague does. */
  if (change.what == REMOVE && g_str_equal (change.slot, tl_vault_get_slot_id (store->vault)))
    return TRUE;
  if (change.what == REMOVE && !tl_vault_can_remove_slot (store->vault, change.slot, id, NULL))
    return tl_store_transaction (store, drop_plan, NULL, error);
  return carry_out (store, &change, error);
}

gboolean
tl_store_finish_key_change (TlStore *store, GError **error)
{
  g_return_val_if_fail (TL_IS_STORE (store), FALSE);

  return tl_store_run (store, finish_job, NULL, error);
}
