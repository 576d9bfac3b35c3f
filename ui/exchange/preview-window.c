/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "exchange/preview-window.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

#include "frame.h"
#include "record/lists.h"
#include "record/types.h"

/* More rows than anybody reads; the number of all stands above them. */
#define ROWS_SHOWN 300

typedef struct
{
  GtkWindow *window;
  GtkWidget *owner; /* weak */
  TlPreviewGo go;
  gpointer user_data;
  GDestroyNotify user_data_destroy;
} Preview;

static void
preview_free (gpointer data)
{
  Preview *preview = data;

  if (preview->owner != NULL)
    g_object_remove_weak_pointer (G_OBJECT (preview->owner), (gpointer *)&preview->owner);
  if (preview->user_data_destroy != NULL)
    preview->user_data_destroy (preview->user_data);
  g_free (preview);
}

static void
go_cb (Preview *preview)
{
  if (preview->owner != NULL)
    preview->go (preview->owner, preview->user_data);
  gtk_window_destroy (preview->window);
}

/* What the members of a bundle are called where the catalogue of fields has no name for them. */
static const struct
{
  const char *name;
  const char *label;
} members[] = {
    {"to", N_ ("For the place")},
    {"devices", N_ ("Computers that can open it")},
    {"number", N_ ("Number")},
    {"baseline", N_ ("Everything from the beginning")},
    {"id", N_ ("Identifier")},
    {"pseudonym", N_ ("Pseudonym")},
    {"quantity_thousandths", N_ ("Quantity in thousandths")},
    {"removed", N_ ("Taken back")},
    {"statements", N_ ("Statements")},
    {"legal_basis", N_ ("Legal basis")},
    {"links", N_ ("Entries of the journal (hashes)")},
    {"head", N_ ("Last entry of the journal")},
    {"incarnation", N_ ("Life of the file")},
    {"sequence", N_ ("Entry")},
    {"hash", N_ ("Hash")},
    {"schema", N_ ("Version of the format")},
    {"program", N_ ("Version of the program")},
    {"sender", N_ ("Key of the sender")},
    {"site", N_ ("Made by the place")},
    {"device", N_ ("Computer")},
    {"stream", N_ ("Series of bundles")},
    {"previous", N_ ("Hash of the bundle before")},
    {"made_on", N_ ("Made on")},
    {"purposes", N_ ("Legal basis of each part")},
    {"counts", N_ ("Rows of each part")},
    {"month", N_ ("Month")},
    {"groups", N_ ("Counts")},
    {"rows", N_ ("Rows")},
    {"hidden", N_ ("hidden")},
};
static const TlType types_sent[] = {TL_TYPE_SUPPORT, TL_TYPE_STATEMENT, TL_TYPE_RATE, TL_TYPE_BUDGET};

static const TlField *
field_sent (TlType type, const char *name)
{
  guint field = tl_type_find_field (type, name);

  return field != G_MAXUINT ? tl_type_field (type, field) : NULL;
}

static const char *
name_of_member (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (members); i++)
    if (g_str_equal (members[i].name, name))
      return _ (members[i].label);
  for (guint i = 0; i < G_N_ELEMENTS (types_sent); i++)
    {
      const TlField *field = field_sent (types_sent[i], name);

      if (field != NULL)
        return tl_field_label (field);
    }
  return name;
}

static const char *
name_of_part (const char *name)
{
  if (g_str_equal (name, "money"))
    return _ ("Money: lines by a pseudonym, without the person");
  if (g_str_equal (name, "statistics"))
    return _ ("Counts made here; small ones are hidden");
  if (g_str_equal (name, "journal"))
    return _ ("Chain of the journal: hashes only, nothing can be read from it");
  if (g_str_equal (name, "manifest"))
    return _ ("About the bundle");
  return name_of_member (name);
}

/* A code in the words of its list; anything else as it is. */
static const char *
word_for_code (const char *name, const char *code)
{
  for (guint i = 0; i < G_N_ELEMENTS (types_sent); i++)
    {
      const TlField *field = field_sent (types_sent[i], name);

      if (field != NULL && field->list != NULL && tl_list_find (tl_list_get (field->list), code) != NULL)
        return tl_list_label (field->list, code);
    }
  return code;
}

static void append_value (GString *text, JsonNode *node);

static void
append_member (JsonObject *object, const char *name, JsonNode *node, gpointer data)
{
  GString *text = data;

  if (JSON_NODE_HOLDS_NULL (node))
    return;
  if (text->len > 0)
    g_string_append (text, " · ");
  g_string_append_printf (text, "%s: ", name_of_part (name));
  if (JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING)
    g_string_append (text, word_for_code (name, json_node_get_string (node)));
  else
    append_value (text, node);
}

