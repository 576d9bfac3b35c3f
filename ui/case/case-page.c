/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One case: its head, its sections on the left with how full each is, the chosen section on the right.
 * A section is described by one line of a table: which sections of which form, which types of parts.
 * Leaving a section saves what was typed there; what cannot be saved yet stays a draft. */
#include "case/case-page.h"

#include <glib/gi18n-lib.h>

#include "call.h"
#include "case/case-data.h"
#include "case/erase-dialog.h"
#include "case/history.h"
#include "case/parts-list.h"
#include "form/form.h"
#include "paper/papers-window.h"
#include "record/lists.h"
#include "record/time.h"

typedef enum
{
  FORM_NONE,
  FORM_CASE,
  FORM_VICTIM
} FormOf;

typedef struct
{
  const char *id;
  const char *label;
  FormOf form_of;
  const char *form_sections[3]; /* NULL first: all */
  TlType parts[3];              /* ends with TL_N_TYPES */
  gboolean closing;
  gboolean history;
} Section;

static const Section sections[] = {
    {"intake", N_ ("Intake"), FORM_CASE, {"intake", "minutes"}, {TL_N_TYPES}},
    {"identity", N_ ("Identity"), FORM_VICTIM, {NULL}, {TL_N_TYPES}},
    {"companions", N_ ("Companions"), FORM_NONE, {NULL}, {TL_TYPE_COMPANION, TL_N_TYPES}},
    {"violence", N_ ("Violence"), FORM_CASE, {"perpetrator"}, {TL_TYPE_INCIDENT, TL_N_TYPES}},
    {"risk", N_ ("Risk"), FORM_NONE, {NULL}, {TL_TYPE_ASSESSMENT, TL_N_TYPES}},
    {"safety", N_ ("Safety plan"), FORM_NONE, {NULL}, {TL_TYPE_SAFETY_PLAN, TL_N_TYPES}},
    {"consent", N_ ("Consent"), FORM_NONE, {NULL}, {TL_TYPE_CONSENT, TL_N_TYPES}},
    {"plan", N_ ("Support plan"), FORM_NONE, {NULL}, {TL_TYPE_PLAN_ITEM, TL_N_TYPES}},
    {"stays", N_ ("Stays"), FORM_NONE, {NULL}, {TL_TYPE_STAY, TL_N_TYPES}},
    {"care", N_ ("Care"), FORM_NONE, {NULL}, {TL_TYPE_CARE, TL_N_TYPES}},
    {"support", N_ ("Support paid"), FORM_NONE, {NULL}, {TL_TYPE_SUPPORT, TL_TYPE_TRIP, TL_N_TYPES}},
    {"referrals", N_ ("Referrals"), FORM_NONE, {NULL}, {TL_TYPE_REFERRAL, TL_N_TYPES}},
    {"followups", N_ ("Follow-up"), FORM_NONE, {NULL}, {TL_TYPE_FOLLOWUP, TL_TYPE_FEEDBACK, TL_N_TYPES}},
    {"files", N_ ("Files"), FORM_NONE, {NULL}, {TL_TYPE_ATTACHMENT, TL_N_TYPES}},
    {"closing", N_ ("Closing"), FORM_CASE, {"closing"}, {TL_N_TYPES}, .closing = TRUE},
    {"history", N_ ("History"), FORM_NONE, {NULL}, {TL_N_TYPES}, .history = TRUE},
};

struct _TlCasePage
{
  TlPage parent_instance;

  GtkStack *stack;
  GtkLabel *alias;
  GtkLabel *code;
  GtkLabel *status;
  GtkLabel *facts;
  GtkListBox *sections;
  GtkScrolledWindow *scroller;
  GtkStack *content;
  GtkRevealer *bar;
  GtkWidget *more_button;

  char *case_id;
  TlCaseData *data;
  const Section *shown;
  GtkWidget *fullness[G_N_ELEMENTS (sections)]; /* labels in the list */
  GtkWidget *close_button;
  guint load;
};

G_DEFINE_FINAL_TYPE (TlCasePage, tl_case_page, TL_TYPE_PAGE)

static const char *const *
form_sections (const Section *section)
{
  return section->form_sections[0] != NULL ? section->form_sections : NULL;
}

static TlRecord *
form_record (TlCasePage *self, const Section *section)
{
  return section->form_of == FORM_CASE ? self->data->kase : section->form_of == FORM_VICTIM ? self->data->victim : NULL;
}

