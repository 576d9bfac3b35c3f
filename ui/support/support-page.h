/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "page.h"

G_BEGIN_DECLS

/* Khoản hỗ trợ: a month's lines, filtered; adding one shows its ceilings before it is saved. */
#define TL_TYPE_SUPPORT_PAGE (tl_support_page_get_type ())
G_DECLARE_FINAL_TYPE (TlSupportPage, tl_support_page, TL, SUPPORT_PAGE, TlPage)

G_END_DECLS
