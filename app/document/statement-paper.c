/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Statements on paper: opening, table, sum in words, notes, signatures; what sets the kinds apart is in
 * statement-rows.c. Contents of Luật Kế toán điều 16, head of Nghị định 30/2020 (DOMAIN.md §6).
 *
 * A final statement is printed by the layout it was made with: since layout 2 the QR of a page holds the check letters
 * of that page's lines; since layout 3 notes give way where a short table and its signatures fit the first page. */

#include "document/document-private.h"
#include "document/form.h"
#include "document/statement-rows.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "record/text.h"
#include "support/control-code.h"

#define BODY_SIZE 13
#define NOTE_SIZE 12
#define TABLE_SIZE 11

static const TlFace basis_face = {.size = BODY_SIZE, .indent = 10, .italic = TRUE, .align = TL_ALIGN_JUSTIFY};
static const TlFace words_face = {.size = BODY_SIZE, .bold = TRUE, .italic = TRUE};
static const TlFace unit_face = {.size = NOTE_SIZE, .italic = TRUE, .align = TL_ALIGN_RIGHT};
static const TlFace note_head_face = {.size = NOTE_SIZE, .bold = TRUE, .italic = TRUE};
static const TlFace note_face = {.size = NOTE_SIZE, .align = TL_ALIGN_JUSTIFY};

/* The paragraphs under "Ghi chú". (transfer full) */
static GPtrArray *
collect_notes (JsonObject *data, const TlStatementPaper *paper, gboolean any_over)
{
  const char *where = strcmp (paper->kind, "treasury") == 0   ? "trong bảng kê chi tiết"
                      : strcmp (paper->kind, "receipts") == 0 ? "kèm khoản chi"
                                                              : "ở cột ghi chú";
  GPtrArray *notes = g_ptr_array_new_with_free_func (g_free);
  JsonArray *given = tl_data_array (data, "notes");
  guint number = 0;

  for (guint i = 0; given != NULL && i < json_array_get_length (given); i++)
    {
      const char *text = tl_data_text_at (given, i);
      if (text != NULL && *text != '\0')
        g_ptr_array_add (notes, g_strdup_printf ("%u. %s", ++number, text));
    }
  if (any_over)
    g_ptr_array_add (notes, g_strdup_printf ("(*) Khoản chi vượt mức tối đa, có lý do và quyết định ghi %s.", where));
  return notes;
}

static double
notes_height (TlPages *pages, GPtrArray *notes)
{
  double height = 0;
  if (notes->len > 0)
    height += tl_pages_paragraph_height (pages, note_head_face, "Ghi chú:", 2);
  for (guint i = 0; i < notes->len; i++)
    height += tl_pages_paragraph_height (pages, note_face, g_ptr_array_index (notes, i), 0.4);
  return height;
}

static void
place_notes (TlPages *pages, GPtrArray *notes)
{
  if (notes->len > 0)
    tl_pages_paragraph (pages, note_head_face, "Ghi chú:", 2);
  for (guint i = 0; i < notes->len; i++)
    tl_pages_paragraph (pages, note_face, g_ptr_array_index (notes, i), 0.4);
}

/* "Bang ke 05-2026 BK-DC": letters every file system and print queue knows, no name of a person. */
static char *
make_title (JsonObject *data, const TlStatementPaper *paper)
{
  const char *number = tl_data_text (data, "number"), *site = tl_data_text (data, "site");
  g_autofree char *clean = NULL;
  char *slash;

  if (number == NULL)
    return g_strdup_printf ("%s nhap %s %s %s", paper->name, tl_data_text (data, "date_from"), tl_data_text (data, "date_to"),
                            site != NULL ? site : "");
  clean = g_strdup (number);
  slash = strchr (clean, '/');
  if (slash != NULL)
    *slash = '-';
  g_strdelimit (clean, "/", ' ');
  return g_strdup_printf ("%s %s", paper->name, clean);
}

/* Kính gửi, who asks, for what (mẫu giấy đề nghị thanh toán). */
static void
place_request (TlPages *pages, JsonObject *data)
{
  JsonObject *request = tl_data_object (data, "request");
  TlFace to_face = {.size = BODY_SIZE, .bold = TRUE, .align = TL_ALIGN_CENTRE};
  const char *to = tl_data_text (request, "to");
  g_autofree char *addressed = g_strdup_printf ("Kính gửi: %s", to != NULL ? to : "………………………………………");

  tl_pages_paragraph (pages, to_face, addressed, 1);
  tl_pages_set_y (pages, tl_pages_y (pages) + 1);
  tl_form_line (pages, "Họ và tên người đề nghị thanh toán", tl_data_text (request, "payee"), 1, FALSE);
  tl_form_line (pages, "Bộ phận (đơn vị)", tl_data_text (request, "unit"), 1, FALSE);
  tl_form_line (pages, "Nội dung thanh toán", tl_data_text (request, "reason"), 1, FALSE);
}

