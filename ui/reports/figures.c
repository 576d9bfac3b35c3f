/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "reports/figures.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>
#include <string.h>

#include "call.h"
#include "record/text.h"

/* The report carries its labels in both languages; the program's own language chooses. */
static const char *
label_of (JsonObject *object)
{
  const gboolean vietnamese = strcmp (C_ ("language of code lists", "en"), "vi") == 0;
  const char *member = vietnamese ? "label_vi" : "label_en";

  if (!json_object_has_member (object, member))
    member = "label_vi";
  return json_object_get_string_member_with_default (object, member, "");
}

static char *
value_of (JsonObject *object)
{
  if (json_object_get_boolean_member_with_default (object, "hidden", FALSE))
    return g_strdup (_ ("hidden"));
  if (json_object_has_member (object, "value") && json_node_get_value_type (json_object_get_member (object, "value")) == G_TYPE_DOUBLE)
    return tl_decimal_format ((gint64)(json_object_get_double_member (object, "value") * 1000 + 0.5));
  return tl_money_format (json_object_get_int_member_with_default (object, "value", 0));
}

static void
add_line (GtkGrid *grid, int line, const char *label, const char *value, gboolean total)
{
  GtkWidget *name = gtk_label_new (label);
  GtkWidget *number = gtk_label_new (value);
  g_autofree char *spoken = g_strdup_printf ("%s: %s", label, value);

  gtk_label_set_xalign (GTK_LABEL (name), 0);
  gtk_label_set_wrap (GTK_LABEL (name), TRUE);
  gtk_widget_set_hexpand (name, TRUE);
  gtk_label_set_xalign (GTK_LABEL (number), 1);
  gtk_label_set_selectable (GTK_LABEL (number), FALSE);
  gtk_widget_add_css_class (number, "tl-money");
  if (total)
    {
      gtk_widget_add_css_class (name, "heading");
      gtk_widget_add_css_class (number, "heading");
    }
  tl_ui_label (number, spoken);
  gtk_grid_attach (grid, name, 0, line, 1, 1);
  gtk_grid_attach (grid, number, 1, line, 1, 1);
}

static void
add_total (GtkGrid *grid, int line, JsonObject *group)
{
  JsonNode *node = json_object_get_member (group, "total");
  g_autofree char *value = NULL;

  if (node == NULL || JSON_NODE_HOLDS_NULL (node))
    return;
  value = JSON_NODE_HOLDS_OBJECT (node) ? value_of (json_node_get_object (node)) : tl_money_format (json_node_get_int (node));
  add_line (grid, line, _ ("Total"), value, TRUE);
}

static GtkWidget *
group_table (JsonObject *group)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 8);
  GtkWidget *heading = gtk_label_new (label_of (group));
  GtkWidget *grid = gtk_grid_new ();
  JsonArray *rows = json_object_has_member (group, "rows") ? json_object_get_array_member (group, "rows") : NULL;
  guint n_rows = rows != NULL ? json_array_get_length (rows) : 0;

  gtk_label_set_xalign (GTK_LABEL (heading), 0);
  gtk_label_set_wrap (GTK_LABEL (heading), TRUE);
  gtk_widget_add_css_class (heading, "heading");
  gtk_grid_set_row_spacing (GTK_GRID (grid), 6);
  gtk_grid_set_column_spacing (GTK_GRID (grid), 18);
  gtk_widget_add_css_class (grid, "card");
  gtk_widget_add_css_class (grid, "tl-figures");
  tl_ui_label (grid, label_of (group));
  for (guint i = 0; i < n_rows; i++)
    {
      JsonObject *row = json_array_get_object_element (rows, i);
      g_autofree char *value = value_of (row);

      add_line (GTK_GRID (grid), (int)i, label_of (row), value, FALSE);
    }
  if (n_rows == 0)
    add_line (GTK_GRID (grid), 0, _ ("None"), "", FALSE);
  add_total (GTK_GRID (grid), (int)n_rows, group);
  gtk_box_append (GTK_BOX (box), heading);
  gtk_box_append (GTK_BOX (box), grid);
  return box;
}

GtkWidget *
tl_figures_new (JsonObject *data)
{
  GtkWidget *columns = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 24);
  GtkWidget *halves[2] = {gtk_box_new (GTK_ORIENTATION_VERTICAL, 24), gtk_box_new (GTK_ORIENTATION_VERTICAL, 24)};
  JsonArray *groups = json_object_get_array_member (data, "groups");
  guint heights[2] = {0, 0};

  gtk_box_set_homogeneous (GTK_BOX (columns), TRUE);
  for (guint i = 0; i < G_N_ELEMENTS (halves); i++)
    {
      gtk_widget_set_valign (halves[i], GTK_ALIGN_START);
      gtk_box_append (GTK_BOX (columns), halves[i]);
    }
  /* Each table goes where there is more room left. */
  for (guint i = 0; i < json_array_get_length (groups); i++)
    {
      JsonObject *group = json_array_get_object_element (groups, i);
      guint half = heights[0] <= heights[1] ? 0 : 1;

      gtk_box_append (GTK_BOX (halves[half]), group_table (group));
      heights[half]
          += 3 + (json_object_has_member (group, "rows") ? json_array_get_length (json_object_get_array_member (group, "rows")) : 0);
    }
  return columns;
}
