/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <pango/pangocairo.h>

#include "document/document.h"

G_BEGIN_DECLS

/* Text of one face, measured and drawn. All lengths are millimetres, sizes of type are points. A typesetter
 * belongs to one document and, like it, to one thread at a time. */
typedef struct _TlTypesetter TlTypesetter;

#define TL_PT_PER_MM (72.0 / 25.4)

typedef enum
{
  TL_ALIGN_LEFT,
  TL_ALIGN_CENTRE,
  TL_ALIGN_RIGHT,
  TL_ALIGN_JUSTIFY
} TlAlign;

/* A way to set text. Compared by value: small and copied freely. */
typedef struct
{
  float size;   /* points */
  float indent; /* mm, first line */
  guint bold : 1;
  guint italic : 1;
  guint align : 2; /* TlAlign */
} TlFace;

/* Fails with FONT where neither Times New Roman nor Liberation Serif holds all letters of Vietnamese. */
TlTypesetter *tl_typesetter_new (GError **error);
void tl_typesetter_free (TlTypesetter *setter);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TlTypesetter, tl_typesetter_free)
const char *tl_typesetter_family (TlTypesetter *setter);

/* Width of @text on one line; of its widest piece between places where a line may break. */
double tl_typesetter_width (TlTypesetter *setter, TlFace face, const char *text);
double tl_typesetter_word_width (TlTypesetter *setter, TlFace face, const char *text);
/* Lines that @text takes in @width. */
guint tl_typesetter_lines (TlTypesetter *setter, TlFace face, const char *text, double width);
/* Height of one line: the same for every line of a face, so that rows of a table align. */
double tl_typesetter_line_height (TlTypesetter *setter, TlFace face);
/* Sets lines @first … @first + @count - 1 (@count 0 = all) with the first at @y, on a context whose unit is
 * one point: scaling it to millimetres and back would give every text a font matrix of its own. What is set
 * appears at tl_typesetter_flush(), in the colour of then: call it once a page, when all is set. */
void tl_typesetter_draw (TlTypesetter *setter, cairo_t *cr, TlFace face, const char *text, double x, double y, double width, guint first,
                         guint count);
void tl_typesetter_flush (TlTypesetter *setter, cairo_t *cr);
/* One line, at once, filled as shapes that no search and no copying finds. */
void tl_typesetter_fill (TlTypesetter *setter, cairo_t *cr, TlFace face, const char *text, double x, double y, double width);

G_END_DECLS