static void
append_value (GString *text, JsonNode *node)
{
  if (JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING)
    {
      g_string_append (text, json_node_get_string (node));
    }
  else if (JSON_NODE_HOLDS_ARRAY (node))
    {
      JsonArray *array = json_node_get_array (node);

      for (guint i = 0; i < json_array_get_length (array); i++)
        {
          if (i > 0)
            g_string_append (text, " · ");
          append_value (text, json_array_get_element (array, i));
        }
    }
  else if (JSON_NODE_HOLDS_OBJECT (node))
    {
      g_autoptr (GString) inner = g_string_new (NULL);

      json_object_foreach_member (json_node_get_object (node), append_member, inner);
      g_string_append (text, inner->str);
    }
  else if (JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_BOOLEAN)
    {
      g_string_append (text, json_node_get_boolean (node) ? _ ("Yes") : _ ("No"));
    }
  else
    {
      g_autofree char *json = json_to_string (node, FALSE);

      g_string_append (text, json);
    }
}

static void
add_line (GtkWidget *box, const char *text, const char *css)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_selectable (GTK_LABEL (label), FALSE);
  if (css != NULL)
    gtk_widget_add_css_class (label, css);
  gtk_box_append (GTK_BOX (box), label);
}

static void add_part (GtkWidget *box, const char *name, JsonNode *node);

static void
add_rows (GtkWidget *box, JsonArray *rows)
{
  guint n = json_array_get_length (rows);
  g_autofree char *count = g_strdup_printf (ngettext ("%u row", "%u rows", n), n);

  add_line (box, count, "tl-page-subtitle");
  for (guint i = 0; i < MIN (n, ROWS_SHOWN); i++)
    {
      g_autoptr (GString) text = g_string_new (NULL);

      append_value (text, json_array_get_element (rows, i));
      add_line (box, text->str, NULL);
    }
}

static void
add_part_cb (JsonObject *object, const char *name, JsonNode *node, gpointer box)
{
  add_part (box, name, node);
}

static gboolean
holds_parts (JsonObject *object)
{
  g_autoptr (GList) values = json_object_get_values (object);

  for (GList *l = values; l != NULL; l = l->next)
    if (JSON_NODE_HOLDS_OBJECT (l->data) || JSON_NODE_HOLDS_ARRAY (l->data))
      return TRUE;
  return FALSE;
}

static void
add_part (GtkWidget *box, const char *name, JsonNode *node)
{
  if (g_str_equal (name, "fields"))
    {
      g_autoptr (GString) text = g_string_new (NULL);
      JsonArray *names = JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;

      for (guint i = 0; names != NULL && i < json_array_get_length (names); i++)
        g_string_append_printf (text, "%s%s", i > 0 ? " · " : "", name_of_part (json_array_get_string_element (names, i)));
      add_line (box, text->str, "tl-page-subtitle");
    }
  else if (g_str_equal (name, "projections") && JSON_NODE_HOLDS_OBJECT (node))
    {
      json_object_foreach_member (json_node_get_object (node), add_part_cb, box);
    }
  else if (JSON_NODE_HOLDS_ARRAY (node))
    {
      if (!g_str_equal (name, "rows"))
        add_line (box, name_of_part (name), "heading");
      add_rows (box, json_node_get_array (node));
    }
  else if (JSON_NODE_HOLDS_OBJECT (node) && holds_parts (json_node_get_object (node)))
    {
      add_line (box, name_of_part (name), "heading");
      json_object_foreach_member (json_node_get_object (node), add_part_cb, box);
    }
  else
    {
      g_autoptr (GString) text = g_string_new (NULL);

      append_value (text, node);
      if (JSON_NODE_HOLDS_OBJECT (node))
        {
          add_line (box, name_of_part (name), "heading");
        }
      else
        {
          g_autofree char *start = g_strdup_printf ("%s: ", name_of_part (name));

          g_string_prepend (text, start);
        }
      add_line (box, text->str, NULL);
    }
}

void
tl_preview_window_show (gpointer owner, const char *title, const char *explanation, JsonObject *content, const char *go_label,
                        TlPreviewGo go, gpointer user_data, GDestroyNotify user_data_destroy)
{
  Preview *preview = g_new0 (Preview, 1);
  GtkWidget *scroller = gtk_scrolled_window_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 8);
  GtkWidget *button;

  preview->window = tl_frame_new (owner, title, scroller, go != NULL ? go_label : NULL, 820, 640, &button);
  preview->owner = owner;
  g_object_add_weak_pointer (G_OBJECT (owner), (gpointer *)&preview->owner);
  preview->go = go;
  preview->user_data = user_data;
  preview->user_data_destroy = user_data_destroy;
  g_object_set_data_full (G_OBJECT (preview->window), "preview", preview, preview_free);
  add_line (box, explanation, NULL);
  json_object_foreach_member (content, add_part_cb, box);
  gtk_widget_set_margin_top (box, 12);
  gtk_widget_set_margin_bottom (box, 18);
  gtk_widget_set_margin_start (box, 18);
  gtk_widget_set_margin_end (box, 18);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), box);
  if (button != NULL)
    g_signal_connect_swapped (button, "clicked", G_CALLBACK (go_cb), preview);
  gtk_window_present (preview->window);
}
