/* SPDX-License-Identifier: GPL-3.0-or-later */

/* How far SQLite is with writing a whole file anew. SQLite itself says nothing of it while it copies pages from its memory
 * into the log and from there into the file; the shim sees every block go by. */

#include "vault/vfs-private.h"

#define TOLD_EVERY 64 /* blocks */

void
tl_vault_set_meter (TlVault *vault, TlVaultMeter func, gpointer data)
{
  sqlite3_int64 bytes = 0;

  g_return_if_fail (vault != NULL);
  vault->meter = (TlMeter){func, data, 1, {0, 0, 0}};
  if (func && vault->file && vault->file->pMethods->xFileSize (vault->file, &bytes) == SQLITE_OK)
    vault->meter.blocks = (guint64)MAX ((bytes - TL_HEADER_BYTES) / (TL_SEAL + TL_BLOCK), 1);
}

void
tl_meter_count (TlFile *file, gboolean writing)
{
  TlMeter *meter = &file->vault->meter;
  guint stage = !writing ? 0 : file->kind == TL_FILE_WAL ? 1 : 2;
  double done;

  if (!meter->func || (stage == 0 && file->kind != TL_FILE_MAIN))
    return;
  if (++meter->seen[stage] % TOLD_EVERY != 0)
    return;
  /* A stage that has begun ends the ones before it: pages that SQLite had in its memory were never read. */
  while (stage < 2 && meter->seen[stage + 1] >= TOLD_EVERY)
    stage++;
  done = stage + MIN ((double)meter->seen[stage] / (double)meter->blocks, 1);
  meter->func (done / 3, meter->data);
}
