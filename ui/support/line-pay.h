/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "page.h"

G_BEGIN_DECLS

/* Asks for day, way and paper of the payment of @lines (TlRecord, claimed) and marks them as paid. A number of a paper
 * that the register does not know yet makes its voucher. */
void tl_line_pay_show (TlPage *page, TlStore *store, GPtrArray *lines);

G_END_DECLS
