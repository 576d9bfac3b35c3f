/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "record/time.h"
#include "store/store.h"

G_BEGIN_DECLS

/* Who sleeps where, night by night: the board of rooms. */

typedef struct
{
  char *id;
  char *name;
  guint beds;
  guint blocked;
} TlBoardRoom;

typedef struct
{
  char *id;
  char *case_id;
  char *code;
  char *alias;
  char *room;    /* id; NULL: sleeps here, no room named */
  char *bed;     /* nullable */
  TlDate first;  /* first night */
  TlDate end;    /* the night after the last; TL_DATE_NONE: nobody knows yet */
  gboolean open; /* still here: a night after today is only expected */
} TlBoardStay;

typedef struct
{
  TlDate from;
  guint nights;
  GPtrArray *rooms; /* (element-type TlBoardRoom) by name */
  GPtrArray *stays; /* (element-type TlBoardStay) that touch a night of the board, by arrival */
} TlBoard;
void tl_board_free (TlBoard *board);

/* Nights [@from, @from + @nights). A stay that ends on the day it began has no night and is not there. An open stay ends
 * on the day it is expected to, if that day lies ahead. */
TlBoard *tl_store_board (TlStore *store, TlDate from, guint nights, GError **error);
/* Whether the stay covers that night. */
gboolean tl_board_stay_covers (const TlBoardStay *stay, TlDate night);
/* Beds of @room that are neither blocked nor taken in that night; below 0: more people than beds. */
int tl_board_free_beds (const TlBoard *board, const TlBoardRoom *room, TlDate night);

G_END_DECLS
