/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Text of the papers.
 *
 * Every document has its own Pango context: no hinting, no rounding to pixels, 72 dots an inch. So a line
 * breaks at the same syllable on the screen, on the printer and in the PDF, whatever they are.
 *
 * A statement of ten thousand lines has a hundred thousand cells. Three things keep it fast. The glyph and the
 * advance of each character are found once a font (kerning and ligatures are switched off, as in any table of
 * figures, so that a text is as wide as its characters): a text that fits on one line is set from that table
 * without being shaped. What is broken into lines, or holds a letter that the table cannot answer for, is shaped
 * by Pango and kept for a while, since most cells of a register repeat one another. And the glyphs of a page are
 * gathered by font and handed to cairo together: a page is a handful of drawing operations, not hundreds. */

#include "document/typeset.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#define KEPT_TEXTS 6000
#define TABLE_CHARS 0x2100 /* Latin, Vietnamese, punctuation: found without hashing */

/* One size and style, with what of it waits to be drawn. */
typedef struct
{
  float size;
  guint bold : 1;
  guint italic : 1;
  PangoLayout *probe; /* for measuring; never drawn */
  cairo_scaled_font_t *scaled;
  double line_height;          /* mm */
  double ascent;               /* mm, top of the line to the baseline */
  float advance[TABLE_CHARS];  /* mm; 0 = not measured; negative = not in this font */
  guint32 glyph[TABLE_CHARS];
  GArray *glyphs;   /* cairo_glyph_t, in points on the page */
  GArray *clusters; /* cairo_text_cluster_t */
  GString *text;
} Font;

struct _TlTypesetter
{
  PangoFontMap *map;
  PangoContext *context;
  const char *family;
  GPtrArray *fonts;  /* (element-type Font); under a dozen: searched in a row */
  GHashTable *texts; /* Key → Shaped */
};

typedef struct
{
  TlFace face;
  int width; /* Pango units */
  char *text;
} Key;

/* A text that Pango has broken into lines. Glyphs stand relative to the left edge and the baseline of their line. */
typedef struct
{
  PangoLayout *layout; /* kept only where a line of it is foreign */
  GArray *lines;       /* Line */
  GArray *glyphs;      /* cairo_glyph_t */
  GArray *clusters;    /* cairo_text_cluster_t */
  GString *text;
} Shaped;

typedef struct
{
  guint first_glyph, n_glyphs;
  guint first_cluster, n_clusters;
  guint first_byte, n_bytes;
  gboolean foreign; /* holds another font's letters: drawn by Pango itself */
} Line;

static const char *const families[] = {"Times New Roman", "Liberation Serif", "Tinos", "TeX Gyre Termes"};
/* One letter of each kind that Vietnamese adds, and what the papers use besides. */
static const char letters[] = "ăâđêôơưẮẰẲẴẶẤẦẨẪẬẸẺẼẾỀỂỄỆỈỊỌỎỐỒỔỖỘỚỜỞỠỢỤỦỨỪỬỮỰỲỴỶỸắằẳẵặấầẩẫậẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ×–…";

G_DEFINE_QUARK (tl - document - error - quark, tl_document_error)

static guint
hash_key (gconstpointer data)
{
  const Key *key = data;
  return g_str_hash (key->text) ^ ((guint)key->width * 31u) ^ ((guint)(key->face.size * 8) << 4) ^ (guint)(key->face.bold << 1)
         ^ (guint)(key->face.align << 2) ^ key->face.italic;
}

static gboolean
equal_key (gconstpointer a, gconstpointer b)
{
  const Key *one = a, *two = b;
  return one->width == two->width && one->face.size == two->face.size && one->face.indent == two->face.indent
         && one->face.bold == two->face.bold && one->face.italic == two->face.italic && one->face.align == two->face.align
         && strcmp (one->text, two->text) == 0;
}

static void
free_key (gpointer data)
{
  Key *key = data;
  g_free (key->text);
  g_free (key);
}