static TlForm *
section_form (TlCasePage *self, const Section *section)
{
  GtkWidget *box = section != NULL ? gtk_stack_get_child_by_name (self->content, section->id) : NULL;

  return box != NULL ? g_object_get_data (G_OBJECT (box), "form") : NULL;
}

static void
update_bar (TlCasePage *self)
{
  TlForm *form = section_form (self, self->shown);

  gtk_revealer_set_reveal_child (self->bar, form != NULL && tl_form_is_edited (form));
}

static void
form_edited_cb (TlForm *form, TlCasePage *self)
{
  update_bar (self);
}

static void
form_saved_cb (TlForm *form, TlRecord *record, TlCasePage *self)
{
  update_bar (self);
  tl_ui_toast (self, _ ("Saved"));
}

static void
close_case_cb (GtkButton *button, TlCasePage *self)
{
  TlForm *form = section_form (self, self->shown);
  TlRecord *record = form != NULL ? tl_form_get_record (form) : NULL;
  gboolean open;

  if (record == NULL)
    return;
  open = g_strcmp0 (tl_record_text (record, TL_CASE_STATUS), "closed") != 0;
  if (open && !tl_form_check (form, TL_CHECK_CLOSE, TRUE))
    {
      tl_ui_toast (self, _ ("Something is still missing before the case can be closed."));
      return;
    }
  tl_record_set_text (record, TL_CASE_STATUS, open ? "closed" : "open");
  tl_form_save (form, FALSE);
}

static GtkWidget *
build_section (TlCasePage *self, const Section *section)
{
  TlStore *store = tl_page_get_store (TL_PAGE (self));
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 20);
  TlRecord *record = form_record (self, section);

  if (record != NULL)
    {
      TlForm *form = tl_form_new (store, record, form_sections (section));

      tl_form_set_suggestions (form, TL_TYPE_PERSON, self->data->people);
      g_signal_connect (form, "edited", G_CALLBACK (form_edited_cb), self);
      g_signal_connect (form, "saved", G_CALLBACK (form_saved_cb), self);
      g_object_set_data (G_OBJECT (box), "form", form);
      if (section->parts[0] == TL_N_TYPES)
        gtk_box_append (GTK_BOX (box), GTK_WIDGET (form));
    }
  for (guint i = 0; section->parts[i] != TL_N_TYPES; i++)
    {
      GtkWidget *list = tl_parts_list_new (store, section->parts[i], self->case_id);

      tl_parts_list_set_people (TL_PARTS_LIST (list), self->data->people);
      gtk_box_append (GTK_BOX (box), list);
    }
  if (record != NULL && section->parts[0] != TL_N_TYPES)
    {
      /* Incidents first, then the person who used violence. */
      const TlTypeInfo *info = tl_type_info (tl_record_type (record));
      GtkWidget *heading = NULL;

      for (guint i = 0; i < info->n_sections; i++)
        if (g_strcmp0 (info->sections[i].id, section->form_sections[0]) == 0)
          heading = gtk_label_new (tl_section_label (&info->sections[i]));
      if (heading != NULL)
        {
          gtk_label_set_xalign (GTK_LABEL (heading), 0);
          gtk_widget_add_css_class (heading, "heading");
          gtk_box_append (GTK_BOX (box), heading);
        }
      gtk_box_append (GTK_BOX (box), g_object_get_data (G_OBJECT (box), "form"));
    }
  if (section->closing)
    {
      self->close_button = gtk_button_new ();
      gtk_widget_set_halign (self->close_button, GTK_ALIGN_START);
      gtk_widget_set_size_request (self->close_button, 180, 40);
      g_signal_connect (self->close_button, "clicked", G_CALLBACK (close_case_cb), self);
      gtk_box_append (GTK_BOX (box), self->close_button);
    }
  if (section->history)
    gtk_box_append (GTK_BOX (box), tl_history_new (store, self->case_id));
  return box;
}

static void
update_close_button (TlCasePage *self)
{
  if (self->close_button != NULL)
    gtk_button_set_label (GTK_BUTTON (self->close_button), g_strcmp0 (tl_record_text (self->data->kase, TL_CASE_STATUS), "closed") == 0
                                                               ? _ ("Open the case again")
                                                               : _ ("Close the case"));
}

