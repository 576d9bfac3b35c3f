/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "page.h"

G_BEGIN_DECLS

#define TL_TYPE_TODAY_PAGE (tl_today_page_get_type ())
G_DECLARE_FINAL_TYPE (TlTodayPage, tl_today_page, TL, TODAY_PAGE, TlPage)

G_END_DECLS
