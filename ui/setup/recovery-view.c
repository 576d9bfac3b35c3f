/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "setup/recovery-view.h"

#include <glib/gi18n-lib.h>

#include "call.h"
#include "document/document.h"
#include "paper/printing.h"
#include "vault/vault.h"

struct _TlRecoveryView
{
  AdwBin parent_instance;

  char *code;
  char *peer; /* who holds the other half; NULL: a recovery code */
  GtkWidget *stack;
  GtkWidget *entry;
  GtkWidget *error;
};

enum
{
  CONFIRMED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (TlRecoveryView, tl_recovery_view, ADW_TYPE_BIN)

static guint
count_digits (const char *text)
{
  guint digits = 0;

  for (; *text != '\0'; text++)
    digits += g_ascii_isdigit (*text) ? 1 : 0;
  return digits;
}

static void
print_cb (GtkButton *button, TlRecoveryView *self)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TlDocument) page = self->peer != NULL ? tl_document_new_share (self->code, self->peer, &error)
                                                   : tl_document_new_recovery (self->code, &error);

  if (page != NULL)
    tl_paper_print (GTK_WIDGET (self), page, NULL, NULL, NULL);
  else
    tl_ui_show_error (self, _ ("The code could not be printed. Write it down by hand instead."), error->message);
}

static void
written_cb (GtkButton *button, TlRecoveryView *self)
{
  gtk_stack_set_visible_child_name (GTK_STACK (self->stack), "type");
  gtk_widget_grab_focus (self->entry);
}

static void
look_cb (GtkButton *button, TlRecoveryView *self)
{
  gtk_stack_set_visible_child_name (GTK_STACK (self->stack), "show");
}

static void
check_cb (GtkWidget *widget, TlRecoveryView *self)
{
  const char *typed = gtk_editable_get_text (GTK_EDITABLE (self->entry));
  guint digits = count_digits (typed), wanted = count_digits (self->code), group = 0;
  g_autofree char *message = NULL;

  if (tl_recovery_code_same (typed, self->code, &group))
    {
      gtk_editable_set_text (GTK_EDITABLE (self->entry), "");
      g_signal_emit (self, signals[CONFIRMED], 0);
      return;
    }

  if (digits < wanted)
    message = g_strdup_printf (_ ("%u of %u digits so far."), digits, wanted);
  else if (digits > wanted)
    message = g_strdup (_ ("There are too many digits."));
  else
    message = g_strdup_printf (_ ("Group %u is not as on the page. Look at it again."), group);
  gtk_label_set_text (GTK_LABEL (self->error), message);
  gtk_widget_set_visible (self->error, TRUE);
}

static GtkWidget *
text_label (const char *text, const char *css)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  if (css != NULL)
    gtk_widget_add_css_class (label, css);
  return label;
}

static GtkWidget *
buttons (GtkWidget *first, GtkWidget *second)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);

  gtk_box_set_homogeneous (GTK_BOX (box), TRUE);
  gtk_widget_set_margin_top (box, 12);
  gtk_widget_set_size_request (second, -1, 44);
  gtk_widget_add_css_class (second, "suggested-action");
  gtk_box_append (GTK_BOX (box), first);
  gtk_box_append (GTK_BOX (box), second);
  return box;
}

