/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "page.h"

G_BEGIN_DECLS

/* Báo cáo: counts of a period as tables and as pages; print, PDF, the province's copy with small numbers hidden. */
#define TL_TYPE_REPORTS_PAGE (tl_reports_page_get_type ())
G_DECLARE_FINAL_TYPE (TlReportsPage, tl_reports_page, TL, REPORTS_PAGE, TlPage)

G_END_DECLS
