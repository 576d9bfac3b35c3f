/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "page.h"

G_BEGIN_DECLS

#define TL_TYPE_CASE_PAGE (tl_case_page_get_type ())
G_DECLARE_FINAL_TYPE (TlCasePage, tl_case_page, TL, CASE_PAGE, TlPage)

G_END_DECLS
