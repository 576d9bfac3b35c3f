/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "support/line-actions.h"

#include <glib/gi18n-lib.h>

#include "call.h"
#include "record/lists.h"
#include "record/text.h"
#include "support/line-pay.h"
#include "support/support.h"

/* One step of a line's life as an action of the list: "line.approve" … */
typedef struct
{
  const char *action;
  TlLifeStep step;
  const char *from[2]; /* states it starts from */
  const char *label;
  const char *key;
} LineStep;

static const LineStep steps[] = {
    {"approve", TL_LIFE_APPROVE, {"draft", NULL}, N_ ("_Approve"), "<Control>d"},
    {"unapprove", TL_LIFE_UNAPPROVE, {"approved", NULL}, N_ ("_Take approval back"), "<Control><Shift>d"},
    {"pay", TL_LIFE_PAY, {"claimed", NULL}, N_ ("Mark as _paid…"), "<Control>t"},
    {"unpay", TL_LIFE_UNPAY, {"paid", NULL}, N_ ("Not _paid after all…"), "<Control><Shift>t"},
    {"void", TL_LIFE_VOID, {"draft", "approved"}, N_ ("_Void line…"), "Delete"},
};
#define HISTORY "history"
#define HISTORY_KEY "<Control>j"

typedef struct
{
  TlPage *page; /* outlives the view */
  GtkColumnView *view;
  GSimpleActionGroup *group;
  GtkWidget *revealer;
  GtkWidget *summary;
  GtkWidget *menu;
} Actions;

/* --- the chosen lines --- */

static GListModel *
model_of (Actions *self)
{
  return G_LIST_MODEL (gtk_column_view_get_model (self->view));
}

static gboolean
starts_from (const LineStep *step, TlRecord *line)
{
  const char *state = tl_record_text (line, TL_SUPPORT_STATE);

  return g_strcmp0 (state, step->from[0]) == 0 || (step->from[1] != NULL && g_strcmp0 (state, step->from[1]) == 0);
}

/* Those of the chosen lines that @step can take (NULL: all). (element-type TlRecord) */
static GPtrArray *
chosen_lines (Actions *self, const LineStep *step)
{
  GPtrArray *lines = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GtkBitset) chosen = gtk_selection_model_get_selection (gtk_column_view_get_model (self->view));
  GtkBitsetIter iter;
  guint position;

  if (gtk_bitset_iter_init_first (&iter, chosen, &position))
    do
      {
        TlRecord *line = g_list_model_get_item (model_of (self), position);

        if (line != NULL && (step == NULL || starts_from (step, line)))
          g_ptr_array_add (lines, line);
        else
          g_clear_object (&line);
      }
    while (gtk_bitset_iter_next (&iter, &position));
  return lines;
}

static GStrv
ids_of (GPtrArray *lines)
{
  GStrv ids = g_new0 (char *, lines->len + 1);

  for (guint i = 0; i < lines->len; i++)
    ids[i] = g_strdup (tl_record_id (g_ptr_array_index (lines, i)));
  return ids;
}

static char *
sum_of (GPtrArray *lines)
{
  gint64 sum = 0;

  for (guint i = 0; i < lines->len; i++)
    sum += tl_record_int (g_ptr_array_index (lines, i), TL_SUPPORT_AMOUNT);
  return tl_money_format (sum);
}

static void
selection_changed_cb (Actions *self)
{
  g_autoptr (GPtrArray) lines = chosen_lines (self, NULL);
  g_autofree char *sum = sum_of (lines);
  /* Translators: number of chosen lines, what they come to */
  g_autofree char *text = g_strdup_printf (ngettext ("%u line chosen · %s đ", "%u lines chosen · %s đ", lines->len), lines->len, sum);

  gtk_label_set_text (GTK_LABEL (self->summary), text);
  gtk_revealer_set_reveal_child (GTK_REVEALER (self->revealer), lines->len > 0);
  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    {
      g_autoptr (GPtrArray) able = chosen_lines (self, &steps[i]);
      GAction *action = g_action_map_lookup_action (G_ACTION_MAP (self->group), steps[i].action);

      g_simple_action_set_enabled (G_SIMPLE_ACTION (action), able->len > 0);
    }
  g_simple_action_set_enabled (G_SIMPLE_ACTION (g_action_map_lookup_action (G_ACTION_MAP (self->group), HISTORY)), lines->len == 1);
}

/* --- taking a step --- */

