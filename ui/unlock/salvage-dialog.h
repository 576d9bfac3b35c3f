/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "door.h"

G_BEGIN_DECLS

/* What can still be read of the damaged register at @path, which no program has open, goes into a new file (tl_salvage(), as
 * `tamlanhctl salvage`): where to, progress that can be stopped, what could not be recovered, and the offer to open the new one
 * through @door. The damaged file is only read. @passphrase: what the door just tried, or NULL; copied into the entry. */
void tl_salvage_dialog_show (TlDoor *door, const char *path, const char *passphrase);

G_END_DECLS