static void
leave_section (TlCasePage *self)
{
  TlForm *form = section_form (self, self->shown);

  if (form != NULL && tl_form_is_edited (form) && !tl_form_save (form, TRUE))
    tl_ui_toast (self, _ ("Something there cannot be saved yet; it is kept as a draft."));
}

static void
show_section (TlCasePage *self, const Section *section)
{
  if (self->data == NULL || section == NULL || section == self->shown)
    return;
  leave_section (self);
  if (gtk_stack_get_child_by_name (self->content, section->id) == NULL)
    gtk_stack_add_named (self->content, build_section (self, section), section->id);
  else if (section->history)
    {
      /* The history is of now. */
      GtkWidget *history = gtk_widget_get_first_child (gtk_stack_get_child_by_name (self->content, section->id));

      tl_history_refresh (TL_HISTORY (history));
    }
  gtk_stack_set_visible_child_name (self->content, section->id);
  gtk_adjustment_set_value (gtk_scrolled_window_get_vadjustment (self->scroller), 0);
  self->shown = section;
  update_close_button (self);
  update_bar (self);
}

static void
section_selected_cb (GtkListBox *list, GtkListBoxRow *row, TlCasePage *self)
{
  if (row != NULL)
    show_section (self, &sections[gtk_list_box_row_get_index (row)]);
}

static void
update_fullness (TlCasePage *self)
{
  for (guint i = 0; i < G_N_ELEMENTS (sections); i++)
    {
      const Section *section = &sections[i];
      TlRecord *record = form_record (self, section);
      g_autofree char *text = NULL;
      g_autofree char *name = NULL;
      GtkWidget *row = gtk_widget_get_ancestor (self->fullness[i], GTK_TYPE_LIST_BOX_ROW);

      if (section->parts[0] != TL_N_TYPES)
        {
          guint n = 0;

          for (guint k = 0; section->parts[k] != TL_N_TYPES; k++)
            n += self->data->counts[section->parts[k]];
          text = n > 0 ? g_strdup_printf ("%u", n) : g_strdup ("");
        }
      else if (record != NULL)
        {
          guint filled, all;

          tl_form_count (record, form_sections (section), &filled, &all);
          text = g_strdup_printf ("%u/%u", filled, all);
        }
      gtk_label_set_text (GTK_LABEL (self->fullness[i]), text != NULL ? text : "");
      name = g_strdup_printf ("%s %s", _ (section->label), text != NULL ? text : "");
      tl_ui_label (row, name);
    }
}

static void
update_head (TlCasePage *self)
{
  const TlCaseLine *line = self->data->line;
  const char *status = tl_record_text (self->data->kase, TL_CASE_STATUS);
  g_autoptr (GString) facts = g_string_new (NULL);

  gtk_label_set_text (self->alias, line != NULL && line->alias != NULL ? line->alias : "");
  gtk_label_set_text (self->code, line != NULL && line->code != NULL ? line->code : "");
  gtk_label_set_text (self->status, status != NULL ? tl_list_label (tl_type_field (TL_TYPE_CASE, TL_CASE_STATUS)->list, status) : "");
  gtk_widget_remove_css_class (GTK_WIDGET (self->status), "good");
  if (g_strcmp0 (status, "open") == 0)
    gtk_widget_add_css_class (GTK_WIDGET (self->status), "good");
  if (line != NULL)
    {
      TlDate due;

      if (line->room != NULL)
        g_string_append_printf (facts, "%s", line->room);
      if (line->days > 0)
        {
          g_string_append (facts, facts->len > 0 ? " · " : "");
          g_string_append_printf (facts, ngettext ("%d night", "%d nights", (gulong)line->days), (int)line->days);
        }
      if (line->next_due != NULL && tl_date_parse_iso (line->next_due, &due))
        {
          g_autofree char *day = tl_date_format (due);

          g_string_append (facts, facts->len > 0 ? " · " : "");
          g_string_append_printf (facts, _ ("next due %s"), day);
        }
    }
  gtk_label_set_text (self->facts, facts->str);
}

static void
forget_sections (TlCasePage *self)
{
  GtkWidget *child;

  self->close_button = NULL;
  self->shown = NULL;
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->content))) != NULL)
    gtk_stack_remove (self->content, child);
}

typedef struct
{
  char *case_id;
  gboolean note_view;
} Loading;

static void
loading_free (gpointer data)
{
  Loading *loading = data;

  g_free (loading->case_id);
  g_free (loading);
}

