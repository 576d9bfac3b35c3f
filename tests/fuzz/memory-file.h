/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "vault/vfs-private.h"

#include <string.h>

/* What the fuzz targets of this folder share: a disk that holds one file, made of the bytes that the fuzzer chose. */

#define FUZZ_PATH "/fuzz.tamlanh"

/* Puts the disk under the vaults and makes randomness repeat itself, so that a corpus means the same in every run. */
void fuzz_begin (void);
/* The bytes of the one file, borrowed. */
void fuzz_set_file (const guint8 *bytes, gsize length);
/* A handle of its own on them. */
sqlite3_file *fuzz_file (void);

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);
int LLVMFuzzerInitialize (int *argc, char ***argv);
