/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Doors of the vault and the people of the register. The vault knows dull labels only; which staff member comes in
 * by which door stands in the sealed database. All runs on the store thread: the vault's header and the database are
 * one file with one opener. */

#include "store/staff-access.h"

#include "store/journal.h"
#include "store/sql.h"

typedef struct
{
  const char *staff_id;
  const char *label;
  const char *old_passphrase;
  const char *passphrase;
  char *answer; /* slot id or recovery code */
} Args;

void
tl_staff_access_free (TlStaffAccess *access)
{
  if (access == NULL)
    return;
  g_free (access->slot_id);
  g_free (access->label);
  g_free (access->staff_id);
  g_free (access);
}

static gpointer
list_job (TlStore *store, gpointer data, GCancellable *cancellable, GError **error)
{
  g_autoptr (GPtrArray) slots = tl_vault_list_slots (tl_vault_get_path (tl_store_vault (store)), error);
  g_autoptr (GPtrArray) list = g_ptr_array_new_with_free_func ((GDestroyNotify)tl_staff_access_free);

  if (slots == NULL)
    return NULL;
  for (guint i = 0; i < slots->len; i++)
    {
      const TlSlot *slot = slots->pdata[i];
      g_autoptr (GError) local = NULL;
      TlStaffAccess *access;

      if (slot->kind != TL_SLOT_STAFF)
        continue;
      access = g_new0 (TlStaffAccess, 1);
      access->slot_id = g_strdup (slot->id);
      access->label = g_strdup (slot->label);
      access->staff_id = tl_sql_text (store, &local, "SELECT staff FROM slot_staff WHERE slot = ?", "s", slot->id);
      g_ptr_array_add (list, access);
      if (local != NULL)
        {
          g_propagate_error (error, g_steal_pointer (&local));
          return NULL;
        }
    }

  return g_steal_pointer (&list);
}

GPtrArray *
tl_store_list_access (TlStore *store, GError **error)
{
  g_return_val_if_fail (TL_IS_STORE (store), NULL);

  return tl_store_call (store, list_job, NULL, error);
}

static gboolean
bind (TlStore *store, gpointer data, GError **error)
{
  const Args *args = data;

  return tl_store_bind_slot (store, args->answer, args->staff_id, error)
         && tl_journal_note (store, "passphrase-added", TL_TYPE_STAFF, args->staff_id, NULL, error);
}

static gpointer
add_job (TlStore *store, gpointer data, GCancellable *cancellable, GError **error)
{
  Args *args = data;
  g_autoptr (TlRecord) staff = tl_store_load (store, TL_TYPE_STAFF, args->staff_id, error);

  if (staff == NULL || !tl_vault_add_slot (tl_store_vault (store), args->label, args->passphrase, &args->answer, error))
    return NULL;
  return GINT_TO_POINTER (tl_store_transaction (store, bind, args, error));
}

gboolean
tl_store_add_access (TlStore *store, const char *staff_id, const char *label, const char *passphrase, char **slot_id, GError **error)
{
  Args args = {.staff_id = staff_id, .label = label, .passphrase = passphrase};
  gboolean added;

  g_return_val_if_fail (TL_IS_STORE (store), FALSE);
  g_return_val_if_fail (staff_id != NULL && label != NULL && passphrase != NULL, FALSE);

  added = tl_store_call (store, add_job, &args, error) != NULL;
  if (added && slot_id != NULL)
    *slot_id = g_steal_pointer (&args.answer);
  g_free (args.answer);

  return added;
}

static gpointer
change_job (TlStore *store, gpointer data, GCancellable *cancellable, GError **error)
{
  const Args *args = data;

  return GINT_TO_POINTER (tl_vault_change_passphrase (tl_store_vault (store), NULL, args->old_passphrase, args->passphrase, error)
                          && tl_journal_note (store, "passphrase-changed", TL_N_TYPES, NULL, NULL, error));
}

gboolean
tl_store_change_passphrase (TlStore *store, const char *old_passphrase, const char *new_passphrase, GError **error)
{
  Args args = {.old_passphrase = old_passphrase, .passphrase = new_passphrase};

  g_return_val_if_fail (TL_IS_STORE (store), FALSE);
  g_return_val_if_fail (old_passphrase != NULL && new_passphrase != NULL, FALSE);

  return tl_store_call (store, change_job, &args, error) != NULL;
}

/* The setting is written first: should the power fail in between, one code too many is asked for, never one too few. */
static gpointer
renew_job (TlStore *store, gpointer data, GCancellable *cancellable, GError **error)
{
  Args *args = data;

  return GINT_TO_POINTER (tl_store_set_setting (store, "recovery_pending", "1", error)
                          && tl_vault_renew_recovery (tl_store_vault (store), &args->answer, error)
                          && tl_journal_note (store, "recovery-renewed", TL_N_TYPES, NULL, NULL, error));
}

gboolean
tl_store_renew_recovery (TlStore *store, char **code, GError **error)
{
  Args args = {0};
  gboolean renewed;

  g_return_val_if_fail (TL_IS_STORE (store), FALSE);
  g_return_val_if_fail (code != NULL, FALSE);

  renewed = tl_store_call (store, renew_job, &args, error) != NULL;
  if (renewed)
    *code = args.answer;
  else
    tl_secret_free (args.answer);

  return renewed;
}
