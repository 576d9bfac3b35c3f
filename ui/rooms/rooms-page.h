/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "page.h"

G_BEGIN_DECLS

/* Phòng: beds and nights as a board; a stay opens, a free bed takes a new one. */
#define TL_TYPE_ROOMS_PAGE (tl_rooms_page_get_type ())
G_DECLARE_FINAL_TYPE (TlRoomsPage, tl_rooms_page, TL, ROOMS_PAGE, TlPage)

G_END_DECLS