static gpointer
load_job (TlStore *store, gpointer data, GCancellable *cancellable, GError **error)
{
  Loading *loading = data;

  return tl_case_data_load (store, loading->case_id, loading->note_view, error);
}

static void
take_data (TlCasePage *self, TlCaseData *loaded)
{
  /* What was given belongs to the call: keep references of our own. */
  TlCaseData *data = g_memdup2 (loaded, sizeof *loaded);

  data->kase = g_object_ref (loaded->kase);
  data->victim = loaded->victim != NULL ? g_object_ref (loaded->victim) : NULL;
  data->people = g_ptr_array_ref (loaded->people);
  data->line = g_steal_pointer (&loaded->line);
  tl_case_data_free (self->data);
  self->data = data;
}

static void
loaded_cb (gpointer owner, gpointer result, const GError *error, gpointer user_data)
{
  TlCasePage *self = owner;

  if (GPOINTER_TO_UINT (user_data) != self->load)
    return;
  if (error != NULL)
    {
      gtk_stack_set_visible_child_name (self->stack, "none");
      tl_ui_show_error (self, _ ("The case could not be opened."), error->message);
      return;
    }
  take_data (self, result);
  gtk_stack_set_visible_child_name (self->stack, "case");
  update_head (self);
  update_fullness (self);
  update_close_button (self);

  for (guint i = 0; i < G_N_ELEMENTS (sections); i++)
    {
      GtkWidget *box = gtk_stack_get_child_by_name (self->content, sections[i].id);
      TlForm *form = section_form (self, &sections[i]);

      if (box == NULL)
        continue;
      if (form != NULL && form_record (self, &sections[i]) != NULL)
        {
          tl_form_set_suggestions (form, TL_TYPE_PERSON, self->data->people);
          tl_form_update (form, form_record (self, &sections[i]));
        }
      for (GtkWidget *child = gtk_widget_get_first_child (box); child != NULL; child = gtk_widget_get_next_sibling (child))
        if (TL_IS_PARTS_LIST (child))
          {
            tl_parts_list_set_people (TL_PARTS_LIST (child), self->data->people);
            tl_parts_list_refresh (TL_PARTS_LIST (child));
          }
    }
  if (self->shown == NULL)
    {
      GtkListBoxRow *row = gtk_list_box_get_selected_row (self->sections);

      if (row == NULL)
        gtk_list_box_select_row (self->sections, gtk_list_box_get_row_at_index (self->sections, 0));
      else
        show_section (self, &sections[gtk_list_box_row_get_index (row)]);
    }
}

static void
load (TlCasePage *self, gboolean note_view)
{
  Loading *loading = g_new0 (Loading, 1);

  loading->case_id = g_strdup (self->case_id);
  loading->note_view = note_view;
  self->load++;
  tl_ui_call_full (self, tl_page_get_store (TL_PAGE (self)), TL_JOB_NORMAL, load_job, loading, loading_free,
                   (GDestroyNotify)tl_case_data_free, loaded_cb, GUINT_TO_POINTER (self->load));
}

static void
tl_case_page_refresh (TlPage *page)
{
  TlCasePage *self = TL_CASE_PAGE (page);

  if (self->case_id != NULL)
    load (self, FALSE);
}

static gboolean
tl_case_page_open (TlPage *page, TlType type, const char *id)
{
  TlCasePage *self = TL_CASE_PAGE (page);

  if (type != TL_TYPE_CASE)
    return FALSE;
  if (g_strcmp0 (self->case_id, id) == 0)
    {
      load (self, FALSE);
      return TRUE;
    }
  leave_section (self);
  tl_page_flush (page);
  forget_sections (self);
  g_free (self->case_id);
  self->case_id = g_strdup (id);
  gtk_list_box_select_row (self->sections, gtk_list_box_get_row_at_index (self->sections, 0));
  load (self, TRUE);
  return TRUE;
}

static void
tl_case_page_flush (TlPage *page)
{
  TlCasePage *self = TL_CASE_PAGE (page);

  for (guint i = 0; i < G_N_ELEMENTS (sections); i++)
    {
      TlForm *form = section_form (self, &sections[i]);

      if (form != NULL)
        tl_form_flush (form);
    }
}

static void
save_cb (TlCasePage *self)
{
  TlForm *form = section_form (self, self->shown);

  if (form != NULL)
    tl_form_save (form, FALSE);
}