static void
free_shaped (gpointer data)
{
  Shaped *shaped = data;
  g_clear_object (&shaped->layout);
  g_array_unref (shaped->lines);
  g_array_unref (shaped->glyphs);
  g_array_unref (shaped->clusters);
  g_string_free (shaped->text, TRUE);
  g_free (shaped);
}

static void
free_font (gpointer data)
{
  Font *font = data;
  g_object_unref (font->probe);
  g_clear_pointer (&font->scaled, cairo_scaled_font_destroy);
  g_array_unref (font->glyphs);
  g_array_unref (font->clusters);
  g_string_free (font->text, TRUE);
  g_free (font);
}

static PangoLayout *
make_layout (TlTypesetter *setter, TlFace face)
{
  PangoLayout *layout = pango_layout_new (setter->context);
  PangoFontDescription *description = pango_font_description_new ();
  PangoAttrList *attributes = pango_attr_list_new ();

  pango_font_description_set_family_static (description, setter->family);
  pango_font_description_set_size (description, (int)lround ((double)face.size * PANGO_SCALE));
  pango_font_description_set_weight (description, face.bold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL);
  pango_font_description_set_style (description, face.italic ? PANGO_STYLE_ITALIC : PANGO_STYLE_NORMAL);
  pango_layout_set_font_description (layout, description);
  pango_font_description_free (description);
  pango_attr_list_insert (attributes, pango_attr_font_features_new ("kern=0, liga=0, clig=0"));
  /* A number or a name that has to break gets no hyphen that is not its own. */
  pango_attr_list_insert (attributes, pango_attr_insert_hyphens_new (FALSE));
  pango_layout_set_attributes (layout, attributes);
  pango_attr_list_unref (attributes);
  pango_layout_set_wrap (layout, PANGO_WRAP_WORD_CHAR);
  pango_layout_set_auto_dir (layout, FALSE);
  pango_layout_set_alignment (layout, face.align == TL_ALIGN_CENTRE  ? PANGO_ALIGN_CENTER
                                      : face.align == TL_ALIGN_RIGHT ? PANGO_ALIGN_RIGHT
                                                                     : PANGO_ALIGN_LEFT);
  pango_layout_set_justify (layout, face.align == TL_ALIGN_JUSTIFY);
  pango_layout_set_indent (layout, (int)lround ((double)face.indent * TL_PT_PER_MM * PANGO_SCALE));
  return layout;
}

static Font *
find_font (TlTypesetter *setter, TlFace face)
{
  for (guint i = 0; i < setter->fonts->len; i++)
    {
      Font *known = g_ptr_array_index (setter->fonts, i);
      if (known->size == face.size && known->bold == face.bold && known->italic == face.italic)
        return known;
    }

  Font *font = g_new0 (Font, 1);
  PangoRectangle logical;
  PangoLayoutLine *line;
  font->size = face.size;
  font->bold = face.bold;
  font->italic = face.italic;
  font->glyphs = g_array_new (FALSE, FALSE, sizeof (cairo_glyph_t));
  font->clusters = g_array_new (FALSE, FALSE, sizeof (cairo_text_cluster_t));
  font->text = g_string_new (NULL);
  font->probe = make_layout (setter, (TlFace){.size = face.size, .bold = face.bold, .italic = face.italic});
  pango_layout_set_text (font->probe, "Ẵgỵ", -1);
  pango_layout_get_extents (font->probe, NULL, &logical);
  font->line_height = (double)logical.height / PANGO_SCALE / TL_PT_PER_MM;
  font->ascent = (double)pango_layout_get_baseline (font->probe) / PANGO_SCALE / TL_PT_PER_MM;
  line = pango_layout_get_line_readonly (font->probe, 0);
  if (line->runs != NULL)
    font->scaled = cairo_scaled_font_reference (
        pango_cairo_font_get_scaled_font (PANGO_CAIRO_FONT (((PangoLayoutRun *)line->runs->data)->item->analysis.font)));
  g_ptr_array_add (setter->fonts, font);
  return font;
}

