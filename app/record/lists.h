/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Code lists as data (data/lists/NAME.tsv: code, vi, en, order, valid_from, valid_to). */

typedef struct
{
  const char *code;
  const char *vi;
  const char *en;
  const char *valid_from; /* NULL or YYYY-MM-DD */
  const char *valid_to;
} TlListItem;

typedef struct _TlList TlList;

/* NULL if there is none of that name. Owned by the program. */
const TlList     *tl_list_get (const char *name);
guint             tl_list_size (const TlList *list);
const TlListItem *tl_list_item (const TlList *list, guint index);
const TlListItem *tl_list_find (const TlList *list, const char *code);
/* Place of a code in the list's order, or G_MAXUINT. */
guint             tl_list_index (const TlList *list, const char *code);
/* Whether the code may be chosen on @date ("YYYY-MM-DD"). Old codes stay readable for ever. */
gboolean          tl_list_item_is_valid (const TlListItem *item, const char *date);
/* The meaning of an official code on @date. An administrative unit of former times has the code it had,
 * "@" and its last day ("12424@2025-06-30"); a plain code is today's unit. This finds "12424" on 2024-01-01. */
const TlListItem *tl_list_find_at (const TlList *list, const char *code, const char *date);
/* In the user's language; the code itself if the list does not know it. */
const char       *tl_list_label (const char *list, const char *code);
/* Vietnamese whatever the user's language: for paper. */
const char       *tl_list_label_vi (const char *list, const char *code);

G_END_DECLS
