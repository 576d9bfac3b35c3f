/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "disk.h"

#include "vault/vfs-private.h"

/* A vault on the forgetful disk, and what a program that uses it was told: which saves, which doors. */

typedef enum
{
  DOOR_OPENS,
  DOOR_SHUT,
  DOOR_UNSURE /* its change was under way when something failed */
} DoorState;

typedef struct
{
  char *secret;
  gboolean code; /* a recovery code */
  DoorState state;
} Door;

typedef struct
{
  char *folder;
  char *path;
  TlVault *vault;
  sqlite3 *db;
  GRand *random;
  char *passphrase;  /* of desk 1, confirmed */
  char *attempted;   /* of desk 1, being set when something failed */
  GPtrArray *others; /* Door: every other secret that ever opened */
  gint64 confirmed;  /* last transaction that was answered with success */
  gint64 attempt;    /* last one begun */
  gboolean ready;    /* schema was confirmed */

  char *backup;       /* path of the backup */
  gint64 backed_up;   /* transaction at which it stands: confirmed; −1: none was confirmed */
  char *aside;        /* where a restore puts the former file */
  gint64 former;      /* at which transaction that stands, −1: nothing was restored */
  gint64 former_most; /* or at this, which was never answered */
  gboolean restoring; /* under way: the register is the former or the backup */
  guint64 seed;
  guint rotations;
  const char *where; /* for the message of a failure */
  gboolean copied;   /* the folder belongs to another world */
} World;

/* Ends the program with what is wrong, the seed, and the disk's files in a folder. */
void world_fail (World *world, const char *what, const char *detail) G_GNUC_NORETURN;

/* A name on an empty disk, no vault yet. Takes @random. */
void world_init (World *world, GRand *random, guint64 seed);
/* Frees it; the folder goes with the world that made it. */
void world_clear (World *world);
/* What was told, without the open handles: to come back to together with a copy of the disk. @copy: not in use. */
void world_remember (const World *world, World *copy);

/* Acts. Each FALSE has @error set; what was under way is then unsure. */
gboolean world_create (World *world, GError **error);
gboolean world_open (World *world, GError **error);
void     world_close (World *world);
gboolean world_schema (World *world, GError **error);
/* One transaction of random size whose content follows from its number. */
gboolean world_save (World *world, GError **error);
/* A transaction larger than the cache, made or taken back. */
gboolean world_spill (World *world, gboolean commit, GError **error);
gboolean world_run (World *world, const char *sql, GError **error);
gboolean world_change_passphrase (World *world, GError **error);
gboolean world_add_desk (World *world, const char *label, GError **error);
gboolean world_remove_desk (World *world, const char *label, GError **error);
gboolean world_renew_code (World *world, GError **error);
gboolean world_rotate (World *world, GError **error);
/* Copies in slices with saves between them. */
gboolean world_backup (World *world, GError **error);
/* Puts the backup in the register's place and opens that. */
gboolean world_restore (World *world, GError **error);
gint64   world_number (World *world, const char *sql);

/* Opens, reads every block, checks SQLite's structure, every confirmed save whole, none by half, every door as it should
 * be; the same of a backup and of the former file that a restore put aside. Ends the program if not. The world is open afterwards. */
void world_verify (World *world);
/* As above, but says how it went: NULL, or what is wrong. The world may be open afterwards. (transfer full) */
char *world_examine (World *world);