/* Whether @family is on this computer and holds every letter. */
static gboolean
family_is_whole (TlTypesetter *setter, const char *family)
{
  PangoFontDescription *description = pango_font_description_new ();
  g_autoptr (PangoFont) font = NULL;
  gboolean whole = FALSE;

  pango_font_description_set_family_static (description, family);
  pango_font_description_set_size (description, 12 * PANGO_SCALE);
  font = pango_font_map_load_font (setter->map, setter->context, description);
  pango_font_description_free (description);
  if (font != NULL)
    {
      PangoFontDescription *found = pango_font_describe (font);
      whole = g_ascii_strcasecmp (pango_font_description_get_family (found), family) == 0;
      for (const char *p = letters; whole && *p != '\0'; p = g_utf8_next_char (p))
        whole = pango_font_has_char (font, g_utf8_get_char (p));
      pango_font_description_free (found);
    }
  return whole;
}

TlTypesetter *
tl_typesetter_new (GError **error)
{
  g_autoptr (TlTypesetter) setter = g_new0 (TlTypesetter, 1);
  cairo_font_options_t *options = cairo_font_options_create ();

  setter->map = pango_cairo_font_map_new_for_font_type (CAIRO_FONT_TYPE_FT);
  pango_cairo_font_map_set_resolution (PANGO_CAIRO_FONT_MAP (setter->map), 72);
  setter->context = pango_font_map_create_context (setter->map);
  cairo_font_options_set_hint_style (options, CAIRO_HINT_STYLE_NONE);
  cairo_font_options_set_hint_metrics (options, CAIRO_HINT_METRICS_OFF);
  pango_cairo_context_set_font_options (setter->context, options);
  cairo_font_options_destroy (options);
  pango_context_set_round_glyph_positions (setter->context, FALSE);
  pango_context_set_language (setter->context, pango_language_from_string ("vi"));
  setter->fonts = g_ptr_array_new_with_free_func (free_font);
  setter->texts = g_hash_table_new_full (hash_key, equal_key, free_key, free_shaped);

  for (gsize i = 0; i < G_N_ELEMENTS (families) && setter->family == NULL; i++)
    if (family_is_whole (setter, families[i]))
      setter->family = families[i];
  if (setter->family == NULL)
    {
      g_set_error_literal (error, TL_DOCUMENT_ERROR, TL_DOCUMENT_ERROR_FONT,
                           _ ("This computer has no type for official papers, so no page was made; nothing is lost. "
                              "Install \"Times New Roman\" or the package fonts-liberation2, then try again."));
      return NULL;
    }
  return g_steal_pointer (&setter);
}

void
tl_typesetter_free (TlTypesetter *setter)
{
  if (setter == NULL)
    return;
  g_clear_pointer (&setter->texts, g_hash_table_unref);
  g_clear_pointer (&setter->fonts, g_ptr_array_unref);
  g_clear_object (&setter->context);
  g_clear_object (&setter->map);
  g_free (setter);
}

const char *
tl_typesetter_family (TlTypesetter *setter)
{
  return setter->family;
}

static double
probe_width (Font *font, const char *text, int length)
{
  PangoRectangle logical;
  pango_layout_set_text (font->probe, text, length);
  pango_layout_get_extents (font->probe, NULL, &logical);
  return (double)logical.width / PANGO_SCALE / TL_PT_PER_MM;
}

/* The font that a run is set in, if it is @font itself and the run goes from left to right. */
static gboolean
run_is_of (PangoLayoutRun *run, Font *font)
{
  return run->item->analysis.level % 2 == 0
         && pango_cairo_font_get_scaled_font (PANGO_CAIRO_FONT (run->item->analysis.font)) == font->scaled;
}

