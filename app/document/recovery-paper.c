/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The two pages that open a register without a passphrase: the recovery code, and the leader's half of an escrow. They look
 * unlike, so that nobody hands over the wrong one, and say what to do with them; of the register they say nothing. */

#include "document/document-private.h"
#include "document/parts.h"

#define COLUMNS 2
#define ROW 13.0 /* mm */

/* The groups with their numbers, down the columns, as they are read out and typed. */
static void
place_groups (TlPages *pages, const char *code)
{
  TlFace digits = {.size = 24, .bold = TRUE}, number = {.size = 14};
  g_auto (GStrv) groups = g_strsplit (code, "-", -1);
  guint n = g_strv_length (groups), rows = (n + COLUMNS - 1) / COLUMNS;
  double left = tl_pages_left (pages) + 15, top = tl_pages_y (pages) + 6, width = (tl_pages_width (pages) - 15) / COLUMNS;

  for (guint i = 0; i < n; i++)
    {
      double x = left + i / rows * width, y = top + i % rows * ROW;
      g_autofree char *place = g_strdup_printf ("%u.", i + 1);
      /* Three and three: how people read digits out. */
      g_autofree char *text = g_strdup_printf ("%.3s %s", groups[i], groups[i] + 3);

      tl_pages_add_text (pages, number, place, x, y + 2.6, 12, 0, 1);
      tl_pages_add_text (pages, digits, text, x + 12, y, width - 12, 0, 1);
      /* A rule of memory is not enough: the digits are wiped here, the page keeps its own. */
      memset (text, 0, strlen (text));
    }
  for (guint i = 0; i < n; i++)
    memset (groups[i], 0, strlen (groups[i]));
  tl_pages_add_rule (pages, tl_pages_left (pages), top - 2, tl_pages_left (pages) + tl_pages_width (pages), top - 2, 0.5);
  tl_pages_add_rule (pages, tl_pages_left (pages), top + rows * ROW, tl_pages_left (pages) + tl_pages_width (pages), top + rows * ROW, 0.5);
  tl_pages_set_y (pages, top + rows * ROW + 4);
}

static TlDocument *
make_page (const char *title, const char *below, const char *code, const char *const *sentences, GError **error)
{
  TlFace text = {.size = 13, .align = TL_ALIGN_JUSTIFY};
  g_autoptr (TlTypesetter) setter = tl_typesetter_new (error);
  g_autoptr (TlPages) pages = NULL;
  const char *under[] = {below, NULL};

  if (setter == NULL)
    return NULL;
  pages = tl_pages_new (setter, FALSE);
  tl_title_place (pages, title, under);
  place_groups (pages, code);
  for (; *sentences != NULL; sentences++)
    tl_pages_paragraph (pages, text, *sentences, 2);
  text.align = TL_ALIGN_LEFT;
  tl_pages_paragraph (pages, text, "Ngày lập: …………………………", 8);
  tl_pages_paragraph (pages, text, "Người giữ: ……………………………………………………………", 3);
  /* The job's name in the printer's queue says nothing. */
  return tl_document_take (g_steal_pointer (&setter), g_steal_pointer (&pages), g_strdup ("1"), "2026-01-01");
}

TlDocument *
tl_document_new_recovery (const char *code, GError **error)
{
  static const char *const sentences[] = {
      "Khi không còn ai nhớ mật khẩu, chỉ cần tám nhóm số này là mở được sổ và đặt lại mật khẩu. Ai có tờ này mở được sổ.",
      "Cất trong phong bì dán kín, ở nơi có khóa, cách xa máy tính. Không chụp ảnh, không sao thêm, không đọc qua điện thoại.",
      "Cách dùng: ở trang mở sổ, chọn “Quên mật khẩu? Dùng mã khôi phục”, gõ tám nhóm số theo thứ tự. Gõ nhầm nhóm nào, chương trình chỉ đúng nhóm đó.",
      "Khi lập mã mới, tờ này hết giá trị: hãy hủy.",
      NULL};

  g_return_val_if_fail (code != NULL, NULL);
  return make_page ("Mã khôi phục", "(tám nhóm số, một mình mở được sổ)", code, sentences, error);
}

TlDocument *
tl_document_new_share (const char *share, const char *peer, GError **error)
{
  g_autofree char *with
      = g_strdup_printf ("Tờ này chỉ là một nửa: một mình không mở được gì. Nửa kia do %s giữ. Hai nửa cùng nhau mới mở được sổ.", peer);
  const char *const sentences[] = {
      with,
      "Lãnh đạo giữ tờ này, cất trong phong bì dán kín ở nơi có khóa, không để cùng chỗ với máy tính hay với mã khôi phục.",
      "Cách dùng: ở trang mở sổ, chọn “Nhờ tỉnh giúp mở sổ”, gõ chín nhóm số, ghi tệp yêu cầu, mang đến nơi giữ nửa kia và đọc dãy số đối chiếu qua điện thoại. "
      "Khi có tệp trả lời, gõ lại chín nhóm số này.",
      "Dùng một lần là hết giá trị. Khi lập tờ mới, tờ này cũng hết giá trị: hãy hủy.",
      NULL};

  g_return_val_if_fail (share != NULL && peer != NULL, NULL);
  return make_page ("Nửa khóa của lãnh đạo", "(chín nhóm số, dùng cùng tệp trả lời của nơi giữ nửa kia)", share, sentences, error);
}