static void
build (TlRecoveryView *self)
{
  GtkWidget *show = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  GtkWidget *type = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  GtkWidget *grid = gtk_grid_new ();
  GtkWidget *print = gtk_button_new_with_mnemonic (_ ("_Print"));
  GtkWidget *written = gtk_button_new_with_mnemonic (_ ("_I have it on paper"));
  GtkWidget *look = gtk_button_new_with_mnemonic (_ ("_Look again"));
  GtkWidget *check = gtk_button_new_with_mnemonic (_ ("_Check"));
  g_auto (GStrv) groups = g_strsplit (self->code, "-", -1);

  gtk_grid_set_column_spacing (GTK_GRID (grid), 24);
  gtk_grid_set_row_spacing (GTK_GRID (grid), 10);
  gtk_widget_set_halign (grid, GTK_ALIGN_CENTER);
  gtk_widget_set_margin_top (grid, 12);
  for (guint i = 0; groups[i] != NULL; i++)
    {
      g_autofree char *number = g_strdup_printf ("%u.", i + 1);
      GtkWidget *n = gtk_label_new (number);
      GtkWidget *group = gtk_label_new (groups[i]);

      gtk_widget_add_css_class (n, "dim-label");
      gtk_widget_add_css_class (group, "tl-code");
      gtk_grid_attach (GTK_GRID (grid), n, (int)(i % 2) * 2, (int)i / 2, 1, 1);
      gtk_grid_attach (GTK_GRID (grid), group, (int)(i % 2) * 2 + 1, (int)i / 2, 1, 1);
    }

  gtk_box_append (GTK_BOX (show), text_label (self->peer != NULL ? _ ("The leader's page") : _ ("The recovery code"), "title-2"));
  gtk_box_append (
      GTK_BOX (show),
      text_label (self->peer != NULL
                      ? _ ("Print it or write it down now and give it to your leader. Alone it opens nothing; with an answer of the place that "
                           "holds the other half it opens the register. It is shown only this once.")
                      : _ ("If every passphrase is forgotten, only this code opens the register. Print it or write it down now and keep "
                           "it in a locked place, away from this computer. It is shown only this once."),
                  NULL));
  gtk_box_append (GTK_BOX (show), grid);
  gtk_box_append (GTK_BOX (show), buttons (print, written));

  self->entry = gtk_entry_new ();
  gtk_entry_set_input_purpose (GTK_ENTRY (self->entry), GTK_INPUT_PURPOSE_DIGITS);
  gtk_entry_set_input_hints (GTK_ENTRY (self->entry), GTK_INPUT_HINT_PRIVATE | GTK_INPUT_HINT_NO_SPELLCHECK);
  gtk_widget_add_css_class (self->entry, "monospace");
  tl_ui_label (self->entry, self->peer != NULL ? _ ("Digits of the leader's page") : _ ("Recovery code"));
  self->error = text_label ("", "tl-field-error");
  gtk_widget_set_visible (self->error, FALSE);
  gtk_box_append (GTK_BOX (type), text_label (_ ("Type the code once"), "title-2"));
  gtk_box_append (GTK_BOX (type),
                  text_label (_ ("From the paper, so that we both know it is right. Spaces and dashes do not matter."), NULL));
  gtk_box_append (GTK_BOX (type), self->entry);
  gtk_box_append (GTK_BOX (type), self->error);
  gtk_box_append (GTK_BOX (type), buttons (look, check));

  self->stack = gtk_stack_new ();
  gtk_stack_set_transition_type (GTK_STACK (self->stack), GTK_STACK_TRANSITION_TYPE_CROSSFADE);
  gtk_stack_add_named (GTK_STACK (self->stack), show, "show");
  gtk_stack_add_named (GTK_STACK (self->stack), type, "type");
  adw_bin_set_child (ADW_BIN (self), self->stack);

  g_signal_connect (print, "clicked", G_CALLBACK (print_cb), self);
  g_signal_connect (written, "clicked", G_CALLBACK (written_cb), self);
  g_signal_connect (look, "clicked", G_CALLBACK (look_cb), self);
  g_signal_connect (check, "clicked", G_CALLBACK (check_cb), self);
  g_signal_connect (self->entry, "activate", G_CALLBACK (check_cb), self);
}

static void
tl_recovery_view_finalize (GObject *object)
{
  tl_secret_free (TL_RECOVERY_VIEW (object)->code);
  g_free (TL_RECOVERY_VIEW (object)->peer);
  G_OBJECT_CLASS (tl_recovery_view_parent_class)->finalize (object);
}

static void
tl_recovery_view_class_init (TlRecoveryViewClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = tl_recovery_view_finalize;
  signals[CONFIRMED] = g_signal_new ("confirmed", TL_TYPE_RECOVERY_VIEW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
tl_recovery_view_init (TlRecoveryView *self)
{
}

GtkWidget *
tl_recovery_view_new (const char *code)
{
  TlRecoveryView *self = g_object_new (TL_TYPE_RECOVERY_VIEW, NULL);

  self->code = tl_secret_dup (code);
  build (self);
  return GTK_WIDGET (self);
}

GtkWidget *
tl_recovery_view_new_share (const char *share, const char *peer)
{
  TlRecoveryView *self = g_object_new (TL_TYPE_RECOVERY_VIEW, NULL);

  self->code = tl_secret_dup (share);
  self->peer = g_strdup (peer);
  build (self);
  return GTK_WIDGET (self);
}