/* Looks up one character: its glyph and advance, or that this font cannot set it alone. */
static void
measure_char (Font *font, const char *at, gunichar c)
{
  double alone = probe_width (font, at, (int)(g_utf8_next_char (at) - at));
  PangoLayoutLine *line = pango_layout_get_line_readonly (font->probe, 0);
  PangoLayoutRun *run = line->runs != NULL && line->runs->next == NULL ? line->runs->data : NULL;

  font->advance[c] = -1;
  if (pango_layout_get_unknown_glyphs_count (font->probe) > 0 || alone <= 0 || run == NULL || !run_is_of (run, font)
      || run->glyphs->num_glyphs != 1 || run->glyphs->glyphs[0].geometry.x_offset != 0 || run->glyphs->glyphs[0].geometry.y_offset != 0)
    return;
  font->advance[c] = (float)alone;
  font->glyph[c] = run->glyphs->glyphs[0].glyph;
}

/* Adds up advances; FALSE where @text holds a character that only shaping can measure. */
static gboolean
sum_advances (Font *font, const char *text, double *width, double *widest_word)
{
  double sum = 0, word = 0, widest = 0;

  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = (guchar)*p < 0x80 ? (gunichar)*p : g_utf8_get_char (p);
      if (c >= TABLE_CHARS || c < ' ' || (c >= 0x300 && c < 0x370))
        return FALSE;
      if (font->advance[c] == 0)
        measure_char (font, p, c);
      if (font->advance[c] < 0)
        return FALSE;
      sum += (double)font->advance[c];
      word = c == ' ' ? 0 : word + (double)font->advance[c];
      widest = MAX (widest, word);
    }
  *width = sum;
  *widest_word = widest;
  return TRUE;
}

/* Whether @text is one line that the table of characters can set. @wide: (out): its width in mm. */
static gboolean
fits_one_line (Font *font, TlFace face, const char *text, double width, double *wide)
{
  double word;
  return sum_advances (font, text, wide, &word) && *wide + (double)face.indent < width - 0.01;
}

double
tl_typesetter_width (TlTypesetter *setter, TlFace face, const char *text)
{
  Font *font = find_font (setter, face);
  double width, word;
  return sum_advances (font, text, &width, &word) ? width : probe_width (font, text, -1);
}

double
tl_typesetter_word_width (TlTypesetter *setter, TlFace face, const char *text)
{
  Font *font = find_font (setter, face);
  double width, word = 0;
  g_auto (GStrv) words = NULL;

  if (sum_advances (font, text, &width, &word))
    return word;
  words = g_strsplit_set (text, " \n", -1);
  word = 0;
  for (guint i = 0; words[i] != NULL; i++)
    if (*words[i] != '\0')
      {
        double one = probe_width (font, words[i], -1);
        word = MAX (word, one);
      }
  return word;
}

/* Copies a run's glyphs, from @x Pango units on; returns the x after it. */
static int
copy_run (Shaped *shaped, PangoLayoutRun *run, const char *text, int x)
{
  PangoGlyphItemIter iter;

  for (gboolean more = pango_glyph_item_iter_init_start (&iter, run, text); more; more = pango_glyph_item_iter_next_cluster (&iter))
    {
      cairo_text_cluster_t cluster = {iter.end_index - iter.start_index, 0};
      for (int i = iter.start_glyph; i < iter.end_glyph; i++)
        {
          PangoGlyphInfo *info = &run->glyphs->glyphs[i];
          cairo_glyph_t glyph = {info->glyph, (double)(x + info->geometry.x_offset) / PANGO_SCALE,
                                 (double)info->geometry.y_offset / PANGO_SCALE};
          x += info->geometry.width;
          if (info->glyph == PANGO_GLYPH_EMPTY)
            continue;
          g_array_append_val (shaped->glyphs, glyph);
          cluster.num_glyphs++;
        }
      if (cluster.num_glyphs == 0)
        continue;
      g_array_append_val (shaped->clusters, cluster);
      g_string_append_len (shaped->text, text + iter.start_index, cluster.num_bytes);
    }
  return x;
}