typedef struct
{
  TlLifeStep step;
  GStrv ids;
  char *reason;
} StepCall;

static StepCall *
step_call_new (const LineStep *step, GPtrArray *lines)
{
  StepCall *call = g_new0 (StepCall, 1);

  call->step = step->step;
  call->ids = ids_of (lines);
  return call;
}

static void
step_call_free (gpointer data)
{
  StepCall *call = data;

  g_strfreev (call->ids);
  g_free (call->reason);
  g_free (call);
}

static gpointer
step_job (TlStore *store, gpointer data, GCancellable *cancellable, GError **error)
{
  StepCall *call = data;
  TlLifeDetails details = {.reason = call->reason, .on = TL_DATE_NONE};

  return tl_support_take_step (store, call->step, (const char *const *)call->ids, &details, error)
             ? GUINT_TO_POINTER (g_strv_length (call->ids))
             : NULL;
}

static void
step_done (gpointer owner, gpointer result, gpointer user_data)
{
  guint n = GPOINTER_TO_UINT (result);
  g_autofree char *text = NULL;

  switch ((TlLifeStep)GPOINTER_TO_UINT (user_data))
    {
    case TL_LIFE_APPROVE:
      text = g_strdup_printf (ngettext ("%u line approved.", "%u lines approved.", n), n);
      break;
    case TL_LIFE_UNAPPROVE:
      text = g_strdup_printf (ngettext ("%u line is a draft again.", "%u lines are drafts again.", n), n);
      break;
    case TL_LIFE_VOID:
      text = g_strdup_printf (ngettext ("%u line voided.", "%u lines voided.", n), n);
      break;
    case TL_LIFE_PAY:
    case TL_LIFE_UNPAY:
    default:
      text = g_strdup_printf (ngettext ("%u line changed.", "%u lines changed.", n), n);
    }
  tl_ui_toast (owner, text);
}

/* @call: (transfer full) */
static void
run_step (TlPage *page, StepCall *call)
{
  tl_ui_call (page, tl_page_get_store (page), TL_JOB_NORMAL, _ ("Nothing was changed."), step_job, call, step_call_free, NULL, step_done,
              GUINT_TO_POINTER (call->step));
}

/* A question that is dismissed never answers: what it is about hangs on the page. */
static void
answered (gpointer owner, const char *reason, gpointer user_data)
{
  StepCall *asked = g_object_get_data (G_OBJECT (owner), "line-step");
  StepCall *call;

  if (asked == NULL)
    return;
  call = g_new0 (StepCall, 1);
  call->step = asked->step;
  call->ids = g_strdupv (asked->ids);
  call->reason = g_strdup (reason);
  run_step (TL_PAGE (owner), call);
}

static void
ask_reason (Actions *self, const LineStep *step, GPtrArray *lines)
{
  g_autofree char *sum = sum_of (lines);
  g_autofree char *heading = NULL;

  g_object_set_data_full (G_OBJECT (self->page), "line-step", step_call_new (step, lines), step_call_free);
  if (step->step == TL_LIFE_VOID)
    {
      heading = g_strdup_printf (ngettext ("Void %u line of %s đ?", "Void %u lines, together %s đ?", lines->len), lines->len, sum);
      tl_ui_confirm (self->page, heading, _ ("A void line stays to be seen with its reason and counts nowhere. It cannot be brought back."),
                     _ ("_Void lines"), _ ("Reason"), answered, NULL);
      return;
    }
  heading = g_strdup_printf (
      ngettext ("Take the mark of payment from %u line of %s đ?", "Take the mark of payment from %u lines, together %s đ?", lines->len),
      lines->len, sum);
  tl_ui_confirm (self->page, heading, _ ("The line stays in its statement and waits for its payment again."), _ ("_Take back"),
                 _ ("Reason"), answered, NULL);
}

static void
step_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  Actions *self = user_data;
  const LineStep *step = NULL;
  g_autoptr (GPtrArray) lines = NULL;
  g_auto (GStrv) ids = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    if (g_str_equal (steps[i].action, g_action_get_name (G_ACTION (action))))
      step = &steps[i];
  g_return_if_fail (step != NULL);
  lines = chosen_lines (self, step);
  if (lines->len == 0)
    return;
  switch (step->step)
    {
    case TL_LIFE_PAY:
      ids = ids_of (lines);
      tl_line_pay_show (self->page, tl_page_get_store (self->page), lines);
      break;
    case TL_LIFE_VOID:
    case TL_LIFE_UNPAY:
      ask_reason (self, step, lines);
      break;
    case TL_LIFE_APPROVE:
    case TL_LIFE_UNAPPROVE:
    default:
      run_step (self->page, step_call_new (step, lines));
    }
}