static void
discard_cb (TlCasePage *self)
{
  TlForm *form = section_form (self, self->shown);

  if (form != NULL)
    tl_form_discard (form);
  update_bar (self);
}

static gboolean
save_shortcut_cb (GtkWidget *widget, GVariant *args, gpointer user_data)
{
  save_cb (TL_CASE_PAGE (widget));
  return TRUE;
}

static void
tl_case_page_dispose (GObject *object)
{
  TlCasePage *self = TL_CASE_PAGE (object);

  g_clear_pointer (&self->case_id, g_free);
  g_clear_pointer (&self->data, tl_case_data_free);
  G_OBJECT_CLASS (tl_case_page_parent_class)->dispose (object);
}

static void
papers_cb (TlCasePage *self)
{
  if (self->case_id != NULL)
    {
      tl_page_flush (TL_PAGE (self)); /* what was typed is saved or a draft; the paper holds what is saved */
      tl_papers_window_show (GTK_WIDGET (self), tl_page_get_store (TL_PAGE (self)), self->case_id);
    }
}

/* No form may hold what is erased, nor write it again as a draft. */
static void
erased_cb (gpointer owner, TlType type, const char *id)
{
  TlCasePage *self = owner;

  for (guint i = 0; i < G_N_ELEMENTS (sections); i++)
    {
      TlForm *form = section_form (self, &sections[i]);

      if (form != NULL && tl_record_type (tl_form_get_record (form)) == type
          && g_strcmp0 (tl_record_id (tl_form_get_record (form)), id) == 0)
        tl_form_discard (form);
    }
  forget_sections (self);
  load (self, FALSE);
}

static void
erase_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  TlCasePage *self = TL_CASE_PAGE (widget);

  if (self->data == NULL)
    return;
  leave_section (self);
  tl_erase_dialog_show (self, tl_page_get_store (TL_PAGE (self)), self->data, erased_cb);
}

static void
tl_case_page_class_init (TlCasePageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  TlPageClass *page_class = TL_PAGE_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tl_case_page_dispose;
  page_class->refresh = tl_case_page_refresh;
  page_class->open = tl_case_page_open;
  page_class->flush = tl_case_page_flush;

  gtk_widget_class_set_template_from_resource (widget_class, "/vn/tamlanh/TamLanh/case/case-page.ui");
  gtk_widget_class_bind_template_child (widget_class, TlCasePage, stack);
  gtk_widget_class_bind_template_child (widget_class, TlCasePage, alias);
  gtk_widget_class_bind_template_child (widget_class, TlCasePage, code);
  gtk_widget_class_bind_template_child (widget_class, TlCasePage, status);
  gtk_widget_class_bind_template_child (widget_class, TlCasePage, facts);
  gtk_widget_class_bind_template_child (widget_class, TlCasePage, sections);
  gtk_widget_class_bind_template_child (widget_class, TlCasePage, scroller);
  gtk_widget_class_bind_template_child (widget_class, TlCasePage, content);
  gtk_widget_class_bind_template_child (widget_class, TlCasePage, bar);
  gtk_widget_class_bind_template_child (widget_class, TlCasePage, more_button);
  gtk_widget_class_bind_template_callback (widget_class, section_selected_cb);
  gtk_widget_class_bind_template_callback (widget_class, papers_cb);
  gtk_widget_class_bind_template_callback (widget_class, save_cb);
  gtk_widget_class_bind_template_callback (widget_class, discard_cb);
  gtk_widget_class_install_action (widget_class, "case.erase", NULL, erase_action);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_s, GDK_CONTROL_MASK, save_shortcut_cb, NULL);
}

static void
tl_case_page_init (TlCasePage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  tl_ui_label (self->more_button, _ ("More"));
  for (guint i = 0; i < G_N_ELEMENTS (sections); i++)
    {
      GtkWidget *row = gtk_list_box_row_new ();
      GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
      GtkWidget *label = gtk_label_new (_ (sections[i].label));

      gtk_label_set_xalign (GTK_LABEL (label), 0);
      gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
      gtk_widget_set_hexpand (label, TRUE);
      self->fullness[i] = gtk_label_new (NULL);
      gtk_widget_add_css_class (self->fullness[i], "dim-label");
      gtk_widget_add_css_class (self->fullness[i], "numeric");
      gtk_box_append (GTK_BOX (box), label);
      gtk_box_append (GTK_BOX (box), self->fullness[i]);
      gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
      gtk_list_box_append (self->sections, row);
    }
}
