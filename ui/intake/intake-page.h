/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "page.h"

G_BEGIN_DECLS

#define TL_TYPE_INTAKE_PAGE (tl_intake_page_get_type ())
G_DECLARE_FINAL_TYPE (TlIntakePage, tl_intake_page, TL, INTAKE_PAGE, TlPage)

G_END_DECLS
