/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "vault/vault.h"

/* A vault on disk in a folder of its own, for one test. */
typedef struct
{
  char *folder;
  char *path;
  char *code;
  char *slot;
  TlVault *vault;
  sqlite3 *db;
} Bench;

#define PASSPHRASE "bốn con trâu trắng"

void bench_create (Bench *bench);     /* makes and unlocks a vault, opens its database */
void bench_close (Bench *bench);      /* closes database and vault, as locking does */
void bench_crash (Bench *bench);      /* copies the files as they are aside, closes, puts them back: as if killed */
void bench_open (Bench *bench);       /* unlocks and opens the database; must work */
void bench_clear (Bench *bench);
void bench_sql (Bench *bench, const char *sql);
gint64 bench_number (Bench *bench, const char *sql);
char *bench_bytes (const char *path, gsize *length);
void bench_put (const char *path, const char *bytes, gsize length);
/* Flips bits of @path at @offset. */
void bench_flip (const char *path, gsize offset);
char *bench_beside (Bench *bench, const char *suffix);