static void
copy_line (Shaped *shaped, PangoLayout *layout, PangoLayoutIter *iter, Font *font)
{
  PangoLayoutLine *from = pango_layout_iter_get_line_readonly (iter);
  Line line = {shaped->glyphs->len, 0, shaped->clusters->len, 0, (guint)shaped->text->len, 0, FALSE};
  PangoRectangle logical;
  int x;

  pango_layout_iter_get_line_extents (iter, NULL, &logical);
  x = logical.x;
  for (GSList *run = from->runs; run != NULL; run = run->next)
    {
      PangoGlyphString *glyphs = ((PangoLayoutRun *)run->data)->glyphs;
      line.foreign |= !run_is_of (run->data, font);
      for (int i = 0; i < glyphs->num_glyphs; i++)
        line.foreign |= (glyphs->glyphs[i].glyph & PANGO_GLYPH_UNKNOWN_FLAG) != 0;
    }
  if (line.foreign)
    g_set_object (&shaped->layout, layout);
  else
    for (GSList *run = from->runs; run != NULL; run = run->next)
      x = copy_run (shaped, run->data, pango_layout_get_text (layout), x);
  line.n_glyphs = shaped->glyphs->len - line.first_glyph;
  line.n_clusters = shaped->clusters->len - line.first_cluster;
  line.n_bytes = (guint)shaped->text->len - line.first_byte;
  g_array_append_val (shaped->lines, line);
}

static Shaped *
shape (TlTypesetter *setter, TlFace face, const char *text, double width)
{
  Key key = {face, (int)lround (width * TL_PT_PER_MM * PANGO_SCALE), (char *)text};
  Shaped *shaped = g_hash_table_lookup (setter->texts, &key);

  if (shaped == NULL)
    {
      g_autoptr (PangoLayout) layout = make_layout (setter, face);
      PangoLayoutIter *iter;
      Font *font = find_font (setter, face);
      Key *kept = g_memdup2 (&key, sizeof key);

      kept->text = g_strdup (text);
      pango_layout_set_width (layout, key.width);
      pango_layout_set_text (layout, text, -1);
      shaped = g_new0 (Shaped, 1);
      shaped->lines = g_array_new (FALSE, FALSE, sizeof (Line));
      shaped->glyphs = g_array_new (FALSE, FALSE, sizeof (cairo_glyph_t));
      shaped->clusters = g_array_new (FALSE, FALSE, sizeof (cairo_text_cluster_t));
      shaped->text = g_string_new (NULL);
      iter = pango_layout_get_iter (layout);
      do
        copy_line (shaped, layout, iter, font);
      while (pango_layout_iter_next_line (iter));
      pango_layout_iter_free (iter);
      if (g_hash_table_size (setter->texts) >= KEPT_TEXTS)
        g_hash_table_remove_all (setter->texts);
      g_hash_table_insert (setter->texts, kept, shaped);
    }
  return shaped;
}

guint
tl_typesetter_lines (TlTypesetter *setter, TlFace face, const char *text, double width)
{
  double wide;
  return fits_one_line (find_font (setter, face), face, text, width, &wide) ? 1 : shape (setter, face, text, width)->lines->len;
}

double
tl_typesetter_line_height (TlTypesetter *setter, TlFace face)
{
  return find_font (setter, face)->line_height;
}

/* One line from the table of characters; @x, @y: points, the left end of the baseline. */
static void
set_plain (Font *font, const char *text, double x, double y)
{
  for (const char *p = text, *next; *p != '\0'; p = next)
    {
      gunichar c = (guchar)*p < 0x80 ? (gunichar)*p : g_utf8_get_char (p);
      cairo_glyph_t glyph = {font->glyph[c], x, y};
      cairo_text_cluster_t cluster = {0, 1};
      next = g_utf8_next_char (p);
      cluster.num_bytes = (int)(next - p);
      g_array_append_val (font->glyphs, glyph);
      g_array_append_val (font->clusters, cluster);
      x += (double)font->advance[c] * TL_PT_PER_MM;
    }
  g_string_append (font->text, text);
}