static void
place_opening (TlPages *pages, JsonObject *data, const TlStatementPaper *paper)
{
  JsonArray *texts = tl_data_array (data, "clauses");
  gboolean internal = tl_data_has (data, "internal") && json_object_get_boolean_member (data, "internal");
  const char *title = tl_data_text (data, "title"), *period = tl_data_text (data, "period_text"),
             *source = tl_data_text (data, "funding_source_label");
  g_autofree char *from = tl_data_date (data, "date_from");
  g_autofree char *to = tl_data_date (data, "date_to");
  g_autofree char *days = g_strdup_printf ("Từ ngày %s đến ngày %s", from, to);
  g_autofree char *sources = source != NULL ? g_strdup_printf ("Nguồn kinh phí: %s", source) : g_strdup ("");
  g_autofree char *replaces = tl_data_text (data, "replaces") != NULL
                                  ? g_strdup_printf ("Thay thế bảng kê số %s", tl_data_text (data, "replaces"))
                                  : g_strdup ("");
  const char *supplement = tl_data_text (data, "supplement_text");
  const char *below[] = {period != NULL ? period : days, sources, supplement != NULL ? supplement : "", replaces, NULL};

  tl_head_place (pages, data, internal);
  tl_title_place (pages, title != NULL ? title : paper->called, below);
  if (strcmp (paper->kind, "request") == 0)
    place_request (pages, data);
  if (strcmp (tl_data_text (data, "state"), "void") == 0)
    {
      g_autofree char *why = g_strdup_printf (
          "Bảng kê này đã hủy. Lý do: %s", tl_data_text (data, "void_reason") != NULL ? tl_data_text (data, "void_reason") : "không ghi");
      TlFace face = {.size = BODY_SIZE, .bold = TRUE, .italic = TRUE, .align = TL_ALIGN_CENTRE};
      tl_pages_paragraph (pages, face, why, 1);
    }
  for (guint i = 0; texts != NULL && i < json_array_get_length (texts); i++)
    if (tl_data_text_at (texts, i) != NULL)
      {
        g_autofree char *basis
            = g_strdup_printf ("Căn cứ %s%s", tl_data_text_at (texts, i), i + 1 < json_array_get_length (texts) ? ";" : ".");
        tl_pages_paragraph (pages, basis_face, basis, 1);
      }
}

/* How to pay it, and what is attached. */
static void
place_payment (TlPages *pages, JsonObject *data)
{
  JsonObject *request = tl_data_object (data, "request");
  const char *account = tl_data_text (request, "account"), *bank = tl_data_text (request, "bank");

  tl_form_line (pages, "Hình thức thanh toán", tl_data_text (request, "method_label"), 1, FALSE);
  if (account != NULL || g_strcmp0 (tl_data_text (request, "method"), "transfer") == 0)
    {
      g_autofree char *where = account != NULL ? g_strdup_printf ("%s%s%s", account, bank != NULL ? ", tại " : "", bank != NULL ? bank : "") : NULL;
      tl_form_line (pages, "Số tài khoản", where, 1, FALSE);
    }
  tl_form_line (pages, "Kèm theo", tl_data_text (request, "attached"), 1, FALSE);
}

static double
payment_height (TlPages *pages)
{
  return 4 * (tl_pages_paragraph_height (pages, words_face, "Ẵg", 1.2));
}

/* Since layout 2: each page's QR tells the check letters of the lines that begin on it. */
static void
set_page_codes (TlPages *pages, TlTable *table, JsonObject *data, const TlStatementPaper *paper)
{
  if (tl_data_int (data, "layout_version") < 2 || tl_data_text (data, "control_code") == NULL)
    return;
  if (strcmp (paper->kind, "request") == 0) /* its rows are no lines of the statement: number and code alone */
    return;
  for (guint page = 0; page < tl_pages_count (pages); page++)
    {
      guint first, count;
      g_autofree char *text = NULL;

      tl_table_rows_on_page (table, page, &first, &count);
      text = tl_statement_qr (data, first, count);
      if (text != NULL)
        tl_pages_set_page_qr (pages, page, text);
    }
}

/* Since layout 3: notes go under the signatures too where that keeps table and signatures together on the page where the
 * table begins; before, a short statement left its first page without a row. */
static gboolean
notes_part_them (TlPages *pages, JsonObject *data, double table, double below, double notes)
{
  double room = tl_pages_bottom (pages) - tl_pages_y (pages);

  return tl_data_int (data, "layout_version") >= 3 && table + below <= room && table + below + notes > room;
}

