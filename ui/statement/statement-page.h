/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "page.h"

G_BEGIN_DECLS

/* Bảng kê: the statements of this place, and the chosen one's pages as they print. */
#define TL_TYPE_STATEMENT_PAGE (tl_statement_page_get_type ())
G_DECLARE_FINAL_TYPE (TlStatementPage, tl_statement_page, TL, STATEMENT_PAGE, TlPage)

G_END_DECLS
