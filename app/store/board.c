/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/board.h"

#include "store/sql.h"

static void
room_free (gpointer data)
{
  TlBoardRoom *room = data;

  g_free (room->id);
  g_free (room->name);
  g_free (room);
}

static void
stay_free (gpointer data)
{
  TlBoardStay *stay = data;

  g_free (stay->id);
  g_free (stay->case_id);
  g_free (stay->code);
  g_free (stay->alias);
  g_free (stay->room);
  g_free (stay->bed);
  g_free (stay);
}

void
tl_board_free (TlBoard *board)
{
  if (board == NULL)
    return;
  g_clear_pointer (&board->rooms, g_ptr_array_unref);
  g_clear_pointer (&board->stays, g_ptr_array_unref);
  g_free (board);
}

static gboolean
read_rooms (TlStore *store, TlBoard *board, GError **error)
{
  g_autoptr (GError) local = NULL;
  sqlite3_stmt *stmt
      = tl_sql_prepare (store, error, "SELECT id, name, ifnull (beds, 0), ifnull (blocked_beds, 0) FROM room ORDER BY name, id", "");

  if (stmt == NULL)
    return FALSE;
  while (tl_sql_step (store, stmt, &local))
    {
      TlBoardRoom *room = g_new0 (TlBoardRoom, 1);

      room->id = tl_sql_column_text (stmt, 0);
      room->name = tl_sql_column_text (stmt, 1);
      room->beds = (guint)CLAMP (sqlite3_column_int64 (stmt, 2), 0, 200);
      room->blocked = (guint)CLAMP (sqlite3_column_int64 (stmt, 3), 0, 200);
      g_ptr_array_add (board->rooms, room);
    }
  tl_sql_done (stmt);
  if (local == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

static TlBoardStay *
read_stay (sqlite3_stmt *stmt)
{
  TlBoardStay *stay = g_new0 (TlBoardStay, 1);
  TlDate expected;

  stay->id = tl_sql_column_text (stmt, 0);
  stay->case_id = tl_sql_column_text (stmt, 1);
  stay->code = tl_sql_column_text (stmt, 2);
  stay->alias = tl_sql_column_text (stmt, 3);
  stay->room = tl_sql_column_text (stmt, 4);
  stay->bed = tl_sql_column_text (stmt, 5);
  stay->first = tl_date_from_time (sqlite3_column_int64 (stmt, 6));
  stay->open = sqlite3_column_type (stmt, 7) == SQLITE_NULL;
  stay->end = stay->open ? TL_DATE_NONE : tl_date_from_time (sqlite3_column_int64 (stmt, 7));
  if (stay->open && tl_date_parse_iso ((const char *)sqlite3_column_text (stmt, 8), &expected) && expected > tl_date_today ()
      && expected > stay->first)
    stay->end = expected;
  return stay;
}

static gboolean
read_stays (TlStore *store, TlBoard *board, GError **error)
{
  g_autoptr (GError) local = NULL;
  sqlite3_stmt *stmt = tl_sql_prepare (
      store, error,
      "SELECT s.id, s.\"case\", c.code, p.alias, s.room, s.bed, s.checked_in_at, s.checked_out_at, ifnull (s.expected_out_on, '')"
      " FROM stay s LEFT JOIN \"case\" c ON c.id = s.\"case\" LEFT JOIN person p ON p.id = s.person"
      " WHERE s.checked_in_at < ?2 AND (s.checked_out_at IS NULL OR s.checked_out_at >= ?1) ORDER BY s.checked_in_at, s.id",
      "ii", tl_date_start (board->from), tl_date_start (board->from + (TlDate)board->nights));

  if (stmt == NULL)
    return FALSE;
  while (tl_sql_step (store, stmt, &local))
    {
      TlBoardStay *stay = read_stay (stmt);

      if (stay->end != TL_DATE_NONE && stay->end <= MAX (stay->first, board->from))
        stay_free (stay);
      else
        g_ptr_array_add (board->stays, stay);
    }
  tl_sql_done (stmt);
  if (local == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

static gpointer
board_job (TlStore *store, gpointer data, GCancellable *cancellable, GError **error)
{
  const TlBoard *wanted = data;
  TlBoard *board = g_new0 (TlBoard, 1);

  board->from = wanted->from;
  board->nights = wanted->nights;
  board->rooms = g_ptr_array_new_with_free_func (room_free);
  board->stays = g_ptr_array_new_with_free_func (stay_free);
  if (read_rooms (store, board, error) && read_stays (store, board, error))
    return board;
  tl_board_free (board);
  return NULL;
}

TlBoard *
tl_store_board (TlStore *store, TlDate from, guint nights, GError **error)
{
  TlBoard wanted = {.from = from, .nights = nights};

  g_return_val_if_fail (TL_IS_STORE (store), NULL);
  g_return_val_if_fail (nights > 0, NULL);

  return tl_store_call (store, board_job, &wanted, error);
}

gboolean
tl_board_stay_covers (const TlBoardStay *stay, TlDate night)
{
  return night >= stay->first && (stay->end == TL_DATE_NONE || night < stay->end);
}

int
tl_board_free_beds (const TlBoard *board, const TlBoardRoom *room, TlDate night)
{
  int beds = (int)room->beds - (int)room->blocked;

  for (guint i = 0; i < board->stays->len; i++)
    {
      const TlBoardStay *stay = board->stays->pdata[i];

      if (g_strcmp0 (stay->room, room->id) == 0 && tl_board_stay_covers (stay, night))
        beds--;
    }
  return beds;
}