static void
set_line (Font *font, Shaped *shaped, const Line *line, double x, double y)
{
  for (guint i = 0; i < line->n_glyphs; i++)
    {
      cairo_glyph_t glyph = g_array_index (shaped->glyphs, cairo_glyph_t, line->first_glyph + i);
      glyph.x += x;
      glyph.y += y;
      g_array_append_val (font->glyphs, glyph);
    }
  g_array_append_vals (font->clusters, &g_array_index (shaped->clusters, cairo_text_cluster_t, line->first_cluster), line->n_clusters);
  g_string_append_len (font->text, shaped->text->str + line->first_byte, line->n_bytes);
}

static void
show_foreign (cairo_t *cr, Shaped *shaped, guint number, double x, double y)
{
  PangoLayoutIter *iter = pango_layout_get_iter (shaped->layout);
  PangoRectangle logical;

  for (guint i = 0; i < number; i++)
    pango_layout_iter_next_line (iter);
  pango_layout_iter_get_line_extents (iter, NULL, &logical);
  cairo_move_to (cr, x + (double)logical.x / PANGO_SCALE, y);
  pango_cairo_show_layout_line (cr, pango_layout_iter_get_line_readonly (iter));
  pango_layout_iter_free (iter);
}

void
tl_typesetter_draw (TlTypesetter *setter, cairo_t *cr, TlFace face, const char *text, double x, double y, double width, guint first,
                    guint count)
{
  Font *font = find_font (setter, face);
  Shaped *shaped;
  double wide;

  if (fits_one_line (font, face, text, width, &wide))
    {
      x += face.align == TL_ALIGN_CENTRE ? (width - wide) / 2 : face.align == TL_ALIGN_RIGHT ? width - wide : (double)face.indent;
      if (first == 0)
        set_plain (font, text, x * TL_PT_PER_MM, (y + font->ascent) * TL_PT_PER_MM);
      return;
    }
  shaped = shape (setter, face, text, width);
  for (guint i = first; i < shaped->lines->len && (count == 0 || i < first + count); i++)
    {
      Line *line = &g_array_index (shaped->lines, Line, i);
      double baseline = (y + font->ascent + (i - first) * font->line_height) * TL_PT_PER_MM;
      if (line->foreign)
        show_foreign (cr, shaped, i, x * TL_PT_PER_MM, baseline);
      else
        set_line (font, shaped, line, x * TL_PT_PER_MM, baseline);
    }
}

void
tl_typesetter_flush (TlTypesetter *setter, cairo_t *cr)
{
  for (guint i = 0; i < setter->fonts->len; i++)
    {
      Font *font = g_ptr_array_index (setter->fonts, i);
      if (font->glyphs->len == 0)
        continue;
      cairo_set_scaled_font (cr, font->scaled);
      cairo_show_text_glyphs (cr, font->text->str, (int)font->text->len, (cairo_glyph_t *)(gpointer)font->glyphs->data,
                              (int)font->glyphs->len, (cairo_text_cluster_t *)(gpointer)font->clusters->data, (int)font->clusters->len, 0);
      g_array_set_size (font->glyphs, 0);
      g_array_set_size (font->clusters, 0);
      g_string_truncate (font->text, 0);
    }
}

void
tl_typesetter_fill (TlTypesetter *setter, cairo_t *cr, TlFace face, const char *text, double x, double y, double width)
{
  g_autoptr (PangoLayout) layout = make_layout (setter, face);
  pango_layout_set_width (layout, (int)lround (width * TL_PT_PER_MM * PANGO_SCALE));
  pango_layout_set_text (layout, text, -1);
  cairo_new_path (cr);
  cairo_move_to (cr, x * TL_PT_PER_MM, y * TL_PT_PER_MM);
  pango_cairo_layout_path (cr, layout);
  cairo_fill (cr);
}