static gboolean
place_table (TlPages *pages, JsonObject *data, const TlStatementPaper *paper, GError **error)
{
  JsonArray *signers = tl_data_array (data, "signers");
  gboolean any_over = FALSE, notes_last, request = strcmp (paper->kind, "request") == 0;
  g_autoptr (TlTable) table = tl_statement_paper_table (paper, pages, data, TABLE_SIZE, &any_over, error);
  g_autofree char *words = g_strdup_printf ("Tổng số tiền (viết bằng chữ): %s.", tl_data_text (data, "total_in_words"));
  g_autoptr (GPtrArray) notes = NULL;
  gint64 total = tl_data_int (tl_data_object (data, "totals"), "amount");
  double below, height;

  if (table == NULL || !tl_table_height (table, total, &height, error))
    return FALSE;
  notes = collect_notes (data, paper, any_over);
  below = tl_pages_paragraph_height (pages, words_face, words, 2) + (request ? payment_height (pages) : 0)
          + tl_signatures_height (pages, signers);
  /* Notes stand above the signatures; only where they would push these off the table's last page, below. */
  notes_last = below + notes_height (pages, notes) > (tl_pages_bottom (pages) - tl_pages_top (pages)) * 0.62
               || notes_part_them (pages, data, height, below, notes_height (pages, notes));
  if (!notes_last)
    below += notes_height (pages, notes);
  if (!tl_table_place (table, below, total, error))
    return FALSE;
  tl_pages_paragraph (pages, words_face, words, 2);
  if (request)
    place_payment (pages, data);
  if (!notes_last)
    place_notes (pages, notes);
  tl_signatures_place (pages, signers);
  if (notes_last)
    {
      /* Whole on the next page rather than in two halves. */
      if (tl_data_int (data, "layout_version") >= 3 && tl_pages_y (pages) + notes_height (pages, notes) > tl_pages_bottom (pages))
        tl_pages_break (pages);
      place_notes (pages, notes);
    }
  set_page_codes (pages, table, data, paper);
  return TRUE;
}

/* Everything that the paper cannot do without. */
static gboolean
check (JsonObject *data, const TlStatementPaper *paper, GError **error)
{
  static const char *const texts[] = {"state", "date_from", "date_to", "total_in_words"};
  const char *list = paper->list, *state;
  JsonObject *totals = tl_data_object (data, "totals");

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    if (tl_data_text (data, texts[i]) == NULL)
      return tl_data_lacks (texts[i], error);
  state = tl_data_text (data, "state");
  if (tl_data_object (data, "letterhead") == NULL)
    return tl_data_lacks ("letterhead", error);
  if (!tl_data_has (totals, "amount"))
    return tl_data_lacks ("totals.amount", error);
  if (tl_data_array (data, list) == NULL)
    return tl_data_lacks (list, error);
  if (strcmp (paper->kind, "request") == 0 && tl_data_object (data, "request") == NULL)
    return tl_data_lacks ("request", error);
  if (strcmp (state, "final") == 0 && tl_data_text (data, "number") == NULL)
    return tl_data_lacks ("number", error);
  if (strcmp (state, "final") == 0 && tl_data_text (data, "control_code") == NULL)
    return tl_data_lacks ("control_code", error);
  if (strcmp (list, "lines") == 0 && tl_data_has (totals, "lines")
      && tl_data_int (totals, "lines") != (gint64)json_array_get_length (tl_data_array (data, list)))
    {
      g_set_error (error, TL_DOCUMENT_ERROR, TL_DOCUMENT_ERROR_DATA,
                   _ ("The statement says it has %d lines but has %u; nothing was printed and nothing was changed."),
                   (int)tl_data_int (totals, "lines"), json_array_get_length (tl_data_array (data, list)));
      return FALSE;
    }
  return TRUE;
}

TlDocument *
tl_document_new_statement (JsonObject *data, GError **error)
{
  g_autoptr (TlTypesetter) setter = NULL;
  g_autoptr (TlPages) pages = NULL;
  const TlStatementPaper *paper;
  const char *state, *number, *code, *date;

  g_return_val_if_fail (data != NULL, NULL);
  paper = tl_statement_paper_find (tl_data_text (data, "kind"));
  if (paper == NULL)
    {
      tl_data_lacks ("kind", error);
      return NULL;
    }
  if (!check (data, paper, error) || (setter = tl_typesetter_new (error)) == NULL)
    return NULL;

  pages = tl_pages_new (setter, paper->landscape);
  state = tl_data_text (data, "state");
  number = tl_data_text (data, "number");
  code = tl_data_text (data, "control_code");
  tl_pages_set_mark (pages, strcmp (state, "draft") == 0 ? TL_MARK_DRAFT : strcmp (state, "void") == 0 ? TL_MARK_VOID : TL_MARK_NONE);
  if (number != NULL && code != NULL)
    {
      g_autofree char *total = tl_money_format (tl_data_int (tl_data_object (data, "totals"), "amount"));
      g_autofree char *qr = g_strdup_printf ("%s %s", number, code);
      g_autofree char *about = g_strdup_printf ("%s số %s – tổng cộng %s đồng", paper->called, number, total);
      tl_pages_set_control (pages, code, qr, about);
    }
  place_opening (pages, data, paper);
  tl_pages_paragraph (pages, unit_face, "Đơn vị tính: đồng", 2);
  tl_pages_set_y (pages, tl_pages_y (pages) + 1);
  if (!place_table (pages, data, paper, error))
    return NULL;

  date = tl_data_text (data, "date");
  return tl_document_take (g_steal_pointer (&setter), g_steal_pointer (&pages), make_title (data, paper),
                           date != NULL ? date : tl_data_text (data, "date_to"));
}
