/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "page.h"

G_BEGIN_DECLS

#define TL_TYPE_CASES_PAGE (tl_cases_page_get_type ())
G_DECLARE_FINAL_TYPE (TlCasesPage, tl_cases_page, TL, CASES_PAGE, TlPage)

G_END_DECLS
