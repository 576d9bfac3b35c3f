/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Text of the papers.
 *
 * Every document has its own Pango context: no hinting, no rounding to pixels, 72 dots an inch. So a line
 * breaks at the same syllable on the screen, on the printer and in the PDF, whatever they are.
 *
 * A statement of ten thousand lines has a hundred thousand cells, and shaping each of them twice is what
 * would make it slow. Two things avoid it. The advance of each character is measured once a face (kerning
 * is switched off, as in any table of figures, so that a text is as wide as its characters): a text that is
 * narrower than its cell needs no shaping to be known as one line. And shaped texts are kept for a while,
 * since most cells of a register repeat one another. */

#include "document/typeset.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#define KEPT_LAYOUTS 6000
#define TABLE_CHARS 0x2100 /* Latin, Vietnamese, punctuation: found without hashing */

typedef struct
{
  TlFace face;
  PangoLayout *probe;         /* for measuring; never drawn */
  double line_height;         /* mm */
  double ascent;              /* mm, top of the line to the baseline */
  float advance[TABLE_CHARS]; /* mm; 0 = not measured; negative = not in this font */
} FaceMetrics;

struct _TlTypesetter
{
  PangoFontMap *map;
  PangoContext *context;
  const char *family;
  GPtrArray *faces;    /* (element-type FaceMetrics); a dozen: searched in a row */
  GHashTable *layouts; /* Key → PangoLayout */
};

typedef struct
{
  FaceMetrics *metrics;
  int width; /* Pango units */
  char *text;
} Key;

static const char *const families[] = {"Times New Roman", "Liberation Serif", "Tinos", "TeX Gyre Termes"};
/* One letter of each kind that Vietnamese adds, and what the papers use besides. */
static const char letters[] = "ăâđêôơưẮẰẲẴẶẤẦẨẪẬẸẺẼẾỀỂỄỆỈỊỌỎỐỒỔỖỘỚỜỞỠỢỤỦỨỪỬỮỰỲỴỶỸắằẳẵặấầẩẫậẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ×–…";

G_DEFINE_QUARK (tl - document - error - quark, tl_document_error)

static guint
hash_key (gconstpointer data)
{
  const Key *key = data;
  return g_str_hash (key->text) ^ ((guint)key->width * 31u) ^ GPOINTER_TO_UINT (key->metrics);
}

static gboolean
equal_key (gconstpointer a, gconstpointer b)
{
  const Key *one = a, *two = b;
  return one->metrics == two->metrics && one->width == two->width && strcmp (one->text, two->text) == 0;
}

static void
free_key (gpointer data)
{
  Key *key = data;
  g_free (key->text);
  g_free (key);
}

static void
free_metrics (gpointer data)
{
  FaceMetrics *metrics = data;
  g_object_unref (metrics->probe);
  g_free (metrics);
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

static FaceMetrics *
find_face (TlTypesetter *setter, TlFace face)
{
  for (guint i = 0; i < setter->faces->len; i++)
    {
      FaceMetrics *known = g_ptr_array_index (setter->faces, i);
      if (known->face.size == face.size && known->face.indent == face.indent && known->face.bold == face.bold
          && known->face.italic == face.italic && known->face.align == face.align)
        return known;
    }

  FaceMetrics *metrics = g_new0 (FaceMetrics, 1);
  PangoRectangle logical;
  metrics->face = face;
  metrics->probe = make_layout (setter, face);
  pango_layout_set_text (metrics->probe, "Ẵgỵ", -1);
  pango_layout_get_extents (metrics->probe, NULL, &logical);
  metrics->line_height = (double)logical.height / PANGO_SCALE / TL_PT_PER_MM;
  metrics->ascent = (double)pango_layout_get_baseline (metrics->probe) / PANGO_SCALE / TL_PT_PER_MM;
  g_ptr_array_add (setter->faces, metrics);
  return metrics;
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
  setter->faces = g_ptr_array_new_with_free_func (free_metrics);
  setter->layouts = g_hash_table_new_full (hash_key, equal_key, free_key, g_object_unref);

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
  g_clear_pointer (&setter->layouts, g_hash_table_unref);
  g_clear_pointer (&setter->faces, g_ptr_array_unref);
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
probe_width (FaceMetrics *metrics, const char *text, int length)
{
  PangoRectangle logical;
  pango_layout_set_width (metrics->probe, -1);
  pango_layout_set_indent (metrics->probe, 0);
  pango_layout_set_text (metrics->probe, text, length);
  pango_layout_get_extents (metrics->probe, NULL, &logical);
  return (double)logical.width / PANGO_SCALE / TL_PT_PER_MM;
}

/* Adds up advances; FALSE where @text holds a character that only shaping can measure. */
static gboolean
sum_advances (FaceMetrics *metrics, const char *text, double *width, double *widest_word)
{
  double sum = 0, word = 0, widest = 0;

  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);
      if (c >= TABLE_CHARS || c < ' ' || (c >= 0x300 && c < 0x370))
        return FALSE;
      if (metrics->advance[c] == 0)
        {
          double alone = probe_width (metrics, p, (int)(g_utf8_next_char (p) - p));
          metrics->advance[c] = pango_layout_get_unknown_glyphs_count (metrics->probe) > 0 || alone <= 0 ? -1 : (float)alone;
        }
      if (metrics->advance[c] < 0)
        return FALSE;
      sum += (double)metrics->advance[c];
      word = c == ' ' ? 0 : word + (double)metrics->advance[c];
      widest = MAX (widest, word);
    }
  *width = sum;
  *widest_word = widest;
  return TRUE;
}

