/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sync/sync.h"

G_DEFINE_QUARK (tl - sync - error - quark, tl_sync_error)