static void
history_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  Actions *self = user_data;
  g_autoptr (GPtrArray) lines = chosen_lines (self, NULL);

  if (lines->len > 0)
    tl_line_history_show (self->page, tl_page_get_store (self->page), tl_record_id (g_ptr_array_index (lines, 0)));
}

/* --- bar, menu, keys --- */

static void
pressed_cb (GtkGestureClick *gesture, int n_press, double x, double y, Actions *self)
{
  GdkRectangle here = {(int)x, (int)y, 1, 1};
  g_autoptr (GtkBitset) chosen = gtk_selection_model_get_selection (gtk_column_view_get_model (self->view));

  if (gtk_bitset_is_empty (chosen))
    return;
  gtk_popover_set_pointing_to (GTK_POPOVER (self->menu), &here);
  gtk_popover_popup (GTK_POPOVER (self->menu));
}

static gboolean
menu_key_cb (GtkWidget *widget, GVariant *args, gpointer user_data)
{
  Actions *self = user_data;

  pressed_cb (NULL, 1, 120, 60, self);
  return TRUE;
}

static void
add_key (GtkEventController *keys, const char *accelerator, GtkShortcutAction *action)
{
  gtk_shortcut_controller_add_shortcut (GTK_SHORTCUT_CONTROLLER (keys),
                                        gtk_shortcut_new (gtk_shortcut_trigger_parse_string (accelerator), action));
}

static void
add_menu_and_keys (Actions *self)
{
  g_autoptr (GMenu) menu = g_menu_new ();
  GtkEventController *keys = gtk_shortcut_controller_new ();
  GtkGesture *click = gtk_gesture_click_new ();

  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    {
      g_autofree char *name = g_strconcat ("line.", steps[i].action, NULL);

      g_menu_append (menu, _ (steps[i].label), name);
      add_key (keys, steps[i].key, gtk_named_action_new (name));
    }
  g_menu_append (menu, _ ("_History"), "line." HISTORY);
  add_key (keys, HISTORY_KEY, gtk_named_action_new ("line." HISTORY));
  add_key (keys, "Menu", gtk_callback_action_new (menu_key_cb, self, NULL));
  add_key (keys, "<Shift>F10", gtk_callback_action_new (menu_key_cb, self, NULL));
  gtk_widget_add_controller (GTK_WIDGET (self->view), keys);

  self->menu = gtk_popover_menu_new_from_model (G_MENU_MODEL (menu));
  gtk_widget_set_parent (self->menu, GTK_WIDGET (self->view));
  gtk_popover_set_has_arrow (GTK_POPOVER (self->menu), FALSE);
  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (click), GDK_BUTTON_SECONDARY);
  g_signal_connect (click, "pressed", G_CALLBACK (pressed_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self->view), GTK_EVENT_CONTROLLER (click));
}

static GtkWidget *
make_bar (Actions *self)
{
  GtkWidget *bar = gtk_action_bar_new ();

  self->summary = gtk_label_new (NULL);
  gtk_widget_add_css_class (self->summary, "tl-money");
  gtk_action_bar_pack_start (GTK_ACTION_BAR (bar), self->summary);
  for (guint i = G_N_ELEMENTS (steps); i > 0; i--)
    {
      GtkWidget *button = gtk_button_new_with_mnemonic (_ (steps[i - 1].label));
      g_autofree char *name = g_strconcat ("line.", steps[i - 1].action, NULL);
      guint key;
      GdkModifierType modifiers;
      g_autofree char *shown = NULL;

      gtk_accelerator_parse (steps[i - 1].key, &key, &modifiers);
      shown = gtk_accelerator_get_label (key, modifiers);
      gtk_actionable_set_action_name (GTK_ACTIONABLE (button), name);
      gtk_widget_set_tooltip_text (button, shown);
      gtk_action_bar_pack_end (GTK_ACTION_BAR (bar), button);
    }
  {
    GtkWidget *history = gtk_button_new_with_mnemonic (_ ("_History"));

    gtk_actionable_set_action_name (GTK_ACTIONABLE (history), "line." HISTORY);
    gtk_action_bar_pack_start (GTK_ACTION_BAR (bar), history);
  }
  self->revealer = gtk_revealer_new ();
  gtk_revealer_set_transition_type (GTK_REVEALER (self->revealer), GTK_REVEALER_TRANSITION_TYPE_SLIDE_UP);
  gtk_revealer_set_child (GTK_REVEALER (self->revealer), bar);
  return self->revealer;
}