double
tl_typesetter_width (TlTypesetter *setter, TlFace face, const char *text)
{
  FaceMetrics *metrics = find_face (setter, face);
  double width, word;
  return sum_advances (metrics, text, &width, &word) ? width : probe_width (metrics, text, -1);
}

double
tl_typesetter_word_width (TlTypesetter *setter, TlFace face, const char *text)
{
  FaceMetrics *metrics = find_face (setter, face);
  double width, word;
  return sum_advances (metrics, text, &width, &word) ? word : probe_width (metrics, text, -1) / 2;
}

static PangoLayout *
shape (TlTypesetter *setter, FaceMetrics *metrics, const char *text, double width)
{
  Key key = {metrics, (int)lround (width * TL_PT_PER_MM * PANGO_SCALE), (char *)text};
  PangoLayout *layout = g_hash_table_lookup (setter->layouts, &key);

  if (layout == NULL)
    {
      Key *kept = g_memdup2 (&key, sizeof key);
      kept->text = g_strdup (text);
      layout = make_layout (setter, metrics->face);
      pango_layout_set_width (layout, key.width);
      pango_layout_set_text (layout, text, -1);
      if (g_hash_table_size (setter->layouts) >= KEPT_LAYOUTS)
        g_hash_table_remove_all (setter->layouts);
      g_hash_table_insert (setter->layouts, kept, layout);
    }
  return layout;
}

guint
tl_typesetter_lines (TlTypesetter *setter, TlFace face, const char *text, double width)
{
  FaceMetrics *metrics = find_face (setter, face);
  double wide, word;

  if (sum_advances (metrics, text, &wide, &word) && wide + (double)face.indent < width - 0.01)
    return 1;
  return (guint)pango_layout_get_line_count (shape (setter, metrics, text, width));
}

double
tl_typesetter_line_height (TlTypesetter *setter, TlFace face)
{
  return find_face (setter, face)->line_height;
}

void
tl_typesetter_draw (TlTypesetter *setter, cairo_t *cr, TlFace face, const char *text, double x, double y, double width, guint first,
                    guint count)
{
  FaceMetrics *metrics = find_face (setter, face);
  PangoLayout *layout = shape (setter, metrics, text, width);
  PangoLayoutIter *iter = pango_layout_get_iter (layout);
  guint number = 0;

  do
    {
      PangoRectangle logical;
      if (number < first || (count > 0 && number >= first + count))
        continue;
      pango_layout_iter_get_line_extents (iter, NULL, &logical);
      cairo_move_to (cr, x * TL_PT_PER_MM + (double)logical.x / PANGO_SCALE,
                     (y + metrics->ascent + (number - first) * metrics->line_height) * TL_PT_PER_MM);
      pango_cairo_show_layout_line (cr, pango_layout_iter_get_line_readonly (iter));
    }
  while (++number, pango_layout_iter_next_line (iter));
  pango_layout_iter_free (iter);
}

void
tl_typesetter_fill (TlTypesetter *setter, cairo_t *cr, TlFace face, const char *text, double x, double y, double width)
{
  cairo_new_path (cr);
  cairo_move_to (cr, x * TL_PT_PER_MM, y * TL_PT_PER_MM);
  pango_cairo_layout_path (cr, shape (setter, find_face (setter, face), text, width));
  cairo_fill (cr);
}
