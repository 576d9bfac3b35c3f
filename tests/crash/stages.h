/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "world.h"

/* What a program does with a vault, in small pieces, each from a disk that was prepared once. So every call of a piece
 * can be made to fail, and the power cut at each, without the rest being done again and again. */

typedef struct
{
  const char *name;
  const char *start; /* name of the prepared disk */
  gboolean (*act) (World *world, GError **error); /* on an open world unless the disk is empty */
  /* Of the short run, where much of the same kind happens; 0: each position also there. */
  guint stride, stride_of_calls;
  gboolean closed;  /* acts on a closed world */
  gboolean changes_nothing;
} Stage;

/* Sanitizers make everything three times as slow: their short run takes a third of the positions. */
#ifdef __SANITIZE_ADDRESS__
#define STAGE_THIN 3
#else
#define STAGE_THIN 1
#endif

extern const Stage stages[];
extern const guint stage_count;

/* Puts the forgetful disk under the vaults and prepares the disks: @seed for what is written on them. */
void stages_prepare (guint64 seed);
/* Makes the world and the disk as @stage wants them, closed; world_clear() it afterwards. @seed: of what is random now. */
void stage_begin (const Stage *stage, World *world, guint64 seed);
/* Opens the world (unless there is none yet) and acts. */
gboolean stage_run (const Stage *stage, World *world, GError **error);
/* How far apart the short run takes its positions: @wanted, or less where the stage is so short that the first position,
 * which is random within one stride, could lie behind its end. @count: what positions are counted in, as it grows while the
 * stage runs undisturbed once. At least two positions are taken where there are two. */
guint    stage_stride (const Stage *stage, guint64 seed, guint wanted, guint64 (*count) (void));
void stages_clear (void);
