/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "page.h"

G_BEGIN_DECLS

/* Gửi và nhận: what waits to go, what leaves this computer, what came in, receipts, and whom we trust. */
#define TL_TYPE_EXCHANGE_PAGE (tl_exchange_page_get_type ())
G_DECLARE_FINAL_TYPE (TlExchangePage, tl_exchange_page, TL, EXCHANGE_PAGE, TlPage)

G_END_DECLS