static void
view_destroyed_cb (Actions *self)
{
  gtk_widget_unparent (self->menu);
}

static void
actions_free (gpointer data)
{
  Actions *self = data;

  g_object_unref (self->group);
  g_free (self);
}

GtkWidget *
tl_line_actions_new (TlPage *page, GtkColumnView *view)
{
  Actions *self = g_new0 (Actions, 1);
  GtkWidget *bar;

  self->page = page;
  self->view = view;
  self->group = g_simple_action_group_new ();
  for (guint i = 0; i <= G_N_ELEMENTS (steps); i++)
    {
      gboolean last = i == G_N_ELEMENTS (steps);
      g_autoptr (GSimpleAction) action = g_simple_action_new (last ? HISTORY : steps[i].action, NULL);

      g_signal_connect (action, "activate", last ? G_CALLBACK (history_cb) : G_CALLBACK (step_cb), self);
      g_action_map_add_action (G_ACTION_MAP (self->group), G_ACTION (action));
    }
  gtk_widget_insert_action_group (GTK_WIDGET (page), "line", G_ACTION_GROUP (self->group));
  bar = make_bar (self);
  add_menu_and_keys (self);
  g_object_set_data_full (G_OBJECT (page), "line-actions", self, actions_free);
  g_signal_connect_swapped (view, "destroy", G_CALLBACK (view_destroyed_cb), self);
  g_signal_connect_data (gtk_column_view_get_model (view), "selection-changed", G_CALLBACK (selection_changed_cb), self, NULL,
                         G_CONNECT_SWAPPED);
  g_signal_connect_data (gtk_column_view_get_model (view), "items-changed", G_CALLBACK (selection_changed_cb), self, NULL,
                         G_CONNECT_SWAPPED);
  selection_changed_cb (self);
  return bar;
}

/* --- the state as a word with a sign --- */

static const char *
icon_of (const char *state)
{
  static const struct
  {
    const char *state;
    const char *icon;
  } icons[] = {{"draft", "tl-draft-symbolic"},
               {"approved", "tl-approved-symbolic"},
               {"claimed", "tl-statements-symbolic"},
               {"paid", "tl-paid-symbolic"},
               {"void", "tl-void-symbolic"}};

  for (guint i = 0; i < G_N_ELEMENTS (icons); i++)
    if (g_strcmp0 (icons[i].state, state) == 0)
      return icons[i].icon;
  return "tl-draft-symbolic";
}

static void
setup_state_cb (GtkSignalListItemFactory *factory, GtkListItem *item, gpointer data)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_box_append (GTK_BOX (box), gtk_image_new ());
  gtk_box_append (GTK_BOX (box), label);
  gtk_list_item_set_child (item, box);
}

static void
bind_state_cb (GtkSignalListItemFactory *factory, GtkListItem *item, gpointer data)
{
  GtkWidget *image = gtk_widget_get_first_child (gtk_list_item_get_child (item));
  GtkWidget *label = gtk_widget_get_next_sibling (image);
  TlRecord *line = gtk_list_item_get_item (item);
  g_autofree char *state = tl_record_format_field (line, TL_SUPPORT_STATE);
  gboolean alone = tl_record_int (line, TL_SUPPORT_APPROVED_ALONE) != 0;
  g_autofree char *text = alone ? g_strconcat (state, " *", NULL) : g_strdup (state);

  gtk_image_set_from_icon_name (GTK_IMAGE (image), icon_of (tl_record_text (line, TL_SUPPORT_STATE)));
  gtk_label_set_text (GTK_LABEL (label), text);
  if (tl_record_has (line, TL_SUPPORT_VOID_REASON))
    gtk_widget_set_tooltip_text (label, tl_record_text (line, TL_SUPPORT_VOID_REASON));
  else
    gtk_widget_set_tooltip_text (label, alone ? _ ("Approved by the person whose figures they are: there was nobody else.") : text);
}

GtkListItemFactory *
tl_line_state_factory_new (void)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();

  g_signal_connect (factory, "setup", G_CALLBACK (setup_state_cb), NULL);
  g_signal_connect (factory, "bind", G_CALLBACK (bind_state_cb), NULL);
  return factory;
}
