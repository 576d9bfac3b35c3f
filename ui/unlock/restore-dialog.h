/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "door.h"

G_BEGIN_DECLS

/* Puts a backup in the place of the register at @path: chosen, opened with its own passphrase, shown what it holds, and only then
 * agreed to. When it stands, the door shows the register again. Works where the register is damaged or gone. */
void tl_restore_dialog_show (TlDoor *door, const char *path);

G_END_DECLS
