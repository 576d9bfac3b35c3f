/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "support/statement-data.h"

G_BEGIN_DECLS

/* What the parts of a statement's data share. On the store thread. */

static inline void
tl_json_set_text (JsonObject *object, const char *name, const char *text)
{
  if (text)
    json_object_set_string_member (object, name, text);
  else
    json_object_set_null_member (object, name);
}

/* Thousandths as a JSON number, whole ones without a fraction. */
static inline void
tl_json_set_quantity (JsonObject *object, const char *name, gint64 thousandths)
{
  if (thousandths % 1000 == 0)
    json_object_set_int_member (object, name, thousandths / 1000);
  else
    json_object_set_double_member (object, name, (double)thousandths / 1000.0);
}

static inline char *
tl_json_to_text (JsonNode *node)
{
  g_autoptr (JsonGenerator) generator = json_generator_new ();

  json_generator_set_root (generator, node);
  return json_generator_to_data (generator, NULL);
}

/* Moves a member from one object to another, keeping null for what is missing. */
static inline void
tl_json_carry (JsonObject *from, const char *name, JsonObject *to)
{
  JsonNode *node = json_object_get_member (from, name);

  if (node)
    json_object_set_member (to, name, json_node_copy (node));
  else
    json_object_set_null_member (to, name);
}

/* statement-numbers.c */
/* FALSE and an error: another PC of this place gives the numbers. */
gboolean tl_statement_may_number (TlStore *store, GError **error);
/* The last number given in the year by any PC of this place, as far as is known here; -1 on error. */
gint64 tl_statement_last_number (TlStore *store, int year, GError **error);

/* statement-head.c */
extern const char *const tl_request_members[]; /* what a person may say in a request; NULL-ended */
const char *tl_statement_title (const char *kind, gboolean supplementary);
JsonObject *tl_statement_letterhead (TlStore *store, GError **error);
JsonArray *tl_statement_signers (TlStore *store, const char *kind);
JsonArray *tl_statement_notes (TlStore *store, const char *kind, GPtrArray *rows, GPtrArray *earlier);
/* What a request says beside its sum: of the draft, else the place's usual words, else ours. */
JsonObject *tl_statement_request (TlStore *store, TlRecord *statement, JsonObject *letterhead, const char *period, gint64 vouchers);
/* "03/2026/BK-DC, 04/2026/BK-DC". (transfer full) */
char *tl_earlier_numbers (GPtrArray *earlier);

/* statement-lines.c */
void tl_statement_sort (GPtrArray *rows, const char *kind);
/* The rows that a person signs for; takes out the others. */
void tl_statement_keep_signed (GPtrArray *rows);
JsonObject *tl_statement_line (TlLineRow *row, guint no);
JsonArray *tl_statement_clauses (TlStore *store, GPtrArray *rows);
/* @year 0: no budget is shown. */
JsonArray *tl_statement_groups (TlStore *store, GPtrArray *rows, int year, GError **error);
/* Source by source, only those with lines. */
JsonArray *tl_statement_sources (TlStore *store, GPtrArray *rows, int year, GError **error);
JsonObject *tl_statement_totals (TlStore *store, TlRecord *statement, GPtrArray *rows, int year, GError **error);
/* TRUE: the line is of the period and source of one of @earlier, and that one does not hold it. */
gboolean tl_statement_is_late (const TlLineRow *row, GPtrArray *earlier);

G_END_DECLS
