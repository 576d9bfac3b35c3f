/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "record/time.h"
#include "store/store.h"

G_BEGIN_DECLS

/* What generated lines come from, and the lines that were made from it. All on the store thread, inside a job. */

typedef struct
{
  char *id;
  char *case_id;
  char *person;
  gboolean is_victim;
  TlDate in;
  TlDate out; /* TL_DATE_NONE: still here */
} TlStayRow;
/* Stays that touch [@from, @to], of persons with a stay in @case_id (NULL = all): by person, then entry. (element-type TlStayRow) */
GPtrArray *tl_query_stays (TlStore *store, TlDate from, TlDate to, const char *case_id, GError **error);
/* The same of one person, in whatever case. */
GPtrArray *tl_query_stays_of (TlStore *store, TlDate from, TlDate to, const char *person, GError **error);

typedef struct
{
  char *id;
  char *staff;
  char *case_id;
  char *person;
  TlDate day;
} TlSessionRow;
/* Counselling entries with an officer in [@from, @to], of all cases of the officers who counselled in @case_id
 * (NULL = all): by officer, then time. (element-type TlSessionRow) */
GPtrArray *tl_query_sessions (TlStore *store, TlDate from, TlDate to, const char *case_id, GError **error);

typedef struct
{
  char *case_id;
  char *person; /* the victim, or a child who came along */
  gboolean is_victim;
  TlDate opened;
} TlOpenedRow;
/* Cases opened in [@from, @to], and those with a generated open file line of those days. (element-type TlOpenedRow) */
GPtrArray *tl_query_opened (TlStore *store, TlDate from, TlDate to, const char *case_id, GError **error);
/* Children under 16 recorded as abused or at risk (so marked, alone without an adult, or victim of a case with an
 * incident or a risk above low), of cases opened in [@from, @to]. (element-type TlOpenedRow) */
GPtrArray *tl_query_children (TlStore *store, TlDate from, TlDate to, const char *case_id, GError **error);

typedef struct
{
  char *id;
  char *case_id;
  char *purpose;
  TlDate from;
  TlDate to; /* = from for a trip whose end is not recorded */
  char *people; /* ids joined by a space, or NULL */
  char *escorts;
  char *mode;
  gint64 km;         /* thousandths; 0: not said */
  gint64 fuel_price; /* 0: not said */
} TlTripRow;
/* Trips with a day in the months of [@from, @to], and those with a generated line dated there. (element-type TlTripRow) */
GPtrArray *tl_query_trips (TlStore *store, TlDate from, TlDate to, const char *case_id, GError **error);
/* One trip by id; none where it has no day yet. (element-type TlTripRow) */
GPtrArray *tl_query_trip (TlStore *store, const char *id, GError **error);

typedef struct
{
  char *id;
  char *category;
  char *who; /* id of the person or officer, or NULL */
} TlTakenRow;
/* Generated lines of a trip that are not void. (element-type TlTakenRow) */
GPtrArray *tl_query_taken (TlStore *store, const char *trip, GError **error);
void tl_taken_row_free (TlTakenRow *row);

typedef struct
{
  char *id;
  char *state;
  TlDate from;
  TlDate to;
  gint64 quantity; /* thousandths */
  gint64 unit_price;
  gint64 amount;
} TlOriginRow;
/* Lines generated from the same origin in the same month at the same rate, oldest first. (element-type TlOriginRow) */
GPtrArray *tl_query_origin (TlStore *store, const char *category, const char *origin, const char *period, const char *rate, GError **error);

typedef struct
{
  char *id;
  char *state;
  gboolean generated;
} TlFileRow;
/* Every line of the category of a case (@person NULL) or a person, void ones too, oldest first. (element-type TlFileRow) */
GPtrArray *tl_query_files (TlStore *store, const char *category, const char *case_id, const char *person, GError **error);

typedef struct
{
  char *id;
  char *category;
} TlGoneRow;
/* Generated lines of a month that are not void, but for files. (element-type TlGoneRow) */
GPtrArray *tl_query_generated (TlStore *store, const char *period, const char *case_id, GError **error);

/* What typed (not generated) counselling of the officer came to in [@from, @to]. */
gint64 tl_query_typed_of_staff (TlStore *store, const char *category, const char *staff, const char *from, const char *to, GError **error);
/* Typed lines of the category on the trip for that person or officer, or for nobody by name (@who NULL: for whomever); -1 on error. */
gint64 tl_query_typed_of_trip (TlStore *store, const char *category, const char *trip, const char *who, GError **error);
/* Typed meals of the person that hold a day of [@from, @to] and were not taken back; -1 on error. */
gint64 tl_query_typed_meals (TlStore *store, const char *person, TlDate from, TlDate to, GError **error);

void tl_stay_row_free (TlStayRow *row);
void tl_session_row_free (TlSessionRow *row);
void tl_opened_row_free (TlOpenedRow *row);
void tl_trip_row_free (TlTripRow *row);
void tl_origin_row_free (TlOriginRow *row);
void tl_file_row_free (TlFileRow *row);
void tl_gone_row_free (TlGoneRow *row);

G_END_DECLS
